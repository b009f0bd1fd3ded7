//! The development chain: one node that seals its own blocks, without a relay chain.

use super::{clock, Partial, TransactionPool, AUTHORING_DURATION};
use crate::{cli::DevParams, rpc};
use cumulus_primitives_core::{relay_chain, GetParachainInfo};
use futures::{future::MapOk, stream, FutureExt, Stream, StreamExt, TryFutureExt};
use sc_consensus::LongestChain;
use sc_consensus_manual_seal::{consensus::aura::AuraConsensusDataProvider, EngineCommand, ManualSealParams};
use sc_network::{config::FullNetworkConfiguration, Litep2pNetworkBackend, NotificationMetrics};
use sc_service::{Configuration, Error, TaskManager};
use sc_transaction_pool_api::TransactionPool as _;
use sp_api::ProvideRuntimeApi;
use sp_consensus::{Environment, ProposeArgs, Proposer};
use sp_runtime::traits::Block as BlockT;
use std::{pin::Pin, sync::Arc, time::Duration};
use uen_runtime::Hash;

/// When to make blocks.
type Seals = Pin<Box<dyn Stream<Item = EngineCommand<Hash>> + Send>>;

/// How long transactions wait for a block that nothing triggers.
const WAITING_TRANSACTIONS: Duration = Duration::from_millis(500);
/// Most bytes of a block with its proof: what collators allow, 85 % of what the relay chain accepts.
const BLOCK_SIZE_LIMIT: usize = relay_chain::MAX_POV_SIZE as usize / 100 * 85;

fn seals(params: &DevParams, pool: &Arc<TransactionPool>) -> Seals {
    // Blocks may be empty: the pool can announce a transaction a moment before it counts it as ready.
    let seal = || EngineCommand::SealNewBlock { create_empty: true, finalize: true, parent_hash: None, sender: None };
    if params.dev_instant_seal {
        let pool = pool.clone();
        // A block with which a session begins has no room: what waits then is sealed although nothing new arrives.
        let waiting = stream::unfold(pool.clone(), |pool| async move {
            let mut before = pool.status().ready;
            loop {
                futures_timer::Delay::new(WAITING_TRANSACTIONS).await;
                let ready = pool.status().ready;
                if ready > 0 && ready >= before && before > 0 {
                    return Some(((), pool));
                }
                before = ready;
            }
        });
        let arrived = pool.import_notification_stream().map(|_| ());
        return Box::pin(stream::select(arrived, waiting).map(move |()| seal()));
    }
    // The stream is polled when the last block is done: a slow block delays the next one instead of queueing it.
    let pause = Duration::from_millis(params.dev_block_time);
    Box::pin(stream::unfold((), move |()| futures_timer::Delay::new(pause).map(move |()| Some((seal(), ())))))
}

/// Proposers, or what makes them, that fill a block for as long as a collator does and no longer.
struct CollatorsTime<P>(P);

impl<B: BlockT, E: Environment<B>> Environment<B> for CollatorsTime<E> {
    type Proposer = CollatorsTime<E::Proposer>;
    type CreateProposer = MapOk<E::CreateProposer, fn(E::Proposer) -> Self::Proposer>;
    type Error = E::Error;

    fn init(&mut self, parent: &B::Header) -> Self::CreateProposer {
        self.0.init(parent).map_ok(CollatorsTime)
    }
}

impl<B: BlockT, P: Proposer<B>> Proposer<B> for CollatorsTime<P> {
    type Error = P::Error;
    type Proposal = P::Proposal;

    fn propose(self, args: ProposeArgs<B>) -> Self::Proposal {
        let max_duration = args.max_duration.min(AUTHORING_DURATION);
        self.0.propose(ProposeArgs { max_duration, ..args })
    }
}

/// Start the development chain.
///
/// # Errors
/// If a part of the node does not start.
pub fn start(mut config: Configuration, params: &DevParams) -> Result<TaskManager, Error> {
    let Partial {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        transaction_pool,
        other: (mut telemetry, _),
        ..
    } = super::partial(&config)?;

    // The chain is this node's alone.
    config.network.default_peers_set.in_peers = 0;
    config.network.default_peers_set.out_peers = 0;
    let net_config = FullNetworkConfiguration::<_, _, Litep2pNetworkBackend>::new(&config.network, None);
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: transaction_pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics: NotificationMetrics::new(None),
            gap_sync_body_policy: None,
        })?;

    super::spawn_offchain_workers(
        &config,
        &client,
        &backend,
        keystore_container.keystore(),
        &transaction_pool,
        &network,
        &task_manager,
    )?;

    let mut proposer = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        transaction_pool.clone(),
        config.prometheus_registry(),
        telemetry.as_ref().map(|telemetry| telemetry.handle()),
    );
    proposer.set_default_block_size_limit(BLOCK_SIZE_LIMIT);
    let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
    let best = client.chain_info().best_hash;
    let para_id = client.runtime_api().parachain_id(best).map_err(sp_blockchain::Error::from)?;
    let time_lapse = params.time_lapse();
    if let Some(lapse) = time_lapse {
        log::info!("⏩ Time lapse: each block moves the chain's clock by {} s", lapse.seconds_per_block);
    }
    let client_for_inherents = client.clone();
    let sealing = sc_consensus_manual_seal::run_manual_seal(ManualSealParams {
        block_import: client.clone(),
        env: CollatorsTime(proposer),
        client: client.clone(),
        pool: transaction_pool.clone(),
        commands_stream: seals(params, &transaction_pool),
        select_chain: LongestChain::new(backend.clone()),
        consensus_data_provider: Some(Box::new(AuraConsensusDataProvider::new_with_slot_duration(slot_duration))),
        create_inherent_data_providers: move |parent, ()| {
            futures::future::ready(clock::inherents(&client_for_inherents, parent, para_id, time_lapse))
        },
    });
    task_manager.spawn_essential_handle().spawn_blocking("manual-seal", Some("block-authoring"), sealing);

    let rpc_builder = {
        let (client, pool) = (client.clone(), transaction_pool.clone());
        Box::new(move |_| rpc::extensions(client.clone(), pool.clone()))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client,
        backend,
        task_manager: &mut task_manager,
        keystore: keystore_container.keystore(),
        transaction_pool,
        rpc_builder,
        network,
        system_rpc_tx,
        tx_handler_controller,
        sync_service,
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    Ok(task_manager)
}
