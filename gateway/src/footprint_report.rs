//! An auditor's report of footprints: two tables and a document that holds everything. Pure but for writing the files.

use crate::{
    carbon_history::format_kg,
    error::{Error, Result},
    footprint::{Block, Footprint, Quality, Retired, Sums},
    recording::format_time,
    report::{align, format_kwh},
};
use serde::Serialize;
use serde_json::{json, Value};
use sp_core::H256;
use std::path::Path;
use uen_primitives::{Day, Hour, Period, UnixSeconds};

/// How the figures are computed, for the document.
const FORMULAE: [(&str, &str); 6] = [
    ("coverable", "what of the consumption was measured"),
    ("covered", "min(retired, coverable): retirements for the account, of the same hour and zone"),
    ("carbonFree", "min(covered, retired of certificates without direct emissions): these cover first"),
    (
        "certificateEmissions",
        "ceil(Σ retired × the certificate's emission factor × (covered − carbonFree) / retired of those with emissions)",
    ),
    ("locationBased", "consumption × location factor"),
    ("marketBased", "(consumption − covered) × residual factor + certificateEmissions"),
];
/// What the figures are in, for the document.
const UNITS: [(&str, &str); 3] = [("energy", "Wh"), ("factors", "µgCO2e/Wh (= mg/kWh)"), ("emissions", "µgCO2e")];

/// The files of a report.
const FILES: [&str; 3] = ["footprint.csv", "retirements.csv", "footprint.json"];

/// The report on an account.
#[derive(Clone, Debug)]
pub struct AccountReport {
    name: String,
    address: String,
    footprint: Footprint,
    retirements: Vec<Retired>,
}

impl AccountReport {
    /// Of an account's footprint and its retirements, of which those count that were produced in `hours`; of credits, those that were
    /// retired then.
    pub fn new(name: String, address: String, footprint: Footprint, mut retirements: Vec<Retired>, hours: (Hour, Hour)) -> Self {
        let hour = |retired: &Retired| retired.first_period.map_or(Hour::of(retired.at), |period| Period(period).hour());
        retirements.retain(|retired| (hours.0..=hours.1).contains(&hour(retired)));
        Self { name, address, footprint, retirements }
    }

    /// Retirements that came after the block at which their hour was asked: the chain forgets readings before claims can no longer be made.
    fn late_retirements(&self) -> usize {
        let is_late = |retired: &&Retired| {
            let hour = retired.first_period.map(|period| Period(period).hour().0);
            hour.is_some_and(|hour| {
                self.footprint.blocks.iter().any(|asked| (asked.from..=asked.to).contains(&hour) && retired.at > asked.block.time)
            })
        };
        self.retirements.iter().filter(is_late).count()
    }
}

/// The report.
#[derive(Clone, Debug)]
pub struct FootprintReport {
    /// The chain's first block.
    pub genesis: H256,
    /// The block at which the chain was asked.
    pub block: Block,
    /// Start of the span.
    pub from: UnixSeconds,
    /// End of the span.
    pub to: UnixSeconds,
    /// The latest version of the factors that counts; `None` for all.
    pub version: Option<u32>,
    /// By account.
    pub accounts: Vec<AccountReport>,
}

