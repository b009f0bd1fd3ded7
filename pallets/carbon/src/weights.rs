//! Weights of the calls and of the steps.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use crate::MAX_SOURCES;
use frame_support::weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight};

/// Dispatch and everything else of a call or a step besides transfers and the database.
const CALL_PS: u64 = 20_000_000;
/// Paying, holding or releasing an amount, and its events.
const TRANSFER_PS: u64 = 25_000_000;
/// Decoding an hour's intervals, taking what was measured in them, and encoding them again.
const CERTIFY_PS: u64 = 20_000_000;
/// Following one slice or factor set, and its event.
const ITEM_PS: u64 = 10_000_000;
/// The medians of what a source submitted: its part in sorting 48 lists.
const MEDIAN_PS: u64 = 5_000_000;

/// Proof of a path through a trie of millions, as the benchmarks count it.
const PATH_PROOF: u64 = 2_475;
/// Proof of an entry: its path, and 680 B for the largest (a device; the rules of a zone).
const RECORD_PROOF: u64 = PATH_PROOF + 680;
/// Proof of a device's hour: four intervals.
const HOUR_PROOF: u64 = PATH_PROOF + 1_024;
/// Versions of a zone's and day's factors that a claim may have to look through: those after the one that is kept.
const VERSIONS: u64 = 16;

/// What calls and steps take.
pub trait WeightInfo {
    /// [`crate::Call::set_factor_rules`].
    fn set_factor_rules() -> Weight;
    /// [`crate::Call::submit_factors`], that of the quorum which publishes.
    fn submit_factors() -> Weight;
    /// [`crate::Call::appoint_officer`].
    fn appoint_officer() -> Weight;
    /// [`crate::Call::dismiss_officer`].
    fn dismiss_officer() -> Weight;
    /// [`crate::Call::issue`], of a whole hour.
    fn issue() -> Weight;
    /// [`crate::Call::split`].
    fn split() -> Weight;
    /// [`crate::Call::offer`], of a part.
    fn offer() -> Weight;
    /// [`crate::Call::withdraw_offer`].
    fn withdraw_offer() -> Weight;
    /// [`crate::Call::accept`], of a part.
    fn accept() -> Weight;
    /// [`crate::Call::retire`], of a part.
    fn retire() -> Weight;
    /// [`crate::Call::withdraw`].
    fn withdraw() -> Weight;
    /// [`crate::Call::store`], of a part.
    fn store() -> Weight;
    /// [`crate::Call::reissue`], of the last of an allocation.
    fn reissue() -> Weight;
    /// [`crate::Call::register_project`].
    fn register_project() -> Weight;
    /// [`crate::Call::validate_project`].
    fn validate_project() -> Weight;
    /// [`crate::Call::approve_project`].
    fn approve_project() -> Weight;
    /// [`crate::Call::monitor`], that begins a report, of a whole hour.
    fn monitor() -> Weight;
    /// [`crate::Call::submit_report`].
    fn submit_report() -> Weight;
    /// [`crate::Call::judge_report`].
    fn judge_report() -> Weight;
    /// [`crate::Call::issue_credits`].
    fn issue_credits() -> Weight;
    /// [`crate::Call::cancel_project`].
    fn cancel_project() -> Weight;
    /// Looking for what is due. [`crate::Call::advance`] takes no more than this and its steps.
    fn look() -> Weight;
    /// A step that looks at `s` slices of an issuance: they expire, or what was retired is removed.
    fn sweep(s: u32) -> Weight;
    /// A step that looks at `f` versions or submissions of a day's factors.
    fn prune_factors(f: u32) -> Weight;
}

/// Time besides the database.
fn time(picoseconds: u64) -> Weight {
    Weight::from_parts(picoseconds, 0)
}

/// So many payments, holds and releases.
fn transfers(count: u64) -> Weight {
    time(TRANSFER_PS.saturating_mul(count))
}

/// `reads` and `writes` of entries whose proof takes so many bytes; a path is proven once, whether it is read, written or both.
fn storage(db: RuntimeDbWeight, proof: u64, reads: u64, writes: u64) -> Weight {
    let entries = reads.max(writes);
    db.reads_writes(reads, writes).saturating_add(Weight::from_parts(0, proof.saturating_mul(entries)))
}

/// [`storage`] of anything but the hours of devices.
fn records(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
    storage(db, RECORD_PROOF, reads, writes)
}

/// A call or a step that touches so many records.
fn call(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
    time(CALL_PS).saturating_add(records(db, reads, writes))
}

/// Taking what a device measured in an hour: the device, the history of its owners and of its authorisation, its certifiers, the clock
/// and the hour; whether green energy of each of its four periods is sold.
fn certify(db: RuntimeDbWeight) -> Weight {
    time(CERTIFY_PS)
        .saturating_add(records(db, 6, 1))
        .saturating_add(storage(db, HOUR_PROOF, 1, 1))
        .saturating_add(records(db, 2, 0).saturating_mul(4))
}

/// The next number, the issuance and its place with the device, its day and the agenda; slice 0 and its place in its owner's list;
/// account and holds.
fn create(db: RuntimeDbWeight) -> Weight {
    transfers(1).saturating_add(records(db, 8, 9))
}

