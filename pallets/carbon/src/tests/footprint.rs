//! The figures of an hour, without a chain.

use crate::{
    footprint::{add_hour, HourFigures, HourInput},
    CoverageRecord,
};
use proptest::prelude::*;
use uen_primitives::{runtime_api::FootprintSums, Wh};

fn hour(consumption: u64, location: u32, residual: Option<u32>, coverage: CoverageRecord) -> HourInput {
    HourInput { consumption: Wh(consumption), coverable: Wh(consumption), location, residual, coverage }
}

/// Certificates without direct emissions.
fn clean(retired: u64) -> CoverageRecord {
    CoverageRecord { retired: Wh(retired), carbon_free: Wh(retired), emissions: 0, retirements: u32::from(retired > 0) }
}

/// C6: four hours, of which two are covered, the one too much and the other enough.
#[test]
fn figures_should_match_vector_c6() {
    // Drawn, the location factor, and retired.
    let hours = [(500, 420_000, 600), (800, 380_000, 0), (1_200, 300_000, 1_500), (700, 510_000, 0)];
    let mut sums = FootprintSums::default();
    let mut covered = Vec::new();
    for (consumption, location, retired) in hours {
        let input = hour(consumption, location, Some(520_000), clean(retired));
        let figures = input.figures();
        covered.push(figures.covered.0);
        add_hour(&mut sums, input.consumption, &figures);
    }
    assert_eq!(covered, [500, 0, 1_200, 0]);
    assert_eq!(sums.location_based, 1_231_000_000);
    assert_eq!(sums.market_based, 780_000_000);
    assert_eq!(sums.carbon_free.0 * 1_000_000 / sums.consumption.0, 531_250);
    assert_eq!((sums.consumption, sums.covered, sums.carbon_free), (Wh(3_200), Wh(1_700), Wh(1_700)));
}

/// Attack 42: what came out of a gap may have been used at night, whatever was retired for a sunny hour of it.
#[test]
fn a42_certificates_should_cover_only_what_was_measured() {
    let of_gap = HourInput { coverable: Wh(0), ..hour(500, 400_000, Some(500_000), clean(500)) };
    let figures = of_gap.figures();
    assert_eq!((figures.covered, figures.carbon_free, figures.market_based), (Wh(0), Wh(0), 250_000_000));
    let in_part = HourInput { coverable: Wh(200), ..of_gap }.figures();
    assert_eq!((in_part.covered, in_part.market_based, in_part.location_based), (Wh(200), 150_000_000, 200_000_000));
}

#[test]
fn figures_should_be_nothing_when_nothing_is_drawn() {
    assert_eq!(hour(0, 400_000, Some(500_000), clean(0)).figures(), HourFigures::default());
    assert_eq!(hour(0, 400_000, Some(500_000), clean(900)).figures(), HourFigures::default());
}

#[test]
fn figures_should_use_the_location_factor_when_no_residual_one_is_known() {
    let figures = hour(100, 400_000, None, clean(25)).figures();
    assert_eq!((figures.location_based, figures.market_based), (40_000_000, 30_000_000));
}

#[test]
fn figures_should_round_against_the_reporter_when_certificates_are_shared() {
    // 4 Wh retired, one of them free of carbon, three of others: that one and one of the three cover.
    let coverage = CoverageRecord { retired: Wh(4), carbon_free: Wh(1), emissions: 68_404, retirements: 2 };
    let figures = hour(2, 400_000, Some(500_000), coverage).figures();
    assert_eq!((figures.covered, figures.carbon_free), (Wh(2), Wh(1)));
    assert_eq!(figures.market_based, 22_802, "68404 / 3, rounded up");
}

/// Anybody can retire anything for anybody.
#[test]
fn figures_should_not_grow_when_others_retire_biomass_beyond_the_consumption() {
    let own = hour(1_000, 400_000, Some(500_000), clean(1_000)).figures();
    let CoverageRecord { carbon_free, .. } = clean(1_000);
    let coverage = CoverageRecord { retired: Wh(9_000), carbon_free, emissions: 8_000 * 22_800, retirements: 2 };
    assert_eq!(hour(1_000, 400_000, Some(500_000), coverage).figures(), own);
}

