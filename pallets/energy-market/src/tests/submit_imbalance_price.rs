//! `submit_imbalance_price`, and what it comes to.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{BoundedVec, DispatchError, DispatchResult};
use uen_primitives::{Period, PricePerWh, Product, Side};

fn submit(source: u64, price: PricePerWh) -> DispatchResult {
    EnergyMarket::submit_imbalance_price(signed(source), CITY, PERIOD, price)
}

/// Three sources of which two must have said, a market in the city, and its period just over.
fn after_the_period(test: impl FnOnce()) {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 2);
        add_consumer(1, CITY);
        place(1, Side::Buy, Product::Any, 100, 100 * M);
        set_clock(PERIOD.end());
        events();
        test();
    });
}

#[test]
fn submit_imbalance_price_should_store_what_a_source_says() {
    after_the_period(|| {
        assert_ok!(submit(SOURCES[0], 220 * M));
        assert_eq!(ImbalancePrices::<Test>::get(PERIOD, CITY).to_vec(), vec![(SOURCES[0], 220 * M)]);
        let submitted = Event::ImbalancePriceSubmitted { zone: CITY, period: PERIOD, source: SOURCES[0], price: 220 * M };
        assert_eq!(events(), vec![submitted]);
    });
}

#[test]
fn imbalance_price_should_be_the_median_once_the_quorum_has_submitted() {
    after_the_period(|| {
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), None);
        assert_ok!(submit(SOURCES[0], 220 * M));
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), None);
        assert_ok!(submit(SOURCES[1], 90 * M));
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), Some(90 * M));
        // Attack 20: one source alone moves the median no further than to another's price.
        assert_ok!(submit(SOURCES[2], MAX_PRICE));
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), Some(220 * M));
        assert_eq!(EnergyMarket::imbalance_price(DISTRICT, PERIOD), None);
        assert_eq!(EnergyMarket::imbalance_price(CITY, Period(PERIOD.0 + 1)), None);
        assert_eq!(EnergyMarket::imbalance_price(77, PERIOD), None);
    });
}

#[test]
fn imbalance_price_should_leave_out_sources_that_were_removed() {
    after_the_period(|| {
        for (source, price) in SOURCES.into_iter().zip([100 * M, 200 * M, 300 * M]) {
            assert_ok!(submit(source, price));
        }
        set_sources(CITY, &[SOURCES[0], SOURCES[2]], 2);
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), Some(100 * M));
        set_sources(CITY, &SOURCES[..2], 1);
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), Some(100 * M));
        set_sources(CITY, &[1, 2, 3], 1);
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), None);
    });
}

#[test]
fn submit_imbalance_price_should_have_room_when_all_sources_were_replaced() {
    after_the_period(|| {
        for first in [100, 200] {
            let sources: Vec<u64> = (first..).take(MAX_SOURCES as usize).collect();
            set_sources(CITY, &sources, MAX_SOURCES);
            for source in sources {
                assert_ok!(submit(source, source * M));
            }
        }
        assert_eq!(EnergyMarket::imbalance_price(CITY, PERIOD), Some(207 * M));
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_the_zone_is_not_known() {
    after_the_period(|| {
        let call = EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), 77, PERIOD, M);
        assert_noop!(call, Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_it_is_not_a_source_of_the_zone() {
    after_the_period(|| {
        for who in [1, OPERATOR, ARBITER] {
            assert_noop!(submit(who, M), Error::<Test>::NoPermission);
        }
        let call = EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), DISTRICT, PERIOD, M);
        assert_noop!(call, Error::<Test>::NoPermission);
        let call = EnergyMarket::submit_imbalance_price(RuntimeOrigin::root(), CITY, PERIOD, M);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_the_price_is_out_of_bounds() {
    after_the_period(|| {
        update_zone(CITY, |terms| {
            terms.imbalance.lowest = 50 * M;
            terms.imbalance.highest = 500 * M;
        });
        assert_noop!(submit(SOURCES[0], 50 * M - 1), Error::<Test>::PriceOutOfBounds);
        assert_noop!(submit(SOURCES[0], 500 * M + 1), Error::<Test>::PriceOutOfBounds);
        assert_ok!(submit(SOURCES[0], 50 * M));
        assert_ok!(submit(SOURCES[1], 500 * M));
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_nothing_is_traded() {
    after_the_period(|| {
        update_zone(DISTRICT, |terms| {
            terms.imbalance.sources = BoundedVec::truncate_from(SOURCES.to_vec());
            terms.imbalance.max_age = METERING_GRACE as u32;
        });
        let call = EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), DISTRICT, PERIOD, M);
        assert_noop!(call, Error::<Test>::MarketNotFound);
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_the_source_has_submitted() {
    after_the_period(|| {
        assert_ok!(submit(SOURCES[0], 220 * M));
        assert_noop!(submit(SOURCES[0], 230 * M), Error::<Test>::AlreadySubmitted);
    });
}

#[test]
fn submit_imbalance_price_should_fail_when_the_period_is_not_over_or_long_over() {
    after_the_period(|| {
        update_zone(CITY, |terms| terms.imbalance.max_age = 60);
        for outside in [PERIOD.start(), PERIOD.end() - 1, PERIOD.end() + 60, PERIOD.end() + METERING_GRACE] {
            set_clock(outside);
            assert_noop!(submit(SOURCES[0], M), Error::<Test>::OutsideWindow);
        }
        set_clock(PERIOD.end());
        assert_ok!(submit(SOURCES[0], M));
        set_clock(PERIOD.end() + 59);
        assert_ok!(submit(SOURCES[1], M));
    });
}

/// The longest that terms allow: once settlement begins, no price changes a penalty any more.
#[test]
fn submit_imbalance_price_should_fail_when_settlement_has_begun() {
    after_the_period(|| {
        set_clock(PERIOD.end() + METERING_GRACE);
        assert_noop!(submit(SOURCES[0], M), Error::<Test>::OutsideWindow);
        set_clock(PERIOD.end() + METERING_GRACE - 1);
        assert_ok!(submit(SOURCES[0], M));
    });
}
