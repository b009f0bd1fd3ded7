//! What earlier releases stored is what this one expects, after the upgrade.

use super::*;
use crate::{
    migrations::v2::QueueEnded, DeviceQueue, DeviceStatus, EndedDevice, EndedDevices, EndedQueue, Intervals, WeightInfo,
};
use frame_support::{
    migrations::{SteppedMigration, SteppedMigrationError},
    traits::{GetStorageVersion, Hooks, StorageVersion},
    weights::{Weight, WeightMeter},
};

/// Meters of which one goes on, one is retired, one is revoked and one was revoked without a reading, as version 1 left them.
fn before() -> [Meter; 4] {
    let mut meters = [1, 2, 3].map(|seed| Meter::active(seed, ALICE));
    for meter in &mut meters {
        let readings = (0..5).map(|_| meter.measure(0, 0, 1)).collect();
        submit(readings);
    }
    assert_ok!(DeviceRegistry::retire(signed(ALICE), meters[1].id()));
    assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meters[2].id()));
    let silent = Meter::new(4);
    assert_ok!(silent.register(ALICE));
    assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), silent.id()));
    let [one, two, three] = meters;
    let _ = EndedDevices::<Test>::clear(u32::MAX, None);
    EndedQueue::<Test>::kill();
    StorageVersion::new(1).put::<DeviceRegistry>();
    [one, two, three, silent]
}

/// So many devices in a block, until all were looked at; how many blocks it took.
fn migrate(in_a_block: u64) -> u32 {
    let mut cursor = None;
    for blocks in 1.. {
        let limit = <() as WeightInfo>::queue_ended().saturating_mul(in_a_block);
        cursor = QueueEnded::<Test>::step(cursor, &mut WeightMeter::with_limit(limit)).expect("a device fits");
        DeviceRegistry::do_try_state().expect("the invariants hold between steps");
        if cursor.is_none() {
            return blocks;
        }
    }
    unreachable!()
}

#[test]
fn devices_that_ended_should_be_queued_whatever_a_block_has_room_for() {
    for (in_a_block, blocks) in [(1, 5), (2, 3), (100, 1)] {
        execute(|| {
            let meters = before();
            assert_eq!(migrate(in_a_block), blocks);
            assert_eq!(DeviceRegistry::on_chain_storage_version(), 2);
            let queued: Vec<_> = EndedDevices::<Test>::iter_values().map(|ended| ended.device).collect();
            assert_eq!((queued.len(), EndedQueue::<Test>::get()), (2, DeviceQueue { first: 0, next: 2 }));
            assert!(queued.contains(&meters[1].id()) && queued.contains(&meters[2].id()));

            Now::set(&(Now::get() + 73 * 3_600));
            for _ in 0..36 {
                DeviceRegistry::on_idle(1, Weight::MAX);
            }
            let left: Vec<_> = Intervals::<Test>::iter_keys().map(|(_, device)| device).collect();
            assert_eq!(left, [meters[0].id()]);
            assert_eq!(meters[1].status(), DeviceStatus::Retired);
        });
    }
}

#[test]
fn the_migration_should_do_nothing_to_a_chain_that_has_the_version() {
    execute(|| {
        before();
        StorageVersion::new(2).put::<DeviceRegistry>();
        assert_eq!(QueueEnded::<Test>::step(None, &mut WeightMeter::with_limit(Weight::zero())), Ok(None));
        assert_eq!(EndedQueue::<Test>::get(), DeviceQueue::default());
        StorageVersion::new(1).put::<DeviceRegistry>();
    });
}

#[test]
fn the_migration_should_ask_for_the_weight_of_one_device() {
    execute(|| {
        before();
        let required = <() as WeightInfo>::queue_ended();
        let short = required.saturating_sub(Weight::from_parts(1, 0));
        assert_noop!(
            QueueEnded::<Test>::step(None, &mut WeightMeter::with_limit(short)).map_err(|error| match error {
                SteppedMigrationError::InsufficientWeight { required } => required,
                error => panic!("{error:?}"),
            }),
            required
        );
    });
}

/// What `try_state` says of a queue that is not of those that ended.
#[test]
fn invariants_should_fail_when_the_queue_is_out_of_order() {
    let broken = |queue: DeviceQueue, entries: &[(u64, EndedDevice)]| {
        let mut error = None;
        execute(|| {
            before();
            entries.iter().for_each(|(number, ended)| EndedDevices::<Test>::insert(number, ended));
            EndedQueue::<Test>::put(queue);
            StorageVersion::new(2).put::<DeviceRegistry>();
            error = DeviceRegistry::do_try_state().err();
            StorageVersion::new(1).put::<DeviceRegistry>();
            let _ = EndedDevices::<Test>::clear(u32::MAX, None);
            EndedQueue::<Test>::kill();
        });
        error.expect("the invariants do not hold")
    };
    let of = |seed, hour, next_slot| EndedDevice { device: Meter::new(seed).id(), hour: Hour(hour), next_slot };
    let queue = |first, next| DeviceQueue { first, next };
    for (queue, entries, expected) in [
        (queue(1, 0), vec![], "the queue of devices that ended ends before it begins"),
        (queue(0, 1), vec![], "a device that ended is missing in its queue"),
        (queue(0, 1), vec![(0, of(9, 1, 0))], "a device ended that is not known"),
        (queue(0, 1), vec![(0, of(1, 1, 0))], "a device is in the queue of those that ended, and did not"),
        (queue(0, 2), vec![(0, of(2, 2, 0)), (1, of(3, 1, 0))], "devices did not end in their order"),
        (queue(0, 1), vec![(0, of(2, u32::MAX, 0))], "devices did not end in their order"),
        (queue(0, 2), vec![(0, of(2, 1, 0)), (1, of(3, 1, 1))], "a device is pruned before its turn"),
        (queue(0, 1), vec![(0, of(2, 1, 72))], "a device stays that is pruned"),
        (queue(0, 2), vec![(0, of(2, 1, 0)), (1, of(2, 1, 0))], "a device ended twice"),
        (queue(0, 1), vec![(0, of(2, 1, 0)), (1, of(3, 1, 0))], "a device is before or behind its queue"),
        (queue(0, 2), vec![(0, of(2, 1, 71)), (1, of(3, 1, 0))], "an hour of a device that ended stays"),
        (queue(0, 1), vec![(0, of(2, 1, 0))], "an hour of a device that ended stays"),
    ] {
        assert_eq!(broken(queue, &entries), DispatchError::Other(expected));
    }
}
