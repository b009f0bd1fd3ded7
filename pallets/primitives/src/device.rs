//! A device: its key, what it measures, and what it may take part in.

use crate::{P256Public, P256Signature, Wh, PERIOD_SECONDS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ecdsa, ed25519, sr25519, H256};

/// A device's identifier: the BLAKE2b-256 hash of its SCALE-encoded [`DeviceKey`].
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(transparent)]
pub struct DeviceId(pub H256);

/// A device's public key. A P-256 key signs no readings, because a check of its signature in Wasm is too expensive for that: it delegates
/// to an Ed25519 key, see [`crate::KeyDelegation`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
pub enum DeviceKey {
    /// Ed25519 (RFC 8032).
    #[codec(index = 0)]
    Ed25519(ed25519::Public),
    /// Schnorrkel over Ristretto25519, signing context `substrate`.
    #[codec(index = 1)]
    Sr25519(sr25519::Public),
    /// ECDSA over secp256k1, of the BLAKE2b-256 hash of the message.
    #[codec(index = 2)]
    EcdsaSecp256k1(ecdsa::Public),
    /// ECDSA over P-256, of the SHA-256 hash of the message: what secure elements have.
    #[codec(index = 3)]
    P256(P256Public),
}

/// A signature by a [`DeviceKey`] of the same variant.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DeviceSignature {
    /// Ed25519.
    #[codec(index = 0)]
    Ed25519(ed25519::Signature),
    /// Schnorrkel.
    #[codec(index = 1)]
    Sr25519(sr25519::Signature),
    /// ECDSA, recoverable, with `s` in the lower half of the order.
    #[codec(index = 2)]
    EcdsaSecp256k1(ecdsa::Signature),
    /// ECDSA over P-256, with `s` in the lower half of the order.
    #[codec(index = 3)]
    P256(P256Signature),
}

/// Half of the order of secp256k1, big-endian: a larger `s` is the mirror image of a valid signature (BIP 62).
const SECP256K1_HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57,
    0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

impl DeviceKey {
    /// The device's identifier.
    pub fn id(&self) -> DeviceId {
        DeviceId(H256(sp_io::hashing::blake2_256(&self.encode())))
    }

    /// Whether `signature` is this key's over `message`. A signature of another variant, or an ECDSA one whose `s` is in the
    /// upper half of the order, is not.
    pub fn verify(&self, message: &[u8], signature: &DeviceSignature) -> bool {
        match (self, signature) {
            (Self::Ed25519(key), DeviceSignature::Ed25519(s)) => sp_io::crypto::ed25519_verify(s, message, key),
            (Self::Sr25519(key), DeviceSignature::Sr25519(s)) => sp_io::crypto::sr25519_verify(s, message, key),
            (Self::EcdsaSecp256k1(key), DeviceSignature::EcdsaSecp256k1(s)) => {
                let low_s = s.0.get(32..64).is_some_and(|s| s <= SECP256K1_HALF_ORDER.as_slice());
                low_s && sp_io::crypto::ecdsa_verify_prehashed(s, &sp_io::hashing::blake2_256(message), key)
            }
            (Self::P256(key), DeviceSignature::P256(s)) => key.verify(message, s),
            _ => false,
        }
    }

    /// Whether readings can be signed with it.
    pub fn signs_readings(&self) -> bool {
        !matches!(self, Self::P256(_))
    }
}

/// Most that a device can do, as its nameplate states it. For media that are not counted in Wh, the medium's base unit stands for Wh.
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
#[serde(rename_all = "camelCase")]
pub struct Capacities {
    /// Most that it can take from the grid, in W.
    pub load_w: u32,
    /// Most that it can generate, in W.
    pub generation_w: u32,
    /// Most that it can give to the grid, in W: what was generated, or what comes out of a store.
    pub export_w: u32,
    /// Most that it can store.
    pub storage: Wh,
}

impl Capacities {
    /// Whether a device of `kind` can do something, and nothing that is not of its kind: a pure consumer takes from the grid only, and a
    /// store stores.
    pub fn fit(&self, kind: DeviceKind) -> bool {
        let Self { load_w, generation_w, export_w, storage } = *self;
        let gives_nothing = generation_w == 0 && export_w == 0 && storage == Wh::ZERO;
        match kind {
            DeviceKind::Consumption => load_w != 0 && gives_nothing,
            DeviceKind::Storage => storage != Wh::ZERO,
            _ => load_w != 0 || !gives_nothing,
        }
    }
}

/// How long the spans are that a meter measures by. Markets are of quarter hours.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Resolution {
    /// 15 minutes: a delivery period.
    #[default]
    #[codec(index = 15)]
    QuarterHour,
    /// 30 minutes.
    #[codec(index = 30)]
    HalfHour,
    /// 60 minutes.
    #[codec(index = 60)]
    Hour,
}

impl Resolution {
    /// How many delivery periods a span has.
    pub fn periods(self) -> u32 {
        match self {
            Self::QuarterHour => 1,
            Self::HalfHour => 2,
            Self::Hour => 4,
        }
    }

    /// How many seconds a span has.
    pub fn seconds(self) -> u64 {
        u64::from(self.periods()).saturating_mul(PERIOD_SECONDS)
    }
}

/// What stands behind the meter, and so what its generation register counts.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum DeviceKind {
    /// Consumption only.
    #[codec(index = 0)]
    Consumption,
    /// Photovoltaics or solar heat.
    #[codec(index = 1)]
    Solar,
    /// Wind.
    #[codec(index = 2)]
    Wind,
    /// Hydro power.
    #[codec(index = 3)]
    Hydro,
    /// Geothermal.
    #[codec(index = 4)]
    Geothermal,
    /// Biomass.
    #[codec(index = 5)]
    Biomass,
    /// Waste heat.
    #[codec(index = 6)]
    WasteHeat,
    /// A battery or another store.
    #[codec(index = 7)]
    Storage,
    /// A charging point for electric vehicles.
    #[codec(index = 8)]
    EvCharger,
    /// Generation from fossil fuel.
    #[codec(index = 9)]
    Fossil,
}

