//! How blocks are counted and eras closed.

use crate::{mock::*, rewards::EraRecord, *};
use frame_support::{
    assert_ok,
    dispatch::DispatchClass,
    traits::{Hooks, LockableCurrency, WithdrawReasons},
    weights::Weight,
};
use pallet_authorship::EventHandler;
use sp_runtime::Perbill;
use uen_primitives::{Balance, DAY_SECONDS};

fn era() -> CurrentEraRecord {
    CurrentEra::<Test>::get()
}

fn on_initialize() -> Weight {
    ValidatorStaking::on_initialize(System::block_number())
}

fn note(author: u64) {
    <ValidatorStaking as EventHandler<u64, u64>>::note_author(author);
}

/// What a claim would pay.
fn claimable(who: u64, to: u64) -> Balance {
    ValidatorStaking::claimable(&who, &to).unwrap()
}

/// Rounding costs a few planck of 100 UEN.
fn assert_nearly(actual: Balance, expected: Balance) {
    assert!(actual <= expected && expected - actual < 20, "{actual} is not {expected}");
}

#[test]
fn era_should_have_no_day_when_the_chain_has_no_clock() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        assert_eq!(on_initialize(), <() as WeightInfo>::look());
        assert_eq!(era(), CurrentEraRecord { index: 0, day: None, points: 0 });
    });
}

#[test]
fn era_should_begin_when_the_clock_does() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        next_block(ALICE);
        assert_eq!(era(), CurrentEraRecord { index: 0, day: None, points: 1 });
        set_clock(FIRST.start() + 5);
        next_block(ALICE);
        assert_eq!(era(), CurrentEraRecord { index: 0, day: Some(FIRST), points: 2 });
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn era_should_go_on_when_its_day_does() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        set_clock(day_of(1).start() - 1);
        assert_eq!(on_initialize(), <() as WeightInfo>::look());
        assert_eq!(era(), CurrentEraRecord { index: 0, day: Some(FIRST), points: 1 });
    });
}

#[test]
fn era_should_be_closed_when_the_next_day_has_begun() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(ALICE, 2);
        blocks(BOB, 1);
        fees(70 * UEN);
        accumulate(30 * UEN);
        set_clock(day_of(1).start());
        let closing = <() as WeightInfo>::look() + <() as WeightInfo>::close_era();
        assert_eq!(on_initialize(), closing);
        assert_eq!(era(), CurrentEraRecord { index: 1, day: Some(day_of(1)), points: 0 });
        assert_eq!(Eras::<Test>::get(0), Some(EraRecord { points: 3, reward: 100 * UEN }));
        assert_eq!(Pot::<Test>::get(), PotRecord { reserved: 100 * UEN, paid: 0 });
        assert_eq!((pot(), Accumulated::get()), (100 * UEN + EXISTENTIAL_DEPOSIT, 0));
        assert_eq!(events(), vec![Event::EraClosed { era: 0, points: 3, reward: 100 * UEN }]);
    });
}

#[test]
fn era_should_be_closed_once_in_a_day() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        close_era();
        blocks(ALICE, 3);
        assert_eq!(era(), CurrentEraRecord { index: 1, day: Some(day_of(1)), points: 3 });
    });
}

/// The clock that the first block of a day sees is that of the day before.
#[test]
fn era_should_have_the_first_block_of_the_next_day() {
    ExtBuilder::default().build_and_execute(|| {
        set_clock(day_of(1).start() - 1);
        next_block(ALICE);
        assert!(Clock::get() >= day_of(1).start());
        assert_eq!((era().index, era().points), (0, 1));
        next_block(ALICE);
        assert_eq!((era().index, era().points), (1, 1));
    });
}

#[test]
fn era_should_only_take_the_next_day_when_it_has_no_points() {
    ExtBuilder::default().build_and_execute(|| {
        fees(UEN);
        run_to_day(1);
        assert_eq!(era(), CurrentEraRecord { index: 0, day: Some(day_of(1)), points: 0 });
        assert_eq!((Eras::<Test>::get(0), Pot::<Test>::get().reserved), (None, 0));
        assert_eq!(events(), vec![]);
        // Its blocks have what was there already.
        next_block(ALICE);
        assert_eq!(close_era(), EraRecord { points: 1, reward: UEN });
    });
}

#[test]
fn era_should_skip_days_without_blocks() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        run_to_day(9);
        assert_eq!((era().index, era().day), (1, Some(day_of(9))));
        assert_eq!(Eras::<Test>::iter().count(), 1);
    });
}

#[test]
fn era_should_go_on_when_the_clock_goes_back() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        set_clock(FIRST.start() - DAY_SECONDS);
        on_initialize();
        assert_eq!(era(), CurrentEraRecord { index: 0, day: Some(FIRST), points: 1 });
    });
}

#[test]
fn era_should_share_nothing_of_what_earlier_ones_are_owed() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        close_era_with(10 * UEN);
        next_block(ALICE);
        close_era_with(UEN);
        next_block(ALICE);
        assert_eq!(close_era().reward, 0);
        assert_eq!(Pot::<Test>::get().reserved, 11 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(ALICE), ALICE, ALICE));
        next_block(ALICE);
        assert_eq!(close_era_with(UEN).reward, UEN);
    });
}

