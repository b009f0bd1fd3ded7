//! What the runtime API answers.

use super::projects::registered;
use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_core::H256;
use std::collections::BTreeSet;
use uen_primitives::{
    runtime_api::{CarbonCertificate, CarbonFootprint, FootprintMethod, FootprintSums, IssuanceInfo, RetirementInfo, MAX_PAGE},
    CertificateId, Day, DeviceKind, GreenDeliveries, Hour, Period, Quality, SavingCertificates, Wh, HOURS_PER_DAY,
};

/// Whose meter is device 5.
const CONSUMER: u64 = 5;
/// The four hours of vector C6.
const HOURS: [Hour; 4] = [HOUR, Hour(HOUR.0 + 1), Hour(HOUR.0 + 2), Hour(HOUR.0 + 3)];
const LAST: Hour = HOURS[3];

fn market(who: u64, version: Option<u32>) -> CarbonFootprint {
    Carbon::footprint(who, HOUR, LAST, FootprintMethod::Market, version, None)
}

/// What a device draws in an hour, in its second quarter.
fn draw(n: u8, hour: Hour, import: u64) {
    meter(n, Period(hour.first_period().0 + 1), import, 0, 0);
}

/// Vector C6: what the consumer drew, the factors, and what was retired for it.
fn set_up_c6() {
    set_clock(LAST.end());
    add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
    let mut factors = [HourFactors { location: 1, residual: Some(520_000) }; HOURS_PER_DAY as usize];
    let rows = [(500, 420_000), (800, 380_000), (1_200, 300_000), (700, 510_000)];
    for (hour, (import, location)) in HOURS.into_iter().zip(rows) {
        draw(5, hour, import);
        factors[hour.of_day() as usize].location = location;
    }
    publish_hours(ZONE, DAY, factors);
    for (hour, quantity) in [(HOURS[0], 600), (HOURS[2], 1_500)] {
        let id = generate(1, hour.first_period(), quantity);
        assert_ok!(Carbon::retire(signed(1), id, quantity, claim(CONSUMER)));
    }
}

#[test]
fn footprint_should_match_vector_c6_by_both_methods() {
    ExtBuilder.build_and_execute(|| {
        set_up_c6();
        let by_market = market(CONSUMER, None);
        let by_location = Carbon::footprint(CONSUMER, HOUR, LAST, FootprintMethod::Location, None, None);
        let sums = FootprintSums {
            consumption: Wh(3_200),
            covered: Wh(1_700),
            carbon_free: Wh(1_700),
            location_based: 1_231_000_000,
            market_based: 780_000_000,
        };
        assert_eq!(by_market.sums, sums);
        assert_eq!(by_location.sums, sums);
        assert_eq!((by_market.next, by_location.next), (None, None));
        let emissions = |page: &CarbonFootprint| page.hours.iter().map(|row| row.emissions / 1_000_000).collect::<Vec<_>>();
        assert_eq!(emissions(&by_market), [0, 416, 0, 364]);
        assert_eq!(emissions(&by_location), [210, 304, 360, 357]);
        let row = &by_market.hours[2];
        assert_eq!((row.hour, row.zone, row.quality, row.version), (HOURS[2], ZONE, Quality::Measured, Some(1)));
        assert_eq!((row.consumption, row.retired, row.covered, row.carbon_free), (Wh(1_200), Wh(1_500), Wh(1_200), Wh(1_200)));
        assert_eq!((row.location_factor, row.residual_factor, row.is_residual_missing), (300_000, 520_000, false));
    });
}

#[test]
fn footprint_should_use_the_version_that_it_is_pinned_to() {
    ExtBuilder.build_and_execute(|| {
        set_up_c6();
        publish(ZONE, DAY, 100_000, None);
        assert_eq!(market(CONSUMER, Some(1)).sums.market_based, 780_000_000);
        let latest = market(CONSUMER, None);
        assert_eq!(latest.sums.market_based, 1_500 * 100_000);
        assert_eq!(latest.hours[0].version, Some(2));
        assert!(latest.hours[0].is_residual_missing);
        assert_eq!(market(CONSUMER, Some(9)), latest);
    });
}

