//! Measured weights of `pallet_airdrop`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_airdrop`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_airdrop::WeightInfo for WeightInfo<T> {
    /// `p` is from 0 to 32.
    fn claim(p: u32) -> Weight {
        // Proof bytes seen: 334. Least time: 70_486 ns.
        Weight::from_parts(74_502_717, 6196)
            // Standard error: 2_366.
            .saturating_add(Weight::from_parts(1_063_476, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn set_root() -> Weight {
        // Proof bytes seen: 260. Least time: 20_571 ns.
        Weight::from_parts(21_993_000, 3593)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn expire() -> Weight {
        // Proof bytes seen: 363. Least time: 69_264 ns.
        Weight::from_parts(72_959_000, 6196)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn open() -> Weight {
        // Proof bytes seen: 80. Least time: 8_082 ns.
        Weight::from_parts(8_583_000, 1501)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
