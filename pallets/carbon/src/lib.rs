#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod delivery_impls;
mod factor_impls;
pub mod footprint;
mod integrity;
mod issuance_impls;
#[cfg(test)]
mod mock;
mod project_impls;
mod query_impls;
mod slice_impls;
mod storage_impls;
#[cfg(test)]
mod tests;
mod tick_impls;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
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
    use sp_runtime::Permill;
    use uen_primitives::{
        Balance, CertifiableEnergy, CertificateId, Day, DeviceId, GreenSales, Hour, IssuanceId, Period, PricePerWh, ProjectId,
        UnixSeconds, Wh, ZoneId,
    };

    /// Version 1 is the first.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Rules of this chain.
    pub type FactorRulesOf<T> = FactorRules<<T as frame_system::Config>::AccountId>;
    /// An issuance of this chain.
    pub type IssuanceRecordOf<T> = IssuanceRecord<<T as frame_system::Config>::AccountId>;
    /// A slice of this chain.
    pub type SliceRecordOf<T> = SliceRecord<<T as frame_system::Config>::AccountId>;
    /// A claim of this chain.
    pub type ClaimOf<T> = Claim<<T as frame_system::Config>::AccountId>;
    /// A project of this chain.
    pub type ProjectRecordOf<T> = ProjectRecord<<T as frame_system::Config>::AccountId>;
    /// A report of this chain.
    pub type ReportRecordOf<T> = ReportRecord<<T as frame_system::Config>::AccountId>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What certificates are paid and their storage is secured with.
        type Currency: Mutate<Self::AccountId>
            + Inspect<Self::AccountId, Balance = Balance>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The chain's clock.
        type UnixTime: UnixTime;

        /// Says who publishes factors, and appoints officers.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Withdraws certificates and credits that should not have been issued.
        type IssuerOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// What was metered, and the one-kWh ledger.
        type Meters: CertifiableEnergy<Self::AccountId>;

        /// Which certificates may still go to a buyer.
        type GreenSales: GreenSales;

        /// What an owner holds for a slice until it is retired, withdrawn or expired; and for each report of a project, as long as it is
        /// kept.
        #[pallet::constant]
        type SliceDeposit: Get<Balance>;

        /// What an owner holds for a project, and as long as it is kept.
        #[pallet::constant]
        type ProjectDeposit: Get<Balance>;

        /// Days after production in which a certificate can be used.
        #[pallet::constant]
        type Validity: Get<u32>;

        /// Days after their expiry for which retired certificates are kept.
        #[pallet::constant]
        type RetirementRetention: Get<u32>;

        /// Days for which factors are kept; longer while a claim refers to them.
        #[pallet::constant]
        type FactorRetention: Get<u32>;

        /// Most versions of the factors of a zone and day.
        #[pallet::constant]
        type MaxFactorVersions: Get<u32>;

        /// What a store gives back of what it is charged with, as a bound for what it can reissue.
        #[pallet::constant]
        type StorageEfficiency: Get<Permill>;

        /// Slices or factor sets that one step looks at, at most.
        #[pallet::constant]
        type MaxItemsPerStep: Get<u32>;

        /// Weights of the calls and of the steps.
        type WeightInfo: WeightInfo;

        /// Sets the clock, for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper;
    }

    /// Why the pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Storage of certificates and credits.
        #[codec(index = 0)]
        Certificates,
        /// Storage of a project.
        #[codec(index = 1)]
        Project,
    }

    /// Who says what a zone's factors are.
    ///
    /// `Twox64Concat`: governance chooses the numbers.
    #[pallet::storage]
    pub type Rules<T: Config> = StorageMap<_, Twox64Concat, ZoneId, FactorRulesOf<T>>;

    /// What sources say of a day and zone, until a quorum agrees on the next version.
    ///
    /// `Twox64Concat`: days are counted, governance chooses the zones and appoints the accounts.
    #[pallet::storage]
    pub type Submissions<T: Config> = StorageNMap<
        _,
        (NMapKey<Twox64Concat, Day>, NMapKey<Twox64Concat, ZoneId>, NMapKey<Twox64Concat, T::AccountId>),
        SubmissionRecord,
    >;

    /// The published factors, by day, zone and version.
    ///
    /// `Twox64Concat`: as for [`Submissions`]; versions are counted.
    #[pallet::storage]
    pub type Factors<T> = StorageDoubleMap<_, Twox64Concat, Day, Twox64Concat, (ZoneId, u32), FactorSetRecord>;

    /// The latest version of the factors of a day and zone; versions are counted from 1.
    ///
    /// `Twox64Concat`: as for [`Submissions`].
    #[pallet::storage]
    pub type LatestVersion<T> = StorageDoubleMap<_, Twox64Concat, Day, Twox64Concat, ZoneId, u32, ValueQuery>;

    /// Who may validate, verify and register, and until when.
    ///
    /// `Twox64Concat`: governance appoints the accounts.
    #[pallet::storage]
    pub type Officers<T: Config> = StorageDoubleMap<_, Twox64Concat, OfficerRole, Twox64Concat, T::AccountId, UnixSeconds>;

    /// The number of the next issuance.
    #[pallet::storage]
    pub type NextIssuance<T> = StorageValue<_, IssuanceId, ValueQuery>;

    /// The issuances.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Issuances<T: Config> = StorageMap<_, Twox64Concat, IssuanceId, IssuanceRecordOf<T>>;

    /// The issuances of a device by their first period: one of the energy that it gave, and one of what it saved.
    ///
    /// `Identity`: identifiers are hashes, and the registry knows them. `Twox64Concat`: periods are counted.
    #[pallet::storage]
    pub type IssuancesOf<T> = StorageDoubleMap<_, Identity, DeviceId, Twox64Concat, (Period, bool), IssuanceId>;

    /// The slices of the issuances, retired ones included.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Slices<T: Config> = StorageDoubleMap<_, Twox64Concat, IssuanceId, Twox64Concat, u32, SliceRecordOf<T>>;

    /// The slices of an owner that are not retired.
    ///
    /// `Blake2_128Concat`: anyone can choose an account. `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type CertificatesOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, CertificateId, ()>;

    /// The slices retired for a beneficiary.
    ///
    /// Hashers: as for [`CertificatesOf`].
    #[pallet::storage]
    pub type Retirements<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, CertificateId, ()>;

    /// What a beneficiary's retirements cover, by hour and zone of production.
    ///
    /// Hashers: as for [`CertificatesOf`]; hours and zones cannot be chosen freely.
    #[pallet::storage]
    pub type Coverage<T: Config> = StorageNMap<
        _,
        (NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, Hour>, NMapKey<Twox64Concat, ZoneId>),
        CoverageRecord,
        ValueQuery,
    >;

    /// The issuances to be swept after a day: first they expire, then what was retired of them is removed.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Due<T> = StorageDoubleMap<_, Twox64Concat, Day, Twox64Concat, IssuanceId, ()>;

    /// What the chain cleans up next.
    #[pallet::storage]
    pub type Agendas<T> = StorageValue<_, Agenda, ValueQuery>;

    /// What went into stores, in the order in which it did.
    ///
    /// `Identity`: as for [`IssuancesOf`]. `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Allocations<T> = StorageDoubleMap<_, Identity, DeviceId, Twox64Concat, u32, AllocationRecord>;

    /// Which of [`Allocations`] are there.
    ///
    /// `Identity`: as for [`IssuancesOf`].
    #[pallet::storage]
    pub type Stores<T> = StorageMap<_, Identity, DeviceId, StoreRecord, ValueQuery>;

    /// How much of what a store was charged with in an hour is allocated; until what was retired for it is removed.
    ///
    /// `Identity`: as for [`IssuancesOf`]. `Twox64Concat`: hours are counted.
    #[pallet::storage]
    pub type Charged<T> = StorageDoubleMap<_, Identity, DeviceId, Twox64Concat, Hour, Wh, ValueQuery>;

    /// The number of the next project.
    #[pallet::storage]
    pub type NextProject<T> = StorageValue<_, ProjectId, ValueQuery>;

    /// The projects.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Projects<T: Config> = StorageMap<_, Twox64Concat, ProjectId, ProjectRecordOf<T>>;

    /// The reports of the projects.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Reports<T: Config> = StorageDoubleMap<_, Twox64Concat, ProjectId, Twox64Concat, u32, ReportRecordOf<T>>;

    /// How many kg were issued of a project and vintage.
    ///
    /// `Twox64Concat`: numbers are counted.
    #[pallet::storage]
    pub type Serials<T> = StorageDoubleMap<_, Twox64Concat, ProjectId, Twox64Concat, u16, u64, ValueQuery>;

    /// What the chain starts with.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Zone, who says what its factors are, how many of them publish a version, and its fallback in µgCO2e/Wh.
        pub zones: Vec<(ZoneId, Vec<T::AccountId>, u32, u32)>,
        /// Verifiers, and until when they are appointed.
        pub verifiers: Vec<(T::AccountId, UnixSeconds)>,
        /// Regulators, and until when they are appointed.
        pub regulators: Vec<(T::AccountId, UnixSeconds)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for (zone, sources, quorum, fallback) in &self.zones {
                let rules = FactorRules {
                    sources: sources.clone().try_into().expect("a zone of the genesis has too many sources"),
                    quorum: *quorum,
                    lowest: 0,
                    highest: MAX_FACTOR,
                    fallback: *fallback,
                };
                assert!(rules.is_valid(), "the rules of a zone of the genesis are out of bounds");
                Rules::<T>::insert(zone, rules);
            }
            let verifiers = self.verifiers.iter().map(|officer| (OfficerRole::Verifier, officer));
            let regulators = self.regulators.iter().map(|officer| (OfficerRole::Regulator, officer));
            for (role, (who, until)) in verifiers.chain(regulators) {
                Officers::<T>::insert(role, who, until);
            }
        }
    }

    /// What happened. Quantities are in Wh, or in kg for credits.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Governance said who publishes the factors of a zone.
        FactorRulesSet {
            /// The zone.
            zone: ZoneId,
            /// Its rules.
            rules: FactorRulesOf<T>,
        },
        /// A source said what the factors of a day are; the quorum is not reached yet.
        FactorsSubmitted {
            /// The zone.
            zone: ZoneId,
            /// The day.
            day: Day,
            /// The version that it is for.
            version: u32,
            /// The source.
            source: T::AccountId,
        },
        /// A version of the factors of a day was published.
        FactorsPublished {
            /// The zone.
            zone: ZoneId,
            /// The day.
            day: Day,
            /// The version.
            version: u32,
            /// BLAKE2b-256 of the sources' hashes, in the order of their accounts.
            source_hash: H256,
        },
        /// Governance appointed an officer.
        OfficerAppointed {
            /// For what.
            role: OfficerRole,
            /// Who.
            who: T::AccountId,
            /// Until when.
            until: UnixSeconds,
        },
        /// Governance dismissed an officer.
        OfficerDismissed {
            /// From what.
            role: OfficerRole,
            /// Who.
            who: T::AccountId,
        },
        /// Certificates or credits were issued.
        Issued {
            /// The issuance.
            issuance: IssuanceId,
            /// What stands behind it.
            source: Source,
            /// To whom.
            producer: T::AccountId,
            /// How many units: the range is `[1, quantity]`.
            quantity: u64,
        },
        /// The first units of a slice became a slice of their own.
        Split {
            /// The slice, which keeps the rest.
            certificate: CertificateId,
            /// The new slice.
            into: CertificateId,
            /// How many units went into it.
            quantity: u64,
        },
        /// Units were offered.
        Offered {
            /// The slice.
            certificate: CertificateId,
            /// To whom; `None` to anybody.
            to: Option<T::AccountId>,
            /// In planck per unit.
            price: PricePerWh,
        },
        /// An offer was withdrawn by the owner, or declined by whom it was made to.
        OfferWithdrawn {
            /// The slice.
            certificate: CertificateId,
        },
        /// Units went to another owner.
        Transferred {
            /// The slice.
            certificate: CertificateId,
            /// Who owned it.
            from: T::AccountId,
            /// Who owns it now.
            to: T::AccountId,
            /// How many units.
            quantity: u64,
            /// What was paid, in planck.
            paid: Balance,
        },
        /// Certificates went to the buyer of green energy with its delivery.
        Delivered {
            /// The slice.
            certificate: CertificateId,
            /// The buyer.
            to: T::AccountId,
            /// How much.
            quantity: u64,
        },
        /// Green energy was delivered without certificates.
        DeliveredWithout {
            /// The device.
            device: DeviceId,
            /// The period.
            period: Period,
            /// Who bought it.
            buyer: T::AccountId,
            /// How much.
            quantity: Wh,
            /// Why there are none, in most cases as the registry said it.
            error: DispatchError,
        },
        /// Units were retired.
        Retired {
            /// The slice.
            certificate: CertificateId,
            /// Who retired it.
            owner: T::AccountId,
            /// For whom and what for.
            claim: ClaimOf<T>,
            /// First unit.
            first: u64,
            /// Last unit.
            last: u64,
        },
        /// The issuer withdrew units.
        Withdrawn {
            /// The slice.
            certificate: CertificateId,
            /// Whose it was.
            owner: T::AccountId,
            /// How many units.
            quantity: u64,
        },
        /// Units expired.
        Expired {
            /// The slice.
            certificate: CertificateId,
            /// Whose it was.
            owner: T::AccountId,
            /// How many units.
            quantity: u64,
        },
        /// An issuance was removed, with what was retired of it: blocks and archive nodes still have it.
        IssuanceRemoved {
            /// The issuance.
            issuance: IssuanceId,
        },
        /// A project was described.
        ProjectRegistered {
            /// The project.
            project: ProjectId,
            /// Its owner.
            owner: T::AccountId,
        },
        /// A project got on in its life.
        ProjectAdvanced {
            /// The project.
            project: ProjectId,
            /// Where it stands.
            state: ProjectState,
            /// Who said so.
            officer: T::AccountId,
        },
        /// A project without reports was given up.
        ProjectCancelled {
            /// The project.
            project: ProjectId,
        },
        /// Metered energy was added to a report.
        Monitored {
            /// The project.
            project: ProjectId,
            /// The report.
            report: u32,
            /// The device.
            device: DeviceId,
            /// First period.
            first: Period,
            /// Last period.
            last: Period,
            /// What was generated.
            energy: Wh,
            /// What that avoided, in µgCO2e.
            avoided: u128,
        },
        /// A report got on in its life.
        ReportAdvanced {
            /// The project.
            project: ProjectId,
            /// The report.
            report: u32,
            /// Where it stands.
            state: ReportState,
        },
        /// A clean-up step failed; the books are out of order, and the next one goes on.
        StepFailed {
            /// The issuance.
            issuance: IssuanceId,
            /// Why.
            error: DispatchError,
        },
    }

    /// What can go wrong.
    #[pallet::error]
    pub enum Error<T> {
        /// Rules or a term are out of their bounds.
        OutOfBounds,
        /// The zone has no rules: nobody publishes its factors.
        ZoneNotFound,
        /// The account is not a source of the zone.
        NotSource,
        /// There must be one factor an hour, each within the zone's bounds.
        InvalidFactors,
        /// Factors are taken for days up to tomorrow, and as long as they are kept.
        OutsideWindow,
        /// It is not the version after the latest.
        WrongVersion,
        /// There were too many versions of this day.
        MaxVersionsExceeded,
        /// The source has said what this version is.
        AlreadySubmitted,
        /// The account is not appointed for this, or no more.
        NotOfficer,
        /// Nobody is appointed for this under that account.
        OfficerNotFound,
        /// There is no such certificate, or it was removed.
        NotFound,
        /// The account does not own it.
        NotOwner,
        /// Certificates are issued of renewable generation, and reissued of stores.
        NotCertifiable,
        /// Energy of the period was offered or sold on the market, and is not settled: its certificates may go to a buyer yet.
        SaleUnsettled,
        /// The quantity is nothing, or more than there is.
        InvalidQuantity,
        /// It is offered, retired, or waits for the settlement of a green sale.
        NotActive,
        /// It is not offered, or not to this account.
        NotOffered,
        /// It was retired.
        AlreadyRetired,
        /// It expired.
        Expired,
        /// It costs more than was agreed to.
        PriceExceeded,
        /// A reserved slice goes as a whole.
        NotDivisible,
        /// The account owns it already.
        AlreadyOwner,
        /// The purpose does not fit what is retired, or the reporting period not when it was produced.
        InvalidClaim,
        /// The device is not a store, or not the account's.
        NotStore,
        /// More was allocated to the hour than the store was charged with.
        ChargeExceeded,
        /// The store holds no certified energy from before the period.
        StoreEmpty,
        /// A certificate of this period was issued.
        AlreadyIssued,
        /// There is no such project.
        ProjectNotFound,
        /// There is no such report.
        ReportNotFound,
        /// The project or the report is not where it would have to be for this.
        WrongState,
        /// Whoever judges a project must not own it.
        ConflictOfInterest,
        /// The period is outside of the project's crediting period, of its zone, or of the report's calendar year.
        OutsideProject,
        /// No location factor was published for the hour.
        FactorMissing,
        /// What was avoided is less than a kg.
        NothingToIssue,
        /// There is nothing to clean up.
        NothingDue,
        /// The books are out of order.
        Inconsistent,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining_weight: Weight) -> Weight {
            Self::do_idle(remaining_weight)
        }

        fn integrity_test() {
            Self::check_integrity();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Say who publishes the emission factors of a zone.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Details
        /// Holds for versions that are not published yet: what was submitted for them does not count if its account is no source any more,
        /// or it is out of the bounds. Published versions stay.
        ///
        /// # Errors
        /// - [`Error::OutOfBounds`]: the rules are not [valid](FactorRules::is_valid).
        ///
        /// # Events
        /// [`Event::FactorRulesSet`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_factor_rules())]
        pub fn set_factor_rules(origin: OriginFor<T>, zone: ZoneId, rules: FactorRulesOf<T>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_factor_rules(zone, rules)
        }

        /// Say what the emission factors of a day are.
        ///
        /// # Origin
        /// Signed, by a source of the zone.
        ///
        /// # Details
        /// When a quorum of sources has spoken about a version, the medians, hour by hour, are published; of an even number the lower of
        /// the two. A residual factor is published if a quorum gives one for the hour. `source_hash` is the BLAKE2b-256 of the data.
        ///
        /// # Errors
        /// - [`Error::ZoneNotFound`], [`Error::NotSource`].
        /// - [`Error::InvalidFactors`]: not 24, or one is out of the zone's bounds.
        /// - [`Error::OutsideWindow`]: the day is after tomorrow, or its factors would not be kept any more.
        /// - [`Error::WrongVersion`]: `version` is not one above the latest.
        /// - [`Error::MaxVersionsExceeded`], [`Error::AlreadySubmitted`].
        ///
        /// # Events
        /// [`Event::FactorsSubmitted`] or [`Event::FactorsPublished`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::submit_factors())]
        pub fn submit_factors(
            origin: OriginFor<T>,
            zone: ZoneId,
            day: Day,
            version: u32,
            factors: DayFactors,
            source_hash: H256,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_factors(who, zone, day, version, factors, source_hash)
        }

        /// Appoint a verifier or a regulator of carbon projects, or change until when.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Errors
        /// - [`Error::OutOfBounds`]: `until` is past.
        ///
        /// # Events
        /// [`Event::OfficerAppointed`].
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::appoint_officer())]
        pub fn appoint_officer(origin: OriginFor<T>, role: OfficerRole, who: T::AccountId, until: UnixSeconds) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_appoint_officer(role, who, until)
        }

        /// Dismiss a verifier or a regulator. What they judged before stays.
        ///
        /// # Origin
        /// [`Config::GovernanceOrigin`].
        ///
        /// # Errors
        /// - [`Error::OfficerNotFound`].
        ///
        /// # Events
        /// [`Event::OfficerDismissed`].
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::dismiss_officer())]
        pub fn dismiss_officer(origin: OriginFor<T>, role: OfficerRole, who: T::AccountId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_dismiss_officer(role, who)
        }

        /// Have certificates issued of what a device generated in periods of one hour: a quarter of an hour, or up to a whole one.
        ///
        /// # Origin
        /// Signed, by whom the device belonged to on that day.
        ///
        /// # Details
        /// All that was `Measured` and not certified before becomes one slice, 1 Wh a unit. The deposit of a slice is held.
        ///
        /// # Errors
        /// - What [`CertifiableEnergy::certify`] refuses.
        /// - [`Error::NotOwner`], [`Error::NotCertifiable`]: the technology is not renewable.
        /// - [`Error::SaleUnsettled`]: energy of one of the periods was offered or sold on the market and is not settled.
        /// - [`Error::Expired`]: it was produced more than [`Config::Validity`] days ago.
        /// - The deposit cannot be held.
        ///
        /// # Events
        /// [`Event::Issued`].
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::issue())]
        pub fn issue(origin: OriginFor<T>, device: DeviceId, first: Period, last: Period) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_issue(who, device, first, last)
        }

        /// Make the first units of a slice a slice of their own.
        ///
        /// # Origin
        /// Signed, by the owner.
        ///
        /// # Errors
        /// - [`Error::NotFound`], [`Error::NotOwner`], [`Error::NotActive`], [`Error::AlreadyRetired`], [`Error::Expired`].
        /// - [`Error::InvalidQuantity`]: nothing, or all.
        /// - The deposit cannot be held.
        ///
        /// # Events
        /// [`Event::Split`].
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::split())]
        pub fn split(origin: OriginFor<T>, certificate: CertificateId, quantity: u64) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_split(who, certificate, quantity)
        }

        /// Offer units: to one account as a transfer (price 0) or a sale, or to anybody for a price.
        ///
        /// # Origin
        /// Signed, by the owner.
        ///
        /// # Details
        /// If it is less than the slice, the first units are split off and offered. Until the offer is accepted or withdrawn they are locked
        /// (to anybody) or reserved (to one account).
        ///
        /// # Errors
        /// - Those of [`Self::split`]; here all units may be offered.
        /// - [`Error::OutOfBounds`]: to anybody for nothing.
        /// - [`Error::AlreadyOwner`]: to oneself.
        ///
        /// # Events
        /// [`Event::Split`] if it is less than the slice, [`Event::Offered`].
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::offer())]
        pub fn offer(
            origin: OriginFor<T>,
            certificate: CertificateId,
            quantity: u64,
            to: Option<T::AccountId>,
            price: PricePerWh,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_offer(who, certificate, quantity, to, price)
        }

        /// Withdraw an offer, or decline it.
        ///
        /// # Origin
        /// Signed, by the owner or by whom it was made to.
        ///
        /// # Errors
        /// - [`Error::NotFound`], [`Error::NotOffered`], [`Error::NotOwner`].
        ///
        /// # Events
        /// [`Event::OfferWithdrawn`].
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::withdraw_offer())]
        pub fn withdraw_offer(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw_offer(who, certificate)
        }

        /// Accept an offer: units against money, at once or not at all.
        ///
        /// # Origin
        /// Signed, by whom it was made to, or anybody if it was made to anybody.
        ///
        /// # Details
        /// Pays `quantity × price` to the owner. The deposit of the slice is the new owner's, the old owner's is released. Of an offer to
        /// anybody, the first units can be bought and the rest stays on offer.
        ///
        /// # Errors
        /// - [`Error::NotFound`], [`Error::NotOffered`], [`Error::Expired`], [`Error::InvalidQuantity`], [`Error::NotDivisible`],
        ///   [`Error::AlreadyOwner`].
        /// - [`Error::PriceExceeded`]: the price is above `max_price`, in planck per unit.
        /// - The price cannot be paid, or the deposit not be held.
        ///
        /// # Events
        /// [`Event::Split`] if it is less than the slice, [`Event::Transferred`].
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::accept())]
        pub fn accept(origin: OriginFor<T>, certificate: CertificateId, quantity: u64, max_price: PricePerWh) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept(who, certificate, quantity, max_price)
        }

        /// Retire units: claim them for somebody's consumption or compensation, for good.
        ///
        /// # Origin
        /// Signed, by the owner.
        ///
        /// # Details
        /// If it is less than the slice, the first units are split off and retired. Covers the beneficiary's consumption in the same hour
        /// and zone, up to what it was (attack 19): see [`footprint`]. The deposit is released.
        ///
        /// # Errors
        /// - [`Error::NotFound`], [`Error::NotOwner`], [`Error::NotActive`], [`Error::AlreadyRetired`], [`Error::Expired`],
        ///   [`Error::InvalidQuantity`].
        /// - [`Error::InvalidClaim`]: credits compensate or comply, certificates do not compensate, those of savings only comply; the
        ///   reporting period ends before it begins, or does not contain the day of production.
        ///
        /// # Events
        /// [`Event::Split`] if it is less than the slice, [`Event::Retired`].
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::retire())]
        pub fn retire(origin: OriginFor<T>, certificate: CertificateId, quantity: u64, claim: ClaimOf<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_retire(who, certificate, quantity, claim)
        }

        /// Withdraw a slice that should not have been issued, whoever owns it.
        ///
        /// # Origin
        /// [`Config::IssuerOrigin`].
        ///
        /// # Details
        /// The owner's deposit is released. Its energy is not certified again.
        ///
        /// # Errors
        /// - [`Error::NotFound`].
        /// - [`Error::AlreadyRetired`]: what was claimed stays claimed.
        /// - [`Error::SaleUnsettled`]: it waits for the settlement of a green sale.
        ///
        /// # Events
        /// [`Event::Withdrawn`].
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResult {
            T::IssuerOrigin::ensure_origin(origin)?;
            Self::do_withdraw(certificate)
        }

        /// Retire certificates of what a store was charged with, so that it can reissue what it gives back.
        ///
        /// # Origin
        /// Signed, by the owner of the certificate and of the store.
        ///
        /// # Details
        /// They are of the hour and zone in which the store took the energy from the grid, and no more than that. Covers no consumption.
        ///
        /// # Errors
        /// - Those of [`Self::retire`] but for the claim; [`Error::InvalidQuantity`] also if nothing of so little could be reissued.
        /// - [`Error::NotStore`]: not a store of the account in the zone of production.
        /// - [`Error::ChargeExceeded`]: the store took less in the hour, or allocated it before.
        /// - [`Error::NotCertifiable`]: only certificates of generation are stored.
        ///
        /// # Events
        /// [`Event::Split`] if it is less than the slice, [`Event::Retired`].
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::store())]
        pub fn store(origin: OriginFor<T>, certificate: CertificateId, quantity: u64, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_store(who, certificate, quantity, device)
        }

        /// Reissue certificates of what a store gave back in a period, first in, first out.
        ///
        /// # Origin
        /// Signed, by whom the store belonged to on that day.
        ///
        /// # Details
        /// At most what was discharged, and at most the oldest allocation's rest × [`Config::StorageEfficiency`], which lowers that rest by
        /// what was reissued / efficiency, rounded up. The period must be after the hour of charging. One allocation a period: what else
        /// was discharged in it is not certified.
        ///
        /// # Errors
        /// - What [`CertifiableEnergy::certify`] refuses; [`Error::NotOwner`], [`Error::NotStore`], [`Error::StoreEmpty`].
        /// - The deposit cannot be held.
        ///
        /// # Events
        /// [`Event::Issued`].
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::reissue())]
        pub fn reissue(origin: OriginFor<T>, device: DeviceId, period: Period) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_reissue(who, device, period)
        }

        /// Describe a carbon project.
        ///
        /// # Origin
        /// Signed; the signer owns the project.
        ///
        /// # Details
        /// Its baseline is what the zone's electricity emits: a project avoids `energy × (location factor − its own)`. Hashes are
        /// BLAKE2b-256 of documents that are kept elsewhere.
        ///
        /// # Errors
        /// - [`Error::ZoneNotFound`]: nobody publishes factors of the zone.
        /// - [`Error::OutOfBounds`]: it ends before it starts.
        /// - The deposit cannot be held.
        ///
        /// # Events
        /// [`Event::ProjectRegistered`].
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::register_project())]
        pub fn register_project(
            origin: OriginFor<T>,
            zone: ZoneId,
            methodology: H256,
            metadata: H256,
            starts: Day,
            ends: Day,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_register_project(who, zone, methodology, metadata, starts, ends)
        }

        /// Find a project's description sound.
        ///
        /// # Origin
        /// Signed, by a verifier who does not own it.
        ///
        /// # Errors
        /// - [`Error::NotOfficer`], [`Error::ProjectNotFound`], [`Error::ConflictOfInterest`].
        /// - [`Error::WrongState`]: it is not a draft.
        ///
        /// # Events
        /// [`Event::ProjectAdvanced`].
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::validate_project())]
        pub fn validate_project(origin: OriginFor<T>, project: ProjectId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_validate_project(who, project)
        }

        /// Register a validated project: it can monitor.
        ///
        /// # Origin
        /// Signed, by a regulator who does not own it.
        ///
        /// # Errors
        /// - [`Error::NotOfficer`], [`Error::ProjectNotFound`], [`Error::ConflictOfInterest`].
        /// - [`Error::WrongState`]: it is not validated, or registered before.
        ///
        /// # Events
        /// [`Event::ProjectAdvanced`].
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::approve_project())]
        pub fn approve_project(origin: OriginFor<T>, project: ProjectId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_approve_project(who, project)
        }

        /// Add what a device generated in periods of one hour to the project's open report, which is begun if there is none.
        ///
        /// # Origin
        /// Signed, by the owner of the project, to whom the device belonged on that day.
        ///
        /// # Details
        /// Takes the energy out of the one-kWh ledger, as a certificate would: there is never both (attack 18). The latest version of the
        /// factors is used, and kept for good. Where the grid emits less than the technology itself, nothing is avoided. The deposit of a
        /// report that is begun is held.
        ///
        /// # Errors
        /// - [`Error::ProjectNotFound`], [`Error::NotOwner`]; [`Error::WrongState`]: it is not registered.
        /// - What [`CertifiableEnergy::certify`] refuses; [`Error::NotCertifiable`], [`Error::SaleUnsettled`].
        /// - [`Error::OutsideProject`]: not in its crediting period, its zone, or the calendar year of the open report.
        /// - [`Error::FactorMissing`].
        /// - The deposit of a new report cannot be held.
        ///
        /// # Events
        /// [`Event::Monitored`].
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::monitor())]
        pub fn monitor(
            origin: OriginFor<T>,
            project: ProjectId,
            device: DeviceId,
            first: Period,
            last: Period,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_monitor(who, project, device, first, last)
        }

        /// Close the open report and hand it to the verifiers.
        ///
        /// # Origin
        /// Signed, by the owner of the project.
        ///
        /// # Errors
        /// - [`Error::ProjectNotFound`], [`Error::NotOwner`]; [`Error::WrongState`]: no report is open.
        ///
        /// # Events
        /// [`Event::ReportAdvanced`].
        #[pallet::call_index(17)]
        #[pallet::weight(T::WeightInfo::submit_report())]
        pub fn submit_report(origin: OriginFor<T>, project: ProjectId, evidence: H256) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_report(who, project, evidence)
        }

        /// Find a report right or wrong.
        ///
        /// # Origin
        /// Signed, by a verifier who does not own the project.
        ///
        /// # Errors
        /// - [`Error::NotOfficer`], [`Error::ProjectNotFound`], [`Error::ReportNotFound`], [`Error::ConflictOfInterest`].
        /// - [`Error::WrongState`]: it is not submitted, or was judged.
        ///
        /// # Events
        /// [`Event::ReportAdvanced`].
        #[pallet::call_index(18)]
        #[pallet::weight(T::WeightInfo::judge_report())]
        pub fn judge_report(origin: OriginFor<T>, project: ProjectId, report: u32, is_right: bool) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_judge_report(who, project, report, is_right)
        }

        /// Issue the credits of a verified report to the owner of its project: one a kg, what is left of a kg goes into the next.
        ///
        /// # Origin
        /// Signed, by a regulator who does not own the project.
        ///
        /// # Errors
        /// - [`Error::NotOfficer`], [`Error::ProjectNotFound`], [`Error::ReportNotFound`], [`Error::ConflictOfInterest`].
        /// - [`Error::WrongState`]: it is not verified, or credits were issued.
        /// - [`Error::NothingToIssue`]: with what the last credits left it is less than a kg.
        /// - The deposit of the credits' slice cannot be held from the owner.
        ///
        /// # Events
        /// [`Event::Issued`], [`Event::ReportAdvanced`].
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::issue_credits())]
        pub fn issue_credits(origin: OriginFor<T>, project: ProjectId, report: u32) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_issue_credits(who, project, report)
        }

        /// Give up a project without reports. Its deposit is released.
        ///
        /// # Origin
        /// Signed, by the owner.
        ///
        /// # Errors
        /// - [`Error::ProjectNotFound`], [`Error::NotOwner`]; [`Error::WrongState`]: it has reports.
        ///
        /// # Events
        /// [`Event::ProjectCancelled`].
        #[pallet::call_index(20)]
        #[pallet::weight(T::WeightInfo::cancel_project())]
        pub fn cancel_project(origin: OriginFor<T>, project: ProjectId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_cancel_project(who, project)
        }

        /// Clean up what is due: expired certificates, old retirements, old factors.
        ///
        /// # Origin
        /// Signed, by anybody.
        ///
        /// # Details
        /// The chain does this by itself in the idle time of its blocks; this is for when there is none. Does at most `steps` steps of at most
        /// [`Config::MaxItemsPerStep`] items, and gives back the weight that was not used.
        ///
        /// # Errors
        /// - [`Error::NothingDue`]: there is nothing to do, or `steps` is zero.
        ///
        /// # Events
        /// [`Event::Expired`], [`Event::IssuanceRemoved`], [`Event::StepFailed`].
        #[pallet::call_index(21)]
        #[pallet::weight(Pallet::<T>::advance_weight(*steps))]
        pub fn advance(origin: OriginFor<T>, steps: u32) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_advance(steps)
        }
    }
}
