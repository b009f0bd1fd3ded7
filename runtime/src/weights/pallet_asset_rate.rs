//! Measured weights of `pallet_asset_rate`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_asset_rate`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_asset_rate::WeightInfo for WeightInfo<T> {
    fn create() -> Weight {
        // Proof bytes seen: 101. Least time: 13_059 ns.
        Weight::from_parts(13_901_000, 4099)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn update() -> Weight {
        // Proof bytes seen: 142. Least time: 13_090 ns.
        Weight::from_parts(14_112_000, 4099)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn remove() -> Weight {
        // Proof bytes seen: 142. Least time: 13_550 ns.
        Weight::from_parts(15_073_000, 4099)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
