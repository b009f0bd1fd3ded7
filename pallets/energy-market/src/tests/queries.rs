//! What the runtime API answers.

use crate::{mock::*, *};
use frame_support::assert_ok;
use uen_primitives::{
    runtime_api::{
        ClearingInfo, ClearingPreview, DepthLevel, DisputeInfo, FillInfo, ImbalanceInfo, MarketDepth, MarketInfo, MarketSums,
        OrderInfo, OrderSums, Page, PriceBound, PriceExplanation, SettlementInfo, TradeInfo, ZoneInfo,
    },
    MarketId, MarketState, OrderId, Period, PricePerWh, Product, Side, Wh, ZoneId,
};

const FIRST_PAGE: u32 = 100;

/// The market of vector C1.
fn c1() -> MarketId {
    market(CITY, Product::Any)
}

fn gate_closure() -> u64 {
    PERIOD.start() - GATE_CLOSURE
}

fn clear_all() {
    advance_to(gate_closure());
}

/// The market of vector C1 with its orders placed.
fn c1_info() -> MarketInfo {
    MarketInfo {
        id: c1(),
        state: MarketState::Open,
        fee: CITY_FEE,
        deposit_per_wh: DEPOSIT_PER_WH,
        entries: 6,
        gate_closure: gate_closure(),
        clearing: None,
        unsettled: 0,
        totals: MarketSums::default(),
    }
}

fn c1_clearing() -> ClearingInfo {
    ClearingInfo { price: 125 * M, lowest: 110 * M, highest: 140 * M, volume: Wh(2_000), trades: 3 }
}

fn level(limit: PricePerWh, quantity: u64, orders: u32) -> DepthLevel {
    DepthLevel { limit: limit * M, quantity: Wh(quantity), orders }
}

fn empty<Item, Cursor>() -> Page<Item, Cursor> {
    Page { items: vec![], next: None }
}

#[test]
fn unknown_things_should_be_none() {
    ExtBuilder.build_and_execute(|| {
        assert_eq!(EnergyMarket::market_info(c1()), None);
        assert_eq!(EnergyMarket::market_depth(c1()), None);
        assert_eq!(EnergyMarket::clearing_preview(c1()), None);
        assert_eq!(EnergyMarket::trades_of(c1(), None, FIRST_PAGE), empty());
        assert_eq!(EnergyMarket::markets(CITY, Period(0), PERIOD, None, FIRST_PAGE).items, vec![]);
        assert_eq!(EnergyMarket::orders_of(NOBODY, None, FIRST_PAGE), empty());
        assert_eq!(EnergyMarket::settlement_of(0), None);
        assert_eq!(EnergyMarket::dispute_info(c1(), 0), None);
    });
}

#[test]
fn market_should_tell_its_terms_when_it_is_open() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        assert_eq!(EnergyMarket::market_info(c1()), Some(c1_info()));
    });
}

#[test]
fn market_should_keep_its_terms_when_the_zone_changes() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        update_zone(CITY, |terms| terms.fee = 77 * M);
        assert_eq!(EnergyMarket::market_info(c1()), Some(c1_info()));
        assert_eq!(EnergyMarket::clearing_preview(c1()).map(|preview| preview.fee), Some(CITY_FEE));
    });
}

#[test]
fn market_should_tell_what_clearing_found() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate_closure());
        assert_eq!(EnergyMarket::market_info(c1()), Some(MarketInfo { state: MarketState::Closed, ..c1_info() }));
        clear_all();
        let expected = MarketInfo { state: MarketState::Cleared, clearing: Some(c1_clearing()), unsettled: 2, ..c1_info() };
        assert_eq!(EnergyMarket::market_info(c1()), Some(expected));
    });
}

#[test]
fn market_should_have_no_clearing_when_it_was_cancelled() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(PERIOD.start());
        assert_eq!(EnergyMarket::market_info(c1()), Some(MarketInfo { state: MarketState::Cancelled, ..c1_info() }));
    });
}

