//! What the registry keeps.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
    /// Every device, and every revoked or retired one that ever measured.
    ///
    /// `Identity`: the identifier is a BLAKE2b-256 hash already, checked at registration.
    #[pallet::storage]
    pub type Devices<T: Config> = StorageMap<_, Identity, DeviceId, DeviceRecordOf<T>>;

    /// The keys that signed a device's readings before the one in force, the oldest first.
    ///
    /// `Identity`: as for [`Devices`].
    #[pallet::storage]
    pub type FormerKeys<T: Config> =
        StorageMap<_, Identity, DeviceId, BoundedVec<FormerKey, ConstU32<MAX_FORMER_KEYS>>, ValueQuery>;

    /// How many former keys of a device are kept at most.
    pub const MAX_FORMER_KEYS: u32 = 16;

    /// Objections to what devices measured on a day.
    ///
    /// `Identity`: as for [`Devices`]. `Twox64Concat`: days cannot be chosen.
    #[pallet::storage]
    pub type Objections<T: Config> = StorageDoubleMap<_, Identity, DeviceId, Twox64Concat, Day, Objection<T::AccountId>>;

    /// What was withheld for objections that came to nothing, until mining takes it.
    ///
    /// As for [`Objections`].
    #[pallet::storage]
    pub type Released<T: Config> = StorageDoubleMap<_, Identity, DeviceId, Twox64Concat, Day, DailyEnergy<T::AccountId>>;

    /// What metrology found to be right in place of kept intervals, in the order of time. What is no history any more is forgotten with
    /// the next correction.
    ///
    /// `Identity`: as for [`Devices`].
    #[pallet::storage]
    pub type Corrections<T: Config> =
        StorageMap<_, Identity, DeviceId, BoundedVec<Correction, ConstU32<MAX_CORRECTIONS>>, ValueQuery>;

    /// How many corrections of a device are kept at most: as many as a day has periods.
    pub const MAX_CORRECTIONS: u32 = PERIODS_PER_DAY;

    /// The clock of the last block, in seconds.
    #[pallet::storage]
    pub type LastBlock<T: Config> = StorageValue<_, UnixSeconds, OptionQuery>;

    /// When the chain stood still within the reading window, the longest ago first.
    #[pallet::storage]
    pub type Standstills<T: Config> = StorageValue<_, BoundedVec<Standstill, ConstU32<MAX_STANDSTILLS>>, ValueQuery>;

    /// How many standstills are counted at most; of more, the oldest are forgotten.
    pub const MAX_STANDSTILLS: u32 = 16;

    /// How long after a block the next one may come before the chain stood still, in seconds. On a development chain in time lapse it never
    /// does.
    #[pallet::storage]
    pub type StandstillAfter<T: Config> = StorageValue<_, u64, ValueQuery, DefaultStandstillAfter>;

    /// [`StandstillAfter`] unless the genesis has another: ten minutes.
    #[pallet::type_value]
    pub fn DefaultStandstillAfter() -> u64 {
        600
    }

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
}
