//! `issue`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{CertificateId, Day, DeviceKind, Period, Quality, Wh};

const SOLAR: DeviceKind = DeviceKind::Solar;

fn next(period: Period, by: u32) -> Period {
    Period(period.0 + by)
}

#[test]
fn issue_should_certify_what_was_generated_in_a_quarter_of_an_hour() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        meter(1, PERIOD, 5, 2_000, 2_350);
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD));

        let source = Source::Generation { device: device(1), first: PERIOD, last: PERIOD, kind: SOLAR };
        assert_eq!(events(), vec![Event::Issued { issuance: 0, source, producer: 1, quantity: 2_350 }]);
        let record = IssuanceRecord {
            source,
            producer: 1,
            zone: ZONE,
            emission_factor: 0,
            is_supported: false,
            issued_at: START,
            expires: Some(Day(DAY.0 + VALIDITY)),
            totals: Totals { issued: 2_350, active: 2_350, ..Default::default() },
            next_slice: 1,
        };
        assert_eq!(Issuances::<Test>::get(0), Some(record));
        let slice = SliceRecord { owner: 1, first: 1, last: 2_350, state: SliceState::Active, deposit: SLICE_DEPOSIT };
        assert_eq!(Slices::<Test>::get(0, 0), Some(slice));
        assert!(CertificatesOf::<Test>::contains_key(1, CertificateId { issuance: 0, slice: 0 }));
        assert_eq!(IssuancesOf::<Test>::get(device(1), (PERIOD, false)), Some(0));
        assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        assert!(is_taken(1, PERIOD));
    });
}

#[test]
fn issue_should_bundle_the_periods_of_an_hour() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Wind);
        periods(HOUR).for_each(|period| meter(1, period, 0, 100, 100));
        let last = next(PERIOD, 3);
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, last));
        let id = CertificateId { issuance: 0, slice: 0 };
        assert_eq!(record(id).quantity(), 400);
        assert_eq!(issuance(id).source, Source::Generation { device: device(1), first: PERIOD, last, kind: DeviceKind::Wind });
        assert!(periods(HOUR).all(|period| is_taken(1, period)));
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}

#[test]
fn issue_should_leave_out_what_was_not_measured() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        meter(1, PERIOD, 0, 100, 100);
        for (by, quality) in [(1, Quality::Late), (2, Quality::Estimated), (3, Quality::Manual)] {
            meter_as(quality, 1, next(PERIOD, by), 0, 100, 100);
        }
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, next(PERIOD, 3)));
        assert_eq!(issuance(CertificateId { issuance: 0, slice: 0 }).totals.issued, 100);
    });
}

#[test]
fn issue_should_note_the_emissions_of_the_technology() {
    ExtBuilder.build_and_execute(|| {
        let kinds = [DeviceKind::Solar, DeviceKind::Wind, DeviceKind::Hydro, DeviceKind::Geothermal, DeviceKind::Biomass];
        for (n, kind) in (1..).zip(kinds) {
            add_device(n, n.into(), ZONE, kind);
            let id = generate(n, PERIOD, 10);
            let factor = if kind == DeviceKind::Biomass { BIOMASS_FACTOR } else { 0 };
            assert_eq!(issuance(id).emission_factor, factor);
        }
    });
}

#[test]
fn issue_should_note_support_when_the_device_may_mine() {
    ExtBuilder.build_and_execute(|| {
        let unsupported = generate(1, PERIOD, 10);
        add_device(2, 2, ZONE, SOLAR);
        support(2);
        let supported = generate(2, PERIOD, 10);
        assert!(!issuance(unsupported).is_supported);
        assert!(issuance(supported).is_supported);
    });
}

#[test]
fn issue_should_put_the_issuance_on_the_agenda() {
    ExtBuilder.build_and_execute(|| {
        let later = generate(1, PERIOD, 10);
        let expires = Day(DAY.0 + VALIDITY);
        assert!(Due::<Test>::contains_key(expires, later.issuance));
        assert_eq!(Agendas::<Test>::get().due, Some(expires));

        let earlier = generate(1, Period(PERIOD.0 - 96), 10);
        let expires = Day(DAY.0 - 1 + VALIDITY);
        assert!(Due::<Test>::contains_key(expires, earlier.issuance));
        assert_eq!(Agendas::<Test>::get().due, Some(expires));

        generate(2, PERIOD, 10);
        assert_eq!(Agendas::<Test>::get().due, Some(expires));
    });
}

#[test]
fn issue_should_belong_to_whom_the_device_belonged_to_on_that_day() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        meter(1, PERIOD, 0, 10, 10);
        add_device(1, 2, ZONE, SOLAR);
        assert_noop!(Carbon::issue(signed(2), device(1), PERIOD, PERIOD), Error::<Test>::NotOwner);
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD));
    });
}

