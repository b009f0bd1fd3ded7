//! The registry as the market sees it.

use crate::{acceptance::contradict, Config, DeviceRecordOf, Devices, Error, Nameplate, Pallet, RevokedCertifiers};
use frame_support::{ensure, pallet_prelude::DispatchError};
use uen_primitives::{
    DeviceId, Medium, MeteredPeriod, MeteringPoint, MeteringPoints, NotTradeable, Period, Permissions, Quality, Resolution,
    SignedReading, SiteSplit, UnixSeconds, Wh,
};

impl<T: Config> MeteringPoints<T::AccountId> for Pallet<T> {
    fn tradeable(device: &DeviceId, end: UnixSeconds) -> Result<MeteringPoint<T::AccountId>, NotTradeable> {
        let record =
            Devices::<T>::get(device).filter(|record| Self::may_trade(record, end)).ok_or(NotTradeable::NotAuthorised)?;
        let Nameplate { kind, capacities, resolution, .. } = record.nameplate;
        ensure!(resolution == Resolution::QuarterHour, NotTradeable::CoarseResolution);
        Ok(MeteringPoint { zone: record.zone_at(end), owner: record.owner, kind, capacities })
    }

    fn extension(since: UnixSeconds) -> u64 {
        Self::standstill_extension(since)
    }

    fn related(one: &DeviceId, other: &DeviceId) -> bool {
        let place = |device| Devices::<T>::get(device).and_then(|record| Some((record.connection()?, record.owner)));
        match (place(one), place(other)) {
            (Some((connection, owner)), Some(other)) => connection == other.0 || owner == other.1,
            // Nobody said that they have two connections.
            (None, _) | (_, None) => true,
        }
    }

    fn metered(device: &DeviceId, period: Period) -> MeteredPeriod {
        let Some(record) = Devices::<T>::get(device) else { return MeteredPeriod::default() };
        let is_trusted = Self::ensure_trusted(&record).is_ok();
        // Who is not trusted now may be later: whoever is waited for has until the deadline for that, too.
        let is_complete = is_trusted && record.meter.has_reached(period.end());
        let interval =
            Self::interval_of(*device, &record, period).filter(|interval| is_trusted && interval.quality == Quality::Measured);
        interval.map_or(MeteredPeriod { is_complete, ..MeteredPeriod::default() }, |interval| MeteredPeriod {
            import: interval.energy.import,
            export: interval.energy.export,
            green: SiteSplit::of(interval.energy.generation, interval.energy.export).shared,
            mineable_shared: interval.mineable_split().shared,
            is_complete,
        })
    }

    fn deliver(device: &DeviceId, period: Period, wanted: Wh) -> Result<Wh, DispatchError> {
        let Some(mut record) = Devices::<T>::get(device).filter(|record| Self::ensure_trusted(record).is_ok()) else {
            return Ok(Wh::ZERO);
        };
        let hour = period.hour();
        let mut intervals = Self::hour(*device, &record, hour);
        let Some(interval) = intervals.iter_mut().find(|interval| interval.period == period) else { return Ok(Wh::ZERO) };
        let taken = wanted.min(interval.deliverable());
        if taken == Wh::ZERO {
            return Ok(taken);
        }
        interval.delivered = interval.delivered.checked_add(taken).ok_or(Error::<T>::Overdrawn)?;
        record.ledger.deliver(period, taken).ok_or(Error::<T>::Overdrawn)?;
        Self::put_hour(*device, &mut record, hour, intervals);
        Devices::<T>::insert(device, record);
        Ok(taken)
    }

    fn is_signed_by(device: &DeviceId, reading: &SignedReading) -> bool {
        Self::are_signed_by(*device, &[reading])
    }

    fn is_equivocation(device: &DeviceId, first: &SignedReading, second: &SignedReading) -> bool {
        contradict(&first.reading, &second.reading) && Self::are_signed_by(*device, &[first, second])
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metering_point(device: DeviceId, point: MeteringPoint<T::AccountId>) {
        crate::fixtures::insert_metering_point::<T>(device, point);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metered(device: DeviceId, period: Period, energy: uen_primitives::Registers) {
        crate::fixtures::insert_metered::<T>(device, period, energy);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn equivocation(owner: T::AccountId, zone: uen_primitives::ZoneId) -> (DeviceId, SignedReading, SignedReading) {
        crate::fixtures::equivocation::<T>(owner, zone)
    }
}

impl<T: Config> Pallet<T> {
    /// Whether readings of one counter are the device's.
    fn are_signed_by(device: DeviceId, readings: &[&SignedReading]) -> bool {
        let Some(first) = readings.first().filter(|first| first.reading.device == device) else { return false };
        let are_signed = |record: DeviceRecordOf<T>| {
            Self::were_signed(&record, Self::former_key(device, &record, first.reading.counter), readings)
        };
        Devices::<T>::get(device).is_some_and(are_signed)
    }

    /// Whether a device could be read until `end` and its energy be traded, as far as is known now.
    fn may_trade(record: &DeviceRecordOf<T>, end: UnixSeconds) -> bool {
        record.nameplate.medium == Medium::Electricity
            && record.status.may_measure()
            && record.certificates.permissions().contains(Permissions::TRADE)
            && record.certificates.check(end, &RevokedCertifiers::<T>::get()).is_ok()
    }
}
