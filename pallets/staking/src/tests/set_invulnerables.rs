//! `set_invulnerables`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn set_invulnerables_should_appoint_them_when_governance_asks() {
    ExtBuilder::default().invulnerables(vec![ALICE]).build_and_execute(|| {
        // In this order, and validators or not.
        let invulnerables = vec![DAVE, BOB];
        assert_ok!(ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), invulnerables.clone()));
        assert_eq!(Invulnerables::<Test>::get().into_inner(), invulnerables);
        assert_eq!(events(), vec![Event::InvulnerablesChanged { invulnerables }]);
    });
}

#[test]
fn set_invulnerables_should_accept_as_many_as_there_can_be() {
    ExtBuilder::default().build_and_execute(|| {
        let invulnerables: Vec<_> = (1..=u64::from(MAX_INVULNERABLES)).collect();
        assert_ok!(ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), invulnerables));
    });
}

#[test]
fn set_invulnerables_should_accept_nobody() {
    ExtBuilder::default().invulnerables(vec![ALICE]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), Vec::new()));
        assert!(Invulnerables::<Test>::get().is_empty());
    });
}

#[test]
fn set_invulnerables_should_fail_when_anybody_else_asks() {
    ExtBuilder::default().build_and_execute(|| {
        for origin in [signed(ALICE), RuntimeOrigin::none()] {
            assert_noop!(ValidatorStaking::set_invulnerables(origin, vec![ALICE]), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn set_invulnerables_should_fail_when_there_are_too_many() {
    ExtBuilder::default().build_and_execute(|| {
        let invulnerables: Vec<_> = (1..=u64::from(MAX_INVULNERABLES) + 1).collect();
        let call = ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), invulnerables);
        assert_noop!(call, Error::<Test>::InvalidInvulnerables);
    });
}

#[test]
fn set_invulnerables_should_fail_when_one_is_named_twice() {
    ExtBuilder::default().build_and_execute(|| {
        let call = ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), vec![ALICE, BOB, ALICE]);
        assert_noop!(call, Error::<Test>::InvalidInvulnerables);
    });
}

#[test]
fn set_invulnerables_should_fail_when_one_has_no_session_keys() {
    ExtBuilder::default().build_and_execute(|| {
        remove_keys(BOB);
        let call = ValidatorStaking::set_invulnerables(RuntimeOrigin::root(), vec![ALICE, BOB]);
        assert_noop!(call, Error::<Test>::NoSessionKeys);
    });
}
