//! Other chains: what may come from them, what may go to them, and who pays for it.
//!
//! UEN has its reserve here, the relay chain's token there, and any other asset on the chain that issues it. Messages pay for their
//! execution in UEN or in the relay chain's token, and nothing that comes from outside becomes an origin of a call.

use crate::{
    configs::{
        money::{FeeSplit, TransactionByteFee, WeightToFee},
        GovernanceOrigin, RuntimeBlockWeights, TreasuryAccount,
    },
    constants::{deposit, MILLI_UEN},
    AccountId, Balance, Balances, ForeignAssets, MessageQueue, ParachainInfo, ParachainSystem, PolkadotXcm, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, XcmpQueue,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use cumulus_primitives_core::{AggregateMessageOrigin, ParaId};
use cumulus_primitives_utility::ParentAsUmp;
use frame_support::{
    parameter_types,
    traits::{
        fungible::{Credit, Inspect as _},
        fungibles::Inspect as _,
        tokens::imbalance::UnsafeManualAccounting,
        AsEnsureOriginWithArg, ConstU32, Contains, ContainsPair, Disabled, Equals, Everything, Imbalance, NeverEnsureOrigin,
        Nothing, OnUnbalanced, ProcessMessage, ProcessMessageError, QueueFootprint, QueuePausedQuery, TransformOrigin,
    },
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight, WeightMeter, WeightToFee as _},
};
use frame_system::EnsureRootWithSuccess;
use polkadot_parachain_primitives::primitives::Sibling;
use polkadot_runtime_common::xcm_sender::ExponentialPrice;
use sp_runtime::{
    helpers_128bit::multiply_by_rational_with_rounding,
    traits::{Convert, TryConvertInto},
    FixedPointNumber, FixedU128, Perbill, Rounding,
};
use xcm::{latest::prelude::*, VersionedXcm};
use xcm_builder::{
    deposit_or_burn_fee, AccountId32Aliases, AllowKnownQueryResponses, AllowSubscriptionsFrom, AllowTopLevelPaidExecutionFrom,
    DenyRecursively, DenyReserveTransferToRelayChain, DenyThenTry, EnsureXcmOrigin, FixedWeightBounds,
    FrameTransactionalProcessor, FungibleAdapter, FungiblesAdapter, HandleFee, IsConcrete, MatchedConvertedConcreteId,
    NoChecking, ProcessXcmMessage, SiblingParachainConvertsVia, SignedToAccountId32, TakeRevenue, TakeWeightCredit,
    TrailingSetTopicAsId, UsingComponents, WithComputedOrigin, WithLatestLocationConverter, WithUniqueTopic,
    XcmFeeManagerFromComponents,
};
use xcm_executor::{
    traits::{ClaimAssets, DenyExecution, DropAssets, FeeReason, Properties, ShouldExecute, WeightBounds, WeightTrader},
    AssetsInHolding, XcmExecutor,
};

/// How many assets of other chains governance may register. With UEN they are what [`MaxAssetsIntoHolding`] lets one message hold, and
/// what [`UnitWeightCost`] is measured against.
pub const MAX_FOREIGN_ASSETS: usize = 7;

parameter_types! {
    /// UEN, as this chain names it.
    pub UenLocation: Location = Location::here();
    /// The token of the relay chain, and the relay chain.
    pub RelayLocation: Location = Location::parent();
    /// None is fixed before there is one: accounts and locations leave the network out.
    pub const RelayNetwork: Option<NetworkId> = None;
    pub UniversalLocation: InteriorLocation = Parachain(ParachainInfo::parachain_id().into()).into();
    /// Where fees in the assets of other chains go.
    pub TreasuryLocation: Location = AccountId32 { network: None, id: TreasuryAccount::get().into() }.into();
}

/// Who holds money here: an account of this chain, and each sibling as a whole. The relay chain has no account, so that nothing can be
/// sent into its keeping, and neither have accounts of other chains.
pub type LocationToAccountId = (SiblingParachainConvertsVia<Sibling, AccountId>, AccountId32Aliases<RelayNetwork, AccountId>);

