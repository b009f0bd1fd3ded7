//! What the runtime API answers.
//!
//! Every answer is bounded: a page by [`MAX_PAGE`] and by `MAX_PERIODS_PER_PAGE`, a book by [`Config::MaxOrdersPerMarket`], the zones
//! by [`MAX_ZONES`], an order's fills by [`MAX_CASCADE`].

use crate::{
    clearing::{bounding, clear, Bounding, TOLERATED_PERCENT},
    step_impls::orders_on,
    *,
};
use alloc::{collections::BTreeMap, string::ToString, vec::Vec};
use uen_primitives::{
    runtime_api::{
        ClearingInfo, ClearingPreview, DepthLevel, DisputeInfo, FillInfo, ImbalanceInfo, MarketDepth, MarketInfo, MarketSums,
        OrderInfo, OrderSums, Page, PriceBound, PriceExplanation, SettlementInfo, TradeInfo, ZoneInfo, MAX_PAGE,
    },
    Day, DeviceId, MarketId, OrderId, Period, PricePerWh, Product, Side, Wh, ZoneId,
};

/// Periods that a page of markets looks at: more than the seven days that are open and the three that are not settled.
const MAX_PERIODS_PER_PAGE: usize = 1_000;

impl<T: Config> Pallet<T> {
    /// Markets of a zone in the periods from `from` to `to`, by period, green first, from `cursor` on; at most `limit`, and
    /// [`MAX_PAGE`]. A page that has looked at `MAX_PERIODS_PER_PAGE` ends, and the next one goes on after it.
    pub fn markets(zone: ZoneId, from: Period, to: Period, cursor: Option<MarketId>, limit: u32) -> Page<MarketInfo, MarketId> {
        let limit = page_size(limit);
        let start = cursor.map_or(MarketId { period: from, zone, product: Product::Green }, |cursor| MarketId { zone, ..cursor });
        let mut periods = start.period.max(from).0..=to.0;
        let mut page = Page { items: Vec::new(), next: None };
        let products = |period| [Product::Green, Product::Any].map(|product| MarketId { period: Period(period), zone, product });
        let ids = periods.by_ref().take(MAX_PERIODS_PER_PAGE).flat_map(products).skip_while(|id| *id < start);
        for id in ids {
            let Some(info) = Self::market_info(id) else { continue };
            if page.items.len() >= limit {
                page.next = Some(id);
                return page;
            }
            page.items.push(info);
        }
        page.next = periods.next().map(|period| MarketId { period: Period(period), zone, product: Product::Green });
        page
    }

    /// The market, if an order was placed in it.
    pub fn market_info(id: MarketId) -> Option<MarketInfo> {
        let record = Markets::<T>::get(id)?;
        let MarketTotals { delivered, paid, fees, penalties } = record.totals;
        Some(MarketInfo {
            id,
            state: Self::market_state(id, &record),
            fee: record.fee,
            deposit_per_wh: record.deposit_per_wh,
            entries: record.entries,
            gate_closure: Self::gate_of(id.period),
            clearing: clearing_of(&record).map(|Clearing { price, lowest, highest, volume, trades }| ClearingInfo {
                price,
                lowest,
                highest,
                volume,
                trades,
            }),
            unsettled: record.unsettled,
            totals: MarketSums { delivered, paid, fees, penalties },
        })
    }

    /// The book of a market, price by price, without cancelled orders.
    pub fn market_depth(id: MarketId) -> Option<MarketDepth> {
        let record = Markets::<T>::get(id)?;
        let book = Self::book(id, record.entries);
        let (bids, total_bids) = levels(&book, Side::Buy);
        let (asks, total_asks) = levels(&book, Side::Sell);
        let most = page_size(MAX_PAGE);
        Some(MarketDepth {
            id,
            state: Self::market_state(id, &record),
            fee: record.fee,
            deposit_per_wh: record.deposit_per_wh,
            gate_closure: Self::gate_of(id.period),
            bids: bids.into_iter().rev().take(most).collect(),
            asks: asks.into_iter().take(most).collect(),
            total_bids,
            total_asks,
        })
    }

    /// How a market would clear with the orders that are in its book now.
    pub fn clearing_preview(id: MarketId) -> Option<ClearingPreview> {
        let record = Markets::<T>::get(id)?;
        let book = Self::book(id, record.entries);
        // A volume that no market could clear is no volume.
        let matched = clear(&orders_on(Side::Buy, &book), &orders_on(Side::Sell, &book)).ok().flatten();
        let (price, lowest, highest, volume) = matched.map_or((0, 0, 0, Wh::ZERO), |m| (m.price, m.lowest, m.highest, m.volume));
        Some(ClearingPreview { price, lowest, highest, volume, fee: record.fee })
    }

