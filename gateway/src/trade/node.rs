//! The market of a chain behind a node, as the trader and the courier use it.

use super::{
    courier::{Found, Ledger, Outcome, Sight},
    journal::{Block, Transaction},
    trader::{Point, TradingChain},
};
use crate::{
    account::Account,
    calls::{Call, PlaceOrder},
    chain::{describe, Chain, Clock, Connection, DeviceState, Failure, Measured, POLL},
    error::{Error, Result},
    keystore,
    setup::UEN,
    strategy::{Meter, Order},
    transactions::{failure, item_results, sign, submit, Fate, Setback, Signed, LIFETIME_BLOCKS},
};
use serde::Deserialize;
use sp_core::H256;
use sp_runtime::AccountId32;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};
use subxt::{rpcs::client::rpc_params, utils};
use uen_primitives::{Capacities, DeviceId, Period, UnixSeconds};

/// What a development owner is endowed with for trading: what the largest shop of the recorded week buys, and deposits.
const TRADING_FUNDS: u128 = 500 * UEN;
/// How often endowing owners is tried.
const ATTEMPTS: u32 = 5;

/// A chain behind a node, and who trades there.
pub struct NodeMarket {
    chain: Chain,
    owners: Vec<(Account, Option<String>)>,
    is_alone: bool,
}

impl NodeMarket {
    /// A chain and the owners of devices, each with the name of its meter if that is known.
    pub async fn new(mut chain: Chain, owners: Vec<(Account, Option<String>)>) -> Result<Self> {
        let kind: serde_json::Value = chain.request("system_chainType", rpc_params![]).await?;
        Ok(Self { chain, owners, is_alone: kind == "Development" })
    }

    fn account(&self, owner: usize) -> Result<Account> {
        let account = self.owners.get(owner).map(|(account, _)| account.clone());
        account.ok_or_else(|| Error::Argument(format!("there is no owner number {owner}")))
    }

    /// The devices of the owners that may trade. Waits for owners that have none if `is_patient`, as long as the user is willing to wait.
    pub async fn find_points(&mut self, keystore: &Path, is_patient: bool) -> Result<Vec<Point>> {
        let names: BTreeMap<DeviceId, String> = keystore::list(keystore)
            .map(|(entries, _)| entries.into_iter().map(|entry| (entry.device_id, entry.name)).collect())
            .unwrap_or_default();
        let console = self.chain.console().clone();
        let started = Instant::now();
        let mut found: BTreeMap<DeviceId, Point> = BTreeMap::new();
        let mut missing = (0..self.owners.len()).collect::<BTreeSet<_>>();
        console.start("owners with devices that may trade", u64::try_from(self.owners.len()).unwrap_or(u64::MAX));
        loop {
            for owner in missing.clone() {
                let Some((account, name)) = self.owners.get(owner) else { continue };
                let (account, name) = (account.id(), name.clone());
                for id in self.chain.devices_of(&account).await? {
                    let Some(state) = self.chain.device(id).await? else { continue };
                    let name = name.clone().or_else(|| names.get(&id).cloned()).unwrap_or_else(|| format!("{:?}", id.0));
                    if let Some(meter) = tradeable(id, name, &state) {
                        found.insert(id, Point::new(meter, owner));
                        missing.remove(&owner);
                    }
                }
            }
            console.progress(u64::try_from(self.owners.len() - missing.len()).unwrap_or(u64::MAX), "");
            if missing.is_empty() || !is_patient || started.elapsed() > self.chain.max_wait() {
                break;
            }
            tokio::time::sleep(POLL).await;
        }
        console.finish();
        for (account, name) in missing.iter().filter_map(|owner| self.owners.get(*owner)) {
            let name = name.clone().unwrap_or_else(|| account.address());
            console.warn(format!("{name}: there is no device that may trade"));
        }
        if found.is_empty() {
            return Err(Error::Input("there is no device that may trade: it must be certified and authorised to".to_string()));
        }
        Ok(found.into_values().collect())
    }

