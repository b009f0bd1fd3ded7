//! What the calls about stakes do.
//!
//! All of them bring the validator to the era under way (`roll`) and settle the delegation before they change an amount, and end
//! with [`Pallet::store_delegation`], once for each delegation.

use crate::{
    rewards::{DelegationLedger, ValidatorLedger},
    *,
};
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{InspectHold, MutateHold},
        tokens::Precision,
        DefensiveSaturating,
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{EnsureAdd, EnsureAddAssign, EnsureSub, EnsureSubAssign, Saturating, Zero};
use uen_primitives::{Balance, VotingLock};

impl<T: Config> Pallet<T> {
    /// See [`Pallet::delegate`].
    pub(crate) fn do_delegate(who: T::AccountId, validator_id: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
        let (mut validator, mut delegation) = Self::find_or_open(&who, &validator_id, amount)?;
        Self::hold(&who, amount)?;
        Self::add_stake(&who, &validator_id, &mut validator, &mut delegation, amount)?;
        Self::mark_fresh(&mut delegation, amount)?;
        Self::store_delegation(&who, &validator_id, validator, delegation);
        Self::deposit_event(Event::Delegated { delegator: who, validator: validator_id, amount });
        Ok(())
    }

    /// See [`Pallet::unbond`].
    pub(crate) fn do_unbond(who: T::AccountId, validator_id: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
        let (mut validator, mut delegation) = Self::find(&who, &validator_id)?;
        Self::ensure_can_leave(who == validator_id, &delegation, amount)?;
        let until = Self::unbond_stake(&who, &validator_id, &mut validator, &mut delegation, amount)?;
        Self::deposit_event(Event::Unbonded { delegator: who.clone(), validator: validator_id.clone(), amount, until });
        Self::store_delegation(&who, &validator_id, validator, delegation);
        Ok(())
    }

    /// See [`Pallet::rebond`].
    pub(crate) fn do_rebond(who: T::AccountId, validator_id: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
        let (mut validator, mut delegation) = Self::find_or_open(&who, &validator_id, amount)?;
        Stakers::<T>::try_mutate(&who, |staker| {
            let staker = staker.as_mut().ok_or(Error::<T>::InsufficientStake)?;
            Self::take_latest(staker, amount)
        })?;
        Self::add_stake(&who, &validator_id, &mut validator, &mut delegation, amount)?;
        Self::mark_fresh(&mut delegation, amount)?;
        Self::store_delegation(&who, &validator_id, validator, delegation);
        Self::deposit_event(Event::Rebonded { delegator: who, validator: validator_id, amount });
        Ok(())
    }

    /// See [`Pallet::withdraw`].
    pub(crate) fn do_withdraw(delegator: T::AccountId) -> DispatchResult {
        let now = frame_system::Pallet::<T>::block_number();
        let mut staker = Stakers::<T>::get(&delegator).ok_or(Error::<T>::NothingToWithdraw)?;
        let mut amount = Balance::zero();
        for chunk in staker.unbonding.iter().filter(|chunk| chunk.until <= now) {
            amount.ensure_add_assign(chunk.amount)?;
        }
        ensure!(!amount.is_zero(), Error::<T>::NothingToWithdraw);
        staker.unbonding.retain(|chunk| chunk.until > now);
        Self::store_staker(&delegator, staker);
        T::Currency::release(&HoldReason::Stake.into(), &delegator, amount, Precision::Exact)?;
        Self::deposit_event(Event::Withdrawn { delegator, amount });
        Ok(())
    }

    /// See [`Pallet::redelegate`].
    pub(crate) fn do_redelegate(who: T::AccountId, from: T::AccountId, to: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(!amount.is_zero(), Error::<T>::ZeroAmount);
        ensure!(from != to, Error::<T>::SameValidator);
        let (mut validator, mut delegation) = Self::find(&who, &from)?;
        Self::ensure_can_leave(who == from, &delegation, amount)?;
        Self::remove_stake(&who, &from, &mut validator, &mut delegation, amount)?;
        // Before the other is opened: if nothing is left of this one, the other may take its place among the most there can be.
        Self::store_delegation(&who, &from, validator, delegation);

        let (mut validator, mut delegation) = Self::find_or_open(&who, &to, amount)?;
        Self::add_stake(&who, &to, &mut validator, &mut delegation, amount)?;
        Self::mark_fresh(&mut delegation, amount)?;
        Self::store_delegation(&who, &to, validator, delegation);
        Self::deposit_event(Event::Redelegated { delegator: who, from, to, amount });
        Ok(())
    }

    /// A delegation on record, settled, and its validator, in the era under way.
    pub(crate) fn find(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
    ) -> Result<(ValidatorRecordOf<T>, DelegationRecord), DispatchError> {
        let mut delegation = Delegations::<T>::get(delegator, validator_id).ok_or(Error::<T>::NoDelegation)?;
        let mut validator = Validators::<T>::get(validator_id).ok_or(Error::<T>::NotValidator)?;
        Self::roll(&mut validator);
        Self::settle(&validator, &mut delegation)?;
        Ok((validator, delegation))
    }

