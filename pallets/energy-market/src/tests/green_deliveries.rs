//! Certificates of green energy travel to its buyer.

use crate::{mock::*, *};
use uen_primitives::{GreenSales, Period, Product, Side, Wh};

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
fn completion_should_be_told_once_when_settlement_takes_steps() {
    ExtBuilder.build_and_execute(|| {
        MaxTradesPerStep::set(1);
        sell_green(1_000);
        set_clock(grace_end());
        let settle = || EnergyMarket::settle(signed(NOBODY), PERIOD, device(11)).unwrap();
        settle();
        assert_eq!(told(), [delivered(1, 600)]);
        assert!(is_open());
        settle();
        if commitment(11).stage != CommitmentStage::Settled {
            settle();
        }
        assert_eq!(told(), [delivered(1, 600), delivered(2, 400), completed()]);
        assert!(!is_open());
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
        assert!(EnergyMarket::cancel_order(signed(11), order).is_ok());
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
