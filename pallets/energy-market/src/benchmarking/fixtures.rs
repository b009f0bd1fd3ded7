//! States in which a call or a step has most to do. All of them in one period, the last one of its day, and in four zones that lie in each
//! other: an offer of green energy from the deepest passes [`MAX_CASCADE`] markets.

use crate::{settlement::pay, *};
use alloc::vec::Vec;
use core::iter::repeat_n;
use frame_benchmarking::account;
use frame_support::{
    traits::{fungible::Mutate, Get},
    BoundedVec,
};
use sp_core::H256;
use uen_primitives::{
    Balance, Capacities, CommunitySale, DeviceId, DeviceKind, MarketId, MeteringPoint, MeteringPoints, OrderId, Period,
    PricePerWh, Product, Registers, Side, Wh, ZoneId, PERIODS_PER_DAY,
};

/// In 2027.
pub const PERIOD: Period = Period(20_833 * PERIODS_PER_DAY - 1);
/// The period after it.
pub const NEXT: Period = Period(PERIOD.0 + 1);
/// What bids want, and what trades trade.
pub const QUANTITY: Wh = Wh(1_000);
/// The root, which no chain has at genesis; the zone at each depth below has the next number.
const ROOT: ZoneId = 1_000_000;
/// Number of the first of the buyers' orders.
const FIRST_BID: OrderId = 1_000;

/// The market in the zone at `depth`.
pub fn market(depth: u8, product: Product) -> MarketId {
    MarketId { period: PERIOD, zone: zone_at(depth), product }
}

/// The last market that an offer comes to.
pub fn last_market() -> MarketId {
    market(0, Product::Any)
}

/// The last market in which it is sold as green, with its certificates.
pub fn last_green_market() -> MarketId {
    market(0, Product::Green)
}

/// All markets that an offer of green energy from the deepest zone passes.
fn chain() -> Vec<MarketId> {
    let products = |depth| [Product::Green, Product::Any].map(|product| market(depth, product));
    (0..=MAX_ZONE_DEPTH).rev().flat_map(products).collect()
}

/// The zone at `depth`.
pub fn zone_at(depth: u8) -> ZoneId {
    ROOT.saturating_add(depth.into())
}

/// Clearing price, fee and deposit rate.
pub fn price<T: Config>() -> PricePerWh {
    (T::MaxPrice::get() / 1_000).max(1)
}

/// An account that can pay for everything here.
pub fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    T::Currency::set_balance(&who, endowment::<T>());
    who
}

/// What [`funded`] accounts have.
pub fn endowment<T: Config>() -> Balance {
    let deposits = T::OrderDeposit::get().saturating_add(T::DisputeBond::get()).saturating_mul(100);
    pay(Wh(1_000_000_000), T::MaxPrice::get()).saturating_add(deposits)
}

/// A source of imbalance prices in `zone`.
pub fn source<T: Config>(index: u32, zone: ZoneId) -> T::AccountId {
    account("source", index, zone)
}

/// Terms with as many sources as there can be.
pub fn terms<T: Config>(zone: ZoneId) -> ZoneTermsOf<T> {
    let sources: Vec<_> = (0..MAX_SOURCES).map(|index| source::<T>(index, zone)).collect();
    ZoneTerms {
        operator: funded::<T>("operator", zone),
        arbiter: funded::<T>("arbiter", zone),
        fee: price::<T>(),
        deposit_per_wh: price::<T>(),
        imbalance: ImbalanceRules {
            sources: BoundedVec::truncate_from(sources),
            quorum: MAX_SOURCES,
            max_age: T::MeteringGrace::get().try_into().unwrap_or(u32::MAX),
            lowest: 0,
            highest: T::MaxPrice::get(),
        },
        is_open: true,
        // Stated, and enough for everything.
        capacity: EdgeCapacity { export: Wh(u64::MAX), import: Wh(u64::MAX) },
    }
}

/// Create the zones at the first `levels` depths.
pub fn create_zones<T: Config>(levels: u8) {
    for depth in 0..levels {
        let parent = depth.checked_sub(1).map(zone_at);
        Pallet::<T>::do_create_zone(zone_at(depth), parent, terms::<T>(zone_at(depth))).expect("there are few zones at genesis");
    }
}

/// A chain of zones from `area`, which is made a root, down to the deepest level. Returns the last.
pub fn insert_zones_below<T: Config>(area: ZoneId) -> ZoneId {
    (0..=MAX_ZONE_DEPTH).fold(area, |parent, depth| {
        let (zone, parent) = if depth == 0 { (area, None) } else { (parent.saturating_add(1), Some(parent)) };
        Zones::<T>::insert(zone, ZoneRecord { parent, depth, terms: terms::<T>(zone) });
        zone
    })
}

