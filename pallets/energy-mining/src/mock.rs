//! A runtime with balances, and a registry and a market that do as tests tell them.

use crate as pallet_energy_mining;
use crate::*;
use core::time::Duration;
use frame_support::{
    derive_impl, parameter_types, storage_alias,
    traits::{ConstU128, ConstU32, ConstU64, Hooks, UnixTime},
    weights::Weight,
    PalletId, Twox64Concat,
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, DispatchError};
use uen_primitives::{
    Balance, CommunitySale, CommunitySales, DailyEnergy, Day, DayClaim, DeviceId, DeviceKind, EnergyUse, MeteredEnergy, Wh,
    DAY_SECONDS,
};

pub const UEN: Balance = 1_000_000_000_000;
pub const ALLOCATION: Balance = 540_000_000 * UEN;
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000_000_000;
/// The day of era 0.
pub const FIRST: Day = Day(17_000);
/// How long the registry accepts readings of a day after its end.
pub const READING_WINDOW: u64 = DAY_SECONDS;
pub const STEP: u32 = 4;

pub const ALICE: u64 = 1;
pub const BOB: u64 = 2;
pub const CHARLIE: u64 = 3;
/// Has nothing, and so no account.
pub const NOBODY: u64 = 99;

pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        EnergyMining: pallet_energy_mining,
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

parameter_types! {
    pub const MiningPalletId: PalletId = PalletId(*b"uen/mine");
    pub static ClaimEras: u32 = 84;
    pub storage Clock: u64 = 0;
    /// The first day whose sales the market has not counted.
    pub storage Uncounted: Option<u32> = None;
}

impl Config for Test {
    type Currency = Balances;
    type UnixTime = TestClock;
    type GovernanceOrigin = EnsureRoot<u64>;
    type Meters = TestMeters;
    type CommunitySales = TestMarket;
    type PalletId = MiningPalletId;
    type Allocation = ConstU128<ALLOCATION>;
    type ChallengeWindow = ConstU64<DAY_SECONDS>;
    type ClaimEras = ClaimEras;
    type MaxDevicesPerStep = ConstU32<STEP>;
    type WeightInfo = ();
}

/// Stands where [`set_clock`] put it.
pub struct TestClock;

impl UnixTime for TestClock {
    fn now() -> Duration {
        Duration::from_secs(Clock::get())
    }
}

/// A registry that knows what [`meter`] told it.
pub struct TestMeters;

type Metered = Vec<(DeviceId, DailyEnergy<u64>)>;

#[storage_alias]
type Days = StorageMap<TestMeters, Twox64Concat, u32, Metered, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
type Used = StorageMap<TestMeters, Twox64Concat, (DeviceId, u32), ()>;
#[storage_alias]
type Refused = StorageMap<TestMeters, Twox64Concat, DeviceId, ()>;
#[storage_alias]
type Objected = StorageMap<TestMeters, Twox64Concat, (DeviceId, u32), ()>;
#[storage_alias]
type Released = StorageValue<TestMeters, Vec<(DeviceId, Day, DailyEnergy<u64>)>, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
type Sold = StorageMap<TestMarket, Twox64Concat, (DeviceId, u32), CommunitySale>;

impl MeteredEnergy<u64> for TestMeters {
    fn is_day_complete(day: Day) -> bool {
        Clock::get() >= day.end() + READING_WINDOW
    }

    fn day_page(day: Day, cursor: Option<DeviceId>, limit: u32) -> Metered {
        let mut devices = Days::get(day.0);
        devices.sort_by_key(|(device, _)| *device);
        devices.into_iter().filter(|(device, _)| cursor.is_none_or(|cursor| *device > cursor)).take(limit as usize).collect()
    }

    fn claim_day(device: &DeviceId, purpose: EnergyUse, day: Day) -> Result<DayClaim, DispatchError> {
        assert_eq!(purpose, EnergyUse::Mining);
        // Written before it fails, so that tests see whether the caller rolls it back.
        let before = Used::contains_key((device, day.0));
        Used::insert((device, day.0), ());
        if before {
            return Err(DispatchError::Exhausted);
        }
        if Refused::contains_key(device) {
            return Err(DispatchError::Unavailable);
        }
        Ok(if Objected::contains_key((device, day.0)) { DayClaim::Withheld } else { DayClaim::Taken })
    }

    fn take_released(limit: u32) -> Vec<(DeviceId, Day, DailyEnergy<u64>)> {
        let mut all = Released::get();
        let taken = all.drain(..all.len().min(limit as usize)).collect();
        Released::put(all);
        taken
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_day(device: DeviceId, day: Day, energy: DailyEnergy<u64>) {
        Days::append(day.0, (device, energy));
    }
}

/// A market that settled what [`sell`] told it.
pub struct TestMarket;

impl CommunitySales for TestMarket {
    fn settled(device: &DeviceId, day: Day) -> CommunitySale {
        Sold::get((device, day.0)).unwrap_or_default()
    }

