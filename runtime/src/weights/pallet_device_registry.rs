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
        // Proof bytes seen: 374. Least time: 191_825 ns.
        Weight::from_parts(191_825_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn certify() -> Weight {
        // Proof bytes seen: 4228. Least time: 88_171 ns.
        Weight::from_parts(88_171_000, 13498)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn renew() -> Weight {
        // Proof bytes seen: 4228. Least time: 94_550 ns.
        Weight::from_parts(94_550_000, 13498)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn suspend() -> Weight {
        // Proof bytes seen: 4261. Least time: 98_016 ns.
        Weight::from_parts(98_016_000, 13498)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume() -> Weight {
        // Proof bytes seen: 4233. Least time: 89_493 ns.
        Weight::from_parts(89_493_000, 13498)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        // Proof bytes seen: 4261. Least time: 106_429 ns.
        Weight::from_parts(106_429_000, 13498)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn finish_revocation() -> Weight {
        // Proof bytes seen: 1778. Least time: 138_286 ns.
        Weight::from_parts(138_286_000, 6058)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1636. Least time: 130_003 ns.
        Weight::from_parts(130_003_000, 4341)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn offer_transfer() -> Weight {
        // Proof bytes seen: 981. Least time: 42_783 ns.
        Weight::from_parts(42_783_000, 4341)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn accept_transfer() -> Weight {
        // Proof bytes seen: 2869. Least time: 316_460 ns.
        Weight::from_parts(316_460_000, 6434)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    /// `n` is from 1 to 64.
    fn authorize_readings(n: u32) -> Weight {
        // Proof bytes seen: 1610 + n * 490. Least time: 121_731 ns.
        Weight::from_parts(62_446_939, 3509)
            // Standard error: 660_671.
            .saturating_add(Weight::from_parts(50_906_298, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_readings(n: u32) -> Weight {
        // Proof bytes seen: 1397 + n * 484. Least time: 113_939 ns.
        Weight::from_parts(93_793_036, 3509)
            // Standard error: 218_216.
            .saturating_add(Weight::from_parts(11_981_271, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_paid_readings(n: u32) -> Weight {
        // Proof bytes seen: 1397 + n * 484. Least time: 167_820 ns.
        Weight::from_parts(98_059_843, 3509)
            // Standard error: 1_960_952.
            .saturating_add(Weight::from_parts(58_234_928, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn note_gaps(n: u32) -> Weight {
        // Proof bytes seen: 10581 + n * 69. Least time: 441 ns.
        Weight::from_parts(441_000, 990)
            // Standard error: 614_682.
            .saturating_add(Weight::from_parts(16_563_685, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 12872).saturating_mul(n.into()))
    }
    fn set_free_share() -> Weight {
        // Proof bytes seen: 0. Least time: 8_052 ns.
        Weight::from_parts(8_052_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 64.
    fn close_hours(n: u32) -> Weight {
        // Proof bytes seen: 441 + n * 5. Least time: 390 ns.
        Weight::from_parts(7_278_522, 990)
            // Standard error: 159_078.
            .saturating_add(Weight::from_parts(4_747_306, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn change_days(n: u32) -> Weight {
        // Proof bytes seen: 229 + n * 37. Least time: 351 ns.
        Weight::from_parts(8_745_205, 1489)
            // Standard error: 104_813.
            .saturating_add(Weight::from_parts(10_989_410, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 5186).saturating_mul(n.into()))
    }
    fn submit_closing_reading() -> Weight {
        // Proof bytes seen: 6095. Least time: 115_011 ns.
        Weight::from_parts(115_011_000, 13498)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn replace_meter() -> Weight {
        // Proof bytes seen: 6887. Least time: 218_064 ns.
        Weight::from_parts(218_064_000, 13498)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn rotate_key() -> Weight {
        // Proof bytes seen: 1903. Least time: 184_855 ns.
        Weight::from_parts(184_855_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn delegate_key() -> Weight {
        // Proof bytes seen: 1944. Least time: 1_614_250 ns.
        Weight::from_parts(1_614_250_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn amend() -> Weight {
        // Proof bytes seen: 4456. Least time: 121_811 ns.
        Weight::from_parts(121_811_000, 13498)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn object() -> Weight {
        // Proof bytes seen: 4295. Least time: 97_355 ns.
        Weight::from_parts(97_355_000, 13498)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn decide_objection() -> Weight {
        // Proof bytes seen: 415. Least time: 43_335 ns.
        Weight::from_parts(43_335_000, 3628)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn lapse_objection() -> Weight {
        // Proof bytes seen: 692. Least time: 92_578 ns.
        Weight::from_parts(92_578_000, 3628)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn correct() -> Weight {
        // Proof bytes seen: 10121. Least time: 125_587 ns.
        Weight::from_parts(125_587_000, 13498)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn verify_p256() -> Weight {
        // Proof bytes seen: 0. Least time: 1_522_664 ns.
        Weight::from_parts(1_522_664_000, 0)
    }
    fn report_equivocation() -> Weight {
        // Proof bytes seen: 2667. Least time: 296_331 ns.
        Weight::from_parts(296_331_000, 8799)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn appoint_certifier() -> Weight {
        // Proof bytes seen: 324. Least time: 26_930 ns.
        Weight::from_parts(26_930_000, 3526)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `r` is from 0 to 255.
    fn remove_certifier(r: u32) -> Weight {
        // Proof bytes seen: 532 + r * 65. Least time: 36_915 ns.
        Weight::from_parts(21_004_601, 3526)
            // Standard error: 37_948.
            .saturating_add(Weight::from_parts(5_013_969, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 2534).saturating_mul(r.into()))
    }
    /// `n` is from 0 to 200.
    fn prune_days(n: u32) -> Weight {
        // Proof bytes seen: 176 + n * 69. Least time: 5_097 ns.
        Weight::from_parts(6_042_276, 1489)
            // Standard error: 12_108.
            .saturating_add(Weight::from_parts(3_833_361, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 200.
    fn prune_hours(n: u32) -> Weight {
        // Proof bytes seen: 11845 + n * 3. Least time: 64_957 ns.
        Weight::from_parts(60_134_866, 13862)
            // Standard error: 36_605.
            .saturating_add(Weight::from_parts(3_318_398, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
}
