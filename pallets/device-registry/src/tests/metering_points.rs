//! The registry as the market sees it.

use super::*;
use crate::{fixtures, Certificate, CertifierRole, Claim, Devices, IntervalRecord};
use frame_support::assert_storage_noop;

/// The period that many after noon, in which tests start.
fn period(offset: u32) -> Period {
    Period(Period::of(NOON).0 + offset)
}

fn metered(meter: &Meter, offset: u32) -> MeteredPeriod {
    DeviceRegistry::metered(&meter.id(), period(offset))
}

fn deliver(meter: &Meter, offset: u32, wanted: u64) -> u64 {
    DeviceRegistry::deliver(&meter.id(), period(offset), Wh(wanted)).expect("the ledger is in order").0
}

fn interval(meter: &Meter, offset: u32) -> IntervalRecord {
    DeviceRegistry::interval(meter.id(), period(offset)).expect("it is kept")
}

fn is_tradeable(meter: &Meter) -> bool {
    DeviceRegistry::tradeable(&meter.id(), NOON + PERIOD).is_ok()
}

/// An active meter that exported 200 Wh in the first period.
fn exporting() -> Meter {
    let mut meter = Meter::active(1, ALICE);
    submit(vec![meter.measure(100, 200, 300)]);
    meter
}

/// Half a period later, with `flags`.
fn half(meter: &mut Meter, energy: Registers, flags: Flags) -> SignedReading {
    let reading = Reading { flags, ..meter.next(PERIOD / 2, energy) };
    meter.sign(reading)
}

#[test]
fn device_should_be_tradeable_until_its_certificates_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let kind = DeviceKind::Solar;
        let point = MeteringPoint { owner: ALICE, zone: 7, kind, capacities: nameplate(kind, Medium::Electricity).capacities };
        assert_eq!(DeviceRegistry::tradeable(&meter.id(), CERTIFIED_UNTIL), Ok(point));
        assert_eq!(DeviceRegistry::tradeable(&meter.id(), CERTIFIED_UNTIL + 1), Err(NotTradeable::NotAuthorised));
    });
}

#[test]
fn device_should_be_tradeable_when_it_is_certified_and_not_read_yet() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        assert!(!is_tradeable(&meter), "it is pending");
        meter.certify(Permissions::ALL);
        assert!(is_tradeable(&meter));
    });
}

#[test]
fn device_should_not_be_tradeable_when_it_is_unknown() {
    execute(|| assert!(!is_tradeable(&Meter::new(1))));
}

#[test]
fn device_should_not_be_tradeable_when_it_does_not_measure_electricity() {
    execute(|| {
        for (seed, medium) in [(1, Medium::Heat), (2, Medium::Gas)] {
            let meter = Meter::new(seed);
            assert_ok!(meter.register_as(ALICE, DeviceKind::Solar, medium));
            meter.certify(Permissions::ALL);
            assert!(!is_tradeable(&meter));
        }
    });
}

#[test]
fn device_should_not_be_tradeable_while_it_is_suspended() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert!(!is_tradeable(&meter));
        assert_ok!(DeviceRegistry::resume(signed(REGULATOR), meter.id()));
        assert!(is_tradeable(&meter));
    });
}

#[test]
fn device_should_not_be_tradeable_when_it_is_at_its_end() {
    execute(|| {
        let (revoked, retired) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), revoked.id()));
        assert_ok!(DeviceRegistry::retire(signed(BOB), retired.id()));
        assert!(!is_tradeable(&revoked) && !is_tradeable(&retired));
    });
}

#[test]
fn device_should_not_be_tradeable_when_it_is_not_authorised_to_trade() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions(Permissions::ALL.0 & !Permissions::TRADE.0));
        assert!(!is_tradeable(&meter));
    });
}

#[test]
fn device_should_not_be_tradeable_when_any_certificate_ends_before_the_period() {
    for ending in 0..3 {
        execute(|| {
            let meter = Meter::new(1);
            assert_ok!(meter.register(ALICE));
            let long = certificates(CERTIFIED_UNTIL, Permissions::ALL);
            let short = certificates(NOON + PERIOD - 1, Permissions::ALL);
            for index in 0..3 {
                let (certifier, certificate): (_, Certificate) = if index == ending { short[index] } else { long[index] };
                assert_ok!(DeviceRegistry::certify(signed(certifier), meter.id(), certificate));
            }
            assert!(!is_tradeable(&meter));
        });
    }
}

#[test]
fn device_should_not_be_tradeable_when_the_issuer_of_any_certificate_was_removed() {
    for (role, account) in [
        (CertifierRole::Manufacturer, MANUFACTURER),
        (CertifierRole::Metrology, METROLOGIST),
        (CertifierRole::Regulator, REGULATOR),
    ] {
        execute(|| {
            let meter = Meter::active(1, ALICE);
            assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), role, account));
            assert!(!is_tradeable(&meter));
        });
    }
}

