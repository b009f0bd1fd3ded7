//! From the storage of the fourth release to that of the fifth.

use crate::{pallet::STORAGE_VERSION, *};
use core::marker::PhantomData;
use frame_support::{
    migrations::{MigrationId, SteppedMigration, SteppedMigrationError, VersionedMigration},
    pallet_prelude::*,
    traits::UncheckedOnRuntimeUpgrade,
    weights::WeightMeter,
};
use uen_primitives::{migrate_entries, Period, PricePerWh, ZoneId};

/// Version 4: zones have the capacity of the grid to the zone above, of which nothing is stated, and are listed below their parents. In one
/// block: there are at most [`MAX_ZONES`].
pub mod v4 {
    use super::*;

    /// The zones of version 3.
    #[derive(Decode)]
    struct OldZone<AccountId> {
        parent: Option<ZoneId>,
        depth: u8,
        operator: AccountId,
        arbiter: AccountId,
        fee: PricePerWh,
        deposit_per_wh: PricePerWh,
        imbalance: ImbalanceRules<AccountId>,
        is_open: bool,
    }

    impl<AccountId> From<OldZone<AccountId>> for ZoneRecord<AccountId> {
        fn from(old: OldZone<AccountId>) -> Self {
            let OldZone { parent, depth, operator, arbiter, fee, deposit_per_wh, imbalance, is_open } = old;
            let capacity = EdgeCapacity::default();
            Self { parent, depth, terms: ZoneTerms { operator, arbiter, fee, deposit_per_wh, imbalance, is_open, capacity } }
        }
    }

    /// See [`StateCapacities`].
    pub struct Unchecked<T>(PhantomData<T>);

    impl<T: Config> UncheckedOnRuntimeUpgrade for Unchecked<T> {
        fn on_runtime_upgrade() -> Weight {
            let mut zones: u64 = 0;
            let mut parents = BoundedVec::new();
            Zones::<T>::translate(|zone, old: OldZone<T::AccountId>| {
                zones = zones.saturating_add(1);
                if let Some(parent) = old.parent {
                    // There is room for all zones that there can be.
                    let _ = parents.try_push((zone, parent));
                }
                Some(old.into())
            });
            ZoneParents::<T>::put(parents);
            T::DbWeight::get().reads_writes(zones.saturating_add(1), zones.saturating_add(1))
        }

        #[cfg(feature = "try-runtime")]
        fn pre_upgrade() -> Result<alloc::vec::Vec<u8>, sp_runtime::TryRuntimeError> {
            Ok(Zones::<T>::count().encode())
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(state: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
            let before = u32::decode(&mut &state[..]).map_err(|_| "the count of zones does not decode")?;
            let after = u32::try_from(Zones::<T>::iter().count()).map_err(|_| "there are too many zones")?;
            ensure!(before == after && Zones::<T>::count() == after, "a zone is gone");
            Ok(())
        }
    }

    /// From storage version 3 to 4.
    pub type StateCapacities<T> = VersionedMigration<3, 4, Unchecked<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;
}

/// Version 5: periods have the time at which everybody was settled, and what is used of the grid's capacity. Period by period, while the
/// market goes on: both versions are read, and what is written has the new one.
pub mod v5 {
    use super::*;

    /// From storage version 4 to 5.
    pub struct NoteSettlement<T>(PhantomData<T>);

    impl<T: Config> SteppedMigration for NoteSettlement<T> {
        type Cursor = Period;
        type Identifier = MigrationId<17>;

        fn id() -> Self::Identifier {
            MigrationId { pallet_id: *b"uen-energy-market", version_from: 4, version_to: 5 }
        }

        fn step(cursor: Option<Period>, meter: &mut WeightMeter) -> Result<Option<Period>, SteppedMigrationError> {
            migrate_entries::<Pallet<T>, Period>(STORAGE_VERSION, T::WeightInfo::migrate_period(), meter, cursor, next::<T>)
        }
    }

    /// Move the period after `last`, and return it; `None` if there is none.
    pub(crate) fn next<T: Config>(last: Option<Period>) -> Option<Period> {
        let mut periods = match last {
            None => Periods::<T>::iter_keys(),
            Some(last) => Periods::<T>::iter_keys_from(Periods::<T>::hashed_key_for(last)),
        };
        let period = periods.next()?;
        let deadline = Agendas::<T>::get().unwrap_or_default().deadline.period;
        Periods::<T>::mutate_extant(period, |record| {
            if period < deadline && record.settled_at.is_none() {
                record.settled_at = Some(Pallet::<T>::settlement_deadline(period));
            }
        });
        Some(period)
    }
}