/// Somebody may send the pot money that vests: it cannot be paid yet.
#[test]
fn era_should_share_nothing_that_is_locked() {
    ExtBuilder::default().build_and_execute(|| {
        Balances::set_lock(*b"vesting ", &ValidatorStaking::account_id(), 3 * UEN, WithdrawReasons::all());
        next_block(BOB);
        fees(4 * UEN);
        // What is locked keeps the account alive, too.
        assert_eq!(close_era().reward, UEN + EXISTENTIAL_DEPOSIT);
        assert_ok!(ValidatorStaking::claim(signed(BOB), BOB, BOB));
        Balances::remove_lock(*b"vesting ", &ValidatorStaking::account_id());
        next_block(BOB);
        assert_eq!(close_era().reward, 3 * UEN - EXISTENTIAL_DEPOSIT);
    });
}

/// Outside of tests nothing panics: the era is closed with what the pot has.
#[test]
#[should_panic(expected = "stakers' share was not paid")]
fn era_should_say_so_when_the_source_of_rewards_is_out_of_order() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        SourceFails::set(&true);
        close_era();
    });
}

#[test]
fn block_should_be_a_point_of_its_author() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(ALICE, 2);
        next_block(BOB);
        assert_eq!(era().points, 3);
        assert_eq!((validator(ALICE).ledger.points, validator(ALICE).last_authored), (2, 3));
        assert_eq!((validator(BOB).ledger.points, validator(BOB).last_authored), (1, 4));
    });
}

#[test]
fn block_should_be_no_point_when_its_author_is_no_validator() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(CHARLIE);
        assert_eq!(era().points, 0);
        assert_eq!(Validators::<Test>::get(CHARLIE), None);
    });
}

#[test]
fn block_should_be_a_point_when_its_author_does_not_stand_any_more() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(BOB)));
        next_block(BOB);
        assert_eq!((era().points, validator(BOB).ledger.points), (1, 1));
        close_era_with(UEN);
        assert_nearly(claimable(BOB, BOB), UEN);
    });
}

/// It may be in the session that is under way and the next one.
#[test]
fn block_should_be_all_commission_when_its_author_has_left_with_all_stake() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        next_block(BOB);
        assert_ok!(ValidatorStaking::deregister(signed(BOB)));
        assert_ok!(ValidatorStaking::unbond(signed(DAVE), BOB, BOND));
        next_block(BOB);
        close_era_with(4 * UEN);
        assert_nearly(claimable(BOB, BOB), 3 * UEN);
        assert_nearly(claimable(DAVE, BOB), UEN);
    });
}

#[test]
fn block_should_register_its_weight() {
    ExtBuilder::default().build_and_execute(|| {
        let mandatory = || *System::block_weight().get(DispatchClass::Mandatory);
        let before = mandatory();
        note(ALICE);
        assert_eq!(mandatory() - before, <() as WeightInfo>::note_author());
    });
}

/// Members take turns: who has more stake behind it does not earn more by a block.
#[test]
fn block_should_earn_the_same_whatever_its_authors_stake() {
    let validators = vec![(ALICE, BOND, Perbill::zero()), (BOB, 30 * BOND, Perbill::zero())];
    ExtBuilder::default().validators(validators).build_and_execute(|| {
        next_block(ALICE);
        blocks(BOB, 2);
        close_era_with(30 * UEN);
        assert_nearly(claimable(ALICE, ALICE), 10 * UEN);
        assert!(20 * UEN - claimable(BOB, BOB) < 100);
    });
}

#[test]
fn block_should_be_shared_by_the_stake_that_is_behind_its_author() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND), (EVE, ALICE, 2 * BOND)]).build_and_execute(|| {
        next_block(ALICE);
        close_era_with(100 * UEN);
        // 10 % commission, and a quarter, a quarter and a half of the rest.
        assert_nearly(claimable(ALICE, ALICE), 10 * UEN + 225 * UEN / 10);
        assert_nearly(claimable(DAVE, ALICE), 225 * UEN / 10);
        assert!(45 * UEN - claimable(EVE, ALICE) < 40);
    });
}

#[test]
fn block_should_be_worth_what_its_own_era_had() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(BOB);
        close_era_with(10 * UEN);
        blocks(BOB, 3);
        next_block(ALICE);
        close_era_with(4 * UEN);
        assert_nearly(claimable(BOB, BOB), 13 * UEN);
        assert_nearly(claimable(ALICE, ALICE), UEN);
    });
}

#[test]
fn block_should_be_worth_nothing_until_its_era_is_closed() {
    ExtBuilder::default().build_and_execute(|| {
        fees(UEN);
        next_block(BOB);
        assert_eq!(claimable(BOB, BOB), 0);
        close_era();
        assert_nearly(claimable(BOB, BOB), UEN);
    });
}

#[test]
fn commission_should_be_that_of_the_era_in_which_a_block_is_produced() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(BOB), Perbill::one()));
        for _ in 0..COMMISSION_NOTICE {
            next_block(BOB);
            assert_eq!(validator(BOB).commission, Perbill::zero());
            close_era_with(UEN);
        }
        next_block(BOB);
        let record = validator(BOB);
        assert_eq!((record.commission, record.next_commission), (Perbill::one(), None));
        close_era_with(UEN);
        assert_nearly(claimable(DAVE, BOB), u128::from(COMMISSION_NOTICE) * UEN / 2);
        assert_nearly(claimable(BOB, BOB), u128::from(COMMISSION_NOTICE) * UEN / 2 + UEN);
    });
}

#[test]
fn commission_should_be_the_announced_one_when_nobody_looked_at_the_validator_in_between() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(BOB), Perbill::one()));
        for _ in 0..2 * COMMISSION_NOTICE {
            next_block(ALICE);
            close_era();
        }
        next_block(BOB);
        assert_eq!((validator(BOB).commission, validator(BOB).next_commission), (Perbill::one(), None));
        assert_eq!(validator(BOB).ledger.commission_points, crate::rewards::POINT);
    });
}
