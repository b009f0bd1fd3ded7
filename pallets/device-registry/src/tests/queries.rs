use super::*;
use crate::CertifierRole;
use uen_primitives::runtime_api::{IntervalInfo, Page, MAX_PAGE};

#[test]
fn device_should_be_described() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        let info = DeviceRegistry::device(meter.id()).expect("it is registered");
        assert_eq!((info.id, info.key, info.owner, info.offered_to), (meter.id(), meter.key(), ALICE, Some(BOB)));
        assert_eq!((info.status.as_str(), info.permissions, info.deposit), ("active", Permissions::ALL, DEPOSIT));
        assert_eq!((info.last_counter, info.last_end, info.registers), (1, Some(NOON), meter.registers));
        let certificates: Vec<_> = info.certificates.iter().map(|held| (held.kind.as_str(), held.issuer)).collect();
        assert_eq!(certificates, vec![("typeApproval", MANUFACTURER), ("metrology", METROLOGIST), ("authorisation", REGULATOR)]);
        assert!(info.certificates.iter().all(|held| held.valid_until == CERTIFIED_UNTIL && !held.revoked));
    });
}

#[test]
fn device_should_be_none_when_unknown() {
    execute(|| assert_eq!(DeviceRegistry::device(DeviceId::default()), None));
}

#[test]
fn status_should_be_what_the_device_is() {
    execute(|| {
        let status = |meter: &Meter| DeviceRegistry::device(meter.id()).expect("it is registered").status;
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_eq!(status(&meter), "pending");
        meter.certify(Permissions::ALL);
        assert_eq!(status(&meter), "certified");
        let meter = Meter::active(2, ALICE);
        assert_eq!(status(&meter), "active");
        Now::set(&(CERTIFIED_UNTIL + 1));
        assert_eq!(status(&meter), "expired");
        Now::set(&CERTIFIED_UNTIL);
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), CertifierRole::Manufacturer, MANUFACTURER));
        assert_eq!(status(&meter), "expired");
        let info = DeviceRegistry::device(meter.id()).expect("it is registered");
        assert_eq!(info.certificates.iter().map(|held| held.revoked).collect::<Vec<_>>(), vec![true, false, false]);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_eq!(status(&meter), "suspended");
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_eq!(status(&meter), "suspended");
        let info = DeviceRegistry::device(meter.id()).expect("it is registered");
        assert_eq!(info.revoked_from, Some(CERTIFIED_UNTIL + 7 * DAY));
        let problems = info.problems.iter().map(|problem| problem.problem.as_str()).collect::<Vec<_>>();
        let suspended =
            format!("Regulator suspended the device, and revokes it from {} (Unix seconds) on.", CERTIFIED_UNTIL + 7 * DAY);
        assert_eq!(problems, vec![suspended.as_str(), "The issuer of the certificate typeApproval was removed."]);
        Now::set(&(CERTIFIED_UNTIL + 7 * DAY));
        assert_ok!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()));
        assert_eq!(status(&meter), "revoked");
    });
}

#[test]
fn devices_should_be_paged() {
    execute(|| {
        let mut ids: Vec<_> = (1..=3).map(|seed| Meter::active(seed, ALICE).id()).collect();
        ids.sort();
        Meter::active(4, BOB);
        assert_eq!(DeviceRegistry::devices_of(ALICE, None, 3), Page { items: ids.clone(), next: None });
        let first = DeviceRegistry::devices_of(ALICE, None, 2);
        assert_eq!(first, Page { items: ids[..2].to_vec(), next: Some(ids[1]) });
        assert_eq!(DeviceRegistry::devices_of(ALICE, first.next, 2), Page { items: ids[2..].to_vec(), next: None });
        assert_eq!(DeviceRegistry::devices_of(STRANGER, None, 2), Page { items: vec![], next: None });
        assert_eq!(DeviceRegistry::devices_of(ALICE, None, 0).items.len(), 1, "a page holds an item at least");
    });
}

#[test]
fn readings_should_be_paged_newest_first() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        for generation in 1..=5 {
            submit(vec![meter.measure(0, 0, generation)]);
        }
        // Two hours of which nothing is known but their sum.
        let gap = meter.next(7_200, wh(0, 0, 6));
        submit(vec![meter.sign(gap)]);
        let generations = |page: &Page<IntervalInfo, u32>| page.items.iter().map(|item| item.generation.0).collect::<Vec<_>>();
        let first = DeviceRegistry::device_readings(meter.id(), None, 2);
        assert_eq!(generations(&first), vec![6, 5]);
        assert_eq!((first.items[0].start, first.items[0].quality), (NOON + 5 * PERIOD, Quality::Late));
        assert_eq!(first.next, Some(Period::of(NOON).0 + 3));
        let second = DeviceRegistry::device_readings(meter.id(), first.next, MAX_PAGE);
        assert_eq!((generations(&second), second.next), (vec![4, 3, 2, 1], None));
    });
}

#[test]
fn readings_should_be_empty_when_there_are_none() {
    execute(|| {
        let none = Page { items: vec![], next: None };
        assert_eq!(DeviceRegistry::device_readings(DeviceId::default(), None, 2), none);
        assert_eq!(DeviceRegistry::device_readings(Meter::active(1, ALICE).id(), None, 2), none);
    });
}

#[test]
fn readings_should_be_kept_for_the_history_and_no_longer() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        for _ in 0..5 {
            let readings = (0..60).map(|_| meter.measure(0, 0, 1)).collect();
            submit(readings);
        }
        let mut kept = Vec::new();
        let mut cursor = None;
        loop {
            let page = DeviceRegistry::device_readings(meter.id(), cursor, u32::MAX);
            assert!(page.items.len() <= MAX_PAGE as usize);
            kept.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(kept.len(), 288);
        assert_eq!(kept.first().map(|interval| interval.end), Some(meter.last_end));
        assert_eq!(kept.last().map(|interval| interval.start), Some(meter.last_end - 288 * PERIOD));
        assert_eq!(DeviceRegistry::interval(meter.id(), Period::of(NOON)), None);
    });
}
