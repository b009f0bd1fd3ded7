//! Energy, time and price, each its own type so that one is never added to another.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Length of a delivery period in seconds: 15 minutes (Regulation (EU) 2017/2195, Art. 53).
pub const PERIOD_SECONDS: u64 = 900;
/// Length of an hour in seconds: the granularity of emission factors.
pub const HOUR_SECONDS: u64 = 3_600;
/// Length of a day, and of a mining era, in seconds.
pub const DAY_SECONDS: u64 = 86_400;
/// Delivery periods in an hour.
pub const PERIODS_PER_HOUR: u32 = 4;
/// Hours in a day.
pub const HOURS_PER_DAY: u32 = 24;
/// Delivery periods in a day.
pub const PERIODS_PER_DAY: u32 = 96;

/// How far from the boundary of a period a meter may be read for the reading to count as one at the boundary, in seconds.
pub const ALIGNMENT_SECONDS: u64 = 60;

/// Seconds since 1970-01-01T00:00:00Z.
pub type UnixSeconds = u64;

/// `at`, or the boundary between two periods that is within [`ALIGNMENT_SECONDS`] of it: clocks of meters are a little off. It never
/// decreases while `at` grows.
pub fn aligned(at: UnixSeconds) -> UnixSeconds {
    let start = Period::of(at).start();
    let end = Period::of(at).end();
    if at.saturating_sub(start) <= ALIGNMENT_SECONDS {
        start
    } else if end.saturating_sub(at) <= ALIGNMENT_SECONDS {
        end
    } else {
        at
    }
}

/// Grid area: a node of the zone tree.
pub type ZoneId = u32;

/// Price in planck per Wh. 1 UEN/kWh = 10^9 planck/Wh.
pub type PricePerWh = u64;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, DecodeWithMemTracking,
            MaxEncodedLen, TypeInfo, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

unit! {
    /// Energy in watt-hours; for media other than electricity and heat, the medium's own base unit.
    Wh(u64)
}

unit! {
    /// A delivery period: `floor(unix_seconds / 900)`.
    Period(u32)
}

unit! {
    /// A UTC hour: `floor(unix_seconds / 3600)`.
    Hour(u32)
}

unit! {
    /// A UTC day: `floor(unix_seconds / 86400)`.
    Day(u32)
}

impl Wh {
    /// No energy.
    pub const ZERO: Self = Self(0);

    /// The sum, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` if `other` is larger.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The difference, zero if `other` is larger: for quantities where "no more than nothing" is meant.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Period {
    /// The period in which `at` lies. Saturates at the last period of a `u32`, in the year 124 000.
    pub fn of(at: UnixSeconds) -> Self {
        Self(u32::try_from(at / PERIOD_SECONDS).unwrap_or(u32::MAX))
    }

    /// The period that a span ending at `end` belongs to: a reading that ends at the boundary belongs to the period before it.
    pub fn ending_at(end: UnixSeconds) -> Self {
        Self::of(end.saturating_sub(1))
    }

    /// First second of the period.
    pub fn start(self) -> UnixSeconds {
        u64::from(self.0).saturating_mul(PERIOD_SECONDS)
    }

    /// First second after the period.
    pub fn end(self) -> UnixSeconds {
        self.start().saturating_add(PERIOD_SECONDS)
    }

    /// The hour that contains the period.
    pub fn hour(self) -> Hour {
        Hour(self.0 / PERIODS_PER_HOUR)
    }

    /// The day that contains the period.
    pub fn day(self) -> Day {
        Day(self.0 / PERIODS_PER_DAY)
    }
}

impl Hour {
    /// The hour in which `at` lies. Saturates at the last hour of a `u32`.
    pub fn of(at: UnixSeconds) -> Self {
        Self(u32::try_from(at / HOUR_SECONDS).unwrap_or(u32::MAX))
    }

    /// First second of the hour.
    pub fn start(self) -> UnixSeconds {
        u64::from(self.0).saturating_mul(HOUR_SECONDS)
    }

    /// First second after the hour.
    pub fn end(self) -> UnixSeconds {
        self.start().saturating_add(HOUR_SECONDS)
    }

    /// First delivery period of the hour. Saturates at the last period of a `u32`.
    pub fn first_period(self) -> Period {
        Period(self.0.saturating_mul(PERIODS_PER_HOUR))
    }

    /// The day that contains the hour.
    pub fn day(self) -> Day {
        Day(self.0 / HOURS_PER_DAY)
    }

    /// Which hour of its day it is, from 0 to 23.
    pub fn of_day(self) -> u32 {
        self.0 % HOURS_PER_DAY
    }
}

impl Day {
    /// The day in which `at` lies. Saturates at the last day of a `u32`.
    pub fn of(at: UnixSeconds) -> Self {
        Self(u32::try_from(at / DAY_SECONDS).unwrap_or(u32::MAX))
    }

    /// First second of the day.
    pub fn start(self) -> UnixSeconds {
        u64::from(self.0).saturating_mul(DAY_SECONDS)
    }

    /// First second after the day.
    pub fn end(self) -> UnixSeconds {
        self.start().saturating_add(DAY_SECONDS)
    }

    /// The day after.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn period_should_hold_its_end_and_not_its_start_when_a_span_ends() {
        let period = Period::of(1_465_776_900);
        assert_eq!(period.start(), 1_465_776_900);
        assert_eq!(Period::ending_at(period.end()), period);
        assert_eq!(Period::ending_at(period.start()), Period(period.0 - 1));
        assert_eq!(Period::ending_at(period.start() + 1), period);
    }

    #[test]
    fn day_should_contain_its_96_periods() {
        let day = Day::of(1_465_776_000);
        assert_eq!(Period::of(day.start()).day(), day);
        assert_eq!(Period::of(day.end() - 1).day(), day);
        assert_eq!(Period::of(day.end()).day(), day.next());
        assert_eq!(Period::of(day.end() - 1).0 - Period::of(day.start()).0, PERIODS_PER_DAY - 1);
    }

    #[test]
    fn time_should_be_that_of_the_boundary_when_it_is_within_a_minute() {
        let boundary = 1_465_776_900;
        for offset in 0..=ALIGNMENT_SECONDS {
            assert_eq!(aligned(boundary + offset), boundary);
            assert_eq!(aligned(boundary - offset), boundary);
        }
        // Vector C18: 61 seconds late is not aligned.
        for other in [boundary + ALIGNMENT_SECONDS + 1, boundary - ALIGNMENT_SECONDS - 1, boundary + 450] {
            assert_eq!(aligned(other), other);
        }
    }

    #[test]
    fn hour_should_contain_its_four_periods_and_lie_in_its_day() {
        let hour = Hour::of(1_465_776_900);
        assert_eq!(hour.first_period().start(), hour.start());
        assert_eq!(Period::of(hour.end() - 1).hour(), hour);
        assert_eq!(Period::of(hour.end()).hour(), Hour(hour.0 + 1));
        assert_eq!(hour.day(), Day::of(hour.start()));
        assert_eq!(hour.day().start() + u64::from(hour.of_day()) * HOUR_SECONDS, hour.start());
    }

    #[test]
    fn subtraction_should_fail_when_the_result_is_negative() {
        assert_eq!(Wh(1).checked_sub(Wh(2)), None);
        assert_eq!(Wh(u64::MAX).checked_add(Wh(1)), None);
        assert_eq!(Wh(1).saturating_sub(Wh(2)), Wh::ZERO);
    }
}
