//! Footprints and retirements as the chain computes them (`CarbonApi`), at named blocks, and the command that writes an auditor's report
//! of them.
//!
//! The chain keeps what meters measured for some days, and its blocks keep that for ever: each day is asked for at the latest block
//! that still has it. One block is enough while the whole span is kept.

use crate::{
    account::{address, Account},
    calls::variant,
    carbon_history::Number,
    chain::{describe, Chain, Clock, Connection, Failure},
    cli::{Footprint as Arguments, Global},
    console::Console,
    error::{Error, Outcome, Result},
    footprint_report::{AccountReport, FootprintReport},
    market::{parse_address, text},
    market_history::hexadecimal,
    recording::format_time,
};
use serde::Serialize;
use sp_core::H256;
use sp_runtime::AccountId32;
use std::rc::Rc;
use subxt::{
    client::OnlineClientAtBlock,
    config::substrate::SubstrateConfig,
    dynamic::{runtime_api_call, Value},
    ext::scale_decode::DecodeAsType,
};
use uen_primitives::{Day, Hour, UnixSeconds, HOURS_PER_DAY, HOUR_SECONDS, PERIOD_SECONDS};

/// Certificates that are asked for at once.
const PAGE: u32 = 100;
/// How long the chain keeps what was measured if it does not tell, in delivery periods.
const FALLBACK_HISTORY: u32 = 288;

/// How well something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub enum Quality {
    Measured,
    Late,
    Estimated,
    Manual,
    Missing,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Row {
    hour: u32,
    zone: u32,
    consumption: u64,
    coverable: u64,
    quality: Quality,
    location_factor: u32,
    residual_factor: u32,
    is_residual_missing: bool,
    version: Option<u32>,
    retired: u64,
    covered: u64,
    carbon_free: u64,
    emissions: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Page {
    hours: Vec<Row>,
    next: Option<u32>,
}

/// An account's footprint in an hour and zone. Energy in Wh, factors in µgCO2e/Wh, emissions in µgCO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HourFootprint {
    /// The hour.
    pub hour: u32,
    /// Grid area.
    pub zone: u32,
    /// Taken from the grid.
    pub consumption: u64,
    /// What of it was measured, and so can be covered by certificates.
    pub coverable: u64,
    /// The worst quality of what that was computed from.
    pub quality: Quality,
    /// Location factor.
    pub location_factor: u32,
    /// Residual factor; that of the location where there is none.
    pub residual_factor: u32,
    /// Whether the location factor stands in for the residual one.
    pub is_residual_missing: bool,
    /// Version of the factors; `None` if the zone's fallback stands in.
    pub version: Option<u32>,
    /// Retired for the account.
    pub retired: u64,
    /// Of the consumption, covered by that.
    pub covered: u64,
    /// Of the consumption, covered by certificates without direct emissions.
    pub carbon_free: u64,
    /// What the grid emitted for the consumption.
    #[serde(serialize_with = "text")]
    pub location_based: u128,
    /// What remains when claimed certificates are taken into account.
    #[serde(serialize_with = "text")]
    pub market_based: u128,
}

/// Sums of a footprint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// Taken from the grid.
    pub consumption: u64,
    /// Covered by retired certificates of the same hour and zone.
    pub covered: u64,
    /// Covered by those without direct emissions.
    pub carbon_free: u64,
    /// Location-based, in µgCO2e.
    #[serde(serialize_with = "text")]
    pub location_based: u128,
    /// Market-based, in µgCO2e.
    #[serde(serialize_with = "text")]
    pub market_based: u128,
}

impl Sums {
    /// With others.
    pub fn plus(self, other: &Self) -> Self {
        Self {
            consumption: self.consumption + other.consumption,
            covered: self.covered + other.covered,
            carbon_free: self.carbon_free + other.carbon_free,
            location_based: self.location_based + other.location_based,
            market_based: self.market_based + other.market_based,
        }
    }

    /// The carbon-free share of what was taken from the grid, in ppm.
    pub fn carbon_free_ppm(&self) -> u128 {
        (u128::from(self.carbon_free) * 1_000_000).checked_div(u128::from(self.consumption)).unwrap_or_default()
    }
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    #[serde(serialize_with = "debug")]
    pub hash: H256,
    /// Its time.
    pub time: UnixSeconds,
}

