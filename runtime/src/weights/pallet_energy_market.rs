//! Measured weights of `pallet_energy_market`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.
//!
//! Entries and proofs, and `move_into_pot`, are of 2026-11-28, on a machine with "Intel(R) Xeon(R) Processor" that was too busy to measure
//! the rest: other times are from before escrow was in the pot, which takes an entry less, and so are too much rather than too little.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_energy_market`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_energy_market::WeightInfo for WeightInfo<T> {
    fn create_zone() -> Weight {
        // Proof bytes seen: 861. Least time: 22_774 ns.
        Weight::from_parts(24_336_000, 7212)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 894. Least time: 19_339 ns.
        Weight::from_parts(20_791_000, 4101)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 4934. Least time: 162_254 ns.
        Weight::from_parts(171_287_000, 6555)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4825. Least time: 137_777 ns.
        Weight::from_parts(154_852_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1718. Least time: 29_034 ns.
        Weight::from_parts(31_467_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 10867. Least time: 355_773 ns.
        Weight::from_parts(394_552_000, 12018)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54354. Least time: 1_287_232 ns.
        Weight::from_parts(1_351_768_000, 353886)
            .saturating_add(T::DbWeight::get().reads(88))
            .saturating_add(T::DbWeight::get().writes(89))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    /// `z` is from 0 to 4.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        // Proof bytes seen: 9065 + f * 629 + o * 3048 + s * 8281 + t * 3122 + z * 5544. Least time: 5_359_722 ns.
        Weight::from_parts(633_717_051, 16608)
            // Standard error: 3_889_994.
            .saturating_add(Weight::from_parts(164_337_676, 0).saturating_mul(o.into()))
            // Standard error: 2_330_416.
            .saturating_add(Weight::from_parts(85_105_210, 0).saturating_mul(f.into()))
            // Standard error: 4_962_353.
            .saturating_add(Weight::from_parts(294_874_384, 0).saturating_mul(s.into()))
            // Standard error: 2_062_191.
            .saturating_add(Weight::from_parts(361_026_665, 0).saturating_mul(t.into()))
            // Standard error: 3_889_994.
            .saturating_add(Weight::from_parts(619_850_166, 0).saturating_mul(z.into()))
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
        // Proof bytes seen: 833. Least time: 23_415 ns.
        Weight::from_parts(25_058_000, 4188)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look() -> Weight {
        // Proof bytes seen: 3924. Least time: 45_869 ns.
        Weight::from_parts(49_915_000, 6555)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 7556 + p * 1410. Least time: 42_243 ns.
        Weight::from_parts(66_254_273, 8817)
            // Standard error: 60_310.
            .saturating_add(Weight::from_parts(19_318_738, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 3300. Least time: 16_976 ns.
        Weight::from_parts(18_207_000, 6555)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 7.
    /// `f` is from 1 to 4.
    fn release(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 287 + f * 2313 + o * 2995. Least time: 260_561 ns.
        Weight::from_parts(15_183_313, 6196)
            // Standard error: 425_895.
            .saturating_add(Weight::from_parts(92_313_311, 0).saturating_mul(o.into()))
            // Standard error: 791_714.
            .saturating_add(Weight::from_parts(39_237_762, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 5236 + f * 809 + o * 3044 + s * 8360 + t * 3748. Least time: 399_038 ns.
        Weight::from_parts(45_568_861, 4188)
            // Standard error: 567_968.
            .saturating_add(Weight::from_parts(13_466_364, 0).saturating_mul(o.into()))
            // Standard error: 340_096.
            .saturating_add(Weight::from_parts(13_016_081, 0).saturating_mul(f.into()))
            // Standard error: 724_406.
            .saturating_add(Weight::from_parts(53_856_996, 0).saturating_mul(s.into()))
            // Standard error: 206_636.
            .saturating_add(Weight::from_parts(28_163_078, 0).saturating_mul(t.into()))
            .saturating_add(T::DbWeight::get().reads(4))
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
        // Proof bytes seen: 3797 + f * 371 + o * 2995. Least time: 186_910 ns.
        Weight::from_parts(44_500_648, 6196)
            // Standard error: 233_044.
            .saturating_add(Weight::from_parts(89_297_591, 0).saturating_mul(o.into()))
            // Standard error: 233_044.
            .saturating_add(Weight::from_parts(8_700_747, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 250 + p * 47. Least time: 15_463 ns.
        Weight::from_parts(18_316_633, 8270)
            // Standard error: 5_410.
            .saturating_add(Weight::from_parts(3_346_592, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 694 + m * 48. Least time: 20_430 ns.
        Weight::from_parts(20_185_924, 1694)
            // Standard error: 7_755.
            .saturating_add(Weight::from_parts(3_439_182, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2650).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 53142. Least time: 1_198_229 ns.
        Weight::from_parts(1_251_829_000, 353886)
            .saturating_add(T::DbWeight::get().reads(85))
            .saturating_add(T::DbWeight::get().writes(89))
    }
    fn move_into_pot() -> Weight {
        // Proof bytes seen: 828. Least time: 155_849 ns.
        Weight::from_parts(176_951_000, 6352)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(3))
    }
}
