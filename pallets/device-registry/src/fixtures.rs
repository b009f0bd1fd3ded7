//! Devices that did not have to be registered, certified and read: for benchmarks, here and of the market, and for the tests of
//! what they prepare. Keys are made by the host's keystore, which signs for them.

use crate::{
    AccuracyClass, Authorisation, Certificates, CertifierByIndex, CertifierIndex, CertifierRecord, CertifierRole, Config,
    DayEntry, Days, DeviceKeys, DeviceRecord, DeviceRecordOf, DeviceStatus, Devices, DevicesOf, FormerKey, FormerKeys,
    HourOfIntervals, IntervalRecord, Intervals, Issued, Ledger, MeterState, Nameplate, OpenDay, Pallet, Suspensions,
    MAX_FORMER_KEYS,
};
use frame_support::BoundedVec;
use sp_core::{crypto::KeyTypeId, ed25519, H256};
use sp_runtime::traits::Zero;
use uen_primitives::{
    Balance, Capacities, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Flags, Hour, Medium, MeteringPoint, MeteringSite,
    Period, Permissions, Reading, Registers, Resolution, SignedReading, UnixSeconds, Wh, ZoneId, PERIODS_PER_HOUR,
};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"uenm");
/// Far enough for any clock, and below what could overflow.
pub const FAR: UnixSeconds = 1 << 40;
/// Seconds of a prepared reading, which stays inside its period and is longer than what clocks may be off.
const SECONDS: u64 = 90;
/// First of the issuers that are prepared: appointments are counted from zero, and never so many.
const FIRST_ISSUER: CertifierIndex = 1 << 31;

pub fn key_of(public: ed25519::Public) -> DeviceKey {
    DeviceKey::Ed25519(public)
}

pub fn new_key() -> ed25519::Public {
    sp_io::crypto::ed25519_generate(KEY_TYPE, None)
}

pub fn sign(public: &ed25519::Public, message: &[u8]) -> DeviceSignature {
    let signature = sp_io::crypto::ed25519_sign(KEY_TYPE, public, message).expect("the key was generated here");
    DeviceSignature::Ed25519(signature)
}

pub fn sign_reading<T: Config>(public: &ed25519::Public, reading: Reading) -> SignedReading {
    let signature = sign(public, &reading.signing_payload(&Pallet::<T>::genesis_hash()));
    SignedReading { reading, signature }
}

/// Start of the period in which the chain's clock is: readings that begin there are inside every window.
pub fn period_start<T: Config>() -> UnixSeconds {
    Period::of(Pallet::<T>::now()).start()
}

/// A reading of the first seconds of this period.
pub fn reading_now<T: Config>(device: DeviceId, generation: u64, flags: Flags) -> Reading {
    let start = period_start::<T>();
    Reading {
        device,
        counter: 1,
        start,
        end: start.saturating_add(SECONDS),
        medium: Medium::Electricity,
        registers: Registers { import: Wh(1), export: Wh(2), generation: Wh(generation) },
        flags,
    }
}

/// A device that measures, without a deposit and not listed for its owner.
pub fn record<T: Config>(key: DeviceKey, point: MeteringPoint<T::AccountId>, permissions: Permissions) -> DeviceRecordOf<T> {
    let MeteringPoint { owner, zone, kind, capacities } = point;
    let (medium, resolution, metadata_hash) = (Medium::Electricity, Resolution::QuarterHour, H256::zero());
    DeviceRecord {
        keys: DeviceKeys::new(key),
        owner,
        offered_to: None,
        nameplate: Nameplate { kind, medium, capacities, resolution, zone, metadata_hash },
        former_zone: None,
        deposit: Balance::zero(),
        status: DeviceStatus::Active,
        suspensions: Suspensions::default(),
        liable_from: 0,
        certificates: Certificates {
            type_approval: Some(Issued { issuer: 0, valid_until: FAR, content: () }),
            metrology: Some(Issued { issuer: 0, valid_until: FAR, content: AccuracyClass::C }),
            authorisation: Some(Issued { issuer: 0, valid_until: FAR, content: authorisation(&key, permissions) }),
        },
        meter: MeterState::default(),
        ledger: Ledger::default(),
        open_hour: HourOfIntervals::default(),
        open_day: None,
    }
}

/// A point that no reading can be too large for.
pub fn large_point<AccountId>(owner: AccountId, kind: DeviceKind, zone: ZoneId) -> MeteringPoint<AccountId> {
    let most = u32::MAX;
    let capacities = Capacities { load_w: most, generation_w: most, export_w: most, storage: Wh(most.into()) };
    MeteringPoint { owner, zone, kind, capacities }
}

/// `permissions`, behind a grid connection of the key's own.
pub fn authorisation(key: &DeviceKey, permissions: Permissions) -> Authorisation {
    Authorisation { permissions, connection: key.id().0 }
}

/// See [`uen_primitives::MeteringPoints::insert_metering_point`]. Nobody knows the device's key.
pub fn insert_metering_point<T: Config>(device: DeviceId, point: MeteringPoint<T::AccountId>) {
    insert::<T>(device, ed25519::Public::from_raw([0; 32]), point);
}

