//! A standstill of the chain costs nobody a reading.

use super::*;
use crate::{RejectReason, Standstill, Standstills, MAX_STANDSTILLS};
use frame_support::traits::OnTimestampSet;

/// A block at `at`.
fn block(at: UnixSeconds) {
    Now::set(&at);
    DeviceRegistry::on_timestamp_set(at * 1_000);
}

fn standstills() -> Vec<Standstill> {
    Standstills::<Test>::get().into_inner()
}

/// The reading window of this runtime is a day.
const WINDOW: u64 = DAY;

#[test]
fn window_should_be_extended_by_a_standstill_of_more_than_ten_minutes() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        block(NOON);
        let reading = meter.measure(1, 1, 1);
        let end = NOON + PERIOD;
        block(NOON + 600);
        assert!(standstills().is_empty());
        block(NOON + 1_201);
        assert_eq!(standstills(), [Standstill { from: NOON + 600, until: NOON + 1_201 }]);
        // Of it, 301 s are after the reading's end.
        let last = end + WINDOW + 301;
        Now::set(&(last + 1));
        assert_rejected(reading.clone(), RejectReason::TooOld);
        Now::set(&last);
        assert!(matches!(relay(vec![reading])[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
    });
}

#[test]
fn day_should_be_complete_later_when_the_chain_stood_still_after_it() {
    execute(|| {
        let day = Day::of(NOON);
        let complete = day.end() + ALIGNMENT_SECONDS + WINDOW;
        block(NOON);
        Now::set(&(complete + 1));
        assert!(DeviceRegistry::is_day_complete(day));
        // From noon to an hour after the day's end.
        block(day.end() + 3_600);
        Now::set(&(complete + 3_600));
        assert!(!DeviceRegistry::is_day_complete(day));
        Now::set(&(complete + 3_601));
        assert!(DeviceRegistry::is_day_complete(day));
        assert!(DeviceRegistry::is_day_complete(Day(day.0 - 1)) && !DeviceRegistry::is_day_complete(day.next()));
    });
}

#[test]
fn standstills_should_be_forgotten_when_no_window_reaches_back_to_them() {
    execute(|| {
        block(NOON);
        block(NOON + 1_000);
        let later = NOON + 1_000 + WINDOW + 1_000;
        for at in ((NOON + 1_600)..=later).step_by(600) {
            block(at);
        }
        assert_eq!(standstills().len(), 1, "a new one is needed for it");
        block(Now::get() + 601);
        block(Now::get() + 700);
        assert_eq!(standstills().len(), 2);
        assert!(standstills().iter().all(|standstill| standstill.from > NOON + 1_000));
    });
}

#[test]
fn standstills_should_be_bounded() {
    execute(|| {
        for index in 0..=u64::from(MAX_STANDSTILLS) {
            block(NOON + index * 601);
        }
        assert_eq!(standstills().len(), MAX_STANDSTILLS as usize);
        block(Now::get() + 601);
        assert_eq!(standstills().len(), MAX_STANDSTILLS as usize);
        assert_eq!(standstills()[0].from, NOON + 601, "the oldest is forgotten");
    });
}

#[test]
fn nothing_should_be_a_standstill_where_the_genesis_says_so() {
    execute(|| {
        crate::StandstillAfter::<Test>::put(u64::MAX);
        block(NOON);
        block(NOON + 100 * DAY);
        assert!(standstills().is_empty());
    });
}