    /// The delegation that `amount` is to be added to, settled, or a new one; and its validator, in the era under way.
    fn find_or_open(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        amount: Balance,
    ) -> Result<(ValidatorRecordOf<T>, DelegationRecord), DispatchError> {
        let mut validator = Validators::<T>::get(validator_id).ok_or(Error::<T>::NotValidator)?;
        ensure!(validator.status != ValidatorStatus::Leaving, Error::<T>::Leaving);
        Self::roll(&mut validator);
        let delegation = Self::open_delegation(delegator, validator_id, &mut validator)?;
        let least = Parameters::<T>::get().min_delegation;
        ensure!(delegation.amount.ensure_add(amount)? >= least, Error::<T>::BelowMinimum);
        Ok((validator, delegation))
    }

    /// The delegation on record, settled; or a new one of nothing, which is counted here and has yet to be stored. The validator is
    /// in the era under way.
    pub(crate) fn open_delegation(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        validator: &mut ValidatorRecordOf<T>,
    ) -> Result<DelegationRecord, DispatchError> {
        if let Some(mut delegation) = Delegations::<T>::get(delegator, validator_id) {
            Self::settle(validator, &mut delegation)?;
            return Ok(delegation);
        }
        Stakers::<T>::try_mutate(delegator, |staker| {
            let staker = staker.get_or_insert_default();
            ensure!(staker.delegations < T::MaxDelegations::get(), Error::<T>::MaxDelegationsExceeded);
            staker.delegations.ensure_add_assign(1)?;
            Ok::<_, DispatchError>(())
        })?;
        validator.delegators.ensure_add_assign(1)?;
        let ValidatorLedger { era, index, reward_index, .. } = validator.ledger;
        let ledger = DelegationLedger { era, index, reward_index, ..Default::default() };
        Ok(DelegationRecord { ledger, ..Default::default() })
    }

    /// Put `amount` more on hold.
    pub(crate) fn hold(who: &T::AccountId, amount: Balance) -> DispatchResult {
        let reason = HoldReason::Stake.into();
        ensure!(T::Currency::can_hold(&reason, who, amount), Error::<T>::InsufficientBalance);
        T::Currency::hold(&reason, who, amount)
    }

    /// Add what is on hold to a delegation that is settled.
    pub(crate) fn add_stake(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        validator: &mut ValidatorRecordOf<T>,
        delegation: &mut DelegationRecord,
        amount: Balance,
    ) -> DispatchResult {
        delegation.amount.ensure_add_assign(amount)?;
        validator.stake.ensure_add_assign(amount)?;
        if delegator == validator_id {
            validator.own_stake = delegation.amount;
        }
        TotalStake::<T>::try_mutate(|total| total.ensure_add_assign(amount))?;
        Stakers::<T>::try_mutate(delegator, |staker| staker.get_or_insert_default().active.ensure_add_assign(amount))?;
        Ok(())
    }

    /// What was added to a delegation stays there until the next era.
    fn mark_fresh(delegation: &mut DelegationRecord, amount: Balance) -> DispatchResult {
        let era = CurrentEra::<T>::get().index;
        if delegation.joined != era {
            delegation.joined = era;
            delegation.fresh = 0;
        }
        delegation.fresh.ensure_add_assign(amount)?;
        Ok(())
    }

    /// Take out of a delegation that is settled what stays on hold.
    fn remove_stake(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        validator: &mut ValidatorRecordOf<T>,
        delegation: &mut DelegationRecord,
        amount: Balance,
    ) -> DispatchResult {
        delegation.amount.ensure_sub_assign(amount)?;
        validator.stake.ensure_sub_assign(amount)?;
        if delegator == validator_id {
            validator.own_stake = delegation.amount;
        }
        TotalStake::<T>::try_mutate(|total| total.ensure_sub_assign(amount))?;
        Stakers::<T>::try_mutate(delegator, |staker| staker.get_or_insert_default().active.ensure_sub_assign(amount))?;
        Ok(())
    }

    /// Take `amount` out of a delegation that is settled, and begin to unbond it: until when is returned.
    pub(crate) fn unbond_stake(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        validator: &mut ValidatorRecordOf<T>,
        delegation: &mut DelegationRecord,
        amount: Balance,
    ) -> Result<BlockNumberFor<T>, DispatchError> {
        Self::remove_stake(delegator, validator_id, validator, delegation, amount)?;
        let until = frame_system::Pallet::<T>::block_number().saturating_add(T::UnbondingPeriod::get());
        Stakers::<T>::try_mutate(delegator, |staker| {
            let staker = staker.get_or_insert_default();
            ensure!(staker.active >= T::VotingLock::locked(delegator), Error::<T>::LockedByVotes);
            Self::add_unbonding(staker, amount, until)
        })?;
        Ok(until)
    }

