//! Weights of the calls and of the steps.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use frame_support::weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight};

/// Time to execute a call, besides the database: 25 µs, that of a transfer.
const CALL: u64 = 25_000_000;
/// Time to weigh one device and to add it to its owner's record, or to remove a record, besides the database.
const ITEM: u64 = 10_000_000;
/// Proof of one read: a path of a trie with millions of leaves, and a value below 1 KiB.
const PROOF: u64 = 3_600;

/// What calls and steps take.
pub trait WeightInfo {
    /// Changing the parameters.
    fn set_parameters() -> Weight;
    /// Paying a reward.
    fn claim() -> Weight;
    /// The call that advances, without its steps.
    fn advance() -> Weight;
    /// Looking for what is due.
    fn look() -> Weight;
    /// Collecting a page of `n` devices.
    fn collect(n: u32) -> Weight;
    /// Closing an era, and letting another expire.
    fn close() -> Weight;
    /// Removing `n` records of an expired era.
    fn sweep(n: u32) -> Weight;
}

/// Time plus `reads` and `writes`; what is written was read.
fn estimate(db: RuntimeDbWeight, time: u64, reads: u64, writes: u64) -> Weight {
    Weight::from_parts(time, reads.saturating_mul(PROOF)).saturating_add(db.reads_writes(reads, writes))
}

/// [`estimate`] for each of `n`, and for what they have in common: a page's cursor, and the record of progress.
fn estimate_each(db: RuntimeDbWeight, n: u32, reads: u64, writes: u64) -> Weight {
    estimate(db, CALL, 2, 1).saturating_add(estimate(db, ITEM, reads, writes).saturating_mul(n.into()))
}

/// What the database takes: as RocksDB does.
fn db() -> RuntimeDbWeight {
    RocksDbWeight::get()
}

impl WeightInfo for () {
    // The parameters, which are written unread.
    fn set_parameters() -> Weight {
        estimate(db(), CALL, 0, 1)
    }
    // Reads the next era, the era, the miner, the ledger and two accounts; writes all of them but the first.
    fn claim() -> Weight {
        estimate(db(), CALL.saturating_mul(2), 6, 5)
    }
    fn advance() -> Weight {
        estimate(db(), CALL, 0, 0)
    }
    // Reads the first day, the next era, the two records of progress, the parameters and the clock, and whatever the registry
    // needs to tell that a day is complete; the very first one writes the first day.
    fn look() -> Weight {
        estimate(db(), CALL, 8, 1)
    }
    // Each device: its day (twice, and the key after it), its pointer, its record, its sales, its owner's record; the pointer
    // and the owner's record are written, and an event.
    fn collect(n: u32) -> Weight {
        estimate_each(db(), n, 7, 2)
    }
    // The ledger, both eras, the next era, the records of progress, and events.
    fn close() -> Weight {
        estimate(db(), CALL.saturating_mul(2), 6, 6)
    }
    // Each record: its key, and the record.
    fn sweep(n: u32) -> Weight {
        estimate_each(db(), n, 2, 1)
    }
}
