//! Changing the periods.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

fn root() -> RuntimeOrigin {
    RuntimeOrigin::root()
}

#[test]
fn set_periods_should_store_them_when_they_are_valid() {
    ExtBuilder::default().build_and_execute(|| {
        let periods = GovernancePeriods { launch: 16, voting: 21, emergency_until: 7, ..PERIODS };
        assert_ok!(Governance::set_periods(root(), periods));
        assert_eq!(Periods::<Test>::get(), periods);
        System::assert_last_event(Event::PeriodsChanged { periods }.into());
    });
}

#[test]
fn set_periods_should_fail_when_the_origin_is_not_governance() {
    ExtBuilder::default().build_and_execute(|| {
        for who in [ALICE, COMMITTEE, COUNCIL] {
            assert_noop!(Governance::set_periods(RuntimeOrigin::signed(who), PERIODS), BadOrigin);
        }
        assert_noop!(Governance::set_periods(RuntimeOrigin::none(), PERIODS), BadOrigin);
    });
}

#[test]
fn set_periods_should_fail_when_one_is_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        for periods in [
            GovernancePeriods { launch: 0, ..PERIODS },
            GovernancePeriods { voting: 0, fast_track: 0, ..PERIODS },
            GovernancePeriods { fast_track: 0, ..PERIODS },
            GovernancePeriods { enactment: 0, ..PERIODS },
            GovernancePeriods { cool_off: 0, ..PERIODS },
            GovernancePeriods { motion: 0, ..PERIODS },
            GovernancePeriods { council_term: 0, ..PERIODS },
            GovernancePeriods { spending: 0, ..PERIODS },
            GovernancePeriods { unbonding: 0, ..PERIODS },
        ] {
            assert_noop!(Governance::set_periods(root(), periods), Error::<Test>::InvalidPeriods);
        }
    });
}

#[test]
fn set_periods_should_fail_when_the_fast_track_is_longer_than_the_usual_way() {
    ExtBuilder::default().build_and_execute(|| {
        let set = |fast_track, voting, enactment| {
            let unbonding = voting + enactment;
            Governance::set_periods(root(), GovernancePeriods { fast_track, voting, enactment, unbonding, ..PERIODS })
        };
        // It is the least time of a vote, and the least from there to the enactment.
        assert_noop!(set(21, 20, 30), Error::<Test>::InvalidPeriods);
        assert_noop!(set(21, 30, 20), Error::<Test>::InvalidPeriods);
        assert_ok!(set(20, 20, 30));
        assert_ok!(set(20, 30, 20));
    });
}

#[test]
fn set_periods_should_fail_when_votes_are_shorter_than_the_minimum() {
    ExtBuilder::default().build_and_execute(|| {
        let short = GovernancePeriods { voting: MIN_VOTING - 1, ..PERIODS };
        assert_noop!(Governance::set_periods(root(), short), Error::<Test>::BelowMinimum);
        assert_ok!(Governance::set_periods(root(), GovernancePeriods { voting: MIN_VOTING, ..PERIODS }));
    });
}

#[test]
fn set_periods_should_fail_when_enactment_is_sooner_than_the_minimum() {
    ExtBuilder::default().build_and_execute(|| {
        let set = |enactment| Governance::set_periods(root(), GovernancePeriods { fast_track: 1, enactment, ..PERIODS });
        assert_noop!(set(MIN_ENACTMENT - 1), Error::<Test>::BelowMinimum);
        assert_ok!(set(MIN_ENACTMENT));
    });
}

#[test]
fn set_periods_should_leave_referenda_alone_when_they_are_under_way() {
    ExtBuilder::default().build_and_execute(|| {
        let before = start_referendum();
        assert_ok!(Governance::set_periods(root(), GovernancePeriods { voting: 12, ..PERIODS }));
        let after = start_referendum();
        assert_eq!(ongoing(before).0, 1 + 20);
        assert_eq!(ongoing(after).0, 1 + 12);
    });
}
