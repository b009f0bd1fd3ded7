//! Measured weights of `pallet_scheduler`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_scheduler`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_scheduler::WeightInfo for WeightInfo<T> {
    fn service_agendas_base() -> Weight {
        // Proof bytes seen: 31. Least time: 6_500 ns.
        Weight::from_parts(6_970_000, 1489)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 0 to 50.
    fn service_agenda_base(s: u32) -> Weight {
        // Proof bytes seen: 78 + s * 177. Least time: 4_777 ns.
        Weight::from_parts(8_162_256, 42428)
            // Standard error: 1_546.
            .saturating_add(Weight::from_parts(393_837, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn service_task_base() -> Weight {
        // Proof bytes seen: 0. Least time: 3_666 ns.
        Weight::from_parts(4_167_000, 0)
    }
    /// `s` is from 128 to 4194304.
    fn service_task_fetched(s: u32) -> Weight {
        // Proof bytes seen: 141 + s * 1. Least time: 20_811 ns.
        Weight::from_parts(3_156_559, 3605)
            // Standard error: 7.
            .saturating_add(Weight::from_parts(743, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 1).saturating_mul(s.into()))
    }
    fn service_task_named() -> Weight {
        // Proof bytes seen: 0. Least time: 4_947 ns.
        Weight::from_parts(5_308_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn service_task_periodic() -> Weight {
        // Proof bytes seen: 0. Least time: 3_616 ns.
        Weight::from_parts(4_196_000, 0)
    }
    fn execute_dispatch_signed() -> Weight {
        // Proof bytes seen: 0. Least time: 2_684 ns.
        Weight::from_parts(3_395_000, 0)
    }
    fn execute_dispatch_unsigned() -> Weight {
        // Proof bytes seen: 0. Least time: 2_664 ns.
        Weight::from_parts(2_994_000, 0)
    }
    /// `s` is from 0 to 49.
    fn schedule(s: u32) -> Weight {
        // Proof bytes seen: 78 + s * 177. Least time: 11_307 ns.
        Weight::from_parts(14_663_850, 42428)
            // Standard error: 2_169.
            .saturating_add(Weight::from_parts(452_383, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 1 to 50.
    fn cancel(s: u32) -> Weight {
        // Proof bytes seen: 78 + s * 177. Least time: 17_957 ns.
        Weight::from_parts(17_780_262, 42428)
            // Standard error: 2_106.
            .saturating_add(Weight::from_parts(689_634, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `s` is from 0 to 49.
    fn schedule_named(s: u32) -> Weight {
        // Proof bytes seen: 230 + s * 186. Least time: 14_782 ns.
        Weight::from_parts(19_845_558, 42428)
            // Standard error: 2_890.
            .saturating_add(Weight::from_parts(488_657, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `s` is from 1 to 50.
    fn cancel_named(s: u32) -> Weight {
        // Proof bytes seen: 282 + s * 185. Least time: 20_631 ns.
        Weight::from_parts(21_758_739, 42428)
            // Standard error: 1_654.
            .saturating_add(Weight::from_parts(697_371, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `s` is from 1 to 50.
    fn schedule_retry(s: u32) -> Weight {
        // Proof bytes seen: 118. Least time: 10_886 ns.
        Weight::from_parts(11_482_225, 42428)
            // Standard error: 468.
            .saturating_add(Weight::from_parts(34_538, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn set_retry() -> Weight {
        // Proof bytes seen: 8928. Least time: 27_511 ns.
        Weight::from_parts(29_775_000, 42428)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_retry_named() -> Weight {
        // Proof bytes seen: 9606. Least time: 35_293 ns.
        Weight::from_parts(38_237_000, 42428)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn cancel_retry() -> Weight {
        // Proof bytes seen: 8940. Least time: 27_041 ns.
        Weight::from_parts(29_043_000, 42428)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn cancel_retry_named() -> Weight {
        // Proof bytes seen: 9618. Least time: 34_412 ns.
        Weight::from_parts(36_495_000, 42428)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
