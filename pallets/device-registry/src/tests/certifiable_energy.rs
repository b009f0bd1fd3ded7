//! The registry as carbon accounting sees it.

use super::*;
use crate::{fixtures, Certificate, CertifierByIndex, CertifierRole, Claim, Days, Devices, IntervalRecord};

/// The period that many after noon, in which tests start.
fn period(offset: u32) -> Period {
    Period(Period::of(NOON).0 + offset)
}

/// The hour that many after noon.
fn hour(offset: u32) -> Hour {
    Hour(Hour::of(NOON).0 + offset)
}

fn certify(meter: &Meter, first: u32, last: u32) -> Result<CertifiedEnergy<AccountId>, DispatchError> {
    certify_energy(meter, period(first), period(last))
}

fn consumption(meter: &Meter, offset: u32) -> Option<(AccountId, HourlyConsumption)> {
    DeviceRegistry::consumption(&meter.id(), hour(offset))
}

/// What Alice took from the grid.
fn taken(import: u64, quality: Quality) -> Option<(AccountId, HourlyConsumption)> {
    taken_and_covered(import, if quality == Quality::Measured { import } else { 0 }, quality)
}

/// What Alice took from the grid, and what of it was measured.
fn taken_and_covered(import: u64, coverable: u64, quality: Quality) -> Option<(AccountId, HourlyConsumption)> {
    Some((ALICE, HourlyConsumption { zone: 7, import: Wh(import), coverable: Wh(coverable), quality }))
}

fn interval(meter: &Meter, offset: u32) -> IntervalRecord {
    DeviceRegistry::interval(meter.id(), period(offset)).expect("it is kept")
}

/// An active meter that generated 10, 20, 30 and 40 Wh in the four periods of the first hour, took from the grid 1 to 4 Wh and gave
/// to it 5 to 8 Wh.
fn full() -> Meter {
    filled(Meter::active(1, ALICE))
}

fn filled(mut meter: Meter) -> Meter {
    let readings = (1..=4).map(|step| meter.measure(step, 4 + step, 10 * step)).collect();
    submit(readings);
    meter
}

/// Pass a whole hour in quarters.
fn pass_hour(meter: &mut Meter) {
    let readings = (0..4).map(|_| meter.measure(0, 0, 1)).collect();
    submit(readings);
}

/// Registered by Alice with certificates of `permissions`, and opened.
fn permitted(permissions: Permissions) -> Meter {
    let mut meter = Meter::new(1);
    assert_ok!(meter.register(ALICE));
    meter.certify(permissions);
    meter.open();
    meter
}

/// Hand a meter over to Bob with a reading of a period.
fn hand_over(meter: &mut Meter, energy: Registers) {
    assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
    let handover = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, energy) };
    Now::set(&handover.end);
    assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), meter.sign(handover)));
}

#[test]
fn site_should_be_that_of_a_known_device_until_and_after_its_end() {
    execute(|| {
        let meter = Meter::new(1);
        assert_eq!(DeviceRegistry::site(&meter.id(), Hour::of(NOON)), None);
        assert_ok!(meter.register(ALICE));
        let site = MeteringSite { owner: ALICE, zone: 7, kind: DeviceKind::Solar, is_electricity: true };
        assert_eq!(DeviceRegistry::site(&meter.id(), Hour::of(NOON)), Some(site.clone()));
        let meter = Meter::active(2, ALICE);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_eq!(DeviceRegistry::site(&meter.id(), Hour::of(NOON)), Some(site));
        let heat = Meter::new(3);
        assert_ok!(heat.register_as(BOB, DeviceKind::Geothermal, Medium::Heat));
        let site = MeteringSite { owner: BOB, zone: 7, kind: DeviceKind::Geothermal, is_electricity: false };
        assert_eq!(DeviceRegistry::site(&heat.id(), Hour::of(NOON)), Some(site));
    });
}

