//! The energy market. Prices are in planck per Wh.

use super::{address, decimal, optional_decimal};
use serde::Serialize;
use sp_core::H256;
use uen_primitives::{
    runtime_api::{
        ClearingInfo, ClearingPreview, DepthLevel, DisputeInfo, FillInfo, MarketDepth, MarketInfo, OrderInfo, PriceBound,
        PriceExplanation, SettlementInfo, TradeInfo, ZoneInfo,
    },
    MarketId, MarketState, Side, Wh,
};
use uen_runtime::AccountId;

/// What clearing found.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClearingJson {
    #[serde(serialize_with = "decimal")]
    price: u64,
    #[serde(serialize_with = "decimal")]
    lowest: u64,
    #[serde(serialize_with = "decimal")]
    highest: u64,
    volume_wh: u64,
    trades: u32,
}

impl From<ClearingInfo> for ClearingJson {
    fn from(ClearingInfo { price, lowest, highest, volume, trades }: ClearingInfo) -> Self {
        Self { price, lowest, highest, volume_wh: volume.0, trades }
    }
}

/// What was settled in a market.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct TotalsJson {
    delivered_wh: u64,
    #[serde(serialize_with = "decimal")]
    paid: u128,
    #[serde(serialize_with = "decimal")]
    fees: u128,
    #[serde(serialize_with = "decimal")]
    penalties: u128,
}

/// `uen_clearing`, and an item of `uen_markets`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketJson {
    market: MarketId,
    state: MarketState,
    #[serde(serialize_with = "decimal")]
    fee: u64,
    #[serde(serialize_with = "decimal")]
    deposit_per_wh: u64,
    entries: u32,
    gate_closure: u64,
    clearing: Option<ClearingJson>,
    unsettled: u32,
    totals: TotalsJson,
}

impl From<MarketInfo> for MarketJson {
    fn from(info: MarketInfo) -> Self {
        Self {
            market: info.id,
            state: info.state,
            fee: info.fee,
            deposit_per_wh: info.deposit_per_wh,
            entries: info.entries,
            gate_closure: info.gate_closure,
            clearing: info.clearing.map(Into::into),
            unsettled: info.unsettled,
            totals: TotalsJson {
                delivered_wh: info.totals.delivered.0,
                paid: info.totals.paid,
                fees: info.totals.fees,
                penalties: info.totals.penalties,
            },
        }
    }
}

/// All orders of one side and limit.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct LevelJson {
    #[serde(serialize_with = "decimal")]
    limit: u64,
    quantity_wh: u64,
    orders: u32,
}

impl From<DepthLevel> for LevelJson {
    fn from(DepthLevel { limit, quantity, orders }: DepthLevel) -> Self {
        Self { limit, quantity_wh: quantity.0, orders }
    }
}

/// `uen_marketDepth`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DepthJson {
    market: MarketId,
    state: MarketState,
    #[serde(serialize_with = "decimal")]
    fee: u64,
    #[serde(serialize_with = "decimal")]
    deposit_per_wh: u64,
    gate_closure: u64,
    bids: Vec<LevelJson>,
    asks: Vec<LevelJson>,
    total_bids_wh: u64,
    total_asks_wh: u64,
}

impl From<MarketDepth> for DepthJson {
    fn from(depth: MarketDepth) -> Self {
        Self {
            market: depth.id,
            state: depth.state,
            fee: depth.fee,
            deposit_per_wh: depth.deposit_per_wh,
            gate_closure: depth.gate_closure,
            bids: depth.bids.into_iter().map(Into::into).collect(),
            asks: depth.asks.into_iter().map(Into::into).collect(),
            total_bids_wh: depth.total_bids.0,
            total_asks_wh: depth.total_asks.0,
        }
    }
}

/// `uen_clearingPreview`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewJson {
    #[serde(serialize_with = "decimal")]
    price: u64,
    #[serde(serialize_with = "decimal")]
    lowest: u64,
    #[serde(serialize_with = "decimal")]
    highest: u64,
    volume_wh: u64,
    #[serde(serialize_with = "decimal")]
    fee: u64,
}

impl From<ClearingPreview> for PreviewJson {
    fn from(ClearingPreview { price, lowest, highest, volume, fee }: ClearingPreview) -> Self {
        Self { price, lowest, highest, volume_wh: volume.0, fee }
    }
}

/// An order whose limit bounds the price.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct PriceBoundJson {
    #[serde(serialize_with = "decimal")]
    limit: u64,
    order: u64,
    side: Side,
    quantity_wh: u64,
    filled_wh: u64,
    rule: &'static str,
}

impl From<PriceBound> for PriceBoundJson {
    fn from(PriceBound { order, side, limit, quantity, filled, is_unfilled }: PriceBound) -> Self {
        let rule = if is_unfilled { "unfilledBeyondTolerance" } else { "worstThatTrades" };
        Self { limit, order, side, quantity_wh: quantity.0, filled_wh: filled.0, rule }
    }
}

/// `uen_priceExplanation`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceExplanationJson {
    #[serde(serialize_with = "decimal")]
    price: u64,
    lowest: PriceBoundJson,
    highest: PriceBoundJson,
    volume_wh: u64,
    tolerated_wh: u64,
}

impl From<PriceExplanation> for PriceExplanationJson {
    fn from(PriceExplanation { price, lowest, highest, volume, tolerated }: PriceExplanation) -> Self {
        Self { price, lowest: lowest.into(), highest: highest.into(), volume_wh: volume.0, tolerated_wh: tolerated.0 }
    }
}

