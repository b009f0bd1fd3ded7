//! By their number in the design.

use super::*;
use crate::{merkle, Error, CLAIM_PERIOD};
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};

/// 28: a bit for each index.
#[test]
fn double_claim_should_fail_when_relayed_by_another() {
    ExtBuilder::default().build_and_execute(|| {
        let (_, proofs) = list_of(&claims());
        assert_ok!(relay_c12(0));
        assert_noop!(
            Airdrop::claim(RuntimeOrigin::signed(account(1)), 0, account(1), 100 * UEN, bounded(&proofs[0])),
            Error::<Test>::AlreadyClaimed
        );
        assert_eq!(Balances::free_balance(account(1)), 100 * UEN);
    });
}

/// 28: an account that is listed twice has two indices, and one claim each.
#[test]
fn double_claim_should_fail_when_the_account_has_two_claims() {
    let claims = [(account(1), UEN), (account(1), UEN)];
    let (list, proofs) = list_of(&claims);
    ExtBuilder::default().list(Some(list)).build_and_execute(|| {
        for index in [0, 1] {
            assert_ok!(relay(index, &claims, &proofs[index as usize]));
            assert_noop!(relay(index, &claims, &proofs[index as usize]), Error::<Test>::AlreadyClaimed);
        }
        assert_noop!(relay(1, &claims, &proofs[0]), Error::<Test>::InvalidProof);
    });
}

/// 28: expiry.
#[test]
fn late_claim_should_fail_when_the_rest_is_still_there() {
    ExtBuilder::default().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD);
        assert_noop!(relay_c12(0), Error::<Test>::Expired);
        assert_ok!(Airdrop::expire(RuntimeOrigin::signed(RELAYER)));
        assert_noop!(relay_c12(0), Error::<Test>::Expired);
    });
}

/// 9: an inner node and the rest of a proof lead to the root, but what is hashed to a leaf is of the claim's own making.
#[test]
fn second_preimage_should_fail_when_an_inner_node_is_passed_as_a_claim() {
    ExtBuilder::default().build_and_execute(|| {
        let (list, proofs) = list_of(&claims());
        let leaf = |index: u32| {
            let (account, amount) = claims()[index as usize].clone();
            merkle::leaf_hash(index, &account, amount)
        };
        let inner = merkle::node_hash(&leaf(0), &leaf(1));
        assert_eq!(merkle::node_hash(&inner, &proofs[0][1]), list.root);
        // The node's own bytes, read as a claim: 4 of an index, 32 of an account, 16 of an amount.
        let bytes = [leaf(0).0, leaf(1).0].concat();
        let index = u32::from_le_bytes(bytes[..4].try_into().unwrap());
        let account = AccountId32::new(bytes[4..36].try_into().unwrap());
        let amount = u128::from_le_bytes(bytes[36..52].try_into().unwrap());
        for index in [0, 1, 2, index] {
            for proof in [&proofs[0][1..], &proofs[0][..], &[]] {
                assert_noop!(
                    Airdrop::claim(RuntimeOrigin::signed(RELAYER), index, account.clone(), amount, bounded(proof)),
                    Error::<Test>::InvalidProof
                );
            }
        }
    });
}

/// 9: the promoted leaf proves once, at its own index, not as its own sibling at the next.
#[test]
fn odd_leaf_should_not_prove_when_moved_to_the_free_place_beside_it() {
    ExtBuilder::default().build_and_execute(|| {
        let (_, proofs) = list_of(&claims());
        let (account, amount) = claims()[2].clone();
        assert_ok!(relay_c12(2));
        assert_noop!(
            Airdrop::claim(RuntimeOrigin::signed(RELAYER), 3, account, amount, bounded(&proofs[2])),
            Error::<Test>::InvalidProof
        );
    });
}

/// 33: whatever the order, a claim that leaves less than the existential deposit in the pot takes nothing from another.
#[test]
fn claim_should_not_turn_another_into_dust_when_the_pot_runs_low() {
    let claims = [(account(1), 50 * UEN), (account(2), EXISTENTIAL_DEPOSIT)];
    let (list, proofs) = list_of(&claims);
    for order in [[0, 1], [1, 0]] {
        ExtBuilder::default().pot(list.total).list(Some(list.clone())).build_and_execute(|| {
            for index in order {
                assert_ok!(relay(index, &claims, &proofs[index as usize]));
            }
            assert_eq!(Balances::free_balance(account(2)), EXISTENTIAL_DEPOSIT);
            assert_eq!(pot_balance(), 0);
        });
    }
}

/// 33: what the list leaves of its total is dust only when nobody is owed it.
#[test]
fn invariants_should_hold_when_dust_is_left_of_the_total() {
    let (mut list, _) = list_of(&claims());
    list.total += EXISTENTIAL_DEPOSIT - 1;
    ExtBuilder::default().pot(list.total).list(Some(list)).build_and_execute(|| {
        (0..LEAVES).for_each(|index| assert!(relay_c12(index).is_ok()));
        assert_eq!(pot_balance(), 0);
    });
}

/// A vested transfer to the pot locks what came with it, for as long as the sender likes. Neither the last claim nor the expiry
/// waits for that.
#[test]
fn lock_on_the_pot_should_hold_up_neither_claims_nor_expiry() {
    const LOCK: [u8; 8] = *b"vesting ";
    let lock_a_donation = || {
        Balances::force_set_balance(RuntimeOrigin::root(), RELAYER, 10 * UEN).unwrap();
        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(RELAYER), Airdrop::pot_account(), UEN));
        Balances::set_lock(LOCK, &Airdrop::pot_account(), UEN, WithdrawReasons::TRANSFER);
    };
    ExtBuilder::default().pot(LIST_TOTAL).build_and_execute(|| {
        lock_a_donation();
        (0..LEAVES).for_each(|index| assert!(relay_c12(index).is_ok()));
        assert_eq!(pot_balance(), UEN);
    });
    ExtBuilder::default().build_and_execute(|| {
        lock_a_donation();
        run_block_at(START + CLAIM_PERIOD);
        assert_ok!(Airdrop::expire(RuntimeOrigin::signed(RELAYER)));
        assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + POT);
    });
}