#[test]
fn market_should_sum_up_what_was_settled() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let totals = MarketSums { delivered: Wh(1_820), paid: 227_500_000_000, fees: 18_200_000_000, penalties: 12_350_000_000 };
        let expected = MarketInfo { state: MarketState::Settled, clearing: Some(c1_clearing()), totals, ..c1_info() };
        assert_eq!(EnergyMarket::market_info(c1()), Some(expected));
    });
}

#[test]
fn depth_should_add_up_orders_of_one_price_and_leave_out_cancelled_ones() {
    ExtBuilder.build_and_execute(|| {
        let [_, _, b3, ..] = place_c1();
        place(B3, Side::Buy, Product::Any, 300, 160 * M);
        assert_ok!(EnergyMarket::cancel_order(signed(B3.into()), b3));
        assert_eq!(
            EnergyMarket::market_depth(c1()),
            Some(MarketDepth {
                id: c1(),
                state: MarketState::Open,
                fee: CITY_FEE,
                deposit_per_wh: DEPOSIT_PER_WH,
                gate_closure: gate_closure(),
                bids: vec![level(200, 1_200, 1), level(160, 1_100, 2)],
                asks: vec![level(60, 1_000, 1), level(100, 1_000, 1), level(140, 900, 1)],
                total_bids: Wh(2_300),
                total_asks: Wh(2_900),
            })
        );
    });
}

#[test]
fn depth_should_be_capped_and_its_totals_not() {
    ExtBuilder.build_and_execute(|| {
        for n in 0..104u8 {
            let device = n / 8 + 1;
            add_consumer(device, CITY);
            place(device, Side::Buy, Product::Any, 10, (u64::from(n) + 1) * M);
        }
        let depth = EnergyMarket::market_depth(c1()).unwrap();
        assert_eq!((depth.bids.len(), depth.total_bids), (100, Wh(1_040)));
        assert_eq!(depth.bids.first(), Some(&level(104, 10, 1)));
        assert_eq!(depth.bids.last(), Some(&level(5, 10, 1)));
    });
}

#[test]
fn preview_should_be_what_clearing_will_find() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        let ClearingInfo { price, lowest, highest, volume, .. } = c1_clearing();
        let expected = ClearingPreview { price, lowest, highest, volume, fee: CITY_FEE };
        assert_eq!(EnergyMarket::clearing_preview(c1()), Some(expected));
        clear_all();
        assert_eq!(EnergyMarket::market_info(c1()).and_then(|info| info.clearing), Some(c1_clearing()));
    });
}

/// In C1 the first bid and the first offer that are not filled bound the price.
#[test]
fn price_should_be_explained_by_two_orders_before_and_after_clearing() {
    ExtBuilder.build_and_execute(|| {
        assert_eq!(EnergyMarket::price_explanation(c1()), None);
        let [_, _, b3, _, _, s3] = place_c1();
        let bound = |order, side, limit, quantity| PriceBound {
            order,
            side,
            limit,
            quantity: Wh(quantity),
            filled: Wh(0),
            is_unfilled: true,
        };
        let expected = PriceExplanation {
            price: 125 * M,
            lowest: bound(b3, Side::Buy, 110 * M, 1_000),
            highest: bound(s3, Side::Sell, 140 * M, 900),
            volume: Wh(2_000),
            tolerated: Wh(40),
        };
        assert_eq!(EnergyMarket::price_explanation(c1()), Some(expected.clone()));
        clear_all();
        assert_eq!(EnergyMarket::price_explanation(c1()), Some(expected));
    });
}

/// Bids and offers that are filled whole bound each other.
#[test]
fn price_should_be_explained_by_the_worst_that_trade_when_nothing_is_left() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(B1, CITY);
        add_solar(S1, CITY);
        let buy = place(B1, Side::Buy, Product::Any, 1_000, 100 * M);
        let sell = place(S1, Side::Sell, Product::Any, 1_000, 60 * M);
        let PriceExplanation { price, lowest, highest, .. } = EnergyMarket::price_explanation(c1()).unwrap();
        assert_eq!((price, lowest.order, highest.order), (80 * M, sell, buy));
        assert_eq!((lowest.filled, lowest.is_unfilled, highest.is_unfilled), (Wh(1_000), false, false));
    });
}

