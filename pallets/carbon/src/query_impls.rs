//! What the runtime API answers.
//!
//! Every answer is bounded: a page of items by [`MAX_PAGE`], a page of a footprint by `MAX_HOURS_PER_PAGE` and by `MAX_READS` looks at a
//! device's hour, factors by `MAX_DAYS_PER_PAGE`.

use crate::{
    footprint::{add_hour, HourInput},
    *,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};
use uen_primitives::{
    runtime_api::{
        CarbonCertificate, CarbonFootprint, CarbonProject, CarbonReport, FactorSetInfo, FootprintMethod, FootprintSums,
        HourFootprint, IssuanceInfo, Page, RetirementInfo, MAX_PAGE, MAX_REPORTS,
    },
    CertifiableEnergy, CertificateId, Day, DeviceId, DeviceKind, Hour, HourlyConsumption, ProjectId, Quality, UnixSeconds, Wh,
    ZoneId,
};

/// Hours that a page of a footprint holds: a week.
const MAX_HOURS_PER_PAGE: usize = 168;
/// Devices × hours that a page of a footprint looks at. Whoever has more devices gets shorter pages, of an hour at least.
const MAX_READS: usize = 10_000;
/// Days that a page of factors looks at: a month.
const MAX_DAYS_PER_PAGE: usize = 31;
/// Numbers of projects that a page looks at, given up ones included.
const MAX_NUMBERS_PER_PAGE: usize = 1_000;

/// Whose consumption a footprint is of.
enum Scope<'a, AccountId> {
    /// What devices drew while they were the account's, less what it covered.
    Account(&'a AccountId),
    /// What devices drew, whoever owned them.
    Devices,
}

/// What devices drew in an hour and zone.
struct Drawn {
    consumption: Wh,
    coverable: Wh,
    quality: Quality,
}

impl Drawn {
    const NOTHING: Self = Self { consumption: Wh::ZERO, coverable: Wh::ZERO, quality: Quality::Measured };
}

impl<T: Config> Pallet<T> {
    /// The footprint of `account` in the hours from `from` to `to`, both included, as far as they have ended; from `cursor` on.
    ///
    /// Looks at the devices that are the account's now, and counts what they drew on days on which they were. There is a row for each hour
    /// and zone with consumption or retirements, or of which readings are missing. `version` pins the factors: the latest that is not above
    /// it counts.
    pub fn footprint(
        account: T::AccountId,
        from: Hour,
        to: Hour,
        method: FootprintMethod,
        version: Option<u32>,
        cursor: Option<Hour>,
    ) -> CarbonFootprint {
        let devices = T::Meters::devices_of(&account, None, u32::try_from(MAX_READS).unwrap_or(u32::MAX));
        Self::footprint_page(Scope::Account(&account), &devices, from.max(cursor.unwrap_or(from))..=to, method, version)
    }

    /// As [`Self::footprint`], of the first [`MAX_PAGE`] of `devices`, each once, whoever owns them, and without certificates.
    pub fn footprint_of_devices(
        devices: Vec<DeviceId>,
        from: Hour,
        to: Hour,
        version: Option<u32>,
        cursor: Option<Hour>,
    ) -> CarbonFootprint {
        let devices: BTreeSet<_> = devices.into_iter().take(page_size(MAX_PAGE)).collect();
        let devices: Vec<_> = devices.into_iter().collect();
        let hours = from.max(cursor.unwrap_or(from))..=to;
        Self::footprint_page(Scope::Devices, &devices, hours, FootprintMethod::Location, version)
    }

