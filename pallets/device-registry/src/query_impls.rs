//! What the runtime API answers.

use crate::{CertificateKind, CertifierByIndex, Config, DeviceRecordOf, Devices, DevicesOf, IntervalRecord, Pallet};
use alloc::{string::ToString, vec::Vec};
use frame_support::traits::Get;
use uen_primitives::{
    runtime_api::{CertificateInfo, DeviceInfo, IntervalInfo, Page, MAX_PAGE},
    DeviceId, Hour, Period,
};

impl<T: Config> Pallet<T> {
    /// The device, if it is known.
    pub fn device(id: DeviceId) -> Option<DeviceInfo<T::AccountId>> {
        let record = Devices::<T>::get(id)?;
        let certificates = Self::certificate_infos(&record);
        Some(DeviceInfo {
            id,
            status: Self::status_name(&record, &certificates).to_string(),
            permissions: record.certificates.permissions(),
            certificates,
            key: record.key,
            owner: record.owner,
            offered_to: record.offered_to,
            kind: record.nameplate.kind,
            medium: record.nameplate.medium,
            load_capacity_w: record.nameplate.load_capacity_w,
            generation_capacity_w: record.nameplate.generation_capacity_w,
            zone: record.nameplate.zone,
            last_counter: record.meter.counter,
            last_end: record.meter.last_end,
            registers: record.meter.registers,
            deposit: record.deposit,
            metadata_hash: record.nameplate.metadata_hash,
        })
    }

    /// Devices of `owner` after `cursor`, without revoked and retired ones; at most `limit`, and [`MAX_PAGE`].
    pub fn devices_of(owner: T::AccountId, cursor: Option<DeviceId>, limit: u32) -> Page<DeviceId, DeviceId> {
        let limit = page_size(limit);
        let mut devices = Self::devices_after(&owner, cursor);
        let items: Vec<_> = devices.by_ref().take(limit).collect();
        let next = devices.next().and_then(|_| items.last().copied());
        Page { items, next }
    }

    /// Intervals of a device from the period `cursor` on, newest first; at most `limit`, and [`MAX_PAGE`]. Reads no more than
    /// an entry for each of its hours.
    pub fn device_readings(id: DeviceId, cursor: Option<u32>, limit: u32) -> Page<IntervalInfo, u32> {
        let limit = page_size(limit);
        let Some(record) = Devices::<T>::get(id) else { return Page { items: Vec::new(), next: None } };
        let Some(last_end) = record.meter.last_end else { return Page { items: Vec::new(), next: None } };
        let newest = Period::ending_at(last_end).0;
        let oldest = newest.saturating_sub(T::HistoryPeriods::get().saturating_sub(1));
        let periods = oldest..=cursor.unwrap_or(newest).min(newest);
        let hours = Period(*periods.start()).hour().0..=Period(*periods.end()).hour().0;
        let mut intervals = hours
            .rev()
            .flat_map(|hour| Self::hour(id, &record, Hour(hour)).into_iter().rev())
            .filter(|interval| periods.contains(&interval.period.0));
        let items = intervals.by_ref().take(limit).map(info_of).collect();
        let next = intervals.next().map(|interval| interval.period.0);
        Page { items, next }
    }

    /// Devices of `owner` after `cursor`, without revoked and retired ones.
    pub(crate) fn devices_after(owner: &T::AccountId, cursor: Option<DeviceId>) -> impl Iterator<Item = DeviceId> {
        match cursor {
            Some(last) => DevicesOf::<T>::iter_key_prefix_from(owner, DevicesOf::<T>::hashed_key_for(owner, last)),
            None => DevicesOf::<T>::iter_key_prefix(owner),
        }
    }

    fn certificate_infos(record: &DeviceRecordOf<T>) -> Vec<CertificateInfo<T::AccountId>> {
        let info = |kind: CertificateKind| {
            let issued = record.certificates.get(kind)?;
            let issuer = CertifierByIndex::<T>::get(issued.issuer)?;
            Some(CertificateInfo {
                kind: kind.name().to_string(),
                issuer: issuer.account,
                valid_until: issued.valid_until,
                revoked: issuer.revoked,
            })
        };
        CertificateKind::ALL.into_iter().filter_map(info).collect()
    }

    /// A device that could measure but for a certificate that is void now is `expired`.
    fn status_name(record: &DeviceRecordOf<T>, certificates: &[CertificateInfo<T::AccountId>]) -> &'static str {
        let now = Self::now();
        let is_void = |certificate: &CertificateInfo<_>| certificate.revoked || certificate.valid_until < now;
        if record.status.may_measure() && certificates.iter().any(is_void) {
            return "expired";
        }
        record.status.name()
    }
}

/// A page holds an item at least, so that whoever follows cursors gets on.
fn page_size(limit: u32) -> usize {
    usize::try_from(limit.clamp(1, MAX_PAGE)).unwrap_or(usize::MAX)
}

fn info_of(interval: IntervalRecord) -> IntervalInfo {
    IntervalInfo {
        start: interval.start,
        end: interval.end,
        import: interval.energy.import,
        export: interval.energy.export,
        generation: interval.energy.generation,
        quality: interval.quality,
        flags: interval.flags,
    }
}
