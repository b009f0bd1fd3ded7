//! Keys: rotated by the owner, replaced with the meter, delegated, and found again when what they signed is looked at.

use crate::{
    keys::{p256_checks, signs, Delegation},
    Config, DeviceRecordOf, Error, Event, FormerKey, FormerKeys, Pallet, WeightInfo,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchResult, Weight},
    traits::Get,
};
use sp_core::ed25519;
use uen_primitives::{DeviceId, DeviceKey, DeviceSignature, KeyChange, KeyDelegation, SignedReading, UnixSeconds};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_rotate_key(
        who: T::AccountId,
        device: DeviceId,
        key: DeviceKey,
        old_proof: DeviceSignature,
        new_proof: DeviceSignature,
    ) -> DispatchResult {
        Self::mutate_living(device, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(record.keys.key != key, Error::<T>::SameKey);
            let payload = KeyChange { device, number: record.keys.number, key }.signing_payload(&Self::genesis_hash());
            let are_signed = record.keys.key.verify(&payload, &old_proof) && key.verify(&payload, &new_proof);
            ensure!(are_signed, Error::<T>::BadSignature);
            Self::change_keys(device, record, key, None)
        })?;
        Self::deposit_event(Event::KeyRotated { device, key });
        Ok(())
    }

    pub(crate) fn do_delegate_key(
        device: DeviceId,
        session_key: ed25519::Public,
        not_after: UnixSeconds,
        proof: DeviceSignature,
    ) -> DispatchResult {
        Self::mutate_living(device, |record| {
            let key = record.keys.key;
            ensure!(!key.signs_readings(), Error::<T>::NotDelegable);
            ensure!(not_after > Self::now(), Error::<T>::InvalidExpiry);
            let delegation = KeyDelegation { device, number: record.keys.number, session_key, not_after };
            ensure!(key.verify(&delegation.signing_payload(&Self::genesis_hash()), &proof), Error::<T>::BadSignature);
            Self::change_keys(device, record, key, Some(Delegation { session_key, not_after }))
        })?;
        Self::deposit_event(Event::KeyDelegated { device, session_key, not_after });
        Ok(())
    }

    /// Put other keys in force. The one that signed readings until now is kept as long as its owner answers for it, and longer if there is
    /// room.
    pub(crate) fn change_keys(
        device: DeviceId,
        record: &mut DeviceRecordOf<T>,
        key: DeviceKey,
        delegation: Option<Delegation>,
    ) -> DispatchResult {
        let counter = record.meter.counter;
        // A key that signed no reading that was recorded is not missed.
        if let Some(former) = record.keys.signing_key().filter(|_| counter > record.keys.from) {
            let former = FormerKey { key: former, last_counter: counter, replaced_at: Self::now() };
            FormerKeys::<T>::try_mutate(device, |keys| {
                if keys.is_full() && keys.first().is_some_and(|oldest| !Self::answers_for(oldest)) {
                    let _ = keys.drain(..1);
                }
                keys.try_push(former).map_err(|_| Error::<T>::MaxKeysExceeded)
            })?;
        }
        record.keys = record.keys.changed(key, delegation, counter).ok_or(Error::<T>::MaxKeysExceeded)?;
        Ok(())
    }

    /// Whether all of `readings` carry the signature of the key that was in force for their counter: `former`, or if there is none the
    /// present one.
    pub(crate) fn were_signed(record: &DeviceRecordOf<T>, former: Option<FormerKey>, readings: &[&SignedReading]) -> bool {
        let Some(key) = former.map(|former| former.key).or_else(|| record.keys.signing_key()) else { return false };
        let genesis_hash = Self::genesis_hash();
        readings.iter().all(|signed| signs(&key, signed, &genesis_hash))
    }

    /// The key that signed readings with `counter`, if it is not in force any more.
    pub(crate) fn former_key(device: DeviceId, record: &DeviceRecordOf<T>, counter: u64) -> Option<FormerKey> {
        if counter > record.keys.from {
            return None;
        }
        FormerKeys::<T>::get(device).into_iter().find(|former| counter <= former.last_counter)
    }

    /// Whether an owner still answers for what a key signed. A key is often replaced because somebody else may have it.
    pub(crate) fn answers_for(former: &FormerKey) -> bool {
        Self::now() <= former.replaced_at.saturating_add(T::RevocationPeriod::get())
    }

    /// What checking signatures weighs beyond what calls are measured with.
    pub(crate) fn weight_of_proofs(proofs: &[&DeviceSignature]) -> Weight {
        T::WeightInfo::verify_p256().saturating_mul(p256_checks(proofs))
    }
}