    fn footprint_page(
        scope: Scope<T::AccountId>,
        devices: &[DeviceId],
        span: core::ops::RangeInclusive<Hour>,
        method: FootprintMethod,
        version: Option<u32>,
    ) -> CarbonFootprint {
        // What is going on is not known to the end.
        let ended = Hour::of(Self::now()).0.checked_sub(1);
        let mut hours = ended.map(|ended| span.start().0..=span.end().0.min(ended)).into_iter().flatten().map(Hour);
        let most = MAX_READS.checked_div(devices.len()).unwrap_or(MAX_READS).clamp(1, MAX_HOURS_PER_PAGE);
        let mut page = CarbonFootprint { hours: Vec::new(), sums: FootprintSums::default(), next: None };
        for hour in hours.by_ref().take(most) {
            let mut drawn = Self::drawn(&scope, devices, hour);
            let mut covered = BTreeMap::new();
            if let Scope::Account(account) = scope {
                covered = Coverage::<T>::iter_prefix((account, hour)).collect();
            }
            // What was retired where nothing was drawn covers nothing, and is shown.
            for zone in covered.keys() {
                drawn.entry(*zone).or_insert(Drawn::NOTHING);
            }
            for (zone, drawn) in drawn {
                let coverage = covered.get(&zone).copied().unwrap_or_default();
                let is_nothing = drawn.consumption == Wh::ZERO && coverage.retired == Wh::ZERO;
                if !is_nothing || drawn.quality == Quality::Missing {
                    Self::add_row(&mut page, hour, zone, drawn, coverage, method, version);
                }
            }
        }
        page.next = hours.next();
        page
    }

    /// What the devices drew in an hour, by zone.
    fn drawn(scope: &Scope<T::AccountId>, devices: &[DeviceId], hour: Hour) -> BTreeMap<ZoneId, Drawn> {
        let mut zones = BTreeMap::new();
        for device in devices {
            let Some((owner, consumed)) = T::Meters::consumption(device, hour) else { continue };
            if matches!(scope, Scope::Account(account) if **account != owner) {
                continue;
            }
            let HourlyConsumption { zone, import, coverable, quality } = consumed;
            let drawn = zones.entry(zone).or_insert(Drawn::NOTHING);
            // Bounded by what the devices' connections carry.
            drawn.consumption.0 = drawn.consumption.0.saturating_add(import.0);
            drawn.coverable.0 = drawn.coverable.0.saturating_add(coverable.0);
            drawn.quality = drawn.quality.max(quality);
        }
        zones
    }

    fn add_row(
        page: &mut CarbonFootprint,
        hour: Hour,
        zone: ZoneId,
        drawn: Drawn,
        coverage: CoverageRecord,
        method: FootprintMethod,
        version: Option<u32>,
    ) {
        let Drawn { consumption, coverable, quality } = drawn;
        let Factor { location, residual, version } = Self::factor(zone, hour, version);
        let input = HourInput { consumption, coverable, location, residual, coverage };
        let figures = input.figures();
        add_hour(&mut page.sums, consumption, &figures);
        page.hours.push(HourFootprint {
            hour,
            zone,
            consumption,
            coverable,
            quality,
            location_factor: location,
            residual_factor: input.residual_factor(),
            is_residual_missing: residual.is_none(),
            version,
            retired: coverage.retired,
            covered: figures.covered,
            carbon_free: figures.carbon_free,
            emissions: match method {
                FootprintMethod::Location => figures.location_based,
                FootprintMethod::Market => figures.market_based,
            },
        });
    }

    /// The certificates and credits of `account` that are not retired, after `cursor`; at most `limit`, and [`MAX_PAGE`].
    pub fn certificates_of(
        account: T::AccountId,
        cursor: Option<CertificateId>,
        limit: u32,
    ) -> Page<CarbonCertificate<T::AccountId>, CertificateId> {
        let ids = match cursor {
            Some(last) => {
                CertificatesOf::<T>::iter_key_prefix_from(&account, CertificatesOf::<T>::hashed_key_for(&account, last))
            }
            None => CertificatesOf::<T>::iter_key_prefix(&account),
        };
        Self::certificates(ids, limit)
    }

    /// What was retired for `account`, after `cursor`; at most `limit`, and [`MAX_PAGE`].
    pub fn retirements(
        account: T::AccountId,
        cursor: Option<CertificateId>,
        limit: u32,
    ) -> Page<CarbonCertificate<T::AccountId>, CertificateId> {
        let ids = match cursor {
            Some(last) => Retirements::<T>::iter_key_prefix_from(&account, Retirements::<T>::hashed_key_for(&account, last)),
            None => Retirements::<T>::iter_key_prefix(&account),
        };
        Self::certificates(ids, limit)
    }

