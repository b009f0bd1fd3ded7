//! Certificates of what was saved.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchResult, TokenError};
use uen_primitives::{CertificateId, Day, DeviceKind, Period, SavingCertificates, Wh};

fn issue_saved(owner: u64, period: Period, saved: u64) -> DispatchResult {
    <Carbon as SavingCertificates<u64>>::issue_saved(&owner, &device(1), period, Wh(saved))
}

fn add_consumer() {
    add_device(1, 1, ZONE, DeviceKind::Consumption);
}

#[test]
fn issue_saved_should_issue_a_certificate_of_its_own_kind() {
    ExtBuilder.build_and_execute(|| {
        add_consumer();
        assert_ok!(issue_saved(1, PERIOD, 170));
        let source = Source::Saving { device: device(1), period: PERIOD };
        assert_eq!(events(), vec![Event::Issued { issuance: 0, source, producer: 1, quantity: 170 }]);
        let id = CertificateId { issuance: 0, slice: 0 };
        let record = issuance(id);
        assert_eq!((record.source, record.zone, record.emission_factor, record.is_supported), (source, ZONE, 0, false));
        assert_eq!(record.expires, Some(Day(DAY.0 + VALIDITY)));
        assert_eq!(record.totals, Totals { issued: 170, active: 170, ..Default::default() });
        assert_eq!(IssuancesOf::<Test>::get(device(1), (PERIOD, true)), Some(0));
        assert_eq!(held(1), SLICE_DEPOSIT);
        // It takes nothing that was metered.
        assert!(!is_taken(1, PERIOD));
    });
}

#[test]
fn issue_saved_should_stand_beside_what_was_generated() {
    ExtBuilder.build_and_execute(|| {
        let generated = generate(1, PERIOD, 100);
        assert_ok!(issue_saved(1, PERIOD, 170));
        assert_eq!(IssuancesOf::<Test>::get(device(1), (PERIOD, false)), Some(generated.issuance));
        assert_eq!(IssuancesOf::<Test>::get(device(1), (PERIOD, true)), Some(1));
    });
}

#[test]
fn issue_saved_should_fail_when_the_same_was_certified() {
    ExtBuilder.build_and_execute(|| {
        add_consumer();
        assert_ok!(issue_saved(1, PERIOD, 170));
        assert_noop!(issue_saved(1, PERIOD, 1), Error::<Test>::AlreadyIssued);
        assert_noop!(issue_saved(2, PERIOD, 170), Error::<Test>::AlreadyIssued);
        // Not even when it was withdrawn.
        assert_ok!(Carbon::withdraw(signed(ISSUER), CertificateId { issuance: 0, slice: 0 }));
        assert_noop!(issue_saved(1, PERIOD, 170), Error::<Test>::AlreadyIssued);
        assert_ok!(issue_saved(1, Period(PERIOD.0 + 1), 170));
    });
}

#[test]
fn issue_saved_should_fail_when_nothing_was_saved() {
    ExtBuilder.build_and_execute(|| {
        add_consumer();
        assert_noop!(issue_saved(1, PERIOD, 0), Error::<Test>::InvalidQuantity);
    });
}

#[test]
fn issue_saved_should_fail_when_the_device_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(issue_saved(1, PERIOD, 170), Error::<Test>::NotCertifiable);
    });
}

#[test]
fn issue_saved_should_fail_when_it_is_too_long_ago() {
    ExtBuilder.build_and_execute(|| {
        add_consumer();
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(issue_saved(1, PERIOD, 170), Error::<Test>::Expired);
    });
}

#[test]
fn issue_saved_should_leave_no_trace_when_the_deposit_cannot_be_held() {
    ExtBuilder.build_and_execute(|| {
        add_consumer();
        assert_noop!(issue_saved(NOBODY, PERIOD, 170), TokenError::FundsUnavailable);
        assert_ok!(issue_saved(1, PERIOD, 170));
    });
}
