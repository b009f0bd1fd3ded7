//! The configuration of each pallet, by topic.

mod calls;
mod carbon;
mod consensus;
mod energy;
mod money;
mod system;

pub use calls::ProxyType;
pub use consensus::ConsensusHook;
pub use energy::{EnergyMiningAllocation, EnergyMiningPalletId};
pub use money::{AirdropPalletId, CollatorPot, CollatorPotId, TreasuryAccount, TreasuryPalletId};
pub use system::RuntimeBlockWeights;

use crate::{AccountId, Runtime};
use frame_system::EnsureRoot;

/// Who governs: root, which no key holds. Referenda become root when governance by stake joins the runtime.
pub type GovernanceOrigin = EnsureRoot<AccountId>;

/// A block number provider that follows the relay chain, whose blocks come every six seconds whatever ours do.
pub type RelayChainBlockNumber = cumulus_pallet_parachain_system::RelaychainDataProvider<Runtime>;