#[test]
fn devices_should_be_listed_once_in_pages() {
    execute(|| {
        let meters: Vec<_> = (1..=3).map(|seed| Meter::active(seed, ALICE).id()).collect();
        let page = |cursor, limit| <DeviceRegistry as CertifiableEnergy<AccountId>>::devices_of(&ALICE, cursor, limit);
        let all = page(None, u32::MAX);
        assert!(all.len() == 3 && meters.iter().all(|meter| all.contains(meter)));
        assert_eq!(page(None, 2), all[..2]);
        assert_eq!(page(Some(all[1]), 2), all[2..]);
        assert_eq!(page(Some(all[2]), 2), vec![]);
        assert_eq!(page(None, 0), vec![]);
    });
}

#[test]
fn certify_should_take_what_was_generated() {
    execute(|| {
        let meter = full();
        let energy = CertifiedEnergy { owner: ALICE, zone: 7, kind: DeviceKind::Solar, energy: Wh(50), is_supported: true };
        assert_eq!(certify(&meter, 1, 2), Ok(energy.clone()));
        assert_eq!(meter.record().ledger.certificate, Claim { until: period(2).end(), energy: Wh(50) });
        let certified: Vec<_> = (0..4).map(|offset| interval(&meter, offset).certified).collect();
        assert_eq!(certified, [false, true, true, false]);
        assert_eq!(certify(&meter, 3, 3), Ok(CertifiedEnergy { energy: Wh(40), ..energy }));
    });
}

#[test]
fn certify_should_work_in_any_order_of_periods_and_never_move_the_pointer_back() {
    execute(|| {
        let mut meter = full();
        pass_hour(&mut meter);
        for (first, last, energy) in [(4, 7, 4), (3, 3, 44), (0, 1, 74)] {
            assert_ok!(certify(&meter, first, last));
            assert_eq!(meter.record().ledger.certificate, Claim { until: period(7).end(), energy: Wh(energy) });
        }
    });
}

#[test]
fn certify_should_be_remembered_when_its_hour_moves_into_the_ring() {
    execute(|| {
        let mut meter = full();
        assert_ok!(certify(&meter, 0, 1));
        pass_hour(&mut meter);
        assert!(interval(&meter, 1).certified && !interval(&meter, 2).certified);
        assert_noop!(certify(&meter, 0, 3), Error::<Test>::AlreadyClaimed);
        assert_eq!(certify(&meter, 2, 3).map(|taken| taken.energy), Ok(Wh(70)));
        assert!(interval(&meter, 3).certified, "it is written to the ring");
    });
}

#[test]
fn certify_should_take_what_a_store_gave_to_the_grid() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register_as(ALICE, DeviceKind::Storage, Medium::Electricity));
        meter.certify(Permissions::ALL);
        meter.open();
        let meter = filled(meter);
        let energy = CertifiedEnergy { owner: ALICE, zone: 7, kind: DeviceKind::Storage, energy: Wh(26), is_supported: true };
        assert_eq!(certify(&meter, 0, 3), Ok(energy));
        assert_eq!(meter.record().ledger.certificate.energy, Wh(26));
    });
}

#[test]
fn certify_should_take_only_what_was_measured() {
    for flags in [Flags::ESTIMATED, Flags::MANUAL] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            submit(vec![meter.measure(0, 0, 10)]);
            let guessed = Reading { flags, ..meter.next(PERIOD, wh(0, 0, 20)) };
            submit(vec![meter.sign(guessed)]);
            // Two periods in one reading: late.
            let late = meter.next(2 * PERIOD, wh(0, 0, 70));
            submit(vec![meter.sign(late)]);
            assert_noop!(certify(&meter, 1, 3), Error::<Test>::NothingMeasured);
            assert_eq!(certify(&meter, 0, 3).map(|taken| taken.energy), Ok(Wh(10)));
            assert!(!interval(&meter, 1).certified && !interval(&meter, 3).certified);
        });
    }
}

/// The day counts the measured half; the interval has the worst quality of both, and its energy is not kept apart.
#[test]
fn certify_should_take_nothing_of_a_period_that_was_measured_in_part() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let measured = meter.next(PERIOD / 2, wh(0, 0, 10));
        let guessed = Reading { flags: Flags::ESTIMATED, ..meter.next(PERIOD / 2, wh(0, 0, 10)) };
        let readings = [measured, guessed].map(|reading| meter.sign(reading));
        submit(readings.to_vec());
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::NothingMeasured);
    });
}

