//! What a replay leaves behind: energy by meter, UEN by era, and what is left to be mined. As a table, as JSON, and as a file that
//! an independent program can check to the planck.

use crate::{
    carbon_history::CarbonReport,
    market::{Rules, Zone},
    market_history::History,
    market_report::MarketReport,
    mining::{Claimed, Era, MiningStatus, Reward},
    staking::{Staking, StakingExport},
};
use serde::Serialize;
use serde_json::{json, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use uen_primitives::{DeviceId, Flags, Reading, Registers};

/// One UEN, in planck.
const UEN: u128 = 1_000_000_000_000;
/// With more eras than this the columns would not fit a terminal.
const MOST_ERA_COLUMNS: usize = 9;

/// What a meter measured, and how its readings fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeterReport {
    /// Its name.
    pub meter: String,
    /// Its identifier.
    pub device: DeviceId,
    /// Its owner's address; empty if it is not registered.
    pub owner: String,
    /// Generated, in Wh.
    pub generated: u64,
    /// Given to the grid.
    pub exported: u64,
    /// Taken from the grid.
    pub imported: u64,
    /// Readings that the chain accepted.
    pub accepted: u64,
    /// Readings that it rejected.
    pub rejected: u64,
}

impl MeterReport {
    /// Adds up accepted readings, which are in order of time, from the one on that opened the registers last. Where they fall another meter
    /// begins, with registers that were at zero.
    pub fn measured(&mut self, accepted: &[Reading]) {
        self.accepted = u64::try_from(accepted.len()).unwrap_or(u64::MAX);
        let opening = accepted.iter().rposition(|reading| reading.flags.contains(Flags::OPENING)).unwrap_or_default();
        let registers = accepted.iter().skip(opening).map(|reading| reading.registers);
        let energy = registers.clone().zip(registers.skip(1)).map(|(one, next)| next.since(&one).unwrap_or(next));
        let sum = energy.fold(Registers::default(), |sum, energy| sum.checked_add(&energy).unwrap_or(sum));
        (self.generated, self.exported, self.imported) = (sum.generation.0, sum.export.0, sum.import.0);
    }

    /// What was used behind the meter: taken from the grid, plus generated, less given to the grid.
    pub fn used(&self) -> u64 {
        self.imported.saturating_add(self.generated).saturating_sub(self.exported)
    }
}

/// What the chain says of its market.
#[derive(Clone, Debug)]
pub struct Market {
    /// Its rules.
    pub rules: Rules,
    /// The zones, as they are at the end.
    pub zones: Vec<Zone>,
    /// What happened.
    pub history: History,
    /// The same, added up.
    pub report: MarketReport,
}

/// The report.
#[derive(Clone, Debug)]
pub struct Report {
    /// By meter.
    pub meters: Vec<MeterReport>,
    /// By owner: what was mined in which era.
    pub rewards: BTreeMap<String, Vec<Reward>>,
    /// Closed eras.
    pub eras: Vec<Era>,
    /// Where mining stands.
    pub status: MiningStatus,
    /// Rewards that were claimed, if that was asked for.
    pub claimed: Option<Claimed>,
    /// Faults in the input.
    pub faults: usize,
    /// Genesis hash of the chain, 0x-hex.
    pub genesis: String,
    /// The market, if the chain has one and anybody traded.
    pub market: Option<Market>,
    /// Certificates and footprints, if the chain has any.
    pub carbon: Option<CarbonReport>,
    /// Staking, if the chain has it.
    pub staking: Option<Staking>,
}

/// The market's part of what is written for whoever wants to recompute it.
#[derive(Serialize)]
struct MarketExport<'a> {
    rules: &'a Rules,
    zones: &'a [Zone],
    devices: BTreeMap<String, Value>,
    #[serde(flatten)]
    history: &'a History,
}

/// What is written for whoever wants to recompute it. Its events are too many for a [`Value`].
#[derive(Serialize)]
struct Export<'a> {
    genesis: &'a str,
    status: Value,
    eras: Vec<Value>,
    rewards: serde_json::Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    market: Option<MarketExport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    staking: Option<StakingExport<'a>>,
}