/// The zone at `depth` of a branch of its own, which only the root has in common with the others.
pub fn branch_zone(branch: u32, depth: u8) -> ZoneId {
    let levels = u32::from(MAX_ZONE_DEPTH).saturating_add(1);
    zone_at(depth).saturating_add(branch.saturating_add(1).saturating_mul(levels))
}

/// Create the zones of a branch, with their markets of green energy, cleared.
fn create_branch<T: Config>(branch: u32) {
    let mut parent = zone_at(0);
    for depth in 1..=MAX_ZONE_DEPTH {
        let zone = branch_zone(branch, depth);
        Zones::<T>::insert(zone, ZoneRecord { parent: Some(parent), depth, terms: terms::<T>(zone) });
        Markets::<T>::insert(MarketId { zone, ..last_green_market() }, cleared_market::<T>());
        parent = zone;
    }
}

/// Create all zones, and have as many others listed as there can be.
pub fn create_all_zones<T: Config>() {
    create_zones::<T>(MAX_ZONE_DEPTH.saturating_add(1));
    ZoneParents::<T>::mutate(|parents| {
        let others = (0..).map(|zone| (zone, zone));
        let listed: Vec<_> = parents.iter().copied().chain(others).take(usize::try_from(MAX_ZONES).unwrap_or_default()).collect();
        *parents = BoundedVec::truncate_from(listed);
    });
}

/// A market of which everything is to be settled.
fn market_record<T: Config>(stage: MarketStage) -> MarketRecord {
    MarketRecord {
        fee: price::<T>(),
        deposit_per_wh: price::<T>(),
        entries: 0,
        stage,
        unsettled: T::MaxOrdersPerMarket::get(),
        totals: MarketTotals::default(),
    }
}

fn cleared_market<T: Config>() -> MarketRecord {
    let (price, volume, trades) = (price::<T>(), QUANTITY, T::MaxTradesPerStep::get());
    market_record::<T>(MarketStage::Cleared(Clearing { price, lowest: price, highest: price, volume, trades }))
}

/// Open one market.
pub fn open_market<T: Config>(id: MarketId) -> MarketRecord {
    let record = market_record::<T>(MarketStage::Open);
    Markets::<T>::insert(id, record);
    record
}

/// The list of the markets of the period, so many of them in other zones.
pub fn list_markets<T: Config>(others: u32) {
    let other = |zone| ClearingKey { height: 0, zone, product: Product::Any };
    let markets: Vec<_> = (0..others).map(other).collect();
    let edges: Vec<_> = (1..MAX_ZONES).map(|zone| EdgeUse { zone, imported: QUANTITY }).collect();
    let (markets, edges) = (BoundedVec::truncate_from(markets), BoundedVec::truncate_from(edges));
    Periods::<T>::insert(PERIOD, PeriodRecord { markets, cleared: 0, edges, settled_at: None });
}

/// Create the zones, and all markets that an offer of green energy from the deepest passes, cleared.
pub fn create_cleared_markets<T: Config>() {
    create_all_zones::<T>();
    for id in chain() {
        Markets::<T>::insert(id, cleared_market::<T>());
    }
    list_markets::<T>(MAX_MARKETS_PER_PERIOD);
    put_agenda::<T>(PERIOD);
}

/// Every walk is in `period`.
pub fn put_agenda<T: Config>(period: Period) {
    let cursor = SweepCursor { period, ..SweepCursor::default() };
    Agendas::<T>::put(Agenda {
        clear: period,
        release: cursor,
        settle: cursor,
        deadline: cursor,
        finalise: cursor,
        prune: cursor,
    });
}

/// An entry of a book of which nothing was traded.
pub fn entry(order: OrderId, side: Side, quantity: Wh, limit: PricePerWh) -> BookEntry {
    BookEntry {
        order,
        side,
        green: side == Side::Sell,
        quantity,
        limit,
        filled: Wh::ZERO,
        first_trade: 0,
        trades: 0,
        cascaded_to: None,
    }
}

/// Put an entry into a full page of its own, and return its position.
fn put_entry<T: Config>(market: MarketId, page: u32, entry: BookEntry) -> u32 {
    let entries = repeat_n(entry, usize::try_from(ENTRIES_PER_PAGE).unwrap_or_default()).collect();
    Book::<T>::insert(market, page, BookPage::truncate_from(entries));
    page.saturating_mul(ENTRIES_PER_PAGE)
}

