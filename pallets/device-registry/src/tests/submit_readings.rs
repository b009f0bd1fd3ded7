use super::*;
use crate::{CertificateKind, DeviceStatus, Devices, RejectReason, WeightInfo};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    pallet_prelude::Authorize,
    traits::Get,
    weights::Weight,
    BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError, UnknownTransaction};

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

/// The weight of readings of which some close an hour and some change the day.
fn weight(readings: u32, hours: u32, days: u32) -> Weight {
    let readings = <() as WeightInfo>::submit_readings(readings) + <() as WeightInfo>::note_gaps(0);
    readings + <() as WeightInfo>::close_hours(hours) + <() as WeightInfo>::change_days(days)
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
            DeviceRegistry::submit_readings(RawOrigin::Authorized.into(), batch(readings))
                .expect("a batch is taken")
                .actual_weight
        };
        let weight = |readings, hours, days| Some(weight(readings, hours, days));
        let mut next = |count: u32| (0..count).map(|_| meter.measure(0, 0, 1)).collect::<Vec<_>>();
        assert_eq!(weighed(next(1)), weight(1, 0, 1), "the first opens a day");
        let rest = next(3);
        assert_eq!(weighed(rest.clone()), weight(3, 0, 0), "the others are of its hour");
        assert_eq!(weighed(rest), weight(3, 0, 0), "what is refused closes nothing");
        assert_eq!(weighed(next(5)), weight(5, 2, 0));
        let until_midnight = 11 * 4 - 5;
        assert_eq!(weighed(next(until_midnight)), weight(until_midnight, 9, 0));
        assert_eq!(weighed(next(1)), weight(1, 1, 1));
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
        // A minute more, and clocks may be off.
        let reading = meter.next(PERIOD + 61, wh(1, 2, 3));
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
        let all = crate::Certificate::Authorisation {
            permissions: Permissions::ALL,
            connection: H256::zero(),
            valid_until: CERTIFIED_UNTIL + 1,
        };
        assert_ok!(DeviceRegistry::renew(signed(REGULATOR), meter.id(), all));
        let second = meter.next(600, wh(0, 50, 10));
        submit(vec![meter.sign(second)]);
        let day = today(&meter).expect("it measured");
        assert_eq!((day.generation, day.mineable_shared, day.mineable_self_used), (Wh(110), Wh(10), Wh::ZERO));
    });
}

#[test]
fn batch_should_be_taken_without_what_the_chain_has() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (known, first, last) = (one.measure(1, 1, 1), two.measure(1, 1, 1), one.measure(2, 2, 2));
        submit(vec![known.clone()]);
        let events = submit(vec![known.clone(), first, last]);
        let accepted = |event: &Event<Test>| matches!(event, Event::ReadingAccepted { .. });
        assert_eq!((events.len(), events.iter().all(accepted)), (2, true), "{events:?}");
        assert_eq!((one.record().meter.counter, two.record().meter.counter), (3, 2));
    });
}

#[test]
fn pool_should_not_take_a_batch_of_which_less_than_half_is_new() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let known = vec![meter.measure(1, 1, 1), meter.measure(1, 1, 1)];
        submit(known.clone());
        let next = meter.measure(1, 1, 1);
        Now::set(&next.reading.end);
        let stale = TransactionValidityError::from(InvalidTransaction::Stale);
        let third = [known.clone(), vec![next.clone()]].concat();
        assert_noop!(try_relay(third.clone(), TransactionSource::External), stale);
        assert_ok!(try_relay(vec![known[1].clone(), next], TransactionSource::External));
        for source in [TransactionSource::InBlock, TransactionSource::External] {
            assert_noop!(try_relay(known.clone(), source), stale);
            assert_noop!(try_relay(vec![], source), stale);
        }
        // Between pool and block, somebody else may have brought the others.
        assert_eq!(relay(third).len(), 1);
    });
}

