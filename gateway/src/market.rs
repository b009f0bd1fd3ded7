//! The energy market of a chain behind a node: its rules and zones, what was ordered, and waiting until all is settled.

use crate::{
    chain::{describe, Chain, Clock, Connection, Page, POLL},
    error::{Error, Result},
    recording::format_time,
    strategy::Bounds,
};
use serde::{Deserialize, Serialize};
use sp_core::crypto::Ss58Codec;
use sp_runtime::AccountId32;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use subxt::{dynamic, ext::scale_decode::DecodeAsType, rpcs::client::rpc_params};
use uen_primitives::{DeviceId, Period, UnixSeconds, Wh, ZoneId};

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
    /// How many sources must have named an imbalance price before their median counts.
    pub imbalance: Quorum,
}

/// Of what `uen_zones` tells about imbalance prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Quorum {
    /// How many sources.
    pub quorum: u32,
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
    pub async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::address;

    #[test]
    fn zone_should_be_read_from_what_the_node_answers() {
        let text = r#"{"zone": 1, "parent": 0, "depth": 1, "operator": "5Grw", "arbiter": "5Grw", "fee": "5000000",
            "depositPerWh": "100000000", "isOpen": true,
            "imbalance": {"sources": [], "quorum": 1, "maxAge": 0, "lowest": "0", "highest": "1"}}"#;
        let zone: Zone = serde_json::from_str(text).expect("the documented form");
        assert_eq!((zone.zone, zone.parent, zone.fee, zone.deposit_per_wh), (1, Some(0), 5_000_000, 100_000_000));
        let json = serde_json::to_value(&zone).expect("JSON");
        assert_eq!((&json["depositPerWh"], &json["imbalance"]["quorum"]), (&"100000000".into(), &1.into()));
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
