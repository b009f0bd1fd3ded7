//! A runtime with balances, and a registry and a market that do as tests tell them.

use crate as pallet_carbon;
use crate::*;
use core::time::Duration;
use frame_support::{
    assert_ok, derive_impl, ord_parameter_types, parameter_types, storage_alias,
    traits::{fungible::InspectHold, ConstU128, Hooks, UnixTime},
    weights::Weight,
    Twox64Concat,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_core::H256;
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, ModuleError, Permill};
use uen_primitives::{
    Balance, CertifiableEnergy, CertificateId, CertifiedEnergy, Day, DeviceId, DeviceKind, GreenSales, Hour, HourlyConsumption,
    MeteringSite, Period, Quality, Registers, UnixSeconds, Wh, ZoneId, HOURS_PER_DAY, PERIODS_PER_HOUR,
};

pub const UEN: Balance = 1_000_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000_000_000;
pub const SLICE_DEPOSIT: Balance = UEN / 100;
pub const PROJECT_DEPOSIT: Balance = UEN;
/// What accounts 1 to 20 start with.
pub const ENDOWMENT: Balance = 1_000 * UEN;

pub const VALIDITY: u32 = 365;
pub const RETIREMENT_RETENTION: u32 = 730;
pub const FACTOR_RETENTION: u32 = 800;
pub const MAX_FACTOR_VERSIONS: u32 = 4;
pub const MAX_ITEMS_PER_STEP: u32 = 8;

/// The day on which tests start: 2024-10-04.
pub const DAY: Day = Day(20_000);
/// Noon of it.
pub const HOUR: Hour = Hour(20_000 * HOURS_PER_DAY + 12);
/// The first period of [`HOUR`].
pub const PERIOD: Period = Period(HOUR.0 * PERIODS_PER_HOUR);
/// When tests start: when the hour is over.
pub const START: UnixSeconds = (HOUR.0 as u64 + 1) * 3_600;

/// Has rules: [`SOURCES`], of which two are the quorum, and [`FALLBACK`].
pub const ZONE: ZoneId = 1;
/// Has none.
pub const OTHER_ZONE: ZoneId = 2;
/// In µgCO2e/Wh.
pub const FALLBACK: u32 = 400_000;
pub const SOURCES: [u64; 3] = [101, 102, 103];
pub const VERIFIER: u64 = 201;
pub const REGULATOR: u64 = 202;
/// Withdraws certificates.
pub const ISSUER: u64 = 203;
/// Until when officers are appointed: ten years.
pub const TERM: UnixSeconds = START + 3_650 * 86_400;
/// Has nothing, and so no account.
pub const NOBODY: u64 = 99;

pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Carbon: pallet_carbon,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
}

ord_parameter_types! {
    pub const Issuer: u64 = ISSUER;
}

parameter_types! {
    pub storage Clock: u64 = 0;
}

/// What tests may change. Apart, since the macro takes the names of the constants for itself.
mod parameters {
    use super::{Balance, Permill};

    frame_support::parameter_types! {
        pub static SliceDeposit: Balance = super::SLICE_DEPOSIT;
        pub static ProjectDeposit: Balance = super::PROJECT_DEPOSIT;
        pub static Validity: u32 = super::VALIDITY;
        pub static RetirementRetention: u32 = super::RETIREMENT_RETENTION;
        pub static FactorRetention: u32 = super::FACTOR_RETENTION;
        pub static MaxFactorVersions: u32 = super::MAX_FACTOR_VERSIONS;
        pub static MaxItemsPerStep: u32 = super::MAX_ITEMS_PER_STEP;
        pub static StorageEfficiency: Permill = Permill::from_percent(80);
    }
}
pub use parameters::*;

impl Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = TestClock;
    type GovernanceOrigin = EnsureRoot<u64>;
    type IssuerOrigin = EnsureSignedBy<Issuer, u64>;
    type Meters = TestMeters;
    type GreenSales = TestSales;
    type SliceDeposit = SliceDeposit;
    type ProjectDeposit = ProjectDeposit;
    type Validity = Validity;
    type RetirementRetention = RetirementRetention;
    type FactorRetention = FactorRetention;
    type MaxFactorVersions = MaxFactorVersions;
    type StorageEfficiency = StorageEfficiency;
    type MaxItemsPerStep = MaxItemsPerStep;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestClock;
}

