//! The durable outbox: every signed reading is on disk before it is sent, and leaves the outbox's care only when the chain has
//! accepted or rejected it. SQLite with a write-ahead log and full synchronisation, so that what was written survives a power cut.
//!
//! States: `pending` (signed) → `sent` (handed to the node) → `accepted` | `rejected`. A crash between any two steps leaves a
//! state from which reconciling with the chain finds the truth, see [`crate::relay`]. Beside the state stands whether a reading was
//! ever sent: from then on it is out of the gateway's hands, and is never signed a second time.

use codec::{Decode, DecodeAll, Encode};
use rusqlite::{params, types::Value as SqlValue, Connection, OptionalExtension, Row, Transaction};
use sp_core::H256;
use std::path::{Path, PathBuf};
use uen_primitives::{DeviceId, Period, Reading, SignedReading, UnixSeconds};

/// Version of the schema, kept in SQLite's `user_version`.
const SCHEMA: i64 = 2;

/// Why the outbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// SQLite failed.
    #[error("outbox {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// SQLite's reason.
        source: rusqlite::Error,
    },
    /// The folder could not be made.
    #[error("outbox {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file was written by another version.
    #[error("outbox {}: it was written by another release (schema {found}, this one knows {SCHEMA}); use another --outbox", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// What it has.
        found: i64,
    },
    /// The readings in it were signed for another chain.
    #[error("outbox {}: its readings are signed for the chain with genesis {found:?}, this one has {expected:?}; use another --outbox", path.display())]
    OtherChain {
        /// The file.
        path: PathBuf,
        /// Genesis hash in the file.
        found: H256,
        /// Genesis hash of the chain.
        expected: H256,
    },
    /// A row does not decode.
    #[error("outbox {}: a row is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

type Result<T> = std::result::Result<T, OutboxError>;

/// Where a reading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Signed, and not sent as far as anybody knows.
    Pending,
    /// Handed to the node; its fate is not known yet.
    Sent,
    /// The chain took it.
    Accepted,
    /// The chain, or on its behalf the gateway, refused it.
    Rejected(String),
}

impl State {
    fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
        }
    }
}

/// A reading in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The owner's name for the device.
    pub name: String,
    /// The reading and its signature.
    pub signed: SignedReading,
    /// Where it stands.
    pub state: State,
    /// Whether it was ever handed to a node.
    pub sent_once: bool,
}

impl Entry {
    /// What it is kept under.
    pub fn key(&self) -> Key {
        (self.signed.reading.device, self.signed.reading.counter)
    }
}

/// Device and counter.
pub type Key = (DeviceId, u64);

/// What became of a reading that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is in the outbox now.
    New,
    /// What the meter showed was there already.
    Known,
    /// Something else was signed with this counter before. Signing a second reading would look like a cloned key.
    Conflict,
}

/// How many readings stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Signed, not sent.
    pub pending: u64,
    /// Sent, fate unknown.
    pub sent: u64,
    /// Accepted.
    pub accepted: u64,
    /// Rejected.
    pub rejected: u64,
}

impl Counts {
    /// All readings.
    pub fn total(&self) -> u64 {
        self.open() + self.accepted + self.rejected
    }

    /// Those whose fate is not known.
    pub fn open(&self) -> u64 {
        self.pending + self.sent
    }
}

/// The outbox.
pub struct Outbox {
    path: PathBuf,
    db: Connection,
}

/// Adds the file's name to SQLite's errors.
fn in_file(path: &Path) -> impl Fn(rusqlite::Error) -> OutboxError + '_ {
    move |source| OutboxError::Database { path: path.to_path_buf(), source }
}

