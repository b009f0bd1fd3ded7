//! The steps that the chain takes by itself, besides settlement: clear, release, finalise and clean up.

use crate::{
    clearing::{clear, trades, LimitOrder, Matched, Trade},
    settlement::pay,
    tick_impls::{MAX_PAGES_PER_STEP, MAX_PRUNED_PER_STEP},
    *,
};
use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use sp_runtime::{
    traits::{EnsureAdd, EnsureAddAssign, EnsureSub},
    ArithmeticError,
};
use uen_primitives::{Balance, Day, DeviceId, MarketId, OrderId, Period, PricePerWh, Side, Wh, PERIODS_PER_DAY};

/// An entry of an order: its market, its position there, and itself.
type Fill = (MarketId, u32, BookEntry);

impl<T: Config> Pallet<T> {
    /// Clear a market, and pass on what is left of its orders.
    ///
    /// # Errors
    /// If the volume or a number does not fit; the market cannot be cleared then.
    pub(crate) fn clear_market(market: MarketId) -> DispatchResult {
        let mut record = Markets::<T>::get(market).ok_or(Error::<T>::MarketNotFound)?;
        let entries = record.entries;
        let mut book = Self::book(market, entries);
        // Both sides have the whole book, the other side's quantities zero, so that positions are those in the book.
        let (buys, sells) = (orders_on(Side::Buy, &book), orders_on(Side::Sell, &book));
        let mut clearing = Clearing::default();
        if let Some(matched) = clear(&buys, &sells)? {
            let trades = trades(&buys, &sells, &matched)?;
            clearing = Clearing {
                price: matched.price,
                lowest: matched.lowest,
                highest: matched.highest,
                volume: matched.volume,
                trades: count(trades.len())?,
            };
            note_fills(&mut book, &matched);
            let trades = note_trades(&mut book, &trades)?;
            Self::put_trades(market, &trades);
        }
        Self::cascade(market, &mut book)?;
        Self::put_book(market, &book);
        record.unsettled = count(book.iter().filter(|e| e.side == Side::Sell && e.filled > Wh::ZERO).count())?;
        record.stage = MarketStage::Cleared(clearing);
        Markets::<T>::insert(market, record);
        Self::deposit_event(Event::MarketCleared { market, entries, clearing });
        Ok(())
    }

    /// A market that was not cleared before its period began: what its orders hold is released with the rest of the period.
    pub(crate) fn cancel_market(market: MarketId) {
        Markets::<T>::mutate_extant(market, |record| record.stage = MarketStage::Cancelled);
        Self::deposit_event(Event::MarketCancelled { market });
    }

    /// Release what a metering point's fills do not need, and remove its orders that have none. Returns how many entries of books it looked
    /// at.
    ///
    /// # Errors
    /// Only if the books are out of order.
    pub(crate) fn release(period: Period, device: DeviceId) -> Result<u32, DispatchError> {
        let Some(mut commitment) = Commitments::<T>::get(period, device) else { return Ok(0) };
        let mut kept = BoundedVec::new();
        let mut entries: u32 = 0;
        let (mut sold, mut bought) = (Wh::ZERO, Wh::ZERO);
        for id in commitment.orders {
            let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
            let total = match order.side {
                Side::Buy => &mut bought,
                Side::Sell => &mut sold,
            };
            let fills = Self::fills_of(&order);
            entries.ensure_add_assign(count(fills.len())?)?;
            let traded = Self::release_order(id, order, fills)?;
            *total = total.checked_add(traded).ok_or(ArithmeticError::Overflow)?;
            if traded > Wh::ZERO {
                // There were as many before.
                kept.try_push(id).map_err(|_| DispatchError::Exhausted)?;
            }
        }
        if kept.is_empty() {
            Commitments::<T>::remove(period, device);
            return Ok(entries);
        }
        commitment.orders = kept;
        commitment.offered = sold;
        commitment.bid = bought;
        commitment.stage = CommitmentStage::Released;
        Commitments::<T>::insert(period, device, commitment);
        Ok(entries)
    }

