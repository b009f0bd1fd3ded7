//! Benchmarks of the calls and of the hooks.
//!
//! Validators and delegations were last touched in different eras that are closed by now, so that each is brought forward by the record
//! of another one; accounts unbond as many parts as they can; sessions have as many invulnerables as they can.

mod fixtures;

pub(crate) use fixtures::set_power;

use crate::*;
use alloc::vec::Vec;
use fixtures::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::InspectHold, EnsureOrigin, Get};
use frame_system::RawOrigin;
use pallet_session::SessionManager;
use sp_runtime::{traits::SaturatedConversion, Perbill, Saturating};
use uen_primitives::{Balance, UnixSeconds};

/// Puts the parts of the runtime that the pallet does not know into a state for a benchmark.
pub trait BenchmarkHelper<AccountId> {
    /// The account has session keys, different from all others.
    fn set_session_keys(who: &AccountId);
    /// These are the members of the session under way.
    fn set_session_members(members: Vec<AccountId>);
    /// From now on it is `seconds`.
    fn set_time(seconds: UnixSeconds);
    /// So much has accumulated for stakers besides fees, in planck. Nothing, if there is no such source.
    fn accumulate_rewards(_amount: Balance) {}
}

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn held<T: Config>(who: &T::AccountId) -> Balance {
    T::Currency::balance_on_hold(&HoldReason::Stake.into(), who)
}

fn delegated<T: Config>(who: &T::AccountId, validator: &T::AccountId) -> Balance {
    Delegations::<T>::get(who, validator).map_or(0, |delegation| delegation.amount)
}

