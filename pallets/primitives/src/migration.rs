//! How the storage of a pallet is moved to another version, step by step.

use frame_support::{
    migrations::SteppedMigrationError,
    traits::{GetStorageVersion, PalletInfoAccess, StorageVersion},
    weights::{Weight, WeightMeter},
};

/// One step of a migration of a pallet's storage `to` a version, entry by entry: so many entries as `meter` has room for, at `each` for
/// one. `next` migrates what comes after a cursor, or the first without one, and returns the cursor there; `None` if there is nothing more,
/// upon which the storage has the version. A storage that has it is left alone.
///
/// # Errors
/// `InsufficientWeight` if there is no room for a single entry.
pub fn migrate_entries<Pallet: GetStorageVersion + PalletInfoAccess, Cursor>(
    to: StorageVersion,
    each: Weight,
    meter: &mut WeightMeter,
    mut cursor: Option<Cursor>,
    mut next: impl FnMut(Option<Cursor>) -> Option<Cursor>,
) -> Result<Option<Cursor>, SteppedMigrationError> {
    if Pallet::on_chain_storage_version() >= to {
        return Ok(None);
    }
    if !meter.can_consume(each) {
        return Err(SteppedMigrationError::InsufficientWeight { required: each });
    }
    while meter.try_consume(each).is_ok() {
        cursor = next(cursor);
        if cursor.is_none() {
            to.put::<Pallet>();
            break;
        }
    }
    Ok(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_io::TestExternalities;

    struct Moved;

    impl PalletInfoAccess for Moved {
        fn index() -> usize {
            0
        }

        fn name() -> &'static str {
            "Moved"
        }

        fn name_hash() -> [u8; 16] {
            sp_io::hashing::twox_128(b"Moved")
        }

        fn module_name() -> &'static str {
            "moved"
        }

        fn crate_version() -> frame_support::traits::CrateVersion {
            frame_support::traits::CrateVersion::new(1, 0, 0)
        }
    }

    impl GetStorageVersion for Moved {
        type InCodeStorageVersion = StorageVersion;

        fn in_code_storage_version() -> StorageVersion {
            StorageVersion::new(2)
        }

        fn on_chain_storage_version() -> StorageVersion {
            StorageVersion::get::<Self>()
        }
    }

    const EACH: Weight = Weight::from_parts(10, 10);

    /// A step with room for so many of ten entries, and how many it moved.
    fn step(cursor: Option<u32>, room: u64) -> (Result<Option<u32>, SteppedMigrationError>, u32) {
        let mut moved = 0;
        let mut meter = WeightMeter::with_limit(EACH.saturating_mul(room));
        let result = migrate_entries::<Moved, u32>(StorageVersion::new(2), EACH, &mut meter, cursor, |cursor| {
            let next = cursor.map_or(0, |last| last + 1);
            moved += u32::from(next < 10);
            (next < 10).then_some(next)
        });
        (result, moved)
    }

    #[test]
    fn migration_should_go_on_where_it_was_and_raise_the_version_in_the_end() {
        TestExternalities::default().execute_with(|| {
            assert_eq!(step(None, 4), (Ok(Some(3)), 4));
            assert_eq!(Moved::on_chain_storage_version(), StorageVersion::new(0));
            assert_eq!(step(Some(3), 4), (Ok(Some(7)), 4));
            assert_eq!(step(Some(7), 4), (Ok(None), 2));
            assert_eq!(Moved::on_chain_storage_version(), StorageVersion::new(2));
            assert_eq!(step(None, 4), (Ok(None), 0), "what has the version is left alone");
        });
    }

    #[test]
    fn migration_should_fail_when_there_is_no_room_for_an_entry() {
        TestExternalities::default().execute_with(|| {
            let required = EACH;
            assert_eq!(step(None, 0), (Err(SteppedMigrationError::InsufficientWeight { required }), 0));
        });
    }
}
