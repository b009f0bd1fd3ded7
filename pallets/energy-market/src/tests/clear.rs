//! Markets close, clear or are cancelled by themselves.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::weights::Weight;
use sp_runtime::ArithmeticError;
use uen_primitives::{Balance, MarketId, MarketState, Product, Side, Wh};

fn city() -> MarketId {
    market(CITY, Product::Any)
}

fn state() -> MarketState {
    EnergyMarket::market_state(city(), &Markets::<Test>::get(city()).unwrap())
}

fn is_refunded(who: u8) -> bool {
    balance(who.into()) == ENDOWMENT
}

/// One bid and one offer that meet, in a market.
fn place_pair(buyer: u8, seller: u8, product: Product) {
    place(buyer, Side::Buy, product, 100, 100 * M);
    place(seller, Side::Sell, product, 100, 50 * M);
}

#[test]
fn market_should_clear_when_the_gate_is_closed() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        let clearing = Clearing { price: 125 * M, lowest: 110 * M, highest: 140 * M, volume: Wh(2_000), trades: 3 };
        assert!(events().contains(&Event::MarketCleared { market: city(), entries: 6, clearing }));
        let record = Markets::<Test>::get(city()).unwrap();
        assert_eq!((record.stage, record.unsettled), (MarketStage::Cleared(clearing), 2));
    });
}

#[test]
fn market_should_stay_open_until_the_gate_closes() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate() - 1);
        assert_eq!(Markets::<Test>::get(city()).unwrap().stage, MarketStage::Open);
    });
}

#[test]
fn market_should_clear_until_the_last_second_before_its_period() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(PERIOD.start() - 1);
        assert_eq!(clearing(city()).unwrap().volume, Wh(2_000));
    });
}

#[test]
fn market_should_be_cancelled_and_refunded_when_its_period_has_begun() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(PERIOD.start());
        assert!(events().contains(&Event::MarketCancelled { market: city() }));
        assert_eq!(state(), MarketState::Cancelled);
        assert!([B1, B2, B3, S1, S2, S3].into_iter().all(is_refunded));
        assert_eq!(Orders::<Test>::iter().count(), 0);
    });
}

#[test]
fn market_should_clear_without_trades_when_no_bid_meets_an_offer() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_solar(2, CITY);
        place(1, Side::Buy, Product::Any, 100, 50 * M);
        place(2, Side::Sell, Product::Any, 100, 60 * M);
        advance_to(gate());
        assert!(events().contains(&Event::MarketCleared { market: city(), entries: 2, clearing: Clearing::default() }));
        assert!(is_refunded(1) && is_refunded(2));
    });
}

#[test]
fn cancelled_order_should_take_no_part_in_clearing() {
    ExtBuilder.build_and_execute(|| {
        let [b1, ..] = place_c1();
        assert!(EnergyMarket::cancel_order(signed(B1.into()), b1).is_ok());
        advance_to(gate());
        // B2 and B3 are left, 800 and 1000 Wh, both above what S1 and S2 ask.
        assert_eq!(clearing(city()).unwrap().volume, Wh(1_800));
        let book = EnergyMarket::book(city(), 6);
        assert_eq!((book[0].quantity, book[0].filled, book[0].trades), (Wh(0), Wh(0), 0));
        assert!(is_refunded(B1));
    });
}

#[test]
fn markets_should_clear_from_the_deepest_zone_up_and_green_first() {
    ExtBuilder.build_and_execute(|| {
        for (n, zone) in [(1, CITY), (2, QUARTER), (3, DISTRICT)] {
            add_consumer(n, zone);
            add_solar(n + 10, zone);
            place_pair(n, n + 10, Product::Any);
            place_pair(n, n + 10, Product::Green);
        }
        advance_to(gate());
        let cleared: Vec<_> = events()
            .into_iter()
            .filter_map(|event| match event {
                Event::MarketCleared { market, .. } => Some((market.zone, market.product)),
                _ => None,
            })
            .collect();
        let (green, any) = (Product::Green, Product::Any);
        let order = [(QUARTER, green), (QUARTER, any), (DISTRICT, green), (DISTRICT, any), (CITY, green), (CITY, any)];
        assert_eq!(cleared, order);
    });
}

