//! How a device-day is weighed.

use crate::*;
use proptest::prelude::*;
use uen_primitives::{Balance, CommunitySale, DailyEnergy, DeviceKind, Wh};

fn day(kind: DeviceKind, shared: u64, self_used: u64) -> DailyEnergy<()> {
    DailyEnergy {
        owner: (),
        kind,
        import: Wh(7),
        export: Wh(shared),
        generation: Wh(shared.saturating_add(self_used)),
        mineable_shared: Wh(shared),
        mineable_self_used: Wh(self_used),
    }
}

fn sale(energy: u64, fees: Balance) -> CommunitySale {
    CommunitySale { energy: Wh(energy), fees }
}

/// Sold for more grid fees than any premium brings.
fn weigh(kind: DeviceKind, shared: u64, self_used: u64, sold: u64) -> u128 {
    MiningParameters::default().weighted_energy(&day(kind, shared, self_used), sale(sold, Balance::MAX)).total()
}

#[test]
fn weight_should_depend_on_the_technology() {
    let by_kind = [
        (DeviceKind::Solar, 1_000),
        (DeviceKind::Wind, 1_000),
        (DeviceKind::Geothermal, 1_000),
        (DeviceKind::Hydro, 800),
        (DeviceKind::Biomass, 700),
        (DeviceKind::WasteHeat, 600),
        (DeviceKind::Storage, 0),
        (DeviceKind::Fossil, 0),
        (DeviceKind::Consumption, 0),
        (DeviceKind::EvCharger, 0),
    ];
    for (kind, technology) in by_kind {
        assert_eq!(weigh(kind, 10, 0, 10), 10 * 1_000 * technology, "{kind:?}");
    }
}

#[test]
fn weight_should_depend_on_the_channel() {
    assert_eq!(weigh(DeviceKind::Solar, 100, 0, 100), 100 * 1_000_000);
    assert_eq!(weigh(DeviceKind::Solar, 100, 0, 0), 100 * 500_000);
    assert_eq!(weigh(DeviceKind::Solar, 0, 100, 0), 100 * 250_000);
    assert_eq!(weigh(DeviceKind::Solar, 100, 20, 30), 30 * 1_000_000 + 70 * 500_000 + 20 * 250_000);
}

#[test]
fn weight_should_not_overflow_when_everything_is_at_its_most() {
    let most = u128::from(u64::MAX);
    assert_eq!(weigh(DeviceKind::Solar, u64::MAX, u64::MAX, u64::MAX), most * 1_000_000 + most * 250_000);
    // Not even with weights that would be refused.
    let mut parameters = MiningParameters::default();
    parameters.technology.solar = u16::MAX;
    parameters.channel = ChannelWeights { sold: u16::MAX, exported: u16::MAX, self_used: u16::MAX };
    let energy = day(DeviceKind::Solar, u64::MAX, u64::MAX);
    let sale = sale(u64::MAX, Balance::MAX);
    let weight = u128::from(u16::MAX) * u128::from(u16::MAX) * most;
    assert_eq!(parameters.weighted_energy(&energy, sale), WeightedEnergy { base: weight * 2, premium: 0 });
    parameters.channel.exported = 0;
    assert_eq!(parameters.weighted_energy(&energy, sale), WeightedEnergy { base: weight, premium: weight });
}

/// At 1 UEN/kWh, 1,000 Wh of solar energy that is sold bring half a UEN more, as far as the fees go.
#[test]
fn premium_should_be_capped_by_the_fees() {
    let weigh = |fees| MiningParameters::default().weighted_energy(&day(DeviceKind::Solar, 1_000, 0), sale(1_000, fees));
    let base = 1_000 * 500_000;
    let half = 500_000_000_000;
    for (fees, premium) in [
        (0, 0),
        (999, 0),
        (1_000, 1),
        (10_000_000_000, 10_000_000),
        (half - 1, base - 1),
        (half, base),
        (half + 1, base),
        (Balance::MAX, base),
    ] {
        assert_eq!(weigh(fees), WeightedEnergy { base, premium }, "{fees}");
    }
}

