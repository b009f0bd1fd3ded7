//! Measured weights of `pallet_energy_market`, written by `scripts/bench-weights.sh` on 2026-11-29: 20 steps, the fastest measurement of
//! each point, on a machine with "Intel(R) Xeon(R) Processor". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_market`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_market::WeightInfo for WeightInfo<T> {
    fn create_zone() -> Weight {
        // Proof bytes seen: 861. Least time: 41_631 ns.
        Weight::from_parts(41_631_000, 7212)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 894. Least time: 32_934 ns.
        Weight::from_parts(32_934_000, 4101)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 5069. Least time: 198_376 ns.
        Weight::from_parts(198_376_000, 6555)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4825. Least time: 168_862 ns.
        Weight::from_parts(168_862_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1718. Least time: 50_435 ns.
        Weight::from_parts(50_435_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 10867. Least time: 509_042 ns.
        Weight::from_parts(509_042_000, 12018)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54354. Least time: 1_432_691 ns.
        Weight::from_parts(1_432_691_000, 353886)
            .saturating_add(T::DbWeight::get().reads(88))
            .saturating_add(T::DbWeight::get().writes(89))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    /// `z` is from 0 to 4.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        // Proof bytes seen: 9065 + f * 629 + o * 3048 + s * 8281 + t * 3122 + z * 5544. Least time: 2_846_419 ns.
        Weight::from_parts(524_861_885, 16608)
            // Standard error: 12_450_402.
            .saturating_add(Weight::from_parts(61_026_744, 0).saturating_mul(o.into()))
            // Standard error: 6_438_362.
            .saturating_add(Weight::from_parts(18_217_075, 0).saturating_mul(f.into()))
            // Standard error: 17_449_561.
            .saturating_add(Weight::from_parts(146_169_743, 0).saturating_mul(s.into()))
            // Standard error: 5_506_835.
            .saturating_add(Weight::from_parts(171_600_727, 0).saturating_mul(t.into()))
            // Standard error: 12_450_402.
            .saturating_add(Weight::from_parts(340_906_011, 0).saturating_mul(z.into()))
            .saturating_add(T::DbWeight::get().reads(28))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().reads(13_u64.saturating_mul(z.into())))
            .saturating_add(T::DbWeight::get().writes(20))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().writes(9_u64.saturating_mul(z.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(f.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(0, 11028).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(t.into()))
            .saturating_add(Weight::from_parts(0, 10412).saturating_mul(z.into()))
    }
    fn skip() -> Weight {
        // Proof bytes seen: 833. Least time: 42_672 ns.
        Weight::from_parts(42_672_000, 4188)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look() -> Weight {
        // Proof bytes seen: 3924. Least time: 80_008 ns.
        Weight::from_parts(80_008_000, 6555)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 7556 + p * 1410. Least time: 73_837 ns.
        Weight::from_parts(99_124_239, 8817)
            // Standard error: 354_697.
            .saturating_add(Weight::from_parts(30_812_493, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 3300. Least time: 27_107 ns.
        Weight::from_parts(27_107_000, 6555)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 7.
    /// `f` is from 1 to 4.
    fn release(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 287 + f * 2313 + o * 2995. Least time: 338_077 ns.
        Weight::from_parts(90_065_361, 6196)
            // Standard error: 1_001_761.
            .saturating_add(Weight::from_parts(70_615_522, 0).saturating_mul(o.into()))
            // Standard error: 2_127_325.
            .saturating_add(Weight::from_parts(44_270_287, 0).saturating_mul(f.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().writes(7))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(o.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(f.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(o.into()))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    fn count(o: u32, f: u32, s: u32, t: u32) -> Weight {
        // Proof bytes seen: 5236 + f * 809 + o * 3044 + s * 8360 + t * 3748. Least time: 614_675 ns.
        Weight::from_parts(64_930_299, 4188)
            // Standard error: 2_384_409.
            .saturating_add(Weight::from_parts(25_358_229, 0).saturating_mul(o.into()))
            // Standard error: 1_242_625.
            .saturating_add(Weight::from_parts(17_013_822, 0).saturating_mul(f.into()))
            // Standard error: 3_329_841.
            .saturating_add(Weight::from_parts(80_741_195, 0).saturating_mul(s.into()))
            // Standard error: 1_064_876.
            .saturating_add(Weight::from_parts(42_755_629, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(t.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(f.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(0, 11028).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(t.into()))
    }
    /// `o` is from 1 to 8.
    /// `f` is from 0 to 7.
    fn finalise(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 3797 + f * 371 + o * 2995. Least time: 257_584 ns.
        Weight::from_parts(95_067_887, 6196)
            // Standard error: 1_255_503.
            .saturating_add(Weight::from_parts(73_962_046, 0).saturating_mul(o.into()))
            // Standard error: 1_255_503.
            .saturating_add(Weight::from_parts(14_117_796, 0).saturating_mul(f.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().writes(6))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(f.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(f.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(o.into()))
    }
    /// `p` is from 0 to 32.
    fn remove_pages(p: u32) -> Weight {
        // Proof bytes seen: 250 + p * 47. Least time: 24_748 ns.
        Weight::from_parts(30_623_259, 8270)
            // Standard error: 80_990.
            .saturating_add(Weight::from_parts(4_502_951, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 694 + m * 48. Least time: 42_081 ns.
        Weight::from_parts(40_483_910, 1694)
            // Standard error: 59_608.
            .saturating_add(Weight::from_parts(5_183_899, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2650).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 53142. Least time: 1_403_245 ns.
        Weight::from_parts(1_403_245_000, 353886)
            .saturating_add(T::DbWeight::get().reads(85))
            .saturating_add(T::DbWeight::get().writes(89))
    }
}
