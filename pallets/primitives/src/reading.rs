//! The messages that a device signs.

use crate::{DeviceId, DeviceKey, DeviceSignature, Medium, UnixSeconds, Wh};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, H256};

/// Cumulative registers in Wh (or the medium's base unit). They count up for the life of the meter.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
pub struct Registers {
    /// Taken from the grid: OBIS 1.8.0.
    pub import: Wh,
    /// Given to the grid: OBIS 2.8.0.
    pub export: Wh,
    /// Generated behind the grid meter: a generation meter's 2.8.0.
    pub generation: Wh,
}

impl Registers {
    /// What was counted since `earlier`; `None` if any register ran backwards.
    pub fn since(&self, earlier: &Self) -> Option<Self> {
        Some(Self {
            import: self.import.checked_sub(earlier.import)?,
            export: self.export.checked_sub(earlier.export)?,
            generation: self.generation.checked_sub(earlier.generation)?,
        })
    }

    /// Each register divided by `number`, rounded down; all of it if `number` is 0.
    pub fn divided_by(&self, number: u32) -> Self {
        let share = |register: Wh| Wh(register.0.checked_div(number.into()).unwrap_or(register.0));
        Self { import: share(self.import), export: share(self.export), generation: share(self.generation) }
    }

    /// The sum register by register; `None` on overflow.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            import: self.import.checked_add(other.import)?,
            export: self.export.checked_add(other.export)?,
            generation: self.generation.checked_add(other.generation)?,
        })
    }
}

/// What the device says of a reading: a set of bits. Unknown bits are refused.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct Flags(pub u16);

impl Flags {
    /// A plain reading.
    pub const NONE: Self = Self(0);
    /// The device substituted a value that it could not measure.
    pub const ESTIMATED: Self = Self(1);
    /// A person typed the value in.
    pub const MANUAL: Self = Self(1 << 1);
    /// The reading hands the device over to another owner.
    pub const HANDOVER: Self = Self(1 << 2);
    /// Readings before this one are missing, or energy was not counted for a while. Only the device can say so: without this flag a
    /// reading has to follow the last one without a gap.
    pub const RESUME: Self = Self(1 << 3);
    /// The registers are set anew, and nothing is credited: for a meter that shows 0 before it shows its register.
    pub const OPENING: Self = Self(1 << 4);
    /// All of the above.
    pub const ALL: Self = Self(Self::ESTIMATED.0 | Self::MANUAL.0 | Self::HANDOVER.0 | Self::RESUME.0 | Self::OPENING.0);

    /// Whether every bit of `other` is set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether only defined bits are set.
    pub fn is_valid(self) -> bool {
        self.0 & !Self::ALL.0 == 0
    }
}

/// A meter reading: the registers at `end`, and the span that they close.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Reading {
    /// The device.
    pub device: DeviceId,
    /// One more than in the reading before, or more than that with [`Flags::RESUME`]. The first reading of a device has 1.
    pub counter: u64,
    /// Start of the span: the `end` of the reading before, or later with [`Flags::RESUME`].
    pub start: UnixSeconds,
    /// When the registers were read.
    pub end: UnixSeconds,
    /// What is measured.
    pub medium: Medium,
    /// The registers at `end`.
    pub registers: Registers,
    /// What the device says of the reading.
    pub flags: Flags,
}

impl Reading {
    /// Keeps a reading from being taken for any other signed message, or for one of a later version.
    pub const DOMAIN: &'static [u8] = b"UEN:reading:v1";

    /// What the device signs: domain tag, genesis hash, then the fields of the reading in SCALE (integers little-endian).
    pub fn signing_payload(&self, genesis_hash: &H256) -> Vec<u8> {
        let mut payload = Vec::with_capacity(Self::DOMAIN.len().saturating_add(32).saturating_add(Self::max_encoded_len()));
        payload.extend_from_slice(Self::DOMAIN);
        payload.extend_from_slice(genesis_hash.as_bytes());
        self.encode_to(&mut payload);
        payload
    }
}

/// A reading with the device's signature over [`Reading::signing_payload`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SignedReading {
    /// The reading.
    pub reading: Reading,
    /// The device's signature.
    pub signature: DeviceSignature,
}

/// What a device signs to be registered: that whoever registers it has it at hand, and for this owner on this chain.
pub struct ProofOfPossession;

