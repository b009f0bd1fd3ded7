//! Properties of random histories. Every case ends in `try_state`.

use super::*;
use crate::{Days, DeviceRecordOf, Devices, Gaps, IntervalRecord, Intervals};
use proptest::prelude::*;

/// What a meter does next.
#[derive(Clone, Debug)]
struct Step {
    seconds: u64,
    energy: Registers,
    flags: Flags,
    /// The reading is not submitted.
    is_lost: bool,
    /// The meter is swapped after it, and its registers start at zero.
    is_swapped: bool,
}

/// Steps with energy that the nameplate allows for at 1 Wh a second and less.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Longer than what clocks may be off at both ends.
    let seconds = prop_oneof![3 => Just(PERIOD), 2 => 121..PERIOD, 1 => PERIOD..8 * PERIOD];
    let share = || 0u64..=100;
    let flags = prop_oneof![4 => Just(Flags::NONE), 1 => Just(Flags::ESTIMATED), 1 => Just(Flags::MANUAL)];
    let step = (seconds, share(), share(), share(), flags, prop::bool::weighted(0.15), prop::bool::weighted(0.1));
    let step = step.prop_map(|(seconds, import, export, generation, flags, is_lost, is_swapped)| {
        let part = |share: u64| seconds * share / 100;
        Step { seconds, energy: wh(part(import), part(export), part(generation)), flags, is_lost, is_swapped }
    });
    prop::collection::vec(step, 1..40)
}

fn total(energies: impl Iterator<Item = Registers>) -> Registers {
    energies.fold(Registers::default(), |sum, energy| sum.checked_add(&energy).expect("small"))
}

/// All intervals of the meter that are kept.
fn intervals(meter: &Meter) -> impl Iterator<Item = IntervalRecord> {
    Intervals::<Test>::iter_values().chain([meter.record().open_hour]).flatten()
}

/// All days that are kept.
fn days() -> impl Iterator<Item = DailyEnergy<AccountId>> {
    Days::<Test>::iter_keys().map(|(day, device)| DeviceRegistry::day(day, device).expect("it is kept"))
}

/// Submit a reading for a fee, whatever the quota.
fn submit_paid(signed_reading: SignedReading) -> Vec<Event<Test>> {
    take_events();
    Now::set(&Now::get().max(signed_reading.reading.end));
    let readings = vec![signed_reading].try_into().expect("a batch holds one");
    assert_ok!(DeviceRegistry::submit_paid_readings(signed(SUBMITTER), readings));
    take_events()
}

/// What was counted in the meter's gaps.
fn in_gaps(meter: &Meter) -> Registers {
    total(Gaps::<Test>::get(meter.id()).into_iter().map(|gap| gap.energy))
}

