//! Weights of the calls and of the hooks.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use frame_support::weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight};

/// Time to execute a call, besides the database: 25 µs, that of a transfer.
const CALL: u64 = 25_000_000;
/// Time to transfer, hold or release an amount.
const TRANSFER: u64 = 25_000_000;
/// Time to bring a validator to the era under way and to settle a delegation: products and quotients that take more than 128 bits.
const SETTLE: u64 = 10_000_000;
/// Time to look at one account of many, its part in sorting them, and an event.
const ITEM: u64 = 10_000_000;
/// Proof of one read: a path of a trie with millions of leaves, and a value below 1 KiB.
const PROOF: u64 = 3_600;
/// Invulnerables that there can be.
const INVULNERABLES: u64 = 20;

/// What calls and hooks take.
pub trait WeightInfo {
    /// Becoming a validator.
    fn register() -> Weight;
    /// Announcing a commission.
    fn set_commission() -> Weight;
    /// Going idle.
    fn chill() -> Weight;
    /// Standing again.
    fn activate() -> Weight;
    /// Leaving.
    fn deregister() -> Weight;
    /// Staking.
    fn delegate() -> Weight;
    /// Unbonding.
    fn unbond() -> Weight;
    /// Staking what is being unbonded.
    fn rebond() -> Weight;
    /// Freeing what was unbonded.
    fn withdraw() -> Weight;
    /// Moving stake.
    fn redelegate() -> Weight;
    /// Paying a reward, or adding it to the stake.
    fn claim() -> Weight;
    /// Choosing what claiming does.
    fn set_compounding() -> Weight;
    /// Changing the parameters.
    fn set_parameters() -> Weight;
    /// Appointing `n` invulnerables.
    fn set_invulnerables(n: u32) -> Weight;
    /// Looking whether an era is over.
    fn look() -> Weight;
    /// Closing an era.
    fn close_era() -> Weight;
    /// Counting a block for its author.
    fn note_author() -> Weight;
    /// Composing a session out of `n` candidates.
    fn new_session(n: u32) -> Weight;
    /// Ending a session of `n` members.
    fn end_session(n: u32) -> Weight;
}

/// Time plus `reads` and `writes`; what is written without having been read is proven too.
fn estimate(db: RuntimeDbWeight, time: u64, reads: u64, writes: u64) -> Weight {
    Weight::from_parts(time, reads.max(writes).saturating_mul(PROOF)).saturating_add(db.reads_writes(reads, writes))
}

/// Changing a delegation. Read: the era, the validator, the delegation, an era that each of the two was left in, the delegator's
/// record, the total and the parameters; written: the validator, the delegation, the delegator's record and the total.
fn change(db: RuntimeDbWeight) -> Weight {
    estimate(db, CALL.saturating_add(SETTLE), 8, 4)
}

/// Holding or releasing: the account and its holds.
fn hold(db: RuntimeDbWeight) -> Weight {
    estimate(db, TRANSFER, 2, 2)
}

/// What votes need: the account's locks, its votes on referenda and its vote in the election.
fn locked(db: RuntimeDbWeight) -> Weight {
    estimate(db, ITEM, 3, 0)
}

/// The delegation was the last one to a validator that leaves: the validator's own delegation, the era that it was left in, and the
/// validator's record as a delegator; the first and the last are removed.
fn last_of_validator(db: RuntimeDbWeight) -> Weight {
    estimate(db, SETTLE, 3, 2)
}

/// What the database takes: as RocksDB does.
fn db() -> RuntimeDbWeight {
    RocksDbWeight::get()
}

impl WeightInfo for () {
    // Read: the validator, its keys, the parameters, the number of candidates, the era, the delegation, the record as a delegator,
    // the total and the candidate; written: all but keys, parameters and era. And the hold.
    fn register() -> Weight {
        estimate(db(), CALL, 9, 6).saturating_add(hold(db()))
    }
    // The validator, the era under way and the one that the validator was left in.
    fn set_commission() -> Weight {
        estimate(db(), CALL.saturating_add(SETTLE), 3, 1)
    }
    // The validator, the candidate and the number of candidates.
    fn chill() -> Weight {
        estimate(db(), CALL, 3, 3)
    }
    // The same, keys and parameters.
    fn activate() -> Weight {
        estimate(db(), CALL, 5, 3)
    }
    // Besides the delegation: the candidate and the number of candidates.
    fn deregister() -> Weight {
        change(db()).saturating_add(locked(db())).saturating_add(estimate(db(), ITEM, 2, 2))
    }
    fn delegate() -> Weight {
        change(db()).saturating_add(hold(db()))
    }
    fn unbond() -> Weight {
        change(db()).saturating_add(locked(db())).saturating_add(last_of_validator(db()))
    }
    fn rebond() -> Weight {
        change(db())
    }
    // The delegator's record.
    fn withdraw() -> Weight {
        estimate(db(), CALL, 1, 1).saturating_add(hold(db()))
    }
    fn redelegate() -> Weight {
        change(db()).saturating_mul(2).saturating_add(last_of_validator(db()))
    }
    // Besides the delegation: the pot's books and two accounts. That it is staked and that it was the last exclude each other.
    fn claim() -> Weight {
        let paid = estimate(db(), TRANSFER, 3, 3);
        change(db()).saturating_add(paid).saturating_add(hold(db())).saturating_add(last_of_validator(db()))
    }
    // The delegation.
    fn set_compounding() -> Weight {
        estimate(db(), CALL, 1, 1)
    }
    // They are written unread.
    fn set_parameters() -> Weight {
        estimate(db(), CALL, 0, 1)
    }
    // The keys of each, and the list.
    fn set_invulnerables(n: u32) -> Weight {
        estimate(db(), CALL, 0, 1).saturating_add(estimate(db(), ITEM, 1, 0).saturating_mul(n.into()))
    }
    // The clock and the era; a day without blocks is passed over.
    fn look() -> Weight {
        estimate(db(), CALL, 2, 1)
    }
    // Both accounts and the books of the pot and of what fills it; the era under way, and the one that is closed.
    fn close_era() -> Weight {
        estimate(db(), CALL.saturating_add(TRANSFER), 6, 6)
    }
    // The validator, the era under way and the one that the validator was left in.
    fn note_author() -> Weight {
        estimate(db(), CALL.saturating_add(SETTLE), 3, 2)
    }
    // The parameters, the number of candidates, the total, the invulnerables and the keys of each. Each candidate: its key, its
    // record and its session keys.
    fn new_session(n: u32) -> Weight {
        let keys = estimate(db(), ITEM, 1, 0).saturating_mul(INVULNERABLES);
        let each = estimate(db(), ITEM, 3, 0).saturating_mul(n.into());
        estimate(db(), CALL, 4, 0).saturating_add(keys).saturating_add(each)
    }
    // The members, the session's beginning, which is then written, the invulnerables and the number of candidates. Each member: its
    // record, and that it is a candidate.
    fn end_session(n: u32) -> Weight {
        estimate(db(), CALL, 4, 2).saturating_add(estimate(db(), ITEM, 2, 2).saturating_mul(n.into()))
    }
}
