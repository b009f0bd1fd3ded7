use super::*;
use crate::{DeviceStatus, RejectReason};

#[test]
fn suspend_should_stop_readings_when_metrology_or_the_regulator_says_so() {
    for certifier in [METROLOGIST, REGULATOR] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            take_events();
            assert_ok!(DeviceRegistry::suspend(signed(certifier), meter.id()));
            assert_eq!(take_events(), vec![Event::DeviceSuspended { device: meter.id(), by: certifier }]);
            assert_eq!(meter.status(), DeviceStatus::Suspended);
            let reading = meter.measure(1, 1, 1);
            Now::set(&reading.reading.end);
            assert_rejected(reading, RejectReason::NotActive);
        });
    }
}

#[test]
fn suspend_should_fail_when_the_caller_is_no_supervisor() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        for who in [ALICE, STRANGER, MANUFACTURER] {
            assert_noop!(DeviceRegistry::suspend(signed(who), meter.id()), Error::<Test>::NotCertifier);
        }
        Now::set(&(APPOINTED_UNTIL + 1));
        assert_noop!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()), Error::<Test>::CertifierExpired);
    });
}

#[test]
fn suspend_should_fail_when_the_device_is_unknown_suspended_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::suspend(signed(REGULATOR), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_noop!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
    });
}
