//! What an hour's consumption emitted: by what the grid emitted, and by what was claimed (GHG Protocol Scope 2 Guidance, 2015, chapter 6).
//!
//! Nothing here reads the chain's storage, so that anybody can compute it again from rows and factors. Factors are in µgCO2e/Wh, emissions
//! in µgCO2e.

use crate::CoverageRecord;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};
use uen_primitives::{runtime_api::FootprintSums, Wh};

/// What is known of an account, an hour and a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourInput {
    /// Taken from the grid.
    pub consumption: Wh,
    /// What of it certificates can cover.
    pub coverable: Wh,
    /// Location factor.
    pub location: u32,
    /// Residual factor; where it is not known the location factor stands in.
    pub residual: Option<u32>,
    /// What was retired for it.
    pub coverage: CoverageRecord,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourFigures {
    /// Of the consumption, covered by what was retired.
    pub covered: Wh,
    /// Of the consumption, covered by certificates without direct emissions.
    pub carbon_free: Wh,
    /// What the grid emitted for the consumption.
    pub location_based: u128,
    /// What the certificates emitted for what they cover, and the residual mix for the rest.
    pub market_based: u128,
}

impl HourInput {
    /// The factor of what is not covered.
    pub fn residual_factor(&self) -> u32 {
        self.residual.unwrap_or(self.location)
    }

    /// Both figures of the hour.
    ///
    /// What was retired beyond what can be covered covers nothing: `covered = min(retired, coverable)`. Certificates without direct emissions
    /// cover first, or whoever retires others for somebody, which anybody can, would displace that account's own. Of the others the mean
    /// counts, rounded up, also where it is more than the residual mix that it replaces.
    pub fn figures(&self) -> HourFigures {
        let Self {
            consumption, coverable, location, coverage: CoverageRecord { retired, carbon_free: free, emissions, .. }, ..
        } = *self;
        let covered = retired.min(coverable).min(consumption);
        let carbon_free = free.min(covered);
        let others = retired.saturating_sub(free);
        let by_others = covered.saturating_sub(carbon_free);
        HourFigures {
            covered,
            carbon_free,
            location_based: emitted(consumption, location),
            // Both are below 2^96.
            market_based: emitted(consumption.saturating_sub(covered), self.residual_factor())
                .saturating_add(share(emissions, by_others, others)),
        }
    }
}

/// Add an hour to the sums. What a page holds is some hundred times less than what they can.
pub fn add_hour(sums: &mut FootprintSums, consumption: Wh, figures: &HourFigures) {
    let add = |sum: &mut Wh, more: Wh| sum.0 = sum.0.saturating_add(more.0);
    add(&mut sums.consumption, consumption);
    add(&mut sums.covered, figures.covered);
    add(&mut sums.carbon_free, figures.carbon_free);
    sums.location_based = sums.location_based.saturating_add(figures.location_based);
    sums.market_based = sums.market_based.saturating_add(figures.market_based);
}

/// Less than 2^96.
fn emitted(energy: Wh, factor: u32) -> u128 {
    u128::from(energy.0).saturating_mul(factor.into())
}

/// `amount × part / whole`, rounded up; nothing of nothing. Never more than `amount`, as a part is never more than the whole.
fn share(amount: u128, part: Wh, whole: Wh) -> u128 {
    multiply_by_rational_with_rounding(amount, part.0.into(), whole.0.into(), Rounding::Up).unwrap_or(0)
}
