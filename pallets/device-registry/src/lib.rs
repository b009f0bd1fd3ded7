#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

mod acceptance;
mod amendment_impls;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod certificate_impls;
mod certificates;
mod correction_impls;
mod device_impls;
mod errors;
mod events;
#[cfg(any(test, feature = "runtime-benchmarks"))]
mod fixtures;
mod free_weight;
mod history_impls;
mod integrity;
mod key_impls;
mod keys;
mod ledger_impls;
mod market_impls;
#[cfg(test)]
mod mock;
mod objection_impls;
mod query_impls;
mod reading_impls;
mod rejection;
mod standstill_impls;
mod storage;
mod submission_impls;
#[cfg(test)]
mod tests;
mod tick_impls;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

use frame_support::pallet_macros::import_section;

pub use certificates::*;
pub use free_weight::CountFreeWeight;
pub use keys::{Delegation, DeviceKeys, FormerKey};
pub use pallet::*;
pub use rejection::RejectReason;
pub use types::*;
pub use weights::WeightInfo;

// The macro's dispatch of `replace_meter` has an argument for each of the call's.
#[allow(clippy::too_many_arguments)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[import_section(storage::storage)]
#[import_section(calls::calls)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{Inspect, Mutate, MutateHold},
            UnixTime,
        },
    };
    use frame_system::pallet_prelude::*;
    use sp_core::{ed25519, H256};
    use sp_runtime::Percent;
    use uen_primitives::{
        Balance, DailyEnergy, Day, DeviceId, DeviceKey, DeviceSignature, OpenPositions, Period, Quality, Registers,
        SignedReading, UnixSeconds, Wh, ZoneId, ZoneTree, PERIODS_PER_DAY, PERIODS_PER_HOUR,
    };

    /// 3 began with a genesis of its own: nothing migrates to it.
    pub(crate) const STORAGE_VERSION: StorageVersion = StorageVersion::new(3);

    /// A device of this chain.
    pub type DeviceRecordOf<T> = DeviceRecord<<T as frame_system::Config>::AccountId>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<Hash = H256, RuntimeEvent: From<Event<Self>>> {
        /// Holds deposits and moves fees.
        type Currency: Mutate<Self::AccountId>
            + Inspect<Self::AccountId, Balance = Balance>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The block's time.
        type UnixTime: UnixTime;

        /// Appoints and removes certifiers.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who still expects something of a device.
        type OpenPositions: OpenPositions;

        /// How grid areas lie in each other: a certifier's appointment covers one and all in it.
        type Zones: ZoneTree;

        /// What an owner has on hold for each device; half of it goes to whoever proves that the device equivocated.
        #[pallet::constant]
        type DeviceDeposit: Get<Balance>;

        /// Receives half of what is slashed. It must exist.
        type FeeDestination: Get<Self::AccountId>;

        /// Most readings in a batch.
        #[pallet::constant]
        type MaxBatch: Get<u32>;

        /// Most devices of an owner, not counting revoked and retired ones.
        #[pallet::constant]
        type MaxDevicesPerOwner: Get<u32>;

        /// Most removed certifiers whose certificates could still be used.
        #[pallet::constant]
        type MaxRevokedCertifiers: Get<u32>;

        /// How long after it was announced a revocation is final, in seconds. Until then it can be taken back. An owner answers for as long
        /// for what a key signed that was replaced.
        #[pallet::constant]
        type RevocationPeriod: Get<u64>;

        /// How long governance has to decide about an objection, in seconds. Then it comes to nothing.
        #[pallet::constant]
        type DecisionPeriod: Get<u64>;

        /// How many readings that end in one hour are free, besides those that end a new delivery period.
        #[pallet::constant]
        type ExtraReadings: Get<u8>;

        /// How old a reading may be, in seconds.
        #[pallet::constant]
        type ReadingWindow: Get<u64>;

        /// How far ahead of the block's time a reading may end, in seconds.
        #[pallet::constant]
        type MaxClockDrift: Get<u64>;

        /// How many delivery periods of a device stay readable, in full hours.
        #[pallet::constant]
        type HistoryPeriods: Get<u32>;

        /// How many full days the energy of a day stays, for those who claim it.
        #[pallet::constant]
        type DayRetention: Get<u32>;

        /// Most entries of days pruned in a block, and most of hours.
        #[pallet::constant]
        type MaxPrunedPerBlock: Get<u32>;

        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// Why the pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Deposit for a registered device.
        #[codec(index = 0)]
        DeviceDeposit,
    }

    /// The certifiers that the chain starts with, and the share of free readings.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Role, account, the zone for which and for all below it it is appointed (all zones if there is none), and until when.
        pub certifiers: Vec<(CertifierRole, T::AccountId, Option<ZoneId>, UnixSeconds)>,
        /// [`FreeShare`], if it is not the default.
        pub free_share: Option<Percent>,
        /// [`StandstillAfter`], if it is not the default.
        pub standstill_after: Option<u64>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for (role, account, scope, valid_until) in &self.certifiers {
                assert!(!Certifiers::<T>::contains_key(role, account), "a certifier is listed twice for one role");
                Pallet::<T>::insert_certifier(*role, account.clone(), *scope, *valid_until);
            }
            if let Some(share) = self.free_share {
                FreeShare::<T>::put(share);
            }
            if let Some(seconds) = self.standstill_after {
                StandstillAfter::<T>::put(seconds);
            }
        }
    }

    impl<T> From<RejectReason> for Error<T> {
        fn from(reason: RejectReason) -> Self {
            Self::ReadingRejected(reason)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::prune(remaining)
        }

        fn integrity_test() {
            Self::check_config();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
