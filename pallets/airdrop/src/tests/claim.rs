use super::*;
use crate::{ClaimTotals, Error, Event, WeightInfo, CLAIM_PERIOD};
use frame_support::{
    assert_noop, assert_ok,
    dispatch::{extract_actual_weight, GetDispatchInfo, Pays},
    traits::UnfilteredDispatchable,
};
use sp_runtime::{ArithmeticError, DispatchError};

#[test]
fn claim_should_pay_its_account_when_relayed_by_anybody() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(relay_c12(1));
        assert_eq!(Balances::free_balance(account(2)), 250 * UEN);
        assert_eq!(Balances::free_balance(RELAYER), 0);
        assert_eq!(pot_balance(), POT - 250 * UEN);
        assert_eq!(Airdrop::totals(), ClaimTotals { claims: 1, amount: 250 * UEN });
        System::assert_last_event(Event::Claimed { index: 1, account: account(2), amount: 250 * UEN }.into());
    });
}

#[test]
fn claim_should_be_marked_when_paid() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(relay_c12(1));
        assert_eq!([0, 1, 2].map(Airdrop::is_claimed), [false, true, false]);
    });
}

#[test]
fn claim_should_cost_nothing_when_paid() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(relay_c12(0).unwrap().pays_fee, Pays::No);
    });
}

#[test]
fn claim_should_cost_a_fee_when_it_fails() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(relay_c12(0));
        assert_eq!(relay_c12(0).unwrap_err().post_info.pays_fee, Pays::Yes);
    });
}

#[test]
fn claim_should_weigh_its_siblings() {
    ExtBuilder::default().build_and_execute(|| {
        let (_, proofs) = list_of(&claims());
        let call = crate::Call::<Test>::claim { index: 0, account: account(1), amount: 100 * UEN, proof: bounded(&proofs[0]) };
        let info = call.get_dispatch_info();
        assert_eq!(info.call_weight, <() as WeightInfo>::claim(2));
        let result = call.dispatch_bypass_filter(RuntimeOrigin::signed(RELAYER));
        assert_eq!(extract_actual_weight(&result, &info), info.call_weight);
    });
}

#[test]
fn claim_should_pay_every_leaf_when_the_list_is_the_whole_pot() {
    ExtBuilder::default().pot(LIST_TOTAL).build_and_execute(|| {
        (0..LEAVES).for_each(|index| assert!(relay_c12(index).is_ok()));
        assert_eq!(pot_balance(), 0);
        assert_eq!(Airdrop::totals(), ClaimTotals { claims: LEAVES, amount: LIST_TOTAL });
    });
}

#[test]
fn claim_should_pay_every_leaf_when_the_list_spans_words_of_the_bitmap() {
    let claims: Vec<_> = (1..=130).map(|byte| (account(byte), EXISTENTIAL_DEPOSIT + u128::from(byte))).collect();
    let (list, proofs) = list_of(&claims);
    ExtBuilder::default().list(Some(list.clone())).build_and_execute(|| {
        for index in (0..list.leaves).rev() {
            assert_ok!(relay(index, &claims, &proofs[index as usize]));
            assert_noop!(relay(index, &claims, &proofs[index as usize]), Error::<Test>::AlreadyClaimed);
        }
        assert_eq!(Airdrop::totals(), ClaimTotals { claims: 130, amount: list.total });
        assert_eq!(crate::Claimed::<Test>::iter().count(), 3);
    });
}

#[test]
fn claim_should_fail_when_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        let (_, proofs) = list_of(&claims());
        let claim = |origin| Airdrop::claim(origin, 0, account(1), 100 * UEN, bounded(&proofs[0]));
        assert_noop!(claim(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(claim(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}

#[test]
fn claim_should_fail_when_the_proof_is_of_something_else() {
    ExtBuilder::default().build_and_execute(|| {
        let (_, proofs) = list_of(&claims());
        let claim = |index, account, amount, proof| {
            Airdrop::claim(RuntimeOrigin::signed(RELAYER), index, account, amount, bounded(proof))
        };
        let refused = || Error::<Test>::InvalidProof;
        assert_noop!(claim(1, account(1), 100 * UEN, &proofs[0]), refused());
        assert_noop!(claim(LEAVES, account(1), 100 * UEN, &proofs[0]), refused());
        assert_noop!(claim(0, RELAYER, 100 * UEN, &proofs[0]), refused());
        assert_noop!(claim(0, account(1), 100 * UEN + 1, &proofs[0]), refused());
        assert_noop!(claim(0, account(1), 100 * UEN, &proofs[1]), refused());
        assert_noop!(claim(0, account(1), 100 * UEN, &[]), refused());
    });
}

#[test]
fn claim_should_fail_when_there_is_no_list() {
    ExtBuilder::default().list(None).build_and_execute(|| {
        assert_noop!(relay_c12(0), Error::<Test>::NotOpen);
    });
}

#[test]
fn claim_should_fail_when_the_chain_has_no_clock_yet() {
    ExtBuilder::default().unopened().build_and_execute(|| {
        assert_noop!(relay_c12(0), Error::<Test>::NotOpen);
    });
}

#[test]
fn claim_should_be_paid_in_the_last_second() {
    ExtBuilder::default().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD - 1);
        assert_ok!(relay_c12(0));
    });
}

#[test]
fn claim_should_fail_when_it_is_below_the_existential_deposit() {
    let claims = [(account(1), EXISTENTIAL_DEPOSIT - 1), (account(2), UEN)];
    let (list, proofs) = list_of(&claims);
    ExtBuilder::default().list(Some(list)).build_and_execute(|| {
        Balances::force_set_balance(RuntimeOrigin::root(), account(1), UEN).unwrap();
        assert_noop!(relay(0, &claims, &proofs[0]), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn claim_should_fail_when_the_list_holds_more_than_its_total() {
    let (mut list, _) = list_of(&claims());
    list.total = 349 * UEN;
    ExtBuilder::default().list(Some(list)).build_and_execute(|| {
        assert_ok!(relay_c12(0));
        assert_noop!(relay_c12(1), Error::<Test>::ExceedsTotal);
        assert_ok!(relay_c12(2));
    });
}

#[test]
fn claim_should_stay_open_when_the_pot_cannot_pay() {
    ExtBuilder::default().build().execute_with(|| {
        Balances::force_set_balance(RuntimeOrigin::root(), Airdrop::pot_account(), UEN).unwrap();
        assert_noop!(relay_c12(0), ArithmeticError::Underflow);
        assert!(!Airdrop::is_claimed(0));
    });
}
