//! Attacks 11 to 15, 17, 20, 23 to 25, 44, 45 and 48, and what went wrong elsewhere.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::TokenError;
use std::collections::BTreeMap;
use uen_primitives::{Balance, CommunitySale, DeviceId, DeviceKind, MarketId, Period, PricePerWh, Product, Side, Wh};

const ANY: Product = Product::Any;

fn city() -> MarketId {
    market(CITY, ANY)
}

fn bid(n: u8, quantity: u64, limit: PricePerWh) -> u64 {
    place(n, Side::Buy, ANY, quantity, limit)
}

fn offer(n: u8, quantity: u64, limit: PricePerWh) -> u64 {
    place(n, Side::Sell, ANY, quantity, limit)
}

/// All money that there is.
fn money() -> Balance {
    Balances::total_issuance()
}

/// In the account and in the pot.
fn wealth(who: u64) -> Balance {
    balance(who) + all_held(who)
}

// 11: order spam.

#[test]
fn bid_should_be_refused_when_it_is_not_paid_for_in_advance() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        // 25 kWh at 100 UEN/kWh.
        assert_noop!(try_place(1, Side::Buy, ANY, 25_000, 100_000 * M), Error::<Test>::InvalidLimit);
        let result = try_place(1, Side::Buy, ANY, 25_000, MAX_PRICE);
        assert_ok!(result);
        add_consumer(2, CITY);
        for _ in 0..3 {
            assert_ok!(try_place(2, Side::Buy, ANY, 8_000, MAX_PRICE));
        }
        add_device(3, 2, CITY, DeviceKind::Consumption, 1_000_000, 0);
        assert_noop!(try_place(3, Side::Buy, ANY, 80_000, MAX_PRICE), TokenError::FundsUnavailable);
    });
}

#[test]
fn orders_of_an_owner_should_be_bounded_over_all_devices_and_periods() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerOwner::set(3);
        add_consumer(1, CITY);
        add_device(2, 1, QUARTER, DeviceKind::Consumption, 100_000, 0);
        bid(1, 100, M);
        bid(2, 100, M);
        place_in(Period(PERIOD.0 + 9), 1, Side::Buy, ANY, 100, M);
        assert_noop!(try_place(2, Side::Buy, ANY, 100, M), Error::<Test>::MaxOrdersPerOwnerExceeded);
    });
}

/// Each device can take up eight entries of a book and no more, whatever it cancels.
#[test]
fn book_should_not_be_filled_by_placing_and_cancelling() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        for _ in 0..MAX_ORDERS_PER_POINT {
            let order = bid(1, 100, M);
            assert_ok!(EnergyMarket::cancel_order(signed(1), order));
        }
        assert_noop!(try_place(1, Side::Buy, ANY, 100, M), Error::<Test>::MaxOrdersPerPointExceeded);
        assert_eq!(Markets::<Test>::get(city()).unwrap().entries, MAX_ORDERS_PER_POINT);
    });
}

// 12: ghost supply.

#[test]
fn device_should_not_offer_more_than_its_nameplate_allows_in_all_orders_together() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        offer(1, 15_000, M);
        place(1, Side::Sell, Product::Green, 9_000, M);
        assert_noop!(try_place(1, Side::Sell, ANY, 1_001, M), Error::<Test>::CapacityExceeded);
    });
}

#[test]
fn selling_what_is_not_there_should_cost_the_seller_whatever_the_prices() {
    for (limit, imbalance) in [(50 * M, None), (50 * M, Some(0)), (1, Some(0)), (50 * M, Some(MAX_PRICE))] {
        ExtBuilder.build_and_execute(|| {
            set_sources(CITY, &SOURCES, 1);
            add_consumer(1, CITY);
            add_solar(2, CITY);
            bid(1, 10_000, 100 * M);
            offer(2, 10_000, limit);
            advance_to(gate());
            set_clock(PERIOD.end());
            if let Some(price) = imbalance {
                assert_ok!(EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, PERIOD, price));
            }
            advance_to(finality());
            assert!(wealth(2) < ENDOWMENT && wealth(1) > ENDOWMENT);
            assert_eq!(wealth(1) + wealth(2), 2 * ENDOWMENT);
        });
    }
}

