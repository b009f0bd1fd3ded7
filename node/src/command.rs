//! What each command does.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    service,
};
use sc_cli::SubstrateCli;
use sc_service::{Configuration, PartialComponents, TaskManager};
use std::{cell::OnceCell, path::Path, time::Duration};
use uen_runtime::constants::SS58_PREFIX;

/// How long a node that ends waits for its database to be closed. By then its threads have long written what was in memory.
const CLOSING: Duration = Duration::from_secs(30);

/// Run the command line.
///
/// # Errors
/// If the arguments are not valid or the command fails; the message says why.
pub fn run() -> sc_cli::Result<()> {
    sp_core::crypto::set_default_ss58_version(SS58_PREFIX.into());
    let cli = Cli::from_args();
    match &cli.subcommand {
        Some(Subcommand::Key(cmd)) => cmd.run(&cli),
        Some(Subcommand::BuildSpec(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
        }
        Some(Subcommand::CheckBlock(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let PartialComponents { client, task_manager, import_queue, .. } = service::partial(&config)?;
                Ok((cmd.run(client, import_queue), task_manager))
            })
        }
        Some(Subcommand::ExportBlocks(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let PartialComponents { client, task_manager, .. } = service::partial(&config)?;
                Ok((cmd.run(client, config.database), task_manager))
            })
        }
        Some(Subcommand::ExportState(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let PartialComponents { client, task_manager, .. } = service::partial(&config)?;
                Ok((cmd.run(client, config.chain_spec), task_manager))
            })
        }
        Some(Subcommand::ImportBlocks(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let PartialComponents { client, task_manager, import_queue, .. } = service::partial(&config)?;
                Ok((cmd.run(client, import_queue), task_manager))
            })
        }
        Some(Subcommand::Revert(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let PartialComponents { client, task_manager, backend, .. } = service::partial(&config)?;
                Ok((cmd.run(client, backend, None), task_manager))
            })
        }
        Some(Subcommand::PurgeChain(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| cmd.run(config.database))
        }
        Some(Subcommand::ExportGenesisHead(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| {
                let PartialComponents { client, .. } = service::partial(&config)?;
                cmd.run(client)
            })
        }
        Some(Subcommand::ExportGenesisWasm(cmd)) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|_| {
                let spec = chain_spec::load(&cmd.shared_params.chain.clone().unwrap_or_default())?;
                cmd.run(&*spec)
            })
        }
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(cmd)) => benchmark(&cli, cmd),
        None => start(cli),
    }
}

#[cfg(feature = "runtime-benchmarks")]
fn benchmark(cli: &Cli, cmd: &frame_benchmarking_cli::BenchmarkCmd) -> sc_cli::Result<()> {
    use frame_benchmarking_cli::{BenchmarkCmd, SUBSTRATE_REFERENCE_HARDWARE};
    use uen_runtime::OpaqueBlock;
    let spec = |chain: &Option<String>| chain.as_ref().map(|chain| chain_spec::load(chain)).transpose();
    match cmd {
        BenchmarkCmd::Pallet(cmd) => cmd.run_with_spec::<sp_runtime::traits::HashingFor<OpaqueBlock>, service::HostFunctions>(
            spec(&cmd.shared_params.chain)?,
        ),
        BenchmarkCmd::Overhead(cmd) => {
            cmd.run_with_default_builder_and_spec::<OpaqueBlock, service::HostFunctions>(spec(&cmd.shared_params.chain)?)
        }
        BenchmarkCmd::Block(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| {
                let PartialComponents { client, .. } = service::partial(&config)?;
                cmd.run(client)
            })
        }
        BenchmarkCmd::Machine(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| cmd.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone()))
        }
        BenchmarkCmd::Storage(_) | BenchmarkCmd::Extrinsic(_) => {
            Err("this benchmark is not part of this node: use `pallet`, `overhead`, `block` or `machine`".into())
        }
    }
}

/// Options that the chain has no use for are a mistake: it is not the chain, or not the role, that somebody wanted.
fn ensure_applicable(cli: &Cli, is_development: bool) -> sc_cli::Result<()> {
    let needless = if is_development {
        [
            (cli.run.collator, "--collator"),
            (!cli.run.relay_chain_rpc_urls.is_empty(), "--relay-chain-rpc-urls"),
            (!cli.relay_chain_args.is_empty(), "arguments for the relay chain, behind --"),
        ]
    } else {
        [
            (cli.dev.dev_instant_seal, "--dev-instant-seal"),
            (cli.dev.dev_seconds_per_block.is_some(), "--dev-seconds-per-block"),
            (cli.dev.dev_start.is_some(), "--dev-start"),
        ]
    };
    let chain = if is_development { "a development chain, which has no relay chain" } else { "no development chain" };
    match needless.into_iter().find(|(is_given, _)| *is_given) {
        Some((_, option)) => Err(format!("{option}: this is {chain}").into()),
        None => Ok(()),
    }
}

fn start(cli: Cli) -> sc_cli::Result<()> {
    let runner = cli.create_runner(&cli.run.normalize())?;
    let database = runner.config().database.path().map(Path::to_owned);
    let opened = OnceCell::new();
    let result = runner.run_node_until_exit(|config| async {
        let task_manager = start_service(config, &cli).await?;
        // What did not start may not have the database: another process may.
        opened.get_or_init(|| database);
        Ok(task_manager)
    });
    if let Some(path) = opened.into_inner().flatten() {
        match service::database::await_closed(&path, CLOSING) {
            Ok(true) => {}
            Ok(false) => log::warn!("The database {} is still open after {} s", path.display(), CLOSING.as_secs()),
            Err(error) => log::warn!("The database {}: {error}", path.display()),
        }
    }
    result
}

async fn start_service(config: Configuration, cli: &Cli) -> sc_cli::Result<TaskManager> {
    let is_development = service::is_development(&config);
    ensure_applicable(cli, is_development)?;
    if is_development {
        return service::dev::start(config, &cli.dev).map_err(Into::into);
    }
    #[cfg(feature = "relay-chain")]
    return service::parachain::start(config, cli).await.map_err(Into::into);
    #[cfg(not(feature = "relay-chain"))]
    Err(service::needs_relay_chain(&config).into())
}
