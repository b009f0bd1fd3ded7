//! Properties of random submissions by gateways that mean well and by strangers who do not: the meter's record is what it would have been
//! without the strangers (attacks 34 and 35).

use super::*;
use crate::{DeviceRecordOf, Gaps, Intervals};
use proptest::prelude::*;
use sp_runtime::transaction_validity::TransactionSource;

/// What somebody sends.
#[derive(Clone, Debug)]
enum Submission {
    /// A gateway sends all that its meter has and the chain does not: what honest gateways do.
    Backlog,
    /// Some of what the meters have signed so far, chosen by the bits, in some order: a copy, a part, a mixture.
    Some { chosen: u32, is_reversed: bool },
    /// A reading with a register that the meter did not sign.
    Forged { index: usize },
    /// A reading in the name of a meter by another key.
    Foreign { index: usize },
}

fn submissions() -> impl Strategy<Value = Vec<Submission>> {
    let one = prop_oneof![
        2 => Just(Submission::Backlog),
        4 => (any::<u32>(), any::<bool>()).prop_map(|(chosen, is_reversed)| Submission::Some { chosen, is_reversed }),
        1 => any::<usize>().prop_map(|index| Submission::Forged { index }),
        1 => any::<usize>().prop_map(|index| Submission::Foreign { index }),
    ];
    prop::collection::vec(one, 0..30)
}

/// What two meters measure: at each step one of them signs so many readings, with a gap before them sometimes.
fn measurements() -> impl Strategy<Value = Vec<(bool, u8, bool)>> {
    prop::collection::vec((any::<bool>(), 1u8..4, prop::bool::weighted(0.15)), 1..12)
}

/// The readings of two meters.
fn sign_all(meters: &mut [Meter; 2], measurements: &[(bool, u8, bool)]) -> Vec<Vec<SignedReading>> {
    let sign = |(second, count, has_gap): &(bool, u8, bool)| {
        let meter = &mut meters[usize::from(*second)];
        let first = if *has_gap {
            // It was off for a quarter hour, or lost a reading: then it names the end of the one before.
            let (last, is_lost) = (meter.last_end, meter.counter % 2 == 0);
            meter.next(PERIOD, wh(7, 7, 7));
            meter.counter -= u64::from(!is_lost);
            let reading = meter.next(PERIOD, wh(5, 6, 7));
            let start = if is_lost { last } else { reading.start };
            meter.sign(Reading { start, flags: Flags::RESUME, ..reading })
        } else {
            meter.measure(1, 2, 3)
        };
        let others = (1..*count).map(|index| meter.measure(index.into(), 2, 3));
        [first].into_iter().chain(others).collect()
    };
    measurements.iter().map(sign).collect()
}

/// Send a batch as a block takes it, if it does.
fn send(readings: Vec<SignedReading>) {
    let _ = try_relay(readings, TransactionSource::InBlock);
}

/// What the honest gateways of all meters send: what the chain does not have.
fn send_backlog(signed: &[SignedReading]) {
    for id in signed.iter().map(|signed| signed.reading.device).collect::<std::collections::BTreeSet<_>>() {
        let last = crate::Devices::<Test>::get(id).map_or(0, |record| record.meter.counter);
        let is_new = |signed: &&SignedReading| signed.reading.device == id && signed.reading.counter > last;
        send(signed.iter().filter(is_new).cloned().collect());
    }
}

/// All that the chain knows of the meters.
fn known(meters: &[Meter; 2]) -> impl PartialEq + core::fmt::Debug {
    let records: Vec<DeviceRecordOf<Test>> = meters.iter().map(Meter::record).collect();
    let mut hours: Vec<_> = Intervals::<Test>::iter().collect();
    hours.sort_by_key(|(slot, device, _)| (*slot, *device));
    let gaps: Vec<_> = meters.iter().map(|meter| Gaps::<Test>::get(meter.id())).collect();
    let days: Vec<_> = meters.iter().map(|meter| DeviceRegistry::day(Day::of(NOON), meter.id())).collect();
    (records, hours, gaps, days)
}

/// Live through a day with or without strangers, and return what the chain knows in the end.
fn live(measurements: &[(bool, u8, bool)], hostile: &[Submission]) -> impl PartialEq + core::fmt::Debug {
    let mut result = None;
    execute(|| {
        let mut meters = [Meter::active(1, ALICE), Meter::active(2, BOB)];
        let mut before = [ALICE, BOB, SUBMITTER, STRANGER].map(Balances::free_balance);
        let steps = sign_all(&mut meters, measurements);
        let mut signed: Vec<SignedReading> = vec![];
        let mut hostile = hostile.iter().cycle().take(if hostile.is_empty() { 0 } else { 3 * steps.len() });
        for step in steps {
            let latest = step.iter().map(|signed| signed.reading.end).max().unwrap_or_default();
            Now::set(&Now::get().max(latest));
            signed.extend(step);
            for submission in hostile.by_ref().take(3) {
                match submission {
                    Submission::Backlog => send_backlog(&signed),
                    Submission::Some { chosen, is_reversed } => {
                        let is_chosen = |(index, _): &(usize, &SignedReading)| chosen & (1 << (index % 32)) != 0;
                        let mut some: Vec<_> =
                            signed.iter().enumerate().filter(is_chosen).map(|(_, signed)| signed.clone()).collect();
                        if *is_reversed {
                            some.reverse();
                        }
                        some.truncate(64);
                        send(some);
                    }
                    Submission::Forged { index } => {
                        let mut forged = signed[index % signed.len()].clone();
                        forged.reading.registers.generation.0 += 1;
                        send(vec![forged]);
                    }
                    Submission::Foreign { index } => {
                        let reading = signed[index % signed.len()].reading.clone();
                        send(vec![Meter::new(9).sign(reading)]);
                    }
                }
            }
        }
        send_backlog(&signed);
        assert_eq!(core::mem::take(&mut before), [ALICE, BOB, SUBMITTER, STRANGER].map(Balances::free_balance), "nobody pays");
        result = Some(known(&meters));
    });
    result.expect("it was lived through")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn record_should_be_as_without_strangers(measurements in measurements(), hostile in submissions()) {
        prop_assert_eq!(live(&measurements, &hostile), live(&measurements, &[]));
    }

    /// What a block records is what was authorised for it, and what the pool takes without waiting.
    #[test]
    fn block_should_record_what_was_authorised(measurements in measurements(), chosen in any::<u32>(), order in any::<u64>()) {
        execute(|| {
            let mut meters = [Meter::active(1, ALICE), Meter::active(2, BOB)];
            let mut signed: Vec<_> = sign_all(&mut meters, &measurements).into_iter().flatten().collect();
            Now::set(&signed.iter().map(|signed| signed.reading.end).max().unwrap_or_default());
            let mut seed = order;
            signed.retain(|signed| chosen & (1 << (signed.reading.counter % 32)) != 0);
            // Neighbours change places.
            for index in 1..signed.len() {
                if seed & 1 == 1 {
                    signed.swap(index - 1, index);
                }
                seed = seed.rotate_right(1);
            }
            let Ok(validity) = try_relay(signed.clone(), TransactionSource::InBlock) else { return };
            let recorded: Vec<_> = take_events().into_iter().map(|event| match event {
                Event::ReadingAccepted { device, counter, .. } => crate::submission_impls::tag(device, counter),
                other => panic!("{other:?}"),
            }).collect();
            assert_eq!(recorded, validity.provides);
        });
    }
}
