//! What was measured: intervals by hour, and days.
//!
//! The hour and the day that a device is in are part of its record. Only when it goes on to the next are they written to entries
//! of their own, so that three readings of four touch one entry, and a reading touches four at most.

use crate::{
    acceptance::Measurement, energy_of, Config, DayEntry, Days, DeviceRecordOf, Devices, EndedDevice, EndedDevices, EndedQueue,
    Gap, Gaps, HourOfIntervals, IntervalRecord, Intervals, OldestDay, OpenDay, Pallet,
};
use frame_support::traits::{Defensive, Get};
use uen_primitives::{
    aligned, DailyEnergy, Day, DeviceId, Flags, Hour, Period, Quality, Registers, SiteSplit, Wh, PERIODS_PER_HOUR,
};

/// What a reading had its device put into entries of their own, which is what it weighs besides the device's record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turned {
    /// The hour that it was in was closed.
    pub hour: bool,
    /// The day that it was in was closed, or there was none; another was opened.
    pub day: bool,
    /// A gap was noted.
    pub gap: bool,
}

impl<T: Config> Pallet<T> {
    /// Add what was counted to the interval, and if it was measured to the day and the ledger.
    pub(crate) fn credit(device: DeviceId, record: &mut DeviceRecordOf<T>, measurement: &Measurement, flags: Flags) -> Turned {
        let measurement = Measurement { start: aligned(measurement.start), end: aligned(measurement.end), ..*measurement };
        let period = Period::ending_at(measurement.end);
        // What was counted in several hours is of none of them.
        if measurement.quality != Quality::Measured && Period::of(measurement.start).hour() != period.hour() {
            Self::note_gap(device, &measurement, flags);
            return Turned { gap: true, ..Turned::default() };
        }
        let mut turned = Turned { hour: Self::go_to_hour(device, record, period.hour()), ..Turned::default() };
        for part in parts(&measurement) {
            let period = Period::ending_at(part.end);
            let Some((before, after)) = merge(&mut record.open_hour, period, &part, flags).defensive() else { return turned };
            if part.quality == Quality::Measured {
                record.ledger.measured = sum(&record.ledger.measured, &part.energy);
                let (energy, day) = Self::go_to_day(device, record, period.day());
                add_to_day(energy, &part.energy, &before, &after);
                turned.day |= day;
            }
        }
        turned
    }

    /// Keep what was counted over several hours, once, with its span. Gaps that are no history any more are forgotten.
    fn note_gap(device: DeviceId, measurement: &Measurement, flags: Flags) {
        let Measurement { start, end, energy, quality, .. } = *measurement;
        // As long as [`Self::hour`] knows the hour in which they end.
        let newest = Period::ending_at(end).hour();
        let is_kept = |gap: &Gap| Self::is_kept(Period::ending_at(gap.end).hour(), newest);
        Gaps::<T>::mutate(device, |gaps| {
            gaps.retain(is_kept);
            // Each gap ends in another hour, so there is room for those of the history.
            let _ = gaps.try_push(Gap { start, end, energy, quality, flags }).defensive();
        });
    }

    /// What a device measured in a period, as long as it is kept.
    pub fn interval(device: DeviceId, period: Period) -> Option<IntervalRecord> {
        Self::interval_of(device, &Devices::<T>::get(device)?, period)
    }

    /// As [`Self::interval`], of a device whose record is at hand.
    pub(crate) fn interval_of(device: DeviceId, record: &DeviceRecordOf<T>, period: Period) -> Option<IntervalRecord> {
        Self::hour(device, record, period.hour()).into_iter().find(|interval| interval.period == period)
    }

    /// What a device measured in an hour, as long as it is kept.
    pub(crate) fn hour(device: DeviceId, record: &DeviceRecordOf<T>, hour: Hour) -> HourOfIntervals {
        if is_of(&record.open_hour, hour) {
            return record.open_hour.clone();
        }
        Intervals::<T>::get(Self::slot_of(hour), device).filter(|kept| is_of(kept, hour)).unwrap_or_default()
    }