/// Planck as UEN, with the given number of decimals; what is beyond is cut off.
pub fn format_uen(planck: u128, decimals: u32) -> String {
    let decimals = decimals.min(12);
    let cut = 10u128.pow(12 - decimals);
    let fraction = (planck % UEN) / cut;
    match usize::try_from(decimals) {
        Ok(width) if width > 0 => format!("{}.{fraction:0width$}", planck / UEN),
        _ => (planck / UEN).to_string(),
    }
}

impl Report {
    /// What an owner mined, by era.
    fn mined(&self, owner: &str) -> BTreeMap<u32, u128> {
        let rewards = self.rewards.get(owner).into_iter().flatten();
        rewards.filter_map(|reward| Some((reward.era, reward.reward?))).collect()
    }

    /// The names of an owner's meters.
    fn meters_of(&self, owner: &str) -> Vec<&str> {
        self.meters.iter().filter(|meter| meter.owner == owner).map(|meter| meter.meter.as_str()).collect()
    }

    fn rejected(&self) -> u64 {
        self.meters.iter().map(|meter| meter.rejected).sum()
    }

    /// As a table.
    pub fn table(&self) -> String {
        let eras: BTreeSet<u32> = self.rewards.keys().flat_map(|owner| self.mined(owner).into_keys()).collect();
        let columns = if eras.len() <= MOST_ERA_COLUMNS { eras.iter().copied().collect() } else { Vec::new() };
        let mut rows = Vec::new();
        let mut header = ["meter", "generated Wh", "exported Wh", "used Wh"].map(str::to_string).to_vec();
        header.extend(columns.iter().map(|era| format!("era {era}")));
        header.push("UEN mined".to_string());
        rows.push(header);
        // An owner's UEN stand beside the first of its meters.
        let mut first_meters: BTreeMap<&str, &str> = BTreeMap::new();
        for meter in &self.meters {
            let mut row = vec![meter.meter.clone()];
            row.extend([meter.generated, meter.exported, meter.used()].map(|wh| wh.to_string()));
            let first = *first_meters.entry(&meter.owner).or_insert(&meter.meter);
            if first == meter.meter {
                let mined = self.mined(&meter.owner);
                row.extend(columns.iter().map(|era| format_uen(mined.get(era).copied().unwrap_or_default(), 3)));
                row.push(format_uen(mined.values().sum(), 3));
            } else {
                row.extend(columns.iter().map(|_| String::new()));
                row.push(format!("({first})"));
            }
            rows.push(row);
        }
        let sum = |wh: fn(&MeterReport) -> u64| self.meters.iter().map(|m| u128::from(wh(m))).sum::<u128>().to_string();
        let mut total = vec!["all".to_string(), sum(|m| m.generated), sum(|m| m.exported), sum(MeterReport::used)];
        let owners = || first_meters.keys().map(|owner| self.mined(owner));
        for era in &columns {
            total.push(format_uen(owners().map(|mined| mined.get(era).copied().unwrap_or_default()).sum(), 3));
        }
        total.push(format_uen(owners().map(|mined| mined.values().sum::<u128>()).sum(), 3));
        rows.push(total);
        let market = self.market.as_ref().map(|market| format!("\n\n{}", market.report.table())).unwrap_or_default();
        let carbon = self.carbon.as_ref().map(|carbon| format!("\n\n{}", carbon.table())).unwrap_or_default();
        format!("{}\n{}{market}{carbon}", align(&rows), self.summary())
    }

