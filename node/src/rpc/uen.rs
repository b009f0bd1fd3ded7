//! The `uen_*` methods: thin, read-only, paginated. The logic is in the runtime; `docs/rpc.md` gives each method's `state_call`.
// A footprint has seven parameters, and the macro passes no attribute of a method on.
#![allow(clippy::too_many_arguments)]

use super::types::{
    address, certificate_text, CarbonCertificateJson, DepthJson, DeviceJson, DisputeJson, FactorSetJson, FootprintJson,
    IntervalJson, MarketJson, MiningEraJson, MiningRewardJson, MiningStatusJson, OrderJson, PageJson, PreviewJson,
    PriceExplanationJson, ProjectJson, QualityJson, SettlementJson, StakeJson, StakingStatusJson, TradeJson, ValidatorJson,
    VerdictJson, VotingPowerJson, ZoneJson,
};
use crate::service::Client;
use codec::DecodeAll;
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{ErrorObject, ErrorObjectOwned},
};
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{crypto::Ss58Codec, Bytes, H256};
use std::sync::Arc;
use uen_primitives::{
    runtime_api::{CarbonApi, DeviceRegistryApi, EnergyMarketApi, EnergyMiningApi, FootprintMethod, Page, StakingApi, MAX_PAGE},
    CertificateId, Day, DeviceId, Hour, MarketId, OrderId, Period, ProjectId, SignedReading, UnixSeconds, ZoneId,
};
use uen_runtime::{AccountId, Block, Hash};

/// A parameter cannot be understood.
pub const INVALID_PARAMS: i32 = -32_602;
/// The block is not known, or its state has been pruned.
pub const UNKNOWN_BLOCK: i32 = 8_001;
/// The runtime at that block cannot answer.
pub const RUNTIME_ERROR: i32 = 8_002;

/// What the chain knows of energy, and of those who keep the chain.
#[rpc(server, namespace = "uen")]
pub trait UenApi {
    /// Where energy mining stands.
    #[method(name = "miningStatus")]
    fn mining_status(&self, at: Option<Hash>) -> RpcResult<MiningStatusJson>;

