//! At the deadline everything is settled, metered or not, and what was sold in the community is counted for energy mining.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::assert_ok;
use uen_primitives::{DeviceKind, Period, Product, Side, Wh};

/// `buyer` buys so much from `seller`, both being registered, in an order of its own each.
fn trade(buyer: u8, seller: u8, quantity: u64) {
    place(buyer, Side::Buy, Product::Any, quantity, 100 * M);
    place(seller, Side::Sell, Product::Any, quantity, 50 * M);
}

/// Device 2 sells 1000 Wh to device 1 and delivers all of it.
fn sell() {
    add_consumer(1, CITY);
    add_solar(2, CITY);
    trade(1, 2, 1_000);
    meter(1, PERIOD, 5_000, 0, 0);
    meter(2, PERIOD, 0, 1_000, 1_000);
}

/// Wh of `device(n)` that were counted on the day of [`PERIOD`]. All buyers are in the city.
fn counted(n: u8) -> u64 {
    let energy = sold(n).energy.0;
    assert_eq!(sold(n), sale(energy, CITY_FEE));
    energy
}

/// Clear, and let the deadline pass.
fn pass_deadline() {
    advance_to(gate());
    advance_to(deadline());
}

#[test]
fn seller_without_meter_should_have_delivered_nothing() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, _, s1, ..] = place_c1();
        advance_to(gate());
        advance_to(deadline() - 1);
        assert_eq!(commitment(S1).stage, CommitmentStage::Released);
        advance_to(deadline());
        // 1000 Wh, 50 of them tolerated, at a tenth of 125 M.
        let penalty = 950 * 12_500_000;
        assert_eq!(order(s1).settled, Settled { traded: Wh(1_000), penalty, ..Default::default() });
        assert_eq!((order(b1).settled.delivered, order(b1).settled.paid, order(b1).held), (Wh(0), 0, 0));
        assert_eq!(commitment(S1).stage, CommitmentStage::Counted);
    });
}

/// Nobody can send readings while the chain stands still.
#[test]
fn deadline_should_be_later_when_the_chain_stood_still() {
    ExtBuilder.build_and_execute(|| {
        let [_, _, _, s1, ..] = place_c1();
        advance_to(gate());
        stand_still(PERIOD.end() + 1_000, PERIOD.end() + 8_000);
        advance_to(deadline() + 7_000 - 1);
        assert_eq!(commitment(S1).stage, CommitmentStage::Released);
        advance_to(deadline() + 7_000);
        assert_eq!((commitment(S1).stage, order(s1).settled.traded), (CommitmentStage::Counted, Wh(1_000)));
    });
}

#[test]
fn seller_should_have_delivered_what_was_metered_when_its_readings_stopped() {
    ExtBuilder.build_and_execute(|| {
        sell();
        meter_partly(2, PERIOD, 0, 600, 600);
        pass_deadline();
        assert_eq!(order(0).settled.delivered, Wh(600));
    });
}

#[test]
fn anybody_should_settle_without_meter_when_the_deadline_has_passed() {
    ExtBuilder.build_and_execute(|| {
        sell();
        meter_partly(2, PERIOD, 0, 600, 600);
        advance_to(gate());
        set_clock(deadline());
        assert_ok!(EnergyMarket::settle(signed(NOBODY), PERIOD, device(2)));
        assert_eq!(order(0).settled.delivered, Wh(600));
    });
}

#[test]
fn sale_should_be_counted_at_the_deadline() {
    ExtBuilder.build_and_execute(|| {
        sell();
        advance_to(gate());
        advance_to(deadline() - 1);
        assert_eq!(counted(2), 0);
        advance_to(deadline());
        assert_eq!(counted(2), 1_000);
        let fees = 1_000 * u128::from(CITY_FEE);
        let event = Event::CommunitySaleCounted { device: device(2), period: PERIOD, quantity: Wh(1_000), fees };
        assert!(events().contains(&event));
        assert_eq!((commitment(2).counted, commitment(1).matched_import), (sale(1_000, CITY_FEE), Wh(1_000)));
    });
}

