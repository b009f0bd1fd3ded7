use super::*;
use crate::{Claim, Days};

const USES: [EnergyUse; 3] = [EnergyUse::Market, EnergyUse::Certificate, EnergyUse::Mining];

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
        Now::set(&(today().end() + DAY + 1));
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

#[test]
fn claim_should_advance_only_its_own_use() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today()));
        let ledger = meter.record().ledger;
        assert_eq!(ledger.mining, Claim { until: today().end(), energy: Wh(300) });
        assert_eq!((ledger.market, ledger.certificate), (Claim::default(), Claim::default()));
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Market, today()));
        assert_eq!(meter.record().ledger.market, Claim { until: today().end(), energy: Wh(20) });
    });
}

#[test]
fn claim_should_fail_when_the_day_was_claimed_before() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 20, 300)]);
        for purpose in USES {
            assert_ok!(DeviceRegistry::claim_day(&meter.id(), purpose, today()));
            assert_noop!(DeviceRegistry::claim_day(&meter.id(), purpose, today()), Error::<Test>::AlreadyClaimed);
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
