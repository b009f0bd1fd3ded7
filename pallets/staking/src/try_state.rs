//! What must hold after every block.

use crate::{
    rewards::{ValidatorLedger, POINT},
    *,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, InspectHold},
        Get,
    },
};
use sp_runtime::{traits::Zero, TryRuntimeError};
use uen_primitives::Balance;

/// What governance cannot make the least delegation less than: 1 UEN.
const LEAST_DELEGATION: Balance = 1_000_000_000_000;

type Check = Result<(), TryRuntimeError>;

/// What the delegations to a validator, or of a delegator, add up to.
#[derive(Default)]
struct Sums {
    amount: Balance,
    count: u32,
    /// Planck of closed eras.
    owed: Balance,
    /// Points of the era under way, in units of 1/[`POINT`].
    points: u128,
}

impl<T: Config> Pallet<T> {
    /// The invariants of the pallet.
    ///
    /// # Errors
    /// Which one is broken.
    pub fn do_try_state() -> Check {
        ensure!(Parameters::<T>::get().is_valid(), "parameters are out of their bounds");
        ensure!(!SessionLength::<T>::get().is_zero(), "a session has no blocks");
        ensure!(SessionStart::<T>::get() <= frame_system::Pallet::<T>::block_number(), "the session begins in the future");
        let invulnerables = Invulnerables::<T>::get();
        let different: BTreeSet<_> = invulnerables.iter().collect();
        ensure!(different.len() == invulnerables.len(), "an invulnerable is named twice");
        Self::check_eras()?;
        Self::check_validators()?;
        Self::check_stakers()?;
        Self::check_delegations()
    }

    /// Eras follow each other, and what they had is paid or there.
    fn check_eras() -> Check {
        let CurrentEraRecord { index, day, points } = CurrentEra::<T>::get();
        // The chain's first block has an author, and no clock yet when it is counted.
        ensure!(day.is_some() || (index == 0 && points <= 1), "an era began before the first day");
        let mut closed: u32 = 0;
        let mut rewards: Balance = 0;
        for (era, record) in Eras::<T>::iter() {
            ensure!(era < index, "an era was closed before its time");
            ensure!(record.points > 0, "an era without blocks was closed");
            closed = plus(closed, 1)?;
            rewards = sum([rewards, record.reward])?;
        }
        ensure!(closed == index, "a closed era is missing");
        let PotRecord { reserved, paid } = Pot::<T>::get();
        ensure!(sum([reserved, paid])? == rewards, "reserved + paid is not what the eras had");
        let needed = sum([reserved, T::Currency::minimum_balance()])?;
        ensure!(
            reserved == 0 || T::Currency::balance(&Self::account_id()) >= needed,
            "the pot holds less than what is reserved and the existential deposit"
        );
        Ok(())
    }

    /// Candidates are the active ones, and the era's points are theirs who produced its blocks.
    fn check_validators() -> Check {
        let era = CurrentEra::<T>::get();
        let mut candidates: u32 = 0;
        let mut points: u32 = 0;
        for (who, validator) in Validators::<T>::iter() {
            let is_active = validator.status == ValidatorStatus::Active;
            ensure!(Candidates::<T>::contains_key(&who) == is_active, "candidates are not those that are active");
            candidates = plus(candidates, is_active.into())?;
            let is_leaving = validator.status == ValidatorStatus::Leaving;
            ensure!((validator.own_stake == 0) == is_leaving, "a validator leaves if, and only if, it has no stake of its own");
            ensure!(validator.own_stake <= validator.stake, "a validator's own stake is more than all of it");
            ensure!(validator.last_authored <= frame_system::Pallet::<T>::block_number(), "a block of the future was produced");
            if let Some(next) = validator.next_commission {
                ensure!(next.commission > validator.commission, "a commission was announced that should hold at once");
                let latest = plus(era.index, T::CommissionNotice::get())?;
                ensure!(next.era <= latest, "a commission was announced too early");
            }
            let ValidatorLedger { era: of, points: produced, commission_points, .. } = validator.ledger;
            ensure!(of <= era.index, "a validator's era is in the future");
            ensure!(commission_points <= units(produced)?, "commission is more than what there was");
            if of == era.index {
                points = plus(points, produced)?;
            }
        }
        ensure!(points == era.points, "the era's points are not those of its validators");
        let listed = u32::try_from(Candidates::<T>::iter().count()).map_err(|_| "a number does not fit")?;
        ensure!(listed == candidates && Candidates::<T>::count() == candidates, "there is a candidate without a record");
        ensure!(candidates <= T::MaxCandidates::get(), "too many candidates");
        Ok(())
    }

