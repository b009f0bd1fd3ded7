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
        // Proof bytes seen: 374. Least time: 172_567 ns.
        Weight::from_parts(172_567_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn certify() -> Weight {
        // Proof bytes seen: 4130. Least time: 77_896 ns.
        Weight::from_parts(77_896_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn renew() -> Weight {
        // Proof bytes seen: 4130. Least time: 74_611 ns.
        Weight::from_parts(74_611_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn suspend() -> Weight {
        // Proof bytes seen: 4163. Least time: 80_740 ns.
        Weight::from_parts(80_740_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume() -> Weight {
        // Proof bytes seen: 4135. Least time: 73_769 ns.
        Weight::from_parts(73_769_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        // Proof bytes seen: 4163. Least time: 81_331 ns.
        Weight::from_parts(81_331_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn finish_revocation() -> Weight {
        // Proof bytes seen: 1778. Least time: 112_687 ns.
        Weight::from_parts(112_687_000, 6058)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1603. Least time: 106_138 ns.
        Weight::from_parts(106_138_000, 4341)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn offer_transfer() -> Weight {
        // Proof bytes seen: 981. Least time: 28_622 ns.
        Weight::from_parts(28_622_000, 4341)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn accept_transfer() -> Weight {
        // Proof bytes seen: 2836. Least time: 259_055 ns.
        Weight::from_parts(259_055_000, 6434)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    /// `n` is from 1 to 64.
    fn authorize_readings(n: u32) -> Weight {
        // Proof bytes seen: 1617 + n * 490. Least time: 107_940 ns.
        Weight::from_parts(67_909_447, 3509)
            // Standard error: 407_311.
            .saturating_add(Weight::from_parts(47_776_142, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_readings(n: u32) -> Weight {
        // Proof bytes seen: 1394 + n * 484. Least time: 101_230 ns.
        Weight::from_parts(97_095_142, 3509)
            // Standard error: 303_100.
            .saturating_add(Weight::from_parts(11_412_457, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_paid_readings(n: u32) -> Weight {
        // Proof bytes seen: 1398 + n * 484. Least time: 144_074 ns.
        Weight::from_parts(144_074_000, 3509)
            // Standard error: 4_554_226.
            .saturating_add(Weight::from_parts(63_202_398, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3351).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn note_gaps(n: u32) -> Weight {
        // Proof bytes seen: 10579 + n * 69. Least time: 491 ns.
        Weight::from_parts(14_827_195, 990)
            // Standard error: 326_958.
            .saturating_add(Weight::from_parts(15_029_935, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 12872).saturating_mul(n.into()))
    }
    fn set_free_share() -> Weight {
        // Proof bytes seen: 0. Least time: 8_382 ns.
        Weight::from_parts(8_382_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 64.
    fn close_hours(n: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 370 ns.
        Weight::from_parts(5_846_776, 0)
            // Standard error: 51_682.
            .saturating_add(Weight::from_parts(2_145_008, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    /// `n` is from 0 to 64.
    fn change_days(n: u32) -> Weight {
        // Proof bytes seen: 228 + n * 37. Least time: 470 ns.
        Weight::from_parts(3_441_686, 1489)
            // Standard error: 89_455.
            .saturating_add(Weight::from_parts(8_769_564, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    fn submit_closing_reading() -> Weight {
        // Proof bytes seen: 5997. Least time: 107_250 ns.
        Weight::from_parts(107_250_000, 13434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn replace_meter() -> Weight {
        // Proof bytes seen: 6789. Least time: 212_326 ns.
        Weight::from_parts(212_326_000, 13434)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn rotate_key() -> Weight {
        // Proof bytes seen: 1903. Least time: 182_741 ns.
        Weight::from_parts(182_741_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn delegate_key() -> Weight {
        // Proof bytes seen: 1944. Least time: 1_627_180 ns.
        Weight::from_parts(1_627_180_000, 4341)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn amend() -> Weight {
        // Proof bytes seen: 4358. Least time: 126_007 ns.
        Weight::from_parts(126_007_000, 13434)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn object() -> Weight {
        // Proof bytes seen: 4197. Least time: 91_967 ns.
        Weight::from_parts(91_967_000, 13434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn decide_objection() -> Weight {
        // Proof bytes seen: 415. Least time: 46_269 ns.
        Weight::from_parts(46_269_000, 3628)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn lapse_objection() -> Weight {
        // Proof bytes seen: 692. Least time: 76_083 ns.
        Weight::from_parts(76_083_000, 3628)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn correct() -> Weight {
        // Proof bytes seen: 10023. Least time: 108_541 ns.
        Weight::from_parts(108_541_000, 13434)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn verify_p256() -> Weight {
        // Proof bytes seen: 0. Least time: 1_520_430 ns.
        Weight::from_parts(1_520_430_000, 0)
    }
    fn report_equivocation() -> Weight {
        // Proof bytes seen: 2667. Least time: 298_964 ns.
        Weight::from_parts(298_964_000, 8799)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn appoint_certifier() -> Weight {
        // Proof bytes seen: 324. Least time: 27_531 ns.
        Weight::from_parts(27_531_000, 3526)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `r` is from 0 to 255.
    fn remove_certifier(r: u32) -> Weight {
        // Proof bytes seen: 532 + r * 65. Least time: 38_648 ns.
        Weight::from_parts(19_295_734, 3526)
            // Standard error: 39_591.
            .saturating_add(Weight::from_parts(5_085_172, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 2534).saturating_mul(r.into()))
    }
    /// `n` is from 0 to 200.
    fn prune_days(n: u32) -> Weight {
        // Proof bytes seen: 176 + n * 69. Least time: 5_127 ns.
        Weight::from_parts(7_746_544, 1489)
            // Standard error: 12_681.
            .saturating_add(Weight::from_parts(3_786_442, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 200.
    fn prune_hours(n: u32) -> Weight {
        // Proof bytes seen: 11812 + n * 3. Least time: 54_601 ns.
        Weight::from_parts(50_863_992, 13862)
            // Standard error: 31_058.
            .saturating_add(Weight::from_parts(3_247_447, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
}
