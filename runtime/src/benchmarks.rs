//! The benchmarks of the runtime's pallets. `scripts/bench-weights.sh` runs them. Democracy and the collectives keep the release's weights:
//! their benchmarks vote with what an account holds, set the council's members and count who is absent with the prime, and here stake
//! votes, only the election sets the council, and who is absent votes nay. pallet-xcm has the bounds of `configs::xcm`. What no origin may
//! call, `create` of pallet-assets, weighs nothing beyond the transaction.

use crate::{AccountId, AllPalletsWithSystem, Runtime, SessionKeys};
use alloc::{string::String, vec::Vec};
use codec::Encode;
use frame_benchmarking::{
    add_benchmark, define_benchmarks, list_benchmark, BenchmarkBatch, BenchmarkConfig, BenchmarkError, BenchmarkList,
    Benchmarking,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

define_benchmarks!(
    [frame_system, frame_system_benchmarking::Pallet::<Runtime>]
    [frame_system_extensions, frame_system_benchmarking::extensions::Pallet::<Runtime>]
    [cumulus_pallet_parachain_system, crate::ParachainSystem]
    [cumulus_pallet_weight_reclaim, crate::WeightReclaim]
    [cumulus_pallet_xcmp_queue, crate::XcmpQueue]
    [pallet_airdrop, crate::Airdrop]
    [pallet_asset_rate, crate::AssetRate]
    [pallet_assets, crate::ForeignAssets]
    [pallet_balances, crate::Balances]
    [pallet_bounties, crate::Bounties]
    [pallet_carbon, crate::Carbon]
    [pallet_child_bounties, crate::ChildBounties]
    [pallet_device_registry, crate::DeviceRegistry]
    [pallet_elections_phragmen, crate::Elections]
    [pallet_energy_market, crate::EnergyMarket]
    [pallet_energy_mining, crate::EnergyMining]
    [pallet_governance, crate::Governance]
    [pallet_message_queue, crate::MessageQueue]
    [pallet_migrations, crate::MultiBlockMigrations]
    [pallet_multisig, crate::Multisig]
    [pallet_preimage, crate::Preimage]
    [pallet_proxy, crate::Proxy]
    [pallet_scheduler, crate::Scheduler]
    [pallet_session, cumulus_pallet_session_benchmarking::Pallet::<Runtime>]
    [pallet_timestamp, crate::Timestamp]
    [pallet_tips, crate::Tips]
    [pallet_transaction_payment, crate::TransactionPayment]
    [pallet_treasury, crate::Treasury]
    [pallet_utility, crate::Utility]
    [pallet_validator_staking, crate::ValidatorStaking]
    [pallet_vesting, crate::Vesting]
);

impl frame_system_benchmarking::Config for Runtime {
    fn setup_set_code_requirements(code: &Vec<u8>) -> Result<(), BenchmarkError> {
        crate::ParachainSystem::initialize_for_set_code_benchmark(code.len() as u32);
        Ok(())
    }

    fn verify_set_code() {
        crate::System::assert_last_event(cumulus_pallet_parachain_system::Event::<Runtime>::ValidationFunctionStored.into());
    }
}

impl cumulus_pallet_session_benchmarking::Config for Runtime {
    fn generate_session_keys_and_proof(owner: AccountId) -> (SessionKeys, Vec<u8>) {
        let generated = SessionKeys::generate(&owner.encode(), None);
        (generated.keys, generated.proof.encode())
    }
}

impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// What can be benchmarked.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::<BenchmarkList>::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

/// Run one benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::<BenchmarkBatch>::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
