//! What calls, hooks, empty blocks and empty transactions take: measured on the assembled runtime by `scripts/bench-weights.sh`, which writes
//! these files, and which says what it measured on. Pallets that are not here have the weights of their release.

pub mod block_weights;
pub mod cumulus_pallet_parachain_system;
pub mod cumulus_pallet_weight_reclaim;
pub mod cumulus_pallet_xcmp_queue;
pub mod extrinsic_weights;
pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_airdrop;
pub mod pallet_asset_rate;
pub mod pallet_assets;
pub mod pallet_balances;
pub mod pallet_bounties;
pub mod pallet_carbon;
pub mod pallet_child_bounties;
pub mod pallet_device_registry;
pub mod pallet_elections_phragmen;
pub mod pallet_energy_market;
pub mod pallet_energy_mining;
pub mod pallet_governance;
pub mod pallet_message_queue;
pub mod pallet_migrations;
pub mod pallet_multisig;
pub mod pallet_preimage;
pub mod pallet_proxy;
pub mod pallet_scheduler;
pub mod pallet_session;
pub mod pallet_timestamp;
pub mod pallet_tips;
pub mod pallet_transaction_payment;
pub mod pallet_treasury;
pub mod pallet_utility;
pub mod pallet_validator_staking;
pub mod pallet_vesting;

pub use block_weights::BlockExecutionWeight;
pub use extrinsic_weights::ExtrinsicBaseWeight;
