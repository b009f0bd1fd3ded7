//! Measured weights of `pallet_carbon`, written by `scripts/bench-weights.sh` on 2026-12-01: 20 steps, the fastest measurement of
//! each point, on a machine with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_carbon`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_carbon::WeightInfo for WeightInfo<T> {
    fn set_factor_rules() -> Weight {
        // Proof bytes seen: 0. Least time: 11_067 ns.
        Weight::from_parts(11_067_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn submit_factors() -> Weight {
        // Proof bytes seen: 5127. Least time: 243_301 ns.
        Weight::from_parts(243_301_000, 42810)
            .saturating_add(T::DbWeight::get().reads(19))
            .saturating_add(T::DbWeight::get().writes(18))
    }
    fn appoint_officer() -> Weight {
        // Proof bytes seen: 76. Least time: 14_021 ns.
        Weight::from_parts(14_021_000, 1493)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dismiss_officer() -> Weight {
        // Proof bytes seen: 272. Least time: 19_730 ns.
        Weight::from_parts(19_730_000, 3522)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn issue() -> Weight {
        // Proof bytes seen: 2170. Least time: 145_066 ns.
        Weight::from_parts(145_066_000, 11554)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(11))
    }
    fn split() -> Weight {
        // Proof bytes seen: 1117. Least time: 99_418 ns.
        Weight::from_parts(99_418_000, 3712)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn offer() -> Weight {
        // Proof bytes seen: 1117. Least time: 101_671 ns.
        Weight::from_parts(101_671_000, 3712)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn withdraw_offer() -> Weight {
        // Proof bytes seen: 616. Least time: 31_457 ns.
        Weight::from_parts(31_457_000, 3676)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn accept() -> Weight {
        // Proof bytes seen: 1305. Least time: 187_179 ns.
        Weight::from_parts(187_179_000, 6434)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1483. Least time: 112_928 ns.
        Weight::from_parts(112_928_000, 3754)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn withdraw() -> Weight {
        // Proof bytes seen: 1017. Least time: 79_909 ns.
        Weight::from_parts(79_909_000, 3712)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn store() -> Weight {
        // Proof bytes seen: 2537. Least time: 133_158 ns.
        Weight::from_parts(133_158_000, 13862)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn reissue() -> Weight {
        // Proof bytes seen: 2265. Least time: 146_928 ns.
        Weight::from_parts(146_928_000, 8592)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn register_project() -> Weight {
        // Proof bytes seen: 668. Least time: 80_039 ns.
        Weight::from_parts(80_039_000, 3974)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn validate_project() -> Weight {
        // Proof bytes seen: 588. Least time: 35_112 ns.
        Weight::from_parts(35_112_000, 3688)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn approve_project() -> Weight {
        // Proof bytes seen: 588. Least time: 35_012 ns.
        Weight::from_parts(35_012_000, 3688)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn monitor() -> Weight {
        // Proof bytes seen: 2766. Least time: 157_835 ns.
        Weight::from_parts(157_835_000, 11554)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn submit_report() -> Weight {
        // Proof bytes seen: 450. Least time: 25_869 ns.
        Weight::from_parts(25_869_000, 3688)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn judge_report() -> Weight {
        // Proof bytes seen: 705. Least time: 40_249 ns.
        Weight::from_parts(40_249_000, 3688)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn issue_credits() -> Weight {
        // Proof bytes seen: 1072. Least time: 117_195 ns.
        Weight::from_parts(117_195_000, 3712)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn cancel_project() -> Weight {
        // Proof bytes seen: 700. Least time: 66_800 ns.
        Weight::from_parts(66_800_000, 3712)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn look() -> Weight {
        // Proof bytes seen: 286. Least time: 18_697 ns.
        Weight::from_parts(18_697_000, 3493)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 1 to 32.
    fn sweep(s: u32) -> Weight {
        // Proof bytes seen: 828 + s * 245. Least time: 109_613 ns.
        Weight::from_parts(53_243_637, 3676)
            // Standard error: 298_733.
            .saturating_add(Weight::from_parts(60_108_144, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(s.into())))
            .saturating_add(Weight::from_parts(0, 2722).saturating_mul(s.into()))
    }
    /// `f` is from 0 to 32.
    fn prune_factors(f: u32) -> Weight {
        // Proof bytes seen: 476 + f * 72. Least time: 20_110 ns.
        Weight::from_parts(22_403_684, 3778)
            // Standard error: 66_186.
            .saturating_add(Weight::from_parts(11_062_177, 0).saturating_mul(f.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(f.into())))
            .saturating_add(Weight::from_parts(0, 2764).saturating_mul(f.into()))
    }
}
