//! The life of a project: `register_project`, `validate_project`, `approve_project`, `cancel_project`. And what tests of reports begin with.

use crate::{mock::*, project_impls::calendar_year, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};
use uen_primitives::{Day, ProjectId, ZoneId};

pub(super) const OWNER: u64 = 1;
/// The crediting period: it begins in the year before [`DAY`].
pub(super) const STARTS: Day = Day(DAY.0 - 300);
pub(super) const ENDS: Day = Day(DAY.0 + 300);

fn methodology() -> H256 {
    H256::repeat_byte(1)
}

fn metadata() -> H256 {
    H256::repeat_byte(2)
}

fn register_in(who: u64, zone: ZoneId, starts: Day, ends: Day) -> DispatchResult {
    Carbon::register_project(signed(who), zone, methodology(), metadata(), starts, ends)
}

/// A draft of [`OWNER`].
fn drafted() -> ProjectId {
    let project = NextProject::<Test>::get();
    assert_ok!(register_in(OWNER, ZONE, STARTS, ENDS));
    project
}

/// A project of [`OWNER`] that may monitor.
pub(super) fn registered() -> ProjectId {
    let project = drafted();
    assert_ok!(Carbon::validate_project(signed(VERIFIER), project));
    assert_ok!(Carbon::approve_project(signed(REGULATOR), project));
    events();
    project
}

pub(super) fn project(id: ProjectId) -> ProjectRecordOf<Test> {
    Projects::<Test>::get(id).expect("the project is there")
}

/// `who` is appointed for everything.
pub(super) fn appoint(who: u64) {
    for role in [OfficerRole::Verifier, OfficerRole::Regulator] {
        assert_ok!(Carbon::appoint_officer(RuntimeOrigin::root(), role, who, TERM));
    }
}

#[test]
fn register_project_should_store_a_draft_and_hold_its_deposit() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(register_in(OWNER, ZONE, STARTS, ENDS));
        let draft = ProjectRecord {
            owner: OWNER,
            zone: ZONE,
            methodology: methodology(),
            metadata: metadata(),
            starts: STARTS,
            ends: ENDS,
            state: ProjectState::Draft,
            verifier: None,
            regulator: None,
            reports: 0,
            remainder: 0,
            deposit: PROJECT_DEPOSIT,
        };
        assert_eq!(project(0), draft);
        assert_eq!(held_for(OWNER, HoldReason::Project), PROJECT_DEPOSIT);
        assert_eq!(events(), vec![Event::ProjectRegistered { project: 0, owner: OWNER }]);
        // One day is a crediting period too, and numbers are never used again.
        assert_ok!(Carbon::cancel_project(signed(OWNER), 0));
        assert_ok!(register_in(2, ZONE, DAY, DAY));
        assert_eq!(project(1).owner, 2);
    });
}

#[test]
fn register_project_should_hold_nothing_when_it_costs_nothing() {
    ExtBuilder.build_and_execute(|| {
        ProjectDeposit::set(0);
        assert_ok!(register_in(NOBODY, ZONE, STARTS, ENDS));
        assert_ok!(Carbon::cancel_project(signed(NOBODY), 0));
    });
}

#[test]
fn register_project_should_fail_when_nobody_publishes_the_zones_factors() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(register_in(OWNER, OTHER_ZONE, STARTS, ENDS), Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn register_project_should_fail_when_it_ends_before_it_starts() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(register_in(OWNER, ZONE, DAY.next(), DAY), Error::<Test>::OutOfBounds);
    });
}

#[test]
fn register_project_should_fail_when_the_deposit_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        for who in [NOBODY, VERIFIER] {
            assert_noop!(register_in(who, ZONE, STARTS, ENDS), TokenError::FundsUnavailable);
        }
        let call = Carbon::register_project(RuntimeOrigin::root(), ZONE, methodology(), metadata(), STARTS, ENDS);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn validate_and_approve_project_should_advance_it_and_say_who_did() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        events();
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        assert_eq!((project(id).state, project(id).verifier), (ProjectState::Validated, Some(VERIFIER)));
        assert_ok!(Carbon::approve_project(signed(REGULATOR), id));
        assert_eq!((project(id).state, project(id).regulator), (ProjectState::Registered, Some(REGULATOR)));
        let advanced = |state, officer| Event::ProjectAdvanced { project: id, state, officer };
        let expected = [advanced(ProjectState::Validated, VERIFIER), advanced(ProjectState::Registered, REGULATOR)];
        assert_eq!(events(), expected);
    });
}

