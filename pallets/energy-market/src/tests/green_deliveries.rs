//! Certificates of green energy travel to its buyer.

use crate::{mock::*, *};
use frame_support::{assert_err_ignore_postinfo, assert_ok, weights::Weight};
use uen_primitives::{DeviceKind, GreenSales, Period, Product, Side, Wh};

const GREEN: Product = Product::Green;
const ANY: Product = Product::Any;

/// Consumers 1 and 2 and solar device 11, in the city.
fn add_devices() {
    [1, 2].into_iter().for_each(|n| add_consumer(n, CITY));
    add_solar(11, CITY);
}

fn is_open() -> bool {
    EnergyMarket::is_open(&device(11), PERIOD)
}

fn delivered(buyer: u64, quantity: u64) -> Told {
    Told::Settled { device: device(11), period: PERIOD, buyer, delivered: Wh(quantity) }
}

fn completed() -> Told {
    Told::Completed { device: device(11), period: PERIOD }
}

/// Device 11 sells 1000 Wh of green to devices 1 (600) and 2 (400), and metered so many.
fn sell_green(export: u64) {
    add_devices();
    place(1, Side::Buy, GREEN, 600, 100 * M);
    place(2, Side::Buy, GREEN, 400, 90 * M);
    place(11, Side::Sell, GREEN, 1_000, 50 * M);
    advance_to(gate());
    meter(11, PERIOD, 0, export, export);
}

#[test]
fn certificates_should_travel_trade_by_trade_when_green_is_settled() {
    ExtBuilder.build_and_execute(|| {
        sell_green(1_000);
        assert_eq!(told(), []);
        advance_to(grace_end());
        assert_eq!(told(), [delivered(1, 600), delivered(2, 400), completed()]);
    });
}

#[test]
fn certificates_should_travel_only_for_what_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        sell_green(500);
        advance_to(grace_end());
        assert_eq!(told(), [delivered(1, 300), delivered(2, 200), completed()]);
    });
}

#[test]
fn certificates_should_travel_after_the_payments_of_their_step() {
    ExtBuilder.build_and_execute(|| {
        // Half is not delivered: buyers get money back, which can be the deposit of a certificate.
        sell_green(500);
        advance_to(grace_end() - 1);
        let before = [1, 2].map(balance);
        advance_to(grace_end());
        let after = [1, 2].map(balance);
        assert!(before.iter().zip(after).all(|(before, after)| *before < after));
        assert_eq!(FreeWhenTold::get(), after);
    });
}

#[test]
fn certificates_should_stay_when_nothing_green_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        sell_green(0);
        assert!(is_open());
        advance_to(grace_end());
        assert_eq!(commitment(11).stage, CommitmentStage::Settled);
        assert_eq!(told(), []);
        assert!(!is_open());
    });
}

/// A battery beside the panels emptied itself: the export is there, but it was not generated.
#[test]
fn certificates_should_stay_when_the_export_was_not_generated() {
    ExtBuilder.build_and_execute(|| {
        sell_green(1_000);
        meter(11, PERIOD, 0, 1_000, 100);
        advance_to(grace_end());
        assert_eq!(told(), [delivered(1, 60), delivered(2, 40), completed()]);
    });
}

/// Attack 18: a seller who keeps readings back until the deadline would be paid for green, and certify it afterwards.
#[test]
fn green_should_not_be_delivered_when_its_meter_is_not_in_to_the_end() {
    ExtBuilder.build_and_execute(|| {
        sell_green(0);
        meter_partly(11, PERIOD, 0, 900, 900);
        advance_to(deadline());
        assert_eq!(commitment(11).stage, CommitmentStage::Counted);
        assert_eq!((order(0).settled.delivered, order(0).settled.paid), (Wh(0), 0));
        assert!(order(0).settled.penalty > 0);
        assert_eq!(told(), []);
    });
}

#[test]
fn certificates_should_stay_when_any_energy_is_sold() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        place(1, Side::Buy, ANY, 600, 100 * M);
        place(11, Side::Sell, GREEN, 1_000, 50 * M);
        assert!(is_open());
        advance_to(gate());
        meter(11, PERIOD, 0, 1_000, 1_000);
        advance_to(grace_end());
        assert!(!is_open());
        assert_eq!(order(0).settled.delivered, Wh(600));
        assert_eq!(told(), []);
    });
}

#[test]
fn certificates_should_travel_when_any_offer_is_sold_as_green_above() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_solar(11, DISTRICT);
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(11, Side::Sell, ANY, 1_000, 50 * M);
        assert!(is_open());
        advance_to(gate());
        assert!(is_open());
        meter(11, PERIOD, 0, 600, 600);
        advance_to(grace_end());
        assert_eq!(told(), [delivered(1, 600), completed()]);
    });
}