    /// Endows development owners with what trading takes.
    pub async fn endow(&mut self) -> Result<()> {
        let funder = Account::development("")?;
        let wanted = self.owners.iter().map(|(owner, _)| (owner.id(), TRADING_FUNDS)).collect::<Vec<_>>();
        let mut reason = String::new();
        for _ in 0..ATTEMPTS {
            match self.chain.top_up(&funder, &wanted).await? {
                None => return Ok(()),
                Some(Fate::Succeeded(_)) => (),
                Some(Fate::Failed(failure) | Fate::Unknown(failure)) => reason = failure,
            }
        }
        Err(Error::Chain(format!("the owners could not be endowed for trading: {reason}")))
    }
}

/// A device as a meter that trades, if it may.
fn tradeable(device: DeviceId, name: String, state: &DeviceState) -> Option<Meter> {
    let is_ready = matches!(state.status.as_str(), "certified" | "active");
    let may_trade = state.permissions.iter().any(|permission| permission == "trade");
    let Capacities { load_w: load_capacity_w, export_w: export_capacity_w, .. } = state.capacities;
    let kind = state.kind.filter(|_| is_ready && may_trade)?;
    Some(Meter { name, device, kind, load_capacity_w, export_capacity_w })
}

/// The next nonce of an account after a block.
async fn nonce_at(connection: &Connection, account: &AccountId32, block: utils::H256) -> std::result::Result<u64, Failure> {
    let id: &[u8; 32] = account.as_ref();
    let params = rpc_params!["AccountNonceApi_account_nonce", format!("0x{}", hex::encode(id)), block];
    let text: String = connection.request("state_call", params).await?;
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|e| format!("AccountNonceApi_account_nonce: {e}"))?;
    // Four bytes as a rule, the least significant one first.
    if bytes.is_empty() || bytes.len() > 8 {
        return Err(format!("AccountNonceApi_account_nonce: {text} is no nonce"));
    }
    Ok(bytes.iter().rev().fold(0, |nonce, byte| (nonce << 8) | u64::from(*byte)))
}

/// The block with this number, and the extrinsics in it as hexadecimal text; `None` if the node does not have them.
async fn body(connection: &Connection, number: u64) -> std::result::Result<Option<(H256, Vec<String>)>, Failure> {
    #[derive(Deserialize)]
    struct SignedBlock {
        block: Body,
    }
    #[derive(Deserialize)]
    struct Body {
        extrinsics: Vec<String>,
    }
    let hash: Option<H256> = connection.request("chain_getBlockHash", rpc_params![number]).await?;
    let Some(hash) = hash else { return Ok(None) };
    let found: Option<SignedBlock> = connection.request("chain_getBlock", rpc_params![hash]).await?;
    Ok(found.map(|found| (hash, found.block.extrinsics)))
}

/// What a transaction did in the block with this hash.
async fn outcome(connection: &Connection, block: H256, transaction: &Transaction) -> std::result::Result<Outcome, Failure> {
    let at = connection.at_hash(block).await?;
    let extrinsics = at.extrinsics().fetch().await.map_err(|e| describe(&e))?;
    let own = extrinsics.iter().filter_map(|extrinsic| extrinsic.ok()).find(|own| own.hash().0 == transaction.hash.0);
    let own = own.ok_or_else(|| "the node tells of a block without the transaction in it".to_string())?;
    let events = own.events().await.map_err(|e| describe(&e))?;
    if let Some(reason) = failure(&events, &at) {
        return Ok(Outcome::Failed(reason));
    }
    let results = item_results(&events, &at);
    if results.len() != transaction.orders.len() {
        return Err("the chain reported on other orders than were sent".to_string());
    }
    Ok(Outcome::Judged(results))
}

impl Ledger for NodeMarket {
    fn connections(&self) -> u64 {
        self.chain.connections()
    }

    fn is_alone(&self) -> bool {
        self.is_alone
    }

