//! Validators, stakes and votes as clients see them. Amounts in planck, shares in parts per million, times in blocks.

use crate::{Balance, Day};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// Staking at a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakingStatus {
    /// The era under way.
    pub era: u32,
    /// Its day; `None` before the first block.
    pub day: Option<Day>,
    /// Blocks that staked validators produced in it so far.
    pub points: u32,
    /// The session under way began with this block.
    pub session_start: u32,
    /// Blocks in a session.
    pub session_length: u32,
    /// Everybody's stake: the electorate of referenda.
    pub total_stake: Balance,
    /// Validators that stand for the next session.
    pub candidates: u32,
    /// Of these, so many with the most stake are in a session at most.
    pub seats: u32,
    /// Members of the session under way.
    pub session_members: u32,
    /// What will be shared by the era's points, if it ended now, besides what energy mining adds.
    pub era_fees: Balance,
    /// Assigned and not yet paid.
    pub reserved: Balance,
    /// Paid since genesis.
    pub paid: Balance,
    /// What the last closed era shared out; `None` before the first.
    pub last_era_reward: Option<Balance>,
    /// Least own stake of a validator that stands for a session.
    pub min_validator_bond: Balance,
    /// Least that is delegated to one validator.
    pub min_delegation: Balance,
    /// At most this share of all stake counts for one validator when sessions are composed.
    pub max_stake_share_ppm: u32,
    /// How long unbonding takes.
    pub unbonding_blocks: u32,
}

/// A validator at a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ValidatorInfo<AccountId> {
    /// Who it is.
    pub account: AccountId,
    /// `active`, `idle` or `leaving`.
    pub status: String,
    /// Whether it is in the session under way.
    pub in_session: bool,
    /// Whether it is in every session, whatever its stake.
    pub invulnerable: bool,
    /// Its share of what its blocks earn.
    pub commission_ppm: u32,
    /// The share that was announced, and the era from which it holds.
    pub next_commission_ppm: Option<(u32, u32)>,
    /// Its own stake and what is delegated to it.
    pub stake: Balance,
    /// Its own stake.
    pub own_stake: Balance,
    /// How many delegate to it, itself included.
    pub delegators: u32,
    /// Blocks it produced in the era under way.
    pub points: u32,
    /// Commission of closed eras that was not claimed.
    pub commission_due: Balance,
    /// The last block it produced, 0 if none.
    pub last_authored: u32,
}

/// A delegation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DelegationInfo<AccountId> {
    /// To whom.
    pub validator: AccountId,
    /// How much.
    pub amount: Balance,
    /// Rewards of closed eras that were not claimed, with the commission if this is the validator's own stake.
    pub reward: Balance,
    /// Whether claiming adds the reward to the delegation.
    pub compound: bool,
}

/// A part of a stake that is being unbonded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct UnbondingInfo {
    /// How much.
    pub amount: Balance,
    /// From this block on it can be withdrawn.
    pub until: u32,
}

/// An account's stake.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeInfo<AccountId> {
    /// Σ of its delegations: what it votes with.
    pub active: Balance,
    /// What its votes need, so that it cannot be unbonded.
    pub locked_by_votes: Balance,
    /// Its delegations.
    pub delegations: Vec<DelegationInfo<AccountId>>,
    /// What is being unbonded, in the order in which it can be withdrawn.
    pub unbonding: Vec<UnbondingInfo>,
}

/// What an account votes with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VotingPowerInfo<AccountId> {
    /// Its active stake.
    pub power: Balance,
    /// All active stake: the electorate.
    pub electorate: Balance,
    /// What its votes need, so that it cannot be unbonded.
    pub locked: Balance,
    /// To whom it delegates its votes, if it does; it cannot vote itself then.
    pub delegated_to: Option<AccountId>,
    /// What others delegated to it, without conviction.
    pub delegated_capital: Balance,
    /// The same with conviction: what is added to its own vote.
    pub delegated_votes: Balance,
}
