//! A key has one form: a second one would be a second device with the same key.

use hex_literal::hex;
use p256::ecdsa::{signature::Signer, Signature, SigningKey, VerifyingKey};
use uen_primitives::{P256Public, P256Signature};

/// The first bytes of the two compressed forms (SEC 1, 2.3.3).
const COMPRESSED: [u8; 2] = [2, 3];

#[test]
fn key_should_be_refused_when_its_first_byte_is_not_of_a_compressed_point() {
    // Private keys 1, 2, 3 ...: some of their points have the smaller y of the two with their x, some the larger one. A library
    // that also knows the "compact" form, 0x05 and x, takes the smaller one.
    for secret in 1..=8 {
        let mut scalar = [0; 32];
        scalar[31] = secret;
        let pair = SigningKey::from_slice(&scalar).expect("the scalar is below the order");
        let signature: Signature = pair.sign(b"m");
        let signature = P256Signature(signature.normalize_s().unwrap_or(signature).to_bytes().into());
        let mut key = [0; 33];
        key.copy_from_slice(pair.verifying_key().to_encoded_point(true).as_bytes());
        assert!(P256Public(key).verify(b"m", &signature), "private key {secret}");
        for first in (0..=u8::MAX).filter(|first| !COMPRESSED.contains(first)) {
            key[0] = first;
            assert!(!P256Public(key).verify(b"m", &signature), "private key {secret} verifies with the first byte {first:#04x}");
        }
    }
}

#[test]
fn key_should_be_refused_when_it_is_no_point_of_the_curve() {
    // No point has the x 1. The coordinate p would be read as 0 by a library that reduces it, and 0 is the x of two points.
    // Nobody knows a private key for either, so the library is asked for its reading of the key.
    let mut one = [0; 32];
    one[31] = 1;
    let p = hex!("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    for (x, is_point) in [([0; 32], true), (one, false), (p, false), ([0xff; 32], false)] {
        for first in COMPRESSED {
            let mut key = [first; 33];
            key[1..].copy_from_slice(&x);
            assert_eq!(VerifyingKey::from_sec1_bytes(&key).is_ok(), is_point, "{}", hex::encode(key));
            assert!(!P256Public(key).verify(b"m", &P256Signature([1; 64])));
        }
    }
}
