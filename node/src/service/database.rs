//! The database's end.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// What ParityDB locks, in a database's folder, for as long as it is open.
const LOCK: &str = "lock";
/// How often the lock is tried.
const INTERVAL: Duration = Duration::from_millis(20);

/// Waits until this process has closed the ParityDB in the folder `path`, for at most `limit`. Whether it is closed: where there is no
/// ParityDB, nothing is open.
///
/// ParityDB writes what is committed a moment later, on threads of its own, and the rest when the last one who uses it lets go. The SDK's
/// runner waits for the node's tasks, but not for that: offchain workers, for one, have threads that it does not know. A process that ends
/// before loses blocks, finalised ones too.
///
/// # Errors
/// If its lock cannot be read.
pub fn await_closed(path: &Path, limit: Duration) -> io::Result<bool> {
    let file = match File::open(path.join(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        opened => opened?,
    };
    let deadline = Instant::now() + limit;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Ok(false),
            Err(TryLockError::WouldBlock) => thread::sleep(INTERVAL),
        }
    }
}
