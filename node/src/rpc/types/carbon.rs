//! Carbon. Factors are in µgCO2e/Wh, emissions in µgCO2e as decimal strings, units of certificates in Wh and of credits in kg, days are
//! counted from 1970, other times are Unix seconds.

use super::{address, decimal, optional_decimal};
use serde::Serialize;
use sp_core::H256;
use uen_primitives::{
    runtime_api::{
        CarbonCertificate, CarbonFootprint, CarbonProject, CarbonReport, FactorSetInfo, FootprintSums, HourFootprint,
        IssuanceInfo, RetirementInfo,
    },
    CertificateId, Quality,
};
use uen_runtime::AccountId;

/// A certificate as clients name it: the number of its issuance, and its own.
pub fn certificate_text(id: CertificateId) -> String {
    format!("{}-{}", id.issuance, id.slice)
}

/// One hour of a footprint, in one zone.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct HourJson {
    start: u64,
    zone: u32,
    consumption_wh: u64,
    coverable_wh: u64,
    quality: Quality,
    location_factor: u32,
    residual_factor: u32,
    is_residual_missing: bool,
    version: Option<u32>,
    retired_wh: u64,
    covered_wh: u64,
    carbon_free_wh: u64,
    #[serde(serialize_with = "decimal")]
    emissions: u128,
}

impl From<HourFootprint> for HourJson {
    fn from(row: HourFootprint) -> Self {
        Self {
            start: row.hour.start(),
            zone: row.zone,
            consumption_wh: row.consumption.0,
            coverable_wh: row.coverable.0,
            quality: row.quality,
            location_factor: row.location_factor,
            residual_factor: row.residual_factor,
            is_residual_missing: row.is_residual_missing,
            version: row.version,
            retired_wh: row.retired.0,
            covered_wh: row.covered.0,
            carbon_free_wh: row.carbon_free.0,
            emissions: row.emissions,
        }
    }
}

/// The sums over a page of a footprint.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct SumsJson {
    consumption_wh: u64,
    covered_wh: u64,
    carbon_free_wh: u64,
    carbon_free_ppm: Option<u64>,
    #[serde(serialize_with = "decimal")]
    location_based: u128,
    #[serde(serialize_with = "decimal")]
    market_based: u128,
}

impl From<FootprintSums> for SumsJson {
    fn from(sums: FootprintSums) -> Self {
        let millionfold = u128::from(sums.carbon_free.0).saturating_mul(1_000_000);
        Self {
            consumption_wh: sums.consumption.0,
            covered_wh: sums.covered.0,
            carbon_free_wh: sums.carbon_free.0,
            // No more is covered than was consumed: a million at most.
            carbon_free_ppm: millionfold.checked_div(sums.consumption.0.into()).and_then(|share| share.try_into().ok()),
            location_based: sums.location_based,
            market_based: sums.market_based,
        }
    }
}

/// `uen_carbonFootprint` and `uen_carbonFootprintOfDevices`.
#[derive(Clone, Serialize)]
pub struct FootprintJson {
    hours: Vec<HourJson>,
    sums: SumsJson,
    next: Option<u64>,
}

impl From<CarbonFootprint> for FootprintJson {
    fn from(CarbonFootprint { hours, sums, next }: CarbonFootprint) -> Self {
        Self { hours: hours.into_iter().map(Into::into).collect(), sums: sums.into(), next: next.map(|hour| hour.start()) }
    }
}

/// Where the units of an issuance are.
#[derive(Clone, Serialize)]
struct UnitsJson {
    issued: u64,
    active: u64,
    locked: u64,
    reserved: u64,
    retired: u64,
    expired: u64,
    withdrawn: u64,
}

/// Where a certificate comes from.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct IssuanceJson {
    issuance: u64,
    kind: String,
    technology: Option<String>,
    device: Option<H256>,
    first_period: Option<u32>,
    last_period: Option<u32>,
    stored: Option<u64>,
    project: Option<u32>,
    vintage: Option<u16>,
    producer: String,
    zone: u32,
    emission_factor: u32,
    support: Option<String>,
    issued_at: u64,
    expires: Option<u64>,
    units: UnitsJson,
}

impl From<IssuanceInfo<AccountId>> for IssuanceJson {
    fn from(info: IssuanceInfo<AccountId>) -> Self {
        Self {
            issuance: info.id,
            kind: info.kind,
            technology: info.technology,
            device: info.device.map(|device| device.0),
            first_period: info.first_period.map(|period| period.0),
            last_period: info.last_period.map(|period| period.0),
            stored: info.stored,
            project: info.project,
            vintage: info.vintage,
            producer: address(&info.producer),
            zone: info.zone,
            emission_factor: info.emission_factor,
            support: info.support,
            issued_at: info.issued_at,
            expires: info.expires,
            units: UnitsJson {
                issued: info.issued,
                active: info.active,
                locked: info.locked,
                reserved: info.reserved,
                retired: info.retired,
                expired: info.expired,
                withdrawn: info.withdrawn,
            },
        }
    }
}

