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
        // Proof bytes seen: 347. Least time: 178_044 ns.
        Weight::from_parts(178_044_000, 4230)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn certify() -> Weight {
        // Proof bytes seen: 4044. Least time: 83_143 ns.
        Weight::from_parts(83_143_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn renew() -> Weight {
        // Proof bytes seen: 4044. Least time: 77_696 ns.
        Weight::from_parts(77_696_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn suspend() -> Weight {
        // Proof bytes seen: 4077. Least time: 85_788 ns.
        Weight::from_parts(85_788_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn resume() -> Weight {
        // Proof bytes seen: 4049. Least time: 73_059 ns.
        Weight::from_parts(73_059_000, 13434)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn revoke() -> Weight {
        // Proof bytes seen: 4077. Least time: 80_099 ns.
        Weight::from_parts(80_099_000, 13434)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn finish_revocation() -> Weight {
        // Proof bytes seen: 1692. Least time: 116_333 ns.
        Weight::from_parts(116_333_000, 6058)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn retire() -> Weight {
        // Proof bytes seen: 1517. Least time: 105_587 ns.
        Weight::from_parts(105_587_000, 4230)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn offer_transfer() -> Weight {
        // Proof bytes seen: 895. Least time: 32_628 ns.
        Weight::from_parts(32_628_000, 4230)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn accept_transfer() -> Weight {
        // Proof bytes seen: 2750. Least time: 273_176 ns.
        Weight::from_parts(273_176_000, 6434)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    /// `n` is from 1 to 64.
    fn authorize_readings(n: u32) -> Weight {
        // Proof bytes seen: 1566 + n * 432. Least time: 114_180 ns.
        Weight::from_parts(62_106_887, 3509)
            // Standard error: 194_344.
            .saturating_add(Weight::from_parts(47_078_374, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3240).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_readings(n: u32) -> Weight {
        // Proof bytes seen: 1370 + n * 425. Least time: 85_928 ns.
        Weight::from_parts(71_960_418, 3509)
            // Standard error: 241_943.
            .saturating_add(Weight::from_parts(11_466_492, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3240).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 64.
    fn submit_paid_readings(n: u32) -> Weight {
        // Proof bytes seen: 1373 + n * 425. Least time: 145_747 ns.
        Weight::from_parts(87_169_970, 3509)
            // Standard error: 308_586.
            .saturating_add(Weight::from_parts(51_412_482, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 3240).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 64.
    fn note_gaps(n: u32) -> Weight {
        // Proof bytes seen: 10552 + n * 69. Least time: 520 ns.
        Weight::from_parts(959_239, 990)
            // Standard error: 213_516.
            .saturating_add(Weight::from_parts(15_396_954, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 12872).saturating_mul(n.into()))
    }
    fn set_free_share() -> Weight {
        // Proof bytes seen: 0. Least time: 7_691 ns.
        Weight::from_parts(7_691_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 64.
    fn close_hours(n: u32) -> Weight {
        // Proof bytes seen: 0. Least time: 520 ns.
        Weight::from_parts(5_016_271, 0)
            // Standard error: 42_057.
            .saturating_add(Weight::from_parts(2_384_910, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    /// `n` is from 0 to 64.
    fn change_days(n: u32) -> Weight {
        // Proof bytes seen: 201 + n * 37. Least time: 430 ns.
        Weight::from_parts(2_343_903, 1489)
            // Standard error: 63_575.
            .saturating_add(Weight::from_parts(8_854_310, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    fn submit_closing_reading() -> Weight {
        // Proof bytes seen: 5911. Least time: 115_702 ns.
        Weight::from_parts(115_702_000, 13434)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn report_equivocation() -> Weight {
        // Proof bytes seen: 1664. Least time: 277_593 ns.
        Weight::from_parts(277_593_000, 8799)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn replace_meter() -> Weight {
        Weight::from_parts(200_000_000, 17434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn rotate_key() -> Weight {
        Weight::from_parts(200_000_000, 8434)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn delegate_key() -> Weight {
        Weight::from_parts(3_000_000_000, 8434)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn amend() -> Weight {
        Weight::from_parts(100_000_000, 17434)
            .saturating_add(T::DbWeight::get().reads(15))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn object() -> Weight {
        Weight::from_parts(80_000_000, 13434)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn decide_objection() -> Weight {
        Weight::from_parts(30_000_000, 4000)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn lapse_objection() -> Weight {
        Weight::from_parts(30_000_000, 8000)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn correct() -> Weight {
        Weight::from_parts(100_000_000, 23434)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn verify_p256() -> Weight {
        Weight::from_parts(2_500_000_000, 0)
    }
    fn appoint_certifier() -> Weight {
        // Proof bytes seen: 297. Least time: 25_978 ns.
        Weight::from_parts(25_978_000, 3526)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `r` is from 0 to 255.
    fn remove_certifier(r: u32) -> Weight {
        // Proof bytes seen: 505 + r * 65. Least time: 35_724 ns.
        Weight::from_parts(12_749_349, 3526)
            // Standard error: 48_669.
            .saturating_add(Weight::from_parts(5_077_937, 0).saturating_mul(r.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(0, 2534).saturating_mul(r.into()))
    }
    /// `n` is from 0 to 200.
    fn prune_days(n: u32) -> Weight {
        // Proof bytes seen: 149 + n * 69. Least time: 4_416 ns.
        Weight::from_parts(4_624_807, 1489)
            // Standard error: 13_829.
            .saturating_add(Weight::from_parts(3_759_422, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2593).saturating_mul(n.into()))
    }
    /// `n` is from 1 to 200.
    fn prune_hours(n: u32) -> Weight {
        // Proof bytes seen: 11785 + n * 3. Least time: 53_099 ns.
        Weight::from_parts(55_663_954, 13862)
            // Standard error: 36_922.
            .saturating_add(Weight::from_parts(3_343_844, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2800).saturating_mul(n.into()))
    }
}
