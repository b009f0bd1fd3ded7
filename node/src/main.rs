//! `uen-node`: a development chain with time lapse, a full node or a collator of the Urban Energy Network.

use std::process::ExitCode;

/// The allocator of the relay chain's own node. A node allocates all the time, and keeps running: with the system's, an eighth more of an
/// import's time goes there.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match uen_node::command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
