//! The file of the journal.

use super::{id, journal};
use crate::{
    strategy::Order,
    trade::journal::{Block, Journal, JournalError, Transaction},
};
use sp_core::H256;
use std::{fs, path::PathBuf};
use uen_primitives::{Period, Product, Side, Wh};

fn order(device: u8, period: u32, side: Side) -> Order {
    Order { device: id(device), period: Period(period), product: Product::Green, side, quantity: Wh(700), limit: 125_000_000 }
}

fn transaction(nonce: u64, orders: Vec<Order>) -> Transaction {
    let birth = Block { number: 100, hash: H256([9; 32]) };
    Transaction::new(nonce, birth, 64, format!("{nonce} {orders:?}").into_bytes(), orders)
}

/// A folder with a journal of two transactions, and the journal's file.
fn filled() -> (tempfile::TempDir, PathBuf, [Transaction; 2]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let all = [
        transaction(7, vec![order(1, 1000, Side::Sell), order(1, 1000, Side::Buy)]),
        transaction(8, vec![order(2, 1000, Side::Sell)]),
    ];
    let mut open = journal(folder.path(), 0).expect("a new journal");
    all.iter().for_each(|transaction| open.add(transaction.clone()).expect("written"));
    let path = folder.path().join("00000000-owner-0.json");
    (folder, path, all)
}

fn error(folder: &tempfile::TempDir) -> String {
    journal(folder.path(), 0).expect_err("it cannot be used").to_string()
}

#[test]
fn journal_should_hold_what_was_added_until_it_is_removed() {
    let (folder, _, all) = filled();
    let mut open = journal(folder.path(), 0).expect("a journal");
    assert_eq!(open.transactions(), all);
    assert_eq!((all[0].death, open.periods(id(2)).collect::<Vec<_>>()), (164, vec![Period(1000)]));
    open.remove(all[0].hash).expect("written");
    drop(open);
    assert_eq!(journal(folder.path(), 0).expect("a journal").transactions(), &all[1..]);
}

#[test]
fn journal_should_take_in_nothing_for_which_something_is_under_way() {
    let (folder, _, all) = filled();
    let mut open = journal(folder.path(), 0).expect("a journal");
    let same_nonce = transaction(8, vec![order(3, 1000, Side::Sell)]);
    let same_order = transaction(9, vec![order(3, 1000, Side::Sell), order(1, 1000, Side::Buy)]);
    for (conflicting, known) in [(same_nonce, all[1].hash), (same_order, all[0].hash)] {
        let refused = open.add(conflicting).expect_err("it conflicts");
        assert!(matches!(refused, JournalError::Conflict { hash, .. } if hash == known), "{refused}");
    }
    open.add(transaction(9, vec![order(1, 1001, Side::Buy), order(2, 1000, Side::Buy)])).expect("another period, another side");
}

#[test]
fn half_written_draft_should_not_harm_the_journal() {
    let (folder, path, all) = filled();
    let text = fs::read(&path).expect("a journal");
    fs::write(path.with_extension("draft"), &text[..text.len() / 2]).expect("written");
    let mut open = journal(folder.path(), 0).expect("a journal");
    assert_eq!(open.transactions(), all);
    open.remove(all[1].hash).expect("written");
    drop(open);
    assert_eq!(journal(folder.path(), 0).expect("a journal").transactions(), &all[..1]);
}

#[test]
fn journal_that_is_not_whole_should_be_an_error_that_says_what_to_do() {
    let (folder, path, all) = filled();
    let text = fs::read_to_string(&path).expect("a journal");
    let bytes = hex::encode(&all[0].bytes);
    let changed = text.replace(&bytes, &format!("ff{}", &bytes[2..]));
    for damaged in ["", &text[..text.len() / 2], &text[..text.len() - 1], &changed] {
        fs::write(&path, damaged).expect("written");
        let error = error(&folder);
        assert!(error.contains("00000000-owner-0.json: it is damaged") && error.contains("has finalised 64 blocks"), "{error}");
        assert!(error.contains("move the file away"), "{error}");
    }
    fs::remove_file(&path).expect("moved away");
    assert_eq!(journal(folder.path(), 0).expect("a new journal").transactions(), []);
}

#[test]
fn journal_of_another_release_chain_or_account_should_be_refused() {
    let (folder, path, _) = filled();
    let text = fs::read_to_string(&path).expect("a journal");
    fs::write(&path, text.replace("\"version\": 1", "\"version\": 2")).expect("written");
    assert!(error(&folder).contains("format 2"), "{}", error(&folder));
    fs::write(&path, text.replace("owner-0", "owner-1")).expect("written");
    assert!(error(&folder).contains("another chain or account"), "{}", error(&folder));
}

#[test]
fn second_trader_should_be_refused_as_long_as_the_first_one_runs() {
    let (folder, _, _) = filled();
    let first = journal(folder.path(), 0).expect("a journal");
    let refused = journal(folder.path(), 0).expect_err("it is in use").to_string();
    assert!(
        refused.contains(&format!("(process {})", std::process::id())) && refused.contains("stop the other one"),
        "{refused}"
    );
    journal(folder.path(), 1).expect("another account's");
    Journal::open(folder.path(), H256([1; 32]), "owner-0", 64).expect("another chain's");
    drop(first);
    journal(folder.path(), 0).expect("the first one has ended");
}

#[cfg(unix)]
#[test]
fn journal_should_be_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path, _) = filled();
    assert_eq!(fs::metadata(path).expect("a journal").permissions().mode() & 0o777, 0o600);
}
