use super::*;
use crate::{Error, Event, Returned, CLAIM_PERIOD};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use sp_runtime::DispatchError;

fn expire() -> frame_support::pallet_prelude::DispatchResultWithPostInfo {
    Airdrop::expire(RuntimeOrigin::signed(RELAYER))
}

#[test]
fn expire_should_hand_the_rest_on_when_twelve_months_have_passed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(relay_c12(0));
        run_block_at(START + CLAIM_PERIOD);
        assert_ok!(expire());
        let amount = POT - 100 * UEN;
        assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT + amount);
        assert_eq!(pot_balance(), 0);
        assert_eq!(Returned::<Test>::get(), Some(amount));
        System::assert_last_event(Event::Expired { destination: TREASURY, amount }.into());
    });
}

#[test]
fn expire_should_cost_nothing_when_it_works() {
    ExtBuilder::default().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD);
        assert_eq!(expire().unwrap().pays_fee, Pays::No);
        assert_eq!(expire().unwrap_err().post_info.pays_fee, Pays::Yes);
    });
}

#[test]
fn expire_should_hand_all_on_when_there_never_was_a_list() {
    ExtBuilder::default().list(None).build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD);
        assert_ok!(expire());
        assert_eq!(Returned::<Test>::get(), Some(POT));
    });
}

#[test]
fn expire_should_hand_nothing_on_when_all_was_claimed() {
    ExtBuilder::default().pot(LIST_TOTAL).build_and_execute(|| {
        (0..LEAVES).for_each(|index| assert!(relay_c12(index).is_ok()));
        run_block_at(START + CLAIM_PERIOD);
        assert_ok!(expire());
        assert_eq!(Returned::<Test>::get(), Some(0));
        assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn expire_should_fail_when_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Airdrop::expire(RuntimeOrigin::none()), DispatchError::BadOrigin);
    });
}

#[test]
fn expire_should_fail_when_the_chain_has_no_clock_yet() {
    ExtBuilder::default().unopened().build_and_execute(|| {
        assert_noop!(expire(), Error::<Test>::NotOpen);
    });
}

#[test]
fn expire_should_fail_when_twelve_months_have_not_passed() {
    ExtBuilder::default().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD - 1);
        assert_noop!(expire(), Error::<Test>::NotExpired);
    });
}

#[test]
fn expire_should_fail_when_repeated() {
    ExtBuilder::default().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD);
        assert_ok!(expire());
        Balances::force_set_balance(RuntimeOrigin::root(), Airdrop::pot_account(), UEN).unwrap();
        assert_noop!(expire(), Error::<Test>::AlreadyReturned);
    });
}