    fn certificates(
        mut ids: impl Iterator<Item = CertificateId>,
        limit: u32,
    ) -> Page<CarbonCertificate<T::AccountId>, CertificateId> {
        let items: Vec<_> = ids.by_ref().take(page_size(limit)).filter_map(Self::certificate).collect();
        let next = ids.next().and_then(|_| items.last().map(|certificate| certificate.id));
        Page { items, next }
    }

    /// The certificate, with its provenance.
    pub fn certificate(id: CertificateId) -> Option<CarbonCertificate<T::AccountId>> {
        let issuance = Issuances::<T>::get(id.issuance)?;
        let SliceRecord { owner, first, last, state, deposit } = Slices::<T>::get(id.issuance, id.slice)?;
        let is_credit = matches!(issuance.source, Source::Credit { .. });
        let is_expired = issuance.is_expired(Self::today());
        let (status, offered_to, price, retirement) = match state {
            SliceState::Retired(retirement) => ("claimed", None, None, Some(retirement_info(retirement))),
            _ if is_expired => ("expired", None, None, None),
            SliceState::Active => ("active", None, None, None),
            SliceState::Locked { price } => ("locked", None, Some(price), None),
            SliceState::Reserved { to, price } => ("reserved", Some(to), Some(price), None),
            SliceState::Settling => ("settling", None, None, None),
        };
        Some(CarbonCertificate {
            id,
            owner,
            first,
            last,
            unit: if is_credit { "kgCo2e" } else { "wh" }.to_string(),
            status: status.to_string(),
            offered_to,
            price,
            deposit,
            retirement,
            issuance: issuance_info(id.issuance, issuance),
        })
    }

    /// All versions of the factors of a zone that are kept, on the days from `from` to `to`, from `cursor` on; of at most
    /// `MAX_DAYS_PER_PAGE` days, and no more than [`MAX_PAGE`] and those of a day.
    pub fn emission_factors(zone: ZoneId, from: Day, to: Day, cursor: Option<Day>) -> Page<FactorSetInfo, Day> {
        let mut days = (from.max(cursor.unwrap_or(from)).0..=to.0).map(Day);
        let mut items = Vec::new();
        for day in days.by_ref().take(MAX_DAYS_PER_PAGE) {
            let latest = LatestVersion::<T>::get(day, zone);
            let sets = (1..=latest).filter_map(|version| Some((version, Factors::<T>::get(day, (zone, version))?)));
            items.extend(sets.map(|(version, set)| factor_set_info(zone, day, version, version == latest, set)));
            if items.len() >= page_size(MAX_PAGE) {
                break;
            }
        }
        Page { items, next: days.next() }
    }

    /// The carbon projects by number from `cursor` on; at most `limit`, and [`MAX_PAGE`].
    pub fn carbon_projects(cursor: Option<ProjectId>, limit: u32) -> Page<CarbonProject<T::AccountId>, ProjectId> {
        let mut numbers = cursor.unwrap_or_default()..NextProject::<T>::get();
        let mut items = Vec::new();
        for id in numbers.by_ref().take(MAX_NUMBERS_PER_PAGE) {
            items.extend(Projects::<T>::get(id).map(|project| Self::project_info(id, project)));
            if items.len() >= page_size(limit) {
                break;
            }
        }
        Page { items, next: numbers.next() }
    }

    fn project_info(id: ProjectId, project: ProjectRecordOf<T>) -> CarbonProject<T::AccountId> {
        let latest = (0..project.reports).rev().take(usize::try_from(MAX_REPORTS).unwrap_or(usize::MAX));
        let reports = latest.filter_map(|number| Some(report_info(number, Reports::<T>::get(id, number)?))).collect();
        let status = match project.state {
            ProjectState::Draft => "draft",
            ProjectState::Validated => "validated",
            ProjectState::Registered => "registered",
        };
        CarbonProject {
            id,
            owner: project.owner,
            zone: project.zone,
            methodology: project.methodology,
            metadata: project.metadata,
            starts: project.starts,
            ends: project.ends,
            status: status.to_string(),
            verifier: project.verifier,
            regulator: project.regulator,
            reports,
        }
    }
}