#[test]
fn orders_of_a_day_should_be_those_of_one_metering_point_and_day() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(B1, CITY);
        add_consumer(B2, CITY);
        let day = PERIOD.day();
        let of_day = Period::of(day.start());
        let place = |n, period| place_in(period, n, Side::Buy, Product::Any, 100, 100 * M);
        let (last, first) = (place(B1, Period(of_day.0 + 95)), place(B1, PERIOD));
        place(B1, Period(of_day.0 + 96));
        place(B2, PERIOD);
        let ids = |n| -> Vec<_> { EnergyMarket::orders_of_day(device(n), day).into_iter().map(|order| order.id).collect() };
        assert_eq!(ids(B1), [first, last]);
        assert_ok!(EnergyMarket::cancel_order(signed(B1.into()), first));
        assert_eq!(ids(B1), [last]);
        assert!(ids(S1).is_empty());
    });
}

#[test]
fn preview_should_be_nothing_when_no_bid_meets_an_offer() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(B1, CITY);
        add_solar(S1, CITY);
        place(B1, Side::Buy, Product::Any, 1_000, 50 * M);
        place(S1, Side::Sell, Product::Any, 1_000, 60 * M);
        let expected = ClearingPreview { price: 0, lowest: 0, highest: 0, volume: Wh(0), fee: CITY_FEE };
        assert_eq!(EnergyMarket::clearing_preview(c1()), Some(expected));
    });
}

#[test]
fn preview_should_not_know_what_other_markets_will_leave_over() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(B1, CITY);
        add_solar(S1, CITY);
        place(B1, Side::Buy, Product::Any, 1_000, 100 * M);
        place(S1, Side::Sell, Product::Green, 1_000, 60 * M);
        assert_eq!(EnergyMarket::clearing_preview(c1()).map(|preview| preview.volume), Some(Wh(0)));
        clear_all();
        let volume = EnergyMarket::market_info(c1()).and_then(|info| info.clearing).map(|clearing| clearing.volume);
        assert_eq!(volume, Some(Wh(1_000)));
    });
}

/// Orders in three periods, and the markets of the city that they open.
fn open_markets() -> Vec<MarketId> {
    add_consumer(B1, CITY);
    add_consumer(B2, DISTRICT);
    let ids: Vec<_> = [(1, Product::Green), (1, Product::Any), (3, Product::Any), (4, Product::Green)]
        .into_iter()
        .map(|(later, product)| MarketId { period: Period(PERIOD.0 + later), zone: CITY, product })
        .collect();
    // In another order than they are listed in, and another zone's in between.
    for id in ids.iter().rev() {
        place_in(id.period, B1, Side::Buy, id.product, 100, M);
        place_in(id.period, B2, Side::Buy, id.product, 100, M);
    }
    ids
}

fn ids_of(page: &Page<MarketInfo, MarketId>) -> Vec<MarketId> {
    page.items.iter().map(|info| info.id).collect()
}

#[test]
fn markets_should_be_those_of_the_zone_and_span_by_period_and_product() {
    ExtBuilder.build_and_execute(|| {
        let ids = open_markets();
        let list = |from: u32, to: u32| {
            let page = EnergyMarket::markets(CITY, Period(PERIOD.0 + from), Period(PERIOD.0 + to), None, FIRST_PAGE);
            assert_eq!(page.next, None);
            ids_of(&page)
        };
        assert_eq!(list(0, 9), ids);
        assert_eq!(list(1, 3), ids[..3]);
        assert_eq!(list(2, 3), ids[2..3]);
        assert_eq!(list(3, 2), vec![]);
    });
}