    /// Release what an order's fills do not need, or all and the order if it has none, and return what it traded.
    fn release_order(id: OrderId, mut order: OrderRecordOf<T>, fills: Vec<Fill>) -> Result<Wh, DispatchError> {
        let mut traded = Wh::ZERO;
        let mut held: Balance = 0;
        for (market, _, entry) in fills {
            let quantity = entry.filled;
            if quantity == Wh::ZERO {
                continue;
            }
            let price = Markets::<T>::get(market).ok_or(Error::<T>::MarketNotFound)?.price();
            traded = traded.checked_add(quantity).ok_or(ArithmeticError::Overflow)?;
            held.ensure_add_assign(Self::needed(&order, market, quantity, price)?)?;
            Self::deposit_event(Event::OrderFilled { order: id, market, quantity, price });
        }
        let released = order.held.ensure_sub(held)?;
        if traded == Wh::ZERO {
            Self::remove_order(id, &order)?;
            Self::deposit_event(Event::OrderReleased { order: id, traded, released, held });
            Self::deposit_event(Event::OrderClosed { order: id, settled: order.settled });
            return Ok(traded);
        }
        Self::give_back(&order.owner, released)?;
        order.held = held;
        order.settled.traded = traded;
        Orders::<T>::insert(id, order);
        Self::deposit_event(Event::OrderReleased { order: id, traded, released, held });
        Ok(traded)
    }

    /// What an order needs for a fill: price and grid fees, or the deposit.
    pub(crate) fn needed(
        order: &OrderRecordOf<T>,
        market: MarketId,
        quantity: Wh,
        price: PricePerWh,
    ) -> Result<Balance, DispatchError> {
        match order.side {
            Side::Sell => Ok(pay(quantity, Self::deposit_rate(order)?)),
            Side::Buy => {
                let mut needed = pay(quantity, price);
                for (_, fee) in Self::fee_path(order.market.zone, market) {
                    needed.ensure_add_assign(pay(quantity, fee))?;
                }
                Ok(needed)
            }
        }
    }

    /// Close a metering point's orders and give back what is left in the pot for them. While a dispute is open its orders stay, for the seller's
    /// deposit; the settlement of its sales goes, as the pages of the books will. Returns how many entries of books it looked at besides the
    /// first of each offer.
    ///
    /// # Errors
    /// Only if the books are out of order.
    pub(crate) fn finalise(period: Period, device: DeviceId) -> Result<u32, DispatchError> {
        let Some(commitment) = Commitments::<T>::get(period, device) else { return Ok(0) };
        let mut further: u32 = 0;
        for id in &commitment.orders {
            let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
            if order.side == Side::Sell {
                let fills = Self::fills_of(&order);
                fills.iter().for_each(|(market, index, _)| Deliveries::<T>::remove(market, index));
                further.ensure_add_assign(count(fills.len().saturating_sub(1))?)?;
            }
            if commitment.disputes == 0 {
                Self::remove_order(*id, &order)?;
                Self::deposit_event(Event::OrderClosed { order: *id, settled: order.settled });
            }
        }
        if commitment.disputes == 0 {
            Commitments::<T>::remove(period, device);
        }
        Ok(further)
    }

    /// Close a metering point's orders if all that kept them was a dispute that is over now.
    ///
    /// # Errors
    /// Only if the books are out of order.
    pub(crate) fn finalise_late(period: Period, device: DeviceId) -> DispatchResult {
        let cursor = Agendas::<T>::get().unwrap_or_default().finalise;
        let is_passed = period < cursor.period || (period == cursor.period && cursor.last.is_some_and(|last| device <= last));
        if is_passed {
            Self::finalise(period, device)?;
        }
        Ok(())
    }

    /// Remove some pages of a market's book and trades, and return how many they were: fewer than [`MAX_PAGES_PER_STEP`] are the last.
    pub(crate) fn remove_pages(market: MarketId) -> u32 {
        let mut left = MAX_PAGES_PER_STEP;
        let pages: Vec<u32> = Book::<T>::iter_key_prefix(market).take(size(left)).collect();
        pages.iter().for_each(|page| Book::<T>::remove(market, page));
        left = left.saturating_sub(pages.len().try_into().unwrap_or(left));
        let pages: Vec<u32> = Trades::<T>::iter_key_prefix(market).take(size(left)).collect();
        pages.iter().for_each(|page| Trades::<T>::remove(market, page));
        left = left.saturating_sub(pages.len().try_into().unwrap_or(left));
        MAX_PAGES_PER_STEP.saturating_sub(left)
    }

