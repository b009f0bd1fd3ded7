//! What the chain answers about the market. Prices and fees are in planck per Wh, amounts in planck.

use crate::{Balance, DeviceId, MarketId, MarketState, OrderId, PricePerWh, Side, UnixSeconds, Wh, ZoneId};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

/// What clearing found in a market.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClearingInfo {
    /// The uniform price; 0 if nothing was traded.
    pub price: PricePerWh,
    /// Lowest price that clears the market.
    pub lowest: PricePerWh,
    /// Highest price that clears the market.
    pub highest: PricePerWh,
    /// Energy traded.
    pub volume: Wh,
    /// Number of trades.
    pub trades: u32,
}

/// Sums over the settled trades of a market.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MarketSums {
    /// Energy delivered.
    pub delivered: Wh,
    /// Paid to sellers for it.
    pub paid: Balance,
    /// Grid fees.
    pub fees: Balance,
    /// Penalties paid by sellers to buyers.
    pub penalties: Balance,
}

/// A market at a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MarketInfo {
    /// Product, zone and period.
    pub id: MarketId,
    /// Where it stands.
    pub state: MarketState,
    /// The zone's fee in this market, paid by buyers for what is delivered.
    pub fee: PricePerWh,
    /// What sellers hold for each Wh offered.
    pub deposit_per_wh: PricePerWh,
    /// Entries in the book, cancelled ones and those of zones below included.
    pub entries: u32,
    /// Orders are taken and cancelled before this.
    pub gate_closure: UnixSeconds,
    /// What clearing found; `None` before, and if it was cancelled.
    pub clearing: Option<ClearingInfo>,
    /// Filled offers that are not wholly settled.
    pub unsettled: u32,
    /// What was settled.
    pub totals: MarketSums,
}

/// All orders of one side and limit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DepthLevel {
    /// Their limit. Of a bid from a zone below, less the fees on the way.
    pub limit: PricePerWh,
    /// How much they want together.
    pub quantity: Wh,
    /// How many they are.
    pub orders: u32,
}

/// The book of a market, price by price.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MarketDepth {
    /// The market.
    pub id: MarketId,
    /// Where it stands.
    pub state: MarketState,
    /// The zone's fee in this market, which a buyer holds besides the limit.
    pub fee: PricePerWh,
    /// What a seller holds for each Wh offered.
    pub deposit_per_wh: PricePerWh,
    /// Orders are taken and cancelled before this.
    pub gate_closure: UnixSeconds,
    /// Bids, the highest limit first; at most [`super::MAX_PAGE`] levels.
    pub bids: Vec<DepthLevel>,
    /// Offers, the lowest limit first; at most [`super::MAX_PAGE`] levels.
    pub asks: Vec<DepthLevel>,
    /// All bids together, those on further levels included.
    pub total_bids: Wh,
    /// All offers together, those on further levels included.
    pub total_asks: Wh,
}

/// How a market would clear with the orders that are in its book now. What other markets will leave over and send here is not known
/// before they clear, and so not in it: green offers that the green market does not need, and orders from the zones below.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ClearingPreview {
    /// The uniform price; 0 if no bid meets an offer.
    pub price: PricePerWh,
    /// Lowest price that clears the market.
    pub lowest: PricePerWh,
    /// Highest price that clears the market.
    pub highest: PricePerWh,
    /// What would be traded; 0 if no bid meets an offer.
    pub volume: Wh,
    /// The zone's fee, which its own buyers pay besides the price.
    pub fee: PricePerWh,
}

/// What an order's trades came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OrderSums {
    /// Energy traded, in all markets; known when what they do not need is released.
    pub traded: Wh,
    /// Energy delivered.
    pub delivered: Wh,
    /// Paid by a buyer, or received by a seller, for it; without fees.
    pub paid: Balance,
    /// Grid fees that a buyer paid.
    pub fees: Balance,
    /// Penalty that a seller paid, or compensation that a buyer received.
    pub penalty: Balance,
}

