//! Measured weights of `pallet_balances`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `pallet_balances`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_balances::WeightInfo for WeightInfo<T> {
    fn transfer_allow_death() -> Weight {
        // Proof bytes seen: 155. Least time: 76_665 ns.
        Weight::from_parts(80_331_000, 6196)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn transfer_keep_alive() -> Weight {
        // Proof bytes seen: 52. Least time: 46_249 ns.
        Weight::from_parts(48_943_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_set_balance_creating() -> Weight {
        // Proof bytes seen: 39. Least time: 23_215 ns.
        Weight::from_parts(24_436_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_set_balance_killing() -> Weight {
        // Proof bytes seen: 174. Least time: 23_485 ns.
        Weight::from_parts(24_927_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_transfer() -> Weight {
        // Proof bytes seen: 295. Least time: 80_020 ns.
        Weight::from_parts(83_145_000, 8799)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn transfer_all() -> Weight {
        // Proof bytes seen: 52. Least time: 57_557 ns.
        Weight::from_parts(60_331_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn force_unreserve() -> Weight {
        // Proof bytes seen: 174. Least time: 19_730 ns.
        Weight::from_parts(21_081_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// `u` is from 1 to 1000.
    fn upgrade_accounts(u: u32) -> Weight {
        // Proof bytes seen: 0 + u * 85. Least time: 19_409 ns.
        Weight::from_parts(19_760_000, 990)
            // Standard error: 38_848.
            .saturating_add(Weight::from_parts(17_380_967, 0).saturating_mul(u.into()))
            .saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(u.into())))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(u.into())))
            .saturating_add(Weight::from_parts(0, 2603).saturating_mul(u.into()))
    }
    fn force_adjust_total_issuance() -> Weight {
        // Proof bytes seen: 0. Least time: 6_390 ns.
        Weight::from_parts(6_930_000, 0)
    }
    fn burn_allow_death() -> Weight {
        // Proof bytes seen: 103. Least time: 53_850 ns.
        Weight::from_parts(56_925_000, 3593)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn burn_keep_alive() -> Weight {
        // Proof bytes seen: 0. Least time: 23_054 ns.
        Weight::from_parts(24_497_000, 0)
    }
}