/// A page holds an item at least, so that whoever follows cursors gets on.
fn page_size(limit: u32) -> usize {
    usize::try_from(limit.clamp(1, MAX_PAGE)).unwrap_or(usize::MAX)
}

fn issuance_info<AccountId>(id: u64, issuance: IssuanceRecord<AccountId>) -> IssuanceInfo<AccountId> {
    let Totals { issued, active, locked, reserved, retired, expired, withdrawn } = issuance.totals;
    let source = issuance.source;
    let (kind, technology, last_period) = match source {
        Source::Generation { kind, last, .. } => ("generation", Some(kind), Some(last)),
        Source::Storage { kind, period, .. } => ("storage", Some(kind), Some(period)),
        Source::Saving { period, .. } => ("saving", None, Some(period)),
        Source::Credit { .. } => ("credit", None, None),
    };
    let stored = match source {
        Source::Storage { stored, .. } => Some(stored),
        _ => None,
    };
    let credit = match source {
        Source::Credit { project, vintage, first_serial } => Some((project, vintage, first_serial)),
        _ => None,
    };
    IssuanceInfo {
        id,
        kind: kind.to_string(),
        technology: technology.map(technology_name),
        device: source.device(),
        first_period: source.period(),
        last_period,
        stored,
        project: credit.map(|(project, ..)| project),
        vintage: credit.map(|(_, vintage, _)| vintage),
        first_serial: credit.map(|(.., first)| first),
        producer: issuance.producer,
        zone: issuance.zone,
        emission_factor: issuance.emission_factor,
        support: issuance.is_supported.then(|| "energyMining".to_string()),
        issued_at: issuance.issued_at,
        expires: issuance.expires.map(|day| -> UnixSeconds { day.end() }),
        issued,
        active,
        locked,
        reserved,
        retired,
        expired,
        withdrawn,
    }
}

fn technology_name(kind: DeviceKind) -> String {
    let name = match kind {
        DeviceKind::Consumption => "consumption",
        DeviceKind::Solar => "solar",
        DeviceKind::Wind => "wind",
        DeviceKind::Hydro => "hydro",
        DeviceKind::Geothermal => "geothermal",
        DeviceKind::Biomass => "biomass",
        DeviceKind::WasteHeat => "wasteHeat",
        DeviceKind::Storage => "storage",
        DeviceKind::EvCharger => "evCharger",
        DeviceKind::Fossil => "fossil",
    };
    name.to_string()
}

fn retirement_info<AccountId>(retirement: Retirement<AccountId>) -> RetirementInfo<AccountId> {
    let Retirement { claim: Claim { beneficiary, commitment, purpose, from, to }, at, factors } = retirement;
    let (purpose, store) = match purpose {
        Purpose::Consumption => ("consumption", None),
        Purpose::Charging => ("charging", None),
        Purpose::Compliance => ("compliance", None),
        Purpose::Compensation => ("compensation", None),
        Purpose::Storage(store) => ("storage", Some(store)),
    };
    RetirementInfo { beneficiary, commitment, purpose: purpose.to_string(), store, from, to, at, factors }
}

fn factor_set_info(zone: ZoneId, day: Day, version: u32, is_latest: bool, set: FactorSetRecord) -> FactorSetInfo {
    let FactorSetRecord { factors, source_hash, published_at, pins } = set;
    let factors = factors.iter().map(|hour| (hour.location, hour.residual)).collect();
    FactorSetInfo { zone, day, version, is_latest, factors, source_hash, published_at, pins }
}

fn report_info<AccountId>(number: u32, report: ReportRecord<AccountId>) -> CarbonReport<AccountId> {
    let ReportRecord { vintage, first, last, energy, avoided, is_supported: _, evidence, state, verifier } = report;
    let (status, issuance) = match state {
        ReportState::Monitored => ("monitored", None),
        ReportState::Submitted => ("submitted", None),
        ReportState::Verified => ("verified", None),
        ReportState::Issued(issuance) => ("issued", Some(issuance)),
        ReportState::Rejected => ("rejected", None),
    };
    let status = status.to_string();
    CarbonReport { number, vintage, first, last, energy, avoided, evidence, status, issuance, verifier }
}
