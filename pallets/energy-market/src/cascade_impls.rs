//! What a market leaves unfilled goes on to the next: the best limits first, within what the grid between the zones carries and this
//! market's share of the next book.

use crate::{BookEntry, Config, EdgeCapacity, EdgeUse, MarketRecord, Markets, Pallet, Periods, ZoneParents, Zones};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::cmp::Reverse;
use frame_support::{pallet_prelude::DispatchResult, traits::Get};
use sp_runtime::{traits::EnsureAdd, ArithmeticError};
use uen_primitives::{MarketId, PricePerWh, Product, Side, Wh, ZoneId};

/// An entry that goes on to another market: its position here, and itself there.
type Cascaded = (usize, BookEntry);

impl<T: Config> Pallet<T> {
    /// Pass on what a market left unfilled, each order to its next market, as long as there is room.
    ///
    /// # Errors
    /// If a position does not fit.
    pub(crate) fn cascade(market: MarketId, book: &mut [BookEntry]) -> DispatchResult {
        let Some(zone) = Zones::<T>::get(market.zone) else { return Ok(()) };
        let mut routes = Vec::new();
        for (side, green) in [(Side::Buy, false), (Side::Buy, true), (Side::Sell, true), (Side::Sell, false)] {
            if let Some(target) = Self::next_market(market, side, green) {
                routes.push((side, green, target));
            }
        }
        let route = |entry: &BookEntry| {
            routes.iter().find(|(side, green, _)| (*side, *green) == (entry.side, entry.green)).map(|(_, _, target)| *target)
        };
        let mut rests: Vec<Wh> = book.iter().map(|entry| entry.quantity.saturating_sub(entry.filled)).collect();
        let leaves = |entry: &BookEntry| route(entry).is_some_and(|target| target.zone != market.zone);
        Self::limit_to_edge(market, zone.terms.capacity, book, &mut rests, leaves);

        let targets: BTreeSet<MarketId> = routes.iter().map(|(_, _, target)| *target).collect();
        let mut imported = Wh::ZERO;
        for target in targets {
            let going = |entry: &BookEntry| route(entry) == Some(target);
            let bids = Self::cascade_to(target, market, book, &rests, going)?;
            imported = Wh(imported.0.ensure_add(bids.0)?);
        }
        if market.product == Product::Green && zone.terms.capacity.import > Wh::ZERO && imported > Wh::ZERO {
            Self::note_import(market, imported);
        }
        Ok(())
    }

    /// Leave of the rests of those entries that leave the zone no more than the grid carries between it and the one above, the best limits
    /// first. The last one goes on in part.
    fn limit_to_edge(
        market: MarketId,
        EdgeCapacity { export, import }: EdgeCapacity,
        book: &[BookEntry],
        rests: &mut [Wh],
        leaves: impl Fn(&BookEntry) -> bool,
    ) {
        // Offers leave from the market for any energy alone; bids also from that for green, which clears before.
        let before = if market.product == Product::Any { Self::imported(market) } else { Wh::ZERO };
        for (side, capacity, used) in [(Side::Sell, export, Wh::ZERO), (Side::Buy, import, before)] {
            if capacity == Wh::ZERO {
                continue;
            }
            let mut left = capacity.saturating_sub(used);
            for position in by_merit(side, book, &leaves) {
                let Some(rest) = rests.get_mut(position) else { continue };
                *rest = (*rest).min(left);
                left = left.saturating_sub(*rest);
            }
        }
    }

    /// Pass on what is left of the orders that go to `target`: as many as this market's share of its room, the best limits of both sides
    /// first, in the order of their arrival. Returns what the bids among them want.
    fn cascade_to(
        target: MarketId,
        market: MarketId,
        book: &mut [BookEntry],
        rests: &[Wh],
        goes_there: impl Fn(&BookEntry) -> bool,
    ) -> Result<Wh, ArithmeticError> {
        let Some(zone) = Zones::<T>::get(target.zone) else { return Ok(Wh::ZERO) };
        let known = Markets::<T>::get(target);
        let is_above = target.zone != market.zone;
        // A closed zone takes no orders of others and opens no market; what was placed in it goes on where there is one.
        if !zone.terms.is_open && (is_above || known.is_none()) {
            return Ok(Wh::ZERO);
        }
        // A buyer pays the fee of every zone on the way, and no more in all than it bade.
        let fee = if is_above { known.map_or(zone.terms.fee, |record| record.fee) } else { 0 };
        let going = |position: usize| {
            let entry = book.get(position).filter(|entry| goes_there(entry))?;
            Some((position, passed_on(entry, *rests.get(position)?, fee)?))
        };
        let ranked = |side| by_merit(side, book, &goes_there).into_iter().filter_map(going).collect::<Vec<Cascaded>>();
        let (bids, offers) = (ranked(Side::Buy), ranked(Side::Sell));
        if bids.is_empty() && offers.is_empty() {
            return Ok(Wh::ZERO);
        }
        let Ok(mut record) = Self::open_market(target, &zone) else { return Ok(Wh::ZERO) };
        let room = Self::share_of_room(market, target, &record);
        let mut going = best_of_both(bids, offers, room);
        going.sort_unstable_by_key(|(position, _)| *position);
        let first = record.entries;
        let entries: Vec<BookEntry> = going.iter().map(|(_, entry)| *entry).collect();
        let fitted = Self::append(target, &mut record, &entries);
        Markets::<T>::insert(target, record);
        let mut wanted = Wh::ZERO;
        for (index, (position, passed)) in (first..first.ensure_add(fitted)?).zip(going) {
            if let Some(entry) = book.get_mut(position) {
                entry.cascaded_to = Some(index);
            }
            if passed.side == Side::Buy {
                wanted = Wh(wanted.0.ensure_add(passed.quantity.0)?);
            }
        }
        Ok(wanted)
    }