#[test]
fn certify_should_tell_whether_the_device_was_authorised_to_mine() {
    execute(|| {
        let mut meter = filled(permitted(Permissions::MONITOR | Permissions::CERTIFY));
        assert_eq!(certify(&meter, 0, 0).map(|taken| taken.is_supported), Ok(false));
        let [_, _, (regulator, authorisation)] = certificates(CERTIFIED_UNTIL + 1, Permissions::ALL);
        assert_ok!(DeviceRegistry::renew(signed(regulator), meter.id(), authorisation));
        pass_hour(&mut meter);
        assert_eq!(certify(&meter, 4, 4).map(|taken| taken.is_supported), Ok(true));
        assert_eq!(certify(&meter, 1, 3).map(|taken| taken.is_supported), Ok(false), "it was not then");
    });
}

#[test]
fn certify_should_leave_other_uses_alone() {
    execute(|| {
        let meter = full();
        assert_eq!(DeviceRegistry::deliver(&meter.id(), period(0), Wh(5)), Ok(Wh(5)));
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, period(0).day()));
        assert_ok!(certify(&meter, 0, 3));
        assert_eq!(DeviceRegistry::deliver(&meter.id(), period(1), Wh(9)), Ok(Wh(6)));
        let ledger = meter.record().ledger;
        assert_eq!((ledger.market.energy, ledger.certificate.energy, ledger.mining.energy), (Wh(11), Wh(100), Wh(100)));
    });
}

#[test]
fn certify_should_be_kept_when_later_readings_are_worse() {
    execute(|| {
        let mut meter = full();
        assert_ok!(certify(&meter, 0, 3));
        let late = meter.next(3 * PERIOD, wh(0, 0, 70));
        submit(vec![meter.sign(late)]);
        assert_ok!(DeviceRegistry::submit_closing_reading(
            signed(METROLOGIST),
            meter.id(),
            meter.registers,
            wh(0, 0, 0),
            meter.last_end
        ));
        assert!((0..4).all(|offset| interval(&meter, offset).certified));
    });
}

#[test]
fn certificates_should_belong_to_the_owner_of_the_day() {
    execute(|| {
        let mut meter = full();
        hand_over(&mut meter, wh(0, 0, 5));
        assert_eq!(meter.record().owner, BOB);
        assert_eq!(certify(&meter, 0, 3).map(|taken| taken.owner), Ok(ALICE));
        assert_eq!(certify(&meter, 4, 4).map(|taken| taken.owner), Ok(ALICE), "the day is Alice's until it ends");
        assert_eq!(consumption(&meter, 0).map(|(owner, _)| owner), Some(ALICE));
        let until_midnight = meter.next(MIDNIGHT + DAY - meter.last_end, wh(0, 0, 0));
        submit(vec![meter.sign(until_midnight)]);
        pass_hour(&mut meter);
        assert_eq!(certify(&meter, 48, 51).map(|taken| taken.owner), Ok(BOB));
        assert_eq!(consumption(&meter, 12).map(|(owner, _)| owner), Some(BOB));
        assert_eq!(consumption(&meter, 0).map(|(owner, _)| owner), Some(ALICE), "the day is closed and still Alice's");
    });
}

#[test]
fn certificates_should_belong_to_the_owner_when_the_day_is_not_known() {
    execute(|| {
        let mut meter = full();
        hand_over(&mut meter, wh(0, 0, 5));
        let until_midnight = meter.next(MIDNIGHT + DAY - meter.last_end, wh(0, 0, 0));
        submit(vec![meter.sign(until_midnight)]);
        submit(vec![meter.measure(0, 0, 1)]);
        Days::<Test>::remove(period(0).day(), meter.id());
        assert_eq!(certify(&meter, 0, 3).map(|taken| taken.owner), Ok(BOB));
    });
}

#[test]
fn certify_should_work_when_the_device_was_resumed_or_retired() {
    execute(|| {
        let meter = full();
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_noop!(certify(&meter, 0, 1), Error::<Test>::InvalidStatus);
        assert_ok!(DeviceRegistry::resume(signed(REGULATOR), meter.id()));
        assert_ok!(certify(&meter, 0, 1));
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_ok!(certify(&meter, 2, 3));
    });
}

