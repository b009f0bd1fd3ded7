//! Transactions: signed with explicit nonces, or general ones that no account signs; watched until they are in a block, and read for
//! what they did.

use crate::{
    account::Account,
    calls::{Call, Transfer},
    chain::{describe, Chain, Connection, Failure, POLL},
    error::{Error, Result},
    outbox::Key,
};
use codec::{Compact, Encode};
use sp_runtime::AccountId32;
use std::time::{Duration, Instant};
use subxt::{
    client::{OnlineClientAtBlock, OnlineClientAtBlockImpl},
    config::{substrate::SubstrateConfig, DefaultExtrinsicParamsBuilder},
    error::{BackendError, DispatchError, ExtrinsicError, RpcError, TransactionEventsError},
    ext::{
        frame_decode::extrinsics::{encode_v5_general, TransactionExtensions, TransactionExtensionsError},
        scale_decode::DecodeAsType,
        scale_type_resolver::TypeResolver,
    },
    extrinsics::ExtrinsicEvents,
    rpcs::{client::rpc_params, Error as ClientError, UserError},
    transactions::{Payload, SubmittableTransaction, TransactionInBlock, TransactionProgress, TransactionStatus},
};
use uen_primitives::DeviceId;

/// Blocks after which a signed transaction that was not included never will be.
pub const LIFETIME_BLOCKS: u64 = 64;
/// How long to wait for the node's pool to lose an account's transactions before looking what became of them.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(60);
/// How long inclusion may take before the transaction is given up and its fate looked up.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(30);

/// A signed transaction.
pub type Ready = SubmittableTransaction<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;
type Progress = TransactionProgress<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;
type Included = TransactionInBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// What became of a transaction.
pub enum Fate {
    /// It is in a block and succeeded: its events.
    Succeeded(Box<ExtrinsicEvents<SubstrateConfig>>),
    /// It is in a block, and the call as a whole failed.
    Failed(String),
    /// It is not known whether it is, or will be, in a block.
    Unknown(Failure),
}

/// A call, who signs it, and with which nonce.
pub struct Signed<'a> {
    /// The call.
    pub call: Call,
    /// Who signs.
    pub signer: &'a Account,
    /// The signer's nonce.
    pub nonce: u64,
}

/// Signs a transaction that is valid in the [`LIFETIME_BLOCKS`] - 1 blocks after `at`, and does not send it.
pub async fn sign(at: &OnlineClientAtBlock<SubstrateConfig>, tx: &Signed<'_>) -> std::result::Result<Ready, Failure> {
    let params = DefaultExtrinsicParamsBuilder::new().nonce(tx.nonce).mortal(LIFETIME_BLOCKS).build();
    at.transactions().create_signed(&tx.call, tx.signer, params).await.map_err(|e| describe(&e))
}

async fn send(at: &OnlineClientAtBlock<SubstrateConfig>, tx: &Signed<'_>) -> std::result::Result<Progress, Failure> {
    sign(at, tx).await?.submit_and_watch().await.map_err(|e| describe(&e))
}

/// Hands signed bytes to the node, once more if it had them before, and does not wait for a block. `Ok(Err(_))` if it does not keep them.
pub async fn submit(connection: &Connection, bytes: &[u8]) -> std::result::Result<std::result::Result<(), Setback>, Failure> {
    let params = rpc_params![format!("0x{}", hex::encode(bytes))];
    match connection.rpc().request::<serde_json::Value>("author_submitExtrinsic", params).await {
        Ok(_) => Ok(Ok(())),
        Err(ClientError::User(answer)) => Ok(Err(Setback::answered(&answer))),
        Err(error) => Err(format!("author_submitExtrinsic: {}", describe(&error))),
    }
}