    /// What is on hold is what is staked and what is being unbonded, of everybody.
    fn check_stakers() -> Check {
        let mut active: Balance = 0;
        for (who, staker) in Stakers::<T>::iter() {
            ensure!(staker.delegations > 0 || !staker.unbonding.is_empty(), "a staker has nothing at stake");
            ensure!(staker.delegations <= T::MaxDelegations::get(), "an account delegates to too many validators");
            let mut last = Zero::zero();
            let mut held = staker.active;
            for chunk in &staker.unbonding {
                ensure!(chunk.amount > 0, "nothing is being unbonded");
                ensure!(chunk.until >= last, "what is being unbonded is out of order");
                last = chunk.until;
                held = sum([held, chunk.amount])?;
            }
            ensure!(Self::held(&who) == held, "what is on hold is not what is staked and being unbonded");
            active = sum([active, staker.active])?;
        }
        ensure!(active == TotalStake::<T>::get(), "the electorate is not all stake");
        for who in frame_system::Account::<T>::iter_keys() {
            ensure!(
                Self::held(&who) == 0 || Stakers::<T>::contains_key(&who),
                "there is stake on hold of which nothing is known"
            );
        }
        Ok(())
    }

    fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Stake.into(), who)
    }

    /// Delegations add up, for those who delegate and those they delegate to, and so does what they earned.
    fn check_delegations() -> Check {
        let era = CurrentEra::<T>::get().index;
        let mut of_delegators: BTreeMap<T::AccountId, Sums> = BTreeMap::new();
        let mut of_validators: BTreeMap<T::AccountId, Sums> = BTreeMap::new();
        for (delegator, to, delegation) in Delegations::<T>::iter() {
            let mut validator = Validators::<T>::get(&to).ok_or("there is a delegation to nobody")?;
            ensure!(delegation.ledger.era <= validator.ledger.era, "a delegation is ahead of its validator");
            ensure!(
                delegation.ledger.reward_index <= validator.ledger.reward_index
                    && (delegation.ledger.era < validator.ledger.era || delegation.ledger.index <= validator.ledger.index),
                "a delegation earned before its validator"
            );
            ensure!(delegation.amount == 0 || delegation.amount >= LEAST_DELEGATION, "a delegation is too small");
            let own = delegator == to;
            ensure!(!own || delegation.amount == validator.own_stake, "a validator's own stake is not its delegation to itself");
            // A validator's own may: when others leave, and its commission turns out to be nothing. Claiming removes it.
            ensure!(own || !Self::is_used_up(own, &validator, &delegation), "a delegation outlived its use");

            Self::roll(&mut validator);
            let mut settled = delegation;
            Self::settle(&validator, &mut settled)?;
            ensure!(settled.ledger.era == era, "a delegation was not brought to the era under way");
            for sums in [of_delegators.entry(delegator).or_default(), of_validators.entry(to).or_default()] {
                sums.amount = sum([sums.amount, settled.amount])?;
                sums.count = plus(sums.count, 1)?;
                sums.owed = sum([sums.owed, settled.ledger.reward])?;
                sums.points = sum([sums.points, settled.ledger.points])?;
            }
        }
        for (who, staker) in Stakers::<T>::iter() {
            let sums = of_delegators.remove(&who).unwrap_or_default();
            ensure!(sums.amount == staker.active, "an account's stake is not what it delegates");
            ensure!(sums.count == staker.delegations, "an account's delegations are not counted");
        }
        ensure!(of_delegators.is_empty(), "there is a delegation of nobody");
        let mut owed: Balance = 0;
        for (who, mut validator) in Validators::<T>::iter() {
            let sums = of_validators.remove(&who).ok_or("there is a validator without a delegation")?;
            ensure!(sums.amount == validator.stake, "a validator's stake is not what is delegated to it");
            ensure!(sums.count == validator.delegators, "a validator's delegators are not counted");
            ensure!(
                validator.own_stake == 0 || Delegations::<T>::contains_key(&who, &who),
                "a validator's own stake is not its delegation to itself"
            );
            Self::roll(&mut validator);
            ensure!(validator.ledger.era == era, "a validator was not brought to the era under way");
            let points = sum([sums.points, validator.ledger.commission_points])?;
            ensure!(points <= units(validator.ledger.points)?, "more points are shared than there were blocks");
            owed = sum([owed, sums.owed, validator.ledger.commission])?;
        }
        ensure!(owed <= Pot::<T>::get().reserved, "more is owed than reserved");
        Ok(())
    }
}

fn sum(amounts: impl IntoIterator<Item = u128>) -> Result<u128, TryRuntimeError> {
    amounts.into_iter().try_fold(0u128, u128::checked_add).ok_or(TryRuntimeError::Other("a sum does not fit"))
}

fn plus(number: u32, more: u32) -> Result<u32, TryRuntimeError> {
    number.checked_add(more).ok_or(TryRuntimeError::Other("a number does not fit"))
}

/// So many blocks in units of 1/[`POINT`].
fn units(points: u32) -> Result<u128, TryRuntimeError> {
    POINT.checked_mul(points.into()).ok_or(TryRuntimeError::Other("points do not fit"))
}