    /// Keep `intervals`, which are those of [`Self::hour`] changed, where that found them.
    pub(crate) fn put_hour(device: DeviceId, record: &mut DeviceRecordOf<T>, hour: Hour, intervals: HourOfIntervals) {
        if is_of(&record.open_hour, hour) {
            record.open_hour = intervals;
        } else {
            Intervals::<T>::insert(Self::slot_of(hour), device, intervals);
        }
    }

    /// What a device measured on a day in quality `Measured`, as long as it is kept.
    pub fn day(day: Day, device: DeviceId) -> Option<DailyEnergy<T::AccountId>> {
        match Days::<T>::get(day, device)? {
            DayEntry::Open => Self::open_energy(day, &Devices::<T>::get(device)?),
            DayEntry::Closed(energy) => Some(energy),
        }
    }

    /// Whose the energy of a day is: that of the owner at the day's first measured reading, or if that is not known of the owner now.
    pub(crate) fn owner_on(day: Day, device: DeviceId, record: &DeviceRecordOf<T>) -> T::AccountId {
        let closed = || match Days::<T>::get(day, device)? {
            DayEntry::Open => None,
            DayEntry::Closed(energy) => Some(energy),
        };
        let energy = Self::open_energy(day, record).or_else(closed);
        energy.map_or_else(|| record.owner.clone(), |energy| energy.owner)
    }

    /// The energy of a day that is in the record.
    pub(crate) fn open_energy(day: Day, record: &DeviceRecordOf<T>) -> Option<DailyEnergy<T::AccountId>> {
        record.open_day.as_ref().filter(|open| open.day == day).map(|open| open.energy.clone())
    }

    /// The slot of the ring in which an hour is kept.
    pub(crate) fn slot_of(hour: Hour) -> u32 {
        // `integrity_test` has the ring hold an hour at least.
        hour.0.checked_rem(Self::kept_hours()).defensive_unwrap_or_default()
    }

    /// How many hours the ring holds, besides the one that a device is in.
    pub(crate) fn kept_hours() -> u32 {
        T::HistoryPeriods::get() / PERIODS_PER_HOUR
    }

    /// Whether an hour is history of a device whose readings have come to `newest`.
    pub(crate) fn is_kept(hour: Hour, newest: Hour) -> bool {
        hour.0.saturating_add(Self::kept_hours()) >= newest.0
    }

    /// Have `day` pruned when its time comes.
    pub(crate) fn note_day(day: Day) {
        if OldestDay::<T>::get().is_none_or(|oldest| day < oldest) {
            OldestDay::<T>::put(day);
        }
    }

    /// Have the hours of `device`, which ends now, pruned when their time comes.
    pub(crate) fn note_end(device: DeviceId) {
        EndedQueue::<T>::mutate(|queue| {
            EndedDevices::<T>::insert(queue.next, EndedDevice { device, hour: Hour::of(Self::now()), next_slot: 0 });
            // Nobody can end so many.
            queue.next = queue.next.saturating_add(1);
        });
    }

    /// Put the open hour into the ring, unless it is `hour`. Returns whether it did.
    pub(crate) fn go_to_hour(device: DeviceId, record: &mut DeviceRecordOf<T>, hour: Hour) -> bool {
        let Some(open) = record.open_hour.first().map(|interval| interval.period.hour()) else { return false };
        let is_over = open != hour;
        if is_over {
            let slot = Self::slot_of(open);
            count_proof(Intervals::<T>::contains_key(slot, device));
            Intervals::<T>::insert(slot, device, core::mem::take(&mut record.open_hour));
        }
        is_over
    }

    /// Close the open day, unless it is `day`, and open `day`. Returns its energy, and whether it was opened.
    pub(crate) fn go_to_day(
        device: DeviceId,
        record: &mut DeviceRecordOf<T>,
        day: Day,
    ) -> (&mut DailyEnergy<T::AccountId>, bool) {
        if let Some(open) = record.open_day.take_if(|open| open.day != day) {
            Days::<T>::mutate(open.day, device, |entry| {
                // It is gone if the device was silent for longer than days are kept.
                if let Some(entry) = entry {
                    *entry = DayEntry::Closed(open.energy);
                }
            });
        }
        let is_opened = record.open_day.is_none();
        let (owner, kind) = (&record.owner, record.nameplate.kind);
        let open = record.open_day.get_or_insert_with(|| {
            Self::note_day(day);
            count_proof(Days::<T>::contains_key(day, device));
            Days::<T>::insert(day, device, DayEntry::Open);
            OpenDay::empty(day, owner.clone(), kind)
        });
        (&mut open.energy, is_opened)
    }
}

