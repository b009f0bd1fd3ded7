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
        // Proof bytes seen: 861. Least time: 31_516 ns.
        Weight::from_parts(31_516_000, 7212)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 894. Least time: 27_481 ns.
        Weight::from_parts(27_481_000, 4101)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 5203. Least time: 149_543 ns.
        Weight::from_parts(149_543_000, 6555)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4857. Least time: 121_711 ns.
        Weight::from_parts(121_711_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1718. Least time: 38_517 ns.
        Weight::from_parts(38_517_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 12370. Least time: 378_002 ns.
        Weight::from_parts(378_002_000, 12018)
            .saturating_add(T::DbWeight::get().reads(18))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54410. Least time: 1_216_489 ns.
        Weight::from_parts(1_216_489_000, 353886)
            .saturating_add(T::DbWeight::get().reads(88))
            .saturating_add(T::DbWeight::get().writes(89))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    /// `z` is from 0 to 4.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        // Proof bytes seen: 11276 + f * 629 + o * 3048 + s * 8793 + t * 3122 + z * 5544. Least time: 2_307_561 ns.
        Weight::from_parts(1_125_171_739, 16608)
            // Standard error: 47_175_554.
            .saturating_add(Weight::from_parts(25_365_772, 0).saturating_mul(o.into()))
            // Standard error: 24_395_462.
            .saturating_add(Weight::from_parts(9_125_791, 0).saturating_mul(f.into()))
            // Standard error: 66_117_759.
            .saturating_add(Weight::from_parts(85_899_135, 0).saturating_mul(s.into()))
            // Standard error: 20_865_831.
            .saturating_add(Weight::from_parts(95_483_443, 0).saturating_mul(t.into()))
            // Standard error: 47_175_554.
            .saturating_add(Weight::from_parts(254_409_338, 0).saturating_mul(z.into()))
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
        // Proof bytes seen: 1238. Least time: 46_619 ns.
        Weight::from_parts(46_619_000, 8592)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look() -> Weight {
        // Proof bytes seen: 4058. Least time: 58_577 ns.
        Weight::from_parts(58_577_000, 6555)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 7556 + p * 1410. Least time: 53_640 ns.
        Weight::from_parts(76_337_992, 8817)
            // Standard error: 283_239.
            .saturating_add(Weight::from_parts(23_609_256, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 3300. Least time: 21_912 ns.
        Weight::from_parts(21_912_000, 6555)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 7.
    /// `f` is from 1 to 4.
    fn release(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 319 + f * 2313 + o * 2995. Least time: 264_013 ns.
        Weight::from_parts(21_994_553, 6196)
            // Standard error: 971_543.
            .saturating_add(Weight::from_parts(63_019_194, 0).saturating_mul(o.into()))
            // Standard error: 2_063_155.
            .saturating_add(Weight::from_parts(44_899_851, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 7748 + f * 809 + o * 3044 + s * 8947 + t * 3823. Least time: 530_328 ns.
        Weight::from_parts(29_461_283, 8592)
            // Standard error: 2_881_795.
            .saturating_add(Weight::from_parts(20_691_492, 0).saturating_mul(o.into()))
            // Standard error: 1_501_835.
            .saturating_add(Weight::from_parts(15_682_505, 0).saturating_mul(f.into()))
            // Standard error: 4_024_444.
            .saturating_add(Weight::from_parts(79_425_905, 0).saturating_mul(s.into()))
            // Standard error: 1_287_009.
            .saturating_add(Weight::from_parts(44_705_357, 0).saturating_mul(t.into()))
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
        // Proof bytes seen: 3829 + f * 371 + o * 2995. Least time: 195_931 ns.
        Weight::from_parts(59_471_587, 6196)
            // Standard error: 341_994.
            .saturating_add(Weight::from_parts(62_031_188, 0).saturating_mul(o.into()))
            // Standard error: 341_994.
            .saturating_add(Weight::from_parts(10_762_595, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 250 + p * 47. Least time: 21_261 ns.
        Weight::from_parts(24_279_469, 8270)
            // Standard error: 53_392.
            .saturating_add(Weight::from_parts(3_824_928, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 694 + m * 48. Least time: 26_139 ns.
        Weight::from_parts(23_691_566, 1694)
            // Standard error: 24_906.
            .saturating_add(Weight::from_parts(4_017_883, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2658).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 53182. Least time: 1_133_235 ns.
        Weight::from_parts(1_133_235_000, 353886)
            .saturating_add(T::DbWeight::get().reads(85))
            .saturating_add(T::DbWeight::get().writes(89))
    }
}
