//! What blocks do in their idle time.

use crate::{mock::*, *};
use frame_support::weights::Weight;
use sp_runtime::DispatchError;
use uen_primitives::DeviceKind;

fn look() -> Weight {
    <() as WeightInfo>::look()
}

fn full_step() -> Weight {
    <() as WeightInfo>::collect(STEP).saturating_add(<() as WeightInfo>::close())
}

#[test]
fn era_should_stay_open_when_readings_or_challenges_are_possible() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        for at in [FIRST.end(), FIRST.end() + READING_WINDOW, due_at(0) - 1] {
            set_clock(at);
            idle_block(Weight::MAX);
            assert_eq!(NextEra::<Test>::get(), 0);
            assert_eq!(Collection::<Test>::get(), None);
        }
    });
}

#[test]
fn era_should_stay_open_until_the_market_has_counted_what_was_sold() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        Uncounted::set(&Some(day_of(0).0));
        set_clock(due_at(0));
        idle_block(Weight::MAX);
        assert_eq!(NextEra::<Test>::get(), 0);
        Uncounted::set(&Some(day_of(1).0));
        idle_block(Weight::MAX);
        assert_eq!(NextEra::<Test>::get(), 1);
    });
}

#[test]
fn era_should_be_closed_when_it_is_due() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 2_000);
        events();
        close(0);
        let weighted_energy = 2_000 * 500_000;
        let (spend, pot) = (UEN, 25_615_351_837_974_654);
        assert_eq!(events(), vec![Event::EraClosed { era: 0, weighted_energy, spend, staking: pot, behaviour: pot }]);
        assert_eq!(Eras::<Test>::get(0), Some(EraRecord { weighted_energy, spend, unclaimed: spend }));
        assert_eq!(Miners::<Test>::get(0, ALICE), Some(MinerRecord { weighted_energy, claimed: false }));
        assert!(is_used(0, 1));
    });
}

#[test]
fn era_should_spend_nothing_on_energy_when_nobody_mined() {
    ExtBuilder::default().build_and_execute(|| {
        close(0);
        assert_eq!(Eras::<Test>::get(0), Some(EraRecord { weighted_energy: 0, spend: 0, unclaimed: 0 }));
        let ledger = Ledger::<Test>::get();
        assert_eq!(ledger.reserved, ledger.staking_pot + ledger.behaviour_pot);
        assert_eq!(ledger.staking_pot, 25_615_351_837_974_654);
    });
}

#[test]
fn eras_should_all_be_closed_when_blocks_stood_still() {
    ExtBuilder::default().build_and_execute(|| {
        for era in 0..20 {
            meter(era, 1, ALICE, 1_000);
        }
        close(19);
        for era in 0..20 {
            assert_eq!(Eras::<Test>::get(era).unwrap().spend, UEN / 2);
        }
        assert_eq!(EnergyMining::current_era(), Some(22));
    });
}

#[test]
fn device_should_be_skipped_when_the_registry_refuses_it() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        meter(0, 2, ALICE, 1_000);
        meter(0, 3, BOB, 1_000);
        refuse(2);
        events();
        close(0);
        let skipped = Event::DeviceSkipped { era: 0, device: device(2), error: DispatchError::Unavailable };
        assert!(events().contains(&skipped));
        assert_eq!(Miners::<Test>::get(0, ALICE).unwrap().weighted_energy, 1_000 * 500_000);
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 2 * 1_000 * 500_000);
        assert!(!is_used(0, 2), "what was refused is rolled back");
    });
}

#[test]
fn device_should_be_skipped_when_it_is_listed_twice() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        meter(0, 1, BOB, 1_000);
        events();
        close(0);
        let error = DispatchError::Exhausted;
        assert!(events().contains(&Event::DeviceSkipped { era: 0, device: device(1), error }));
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 1_000 * 500_000);
    });
}

/// A consumer's energy is left for whatever else it can be used for.
#[test]
fn device_should_not_be_used_up_when_it_has_no_weight() {
    ExtBuilder::default().build_and_execute(|| {
        meter_kind(0, 1, ALICE, DeviceKind::Consumption, 1_000, 1_000);
        meter(0, 2, BOB, 0);
        events();
        close(0);
        assert_eq!(events().len(), 1);
        assert!(!is_used(0, 1) && !is_used(0, 2));
        assert_eq!(Miners::<Test>::iter().count(), 0);
    });
}

#[test]
fn idle_block_should_do_nothing_when_it_has_no_room() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        set_clock(due_at(0));
        let is_untouched = || !Miners::<Test>::contains_key(0, ALICE) && NextEra::<Test>::get() == 0;
        assert_eq!(idle_block(look().saturating_sub(Weight::from_parts(1, 0))), Weight::zero());
        assert_eq!(idle_block(look().saturating_sub(Weight::from_parts(0, 1))), Weight::zero());
        assert!(is_untouched());
    });
}

#[test]
fn idle_block_should_take_no_step_when_only_looking_fits() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        set_clock(due_at(0));
        let too_little = look().saturating_add(full_step()).saturating_sub(Weight::from_parts(1, 0));
        assert_eq!(idle_block(too_little), look());
        let too_little = look().saturating_add(full_step()).saturating_sub(Weight::from_parts(0, 1));
        assert_eq!(idle_block(too_little), look());
        assert_eq!(NextEra::<Test>::get(), 0);
    });
}

#[test]
fn idle_block_should_never_use_more_than_it_has() {
    ExtBuilder::default().claim_eras(2).build_and_execute(|| {
        for era in 0..6 {
            for n in 1..=10 {
                meter(era, n, u64::from(n), 1_000);
            }
        }
        set_clock(due_at(5));
        let step = look().saturating_add(full_step());
        let mut blocks = 0;
        while NextEra::<Test>::get() < 6 || Sweep::<Test>::exists() {
            // From one step to almost three.
            let limit = step.saturating_add(step.saturating_mul(blocks % 8).saturating_div(4));
            let used = idle_block(limit);
            assert!(used.all_lte(limit), "{used:?} of {limit:?}");
            EnergyMining::do_try_state().unwrap();
            blocks += 1;
        }
        assert!(blocks > 6, "{blocks}");
        assert_eq!(Eras::<Test>::iter().count(), 2);
    });
}

#[test]
fn idle_block_should_charge_only_for_looking_when_nothing_is_due() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(idle_block(Weight::MAX), look());
    });
}

#[test]
fn era_should_return_what_was_not_claimed_when_it_expires() {
    ExtBuilder::default().claim_eras(2).build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        meter(0, 2, BOB, 3_000);
        close(1);
        EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0).unwrap();
        events();
        let before = Ledger::<Test>::get();
        close(2);
        let returned = 3 * UEN / 2;
        assert!(events().contains(&Event::EraExpired { era: 0, returned }));
        let after = Ledger::<Test>::get();
        let pots = |ledger: &emission::LedgerRecord| ledger.staking_pot + ledger.behaviour_pot;
        assert_eq!(after.remaining, before.remaining + returned - (pots(&after) - pots(&before)));
        assert_eq!(after.paid, UEN / 2);
        assert_eq!(Eras::<Test>::get(0), None);
        assert_eq!(Miners::<Test>::iter().count(), 0);
        assert_eq!(Sweep::<Test>::get(), None);
    });
}

#[test]
fn era_should_expire_after_84_eras() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(83);
        assert!(Eras::<Test>::contains_key(0));
        close(84);
        assert!(!Eras::<Test>::contains_key(0));
        assert_eq!(Eras::<Test>::iter().count(), 84);
    });
}
