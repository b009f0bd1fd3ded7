//! Books and trades, page by page, and the way that orders take through the zones.

use crate::{
    Agenda, Agendas, Book, BookEntry, BookPage, ClearingKey, Config, Error, MarketRecord, MarketStage, MarketTotals, Markets,
    OrderRecordOf, Pallet, Periods, SweepCursor, TradePage, TradeRecord, Trades, ZoneRecordOf, Zones, ENTRIES_PER_PAGE,
    MAX_CASCADE, MAX_ZONE_DEPTH, TRADES_PER_PAGE,
};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchError, traits::Get};
use uen_primitives::{MarketId, Period, PricePerWh, Product, Side, ZoneId};

impl<T: Config> Pallet<T> {
    /// An entry of a book. Reads one page, however large the book is.
    pub(crate) fn entry(market: MarketId, index: u32) -> Option<BookEntry> {
        Book::<T>::get(market, index / ENTRIES_PER_PAGE).get(size(index % ENTRIES_PER_PAGE)).copied()
    }

    /// Change an entry of a book, if there is one. Reads and writes one page.
    pub(crate) fn mutate_entry(market: MarketId, index: u32, change: impl FnOnce(&mut BookEntry)) -> Option<()> {
        Book::<T>::try_mutate(market, index / ENTRIES_PER_PAGE, |page| {
            page.get_mut(size(index % ENTRIES_PER_PAGE)).map(change).ok_or(())
        })
        .ok()
    }

    /// A whole book.
    pub(crate) fn book(market: MarketId, entries: u32) -> Vec<BookEntry> {
        (0..entries.div_ceil(ENTRIES_PER_PAGE)).flat_map(|page| Book::<T>::get(market, page)).collect()
    }

    /// Put a whole book back.
    pub(crate) fn put_book(market: MarketId, book: &[BookEntry]) {
        for (page, entries) in (0u32..).zip(book.chunks(size(ENTRIES_PER_PAGE))) {
            Book::<T>::insert(market, page, BookPage::truncate_from(entries.to_vec()));
        }
    }

    /// Append entries to a market's book until it is full, and return how many fitted. Raises `record.entries`, which the caller stores.
    ///
    /// One entry costs one page, however large the book is: the last one, which is never larger than [`ENTRIES_PER_PAGE`] entries.
    pub(crate) fn append(market: MarketId, record: &mut MarketRecord, entries: &[BookEntry]) -> u32 {
        let before = record.entries;
        let room = T::MaxOrdersPerMarket::get().saturating_sub(before);
        let mut rest = entries.get(..size(room)).unwrap_or(entries);
        while !rest.is_empty() {
            let free = ENTRIES_PER_PAGE.saturating_sub(record.entries % ENTRIES_PER_PAGE);
            let (now, later) = rest.split_at_checked(size(free)).unwrap_or((rest, &[]));
            Book::<T>::mutate(market, record.entries / ENTRIES_PER_PAGE, |page| {
                for entry in now {
                    // There is room: a page has as many entries as its market's record says.
                    if page.try_push(*entry).is_ok() {
                        record.entries = record.entries.saturating_add(1);
                    }
                }
            });
            rest = later;
        }
        record.entries.saturating_sub(before)
    }

    /// A trade. Reads one page, however many trades there are.
    pub(crate) fn trade(market: MarketId, number: u32) -> Option<TradeRecord> {
        Trades::<T>::get(market, number / TRADES_PER_PAGE).get(size(number % TRADES_PER_PAGE)).copied()
    }

    /// The trades of a market from one on, reading each page once.
    pub(crate) fn trades_from(market: MarketId, first: u32) -> impl Iterator<Item = TradeRecord> {
        let page = first / TRADES_PER_PAGE;
        (page..)
            .map(move |page| Trades::<T>::get(market, page))
            .take_while(|page| !page.is_empty())
            .flatten()
            .skip(size(first % TRADES_PER_PAGE))
    }

    /// Note what operators received for each Wh of the trades from `first` on, in planck. Reads and writes each page once.
    pub(crate) fn note_fees(market: MarketId, first: u32, fees: &[PricePerWh]) {
        let (mut number, mut rest) = (first, fees);
        while !rest.is_empty() {
            let before = number % TRADES_PER_PAGE;
            let here = TRADES_PER_PAGE.saturating_sub(before);
            let (now, later) = rest.split_at_checked(size(here)).unwrap_or((rest, &[]));
            Trades::<T>::mutate(market, number / TRADES_PER_PAGE, |page| {
                page.iter_mut().skip(size(before)).zip(now).for_each(|(trade, fee)| trade.fee = *fee);
            });
            number = number.saturating_add(here);
            rest = later;
        }
    }

