//! Benchmarks.
//!
//! Signatures are Ed25519, the slowest of the three to check (73 µs against 61 for Sr25519 and 48 for ECDSA, timed side by
//! side). Certifiers are revoked up to the bound, and devices are in the state in which a call has most to do.

use crate::{
    acceptance::Measurement,
    fixtures::{fill_former_keys, key_of, large_point, new_key, period_start, reading_now, record, sign, sign_reading, FAR},
    Amendment, Authorisation, Call, Certificate, CertificateKind, CertifierByIndex, CertifierRecord, CertifierRole, Certifiers,
    Config, Correction, Corrections, DayEntry, Days, Delegation, DeviceCount, DeviceQueue, DeviceRecord, DeviceRecordOf,
    DeviceStatus, Devices, DevicesOf, EndedDevice, EndedDevices, EndedQueue, FormerKeys, FreeShare, Gap, Gaps, HoldReason,
    HourOfIntervals, IntervalRecord, Intervals, Issued, MaxGaps, MeterState, NextCertifierIndex, Objection, Objections,
    OldestDay, OpenDay, Pallet, Released, RevokedCertifiers, Suspension, Suspensions, MAX_CORRECTIONS, MAX_FORMER_KEYS,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::{
    pallet_prelude::TransactionSource,
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        EnsureOrigin, Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use p256::ecdsa::{signature::Signer, SigningKey};
use sp_core::{ed25519, H256};
use sp_runtime::Percent;
use uen_primitives::{
    aligned, Balance, DailyEnergy, Day, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Flags, Hour, KeyChange, KeyDelegation,
    P256Public, P256Signature, Period, Permissions, ProofOfPossession, Quality, Reading, Registers, SignedReading, Wh, ZoneId,
    ZoneTree, HOUR_SECONDS, PERIODS_PER_HOUR,
};

/// The zone for which certifiers are appointed.
const ROOT: ZoneId = 1_000_000;

/// A funded account.
fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    fund::<T>(&who);
    who
}

fn fund<T: Config>(who: &T::AccountId) {
    let amount: Balance = T::DeviceDeposit::get().saturating_add(T::Currency::minimum_balance()).saturating_mul(4);
    T::Currency::mint_into(who, amount).expect("a new balance fits");
}

/// A device that measures, for [`uen_primitives::MeteredEnergy::insert_day`]. Its key is not known to anybody.
pub(crate) fn active_device<T: Config>(owner: T::AccountId, kind: DeviceKind) -> DeviceRecordOf<T> {
    record::<T>(key_of(ed25519::Public::from_raw([0; 32])), large_point(owner, kind, 0), Permissions::ALL)
}

/// Another hour and another day than now, full.
fn earlier<T: Config>(owner: &T::AccountId) -> (HourOfIntervals, OpenDay<T::AccountId>) {
    let first = Period::of(period_start::<T>()).0 ^ (1 << 20);
    let intervals = (0..PERIODS_PER_HOUR).map(|offset| IntervalRecord::empty(Period(first & !3 | offset), 0)).collect();
    let day = Day(Period(first).day().0);
    (HourOfIntervals::truncate_from(intervals), OpenDay::empty(day, owner.clone(), DeviceKind::Solar))
}

/// This hour so far, and this day.
fn current<T: Config>(owner: &T::AccountId) -> (HourOfIntervals, OpenDay<T::AccountId>) {
    let period = Period::of(period_start::<T>());
    let before = (0..period.0).rev().map(Period).take_while(|before| before.hour() == period.hour()).collect::<Vec<_>>();
    let intervals = before.into_iter().rev().map(|before| IntervalRecord::empty(before, 0)).collect();
    (HourOfIntervals::truncate_from(intervals), OpenDay::empty(period.day(), owner.clone(), DeviceKind::Solar))
}

/// A device with deposit and listing, whose last reading ended at the start of this period. Its next reading closes an hour and a
/// day, and opens others: the most that a reading can do.
fn insert_device<T: Config>(owner: &T::AccountId) -> (ed25519::Public, DeviceId) {
    insert_device_in::<T>(owner, earlier::<T>(owner))
}

/// As [`insert_device`], with the hour and the day that it is in.
fn insert_device_in<T: Config>(
    owner: &T::AccountId,
    (open_hour, open_day): (HourOfIntervals, OpenDay<T::AccountId>),
) -> (ed25519::Public, DeviceId) {
    let public = new_key();
    let key = key_of(public);
    let id = key.id();
    let deposit = T::DeviceDeposit::get();
    T::Currency::hold(&HoldReason::DeviceDeposit.into(), owner, deposit).expect("the owner was funded");
    let meter = MeterState { last_end: Some(period_start::<T>()), ..MeterState::default() };
    Days::<T>::insert(open_day.day, id, DayEntry::Open);
    let record = record::<T>(key, large_point(owner.clone(), DeviceKind::Solar, 0), Permissions::ALL);
    Devices::<T>::insert(id, DeviceRecord { deposit, meter, open_hour, open_day: Some(open_day), ..record });
    DevicesOf::<T>::insert(owner, id, ());
    DeviceCount::<T>::mutate(owner, |count| *count += 1);
    (public, id)
}

/// Devices of as many owners, with their records.
fn insert_devices<T: Config>(count: u32) -> Vec<(DeviceId, DeviceRecordOf<T>)> {
    let insert = |index| {
        let (_, device) = insert_device::<T>(&funded::<T>("owner", index));
        (device, Devices::<T>::get(device).expect("inserted above"))
    };
    (0..count).map(insert).collect()
}

/// A certifier who was appointed for a root of the zones.
fn appoint<T: Config>(role: CertifierRole) -> T::AccountId {
    let who = funded::<T>("certifier", role.encode().iter().map(|byte| u32::from(*byte)).sum());
    Pallet::<T>::insert_certifier(role, who.clone(), Some(ROOT), FAR);
    who
}

/// Put a device as deep into the zones of [`appoint`]'s certifiers as it can be.
fn move_deep<T: Config>(device: DeviceId) {
    let zone = T::Zones::insert_deepest_zone(ROOT);
    Devices::<T>::mutate(device, |stored| stored.as_mut().expect("inserted above").nameplate.zone = zone);
}

/// The hour in which the last of [`fill_gaps`] ends.
fn last_gap<T: Config>() -> Hour {
    Hour(MaxGaps::<T>::get().saturating_mul(2))
}

/// As many gaps as a device can have, an hour each.
fn fill_gaps<T: Config>(device: DeviceId) {
    let count = MaxGaps::<T>::get();
    let first = last_gap::<T>().0.saturating_sub(count).saturating_add(1);
    let gap = |index: u32| Gap {
        start: Hour(first.saturating_add(index)).start().saturating_sub(1),
        end: Hour(first.saturating_add(index)).end().saturating_sub(1),
        energy: Registers { import: Wh(1), export: Wh(1), generation: Wh(1) },
        quality: Quality::Late,
        flags: Flags::RESUME,
    };
    Gaps::<T>::insert(device, BoundedVec::truncate_from((0..count).map(gap).collect()));
}

/// As many removed certifiers as there can be, none of which issued what the benchmarks use.
fn fill_revoked<T: Config>(count: u32) {
    let first = 1_000;
    for index in first..first + count {
        let account = account("revoked", index, 0);
        let role = CertifierRole::Manufacturer;
        CertifierByIndex::<T>::insert(index, CertifierRecord { account, role, scope: None, valid_until: FAR, revoked: true });
    }
    let revoked: Vec<_> = (first..first + count).collect();
    RevokedCertifiers::<T>::put(BoundedVec::truncate_from(revoked));
}

/// Readings of `count` devices, which stay in their hour and their day, while as many certifiers are removed as can be.
fn readings<T: Config>(count: u32) -> (Vec<DeviceId>, Vec<SignedReading>) {
    fill_revoked::<T>(T::MaxRevokedCertifiers::get());
    let reading = |index| {
        let owner = funded::<T>("owner", index);
        let (public, device) = insert_device_in::<T>(&owner, current::<T>(&owner));
        (device, sign_reading::<T>(&public, reading_now::<T>(device, 3, Flags::NONE)))
    };
    (0..count).map(reading).unzip()
}

/// Each of the devices measured once, and none closed an hour.
fn assert_credited<T: Config>(devices: Vec<DeviceId>) {
    assert_eq!((Days::<T>::iter().count(), Intervals::<T>::iter().count()), (devices.len(), 0));
    for device in devices {
        assert_eq!(Devices::<T>::get(device).map(|record| record.meter.counter), Some(1));
        let interval = Pallet::<T>::interval(device, Period::of(Pallet::<T>::now())).expect("was credited");
        assert_eq!((interval.quality, interval.energy.generation), (Quality::Measured, Wh(3)));
        assert_eq!(Days::<T>::get(interval.period.day(), device), Some(DayEntry::Open));
    }
}

/// As many former keys as leave room for one more; `key` signed readings since.
fn fill_old_keys<T: Config>(device: DeviceId, key: DeviceKey) {
    let counter = u64::from(MAX_FORMER_KEYS);
    fill_former_keys::<T>(device, key, counter);
    FormerKeys::<T>::mutate(device, |keys| keys.remove(0));
    Devices::<T>::mutate(device, |stored| stored.as_mut().expect("inserted above").meter.counter = counter + 1);
}

/// What is signed for a device of [`fill_old_keys`] to get another key.
fn change_to<T: Config>(device: DeviceId, key: DeviceKey) -> Vec<u8> {
    KeyChange { device, number: MAX_FORMER_KEYS, key }.signing_payload(&Pallet::<T>::genesis_hash())
}

/// A device with a day that mining passed over because of an objection, whose certifier was removed.
fn withheld<T: Config>() -> (DeviceId, Day) {
    let owner = funded::<T>("owner", 0);
    let (_, device) = insert_device::<T>(&owner);
    let by = 999;
    let (account, role) = (owner.clone(), CertifierRole::Regulator);
    CertifierByIndex::<T>::insert(by, CertifierRecord { account, role, scope: None, valid_until: FAR, revoked: true });
    let OpenDay { day, energy } = OpenDay::empty(Day(1), owner, DeviceKind::Solar);
    let objection = Objection { by, reason: H256::zero(), lapses_at: FAR, is_upheld: false, withheld: Some(energy) };
    Objections::<T>::insert(device, day, objection);
    (device, day)
}

fn p256_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("it is below the order")
}

