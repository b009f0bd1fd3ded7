//! Measured weights of `pallet_elections_phragmen`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_elections_phragmen`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_elections_phragmen::WeightInfo for WeightInfo<T> {
    /// `v` is from 1 to 7.
    fn vote_equal(v: u32) -> Weight {
        // Proof bytes seen: 861 + v * 113. Least time: 48_092 ns.
        Weight::from_parts(50_131_763, 4764)
            // Standard error: 14_290.
            .saturating_add(Weight::from_parts(350_132, 0).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 108).saturating_mul(v.into()))
    }
    /// `v` is from 2 to 7.
    fn vote_more(v: u32) -> Weight {
        // Proof bytes seen: 829 + v * 113. Least time: 63_545 ns.
        Weight::from_parts(66_381_747, 4764)
            // Standard error: 25_091.
            .saturating_add(Weight::from_parts(305_533, 0).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 107).saturating_mul(v.into()))
    }
    /// `v` is from 2 to 7.
    fn vote_less(v: u32) -> Weight {
        // Proof bytes seen: 861 + v * 113. Least time: 62_114 ns.
        Weight::from_parts(65_400_401, 4764)
            // Standard error: 35_324.
            .saturating_add(Weight::from_parts(399_710, 0).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(Weight::from_parts(0, 106).saturating_mul(v.into()))
    }
    fn remove_voter() -> Weight {
        // Proof bytes seen: 606. Least time: 51_948 ns.
        Weight::from_parts(55_723_000, 4764)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `c` is from 1 to 100.
    fn submit_candidacy(c: u32) -> Weight {
        // Proof bytes seen: 1933 + c * 50. Least time: 52_800 ns.
        Weight::from_parts(55_752_101, 4174)
            // Standard error: 9_138.
            .saturating_add(Weight::from_parts(255_080, 0).saturating_mul(c.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(0, 50).saturating_mul(c.into()))
    }
    /// `c` is from 1 to 100.
    fn renounce_candidacy_candidate(c: u32) -> Weight {
        // Proof bytes seen: 215 + c * 48. Least time: 36_725 ns.
        Weight::from_parts(39_770_495, 1701)
            // Standard error: 7_646.
            .saturating_add(Weight::from_parts(196_506, 0).saturating_mul(c.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(Weight::from_parts(0, 48).saturating_mul(c.into()))
    }
    fn renounce_candidacy_members() -> Weight {
        // Proof bytes seen: 1225. Least time: 48_843 ns.
        Weight::from_parts(55_013_000, 2710)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn renounce_candidacy_runners_up() -> Weight {
        // Proof bytes seen: 655. Least time: 33_951 ns.
        Weight::from_parts(38_819_000, 2140)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn remove_member_without_replacement() -> Weight {
        // Proof bytes seen: 0. Least time: 2_000_000_000 ns.
        Weight::from_parts(2_000_000_000_000, 0)
    }
    fn remove_member_with_replacement() -> Weight {
        // Proof bytes seen: 1535. Least time: 72_269 ns.
        Weight::from_parts(78_097_000, 6196)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// `v` is from 250 to 500.
    /// `d` is from 0 to 250.
    fn clean_defunct_voters(v: u32, d: u32) -> Weight {
        // Proof bytes seen: 0 + d * 315 + v * 54. Least time: 23_285 ns.
        Weight::from_parts(23_525_000, 52432)
            // Standard error: 75_685.
            .saturating_add(Weight::from_parts(579_925, 0).saturating_mul(v.into()))
            // Standard error: 164_729.
            .saturating_add(Weight::from_parts(61_825_343, 0).saturating_mul(d.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(d.into())))
            .saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(d.into())))
            .saturating_add(Weight::from_parts(0, 3774).saturating_mul(d.into()))
            .saturating_add(Weight::from_parts(0, 25).saturating_mul(v.into()))
    }
    /// `c` is from 1 to 100.
    /// `v` is from 1 to 500.
    /// `e` is from 500 to 3500.
    fn election_phragmen(c: u32, v: u32, e: u32) -> Weight {
        // Proof bytes seen: 0 + c * 479 + e * 6 + v * 126. Least time: 3_591_430 ns.
        Weight::from_parts(3_630_418_000, 84168)
            // Standard error: 1_213_771.
            .saturating_add(Weight::from_parts(5_137_109, 0).saturating_mul(c.into()))
            // Standard error: 242_317.
            .saturating_add(Weight::from_parts(7_449_251, 0).saturating_mul(v.into()))
            // Standard error: 36_759.
            .saturating_add(Weight::from_parts(16_332, 0).saturating_mul(e.into()))
            .saturating_add(T::DbWeight::get().reads(54))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(c.into())))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
            .saturating_add(T::DbWeight::get().writes(6))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(c.into())))
            .saturating_add(Weight::from_parts(0, 2423).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(0, 1).saturating_mul(e.into()))
            .saturating_add(Weight::from_parts(0, 2399).saturating_mul(v.into()))
    }
}
