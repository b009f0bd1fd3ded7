use super::*;
use crate::{CertificateKind, DeviceStatus, Devices, RejectReason};
use frame_support::{dispatch::Pays, traits::Get, BoundedVec};

fn batch(readings: Vec<SignedReading>) -> BoundedVec<SignedReading, <Test as crate::Config>::MaxBatch> {
    readings.try_into().expect("the batch is small enough")
}

fn qualities(events: &[Event<Test>]) -> Vec<Quality> {
    let quality = |event: &Event<Test>| match event {
        Event::ReadingAccepted { quality, .. } => *quality,
        other => panic!("not accepted: {other:?}"),
    };
    events.iter().map(quality).collect()
}

fn today(meter: &Meter) -> Option<DailyEnergy<AccountId>> {
    DeviceRegistry::day(Day::of(NOON), meter.id())
}

#[test]
fn opening_reading_should_set_the_registers_and_credit_nothing() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::ALL);
        let opening = meter.next(0, wh(0, 0, 0));
        let events = submit(vec![meter.sign(opening)]);
        let (device, zero) = (meter.id(), Wh::ZERO);
        let expected = Event::ReadingAccepted {
            device,
            counter: 1,
            start: NOON,
            end: NOON,
            import: zero,
            export: zero,
            generation: zero,
            quality: Quality::Missing,
        };
        assert_eq!(events, vec![expected]);
        let record = meter.record();
        assert_eq!((record.status, record.meter.registers), (DeviceStatus::Active, meter.registers));
        assert_eq!((record.meter.counter, record.meter.last_end), (1, Some(NOON)));
        assert_eq!(today(&meter), None);
        assert_eq!(DeviceRegistry::interval(device, Period::ending_at(NOON)), None);
    });
}

#[test]
fn batch_should_weigh_no_more_than_the_hours_and_days_that_it_closed() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let weighed = |readings: Vec<SignedReading>| {
            let latest = readings.iter().map(|signed| signed.reading.end).max().unwrap_or_default();
            Now::set(&Now::get().max(latest));
            let origin = RuntimeOrigin::signed(RELAYER);
            DeviceRegistry::submit_readings(origin, batch(readings)).expect("a batch is taken").actual_weight
        };
        let weight = |readings, hours, days| Some(DeviceRegistry::weight_of_readings(readings, hours, days));
        let mut next = |count: u32| (0..count).map(|_| meter.measure(0, 0, 1)).collect::<Vec<_>>();
        assert_eq!(weighed(next(1)), weight(1, 0, 1), "the first opens a day");
        let rest = next(3);
        assert_eq!(weighed(rest.clone()), weight(3, 0, 0), "the others are of its hour");
        assert_eq!(weighed(rest), weight(3, 0, 0), "what is refused closes nothing");
        assert_eq!(weighed(next(5)), weight(5, 2, 0));
        let until_midnight = 11 * 4 - 5;
        assert_eq!(weighed(next(until_midnight)), weight(until_midnight, 9, 0));
        assert_eq!(weighed(next(1)), weight(1, 1, 1));
        let (turning, staying) = (DeviceRegistry::weight_of_readings(1, 1, 1), DeviceRegistry::weight_of_readings(1, 0, 0));
        assert!(turning.all_gt(staying), "{turning} and {staying}");
    });
}

#[test]
fn reading_should_be_credited_when_it_follows_the_last_inside_a_period() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let events = submit(vec![meter.measure(100, 200, 300)]);
        let expected = Event::ReadingAccepted {
            device: meter.id(),
            counter: 2,
            start: NOON,
            end: NOON + PERIOD,
            import: Wh(100),
            export: Wh(200),
            generation: Wh(300),
            quality: Quality::Measured,
        };
        assert_eq!(events, vec![expected]);
        let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON)).expect("it is kept");
        assert_eq!((interval.start, interval.end, interval.energy), (NOON, NOON + PERIOD, wh(100, 200, 300)));
        let expected = DailyEnergy {
            owner: ALICE,
            kind: DeviceKind::Solar,
            import: Wh(100),
            export: Wh(200),
            generation: Wh(300),
            mineable_shared: Wh(200),
            mineable_self_used: Wh(100),
        };
        assert_eq!(today(&meter), Some(expected));
        assert_eq!(meter.record().ledger.measured, wh(100, 200, 300));
    });
}

