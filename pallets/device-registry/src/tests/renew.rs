use super::*;
use crate::{Certificate, CertificateKind, CertifierRole};

fn type_approval(valid_until: UnixSeconds) -> Certificate {
    Certificate::TypeApproval { valid_until }
}

#[test]
fn renew_should_prolong_when_it_ends_later() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        take_events();
        let valid_until = CERTIFIED_UNTIL + 1;
        assert_ok!(DeviceRegistry::renew(signed(MANUFACTURER), meter.id(), type_approval(valid_until)));
        let (device, kind) = (meter.id(), CertificateKind::TypeApproval);
        assert_eq!(take_events(), vec![Event::CertificateRenewed { device, kind, issuer: 0, valid_until }]);
        assert_eq!(meter.record().certificates.get(kind).map(|issued| issued.valid_until), Some(valid_until));
    });
}

#[test]
fn renew_should_work_for_another_certifier_of_the_role() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::appoint_certifier(
            RuntimeOrigin::root(),
            CertifierRole::Manufacturer,
            BOB,
            None,
            APPOINTED_UNTIL
        ));
        assert_ok!(DeviceRegistry::renew(signed(BOB), meter.id(), type_approval(CERTIFIED_UNTIL + 1)));
        let issued = meter.record().certificates.get(CertificateKind::TypeApproval);
        assert_eq!(issued.map(|issued| issued.issuer), Some(3));
    });
}

#[test]
fn renew_should_fail_when_it_does_not_end_later() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(
            DeviceRegistry::renew(signed(MANUFACTURER), meter.id(), type_approval(CERTIFIED_UNTIL)),
            Error::<Test>::NotLater
        );
    });
}

#[test]
fn renew_should_fail_when_there_is_nothing_to_renew() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_noop!(
            DeviceRegistry::renew(signed(MANUFACTURER), meter.id(), type_approval(CERTIFIED_UNTIL)),
            Error::<Test>::CertificateNotFound
        );
    });
}

#[test]
fn renew_should_fail_when_the_caller_is_not_appointed() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(
            DeviceRegistry::renew(signed(REGULATOR), meter.id(), type_approval(APPOINTED_UNTIL)),
            Error::<Test>::NotCertifier
        );
    });
}

#[test]
fn renew_should_fail_when_the_device_is_unknown_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let renew = || DeviceRegistry::renew(signed(MANUFACTURER), meter.id(), type_approval(APPOINTED_UNTIL));
        revoke::revoke_finally(&meter);
        assert_noop!(renew(), Error::<Test>::InvalidStatus);
        assert_noop!(
            DeviceRegistry::renew(signed(MANUFACTURER), Meter::new(2).id(), type_approval(APPOINTED_UNTIL)),
            Error::<Test>::NotFound
        );
    });
}
