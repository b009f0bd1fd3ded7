//! Command line.

use crate::service::clock::TimeLapse;
use clap::Parser;
use sc_cli::SubstrateCli;

/// What the node can do besides running.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Generate, insert and inspect keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Print a chain specification.
    #[allow(deprecated)]
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Validate blocks.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Print the state of a block as a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Read blocks from a file.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Undo the last blocks that are not finalized.
    Revert(sc_cli::RevertCmd),

    /// Remove the chain's database.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Print or write the genesis head, to register the parachain.
    #[command(alias = "export-genesis-state")]
    ExportGenesisHead(cumulus_client_cli::ExportGenesisHeadCommand),

    /// Print or write the genesis Wasm, to register the parachain.
    ExportGenesisWasm(cumulus_client_cli::ExportGenesisWasmCommand),

    /// Measure weights (built with the feature `runtime-benchmarks`).
    #[cfg(feature = "runtime-benchmarks")]
    #[command(subcommand)]
    Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}

/// The node's own options.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Cli {
    /// See [`Subcommand`].
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// What every parachain node takes.
    #[command(flatten)]
    pub run: cumulus_client_cli::RunCmd,

    /// How the development chain makes blocks.
    #[command(flatten)]
    pub dev: DevParams,

    /// Arguments for the relay-chain client, behind `--`.
    #[arg(raw = true)]
    pub relay_chain_args: Vec<String>,
}

/// Options of the development chain (`--dev`): blocks without a relay chain, with a clock that can run faster than ours.
#[derive(Debug, Clone, Parser)]
pub struct DevParams {
    /// Real milliseconds between two blocks.
    #[arg(long, value_name = "MS", default_value_t = 6_000, value_parser = clap::value_parser!(u64).range(20..))]
    pub dev_block_time: u64,

    /// Make a block when a transaction arrives, and only then.
    #[arg(long, conflicts_with = "dev_block_time")]
    pub dev_instant_seal: bool,

    /// Time lapse: seconds by which each block moves the chain's clock, a multiple of 6. Without this the chain's clock follows
    /// this machine's.
    #[arg(long, value_name = "SECONDS", value_parser = parse_step)]
    pub dev_seconds_per_block: Option<u64>,

    /// Time lapse: when the chain's clock starts, as RFC 3339 (2016-06-13T00:00:00Z) or Unix seconds. An existing chain goes on
    /// from its last block instead. Without this it starts now.
    #[arg(long, value_name = "TIME", value_parser = parse_time, requires = "dev_seconds_per_block")]
    pub dev_start: Option<u64>,
}

impl DevParams {
    /// The chain's clock.
    pub fn time_lapse(&self) -> Option<TimeLapse> {
        self.dev_seconds_per_block.map(|step| TimeLapse { start: self.dev_start, seconds_per_block: step })
    }
}

fn parse_step(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(step) if step > 0 && step % 6 == 0 => Ok(step),
        _ => Err(format!("{text:?} is not a positive multiple of 6, the length of a slot")),
    }
}

fn parse_time(text: &str) -> Result<u64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let time = chrono::DateTime::parse_from_rfc3339(text)
        .map_err(|e| format!("{text:?} is neither Unix seconds nor RFC 3339 like 2016-06-13T00:00:00Z: {e}"))?;
    u64::try_from(time.timestamp()).map_err(|_| format!("{text:?} is before 1970"))
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "UEN Node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        "The node of the Urban Energy Network.\n\n\
         uen-node --dev runs a chain of its own, without a relay chain; --dev-seconds-per-block makes its time fly.\n\
         Arguments behind -- go to the relay-chain client of a full node or collator."
            .into()
    }

    fn author() -> String {
        "The UEN developers".into()
    }

    fn support_url() -> String {
        "see README.md".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        crate::chain_spec::load(id)
    }
}
