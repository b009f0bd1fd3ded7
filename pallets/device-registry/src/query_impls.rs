//! What the runtime API answers.

use crate::{
    correction_impls::corrected, CertificateKind, CertifierByIndex, Config, Corrections, DeviceRecordOf, Devices, DevicesOf,
    FormerKey, FormerKeys, Gap, Gaps, IntervalRecord, Pallet, RejectReason,
};
use alloc::{
    collections::btree_map::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use frame_support::traits::Get;
use uen_primitives::{
    aligned,
    runtime_api::{
        CertificateInfo, DelegatedKey, DeviceInfo, DeviceProblem, DeviceQuality, FormerKeyInfo, IntervalInfo, Page, MAX_PAGE,
    },
    DeviceId, DeviceKey, Hour, Period, Permissions, Quality, Registers, PERIOD_SECONDS,
};

impl<T: Config> Pallet<T> {
    /// The device, if it is known.
    pub fn device(id: DeviceId) -> Option<DeviceInfo<T::AccountId>> {
        let record = Devices::<T>::get(id)?;
        let certificates = Self::certificate_infos(&record);
        let hour = Hour::of(record.meter.last_end.unwrap_or_default());
        let extra_readings_left = T::ExtraReadings::get().saturating_sub(record.meter.extra.taken_in(hour));
        Some(DeviceInfo {
            problems: Self::problems_of(&record, &certificates),
            extra_readings_left,
            revoked_from: record.suspensions.all().filter_map(|(_, suspension)| suspension.revoked_from).min(),
            id,
            status: Self::status_name(&record, &certificates).to_string(),
            permissions: record.certificates.permissions(),
            certificates,
            key: record.keys.key,
            delegation: record
                .keys
                .delegation
                .map(|held| DelegatedKey { key: DeviceKey::Ed25519(held.session_key), not_after: held.not_after }),
            key_number: record.keys.number,
            former_keys: FormerKeys::<T>::get(id).into_iter().map(Into::into).collect(),
            connection: record.connection(),
            owner: record.owner,
            offered_to: record.offered_to,
            kind: record.nameplate.kind,
            medium: record.nameplate.medium,
            capacities: record.nameplate.capacities,
            resolution: record.nameplate.resolution,
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

    /// Intervals and gaps of a device from the period `cursor` on, newest first; at most `limit`, and [`MAX_PAGE`], and one more if a gap
    /// ends in the period of the last interval. Reads no more than an entry for each of its hours, and its gaps.
    pub fn device_readings(id: DeviceId, cursor: Option<u32>, limit: u32) -> Page<IntervalInfo, u32> {
        let limit = page_size(limit);
        let Some(record) = Devices::<T>::get(id) else { return Page { items: Vec::new(), next: None } };
        let Some(last_end) = record.meter.last_end else { return Page { items: Vec::new(), next: None } };
        let newest = Period::ending_at(aligned(last_end)).0;
        let oldest = newest.saturating_sub(T::HistoryPeriods::get().saturating_sub(1));
        let periods = oldest..=cursor.unwrap_or(newest).min(newest);
        let hours = Period(*periods.start()).hour().0..=Period(*periods.end()).hour().0;
        let corrections = Corrections::<T>::get(id);
        let measured = hours
            .rev()
            .flat_map(|hour| corrected(Self::hour(id, &record, Hour(hour)), &corrections).into_iter().rev())
            .map(|interval| (interval.period.0, info_of(interval)));
        let gaps = Gaps::<T>::get(id).into_iter().rev().map(|gap| (Period::ending_at(gap.end).0, gap.into()));
        let mut intervals = newest_first(measured, gaps).filter(|(period, _)| periods.contains(period)).peekable();
        let mut items = Vec::new();
        let mut last = None;
        while let Some((period, info)) =
            intervals.next_if(|(period, _)| items.len() < limit || last.is_some_and(|last| last == *period))
        {
            items.push(info);
            last = Some(period);
        }
        Page { items, next: intervals.next().map(|(period, _)| period) }
    }

    /// How complete and how punctual the kept history of a device is; `None` if it has not measured. Reads an entry for each hour of it.
    pub fn device_quality(id: DeviceId) -> Option<DeviceQuality> {
        let record = Devices::<T>::get(id)?;
        let last_end = record.meter.last_end?;
        let now = Self::now();
        let until = Period::of(now);
        let opened = Period::of(record.meter.opened.saturating_add(PERIOD_SECONDS).saturating_sub(1));
        let newest = Period::ending_at(aligned(last_end)).hour().0;
        let oldest_kept = Hour(newest.saturating_sub(Self::kept_hours())).first_period();
        let first = oldest_kept.max(opened).min(until);

        let hours = first.hour().0..=newest;
        let intervals = hours.flat_map(|hour| Self::hour(id, &record, Hour(hour)));
        let spans = intervals.map(|interval| (interval.start, interval.end, interval.quality));
        let gaps = Gaps::<T>::get(id).into_iter().map(|gap| (gap.start, gap.end, gap.quality));
        let mut qualities: BTreeMap<Period, Quality> = BTreeMap::new();
        for (start, end, quality) in spans.chain(gaps) {
            for period in
                (Period::of(start).max(first).0..=Period::ending_at(end).0).map(Period).take_while(|period| *period < until)
            {
                let held = qualities.entry(period).or_insert(quality);
                *held = quality.max(*held);
            }
        }
        let count = |wanted| u32::try_from(qualities.values().filter(|quality| **quality == wanted).count()).unwrap_or(u32::MAX);
        let periods = until.0.saturating_sub(first.0);
        let measured = count(Quality::Measured);
        let known = u32::try_from(qualities.len()).unwrap_or(u32::MAX);
        let parts = u64::from(measured).saturating_mul(1_000_000).checked_div(periods.into()).unwrap_or_default();
        Some(DeviceQuality {
            from: first.start(),
            until: until.start(),
            periods,
            measured,
            late: count(Quality::Late),
            estimated: count(Quality::Estimated),
            manual: count(Quality::Manual),
            missing: periods.saturating_sub(known).saturating_add(count(Quality::Missing)),
            completeness_ppm: u32::try_from(parts).unwrap_or(u32::MAX),
            behind_seconds: now.saturating_sub(last_end),
        })
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
                scope: issuer.scope,
                valid_until: issued.valid_until,
                revoked: issuer.revoked,
            })
        };
        CertificateKind::ALL.into_iter().filter_map(info).collect()
    }

    /// What keeps a device from measuring, and what to do about it.
    fn problems_of(record: &DeviceRecordOf<T>, certificates: &[CertificateInfo<T::AccountId>]) -> Vec<DeviceProblem> {
        let mut problems = Vec::new();
        let mut add = |problem: String, advice: &str| problems.push(DeviceProblem { problem, advice: advice.to_string() });
        for (role, suspension) in record.suspensions.all() {
            let (problem, advice) = match suspension.revoked_from {
                Some(from) => (
                    format!("{role:?} suspended the device, and revokes it from {from} (Unix seconds) on."),
                    "Ask a certifier of the same role to take this back with resume before then, or governance.",
                ),
                None => (
                    format!("{role:?} suspended the device."),
                    "Ask a certifier of the same role to take this back with resume, or governance.",
                ),
            };
            add(problem, advice);
        }
        if Self::is_slashed(record) {
            add(
                "The device signed two different readings with one counter.".to_string(),
                "Its key is not trusted any more. Retire it, and register a device with a new key.",
            );
        }
        if record.status.is_terminal() {
            return problems;
        }
        if let Err(reason) = record.keys.check(Self::now()) {
            let problem = match reason {
                RejectReason::DelegationMissing => "The device's key signs no readings, and delegated to none that does.",
                _ => "The key to which the device delegated signs no readings any more.",
            };
            add(problem.to_string(), reason.advice());
        }
        for kind in CertificateKind::ALL {
            let name = kind.name();
            match certificates.iter().find(|certificate| certificate.kind == name) {
                None => add(format!("The certificate {name} is missing."), RejectReason::CertificateMissing(kind).advice()),
                Some(issued) if issued.revoked => add(
                    format!("The issuer of the certificate {name} was removed."),
                    RejectReason::CertificateRevoked(kind).advice(),
                ),
                Some(issued) if issued.valid_until < Self::now() => {
                    add(format!("The certificate {name} expired."), RejectReason::CertificateExpired(kind).advice())
                }
                Some(_) => {}
            }
        }
        if record.certificates.authorisation.is_some() && !record.certificates.permissions().contains(Permissions::MONITOR) {
            add("The device may not have its readings recorded.".to_string(), RejectReason::NotAuthorised.advice());
        }
        problems
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

/// Intervals and gaps, each with its period and newest first, as one list. A gap comes after the interval in whose period it ends, as it
/// was before that.
fn newest_first(
    measured: impl Iterator<Item = (u32, IntervalInfo)>,
    gaps: impl Iterator<Item = (u32, IntervalInfo)>,
) -> impl Iterator<Item = (u32, IntervalInfo)> {
    let (mut measured, mut gaps) = (measured.peekable(), gaps.peekable());
    core::iter::from_fn(move || match (measured.peek(), gaps.peek()) {
        (Some((interval, _)), Some((gap, _))) if gap > interval => gaps.next(),
        (Some(_), _) => measured.next(),
        (None, _) => gaps.next(),
    })
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

impl From<FormerKey> for FormerKeyInfo {
    fn from(FormerKey { key, last_counter, replaced_at }: FormerKey) -> Self {
        Self { key, last_counter, replaced_at }
    }
}

impl From<Gap> for IntervalInfo {
    fn from(gap: Gap) -> Self {
        let Gap { start, end, energy: Registers { import, export, generation }, quality, flags } = gap;
        Self { start, end, import, export, generation, quality, flags }
    }
}
