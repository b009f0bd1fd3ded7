//! Times in which the chain stood still: they do not count against those who could not submit readings.

use crate::{Config, LastBlock, Pallet, Standstill, StandstillAfter, Standstills};
use frame_support::traits::{Get, OnTimestampSet};
use uen_primitives::UnixSeconds;

impl<T: Config> OnTimestampSet<u64> for Pallet<T> {
    /// Note that the chain stood still, if its last block is longer ago than [`StandstillAfter`]. `moment` is in milliseconds.
    fn on_timestamp_set(moment: u64) {
        let now = moment / 1_000;
        let last = LastBlock::<T>::mutate(|last| last.replace(now));
        let Some(last) = last.filter(|last| now.saturating_sub(*last) > StandstillAfter::<T>::get()) else { return };
        // No window reaches back further.
        let oldest = Self::oldest_reading();
        Standstills::<T>::mutate(|standstills| {
            standstills.retain(|standstill| standstill.until >= oldest);
            if standstills.is_full() {
                standstills.remove(0);
            }
            // There is room now.
            let _ = standstills.try_push(Standstill { from: last, until: now });
        });
    }
}

impl<T: Config> Pallet<T> {
    /// By how many seconds a window that began at `since` is extended.
    pub(crate) fn standstill_extension(since: UnixSeconds) -> u64 {
        standstill_since(&Standstills::<T>::get(), since)
    }

    /// No reading that ends earlier can be accepted.
    pub(crate) fn oldest_reading() -> UnixSeconds {
        Self::now().saturating_sub(T::ReadingWindow::get()).saturating_sub(Self::standstill_extension(0))
    }
}

/// How long `standstills` were after `since`, in seconds.
pub(crate) fn standstill_since(standstills: &[Standstill], since: UnixSeconds) -> u64 {
    let seconds = standstills.iter().map(|standstill| standstill.until.saturating_sub(standstill.from.max(since)));
    seconds.fold(0, u64::saturating_add)
}
