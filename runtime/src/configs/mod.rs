//! The configuration of each pallet, by topic.

mod calls;
mod carbon;
mod consensus;
mod energy;
mod governance;
mod money;
mod system;
pub mod xcm;

pub use calls::ProxyType;
pub use consensus::ConsensusHook;
pub use energy::{EnergyMiningAllocation, EnergyMiningPalletId};
pub use governance::{voting_power, CallFilter, GovernanceOrigin, VoteLocks};
pub use money::{AirdropPalletId, StakingPalletId, StakingPot, TreasuryAccount, TreasuryPalletId};
pub use system::RuntimeBlockWeights;

use crate::Runtime;

/// A block number provider that follows the relay chain, whose blocks come every six seconds whatever ours do.
pub type RelayChainBlockNumber = cumulus_pallet_parachain_system::RelaychainDataProvider<Runtime>;
