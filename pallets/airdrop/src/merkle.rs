//! The list of claims as a Merkle tree over BLAKE2b-256.
//!
//! - A leaf is `H(0x00 ‖ index u32 LE ‖ account ‖ amount u128 LE)`, a node `H(0x01 ‖ left ‖ right)`: the first byte keeps a node
//!   from being passed off as a leaf and the other way round, and so does the length, 53 bytes to 65.
//! - A node without a sibling is promoted to the next level as it is. It is never hashed with itself, which would give lists of
//!   different length the same root.
//! - The verifier knows the index and the number of leaves. So it knows on which side each sibling stands and on which levels
//!   there is none: every leaf has exactly one proof, and a proof of one index is none of another.

use alloc::vec::Vec;
use codec::Encode;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use uen_primitives::Balance;

/// First byte of what is hashed to a leaf.
const LEAF: u8 = 0;
/// First byte of what is hashed to a node.
const NODE: u8 = 1;

/// The leaf of a claim.
pub fn leaf_hash<AccountId: Encode>(index: u32, account: &AccountId, amount: Balance) -> H256 {
    H256(blake2_256(&(LEAF, index, account, amount).encode()))
}

/// The node above two others.
pub fn node_hash(left: &H256, right: &H256) -> H256 {
    H256(blake2_256(&(NODE, left, right).encode()))
}

/// Most siblings in a proof of a list with `leaves` claims: the binary logarithm, rounded up.
pub fn depth(leaves: u32) -> u32 {
    u32::BITS.saturating_sub(leaves.saturating_sub(1).leading_zeros())
}

/// Whether `proof` leads from `leaf`, at `index` of `leaves`, to `root`.
pub fn verify(root: &H256, leaves: u32, index: u32, leaf: H256, proof: &[H256]) -> bool {
    if index >= leaves {
        return false;
    }
    let (mut node, mut position, mut width) = (leaf, index, leaves);
    let mut siblings = proof.iter();
    while width > 1 {
        // The last of an odd number has no sibling: it is promoted.
        if position ^ 1 < width {
            let Some(sibling) = siblings.next() else { return false };
            node = if position % 2 == 0 { node_hash(&node, sibling) } else { node_hash(sibling, &node) };
        }
        position /= 2;
        width = width.div_ceil(2);
    }
    siblings.next().is_none() && node == *root
}

/// The level above `nodes`.
fn level_above(nodes: &[H256]) -> Vec<H256> {
    let above = |pair: &[H256]| match pair {
        [left, right] => Some(node_hash(left, right)),
        promoted => promoted.first().copied(),
    };
    nodes.chunks(2).filter_map(above).collect()
}

/// Root of the tree over `leaves`, in the order of their index; `None` if there are none. For who writes a list.
pub fn root_of(leaves: &[H256]) -> Option<H256> {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level_above(&level);
    }
    level.first().copied()
}

