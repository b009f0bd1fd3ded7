//! A runtime with balances, and a registry that does as tests tell it.

use crate as pallet_energy_market;
use crate::{tick_impls::Work, *};
use core::time::Duration;
use frame_support::{
    assert_ok, derive_impl, parameter_types, storage_alias,
    traits::{ConstU128, ConstU64, Get, Hooks, UnixTime},
    weights::Weight,
    PalletId, Twox64Concat,
};
use frame_system::EnsureRoot;
use sp_core::{ed25519, H256};
use sp_runtime::{BoundedVec, BuildStorage, DispatchError, DispatchResult};
use uen_primitives::{
    Balance, Capacities, CommunitySale, CommunitySales, DeviceId, DeviceKind, DeviceSignature, Flags, GreenDeliveries, MarketId,
    Medium, MeteredPeriod, MeteringPoint, MeteringPoints, NotTradeable, OrderId, Period, PricePerWh, Product, Reading, Registers,
    Side, SignedReading, UnixSeconds, Wh, ZoneId,
};

pub const UEN: Balance = 1_000_000_000_000;
/// 0.001 UEN/kWh, in planck per Wh.
pub const M: PricePerWh = 1_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 1_000_000_000;
pub const MAX_PRICE: PricePerWh = 10_000 * M;
pub const MIN_QUANTITY: u64 = 10;
pub const ORDER_DEPOSIT: Balance = UEN / 100;
pub const DISPUTE_BOND: Balance = UEN / 10;
/// What accounts 1 to 20 start with.
pub const ENDOWMENT: Balance = 1_000 * UEN;

pub const HORIZON: u64 = 7 * 86_400;
pub const GATE_CLOSURE: u64 = 300;
pub const METERING_GRACE: u64 = 900;
pub const SETTLEMENT_DEADLINE: u64 = 86_400;
pub const DISPUTE_WINDOW: u64 = 86_400;
pub const ARBITRATION_PERIOD: u64 = 2 * 86_400;
pub const HISTORY_RETENTION: u64 = 11 * 86_400;

/// The period that tests trade in. It does not begin a day.
pub const PERIOD: Period = Period(1_900_001);
/// When tests start: an hour before it.
pub const START: UnixSeconds = PERIOD.0 as u64 * 900 - 3_600;

/// A root.
pub const CITY: ZoneId = 1;
/// In the city.
pub const DISTRICT: ZoneId = 2;
/// In the district.
pub const QUARTER: ZoneId = 3;
pub const CITY_FEE: PricePerWh = 10 * M;
pub const DISTRICT_FEE: PricePerWh = 5 * M;
pub const QUARTER_FEE: PricePerWh = 2 * M;
/// Of all zones.
pub const DEPOSIT_PER_WH: PricePerWh = 100 * M;

/// Receives the city's fees.
pub const OPERATOR: u64 = 31;
/// Receives the district's fees.
pub const DISTRICT_OPERATOR: u64 = 32;
/// Receives the quarter's fees.
pub const QUARTER_OPERATOR: u64 = 33;
/// Of all zones.
pub const ARBITER: u64 = 34;
/// Rules in the city where a test has it do so.
pub const CITY_ARBITER: u64 = 38;
/// Say what imbalance energy cost, once [`set_sources`] appointed them.
pub const SOURCES: [u64; 3] = [35, 36, 37];
/// Has nothing, and so no account.
pub const NOBODY: u64 = 99;

/// Devices of vector C1, each of the account of its number.
pub const B1: u8 = 1;
pub const B2: u8 = 2;
pub const B3: u8 = 3;
pub const S1: u8 = 11;
pub const S2: u8 = 12;
pub const S3: u8 = 13;

pub type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        EnergyMarket: pallet_energy_market,
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
    pub static MaxOrdersPerMarket: u32 = 512;
    pub static MaxOrdersPerOwner: u32 = 64;
    pub static MaxTradesPerStep: u32 = 16;
    pub const MarketPalletId: PalletId = PalletId(*b"uen/mrkt");
    pub static StorageDeposit: Balance = ORDER_DEPOSIT;
    pub static Bond: Balance = DISPUTE_BOND;
    pub const MinQuantity: Wh = Wh(MIN_QUANTITY);
    pub storage Clock: u64 = 0;
    /// Bytes of proof that each step records; `None` where nothing records.
    pub static ProofPerStep: Option<u64> = None;
    static RecordedSoFar: u64 = 0;
    pub static ProofKeptBack: u64 = 0;
    /// What buyers had free when certificates were told that they travel, in order.
    pub static FreeWhenTold: Vec<Balance> = Vec::new();
}

