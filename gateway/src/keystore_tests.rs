use super::*;
use sp_core::{Pair, H256};
use uen_primitives::{Flags, Medium, Reading, Registers};

/// Enough to test with; the default would take a second a test.
const CHEAP: KdfCost = KdfCost { memory_kib: 8, iterations: 1, parallelism: 1 };

fn store() -> (tempfile::TempDir, KeyStore) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let store = KeyStore::create(&dir.path().join("keys"), "correct horse", CHEAP).expect("a new store");
    (dir, store)
}

fn device_file(store: &KeyStore, name: &str) -> PathBuf {
    store.dir.join("devices").join(format!("{name}.json"))
}

fn change(path: &Path, edit: impl FnOnce(&mut serde_json::Value)) {
    let mut value: serde_json::Value = serde_json::from_slice(&fs::read(path).expect("file")).expect("JSON");
    edit(&mut value);
    fs::write(path, value.to_string()).expect("file");
}

#[test]
fn key_should_sign_the_same_when_the_store_is_opened_again() {
    let (_dir, store) = store();
    for scheme in [Scheme::Ed25519, Scheme::Sr25519, Scheme::Ecdsa] {
        let made = store.generate(&format!("meter-{scheme}"), scheme).expect("a new device");
        let again = KeyStore::open(&store.dir, "correct horse").expect("the right passphrase");
        let (entry, pair) = again.load(&made.name).expect("the device");
        assert_eq!(entry, made);
        assert_eq!(entry.device_id, pair.key().id());
        let reading = Reading {
            device: entry.device_id,
            counter: 1,
            start: 900,
            end: 900,
            medium: Medium::Electricity,
            registers: Registers::default(),
            flags: Flags::NONE,
        };
        let genesis = H256([7; 32]);
        let signed = pair.sign_reading(reading.clone(), &genesis);
        assert!(entry.key.verify(&reading.signing_payload(&genesis), &signed.signature));
        assert!(!entry.key.verify(&reading.signing_payload(&H256([8; 32])), &signed.signature));
    }
    let (listed, errors) = list(&store.dir).expect("the folder");
    assert_eq!(listed.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["meter-ecdsa", "meter-ed25519", "meter-sr25519"]);
    assert!(errors.is_empty());
}

#[test]
fn store_should_not_open_when_the_passphrase_is_wrong() {
    let (_dir, store) = store();
    let error = KeyStore::open(&store.dir, "wrong").err().expect("refused");
    assert!(matches!(error, KeyStoreError::WrongPassphrase(_)), "{error}");
    assert!(error.to_string().contains("wrong passphrase"));
}

#[test]
fn store_should_not_open_when_there_is_none() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    assert!(matches!(KeyStore::open(dir.path(), "x").err(), Some(KeyStoreError::NoStore(_))));
    assert!(matches!(KeyStore::create(dir.path(), "", CHEAP).err(), Some(KeyStoreError::BadPassphrase(_))));
}

#[test]
fn store_should_not_open_when_its_parameters_were_weakened() {
    let (_dir, store) = store();
    change(&store.dir.join("store.json"), |v| v["kdf"]["iterations"] = 2.into());
    assert!(matches!(KeyStore::open(&store.dir, "correct horse").err(), Some(KeyStoreError::WrongPassphrase(_))));
    change(&store.dir.join("store.json"), |v| v["kdf"]["memoryKib"] = u32::MAX.into());
    assert!(matches!(KeyStore::open(&store.dir, "correct horse").err(), Some(KeyStoreError::Damaged { .. })));
}

#[test]
fn secret_should_not_load_when_its_ciphertext_was_changed() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    change(&device_file(&store, "a"), |v| {
        let text = v["secret"]["ciphertext"].as_str().expect("text").to_string();
        let flipped = if text.starts_with('0') { "1" } else { "0" };
        v["secret"]["ciphertext"] = format!("{flipped}{}", &text[1..]).into();
    });
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Tampered(_))));
}

