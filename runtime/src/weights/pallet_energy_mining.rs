//! Measured weights of `pallet_energy_mining`, written by `scripts/bench-weights.sh` on 2026-12-01: 20 steps, the fastest measurement of
//! each point, on a machine with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_mining`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_mining::WeightInfo for WeightInfo<T> {
    fn set_parameters() -> Weight {
        // Proof bytes seen: 0. Least time: 8_102 ns.
        Weight::from_parts(8_102_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn claim() -> Weight {
        // Proof bytes seen: 590. Least time: 94_089 ns.
        Weight::from_parts(94_089_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn advance() -> Weight {
        // Proof bytes seen: 426. Least time: 43_956 ns.
        Weight::from_parts(43_956_000, 3583)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn look() -> Weight {
        // Proof bytes seen: 341. Least time: 15_604 ns.
        Weight::from_parts(15_604_000, 1742).saturating_add(T::DbWeight::get().reads(6))
    }
    /// `n` is from 0 to 100.
    fn collect(n: u32) -> Weight {
        // Proof bytes seen: 589 + n * 520. Least time: 11_868 ns.
        Weight::from_parts(13_471_270, 3583)
            // Standard error: 155_253.
            .saturating_add(Weight::from_parts(31_363_157, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    fn close() -> Weight {
        // Proof bytes seen: 325. Least time: 23_144 ns.
        Weight::from_parts(23_144_000, 3525)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// `n` is from 0 to 100.
    fn sweep(n: u32) -> Weight {
        // Proof bytes seen: 261 + n * 71. Least time: 10_355 ns.
        Weight::from_parts(12_360_417, 3762)
            // Standard error: 11_164.
            .saturating_add(Weight::from_parts(4_091_555, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2545).saturating_mul(n.into()))
    }
}
