//! `claim`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use sp_runtime::{DispatchError, TokenError};

/// One kWh to the grid.
const KWH_REWARD: u128 = UEN / 2;

#[test]
fn claim_should_pay_the_miner_when_anybody_asks() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        events();
        let before = Ledger::<Test>::get();
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(BOB), ALICE, 0));
        assert_eq!((balance(ALICE), balance(BOB)), (UEN + KWH_REWARD, UEN));
        let after = Ledger::<Test>::get();
        assert_eq!(after.reserved, before.reserved - KWH_REWARD);
        assert_eq!(after.paid, KWH_REWARD);
        assert_eq!(after.remaining, before.remaining);
        assert_eq!(Eras::<Test>::get(0).unwrap().unclaimed, 0);
        assert_eq!(events(), vec![Event::RewardClaimed { era: 0, account: ALICE, amount: KWH_REWARD }]);
    });
}

#[test]
fn claim_should_pay_for_all_devices_of_the_miner() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        meter(0, 2, BOB, 1_000);
        meter(0, 3, ALICE, 2_000);
        close(0);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0));
        assert_eq!(balance(ALICE), UEN + 3 * KWH_REWARD);
        assert_eq!(Eras::<Test>::get(0).unwrap().unclaimed, KWH_REWARD);
    });
}

#[test]
fn claim_should_create_the_account_when_the_reward_suffices() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, NOBODY, 1_000);
        close(0);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), NOBODY, 0));
        assert_eq!(balance(NOBODY), KWH_REWARD);
    });
}

#[test]
fn claim_should_fail_when_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(EnergyMining::claim(RuntimeOrigin::root(), ALICE, 0), DispatchError::BadOrigin);
    });
}

#[test]
fn claim_should_fail_when_the_era_is_not_closed() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=6 {
            meter(0, n, ALICE, 1_000);
        }
        let claim = |era| EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, era);
        assert_noop!(claim(0), Error::<Test>::NotClosed);
        set_clock(due_at(0));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert!(Miners::<Test>::contains_key(0, ALICE));
        assert_noop!(claim(0), Error::<Test>::NotClosed);
        assert_noop!(claim(u32::MAX), Error::<Test>::NotClosed);
    });
}

#[test]
fn claim_should_fail_when_the_account_did_not_mine() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(BOB), BOB, 0), Error::<Test>::NotFound);
    });
}

#[test]
fn claim_should_fail_when_claimed_before() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0));
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0), Error::<Test>::AlreadyClaimed);
    });
}

#[test]
fn claim_should_succeed_when_the_last_era_of_its_window_is_closed() {
    ExtBuilder::default().claim_eras(3).build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(2);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0));
    });
}

#[test]
fn claim_should_fail_when_the_era_expired() {
    ExtBuilder::default().claim_eras(3).build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(3);
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0), Error::<Test>::Expired);
    });
}

/// Era 0 is still being swept: its record of the miner is there, and no longer counts.
#[test]
fn claim_should_fail_when_the_era_expired_and_is_not_yet_swept() {
    ExtBuilder::default().claim_eras(1).build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        set_clock(due_at(1));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert!(Miners::<Test>::contains_key(0, ALICE));
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0), Error::<Test>::Expired);
    });
}

#[test]
fn claim_should_wait_when_the_reward_cannot_create_the_account() {
    ExtBuilder::default().build_and_execute(|| {
        // One Wh used on site earns a quarter of the existential deposit.
        meter_kind(0, 1, NOBODY, uen_primitives::DeviceKind::Solar, 0, 1);
        close(0);
        let claim = || EnergyMining::claim(RuntimeOrigin::signed(ALICE), NOBODY, 0);
        assert_noop!(claim(), Error::<Test>::BelowMinimum);
        assert_ok!(Balances::mint_into(&NOBODY, EXISTENTIAL_DEPOSIT));
        assert_ok!(claim());
        assert_eq!(balance(NOBODY), EXISTENTIAL_DEPOSIT + EXISTENTIAL_DEPOSIT / 4);
    });
}

#[test]
fn claim_should_fail_when_the_reward_rounds_to_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        // One Wh among 10^19: less than a planck of the whole budget.
        meter(0, 1, ALICE, 1);
        meter(0, 2, BOB, 10_000_000_000_000_000_000);
        close(0);
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0), Error::<Test>::BelowMinimum);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), BOB, 0));
        assert_eq!(Eras::<Test>::get(0).unwrap().unclaimed, 1, "the dust stays");
    });
}

#[test]
fn claim_should_fail_when_the_account_is_short() {
    ExtBuilder::default().build().execute_with(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        // Cannot happen; if it did, the books must not move.
        Balances::set_balance(&EnergyMining::account_id(), EXISTENTIAL_DEPOSIT);
        assert_noop!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0), TokenError::FundsUnavailable);
        assert!(EnergyMining::do_try_state().is_err());
    });
}
