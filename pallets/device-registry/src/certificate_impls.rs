//! The registry as carbon accounting sees it.

use crate::{
    history_impls::plus, CertificateKind, Config, DeviceRecordOf, DeviceStatus, Devices, Error, HourOfIntervals, Pallet,
};
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
};
use sp_runtime::traits::Zero;
use uen_primitives::{
    CertifiableEnergy, CertifiedEnergy, DeviceId, DeviceKind, Hour, HourlyConsumption, Medium, MeteringSite, Period, Permissions,
    Quality, UnixSeconds, Wh,
};

impl<T: Config> CertifiableEnergy<T::AccountId> for Pallet<T> {
    fn site(device: &DeviceId) -> Option<MeteringSite<T::AccountId>> {
        let record = Devices::<T>::get(device)?;
        Some(MeteringSite {
            owner: record.owner,
            zone: record.nameplate.zone,
            kind: record.nameplate.kind,
            is_electricity: record.nameplate.medium == Medium::Electricity,
        })
    }

    fn devices_of(owner: &T::AccountId, cursor: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
        Self::devices_after(owner, cursor).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()
    }

    fn consumption(device: &DeviceId, hour: Hour) -> Option<(T::AccountId, HourlyConsumption)> {
        let record = Devices::<T>::get(device).filter(|record| record.nameplate.medium == Medium::Electricity)?;
        let last = Period::ending_at(record.meter.last_end?).hour();
        // The hours of one that ended are kept for as long as if it had gone on.
        let newest = if record.status.is_terminal() { Hour::of(Self::now()) } else { last };
        let intervals = Self::hour(*device, &record, hour);
        let is_kept = hour.0.saturating_add(Self::kept_hours()) >= newest.0;
        if intervals.is_empty() && (!is_kept || hour.end() <= record.meter.opened) {
            return None;
        }
        // What was counted in a gap that reaches into the next hour is part of that one: nothing is known of the end of this one.
        let is_known = intervals.last().is_some_and(|last| last.end >= hour.end());
        let worst = intervals.iter().map(|interval| interval.quality).max().filter(|_| is_known);
        let import = intervals.iter().fold(Wh::ZERO, |sum, interval| plus(sum, interval.energy.import));
        let owner = Self::owner_on(hour.day(), *device, &record);
        Some((owner, HourlyConsumption { import, quality: worst.unwrap_or(Quality::Missing) }))
    }

    fn certify(device: &DeviceId, first: Period, last: Period) -> Result<CertifiedEnergy<T::AccountId>, DispatchError> {
        ensure!(first <= last && first.hour() == last.hour(), Error::<T>::InvalidSpan);
        Self::mutate_device(*device, |record| {
            Self::ensure_certifiable(record, last.end())?;
            let (kind, zone) = (record.nameplate.kind, record.nameplate.zone);
            let (energy, is_supported) = Self::take_energy(*device, record, first..=last)?;
            let owner = Self::owner_on(last.day(), *device, record);
            Ok(CertifiedEnergy { owner, zone, kind, energy, is_supported })
        })
    }

    fn forfeit(device: &DeviceId, period: Period) {
        // It fails if there is nothing to take.
        let _ = Self::mutate_device(*device, |record| {
            ensure!(record.meter.has_reached(period.end()), Error::<T>::NotComplete);
            Self::take_energy(*device, record, period..=period)
        });
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_certifiable(device: DeviceId, site: MeteringSite<T::AccountId>, period: Period, energy: uen_primitives::Registers) {
        crate::fixtures::insert_certifiable::<T>(device, site, period, energy);
    }
}

impl<T: Config> Pallet<T> {
    /// Whether what a device measured up to `end` may be certified, and nothing can be added to it.
    fn ensure_certifiable(record: &DeviceRecordOf<T>, end: UnixSeconds) -> DispatchResult {
        Self::ensure_trusted(record)?;
        ensure!(record.nameplate.medium == Medium::Electricity, Error::<T>::NotElectricity);
        ensure!(Self::was_authorised(record, Permissions::CERTIFY, end), Error::<T>::NotAuthorised);
        ensure!(record.meter.has_reached(end), Error::<T>::NotComplete);
        Ok(())
    }

    /// A device that is suspended or that its owner ended measured rightly until then; one that a certifier ended, or that contradicted
    /// itself, is not trusted any more, whenever it measured.
    pub(crate) fn ensure_trusted(record: &DeviceRecordOf<T>) -> DispatchResult {
        ensure!(record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
        let is_slashed = record.status == DeviceStatus::Suspended && record.deposit.is_zero();
        ensure!(!is_slashed, Error::<T>::AlreadySlashed);
        Ok(())
    }

    /// Take all that can be certified of `periods`, which are of one hour, out of its intervals and the ledger. Returns how much that is,
    /// and whether the device was authorised to mine while it measured any of it. On an error the record is not to be stored.
    fn take_energy(
        device: DeviceId,
        record: &mut DeviceRecordOf<T>,
        periods: RangeInclusive<Period>,
    ) -> Result<(Wh, bool), DispatchError> {
        let (kind, last) = (record.nameplate.kind, *periods.end());
        let mut intervals = Self::hour(device, record, last.hour());
        let (energy, is_supported) = take::<T>(&mut intervals, kind, periods)?;
        record.ledger.certify(kind, last, energy).ok_or(Error::<T>::Overdrawn)?;
        Self::put_hour(device, record, last.hour(), intervals);
        Ok((energy, is_supported))
    }

    /// Whether a device had all certificates at `at`, of issuers that were not removed since, and `permissions`. Asks for each issuer:
    /// the list of the removed ones keeps them for as long as readings are accepted, while what was measured is kept for longer.
    fn was_authorised(record: &DeviceRecordOf<T>, permissions: Permissions, at: UnixSeconds) -> bool {
        let is_valid = |kind| {
            record.certificates.get(kind).is_some_and(|issued| at <= issued.valid_until && !Self::is_revoked(issued.issuer))
        };
        record.certificates.permissions().contains(permissions) && CertificateKind::ALL.into_iter().all(is_valid)
    }
}

/// Take all that can be certified of `periods`. Returns how much that is, and whether the device was authorised to mine while it
/// measured any of it.
fn take<T: Config>(
    intervals: &mut HourOfIntervals,
    kind: DeviceKind,
    periods: RangeInclusive<Period>,
) -> Result<(Wh, bool), DispatchError> {
    let (mut energy, mut is_supported) = (Wh::ZERO, false);
    for interval in intervals.iter_mut().filter(|interval| periods.contains(&interval.period)) {
        let certifiable = interval.certifiable(kind);
        if certifiable > Wh::ZERO {
            ensure!(!interval.certified, Error::<T>::AlreadyClaimed);
            interval.certified = true;
            energy = energy.checked_add(certifiable).ok_or(Error::<T>::Overdrawn)?;
            is_supported |= interval.is_supported(kind);
        }
    }
    ensure!(energy > Wh::ZERO, Error::<T>::NothingMeasured);
    Ok((energy, is_supported))
}
