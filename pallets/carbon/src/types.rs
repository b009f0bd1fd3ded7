//! What the pallet stores, and the rules that need nothing but a record.
//!
//! Emission factors are in µgCO2e/Wh, which is mg/kWh; emissions in µgCO2e.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;
use uen_primitives::{
    Balance, CertificateId, Day, DeviceId, DeviceKind, Hour, IssuanceId, Period, PricePerWh, ProjectId, UnixSeconds, Wh, ZoneId,
    HOURS_PER_DAY,
};

/// Most sources of a zone's emission factors.
pub const MAX_SOURCES: u32 = 15;

/// Most that a factor can be, in µgCO2e/Wh: 5 kg/kWh, some four times what the worst lignite plant emits.
pub const MAX_FACTOR: u32 = 5_000_000;

/// Direct emissions of electricity from solid biomass that count for Scope 2, in µgCO2e/Wh: CH4 and N2O, the biogenic CO2 being reported
/// apart (GHG Protocol Scope 2 Guidance, 6.12). From the default factors for wood, 30 kg CH4 and 4 kg N2O a TJ (IPCC 2006 Guidelines, vol.
/// 2, table 2.2), 12 MJ of fuel a kWh (30 % efficiency), and global warming potentials of 28 and 265 (IPCC AR5):
/// `12e-6 × (30 × 28 + 4 × 265) kg/kWh = 22.8 g/kWh`.
pub const BIOMASS_FACTOR: u32 = 22_800;

/// Direct emissions of what a certificated technology generates, in µgCO2e/Wh.
pub fn technology_factor(kind: DeviceKind) -> u32 {
    match kind {
        DeviceKind::Biomass => BIOMASS_FACTOR,
        _ => 0,
    }
}

/// Emission factors of one hour in one zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct HourFactors {
    /// Of all that is consumed in the zone, in µgCO2e/Wh: for the location-based figure.
    pub location: u32,
    /// Of what remains when claimed certificates are taken out, in µgCO2e/Wh: for the market-based figure. Where it is not known the
    /// location factor stands in, which a report says.
    pub residual: Option<u32>,
}

/// Factors of the hours of a day.
pub type DayFactors = BoundedVec<HourFactors, ConstU32<HOURS_PER_DAY>>;

/// Who says what a zone's factors are, and what they can be.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FactorRules<AccountId> {
    /// The sources, each once.
    pub sources: BoundedVec<AccountId, ConstU32<MAX_SOURCES>>,
    /// How many of them publish a version: the median of theirs counts.
    pub quorum: u32,
    /// Lowest factor that is taken, in µgCO2e/Wh.
    pub lowest: u32,
    /// Highest factor that is taken, in µgCO2e/Wh.
    pub highest: u32,
    /// Location factor where none was published, in µgCO2e/Wh, such as last year's mean. A report says where it stands in.
    pub fallback: u32,
}

impl<AccountId: PartialEq> FactorRules<AccountId> {
    /// Whether the quorum is a majority that the sources can reach, no source is listed twice, and the bounds are in order.
    pub fn is_valid(&self) -> bool {
        let sources = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        let is_unique = self.sources.iter().enumerate().all(|(at, source)| !self.sources.iter().take(at).any(|s| s == source));
        let is_majority = self.quorum > sources / 2 && self.quorum <= sources;
        is_majority && is_unique && self.lowest <= self.fallback && self.fallback <= self.highest && self.highest <= MAX_FACTOR
    }

    /// Whether all factors are within the bounds.
    pub fn allow(&self, factors: &DayFactors) -> bool {
        let is_in = |factor: u32| (self.lowest..=self.highest).contains(&factor);
        factors.iter().all(|hour| is_in(hour.location) && hour.residual.is_none_or(is_in))
    }
}

/// What a source says of a day, until a quorum agrees on a version.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SubmissionRecord {
    /// The factors, one an hour.
    pub factors: DayFactors,
    /// BLAKE2b-256 of the data that they were taken from.
    pub source_hash: H256,
}

