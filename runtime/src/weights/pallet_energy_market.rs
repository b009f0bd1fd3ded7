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
        // Proof bytes seen: 933. Least time: 34_802 ns.
        Weight::from_parts(34_802_000, 7244)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn update_zone() -> Weight {
        // Proof bytes seen: 944. Least time: 26_990 ns.
        Weight::from_parts(26_990_000, 4117)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn place_order() -> Weight {
        // Proof bytes seen: 8315. Least time: 149_432 ns.
        Weight::from_parts(149_432_000, 9638)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn cancel_order() -> Weight {
        // Proof bytes seen: 4857. Least time: 119_328 ns.
        Weight::from_parts(119_328_000, 6504)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn submit_imbalance_price() -> Weight {
        // Proof bytes seen: 1767. Least time: 37_967 ns.
        Weight::from_parts(37_967_000, 6208)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn dispute() -> Weight {
        // Proof bytes seen: 12354. Least time: 383_560 ns.
        Weight::from_parts(383_560_000, 12018)
            .saturating_add(T::DbWeight::get().reads(17))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn resolve_dispute() -> Weight {
        // Proof bytes seen: 54474. Least time: 1_210_450 ns.
        Weight::from_parts(1_210_450_000, 353886)
            .saturating_add(T::DbWeight::get().reads(89))
            .saturating_add(T::DbWeight::get().writes(90))
    }
    /// `o` is from 0 to 4.
    /// `f` is from 0 to 7.
    /// `s` is from 1 to 4.
    /// `t` is from 0 to 8.
    /// `z` is from 0 to 4.
    fn settle(o: u32, f: u32, s: u32, t: u32, z: u32) -> Weight {
        // Proof bytes seen: 11230 + f * 629 + o * 3048 + s * 8782 + t * 3104 + z * 5579. Least time: 2_281_512 ns.
        Weight::from_parts(302_885_309, 16608)
            // Standard error: 27_445_456.
            .saturating_add(Weight::from_parts(35_252_575, 0).saturating_mul(o.into()))
            // Standard error: 14_192_617.
            .saturating_add(Weight::from_parts(27_145_100, 0).saturating_mul(f.into()))
            // Standard error: 38_465_517.
            .saturating_add(Weight::from_parts(153_048_353, 0).saturating_mul(s.into()))
            // Standard error: 12_139_174.
            .saturating_add(Weight::from_parts(142_312_694, 0).saturating_mul(t.into()))
            // Standard error: 27_445_456.
            .saturating_add(Weight::from_parts(278_672_508, 0).saturating_mul(z.into()))
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
        // Proof bytes seen: 1271. Least time: 45_718 ns.
        Weight::from_parts(45_718_000, 8592)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn look() -> Weight {
        // Proof bytes seen: 7159. Least time: 69_954 ns.
        Weight::from_parts(69_954_000, 9638)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `p` is from 0 to 64.
    fn clear(p: u32) -> Weight {
        // Proof bytes seen: 12724 + p * 1410. Least time: 58_987 ns.
        Weight::from_parts(126_041_165, 9638)
            // Standard error: 308_245.
            .saturating_add(Weight::from_parts(26_499_246, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 8275).saturating_mul(p.into()))
    }
    fn cancel_market() -> Weight {
        // Proof bytes seen: 6396. Least time: 23_775 ns.
        Weight::from_parts(23_775_000, 9638)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `o` is from 1 to 7.
    /// `f` is from 1 to 4.
    fn release(o: u32, f: u32) -> Weight {
        // Proof bytes seen: 303 + f * 2329 + o * 2995. Least time: 262_440 ns.
        Weight::from_parts(24_109_459, 6196)
            // Standard error: 1_133_843.
            .saturating_add(Weight::from_parts(62_338_183, 0).saturating_mul(o.into()))
            // Standard error: 2_407_814.
            .saturating_add(Weight::from_parts(44_120_453, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 7759 + f * 815 + o * 3044 + s * 8947 + t * 3823. Least time: 517_179 ns.
        Weight::from_parts(5_447_087, 8592)
            // Standard error: 1_675_790.
            .saturating_add(Weight::from_parts(22_691_382, 0).saturating_mul(o.into()))
            // Standard error: 873_331.
            .saturating_add(Weight::from_parts(16_211_482, 0).saturating_mul(f.into()))
            // Standard error: 2_340_250.
            .saturating_add(Weight::from_parts(78_745_048, 0).saturating_mul(s.into()))
            // Standard error: 748_407.
            .saturating_add(Weight::from_parts(45_788_157, 0).saturating_mul(t.into()))
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
        // Proof bytes seen: 3821 + f * 379 + o * 2995. Least time: 195_171 ns.
        Weight::from_parts(62_027_772, 6196)
            // Standard error: 489_862.
            .saturating_add(Weight::from_parts(61_178_411, 0).saturating_mul(o.into()))
            // Standard error: 489_862.
            .saturating_add(Weight::from_parts(10_676_825, 0).saturating_mul(f.into()))
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
        // Proof bytes seen: 283 + p * 47. Least time: 20_040 ns.
        Weight::from_parts(23_080_728, 8270)
            // Standard error: 51_557.
            .saturating_add(Weight::from_parts(3_801_451, 0).saturating_mul(p.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
            .saturating_add(Weight::from_parts(0, 2723).saturating_mul(p.into()))
    }
    /// `m` is from 1 to 32.
    fn prune(m: u32) -> Weight {
        // Proof bytes seen: 53150 + m * 48. Least time: 25_498 ns.
        Weight::from_parts(903_546_359, 353886)
            // Standard error: 5_593_621.
            .saturating_add(Weight::from_parts(28_687_332, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(67))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(73))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(m.into())))
            .saturating_add(Weight::from_parts(0, 2658).saturating_mul(m.into()))
    }
    fn dismiss() -> Weight {
        // Proof bytes seen: 54077. Least time: 1_137_702 ns.
        Weight::from_parts(1_137_702_000, 353886)
            .saturating_add(T::DbWeight::get().reads(87))
            .saturating_add(T::DbWeight::get().writes(90))
    }
    fn escalate() -> Weight {
        // Proof bytes seen: 3648. Least time: 76_253 ns.
        Weight::from_parts(76_253_000, 13498)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn migrate_period() -> Weight {
        // Proof bytes seen: 6471. Least time: 27_551 ns.
        Weight::from_parts(27_551_000, 18286)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