#[test]
fn batch_should_be_refused_when_a_signature_is_wrong() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (first, mut bad, last) = (one.measure(1, 1, 1), two.measure(1, 1, 1), one.measure(2, 2, 2));
        Now::set(&last.reading.end);
        bad.reading.registers.generation = Wh(3_002);
        for source in [TransactionSource::InBlock, TransactionSource::External] {
            let bad_proof = TransactionValidityError::from(InvalidTransaction::BadProof);
            assert_noop!(try_relay(vec![first.clone(), bad.clone(), last.clone()], source), bad_proof);
        }
    });
}

#[test]
fn pool_should_know_readings_by_device_and_counter() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let readings = vec![one.measure(1, 1, 1), two.measure(1, 1, 1), one.measure(1, 1, 1)];
        Now::set(&readings[2].reading.end);
        let tags = |tags: &[(&Meter, u64)]| {
            tags.iter().map(|(meter, counter)| crate::submission_impls::tag(meter.id(), *counter)).collect::<Vec<_>>()
        };
        let pooled = |readings: &[SignedReading]| try_relay(readings.to_vec(), TransactionSource::External);
        let whole = pooled(&readings).expect("the batch is good");
        assert_eq!((whole.priority, whole.propagate), (3, true));
        assert_eq!((whole.requires, whole.provides), (vec![], tags(&[(&one, 2), (&two, 2), (&one, 3)])));
        // Attack 34: a part of it is worth less, and the newest waits for those before.
        let newest = pooled(&readings[2..]).expect("it may come");
        assert_eq!((newest.priority, newest.requires, newest.provides), (1, tags(&[(&one, 2)]), tags(&[(&one, 3)])));
        assert_eq!(one.record().meter.counter, 1, "the pool changes nothing");
    });
}

#[test]
fn reading_should_wait_in_the_pool_only_for_a_while_and_when_it_could_come() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let good = meter.next(PERIOD, wh(1, 1, 1));
        Now::set(&good.end);
        let pooled = |reading: Reading| {
            let signed = meter.sign(reading);
            try_relay(vec![signed], TransactionSource::External).map(|validity| validity.requires.len())
        };
        let refused = |reason: RejectReason| Err(UnknownTransaction::Custom(reason.index()).into());
        // What waits adds nothing to a batch's priority, so that nothing can be displaced by what may never come.
        let early = |counter: u64| {
            let at = good.end + 10 * counter;
            meter.sign(Reading { counter, start: at, end: at, ..good.clone() })
        };
        let padded = vec![meter.sign(good.clone()), early(5), early(7)];
        let validity = try_relay(padded, TransactionSource::External).expect("they may wait");
        assert_eq!((validity.priority, validity.provides.len()), (1, 3));
        // A day has 96 quarters, and as many other readings can be free.
        assert_eq!(pooled(Reading { counter: 1 + 192, ..good.clone() }), Ok(1));
        assert_eq!(pooled(Reading { counter: 1 + 193, ..good.clone() }), refused(RejectReason::CounterGap));
        let early = Reading { counter: 5, ..good.clone() };
        assert_eq!(pooled(Reading { start: NOON - 1, ..early.clone() }), refused(RejectReason::Overlap));
        assert_eq!(pooled(Reading { end: early.start - 1, ..early.clone() }), refused(RejectReason::EmptyInterval));
        assert_eq!(pooled(Reading { end: early.end + 121, ..early.clone() }), refused(RejectReason::Future));
        let forged = Meter::new(2).sign(early);
        assert_eq!(try_relay(vec![forged], TransactionSource::External), Err(InvalidTransaction::BadProof.into()));
    });
}

/// Else a batch would wait for what never comes, and hold up the other devices in it.
#[test]
fn reading_should_not_wait_in_the_pool_for_one_that_was_refused() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (mut bad, after) = (one.next(PERIOD, wh(1, 1, 1)), one.measure(1, 1, 1));
        bad.registers.import = Wh(0);
        let (bad, others) = (one.sign(bad), (0..2).map(|_| two.measure(1, 1, 1)));
        let batch: Vec<_> = [bad, after].into_iter().chain(others).collect();
        Now::set(&one.last_end);
        let validity = try_relay(batch.clone(), TransactionSource::External).expect("half of it is good");
        assert_eq!((validity.requires.len(), validity.provides.len()), (0, 2));
        let accepted = relay(batch);
        assert!(accepted.iter().all(|event| matches!(event, Event::ReadingAccepted { device, .. } if *device == two.id())));
    });
}

