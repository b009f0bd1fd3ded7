//! ECDSA over P-256 with SHA-256 (FIPS 186-5), as secure elements, OCMF and security suite 1 of IEC 62056-5-3 have it.
//!
//! The chain has no host function for it: a check runs in Wasm and costs as much as dozens of the others.

use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use p256::ecdsa::{signature::Verifier, Signature, VerifyingKey};
use scale_info::TypeInfo;
use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

/// A public key: a point of the curve in SEC 1 compressed form.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct P256Public(pub [u8; 33]);

/// A signature: `r` and `s`, big-endian.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct P256Signature(pub [u8; 64]);

impl P256Public {
    /// Whether `signature` is this key's over `message`. It is not if its `s` is in the upper half of the order: that is the mirror image
    /// of another one (attack 10).
    ///
    /// Nor is anything signed by a key whose first byte is not that of the compressed form. SEC 1 knows another form of this length, with
    /// which one key would have two identifiers.
    pub fn verify(&self, message: &[u8], signature: &P256Signature) -> bool {
        let is_compressed = matches!(self.0, [2 | 3, ..]);
        if !is_compressed {
            return false;
        }
        let Ok(key) = VerifyingKey::from_sec1_bytes(&self.0) else { return false };
        let Ok(signature) = Signature::from_slice(&signature.0) else { return false };
        signature.normalize_s().is_none() && key.verify(message, &signature).is_ok()
    }
}

impl AsRef<[u8]> for P256Public {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for P256Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", sp_core::bytes::to_hex(&self.0, false))
    }
}

impl fmt::Debug for P256Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", sp_core::bytes::to_hex(&self.0, false))
    }
}

impl Serialize for P256Public {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format!("{self:?}"))
    }
}

impl<'de> Deserialize<'de> for P256Public {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = sp_core::bytes::from_hex(&text).map_err(D::Error::custom)?;
        let length = bytes.len();
        let key = bytes.try_into().map_err(|_| D::Error::custom(format!("a P-256 key has 33 bytes, not {length}")))?;
        Ok(Self(key))
    }
}
