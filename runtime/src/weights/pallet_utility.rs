//! Measured weights of `pallet_utility`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_utility`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_utility::WeightInfo for WeightInfo<T> {
    /// `c` is from 0 to 1000.
    fn batch(c: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 5_398 ns.
        Weight::from_parts(10_452_110, 0)
            // Standard error: 3_090.
            .saturating_add(Weight::from_parts(3_912_900, 0).saturating_mul(c.into()))
    }
    fn as_derivative() -> Weight {
        // Proof bytes seen: 0. Least time: 5_419 ns.
        Weight::from_parts(6_039_000, 0)
    }
    /// `c` is from 0 to 1000.
    fn batch_all(c: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 5_468 ns.
        Weight::from_parts(5_851_220, 0)
            // Standard error: 3_429.
            .saturating_add(Weight::from_parts(4_207_803, 0).saturating_mul(c.into()))
    }
    fn dispatch_as() -> Weight {
        // Proof bytes seen: 0. Least time: 7_651 ns.
        Weight::from_parts(8_292_000, 0)
    }
    /// `c` is from 0 to 1000.
    fn force_batch(c: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 5_488 ns.
        Weight::from_parts(7_007_099, 0)
            // Standard error: 3_297.
            .saturating_add(Weight::from_parts(3_818_112, 0).saturating_mul(c.into()))
    }
    fn dispatch_as_fallible() -> Weight {
        // Proof bytes seen: 0. Least time: 7_652 ns.
        Weight::from_parts(8_362_000, 0)
    }
    fn if_else() -> Weight {
        // Proof bytes seen: 0. Least time: 9_785 ns.
        Weight::from_parts(10_526_000, 0)
    }
}
