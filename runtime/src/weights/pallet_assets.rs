//! Measured weights of `pallet_assets`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_assets`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_assets::WeightInfo for WeightInfo<T> {
    fn create() -> Weight {
        // Proof bytes seen: 0. Least time: 0 ns.
        Weight::from_parts(0, 0)
    }
    fn force_create() -> Weight {
        // Proof bytes seen: 176. Least time: 27_091 ns.
        Weight::from_parts(28_633_000, 10839)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn start_destroy() -> Weight {
        // Proof bytes seen: 315. Least time: 13_330 ns.
        Weight::from_parts(14_302_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `c` is from 0 to 1000.
    fn destroy_accounts(c: u32) -> Weight {
        // Proof bytes seen: 451 + c * 157. Least time: 20_912 ns.
        Weight::from_parts(21_161_000, 4273)
            // Standard error: 78_464.
            .saturating_add(Weight::from_parts(18_722_616, 0).saturating_mul(c.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(c.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(c.into())))
            .saturating_add(Weight::from_parts(0, 3207).saturating_mul(c.into()))
    }
    /// `a` is from 0 to 1000.
    fn destroy_approvals(a: u32) -> Weight {
        // Proof bytes seen: 445 + a * 86. Least time: 20_551 ns.
        Weight::from_parts(21_101_000, 4273)
            // Standard error: 30_671.
            .saturating_add(Weight::from_parts(20_022_302, 0).saturating_mul(a.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(a.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(a.into())))
            .saturating_add(Weight::from_parts(0, 3221).saturating_mul(a.into()))
    }
    fn finish_destroy() -> Weight {
        // Proof bytes seen: 352. Least time: 16_524 ns.
        Weight::from_parts(19_118_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn mint() -> Weight {
        // Proof bytes seen: 352. Least time: 26_690 ns.
        Weight::from_parts(28_233_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn burn() -> Weight {
        // Proof bytes seen: 428. Least time: 37_366 ns.
        Weight::from_parts(39_510_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn transfer() -> Weight {
        // Proof bytes seen: 467. Least time: 51_648 ns.
        Weight::from_parts(54_081_000, 7404)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn transfer_keep_alive() -> Weight {
        // Proof bytes seen: 467. Least time: 47_361 ns.
        Weight::from_parts(49_884_000, 7404)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn force_transfer() -> Weight {
        // Proof bytes seen: 467. Least time: 51_377 ns.
        Weight::from_parts(54_051_000, 7404)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn freeze() -> Weight {
        // Proof bytes seen: 428. Least time: 19_919 ns.
        Weight::from_parts(21_242_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn thaw() -> Weight {
        // Proof bytes seen: 428. Least time: 20_101 ns.
        Weight::from_parts(21_271_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn freeze_asset() -> Weight {
        // Proof bytes seen: 315. Least time: 13_170 ns.
        Weight::from_parts(14_192_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn thaw_asset() -> Weight {
        // Proof bytes seen: 315. Least time: 13_380 ns.
        Weight::from_parts(14_272_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn transfer_ownership() -> Weight {
        // Proof bytes seen: 352. Least time: 16_184 ns.
        Weight::from_parts(17_316_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_team() -> Weight {
        // Proof bytes seen: 315. Least time: 13_030 ns.
        Weight::from_parts(13_951_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 5.
    fn set_reserves(n: u32) -> Weight {
        // Proof bytes seen: 315. Least time: 14_282 ns.
        Weight::from_parts(15_236_328, 4273)
            // Standard error: 2_867.
            .saturating_add(Weight::from_parts(41_487, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 50.
    /// `s` is from 0 to 50.
    fn set_metadata(n: u32, s: u32) -> Weight {
        // Proof bytes seen: 352. Least time: 16_785 ns.
        Weight::from_parts(17_909_288, 4273)
            // Standard error: 399.
            .saturating_add(Weight::from_parts(3_573, 0).saturating_mul(n.into()))
            // Standard error: 399.
            .saturating_add(Weight::from_parts(5_772, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn clear_metadata() -> Weight {
        // Proof bytes seen: 484. Least time: 19_209 ns.
        Weight::from_parts(20_691_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 0 to 50.
    /// `s` is from 0 to 50.
    fn force_set_metadata(n: u32, s: u32) -> Weight {
        // Proof bytes seen: 191. Least time: 14_702 ns.
        Weight::from_parts(15_642_811, 4273)
            // Standard error: 287.
            .saturating_add(Weight::from_parts(3_033, 0).saturating_mul(n.into()))
            // Standard error: 287.
            .saturating_add(Weight::from_parts(4_319, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_clear_metadata() -> Weight {
        // Proof bytes seen: 484. Least time: 18_728 ns.
        Weight::from_parts(19_920_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_asset_status() -> Weight {
        // Proof bytes seen: 315. Least time: 12_388 ns.
        Weight::from_parts(13_200_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn approve_transfer() -> Weight {
        // Proof bytes seen: 315. Least time: 34_902 ns.
        Weight::from_parts(37_056_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn transfer_approved() -> Weight {
        // Proof bytes seen: 639. Least time: 77_206 ns.
        Weight::from_parts(80_661_000, 7404)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn cancel_approval() -> Weight {
        // Proof bytes seen: 487. Least time: 36_585 ns.
        Weight::from_parts(38_798_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn force_cancel_approval() -> Weight {
        // Proof bytes seen: 487. Least time: 38_028 ns.
        Weight::from_parts(41_402_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn set_min_balance() -> Weight {
        // Proof bytes seen: 315. Least time: 13_911 ns.
        Weight::from_parts(15_273_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn touch() -> Weight {
        // Proof bytes seen: 492. Least time: 39_299 ns.
        Weight::from_parts(41_483_000, 4273)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn touch_other() -> Weight {
        // Proof bytes seen: 352. Least time: 34_872 ns.
        Weight::from_parts(37_156_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn refund() -> Weight {
        // Proof bytes seen: 586. Least time: 37_236 ns.
        Weight::from_parts(39_870_000, 4273)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn refund_other() -> Weight {
        // Proof bytes seen: 479. Least time: 34_692 ns.
        Weight::from_parts(36_785_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn block() -> Weight {
        // Proof bytes seen: 428. Least time: 19_699 ns.
        Weight::from_parts(20_922_000, 4273)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn transfer_all() -> Weight {
        // Proof bytes seen: 467. Least time: 61_963 ns.
        Weight::from_parts(65_348_000, 7404)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn total_issuance() -> Weight {
        // Proof bytes seen: 315. Least time: 6_609 ns.
        Weight::from_parts(7_231_000, 4273).saturating_add(T::DbWeight::get().reads(1))
    }
    fn balance() -> Weight {
        // Proof bytes seen: 189. Least time: 7_080 ns.
        Weight::from_parts(7_622_000, 4197).saturating_add(T::DbWeight::get().reads(1))
    }
    fn allowance() -> Weight {
        // Proof bytes seen: 247. Least time: 9_204 ns.
        Weight::from_parts(9_735_000, 4211).saturating_add(T::DbWeight::get().reads(1))
    }
    fn migration_v2_foreign_asset_set_reserve_weight() -> Weight {
        // Proof bytes seen: 154. Least time: 9_905 ns.
        Weight::from_parts(10_566_000, 4273)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn get_metadata() -> Weight {
        // Proof bytes seen: 245. Least time: 7_010 ns.
        Weight::from_parts(7_592_000, 4203).saturating_add(T::DbWeight::get().reads(1))
    }
}
