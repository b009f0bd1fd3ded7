//! The `uen_*` methods: thin, read-only, paginated. The logic is in the runtime; `docs/rpc.md` gives each method's `state_call`.

use super::types::{
    DepthJson, DeviceJson, DisputeJson, IntervalJson, MarketJson, MiningEraJson, MiningRewardJson, MiningStatusJson, OrderJson,
    PageJson, PreviewJson, SettlementJson, TradeJson, ZoneJson,
};
use crate::service::Client;
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{ErrorObject, ErrorObjectOwned},
};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{crypto::Ss58Codec, H256};
use std::sync::Arc;
use uen_primitives::{
    runtime_api::{DeviceRegistryApi, EnergyMarketApi, EnergyMiningApi, MAX_PAGE},
    DeviceId, MarketId, OrderId, Period, ZoneId,
};
use uen_runtime::{AccountId, Hash};

/// A parameter cannot be understood.
pub const INVALID_PARAMS: i32 = -32_602;
/// The block is not known, or its state has been pruned.
pub const UNKNOWN_BLOCK: i32 = 8_001;
/// The runtime at that block cannot answer.
pub const RUNTIME_ERROR: i32 = 8_002;

/// What the chain knows of energy.
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

    /// What became of an order; null if it is not known or removed.
    #[method(name = "settlement")]
    fn settlement(&self, order: OrderId, at: Option<Hash>) -> RpcResult<Option<SettlementJson>>;

    /// The zones.
    #[method(name = "zones")]
    fn zones(&self, cursor: Option<ZoneId>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<ZoneJson, ZoneId>>;

    /// The dispute over a trade; null if there is none.
    #[method(name = "dispute")]
    fn dispute(&self, market: MarketId, trade: u32, at: Option<Hash>) -> RpcResult<Option<DisputeJson>>;
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

    fn settlement(&self, order: OrderId, at: Option<Hash>) -> RpcResult<Option<SettlementJson>> {
        let at = self.block(at)?;
        let settlement = self.client.runtime_api().settlement(at, order).map_err(runtime_error)?;
        Ok(settlement.map(Into::into))
    }

    fn zones(&self, cursor: Option<ZoneId>, limit: Option<u32>, at: Option<Hash>) -> RpcResult<PageJson<ZoneJson, ZoneId>> {
        let (at, limit) = (self.block(at)?, page_size(limit)?);
        let page = self.client.runtime_api().zones(at, cursor, limit).map_err(runtime_error)?;
        Ok(PageJson::from_page(page, Into::into, |cursor| cursor))
    }

    fn dispute(&self, market: MarketId, trade: u32, at: Option<Hash>) -> RpcResult<Option<DisputeJson>> {
        let at = self.block(at)?;
        let dispute = self.client.runtime_api().dispute(at, market, trade).map_err(runtime_error)?;
        Ok(dispute.map(Into::into))
    }
}