    /// Which two orders make the price of a market, and by which rule: the price at which it cleared, or would clear now. `None` if nothing is
    /// traded at any price, or the book is removed.
    pub fn price_explanation(id: MarketId) -> Option<PriceExplanation> {
        let record = Markets::<T>::get(id)?;
        let book = Self::book(id, record.entries);
        // As when a market clears, positions are those in the book.
        let (buys, sells) = (orders_on(Side::Buy, &book), orders_on(Side::Sell, &book));
        let matched = clear(&buys, &sells).ok().flatten()?;
        let (lowest, highest) = bounding(&buys, &sells, &matched)?;
        let bound = |Bounding { side, position, is_unfilled }| {
            let fills = if side == Side::Buy { &matched.buys } else { &matched.sells };
            let BookEntry { order, limit, quantity, .. } = *book.get(position)?;
            Some(PriceBound { order, side, limit, quantity, filled: *fills.get(position)?, is_unfilled })
        };
        let tolerated = u128::from(matched.volume.0).saturating_mul(TOLERATED_PERCENT).checked_div(100).unwrap_or_default();
        Some(PriceExplanation {
            price: matched.price,
            lowest: bound(lowest)?,
            highest: bound(highest)?,
            volume: matched.volume,
            // Less than the volume.
            tolerated: Wh(tolerated.try_into().unwrap_or_default()),
        })
    }

    /// Trades of a market from `cursor` on; at most `limit`, and [`MAX_PAGE`]. None before it is cleared and after its pages are
    /// removed.
    pub fn trades_of(market: MarketId, cursor: Option<u32>, limit: u32) -> Page<TradeInfo, u32> {
        let count = Markets::<T>::get(market).as_ref().and_then(clearing_of).map_or(0, |clearing| clearing.trades);
        let mut numbers = cursor.unwrap_or_default()..count;
        let trade = |number| {
            let TradeRecord { buy, sell, quantity, .. } = Self::trade(market, number)?;
            let order_at = |index| Self::entry(market, index).map(|entry| entry.order);
            Some(TradeInfo { number, buy_order: order_at(buy)?, sell_order: order_at(sell)?, quantity })
        };
        let items: Vec<_> = numbers.by_ref().take(page_size(limit)).map_while(trade).collect();
        // A book goes page by page: behind a trade that is gone there is none.
        let next = numbers.next().filter(|next| items.last().is_some_and(|last| last.number.checked_add(1) == Some(*next)));
        Page { items, next }
    }

    /// The orders of `account` after `cursor` that are not removed yet; at most `limit`, and [`MAX_PAGE`].
    pub fn orders_of(account: T::AccountId, cursor: Option<OrderId>, limit: u32) -> Page<OrderInfo<T::AccountId>, OrderId> {
        let mut ids = match cursor {
            Some(last) => OrdersOf::<T>::iter_key_prefix_from(&account, OrdersOf::<T>::hashed_key_for(&account, last)),
            None => OrdersOf::<T>::iter_key_prefix(&account),
        };
        let info = |id| Orders::<T>::get(id).map(|order| order_info(id, order));
        let items: Vec<_> = ids.by_ref().take(page_size(limit)).filter_map(info).collect();
        let next = ids.next().and_then(|_| items.last().map(|order| order.id));
        Page { items, next }
    }

    /// The orders for a metering point in the periods of a day that are not removed yet, by period and number: 96 periods, of
    /// [`MAX_ORDERS_PER_POINT`] orders each.
    pub fn orders_of_day(device: DeviceId, day: Day) -> Vec<OrderInfo<T::AccountId>> {
        let first = Period::of(day.start());
        let periods = (first.0..).map(Period).take_while(|period| period.day() == day);
        let orders = periods.flat_map(|period| Commitments::<T>::get(period, device).unwrap_or_default().orders);
        orders.filter_map(|id| Orders::<T>::get(id).map(|order| order_info(id, order))).collect()
    }

    /// What became of an order that is not removed yet.
    pub fn settlement_of(id: OrderId) -> Option<SettlementInfo<T::AccountId>> {
        let order = Orders::<T>::get(id)?;
        let fills = Self::fills_of(&order).into_iter();
        let fills = fills.map(|(market, index, entry)| Self::fill_info(order.market.zone, market, index, &entry)).collect();
        Some(SettlementInfo { order: order_info(id, order), fills })
    }