/// Ends beyond what SQLite's integers hold would sort wrongly; no clock gets there.
fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Outbox {
    /// Opens the outbox at `path` for the chain with this genesis, or makes it.
    pub fn open(path: &Path, genesis: H256) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|source| OutboxError::File { path: folder.to_path_buf(), source })?;
        }
        let outbox = Self { path: path.to_path_buf(), db: Connection::open(path).map_err(in_file(path))? };
        outbox.prepare(genesis)?;
        Ok(outbox)
    }

    /// Opens an outbox that is there, for whichever chain.
    pub fn open_existing(path: &Path) -> Result<Option<(Self, H256)>> {
        if !path.exists() {
            return Ok(None);
        }
        let outbox = Self { path: path.to_path_buf(), db: Connection::open(path).map_err(in_file(path))? };
        outbox.check_schema()?;
        match outbox.genesis()? {
            Some(genesis) => Ok(Some((outbox, genesis))),
            None => Ok(None),
        }
    }

    fn check_schema(&self) -> Result<i64> {
        let found = self.db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(in_file(&self.path))?;
        if found != 0 && found != SCHEMA {
            return Err(OutboxError::Schema { path: self.path.clone(), found });
        }
        Ok(found)
    }

    fn genesis(&self) -> Result<Option<H256>> {
        if self.check_schema()? == 0 {
            return Ok(None);
        }
        let bytes: Option<Vec<u8>> =
            self.db.query_row("SELECT genesis FROM chain", [], |row| row.get(0)).optional().map_err(in_file(&self.path))?;
        bytes.map(|bytes| self.decode(&bytes)).transpose()
    }

    fn prepare(&self, genesis: H256) -> Result<()> {
        let setup = || -> rusqlite::Result<()> {
            self.db.busy_timeout(std::time::Duration::from_secs(5))?;
            self.db.pragma_update(None, "journal_mode", "WAL")?;
            self.db.pragma_update(None, "synchronous", "FULL")
        };
        setup().map_err(in_file(&self.path))?;
        if self.check_schema()? == 0 {
            self.db
                .execute_batch(&format!(
                    "BEGIN IMMEDIATE;
                    CREATE TABLE IF NOT EXISTS chain (genesis BLOB NOT NULL);
                    CREATE TABLE IF NOT EXISTS devices (
                        device BLOB PRIMARY KEY, name TEXT NOT NULL, base_period INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS readings (
                        device BLOB NOT NULL REFERENCES devices (device),
                        counter INTEGER NOT NULL,
                        ends INTEGER NOT NULL,
                        signed BLOB NOT NULL,
                        state TEXT NOT NULL DEFAULT 'pending',
                        reason TEXT,
                        sent_once INTEGER NOT NULL DEFAULT 0,
                        PRIMARY KEY (device, counter)
                    ) WITHOUT ROWID;
                    CREATE INDEX IF NOT EXISTS readings_by_state ON readings (state, ends);
                    PRAGMA user_version = {SCHEMA};
                    COMMIT"
                ))
                .map_err(in_file(&self.path))?;
        }
        match self.genesis()? {
            None => {
                self.db
                    .execute("INSERT INTO chain (genesis) VALUES (?1)", params![genesis.encode()])
                    .map_err(in_file(&self.path))?;
                Ok(())
            }
            Some(found) if found == genesis => Ok(()),
            Some(found) => Err(OutboxError::OtherChain { path: self.path.clone(), found, expected: genesis }),
        }
    }

    fn decode<T: Decode>(&self, bytes: &[u8]) -> Result<T> {
        T::decode_all(&mut &*bytes).map_err(|e| OutboxError::Damaged { path: self.path.clone(), reason: e.to_string() })
    }

    /// The period that a device's readings are counted from.
    pub fn base(&self, device: DeviceId) -> Result<Option<Period>> {
        let sql = "SELECT base_period FROM devices WHERE device = ?1";
        let base = self.db.query_row(sql, params![device.encode()], |row| row.get(0)).optional();
        Ok(base.map_err(in_file(&self.path))?.map(Period))
    }

    /// Remembers a device. The period that its readings are counted from never changes.
    pub fn add_device(&self, device: DeviceId, name: &str, base: Period) -> Result<()> {
        let sql = "INSERT INTO devices (device, name, base_period) VALUES (?1, ?2, ?3)
            ON CONFLICT (device) DO UPDATE SET name = excluded.name";
        self.db.execute(sql, params![device.encode(), name, base.0]).map_err(in_file(&self.path))?;
        Ok(())
    }

    /// Adds signed readings of known devices, all or none.
    pub fn add(&mut self, readings: &[SignedReading]) -> Result<Vec<Added>> {
        let path = self.path.clone();
        let run = |tx: &Transaction<'_>| -> rusqlite::Result<Vec<Added>> {
            let mut insert = tx.prepare(
                "INSERT INTO readings (device, counter, ends, signed) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (device, counter) DO NOTHING",
            )?;
            let mut find = tx.prepare("SELECT signed FROM readings WHERE device = ?1 AND counter = ?2")?;
            let mut outcome = Vec::with_capacity(readings.len());
            for signed in readings {
                let (device, counter) = (signed.reading.device.encode(), integer(signed.reading.counter));
                let row = params![device, counter, integer(signed.reading.end), signed.encode()];
                outcome.push(if insert.execute(row)? == 1 {
                    Added::New
                } else {
                    let known: Vec<u8> = find.query_row(params![device, counter], |row| row.get(0))?;
                    // What the meter showed counts: start and flags follow from the readings before, and may have changed since.
                    let shown = |reading: &Reading| (reading.end, reading.medium, reading.registers);
                    match SignedReading::decode_all(&mut known.as_slice()) {
                        Ok(known) if shown(&known.reading) == shown(&signed.reading) => Added::Known,
                        _ => Added::Conflict,
                    }
                });
            }
            Ok(outcome)
        };
        let tx = self.db.transaction().map_err(in_file(&path))?;
        let outcome = run(&tx).map_err(in_file(&path))?;
        tx.commit().map_err(in_file(&path))?;
        Ok(outcome)
    }

    /// The reading with a device's counter.
    pub fn get(&self, (device, counter): Key) -> Result<Option<Entry>> {
        let found = self.select("r.device = ?1 AND r.counter = ?2", params![device.encode(), integer(counter)])?;
        Ok(found.into_iter().next())
    }

    /// The latest reading of a device with a lower counter, whatever became of it.
    pub fn last_before(&self, (device, counter): Key) -> Result<Option<Reading>> {
        let sql = "SELECT signed FROM readings WHERE device = ?1 AND counter < ?2 ORDER BY counter DESC LIMIT 1";
        let found = self.db.query_row(sql, params![device.encode(), integer(counter)], |row| row.get(0)).optional();
        let found: Option<Vec<u8>> = found.map_err(in_file(&self.path))?;
        Ok(found.map(|bytes| self.decode::<SignedReading>(&bytes)).transpose()?.map(|signed| signed.reading))
    }

    fn select(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT d.name, r.signed, r.state, r.reason, r.sent_once FROM readings r JOIN devices d USING (device)
            WHERE {condition} ORDER BY r.ends, d.name, r.counter"
        );
        type Columns = (String, Vec<u8>, String, Option<String>, bool);
        let read = |row: &Row<'_>| -> rusqlite::Result<Columns> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        };
        let rows = || -> rusqlite::Result<Vec<_>> { self.db.prepare_cached(&sql)?.query_map(values, read)?.collect() };
        rows()
            .map_err(in_file(&self.path))?
            .into_iter()
            .map(|(name, signed, state, reason, sent_once)| {
                let state = match state.as_str() {
                    "pending" => State::Pending,
                    "sent" => State::Sent,
                    "accepted" => State::Accepted,
                    "rejected" => State::Rejected(reason.unwrap_or_default()),
                    other => {
                        let reason = format!("unknown state {other:?}");
                        return Err(OutboxError::Damaged { path: self.path.clone(), reason });
                    }
                };
                Ok(Entry { name, signed: self.decode(&signed)?, state, sent_once })
            })
            .collect()
    }

    /// Pending readings of the listed devices that end at or before `now`, oldest first.
    pub fn due(&self, devices: &[DeviceId], now: UnixSeconds) -> Result<Vec<Entry>> {
        let marks = vec!["?"; devices.len()].join(", ");
        let mut values = vec![SqlValue::Integer(integer(now))];
        values.extend(devices.iter().map(|device| SqlValue::Blob(device.encode())));
        self.select(&format!("r.state = 'pending' AND r.ends <= ? AND r.device IN ({marks})"), rusqlite::params_from_iter(values))
    }

    /// A device's readings in some of the states, oldest first.
    pub fn of_device(&self, device: DeviceId, states: &[&str]) -> Result<Vec<Entry>> {
        let mut entries = self.select("r.device = ?1", params![device.encode()])?;
        entries.retain(|entry| states.contains(&entry.state.name()));
        Ok(entries)
    }

    /// Devices that have readings in some of the states.
    pub fn devices_with(&self, states: &[&str]) -> Result<Vec<DeviceId>> {
        let marks = vec!["?"; states.len()].join(", ");
        let sql = format!("SELECT DISTINCT device FROM readings WHERE state IN ({marks}) ORDER BY device");
        let rows = || -> rusqlite::Result<Vec<Vec<u8>>> {
            self.db.prepare_cached(&sql)?.query_map(rusqlite::params_from_iter(states), |row| row.get(0))?.collect()
        };
        rows().map_err(in_file(&self.path))?.iter().map(|bytes| self.decode(bytes)).collect()
    }

    /// End of the oldest pending reading.
    pub fn next_end(&self) -> Result<Option<UnixSeconds>> {
        let sql = "SELECT MIN(ends) FROM readings WHERE state = 'pending'";
        let end: Option<i64> = self.db.query_row(sql, [], |row| row.get(0)).map_err(in_file(&self.path))?;
        Ok(end.map(|end| u64::try_from(end).unwrap_or_default()))
    }

    /// Puts another signed reading in the place of the one with its counter, unless that was ever sent: two different readings with one
    /// counter would cost the owner the device's deposit. Tells whether it did.
    pub fn replace(&self, signed: &SignedReading) -> Result<bool> {
        let sql = "UPDATE readings SET signed = ?3 WHERE device = ?1 AND counter = ?2 AND sent_once = 0";
        let key = (signed.reading.device.encode(), integer(signed.reading.counter));
        let replaced = self.db.execute(sql, params![key.0, key.1, signed.encode()]).map_err(in_file(&self.path))?;
        Ok(replaced == 1)
    }

    /// Puts readings into a state, all or none. What is sent once stays marked as such.
    pub fn set(&mut self, changes: &[(Key, State)]) -> Result<()> {
        let path = self.path.clone();
        let run = |tx: &Transaction<'_>| -> rusqlite::Result<()> {
            let mut update = tx.prepare(
                "UPDATE readings SET state = ?3, reason = ?4, sent_once = sent_once OR ?3 = 'sent' WHERE device = ?1 AND counter = ?2",
            )?;
            for ((device, counter), state) in changes {
                let reason = match state {
                    State::Rejected(reason) => Some(reason.as_str()),
                    State::Pending | State::Sent | State::Accepted => None,
                };
                update.execute(params![device.encode(), integer(*counter), state.name(), reason])?;
            }
            Ok(())
        };
        let tx = self.db.transaction().map_err(in_file(&path))?;
        run(&tx).map_err(in_file(&path))?;
        tx.commit().map_err(in_file(&path))
    }

    /// How many readings stand where; of the listed devices, or of all.
    pub fn counts(&self, devices: Option<&[DeviceId]>) -> Result<Counts> {
        let mut counts = Counts::default();
        let rows = || -> rusqlite::Result<Vec<(Vec<u8>, String, u64)>> {
            self.db
                .prepare_cached("SELECT device, state, COUNT(*) FROM readings GROUP BY device, state")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        };
        for (device, state, count) in rows().map_err(in_file(&self.path))? {
            let device = self.decode(&device)?;
            if devices.is_some_and(|devices| !devices.contains(&device)) {
                continue;
            }
            match state.as_str() {
                "pending" => counts.pending += count,
                "sent" => counts.sent += count,
                "accepted" => counts.accepted += count,
                _ => counts.rejected += count,
            }
        }
        Ok(counts)
    }

    /// A device's accepted readings, oldest first.
    pub fn accepted(&self, device: DeviceId) -> Result<Vec<Reading>> {
        Ok(self.of_device(device, &["accepted"])?.into_iter().map(|entry| entry.signed.reading).collect())
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