#[test]
fn period_should_be_cleared_in_part_when_it_begins_meanwhile() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, QUARTER);
        add_solar(11, QUARTER);
        place_pair(1, 11, Product::Any);
        add_consumer(2, CITY);
        add_solar(12, CITY);
        place_pair(2, 12, Product::Any);
        set_clock(gate());
        step_until(|work| matches!(work, Work::Clear(market, _) if market.zone == CITY));
        advance_to(PERIOD.start());
        assert_eq!(clearing(market(QUARTER, Product::Any)).unwrap().volume, Wh(100));
        assert_eq!(state(), MarketState::Cancelled);
        assert!(is_refunded(2) && is_refunded(12));
        assert_eq!(Orders::<Test>::iter().count(), 2);
    });
}

/// What was passed on to a market that is cancelled was not filled there; what it was filled with before stands.
#[test]
fn rest_should_be_refunded_when_the_market_it_was_passed_on_to_is_cancelled() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, QUARTER);
        add_solar(11, QUARTER);
        let bid = place(1, Side::Buy, Product::Any, 250, 100 * M);
        place(11, Side::Sell, Product::Any, 100, 50 * M);
        set_clock(gate());
        step_until(|work| matches!(work, Work::Clear(market, _) if market.zone == DISTRICT));
        advance_to(PERIOD.start());
        assert_eq!(traded(bid), 100);
        let price = clearing(market(QUARTER, Product::Any)).unwrap().price;
        assert_eq!(order(bid).held, 100 * Balance::from(price + QUARTER_FEE));
    });
}

/// A book that no arithmetic can clear does not stop those after it.
#[test]
fn market_should_be_cancelled_when_it_cannot_be_cleared() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(5, QUARTER);
        add_solar(15, QUARTER);
        for _ in 0..2 {
            place_pair(5, 15, Product::Any);
        }
        let quarter = market(QUARTER, Product::Any);
        (0..4).for_each(|index| EnergyMarket::mutate_entry(quarter, index, |entry| entry.quantity = Wh(u64::MAX)).unwrap());
        place_c1();
        advance_to(gate());
        let events = events();
        let error = ArithmeticError::Overflow.into();
        assert!(events.contains(&Event::StepFailed { period: PERIOD, device: None, error }));
        assert!(events.contains(&Event::MarketCancelled { market: quarter }));
        assert!(is_refunded(5) && is_refunded(15));
        assert_eq!(clearing(city()).unwrap().volume, Wh(2_000));
    });
}

#[test]
fn market_should_wait_when_the_block_has_no_room_for_it() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        step_until(|work| matches!(work, Work::Clear(..)));
        let needed = <() as WeightInfo>::look().saturating_add(<() as WeightInfo>::clear(1));
        let used = idle_block(needed.saturating_sub(Weight::from_parts(1, 0)));
        assert_eq!(used, <() as WeightInfo>::look());
        assert_eq!(clearing(city()), None);
        assert_eq!(idle_block(needed), needed);
        assert!(clearing(city()).is_some());
    });
}

#[test]
fn state_should_follow_the_life_of_a_market() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        assert_eq!(state(), MarketState::Open);
        set_clock(gate());
        assert_eq!(state(), MarketState::Closed);
        advance_to(gate());
        assert_eq!(state(), MarketState::Cleared);
        advance_to(PERIOD.start());
        assert_eq!(state(), MarketState::Delivering);
        advance_to(PERIOD.end());
        assert_eq!(state(), MarketState::Metering);
        meter(S1, PERIOD, 0, 1_000, 1_000);
        advance_to(grace_end());
        assert_eq!(state(), MarketState::Metering, "S2 is awaited");
        advance_to(deadline());
        assert_eq!(state(), MarketState::Settled);
        advance_to(finality());
        assert_eq!(state(), MarketState::Final);
    });
}
