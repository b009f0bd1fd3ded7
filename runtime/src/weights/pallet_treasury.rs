//! Measured weights of `pallet_treasury`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_treasury`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_treasury::WeightInfo for WeightInfo<T> {
    fn spend_local() -> Weight {
        // Proof bytes seen: 42. Least time: 12_118 ns.
        Weight::from_parts(13_060_000, 1887)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn remove_approval() -> Weight {
        // Proof bytes seen: 127. Least time: 7_031 ns.
        Weight::from_parts(7_681_000, 1887)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `p` is from 0 to 99.
    fn on_initialize_proposals(p: u32) -> Weight {
        // Proof bytes seen: 386 + p * 1. Least time: 23_014 ns.
        Weight::from_parts(26_066_821, 3593)
            // Standard error: 1_137.
            .saturating_add(Weight::from_parts(70_416, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn spend() -> Weight {
        // Proof bytes seen: 42. Least time: 11_127 ns.
        Weight::from_parts(12_088_000, 1489)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn payout() -> Weight {
        // Proof bytes seen: 441. Least time: 64_197 ns.
        Weight::from_parts(67_651_000, 6196)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn check_status() -> Weight {
        // Proof bytes seen: 160. Least time: 13_580 ns.
        Weight::from_parts(14_462_000, 3534)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn void_spend() -> Weight {
        // Proof bytes seen: 160. Least time: 12_569 ns.
        Weight::from_parts(13_470_000, 3534)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
