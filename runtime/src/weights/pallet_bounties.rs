//! Measured weights of `pallet_bounties`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_bounties`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_bounties::WeightInfo for WeightInfo<T> {
    /// `d` is from 0 to 16384.
    fn propose_bounty(d: u32) -> Weight {
        // Proof bytes seen: 182. Least time: 30_366 ns.
        Weight::from_parts(32_758_022, 3593)
            // Standard error: 2.
            .saturating_add(Weight::from_parts(298, 0).saturating_mul(d.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn approve_bounty() -> Weight {
        // Proof bytes seen: 273. Least time: 15_173 ns.
        Weight::from_parts(16_184_000, 3642)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn propose_curator() -> Weight {
        // Proof bytes seen: 293. Least time: 16_154 ns.
        Weight::from_parts(17_296_000, 3642)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn approve_bounty_with_curator() -> Weight {
        // Proof bytes seen: 273. Least time: 17_927 ns.
        Weight::from_parts(19_479_000, 3642)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn unassign_curator() -> Weight {
        // Proof bytes seen: 610. Least time: 50_837 ns.
        Weight::from_parts(53_851_000, 6196)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn accept_curator() -> Weight {
        // Proof bytes seen: 503. Least time: 36_905 ns.
        Weight::from_parts(39_309_000, 3642)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn award_bounty() -> Weight {
        // Proof bytes seen: 513. Least time: 26_470 ns.
        Weight::from_parts(28_873_000, 3642)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn claim_bounty() -> Weight {
        // Proof bytes seen: 773. Least time: 144_056 ns.
        Weight::from_parts(150_426_000, 8799)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn close_bounty_proposed() -> Weight {
        // Proof bytes seen: 519. Least time: 53_951 ns.
        Weight::from_parts(56_865_000, 6196)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn close_bounty_active() -> Weight {
        // Proof bytes seen: 792. Least time: 103_555 ns.
        Weight::from_parts(107_391_000, 8799)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn extend_bounty_expiry() -> Weight {
        // Proof bytes seen: 329. Least time: 17_065 ns.
        Weight::from_parts(18_117_000, 3642)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `b` is from 0 to 100.
    fn spend_funds(b: u32) -> Weight {
        // Proof bytes seen: 240 + b * 250. Least time: 5_178 ns.
        Weight::from_parts(5_358_000, 1887)
            // Standard error: 43_223.
            .saturating_add(Weight::from_parts(42_761_953, 0).saturating_mul(b.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(b.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(b.into())))
            .saturating_add(Weight::from_parts(0, 5206).saturating_mul(b.into()))
    }
    fn poke_deposit() -> Weight {
        // Proof bytes seen: 16767. Least time: 39_149 ns.
        Weight::from_parts(41_222_000, 19865)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn reclaim_bounty_funds() -> Weight {
        // Proof bytes seen: 371. Least time: 72_749 ns.
        Weight::from_parts(75_664_000, 6196)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
