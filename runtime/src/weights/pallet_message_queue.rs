//! Measured weights of `pallet_message_queue`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_message_queue`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_message_queue::WeightInfo for WeightInfo<T> {
    fn ready_ring_knit() -> Weight {
        // Proof bytes seen: 223. Least time: 15_003 ns.
        Weight::from_parts(15_914_000, 6044)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn ready_ring_unknit() -> Weight {
        // Proof bytes seen: 218. Least time: 13_140 ns.
        Weight::from_parts(14_021_000, 6044)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn service_queue_base() -> Weight {
        // Proof bytes seen: 6. Least time: 5_078 ns.
        Weight::from_parts(5_528_000, 3517)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn service_page_base_completion() -> Weight {
        // Proof bytes seen: 72. Least time: 7_501 ns.
        Weight::from_parts(8_012_000, 108986)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn service_page_base_no_completion() -> Weight {
        // Proof bytes seen: 72. Least time: 7_611 ns.
        Weight::from_parts(8_172_000, 108986)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn service_page_item() -> Weight {
        // Proof bytes seen: 0. Least time: 186_821 ns.
        Weight::from_parts(194_682_000, 0).saturating_add(T::DbWeight::get().writes(2))
    }
    fn bump_service_head() -> Weight {
        // Proof bytes seen: 171. Least time: 8_653 ns.
        Weight::from_parts(9_324_000, 3517)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_service_head() -> Weight {
        // Proof bytes seen: 161. Least time: 7_080 ns.
        Weight::from_parts(7_611_000, 3517)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn reap_page() -> Weight {
        // Proof bytes seen: 105609. Least time: 50_866 ns.
        Weight::from_parts(55_474_000, 108986)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn execute_overweight_page_removed() -> Weight {
        // Proof bytes seen: 105609. Least time: 73_851 ns.
        Weight::from_parts(80_801_000, 108986)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn execute_overweight_page_updated() -> Weight {
        // Proof bytes seen: 105609. Least time: 82_023 ns.
        Weight::from_parts(89_084_000, 108986)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
