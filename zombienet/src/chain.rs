//! A node, as its users see it: by JSON-RPC.

use anyhow::{anyhow, bail, ensure, Context, Result};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use sp_core::{sr25519, Pair};
use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};
use subxt::{
    backend::LegacyBackend,
    client::{OnlineClient, OnlineClientAtBlock, OnlineClientAtBlockImpl},
    config::{substrate::SubstrateConfig, DefaultExtrinsicParamsBuilder},
    dynamic::Value,
    ext::{
        codec::Encode,
        frame_decode::storage::{encode_storage_key_prefix, IntoDecodableValues, IntoEncodableValues},
        scale_decode::DecodeAsType,
        scale_value::Composite,
    },
    extrinsics::ExtrinsicEvents,
    rpcs::client::{rpc_params, RpcClient, RpcParams},
    transactions::{Signer, TransactionProgress, TransactionStatus},
    utils,
};

/// How often something that is waited for is looked at.
const POLL: Duration = Duration::from_secs(2);
/// Blocks for which a transaction is valid.
const LIFETIME_BLOCKS: u64 = 128;
/// How long a transaction may take to be in a block, and that block to be final.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(240);
/// How a transaction begins that no account signs: format 5 and its version of extensions, then those extensions that have bytes, an
/// endless lifetime, no nonce, no tip and no hash of the metadata.
const GENERAL: [u8; 6] = [0x45, 0, 0, 0, 0, 0];
/// One UEN, in planck.
pub const UEN: u128 = 1_000_000_000_000;

/// An account whose key everybody knows.
#[derive(Clone)]
pub struct Account {
    pair: sr25519::Pair,
}

impl Account {
    /// The account of a secret URI such as `//Alice`.
    ///
    /// # Errors
    /// If it is none.
    pub fn new(uri: &str) -> Result<Self> {
        Ok(Self { pair: sr25519::Pair::from_string(uri, None).map_err(|e| anyhow!("{uri}: {e:?}"))? })
    }

    /// Its identifier.
    pub fn id(&self) -> [u8; 32] {
        self.pair.public().0
    }

    /// It, as calls name it.
    pub fn address(&self) -> Value {
        Value::unnamed_variant("Id", [Value::from_bytes(self.id())])
    }
}

impl Signer<SubstrateConfig> for Account {
    fn account_id(&self) -> utils::AccountId32 {
        utils::AccountId32(self.id())
    }

    fn sign(&self, payload: &[u8]) -> utils::MultiSignature {
        utils::MultiSignature::Sr25519(self.pair.sign(payload).0)
    }
}

/// A call by name, with its arguments by name.
#[derive(Clone)]
pub struct Call {
    /// The pallet.
    pub pallet: &'static str,
    /// The call.
    pub name: &'static str,
    arguments: Composite<()>,
}

impl Call {
    /// A call.
    pub fn new<const N: usize>(pallet: &'static str, name: &'static str, arguments: [(&str, Value); N]) -> Self {
        Self { pallet, name, arguments: Composite::named(arguments) }
    }
}

/// Until when a transaction is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It is in the best chain, which may still change.
    Best,
    /// It is final.
    Final,
}

/// A transaction that succeeded.
pub struct Included {
    /// The block it is in.
    pub block: String,
    /// What happened.
    pub events: ExtrinsicEvents<SubstrateConfig>,
}

impl Included {
    /// Whether there was an event of this name.
    pub fn has(&self, pallet: &str, name: &str) -> bool {
        self.events.iter().filter_map(Result::ok).any(|event| event.pallet_name() == pallet && event.event_name() == name)
    }
}

type Progress = TransactionProgress<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// Waits for a transaction to be in a block and succeed.
async fn inclusion(mut progress: Progress, until: Until) -> Result<Included> {
    while let Some(status) = progress.next().await {
        let block = match status? {
            TransactionStatus::InBestBlock(block) if until == Until::Best => block,
            TransactionStatus::InFinalizedBlock(block) => block,
            TransactionStatus::Error { message }
            | TransactionStatus::Invalid { message }
            | TransactionStatus::Dropped { message } => bail!("{message}"),
            _ => continue,
        };
        let hash = format!("{:?}", block.block_hash());
        return Ok(Included { block: hash, events: block.wait_for_success().await? });
    }
    bail!("the node stopped reporting on it")
}

