//! The arguments behind `--`: the relay-chain client's own command line, with this node's chain specification and base path as
//! defaults and ports of its own.

use crate::{chain_spec::Extensions, cli::Cli};
use clap::{CommandFactory, FromArgMatches};
use sc_chain_spec::ChainSpec;
use sc_cli::{
    CliConfiguration, DefaultConfigurationValues, ImportParams, KeystoreParams, NetworkParams, RpcEndpoint, SharedParams,
    SubstrateCli,
};
use sc_service::{config::PrometheusConfig, BasePath};
use std::path::PathBuf;

/// The relay-chain client's command line.
#[derive(Debug)]
pub struct RelayChainCli {
    base: polkadot_cli::RunCmd,
    chain_id: Option<String>,
    base_path: PathBuf,
}

impl RelayChainCli {
    /// Parse `args`; exits with the parser's message if they are not valid, as any command line does.
    pub fn new<'a>(config: &sc_service::Configuration, args: impl Iterator<Item = &'a String>) -> Self {
        let command = polkadot_cli::RunCmd::command().no_binary_name(true);
        let matches = command.get_matches_from(args);
        let base = polkadot_cli::RunCmd::from_arg_matches(&matches).unwrap_or_else(|e| e.exit());
        let chain_id = sc_chain_spec::get_extension::<Extensions>(config.chain_spec.extensions())
            .map(|extensions| extensions.relay_chain.clone());
        Self { base, chain_id, base_path: config.base_path.path().join("relay-chain") }
    }
}

impl SubstrateCli for RelayChainCli {
    fn impl_name() -> String {
        Cli::impl_name()
    }

    fn impl_version() -> String {
        Cli::impl_version()
    }

    fn description() -> String {
        "The relay-chain client of uen-node.".into()
    }

    fn author() -> String {
        Cli::author()
    }

    fn support_url() -> String {
        Cli::support_url()
    }

    fn copyright_start_year() -> i32 {
        Cli::copyright_start_year()
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        polkadot_cli::Cli::from_iter([Self::executable_name()].iter()).load_spec(id)
    }
}

impl DefaultConfigurationValues for RelayChainCli {
    fn p2p_listen_port() -> u16 {
        30334
    }

    fn rpc_listen_port() -> u16 {
        9945
    }

    fn prometheus_listen_port() -> u16 {
        9616
    }
}

impl CliConfiguration<Self> for RelayChainCli {
    fn shared_params(&self) -> &SharedParams {
        self.base.base.shared_params()
    }

    fn import_params(&self) -> Option<&ImportParams> {
        self.base.base.import_params()
    }

    fn network_params(&self) -> Option<&NetworkParams> {
        self.base.base.network_params()
    }

    fn keystore_params(&self) -> Option<&KeystoreParams> {
        self.base.base.keystore_params()
    }

    fn base_path(&self) -> sc_cli::Result<Option<BasePath>> {
        Ok(self.shared_params().base_path()?.or_else(|| Some(self.base_path.clone().into())))
    }

    fn rpc_addr(&self, default_listen_port: u16) -> sc_cli::Result<Option<Vec<RpcEndpoint>>> {
        self.base.base.rpc_addr(default_listen_port)
    }

    fn prometheus_config(
        &self,
        default_listen_port: u16,
        chain_spec: &Box<dyn ChainSpec>,
    ) -> sc_cli::Result<Option<PrometheusConfig>> {
        self.base.base.prometheus_config(default_listen_port, chain_spec)
    }

    fn chain_id(&self, is_dev: bool) -> sc_cli::Result<String> {
        let given = self.base.base.chain_id(is_dev)?;
        Ok(if given.is_empty() { self.chain_id.clone().unwrap_or_default() } else { given })
    }

    fn role(&self, is_dev: bool) -> sc_cli::Result<sc_service::Role> {
        self.base.base.role(is_dev)
    }

    fn transaction_pool(&self, is_dev: bool) -> sc_cli::Result<sc_service::config::TransactionPoolOptions> {
        self.base.base.transaction_pool(is_dev)
    }

    fn trie_cache_maximum_size(&self) -> sc_cli::Result<Option<usize>> {
        self.base.base.trie_cache_maximum_size()
    }

    fn rpc_methods(&self) -> sc_cli::Result<sc_service::config::RpcMethods> {
        self.base.base.rpc_methods()
    }

    fn rpc_max_connections(&self) -> sc_cli::Result<u32> {
        self.base.base.rpc_max_connections()
    }

    fn rpc_cors(&self, is_dev: bool) -> sc_cli::Result<Option<Vec<String>>> {
        self.base.base.rpc_cors(is_dev)
    }

    fn default_heap_pages(&self) -> sc_cli::Result<Option<u64>> {
        self.base.base.default_heap_pages()
    }

    fn force_authoring(&self) -> sc_cli::Result<bool> {
        self.base.base.force_authoring()
    }

    fn disable_grandpa(&self) -> sc_cli::Result<bool> {
        self.base.base.disable_grandpa()
    }

    fn max_runtime_instances(&self) -> sc_cli::Result<Option<usize>> {
        self.base.base.max_runtime_instances()
    }

    fn announce_block(&self) -> sc_cli::Result<bool> {
        self.base.base.announce_block()
    }

    fn telemetry_endpoints(&self, chain_spec: &Box<dyn ChainSpec>) -> sc_cli::Result<Option<sc_telemetry::TelemetryEndpoints>> {
        self.base.base.telemetry_endpoints(chain_spec)
    }

    fn node_name(&self) -> sc_cli::Result<String> {
        self.base.base.node_name()
    }
}