    /// How many entries `market` may pass on to `target`: an equal share of the room that is left, among the markets that have yet to pass
    /// on theirs. What one of them does not use is there for those after it.
    fn share_of_room(market: MarketId, target: MarketId, record: &MarketRecord) -> u32 {
        let room = T::MaxOrdersPerMarket::get().saturating_sub(record.entries);
        room.div_ceil(Self::turns_left(market, target).max(1))
    }

    /// How many times orders may yet be passed on to `target`, this time included.
    ///
    /// Zones pass theirs on one after the other, the deepest first, each from its green market and then from that for any energy, which
    /// may open only then. To a market for any energy go orders from below, and at last the offers of its own zone's green market.
    fn turns_left(market: MarketId, target: MarketId) -> u32 {
        let parents: BTreeMap<ZoneId, ZoneId> = ZoneParents::<T>::get().into_iter().collect();
        let period = Periods::<T>::get(market.period);
        let first = usize::try_from(period.cleared).unwrap_or(usize::MAX);
        let mut from_any = BTreeSet::new();
        let mut from_green: u32 = 0;
        for key in period.markets.iter().skip(first) {
            let is_below = parents.get(&key.zone) == Some(&target.zone);
            if is_below {
                from_any.insert(key.zone);
            }
            let is_own = key.zone == target.zone && target.product == Product::Any;
            if key.product == Product::Green && (is_own || (is_below && target.product == Product::Green)) {
                from_green = from_green.saturating_add(1);
            }
        }
        from_green.saturating_add(u32::try_from(from_any.len()).unwrap_or(u32::MAX))
    }

    /// What the bids want that the zone's green market passed on, where that counts.
    fn imported(market: MarketId) -> Wh {
        let period = Periods::<T>::get(market.period);
        period.edges.iter().find(|edge| edge.zone == market.zone).map_or(Wh::ZERO, |edge| edge.imported)
    }

    fn note_import(market: MarketId, imported: Wh) {
        Periods::<T>::mutate(market.period, |period| {
            // There is room for all zones, and each has one green market.
            let _ = period.edges.try_push(EdgeUse { zone: market.zone, imported });
        });
    }
}

/// Positions of the entries of a side that `are_meant`, the best limit first, ties in the order of arrival.
fn by_merit(side: Side, book: &[BookEntry], are_meant: impl Fn(&BookEntry) -> bool) -> Vec<usize> {
    let of_side = book.iter().enumerate().filter(|(_, entry)| entry.side == side && are_meant(entry));
    let mut ranked: Vec<(usize, PricePerWh)> = of_side.map(|(position, entry)| (position, entry.limit)).collect();
    match side {
        Side::Buy => ranked.sort_unstable_by_key(|(position, limit)| (Reverse(*limit), *position)),
        Side::Sell => ranked.sort_unstable_by_key(|(position, limit)| (*limit, *position)),
    }
    ranked.into_iter().map(|(position, _)| position).collect()
}

/// The first `room` of both lists, one of each in turn: neither side fills the room with what the other could have met.
fn best_of_both(bids: Vec<Cascaded>, offers: Vec<Cascaded>, room: u32) -> Vec<Cascaded> {
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    let (mut bids, mut offers) = (bids.into_iter(), offers.into_iter());
    let mut best = Vec::new();
    while best.len() < room {
        let before = best.len();
        best.extend(bids.next());
        best.extend(offers.next());
        if best.len() == before {
            break;
        }
    }
    best.truncate(room);
    best
}

/// The `rest` of an order, in the market that it goes on to, whose fee comes out of a bid's limit; `None` if nothing is left, of the
/// quantity or of the limit.
fn passed_on(entry: &BookEntry, rest: Wh, fee: PricePerWh) -> Option<BookEntry> {
    let limit = match entry.side {
        Side::Buy => entry.limit.checked_sub(fee).filter(|limit| *limit > 0)?,
        Side::Sell => entry.limit,
    };
    let BookEntry { order, side, green, .. } = *entry;
    (rest > Wh::ZERO).then_some(BookEntry {
        order,
        side,
        green,
        quantity: rest,
        limit,
        filled: Wh::ZERO,
        first_trade: 0,
        trades: 0,
        cascaded_to: None,
    })
}
