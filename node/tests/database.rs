//! A node that ends waits until its database is closed.

use std::{
    fs::File,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};
use uen_node::service::database::{await_closed, Error};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn database_should_be_closed_when_nobody_has_its_lock() {
    let folder = tempfile::tempdir().expect("there is room");
    assert!(await_closed(&folder.path().join("none"), SHORT).is_ok());
    assert!(await_closed(folder.path(), SHORT).is_ok(), "it was never opened");
    File::create(folder.path().join("lock")).expect("it can be written");
    assert!(await_closed(folder.path(), SHORT).is_ok());
    assert!(await_closed(folder.path(), SHORT).is_ok(), "whoever waited does not keep the lock");
}

#[test]
fn database_should_be_waited_for_while_a_thread_has_it() {
    let folder = tempfile::tempdir().expect("there is room");
    let lock = File::create(folder.path().join("lock")).expect("it can be written");
    lock.lock().expect("nobody has it");
    let error = await_closed(folder.path(), SHORT).expect_err("it is open");
    assert!(matches!(&error, Error::StillOpen(path, limit) if path == folder.path() && *limit == SHORT));

    let is_closed = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(SHORT);
            is_closed.store(true, Ordering::SeqCst);
            drop(lock);
        });
        assert!(await_closed(folder.path(), LONG).is_ok());
        assert!(is_closed.load(Ordering::SeqCst));
    });
}
