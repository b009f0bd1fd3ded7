//! A runtime to test the pallet in, and meters with real keys.

use crate::{
    self as pallet_device_registry, AccuracyClass, Certificate, CertifierRole, DeviceRecordOf, DeviceStatus, Devices, Event,
    HoldReason, Nameplate, Pallet,
};
use core::time::Duration;
use frame_support::{
    assert_noop, assert_ok, derive_impl,
    pallet_prelude::Authorize,
    parameter_types,
    traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64, ConstU8, UnfilteredDispatchable, UnixTime},
};
use frame_system::{EnsureRoot, RawOrigin};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_io::TestExternalities;
use sp_runtime::{
    traits::IdentityLookup,
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError, UnknownTransaction, ValidTransaction,
    },
    BuildStorage, DispatchResult,
};
use uen_primitives::{
    Capacities, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Flags, Medium, OpenPositions, P256Public, P256Signature,
    Permissions, ProofOfPossession, Reading, Registers, Resolution, SignedReading, UnixSeconds, Wh, ZoneId, ZoneTree,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;

    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;

    #[runtime::pallet_index(2)]
    pub type DeviceRegistry = pallet_device_registry::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<u128>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ConstU128<1>;
    type AccountStore = System;
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const SUBMITTER: AccountId = 3;
pub const STRANGER: AccountId = 4;
pub const PAUPER: AccountId = 5;
pub const FEES: AccountId = 9;
pub const MANUFACTURER: AccountId = 11;
pub const METROLOGIST: AccountId = 12;
pub const REGULATOR: AccountId = 13;

/// 2016-06-13T00:00:00Z, the start of a day and so of a period.
pub const MIDNIGHT: UnixSeconds = 1_465_776_000;
/// Noon of that day: when tests start.
pub const NOON: UnixSeconds = MIDNIGHT + 43_200;
pub const PERIOD: u64 = 900;
pub const DAY: u64 = 86_400;
/// Until when the genesis certifiers are appointed.
pub const APPOINTED_UNTIL: UnixSeconds = NOON + 365 * DAY;
/// Until when certificates in tests are valid.
pub const CERTIFIED_UNTIL: UnixSeconds = NOON + 30 * DAY;
/// Odd, so that halves differ.
pub const REVOCATION: u64 = 7 * DAY;

pub const DEPOSIT: u128 = 101;
pub const ENDOWMENT: u128 = 1_000_000;
/// Nameplate of a test meter: load and generation.
pub const CAPACITY_W: (u32, u32) = (10_000, 8_000);

parameter_types! {
    pub storage Now: UnixSeconds = NOON;
    pub storage OpenDevices: Vec<DeviceId> = Vec::new();
    pub const FeesAccount: AccountId = FEES;
}

pub struct Clock;
impl UnixTime for Clock {
    fn now() -> Duration {
        Duration::from_secs(Now::get())
    }
}

pub struct Positions;
impl OpenPositions for Positions {
    fn any(device: &DeviceId) -> bool {
        OpenDevices::get().contains(device)
    }
}

/// The zone below that of the benchmarks.
fn below(area: ZoneId) -> Option<ZoneId> {
    (area == 1_000_000).then_some(1_000_001)
}

/// Zones 70 to 79 lie in zone 7.
pub struct Areas;
impl ZoneTree for Areas {
    fn is_within(zone: ZoneId, area: ZoneId) -> bool {
        zone == area || (70..80).contains(&zone) && area == 7 || Some(zone) == below(area)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_deepest_zone(area: ZoneId) -> ZoneId {
        below(area).unwrap_or(area)
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type UnixTime = Clock;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type OpenPositions = Positions;
    type Zones = Areas;
    type DeviceDeposit = ConstU128<DEPOSIT>;
    type FeeDestination = FeesAccount;
    type MaxBatch = ConstU32<64>;
    type MaxDevicesPerOwner = ConstU32<3>;
    type MaxRevokedCertifiers = ConstU32<2>;
    type DecisionPeriod = ConstU64<{ 28 * DAY }>;
    type RevocationPeriod = ConstU64<REVOCATION>;
    type ExtraReadings = ConstU8<4>;
    type ReadingWindow = ConstU64<DAY>;
    type MaxClockDrift = ConstU64<120>;
    type HistoryPeriods = ConstU32<288>;
    type DayRetention = ConstU32<10>;
    type MaxPrunedPerBlock = ConstU32<4>;
    type WeightInfo = ();
}

pub struct ExtBuilder {
    certifiers: Vec<(CertifierRole, AccountId, Option<ZoneId>, UnixSeconds)>,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self {
            certifiers: vec![
                (CertifierRole::Manufacturer, MANUFACTURER, None, APPOINTED_UNTIL),
                (CertifierRole::Metrology, METROLOGIST, None, APPOINTED_UNTIL),
                (CertifierRole::Regulator, REGULATOR, None, APPOINTED_UNTIL),
            ],
        }
    }
}

impl ExtBuilder {
    pub fn certifiers(mut self, certifiers: Vec<(CertifierRole, AccountId, Option<ZoneId>, UnixSeconds)>) -> Self {
        self.certifiers = certifiers;
        self
    }

    pub fn build(self) -> TestExternalities {
        let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("system's genesis is valid");
        let endowed = [ALICE, BOB, SUBMITTER, STRANGER, MANUFACTURER, METROLOGIST, REGULATOR];
        let balances = endowed.into_iter().map(|who| (who, ENDOWMENT)).chain([(PAUPER, 1), (FEES, 1)]).collect();
        pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
            .assimilate_storage(&mut storage)
            .expect("the balances are valid");
        crate::GenesisConfig::<Test> { certifiers: self.certifiers, free_share: None, standstill_after: None }
            .assimilate_storage(&mut storage)
            .expect("the certifiers are valid");
        let mut ext = TestExternalities::new(storage);
        ext.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
        ext.execute_with(|| {
            System::set_block_number(1);
            crate::STORAGE_VERSION.put::<DeviceRegistry>();
        });
        ext
    }

    /// Run a test, then check every invariant.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Pallet::<Test>::do_try_state().expect("the invariants hold after the test");
        });
    }
}

