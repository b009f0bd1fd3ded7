//! Measured weights of `pallet_energy_market`, written by `scripts/bench-weights.sh` on 2026-12-01: 20 steps, the fastest measurement of
//! each point, on a machine with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by
//! each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_market`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_market::WeightInfo for WeightInfo<T> {
    fn create_zone() -> Weight {
        // Proof bytes seen: 861. Least time: 31_547 ns.
        Weight::from_parts(31_547_000, 7212)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 894. Least time: 27_200 ns.
        Weight::from_parts(27_200_000, 4101)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 5203. Least time: 150_804 ns.
        Weight::from_parts(150_804_000, 6555)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4857. Least time: 124_445 ns.
        Weight::from_parts(124_445_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1718. Least time: 38_187 ns.
        Weight::from_parts(38_187_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 12370. Least time: 395_739 ns.
        Weight::from_parts(395_739_000, 12018)
            .saturating_add(T::DbWeight::get().reads(18))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54410. Least time: 1_193_855 ns.
        Weight::from_parts(1_193_855_000, 353886)
            .saturating_add(T::DbWeight::get().reads(88))
            .saturating_add(T::DbWeight::get().writes(89))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    /// `z` is from 0 to 4.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        // Proof bytes seen: 11276 + f * 629 + o * 3048 + s * 8793 + t * 3122 + z * 5544. Least time: 2_333_990 ns.
        Weight::from_parts(750_852_843, 16608)
            // Standard error: 69_752_599.
            .saturating_add(Weight::from_parts(41_607_133, 0).saturating_mul(o.into()))
            // Standard error: 36_070_523.
            .saturating_add(Weight::from_parts(24_113_308, 0).saturating_mul(f.into()))
            // Standard error: 97_760_072.
            .saturating_add(Weight::from_parts(150_463_957, 0).saturating_mul(s.into()))
            // Standard error: 30_851_698.
            .saturating_add(Weight::from_parts(77_432_845, 0).saturating_mul(t.into()))
            // Standard error: 69_752_599.
            .saturating_add(Weight::from_parts(289_499_067, 0).saturating_mul(z.into()))
            .saturating_add(T::DbWeight::get().reads(31))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(f.into())))
            .saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().reads(13_u64.saturating_mul(z.into())))
            .saturating_add(T::DbWeight::get().writes(21))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(s.into())))
            .saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(t.into())))
            .saturating_add(T::DbWeight::get().writes(9_u64.saturating_mul(z.into())))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(f.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(0, 11028).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 5514).saturating_mul(t.into()))
            .saturating_add(Weight::from_parts(0, 10412).saturating_mul(z.into()))
    }
    fn skip() -> Weight {
        // Proof bytes seen: 1238. Least time: 46_049 ns.
        Weight::from_parts(46_049_000, 8592)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look() -> Weight {
        // Proof bytes seen: 4058. Least time: 60_891 ns.
        Weight::from_parts(60_891_000, 6555)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 7556 + p * 1410. Least time: 55_672 ns.
        Weight::from_parts(74_482_347, 8817)
            // Standard error: 253_245.
            .saturating_add(Weight::from_parts(25_137_687, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 3300. Least time: 21_922 ns.
        Weight::from_parts(21_922_000, 6555)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 7.
    /// `f` is from 1 to 4.
    fn release(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 319 + f * 2313 + o * 2995. Least time: 265_465 ns.
        Weight::from_parts(32_586_259, 6196)
            // Standard error: 902_179.
            .saturating_add(Weight::from_parts(62_147_926, 0).saturating_mul(o.into()))
            // Standard error: 1_915_854.
            .saturating_add(Weight::from_parts(42_956_853, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 7748 + f * 809 + o * 3044 + s * 8947 + t * 3823. Least time: 526_072 ns.
        Weight::from_parts(51_961_015, 8592)
            // Standard error: 1_390_394.
            .saturating_add(Weight::from_parts(18_650_136, 0).saturating_mul(o.into()))
            // Standard error: 724_598.
            .saturating_add(Weight::from_parts(14_012_373, 0).saturating_mul(f.into()))
            // Standard error: 1_941_693.
            .saturating_add(Weight::from_parts(76_999_361, 0).saturating_mul(s.into()))
            // Standard error: 620_949.
            .saturating_add(Weight::from_parts(45_426_423, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(8))
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
        // Proof bytes seen: 3829 + f * 371 + o * 2995. Least time: 197_353 ns.
        Weight::from_parts(60_764_737, 6196)
            // Standard error: 407_607.
            .saturating_add(Weight::from_parts(62_123_288, 0).saturating_mul(o.into()))
            // Standard error: 407_607.
            .saturating_add(Weight::from_parts(10_779_745, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 250 + p * 47. Least time: 20_941 ns.
        Weight::from_parts(23_812_421, 8270)
            // Standard error: 56_365.
            .saturating_add(Weight::from_parts(3_854_960, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 694 + m * 48. Least time: 26_229 ns.
        Weight::from_parts(23_865_735, 1694)
            // Standard error: 27_759.
            .saturating_add(Weight::from_parts(4_077_605, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2658).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 53182. Least time: 1_134_206 ns.
        Weight::from_parts(1_134_206_000, 353886)
            .saturating_add(T::DbWeight::get().reads(85))
            .saturating_add(T::DbWeight::get().writes(89))
    }
}
