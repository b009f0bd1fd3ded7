//! Measured weights of `frame_system_extensions`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `frame_system_extensions`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::ExtensionsWeightInfo for WeightInfo<T> {
    fn check_genesis() -> Weight {
        // Proof bytes seen: 0. Least time: 1_953 ns.
        Weight::from_parts(2_164_000, 0)
    }
    fn check_mortality_mortal_transaction() -> Weight {
        // Proof bytes seen: 0. Least time: 4_086 ns.
        Weight::from_parts(4_427_000, 0)
    }
    fn check_mortality_immortal_transaction() -> Weight {
        // Proof bytes seen: 0. Least time: 4_046 ns.
        Weight::from_parts(4_356_000, 0)
    }
    fn check_non_zero_sender() -> Weight {
        // Proof bytes seen: 0. Least time: 570 ns.
        Weight::from_parts(671_000, 0)
    }
    fn check_nonce() -> Weight {
        // Proof bytes seen: 102. Least time: 8_693 ns.
        Weight::from_parts(9_514_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn check_spec_version() -> Weight {
        // Proof bytes seen: 0. Least time: 470 ns.
        Weight::from_parts(541_000, 0)
    }
    fn check_tx_version() -> Weight {
        // Proof bytes seen: 0. Least time: 460 ns.
        Weight::from_parts(541_000, 0)
    }
    fn check_weight() -> Weight {
        // Proof bytes seen: 0. Least time: 4_527 ns.
        Weight::from_parts(5_098_000, 0)
    }
    fn weight_reclaim() -> Weight {
        // Proof bytes seen: 0. Least time: 2_564 ns.
        Weight::from_parts(3_095_000, 0)
    }
}
