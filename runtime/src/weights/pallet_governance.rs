//! Measured weights of `pallet_governance`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_governance`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_governance::WeightInfo for WeightInfo<T> {
    fn set_periods() -> Weight {
        // Proof bytes seen: 0. Least time: 5_308 ns.
        Weight::from_parts(5_829_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
}