/// A version of the factors of a zone and day.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FactorSetRecord {
    /// The factors, one an hour: the medians of what was submitted.
    pub factors: DayFactors,
    /// BLAKE2b-256 of the sources' hashes, in the order of their accounts.
    pub source_hash: H256,
    /// When it was published.
    pub published_at: UnixSeconds,
    /// How many claims refer to it. While any does it is kept.
    pub pins: u32,
}

/// The factors that hold for an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// In µgCO2e/Wh.
    pub location: u32,
    /// In µgCO2e/Wh; `None` where the location factor stands in.
    pub residual: Option<u32>,
    /// The version; `None` where none was published and the zone's fallback stands in.
    pub version: Option<u32>,
}

/// What governance appoints somebody for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum OfficerRole {
    /// Validates projects and verifies what they report (ISO 14065).
    #[codec(index = 0)]
    Verifier,
    /// Registers projects and issues credits.
    #[codec(index = 1)]
    Regulator,
}

/// What stands behind an issuance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Source {
    /// Certificates of what a device generated in these periods of one hour.
    #[codec(index = 0)]
    Generation {
        /// The device.
        device: DeviceId,
        /// First delivery period.
        first: Period,
        /// Last delivery period.
        last: Period,
        /// The technology.
        kind: DeviceKind,
    },
    /// Certificates of what a store gave back in a period.
    #[codec(index = 1)]
    Storage {
        /// The store.
        device: DeviceId,
        /// The delivery period.
        period: Period,
        /// The issuance whose energy was stored.
        stored: IssuanceId,
        /// The technology that generated it.
        kind: DeviceKind,
    },
    /// Certificates of what was saved in a period, by demand response.
    #[codec(index = 2)]
    Saving {
        /// The device that drew less.
        device: DeviceId,
        /// The delivery period.
        period: Period,
    },
    /// Credits of a project.
    #[codec(index = 3)]
    Credit {
        /// The project.
        project: ProjectId,
        /// The calendar year in which the emissions were avoided.
        vintage: u16,
        /// The first kg's place among all of the project and vintage, from 1 on.
        first_serial: u64,
    },
}

impl Source {
    /// The first delivery period; `None` for credits.
    pub fn period(&self) -> Option<Period> {
        match *self {
            Self::Generation { first, .. } => Some(first),
            Self::Storage { period, .. } | Self::Saving { period, .. } => Some(period),
            Self::Credit { .. } => None,
        }
    }

    /// The hour of production; `None` for credits.
    pub fn hour(&self) -> Option<Hour> {
        self.period().map(Period::hour)
    }

    /// The device; `None` for credits.
    pub fn device(&self) -> Option<DeviceId> {
        match *self {
            Self::Generation { device, .. } | Self::Storage { device, .. } | Self::Saving { device, .. } => Some(device),
            Self::Credit { .. } => None,
        }
    }

    /// Whether it is of generated energy, which covers consumption: neither a saving nor a credit does.
    pub fn covers(&self) -> bool {
        matches!(self, Self::Generation { .. } | Self::Storage { .. })
    }
}

/// Where the units of an issuance are: Wh, or kg for credits.
///
/// `issued = active + locked + reserved + retired + expired + withdrawn`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Totals {
    /// All that were ever issued: the range is `[1, issued]`.
    pub issued: u64,
    /// Owned and free.
    pub active: u64,
    /// For sale to anybody.
    pub locked: u64,
    /// Offered to somebody, or waiting for the settlement of a green sale.
    pub reserved: u64,
    /// Retired.
    pub retired: u64,
    /// Expired.
    pub expired: u64,
    /// Withdrawn by the issuer.
    pub withdrawn: u64,
}

