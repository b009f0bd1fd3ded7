//! How blocks are counted, eras closed, and rewards paid.

use crate::{
    rewards::{EraRecord, ValidatorLedger},
    *,
};
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
        DefensiveSaturating, UnixTime,
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{EnsureAdd, EnsureSub, Zero};
use uen_primitives::{Balance, Day, StakingRewards};

impl<T: Config> Pallet<T> {
    /// Bring a validator to the era under way: what it earned in the era of its ledger is known in planck if that is closed, and an
    /// announced commission whose era has begun is its commission.
    pub(crate) fn roll(validator: &mut ValidatorRecordOf<T>) {
        let era = CurrentEra::<T>::get().index;
        let from = validator.ledger.era;
        if from != era {
            let closed = Eras::<T>::get(from).unwrap_or_default();
            if validator.ledger.roll(era, closed).is_err() {
                // Out of reach, see there. What the era earned stays in the pot rather than that the validator could never be touched
                // again.
                frame_support::defensive!("a validator's rewards do not fit");
                let ValidatorLedger { reward_index, commission, .. } = validator.ledger;
                validator.ledger = ValidatorLedger { era, reward_index, commission, ..Default::default() };
            }
        }
        if validator.next_commission.is_some_and(|next| next.era <= era) {
            validator.commission = validator.commission_in(era);
            validator.next_commission = None;
        }
    }

    /// Add what a delegation earned since it was last settled. The validator was brought to the era under way.
    pub(crate) fn settle(validator: &ValidatorRecordOf<T>, delegation: &mut DelegationRecord) -> DispatchResult {
        let from = delegation.ledger.era;
        let closed = if from == validator.ledger.era { EraRecord::default() } else { Eras::<T>::get(from).unwrap_or_default() };
        delegation.ledger.settle(delegation.amount, &validator.ledger, closed)?;
        Ok(())
    }

    /// What [`Pallet::claim`] would pay now, in planck.
    ///
    /// # Errors
    /// If there is no such delegation.
    pub(crate) fn claimable(delegator: &T::AccountId, validator_id: &T::AccountId) -> Result<Balance, DispatchError> {
        let (validator, delegation) = Self::find(delegator, validator_id)?;
        Ok(Self::due(delegator == validator_id, &validator, &delegation)?)
    }

    /// What a settled delegation is owed, with the commission if it is the validator's own.
    fn due(
        own: bool,
        validator: &ValidatorRecordOf<T>,
        delegation: &DelegationRecord,
    ) -> Result<Balance, sp_runtime::ArithmeticError> {
        let commission = if own { validator.ledger.commission } else { 0 };
        delegation.ledger.reward.ensure_add(commission)
    }

    /// Close the era if its day is over. Looks at the time of the block before, since this block has none yet.
    pub(crate) fn do_initialize() -> Weight {
        let look = T::WeightInfo::look();
        let now = T::UnixTime::now();
        if now.is_zero() {
            return look;
        }
        let today = Day::of(now.as_secs());
        let era = CurrentEra::<T>::get();
        match era.day {
            Some(day) if day < today && era.points > 0 => {
                Self::close_era(era, today);
                look.saturating_add(T::WeightInfo::close_era())
            }
            // A day without points is no era.
            Some(day) if day >= today => look,
            _ => {
                CurrentEra::<T>::put(CurrentEraRecord { day: Some(today), ..era });
                look
            }
        }
    }

    /// Share out what came into the pot since the last era, and begin the next.
    fn close_era(era: CurrentEraRecord, today: Day) {
        let CurrentEraRecord { index, points, .. } = era;
        if let Err(error) = T::Rewards::pay_out(&Self::account_id()) {
            // Only books that are out of order get here; fees are shared all the same, and the rest when it is paid.
            frame_support::defensive!("stakers' share was not paid", error);
        }
        let reward = Self::unassigned();
        Pot::<T>::mutate(|pot| pot.reserved = pot.reserved.defensive_saturating_add(reward));
        Eras::<T>::insert(index, EraRecord { points, reward });
        // 2^32 days are out of reach.
        CurrentEra::<T>::put(CurrentEraRecord { index: index.defensive_saturating_add(1), day: Some(today), points: 0 });
        Self::deposit_event(Event::EraClosed { era: index, points, reward });
    }

