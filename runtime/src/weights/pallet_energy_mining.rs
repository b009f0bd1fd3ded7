//! Measured weights of `pallet_energy_mining`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_mining`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_mining::WeightInfo for WeightInfo<T> {
    fn set_parameters() -> Weight {
        // Proof bytes seen: 0. Least time: 5_398 ns.
        Weight::from_parts(5_949_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn claim() -> Weight {
        // Proof bytes seen: 603. Least time: 77_957 ns.
        Weight::from_parts(81_182_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn advance() -> Weight {
        // Proof bytes seen: 399. Least time: 29_514 ns.
        Weight::from_parts(31_357_000, 3583)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn look() -> Weight {
        // Proof bytes seen: 215. Least time: 8_803 ns.
        Weight::from_parts(9_444_000, 1560).saturating_add(T::DbWeight::get().reads(5))
    }
    /// `n` is from 0 to 100.
    fn collect(n: u32) -> Weight {
        // Proof bytes seen: 446 + n * 445. Least time: 5_358 ns.
        Weight::from_parts(12_653_624, 3583)
            // Standard error: 27_682.
            .saturating_add(Weight::from_parts(19_531_394, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3198).saturating_mul(n.into()))
    }
    fn close() -> Weight {
        // Proof bytes seen: 325. Least time: 18_378 ns.
        Weight::from_parts(19_680_000, 3525)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// `n` is from 0 to 100.
    fn sweep(n: u32) -> Weight {
        // Proof bytes seen: 261 + n * 71. Least time: 7_361 ns.
        Weight::from_parts(9_685_066, 3762)
            // Standard error: 2_835.
            .saturating_add(Weight::from_parts(3_705_035, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2545).saturating_mul(n.into()))
    }
}
