//! A node that ends waits until its database is closed.

use std::{
    fs::File,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};
use uen_node::service::database::await_closed;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn database_should_be_closed_when_nobody_has_its_lock() {
    let folder = tempfile::tempdir().expect("there is room");
    let is_closed = |path: &Path| await_closed(path, SHORT).expect("its lock can be read");
    assert!(is_closed(&folder.path().join("none")));
    assert!(is_closed(folder.path()), "it was never opened");
    File::create(folder.path().join("lock")).expect("it can be written");
    assert!(is_closed(folder.path()));
    assert!(is_closed(folder.path()), "whoever waited does not keep the lock");
}

#[test]
fn database_should_be_waited_for_while_a_thread_has_it() {
    let folder = tempfile::tempdir().expect("there is room");
    let lock = File::create(folder.path().join("lock")).expect("it can be written");
    lock.lock().expect("nobody has it");
    assert!(!await_closed(folder.path(), SHORT).expect("its lock can be read"));

    let is_closed = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(SHORT);
            is_closed.store(true, Ordering::SeqCst);
            drop(lock);
        });
        assert!(await_closed(folder.path(), LONG).expect("its lock can be read"));
        assert!(is_closed.load(Ordering::SeqCst));
    });
}