#[test]
fn secret_should_not_load_when_it_was_moved_to_another_device() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    store.generate("b", Scheme::Ed25519).expect("a new device");
    let a: serde_json::Value = serde_json::from_slice(&fs::read(device_file(&store, "a")).expect("file")).expect("JSON");
    // The secret alone, then the whole file, then the whole file with its name put right.
    change(&device_file(&store, "b"), |v| v["secret"] = a["secret"].clone());
    assert!(matches!(store.load("b").err(), Some(KeyStoreError::Tampered(_))));
    change(&device_file(&store, "b"), |v| *v = a.clone());
    assert!(matches!(store.load("b").err(), Some(KeyStoreError::Tampered(_))));
    change(&device_file(&store, "b"), |v| v["name"] = "b".into());
    assert!(matches!(store.load("b").err(), Some(KeyStoreError::Tampered(_))));
    assert!(store.load("a").is_ok(), "the rest goes on");
}

#[test]
fn secret_should_not_load_when_scheme_or_metadata_was_changed() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    change(&device_file(&store, "a"), |v| v["metadata"] = "{}".into());
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Tampered(_))));
    change(&device_file(&store, "a"), |v| v["scheme"] = "sr25519".into());
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Damaged { .. })), "the id is not that of the key");
    let (listed, errors) = list(&store.dir).expect("the folder");
    assert!(listed.is_empty());
    assert_eq!(errors.len(), 1);
}

#[test]
fn key_should_not_be_overwritten() {
    let (_dir, store) = store();
    let made = store.generate("a", Scheme::Ed25519).expect("a new device");
    assert!(matches!(store.generate("a", Scheme::Ecdsa).err(), Some(KeyStoreError::AlreadyExists(_))));
    assert_eq!(store.load("a").expect("the device").0, made);
    assert!(!write_new(&device_file(&store, "a"), &1).expect("no failure"), "not even at the last moment");
    assert!(matches!(store.load("b").err(), Some(KeyStoreError::NotFound(_))));
}

#[test]
fn next_key_should_take_the_place_of_the_one_before_which_stays() {
    let (_dir, store) = store();
    let made = store.generate("a.b", Scheme::Ed25519).expect("a new device");
    assert!(store.next("a.b").expect("read").is_none());
    let (next, pair) = store.prepare_next("a.b", NextKey::Made(Scheme::Ecdsa)).expect("a key");
    assert_eq!((next.key_number, next.device_id, next.key), (1, made.device_id, pair.key()));
    assert_ne!(next.public_key, made.public_key);
    assert_eq!(next.metadata_hash(), made.metadata_hash());
    assert_eq!(store.load("a.b").expect("the device").0, made, "nothing changes before the chain has it");
    let again = store.prepare_next("a.b", NextKey::Made(Scheme::Ecdsa)).expect("the same").0;
    assert_eq!(again, next, "a prepared key is not thrown away");
    let other = store.prepare_next("a.b", NextKey::Made(Scheme::Ed25519));
    assert!(matches!(other.err(), Some(KeyStoreError::OtherNext(_))));
    let former = store.install_next("a.b").expect("installed");
    assert_eq!(former, device_file(&store, "a.b").with_extension("json.former-0"));
    assert_eq!(store.load("a.b").expect("the device").0, next);
    assert!(store.next("a.b").expect("read").is_none());
    assert_eq!(store.load_number("a.b", 0).expect("the first").key(), made.key);
    assert_eq!(store.load_number("a.b", 1).expect("the second").key(), next.key);
    assert!(matches!(store.load_number("a.b", 2).err(), Some(KeyStoreError::NotFound(_))));
    let (listed, errors) = list(&store.dir).expect("the folder");
    assert_eq!((listed, errors.len()), (vec![next], 0));
}

#[test]
fn key_should_be_installed_when_that_was_stopped_halfway() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    let (next, _) = store.prepare_next("a", NextKey::Made(Scheme::Ed25519)).expect("a key");
    let former = device_file(&store, "a").with_extension("json.former-0");
    fs::hard_link(device_file(&store, "a"), &former).expect("as far as it came");
    store.install_next("a").expect("installed");
    assert_eq!(store.load("a").expect("the device").0, next);
    store.prepare_next("a", NextKey::Made(Scheme::Ed25519)).expect("a key");
    fs::write(former.with_extension("former-1"), "another").expect("written");
    assert!(matches!(store.install_next("a").err(), Some(KeyStoreError::Damaged { .. })), "former keys are not overwritten");
}

