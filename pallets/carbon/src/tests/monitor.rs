//! `monitor`.

use super::projects::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};
use uen_primitives::{Day, DeviceKind, Period, ProjectId, Quality, Wh, PERIODS_PER_DAY};

/// In µgCO2e/Wh.
const LOCATION: u32 = 500_000;
/// 2023-12-31, the day before, and after, of the year of [`DAY`].
const LAST_OF_2023: Day = Day(19_722);

/// A project that may monitor, its photovoltaics `device(1)`, and factors of the day.
fn monitoring(test: impl FnOnce(ProjectId)) {
    ExtBuilder.build_and_execute(|| {
        let project = registered();
        add_device(1, OWNER, ZONE, DeviceKind::Solar);
        publish(ZONE, DAY, LOCATION, Some(2 * LOCATION));
        meter(1, PERIOD, 0, 0, 1_000);
        events();
        test(project);
    });
}

fn monitor(project: ProjectId, n: u8, first: Period, last: Period) -> DispatchResult {
    Carbon::monitor(signed(OWNER), project, device(n), first, last)
}

fn report(project: ProjectId, number: u32) -> ReportRecordOf<Test> {
    Reports::<Test>::get(project, number).expect("the report is there")
}

fn next(period: Period, by: u32) -> Period {
    Period(period.0 + by)
}

#[test]
fn monitor_should_begin_a_report_when_none_is_open() {
    monitoring(|id| {
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
        let avoided = 1_000 * u128::from(LOCATION);
        let expected = ReportRecord {
            vintage: 2_024,
            first: PERIOD,
            last: PERIOD,
            energy: Wh(1_000),
            avoided,
            is_supported: false,
            evidence: H256::zero(),
            state: ReportState::Monitored,
            verifier: None,
        };
        assert_eq!(report(id, 0), expected);
        assert_eq!(project(id).reports, 1);
        let (first, last, energy) = (PERIOD, PERIOD, Wh(1_000));
        let monitored = Event::Monitored { project: id, report: 0, device: device(1), first, last, energy, avoided };
        assert_eq!(events(), vec![monitored]);
    });
}

#[test]
fn monitor_should_hold_a_deposit_for_each_report() {
    monitoring(|id| {
        for n in 0..3 {
            meter(1, next(PERIOD, n), 0, 0, 10);
            assert_ok!(monitor(id, 1, next(PERIOD, n), next(PERIOD, n)));
            // The first two are in one.
            if n == 1 {
                assert_ok!(Carbon::submit_report(signed(OWNER), id, H256::zero()));
            }
        }
        assert_eq!(project(id).reports, 2);
        assert_eq!(project(id).deposit, PROJECT_DEPOSIT + 2 * SLICE_DEPOSIT);
        assert_eq!(held_for(OWNER, HoldReason::Project), PROJECT_DEPOSIT + 2 * SLICE_DEPOSIT);
    });
}

#[test]
fn monitor_should_add_to_the_open_report() {
    monitoring(|id| {
        add_device(2, OWNER, ZONE, DeviceKind::Wind);
        let (hour_before, hour_after) = (Period(PERIOD.0 - 4), next(PERIOD, 4));
        for n in 0..4 {
            meter(2, next(hour_before, n), 0, 0, 1);
            meter(2, next(hour_after, n), 0, 0, 10);
        }
        set_clock(START + 3_600);
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
        assert_ok!(monitor(id, 2, hour_after, next(hour_after, 3)));
        assert_ok!(monitor(id, 2, hour_before, next(hour_before, 3)));
        let report = report(id, 0);
        assert_eq!((report.first, report.last), (hour_before, next(hour_after, 3)));
        assert_eq!((report.energy, report.avoided), (Wh(1_044), 1_044 * u128::from(LOCATION)));
        assert_eq!(project(id).reports, 1);
    });
}

#[test]
fn monitor_should_pin_the_latest_version_for_good() {
    monitoring(|id| {
        publish(ZONE, DAY, 100, None);
        meter(1, next(PERIOD, 1), 0, 0, 1);
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
        assert_eq!(report(id, 0).avoided, 1_000 * 100);
        assert_ok!(monitor(id, 1, next(PERIOD, 1), next(PERIOD, 1)));
        let pins = |version| Factors::<Test>::get(DAY, (ZONE, version)).map(|set| set.pins);
        assert_eq!((pins(1), pins(2)), (Some(0), Some(2)));
        advance_to(Day(DAY.0 + FACTOR_RETENTION + 1));
        assert_eq!((pins(1), pins(2)), (None, Some(2)));
    });
}