impl DeviceKind {
    /// Whether what it generates is energy from renewable sources (Directive (EU) 2018/2001, Art. 2). A store is not: it gives back
    /// what it was given.
    pub fn is_renewable(self) -> bool {
        matches!(self, Self::Solar | Self::Wind | Self::Hydro | Self::Geothermal | Self::Biomass)
    }
}

/// What is measured: the code is OBIS value group A (IEC 62056-6-1).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Medium {
    /// Electricity, in Wh.
    #[codec(index = 1)]
    Electricity,
    /// Cooling, in Wh.
    #[codec(index = 5)]
    Cooling,
    /// Heat, in Wh.
    #[codec(index = 6)]
    Heat,
    /// Gas, in litres at base conditions.
    #[codec(index = 7)]
    Gas,
    /// Cold water, in litres.
    #[codec(index = 8)]
    ColdWater,
    /// Hot water, in litres.
    #[codec(index = 9)]
    HotWater,
    /// Any other, such as oil in litres or coal in kilograms.
    #[codec(index = 15)]
    Other,
}

impl Medium {
    /// OBIS value group A.
    pub fn obis_group_a(self) -> u8 {
        match self {
            Self::Electricity => 1,
            Self::Cooling => 5,
            Self::Heat => 6,
            Self::Gas => 7,
            Self::ColdWater => 8,
            Self::HotWater => 9,
            Self::Other => 15,
        }
    }

    /// Whether its registers count Wh.
    pub fn is_energy(self) -> bool {
        matches!(self, Self::Electricity | Self::Cooling | Self::Heat)
    }
}

/// What a regulator authorises a device for: a set of bits.
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
pub struct Permissions(pub u8);

impl Permissions {
    /// Have its readings recorded.
    pub const MONITOR: Self = Self(1);
    /// Trade its energy.
    pub const TRADE: Self = Self(1 << 1);
    /// Have green certificates issued.
    pub const CERTIFY: Self = Self(1 << 2);
    /// Take part in energy mining.
    pub const MINE: Self = Self(1 << 3);
    /// Take part in demand response.
    pub const DEMAND_RESPONSE: Self = Self(1 << 4);
    /// Settle charging sessions.
    pub const CHARGE: Self = Self(1 << 5);
    /// All of the above.
    pub const ALL: Self = Self(0b11_1111);

    /// Whether every bit of `other` is set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether only defined bits are set, and at least one.
    pub fn is_valid(self) -> bool {
        self.0 != 0 && Self::ALL.contains(self)
    }
}

impl core::ops::BitOr for Permissions {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::Pair;

    #[test]
    fn signature_should_verify_when_it_is_of_the_key_and_message() {
        let message = b"a message".as_slice();
        let ed = ed25519::Pair::from_seed(&[1; 32]);
        let sr = sr25519::Pair::from_seed(&[2; 32]);
        let ec = ecdsa::Pair::from_seed(&[3; 32]);
        let pairs = [
            (DeviceKey::Ed25519(ed.public()), DeviceSignature::Ed25519(ed.sign(message))),
            (DeviceKey::Sr25519(sr.public()), DeviceSignature::Sr25519(sr.sign(message))),
            (DeviceKey::EcdsaSecp256k1(ec.public()), DeviceSignature::EcdsaSecp256k1(ec.sign(message))),
        ];
        for (i, (key, _)) in pairs.iter().enumerate() {
            for (j, (_, signature)) in pairs.iter().enumerate() {
                assert_eq!(key.verify(message, signature), i == j);
                assert!(!key.verify(b"another", signature));
            }
        }
    }

    /// Attack 10: `(r, n - s)` with the other recovery bit is the same signature to a verifier that does not look.
    #[test]
    fn ecdsa_signature_should_be_refused_when_s_is_in_the_upper_half() {
        const ORDER: [u8; 32] = hex_literal::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        let pair = ecdsa::Pair::from_seed(&[3; 32]);
        let key = DeviceKey::EcdsaSecp256k1(pair.public());
        let good = pair.sign(b"m");
        let mut mirrored = good.clone();
        let mut borrow = 0i16;
        for i in (0..32).rev() {
            let d = i16::from(ORDER[i]) - i16::from(good.0[32 + i]) - borrow;
            borrow = i16::from(d < 0);
            mirrored.0[32 + i] = d.rem_euclid(256) as u8;
        }
        mirrored.0[64] ^= 1;
        let prehash = sp_io::hashing::blake2_256(b"m");
        assert!(sp_io::crypto::ecdsa_verify_prehashed(&mirrored, &prehash, &pair.public()), "the mirror image is valid maths");
        assert!(key.verify(b"m", &DeviceSignature::EcdsaSecp256k1(good)));
        assert!(!key.verify(b"m", &DeviceSignature::EcdsaSecp256k1(mirrored)));
    }

    #[test]
    fn permissions_should_be_valid_only_when_known_and_not_empty() {
        assert!(Permissions::ALL.is_valid());
        assert!(!Permissions(0).is_valid());
        assert!(!Permissions(1 << 6).is_valid());
        assert!((Permissions::MINE | Permissions::MONITOR).contains(Permissions::MINE));
        assert!(!Permissions::MONITOR.contains(Permissions::MINE));
    }
}
