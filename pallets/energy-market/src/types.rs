//! What the market stores.

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_core::{ConstU32, H256};
use uen_primitives::{
    Balance, CommunitySale, DeviceId, MarketId, OrderId, Period, PricePerWh, Product, Side, SignedReading, UnixSeconds, Wh,
    ZoneId,
};

/// Entries of a book that share a page.
pub const ENTRIES_PER_PAGE: u32 = 64;
/// Trades that share a page.
pub const TRADES_PER_PAGE: u32 = 64;
/// Levels of zones below a root: a root is at depth 0. City, district, quarter, street.
pub const MAX_ZONE_DEPTH: u8 = 3;
/// Most zones.
pub const MAX_ZONES: u32 = 256;
/// Markets of one period: both products in every zone.
pub const MAX_MARKETS_PER_PERIOD: u32 = 2 * MAX_ZONES;
/// Most sources of imbalance prices of a zone.
pub const MAX_SOURCES: u32 = 16;
/// Orders that may be placed for a metering point in a period, cancelled ones included: whoever wants to fill a book by placing and
/// cancelling needs certified meters for it.
pub const MAX_ORDERS_PER_POINT: u32 = 8;
/// Markets that an order can pass: two products at each depth.
pub const MAX_CASCADE: u32 = 8;

/// Who may say what imbalance energy cost in a zone, and how.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ImbalanceRules<AccountId> {
    /// Accounts that may submit a price, each once a period.
    pub sources: BoundedVec<AccountId, ConstU32<MAX_SOURCES>>,
    /// How many must have submitted before their median counts.
    pub quorum: u32,
    /// Seconds after a period's end within which a price is fresh; a later one is refused.
    pub max_age: u32,
    /// No lower price is taken.
    pub lowest: PricePerWh,
    /// No higher price is taken.
    pub highest: PricePerWh,
}

/// What the grid between a zone and the one above it carries in a period, in Wh. Zero: nothing is stated, and nothing limits what goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EdgeCapacity {
    /// Up: of the zone's offers.
    pub export: Wh,
    /// Down: of the zone's bids.
    pub import: Wh,
}

/// What governance sets for a zone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ZoneTerms<AccountId> {
    /// Receives the grid fee.
    pub operator: AccountId,
    /// Rules on disputes that no cryptography decides.
    pub arbiter: AccountId,
    /// Grid fee in planck per delivered Wh, paid by the buyer.
    pub fee: PricePerWh,
    /// What a seller holds for each Wh offered, in planck: the most that a shortfall costs.
    pub deposit_per_wh: PricePerWh,
    /// What imbalance energy costs.
    pub imbalance: ImbalanceRules<AccountId>,
    /// Whether new markets open and orders of other zones are taken.
    pub is_open: bool,
    /// What the grid carries to and from the zone above.
    pub capacity: EdgeCapacity,
}

/// A grid area. Where it is in the tree never changes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ZoneRecord<AccountId> {
    /// The zone that contains it; `None` for a root.
    pub parent: Option<ZoneId>,
    /// 0 for a root, at most [`MAX_ZONE_DEPTH`].
    pub depth: u8,
    /// What governance sets.
    pub terms: ZoneTerms<AccountId>,
}

/// What clearing found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Clearing {
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

/// How far a market has come. The rest of its state follows from the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum MarketStage {
    /// Takes orders until the gate closes, and waits to be cleared after.
    #[codec(index = 0)]
    Open,
    /// Cleared.
    #[codec(index = 1)]
    Cleared(Clearing),
    /// Not cleared before its period began.
    #[codec(index = 2)]
    Cancelled,
}

/// A market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MarketRecord {
    /// The zone's fee when the market opened, in planck per Wh.
    pub fee: PricePerWh,
    /// The zone's deposit rate when the market opened, in planck per Wh.
    pub deposit_per_wh: PricePerWh,
    /// Entries in the book, cancelled ones included.
    pub entries: u32,
    /// How far it has come.
    pub stage: MarketStage,
    /// Filled sell entries that are not wholly settled.
    pub unsettled: u32,
    /// What was settled.
    pub totals: MarketTotals,
}

/// Sums over the settled trades of a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MarketTotals {
    /// Energy delivered.
    pub delivered: Wh,
    /// Paid to sellers for it, in planck.
    pub paid: Balance,
    /// Grid fees, in planck.
    pub fees: Balance,
    /// Penalties paid by sellers to buyers, in planck.
    pub penalties: Balance,
}

