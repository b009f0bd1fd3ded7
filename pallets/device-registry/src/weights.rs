//! Weights.
//!
//! Those here are estimates for this pallet's tests, composed from the costs of their parts and meant to err upwards. A runtime measures its
//! own with the benchmarks in `benchmarking.rs`; UEN's are in `runtime/src/weights`.

use frame_support::weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight};

/// Checking any of the three kinds of signatures, in the host.
const SIGNATURE_PS: u64 = 75_000_000;
/// Checking a P-256 signature, in Wasm.
const P256_PS: u64 = 2_500_000_000;
/// Dispatch, decoding and everything else of a call besides signatures and storage.
const CALL_PS: u64 = 20_000_000;
/// Deserialising, judging and writing back a reading, and its event.
const READING_PS: u64 = 15_000_000;
/// Finding and removing an entry.
const PRUNE_PS: u64 = 5_000_000;
/// Proof of a map entry: 700 B for the largest, 2,475 B for its path through a trie of millions, as the benchmarks count it.
const ENTRY_PROOF: u64 = 3_175;
/// What the entry of a device's gaps has more than the largest of the others: 241 of 43 B, as ten days can have.
const GAPS_PROOF: u64 = 10_000;

/// Weight functions of the pallet.
pub trait WeightInfo {
    /// [`crate::Call::register`].
    fn register() -> Weight;
    /// [`crate::Call::certify`].
    fn certify() -> Weight;
    /// [`crate::Call::renew`].
    fn renew() -> Weight;
    /// [`crate::Call::suspend`].
    fn suspend() -> Weight;
    /// [`crate::Call::resume`].
    fn resume() -> Weight;
    /// [`crate::Call::revoke`].
    fn revoke() -> Weight;
    /// [`crate::Call::retire`].
    fn retire() -> Weight;
    /// [`crate::Call::offer_transfer`].
    fn offer_transfer() -> Weight;
    /// [`crate::Call::accept_transfer`].
    fn accept_transfer() -> Weight;
    /// [`crate::Call::finish_revocation`].
    fn finish_revocation() -> Weight;
    /// Authorising [`crate::Call::submit_readings`] with `n` readings.
    fn authorize_readings(n: u32) -> Weight;
    /// [`crate::Call::submit_readings`] with `n` readings of devices that stay in their hour and their day.
    fn submit_readings(n: u32) -> Weight;
    /// [`crate::Call::submit_paid_readings`] with `n` such readings.
    fn submit_paid_readings(n: u32) -> Weight;
    /// Noting the gaps of `n` devices.
    fn note_gaps(n: u32) -> Weight;
    /// [`crate::Call::set_free_share`].
    fn set_free_share() -> Weight;
    /// Closing the hours of `n` devices.
    fn close_hours(n: u32) -> Weight;
    /// Closing the days of `n` devices, and opening the next.
    fn change_days(n: u32) -> Weight;
    /// [`crate::Call::submit_closing_reading`].
    fn submit_closing_reading() -> Weight;
    /// [`crate::Call::report_equivocation`].
    fn report_equivocation() -> Weight;
    /// [`crate::Call::replace_meter`].
    fn replace_meter() -> Weight;
    /// [`crate::Call::rotate_key`].
    fn rotate_key() -> Weight;
    /// [`crate::Call::delegate_key`].
    fn delegate_key() -> Weight;
    /// [`crate::Call::amend`].
    fn amend() -> Weight;
    /// [`crate::Call::object`].
    fn object() -> Weight;
    /// [`crate::Call::decide_objection`].
    fn decide_objection() -> Weight;
    /// [`crate::Call::lapse_objection`].
    fn lapse_objection() -> Weight;
    /// [`crate::Call::correct`].
    fn correct() -> Weight;
    /// Checking a P-256 signature.
    fn verify_p256() -> Weight;
    /// [`crate::Call::appoint_certifier`].
    fn appoint_certifier() -> Weight;
    /// [`crate::Call::remove_certifier`] while `r` are removed already.
    fn remove_certifier(r: u32) -> Weight;
    /// `on_idle` taking `n` steps through days.
    fn prune_days(n: u32) -> Weight;
    /// `on_idle` emptying `n` slots of a device that ended.
    fn prune_hours(n: u32) -> Weight;
}

/// A call that checks `signatures` and touches the given numbers of storage entries.
fn call(db: RuntimeDbWeight, signatures: u64, reads: u64, writes: u64) -> Weight {
    Weight::from_parts(CALL_PS, 0)
        .saturating_add(Weight::from_parts(SIGNATURE_PS, 0).saturating_mul(signatures))
        .saturating_add(storage(db, reads, writes))
}

/// Reads and writes; a path is proven once, whether it is read, written or both.
fn storage(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
    db.reads_writes(reads, writes).saturating_add(Weight::from_parts(0, ENTRY_PROOF).saturating_mul(reads.max(writes)))
}

/// What the database takes: as RocksDB does.
fn db() -> RuntimeDbWeight {
    RocksDbWeight::get()
}