/// Recorded [`ProofPerStep`] more whenever it is asked.
pub struct RecordedProof;

impl Get<Option<u64>> for RecordedProof {
    fn get() -> Option<u64> {
        let step = ProofPerStep::get()?;
        RecordedSoFar::mutate(|bytes| *bytes += step);
        Some(RecordedSoFar::get())
    }
}

impl Config for Test {
    type Currency = Balances;
    type PalletId = MarketPalletId;
    type UnixTime = TestClock;
    type GovernanceOrigin = EnsureRoot<u64>;
    type Meters = TestMeters;
    type GreenDeliveries = TestCertificates;
    type MaxOrdersPerMarket = MaxOrdersPerMarket;
    type MaxOrdersPerOwner = MaxOrdersPerOwner;
    type MinQuantity = MinQuantity;
    type MaxPrice = ConstU64<MAX_PRICE>;
    type OrderDeposit = StorageDeposit;
    type Horizon = ConstU64<HORIZON>;
    type GateClosure = ConstU64<GATE_CLOSURE>;
    type MeteringGrace = ConstU64<METERING_GRACE>;
    type SettlementDeadline = ConstU64<SETTLEMENT_DEADLINE>;
    type DisputeWindow = ConstU64<DISPUTE_WINDOW>;
    type ArbitrationPeriod = ConstU64<ARBITRATION_PERIOD>;
    type HistoryRetention = ConstU64<HISTORY_RETENTION>;
    type DisputeBond = Bond;
    type MaxTradesPerStep = MaxTradesPerStep;
    type RecordedProof = RecordedProof;
    type ProofKeptBack = ProofKeptBack;
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

/// Notes what it is told.
pub struct TestCertificates;

/// A call of [`TestCertificates`].
#[derive(Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo)]
pub enum Told {
    Settled { device: DeviceId, period: Period, buyer: u64, delivered: Wh },
    Completed { device: DeviceId, period: Period },
}

impl Told {
    /// What this buyer was delivered by it, in Wh.
    pub fn delivered_to(&self, who: u64) -> u64 {
        match self {
            Told::Settled { buyer, delivered, .. } if *buyer == who => delivered.0,
            Told::Settled { .. } | Told::Completed { .. } => 0,
        }
    }
}

// In storage, so that what is rolled back is not told.
#[storage_alias]
type ToldCertificates = StorageValue<TestCertificates, Vec<Told>, frame_support::pallet_prelude::ValueQuery>;

impl GreenDeliveries<u64> for TestCertificates {
    fn settled(device: &DeviceId, period: Period, buyer: &u64, delivered: Wh) {
        FreeWhenTold::mutate(|free| free.push(Balances::free_balance(buyer)));
        ToldCertificates::append(Told::Settled { device: *device, period, buyer: *buyer, delivered });
    }

    fn completed(device: &DeviceId, period: Period) {
        ToldCertificates::append(Told::Completed { device: *device, period });
    }
}

/// What certificates were told, in order.
pub fn told() -> Vec<Told> {
    ToldCertificates::get()
}

/// A registry that knows what [`add_device`] and [`meter`] told it.
pub struct TestMeters;

/// Owner, zone, kind, and most that it can do.
type Nameplate = (u64, ZoneId, DeviceKind, Capacities);
/// Import, export, shared, and whether it is complete.
type Metered = (Wh, Wh, Wh, bool);

#[storage_alias]
type Points = StorageMap<TestMeters, Twox64Concat, DeviceId, Nameplate>;
#[storage_alias]
type Energy = StorageMap<TestMeters, Twox64Concat, (DeviceId, u32), Metered>;
#[storage_alias]
type Used = StorageMap<TestMeters, Twox64Concat, (DeviceId, u32), Wh>;
#[storage_alias]
type Broken = StorageMap<TestMeters, Twox64Concat, DeviceId, ()>;
#[storage_alias]
type Coarse = StorageMap<TestMeters, Twox64Concat, DeviceId, ()>;
/// From when until when the chain stood still.
#[storage_alias]
type StoodStill = StorageValue<TestMeters, (UnixSeconds, UnixSeconds), frame_support::pallet_prelude::ValueQuery>;

/// The device whose grid connection it has, or none that is known. Without an entry it has one of its own.
#[storage_alias]
type Connections = StorageMap<TestMeters, Twox64Concat, DeviceId, Option<DeviceId>>;

impl MeteringPoints<u64> for TestMeters {
    fn tradeable(device: &DeviceId, _: UnixSeconds) -> Result<MeteringPoint<u64>, NotTradeable> {
        let (owner, zone, kind, capacities) = Points::get(device).ok_or(NotTradeable::NotAuthorised)?;
        if Coarse::contains_key(device) {
            return Err(NotTradeable::CoarseResolution);
        }
        Ok(MeteringPoint { owner, zone, kind, capacities })
    }

