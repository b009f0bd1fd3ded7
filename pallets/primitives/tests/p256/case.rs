//! One published case, and what this crate has to make of it. The arithmetic here is the tests' own: they do not lean on the code
//! they test.

use hex_literal::hex;
use uen_primitives::{P256Public, P256Signature};

/// The order of the curve's group, n (SP 800-186, 3.2.1.3).
const ORDER: [u8; 32] = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/// Half of it, rounded down: the largest `s` that is low.
const HALF_ORDER: [u8; 32] = hex!("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8");

/// What was seen of a number of cases.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Valid, with a low `s`: verified as published.
    pub low: usize,
    /// Valid, with a high `s`: refused as published, and verified with n - s.
    pub high: usize,
    /// Invalid: refused as published and with n - s.
    pub invalid: usize,
}

/// A case.
pub struct Case {
    /// What to call it when it fails.
    pub name: String,
    pub key: P256Public,
    pub message: Vec<u8>,
    pub signature: P256Signature,
    /// Whether ECDSA itself, with either `s`, accepts the signature.
    pub valid: bool,
}

impl Case {
    fn verifies(&self, signature: &P256Signature) -> bool {
        self.key.verify(&self.message, signature)
    }

    /// Checks the signature and its mirror image. Of a valid pair exactly the one with the low `s` verifies, of an invalid pair
    /// none does. Without the mirror image, an invalid signature with a high `s` would be refused for its `s` alone and show
    /// nothing.
    pub fn check(&self, seen: &mut Seen) {
        let name = &self.name;
        let mirrored = mirror_image(&self.signature);
        if !self.valid {
            assert!(!self.verifies(&self.signature), "{name}: an invalid signature verifies");
            assert!(!mirrored.is_some_and(|m| self.verifies(&m)), "{name}: the mirror image of an invalid signature verifies");
            seen.invalid += 1;
            return;
        }
        let mirrored = mirrored.unwrap_or_else(|| panic!("{name}: the s of a valid signature is between 0 and n"));
        if is_low(&self.signature) {
            assert!(self.verifies(&self.signature), "{name}: a valid signature is refused");
            assert!(!self.verifies(&mirrored), "{name}: a mirror image verifies");
            seen.low += 1;
        } else {
            assert!(!self.verifies(&self.signature), "{name}: a mirror image verifies");
            assert!(self.verifies(&mirrored), "{name}: a valid signature is refused");
            seen.high += 1;
        }
    }
}

/// Compresses an uncompressed point, 0x04 ‖ x ‖ y: 0x02 if y is even, 0x03 if it is odd, then x.
pub fn compress(uncompressed: &[u8]) -> P256Public {
    assert_eq!((uncompressed.len(), uncompressed[0]), (65, 4), "the point is not in uncompressed form");
    let mut key = [0; 33];
    key[0] = 2 + (uncompressed[64] & 1);
    key[1..].copy_from_slice(&uncompressed[1..33]);
    P256Public(key)
}

/// Whether a signature's `s` is in the lower half of the order.
pub fn is_low(signature: &P256Signature) -> bool {
    signature.0[32..] <= HALF_ORDER[..]
}

/// The signature with n - s in place of `s`; none if `s` is not between 0 and n.
pub fn mirror_image(signature: &P256Signature) -> Option<P256Signature> {
    let s = &signature.0[32..];
    if *s >= ORDER[..] || s == [0; 32] {
        return None;
    }
    let mut mirrored = *signature;
    let mut borrow = 0;
    for i in (0..32).rev() {
        let difference = i16::from(ORDER[i]) - i16::from(s[i]) - borrow;
        borrow = i16::from(difference < 0);
        mirrored.0[32 + i] = difference.rem_euclid(256) as u8;
    }
    Some(mirrored)
}