/// What an order's trades came to.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct SettledJson {
    traded_wh: u64,
    delivered_wh: u64,
    #[serde(serialize_with = "decimal")]
    paid: u128,
    #[serde(serialize_with = "decimal")]
    fees: u128,
    #[serde(serialize_with = "decimal")]
    penalty: u128,
}

/// An item of `uen_ordersOf`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderJson {
    order: u64,
    owner: String,
    device: H256,
    market: MarketId,
    side: Side,
    quantity_wh: u64,
    #[serde(serialize_with = "decimal")]
    limit: u64,
    #[serde(serialize_with = "decimal")]
    held: u128,
    #[serde(serialize_with = "decimal")]
    storage_deposit: u128,
    settled: SettledJson,
}

impl From<OrderInfo<AccountId>> for OrderJson {
    fn from(info: OrderInfo<AccountId>) -> Self {
        Self {
            order: info.id,
            owner: address(&info.owner),
            device: info.device.0,
            market: info.market,
            side: info.side,
            quantity_wh: info.quantity.0,
            limit: info.limit,
            held: info.held,
            storage_deposit: info.storage_deposit,
            settled: SettledJson {
                traded_wh: info.settled.traded.0,
                delivered_wh: info.settled.delivered.0,
                paid: info.settled.paid,
                fees: info.settled.fees,
                penalty: info.settled.penalty,
            },
        }
    }
}

/// An order in one of the markets that it came to.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct FillJson {
    market: MarketId,
    index: u32,
    quantity_wh: u64,
    filled_wh: u64,
    #[serde(serialize_with = "optional_decimal")]
    price: Option<u64>,
    #[serde(serialize_with = "decimal")]
    fees: u64,
    delivered_wh: Option<u64>,
    #[serde(serialize_with = "optional_decimal")]
    penalty: Option<u128>,
}

impl From<FillInfo> for FillJson {
    fn from(fill: FillInfo) -> Self {
        Self {
            market: fill.market,
            index: fill.index,
            quantity_wh: fill.quantity.0,
            filled_wh: fill.filled.0,
            price: fill.price,
            fees: fill.fees,
            delivered_wh: fill.delivered.map(|delivered| delivered.0),
            penalty: fill.penalty,
        }
    }
}

/// `uen_settlement`: the order, and its fills.
#[derive(Clone, Serialize)]
pub struct SettlementJson {
    #[serde(flatten)]
    order: OrderJson,
    fills: Vec<FillJson>,
}

impl From<SettlementInfo<AccountId>> for SettlementJson {
    fn from(SettlementInfo { order, fills }: SettlementInfo<AccountId>) -> Self {
        Self { order: order.into(), fills: fills.into_iter().map(Into::into).collect() }
    }
}

/// An item of `uen_trades`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TradeJson {
    trade: u32,
    buy_order: u64,
    sell_order: u64,
    quantity_wh: u64,
}

impl From<TradeInfo> for TradeJson {
    fn from(TradeInfo { number, buy_order, sell_order, quantity }: TradeInfo) -> Self {
        Self { trade: number, buy_order, sell_order, quantity_wh: quantity.0 }
    }
}

/// Who may say what imbalance energy cost in a zone, and how.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ImbalanceJson {
    sources: Vec<String>,
    quorum: u32,
    max_age: u32,
    #[serde(serialize_with = "decimal")]
    lowest: u64,
    #[serde(serialize_with = "decimal")]
    highest: u64,
}

/// An item of `uen_zones`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZoneJson {
    zone: u32,
    parent: Option<u32>,
    depth: u8,
    operator: String,
    arbiter: String,
    #[serde(serialize_with = "decimal")]
    fee: u64,
    #[serde(serialize_with = "decimal")]
    deposit_per_wh: u64,
    imbalance: ImbalanceJson,
    is_open: bool,
    export_capacity_wh: Option<u64>,
    import_capacity_wh: Option<u64>,
}

impl From<ZoneInfo<AccountId>> for ZoneJson {
    fn from(info: ZoneInfo<AccountId>) -> Self {
        Self {
            zone: info.id,
            parent: info.parent,
            depth: info.depth,
            operator: address(&info.operator),
            arbiter: address(&info.arbiter),
            fee: info.fee,
            deposit_per_wh: info.deposit_per_wh,
            imbalance: ImbalanceJson {
                sources: info.imbalance.sources.iter().map(address).collect(),
                quorum: info.imbalance.quorum,
                max_age: info.imbalance.max_age,
                lowest: info.imbalance.lowest,
                highest: info.imbalance.highest,
            },
            is_open: info.is_open,
            export_capacity_wh: stated(info.export_capacity),
            import_capacity_wh: stated(info.import_capacity),
        }
    }
}

/// A capacity, if one is stated.
fn stated(capacity: Wh) -> Option<u64> {
    (capacity > Wh::ZERO).then_some(capacity.0)
}

/// `uen_dispute`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisputeJson {
    buyer: String,
    seller: String,
    buy_order: u64,
    sell_order: u64,
    delivered_wh: u64,
    evidence: H256,
    #[serde(serialize_with = "decimal")]
    bond: u128,
    arbiter_zone: u32,
    deadline: u64,
    outcome: Option<String>,
}

impl From<DisputeInfo<AccountId>> for DisputeJson {
    fn from(info: DisputeInfo<AccountId>) -> Self {
        Self {
            buyer: address(&info.buyer),
            seller: address(&info.seller),
            buy_order: info.buy_order,
            sell_order: info.sell_order,
            delivered_wh: info.delivered.0,
            evidence: info.evidence,
            bond: info.bond,
            arbiter_zone: info.arbiter_zone,
            deadline: info.deadline,
            outcome: info.outcome,
        }
    }
}
