//! What the runtime API answers.

use crate::{mock::*, *};
use frame_support::{assert_ok, weights::Weight};
use uen_primitives::runtime_api::{MiningEra, MiningReward, MiningStatus, Page};

#[test]
fn status_should_tell_where_mining_stands() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 0));
        let pot = 25_615_351_837_974_654;
        let status = EnergyMining::mining_status();
        let budget = emission::Budget::of(status.remaining);
        assert_eq!(
            status,
            MiningStatus {
                era: Some(3),
                first_day: Some(FIRST),
                next_to_close: 1,
                remaining: ALLOCATION - UEN / 2 - 2 * pot,
                reserved: 2 * pot,
                paid: UEN / 2,
                staking_pot: pot,
                behaviour_pot: pot,
                energy_budget: budget.energy,
                staking_budget: budget.staking,
                behaviour_budget: budget.behaviour,
                max_reward_per_weighted_kwh: UEN,
            }
        );
    });
}

#[test]
fn status_should_have_no_era_when_there_was_no_first_block() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        let status = EnergyMining::mining_status();
        assert_eq!((status.era, status.first_day, status.next_to_close), (None, None, 0));
        assert_eq!(status.energy_budget, 119_538_308_577_215_052);
    });
}

fn reward(era: u32, wh: u128, claimed: bool) -> MiningReward {
    MiningReward { era, weighted_energy: wh * 500_000, reward: Some(wh * UEN / 2_000), claimed }
}

#[test]
fn rewards_should_be_listed_newest_first() {
    ExtBuilder::default().build_and_execute(|| {
        for era in [0, 1, 3] {
            meter(era, 1, ALICE, 1_000 * (u64::from(era) + 1));
        }
        meter(2, 2, BOB, 1_000);
        close(3);
        assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), ALICE, 1));
        assert_eq!(
            EnergyMining::mining_rewards(&ALICE, None, 10),
            Page { items: vec![reward(3, 4_000, false), reward(1, 2_000, true), reward(0, 1_000, false)], next: None }
        );
    });
}

#[test]
fn rewards_should_continue_at_the_cursor() {
    ExtBuilder::default().build_and_execute(|| {
        for era in [0, 1, 3] {
            meter(era, 1, ALICE, 1_000);
        }
        close(3);
        let first = EnergyMining::mining_rewards(&ALICE, None, 2);
        assert_eq!(first.items, vec![reward(3, 1_000, false), reward(1, 1_000, false)]);
        assert_eq!(first.next, Some(0));
        let second = EnergyMining::mining_rewards(&ALICE, first.next, 2);
        assert_eq!(second, Page { items: vec![reward(0, 1_000, false)], next: None });
    });
}

#[test]
fn rewards_should_have_no_amount_when_the_era_is_being_collected() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=6 {
            meter(0, n, ALICE, 1_000);
        }
        set_clock(due_at(0));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        let expected = MiningReward { era: 0, weighted_energy: 4 * 1_000 * 500_000, reward: None, claimed: false };
        assert_eq!(EnergyMining::mining_rewards(&ALICE, None, 10), Page { items: vec![expected], next: None });
    });
}

#[test]
fn rewards_should_be_empty_when_there_are_none() {
    ExtBuilder::default().claim_eras(1).build_and_execute(|| {
        assert_eq!(EnergyMining::mining_rewards(&ALICE, None, 10), Page { items: vec![], next: None });
        meter(0, 1, ALICE, 1_000);
        close(1);
        assert_eq!(EnergyMining::mining_rewards(&ALICE, None, 10), Page { items: vec![], next: None });
        assert_eq!(EnergyMining::mining_rewards(&NOBODY, Some(0), 10), Page { items: vec![], next: None });
    });
}

#[test]
fn eras_should_be_listed_newest_first_within_the_claim_window() {
    ExtBuilder::default().claim_eras(3).build_and_execute(|| {
        meter(3, 1, ALICE, 1_000);
        close(4);
        let empty = |era| MiningEra { era, day: day_of(era), weighted_energy: 0, spend: 0, unclaimed: 0 };
        let third = MiningEra { weighted_energy: 1_000 * 500_000, spend: UEN / 2, unclaimed: UEN / 2, ..empty(3) };
        assert_eq!(EnergyMining::mining_eras(None, 2), Page { items: vec![empty(4), third], next: Some(2) });
        assert_eq!(EnergyMining::mining_eras(Some(2), 2), Page { items: vec![empty(2)], next: None });
        assert_eq!(EnergyMining::mining_eras(Some(u32::MAX), 1).items, vec![empty(4)]);
        assert_eq!(EnergyMining::mining_eras(Some(1), 2), Page { items: vec![], next: None });
    });
}

#[test]
fn pages_should_be_capped() {
    ExtBuilder::default().claim_eras(150).build_and_execute(|| {
        set_clock(due_at(149));
        idle_block(Weight::MAX);
        let page = EnergyMining::mining_eras(None, u32::MAX);
        assert_eq!((page.items.len(), page.next), (100, Some(49)));
        assert_eq!(EnergyMining::mining_eras(None, 0), Page { items: vec![], next: Some(149) });
    });
}
