//! `withdraw`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use uen_primitives::{CertificateId, DeviceKind, GreenDeliveries, Wh};

#[test]
fn withdraw_should_remove_the_slice_whoever_owns_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 30, Some(2), 0));
        let into = slice(id, 1);
        assert_ok!(Carbon::accept(signed(2), into, 30, 0));
        events();
        assert_ok!(Carbon::withdraw(signed(ISSUER), into));
        assert_eq!(events(), vec![Event::Withdrawn { certificate: into, owner: 2, quantity: 30 }]);
        assert_eq!(Slices::<Test>::get(0, 1), None);
        assert!(!CertificatesOf::<Test>::contains_key(2, into));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 70, withdrawn: 30, ..Default::default() });
        assert_eq!((balance(2), held(2)), (ENDOWMENT, 0));
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}

#[test]
fn withdraw_should_remove_what_is_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 30, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 70, Some(2), 7));
        assert_ok!(Carbon::withdraw(signed(ISSUER), slice(id, 1)));
        assert_ok!(Carbon::withdraw(signed(ISSUER), id));
        assert_eq!(issuance(id).totals, Totals { issued: 100, withdrawn: 100, ..Default::default() });
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_eq!(CertificatesOf::<Test>::iter().count(), 0);
        assert_noop!(Carbon::accept(signed(2), id, 70, 7), Error::<Test>::NotFound);
    });
}

#[test]
fn withdraw_should_not_let_the_energy_be_certified_again() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::withdraw(signed(ISSUER), id));
        assert_noop!(try_issue(1, PERIOD), TAKEN_BEFORE);
    });
}

#[test]
fn withdraw_should_fail_when_it_is_retired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
        assert_noop!(Carbon::withdraw(signed(ISSUER), id), Error::<Test>::AlreadyRetired);
    });
}

#[test]
fn withdraw_should_fail_when_it_waits_for_the_settlement_of_a_green_sale() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 100, 100);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &2, Wh(40));
        let id = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::withdraw(signed(ISSUER), id), Error::<Test>::SaleUnsettled);
        assert_ok!(Carbon::withdraw(signed(ISSUER), slice(id, 1)));
        <Carbon as GreenDeliveries<u64>>::completed(&device(1), PERIOD);
        assert_ok!(Carbon::withdraw(signed(ISSUER), id));
        assert_eq!(issuance(id).totals, Totals { issued: 100, withdrawn: 100, ..Default::default() });
    });
}

#[test]
fn withdraw_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::withdraw(signed(ISSUER), unknown), Error::<Test>::NotFound);
    });
}

#[test]
fn withdraw_should_fail_when_it_is_not_the_issuer() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for origin in [signed(1), signed(2), RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Carbon::withdraw(origin, id), DispatchError::BadOrigin);
        }
    });
}
