//! `set_commission`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Perbill};

const HIGHER: Perbill = Perbill::from_percent(20);
const GENESIS: Perbill = Perbill::from_percent(10);
const LOWER: Perbill = Perbill::from_percent(3);

/// Close so many eras, each of one block of Bob.
fn pass_eras(count: u32) {
    for _ in 0..count {
        next_block(BOB);
        close_era();
    }
}

#[test]
fn set_commission_should_hold_at_once_when_it_is_lower() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), LOWER));
        assert_eq!((validator(ALICE).commission, validator(ALICE).next_commission), (LOWER, None));
        assert_eq!(events(), vec![Event::CommissionAnnounced { validator: ALICE, commission: LOWER, era: 0 }]);
    });
}

#[test]
fn set_commission_should_hold_later_when_it_is_higher() {
    ExtBuilder::default().build_and_execute(|| {
        pass_eras(2);
        events();
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), HIGHER));
        let era = 2 + COMMISSION_NOTICE;
        let record = validator(ALICE);
        assert_eq!((record.commission, record.next_commission), (GENESIS, Some(AnnouncedCommission { commission: HIGHER, era })));
        assert_eq!((record.commission_in(era - 1), record.commission_in(era)), (GENESIS, HIGHER));
        assert_eq!(events(), vec![Event::CommissionAnnounced { validator: ALICE, commission: HIGHER, era }]);
    });
}

#[test]
fn set_commission_should_take_its_place_when_its_era_has_begun() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), HIGHER));
        pass_eras(COMMISSION_NOTICE - 1);
        next_block(ALICE);
        assert_eq!(validator(ALICE).commission, GENESIS);
        close_era();
        next_block(ALICE);
        assert_eq!((validator(ALICE).commission, validator(ALICE).next_commission), (HIGHER, None));
    });
}

#[test]
fn set_commission_should_announce_again_when_the_last_one_holds() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), HIGHER));
        pass_eras(COMMISSION_NOTICE);
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::one()));
        let next = AnnouncedCommission { commission: Perbill::one(), era: 2 * COMMISSION_NOTICE };
        assert_eq!((validator(ALICE).commission, validator(ALICE).next_commission), (HIGHER, Some(next)));
    });
}

#[test]
fn set_commission_should_cancel_what_was_announced_when_it_is_not_higher() {
    ExtBuilder::default().build_and_execute(|| {
        for commission in [GENESIS, LOWER] {
            assert_ok!(ValidatorStaking::set_commission(signed(ALICE), HIGHER));
            assert_ok!(ValidatorStaking::set_commission(signed(ALICE), commission));
            assert_eq!((validator(ALICE).commission, validator(ALICE).next_commission), (commission, None));
        }
    });
}

#[test]
fn set_commission_should_leave_what_blocks_earned_before() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(ALICE);
        let before = validator(ALICE).ledger;
        assert!(before.commission_points > 0);
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::zero()));
        assert_eq!(validator(ALICE).ledger, before);
        next_block(ALICE);
        assert_eq!(validator(ALICE).ledger.commission_points, before.commission_points);
    });
}

#[test]
fn set_commission_should_fail_when_the_origin_is_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_commission(RuntimeOrigin::root(), LOWER), DispatchError::BadOrigin);
    });
}

#[test]
fn set_commission_should_fail_when_the_account_is_no_validator() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_commission(signed(CHARLIE), LOWER), Error::<Test>::NotValidator);
    });
}

#[test]
fn set_commission_should_fail_when_nothing_changes() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ValidatorStaking::set_commission(signed(ALICE), GENESIS), Error::<Test>::NoChange);
    });
}

#[test]
fn set_commission_should_fail_when_a_higher_one_was_announced() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), HIGHER));
        for commission in [Perbill::from_percent(11), HIGHER, Perbill::one()] {
            assert_noop!(ValidatorStaking::set_commission(signed(ALICE), commission), Error::<Test>::CommissionPending);
        }
    });
}
