#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

pub use pallet::*;
pub use types::{ClaimList, ClaimTotals, ClaimWindow, CLAIM_PERIOD};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod dispatchable_impls;
pub mod merkle;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod tick_impls;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungible::{Inspect, Mutate},
            UnixTime,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_core::H256;
    use uen_primitives::{Balance, UnixSeconds};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// UEN.
        type Currency: Inspect<Self::AccountId, Balance = Balance> + Mutate<Self::AccountId>;

        /// The chain's clock.
        type UnixTime: UnixTime;

        /// Who fixes the list if genesis did not.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Names the keyless account that holds the pot.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Receives what nobody claimed in time: the treasury.
        #[pallet::constant]
        type ExpiryDestination: Get<Self::AccountId>;

        /// Most siblings in a proof; with 32 any list that a `u32` can index has proofs.
        #[pallet::constant]
        type MaxProof: Get<u32>;

        /// Most claims on the list, and so most bits in [`Claimed`].
        #[pallet::constant]
        type MaxLeaves: Get<u32>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// How long claims are possible, in seconds.
        #[pallet::constant_name(ClaimPeriod)]
        fn claim_period() -> UnixSeconds {
            CLAIM_PERIOD
        }
    }

    /// Who may claim how much: fixed at genesis or once afterwards, never changed.
    #[pallet::storage]
    pub type List<T: Config> = StorageValue<_, ClaimList>;

    /// When claims are possible: from the first block that had a clock on.
    #[pallet::storage]
    pub type Opened<T: Config> = StorageValue<_, ClaimWindow>;

    /// Which claims were paid: bit `i % 64` of word `i / 64` is claim `i`. A word without a bit set is not stored.
    ///
    /// Twox: a word exists only for indices of a fixed list, so nobody chooses keys.
    #[pallet::storage]
    pub type Claimed<T: Config> = StorageMap<_, Twox64Concat, u32, u64, ValueQuery>;

    /// How many claims were paid, and how much.
    #[pallet::storage]
    pub type Totals<T: Config> = StorageValue<_, ClaimTotals, ValueQuery>;

    /// What went to [`Config::ExpiryDestination`]; `None` until then.
    #[pallet::storage]
    pub type Returned<T: Config> = StorageValue<_, Balance>;

    /// The list, if it is known at genesis. The pot must be endowed by the currency's own genesis, which must be built before
    /// this one.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Who may claim how much.
        pub list: Option<ClaimList>,
        /// Not a setting.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            // Of its own right, so that neither a claim that empties the pot nor a lock that somebody else puts on it (vested
            // transfers do) needs the existential deposit to stay behind.
            frame_system::Pallet::<T>::inc_providers(&Pallet::<T>::pot_account());
            if let Some(list) = &self.list {
                assert!(list.validate::<T>().is_ok(), "the airdrop's list is empty or longer than MaxLeaves");
                assert!(list.total <= Pallet::<T>::pot(), "the airdrop's list exceeds its pot");
                List::<T>::put(list);
            }
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The chain has a clock: claims are possible.
        Opened {
            /// The first time that it told.
            from: UnixSeconds,
            /// The first second that is too late.
            until: UnixSeconds,
        },
        /// Governance fixed the list.
        RootSet {
            /// Root of the Merkle tree.
            root: H256,
            /// Number of claims.
            leaves: u32,
            /// Sum of the claims, in planck.
            total: Balance,
        },
        /// A claim was paid.
        Claimed {
            /// Which.
            index: u32,
            /// To whom.
            account: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// The claims expired and the rest was handed on.
        Expired {
            /// To whom.
            destination: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The proof does not lead from this claim to the root.
        InvalidProof,
        /// The claim was paid before.
        AlreadyClaimed,
        /// There is no list yet, or the chain has no clock yet.
        NotOpen,
        /// Twelve months have passed.
        Expired,
        /// Twelve months have not passed.
        NotExpired,
        /// The rest was handed on before.
        AlreadyReturned,
        /// The list was fixed before.
        RootAlreadySet,
        /// The list's total is more than the pot holds.
        ExceedsPot,
        /// The claims on the list sum up to more than its total.
        ExceedsTotal,
        /// The claim is below the existential deposit.
        BelowMinimum,
        /// The list has no claims, or they are worth nothing.
        EmptyList,
        /// The list has more claims than [`Config::MaxLeaves`].
        MaxLeavesExceeded,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Announces the weight of `on_finalize`.
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::tick_weight()
        }

        /// Opens the claims at the end of the first block that has a clock: the first block sets its clock by an inherent, so
        /// that `on_initialize` would still see none.
        fn on_finalize(_: BlockNumberFor<T>) {
            Self::tick();
        }

        fn integrity_test() {
            assert!(T::MaxLeaves::get() > 0, "a list has at least one claim");
            assert!(T::MaxProof::get() <= 32, "a tree with u32 indices is not deeper than 32");
            assert!(
                merkle::depth(T::MaxLeaves::get()) <= T::MaxProof::get(),
                "the proofs of a list with MaxLeaves claims fit into MaxProof"
            );
            assert_eq!(T::AccountId::max_encoded_len(), 32, "leaves are of fixed length: 1 + 4 + 32 + 16 bytes");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Pay claim `index` of the list, `amount` planck, to `account`.
        ///
        /// # Origin
        /// Signed, by anybody: the proof, not the caller, entitles `account`.
        ///
        /// # Details
        /// `proof` holds the siblings from the leaf up to the root, without those levels where the node has no sibling. The
        /// caller gets the fee back: whoever is owed UEN at genesis often has none to pay with, so that somebody else relays
        /// the claim, and is not to lose by it. That gives nothing away, since there is one free call for each claim of a fixed
        /// list; a call that fails is charged.
        ///
        /// # Errors
        /// [`Error::NotOpen`], [`Error::Expired`], [`Error::InvalidProof`], [`Error::AlreadyClaimed`],
        /// [`Error::BelowMinimum`], [`Error::ExceedsTotal`].
        ///
        /// # Events
        /// [`Event::Claimed`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::claim(u32::try_from(proof.len()).unwrap_or(u32::MAX)))]
        pub fn claim(
            origin: OriginFor<T>,
            index: u32,
            account: T::AccountId,
            amount: Balance,
            proof: BoundedVec<H256, T::MaxProof>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_claim(index, account, amount, &proof)?;
            Ok(Pays::No.into())
        }

        /// Fix the list: the `root` of its tree, its number of `leaves` and the `total` of its claims.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Once, if genesis did not: who has checked a proof against the root can rely on it. The window for claims does not
        /// move.
        ///
        /// # Errors
        /// [`Error::RootAlreadySet`], [`Error::Expired`], [`Error::EmptyList`], [`Error::MaxLeavesExceeded`],
        /// [`Error::ExceedsPot`].
        ///
        /// # Events
        /// [`Event::RootSet`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_root())]
        pub fn set_root(origin: OriginFor<T>, root: H256, leaves: u32, total: Balance) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_root(ClaimList { root, leaves, total })
        }

        /// Hand what nobody claimed in time on to [`Config::ExpiryDestination`].
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Details
        /// Works once, and gives that caller the fee back.
        ///
        /// # Errors
        /// [`Error::NotOpen`], [`Error::NotExpired`], [`Error::AlreadyReturned`].
        ///
        /// # Events
        /// [`Event::Expired`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::expire())]
        pub fn expire(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_expire()?;
            Ok(Pays::No.into())
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The account that holds the pot.
        pub fn pot_account() -> T::AccountId {
            sp_runtime::traits::AccountIdConversion::into_account_truncating(&T::PalletId::get())
        }

        /// Whether claim `index` was paid.
        pub fn is_claimed(index: u32) -> bool {
            let (word, bit) = types::position(index);
            Claimed::<T>::get(word) & bit != 0
        }

        /// The list; `None` if it is not fixed yet.
        pub fn list() -> Option<ClaimList> {
            List::<T>::get()
        }

        /// When claims are possible; `None` before the first block.
        pub fn window() -> Option<ClaimWindow> {
            Opened::<T>::get()
        }

        /// What was paid.
        pub fn totals() -> ClaimTotals {
            Totals::<T>::get()
        }
    }
}
