//! The state transition function of the Urban Energy Network parachain.
//!
//! `configs` holds each pallet's configuration by topic, `genesis` the distribution of the 1,000 million UEN, `apis` what the
//! node and clients may ask.
#![cfg_attr(not(feature = "std"), no_std)]
// The runtime macros expand to hundreds of nested types.
#![recursion_limit = "256"]
// The macros generate the runtime's items; what is ours is documented.
#![allow(missing_docs)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod constants;
pub mod genesis;
pub mod migrations;
pub mod weights;

use alloc::vec::Vec;
use configs::xcm::asset_rate_genesis;
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use uen_primitives::Balance;

/// A holder's signature: Ed25519, Sr25519 or ECDSA over secp256k1.
pub type Signature = MultiSignature;
/// An account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An account as calls name it.
pub type Address = MultiAddress<AccountId, ()>;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A block or storage hash.
pub type Hash = sp_core::H256;
/// A block's height.
pub type BlockNumber = u32;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block whose extrinsics nobody has decoded: what the node handles, since only the runtime of that block can decode them.
pub type OpaqueBlock = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
/// An extrinsic as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What each transaction carries and pays.
pub type TxExtension = pallet_device_registry::CountFreeWeight<Runtime, ReclaimingExtension>;

/// What is counted, with what is given back.
pub type ReclaimingExtension = cumulus_pallet_weight_reclaim::StorageWeightReclaim<
    Runtime,
    (
        frame_system::AuthorizeCall<Runtime>,
        frame_system::CheckNonZeroSender<Runtime>,
        frame_system::CheckSpecVersion<Runtime>,
        frame_system::CheckTxVersion<Runtime>,
        frame_system::CheckGenesis<Runtime>,
        frame_system::CheckEra<Runtime>,
        frame_system::CheckNonce<Runtime>,
        frame_system::CheckWeight<Runtime>,
        pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
        frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    ),
>;

/// Runs blocks.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

sp_runtime::impl_opaque_keys! {
    /// What a collator signs with.
    pub struct SessionKeys {
        /// Block production.
        pub aura: Aura,
    }
}

/// The runtime's version. `spec_version` rises with every release, `transaction_version` with every change of what existing calls, or
/// what every transaction carries, mean or how they are encoded: see `docs/upgrades.md`.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: alloc::borrow::Cow::Borrowed("uen"),
    impl_name: alloc::borrow::Cow::Borrowed("uen"),
    authoring_version: 1,
    spec_version: 5,
    impl_version: 0,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 4,
    system_version: 1,
};

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    // System: 0-9.
    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type ParachainSystem = cumulus_pallet_parachain_system;
    #[runtime::pallet_index(2)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(3)]
    pub type ParachainInfo = staging_parachain_info;
    #[runtime::pallet_index(4)]
    pub type WeightReclaim = cumulus_pallet_weight_reclaim;
    #[runtime::pallet_index(5)]
    pub type MultiBlockMigrations = pallet_migrations;

    // Money: 10-19.
    #[runtime::pallet_index(10)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(11)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(12)]
    pub type Vesting = pallet_vesting;
    #[runtime::pallet_index(13)]
    pub type Airdrop = pallet_airdrop;
    #[runtime::pallet_index(14)]
    pub type ForeignAssets = pallet_assets<Instance1>;
    #[runtime::pallet_index(15)]
    pub type AssetRate = pallet_asset_rate;
    #[runtime::pallet_index(16)]
    pub type AssetRateGenesis = asset_rate_genesis;

    // Validators and consensus: 20-29. The order of these matters: staking before session, session after authorship, aura after session.
    #[runtime::pallet_index(20)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(21)]
    pub type ValidatorStaking = pallet_validator_staking;
    #[runtime::pallet_index(22)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(23)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(24)]
    pub type AuraExt = cumulus_pallet_aura_ext;

    // What accounts do with calls: 30-39.
    #[runtime::pallet_index(30)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(31)]
    pub type Multisig = pallet_multisig;
    #[runtime::pallet_index(32)]
    pub type Proxy = pallet_proxy;
    #[runtime::pallet_index(33)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(34)]
    pub type Scheduler = pallet_scheduler;

    // Governance: 40-49.
    #[runtime::pallet_index(40)]
    pub type Governance = pallet_governance;
    #[runtime::pallet_index(41)]
    pub type Democracy = pallet_democracy;
    #[runtime::pallet_index(42)]
    pub type Council = pallet_collective<Instance1>;
    #[runtime::pallet_index(43)]
    pub type TechnicalCommittee = pallet_collective<Instance2>;
    #[runtime::pallet_index(44)]
    pub type Elections = pallet_elections_phragmen;
    #[runtime::pallet_index(45)]
    pub type Treasury = pallet_treasury;
    #[runtime::pallet_index(46)]
    pub type Bounties = pallet_bounties;
    #[runtime::pallet_index(47)]
    pub type ChildBounties = pallet_child_bounties;
    #[runtime::pallet_index(48)]
    pub type Tips = pallet_tips;

    // Energy: 50-69.
    #[runtime::pallet_index(50)]
    pub type DeviceRegistry = pallet_device_registry;
    #[runtime::pallet_index(51)]
    pub type EnergyMarket = pallet_energy_market;
    #[runtime::pallet_index(52)]
    pub type EnergyMining = pallet_energy_mining;
    #[runtime::pallet_index(53)]
    pub type Carbon = pallet_carbon;

    // Other chains: 70-79.
    #[runtime::pallet_index(70)]
    pub type XcmpQueue = cumulus_pallet_xcmp_queue;
    #[runtime::pallet_index(71)]
    pub type PolkadotXcm = pallet_xcm;
    #[runtime::pallet_index(72)]
    pub type CumulusXcm = cumulus_pallet_xcm;
    #[runtime::pallet_index(73)]
    pub type MessageQueue = pallet_message_queue;
}

cumulus_pallet_parachain_system::register_validate_block! {
    Runtime = Runtime,
    BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
