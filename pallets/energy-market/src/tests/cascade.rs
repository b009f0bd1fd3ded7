//! What one market leaves unfilled goes on to the next.

use crate::{mock::*, *};
use uen_primitives::{Balance, MarketId, OrderId, PricePerWh, Product, Side, Wh, ZoneId};

const GREEN: Product = Product::Green;
const ANY: Product = Product::Any;

/// Consumers 1 to 3 and solar devices 11 to 13, in quarter, district and city.
fn add_devices() {
    for (n, zone) in [(1, QUARTER), (2, DISTRICT), (3, CITY)] {
        add_consumer(n, zone);
        add_solar(n + 10, zone);
    }
}

fn bid(n: u8, product: Product, quantity: u64, limit: PricePerWh) -> OrderId {
    place(n, Side::Buy, product, quantity, limit)
}

fn offer(n: u8, product: Product, quantity: u64, limit: PricePerWh) -> OrderId {
    place(n, Side::Sell, product, quantity, limit)
}

/// Zone, product, quantity, limit and fill of an order in all markets that it passed.
fn way(id: OrderId) -> Vec<(ZoneId, Product, u64, PricePerWh, u64)> {
    let fills = EnergyMarket::fills_of(&order(id));
    fills.into_iter().map(|(id, _, entry)| (id.zone, id.product, entry.quantity.0, entry.limit, entry.filled.0)).collect()
}

fn is_opened(zone: ZoneId, product: Product) -> bool {
    Markets::<Test>::contains_key(market(zone, product))
}

#[test]
fn green_offer_should_go_on_to_any_energy_of_its_zone() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let offer = offer(13, GREEN, 500, 50 * M);
        bid(3, GREEN, 200, 100 * M);
        bid(3, ANY, 300, 80 * M);
        advance_to(gate());
        assert_eq!(way(offer), [(CITY, GREEN, 500, 50 * M, 200), (CITY, ANY, 300, 50 * M, 300)]);
    });
}

#[test]
fn green_offer_should_go_up_to_the_green_market_first() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let offer = offer(12, ANY, 500, 50 * M);
        bid(3, GREEN, 200, 100 * M);
        bid(3, ANY, 300, 100 * M);
        advance_to(gate());
        let expected = [(DISTRICT, ANY, 500, 50 * M, 0), (CITY, GREEN, 500, 50 * M, 200), (CITY, ANY, 300, 50 * M, 300)];
        assert_eq!(way(offer), expected);
    });
}

#[test]
fn offer_that_is_not_green_should_go_up_past_the_green_market() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        add_fossil(14, DISTRICT);
        let offer = offer(14, ANY, 500, 50 * M);
        let green = bid(3, GREEN, 200, 100 * M);
        bid(3, ANY, 300, 100 * M);
        advance_to(gate());
        assert_eq!(way(offer), [(DISTRICT, ANY, 500, 50 * M, 0), (CITY, ANY, 500, 50 * M, 300)]);
        assert_eq!(traded(green), 0);
    });
}

#[test]
fn green_bid_should_go_up_and_stay_green() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        add_fossil(14, CITY);
        let bid = bid(1, GREEN, 300, 100 * M);
        for n in [11, 12, 13] {
            offer(n, GREEN, 100, 50 * M);
        }
        offer(14, ANY, 100, 50 * M);
        advance_to(gate());
        let expected =
            [(QUARTER, GREEN, 300, 100 * M, 100), (DISTRICT, GREEN, 200, 95 * M, 100), (CITY, GREEN, 100, 85 * M, 100)];
        assert_eq!(way(bid), expected);
    });
}

/// The limit less the fees above just reaches the price, so that the whole hold is needed and suffices.
#[test]
fn bid_should_pay_its_limit_and_no_more_when_fees_take_the_rest() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let bid = bid(1, ANY, 100, 100 * M);
        offer(13, ANY, 100, 85 * M);
        advance_to(gate());
        assert_eq!(clearing(market(CITY, ANY)).unwrap().price, 85 * M);
        assert_eq!(order(bid).held, 100 * Balance::from(100 * M + QUARTER_FEE));
    });
}

#[test]
fn bid_should_not_meet_an_offer_above_its_limit_less_the_fees() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let bid = bid(1, ANY, 100, 100 * M);
        offer(13, ANY, 100, 85 * M + 1);
        advance_to(gate());
        assert_eq!(traded(bid), 0);
    });
}

#[test]
fn fees_of_all_levels_should_be_paid_to_their_operators() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        bid(1, ANY, 100, 100 * M);
        offer(13, ANY, 100, 50 * M);
        advance_to(gate());
        meter(13, PERIOD, 0, 100, 100);
        advance_to(grace_end());
        let gains = [QUARTER_OPERATOR, DISTRICT_OPERATOR, OPERATOR].map(|operator| balance(operator) - UEN);
        assert_eq!(gains, [QUARTER_FEE, DISTRICT_FEE, CITY_FEE].map(|fee| 100 * Balance::from(fee)));
    });
}

