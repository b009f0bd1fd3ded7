//! `create_zone`, and the zones of the genesis.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{BoundedVec, DispatchError};
use uen_primitives::ZoneId;

/// In the quarter, as deep as zones go.
const STREET: ZoneId = 4;

fn create(zone: ZoneId, parent: Option<ZoneId>, terms: ZoneTermsOf<Test>) -> sp_runtime::DispatchResult {
    EnergyMarket::create_zone(RuntimeOrigin::root(), zone, parent, terms)
}

fn with(change: impl FnOnce(&mut ZoneTermsOf<Test>)) -> ZoneTermsOf<Test> {
    let mut terms = zone_terms(CITY);
    change(&mut terms);
    terms
}

#[test]
fn create_zone_should_create_a_root_when_governance_asks() {
    ExtBuilder.build_and_execute(|| {
        let terms = zone_terms(CITY);
        assert_ok!(create(STREET, None, terms.clone()));
        assert_eq!(Zones::<Test>::get(STREET), Some(ZoneRecord { parent: None, depth: 0, terms: terms.clone() }));
        assert_eq!(events(), vec![Event::ZoneCreated { zone: STREET, parent: None, terms }]);
    });
}

#[test]
fn create_zone_should_note_the_depth_when_there_is_a_parent() {
    ExtBuilder.build_and_execute(|| {
        let terms = zone_terms(CITY);
        assert_ok!(create(STREET, Some(QUARTER), terms.clone()));
        assert_eq!(Zones::<Test>::get(STREET), Some(ZoneRecord { parent: Some(QUARTER), depth: MAX_ZONE_DEPTH, terms }));
    });
}

#[test]
fn genesis_should_create_its_zones() {
    ExtBuilder.build_and_execute(|| {
        let record = Zones::<Test>::get(DISTRICT).unwrap();
        assert_eq!((record.parent, record.depth), (Some(CITY), 1));
        assert_eq!((record.terms.operator, record.terms.arbiter), (DISTRICT_OPERATOR, ARBITER));
        assert_eq!((record.terms.fee, record.terms.deposit_per_wh), (DISTRICT_FEE, DEPOSIT_PER_WH));
        assert!(record.terms.is_open);
        assert!(record.terms.imbalance.sources.is_empty());
        assert_eq!(Zones::<Test>::count(), 3);
    });
}

#[test]
fn create_zone_should_fail_when_anybody_else_asks() {
    ExtBuilder.build_and_execute(|| {
        for origin in [signed(OPERATOR), RuntimeOrigin::none()] {
            let call = EnergyMarket::create_zone(origin, STREET, None, zone_terms(CITY));
            assert_eq!(call, Err(DispatchError::BadOrigin));
        }
        assert!(!Zones::<Test>::contains_key(STREET));
    });
}

#[test]
fn create_zone_should_fail_when_it_exists() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(create(CITY, None, zone_terms(CITY)), Error::<Test>::ZoneAlreadyExists);
        assert_noop!(create(CITY, Some(DISTRICT), zone_terms(CITY)), Error::<Test>::ZoneAlreadyExists);
    });
}

#[test]
fn create_zone_should_fail_when_the_parent_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(create(STREET, Some(77), zone_terms(CITY)), Error::<Test>::ZoneNotFound);
        assert_noop!(create(STREET, Some(STREET), zone_terms(CITY)), Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn create_zone_should_fail_when_the_parent_is_at_the_deepest_level() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(create(STREET, Some(QUARTER), zone_terms(CITY)));
        assert_noop!(create(5, Some(STREET), zone_terms(CITY)), Error::<Test>::MaxDepthExceeded);
    });
}

#[test]
fn create_zone_should_fail_when_there_are_as_many_as_can_be() {
    ExtBuilder.build_and_execute(|| {
        for zone in Zones::<Test>::count() + 1..=MAX_ZONES {
            assert_ok!(create(zone, Some(CITY), zone_terms(CITY)));
        }
        assert_noop!(create(MAX_ZONES + 1, None, zone_terms(CITY)), Error::<Test>::MaxZonesExceeded);
    });
}

#[test]
fn create_zone_should_fail_when_terms_are_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        let changes: [fn(&mut ZoneTermsOf<Test>); 9] = [
            |terms| terms.fee = MAX_PRICE + 1,
            |terms| terms.deposit_per_wh = MAX_PRICE + 1,
            |terms| terms.imbalance.highest = MAX_PRICE + 1,
            |terms| terms.imbalance.lowest = terms.imbalance.highest + 1,
            |terms| terms.imbalance.max_age = METERING_GRACE as u32 + 1,
            |terms| terms.imbalance.quorum = 0,
            |terms| terms.imbalance.quorum = 2,
            |terms| {
                terms.imbalance.sources = BoundedVec::truncate_from(SOURCES.to_vec());
                terms.imbalance.quorum = 4;
            },
            |terms| terms.imbalance.sources = BoundedVec::truncate_from(vec![SOURCES[0], SOURCES[1], SOURCES[0]]),
        ];
        for change in changes {
            assert_noop!(create(STREET, None, with(change)), Error::<Test>::InvalidTerms);
        }
    });
}

#[test]
fn create_zone_should_accept_the_bounds() {
    ExtBuilder.build_and_execute(|| {
        let most = with(|terms| {
            terms.fee = MAX_PRICE;
            terms.deposit_per_wh = MAX_PRICE;
            terms.imbalance = ImbalanceRules {
                sources: BoundedVec::truncate_from((100..100 + u64::from(MAX_SOURCES)).collect()),
                quorum: MAX_SOURCES,
                max_age: METERING_GRACE as u32,
                lowest: MAX_PRICE,
                highest: MAX_PRICE,
            };
        });
        assert_ok!(create(STREET, None, most));
        let least = with(|terms| {
            terms.fee = 0;
            terms.deposit_per_wh = 0;
            terms.imbalance = ImbalanceRules { sources: BoundedVec::new(), quorum: 1, max_age: 0, lowest: 0, highest: 0 };
        });
        assert_ok!(create(STREET + 1, None, least));
    });
}
