//! Who is in a session: those with the most stake, and the invulnerables.

use crate::*;
use alloc::vec::Vec;
use core::cmp::Reverse;
use frame_support::{
    dispatch::DispatchClass,
    traits::{Get, ValidatorRegistration},
};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::SessionManager;
use sp_runtime::{
    traits::{SaturatedConversion, Saturating},
    Weight,
};
use sp_staking::SessionIndex;
use uen_primitives::Balance;

/// What decides whether a candidate is in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CandidateView<AccountId> {
    /// Who it is.
    pub account: AccountId,
    /// All stake behind it, in planck.
    pub stake: Balance,
    /// Its own part of that, in planck.
    pub own_stake: Balance,
}

/// The members of a session out of `candidates`, all of whom are eligible, and `invulnerables`, all of whom have session keys; `total`
/// is everybody's stake.
///
/// First the invulnerables in their order, then those of the [`StakingParameters::seats`] candidates with the most stake that are not
/// among them. Of a stake only [`StakingParameters::max_stake_share`] of `total` counts, so that whoever collects more gains nothing by
/// it; of equals, the one with more of its own comes first, then the one whose account is smaller. The order of `candidates` does not
/// matter.
pub(crate) fn select<AccountId: Clone + Ord>(
    mut candidates: Vec<CandidateView<AccountId>>,
    invulnerables: Vec<AccountId>,
    total: Balance,
    parameters: &StakingParameters,
) -> Vec<AccountId> {
    let most = parameters.max_stake_share.mul_floor(total);
    candidates.sort_by_cached_key(|candidate| {
        (Reverse(candidate.stake.min(most)), Reverse(candidate.own_stake), candidate.account.clone())
    });
    let mut members = invulnerables;
    let appointed = members.len();
    for candidate in candidates.into_iter().take(parameters.seats.saturated_into()) {
        if !members.iter().take(appointed).any(|member| *member == candidate.account) {
            members.push(candidate.account);
        }
    }
    members
}

impl<T: Config> Pallet<T> {
    /// Compose the session `index`, and return its members and how many candidates were looked at. Without members the ones there
    /// are go on.
    fn plan_session(index: SessionIndex) -> (Option<Vec<T::AccountId>>, u32) {
        let parameters = Parameters::<T>::get();
        let looked_at = Candidates::<T>::count();
        let candidates = Candidates::<T>::iter_keys()
            .filter_map(|account| {
                let validator = Validators::<T>::get(&account)?;
                let is_eligible = validator.own_stake >= parameters.min_validator_bond && T::SessionKeys::is_registered(&account);
                is_eligible.then_some(CandidateView { account, stake: validator.stake, own_stake: validator.own_stake })
            })
            .collect();
        let mut invulnerables = Invulnerables::<T>::get().into_inner();
        invulnerables.retain(T::SessionKeys::is_registered);
        let members = select(candidates, invulnerables, TotalStake::<T>::get(), &parameters);
        if members.is_empty() {
            return (None, looked_at);
        }
        Self::deposit_event(Event::SessionPlanned { session: index, members: members.len().saturated_into() });
        (Some(members), looked_at)
    }

    /// Chill those of `members` that produced no block in the session that ends, if every one had its chances.
    ///
    /// Invulnerables stay, and so does the last candidate: without any, nobody could be in a session by stake until somebody activates
    /// itself. All stay if half of more than two are missing: whoever takes turns has no turn when a relay chain that is short of room
    /// takes only every second block, and that is not theirs.
    fn chill_offline(members: &[T::AccountId]) {
        let start = SessionStart::<T>::get();
        let count: u32 = members.len().saturated_into();
        let needed: BlockNumberFor<T> = T::MinBlocksPerMember::get().saturating_mul(count).into();
        if frame_system::Pallet::<T>::block_number().saturating_sub(start) < needed {
            return;
        }
        let invulnerables = Invulnerables::<T>::get();
        let offline: Vec<_> = members
            .iter()
            .filter_map(|member| Some((member, Validators::<T>::get(member)?)))
            .filter(|(_, validator)| validator.last_authored < start)
            .collect();
        let absent: u32 = offline.len().saturated_into();
        if count > 2 && absent.saturating_mul(2) >= count {
            return;
        }
        for (member, validator) in offline {
            let spared = validator.status != ValidatorStatus::Active || invulnerables.contains(member);
            if !spared && Candidates::<T>::count() > 1 {
                Self::set_idle(member.clone(), validator, true);
            }
        }
    }

    /// What the session pallet's hook did not know that it would take.
    fn register_weight(weight: Weight) {
        frame_system::Pallet::<T>::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
    }
}

impl<T: Config> SessionManager<T::AccountId> for Pallet<T> {
    fn new_session(index: SessionIndex) -> Option<Vec<T::AccountId>> {
        let (members, looked_at) = Self::plan_session(index);
        Self::register_weight(T::WeightInfo::new_session(looked_at));
        members
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<T::AccountId>> {
        Self::plan_session(index).0
    }

    fn start_session(_: SessionIndex) {
        SessionStart::<T>::put(frame_system::Pallet::<T>::block_number());
    }

    fn end_session(_: SessionIndex) {
        let members = T::SessionMembers::get();
        Self::chill_offline(&members);
        Self::register_weight(T::WeightInfo::end_session(members.len().saturated_into()));
    }
}
