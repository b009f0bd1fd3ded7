//! Measured weights of `pallet_migrations`, written by `scripts/bench-weights.sh` on 2026-11-28: 20 steps, 10 repeats, on a machine
//! with "Intel(R) Xeon(R) Processor". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_migrations`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_migrations::WeightInfo for WeightInfo<T> {
    fn onboard_new_mbms() -> Weight {
        // Proof bytes seen: 105. Least time: 14_849 ns.
        Weight::from_parts(25_756_000, 3570)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn progress_mbms_none() -> Weight {
        // Proof bytes seen: 42. Least time: 4_885 ns.
        Weight::from_parts(5_675_000, 1753).saturating_add(T::DbWeight::get().reads(1))
    }
    fn exec_migration_completed() -> Weight {
        // Proof bytes seen: 63. Least time: 10_060 ns.
        Weight::from_parts(11_791_000, 3528)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn exec_migration_skipped_historic() -> Weight {
        // Proof bytes seen: 159. Least time: 19_775 ns.
        Weight::from_parts(23_931_000, 3731).saturating_add(T::DbWeight::get().reads(2))
    }
    fn exec_migration_advance() -> Weight {
        // Proof bytes seen: 105. Least time: 19_194 ns.
        Weight::from_parts(22_601_000, 3731).saturating_add(T::DbWeight::get().reads(2))
    }
    fn exec_migration_complete() -> Weight {
        // Proof bytes seen: 105. Least time: 22_930 ns.
        Weight::from_parts(25_804_000, 3731)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn exec_migration_fail() -> Weight {
        // Proof bytes seen: 105. Least time: 23_806 ns.
        Weight::from_parts(26_807_000, 3731)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn on_init_loop() -> Weight {
        // Proof bytes seen: 0. Least time: 422 ns.
        Weight::from_parts(560_000, 0)
    }
    fn force_set_cursor() -> Weight {
        // Proof bytes seen: 0. Least time: 5_224 ns.
        Weight::from_parts(7_417_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_set_active_cursor() -> Weight {
        // Proof bytes seen: 0. Least time: 5_965 ns.
        Weight::from_parts(8_241_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_onboard_mbms() -> Weight {
        // Proof bytes seen: 81. Least time: 12_326 ns.
        Weight::from_parts(15_784_000, 3546).saturating_add(T::DbWeight::get().reads(2))
    }
    /// `n` is from 0 to 256.
    fn clear_historic(n: u32) -> Weight {
        // Proof bytes seen: 1032 + n * 271. Least time: 49_335 ns.
        Weight::from_parts(94_710_336, 3965)
            // Standard error: 77_206.
            .saturating_add(Weight::from_parts(2_436_404, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
    }
    /// `n` is from 0 to 2048.
    fn reset_pallet_migration(n: u32) -> Weight {
        // Proof bytes seen: 1977. Least time: 5_736 ns.
        Weight::from_parts(64_069_068, 1412)
            // Standard error: 28_562.
            .saturating_add(Weight::from_parts(1_798_059, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 1).saturating_mul(n.into()))
    }
}