/// The identifier of a device.
pub fn device(n: u32) -> DeviceId {
    DeviceId(sp_io::hashing::blake2_256(&n.to_le_bytes()).into())
}

/// A solar plant in the deepest zone that nothing is too large for.
pub fn insert_device<T: Config>(id: DeviceId, owner: T::AccountId) {
    let point = MeteringPoint {
        owner,
        zone: zone_at(MAX_ZONE_DEPTH),
        kind: DeviceKind::Solar,
        capacities: Capacities { load_w: u32::MAX, generation_w: u32::MAX, export_w: u32::MAX, storage: Wh::ZERO },
    };
    T::Meters::insert_metering_point(id, point);
}

/// An order with everything that it holds and all places in which it is listed.
fn insert_order<T: Config>(id: OrderId, order: OrderRecordOf<T>) {
    let amount = order.held.saturating_add(order.storage_deposit);
    Pallet::<T>::take_in(&order.owner, amount).expect("the owner was funded");
    OrdersOf::<T>::insert(&order.owner, id, ());
    if !OrderCount::<T>::contains_key(&order.owner) {
        frame_system::Pallet::<T>::inc_consumers(&order.owner).expect("the owner has an account");
    }
    OrderCount::<T>::mutate(&order.owner, |count| *count = count.saturating_add(1));
    OpenOrders::<T>::mutate(order.device, |count| *count = count.saturating_add(1));
    Orders::<T>::insert(id, order);
}

fn order<T: Config>(owner: T::AccountId, device: DeviceId, market: MarketId, side: Side, held: Balance) -> OrderRecordOf<T> {
    OrderRecord {
        owner,
        device,
        market,
        index: 0,
        side,
        quantity: QUANTITY,
        limit: price::<T>(),
        held,
        storage_deposit: T::OrderDeposit::get(),
        settled: Settled::default(),
    }
}

/// The way of an offer through so many markets, the last of them the last green one; all that there can be end in [`last_market`].
pub fn way(markets: u32) -> Vec<MarketId> {
    let all = chain();
    let last = if markets < MAX_CASCADE { 1 } else { 0 };
    let end = all.len().saturating_sub(last);
    let start = end.saturating_sub(usize::try_from(markets).unwrap_or(end));
    all.get(start..end).map(<[_]>::to_vec).unwrap_or_default()
}

/// The offer `number` of a device, with a place on a page of its own in every market of its way. If `filled`, one trade in each, paid and
/// counted.
pub fn insert_offer<T: Config>(owner: &T::AccountId, device: DeviceId, number: u32, way: &[MarketId], filled: bool) {
    let (Some(first), Some(last)) = (way.first(), way.last()) else { return };
    let index = number.saturating_mul(ENTRIES_PER_PAGE);
    let id = OrderId::from(number);
    let most = T::MaxTradesPerStep::get().saturating_add(MAX_CASCADE);
    let held = pay(QUANTITY, price::<T>()).saturating_mul(most.into());
    insert_order::<T>(id, OrderRecord { index, ..order::<T>(owner.clone(), device, *first, Side::Sell, held) });
    for market in way {
        let mut entry = entry(id, Side::Sell, QUANTITY, price::<T>());
        entry.cascaded_to = (market != last).then_some(index);
        if filled {
            entry.filled = QUANTITY;
            entry.trades = 1;
            let delivery = DeliveryRecord { sold: QUANTITY, delivered: QUANTITY, penalty: 0, paid_trades: 1, counted_trades: 1 };
            Deliveries::<T>::insert(market, index, delivery);
        }
        put_entry::<T>(*market, number, entry);
    }
}

/// So many offers of a device in the deepest zone, numbered from 0, which went through all markets that they can.
pub fn insert_offers<T: Config>(owner: &T::AccountId, device: DeviceId, offers: u32, filled: bool) {
    let way = chain();
    (0..offers).for_each(|number| insert_offer::<T>(owner, device, number, &way, filled));
}

