//! `advance`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, weights::Weight};
use sp_runtime::DispatchError;

#[test]
fn advance_should_take_as_many_steps_as_asked() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=10 {
            meter(0, n, ALICE, 1_000);
        }
        set_clock(due_at(0));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 2));
        let collection = Collection::<Test>::get().unwrap();
        assert_eq!(collection.cursor, Some(device(8)));
        assert_eq!(collection.weighted_energy, 8 * 1_000 * 500_000);
        assert_eq!(NextEra::<Test>::get(), 0);
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert_eq!(Collection::<Test>::get(), None);
        assert_eq!(NextEra::<Test>::get(), 1);
    });
}

#[test]
fn advance_should_close_an_era_when_its_last_page_is_full() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=STEP as u8 {
            meter(0, n, ALICE, 1_000);
        }
        set_clock(due_at(0));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert_eq!(NextEra::<Test>::get(), 0);
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 4 * 1_000 * 500_000);
    });
}

#[test]
fn advance_should_stop_when_nothing_is_left() {
    ExtBuilder::default().build_and_execute(|| {
        set_clock(due_at(2));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 100));
        assert_eq!(NextEra::<Test>::get(), 3);
    });
}

#[test]
fn advance_should_give_back_the_weight_of_steps_not_taken() {
    ExtBuilder::default().build_and_execute(|| {
        set_clock(due_at(0));
        meter(0, 1, ALICE, 1_000);
        let declared = Call::<Test>::advance { steps: 10 }.get_dispatch_info().call_weight;
        let used = EnergyMining::advance(RuntimeOrigin::signed(BOB), 10).unwrap().actual_weight.unwrap();
        // One step with one device, and one look that found nothing more.
        let expected = <() as WeightInfo>::advance()
            .saturating_add(<() as WeightInfo>::look().saturating_mul(2))
            .saturating_add(<() as WeightInfo>::collect(1))
            .saturating_add(<() as WeightInfo>::close());
        assert_eq!(used, expected);
        assert!(used.all_lt(declared));
    });
}

#[test]
fn advance_should_declare_more_than_a_block_when_asked_for_too_much() {
    let declared = Call::<Test>::advance { steps: u32::MAX }.get_dispatch_info().call_weight;
    assert!(declared.ref_time() > frame_support::weights::constants::WEIGHT_REF_TIME_PER_SECOND * 1_000);
}

#[test]
fn advance_should_fail_when_nothing_is_due() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        set_clock(due_at(0) - 1);
        assert_noop!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1), Error::<Test>::NothingDue);
    });
}

#[test]
fn advance_should_fail_when_no_step_is_asked_for() {
    ExtBuilder::default().build_and_execute(|| {
        set_clock(due_at(0));
        assert_noop!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 0), Error::<Test>::NothingDue);
    });
}

#[test]
fn advance_should_fail_when_there_was_no_first_block() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        set_clock(due_at(0));
        assert_noop!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1), Error::<Test>::NothingDue);
    });
}

#[test]
fn advance_should_fail_when_not_signed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(EnergyMining::advance(RuntimeOrigin::none(), 1), DispatchError::BadOrigin);
    });
}

#[test]
fn advance_should_sweep_an_expired_era_before_the_next_is_collected() {
    ExtBuilder::default().claim_eras(1).build_and_execute(|| {
        for n in 1..=6 {
            meter(0, n, u64::from(n), 1_000);
        }
        close(0);
        set_clock(due_at(2));
        let advance = || EnergyMining::advance(RuntimeOrigin::signed(BOB), 1).unwrap();
        let left = || Miners::<Test>::iter_prefix(0).count();
        advance();
        assert_eq!((NextEra::<Test>::get(), left()), (2, 6));
        advance();
        assert_eq!((NextEra::<Test>::get(), left()), (2, 2));
        advance();
        assert_eq!((NextEra::<Test>::get(), left()), (2, 0));
        advance();
        assert_eq!(NextEra::<Test>::get(), 3);
    });
}

#[test]
fn advance_should_go_on_where_idle_blocks_stopped() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=6 {
            meter(0, n, ALICE, 1_000);
        }
        set_clock(due_at(0));
        let one_step = <() as WeightInfo>::look()
            .saturating_add(<() as WeightInfo>::collect(STEP))
            .saturating_add(<() as WeightInfo>::close());
        idle_block(one_step);
        assert_eq!(Collection::<Test>::get().unwrap().cursor, Some(device(4)));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 6 * 1_000 * 500_000);
        assert_eq!(idle_block(Weight::zero()), Weight::zero());
    });
}

/// What somebody objects to is left out of its era. If that comes to nothing, it counts in the era that is collected then.
#[test]
fn objected_day_should_count_in_a_later_era_when_it_is_released() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        meter(0, 2, BOB, 2_000);
        object(0, 1);
        close(0);
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 2_000 * 500_000);
        assert!(!Miners::<Test>::contains_key(0, ALICE));
        System::assert_has_event(Event::DeviceWithheld { era: 0, device: device(1) }.into());
        // More are released than a step takes, while the era has devices of its own.
        for n in 11..=10 + STEP as u8 + 1 {
            release(0, n, ALICE, 1_000);
        }
        meter(1, 2, BOB, 2_000);
        close(1);
        let released = u128::from(STEP + 1) * 1_000 * 500_000;
        assert_eq!(Miners::<Test>::get(1, ALICE).unwrap().weighted_energy, released);
        assert_eq!(Eras::<Test>::get(1).unwrap().weighted_energy, released + 2_000 * 500_000);
        System::assert_has_event(Event::DeviceReleased { era: 1, device: device(11), day: day_of(0) }.into());
    });
}
