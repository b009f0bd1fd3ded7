//! The parts that every way of running the node needs.

pub mod clock;
pub mod database;
pub mod dev;
#[cfg(feature = "relay-chain")]
pub mod parachain;
#[cfg(feature = "relay-chain")]
mod relay_cli;

use futures::FutureExt;
use sc_client_api::Backend as _;
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_network::service::traits::NetworkService;
use sc_service::{ChainType, Configuration, TFullBackend, TFullClient, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use uen_runtime::{apis::RuntimeApi, OpaqueBlock as Block};

/// What the runtime may call of the host. The measure of a block's proof is part of it, so that a development chain weighs
/// blocks as the parachain does.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type HostFunctions =
    (sp_io::SubstrateHostFunctions, cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions);
/// With the host side of benchmarking.
#[cfg(feature = "runtime-benchmarks")]
pub type HostFunctions = (
    sp_io::SubstrateHostFunctions,
    cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions,
    frame_benchmarking::benchmarking::HostFunctions,
);

/// How long a collator takes to fill a block: what is left of a slot goes to building its proof and to the network.
pub const AUTHORING_DURATION: Duration = Duration::from_millis(2_000);

/// The client.
pub type Client = TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
/// The database.
pub type Backend = TFullBackend<Block>;
/// The transaction pool.
pub type TransactionPool = TransactionPoolHandle<Block, Client>;
/// Blocks on their way in.
pub type ImportQueue = sc_consensus::DefaultImportQueue<Block>;
/// What [`partial`] makes.
pub type Partial = sc_service::PartialComponents<
    Client,
    Backend,
    (),
    ImportQueue,
    TransactionPool,
    (Option<Telemetry>, Option<sc_telemetry::TelemetryWorkerHandle>),
>;

/// Whether the chain is a development chain: its blocks carry no seal.
pub fn is_development(config: &Configuration) -> bool {
    config.chain_spec.chain_type() == ChainType::Development
}

/// Client, database, transaction pool and import queue: enough to work on a chain, not to run it.
///
/// # Errors
/// If the database cannot be opened, the telemetry endpoints are not valid, or the chain needs a relay chain and this node was
/// built without one.
pub fn partial(config: &Configuration) -> Result<Partial, sc_service::Error> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;

    let heap = config
        .executor
        .default_heap_pages
        .map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static { extra_pages: pages as u32 });
    let executor = WasmExecutor::<HostFunctions>::builder()
        .with_execution_method(config.executor.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.executor.max_runtime_instances)
        .with_runtime_cache_size(config.executor.runtime_cache_size)
        .build();

    let (client, backend, keystore_container, task_manager) = sc_service::new_full_parts_record_import::<Block, RuntimeApi, _>(
        config,
        telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
        executor,
        true,
        Default::default(),
    )?;
    let client = Arc::new(client);

    let worker_handle = telemetry.as_ref().map(|(worker, _)| worker.handle());
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });

    let transaction_pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );
    let import_queue = import_queue(config, &client, &backend, telemetry.as_ref(), &task_manager)?;

    Ok(Partial {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain: (),
        transaction_pool,
        other: (telemetry, worker_handle),
    })
}

#[cfg_attr(not(feature = "relay-chain"), allow(unused_variables))]
fn import_queue(
    config: &Configuration,
    client: &Arc<Client>,
    backend: &Arc<Backend>,
    telemetry: Option<&Telemetry>,
    task_manager: &TaskManager,
) -> Result<ImportQueue, sc_service::Error> {
    if is_development(config) {
        let spawner = task_manager.spawn_essential_handle();
        let block_import = Box::new(client.clone());
        return Ok(sc_consensus_manual_seal::import_queue(block_import, &spawner, config.prometheus_registry()));
    }
    #[cfg(feature = "relay-chain")]
    return parachain::import_queue(config, client, backend, telemetry, task_manager);
    #[cfg(not(feature = "relay-chain"))]
    Err(sc_service::Error::Other(needs_relay_chain(config)))
}

/// Start the runtime's offchain workers, if the configuration asks for them.
///
/// # Errors
/// If their database cannot be opened.
fn spawn_offchain_workers(
    config: &Configuration,
    client: &Arc<Client>,
    backend: &Arc<Backend>,
    keystore: KeystorePtr,
    pool: &Arc<TransactionPool>,
    network: &Arc<dyn NetworkService>,
    task_manager: &TaskManager,
) -> Result<(), sc_service::Error> {
    if !config.offchain_worker.enabled {
        return Ok(());
    }
    let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
        runtime_api_provider: client.clone(),
        keystore: Some(keystore),
        offchain_db: backend.offchain_storage(),
        transaction_pool: Some(OffchainTransactionPoolFactory::new(pool.clone())),
        network_provider: Arc::new(network.clone()),
        is_validator: config.role.is_authority(),
        enable_http_requests: false,
        custom_extensions: |_| vec![],
    })?;
    let run = workers.run(client.clone(), task_manager.spawn_handle()).boxed();
    task_manager.spawn_handle().spawn("offchain-workers-runner", "offchain-work", run);
    Ok(())
}

/// Why a chain cannot be worked on without the relay-chain client.
#[cfg(not(feature = "relay-chain"))]
pub fn needs_relay_chain(config: &Configuration) -> String {
    format!(
        "{} is secured by a relay chain, and this node was built for development chains only: build it with the feature `relay-chain`",
        config.chain_spec.name()
    )
}
