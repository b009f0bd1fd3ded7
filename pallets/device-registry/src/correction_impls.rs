//! Corrections: what metrology found to be right in place of what was recorded. They count for consumption and reports only.

use crate::{CertifierRole, Config, Correction, Corrections, Devices, Error, Event, HourOfIntervals, Pallet};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use sp_core::H256;
use uen_primitives::{DeviceId, Period, Registers};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_correct(
        by: T::AccountId,
        device: DeviceId,
        period: Period,
        energy: Registers,
        reason: H256,
    ) -> DispatchResult {
        let (_, certifier) = Self::ensure_certifier(CertifierRole::Metrology, &by)?;
        let record = Devices::<T>::get(device).ok_or(Error::<T>::NotFound)?;
        Self::ensure_in_scope(&certifier, &record)?;
        // What can still be read is not wrong yet.
        ensure!(record.meter.has_reached(period.end()), Error::<T>::NotComplete);
        Self::interval_of(device, &record, period).ok_or(Error::<T>::NothingMeasured)?;
        let newest = Period::ending_at(record.meter.reached().unwrap_or_default()).hour();
        Corrections::<T>::try_mutate(device, |corrections| {
            corrections.retain(|kept| Self::is_kept(kept.period.hour(), newest) && kept.period != period);
            let at = corrections.partition_point(|correction| correction.period < period);
            corrections.try_insert(at, Correction { period, energy, reason }).map_err(|_| Error::<T>::MaxCorrectionsExceeded)
        })?;
        Self::deposit_event(Event::IntervalCorrected { device, by, period, energy, reason });
        Ok(())
    }
}

/// `intervals` with what was corrected in place of what was recorded.
pub(crate) fn corrected(mut intervals: HourOfIntervals, corrections: &[Correction]) -> HourOfIntervals {
    for interval in intervals.iter_mut() {
        if let Some(correction) = corrections.iter().find(|correction| correction.period == interval.period) {
            interval.energy = correction.energy;
        }
    }
    intervals
}
