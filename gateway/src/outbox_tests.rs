use super::*;
use sp_core::{ed25519, Pair};
use uen_primitives::{DeviceSignature, Flags, Medium, Registers, Wh};

const GENESIS: H256 = H256([1; 32]);

fn reading(device: u8, counter: u64, import: u64) -> SignedReading {
    let reading = Reading {
        device: DeviceId(H256([device; 32])),
        counter,
        start: (counter - 1) * 900,
        end: counter * 900,
        medium: Medium::Electricity,
        registers: Registers { import: Wh(import), ..Default::default() },
        flags: Flags::NONE,
    };
    let signature = DeviceSignature::Ed25519(ed25519::Pair::from_seed(&[device; 32]).sign(&reading.encode()));
    SignedReading { reading, signature }
}

fn all() -> Vec<DeviceId> {
    (1..4).map(|device| DeviceId(H256([device; 32]))).collect()
}

fn outbox() -> (tempfile::TempDir, PathBuf, Outbox) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("box/outbox.sqlite");
    let outbox = Outbox::open(&path, GENESIS).expect("a new outbox");
    for device in 1..4 {
        outbox.add_device(DeviceId(H256([device; 32])), &format!("meter-{device}"), Period(0)).expect("written");
    }
    (dir, path, outbox)
}

#[test]
fn reading_should_be_there_when_the_outbox_is_opened_again() {
    let (_dir, path, mut outbox) = outbox();
    let readings = [reading(1, 1, 10), reading(1, 2, 20), reading(2, 1, 30)];
    assert_eq!(outbox.add(&readings).expect("written"), [Added::New; 3]);
    outbox.set(&[((readings[0].reading.device, 1), State::Accepted)]).expect("written");
    outbox.set(&[((readings[2].reading.device, 1), State::Rejected("TooOld".into()))]).expect("written");
    // No orderly end: the process is gone.
    std::mem::forget(outbox);
    let again = Outbox::open(&path, GENESIS).expect("the same outbox");
    assert_eq!(again.counts(None).expect("read"), Counts { pending: 1, sent: 0, accepted: 1, rejected: 1 });
    assert_eq!(again.counts(Some(&[readings[2].reading.device])).expect("read").total(), 1);
    let due = again.due(&all(), u64::MAX).expect("read");
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].signed, readings[1]);
    assert_eq!(due[0].name, "meter-1");
    let rejected = again.get((readings[2].reading.device, 1)).expect("read").expect("there");
    assert_eq!(rejected.state, State::Rejected("TooOld".into()));
    assert_eq!(again.accepted(readings[0].reading.device).expect("read"), [readings[0].reading.clone()]);
}

#[test]
fn outbox_should_write_ahead_and_synchronise_fully() {
    let (_dir, _path, outbox) = outbox();
    let text: String = outbox.db.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("read");
    let synchronous: i64 = outbox.db.query_row("PRAGMA synchronous", [], |row| row.get(0)).expect("read");
    assert_eq!((text.as_str(), synchronous), ("wal", 2));
}

#[test]
fn reading_should_be_kept_once_when_it_is_added_twice() {
    let (_dir, _path, mut outbox) = outbox();
    assert_eq!(outbox.add(&[reading(1, 1, 10), reading(1, 1, 10)]).expect("written"), [Added::New, Added::Known]);
    assert_eq!(outbox.counts(None).expect("read").total(), 1);
}

#[test]
fn reading_should_not_replace_another_when_it_has_the_same_counter() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.add(&[reading(1, 1, 10)]).expect("written");
    assert_eq!(outbox.add(&[reading(1, 1, 11)]).expect("written"), [Added::Conflict]);
    assert_eq!(outbox.due(&all(), 900).expect("read")[0].signed, reading(1, 1, 10));
}

#[test]
fn reading_should_be_known_when_only_what_comes_before_it_has_changed() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.add(&[reading(1, 3, 30)]).expect("written");
    let mut resumed = reading(1, 3, 30);
    (resumed.reading.start, resumed.reading.flags) = (900, Flags::RESUME);
    assert_eq!(outbox.add(&[resumed]).expect("written"), [Added::Known]);
    assert_eq!(outbox.due(&all(), 9999).expect("read")[0].signed, reading(1, 3, 30));
}

#[test]
fn reading_should_be_replaced_when_it_was_never_sent() {
    let (_dir, path, mut outbox) = outbox();
    outbox.add(&[reading(1, 3, 30), reading(1, 4, 40)]).expect("written");
    let mut resumed = reading(1, 3, 30);
    resumed.reading.flags = Flags::RESUME;
    assert!(outbox.replace(&resumed).expect("written"));
    assert_eq!(outbox.due(&all(), 9999).expect("read")[0].signed, resumed);
    // Whatever became of it: once it was sent, it stays as it is.
    let key = (resumed.reading.device, 3);
    outbox.set(&[(key, State::Sent)]).expect("written");
    outbox.set(&[(key, State::Pending)]).expect("written");
    drop(outbox);
    let again = Outbox::open(&path, GENESIS).expect("the same outbox");
    assert!(!again.replace(&reading(1, 3, 30)).expect("written"));
    let due = again.due(&all(), 9999).expect("read");
    assert_eq!((&due[0].signed, due[0].sent_once, due[1].sent_once), (&resumed, true, false));
    assert!(!again.replace(&reading(2, 1, 1)).expect("written"), "there is nothing to replace");
}

