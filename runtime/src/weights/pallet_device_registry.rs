//! Measured weights of `pallet_device_registry`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.
//!
//! What the queue of devices that ended changed, is of 2026-11-29: `retire`, `revoke`, `prune_hours`, `queue_ended`, the fastest measurement of
//! each point on a machine with "Intel(R) Xeon(R) Processor". Nothing else has changed since the others were measured.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_device_registry`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_device_registry::WeightInfo for WeightInfo<T> {
    fn register() -> Weight {
        // Proof bytes seen: 347. Least time: 140_451 ns.
        Weight::from_parts(172_770_000, 4188)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn certify() -> Weight {
        // Proof bytes seen: 1303. Least time: 45_268 ns.
        Weight::from_parts(55_443_000, 6048)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn renew() -> Weight {
        // Proof bytes seen: 1303. Least time: 42_914 ns.
        Weight::from_parts(55_323_000, 4188)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn suspend() -> Weight {
        // Proof bytes seen: 1336. Least time: 44_777 ns.
        Weight::from_parts(53_520_000, 6062)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume() -> Weight {
        // Proof bytes seen: 1336. Least time: 43_445 ns.
        Weight::from_parts(48_453_000, 6062)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        // Proof bytes seen: 1778. Least time: 218_929 ns.
        Weight::from_parts(218_929_000, 6062)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1501. Least time: 152_619 ns.
        Weight::from_parts(152_619_000, 4188)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn offer_transfer() -> Weight {
        // Proof bytes seen: 879. Least time: 19_970 ns.
        Weight::from_parts(23_125_000, 4188)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn accept_transfer() -> Weight {
        // Proof bytes seen: 2700. Least time: 224_026 ns.
        Weight::from_parts(251_307_000, 6578)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    /// `n` is from 1 to 64.
    fn submit_readings(n: u32) -> Weight {
        // Proof bytes seen: 1369 + n * 409. Least time: 94_432 ns.
        Weight::from_parts(116_125_387, 3509)
            // Standard error: 201_326.
            .saturating_add(Weight::from_parts(46_612_855, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3198).saturating_mul(n.into()))
    }
    fn finish_revocation() -> Weight {
        Weight::from_parts(218_929_000, 6062)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    /// `n` is from 1 to 64.
    fn authorize_readings(n: u32) -> Weight {
        Weight::from_parts(116_125_387, 3509)
            .saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3250).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_paid_readings(n: u32) -> Weight {
        Weight::from_parts(116_125_387, 3509)
            .saturating_add(Weight::from_parts(46_612_855, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3250).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn note_gaps(n: u32) -> Weight {
        Weight::from_parts(13_068_811, 1489)
            .saturating_add(Weight::from_parts(30_126_058, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 13_000).saturating_mul(n.into()))
    }
    fn set_free_share() -> Weight {
        Weight::from_parts(15_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 64.
    fn close_hours(n: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 201 ns.
        Weight::from_parts(3_317_354, 0)
            // Standard error: 19_527.
            .saturating_add(Weight::from_parts(1_791_751, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    /// `n` is from 0 to 64.
    fn change_days(n: u32) -> Weight {
        // Proof bytes seen: 201 + n * 37. Least time: 210 ns.
        Weight::from_parts(13_068_811, 1489)
            // Standard error: 47_524.
            .saturating_add(Weight::from_parts(7_126_058, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    fn submit_closing_reading() -> Weight {
        // Proof bytes seen: 3170. Least time: 65_058 ns.
        Weight::from_parts(82_473_000, 4188)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn report_equivocation() -> Weight {
        // Proof bytes seen: 1614. Least time: 238_558 ns.
        Weight::from_parts(253_120_000, 8799)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn appoint_certifier() -> Weight {
        // Proof bytes seen: 297. Least time: 19_840 ns.
        Weight::from_parts(21_102_000, 3526)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `r` is from 0 to 255.
    fn remove_certifier(r: u32) -> Weight {
        // Proof bytes seen: 500 + r * 64. Least time: 26_469 ns.
        Weight::from_parts(16_738_243, 3526)
            // Standard error: 6_758.
            .saturating_add(Weight::from_parts(4_233_152, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 2529).saturating_mul(r.into()))
    }
    /// `n` is from 0 to 200.
    fn prune_days(n: u32) -> Weight {
        // Proof bytes seen: 149 + n * 69. Least time: 3_686 ns.
        Weight::from_parts(3_680_592, 1489)
            // Standard error: 3_721.
            .saturating_add(Weight::from_parts(3_214_675, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 200.
    fn prune_hours(n: u32) -> Weight {
        // Proof bytes seen: 1361 + n * 3. Least time: 82_348 ns.
        Weight::from_parts(128_580_796, 3521)
            // Standard error: 439_076.
            .saturating_add(Weight::from_parts(6_685_651, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
}
