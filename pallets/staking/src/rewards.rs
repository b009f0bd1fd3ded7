//! What blocks earn: pure arithmetic.
//!
//! A block is one *point*, held in units of 1/[`POINT`]. When a validator produces one, its commission goes to the validator and the
//! rest is spread evenly over the stake behind it, by raising the validator's `index`: points per planck in the era under way. So a
//! delegation earns from the block on in which it was made, and a late one takes nothing from those before (no snapshot is needed). A
//! point is worth `reward / points` of its era, which is known when the era is closed. The index of a closed era is then turned into
//! `reward_index`: planck per planck, in units of 1/[`YIELD`]. Both are done when the validator is next looked at, so that closing an
//! era takes the same time whatever the number of validators, and claiming the same whatever the number of eras.
//!
//! Everything is rounded down, so that nobody is paid more than the exact share, and all together never more than the eras had. What
//! that costs a delegation of `amount` is less than `amount × reward / 2^96 + amount / 2^79` planck for each era, and 2 planck for each
//! time it is settled. That is next to nothing: the first term is less than 2^-26 of the reward even for all UEN, 2^70 planck, in one
//! delegation, and less than 2^-39 of it for 100,000 UEN.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;
use sp_runtime::{
    traits::{EnsureAdd, EnsureAddAssign, EnsureMul, EnsureSub, Zero},
    ArithmeticError, PerThing, Perbill,
};
use uen_primitives::Balance;

/// One point: a block. 2^96, so that a point spread over all UEN, 2^70 planck, still has 26 bits.
pub const POINT: u128 = 1 << 96;

/// One planck per planck, in a `reward_index`. 2^80, less than a point: with the least stake that a validator can have, 1 UEN or 2^39
/// planck, even eras that pay 2^60 planck, 1.15 million UEN, for 2^27 days sum up to no more than 2^128. What is
/// rounded costs all UEN, 2^70 planck, less than 1/500 planck an era.
pub const YIELD: u128 = 1 << 80;

/// From units of an `index` to those of a `reward_index`.
const POINTS_PER_YIELD: u128 = 1 << 16;

/// What a closed era shared out. One entry a day is kept for ever: a delegation that nobody touched for years still needs the one in
/// which it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EraRecord {
    /// Blocks that registered validators produced.
    pub points: u32,
    /// What they share, in planck.
    pub reward: Balance,
}

/// What a validator's blocks earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ValidatorLedger {
    /// The era of `points`, `index` and `commission_points`.
    pub era: u32,
    /// Blocks produced in `era`.
    pub points: u32,
    /// Points per planck of stake in `era` so far, in units of 1/[`POINT`].
    pub index: u128,
    /// Points that are the validator's own as commission in `era` so far, in units of 1/[`POINT`].
    pub commission_points: u128,
    /// Σ over the eras before `era` of planck earned per planck of stake, in units of 1/[`YIELD`].
    pub reward_index: u128,
    /// Commission of the eras before `era` that was not claimed, in planck.
    pub commission: Balance,
}

/// What a delegation earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DelegationLedger {
    /// The era of `index` and `points`.
    pub era: u32,
    /// The validator's `index` when the delegation was last settled, in `era`.
    pub index: u128,
    /// The validator's `reward_index` when the delegation was last settled: Σ over the eras before `era`.
    pub reward_index: u128,
    /// Points earned in `era` before it was last settled, in units of 1/[`POINT`].
    pub points: u128,
    /// Rewards of the eras before `era` that were not claimed, in planck.
    pub reward: Balance,
}

/// `floor(a × b / c)`, the product in 256 bits.
pub(crate) fn mul_div(a: u128, b: u128, c: u128) -> Result<u128, ArithmeticError> {
    let product = U256::from(a).checked_mul(U256::from(b)).ok_or(ArithmeticError::Overflow)?;
    let quotient = product.checked_div(U256::from(c)).ok_or(ArithmeticError::DivisionByZero)?;
    quotient.try_into().map_err(|_| ArithmeticError::Overflow)
}

/// [`mul_div`], rounded up.
pub(crate) fn mul_div_ceil(a: u128, b: u128, c: u128) -> Result<u128, ArithmeticError> {
    let floor = mul_div(a, b, c)?;
    let whole = U256::from(floor).checked_mul(U256::from(c)) == U256::from(a).checked_mul(U256::from(b));
    if whole {
        Ok(floor)
    } else {
        floor.ensure_add(1)
    }
}

