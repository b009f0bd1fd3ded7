//! Measured weights of `pallet_proxy`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_proxy`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_proxy::WeightInfo for WeightInfo<T> {
    /// `p` is from 1 to 31.
    fn proxy(p: u32) -> Weight {
        // Proof bytes seen: 90 + p * 37. Least time: 13_821 ns.
        Weight::from_parts(14_565_645, 4706)
            // Standard error: 927.
            .saturating_add(Weight::from_parts(36_421, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
    }
    /// `a` is from 0 to 31.
    /// `p` is from 1 to 31.
    fn proxy_announced(a: u32, p: u32) -> Weight {
        // Proof bytes seen: 451 + a * 68 + p * 37. Least time: 41_683 ns.
        Weight::from_parts(42_633_767, 5698)
            // Standard error: 4_182.
            .saturating_add(Weight::from_parts(203_719, 0).saturating_mul(a.into()))
            // Standard error: 4_324.
            .saturating_add(Weight::from_parts(47_244, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `a` is from 0 to 31.
    /// `p` is from 1 to 31.
    fn remove_announcement(a: u32, p: u32) -> Weight {
        // Proof bytes seen: 366 + a * 68. Least time: 29_454 ns.
        Weight::from_parts(30_158_254, 5698)
            // Standard error: 3_725.
            .saturating_add(Weight::from_parts(203_445, 0).saturating_mul(a.into()))
            // Standard error: 3_852.
            .saturating_add(Weight::from_parts(19_205, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `a` is from 0 to 31.
    /// `p` is from 1 to 31.
    fn reject_announcement(a: u32, p: u32) -> Weight {
        // Proof bytes seen: 366 + a * 68. Least time: 29_645 ns.
        Weight::from_parts(30_366_125, 5698)
            // Standard error: 5_421.
            .saturating_add(Weight::from_parts(207_818, 0).saturating_mul(a.into()))
            // Standard error: 5_605.
            .saturating_add(Weight::from_parts(38_715, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `a` is from 0 to 31.
    /// `p` is from 1 to 31.
    fn announce(a: u32, p: u32) -> Weight {
        // Proof bytes seen: 383 + a * 68 + p * 37. Least time: 37_596 ns.
        Weight::from_parts(38_902_385, 5698)
            // Standard error: 2_971.
            .saturating_add(Weight::from_parts(207_148, 0).saturating_mul(a.into()))
            // Standard error: 3_072.
            .saturating_add(Weight::from_parts(59_656, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 1 to 31.
    fn add_proxy(p: u32) -> Weight {
        // Proof bytes seen: 90 + p * 37. Least time: 25_328 ns.
        Weight::from_parts(26_873_505, 4706)
            // Standard error: 1_039.
            .saturating_add(Weight::from_parts(53_557, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `p` is from 1 to 31.
    fn remove_proxy(p: u32) -> Weight {
        // Proof bytes seen: 90 + p * 37. Least time: 25_858 ns.
        Weight::from_parts(26_897_701, 4706)
            // Standard error: 1_552.
            .saturating_add(Weight::from_parts(56_210, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `p` is from 1 to 31.
    fn remove_proxies(p: u32) -> Weight {
        // Proof bytes seen: 90 + p * 37. Least time: 25_298 ns.
        Weight::from_parts(24_420_081, 4706)
            // Standard error: 1_587.
            .saturating_add(Weight::from_parts(2_214_506, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `p` is from 1 to 31.
    fn create_pure(p: u32) -> Weight {
        // Proof bytes seen: 102. Least time: 29_054 ns.
        Weight::from_parts(30_364_096, 4706)
            // Standard error: 1_184.
            .saturating_add(Weight::from_parts(30_002, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `p` is from 0 to 30.
    fn kill_pure(p: u32) -> Weight {
        // Proof bytes seen: 127 + p * 37. Least time: 26_520 ns.
        Weight::from_parts(28_018_353, 4706)
            // Standard error: 1_289.
            .saturating_add(Weight::from_parts(44_993, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn poke_deposit() -> Weight {
        // Proof bytes seen: 453. Least time: 48_963 ns.
        Weight::from_parts(53_100_000, 5698)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
}
