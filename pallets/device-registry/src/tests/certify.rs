use super::*;
use crate::{Certificate, CertificateKind, CertifierRole, DeviceStatus};

fn type_approval(valid_until: UnixSeconds) -> Certificate {
    Certificate::TypeApproval { valid_until }
}

#[test]
fn certify_should_certify_the_device_when_the_third_kind_is_issued() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        for (index, (certifier, certificate)) in certificates(CERTIFIED_UNTIL, Permissions::ALL).into_iter().enumerate() {
            assert_eq!(meter.status(), DeviceStatus::Pending);
            take_events();
            assert_ok!(DeviceRegistry::certify(signed(certifier), meter.id(), certificate));
            let (kind, issuer, valid_until) = (certificate.kind(), index as u32, CERTIFIED_UNTIL);
            let device = meter.id();
            assert_eq!(take_events(), vec![Event::CertificateIssued { device, kind, issuer, valid_until }]);
        }
        assert_eq!(meter.status(), DeviceStatus::Certified);
        assert_eq!(meter.record().certificates.permissions(), Permissions::ALL);
    });
}

#[test]
fn certify_should_cap_the_expiry_when_the_appointment_ends_sooner() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_ok!(DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(u64::MAX)));
        let issued = meter.record().certificates.get(CertificateKind::TypeApproval);
        assert_eq!(issued.map(|issued| issued.valid_until), Some(APPOINTED_UNTIL));
    });
}

#[test]
fn certify_should_fail_when_the_caller_is_not_appointed_for_the_kind() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        for (certifier, certificate) in certificates(CERTIFIED_UNTIL, Permissions::ALL) {
            for who in [ALICE, MANUFACTURER, METROLOGIST, REGULATOR] {
                if who != certifier {
                    assert_noop!(DeviceRegistry::certify(signed(who), meter.id(), certificate), Error::<Test>::NotCertifier);
                }
            }
        }
    });
}

#[test]
fn certify_should_fail_when_the_appointment_expired() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        Now::set(&(APPOINTED_UNTIL + 1));
        assert_noop!(
            DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(u64::MAX)),
            Error::<Test>::CertifierExpired
        );
    });
}

#[test]
fn certify_should_fail_when_the_certificate_is_expired_already() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_noop!(
            DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(NOON)),
            Error::<Test>::InvalidExpiry
        );
    });
}

#[test]
fn certify_should_fail_when_permissions_are_empty_or_unknown() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        for permissions in [Permissions(0), Permissions(1 << 7)] {
            let certificate = Certificate::Authorisation { permissions, connection: H256::zero(), valid_until: CERTIFIED_UNTIL };
            assert_noop!(DeviceRegistry::certify(signed(REGULATOR), meter.id(), certificate), Error::<Test>::InvalidCertificate);
        }
    });
}

#[test]
fn certify_should_fail_when_the_device_is_unknown() {
    execute(|| {
        assert_noop!(
            DeviceRegistry::certify(signed(MANUFACTURER), Meter::new(1).id(), type_approval(CERTIFIED_UNTIL)),
            Error::<Test>::NotFound
        );
    });
}

#[test]
fn certify_should_fail_when_the_device_is_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(
            DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(CERTIFIED_UNTIL)),
            Error::<Test>::InvalidStatus
        );
    });
}

#[test]
fn certify_should_fail_when_the_last_certificate_is_valid() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(
            DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(APPOINTED_UNTIL)),
            Error::<Test>::AlreadyCertified
        );
    });
}

#[test]
fn certify_should_replace_a_certificate_that_expired() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        Now::set(&(CERTIFIED_UNTIL + 1));
        assert_ok!(DeviceRegistry::certify(signed(MANUFACTURER), meter.id(), type_approval(APPOINTED_UNTIL)));
        assert_eq!(meter.status(), DeviceStatus::Active);
    });
}

#[test]
fn certify_should_replace_a_certificate_whose_issuer_was_removed() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let root = RuntimeOrigin::root();
        assert_ok!(DeviceRegistry::remove_certifier(root.clone(), CertifierRole::Manufacturer, MANUFACTURER));
        assert_ok!(DeviceRegistry::appoint_certifier(root, CertifierRole::Manufacturer, BOB, None, APPOINTED_UNTIL));
        // Shorter than the void one: nothing to prolong.
        assert_ok!(DeviceRegistry::certify(signed(BOB), meter.id(), type_approval(CERTIFIED_UNTIL - 1)));
        let mut meter = meter;
        let accepted = submit(vec![meter.measure(1, 1, 1)]);
        assert!(matches!(accepted[..], [Event::ReadingAccepted { .. }]));
    });
}