// 13: ordering more than one wants, for a larger share.

#[test]
fn device_should_not_bid_for_more_than_its_nameplate_allows_in_all_orders_together() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        bid(1, 24_000, M);
        assert_noop!(try_place(1, Side::Buy, Product::Green, 1_001, M), Error::<Test>::CapacityExceeded);
    });
}

/// Whoever gets a larger share takes it and pays for it, needed or not.
#[test]
fn oversized_bid_should_be_paid_for_as_far_as_it_was_filled() {
    ExtBuilder.build_and_execute(|| {
        for n in [1, 2] {
            add_consumer(n, CITY);
        }
        add_solar(3, CITY);
        let honest = bid(1, 1_000, 100 * M);
        let greedy = bid(2, 9_000, 100 * M);
        offer(3, 2_000, 100 * M);
        advance_to(gate());
        assert_eq!((traded(honest), traded(greedy)), (200, 1_800));
        meter(3, PERIOD, 0, 2_000, 2_000);
        meter(2, PERIOD, 1_000, 0, 0);
        advance_to(grace_end());
        assert_eq!(order(greedy).settled.paid, 1_800 * Balance::from(100 * M));
    });
}

// 14: peeking at the last second.

/// Price and fill of each device when the orders of a book arrive in another order.
fn outcome(turn: usize, backwards: bool) -> (PricePerWh, BTreeMap<DeviceId, u64>) {
    let mut orders: Vec<(u8, Side, u64, PricePerWh)> = vec![
        (1, Side::Buy, 1_500, 200 * M),
        (2, Side::Buy, 700, 150 * M),
        (3, Side::Buy, 500, 150 * M),
        (4, Side::Buy, 333, 150 * M),
        (11, Side::Sell, 1_000, 50 * M),
        (12, Side::Sell, 601, 120 * M),
        (13, Side::Sell, 601, 120 * M),
        (14, Side::Sell, 800, 180 * M),
    ];
    orders.rotate_left(turn);
    if backwards {
        orders.reverse();
    }
    let mut ext = ExtBuilder.build();
    ext.execute_with(|| {
        for (n, side, quantity, limit) in orders {
            add_solar(n, CITY);
            place(n, side, ANY, quantity, limit);
        }
        advance_to(gate());
        EnergyMarket::do_try_state().unwrap();
        let fills = Orders::<Test>::iter_values().map(|order| (order.device, order.settled.traded.0)).collect();
        (clearing(city()).unwrap().price, fills)
    })
}

#[test]
fn arrival_should_change_neither_price_nor_fills_by_more_than_a_watt_hour() {
    let (price, fills) = outcome(0, false);
    assert_eq!(price, 150 * M);
    for (turn, backwards) in (0..8).flat_map(|turn| [(turn, false), (turn, true)]) {
        let other = outcome(turn, backwards);
        assert_eq!(other.0, price);
        assert!(other.1.keys().eq(fills.keys()));
        assert!(other.1.iter().all(|(device, fill)| fill.abs_diff(fills[device]) <= 1));
    }
}

// 15: trading with oneself for the mining premium.

#[test]
fn wash_trade_of_one_owner_should_count_nothing_and_cost_the_fee() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 5, CITY, DeviceKind::Consumption, 100_000, 0);
        add_device(2, 5, CITY, DeviceKind::Solar, 100_000, 100_000);
        bid(1, 1_000, 100 * M);
        offer(2, 1_000, 50 * M);
        advance_to(gate());
        meter(1, PERIOD, 1_000, 0, 0);
        meter(2, PERIOD, 0, 1_000, 1_000);
        advance_to(finality());
        assert_eq!(sold(2), sale(0, 0));
        assert_eq!(wealth(5), ENDOWMENT - 1_000 * Balance::from(CITY_FEE));
    });
}

