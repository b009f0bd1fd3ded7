#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod dispatchable_impls;
pub mod emission;
#[cfg(test)]
mod mock;
mod query_impls;
mod staking_impls;
#[cfg(test)]
mod tests;
mod tick_impls;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use crate::emission::LedgerRecord;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{Inspect, Mutate},
            UnixTime,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::AccountIdConversion;
    use uen_primitives::{Balance, CommunitySales, Day, DeviceId, MeteredEnergy};

    /// The layout of the storage.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: Inspect<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

        /// The chain's clock.
        type UnixTime: UnixTime;

        /// Who changes the parameters.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// What was metered. A day is complete a fixed time after its end, and stays so; its entries are kept until then and for
        /// [`Config::ChallengeWindow`] longer, and some days more for blocks that have no room.
        type Meters: MeteredEnergy<Self::AccountId>;

        /// What was sold within the community; `()` while there is no market.
        type CommunitySales: CommunitySales;

        /// Names the keyless account that holds the allocation.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// R_0: all that energy mining ever pays, in planck.
        #[pallet::constant]
        type Allocation: Get<Balance>;

        /// Seconds between the moment when no reading of a day can be accepted any more and the close of its era, for somebody to
        /// object to a reading. Rounded up to whole days.
        #[pallet::constant]
        type ChallengeWindow: Get<u64>;

        /// Eras for which a reward can be claimed. Making it smaller needs a migration for the eras in between.
        #[pallet::constant]
        type ClaimEras: Get<u32>;

        /// Devices that one step collects, and records of miners that one step removes, at most.
        #[pallet::constant]
        type MaxDevicesPerStep: Get<u32>;

        /// Weights of the calls and of the steps.
        type WeightInfo: WeightInfo;
    }

    /// What governance can change. A change holds from the next era that is collected.
    #[pallet::storage]
    pub type Parameters<T> = StorageValue<_, MiningParameters, ValueQuery>;

    /// Where the allocation is.
    #[pallet::storage]
    pub type Ledger<T> = StorageValue<_, LedgerRecord, ValueQuery>;

    /// The day of era 0: that of the first block with a clock.
    #[pallet::storage]
    pub type FirstDay<T> = StorageValue<_, Day, OptionQuery>;

    /// The next era to be closed.
    #[pallet::storage]
    pub type NextEra<T> = StorageValue<_, u32, ValueQuery>;

    /// Progress with [`NextEra`], once it is due.
    #[pallet::storage]
    pub type Collection<T> = StorageValue<_, CollectionRecord, OptionQuery>;

    /// The expired era whose entries in [`Miners`] are being removed.
    #[pallet::storage]
    pub type Sweep<T: Config> = StorageValue<_, SweepRecordOf<T>, OptionQuery>;

    /// Closed eras whose rewards can be claimed: at most [`Config::ClaimEras`].
    // Twox64Concat: nobody chooses an era's number.
    #[pallet::storage]
    pub type Eras<T> = StorageMap<_, Twox64Concat, u32, EraRecord, OptionQuery>;

    /// Who mined in an era: at most as many entries as the registry has devices, and it holds a deposit for each.
    // Twox64Concat: nobody chooses an era's number. Blake2_128Concat: accounts are chosen, also by those who would unbalance the
    // trie.
    #[pallet::storage]
    pub type Miners<T: Config> = StorageDoubleMap<_, Twox64Concat, u32, Blake2_128Concat, T::AccountId, MinerRecord, OptionQuery>;

    /// Needs no figures. The account that holds the allocation must have been given exactly that by the genesis of the token, which
    /// has to be built before this. A genesis that gives it nothing, such as the default one, makes a chain on which there is
    /// nothing to be mined, and `try_state` objects to it.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// No fields yet.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let pot = Pallet::<T>::account_id();
            let endowment = T::Currency::total_balance(&pot);
            assert!(
                endowment == T::Allocation::get() || endowment == 0,
                "genesis must endow the account of energy mining with exactly its allocation"
            );
            // The account outlives its balance.
            frame_system::Pallet::<T>::inc_providers(&pot);
            Ledger::<T>::put(LedgerRecord::new(endowment));
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Governance changed the parameters.
        ParametersChanged {
            /// The new ones.
            parameters: MiningParameters,
        },
        /// An era was closed: its rewards can be claimed.
        EraClosed {
            /// The era.
            era: u32,
            /// W = Σ of all weighted energy.
            weighted_energy: u128,
            /// What its miners share.
            spend: Balance,
            /// What stakers get of it.
            staking: Balance,
            /// What green behaviour gets of it.
            behaviour: Balance,
        },
        /// A reward was paid.
        RewardClaimed {
            /// The era.
            era: u32,
            /// Whose reward it was.
            account: T::AccountId,
            /// How much it was.
            amount: Balance,
        },
        /// Stakers were paid what had accumulated for them.
        StakingSharePaid {
            /// How much it was.
            amount: Balance,
        },
        /// An era's rewards can no longer be claimed.
        EraExpired {
            /// The era.
            era: u32,
            /// What nobody claimed: it can be mined again.
            returned: Balance,
        },
        /// Somebody objects to what a device generated in an era: it is left out until that is decided.
        DeviceWithheld {
            /// The era.
            era: u32,
            /// The device.
            device: DeviceId,
        },
        /// An objection came to nothing: what a device generated in an earlier era counts in this one.
        DeviceReleased {
            /// The era in which it counts.
            era: u32,
            /// The device.
            device: DeviceId,
            /// The day on which it was generated.
            day: Day,
        },
        /// A device was left out of an era; the others are not affected.
        DeviceSkipped {
            /// The era.
            era: u32,
            /// The device.
            device: DeviceId,
            /// Why, in most cases as the registry said it.
            error: DispatchError,
        },
    }

    /// What can go wrong.
    #[pallet::error]
    pub enum Error<T> {
        /// The account did not mine in this era.
        NotFound,
        /// The reward was paid before.
        AlreadyClaimed,
        /// The era is not closed yet.
        NotClosed,
        /// The era's rewards can no longer be claimed.
        Expired,
        /// The reward rounds to nothing, or the account does not exist and the reward is less than an account must hold. It can
        /// be claimed once the account exists.
        BelowMinimum,
        /// There is no era to collect or to close and nothing to clean up.
        NothingDue,
        /// A parameter is out of its bounds.
        InvalidParameters,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining_weight: Weight) -> Weight {
            Self::do_idle(remaining_weight)
        }

        fn integrity_test() {
            assert!(T::ClaimEras::get() > 0, "nobody could ever claim");
            assert!(T::MaxDevicesPerStep::get() > 0, "an era would never be closed");
            assert!(T::Allocation::get() >= T::Currency::minimum_balance(), "the account could not exist");
            assert!(MiningParameters::default().is_valid(), "the first parameters are out of their bounds");
            assert!(
                Self::step_weight().all_lte(T::BlockWeights::get().max_block.saturating_div(2)),
                "a step must fit in half a block, or busy blocks would hold back the close of an era"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Change how energy is weighed and what a weighted Wh earns at most.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Holds from the next era that is collected; an era under way is finished with the parameters it was started with.
        ///
        /// # Errors
        /// - [`Error::InvalidParameters`]: `max_reward` is outside [`MIN_MAX_REWARD`] to [`MAX_MAX_REWARD`], or a weight is more
        ///   than [`FULL_WEIGHT`].
        ///
        /// # Events
        /// [`Event::ParametersChanged`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: MiningParameters) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_parameters(parameters)
        }

        /// Pay `account` what it earned in `era`.
        ///
        /// # Origin
        /// Signed, by anybody: the reward goes to `account`, whoever asks for it.
        ///
        /// # Details
        /// The reward is `floor(spend × weighted energy of the account / weighted energy of the era)`.
        ///
        /// # Errors
        /// - [`Error::NotClosed`]: the era is still to be closed.
        /// - [`Error::Expired`]: the era was closed more than [`Config::ClaimEras`] eras ago.
        /// - [`Error::NotFound`]: the account did not mine in the era.
        /// - [`Error::AlreadyClaimed`]: the reward was paid before.
        /// - [`Error::BelowMinimum`]: the reward is nothing, or too little for the account to come into being. It can be claimed
        ///   later, once the account exists.
        ///
        /// # Events
        /// [`Event::RewardClaimed`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::claim())]
        pub fn claim(origin: OriginFor<T>, account: T::AccountId, era: u32) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_claim(account, era)
        }

        /// Collect and close eras that are due, and clean up after those that expired.
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Details
        /// The chain does this by itself in the idle time of its blocks; this is for when there is none. Does at most `steps`
        /// steps of at most [`Config::MaxDevicesPerStep`] devices, and gives back the weight that was not used.
        ///
        /// # Errors
        /// - [`Error::NothingDue`]: there is nothing to do, or `steps` is zero.
        ///
        /// # Events
        /// [`Event::DeviceSkipped`], [`Event::DeviceWithheld`], [`Event::DeviceReleased`], [`Event::EraClosed`], [`Event::EraExpired`].
        #[pallet::call_index(2)]
        #[pallet::weight(Pallet::<T>::advance_weight(*steps))]
        pub fn advance(origin: OriginFor<T>, steps: u32) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_advance(steps)
        }
    }

    impl<T: Config> Pallet<T> {
        /// The keyless account that holds what was not paid.
        pub fn account_id() -> T::AccountId {
            T::PalletId::get().into_account_truncating()
        }
    }
}
