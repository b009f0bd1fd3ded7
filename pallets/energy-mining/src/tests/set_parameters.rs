//! `set_parameters`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_runtime::DispatchError;

fn with(change: impl FnOnce(&mut MiningParameters)) -> MiningParameters {
    let mut parameters = MiningParameters::default();
    change(&mut parameters);
    parameters
}

#[test]
fn set_parameters_should_store_them_when_governance_asks() {
    ExtBuilder::default().build_and_execute(|| {
        let parameters = with(|p| p.channel.exported = 600);
        assert_ok!(EnergyMining::set_parameters(RuntimeOrigin::root(), parameters));
        assert_eq!(Parameters::<Test>::get(), parameters);
        assert_eq!(events(), vec![Event::ParametersChanged { parameters }]);
    });
}

#[test]
fn set_parameters_should_fail_when_anybody_else_asks() {
    ExtBuilder::default().build_and_execute(|| {
        let call = EnergyMining::set_parameters(RuntimeOrigin::signed(ALICE), MiningParameters::default());
        assert_eq!(call, Err(DispatchError::BadOrigin));
        assert_noop!(EnergyMining::set_parameters(RuntimeOrigin::none(), MiningParameters::default()), DispatchError::BadOrigin);
    });
}

#[test]
fn set_parameters_should_accept_the_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        for parameters in [
            with(|p| p.max_reward = MIN_MAX_REWARD),
            with(|p| p.max_reward = MAX_MAX_REWARD),
            with(|p| p.technology.waste_heat = FULL_WEIGHT),
            with(|p| p.channel.self_used = 0),
        ] {
            assert_ok!(EnergyMining::set_parameters(RuntimeOrigin::root(), parameters));
        }
    });
}

#[test]
fn set_parameters_should_fail_when_the_cap_is_out_of_its_bounds() {
    ExtBuilder::default().build_and_execute(|| {
        for max_reward in [0, MIN_MAX_REWARD - 1, MAX_MAX_REWARD + 1, u64::MAX] {
            let parameters = with(|p| p.max_reward = max_reward);
            assert_noop!(EnergyMining::set_parameters(RuntimeOrigin::root(), parameters), Error::<Test>::InvalidParameters);
        }
    });
}

#[test]
fn set_parameters_should_fail_when_any_weight_is_more_than_one() {
    ExtBuilder::default().build_and_execute(|| {
        let changes: [fn(&mut MiningParameters); 9] = [
            |p| p.technology.solar = 1_001,
            |p| p.technology.wind = 1_001,
            |p| p.technology.hydro = 1_001,
            |p| p.technology.geothermal = 1_001,
            |p| p.technology.biomass = 1_001,
            |p| p.technology.waste_heat = 1_001,
            |p| p.channel.sold = 1_001,
            |p| p.channel.exported = 1_001,
            |p| p.channel.self_used = u16::MAX,
        ];
        for change in changes {
            assert_noop!(EnergyMining::set_parameters(RuntimeOrigin::root(), with(change)), Error::<Test>::InvalidParameters);
        }
    });
}

#[test]
fn set_parameters_should_hold_from_the_next_era_when_one_is_being_collected() {
    ExtBuilder::default().build_and_execute(|| {
        for n in 1..=6 {
            meter(0, n, ALICE, 1_000);
            meter(1, n, ALICE, 1_000);
        }
        set_clock(due_at(0));
        assert_ok!(EnergyMining::advance(RuntimeOrigin::signed(BOB), 1));
        let parameters = with(|p| {
            p.max_reward = MIN_MAX_REWARD;
            p.channel.exported = 0;
            p.channel.self_used = 100;
        });
        assert_ok!(EnergyMining::set_parameters(RuntimeOrigin::root(), parameters));
        set_clock(due_at(1));
        idle_block(Weight::MAX);
        let first = Eras::<Test>::get(0).unwrap();
        assert_eq!(first.weighted_energy, 6 * 1_000 * 500_000);
        assert_eq!(first.spend, first.weighted_energy * u128::from(INITIAL_MAX_REWARD) / 1_000_000);
        assert_eq!(Eras::<Test>::get(1).unwrap(), EraRecord { weighted_energy: 0, spend: 0, unclaimed: 0 });
    });
}