#[test]
fn block_should_not_take_what_waits_for_another_reading() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        meter.measure(1, 1, 1);
        let late = meter.measure(1, 1, 1);
        Now::set(&late.reading.end);
        assert_rejected(late, RejectReason::CounterGap);
    });
}

#[test]
fn device_should_have_a_quota_of_readings_beside_those_that_end_a_period() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // The first one ends a new period, and four others are free.
        for counter in 2..=6 {
            let reading = meter.next(100, wh(1, 1, 1));
            assert_eq!(qualities(&submit(vec![meter.sign(reading)])), vec![Quality::Measured], "reading {counter}");
        }
        let mut spare = meter.clone();
        let fifth = spare.next(100, wh(1, 1, 1));
        Now::set(&fifth.end);
        let fifth = spare.sign(fifth);
        assert_rejected(fifth.clone(), RejectReason::QuotaExceeded);
        assert_eq!(DeviceRegistry::device(meter.id()).map(|info| info.extra_readings_left), Some(0));
        // For a fee, it is taken; and so is what ends the next period.
        assert_ok!(DeviceRegistry::submit_paid_readings(signed(SUBMITTER), batch(vec![fifth])));
        let next = spare.next(PERIOD, wh(1, 1, 1));
        assert_eq!(qualities(&submit(vec![spare.sign(next)])).len(), 1);
        // The next hour has a quota of its own.
        let next = spare.next(3 * PERIOD, wh(1, 1, 1));
        submit(vec![spare.sign(next)]);
        let next = spare.next(100, wh(1, 1, 1));
        assert_eq!(qualities(&submit(vec![spare.sign(next)])).len(), 1);
        assert_eq!(DeviceRegistry::device(meter.id()).map(|info| info.extra_readings_left), Some(3));
    });
}

#[test]
fn batch_should_be_refused_when_free_readings_had_their_share_of_the_block() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let reading = meter.measure(1, 1, 1);
        Now::set(&reading.reading.end);
        let call = crate::Call::<Test>::submit_readings { readings: batch(vec![reading.clone()]) };
        let (authorising, recording) = (call.weight_of_authorize(), call.get_dispatch_info().call_weight);
        let limits: frame_system::limits::BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
        let normal = limits.get(DispatchClass::Normal).max_total.expect("normal transactions are limited");
        let share = Weight::from_parts(normal.ref_time() / 4 * 3, normal.proof_size() / 4 * 3);
        let room = authorising + recording;
        crate::FreeWeight::<Test>::put((System::block_number(), share - room + Weight::from_parts(1, 0)));
        let full = TransactionValidityError::from(InvalidTransaction::ExhaustsResources);
        assert_noop!(try_relay(vec![reading.clone()], TransactionSource::InBlock), full);
        assert_ok!(try_relay(vec![reading.clone()], TransactionSource::External));
        // That of another block does not count.
        crate::FreeWeight::<Test>::put((System::block_number() + 1, share));
        assert_eq!(DeviceRegistry::free_weight(), Weight::zero());
        crate::FreeWeight::<Test>::put((System::block_number(), share - room));
        assert_eq!(relay(vec![reading]).len(), 1);
    });
}

#[test]
fn share_of_free_readings_should_be_set_by_governance() {
    execute(|| {
        take_events();
        let share = Percent::from_percent(40);
        assert_noop!(DeviceRegistry::set_free_share(signed(REGULATOR), share), DispatchError::BadOrigin);
        assert_eq!(crate::FreeShare::<Test>::get(), Percent::from_percent(75));
        assert_ok!(DeviceRegistry::set_free_share(RuntimeOrigin::root(), share));
        assert_eq!(crate::FreeShare::<Test>::get(), share);
        assert_eq!(take_events(), vec![Event::FreeShareSet { share }]);
    });
}

