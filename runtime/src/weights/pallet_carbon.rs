//! Measured weights of `pallet_carbon`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_carbon`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_carbon::WeightInfo for WeightInfo<T> {
    fn set_factor_rules() -> Weight {
        // Proof bytes seen: 0. Least time: 7_251 ns.
        Weight::from_parts(7_932_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn submit_factors() -> Weight {
        // Proof bytes seen: 5127. Least time: 199_139 ns.
        Weight::from_parts(207_101_000, 42810)
            .saturating_add(T::DbWeight::get().reads(19))
            .saturating_add(T::DbWeight::get().writes(18))
    }
    fn appoint_officer() -> Weight {
        // Proof bytes seen: 76. Least time: 10_265 ns.
        Weight::from_parts(11_026_000, 1493)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dismiss_officer() -> Weight {
        // Proof bytes seen: 272. Least time: 14_973 ns.
        Weight::from_parts(15_944_000, 3522)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn issue() -> Weight {
        // Proof bytes seen: 2117. Least time: 121_292 ns.
        Weight::from_parts(127_621_000, 11554)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(11))
    }
    fn split() -> Weight {
        // Proof bytes seen: 1083. Least time: 83_656 ns.
        Weight::from_parts(87_802_000, 3784)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn offer() -> Weight {
        // Proof bytes seen: 1083. Least time: 87_632 ns.
        Weight::from_parts(96_976_000, 3784)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn withdraw_offer() -> Weight {
        // Proof bytes seen: 616. Least time: 24_918 ns.
        Weight::from_parts(26_991_000, 3676)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn accept() -> Weight {
        // Proof bytes seen: 1271. Least time: 162_213 ns.
        Weight::from_parts(170_496_000, 6578)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1449. Least time: 93_961 ns.
        Weight::from_parts(99_229_000, 3784)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn withdraw() -> Weight {
        // Proof bytes seen: 983. Least time: 66_480 ns.
        Weight::from_parts(70_576_000, 3784)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn store() -> Weight {
        // Proof bytes seen: 2487. Least time: 110_987 ns.
        Weight::from_parts(115_924_000, 4188)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn reissue() -> Weight {
        // Proof bytes seen: 2212. Least time: 124_367 ns.
        Weight::from_parts(131_327_000, 8577)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn register_project() -> Weight {
        // Proof bytes seen: 634. Least time: 67_361 ns.
        Weight::from_parts(71_037_000, 3974)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn validate_project() -> Weight {
        // Proof bytes seen: 588. Least time: 27_881 ns.
        Weight::from_parts(29_995_000, 3688)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn approve_project() -> Weight {
        // Proof bytes seen: 588. Least time: 27_972 ns.
        Weight::from_parts(29_785_000, 3688)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn monitor() -> Weight {
        // Proof bytes seen: 2747. Least time: 131_117 ns.
        Weight::from_parts(138_047_000, 11554)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn submit_report() -> Weight {
        // Proof bytes seen: 450. Least time: 19_690 ns.
        Weight::from_parts(21_362_000, 3688)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn judge_report() -> Weight {
        // Proof bytes seen: 705. Least time: 32_559 ns.
        Weight::from_parts(35_303_000, 3688)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn issue_credits() -> Weight {
        // Proof bytes seen: 1072. Least time: 94_802 ns.
        Weight::from_parts(104_527_000, 3784)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn cancel_project() -> Weight {
        // Proof bytes seen: 700. Least time: 55_102 ns.
        Weight::from_parts(58_508_000, 3784)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn look() -> Weight {
        // Proof bytes seen: 286. Least time: 15_323 ns.
        Weight::from_parts(16_254_000, 3493)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `s` is from 1 to 32.
    fn sweep(s: u32) -> Weight {
        // Proof bytes seen: 794 + s * 244. Least time: 90_696 ns.
        Weight::from_parts(36_981_945, 3676)
            // Standard error: 219_319.
            .saturating_add(Weight::from_parts(56_927_522, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(s.into())))
            .saturating_add(Weight::from_parts(0, 2794).saturating_mul(s.into()))
    }
    /// `f` is from 0 to 32.
    fn prune_factors(f: u32) -> Weight {
        // Proof bytes seen: 476 + f * 72. Least time: 16_194 ns.
        Weight::from_parts(18_981_054, 3778)
            // Standard error: 12_420.
            .saturating_add(Weight::from_parts(9_946_865, 0).saturating_mul(f.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(f.into())))
            .saturating_add(Weight::from_parts(0, 2764).saturating_mul(f.into()))
    }
}
