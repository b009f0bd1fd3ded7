//! The keys of a device over its life. Its identifier is the hash of the first one and never changes.

use crate::RejectReason;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{ed25519, H256};
use uen_primitives::{DeviceKey, DeviceSignature, SignedReading, UnixSeconds};

/// That a P-256 key had an Ed25519 key sign readings for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Delegation {
    /// The key that signs readings.
    pub session_key: ed25519::Public,
    /// It signs no reading that ends later.
    pub not_after: UnixSeconds,
}

/// The keys in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeviceKeys {
    /// The device's key.
    pub key: DeviceKey,
    /// To whom it delegated. Only a key that signs no readings does.
    pub delegation: Option<Delegation>,
    /// How many changes of keys and delegations there were, so that what was signed for one cannot be used for another.
    pub number: u32,
    /// Readings with larger counters than this are signed by the keys in force.
    pub from: u64,
}

impl DeviceKeys {
    /// Those of a device that is registered with `key`.
    pub fn new(key: DeviceKey) -> Self {
        Self { key, delegation: None, number: 0, from: 0 }
    }

    /// The key that signs readings; `None` if one would have to be delegated to first.
    pub fn signing_key(&self) -> Option<DeviceKey> {
        if self.key.signs_readings() {
            return Some(self.key);
        }
        self.delegation.map(|delegation| DeviceKey::Ed25519(delegation.session_key))
    }

    /// Whether there is a key that signs readings that end at `end`.
    ///
    /// # Errors
    /// `DelegationMissing` or `DelegationExpired`.
    pub fn check(&self, end: UnixSeconds) -> Result<(), RejectReason> {
        match self.delegation {
            _ if self.key.signs_readings() => Ok(()),
            None => Err(RejectReason::DelegationMissing),
            Some(delegation) if end > delegation.not_after => Err(RejectReason::DelegationExpired),
            Some(_) => Ok(()),
        }
    }

    /// Those after a change, when the device's last counter is `counter`. `None` after four billion changes.
    pub fn changed(&self, key: DeviceKey, delegation: Option<Delegation>, counter: u64) -> Option<Self> {
        Some(Self { key, delegation, number: self.number.checked_add(1)?, from: counter })
    }
}

/// A key that signed readings until it was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FormerKey {
    /// The key.
    pub key: DeviceKey,
    /// The counter of the last reading before it was replaced: it signs none with a larger one.
    pub last_counter: u64,
    /// When it was replaced.
    pub replaced_at: UnixSeconds,
}

/// Whether `signed` carries the signature of `key`, on the chain of this block 0.
pub fn signs(key: &DeviceKey, signed: &SignedReading, genesis_hash: &H256) -> bool {
    key.verify(&signed.reading.signing_payload(genesis_hash), &signed.signature)
}

/// How many of these are checked in Wasm, where each costs as much as dozens of the others.
pub fn p256_checks(signatures: &[&DeviceSignature]) -> u64 {
    let checks = signatures.iter().filter(|signature| matches!(signature, DeviceSignature::P256(_))).count();
    u64::try_from(checks).unwrap_or(u64::MAX)
}
