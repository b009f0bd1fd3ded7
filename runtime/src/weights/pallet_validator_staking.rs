//! Measured weights of `pallet_validator_staking`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_validator_staking`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_validator_staking::WeightInfo for WeightInfo<T> {
    fn register() -> Weight {
        // Proof bytes seen: 2281. Least time: 120_741 ns.
        Weight::from_parts(127_331_000, 5746)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn set_commission() -> Weight {
        // Proof bytes seen: 676. Least time: 25_248 ns.
        Weight::from_parts(26_941_000, 3639)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn chill() -> Weight {
        // Proof bytes seen: 715. Least time: 28_814 ns.
        Weight::from_parts(30_786_000, 3639)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn activate() -> Weight {
        // Proof bytes seen: 1021. Least time: 39_069 ns.
        Weight::from_parts(41_392_000, 4486)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn deregister() -> Weight {
        // Proof bytes seen: 2644. Least time: 90_375 ns.
        Weight::from_parts(95_514_000, 6109)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn delegate() -> Weight {
        // Proof bytes seen: 2303. Least time: 111_627 ns.
        Weight::from_parts(116_314_000, 6004)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn unbond() -> Weight {
        // Proof bytes seen: 2913. Least time: 101_152 ns.
        Weight::from_parts(107_541_000, 7358)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn rebond() -> Weight {
        // Proof bytes seen: 2039. Least time: 56_846 ns.
        Weight::from_parts(60_370_000, 6004)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn withdraw() -> Weight {
        // Proof bytes seen: 1496. Least time: 59_088 ns.
        Weight::from_parts(63_134_000, 4174)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn redelegate() -> Weight {
        // Proof bytes seen: 2859. Least time: 106_409 ns.
        Weight::from_parts(121_152_000, 11018)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn claim() -> Weight {
        // Proof bytes seen: 2535. Least time: 144_707 ns.
        Weight::from_parts(161_482_000, 6196)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn set_compounding() -> Weight {
        // Proof bytes seen: 685. Least time: 18_107 ns.
        Weight::from_parts(19_580_000, 3666)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_parameters() -> Weight {
        // Proof bytes seen: 0. Least time: 5_569 ns.
        Weight::from_parts(6_179_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 20.
    fn set_invulnerables(n: u32) -> Weight {
        // Proof bytes seen: 229 + n * 79. Least time: 5_949 ns.
        Weight::from_parts(10_087_523, 1219)
            // Standard error: 4_554.
            .saturating_add(Weight::from_parts(4_364_322, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(0, 2554).saturating_mul(n.into()))
    }
    fn look() -> Weight {
        // Proof bytes seen: 359. Least time: 7_762 ns.
        Weight::from_parts(8_373_000, 1498)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn close_era() -> Weight {
        // Proof bytes seen: 783. Least time: 74_612 ns.
        Weight::from_parts(78_138_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn note_author() -> Weight {
        // Proof bytes seen: 680. Least time: 20_551 ns.
        Weight::from_parts(21_923_000, 3639)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `n` is from 1 to 300.
    fn new_session(n: u32) -> Weight {
        // Proof bytes seen: 2936 + n * 218. Least time: 130_225 ns.
        Weight::from_parts(80_564_202, 53439)
            // Standard error: 68_461.
            .saturating_add(Weight::from_parts(13_117_944, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(25))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2693).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 100.
    fn end_session(n: u32) -> Weight {
        // Proof bytes seen: 1382 + n * 159. Least time: 40_150 ns.
        Weight::from_parts(21_177_813, 3513)
            // Standard error: 53_532.
            .saturating_add(Weight::from_parts(10_435_283, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
}