#[test]
fn issue_should_fail_when_the_registry_refuses() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD), UNKNOWN_DEVICE);
        add_heat_meter(2, 1, ZONE);
        assert_noop!(Carbon::issue(signed(1), device(2), PERIOD, PERIOD), UNKNOWN_DEVICE);
        add_device(1, 1, ZONE, SOLAR);
        assert_noop!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD), NOTHING_MEASURED);
        meter(1, PERIOD, 0, 10, 10);
        assert_noop!(Carbon::issue(signed(1), device(1), PERIOD, next(PERIOD, 4)), NOT_AN_HOUR);
        assert_noop!(Carbon::issue(signed(1), device(1), next(PERIOD, 1), PERIOD), NOT_AN_HOUR);
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD));
        assert_noop!(Carbon::issue(signed(1), device(1), PERIOD, PERIOD), TAKEN_BEFORE);
    });
}

#[test]
fn issue_should_fail_when_the_signer_did_not_own_the_device() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        meter(1, PERIOD, 0, 10, 10);
        assert_noop!(Carbon::issue(signed(2), device(1), PERIOD, PERIOD), Error::<Test>::NotOwner);
        assert_noop!(Carbon::issue(RuntimeOrigin::root(), device(1), PERIOD, PERIOD), DispatchError::BadOrigin);
        assert_noop!(Carbon::issue(RuntimeOrigin::none(), device(1), PERIOD, PERIOD), DispatchError::BadOrigin);
    });
}

#[test]
fn issue_should_fail_when_the_technology_is_not_renewable() {
    ExtBuilder.build_and_execute(|| {
        let kinds =
            [DeviceKind::Fossil, DeviceKind::WasteHeat, DeviceKind::Storage, DeviceKind::EvCharger, DeviceKind::Consumption];
        for kind in kinds {
            add_device(1, 1, ZONE, kind);
            meter(1, PERIOD, 0, 10, 10);
            assert_noop!(try_issue(1, PERIOD), Error::<Test>::NotCertifiable);
        }
    });
}

#[test]
fn issue_should_fail_when_green_energy_of_a_period_is_sold_and_not_settled() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        periods(HOUR).for_each(|period| meter(1, period, 0, 10, 10));
        let last = next(PERIOD, 3);
        for period in periods(HOUR) {
            open_sale(1, period);
            assert_noop!(Carbon::issue(signed(1), device(1), PERIOD, last), Error::<Test>::SaleUnsettled);
            close_sale(1, period);
        }
        // Of another period, or of another device.
        open_sale(1, last);
        open_sale(2, PERIOD);
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, next(PERIOD, 2)));
        assert_noop!(Carbon::issue(signed(1), device(1), last, last), Error::<Test>::SaleUnsettled);
        close_sale(1, last);
        assert_ok!(Carbon::issue(signed(1), device(1), last, last));
    });
}

#[test]
fn issue_should_fail_when_it_was_produced_too_long_ago() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, SOLAR);
        meter(1, PERIOD, 0, 10, 10);
        set_clock(Day(DAY.0 + VALIDITY + 1).start());
        assert_noop!(try_issue(1, PERIOD), Error::<Test>::Expired);
        set_clock(Day(DAY.0 + VALIDITY).end() - 1);
        assert_ok!(try_issue(1, PERIOD));
    });
}

#[test]
fn issue_should_fail_when_the_deposit_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, NOBODY, ZONE, SOLAR);
        meter(1, PERIOD, 0, 10, 10);
        assert_noop!(try_issue(1, PERIOD), TokenError::FundsUnavailable);
        // The account must live on.
        let balances = |amount| Balances::force_set_balance(RuntimeOrigin::root(), NOBODY, amount);
        assert_ok!(balances(SLICE_DEPOSIT + EXISTENTIAL_DEPOSIT - 1));
        assert_noop!(try_issue(1, PERIOD), TokenError::FundsUnavailable);
        assert_ok!(balances(SLICE_DEPOSIT + EXISTENTIAL_DEPOSIT));
        assert_ok!(try_issue(1, PERIOD));
        assert_eq!((balance(NOBODY), held(NOBODY)), (EXISTENTIAL_DEPOSIT, SLICE_DEPOSIT));
    });
}

#[test]
fn issue_should_hold_nothing_when_slices_need_no_deposit() {
    ExtBuilder.build_and_execute(|| {
        SliceDeposit::set(0);
        let id = generate(1, PERIOD, 10);
        assert_eq!(record(id).deposit, 0);
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_ok!(Carbon::retire(signed(1), id, 10, claim(1)));
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_eq!(Coverage::<Test>::get((1, HOUR, ZONE)).retired, Wh(10));
    });
}