/// A retirement.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct RetirementJson {
    beneficiary: String,
    commitment: H256,
    purpose: String,
    store: Option<H256>,
    from: u32,
    to: u32,
    at: u64,
    factors: Option<u32>,
}

impl From<RetirementInfo<AccountId>> for RetirementJson {
    fn from(info: RetirementInfo<AccountId>) -> Self {
        Self {
            beneficiary: address(&info.beneficiary),
            commitment: info.commitment,
            purpose: info.purpose,
            store: info.store.map(|device| device.0),
            from: info.from.0,
            to: info.to.0,
            at: info.at,
            factors: info.factors,
        }
    }
}

/// `uen_certificate`, and an item of `uen_certificatesOf` and `uen_retirements`. Not to be confused with the certificates of a device.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CarbonCertificateJson {
    certificate: String,
    serial: Option<String>,
    owner: String,
    first: u64,
    last: u64,
    unit: String,
    status: String,
    offered_to: Option<String>,
    #[serde(serialize_with = "optional_decimal")]
    price: Option<u64>,
    #[serde(serialize_with = "decimal")]
    deposit: u128,
    retirement: Option<RetirementJson>,
    issuance: IssuanceJson,
}

impl From<CarbonCertificate<AccountId>> for CarbonCertificateJson {
    fn from(info: CarbonCertificate<AccountId>) -> Self {
        Self {
            certificate: certificate_text(info.id),
            serial: serial(&info),
            owner: address(&info.owner),
            first: info.first,
            last: info.last,
            unit: info.unit,
            status: info.status,
            offered_to: info.offered_to.as_ref().map(address),
            price: info.price,
            deposit: info.deposit,
            retirement: info.retirement.map(Into::into),
            issuance: info.issuance.into(),
        }
    }
}

/// The serial of credits: project, vintage, and the first and the last kg among all of those.
fn serial(info: &CarbonCertificate<AccountId>) -> Option<String> {
    let (project, vintage) = info.issuance.project.zip(info.issuance.vintage)?;
    let place = |unit: u64| info.issuance.first_serial?.checked_add(unit)?.checked_sub(1);
    Some(format!("{project}-{vintage}-{}-{}", place(info.first)?, place(info.last)?))
}

/// The factors of an hour.
#[derive(Clone, Serialize)]
struct FactorsJson {
    location: u32,
    residual: Option<u32>,
}

/// An item of `uen_emissionFactors`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FactorSetJson {
    zone: u32,
    day: u32,
    version: u32,
    is_latest: bool,
    hours: Vec<FactorsJson>,
    source_hash: H256,
    published_at: u64,
    pins: u32,
}

impl From<FactorSetInfo> for FactorSetJson {
    fn from(info: FactorSetInfo) -> Self {
        let hours = info.factors.into_iter().map(|(location, residual)| FactorsJson { location, residual });
        Self {
            zone: info.zone,
            day: info.day.0,
            version: info.version,
            is_latest: info.is_latest,
            hours: hours.collect(),
            source_hash: info.source_hash,
            published_at: info.published_at,
            pins: info.pins,
        }
    }
}

/// A report of a project.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportJson {
    report: u32,
    vintage: u16,
    first_period: u32,
    last_period: u32,
    energy_wh: u64,
    #[serde(serialize_with = "decimal")]
    avoided: u128,
    evidence: H256,
    status: String,
    issuance: Option<u64>,
    verifier: Option<String>,
}

impl From<CarbonReport<AccountId>> for ReportJson {
    fn from(report: CarbonReport<AccountId>) -> Self {
        Self {
            report: report.number,
            vintage: report.vintage,
            first_period: report.first.0,
            last_period: report.last.0,
            energy_wh: report.energy.0,
            avoided: report.avoided,
            evidence: report.evidence,
            status: report.status,
            issuance: report.issuance,
            verifier: report.verifier.as_ref().map(address),
        }
    }
}

/// An item of `uen_carbonProjects`.
#[derive(Clone, Serialize)]
pub struct ProjectJson {
    project: u32,
    owner: String,
    zone: u32,
    methodology: H256,
    metadata: H256,
    starts: u32,
    ends: u32,
    status: String,
    verifier: Option<String>,
    regulator: Option<String>,
    reports: Vec<ReportJson>,
}

impl From<CarbonProject<AccountId>> for ProjectJson {
    fn from(project: CarbonProject<AccountId>) -> Self {
        Self {
            project: project.id,
            owner: address(&project.owner),
            zone: project.zone,
            methodology: project.methodology,
            metadata: project.metadata,
            starts: project.starts.0,
            ends: project.ends.0,
            status: project.status,
            verifier: project.verifier.as_ref().map(address),
            regulator: project.regulator.as_ref().map(address),
            reports: project.reports.into_iter().map(Into::into).collect(),
        }
    }
}