fn debug<S: serde::Serializer>(hash: &H256, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{hash:?}"))
}

/// Hours, and the block at which they are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// First hour.
    pub from: u32,
    /// Last hour.
    pub to: u32,
    /// The block.
    pub block: Block,
}

/// An account's footprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// By hour and zone, in order.
    pub hours: Vec<HourFootprint>,
    /// At which blocks the chain said so.
    pub blocks: Vec<Segment>,
}

impl Footprint {
    /// All hours together.
    pub fn sums(&self) -> Sums {
        let of = |hour: &HourFootprint| Sums {
            consumption: hour.consumption,
            covered: hour.covered,
            carbon_free: hour.carbon_free,
            location_based: hour.location_based,
            market_based: hour.market_based,
        };
        self.hours.iter().fold(Sums::default(), |all, hour| all.plus(&of(hour)))
    }
}

/// A retirement, as an auditor needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retired {
    /// The slice.
    pub id: Number,
    /// `wh` or `kgCo2e`.
    pub unit: String,
    /// The device; `None` for credits.
    #[serde(serialize_with = "optional_hexadecimal")]
    pub device: Option<[u8; 32]>,
    /// First delivery period.
    pub first_period: Option<u32>,
    /// Last delivery period.
    pub last_period: Option<u32>,
    /// Grid area of production.
    pub zone: u32,
    /// Direct emissions, in µgCO2e/Wh.
    pub emission_factor: u32,
    /// First unit of the issuance's range.
    pub first: u64,
    /// Last unit.
    pub last: u64,
    /// How many units.
    pub quantity: u64,
    /// Whose consumption is covered.
    pub beneficiary: String,
    /// `consumption`, `charging`, `compliance`, `compensation` or `storage`.
    pub purpose: String,
    /// First day of the reporting period.
    pub reported_from: u32,
    /// Last day of the reporting period.
    pub reported_to: u32,
    /// Salted hash of who the beneficiary is.
    #[serde(serialize_with = "hexadecimal")]
    pub commitment: [u8; 32],
    /// When it was retired.
    pub at: UnixSeconds,
    /// The version of the factors that was the latest.
    pub factors: Option<u32>,
}

