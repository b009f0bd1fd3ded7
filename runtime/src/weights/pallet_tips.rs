//! Measured weights of `pallet_tips`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_tips`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_tips::WeightInfo for WeightInfo<T> {
    /// `r` is from 0 to 16384.
    fn report_awesome(r: u32) -> Weight {
        // Proof bytes seen: 4. Least time: 29_785 ns.
        Weight::from_parts(31_971_985, 3469)
            // Standard error: 2.
            .saturating_add(Weight::from_parts(1_674, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn retract_tip() -> Weight {
        // Proof bytes seen: 221. Least time: 28_202 ns.
        Weight::from_parts(29_785_000, 3686)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `r` is from 0 to 16384.
    /// `t` is from 1 to 7.
    fn tip_new(r: u32, t: u32) -> Weight {
        // Proof bytes seen: 367 + t * 64. Least time: 18_939 ns.
        Weight::from_parts(19_361_548, 3832)
            // Standard error: 2.
            .saturating_add(Weight::from_parts(1_654, 0).saturating_mul(r.into()))
            // Standard error: 6_986.
            .saturating_add(Weight::from_parts(191_185, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 64).saturating_mul(t.into()))
    }
    /// `t` is from 1 to 7.
    fn tip(t: u32) -> Weight {
        // Proof bytes seen: 588 + t * 112. Least time: 17_947 ns.
        Weight::from_parts(19_599_886, 4053)
            // Standard error: 9_121.
            .saturating_add(Weight::from_parts(80_624, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(0, 112).saturating_mul(t.into()))
    }
    /// `t` is from 1 to 7.
    fn close_tip(t: u32) -> Weight {
        // Proof bytes seen: 746 + t * 108. Least time: 73_911 ns.
        Weight::from_parts(78_677_682, 6196)
            // Standard error: 13_168.
            .saturating_add(Weight::from_parts(2_759, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(Weight::from_parts(0, 106).saturating_mul(t.into()))
    }
    /// `t` is from 1 to 7.
    fn slash_tip(t: u32) -> Weight {
        // Proof bytes seen: 269. Least time: 13_390 ns.
        Weight::from_parts(14_211_858, 3734)
            // Standard error: 2_242.
            .saturating_add(Weight::from_parts(16_773, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
