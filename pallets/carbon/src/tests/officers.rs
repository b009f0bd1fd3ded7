//! `appoint_officer` and `dismiss_officer`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const ROLES: [OfficerRole; 2] = [OfficerRole::Verifier, OfficerRole::Regulator];

#[test]
fn appoint_officer_should_hold_until_the_term_is_over() {
    ExtBuilder.build_and_execute(|| {
        for role in ROLES {
            let until = now() + 1_000;
            assert_ok!(Carbon::appoint_officer(RuntimeOrigin::root(), role, 7, until));
            assert_eq!(events(), vec![Event::OfficerAppointed { role, who: 7, until }]);
            set_clock(until - 1);
            assert_ok!(Carbon::ensure_officer(role, &7));
            set_clock(until);
            assert_eq!(Carbon::ensure_officer(role, &7), Err(Error::<Test>::NotOfficer.into()));
        }
    });
}

#[test]
fn appoint_officer_should_change_the_term_when_the_account_was_appointed() {
    ExtBuilder.build_and_execute(|| {
        for until in [TERM + 5, now() + 1] {
            assert_ok!(Carbon::appoint_officer(RuntimeOrigin::root(), OfficerRole::Verifier, VERIFIER, until));
            assert_eq!(Officers::<Test>::get(OfficerRole::Verifier, VERIFIER), Some(until));
        }
    });
}

#[test]
fn appoint_officer_should_appoint_for_one_role_only() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Carbon::ensure_officer(OfficerRole::Verifier, &VERIFIER));
        assert_eq!(Carbon::ensure_officer(OfficerRole::Regulator, &VERIFIER), Err(Error::<Test>::NotOfficer.into()));
        assert_eq!(Carbon::ensure_officer(OfficerRole::Verifier, &REGULATOR), Err(Error::<Test>::NotOfficer.into()));
    });
}

#[test]
fn appoint_officer_should_fail_when_it_is_not_governance() {
    ExtBuilder.build_and_execute(|| {
        for who in [1, VERIFIER, ISSUER] {
            let call = Carbon::appoint_officer(signed(who), OfficerRole::Verifier, 7, TERM);
            assert_noop!(call, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn appoint_officer_should_fail_when_the_term_is_over_already() {
    ExtBuilder.build_and_execute(|| {
        for until in [0, now()] {
            let call = Carbon::appoint_officer(RuntimeOrigin::root(), OfficerRole::Verifier, 7, until);
            assert_noop!(call, Error::<Test>::OutOfBounds);
        }
    });
}

#[test]
fn dismiss_officer_should_end_the_term() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Carbon::dismiss_officer(RuntimeOrigin::root(), OfficerRole::Verifier, VERIFIER));
        assert_eq!(events(), vec![Event::OfficerDismissed { role: OfficerRole::Verifier, who: VERIFIER }]);
        assert_eq!(Carbon::ensure_officer(OfficerRole::Verifier, &VERIFIER), Err(Error::<Test>::NotOfficer.into()));
        assert!(!Officers::<Test>::contains_key(OfficerRole::Verifier, VERIFIER));
    });
}

#[test]
fn dismiss_officer_should_remove_whose_term_is_over() {
    ExtBuilder.build_and_execute(|| {
        set_clock(TERM);
        assert_ok!(Carbon::dismiss_officer(RuntimeOrigin::root(), OfficerRole::Regulator, REGULATOR));
    });
}

#[test]
fn dismiss_officer_should_fail_when_it_is_not_governance() {
    ExtBuilder.build_and_execute(|| {
        let call = Carbon::dismiss_officer(signed(VERIFIER), OfficerRole::Verifier, VERIFIER);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn dismiss_officer_should_fail_when_nobody_is_appointed() {
    ExtBuilder.build_and_execute(|| {
        for (role, who) in [(OfficerRole::Verifier, 7), (OfficerRole::Regulator, VERIFIER)] {
            let call = Carbon::dismiss_officer(RuntimeOrigin::root(), role, who);
            assert_noop!(call, Error::<Test>::OfficerNotFound);
        }
    });
}
