//! The registry as carbon accounting sees it.

use crate::{
    correction_impls::corrected, history_impls::plus, CertificateKind, Config, Corrections, DeviceRecordOf, DeviceStatus,
    Devices, Error, Gaps, HourOfIntervals, Pallet,
};
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
};
use uen_primitives::{
    CertifiableEnergy, CertifiedEnergy, DeviceId, DeviceKind, Hour, HourlyConsumption, Medium, MeteringSite, Period, Permissions,
    Quality, UnixSeconds, Wh,
};

impl<T: Config> CertifiableEnergy<T::AccountId> for Pallet<T> {
    fn site(device: &DeviceId, hour: Hour) -> Option<MeteringSite<T::AccountId>> {
        let record = Devices::<T>::get(device)?;
        Some(MeteringSite {
            zone: record.zone_at(hour.end()),
            owner: record.owner,
            kind: record.nameplate.kind,
            is_electricity: record.nameplate.medium == Medium::Electricity,
        })
    }

    fn devices_of(owner: &T::AccountId, cursor: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
        Self::devices_after(owner, cursor).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()
    }

    fn consumption(device: &DeviceId, hour: Hour) -> Option<(T::AccountId, HourlyConsumption)> {
        let record = Devices::<T>::get(device).filter(|record| record.nameplate.medium == Medium::Electricity)?;
        let last = Period::ending_at(record.meter.reached()?).hour();
        // The hours of one that ended are kept for as long as if it had gone on.
        let newest = if record.status.is_terminal() { Hour::of(Self::now()) } else { last };
        let intervals = corrected(Self::hour(*device, &record, hour), &Corrections::<T>::get(device));
        let mut gaps = Gaps::<T>::get(device);
        gaps.retain(|gap| gap.overlaps(hour));
        if intervals.is_empty() && (!Self::is_kept(hour, newest) || (gaps.is_empty() && hour.end() <= record.meter.opened)) {
            return None;
        }
        let ends = intervals.iter().map(|interval| interval.end).chain(gaps.iter().map(|gap| gap.end));
        let is_known = ends.max().is_some_and(|end| end >= hour.end());
        let qualities = intervals.iter().map(|interval| interval.quality).chain(gaps.iter().map(|gap| gap.quality));
        let worst = qualities.max().filter(|_| is_known);
        let counted = intervals.iter().map(|interval| interval.energy.import).chain(gaps.iter().map(|gap| gap.import_in(hour)));
        let import = counted.fold(Wh::ZERO, plus);
        let measured = intervals.iter().filter(|interval| interval.quality == Quality::Measured);
        let coverable = measured.map(|interval| interval.energy.import).fold(Wh::ZERO, plus);
        let owner = Self::owner_on(hour.day(), *device, &record);
        let (zone, quality) = (record.zone_at(hour.end()), worst.unwrap_or(Quality::Missing));
        Some((owner, HourlyConsumption { zone, import, coverable, quality }))
    }

    fn certify(device: &DeviceId, first: Period, last: Period) -> Result<CertifiedEnergy<T::AccountId>, DispatchError> {
        ensure!(first <= last && first.hour() == last.hour(), Error::<T>::InvalidSpan);
        Self::mutate_device(*device, |record| {
            Self::ensure_certifiable(record, last.end())?;
            Self::ensure_undisputed(*device, last.day())?;
            let (kind, zone) = (record.nameplate.kind, record.zone_at(last.end()));
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

    /// Whether energy of a device may be taken now, for whatever use, whenever it was measured (attack 37). A device that its owner ended
    /// measured rightly until then. One that is suspended, that a certifier ended or that contradicted itself is not trusted, and neither
    /// is one whose certificates are of a certifier who was removed.
    pub(crate) fn ensure_trusted(record: &DeviceRecordOf<T>) -> DispatchResult {
        ensure!(!Self::is_slashed(record), Error::<T>::AlreadySlashed);
        ensure!(!record.suspensions.any() && record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
        // Each issuer is looked up: the list of the removed ones keeps them for as long as readings are accepted, while what was measured
        // is kept for longer.
        let mut held = CertificateKind::ALL.into_iter().filter_map(|kind| record.certificates.get(kind));
        ensure!(!held.any(|issued| Self::is_revoked(issued.issuer)), Error::<T>::IssuerRemoved);
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

    /// Whether a device had all certificates at `at`, and `permissions`. That their issuers are in force is asked by
    /// [`Self::ensure_trusted`].
    fn was_authorised(record: &DeviceRecordOf<T>, permissions: Permissions, at: UnixSeconds) -> bool {
        let is_valid = |kind| record.certificates.get(kind).is_some_and(|issued| at <= issued.valid_until);
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