/// A friend who consumes nothing explains nothing, and one who consumes explains that much once, whoever sells.
#[test]
fn wash_trade_between_friends_should_count_no_more_than_is_consumed() {
    ExtBuilder.build_and_execute(|| {
        for n in [1, 2] {
            add_consumer(n, CITY);
        }
        for n in [3, 4] {
            add_solar(n, CITY);
        }
        bid(1, 2_000, 100 * M);
        bid(2, 2_000, 90 * M);
        for n in [3, 4] {
            offer(n, 2_000, 50 * M);
        }
        advance_to(gate());
        meter(1, PERIOD, 0, 0, 0);
        meter(2, PERIOD, 700, 0, 0);
        for n in [3, 4] {
            meter(n, PERIOD, 0, 2_000, 2_000);
        }
        advance_to(deadline());
        let counted: u64 = [3, 4].map(|n| sold(n).energy.0).iter().sum();
        assert_eq!(counted, 700);
    });
}

// 48: trading with oneself for the mining premium, by two accounts.

/// Accounts 5 and 6 are one person's: 5 sells 1,000 Wh to 6, which consumes them. Returns what is counted, and what it cost.
fn wash_trade(prepare: impl FnOnce()) -> (CommunitySale, Balance) {
    let mut result = (CommunitySale::default(), 0);
    ExtBuilder.build_and_execute(|| {
        add_solar(5, CITY);
        add_consumer(6, CITY);
        prepare();
        bid(6, 1_000, 100 * M);
        offer(5, 1_000, 50 * M);
        advance_to(gate());
        meter(5, PERIOD, 0, 1_000, 1_000);
        meter(6, PERIOD, 1_000, 0, 0);
        advance_to(finality());
        result = (sold(5), 2 * ENDOWMENT - wealth(5) - wealth(6));
    });
    result
}

#[test]
fn wash_trade_of_two_accounts_should_count_nothing_behind_one_connection() {
    let cost = 1_000 * Balance::from(CITY_FEE);
    assert_eq!(wash_trade(|| connect(6, 5)), (sale(0, 0), cost));
    assert_eq!(wash_trade(|| disconnect(6)), (sale(0, 0), cost));
}

/// With two connections nobody can tell. What mining can pay for it is no more than what it cost.
#[test]
fn wash_trade_of_two_accounts_should_count_no_more_fees_than_it_paid() {
    let (counted, cost) = wash_trade(|| ());
    assert_eq!(counted, sale(1_000, CITY_FEE));
    assert_eq!(counted.fees, cost);
    // In a zone without a fee it costs nothing, and brings nothing.
    assert_eq!(wash_trade(|| update_zone(CITY, |terms| terms.fee = 0)), (sale(1_000, 0), 0));
    // A fee that comes back is none.
    let (counted, cost) = wash_trade(|| {
        update_zone(CITY, |terms| {
            terms.operator = NOBODY;
            terms.fee = 100;
        });
    });
    assert_eq!((counted, cost), (sale(1_000, 0), 0));
}

/// Fees that somebody else paid, for energy that does not count, do not pay for a wash trade.
#[test]
fn wash_trade_should_not_count_the_fees_of_others() {
    ExtBuilder.build_and_execute(|| {
        add_solar(5, CITY);
        add_consumer(6, CITY);
        add_consumer(7, QUARTER);
        bid(6, 1_000, 100 * M);
        bid(7, 1_000, 100 * M);
        offer(5, 2_000, 50 * M);
        advance_to(gate());
        meter(5, PERIOD, 0, 2_000, 2_000);
        meter(6, PERIOD, 1_000, 0, 0);
        meter(7, PERIOD, 0, 0, 0);
        advance_to(deadline());
        let bought = Orders::<Test>::iter_values().find(|order| order.device == device(7)).unwrap().settled;
        assert_eq!((bought.delivered, bought.fees), (Wh(1_000), 1_000 * Balance::from(QUARTER_FEE + DISTRICT_FEE + CITY_FEE)));
        assert_eq!(sold(5), sale(1_000, CITY_FEE));
    });
}

// 17: one Wh sold twice.

