//! How a market clears: pure arithmetic over the limits and quantities of its orders, one uniform price for all.
//!
//! The price depends on nothing but the set of orders: arrival decides only who gets the last left-over Wh of a price at which
//! not everything can be traded, so that whoever orders transactions has nothing to sell (attack 14).
//!
//! Orders that stay unfilled bound the price only if there is enough of them ([`TOLERATED_PERCENT`]): else a bid of a few Wh, which is
//! never filled and costs nothing, would move the price of all others (attack 45). All bounds are sums over orders, so that nothing is
//! gained by splitting one.

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{cmp::Reverse, slice::Iter};
use scale_info::TypeInfo;
use sp_runtime::ArithmeticError;
use uen_primitives::{PricePerWh, Side, Wh};

/// How much energy of a side may stay unfilled though its limits are better than the price, in per cent of the volume.
pub const TOLERATED_PERCENT: u128 = 2;

/// An order as clearing sees it. Its position in its slice is its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitOrder {
    /// How much; zero if it was cancelled.
    pub quantity: Wh,
    /// Worst price that is taken.
    pub limit: PricePerWh,
}

/// What is traded, and at which price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The middle of the interval from `lowest` to `highest`, rounded down.
    pub price: PricePerWh,
    /// Lowest price at which every order that is filled is within its limit, and of the orders that are better than the price no more
    /// stays unfilled, on each side, than [`TOLERATED_PERCENT`] of the volume.
    pub lowest: PricePerWh,
    /// Highest such price.
    pub highest: PricePerWh,
    /// Energy traded: the most that any price allows.
    pub volume: Wh,
    /// What each bid gets, by position.
    pub buys: Vec<Wh>,
    /// What each offer gives, by position.
    pub sells: Vec<Wh>,
}

/// Energy that goes from an offer to a bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Trade {
    /// Position of the bid.
    pub buy: u32,
    /// Position of the offer.
    pub sell: u32,
    /// How much; never zero.
    pub quantity: Wh,
}

/// The price, and what every order gets; `None` if no bid meets an offer.
///
/// Volume is the largest possible, and the price is inside of every filled order's limit. At the limit at which a side cannot be filled
/// whole its orders share pro rata; those with better limits are filled whole.
///
/// # Errors
/// If the volume does not fit into a [`Wh`]. It is the only sum that is an error, and so checked in 64 bits; the energy on offer
/// at one price may be more, and is summed in 128.
pub fn clear(buys: &[LimitOrder], sells: &[LimitOrder]) -> Result<Option<Matched>, ArithmeticError> {
    let bids = by_merit(Side::Buy, buys.iter().map(|order| (order.quantity, order.limit)));
    let offers = by_merit(Side::Sell, sells.iter().map(|order| (order.quantity, order.limit)));
    let mut walk = Walk::new(&bids, &offers);
    let mut volume = Wh::ZERO;
    let mut last = None;
    for (bid, offer, quantity) in walk.by_ref() {
        volume = volume.checked_add(quantity).ok_or(ArithmeticError::Overflow)?;
        last = Some((bid.limit, offer.limit));
    }
    let Some((last_bid, last_offer)) = last else { return Ok(None) };
    // What the walk holds now are the first orders that it did not fill whole. `lowest <= highest`: on each side the better order
    // comes first, the last pair matched, and this one did not.
    let lowest = bound(walk.bid, walk.bids, volume).map_or(last_offer, |bid| bid.limit.max(last_offer));
    let highest = bound(walk.offer, walk.offers, volume).map_or(last_bid, |offer| offer.limit.min(last_bid));
    Ok(Some(Matched {
        // Rounds down, and does not overflow: `lowest + floor((highest - lowest) / 2)`.
        price: lowest.midpoint(highest),
        lowest,
        highest,
        volume,
        buys: fills(&bids, volume, buys.len())?,
        sells: fills(&offers, volume, sells.len())?,
    }))
}

