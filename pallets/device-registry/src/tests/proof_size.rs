//! What a reading costs in proof.

use super::*;
use crate::{DayEntry, Days, DeviceKeys, DeviceRecord, DeviceRecordOf, Devices, HourOfIntervals, Intervals};
use codec::{Encode, MaxEncodedLen};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::BlakeTwo256, AccountId32};

/// The entries that a reading touches, with the accounts of the runtime: always the device, at worst the others.
#[test]
fn entries_of_a_reading_should_have_their_stated_sizes() {
    let device = DeviceRecord::<AccountId32>::max_encoded_len();
    let (hour, day) = (HourOfIntervals::max_encoded_len(), DayEntry::<AccountId32>::max_encoded_len());
    assert_eq!((device, hour, day), (844, 289, 74));
}

/// The proof for one reading each of the first `batch` devices among `devices`, all of which read `before` times in this hour
/// and have full rings, in bytes.
fn proof_of_batch(devices: u32, batch: u32, before: u32) -> usize {
    let mut ext = ExtBuilder::default().build();
    let readings = ext.execute_with(|| {
        let mut template = Meter::active(255, ALICE);
        let readings = (0..before).map(|_| template.measure(1, 1, 1)).collect();
        submit(readings);
        let record = template.record();
        let hour = Hour::of(NOON);
        let insert = |id: DeviceId, record: DeviceRecordOf<Test>| {
            Days::<Test>::insert(Day::of(NOON), id, DayEntry::Open);
            Intervals::<Test>::insert(DeviceRegistry::slot_of(hour), id, &record.open_hour);
            Devices::<Test>::insert(id, record);
        };
        (0..devices).for_each(|index| insert(DeviceId(H256(blake2_256(&index.encode()))), record.clone()));
        let read = |seed: u8| {
            let Meter { pair, device, .. } = Meter::new(seed);
            let mut meter = Meter { pair, device, ..template.clone() };
            insert(meter.id(), DeviceRecord { keys: DeviceKeys::new(meter.key()), ..record.clone() });
            meter.measure(1, 1, 1)
        };
        (0..batch).map(|index| read(u8::try_from(index).expect("batches are small"))).collect::<Vec<_>>()
    });
    ext.commit_all().expect("the changes are sound");
    let root = *ext.backend.root();
    let (events, proof) = ext.execute_and_prove(|| {
        let events = submit(readings);
        sp_io::storage::root(sp_runtime::StateVersion::V1);
        events
    });
    assert!(events.iter().all(|event| matches!(event, Event::ReadingAccepted { .. })));
    proof.to_compact_proof::<BlakeTwo256>(root).expect("the proof is sound").encoded_size()
}

/// What one more reading adds to a batch.
fn proof_of_reading(devices: u32, before: u32) -> usize {
    (proof_of_batch(devices, 64, before) - proof_of_batch(devices, 1, before)) / 63
}

/// `UEN_PROOF_DEVICES` measures among another number of devices.
#[test]
fn further_reading_in_a_batch_should_stay_within_a_kibibyte() {
    let devices = std::env::var("UEN_PROOF_DEVICES").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let (inside, closing) = (proof_of_reading(devices, 2), proof_of_reading(devices, 4));
    let mean = (3 * inside + closing) / 4;
    println!("{devices} devices: {inside} bytes of proof inside an hour, {closing} closing one, {mean} in the mean");
    assert!(devices > 2_000 || mean <= 1_024, "{mean} bytes");
}