impl ProofOfPossession {
    /// Domain tag.
    pub const DOMAIN: &'static [u8] = b"UEN:possession:v1";

    /// Domain tag, genesis hash, owner (SCALE), key (SCALE).
    pub fn signing_payload<AccountId: Encode>(genesis_hash: &H256, owner: &AccountId, key: &DeviceKey) -> Vec<u8> {
        let mut payload = Vec::from(Self::DOMAIN);
        payload.extend_from_slice(genesis_hash.as_bytes());
        owner.encode_to(&mut payload);
        key.encode_to(&mut payload);
        payload
    }
}

/// What is signed when a device gets another key: by the new key, and by the key before if the meter stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The device.
    pub device: DeviceId,
    /// How many changes of keys and delegations the device had before, so that none can be repeated.
    pub number: u32,
    /// The new key.
    pub key: DeviceKey,
}

impl KeyChange {
    /// Domain tag.
    pub const DOMAIN: &'static [u8] = b"UEN:key:v1";

    /// Domain tag, genesis hash, device, number (little-endian), key (SCALE).
    pub fn signing_payload(&self, genesis_hash: &H256) -> Vec<u8> {
        let Self { device, number, key } = self;
        [Self::DOMAIN, genesis_hash.as_bytes(), &(device, number, key).encode()].concat()
    }
}

/// What a P-256 key signs to have an Ed25519 key sign readings for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyDelegation {
    /// The device.
    pub device: DeviceId,
    /// How many changes of keys and delegations the device had before, so that none can be repeated.
    pub number: u32,
    /// The key that signs readings.
    pub session_key: ed25519::Public,
    /// It signs no reading that ends later.
    pub not_after: UnixSeconds,
}

impl KeyDelegation {
    /// Domain tag.
    pub const DOMAIN: &'static [u8] = b"UEN:delegation:v1";

    /// Domain tag, genesis hash, device, number, session key, end; numbers are little-endian.
    pub fn signing_payload(&self, genesis_hash: &H256) -> Vec<u8> {
        let Self { device, number, session_key, not_after } = self;
        [Self::DOMAIN, genesis_hash.as_bytes(), &(device, number, session_key, not_after).encode()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_of_keys_should_be_the_documented_bytes() {
        let (device, number, genesis) = (DeviceId(H256([7; 32])), 258, H256([9; 32]));
        let session_key = ed25519::Public::from_raw([5; 32]);
        let change = KeyChange { device, number, key: DeviceKey::Ed25519(session_key) };
        let head = |domain: &[u8]| [domain, &[9; 32], &[7; 32], &[2, 1, 0, 0]].concat();
        assert_eq!(change.signing_payload(&genesis), [head(b"UEN:key:v1"), vec![0], vec![5; 32]].concat());
        let delegation = KeyDelegation { device, number, session_key, not_after: 3 };
        let expected = [head(b"UEN:delegation:v1"), vec![5; 32], 3u64.to_le_bytes().to_vec()].concat();
        assert_eq!(delegation.signing_payload(&genesis), expected);
    }

    #[test]
    fn payload_should_be_the_documented_bytes() {
        let reading = Reading {
            device: DeviceId(H256([7; 32])),
            counter: 1,
            start: 2,
            end: 3,
            medium: Medium::Electricity,
            registers: Registers { import: Wh(4), export: Wh(5), generation: Wh(6) },
            flags: Flags::MANUAL,
        };
        let payload = reading.signing_payload(&H256([9; 32]));
        let mut expected = b"UEN:reading:v1".to_vec();
        expected.extend([9; 32]);
        expected.extend([7; 32]);
        for number in [1u64, 2, 3] {
            expected.extend(number.to_le_bytes());
        }
        expected.push(1);
        for number in [4u64, 5, 6] {
            expected.extend(number.to_le_bytes());
        }
        expected.extend(2u16.to_le_bytes());
        assert_eq!(payload, expected);
    }

    #[test]
    fn registers_should_not_subtract_when_one_ran_backwards() {
        let later = Registers { import: Wh(5), export: Wh(5), generation: Wh(5) };
        for earlier in
            [Registers { import: Wh(6), ..later }, Registers { export: Wh(6), ..later }, Registers { generation: Wh(6), ..later }]
        {
            assert_eq!(later.since(&earlier), None);
        }
        assert_eq!(later.since(&later), Some(Registers::default()));
    }
}
