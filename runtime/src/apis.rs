//! What the node and clients may ask of the runtime.

use crate::{
    configs::{
        xcm::{accepted_for_fees, LocationToAccountId, Traders, XcmRouter},
        ConsensusHook,
    },
    constants::SLOT_MILLISECONDS,
    genesis, AccountId, Balance, Block, Carbon, DeviceRegistry, EnergyMarket, EnergyMining, Executive, InherentDataExt, Nonce,
    OriginCaller, ParachainInfo, ParachainSystem, PolkadotXcm, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig,
    SessionKeys, System, TransactionPayment, ValidatorStaking, VERSION,
};
use alloc::vec::Vec;
use frame_support::{
    genesis_builder_helper::{build_state, get_preset},
    weights::Weight,
};
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult,
};
use sp_version::RuntimeVersion;
use uen_primitives::{
    runtime_api::{
        CarbonCertificate, CarbonFootprint, CarbonProject, ClearingPreview, DeviceInfo, DeviceQuality, DisputeInfo,
        FactorSetInfo, FootprintMethod, IntervalInfo, MarketDepth, MarketInfo, MiningEra, MiningReward, MiningStatus, OrderInfo,
        Page, PriceExplanation, ReadingVerdict, SettlementInfo, StakeInfo, StakingStatus, TradeInfo, ValidatorInfo,
        VotingPowerInfo, ZoneInfo,
    },
    CertificateId, Day, DeviceId, Hour, MarketId, OrderId, Period, ProjectId, SignedReading, ZoneId,
};
use xcm::{VersionedAsset, VersionedAssetId, VersionedAssets, VersionedLocation, VersionedXcm};
use xcm_runtime_apis::{
    conversions::LocationToAccountHelper,
    dry_run::{CallDryRunEffects, XcmDryRunEffects},
};

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block)
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> sp_runtime::ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: frame_support::view_functions::ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(
            block: <Block as BlockT>::LazyBlock,
            data: sp_inherents::InherentData,
        ) -> sp_inherents::CheckInherentsResult {
            data.check_extrinsics(&block)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            tx: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, tx, block_hash)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> sp_session::OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&encoded)
        }
    }

    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            sp_consensus_aura::SlotDuration::from_millis(SLOT_MILLISECONDS)
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
        fn can_build_upon(included_hash: <Block as BlockT>::Hash, slot: cumulus_primitives_aura::Slot) -> bool {
            ConsensusHook::can_build_upon(included_hash, slot)
        }
    }

    impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
        fn relay_parent_offset() -> u32 {
            0
        }

        fn max_claim_queue_offset() -> u8 {
            1
        }
    }

    impl cumulus_primitives_core::SchedulingV3EnabledApi<Block> for Runtime {
        fn scheduling_v3_enabled() -> bool {
            false
        }
    }

    impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
        fn collect_collation_info(header: &<Block as BlockT>::Header) -> cumulus_primitives_core::CollationInfo {
            ParachainSystem::collect_collation_info(header)
        }
    }

    impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
        fn parachain_id() -> cumulus_primitives_core::ParaId {
            ParachainInfo::parachain_id()
        }
    }

    impl cumulus_primitives_core::KeyToIncludeInRelayProof<Block> for Runtime {
        fn keys_to_prove() -> cumulus_primitives_core::RelayProofRequest {
            Default::default()
        }
    }

    impl cumulus_primitives_core::TargetBlockRate<Block> for Runtime {
        fn target_block_rate() -> u32 {
            crate::constants::BLOCKS_PER_RELAY_SLOT
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            System::account_nonce(account)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
        fn query_info(
            extrinsic: <Block as BlockT>::Extrinsic,
            length: u32,
        ) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_info(extrinsic, length)
        }

        fn query_fee_details(
            extrinsic: <Block as BlockT>::Extrinsic,
            length: u32,
        ) -> pallet_transaction_payment::FeeDetails<Balance> {
            TransactionPayment::query_fee_details(extrinsic, length)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall> for Runtime {
        fn query_call_info(
            call: RuntimeCall,
            length: u32,
        ) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_call_info(call, length)
        }

        fn query_call_fee_details(call: RuntimeCall, length: u32) -> pallet_transaction_payment::FeeDetails<Balance> {
            TransactionPayment::query_call_fee_details(call, length)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl xcm_runtime_apis::fees::XcmPaymentApi<Block> for Runtime {
        fn query_acceptable_payment_assets(
            xcm_version: xcm::Version,
        ) -> Result<Vec<VersionedAssetId>, xcm_runtime_apis::fees::Error> {
            PolkadotXcm::query_acceptable_payment_assets(xcm_version, accepted_for_fees())
        }

        fn query_xcm_weight(message: VersionedXcm<()>) -> Result<Weight, xcm_runtime_apis::fees::Error> {
            PolkadotXcm::query_xcm_weight(message)
        }

        fn query_weight_to_asset_fee(
            weight: Weight,
            asset: VersionedAssetId,
        ) -> Result<u128, xcm_runtime_apis::fees::Error> {
            PolkadotXcm::query_weight_to_asset_fee::<Traders>(weight, asset)
        }

        fn query_delivery_fees(
            destination: VersionedLocation,
            message: VersionedXcm<()>,
            asset: VersionedAssetId,
        ) -> Result<VersionedAssets, xcm_runtime_apis::fees::Error> {
            PolkadotXcm::query_delivery_fees::<()>(destination, message, asset)
        }
    }

    impl xcm_runtime_apis::dry_run::DryRunApi<Block, RuntimeCall, RuntimeEvent, OriginCaller> for Runtime {
        fn dry_run_call(
            origin: OriginCaller,
            call: RuntimeCall,
            result_xcms_version: xcm::Version,
        ) -> Result<CallDryRunEffects<RuntimeEvent>, xcm_runtime_apis::dry_run::Error> {
            PolkadotXcm::dry_run_call::<Runtime, XcmRouter, OriginCaller, RuntimeCall>(origin, call, result_xcms_version)
        }

        fn dry_run_xcm(
            origin_location: VersionedLocation,
            message: VersionedXcm<RuntimeCall>,
        ) -> Result<XcmDryRunEffects<RuntimeEvent>, xcm_runtime_apis::dry_run::Error> {
            PolkadotXcm::dry_run_xcm::<XcmRouter>(origin_location, message)
        }
    }

    impl xcm_runtime_apis::conversions::LocationToAccountApi<Block, AccountId> for Runtime {
        fn convert_location(
            location: VersionedLocation,
        ) -> Result<AccountId, xcm_runtime_apis::conversions::Error> {
            LocationToAccountHelper::<AccountId, LocationToAccountId>::convert_location(location)
        }
    }

    impl xcm_runtime_apis::trusted_query::TrustedQueryApi<Block> for Runtime {
        fn is_trusted_reserve(
            asset: VersionedAsset,
            location: VersionedLocation,
        ) -> xcm_runtime_apis::trusted_query::XcmTrustedQueryResult {
            PolkadotXcm::is_trusted_reserve(asset, location)
        }

        fn is_trusted_teleporter(
            asset: VersionedAsset,
            location: VersionedLocation,
        ) -> xcm_runtime_apis::trusted_query::XcmTrustedQueryResult {
            PolkadotXcm::is_trusted_teleporter(asset, location)
        }
    }

    impl uen_primitives::runtime_api::DeviceRegistryApi<Block, AccountId> for Runtime {
        fn device(id: DeviceId) -> Option<DeviceInfo<AccountId>> {
            DeviceRegistry::device(id)
        }

        fn devices_of(owner: AccountId, cursor: Option<DeviceId>, limit: u32) -> Page<DeviceId, DeviceId> {
            DeviceRegistry::devices_of(owner, cursor, limit)
        }

        fn device_readings(id: DeviceId, cursor: Option<u32>, limit: u32) -> Page<IntervalInfo, u32> {
            DeviceRegistry::device_readings(id, cursor, limit)
        }

        fn would_accept(signed: SignedReading) -> ReadingVerdict {
            DeviceRegistry::verdict(&signed)
        }

        fn device_quality(id: DeviceId) -> Option<DeviceQuality> {
            DeviceRegistry::device_quality(id)
        }
    }

    impl uen_primitives::runtime_api::StakingApi<Block, AccountId> for Runtime {
        fn staking_status() -> StakingStatus {
            ValidatorStaking::staking_status()
        }

        fn validators(cursor: Option<AccountId>, limit: u32) -> Page<ValidatorInfo<AccountId>, AccountId> {
            ValidatorStaking::validators_page(cursor, limit)
        }

        fn stake(account: AccountId) -> StakeInfo<AccountId> {
            ValidatorStaking::stake_of(account)
        }

        fn voting_power(account: AccountId) -> VotingPowerInfo<AccountId> {
            crate::configs::voting_power(account)
        }
    }

    impl uen_primitives::runtime_api::EnergyMiningApi<Block, AccountId> for Runtime {
        fn mining_status() -> MiningStatus {
            EnergyMining::mining_status()
        }

        fn mining_rewards(account: AccountId, cursor: Option<u32>, limit: u32) -> Page<MiningReward, u32> {
            EnergyMining::mining_rewards(&account, cursor, limit)
        }

        fn mining_eras(cursor: Option<u32>, limit: u32) -> Page<MiningEra, u32> {
            EnergyMining::mining_eras(cursor, limit)
        }
    }

    impl uen_primitives::runtime_api::EnergyMarketApi<Block, AccountId> for Runtime {
        fn markets(
            zone: ZoneId,
            from: Period,
            to: Period,
            cursor: Option<MarketId>,
            limit: u32,
        ) -> Page<MarketInfo, MarketId> {
            EnergyMarket::markets(zone, from, to, cursor, limit)
        }

        fn market(market: MarketId) -> Option<MarketInfo> {
            EnergyMarket::market_info(market)
        }

        fn market_depth(market: MarketId) -> Option<MarketDepth> {
            EnergyMarket::market_depth(market)
        }

        fn clearing_preview(market: MarketId) -> Option<ClearingPreview> {
            EnergyMarket::clearing_preview(market)
        }

        fn price_explanation(market: MarketId) -> Option<PriceExplanation> {
            EnergyMarket::price_explanation(market)
        }

        fn trades(market: MarketId, cursor: Option<u32>, limit: u32) -> Page<TradeInfo, u32> {
            EnergyMarket::trades_of(market, cursor, limit)
        }

        fn orders_of(account: AccountId, cursor: Option<OrderId>, limit: u32) -> Page<OrderInfo<AccountId>, OrderId> {
            EnergyMarket::orders_of(account, cursor, limit)
        }

        fn orders_of_day(device: DeviceId, day: Day) -> Vec<OrderInfo<AccountId>> {
            EnergyMarket::orders_of_day(device, day)
        }

        fn settlement(order: OrderId) -> Option<SettlementInfo<AccountId>> {
            EnergyMarket::settlement_of(order)
        }

        fn zones(cursor: Option<ZoneId>, limit: u32) -> Page<ZoneInfo<AccountId>, ZoneId> {
            EnergyMarket::zones(cursor, limit)
        }

        fn dispute(market: MarketId, trade: u32) -> Option<DisputeInfo<AccountId>> {
            EnergyMarket::dispute_info(market, trade)
        }
    }

    impl uen_primitives::runtime_api::CarbonApi<Block, AccountId> for Runtime {
        fn footprint(
            account: AccountId,
            from: Hour,
            to: Hour,
            method: FootprintMethod,
            version: Option<u32>,
            cursor: Option<Hour>,
        ) -> CarbonFootprint {
            Carbon::footprint(account, from, to, method, version, cursor)
        }

        fn footprint_of_devices(
            devices: Vec<DeviceId>,
            from: Hour,
            to: Hour,
            version: Option<u32>,
            cursor: Option<Hour>,
        ) -> CarbonFootprint {
            Carbon::footprint_of_devices(devices, from, to, version, cursor)
        }

        fn certificates_of(
            account: AccountId,
            cursor: Option<CertificateId>,
            limit: u32,
        ) -> Page<CarbonCertificate<AccountId>, CertificateId> {
            Carbon::certificates_of(account, cursor, limit)
        }

        fn certificate(id: CertificateId) -> Option<CarbonCertificate<AccountId>> {
            Carbon::certificate(id)
        }

        fn retirements(
            account: AccountId,
            cursor: Option<CertificateId>,
            limit: u32,
        ) -> Page<CarbonCertificate<AccountId>, CertificateId> {
            Carbon::retirements(account, cursor, limit)
        }

        fn emission_factors(zone: ZoneId, from: Day, to: Day, cursor: Option<Day>) -> Page<FactorSetInfo, Day> {
            Carbon::emission_factors(zone, from, to, cursor)
        }

        fn carbon_projects(cursor: Option<ProjectId>, limit: u32) -> Page<CarbonProject<AccountId>, ProjectId> {
            Carbon::carbon_projects(cursor, limit)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
            build_state::<RuntimeGenesisConfig>(config)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis::preset_names()
        }
    }

    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
            // A failed check must stop the tool that runs this; it never runs on a chain.
            let weight = Executive::try_runtime_upgrade(checks).expect("the upgrade's checks pass; qed");
            (weight, crate::configs::RuntimeBlockWeights::get().max_block)
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> Weight {
            Executive::try_execute_block(block, state_root_check, signature_check, select).expect("the block executes; qed")
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    impl frame_benchmarking::Benchmark<Block> for Runtime {
        fn benchmark_metadata(
            extra: bool,
        ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
            crate::benchmarks::metadata(extra)
        }

        #[allow(non_local_definitions)]
        fn dispatch_benchmark(
            config: frame_benchmarking::BenchmarkConfig,
        ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
            crate::benchmarks::dispatch(config)
        }
    }
}
