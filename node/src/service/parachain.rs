//! Full node and collator: secured by a relay chain, through an embedded client or a relay node's RPC.

use super::relay_cli::RelayChainCli;
use super::{Backend, Client, ImportQueue, Partial, TransactionPool, AUTHORING_DURATION};
use crate::{cli::Cli, rpc};
use cumulus_client_bootnodes::{start_bootnode_tasks, StartBootnodeTasksParams};
use cumulus_client_collator::service::CollatorService;
use cumulus_client_consensus_aura::collators::lookahead::{self, Params as LookaheadParams};
use cumulus_client_consensus_common::ParachainBlockImport as TParachainBlockImport;
use cumulus_client_service::{
    build_network, build_relay_chain_interface, prepare_node_config, start_relay_chain_tasks, BuildNetworkParams,
    DARecoveryProfile, ParachainTracingExecuteBlock, StartRelayChainTasksParams,
};
use cumulus_primitives_core::{relay_chain::ValidationCode, GetParachainInfo, ParaId};
use cumulus_relay_chain_interface::{OverseerHandle, RelayChainInterface};
use polkadot_primitives::CollatorPair;
use sc_cli::SubstrateCli;
use sc_network::{
    config::{FullNetworkConfiguration, NetworkBackendType},
    Litep2pNetworkBackend, NetworkBackend, NetworkBlock, NetworkWorker, PeerId,
};
use sc_service::{ChainSpec, Configuration, Error, ImportQueue as _, TaskManager};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::sr25519::AuthorityPair as AuraPair;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;
use uen_runtime::{constants::SLOT_MILLISECONDS, Hash, OpaqueBlock as Block};

type ParachainBlockImport = TParachainBlockImport<Block, Arc<Client>, Backend>;
type AnnounceBlock = Arc<dyn Fn(Hash, Option<Vec<u8>>) + Send + Sync>;

/// Blocks of a chain with Aura: their seals are verified, and equivocations refused.
pub fn import_queue(
    config: &Configuration,
    client: &Arc<Client>,
    backend: &Arc<Backend>,
    telemetry: Option<&Telemetry>,
    task_manager: &TaskManager,
) -> Result<ImportQueue, Error> {
    Ok(cumulus_client_consensus_aura::equivocation_import_queue::fully_verifying_import_queue::<AuraPair, _, _, _, _>(
        client.clone(),
        ParachainBlockImport::new(client.clone(), backend.clone()),
        |_, ()| async { Ok(sp_timestamp::InherentDataProvider::from_system_time()) },
        &task_manager.spawn_essential_handle(),
        config.prometheus_registry(),
        telemetry.map(|telemetry| telemetry.handle()),
    ))
}

/// Start a full node, or a collator if `--collator` or `--validator` is given.
///
/// # Errors
/// If the relay-chain arguments are not valid, the relay chain cannot be reached, or a part of the node does not start.
pub async fn start(config: Configuration, cli: &Cli) -> Result<TaskManager, Error> {
    match config.network.network_backend {
        NetworkBackendType::Libp2p => start_with::<NetworkWorker<_, _>>(config, cli).await,
        NetworkBackendType::Litep2p => start_with::<Litep2pNetworkBackend>(config, cli).await,
    }
}