#[test]
fn one_watt_hour_should_not_be_delivered_in_two_markets() {
    ExtBuilder.build_and_execute(|| {
        for n in [1, 2] {
            add_consumer(n, CITY);
        }
        add_solar(3, CITY);
        place(1, Side::Buy, Product::Green, 600, 100 * M);
        bid(2, 600, 100 * M);
        let green = place(3, Side::Sell, Product::Green, 600, 50 * M);
        let any = offer(3, 600, 50 * M);
        advance_to(gate());
        meter(3, PERIOD, 0, 1_000, 1_000);
        advance_to(grace_end());
        assert_eq!((order(green).settled.delivered, order(any).settled.delivered), (Wh(600), Wh(400)));
        assert_eq!((used(3, PERIOD), Delivered::<Test>::get()), (1_000, Wh(1_000)));
        assert!(order(any).settled.penalty > 0);
    });
}

/// A device that is moved meanwhile has one capacity and one meter all the same.
#[test]
fn one_watt_hour_should_not_be_delivered_in_two_zones() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_consumer(2, QUARTER);
        add_solar(3, CITY);
        bid(1, 20_000, 100 * M);
        bid(2, 5_000, 100 * M);
        let in_city = offer(3, 20_000, 50 * M);
        add_solar(3, QUARTER);
        assert_noop!(try_place(3, Side::Sell, ANY, 5_001, 50 * M), Error::<Test>::CapacityExceeded);
        let in_quarter = offer(3, 5_000, 50 * M);
        advance_to(gate());
        meter(3, PERIOD, 0, 22_000, 22_000);
        advance_to(grace_end());
        let delivered = [in_city, in_quarter].map(|id| order(id).settled.delivered.0);
        assert_eq!((delivered, used(3, PERIOD)), ([20_000, 2_000], 22_000));
    });
}

#[test]
fn settling_again_should_deliver_nothing_again() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let (delivered, s2) = (Delivered::<Test>::get(), wealth(S2.into()));
        assert_noop!(EnergyMarket::settle(signed(S2.into()), PERIOD, device(S2)), Error::<Test>::NothingToSettle);
        advance_to(deadline());
        assert_eq!((Delivered::<Test>::get(), wealth(S2.into())), (delivered, s2));
    });
}

// 20: manipulated imbalance prices.

/// What 1000 Wh that were not delivered cost, sold at 75 M, when sources say these prices.
fn penalty(quorum: u32, prices: &[(u64, PricePerWh)]) -> Balance {
    let mut ext = ExtBuilder.build();
    ext.execute_with(|| {
        set_sources(CITY, &SOURCES, quorum);
        add_consumer(1, CITY);
        add_solar(2, CITY);
        bid(1, 1_000, 100 * M);
        let id = offer(2, 1_000, 50 * M);
        advance_to(gate());
        set_clock(PERIOD.end());
        for (source, price) in prices {
            let _ = EnergyMarket::submit_imbalance_price(signed(*source), CITY, PERIOD, *price);
        }
        advance_to(deadline());
        EnergyMarket::do_try_state().unwrap();
        order(id).settled.penalty
    })
}

/// What a missing Wh costs at least where its price is below the deposit for it.
const FLOOR: PricePerWh = DEPOSIT_PER_WH / 10;

/// What a penalised Wh costs more, of 950 that are beyond the tolerance.
fn rate(penalty: Balance) -> PricePerWh {
    (penalty / 950) as PricePerWh
}

#[test]
fn one_source_should_not_set_the_imbalance_price() {
    let [a, b, c] = SOURCES;
    assert_eq!(rate(penalty(2, &[(a, 95 * M), (b, 96 * M), (c, MAX_PRICE)])), 21 * M);
    assert_eq!(rate(penalty(2, &[(a, 0), (b, 96 * M), (c, 97 * M)])), 21 * M);
}

#[test]
fn imbalance_price_should_not_count_below_the_quorum() {
    let [a, ..] = SOURCES;
    assert_eq!(rate(penalty(2, &[(a, MAX_PRICE)])), FLOOR);
    assert_eq!(rate(penalty(2, &[(a, MAX_PRICE), (a, MAX_PRICE)])), FLOOR, "nobody speaks twice");
    assert_eq!(rate(penalty(1, &[(NOBODY, MAX_PRICE)])), FLOOR, "only sources speak");
}

#[test]
fn low_imbalance_price_should_not_undercut_the_floor() {
    let [a, b, c] = SOURCES;
    assert_eq!(rate(penalty(2, &[(a, 0), (b, 0), (c, 0)])), FLOOR);
}

