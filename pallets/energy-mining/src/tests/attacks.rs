//! Attacks 15, 16, 22, 23, 33 and 48.

use crate::{emission::LedgerRecord, mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use sp_runtime::TokenError;
use uen_primitives::DeviceKind;

fn weighted(account: u64) -> u128 {
    Miners::<Test>::get(0, account).map(|miner| miner.weighted_energy).unwrap_or_default()
}

fn claim(account: u64) -> u128 {
    let before = balance(account);
    assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(CHARLIE), account, 0));
    balance(account) - before
}

/// 15: the market settles nothing between accounts of one owner, nor more than a buyer imported; even a market that did could
/// not make more count as sold than was generated and shared.
#[test]
fn wash_trade_should_earn_no_premium_beyond_shared_energy() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        sell(0, 1, u64::MAX);
        meter_kind(0, 2, BOB, DeviceKind::Solar, 0, 1_000);
        sell(0, 2, 1_000);
        close(0);
        assert_eq!(weighted(ALICE), 1_000 * 1_000_000);
        assert_eq!(weighted(BOB), 1_000 * 250_000, "what was used on site was not sold");
    });
}

#[test]
fn wash_trade_should_count_as_export_when_the_market_settles_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        sell(0, 1, 0);
        close(0);
        assert_eq!(weighted(ALICE), 1_000 * 500_000);
    });
}

/// 48: a seller who is also the buyer, with another account and another grid connection, gets back what both paid in grid fees and no
/// planck more, whatever governance set and whether the cap or the budget binds.
#[test]
fn wash_trade_should_break_even_at_best() {
    // What Alice mines with so much of 1,000,000 Wh sold for such fees, beside what Bob mines.
    let mined = |max_reward, sold, fees, bob| {
        let mut mined = 0;
        ExtBuilder::default().build_and_execute(|| {
            let parameters = MiningParameters { max_reward, ..Default::default() };
            assert_ok!(EnergyMining::set_parameters(RuntimeOrigin::root(), parameters));
            meter(0, 1, ALICE, 1_000_000);
            sell_for(0, 1, sold, fees);
            meter(0, 2, BOB, bob);
            close(0);
            mined = claim(ALICE);
        });
        mined
    };
    let largest = 1_000_000_000_000_000;
    for max_reward in [MIN_MAX_REWARD, INITIAL_MAX_REWARD, MAX_MAX_REWARD] {
        for bob in [1, largest] {
            let honest = mined(max_reward, 0, 0, bob);
            for sold in [1, 500_000, 1_000_000] {
                // 0.01 UEN/kWh, as in a city, and almost nothing.
                for fees in [0, 1, u128::from(sold) * 10_000_000] {
                    let gained = mined(max_reward, sold, fees, bob) - honest;
                    assert!(gained <= fees, "{gained} for {fees}");
                }
            }
        }
    }
    // Alone, with fees that the cap pays back in full.
    assert_eq!(mined(INITIAL_MAX_REWARD, 1_000_000, 10 * UEN, 1) - mined(INITIAL_MAX_REWARD, 0, 0, 1), 10 * UEN);
}

/// 48: sales that cost no fee bring no premium.
#[test]
fn wash_trade_should_count_as_export_when_it_paid_no_fees() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        sell_for(0, 1, 1_000, 0);
        close(0);
        assert_eq!(weighted(ALICE), 1_000 * 500_000);
    });
}

/// 16: charging from the grid and exporting again.
#[test]
fn storage_should_mine_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        meter_kind(0, 1, ALICE, DeviceKind::Storage, 1_000_000, 1_000_000);
        sell(0, 1, 1_000_000);
        close(0);
        assert_eq!(Eras::<Test>::get(0).unwrap().spend, 0);
    });
}

/// 16: behind a solar meter, the registry lets only min(export, generation) be shared; the market cannot add to it.
#[test]
fn discharge_should_mine_nothing_when_it_exceeds_generation() {
    ExtBuilder::default().build_and_execute(|| {
        let split = uen_primitives::SiteSplit::of(uen_primitives::Wh(500), uen_primitives::Wh(1_800));
        meter(0, 1, ALICE, split.shared.0);
        sell(0, 1, 1_800);
        close(0);
        assert_eq!(weighted(ALICE), 500 * 1_000_000);
    });
}

/// 22: alone, a kilowatt-hour sold earns one UEN and not the era's 119,538.
#[test]
fn sole_early_miner_should_earn_no_more_than_the_cap() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        sell(0, 1, 1_000);
        close(0);
        assert_eq!(claim(ALICE), UEN);
        let ledger = Ledger::<Test>::get();
        assert_eq!(ledger.remaining, ALLOCATION - UEN - ledger.staking_pot - ledger.behaviour_pot);
    });
}