#[test]
fn footprint_should_use_the_fallback_when_nothing_was_published() {
    ExtBuilder.build_and_execute(|| {
        add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
        add_device(6, CONSUMER, OTHER_ZONE, DeviceKind::EvCharger);
        draw(5, HOUR, 10);
        draw(6, HOUR, 20);
        let page = market(CONSUMER, None);
        let row = |n: usize| (page.hours[n].zone, page.hours[n].location_factor, page.hours[n].version);
        assert_eq!((row(0), row(1)), ((ZONE, FALLBACK, None), (OTHER_ZONE, 0, None)));
        assert_eq!(page.sums.location_based, 10 * u128::from(FALLBACK));
    });
}

#[test]
fn footprint_should_count_devices_on_the_days_on_which_they_were_the_accounts() {
    ExtBuilder.build_and_execute(|| {
        set_clock(LAST.end());
        add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
        add_device(6, CONSUMER, ZONE, DeviceKind::Storage);
        add_heat_meter(7, CONSUMER, ZONE);
        add_device(8, 8, ZONE, DeviceKind::Consumption);
        for (n, import) in [(5, 100), (6, 20), (7, 3_000), (8, 500)] {
            draw(n, HOUR, import);
        }
        // It was another's in the second hour.
        add_device(5, 8, ZONE, DeviceKind::Consumption);
        draw(5, HOURS[1], 7);
        add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
        draw(5, HOURS[2], 50);
        let rows: Vec<_> = market(CONSUMER, None).hours.into_iter().map(|row| (row.hour, row.consumption)).collect();
        assert_eq!(rows, [(HOUR, Wh(120)), (HOURS[2], Wh(50))]);
    });
}

#[test]
fn footprint_should_show_the_worst_quality_and_hours_without_readings() {
    ExtBuilder.build_and_execute(|| {
        set_clock(LAST.end());
        for n in [5, 6] {
            add_device(n, CONSUMER, ZONE, DeviceKind::Consumption);
        }
        draw(5, HOUR, 10);
        meter_as(Quality::Estimated, 6, PERIOD, 10, 0, 0);
        meter_as(Quality::Missing, 6, HOURS[1].first_period(), 0, 0, 0);
        meter_as(Quality::Late, 6, HOURS[2].first_period(), 0, 0, 0);
        let rows: Vec<_> = market(CONSUMER, None).hours.into_iter().map(|row| (row.consumption, row.quality)).collect();
        assert_eq!(rows, [(Wh(20), Quality::Estimated), (Wh(0), Quality::Missing)]);
    });
}

#[test]
fn footprint_should_show_what_was_retired_where_nothing_was_drawn() {
    ExtBuilder.build_and_execute(|| {
        set_up_c6();
        add_device(2, 2, OTHER_ZONE, DeviceKind::Hydro);
        meter(2, PERIOD, 0, 90, 90);
        let id = issue(2, PERIOD);
        assert_ok!(Carbon::retire(signed(2), id, 90, claim(CONSUMER)));
        assert_ok!(Carbon::retire(signed(1), generate(1, Period(PERIOD.0 + 1), 30), 30, claim(7)));
        let page = market(CONSUMER, None);
        let row = page.hours.iter().find(|row| row.zone == OTHER_ZONE).unwrap();
        assert_eq!((row.hour, row.consumption, row.retired, row.covered, row.emissions), (HOUR, Wh(0), Wh(90), Wh(0), 0));
        assert_eq!((page.hours.len(), page.sums.market_based), (5, 780_000_000));
        // An account without any device.
        let other = market(7, None);
        assert_eq!((other.hours.len(), other.hours[0].retired, other.sums), (1, Wh(30), FootprintSums::default()));
    });
}

#[test]
fn footprint_should_end_with_the_last_hour_that_is_over() {
    ExtBuilder.build_and_execute(|| {
        add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
        set_clock(HOURS[1].end() - 1);
        HOURS.into_iter().for_each(|hour| draw(5, hour, 10));
        assert_eq!(market(CONSUMER, None).hours.len(), 1);
        set_clock(HOURS[1].end());
        let page = market(CONSUMER, None);
        assert_eq!((page.hours.len(), page.next), (2, None));
        let nothing = Carbon::footprint(CONSUMER, LAST, HOUR, FootprintMethod::Market, None, None);
        assert_eq!((nothing.hours.len(), nothing.next), (0, None));
        set_clock(0);
        assert_eq!(market(CONSUMER, None).hours.len(), 0);
    });
}

