//! The energy market of a chain behind a node: its rules and zones, who can trade, placing orders, and waiting until all is settled.

use crate::{
    account::Account,
    calls::{Call, PlaceOrder},
    chain::{describe, Chain, Clock, Connection, DeviceState, Measured, Page, POLL},
    error::{Error, Result},
    keystore,
    recording::format_time,
    setup::UEN,
    strategy::{Bounds, Meter, Order},
    trade::{BatchFate, Point, TradingChain},
    transactions::{item_results, send_all, Fate, Signed},
};
use serde::{Deserialize, Serialize};
use sp_core::crypto::Ss58Codec;
use sp_runtime::AccountId32;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};
use subxt::{dynamic, ext::scale_decode::DecodeAsType, rpcs::client::rpc_params};
use uen_primitives::{Capacities, DeviceId, Period, UnixSeconds, Wh, ZoneId};

/// What a development owner is endowed with for trading: what the largest shop of the recorded week buys, and deposits.
const TRADING_FUNDS: u128 = 500 * UEN;
/// How often endowing owners is tried.
const ATTEMPTS: u32 = 5;
/// How long the chain may take to close its books after their time, in seconds of its clock.
const SETTLING_SLACK: u64 = 6 * 3_600;

/// The market's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    /// What an order must keep to.
    #[serde(skip)]
    pub bounds: Bounds,
    /// How many seconds after a period everything is settled.
    pub settlement_deadline: u64,
    /// How many seconds after that buyers may dispute.
    pub dispute_window: u64,
    /// What is held for the storage of an order.
    #[serde(serialize_with = "text")]
    pub order_deposit: u128,
}

/// A grid area, as `uen_zones` tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// Its number.
    pub zone: ZoneId,
    /// The zone that contains it.
    pub parent: Option<ZoneId>,
    /// 0 for a root.
    pub depth: u8,
    /// Receives the grid fee.
    pub operator: String,
    /// Grid fee, in planck per Wh.
    #[serde(serialize_with = "text", deserialize_with = "crate::chain::decimal")]
    pub fee: u128,
    /// What a seller holds for each Wh, in planck.
    #[serde(serialize_with = "text", deserialize_with = "crate::chain::decimal")]
    pub deposit_per_wh: u128,
}