// 44: supply that does not exist, at limit 0.

#[test]
fn supply_that_does_not_exist_should_cost_something_at_a_price_of_zero() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_solar(2, CITY);
        add_solar(3, CITY);
        bid(1, 2_000, 100 * M);
        let ghosts = [offer(2, 2_000, 0), offer(3, 2_000, 0)];
        advance_to(gate());
        assert_eq!(clearing(city()).unwrap().price, 0, "they set the price of which the floor would be a share");
        advance_to(deadline());
        for ghost in ghosts {
            // Of 1000 Wh, 50 may be missing.
            assert_eq!(order(ghost).settled.penalty, 950 * Balance::from(FLOOR));
        }
    });
}

// 45: a bid that is never filled, and costs nothing.

#[test]
fn bid_of_a_few_wh_that_is_not_filled_should_not_move_the_price() {
    let price = |bids: &[u64]| {
        let mut ext = ExtBuilder.build();
        ext.execute_with(|| {
            place_c1();
            add_consumer(9, CITY);
            for quantity in bids {
                bid(9, *quantity, 139 * M);
            }
            advance_to(gate());
            clearing(city()).unwrap().price
        })
    };
    assert_eq!(price(&[]), 125 * M);
    assert_eq!(price(&[10]), 125 * M);
    assert_eq!(price(&[20, 20]), 125 * M);
    assert_eq!(price(&[20, 21]), 139_500_000, "more than 2 % of the volume is demand");
}

#[test]
fn stale_imbalance_price_should_be_refused() {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 1);
        place_c1();
        advance_to(gate());
        set_clock(grace_end());
        let submit = EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, PERIOD, 90 * M);
        assert_noop!(submit, Error::<Test>::OutsideWindow);
    });
}

#[test]
fn price_of_a_source_that_was_dismissed_should_not_count() {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 1);
        place_c1();
        advance_to(gate());
        set_clock(PERIOD.end());
        assert_ok!(EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, PERIOD, MAX_PRICE));
        set_sources(CITY, &SOURCES[1..], 1);
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), None);
    });
}

// 23: rounding.

/// Odd quantities, prices and deliveries, down to the last planck.
#[test]
fn rounding_should_leave_nothing_behind_and_create_nothing() {
    for export in [0, 1, 2, 332, 333, 334, 665, 949, 997, 998] {
        ExtBuilder.build_and_execute(|| {
            let before = money();
            for n in [1, 2, 3] {
                add_consumer(n, CITY);
            }
            for n in [4, 5] {
                add_solar(n, CITY);
            }
            for (n, quantity) in [(1, 333), (2, 331), (3, 335)] {
                bid(n, quantity, 100 * M + 1);
            }
            offer(4, 998, 33_333_333);
            offer(5, 1_001, 33_333_334);
            advance_to(gate());
            for n in [4, 5] {
                meter(n, PERIOD, 0, export, export);
            }
            advance_to(grace_end());
            let settled: Vec<_> = Orders::<Test>::iter_values().collect();
            assert!(settled.iter().all(|order| order.side == Side::Sell || order.held == 0));
            let of = |side| settled.iter().filter(move |order| order.side == side).map(|order| order.settled);
            let delivered = |side| of(side).map(|settled| settled.delivered.0).sum::<u64>();
            assert_eq!(delivered(Side::Buy), delivered(Side::Sell));
            let paid = |side| of(side).map(|settled| settled.paid).sum::<Balance>();
            assert_eq!(paid(Side::Buy), paid(Side::Sell));
            let penalty = |side| of(side).map(|settled| settled.penalty).sum::<Balance>();
            assert_eq!(penalty(Side::Buy), penalty(Side::Sell));
            advance_to(finality());
            assert_eq!((1..=5).map(wealth).sum::<Balance>() + wealth(OPERATOR), 5 * ENDOWMENT + UEN);
            assert_eq!(money(), before);
        });
    }
}

// 24: clearing without bounds, or nobody who turns the crank.

#[test]
fn book_should_be_bounded() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(2);
        for n in [1, 2, 3] {
            add_consumer(n, CITY);
        }
        for n in [1, 2] {
            bid(n, 100, M);
        }
        assert_noop!(try_place(3, Side::Buy, ANY, 100, M), Error::<Test>::MaxOrdersPerMarketExceeded);
    });
}