fn status<T: Config>(who: &T::AccountId) -> Option<ValidatorStatus> {
    Validators::<T>::get(who).map(|validator| validator.status)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// The caller unbonds other stake.
    #[benchmark]
    fn register() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        T::BenchmarkHelper::set_session_keys(&caller);
        insert_unbonding::<T>(&caller, T::MaxUnbonding::get());
        let bond = bond::<T>();
        fund::<T>(&caller, bond);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), bond, COMMISSION);

        assert_eq!(delegated::<T>(&caller, &caller), bond);
        assert!(Candidates::<T>::contains_key(&caller));
        assert_last_event::<T>(Event::Delegated { delegator: caller.clone(), validator: caller, amount: bond });
    }

    /// A higher one.
    #[benchmark]
    fn set_commission() {
        begin::<T>();
        let caller = insert_validator::<T>(whitelisted_caller());
        age::<T>(&caller, &caller);
        let era = CurrentEra::<T>::get().index.saturating_add(T::CommissionNotice::get());
        let commission = Perbill::one();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), commission);

        let next = Validators::<T>::get(&caller).and_then(|validator| validator.next_commission);
        assert_eq!(next, Some(AnnouncedCommission { commission, era }));
        assert_last_event::<T>(Event::CommissionAnnounced { validator: caller, commission, era });
    }

    #[benchmark]
    fn chill() {
        begin::<T>();
        let caller = insert_validator::<T>(whitelisted_caller());

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));

        assert_eq!(status::<T>(&caller), Some(ValidatorStatus::Idle));
        assert!(!Candidates::<T>::contains_key(&caller));
        assert_last_event::<T>(Event::ValidatorChilled { validator: caller, offline: false });
    }

    #[benchmark]
    fn activate() -> Result<(), BenchmarkError> {
        begin::<T>();
        let caller = insert_validator::<T>(whitelisted_caller());
        Pallet::<T>::do_chill(caller.clone())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));

        assert_eq!(status::<T>(&caller), Some(ValidatorStatus::Active));
        assert!(Candidates::<T>::contains_key(&caller));
        assert_last_event::<T>(Event::ValidatorActivated { validator: caller });
        Ok(())
    }

    /// Its reward is still to be claimed, so that both records are written again, and there is room for one more part to unbond.
    #[benchmark]
    fn deregister() {
        begin::<T>();
        let caller = insert_validator::<T>(whitelisted_caller());
        age::<T>(&caller, &caller);
        insert_unbonding::<T>(&caller, T::MaxUnbonding::get().saturating_sub(1));
        let stake = held::<T>(&caller);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));

        assert_eq!(status::<T>(&caller), Some(ValidatorStatus::Leaving));
        assert_eq!(delegated::<T>(&caller, &caller), 0);
        assert_eq!(held::<T>(&caller), stake);
        assert_eq!(unbonding::<T>(&caller), T::MaxUnbonding::get());
    }

    /// To a delegation that exists: a new one has no reward to be settled.
    #[benchmark]
    fn delegate() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        let validator = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&validator, &caller);
        insert_unbonding::<T>(&caller, T::MaxUnbonding::get());
        let amount = stake::<T>();
        fund::<T>(&caller, amount);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), validator.clone(), amount);

        assert_eq!(delegated::<T>(&caller, &validator), amount.saturating_mul(2));
        assert_last_event::<T>(Event::Delegated { delegator: caller, validator, amount });
    }

    /// The last delegation to a validator that leaves, all of it: the validator is removed, and its own delegation.
    #[benchmark]
    fn unbond() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        let validator = insert_leaving::<T>(&caller);
        insert_unbonding::<T>(&caller, T::MaxUnbonding::get().saturating_sub(1));

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), validator.clone(), stake::<T>());

        assert_eq!(unbonding::<T>(&caller), T::MaxUnbonding::get());
        assert!(!Delegations::<T>::contains_key(&caller, &validator));
        assert_last_event::<T>(Event::ValidatorRemoved { validator });
    }

    /// All parts that are being unbonded.
    #[benchmark]
    fn rebond() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        let validator = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&validator, &caller);
        let amount = insert_unbonding::<T>(&caller, T::MaxUnbonding::get());

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), validator.clone(), amount);

        assert_eq!(unbonding::<T>(&caller), 0);
        assert_eq!(delegated::<T>(&caller, &validator), stake::<T>().saturating_add(amount));
        assert_last_event::<T>(Event::Rebonded { delegator: caller, validator, amount });
    }

    /// As many parts as there can be.
    #[benchmark]
    fn withdraw() {
        begin::<T>();
        let delegator: T::AccountId = account("delegator", 0, 0);
        let amount = insert_unbonding::<T>(&delegator, T::MaxUnbonding::get());

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), delegator.clone());

        assert_eq!(held::<T>(&delegator), 0);
        assert!(!Stakers::<T>::contains_key(&delegator));
        assert_last_event::<T>(Event::Withdrawn { delegator, amount });
    }

    /// The last delegation to a validator that leaves, all of it, as in `unbond`; to a delegation that exists, as in `delegate`.
    #[benchmark]
    fn redelegate() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        let from = insert_leaving::<T>(&caller);
        let to = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&to, &caller);
        insert_unbonding::<T>(&caller, T::MaxUnbonding::get());
        let amount = stake::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), from.clone(), to.clone(), amount);

        assert!(!Validators::<T>::contains_key(&from));
        assert_eq!(delegated::<T>(&caller, &to), amount.saturating_mul(2));
        assert_last_event::<T>(Event::Redelegated { delegator: caller, from, to, amount });
    }

    /// The reward is staked again. (If instead the delegation was the last one to a validator that leaves, the hold is saved, and one
    /// entry more is read.)
    #[benchmark]
    fn claim() -> Result<(), BenchmarkError> {
        begin::<T>();
        let delegator: T::AccountId = account("delegator", 0, 0);
        let validator = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&validator, &delegator);
        insert_unbonding::<T>(&delegator, T::MaxUnbonding::get());
        Delegations::<T>::mutate(&delegator, &validator, |delegation| {
            if let Some(delegation) = delegation {
                delegation.compound = true;
            }
        });
        let before = held::<T>(&delegator);
        let amount = Pallet::<T>::claimable(&delegator, &validator)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), delegator.clone(), validator.clone());

        assert_eq!(held::<T>(&delegator), before.saturating_add(amount));
        assert_eq!(delegated::<T>(&delegator, &validator), stake::<T>().saturating_add(amount));
        assert_last_event::<T>(Event::RewardClaimed { delegator, validator, amount, compounded: true });
        Ok(())
    }

    #[benchmark]
    fn set_compounding() {
        begin::<T>();
        let caller: T::AccountId = whitelisted_caller();
        let validator = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&validator, &caller);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), validator.clone(), true);

        assert!(Delegations::<T>::get(&caller, &validator).is_some_and(|delegation| delegation.compound));
        assert_last_event::<T>(Event::CompoundingChanged { delegator: caller, validator, compound: true });
    }

    #[benchmark]
    fn set_parameters() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let parameters = StakingParameters { seats: MAX_SEATS, ..Default::default() };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameters);

        assert_eq!(Parameters::<T>::get(), parameters);
        assert_last_event::<T>(Event::ParametersChanged { parameters });
        Ok(())
    }

    #[benchmark]
    fn set_invulnerables(n: Linear<0, { T::MaxInvulnerables::get() }>) -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let invulnerables = keyed::<T>("invulnerable", n);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, invulnerables.clone());

        assert_eq!(Invulnerables::<T>::get().into_inner(), invulnerables);
        assert_last_event::<T>(Event::InvulnerablesChanged { invulnerables });
        Ok(())
    }

    /// A day has passed in which nobody produced a block, and so the era goes on.
    #[benchmark]
    fn look() {
        begin::<T>();
        let era = CurrentEra::<T>::get();
        pass_day::<T>();

        #[block]
        {
            Pallet::<T>::do_initialize();
        }

        let after = CurrentEra::<T>::get();
        assert_eq!(after.index, era.index);
        assert!(after.day > era.day);
    }

    /// With what looking takes, and both fees and what accumulated besides.
    #[benchmark]
    fn close_era() {
        begin::<T>();
        let validator = insert_validator::<T>(account("validator", 0, 0));
        author::<T>(&validator);
        fund::<T>(&Pallet::<T>::account_id(), UEN);
        T::BenchmarkHelper::accumulate_rewards(UEN);
        let era = CurrentEra::<T>::get();
        pass_day::<T>();

        #[block]
        {
            Pallet::<T>::do_initialize();
        }

        let reward = Eras::<T>::get(era.index).map_or(0, |closed| closed.reward);
        assert!(reward >= UEN);
        assert_last_event::<T>(Event::EraClosed { era: era.index, points: era.points, reward });
    }

    /// The first block of an era from which on an announced commission holds.
    #[benchmark]
    fn note_author() {
        begin::<T>();
        let validator = insert_validator::<T>(account("validator", 0, 0));
        age::<T>(&validator, &validator);
        let era = CurrentEra::<T>::get();
        let commission = Perbill::one();
        Validators::<T>::mutate(&validator, |record| {
            if let Some(record) = record {
                record.next_commission = Some(AnnouncedCommission { commission, era: era.index });
            }
        });

        #[block]
        {
            author::<T>(&validator);
        }

        assert_eq!(CurrentEra::<T>::get().points, era.points.saturating_add(1));
        assert!(Validators::<T>::get(&validator).is_some_and(|record| {
            record.ledger.points == 1 && record.last_authored == frame_system::Pallet::<T>::block_number()
        }));
    }

    /// All have keys and stand, with the same stake, so that sorting compares everything; all seats are given, and all invulnerables have
    /// keys, and none of them stands.
    #[benchmark]
    fn new_session(n: Linear<1, { T::MaxCandidates::get() }>) {
        begin::<T>();
        Parameters::<T>::mutate(|parameters| parameters.seats = MAX_SEATS);
        remove_candidates::<T>();
        for candidate in keyed::<T>("validator", n) {
            insert_validator::<T>(candidate);
        }
        appoint_all::<T>();
        let members;

        #[block]
        {
            members = <Pallet<T> as SessionManager<T::AccountId>>::new_session(1);
        }

        let expected = n.min(MAX_SEATS).saturating_add(T::MaxInvulnerables::get());
        assert_eq!(members.map(|members| members.len().saturated_into::<u32>()), Some(expected));
    }

    /// As many as can be are chilled: if half of more than two are missing, none is. One candidate is not a member, since the last one
    /// stays.
    #[benchmark]
    fn end_session(n: Linear<1, { MAX_SEATS.saturating_add(T::MaxInvulnerables::get()) }>) {
        begin::<T>();
        remove_candidates::<T>();
        let members = keyed::<T>("validator", n);
        for member in &members {
            insert_validator::<T>(member.clone());
        }
        insert_validator::<T>(account("other", 0, 0));
        appoint_all::<T>();
        T::BenchmarkHelper::set_session_members(members.clone());
        let start = frame_system::Pallet::<T>::block_number();
        SessionStart::<T>::put(start);
        let absent = if n > 2 { n.saturating_sub(1).saturating_div(2) } else { n };
        for member in members.iter().skip(absent.saturated_into()) {
            Validators::<T>::mutate(member, |validator| {
                if let Some(validator) = validator {
                    validator.last_authored = start;
                }
            });
        }
        let length = T::MinBlocksPerMember::get().saturating_mul(n);
        frame_system::Pallet::<T>::set_block_number(start.saturating_add(length.into()));

        #[block]
        {
            <Pallet<T> as SessionManager<T::AccountId>>::end_session(0);
        }

        assert_eq!(Candidates::<T>::count(), n.saturating_sub(absent).saturating_add(1));
        let mut chilled = members.iter().take(absent.saturated_into());
        assert!(chilled.all(|member| status::<T>(member) == Some(ValidatorStatus::Idle)));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
