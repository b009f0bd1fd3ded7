#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod forward;
#[cfg(test)]
mod mock;
mod periods;
mod stake_currency;
#[cfg(test)]
mod tests;
mod types;
mod unlocked_currency;
pub mod weights;

pub use pallet::*;
pub use periods::{
    CoolOffPeriod, CouncilTerm, EnactmentPeriod, EnsureUntilSunset, FastTrackPeriod, LaunchPeriod, LongestVote, MotionPeriod,
    SpendingPeriod, UnbondingPeriod, VotingPeriod,
};
pub use stake_currency::StakeCurrency;
pub use types::*;
pub use unlocked_currency::UnlockedCurrency;
pub use weights::WeightInfo;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    /// The layout of the storage.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Who changes the periods.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The periods of a chain whose genesis does not say otherwise.
        type InitialPeriods: Get<GovernancePeriods<BlockNumberFor<Self>>>;

        /// A change cannot make votes shorter than this, in blocks, so that no referendum abolishes the time to notice the next one
        /// (attack 27). A genesis can.
        #[pallet::constant]
        type MinVoting: Get<BlockNumberFor<Self>>;

        /// The same for the delay between a vote and its enactment, in blocks.
        #[pallet::constant]
        type MinEnactment: Get<BlockNumberFor<Self>>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// How long votes take.
    #[pallet::storage]
    pub type Periods<T: Config> = StorageValue<_, GovernancePeriods<BlockNumberFor<T>>, ValueQuery, T::InitialPeriods>;

    /// How long votes take on this chain.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The periods, if they are not [`Config::InitialPeriods`]: those of a development chain are shorter.
        pub periods: Option<GovernancePeriods<BlockNumberFor<T>>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Some(periods) = self.periods {
                assert!(periods.is_valid(), "the periods of governance contradict each other");
                Periods::<T>::put(periods);
            }
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The periods changed.
        PeriodsChanged {
            /// The new ones.
            periods: GovernancePeriods<BlockNumberFor<T>>,
        },
    }

    /// What can go wrong.
    #[pallet::error]
    pub enum Error<T> {
        /// A period is nothing, or they contradict each other: see [`GovernancePeriods::is_valid`].
        InvalidPeriods,
        /// Votes, or the delay before enactment, would be shorter than [`Config::MinVoting`] or [`Config::MinEnactment`].
        BelowMinimum,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            let periods = T::InitialPeriods::get();
            assert!(periods.is_valid(), "the first periods contradict each other");
            assert!(
                periods.voting >= T::MinVoting::get() && periods.enactment >= T::MinEnactment::get(),
                "the first periods are shorter than a change could make them"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Change how long votes take.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Referenda, motions and unbonding under way end when they would have. A longer vote does not prolong what is being unbonded
        /// already: that stake cannot vote any more.
        ///
        /// # Errors
        /// - [`Error::InvalidPeriods`]: see [`GovernancePeriods::is_valid`].
        /// - [`Error::BelowMinimum`].
        ///
        /// # Events
        /// [`Event::PeriodsChanged`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_periods())]
        pub fn set_periods(origin: OriginFor<T>, periods: GovernancePeriods<BlockNumberFor<T>>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            ensure!(periods.is_valid(), Error::<T>::InvalidPeriods);
            let short = periods.voting < T::MinVoting::get() || periods.enactment < T::MinEnactment::get();
            ensure!(!short, Error::<T>::BelowMinimum);
            Periods::<T>::put(periods);
            Self::deposit_event(Event::PeriodsChanged { periods });
            Ok(())
        }
    }

    impl<T: Config> Pallet<T> {
        /// The invariants of the pallet.
        ///
        /// # Errors
        /// Which one is broken.
        #[cfg(any(feature = "std", feature = "try-runtime"))]
        pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
            ensure!(Periods::<T>::get().is_valid(), "the periods of governance contradict each other");
            Ok(())
        }
    }
}
