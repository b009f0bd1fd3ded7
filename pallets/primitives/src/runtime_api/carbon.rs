//! What the chain answers about carbon. Factors are in µgCO2e/Wh (= mg/kWh), emissions in µgCO2e, quantities in Wh or, for credits, in kg.

use crate::{
    Balance, CertificateId, Day, DeviceId, Hour, IssuanceId, Period, PricePerWh, ProjectId, Quality, UnixSeconds, Wh, ZoneId,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

/// Which of the two figures of GHG Protocol Scope 2 the rows of a footprint show. Sums are always given for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum FootprintMethod {
    /// What the grid emitted for the consumption.
    #[codec(index = 0)]
    Location,
    /// What remains when claimed certificates are taken into account.
    #[codec(index = 1)]
    Market,
}

/// An account's footprint in one hour and zone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct HourFootprint {
    /// The hour.
    pub hour: Hour,
    /// Grid area.
    pub zone: ZoneId,
    /// Taken from the grid.
    pub consumption: Wh,
    /// What of it was `Measured`, and so can be covered by certificates.
    pub coverable: Wh,
    /// The worst quality of what it was computed from.
    pub quality: Quality,
    /// Location factor.
    pub location_factor: u32,
    /// Residual factor; that of the location where none was published.
    pub residual_factor: u32,
    /// Whether the location factor stands in for the residual one.
    pub is_residual_missing: bool,
    /// Version of the factors; `None` if none was published and the zone's fallback stands in.
    pub version: Option<u32>,
    /// Retired for the account in this hour and zone.
    pub retired: Wh,
    /// Of the consumption, covered by it.
    pub covered: Wh,
    /// Of the consumption, covered by certificates without direct emissions.
    pub carbon_free: Wh,
    /// By the method that was asked for.
    pub emissions: u128,
}

/// Sums of a footprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FootprintSums {
    /// Taken from the grid.
    pub consumption: Wh,
    /// Covered by retired certificates of the same hour and zone.
    pub covered: Wh,
    /// Covered by those without direct emissions.
    pub carbon_free: Wh,
    /// Location-based.
    pub location_based: u128,
    /// Market-based.
    pub market_based: u128,
}

/// A page of a footprint, with the sums over the page.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CarbonFootprint {
    /// Hours with consumption, retirements or missing readings, in order.
    pub hours: Vec<HourFootprint>,
    /// Sums over `hours`.
    pub sums: FootprintSums,
    /// The hour at which the next page starts; `None` if this is the last one.
    pub next: Option<Hour>,
}

/// A slice of certificates or credits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CarbonCertificate<AccountId> {
    /// Identifier.
    pub id: CertificateId,
    /// Who owns it; who retired it.
    pub owner: AccountId,
    /// First unit of the issuance's range.
    pub first: u64,
    /// Last unit.
    pub last: u64,
    /// `wh` or `kgCo2e`.
    pub unit: String,
    /// `active`, `locked`, `reserved`, `settling`, `claimed` or `expired`.
    pub status: String,
    /// For whom it is reserved.
    pub offered_to: Option<AccountId>,
    /// Asked for a unit, in planck.
    pub price: Option<PricePerWh>,
    /// On hold for it, in planck.
    pub deposit: Balance,
    /// The retirement.
    pub retirement: Option<RetirementInfo<AccountId>>,
    /// The issuance: provenance.
    pub issuance: IssuanceInfo<AccountId>,
}

