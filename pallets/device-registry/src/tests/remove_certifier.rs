use super::*;
use crate::{CertificateKind, CertifierByIndex, CertifierRole, Certifiers, RejectReason, RevokedCertifiers};

const ROLE: CertifierRole = CertifierRole::Metrology;

#[test]
fn remove_should_void_everything_that_the_certifier_issued() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        take_events();
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST));
        assert_eq!(take_events(), vec![Event::CertifierRemoved { role: ROLE, account: METROLOGIST, index: 1 }]);
        assert_eq!(Certifiers::<Test>::get(ROLE, METROLOGIST), None);
        assert!(CertifierByIndex::<Test>::get(1).is_some_and(|record| record.revoked));
        let reading = meter.measure(1, 1, 1);
        Now::set(&reading.reading.end);
        assert_rejected(reading, RejectReason::CertificateRevoked(CertificateKind::Metrology));
    });
}

#[test]
fn removed_certifier_should_have_no_powers() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST));
        assert_noop!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()), Error::<Test>::NotCertifier);
    });
}

#[test]
fn appointing_again_should_not_revive_old_certificates() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST));
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST, None, APPOINTED_UNTIL));
        assert_eq!(Certifiers::<Test>::get(ROLE, METROLOGIST), Some(3));
        let reading = meter.measure(1, 1, 1);
        Now::set(&reading.reading.end);
        assert_rejected(reading, RejectReason::CertificateRevoked(CertificateKind::Metrology));
    });
}

#[test]
fn remove_should_fail_when_nobody_is_appointed() {
    execute(|| {
        assert_noop!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), ROLE, REGULATOR), Error::<Test>::NotCertifier);
    });
}

#[test]
fn remove_should_fail_when_too_many_are_removed() {
    execute(|| {
        let root = RuntimeOrigin::root;
        assert_ok!(DeviceRegistry::remove_certifier(root(), CertifierRole::Manufacturer, MANUFACTURER));
        assert_ok!(DeviceRegistry::remove_certifier(root(), CertifierRole::Metrology, METROLOGIST));
        assert_noop!(
            DeviceRegistry::remove_certifier(root(), CertifierRole::Regulator, REGULATOR),
            Error::<Test>::MaxRevokedCertifiersExceeded
        );
    });
}

#[test]
fn remove_should_forget_those_whose_certificates_are_void_by_themselves() {
    execute(|| {
        let root = RuntimeOrigin::root;
        assert_ok!(DeviceRegistry::remove_certifier(root(), CertifierRole::Regulator, REGULATOR));
        Now::set(&(APPOINTED_UNTIL + DAY));
        assert_ok!(DeviceRegistry::remove_certifier(root(), CertifierRole::Manufacturer, MANUFACTURER));
        assert_eq!(RevokedCertifiers::<Test>::get().into_inner(), vec![0, 2]);
        Now::set(&(APPOINTED_UNTIL + DAY + 1));
        assert_ok!(DeviceRegistry::remove_certifier(root(), CertifierRole::Metrology, METROLOGIST));
        assert_eq!(RevokedCertifiers::<Test>::get().into_inner(), vec![1]);
    });
}

#[test]
fn remove_should_fail_when_the_origin_is_not_governance() {
    execute(|| {
        assert_noop!(DeviceRegistry::remove_certifier(signed(REGULATOR), ROLE, METROLOGIST), DispatchError::BadOrigin);
    });
}