#[test]
fn markets_should_continue_at_the_cursor() {
    ExtBuilder.build_and_execute(|| {
        let ids = open_markets();
        let page = |cursor| EnergyMarket::markets(CITY, PERIOD, Period(PERIOD.0 + 9), cursor, 1);
        let mut cursor = None;
        for (at, id) in ids.iter().enumerate() {
            let page = page(cursor);
            assert_eq!(ids_of(&page), vec![*id]);
            assert_eq!(page.next, ids.get(at + 1).copied());
            cursor = page.next;
        }
        // A cursor does not lead out of the span, or into another zone.
        assert_eq!(ids_of(&page(Some(MarketId { period: Period(0), zone: DISTRICT, product: Product::Any }))), ids[..1]);
        assert_eq!(page(Some(MarketId { period: Period(PERIOD.0 + 10), ..ids[0] })), empty());
    });
}

#[test]
fn markets_should_look_at_a_limited_number_of_periods() {
    ExtBuilder.build_and_execute(|| {
        let ids = open_markets();
        let (from, to) = (Period(PERIOD.0 - 999), Period(PERIOD.0 + 2_000));
        let at = |period| MarketId { period: Period(period), zone: CITY, product: Product::Green };
        let first = EnergyMarket::markets(CITY, from, to, None, FIRST_PAGE);
        assert_eq!((ids_of(&first), first.next), (vec![], Some(at(PERIOD.0 + 1))));
        let second = EnergyMarket::markets(CITY, from, to, first.next, FIRST_PAGE);
        assert_eq!((ids_of(&second), second.next), (ids, Some(at(PERIOD.0 + 1_001))));
        let third = EnergyMarket::markets(CITY, from, to, second.next, FIRST_PAGE);
        assert_eq!((ids_of(&third), third.next), (vec![], None));
        assert_eq!(EnergyMarket::markets(CITY, Period(u32::MAX), Period(u32::MAX), None, FIRST_PAGE), empty());
    });
}

#[test]
fn trades_should_be_listed_from_the_cursor_on() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, _, s1, s2, _] = place_c1();
        assert_eq!(EnergyMarket::trades_of(c1(), None, FIRST_PAGE), empty());
        clear_all();
        let trade = |number, buy_order, sell_order, quantity| TradeInfo { number, buy_order, sell_order, quantity: Wh(quantity) };
        let first = EnergyMarket::trades_of(c1(), None, 2);
        assert_eq!(first, Page { items: vec![trade(0, b1, s1, 1_000), trade(1, b1, s2, 200)], next: Some(2) });
        let second = EnergyMarket::trades_of(c1(), first.next, 2);
        assert_eq!(second, Page { items: vec![trade(2, b2, s2, 800)], next: None });
        assert_eq!(EnergyMarket::trades_of(c1(), Some(3), 2), empty());
    });
}

#[test]
fn orders_should_be_listed_page_by_page_until_they_are_removed() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, ..] = place_c1();
        let mut placed = vec![b1];
        placed.extend((1..=4).map(|limit| place(B1, Side::Buy, Product::Any, 100, limit * M)));
        let ids = |page: &Page<OrderInfo<u64>, OrderId>| page.items.iter().map(|order| order.id).collect::<Vec<_>>();
        let mut listed = vec![];
        let mut cursor = None;
        for count in [2, 2, 1] {
            let page = EnergyMarket::orders_of(B1.into(), cursor, 2);
            assert_eq!(page.items.len(), count);
            listed.extend(ids(&page));
            cursor = page.next;
        }
        listed.sort_unstable();
        assert_eq!((listed, cursor), (placed, None));
        assert_eq!(ids(&EnergyMarket::orders_of(B2.into(), None, FIRST_PAGE)), vec![b2]);
        assert_ok!(EnergyMarket::cancel_order(signed(B2.into()), b2));
        assert_eq!(EnergyMarket::orders_of(B2.into(), None, FIRST_PAGE), empty());
    });
}

