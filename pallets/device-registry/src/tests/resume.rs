use super::*;
use crate::DeviceStatus;

#[test]
fn resume_should_let_the_device_go_on_where_it_was() {
    execute(|| {
        let mut active = Meter::active(1, ALICE);
        let certified = Meter::new(2);
        assert_ok!(certified.register(ALICE));
        certified.certify(Permissions::ALL);
        let pending = Meter::new(3);
        assert_ok!(pending.register(ALICE));
        take_events();
        for (meter, status) in
            [(&active, DeviceStatus::Active), (&certified, DeviceStatus::Certified), (&pending, DeviceStatus::Pending)]
        {
            assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
            take_events();
            assert_ok!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()));
            assert_eq!(take_events(), vec![Event::DeviceResumed { device: meter.id(), by: Some(METROLOGIST) }]);
            assert_eq!(meter.status(), status);
        }
        let accepted = submit(vec![active.measure(1, 1, 1)]);
        assert!(matches!(accepted[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
    });
}

#[test]
fn resume_should_count_certificates_that_were_issued_meanwhile() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
        meter.certify(Permissions::ALL);
        assert_eq!(meter.status(), DeviceStatus::Suspended);
        assert_ok!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()));
        assert_eq!(meter.status(), DeviceStatus::Certified);
    });
}

#[test]
fn resume_should_fail_when_the_device_is_not_suspended() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::resume(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
        assert_noop!(DeviceRegistry::resume(signed(REGULATOR), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(DeviceRegistry::resume(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn resume_should_be_for_the_role_that_suspended_or_governance() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        for (suspender, other) in [(METROLOGIST, REGULATOR), (REGULATOR, METROLOGIST)] {
            assert_ok!(DeviceRegistry::suspend(signed(suspender), meter.id()));
            assert_noop!(DeviceRegistry::resume(signed(other), meter.id()), Error::<Test>::NotCertifier);
            take_events();
            assert_ok!(DeviceRegistry::resume(RuntimeOrigin::root(), meter.id()));
            assert_eq!(take_events(), vec![Event::DeviceResumed { device: meter.id(), by: None }]);
        }
        // Another of the same role.
        let role = crate::CertifierRole::Regulator;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, STRANGER, Some(7), APPOINTED_UNTIL));
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_ok!(DeviceRegistry::resume(signed(STRANGER), meter.id()));
    });
}

#[test]
fn resume_should_fail_when_the_caller_is_no_supervisor() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
        assert_noop!(DeviceRegistry::resume(signed(ALICE), meter.id()), Error::<Test>::NotCertifier);
    });
}