/// Run a test from the usual genesis, then check every invariant.
pub fn execute(test: impl FnOnce()) {
    ExtBuilder::default().build_and_execute(test);
}

/// One of the three kinds of keys.
#[derive(Clone)]
pub enum KeyPair {
    Ed(ed25519::Pair),
    Sr(Box<sr25519::Pair>),
    Ec(ecdsa::Pair),
    P256(Box<p256::ecdsa::SigningKey>),
}

impl KeyPair {
    pub fn ed(seed: u8) -> Self {
        Self::Ed(ed25519::Pair::from_seed(&[seed; 32]))
    }

    pub fn p256(seed: u8) -> Self {
        Self::P256(Box::new(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).expect("it is below the order")))
    }

    pub fn key(&self) -> DeviceKey {
        match self {
            Self::Ed(pair) => DeviceKey::Ed25519(pair.public()),
            Self::Sr(pair) => DeviceKey::Sr25519(pair.public()),
            Self::Ec(pair) => DeviceKey::EcdsaSecp256k1(pair.public()),
            Self::P256(secret) => {
                let point = secret.verifying_key().to_encoded_point(true);
                DeviceKey::P256(P256Public(point.as_bytes().try_into().expect("it is compressed")))
            }
        }
    }

    pub fn sign(&self, message: &[u8]) -> DeviceSignature {
        match self {
            Self::Ed(pair) => DeviceSignature::Ed25519(pair.sign(message)),
            Self::Sr(pair) => DeviceSignature::Sr25519(pair.sign(message)),
            Self::Ec(pair) => DeviceSignature::EcdsaSecp256k1(pair.sign(message)),
            Self::P256(secret) => {
                let signature: p256::ecdsa::Signature = p256::ecdsa::signature::Signer::sign(&**secret, message);
                DeviceSignature::P256(P256Signature(signature.normalize_s().unwrap_or(signature).to_bytes().into()))
            }
        }
    }
}