/// A connection to a node.
#[derive(Clone)]
pub struct Node {
    /// Its name, for messages.
    pub name: String,
    rpc: RpcClient,
    api: OnlineClient<SubstrateConfig>,
}

impl Node {
    /// Connects.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn connect(name: &str, url: &str) -> Result<Self> {
        let rpc = RpcClient::from_insecure_url(url).await.with_context(|| format!("{name} at {url}"))?;
        let backend = LegacyBackend::<SubstrateConfig>::builder().build(rpc.clone());
        let api = OnlineClient::from_backend_with_config(SubstrateConfig::new(), Arc::new(backend)).await?;
        Ok(Self { name: name.to_string(), rpc, api })
    }

    /// Makes a request.
    ///
    /// # Errors
    /// If it fails.
    pub async fn request<T: DeserializeOwned>(&self, method: &str, params: RpcParams) -> Result<T> {
        self.rpc.request(method, params).await.with_context(|| format!("{}: {method}", self.name))
    }

    /// Hash of the chain's first block.
    pub fn genesis(&self) -> [u8; 32] {
        self.api.genesis_hash().0
    }

    /// Hash of a block by its number, if the node has it.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn hash(&self, number: u64) -> Result<Option<String>> {
        self.request("chain_getBlockHash", rpc_params![number]).await
    }

    /// Number of a block: the best one, or the one with this hash.
    ///
    /// # Errors
    /// If there is none.
    pub async fn number(&self, hash: Option<&str>) -> Result<u64> {
        let header: Json = self.request("chain_getHeader", rpc_params![hash]).await?;
        let text = header["number"].as_str().ok_or_else(|| anyhow!("{} knows no block {hash:?}", self.name))?;
        Ok(u64::from_str_radix(text.trim_start_matches("0x"), 16)?)
    }

    /// Number of the last final block.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn finalized(&self) -> Result<u64> {
        let hash: String = self.request("chain_getFinalizedHead", rpc_params![]).await?;
        self.number(Some(&hash)).await
    }

    /// Version of the runtime at the best block, or at a block.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn spec_version(&self, hash: Option<&str>) -> Result<u64> {
        let version: Json = self.request("state_getRuntimeVersion", rpc_params![hash]).await?;
        version["specVersion"].as_u64().ok_or_else(|| anyhow!("{}: no version", self.name))
    }

    /// The chain's clock, in Unix seconds.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn now(&self) -> Result<u64> {
        let key = format!("0x{}", hex::encode(encode_storage_key_prefix("Timestamp", "Now")));
        let stored: Option<String> = self.request("state_getStorage", rpc_params![key]).await?;
        let bytes = hex::decode(stored.unwrap_or_default().trim_start_matches("0x"))?;
        let bytes = <[u8; 8]>::try_from(bytes).map_err(|_| anyhow!("{}: the chain has no time yet", self.name))?;
        Ok(u64::from_le_bytes(bytes) / 1_000)
    }

    async fn at_best(&self) -> Result<OnlineClientAtBlock<SubstrateConfig>> {
        let hash: utils::H256 = self.request("chain_getBlockHash", rpc_params![]).await?;
        Ok(self.api.at_block(hash).await?)
    }

    /// What is stored at the best block.
    ///
    /// # Errors
    /// If the node does not answer, or the value is of another type.
    pub async fn stored<K, T>(&self, pallet: &'static str, name: &'static str, key: K) -> Result<Option<T>>
    where
        K: IntoEncodableValues + IntoDecodableValues,
        T: DecodeAsType,
    {
        let at = self.at_best().await?;
        let found = at.storage().try_fetch(subxt::dynamic::storage::<K, T>(pallet, name), key).await?;
        Ok(found.map(|value| value.decode()).transpose()?)
    }

    /// The free balance of an account, in planck.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn balance(&self, account: &Account) -> Result<u128> {
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Info {
            data: Data,
        }
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Data {
            free: u128,
        }
        let info: Option<Info> = self.stored("System", "Account", (account.id(),)).await?;
        Ok(info.map_or(0, |info| info.data.free))
    }

    /// A call's bytes, as it is noted as a preimage.
    ///
    /// # Errors
    /// If the chain has no such call.
    pub async fn encode(&self, call: &Call) -> Result<Vec<u8>> {
        let call = subxt::dynamic::transaction(call.pallet, call.name, call.arguments.clone());
        Ok(self.at_best().await?.transactions().call_data(&call)?)
    }

    /// Sends a call that an account signs, and waits for it.
    ///
    /// # Errors
    /// If it is refused, fails, or is in no block in four minutes.
    pub async fn send(&self, signer: &Account, call: &Call, until: Until) -> Result<Included> {
        let payload = subxt::dynamic::transaction(call.pallet, call.name, call.arguments.clone());
        let sending = async {
            let nonce = self.at_best().await?.transactions().account_nonce(&signer.account_id()).await?;
            // Its lifetime begins with a final block: a transaction that names one which the chain gives up is invalid.
            let last = self.api.at_current_block().await?;
            let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).mortal(LIFETIME_BLOCKS).build();
            let signed = last.transactions().create_signed(&payload, signer, params).await?;
            inclusion(signed.submit_and_watch().await?, until).await
        };
        self.in_time(call, until, sending).await
    }

    /// Sends a call that no account signs, since what it carries is signed, and waits for it.
    ///
    /// # Errors
    /// As for [`Node::send`].
    pub async fn send_general(&self, call: &Call, until: Until) -> Result<Included> {
        let payload = subxt::dynamic::transaction(call.pallet, call.name, call.arguments.clone());
        let sending = async {
            let best = self.at_best().await?;
            let transactions = best.transactions();
            let mut bytes = GENERAL.to_vec();
            bytes.extend(transactions.call_data(&payload)?);
            // Encoding puts the length before the bytes.
            let general = transactions.from_bytes(bytes.encode());
            inclusion(general.submit_and_watch().await?, until).await
        };
        self.in_time(call, until, sending).await
    }

    async fn in_time(&self, call: &Call, until: Until, sending: impl Future<Output = Result<Included>>) -> Result<Included> {
        let what = format!("{}.{} through {}", call.pallet, call.name, self.name);
        match tokio::time::timeout(TRANSACTION_TIMEOUT, sending).await {
            Ok(result) => result.context(what),
            Err(_) => bail!("{what}: not {until:?} after {TRANSACTION_TIMEOUT:?}"),
        }
    }
}

