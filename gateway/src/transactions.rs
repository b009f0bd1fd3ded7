//! Transactions: signed with explicit nonces, watched until they are in a block, and read for what they did.

use crate::{
    account::Account,
    calls::{Call, Transfer},
    chain::{describe, Chain, Connection, Failure, POLL},
    error::{Error, Result},
};
use sp_runtime::AccountId32;
use std::time::{Duration, Instant};
use subxt::{
    client::{OnlineClientAtBlock, OnlineClientAtBlockImpl},
    config::{substrate::SubstrateConfig, DefaultExtrinsicParamsBuilder},
    dynamic::Value,
    error::{DispatchError, TransactionEventsError},
    ext::{
        scale_decode::DecodeAsType,
        scale_value::{Composite, Primitive, ValueDef},
    },
    extrinsics::ExtrinsicEvents,
    transactions::{TransactionInBlock, TransactionProgress, TransactionStatus},
};
use uen_primitives::DeviceId;

/// Blocks after which a transaction that was not included never will be, so that sending its readings again is safe.
const LIFETIME_BLOCKS: u64 = 64;
/// How long to wait for the node's pool to lose an account's transactions before looking what became of them.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(60);
/// How long inclusion may take before the transaction is given up and its fate looked up.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(30);

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

async fn send(at: &OnlineClientAtBlock<SubstrateConfig>, tx: &Signed<'_>) -> std::result::Result<Progress, Failure> {
    let params = DefaultExtrinsicParamsBuilder::new().nonce(tx.nonce).mortal(LIFETIME_BLOCKS).build();
    let signed = at.transactions().create_signed(&tx.call, tx.signer, params).await.map_err(|e| describe(&e))?;
    signed.submit_and_watch().await.map_err(|e| describe(&e))
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

async fn fate(progress: Progress) -> Fate {
    let block = match tokio::time::timeout(INCLUSION_TIMEOUT, inclusion(progress)).await {
        Ok(Ok(block)) => block,
        Ok(Err(reason)) => return Fate::Unknown(reason),
        Err(_) => return Fate::Unknown("the transaction is in no block yet".to_string()),
    };
    match block.wait_for_success().await {
        Ok(events) => Fate::Succeeded(Box::new(events)),
        Err(TransactionEventsError::ExtrinsicFailed(reason)) => Fate::Failed(reason.to_string()),
        Err(e) => Fate::Unknown(describe(&e)),
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

/// What the chain said of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingResult {
    /// Its device.
    pub device: DeviceId,
    /// Its counter.
    pub counter: u64,
    /// Why it was rejected; `None` if it was accepted.
    pub rejected: Option<String>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Accepted {
    device: [u8; 32],
    counter: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Rejected {
    device: [u8; 32],
    counter: u64,
    reason: Value,
}

/// The reading results among a transaction's events.
pub fn reading_results(events: &ExtrinsicEvents<SubstrateConfig>) -> std::result::Result<Vec<ReadingResult>, Failure> {
    let mut results = Vec::new();
    for event in events.iter() {
        let event = event.map_err(|e| describe(&e))?;
        match (event.pallet_name(), event.event_name()) {
            ("DeviceRegistry", "ReadingAccepted") => {
                let fields: Accepted = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
                let device = DeviceId(sp_core::H256(fields.device));
                results.push(ReadingResult { device, counter: fields.counter, rejected: None });
            }
            ("DeviceRegistry", "ReadingRejected") => {
                let fields: Rejected = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
                let device = DeviceId(sp_core::H256(fields.device));
                results.push(ReadingResult { device, counter: fields.counter, rejected: Some(name_of(&fields.reason)) });
            }
            _ => {}
        }
    }
    Ok(results)
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

/// A reason as its name in the runtime: `TooOld`, `CertificateExpired(Metrology)`.
pub fn name_of<T>(value: &Value<T>) -> String {
    let list = |values: &Composite<T>| values.values().map(name_of).collect::<Vec<_>>().join(", ");
    match &value.value {
        ValueDef::Variant(variant) if variant.values.is_empty() => variant.name.clone(),
        ValueDef::Variant(variant) => format!("{}({})", variant.name, list(&variant.values)),
        ValueDef::Composite(values) => list(values),
        ValueDef::Primitive(Primitive::U128(number)) => number.to_string(),
        ValueDef::Primitive(Primitive::I128(number)) => number.to_string(),
        ValueDef::Primitive(Primitive::Bool(value)) => value.to_string(),
        ValueDef::Primitive(Primitive::String(text)) => text.clone(),
        ValueDef::Primitive(Primitive::Char(character)) => character.to_string(),
        ValueDef::Primitive(Primitive::U256(bytes) | Primitive::I256(bytes)) => format!("0x{}", hex::encode(bytes)),
        ValueDef::BitSequence(_) => "bits".to_string(),
    }
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
            Fate::Unknown(reason) => Err(Error::Chain(format!("{what}: it is not known whether this succeeded: {reason}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_should_be_named_as_in_the_runtime() {
        assert_eq!(name_of(&Value::unnamed_variant("TooOld", [])), "TooOld");
        let nested = Value::unnamed_variant("CertificateExpired", [Value::unnamed_variant("Metrology", [])]);
        assert_eq!(name_of(&nested), "CertificateExpired(Metrology)");
        assert_eq!(name_of(&Value::u128(7)), "7");
    }
}