#[test]
fn certify_should_fail_when_the_device_is_revoked() {
    execute(|| {
        let meter = full();
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_noop!(certify(&meter, 0, 3), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn certify_should_fail_when_the_device_is_unknown() {
    execute(|| {
        assert_noop!(certify(&Meter::new(1), 0, 3), Error::<Test>::NotFound);
    });
}

#[test]
fn certify_should_fail_when_the_periods_are_in_the_wrong_order_or_not_of_one_hour() {
    execute(|| {
        let mut meter = full();
        pass_hour(&mut meter);
        for (first, last) in [(1, 0), (4, 3), (3, 4), (0, 4)] {
            assert_noop!(certify(&meter, first, last), Error::<Test>::InvalidSpan);
        }
    });
}

#[test]
fn certify_should_fail_when_the_device_does_not_measure_electricity() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register_as(ALICE, DeviceKind::Solar, Medium::Heat));
        meter.certify(Permissions::ALL);
        let of_heat = |reading: Reading| Reading { medium: Medium::Heat, ..reading };
        let readings = [meter.next(0, wh(0, 0, 0)), meter.next(PERIOD, wh(0, 0, 10))];
        let readings = readings.map(|reading| meter.sign(of_heat(reading)));
        submit(readings.to_vec());
        assert_eq!(interval(&meter, 0).energy, wh(0, 0, 10));
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::NotElectricity);
        assert_eq!(consumption(&meter, 0), None);
    });
}

#[test]
fn certify_should_fail_when_the_device_is_not_authorised_to() {
    execute(|| {
        let meter = filled(permitted(Permissions(Permissions::ALL.0 & !Permissions::CERTIFY.0)));
        assert_noop!(certify(&meter, 0, 3), Error::<Test>::NotAuthorised);
    });
}

/// Certificates end between the first and the second period.
#[test]
fn certify_should_fail_when_any_certificate_ends_before_the_periods() {
    for ending in 0..3 {
        execute(|| {
            let mut meter = Meter::new(1);
            assert_ok!(meter.register(ALICE));
            let long = certificates(CERTIFIED_UNTIL, Permissions::ALL);
            let short = certificates(NOON + PERIOD, Permissions::ALL);
            for index in 0..3 {
                let (certifier, certificate): (_, Certificate) = if index == ending { short[index] } else { long[index] };
                assert_ok!(DeviceRegistry::certify(signed(certifier), meter.id(), certificate));
            }
            meter.open();
            submit(vec![meter.measure(0, 0, 10)]);
            assert_noop!(certify(&meter, 0, 1), Error::<Test>::NotAuthorised);
            assert_ok!(certify(&meter, 0, 0));
        });
    }
}

#[test]
fn certify_should_fail_when_the_issuer_of_any_certificate_was_removed() {
    for (role, account) in [
        (CertifierRole::Manufacturer, MANUFACTURER),
        (CertifierRole::Metrology, METROLOGIST),
        (CertifierRole::Regulator, REGULATOR),
    ] {
        execute(|| {
            let meter = full();
            assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), role, account));
            assert_noop!(certify(&meter, 0, 3), Error::<Test>::IssuerRemoved);
        });
    }
}

/// The list of removed certifiers forgets them when readings of their time are no longer accepted.
#[test]
fn certify_should_fail_when_the_removed_issuer_is_not_listed_any_more() {
    let short = vec![
        (CertifierRole::Manufacturer, MANUFACTURER, None, APPOINTED_UNTIL),
        (CertifierRole::Metrology, METROLOGIST, None, NOON + DAY),
        (CertifierRole::Regulator, REGULATOR, None, APPOINTED_UNTIL),
    ];
    ExtBuilder::default().certifiers(short).build_and_execute(|| {
        let meter = full();
        let remove = |account| DeviceRegistry::remove_certifier(RuntimeOrigin::root(), CertifierRole::Metrology, account);
        assert_ok!(remove(METROLOGIST));
        Now::set(&(NOON + 3 * DAY));
        assert_ok!(DeviceRegistry::appoint_certifier(
            RuntimeOrigin::root(),
            CertifierRole::Metrology,
            STRANGER,
            None,
            NOON + 4 * DAY
        ));
        assert_ok!(remove(STRANGER));
        let index = meter.record().certificates.metrology.map(|issued| issued.issuer).expect("it was issued");
        assert!(!crate::RevokedCertifiers::<Test>::get().contains(&index), "it is forgotten");
        assert!(CertifierByIndex::<Test>::get(index).is_some_and(|record| record.revoked));
        assert_noop!(certify(&meter, 0, 3), Error::<Test>::IssuerRemoved);
    });
}