#[test]
fn period_should_be_complete_when_the_readings_reached_its_end() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![half(&mut meter, wh(10, 20, 5), Flags::NONE)]);
        let first = MeteredPeriod { import: Wh(10), export: Wh(20), green: Wh(5), mineable_shared: Wh(5), is_complete: false };
        assert_eq!(metered(&meter, 0), first);
        submit(vec![half(&mut meter, wh(1, 2, 30), Flags::NONE)]);
        // Shared is split over the whole period: min(22, 35).
        let whole = MeteredPeriod { import: Wh(11), export: Wh(22), green: Wh(22), mineable_shared: Wh(22), is_complete: true };
        assert_eq!(metered(&meter, 0), whole);
        assert_eq!(metered(&meter, 1), MeteredPeriod::default());
    });
}

#[test]
fn period_should_be_metered_gross_of_what_was_delivered() {
    execute(|| {
        let meter = exporting();
        let before = metered(&meter, 0);
        deliver(&meter, 0, 150);
        assert_eq!(metered(&meter, 0), before);
    });
}

#[test]
fn period_should_be_metered_as_nothing_when_its_quality_is_not_measured() {
    let nothing = MeteredPeriod { is_complete: true, ..MeteredPeriod::default() };
    for flags in [Flags::ESTIMATED, Flags::MANUAL] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let reading = Reading { flags, ..meter.next(PERIOD, wh(1, 2, 3)) };
            submit(vec![meter.sign(reading)]);
            assert_eq!(metered(&meter, 0), nothing);
        });
    }
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let late = meter.next(2 * PERIOD, wh(1, 2, 3));
        submit(vec![meter.sign(late)]);
        assert_eq!((metered(&meter, 0), metered(&meter, 1)), (nothing, nothing));
        assert_eq!(interval(&meter, 1).quality, Quality::Late);
    });
}

#[test]
fn period_should_share_nothing_for_mining_when_the_device_may_not_mine() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::MONITOR | Permissions::TRADE);
        meter.open();
        submit(vec![meter.measure(1, 20, 30)]);
        assert_eq!((metered(&meter, 0).export, metered(&meter, 0).mineable_shared), (Wh(20), Wh::ZERO));
    });
}

#[test]
fn period_should_be_metered_as_nothing_when_the_device_was_never_read() {
    execute(|| {
        let meter = Meter::new(1);
        assert_eq!(metered(&meter, 0), MeteredPeriod::default());
        assert_ok!(meter.register(ALICE));
        assert_eq!(metered(&meter, 0), MeteredPeriod::default());
        assert_storage_noop!(assert_eq!(deliver(&meter, 0, 1), 0));
    });
}

#[test]
fn delivery_should_take_the_rest_when_less_is_left_than_wanted() {
    execute(|| {
        let meter = exporting();
        assert_eq!(deliver(&meter, 0, 150), 150);
        assert_eq!(meter.record().ledger.market, Claim { until: period(0).end(), energy: Wh(150) });
        assert_eq!(deliver(&meter, 0, 100), 50);
        assert_eq!(interval(&meter, 0).delivered, Wh(200));
        assert_eq!(meter.record().ledger.market, Claim { until: period(0).end(), energy: Wh(200) });
    });
}

#[test]
fn delivery_should_change_nothing_when_nothing_is_left_or_wanted() {
    execute(|| {
        let meter = exporting();
        assert_storage_noop!(assert_eq!(deliver(&meter, 0, 0), 0));
        deliver(&meter, 0, 200);
        assert_storage_noop!(assert_eq!(deliver(&meter, 0, 1), 0));
        assert_storage_noop!(assert_eq!(deliver(&meter, 1, 1), 0));
        assert_storage_noop!(assert_eq!(DeviceRegistry::deliver(&Meter::new(2).id(), period(0), Wh(1)), Ok(Wh::ZERO)));
    });
}

#[test]
fn delivery_should_take_nothing_when_the_quality_is_not_measured() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let late = meter.next(2 * PERIOD, wh(1, 2, 3));
        submit(vec![meter.sign(late)]);
        assert_storage_noop!(assert_eq!(deliver(&meter, 1, 2), 0));
    });
}