impl EraRecord {
    /// The points of the era for an index in units of 1/[`POINT`] that is to be one in units of 1/[`YIELD`].
    fn divisor(&self) -> Result<u128, ArithmeticError> {
        u128::from(self.points).ensure_mul(POINTS_PER_YIELD)
    }

    /// What an `index` of this era is worth: `index × reward / points`, in planck per planck of stake in units of 1/[`YIELD`], rounded
    /// down.
    fn worth(&self, index: u128) -> Result<u128, ArithmeticError> {
        if self.points.is_zero() {
            return Ok(0);
        }
        mul_div(index, self.reward, self.divisor()?)
    }

    /// [`Self::worth`], rounded up.
    fn worth_ceil(&self, index: u128) -> Result<u128, ArithmeticError> {
        if self.points.is_zero() {
            return Ok(0);
        }
        mul_div_ceil(index, self.reward, self.divisor()?)
    }

    /// What `points` of this era, in units of 1/[`POINT`], are paid: `points × reward / (all points × POINT)` in planck, rounded down.
    fn pay(&self, points: u128) -> Result<Balance, ArithmeticError> {
        if self.points.is_zero() {
            return Ok(0);
        }
        // Less than 2^32 points of 2^96 each.
        let all = u128::from(self.points).ensure_mul(POINT)?;
        mul_div(points, self.reward, all)
    }
}

impl ValidatorLedger {
    /// Count a block: `commission` of its point is the validator's, the rest is spread over `stake`. All of it is the validator's if
    /// there is no stake.
    ///
    /// # Errors
    /// If the era's points do not fit, which takes more blocks than an era can have.
    pub fn author(&mut self, commission: Perbill, stake: Balance) -> Result<(), ArithmeticError> {
        let commission = if stake.is_zero() { Perbill::one() } else { commission };
        let own = commission.mul_floor(POINT);
        // What does not divide is nobody's: it stays in the pot.
        let each = commission.left_from_one().mul_floor(POINT).checked_div(stake).unwrap_or(0);
        let points = self.points.ensure_add(1)?;
        let index = self.index.ensure_add(each)?;
        let commission_points = self.commission_points.ensure_add(own)?;
        *self = Self { points, index, commission_points, ..*self };
        Ok(())
    }

    /// Go on to `era`. If that is another, what was counted is turned into planck by `closed`, the record of the ledger's era.
    ///
    /// # Errors
    /// If a sum does not fit: with the least stake of a validator, 1 UEN, an era that pays 2^60 planck raises `reward_index` by at most
    /// 2^101, so this would take 2^27 such eras in which one such validator produced all blocks.
    pub fn roll(&mut self, era: u32, closed: EraRecord) -> Result<(), ArithmeticError> {
        if self.era == era {
            return Ok(());
        }
        *self = Self {
            era,
            points: 0,
            index: 0,
            commission_points: 0,
            reward_index: self.reward_index.ensure_add(closed.worth(self.index)?)?,
            commission: self.commission.ensure_add(closed.pay(self.commission_points)?)?,
        };
        Ok(())
    }
}

impl DelegationLedger {
    /// Add what `amount` planck earned since this was last settled. `validator` is in the era under way, and `closed` is the record of
    /// this ledger's era, unless that is the era under way.
    ///
    /// In that era: `points += amount × (validator.index − index)`. Of an earlier one, with what came since: `reward += amount ×
    /// (validator.reward_index − reward_index − index × closed.reward / closed.points) + points × closed.reward / closed.points`, both
    /// terms rounded down, and `points = amount × validator.index`.
    ///
    /// # Errors
    /// If the validator's ledger is behind this one, or a product does not fit: not while `amount` is part of its stake.
    pub fn settle(&mut self, amount: Balance, validator: &ValidatorLedger, closed: EraRecord) -> Result<(), ArithmeticError> {
        if self.era == validator.era {
            let since = validator.index.ensure_sub(self.index)?;
            self.points.ensure_add_assign(amount.ensure_mul(since)?)?;
            self.index = validator.index;
            return Ok(());
        }
        let since = validator.reward_index.ensure_sub(self.reward_index)?;
        // Rounded up, so that no more is paid than the eras had. The difference cannot be negative but by that rounding.
        let since = since.saturating_sub(closed.worth_ceil(self.index)?);
        let earned = mul_div(amount, since, YIELD)?.ensure_add(closed.pay(self.points)?)?;
        *self = Self {
            era: validator.era,
            index: validator.index,
            reward_index: validator.reward_index,
            points: amount.ensure_mul(validator.index)?,
            reward: self.reward.ensure_add(earned)?,
        };
        Ok(())
    }
}