    /// Dismiss and remove a dispute that is to be pruned next and is open still, as it can be where the chain is very late. Returns whether
    /// there was one.
    pub(crate) fn dismiss_forgotten(market: MarketId) -> bool {
        let mut next = Disputes::<T>::iter_prefix(market).take(size(MAX_PRUNED_PER_STEP));
        let Some((trade, dispute)) = next.find(|(_, dispute)| dispute.outcome.is_none()) else { return false };
        Self::attempt(market.period, None, || Self::dismiss(market, trade, dispute));
        Disputes::<T>::remove(market, trade);
        true
    }

    /// Remove a market and its disputes, and return how many entries of the history these were: [`MAX_PRUNED_PER_STEP`] if there are
    /// more. None of them is open: see [`Self::dismiss_forgotten`].
    pub(crate) fn prune_market(market: MarketId) -> u32 {
        let disputes: Vec<u32> = Disputes::<T>::iter_key_prefix(market).take(size(MAX_PRUNED_PER_STEP)).collect();
        disputes.iter().for_each(|trade| Disputes::<T>::remove(market, trade));
        let pruned = disputes.len().try_into().unwrap_or(MAX_PRUNED_PER_STEP);
        if pruned < MAX_PRUNED_PER_STEP {
            Markets::<T>::remove(market);
            ImbalancePrices::<T>::remove(market.period, market.zone);
        }
        pruned
    }

    /// Remove what was sold on the day that a period ends, and return by which devices, in their order: by [`MAX_PRUNED_PER_STEP`] if there
    /// may be more. All up to `last` is removed already.
    pub(crate) fn prune_day(period: Period, last: Option<DeviceId>) -> Vec<DeviceId> {
        if !ends_day(period) {
            return Vec::new();
        }
        let day = period.day();
        let devices: Vec<DeviceId> = Self::sold_after(day, last).take(size(MAX_PRUNED_PER_STEP)).collect();
        devices.iter().for_each(|device| CommunitySold::<T>::remove(day, device));
        devices
    }

    /// The devices after `last` of which something is kept that was sold on a day. Those that were removed in this block are not walked over
    /// again, each of which would take a look into the trie.
    pub(crate) fn sold_after(day: Day, last: Option<DeviceId>) -> impl Iterator<Item = DeviceId> {
        match last {
            None => CommunitySold::<T>::iter_key_prefix(day),
            Some(last) => CommunitySold::<T>::iter_key_prefix_from(day, CommunitySold::<T>::hashed_key_for(day, last)),
        }
    }
}

/// Whether it is the last period of its day.
pub(crate) fn ends_day(period: Period) -> bool {
    period.0 % PERIODS_PER_DAY == PERIODS_PER_DAY.saturating_sub(1)
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn count(size: usize) -> Result<u32, ArithmeticError> {
    u32::try_from(size).map_err(|_| ArithmeticError::Overflow)
}

/// The book as a side of it sees clearing.
pub(crate) fn orders_on(side: Side, book: &[BookEntry]) -> Vec<LimitOrder> {
    let quantity = |entry: &BookEntry| if entry.side == side { entry.quantity } else { Wh::ZERO };
    book.iter().map(|entry| LimitOrder { quantity: quantity(entry), limit: entry.limit }).collect()
}

/// Note in the book what every order gets.
fn note_fills(book: &mut [BookEntry], matched: &Matched) {
    for (entry, (bought, sold)) in book.iter_mut().zip(matched.buys.iter().zip(&matched.sells)) {
        entry.filled = match entry.side {
            Side::Buy => *bought,
            Side::Sell => *sold,
        };
    }
}

/// Note in the book which trades every order has, and return them as they are stored.
fn note_trades(book: &mut [BookEntry], trades: &[Trade]) -> Result<Vec<TradeRecord>, ArithmeticError> {
    let mut records: Vec<TradeRecord> = Vec::with_capacity(trades.len());
    for (number, trade) in (0u32..).zip(trades) {
        let Trade { buy, sell, quantity } = *trade;
        for position in [buy, sell] {
            let entry = book.get_mut(size(position)).ok_or(ArithmeticError::Overflow)?;
            if entry.trades == 0 {
                entry.first_trade = number;
            }
            entry.trades = entry.trades.ensure_add(1)?;
        }
        // The trades of an offer follow each other.
        let sold_before = match records.last() {
            Some(last) if last.sell == sell => last.sold_before.checked_add(last.quantity).ok_or(ArithmeticError::Overflow)?,
            _ => Wh::ZERO,
        };
        records.push(TradeRecord { buy, sell, quantity, sold_before, fee: 0 });
    }
    Ok(records)
}
