//! Measured weights of `pallet_child_bounties`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_child_bounties`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_child_bounties::WeightInfo for WeightInfo<T> {
    /// `d` is from 0 to 16384.
    fn add_child_bounty(d: u32) -> Weight {
        // Proof bytes seen: 511. Least time: 82_554 ns.
        Weight::from_parts(87_417_090, 6196)
            // Standard error: 31.
            .saturating_add(Weight::from_parts(364, 0).saturating_mul(d.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn propose_curator() -> Weight {
        // Proof bytes seen: 575. Least time: 22_484 ns.
        Weight::from_parts(24_327_000, 3642)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn accept_curator() -> Weight {
        // Proof bytes seen: 781. Least time: 39_259 ns.
        Weight::from_parts(42_083_000, 3642)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn unassign_curator() -> Weight {
        // Proof bytes seen: 884. Least time: 55_223 ns.
        Weight::from_parts(58_387_000, 6196)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn award_child_bounty() -> Weight {
        // Proof bytes seen: 783. Least time: 28_523 ns.
        Weight::from_parts(30_646_000, 3642)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn claim_child_bounty() -> Weight {
        // Proof bytes seen: 646. Least time: 129_605 ns.
        Weight::from_parts(136_024_000, 8799)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn close_child_bounty_added() -> Weight {
        // Proof bytes seen: 821. Least time: 89_615 ns.
        Weight::from_parts(94_011_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn close_child_bounty_active() -> Weight {
        // Proof bytes seen: 1042. Least time: 108_162 ns.
        Weight::from_parts(113_801_000, 8799)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
}
