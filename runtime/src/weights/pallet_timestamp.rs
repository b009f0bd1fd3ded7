//! Measured weights of `pallet_timestamp`, written by `scripts/bench-weights.sh` on 2026-12-01: 20 steps, the fastest measurement of
//! each point, on a machine with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_timestamp`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_timestamp::WeightInfo for WeightInfo<T> {
    fn set() -> Weight {
        // Proof bytes seen: 206. Least time: 14_271 ns.
        Weight::from_parts(14_271_000, 1493)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn on_finalize() -> Weight {
        // Proof bytes seen: 0. Least time: 1_432 ns.
        Weight::from_parts(1_432_000, 0)
    }
}