/// An issuance: a range of units, `[1, totals.issued]`, that slices share.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct IssuanceRecord<AccountId> {
    /// What stands behind it.
    pub source: Source,
    /// To whom it was issued.
    pub producer: AccountId,
    /// Grid area of production.
    pub zone: ZoneId,
    /// Direct emissions, in µgCO2e/Wh; 0 for credits.
    pub emission_factor: u32,
    /// Whether energy mining may reward the same energy: a support scheme, to be disclosed with a certificate.
    pub is_supported: bool,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// After this day nothing of it can be used; `None` for credits, which do not expire.
    pub expires: Option<Day>,
    /// Where its units are.
    pub totals: Totals,
    /// The number of the next slice.
    pub next_slice: u32,
}

impl<AccountId> IssuanceRecord<AccountId> {
    /// Units that somebody can still use.
    pub fn live(&self) -> u64 {
        self.totals.active.saturating_add(self.totals.locked).saturating_add(self.totals.reserved)
    }

    /// Whether it can no longer be used on `today`.
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|day| today > day)
    }
}

/// Why units are retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Purpose {
    /// Consumption of electricity: GHG Protocol Scope 2, market-based.
    #[codec(index = 0)]
    Consumption,
    /// Charging of vehicles.
    #[codec(index = 1)]
    Charging,
    /// An obligation to consume renewable energy, or to hand over credits.
    #[codec(index = 2)]
    Compliance,
    /// Compensation of emissions: credits only.
    #[codec(index = 3)]
    Compensation,
    /// Energy that went into this store, which reissues what it gives back. Only by `store`.
    #[codec(index = 4)]
    Storage(DeviceId),
}

impl Purpose {
    /// Whether it covers somebody's consumption.
    pub fn covers(self) -> bool {
        matches!(self, Self::Consumption | Self::Charging | Self::Compliance)
    }
}

/// For whom and what for units are retired.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Claim<AccountId> {
    /// Whose consumption is covered.
    pub beneficiary: AccountId,
    /// Salted hash of who the beneficiary is, for an auditor: no personal data on chain.
    pub commitment: H256,
    /// What for.
    pub purpose: Purpose,
    /// First day of the reporting period.
    pub from: Day,
    /// Last day of the reporting period.
    pub to: Day,
}

/// A retirement.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Retirement<AccountId> {
    /// For whom and what for.
    pub claim: Claim<AccountId>,
    /// When.
    pub at: UnixSeconds,
    /// The version of the zone's and day's factors that was the latest: kept as long as the retirement is.
    pub factors: Option<u32>,
}

/// What can be done with a slice.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum SliceState<AccountId> {
    /// Its owner can do anything.
    #[codec(index = 0)]
    Active,
    /// Locked for sale to anybody, in whole or in parts.
    #[codec(index = 1)]
    Locked {
        /// In planck per unit.
        price: PricePerWh,
    },
    /// Reserved for one account, in whole.
    #[codec(index = 2)]
    Reserved {
        /// For whom.
        to: AccountId,
        /// In planck per unit; 0 for a transfer.
        price: PricePerWh,
    },
    /// What green sales left may still go to a buyer: their settlement is under way.
    #[codec(index = 3)]
    Settling,
    /// Retired: nothing changes any more.
    #[codec(index = 4)]
    Retired(Retirement<AccountId>),
}

/// A slice `[first, last]` of an issuance.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SliceRecord<AccountId> {
    /// Who owns it; who retired it.
    pub owner: AccountId,
    /// First unit, from 1 on.
    pub first: u64,
    /// Last unit.
    pub last: u64,
    /// What can be done with it.
    pub state: SliceState<AccountId>,
    /// Held from the owner for its storage, in planck; 0 once it is retired.
    pub deposit: Balance,
}