    fn is_counted(day: Day) -> bool {
        Uncounted::get().is_none_or(|uncounted| day < Day(uncounted))
    }
}

pub fn device(n: u8) -> DeviceId {
    DeviceId(sp_core::H256::repeat_byte(n))
}

pub fn day_of(era: u32) -> Day {
    Day(FIRST.0 + era)
}

pub fn set_clock(seconds: u64) {
    Clock::set(&seconds);
}

/// `device(n)` of `owner` shared and used on site so many Wh in `era`.
pub fn meter_kind(era: u32, n: u8, owner: u64, kind: DeviceKind, shared: u64, self_used: u64) {
    Days::append(day_of(era).0, (device(n), shared_by(owner, kind, shared, self_used)));
}

fn shared_by(owner: u64, kind: DeviceKind, shared: u64, self_used: u64) -> DailyEnergy<u64> {
    DailyEnergy {
        owner,
        kind,
        import: Wh(0),
        export: Wh(shared),
        generation: Wh(shared.saturating_add(self_used)),
        mineable_shared: Wh(shared),
        mineable_self_used: Wh(self_used),
    }
}

/// As [`meter_kind`], of a solar device that uses nothing on site.
pub fn meter(era: u32, n: u8, owner: u64, shared: u64) {
    meter_kind(era, n, owner, DeviceKind::Solar, shared, 0);
}

/// Somebody objects to what `device(n)` measured in `era`.
pub fn object(era: u32, n: u8) {
    Objected::insert((device(n), day_of(era).0), ());
}

/// An objection came to nothing: what `device(n)` of `owner` shared in `era` can be mined.
pub fn release(era: u32, n: u8, owner: u64, shared: u64) {
    let energy = shared_by(owner, DeviceKind::Solar, shared, 0);
    Released::append((device(n), day_of(era), energy));
}

/// The market counted so many Wh of `device(n)` in `era`, for which buyers paid so many planck in grid fees.
pub fn sell_for(era: u32, n: u8, energy: u64, fees: Balance) {
    Sold::insert((device(n), day_of(era).0), CommunitySale { energy: Wh(energy), fees });
}

/// The same, with grid fees of 10 UEN/kWh: the most that any premium can bring.
pub fn sell(era: u32, n: u8, energy: u64) {
    sell_for(era, n, energy, Balance::from(energy) * Balance::from(MAX_MAX_REWARD));
}

/// The registry refuses whatever `device(n)` metered.
pub fn refuse(n: u8) {
    Refused::insert(device(n), ());
}

/// Whether what `device(n)` metered in `era` was used up.
pub fn is_used(era: u32, n: u8) -> bool {
    Used::contains_key((device(n), day_of(era).0))
}

/// The second in which `era` can be collected: two days after its end, one for readings and one for challenges.
pub fn due_at(era: u32) -> u64 {
    day_of(era).end() + READING_WINDOW + DAY_SECONDS
}

/// A block with so much idle time.
pub fn idle_block(weight: Weight) -> Weight {
    System::set_block_number(System::block_number() + 1);
    EnergyMining::on_idle(System::block_number(), weight)
}

/// Pass the time until `era` is due, and close it and all before it.
pub fn close(era: u32) {
    set_clock(due_at(era));
    idle_block(Weight::MAX);
    assert_eq!(NextEra::<Test>::get(), era + 1);
}

pub fn balance(who: u64) -> Balance {
    Balances::free_balance(who)
}

/// Events of this pallet since the last call.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

pub struct ExtBuilder {
    claim_eras: u32,
    endowment: Balance,
    started: bool,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self { claim_eras: 84, endowment: ALLOCATION, started: true }
    }
}

impl ExtBuilder {
    /// Rewards can be claimed for so many eras.
    pub fn claim_eras(mut self, eras: u32) -> Self {
        self.claim_eras = eras;
        self
    }

    /// What the account of energy mining has at genesis.
    pub fn endowment(mut self, endowment: Balance) -> Self {
        self.endowment = endowment;
        self
    }

    /// Before the first block, without a clock.
    pub fn not_started(mut self) -> Self {
        self.started = false;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        ClaimEras::set(self.claim_eras);
        let mut balances = vec![(ALICE, UEN), (BOB, UEN), (CHARLIE, UEN)];
        if self.endowment > 0 {
            balances.push((EnergyMining::account_id(), self.endowment));
        }
        let storage = RuntimeGenesisConfig {
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            ..Default::default()
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            if self.started {
                set_clock(FIRST.start() + 3_600);
                idle_block(Weight::MAX);
            }
        });
        ext
    }

    /// Run a test, and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            EnergyMining::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    ExtBuilder::default().not_started().build()
}