/// A bid of a device for any energy, that was filled in so many levels, up to the root.
pub fn insert_filled_bid<T: Config>(owner: &T::AccountId, device: DeviceId, number: u32, levels: u32) {
    let deepest = u8::try_from(levels).unwrap_or(u8::MAX).saturating_sub(1);
    let index = number.saturating_mul(ENTRIES_PER_PAGE);
    let id = OrderId::from(number);
    let held = pay(QUANTITY, price::<T>()).saturating_mul(levels.saturating_mul(levels).saturating_add(1).into());
    let bid = order::<T>(owner.clone(), device, market(deepest, Product::Any), Side::Buy, held);
    insert_order::<T>(id, OrderRecord { index, ..bid });
    for depth in 0..=deepest {
        let cascaded_to = (depth > 0).then_some(index);
        let entry = BookEntry { filled: QUANTITY, trades: 1, cascaded_to, ..entry(id, Side::Buy, QUANTITY, price::<T>()) };
        put_entry::<T>(market(depth, Product::Any), number, entry);
    }
}

/// A commitment with the offers of [`insert_offers`].
pub fn insert_commitment<T: Config>(device: DeviceId, offers: u32, stage: CommitmentStage) {
    let orders: Vec<_> = (0..offers).map(OrderId::from).collect();
    let offered = times(QUANTITY, offers);
    let orders = BoundedVec::truncate_from(orders);
    let commitment = CommitmentRecord { stage, placed: offers, orders, offered, ..CommitmentRecord::default() };
    Commitments::<T>::insert(PERIOD, device, commitment);
}

/// Change a commitment.
pub fn edit_commitment<T: Config>(device: DeviceId, change: impl FnOnce(&mut CommitmentRecord)) {
    let mut commitment = Commitments::<T>::get(PERIOD, device).expect("it was inserted");
    change(&mut commitment);
    Commitments::<T>::insert(PERIOD, device, commitment);
}

/// `quantity` so many times.
pub fn times(quantity: Wh, count: u32) -> Wh {
    Wh(quantity.0.saturating_mul(count.into()))
}

/// Most sales of [`insert_sales`]: one in each green market.
pub const MAX_SALES: u32 = 4;

/// Most of [`Sales::trades`]: with more of them, what orders and entries take would be lost in the noise.
pub const MAX_FURTHER_TRADES: u32 = 8;

/// Most of [`Sales::branches`].
pub const MAX_BRANCHES: u32 = 4;

/// What a device's orders are to have.
#[derive(Clone, Copy)]
pub struct Sales {
    /// Further offers with one fill each, paid and counted.
    pub offers: u32,
    /// Further fills of the first offer, paid and counted.
    pub fills: u32,
    /// Sales, each of an offer and in a green market of its own, the first one in the last of them.
    pub sales: u32,
    /// Trades of the first sale besides one: the others have one.
    pub trades: u32,
    /// Further trades of the first sale, with buyers in so many branches of the tree of zones.
    pub branches: u32,
}

/// A device with sales whose trades have buyers in the deepest zone, whose fees go to up to four operators, or in deepest zones of their own.
/// Each buyer has one trade.
pub fn insert_sales<T: Config>(owner: &T::AccountId, device: DeviceId, which: Sales) {
    let Sales { offers, fills, sales, trades, branches } = which;
    create_cleared_markets::<T>();
    insert_commitment::<T>(device, sales.saturating_add(offers), CommitmentStage::Released);
    let mut bids = 0;
    for sale in 0..sales {
        let id = green_market(sale);
        let (way, trades) = if sale == 0 {
            (way(fills.saturating_add(1)), trades.saturating_add(branches).saturating_add(1))
        } else {
            (alloc::vec![id], 1)
        };
        insert_offer::<T>(owner, device, sale, &way, true);
        insert_sale::<T>(id, sale, bids, trades);
        bids = bids.saturating_add(trades);
    }
    for branch in 0..branches {
        create_branch::<T>(branch);
        let bid = FIRST_BID.saturating_add(trades.saturating_add(branch).saturating_add(1).into());
        let zone = branch_zone(branch, MAX_ZONE_DEPTH);
        Orders::<T>::mutate_extant(bid, |order| order.market.zone = zone);
    }
    for number in sales..sales.saturating_add(offers) {
        insert_offer::<T>(owner, device, number, &way(1), true);
    }
}

/// The green market of the `number`-th sale.
pub fn green_market(number: u32) -> MarketId {
    market(u8::try_from(number).unwrap_or(u8::MAX), Product::Green)
}