#[test]
fn footprint_should_go_on_at_the_cursor_when_it_is_longer_than_a_page() {
    ExtBuilder.build_and_execute(|| {
        let hours = 400;
        let last = Hour(HOUR.0 + hours - 1);
        set_clock(last.end());
        add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
        (HOUR.0..=last.0).for_each(|hour| draw(5, Hour(hour), 1));
        let mut cursor = None;
        let mut seen = Vec::new();
        loop {
            let page = Carbon::footprint(CONSUMER, HOUR, last, FootprintMethod::Location, None, cursor);
            assert_eq!(page.sums.consumption.0, page.hours.len() as u64);
            seen.push(page.hours.len());
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, [168, 168, 64]);
        // A cursor from before the span does not widen it.
        let page = Carbon::footprint(CONSUMER, last, last, FootprintMethod::Location, None, Some(HOUR));
        assert_eq!(page.hours.len(), 1);
    });
}

#[test]
fn footprint_should_have_shorter_pages_when_there_are_many_devices() {
    ExtBuilder.build_and_execute(|| {
        let last = Hour(HOUR.0 + 100);
        set_clock(last.end());
        (0..=249).for_each(|n| add_device(n, CONSUMER, ZONE, DeviceKind::Consumption));
        let page = Carbon::footprint(CONSUMER, HOUR, last, FootprintMethod::Location, None, None);
        assert_eq!(page.next, Some(Hour(HOUR.0 + 40)));
    });
}

#[test]
fn footprint_of_devices_should_count_each_once_and_without_certificates() {
    ExtBuilder.build_and_execute(|| {
        set_up_c6();
        add_device(6, 6, ZONE, DeviceKind::Consumption);
        draw(6, HOUR, 100);
        let devices = vec![device(5), device(6), device(5), device(77)];
        let page = Carbon::footprint_of_devices(devices, HOUR, LAST, Some(1), None);
        assert_eq!(page.sums.consumption, Wh(3_300));
        assert_eq!((page.sums.covered, page.hours[0].retired), (Wh(0), Wh(0)));
        assert_eq!(page.sums.location_based, 1_231_000_000 + 100 * 420_000);
        assert_eq!(page.sums.market_based, 3_300 * 520_000);
        assert_eq!(page.hours[0].emissions, 600 * 420_000);
        let rest = Carbon::footprint_of_devices(vec![device(5)], HOUR, LAST, None, Some(LAST));
        assert_eq!((rest.hours.len(), rest.sums.consumption), (1, Wh(700)));
    });
}

fn status(id: CertificateId) -> (String, Option<u64>, Option<u64>) {
    let CarbonCertificate { status, offered_to, price, .. } = Carbon::certificate(id).unwrap();
    (status, offered_to, price)
}

#[test]
fn certificate_should_show_its_provenance() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Biomass);
        support(1);
        meter(1, PERIOD, 0, 100, 100);
        let id = issue(1, PERIOD);
        let issuance = IssuanceInfo {
            id: id.issuance,
            kind: "generation".into(),
            technology: Some("biomass".into()),
            device: Some(device(1)),
            first_period: Some(PERIOD),
            last_period: Some(PERIOD),
            stored: None,
            project: None,
            vintage: None,
            first_serial: None,
            producer: 1,
            zone: ZONE,
            emission_factor: BIOMASS_FACTOR,
            support: Some("energyMining".into()),
            issued_at: START,
            expires: Some(Day(DAY.0 + VALIDITY).end()),
            issued: 100,
            active: 100,
            locked: 0,
            reserved: 0,
            retired: 0,
            expired: 0,
            withdrawn: 0,
        };
        let certificate = CarbonCertificate {
            id,
            owner: 1,
            first: 1,
            last: 100,
            unit: "wh".into(),
            status: "active".into(),
            offered_to: None,
            price: None,
            deposit: SLICE_DEPOSIT,
            retirement: None,
            issuance,
        };
        assert_eq!(Carbon::certificate(id), Some(certificate));
        assert_eq!(Carbon::certificate(slice(id, 1)), None);
    });
}