/// Blocks are full for days, and everybody gets everything back by a call of anybody.
#[test]
fn orders_should_be_refunded_when_nobody_clears_in_time() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        for seconds in [gate(), PERIOD.start() - 1, PERIOD.end(), deadline()] {
            set_clock(seconds);
            assert_eq!(idle_block(Weight::zero()), Weight::zero());
        }
        assert_ok!(EnergyMarket::advance(signed(NOBODY), 200));
        assert!([B1, B2, B3, S1, S2, S3].into_iter().all(|who| balance(who.into()) == ENDOWMENT));
    });
}

#[test]
fn sale_should_be_settled_when_everybody_is_idle_and_its_buyer_calls() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        meter(S1, PERIOD, 0, 1_000, 1_000);
        set_clock(deadline() + 7 * 86_400);
        assert_ok!(EnergyMarket::settle(signed(B1.into()), PERIOD, device(S1)));
        assert_ok!(EnergyMarket::settle(signed(B1.into()), PERIOD, device(S2)));
        assert_eq!(held(B1.into(), Side::Buy), 0);
    });
}

// 25: frivolous disputes.

#[test]
fn frivolous_dispute_should_cost_its_bond_and_delay_nobody_else() {
    ExtBuilder.build_and_execute(|| {
        let [_, b2, _, s1, s2, _] = settle_c4();
        let before = wealth(B1.into());
        let reading = Box::new(signed_reading(S1, 7, (PERIOD.start(), PERIOD.end()), 10));
        assert_ok!(EnergyMarket::dispute(signed(B1.into()), city(), 0, Evidence::Reading(reading)));
        advance_to(finality());
        assert!(Orders::<Test>::contains_key(s1));
        assert!(!Orders::<Test>::contains_key(b2) && !Orders::<Test>::contains_key(s2));
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), city(), 0, Ruling::Rejected));
        assert_eq!(wealth(B1.into()), before - DISPUTE_BOND);
        assert_eq!(balance(S1.into()), ENDOWMENT + 125_000_000_000 + DISPUTE_BOND);
    });
}

// Seen in peers' code.

/// A residual order that can no longer be cleared: what is left after the last market is released at once, and no book is left with it.
#[test]
fn rest_of_an_order_should_be_refunded_when_no_market_is_left() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, QUARTER);
        add_solar(2, QUARTER);
        let bid = bid(1, 1_000, 100 * M);
        offer(2, 400, 100 * M);
        advance_to(gate());
        assert_eq!(order(bid).held, 400 * Balance::from(100 * M + QUARTER_FEE));
        assert!(Markets::<Test>::iter_values().all(|market| market.stage != MarketStage::Open));
        advance_to(finality());
        assert_eq!(Orders::<Test>::iter().count() + Book::<Test>::iter().count(), 0);
    });
}

/// An order filled twice in one batch: many counterparties in many markets never fill it beyond its quantity.
#[test]
fn order_should_not_be_filled_twice_when_it_passes_many_markets() {
    ExtBuilder.build_and_execute(|| {
        for (n, zone) in [(1, QUARTER), (2, DISTRICT), (3, CITY)] {
            add_consumer(n, zone);
            for product in [Product::Green, ANY] {
                place(n, Side::Buy, product, 100, 100 * M);
                place(n, Side::Buy, product, 70, 100 * M);
            }
        }
        add_solar(5, QUARTER);
        let offer = place(5, Side::Sell, Product::Green, 555, 10 * M);
        advance_to(gate());
        assert_eq!(traded(offer), 555);
        let filled: u64 = EnergyMarket::fills_of(&order(offer)).iter().map(|(_, _, entry)| entry.filled.0).sum();
        assert_eq!(filled, 555);
        meter(5, PERIOD, 0, 9_999, 9_999);
        advance_to(grace_end());
        assert_eq!(used(5, PERIOD), 555);
    });
}

