//! Project Wycheproof's vectors for ECDSA over secp256r1 (P-256) with SHA-256, signatures as r ‖ s.

use crate::case::{compress, Case, Seen};
use serde_json::Value;
use uen_primitives::P256Signature;

/// One group a line: a key and the tests with it.
const GROUPS: &str = include_str!("../vectors/wycheproof_ecdsa_secp256r1_sha256_p1363.jsonl");

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("the value is a text")).expect("the text is hexadecimal")
}

#[test]
fn signatures_should_get_the_published_verdict_when_they_are_of_wycheproof() {
    let mut seen = Seen::default();
    // Signatures that are not 64 bytes long. Our type cannot hold them: SCALE decodes 64 bytes or fails.
    let mut other_length = 0;
    for line in GROUPS.lines() {
        let group: Value = serde_json::from_str(line).expect("a line is a group");
        let key = compress(&bytes(&group["key"]));
        for test in group["tests"].as_array().expect("a group has tests") {
            let name = format!("{}: {}", test["tcId"], test["comment"]);
            let valid = match test["result"].as_str() {
                Some("valid") => true,
                Some("invalid") => false,
                // Wycheproof's third verdict is "acceptable": implementations may differ. This file has none. If a newer one has,
                // a person has to read the case: the nodes of a chain must not differ.
                other => panic!("{name}: {other:?} needs a decision"),
            };
            match <[u8; 64]>::try_from(bytes(&test["sig"])) {
                Ok(signature) => {
                    let signature = P256Signature(signature);
                    Case { name, key, message: bytes(&test["msg"]), signature, valid }.check(&mut seen);
                }
                Err(signature) => {
                    assert!(!valid, "{name}: a valid signature has {} bytes", signature.len());
                    other_length += 1;
                }
            }
        }
    }
    assert_eq!(seen, Seen { low: 103, high: 70, invalid: 68 });
    assert_eq!(other_length, 21);
}