/// The proof of the leaf at `index`; `None` if there is none. For who writes a list.
pub fn proof_of(leaves: &[H256], index: u32) -> Option<Vec<H256>> {
    let mut position = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
    let mut proof = Vec::new();
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        proof.extend(level.get(position ^ 1));
        level = level_above(&level);
        position /= 2;
    }
    Some(proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    const UEN: Balance = 1_000_000_000_000;

    type Claim = ([u8; 32], Balance);

    fn leaves_of(claims: &[Claim]) -> Vec<H256> {
        (0..).zip(claims).map(|(index, (account, amount))| leaf_hash(index, account, *amount)).collect()
    }

    #[test]
    fn tree_should_match_vector_c12() {
        let leaves = leaves_of(&[([1; 32], 100 * UEN), ([2; 32], 250 * UEN), ([3; 32], 5 * UEN)]);
        assert_eq!(leaves[0].0, hex!("2bcaffdd82d81cd0df9a21d90cb3244cb59e3df0ddbd245fe9820302d9fa1899"));
        let root = root_of(&leaves).unwrap();
        assert_eq!(root.0, hex!("d7b0d2da8be13b6cf57d7ba6c2f9752e55b005d75743e691fdd5f4dd3541184d"));
        assert_eq!(proof_of(&leaves, 0), Some(vec![leaves[1], leaves[2]]));
        assert_eq!(proof_of(&leaves, 2), Some(vec![node_hash(&leaves[0], &leaves[1])]), "the odd leaf is promoted");
    }

    #[test]
    fn leaf_should_be_the_root_when_it_is_the_only_one() {
        let leaf = leaf_hash(0, &[7u8; 32], UEN);
        assert_eq!(root_of(&[leaf]), Some(leaf));
        assert_eq!(proof_of(&[leaf], 0), Some(vec![]));
        assert!(verify(&leaf, 1, 0, leaf, &[]));
        assert!(!verify(&leaf, 1, 0, leaf, &[leaf]));
    }

    #[test]
    fn root_and_proof_should_be_none_when_there_is_no_leaf() {
        let leaf = leaf_hash(0, &[7u8; 32], UEN);
        assert_eq!(root_of(&[]), None);
        assert_eq!(proof_of(&[], 0), None);
        assert_eq!(proof_of(&[leaf], 1), None);
        assert!(!verify(&leaf, 0, 0, leaf, &[]));
    }

    #[test]
    fn root_should_differ_when_the_last_leaf_is_repeated() {
        let leaves = leaves_of(&[([1; 32], UEN), ([2; 32], UEN), ([3; 32], UEN)]);
        let repeated = [leaves.as_slice(), &leaves[2..]].concat();
        assert_ne!(root_of(&leaves), root_of(&repeated));
    }

    #[test]
    fn depth_should_be_the_binary_logarithm_rounded_up() {
        let expected = [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (1 << 31, 31), (u32::MAX, 32)];
        for (leaves, depth) in expected {
            assert_eq!(super::depth(leaves), depth, "{leaves}");
        }
    }

    #[test]
    fn proof_should_verify_when_the_index_space_is_full() {
        let leaf = leaf_hash(0, &[7u8; 32], UEN);
        let proof = vec![H256::repeat_byte(9); 32];
        let root = proof.iter().fold(leaf, |node, sibling| node_hash(&node, sibling));
        assert!(verify(&root, u32::MAX, 0, leaf, &proof));
        // 2^32 - 2 is the odd one out on the lowest level only.
        let root = proof[1..].iter().fold(leaf, |node, sibling| node_hash(sibling, &node));
        assert!(verify(&root, u32::MAX, u32::MAX - 1, leaf, &proof[1..]));
    }

    fn claims() -> impl Strategy<Value = Vec<Claim>> {
        prop::collection::vec((any::<[u8; 32]>(), any::<Balance>()), 1..70)
    }

    proptest! {
        #[test]
        fn every_leaf_should_prove_and_nothing_else(claims in claims(), byte in 0usize..32, bit in 0u32..8, shift in 1u32..200) {
            let leaves = leaves_of(&claims);
            let count = u32::try_from(leaves.len()).unwrap();
            let root = root_of(&leaves).unwrap();
            for (index, (account, amount)) in (0..).zip(&claims) {
                let proof = proof_of(&leaves, index).unwrap();
                prop_assert!(proof.len() <= depth(count) as usize);
                let proves = |index, account: &[u8; 32], amount, proof: &[H256]| {
                    verify(&root, count, index, leaf_hash(index, account, amount), proof)
                };
                prop_assert!(proves(index, account, *amount, &proof));

                let mut other = *account;
                other[byte] ^= 1 << bit;
                prop_assert!(!proves(index, &other, *amount, &proof));
                prop_assert!(!proves(index, account, amount ^ (1 << bit), &proof));
                prop_assert!(!proves(index.wrapping_add(shift), account, *amount, &proof));
                let leaf = leaf_hash(index, account, *amount);
                prop_assert!(!verify(&root, count, index.wrapping_add(shift), leaf, &proof), "a leaf has one place");

                prop_assert!(!proves(index, account, *amount, &[proof.as_slice(), &[root]].concat()));
                for level in 0..proof.len() {
                    let mut altered = proof.clone();
                    altered[level].0[byte] ^= 1 << bit;
                    prop_assert!(!proves(index, account, *amount, &altered));
                    altered.remove(level);
                    prop_assert!(!proves(index, account, *amount, &altered));
                }
            }
        }

        /// Attack 9: with the rest of its proof an inner node does lead to the root, but it is no claim, and in its own right it
        /// has no place in a tree of this many leaves.
        #[test]
        fn inner_node_should_not_prove_as_a_leaf(claims in claims(), index in any::<prop::sample::Index>()) {
            let leaves = leaves_of(&claims);
            let count = u32::try_from(leaves.len()).unwrap();
            let root = root_of(&leaves).unwrap();
            let index = u32::try_from(index.index(leaves.len())).unwrap();
            let proof = proof_of(&leaves, index).unwrap();
            let (mut node, mut position, mut rest, mut width) = (leaves[index as usize], index, proof.as_slice(), count);
            while width > 1 {
                if position ^ 1 < width {
                    node = if position % 2 == 0 { node_hash(&node, &rest[0]) } else { node_hash(&rest[0], &node) };
                    rest = &rest[1..];
                    for at in 0..count {
                        prop_assert!(!verify(&root, count, at, node, rest) || leaves[at as usize] == node);
                    }
                }
                position /= 2;
                width = width.div_ceil(2);
            }
            prop_assert_eq!(node, root);
        }
    }

    /// Attack 9: no 53 bytes of a leaf are the 65 bytes of a node, whatever they are filled with.
    #[test]
    fn leaf_should_not_be_a_node_when_it_holds_the_same_bytes() {
        let (left, right) = (H256::repeat_byte(1), H256::repeat_byte(2));
        let node = [[NODE].as_slice(), &left.0, &right.0].concat();
        assert_eq!(node_hash(&left, &right).0, blake2_256(&node));
        assert_eq!(node.len(), 65);
        let leaf = (LEAF, 0u32, [1u8; 32], UEN).encode();
        assert_eq!(leaf_hash(0, &[1u8; 32], UEN).0, blake2_256(&leaf));
        assert_eq!(leaf.len(), 53);
        assert_ne!(leaf[0], node[0]);
    }
}