    async fn sight(&mut self, owner: usize, transaction: &Transaction) -> Result<Sight> {
        let (account, birth) = (self.account(owner)?.id(), transaction.birth.number);
        self.chain
            .run(async |connection: &Connection| {
                let finalised: utils::H256 = connection.request("chain_getFinalizedHead", rpc_params![]).await?;
                let best: utils::H256 = connection.request("chain_getBlockHash", rpc_params![]).await?;
                Ok(Sight {
                    finalised: connection.number(Some(finalised)).await?,
                    finalised_nonce: nonce_at(connection, &account, finalised).await?,
                    best: connection.number(Some(best)).await?,
                    best_nonce: nonce_at(connection, &account, best).await?,
                    birth: connection.request("chain_getBlockHash", rpc_params![birth]).await?,
                })
            })
            .await
    }

    async fn find(&mut self, transaction: &Transaction, last: u64) -> Result<Found> {
        let (first, last) = (transaction.birth.number.saturating_add(1), last.min(transaction.death.saturating_sub(1)));
        let text = format!("0x{}", hex::encode(&transaction.bytes));
        self.chain
            .run(async |connection: &Connection| {
                for number in first..=last {
                    let Some((hash, extrinsics)) = body(connection, number).await? else {
                        return Ok(Found::Unclear(format!("the node does not have the block {number}")));
                    };
                    if extrinsics.contains(&text) {
                        // A node that forgot the block's state cannot tell its events.
                        return Ok(Found::Here(outcome(connection, hash, transaction).await.unwrap_or_else(Outcome::Untold)));
                    }
                }
                Ok(Found::Nowhere)
            })
            .await
    }

    async fn sign(&mut self, owner: usize, orders: &[Order]) -> Result<Transaction> {
        let signer = self.account(owner)?;
        let (at, nonces) = crate::setup::prepare(&mut self.chain, std::slice::from_ref(&signer)).await?;
        let nonce = nonces.into_iter().next().ok_or_else(|| Error::Chain("the node tells no nonce".to_string()))?;
        let calls = orders.iter().map(|order| Call::encode(&at, "EnergyMarket", "place_order", PlaceOrder::from(order)));
        let call = Call::batch(&at, "force_batch", calls.collect::<Result<_>>()?)?;
        let birth = Block { number: at.block_number(), hash: H256(at.block_hash().0) };
        let ready = sign(&at, &Signed { call, signer: &signer, nonce }).await.map_err(Error::Chain)?;
        Ok(Transaction::new(nonce, birth, LIFETIME_BLOCKS, ready.into_encoded(), orders.to_vec()))
    }

    async fn send(&mut self, transaction: &Transaction) -> Result<Option<String>> {
        match self.chain.run(async |connection: &Connection| submit(connection, &transaction.bytes).await).await {
            Ok(Ok(())) => Ok(None),
            // The node has it, or another one with its nonce.
            Ok(Err(Setback::Waiting(_))) => Ok(None),
            Ok(Err(Setback::Refused(reason) | Setback::Lost(reason))) | Err(Error::Chain(reason)) => Ok(Some(reason)),
            Err(error) => Err(error),
        }
    }
}

impl TradingChain for NodeMarket {
    async fn clock(&mut self) -> Result<Clock> {
        self.chain.clock().await
    }

    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
        self.chain.measured(device, since).await
    }

    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
        self.chain.ordered(device, periods).await
    }

    async fn pause(&mut self) {
        tokio::time::sleep(POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::H256;
    use uen_primitives::DeviceKind;

    #[test]
    fn device_should_trade_when_it_is_certified_and_authorised_to() {
        let state = |status: &str, permissions: &[&str]| DeviceState {
            status: status.to_string(),
            kind: Some(DeviceKind::Solar),
            permissions: permissions.iter().map(ToString::to_string).collect(),
            ..Default::default()
        };
        let trades = |state: &DeviceState| tradeable(DeviceId(H256::zero()), "a".to_string(), state).is_some();
        assert!(trades(&state("active", &["monitor", "trade"])));
        assert!(trades(&state("certified", &["trade"])));
        assert!(!trades(&state("active", &["monitor", "mine"])));
        assert!(!trades(&state("suspended", &["trade"])));
    }
}
