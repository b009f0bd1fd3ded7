use super::*;
use crate::{DeviceCount, DeviceStatus, Devices};

#[test]
fn retire_should_keep_the_record_when_the_device_measured() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        take_events();
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_eq!(take_events(), vec![Event::DeviceRetired { device: meter.id() }]);
        assert_eq!((meter.status(), held(ALICE), DeviceCount::<Test>::get(ALICE)), (DeviceStatus::Retired, 0, 0));
        assert_noop!(meter.register(BOB), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn retire_should_delete_the_record_when_the_device_never_measured() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert!(!Devices::<Test>::contains_key(meter.id()));
        assert_eq!(held(ALICE), 0);
        assert_ok!(meter.register(BOB));
    });
}

#[test]
fn retire_should_make_room_for_another_device() {
    execute(|| {
        let meters = [Meter::active(1, ALICE), Meter::active(2, ALICE), Meter::active(3, ALICE)];
        assert_noop!(Meter::new(4).register(ALICE), Error::<Test>::MaxDevicesExceeded);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meters[0].id()));
        assert_ok!(Meter::new(4).register(ALICE));
    });
}

#[test]
fn retire_should_fail_when_the_caller_is_not_the_owner() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::retire(signed(BOB), meter.id()), Error::<Test>::NotOwner);
    });
}

#[test]
fn retire_should_fail_when_positions_are_open() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        OpenDevices::set(&vec![meter.id()]);
        assert_noop!(DeviceRegistry::retire(signed(ALICE), meter.id()), Error::<Test>::HasOpenPositions);
    });
}

#[test]
fn retire_should_fail_when_the_device_is_unknown_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::retire(signed(ALICE), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(DeviceRegistry::retire(signed(ALICE), meter.id()), Error::<Test>::InvalidStatus);
    });
}