/// What calls on a slice have in common: the clock; written: the issuance, the slice, the one that is split off, and its place in its
/// owner's list; account and holds.
fn slice(db: RuntimeDbWeight) -> Weight {
    call(db, 7, 6).saturating_add(transfers(1))
}

/// The lists of owner and beneficiary, coverage, the latest version of the factors and the ones before it until one is there.
fn claim(db: RuntimeDbWeight) -> Weight {
    transfers(1).saturating_add(records(db, 4, 4)).saturating_add(records(db, VERSIONS, 1))
}

/// Read by who judges: officer, clock, project and report. Written: project and report.
fn judgement(db: RuntimeDbWeight) -> Weight {
    call(db, 4, 2)
}

/// What the database takes: as RocksDB does.
fn db() -> RuntimeDbWeight {
    RocksDbWeight::get()
}

impl WeightInfo for () {
    /// The rules.
    fn set_factor_rules() -> Weight {
        call(db(), 0, 1)
    }
    /// The rules, the clock, the latest version, the agenda, all that was submitted and the key after it; written: the new
    /// version and its number, the agenda, and what was submitted is removed.
    fn submit_factors() -> Weight {
        let each = time(MEDIAN_PS).saturating_add(records(db(), 1, 1));
        call(db(), 5, 3).saturating_add(each.saturating_mul(u64::from(MAX_SOURCES).saturating_add(1)))
    }
    /// The clock; written: the officer.
    fn appoint_officer() -> Weight {
        call(db(), 1, 1)
    }
    /// The officer.
    fn dismiss_officer() -> Weight {
        call(db(), 1, 1)
    }
    /// The clock.
    fn issue() -> Weight {
        call(db(), 1, 0).saturating_add(certify(db())).saturating_add(create(db()))
    }
    /// A slice.
    fn split() -> Weight {
        slice(db())
    }
    /// A slice.
    fn offer() -> Weight {
        slice(db())
    }
    /// A slice.
    fn withdraw_offer() -> Weight {
        slice(db())
    }
    /// A slice; account and holds of the other, and its place in the list of its new owner.
    fn accept() -> Weight {
        slice(db()).saturating_add(transfers(3)).saturating_add(records(db(), 3, 3))
    }
    /// A slice, and what a claim writes.
    fn retire() -> Weight {
        slice(db()).saturating_add(claim(db()))
    }
    /// A slice.
    fn withdraw() -> Weight {
        slice(db())
    }
    /// A slice, and what a claim writes; the store, its hour and what of it is allocated; the allocation and its number.
    fn store() -> Weight {
        slice(db())
            .saturating_add(claim(db()))
            .saturating_add(time(CERTIFY_PS))
            .saturating_add(storage(db(), HOUR_PROOF, 1, 0))
            .saturating_add(records(db(), 5, 3))
    }
    /// Numbers of the allocations, and the oldest.
    fn reissue() -> Weight {
        call(db(), 3, 2).saturating_add(certify(db())).saturating_add(create(db()))
    }
    /// The rules of the zone; written: the next number, the project, account and holds.
    fn register_project() -> Weight {
        call(db(), 4, 4).saturating_add(transfers(1))
    }
    /// A judgement.
    fn validate_project() -> Weight {
        judgement(db())
    }
    /// A judgement.
    fn approve_project() -> Weight {
        judgement(db())
    }
    /// Project, report, clock; the factors of each version until one is there; account and holds.
    fn monitor() -> Weight {
        call(db(), 6, 5)
            .saturating_add(certify(db()))
            .saturating_add(records(db(), VERSIONS, 1).saturating_mul(2))
            .saturating_add(transfers(1))
    }
    /// Project and report.
    fn submit_report() -> Weight {
        call(db(), 2, 1)
    }
    /// A judgement.
    fn judge_report() -> Weight {
        judgement(db())
    }
    /// A judgement; the serials, and an issuance.
    fn issue_credits() -> Weight {
        judgement(db()).saturating_add(records(db(), 1, 1)).saturating_add(create(db()))
    }
    /// The project, account and holds.
    fn cancel_project() -> Weight {
        call(db(), 3, 3).saturating_add(transfers(1))
    }
    /// Agenda, clock, the next issuance of a day; the agenda is written when it goes on to the next day.
    fn look() -> Weight {
        call(db(), 3, 1)
    }
    /// The agenda, the issuance, its places with its device and its days, the key after the last slice. Each slice: the key after it;
    /// account and holds of its owner, or the place in the beneficiary's list, coverage, the factors, and the versions that may be
    /// left of their day; a store's allocation.
    fn sweep(s: u32) -> Weight {
        let each = time(ITEM_PS).saturating_add(transfers(1)).saturating_add(records(db(), 7, 6)).saturating_add(records(
            db(),
            VERSIONS,
            1,
        ));
        call(db(), 5, 5).saturating_add(each.saturating_mul(s.into()))
    }
    /// The agenda, the clock, the keys after the last zone and the last submission. Each version or submission: itself, and the latest
    /// version of its zone.
    fn prune_factors(f: u32) -> Weight {
        let each = time(ITEM_PS).saturating_add(records(db(), 3, 2));
        call(db(), 4, 1).saturating_add(each.saturating_mul(f.into()))
    }
}
