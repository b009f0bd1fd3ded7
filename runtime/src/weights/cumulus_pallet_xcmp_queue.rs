//! Measured weights of `cumulus_pallet_xcmp_queue`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `cumulus_pallet_xcmp_queue`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> cumulus_pallet_xcmp_queue::WeightInfo for WeightInfo<T> {
    fn set_config_with_u32() -> Weight {
        // Proof bytes seen: 109. Least time: 5_829 ns.
        Weight::from_parts(6_330_000, 1497)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 105467.
    fn enqueue_n_bytes_xcmp_message(n: u32) -> Weight {
        // Proof bytes seen: 115. Least time: 15_033 ns.
        Weight::from_parts(16_955_868, 5487)
            // Standard error: 0.
            .saturating_add(Weight::from_parts(241, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `n` is from 0 to 1000.
    fn enqueue_n_empty_xcmp_messages(n: u32) -> Weight {
        // Proof bytes seen: 115. Least time: 13_360 ns.
        Weight::from_parts(18_179_473, 5487)
            // Standard error: 331.
            .saturating_add(Weight::from_parts(156_553, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `n` is from 0 to 105457.
    fn enqueue_empty_xcmp_message_at(n: u32) -> Weight {
        // Proof bytes seen: 297 + n * 1. Least time: 24_327 ns.
        Weight::from_parts(25_265_717, 3759)
            // Standard error: 1.
            .saturating_add(Weight::from_parts(777, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 1).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 100.
    fn enqueue_n_full_pages(n: u32) -> Weight {
        // Proof bytes seen: 150. Least time: 15_073 ns.
        Weight::from_parts(15_153_000, 5487)
            // Standard error: 68_688.
            .saturating_add(Weight::from_parts(33_789_719, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    fn enqueue_1000_small_xcmp_messages() -> Weight {
        // Proof bytes seen: 53030. Least time: 208_924 ns.
        Weight::from_parts(225_889_000, 56495)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn suspend_channel() -> Weight {
        // Proof bytes seen: 109. Least time: 3_966 ns.
        Weight::from_parts(4_397_000, 3791)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume_channel() -> Weight {
        // Proof bytes seen: 152. Least time: 5_539 ns.
        Weight::from_parts(6_009_000, 3791)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 92.
    fn take_first_concatenated_xcm(n: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 1_923 ns.
        Weight::from_parts(2_238_534, 0)
            // Standard error: 29.
            .saturating_add(Weight::from_parts(28_725, 0).saturating_mul(n.into()))
    }
    fn on_idle_good_msg() -> Weight {
        // Proof bytes seen: 105680. Least time: 79_269 ns.
        Weight::from_parts(83_325_000, 109145)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn on_idle_large_msg() -> Weight {
        // Proof bytes seen: 65749. Least time: 55_924 ns.
        Weight::from_parts(59_469_000, 69214)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
}
