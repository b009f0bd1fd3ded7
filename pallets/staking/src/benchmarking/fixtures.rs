//! States in which a call or a hook has most to do.

use crate::*;
use alloc::vec::Vec;
use frame_benchmarking::account;
use frame_support::{
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        Get,
    },
    BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_authorship::EventHandler;
use sp_runtime::{traits::SaturatedConversion, Perbill};
use uen_primitives::{Balance, Day, VotingPower};

/// One UEN in planck: the reward of an era.
pub const UEN: Balance = 1_000_000_000_000;
/// The commission of validators.
pub const COMMISSION: Perbill = Perbill::from_percent(10);
/// In 2027.
const DAY: Day = Day(20_833);

/// The first block of a day, at which everything that [`insert_unbonding`] inserts can be withdrawn.
pub fn begin<T: Config>() {
    frame_system::Pallet::<T>::set_block_number(T::MaxUnbonding::get().into());
    fund::<T>(&Pallet::<T>::account_id(), 0);
    T::BenchmarkHelper::set_time(DAY.start());
    Pallet::<T>::do_initialize();
}

/// So much more for an account, and what it needs to exist.
pub fn fund<T: Config>(who: &T::AccountId, amount: Balance) {
    let amount = amount.saturating_add(T::Currency::minimum_balance());
    T::Currency::mint_into(who, amount).expect("an account can be given what it lacks; qed");
}

/// Least own stake of a validator.
pub fn bond<T: Config>() -> Balance {
    Parameters::<T>::get().min_validator_bond
}

/// What is delegated in benchmarks.
pub fn stake<T: Config>() -> Balance {
    Parameters::<T>::get().min_delegation.saturating_mul(2)
}

/// So many accounts with session keys.
pub fn keyed<T: Config>(name: &'static str, count: u32) -> Vec<T::AccountId> {
    let accounts: Vec<T::AccountId> = (0..count).map(|index| account(name, index, 0)).collect();
    for who in &accounts {
        T::BenchmarkHelper::set_session_keys(who);
    }
    accounts
}

/// The account is a validator that stands, with the least own stake, and session keys.
pub fn insert_validator<T: Config>(who: T::AccountId) -> T::AccountId {
    T::BenchmarkHelper::set_session_keys(&who);
    let bond = bond::<T>();
    fund::<T>(&who, bond);
    Pallet::<T>::insert_validator(who.clone(), bond, COMMISSION).expect("there is a place, and the account has the bond; qed");
    who
}

/// Nobody stands.
pub fn remove_candidates<T: Config>() {
    let _ = Candidates::<T>::clear(u32::MAX, None);
}

/// There are as many invulnerables as there can be, none of them a candidate or a member.
pub fn appoint_all<T: Config>() {
    let invulnerables = keyed::<T>("invulnerable", T::MaxInvulnerables::get());
    Invulnerables::<T>::put(BoundedVec::truncate_from(invulnerables));
}

/// The account stakes so much more for a validator.
fn delegate<T: Config>(who: &T::AccountId, validator: &T::AccountId, amount: Balance) {
    fund::<T>(who, amount);
    Pallet::<T>::do_delegate(who.clone(), validator.clone(), amount).expect("the account has what it stakes; qed");
}

/// The validator produces a block.
pub fn author<T: Config>(validator: &T::AccountId) {
    <Pallet<T> as EventHandler<T::AccountId, BlockNumberFor<T>>>::note_author(validator.clone());
}

/// The clock shows the day after that of the era under way.
pub fn pass_day<T: Config>() {
    let day = CurrentEra::<T>::get().day.unwrap_or(DAY);
    T::BenchmarkHelper::set_time(Day(day.0.saturating_add(1)).start());
}

/// The era is closed, with a block of `validator` and a reward.
fn close_era<T: Config>(validator: &T::AccountId) {
    author::<T>(validator);
    fund::<T>(&Pallet::<T>::account_id(), UEN);
    pass_day::<T>();
    let era = CurrentEra::<T>::get().index;
    Pallet::<T>::do_initialize();
    assert!(Eras::<T>::contains_key(era));
}

/// The account delegates [`stake`] more in one era, the validator produces in it and in the next one, and both are closed: the delegation
/// is of the first of them, the validator of the second.
pub fn age<T: Config>(validator: &T::AccountId, who: &T::AccountId) {
    delegate::<T>(who, validator, stake::<T>());
    close_era::<T>(validator);
    close_era::<T>(validator);
}

/// A validator that leaves, to which only `who` still delegates, namely [`stake`]. Neither has anything to claim. The delegation is of
/// one closed era; the validator and its own delegation are of the next one.
pub fn insert_leaving<T: Config>(who: &T::AccountId) -> T::AccountId {
    let validator = insert_validator::<T>(account("leaving", 0, 0));
    let other = insert_validator::<T>(account("other", 0, 0));
    delegate::<T>(who, &validator, stake::<T>());
    close_era::<T>(&other);
    Pallet::<T>::do_deregister(validator.clone()).expect("it is a validator, without votes; qed");
    close_era::<T>(&other);
    validator
}

/// The account unbonds so many parts more, which can all be withdrawn: what they amount to is returned.
pub fn insert_unbonding<T: Config>(who: &T::AccountId, parts: u32) -> Balance {
    let part = stake::<T>();
    let amount = part.saturating_mul(parts.into());
    fund::<T>(who, amount);
    T::Currency::hold(&HoldReason::Stake.into(), who, amount).expect("the account has it; qed");
    Stakers::<T>::mutate(who, |staker| {
        let staker = staker.get_or_insert_default();
        for until in 0..parts {
            let chunk = UnbondingChunk { amount: part, until: until.into() };
            staker.unbonding.try_push(chunk).expect("there are no more parts than there can be; qed");
        }
    });
    amount
}

/// How many parts the account unbonds.
pub fn unbonding<T: Config>(who: &T::AccountId) -> u32 {
    Stakers::<T>::get(who).map_or(0, |staker| staker.unbonding.len().saturated_into())
}

/// Give the account at least this much power, in planck: for a validator that stands, and of which it is a delegator already if it is one
/// at all. Without validators there is a new one.
pub(crate) fn set_power<T: Config>(who: &T::AccountId, power: Balance) {
    let missing = power.saturating_sub(<Pallet<T> as VotingPower<T::AccountId>>::power(who));
    if missing == 0 {
        return;
    }
    let stands = |validator: &T::AccountId| Candidates::<T>::contains_key(validator);
    let validator = Delegations::<T>::iter_key_prefix(who)
        .find(stands)
        .or_else(|| Candidates::<T>::iter_keys().next())
        .unwrap_or_else(|| insert_validator::<T>(account("validator", 0, 0)));
    delegate::<T>(who, &validator, missing.max(Parameters::<T>::get().min_delegation));
}
