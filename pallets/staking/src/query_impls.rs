//! What the runtime API answers, and what an account votes with.

use crate::*;
use alloc::{string::ToString, vec::Vec};
use frame_support::traits::Get;
use sp_runtime::{traits::SaturatedConversion, Perbill};
use uen_primitives::{
    runtime_api::{DelegationInfo, Page, StakeInfo, StakingStatus, UnbondingInfo, ValidatorInfo, MAX_PAGE},
    Balance, VotingLock, VotingPower,
};

/// Who is in sessions.
struct Membership<AccountId> {
    /// The members of the session under way.
    members: Vec<AccountId>,
    /// The members of every session.
    invulnerables: Vec<AccountId>,
}

impl<T: Config> Pallet<T> {
    /// Where staking stands.
    pub fn staking_status() -> StakingStatus {
        let era = CurrentEra::<T>::get();
        let pot = Pot::<T>::get();
        let parameters = Parameters::<T>::get();
        StakingStatus {
            era: era.index,
            day: era.day,
            points: era.points,
            session_start: SessionStart::<T>::get().saturated_into(),
            session_length: SessionLength::<T>::get().saturated_into(),
            total_stake: TotalStake::<T>::get(),
            candidates: Candidates::<T>::count(),
            seats: parameters.seats,
            session_members: T::SessionMembers::get().len().saturated_into(),
            era_fees: Self::unassigned(),
            reserved: pot.reserved,
            paid: pot.paid,
            last_era_reward: era.index.checked_sub(1).and_then(Eras::<T>::get).map(|closed| closed.reward),
            min_validator_bond: parameters.min_validator_bond,
            min_delegation: parameters.min_delegation,
            max_stake_share_ppm: parameters.max_stake_share.deconstruct(),
            unbonding_blocks: T::UnbondingPeriod::get().saturated_into(),
        }
    }

    /// The validators after `cursor`, in no particular order; at most `limit`, and [`MAX_PAGE`].
    pub fn validators_page(cursor: Option<T::AccountId>, limit: u32) -> Page<ValidatorInfo<T::AccountId>, T::AccountId> {
        let mut validators = match cursor {
            Some(last) => Validators::<T>::iter_from(Validators::<T>::hashed_key_for(last)),
            None => Validators::<T>::iter(),
        };
        let membership = Membership { members: T::SessionMembers::get(), invulnerables: Invulnerables::<T>::get().into_inner() };
        let items: Vec<_> = validators
            .by_ref()
            .take(page_size(limit))
            .map(|(account, validator)| Self::validator_info(account, validator, &membership))
            .collect();
        let next = validators.next().and_then(|_| items.last().map(|validator| validator.account.clone()));
        Page { items, next }
    }

    /// The record is brought to the era under way first: what was announced for it holds, and what closed eras brought is there.
    fn validator_info(
        account: T::AccountId,
        mut validator: ValidatorRecordOf<T>,
        membership: &Membership<T::AccountId>,
    ) -> ValidatorInfo<T::AccountId> {
        Self::roll(&mut validator);
        let status = match validator.status {
            ValidatorStatus::Active => "active",
            ValidatorStatus::Idle => "idle",
            ValidatorStatus::Leaving => "leaving",
        };
        ValidatorInfo {
            status: status.to_string(),
            in_session: membership.members.contains(&account),
            invulnerable: membership.invulnerables.contains(&account),
            commission_ppm: parts_per_million(validator.commission),
            next_commission_ppm: validator.next_commission.map(|next| (parts_per_million(next.commission), next.era)),
            stake: validator.stake,
            own_stake: validator.own_stake,
            delegators: validator.delegators,
            points: validator.ledger.points,
            commission_due: validator.ledger.commission,
            last_authored: validator.last_authored.saturated_into(),
            account,
        }
    }

    /// What `account` has staked, is unbonding and can claim. At most [`Config::MaxDelegations`] and [`Config::MaxUnbonding`] entries.
    pub fn stake_of(account: T::AccountId) -> StakeInfo<T::AccountId> {
        let staker = Stakers::<T>::get(&account).unwrap_or_default();
        let delegations = Delegations::<T>::iter_prefix(&account).map(|(validator, delegation)| DelegationInfo {
            amount: delegation.amount,
            // What does not fit cannot be claimed either.
            reward: Self::claimable(&account, &validator).unwrap_or_default(),
            compound: delegation.compound,
            validator,
        });
        let unbonding = staker.unbonding.iter();
        StakeInfo {
            active: staker.active,
            locked_by_votes: T::VotingLock::locked(&account),
            delegations: delegations.collect(),
            unbonding: unbonding.map(|part| UnbondingInfo { amount: part.amount, until: part.until.saturated_into() }).collect(),
        }
    }
}

impl<T: Config> VotingPower<T::AccountId> for Pallet<T> {
    fn power(who: &T::AccountId) -> Balance {
        Stakers::<T>::get(who).map_or(0, |staker| staker.active)
    }

    fn total() -> Balance {
        TotalStake::<T>::get()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_power(who: &T::AccountId, power: Balance) {
        benchmarking::set_power::<T>(who, power);
    }
}

/// A page holds an item at least, so that whoever follows cursors gets on.
fn page_size(limit: u32) -> usize {
    limit.clamp(1, MAX_PAGE).saturated_into()
}

fn parts_per_million(share: Perbill) -> u32 {
    share.deconstruct().saturating_div(1_000)
}