#[test]
fn certificates_should_travel_when_owners_sell_to_themselves() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_device(11, 1, CITY, DeviceKind::Solar, 100_000, 100_000);
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(11, Side::Sell, GREEN, 600, 50 * M);
        advance_to(gate());
        meter(11, PERIOD, 0, 600, 600);
        advance_to(grace_end());
        assert_eq!(told(), [delivered(1, 600), completed()]);
    });
}

/// What is sold as any energy in between is delivered, but not told.
#[test]
fn certificates_should_travel_for_the_green_part_when_a_sale_is_green_and_any() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(2, Side::Buy, ANY, 400, 90 * M);
        place(11, Side::Sell, GREEN, 1_000, 50 * M);
        advance_to(gate());
        meter(11, PERIOD, 0, 1_000, 1_000);
        advance_to(grace_end());
        assert_eq!(commitment(11).green_delivered, Wh(600));
        assert_eq!(order(1).settled.delivered, Wh(400));
        assert_eq!(told(), [delivered(1, 600), completed()]);
    });
}

#[test]
fn completion_should_be_told_once_when_several_offers_are_settled() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(2, Side::Buy, GREEN, 400, 90 * M);
        place(11, Side::Sell, GREEN, 600, 40 * M);
        place(11, Side::Sell, GREEN, 400, 50 * M);
        advance_to(gate());
        meter(11, PERIOD, 0, 700, 700);
        advance_to(grace_end());
        // The first offer delivers all of its 600 Wh, the second one what is left.
        let told = told();
        let of = |buyer| told.iter().map(|told| told.delivered_to(buyer)).sum::<u64>();
        assert_eq!(of(1) + of(2), 700);
        assert_eq!(of(1), order(0).settled.delivered.0);
        assert_eq!(of(2), order(1).settled.delivered.0);
        assert_eq!(told.iter().filter(|told| **told == completed()).count(), 1);
        assert_eq!(told.last(), Some(&completed()));
    });
}

#[test]
fn completion_should_be_told_once_when_settlement_takes_steps() {
    ExtBuilder.build_and_execute(|| {
        MaxTradesPerStep::set(1);
        sell_green(1_000);
        set_clock(grace_end());
        let settle = || EnergyMarket::settle(signed(NOBODY), PERIOD, device(11));
        assert_ok!(settle());
        assert_eq!(told(), [delivered(1, 600)]);
        assert!(is_open());
        assert_ok!(settle());
        assert_eq!(commitment(11).stage, CommitmentStage::Settled);
        assert!(!is_open());
        assert_err_ignore_postinfo!(settle(), Error::<Test>::NothingToSettle);
        advance_to(grace_end());
        advance_to(deadline());
        assert_eq!(told(), [delivered(1, 600), delivered(2, 400), completed()]);
    });
}

#[test]
fn nothing_should_be_told_when_settlement_fails() {
    ExtBuilder.build_and_execute(|| {
        sell_green(1_000);
        break_ledger(11);
        advance_to(grace_end());
        assert_eq!(commitment(11).stage, CommitmentStage::Released);
        assert_eq!(told(), []);
        assert!(is_open());
    });
}

#[test]
fn sale_should_be_open_from_its_order_to_its_settlement() {
    ExtBuilder.build_and_execute(|| {
        assert!(!is_open());
        add_devices();
        let order = place(11, Side::Sell, GREEN, 1_000, 50 * M);
        assert!(is_open());
        assert!(!EnergyMarket::is_open(&device(11), Period(PERIOD.0 + 1)));
        assert_ok!(EnergyMarket::cancel_order(signed(11), order));
        assert!(!is_open());
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(11, Side::Sell, GREEN, 1_000, 50 * M);
        advance_to(gate());
        assert!(is_open());
        assert!(!EnergyMarket::is_open(&device(1), PERIOD));
        // Its meter never comes.
        advance_to(grace_end());
        assert!(is_open());
        advance_to(deadline());
        assert!(!is_open());
        assert_eq!(told(), []);
        // The commitment is removed.
        advance_to(finality());
        assert!(!Commitments::<Test>::contains_key(PERIOD, device(11)));
        assert!(!is_open());
    });
}

/// A halt of the chain: nothing was settled by then, and only settlement ends it.
#[test]
fn sale_should_be_open_when_blocks_stand_still() {
    ExtBuilder.build_and_execute(|| {
        sell_green(1_000);
        set_clock(finality());
        assert!(is_open());
        idle_block(Weight::MAX);
        assert!(!is_open());
        assert_eq!(told(), [delivered(1, 600), delivered(2, 400), completed()]);
    });
}

#[test]
fn sale_should_not_be_open_when_its_market_was_cancelled() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        place(1, Side::Buy, GREEN, 600, 100 * M);
        place(11, Side::Sell, GREEN, 1_000, 50 * M);
        advance_to(PERIOD.start());
        assert!(!is_open());
    });
}
