//! What the chain answers to `uen_*` JSON-RPC and to `state_call`. Lists are paginated: `cursor` is where the next page starts,
//! `None` for the first page; `limit` is capped at [`MAX_PAGE`].
// The macro adds arguments of its own to a query's, and drops attributes.
#![allow(clippy::too_many_arguments)]

use crate::{
    Balance, Capacities, CertificateId, Day, DeviceId, DeviceKey, DeviceKind, Flags, Hour, MarketId, Medium, OrderId, Period,
    Permissions, ProjectId, Quality, Registers, Resolution, SignedReading, UnixSeconds, Wh, ZoneId,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

mod carbon;
mod market;
mod staking;

pub use carbon::{
    CarbonCertificate, CarbonFootprint, CarbonProject, CarbonReport, FactorSetInfo, FootprintMethod, FootprintSums,
    HourFootprint, IssuanceInfo, RetirementInfo, MAX_REPORTS,
};
pub use market::{
    v1 as market_v1, ClearingInfo, ClearingPreview, DepthLevel, DisputeInfo, FillInfo, ImbalanceInfo, MarketDepth, MarketInfo,
    MarketSums, OrderInfo, OrderSums, PriceBound, PriceExplanation, SettlementInfo, TradeInfo, ZoneInfo,
};
pub use staking::{DelegationInfo, StakeInfo, StakingStatus, UnbondingInfo, ValidatorInfo, VotingPowerInfo};

/// Most items in one page.
pub const MAX_PAGE: u32 = 100;

/// A page, and where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Page<Item, Cursor> {
    /// The items.
    pub items: Vec<Item>,
    /// Cursor of the next page; `None` if this is the last one.
    pub next: Option<Cursor>,
}

/// Energy mining at a block. Amounts in planck.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MiningStatus {
    /// The era that is being mined; era 0 is the day of the chain's first block. `None` before the first block.
    pub era: Option<u32>,
    /// The day that era 0 was.
    pub first_day: Option<Day>,
    /// The next era to be closed.
    pub next_to_close: u32,
    /// What was never assigned: R.
    pub remaining: Balance,
    /// Assigned and not yet paid.
    pub reserved: Balance,
    /// Paid.
    pub paid: Balance,
    /// Accumulated for stakers.
    pub staking_pot: Balance,
    /// Accumulated for green behaviour.
    pub behaviour_pot: Balance,
    /// Budget of an era closed now, for energy.
    pub energy_budget: Balance,
    /// Budget of an era closed now, for stakers.
    pub staking_budget: Balance,
    /// Budget of an era closed now, for green behaviour.
    pub behaviour_budget: Balance,
    /// Most that a weighted kWh can earn.
    pub max_reward_per_weighted_kwh: Balance,
}

/// What an account earned in an era.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MiningReward {
    /// The era.
    pub era: u32,
    /// Σ Wh × technology × channel, weights in per mille.
    pub weighted_energy: u128,
    /// In planck; `None` until the era is closed.
    pub reward: Option<Balance>,
    /// Whether it was paid.
    pub claimed: bool,
}

/// Totals of an era.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MiningEra {
    /// The era.
    pub era: u32,
    /// Its day.
    pub day: Day,
    /// W = Σ of all weighted energy.
    pub weighted_energy: u128,
    /// Planck that its miners share.
    pub spend: Balance,
    /// Planck of it not yet claimed.
    pub unclaimed: Balance,
}

/// A certificate of a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CertificateInfo<AccountId> {
    /// `typeApproval`, `metrology` or `authorisation`.
    pub kind: String,
    /// Who issued it.
    pub issuer: AccountId,
    /// For which zone, and all below it, the issuer was appointed; `None` for all zones.
    pub scope: Option<ZoneId>,
    /// Valid for readings that end at or before this.
    pub valid_until: UnixSeconds,
    /// Whether it, or its issuer, was revoked.
    pub revoked: bool,
}

/// Something that keeps a device from measuring, or from what it could do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceProblem {
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub advice: String,
}

/// A key to which a device delegated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DelegatedKey {
    /// Ed25519.
    pub key: DeviceKey,
    /// It signs no reading that ends later.
    pub not_after: UnixSeconds,
}

/// A key that signed a device's readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FormerKeyInfo {
    /// The key.
    pub key: DeviceKey,
    /// The largest counter that it could sign.
    pub last_counter: u64,
    /// When it was replaced.
    pub replaced_at: UnixSeconds,
}

/// How complete and how punctual a device's kept history is. Periods before its opening reading do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceQuality {
    /// Start of the kept history, or of the device's own if that began later.
    pub from: UnixSeconds,
    /// End of the last delivery period that is over.
    pub until: UnixSeconds,
    /// Delivery periods in between.
    pub periods: u32,
    /// Those measured.
    pub measured: u32,
    /// Those that are only known as part of a longer span, or whose reading did not start where the last one ended.
    pub late: u32,
    /// Those that the device estimated.
    pub estimated: u32,
    /// Those that a person entered.
    pub manual: u32,
    /// Those of which nothing is known.
    pub missing: u32,
    /// Measured periods among all, in parts per million.
    pub completeness_ppm: u32,
    /// By how many seconds the last reading is behind the chain's clock.
    pub behind_seconds: u64,
}

