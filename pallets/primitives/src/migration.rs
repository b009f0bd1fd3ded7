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