async fn start_with<Net: NetworkBackend<Block, Hash>>(config: Configuration, cli: &Cli) -> Result<TaskManager, Error> {
    let relay_cli = RelayChainCli::new(&config, cli.relay_chain_args.iter());
    let relay_config = SubstrateCli::create_configuration(&relay_cli, &relay_cli, config.tokio_handle.clone())
        .map_err(|e| Error::Other(format!("relay-chain argument: {e}")))?;
    let config = prepare_node_config(config);
    let fork_id = |spec: &dyn ChainSpec| spec.fork_id().map(str::to_owned);
    let (relay_fork_id, own_fork_id) = (fork_id(&*relay_config.chain_spec), fork_id(&*config.chain_spec));
    let Partial {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        transaction_pool,
        other: (mut telemetry, telemetry_worker),
        ..
    } = super::partial(&config)?;

    let best = client.chain_info().best_hash;
    let para_id = client.runtime_api().parachain_id(best).map_err(sp_blockchain::Error::from)?;
    let collator_options = cli.run.collator_options();
    let (relay_chain, collator_key, relay_network, paranode_requests) =
        build_relay_chain_interface(relay_config, &config, telemetry_worker, &mut task_manager, collator_options.clone(), None)
            .await
            .map_err(|e| Error::Application(Box::new(e)))?;

    let validator = config.role.is_authority();
    let registry = config.prometheus_registry().cloned();
    let (advertise_non_global_ips, public_addresses) =
        (config.network.allow_non_globals_in_dht, config.network.public_addresses.clone());
    let import_queue_service = import_queue.service();
    let net_config = FullNetworkConfiguration::<_, _, Net>::new(&config.network, registry.clone());
    let metrics = Net::register_notification_metrics(config.prometheus_config.as_ref().map(|config| &config.registry));
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) = build_network(BuildNetworkParams {
        parachain_config: &config,
        net_config,
        client: client.clone(),
        transaction_pool: transaction_pool.clone(),
        para_id,
        spawn_handle: task_manager.spawn_handle(),
        spawn_essential_handle: task_manager.spawn_essential_handle(),
        relay_chain_interface: relay_chain.clone(),
        import_queue,
        metrics,
        gap_sync_body_policy: None,
    })
    .await?;

    super::spawn_offchain_workers(
        &config,
        &client,
        &backend,
        keystore_container.keystore(),
        &transaction_pool,
        &network,
        &task_manager,
    )?;

    let rpc_builder = {
        let (client, pool) = (client.clone(), transaction_pool.clone());
        Box::new(move |_| rpc::extensions(client.clone(), pool.clone()))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client: client.clone(),
        backend: backend.clone(),
        task_manager: &mut task_manager,
        keystore: keystore_container.keystore(),
        transaction_pool: transaction_pool.clone(),
        rpc_builder,
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: Some(Arc::new(ParachainTracingExecuteBlock::new(client.clone()))),
    })?;

    let announce_block: AnnounceBlock = {
        let sync_service = sync_service.clone();
        Arc::new(move |hash, data| sync_service.announce_block(hash, data))
    };
    let overseer_handle = relay_chain.overseer_handle().map_err(|e| Error::Application(Box::new(e)))?;
    start_relay_chain_tasks(StartRelayChainTasksParams {
        client: client.clone(),
        announce_block: announce_block.clone(),
        para_id,
        relay_chain_interface: relay_chain.clone(),
        task_manager: &mut task_manager,
        da_recovery_profile: if validator { DARecoveryProfile::Collator } else { DARecoveryProfile::FullNode },
        import_queue: import_queue_service,
        relay_chain_slot_duration: Duration::from_millis(SLOT_MILLISECONDS),
        recovery_handle: Box::new(overseer_handle.clone()),
        sync_service,
        prometheus_registry: registry.as_ref(),
    })?;
    // Nodes of this chain are found through the relay chain's DHT.
    start_bootnode_tasks(StartBootnodeTasksParams {
        embedded_dht_bootnode: collator_options.embedded_dht_bootnode,
        dht_bootnode_discovery: collator_options.dht_bootnode_discovery,
        para_id,
        task_manager: &mut task_manager,
        relay_chain_interface: relay_chain.clone(),
        relay_chain_fork_id: relay_fork_id,
        relay_chain_network: relay_network.clone(),
        request_receiver: paranode_requests,
        parachain_network: network,
        advertise_non_global_ips,
        parachain_genesis_hash: client.chain_info().genesis_hash.as_bytes().to_vec(),
        parachain_fork_id: own_fork_id,
        parachain_public_addresses: public_addresses,
    });

    if validator {
        let collator_key =
            collator_key.ok_or_else(|| Error::Other("a collator needs a relay-chain client that gives it a key".into()))?;
        start_collating(Collator {
            client,
            backend,
            task_manager: &task_manager,
            registry: registry.as_ref(),
            telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
            transaction_pool,
            keystore: keystore_container.keystore(),
            relay_chain,
            relay_peer: relay_network.local_peer_id(),
            para_id,
            collator_key,
            overseer_handle,
            announce_block,
            max_pov_percentage: cli.run.experimental_max_pov_percentage,
        });
    }
    Ok(task_manager)
}

/// What a collator needs of the node.
struct Collator<'a> {
    client: Arc<Client>,
    backend: Arc<Backend>,
    task_manager: &'a TaskManager,
    registry: Option<&'a Registry>,
    telemetry: Option<TelemetryHandle>,
    transaction_pool: Arc<TransactionPool>,
    keystore: KeystorePtr,
    relay_chain: Arc<dyn RelayChainInterface>,
    relay_peer: PeerId,
    para_id: ParaId,
    collator_key: CollatorPair,
    overseer_handle: OverseerHandle,
    announce_block: AnnounceBlock,
    max_pov_percentage: Option<u32>,
}

fn start_collating(collator: Collator<'_>) {
    let Collator { client, backend, task_manager, .. } = collator;
    let proposer = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        collator.transaction_pool,
        collator.registry,
        collator.telemetry,
    );
    let code_client = client.clone();
    let params = LookaheadParams {
        create_inherent_data_providers: |_, ()| async { Ok(()) },
        block_import: ParachainBlockImport::new(client.clone(), backend.clone()),
        para_client: client.clone(),
        para_backend: backend,
        relay_client: collator.relay_chain,
        code_hash_provider: move |hash| code_client.code_at(hash).ok().map(|code| ValidationCode::from(code).hash()),
        keystore: collator.keystore,
        collator_key: collator.collator_key,
        collator_peer_id: collator.relay_peer,
        para_id: collator.para_id,
        overseer_handle: collator.overseer_handle,
        relay_chain_slot_duration: Duration::from_millis(SLOT_MILLISECONDS),
        proposer,
        collator_service: CollatorService::new(client.clone(), collator.announce_block, client),
        authoring_duration: AUTHORING_DURATION,
        reinitialize: false,
        max_pov_percentage: collator.max_pov_percentage,
    };
    let authoring = lookahead::run::<Block, AuraPair, _, _, _, _, _, _, _, _>(params);
    task_manager.spawn_essential_handle().spawn("aura", Some("block-authoring"), authoring);
}
