//! Who produces blocks, and when.

#[cfg(feature = "runtime-benchmarks")]
use crate::configs::energy::BenchmarkClock;
use crate::{
    configs::{GovernanceOrigin, StakingPalletId, VoteLocks},
    constants::{
        deposit, BLOCKS_PER_RELAY_SLOT, HOURS, RELAY_CHAIN_SLOT_MILLISECONDS, SLOT_MILLISECONDS, UNINCLUDED_SEGMENT_CAPACITY,
    },
    AccountId, Aura, Balance, Balances, BlockNumber, EnergyMining, Runtime, RuntimeEvent, RuntimeHoldReason, Session,
    SessionKeys, System, Timestamp, ValidatorStaking,
};
use alloc::vec::Vec;
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_governance::{LongestVote, UnbondingPeriod};
use sp_consensus_aura::{
    digests::CompatibleDigestItem,
    sr25519::{AuthorityId as AuraId, AuthoritySignature as AuraSignature},
};
use sp_runtime::traits::ConvertInto;

/// Binds our slots to the relay chain's.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
    Runtime,
    RELAY_CHAIN_SLOT_MILLISECONDS,
    BLOCKS_PER_RELAY_SLOT,
    UNINCLUDED_SEGMENT_CAPACITY,
>;

parameter_types! {
    /// A session: collators change at most every six hours, unless the genesis says otherwise.
    pub const InitialSessionLength: u32 = 6 * HOURS;
    /// Blocks in a session of this chain.
    pub SessionLength: u32 = pallet_validator_staking::SessionLength::<Runtime>::get();
    /// The first session is a block longer, and the others begin with it. A block with which a session begins has no room for anything
    /// else: on a development chain in time lapse it must not be the only one in which a market could be cleared, every third.
    pub SessionOffset: u32 = SessionLength::get().saturating_add(1);
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

/// Counts a block for its author if it is the first of its slot, so that two blocks in one slot earn no more than one.
pub struct OncePerSlot;

impl pallet_authorship::EventHandler<AccountId, BlockNumber> for OncePerSlot {
    fn note_author(author: AccountId) {
        let slot = System::digest().convert_first(CompatibleDigestItem::<AuraSignature>::as_aura_pre_digest);
        // Aura, which comes after authorship, still stands at the slot of the block before.
        if slot != Some(pallet_aura::CurrentSlot::<Runtime>::get()) {
            ValidatorStaking::note_author(author);
        }
    }
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
    type EventHandler = OncePerSlot;
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = pallet_session::PeriodicSessions<SessionLength, SessionOffset>;
    type NextSessionRotation = pallet_session::PeriodicSessions<SessionLength, SessionOffset>;
    type SessionManager = ValidatorStaking;
    type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = crate::weights::pallet_session::WeightInfo<Runtime>;
    type Currency = Balances;
    type KeyDeposit = SessionKeyDeposit;
}

parameter_types! {
    pub SessionMembers: Vec<AccountId> = Session::validators();
}

impl pallet_validator_staking::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = Timestamp;
    type GovernanceOrigin = GovernanceOrigin;
    type Rewards = EnergyMining;
    type VotingLock = VoteLocks;
    type SessionKeys = Session;
    type SessionMembers = SessionMembers;
    type PalletId = StakingPalletId;
    type UnbondingPeriod = UnbondingPeriod<Runtime>;
    type LongestVote = LongestVote<Runtime>;
    type InitialSessionLength = InitialSessionLength;
    type MaxCandidates = ConstU32<300>;
    type MaxInvulnerables = ConstU32<20>;
    type MaxDelegations = ConstU32<16>;
    type MaxUnbonding = ConstU32<32>;
    type CommissionNotice = ConstU32<7>;
    type MinBlocksPerMember = ConstU32<4>;
    type WeightInfo = crate::weights::pallet_validator_staking::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = SessionBenchmark;
}

/// Sessions and rewards in benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct SessionBenchmark;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_validator_staking::BenchmarkHelper<AccountId> for SessionBenchmark {
    fn set_session_keys(who: &AccountId) {
        use sp_core::crypto::UncheckedFrom;
        let bytes: [u8; 32] = who.clone().into();
        let keys = SessionKeys { aura: sp_core::sr25519::Public::unchecked_from(bytes).into() };
        pallet_session::NextKeys::<Runtime>::insert(who, keys);
    }

    fn set_session_members(members: Vec<AccountId>) {
        pallet_session::Validators::<Runtime>::put(members);
    }

    fn set_time(seconds: uen_primitives::UnixSeconds) {
        BenchmarkClock::set(seconds);
    }

    fn accumulate_rewards(amount: Balance) {
        use frame_support::traits::fungible::Mutate;
        pallet_energy_mining::Ledger::<Runtime>::mutate(|ledger| {
            ledger.reserved = ledger.reserved.saturating_add(amount);
            ledger.staking_pot = ledger.staking_pot.saturating_add(amount);
        });
        Balances::mint_into(&EnergyMining::account_id(), amount).expect("the account exists in benchmarks; qed");
    }
}