impl WeightInfo for () {
    /// Device, count, genesis hash, account, holds; index besides.
    fn register() -> Weight {
        call(db(), 1, 6, 5)
    }
    /// Appointment by account and by index, device, the void certificate's issuer, time, the zones from the device's to the certifier's.
    fn certify() -> Weight {
        call(db(), 0, 9, 1)
    }
    /// Appointment by account and by index, device, time, zones.
    fn renew() -> Weight {
        call(db(), 0, 8, 1)
    }
    /// Appointment by account and by index, in the second of two roles, device, time, zones.
    fn suspend() -> Weight {
        call(db(), 0, 9, 1)
    }
    /// As `suspend`.
    fn resume() -> Weight {
        call(db(), 0, 9, 1)
    }
    /// As `suspend`.
    fn revoke() -> Weight {
        call(db(), 0, 9, 1)
    }
    /// Device, time, account, holds, index, count, the queue of those that ended and its new entry.
    fn finish_revocation() -> Weight {
        call(db(), 0, 7, 7)
    }
    /// Device, open positions, time, account, holds, index, count, the queue of those that ended and its new entry.
    fn retire() -> Weight {
        call(db(), 0, 8, 7)
    }
    /// Device.
    fn offer_transfer() -> Weight {
        call(db(), 0, 1, 1)
    }
    /// A reading in a batch of one; open positions; account, holds, index and count of either owner.
    fn accept_transfer() -> Weight {
        call(db(), 1, 18, 14)
    }
    /// Once: time, genesis hash, revoked certifiers, free share, free weight. For each reading: device.
    fn authorize_readings(n: u32) -> Weight {
        let each = Weight::from_parts(SIGNATURE_PS.saturating_add(READING_PS), 0).saturating_add(storage(db(), 1, 0));
        call(db(), 0, 5, 0).saturating_add(each.saturating_mul(n.into()))
    }
    /// Once: time, genesis hash, revoked certifiers. For each reading: device.
    fn submit_readings(n: u32) -> Weight {
        let each = Weight::from_parts(READING_PS, 0).saturating_add(storage(db(), 1, 1));
        call(db(), 0, 3, 0).saturating_add(each.saturating_mul(n.into()))
    }
    /// As `submit_readings`, and a signature for each reading.
    fn submit_paid_readings(n: u32) -> Weight {
        Self::submit_readings(n).saturating_add(Weight::from_parts(SIGNATURE_PS, 0).saturating_mul(n.into()))
    }
    /// The gaps of each, and the hour that each closes.
    fn note_gaps(n: u32) -> Weight {
        storage(db(), 1, 1).saturating_add(Weight::from_parts(READING_PS, GAPS_PROOF)).saturating_mul(n.into())
    }
    /// The share.
    fn set_free_share() -> Weight {
        call(db(), 0, 0, 1)
    }
    /// The hour of each, which is written unread.
    fn close_hours(n: u32) -> Weight {
        storage(db(), 0, 1).saturating_mul(n.into())
    }
    /// The day that each closes, and the day that it opens. Once: the oldest day.
    fn change_days(n: u32) -> Weight {
        storage(db(), 1, 1).saturating_add(storage(db(), 1, 2).saturating_mul(n.into()))
    }
    /// Appointment by account and by index, device, closed hour, zones, time, genesis hash, revoked certifiers.
    fn submit_closing_reading() -> Weight {
        call(db(), 0, 10, 2)
    }
    /// Device, former keys, time, genesis hash, account and holds of the owner, accounts of the reporter and the fee destination.
    fn report_equivocation() -> Weight {
        call(db(), 2, 8, 5)
    }
    /// As `submit_closing_reading`, and former keys.
    fn replace_meter() -> Weight {
        call(db(), 1, 11, 3)
    }
    /// Device, former keys, genesis hash, time.
    fn rotate_key() -> Weight {
        call(db(), 2, 4, 2)
    }
    /// Device, former keys, genesis hash, time.
    fn delegate_key() -> Weight {
        call(db(), 0, 4, 2).saturating_add(Self::verify_p256())
    }
    /// Appointment by account and by index, device, time, open positions, zones; each certificate's issuer, with the zones up to its own.
    fn amend() -> Weight {
        call(db(), 0, 15, 1)
    }
    /// Appointment by account and by index, in the second of two roles, device, time, zones, objection, day.
    fn object() -> Weight {
        call(db(), 0, 11, 1)
    }
    /// Objection; what it releases.
    fn decide_objection() -> Weight {
        call(db(), 0, 1, 2)
    }
    /// Objection, time, appointment; what it releases.
    fn lapse_objection() -> Weight {
        call(db(), 0, 3, 2)
    }
    /// Appointment by account and by index, device, time, zones, the hour, corrections.
    fn correct() -> Weight {
        call(db(), 0, 10, 1).saturating_add(Weight::from_parts(0, GAPS_PROOF))
    }
    /// In Wasm.
    fn verify_p256() -> Weight {
        Weight::from_parts(P256_PS, 0)
    }
    /// Appointment by account and by index, next index, time.
    fn appoint_certifier() -> Weight {
        call(db(), 0, 4, 3)
    }
    /// Appointment by account and by index, list, time; each listed one by index.
    fn remove_certifier(r: u32) -> Weight {
        call(db(), 0, 4, 3).saturating_add(storage(db(), 1, 0).saturating_mul(r.into()))
    }
    /// Time, oldest day; for each step an entry is found and removed.
    fn prune_days(n: u32) -> Weight {
        let each = Weight::from_parts(PRUNE_PS, 0).saturating_add(storage(db(), 1, 1));
        call(db(), 0, 2, 1).saturating_add(each.saturating_mul(n.into()))
    }
    /// Time, the queue and its first device, open positions, gaps; each slot is read and removed.
    fn prune_hours(n: u32) -> Weight {
        let each = Weight::from_parts(PRUNE_PS, 0).saturating_add(storage(db(), 1, 1));
        call(db(), 0, 5, 3).saturating_add(Weight::from_parts(0, GAPS_PROOF)).saturating_add(each.saturating_mul(n.into()))
    }
}
