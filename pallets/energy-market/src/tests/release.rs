//! After clearing, orders hold what their fills need and no more.

use crate::{mock::*, tick_impls::Work, *};
use uen_primitives::{Balance, OpenPositions, Product, Side, Wh};

/// The unit of the vectors' tables.
const BILLION: Balance = 1_000_000_000;

#[test]
fn bid_should_keep_price_and_fee_of_its_fills() {
    ExtBuilder.build_and_execute(|| {
        let [b1, ..] = place_c1();
        assert_eq!(held(B1.into(), Side::Buy), 252 * BILLION);
        advance_to(gate());
        assert_eq!(held(B1.into(), Side::Buy), 162 * BILLION);
        assert_eq!(balance(B1.into()), ENDOWMENT - 162 * BILLION - ORDER_DEPOSIT);
        let events = events();
        let filled = Event::OrderFilled { order: b1, market: market(CITY, Product::Any), quantity: Wh(1_200), price: 125 * M };
        assert!(events.contains(&filled));
        let (released, held) = (90 * BILLION, 162 * BILLION);
        assert!(events.contains(&Event::OrderReleased { order: b1, traded: Wh(1_200), released, held }));
    });
}

#[test]
fn offer_should_keep_the_deposit_for_what_it_sold() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_solar(2, CITY);
        place(1, Side::Buy, Product::Any, 400, 100 * M);
        let offer = place(2, Side::Sell, Product::Any, 1_000, 50 * M);
        advance_to(gate());
        assert_eq!(order(offer).settled.traded, Wh(400));
        assert_eq!(order(offer).held, 400 * Balance::from(DEPOSIT_PER_WH));
        assert_eq!(held(2, Side::Sell), 400 * Balance::from(DEPOSIT_PER_WH));
        assert_eq!(storage_deposits(2), ORDER_DEPOSIT);
    });
}

#[test]
fn order_without_fills_should_be_refunded_and_removed() {
    ExtBuilder.build_and_execute(|| {
        let [_, _, b3, _, _, s3] = place_c1();
        advance_to(gate());
        let events = events();
        for (id, who) in [(b3, B3), (s3, S3)] {
            assert!(!Orders::<Test>::contains_key(id));
            assert_eq!(balance(who.into()), ENDOWMENT);
            assert!(events.contains(&Event::OrderClosed { order: id, settled: Settled::default() }));
            assert!(!Commitments::<Test>::contains_key(PERIOD, device(who)));
            assert!(!EnergyMarket::any(&device(who)));
        }
    });
}

#[test]
fn commitment_should_come_down_to_what_was_traded() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        add_solar(2, CITY);
        let sold = place(1, Side::Sell, Product::Any, 400, 50 * M);
        place(1, Side::Sell, Product::Any, 300, 500 * M);
        place(2, Side::Buy, Product::Any, 250, 100 * M);
        advance_to(gate());
        let CommitmentRecord { stage, orders, offered, placed, .. } = commitment(1);
        assert_eq!((stage, offered, placed), (CommitmentStage::Released, Wh(250), 2));
        assert_eq!(orders.to_vec(), [sold]);
        assert_eq!((commitment(2).bid, commitment(2).offered), (Wh(250), Wh(0)));
    });
}

#[test]
fn commitment_whose_orders_were_cancelled_should_be_removed() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let bid = place(1, Side::Buy, Product::Any, 100, 50 * M);
        assert!(EnergyMarket::cancel_order(signed(1), bid).is_ok());
        advance_to(gate());
        assert_eq!(Commitments::<Test>::iter().count(), 0);
    });
}

#[test]
fn nothing_should_be_released_until_all_markets_of_the_period_are_cleared() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        add_consumer(5, QUARTER);
        place(5, Side::Buy, Product::Any, 100, 50 * M);
        set_clock(gate());
        let first = step_until(|work| matches!(work, Work::Visit(..)));
        let cleared = Markets::<Test>::iter_values().filter(|market| market.stage != MarketStage::Open).count();
        assert_eq!(cleared, 3, "the quarter's, the district's and the city's");
        assert!(matches!(first, Work::Visit(Sweep::Release, PERIOD, ..)));
        assert_eq!(held(B3.into(), Side::Buy), 1_000 * Balance::from(120 * M));
    });
}

/// A metering point that cannot be released holds up nobody.
#[test]
fn failed_release_should_be_reported_and_passed_over() {
    ExtBuilder.build().execute_with(|| {
        let [b1, b2, ..] = place_c1();
        Orders::<Test>::remove(b1);
        advance_to(gate());
        let error = Error::<Test>::OrderNotFound.into();
        assert!(events().contains(&Event::StepFailed { period: PERIOD, device: Some(device(B1)), error }));
        assert_eq!(commitment(B1).stage, CommitmentStage::Open);
        assert_eq!(order(b2).held, 108 * BILLION);
    });
}