/// A meter: it counts, and signs what it counted.
#[derive(Clone)]
pub struct Meter {
    pub pair: KeyPair,
    /// The hash of its first key.
    pub device: DeviceId,
    pub counter: u64,
    pub last_end: UnixSeconds,
    pub registers: Registers,
}

pub fn wh(import: u64, export: u64, generation: u64) -> Registers {
    Registers { import: Wh(import), export: Wh(export), generation: Wh(generation) }
}

impl Meter {
    pub fn with_pair(pair: KeyPair) -> Self {
        let device = pair.key().id();
        Self { pair, device, counter: 0, last_end: NOON, registers: wh(1_000, 2_000, 3_000) }
    }

    pub fn new(seed: u8) -> Self {
        Self::with_pair(KeyPair::ed(seed))
    }

    pub fn key(&self) -> DeviceKey {
        self.pair.key()
    }

    pub fn id(&self) -> DeviceId {
        self.device
    }

    pub fn sign_bytes(&self, message: &[u8]) -> DeviceSignature {
        self.pair.sign(message)
    }

    pub fn proof(&self, owner: AccountId) -> DeviceSignature {
        self.sign_bytes(&ProofOfPossession::signing_payload(&genesis_hash(), &owner, &self.key()))
    }

    pub fn sign(&self, reading: Reading) -> SignedReading {
        let signature = self.sign_bytes(&reading.signing_payload(&genesis_hash()));
        SignedReading { reading, signature }
    }

    /// The reading that follows the last one by `seconds` and counts `energy` more; the meter goes on from it.
    pub fn next(&mut self, seconds: u64, energy: Registers) -> Reading {
        let start = self.last_end;
        self.counter += 1;
        self.last_end += seconds;
        self.registers = self.registers.checked_add(&energy).expect("test registers are small");
        Reading {
            device: self.id(),
            counter: self.counter,
            start,
            end: self.last_end,
            medium: Medium::Electricity,
            registers: self.registers,
            flags: Flags::NONE,
        }
    }

    /// [`Self::next`] one period later, signed.
    pub fn measure(&mut self, import: u64, export: u64, generation: u64) -> SignedReading {
        let reading = self.next(PERIOD, wh(import, export, generation));
        self.sign(reading)
    }

    /// [`Self::next`], signed, after readings that the meter says are missing.
    pub fn resume(&mut self, seconds: u64, energy: Registers) -> SignedReading {
        let last = self.record().meter;
        let reading = self.next(seconds, energy);
        // Readings are lost: the one before names itself by its end.
        let is_next = reading.counter == last.counter + 1;
        let start = if is_next { reading.start } else { last.last_end.unwrap_or(reading.start) };
        self.sign(Reading { start, flags: Flags::RESUME, ..reading })
    }

    pub fn register(&self, owner: AccountId) -> DispatchResult {
        self.register_as(owner, DeviceKind::Solar, Medium::Electricity)
    }

    pub fn register_as(&self, owner: AccountId, kind: DeviceKind, medium: Medium) -> DispatchResult {
        self.register_with(owner, nameplate(kind, medium))
    }

    pub fn register_with(&self, owner: AccountId, nameplate: Nameplate) -> DispatchResult {
        DeviceRegistry::register(RuntimeOrigin::signed(owner), self.key(), nameplate, self.proof(owner))
    }

    /// Issue all certificates, with `permissions`.
    pub fn certify(&self, permissions: Permissions) {
        for (certifier, certificate) in certificates_of(self.id().0, CERTIFIED_UNTIL, permissions) {
            assert_ok!(DeviceRegistry::certify(RuntimeOrigin::signed(certifier), self.id(), certificate));
        }
    }

    /// A meter of `owner` that may do everything and whose opening reading, at noon, was accepted.
    pub fn active(seed: u8, owner: AccountId) -> Self {
        Self::new(seed).activate(owner)
    }

    pub fn activate(mut self, owner: AccountId) -> Self {
        assert_ok!(self.register(owner));
        self.certify(Permissions::ALL);
        self.open();
        self
    }

