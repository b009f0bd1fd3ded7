//! NIST's vectors for ECDSA (CAVP), sections [P-256,SHA-256] of SigVer.rsp and SigGen.txt.

use crate::case::{compress, Case, Seen};
use std::collections::BTreeMap;
use uen_primitives::P256Signature;

const SIG_VER: &str = include_str!("../vectors/cavp_sig_ver_p256_sha256.rsp");
const SIG_GEN: &str = include_str!("../vectors/cavp_sig_gen_p256_sha256.txt");

/// The cases of a file: blocks of lines `name = value`, with an empty line between two blocks. `is_valid` reads the verdict of a
/// block.
fn cases(text: &str, is_valid: impl Fn(&BTreeMap<&str, &str>) -> bool) -> Vec<Case> {
    let mut blocks = text.trim().split("\n\n");
    assert_eq!(blocks.next(), Some("[P-256,SHA-256]"));
    blocks
        .enumerate()
        .map(|(i, block)| {
            let fields: BTreeMap<_, _> =
                block.lines().map(|line| line.split_once(" = ").expect("a line is `name = value`")).collect();
            let bytes = |name: &str| hex::decode(fields[name]).expect("the value is hexadecimal");
            Case {
                name: format!("case {}", i + 1),
                key: compress(&[vec![4], bytes("Qx"), bytes("Qy")].concat()),
                message: bytes("Msg"),
                signature: P256Signature([bytes("R"), bytes("S")].concat().try_into().expect("R and S have 32 bytes each")),
                valid: is_valid(&fields),
            }
        })
        .collect()
}

#[test]
fn signatures_should_get_the_published_verdict_when_they_are_of_sig_ver() {
    let mut seen = Seen::default();
    let verdict = |fields: &BTreeMap<&str, &str>| match fields["Result"].chars().next() {
        Some('P') => true,
        Some('F') => false,
        other => panic!("unknown verdict {other:?}"),
    };
    cases(SIG_VER, verdict).iter().for_each(|case| case.check(&mut seen));
    assert_eq!(seen, Seen { low: 2, high: 1, invalid: 12 });
}

#[test]
fn signatures_should_verify_when_they_are_of_sig_gen() {
    let mut seen = Seen::default();
    cases(SIG_GEN, |_| true).iter().for_each(|case| case.check(&mut seen));
    assert_eq!(seen, Seen { low: 5, high: 10, invalid: 0 });
}