/// See [`uen_primitives::MeteringPoints::insert_metered`]. The hour goes to the ring, and it and the open hour after it are full:
/// a delivery then reads and writes the most that it can.
pub fn insert_metered<T: Config>(device: DeviceId, period: Period, energy: Registers) {
    let mut record = Devices::<T>::get(device).expect("the device was prepared");
    let hour = period.hour();
    let mut intervals = Pallet::<T>::hour(device, &record, hour);
    if intervals.is_empty() {
        intervals = full_hour(hour);
    }
    let interval = intervals.iter_mut().find(|interval| interval.period == period).expect("the hour is full");
    interval.energy = energy;
    interval.mineable_export = energy.export;
    interval.mineable_generation = energy.generation;
    Intervals::<T>::insert(Pallet::<T>::slot_of(hour), device, intervals);

    let open = record.open_hour.first().map_or(Hour(0), |interval| interval.period.hour());
    record.open_hour = full_hour(open.max(Hour(hour.0.saturating_add(1))));
    record.meter.last_end = record.open_hour.last().map(|interval| interval.end);
    record.ledger.measured = record.ledger.measured.checked_add(&energy).expect("what is prepared is small");
    Devices::<T>::insert(device, record);
}

/// See [`uen_primitives::CertifiableEnergy::insert_certifiable`]. A device that was prepared goes on with another hour. Each of its
/// certificates has an issuer of its own and the day is closed: a certificate then reads and writes the most that it can.
pub fn insert_certifiable<T: Config>(device: DeviceId, site: MeteringSite<T::AccountId>, period: Period, energy: Registers) {
    let MeteringSite { owner, zone, kind, is_electricity } = site;
    if !Devices::<T>::contains_key(device) {
        let key = key_of(ed25519::Public::from_raw([0; 32]));
        let mut record = record::<T>(key, large_point(owner.clone(), kind, zone), Permissions::ALL);
        record.nameplate.medium = if is_electricity { Medium::Electricity } else { Medium::Heat };
        record.certificates = certificates::<T>(&owner, device.0);
        Devices::<T>::insert(device, record);
        DevicesOf::<T>::insert(&owner, device, ());
    }
    for period in periods_of(period.hour()) {
        insert_metered::<T>(device, period, energy);
    }
    let OpenDay { day, energy } = OpenDay::empty(period.day(), owner, kind);
    Days::<T>::insert(day, device, DayEntry::Closed(energy));
}

/// Certificates for everything, each of an issuer of its own, for which `account` stands.
fn certificates<T: Config>(account: &T::AccountId, connection: H256) -> Certificates {
    let authorised = Authorisation { permissions: Permissions::ALL, connection };
    Certificates {
        type_approval: Some(issued_by::<T, _>(CertifierRole::Manufacturer, account, FIRST_ISSUER, ())),
        metrology: Some(issued_by::<T, _>(CertifierRole::Metrology, account, FIRST_ISSUER + 1, AccuracyClass::C)),
        authorisation: Some(issued_by::<T, _>(CertifierRole::Regulator, account, FIRST_ISSUER + 2, authorised)),
    }
}

/// A certificate of a prepared issuer, for which `account` stands.
fn issued_by<T: Config, Content>(
    role: CertifierRole,
    account: &T::AccountId,
    issuer: CertifierIndex,
    content: Content,
) -> Issued<Content> {
    let certifier = CertifierRecord { account: account.clone(), role, scope: None, valid_until: FAR, revoked: false };
    CertifierByIndex::<T>::insert(issuer, certifier);
    Issued { issuer, valid_until: FAR, content }
}

/// As many former keys as there can be, of which the last signed the readings up to `counter`.
pub fn fill_former_keys<T: Config>(device: DeviceId, key: DeviceKey, counter: u64) {
    let first = counter.saturating_add(1).saturating_sub(MAX_FORMER_KEYS.into());
    let former = |last_counter| FormerKey { key, last_counter, replaced_at: Pallet::<T>::now() };
    FormerKeys::<T>::insert(device, BoundedVec::truncate_from((first..=counter).map(former).collect()));
    Devices::<T>::mutate(device, |stored| {
        let record = stored.as_mut().expect("the device was prepared");
        record.keys.number = MAX_FORMER_KEYS;
        record.keys.from = counter;
        record.meter.counter = counter;
    });
}

/// See [`uen_primitives::MeteringPoints::equivocation`]. The key that signed was replaced since, and so were as many as can be.
pub fn equivocation<T: Config>(owner: T::AccountId, zone: ZoneId) -> (DeviceId, SignedReading, SignedReading) {
    let public = new_key();
    let device = key_of(public).id();
    insert::<T>(device, public, large_point(owner, DeviceKind::Solar, zone));
    let counter = u64::from(MAX_FORMER_KEYS);
    fill_former_keys::<T>(device, key_of(public), counter);
    let signed = |generation| {
        let reading = Reading { counter, ..reading_now::<T>(device, generation, Flags::NONE) };
        sign_reading::<T>(&public, reading)
    };
    (device, signed(3), signed(4))
}

fn insert<T: Config>(device: DeviceId, public: ed25519::Public, point: MeteringPoint<T::AccountId>) {
    let owner = point.owner.clone();
    let mut record = record::<T>(key_of(public), point, Permissions::ALL);
    record.certificates = certificates::<T>(&owner, device.0);
    Devices::<T>::insert(device, record);
}

/// The periods of an hour.
fn periods_of(hour: Hour) -> impl Iterator<Item = Period> {
    (0..PERIODS_PER_HOUR).map(move |offset| Period(hour.first_period().0.saturating_add(offset)))
}

/// The hour with nothing measured in any of its periods.
fn full_hour(hour: Hour) -> HourOfIntervals {
    let interval = |period: Period| IntervalRecord { end: period.end(), ..IntervalRecord::empty(period, period.start()) };
    HourOfIntervals::truncate_from(periods_of(hour).map(interval).collect())
}