    /// A new part in its place by time: a runtime upgrade may have shortened the period since the last one.
    fn add_unbonding(staker: &mut StakerRecord<T>, amount: Balance, until: BlockNumberFor<T>) -> DispatchResult {
        if let Some(chunk) = staker.unbonding.iter_mut().find(|chunk| chunk.until == until) {
            chunk.amount.ensure_add_assign(amount)?;
            return Ok(());
        }
        let place = staker.unbonding.partition_point(|chunk| chunk.until < until);
        let inserted = staker.unbonding.try_insert(place, UnbondingChunk { amount, until });
        inserted.map_err(|_| Error::<T>::MaxUnbondingExceeded.into())
    }

    /// Take `amount` out of what is being unbonded, the latest first.
    fn take_latest(staker: &mut StakerRecord<T>, amount: Balance) -> DispatchResult {
        let mut missing = amount;
        while !missing.is_zero() {
            let mut chunk = staker.unbonding.pop().ok_or(Error::<T>::InsufficientStake)?;
            let taken = chunk.amount.min(missing);
            missing.ensure_sub_assign(taken)?;
            chunk.amount.ensure_sub_assign(taken)?;
            if !chunk.amount.is_zero() {
                staker.unbonding.try_push(chunk).map_err(|_| Error::<T>::MaxUnbondingExceeded)?;
            }
        }
        Ok(())
    }

    /// Whether `amount` may be taken out of a delegation.
    fn ensure_can_leave(own: bool, delegation: &DelegationRecord, amount: Balance) -> DispatchResult {
        ensure!(delegation.amount >= amount, Error::<T>::InsufficientStake);
        ensure!(delegation.movable(&CurrentEra::<T>::get()) >= amount, Error::<T>::JoinedThisEra);
        let left = delegation.amount.ensure_sub(amount)?;
        let parameters = Parameters::<T>::get();
        let enough =
            if own { left >= parameters.min_validator_bond } else { left.is_zero() || left >= parameters.min_delegation };
        ensure!(enough, Error::<T>::BelowMinimum);
        Ok(())
    }

    /// Whether nothing is left of a delegation that is settled, nor will be.
    ///
    /// A validator's own outlasts those of others: while it leaves, it can still produce in sessions that are already composed, and
    /// without this record it could not claim its commission.
    pub(crate) fn is_used_up(own: bool, validator: &ValidatorRecordOf<T>, delegation: &DelegationRecord) -> bool {
        let ledger = &validator.ledger;
        let no_commission = ledger.commission.is_zero() && ledger.commission_points.is_zero();
        delegation.amount.is_zero()
            && delegation.ledger.reward.is_zero()
            && delegation.ledger.points.is_zero()
            && (!own || (no_commission && validator.delegators <= 1))
    }

    /// Write a validator in the era under way and a settled delegation to it, or remove what is used up: the delegation, its
    /// delegator's record, the validator if it leaves and this was the last delegation.
    ///
    /// To be called once, at the end, after all amounts were changed.
    pub(crate) fn store_delegation(
        delegator: &T::AccountId,
        validator_id: &T::AccountId,
        mut validator: ValidatorRecordOf<T>,
        delegation: DelegationRecord,
    ) {
        let own = delegator == validator_id;
        if Self::is_used_up(own, &validator, &delegation) {
            Self::remove_delegation(delegator, validator_id, &mut validator);
        } else {
            Delegations::<T>::insert(delegator, validator_id, delegation);
        }
        if !own && validator.status == ValidatorStatus::Leaving && validator.delegators == 1 {
            Self::remove_own_if_used_up(validator_id, &mut validator);
        }
        if validator.delegators.is_zero() {
            Validators::<T>::remove(validator_id);
            Self::deposit_event(Event::ValidatorRemoved { validator: validator_id.clone() });
        } else {
            Validators::<T>::insert(validator_id, validator);
        }
    }

    /// The last of the others has gone: the own delegation of a validator that leaves need not stay for them any more.
    fn remove_own_if_used_up(validator_id: &T::AccountId, validator: &mut ValidatorRecordOf<T>) {
        let Some(mut delegation) = Delegations::<T>::get(validator_id, validator_id) else { return };
        // If it cannot be settled it stays, and claiming it fails with the reason.
        if Self::settle(validator, &mut delegation).is_ok() && Self::is_used_up(true, validator, &delegation) {
            Self::remove_delegation(validator_id, validator_id, validator);
        }
    }

    /// Remove a delegation and count it no more.
    fn remove_delegation(delegator: &T::AccountId, validator_id: &T::AccountId, validator: &mut ValidatorRecordOf<T>) {
        Delegations::<T>::remove(delegator, validator_id);
        validator.delegators = validator.delegators.defensive_saturating_sub(1);
        let mut staker = Stakers::<T>::get(delegator).unwrap_or_default();
        staker.delegations = staker.delegations.defensive_saturating_sub(1);
        Self::store_staker(delegator, staker);
    }

    /// Write what an account has staked, or remove its record if that is nothing.
    fn store_staker(who: &T::AccountId, staker: StakerRecord<T>) {
        if staker.active.is_zero() && staker.delegations.is_zero() && staker.unbonding.is_empty() {
            Stakers::<T>::remove(who);
        } else {
            Stakers::<T>::insert(who, staker);
        }
    }
}