/// Where certificates or credits come from.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct IssuanceInfo<AccountId> {
    /// Identifier.
    pub id: IssuanceId,
    /// `generation`, `storage`, `saving` or `credit`.
    pub kind: String,
    /// The technology, of generation and storage.
    pub technology: Option<String>,
    /// The device whose signed readings it was issued from.
    pub device: Option<DeviceId>,
    /// First delivery period.
    pub first_period: Option<Period>,
    /// Last delivery period.
    pub last_period: Option<Period>,
    /// The issuance whose energy was stored.
    pub stored: Option<IssuanceId>,
    /// The project of credits.
    pub project: Option<ProjectId>,
    /// The calendar year of credits.
    pub vintage: Option<u16>,
    /// The place of the first unit among all credits of the project and vintage.
    pub first_serial: Option<u64>,
    /// To whom it was issued.
    pub producer: AccountId,
    /// Grid area of production.
    pub zone: ZoneId,
    /// Direct emissions.
    pub emission_factor: u32,
    /// `energyMining` if the same energy may be rewarded by it.
    pub support: Option<String>,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// Usable up to this time; `None` for credits.
    pub expires: Option<UnixSeconds>,
    /// All units that were issued.
    pub issued: u64,
    /// Owned and free.
    pub active: u64,
    /// For sale to anybody.
    pub locked: u64,
    /// Offered to one account, or waiting for the settlement of a green sale.
    pub reserved: u64,
    /// Retired.
    pub retired: u64,
    /// Expired.
    pub expired: u64,
    /// Withdrawn by the issuer.
    pub withdrawn: u64,
}

/// A retirement.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RetirementInfo<AccountId> {
    /// Whose consumption is covered.
    pub beneficiary: AccountId,
    /// Salted hash of who that is.
    pub commitment: H256,
    /// `consumption`, `charging`, `compliance`, `compensation` or `storage`.
    pub purpose: String,
    /// The store, if it was retired into one.
    pub store: Option<DeviceId>,
    /// First day of the reporting period.
    pub from: Day,
    /// Last day of the reporting period.
    pub to: Day,
    /// When it was retired.
    pub at: UnixSeconds,
    /// The version of the factors that was the latest.
    pub factors: Option<u32>,
}

/// A version of the factors of a zone and day.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FactorSetInfo {
    /// The zone.
    pub zone: ZoneId,
    /// The day.
    pub day: Day,
    /// The version.
    pub version: u32,
    /// Whether there is no later one.
    pub is_latest: bool,
    /// Location factor and residual factor of each hour.
    pub factors: Vec<(u32, Option<u32>)>,
    /// BLAKE2b-256 of the sources' hashes.
    pub source_hash: H256,
    /// When it was published.
    pub published_at: UnixSeconds,
    /// How many claims refer to it.
    pub pins: u32,
}

/// A carbon project.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CarbonProject<AccountId> {
    /// Identifier.
    pub id: ProjectId,
    /// Who runs it.
    pub owner: AccountId,
    /// Grid area.
    pub zone: ZoneId,
    /// Hash of the methodology.
    pub methodology: H256,
    /// Hash of the description.
    pub metadata: H256,
    /// First day of the crediting period.
    pub starts: Day,
    /// Last day of the crediting period.
    pub ends: Day,
    /// `draft`, `validated` or `registered`.
    pub status: String,
    /// Who validated it.
    pub verifier: Option<AccountId>,
    /// Who registered it.
    pub regulator: Option<AccountId>,
    /// Its reports, the latest first, at most [`MAX_REPORTS`].
    pub reports: Vec<CarbonReport<AccountId>>,
}

/// Most reports that a project is shown with.
pub const MAX_REPORTS: u32 = 20;

/// A report of a project.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CarbonReport<AccountId> {
    /// Its number.
    pub number: u32,
    /// The calendar year.
    pub vintage: u16,
    /// First metered period.
    pub first: Period,
    /// Last metered period.
    pub last: Period,
    /// What was generated.
    pub energy: Wh,
    /// What that avoided.
    pub avoided: u128,
    /// Hash of the monitoring report.
    pub evidence: H256,
    /// `monitored`, `submitted`, `verified`, `issued` or `rejected`.
    pub status: String,
    /// The issuance of its credits.
    pub issuance: Option<IssuanceId>,
    /// Who judged it.
    pub verifier: Option<AccountId>,
}