/// Stands where [`set_clock`] put it.
pub struct TestClock;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for TestClock {
    fn set_time(now: UnixSeconds) {
        set_clock(now);
    }
}

impl UnixTime for TestClock {
    fn now() -> Duration {
        Duration::from_secs(Clock::get())
    }
}

/// A market that sold what [`open_sale`] told it.
pub struct TestSales;

#[storage_alias]
type OpenSales = StorageMap<TestSales, Twox64Concat, (DeviceId, Period), ()>;

impl GreenSales for TestSales {
    fn is_open(device: &DeviceId, period: Period) -> bool {
        OpenSales::contains_key((*device, period))
    }
}

/// A registry that knows what [`add_device`] and [`meter`] told it.
pub struct TestMeters;

/// Owner, zone, kind, and whether it measures electricity.
type Site = (u64, ZoneId, DeviceKind, bool);
/// Whose it was, and what was metered how well.
type Metered = (u64, Registers, Quality);

#[storage_alias]
type Sites = StorageMap<TestMeters, Twox64Concat, DeviceId, Site>;
#[storage_alias]
type Energy = StorageMap<TestMeters, Twox64Concat, (DeviceId, Period), Metered>;
#[storage_alias]
type Taken = StorageMap<TestMeters, Twox64Concat, (DeviceId, Period), ()>;
#[storage_alias]
type Supported = StorageMap<TestMeters, Twox64Concat, DeviceId, ()>;

/// The device is not known.
pub const UNKNOWN_DEVICE: DispatchError = registry_error(1);
/// The periods are not of one hour.
pub const NOT_AN_HOUR: DispatchError = registry_error(2);
/// Any of it was taken before.
pub const TAKEN_BEFORE: DispatchError = registry_error(3);
/// Nothing was `Measured`.
pub const NOTHING_MEASURED: DispatchError = registry_error(4);

/// What the registry refuses with.
const fn registry_error(number: u8) -> DispatchError {
    DispatchError::Module(ModuleError { index: 200, error: [number, 0, 0, 0], message: None })
}

impl CertifiableEnergy<u64> for TestMeters {
    fn site(device: &DeviceId, _: Hour) -> Option<MeteringSite<u64>> {
        let (owner, zone, kind, is_electricity) = Sites::get(device)?;
        Some(MeteringSite { owner, zone, kind, is_electricity })
    }

    fn devices_of(owner: &u64, cursor: Option<DeviceId>, limit: u32) -> Vec<DeviceId> {
        let is_after = |device: &DeviceId| cursor.is_none_or(|cursor| *device > cursor);
        let mut devices: Vec<_> = Sites::iter().filter(|(_, site)| site.0 == *owner).map(|(device, _)| device).collect();
        devices.sort();
        devices.into_iter().filter(is_after).take(limit as usize).collect()
    }

    fn consumption(device: &DeviceId, hour: Hour) -> Option<(u64, HourlyConsumption)> {
        let (_, zone, ..) = Sites::get(device).filter(|site| site.3)?;
        let metered: Vec<_> = periods(hour).filter_map(|period| Energy::get((*device, period))).collect();
        let owner = metered.first()?.0;
        let import = Wh(metered.iter().map(|(_, registers, _)| registers.import.0).sum());
        let quality = metered.iter().map(|(.., quality)| *quality).max()?;
        let measured = metered.iter().filter(|(.., quality)| *quality == Quality::Measured);
        let coverable = Wh(measured.map(|(_, registers, _)| registers.import.0).sum());
        Some((owner, HourlyConsumption { zone, import, coverable, quality }))
    }

