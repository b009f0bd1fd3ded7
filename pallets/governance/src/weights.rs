//! Weights of the calls.
//!
//! These are estimates, composed of what each does and meant to be too high, until the benchmarks were run on reference hardware;
//! the result of that run replaces this file.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// Time to execute a call, besides the database: 25 µs, that of a transfer.
const CALL: u64 = 25_000_000;
/// Proof of what is written unread: a path of a trie with millions of leaves.
const PROOF: u64 = 3_600;

/// What calls take.
pub trait WeightInfo {
    /// Changing the periods.
    fn set_periods() -> Weight;
}

/// Estimates with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

/// The periods, which are written unread.
fn set_periods(db: RuntimeDbWeight) -> Weight {
    Weight::from_parts(CALL, PROOF).saturating_add(db.writes(1))
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn set_periods() -> Weight {
        set_periods(T::DbWeight::get())
    }
}

/// Estimates with RocksDB, for tests.
impl WeightInfo for () {
    fn set_periods() -> Weight {
        set_periods(RocksDbWeight::get())
    }
}