/// Waits until `look` finds something. A node that does not answer is asked again.
///
/// # Errors
/// If there is nothing after `limit`: what was waited for, and what was seen last.
pub async fn wait<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    let mut last = String::from("nothing yet");
    while started.elapsed() < limit {
        match tokio::time::timeout(limit, look()).await {
            Ok(Ok(Some(found))) => return Ok(found),
            Ok(Ok(None)) => {}
            Ok(Err(e)) => last = format!("{e:#}"),
            Err(_) => last = String::from("no answer"),
        }
        tokio::time::sleep(POLL).await;
    }
    bail!("waited {} s for {what}: {last}", limit.as_secs())
}

/// Waits until a node's best and last final block are `blocks` further than now, and returns their numbers.
///
/// # Errors
/// If they are not after `limit`.
pub async fn advance(node: &Node, blocks: u64, limit: Duration) -> Result<(u64, u64)> {
    let (best, last) = (node.number(None).await?, node.finalized().await?);
    let what = format!("{blocks} blocks and their finality at {}, from block {best}, final {last}", node.name);
    let result = wait(&what, limit, async || {
        let now = (node.number(None).await?, node.finalized().await?);
        ensure!(now.0 >= best + blocks && now.1 >= last + blocks, "at block {}, final {}", now.0, now.1);
        Ok(Some(now))
    });
    result.await
}
