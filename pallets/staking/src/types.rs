//! What the pallet keeps.

use crate::{
    rewards::{DelegationLedger, ValidatorLedger},
    Config,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{Perbill, Permill};
use uen_primitives::{Balance, Day};

/// One UEN in planck.
const UEN: Balance = 1_000_000_000_000;
/// Most validators in a session besides the invulnerables: what governance cannot exceed.
pub const MAX_SEATS: u32 = 80;

/// What governance can change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StakingParameters {
    /// At most so many validators are in a session by their stake, 1 to [`MAX_SEATS`]. Invulnerables that stand too take one of them.
    pub seats: u32,
    /// Least own stake of a validator that stands for a session, in planck; at least 1 UEN.
    pub min_validator_bond: Balance,
    /// Least that is delegated to one validator, in planck; at least 1 UEN.
    pub min_delegation: Balance,
    /// At most this share of all stake counts for one validator when sessions are composed; at least 1 %.
    pub max_stake_share: Permill,
}

impl Default for StakingParameters {
    fn default() -> Self {
        Self { seats: 20, min_validator_bond: 10_000 * UEN, min_delegation: 10 * UEN, max_stake_share: Permill::from_percent(10) }
    }
}

impl StakingParameters {
    /// Whether everything is inside its bounds.
    pub fn is_valid(&self) -> bool {
        (1..=MAX_SEATS).contains(&self.seats)
            && self.min_delegation >= UEN
            && self.min_validator_bond >= self.min_delegation
            && self.max_stake_share >= Permill::from_percent(1)
    }
}

/// Whether a validator stands for the next session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ValidatorStatus {
    /// It does, if it has session keys and enough stake of its own.
    Active,
    /// Not now: of its own will, or because it did not produce.
    Idle,
    /// Never again: its own stake is unbonded. Its delegators can still unbond, move and claim.
    Leaving,
}

/// A commission that was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AnnouncedCommission {
    /// The commission.
    pub commission: Perbill,
    /// It holds from this era on.
    pub era: u32,
}

/// A validator.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ValidatorRecord<BlockNumber> {
    /// Whether it stands for the next session.
    pub status: ValidatorStatus,
    /// Its share of what its blocks earn. What was announced for an era that has begun takes its place when it is next looked at: see
    /// [`ValidatorRecord::commission_in`].
    pub commission: Perbill,
    /// A higher one that was announced.
    pub next_commission: Option<AnnouncedCommission>,
    /// Σ of the delegations to it, its own included, in planck.
    pub stake: Balance,
    /// Its own delegation, in planck.
    pub own_stake: Balance,
    /// How many delegations to it are on record, its own included; also those of which only a reward is left.
    pub delegators: u32,
    /// The last block it produced.
    pub last_authored: BlockNumber,
    /// What its blocks earned.
    pub ledger: ValidatorLedger,
}

impl<BlockNumber> ValidatorRecord<BlockNumber> {
    /// The commission that holds in `era`.
    pub fn commission_in(&self, era: u32) -> Perbill {
        match self.next_commission {
            Some(next) if next.era <= era => next.commission,
            _ => self.commission,
        }
    }
}

/// [`ValidatorRecord`] of a runtime.
pub type ValidatorRecordOf<T> = ValidatorRecord<BlockNumberFor<T>>;

/// What one account has delegated to one validator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DelegationRecord {
    /// How much, in planck. Zero if only a reward is left.
    pub amount: Balance,
    /// Whether claiming adds the reward to the delegation.
    pub compound: bool,
    /// The era in which stake was last added, other than by compounding or at genesis.
    pub joined: u32,
    /// How much was added in that era, in planck: it stays until the next. Who produces the next block is known, and stake that could
    /// move from each author to the next would earn on every block.
    pub fresh: Balance,
    /// What it earned.
    pub ledger: DelegationLedger,
}

impl DelegationRecord {
    /// How much of the delegation may leave in `era`, in planck. In an era of which no block has earned anything yet, that is all of it: an
    /// era lasts until one does, and a chain of invulnerables without stake may take long.
    pub fn movable(&self, era: &CurrentEraRecord) -> Balance {
        if self.joined == era.index && era.points > 0 {
            self.amount.saturating_sub(self.fresh)
        } else {
            self.amount
        }
    }
}

/// A part of a stake that is being unbonded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct UnbondingChunk<BlockNumber> {
    /// How much, in planck.
    pub amount: Balance,
    /// From this block on it can be withdrawn.
    pub until: BlockNumber,
}

/// All that an account has staked: what is on hold of it.
#[derive(
    CloneNoBound,
    DebugNoBound,
    DefaultNoBound,
    PartialEqNoBound,
    EqNoBound,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct StakerRecord<T: Config> {
    /// Σ of its delegations, in planck: its power to vote.
    pub active: Balance,
    /// How many delegations of it are on record, at most [`Config::MaxDelegations`].
    pub delegations: u32,
    /// What is being unbonded, the earliest first.
    pub unbonding: BoundedVec<UnbondingChunk<BlockNumberFor<T>>, T::MaxUnbonding>,
}

/// The era under way. An era is a day of the chain's clock with at least one block; days without blocks are skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CurrentEraRecord {
    /// Counts from 0.
    pub index: u32,
    /// Its day; `None` until the chain has a clock.
    pub day: Option<Day>,
    /// Blocks that registered validators produced so far.
    pub points: u32,
}

/// The pot's books, in planck. What the pot holds besides `reserved` and the existential deposit is for the next era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PotRecord {
    /// Assigned to closed eras and not yet paid. The rounding of all rewards stays here.
    pub reserved: Balance,
    /// Paid since genesis.
    pub paid: Balance,
}