    fn extension(since: UnixSeconds) -> u64 {
        let (from, until) = StoodStill::get();
        until.saturating_sub(from.max(since))
    }

    fn related(one: &DeviceId, other: &DeviceId) -> bool {
        let place = |device: &DeviceId| {
            let (owner, ..) = Points::get(device)?;
            Some((owner, Connections::get(device).unwrap_or(Some(*device))?))
        };
        match (place(one), place(other)) {
            (Some(one), Some(other)) => one.0 == other.0 || one.1 == other.1,
            (None, _) | (_, None) => true,
        }
    }

    fn metered(device: &DeviceId, period: Period) -> MeteredPeriod {
        let (import, export, mineable_shared, is_complete) = Energy::get((device, period.0)).unwrap_or_default();
        MeteredPeriod { import, export, green: mineable_shared, mineable_shared, is_complete }
    }

    fn deliver(device: &DeviceId, period: Period, wanted: Wh) -> Result<Wh, DispatchError> {
        let used = Used::get((device, period.0)).unwrap_or_default();
        let taken = Self::metered(device, period).export.saturating_sub(used).min(wanted);
        // Written before it fails, so that tests see whether the caller rolls it back.
        Used::insert((device, period.0), Wh(used.0 + taken.0));
        if Broken::contains_key(device) {
            return Err(DispatchError::Unavailable);
        }
        Ok(taken)
    }

    fn is_signed_by(device: &DeviceId, reading: &SignedReading) -> bool {
        reading.reading.device == *device && Points::contains_key(device) && reading.signature == signature(device)
    }