#[test]
fn validate_project_should_fail_when_it_is_not_a_verifier() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        for who in [OWNER, 2, REGULATOR, ISSUER] {
            assert_noop!(Carbon::validate_project(signed(who), id), Error::<Test>::NotOfficer);
        }
        assert_noop!(Carbon::validate_project(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
        set_clock(TERM);
        assert_noop!(Carbon::validate_project(signed(VERIFIER), id), Error::<Test>::NotOfficer);
    });
}

#[test]
fn approve_project_should_fail_when_it_is_not_a_regulator() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        for who in [OWNER, 2, VERIFIER, ISSUER] {
            assert_noop!(Carbon::approve_project(signed(who), id), Error::<Test>::NotOfficer);
        }
        assert_noop!(Carbon::approve_project(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
        set_clock(TERM);
        assert_noop!(Carbon::approve_project(signed(REGULATOR), id), Error::<Test>::NotOfficer);
    });
}

#[test]
fn validate_and_approve_project_should_fail_when_there_is_no_project() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Carbon::validate_project(signed(VERIFIER), 0), Error::<Test>::ProjectNotFound);
        assert_noop!(Carbon::approve_project(signed(REGULATOR), 0), Error::<Test>::ProjectNotFound);
    });
}

#[test]
fn validate_and_approve_project_should_fail_when_the_officer_owns_it() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        appoint(OWNER);
        assert_noop!(Carbon::validate_project(signed(OWNER), id), Error::<Test>::ConflictOfInterest);
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        assert_noop!(Carbon::approve_project(signed(OWNER), id), Error::<Test>::ConflictOfInterest);
    });
}

#[test]
fn validate_and_approve_project_should_fail_when_it_is_in_another_state() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        assert_noop!(Carbon::approve_project(signed(REGULATOR), id), Error::<Test>::WrongState);
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        assert_noop!(Carbon::validate_project(signed(VERIFIER), id), Error::<Test>::WrongState);
        assert_ok!(Carbon::approve_project(signed(REGULATOR), id));
        assert_noop!(Carbon::validate_project(signed(VERIFIER), id), Error::<Test>::WrongState);
        assert_noop!(Carbon::approve_project(signed(REGULATOR), id), Error::<Test>::WrongState);
    });
}

#[test]
fn cancel_project_should_remove_it_and_release_the_deposit() {
    ExtBuilder.build_and_execute(|| {
        for id in [drafted(), registered()] {
            events();
            assert_ok!(Carbon::cancel_project(signed(OWNER), id));
            assert_eq!(Projects::<Test>::get(id), None);
            assert_eq!(events(), vec![Event::ProjectCancelled { project: id }]);
        }
        assert_eq!(held_for(OWNER, HoldReason::Project), 0);
        assert_eq!(balance(OWNER), ENDOWMENT);
    });
}

#[test]
fn cancel_project_should_release_what_was_held_when_the_deposit_was_changed() {
    ExtBuilder.build_and_execute(|| {
        let id = drafted();
        ProjectDeposit::set(5 * PROJECT_DEPOSIT);
        assert_ok!(Carbon::cancel_project(signed(OWNER), id));
        assert_eq!(held_for(OWNER, HoldReason::Project), 0);
    });
}

#[test]
fn cancel_project_should_fail_when_it_is_not_the_owner() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Carbon::cancel_project(signed(OWNER), 0), Error::<Test>::ProjectNotFound);
        let id = drafted();
        for who in [2, VERIFIER, REGULATOR, ISSUER] {
            assert_noop!(Carbon::cancel_project(signed(who), id), Error::<Test>::NotOwner);
        }
        assert_noop!(Carbon::cancel_project(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
    });
}

/// Days since 1970 of 1 January, from a calendar.
#[test]
fn calendar_year_should_begin_on_the_first_of_january() {
    let first_days =
        [(1_972, 730), (1_973, 1_096), (2_000, 10_957), (2_001, 11_323), (2_024, 19_723), (2_025, 20_089), (2_100, 47_482)];
    for (year, first) in first_days.into_iter().chain([(2_101, 47_847), (2_400, 157_054), (2_401, 157_420)]) {
        assert_eq!(calendar_year(Day(first)), year);
        assert_eq!(calendar_year(Day(first - 1)), year - 1);
    }
    assert_eq!(calendar_year(Day(0)), 1_970);
    assert_eq!(calendar_year(Day(u32::MAX)), u16::MAX);
}

/// Every year has its days: a leap day in each fourth year, but for three of four centuries.
#[test]
fn calendar_year_should_count_leap_years() {
    let mut first = 0;
    for year in 1_970..=2_800_u16 {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = first + 364 + u32::from(is_leap);
        assert_eq!((calendar_year(Day(first)), calendar_year(Day(last))), (year, year));
        first = last + 1;
    }
}
