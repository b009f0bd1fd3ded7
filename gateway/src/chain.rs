//! The connection to a node: it is made again when it breaks, patiently but not for ever. Everything read here is read at the
//! best block unless it says otherwise.

use crate::{
    account::address,
    console::Console,
    error::{Error, Result},
};
use codec::Encode;
use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize};
use sp_core::H256;
use sp_runtime::AccountId32;
use std::{
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};
use subxt::{
    backend::LegacyBackend,
    client::{OnlineClient, OnlineClientAtBlock},
    config::substrate::SubstrateConfig,
    ext::{
        frame_decode::storage::{encode_storage_key_prefix, IntoDecodableValues, IntoEncodableValues, StorageTypeInfo},
        scale_decode::DecodeAsType,
    },
    rpcs::client::{rpc_params, RpcClient, RpcParams},
    utils,
};
use uen_primitives::{Capacities, DeviceId, DeviceKind, Period, Registers, Resolution, SignedReading, UnixSeconds, Wh};

/// A node that has not answered by then will not.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// A node that cannot even say its name by then is gone.
const PING_TIMEOUT: Duration = Duration::from_secs(5);
/// The first pause before a connection is tried again; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// Intervals that are asked for at once: the last hours' as a rule.
const READINGS_PER_PAGE: u32 = 16;
/// How often the chain is looked at while waiting for it.
pub const POLL: Duration = Duration::from_millis(200);

/// The chain's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Number of the best block.
    pub block: u64,
    /// Its time; 0 before the first block.
    pub now: UnixSeconds,
}

/// A certificate on chain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateState {
    /// `typeApproval`, `metrology` or `authorisation`.
    pub kind: String,
    /// Valid for readings that end at or before this.
    pub valid_until: UnixSeconds,
    /// Whether it, or its issuer, was revoked.
    #[serde(default)]
    pub revoked: bool,
}

/// The key of a device on chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyState {
    /// `ed25519`, `sr25519`, `ecdsaSecp256k1` or `p256`.
    pub scheme: String,
    /// In hex.
    pub public: String,
}

/// A key that signed a device's readings before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormerKeyState {
    /// The key.
    #[serde(flatten)]
    pub key: KeyState,
    /// Counter of the last reading before it was replaced.
    pub last_counter: u64,
    /// When it was replaced.
    pub replaced_at: UnixSeconds,
}

/// A device on chain: what the gateway needs of `uen_device`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceState {
    /// Its owner's address.
    pub owner: String,
    /// `pending`, `certified`, `active`, `suspended`, `expired`, `revoked` or `retired`.
    pub status: String,
    /// What stands behind the meter.
    pub kind: Option<DeviceKind>,
    /// Most it can do.
    #[serde(default)]
    pub capacities: Capacities,
    /// By which spans it measures.
    #[serde(default)]
    pub resolution: Resolution,
    /// The regulator's commitment to its grid connection; `None` before it was authorised.
    #[serde(default)]
    pub connection: Option<H256>,
    /// Its key.
    #[serde(default)]
    pub key: KeyState,
    /// How many changes of keys and delegations it had.
    #[serde(default)]
    pub key_number: u32,
    /// The keys that signed its readings before, the oldest first.
    #[serde(default)]
    pub former_keys: Vec<FormerKeyState>,
    /// What it is authorised for.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Its certificates.
    #[serde(default)]
    pub certificates: Vec<CertificateState>,
    /// Counter of the last accepted reading.
    pub last_counter: u64,
    /// End of the last accepted reading.
    pub last_end: Option<UnixSeconds>,
    /// Registers of the last accepted reading.
    pub registers: Registers,
}

/// What a device measured in a period, on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Interval {
    /// Start of the span.
    pub start: UnixSeconds,
    /// End of the span.
    pub end: UnixSeconds,
}

/// What would become of a reading if it were submitted now: `uen_wouldAccept`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// Why it would be refused, by the name of the runtime's reason; `None` if it would be accepted.
    pub reason: Option<String>,
    /// What to do about that.
    pub advice: Option<String>,
}

/// What a device took from the grid and gave to it in a whole delivery period, as the chain took it down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// The period.
    pub period: Period,
    /// Taken.
    pub import: Wh,
    /// Given.
    pub export: Wh,
}

/// An item of `uen_deviceReadings`, with its energy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MeasuredInterval {
    end: UnixSeconds,
    import_wh: Wh,
    export_wh: Wh,
    quality: String,
}

