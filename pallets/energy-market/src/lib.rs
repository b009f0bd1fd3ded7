#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod book_impls;
mod cascade_impls;
pub mod clearing;
mod dispute_impls;
mod integrity;
pub mod migrations;
#[cfg(test)]
mod mock;
mod order_impls;
mod payments;
mod query_impls;
pub mod settlement;
mod settlement_impls;
mod step_impls;
#[cfg(test)]
mod tests;
mod tick_impls;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;
mod zone_impls;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{Inspect, Mutate},
            UnixTime,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::SaturatedConversion;
    use uen_primitives::{
        Balance, CommunitySale, Day, DeviceId, GreenDeliveries, MarketId, MeteringPoints, OrderId, Period, PricePerWh, Product,
        Side, UnixSeconds, Wh, ZoneId,
    };

    /// 2 has what is held in the pot. 3 has the grid fees of community sales: in trades, commitments, disputes and [`CommunitySold`]. For 4
    /// and 5 see [`migrations`].
    pub(crate) const STORAGE_VERSION: StorageVersion = StorageVersion::new(5);

    /// A zone of this chain.
    pub type ZoneRecordOf<T> = ZoneRecord<<T as frame_system::Config>::AccountId>;
    /// Terms of a zone of this chain.
    pub type ZoneTermsOf<T> = ZoneTerms<<T as frame_system::Config>::AccountId>;
    /// An order of this chain.
    pub type OrderRecordOf<T> = OrderRecord<<T as frame_system::Config>::AccountId>;
    /// A dispute of this chain.
    pub type DisputeRecordOf<T> = DisputeRecord<<T as frame_system::Config>::AccountId>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What energy is paid with.
        type Currency: Mutate<Self::AccountId> + Inspect<Self::AccountId, Balance = Balance>;

        /// Whose account is the pot: what is held for orders and disputes is there.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The chain's clock.
        type UnixTime: UnixTime;

        /// Creates and changes zones.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// What was metered.
        type Meters: MeteringPoints<Self::AccountId>;

        /// Who issues certificates of green energy, which travel to its buyer; `()` where nobody does.
        type GreenDeliveries: GreenDeliveries<Self::AccountId>;

        /// Most entries in a book, orders of zones below included.
        #[pallet::constant]
        type MaxOrdersPerMarket: Get<u32>;

        /// Most orders of an account that are not removed yet.
        #[pallet::constant]
        type MaxOrdersPerOwner: Get<u32>;

        /// Least quantity of an order.
        #[pallet::constant]
        type MinQuantity: Get<Wh>;

        /// Highest limit of an order, in planck per Wh.
        #[pallet::constant]
        type MaxPrice: Get<PricePerWh>;

        /// What is held for the storage of an order until it is removed. Not less than the existential deposit.
        #[pallet::constant]
        type OrderDeposit: Get<Balance>;

        /// How many seconds before a period the markets open.
        #[pallet::constant]
        type Horizon: Get<u64>;

        /// How many seconds before a period its gate closes.
        #[pallet::constant]
        type GateClosure: Get<u64>;

        /// How many seconds after a period the sellers whose meters are in are settled.
        #[pallet::constant]
        type MeteringGrace: Get<u64>;

        /// How many seconds after a period everything is settled, metered or not. Readings that come later are not delivered any more.
        #[pallet::constant]
        type SettlementDeadline: Get<u64>;

        /// How many seconds after the deadline buyers may still dispute.
        #[pallet::constant]
        type DisputeWindow: Get<u64>;

        /// How many seconds an arbiter has.
        #[pallet::constant]
        type ArbitrationPeriod: Get<u64>;

        /// How many seconds after a period its prices stay readable. More than all of the above together.
        #[pallet::constant]
        type HistoryRetention: Get<u64>;

        /// What is held of a buyer for a dispute. Not less than the existential deposit.
        #[pallet::constant]
        type DisputeBond: Get<Balance>;

        /// Trades that one step pays or counts, at most.
        #[pallet::constant]
        type MaxTradesPerStep: Get<u32>;

        /// Bytes of the state's proof that the block has recorded so far; `None` where nothing records it. By it, what steps were
        /// estimated to record and did not is left to the steps after them, and what they recorded beyond it is not.
        type RecordedProof: Get<Option<u64>>;

        /// Bytes of a block's proof that the steps in idle time leave alone: for what is recorded only when the block's storage root is
        /// computed, by transactions and other hooks too.
        #[pallet::constant]
        type ProofKeptBack: Get<u64>;

        /// Weights of the calls and of the steps.
        type WeightInfo: WeightInfo;

        /// Sets the clock, for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper;
    }

    /// The grid areas.
    ///
    /// `Twox64Concat`: governance chooses the numbers.
    #[pallet::storage]
    pub type Zones<T: Config> = CountedStorageMap<_, Twox64Concat, ZoneId, ZoneRecordOf<T>>;

    /// Zones that are not roots, each with the zone that contains it, in the order in which they were created. One entry, so that clearing
    /// does not read all zones to know which of them share a book.
    #[pallet::storage]
    pub type ZoneParents<T> = StorageValue<_, BoundedVec<(ZoneId, ZoneId), ConstU32<MAX_ZONES>>, ValueQuery>;

    /// The markets, as long as their history is kept.
    ///
    /// `Twox64Concat`: periods and zones cannot be chosen freely.
    #[pallet::storage]
    pub type Markets<T> = StorageMap<_, Twox64Concat, MarketId, MarketRecord>;

    /// The markets of a period.
    ///
    /// `Twox64Concat`: periods are counted.
    #[pallet::storage]
    pub type Periods<T> = StorageMap<_, Twox64Concat, Period, PeriodRecord, ValueQuery>;

    /// The books, page by page, until everything in them is settled.
    ///
    /// `Twox64Concat`: as for [`Markets`]; pages are counted.
    #[pallet::storage]
    pub type Book<T> = StorageDoubleMap<_, Twox64Concat, MarketId, Twox64Concat, u32, BookPage, ValueQuery>;

    /// The trades, page by page, for as long as the books.
    ///
    /// `Twox64Concat`: as for [`Book`].
    #[pallet::storage]
    pub type Trades<T> = StorageDoubleMap<_, Twox64Concat, MarketId, Twox64Concat, u32, TradePage, ValueQuery>;

    /// The orders that are not removed yet.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Orders<T: Config> = StorageMap<_, Twox64Concat, OrderId, OrderRecordOf<T>>;

    /// The number of the next order.
    #[pallet::storage]
    pub type NextOrderId<T> = StorageValue<_, OrderId, ValueQuery>;

    /// Orders by owner.
    ///
    /// `Blake2_128Concat`: anyone can choose an account. `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type OrdersOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, OrderId, ()>;

    /// Number of entries in [`OrdersOf`].
    ///
    /// `Blake2_128Concat`: anyone can choose an account.
    #[pallet::storage]
    pub type OrderCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// Number of orders of a metering point, in all periods: its positions.
    ///
    /// `Identity`: identifiers are hashes, checked by the registry before an order is taken.
    #[pallet::storage]
    pub type OpenOrders<T> = StorageMap<_, Identity, DeviceId, u32, ValueQuery>;

    /// What metering points have to do with a period.
    ///
    /// `Twox64Concat`: periods are counted. `Identity`: as for [`OpenOrders`].
    #[pallet::storage]
    pub type Commitments<T> = StorageDoubleMap<_, Twox64Concat, Period, Identity, DeviceId, CommitmentRecord>;

    /// Settlement of filled offers, by market and position in its book.
    ///
    /// `Twox64Concat`: as for [`Book`].
    #[pallet::storage]
    pub type Deliveries<T> = StorageDoubleMap<_, Twox64Concat, MarketId, Twox64Concat, u32, DeliveryRecord>;

    /// What the sources of a zone say imbalance energy cost in a period: position of the source, and price.
    ///
    /// `Twox64Concat`: as for [`Markets`].
    #[pallet::storage]
    pub type ImbalancePrices<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        Period,
        Twox64Concat,
        ZoneId,
        BoundedVec<(T::AccountId, PricePerWh), ConstU32<MAX_SOURCES>>,
        ValueQuery,
    >;

    /// Disputes, by market and trade, as long as the market's history is kept: a trade is disputed once.
    ///
    /// `Twox64Concat`: as for [`Book`].
    #[pallet::storage]
    pub type Disputes<T: Config> = StorageDoubleMap<_, Twox64Concat, MarketId, Twox64Concat, u32, DisputeRecordOf<T>>;

    /// Disputes, by market and trade, that an arbiter left undecided, and the zone above whose arbiter decides them now.
    ///
    /// `Twox64Concat`: as for [`Book`].
    #[pallet::storage]
    pub type Escalations<T> = StorageDoubleMap<_, Twox64Concat, MarketId, Twox64Concat, u32, ZoneId>;

    /// Disputes in the order of their deadlines.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type DisputesByDeadline<T> = StorageMap<_, Twox64Concat, u64, (MarketId, u32)>;

    /// Which of [`DisputesByDeadline`] are there.
    #[pallet::storage]
    pub type DisputesQueue<T> = StorageValue<_, DisputeQueue, ValueQuery>;

    /// What a device sold to unrelated buyers on a day, and the grid fees that they paid for it, for energy mining.
    ///
    /// `Twox64Concat`: days are counted. `Identity`: as for [`OpenOrders`].
    #[pallet::storage]
    pub type CommunitySold<T> = StorageDoubleMap<_, Twox64Concat, Day, Identity, DeviceId, CommunitySale, ValueQuery>;

    /// Where the work that the chain does by itself is; `None` before the first order.
    #[pallet::storage]
    pub type Agendas<T> = StorageValue<_, Agenda>;

    /// All energy ever delivered on the market: what the registry's ledger says too.
    #[pallet::storage]
    pub type Delivered<T> = StorageValue<_, Wh, ValueQuery>;

    /// A zone of the genesis. See [`GenesisConfig::zones`].
    pub type GenesisZone<AccountId> = (ZoneId, Option<ZoneId>, AccountId, AccountId, PricePerWh, PricePerWh, Vec<AccountId>);

    /// The zones that the chain starts with.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Number, parent, operator, arbiter, fee and deposit in planck per Wh, and who says what imbalance energy cost: the median counts
        /// once more than half of them have. Parents come first.
        pub zones: Vec<GenesisZone<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::open_pot();
            for (zone, parent, operator, arbiter, fee, deposit_per_wh, sources) in &self.zones {
                let quorum = u32::try_from(sources.len()).unwrap_or(u32::MAX) / 2;
                let imbalance = ImbalanceRules {
                    sources: sources.clone().try_into().expect("a zone of the genesis has too many sources"),
                    quorum: quorum.saturating_add(1),
                    max_age: T::MeteringGrace::get().saturated_into(),
                    lowest: 0,
                    highest: T::MaxPrice::get(),
                };
                let terms = ZoneTerms {
                    operator: operator.clone(),
                    arbiter: arbiter.clone(),
                    fee: *fee,
                    deposit_per_wh: *deposit_per_wh,
                    imbalance,
                    is_open: true,
                    capacity: EdgeCapacity::default(),
                };
                let created = Pallet::<T>::do_create_zone(*zone, *parent, terms);
                assert!(created.is_ok(), "a zone of the genesis is listed twice, before its parent, or has terms out of bounds");
            }
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Governance created a zone.
        ZoneCreated {
            /// The zone.
            zone: ZoneId,
            /// The zone that contains it.
            parent: Option<ZoneId>,
            /// Its terms.
            terms: ZoneTermsOf<T>,
        },
        /// Governance changed a zone; markets that are open keep their fee and deposit rate.
        ZoneUpdated {
            /// The zone.
            zone: ZoneId,
            /// Its new terms.
            terms: ZoneTermsOf<T>,
        },
        /// An order was placed.
        OrderPlaced {
            /// The order.
            order: OrderId,
            /// Who placed it.
            owner: T::AccountId,
            /// The metering point.
            device: DeviceId,
            /// The market.
            market: MarketId,
            /// Bid or offer.
            side: Side,
            /// How much.
            quantity: Wh,
            /// Worst price, in planck per Wh without fees.
            limit: PricePerWh,
            /// Held for it, without the storage deposit, in planck.
            held: Balance,
        },
        /// An order was cancelled by its owner, and everything held for it released.
        OrderCancelled {
            /// The order.
            order: OrderId,
        },
        /// A market was cleared.
        MarketCleared {
            /// The market.
            market: MarketId,
            /// Entries in its book.
            entries: u32,
            /// The result; volume and price are zero if no bid met an offer.
            clearing: Clearing,
        },
        /// A market was not cleared before its period began: all its orders are refunded.
        MarketCancelled {
            /// The market.
            market: MarketId,
        },
        /// An order was filled, in whole or in part.
        OrderFilled {
            /// The order.
            order: OrderId,
            /// The market: that of the order or one that it went on to.
            market: MarketId,
            /// How much was traded there.
            quantity: Wh,
            /// At which price, in planck per Wh without fees.
            price: PricePerWh,
        },
        /// What an order's fills do not need was released.
        OrderReleased {
            /// The order.
            order: OrderId,
            /// Traded in all markets.
            traded: Wh,
            /// Released, in planck.
            released: Balance,
            /// Still held, in planck, without the storage deposit.
            held: Balance,
        },
        /// It is known what a seller delivered of a fill.
        DeliverySettled {
            /// The seller's order.
            order: OrderId,
            /// The market.
            market: MarketId,
            /// What was sold.
            sold: Wh,
            /// What was delivered of it.
            delivered: Wh,
            /// What the shortfall costs, in planck; the buyers get it.
            penalty: Balance,
        },
        /// A trade was settled.
        TradeSettled {
            /// The market.
            market: MarketId,
            /// Number of the trade.
            trade: u32,
            /// The buyer's order.
            buy_order: OrderId,
            /// The seller's order.
            sell_order: OrderId,
            /// What was traded.
            quantity: Wh,
            /// What was delivered of it.
            delivered: Wh,
            /// Paid to the seller, in planck.
            paid: Balance,
            /// Grid fees paid by the buyer, in planck.
            fees: Balance,
            /// Released to the buyer for what was not delivered, in planck.
            refunded: Balance,
            /// Paid by the seller to the buyer, in planck.
            penalty: Balance,
        },
        /// An account could not receive an amount, so that it stayed with its payer: the account is gone and the amount is less than
        /// an account must hold.
        PaymentReturned {
            /// Who paid and keeps it.
            payer: T::AccountId,
            /// Who could not receive it.
            payee: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// What a device sold to unrelated buyers in a period was counted for energy mining.
        CommunitySaleCounted {
            /// The device.
            device: DeviceId,
            /// The period.
            period: Period,
            /// How much.
            quantity: Wh,
            /// Grid fees that the buyers paid for it, in planck.
            fees: Balance,
        },
        /// An order came to its end, and the rest held for it was released.
        OrderClosed {
            /// The order.
            order: OrderId,
            /// What it came to.
            settled: Settled,
        },
        /// A source said what imbalance energy cost.
        ImbalancePriceSubmitted {
            /// The zone.
            zone: ZoneId,
            /// The period.
            period: Period,
            /// The source.
            source: T::AccountId,
            /// In planck per Wh.
            price: PricePerWh,
        },
        /// A buyer disputes a trade.
        DisputeOpened {
            /// The market.
            market: MarketId,
            /// Number of the trade.
            trade: u32,
            /// The buyer.
            buyer: T::AccountId,
            /// The seller.
            seller: T::AccountId,
            /// BLAKE2b-256 of the evidence.
            evidence: sp_core::H256,
            /// Until when the arbiter may decide.
            deadline: UnixSeconds,
        },
        /// A dispute is over.
        DisputeResolved {
            /// The market.
            market: MarketId,
            /// Number of the trade.
            trade: u32,
            /// How.
            outcome: DisputeOutcome,
            /// Paid back by the seller, in planck.
            compensation: Balance,
            /// Of the bond, what went to the seller, in planck.
            forfeited: Balance,
        },
        /// A step failed and was skipped, so that it holds up nobody. This never happens while the books are in order.
        StepFailed {
            /// The period.
            period: Period,
            /// The metering point, if it was about one.
            device: Option<DeviceId>,
            /// Why.
            error: DispatchError,
        },
        /// An arbiter left a dispute undecided: that of a zone above decides it now.
        DisputeEscalated {
            /// The market.
            market: MarketId,
            /// Number of the trade.
            trade: u32,
            /// The zone.
            zone: ZoneId,
            /// After this it goes on to the next, or is dismissed.
            deadline: UnixSeconds,
        },
    }

    /// What can go wrong.
    #[pallet::error]
    pub enum Error<T> {
        /// The zone is not known.
        ZoneNotFound,
        /// The zone is known already.
        ZoneAlreadyExists,
        /// There are [`MAX_ZONES`] zones.
        MaxZonesExceeded,
        /// The zone would lie deeper than [`MAX_ZONE_DEPTH`].
        MaxDepthExceeded,
        /// Terms out of bounds: a quorum of none or of more than there are sources (a zone without sources has a quorum of one), a source
        /// listed twice, a lowest price above the highest, a price or rate above [`Config::MaxPrice`], or a price fresh for longer than
        /// until settlement begins.
        InvalidTerms,
        /// The zone takes no new orders.
        ZoneClosed,
        /// The device is not registered, not the caller's, or may not trade until the end of the period.
        DeviceNotEligible,
        /// The market is not open yet: the period is further away than [`Config::Horizon`].
        TooEarly,
        /// The gate is closed.
        GateClosed,
        /// The quantity is below [`Config::MinQuantity`].
        QuantityTooSmall,
        /// The quantity is more than the nameplate allows in the period, less what the device's other orders bid or offer: what it can take
        /// from the grid for a bid, what it can give to the grid for an offer.
        CapacityExceeded,
        /// The limit is above [`Config::MaxPrice`], or a bid's is zero.
        InvalidLimit,
        /// The device's energy is not from renewable sources.
        NotRenewable,
        /// The book is full.
        MaxOrdersPerMarketExceeded,
        /// The owner has [`Config::MaxOrdersPerOwner`] orders.
        MaxOrdersPerOwnerExceeded,
        /// [`MAX_ORDERS_PER_POINT`] orders were placed for the device in this period.
        MaxOrdersPerPointExceeded,
        /// The order is not known.
        OrderNotFound,
        /// The caller is not whom the order, the dispute or the zone belongs to.
        NoPermission,
        /// The market is not known.
        MarketNotFound,
        /// A price is out of the zone's bounds.
        PriceOutOfBounds,
        /// It is too late, or the period is not over yet.
        OutsideWindow,
        /// The source has submitted a price for this period.
        AlreadySubmitted,
        /// The metering point has nothing to be settled in this period.
        NothingToSettle,
        /// The meter's readings have not reached the end of the period.
        NotMetered,
        /// There is nothing that is due.
        NothingDue,
        /// The trade is not known.
        TradeNotFound,
        /// The trade is not settled yet.
        NotSettled,
        /// The trade was disputed before.
        AlreadyDisputed,
        /// The evidence does not carry the signatures that it must, or does not concern the trade's period.
        InvalidEvidence,
        /// The dispute is not known, or it is over.
        DisputeNotFound,
        /// A ruling that upholds a dispute must state less than what was settled.
        InvalidRuling,
        /// Nothing of the trade was delivered, and so nothing was paid that could be paid back.
        NothingDelivered,
        /// The device measures by half hours or hours, while markets are of quarter hours. Its energy can be mined and certified, but not
        /// traded. To trade, have the meter measure by quarter hours, and a metrology certifier say so in the device's nameplate.
        CoarseResolution,
        /// The metering point has orders of the other side in the period: it gives energy to the market or takes it, not both. Cancel those
        /// first.
        OtherSide,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining_weight: Weight) -> Weight {
            Self::do_idle(remaining_weight)
        }

        fn integrity_test() {
            Self::check_integrity();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a zone.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Where a zone is in the tree never changes; its terms can.
        ///
        /// # Errors
        /// - [`Error::ZoneAlreadyExists`], [`Error::MaxZonesExceeded`], [`Error::InvalidTerms`].
        /// - [`Error::ZoneNotFound`]: the parent is not known.
        /// - [`Error::MaxDepthExceeded`]: the parent is at the deepest level.
        ///
        /// # Events
        /// [`Event::ZoneCreated`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::create_zone())]
        pub fn create_zone(origin: OriginFor<T>, zone: ZoneId, parent: Option<ZoneId>, terms: ZoneTermsOf<T>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_create_zone(zone, parent, terms)
        }

        /// Change a zone's terms.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Fee and deposit rate hold for markets that open from now on; operator, arbiter and sources at once. A closed zone takes no new
        /// orders; what was placed goes on.
        ///
        /// # Errors
        /// [`Error::ZoneNotFound`], [`Error::InvalidTerms`].
        ///
        /// # Events
        /// [`Event::ZoneUpdated`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::update_zone())]
        pub fn update_zone(origin: OriginFor<T>, zone: ZoneId, terms: ZoneTermsOf<T>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_update_zone(zone, terms)
        }

        /// Place a limit order for a metering point in the market of its zone.
        ///
        /// # Origin
        /// Signed, by the owner of `device`.
        ///
        /// # Details
        /// A bid puts `quantity × (limit + fee)` into the pot, an offer `quantity × deposit_per_wh`, both besides [`Config::OrderDeposit`]. The price
        /// will be no worse than `limit`. What is not traded in this market goes on: a green offer to the market for any energy, and
        /// then, as all orders, to the zone above, whose fee comes out of a bid's limit.
        ///
        /// # Errors
        /// - [`Error::DeviceNotEligible`], [`Error::CoarseResolution`], [`Error::ZoneNotFound`], [`Error::ZoneClosed`],
        ///   [`Error::NotRenewable`].
        /// - [`Error::TooEarly`], [`Error::GateClosed`].
        /// - [`Error::QuantityTooSmall`], [`Error::InvalidLimit`], [`Error::CapacityExceeded`].
        /// - [`Error::MaxOrdersPerMarketExceeded`], [`Error::MaxOrdersPerOwnerExceeded`], [`Error::MaxOrdersPerPointExceeded`].
        /// - What the token says if the owner has not as much free.
        ///
        /// # Events
        /// [`Event::OrderPlaced`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::place_order())]
        pub fn place_order(
            origin: OriginFor<T>,
            device: DeviceId,
            period: Period,
            product: Product,
            side: Side,
            quantity: Wh,
            limit: PricePerWh,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_place_order(owner, device, period, product, side, quantity, limit)
        }

        /// Cancel an order before the gate closes.
        ///
        /// # Origin
        /// Signed, by who placed it.
        ///
        /// # Errors
        /// [`Error::OrderNotFound`], [`Error::NoPermission`], [`Error::GateClosed`].
        ///
        /// # Events
        /// [`Event::OrderCancelled`].
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::cancel_order())]
        pub fn cancel_order(origin: OriginFor<T>, order: OrderId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_cancel_order(owner, order)
        }

        /// Say what imbalance energy cost in a zone and period.
        ///
        /// # Origin
        /// Signed, by a source of the zone.
        ///
        /// # Details
        /// Once the zone's quorum has submitted, the median counts: for penalties, which are no less than 10 % of the clearing price
        /// without it.
        ///
        /// # Errors
        /// - [`Error::ZoneNotFound`], [`Error::NoPermission`], [`Error::PriceOutOfBounds`], [`Error::AlreadySubmitted`].
        /// - [`Error::MarketNotFound`]: nothing is traded in the zone in that period.
        /// - [`Error::OutsideWindow`]: the period is not over, or was over for longer than prices are fresh.
        ///
        /// # Events
        /// [`Event::ImbalancePriceSubmitted`].
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::submit_imbalance_price())]
        pub fn submit_imbalance_price(origin: OriginFor<T>, zone: ZoneId, period: Period, price: PricePerWh) -> DispatchResult {
            let source = ensure_signed(origin)?;
            Self::do_submit_imbalance_price(source, zone, period, price)
        }

        /// Settle what a metering point sold in a period, as soon as its meter is in.
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Details
        /// The chain does this by itself, at the latest [`Config::SettlementDeadline`] after the period; this is for a meter that comes
        /// late and a seller who does not want to wait. Pays at most [`Config::MaxTradesPerStep`] trades; repeat it for more.
        ///
        /// # Errors
        /// - [`Error::NothingToSettle`]: it sold nothing, or is settled.
        /// - [`Error::OutsideWindow`]: less than [`Config::MeteringGrace`] has passed since the period.
        /// - [`Error::NotMetered`]: the meter's readings have not reached the end of the period, and the deadline has not passed.
        ///
        /// # Events
        /// [`Event::DeliverySettled`], [`Event::TradeSettled`].
        #[pallet::call_index(5)]
        #[pallet::weight(Pallet::<T>::weight_of_settling(MAX_ORDERS_PER_POINT))]
        pub fn settle(origin: OriginFor<T>, period: Period, device: DeviceId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_settle(period, device)
        }

        /// Do what is due: clear markets, release, settle and clean up.
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Details
        /// The chain does this by itself in the idle time of its blocks; this is for when there is none. Does at most `steps` steps,
        /// and gives back the weight that was not used.
        ///
        /// # Errors
        /// [`Error::NothingDue`]: there is nothing to do, or `steps` is zero.
        ///
        /// # Events
        /// Those of the steps.
        #[pallet::call_index(6)]
        #[pallet::weight(Pallet::<T>::advance_weight(*steps))]
        pub fn advance(origin: OriginFor<T>, steps: u32) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_advance(steps)
        }

        /// Dispute what a seller delivered in a trade.
        ///
        /// # Origin
        /// Signed, by the trade's buyer.
        ///
        /// # Details
        /// Equivocation of the seller's device decides at once, and needs no bond: it delivered nothing. Anything else takes
        /// [`Config::DisputeBond`] and is decided by the arbiter of the market's zone within [`Config::ArbitrationPeriod`], or dismissed
        /// after it. A seller pays back no more than what is left of its deposit for the order. The cost depends neither on the size
        /// of the book nor on the number of the seller's trades: a trade says what its seller sold before it.
        ///
        /// # Errors
        /// - [`Error::TradeNotFound`], [`Error::NoPermission`], [`Error::AlreadyDisputed`].
        /// - [`Error::NotSettled`]: the seller's sales of the period are not all settled.
        /// - [`Error::NothingDelivered`]: nothing was paid for.
        /// - [`Error::OutsideWindow`]: the dispute window is over.
        /// - [`Error::InvalidEvidence`].
        /// - What the token says if the buyer has not as much free as the bond.
        ///
        /// # Events
        /// [`Event::DisputeOpened`], and [`Event::DisputeResolved`] if it is decided at once.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::dispute())]
        pub fn dispute(origin: OriginFor<T>, market: MarketId, trade: u32, evidence: Evidence) -> DispatchResult {
            let buyer = ensure_signed(origin)?;
            Self::do_dispute(buyer, market, trade, evidence)
        }

        /// Decide a dispute.
        ///
        /// # Origin
        /// Signed, by the arbiter of the market's zone.
        ///
        /// # Details
        /// The loser pays: the seller what was not delivered, or the buyer the bond. It is final.
        ///
        /// # Errors
        /// - [`Error::DisputeNotFound`], [`Error::NoPermission`], [`Error::InvalidRuling`].
        /// - [`Error::OutsideWindow`]: the deadline has passed; the dispute is going to be dismissed.
        ///
        /// # Events
        /// [`Event::DisputeResolved`].
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::resolve_dispute())]
        pub fn resolve_dispute(origin: OriginFor<T>, market: MarketId, trade: u32, ruling: Ruling) -> DispatchResult {
            let arbiter = ensure_signed(origin)?;
            Self::do_resolve_dispute(arbiter, market, trade, ruling)
        }
    }

    impl<T: Config> Pallet<T> {
        /// Seconds since 1970.
        pub(crate) fn now() -> UnixSeconds {
            T::UnixTime::now().as_secs()
        }
    }
}