/// An order at a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OrderInfo<AccountId> {
    /// Its number.
    pub id: OrderId,
    /// Who placed it.
    pub owner: AccountId,
    /// The metering point that delivers or takes the energy.
    pub device: DeviceId,
    /// The market in which it was placed.
    pub market: MarketId,
    /// Bid or offer.
    pub side: Side,
    /// What was ordered.
    pub quantity: Wh,
    /// Worst price that is taken, without fees.
    pub limit: PricePerWh,
    /// Held for payment and fees, or for the delivery.
    pub held: Balance,
    /// Held for its storage.
    pub storage_deposit: Balance,
    /// What was settled.
    pub settled: OrderSums,
}

/// An order in the book of one of the markets that it came to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FillInfo {
    /// The market.
    pub market: MarketId,
    /// Position in its book.
    pub index: u32,
    /// What was wanted there.
    pub quantity: Wh,
    /// What was traded.
    pub filled: Wh,
    /// At which price; `None` until the market is cleared.
    pub price: Option<PricePerWh>,
    /// Fees of all zones from the order's to the market's, which a buyer pays besides the price; 0 for an offer.
    pub fees: PricePerWh,
    /// Of an offer, what was delivered; `None` until it is settled. What a bid received is in [`OrderInfo::settled`].
    pub delivered: Option<Wh>,
    /// Of an offer, what the shortfall cost; `None` until it is settled.
    pub penalty: Option<Balance>,
}

/// An order and its fills.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SettlementInfo<AccountId> {
    /// The order, with the sums.
    pub order: OrderInfo<AccountId>,
    /// In the order in which it passed the markets; empty once the books are removed.
    pub fills: Vec<FillInfo>,
}

/// A trade.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct TradeInfo {
    /// Its number in its market.
    pub number: u32,
    /// The buyer's order.
    pub buy_order: OrderId,
    /// The seller's order.
    pub sell_order: OrderId,
    /// How much.
    pub quantity: Wh,
}

/// Who may say what imbalance energy cost in a zone, and how.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ImbalanceInfo<AccountId> {
    /// Accounts that may submit a price, each once a period.
    pub sources: Vec<AccountId>,
    /// How many must have submitted before their median counts.
    pub quorum: u32,
    /// Seconds after a period's end within which a price is fresh.
    pub max_age: u32,
    /// No lower price is taken.
    pub lowest: PricePerWh,
    /// No higher price is taken.
    pub highest: PricePerWh,
}

/// An order whose limit is an end of the price interval of a market.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PriceBound {
    /// Its number.
    pub order: OrderId,
    /// Whether it is a bid or an offer.
    pub side: Side,
    /// Its limit in this market: of a bid, less the fees of the zones that it entered on its way.
    pub limit: PricePerWh,
    /// What it offers or wants in this market.
    pub quantity: Wh,
    /// What of it is traded.
    pub filled: Wh,
    /// Whether the orders of its side up to it, the best first, leave more unfilled than is tolerated. Else it is the worst that trades.
    pub is_unfilled: bool,
}

/// Why a market has its price: the middle of what two orders allow.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PriceExplanation {
    /// The middle of both limits, rounded down.
    pub price: PricePerWh,
    /// What keeps the price from being lower.
    pub lowest: PriceBound,
    /// What keeps it from being higher.
    pub highest: PriceBound,
    /// Energy traded.
    pub volume: Wh,
    /// How much of a side may be left unfilled though its limits are better than the price.
    pub tolerated: Wh,
}

/// A grid area.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ZoneInfo<AccountId> {
    /// Its number.
    pub id: ZoneId,
    /// The zone that contains it; `None` for a root.
    pub parent: Option<ZoneId>,
    /// 0 for a root.
    pub depth: u8,
    /// Receives the grid fee.
    pub operator: AccountId,
    /// Rules on disputes that no cryptography decides.
    pub arbiter: AccountId,
    /// Grid fee per delivered Wh in markets that open from now on.
    pub fee: PricePerWh,
    /// What a seller holds for each Wh offered in markets that open from now on.
    pub deposit_per_wh: PricePerWh,
    /// What imbalance energy costs.
    pub imbalance: ImbalanceInfo<AccountId>,
    /// Whether it takes new orders.
    pub is_open: bool,
    /// What the grid carries up from it in a period, in Wh; zero if nothing is stated.
    pub export_capacity: Wh,
    /// What the grid carries down to it in a period, in Wh; zero if nothing is stated.
    pub import_capacity: Wh,
}