#[test]
fn monitor_should_take_off_what_the_technology_emits_itself() {
    monitoring(|id| {
        add_device(2, OWNER, ZONE, DeviceKind::Biomass);
        meter(2, PERIOD, 0, 0, 1_000);
        assert_ok!(monitor(id, 2, PERIOD, PERIOD));
        assert_eq!(report(id, 0).avoided, 1_000 * u128::from(LOCATION - BIOMASS_FACTOR));
    });
}

#[test]
fn monitor_should_avoid_nothing_when_the_grid_emits_less() {
    monitoring(|id| {
        publish(ZONE, DAY, BIOMASS_FACTOR - 1, None);
        add_device(2, OWNER, ZONE, DeviceKind::Biomass);
        meter(2, PERIOD, 0, 0, 1_000);
        assert_ok!(monitor(id, 2, PERIOD, PERIOD));
        assert_eq!((report(id, 0).energy, report(id, 0).avoided), (Wh(1_000), 0));
    });
}

#[test]
fn monitor_should_say_when_any_of_the_energy_may_be_mined() {
    monitoring(|id| {
        add_device(2, OWNER, ZONE, DeviceKind::Solar);
        support(2);
        meter(2, PERIOD, 0, 0, 1);
        meter(1, next(PERIOD, 1), 0, 0, 1);
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
        assert!(!report(id, 0).is_supported);
        assert_ok!(monitor(id, 2, PERIOD, PERIOD));
        assert!(report(id, 0).is_supported);
        assert_ok!(monitor(id, 1, next(PERIOD, 1), next(PERIOD, 1)));
        assert!(report(id, 0).is_supported);
    });
}

#[test]
fn monitor_should_not_count_what_was_not_measured() {
    monitoring(|id| {
        meter_as(Quality::Estimated, 1, next(PERIOD, 1), 0, 0, 1_000);
        assert_ok!(monitor(id, 1, PERIOD, next(PERIOD, 1)));
        assert_eq!(report(id, 0).energy, Wh(1_000));
    });
}