/// The pallet of other chains' assets.
pub type ForeignAssetsInstance = pallet_assets::Instance1;

/// What may be an asset of another chain: anything but what is named from this chain itself.
pub struct OutsideThisChain;

impl Contains<Location> for OutsideThisChain {
    fn contains(id: &Location) -> bool {
        let own = Location::new(1, UniversalLocation::get());
        id.parent_count() == 1 && id.chain_location() != own
    }
}

type UenTransactor = FungibleAdapter<Balances, IsConcrete<UenLocation>, LocationToAccountId, AccountId, ()>;

type ForeignAssetsTransactor = FungiblesAdapter<
    ForeignAssets,
    MatchedConvertedConcreteId<Location, Balance, OutsideThisChain, WithLatestLocationConverter<Location>, TryConvertInto>,
    LocationToAccountId,
    AccountId,
    NoChecking,
    TreasuryAccount,
>;

/// How assets are withdrawn and deposited.
pub type AssetTransactors = (UenTransactor, ForeignAssetsTransactor);

/// Whether governance registered `asset`, which must be fungible.
fn is_registered(asset: &Asset) -> bool {
    matches!(asset.fun, Fungible(_)) && OutsideThisChain::contains(&asset.id.0) && ForeignAssets::asset_exists(asset.id.0.clone())
}

/// The chain that issues an asset is its reserve, and no other, once governance registered the asset. UEN has its reserve here: nobody
/// else can say that it was deposited.
pub struct IssuerIsReserve;

impl ContainsPair<Asset, Location> for IssuerIsReserve {
    fn contains(asset: &Asset, origin: &Location) -> bool {
        asset.id.0.chain_location() == *origin && is_registered(asset)
    }
}

/// What can leave by a reserve transfer: UEN and registered assets.
pub struct Transferable;

impl Contains<(Location, Vec<Asset>)> for Transferable {
    fn contains((_, assets): &(Location, Vec<Asset>)) -> bool {
        assets.iter().all(|asset| is_registered(asset) || (asset.id.0 == UenLocation::get() && matches!(asset.fun, Fungible(_))))
    }
}

/// Nothing is burnt: refuses a message that would destroy UEN. The assets of other chains are burnt here when they go home.
pub struct DenyBurningUen;

impl DenyExecution for DenyBurningUen {
    fn deny_execution<Call>(
        _: &Location,
        instructions: &mut [Instruction<Call>],
        _: Weight,
        _: &mut Properties,
    ) -> Result<(), ProcessMessageError> {
        let uen = UenLocation::get();
        let burns = |instruction: &Instruction<Call>| matches!(instruction, BurnAsset(assets) if assets.inner().iter().any(|asset| asset.id.0 == uen));
        if instructions.iter().any(burns) {
            return Err(ProcessMessageError::Unsupported);
        }
        Ok(())
    }
}

/// The relay chain and siblings, each as a whole.
pub struct Chains;

impl Contains<Location> for Chains {
    fn contains(location: &Location) -> bool {
        matches!(location.unpack(), (1, []) | (1, [Parachain(_)]))
    }
}

/// What is executed at all: what pays first. The exceptions cost the chain one instruction each: an answer that it asked for, and who
/// wants to know which version of XCM it speaks.
pub type Barrier = TrailingSetTopicAsId<
    DenyThenTry<
        DenyRecursively<(DenyReserveTransferToRelayChain, DenyBurningUen)>,
        (
            // What an account of this chain starts pays by its transaction.
            TakeWeightCredit,
            AllowKnownQueryResponses<PolkadotXcm>,
            AllowSubscriptionsFrom<Chains>,
            WithComputedOrigin<AllowTopLevelPaidExecutionFrom<Everything>, UniversalLocation, ConstU32<8>>,
        ),
    >,
>;

