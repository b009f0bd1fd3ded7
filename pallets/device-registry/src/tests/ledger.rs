use super::*;
use crate::{Claim, Days, Devices, OpenDay};

fn today() -> Day {
    Day::of(NOON)
}

#[test]
fn day_should_be_complete_when_no_reading_of_it_is_accepted_any_more() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let until_midnight = MIDNIGHT + DAY - PERIOD - NOON;
        let reading = meter.next(until_midnight, wh(0, 0, 0));
        submit(vec![meter.sign(reading)]);
        let (last, too_late) = (meter.measure(1, 1, 1), meter.measure(1, 1, 1));
        assert_eq!(last.reading.end, today().end());
        Now::set(&(today().end() + DAY));
        assert!(!DeviceRegistry::is_day_complete(today()));
        assert!(matches!(relay(vec![last])[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
        // Clocks may be off by a minute.
        Now::set(&(today().end() + DAY + 60));
        assert!(!DeviceRegistry::is_day_complete(today()));
        Now::set(&(today().end() + DAY + 61));
        assert!(DeviceRegistry::is_day_complete(today()));
        assert!(!DeviceRegistry::is_day_complete(today().next()));
        assert!(matches!(relay(vec![too_late])[..], [Event::ReadingAccepted { .. }]), "it belongs to the next day");
    });
}

#[test]
fn pages_should_list_every_device_once_in_order() {
    execute(|| {
        for seed in 1..=5 {
            let mut meter = Meter::active(seed, AccountId::from(1 + seed % 2));
            submit(vec![{
                meter.last_end = NOON;
                meter.measure(0, 0, u64::from(seed))
            }]);
        }
        let all = DeviceRegistry::day_page(today(), None, 100);
        assert_eq!(all.len(), 5);
        assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let mut paged = Vec::new();
        let mut cursor = None;
        loop {
            let page = DeviceRegistry::day_page(today(), cursor, 2);
            let is_last = page.len() < 2;
            cursor = page.last().map(|(device, _)| *device);
            paged.extend(page);
            if is_last {
                break;
            }
        }
        assert_eq!(paged, all);
        assert_eq!(DeviceRegistry::day_page(today().next(), None, 100), vec![]);
    });
}

/// Three devices that measured today, in the order of pages.
fn three_measured() -> Vec<DeviceId> {
    let measured = |seed| {
        let mut meter = Meter::active(seed, AccountId::from(seed));
        submit(vec![meter.measure(0, 0, 10)]);
        meter.id()
    };
    let mut devices: Vec<_> = (1..=3).map(measured).collect();
    devices.sort();
    devices
}

#[test]
fn page_should_not_end_early_when_an_open_day_is_not_in_its_devices_record() {
    execute(|| {
        let devices = three_measured();
        let sound = Devices::<Test>::get(devices[0]).expect("it is registered");
        Devices::<Test>::insert(devices[0], crate::DeviceRecord { open_day: None, ..sound.clone() });
        let page = DeviceRegistry::day_page(today(), None, 2);
        assert_eq!(page.iter().map(|(device, _)| *device).collect::<Vec<_>>(), devices[..2]);
        assert_eq!(page[0].1, OpenDay::empty(today(), sound.owner, DeviceKind::Solar).energy);
        assert_eq!(page[1].1.generation, Wh(10));
        assert!(DeviceRegistry::do_try_state().is_err());
        Devices::<Test>::insert(devices[0], sound);
    });
}

#[test]
fn page_should_not_end_early_when_a_device_is_missing() {
    execute(|| {
        let devices = three_measured();
        let sound = Devices::<Test>::take(devices[0]).expect("it is registered");
        let page = DeviceRegistry::day_page(today(), None, 2);
        assert_eq!(page.into_iter().map(|(device, _)| device).collect::<Vec<_>>(), devices[1..]);
        assert!(DeviceRegistry::do_try_state().is_err());
        Devices::<Test>::insert(devices[0], sound);
    });
}

#[test]
fn claim_should_advance_only_its_own_use() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()));
        let ledger = meter.record().ledger;
        assert_eq!(ledger.mining, Claim { until: today().end(), energy: Wh(300) });
        assert_eq!((ledger.market, ledger.certificate), (Claim::default(), Claim::default()));
    });
}

#[test]
fn claim_should_fail_when_the_day_was_claimed_before() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()));
        assert_noop!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()), Error::<Test>::AlreadyClaimed);
    });
}

/// The day would take what the market or certificates took of its periods.
#[test]
fn claim_should_fail_when_the_use_is_not_one_of_days() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        for purpose in [EnergyUse::Market, EnergyUse::Certificate] {
            assert_noop!(DeviceRegistry::claim_day(&meter.id(), purpose, today()), Error::<Test>::NotByDay);
            let mut ledger = meter.record().ledger;
            assert_eq!(ledger.advance(purpose, today(), Wh(20)), None);
            assert_eq!(ledger, meter.record().ledger);
        }
    });
}

#[test]
fn claim_should_fail_when_a_later_day_was_claimed() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        let to_next_day = meter.next(DAY / 2, wh(0, 0, 0));
        submit(vec![meter.sign(to_next_day)]);
        submit(vec![meter.measure(1, 2, 3)]);
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today().next()));
        assert_noop!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()), Error::<Test>::AlreadyClaimed);
    });
}

/// What is not trusted any more is not paid for: until it is claimed there is time to object.
#[test]
fn claim_should_fail_when_the_device_is_not_trusted_any_more() {
    execute(|| {
        let mut revoked = Meter::active(1, ALICE);
        let mut slashed = Meter::active(2, ALICE);
        let mut suspended = Meter::active(3, BOB);
        let mut retired = Meter::active(4, BOB);
        for meter in [&mut revoked, &mut slashed, &mut suspended, &mut retired] {
            submit(vec![meter.measure(1, 20, 300)]);
        }
        let claim = |meter: &Meter| DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today());
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), revoked.id()));
        assert_noop!(claim(&revoked), Error::<Test>::InvalidStatus);
        let reading = slashed.next(PERIOD, wh(1, 2, 3));
        let other = uen_primitives::Reading { registers: wh(7_000, 7_000, 7_000), ..reading.clone() };
        let (first, second) = (slashed.sign(reading), slashed.sign(other));
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        assert_noop!(claim(&slashed), Error::<Test>::AlreadySlashed);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), suspended.id()));
        assert_noop!(claim(&suspended), Error::<Test>::InvalidStatus);
        assert_ok!(DeviceRegistry::resume(signed(REGULATOR), suspended.id()));
        assert_ok!(claim(&suspended));
        // It measured rightly until then.
        assert_ok!(DeviceRegistry::retire(signed(BOB), retired.id()));
        assert_ok!(claim(&retired));
    });
}

#[test]
fn claim_should_fail_when_nothing_was_measured() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()), Error::<Test>::NothingMeasured);
    });
}

#[test]
fn claim_should_fail_when_the_device_is_unknown() {
    execute(|| {
        assert_noop!(DeviceRegistry::claim_day(&Meter::new(1).id(), EnergyUse::Mining, today()), Error::<Test>::NotFound);
    });
}

#[test]
fn claim_should_work_when_the_device_is_at_its_end() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()));
        assert!(Days::<Test>::contains_key(today(), meter.id()));
    });
}