/// What the market counted beyond what was shared brings nothing.
#[test]
fn premium_should_be_of_shared_energy_only() {
    let weigh =
        |shared| MiningParameters::default().weighted_energy(&day(DeviceKind::Solar, shared, 50), sale(900, Balance::MAX));
    assert_eq!(weigh(0), WeightedEnergy { base: 50 * 250_000, premium: 0 });
    assert_eq!(weigh(400), WeightedEnergy { base: 400 * 500_000 + 50 * 250_000, premium: 400 * 500_000 });
}

#[test]
fn sale_should_count_by_its_own_weight_when_it_is_less_than_that_of_exports() {
    let mut parameters = MiningParameters::default();
    parameters.channel.sold = 300;
    for fees in [0, Balance::MAX] {
        let weighted = parameters.weighted_energy(&day(DeviceKind::Hydro, 100, 0), sale(30, fees));
        assert_eq!(weighted, WeightedEnergy { base: (30 * 300 + 70 * 500) * 800, premium: 0 });
    }
}

prop_compose! {
    /// Parameters inside of their bounds and outside.
    fn parameters()(
        max_reward in prop_oneof![Just(0), MIN_MAX_REWARD..=MAX_MAX_REWARD, any::<u64>()],
        [solar, sold, exported, self_used] in [0..=u16::MAX, 0..=u16::MAX, 0..=u16::MAX, 0..=u16::MAX],
    ) -> MiningParameters {
        let mut parameters = MiningParameters { max_reward, ..Default::default() };
        parameters.technology.solar = solar;
        parameters.channel = ChannelWeights { sold, exported, self_used };
        parameters
    }
}

/// What a device shared and sold, and for which fees. Ten of them fit into one.
fn part() -> impl Strategy<Value = (u64, u64, Balance)> {
    (wh(), wh(), fees()).prop_map(|(shared, sold, fees)| (shared >> 4, sold.min(shared) >> 4, fees >> 4))
}

/// From nothing to all that fits, each magnitude as likely as another.
fn fees() -> impl Strategy<Value = Balance> {
    (0..128u32, any::<Balance>()).prop_map(|(shift, amount)| amount >> shift)
}

fn wh() -> impl Strategy<Value = u64> {
    (0..64u32, any::<u64>()).prop_map(|(shift, amount)| amount >> shift)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    /// Attack 48: whatever governance sets, whatever was sold for whatever fees, and however much others mine.
    #[test]
    fn premium_should_bring_no_more_than_the_fees(
        parameters in parameters(),
        (shared, self_used, sold) in (wh(), wh(), wh()),
        fees in fees(),
        others in (0..100u32, any::<u128>()).prop_map(|(shift, weight)| (weight >> 28) >> shift),
        remaining in 0..=mock::ALLOCATION,
    ) {
        let WeightedEnergy { base, premium } =
            parameters.weighted_energy(&day(DeviceKind::Solar, shared, self_used), sale(sold, fees));
        let reward = |weight: u128, all: u128| {
            let spend = emission::Budget::of(remaining).spend(all, parameters.max_reward);
            if all == 0 { 0 } else { emission::reward(spend, weight, all).unwrap() }
        };
        let with = others + base + premium;
        prop_assert!(reward(premium, with) <= fees);
        // Nor does the miner get more than that on top of what it would get without the sale, but for a planck of rounding.
        prop_assert!(reward(base + premium, with) <= reward(base, others + base).saturating_add(fees).saturating_add(1));
    }

    #[test]
    fn splitting_sales_over_devices_should_not_weigh_more(
        parameters in parameters(),
        parts in prop::collection::vec(part(), 1..10),
    ) {
        let weigh = |shared, sold, fees| parameters.weighted_energy(&day(DeviceKind::Solar, shared, 0), sale(sold, fees));
        let split: u128 = parts.iter().map(|(shared, sold, fees)| weigh(*shared, *sold, *fees).total()).sum();
        let shared = parts.iter().map(|(shared, ..)| shared).sum();
        let sold = parts.iter().map(|(_, sold, _)| sold).sum();
        let fees = parts.iter().map(|(.., fees)| fees).sum();
        prop_assert!(split <= weigh(shared, sold, fees).total());
    }
}
