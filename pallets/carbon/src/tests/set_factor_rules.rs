//! `set_factor_rules`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{BoundedVec, DispatchError};

fn rules(sources: &[u64], quorum: u32) -> FactorRulesOf<Test> {
    let sources = BoundedVec::truncate_from(sources.to_vec());
    FactorRules { sources, quorum, lowest: 0, highest: 1_000_000, fallback: 300_000 }
}

#[test]
fn set_factor_rules_should_store_the_rules() {
    ExtBuilder.build_and_execute(|| {
        for rules in [rules(&[1], 1), rules(&[1, 2], 2), rules(&[4, 3, 1, 2], 3)] {
            assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), OTHER_ZONE, rules.clone()));
            assert_eq!(Rules::<Test>::get(OTHER_ZONE), Some(rules.clone()));
            assert_eq!(events(), vec![Event::FactorRulesSet { zone: OTHER_ZONE, rules }]);
        }
    });
}

#[test]
fn set_factor_rules_should_keep_published_versions() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 100, None);
        let stricter = FactorRules { lowest: 200, ..rules(&SOURCES, 3) };
        assert_ok!(Carbon::set_factor_rules(RuntimeOrigin::root(), ZONE, stricter));
        let published = Factor { location: 100, residual: None, version: Some(1) };
        assert_eq!(Carbon::factor(ZONE, HOUR, None), published);
    });
}

#[test]
fn set_factor_rules_should_fail_when_it_is_not_governance() {
    ExtBuilder.build_and_execute(|| {
        for who in [1, SOURCES[0], VERIFIER, ISSUER] {
            let call = Carbon::set_factor_rules(signed(who), OTHER_ZONE, rules(&[1], 1));
            assert_noop!(call, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn set_factor_rules_should_fail_when_the_rules_are_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        let valid = rules(&[1, 2, 3, 4], 3);
        assert!(valid.is_valid());
        let invalid = [
            // No majority, or one that there cannot be.
            FactorRules { quorum: 2, ..valid.clone() },
            FactorRules { quorum: 0, ..valid.clone() },
            FactorRules { quorum: 5, ..valid.clone() },
            rules(&[], 0),
            rules(&[], 1),
            rules(&[1, 2, 3, 1], 3),
            FactorRules { lowest: 300_001, ..valid.clone() },
            FactorRules { highest: 299_999, ..valid.clone() },
            FactorRules { highest: MAX_FACTOR + 1, ..valid },
        ];
        for rules in invalid {
            let call = Carbon::set_factor_rules(RuntimeOrigin::root(), OTHER_ZONE, rules);
            assert_noop!(call, Error::<Test>::OutOfBounds);
        }
    });
}