/// An entry is looked up before it is written, so that its proof is recorded now and counts with the transaction. Else it is recorded when
/// the block's storage root is computed: with a million devices, after midnight, a block that looked full had 40 % more proof in the end than
/// was counted, and more than the relay chain takes (`scripts/bench.sh --only registered`).
const fn count_proof(_: bool) {}

fn is_of(intervals: &HourOfIntervals, hour: Hour) -> bool {
    intervals.first().is_some_and(|interval| interval.period.hour() == hour)
}

/// A measurement period by period. One of several, which is as long as the device's resolution, counts in each with its even share, and
/// the remainder in the last (vector C18). Any other is of the period in which it ends.
fn parts(measurement: &Measurement) -> impl Iterator<Item = Measurement> {
    let Measurement { start, end, energy, quality, .. } = *measurement;
    let last = Period::ending_at(end);
    let first = if quality == Quality::Measured { Period::of(start).min(last) } else { last };
    let number = last.0.saturating_sub(first.0).saturating_add(1);
    let share = energy.divided_by(number);
    let in_last = (1..number).fold(energy, |left, _| left.since(&share).defensive_unwrap_or_default());
    let measurement = *measurement;
    (first.0..=last.0).map(Period).map(move |period| Measurement {
        start: if period == first { start } else { period.start() },
        end: if period == last { end } else { period.end() },
        energy: if period == last { in_last } else { share },
        ..measurement
    })
}

/// Add to the interval of `period`, which is the last one or a new one. Returns what counts for mining before and after. An hour
/// has room for its periods, and they come in order: `None` cannot be.
fn merge(hour: &mut HourOfIntervals, period: Period, measurement: &Measurement, flags: Flags) -> Option<(SiteSplit, SiteSplit)> {
    if hour.last().is_none_or(|last| last.period != period) {
        hour.try_push(IntervalRecord::empty(period, measurement.start)).ok()?;
    }
    let interval = hour.last_mut()?;
    let before = interval.mineable_split();
    interval.end = measurement.end;
    interval.energy = sum(&interval.energy, &measurement.energy);
    interval.quality = interval.quality.max(measurement.quality);
    interval.flags = flags;
    if measurement.mineable {
        interval.mineable_export = plus(interval.mineable_export, measurement.energy.export);
        interval.mineable_generation = plus(interval.mineable_generation, measurement.energy.generation);
    }
    Some((before, interval.mineable_split()))
}

/// Add energy, and what it changed of its period's split: export that comes after generation turns self-use into sharing.
fn add_to_day<AccountId>(day: &mut DailyEnergy<AccountId>, energy: &Registers, before: &SiteSplit, after: &SiteSplit) {
    let Registers { import, export, generation } = sum(&energy_of(day), energy);
    (day.import, day.export, day.generation) = (import, export, generation);
    day.mineable_shared = replaced(day.mineable_shared, before.shared, after.shared);
    day.mineable_self_used = replaced(day.mineable_self_used, before.self_used, after.self_used);
}

/// `total` with `before`, which is part of it, replaced by `after`.
fn replaced(total: Wh, before: Wh, after: Wh) -> Wh {
    plus(total.checked_sub(before).defensive_unwrap_or(Wh::ZERO), after)
}

/// A register's sum. It cannot overflow: the largest nameplate needs four billion hours to count to 2^64 Wh.
pub(crate) fn plus(one: Wh, other: Wh) -> Wh {
    one.checked_add(other).defensive_unwrap_or(Wh(u64::MAX))
}

/// The sum of all registers, as [`plus`].
fn sum(one: &Registers, other: &Registers) -> Registers {
    Registers {
        import: plus(one.import, other.import),
        export: plus(one.export, other.export),
        generation: plus(one.generation, other.generation),
    }
}