/// Live through `steps`; returns what was counted until the last accepted reading, and what the results add up to by quality.
fn live(meter: &mut Meter, steps: &[Step]) -> (Registers, Registers, Registers) {
    let (mut counted, mut pending) = (Registers::default(), Registers::default());
    let (mut measured, mut other) = (Registers::default(), Registers::default());
    for step in steps {
        let has_lost = meter.counter != meter.record().meter.counter;
        let flags = if has_lost { Flags(step.flags.0 | Flags::RESUME.0) } else { step.flags };
        let reading = meter.next(step.seconds, step.energy);
        let start = if has_lost { meter.record().meter.last_end.expect("it was opened") } else { reading.start };
        let reading = Reading { start, flags, ..reading };
        pending = total([pending, step.energy].into_iter());
        if !step.is_lost {
            for event in submit_paid(meter.sign(reading)) {
                let Event::ReadingAccepted { import, export, generation, quality, .. } = event else {
                    panic!("not accepted: {event:?}")
                };
                let sum = if quality == Quality::Measured { &mut measured } else { &mut other };
                *sum = total([*sum, Registers { import, export, generation }].into_iter());
            }
            counted = total([counted, core::mem::take(&mut pending)].into_iter());
        }
        if step.is_swapped {
            Now::set(&Now::get().max(meter.last_end));
            let (closing, opening) = (meter.registers, Registers::default());
            assert_ok!(DeviceRegistry::submit_closing_reading(signed(METROLOGIST), meter.id(), closing, opening, meter.last_end));
            other = total([other, pending].into_iter());
            counted = total([counted, core::mem::take(&mut pending)].into_iter());
            meter.registers = opening;
        }
    }
    (counted, measured, other)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn energy_should_be_conserved(steps in steps()) {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let (counted, measured, other) = live(&mut meter, &steps);
            assert_eq!(total([measured, other].into_iter()), counted, "every Wh of the registers is in one reading");
            let kept = total(intervals(&meter).map(|interval| interval.energy).chain([in_gaps(&meter)]));
            assert_eq!(kept, counted, "every Wh of the registers is in one interval or gap");
            let hours = (Hour::of(NOON).0..=Hour::of(meter.last_end).0).map(Hour);
            let import = |hour| DeviceRegistry::consumption(&meter.id(), hour).map_or(0, |(_, consumed)| consumed.import.0);
            assert_eq!(hours.map(import).sum::<u64>(), counted.import.0, "every Wh of import is in one hour");
            let days = total(days().map(|day| crate::energy_of(&day)));
            assert_eq!(days, measured, "days hold what was measured, and nothing else");
            assert_eq!(meter.record().ledger.measured, measured);
        });
    }

    #[test]
    fn days_should_split_as_their_periods_do(steps in steps()) {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            live(&mut meter, &steps);
            let splits: Vec<_> = intervals(&meter).map(|interval| interval.mineable_split()).collect();
            let days: Vec<_> = days().collect();
            let shared = |sum: u64, wh: Wh| sum + wh.0;
            assert_eq!(
                days.iter().map(|day| day.mineable_shared).fold(0, shared),
                splits.iter().map(|split| split.shared).fold(0, shared)
            );
            assert_eq!(
                days.iter().map(|day| day.mineable_self_used).fold(0, shared),
                splits.iter().map(|split| split.self_used).fold(0, shared)
            );
        });
    }

    #[test]
    fn no_wh_should_be_mined_twice(steps in steps(), claims in prop::collection::vec(0u32..4, 0..12)) {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            live(&mut meter, &steps);
            let mut used = 0;
            for day in claims {
                let day = Day(Day::of(NOON).0 + day);
                if DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, day).is_ok() {
                    used += DeviceRegistry::day(day, meter.id()).expect("it was claimed").generation.0;
                }
            }
            assert!(used <= meter.record().ledger.measured.generation.0);
        });
    }

    /// Certificates of any periods in any order and grouping, between readings and after them, beside other uses.
    #[test]
    fn no_wh_should_be_certified_twice(
        steps in steps(),
        is_store in any::<bool>(),
        spans in prop::collection::vec((0u32..120, 0u32..4), 0..40),
    ) {
        execute(|| {
            let kind = if is_store { DeviceKind::Storage } else { DeviceKind::Wind };
            let mut meter = Meter::new(1);
            assert_ok!(meter.register_as(ALICE, kind, Medium::Electricity));
            meter.certify(Permissions::ALL);
            meter.open();
            let drawn = |energy: &Registers| if is_store { energy.export } else { energy.generation }.0;
            let mut certified = 0;
            let (before, after) = steps.split_at(steps.len() / 2);
            for steps in [before, after] {
                live(&mut meter, steps);
                for (offset, more) in &spans {
                    let first = Period(Period::of(NOON).0 + offset);
                    DeviceRegistry::deliver(&meter.id(), first, Wh(50)).expect("the ledger is in order");
                    if let Ok(taken) = certify_energy(&meter, first, Period(first.0 + more)) {
                        certified += taken.energy.0;
                    }
                }
                let _ = DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, Day::of(NOON));
                assert_eq!(meter.record().ledger.certificate.energy, Wh(certified));
                let kept: u64 = intervals(&meter).filter(|kept| kept.certified).map(|kept| drawn(&kept.energy)).sum();
                assert_eq!(kept, certified);
                assert!(certified <= drawn(&meter.record().ledger.measured));
                DeviceRegistry::do_try_state().expect("the invariants hold between readings");
            }
            let left: Vec<_> = intervals(&meter).filter(|left| left.quality == Quality::Measured && !left.certified).collect();
            for interval in left.iter().filter(|left| meter.record().meter.has_reached(left.period.end())) {
                let taken = certify_energy(&meter, interval.period, interval.period).map_or(0, |taken| taken.energy.0);
                assert_eq!(taken, drawn(&interval.energy), "all that was measured can be certified");
            }
        });
    }

    /// Deliveries of any periods in any order, between readings and after them.
    #[test]
    fn no_wh_should_be_delivered_twice(steps in steps(), wanted in prop::collection::vec((0u32..120, 0u64..600), 0..40)) {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let mut delivered = 0;
            let (before, after) = steps.split_at(steps.len() / 2);
            for steps in [before, after] {
                live(&mut meter, steps);
                for (offset, wanted) in &wanted {
                    let period = Period(Period::of(NOON).0 + offset);
                    let taken = DeviceRegistry::deliver(&meter.id(), period, Wh(*wanted)).expect("the ledger is in order");
                    assert!(taken <= Wh(*wanted));
                    delivered += taken.0;
                }
                assert_eq!(meter.record().ledger.market.energy, Wh(delivered));
                assert_eq!(intervals(&meter).map(|interval| interval.delivered.0).sum::<u64>(), delivered);
                assert!(delivered <= meter.record().ledger.measured.export.0);
            }
            let measured: Vec<_> = intervals(&meter).filter(|interval| interval.quality == Quality::Measured).collect();
            for interval in measured {
                let taken = DeviceRegistry::deliver(&meter.id(), interval.period, Wh(u64::MAX)).expect("the ledger is in order");
                assert_eq!(taken.0 + interval.delivered.0, interval.energy.export.0, "all that was measured can be delivered");
            }
        });
    }
}

