#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod genesis_impls;
#[cfg(test)]
mod mock;
mod query_impls;
mod reward_impls;
pub mod rewards;
mod session_impls;
mod stake_impls;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
mod validator_impls;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use crate::rewards::EraRecord;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{hold, Inspect, Mutate},
            UnixTime, ValidatorRegistration,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::{traits::AccountIdConversion, Perbill};
    use uen_primitives::{Balance, StakingRewards, VotingLock};

    /// The layout of the storage.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: Inspect<Self::AccountId, Balance = Balance>
            + Mutate<Self::AccountId>
            + hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// Reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The chain's clock.
        type UnixTime: UnixTime;

        /// Who changes the parameters and appoints invulnerables.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// What pays stakers besides fees.
        type Rewards: StakingRewards<Self::AccountId>;

        /// Stake that stands behind votes cannot be unbonded.
        type VotingLock: VotingLock<Self::AccountId>;

        /// Who has session keys.
        type SessionKeys: ValidatorRegistration<Self::AccountId>;

        /// The members of the session under way.
        type SessionMembers: Get<Vec<Self::AccountId>>;

        /// Names the keyless account that collects fees and pays rewards.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Blocks for which stake is unbonded before it can be withdrawn.
        #[pallet::constant]
        type UnbondingPeriod: Get<BlockNumberFor<Self>>;

        /// Blocks from the start of a referendum to its enactment: what unbonding must not be shorter than (attack 26).
        #[pallet::constant]
        type LongestVote: Get<BlockNumberFor<Self>>;

        /// Blocks in a session, unless the genesis says otherwise.
        #[pallet::constant]
        type InitialSessionLength: Get<BlockNumberFor<Self>>;

        /// Validators that can stand for a session at a time.
        #[pallet::constant]
        type MaxCandidates: Get<u32>;

        /// Invulnerables at most.
        #[pallet::constant]
        type MaxInvulnerables: Get<u32>;

        /// Validators that one account can delegate to at a time.
        #[pallet::constant]
        type MaxDelegations: Get<u32>;

        /// Parts of a stake that can be unbonded at a time.
        #[pallet::constant]
        type MaxUnbonding: Get<u32>;

        /// Eras between the announcement of a higher commission and its beginning.
        #[pallet::constant]
        type CommissionNotice: Get<u32>;

        /// A session must have had this many blocks for each of its members before absence is held against one.
        #[pallet::constant]
        type MinBlocksPerMember: Get<u32>;

        /// Weights of the calls and of the hooks.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the rest of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
    }

    /// Why money is on hold.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// It is staked, or being unbonded.
        #[codec(index = 0)]
        Stake,
    }

    /// What governance can change.
    #[pallet::storage]
    pub type Parameters<T> = StorageValue<_, StakingParameters, ValueQuery>;

    /// Validators: each had the least own stake when it registered, and is removed when the last delegation to it is gone.
    // Blake2_128Concat, here and below: accounts are chosen, also by those who would unbalance the trie.
    #[pallet::storage]
    pub type Validators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ValidatorRecordOf<T>, OptionQuery>;

    /// Those that stand for the next session: the ones whose status is [`ValidatorStatus::Active`], at most
    /// [`Config::MaxCandidates`].
    #[pallet::storage]
    pub type Candidates<T: Config> = CountedStorageMap<_, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// In every session if they have session keys, so that the chain lives whatever happens to stakes. They earn by their stake like
    /// everybody.
    #[pallet::storage]
    pub type Invulnerables<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxInvulnerables>, ValueQuery>;

    /// What accounts have staked: those with a hold of [`HoldReason::Stake`], or a delegation of which a reward is left.
    #[pallet::storage]
    pub type Stakers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, StakerRecord<T>, OptionQuery>;

    /// Delegations by delegator and validator, at most [`Config::MaxDelegations`] of each delegator. A validator's own stake is its
    /// delegation to itself.
    #[pallet::storage]
    pub type Delegations<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, DelegationRecord, OptionQuery>;

    /// Σ of all stake: the electorate.
    #[pallet::storage]
    pub type TotalStake<T> = StorageValue<_, Balance, ValueQuery>;

    /// The era under way.
    #[pallet::storage]
    pub type CurrentEra<T> = StorageValue<_, CurrentEraRecord, ValueQuery>;

    /// Closed eras: one entry of 20 bytes a day.
    // Twox64Concat: nobody chooses an era's number.
    #[pallet::storage]
    pub type Eras<T> = StorageMap<_, Twox64Concat, u32, EraRecord, OptionQuery>;

    /// The pot's books.
    #[pallet::storage]
    pub type Pot<T> = StorageValue<_, PotRecord, ValueQuery>;

    /// The first block of the session under way.
    #[pallet::storage]
    pub type SessionStart<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

    /// Blocks in a session.
    #[pallet::storage]
    pub type SessionLength<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery, T::InitialSessionLength>;

    /// Who validates and who delegates from the first block on. Everybody must have been given what they stake, and the account of the
    /// pot the existential deposit, by the genesis of the token, which has to be built before this.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Validators with their own stake, in planck, and their commission.
        pub validators: Vec<(T::AccountId, Balance, Perbill)>,
        /// Delegators, their validators, and how much, in planck.
        pub delegations: Vec<(T::AccountId, T::AccountId, Balance)>,
        /// Those who are in every session.
        pub invulnerables: Vec<T::AccountId>,
        /// The parameters, if they are not the default ones.
        pub parameters: Option<StakingParameters>,
        /// Blocks in a session, if they are not [`Config::InitialSessionLength`].
        pub session_length: Option<BlockNumberFor<T>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self);
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Governance changed the parameters.
        ParametersChanged {
            /// The new ones.
            parameters: StakingParameters,
        },
        /// Governance appointed the invulnerables.
        InvulnerablesChanged {
            /// All of them.
            invulnerables: Vec<T::AccountId>,
        },
        /// An account became a validator.
        ValidatorRegistered {
            /// Who.
            validator: T::AccountId,
            /// Its commission.
            commission: Perbill,
        },
        /// A validator announced its commission.
        CommissionAnnounced {
            /// Who.
            validator: T::AccountId,
            /// The commission.
            commission: Perbill,
            /// It holds from this era on.
            era: u32,
        },
        /// A validator stands for sessions no more, until it activates itself.
        ValidatorChilled {
            /// Who.
            validator: T::AccountId,
            /// Whether it was because it produced no block in a whole session.
            offline: bool,
        },
        /// A validator stands for sessions again.
        ValidatorActivated {
            /// Who.
            validator: T::AccountId,
        },
        /// A validator leaves: its own stake is being unbonded.
        ValidatorDeregistered {
            /// Who.
            validator: T::AccountId,
        },
        /// The last delegation to a validator that leaves is gone.
        ValidatorRemoved {
            /// Who it was.
            validator: T::AccountId,
        },
        /// Money was staked.
        Delegated {
            /// Who staked it.
            delegator: T::AccountId,
            /// For whom.
            validator: T::AccountId,
            /// How much was added.
            amount: Balance,
        },
        /// Stake is being unbonded: it earns and votes no more.
        Unbonded {
            /// Whose.
            delegator: T::AccountId,
            /// It was staked for this validator.
            validator: T::AccountId,
            /// How much.
            amount: Balance,
            /// From this block on it can be withdrawn.
            until: BlockNumberFor<T>,
        },
        /// What was being unbonded is staked again.
        Rebonded {
            /// Whose.
            delegator: T::AccountId,
            /// For whom.
            validator: T::AccountId,
            /// How much.
            amount: Balance,
        },
        /// Stake moved from one validator to another.
        Redelegated {
            /// Whose.
            delegator: T::AccountId,
            /// From whom.
            from: T::AccountId,
            /// To whom.
            to: T::AccountId,
            /// How much.
            amount: Balance,
        },
        /// What was unbonded is free.
        Withdrawn {
            /// Whose.
            delegator: T::AccountId,
            /// How much.
            amount: Balance,
        },
        /// A reward was paid.
        RewardClaimed {
            /// To whom.
            delegator: T::AccountId,
            /// The validator whose blocks earned it.
            validator: T::AccountId,
            /// How much, commission included.
            amount: Balance,
            /// Whether it was added to the delegation.
            compounded: bool,
        },
        /// An account chose what claiming does.
        CompoundingChanged {
            /// Who.
            delegator: T::AccountId,
            /// For which delegation.
            validator: T::AccountId,
            /// Whether rewards are added to the delegation.
            compound: bool,
        },
        /// An era was closed: its rewards can be claimed.
        EraClosed {
            /// The era.
            era: u32,
            /// Its blocks.
            points: u32,
            /// What they share, in planck.
            reward: Balance,
        },
        /// The next session's members were chosen.
        SessionPlanned {
            /// The session.
            session: u32,
            /// How many, invulnerables included.
            members: u32,
        },
    }

    /// What can go wrong.
    #[pallet::error]
    pub enum Error<T> {
        /// The account is not a validator.
        NotValidator,
        /// The account is a validator, or its last delegators have not left it yet.
        AlreadyValidator,
        /// The validator leaves, and takes no more stake.
        Leaving,
        /// The validator's status is already this one.
        NoChange,
        /// So many validators stand for sessions already.
        MaxCandidatesExceeded,
        /// A validator must have session keys before it stands for a session.
        NoSessionKeys,
        /// What would be staked, or left of it, is less than the least for this.
        BelowMinimum,
        /// The account does not have that much to stake.
        InsufficientBalance,
        /// The account delegates to so many validators already.
        MaxDelegationsExceeded,
        /// The account delegates nothing to this validator.
        NoDelegation,
        /// The account has less stake there, or less being unbonded, than this.
        InsufficientStake,
        /// The stake stands behind votes; remove them, end the delegation of votes, or wait until their conviction has passed, and
        /// have it unlocked.
        LockedByVotes,
        /// So many parts are being unbonded already.
        MaxUnbondingExceeded,
        /// Nothing can be withdrawn yet.
        NothingToWithdraw,
        /// Nothing was earned that was not paid, or its era is not closed yet.
        NothingToClaim,
        /// A higher commission was announced and does not hold yet.
        CommissionPending,
        /// A parameter is out of its bounds.
        InvalidParameters,
        /// Too many invulnerables, or one twice.
        InvalidInvulnerables,
        /// The amount is nothing.
        ZeroAmount,
        /// From a validator to itself.
        SameValidator,
        /// It was added in the era under way, in which blocks have earned something already, and stays until the next.
        JoinedThisEra,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::do_initialize()
        }

        fn integrity_test() {
            assert!(StakingParameters::default().is_valid(), "the first parameters are out of their bounds");
            assert!(
                T::UnbondingPeriod::get() >= T::LongestVote::get(),
                "stake could vote, be unbonded, and vote again on the same referendum"
            );
            assert!(T::MaxCandidates::get() >= MAX_SEATS, "the seats could never be taken");
            assert!(T::MaxDelegations::get() > 0 && T::MaxUnbonding::get() > 0, "nobody could delegate or unbond");
            assert!(
                T::WeightInfo::new_session(T::MaxCandidates::get()).all_lte(T::BlockWeights::get().max_block),
                "a session must be composed in one block"
            );
            assert!(T::MinBlocksPerMember::get() > 0, "a validator would be chilled before its first slot");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Become a validator with `bond` of the caller's own, and stand for the next sessions.
        ///
        /// # Origin
        /// Signed.
        ///
        /// # Details
        /// The caller must have set its session keys before. It is in a session if it is among those with the most stake, see
        /// [`StakingParameters::seats`], two sessions from now at the earliest. Its own stake is a delegation to itself.
        ///
        /// # Errors
        /// - [`Error::AlreadyValidator`]: the caller is a validator, or leaves and has delegators still.
        /// - [`Error::NoSessionKeys`]: the caller has no session keys.
        /// - [`Error::BelowMinimum`]: `bond` is less than [`StakingParameters::min_validator_bond`].
        /// - [`Error::MaxCandidatesExceeded`]: [`Config::MaxCandidates`] stand already.
        /// - [`Error::MaxDelegationsExceeded`]: the caller delegates to [`Config::MaxDelegations`] others.
        /// - [`Error::InsufficientBalance`]: the caller has not got `bond`, and the existential deposit besides.
        ///
        /// # Events
        /// [`Event::ValidatorRegistered`], [`Event::Delegated`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register())]
        pub fn register(origin: OriginFor<T>, #[pallet::compact] bond: Balance, commission: Perbill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_register(who, bond, commission)
        }

        /// Announce the caller's commission.
        ///
        /// # Origin
        /// Signed, by a validator.
        ///
        /// # Details
        /// A lower one holds at once, and cancels what was announced. A higher one holds after [`Config::CommissionNotice`] eras, so
        /// that delegators can leave before.
        ///
        /// # Errors
        /// - [`Error::NotValidator`].
        /// - [`Error::NoChange`]: it is the caller's commission already, and nothing was announced.
        /// - [`Error::CommissionPending`]: a higher one was announced and does not hold yet, and this is higher than the one that holds.
        ///
        /// # Events
        /// [`Event::CommissionAnnounced`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_commission())]
        pub fn set_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_commission(who, commission)
        }

        /// Stand for sessions no more, until [`Pallet::activate`].
        ///
        /// # Origin
        /// Signed, by a validator that is active.
        ///
        /// # Details
        /// The caller remains in sessions that are already composed, two at most. Stakes stay, and vote, and earn nothing.
        ///
        /// # Errors
        /// - [`Error::NotValidator`].
        /// - [`Error::NoChange`]: it does not stand.
        ///
        /// # Events
        /// [`Event::ValidatorChilled`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::chill())]
        pub fn chill(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_chill(who)
        }

        /// Stand for sessions again.
        ///
        /// # Origin
        /// Signed, by a validator that is idle.
        ///
        /// # Errors
        /// - [`Error::NotValidator`].
        /// - [`Error::Leaving`].
        /// - [`Error::NoChange`]: it stands.
        /// - [`Error::NoSessionKeys`]: the caller has no session keys any more.
        /// - [`Error::BelowMinimum`]: its own stake is less than [`StakingParameters::min_validator_bond`] is now.
        /// - [`Error::MaxCandidatesExceeded`]: [`Config::MaxCandidates`] stand already.
        ///
        /// # Events
        /// [`Event::ValidatorActivated`].
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::activate())]
        pub fn activate(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_activate(who)
        }

        /// Leave: unbond all of the caller's own stake, and stand never again with this record.
        ///
        /// # Origin
        /// Signed, by a validator.
        ///
        /// # Details
        /// Delegations to the caller stay with it, earn nothing more once its last session is over, and can be unbonded, moved and
        /// claimed. The validator's record is removed with the last of them.
        ///
        /// # Errors
        /// - [`Error::NotValidator`].
        /// - [`Error::Leaving`]: it leaves already.
        /// - [`Error::LockedByVotes`]: its stake stands behind votes.
        /// - [`Error::MaxUnbondingExceeded`]: [`Config::MaxUnbonding`] parts are being unbonded already.
        ///
        /// # Events
        /// [`Event::ValidatorDeregistered`], [`Event::Unbonded`], and [`Event::ValidatorRemoved`] if nothing is left.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::deregister())]
        pub fn deregister(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_deregister(who)
        }

        /// Stake `amount` more for `validator`.
        ///
        /// # Origin
        /// Signed. A validator adds to its own stake with its own account as `validator`.
        ///
        /// # Details
        /// Earns from the next block on. It can be done while the validator is idle, and earns nothing then.
        ///
        /// # Errors
        /// - [`Error::ZeroAmount`].
        /// - [`Error::NotValidator`], [`Error::Leaving`].
        /// - [`Error::BelowMinimum`]: the delegation would be less than [`StakingParameters::min_delegation`].
        /// - [`Error::MaxDelegationsExceeded`]: the caller delegates to [`Config::MaxDelegations`] others.
        /// - [`Error::InsufficientBalance`]: the caller has not got that much, and the existential deposit besides.
        ///
        /// # Events
        /// [`Event::Delegated`].
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::delegate())]
        pub fn delegate(origin: OriginFor<T>, validator: T::AccountId, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_delegate(who, validator, amount)
        }

        /// Take `amount` out of the caller's delegation to `validator`. It can be withdrawn after [`Config::UnbondingPeriod`].
        ///
        /// # Origin
        /// Signed.
        ///
        /// # Details
        /// It earns and votes no more. What is unbonded in the block in which other stake was unbonded is joined with it.
        ///
        /// # Errors
        /// - [`Error::ZeroAmount`].
        /// - [`Error::NoDelegation`].
        /// - [`Error::InsufficientStake`]: the delegation is less than `amount`.
        /// - [`Error::BelowMinimum`]: what would be left is neither nothing nor [`StakingParameters::min_delegation`]; or it is a
        ///   validator's own stake, and less than [`StakingParameters::min_validator_bond`] would be left: see [`Pallet::deregister`].
        /// - [`Error::JoinedThisEra`]: so much was added in the era under way that less than `amount` may leave before the next.
        /// - [`Error::LockedByVotes`]: the caller's other stake is less than what its votes need.
        /// - [`Error::MaxUnbondingExceeded`]: [`Config::MaxUnbonding`] parts are being unbonded already.
        ///
        /// # Events
        /// [`Event::Unbonded`].
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::unbond())]
        pub fn unbond(origin: OriginFor<T>, validator: T::AccountId, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_unbond(who, validator, amount)
        }

        /// Stake `amount` of what is being unbonded for `validator` again, the latest parts first.
        ///
        /// # Origin
        /// Signed.
        ///
        /// # Errors
        /// Those of [`Pallet::delegate`], but [`Error::InsufficientStake`] if less than `amount` is being unbonded.
        ///
        /// # Events
        /// [`Event::Rebonded`].
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::rebond())]
        pub fn rebond(origin: OriginFor<T>, validator: T::AccountId, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_rebond(who, validator, amount)
        }

        /// Free what `delegator` unbonded [`Config::UnbondingPeriod`] ago or earlier.
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Errors
        /// - [`Error::NothingToWithdraw`].
        ///
        /// # Events
        /// [`Event::Withdrawn`].
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>, delegator: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_withdraw(delegator)
        }

        /// Move `amount` of the caller's stake from one validator to another: at once, and each planck once an era at most.
        ///
        /// # Origin
        /// Signed.
        ///
        /// # Details
        /// It votes on all the while. A validator's own stake can be moved as far as it can be unbonded.
        ///
        /// # Errors
        /// - [`Error::ZeroAmount`], [`Error::SameValidator`].
        /// - [`Error::NoDelegation`], [`Error::InsufficientStake`], [`Error::JoinedThisEra`]: of the delegation to `from`.
        /// - [`Error::NotValidator`], [`Error::Leaving`]: of `to`.
        /// - [`Error::BelowMinimum`]: what would be left with `from` is neither nothing nor enough, or what would be with `to` is not.
        /// - [`Error::MaxDelegationsExceeded`]: the caller delegates to [`Config::MaxDelegations`] others.
        ///
        /// # Events
        /// [`Event::Redelegated`].
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::redelegate())]
        pub fn redelegate(
            origin: OriginFor<T>,
            from: T::AccountId,
            to: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_redelegate(who, from, to, amount)
        }

        /// Pay `delegator` what its delegation to `validator` earned in closed eras, and a validator its commission too.
        ///
        /// # Origin
        /// Signed, by anybody: the reward goes to `delegator`, whoever asks for it. With [`DelegationRecord::compound`] it is staked.
        ///
        /// # Details
        /// What is left of a delegation that was unbonded whole is removed by this, also if it turned out to be worth nothing.
        ///
        /// # Errors
        /// - [`Error::NoDelegation`].
        /// - [`Error::NothingToClaim`]: nothing was earned since, or its era is still under way.
        ///
        /// # Events
        /// [`Event::RewardClaimed`]; and [`Event::ValidatorRemoved`] if the validator leaves and this was the last of its delegations.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::claim())]
        pub fn claim(origin: OriginFor<T>, delegator: T::AccountId, validator: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_claim(delegator, validator)
        }

        /// Choose whether claiming adds the reward to the caller's delegation to `validator`.
        ///
        /// # Origin
        /// Signed.
        ///
        /// # Errors
        /// - [`Error::NoDelegation`].
        /// - [`Error::NoChange`].
        ///
        /// # Events
        /// [`Event::CompoundingChanged`].
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::set_compounding())]
        pub fn set_compounding(origin: OriginFor<T>, validator: T::AccountId, compound: bool) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_compounding(who, validator, compound)
        }

        /// Change how many validate, and what that takes.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// A higher least own stake keeps validators with less out of the next sessions; what is delegated already stays.
        ///
        /// # Errors
        /// - [`Error::InvalidParameters`]: see [`StakingParameters`].
        ///
        /// # Events
        /// [`Event::ParametersChanged`].
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: StakingParameters) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_parameters(parameters)
        }

        /// Appoint those who are in every session; an empty list leaves it to stakes alone.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Errors
        /// - [`Error::InvalidInvulnerables`]: more than [`Config::MaxInvulnerables`], or one twice.
        /// - [`Error::NoSessionKeys`]: one has no session keys.
        ///
        /// # Events
        /// [`Event::InvulnerablesChanged`].
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::set_invulnerables(u32::try_from(invulnerables.len()).unwrap_or(u32::MAX)))]
        pub fn set_invulnerables(origin: OriginFor<T>, invulnerables: Vec<T::AccountId>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_invulnerables(invulnerables)
        }
    }

    impl<T: Config> Pallet<T> {
        /// The keyless account that collects fees and pays rewards.
        pub fn account_id() -> T::AccountId {
            T::PalletId::get().into_account_truncating()
        }
    }
}