/// Writes a number as decimal text.
pub fn text<S: serde::Serializer>(value: &impl std::fmt::Display, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// An account of the chain, whatever prefix its address has.
pub fn parse_address(text: &str) -> Result<AccountId32> {
    let parsed = AccountId32::from_ss58check_with_version(text);
    parsed.map(|(account, _)| account).map_err(|e| Error::Chain(format!("the chain's address {text:?} is not understood: {e:?}")))
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Agenda {
    finalise: Cursor,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Cursor {
    period: u32,
}

impl Chain {
    /// The market's rules; `None` if the chain has no market.
    pub async fn market_rules(&mut self) -> Result<Option<Rules>> {
        let Some(min_quantity) = self.constant::<u64>("EnergyMarket", "MinQuantity").await? else { return Ok(None) };
        let bounds = Bounds {
            min_quantity: Wh(min_quantity),
            max_price: self.market_constant("MaxPrice").await?,
            gate_closure: self.market_constant("GateClosure").await?,
            horizon: self.market_constant("Horizon").await?,
        };
        Ok(Some(Rules {
            bounds,
            settlement_deadline: self.market_constant("SettlementDeadline").await?,
            dispute_window: self.market_constant("DisputeWindow").await?,
            order_deposit: self.market_constant("OrderDeposit").await?,
        }))
    }

    async fn market_constant<T: DecodeAsType>(&mut self, name: &str) -> Result<T> {
        let value = self.constant("EnergyMarket", name).await?;
        value.ok_or_else(|| Error::Chain(format!("the chain's market is not the one that this gateway knows: it has no {name}")))
    }

    /// The zones.
    pub async fn zones(&mut self) -> Result<Vec<Zone>> {
        let mut zones = Vec::new();
        let mut cursor: Option<ZoneId> = None;
        loop {
            let page: Page<Zone, ZoneId> = self.request("uen_zones", rpc_params![cursor]).await?;
            zones.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                return Ok(zones);
            }
        }
    }

    /// For which of these periods orders were ever placed for a device.
    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
        #[derive(Deserialize)]
        struct Changes {
            changes: Vec<(String, Option<String>)>,
        }
        if periods.is_empty() {
            return Ok(BTreeSet::new());
        }
        self.run(async |connection: &Connection| {
            let at = connection.at_best().await?;
            let entry = dynamic::storage::<(u32, [u8; 32]), dynamic::Value>("EnergyMarket", "Commitments");
            let entry = at.storage().entry(entry).map_err(|e| describe(&e))?;
            let mut keys = BTreeMap::new();
            for period in periods {
                let key = entry.fetch_key((period.0, device.0 .0)).map_err(|e| describe(&e))?;
                keys.insert(format!("0x{}", hex::encode(key)), *period);
            }
            let list = keys.keys().collect::<Vec<_>>();
            let found: Vec<Changes> = connection.request("state_queryStorageAt", rpc_params![list, at.block_hash()]).await?;
            let found = found.into_iter().flat_map(|block| block.changes);
            Ok(found.filter(|(_, value)| value.is_some()).filter_map(|(key, _)| keys.get(&key).copied()).collect())
        })
        .await
    }

    /// The oldest period that is not wholly dealt with; `None` if no order was ever placed.
    async fn open_period(&mut self) -> Result<Option<Period>> {
        self.run(async |connection: &Connection| {
            let at = connection.at_best().await?;
            let entry = dynamic::storage::<(), Agenda>("EnergyMarket", "Agendas");
            let stored = at.storage().try_fetch(entry, ()).await.map_err(|e| describe(&e))?;
            let agenda = stored.map(|stored| stored.decode().map_err(|e| describe(&e))).transpose()?;
            Ok(agenda.map(|agenda| Period(agenda.finalise.period)))
        })
        .await
    }

    /// Waits until everything that was traded in the periods up to `last` is settled, and nothing of it can be disputed any more. `false`
    /// if the chain's clock stood still for too long, or the chain did not get to it.
    pub async fn wait_for_market(&mut self, last: Period, rules: &Rules) -> Result<bool> {
        let due = last.end().saturating_add(rules.settlement_deadline).saturating_add(rules.dispute_window);
        let console = self.console().clone();
        let mut standing = (Clock::default(), Instant::now());
        let mut told = false;
        let settled = loop {
            let open = self.open_period().await?;
            if open.is_none_or(|open| open > last) {
                break true;
            }
            let clock = self.clock().await?;
            if !told {
                console.start("market closing its books", 0);
                told = true;
            }
            console.progress(u64::from(open.map_or(0, |open| last.0.saturating_sub(open.0))), &left(clock.now, due));
            if standing.0 != clock {
                standing = (clock, Instant::now());
            } else if standing.1.elapsed() > self.max_wait() {
                break false;
            }
            if clock.now > due.saturating_add(SETTLING_SLACK) {
                break false;
            }
            tokio::time::sleep(POLL).await;
        };
        console.finish();
        Ok(settled)
    }
}

fn left(now: UnixSeconds, due: UnixSeconds) -> String {
    format!("quarter hours left; chain at {}, all is final at {}", format_time(now), format_time(due))
}

/// A chain behind a node, and who trades there.
pub struct NodeMarket {
    chain: Chain,
    owners: Vec<(Account, Option<String>)>,
}

impl NodeMarket {
    /// A chain and the owners of devices, each with the name of its meter if that is known.
    pub fn new(chain: Chain, owners: Vec<(Account, Option<String>)>) -> Self {
        Self { chain, owners }
    }

    /// The devices of the owners that may trade. Waits for owners that have none `if_patient`, as long as the user is willing to wait.
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

impl TradingChain for NodeMarket {
    async fn clock(&mut self) -> Result<Clock> {
        self.chain.clock().await
    }

    fn connections(&self) -> u64 {
        self.chain.connections()
    }

    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
        self.chain.measured(device, since).await
    }

    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
        self.chain.ordered(device, periods).await
    }

    async fn place(&mut self, batches: &[(usize, Vec<Order>)]) -> Result<Vec<BatchFate>> {
        let signers = batches.iter().filter_map(|(owner, _)| self.owners.get(*owner)).map(|(account, _)| account);
        let signers = signers.cloned().collect::<Vec<_>>();
        let (at, nonces) = crate::setup::prepare(&mut self.chain, &signers).await?;
        let mut list = Vec::with_capacity(batches.len());
        for (((_, orders), signer), nonce) in batches.iter().zip(&signers).zip(nonces) {
            let calls = orders.iter().map(|order| Call::encode(&at, "EnergyMarket", "place_order", PlaceOrder::from(order)));
            let call = Call::batch(&at, "force_batch", calls.collect::<Result<_>>()?)?;
            list.push(Signed { call, signer, nonce });
        }
        let fates = send_all(&at, &list).await.into_iter().zip(batches).map(|(fate, (_, orders))| match fate {
            Fate::Succeeded(events) => {
                let results = item_results(&events, &at);
                if results.len() == orders.len() {
                    BatchFate::Placed(results)
                } else {
                    BatchFate::Unknown("the chain reported on other orders than were sent".to_string())
                }
            }
            Fate::Failed(reason) => BatchFate::Failed(reason),
            Fate::Unknown(reason) => BatchFate::Unknown(reason),
        });
        Ok(fates.collect())
    }

    async fn drain(&mut self, owner: usize) -> Result<()> {
        match self.owners.get(owner) {
            Some((account, _)) => self.chain.drain(&account.id()).await,
            None => Ok(()),
        }
    }

    async fn pause(&mut self) {
        tokio::time::sleep(POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::address;
    use sp_core::H256;
    use uen_primitives::DeviceKind;

    #[test]
    fn zone_should_be_read_from_what_the_node_answers() {
        let text = r#"{"zone": 1, "parent": 0, "depth": 1, "operator": "5Grw", "arbiter": "5Grw", "fee": "5000000",
            "depositPerWh": "100000000", "isOpen": true,
            "imbalance": {"sources": [], "quorum": 1, "maxAge": 0, "lowest": "0", "highest": "1"}}"#;
        let zone: Zone = serde_json::from_str(text).expect("the documented form");
        assert_eq!((zone.zone, zone.parent, zone.fee, zone.deposit_per_wh), (1, Some(0), 5_000_000, 100_000_000));
        let json = serde_json::to_value(&zone).expect("JSON");
        assert_eq!(json["depositPerWh"], "100000000");
    }

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

    #[test]
    fn address_should_be_understood_whatever_its_prefix() {
        let account = AccountId32::new([7; 32]);
        for prefix in [42u16, 836] {
            assert_eq!(parse_address(&account.to_ss58check_with_version(prefix.into())).ok(), Some(account.clone()));
        }
        assert!(parse_address(&address(&account)[1..]).is_err());
    }
}
