//! Stakers' share of each era: it waits in the books until staking asks for it.

use crate::*;
use frame_support::{
    pallet_prelude::*,
    storage::with_storage_layer,
    traits::{fungible::Mutate, tokens::Preservation},
};
use sp_runtime::traits::Zero;
use uen_primitives::{Balance, StakingRewards};

/// Takes three reads and three writes, of the ledger and two accounts, and an event: whoever calls it weighs them.
impl<T: Config> StakingRewards<T::AccountId> for Pallet<T> {
    fn pay_out(destination: &T::AccountId) -> Result<Balance, DispatchError> {
        with_storage_layer(|| {
            let amount = Ledger::<T>::try_mutate(|ledger| ledger.pay_staking())?;
            if !amount.is_zero() {
                // As for miners: what would be left below the existential deposit would be burnt.
                T::Currency::transfer(&Self::account_id(), destination, amount, Preservation::Preserve)?;
                Self::deposit_event(Event::StakingSharePaid { amount });
            }
            Ok(amount)
        })
    }
}