#[test]
fn certificate_should_show_what_can_be_done_with_it() {
    ExtBuilder.build_and_execute(|| {
        let version = publish(ZONE, DAY, 1, None);
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 10, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 10, Some(2), 0));
        assert_ok!(Carbon::retire(signed(1), id, 10, claim(3)));
        assert_eq!(status(slice(id, 1)), ("locked".into(), None, Some(7)));
        assert_eq!(status(slice(id, 2)), ("reserved".into(), Some(2), Some(0)));
        assert_eq!(status(slice(id, 3)), ("claimed".into(), None, None));
        let retirement = RetirementInfo {
            beneficiary: 3,
            commitment: H256::repeat_byte(0xc0),
            purpose: "consumption".into(),
            store: None,
            from: DAY,
            to: DAY,
            at: START,
            factors: Some(version),
        };
        assert_eq!(Carbon::certificate(slice(id, 3)).unwrap().retirement, Some(retirement));
        // What is over and not swept yet.
        set_day(Day(DAY.0 + VALIDITY + 1));
        assert_eq!(status(id), ("expired".into(), None, None));
        assert_eq!(status(slice(id, 1)), ("expired".into(), None, None));
        assert_eq!(status(slice(id, 3)).0, "claimed");
    });
}

#[test]
fn certificate_should_tell_all_kinds_apart() {
    ExtBuilder.build_and_execute(|| {
        let kind = |id| {
            let IssuanceInfo { kind, technology, stored, .. } = Carbon::certificate(id).unwrap().issuance;
            (kind, technology.unwrap_or_default(), stored)
        };
        let at = |issuance| CertificateId { issuance, slice: 0 };
        let id = generate(1, PERIOD, 100);
        assert_eq!(kind(id), ("generation".into(), "solar".into(), None));

        add_device(9, 1, ZONE, DeviceKind::Storage);
        meter(9, PERIOD, 100, 0, 0);
        assert_ok!(Carbon::store(signed(1), id, 100, device(9)));
        let info = Carbon::certificate(id).unwrap().retirement.unwrap();
        assert_eq!((info.purpose.as_str(), info.store), ("storage", Some(device(9))));
        let later = Hour(HOUR.0 + 1).first_period();
        meter(9, later, 0, 80, 0);
        assert_ok!(Carbon::reissue(signed(1), device(9), later));
        assert_eq!(kind(at(1)), ("storage".into(), "solar".into(), Some(id.issuance)));

        assert_ok!(Carbon::issue_saved(&1, &device(9), PERIOD, Wh(5)));
        assert_eq!(kind(at(2)), ("saving".into(), String::new(), None));

        add_device(3, 3, ZONE, DeviceKind::Wind);
        meter(3, PERIOD, 0, 40, 40);
        Carbon::settled(&device(3), PERIOD, &4, Wh(10));
        assert_eq!(status(at(3)).0, "settling");
        Carbon::completed(&device(3), PERIOD);
        assert_eq!(status(at(3)).0, "active");

        let project = registered();
        publish(ZONE, DAY, 1_000_000, None);
        meter(1, later, 0, 2_000, 2_000);
        assert_ok!(Carbon::monitor(signed(1), project, device(1), later, later));
        assert_ok!(Carbon::submit_report(signed(1), project, H256::zero()));
        assert_ok!(Carbon::judge_report(signed(VERIFIER), project, 0, true));
        assert_ok!(Carbon::issue_credits(signed(REGULATOR), project, 0));
        let credit = Carbon::certificate(at(4)).unwrap();
        assert_eq!((credit.unit.as_str(), credit.last, credit.issuance.expires), ("kgCo2e", 2, None));
        let IssuanceInfo { kind, project: of, vintage, first_serial, device, .. } = credit.issuance;
        assert_eq!((kind.as_str(), of, vintage, first_serial, device), ("credit", Some(project), Some(2024), Some(1), None));
        let reports = Carbon::carbon_projects(None, 1).items.remove(0).reports;
        assert_eq!((reports.len(), reports[0].status.as_str(), reports[0].issuance), (1, "issued", Some(4)));
    });
}

