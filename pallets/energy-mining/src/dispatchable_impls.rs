//! What the calls do.

use crate::{emission, *};
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{DepositConsequence, Preservation, Provenance},
    },
};
use sp_runtime::traits::{EnsureSubAssign, Zero};

impl<T: Config> Pallet<T> {
    /// See [`Pallet::set_parameters`].
    pub(crate) fn do_set_parameters(parameters: MiningParameters) -> DispatchResult {
        ensure!(parameters.is_valid(), Error::<T>::InvalidParameters);
        Parameters::<T>::put(parameters);
        Self::deposit_event(Event::ParametersChanged { parameters });
        Ok(())
    }

    /// See [`Pallet::claim`].
    pub(crate) fn do_claim(account: T::AccountId, era: u32) -> DispatchResult {
        ensure!(era < NextEra::<T>::get(), Error::<T>::NotClosed);
        let mut totals = Eras::<T>::get(era).ok_or(Error::<T>::Expired)?;
        let mut miner = Miners::<T>::get(era, &account).ok_or(Error::<T>::NotFound)?;
        ensure!(!miner.claimed, Error::<T>::AlreadyClaimed);

        let amount = emission::reward(totals.spend, miner.weighted_energy, totals.weighted_energy)?;
        ensure!(!amount.is_zero(), Error::<T>::BelowMinimum);
        match T::Currency::can_deposit(&account, amount, Provenance::Extant) {
            DepositConsequence::BelowMinimum => return Err(Error::<T>::BelowMinimum.into()),
            other => other.into_result()?,
        }

        Ledger::<T>::try_mutate(|ledger| ledger.pay(amount))?;
        totals.unclaimed.ensure_sub_assign(amount)?;
        miner.claimed = true;
        Eras::<T>::insert(era, totals);
        Miners::<T>::insert(era, &account, miner);
        // `Preserve`: what would be left below the existential deposit would be burnt as dust, and the books with it.
        T::Currency::transfer(&Self::account_id(), &account, amount, Preservation::Preserve)?;
        Self::deposit_event(Event::RewardClaimed { era, account, amount });
        Ok(())
    }

    /// See [`Pallet::advance`].
    pub(crate) fn do_advance(steps: u32) -> DispatchResultWithPostInfo {
        let mut used = T::WeightInfo::advance();
        let mut done = false;
        for _ in 0..steps {
            used.saturating_accrue(T::WeightInfo::look());
            let Some(work) = Self::next_work() else { break };
            used.saturating_accrue(Self::do_work(work)?);
            done = true;
        }
        ensure!(done, Error::<T>::NothingDue);
        Ok(Some(used).into())
    }

    /// The most that `steps` steps of [`Pallet::advance`] can take.
    pub(crate) fn advance_weight(steps: u32) -> Weight {
        let step = T::WeightInfo::look().saturating_add(Self::step_weight());
        T::WeightInfo::advance().saturating_add(step.saturating_mul(steps.into()))
    }
}
