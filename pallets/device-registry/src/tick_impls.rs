//! Pruning.

use crate::{Config, Days, OldestDay, Pallet, WeightInfo};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::Weight, traits::Get, weights::WeightMeter};
use uen_primitives::{Day, DeviceId};

impl<T: Config> Pallet<T> {
    /// Prune days past retention within `limit`, and at most `MaxPrunedPerBlock` entries. Returns what it used.
    pub(crate) fn prune(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        let base = T::WeightInfo::prune_days(0);
        if meter.try_consume(base).is_err() {
            return Weight::zero();
        }
        let each = T::WeightInfo::prune_days(1).saturating_sub(base);
        let affordable = meter.remaining().checked_div_per_component(&each).unwrap_or(u64::MAX);
        let steps = T::MaxPrunedPerBlock::get().min(u32::try_from(affordable).unwrap_or(u32::MAX));
        let keep_from = Day(Day::of(Self::now()).0.saturating_sub(T::DayRetention::get()));
        meter.consume(each.saturating_mul(Self::prune_days(keep_from, steps).into()));
        meter.consumed()
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
}