parameter_types! {
    /// What an instruction is taken to cost at most. Not measured yet: each of the eight kinds of money there can be here takes some
    /// four reads and writes, 250 µs of them, and 8 KiB of proof. One that sends may also read a page that waits for its channel, 103 KiB;
    /// the three of `transferAssets` cover that.
    pub const UnitWeightCost: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_MILLIS, 64 * 1024);
    pub const MaxInstructions: u32 = 100;
    /// A message may come to hold twice as many for a moment.
    pub const MaxAssetsIntoHolding: u32 = 4;
}

const _: () = assert!(MAX_FOREIGN_ASSETS + 1 == 2 * 4, "what a message may hold is all there is, so that no fee is dropped");

/// What a message that [`Barrier`] refuses costs: decoding it, and one entry that the barrier may look up.
pub const REFUSAL: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS / 2, 8 * 1024);

/// Executes messages, and asks [`Barrier`] before there need be room for them. The executor asks it too, but counts a message that it
/// refuses as if that was executed: whoever pays nothing could keep the messages of others waiting.
pub struct RefuseFirst<Inner>(PhantomData<Inner>);

impl<Inner> RefuseFirst<Inner> {
    /// What cannot be read is not refused here: `Inner` says why.
    fn refuses(message: &[u8], origin: &Location) -> bool {
        let Ok(message) = VersionedXcm::<RuntimeCall>::decode_all_with_mem_and_depth_limit(&mut &message[..]) else {
            return false;
        };
        let Ok(mut message) = Xcm::<RuntimeCall>::try_from(message) else { return false };
        let Ok(weight) = Weigher::weight(&mut message, Weight::MAX) else { return false };
        let mut properties = Properties { weight_credit: Weight::zero(), message_id: None };
        Barrier::should_execute(origin, message.inner_mut(), weight, &mut properties).is_err()
    }
}

impl<Inner: ProcessMessage<Origin = AggregateMessageOrigin>> ProcessMessage for RefuseFirst<Inner> {
    type Origin = AggregateMessageOrigin;

    fn process_message(
        message: &[u8],
        origin: Self::Origin,
        meter: &mut WeightMeter,
        id: &mut XcmHash,
    ) -> Result<bool, ProcessMessageError> {
        meter.try_consume(REFUSAL).map_err(|()| ProcessMessageError::Overweight(REFUSAL))?;
        if Self::refuses(message, &origin.clone().into()) {
            return Ok(false);
        }
        Inner::process_message(message, origin, meter, id)
    }
}

/// What messages cost.
pub type Weigher = FixedWeightBounds<UnitWeightCost, RuntimeCall, MaxInstructions>;

/// What messages pay: UEN is split as other fees are, the rest is the treasury's.
pub struct FeesToChain;

impl FeesToChain {
    fn take(mut fees: AssetsInHolding, context: Option<&XcmContext>) {
        if let Some(uen) = fees.fungible.remove(&AssetId(UenLocation::get())) {
            let mut credit = Credit::<AccountId, Balances>::zero();
            credit.saturating_subsume(uen);
            FeeSplit::on_unbalanced(credit);
        }
        // What is less than the treasury can hold of an asset that it has none of is forgone: more lies in the reserve then.
        deposit_or_burn_fee::<AssetTransactors>(fees, context, TreasuryLocation::get());
    }
}

impl HandleFee for FeesToChain {
    fn handle_fee(fees: AssetsInHolding, context: Option<&XcmContext>, _: FeeReason) -> AssetsInHolding {
        Self::take(fees, context);
        AssetsInHolding::new()
    }
}

impl TakeRevenue for FeesToChain {
    fn take_revenue(revenue: AssetsInHolding) {
        Self::take(revenue, None);
    }
}

/// Keeps what a message leaves behind until it is claimed, if an account could hold it. Less is the chain's, or a sibling's users could
/// have it store an entry for every planck.
pub struct TrapAboveDust;

impl TrapAboveDust {
    /// The least balance of an asset.
    fn minimum(id: &AssetId) -> Balance {
        if *id == UenAssetId::get() {
            Balances::minimum_balance()
        } else {
            ForeignAssets::minimum_balance(id.0.clone())
        }
    }
}