/// A dispute over one trade.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DisputeInfo<AccountId> {
    /// Who disputes.
    pub buyer: AccountId,
    /// Who delivered.
    pub seller: AccountId,
    /// The buyer's order.
    pub buy_order: OrderId,
    /// The seller's order.
    pub sell_order: OrderId,
    /// What was settled as delivered in the trade.
    pub delivered: Wh,
    /// BLAKE2b-256 of the SCALE-encoded evidence.
    pub evidence: H256,
    /// What the buyer held for it.
    pub bond: Balance,
    /// The zone whose arbiter decides.
    pub arbiter_zone: ZoneId,
    /// After this the arbiter of a zone above decides; where there is none, it is dismissed and the bond returned.
    pub deadline: UnixSeconds,
    /// `upheld`, `rejected` or `dismissed`; `None` while it is open.
    pub outcome: Option<String>,
}

/// What version 1 of the API answered, as runtimes of the fourth release do.
pub mod v1 {
    use super::*;

    /// A grid area, before it could state what the grid carries.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
    pub struct ZoneInfo<AccountId> {
        /// See [`super::ZoneInfo`].
        pub id: ZoneId,
        /// The zone that contains it.
        pub parent: Option<ZoneId>,
        /// 0 for a root.
        pub depth: u8,
        /// Receives the grid fee.
        pub operator: AccountId,
        /// Rules on disputes.
        pub arbiter: AccountId,
        /// Grid fee, in planck per Wh.
        pub fee: PricePerWh,
        /// Deposit, in planck per Wh.
        pub deposit_per_wh: PricePerWh,
        /// What imbalance energy costs.
        pub imbalance: ImbalanceInfo<AccountId>,
        /// Whether it takes new orders.
        pub is_open: bool,
    }

    impl<AccountId> From<ZoneInfo<AccountId>> for super::ZoneInfo<AccountId> {
        fn from(old: ZoneInfo<AccountId>) -> Self {
            let ZoneInfo { id, parent, depth, operator, arbiter, fee, deposit_per_wh, imbalance, is_open } = old;
            let (export_capacity, import_capacity) = (Wh::ZERO, Wh::ZERO);
            Self {
                id,
                parent,
                depth,
                operator,
                arbiter,
                fee,
                deposit_per_wh,
                imbalance,
                is_open,
                export_capacity,
                import_capacity,
            }
        }
    }

    /// A dispute over one trade, before it could go on to the arbiter of another zone.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
    pub struct DisputeInfo<AccountId> {
        /// Who disputes.
        pub buyer: AccountId,
        /// Who delivered.
        pub seller: AccountId,
        /// The buyer's order.
        pub buy_order: OrderId,
        /// The seller's order.
        pub sell_order: OrderId,
        /// What was settled as delivered in the trade.
        pub delivered: Wh,
        /// BLAKE2b-256 of the SCALE-encoded evidence.
        pub evidence: H256,
        /// What the buyer held for it, in planck.
        pub bond: Balance,
        /// After this it is dismissed.
        pub deadline: UnixSeconds,
        /// `upheld`, `rejected` or `dismissed`; `None` while it is open.
        pub outcome: Option<String>,
    }

    impl<AccountId> DisputeInfo<AccountId> {
        /// The same, of a trade in a market of `zone`, whose arbiter decides.
        #[must_use]
        pub fn decided_in(self, zone: ZoneId) -> super::DisputeInfo<AccountId> {
            let Self { buyer, seller, buy_order, sell_order, delivered, evidence, bond, deadline, outcome } = self;
            let arbiter_zone = zone;
            super::DisputeInfo {
                buyer,
                seller,
                buy_order,
                sell_order,
                delivered,
                evidence,
                bond,
                arbiter_zone,
                deadline,
                outcome,
            }
        }
    }
}
