//! What a delivery comes to: pure arithmetic. Only percentages and shares round, and always down.

use sp_runtime::ArithmeticError;
use uen_primitives::{Balance, CommunitySale, PricePerWh, Wh};

/// Share of what was sold that may be missing without a penalty, in per cent.
pub const TOLERANCE_PERCENT: u64 = 5;
/// A missing Wh costs at least this share of its price, and of the deposit for it, in per cent: the whole rate if imbalance energy was
/// cheaper or its price is not known.
pub const MIN_PENALTY_PERCENT: u64 = 10;

/// What was delivered of a sale, and what the rest costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Delivered, and to be paid.
    pub delivered: Wh,
    /// Sold and not delivered.
    pub short: Wh,
    /// The part of it that is beyond the tolerance.
    pub penalised: Wh,
    /// What each of those costs, in planck.
    pub rate: PricePerWh,
    /// What they cost together, in planck; never more than the deposit.
    pub penalty: Balance,
}

/// Settle a sale of `sold` at `price` of which the seller's meter explains `delivered`. The seller's deposit is `deposit_per_wh` planck for
/// each Wh sold.
///
/// A Wh costs what replacing it cost beyond its price, and at least [`MIN_PENALTY_PERCENT`] of the price, so that nothing is
/// gained by selling what is not there (attack 12). Sellers can make the price 0 by offering enough of what is not there; so it costs at
/// least the same share of the deposit, too, which the zone sets (attack 44).
///
/// # Errors
/// Never, while the percentages are at most 100.
pub fn shortfall(
    sold: Wh,
    delivered: Wh,
    price: PricePerWh,
    imbalance_price: Option<PricePerWh>,
    deposit_per_wh: PricePerWh,
) -> Result<Shortfall, ArithmeticError> {
    let delivered = delivered.min(sold);
    let short = sold.saturating_sub(delivered);
    // A shortfall inside the tolerance penalises nothing.
    let penalised = short.saturating_sub(Wh(percent(sold.0, TOLERANCE_PERCENT)?));
    // Imbalance energy that was cheaper than the price costs nothing more.
    let excess = imbalance_price.map_or(0, |imbalance| imbalance.saturating_sub(price));
    let floor = percent(price.max(deposit_per_wh), MIN_PENALTY_PERCENT)?;
    let rate = excess.max(floor);
    Ok(Shortfall { delivered, short, penalised, rate, penalty: pay(penalised, rate).min(pay(sold, deposit_per_wh)) })
}

/// `floor(amount × share / 100)`.
fn percent(amount: u64, share: u64) -> Result<u64, ArithmeticError> {
    // The product of two 64-bit numbers fits into 128 bits.
    let product = u128::from(amount).saturating_mul(share.into());
    (product / 100).try_into().map_err(|_| ArithmeticError::Overflow)
}

/// What the part from `part_before` to `part_before + part` of `whole` gets of `total`:
/// `floor(total × (part_before + part) / whole) − floor(total × part_before / whole)`.
///
/// Parts that follow each other and make up the whole get exactly `total` together, each within 1 of its proportion, and none
/// needs to know the others.
///
/// # Errors
/// [`ArithmeticError::Overflow`] if the part ends beyond the whole, [`ArithmeticError::DivisionByZero`] if there is no whole.
pub fn share(total: u128, part_before: Wh, part: Wh, whole: Wh) -> Result<u128, ArithmeticError> {
    let end = part_before.checked_add(part).filter(|end| *end <= whole).ok_or(ArithmeticError::Overflow)?;
    proportion(total, end, whole)?.checked_sub(proportion(total, part_before, whole)?).ok_or(ArithmeticError::Underflow)
}

/// `floor(total × part / whole)` for a part of the whole. With `total = quotient × whole + remainder` that is `quotient × part +
/// floor(remainder × part / whole)`: the first product is at most `total`, and the second one of 64-bit numbers, so that nothing
/// wider than 128 bits is needed.
fn proportion(total: u128, part: Wh, whole: Wh) -> Result<u128, ArithmeticError> {
    let (part, whole) = (u128::from(part.0), u128::from(whole.0));
    let quotient = total.checked_div(whole).ok_or(ArithmeticError::DivisionByZero)?;
    let remainder = total.checked_rem(whole).ok_or(ArithmeticError::DivisionByZero)?;
    let rounded = remainder.checked_mul(part).and_then(|product| product.checked_div(whole));
    quotient.checked_mul(part).zip(rounded).and_then(|(a, b)| a.checked_add(b)).ok_or(ArithmeticError::Overflow)
}

/// What is left of a counted sale when `taken` does not count any more. Less may have been counted than is taken: nothing is taken that is
/// not there. Without energy no fees are left.
///
/// A trade that lacks `short` Wh adds at most `short` Wh and `short × fee` to a sale that it should not. If both are taken, the fees that
/// are left were paid for energy that was delivered.
pub fn without(sale: CommunitySale, taken: CommunitySale) -> CommunitySale {
    let energy = sale.energy.saturating_sub(taken.energy);
    let fees = if energy == Wh::ZERO { 0 } else { sale.fees.saturating_sub(taken.fees) };
    CommunitySale { energy, fees }
}

/// What `quantity` costs at `price`, in planck. Exact: the product of two 64-bit numbers is at most `(2^64 − 1)^2 < 2^128`, so
/// that it never saturates.
pub fn pay(quantity: Wh, price: PricePerWh) -> Balance {
    Balance::from(quantity.0).saturating_mul(price.into())
}