fn p256_public(secret: &SigningKey) -> P256Public {
    let point = secret.verifying_key().to_encoded_point(true);
    P256Public(point.as_bytes().try_into().expect("a compressed point has 33 bytes"))
}

fn p256_sign(secret: &SigningKey, message: &[u8]) -> P256Signature {
    let signature: p256::ecdsa::Signature = secret.sign(message);
    P256Signature(signature.normalize_s().unwrap_or(signature).to_bytes().into())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register() {
        let owner: T::AccountId = whitelisted_caller();
        fund::<T>(&owner);
        let public = new_key();
        let key = key_of(public);
        let proof = sign(&public, &ProofOfPossession::signing_payload(&Pallet::<T>::genesis_hash(), &owner, &key));
        let point = large_point(owner.clone(), DeviceKind::Solar, 0);
        let nameplate = record::<T>(key, point, Permissions::ALL).nameplate;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), key, nameplate, proof);

        assert!(Devices::<T>::contains_key(key.id()));
    }

    /// The device's certificate is void because its issuer is unknown, the dearest way to find out.
    #[benchmark]
    fn certify() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);
        Devices::<T>::mutate(device, |record| {
            let record = record.as_mut().expect("inserted above");
            let content = Authorisation { permissions: Permissions::ALL, connection: H256::zero() };
            record.certificates.authorisation = Some(Issued { issuer: 999, valid_until: FAR, content });
        });

        #[extrinsic_call]
        _(
            RawOrigin::Signed(certifier),
            device,
            Certificate::Authorisation { permissions: Permissions::MONITOR, connection: H256::zero(), valid_until: FAR },
        );

        let certificates = Devices::<T>::get(device).expect("inserted above").certificates;
        assert_eq!(certificates.permissions(), Permissions::MONITOR);
    }

    #[benchmark]
    fn renew() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);
        Devices::<T>::mutate(device, |record| {
            let record = record.as_mut().expect("inserted above");
            let content = Authorisation { permissions: Permissions::ALL, connection: H256::zero() };
            record.certificates.authorisation = Some(Issued { issuer: 0, valid_until: 0, content });
        });

        #[extrinsic_call]
        _(
            RawOrigin::Signed(certifier),
            device,
            Certificate::Authorisation { permissions: Permissions::MONITOR, connection: H256::zero(), valid_until: FAR },
        );

        let issued = Devices::<T>::get(device).expect("inserted above").certificates.get(CertificateKind::Authorisation);
        assert_eq!(issued.map(|issued| issued.valid_until), Some(FAR));
    }

    /// By a regulator: the role that is looked up second.
    #[benchmark]
    fn suspend() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device);

        assert_eq!(Devices::<T>::get(device).map(|record| record.status), Some(DeviceStatus::Suspended));
    }

    #[benchmark]
    fn resume() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);
        Pallet::<T>::do_suspend(certifier.clone(), device).expect("the certifier is appointed");

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device);

        assert_eq!(Devices::<T>::get(device).map(|record| record.status), Some(DeviceStatus::Active));
    }

    #[benchmark]
    fn revoke() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device);

        let suspension = Devices::<T>::get(device).and_then(|record| record.suspensions.regulator);
        assert!(suspension.is_some_and(|suspension| suspension.revoked_from.is_some()));
    }

    #[benchmark]
    fn finish_revocation() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let announced = |role| {
            let by = Pallet::<T>::insert_certifier(role, owner.clone(), None, FAR);
            Some(Suspension { by, revoked_from: Some(0) })
        };
        let [metrology, regulator] = Suspensions::ROLES.map(announced);
        Devices::<T>::mutate(device, |stored| {
            let record = stored.as_mut().expect("inserted above");
            record.status = DeviceStatus::Suspended;
            record.suspensions = Suspensions { metrology, regulator };
        });

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), device);

        assert_eq!(Devices::<T>::get(device).map(|record| record.status), Some(DeviceStatus::Revoked));
    }

    #[benchmark]
    fn retire() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), device);

        assert_eq!(Devices::<T>::get(device).map(|record| record.status), Some(DeviceStatus::Retired));
        assert!(!DevicesOf::<T>::contains_key(owner, device));
    }

    #[benchmark]
    fn offer_transfer() {
        let owner = funded::<T>("owner", 0);
        let to = funded::<T>("heir", 0);
        let (_, device) = insert_device::<T>(&owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), device, Some(to.clone()));

        assert_eq!(Devices::<T>::get(device).and_then(|record| record.offered_to), Some(to));
    }

    #[benchmark]
    fn accept_transfer() {
        let owner = funded::<T>("owner", 0);
        let to = funded::<T>("heir", 0);
        let (public, device) = insert_device::<T>(&owner);
        Pallet::<T>::do_offer_transfer(owner, device, Some(to.clone())).expect("it is the owner's");
        fill_revoked::<T>(T::MaxRevokedCertifiers::get());
        let reading = sign_reading::<T>(&public, reading_now::<T>(device, 3, Flags::HANDOVER));

        #[extrinsic_call]
        _(RawOrigin::Signed(to.clone()), reading);

        assert_eq!(Devices::<T>::get(device).map(|record| record.owner), Some(to));
    }

    /// All can be taken, of as many devices, and as many certifiers are removed as can be.
    #[benchmark]
    fn authorize_readings(n: Linear<1, { T::MaxBatch::get() }>) {
        let (_, readings) = readings::<T>(n);
        let readings = BoundedVec::truncate_from(readings);
        let validity;

        #[block]
        {
            validity = Pallet::<T>::authorize_readings(TransactionSource::InBlock, &readings);
        }

        assert_eq!(validity.map(|(validity, _)| validity.provides.len()), Ok(n as usize));
    }

    /// All are taken, of as many devices, which stay in their hour and their day.
    #[benchmark]
    fn submit_readings(n: Linear<1, { T::MaxBatch::get() }>) {
        let (devices, readings) = readings::<T>(n);

        #[extrinsic_call]
        _(RawOrigin::Authorized, BoundedVec::truncate_from(readings));

        assert_credited::<T>(devices);
    }

    /// As `submit_readings`: accepting costs more than refusing.
    #[benchmark]
    fn submit_paid_readings(n: Linear<1, { T::MaxBatch::get() }>) {
        let submitter: T::AccountId = whitelisted_caller();
        fund::<T>(&submitter);
        let (devices, readings) = readings::<T>(n);

        #[extrinsic_call]
        _(RawOrigin::Signed(submitter), BoundedVec::truncate_from(readings));

        assert_credited::<T>(devices);
    }

    /// Each device has as many gaps as it can have, of which the oldest is forgotten.
    #[benchmark]
    fn note_gaps(n: Linear<0, { T::MaxBatch::get() }>) {
        let mut devices = insert_devices::<T>(n);
        devices.iter().for_each(|(device, _)| fill_gaps::<T>(*device));
        let start = last_gap::<T>().end();
        let end = start.saturating_add(2 * HOUR_SECONDS);
        let measurement = Measurement {
            start,
            end,
            energy: Registers::default(),
            quality: Quality::Late,
            mineable: false,
            opening: false,
            extra: None,
        };

        #[block]
        {
            for (device, record) in &mut devices {
                Pallet::<T>::credit(*device, record, &measurement, Flags::RESUME);
            }
        }

        for (device, _) in devices {
            assert_eq!(Gaps::<T>::get(device).last().map(|gap| gap.end), Some(aligned(end)));
        }
    }

    #[benchmark]
    fn set_free_share() -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, Percent::from_percent(50));

        assert_eq!(FreeShare::<T>::get(), Percent::from_percent(50));
        Ok(())
    }

    #[benchmark]
    fn close_hours(n: Linear<0, { T::MaxBatch::get() }>) {
        let mut devices = insert_devices::<T>(n);
        let hour = Period::of(Pallet::<T>::now()).hour();

        #[block]
        {
            for (device, record) in &mut devices {
                Pallet::<T>::go_to_hour(*device, record, hour);
            }
        }

        assert_eq!(Intervals::<T>::iter().count(), n as usize);
    }

    /// Each closes one and opens the next.
    #[benchmark]
    fn change_days(n: Linear<0, { T::MaxBatch::get() }>) {
        let mut devices = insert_devices::<T>(n);
        let day = Period::of(Pallet::<T>::now()).day();

        #[block]
        {
            for (device, record) in &mut devices {
                Pallet::<T>::go_to_day(*device, record, day);
            }
        }

        let closed = Days::<T>::iter_values().filter(|entry| matches!(entry, DayEntry::Closed(_))).count();
        assert_eq!((closed, Days::<T>::iter_prefix(day).count()), (n as usize, n as usize));
    }

    #[benchmark]
    fn submit_closing_reading() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Metrology);
        move_deep::<T>(device);
        fill_revoked::<T>(T::MaxRevokedCertifiers::get());
        let closing = reading_now::<T>(device, 3, Flags::NONE);

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device, closing.registers, Registers::default(), closing.end);

        let meter = Devices::<T>::get(device).expect("inserted above").meter;
        assert_eq!((meter.last_end, meter.registers), (Some(closing.end), Registers::default()));
        assert!(Pallet::<T>::interval(device, Period::ending_at(closing.end)).is_some());
    }

    /// As many former keys are kept as can be.
    #[benchmark]
    fn replace_meter() {
        let owner = funded::<T>("owner", 0);
        let (public, device) = insert_device::<T>(&owner);
        fill_old_keys::<T>(device, key_of(public));
        let certifier = appoint::<T>(CertifierRole::Metrology);
        move_deep::<T>(device);
        fill_revoked::<T>(T::MaxRevokedCertifiers::get());
        let closing = reading_now::<T>(device, 3, Flags::NONE);
        let successor = new_key();
        let proof = sign(&successor, &change_to::<T>(device, key_of(successor)));

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device, closing.registers, Registers::default(), closing.end, key_of(successor), proof);

        let record = Devices::<T>::get(device).expect("inserted above");
        assert_eq!((record.meter.last_end, record.keys.key), (Some(closing.end), key_of(successor)));
        assert_eq!(FormerKeys::<T>::get(device).last().map(|former| former.key), Some(key_of(public)));
    }

    /// As `replace_meter`.
    #[benchmark]
    fn rotate_key() {
        let owner = funded::<T>("owner", 0);
        let (public, device) = insert_device::<T>(&owner);
        fill_old_keys::<T>(device, key_of(public));
        let successor = new_key();
        let payload = change_to::<T>(device, key_of(successor));
        let (old, new) = (sign(&public, &payload), sign(&successor, &payload));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), device, key_of(successor), old, new);

        assert_eq!(Devices::<T>::get(device).map(|record| record.keys.key), Some(key_of(successor)));
        assert_eq!(FormerKeys::<T>::get(device).last().map(|former| former.key), Some(key_of(public)));
    }

    /// As `replace_meter`.
    #[benchmark]
    fn delegate_key() {
        let owner = funded::<T>("owner", 0);
        let (public, device) = insert_device::<T>(&owner);
        fill_old_keys::<T>(device, key_of(public));
        let secret = p256_key();
        let delegation = Delegation { session_key: public, not_after: FAR };
        Devices::<T>::mutate(device, |stored| {
            let keys = &mut stored.as_mut().expect("inserted above").keys;
            (keys.key, keys.delegation) = (DeviceKey::P256(p256_public(&secret)), Some(delegation));
        });
        let (session_key, not_after) = (new_key(), FAR);
        let payload = KeyDelegation { device, number: MAX_FORMER_KEYS, session_key, not_after };
        let proof = DeviceSignature::P256(p256_sign(&secret, &payload.signing_payload(&Pallet::<T>::genesis_hash())));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), device, session_key, not_after, proof);

        let keys = Devices::<T>::get(device).expect("inserted above").keys;
        assert_eq!(keys.delegation, Some(Delegation { session_key, not_after }));
        assert_eq!(FormerKeys::<T>::get(device).last().map(|former| former.key), Some(key_of(public)));
    }

    /// Of a zone, as deep as zones can be; each certificate has an issuer of its own, who was appointed for the root.
    #[benchmark]
    fn amend() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);
        let zone = Devices::<T>::get(device).expect("inserted above").nameplate.zone;
        let issuer = |role| Pallet::<T>::insert_certifier(role, owner.clone(), Some(ROOT), FAR);
        let issuers = CertificateKind::ALL.map(|kind| issuer(kind.issued_by()));
        Devices::<T>::mutate(device, |stored| {
            let record = stored.as_mut().expect("inserted above");
            record.nameplate.zone = ROOT;
            let [type_approval, metrology, authorisation] = issuers;
            let held = &mut record.certificates;
            held.type_approval = held.type_approval.map(|issued| Issued { issuer: type_approval, ..issued });
            held.metrology = held.metrology.map(|issued| Issued { issuer: metrology, ..issued });
            held.authorisation = held.authorisation.map(|issued| Issued { issuer: authorisation, ..issued });
        });

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device, Amendment::Zone(zone));

        let record = Devices::<T>::get(device).expect("inserted above");
        assert_eq!(record.nameplate.zone, zone);
        assert!(record.certificates.are_complete());
    }

    /// By a regulator: the role that is looked up second.
    #[benchmark]
    fn object() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Regulator);
        move_deep::<T>(device);
        let (_, OpenDay { day, .. }) = earlier::<T>(&owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device, day, H256::zero());

        assert!(Objections::<T>::contains_key(device, day));
    }

    /// It is dismissed after mining came to the day.
    #[benchmark]
    fn decide_objection() -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let (device, day) = withheld::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, device, day, false);

        assert!(Released::<T>::contains_key(device, day));
        Ok(())
    }

    /// Its certifier was removed.
    #[benchmark]
    fn lapse_objection() {
        let (device, day) = withheld::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(funded::<T>("anybody", 0)), device, day);

        assert!(Released::<T>::contains_key(device, day));
    }

    /// Of a period in the ring, while as many periods are corrected as leave room for one more.
    #[benchmark]
    fn correct() {
        let owner = funded::<T>("owner", 0);
        let (_, device) = insert_device::<T>(&owner);
        let certifier = appoint::<T>(CertifierRole::Metrology);
        move_deep::<T>(device);
        let period = Period(PERIODS_PER_HOUR);
        Devices::<T>::mutate(device, |stored| {
            stored.as_mut().expect("inserted above").meter.last_end = Some(period.end());
        });
        let hour = HourOfIntervals::truncate_from(vec![IntervalRecord::empty(period, period.start())]);
        Intervals::<T>::insert(Pallet::<T>::slot_of(period.hour()), device, hour);
        let correction = |offset| Correction {
            period: Period(period.0.saturating_add(offset)),
            energy: Registers::default(),
            reason: H256::zero(),
        };
        Corrections::<T>::insert(device, BoundedVec::truncate_from((1..MAX_CORRECTIONS).map(correction).collect()));

        #[extrinsic_call]
        _(RawOrigin::Signed(certifier), device, period, Registers::default(), H256::zero());

        assert_eq!(Corrections::<T>::get(device).len() as u32, MAX_CORRECTIONS);
    }

    #[benchmark]
    fn verify_p256() {
        let secret = p256_key();
        let message = [7; 128];
        let signature = DeviceSignature::P256(p256_sign(&secret, &message));
        let key = DeviceKey::P256(p256_public(&secret));
        let is_signed;

        #[block]
        {
            is_signed = key.verify(&message, &signature);
        }

        assert!(is_signed);
    }

    /// One of the keys that were replaced signed, the last of as many as there can be.
    #[benchmark]
    fn report_equivocation() {
        let owner = funded::<T>("owner", 0);
        let reporter = funded::<T>("reporter", 0);
        fund::<T>(&T::FeeDestination::get());
        let (public, device) = insert_device::<T>(&owner);
        let counter = u64::from(MAX_FORMER_KEYS);
        fill_former_keys::<T>(device, key_of(public), counter);
        let signed = |generation| {
            let reading = Reading { counter, ..reading_now::<T>(device, generation, Flags::NONE) };
            sign_reading::<T>(&public, reading)
        };
        let (first, second) = (signed(3), signed(4));

        #[extrinsic_call]
        _(RawOrigin::Signed(reporter), first, second);

        let record = Devices::<T>::get(device).expect("inserted above");
        assert_eq!((record.status, record.deposit), (DeviceStatus::Suspended, 0));
    }

    #[benchmark]
    fn appoint_certifier() -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let who = funded::<T>("certifier", 0);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, CertifierRole::Metrology, who.clone(), Some(ROOT), FAR);

        assert!(Certifiers::<T>::contains_key(CertifierRole::Metrology, who));
        Ok(())
    }

    /// None of those removed before can be forgotten, so `r` stays below the bound.
    #[benchmark]
    fn remove_certifier(r: Linear<0, { T::MaxRevokedCertifiers::get() - 1 }>) -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let who = appoint::<T>(CertifierRole::Metrology);
        fill_revoked::<T>(r);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, CertifierRole::Metrology, who.clone());

        assert!(!Certifiers::<T>::contains_key(CertifierRole::Metrology, who));
        assert_eq!(RevokedCertifiers::<T>::get().len() as u32, r + 1);
        assert!(NextCertifierIndex::<T>::get() > 0);
        Ok(())
    }

    /// Entries of one day, which are dearer than going on to the next day.
    #[benchmark]
    fn prune_days(n: Linear<0, { T::MaxPrunedPerBlock::get() }>) {
        let owner: T::AccountId = account("owner", 0, 0);
        let day = Day(1);
        OldestDay::<T>::put(day);
        for index in 0..n {
            let device = H256::decode(&mut &sp_io::hashing::blake2_256(&index.encode())[..]).expect("32 bytes");
            let energy = DailyEnergy {
                owner: owner.clone(),
                kind: DeviceKind::Solar,
                import: Wh(1),
                export: Wh(1),
                generation: Wh(1),
                mineable_shared: Wh(1),
                mineable_self_used: Wh(0),
            };
            Days::<T>::insert(day, DeviceId(device), DayEntry::Closed(energy));
        }

        #[block]
        {
            Pallet::<T>::prune_days(Day(2), n);
        }

        assert_eq!(Days::<T>::iter_prefix(day).count(), 0);
    }

    /// The last slots of a device, each with a full hour in it, with another behind it in the queue.
    #[benchmark]
    fn prune_hours(n: Linear<1, { T::MaxPrunedPerBlock::get() }>) {
        let (_, device) = insert_device::<T>(&funded::<T>("owner", 0));
        let kept = Pallet::<T>::kept_hours();
        let first = kept.saturating_sub(n);
        let (hour, _) = earlier::<T>(&account("owner", 0, 0));
        (first..kept).for_each(|slot| Intervals::<T>::insert(slot, device, &hour));
        fill_gaps::<T>(device);
        Pallet::<T>::note_end(device);
        Pallet::<T>::note_end(device);
        EndedDevices::<T>::insert(0, EndedDevice { device, hour: Hour(0), next_slot: first });

        #[block]
        {
            Pallet::<T>::prune_hours(Hour(1), n);
        }

        assert_eq!(Intervals::<T>::iter_keys().count(), 0);
        assert_eq!(EndedQueue::<T>::get(), DeviceQueue { first: 1, next: 2 });
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
