//! Measured weights of `pallet_energy_market`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_market`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_market::WeightInfo for WeightInfo<T> {
    fn create_zone() -> Weight {
        // Proof bytes seen: 861. Least time: 21_953 ns.
        Weight::from_parts(23_656_000, 7212)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 894. Least time: 18_218 ns.
        Weight::from_parts(19_610_000, 4101)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 5088. Least time: 151_267 ns.
        Weight::from_parts(161_102_000, 6555)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4936. Least time: 128_123 ns.
        Weight::from_parts(135_813_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1718. Least time: 27_391 ns.
        Weight::from_parts(29_524_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 10972. Least time: 328_203 ns.
        Weight::from_parts(342_424_000, 12018)
            .saturating_add(T::DbWeight::get().reads(17))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54579. Least time: 1_218_719 ns.
        Weight::from_parts(1_291_348_000, 353886)
            .saturating_add(T::DbWeight::get().reads(89))
            .saturating_add(T::DbWeight::get().writes(90))
    }
    /// `t` is from 1 to 64.
    fn settle(t: u32) -> Weight {
        // Proof bytes seen: 63778 + t * 3162. Least time: 1_314_873 ns.
        Weight::from_parts(824_729_621, 353886)
            // Standard error: 677_239.
            .saturating_add(Weight::from_parts(379_181_741, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(168))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().writes(25))
            .saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(t.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(t.into()))
    }
    fn look() -> Weight {
        // Proof bytes seen: 3924. Least time: 44_797 ns.
        Weight::from_parts(49_604_000, 6555)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 7556 + p * 1410. Least time: 40_611 ns.
        Weight::from_parts(62_968_693, 8817)
            // Standard error: 42_504.
            .saturating_add(Weight::from_parts(18_859_675, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 3300. Least time: 17_025 ns.
        Weight::from_parts(17_937_000, 6555)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 8.
    fn release(o: u32) -> Weight {
        // Proof bytes seen: 3329 + o * 6158. Least time: 178_808 ns.
        Weight::from_parts(60_757_196, 10323)
            // Standard error: 190_467.
            .saturating_add(Weight::from_parts(127_706_738, 0).saturating_mul(o.into()))
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(6))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(o.into())))
            .saturating_add(Weight::from_parts(0, 44112).saturating_mul(o.into()))
    }
    /// `t` is from 1 to 64.
    fn count(t: u32) -> Weight {
        // Proof bytes seen: 60454 + t * 3747. Least time: 676_776 ns.
        Weight::from_parts(663_300_714, 353886)
            // Standard error: 172_593.
            .saturating_add(Weight::from_parts(33_957_501, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(145))
            .saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(t.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(t.into()))
    }
    /// `o` is from 1 to 8.
    fn finalise(o: u32) -> Weight {
        // Proof bytes seen: 3363 + o * 6158. Least time: 189_615 ns.
        Weight::from_parts(58_956_708, 10323)
            // Standard error: 255_146.
            .saturating_add(Weight::from_parts(139_216_845, 0).saturating_mul(o.into()))
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(6))
            .saturating_add(T::DbWeight::get().writes(10_u64.saturating_mul(o.into())))
            .saturating_add(Weight::from_parts(0, 44112).saturating_mul(o.into()))
    }
    /// `p` is from 0 to 32.
    fn remove_pages(p: u32) -> Weight {
        // Proof bytes seen: 250 + p * 47. Least time: 15_393 ns.
        Weight::from_parts(18_194_577, 8270)
            // Standard error: 5_072.
            .saturating_add(Weight::from_parts(3_263_094, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 694 + m * 48. Least time: 21_682 ns.
        Weight::from_parts(21_954_454, 1694)
            // Standard error: 14_407.
            .saturating_add(Weight::from_parts(3_462_246, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2650).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 53367. Least time: 1_219_981 ns.
        Weight::from_parts(1_291_268_000, 353886)
            .saturating_add(T::DbWeight::get().reads(86))
            .saturating_add(T::DbWeight::get().writes(90))
    }
}