#[test]
fn sale_should_be_counted_up_to_what_the_buyer_imported() {
    ExtBuilder.build_and_execute(|| {
        sell();
        meter(1, PERIOD, 300, 0, 0);
        pass_deadline();
        assert_eq!(counted(2), 300);
    });
}

#[test]
fn import_should_explain_one_purchase_only() {
    ExtBuilder.build_and_execute(|| {
        sell();
        add_solar(3, CITY);
        trade(1, 3, 1_000);
        meter(1, PERIOD, 1_300, 0, 0);
        meter(3, PERIOD, 0, 1_000, 1_000);
        pass_deadline();
        assert_eq!((counted(2), counted(3)), (1_000, 300));
    });
}

#[test]
fn sale_should_be_counted_up_to_what_the_seller_shared() {
    ExtBuilder.build_and_execute(|| {
        sell();
        // The rest comes out of a battery.
        meter(2, PERIOD, 0, 1_000, 400);
        pass_deadline();
        assert_eq!(order(0).settled.delivered, Wh(1_000));
        assert_eq!(counted(2), 400);
    });
}

#[test]
fn sale_should_be_counted_only_as_far_as_it_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        sell();
        meter(2, PERIOD, 0, 700, 900);
        pass_deadline();
        assert_eq!(counted(2), 700);
    });
}

#[test]
fn sale_to_oneself_should_not_be_counted() {
    ExtBuilder.build_and_execute(|| {
        sell();
        add_device(4, 2, CITY, DeviceKind::Consumption, 100_000, 0);
        trade(4, 2, 500);
        meter(4, PERIOD, 500, 0, 0);
        meter(2, PERIOD, 0, 1_500, 1_500);
        pass_deadline();
        assert_eq!(order(2).settled.delivered, Wh(500));
        assert_eq!((counted(2), commitment(4).matched_import), (1_000, Wh(0)));
    });
}

/// Attack 48. Neighbours behind one connection, and devices of which it is not known to what they are connected.
#[test]
fn sale_should_not_be_counted_when_it_may_stay_behind_one_connection() {
    let places: [fn(); 4] = [|| connect(1, 2), || connect(2, 1), || disconnect(1), || disconnect(2)];
    for place in places {
        ExtBuilder.build_and_execute(|| {
            sell();
            place();
            pass_deadline();
            assert_eq!((order(0).settled.delivered, order(0).settled.fees), (Wh(1_000), 1_000 * u128::from(CITY_FEE)));
            assert_eq!(commitment(2).stage, CommitmentStage::Counted);
            assert_eq!((counted(2), commitment(1).matched_import), (0, Wh(0)));
        });
    }
}

#[test]
fn import_should_explain_other_purchases_when_a_seller_is_related() {
    ExtBuilder.build_and_execute(|| {
        sell();
        connect(1, 2);
        add_solar(3, CITY);
        trade(1, 3, 1_000);
        meter(1, PERIOD, 1_000, 0, 0);
        meter(3, PERIOD, 0, 1_000, 1_000);
        pass_deadline();
        assert_eq!((counted(2), counted(3)), (0, 1_000));
    });
}

/// Each trade pays what its buyer's way costs, and counts that for what is counted of it.
#[test]
fn fees_should_be_counted_trade_by_trade() {
    let ways = [(1, CITY, CITY_FEE), (2, DISTRICT, DISTRICT_FEE + CITY_FEE), (3, QUARTER, QUARTER_FEE + DISTRICT_FEE + CITY_FEE)];
    for imports in [[1_000; 3], [1_000, 0, 0], [0, 1_000, 0], [0, 0, 1_000], [1, 333, 99], [0; 3]] {
        ExtBuilder.build_and_execute(|| {
            MaxTradesPerStep::set(1);
            add_solar(4, CITY);
            for ((n, zone, _), import) in ways.into_iter().zip(imports) {
                add_consumer(n, zone);
                place(n, Side::Buy, Product::Any, 400, 100 * M);
                meter(n, PERIOD, import, 0, 0);
            }
            place(4, Side::Sell, Product::Any, 1_200, 50 * M);
            meter(4, PERIOD, 0, 1_200, 1_200);
            pass_deadline();
            let expected = ways.into_iter().zip(imports).map(|((_, _, fee), import)| sale(import.min(400), fee));
            let (energy, fees) = expected.fold((0, 0), |(energy, fees), sale| (energy + sale.energy.0, fees + sale.fees));
            assert_eq!((sold(4).energy, sold(4).fees), (Wh(energy), fees));
            assert_eq!(commitment(4).counted, sold(4));
        });
    }
}

