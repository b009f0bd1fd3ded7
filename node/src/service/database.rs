//! The database's end.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// What ParityDB locks, in a database's folder, for as long as it is open.
const LOCK: &str = "lock";
/// How often the lock is tried.
const INTERVAL: Duration = Duration::from_millis(20);

/// Why a database was not closed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was still open after this time.
    #[error("the database {} is still open after {} s: its last blocks may be lost", .0.display(), .1.as_secs())]
    StillOpen(PathBuf, Duration),
    /// Its lock cannot be read.
    #[error("the lock of the database {}: {}", .0.display(), .1)]
    Lock(PathBuf, #[source] io::Error),
}

/// Waits until this process has closed the database in the folder `path`, for at most `limit`.
///
/// ParityDB writes what is committed a moment later, and all of it when the last one who uses it lets go. The SDK's runner waits for the
/// node's tasks, but not for that: offchain workers, for one, have threads of their own. A process that ends before loses blocks, finalised
/// ones too.
///
/// # Errors
/// If it is still open after `limit`, or its lock cannot be read. A database that does not exist is closed.
pub fn await_closed(path: &Path, limit: Duration) -> Result<(), Error> {
    let failed = |error| Error::Lock(path.to_owned(), error);
    let file = match File::open(path.join(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(failed)?,
    };
    let deadline = Instant::now() + limit;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(Error::StillOpen(path.to_owned(), limit));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(INTERVAL),
        }
    }
}