#[test]
fn readings_of_a_period_should_be_merged() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // First everything generated is used, then what was stored is given away: over the period 50 of 100 Wh are shared.
        let (first, second) = (meter.next(300, wh(1, 0, 100)), meter.next(600, wh(2, 50, 0)));
        let events = submit(vec![meter.sign(first), meter.sign(second)]);
        assert_eq!(qualities(&events), vec![Quality::Measured; 2]);
        let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON)).expect("it is kept");
        assert_eq!((interval.start, interval.end, interval.energy), (NOON, NOON + PERIOD, wh(3, 50, 100)));
        let day = today(&meter).expect("it measured");
        assert_eq!((day.mineable_shared, day.mineable_self_used), (Wh(50), Wh(50)));
    });
}

#[test]
fn merged_interval_should_have_the_worst_quality() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let first = meter.next(300, wh(1, 2, 3));
        let mut second = meter.next(300, wh(4, 5, 6));
        second.flags = Flags::ESTIMATED;
        let third = meter.next(300, wh(7, 8, 9));
        let events = submit(vec![meter.sign(first), meter.sign(second), meter.sign(third)]);
        assert_eq!(qualities(&events), vec![Quality::Measured, Quality::Estimated, Quality::Measured]);
        let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON)).expect("it is kept");
        assert_eq!((interval.quality, interval.flags, interval.energy), (Quality::Estimated, Flags::NONE, wh(12, 15, 18)));
        let day = today(&meter).expect("it measured");
        assert_eq!((day.import, day.export, day.generation), (Wh(8), Wh(10), Wh(12)));
    });
}

#[test]
fn flagged_readings_should_not_count_as_measured() {
    for (flags, quality) in [
        (Flags::ESTIMATED, Quality::Estimated),
        (Flags::MANUAL, Quality::Manual),
        (Flags(Flags::ESTIMATED.0 | Flags::MANUAL.0), Quality::Manual),
    ] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let reading = Reading { flags, ..meter.next(PERIOD, wh(1, 2, 3)) };
            assert_eq!(qualities(&submit(vec![meter.sign(reading)])), vec![quality]);
            assert_eq!(today(&meter), None);
            assert_eq!(meter.record().ledger.measured, Registers::default());
        });
    }
}

#[test]
fn reading_should_be_late_when_it_spans_periods() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let reading = meter.next(PERIOD + 1, wh(1, 2, 3));
        assert_eq!(qualities(&submit(vec![meter.sign(reading)])), vec![Quality::Late]);
        assert_eq!(today(&meter), None);
        let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON + PERIOD)).expect("it is kept");
        assert_eq!((interval.start, interval.energy), (NOON, wh(1, 2, 3)));
    });
}

#[test]
fn energy_should_not_count_for_mining_when_mining_is_not_authorised() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::MONITOR);
        meter.open();
        submit(vec![meter.measure(1, 2, 3)]);
        let day = today(&meter).expect("it measured");
        assert_eq!((day.generation, day.mineable_shared, day.mineable_self_used), (Wh(3), Wh::ZERO, Wh::ZERO));
    });
}

#[test]
fn volume_should_not_count_for_mining() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register_as(ALICE, DeviceKind::Biomass, Medium::Gas));
        meter.certify(Permissions::ALL);
        for seconds in [0, PERIOD] {
            let reading = Reading { medium: Medium::Gas, ..meter.next(seconds, wh(0, 0, seconds / 300)) };
            submit(vec![meter.sign(reading)]);
        }
        let day = today(&meter).expect("it measured");
        assert_eq!((day.generation, day.mineable_self_used), (Wh(3), Wh::ZERO));
    });
}