/// An active meter that delivered 150 of 200 Wh and had 300 Wh certified, and what the invariants say once `change` broke its record.
fn broken(change: impl FnOnce(&mut DeviceRecordOf<Test>)) -> DispatchError {
    let mut error = None;
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(100, 200, 300)]);
        assert_eq!(DeviceRegistry::deliver(&meter.id(), Period::of(NOON), Wh(150)), Ok(Wh(150)));
        assert_ok!(certify_energy(&meter, Period::of(NOON), Period::of(NOON)));
        let sound = meter.record();
        let mut record = sound.clone();
        change(&mut record);
        Devices::<Test>::insert(meter.id(), record);
        error = DeviceRegistry::do_try_state().err();
        Devices::<Test>::insert(meter.id(), sound);
    });
    error.expect("the invariants do not hold")
}

#[test]
fn invariants_should_fail_when_more_was_delivered_than_given_to_the_grid() {
    let error = broken(|record| {
        record.open_hour.iter_mut().for_each(|interval| interval.delivered = Wh(201));
        record.ledger.market.energy = Wh(200);
    });
    assert_eq!(error, DispatchError::Other("more was delivered than given to the grid"));
}

#[test]
fn invariants_should_fail_when_the_ledger_does_not_know_of_a_delivery() {
    let error = broken(|record| record.ledger.market.energy = Wh(149));
    assert_eq!(error, DispatchError::Other("more was delivered than the ledger knows of"));
}

#[test]
fn invariants_should_fail_when_a_delivery_is_ahead_of_its_pointer() {
    let error = broken(|record| record.ledger.market.until -= 1);
    assert_eq!(error, DispatchError::Other("a delivery is ahead of its pointer"));
}

#[test]
fn invariants_should_fail_when_the_ledger_does_not_know_of_a_certificate() {
    let error = broken(|record| record.ledger.certificate.energy = Wh(299));
    assert_eq!(error, DispatchError::Other("more was certified than the ledger knows of"));
}

#[test]
fn invariants_should_fail_when_a_certificate_is_ahead_of_its_pointer() {
    let error = broken(|record| record.ledger.certificate.until -= 1);
    assert_eq!(error, DispatchError::Other("a certificate is ahead of its pointer"));
}

#[test]
fn invariants_should_fail_when_a_period_was_certified_before_it_was_over() {
    let error = broken(|record| record.ledger.certificate.until += 1);
    assert_eq!(error, DispatchError::Other("a period was certified before it was over"));
}

#[test]
fn invariants_should_fail_when_energy_was_certified_that_was_not_measured() {
    let error = broken(|record| record.open_hour.iter_mut().for_each(|interval| interval.quality = Quality::Late));
    assert_eq!(error, DispatchError::Other("energy was certified that was not measured"));
}

#[test]
fn invariants_should_fail_when_more_was_certified_than_measured() {
    let error = broken(|record| record.ledger.certificate.energy = Wh(301));
    assert_eq!(error, DispatchError::Other("more was used than was measured"));
    let error = broken(|record| record.nameplate = nameplate(DeviceKind::Storage, Medium::Electricity));
    assert_eq!(error, DispatchError::Other("more was used than was measured"));
}

#[test]
fn invariants_should_fail_when_the_opening_is_after_the_last_reading() {
    let error = broken(|record| record.meter.opened = NOON + PERIOD + 1);
    assert_eq!(error, DispatchError::Other("a device was opened after its last reading"));
}

#[test]
fn invariants_should_fail_when_keys_are_out_of_order() {
    let error = broken(|record| record.keys.key = Meter::new(2).key());
    assert_eq!(error, DispatchError::Other("a device is not under the hash of its first key"));
    let error = broken(|record| record.keys.from = record.meter.counter + 1);
    assert_eq!(error, DispatchError::Other("a key is in force from a counter on that was not reached"));
    let delegation = crate::Delegation { session_key: sp_core::ed25519::Public::from_raw([1; 32]), not_after: NOON };
    let error = broken(|record| record.keys.delegation = Some(delegation));
    assert_eq!(error, DispatchError::Other("a key delegated that signs readings itself"));
}
