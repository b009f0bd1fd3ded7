//! Pruning.

use crate::{Config, Corrections, Days, EndedDevices, EndedQueue, Gaps, Intervals, OldestDay, Pallet, WeightInfo};
use alloc::vec::Vec;
use frame_support::{
    pallet_prelude::Weight,
    traits::{Defensive, Get},
    weights::WeightMeter,
};
use uen_primitives::{Day, DeviceId, Hour, OpenPositions};

impl<T: Config> Pallet<T> {
    /// Prune days past retention and hours of devices that ended, within `limit`, and at most `MaxPrunedPerBlock` entries of either.
    /// Returns what it used.
    pub(crate) fn prune(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        Self::prune_days_within(&mut meter);
        Self::prune_hours_within(&mut meter);
        meter.consumed()
    }

    fn prune_days_within(meter: &mut WeightMeter) {
        let base = T::WeightInfo::prune_days(0);
        if meter.try_consume(base).is_err() {
            return;
        }
        let each = T::WeightInfo::prune_days(1).saturating_sub(base);
        let steps = affordable(meter, each, T::MaxPrunedPerBlock::get());
        // Whoever claims a day has as long as if the chain had not stood still.
        let now = Self::now().saturating_sub(Self::standstill_extension(0));
        let keep_from = Day(Day::of(now).0.saturating_sub(T::DayRetention::get()));
        meter.consume(each.saturating_mul(Self::prune_days(keep_from, steps).into()));
    }

    fn prune_hours_within(meter: &mut WeightMeter) {
        let base = T::WeightInfo::prune_hours(0);
        let each = T::WeightInfo::prune_hours(1).saturating_sub(base);
        let keep_from = Hour(Hour::of(Self::now()).0.saturating_sub(Self::kept_hours()));
        let mut left = T::MaxPrunedPerBlock::get();
        while left > 0 && meter.try_consume(base).is_ok() {
            let emptied = Self::prune_hours(keep_from, affordable(meter, each, left));
            if emptied == 0 {
                break;
            }
            meter.consume(each.saturating_mul(emptied.into()));
            left = left.saturating_sub(emptied);
        }
    }

    /// Remove entries of days before `keep_from`, oldest first. An entry is a step, and so is going on to the next day. Returns
    /// the steps taken, at most `steps`.
    pub(crate) fn prune_days(keep_from: Day, steps: u32) -> u32 {
        let Some(oldest) = OldestDay::<T>::get() else { return 0 };
        let (mut day, mut left) = (oldest, steps);
        while day < keep_from && left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX);
            let devices: Vec<DeviceId> = Days::<T>::iter_key_prefix(day).take(most).collect();
            for device in &devices {
                Days::<T>::remove(day, device);
            }
            left = left.saturating_sub(u32::try_from(devices.len()).unwrap_or(u32::MAX));
            if left > 0 {
                day = day.next();
                left = left.saturating_sub(1);
            }
        }
        if day != oldest {
            OldestDay::<T>::put(day);
        }
        steps.saturating_sub(left)
    }

    /// Empty slots of the device that ended first, if that was before `keep_from` and nobody expects anything of it any more. Returns how
    /// many, at most `most`.
    pub(crate) fn prune_hours(keep_from: Hour, most: u32) -> u32 {
        let mut queue = EndedQueue::<T>::get();
        if queue.first == queue.next {
            return 0;
        }
        let Some(mut ended) = EndedDevices::<T>::get(queue.first).defensive() else { return 0 };
        // Somebody expects energy of that time if the chain stood still.
        if ended.hour >= keep_from || T::OpenPositions::any(&ended.device) {
            return 0;
        }
        let kept = Self::kept_hours();
        let from = ended.next_slot;
        ended.next_slot = from.saturating_add(most).min(kept);
        for slot in from..ended.next_slot {
            // Read although nobody needs it: what is proven to change it is weighed with what is read.
            let _ = Intervals::<T>::take(slot, ended.device);
        }
        if ended.next_slot == kept {
            let _ = Gaps::<T>::take(ended.device);
            let _ = Corrections::<T>::take(ended.device);
            EndedDevices::<T>::remove(queue.first);
            queue.first = queue.first.saturating_add(1);
            EndedQueue::<T>::put(queue);
        } else {
            EndedDevices::<T>::insert(queue.first, ended);
        }
        ended.next_slot.saturating_sub(from)
    }
}

/// How many steps of weight `each` the meter has room for, at most `most`.
fn affordable(meter: &WeightMeter, each: Weight, most: u32) -> u32 {
    let affordable = meter.remaining().checked_div_per_component(&each).unwrap_or(u64::MAX);
    most.min(u32::try_from(affordable).unwrap_or(u32::MAX))
}
