#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

mod acceptance;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod certificate_impls;
mod certificates;
mod device_impls;
mod errors;
mod events;
#[cfg(any(test, feature = "runtime-benchmarks"))]
mod fixtures;
mod free_weight;
mod history_impls;
mod integrity;
mod ledger_impls;
mod market_impls;
#[cfg(test)]
mod mock;
mod query_impls;
mod reading_impls;
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
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The macro's dispatch of `register` has an argument for each of the call's.
#[allow(clippy::too_many_arguments)]
#[import_section(events::events)]
#[import_section(errors::errors)]
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
    use sp_core::H256;
    use sp_runtime::Percent;
    use uen_primitives::{
        Balance, Day, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Medium, OpenPositions, Quality, Registers, SignedReading,
        UnixSeconds, Wh, ZoneId, ZoneTree, PERIODS_PER_HOUR,
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

        /// How long after it was announced a revocation is final, in seconds. Until then it can be taken back.
        #[pallet::constant]
        type RevocationPeriod: Get<u64>;

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

    /// Every device, and every revoked or retired one that ever measured.
    ///
    /// `Identity`: the identifier is a BLAKE2b-256 hash already, checked at registration.
    #[pallet::storage]
    pub type Devices<T: Config> = StorageMap<_, Identity, DeviceId, DeviceRecordOf<T>>;

    /// Devices by owner, without revoked and retired ones.
    ///
    /// `Blake2_128Concat`: anyone can choose an account. `Identity`: as for [`Devices`].
    #[pallet::storage]
    pub type DevicesOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, DeviceId, (), OptionQuery>;

    /// Number of entries in [`DevicesOf`] for an owner.
    ///
    /// `Blake2_128Concat`: anyone can choose an account.
    #[pallet::storage]
    pub type DeviceCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// What a device measured in the last periods, an hour an entry, without the hour that it is in. A ring, so it needs no
    /// pruning before the device's end.
    ///
    /// The slot comes first although a device is what is asked for: a batch's readings mostly end in one hour, so they share the
    /// upper trie nodes of its slot, while below a device each would prove its own. `Identity`: slots are below `HistoryPeriods`,
    /// identifiers as for [`Devices`].
    #[pallet::storage]
    pub type Intervals<T: Config> = StorageDoubleMap<_, Identity, u32, Identity, DeviceId, HourOfIntervals>;

    /// What devices measured over spans of several hours, because readings are missing or a certifier closed the registers, in the order of
    /// time. What is no history any more is forgotten with the next gap.
    ///
    /// `Identity`: as for [`Devices`].
    #[pallet::storage]
    pub type Gaps<T: Config> = StorageMap<_, Identity, DeviceId, BoundedVec<Gap, MaxGaps<T>>, ValueQuery>;

    /// As many gaps as the history has hours, and one that reaches into it: each ends in another hour.
    pub struct MaxGaps<T>(PhantomData<T>);

    impl<T: Config> Get<u32> for MaxGaps<T> {
        fn get() -> u32 {
            (T::HistoryPeriods::get() / PERIODS_PER_HOUR).saturating_add(1)
        }
    }

    /// Devices that measured and ended, until nothing of them is left in [`Intervals`].
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type EndedDevices<T: Config> = StorageMap<_, Twox64Concat, u64, EndedDevice>;

    /// Which of [`EndedDevices`] are there, in the order of their ends.
    #[pallet::storage]
    pub type EndedQueue<T: Config> = StorageValue<_, DeviceQueue, ValueQuery>;

    /// The devices that measured on a day in quality `Measured`, and what.
    ///
    /// `Twox64Concat`: days cannot be chosen. `Identity`: as for [`Devices`]; pages follow the order of identifiers.
    #[pallet::storage]
    pub type Days<T: Config> = StorageDoubleMap<_, Twox64Concat, Day, Identity, DeviceId, DayEntry<T::AccountId>>;

    /// No entry of [`Days`] is older; where pruning goes on.
    #[pallet::storage]
    pub type OldestDay<T: Config> = StorageValue<_, Day, OptionQuery>;

    /// Appointment of an account for a role.
    ///
    /// `Twox64Concat`: roles are three. `Blake2_128Concat`: accounts can be chosen.
    #[pallet::storage]
    pub type Certifiers<T: Config> =
        StorageDoubleMap<_, Twox64Concat, CertifierRole, Blake2_128Concat, T::AccountId, CertifierIndex>;

    /// Every appointment ever made.
    ///
    /// `Twox64Concat`: indices are counted.
    #[pallet::storage]
    pub type CertifierByIndex<T: Config> = StorageMap<_, Twox64Concat, CertifierIndex, CertifierRecord<T::AccountId>>;

    /// Index of the next appointment.
    #[pallet::storage]
    pub type NextCertifierIndex<T: Config> = StorageValue<_, CertifierIndex, ValueQuery>;

    /// Removed certifiers whose certificates could still be used, sorted. Small, so that a batch reads it once.
    #[pallet::storage]
    pub type RevokedCertifiers<T: Config> = StorageValue<_, BoundedVec<CertifierIndex, T::MaxRevokedCertifiers>, ValueQuery>;

    /// Most of what normal transactions may take of a block that free readings may take.
    #[pallet::storage]
    pub type FreeShare<T: Config> = StorageValue<_, Percent, ValueQuery, DefaultFreeShare>;

    /// [`FreeShare`] until governance sets another.
    #[pallet::type_value]
    pub fn DefaultFreeShare() -> Percent {
        Percent::from_percent(75)
    }

    /// What transactions that no account pays for have taken of the last block that had any, and which that was. See [`CountFreeWeight`].
    #[pallet::storage]
    pub type FreeWeight<T: Config> = StorageValue<_, (BlockNumberFor<T>, Weight), ValueQuery>;

    /// The certifiers that the chain starts with, and the share of free readings.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Role, account, the zone for which and for all below it it is appointed (all zones if there is none), and until when.
        pub certifiers: Vec<(CertifierRole, T::AccountId, Option<ZoneId>, UnixSeconds)>,
        /// [`FreeShare`], if it is not the default.
        pub free_share: Option<Percent>,
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

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Register a device.
        ///
        /// Origin: signed, by the owner, who gets `DeviceDeposit` put on hold.
        ///
        /// `proof` is the device's signature over [`uen_primitives::ProofOfPossession`] for this owner on this chain. The
        /// capacities bound every later reading: `load_capacity_w` what is taken from the grid, `generation_capacity_w` what
        /// is generated and what is given to the grid.
        ///
        /// Errors: `InvalidNameplate`, `AlreadyExists`, `BadSignature`, `MaxDevicesExceeded`, or that of the hold.
        ///
        /// Events: `DeviceRegistered`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register())]
        pub fn register(
            origin: OriginFor<T>,
            key: DeviceKey,
            kind: DeviceKind,
            medium: Medium,
            load_capacity_w: u32,
            generation_capacity_w: u32,
            zone: ZoneId,
            metadata_hash: H256,
            proof: DeviceSignature,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let nameplate = Nameplate { kind, medium, load_capacity_w, generation_capacity_w, zone, metadata_hash };
            Self::do_register(owner, key, nameplate, proof)
        }

        /// Issue a certificate to a device that has none of its kind, or whose last one expired or lost its issuer.
        ///
        /// Origin: signed, by a certifier appointed for this kind and the device's zone. The certificate ends with the appointment at the latest. The
        /// third kind makes a pending device a certified one.
        ///
        /// Errors: `InvalidCertificate`, `NotCertifier`, `CertifierExpired`, `InvalidExpiry`, `NotFound`, `InvalidStatus`, `NotInScope`,
        /// `AlreadyCertified`.
        ///
        /// Events: `CertificateIssued`.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::certify())]
        pub fn certify(origin: OriginFor<T>, device: DeviceId, certificate: Certificate) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_certify(who, device, certificate)
        }

        /// Replace a certificate by one of the same kind that ends later.
        ///
        /// Origin: signed, by a certifier appointed for this kind and the device's zone, not necessarily the one who issued it.
        ///
        /// Errors: `InvalidCertificate`, `NotCertifier`, `CertifierExpired`, `InvalidExpiry`, `NotFound`, `InvalidStatus`, `NotInScope`,
        /// `CertificateNotFound`, `NotLater`.
        ///
        /// Events: `CertificateRenewed`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::renew())]
        pub fn renew(origin: OriginFor<T>, device: DeviceId, certificate: Certificate) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_renew(who, device, certificate)
        }

        /// Refuse a device's readings, and let nothing be taken of what it measured, until it is resumed. Of one that its owner retired,
        /// too, nothing is taken then.
        ///
        /// Origin: signed, by a metrology or regulator certifier of the device's zone.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if this role suspended it before or it is
        /// revoked.
        ///
        /// Events: `DeviceSuspended`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::suspend())]
        pub fn suspend(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_suspend(who, device)
        }

        /// Take back that a device was suspended, or that its revocation was announced. It goes on where it was, unless the other role
        /// suspended it, too.
        ///
        /// Origin: `GovernanceOrigin`, for both roles; or signed by a certifier of the device's zone with the role of the one who suspended
        /// it.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if the role did not suspend it,
        /// `RevocationFinal`, `AlreadySlashed` if it equivocated.
        ///
        /// Events: `DeviceResumed`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::resume())]
        pub fn resume(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let by = match T::GovernanceOrigin::try_origin(origin) {
                Ok(_) => None,
                Err(origin) => Some(ensure_signed(origin)?),
            };
            Self::do_resume(by, device)
        }

        /// Announce the end of a device, which is suspended at once. After `RevocationPeriod` it is final.
        ///
        /// Origin: signed, by a metrology or regulator certifier of the device's zone.
        ///
        /// Until it is final, [`Pallet::resume`] takes it back.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if it is revoked, or this role announced
        /// it before.
        ///
        /// Events: `DeviceRevocationAnnounced`.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::revoke())]
        pub fn revoke(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_revoke(who, device)
        }

        /// End a device for good and get the deposit back.
        ///
        /// Origin: signed, by the owner.
        ///
        /// The record of a device that measured stays, so that its readings cannot be replayed under a new registration; one
        /// that never measured and that nobody suspended is deleted.
        ///
        /// Errors: `NotFound`, `NotOwner`, `InvalidStatus` if it is at its end, `HasOpenPositions`.
        ///
        /// Events: `DeviceRetired`.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::retire())]
        pub fn retire(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_retire(who, device)
        }

        /// Offer a device to another account, which has to accept it, or withdraw the offer.
        ///
        /// Origin: signed, by the owner.
        ///
        /// Errors: `NotFound`, `NotOwner`, `InvalidStatus` if it is at its end, `AlreadyOwner`.
        ///
        /// Events: `TransferOffered`.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::offer_transfer())]
        pub fn offer_transfer(origin: OriginFor<T>, device: DeviceId, to: Option<T::AccountId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_offer_transfer(who, device, to)
        }

        /// Take over a device that was offered.
        ///
        /// Origin: signed, by whom it was offered to, who gets `DeviceDeposit` put on hold; the owner's is released.
        ///
        /// `reading` carries the flag `HANDOVER` and is judged and recorded like any other: what it closes belongs to the owner
        /// until now, and so do the rewards of a day on which they measured first.
        ///
        /// Errors: `NotFound`, `NotOffered`, `HasOpenPositions`, `ReadingRejected`, `MaxDevicesExceeded`, or that of the hold.
        ///
        /// Events: `ReadingAccepted`, `DeviceTransferred`.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::accept_transfer().saturating_add(T::WeightInfo::note_gaps(1)))]
        pub fn accept_transfer(origin: OriginFor<T>, reading: SignedReading) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_transfer(who, reading)
        }

        /// Submit readings of any devices. No account is needed and nothing is paid.
        ///
        /// Origin: a general transaction, authorised by the signatures of the devices. The pool takes it if at least half of its readings are
        /// new and can be accepted, a block if any can; the others are skipped. Free readings have a share of each block, [`FreeShare`], and
        /// each device has a quota: the readings that end a new delivery period, and `ExtraReadings` others an hour.
        ///
        /// The weight allows for each reading to do the most that it can; what none did, is given back to the block.
        ///
        /// Errors: none in a block. A transaction that cannot be taken is refused by the pool: `BadProof` for a signature that is not the
        /// device's, `Stale` if the chain has the readings; for anything else it is unknown whether they can be taken one day, with the
        /// codec index of the [`RejectReason`] as `Custom`.
        ///
        /// Events: `ReadingAccepted` for each reading that was taken.
        #[pallet::call_index(9)]
        #[pallet::weight(Pallet::<T>::weight_of_batch(readings))]
        #[pallet::weight_of_authorize(Pallet::<T>::weight_of_authorization(readings))]
        #[pallet::authorize(Pallet::<T>::authorize_readings)]
        pub fn submit_readings(
            origin: OriginFor<T>,
            readings: BoundedVec<SignedReading, T::MaxBatch>,
        ) -> DispatchResultWithPostInfo {
            ensure_authorized(origin)?;
            Self::do_submit_readings(readings)
        }

        /// Close a meter's registers at `end` and go on from others: a meter was swapped, or a register rolled over.
        ///
        /// Origin: signed, by a metrology certifier of the device's zone.
        ///
        /// What was counted since the last reading is recorded in quality `Manual`: it counts for footprints only. The device's
        /// next reading starts at or after `end`.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotFound`, `NotInScope`, `InvalidStatus` if it is at its end, `NotOpened`, or
        /// `ReadingRejected` with `Overlap`, `EmptyInterval`, `Future`, `TooOld`, `RegisterDecreased` or `CapacityExceeded`.
        ///
        /// Events: `RegistersReplaced`.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::submit_closing_reading().saturating_add(T::WeightInfo::note_gaps(1)))]
        pub fn submit_closing_reading(
            origin: OriginFor<T>,
            device: DeviceId,
            closing: Registers,
            opening: Registers,
            end: UnixSeconds,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_closing_reading(who, device, closing, opening, end)
        }

        /// Prove that a device signed two different readings with one counter.
        ///
        /// Origin: signed, by anyone, who gets half of the device's deposit; the other half goes to `FeeDestination`. The device
        /// is suspended and cannot be resumed, or revoked if its owner retired it, which left no deposit. What it measured and nobody
        /// used yet mines and certifies nothing.
        ///
        /// Errors: `NotEquivocation`, `NotFound`, `InvalidStatus` if it is revoked, `AlreadySlashed`, `NotOpened` if no reading of it
        /// was accepted yet, `NotLiable` if they were signed before the device was handed over, `BadSignature`, or that of the transfer.
        ///
        /// Events: `EquivocationReported`.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::report_equivocation())]
        pub fn report_equivocation(origin: OriginFor<T>, first: SignedReading, second: SignedReading) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_report_equivocation(who, first, second)
        }

        /// Appoint a certifier for the devices of a zone and of all zones below it, or of all zones, until `valid_until`; or prolong its
        /// appointment.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Errors: `InvalidExpiry`; `NotLater` and `OtherScope`: to shorten an appointment or to change its zone, remove the certifier.
        ///
        /// Events: `CertifierAppointed`.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::appoint_certifier())]
        pub fn appoint_certifier(
            origin: OriginFor<T>,
            role: CertifierRole,
            account: T::AccountId,
            scope: Option<ZoneId>,
            valid_until: UnixSeconds,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_appoint_certifier(role, account, scope, valid_until)
        }

        /// Remove a certifier. All certificates of this appointment are void at once.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Errors: `NotCertifier`, `MaxRevokedCertifiersExceeded`.
        ///
        /// Events: `CertifierRemoved`.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::remove_certifier(T::MaxRevokedCertifiers::get()))]
        pub fn remove_certifier(origin: OriginFor<T>, role: CertifierRole, account: T::AccountId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_remove_certifier(role, account)
        }

        /// Submit readings of any devices for the ordinary fee: those, too, that exceed the quota of their device.
        ///
        /// Origin: signed, by anyone: a reading is proven by its device's signature.
        ///
        /// Each reading is judged for itself and in order; its result is an event.
        ///
        /// Errors: `EmptyBatch`.
        ///
        /// Events: `ReadingAccepted` or `ReadingRejected` for each reading.
        #[pallet::call_index(14)]
        #[pallet::weight(Pallet::<T>::weight_of_paid_batch(readings))]
        pub fn submit_paid_readings(
            origin: OriginFor<T>,
            readings: BoundedVec<SignedReading, T::MaxBatch>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_submit_paid_readings(readings)
        }

        /// Set how much of what normal transactions may take of a block is for free readings at most.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Events: `FreeShareSet`.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::set_free_share())]
        pub fn set_free_share(origin: OriginFor<T>, share: Percent) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            FreeShare::<T>::put(share);
            Self::deposit_event(Event::FreeShareSet { share });
            Ok(())
        }

        /// End a device whose revocation is final. Its key cannot come back, and nothing can be taken any more of what it measured.
        ///
        /// Origin: signed, by anyone.
        ///
        /// The deposit goes back to the owner: only a proven equivocation costs it, never somebody's decision.
        ///
        /// A revocation lapses with the appointment of who announced it, if governance removes that.
        ///
        /// Errors: `NotFound`, `InvalidStatus` if it is revoked, `NotRevoking`, `RevocationNotFinal`.
        ///
        /// Events: `DeviceRevoked`.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::finish_revocation())]
        pub fn finish_revocation(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_finish_revocation(device)
        }
    }
}
