//! Measured weights of `pallet_preimage`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_preimage`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_preimage::WeightInfo for WeightInfo<T> {
    /// `s` is from 0 to 4194304.
    fn note_preimage(s: u32) -> Weight {
        // Proof bytes seen: 198. Least time: 60_972 ns.
        Weight::from_parts(63_068_534, 3784)
            // Standard error: 3.
            .saturating_add(Weight::from_parts(1_802, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// `s` is from 0 to 4194304.
    fn note_requested_preimage(s: u32) -> Weight {
        // Proof bytes seen: 68. Least time: 16_625 ns.
        Weight::from_parts(35_273_301, 3556)
            // Standard error: 4.
            .saturating_add(Weight::from_parts(1_777, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// `s` is from 0 to 4194304.
    fn note_no_deposit_preimage(s: u32) -> Weight {
        // Proof bytes seen: 68. Least time: 16_205 ns.
        Weight::from_parts(14_290_398, 3556)
            // Standard error: 6.
            .saturating_add(Weight::from_parts(1_816, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn unnote_preimage() -> Weight {
        // Proof bytes seen: 381. Least time: 98_888 ns.
        Weight::from_parts(111_127_000, 3784)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn unnote_no_deposit_preimage() -> Weight {
        // Proof bytes seen: 106. Least time: 46_039 ns.
        Weight::from_parts(51_598_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn request_preimage() -> Weight {
        // Proof bytes seen: 150. Least time: 41_002 ns.
        Weight::from_parts(47_882_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn request_no_deposit_preimage() -> Weight {
        // Proof bytes seen: 106. Least time: 28_373 ns.
        Weight::from_parts(33_059_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn request_unnoted_preimage() -> Weight {
        // Proof bytes seen: 4. Least time: 14_402 ns.
        Weight::from_parts(28_993_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn request_requested_preimage() -> Weight {
        // Proof bytes seen: 68. Least time: 11_087 ns.
        Weight::from_parts(13_851_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn unrequest_preimage() -> Weight {
        // Proof bytes seen: 106. Least time: 37_797 ns.
        Weight::from_parts(45_549_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn unrequest_unnoted_preimage() -> Weight {
        // Proof bytes seen: 68. Least time: 11_016 ns.
        Weight::from_parts(13_350_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn unrequest_multi_referenced_preimage() -> Weight {
        // Proof bytes seen: 68. Least time: 11_247 ns.
        Weight::from_parts(13_240_000, 3556)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `n` is from 1 to 1024.
    fn ensure_updated(n: u32) -> Weight {
        // Proof bytes seen: 404 + n * 177. Least time: 68_353 ns.
        Weight::from_parts(68_834_000, 990)
            // Standard error: 183_386.
            .saturating_add(Weight::from_parts(71_414_669, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2794).saturating_mul(n.into()))
    }
}