impl MeasuredInterval {
    /// What it says of its period; `None` if the period is not over for the meter, or its energy cannot be traded.
    fn of_whole_period(&self) -> Option<Measured> {
        let period = Period::ending_at(self.end);
        let is_whole = self.quality == "measured" && self.end == period.end();
        is_whole.then_some(Measured { period, import: self.import_wh, export: self.export_wh })
    }
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Page<Item, Cursor> {
    /// The items.
    pub items: Vec<Item>,
    /// Where the next page starts.
    pub next: Option<Cursor>,
}

/// Reads a `u128` that is a decimal string, as amounts are, or a number.
pub fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u128, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Decimal {
        Number(u64),
        Text(String),
    }
    match Decimal::deserialize(deserializer)? {
        Decimal::Number(number) => Ok(number.into()),
        Decimal::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

/// As [`decimal`], or null.
pub fn optional_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<u128>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapped(#[serde(deserialize_with = "decimal")] u128);
    Ok(Option::<Wrapped>::deserialize(deserializer)?.map(|Wrapped(value)| value))
}

/// An open connection.
#[derive(Clone)]
pub struct Connection {
    rpc: RpcClient,
    api: OnlineClient<SubstrateConfig>,
}

/// What goes wrong while talking to a node: text, since whether the connection is at fault is found out by asking the node
/// something simple.
pub type Failure = String;

impl Connection {
    async fn open(url: &str) -> std::result::Result<Self, Failure> {
        // The older JSON-RPC methods: they know the best block, which is where readings are accepted.
        let rpc = RpcClient::from_insecure_url(url).await.map_err(|e| describe(&e))?;
        let backend = LegacyBackend::<SubstrateConfig>::builder().build(rpc.clone());
        let api = OnlineClient::from_backend_with_config(SubstrateConfig::new(), std::sync::Arc::new(backend))
            .await
            .map_err(|e| describe(&e))?;
        Ok(Self { rpc, api })
    }

    /// Whether the node still answers.
    async fn is_alive(&self) -> bool {
        let name = self.rpc.request::<serde_json::Value>("system_chain", rpc_params![]);
        matches!(tokio::time::timeout(PING_TIMEOUT, name).await, Ok(Ok(_)))
    }

    /// The client of the JSON-RPC, for those who need its errors as they are.
    pub fn rpc(&self) -> &RpcClient {
        &self.rpc
    }

    /// Makes a JSON-RPC request.
    pub async fn request<T: DeserializeOwned>(&self, method: &str, params: RpcParams) -> std::result::Result<T, Failure> {
        self.rpc.request(method, params).await.map_err(|e| format!("{method}: {}", describe(&e)))
    }

    /// The best block.
    pub async fn at_best(&self) -> std::result::Result<OnlineClientAtBlock<SubstrateConfig>, Failure> {
        let hash: utils::H256 = self.request("chain_getBlockHash", rpc_params![]).await?;
        self.api.at_block(hash).await.map_err(|e| describe(&e))
    }

    /// The last finalized block, which transactions are signed for: their mortality names a block, and one that is reorganised away would
    /// make them invalid.
    pub async fn at_final(&self) -> std::result::Result<OnlineClientAtBlock<SubstrateConfig>, Failure> {
        let hash: utils::H256 = self.request("chain_getFinalizedHead", rpc_params![]).await?;
        self.api.at_block(hash).await.map_err(|e| describe(&e))
    }

    /// A block by its hash.
    pub async fn at_hash(&self, hash: H256) -> std::result::Result<OnlineClientAtBlock<SubstrateConfig>, Failure> {
        self.api.at_block(utils::H256(hash.0)).await.map_err(|e| describe(&e))
    }

    /// What is stored under `keys` of a map at a block, in their order, with one request.
    pub async fn stored<K: IntoEncodableValues + IntoDecodableValues, T: DecodeAsType>(
        &self,
        at: &OnlineClientAtBlock<SubstrateConfig>,
        (pallet, name): (&'static str, &'static str),
        keys: Vec<K>,
    ) -> std::result::Result<Vec<Option<T>>, Failure> {
        #[derive(Deserialize)]
        struct Changes {
            changes: Vec<(String, Option<String>)>,
        }
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let entry = at.storage().entry(subxt::dynamic::storage::<K, T>(pallet, name)).map_err(|e| describe(&e))?;
        let key = |parts: K| Ok(format!("0x{}", hex::encode(entry.fetch_key(parts).map_err(|e| describe(&e))?)));
        let keys = keys.into_iter().map(key).collect::<std::result::Result<Vec<_>, Failure>>()?;
        let found: Vec<Changes> = self.request("state_queryStorageAt", rpc_params![&keys, at.block_hash()]).await?;
        let mut values: HashMap<String, Option<String>> = found.into_iter().flat_map(|block| block.changes).collect();
        let value = at.metadata_ref().storage_info(pallet, name).map_err(|e| e.to_string())?.value_id;
        let decode = |key: &String| {
            let Some(text) = values.remove(key).flatten() else { return Ok(None) };
            let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|e| format!("{pallet}.{name}: {e}"))?;
            let decoded = T::decode_as_type(&mut bytes.as_slice(), value, at.metadata_ref().types());
            decoded.map(Some).map_err(|e| format!("the chain's {pallet}.{name} is not the one that this gateway knows: {e}"))
        };
        keys.iter().map(decode).collect()
    }

    /// A block by its number.
    pub async fn at_number(&self, number: u64) -> std::result::Result<OnlineClientAtBlock<SubstrateConfig>, Failure> {
        self.api.at_block(number).await.map_err(|e| describe(&e))
    }

    /// The number of a block: the best one, or the one with this hash.
    pub async fn number(&self, hash: Option<utils::H256>) -> std::result::Result<u64, Failure> {
        #[derive(Deserialize)]
        struct Header {
            number: String,
        }
        let header: Option<Header> = self.request("chain_getHeader", rpc_params![hash]).await?;
        let header = header.ok_or_else(|| "the node knows no such block".to_string())?;
        let digits = header.number.trim_start_matches("0x");
        u64::from_str_radix(digits, 16).map_err(|e| format!("chain_getHeader: {e}"))
    }

    async fn clock(&self) -> std::result::Result<Clock, Failure> {
        // The number first: the time is then at least that block's.
        let block = self.number(None).await?;
        Ok(Clock { block, now: self.time(None).await? })
    }

    /// The time of a block: of the best one, or the one with this hash. 0 before the first block.
    async fn time(&self, hash: Option<utils::H256>) -> std::result::Result<UnixSeconds, Failure> {
        let key = format!("0x{}", hex::encode(encode_storage_key_prefix("Timestamp", "Now")));
        let stored: Option<String> = self.request("state_getStorage", rpc_params![key, hash]).await?;
        let Some(stored) = stored else { return Ok(0) };
        let bytes = hex::decode(stored.trim_start_matches("0x")).map_err(|e| format!("Timestamp.Now: {e}"))?;
        let bytes = <[u8; 8]>::try_from(bytes).map_err(|_| "Timestamp.Now is not eight bytes".to_string())?;
        Ok(u64::from_le_bytes(bytes) / 1000)
    }

    /// The hash of a block by its number.
    pub async fn hash_of(&self, number: u64) -> std::result::Result<H256, Failure> {
        let hash: Option<H256> = self.request("chain_getBlockHash", rpc_params![number]).await?;
        hash.ok_or_else(|| format!("there is no block {number}"))
    }

    /// The number and time of a block by its hash.
    pub async fn number_and_time(&self, hash: H256) -> std::result::Result<Clock, Failure> {
        let hash = Some(utils::H256(hash.0));
        Ok(Clock { block: self.number(hash).await?, now: self.time(hash).await? })
    }

    /// The time of a block by its number.
    pub async fn time_of(&self, number: u64) -> std::result::Result<UnixSeconds, Failure> {
        let hash: Option<utils::H256> = self.request("chain_getBlockHash", rpc_params![number]).await?;
        self.time(Some(hash.ok_or_else(|| format!("there is no block {number}"))?)).await
    }

    /// The next nonce of an account, counting what waits in the node's pool, and its nonce in the best block.
    pub async fn nonces(&self, account: &AccountId32) -> std::result::Result<(u64, u64), Failure> {
        let next = self.request("system_accountNextIndex", rpc_params![address(account)]).await?;
        let at = self.at_best().await?;
        let id: &[u8; 32] = account.as_ref();
        let mined = at.transactions().account_nonce(&utils::AccountId32(*id)).await.map_err(|e| describe(&e))?;
        Ok((next, mined))
    }
}

/// An error with what caused it: the libraries' own messages often leave out the very thing that matters.
pub fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    if text.contains("background task closed") {
        return "the connection to the node broke".to_string();
    }
    // Each layer of the client says this anew.
    text.rsplit("client error: ").next().unwrap_or(&text).to_string()
}