/// 23: three equal miners of a sum that three does not divide.
#[test]
fn rounding_should_leave_dust_in_the_era_and_return_it_when_it_expires() {
    ExtBuilder::default().claim_eras(1).build_and_execute(|| {
        // More than the cap: the whole budget is spent.
        let plenty = 1_000_000_000_000_000_000;
        for (n, who) in [(1, ALICE), (2, BOB), (3, CHARLIE)] {
            meter(0, n, who, plenty);
        }
        meter(0, 4, NOBODY, plenty / 7);
        close(0);
        let spend = Eras::<Test>::get(0).unwrap().spend;
        let paid: u128 = [ALICE, BOB, CHARLIE, NOBODY].map(claim).iter().sum();
        let dust = Eras::<Test>::get(0).unwrap().unclaimed;
        assert_eq!(paid + dust, spend);
        assert!((1..4).contains(&dust), "{dust}");
        events();
        close(1);
        assert!(events().contains(&Event::EraExpired { era: 0, returned: dust }));
    });
}

/// 23: splitting a device among many accounts never earns more.
#[test]
fn splitting_should_not_earn_more() {
    let earned = |parts: &[u64]| {
        let mut earned = 0;
        ExtBuilder::default().build_and_execute(|| {
            meter(0, 100, CHARLIE, 3_333_333_333_333);
            for (n, part) in (1u8..).zip(parts) {
                meter(0, n, 10 + u64::from(n), *part);
            }
            close(0);
            earned = (1u64..).zip(parts).map(|(n, _)| claim(10 + n)).sum();
        });
        earned
    };
    assert!(earned(&[300_000_000_001, 300_000_000_001, 300_000_000_005]) <= earned(&[900_000_000_007]));
}

/// 33: all that is left would be below the existential deposit after the payment.
#[test]
fn claim_should_wait_when_the_pot_would_fall_below_the_existential_deposit() {
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        // Two hundred years on: everything else is paid, and the pots are empty.
        let reward = UEN / 2;
        Ledger::<Test>::put(LedgerRecord { reserved: reward, paid: ALLOCATION - reward, ..Default::default() });
        Balances::set_balance(&EnergyMining::account_id(), reward);
        let claim = || EnergyMining::claim(RuntimeOrigin::signed(BOB), ALICE, 0);
        assert_noop!(claim(), TokenError::NotExpendable);
        assert_ok!(Balances::transfer_allow_death(
            RuntimeOrigin::signed(CHARLIE),
            EnergyMining::account_id(),
            EXISTENTIAL_DEPOSIT
        ));
        assert_ok!(claim());
        assert_eq!(balance(ALICE), UEN + reward);
        assert_eq!(balance(EnergyMining::account_id()), EXISTENTIAL_DEPOSIT);
    });
}

/// 33: donations are never part of what is mined.
#[test]
fn donation_should_change_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let before = Ledger::<Test>::get();
        let pot = EnergyMining::account_id();
        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), pot, UEN));
        assert_eq!(Ledger::<Test>::get(), before);
        assert_eq!(balance(pot), ALLOCATION + UEN);
    });
}

/// 33: a meter at the end of its register, thrice, with every weight at its most.
#[test]
fn largest_readings_should_not_overflow() {
    ExtBuilder::default().build_and_execute(|| {
        for (n, who) in [(1, ALICE), (2, ALICE), (3, BOB)] {
            meter_kind(0, n, who, DeviceKind::Wind, u64::MAX, u64::MAX);
            sell(0, n, u64::MAX);
        }
        close(0);
        let spend = Eras::<Test>::get(0).unwrap().spend;
        assert_eq!(spend, 119_538_308_577_215_052);
        assert_eq!(claim(ALICE), spend * 2 / 3);
        assert_eq!(claim(BOB), spend / 3);
    });
}

/// 33: a W that cannot grow any more costs the device its reward and nobody else theirs.
#[test]
fn overflow_should_skip_the_device_when_the_total_is_full() {
    ExtBuilder::default().build().execute_with(|| {
        meter(0, 1, ALICE, 1_000);
        let day = day_of(0);
        let mut collection =
            CollectionRecord { cursor: None, weighted_energy: u128::MAX, parameters: MiningParameters::default() };
        events();
        assert_eq!(EnergyMining::collect(0, day, &mut collection), 1);
        let error = sp_runtime::ArithmeticError::Overflow.into();
        assert_eq!(events(), vec![Event::DeviceSkipped { era: 0, device: device(1), error }]);
        assert!(!is_used(0, 1));
        assert_eq!(collection.weighted_energy, u128::MAX);
    });
}
