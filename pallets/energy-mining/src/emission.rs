//! How much is paid: pure arithmetic, and the books that can never add up to anything but the allocation.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;
use sp_runtime::{
    traits::{EnsureAdd, EnsureSub},
    ArithmeticError,
};
use uen_primitives::{Balance, PricePerWh};

/// Share of what remains that one era may spend, in units of 10^-18: `floor(10^18 × (1 − 2^(−1 / 2191.5)))`.
///
/// An era is a day and 2191.5 = 6 × 365.25, so an allocation that is always spent in full halves every six years.
pub const EMISSION_RATE: u128 = 316_238_911_579_934;
/// Denominator of [`EMISSION_RATE`].
pub const EMISSION_SCALE: u128 = 1_000_000_000_000_000_000;
/// Share of the budget that is for stakers, in per cent.
pub const STAKING_PERCENT: u128 = 15;
/// Share of the budget that is for green behaviour, in per cent. What is left, 70 %, is for energy.
pub const BEHAVIOUR_PERCENT: u128 = 15;
/// Weighted energy is Σ Wh × technology × channel, both in per mille.
pub const WEIGHT_SCALE: u128 = 1_000_000;

/// `floor(a × b / c)`, the product in 256 bits.
fn mul_div(a: u128, b: u128, c: u128) -> Result<u128, ArithmeticError> {
    let product = U256::from(a).checked_mul(U256::from(b)).ok_or(ArithmeticError::Overflow)?;
    let quotient = product.checked_div(U256::from(c)).ok_or(ArithmeticError::DivisionByZero)?;
    quotient.try_into().map_err(|_| ArithmeticError::Overflow)
}

/// What one era may spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// At most this is shared by the miners.
    pub energy: Balance,
    /// Goes to the staking pot.
    pub staking: Balance,
    /// Goes to the behaviour pot.
    pub behaviour: Balance,
}

impl Budget {
    /// The budget of an era that is closed while `remaining` is unassigned. The shares of stakers and of green behaviour are
    /// rounded down and energy gets the rest, so nothing is lost between them.
    pub fn of(remaining: Balance) -> Self {
        // None of these can fail: each numerator is less than its denominator, so each result is at most what it is a share of.
        let total = mul_div(remaining, EMISSION_RATE, EMISSION_SCALE).unwrap_or_default();
        let staking = mul_div(total, STAKING_PERCENT, 100).unwrap_or_default();
        let behaviour = mul_div(total, BEHAVIOUR_PERCENT, 100).unwrap_or_default();
        Self { energy: total.saturating_sub(staking).saturating_sub(behaviour), staking, behaviour }
    }

    /// What the miners of an era share: `min(energy, weighted_energy × max_reward / 10^6)`. The second term is what keeps a sole
    /// early miner from taking a whole era (attack 22).
    pub fn spend(&self, weighted_energy: u128, max_reward: PricePerWh) -> Balance {
        // A cap beyond 128 bits does not bind.
        mul_div(weighted_energy, max_reward.into(), WEIGHT_SCALE).map_or(self.energy, |cap| cap.min(self.energy))
    }
}

/// What a miner gets: `floor(spend × weight / total_weight)`. The rounding stays behind (attack 23).
///
/// # Errors
/// If `total_weight` is zero, or the miner's weight is so much more than the total that the result does not fit.
pub fn reward(spend: Balance, weight: u128, total_weight: u128) -> Result<Balance, ArithmeticError> {
    mul_div(spend, weight, total_weight)
}

/// The most that the premium for a sale weighs of which the grid fees are `fees`: `floor(fees × 10^6 / max_reward)`.
///
/// An era spends at most `max_reward` planck for each 10^6 of weighted energy. So this much of it brings no more than `fees`, however much
/// others mine: wash trading breaks even at best (attack 48).
pub fn most_premium(fees: Balance, max_reward: PricePerWh) -> u128 {
    match mul_div(fees, WEIGHT_SCALE, max_reward.into()) {
        Ok(most) => most,
        // Where nothing is paid, nothing needs to weigh.
        Err(ArithmeticError::DivisionByZero) => 0,
        // Fees beyond 128 bits of weight do not bind.
        Err(_) => u128::MAX,
    }
}

/// What closing an era assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// To the era's miners.
    pub spend: Balance,
    /// To the staking pot.
    pub staking: Balance,
    /// To the behaviour pot.
    pub behaviour: Balance,
}

/// The books: `remaining + reserved + paid` is the allocation, always. Every method either keeps that or changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LedgerRecord {
    /// Never assigned, or returned: R.
    pub remaining: Balance,
    /// Assigned and not yet paid: both pots, and what the miners of closed eras have not claimed.
    pub reserved: Balance,
    /// Paid.
    pub paid: Balance,
    /// The part of `reserved` that waits for stakers.
    pub staking_pot: Balance,
    /// The part of `reserved` that waits for green behaviour.
    pub behaviour_pot: Balance,
}

impl LedgerRecord {
    /// The books before the first era.
    pub fn new(allocation: Balance) -> Self {
        Self { remaining: allocation, ..Default::default() }
    }

    /// `remaining + reserved + paid`; `None` if it does not fit.
    pub fn total(&self) -> Option<Balance> {
        self.remaining.checked_add(self.reserved)?.checked_add(self.paid)
    }

    /// Assign an era's budget. What its miners did not earn stays in `remaining`.
    ///
    /// # Errors
    /// Never while the books are in order.
    pub fn close_era(&mut self, weighted_energy: u128, max_reward: PricePerWh) -> Result<Assigned, ArithmeticError> {
        let budget = Budget::of(self.remaining);
        let spend = budget.spend(weighted_energy, max_reward);
        let assigned = spend.ensure_add(budget.staking)?.ensure_add(budget.behaviour)?;
        *self = Self {
            remaining: self.remaining.ensure_sub(assigned)?,
            reserved: self.reserved.ensure_add(assigned)?,
            paid: self.paid,
            staking_pot: self.staking_pot.ensure_add(budget.staking)?,
            behaviour_pot: self.behaviour_pot.ensure_add(budget.behaviour)?,
        };
        Ok(Assigned { spend, staking: budget.staking, behaviour: budget.behaviour })
    }

    /// A miner was paid `reward`.
    ///
    /// # Errors
    /// If more would be paid than is reserved.
    pub fn pay(&mut self, reward: Balance) -> Result<(), ArithmeticError> {
        *self = Self { reserved: self.reserved.ensure_sub(reward)?, paid: self.paid.ensure_add(reward)?, ..*self };
        Ok(())
    }

    /// An era expired with `unclaimed` left.
    ///
    /// # Errors
    /// If more would be returned than is reserved.
    pub fn give_back(&mut self, unclaimed: Balance) -> Result<(), ArithmeticError> {
        *self =
            Self { reserved: self.reserved.ensure_sub(unclaimed)?, remaining: self.remaining.ensure_add(unclaimed)?, ..*self };
        Ok(())
    }

    /// Stakers are paid all that waits for them; how much that is.
    ///
    /// # Errors
    /// If more waits than is reserved: never while the books are in order.
    pub fn pay_staking(&mut self) -> Result<Balance, ArithmeticError> {
        let amount = self.staking_pot;
        self.pay(amount)?;
        self.staking_pot = 0;
        Ok(amount)
    }
}