/// A chain, as long as one of its nodes can be reached.
pub struct Chain {
    url: String,
    max_wait: Duration,
    console: Rc<Console>,
    connection: Option<Connection>,
    connections: u64,
    genesis: H256,
}

impl Chain {
    /// Connects to the node at `url`, trying for `max_wait`.
    pub async fn connect(url: &str, max_wait: Duration, console: Rc<Console>) -> Result<Self> {
        if !url.starts_with("ws://") && !url.starts_with("wss://") {
            return Err(Error::Argument(format!("--url {url:?}: an address of a node starts with ws:// or wss://")));
        }
        let mut chain = Self { url: url.to_string(), max_wait, console, connection: None, connections: 0, genesis: H256::zero() };
        chain.genesis = H256(chain.connection().await?.api.genesis_hash().0);
        Ok(chain)
    }

    /// Hash of the chain's first block.
    pub fn genesis(&self) -> H256 {
        self.genesis
    }

    /// How many connections were made so far. When it grows, the node may have lost its last blocks.
    pub fn connections(&self) -> u64 {
        self.connections
    }

    /// How long the user is willing to wait for a node.
    pub fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// The console.
    pub fn console(&self) -> &Rc<Console> {
        &self.console
    }

    /// Gives up the connection; the next use makes a new one.
    pub fn disconnect(&mut self) {
        self.connection = None;
    }

