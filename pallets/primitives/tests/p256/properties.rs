//! What holds of every key, message and signature.

use crate::case::{is_low, mirror_image};
use p256::ecdsa::{signature::Signer, Signature, SigningKey};
use proptest::{collection::vec, prelude::*, sample::Index};
use uen_primitives::{P256Public, P256Signature};

/// A key, a message and a signature.
#[derive(Clone, Debug)]
struct Signed {
    key: P256Public,
    message: Vec<u8>,
    signature: P256Signature,
}

impl Signed {
    /// A signature with a low `s`.
    fn new(pair: &SigningKey, message: Vec<u8>) -> Self {
        let signature: Signature = pair.sign(&message);
        let signature = P256Signature(signature.normalize_s().unwrap_or(signature).to_bytes().into());
        let mut key = [0; 33];
        key.copy_from_slice(pair.verifying_key().to_encoded_point(true).as_bytes());
        Self { key: P256Public(key), message, signature }
    }

    fn verifies(&self) -> bool {
        self.key.verify(&self.message, &self.signature)
    }

    /// How many bits the three have.
    fn bits(&self) -> usize {
        8 * (33 + 64 + self.message.len())
    }

    /// Flips one of them: the key's come first, then the signature's, then the message's.
    fn flip(&mut self, bit: usize) {
        let byte =
            self.key.0.iter_mut().chain(&mut self.signature.0).chain(&mut self.message).nth(bit / 8).expect("the bit exists");
        *byte ^= 1 << (bit % 8);
    }
}

/// Any private key. A scalar that is 0 or not below the order, one in 2^32, is drawn again.
fn pair() -> impl Strategy<Value = SigningKey> {
    any::<[u8; 32]>().prop_filter_map("no private key", |scalar| SigningKey::from_slice(&scalar).ok())
}

fn signed() -> impl Strategy<Value = Signed> {
    (pair(), vec(any::<u8>(), 0..300)).prop_map(|(pair, message)| Signed::new(&pair, message))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn signature_should_be_refused_when_any_bit_is_flipped(mut signed in signed(), bit in any::<Index>()) {
        prop_assert!(signed.verifies());
        signed.flip(bit.index(signed.bits()));
        prop_assert!(!signed.verifies());
    }

    #[test]
    fn signature_should_be_refused_when_it_is_mirrored(mut signed in signed()) {
        prop_assert!(is_low(&signed.signature));
        signed.signature = mirror_image(&signed.signature).expect("s is between 0 and n");
        prop_assert!(!signed.verifies());
    }

    #[test]
    fn signature_should_be_refused_when_another_key_made_it(one in signed(), other in signed()) {
        prop_assume!(one.key != other.key);
        prop_assert!(!other.key.verify(&one.message, &one.signature));
    }

    #[test]
    fn signature_should_be_refused_when_it_is_any_bytes(signed in signed(), bytes in vec(any::<u8>(), 64)) {
        let bytes = bytes.try_into().expect("there are 64");
        prop_assert!(!signed.key.verify(&signed.message, &P256Signature(bytes)));
    }
}

#[test]
fn signature_should_be_refused_when_each_bit_in_turn_is_flipped() {
    let pair = SigningKey::from_slice(&[7; 32]).expect("the scalar is below the order");
    let signed = Signed::new(&pair, b"The meter counted 1500 Wh.".to_vec());
    assert!(signed.verifies());
    for bit in 0..signed.bits() {
        let mut flipped = signed.clone();
        flipped.flip(bit);
        assert!(!flipped.verifies(), "bit {bit}");
    }
}