/// An order in a book. Its position is its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BookEntry {
    /// The order.
    pub order: OrderId,
    /// Bid or offer.
    pub side: Side,
    /// Whether it offers energy from renewable sources, and so may go to a green market.
    pub green: bool,
    /// What is wanted here; zero once it is cancelled.
    pub quantity: Wh,
    /// Worst price that is taken here. For a bid from a zone below, its limit less the fees on the way.
    pub limit: PricePerWh,
    /// What was traded.
    pub filled: Wh,
    /// Number of the first of its trades.
    pub first_trade: u32,
    /// How many trades it has.
    pub trades: u32,
    /// Where the rest went: position in the book of the next market ([`crate::Pallet::next_market`]).
    pub cascaded_to: Option<u32>,
}

/// One page of a book.
pub type BookPage = BoundedVec<BookEntry, ConstU32<ENTRIES_PER_PAGE>>;

/// A trade: positions in the market's book, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct TradeRecord {
    /// Position of the bid in the book.
    pub buy: u32,
    /// Position of the offer in the book.
    pub sell: u32,
    /// How much was traded.
    pub quantity: Wh,
    /// What the trades of the offer in this market before this one come to, so that its share of the delivery is known without them.
    pub sold_before: Wh,
    /// Grid fees that operators received for each delivered Wh, in planck; 0 until the trade is paid. What went back to the buyer is not in
    /// it.
    pub fee: PricePerWh,
}

/// One page of trades.
pub type TradePage = BoundedVec<TradeRecord, ConstU32<TRADES_PER_PAGE>>;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OrderRecord<AccountId> {
    /// Who placed it.
    pub owner: AccountId,
    /// The metering point that delivers or takes the energy.
    pub device: DeviceId,
    /// The market in which it was placed.
    pub market: MarketId,
    /// Its position in that market's book.
    pub index: u32,
    /// Bid or offer.
    pub side: Side,
    /// What was ordered.
    pub quantity: Wh,
    /// Worst price that is taken, without fees.
    pub limit: PricePerWh,
    /// What is held for it now, in planck: the escrow of a bid, the delivery deposit of an offer.
    pub held: Balance,
    /// What is held for its storage, in planck.
    pub storage_deposit: Balance,
    /// What was settled.
    pub settled: Settled,
}

/// What an order's trades came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Settled {
    /// Energy traded, in all markets; known when what they do not need is released.
    pub traded: Wh,
    /// Energy delivered.
    pub delivered: Wh,
    /// Paid by a buyer, or received by a seller, for it, in planck; without fees.
    pub paid: Balance,
    /// Grid fees that a buyer paid, in planck.
    pub fees: Balance,
    /// Penalty that a seller paid, or compensation that a buyer received, in planck.
    pub penalty: Balance,
}

/// How far a metering point's period has come.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum CommitmentStage {
    /// Its markets are not all cleared.
    #[default]
    #[codec(index = 0)]
    Open,
    /// What its fills do not need was released.
    #[codec(index = 1)]
    Released,
    /// What it sold is settled.
    #[codec(index = 2)]
    Settled,
    /// What it sold to unrelated buyers is counted for mining.
    #[codec(index = 3)]
    Counted,
}

/// What a metering point has to do with the markets of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CommitmentRecord {
    /// How far it has come.
    pub stage: CommitmentStage,
    /// Orders ever placed for it, cancelled ones included: at most [`MAX_ORDERS_PER_POINT`].
    pub placed: u32,
    /// Its orders, in the order of their numbers.
    pub orders: BoundedVec<OrderId, ConstU32<MAX_ORDERS_PER_POINT>>,
    /// What its orders offer, or have sold once released.
    pub offered: Wh,
    /// What its orders bid for, or have bought once released.
    pub bid: Wh,
    /// Of its sales, what was delivered as green.
    pub green_delivered: Wh,
    /// Of its metered import, what explains purchases that were counted for mining.
    pub matched_import: Wh,
    /// Of its sales, what was counted for mining, and the grid fees paid for that.
    pub counted: CommunitySale,
    /// Of its sales, what disputes showed not to be delivered before they were counted, and the grid fees paid for that: both are taken
    /// off when the sales are counted.
    pub taken_back: CommunitySale,
    /// Open disputes over what it sold.
    pub disputes: u32,
}

/// Settlement of one filled offer in one market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeliveryRecord {
    /// What was sold.
    pub sold: Wh,
    /// What was delivered of it.
    pub delivered: Wh,
    /// What the shortfall costs, in planck.
    pub penalty: Balance,
    /// How many of its trades are paid.
    pub paid_trades: u32,
    /// How many of its trades are counted for mining.
    pub counted_trades: u32,
}