/// A match whose own price is never checked: nobody pays more than the limit and the fee of the own zone, or gets less than asked.
#[test]
fn every_order_should_trade_inside_of_its_limit() {
    ExtBuilder.build_and_execute(|| {
        for n in 1..=18u8 {
            add_solar(n, [CITY, DISTRICT, QUARTER][usize::from(n % 3)]);
            let side = if n % 2 == 0 { Side::Buy } else { Side::Sell };
            for k in 0..4u64 {
                let product = if k % 2 == 0 { Product::Green } else { ANY };
                let draw = (u64::from(n) * 7_919 + k * 104_729) % 1_000;
                place(n, side, product, 10 + draw, (20 + draw % 90) * M);
            }
        }
        advance_to(gate());
        let mut traded = 0;
        for order in Orders::<Test>::iter_values() {
            for (market, _, entry) in EnergyMarket::fills_of(&order).into_iter().filter(|(_, _, entry)| entry.filled.0 > 0) {
                let price = clearing(market).unwrap().price;
                let fees: PricePerWh = EnergyMarket::fee_path(order.market.zone, market).iter().map(|(_, fee)| fee).sum();
                let own = Markets::<Test>::get(order.market).unwrap().fee;
                match order.side {
                    Side::Buy => assert!(price + fees <= order.limit + own),
                    Side::Sell => assert!(price >= order.limit),
                }
                traded += entry.filled.0;
            }
        }
        assert!(traded > 10_000);
    });
}

/// A penalty that is recorded and moves no money.
#[test]
fn penalty_should_leave_the_seller_and_reach_the_buyers() {
    ExtBuilder.build_and_execute(|| {
        let [.., s2, _] = settle_c4();
        let penalty = order(s2).settled.penalty;
        assert_eq!(penalty, 12_350_000_000);
        assert_eq!(held(S2.into(), Side::Sell), 1_000 * Balance::from(DEPOSIT_PER_WH) - penalty);
        assert_eq!(wealth(S2.into()), ENDOWMENT + 820 * Balance::from(125 * M) - penalty);
    });
}

/// A panic in a call: no argument causes one.
#[test]
fn calls_should_fail_when_arguments_are_extreme() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let far = MarketId { period: Period(u32::MAX), zone: u32::MAX, product: ANY };
        let reading = || Box::new(signed_reading(S1, u64::MAX, (u64::MAX, 0), u64::MAX));
        add_device(1, 1, CITY, DeviceKind::Solar, u32::MAX, u32::MAX);
        for period in [Period(0), PERIOD, Period(PERIOD.0 + 5), Period(u32::MAX)] {
            for side in [Side::Buy, Side::Sell] {
                for (quantity, limit) in [(0, 0), (u64::MAX, 1), (1_000, u64::MAX), (u64::MAX, u64::MAX)] {
                    assert!(try_place_in(period, 1, side, Product::Green, quantity, limit).is_err());
                }
            }
            assert!(EnergyMarket::settle(signed(1), period, device(200)).is_err());
            assert!(EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, period, u64::MAX).is_err());
        }
        assert!(EnergyMarket::cancel_order(signed(1), u64::MAX).is_err());
        assert!(EnergyMarket::dispute(signed(1), far, u32::MAX, Evidence::Reading(reading())).is_err());
        let evidence = Evidence::Equivocation { first: reading(), second: reading() };
        assert!(EnergyMarket::dispute(signed(B1.into()), city(), 0, evidence).is_err());
        let ruling = Ruling::Upheld { delivered: Wh(u64::MAX) };
        assert!(EnergyMarket::resolve_dispute(signed(ARBITER), far, u32::MAX, ruling).is_err());
    });
}

/// A call of unbounded input and constant weight: what `advance` may take grows with its steps, and what `settle` may take is fixed by
/// the trades that it pays at most.
#[test]
fn weight_should_grow_with_the_steps() {
    ExtBuilder.build_and_execute(|| {
        let weight = |steps| EnergyMarket::advance_weight(steps);
        assert!(weight(2).all_gte(weight(1).saturating_add(EnergyMarket::weight_of_clearing(MaxOrdersPerMarket::get()))));
        assert!(weight(u32::MAX).any_gt(Weight::from_parts(u64::MAX / 2, 0)));
        assert!(weight(1_000).all_gt(weight(999)));
    });
}