/// What would become of a reading if it were submitted now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReadingVerdict {
    /// In which quality it would be recorded; `None` if it would be refused.
    pub quality: Option<Quality>,
    /// Why it would be refused, by the name of the reason.
    pub reason: Option<String>,
    /// What to do about that.
    pub advice: Option<String>,
}

/// A device at a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceInfo<AccountId> {
    /// Identifier.
    pub id: DeviceId,
    /// Public key.
    pub key: DeviceKey,
    /// The key to which it delegated, and until when; `None` if `key` signs readings itself, or if nothing was delegated.
    pub delegation: Option<DelegatedKey>,
    /// How many changes of keys and delegations there were: the number of the next one.
    pub key_number: u32,
    /// The keys that signed readings before, the oldest first.
    pub former_keys: Vec<FormerKeyInfo>,
    /// Owner.
    pub owner: AccountId,
    /// Whom the owner offers it to.
    pub offered_to: Option<AccountId>,
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// What is measured.
    pub medium: Medium,
    /// Most that it can do.
    pub capacities: Capacities,
    /// By which spans it measures.
    pub resolution: Resolution,
    /// Grid area.
    pub zone: ZoneId,
    /// The regulator's commitment to its grid connection; `None` before it was authorised.
    pub connection: Option<H256>,
    /// `pending`, `certified`, `active`, `suspended`, `expired`, `revoked` or `retired`.
    pub status: String,
    /// What it is authorised for.
    pub permissions: Permissions,
    /// Its certificates.
    pub certificates: Vec<CertificateInfo<AccountId>>,
    /// Counter of the last accepted reading.
    pub last_counter: u64,
    /// End of the last accepted reading; `None` before the opening reading.
    pub last_end: Option<UnixSeconds>,
    /// Registers of the last accepted reading.
    pub registers: Registers,
    /// How many more readings that end in the hour and the period of the last one are taken without an account.
    pub extra_readings_left: u8,
    /// When the revocation that was announced becomes final; `None` if none was.
    pub revoked_from: Option<UnixSeconds>,
    /// What is wrong with it.
    pub problems: Vec<DeviceProblem>,
    /// Deposit on hold, in planck.
    pub deposit: Balance,
    /// BLAKE2b-256 of the metadata kept off chain.
    pub metadata_hash: H256,
}

/// What a device measured in one delivery period.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct IntervalInfo {
    /// Start of the span.
    pub start: UnixSeconds,
    /// End of the span.
    pub end: UnixSeconds,
    /// Taken from the grid.
    pub import: Wh,
    /// Given to the grid.
    pub export: Wh,
    /// Generated.
    pub generation: Wh,
    /// How well it is known.
    pub quality: Quality,
    /// What the device said of the last reading in the span.
    pub flags: Flags,
}