impl DropAssets for TrapAboveDust {
    fn drop_assets(origin: &Location, mut assets: AssetsInHolding, context: &XcmContext) -> Weight {
        let is_dust = |asset: &Asset| matches!(asset.fun, Fungible(amount) if amount < Self::minimum(&asset.id));
        let dust: Vec<Asset> = assets.fungible_assets_iter().filter(is_dust).collect();
        for asset in dust {
            FeesToChain::take(assets.saturating_take(Wild(AllOf { id: asset.id, fun: WildFungible })), Some(context));
        }
        <PolkadotXcm as DropAssets>::drop_assets(origin, assets, context)
    }
}

impl ClaimAssets for TrapAboveDust {
    fn claim_assets(origin: &Location, ticket: &Location, assets: &Assets, context: &XcmContext) -> Option<AssetsInHolding> {
        <PolkadotXcm as ClaimAssets>::claim_assets(origin, ticket, assets, context)
    }
}

/// Sells execution for the relay chain's token at the rate that governance set; for none if it set none.
pub struct RelayTokenTrader {
    bought: Weight,
    paid: AssetsInHolding,
}

impl RelayTokenTrader {
    /// What `weight` costs, in the relay chain's smallest unit, rounded up.
    pub fn price(weight: Weight) -> Option<Balance> {
        let rate = pallet_asset_rate::ConversionRateToNative::<Runtime>::get(RelayLocation::get())?;
        let uen = WeightToFee::weight_to_fee(&weight);
        multiply_by_rational_with_rounding(uen, FixedU128::DIV, rate.into_inner(), Rounding::Up)
    }

    fn asset(amount: Balance) -> Asset {
        (RelayLocation::get(), amount).into()
    }
}

impl WeightTrader for RelayTokenTrader {
    fn new() -> Self {
        Self { bought: Weight::zero(), paid: AssetsInHolding::new() }
    }

    fn buy_weight(
        &mut self,
        weight: Weight,
        mut payment: AssetsInHolding,
        _: &XcmContext,
    ) -> Result<AssetsInHolding, (AssetsInHolding, XcmError)> {
        let Some(price) = Self::price(weight) else { return Err((payment, XcmError::TooExpensive)) };
        match payment.try_take(Self::asset(price).into()) {
            Ok(paid) => {
                self.bought.saturating_accrue(weight);
                self.paid.subsume_assets(paid);
                Ok(payment)
            }
            Err(_) => Err((payment, XcmError::TooExpensive)),
        }
    }

    fn refund_weight(&mut self, weight: Weight, _: &XcmContext) -> Option<AssetsInHolding> {
        let left = self.bought.saturating_sub(weight);
        let paid = self.paid.fungible.get(&AssetId(RelayLocation::get()))?.amount();
        let refund = paid.checked_sub(Self::price(left)?)?;
        self.bought = left;
        (refund > 0).then(|| self.paid.saturating_take(Self::asset(refund).into()))
    }

    fn quote_weight(&mut self, weight: Weight, given: AssetId, _: &XcmContext) -> Result<Asset, XcmError> {
        if given != AssetId(RelayLocation::get()) {
            return Err(XcmError::NotHoldingFees);
        }
        Self::price(weight).map(Self::asset).ok_or(XcmError::TooExpensive)
    }
}

impl Drop for RelayTokenTrader {
    fn drop(&mut self) {
        if !self.paid.is_empty() {
            FeesToChain::take_revenue(self.paid.saturating_take(AssetFilter::Wild(All)));
        }
    }
}

/// Who sells execution.
pub type Traders = (UsingComponents<WeightToFee, UenLocation, AccountId, Balances, FeeSplit>, RelayTokenTrader);

/// What messages can pay with now.
pub fn accepted_for_fees() -> Vec<AssetId> {
    let relay = RelayTokenTrader::price(UnitWeightCost::get()).map(|_| AssetId(RelayLocation::get()));
    [UenAssetId::get()].into_iter().chain(relay).collect()
}

