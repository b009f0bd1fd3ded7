//! Who produces blocks, and when.

use crate::{
    configs::{CollatorPotId, GovernanceOrigin},
    constants::{
        deposit, BLOCKS_PER_RELAY_SLOT, HOURS, RELAY_CHAIN_SLOT_MILLISECONDS, SLOT_MILLISECONDS, UNINCLUDED_SEGMENT_CAPACITY,
    },
    AccountId, Aura, Balance, Balances, CollatorSelection, Runtime, RuntimeEvent, Session, SessionKeys,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, ConstU64},
};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;

/// Binds our slots to the relay chain's.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
    Runtime,
    RELAY_CHAIN_SLOT_MILLISECONDS,
    BLOCKS_PER_RELAY_SLOT,
    UNINCLUDED_SEGMENT_CAPACITY,
>;

parameter_types! {
    /// A session: collators change at most every six hours.
    pub const SessionLength: u32 = 6 * HOURS;
    pub const SessionOffset: u32 = 0;
    /// For the entry that holds a collator's keys.
    pub const SessionKeyDeposit: Balance = deposit(1, 64);
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type DisabledValidators = ();
    type MaxAuthorities = ConstU32<100>;
    type AllowMultipleBlocksPerSlot = ConstBool<true>;
    type SlotDuration = ConstU64<SLOT_MILLISECONDS>;
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
    type EventHandler = CollatorSelection;
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
    type ShouldEndSession = pallet_session::PeriodicSessions<SessionLength, SessionOffset>;
    type NextSessionRotation = pallet_session::PeriodicSessions<SessionLength, SessionOffset>;
    type SessionManager = CollatorSelection;
    type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = SessionKeyDeposit;
}

impl pallet_collator_selection::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type UpdateOrigin = GovernanceOrigin;
    type PotId = CollatorPotId;
    type MaxCandidates = ConstU32<100>;
    type MinEligibleCollators = ConstU32<1>;
    type MaxInvulnerables = ConstU32<20>;
    type KickThreshold = SessionLength;
    type ValidatorId = AccountId;
    type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
    type ValidatorRegistration = Session;
    type WeightInfo = pallet_collator_selection::weights::SubstrateWeight<Runtime>;
}