fn order_of(n: u8, id: OrderId, side: Side, quantity: u64, limit: PricePerWh) -> OrderInfo<u64> {
    OrderInfo {
        id,
        owner: n.into(),
        device: device(n),
        market: c1(),
        side,
        quantity: Wh(quantity),
        limit,
        held: 0,
        storage_deposit: ORDER_DEPOSIT,
        settled: OrderSums::default(),
    }
}

#[test]
fn settlement_should_show_what_is_held_when_the_order_is_placed() {
    ExtBuilder.build_and_execute(|| {
        let [b1, ..] = place_c1();
        let order = OrderInfo { held: 252_000_000_000, ..order_of(B1, b1, Side::Buy, 1_200, 200 * M) };
        let fill = FillInfo {
            market: c1(),
            index: 0,
            quantity: Wh(1_200),
            filled: Wh(0),
            price: None,
            fees: CITY_FEE,
            delivered: None,
            penalty: None,
        };
        assert_eq!(EnergyMarket::settlement_of(b1), Some(SettlementInfo { order, fills: vec![fill] }));
    });
}

#[test]
fn settlement_should_match_vector_c4() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, b3, _, s2, _] = settle_c4();
        let sums = OrderSums {
            traded: Wh(1_200),
            delivered: Wh(1_164),
            paid: 145_500_000_000,
            fees: 11_640_000_000,
            penalty: 2_470_000_000,
        };
        let fill = FillInfo {
            market: c1(),
            index: 0,
            quantity: Wh(1_200),
            filled: Wh(1_200),
            price: Some(125 * M),
            fees: CITY_FEE,
            delivered: None,
            penalty: None,
        };
        let order = OrderInfo { settled: sums, ..order_of(B1, b1, Side::Buy, 1_200, 200 * M) };
        assert_eq!(EnergyMarket::settlement_of(b1), Some(SettlementInfo { order, fills: vec![fill] }));

        let sums = OrderSums { traded: Wh(1_000), delivered: Wh(820), paid: 102_500_000_000, fees: 0, penalty: 12_350_000_000 };
        let fill = FillInfo {
            market: c1(),
            index: 4,
            quantity: Wh(1_000),
            filled: Wh(1_000),
            price: Some(125 * M),
            fees: 0,
            delivered: Some(Wh(820)),
            penalty: Some(12_350_000_000),
        };
        let order = OrderInfo { settled: sums, held: 87_650_000_000, ..order_of(S2, s2, Side::Sell, 1_000, 100 * M) };
        assert_eq!(EnergyMarket::settlement_of(s2), Some(SettlementInfo { order, fills: vec![fill] }));
        // It had no fill, and so is removed.
        assert_eq!(EnergyMarket::settlement_of(b3), None);
    });
}

#[test]
fn settlement_should_follow_an_order_through_the_zones() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(B1, QUARTER);
        add_solar(S1, CITY);
        let bid = place(B1, Side::Buy, Product::Any, 1_000, 100 * M);
        place(S1, Side::Sell, Product::Any, 400, 40 * M);
        clear_all();
        let fills = EnergyMarket::settlement_of(bid).unwrap().fills;
        let fill = |zone, quantity, filled, price, fees| FillInfo {
            market: market(zone, Product::Any),
            index: if zone == CITY { 1 } else { 0 },
            quantity: Wh(quantity),
            filled: Wh(filled),
            price: Some(price),
            fees,
            delivered: None,
            penalty: None,
        };
        // What it may pay in the city, less the fees of district and city, is the price: it is not filled whole.
        let price = 100 * M - DISTRICT_FEE - CITY_FEE;
        assert_eq!(
            fills,
            vec![
                fill(QUARTER, 1_000, 0, 0, QUARTER_FEE),
                fill(DISTRICT, 1_000, 0, 0, QUARTER_FEE + DISTRICT_FEE),
                fill(CITY, 1_000, 400, price, QUARTER_FEE + DISTRICT_FEE + CITY_FEE),
            ]
        );
    });
}

