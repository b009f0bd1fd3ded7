//! Staking and votes. Times are numbers of blocks, shares are in parts per million, days are counted from 1970.

use super::{address, decimal, optional_decimal};
use serde::Serialize;
use uen_primitives::runtime_api::{DelegationInfo, StakeInfo, StakingStatus, UnbondingInfo, ValidatorInfo, VotingPowerInfo};
use uen_runtime::AccountId;

/// `uen_stakingStatus`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingStatusJson {
    era: u32,
    day: Option<u32>,
    points: u32,
    session_start: u32,
    session_length: u32,
    #[serde(serialize_with = "decimal")]
    total_stake: u128,
    candidates: u32,
    seats: u32,
    session_members: u32,
    #[serde(serialize_with = "decimal")]
    era_fees: u128,
    #[serde(serialize_with = "decimal")]
    reserved: u128,
    #[serde(serialize_with = "decimal")]
    paid: u128,
    #[serde(serialize_with = "optional_decimal")]
    last_era_reward: Option<u128>,
    #[serde(serialize_with = "decimal")]
    min_validator_bond: u128,
    #[serde(serialize_with = "decimal")]
    min_delegation: u128,
    max_stake_share_ppm: u32,
    unbonding_blocks: u32,
}

impl From<StakingStatus> for StakingStatusJson {
    fn from(status: StakingStatus) -> Self {
        Self {
            era: status.era,
            day: status.day.map(|day| day.0),
            points: status.points,
            session_start: status.session_start,
            session_length: status.session_length,
            total_stake: status.total_stake,
            candidates: status.candidates,
            seats: status.seats,
            session_members: status.session_members,
            era_fees: status.era_fees,
            reserved: status.reserved,
            paid: status.paid,
            last_era_reward: status.last_era_reward,
            min_validator_bond: status.min_validator_bond,
            min_delegation: status.min_delegation,
            max_stake_share_ppm: status.max_stake_share_ppm,
            unbonding_blocks: status.unbonding_blocks,
        }
    }
}

/// A commission that was announced.
#[derive(Clone, Serialize)]
struct NextCommissionJson {
    ppm: u32,
    era: u32,
}

/// An item of `uen_validators`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorJson {
    account: String,
    status: String,
    in_session: bool,
    invulnerable: bool,
    commission_ppm: u32,
    next_commission: Option<NextCommissionJson>,
    #[serde(serialize_with = "decimal")]
    stake: u128,
    #[serde(serialize_with = "decimal")]
    own_stake: u128,
    delegators: u32,
    points: u32,
    #[serde(serialize_with = "decimal")]
    commission_due: u128,
    last_authored: u32,
}

impl From<ValidatorInfo<AccountId>> for ValidatorJson {
    fn from(info: ValidatorInfo<AccountId>) -> Self {
        Self {
            account: address(&info.account),
            status: info.status,
            in_session: info.in_session,
            invulnerable: info.invulnerable,
            commission_ppm: info.commission_ppm,
            next_commission: info.next_commission_ppm.map(|(ppm, era)| NextCommissionJson { ppm, era }),
            stake: info.stake,
            own_stake: info.own_stake,
            delegators: info.delegators,
            points: info.points,
            commission_due: info.commission_due,
            last_authored: info.last_authored,
        }
    }
}

/// A delegation.
#[derive(Clone, Serialize)]
struct DelegationJson {
    validator: String,
    #[serde(serialize_with = "decimal")]
    amount: u128,
    #[serde(serialize_with = "decimal")]
    reward: u128,
    compound: bool,
}

impl From<DelegationInfo<AccountId>> for DelegationJson {
    fn from(DelegationInfo { validator, amount, reward, compound }: DelegationInfo<AccountId>) -> Self {
        Self { validator: address(&validator), amount, reward, compound }
    }
}

/// A part that is being unbonded.
#[derive(Clone, Serialize)]
struct UnbondingJson {
    #[serde(serialize_with = "decimal")]
    amount: u128,
    until: u32,
}

impl From<UnbondingInfo> for UnbondingJson {
    fn from(UnbondingInfo { amount, until }: UnbondingInfo) -> Self {
        Self { amount, until }
    }
}

/// `uen_stake`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StakeJson {
    #[serde(serialize_with = "decimal")]
    active: u128,
    #[serde(serialize_with = "decimal")]
    locked_by_votes: u128,
    delegations: Vec<DelegationJson>,
    unbonding: Vec<UnbondingJson>,
}

impl From<StakeInfo<AccountId>> for StakeJson {
    fn from(info: StakeInfo<AccountId>) -> Self {
        Self {
            active: info.active,
            locked_by_votes: info.locked_by_votes,
            delegations: info.delegations.into_iter().map(Into::into).collect(),
            unbonding: info.unbonding.into_iter().map(Into::into).collect(),
        }
    }
}

/// What others delegated to an account.
#[derive(Clone, Serialize)]
struct DelegatedJson {
    #[serde(serialize_with = "decimal")]
    capital: u128,
    #[serde(serialize_with = "decimal")]
    votes: u128,
}

/// `uen_votingPower`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VotingPowerJson {
    #[serde(serialize_with = "decimal")]
    power: u128,
    #[serde(serialize_with = "decimal")]
    electorate: u128,
    #[serde(serialize_with = "decimal")]
    locked: u128,
    delegated_to: Option<String>,
    delegated: DelegatedJson,
}

impl From<VotingPowerInfo<AccountId>> for VotingPowerJson {
    fn from(info: VotingPowerInfo<AccountId>) -> Self {
        Self {
            power: info.power,
            electorate: info.electorate,
            locked: info.locked,
            delegated_to: info.delegated_to.as_ref().map(address),
            delegated: DelegatedJson { capital: info.delegated_capital, votes: info.delegated_votes },
        }
    }
}
