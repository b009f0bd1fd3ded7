//! `uen-node`: a development chain with time lapse, a full node or a collator of the Urban Energy Network.

use std::process::ExitCode;

fn main() -> ExitCode {
    match uen_node::command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