parameter_types! {
    pub UenAssetId: AssetId = AssetId(UenLocation::get());
    /// For a message to another chain, beside [`TransactionByteFee`] for each of its bytes. Both rise while its queue is full.
    pub const BaseDeliveryFee: Balance = 10 * MILLI_UEN;
}

/// What a message to a sibling costs.
pub type PriceForSibling = ExponentialPrice<UenAssetId, BaseDeliveryFee, TransactionByteFee, XcmpQueue>;
/// What a message to the relay chain costs.
pub type PriceForRelay = ExponentialPrice<UenAssetId, BaseDeliveryFee, TransactionByteFee, ParachainSystem>;

/// Where messages go: up to the relay chain, or to a sibling with which there is a channel.
pub type XcmRouter = WithUniqueTopic<(ParentAsUmp<ParachainSystem, PolkadotXcm, PriceForRelay>, XcmpQueue)>;

/// What a message can do, and what it cannot: no calls, no teleports, no locks, no exchanges, no aliases, no exports, no channels.
pub struct XcmConfig;

impl xcm_executor::Config for XcmConfig {
    type RuntimeCall = RuntimeCall;
    type XcmSender = XcmRouter;
    type XcmEventEmitter = PolkadotXcm;
    type AssetTransactor = AssetTransactors;
    // Nothing from outside is an origin here.
    type OriginConverter = ();
    type IsReserve = IssuerIsReserve;
    type IsTeleporter = Nothing;
    type Aliasers = Nothing;
    type UniversalLocation = UniversalLocation;
    type Barrier = Barrier;
    type Weigher = Weigher;
    type Trader = Traders;
    type ResponseHandler = PolkadotXcm;
    type AssetTrap = TrapAboveDust;
    type AssetLocker = ();
    type AssetExchanger = ();
    type SubscriptionService = PolkadotXcm;
    // Other chains are told of no pallet.
    type PalletInstancesInfo = ();
    type MaxAssetsIntoHolding = MaxAssetsIntoHolding;
    // The chain does not pay itself for what it sends by a decision of governance. Nobody from outside is `Here`.
    type FeeManager = XcmFeeManagerFromComponents<Equals<UenLocation>, FeesToChain>;
    type MessageExporter = ();
    type UniversalAliases = Nothing;
    type CallDispatcher = RuntimeCall;
    type SafeCallFilter = Nothing;
    type TransactionalProcessor = FrameTransactionalProcessor;
    type HrmpNewChannelOpenRequestHandler = ();
    type HrmpChannelAcceptedHandler = ();
    type HrmpChannelClosingHandler = ();
    type XcmRecorder = PolkadotXcm;
}

impl pallet_xcm::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type CurrencyMatcher = ();
    type AuthorizedAliasConsideration = Disabled;
    type SendXcmOrigin = EnsureRootWithSuccess<AccountId, UenLocation>;
    type XcmRouter = XcmRouter;
    type ExecuteXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, SignedToAccountId32<RuntimeOrigin, AccountId, RelayNetwork>>;
    type XcmExecuteFilter = Nothing;
    type XcmExecutor = XcmExecutor<XcmConfig>;
    type XcmTeleportFilter = Nothing;
    type XcmReserveTransferFilter = Transferable;
    type Weigher = Weigher;
    type UniversalLocation = UniversalLocation;
    type RuntimeOrigin = RuntimeOrigin;
    type RuntimeCall = RuntimeCall;
    const VERSION_DISCOVERY_QUEUE_SIZE: u32 = 100;
    type AdvertisedXcmVersion = pallet_xcm::CurrentXcmVersion;
    type AdminOrigin = GovernanceOrigin;
    type TrustedLockers = Nothing;
    type SovereignAccountOf = LocationToAccountId;
    type MaxLockers = ConstU32<0>;
    type MaxRemoteLockConsumers = ConstU32<0>;
    type RemoteLockConsumerIdentifier = ();
    type WeightInfo = XcmWeights;
}

/// Weights of pallet-xcm's calls, whose release comes without any: each as so many instructions, a transfer of two assets as three.
pub struct XcmWeights;