#[test]
fn certify_should_fail_when_the_readings_have_not_reached_the_end() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::ALL);
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::NotComplete);
        meter.open();
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::NotComplete);
        submit(vec![meter.measure(0, 0, 10)]);
        let half = meter.next(PERIOD / 2, wh(0, 0, 10));
        submit(vec![meter.sign(half)]);
        assert_noop!(certify(&meter, 0, 1), Error::<Test>::NotComplete);
        assert_ok!(certify(&meter, 0, 0));
    });
}

#[test]
fn certify_should_fail_when_nothing_was_generated() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(10, 20, 0)]);
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::NothingMeasured);
        let gap = meter.next(7 * PERIOD, wh(0, 0, 10));
        submit(vec![meter.sign(gap)]);
        assert_noop!(certify(&meter, 4, 6), Error::<Test>::NothingMeasured);
    });
}

#[test]
fn certify_should_fail_when_another_hour_took_the_place() {
    execute(|| {
        let mut meter = full();
        (0..72).for_each(|_| pass_hour(&mut meter));
        assert_ok!(certify(&meter, 0, 0));
        pass_hour(&mut meter);
        assert_noop!(certify(&meter, 1, 3), Error::<Test>::NothingMeasured);
        assert_eq!(consumption(&meter, 0), None);
        assert_eq!(certify(&meter, 288, 291).map(|taken| taken.energy), Ok(Wh(4)), "what is in its place is not concerned");
    });
}

#[test]
fn certify_should_fail_when_any_of_it_was_certified() {
    execute(|| {
        let meter = full();
        assert_ok!(certify(&meter, 1, 2));
        for (first, last) in [(1, 2), (0, 3), (0, 1), (2, 3), (1, 1), (2, 2)] {
            assert_noop!(certify(&meter, first, last), Error::<Test>::AlreadyClaimed);
        }
        assert_eq!(certify(&meter, 0, 0).map(|taken| taken.energy), Ok(Wh(10)));
    });
}

#[test]
fn certify_should_fail_when_the_ledger_is_out_of_order() {
    execute(|| {
        let meter = full();
        let sound = meter.record();
        for broken in [
            |ledger: &mut crate::Ledger| ledger.measured.generation = Wh(99),
            |ledger: &mut crate::Ledger| ledger.certificate.energy = Wh(u64::MAX),
        ] {
            let mut record = sound.clone();
            broken(&mut record.ledger);
            Devices::<Test>::insert(meter.id(), record);
            assert_noop!(certify(&meter, 0, 3), Error::<Test>::Overdrawn);
        }
        Devices::<Test>::insert(meter.id(), sound);
    });
}

#[test]
fn consumption_should_be_the_import_of_the_hour() {
    execute(|| {
        let mut meter = full();
        assert_eq!(consumption(&meter, 0), taken(10, Quality::Measured));
        pass_hour(&mut meter);
        assert_eq!(consumption(&meter, 0), taken(10, Quality::Measured), "the hour is in the ring");
    });
}

#[test]
fn consumption_should_have_the_worst_quality_and_count_all() {
    for (flags, quality) in
        [(Flags::NONE, Quality::Measured), (Flags::ESTIMATED, Quality::Estimated), (Flags::MANUAL, Quality::Manual)]
    {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            submit(vec![meter.measure(100, 0, 0)]);
            let other = Reading { flags, ..meter.next(PERIOD, wh(30, 0, 0)) };
            submit(vec![meter.sign(other)]);
            submit(vec![meter.measure(5, 0, 0), meter.measure(6, 0, 0)]);
            let measured = if flags == Flags::NONE { 141 } else { 111 };
            assert_eq!(consumption(&meter, 0), taken_and_covered(141, measured, quality));
        });
    }
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(100, 0, 0)]);
        let late = meter.next(3 * PERIOD, wh(30, 0, 0));
        submit(vec![meter.sign(late)]);
        assert_eq!(consumption(&meter, 0), taken_and_covered(130, 100, Quality::Late));
    });
}