#[test]
fn monitor_should_fail_when_it_is_not_the_projects_owner() {
    monitoring(|id| {
        assert_noop!(monitor(77, 1, PERIOD, PERIOD), Error::<Test>::ProjectNotFound);
        for who in [2, VERIFIER, REGULATOR] {
            let call = Carbon::monitor(signed(who), id, device(1), PERIOD, PERIOD);
            assert_noop!(call, Error::<Test>::NotOwner);
        }
        let call = Carbon::monitor(RuntimeOrigin::root(), id, device(1), PERIOD, PERIOD);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn monitor_should_fail_when_the_project_is_not_registered() {
    monitoring(|_| {
        let id = NextProject::<Test>::get();
        let hash = H256::zero();
        assert_ok!(Carbon::register_project(signed(OWNER), ZONE, hash, hash, STARTS, ENDS));
        assert_noop!(monitor(id, 1, PERIOD, PERIOD), Error::<Test>::WrongState);
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        assert_noop!(monitor(id, 1, PERIOD, PERIOD), Error::<Test>::WrongState);
        assert_ok!(Carbon::approve_project(signed(REGULATOR), id));
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
    });
}

#[test]
fn monitor_should_fail_when_the_registry_refuses() {
    monitoring(|id| {
        assert_noop!(monitor(id, 9, PERIOD, PERIOD), UNKNOWN_DEVICE);
        assert_noop!(monitor(id, 1, PERIOD, next(PERIOD, 4)), NOT_AN_HOUR);
        assert_noop!(monitor(id, 1, next(PERIOD, 1), next(PERIOD, 1)), NOTHING_MEASURED);
        assert_ok!(monitor(id, 1, PERIOD, PERIOD));
        assert_noop!(monitor(id, 1, PERIOD, PERIOD), TAKEN_BEFORE);
    });
}

#[test]
fn monitor_should_fail_when_the_device_is_somebody_elses() {
    monitoring(|id| {
        add_device(2, 2, ZONE, DeviceKind::Solar);
        meter(2, PERIOD, 0, 0, 1_000);
        assert_noop!(monitor(id, 2, PERIOD, PERIOD), Error::<Test>::NotOwner);
    });
}

#[test]
fn monitor_should_fail_when_it_is_not_renewable() {
    monitoring(|id| {
        add_device(2, OWNER, ZONE, DeviceKind::Storage);
        meter(2, PERIOD, 0, 1_000, 1_000);
        assert_noop!(monitor(id, 2, PERIOD, PERIOD), Error::<Test>::NotCertifiable);
    });
}

#[test]
fn monitor_should_fail_when_green_energy_was_sold_and_is_not_settled() {
    monitoring(|id| {
        open_sale(1, next(PERIOD, 2));
        assert_noop!(monitor(id, 1, PERIOD, next(PERIOD, 3)), Error::<Test>::SaleUnsettled);
        close_sale(1, next(PERIOD, 2));
        assert_ok!(monitor(id, 1, PERIOD, next(PERIOD, 3)));
    });
}

#[test]
fn monitor_should_fail_when_it_is_in_another_zone() {
    monitoring(|id| {
        add_device(2, OWNER, OTHER_ZONE, DeviceKind::Solar);
        meter(2, PERIOD, 0, 0, 1_000);
        assert_noop!(monitor(id, 2, PERIOD, PERIOD), Error::<Test>::OutsideProject);
    });
}

#[test]
fn monitor_should_fail_when_it_is_outside_of_the_crediting_period() {
    monitoring(|_| {
        // Of this day alone.
        let id = NextProject::<Test>::get();
        let hash = H256::zero();
        assert_ok!(Carbon::register_project(signed(OWNER), ZONE, hash, hash, DAY, DAY));
        assert_ok!(Carbon::validate_project(signed(VERIFIER), id));
        assert_ok!(Carbon::approve_project(signed(REGULATOR), id));
        let first = Period(DAY.0 * PERIODS_PER_DAY);
        let last = next(first, PERIODS_PER_DAY - 1);
        set_clock(DAY.next().end());
        for day in [Day(DAY.0 - 1), DAY.next()] {
            publish(ZONE, day, LOCATION, None);
        }
        for period in [Period(first.0 - 1), first, last, next(last, 1)] {
            meter(1, period, 0, 0, 1);
        }
        assert_noop!(monitor(id, 1, Period(first.0 - 1), Period(first.0 - 1)), Error::<Test>::OutsideProject);
        assert_noop!(monitor(id, 1, next(last, 1), next(last, 1)), Error::<Test>::OutsideProject);
        assert_ok!(monitor(id, 1, first, first));
        assert_ok!(monitor(id, 1, last, last));
    });
}

#[test]
fn monitor_should_fail_when_it_is_in_another_year_than_the_open_report() {
    monitoring(|id| {
        let of_2023 = Period(LAST_OF_2023.next().0 * PERIODS_PER_DAY - 1);
        let of_2024 = next(of_2023, 1);
        for (day, period) in [(LAST_OF_2023, of_2023), (LAST_OF_2023.next(), of_2024)] {
            publish(ZONE, day, LOCATION, None);
            meter(1, period, 0, 0, 1);
        }
        assert_ok!(monitor(id, 1, of_2023, of_2023));
        assert_eq!(report(id, 0).vintage, 2_023);
        assert_noop!(monitor(id, 1, of_2024, of_2024), Error::<Test>::OutsideProject);
        // The next report can be of the next year.
        assert_ok!(Carbon::submit_report(signed(OWNER), id, H256::zero()));
        assert_ok!(monitor(id, 1, of_2024, of_2024));
        assert_eq!(report(id, 1).vintage, 2_024);
    });
}

#[test]
fn monitor_should_fail_when_no_factors_were_published() {
    monitoring(|id| {
        let period = next(PERIOD, PERIODS_PER_DAY);
        meter(1, period, 0, 0, 1_000);
        set_clock(period.end());
        assert_noop!(monitor(id, 1, period, period), Error::<Test>::FactorMissing);
        publish(ZONE, DAY.next(), LOCATION, None);
        assert_ok!(monitor(id, 1, period, period));
    });
}

#[test]
fn monitor_should_fail_when_the_deposit_of_a_report_cannot_be_held() {
    monitoring(|id| {
        SliceDeposit::set(ENDOWMENT);
        assert_noop!(monitor(id, 1, PERIOD, PERIOD), TokenError::FundsUnavailable);
    });
}