#[test]
fn last_reading_before_another_should_be_found_whatever_became_of_it() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.add(&[reading(1, 2, 20), reading(1, 5, 50), reading(2, 3, 1)]).expect("written");
    let device = DeviceId(H256([1; 32]));
    outbox.set(&[((device, 2), State::Rejected("TooOld".into()))]).expect("written");
    let before = |counter| outbox.last_before((device, counter)).expect("read").map(|reading| reading.counter);
    assert_eq!((before(2), before(3), before(5), before(99)), (None, Some(2), Some(2), Some(5)));
}

#[test]
fn reading_should_be_refused_when_its_device_is_not_known() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.db.pragma_update(None, "foreign_keys", true).expect("set");
    assert!(outbox.add(&[reading(9, 1, 10)]).is_err());
    assert_eq!(outbox.counts(None).expect("read").total(), 0);
}

#[test]
fn due_readings_should_come_oldest_first_and_not_before_their_time() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.add(&[reading(2, 3, 1), reading(1, 3, 1), reading(2, 1, 1), reading(1, 2, 1)]).expect("written");
    let due = |now| -> Vec<(String, u64)> {
        let entries = outbox.due(&all(), now).expect("read");
        entries.into_iter().map(|entry| (entry.name, entry.signed.reading.counter)).collect()
    };
    assert_eq!(due(899), []);
    assert_eq!(due(1800), [("meter-2".into(), 1), ("meter-1".into(), 2)]);
    assert_eq!(due(9999), [("meter-2".into(), 1), ("meter-1".into(), 2), ("meter-1".into(), 3), ("meter-2".into(), 3)]);
    let of_one = outbox.due(&all()[1..2], 9999).expect("read");
    assert!(of_one.len() == 2 && of_one.iter().all(|entry| entry.name == "meter-2"));
    assert!(outbox.due(&[], 9999).expect("read").is_empty());
    assert_eq!(outbox.next_end().expect("read"), Some(900));
}

#[test]
fn base_should_not_change_when_a_device_is_added_again() {
    let (_dir, _path, outbox) = outbox();
    let device = DeviceId(H256([1; 32]));
    outbox.add_device(device, "renamed", Period(77)).expect("written");
    assert_eq!(outbox.base(device).expect("read"), Some(Period(0)));
    assert_eq!(outbox.base(DeviceId(H256([8; 32]))).expect("read"), None);
}

#[test]
fn outbox_should_not_open_when_it_belongs_to_another_chain() {
    let (_dir, path, outbox) = outbox();
    drop(outbox);
    let error = Outbox::open(&path, H256([2; 32])).err().expect("refused");
    assert!(matches!(error, OutboxError::OtherChain { .. }), "{error}");
    assert_eq!(Outbox::open_existing(&path).expect("read").expect("there").1, GENESIS);
}

#[test]
fn outbox_should_not_open_when_it_is_not_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("text");
    assert!(Outbox::open_existing(&path).expect("read").is_none());
    std::fs::write(&path, "this is no database, only some text that is long enough to be looked at").expect("written");
    assert!(matches!(Outbox::open(&path, GENESIS).err(), Some(OutboxError::Database { .. })));
    let other = dir.path().join("other.sqlite");
    Connection::open(&other).and_then(|db| db.pragma_update(None, "user_version", 99)).expect("written");
    assert!(matches!(Outbox::open(&other, GENESIS).err(), Some(OutboxError::Schema { found: 99, .. })));
    Connection::open(&other).and_then(|db| db.pragma_update(None, "user_version", 1)).expect("written");
    let error = Outbox::open(&other, GENESIS).err().expect("of an earlier release");
    assert!(error.to_string().contains("another release") && error.to_string().contains("--outbox"), "{error}");
}

#[test]
fn devices_should_be_found_by_the_state_of_their_readings() {
    let (_dir, _path, mut outbox) = outbox();
    outbox.add(&[reading(1, 1, 1), reading(2, 1, 1), reading(3, 1, 1)]).expect("written");
    outbox.set(&[((DeviceId(H256([2; 32])), 1), State::Sent), ((DeviceId(H256([3; 32])), 1), State::Accepted)]).expect("written");
    let with = |states: &[&str]| outbox.devices_with(states).expect("read").into_iter().map(|d| d.0[0]).collect::<Vec<_>>();
    assert_eq!(with(&["sent"]), [2]);
    assert_eq!(with(&["sent", "accepted"]), [2, 3]);
    assert_eq!(outbox.of_device(DeviceId(H256([2; 32])), &["sent"]).expect("read").len(), 1);
    assert_eq!(outbox.of_device(DeviceId(H256([2; 32])), &["pending"]).expect("read").len(), 0);
}