#[test]
fn consumption_should_be_missing_until_the_readings_reach_the_end_of_the_hour() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert_eq!(consumption(&meter, 0), taken(0, Quality::Missing));
        for (import, quality) in [(1, Quality::Missing), (2, Quality::Missing), (3, Quality::Missing), (4, Quality::Measured)] {
            submit(vec![meter.measure(1, 0, 0)]);
            assert_eq!(consumption(&meter, 0), taken_and_covered(import, import, quality));
        }
        assert_eq!(consumption(&meter, 1), taken(0, Quality::Missing));
    });
}

#[test]
fn consumption_of_a_gap_should_be_shared_evenly_by_its_hours() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(7, 0, 0)]);
        // Two hours: three quarters of the first, the second, and one quarter of the third.
        let gap = meter.next(8 * PERIOD, wh(903, 0, 0));
        submit(vec![meter.sign(gap)]);
        submit(vec![meter.measure(1, 0, 0), meter.measure(1, 0, 0), meter.measure(1, 0, 0)]);
        // Rounded down at 3/8, at 7/8, and at the end.
        assert_eq!(consumption(&meter, 0), taken_and_covered(7 + 338, 7, Quality::Late));
        assert_eq!(consumption(&meter, 1), taken(790 - 338, Quality::Late));
        assert_eq!(consumption(&meter, 2), taken_and_covered(903 - 790 + 3, 3, Quality::Late));
        let period = period(5);
        assert_noop!(certify_energy(&meter, period, period), Error::<Test>::NothingMeasured);
    });
}

/// Vector C17.
#[test]
fn a42_gap_should_count_with_even_shares_in_each_of_its_hours() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // To 18:00, then silence until 13:00 of the next day.
        submit((0..24).map(|_| meter.measure(10, 0, 0)).collect());
        meter.next(18 * 3_600, wh(9_000, 0, 0));
        submit(vec![meter.resume(3_600, wh(500, 0, 0))]);
        let hours = |from: u32, to: u32| (from..to).map(|offset| consumption(&meter, offset)).collect::<Vec<_>>();
        assert_eq!(hours(5, 6), vec![taken(40, Quality::Measured)]);
        assert_eq!(hours(6, 25), vec![taken(500, Quality::Late); 19]);
        assert_eq!(hours(25, 26), vec![taken(0, Quality::Missing)]);
        assert_eq!(crate::Gaps::<Test>::get(meter.id()).len(), 1, "it is kept once");
    });
}

#[test]
fn consumption_should_be_unknown_before_the_opening_reading() {
    execute(|| {
        assert_eq!(consumption(&Meter::new(1), 0), None);
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert_eq!(consumption(&meter, 0), None, "it was not read yet");
        meter.certify(Permissions::ALL);
        meter.last_end = NOON + 3_600 + PERIOD;
        meter.open();
        assert_eq!(meter.record().meter.opened, NOON + 3_600 + PERIOD);
        assert_eq!(consumption(&meter, 0), None);
        assert_eq!(consumption(&meter, 1), taken(0, Quality::Missing));
        let readings = (0..3).map(|_| meter.measure(5, 0, 0)).collect();
        submit(readings);
        assert_eq!(consumption(&meter, 0), None);
        assert_eq!(consumption(&meter, 1), taken(15, Quality::Measured));
    });
}