/// The markets of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PeriodRecord {
    /// In the order in which they clear: deepest zones first, green before any.
    pub markets: BoundedVec<ClearingKey, ConstU32<MAX_MARKETS_PER_PERIOD>>,
    /// How many of them are cleared or cancelled.
    pub cleared: u32,
    /// What bids of green markets use of the grid's capacity.
    pub edges: BoundedVec<EdgeUse, ConstU32<MAX_ZONES>>,
    /// When the last of all sales was settled and counted.
    pub settled_at: Option<UnixSeconds>,
}

/// Reads what storage version 4 wrote, too: it had nothing after `cleared`. So the market goes on while
/// [`crate::migrations::v5`] moves one period after the other, after whose release this is derived again.
impl Decode for PeriodRecord {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        let (markets, cleared) = Decode::decode(input)?;
        let is_old = input.remaining_len()? == Some(0);
        let (edges, settled_at) = if is_old { Default::default() } else { Decode::decode(input)? };
        Ok(Self { markets, cleared, edges, settled_at })
    }
}

/// How much of the grid's capacity between a zone and the one above is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EdgeUse {
    /// The zone.
    pub zone: ZoneId,
    /// What the bids want that its green market passed on.
    pub imported: Wh,
}

/// Sorts the markets of a period into the order in which they clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClearingKey {
    /// [`MAX_ZONE_DEPTH`] less the zone's depth.
    pub height: u8,
    /// The zone.
    pub zone: ZoneId,
    /// The product.
    pub product: Product,
}

/// What the chain does by itself once it is due, each a walk over the metering points of one period after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Sweep {
    /// Release what the fills do not need, once all markets of the period are cleared.
    #[codec(index = 0)]
    Release,
    /// Settle the sellers whose meters are in.
    #[codec(index = 1)]
    Settle,
    /// Settle the rest, and count community sales.
    #[codec(index = 2)]
    Deadline,
    /// Release deposits and remove orders; after the last metering point, remove books and trades.
    #[codec(index = 3)]
    Finalise,
    /// Remove the markets themselves, prices and disputes.
    #[codec(index = 4)]
    Prune,
}

/// Where a sweep is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SweepCursor {
    /// The period.
    pub period: Period,
    /// The last metering point that is done.
    pub last: Option<DeviceId>,
    /// Markets of the period that are done, where a sweep visits markets.
    pub markets: u32,
}

/// Where everything is. One entry, so that an idle block reads one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agenda {
    /// The first period whose markets are not all cleared or cancelled.
    pub clear: Period,
    /// See [`Sweep::Release`].
    pub release: SweepCursor,
    /// See [`Sweep::Settle`].
    pub settle: SweepCursor,
    /// See [`Sweep::Deadline`].
    pub deadline: SweepCursor,
    /// See [`Sweep::Finalise`].
    pub finalise: SweepCursor,
    /// See [`Sweep::Prune`].
    pub prune: SweepCursor,
}

/// What a buyer puts forward.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Evidence {
    /// Two readings of the seller's device with one counter: decided at once.
    #[codec(index = 0)]
    Equivocation {
        /// One of them.
        first: alloc::boxed::Box<SignedReading>,
        /// The other.
        second: alloc::boxed::Box<SignedReading>,
    },
    /// A reading signed by the buyer's or the seller's device that speaks against the delivery: the zone's arbiter decides.
    #[codec(index = 1)]
    Reading(alloc::boxed::Box<SignedReading>),
}

/// What an arbiter decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Ruling {
    /// Only this much was delivered. The seller pays back the rest.
    #[codec(index = 0)]
    Upheld {
        /// Wh of the trade that were delivered: less than what was settled.
        delivered: Wh,
    },
    /// The settlement stands. The bond goes to the seller.
    #[codec(index = 1)]
    Rejected,
}

/// A dispute over one trade.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DisputeRecord<AccountId> {
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
    /// Grid fees that operators received for each Wh of it, in planck.
    pub fee: PricePerWh,
    /// BLAKE2b-256 of the SCALE-encoded evidence, which is in the block of the call.
    pub evidence: H256,
    /// What is held of the buyer for it.
    pub bond: Balance,
    /// After this the arbiter of a zone above decides; where there is none, it is dismissed and the bond returned.
    pub deadline: UnixSeconds,
    /// What became of it; `None` while it is open.
    pub outcome: Option<DisputeOutcome>,
}

/// What became of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DisputeOutcome {
    /// The seller paid back.
    #[codec(index = 0)]
    Upheld,
    /// The buyer lost the bond.
    #[codec(index = 1)]
    Rejected,
    /// Nobody decided in time; the settlement stands and the bond was returned.
    #[codec(index = 2)]
    Dismissed,
}

/// Open disputes in the order of their deadlines: numbers `first..next` may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DisputeQueue {
    /// The oldest that may be open.
    pub first: u64,
    /// The number of the next one.
    pub next: u64,
}