/// What offer `number` sold in a market is to be settled: so many trades, each with a bid of its own, of which there are `bids` before.
/// Several trades are on two pages.
fn insert_sale<T: Config>(market: MarketId, number: u32, bids: u32, trades: u32) {
    let sell = number.saturating_mul(ENTRIES_PER_PAGE);
    Deliveries::<T>::remove(market, sell);
    let first_trade = if trades > 1 { TRADES_PER_PAGE.saturating_sub(1) } else { 0 };
    let sale = |entry: &mut BookEntry| {
        entry.filled = times(QUANTITY, trades);
        entry.first_trade = first_trade;
        entry.trades = trades;
    };
    Pallet::<T>::mutate_entry(market, sell, sale).expect("it was put there");

    let levels = u64::from(MAX_ZONE_DEPTH).saturating_add(2);
    let held = pay(QUANTITY, price::<T>().saturating_mul(levels));
    let filler = TradeRecord { buy: 0, sell: 0, quantity: QUANTITY, sold_before: Wh::ZERO, fee: 0 };
    let fillers = |count: u32| repeat_n(filler, usize::try_from(count).unwrap_or_default());
    let mut records: Vec<_> = fillers(first_trade).collect();
    for n in 0..trades {
        let number = bids.saturating_add(n);
        let id = FIRST_BID.saturating_add(number.into());
        let origin = MarketId { zone: zone_at(MAX_ZONE_DEPTH), ..market };
        insert_order::<T>(id, order::<T>(buyer::<T>(number), buyer_device(number), origin, Side::Buy, held));
        let page = MAX_ORDERS_PER_POINT.saturating_add(number);
        let bid = BookEntry { filled: QUANTITY, trades: 1, ..entry(id, Side::Buy, QUANTITY, price::<T>()) };
        let buy = put_entry::<T>(market, page, bid);
        records.push(TradeRecord { buy, sell, quantity: QUANTITY, sold_before: times(QUANTITY, n), fee: price::<T>() });
    }
    let last = first_trade.saturating_add(trades);
    records.extend(fillers(last.div_ceil(TRADES_PER_PAGE).saturating_mul(TRADES_PER_PAGE).saturating_sub(last)));
    Pallet::<T>::put_trades(market, &records);
}

/// So many pages of a market, half of them of its book, the others of its trades.
pub fn insert_pages<T: Config>(market: MarketId, pages: u32) {
    for page in 0..pages.div_ceil(2) {
        put_entry::<T>(market, page, entry(0, Side::Buy, QUANTITY, price::<T>()));
    }
    let trade = TradeRecord { buy: 0, sell: 0, quantity: QUANTITY, sold_before: Wh::ZERO, fee: 0 };
    let count = (pages / 2).saturating_mul(TRADES_PER_PAGE);
    let trades: Vec<_> = repeat_n(trade, usize::try_from(count).unwrap_or_default()).collect();
    Pallet::<T>::put_trades(market, &trades);
}

/// The `n`th buyer of [`insert_sales`].
pub fn buyer<T: Config>(n: u32) -> T::AccountId {
    funded::<T>("buyer", n)
}

/// Its device.
pub fn buyer_device(n: u32) -> DeviceId {
    device(n.saturating_add(1))
}

/// The device exported, and generated, so much.
pub fn insert_export<T: Config>(device: DeviceId, export: Wh) {
    T::Meters::insert_metered(device, PERIOD, Registers { import: Wh::ZERO, export, generation: export });
}

/// The devices of the buyers of [`insert_sales`] imported what they bought. None of them is related to the seller's.
pub fn insert_imports<T: Config>(trades: u32) {
    for n in 0..trades {
        insert_device::<T>(buyer_device(n), buyer::<T>(n));
        let import = Registers { import: QUANTITY, ..Registers::default() };
        T::Meters::insert_metered(buyer_device(n), PERIOD, import);
        Commitments::<T>::insert(PERIOD, buyer_device(n), CommitmentRecord::default());
    }
}

/// What so many sources said imbalance energy cost in a zone.
pub fn insert_imbalance_prices<T: Config>(zone: ZoneId, sources: u32) {
    let prices: Vec<_> = (0..sources).map(|index| (source::<T>(index, zone), T::MaxPrice::get())).collect();
    ImbalancePrices::<T>::insert(PERIOD, zone, BoundedVec::<_, sp_core::ConstU32<MAX_SOURCES>>::truncate_from(prices));
}

/// As many offers as there can be, which went through all markets, and sold in each. The first one's sale in the last green market is the
/// trade of a buyer.
pub fn insert_disputable<T: Config>(owner: &T::AccountId, device: DeviceId) {
    create_cleared_markets::<T>();
    insert_offers::<T>(owner, device, MAX_ORDERS_PER_POINT, true);
    insert_commitment::<T>(device, MAX_ORDERS_PER_POINT, CommitmentStage::Released);
    insert_sale::<T>(last_green_market(), 0, 0, 1);
    note_settled::<T>(device);
}