#[test]
fn consumption_of_a_gap_should_be_unknown_when_it_left_the_history() {
    execute(|| {
        let mut meter = full();
        let gap = meter.next(2 * 3_600, wh(10, 0, 0));
        submit(vec![meter.sign(gap)]);
        assert_eq!(consumption(&meter, 2), taken(5, Quality::Late));
        let long = meter.next(70 * 3_600, wh(70, 0, 0));
        submit(vec![meter.sign(long)]);
        assert_eq!(consumption(&meter, 2), taken(5, Quality::Late));
        assert_eq!(consumption(&meter, 3), taken(1, Quality::Late));
        (0..3).for_each(|_| pass_hour(&mut meter));
        assert_eq!(consumption(&meter, 2), None);
        assert_eq!(consumption(&meter, 3), taken(1, Quality::Late));
        // The next gap forgets what is no history any more.
        let next = meter.next(2 * 3_600, wh(2, 0, 0));
        submit(vec![meter.sign(next)]);
        let starts: Vec<_> = crate::Gaps::<Test>::get(meter.id()).iter().map(|gap| gap.start - NOON).collect();
        assert_eq!(starts, vec![3 * 3_600, 76 * 3_600]);
    });
}

/// Without a check of the invariants: what is prepared for benchmarks has no deposit and is not counted.
#[test]
fn prepared_device_should_have_measured_a_full_hour() {
    ExtBuilder::default().build().execute_with(|| {
        let device = DeviceId(H256([7; 32]));
        let certify = <DeviceRegistry as CertifiableEnergy<AccountId>>::certify;
        for (kind, offset, energy) in
            [(DeviceKind::Wind, 2, Wh(120)), (DeviceKind::Wind, 13, Wh(120)), (DeviceKind::Wind, 5, Wh(120))]
        {
            let site = MeteringSite { owner: ALICE, zone: 3, kind, is_electricity: true };
            fixtures::insert_certifiable::<Test>(device, site.clone(), period(offset), wh(10, 20, 30));
            assert_eq!(DeviceRegistry::site(&device, Hour::of(NOON)), Some(site));
            let hour = period(offset).hour();
            let first = hour.first_period();
            let (import, coverable) = (Wh(40), Wh(40));
            let consumed = HourlyConsumption { zone: 3, import, coverable, quality: Quality::Measured };
            assert_eq!(DeviceRegistry::consumption(&device, hour), Some((ALICE, consumed)));
            let taken = CertifiedEnergy { owner: ALICE, zone: 3, kind, energy, is_supported: true };
            assert_eq!(certify(&device, first, Period(first.0 + 3)), Ok(taken));
        }
        assert_eq!(<DeviceRegistry as CertifiableEnergy<AccountId>>::devices_of(&ALICE, None, 9), vec![device]);
    });
}

/// Attack 2: whoever signed two readings with one counter measured nothing that can be certified.
#[test]
fn certify_should_fail_when_the_device_contradicted_itself() {
    execute(|| {
        let mut meter = full();
        let reading = meter.next(PERIOD, wh(1, 2, 3));
        let other = Reading { registers: wh(7_000, 7_000, 7_000), ..reading.clone() };
        let (first, second) = (meter.sign(reading), meter.sign(other));
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::AlreadySlashed);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(certify(&meter, 0, 0), Error::<Test>::InvalidStatus);
    });
}

/// Attack 18: what was sold as green without certificates cannot be certified when what was in the way is gone.
#[test]
fn forfeited_energy_should_not_be_certifiable() {
    execute(|| {
        let meter = full();
        DeviceRegistry::forfeit(&meter.id(), period(1));
        assert_eq!(meter.record().ledger.certificate.energy, Wh(20));
        for (first, last) in [(1, 1), (0, 3)] {
            assert_noop!(certify(&meter, first, last), Error::<Test>::AlreadyClaimed);
        }
        assert_eq!(certify(&meter, 2, 3).map(|certified| certified.energy), Ok(Wh(70)));
    });
}

#[test]
fn forfeit_should_change_nothing_when_there_is_nothing_to_take() {
    execute(|| {
        let meter = full();
        assert_ok!(certify(&meter, 0, 0));
        let record = meter.record();
        // Certified before; not metered to its end; long gone; and a device that nobody knows.
        for offset in [0, 4] {
            DeviceRegistry::forfeit(&meter.id(), period(offset));
        }
        DeviceRegistry::forfeit(&meter.id(), Period(1));
        DeviceRegistry::forfeit(&Meter::new(9).id(), period(1));
        assert_eq!(meter.record(), record);
    });
}