#[test]
fn bid_should_not_go_up_when_the_fee_takes_all_of_its_limit() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        bid(1, ANY, 100, DISTRICT_FEE);
        advance_to(gate());
        assert!(!is_opened(DISTRICT, ANY));
    });
}

#[test]
fn bid_should_go_up_when_the_fee_leaves_anything() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        bid(1, ANY, 100, DISTRICT_FEE + 1);
        advance_to(gate());
        assert_eq!(EnergyMarket::entry(market(DISTRICT, ANY), 0).unwrap().limit, 1);
        assert!(!is_opened(CITY, ANY));
    });
}

#[test]
fn rest_should_be_refunded_when_the_next_book_is_full() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        MaxOrdersPerMarket::set(3);
        add_fossil(14, DISTRICT);
        for n in [14, 14, 14] {
            offer(n, ANY, 100, 50 * M);
        }
        offer(13, ANY, 10, 50 * M);
        bid(3, ANY, 300, 100 * M);
        advance_to(gate());
        // There was room for one of three.
        assert_eq!(clearing(market(CITY, ANY)).unwrap().volume, Wh(110));
        let fitted: Vec<_> = EnergyMarket::book(market(DISTRICT, ANY), 3).iter().map(|entry| entry.cascaded_to).collect();
        assert_eq!(fitted, [Some(2), None, None]);
        assert_eq!(held(14, Side::Sell), 100 * Balance::from(DEPOSIT_PER_WH));
    });
}

#[test]
fn orders_should_not_go_up_to_a_closed_zone() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        offer(12, ANY, 100, 50 * M);
        let in_city = bid(3, ANY, 100, 100 * M);
        update_zone(CITY, |terms| terms.is_open = false);
        advance_to(gate());
        assert_eq!(traded(in_city), 0);
        assert_eq!(balance(12), ENDOWMENT);
    });
}

#[test]
fn orders_of_a_closed_zone_should_go_on_in_it() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let offer = offer(13, GREEN, 100, 50 * M);
        bid(3, ANY, 100, 100 * M);
        update_zone(CITY, |terms| terms.is_open = false);
        advance_to(gate());
        assert_eq!(traded(offer), 100);
    });
}

#[test]
fn closed_zone_should_open_no_market_for_orders_that_go_on() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        offer(13, GREEN, 100, 50 * M);
        update_zone(CITY, |terms| terms.is_open = false);
        advance_to(gate());
        assert!(!is_opened(CITY, ANY));
    });
}

#[test]
fn fee_should_be_that_of_the_open_market_when_the_zone_changed_it() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let bid = bid(2, ANY, 100, 100 * M);
        offer(13, ANY, 100, 50 * M);
        update_zone(CITY, |terms| terms.fee = 40 * M);
        advance_to(gate());
        assert_eq!(way(bid)[1].3, 100 * M - CITY_FEE);
    });
}

#[test]
fn fee_should_be_that_of_the_zone_when_its_market_opens_for_orders_from_below() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        bid(2, ANY, 100, 100 * M);
        update_zone(CITY, |terms| terms.fee = 40 * M);
        advance_to(gate());
        let city = market(CITY, ANY);
        assert_eq!(Markets::<Test>::get(city).unwrap().fee, 40 * M);
        assert_eq!(EnergyMarket::entry(city, 0).unwrap().limit, 60 * M);
    });
}

#[test]
fn device_should_deliver_to_the_first_market_first() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let id = offer(13, GREEN, 500, 50 * M);
        bid(3, GREEN, 200, 100 * M);
        bid(3, ANY, 300, 100 * M);
        advance_to(gate());
        meter(13, PERIOD, 0, 350, 350);
        advance_to(grace_end());
        let delivered = |product| {
            let sale = |(at, index, _): (MarketId, u32, _)| (at.product == product).then(|| Deliveries::<Test>::get(at, index));
            EnergyMarket::fills_of(&order(id)).into_iter().find_map(sale).flatten().unwrap().delivered
        };
        assert_eq!((delivered(GREEN), delivered(ANY)), (Wh(200), Wh(150)));
    });
}

// How much goes on.

fn capacity(zone: ZoneId, export: u64, import: u64) {
    update_zone(zone, |terms| terms.capacity = EdgeCapacity { export: Wh(export), import: Wh(import) });
}

#[test]
fn no_more_offers_should_leave_a_zone_than_the_grid_carries() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        capacity(DISTRICT, 700, 0);
        let dear = offer(12, ANY, 300, 60 * M);
        let cheap = offer(12, ANY, 500, 50 * M);
        let dearest = offer(12, ANY, 300, 70 * M);
        bid(3, ANY, 1_000, 100 * M);
        advance_to(gate());
        // The cheapest wholly, the next in part, the rest not at all, whoever came first.
        assert_eq!(way(cheap)[1..], [(CITY, GREEN, 500, 50 * M, 0), (CITY, ANY, 500, 50 * M, 500)]);
        assert_eq!(way(dear)[1..], [(CITY, GREEN, 200, 60 * M, 0), (CITY, ANY, 200, 60 * M, 200)]);
        assert!(!Orders::<Test>::contains_key(dearest), "it is in no further market");
        assert_eq!(Markets::<Test>::get(market(CITY, ANY)).unwrap().entries, 3);
    });
}

