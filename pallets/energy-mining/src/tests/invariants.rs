//! The pallet as a whole: hundreds of eras of random meters, claims, changes of parameters and expiry.

use crate::{mock::*, *};
use frame_support::{assert_ok, weights::Weight};
use proptest::prelude::*;
use uen_primitives::{DeviceKind, StakingRewards};

#[derive(Clone, Debug)]
enum Action {
    /// A device of a miner meters something in an era that is still open.
    Meter { ahead: u32, device: u8, owner: u64, kind: DeviceKind, shared: u64, self_used: u64, sold: u64, fees: u128 },
    /// So many days pass, with blocks that have room for so many steps.
    Pass { days: u32, steps: u64 },
    /// Somebody claims for a miner.
    Claim { back: u32, owner: u64 },
    /// Governance changes the cap and a weight.
    Change { max_reward: u64, exported: u16 },
    /// Somebody advances.
    Advance { steps: u32 },
    /// Somebody gives.
    Donate { amount: u128 },
    /// Stakers fetch their share.
    PayStakers,
}

fn kind() -> impl Strategy<Value = DeviceKind> {
    prop_oneof![
        Just(DeviceKind::Solar),
        Just(DeviceKind::Wind),
        Just(DeviceKind::Biomass),
        Just(DeviceKind::WasteHeat),
        Just(DeviceKind::Storage),
        Just(DeviceKind::Consumption),
    ]
}

/// From nothing to all that a register can count.
fn wh() -> impl Strategy<Value = u64> {
    (0..64u32, any::<u64>()).prop_map(|(shift, amount)| amount >> shift)
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (0..4u32, any::<u8>(), 1..20u64, kind(), wh(), wh(), wh(), any::<u128>()).prop_map(
            |(ahead, device, owner, kind, shared, self_used, sold, fees)| Action::Meter {
                ahead, device, owner, kind, shared, self_used, sold, fees: fees >> (sold % 128)
            }
        ),
        4 => (0..4u32, 0..6u64).prop_map(|(days, steps)| Action::Pass { days, steps }),
        4 => (0..12u32, 1..20u64).prop_map(|(back, owner)| Action::Claim { back, owner }),
        1 => (0..=2 * MAX_MAX_REWARD, 0..=1_200u16)
            .prop_map(|(max_reward, exported)| Action::Change { max_reward, exported }),
        1 => (0..4u32).prop_map(|steps| Action::Advance { steps }),
        1 => (EXISTENTIAL_DEPOSIT..2 * EXISTENTIAL_DEPOSIT).prop_map(|amount| Action::Donate { amount }),
        1 => Just(Action::PayStakers),
    ]
}

fn apply(action: Action) {
    let today = EnergyMining::current_era().unwrap();
    // What fails must leave nothing behind: the invariants say whether it did.
    let _ = match action {
        Action::Meter { ahead, device, owner, kind, shared, self_used, sold, fees } => {
            meter_kind(today + ahead, device, owner, kind, shared, self_used);
            sell_for(today + ahead, device, sold, fees);
            Ok(())
        }
        Action::Pass { days, steps } => {
            set_clock(day_of(today + days).start() + 7);
            let step = <() as WeightInfo>::look()
                .saturating_add(<() as WeightInfo>::collect(STEP))
                .saturating_add(<() as WeightInfo>::close());
            let limit = step.saturating_mul(steps);
            assert!(idle_block(limit).all_lte(limit));
            Ok(())
        }
        Action::Claim { back, owner } => {
            EnergyMining::claim(RuntimeOrigin::signed(ALICE), owner, NextEra::<Test>::get().saturating_sub(back))
        }
        Action::Change { max_reward, exported } => {
            let mut parameters = Parameters::<Test>::get();
            parameters.max_reward = max_reward;
            parameters.channel.exported = exported;
            EnergyMining::set_parameters(RuntimeOrigin::root(), parameters)
        }
        Action::Advance { steps } => EnergyMining::advance(RuntimeOrigin::signed(ALICE), steps).map(|_| ()).map_err(|e| e.error),
        Action::Donate { amount } => {
            Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), EnergyMining::account_id(), amount)
        }
        Action::PayStakers => <EnergyMining as StakingRewards<u64>>::pay_out(&CHARLIE).map(|_| ()),
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn invariants_should_hold_after_every_action(actions in prop::collection::vec(action(), 1..250)) {
        ExtBuilder::default().claim_eras(5).build_and_execute(|| {
            let issued = Balances::total_issuance();
            for action in actions {
                let paid = Ledger::<Test>::get().paid;
                apply(action);
                EnergyMining::do_try_state().unwrap();
                assert!(Ledger::<Test>::get().paid >= paid);
                assert_eq!(Balances::total_issuance(), issued);
            }
        });
    }
}

/// Every day four homes and a park; most claim, one forgets, one claims everything late.
#[test]
fn invariants_should_hold_over_300_eras_of_ordinary_life() {
    const CLAIM_ERAS: u32 = 10;
    ExtBuilder::default().claim_eras(CLAIM_ERAS).build_and_execute(|| {
        for era in 0..300u32 {
            let sun = 1_000 + u64::from(era) * 37 % 4_000;
            for n in 1..=4u8 {
                meter_kind(era, n, u64::from(n), DeviceKind::Solar, sun * u64::from(n), sun);
            }
            meter_kind(era, 5, 5, DeviceKind::Wind, 3_000_000_000, 0);
            sell(era, 5, 1_000_000_000 + sun);
            close(era);
            for owner in [1, 2, 5] {
                assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), owner, era));
            }
            if let Some(old) = era.checked_sub(CLAIM_ERAS - 1) {
                assert_ok!(EnergyMining::claim(RuntimeOrigin::signed(ALICE), 3, old));
            }
            EnergyMining::do_try_state().unwrap();
            System::reset_events();
        }
        assert_eq!(Eras::<Test>::iter().count() as u32, CLAIM_ERAS);
        assert_eq!(Miners::<Test>::iter().count() as u32, CLAIM_ERAS * 5);
        let ledger = Ledger::<Test>::get();
        assert_eq!(balance(EnergyMining::account_id()), ledger.remaining + ledger.reserved);
    });
}

#[test]
fn try_state_should_fail_when_the_books_are_out_of_order() {
    let broken: [fn(); 6] = [
        || Ledger::<Test>::mutate(|ledger| ledger.paid += 1),
        || {
            Ledger::<Test>::mutate(|ledger| {
                ledger.reserved += 1;
                ledger.remaining -= 1;
            })
        },
        || Miners::<Test>::insert(0, BOB, MinerRecord { weighted_energy: 1, claimed: false }),
        || Miners::<Test>::insert(7, BOB, MinerRecord { weighted_energy: 1, claimed: false }),
        || Eras::<Test>::insert(7, EraRecord { weighted_energy: 0, spend: 0, unclaimed: 0 }),
        || Parameters::<Test>::mutate(|parameters| parameters.max_reward = 0),
    ];
    for break_it in broken {
        ExtBuilder::default().build().execute_with(|| {
            meter(0, 1, ALICE, 1_000);
            set_clock(due_at(0));
            idle_block(Weight::MAX);
            EnergyMining::do_try_state().unwrap();
            break_it();
            assert!(EnergyMining::do_try_state().is_err());
        });
    }
}