#[test]
fn books_should_be_empty_when_they_are_removed_and_the_market_final() {
    ExtBuilder.build_and_execute(|| {
        let [b1, ..] = settle_c4();
        let end = finality();
        advance_to(end);
        let info = EnergyMarket::market_info(c1()).unwrap();
        assert_eq!((info.state, info.clearing), (MarketState::Final, Some(c1_clearing())));
        let depth = EnergyMarket::market_depth(c1()).unwrap();
        assert_eq!((depth.bids, depth.asks, depth.total_bids, depth.total_asks), (vec![], vec![], Wh(0), Wh(0)));
        assert_eq!(EnergyMarket::clearing_preview(c1()).map(|preview| preview.volume), Some(Wh(0)));
        assert_eq!(EnergyMarket::trades_of(c1(), None, FIRST_PAGE), empty());
        assert_eq!(EnergyMarket::settlement_of(b1), None);
        advance_to(PERIOD.end() + HISTORY_RETENTION);
        assert_eq!(EnergyMarket::market_info(c1()), None);
    });
}

#[test]
fn zones_should_be_listed_by_number() {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 2);
        let zone = |id, parent, depth, operator, fee| ZoneInfo {
            id,
            parent,
            depth,
            operator,
            arbiter: ARBITER,
            fee,
            deposit_per_wh: DEPOSIT_PER_WH,
            imbalance: ImbalanceInfo {
                sources: vec![],
                quorum: 1,
                max_age: METERING_GRACE as u32,
                lowest: 0,
                highest: MAX_PRICE,
            },
            is_open: true,
            export_capacity: Wh(0),
            import_capacity: Wh(0),
        };
        let mut city = zone(CITY, None, 0, OPERATOR, CITY_FEE);
        city.imbalance.sources = SOURCES.to_vec();
        city.imbalance.quorum = 2;
        let mut district = zone(DISTRICT, Some(CITY), 1, DISTRICT_OPERATOR, DISTRICT_FEE);
        (district.export_capacity, district.import_capacity) = (Wh(5_000), Wh(3_000));
        update_zone(DISTRICT, |terms| terms.capacity = EdgeCapacity { export: Wh(5_000), import: Wh(3_000) });
        let quarter = zone(QUARTER, Some(DISTRICT), 2, QUARTER_OPERATOR, QUARTER_FEE);
        let first = EnergyMarket::zones(None, 2);
        assert_eq!(first, Page { items: vec![city, district], next: Some(QUARTER) });
        let second: Page<ZoneInfo<u64>, ZoneId> = EnergyMarket::zones(first.next, 2);
        assert_eq!(second, Page { items: vec![quarter], next: None });
        assert_eq!(EnergyMarket::zones(Some(QUARTER + 1), 2), empty());
    });
}

#[test]
fn dispute_should_tell_what_became_of_it() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, _, _, s2, _] = settle_c4();
        let opened = now();
        let reading = signed_reading(S2, 1, (PERIOD.start(), PERIOD.end()), 500);
        let evidence = Evidence::Reading(Box::new(reading));
        let hash = sp_core::H256(sp_io::hashing::blake2_256(&codec::Encode::encode(&evidence)));
        assert_ok!(EnergyMarket::dispute(signed(B1.into()), c1(), 1, evidence));
        let expected = DisputeInfo {
            buyer: B1.into(),
            seller: S2.into(),
            buy_order: b1,
            sell_order: s2,
            delivered: Wh(164),
            evidence: hash,
            bond: DISPUTE_BOND,
            arbiter_zone: CITY,
            deadline: opened + ARBITRATION_PERIOD,
            outcome: None,
        };
        assert_eq!(EnergyMarket::dispute_info(c1(), 1), Some(expected.clone()));
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), c1(), 1, Ruling::Rejected));
        let expected = DisputeInfo { outcome: Some("rejected".into()), ..expected };
        assert_eq!(EnergyMarket::dispute_info(c1(), 1), Some(expected));
    });
}