    /// Submit the opening reading.
    pub fn open(&mut self) {
        let opening = self.next(0, Registers::default());
        submit(vec![self.sign(opening)]);
        assert_eq!(self.record().status, DeviceStatus::Active);
    }

    pub fn record(&self) -> DeviceRecordOf<Test> {
        Devices::<Test>::get(self.id()).expect("the meter is registered")
    }

    pub fn status(&self) -> DeviceStatus {
        self.record().status
    }
}

/// What the tests' devices state.
pub fn nameplate(kind: DeviceKind, medium: Medium) -> Nameplate {
    let (load_w, generation_w) = CAPACITY_W;
    let storage = Wh(if kind == DeviceKind::Storage { 10_000 } else { 0 });
    let all = Capacities { load_w, generation_w, export_w: generation_w, storage };
    let capacities = match kind {
        DeviceKind::Consumption => Capacities { load_w, ..Capacities::default() },
        _ => all,
    };
    Nameplate { kind, medium, capacities, resolution: Resolution::QuarterHour, zone: 7, metadata_hash: H256([5; 32]) }
}

/// Who issues which certificate, behind a grid connection that nobody else has.
pub fn certificates(valid_until: UnixSeconds, permissions: Permissions) -> [(AccountId, Certificate); 3] {
    certificates_of(H256([9; 32]), valid_until, permissions)
}

/// As [`certificates`], behind `connection`.
pub fn certificates_of(connection: H256, valid_until: UnixSeconds, permissions: Permissions) -> [(AccountId, Certificate); 3] {
    [
        (MANUFACTURER, Certificate::TypeApproval { valid_until }),
        (METROLOGIST, Certificate::Metrology { accuracy_class: AccuracyClass::B, valid_until }),
        (REGULATOR, Certificate::Authorisation { permissions, connection, valid_until }),
    ]
}

pub fn genesis_hash() -> H256 {
    System::block_hash(0)
}

pub fn held(who: AccountId) -> u128 {
    Balances::balance_on_hold(&HoldReason::DeviceDeposit.into(), &who)
}

/// The pallet's events so far, which are forgotten then.
pub fn take_events() -> Vec<Event<Test>> {
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::DeviceRegistry(event) => Some(event),
        _ => None,
    });
    let events = events.collect();
    System::reset_events();
    events
}

/// Let the clock go on to the end of the latest reading and submit a batch; returns the results.
pub fn submit(readings: Vec<SignedReading>) -> Vec<Event<Test>> {
    let latest = readings.iter().map(|signed| signed.reading.end).max().unwrap_or_default();
    Now::set(&Now::get().max(latest));
    relay(readings)
}

/// Submit a batch now; returns the results. It goes the way of a block: first it is authorised, then dispatched.
pub fn relay(readings: Vec<SignedReading>) -> Vec<Event<Test>> {
    take_events();
    assert_ok!(try_relay(readings, TransactionSource::InBlock));
    take_events()
}

/// What the pool or a block says of a batch. If that is good and it is for a block, it is dispatched.
pub fn try_relay(readings: Vec<SignedReading>, source: TransactionSource) -> Result<ValidTransaction, TransactionValidityError> {
    let call = crate::Call::<Test>::submit_readings { readings: readings.try_into().expect("the batch is small enough") };
    let (validity, _) = call.authorize(source).expect("the call can be authorised")?;
    if source == TransactionSource::InBlock {
        assert_ok!(call.dispatch_bypass_filter(RawOrigin::Authorized.into()));
    }
    Ok(validity)
}

/// Submit one reading now and expect it to be refused.
pub fn assert_rejected(signed: SignedReading, reason: crate::RejectReason) {
    let refusal: TransactionValidityError = match &reason {
        crate::RejectReason::CounterNotIncreasing => InvalidTransaction::Stale.into(),
        crate::RejectReason::BadSignature => InvalidTransaction::BadProof.into(),
        other => UnknownTransaction::Custom(other.index()).into(),
    };
    assert_eq!(DeviceRegistry::would_accept(&signed), Err(reason));
    let call = |source| try_relay(vec![signed.clone()], source);
    assert_noop!(call(TransactionSource::InBlock), refusal);
}