#[test]
fn figures_should_count_all_of_the_certificates_when_all_is_covered() {
    let coverage = CoverageRecord { retired: Wh(1_000), carbon_free: Wh(400), emissions: 600 * 22_800, retirements: 2 };
    let figures = hour(1_500, 400_000, Some(500_000), coverage).figures();
    assert_eq!((figures.covered, figures.carbon_free), (Wh(1_000), Wh(400)));
    assert_eq!(figures.market_based, 500 * 500_000 + 600 * 22_800);
}

fn energy() -> impl Strategy<Value = u64> {
    prop_oneof![0..5_000u64, any::<u64>(), Just(u64::MAX)]
}

/// Whatever can be retired: energy of two kinds, of which one emits.
fn coverage() -> impl Strategy<Value = CoverageRecord> {
    (energy(), energy(), any::<u32>()).prop_map(|(carbon_free, other, factor)| {
        let other = other.min(u64::MAX - carbon_free);
        let emissions = u128::from(other) * u128::from(factor);
        CoverageRecord { retired: Wh(carbon_free + other), carbon_free: Wh(carbon_free), emissions, retirements: 2 }
    })
}

fn input() -> impl Strategy<Value = HourInput> {
    (energy(), any::<u32>(), any::<Option<u32>>(), coverage())
        .prop_map(|(consumption, location, residual, coverage)| hour(consumption, location, residual, coverage))
}

proptest! {
    /// Whatever the types hold.
    #[test]
    fn figures_should_be_within_bounds_when_inputs_are_extreme(input in input()) {
        let HourInput { consumption, location, coverage, .. } = input;
        let figures = input.figures();
        prop_assert_eq!(figures.covered, consumption.min(coverage.retired));
        prop_assert!(figures.carbon_free <= figures.covered);
        prop_assert!(figures.carbon_free <= coverage.carbon_free);
        prop_assert_eq!(figures.location_based, u128::from(consumption.0) * u128::from(location));
        // The exact figure: what is not covered, and all of the certificates at most.
        let rest = u128::from(consumption.0 - figures.covered.0) * u128::from(input.residual_factor());
        prop_assert!(figures.market_based >= rest);
        prop_assert!(figures.market_based <= rest + coverage.emissions);
    }

    /// GHG Protocol: what is bought never changes what the grid emitted.
    #[test]
    fn location_figure_should_not_change_when_certificates_do(input in input(), other in coverage()) {
        let without = HourInput { coverage: other, ..input };
        prop_assert_eq!(input.figures().location_based, without.figures().location_based);
    }

    /// More certificates without emissions never make the market-based figure worse, nor less of it free of carbon.
    #[test]
    fn market_figure_should_not_grow_when_more_clean_energy_is_retired(input in input(), some in 0..10_000u64, more in 0..10_000u64) {
        let less = HourInput { coverage: clean(some), ..input }.figures();
        let all = HourInput { coverage: clean(some + more), ..input }.figures();
        prop_assert!(all.market_based <= less.market_based);
        prop_assert!(all.carbon_free >= less.carbon_free);
    }

    /// A page's sums are those of its rows.
    #[test]
    fn sums_should_be_those_of_the_hours(inputs in prop::collection::vec((0..1u64 << 40, any::<u32>(), any::<Option<u32>>(), 0..1u64 << 40), 0..20)) {
        let mut sums = FootprintSums::default();
        let mut figures = Vec::new();
        for (consumption, location, residual, retired) in inputs {
            let input = hour(consumption, location, residual, clean(retired));
            add_hour(&mut sums, input.consumption, &input.figures());
            figures.push(input.figures());
        }
        prop_assert_eq!(sums.location_based, figures.iter().map(|f| f.location_based).sum::<u128>());
        prop_assert_eq!(sums.market_based, figures.iter().map(|f| f.market_based).sum::<u128>());
        prop_assert_eq!(sums.covered.0, figures.iter().map(|f| f.covered.0).sum::<u64>());
        prop_assert!(sums.carbon_free <= sums.covered && sums.covered <= sums.consumption);
    }
}
