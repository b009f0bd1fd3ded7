//! Weights of the calls.
//!
//! Those here are estimates for this pallet's tests, composed of parts: computation as measured on comparable calls of the SDK, reads and
//! writes at the database's price, and for the proof 2,475 bytes of trie nodes an entry (what the benchmark tool adds to an entry that it
//! knows nothing about) plus the entry's largest size. A runtime measures its own with the benchmarks in `benchmarking.rs`; UEN's are in
//! `runtime/src/weights`.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls and hooks.
pub trait WeightInfo {
    /// A claim with `siblings` in its proof.
    fn claim(siblings: u32) -> Weight;
    /// Fixing the list.
    fn set_root() -> Weight;
    /// Handing on the rest.
    fn expire() -> Weight;
    /// Opening the claims.
    fn open() -> Weight;
}

/// A microsecond, in picoseconds.
const MICROSECOND: u64 = 1_000_000;
/// Trie nodes on the way to an entry.
const PATH_BYTES: u64 = 2_475;
/// Largest `frame_system::Account` entry.
const ACCOUNT_BYTES: u64 = 128;
/// Largest of this pallet's entries: the list.
const ENTRY_BYTES: u64 = 52;

/// Of `accounts` and `entries` that are read, `written` are written.
fn composed(microseconds: u64, accounts: u64, entries: u64, written: u64) -> Weight {
    let path = |count: u64, size: u64| count.saturating_mul(PATH_BYTES.saturating_add(size));
    let proof = path(accounts, ACCOUNT_BYTES).saturating_add(path(entries, ENTRY_BYTES));
    Weight::from_parts(microseconds.saturating_mul(MICROSECOND), proof)
        .saturating_add(RocksDbWeight::get().reads_writes(accounts.saturating_add(entries), written))
}

impl WeightInfo for () {
    /// 90 µs for a transfer that creates an account, the event and the dispatch; 2 µs to hash a sibling. Reads the pot's and the
    /// claimant's account, the window, the clock, the list, a word of the bitmap and the totals; writes both accounts, the word and
    /// the totals.
    fn claim(siblings: u32) -> Weight {
        let hashing = u64::from(siblings).saturating_mul(2);
        composed(hashing.saturating_add(90), 2, 5, 4)
    }
    /// 20 µs for checks and an event. Reads the list, the window, the clock and the pot's account; writes the list.
    fn set_root() -> Weight {
        composed(20, 1, 3, 1)
    }
    /// 90 µs for a transfer that creates an account, the event and the dispatch. Reads the window, the clock, what was returned and
    /// two accounts; writes both and what was returned.
    fn expire() -> Weight {
        composed(90, 2, 3, 3)
    }
    /// 10 µs for an event. Reads the window and the clock, writes the window.
    fn open() -> Weight {
        composed(10, 0, 2, 1)
    }
}
