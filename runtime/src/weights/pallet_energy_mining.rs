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
        // Proof bytes seen: 0. Least time: 7_972 ns.
        Weight::from_parts(7_972_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn claim() -> Weight {
        // Proof bytes seen: 590. Least time: 94_761 ns.
        Weight::from_parts(94_761_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn advance() -> Weight {
        // Proof bytes seen: 399. Least time: 38_978 ns.
        Weight::from_parts(38_978_000, 3583)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn look() -> Weight {
        // Proof bytes seen: 215. Least time: 10_386 ns.
        Weight::from_parts(10_386_000, 1560).saturating_add(T::DbWeight::get().reads(5))
    }
    /// `n` is from 0 to 100.
    fn collect(n: u32) -> Weight {
        // Proof bytes seen: 562 + n * 461. Least time: 7_561 ns.
        Weight::from_parts(5_585_280, 3583)
            // Standard error: 193_003.
            .saturating_add(Weight::from_parts(27_577_329, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3240).saturating_mul(n.into()))
    }
    fn close() -> Weight {
        // Proof bytes seen: 325. Least time: 22_764 ns.
        Weight::from_parts(22_764_000, 3525)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// `n` is from 0 to 100.
    fn sweep(n: u32) -> Weight {
        // Proof bytes seen: 261 + n * 71. Least time: 10_065 ns.
        Weight::from_parts(12_016_044, 3762)
            // Standard error: 12_715.
            .saturating_add(Weight::from_parts(4_050_448, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2545).saturating_mul(n.into()))
    }
}