    fn certify(device: &DeviceId, first: Period, last: Period) -> Result<CertifiedEnergy<u64>, DispatchError> {
        let (mut owner, zone, kind, is_electricity) = Sites::get(device).ok_or(UNKNOWN_DEVICE)?;
        if !is_electricity {
            return Err(UNKNOWN_DEVICE);
        }
        if first > last || first.hour() != last.hour() {
            return Err(NOT_AN_HOUR);
        }
        let mut energy = 0;
        for period in (first.0..=last.0).map(Period) {
            // Written before it fails, so that tests see whether the caller rolls it back.
            if Taken::contains_key((*device, period)) {
                return Err(TAKEN_BEFORE);
            }
            Taken::insert((*device, period), ());
            if let Some((who, registers, Quality::Measured)) = Energy::get((*device, period)) {
                owner = who;
                energy += if kind == DeviceKind::Storage { registers.export.0 } else { registers.generation.0 };
            }
        }
        if energy == 0 {
            return Err(NOTHING_MEASURED);
        }
        Ok(CertifiedEnergy { owner, zone, kind, energy: Wh(energy), is_supported: Supported::contains_key(device) })
    }

    fn forfeit(device: &DeviceId, period: Period) {
        if Energy::contains_key((*device, period)) {
            Taken::insert((*device, period), ());
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_certifiable(device: DeviceId, site: MeteringSite<u64>, period: Period, energy: Registers) {
        Sites::insert(device, (site.owner, site.zone, site.kind, site.is_electricity));
        periods(period.hour()).for_each(|period| Energy::insert((device, period), (site.owner, energy, Quality::Measured)));
    }
}

/// The four periods of an hour.
pub fn periods(hour: Hour) -> impl Iterator<Item = Period> {
    (0..PERIODS_PER_HOUR).map(move |n| Period(hour.first_period().0 + n))
}

pub fn device(n: u8) -> DeviceId {
    DeviceId(H256::repeat_byte(n))
}

/// Register `device(n)`, which measures electricity, or change it. What was metered stays with whom it belonged to.
pub fn add_device(n: u8, owner: u64, zone: ZoneId, kind: DeviceKind) {
    Sites::insert(device(n), (owner, zone, kind, true));
}

/// The same of a device that measures something else.
pub fn add_heat_meter(n: u8, owner: u64, zone: ZoneId) {
    Sites::insert(device(n), (owner, zone, DeviceKind::Consumption, false));
}

/// What `device(n)` generates may be rewarded by energy mining.
pub fn support(n: u8) {
    Supported::insert(device(n), ());
}

/// The meter of `device(n)` is in for `period`, and `Measured`. The last call counts; periods of which it is not told are nothing.
pub fn meter(n: u8, period: Period, import: u64, export: u64, generation: u64) {
    meter_as(Quality::Measured, n, period, import, export, generation);
}

/// The same in another quality.
pub fn meter_as(quality: Quality, n: u8, period: Period, import: u64, export: u64, generation: u64) {
    let (owner, ..) = Sites::get(device(n)).expect("the device was added");
    let registers = Registers { import: Wh(import), export: Wh(export), generation: Wh(generation) };
    Energy::insert((device(n), period), (owner, registers, quality));
}

/// Whether `device(n)`'s energy of the period was taken for a certificate or a credit.
pub fn is_taken(n: u8, period: Period) -> bool {
    Taken::contains_key((device(n), period))
}

/// Green energy of the period is sold and not settled.
pub fn open_sale(n: u8, period: Period) {
    OpenSales::insert((device(n), period), ());
}

/// It is settled.
pub fn close_sale(n: u8, period: Period) {
    OpenSales::remove((device(n), period));
}

pub fn now() -> UnixSeconds {
    Clock::get()
}

pub fn set_clock(seconds: UnixSeconds) {
    Clock::set(&seconds);
}

/// Go to noon of a day.
pub fn set_day(day: Day) {
    set_clock(day.start() + 43_200);
}

/// A block with so much idle time.
pub fn idle_block(weight: Weight) -> Weight {
    System::set_block_number(System::block_number() + 1);
    Carbon::on_idle(System::block_number(), weight)
}

/// Go to noon of a day, and do all that is due.
pub fn advance_to(day: Day) {
    set_day(day);
    idle_block(Weight::MAX);
}

pub fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Have certificates issued of `device(n)` in a period, by its owner.
pub fn try_issue(n: u8, period: Period) -> DispatchResult {
    let owner = Sites::get(device(n)).map_or(n.into(), |site| site.0);
    Carbon::issue(signed(owner), device(n), period, period)
}

/// The same; it succeeds.
pub fn issue(n: u8, period: Period) -> CertificateId {
    let issuance = NextIssuance::<Test>::get();
    assert_ok!(try_issue(n, period));
    CertificateId { issuance, slice: 0 }
}

/// Have `device(n)` generate so much in a period, and certificates issued of it. Registers it as account `n`'s photovoltaics in
/// [`ZONE`] if it is not there.
pub fn generate(n: u8, period: Period, quantity: u64) -> CertificateId {
    if !Sites::contains_key(device(n)) {
        add_device(n, n.into(), ZONE, DeviceKind::Solar);
    }
    meter(n, period, 0, quantity, quantity);
    issue(n, period)
}

/// Another slice of the same issuance.
pub fn slice(of: CertificateId, slice: u32) -> CertificateId {
    CertificateId { slice, ..of }
}

pub fn issuance(of: CertificateId) -> IssuanceRecordOf<Test> {
    Issuances::<Test>::get(of.issuance).expect("the issuance is there")
}

pub fn record(id: CertificateId) -> SliceRecordOf<Test> {
    Slices::<Test>::get(id.issuance, id.slice).expect("the slice is there")
}

/// Consumption of an account on [`DAY`].
pub fn claim(beneficiary: u64) -> ClaimOf<Test> {
    let commitment = H256::repeat_byte(0xc0);
    Claim { beneficiary, commitment, purpose: Purpose::Consumption, from: DAY, to: DAY }
}

/// A quorum of [`SOURCES`] publishes the same factors for all hours of a day. Returns the version.
pub fn publish(zone: ZoneId, day: Day, location: u32, residual: Option<u32>) -> u32 {
    publish_hours(zone, day, [HourFactors { location, residual }; HOURS_PER_DAY as usize])
}

/// The same hour by hour.
pub fn publish_hours(zone: ZoneId, day: Day, factors: [HourFactors; HOURS_PER_DAY as usize]) -> u32 {
    let version = LatestVersion::<Test>::get(day, zone) + 1;
    let factors = DayFactors::truncate_from(factors.to_vec());
    for source in &SOURCES[..2] {
        let hash = H256::from_low_u64_be(*source);
        assert_ok!(Carbon::submit_factors(signed(*source), zone, day, version, factors.clone(), hash));
    }
    assert_eq!(LatestVersion::<Test>::get(day, zone), version);
    version
}

pub fn balance(who: u64) -> Balance {
    Balances::free_balance(who)
}

/// For certificates.
pub fn held(who: u64) -> Balance {
    held_for(who, HoldReason::Certificates)
}

pub fn held_for(who: u64, reason: HoldReason) -> Balance {
    Balances::balance_on_hold(&reason.into(), &who)
}

/// Events of this pallet since the last call.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
    /// [`ZONE`], its sources and officers, and accounts 1 to 20 with [`ENDOWMENT`]; the others have one UEN.
    pub fn build(self) -> sp_io::TestExternalities {
        // Tests may share a thread.
        SliceDeposit::set(SLICE_DEPOSIT);
        ProjectDeposit::set(PROJECT_DEPOSIT);
        Validity::set(VALIDITY);
        RetirementRetention::set(RETIREMENT_RETENTION);
        FactorRetention::set(FACTOR_RETENTION);
        MaxFactorVersions::set(MAX_FACTOR_VERSIONS);
        MaxItemsPerStep::set(MAX_ITEMS_PER_STEP);
        StorageEfficiency::set(Permill::from_percent(80));
        let others = SOURCES.into_iter().chain([VERIFIER, REGULATOR, ISSUER]);
        let balances = (1..=20).map(|who| (who, ENDOWMENT)).chain(others.map(|who| (who, UEN))).collect();
        let carbon = pallet_carbon::GenesisConfig {
            zones: vec![(ZONE, SOURCES.to_vec(), 2, FALLBACK)],
            verifiers: vec![(VERIFIER, TERM)],
            regulators: vec![(REGULATOR, TERM)],
        };
        let storage = RuntimeGenesisConfig {
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            carbon,
            ..Default::default()
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            set_clock(START);
        });
        ext
    }

    /// Run a test, and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Carbon::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    ExtBuilder.build()
}
