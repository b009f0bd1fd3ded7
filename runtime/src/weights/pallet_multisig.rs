//! Measured weights of `pallet_multisig`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_multisig`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_multisig::WeightInfo for WeightInfo<T> {
    /// `z` is from 0 to 10000.
    fn as_multi_threshold_1(z: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 37_676 ns.
        Weight::from_parts(42_778_820, 0)
            // Standard error: 66.
            .saturating_add(Weight::from_parts(6_966, 0).saturating_mul(z.into()))
    }
    /// `s` is from 2 to 100.
    /// `z` is from 0 to 10000.
    fn as_multi_create(s: u32, z: u32) -> Weight {
        // Proof bytes seen: 109. Least time: 61_492 ns.
        Weight::from_parts(35_375_033, 6811)
            // Standard error: 1_730.
            .saturating_add(Weight::from_parts(285_685, 0).saturating_mul(s.into()))
            // Standard error: 17.
            .saturating_add(Weight::from_parts(7_218, 0).saturating_mul(z.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 3 to 100.
    /// `z` is from 0 to 10000.
    fn as_multi_approve(s: u32, z: u32) -> Weight {
        // Proof bytes seen: 315. Least time: 49_334 ns.
        Weight::from_parts(20_862_328, 6811)
            // Standard error: 2_041.
            .saturating_add(Weight::from_parts(300_514, 0).saturating_mul(s.into()))
            // Standard error: 19.
            .saturating_add(Weight::from_parts(7_297, 0).saturating_mul(z.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 2 to 100.
    /// `z` is from 0 to 10000.
    fn as_multi_complete(s: u32, z: u32) -> Weight {
        // Proof bytes seen: 453 + s * 33. Least time: 74_011 ns.
        Weight::from_parts(31_701_589, 6811)
            // Standard error: 10_862.
            .saturating_add(Weight::from_parts(455_568, 0).saturating_mul(s.into()))
            // Standard error: 106.
            .saturating_add(Weight::from_parts(8_222, 0).saturating_mul(z.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `s` is from 2 to 100.
    fn approve_as_multi_create(s: u32) -> Weight {
        // Proof bytes seen: 109. Least time: 31_898 ns.
        Weight::from_parts(33_641_457, 6811)
            // Standard error: 1_102.
            .saturating_add(Weight::from_parts(285_640, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 2 to 100.
    fn approve_as_multi_approve(s: u32) -> Weight {
        // Proof bytes seen: 315. Least time: 18_778 ns.
        Weight::from_parts(20_429_712, 6811)
            // Standard error: 1_265.
            .saturating_add(Weight::from_parts(292_484, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 2 to 100.
    fn cancel_as_multi(s: u32) -> Weight {
        // Proof bytes seen: 315. Least time: 31_698 ns.
        Weight::from_parts(34_175_539, 6811)
            // Standard error: 1_467.
            .saturating_add(Weight::from_parts(301_864, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 2 to 100.
    fn poke_deposit(s: u32) -> Weight {
        // Proof bytes seen: 315. Least time: 30_636 ns.
        Weight::from_parts(32_783_576, 6811)
            // Standard error: 1_517.
            .saturating_add(Weight::from_parts(291_616, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
