//! Weights of the calls.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Time to execute a call, besides the database: 25 µs, that of a transfer.
const CALL: u64 = 25_000_000;
/// Proof of what is written unread: a path of a trie with millions of leaves.
const PROOF: u64 = 3_600;

/// What calls take.
pub trait WeightInfo {
    /// Changing the periods.
    fn set_periods() -> Weight;
}

impl WeightInfo for () {
    /// The periods, which are written unread.
    fn set_periods() -> Weight {
        Weight::from_parts(CALL, PROOF).saturating_add(RocksDbWeight::get().writes(1))
    }
}