    fn is_equivocation(device: &DeviceId, first: &SignedReading, second: &SignedReading) -> bool {
        let contradict = first.reading.counter == second.reading.counter && first.reading != second.reading;
        contradict && Self::is_signed_by(device, first) && Self::is_signed_by(device, second)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metering_point(device: DeviceId, point: MeteringPoint<u64>) {
        Points::insert(device, (point.owner, point.zone, point.kind, point.capacities));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metered(device: DeviceId, period: Period, energy: Registers) {
        Energy::insert((device, period.0), (energy.import, energy.export, energy.export.min(energy.generation), true));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn equivocation(owner: u64, zone: ZoneId) -> (DeviceId, SignedReading, SignedReading) {
        add_device(200, owner, zone, DeviceKind::Solar, 100_000, 100_000);
        let reading = |export| signed_reading(200, 1, (0, u64::MAX), export);
        (device(200), reading(1), reading(2))
    }
}

pub fn device(n: u8) -> DeviceId {
    DeviceId(H256::repeat_byte(n))
}

/// The only signature that the registry takes for the device's.
fn signature(device: &DeviceId) -> DeviceSignature {
    DeviceSignature::Ed25519(ed25519::Signature::from_raw([device.0.as_bytes()[0]; 64]))
}

/// A reading of `device(n)` with its signature.
pub fn signed_reading(n: u8, counter: u64, (start, end): (UnixSeconds, UnixSeconds), export: u64) -> SignedReading {
    let registers = Registers { import: Wh(0), export: Wh(export), generation: Wh(export) };
    let medium = Medium::Electricity;
    let reading = Reading { device: device(n), counter, start, end, medium, registers, flags: Flags::NONE };
    SignedReading { signature: signature(&reading.device), reading }
}

/// The same with a signature of another device.
pub fn forged(mut reading: SignedReading) -> SignedReading {
    reading.signature = signature(&device(0));
    reading
}

/// Register `device(n)`, or change it. It can give to the grid all that it generates.
pub fn add_device(n: u8, owner: u64, zone: ZoneId, kind: DeviceKind, load_w: u32, generation_w: u32) {
    let capacities = Capacities { load_w, generation_w, export_w: generation_w, storage: Wh::ZERO };
    Points::insert(device(n), (owner, zone, kind, capacities));
}

/// `device(n)` can give so much to the grid, whatever it generates.
pub fn set_export_capacity(n: u8, export_w: u32) {
    Points::mutate_extant(device(n), |point| point.3.export_w = export_w);
}

/// `device(n)` measures by half hours or hours.
pub fn make_coarse(n: u8) {
    Coarse::insert(device(n), ());
}

/// The chain stands still from the one to the other time.
pub fn stand_still(from: UnixSeconds, until: UnixSeconds) {
    StoodStill::put((from, until));
}

/// `device(n)` is behind the grid connection of `device(other)`.
pub fn connect(n: u8, other: u8) {
    Connections::insert(device(n), Some(device(other)));
}

/// It is not known to which grid connection `device(n)` belongs.
pub fn disconnect(n: u8) {
    Connections::insert(device(n), None::<DeviceId>);
}

/// A device of the account of its number that draws 100 kW and generates nothing.
pub fn add_consumer(n: u8, zone: ZoneId) {
    add_device(n, n.into(), zone, DeviceKind::Consumption, 100_000, 0);
}

/// A device of the account of its number that draws and generates 100 kW, from the sun.
pub fn add_solar(n: u8, zone: ZoneId) {
    add_device(n, n.into(), zone, DeviceKind::Solar, 100_000, 100_000);
}

/// The same from fossil fuel.
pub fn add_fossil(n: u8, zone: ZoneId) {
    add_device(n, n.into(), zone, DeviceKind::Fossil, 100_000, 100_000);
}

/// The device may not trade any more; what it metered stays.
pub fn suspend(n: u8) {
    Points::remove(device(n));
}

/// The registry fails when `device(n)` is to deliver.
pub fn break_ledger(n: u8) {
    Broken::insert(device(n), ());
}

/// The meter of `device(n)` is in for `period`. The last call counts.
pub fn meter(n: u8, period: Period, import: u64, export: u64, generation: u64) {
    Energy::insert((device(n), period.0), (Wh(import), Wh(export), Wh(export.min(generation)), true));
}

/// The same while the meter's readings have not reached the end of the period.
pub fn meter_partly(n: u8, period: Period, import: u64, export: u64, generation: u64) {
    Energy::insert((device(n), period.0), (Wh(import), Wh(export), Wh(export.min(generation)), false));
}

/// What `device(n)` delivered on the market, as the registry's ledger says.
pub fn used(n: u8, period: Period) -> u64 {
    Used::get((device(n), period.0)).unwrap_or_default().0
}

pub fn now() -> UnixSeconds {
    Clock::get()
}

pub fn set_clock(seconds: UnixSeconds) {
    Clock::set(&seconds);
}

/// A block with so much idle time.
pub fn idle_block(weight: Weight) -> Weight {
    System::set_block_number(System::block_number() + 1);
    EnergyMarket::on_idle(System::block_number(), weight)
}

/// A block at this time that does all that is due.
pub fn block_at(seconds: UnixSeconds) {
    set_clock(seconds);
    idle_block(Weight::MAX);
}

/// Pass the time until then, and do all that is due. On the way, [`PERIOD`] is settled in time.
pub fn advance_to(seconds: UnixSeconds) {
    if now() < deadline() && deadline() < seconds {
        block_at(deadline());
    }
    block_at(seconds);
}

/// When the gate of [`PERIOD`] closes.
pub fn gate() -> UnixSeconds {
    PERIOD.start() - GATE_CLOSURE
}

/// When sellers whose meters are in are settled.
pub fn grace_end() -> UnixSeconds {
    PERIOD.end() + METERING_GRACE
}

/// When everybody is settled.
pub fn deadline() -> UnixSeconds {
    PERIOD.end() + SETTLEMENT_DEADLINE + 1
}

/// When it is too late to dispute, if everybody was settled in time.
pub fn finality() -> UnixSeconds {
    deadline() + DISPUTE_WINDOW
}

/// The result of a market; `None` if it is not cleared.
pub fn clearing(id: MarketId) -> Option<Clearing> {
    match Markets::<Test>::get(id)?.stage {
        MarketStage::Cleared(clearing) => Some(clearing),
        MarketStage::Open | MarketStage::Cancelled => None,
    }
}

/// What an order traded, whether or not it was removed for want of fills.
pub fn traded(id: OrderId) -> u64 {
    Orders::<Test>::get(id).map_or(0, |order| order.settled.traded.0)
}

/// Do what is due step by step until the next step `is_it`, and return that one.
pub fn step_until(is_it: impl Fn(&Work) -> bool) -> Work {
    loop {
        let work = EnergyMarket::next_work().expect("the step comes");
        if is_it(&work) {
            return work;
        }
        EnergyMarket::do_work(work);
    }
}

pub fn signed(who: u64) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// The market of [`PERIOD`].
pub fn market(zone: ZoneId, product: Product) -> MarketId {
    MarketId { period: PERIOD, zone, product }
}

/// Place an order for `device(n)` in a period, by its owner.
pub fn try_place_in(period: Period, n: u8, side: Side, product: Product, quantity: u64, limit: PricePerWh) -> DispatchResult {
    let owner = Points::get(device(n)).map_or(n.into(), |point| point.0);
    EnergyMarket::place_order(signed(owner), device(n), period, product, side, Wh(quantity), limit)
}

/// The same in [`PERIOD`].
pub fn try_place(n: u8, side: Side, product: Product, quantity: u64, limit: PricePerWh) -> DispatchResult {
    try_place_in(PERIOD, n, side, product, quantity, limit)
}

/// The same; it succeeds.
pub fn place(n: u8, side: Side, product: Product, quantity: u64, limit: PricePerWh) -> OrderId {
    place_in(PERIOD, n, side, product, quantity, limit)
}

/// The same in another period.
pub fn place_in(period: Period, n: u8, side: Side, product: Product, quantity: u64, limit: PricePerWh) -> OrderId {
    let order = NextOrderId::<Test>::get();
    assert_ok!(try_place_in(period, n, side, product, quantity, limit));
    order
}

/// Register the six devices of vector C1 in the city and place its orders there, for energy of any origin: B1, B2, B3, S1, S2, S3.
pub fn place_c1() -> [OrderId; 6] {
    [B1, B2, B3].into_iter().for_each(|n| add_consumer(n, CITY));
    [S1, S2, S3].into_iter().for_each(|n| add_solar(n, CITY));
    [
        place(B1, Side::Buy, Product::Any, 1_200, 200 * M),
        place(B2, Side::Buy, Product::Any, 800, 160 * M),
        place(B3, Side::Buy, Product::Any, 1_000, 110 * M),
        place(S1, Side::Sell, Product::Any, 1_000, 60 * M),
        place(S2, Side::Sell, Product::Any, 1_000, 100 * M),
        place(S3, Side::Sell, Product::Any, 900, 140 * M),
    ]
}

/// Vector C4 until its settlement: C1 cleared, imbalance energy cost 220 M, S1 metered all that it sold and S2 820 Wh. Every buyer
/// imported 5 kWh.
pub fn settle_c4() -> [OrderId; 6] {
    set_sources(CITY, &SOURCES[..1], 1);
    let orders = place_c1();
    advance_to(PERIOD.start() - GATE_CLOSURE);
    [B1, B2, B3].into_iter().for_each(|n| meter(n, PERIOD, 5_000, 0, 0));
    meter(S1, PERIOD, 0, 1_000, 1_000);
    meter(S2, PERIOD, 0, 820, 820);
    set_clock(PERIOD.end());
    assert_ok!(EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, PERIOD, 220 * M));
    advance_to(PERIOD.end() + METERING_GRACE);
    orders
}

pub fn order(id: OrderId) -> OrderRecordOf<Test> {
    Orders::<Test>::get(id).expect("the order is there")
}

/// What was counted of `device(n)` on the day of [`PERIOD`].
pub fn sold(n: u8) -> CommunitySale {
    EnergyMarket::settled(&device(n), PERIOD.day())
}

/// So much of which each Wh paid this grid fee.
pub fn sale(energy: u64, fee: PricePerWh) -> CommunitySale {
    CommunitySale { energy: Wh(energy), fees: Balance::from(energy) * Balance::from(fee) }
}

pub fn commitment(n: u8) -> CommitmentRecord {
    Commitments::<Test>::get(PERIOD, device(n)).expect("the metering point has a commitment")
}

pub fn zone_terms(zone: ZoneId) -> ZoneTermsOf<Test> {
    Zones::<Test>::get(zone).expect("the zone is there").terms
}

/// Change a zone's terms.
pub fn update_zone(zone: ZoneId, change: impl FnOnce(&mut ZoneTermsOf<Test>)) {
    let mut terms = zone_terms(zone);
    change(&mut terms);
    assert_ok!(EnergyMarket::update_zone(RuntimeOrigin::root(), zone, terms));
}

/// Appoint sources of imbalance prices, which are taken until settlement begins and may be anything up to [`MAX_PRICE`].
pub fn set_sources(zone: ZoneId, sources: &[u64], quorum: u32) {
    update_zone(zone, |terms| {
        terms.imbalance = ImbalanceRules {
            sources: BoundedVec::truncate_from(sources.to_vec()),
            quorum,
            max_age: METERING_GRACE as u32,
            lowest: 0,
            highest: MAX_PRICE,
        };
    });
}

pub fn balance(who: u64) -> Balance {
    Balances::free_balance(who)
}

/// What is in the pot.
pub fn pot() -> Balance {
    balance(EnergyMarket::account_id())
}

/// What is in the pot for somebody's orders of a side, without their storage.
pub fn held(who: u64, side: Side) -> Balance {
    orders_of(who).filter(|order| order.side == side).map(|order| order.held).sum()
}

/// What is in the pot for the storage of somebody's orders.
pub fn storage_deposits(who: u64) -> Balance {
    orders_of(who).map(|order| order.storage_deposit).sum()
}

/// What is in the pot for somebody's disputes.
pub fn bonds(who: u64) -> Balance {
    EnergyMarket::open_bonds().filter(|(buyer, _)| *buyer == who).map(|(_, bond)| bond).sum()
}

/// What is in the pot for all that somebody has to do with.
pub fn all_held(who: u64) -> Balance {
    held(who, Side::Buy) + held(who, Side::Sell) + storage_deposits(who) + bonds(who)
}

fn orders_of(who: u64) -> impl Iterator<Item = OrderRecordOf<Test>> {
    Orders::<Test>::iter_values().filter(move |order| order.owner == who)
}

/// There is nothing in the pot but what is held for orders and disputes.
fn assert_pot_is_explained() {
    assert_eq!(Ok(pot()), EnergyMarket::held());
}

/// All that accounts have is all that was issued.
pub fn assert_money_is_conserved() {
    let sum: Balance =
        frame_system::Account::<Test>::iter_values().map(|account| account.data.free + account.data.reserved).sum();
    assert_eq!(sum, Balances::total_issuance());
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
    /// Three zones in each other, and accounts 1 to 20 with [`ENDOWMENT`]; operators, the arbiter and sources have one UEN.
    pub fn build(self) -> sp_io::TestExternalities {
        // Tests may share a thread.
        MaxOrdersPerMarket::set(512);
        MaxOrdersPerOwner::set(64);
        MaxTradesPerStep::set(16);
        StorageDeposit::set(ORDER_DEPOSIT);
        Bond::set(DISPUTE_BOND);
        let balances = (1..=20).map(|who| (who, ENDOWMENT)).chain((OPERATOR..=CITY_ARBITER).map(|who| (who, UEN))).collect();
        let zones = vec![
            (CITY, None, OPERATOR, ARBITER, CITY_FEE, DEPOSIT_PER_WH, vec![]),
            (DISTRICT, Some(CITY), DISTRICT_OPERATOR, ARBITER, DISTRICT_FEE, DEPOSIT_PER_WH, vec![]),
            (QUARTER, Some(DISTRICT), QUARTER_OPERATOR, ARBITER, QUARTER_FEE, DEPOSIT_PER_WH, vec![]),
        ];
        let storage = RuntimeGenesisConfig {
            balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
            energy_market: pallet_energy_market::GenesisConfig { zones },
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
            EnergyMarket::do_try_state().unwrap();
            assert_pot_is_explained();
            assert_money_is_conserved();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    ExtBuilder.build()
}