#[test]
fn mining_permission_should_not_reach_back_into_a_period() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::MONITOR);
        meter.open();
        let first = meter.next(300, wh(0, 0, 100));
        submit(vec![meter.sign(first)]);
        let all = crate::Certificate::Authorisation { permissions: Permissions::ALL, valid_until: CERTIFIED_UNTIL + 1 };
        assert_ok!(DeviceRegistry::renew(signed(REGULATOR), meter.id(), all));
        let second = meter.next(600, wh(0, 50, 10));
        submit(vec![meter.sign(second)]);
        let day = today(&meter).expect("it measured");
        assert_eq!((day.generation, day.mineable_shared, day.mineable_self_used), (Wh(110), Wh(10), Wh::ZERO));
    });
}

#[test]
fn batch_should_keep_the_good_when_one_is_bad() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (first, mut bad, last) = (one.measure(1, 1, 1), two.measure(1, 1, 1), one.measure(2, 2, 2));
        bad.reading.registers.generation = Wh(3_002);
        let events = submit(vec![first, bad, last]);
        assert!(matches!(events[0], Event::ReadingAccepted { counter: 2, .. }));
        let (device, reason) = (two.id(), RejectReason::BadSignature);
        assert_eq!(events[1], Event::ReadingRejected { device, counter: 2, reason });
        assert!(matches!(events[2], Event::ReadingAccepted { counter: 3, .. }));
    });
}

#[test]
fn batch_should_be_free_when_all_is_accepted() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let reading = meter.measure(1, 1, 1);
        Now::set(&reading.reading.end);
        let before = Balances::free_balance(RELAYER);
        let info = DeviceRegistry::submit_readings(signed(RELAYER), batch(vec![reading])).expect("the batch is fine");
        assert_eq!((info.pays_fee, Balances::free_balance(RELAYER)), (Pays::No, before));
    });
}

#[test]
fn relayer_should_pay_for_each_refused_reading() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let good = meter.measure(1, 1, 1);
        Now::set(&good.reading.end);
        let (before, fees) = (Balances::free_balance(RELAYER), Balances::free_balance(FEES));
        relay(vec![good.clone(), good.clone(), good]);
        assert_eq!(Balances::free_balance(RELAYER), before - 2 * REJECTION_FEE);
        assert_eq!(Balances::free_balance(FEES), fees + 2 * REJECTION_FEE);
    });
}

#[test]
fn batch_should_fail_when_the_relayer_could_not_pay_for_all() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let reading = meter.measure(1, 1, 1);
        Now::set(&reading.reading.end);
        // One planck short of the fee: the existential deposit cannot be spent.
        let result = DeviceRegistry::submit_readings(signed(PAUPER), batch(vec![reading]));
        let error = result.expect_err("the relayer cannot pay");
        assert_eq!((error.error, error.post_info.pays_fee), (Error::<Test>::InsufficientBalance.into(), Pays::Yes));
        assert_eq!(meter.record().meter.counter, 1);
    });
}

#[test]
fn batch_should_fail_when_it_is_empty() {
    execute(|| {
        assert_noop!(DeviceRegistry::submit_readings(signed(RELAYER), batch(vec![])), Error::<Test>::EmptyBatch);
    });
}

#[test]
fn batch_should_hold_as_many_as_configured() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let most = <<Test as crate::Config>::MaxBatch as Get<u32>>::get();
        let readings: Vec<_> = (0..most)
            .map(|_| {
                let reading = meter.next(60, wh(1, 1, 1));
                meter.sign(reading)
            })
            .collect();
        assert_eq!(qualities(&submit(readings)), vec![Quality::Measured; most as usize]);
        assert_eq!(meter.record().ledger.measured, wh(64, 64, 64));
    });
}

#[test]
fn batch_should_need_a_signature() {
    execute(|| {
        assert_noop!(DeviceRegistry::submit_readings(RuntimeOrigin::none(), batch(vec![])), DispatchError::BadOrigin);
    });
}

