//! Key pairs of devices.

use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use uen_primitives::{DeviceKey, DeviceSignature, Reading, SignedReading};

/// A signature scheme of devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Ed25519 (RFC 8032).
    #[default]
    Ed25519,
    /// Schnorr signatures over Ristretto25519.
    Sr25519,
    /// ECDSA over secp256k1.
    Ecdsa,
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "ed25519",
            Self::Sr25519 => "sr25519",
            Self::Ecdsa => "ecdsa",
        })
    }
}

/// A device's key pair.
pub enum DevicePair {
    /// Ed25519.
    Ed25519(Box<ed25519::Pair>),
    /// Schnorrkel.
    Sr25519(Box<sr25519::Pair>),
    /// ECDSA over secp256k1.
    Ecdsa(Box<ecdsa::Pair>),
}

impl DevicePair {
    /// The pair of a 32-byte secret; `None` if the scheme has no such key.
    pub fn from_seed(scheme: Scheme, seed: &[u8; 32]) -> Option<Self> {
        Some(match scheme {
            Scheme::Ed25519 => Self::Ed25519(Box::new(ed25519::Pair::from_seed_slice(seed).ok()?)),
            Scheme::Sr25519 => Self::Sr25519(Box::new(sr25519::Pair::from_seed_slice(seed).ok()?)),
            Scheme::Ecdsa => Self::Ecdsa(Box::new(ecdsa::Pair::from_seed_slice(seed).ok()?)),
        })
    }

    /// The public key.
    pub fn key(&self) -> DeviceKey {
        match self {
            Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
            Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
            Self::Ecdsa(pair) => DeviceKey::EcdsaSecp256k1(pair.public()),
        }
    }

    /// A signature over `message`.
    pub fn sign(&self, message: &[u8]) -> DeviceSignature {
        match self {
            Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(message)),
            Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(message)),
            Self::Ecdsa(pair) => DeviceSignature::EcdsaSecp256k1(pair.sign(message)),
        }
    }

    /// `reading`, signed for the chain with this genesis.
    pub fn sign_reading(&self, reading: Reading, genesis: &sp_core::H256) -> SignedReading {
        let signature = self.sign(&reading.signing_payload(genesis));
        SignedReading { reading, signature }
    }
}