    /// The connection, made if there is none.
    pub async fn connection(&mut self) -> Result<Connection> {
        if let Some(connection) = &self.connection {
            return Ok(connection.clone());
        }
        let (started, mut pause, mut told) = (Instant::now(), FIRST_PAUSE, false);
        loop {
            let reason = match tokio::time::timeout(CALL_TIMEOUT, Connection::open(&self.url)).await {
                Ok(Ok(connection)) => {
                    let found = H256(connection.api.genesis_hash().0);
                    if !self.genesis.is_zero() && found != self.genesis {
                        return Err(Error::Chain(format!(
                            "the node at {} now serves another chain: genesis {found:?} instead of {:?}",
                            self.url, self.genesis
                        )));
                    }
                    if told {
                        self.console.note(format!("connected to {}", self.url));
                    }
                    self.connection = Some(connection.clone());
                    self.connections = self.connections.saturating_add(1);
                    return Ok(connection);
                }
                Ok(Err(reason)) => reason,
                Err(_) => "no answer".to_string(),
            };
            let waited = started.elapsed();
            if waited >= self.max_wait {
                return Err(Error::NodeDown { url: self.url.clone(), waited_seconds: waited.as_secs(), reason });
            }
            if !told {
                let left = self.max_wait.as_secs();
                self.console.warn(format!("the node at {} does not answer ({reason}); trying for {left} s", self.url));
                told = true;
            }
            tokio::time::sleep(pause.min(self.max_wait - waited)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Runs `operation`, again on a new connection if the one it ran on broke. It must do no harm when run twice.
    pub async fn run<T>(&mut self, operation: impl AsyncFn(&Connection) -> std::result::Result<T, Failure>) -> Result<T> {
        loop {
            let connection = self.connection().await?;
            let failure = match tokio::time::timeout(CALL_TIMEOUT, operation(&connection)).await {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(failure)) => failure,
                Err(_) => "the node took too long to answer".to_string(),
            };
            if connection.is_alive().await {
                return Err(Error::Chain(failure));
            }
            self.disconnect();
        }
    }

    /// Whether the connection still works; if not, it is given up.
    pub async fn check(&mut self) -> bool {
        let alive = match &self.connection {
            Some(connection) => connection.is_alive().await,
            None => false,
        };
        if !alive {
            self.disconnect();
        }
        alive
    }

    /// Makes a JSON-RPC request.
    pub async fn request<T: DeserializeOwned>(&mut self, method: &str, params: RpcParams) -> Result<T> {
        self.run(async |connection: &Connection| connection.request(method, params.clone()).await).await
    }

    /// The chain's clock.
    pub async fn clock(&mut self) -> Result<Clock> {
        self.run(async |connection: &Connection| connection.clock().await).await
    }

    /// The number of the last finalized block.
    pub async fn finalized(&mut self) -> Result<u64> {
        self.run(async |connection: &Connection| {
            let hash: utils::H256 = connection.request("chain_getFinalizedHead", rpc_params![]).await?;
            connection.number(Some(hash)).await
        })
        .await
    }

    /// A constant of the runtime, if it has it.
    pub async fn constant<T: DecodeAsType>(&mut self, pallet: &str, name: &str) -> Result<Option<T>> {
        self.run(async |connection: &Connection| {
            let at = connection.at_best().await?;
            Ok(at.constants().entry(subxt::dynamic::constant::<T>(pallet, name)).ok())
        })
        .await
    }

    /// The keyless account of a pallet; `None` if the chain has no such pallet, or the pallet no such account.
    pub async fn pot_of(&mut self, pallet: &str) -> Result<Option<[u8; 32]>> {
        Ok(self.constant(pallet, "PalletId").await?.map(account_of))
    }

    /// A device; `None` if the chain does not know it.
    pub async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceState>> {
        self.request("uen_device", rpc_params![id.0]).await
    }

    /// What a device measured since `since`, as far as the chain still holds it, newest first.
    pub async fn intervals(&mut self, id: DeviceId, since: UnixSeconds) -> Result<Vec<Interval>> {
        let mut found = Vec::new();
        let mut cursor: Option<u32> = None;
        loop {
            let page: Page<Interval, u32> = self.request("uen_deviceReadings", rpc_params![id.0, cursor]).await?;
            found.extend(page.items);
            let reached = found.last().is_some_and(|oldest: &Interval| oldest.end < since);
            match page.next {
                Some(next) if !reached => cursor = Some(next),
                _ => return Ok(found),
            }
        }
    }

    /// What would become of a reading if it were submitted now.
    pub async fn would_accept(&mut self, signed: &SignedReading) -> Result<Verdict> {
        self.request("uen_wouldAccept", rpc_params![format!("0x{}", hex::encode(signed.encode()))]).await
    }

    /// What a device measured in whole periods that ended after `since`, oldest first.
    pub async fn measured(&mut self, id: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
        let mut found = Vec::new();
        let mut cursor: Option<u32> = None;
        loop {
            let page: Page<MeasuredInterval, u32> =
                self.request("uen_deviceReadings", rpc_params![id.0, cursor, READINGS_PER_PAGE]).await?;
            let reached = page.items.last().is_none_or(|oldest| oldest.end <= since);
            let items = page.items.iter().filter(|interval| interval.end > since);
            found.extend(items.filter_map(MeasuredInterval::of_whole_period));
            match page.next {
                Some(next) if !reached => cursor = Some(next),
                _ => break,
            }
        }
        found.reverse();
        Ok(found)
    }

    /// The devices of an account.
    pub async fn devices_of(&mut self, account: &AccountId32) -> Result<Vec<DeviceId>> {
        let mut found = Vec::new();
        let mut cursor: Option<DeviceId> = None;
        loop {
            let page: Page<DeviceId, DeviceId> = self.request("uen_devicesOf", rpc_params![address(account), cursor]).await?;
            found.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }

    /// The free balance of an account, in planck.
    pub async fn balance(&mut self, account: &AccountId32) -> Result<u128> {
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
        let id: [u8; 32] = *account.as_ref();
        self.run(async |connection: &Connection| {
            let at = connection.at_best().await?;
            let entry = subxt::dynamic::storage::<([u8; 32],), Info>("System", "Account");
            let stored = at.storage().try_fetch(entry, (id,)).await.map_err(|e| describe(&e))?;
            match stored {
                Some(stored) => stored.decode().map(|info| info.data.free).map_err(|e| describe(&e)),
                None => Ok(0),
            }
        })
        .await
    }
}

/// The keyless account of a pallet.
fn account_of(pallet_id: [u8; 8]) -> [u8; 32] {
    let mut account = [0; 32];
    for (to, from) in account.iter_mut().zip(b"modl".iter().chain(&pallet_id)) {
        *to = *from;
    }
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_should_be_read_from_what_the_node_answers() {
        let text = r#"{
            "id": "0x01", "key": {"scheme": "ed25519", "public": "0x02"}, "owner": "5Grw", "offeredTo": null,
            "kind": "solar", "medium": "electricity", "capacities": {"loadW": 1, "generationW": 2, "exportW": 3, "storage": 4}, "zone": 1,
            "resolution": "halfHour", "connection": null, "delegation": null, "keyNumber": 5,
            "formerKeys": [{"scheme": "sr25519", "public": "0x04", "lastCounter": 6, "replacedAt": 800}],
            "status": "active", "permissions": ["mine"], "certificates": [
                {"kind": "metrology", "issuer": "5Grw", "validUntil": 9, "revoked": false}
            ],
            "lastCounter": 7, "lastEnd": 900, "registers": {"import": 1, "export": 2, "generation": 3},
            "deposit": "3300000000000", "metadataHash": "0x03"
        }"#;
        let device: DeviceState = serde_json::from_str(text).expect("the documented form");
        assert_eq!((device.last_counter, device.last_end, device.certificates.len()), (7, Some(900), 1));
        assert_eq!(device.registers.generation.0, 3);
        let capacities = Capacities { load_w: 1, generation_w: 2, export_w: 3, storage: Wh(4) };
        assert_eq!((device.kind, device.capacities, device.key_number), (Some(DeviceKind::Solar), capacities, 5));
        assert_eq!((device.resolution, device.connection), (Resolution::HalfHour, None));
        assert_eq!((device.key.scheme.as_str(), device.key.public.as_str()), ("ed25519", "0x02"));
        let key = KeyState { scheme: "sr25519".to_string(), public: "0x04".to_string() };
        assert_eq!(device.former_keys, [FormerKeyState { key, last_counter: 6, replaced_at: 800 }]);
        assert_eq!(device.permissions, ["mine"]);
        let unknown: Option<DeviceState> = serde_json::from_str("null").expect("null");
        assert_eq!(unknown, None);
    }

    #[test]
    fn verdict_should_have_a_reason_when_the_reading_would_be_refused() {
        let read = |text: &str| serde_json::from_str::<Verdict>(text).expect("the documented form");
        let good = read(r#"{"accepted": true, "quality": "measured", "reason": null, "advice": null}"#);
        assert_eq!(good, Verdict::default());
        let bad = read(r#"{"accepted": false, "quality": null, "reason": "TooOld", "advice": "The reading is lost."}"#);
        assert_eq!((bad.reason.as_deref(), bad.advice.as_deref()), (Some("TooOld"), Some("The reading is lost.")));
    }

    #[test]
    fn interval_should_tell_of_its_period_when_the_period_is_whole_and_measured() {
        let interval = |end: u64, quality: &str| {
            let text = format!(
                r#"{{"start": {}, "end": {end}, "importWh": 5, "exportWh": 7, "generationWh": 9, "quality": "{quality}", "flags": 0}}"#,
                end - 300
            );
            serde_json::from_str::<MeasuredInterval>(&text).expect("the documented form").of_whole_period()
        };
        let whole = Measured { period: Period(1), import: Wh(5), export: Wh(7) };
        assert_eq!(interval(1800, "measured"), Some(whole));
        assert_eq!(interval(1500, "measured"), None, "it goes on");
        assert_eq!(interval(1800, "late"), None, "it cannot be traded");
    }

    #[test]
    fn amount_should_be_read_from_text_and_number_and_nothing_else() {
        #[derive(Deserialize)]
        struct Holder {
            #[serde(deserialize_with = "decimal")]
            a: u128,
            #[serde(deserialize_with = "optional_decimal")]
            b: Option<u128>,
        }
        let holder: Holder =
            serde_json::from_str(r#"{"a": "340282366920938463463374607431768211455", "b": 5}"#).expect("amounts");
        assert_eq!((holder.a, holder.b), (u128::MAX, Some(5)));
        let holder: Holder = serde_json::from_str(r#"{"a": 1, "b": null}"#).expect("amounts");
        assert_eq!((holder.a, holder.b), (1, None));
        assert!(serde_json::from_str::<Holder>(r#"{"a": "-1", "b": null}"#).is_err());
    }

    #[tokio::test]
    async fn connecting_should_fail_clearly_when_no_node_answers() {
        let console = Rc::new(Console::silent());
        // Port 9 of this machine: nobody listens to what is to be discarded.
        let error = Chain::connect("ws://127.0.0.1:9", Duration::from_millis(600), console.clone()).await.err().expect("refused");
        assert!(matches!(error, Error::NodeDown { .. }), "{error}");
        assert!(error.to_string().contains("ws://127.0.0.1:9"), "{error}");
        let error = Chain::connect("http://127.0.0.1:9", Duration::ZERO, console).await.err().expect("refused");
        assert!(matches!(error, Error::Argument(_)), "{error}");
    }

    #[test]
    fn account_should_be_that_of_the_pallet() {
        let account = account_of(*b"uen/stak");
        assert_eq!(&account[..12], b"modluen/stak");
        assert_eq!(account[12..], [0; 20]);
    }
}