macro_rules! instructions {
    ($($call:ident = $count:literal,)*) => {
        $(fn $call() -> Weight { UnitWeightCost::get().saturating_mul($count) })*
    };
}

impl pallet_xcm::WeightInfo for XcmWeights {
    instructions! {
        send = 1,
        teleport_assets = 3,
        reserve_transfer_assets = 3,
        transfer_assets = 3,
        execute = 1,
        force_xcm_version = 1,
        force_default_xcm_version = 1,
        force_subscribe_version_notify = 1,
        force_unsubscribe_version_notify = 1,
        force_suspension = 1,
        migrate_supported_version = 1,
        migrate_version_notifiers = 1,
        already_notified_target = 1,
        notify_current_targets = 1,
        notify_target_migration_fail = 1,
        migrate_version_notify_targets = 1,
        migrate_and_notify_old_targets = 1,
        new_query = 1,
        take_response = 1,
        add_authorized_alias = 1,
        remove_authorized_alias = 1,
    }

    fn claim_assets(assets: u32) -> Weight {
        UnitWeightCost::get().saturating_mul(u64::from(assets).saturating_add(1))
    }

    fn weigh_message(bytes: u32) -> Weight {
        UnitWeightCost::get().saturating_mul(u64::from(bytes).saturating_div(1_024).saturating_add(1))
    }

    fn decode_xcm(bytes: u32) -> Weight {
        Self::weigh_message(bytes)
    }
}

impl cumulus_pallet_xcm::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type XcmExecutor = XcmExecutor<XcmConfig>;
}

/// A sibling's queue of messages.
pub struct SiblingQueue;

impl Convert<ParaId, AggregateMessageOrigin> for SiblingQueue {
    fn convert(sibling: ParaId) -> AggregateMessageOrigin {
        AggregateMessageOrigin::Sibling(sibling)
    }
}

impl QueuePausedQuery<AggregateMessageOrigin> for SiblingQueue {
    fn is_paused(origin: &AggregateMessageOrigin) -> bool {
        matches!(origin, AggregateMessageOrigin::Sibling(sibling) if XcmpQueue::is_paused(sibling))
    }
}

impl pallet_message_queue::OnQueueChanged<AggregateMessageOrigin> for SiblingQueue {
    fn on_queue_changed(origin: AggregateMessageOrigin, footprint: QueueFootprint) {
        if let AggregateMessageOrigin::Sibling(sibling) = origin {
            XcmpQueue::on_queue_changed(sibling, footprint);
        }
    }
}

impl cumulus_pallet_xcmp_queue::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ChannelInfo = ParachainSystem;
    type VersionWrapper = PolkadotXcm;
    type XcmpQueue = TransformOrigin<MessageQueue, AggregateMessageOrigin, ParaId, SiblingQueue>;
    type MaxInboundSuspended = ConstU32<1_000>;
    type MaxActiveOutboundChannels = ConstU32<128>;
    // A page must hold the largest message that relay chains' channels take, 100 KiB.
    type MaxPageSize = ConstU32<{ 103 * 1_024 }>;
    type ControllerOrigin = GovernanceOrigin;
    type ControllerOriginConverter = ();
    type PriceForSiblingDelivery = PriceForSibling;
    type WeightInfo = crate::weights::cumulus_pallet_xcmp_queue::WeightInfo<Runtime>;
}

parameter_types! {
    /// The relay chain's queue of messages.
    pub const RelayOrigin: AggregateMessageOrigin = AggregateMessageOrigin::Parent;
    /// What messages may take of a block at its beginning. With the 75 % that transactions may take at most, 15 % of a block are left
    /// for the ticks of markets, mining and staking, whatever arrives.
    pub MessageServiceWeight: Option<Weight> = Some(Perbill::from_percent(10) * RuntimeBlockWeights::get().max_block);
    /// What messages may take of what is left at a block's end, and so what one message may at most.
    pub MessageIdleWeight: Option<Weight> = Some(Perbill::from_percent(20) * RuntimeBlockWeights::get().max_block);
}