#[test]
fn delivery_should_be_remembered_when_its_hour_moves_into_the_ring() {
    execute(|| {
        let mut meter = exporting();
        assert_eq!(deliver(&meter, 0, 150), 150);
        let rest_of_the_hour = (0..3).map(|_| meter.measure(0, 10, 10)).collect();
        submit(rest_of_the_hour);
        submit(vec![meter.measure(0, 10, 10)]);
        assert_eq!(meter.record().open_hour.len(), 1, "the first hour is in the ring");
        assert_eq!(interval(&meter, 0).delivered, Wh(150));
        assert_eq!((deliver(&meter, 0, 200), deliver(&meter, 0, 200)), (50, 0));
        assert_eq!((interval(&meter, 0).delivered, interval(&meter, 1).delivered), (Wh(200), Wh::ZERO));
    });
}

#[test]
fn delivery_should_work_in_any_order_of_periods_and_never_move_the_pointer_back() {
    execute(|| {
        let mut meter = exporting();
        let readings = (0..5).map(|_| meter.measure(0, 10, 10)).collect();
        submit(readings);
        assert_eq!(deliver(&meter, 5, 10), 10);
        assert_eq!(deliver(&meter, 0, 200), 200);
        assert_eq!(deliver(&meter, 3, 4), 4);
        assert_eq!(meter.record().ledger.market, Claim { until: period(5).end(), energy: Wh(214) });
    });
}

#[test]
fn period_should_be_metered_and_deliver_as_nothing_when_another_hour_took_its_place() {
    execute(|| {
        let mut meter = exporting();
        let rest_of_the_hour = (0..3).map(|_| meter.measure(0, 10, 10)).collect();
        submit(rest_of_the_hour);
        for _ in 0..73 {
            let readings = (0..4).map(|_| meter.measure(0, 10, 10)).collect();
            submit(readings);
        }
        assert_eq!(metered(&meter, 0), MeteredPeriod { is_complete: true, ..MeteredPeriod::default() });
        assert_storage_noop!(assert_eq!(deliver(&meter, 0, 200), 0));
        assert_eq!(deliver(&meter, 288, 200), 10, "what is in its place is not concerned");
    });
}

#[test]
fn delivery_should_be_kept_when_a_later_reading_adds_to_the_period() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![half(&mut meter, wh(0, 100, 0), Flags::NONE)]);
        assert_eq!(deliver(&meter, 0, 60), 60);
        submit(vec![half(&mut meter, wh(0, 50, 0), Flags::NONE)]);
        assert_eq!((interval(&meter, 0).delivered, interval(&meter, 0).deliverable()), (Wh(60), Wh(90)));
        assert_eq!(deliver(&meter, 0, 100), 90);
    });
}

#[test]
fn delivery_should_be_kept_and_end_when_a_later_reading_makes_the_period_worse() {
    for flags in [Flags::ESTIMATED, Flags::MANUAL] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            submit(vec![half(&mut meter, wh(0, 100, 0), Flags::NONE)]);
            assert_eq!(deliver(&meter, 0, 60), 60);
            submit(vec![half(&mut meter, wh(0, 50, 0), flags)]);
            assert_eq!(interval(&meter, 0).delivered, Wh(60));
            assert_eq!(metered(&meter, 0), MeteredPeriod { is_complete: true, ..MeteredPeriod::default() });
            assert_storage_noop!(assert_eq!(deliver(&meter, 0, 1), 0));
            assert_eq!(meter.record().ledger.market.energy, Wh(60));
        });
    }
}

#[test]
fn delivery_should_work_when_the_device_is_at_its_end() {
    execute(|| {
        let meter = exporting();
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_eq!((metered(&meter, 0).export, deliver(&meter, 0, 150)), (Wh(200), 150));
    });
}

/// Attack 37.
#[test]
fn delivery_should_take_nothing_when_the_device_is_not_trusted() {
    let removed = |_: &Meter| {
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), crate::CertifierRole::Metrology, METROLOGIST));
    };
    let suspended = |meter: &Meter| {
        assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
    };
    let revoked = |meter: &Meter| {
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
    };
    let cases: [&dyn Fn(&Meter); 3] = [&removed, &suspended, &revoked];
    for distrust in cases {
        execute(|| {
            let meter = exporting();
            distrust(&meter);
            assert_eq!(deliver(&meter, 0, 150), 0);
            let metered = metered(&meter, 0);
            assert_eq!((metered.export, metered.import, metered.is_complete), (Wh::ZERO, Wh::ZERO, false), "it is waited for");
        });
    }
}

#[test]
fn delivery_should_leave_other_uses_alone() {
    execute(|| {
        let meter = exporting();
        deliver(&meter, 0, 150);
        assert_ok!(DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, period(0).day()));
        assert_eq!(deliver(&meter, 0, 150), 50);
        let ledger = meter.record().ledger;
        assert_eq!((ledger.market.energy, ledger.mining.energy, ledger.certificate), (Wh(200), Wh(300), Claim::default()));
    });
}