/// Nothing but a dispute over the first trade of [`insert_disputable`] keeps the offers.
pub fn insert_late_dispute<T: Config>(owner: &T::AccountId, device: DeviceId) {
    insert_disputable::<T>(owner, device);
    edit_commitment::<T>(device, |commitment| commitment.disputes = 1);
    put_agenda::<T>(NEXT);
    let bond = T::DisputeBond::get();
    Pallet::<T>::take_in(&buyer::<T>(0), bond).expect("the buyer was funded");
    let dispute = DisputeRecord {
        buyer: buyer::<T>(0),
        seller: owner.clone(),
        buy_order: FIRST_BID,
        sell_order: 0,
        delivered: QUANTITY,
        fee: price::<T>(),
        evidence: H256::zero(),
        bond,
        deadline: Pallet::<T>::settlement_deadline(PERIOD).saturating_add(T::ArbitrationPeriod::get()),
        outcome: None,
    };
    Disputes::<T>::insert(last_green_market(), 0, dispute);
    DisputesByDeadline::<T>::insert(0, (last_green_market(), 0));
    DisputesQueue::<T>::put(DisputeQueue { first: 0, next: 1 });
}

/// A dispute over a trade of the deepest zone. The zone's arbiter is also that of all above but the root.
pub fn insert_deepest_dispute<T: Config>(owner: &T::AccountId, device: DeviceId) {
    insert_late_dispute::<T>(owner, device);
    for depth in 1..MAX_ZONE_DEPTH {
        let arbiter = terms::<T>(zone_at(MAX_ZONE_DEPTH)).arbiter;
        Zones::<T>::mutate(zone_at(depth), |zone| {
            if let Some(zone) = zone {
                zone.terms.arbiter = arbiter;
            }
        });
    }
    let deepest = market(MAX_ZONE_DEPTH, Product::Green);
    let dispute = Disputes::<T>::take(last_green_market(), 0).expect("inserted above");
    Disputes::<T>::insert(deepest, 0, dispute);
    DisputesByDeadline::<T>::insert(0, (deepest, 0));
}

/// What became of the dispute over the first trade of [`insert_disputable`].
pub fn outcome<T: Config>() -> Option<DisputeOutcome> {
    Disputes::<T>::get(last_green_market(), 0)?.outcome
}

/// The first trade of [`insert_disputable`] is settled and counted.
fn note_settled<T: Config>(device: DeviceId) {
    let delivery = DeliveryRecord { sold: QUANTITY, delivered: QUANTITY, penalty: 0, paid_trades: 1, counted_trades: 1 };
    Deliveries::<T>::insert(last_green_market(), 0, delivery);
    edit_commitment::<T>(device, |commitment| {
        commitment.stage = CommitmentStage::Counted;
        commitment.counted = community_sale::<T>(2);
    });
    CommunitySold::<T>::insert(PERIOD.day(), device, community_sale::<T>(2));
}

/// What so many trades of [`insert_sales`] come to.
pub fn community_sale<T: Config>(trades: u32) -> CommunitySale {
    let energy = times(QUANTITY, trades);
    CommunitySale { energy, fees: pay(energy, price::<T>()) }
}

/// A book of `n` orders with the most trades that it can have, of which half go on to the market above.
///
/// The bids want twice of what there is, at one price, and share it: 2 Wh each. Offers give 1 Wh, then 2 Wh each, so that every bid takes
/// from two of them, and the last one the rest; their limits fall, so that they must be sorted.
pub fn full_book<T: Config>(n: u32) -> Vec<BookEntry> {
    let offers = n / 2;
    let bids = n.saturating_sub(offers);
    let bid = entry(0, Side::Buy, Wh(4), T::MaxPrice::get());
    let offer = |position: u32| {
        // By merit the last one comes first.
        let rank = offers.saturating_sub(position).saturating_sub(1);
        let before = if rank == 0 { 0 } else { rank.saturating_mul(2).saturating_sub(1) };
        let is_last = position == 0;
        let quantity = match (is_last, rank) {
            (true, _) => bids.saturating_mul(2).saturating_sub(before),
            (false, 0) => 1,
            (false, _) => 2,
        };
        entry(0, Side::Sell, Wh(quantity.into()), rank.into())
    };
    let bids = repeat_n(bid, usize::try_from(bids).unwrap_or_default());
    bids.chain((0..offers).map(offer)).collect()
}
