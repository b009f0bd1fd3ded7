//! The arithmetic, and the books over twenty thousand eras.

use crate::{
    emission::{reward, Budget, LedgerRecord, EMISSION_RATE, EMISSION_SCALE},
    mock::{ALLOCATION, UEN},
    INITIAL_MAX_REWARD, MAX_MAX_REWARD, MIN_MAX_REWARD,
};
use proptest::prelude::*;
use sp_runtime::ArithmeticError;
use std::collections::VecDeque;

#[test]
fn emission_rate_should_halve_the_allocation_in_six_years() {
    // 1 - 2^x, without the loss of digits that subtracting from one would cost.
    let exact = -(-core::f64::consts::LN_2 / 2_191.5).exp_m1();
    assert_eq!((exact * EMISSION_SCALE as f64).floor() as u128, EMISSION_RATE);
}

#[test]
fn budget_should_be_nothing_when_nothing_remains() {
    assert_eq!(Budget::of(0), Budget::default());
    // Less than a planck.
    assert_eq!(Budget::of(EMISSION_SCALE / EMISSION_RATE), Budget::default());
}

#[test]
fn budget_should_not_overflow_when_everything_remains() {
    let budget = Budget::of(u128::MAX);
    assert!(budget.energy > budget.staking * 4);
    assert_eq!(budget.staking, budget.behaviour);
}

#[test]
fn spend_should_be_nothing_when_nobody_mined() {
    assert_eq!(Budget::of(ALLOCATION).spend(0, INITIAL_MAX_REWARD), 0);
}

#[test]
fn spend_should_be_the_budget_when_the_cap_does_not_fit() {
    let budget = Budget::of(ALLOCATION);
    assert_eq!(budget.spend(u128::MAX, u64::MAX), budget.energy);
}

#[test]
fn reward_should_fail_when_nobody_mined() {
    assert_eq!(reward(1, 0, 0), Err(ArithmeticError::DivisionByZero));
}

#[test]
fn reward_should_use_256_bits() {
    assert_eq!(reward(u128::MAX, u128::MAX, u128::MAX), Ok(u128::MAX));
    assert_eq!(reward(u128::MAX, u128::MAX, 1), Err(ArithmeticError::Overflow));
}

#[test]
fn ledger_should_not_change_when_more_is_taken_than_reserved() {
    let mut ledger = LedgerRecord::new(ALLOCATION);
    let spend = ledger.close_era(1_000_000, INITIAL_MAX_REWARD).unwrap().spend;
    assert!(spend > 0);
    let before = ledger;
    assert_eq!(ledger.pay(before.reserved + 1), Err(ArithmeticError::Underflow));
    assert_eq!(ledger.give_back(before.reserved + 1), Err(ArithmeticError::Underflow));
    assert_eq!(ledger, before);
}

#[test]
fn ledger_should_not_change_when_an_era_cannot_be_closed() {
    let mut ledger = LedgerRecord { reserved: u128::MAX, ..LedgerRecord::new(ALLOCATION) };
    let before = ledger;
    assert_eq!(ledger.close_era(u128::MAX, INITIAL_MAX_REWARD), Err(ArithmeticError::Overflow));
    assert_eq!(ledger, before);
}

proptest! {
    #[test]
    fn budget_should_be_split_without_loss(remaining in any::<u128>()) {
        let Budget { energy, staking, behaviour } = Budget::of(remaining);
        let wide = |amount: u128| sp_core::U256::from(amount);
        let total = wide(remaining) * wide(EMISSION_RATE) / wide(EMISSION_SCALE);
        prop_assert_eq!(wide(energy) + wide(staking) + wide(behaviour), total);
        prop_assert_eq!(staking, behaviour);
        prop_assert!(wide(staking) * wide(100) <= total * wide(15));
    }

    #[test]
    fn rewards_should_never_exceed_what_is_spent(
        spend in 0..=ALLOCATION,
        weights in prop::collection::vec(0..=u128::MAX >> 8, 1..50),
    ) {
        let total: u128 = weights.iter().sum();
        prop_assume!(total > 0);
        let paid: u128 = weights.iter().map(|weight| reward(spend, *weight, total).unwrap()).sum();
        prop_assert!(paid <= spend);
        prop_assert!(spend - paid < weights.len() as u128, "less than one planck a miner is left");
    }
}

/// Small, fast and the same everywhere: one seed is one history of eras.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// From nothing to all that a meter can count, each magnitude as likely as another.
    fn magnitude(&mut self) -> u64 {
        let bits = self.below(65) as u32;
        if bits == 0 {
            0
        } else {
            self.next() >> (64 - bits)
        }
    }
}

struct OpenEra {
    spend: u128,
    total: u128,
    unclaimed: u128,
    miners: Vec<u128>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Twenty thousand eras, more than fifty-four years, of random participation, caps, claims and expiry.
    #[test]
    fn books_should_balance_after_each_of_20_000_eras(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut ledger = LedgerRecord::new(ALLOCATION);
        let mut open: VecDeque<OpenEra> = VecDeque::new();
        let mut paid = 0u128;
        for era in 0..20_000u32 {
            let max_reward = MIN_MAX_REWARD + random.below(MAX_MAX_REWARD - MIN_MAX_REWARD + 1);
            let miners: Vec<u128> = (0..random.below(6)).map(|_| u128::from(random.magnitude()) * 1_000_000).collect();
            let total = miners.iter().sum();
            let budget = Budget::of(ledger.remaining);
            let before = ledger;
            let assigned = ledger.close_era(total, max_reward).unwrap();
            prop_assert!(assigned.spend <= budget.energy);
            prop_assert!(total > 0 || assigned.spend == 0);
            prop_assert!(assigned.spend <= total.saturating_mul(max_reward.into()) / 1_000_000);
            prop_assert_eq!(before.remaining - ledger.remaining, assigned.spend + assigned.staking + assigned.behaviour);
            open.push_back(OpenEra { spend: assigned.spend, total, unclaimed: assigned.spend, miners });

            // Some miner of some era claims, sometimes.
            if random.below(4) > 0 {
                let index = random.below(open.len() as u64) as usize;
                let chosen = &mut open[index];
                if let Some(weight) = chosen.miners.pop() {
                    if chosen.total > 0 {
                        let amount = reward(chosen.spend, weight, chosen.total).unwrap();
                        ledger.pay(amount).unwrap();
                        chosen.unclaimed -= amount;
                        paid += amount;
                    }
                }
            }
            // Stakers fetch their share, sometimes.
            if random.below(3) == 0 {
                let waiting = ledger.staking_pot;
                prop_assert_eq!(ledger.pay_staking(), Ok(waiting));
                paid += waiting;
            }
            if open.len() > 84 {
                ledger.give_back(open.pop_front().unwrap().unclaimed).unwrap();
            }

            prop_assert_eq!(ledger.total(), Some(ALLOCATION), "after era {}", era);
            prop_assert_eq!(ledger.paid, paid);
            let unclaimed: u128 = open.iter().map(|era| era.unclaimed).sum();
            prop_assert_eq!(ledger.reserved, ledger.staking_pot + ledger.behaviour_pot + unclaimed);
        }
        prop_assert!(ledger.remaining < ALLOCATION - UEN);
    }
}