/// Who delivers to whom, `matched` being what [`clear`] found for the same orders.
///
/// A walk over both sides in merit order, so that the trades of an offer follow each other, those of a bid too, and `n` bids and
/// `m` offers that are filled make at most `n + m - 1` trades.
///
/// # Errors
/// If a position does not fit into 32 bits.
pub fn trades(buys: &[LimitOrder], sells: &[LimitOrder], matched: &Matched) -> Result<Vec<Trade>, ArithmeticError> {
    let bids = by_merit(Side::Buy, buys.iter().zip(&matched.buys).map(|(order, fill)| (*fill, order.limit)));
    let offers = by_merit(Side::Sell, sells.iter().zip(&matched.sells).map(|(order, fill)| (*fill, order.limit)));
    let mut trades = Vec::with_capacity(bids.len().saturating_add(offers.len()).saturating_sub(1));
    for (bid, offer, quantity) in Walk::new(&bids, &offers) {
        trades.push(Trade { buy: position(bid)?, sell: position(offer)?, quantity });
    }
    Ok(trades)
}

/// An order whose limit is an end of the price interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounding {
    /// Whether it is a bid or an offer.
    pub side: Side,
    /// Its position among those of its side.
    pub position: usize,
    /// Whether too much is left unfilled up to it. Else it is the worst of its side that trades.
    pub is_unfilled: bool,
}

/// The orders that make the lowest and the highest price, `matched` being what [`clear`] found for the same orders; `None` if it is not.
#[must_use]
pub fn bounding(buys: &[LimitOrder], sells: &[LimitOrder], matched: &Matched) -> Option<(Bounding, Bounding)> {
    let (bid, unfilled_bid) = marginal(Side::Buy, buys, &matched.buys, matched.volume)?;
    let (offer, unfilled_offer) = marginal(Side::Sell, sells, &matched.sells, matched.volume)?;
    let traded = |side, order: Ranked| Bounding { side, position: order.position, is_unfilled: false };
    let unfilled = |side, order: Ranked| Bounding { side, position: order.position, is_unfilled: true };
    let lowest = unfilled_bid.filter(|bid| bid.limit > offer.limit).map(|bid| unfilled(Side::Buy, bid));
    let highest = unfilled_offer.filter(|offer| offer.limit < bid.limit).map(|offer| unfilled(Side::Sell, offer));
    Some((lowest.unwrap_or_else(|| traded(Side::Sell, offer)), highest.unwrap_or_else(|| traded(Side::Buy, bid))))
}

/// The worst order of a side that trades, and the one at which too much is left unfilled; `None` if none trades.
fn marginal(side: Side, orders: &[LimitOrder], fills: &[Wh], volume: Wh) -> Option<(Ranked, Option<Ranked>)> {
    let traded = by_merit(side, orders.iter().zip(fills).map(|(order, fill)| (*fill, order.limit)));
    let rests = by_merit(side, orders.iter().zip(fills).map(|(order, fill)| (order.quantity.saturating_sub(*fill), order.limit)));
    Some((*traded.last()?, bound(None, rests.iter(), volume)))
}

/// An order that takes part, or what is left of it. Carries its quantity, so that a walk in merit order does not jump about in
/// memory.
#[derive(Clone, Copy)]
struct Ranked {
    position: usize,
    quantity: Wh,
    limit: PricePerWh,
}

/// The position, as a trade stores it.
fn position(order: Ranked) -> Result<u32, ArithmeticError> {
    u32::try_from(order.position).map_err(|_| ArithmeticError::Overflow)
}

/// The orders with a quantity, the best limit first, ties in the order of arrival. No two rank alike, so that an unstable sort,
/// which allocates nothing, gives the one result.
fn by_merit(side: Side, orders: impl Iterator<Item = (Wh, PricePerWh)>) -> Vec<Ranked> {
    let mut ranked: Vec<_> = orders
        .enumerate()
        .filter(|(_, (quantity, _))| *quantity > Wh::ZERO)
        .map(|(position, (quantity, limit))| Ranked { position, quantity, limit })
        .collect();
    match side {
        Side::Buy => ranked.sort_unstable_by_key(|order| (Reverse(order.limit), order.position)),
        Side::Sell => ranked.sort_unstable_by_key(|order| (order.limit, order.position)),
    }
    ranked
}

/// Pairs the best bid left with the best offer left, as long as they meet.
struct Walk<'a> {
    bids: Iter<'a, Ranked>,
    offers: Iter<'a, Ranked>,
    /// The first bid that is not used up, with what is left of it.
    bid: Option<Ranked>,
    /// The first offer that is not used up, with what is left of it.
    offer: Option<Ranked>,
}

