//! What becomes of a report: `submit_report`, `judge_report`, `issue_credits`.

use super::projects::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};
use uen_primitives::{CertificateId, Day, DeviceKind, Period, ProjectId, PERIODS_PER_DAY};

/// In µgCO2e/Wh: a MWh avoids a kg.
const LOCATION: u32 = 1_000;
/// So many Wh avoid a kg.
const WH_PER_KG: u64 = 1_000_000;

fn evidence() -> H256 {
    H256::repeat_byte(9)
}

/// A project that may monitor, and factors of the day.
fn monitoring(test: impl FnOnce(ProjectId)) {
    ExtBuilder.build_and_execute(|| {
        let project = registered();
        add_device(1, OWNER, ZONE, DeviceKind::Solar);
        publish(ZONE, DAY, LOCATION, None);
        events();
        test(project);
    });
}

/// The next period of the day avoids so much, in Wh; the report of it.
fn monitored(project: ProjectId, energy: u64) -> u32 {
    monitored_in(project, PERIOD, energy)
}

fn monitored_in(id: ProjectId, from: Period, energy: u64) -> u32 {
    let period = (from.0..).map(Period).find(|period| !is_taken(1, *period)).unwrap();
    meter(1, period, 0, 0, energy);
    assert_ok!(Carbon::monitor(signed(OWNER), id, device(1), period, period));
    project(id).reports - 1
}

/// The same, handed to the verifiers.
fn submitted(project: ProjectId, energy: u64) -> u32 {
    let number = monitored(project, energy);
    assert_ok!(Carbon::submit_report(signed(OWNER), project, evidence()));
    number
}

/// The same, and found right.
fn verified(project: ProjectId, energy: u64) -> u32 {
    let number = submitted(project, energy);
    assert_ok!(judge(project, number, true));
    number
}

/// The same, and its credits issued.
fn issued(project: ProjectId, energy: u64) -> CertificateId {
    let id = CertificateId { issuance: NextIssuance::<Test>::get(), slice: 0 };
    let number = verified(project, energy);
    assert_ok!(issue_credits(project, number));
    id
}

fn judge(project: ProjectId, number: u32, is_right: bool) -> DispatchResult {
    Carbon::judge_report(signed(VERIFIER), project, number, is_right)
}

fn issue_credits(project: ProjectId, number: u32) -> DispatchResult {
    Carbon::issue_credits(signed(REGULATOR), project, number)
}

fn report(project: ProjectId, number: u32) -> ReportRecordOf<Test> {
    Reports::<Test>::get(project, number).expect("the report is there")
}

fn advanced(project: ProjectId, report: u32, state: ReportState) -> Event<Test> {
    Event::ReportAdvanced { project, report, state }
}

#[test]
fn submit_report_should_close_the_open_one() {
    monitoring(|id| {
        let number = monitored(id, 1);
        events();
        assert_ok!(Carbon::submit_report(signed(OWNER), id, evidence()));
        assert_eq!((report(id, number).state, report(id, number).evidence), (ReportState::Submitted, evidence()));
        assert_eq!(events(), vec![advanced(id, number, ReportState::Submitted)]);
        // What is metered from now on is in another one.
        assert_eq!(monitored(id, 1), number + 1);
    });
}

#[test]
fn submit_report_should_fail_when_it_is_not_the_owner() {
    monitoring(|id| {
        monitored(id, 1);
        assert_noop!(Carbon::submit_report(signed(OWNER), 77, evidence()), Error::<Test>::ProjectNotFound);
        assert_noop!(Carbon::submit_report(signed(2), id, evidence()), Error::<Test>::NotOwner);
        assert_noop!(Carbon::submit_report(RuntimeOrigin::root(), id, evidence()), DispatchError::BadOrigin);
    });
}

#[test]
fn submit_report_should_fail_when_none_is_open() {
    monitoring(|id| {
        assert_noop!(Carbon::submit_report(signed(OWNER), id, evidence()), Error::<Test>::WrongState);
        submitted(id, 1);
        assert_noop!(Carbon::submit_report(signed(OWNER), id, evidence()), Error::<Test>::WrongState);
    });
}

#[test]
fn judge_report_should_find_it_right_or_wrong() {
    monitoring(|id| {
        for (is_right, state) in [(true, ReportState::Verified), (false, ReportState::Rejected)] {
            let number = submitted(id, 1);
            events();
            assert_ok!(judge(id, number, is_right));
            assert_eq!((report(id, number).state, report(id, number).verifier), (state, Some(VERIFIER)));
            assert_eq!(events(), vec![advanced(id, number, state)]);
        }
    });
}

#[test]
fn judge_report_should_fail_when_it_is_not_a_verifier() {
    monitoring(|id| {
        let number = submitted(id, 1);
        for who in [OWNER, 2, REGULATOR] {
            let call = Carbon::judge_report(signed(who), id, number, true);
            assert_noop!(call, Error::<Test>::NotOfficer);
        }
        assert_noop!(Carbon::judge_report(RuntimeOrigin::root(), id, number, true), DispatchError::BadOrigin);
    });
}

