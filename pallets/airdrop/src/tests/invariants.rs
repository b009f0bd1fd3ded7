use super::*;
use crate::{Claimed, Opened, Returned, Totals, CLAIM_PERIOD};
use frame_support::assert_ok;
use proptest::prelude::*;
use sp_runtime::TryRuntimeError;

/// What `try_state` says after `damage`, following one claim.
fn verdict_after(damage: impl FnOnce()) -> TryRuntimeError {
    ExtBuilder::default().build().execute_with(|| {
        assert_ok!(relay_c12(0));
        assert_ok!(Airdrop::do_try_state());
        damage();
        Airdrop::do_try_state().unwrap_err()
    })
}

#[test]
fn try_state_should_fail_when_the_bitmap_and_the_totals_differ() {
    let expected = "the bitmap and the number of claims differ".into();
    assert_eq!(verdict_after(|| Claimed::<Test>::insert(0, 0b11)), expected);
    assert_eq!(verdict_after(|| Totals::<Test>::mutate(|totals| totals.claims += 1)), expected);
}

#[test]
fn try_state_should_fail_when_a_bit_is_beyond_the_list() {
    let expected = "a claim was paid that is not on the list".into();
    assert_eq!(verdict_after(|| Claimed::<Test>::insert(0, 0b1000)), expected);
    assert_eq!(verdict_after(|| Claimed::<Test>::insert(u32::MAX, 1)), expected);
}

#[test]
fn try_state_should_fail_when_an_empty_word_is_stored() {
    assert_eq!(verdict_after(|| Claimed::<Test>::insert(1, 0)), "an empty word is stored".into());
}

#[test]
fn try_state_should_fail_when_more_was_paid_than_is_listed() {
    let damage = || Totals::<Test>::mutate(|totals| totals.amount = LIST_TOTAL + 1);
    assert_eq!(verdict_after(damage), "more was paid than is on the list".into());
}

#[test]
fn try_state_should_fail_when_the_pot_lost_something() {
    let damage = || {
        Balances::force_set_balance(RuntimeOrigin::root(), Airdrop::pot_account(), 255 * UEN - 1).unwrap();
    };
    assert_eq!(verdict_after(damage), "the pot cannot pay what is left of the list".into());
}

#[test]
fn try_state_should_fail_when_the_rest_was_handed_on_too_early() {
    assert_eq!(verdict_after(|| Returned::<Test>::put(0)), "the rest was handed on too early".into());
}

#[test]
fn try_state_should_fail_when_claims_were_paid_before_they_opened() {
    assert_eq!(verdict_after(Opened::<Test>::kill), "claims were paid before they opened".into());
}

#[test]
fn try_state_should_hold_when_somebody_donates() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(relay_c12(0));
        Balances::force_set_balance(RuntimeOrigin::root(), RELAYER, 10 * UEN).unwrap();
        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(RELAYER), Airdrop::pot_account(), 10 * UEN));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is claimed in whatever order, what was paid and what the pot holds sum up to what it was endowed with, until the
    /// rest of it goes to the treasury.
    #[test]
    fn money_should_be_conserved(
        amounts in prop::collection::vec(EXISTENTIAL_DEPOSIT..1_000 * UEN, 1..40),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
        surplus in prop_oneof![Just(0), EXISTENTIAL_DEPOSIT..UEN],
    ) {
        let claims: Vec<_> = (1..).zip(amounts).map(|(byte, amount)| (account(byte), amount)).collect();
        let (list, proofs) = list_of(&claims);
        let endowed = list.total + surplus;
        ExtBuilder::default().pot(endowed).list(Some(list)).build_and_execute(|| {
            let issuance = Balances::total_issuance();
            for index in order {
                let index = index.index(claims.len());
                let before = Airdrop::is_claimed(index as u32);
                let paid = relay(index as u32, &claims, &proofs[index]).is_ok();
                assert_eq!(paid, !before);
                assert_eq!(Airdrop::totals().amount + pot_balance(), endowed);
                Airdrop::do_try_state().unwrap();
            }
            for (index, (account, amount)) in (0..).zip(&claims) {
                let expected = if Airdrop::is_claimed(index) { *amount } else { 0 };
                assert_eq!(Balances::free_balance(account), expected);
            }
            run_block_at(START + CLAIM_PERIOD);
            assert_ok!(Airdrop::expire(RuntimeOrigin::signed(RELAYER)));
            assert_eq!(Airdrop::totals().amount + Returned::<Test>::get().unwrap(), endowed);
            assert_eq!(Balances::total_issuance(), issuance);
        });
    }
}