    /// Store all trades of a market.
    pub(crate) fn put_trades(market: MarketId, trades: &[TradeRecord]) {
        for (page, trades) in (0u32..).zip(trades.chunks(size(TRADES_PER_PAGE))) {
            Trades::<T>::insert(market, page, TradePage::truncate_from(trades.to_vec()));
        }
    }

    /// Where the rest of an order goes after `market`; `None` if that is the last one.
    ///
    /// A green offer goes to the market for any energy of its zone and then up, where it is in the green market first again. A bid keeps
    /// its product and goes up, as any other offer does.
    pub(crate) fn next_market(market: MarketId, side: Side, green: bool) -> Option<MarketId> {
        let product = match (side, market.product) {
            (Side::Sell, Product::Green) => return Some(MarketId { product: Product::Any, ..market }),
            (Side::Sell, Product::Any) if green => Product::Green,
            (Side::Sell, Product::Any) => Product::Any,
            (Side::Buy, product) => product,
        };
        let zone = Zones::<T>::get(market.zone)?.parent?;
        Some(MarketId { zone, product, ..market })
    }

    /// The entries of an order, filled or not, in all books that it passed: at most [`MAX_CASCADE`].
    pub(crate) fn fills_of(order: &OrderRecordOf<T>) -> Vec<(MarketId, u32, BookEntry)> {
        let mut fills = Vec::new();
        let mut next = Some((order.market, order.index));
        for _ in 0..MAX_CASCADE {
            let Some((market, index)) = next else { break };
            let Some(entry) = Self::entry(market, index) else { break };
            fills.push((market, index, entry));
            next = entry.cascaded_to.and_then(|index| Some((Self::next_market(market, entry.side, entry.green)?, index)));
        }
        fills
    }

    /// Zone and fee of every level from `origin` up to the market's zone, the fees being those that were pinned for this period and
    /// product: what a bid placed in `origin` pays for each Wh that it bought in `market`.
    ///
    /// A bid keeps its product on the way, so that it passed a market at each level; there is no record without an entry.
    pub(crate) fn fee_path(origin: ZoneId, market: MarketId) -> Vec<(ZoneId, PricePerWh)> {
        let mut path = Vec::new();
        let mut next = Some(origin);
        for _ in 0..=MAX_ZONE_DEPTH {
            let Some(zone) = next else { break };
            path.push((zone, Markets::<T>::get(MarketId { zone, ..market }).map_or(0, |record| record.fee)));
            next = if zone == market.zone { None } else { Zones::<T>::get(zone).and_then(|record| record.parent) };
        }
        path
    }

    /// The market, created with the zone's fee and deposit rate of now if this is its first order.
    ///
    /// # Errors
    /// [`Error::GateClosed`] if the market is cleared or cancelled.
    pub(crate) fn open_market(id: MarketId, zone: &ZoneRecordOf<T>) -> Result<MarketRecord, DispatchError> {
        if let Some(record) = Markets::<T>::get(id) {
            ensure!(record.stage == MarketStage::Open, Error::<T>::GateClosed);
            return Ok(record);
        }
        let record = MarketRecord {
            fee: zone.terms.fee,
            deposit_per_wh: zone.terms.deposit_per_wh,
            entries: 0,
            stage: MarketStage::Open,
            unsettled: 0,
            totals: MarketTotals::default(),
        };
        let key = ClearingKey { height: MAX_ZONE_DEPTH.saturating_sub(zone.depth), zone: id.zone, product: id.product };
        Periods::<T>::try_mutate(id.period, |period| {
            let at = period.markets.binary_search(&key).unwrap_or_else(|at| at);
            // It fits: a period has room for both products of all zones that there can be.
            period.markets.try_insert(at, key).map_err(|_| Error::<T>::MaxZonesExceeded)
        })?;
        Markets::<T>::insert(id, record);
        Self::start_agenda();
        Ok(record)
    }

    /// With the first order, everything starts in the period of now.
    fn start_agenda() {
        if !Agendas::<T>::exists() {
            let period = Period::of(Self::now());
            let cursor = SweepCursor { period, ..SweepCursor::default() };
            let agenda =
                Agenda { clear: period, release: cursor, settle: cursor, deadline: cursor, finalise: cursor, prune: cursor };
            Agendas::<T>::put(agenda);
        }
    }
}

/// A 32-bit number as a size: it fits on every platform that this runs on.
fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
