//! Measured weights of `cumulus_pallet_parachain_system`, written by `scripts/bench-weights.sh` on 2026-11-23: 20 steps, 10 repeats, on a machine
//! with "AMD EPYC". Storage is weighed by `DbWeight`; proof sizes are worst cases by each map's greatest size.

// Not every pallet touches the database.
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// The runtime's weights of `cumulus_pallet_parachain_system`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> cumulus_pallet_parachain_system::WeightInfo for WeightInfo<T> {
    /// `n` is from 0 to 1000.
    fn enqueue_inbound_downward_messages(n: u32) -> Weight {
        // Proof bytes seen: 6. Least time: 1_742 ns.
        Weight::from_parts(249_878_918, 3517)
            // Standard error: 519_771.
            .saturating_add(Weight::from_parts(186_584_876, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(4))
            .saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
    }
    fn block_weight_tx_extension_max_weight() -> Weight {
        // Proof bytes seen: 0. Least time: 9_975 ns.
        Weight::from_parts(10_596_000, 0)
    }
    fn block_weight_tx_extension_stays_fraction_of_core() -> Weight {
        // Proof bytes seen: 0. Least time: 9_704 ns.
        Weight::from_parts(10_295_000, 0)
    }
    fn block_weight_tx_extension_full_core() -> Weight {
        // Proof bytes seen: 0. Least time: 4_848 ns.
        Weight::from_parts(5_208_000, 0)
    }
}
