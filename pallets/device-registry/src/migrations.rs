//! What an upgrade does to what earlier releases stored.
//!
//! | version | |
//! |---|---|
//! | 1 | the first |
//! | 2 | devices that ended are queued, until their hours are pruned |

/// From storage version 1 to 2.
pub mod v2 {
    use crate::{Config, Devices, Pallet, WeightInfo};
    use core::marker::PhantomData;
    use frame_support::{
        migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
        traits::StorageVersion,
        weights::WeightMeter,
    };
    use uen_primitives::{migrate_entries, DeviceId};

    const VERSION: StorageVersion = StorageVersion::new(2);

    /// Queues the devices that ended before there was a queue, as if they ended now, one device after the other. Does nothing where the
    /// storage has version 2.
    pub struct QueueEnded<T>(PhantomData<T>);

    impl<T: Config> SteppedMigration for QueueEnded<T> {
        /// The last device that was looked at.
        type Cursor = DeviceId;
        type Identifier = MigrationId<22>;

        fn id() -> Self::Identifier {
            MigrationId { pallet_id: *b"pallet-device-registry", version_from: 1, version_to: 2 }
        }

        fn step(cursor: Option<Self::Cursor>, meter: &mut WeightMeter) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
            migrate_entries::<Pallet<T>, _>(VERSION, T::WeightInfo::queue_ended(), meter, cursor, Self::look_at_next)
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
            Pallet::<T>::do_try_state()
        }
    }

    impl<T: Config> QueueEnded<T> {
        /// Queue the next device if it ended, and return which it was; `None` if there is none any more.
        fn look_at_next(cursor: Option<DeviceId>) -> Option<DeviceId> {
            let mut rest = match cursor {
                None => Devices::<T>::iter(),
                Some(last) => Devices::<T>::iter_from(Devices::<T>::hashed_key_for(last)),
            };
            let (device, record) = rest.next()?;
            if record.status.is_terminal() && record.meter.last_end.is_some() {
                Pallet::<T>::note_end(device);
            }
            Some(device)
        }
    }
}