#[test]
fn next_key_should_be_taken_from_a_file_of_a_key_store() {
    let (_dir, mine) = store();
    let (_other_dir, other) = store();
    let made = mine.generate("a", Scheme::Ed25519).expect("a new device");
    let spare = other.generate("spare", Scheme::Sr25519).expect("a new device");
    let file = device_file(&other, "spare");
    let take = |file: &Path, passphrase| mine.prepare_next("a", NextKey::File(file, passphrase));
    assert!(matches!(take(&file, "wrong").err(), Some(KeyStoreError::WrongPassphrase(_))));
    assert!(matches!(take(&other.dir.join("store.json"), "correct horse").err(), Some(KeyStoreError::NotInStore(_))));
    assert!(matches!(take(&other.dir.join("devices"), "correct horse").err(), Some(KeyStoreError::NotInStore(_))));
    let (next, pair) = take(&file, "correct horse").expect("a key");
    assert_eq!((next.name.as_str(), next.device_id, pair.key()), ("a", made.device_id, spare.key));
    assert!(take(&file, "correct horse").is_ok(), "once more");
    other.generate("another", Scheme::Ed25519).expect("a new device");
    let another = take(&device_file(&other, "another"), "correct horse");
    assert!(matches!(another.err(), Some(KeyStoreError::OtherNext(_))));
}

#[test]
fn later_key_should_not_load_when_its_device_or_number_was_changed() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    let other = store.generate("b", Scheme::Ed25519).expect("a new device");
    store.prepare_next("a", NextKey::Made(Scheme::Ed25519)).expect("a key");
    store.install_next("a").expect("installed");
    let file = device_file(&store, "a");
    let whole = fs::read(&file).expect("file");
    change(&file, |v| v["deviceId"] = format!("{:?}", other.device_id.0).into());
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Tampered(_))));
    fs::write(&file, &whole).expect("file");
    change(&file, |v| v["keyNumber"] = 2.into());
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Tampered(_))));
    fs::write(&file, &whole).expect("file");
    change(&file, |v| v["keyNumber"] = 0.into());
    assert!(matches!(store.load("a").err(), Some(KeyStoreError::Damaged { .. })), "the id is not that of the key");
}

#[test]
fn keys_of_swapped_meters_should_follow_from_the_first_one() {
    let (_dir, store) = store();
    store.generate("a", Scheme::Ecdsa).expect("a new device");
    let first = store.load("a").expect("the device").1.key();
    let keys = || [0, 1, 2].map(|number| store.meter_key("a", number).expect("a key").key());
    let before = keys();
    assert_eq!(before[0], first);
    assert!(before[1] != before[0] && before[2] != before[1]);
    store.prepare_next("a", NextKey::OfMeter(1)).expect("a key");
    store.install_next("a").expect("installed");
    assert_eq!(store.load("a").expect("the device").1.key(), before[1]);
    assert_eq!(keys(), before, "whatever key is in force");
}

#[test]
fn name_should_be_refused_when_it_could_leave_the_folder() {
    let (_dir, store) = store();
    for bad in ["", "../a", "a/b", ".a", "ä", "a b", &"x".repeat(65)] {
        assert!(matches!(store.generate(bad, Scheme::Ed25519).err(), Some(KeyStoreError::BadName(_))), "{bad:?}");
    }
}

#[test]
fn file_should_hold_no_secret_in_the_clear() {
    let (_dir, store) = store();
    let made = store.generate("a", Scheme::Ed25519).expect("a new device");
    let text = fs::read_to_string(device_file(&store, "a")).expect("file");
    let (_, pair) = store.load("a").expect("the device");
    let DevicePair::Ed25519(pair) = pair else { panic!("made as Ed25519") };
    assert!(!text.contains(&hex::encode(pair.to_raw_vec())));
    assert!(text.contains(made.public_key.as_str()));
    assert!(!made.metadata_hash().is_zero());
}

#[cfg(unix)]
#[test]
fn files_should_be_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = store();
    store.generate("a", Scheme::Ed25519).expect("a new device");
    let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!(mode(&device_file(&store, "a")), 0o600);
    assert_eq!(mode(&store.dir.join("store.json")), 0o600);
    assert_eq!(mode(&store.dir), 0o700);
    assert_eq!(fs::read_dir(store.dir.join("devices")).expect("folder").count(), 1, "no drafts left behind");
}
