//! Measured weights of `frame_system`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `frame_system`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::WeightInfo for WeightInfo<T> {
    /// `b` is from 0 to 3670016.
    fn remark(b: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 2_513 ns.
        Weight::from_parts(14_862_208, 0)
            // Standard error: 1.
            .saturating_add(Weight::from_parts(231, 0).saturating_mul(b.into()))
    }
    /// `b` is from 0 to 3670016.
    fn remark_with_event(b: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 5_769 ns.
        Weight::from_parts(6_831_417, 0)
            // Standard error: 3.
            .saturating_add(Weight::from_parts(1_610, 0).saturating_mul(b.into()))
    }
    fn set_heap_pages() -> Weight {
        // Proof bytes seen: 0. Least time: 4_566 ns.
        Weight::from_parts(5_138_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_code() -> Weight {
        // Proof bytes seen: 51. Least time: 142_477_645 ns.
        Weight::from_parts(146_040_772_000, 1536)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `i` is from 0 to 1000.
    fn set_storage(i: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 2_724 ns.
        Weight::from_parts(2_884_000, 0)
            // Standard error: 2_265.
            .saturating_add(Weight::from_parts(872_335, 0).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
    }
    /// `i` is from 0 to 1000.
    fn kill_storage(i: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 2_634 ns.
        Weight::from_parts(2_734_000, 0)
            // Standard error: 1_901.
            .saturating_add(Weight::from_parts(638_079, 0).saturating_mul(i.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
    }
    /// `p` is from 0 to 1000.
    fn kill_prefix(p: u32) -> Weight {
        // Proof bytes seen: 32 + p * 69. Least time: 5_629 ns.
        Weight::from_parts(5_698_000, 47)
            // Standard error: 5_556.
            .saturating_add(Weight::from_parts(1_747_810, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 70).saturating_mul(p.into()))
    }
    fn authorize_upgrade() -> Weight {
        // Proof bytes seen: 0. Least time: 23_696 ns.
        Weight::from_parts(28_954_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn apply_authorized_upgrade() -> Weight {
        // Proof bytes seen: 73. Least time: 150_204_271 ns.
        Weight::from_parts(154_030_072_000, 1558)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
}
