//! Attack 59: whatever the chain, the node and the trader's process do, nothing is ordered twice.

use super::{expected, folder, journal, simulated::Simulated, trade, trade_in, trade_on, UNTIL};
use crate::error::Error;
use proptest::{
    prelude::{any, ProptestConfig},
    prop_assert, prop_assert_eq, proptest,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// How often the trader looks in ten minutes, five times a second.
const TEN_MINUTES: u64 = 10 * 60 * 5;

/// No two transactions of an owner were in the chain's blocks or on their way there with the same nonce, or at the same time.
fn assert_one_at_a_time(chain: &Simulated) {
    let mut last = BTreeMap::new();
    for (owner, transaction) in &chain.signed {
        if let Some((nonce, death)) = last.insert(owner, (transaction.nonce, transaction.death)) {
            let is_next = transaction.nonce == nonce + 1;
            let is_instead = transaction.nonce == nonce && transaction.birth.number >= death;
            assert!(is_next || is_instead, "nonce {} after {nonce}", transaction.nonce);
        }
    }
}

#[test]
fn pause_of_ten_minutes_should_not_have_anything_signed_anew() {
    let mut chain = Simulated::new(1);
    chain.standing_after_sending = TEN_MINUTES;
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!((chain.ordered.clone(), chain.repeated, done.missed), (expected(&[1, 2], UNTIL), 0, 0));
    assert_eq!(
        chain.signed.len(),
        chain.signed.iter().map(|(owner, signed)| (owner, signed.nonce)).collect::<BTreeSet<_>>().len()
    );
    assert!(chain.signed.iter().all(|(_, signed)| chain.blocks_of(signed.hash) == 1), "each is in one block");
    assert_one_at_a_time(&chain);
}

#[test]
fn restart_in_a_pause_should_send_the_same_bytes_again() {
    let (folder, mut chain) = (folder(), Simulated::new(1));
    chain.standing_after_sending = TEN_MINUTES;
    chain.killed_after = Some(400);
    assert!(matches!(trade_in(&mut chain, folder.path(), &[1, 2], UNTIL).1, Err(Error::Interrupted)));
    assert!(chain.standing > 0 && chain.signed.len() == 2, "one an owner, and no block: {}", chain.signed.len());
    // The node has lost its pool, too: only the journal knows of the orders.
    chain.restart_node();
    let first = chain.signed.iter().map(|(_, signed)| signed.hash).collect::<Vec<_>>();
    trade_in(&mut chain, folder.path(), &[1, 2], UNTIL).1.expect("it ends");
    for hash in first {
        assert!(chain.sent[&hash] >= 2 && chain.blocks_of(hash) == 1, "sent {} times", chain.sent[&hash]);
    }
    assert_eq!((chain.ordered.clone(), chain.repeated), (expected(&[1, 2], UNTIL), 0));
    assert_one_at_a_time(&chain);
}

#[test]
fn process_that_is_killed_at_any_moment_should_order_everything_once() {
    // Through signing, writing, sending and looking: each of the requests that it takes until the second transaction is final.
    for moment in 0..60 {
        let (folder, mut chain) = (folder(), Simulated::new(1));
        chain.killed_after = Some(moment);
        assert_eq!(trade_on(&mut chain, folder.path(), &[1], UNTIL, |_| ()), 1, "{moment}");
        assert_eq!((chain.ordered.clone(), chain.repeated), (expected(&[1], UNTIL), 0), "{moment}");
    }
}

#[test]
fn transaction_should_be_sent_again_when_a_fork_drops_its_block() {
    let mut chain = Simulated::new(1);
    (chain.lag, chain.forks_once) = (4, true);
    let done = trade(&mut chain, &[1], UNTIL);
    let first = chain.signed[0].1.hash;
    assert!(chain.sent[&first] >= 2, "sent {} times", chain.sent[&first]);
    assert_eq!(chain.blocks_of(first), 1);
    assert_eq!((chain.ordered.clone(), chain.repeated), (expected(&[1], UNTIL), 0));
    assert_eq!(done.orders, chain.ordered.values().flatten().count() as u64, "what was taken back was not counted");
    assert_one_at_a_time(&chain);
}

#[test]
fn orders_should_be_signed_anew_only_when_the_transaction_has_expired() {
    let mut chain = Simulated::new(1);
    // Nothing arrives for longer than a transaction lives.
    (chain.lifetime, chain.swallowed) = (8, 4);
    let done = trade(&mut chain, &[1], UNTIL);
    let [(_, first), (_, second), ..] = &chain.signed[..] else { panic!("two transactions") };
    assert_eq!((first.nonce, chain.blocks_of(first.hash)), (second.nonce, 0));
    assert!(second.birth.number >= first.death, "{} and {}", second.birth.number, first.death);
    assert!(first.orders.iter().all(|order| second.orders.contains(order)), "they are ordered by the second one");
    assert_eq!((chain.ordered.clone(), chain.repeated, done.missed), (expected(&[1], UNTIL), 0, 0));
    assert_one_at_a_time(&chain);
}

#[test]
fn development_chain_that_was_started_anew_should_not_be_waited_for() {
    let folder = folder();
    let mut chain = Simulated::new(1);
    chain.wait_until(super::Period(super::FIRST + 20).start());
    (chain.swallowed, chain.killed_after) = (1000, Some(40));
    assert!(trade_in(&mut chain, folder.path(), &[1], UNTIL).1.is_err());
    assert_eq!(journal(folder.path(), 0).expect("a journal").transactions().len(), 1);
    let mut anew = Simulated::new(2);
    anew.is_alone = true;
    trade_in(&mut anew, folder.path(), &[1], UNTIL).1.expect("it ends");
    assert_eq!((anew.ordered.clone(), anew.repeated), (expected(&[1], UNTIL), 0));
}

#[test]
fn nothing_should_be_sent_when_the_journal_cannot_be_written() {
    let (folder, mut chain) = (folder(), Simulated::new(1));
    std::fs::create_dir(folder.path().join("00000000-owner-0.draft")).expect("something in its way");
    let error = trade_in(&mut chain, folder.path(), &[1], UNTIL).1.expect_err("there is no journal");
    assert!(error.to_string().contains("00000000-owner-0.json"), "{error}");
    assert_eq!((chain.signed.len(), chain.sent.len()), (1, 0));
}

fn kill_sometimes(chain: &mut Simulated, folder: &Path, trouble: f64, pace: u64) -> u64 {
    chain.trouble = trouble;
    chain.killed_after = Some(pace);
    let mut next = pace;
    trade_on(chain, folder, &[1, 2, 3], UNTIL, |chain| {
        // Later each time, so that it ends.
        next += pace;
        chain.killed_after = Some(next);
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_should_be_lost_or_ordered_twice_whatever_the_network_does(
        seed in any::<u64>(), trouble in 0.01f64..0.2, lag in 0u64..6, lifetime in 8u64..64,
    ) {
        let mut chain = Simulated::new(seed);
        (chain.trouble, chain.lag, chain.lifetime) = (trouble, lag, lifetime);
        let done = trade(&mut chain, &[1, 2, 3], UNTIL);
        prop_assert_eq!(chain.repeated, 0);
        assert_one_at_a_time(&chain);
        let all = expected(&[1, 2, 3], UNTIL);
        prop_assert!(chain.ordered.iter().all(|(key, orders)| all.get(key) == Some(orders)));
        // What was counted is there, and what is not there was counted as missed, or refused since its gate had closed.
        let found = chain.ordered.values().flatten().count() as u64;
        prop_assert_eq!(done.orders, found);
        let missing = all.keys().filter(|key| !chain.ordered.contains_key(*key)).count() as u64;
        prop_assert_eq!(missing, done.missed + done.refused());
    }

    #[test]
    fn nothing_should_be_ordered_twice_whenever_the_process_is_killed(
        seed in any::<u64>(), trouble in 0.0f64..0.2, lag in 0u64..6, lifetime in 8u64..64, pace in 5u64..60,
    ) {
        let (folder, mut chain) = (folder(), Simulated::new(seed));
        (chain.lag, chain.lifetime) = (lag, lifetime);
        kill_sometimes(&mut chain, folder.path(), trouble, pace);
        prop_assert_eq!(chain.repeated, 0);
        assert_one_at_a_time(&chain);
        let all = expected(&[1, 2, 3], UNTIL);
        prop_assert!(chain.ordered.iter().all(|(key, orders)| all.get(key) == Some(orders)));
    }

    #[test]
    fn nothing_should_be_ordered_twice_when_a_development_node_forgets_final_blocks(seed in any::<u64>(), trouble in 0.01f64..0.1) {
        let mut chain = Simulated::new(seed);
        (chain.trouble, chain.is_alone) = (trouble, true);
        let done = trade(&mut chain, &[1, 2, 3], UNTIL);
        prop_assert_eq!(chain.repeated, 0);
        let all = expected(&[1, 2, 3], UNTIL);
        prop_assert!(chain.ordered.iter().all(|(key, orders)| all.get(key) == Some(orders)));
        let missing = all.keys().filter(|key| !chain.ordered.contains_key(*key)).count() as u64;
        prop_assert!(missing <= done.missed + done.refused() + 12, "{} missing, {} known", missing, done.missed);
    }
}
