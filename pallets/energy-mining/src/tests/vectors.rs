//! Vectors C5, C8 and C19.

use crate::{
    emission::{reward, Assigned, Budget, LedgerRecord},
    mock::*,
    *,
};
use uen_primitives::{CommunitySale, DeviceKind, SiteSplit, Wh};

const MWH: u64 = 1_000_000;
const ENERGY: u128 = 119_538_308_577_215_052;
const EACH_POT: u128 = 25_615_351_837_974_654;

#[test]
fn budget_should_match_vector_c5() {
    let budget = Budget::of(ALLOCATION);
    assert_eq!(budget, Budget { energy: ENERGY, staking: EACH_POT, behaviour: EACH_POT });
    assert_eq!(budget.energy + budget.staking + budget.behaviour, 170_769_012_253_164_360);
}

/// A 40 MWh solar sold in the community, B 25 MWh solar to the grid, C 30 MWh biomass sold in the community. Buyers paid as much in grid
/// fees as the premium can bring.
fn meter_c5(scale: u64) {
    meter_kind(0, 1, ALICE, DeviceKind::Solar, 40 * MWH * scale, 0);
    meter_kind(0, 2, BOB, DeviceKind::Solar, 25 * MWH * scale, 0);
    meter_kind(0, 3, CHARLIE, DeviceKind::Biomass, 30 * MWH * scale, 0);
    sell_for(0, 1, 40 * MWH * scale, 20_000 * UEN * u128::from(scale));
    sell_for(0, 3, 30 * MWH * scale, 10_500 * UEN * u128::from(scale));
}

fn claim(who: u64) -> u128 {
    let before = balance(who);
    EnergyMining::claim(RuntimeOrigin::signed(BOB), who, 0).unwrap();
    balance(who) - before
}

fn claim_all() -> [u128; 3] {
    [ALICE, BOB, CHARLIE].map(claim)
}

#[test]
fn rewards_should_match_vector_c5_when_the_cap_binds() {
    ExtBuilder::default().build_and_execute(|| {
        meter_c5(1);
        close(0);
        assert_eq!(Eras::<Test>::get(0).unwrap().weighted_energy, 73_500_000_000_000);
        assert_eq!(Eras::<Test>::get(0).unwrap().spend, 73_500 * UEN);
        assert_eq!(claim_all(), [40_000 * UEN, 12_500 * UEN, 21_000 * UEN]);
        let ledger = Ledger::<Test>::get();
        assert_eq!((ledger.staking_pot, ledger.behaviour_pot), (EACH_POT, EACH_POT));
        assert_eq!(ledger.paid, 73_500 * UEN);
        // 46,038.3086 UEN of the era were not earned and are still there.
        assert_eq!(ledger.remaining, ALLOCATION - 2 * EACH_POT - 73_500 * UEN);
        assert_eq!((ENERGY - 73_500 * UEN) / 100_000_000, 460_383_085);
    });
}

#[test]
fn rewards_should_match_vector_c5_when_the_budget_binds() {
    ExtBuilder::default().build_and_execute(|| {
        meter_c5(100);
        close(0);
        assert_eq!(Eras::<Test>::get(0).unwrap().spend, ENERGY);
        assert_eq!(claim_all(), [65_054_861_810_729_280, 20_329_644_315_852_900, 34_153_802_450_632_872]);
        assert_eq!(Eras::<Test>::get(0).unwrap().unclaimed, 0, "no dust");
        assert_eq!(EnergyMining::staking_pot(), EACH_POT);
        assert_eq!(EnergyMining::behaviour_pot(), EACH_POT);
    });
}

#[test]
fn rewards_should_match_vector_c5_when_computed_without_a_chain() {
    let mut ledger = LedgerRecord::new(ALLOCATION);
    let assigned = ledger.close_era(73_500_000_000_000, INITIAL_MAX_REWARD);
    assert_eq!(assigned, Ok(Assigned { spend: 73_500 * UEN, staking: EACH_POT, behaviour: EACH_POT }));
    assert_eq!(reward(73_500 * UEN, 12_500_000_000_000, 73_500_000_000_000), Ok(12_500 * UEN));
}

#[test]
fn emission_should_match_vector_c5_when_every_budget_is_spent() {
    // The vector is in whole UEN, rounded to the nearest.
    let cumulative = [
        (365, 58_876_650),
        (731, 111_469_491),
        (1_461, 199_821_317),
        (2_192, 270_042_696),
        (4_383, 405_000_000),
        (36_525, 539_994_809),
    ];
    let mut ledger = LedgerRecord::new(ALLOCATION);
    let mut eras = 0;
    for (until, uen) in cumulative {
        while eras < until {
            ledger.close_era(u128::MAX, MAX_MAX_REWARD).unwrap();
            eras += 1;
        }
        assert_eq!((ledger.reserved + UEN / 2) / UEN, uen, "after {until} eras");
        assert_eq!(ledger.total(), Some(ALLOCATION));
    }
}

/// Only what [`SiteSplit`] leaves over as shared or self-used carries weight.
#[test]
fn weighted_energy_should_follow_vector_c8() {
    let weighted = |generation, export| {
        let split = SiteSplit::of(Wh(generation), Wh(export));
        let energy = uen_primitives::DailyEnergy {
            owner: ALICE,
            kind: DeviceKind::Solar,
            import: Wh(0),
            export: Wh(export),
            generation: Wh(generation),
            mineable_shared: split.shared,
            mineable_self_used: split.self_used,
        };
        MiningParameters::default().weighted_energy(&energy, CommunitySale::default()).total()
    };
    assert_eq!(weighted(2_000, 1_500), (1_500 * 500 + 500 * 250) * 1_000);
    assert_eq!(weighted(0, 1_800), 0);
    assert_eq!(weighted(500, 1_800), 500 * 500 * 1_000);
}

/// 1,000 Wh solar sold for 10,000,000,000 planck in grid fees, while the cap binds.
#[test]
fn rewards_should_match_vector_c19() {
    let (base, premium) = (500_000_000_000, 10_000_000_000);
    ExtBuilder::default().build_and_execute(|| {
        meter(0, 1, ALICE, 1_000);
        sell_for(0, 1, 1_000, premium);
        meter(0, 2, BOB, 1_000);
        close(0);
        // An exported Wh weighs 500,000 and brings 500,000,000 planck.
        let weighted = |who| Miners::<Test>::get(0, who).unwrap().weighted_energy;
        assert_eq!([ALICE, BOB].map(weighted), [510_000_000, 500_000_000]);
        let [alice, bob] = [ALICE, BOB].map(claim);
        assert_eq!(bob, base);
        assert_eq!(alice, 510_000_000_000);
        assert_eq!(alice, base + premium);
    });
}