impl<'a> Walk<'a> {
    fn new(bids: &'a [Ranked], offers: &'a [Ranked]) -> Self {
        let (mut bids, mut offers) = (bids.iter(), offers.iter());
        let (bid, offer) = (bids.next().copied(), offers.next().copied());
        Self { bids, offers, bid, offer }
    }
}

impl Iterator for Walk<'_> {
    type Item = (Ranked, Ranked, Wh);

    fn next(&mut self) -> Option<Self::Item> {
        let (bid, offer) = (self.bid?, self.offer?);
        if bid.limit < offer.limit {
            return None;
        }
        let quantity = bid.quantity.min(offer.quantity);
        self.bid = rest(bid, quantity).or_else(|| self.bids.next().copied());
        self.offer = rest(offer, quantity).or_else(|| self.offers.next().copied());
        Some((bid, offer, quantity))
    }
}

/// The order at which those that stay unfilled, the best first, come to more than is tolerated beside `volume`; `None` if all of them do
/// not. `first` is what is left of the first, `others` follow it.
fn bound(first: Option<Ranked>, others: Iter<Ranked>, volume: Wh) -> Option<Ranked> {
    let tolerated = u128::from(volume.0).saturating_mul(TOLERATED_PERCENT);
    let mut unfilled = 0u128;
    first.into_iter().chain(others.copied()).find(|order| {
        // A hundred times as many 64-bit quantities as there can be in memory do not overflow 128 bits.
        unfilled = unfilled.saturating_add(u128::from(order.quantity.0).saturating_mul(100));
        unfilled > tolerated
    })
}

/// What is left of an order of which `used` was taken; `None` if nothing is.
fn rest(order: Ranked, used: Wh) -> Option<Ranked> {
    let quantity = order.quantity.checked_sub(used)?;
    (quantity > Wh::ZERO).then_some(Ranked { quantity, ..order })
}

/// What each of `count` orders gets of `volume`, price by price from the best: everything, until a price at which there is more
/// than is left.
fn fills(ranked: &[Ranked], volume: Wh, count: usize) -> Result<Vec<Wh>, ArithmeticError> {
    let mut fills = vec![Wh::ZERO; count];
    let mut left = volume;
    for level in ranked.chunk_by(|a, b| a.limit == b.limit) {
        // As many 64-bit quantities as there can be in memory do not overflow 128 bits.
        let total = level.iter().fold(0u128, |sum, order| sum.saturating_add(order.quantity.0.into()));
        if total > left.0.into() {
            share_out(level, left, total, &mut fills)?;
            break;
        }
        // Never below zero: together they are `total`.
        for order in level {
            left = left.saturating_sub(order.quantity);
            give(&mut fills, order, order.quantity);
        }
    }
    Ok(fills)
}

/// Divide `available`, less than `total`, among orders of one price, `total` together: `floor(quantity × available / total)`
/// each, then one Wh each in the order of arrival until nothing is left. Rounding down costs each order less than one Wh, so
/// there is less left than there are orders; and it leaves each of them at least one Wh short, so that one more is never too
/// much.
fn share_out(level: &[Ranked], available: Wh, total: u128, fills: &mut [Wh]) -> Result<(), ArithmeticError> {
    let share = |order: &Ranked| {
        // The product of two 64-bit numbers fits into 128 bits.
        let product = u128::from(order.quantity.0).saturating_mul(available.0.into());
        let share = product.checked_div(total).ok_or(ArithmeticError::DivisionByZero)?;
        share.try_into().map(Wh).map_err(|_| ArithmeticError::Overflow)
    };
    let mut left = available;
    for order in level {
        let share = share(order)?;
        left = left.saturating_sub(share);
        give(fills, order, share);
    }
    let lucky = usize::try_from(left.0).map_err(|_| ArithmeticError::Overflow)?;
    for order in level.iter().take(lucky) {
        give(fills, order, Wh(1));
    }
    Ok(())
}

/// Add to what an order gets.
fn give(fills: &mut [Wh], order: &Ranked, quantity: Wh) {
    // Its position is one of the slice it came from, and it never gets more than it asked for.
    if let Some(fill) = fills.get_mut(order.position) {
        fill.0 = fill.0.saturating_add(quantity.0);
    }
}
