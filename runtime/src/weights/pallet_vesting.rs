//! Measured weights of `pallet_vesting`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_vesting`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_vesting::WeightInfo for WeightInfo<T> {
    /// `l` is from 0 to 49.
    /// `s` is from 1 to 28.
    fn vest_locked(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 383 + l * 25 + s * 36. Least time: 43_395 ns.
        Weight::from_parts(44_905_627, 4764)
            // Standard error: 13_625.
            .saturating_add(Weight::from_parts(9_948, 0).saturating_mul(l.into()))
            // Standard error: 24_536.
            .saturating_add(Weight::from_parts(156_041, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 1 to 28.
    fn vest_unlocked(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 383 + l * 25 + s * 36. Least time: 45_178 ns.
        Weight::from_parts(44_105_675, 4764)
            // Standard error: 5_284.
            .saturating_add(Weight::from_parts(76_607, 0).saturating_mul(l.into()))
            // Standard error: 9_515.
            .saturating_add(Weight::from_parts(192_506, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 1 to 28.
    fn vest_other_locked(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 480 + l * 25 + s * 36. Least time: 44_116 ns.
        Weight::from_parts(43_677_306, 4764)
            // Standard error: 3_756.
            .saturating_add(Weight::from_parts(59_376, 0).saturating_mul(l.into()))
            // Standard error: 6_763.
            .saturating_add(Weight::from_parts(107_492, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 1 to 28.
    fn vest_other_unlocked(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 480 + l * 25 + s * 36. Least time: 46_039 ns.
        Weight::from_parts(44_323_706, 4764)
            // Standard error: 12_913.
            .saturating_add(Weight::from_parts(74_946, 0).saturating_mul(l.into()))
            // Standard error: 23_253.
            .saturating_add(Weight::from_parts(226_768, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 0 to 27.
    fn vested_transfer(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 551 + l * 25 + s * 36. Least time: 93_340 ns.
        Weight::from_parts(91_818_294, 4764)
            // Standard error: 6_911.
            .saturating_add(Weight::from_parts(128_193, 0).saturating_mul(l.into()))
            // Standard error: 12_444.
            .saturating_add(Weight::from_parts(216_454, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 37).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 0 to 27.
    fn force_vested_transfer(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 691 + l * 25 + s * 36. Least time: 99_219 ns.
        Weight::from_parts(99_749_783, 6196)
            // Standard error: 6_209.
            .saturating_add(Weight::from_parts(100_582, 0).saturating_mul(l.into()))
            // Standard error: 11_180.
            .saturating_add(Weight::from_parts(151_401, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 37).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 2 to 28.
    fn not_unlocking_merge_schedules(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 383 + l * 25 + s * 36. Least time: 45_077 ns.
        Weight::from_parts(44_093_458, 4764)
            // Standard error: 4_208.
            .saturating_add(Weight::from_parts(68_313, 0).saturating_mul(l.into()))
            // Standard error: 7_858.
            .saturating_add(Weight::from_parts(148_693, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 2 to 28.
    fn unlocking_merge_schedules(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 383 + l * 25 + s * 36. Least time: 46_680 ns.
        Weight::from_parts(46_487_550, 4764)
            // Standard error: 3_059.
            .saturating_add(Weight::from_parts(80_633, 0).saturating_mul(l.into()))
            // Standard error: 5_713.
            .saturating_add(Weight::from_parts(117_670, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
    /// `l` is from 0 to 49.
    /// `s` is from 2 to 28.
    fn force_remove_vesting_schedule(l: u32, s: u32) -> Weight {
        // Proof bytes seen: 551 + l * 25 + s * 36. Least time: 49_334 ns.
        Weight::from_parts(47_848_518, 4764)
            // Standard error: 4_654.
            .saturating_add(Weight::from_parts(94_098, 0).saturating_mul(l.into()))
            // Standard error: 8_691.
            .saturating_add(Weight::from_parts(175_292, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(l.into()))
            .saturating_add(Weight::from_parts(0, 36).saturating_mul(s.into()))
    }
}
