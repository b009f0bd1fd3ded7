//! The development chain's clock. The timestamp and the mocked relay chain are both the development node's to give: the relay
//! block number and slot are the timestamp in units of six seconds, so that what counts in relay blocks (vesting) ages as well.

use codec::Encode;
use cumulus_client_parachain_inherent::MockValidationDataInherentDataProvider;
use cumulus_primitives_core::{relay_chain::HeadData, CollectCollationInfo, ParaId};
use polkadot_primitives::UpgradeGoAhead;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::AuthoritySignature;
use sp_runtime::DigestItem;
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use uen_runtime::{constants::SLOT_MILLISECONDS, Hash, Header, OpaqueBlock as Block};

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

const SLOT_SECONDS: u64 = SLOT_MILLISECONDS / 1_000;

/// A clock that moves by a fixed step with each block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLapse {
    /// Unix seconds of the first block; now if not given.
    pub start: Option<u64>,
    /// Step, a multiple of the slot.
    pub seconds_per_block: u64,
}

/// The slot in the header's digest; `None` in the genesis block.
fn slot_of(header: &Header) -> Option<u64> {
    use sp_consensus_aura::digests::CompatibleDigestItem;
    let digest = header.digest.logs.iter().find_map(<DigestItem as CompatibleDigestItem<AuthoritySignature>>::as_aura_pre_digest);
    digest.map(u64::from)
}

/// The slot of the block after one of slot `parent` (`None` for the genesis block), at `now` Unix seconds.
pub fn next_slot(parent: Option<u64>, now: u64, lapse: Option<TimeLapse>) -> u64 {
    let now = now / SLOT_SECONDS;
    match (parent, lapse) {
        (Some(parent), Some(lapse)) => parent + lapse.seconds_per_block / SLOT_SECONDS,
        (None, Some(lapse)) => lapse.start.map_or(now, |start| start / SLOT_SECONDS),
        // A block more than one slot a slot would be early: real time waits for nobody, so let the clock run ahead of it.
        (Some(parent), None) => now.max(parent + 1),
        (None, None) => now,
    }
}

/// The inherents of the block after `parent`: its time, and a mocked relay chain of the same time.
pub fn inherents<Client>(
    client: &Arc<Client>,
    parent: Hash,
    para_id: ParaId,
    lapse: Option<TimeLapse>,
) -> Result<(sp_timestamp::InherentDataProvider, MockValidationDataInherentDataProvider<()>), BoxedError>
where
    Client: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    Client::Api: CollectCollationInfo<Block>,
{
    let header = client.header(parent)?.ok_or_else(|| format!("the parent {parent} is not in the database"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let slot = next_slot(slot_of(&header), now, lapse);
    let relay_block = u32::try_from(slot).map_err(|_| format!("the clock has run past slot {}", u32::MAX))?;

    // An upgrade waits for the relay chain's go-ahead, which here is immediate.
    let upgrade_pending = client.runtime_api().collect_collation_info(parent, &header)?.new_validation_code.is_some();

    let relay = MockValidationDataInherentDataProvider::<()> {
        current_para_block: header.number + 1,
        para_id,
        current_para_block_head: Some(HeadData(header.encode())),
        relay_offset: relay_block,
        // The relay block is given whole by the offset.
        relay_blocks_per_para_block: 0,
        para_blocks_per_relay_epoch: 10,
        upgrade_go_ahead: upgrade_pending.then_some(UpgradeGoAhead::GoAhead),
        ..Default::default()
    };
    Ok((sp_timestamp::InherentDataProvider::new((slot * SLOT_MILLISECONDS).into()), relay))
}
