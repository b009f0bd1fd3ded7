//! What an upgrade does to what earlier releases stored.
//!
//! | version | |
//! |---|---|
//! | 1 | the first |
//! | 2 | what is held for orders and disputes is in the pot, no longer on hold in the accounts of its owners |

/// From storage version 1 to 2.
pub mod v2 {
    use crate::{Config, DisputeRecordOf, Disputes, HoldReason, OrderRecordOf, Orders, Pallet, WeightInfo};
    use codec::{Decode, Encode, MaxEncodedLen};
    use core::marker::PhantomData;
    use frame_support::{
        defensive,
        migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
        pallet_prelude::DispatchResult,
        storage::with_storage_layer,
        traits::{
            fungible::{InspectHold, MutateHold},
            tokens::{Fortitude, Precision, Restriction},
            StorageVersion,
        },
        weights::WeightMeter,
    };
    use uen_primitives::{migrate_entries, Balance, MarketId, OrderId, Side};

    const VERSION: StorageVersion = StorageVersion::new(2);

    /// Moves what is held for orders and disputes into the pot, one order or dispute after the other. What cannot be moved, of which no books
    /// that are in order have anything, stays where it is and is missing in the pot: others' money moves all the same.
    ///
    /// Nobody gains or loses by it: what was in an account and on hold there is in the pot afterwards, and orders and disputes say whose
    /// it is, as before. Does nothing where the storage has version 2.
    pub struct HoldsIntoPot<T>(PhantomData<T>);

    /// Up to where [`HoldsIntoPot`] has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
    pub enum Cursor {
        /// The last order whose holds were moved.
        Order(OrderId),
        /// All orders are done, and no dispute.
        NoDispute,
        /// The last dispute whose bond was moved.
        Dispute(MarketId, u32),
    }

    /// What was on hold for an order of a side, besides its storage.
    pub(crate) fn reason_of(side: Side) -> HoldReason {
        match side {
            Side::Buy => HoldReason::Escrow,
            Side::Sell => HoldReason::DeliveryDeposit,
        }
    }

    impl<T: Config> SteppedMigration for HoldsIntoPot<T>
    where
        T::Currency: MutateHold<T::AccountId>,
        <T::Currency as InspectHold<T::AccountId>>::Reason: From<HoldReason>,
    {
        type Cursor = Cursor;
        type Identifier = MigrationId<20>;

        fn id() -> Self::Identifier {
            MigrationId { pallet_id: *b"pallet-energy-market", version_from: 1, version_to: 2 }
        }

        fn step(cursor: Option<Cursor>, meter: &mut WeightMeter) -> Result<Option<Cursor>, SteppedMigrationError> {
            migrate_entries::<Pallet<T>, _>(VERSION, T::WeightInfo::move_into_pot(), meter, cursor, |cursor| {
                if cursor.is_none() {
                    Pallet::<T>::open_pot();
                }
                Self::move_next(cursor)
            })
        }

        #[cfg(feature = "try-runtime")]
        fn pre_upgrade() -> Result<alloc::vec::Vec<u8>, sp_runtime::TryRuntimeError> {
            Ok(Pallet::<T>::held()?.encode())
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(before: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
            let before = Balance::decode(&mut &before[..]).map_err(|_| "no sum")?;
            frame_support::ensure!(Pallet::<T>::held()? == before, "orders and disputes hold another sum than before");
            Pallet::<T>::do_try_state()
        }
    }

    impl<T: Config> HoldsIntoPot<T>
    where
        T::Currency: MutateHold<T::AccountId>,
        <T::Currency as InspectHold<T::AccountId>>::Reason: From<HoldReason>,
    {
        /// Move what is held for the next order or dispute, and return which it was; `None` if there is none any more.
        fn move_next(cursor: Option<Cursor>) -> Option<Cursor> {
            let next_order = match cursor {
                None => Orders::<T>::iter().next(),
                Some(Cursor::Order(last)) => Orders::<T>::iter_from(Orders::<T>::hashed_key_for(last)).next(),
                Some(Cursor::NoDispute | Cursor::Dispute(..)) => return Self::move_next_bond(cursor),
            };
            let Some((id, order)) = next_order else { return Some(Cursor::NoDispute) };
            if let Err(error) = with_storage_layer(|| Self::move_order(&order)) {
                defensive!("what is held for an order cannot be moved", (id, error));
            }
            Some(Cursor::Order(id))
        }

        fn move_next_bond(cursor: Option<Cursor>) -> Option<Cursor> {
            let (market, trade, dispute) = match cursor {
                Some(Cursor::Dispute(market, trade)) => {
                    Disputes::<T>::iter_from(Disputes::<T>::hashed_key_for(market, trade)).next()?
                }
                _ => Disputes::<T>::iter().next()?,
            };
            if let Err(error) = Self::move_bond(&dispute) {
                defensive!("the bond of a dispute cannot be moved", (market, trade, error));
            }
            Some(Cursor::Dispute(market, trade))
        }

        /// The deposit comes first: it is enough for the pot's account. After the last of its orders the owner's account has what
        /// [`Pallet::place_order`] gives to who has orders, so that it cannot be emptied: no deposit is on hold any more then.
        fn move_order(order: &OrderRecordOf<T>) -> DispatchResult {
            let owner = &order.owner;
            Self::move_hold(HoldReason::OrderDeposit, owner, order.storage_deposit)?;
            Self::move_hold(reason_of(order.side), owner, order.held)?;
            let is_last = T::Currency::balance_on_hold(&HoldReason::OrderDeposit.into(), owner) == 0;
            if is_last {
                // However many others there are: when its last order ends, it loses one.
                frame_system::Pallet::<T>::inc_consumers_without_limit(owner)?;
            }
            Ok(())
        }

        fn move_bond(dispute: &DisputeRecordOf<T>) -> DispatchResult {
            match dispute.outcome {
                None => Self::move_hold(HoldReason::DisputeBond, &dispute.buyer, dispute.bond),
                Some(_) => Ok(()),
            }
        }

        /// What is frozen is moved, too: it was promised before.
        fn move_hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
            if amount == 0 {
                return Ok(());
            }
            let pot = Pallet::<T>::account_id();
            let (precision, mode, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
            T::Currency::transfer_on_hold(&reason.into(), who, &pot, amount, precision, mode, force).map(|_| ())
        }
    }
}