impl pallet_message_queue::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type MessageProcessor = RefuseFirst<ProcessXcmMessage<AggregateMessageOrigin, XcmExecutor<XcmConfig>, RuntimeCall>>;
    #[cfg(feature = "runtime-benchmarks")]
    type MessageProcessor = pallet_message_queue::mock_helpers::NoopMessageProcessor<AggregateMessageOrigin>;
    type Size = u32;
    type QueueChangeHandler = SiblingQueue;
    type QueuePausedQuery = SiblingQueue;
    type HeapSize = ConstU32<{ 103 * 1_024 }>;
    type MaxStale = ConstU32<8>;
    type ServiceWeight = MessageServiceWeight;
    type IdleMaxServiceWeight = MessageIdleWeight;
    type WeightInfo = crate::weights::pallet_message_queue::WeightInfo<Runtime>;
}

/// Governance registers a few assets of other chains, and nothing that is named from this one.
pub struct Registration;

impl pallet_assets::AssetsCallback<Location, AccountId> for Registration {
    fn created(id: &Location, _: &AccountId) -> Result<(), ()> {
        let count = pallet_assets::Asset::<Runtime, ForeignAssetsInstance>::iter_keys().count();
        if OutsideThisChain::contains(id) && count <= MAX_FOREIGN_ASSETS {
            Ok(())
        } else {
            Err(())
        }
    }
}

parameter_types! {
    pub const AssetAccountDeposit: Balance = deposit(1, 150);
    pub const ApprovalDeposit: Balance = deposit(1, 200);
    pub const NoDeposit: Balance = 0;
}

impl pallet_assets::Config<ForeignAssetsInstance> for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    type RemoveItemsLimit = ConstU32<1_000>;
    type AssetId = Location;
    type AssetIdParameter = Location;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<NeverEnsureOrigin<AccountId>>;
    type ForceOrigin = GovernanceOrigin;
    type AssetDeposit = NoDeposit;
    type AssetAccountDeposit = AssetAccountDeposit;
    type MetadataDepositBase = NoDeposit;
    type MetadataDepositPerByte = NoDeposit;
    type ApprovalDeposit = ApprovalDeposit;
    type StringLimit = ConstU32<50>;
    type Freezer = ();
    type Holder = ();
    type Extra = ();
    type CallbackHandle = Registration;
    type AssetIdAllocator = ();
    type WeightInfo = crate::weights::pallet_assets::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ForeignAssetBenchmark;
}

impl pallet_asset_rate::Config for Runtime {
    type WeightInfo = crate::weights::pallet_asset_rate::WeightInfo<Runtime>;
    type RuntimeEvent = RuntimeEvent;
    type CreateOrigin = GovernanceOrigin;
    type RemoveOrigin = GovernanceOrigin;
    type UpdateOrigin = GovernanceOrigin;
    type Currency = Balances;
    type AssetKind = Location;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ForeignAssetBenchmark;
}

/// Assets of other chains in benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct ForeignAssetBenchmark;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_assets::BenchmarkHelper<Location, ()> for ForeignAssetBenchmark {
    fn create_asset_id_parameter(id: u32) -> Location {
        Location::new(1, [Parachain(1), GeneralIndex(id.into())])
    }

    fn create_reserve_id_parameter(_: u32) {}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_asset_rate::AssetKindFactory<Location> for ForeignAssetBenchmark {
    fn create_asset_kind(seed: u32) -> Location {
        Location::new(1, [Parachain(1), GeneralIndex(seed.into())])
    }
}

/// The rates at genesis: pallet-asset-rate has none.
#[frame_support::pallet]
pub mod asset_rate_genesis {
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use sp_runtime::FixedU128;
    use xcm::latest::Location;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config + pallet_asset_rate::Config<AssetKind = Location> {}

    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How many planck the smallest unit of each asset is worth.
        pub rates: Vec<(Location, FixedU128)>,
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for (asset, rate) in &self.rates {
                pallet_asset_rate::ConversionRateToNative::<T>::insert(asset, rate);
            }
        }
    }
}

impl asset_rate_genesis::Config for Runtime {}
