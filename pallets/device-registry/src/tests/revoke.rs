use super::*;
use crate::{DeviceStatus, DevicesOf};

#[test]
fn revoke_should_end_the_device_and_release_the_deposit() {
    for certifier in [METROLOGIST, REGULATOR] {
        execute(|| {
            let meter = Meter::active(1, ALICE);
            take_events();
            assert_ok!(DeviceRegistry::revoke(signed(certifier), meter.id()));
            assert_eq!(take_events(), vec![Event::DeviceRevoked { device: meter.id(), by: certifier }]);
            assert_eq!((meter.status(), meter.record().deposit, held(ALICE)), (DeviceStatus::Revoked, 0, 0));
            assert!(!DevicesOf::<Test>::contains_key(ALICE, meter.id()));
        });
    }
}

#[test]
fn revoked_key_should_not_come_back() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_noop!(meter.register(ALICE), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn revoke_should_work_when_positions_are_open() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        OpenDevices::set(&vec![meter.id()]);
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
    });
}

#[test]
fn revoke_should_fail_when_the_caller_is_no_supervisor() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        for who in [ALICE, MANUFACTURER] {
            assert_noop!(DeviceRegistry::revoke(signed(who), meter.id()), Error::<Test>::NotCertifier);
        }
    });
}

#[test]
fn revoke_should_fail_when_the_device_is_unknown_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::revoke(signed(REGULATOR), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_noop!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
    });
}
