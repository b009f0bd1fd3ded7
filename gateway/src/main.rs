//! `uen-gateway`: the program at the meter. It keeps device keys, signs readings, relays them to the chain, trades, and accounts
//! for carbon; see `README.md`.

mod account;
mod calls;
mod carbon;
mod carbon_calls;
mod carbon_chain;
mod carbon_history;
mod carbon_strategy;
mod chain;
mod cli;
mod commands;
mod console;
mod device_key;
mod emission_factors;
mod error;
mod footprint;
mod footprint_report;
mod keystore;
mod market;
mod market_history;
mod market_report;
mod mining;
mod outbox;
mod recording;
mod relay;
mod replay;
mod report;
mod setup;
mod staking;
mod strategy;
mod swaps;
mod trade;
mod transactions;

use clap::Parser;
use cli::{Cli, Command};
use console::Console;
use error::{Error, Outcome};
use std::{process::ExitCode, rc::Rc};

/// Exit status of a failure.
const FAILURE: u8 = 1;
/// Exit status of wrong usage.
const USAGE: u8 = 2;

/// Prints an error for people or machines.
fn complain(kind: &str, message: &str, json: bool) {
    if json {
        eprintln!("{}", serde_json::json!({ "event": "error", "error": { "kind": kind, "message": message } }));
    } else {
        eprintln!("error: {message}");
    }
}

/// The command line; or, if it is wrong or asks for help, the exit status.
fn parse() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| {
        if !error.use_stderr() {
            error.exit();
        }
        if std::env::args().any(|argument| argument == "--json") {
            complain("usage", error.to_string().trim_end(), true);
        } else {
            // Nobody is left to tell if standard error is gone.
            let _ = error.print();
        }
        ExitCode::from(USAGE)
    })
}

async fn run(cli: &Cli, console: &Rc<Console>) -> Result<Outcome, Error> {
    let global = &cli.global;
    match &cli.command {
        Command::Keygen(arguments) => commands::keygen(arguments, global, console),
        Command::Register(arguments) => commands::register(arguments, global, console).await,
        Command::Certify(arguments) => commands::certify(arguments, global, console).await,
        Command::RotateKey(arguments) => commands::rotate_key(arguments, global, console).await,
        Command::ReplaceMeter(arguments) => commands::replace_meter(arguments, global, console).await,
        Command::Replay(arguments) => replay::run(arguments, global, console).await,
        Command::Trade(arguments) => trade::run(arguments, global, console).await,
        Command::Carbon(arguments) => carbon::run(arguments, global, console).await,
        Command::Footprint(arguments) => footprint::run(arguments, global, console).await,
        Command::Status => commands::status(global, console).await,
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let console = Rc::new(Console::new(cli.global.json));
    let result = tokio::select! {
        result = run(&cli, &console) => result,
        _ = tokio::signal::ctrl_c() => Err(Error::Interrupted),
    };
    console.finish();
    match result {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(error) => {
            complain(error.kind(), &error.to_string(), cli.global.json);
            ExitCode::from(FAILURE)
        }
    }
}