#[test]
fn delivery_should_fail_when_the_ledger_is_out_of_order() {
    execute(|| {
        let meter = exporting();
        let sound = meter.record();
        for broken in [
            |ledger: &mut crate::Ledger| ledger.measured.export = Wh(149),
            |ledger: &mut crate::Ledger| ledger.market.energy = Wh(u64::MAX),
        ] {
            let mut record = sound.clone();
            broken(&mut record.ledger);
            Devices::<Test>::insert(meter.id(), record);
            assert_noop!(DeviceRegistry::deliver(&meter.id(), period(0), Wh(150)), Error::<Test>::Overdrawn);
        }
        Devices::<Test>::insert(meter.id(), sound);
    });
}

#[test]
fn reading_should_be_signed_only_by_its_device_on_this_chain() {
    execute(|| {
        let (mut meter, other) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let reading = meter.measure(1, 2, 3);
        let is_signed = |device: &Meter, signed: &SignedReading| DeviceRegistry::is_signed_by(&device.id(), signed);
        assert!(is_signed(&meter, &reading));
        assert!(!is_signed(&other, &reading), "it is another device's");
        assert!(!is_signed(&other, &other.sign(reading.reading.clone())), "another device signed for it");
        assert!(!is_signed(&meter, &other.sign(reading.reading.clone())));
        let signature = meter.sign_bytes(&reading.reading.signing_payload(&H256([0xab; 32])));
        assert!(!is_signed(&meter, &SignedReading { signature, ..reading.clone() }), "it is of another chain");
        let mut changed = reading;
        changed.reading.registers.export.0 += 1;
        assert!(!is_signed(&meter, &changed));
        let unknown = Meter::new(3);
        let of_unknown = unknown.clone().measure(1, 2, 3);
        assert!(!is_signed(&unknown, &of_unknown));
    });
}

#[test]
fn equivocation_should_be_what_can_be_reported_as_one() {
    execute(|| {
        let (mut meter, mut other) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let first = meter.measure(1, 2, 3);
        let mut second = first.reading.clone();
        second.registers.export.0 += 1;
        let (second, forged) = (meter.sign(second.clone()), other.sign(second));
        let (later, of_other) = (meter.measure(1, 2, 3), other.measure(1, 2, 3));
        let is_equivocation = |device: &Meter, one, two| DeviceRegistry::is_equivocation(&device.id(), one, two);
        assert!(is_equivocation(&meter, &first, &second) && is_equivocation(&meter, &second, &first));
        assert!(!is_equivocation(&other, &first, &second), "another device is not to blame");
        for innocent in [&first, &forged, &later, &of_other] {
            assert!(!is_equivocation(&meter, &first, innocent) && !is_equivocation(&meter, innocent, &first));
        }
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
    });
}

/// Without a check of the invariants: what is prepared for benchmarks has no deposit and is not listed.
#[test]
fn prepared_point_should_trade_and_deliver() {
    ExtBuilder::default().build().execute_with(|| {
        let device = DeviceId(H256([7; 32]));
        let point = fixtures::large_point(ALICE, DeviceKind::Wind, 3);
        fixtures::insert_metering_point::<Test>(device, point.clone());
        assert_eq!(DeviceRegistry::tradeable(&device, NOON + 1_000 * DAY), Ok(point));
        assert_eq!(DeviceRegistry::metered(&device, period(0)), MeteredPeriod::default());
        for offset in [2, 9, 3, 0] {
            fixtures::insert_metered::<Test>(device, period(offset), wh(10, 20, 30 + u64::from(offset)));
        }
        for offset in [0, 2, 3, 9] {
            let whole =
                MeteredPeriod { import: Wh(10), export: Wh(20), green: Wh(20), mineable_shared: Wh(20), is_complete: true };
            assert_eq!(DeviceRegistry::metered(&device, period(offset)), whole);
            assert_eq!(DeviceRegistry::deliver(&device, period(offset), Wh(15)), Ok(Wh(15)));
            assert_eq!(DeviceRegistry::deliver(&device, period(offset), Wh(15)), Ok(Wh(5)));
        }
        assert_eq!(DeviceRegistry::metered(&device, period(1)).export, Wh::ZERO);
    });
}

#[test]
fn prepared_equivocation_should_be_one() {
    ExtBuilder::default().build().execute_with(|| {
        let (device, first, second) = fixtures::equivocation::<Test>(ALICE, 3);
        assert!(DeviceRegistry::is_signed_by(&device, &first) && DeviceRegistry::is_equivocation(&device, &first, &second));
        let point = DeviceRegistry::tradeable(&device, NOON + DAY).expect("it may trade");
        assert_eq!((point.owner, point.zone), (ALICE, 3));
    });
}
