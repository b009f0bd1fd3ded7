//! At the deadline everything is settled, metered or not, and what was sold in the community is counted for energy mining.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::assert_ok;
use uen_primitives::{CommunitySales, DeviceKind, Period, Product, Side, Wh};

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

/// What was counted of `device(n)` on the day of [`PERIOD`].
fn counted(n: u8) -> u64 {
    EnergyMarket::settled(&device(n), PERIOD.day()).0
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
        let event = Event::CommunitySaleCounted { device: device(2), period: PERIOD, quantity: Wh(1_000) };
        assert!(events().contains(&event));
        assert_eq!((commitment(2).counted, commitment(1).matched_import), (Wh(1_000), Wh(1_000)));
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
        assert_eq!((commitment(S2).counted, counted(S2)), (Wh(164), 0));
        EnergyMarket::do_work(visit);
        assert_eq!((commitment(S2).counted, counted(S2)), (Wh(820), 820));
        assert_eq!(order(b1).settled.delivered.0 + order(b2).settled.delivered.0, counted(S1) + counted(S2));
    });
}

/// Weeks of a halt later, the last to be settled is settled as if nothing had happened.
#[test]
fn deadline_should_be_kept_when_the_chain_stood_still() {
    ExtBuilder.build_and_execute(|| {
        sell();
        advance_to(gate());
        set_clock(deadline() + 30 * 86_400);
        step_until(|work| matches!(work, Work::Visit(Sweep::Finalise, ..)));
        assert_eq!(order(0).settled.delivered, Wh(1_000));
        assert_eq!(counted(2), 1_000);
    });
}