/// An operator without an account cannot receive less than an account must hold: the buyer keeps the fee, and has not paid it.
#[test]
fn fee_should_not_be_counted_when_it_went_back_to_the_buyer() {
    for (quantity, received) in [(50, 0), (200, CITY_FEE)] {
        ExtBuilder.build_and_execute(|| {
            update_zone(CITY, |terms| terms.operator = NOBODY);
            add_consumer(1, DISTRICT);
            add_solar(2, CITY);
            let bid = place(1, Side::Buy, Product::Any, quantity, 100 * M);
            place(2, Side::Sell, Product::Any, quantity, 50 * M);
            meter(1, PERIOD, quantity, 0, 0);
            meter(2, PERIOD, 0, quantity, quantity);
            pass_deadline();
            let expected = sale(quantity, DISTRICT_FEE + received);
            assert_eq!((sold(2), order(bid).settled.fees), (expected, expected.fees));
            assert_eq!(balance(NOBODY), u128::from(quantity) * u128::from(received));
        });
    }
}

/// Whom governance appoints later receives what is settled later, and what is counted is what was paid.
#[test]
fn fees_should_be_those_of_settlement_when_terms_change_before_the_count() {
    ExtBuilder.build_and_execute(|| {
        sell();
        advance_to(gate());
        advance_to(grace_end());
        update_zone(CITY, |terms| {
            terms.fee = 99 * M;
            terms.operator = NOBODY;
        });
        advance_to(deadline());
        assert_eq!(counted(2), 1_000);
    });
}

#[test]
fn sales_of_a_day_should_add_up() {
    ExtBuilder.build_and_execute(|| {
        sell();
        let next = Period(PERIOD.0 + 1);
        place_in(next, 1, Side::Buy, Product::Any, 500, 100 * M);
        place_in(next, 2, Side::Sell, Product::Any, 500, 50 * M);
        meter(1, next, 5_000, 0, 0);
        meter(2, next, 0, 500, 500);
        advance_to(gate());
        advance_to(next.start() - GATE_CLOSURE);
        advance_to(next.end() + SETTLEMENT_DEADLINE + 1);
        assert_eq!(counted(2), 1_500);
    });
}

#[test]
fn counting_should_go_on_where_it_ended_when_there_are_more_trades_than_a_step_counts() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, ..] = settle_c4();
        MaxTradesPerStep::set(1);
        set_clock(deadline());
        step_until(|work| matches!(work, Work::Visit(Sweep::Deadline, _, at, _) if *at == device(S2)));
        let visit = EnergyMarket::next_work().unwrap();
        EnergyMarket::do_work(visit);
        assert_eq!(EnergyMarket::next_work(), Some(visit), "there is a trade left");
        assert_eq!((commitment(S2).counted, counted(S2)), (sale(164, CITY_FEE), 0));
        EnergyMarket::do_work(visit);
        assert_eq!((commitment(S2).counted, counted(S2)), (sale(820, CITY_FEE), 820));
        assert_eq!(order(b1).settled.delivered.0 + order(b2).settled.delivered.0, counted(S1) + counted(S2));
    });
}

/// Weeks of a halt later, the last to be settled is settled as if nothing had happened.
#[test]
fn deadline_should_be_kept_when_the_chain_stood_still() {
    ExtBuilder.build_and_execute(|| {
        sell();
        advance_to(gate());
        block_at(deadline() + 30 * 86_400);
        assert_eq!(order(0).settled.delivered, Wh(1_000));
        assert_eq!(counted(2), 1_000);
    });
}
