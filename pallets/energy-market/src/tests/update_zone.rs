//! `update_zone`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use uen_primitives::{Period, Product, Side};

#[test]
fn update_zone_should_change_the_terms_and_nothing_else_when_governance_asks() {
    ExtBuilder.build_and_execute(|| {
        let mut terms = zone_terms(DISTRICT);
        terms.fee = 7 * M;
        terms.operator = 5;
        assert_ok!(EnergyMarket::update_zone(RuntimeOrigin::root(), DISTRICT, terms.clone()));
        assert_eq!(Zones::<Test>::get(DISTRICT), Some(ZoneRecord { parent: Some(CITY), depth: 1, terms: terms.clone() }));
        assert_eq!(Zones::<Test>::count(), 3);
        assert_eq!(events(), vec![Event::ZoneUpdated { zone: DISTRICT, terms }]);
    });
}

#[test]
fn update_zone_should_fail_when_anybody_else_asks() {
    ExtBuilder.build_and_execute(|| {
        for origin in [signed(OPERATOR), signed(ARBITER), RuntimeOrigin::none()] {
            let call = EnergyMarket::update_zone(origin, CITY, zone_terms(DISTRICT));
            assert_eq!(call, Err(DispatchError::BadOrigin));
        }
        assert_eq!(zone_terms(CITY).fee, CITY_FEE);
    });
}

#[test]
fn update_zone_should_fail_when_the_zone_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        let call = EnergyMarket::update_zone(RuntimeOrigin::root(), 77, zone_terms(CITY));
        assert_noop!(call, Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn update_zone_should_fail_when_terms_are_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        let changes: [fn(&mut ZoneTermsOf<Test>); 3] =
            [|terms| terms.fee = u64::MAX, |terms| terms.imbalance.quorum = 0, |terms| terms.imbalance.max_age = u32::MAX];
        for change in changes {
            let mut terms = zone_terms(CITY);
            change(&mut terms);
            let call = EnergyMarket::update_zone(RuntimeOrigin::root(), CITY, terms);
            assert_noop!(call, Error::<Test>::InvalidTerms);
        }
    });
}

#[test]
fn update_zone_should_not_change_fee_and_deposit_when_a_market_is_open() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_solar(2, CITY);
        place(1, Side::Buy, Product::Any, 100, 50 * M);
        update_zone(CITY, |terms| {
            terms.fee = 30 * M;
            terms.deposit_per_wh = 300 * M;
        });

        let bid = place(1, Side::Buy, Product::Any, 100, 50 * M);
        let offer = place(2, Side::Sell, Product::Any, 100, 50 * M);
        assert_eq!(order(bid).held, 100 * u128::from(50 * M + CITY_FEE));
        assert_eq!(order(offer).held, 100 * u128::from(DEPOSIT_PER_WH));

        let next = Period(PERIOD.0 + 1);
        let bid = place_in(next, 1, Side::Buy, Product::Any, 100, 50 * M);
        let offer = place_in(next, 2, Side::Sell, Product::Any, 100, 50 * M);
        assert_eq!(order(bid).held, 100 * u128::from(80 * M));
        assert_eq!(order(offer).held, 100 * u128::from(300 * M));
    });
}

#[test]
fn update_zone_should_stop_new_orders_when_it_closes_the_zone() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let before = place(1, Side::Buy, Product::Any, 100, 50 * M);
        update_zone(CITY, |terms| terms.is_open = false);
        // Neither in the market that is open nor in a new one.
        assert_noop!(try_place(1, Side::Buy, Product::Any, 100, 50 * M), Error::<Test>::ZoneClosed);
        assert_noop!(try_place(1, Side::Buy, Product::Green, 100, 50 * M), Error::<Test>::ZoneClosed);
        assert_ok!(EnergyMarket::cancel_order(signed(1), before));

        update_zone(CITY, |terms| terms.is_open = true);
        assert_ok!(try_place(1, Side::Buy, Product::Any, 100, 50 * M));
    });
}