    /// What the pot holds for the era under way: all but what closed eras owe and the existential deposit. What somebody sent it with a
    /// lock, such as vesting, cannot be paid and is not counted.
    pub(crate) fn unassigned() -> Balance {
        let payable = T::Currency::reducible_balance(&Self::account_id(), Preservation::Preserve, Fortitude::Polite);
        payable.saturating_sub(Pot::<T>::get().reserved)
    }

    /// Count a block for its author, if that is a validator: one that is not earns nothing, and its block is no point.
    fn do_note_author(author: T::AccountId) {
        let Some(mut validator) = Validators::<T>::get(&author) else { return };
        Self::roll(&mut validator);
        let counted = validator.ledger.author(validator.commission, validator.stake);
        let era = CurrentEra::<T>::get();
        match (counted, era.points.checked_add(1)) {
            (Ok(()), Some(points)) => {
                CurrentEra::<T>::put(CurrentEraRecord { points, ..era });
                validator.last_authored = frame_system::Pallet::<T>::block_number();
                Validators::<T>::insert(&author, validator);
            }
            _ => {
                frame_support::defensive!("a block could not be counted");
            }
        }
    }

    /// See [`Pallet::claim`].
    pub(crate) fn do_claim(delegator: T::AccountId, validator_id: T::AccountId) -> DispatchResult {
        let own = delegator == validator_id;
        let (mut validator, mut delegation) = Self::find(&delegator, &validator_id)?;
        let amount = Self::due(own, &validator, &delegation)?;
        // The record of what is used up goes, even if its last points were worth nothing: else it would be in the way for ever.
        let used_up = Self::is_used_up(own, &validator, &delegation);
        ensure!(used_up || !amount.is_zero(), Error::<T>::NothingToClaim);
        delegation.ledger.reward = 0;
        if own {
            validator.ledger.commission = 0;
        }
        Pot::<T>::try_mutate(|pot| {
            *pot = PotRecord { reserved: pot.reserved.ensure_sub(amount)?, paid: pot.paid.ensure_add(amount)? };
            Ok::<_, DispatchError>(())
        })?;
        T::Currency::transfer(&Self::account_id(), &delegator, amount, Preservation::Preserve)?;
        let compounded = delegation.compound && !delegation.amount.is_zero() && validator.status != ValidatorStatus::Leaving;
        if compounded {
            Self::hold(&delegator, amount)?;
            Self::add_stake(&delegator, &validator_id, &mut validator, &mut delegation, amount)?;
        }
        Self::deposit_event(Event::RewardClaimed {
            delegator: delegator.clone(),
            validator: validator_id.clone(),
            amount,
            compounded,
        });
        Self::store_delegation(&delegator, &validator_id, validator, delegation);
        Ok(())
    }

    /// See [`Pallet::set_compounding`].
    pub(crate) fn do_set_compounding(who: T::AccountId, validator_id: T::AccountId, compound: bool) -> DispatchResult {
        Delegations::<T>::try_mutate(&who, &validator_id, |delegation| {
            let delegation = delegation.as_mut().ok_or(Error::<T>::NoDelegation)?;
            ensure!(delegation.compound != compound, Error::<T>::NoChange);
            delegation.compound = compound;
            Ok::<_, DispatchError>(())
        })?;
        Self::deposit_event(Event::CompoundingChanged { delegator: who, validator: validator_id, compound });
        Ok(())
    }
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
    fn note_author(author: T::AccountId) {
        frame_system::Pallet::<T>::register_extra_weight_unchecked(T::WeightInfo::note_author(), DispatchClass::Mandatory);
        Self::do_note_author(author);
    }
}