#[test]
fn judge_report_should_fail_when_there_is_no_such_report() {
    monitoring(|id| {
        let number = submitted(id, 1);
        assert_noop!(judge(77, number, true), Error::<Test>::ProjectNotFound);
        assert_noop!(judge(id, number + 1, true), Error::<Test>::ReportNotFound);
    });
}

#[test]
fn judge_report_should_fail_when_the_verifier_owns_the_project() {
    monitoring(|id| {
        appoint(OWNER);
        let number = submitted(id, 1);
        let call = Carbon::judge_report(signed(OWNER), id, number, true);
        assert_noop!(call, Error::<Test>::ConflictOfInterest);
    });
}

#[test]
fn judge_report_should_fail_when_it_is_open_or_was_judged() {
    monitoring(|id| {
        let number = monitored(id, WH_PER_KG);
        assert_noop!(judge(id, number, true), Error::<Test>::WrongState);
        assert_ok!(Carbon::submit_report(signed(OWNER), id, evidence()));
        assert_ok!(judge(id, number, true));
        assert_noop!(judge(id, number, false), Error::<Test>::WrongState);
        assert_ok!(issue_credits(id, number));
        assert_noop!(judge(id, number, false), Error::<Test>::WrongState);
        let rejected = submitted(id, 1);
        assert_ok!(judge(id, rejected, false));
        assert_noop!(judge(id, rejected, true), Error::<Test>::WrongState);
    });
}

#[test]
fn issue_credits_should_issue_a_kg_a_unit_to_the_owner() {
    monitoring(|id| {
        let number = verified(id, 5 * WH_PER_KG);
        events();
        assert_ok!(issue_credits(id, number));
        let source = Source::Credit { project: id, vintage: 2_024, first_serial: 1 };
        let credits = CertificateId { issuance: 0, slice: 0 };
        let expected = IssuanceRecord {
            source,
            producer: OWNER,
            zone: ZONE,
            emission_factor: 0,
            is_supported: false,
            issued_at: START,
            expires: None,
            totals: Totals { issued: 5, active: 5, ..Totals::default() },
            next_slice: 1,
        };
        assert_eq!(issuance(credits), expected);
        let slice = SliceRecord { owner: OWNER, first: 1, last: 5, state: SliceState::Active, deposit: SLICE_DEPOSIT };
        assert_eq!(record(credits), slice);
        assert_eq!(held(OWNER), SLICE_DEPOSIT);
        assert_eq!(report(id, number).state, ReportState::Issued(0));
        let expected =
            [Event::Issued { issuance: 0, source, producer: OWNER, quantity: 5 }, advanced(id, number, ReportState::Issued(0))];
        assert_eq!(events(), expected);
    });
}

#[test]
fn issue_credits_should_carry_what_is_left_of_a_kg_to_the_next() {
    monitoring(|id| {
        let first = issued(id, WH_PER_KG + WH_PER_KG / 2 + 1);
        assert_eq!(issuance(first).totals.issued, 1);
        assert_eq!(project(id).remainder, u128::from(LOCATION) * u128::from(WH_PER_KG / 2 + 1));
        let second = issued(id, 2 * WH_PER_KG + WH_PER_KG / 2);
        assert_eq!(issuance(second).totals.issued, 3);
        assert_eq!(project(id).remainder, u128::from(LOCATION));
    });
}

#[test]
fn issue_credits_should_number_them_by_project_and_vintage() {
    monitoring(|id| {
        let serial = |credits: CertificateId| match issuance(credits).source {
            Source::Credit { project, vintage, first_serial } => (project, vintage, first_serial),
            _ => panic!("they are credits"),
        };
        assert_eq!(serial(issued(id, 3 * WH_PER_KG)), (id, 2_024, 1));
        assert_eq!(serial(issued(id, 2 * WH_PER_KG)), (id, 2_024, 4));
        // 2023-12-31.
        let day = Day(19_722);
        publish(ZONE, day, LOCATION, None);
        let number = monitored_in(id, Period(day.0 * PERIODS_PER_DAY), 7 * WH_PER_KG);
        assert_ok!(Carbon::submit_report(signed(OWNER), id, evidence()));
        assert_ok!(judge(id, number, true));
        assert_ok!(issue_credits(id, number));
        assert_eq!(serial(CertificateId { issuance: 2, slice: 0 }), (id, 2_023, 1));
        let other = registered();
        assert_eq!(serial(issued(other, WH_PER_KG)), (other, 2_024, 1));
        assert_eq!(serial(issued(id, WH_PER_KG)), (id, 2_024, 6));
        assert_eq!(Serials::<Test>::get(id, 2_024), 6);
    });
}

#[test]
fn issue_credits_should_disclose_that_the_energy_may_be_mined() {
    monitoring(|id| {
        support(1);
        assert!(issuance(issued(id, WH_PER_KG)).is_supported);
    });
}