    /// What an account earned, newest era first.
    #[method(name = "miningRewards")]
    fn mining_rewards(
        &self,
        account: String,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<MiningRewardJson, u32>>;

    /// Closed eras whose rewards can still be claimed, newest first.
    #[method(name = "miningEras")]
    fn mining_eras(&self, cursor: Option<u32>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<MiningEraJson, u32>>;

    /// A device; null if it is not known.
    #[method(name = "device")]
    fn device(&self, id: H256, at: Option<Hash>) -> RpcResult<Option<DeviceJson>>;

    /// The devices of an account.
    #[method(name = "devicesOf")]
    fn devices_of(
        &self,
        account: String,
        cursor: Option<H256>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<H256, H256>>;

    /// The intervals of a device that are still on chain, newest first.
    #[method(name = "deviceReadings")]
    fn device_readings(
        &self,
        id: H256,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<IntervalJson, u32>>;

    /// What would become of a reading, the SCALE bytes of it and its device's signature, if it were submitted now without an account.
    #[method(name = "wouldAccept")]
    fn would_accept(&self, signed_reading: Bytes, at: Option<Hash>) -> RpcResult<VerdictJson>;

    /// How complete and how punctual the kept history of a device is; null if it has not measured.
    #[method(name = "deviceQuality")]
    fn device_quality(&self, device: DeviceId, at: Option<Hash>) -> RpcResult<Option<QualityJson>>;

    /// Markets of a zone in a span of periods, by period, green first.
    #[method(name = "markets")]
    fn markets(
        &self,
        zone: ZoneId,
        from: Period,
        to: Period,
        cursor: Option<MarketId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<MarketJson, MarketId>>;

    /// The book of a market, price by price; null if the market is not known.
    #[method(name = "marketDepth")]
    fn market_depth(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<DepthJson>>;

    /// How a market would clear with the orders that are in its book; null if the market is not known.
    #[method(name = "clearingPreview")]
    fn clearing_preview(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<PreviewJson>>;

    /// Which two orders make the price of a market, and by which rule; null if nothing is traded, or the book is removed.
    #[method(name = "priceExplanation")]
    fn price_explanation(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<PriceExplanationJson>>;

    /// Where a market stands, how it cleared, and what was settled; null if the market is not known.
    #[method(name = "clearing")]
    fn clearing(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<MarketJson>>;

    /// The trades of a market.
    #[method(name = "trades")]
    fn trades(
        &self,
        market: MarketId,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<TradeJson, u32>>;

    /// The orders of an account that are not removed yet.
    #[method(name = "ordersOf")]
    fn orders_of(
        &self,
        account: String,
        cursor: Option<OrderId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<OrderJson, OrderId>>;

    /// The orders for a metering point in the periods of a day that are not removed yet.
    #[method(name = "ordersOfDay")]
    fn orders_of_day(&self, device: DeviceId, day: Day, at: Option<Hash>) -> RpcResult<Vec<OrderJson>>;

    /// What became of an order; null if it is not known or removed.
    #[method(name = "settlement")]
    fn settlement(&self, order: OrderId, at: Option<Hash>) -> RpcResult<Option<SettlementJson>>;

    /// The zones.
    #[method(name = "zones")]
    fn zones(&self, cursor: Option<ZoneId>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<ZoneJson, ZoneId>>;

    /// The dispute over a trade; null if there is none.
    #[method(name = "dispute")]
    fn dispute(&self, market: MarketId, trade: u32, at: Option<Hash>) -> RpcResult<Option<DisputeJson>>;

    /// What an account's consumption emitted, hour by hour.
    #[method(name = "carbonFootprint", blocking)]
    fn carbon_footprint(
        &self,
        account: String,
        from: UnixSeconds,
        to: UnixSeconds,
        method: String,
        version: Option<u32>,
        cursor: Option<UnixSeconds>,
        at: Option<Hash>,
    ) -> RpcResult<FootprintJson>;

    /// What the consumption of some devices emitted, hour by hour, whoever owns them.
    #[method(name = "carbonFootprintOfDevices", blocking)]
    fn carbon_footprint_of_devices(
        &self,
        devices: Vec<H256>,
        from: UnixSeconds,
        to: UnixSeconds,
        version: Option<u32>,
        cursor: Option<UnixSeconds>,
        at: Option<Hash>,
    ) -> RpcResult<FootprintJson>;

    /// The certificates and credits of an account that are not retired.
    #[method(name = "certificatesOf")]
    fn certificates_of(
        &self,
        account: String,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CarbonCertificateJson, String>>;

    /// A certificate or credits, with their provenance; null if they are not known or removed.
    #[method(name = "certificate")]
    fn certificate(&self, id: String, at: Option<Hash>) -> RpcResult<Option<CarbonCertificateJson>>;

    /// What was retired for an account.
    #[method(name = "retirements")]
    fn retirements(
        &self,
        account: String,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CarbonCertificateJson, String>>;

    /// The emission factors of a zone in a span of days, all versions.
    #[method(name = "emissionFactors")]
    fn emission_factors(
        &self,
        zone: ZoneId,
        from: Day,
        to: Day,
        cursor: Option<Day>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<FactorSetJson, Day>>;

    /// The carbon projects.
    #[method(name = "carbonProjects")]
    fn carbon_projects(
        &self,
        cursor: Option<ProjectId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<ProjectJson, ProjectId>>;

    /// Where staking stands.
    #[method(name = "stakingStatus")]
    fn staking_status(&self, at: Option<Hash>) -> RpcResult<StakingStatusJson>;

    /// The validators.
    #[method(name = "validators")]
    fn validators(
        &self,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<ValidatorJson, String>>;

    /// What an account has staked, is unbonding and can claim.
    #[method(name = "stake")]
    fn stake(&self, account: String, at: Option<Hash>) -> RpcResult<StakeJson>;

    /// What an account can vote with.
    #[method(name = "votingPower")]
    fn voting_power(&self, account: String, at: Option<Hash>) -> RpcResult<VotingPowerJson>;
}

/// Answers them.
pub struct Uen {
    client: Arc<Client>,
}

impl Uen {
    /// Answer from `client`.
    pub fn new(client: Arc<Client>) -> Self {
        Self { client }
    }

    /// The block to answer for: the best one, unless one is named. An unknown one is an error of its own, so that nobody has to
    /// read it out of a database's message.
    fn block(&self, at: Option<Hash>) -> RpcResult<Hash> {
        let Some(hash) = at else { return Ok(self.client.info().best_hash) };
        match self.client.number(hash) {
            Ok(Some(_)) => Ok(hash),
            Ok(None) => Err(error(UNKNOWN_BLOCK, format!("block {hash:?} is not known"))),
            Err(e) => Err(error(UNKNOWN_BLOCK, e)),
        }
    }

    /// Whether the runtime at a block is of the fifth release or later, whose zones have capacities and whose disputes go on to other zones.
    fn knows_capacities(&self, at: Hash) -> RpcResult<bool> {
        let version =
            self.client.runtime_api().api_version::<dyn EnergyMarketApi<Block, AccountId>>(at).map_err(runtime_error)?;
        Ok(version.is_some_and(|version| version >= 2))
    }
}

fn error(code: i32, message: impl ToString) -> ErrorObjectOwned {
    ErrorObject::owned(code, message.to_string(), None::<()>)
}

fn runtime_error(e: ApiError) -> ErrorObjectOwned {
    match e {
        ApiError::UnknownBlock(message) => error(UNKNOWN_BLOCK, message),
        e => error(RUNTIME_ERROR, e),
    }
}

/// An account as an address of any prefix, or as 0x-hex of its 32 bytes.
///
/// # Errors
/// [`INVALID_PARAMS`] if it is neither.
pub fn account(text: &str) -> RpcResult<AccountId> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => hex::decode(digits).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).map(AccountId::from),
        None => AccountId::from_ss58check_with_version(text).ok().map(|(account, _)| account),
    };
    parsed.ok_or_else(|| error(INVALID_PARAMS, format!("{text:?} is neither an SS58 address nor 0x and 64 hexadecimal digits")))
}

/// The page size: the largest one unless a smaller one is asked for.
///
/// # Errors
/// [`INVALID_PARAMS`] if it is zero.
pub fn page_size(limit: Option<u32>) -> RpcResult<u32> {
    match limit {
        None => Ok(MAX_PAGE),
        Some(0) => Err(error(INVALID_PARAMS, "limit must be at least 1")),
        Some(limit) => Ok(limit.min(MAX_PAGE)),
    }
}

/// The hours from `from` up to `to`, which is not among them, as the first and the last one.
///
/// # Errors
/// [`INVALID_PARAMS`] if either is not on the hour, or there is no hour between them.
pub fn hours(from: UnixSeconds, to: UnixSeconds) -> RpcResult<(Hour, Hour)> {
    let (first, end) = (hour("from", from)?, hour("to", to)?);
    match end.0.checked_sub(1) {
        Some(last) if first < end => Ok((first, Hour(last))),
        _ => Err(error(INVALID_PARAMS, format!("to must be after from: {to} is not after {from}"))),
    }
}

/// The hour that starts at `at`.
///
/// # Errors
/// [`INVALID_PARAMS`], with the parameter's `name`, if no hour does.
pub fn hour(name: &str, at: UnixSeconds) -> RpcResult<Hour> {
    let hour = Hour::of(at);
    if hour.start() == at {
        Ok(hour)
    } else {
        Err(error(INVALID_PARAMS, format!("{name} must be Unix seconds on the hour: {at} is not")))
    }
}

/// `location` or `market`.
///
/// # Errors
/// [`INVALID_PARAMS`] if it is neither.
pub fn footprint_method(text: &str) -> RpcResult<FootprintMethod> {
    match text {
        "location" => Ok(FootprintMethod::Location),
        "market" => Ok(FootprintMethod::Market),
        _ => Err(error(INVALID_PARAMS, format!("method must be \"location\" or \"market\": {text:?} is neither"))),
    }
}

/// A certificate as it is written: the number of its issuance, a hyphen, and its own.
///
/// # Errors
/// [`INVALID_PARAMS`] if it is anything else.
pub fn certificate_id(text: &str) -> RpcResult<CertificateId> {
    let parse = || {
        let (issuance, slice) = text.split_once('-')?;
        Some(CertificateId { issuance: issuance.parse().ok()?, slice: slice.parse().ok()? })
    };
    // Written in one way only: without signs and leading zeros.
    parse()
        .filter(|id| certificate_text(*id) == text)
        .ok_or_else(|| error(INVALID_PARAMS, format!("{text:?} is not a certificate, such as \"12-3\"")))
}

/// Devices, no more than one answer can be about.
///
/// # Errors
/// [`INVALID_PARAMS`] if there are more than [`MAX_PAGE`].
pub fn devices(ids: Vec<H256>) -> RpcResult<Vec<DeviceId>> {
    if u32::try_from(ids.len()).is_ok_and(|count| count <= MAX_PAGE) {
        Ok(ids.into_iter().map(DeviceId).collect())
    } else {
        Err(error(INVALID_PARAMS, format!("devices must be {MAX_PAGE} at most")))
    }
}

impl UenApiServer for Uen {
    fn mining_status(&self, at: Option<Hash>) -> RpcResult<MiningStatusJson> {
        let at = self.block(at)?;
        self.client.runtime_api().mining_status(at).map(Into::into).map_err(runtime_error)
    }

    fn mining_rewards(
        &self,
        account_text: String,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<MiningRewardJson, u32>> {
        let (at, account, limit) = (self.block(at)?, account(&account_text)?, page_size(limit)?);
        let page = self.client.runtime_api().mining_rewards(at, account, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn mining_eras(&self, cursor: Option<u32>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<MiningEraJson, u32>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page = EnergyMiningApi::<_, AccountId>::mining_eras(&*self.client.runtime_api(), at, cursor, limit)
            .map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn device(&self, id: H256, at: Option<Hash>) -> RpcResult<Option<DeviceJson>> {
        let at = self.block(at)?;
        let device = self.client.runtime_api().device(at, DeviceId(id)).map_err(runtime_error)?;
        Ok(device.map(Into::into))
    }

    fn devices_of(
        &self,
        account_text: String,
        cursor: Option<H256>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<H256, H256>> {
        let (at, account, limit) = (self.block(at)?, account(&account_text)?, page_size(limit)?);
        let page = self.client.runtime_api().devices_of(at, account, cursor.map(DeviceId), limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, |id| id.0, |cursor| cursor.0))
    }

    fn device_readings(
        &self,
        id: H256,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<IntervalJson, u32>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page =
            DeviceRegistryApi::<_, AccountId>::device_readings(&*self.client.runtime_api(), at, DeviceId(id), cursor, limit)
                .map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn would_accept(&self, signed_reading: Bytes, at: Option<Hash>) -> RpcResult<VerdictJson> {
        let signed = SignedReading::decode_all(&mut &signed_reading[..]).map_err(|cause| {
            error(INVALID_PARAMS, format!("these are not the SCALE bytes of a reading and its signature: {cause}"))
        })?;
        let at = self.block(at)?;
        let verdict = DeviceRegistryApi::<_, AccountId>::would_accept(&*self.client.runtime_api(), at, signed);
        Ok(verdict.map_err(runtime_error)?.into())
    }

    fn device_quality(&self, device: DeviceId, at: Option<Hash>) -> RpcResult<Option<QualityJson>> {
        let at = self.block(at)?;
        let quality = DeviceRegistryApi::<_, AccountId>::device_quality(&*self.client.runtime_api(), at, device);
        Ok(quality.map_err(runtime_error)?.map(Into::into))
    }

    fn markets(
        &self,
        zone: ZoneId,
        from: Period,
        to: Period,
        cursor: Option<MarketId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<MarketJson, MarketId>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page = EnergyMarketApi::<_, AccountId>::markets(&*self.client.runtime_api(), at, zone, from, to, cursor, limit)
            .map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn market_depth(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<DepthJson>> {
        let at = self.block(at)?;
        let depth = EnergyMarketApi::<_, AccountId>::market_depth(&*self.client.runtime_api(), at, market);
        Ok(depth.map_err(runtime_error)?.map(Into::into))
    }

    fn clearing_preview(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<PreviewJson>> {
        let at = self.block(at)?;
        let preview = EnergyMarketApi::<_, AccountId>::clearing_preview(&*self.client.runtime_api(), at, market);
        Ok(preview.map_err(runtime_error)?.map(Into::into))
    }

    fn price_explanation(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<PriceExplanationJson>> {
        let at = self.block(at)?;
        let explanation = EnergyMarketApi::<_, AccountId>::price_explanation(&*self.client.runtime_api(), at, market);
        Ok(explanation.map_err(runtime_error)?.map(Into::into))
    }

    fn clearing(&self, market: MarketId, at: Option<Hash>) -> RpcResult<Option<MarketJson>> {
        let at = self.block(at)?;
        let info = EnergyMarketApi::<_, AccountId>::market(&*self.client.runtime_api(), at, market);
        Ok(info.map_err(runtime_error)?.map(Into::into))
    }

    fn trades(
        &self,
        market: MarketId,
        cursor: Option<u32>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<TradeJson, u32>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page = EnergyMarketApi::<_, AccountId>::trades(&*self.client.runtime_api(), at, market, cursor, limit)
            .map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn orders_of(
        &self,
        account_text: String,
        cursor: Option<OrderId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<OrderJson, OrderId>> {
        let (at, account, limit) = (self.block(at)?, account(&account_text)?, page_size(limit)?);
        let page = self.client.runtime_api().orders_of(at, account, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn orders_of_day(&self, device: DeviceId, day: Day, at: Option<Hash>) -> RpcResult<Vec<OrderJson>> {
        let at = self.block(at)?;
        let orders = EnergyMarketApi::<_, AccountId>::orders_of_day(&*self.client.runtime_api(), at, device, day);
        Ok(orders.map_err(runtime_error)?.into_iter().map(Into::into).collect())
    }

    fn settlement(&self, order: OrderId, at: Option<Hash>) -> RpcResult<Option<SettlementJson>> {
        let at = self.block(at)?;
        let settlement = self.client.runtime_api().settlement(at, order).map_err(runtime_error)?;
        Ok(settlement.map(Into::into))
    }

    fn zones(&self, cursor: Option<ZoneId>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<ZoneJson, ZoneId>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let api = self.client.runtime_api();
        let page = if self.knows_capacities(at)? {
            api.zones(at, cursor, limit)
        } else {
            #[allow(deprecated)]
            let page = api.zones_before_version_2(at, cursor, limit);
            page.map(|Page { items, next }| Page { items: items.into_iter().map(Into::into).collect(), next })
        };
        Ok(PageJson::from_page(page.map_err(runtime_error)?, Into::into, |cursor| cursor))
    }

    fn dispute(&self, market: MarketId, trade: u32, at: Option<Hash>) -> RpcResult<Option<DisputeJson>> {
        let at = self.block(at)?;
        let api = self.client.runtime_api();
        let dispute = if self.knows_capacities(at)? {
            api.dispute(at, market, trade)
        } else {
            #[allow(deprecated)]
            let dispute = api.dispute_before_version_2(at, market, trade);
            dispute.map(|dispute| dispute.map(|dispute| dispute.decided_in(market.zone)))
        };
        Ok(dispute.map_err(runtime_error)?.map(Into::into))
    }

    fn carbon_footprint(
        &self,
        account_text: String,
        from: UnixSeconds,
        to: UnixSeconds,
        method: String,
        version: Option<u32>,
        cursor: Option<UnixSeconds>,
        at: Option<Hash>,
    ) -> RpcResult<FootprintJson> {
        let (at, account, (from, to)) = (self.block(at)?, account(&account_text)?, hours(from, to)?);
        let (method, cursor) = (footprint_method(&method)?, cursor.map(|at| hour("cursor", at)).transpose()?);
        let footprint = self.client.runtime_api().footprint(at, account, from, to, method, version, cursor);
        footprint.map(Into::into).map_err(runtime_error)
    }

    fn carbon_footprint_of_devices(
        &self,
        ids: Vec<H256>,
        from: UnixSeconds,
        to: UnixSeconds,
        version: Option<u32>,
        cursor: Option<UnixSeconds>,
        at: Option<Hash>,
    ) -> RpcResult<FootprintJson> {
        let (at, devices, (from, to)) = (self.block(at)?, devices(ids)?, hours(from, to)?);
        let cursor = cursor.map(|at| hour("cursor", at)).transpose()?;
        let api = self.client.runtime_api();
        let footprint = CarbonApi::<_, AccountId>::footprint_of_devices(&*api, at, devices, from, to, version, cursor);
        footprint.map(Into::into).map_err(runtime_error)
    }

    fn certificates_of(
        &self,
        account_text: String,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CarbonCertificateJson, String>> {
        let (at, account, limit) = (self.block(at)?, account(&account_text)?, page_size(limit)?);
        let cursor = cursor.as_deref().map(certificate_id).transpose()?;
        let page = self.client.runtime_api().certificates_of(at, account, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, certificate_text))
    }

    fn certificate(&self, id: String, at: Option<Hash>) -> RpcResult<Option<CarbonCertificateJson>> {
        let (at, id) = (self.block(at)?, certificate_id(&id)?);
        let certificate = self.client.runtime_api().certificate(at, id).map_err(runtime_error)?;
        Ok(certificate.map(Into::into))
    }

    fn retirements(
        &self,
        account_text: String,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CarbonCertificateJson, String>> {
        let (at, account, limit) = (self.block(at)?, account(&account_text)?, page_size(limit)?);
        let cursor = cursor.as_deref().map(certificate_id).transpose()?;
        let page = self.client.runtime_api().retirements(at, account, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, certificate_text))
    }

    fn emission_factors(
        &self,
        zone: ZoneId,
        from: Day,
        to: Day,
        cursor: Option<Day>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<FactorSetJson, Day>> {
        let at = self.block(at)?;
        let page = CarbonApi::<_, AccountId>::emission_factors(&*self.client.runtime_api(), at, zone, from, to, cursor)
            .map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn carbon_projects(
        &self,
        cursor: Option<ProjectId>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<ProjectJson, ProjectId>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page = self.client.runtime_api().carbon_projects(at, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn staking_status(&self, at: Option<Hash>) -> RpcResult<StakingStatusJson> {
        let at = self.block(at)?;
        let status = StakingApi::<_, AccountId>::staking_status(&*self.client.runtime_api(), at);
        status.map(Into::into).map_err(runtime_error)
    }

    fn validators(
        &self,
        cursor: Option<String>,
        limit: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<ValidatorJson, String>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let cursor = cursor.as_deref().map(account).transpose()?;
        let page = self.client.runtime_api().validators(at, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| address(&cursor)))
    }

    fn stake(&self, account_text: String, at: Option<Hash>) -> RpcResult<StakeJson> {
        let (at, account) = (self.block(at)?, account(&account_text)?);
        self.client.runtime_api().stake(at, account).map(Into::into).map_err(runtime_error)
    }

    fn voting_power(&self, account_text: String, at: Option<Hash>) -> RpcResult<VotingPowerJson> {
        let (at, account) = (self.block(at)?, account(&account_text)?);
        self.client.runtime_api().voting_power(at, account).map(Into::into).map_err(runtime_error)
    }
}