    fn summary(&self) -> String {
        let MiningStatus { remaining, reserved, paid, .. } = &self.status;
        let mut text = format!(
            "Left of the 540 million UEN: {} (reserved for miners and pots {}, paid to miners and stakers {}).\n",
            format_uen(*remaining, 6),
            format_uen(*reserved, 6),
            format_uen(*paid, 6)
        );
        if let Some(Claimed { paid, failed }) = self.claimed {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "Claimed {paid} reward{}{}.", plural(paid), failures(failed));
        }
        if let Some(staking) = &self.staking {
            let _ = writeln!(text, "{}", staking.summary());
        }
        let accepted = self.meters.iter().map(|meter| meter.accepted).sum::<u64>();
        let _ = write!(
            text,
            "{accepted} readings accepted, {} rejected; {} fault{} in the input.",
            self.rejected(),
            self.faults,
            plural(self.faults)
        );
        text
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let meters = self.meters.iter().map(|meter| {
            json!({
                "meter": meter.meter,
                "device": meter.device,
                "owner": meter.owner,
                "generatedWh": meter.generated,
                "exportedWh": meter.exported,
                "importedWh": meter.imported,
                "usedWh": meter.used(),
                "accepted": meter.accepted,
                "rejected": meter.rejected,
            })
        });
        let owners = self.rewards.keys().map(|owner| {
            let mined = self.mined(owner);
            let by_era: BTreeMap<String, String> = mined.iter().map(|(era, p)| (era.to_string(), p.to_string())).collect();
            json!({
                "owner": owner,
                "meters": self.meters_of(owner),
                "minedByEra": by_era,
                "mined": mined.values().sum::<u128>().to_string(),
            })
        });
        json!({
            "event": "result",
            "command": "replay",
            "meters": meters.collect::<Vec<_>>(),
            "owners": owners.collect::<Vec<_>>(),
            "mining": self.status_json(),
            "market": self.market.as_ref().map(|market| market.report.json()),
            "carbon": self.carbon.as_ref().map(CarbonReport::json),
            "staking": self.staking.as_ref().map(Staking::json),
            "claimed": self.claimed,
            "accepted": self.meters.iter().map(|meter| meter.accepted).sum::<u64>(),
            "rejected": self.rejected(),
            "faults": self.faults,
        })
    }

    fn status_json(&self) -> Value {
        json!({
            "firstDay": self.status.first_day,
            "nextToClose": self.status.next_to_close,
            "remaining": self.status.remaining.to_string(),
            "reserved": self.status.reserved.to_string(),
            "paid": self.status.paid.to_string(),
        })
    }

    /// Writes what the chain says of mining, of its market and of staking, for whoever wants to recompute it.
    pub fn write_export(&self, file: impl std::io::Write) -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(file);
        serde_json::to_writer(&mut file, &self.export())?;
        std::io::Write::flush(&mut file)
    }

    fn export(&self) -> Export<'_> {
        let eras = self.eras.iter().map(|era| {
            json!({
                "era": era.era,
                "day": era.day,
                "weightedEnergy": era.weighted_energy.to_string(),
                "spend": era.spend.to_string(),
            })
        });
        let rewards = self.rewards.iter().map(|(owner, rewards)| {
            let items = rewards.iter().map(|reward| {
                json!({
                    "era": reward.era,
                    "weightedEnergy": reward.weighted_energy.to_string(),
                    "reward": reward.reward.map(|amount| amount.to_string()),
                    "claimed": reward.claimed,
                })
            });
            let of_owner = json!({ "meters": self.meters_of(owner), "items": items.collect::<Vec<_>>() });
            (owner.clone(), of_owner)
        });
        let device =
            |meter: &MeterReport| (format!("{:?}", meter.device.0), json!({ "meter": meter.meter, "owner": meter.owner }));
        let market = self.market.as_ref().map(|market| MarketExport {
            rules: &market.rules,
            zones: &market.zones,
            devices: self.meters.iter().map(device).collect(),
            history: &market.history,
        });
        let (eras, rewards) = (eras.collect(), rewards.collect());
        let staking = self.staking.as_ref().and_then(Staking::export);
        Export { genesis: &self.genesis, status: self.status_json(), eras, rewards, market, staking }
    }
}

/// Wh as kWh, with one decimal; what is beyond is cut off.
pub fn format_kwh(wh: u64) -> String {
    format!("{}.{}", wh / 1000, wh % 1000 / 100)
}

/// What follows a noun that is counted.
pub fn plural(count: usize) -> &'static str {
    if count == 1 {
        ""
    } else {
        "s"
    }
}

fn failures(count: usize) -> String {
    if count == 0 {
        String::new()
    } else {
        format!(", {count} could not be claimed")
    }
}