/// Each change to a reading that would be accepted, and why it is not. The device signs what it says, so that nothing but the
/// change is at fault.
#[test]
fn reading_should_be_refused_for_the_reason_that_it_gives() {
    type Change = fn(&mut Reading);
    let cases: [(Change, RejectReason); 14] = [
        (|reading| reading.device = DeviceId::default(), RejectReason::UnknownDevice),
        (|reading| reading.flags = Flags(1 << 9), RejectReason::UnknownFlags),
        (|reading| reading.flags = Flags::HANDOVER, RejectReason::HandoverFlag),
        (|reading| reading.medium = Medium::Heat, RejectReason::WrongMedium),
        (|reading| reading.counter = 1, RejectReason::CounterNotIncreasing),
        (|reading| reading.start = reading.end, RejectReason::EmptyInterval),
        (|reading| reading.start = reading.end + 1, RejectReason::EmptyInterval),
        (|reading| reading.start -= 1, RejectReason::Overlap),
        (|reading| reading.end += 121, RejectReason::Future),
        (|reading| reading.registers.import.0 -= 101, RejectReason::RegisterDecreased),
        (|reading| reading.registers.generation.0 -= 301, RejectReason::RegisterDecreased),
        // 10 kW and 8 kW for 15 minutes, and 5 % more: 2625 and 2100 Wh.
        (|reading| reading.registers.import.0 += 2_526, RejectReason::CapacityExceeded),
        (|reading| reading.registers.export.0 += 1_901, RejectReason::CapacityExceeded),
        (|reading| reading.registers.generation.0 += 1_801, RejectReason::CapacityExceeded),
    ];
    for (change, reason) in cases {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let good = meter.next(PERIOD, wh(100, 200, 300));
            Now::set(&good.end);
            let mut bad = good.clone();
            change(&mut bad);
            assert_rejected(meter.sign(bad), reason);
            assert_eq!(qualities(&relay(vec![meter.sign(good)])), vec![Quality::Measured]);
        });
    }
}

#[test]
fn reading_should_be_accepted_at_the_nameplate() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert_eq!(qualities(&submit(vec![meter.measure(2_625, 2_100, 2_100)])), vec![Quality::Measured]);
    });
}

#[test]
fn opening_reading_should_be_refused_when_it_ends_before_it_starts() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::ALL);
        let reading = Reading { start: NOON + 1, ..meter.next(0, wh(0, 0, 0)) };
        assert_rejected(meter.sign(reading), RejectReason::EmptyInterval);
    });
}

#[test]
fn reading_should_be_refused_when_a_certificate_is_missing() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        let reading = meter.next(0, wh(0, 0, 0));
        let reading = meter.sign(reading);
        assert_rejected(reading.clone(), RejectReason::NotActive);
        meter.certify(Permissions::ALL);
        // No call leads here; the check does not depend on that.
        Devices::<Test>::mutate(meter.id(), |record| record.as_mut().expect("it is registered").certificates.metrology = None);
        assert_rejected(reading, RejectReason::CertificateMissing(CertificateKind::Metrology));
    });
}

#[test]
fn reading_should_be_refused_when_monitoring_is_not_authorised() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::TRADE | Permissions::MINE);
        let reading = meter.next(0, wh(0, 0, 0));
        assert_rejected(meter.sign(reading), RejectReason::NotAuthorised);
    });
}

#[test]
fn dry_run_should_say_what_submitting_does() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let good = meter.measure(1, 1, 1);
        Now::set(&good.reading.end);
        let forged = Meter::new(2).sign(good.reading.clone());
        let unknown = Meter::new(2).measure(1, 1, 1);
        assert_eq!(DeviceRegistry::would_accept(&good), Ok(Quality::Measured));
        assert_eq!(DeviceRegistry::would_accept(&forged), Err(RejectReason::BadSignature));
        assert_eq!(DeviceRegistry::would_accept(&unknown), Err(RejectReason::UnknownDevice));
        assert_eq!(meter.record().meter.counter, 1);
        relay(vec![good.clone()]);
        assert_eq!(DeviceRegistry::would_accept(&good), Err(RejectReason::CounterNotIncreasing));
    });
}