#[test]
fn green_and_other_offers_should_share_what_the_grid_carries() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        add_fossil(14, DISTRICT);
        capacity(DISTRICT, 700, 0);
        let fossil = offer(14, ANY, 500, 40 * M);
        let solar = offer(12, ANY, 500, 50 * M);
        bid(3, ANY, 1_000, 100 * M);
        advance_to(gate());
        assert_eq!((traded(fossil), traded(solar)), (500, 200));
    });
}

#[test]
fn bids_of_both_markets_should_share_what_the_grid_carries() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        capacity(DISTRICT, 0, 700);
        let green = bid(2, GREEN, 500, 100 * M);
        let any = bid(2, ANY, 500, 200 * M);
        offer(13, GREEN, 2_000, 50 * M);
        advance_to(gate());
        assert_eq!((traded(green), traded(any)), (500, 200), "the green market clears before");
        let used = Periods::<Test>::get(PERIOD).edges.into_inner();
        assert_eq!(used, [EdgeUse { zone: DISTRICT, imported: Wh(500) }]);
    });
}

/// The worked example of docs/market.md.
#[test]
fn prices_should_differ_where_the_grid_carries_no_more() {
    let prices = |export| {
        let mut ext = ExtBuilder.build();
        ext.execute_with(|| {
            add_devices();
            add_fossil(14, CITY);
            capacity(DISTRICT, export, 0);
            // Sun in the district, of which it needs little itself.
            offer(12, ANY, 5_000, 30 * M);
            bid(2, ANY, 1_000, 120 * M);
            // The city needs more, and has a dearer plant.
            offer(14, ANY, 5_000, 80 * M);
            bid(3, ANY, 3_000, 150 * M);
            advance_to(gate());
            [DISTRICT, CITY].map(|zone| clearing(market(zone, ANY)).unwrap().price)
        })
    };
    // Enough for all: the city's price is that of the sun, too.
    assert_eq!(prices(0), [30 * M, 30 * M]);
    // 1 kWh gets through, and the plant has to give the rest: it sets the city's price.
    assert_eq!(prices(1_000), [30 * M, 80 * M]);
}

// 46: the zone that clears first fills the book above.

/// A second district, with a lower number than that of the quarter.
const OTHER: ZoneId = 9;

fn add_other_district() {
    let terms = zone_terms(DISTRICT);
    frame_support::assert_ok!(EnergyMarket::create_zone(RuntimeOrigin::root(), OTHER, Some(CITY), terms));
    add_fossil(15, OTHER);
}

/// How many entries came into the city's book from a zone.
fn passed_on_from(zone: ZoneId) -> usize {
    let from = market(zone, ANY);
    let entries = Markets::<Test>::get(from).map_or(0, |record| record.entries);
    EnergyMarket::book(from, entries).iter().filter(|entry| entry.cascaded_to.is_some()).count()
}

#[test]
fn zone_that_clears_first_should_not_fill_the_book_above() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(6);
        add_devices();
        add_fossil(14, DISTRICT);
        add_other_district();
        for n in 0..6 {
            offer(14, ANY, 100, (60 - n) * M);
        }
        for n in 0..6 {
            offer(15, ANY, 100, (60 - n) * M);
        }
        bid(3, ANY, 500, 100 * M);
        bid(3, ANY, 500, 100 * M);
        advance_to(gate());
        // There are four places beside the two bids.
        assert_eq!((passed_on_from(DISTRICT), passed_on_from(OTHER)), (2, 2));
        let limits: Vec<_> = EnergyMarket::book(market(CITY, ANY), 6).iter().skip(2).map(|entry| entry.limit / M).collect();
        assert_eq!(limits, [56, 55, 56, 55], "the best limits, in the order of their arrival");
    });
}

#[test]
fn room_that_a_zone_does_not_use_should_be_there_for_others() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(6);
        add_devices();
        add_fossil(14, DISTRICT);
        add_other_district();
        offer(14, ANY, 100, 50 * M);
        for n in 0..6 {
            offer(15, ANY, 100, (60 - n) * M);
        }
        bid(3, ANY, 600, 100 * M);
        advance_to(gate());
        assert_eq!((passed_on_from(DISTRICT), passed_on_from(OTHER)), (1, 4));
    });
}

#[test]
fn neither_side_should_fill_the_room_of_the_other() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(8);
        add_devices();
        add_fossil(14, DISTRICT);
        for n in 0..4 {
            bid(2, ANY, 100, (40 - n) * M);
        }
        for n in 0..4 {
            offer(14, ANY, 100, (60 + n) * M);
        }
        MaxOrdersPerMarket::set(4);
        advance_to(gate());
        let limits: Vec<_> = EnergyMarket::book(market(CITY, ANY), 4).iter().map(|entry| entry.limit / M).collect();
        let fee = CITY_FEE / M;
        assert_eq!(limits, [40 - fee, 39 - fee, 60, 61]);
    });
}