/// Why a transaction failed as a whole, by its events; `None` if it did not.
pub fn failure(events: &ExtrinsicEvents<SubstrateConfig>, at: &OnlineClientAtBlock<SubstrateConfig>) -> Option<String> {
    let mut events = events.iter().filter_map(|event| event.ok());
    let failed = events.find(|event| (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed"))?;
    Some(DispatchError::decode_from(failed.field_bytes(), at.metadata()).map_or_else(|e| e.to_string(), |e| e.to_string()))
}

async fn inclusion(mut progress: Progress) -> std::result::Result<Included, Failure> {
    while let Some(status) = progress.next().await {
        match status.map_err(|e| describe(&e))? {
            TransactionStatus::InBestBlock(block) | TransactionStatus::InFinalizedBlock(block) => return Ok(block),
            TransactionStatus::Error { message }
            | TransactionStatus::Invalid { message }
            | TransactionStatus::Dropped { message } => return Err(message),
            TransactionStatus::Validated | TransactionStatus::Broadcasted | TransactionStatus::NoLongerInBestBlock => {}
        }
    }
    Err("the node stopped reporting on the transaction".to_string())
}

/// Waits until a transaction is in a block, and reads its events.
async fn outcome(progress: Progress) -> std::result::Result<Box<ExtrinsicEvents<SubstrateConfig>>, Setback> {
    let block = match tokio::time::timeout(INCLUSION_TIMEOUT, inclusion(progress)).await {
        Ok(Ok(block)) => block,
        Ok(Err(reason)) => return Err(Setback::Lost(reason)),
        Err(_) => return Err(Setback::Waiting("the transaction is in no block yet".to_string())),
    };
    match block.wait_for_success().await {
        Ok(events) => Ok(Box::new(events)),
        Err(TransactionEventsError::ExtrinsicFailed(reason)) => Err(Setback::Refused(reason.to_string())),
        Err(e) => Err(Setback::Lost(describe(&e))),
    }
}

async fn fate(progress: Progress) -> Fate {
    match outcome(progress).await {
        Ok(events) => Fate::Succeeded(events),
        Err(Setback::Refused(reason)) => Fate::Failed(reason),
        Err(Setback::Waiting(reason) | Setback::Lost(reason)) => Fate::Unknown(reason),
    }
}

/// Sends transactions in order, then waits until each is in a block. One that the node does not take ends the sending, since a
/// later nonce of the same signer would wait for it in vain: the result is then shorter than the list, and ends with the one
/// that was not taken.
pub async fn send_in_order(at: &OnlineClientAtBlock<SubstrateConfig>, list: &[Signed<'_>]) -> Vec<Fate> {
    let mut sent = Vec::with_capacity(list.len());
    let mut refused = None;
    for tx in list {
        match send(at, tx).await {
            Ok(progress) => sent.push(progress),
            Err(reason) => {
                refused = Some(reason);
                break;
            }
        }
    }
    let mut fates: Vec<Fate> = futures::future::join_all(sent.into_iter().map(fate)).await;
    fates.extend(refused.map(Fate::Unknown));
    fates
}

/// Sends transactions of different signers at once; each has its fate.
pub async fn send_all(at: &OnlineClientAtBlock<SubstrateConfig>, list: &[Signed<'_>]) -> Vec<Fate> {
    let one = async |tx| match send(at, tx).await {
        Ok(progress) => fate(progress).await,
        Err(reason) => Fate::Unknown(reason),
    };
    futures::future::join_all(list.iter().map(one)).await
}

/// Why a general transaction had no effect, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setback {
    /// The node looked at it and does not keep it, or it failed in its block.
    Refused(String),
    /// It, or another that has the same effect, waits in the node's pool.
    Waiting(String),
    /// The node dropped it, or the connection broke: nobody knows.
    Lost(String),
}

impl Setback {
    /// What the node's answer to a transaction means.
    fn of(error: &ExtrinsicError) -> Self {
        let ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(ClientError::User(answer)))) =
            error
        else {
            return Self::Lost(describe(error));
        };
        Self::answered(answer)
    }

    /// What an error of the node's pool means, by its code (`sc-rpc-api`, `author`).
    fn answered(answer: &UserError) -> Self {
        let detail = answer.data.as_ref().map_or_else(String::new, |data| format!(": {}", data.get().trim_matches('"')));
        let reason = format!("{answer}{detail}");
        match answer.code {
            // Invalid, of unknown validity, banned since it was invalid before.
            1010..=1012 => Self::Refused(reason),
            // Known already, or in conflict with another of at least the same priority.
            1013 | 1014 => Self::Waiting(reason),
            _ => Self::Lost(reason),
        }
    }
}

/// What the transaction extensions of a general transaction say that nobody signs and that is valid for ever. Extensions that are empty
/// are not asked for; one that this gateway does not know is an error.
struct Unsigned {
    /// Nothing counts the nonce of a transaction without an account. It tells attempts apart: a node does not look for half an hour at
    /// bytes that it refused once.
    nonce: u64,
}

impl<Resolver: TypeResolver> TransactionExtensions<Resolver> for Unsigned {
    fn contains_extension(&self, name: &str) -> bool {
        matches!(name, "CheckMortality" | "CheckNonce" | "ChargeTransactionPayment" | "CheckMetadataHash")
    }

    fn encode_extension_value_to(
        &self,
        name: &str,
        _: Resolver::TypeId,
        _: &Resolver,
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), TransactionExtensionsError> {
        match name {
            // Immortal, and no metadata hash.
            "CheckMortality" | "CheckMetadataHash" => out.push(0),
            "CheckNonce" => Compact(self.nonce).encode_to(out),
            // No tip.
            "ChargeTransactionPayment" => Compact(0u128).encode_to(out),
            _ => return Err(TransactionExtensionsError::NotFound(name.to_string())),
        }
        Ok(())
    }

    fn encode_extension_implicit_to(
        &self,
        name: &str,
        _: Resolver::TypeId,
        _: &Resolver,
        _: &mut Vec<u8>,
    ) -> std::result::Result<(), TransactionExtensionsError> {
        // Only signers need it.
        Err(TransactionExtensionsError::NotFound(name.to_string()))
    }
}

async fn send_general_one(
    at: &OnlineClientAtBlock<SubstrateConfig>,
    call: &Call,
    attempt: u64,
) -> std::result::Result<Box<ExtrinsicEvents<SubstrateConfig>>, Setback> {
    let metadata = at.metadata_ref();
    let version = metadata.extrinsic().transaction_extension_version_to_use_for_encoding();
    let (pallet, name, extensions) = (call.pallet_name(), call.call_name(), Unsigned { nonce: attempt });
    let bytes = encode_v5_general(pallet, name, call.call_data(), version, &extensions, metadata, metadata.types())
        .map_err(|e| Setback::Refused(format!("the chain wants more of a transaction than this gateway knows: {e}")))?;
    let progress = at.transactions().from_bytes(bytes).submit_and_watch().await.map_err(|e| Setback::of(&e))?;
    outcome(progress).await
}

/// Sends general transactions at once, which no account signs and nobody pays for: each has its outcome. `attempt` is another one for
/// calls that were sent before.
pub async fn send_general(
    at: &OnlineClientAtBlock<SubstrateConfig>,
    calls: &[Call],
    attempt: u64,
) -> Vec<std::result::Result<Box<ExtrinsicEvents<SubstrateConfig>>, Setback>> {
    futures::future::join_all(calls.iter().map(|call| send_general_one(at, call, attempt))).await
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Accepted {
    device: [u8; 32],
    counter: u64,
}

/// The readings that a transaction brought to the chain, by its events.
pub fn accepted_readings(events: &ExtrinsicEvents<SubstrateConfig>) -> std::result::Result<Vec<Key>, Failure> {
    let mut accepted = Vec::new();
    for event in events.iter() {
        let event = event.map_err(|e| describe(&e))?;
        if (event.pallet_name(), event.event_name()) == ("DeviceRegistry", "ReadingAccepted") {
            let fields: Accepted = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
            accepted.push((DeviceId(sp_core::H256(fields.device)), fields.counter));
        }
    }
    Ok(accepted)
}

/// What became of the calls of a `force_batch`, in their order: why a call failed, by the name of the runtime's error, `None` if it did
/// not. Of a call for somebody else (`Proxy.proxy`) it is what became of what it was for.
pub fn item_results(events: &ExtrinsicEvents<SubstrateConfig>, at: &OnlineClientAtBlock<SubstrateConfig>) -> Vec<Option<String>> {
    let error = |bytes: &[u8]| {
        let error = DispatchError::decode_from(bytes, at.metadata());
        error.map_or_else(|e| e.to_string(), name_of_error)
    };
    let (mut results, mut proxied) = (Vec::new(), None);
    for event in events.iter().filter_map(|event| event.ok()) {
        match (event.pallet_name(), event.event_name()) {
            // A `Result`: 0 and nothing, or 1 and the error.
            ("Proxy", "ProxyExecuted") => {
                proxied = event.field_bytes().split_first().filter(|(tag, _)| **tag == 1).map(|(_, e)| error(e))
            }
            ("Utility", "ItemCompleted") => results.push(proxied.take()),
            ("Utility", "ItemFailed") => results.push(Some(error(event.field_bytes()))),
            _ => {}
        }
    }
    results
}

/// An error as its name in the runtime.
fn name_of_error(error: DispatchError) -> String {
    match &error {
        DispatchError::Module(module) => {
            module.details().map_or_else(|_| error.to_string(), |details| details.variant.name.to_string())
        }
        _ => error.to_string(),
    }
}

/// How many calls of a `force_batch` failed.
pub fn failed_items(events: &ExtrinsicEvents<SubstrateConfig>) -> usize {
    let failed = |event: &subxt::events::Event<'_, SubstrateConfig>| {
        (event.pallet_name(), event.event_name()) == ("Utility", "ItemFailed")
    };
    events.iter().filter(|event| event.as_ref().is_ok_and(failed)).count()
}

impl Chain {
    /// Sends one transaction and waits until it is in a block. For calls that fail when made twice: if the connection breaks it
    /// is for the caller to look whether the call took effect.
    pub async fn transact(
        &mut self,
        signer: &Account,
        build: impl Fn(&OnlineClientAtBlock<SubstrateConfig>) -> Result<Call>,
    ) -> Result<Fate> {
        let (connection, next) =
            self.run(async |connection: &Connection| Ok((connection.clone(), connection.nonces(&signer.id()).await?.0))).await?;
        let at = match connection.at_final().await {
            Ok(at) => at,
            Err(reason) => return Ok(Fate::Unknown(reason)),
        };
        let call = build(&at)?;
        let mut fates = send_all(&at, &[Signed { call, signer, nonce: next }]).await;
        Ok(fates.pop().unwrap_or_else(|| Fate::Unknown("nothing was sent".to_string())))
    }

    /// Has `funder` bring accounts that have less than half of what they should have up to that. `None` if none has. If it did not get
    /// through, somebody else may be using the account: nothing of it is under way any more.
    pub async fn top_up(&mut self, funder: &Account, wanted: &[(AccountId32, u128)]) -> Result<Option<Fate>> {
        let mut transfers = Vec::new();
        for (account, funds) in wanted {
            let balance = self.balance(account).await?;
            // An account that was endowed before and has spent since is left alone.
            if balance < funds / 2 {
                transfers.push(Transfer::new(account, funds - balance));
            }
        }
        if transfers.is_empty() {
            return Ok(None);
        }
        let fate = self.transact(funder, |at| {
            let transfers = transfers.iter().cloned();
            let calls = transfers.map(|transfer| Call::encode(at, "Balances", "transfer_keep_alive", transfer));
            Call::batch(at, "batch_all", calls.collect::<Result<_>>()?)
        });
        let fate = fate.await?;
        if matches!(fate, Fate::Failed(_) | Fate::Unknown(_)) {
            self.drain(&funder.id()).await?;
        }
        Ok(Some(fate))
    }

    /// Waits until none of an account's transactions can still reach a block, or for a minute.
    pub async fn drain(&mut self, account: &AccountId32) -> Result<()> {
        // A connection that broke must not be mistaken for a pool that is empty.
        self.check().await;
        let started = Instant::now();
        loop {
            let (next, mined) = self.run(async |connection: &Connection| connection.nonces(account).await).await?;
            if next <= mined {
                return Ok(());
            }
            if started.elapsed() > DRAIN_TIMEOUT {
                self.console().warn(format!("{} transactions are stuck in the node's pool", next - mined));
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// As [`Self::transact`], for a caller that wants nothing but success.
    pub async fn transact_or_fail(
        &mut self,
        what: &str,
        signer: &Account,
        build: impl Fn(&OnlineClientAtBlock<SubstrateConfig>) -> Result<Call>,
    ) -> Result<()> {
        match self.transact(signer, build).await? {
            Fate::Succeeded(_) => Ok(()),
            Fate::Failed(reason) => Err(Error::Chain(format!("{what}: {reason}"))),
            Fate::Unknown(reason) => {
                Err(Error::Chain(format!("{what}: it is not known whether this succeeded, run it again: {reason}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale_info::{meta_type, MetaType, PortableRegistry, Registry};
    use subxt::ext::frame_decode::extrinsics::{
        encode_v5_general_with_info_to, ExtrinsicCallInfo, ExtrinsicCallInfoArg, ExtrinsicEncodeError, ExtrinsicExtensionInfo,
        ExtrinsicExtensionInfoArg,
    };

    fn answer(code: i32, data: &str) -> UserError {
        let data = Some(serde_json::value::RawValue::from_string(format!("{data:?}")).expect("JSON"));
        UserError { code, message: "Invalid Transaction".to_string(), data }
    }

    #[test]
    fn setback_should_follow_from_the_nodes_answer() {
        let refused = Setback::Refused("Invalid Transaction (1010): Custom error: 16".to_string());
        assert_eq!(Setback::answered(&answer(1010, "Custom error: 16")), refused);
        assert!(matches!(Setback::answered(&answer(1012, "")), Setback::Refused(_)));
        for code in [1013, 1014] {
            assert!(matches!(Setback::answered(&answer(code, "")), Setback::Waiting(_)), "{code}");
        }
        for code in [1016, -32603] {
            assert!(matches!(Setback::answered(&answer(code, "")), Setback::Lost(_)), "{code}");
        }
        assert!(matches!(Setback::of(&ExtrinsicError::UnsupportedVersion), Setback::Lost(_)));
    }

    /// The bytes of a general transaction of the call 7.9 with the argument 1, 2, 3, for a chain with these extensions.
    fn general(nonce: u64, extensions: &[(&'static str, MetaType)]) -> Result<Vec<u8>, ExtrinsicEncodeError> {
        let mut registry = Registry::new();
        let unit = registry.register_type(&meta_type::<()>()).id;
        let argument = registry.register_type(&meta_type::<[u8; 3]>()).id;
        let extension_ids = extensions
            .iter()
            .map(|(name, of)| {
                let id = registry.register_type(of).id;
                ExtrinsicExtensionInfoArg { name: (*name).into(), id, implicit_id: unit }
            })
            .collect();
        let types: PortableRegistry = registry.into();
        let call = ExtrinsicCallInfo {
            pallet_index: 7,
            call_index: 9,
            pallet_name: "DeviceRegistry".into(),
            call_name: "submit_readings".into(),
            args: vec![ExtrinsicCallInfoArg { name: "readings".into(), id: argument }],
        };
        let extensions = ExtrinsicExtensionInfo { extension_ids };
        let mut out = Vec::new();
        encode_v5_general_with_info_to(&([1u8, 2, 3],), 0, &Unsigned { nonce }, &types, &call, &extensions, &mut out)?;
        Ok(out)
    }

    #[test]
    fn general_transaction_should_be_the_documented_bytes() {
        let extensions = [
            ("AuthorizeCall", meta_type::<()>()),
            ("CheckNonZeroSender", meta_type::<()>()),
            ("CheckSpecVersion", meta_type::<()>()),
            ("CheckTxVersion", meta_type::<()>()),
            ("CheckGenesis", meta_type::<()>()),
            ("CheckMortality", meta_type::<u8>()),
            ("CheckNonce", meta_type::<Compact<u32>>()),
            ("CheckWeight", meta_type::<()>()),
            ("ChargeTransactionPayment", meta_type::<Compact<u128>>()),
            ("CheckMetadataHash", meta_type::<u8>()),
            ("StorageWeightReclaim", meta_type::<()>()),
        ];
        let bytes = general(0, &extensions).expect("all of them are known");
        assert_eq!(bytes, [11 << 2, 0x45, 0, 0, 0, 0, 0, 7, 9, 1, 2, 3]);
        assert_eq!(general(1, &extensions).expect("all of them are known")[4], 1 << 2, "another attempt is other bytes");
    }

    #[test]
    fn general_transaction_should_not_be_made_when_an_extension_is_not_known() {
        let error = general(0, &[("CheckNonce", meta_type::<Compact<u32>>()), ("VerifyMultiSignature", meta_type::<u8>())]);
        assert!(error.unwrap_err().to_string().contains("VerifyMultiSignature"));
    }
}
