//! The registry as those see it who use energy by the day.

use crate::{energy_of, Config, DayEntry, Days, Devices, Error, Ledger, OpenDay, Pallet};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchError, traits::Get};
use uen_primitives::{DailyEnergy, Day, DayClaim, DeviceId, EnergyUse, MeteredEnergy, ALIGNMENT_SECONDS};

impl<T: Config> MeteredEnergy<T::AccountId> for Pallet<T> {
    fn is_day_complete(day: Day) -> bool {
        // The last reading of the day ends with it, or as much later as clocks may be off, and is accepted for a window from then on.
        let window = T::ReadingWindow::get().saturating_add(Self::standstill_extension(day.end()));
        Self::now() > day.end().saturating_add(ALIGNMENT_SECONDS).saturating_add(window)
    }

    fn day_page(day: Day, cursor: Option<DeviceId>, limit: u32) -> Vec<(DeviceId, DailyEnergy<T::AccountId>)> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let entries = match cursor {
            Some(last) => Days::<T>::iter_prefix_from(day, Days::<T>::hashed_key_for(day, last)),
            None => Days::<T>::iter_prefix(day),
        };
        // A short page ends the day for whoever reads it. So an open entry whose day is not in its device's record, which cannot
        // be and `try_state` looks for, stands for no energy. Only one without a device has no owner: it is passed over.
        let energy_in = |(device, entry)| match entry {
            DayEntry::Closed(energy) => Some((device, energy)),
            DayEntry::Open => Devices::<T>::get(device).map(|record| {
                let energy = Self::open_energy(day, &record);
                (device, energy.unwrap_or_else(|| OpenDay::empty(day, record.owner, record.nameplate.kind).energy))
            }),
        };
        entries.filter_map(energy_in).take(limit).collect()
    }

    fn claim_day(device: &DeviceId, purpose: EnergyUse, day: Day) -> Result<DayClaim, DispatchError> {
        ensure!(purpose == EnergyUse::Mining, Error::<T>::NotByDay);
        Self::mutate_device(*device, |record| {
            Self::ensure_trusted(record)?;
            ensure!(record.ledger.claim(purpose).until <= day.start(), Error::<T>::AlreadyClaimed);
            let energy = match Days::<T>::get(day, device).ok_or(Error::<T>::NothingMeasured)? {
                DayEntry::Open => Self::open_energy(day, record).ok_or(Error::<T>::NothingMeasured)?,
                DayEntry::Closed(energy) => energy,
            };
            let drawn = Ledger::drawn(purpose, energy.kind, &energy_of(&energy));
            record.ledger.advance(purpose, day, drawn).ok_or(Error::<T>::AlreadyClaimed)?;
            Ok(if Self::withhold(*device, day, &energy) { DayClaim::Withheld } else { DayClaim::Taken })
        })
    }

    fn take_released(limit: u32) -> Vec<(DeviceId, Day, DailyEnergy<T::AccountId>)> {
        Self::do_take_released(limit)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_day(device: DeviceId, day: Day, energy: DailyEnergy<T::AccountId>) {
        let mut record = Devices::<T>::get(device)
            .unwrap_or_else(|| crate::benchmarking::active_device::<T>(energy.owner.clone(), energy.kind));
        record.ledger.measured = record.ledger.measured.checked_add(&energy_of(&energy)).unwrap_or_default();
        record.meter.last_end = record.meter.last_end.max(Some(day.end()));
        Devices::<T>::insert(device, record);
        Self::note_day(day);
        Days::<T>::insert(day, device, DayEntry::Closed(energy));
    }
}
