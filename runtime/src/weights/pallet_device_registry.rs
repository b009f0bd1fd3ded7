//! Measured weights of `pallet_device_registry`, written by `scripts/bench-weights.sh` on 2026-12-01: 20 steps, the fastest measurement of
//! each point, on a machine with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_device_registry`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_device_registry::WeightInfo for WeightInfo<T> {
    fn register() -> Weight {
        // Proof bytes seen: 374. Least time: 159_978 ns.
        Weight::from_parts(159_978_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn certify() -> Weight {
        // Proof bytes seen: 4130. Least time: 78_526 ns.
        Weight::from_parts(78_526_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn renew() -> Weight {
        // Proof bytes seen: 4130. Least time: 75_963 ns.
        Weight::from_parts(75_963_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn suspend() -> Weight {
        // Proof bytes seen: 4163. Least time: 81_061 ns.
        Weight::from_parts(81_061_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume() -> Weight {
        // Proof bytes seen: 4135. Least time: 72_789 ns.
        Weight::from_parts(72_789_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        // Proof bytes seen: 4163. Least time: 79_879 ns.
        Weight::from_parts(79_879_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn finish_revocation() -> Weight {
        // Proof bytes seen: 1778. Least time: 110_014 ns.
        Weight::from_parts(110_014_000, 6058)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1603. Least time: 105_517 ns.
        Weight::from_parts(105_517_000, 4341)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn offer_transfer() -> Weight {
        // Proof bytes seen: 981. Least time: 28_303 ns.
        Weight::from_parts(28_303_000, 4341)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn accept_transfer() -> Weight {
        // Proof bytes seen: 2836. Least time: 269_600 ns.
        Weight::from_parts(269_600_000, 6434)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    /// `n` is from 1 to 64.
    fn authorize_readings(n: u32) -> Weight {
        // Proof bytes seen: 1602 + n * 491. Least time: 104_986 ns.
        Weight::from_parts(67_995_996, 3509)
            // Standard error: 291_140.
            .saturating_add(Weight::from_parts(47_521_649, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_readings(n: u32) -> Weight {
        // Proof bytes seen: 1394 + n * 484. Least time: 74_050 ns.
        Weight::from_parts(67_741_303, 3509)
            // Standard error: 170_779.
            .saturating_add(Weight::from_parts(12_039_174, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_paid_readings(n: u32) -> Weight {
        // Proof bytes seen: 1396 + n * 484. Least time: 149_563 ns.
        Weight::from_parts(97_315_448, 3509)
            // Standard error: 358_086.
            .saturating_add(Weight::from_parts(51_301_078, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn note_gaps(n: u32) -> Weight {
        // Proof bytes seen: 10581 + n * 69. Least time: 430 ns.
        Weight::from_parts(4_185_071, 990)
            // Standard error: 80_217.
            .saturating_add(Weight::from_parts(15_223_699, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 12872).saturating_mul(n.into()))
    }
    fn set_free_share() -> Weight {
        // Proof bytes seen: 0. Least time: 8_323 ns.
        Weight::from_parts(8_323_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 64.
    fn close_hours(n: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 360 ns.
        Weight::from_parts(7_776_480, 0)
            // Standard error: 70_090.
            .saturating_add(Weight::from_parts(2_111_747, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    /// `n` is from 0 to 64.
    fn change_days(n: u32) -> Weight {
        // Proof bytes seen: 228 + n * 37. Least time: 551 ns.
        Weight::from_parts(5_334_192, 1489)
            // Standard error: 60_773.
            .saturating_add(Weight::from_parts(8_649_410, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    fn submit_closing_reading() -> Weight {
        // Proof bytes seen: 5997. Least time: 116_032 ns.
        Weight::from_parts(116_032_000, 13434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn replace_meter() -> Weight {
        // Proof bytes seen: 6789. Least time: 211_345 ns.
        Weight::from_parts(211_345_000, 13434)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn rotate_key() -> Weight {
        // Proof bytes seen: 1903. Least time: 173_518 ns.
        Weight::from_parts(173_518_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn delegate_key() -> Weight {
        // Proof bytes seen: 1944. Least time: 1_626_298 ns.
        Weight::from_parts(1_626_298_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn amend() -> Weight {
        // Proof bytes seen: 4358. Least time: 137_714 ns.
        Weight::from_parts(137_714_000, 13434)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn object() -> Weight {
        // Proof bytes seen: 4197. Least time: 114_781 ns.
        Weight::from_parts(114_781_000, 13434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn decide_objection() -> Weight {
        // Proof bytes seen: 415. Least time: 37_185 ns.
        Weight::from_parts(37_185_000, 3628)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn lapse_objection() -> Weight {
        // Proof bytes seen: 692. Least time: 85_187 ns.
        Weight::from_parts(85_187_000, 3628)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn correct() -> Weight {
        // Proof bytes seen: 10023. Least time: 124_034 ns.
        Weight::from_parts(124_034_000, 13434)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn verify_p256() -> Weight {
        // Proof bytes seen: 0. Least time: 1_521_723 ns.
        Weight::from_parts(1_521_723_000, 0)
    }
    fn report_equivocation() -> Weight {
        // Proof bytes seen: 2667. Least time: 292_364 ns.
        Weight::from_parts(292_364_000, 8799)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn appoint_certifier() -> Weight {
        // Proof bytes seen: 324. Least time: 27_030 ns.
        Weight::from_parts(27_030_000, 3526)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `r` is from 0 to 255.
    fn remove_certifier(r: u32) -> Weight {
        // Proof bytes seen: 532 + r * 65. Least time: 37_686 ns.
        Weight::from_parts(21_711_551, 3526)
            // Standard error: 37_614.
            .saturating_add(Weight::from_parts(4_990_302, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 2534).saturating_mul(r.into()))
    }
    /// `n` is from 0 to 200.
    fn prune_days(n: u32) -> Weight {
        // Proof bytes seen: 176 + n * 69. Least time: 5_087 ns.
        Weight::from_parts(6_234_988, 1489)
            // Standard error: 15_413.
            .saturating_add(Weight::from_parts(3_878_077, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 200.
    fn prune_hours(n: u32) -> Weight {
        // Proof bytes seen: 11812 + n * 3. Least time: 60_540 ns.
        Weight::from_parts(58_130_736, 13862)
            // Standard error: 27_122.
            .saturating_add(Weight::from_parts(3_428_543, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
}
