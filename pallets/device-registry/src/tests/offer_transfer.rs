use super::*;

#[test]
fn offer_transfer_should_name_the_other_account() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        take_events();
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        assert_eq!(take_events(), vec![Event::TransferOffered { device: meter.id(), to: Some(BOB) }]);
        assert_eq!((meter.record().offered_to, meter.record().owner), (Some(BOB), ALICE));
    });
}

#[test]
fn offer_transfer_should_withdraw_when_it_names_nobody() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), None));
        let mut reading = meter.next(PERIOD, wh(1, 1, 1));
        reading.flags = Flags::HANDOVER;
        Now::set(&reading.end);
        assert_noop!(DeviceRegistry::accept_transfer(signed(BOB), meter.sign(reading)), Error::<Test>::NotOffered);
    });
}

#[test]
fn offer_transfer_should_fail_when_the_caller_is_not_the_owner() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::offer_transfer(signed(BOB), meter.id(), Some(BOB)), Error::<Test>::NotOwner);
    });
}

#[test]
fn offer_transfer_should_fail_when_it_names_the_owner() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(ALICE)), Error::<Test>::AlreadyOwner);
    });
}

#[test]
fn offer_transfer_should_fail_when_the_device_is_unknown_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::offer_transfer(signed(ALICE), Meter::new(2).id(), Some(BOB)), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)), Error::<Test>::InvalidStatus);
    });
}