impl<AccountId> SliceRecord<AccountId> {
    /// How many units it has. Never zero.
    pub fn quantity(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

/// What an account's retirements cover in an hour and zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CoverageRecord {
    /// Energy retired.
    pub retired: Wh,
    /// Of it, that of certificates without direct emissions.
    pub carbon_free: Wh,
    /// Σ energy × the certificates' factors, in µgCO2e.
    pub emissions: u128,
    /// Number of retirements.
    pub retirements: u32,
}

/// Certified energy that went into a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AllocationRecord {
    /// The retired slice.
    pub certificate: CertificateId,
    /// The technology that generated it. This and what follows is kept here, since the issuance may be gone when the store gives it back.
    pub kind: DeviceKind,
    /// Direct emissions, in µgCO2e/Wh.
    pub emission_factor: u32,
    /// Whether energy mining may have rewarded it.
    pub is_supported: bool,
    /// When it was charged.
    pub hour: Hour,
    /// What is left of it in the store.
    pub left: Wh,
}

/// Which allocations a store has: first in, first out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct StoreRecord {
    /// The oldest that is left.
    pub first: u32,
    /// The number of the next one.
    pub next: u32,
}

/// Where a project stands. Monitoring, verification and issuance are states of its reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ProjectState {
    /// Described by its owner.
    #[codec(index = 0)]
    Draft,
    /// A verifier found its description sound.
    #[codec(index = 1)]
    Validated,
    /// A regulator registered it: it can monitor.
    #[codec(index = 2)]
    Registered,
}

/// A carbon project.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ProjectRecord<AccountId> {
    /// Who runs it, and gets its credits.
    pub owner: AccountId,
    /// Grid area whose location factors are its baseline.
    pub zone: ZoneId,
    /// BLAKE2b-256 of the methodology.
    pub methodology: H256,
    /// BLAKE2b-256 of the project's description.
    pub metadata: H256,
    /// First day of its crediting period.
    pub starts: Day,
    /// Last day of its crediting period.
    pub ends: Day,
    /// Where it stands.
    pub state: ProjectState,
    /// Who validated it.
    pub verifier: Option<AccountId>,
    /// Who registered it.
    pub regulator: Option<AccountId>,
    /// How many reports it has.
    pub reports: u32,
    /// What the last credits left of a kg, in µgCO2e: it goes into the next.
    pub remainder: u128,
    /// Held from the owner for its storage, in planck.
    pub deposit: Balance,
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ReportState {
    /// Metered hours are added.
    #[codec(index = 0)]
    Monitored,
    /// Complete, and waiting for a verifier.
    #[codec(index = 1)]
    Submitted,
    /// A verifier found it right.
    #[codec(index = 2)]
    Verified,
    /// Credits were issued.
    #[codec(index = 3)]
    Issued(IssuanceId),
    /// A verifier found it wrong. Its energy cannot be used again.
    #[codec(index = 4)]
    Rejected,
}

/// What a project avoided in a part of a calendar year. It is computed from signed readings and published factors.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReportRecord<AccountId> {
    /// The calendar year.
    pub vintage: u16,
    /// First metered period.
    pub first: Period,
    /// Last metered period.
    pub last: Period,
    /// What was generated.
    pub energy: Wh,
    /// Σ energy × (location factor − the technology's own), in µgCO2e.
    pub avoided: u128,
    /// Whether energy mining may have rewarded any of the energy: a support scheme, to be disclosed with the credits.
    pub is_supported: bool,
    /// BLAKE2b-256 of the monitoring report; zero until it is submitted.
    pub evidence: H256,
    /// Where it stands.
    pub state: ReportState,
    /// Who judged it.
    pub verifier: Option<AccountId>,
}

/// How far the removal of what is due on a day has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SweepRecord {
    /// The issuance.
    pub issuance: IssuanceId,
    /// The last slice that was looked at; `None` if it was the last of them, and the next issuance follows.
    pub last: Option<u32>,
}

/// What the chain has to clean up next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agenda {
    /// The first day on which issuances may be due; `None` before the first issuance.
    pub due: Option<Day>,
    /// The issuance that is being swept.
    pub sweep: Option<SweepRecord>,
    /// The first day whose factors may be kept; `None` before the first.
    pub factors: Option<Day>,
    /// The last zone of that day that was looked at; `None` at its start.
    pub factors_zone: Option<ZoneId>,
}