sp_api::decl_runtime_apis! {
    /// Energy mining.
    pub trait EnergyMiningApi<AccountId> where AccountId: codec::Codec {
        /// Where energy mining stands.
        fn mining_status() -> MiningStatus;
        /// What `account` earned, newest era first. The cursor is the first era of the page.
        fn mining_rewards(account: AccountId, cursor: Option<u32>, limit: u32) -> Page<MiningReward, u32>;
        /// Closed eras, newest first, as long as their rewards can be claimed.
        fn mining_eras(cursor: Option<u32>, limit: u32) -> Page<MiningEra, u32>;
    }

    /// Validators and stakes.
    pub trait StakingApi<AccountId> where AccountId: codec::Codec {
        /// Where staking stands.
        fn staking_status() -> StakingStatus;
        /// The validators, in no particular order. The cursor is the last validator of the page before.
        fn validators(cursor: Option<AccountId>, limit: u32) -> Page<ValidatorInfo<AccountId>, AccountId>;
        /// What `account` has staked, is unbonding and can claim.
        fn stake(account: AccountId) -> StakeInfo<AccountId>;
        /// What `account` can vote with.
        fn voting_power(account: AccountId) -> VotingPowerInfo<AccountId>;
    }

    /// Devices and their readings.
    pub trait DeviceRegistryApi<AccountId> where AccountId: codec::Codec {
        /// The device, if it is known.
        fn device(id: DeviceId) -> Option<DeviceInfo<AccountId>>;
        /// Devices of `owner`. The cursor is the last device of the page before.
        fn devices_of(owner: AccountId, cursor: Option<DeviceId>, limit: u32) -> Page<DeviceId, DeviceId>;
        /// Intervals of a device that are still on chain, newest first. The cursor is the first period of the page.
        fn device_readings(id: DeviceId, cursor: Option<u32>, limit: u32) -> Page<IntervalInfo, u32>;
        /// What would become of a reading if it were submitted now, without an account.
        fn would_accept(signed: SignedReading) -> ReadingVerdict;
        /// How complete and how punctual the kept history of a device is; `None` if it has not measured.
        fn device_quality(id: DeviceId) -> Option<DeviceQuality>;
    }

    /// The energy market. Markets and what belongs to them are answered for as long as the chain keeps them; what was removed is in
    /// the events of the blocks.
    #[api_version(2)]
    pub trait EnergyMarketApi<AccountId> where AccountId: codec::Codec {
        /// Markets of a zone in the periods from `from` to `to`, by period, green first. The cursor is where the page starts. A page
        /// looks at a limited number of periods: it can be short, even empty, and still have a next one.
        fn markets(zone: ZoneId, from: Period, to: Period, cursor: Option<MarketId>, limit: u32) -> Page<MarketInfo, MarketId>;
        /// The market, if an order was placed in it.
        fn market(market: MarketId) -> Option<MarketInfo>;
        /// The book of a market, price by price.
        fn market_depth(market: MarketId) -> Option<MarketDepth>;
        /// How a market would clear now.
        fn clearing_preview(market: MarketId) -> Option<ClearingPreview>;
        /// Which two orders make the price at which a market cleared, or would clear now; `None` if nothing is traded, or the book is removed.
        fn price_explanation(market: MarketId) -> Option<PriceExplanation>;
        /// The trades of a cleared market. The cursor is the first trade of the page.
        fn trades(market: MarketId, cursor: Option<u32>, limit: u32) -> Page<TradeInfo, u32>;
        /// The orders of `account` that are not removed yet, in no particular order. The cursor is the last order of the page before.
        fn orders_of(account: AccountId, cursor: Option<OrderId>, limit: u32) -> Page<OrderInfo<AccountId>, OrderId>;
        /// The orders for a metering point in the periods of a day that are not removed yet, by period.
        fn orders_of_day(device: DeviceId, day: Day) -> Vec<OrderInfo<AccountId>>;
        /// What became of an order; `None` if it is not known or removed.
        fn settlement(order: OrderId) -> Option<SettlementInfo<AccountId>>;
        /// The zones by number. The cursor is the first zone of the page.
        fn zones(cursor: Option<ZoneId>, limit: u32) -> Page<ZoneInfo<AccountId>, ZoneId>;
        /// As version 1 answered.
        #[changed_in(2)]
        fn zones(cursor: Option<ZoneId>, limit: u32) -> Page<market_v1::ZoneInfo<AccountId>, ZoneId>;
        /// The dispute over a trade.
        fn dispute(market: MarketId, trade: u32) -> Option<DisputeInfo<AccountId>>;
        /// As version 1 answered.
        #[changed_in(2)]
        fn dispute(market: MarketId, trade: u32) -> Option<market_v1::DisputeInfo<AccountId>>;
    }

    /// Carbon accounting and certificates. What the chain removed is in the events of the blocks.
    pub trait CarbonApi<AccountId> where AccountId: codec::Codec {
        /// The footprint of `account` in the hours from `from` to `to`, over the devices that belonged to it. `version` pins the factors:
        /// the latest version that is not above it counts, `None` for the latest. The cursor is the first hour of the page, which holds
        /// as many hours as can be answered at once.
        fn footprint(
            account: AccountId,
            from: Hour,
            to: Hour,
            method: FootprintMethod,
            version: Option<u32>,
            cursor: Option<Hour>,
        ) -> CarbonFootprint;
        /// As `footprint`, of at most [`MAX_PAGE`] devices whoever owns them, and without certificates.
        fn footprint_of_devices(devices: Vec<DeviceId>, from: Hour, to: Hour, version: Option<u32>, cursor: Option<Hour>) -> CarbonFootprint;
        /// The certificates and credits of `account` that are not retired, in no particular order. The cursor is the last one of the page
        /// before.
        fn certificates_of(
            account: AccountId,
            cursor: Option<CertificateId>,
            limit: u32,
        ) -> Page<CarbonCertificate<AccountId>, CertificateId>;
        /// The certificate, with its provenance.
        fn certificate(id: CertificateId) -> Option<CarbonCertificate<AccountId>>;
        /// What was retired for `account`, in no particular order. The cursor is the last one of the page before.
        fn retirements(
            account: AccountId,
            cursor: Option<CertificateId>,
            limit: u32,
        ) -> Page<CarbonCertificate<AccountId>, CertificateId>;
        /// All versions of the factors of a zone on the days from `from` to `to`, at most 31 days. The cursor is the first day of the page.
        fn emission_factors(zone: ZoneId, from: Day, to: Day, cursor: Option<Day>) -> Page<FactorSetInfo, Day>;
        /// The carbon projects by number. The cursor is the first project of the page.
        fn carbon_projects(cursor: Option<ProjectId>, limit: u32) -> Page<CarbonProject<AccountId>, ProjectId>;
    }
}