/// A table as CSV. Writing to memory does not fail.
fn csv_of(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let broken = |e: &dyn std::fmt::Display| Error::Input(format!("the table cannot be written: {e}"));
    writer.write_record(header).map_err(|e| broken(&e))?;
    for row in rows {
        writer.write_record(&row).map_err(|e| broken(&e))?;
    }
    writer.into_inner().map_err(|e| broken(&e))
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A value as it is in JSON, without quotes.
fn plain(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}

impl FootprintReport {
    /// Everybody's hours.
    pub fn sums(&self) -> Sums {
        self.accounts.iter().fold(Sums::default(), |all, account| all.plus(&account.footprint.sums()))
    }

    /// `footprint.csv`: a row an hour and zone.
    fn hours(&self) -> Result<Vec<u8>> {
        let header = [
            "account",
            "hour_utc",
            "zone",
            "consumption_wh",
            "coverable_wh",
            "quality",
            "location_factor_ug_per_wh",
            "residual_factor_ug_per_wh",
            "residual_missing",
            "factor_version",
            "retired_wh",
            "covered_wh",
            "carbon_free_wh",
            "location_based_ug",
            "market_based_ug",
            "block",
        ];
        let row = |account: &AccountReport, hour: &crate::footprint::HourFootprint| {
            let block = account.footprint.blocks.iter().find(|segment| (segment.from..=segment.to).contains(&hour.hour));
            vec![
                account.name.clone(),
                format_time(Hour(hour.hour).start()),
                hour.zone.to_string(),
                hour.consumption.to_string(),
                hour.coverable.to_string(),
                plain(&hour.quality),
                hour.location_factor.to_string(),
                hour.residual_factor.to_string(),
                hour.is_residual_missing.to_string(),
                or_empty(hour.version),
                hour.retired.to_string(),
                hour.covered.to_string(),
                hour.carbon_free.to_string(),
                hour.location_based.to_string(),
                hour.market_based.to_string(),
                or_empty(block.map(|segment| segment.block.number)),
            ]
        };
        csv_of(&header, self.accounts.iter().flat_map(|account| account.footprint.hours.iter().map(|hour| row(account, hour))))
    }

    /// `retirements.csv`: a row a retirement.
    fn retirements(&self) -> Result<Vec<u8>> {
        let header = [
            "id",
            "device",
            "first_period_utc",
            "end_utc",
            "zone",
            "quantity",
            "unit",
            "first_unit",
            "last_unit",
            "emission_factor_ug_per_wh",
            "beneficiary",
            "purpose",
            "reported_from",
            "reported_to",
            "commitment",
            "retired_at_utc",
            "factor_version",
        ];
        let day = |day: u32| format_time(Day(day).start()).chars().take(10).collect::<String>();
        let row = |retired: &Retired| {
            vec![
                retired.id.to_string(),
                or_empty(retired.device.map(|device| format!("0x{}", hex::encode(device)))),
                or_empty(retired.first_period.map(|period| format_time(Period(period).start()))),
                or_empty(retired.last_period.map(|period| format_time(Period(period).end()))),
                retired.zone.to_string(),
                retired.quantity.to_string(),
                retired.unit.clone(),
                retired.first.to_string(),
                retired.last.to_string(),
                retired.emission_factor.to_string(),
                retired.beneficiary.clone(),
                retired.purpose.clone(),
                day(retired.reported_from),
                day(retired.reported_to),
                format!("0x{}", hex::encode(retired.commitment)),
                format_time(retired.at),
                or_empty(retired.factors),
            ]
        };
        csv_of(&header, self.accounts.iter().flat_map(|account| account.retirements.iter().map(row)))
    }

    /// `footprint.json`: everything.
    fn document(&self) -> Value {
        let account = |account: &AccountReport| {
            json!({
                "name": account.name,
                "address": account.address,
                "blocks": account.footprint.blocks,
                "hours": account.footprint.hours,
                "retirements": account.retirements,
                "sums": account.footprint.sums(),
            })
        };
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| (key.to_string(), json!(value))).collect::<serde_json::Map<_, _>>()
        };
        json!({
            "genesis": format!("{:?}", self.genesis),
            "block": self.block,
            "from": format_time(self.from),
            "to": format_time(self.to),
            "factorVersion": self.version,
            "units": map(&UNITS),
            "formulae": map(&FORMULAE),
            "accounts": self.accounts.iter().map(account).collect::<Vec<_>>(),
            "sums": self.sums(),
        })
    }

    /// Writes the files into a folder, which is made if it is not there.
    pub fn write(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        let document = format!("{:#}\n", self.document()).into_bytes();
        for (name, content) in FILES.into_iter().zip([self.hours()?, self.retirements()?, document]) {
            let path = folder.join(name);
            std::fs::write(&path, content).map_err(Error::file(&path))?;
        }
        Ok(())
    }

    /// What the command answers to machines.
    pub fn result(&self, folder: &Path) -> Value {
        json!({
            "event": "result",
            "command": "footprint",
            "block": self.block,
            "accounts": self.accounts.iter().map(|account| json!({
                "name": account.name,
                "address": account.address,
                "sums": account.footprint.sums(),
                "retirements": account.retirements.len(),
            })).collect::<Vec<_>>(),
            "sums": self.sums(),
            "files": FILES.map(|name| folder.join(name).display().to_string()),
        })
    }

    /// What the command answers to people.
    pub fn text(&self, folder: &Path) -> String {
        let header =
            ["account", "from grid kWh", "covered kWh", "carbon-free ppm", "kg by location", "kg by market", "retirements"];
        let row = |name: &str, sums: &Sums, retirements: usize| {
            vec![
                name.to_string(),
                format_kwh(sums.consumption),
                format_kwh(sums.covered),
                sums.carbon_free_ppm().to_string(),
                format_kg(sums.location_based, 6),
                format_kg(sums.market_based, 6),
                retirements.to_string(),
            ]
        };
        let mut rows = vec![header.map(str::to_string).to_vec()];
        rows.extend(self.accounts.iter().map(|account| row(&account.name, &account.footprint.sums(), account.retirements.len())));
        rows.push(row("all", &self.sums(), self.accounts.iter().map(|account| account.retirements.len()).sum()));
        let missing = self.accounts.iter().flat_map(|account| &account.footprint.hours);
        let (hours, fallback) = missing.fold((0u64, 0u64), |(residual, fallback), hour| {
            (residual + u64::from(hour.is_residual_missing), fallback + u64::from(hour.version.is_none()))
        });
        let mut text = format!(
            "CO2e from {} to {}, asked at block {} ({:?}).\n\n{}",
            format_time(self.from),
            format_time(self.to),
            self.block.number,
            self.block.hash,
            align(&rows)
        );
        if hours > 0 {
            text.push_str(&format!("\n{hours} hours without residual factor: the location factor stands in."));
        }
        if fallback > 0 {
            text.push_str(&format!("\n{fallback} hours without published factors: the zone's fallback stands in."));
        }
        let unknown = self.accounts.iter().flat_map(|account| &account.footprint.hours);
        let unknown = unknown.filter(|hour| hour.quality == Quality::Missing).count();
        if unknown > 0 {
            text.push_str(&format!("\n{unknown} hours lack readings: what is not known is not counted."));
        }
        let late = self.accounts.iter().map(AccountReport::late_retirements).sum::<usize>();
        if late > 0 {
            text.push_str(&format!(
                "\n{late} retirements were made after the block at which their hour was asked, the last one that still has it: they are in {} \
                 and not in the figures.",
                FILES[1]
            ));
        }
        text.push_str(&format!("\nWritten to {}: {}.", folder.display(), FILES.join(", ")));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        carbon_history::Number,
        footprint::{HourFootprint, Segment},
    };

    const FROM: u32 = 407_160;

    fn hour(hour: u32, consumption: u64, retired: u64) -> HourFootprint {
        let covered = retired.min(consumption);
        HourFootprint {
            hour,
            zone: 1,
            consumption,
            coverable: consumption,
            quality: Quality::Measured,
            location_factor: 420_000,
            residual_factor: 520_000,
            is_residual_missing: false,
            version: Some(2),
            retired,
            covered,
            carbon_free: covered,
            location_based: u128::from(consumption) * 420_000,
            market_based: u128::from(consumption - covered) * 520_000,
        }
    }

    fn retired(slice: u32, period: Option<u32>, at: u64) -> Retired {
        Retired {
            id: Number { issuance: 7, slice },
            unit: "wh".to_string(),
            device: period.map(|_| [9; 32]),
            first_period: period,
            last_period: period,
            zone: 1,
            emission_factor: 0,
            first: 1,
            last: 600,
            quantity: 600,
            beneficiary: "5Grw".to_string(),
            purpose: "consumption".to_string(),
            reported_from: 16_965,
            reported_to: 16_971,
            commitment: [3; 32],
            at,
            factors: Some(2),
        }
    }

    fn report() -> FootprintReport {
        let hours = (Hour(FROM), Hour(FROM + 1));
        let block = Block { number: 9, hash: H256([8; 32]), time: hours.1.end() };
        let segment = Segment { from: FROM, to: FROM + 1, block: block.clone() };
        let footprint = Footprint { hours: vec![hour(FROM, 500, 600), hour(FROM + 1, 800, 0)], blocks: vec![segment] };
        let retirements = vec![
            retired(1, Some(FROM * 4), 0),
            retired(2, Some(FROM * 4 + 8), 0),
            retired(3, None, hours.0.start()),
            retired(4, None, 5),
        ];
        let account = AccountReport::new("home-00".to_string(), "5Grw".to_string(), footprint, retirements, hours);
        FootprintReport {
            genesis: H256([1; 32]),
            block,
            from: hours.0.start(),
            to: hours.1.end(),
            version: None,
            accounts: vec![account],
        }
    }

    fn text(bytes: Result<Vec<u8>>) -> String {
        String::from_utf8(bytes.expect("a table")).expect("UTF-8")
    }

    #[test]
    fn table_of_hours_should_hold_every_figure_and_its_block() {
        let table = text(report().hours());
        let lines = table.lines().collect::<Vec<_>>();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
        assert_eq!(lines[1], "home-00,2016-06-13T00:00:00Z,1,500,500,measured,420000,520000,false,2,600,500,500,210000000,0,9");
    }

    #[test]
    fn table_of_retirements_should_hold_those_of_the_span() {
        let table = text(report().retirements());
        let lines = table.lines().collect::<Vec<_>>();
        assert_eq!(lines.len(), 3, "one was produced later, one credit retired before: {table}");
        assert!(lines[1].starts_with("7-1,0x0909"), "{table}");
        assert!(
            lines[1].contains(
                ",2016-06-13T00:00:00Z,2016-06-13T00:15:00Z,1,600,wh,1,600,0,5Grw,consumption,2016-06-13,2016-06-19,0x0303"
            ),
            "{table}"
        );
        assert!(lines[2].starts_with("7-3,,,,"), "{table}");
    }

    #[test]
    fn document_should_name_chain_blocks_units_and_formulae() {
        let document = report().document();
        assert_eq!(document["genesis"], format!("0x{}", "01".repeat(32)));
        assert_eq!(document["block"]["hash"], format!("0x{}", "08".repeat(32)));
        assert_eq!(document["sums"]["locationBased"], "546000000");
        assert_eq!(document["accounts"][0]["hours"][1]["marketBased"], "416000000");
        assert_eq!(document["accounts"][0]["retirements"][0]["id"], "7-1");
        assert_eq!(document["units"]["energy"], "Wh");
        assert!(document["formulae"]["marketBased"].as_str().is_some_and(|formula| formula.contains("residual")));
    }

    #[test]
    fn files_should_be_written_into_a_folder_that_is_made() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let folder = dir.path().join("new");
        report().write(&folder).expect("written");
        for name in FILES {
            assert!(folder.join(name).metadata().is_ok_and(|file| file.len() > 0), "{name}");
        }
        assert!(matches!(report().write(&folder.join("footprint.csv")), Err(Error::File { .. })));
    }

    #[test]
    fn text_should_have_both_methods_in_kg_and_say_what_stands_in() {
        let mut report = report();
        let shown = report.text(Path::new("out"));
        assert!(shown.contains("0.546000"), "{shown}");
        assert!(shown.contains("0.416000"), "{shown}");
        assert!(shown.contains("block 9"), "{shown}");
        assert!(!shown.contains("stands in"), "{shown}");
        for hour in &mut report.accounts[0].footprint.hours {
            (hour.version, hour.is_residual_missing) = (None, true);
        }
        let shown = report.text(Path::new("out"));
        assert!(shown.contains("2 hours without residual factor"), "{shown}");
        assert!(shown.contains("2 hours without published factors"), "{shown}");
    }
}