    fn fill_info(origin: ZoneId, market: MarketId, index: u32, entry: &BookEntry) -> FillInfo {
        let clearing = Markets::<T>::get(market).as_ref().and_then(clearing_of);
        let fees = match entry.side {
            // At most four fees of at most the highest price.
            Side::Buy => Self::fee_path(origin, market).iter().fold(0, |sum: PricePerWh, (_, fee)| sum.saturating_add(*fee)),
            Side::Sell => 0,
        };
        let delivery = Deliveries::<T>::get(market, index);
        FillInfo {
            market,
            index,
            quantity: entry.quantity,
            filled: entry.filled,
            price: clearing.map(|clearing| clearing.price),
            fees,
            delivered: delivery.map(|delivery| delivery.delivered),
            penalty: delivery.map(|delivery| delivery.penalty),
        }
    }

    /// The zones by number from `cursor` on; at most `limit`, and [`MAX_PAGE`].
    pub fn zones(cursor: Option<ZoneId>, limit: u32) -> Page<ZoneInfo<T::AccountId>, ZoneId> {
        let from = cursor.unwrap_or_default();
        let mut zones: Vec<_> = Zones::<T>::iter().filter(|(id, _)| *id >= from).collect();
        zones.sort_unstable_by_key(|(id, _)| *id);
        let mut zones = zones.into_iter();
        let items = zones.by_ref().take(page_size(limit)).map(|(id, zone)| zone_info(id, zone)).collect();
        Page { items, next: zones.next().map(|(id, _)| id) }
    }

    /// The dispute over a trade.
    pub fn dispute_info(market: MarketId, trade: u32) -> Option<DisputeInfo<T::AccountId>> {
        let DisputeRecord { buyer, seller, buy_order, sell_order, delivered, evidence, bond, deadline, outcome, .. } =
            Disputes::<T>::get(market, trade)?;
        let name = |outcome| match outcome {
            DisputeOutcome::Upheld => "upheld",
            DisputeOutcome::Rejected => "rejected",
            DisputeOutcome::Dismissed => "dismissed",
        };
        let outcome = outcome.map(|outcome| name(outcome).to_string());
        let arbiter_zone = Self::arbiters_zone(market, trade);
        Some(DisputeInfo { buyer, seller, buy_order, sell_order, delivered, evidence, bond, arbiter_zone, deadline, outcome })
    }
}

/// A page holds an item at least, so that whoever follows cursors gets on.
fn page_size(limit: u32) -> usize {
    usize::try_from(limit.clamp(1, MAX_PAGE)).unwrap_or(usize::MAX)
}

/// What clearing found, if the market is cleared.
fn clearing_of(record: &MarketRecord) -> Option<Clearing> {
    match record.stage {
        MarketStage::Cleared(clearing) => Some(clearing),
        MarketStage::Open | MarketStage::Cancelled => None,
    }
}

/// The levels of one side, the lowest limit first, and everything on them.
fn levels(book: &[BookEntry], side: Side) -> (Vec<DepthLevel>, Wh) {
    let mut levels = BTreeMap::new();
    let mut total = Wh::ZERO;
    // Sums for display; what is offered in a book cannot overflow them, as each order is bounded by its device's nameplate.
    let add = |sum: &mut Wh, quantity: Wh| sum.0 = sum.0.saturating_add(quantity.0);
    for entry in book.iter().filter(|entry| entry.side == side && entry.quantity > Wh::ZERO) {
        let limit = entry.limit;
        let level = levels.entry(limit).or_insert(DepthLevel { limit, quantity: Wh::ZERO, orders: 0 });
        level.orders = level.orders.saturating_add(1);
        add(&mut level.quantity, entry.quantity);
        add(&mut total, entry.quantity);
    }
    (levels.into_values().collect(), total)
}

fn order_info<AccountId>(id: OrderId, order: OrderRecord<AccountId>) -> OrderInfo<AccountId> {
    let Settled { traded, delivered, paid, fees, penalty } = order.settled;
    OrderInfo {
        id,
        owner: order.owner,
        device: order.device,
        market: order.market,
        side: order.side,
        quantity: order.quantity,
        limit: order.limit,
        held: order.held,
        storage_deposit: order.storage_deposit,
        settled: OrderSums { traded, delivered, paid, fees, penalty },
    }
}

fn zone_info<AccountId>(id: ZoneId, zone: ZoneRecord<AccountId>) -> ZoneInfo<AccountId> {
    let ZoneTerms { operator, arbiter, fee, deposit_per_wh, imbalance, is_open, capacity } = zone.terms;
    let ImbalanceRules { sources, quorum, max_age, lowest, highest } = imbalance;
    let imbalance = ImbalanceInfo { sources: sources.into_inner(), quorum, max_age, lowest, highest };
    ZoneInfo {
        id,
        parent: zone.parent,
        depth: zone.depth,
        operator,
        arbiter,
        fee,
        deposit_per_wh,
        imbalance,
        is_open,
        export_capacity: capacity.export,
        import_capacity: capacity.import,
    }
}