#[test]
fn credits_should_be_sold_and_retired_and_never_expire() {
    monitoring(|id| {
        let credits = issued(id, 10 * WH_PER_KG);
        advance_to(Day(DAY.0 + VALIDITY + RETIREMENT_RETENTION + 10));
        assert_ok!(Carbon::offer(signed(OWNER), credits, 4, Some(2), 7));
        let sold = slice(credits, 1);
        assert_ok!(Carbon::accept(signed(2), sold, 4, 7));
        let compensation = Claim { purpose: Purpose::Compensation, ..claim(3) };
        assert_ok!(Carbon::retire(signed(2), sold, 4, compensation));
        assert_noop!(Carbon::retire(signed(OWNER), credits, 1, claim(1)), Error::<Test>::InvalidClaim);
        let totals = Totals { issued: 10, active: 6, retired: 4, ..Totals::default() };
        assert_eq!(issuance(credits).totals, totals);
        // They cover nobody's consumption.
        assert_eq!(Coverage::<Test>::iter().count(), 0);
    });
}

#[test]
fn credits_should_be_withdrawn_by_the_issuer_until_they_are_retired() {
    monitoring(|id| {
        let credits = issued(id, 10 * WH_PER_KG);
        assert_ok!(Carbon::split(signed(OWNER), credits, 4));
        assert_ok!(Carbon::withdraw(signed(ISSUER), slice(credits, 1)));
        let compensation = Claim { purpose: Purpose::Compensation, ..claim(3) };
        assert_ok!(Carbon::retire(signed(OWNER), credits, 6, compensation));
        assert_noop!(Carbon::withdraw(signed(ISSUER), credits), Error::<Test>::AlreadyRetired);
        let totals = Totals { issued: 10, retired: 6, withdrawn: 4, ..Totals::default() };
        assert_eq!(issuance(credits).totals, totals);
    });
}

#[test]
fn issue_credits_should_fail_when_it_is_not_a_regulator() {
    monitoring(|id| {
        let number = verified(id, WH_PER_KG);
        for who in [OWNER, 2, VERIFIER] {
            let call = Carbon::issue_credits(signed(who), id, number);
            assert_noop!(call, Error::<Test>::NotOfficer);
        }
        assert_noop!(Carbon::issue_credits(RuntimeOrigin::root(), id, number), DispatchError::BadOrigin);
    });
}

#[test]
fn issue_credits_should_fail_when_there_is_no_such_report() {
    monitoring(|id| {
        let number = verified(id, WH_PER_KG);
        assert_noop!(issue_credits(77, number), Error::<Test>::ProjectNotFound);
        assert_noop!(issue_credits(id, number + 1), Error::<Test>::ReportNotFound);
    });
}

#[test]
fn issue_credits_should_fail_when_the_regulator_owns_the_project() {
    monitoring(|id| {
        appoint(OWNER);
        let number = verified(id, WH_PER_KG);
        assert_noop!(Carbon::issue_credits(signed(OWNER), id, number), Error::<Test>::ConflictOfInterest);
    });
}

#[test]
fn issue_credits_should_fail_when_the_report_is_not_verified() {
    monitoring(|id| {
        let number = monitored(id, WH_PER_KG);
        assert_noop!(issue_credits(id, number), Error::<Test>::WrongState);
        assert_ok!(Carbon::submit_report(signed(OWNER), id, evidence()));
        assert_noop!(issue_credits(id, number), Error::<Test>::WrongState);
        assert_ok!(judge(id, number, false));
        assert_noop!(issue_credits(id, number), Error::<Test>::WrongState);
    });
}

#[test]
fn issue_credits_should_fail_when_credits_were_issued() {
    monitoring(|id| {
        let number = verified(id, WH_PER_KG);
        assert_ok!(issue_credits(id, number));
        assert_noop!(issue_credits(id, number), Error::<Test>::WrongState);
    });
}

#[test]
fn issue_credits_should_fail_when_it_is_less_than_a_kg() {
    monitoring(|id| {
        let number = verified(id, WH_PER_KG - 1);
        assert_noop!(issue_credits(id, number), Error::<Test>::NothingToIssue);
        // With what others left it is enough.
        issued(id, WH_PER_KG + 1);
        assert_ok!(issue_credits(id, number));
        assert_eq!(project(id).remainder, 0);
        assert_eq!(Serials::<Test>::get(id, 2_024), 2);
    });
}

#[test]
fn issue_credits_should_fail_when_the_owner_cannot_pay_the_deposit() {
    monitoring(|id| {
        let number = verified(id, WH_PER_KG);
        SliceDeposit::set(ENDOWMENT);
        assert_noop!(issue_credits(id, number), TokenError::FundsUnavailable);
    });
}

#[test]
fn cancel_project_should_fail_when_it_has_reports() {
    monitoring(|id| {
        monitored(id, 1);
        assert_noop!(Carbon::cancel_project(signed(OWNER), id), Error::<Test>::WrongState);
    });
}