#[test]
fn paid_batch_should_keep_the_good_and_say_what_is_wrong_with_the_others() {
    execute(|| {
        let (mut one, mut two) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let (first, mut bad, last) = (one.measure(1, 1, 1), two.measure(1, 1, 1), one.measure(2, 2, 2));
        bad.reading.registers.generation = Wh(3_002);
        Now::set(&last.reading.end);
        take_events();
        assert_ok!(DeviceRegistry::submit_paid_readings(signed(SUBMITTER), batch(vec![first.clone(), bad, last, first])));
        let events = take_events();
        assert!(matches!(events[0], Event::ReadingAccepted { counter: 2, .. }));
        let (device, reason) = (two.id(), RejectReason::BadSignature);
        assert_eq!(events[1], Event::ReadingRejected { device, counter: 2, reason });
        assert!(matches!(events[2], Event::ReadingAccepted { counter: 3, .. }));
        let (device, reason) = (one.id(), RejectReason::CounterNotIncreasing);
        assert_eq!(events[3], Event::ReadingRejected { device, counter: 2, reason });
    });
}

#[test]
fn paid_batch_should_fail_when_it_is_empty() {
    execute(|| {
        assert_noop!(DeviceRegistry::submit_paid_readings(signed(SUBMITTER), batch(vec![])), Error::<Test>::EmptyBatch);
        assert_noop!(DeviceRegistry::submit_paid_readings(RuntimeOrigin::none(), batch(vec![])), DispatchError::BadOrigin);
    });
}

#[test]
fn batch_should_hold_as_many_as_configured() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let most = <<Test as crate::Config>::MaxBatch as Get<u32>>::get();
        let readings: Vec<_> = (0..most).map(|_| meter.measure(1, 1, 1)).collect();
        assert_eq!(qualities(&submit(readings)), vec![Quality::Measured; most as usize]);
        assert_eq!(meter.record().ledger.measured, wh(64, 64, 64));
    });
}

#[test]
fn batch_should_need_no_account_but_to_be_authorised() {
    execute(|| {
        for origin in [RuntimeOrigin::none(), signed(SUBMITTER), RuntimeOrigin::root()] {
            assert_noop!(DeviceRegistry::submit_readings(origin, batch(vec![])), DispatchError::BadOrigin);
        }
    });
}

/// Each change to a reading that would be accepted, and why it is not. The device signs what it says, so that nothing but the
/// change is at fault.
#[test]
fn reading_should_be_refused_for_the_reason_that_it_gives() {
    type Change = fn(&mut Reading);
    let cases: [(Change, RejectReason); 22] = [
        (|reading| reading.device = DeviceId::default(), RejectReason::UnknownDevice),
        (|reading| reading.flags = Flags(1 << 9), RejectReason::UnknownFlags),
        (|reading| reading.flags = Flags::HANDOVER, RejectReason::HandoverFlag),
        (|reading| reading.medium = Medium::Heat, RejectReason::WrongMedium),
        (|reading| reading.counter = 1, RejectReason::CounterNotIncreasing),
        (|reading| reading.counter = 3, RejectReason::CounterGap),
        (|reading| reading.start = reading.end, RejectReason::EmptyInterval),
        (|reading| reading.start = reading.end + 1, RejectReason::EmptyInterval),
        // Within what clocks may be off, it has no length.
        (|reading| reading.end = reading.start + 60, RejectReason::EmptyInterval),
        (|reading| reading.start -= 1, RejectReason::Overlap),
        (|reading| reading.start += 1, RejectReason::StartGap),
        // Readings may be missing, but not be before the last one.
        (|reading| (reading.counter, reading.flags) = (1, Flags::RESUME), RejectReason::CounterNotIncreasing),
        (|reading| (reading.start, reading.flags) = (NOON - 1, Flags::RESUME), RejectReason::Overlap),
        // Attack 34: it names the one that it follows, by its counter or by its end.
        (|reading| (reading.counter, reading.start, reading.flags) = (3, NOON + 1, Flags::RESUME), RejectReason::CounterGap),
        // To be opened anew is no reason for a gap.
        (|reading| (reading.counter, reading.flags) = (3, Flags::OPENING), RejectReason::CounterGap),
        (|reading| (reading.start, reading.flags) = (NOON + 1, Flags::OPENING), RejectReason::StartGap),
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