fn optional_hexadecimal<S: serde::Serializer>(bytes: &Option<[u8; 32]>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    match bytes {
        Some(bytes) => hexadecimal(bytes, serializer),
        None => serializer.serialize_none(),
    }
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Certificates {
    items: Vec<Certificate>,
    next: Option<Number>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Certificate {
    id: Number,
    first: u64,
    last: u64,
    unit: String,
    retirement: Option<Retirement>,
    issuance: Issuance,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Retirement {
    beneficiary: [u8; 32],
    commitment: [u8; 32],
    purpose: String,
    from: u32,
    to: u32,
    at: u64,
    factors: Option<u32>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Issuance {
    device: Option<[u8; 32]>,
    first_period: Option<u32>,
    last_period: Option<u32>,
    zone: u32,
    emission_factor: u32,
}

impl Certificate {
    fn retired(self) -> Option<Retired> {
        let Self { id, first, last, unit, retirement, issuance } = self;
        let retirement = retirement?;
        Some(Retired {
            id,
            unit,
            device: issuance.device,
            first_period: issuance.first_period,
            last_period: issuance.last_period,
            zone: issuance.zone,
            emission_factor: issuance.emission_factor,
            first,
            last,
            quantity: last.saturating_sub(first).saturating_add(1),
            beneficiary: address(&AccountId32::new(retirement.beneficiary)),
            purpose: retirement.purpose,
            reported_from: retirement.from,
            reported_to: retirement.to,
            commitment: retirement.commitment,
            at: retirement.at,
            factors: retirement.factors,
        })
    }
}

/// A version of the factors of a zone and day.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct FactorSet {
    /// The zone.
    pub zone: u32,
    /// The day.
    pub day: u32,
    /// The version.
    pub version: u32,
    /// Location factor and residual factor of each hour.
    pub factors: Vec<(u32, Option<u32>)>,
    /// Hash of the sources' hashes.
    #[serde(serialize_with = "hexadecimal")]
    pub source_hash: [u8; 32],
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct FactorSets {
    items: Vec<FactorSet>,
    next: Option<u32>,
}

type AtBlock = OnlineClientAtBlock<SubstrateConfig>;

/// The rows of a footprint by one method, in order.
async fn rows(
    at: &AtBlock,
    account: [u8; 32],
    (from, to): (u32, u32),
    method: &str,
    version: Option<u32>,
) -> std::result::Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let mut cursor: Option<u32> = None;
    loop {
        let arguments = (account, from, to, variant(method), version, cursor);
        type Asked = ([u8; 32], u32, u32, Value, Option<u32>, Option<u32>);
        let call = runtime_api_call::<Asked, Page>("CarbonApi", "footprint", arguments);
        let page = at.runtime_apis().call(call).await.map_err(|e| describe(&e))?;
        rows.extend(page.hours);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(rows),
        }
    }
}

/// An account's footprint in the hours from one to another, by both methods, at a block.
pub async fn footprint_at(
    at: &AtBlock,
    account: [u8; 32],
    hours: (u32, u32),
    version: Option<u32>,
) -> std::result::Result<Vec<HourFootprint>, Failure> {
    let by_location = rows(at, account, hours, "Location", version).await?;
    let by_market = rows(at, account, hours, "Market", version).await?;
    if !by_location.iter().map(|row| (row.hour, row.zone)).eq(by_market.iter().map(|row| (row.hour, row.zone))) {
        return Err("CarbonApi.footprint: the two methods are of different hours".to_string());
    }
    let both = by_location.into_iter().zip(by_market);
    Ok(both
        .map(|(location, market)| HourFootprint {
            hour: location.hour,
            zone: location.zone,
            consumption: location.consumption,
            coverable: location.coverable,
            quality: location.quality,
            location_factor: location.location_factor,
            residual_factor: location.residual_factor,
            is_residual_missing: location.is_residual_missing,
            version: location.version,
            retired: location.retired,
            covered: location.covered,
            carbon_free: location.carbon_free,
            location_based: location.emissions,
            market_based: market.emissions,
        })
        .collect())
}

/// The days of a span: first and last hour of each.
fn days_of(from: Hour, to: Hour) -> Vec<(Hour, Hour)> {
    let of_day = |day: Day| {
        let first = day.0.saturating_mul(HOURS_PER_DAY);
        (Hour(first.max(from.0)), Hour(first.saturating_add(HOURS_PER_DAY - 1).min(to.0)))
    };
    (from.day().0..=to.day().0).map(Day).map(of_day).filter(|(first, last)| first <= last).collect()
}

impl Chain {
    /// Whether the chain keeps carbon accounts.
    pub async fn has_carbon(&mut self) -> Result<bool> {
        Ok(self.constant::<u128>("Carbon", "SliceDeposit").await?.is_some())
    }

    /// A block by its hash; the best one without.
    pub async fn block(&mut self, hash: Option<H256>) -> Result<Block> {
        let best = self.clock().await?.block;
        self.run(async |connection: &Connection| {
            let hash = match hash {
                Some(hash) => hash,
                None => connection.hash_of(best).await?,
            };
            let Clock { block, now } = connection.number_and_time(hash).await?;
            Ok(Block { number: block, hash, time: now })
        })
        .await
    }

    /// The blocks at which the chain tells of the hours from one to another: `block`, and for what it does not keep any more, unless it
    /// is to be `strict`, the latest that does.
    pub async fn segments(&mut self, (from, to): (Hour, Hour), block: &Block, is_strict: bool) -> Result<Vec<Segment>> {
        let kept: u32 = self.constant("DeviceRegistry", "HistoryPeriods").await?.unwrap_or(FALLBACK_HISTORY);
        let kept = u64::from(kept).saturating_mul(PERIOD_SECONDS);
        let mut segments: Vec<Segment> = Vec::new();
        for (first, last) in days_of(from, to) {
            let until = first.start().saturating_add(kept);
            let of_day = if block.time < until {
                block.clone()
            } else if is_strict {
                return Err(Error::Input(format!(
                    "block {} is of {}, and the chain keeps what meters measured for {} hours: it does not tell of {} any more. Give an \
                     earlier --at, or none to have each day looked at in the latest block that has it",
                    block.number,
                    format_time(block.time),
                    kept / HOUR_SECONDS,
                    format_time(first.start()),
                )));
            } else {
                let number = self.first_block(until, block.number).await?.saturating_sub(1);
                if number == 0 {
                    return Err(Error::Input(format!("the chain began after {}: it cannot tell", format_time(last.end()))));
                }
                let hash = self.run(async |connection: &Connection| connection.hash_of(number).await).await?;
                self.block(Some(hash)).await?
            };
            if of_day.time < last.end() {
                return Err(Error::Input(format!(
                    "block {} is of {}: the chain cannot tell yet of the time up to {}",
                    of_day.number,
                    format_time(of_day.time),
                    format_time(last.end()),
                )));
            }
            match segments.last_mut().filter(|segment| segment.block == of_day) {
                Some(segment) => segment.to = last.0,
                None => segments.push(Segment { from: first.0, to: last.0, block: of_day }),
            }
        }
        Ok(segments)
    }

    /// An account's footprint in these hours, by both methods. Factors no later than `version`, if that is given.
    pub async fn footprint(&mut self, account: &AccountId32, segments: &[Segment], version: Option<u32>) -> Result<Footprint> {
        let mut footprint = Footprint { hours: Vec::new(), blocks: segments.to_vec() };
        for Segment { from, to, block } in segments {
            let hours = self.run(async |connection: &Connection| {
                let at = connection.at_hash(block.hash).await?;
                footprint_at(&at, *account.as_ref(), (*from, *to), version).await
            });
            footprint.hours.extend(hours.await?);
        }
        Ok(footprint)
    }

    /// What was retired for an account, by number.
    pub async fn retirements(&mut self, account: &AccountId32, block: H256) -> Result<Vec<Retired>> {
        let id: [u8; 32] = *account.as_ref();
        let mut found = Vec::new();
        let mut cursor: Option<Number> = None;
        loop {
            let page = self.run(async |connection: &Connection| {
                let at = connection.at_hash(block).await?;
                let after = match cursor {
                    Some(Number { issuance, slice }) => Value::unnamed_variant(
                        "Some",
                        [Value::named_composite([
                            ("issuance", Value::u128(issuance.into())),
                            ("slice", Value::u128(slice.into())),
                        ])],
                    ),
                    None => variant("None"),
                };
                type Asked = ([u8; 32], Value, u32);
                let call = runtime_api_call::<Asked, Certificates>("CarbonApi", "retirements", (id, after, PAGE));
                at.runtime_apis().call(call).await.map_err(|e| describe(&e))
            });
            let Certificates { items, next } = page.await?;
            found.extend(items.into_iter().filter_map(Certificate::retired));
            cursor = next;
            if cursor.is_none() {
                found.sort_by_key(|retired| retired.id);
                return Ok(found);
            }
        }
    }

    /// All versions of the factors of a zone on the days from one to another.
    pub async fn factor_sets(&mut self, zone: u32, days: (Day, Day), block: H256) -> Result<Vec<FactorSet>> {
        let mut found = Vec::new();
        let mut cursor: Option<u32> = None;
        loop {
            let page = self.run(async |connection: &Connection| {
                let at = connection.at_hash(block).await?;
                type Asked = (u32, u32, u32, Option<u32>);
                let arguments = (zone, days.0 .0, days.1 .0, cursor);
                let call = runtime_api_call::<Asked, FactorSets>("CarbonApi", "emission_factors", arguments);
                at.runtime_apis().call(call).await.map_err(|e| describe(&e))
            });
            let FactorSets { items, next } = page.await?;
            found.extend(items);
            cursor = next;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }
}

/// The accounts that the report is of, each with what it is called.
fn accounts(arguments: &Arguments) -> Result<Vec<(String, AccountId32)>> {
    match &arguments.account {
        Some(text) => {
            let account = parse_address(text)
                .map_err(|_| Error::Argument(format!("--account {text:?} is not an address of an account")))?;
            Ok(vec![(text.clone(), account)])
        }
        None => {
            let owner = |name: &String| Ok((name.clone(), Account::development(&format!("//{name}"))?.id()));
            arguments.owner.iter().map(owner).collect()
        }
    }
}

/// The hours of the span: whole ones, in order.
fn span(arguments: &Arguments) -> Result<(Hour, Hour)> {
    let (from, to) = (arguments.from, arguments.to);
    if let Some(bad) = [from, to].into_iter().find(|at| at % HOUR_SECONDS != 0) {
        return Err(Error::Argument(format!(
            "{} is not on a full hour: emissions are accounted for by the hour",
            format_time(bad)
        )));
    }
    if from >= to {
        return Err(Error::Argument(format!("the span from {} to {} is empty", format_time(from), format_time(to))));
    }
    Ok((Hour::of(from), Hour::of(to - 1)))
}

/// Runs the command.
pub async fn run(arguments: &Arguments, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let (accounts, hours) = (accounts(arguments)?, span(arguments)?);
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    if !chain.has_carbon().await? {
        return Err(Error::Chain("this chain keeps no carbon accounts".to_string()));
    }
    let block = chain.block(arguments.at).await?;
    let segments = chain.segments(hours, &block, arguments.at.is_some()).await?;
    let mut report = FootprintReport {
        genesis: chain.genesis(),
        block: block.clone(),
        from: arguments.from,
        to: arguments.to,
        version: arguments.version,
        accounts: Vec::new(),
    };
    for (name, account) in accounts {
        let footprint = chain.footprint(&account, &segments, arguments.version).await?;
        let retirements = chain.retirements(&account, block.hash).await?;
        if footprint.hours.is_empty() && retirements.is_empty() && chain.devices_of(&account).await?.is_empty() {
            return Err(Error::Input(format!(
                "{name}: the chain knows no device of this account, and nothing was retired for it"
            )));
        }
        report.accounts.push(AccountReport::new(name, address(&account), footprint, retirements, hours));
    }
    report.write(&arguments.out)?;
    console.result(&report.result(&arguments.out), &report.text(&arguments.out));
    Ok(Outcome::Complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_should_be_looked_at_day_by_day() {
        let days = days_of(Hour(30), Hour(75));
        assert_eq!(days, [(Hour(30), Hour(47)), (Hour(48), Hour(71)), (Hour(72), Hour(75))]);
        assert_eq!(days_of(Hour(25), Hour(25)), [(Hour(25), Hour(25))]);
        assert_eq!(days_of(Hour(25), Hour(24)), []);
    }

    #[test]
    fn carbon_free_share_should_be_vector_c6s() {
        let sums = Sums { consumption: 3_200, carbon_free: 1_700, ..Sums::default() };
        assert_eq!(sums.carbon_free_ppm(), 531_250);
        assert_eq!(Sums::default().carbon_free_ppm(), 0);
    }

    fn arguments(from: UnixSeconds, to: UnixSeconds) -> Arguments {
        Arguments {
            account: None,
            owner: vec!["home-00".to_string()],
            from,
            to,
            out: std::path::PathBuf::new(),
            at: None,
            version: None,
        }
    }

    #[test]
    fn span_should_be_of_whole_hours() {
        assert_eq!(span(&arguments(3_600, 10_800)).ok(), Some((Hour(1), Hour(2))));
        assert!(span(&arguments(3_600, 3_600)).is_err());
        assert!(span(&arguments(7_200, 3_600)).is_err());
        assert!(span(&arguments(3_600, 5_400)).expect_err("refused").to_string().contains("full hour"));
    }

    #[test]
    fn accounts_should_be_development_owners_or_an_address() {
        let owner = Account::development("//home-00").expect("an account").id();
        assert_eq!(accounts(&arguments(0, 1)).ok(), Some(vec![("home-00".to_string(), owner.clone())]));
        let text = address(&owner);
        let by_address = Arguments { account: Some(text.clone()), owner: Vec::new(), ..arguments(0, 1) };
        assert_eq!(accounts(&by_address).ok(), Some(vec![(text, owner)]));
        let wrong = Arguments { account: Some("5Grw".to_string()), ..by_address };
        assert!(matches!(accounts(&wrong), Err(Error::Argument(_))));
    }
}