#[test]
fn lists_should_be_whole_when_they_are_read_page_by_page() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 10_000);
        for _ in 0..6 {
            assert_ok!(Carbon::split(signed(1), id, 10));
            assert_ok!(Carbon::retire(signed(1), id, 10, claim(2)));
        }
        let certificates = all(|cursor| {
            let page = Carbon::certificates_of(1, cursor, 3);
            (page.items, page.next)
        });
        assert_eq!(certificates, CertificatesOf::<Test>::iter_key_prefix(1).collect());
        assert_eq!(certificates.len(), 7);
        let retirements = all(|cursor| {
            let page = Carbon::retirements(2, cursor, 3);
            assert!(page.items.iter().all(|certificate| certificate.status == "claimed"));
            (page.items, page.next)
        });
        assert_eq!(retirements.len(), 6);
        assert!(certificates.is_disjoint(&retirements));
        assert_eq!(Carbon::retirements(1, None, 10).items.len(), 0);
        // An item at least, a page at most.
        assert_eq!(Carbon::certificates_of(1, None, 0).items.len(), 1);
        for _ in 0..100 {
            assert_ok!(Carbon::split(signed(1), id, 10));
        }
        assert_eq!(Carbon::certificates_of(1, None, u32::MAX).items.len(), MAX_PAGE as usize);
    });
}

type Items = (Vec<CarbonCertificate<u64>>, Option<CertificateId>);

/// All pages, each item once.
fn all(page: impl Fn(Option<CertificateId>) -> Items) -> BTreeSet<CertificateId> {
    let mut seen = BTreeSet::new();
    let mut cursor = None;
    loop {
        let (items, next) = page(cursor);
        assert!(items.len() <= 3);
        assert!(items.iter().all(|item| seen.insert(item.id)));
        cursor = next;
        if cursor.is_none() {
            return seen;
        }
    }
}

#[test]
fn emission_factors_should_list_all_versions_by_day() {
    ExtBuilder.build_and_execute(|| {
        let last = Day(DAY.0 + 40);
        set_day(last);
        publish(ZONE, DAY, 1, Some(2));
        publish(ZONE, DAY, 3, None);
        publish(ZONE, last, 4, None);
        let page = Carbon::emission_factors(ZONE, DAY, last, None);
        let versions: Vec<_> = page.items.iter().map(|set| (set.day, set.version, set.is_latest, set.factors[0])).collect();
        assert_eq!(versions, [(DAY, 1, false, (1, Some(2))), (DAY, 2, true, (3, None))]);
        assert_eq!(page.items[0].factors.len(), 24);
        assert_eq!(page.next, Some(Day(DAY.0 + 31)));
        let page = Carbon::emission_factors(ZONE, DAY, last, page.next);
        assert_eq!((page.items.len(), page.items[0].day, page.next), (1, last, None));
        assert_eq!(Carbon::emission_factors(OTHER_ZONE, DAY, DAY, None).items, vec![]);
    });
}

#[test]
fn emission_factors_should_break_off_when_a_page_is_full() {
    ExtBuilder.build_and_execute(|| {
        let last = Day(DAY.0 + 30);
        set_day(last);
        for day in DAY.0..=last.0 {
            for version in 1..=MAX_FACTOR_VERSIONS {
                assert_eq!(publish(ZONE, Day(day), 1, None), version);
            }
        }
        let page = Carbon::emission_factors(ZONE, DAY, last, None);
        assert_eq!((page.items.len(), page.next), (MAX_PAGE as usize, Some(Day(DAY.0 + 25))));
        let rest = Carbon::emission_factors(ZONE, DAY, last, page.next);
        assert_eq!((rest.items.len(), rest.next), (24, None));
    });
}

#[test]
fn carbon_projects_should_be_listed_by_number_without_those_that_were_given_up() {
    ExtBuilder.build_and_execute(|| {
        let drafts: Vec<_> = (0..5)
            .map(|_| {
                let number = NextProject::<Test>::get();
                assert_ok!(Carbon::register_project(signed(1), ZONE, H256::zero(), H256::zero(), DAY, DAY));
                number
            })
            .collect();
        assert_ok!(Carbon::validate_project(signed(VERIFIER), drafts[4]));
        assert_ok!(Carbon::cancel_project(signed(1), drafts[1]));
        let page = Carbon::carbon_projects(None, 2);
        assert_eq!(page.items.iter().map(|project| project.id).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(page.next, Some(3));
        let page = Carbon::carbon_projects(page.next, 2);
        let seen: Vec<_> = page.items.iter().map(|project| (project.id, project.status.as_str(), project.verifier)).collect();
        assert_eq!(seen, [(3, "draft", None), (4, "validated", Some(VERIFIER))]);
        assert_eq!(page.next, None);
    });
}