/// Rows as text: the first column to the left, the others to the right, lines below the header and above the last row.
pub fn align(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths = (0..columns).map(|column| width(column).unwrap_or_default()).collect::<Vec<_>>();
    let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1));
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 1 || index + 1 == rows.len() {
            text.push_str(&rule);
            text.push('\n');
        }
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mining::Pots, staking::StakingStatus};
    use sp_core::H256;
    use uen_primitives::{Medium, Wh};

    fn reward(era: u32, reward: Option<u128>) -> Reward {
        Reward { era, weighted_energy: 500, reward, claimed: false }
    }

    fn mining() -> MiningStatus {
        let (remaining, reserved) = (539 * UEN, UEN);
        MiningStatus { first_day: Some(16_965), next_to_close: 2, remaining, reserved, paid: 0, pots: Pots::default() }
    }

    fn report() -> Report {
        let meter = |name: &str, owner: &str, generated| MeterReport {
            meter: name.to_string(),
            owner: owner.to_string(),
            generated,
            exported: generated / 2,
            imported: 100,
            accepted: 3,
            ..Default::default()
        };
        Report {
            meters: vec![meter("home-00", "5A", 1000), meter("home-01", "5B", 0), meter("shed", "5A", 10)],
            rewards: BTreeMap::from([
                ("5A".to_string(), vec![reward(0, Some(UEN + 234_567_000_000)), reward(1, Some(2 * UEN)), reward(2, None)]),
                ("5B".to_string(), vec![]),
            ]),
            eras: vec![Era { era: 0, day: 16_965, weighted_energy: 500, spend: 3 * UEN }],
            status: mining(),
            claimed: None,
            faults: 1,
            genesis: "0x00".to_string(),
            market: None,
            carbon: None,
            staking: None,
        }
    }

    #[test]
    fn amount_should_be_cut_to_its_decimals() {
        assert_eq!(format_uen(1_234_567_890_123, 3), "1.234");
        assert_eq!(format_uen(7, 12), "0.000000000007");
        assert_eq!(format_uen(1_999_999_999_999, 0), "1");
        assert_eq!(format_uen(540_000_000 * UEN, 6), "540000000.000000");
    }

    #[test]
    fn energy_should_be_counted_between_the_first_and_the_last_accepted_reading() {
        let reading = |counter, import, export, generation| Reading {
            device: DeviceId(H256::zero()),
            counter,
            start: 0,
            end: 0,
            medium: Medium::Electricity,
            registers: Registers { import: Wh(import), export: Wh(export), generation: Wh(generation) },
            flags: Flags::NONE,
        };
        let mut meter = MeterReport::default();
        meter.measured(&[reading(1, 100, 50, 70), reading(2, 101, 50, 75), reading(3, 110, 60, 90)]);
        assert_eq!((meter.imported, meter.exported, meter.generated, meter.used(), meter.accepted), (10, 10, 20, 20, 3));
        let mut reopened = MeterReport::default();
        let opening = Reading { flags: Flags::OPENING, ..reading(2, 100, 50, 70) };
        reopened.measured(&[reading(1, 0, 0, 0), opening, reading(3, 110, 60, 90)]);
        assert_eq!((reopened.imported, reopened.accepted), (10, 3), "the leap of an opening is no energy");
        let mut replaced = MeterReport::default();
        replaced.measured(&[reading(1, 100, 50, 70), reading(2, 101, 50, 75), reading(3, 9, 0, 4), reading(4, 10, 1, 4)]);
        assert_eq!((replaced.imported, replaced.exported, replaced.generated), (1 + 9 + 1, 1, 5 + 4));
        let mut empty = MeterReport::default();
        empty.measured(&[]);
        assert_eq!(empty, MeterReport::default());
    }

    #[test]
    fn table_should_show_energy_eras_totals_and_what_is_left() {
        let table = report().table();
        let lines = table.lines().collect::<Vec<_>>();
        assert_eq!(lines[0], "meter    generated Wh  exported Wh  used Wh  era 0  era 1  UEN mined");
        assert_eq!(lines[2], "home-00          1000          500      600  1.234  2.000      3.234");
        assert_eq!(lines[3], "home-01             0            0      100  0.000  0.000      0.000");
        assert!(lines[4].starts_with("shed") && lines[4].ends_with("(home-00)"), "{table}");
        assert_eq!(lines[6], "all              1010          505      805  1.234  2.000      3.234");
        assert!(table.contains("Left of the 540 million UEN: 539.000000"), "{table}");
        assert!(table.contains("9 readings accepted, 0 rejected; 1 fault in the input."), "{table}");
    }

    #[test]
    fn json_should_have_amounts_as_decimal_text() {
        let json = report().json();
        assert_eq!(json["owners"][0]["minedByEra"]["0"], "1234567000000");
        assert_eq!(json["owners"][0]["mined"], "3234567000000");
        assert_eq!(json["owners"][0]["meters"], json!(["home-00", "shed"]));
        assert_eq!(json["meters"][1]["usedWh"], 100);
        assert_eq!(json["mining"]["remaining"], (539 * UEN).to_string());
    }

    #[test]
    fn export_should_list_rewards_by_owner_with_their_meters() {
        let mut written = Vec::new();
        report().write_export(&mut written).expect("memory");
        let export: Value = serde_json::from_slice(&written).expect("JSON");
        assert_eq!(export["market"], Value::Null);
        assert_eq!(export["eras"][0]["spend"], (3 * UEN).to_string());
        assert_eq!(export["rewards"]["5A"]["meters"], json!(["home-00", "shed"]));
        assert_eq!(export["rewards"]["5A"]["items"][0]["reward"], "1234567000000");
        assert_eq!(export["rewards"]["5A"]["items"][2]["reward"], Value::Null);
        assert_eq!(export["rewards"]["5B"]["items"], json!([]));
    }

    #[test]
    fn carbon_should_be_shown_when_there_is_any() {
        assert!(!report().table().contains("carbon-free"));
        assert_eq!(report().json()["carbon"], Value::Null);
        let report = Report { carbon: Some(CarbonReport::default()), ..report() };
        assert!(report.table().contains("kg CO2e location-based"), "{}", report.table());
        assert_eq!(report.json()["carbon"]["all"]["retiredWh"], 0);
    }

    #[test]
    fn staking_should_be_shown_and_exported_when_the_chain_has_it() {
        assert!(!report().table().contains("validators"));
        assert_eq!(report().json()["staking"], Value::Null);
        let status = StakingStatus { candidates: 4, session_members: 3, total_stake: 7 * UEN, ..StakingStatus::default() };
        let staking = Staking { block: 9, status, mining: mining(), events: Some((1, Vec::new())) };
        let report = Report { staking: Some(staking), ..report() };
        assert!(report.table().contains("3 validators in session, of 4 candidates; 7.000 UEN staked."), "{}", report.table());
        assert_eq!(report.json()["staking"]["sessionMembers"], 3);
        let mut written = Vec::new();
        report.write_export(&mut written).expect("memory");
        let staking = &serde_json::from_slice::<Value>(&written).expect("JSON")["staking"];
        assert_eq!((&staking["from"], &staking["to"]), (&json!("1"), &json!("9")));
        assert_eq!(staking["mining"]["remaining"], (539 * UEN).to_string());
    }

    #[test]
    fn market_should_be_shown_and_exported_when_there_is_one() {
        use crate::{
            market_history::{MarketEvent, Recorded},
            strategy::Bounds,
        };
        use uen_primitives::Wh;
        let bounds = Bounds { min_quantity: Wh(1), max_price: 1, gate_closure: 300, horizon: 1 };
        let rules = Rules { bounds, settlement_deadline: 86_400, dispute_window: 43_200, order_deposit: 5 };
        let operator = "5A".to_string();
        let zones = vec![Zone {
            zone: 0,
            parent: None,
            depth: 0,
            operator,
            fee: 7,
            deposit_per_wh: 8,
            imbalance: crate::market::Quorum { quorum: 2 },
        }];
        let events = vec![Recorded { block: 3, event: MarketEvent::OrderCancelled { order: 9 } }];
        let market = MarketReport { tariff: 300_000_000, ..MarketReport::default() };
        let history = History { events, ..History::default() };
        let report = Report { market: Some(Market { rules, zones, history, report: market }), ..report() };
        assert!(report.table().contains("At a grid tariff of 0.3000 UEN/kWh"), "{}", report.table());
        assert_eq!(report.json()["market"]["all"]["orders"], 0);
        let mut written = Vec::new();
        report.write_export(&mut written).expect("memory");
        let market = &serde_json::from_slice::<Value>(&written).expect("JSON")["market"];
        assert_eq!(market["events"], json!([{"block": "3", "event": "OrderCancelled", "order": "9"}]));
        assert_eq!(market["zones"][0]["fee"], "7");
        assert_eq!(market["rules"], json!({"settlementDeadline": 86400, "disputeWindow": 43200, "orderDeposit": "5"}));
        assert_eq!(market["devices"].as_object().map(serde_json::Map::len), Some(1), "the meters of this test share one");
    }
}
