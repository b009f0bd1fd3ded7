//! Certificates of a chain behind a node: who has them, what the chain says of a day, and doing something about it.
//!
//! Owners are those of a development chain. An agent, `//Alice//carbon`, acts for all of them as their proxy (`Proxy.proxy`): `trade`
//! signs for the same owners at the same time, and two programs that both count an account's nonces would get in each other's way.

use crate::{
    account::Account,
    calls::Call,
    carbon::{CertificateChain, Sent},
    carbon_calls::{Accept, AddProxy, Issue, Offer, Retire, SubmitFactors},
    carbon_history::{CarbonReport, Recorded, Source},
    carbon_strategy::{DayState, Generator, Issuance, Slice, SliceState, Step, Use, ZoneFactors},
    chain::{Chain, Clock, Connection, Failure, POLL},
    emission_factors::FactorFile,
    error::{Error, Result},
    footprint::{footprint_at, Block, FactorSet, Footprint, Segment},
    market::parse_address,
    market_history::hexadecimal,
    recording::{format_time, Meter},
    setup::{prepare, UEN},
    transactions::{item_results, send_all, send_in_order, Fate, Signed},
};
use serde::Serialize;
use serde_json::{json, Value as Json};
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    AccountId32,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use subxt::{
    client::OnlineClientAtBlock,
    config::substrate::SubstrateConfig,
    dynamic::{At, Value},
    ext::{scale_decode::DecodeAsType, scale_value::ValueDef},
};
use uen_primitives::{CertificateId, Day, DeviceId, Hour, Period, ZoneId, HOURS_PER_DAY, PERIODS_PER_DAY};

/// What the agent is endowed with, for fees.
const AGENT_FUNDS: u128 = 10_000 * UEN;
/// What an owner is endowed with, for the deposits of certificates and to buy some.
const OWNER_FUNDS: u128 = 60 * UEN;
/// How often endowing, and appointing the agent, is tried.
const ATTEMPTS: u32 = 10;
/// Most calls in a transaction, and most transactions that are sent at once.
const CALLS_PER_BATCH: usize = 20;
const BATCHES_AT_ONCE: usize = 6;

/// What the command was given.
pub struct Keys {
    /// Who says what the factors are.
    pub sources: Vec<Account>,
    /// What they say.
    pub factors: FactorFile,
    /// Salt of the commitments.
    pub salt: String,
    /// The reporting period: the first and the last day.
    pub days: (Day, Day),
}

struct Owner {
    name: String,
    account: Account,
    id: AccountId32,
}

/// A chain behind a node, the owners of its devices, and their agent.
pub struct NodeCertificates {
    chain: Chain,
    owners: Vec<Owner>,
    /// Position of each owner by account.
    places: BTreeMap<[u8; 32], usize>,
    devices: BTreeMap<DeviceId, usize>,
    generators: Vec<Generator>,
    zones: BTreeSet<ZoneId>,
    agent: Account,
    funder: Account,
    keys: Keys,
    /// How often the node had been connected to when the agent was known to be appointed.
    appointed: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct IssuanceRecord {
    source: Source,
    zone: u32,
    next_slice: u32,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SliceRecord {
    owner: [u8; 32],
    first: u64,
    last: u64,
    state: Value,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Rules {
    sources: Vec<[u8; 32]>,
    quorum: u32,
    fallback: u32,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Delegate {
    delegate: [u8; 32],
}

/// What can be done with a slice whose state is this.
fn state_of(state: &Value) -> SliceState {
    let ValueDef::Variant(variant) = &state.value else { return SliceState::Other };
    match variant.name.as_str() {
        "Active" => SliceState::Active,
        "Locked" => {
            let price = state.at("price").and_then(|price| price.as_u128()).and_then(|price| u64::try_from(price).ok());
            price.map_or(SliceState::Other, SliceState::Locked)
        }
        _ => SliceState::Other,
    }
}

/// What ties a retirement to its beneficiary, for who knows the salt: BLAKE2b-256 of `uen-carbon/SALT/NAME`.
fn commitment(salt: &str, name: &str) -> [u8; 32] {
    BlakeTwo256::hash(format!("uen-carbon/{salt}/{name}").as_bytes()).into()
}

type AtBlock = OnlineClientAtBlock<SubstrateConfig>;

impl NodeCertificates {
    /// The owners of these meters.
    pub fn new(chain: Chain, meters: &[Meter], keys: Keys) -> Result<Self> {
        let owner = |meter: &Meter| {
            let account = Account::development(&format!("//{}", meter.name))?;
            Ok(Owner { name: meter.name.clone(), id: account.id(), account })
        };
        let owners = meters.iter().map(owner).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            chain,
            places: owners.iter().enumerate().map(|(place, owner)| (*owner.id.as_ref(), place)).collect(),
            owners,
            devices: BTreeMap::new(),
            generators: Vec::new(),
            zones: meters.iter().map(|meter| meter.zone).collect(),
            agent: Account::development("//carbon")?,
            funder: Account::from_uri("//Bob", "the development account")?,
            keys,
            appointed: 0,
        })
    }

    /// Waits until the owners have devices, as long as the user is willing to wait, and returns those that generate.
    pub async fn find_generators(&mut self) -> Result<Vec<Generator>> {
        let console = self.chain.console().clone();
        let mut missing = (0..self.owners.len()).collect::<BTreeSet<_>>();
        let started = Instant::now();
        console.start("owners with devices", u64::try_from(self.owners.len()).unwrap_or(u64::MAX));
        loop {
            for place in missing.clone() {
                let Some(owner) = self.owners.get(place) else { continue };
                let id = owner.id.clone();
                for device in self.chain.devices_of(&id).await? {
                    let Some(state) = self.chain.device(device).await? else { continue };
                    let is_ready = matches!(state.status.as_str(), "certified" | "active");
                    if !is_ready || parse_address(&state.owner)? != id {
                        continue;
                    }
                    missing.remove(&place);
                    self.devices.insert(device, place);
                    if state.kind.is_some_and(|kind| kind.is_renewable()) {
                        self.generators.push(Generator { device, owner: place });
                    }
                }
            }
            console.progress(u64::try_from(self.owners.len() - missing.len()).unwrap_or(u64::MAX), "");
            if missing.is_empty() || started.elapsed() > self.chain.max_wait() {
                break;
            }
            tokio::time::sleep(POLL).await;
        }
        console.finish();
        for owner in missing.iter().filter_map(|place| self.owners.get(*place)) {
            console.warn(format!("{}: there is no certified device", owner.name));
        }
        if self.devices.is_empty() {
            return Err(Error::Input(
                "none of the owners //Alice//METER has a certified device: start replay --dev-accounts".to_string(),
            ));
        }
        Ok(self.generators.clone())
    }

    /// Has the owners appoint the agent as their proxy, and endows all. Only what is missing is done.
    pub async fn appoint_agent(&mut self) -> Result<()> {
        let wanted = self.owners.iter().map(|owner| (owner.id.clone(), OWNER_FUNDS));
        let wanted = wanted.chain([(self.agent.id(), AGENT_FUNDS)]).collect::<Vec<_>>();
        let mut reason = String::new();
        for _ in 0..ATTEMPTS {
            if let Some(Fate::Failed(failure) | Fate::Unknown(failure)) = self.chain.top_up(&self.funder, &wanted).await? {
                reason = failure;
                continue;
            }
            let signers = self.without_agent().await?;
            if signers.is_empty() {
                self.appointed = self.chain.connections();
                return Ok(());
            }
            let (at, nonces) = prepare(&mut self.chain, &signers).await?;
            let agent = self.agent.id();
            let mut list = Vec::with_capacity(signers.len());
            for (signer, nonce) in signers.iter().zip(nonces) {
                list.push(Signed { call: Call::encode(&at, "Proxy", "add_proxy", AddProxy::new(&agent))?, signer, nonce });
            }
            for (fate, signer) in send_all(&at, &list).await.into_iter().zip(&signers) {
                if let Fate::Failed(failure) | Fate::Unknown(failure) = fate {
                    // Somebody else may be using the account at the same time.
                    reason = failure;
                    self.chain.drain(&signer.id()).await?;
                }
            }
        }
        Err(Error::Chain(format!("the owners could not appoint an agent for their certificates: {reason}")))
    }

    /// The owners whose proxy the agent is not.
    async fn without_agent(&mut self) -> Result<Vec<Account>> {
        let agent: [u8; 32] = self.agent.id().into();
        let ids = self.owners.iter().map(|owner| (*owner.id.as_ref(),)).collect::<Vec<([u8; 32],)>>();
        let proxies = self.chain.run(async |connection: &Connection| {
            let at = connection.at_best().await?;
            connection.stored::<_, (Vec<Delegate>, u128)>(&at, ("Proxy", "Proxies"), ids.clone()).await
        });
        let proxies = proxies.await?;
        let has_agent = |(delegates, _): &(Vec<Delegate>, u128)| delegates.iter().any(|known| known.delegate == agent);
        let owners = self.owners.iter().zip(proxies);
        Ok(owners.filter(|(_, known)| !known.as_ref().is_some_and(has_agent)).map(|(owner, _)| owner.account.clone()).collect())
    }

    /// The issuances of a day and their slices.
    async fn certificates(
        &self,
        connection: &Connection,
        at: &AtBlock,
        day: Day,
    ) -> std::result::Result<(Vec<Issuance>, Vec<Slice>), Failure> {
        let first = day.0.saturating_mul(PERIODS_PER_DAY);
        let of_device = |generator: &Generator| {
            let device = generator.device.0 .0;
            (first..first.saturating_add(PERIODS_PER_DAY)).map(move |period| (device, (period, false)))
        };
        let keys = self.generators.iter().flat_map(of_device).collect::<Vec<_>>();
        let ids = connection.stored::<_, u64>(at, ("Carbon", "IssuancesOf"), keys).await?;
        let ids = ids.into_iter().flatten().collect::<Vec<_>>();
        let keys = ids.iter().map(|id| (*id,)).collect::<Vec<_>>();
        let records = connection.stored::<_, IssuanceRecord>(at, ("Carbon", "Issuances"), keys).await?;
        let issuances = ids.into_iter().zip(records).filter_map(|(id, record)| {
            let IssuanceRecord { source, zone, next_slice } = record?;
            let Source::Generation { device, first, last } = source else { return None };
            Some(Issuance { id, device: DeviceId(H256(device)), first: Period(first), last: Period(last), zone, next_slice })
        });
        let issuances = issuances.collect::<Vec<_>>();
        let keys = issuances.iter().flat_map(|issuance| (0..issuance.next_slice).map(move |slice| (issuance.id, slice)));
        let keys = keys.collect::<Vec<_>>();
        let records = connection.stored::<_, SliceRecord>(at, ("Carbon", "Slices"), keys.clone()).await?;
        let slices = keys.into_iter().zip(records).filter_map(|((issuance, slice), record)| {
            let SliceRecord { owner, first, last, state } = record?;
            Some(Slice {
                id: CertificateId { issuance, slice },
                owner: self.places.get(&owner).copied(),
                quantity: last.saturating_sub(first).saturating_add(1),
                state: state_of(&state),
            })
        });
        Ok((issuances, slices.collect()))
    }

    /// How far the factors of a day are.
    async fn factors(&self, connection: &Connection, at: &AtBlock, day: Day) -> std::result::Result<Vec<ZoneFactors>, Failure> {
        let zones = self.zones.iter().copied().collect::<Vec<_>>();
        let keys = zones.iter().map(|zone| (*zone,)).collect::<Vec<_>>();
        let rules = connection.stored::<_, Rules>(at, ("Carbon", "Rules"), keys).await?;
        let keys = zones.iter().map(|zone| (day.0, *zone)).collect::<Vec<_>>();
        let versions = connection.stored::<_, u32>(at, ("Carbon", "LatestVersion"), keys).await?;
        let sources = self.keys.sources.iter().map(|source| *source.id().as_ref()).collect::<Vec<[u8; 32]>>();
        let mut factors = Vec::new();
        for ((zone, rules), latest) in zones.into_iter().zip(rules).zip(versions) {
            let Some(rules) = rules else { continue };
            let known = sources.iter().enumerate().filter(|(_, source)| rules.sources.contains(source)).collect::<Vec<_>>();
            let keys = known.iter().map(|(_, source)| (day.0, zone, **source)).collect::<Vec<_>>();
            let said = connection.stored::<_, Value>(at, ("Carbon", "Submissions"), keys).await?;
            let sources = known.iter().zip(said).map(|((place, _), said)| (*place, said.is_some())).collect();
            factors.push(ZoneFactors { zone, latest: latest.unwrap_or_default(), sources });
        }
        Ok(factors)
    }

    /// What the owners consumed on a day, and retired for it.
    async fn uses(&self, at: &AtBlock, day: Day) -> std::result::Result<BTreeMap<(usize, ZoneId, Hour), Use>, Failure> {
        let first = day.0.saturating_mul(HOURS_PER_DAY);
        let mut uses = BTreeMap::new();
        for (place, owner) in self.owners.iter().enumerate() {
            let hours = footprint_at(at, *owner.id.as_ref(), (first, first.saturating_add(HOURS_PER_DAY - 1)), None).await?;
            uses.extend(hours.iter().map(|hour| {
                let used = Use { coverable: hour.coverable, retired: hour.retired };
                ((place, hour.zone, Hour(hour.hour)), used)
            }));
        }
        Ok(uses)
    }

    /// The call that does a step, and who signs it: a source, or the agent for an owner.
    fn call(&self, at: &AtBlock, step: &Step) -> Result<Call> {
        let (owner, call) = match *step {
            Step::Publish { source, zone, day, version } => {
                let factors = self.keys.factors.said_by(source);
                let call = SubmitFactors::new(zone, day, version, &factors, self.keys.factors.hash);
                return Call::encode(at, "Carbon", "submit_factors", call);
            }
            Step::Issue { owner, device, first, last } => {
                (owner, Call::encode(at, "Carbon", "issue", Issue::new(device, first, last))?)
            }
            Step::Offer { owner, certificate, quantity, price } => {
                (owner, Call::encode(at, "Carbon", "offer", Offer::new(certificate, quantity, price))?)
            }
            Step::Buy { owner, certificate, quantity, price } => {
                (owner, Call::encode(at, "Carbon", "accept", Accept::new(certificate, quantity, price))?)
            }
            Step::Retire { owner, certificate, quantity } => {
                let owner_of = self.owner(owner)?;
                let commitment = commitment(&self.keys.salt, &owner_of.name);
                let call = Retire::new(certificate, quantity, &owner_of.id, commitment, self.keys.days);
                (owner, Call::encode(at, "Carbon", "retire", call)?)
            }
        };
        call.on_behalf(at, &self.owner(owner)?.id)
    }

    fn owner(&self, place: usize) -> Result<&Owner> {
        self.owners.get(place).ok_or_else(|| Error::Input("a step of nobody".to_string()))
    }

    /// Who signs a step.
    fn signer(&self, step: &Step) -> Account {
        match step {
            Step::Publish { source, .. } => self.keys.sources.get(*source).unwrap_or(&self.agent).clone(),
            _ => self.agent.clone(),
        }
    }

    /// What the chain says of the whole time, for whoever wants to recompute it.
    pub async fn export(&mut self) -> Result<CarbonExport> {
        let (from, to) = self.keys.days;
        let hours = (Hour::of(from.start()), Hour::of(to.end() - 1));
        let block = self.chain.block(None).await?;
        let segments = self.chain.segments(hours, &block, false).await?;
        let mut owners = Vec::new();
        for Owner { name, id, .. } in &self.owners {
            owners.push((name.clone(), *id.as_ref(), self.chain.footprint(id, &segments, None).await?));
        }
        let mut factors = Vec::new();
        for zone in &self.zones {
            factors.extend(self.chain.factor_sets(*zone, self.keys.days, block.hash).await?);
        }
        let zones = self.zones.iter().map(|zone| (*zone,)).collect::<Vec<_>>();
        let rules = self.chain.run(async |connection: &Connection| {
            let at = connection.at_hash(block.hash).await?;
            connection.stored::<_, Rules>(&at, ("Carbon", "Rules"), zones.clone()).await
        });
        let rules = self.zones.iter().zip(rules.await?).filter_map(|(zone, rules)| {
            let Rules { quorum, fallback, .. } = rules?;
            Some((*zone, ZoneRules { quorum, fallback }))
        });
        let history = self.chain.history(from.start(), block.number).await?;
        let devices = self.devices.iter().filter_map(|(device, place)| {
            let owner = self.owners.get(*place)?;
            let of = json!({ "meter": owner.name, "owner": format!("0x{}", hex::encode::<&[u8; 32]>(owner.id.as_ref())) });
            Some((format!("{:?}", device.0), of))
        });
        Ok(CarbonExport {
            genesis: format!("{:?}", self.chain.genesis()),
            from: format_time(from.start()),
            to: format_time(to.end()),
            source_file_hash: self.keys.factors.hash,
            devices: devices.collect(),
            rules: rules.collect(),
            segments,
            factors,
            events: history.carbon,
            owners,
            block,
        })
    }
}

impl CertificateChain for NodeCertificates {
    async fn clock(&mut self) -> Result<Clock> {
        self.chain.clock().await
    }

    fn connections(&self) -> u64 {
        self.chain.connections()
    }

    async fn state(&mut self, day: Day) -> Result<DayState> {
        loop {
            // Reading borrows what the connection belongs to.
            let connection = self.chain.connection().await?;
            let read = async {
                let at = connection.at_best().await?;
                let (issuances, slices) = self.certificates(&connection, &at, day).await?;
                let factors = self.factors(&connection, &at, day).await?;
                let uses = self.uses(&at, day).await?;
                Ok::<_, Failure>(DayState { factors, issuances, slices, uses })
            };
            match read.await {
                Ok(state) => return Ok(state),
                Err(failure) if self.chain.check().await => return Err(Error::Chain(failure)),
                Err(_) => {}
            }
        }
    }

    async fn send(&mut self, steps: &[Step]) -> Result<Sent> {
        // A node that was killed may have forgotten its last blocks, and the appointment with them.
        if self.chain.connections() != self.appointed {
            self.appoint_agent().await?;
        }
        let mut sent = Sent::default();
        let mut by_signer: BTreeMap<[u8; 32], (Account, Vec<Step>)> = BTreeMap::new();
        for step in steps {
            let signer = self.signer(step);
            by_signer.entry(*signer.id().as_ref()).or_insert_with(|| (signer, Vec::new())).1.push(*step);
        }
        for (_, (signer, steps)) in by_signer {
            let (at, nonces) = prepare(&mut self.chain, std::slice::from_ref(&signer)).await?;
            let first = nonces.first().copied().unwrap_or_default();
            let batches = steps.chunks(CALLS_PER_BATCH).take(BATCHES_AT_ONCE).collect::<Vec<_>>();
            let mut list = Vec::with_capacity(batches.len());
            for (nonce, batch) in (first..).zip(&batches) {
                let calls = batch.iter().map(|step| self.call(&at, step)).collect::<Result<_>>()?;
                list.push(Signed { call: Call::batch(&at, "force_batch", calls)?, signer: &signer, nonce });
            }
            for (fate, batch) in send_in_order(&at, &list).await.into_iter().zip(batches) {
                match fate {
                    Fate::Succeeded(events) => {
                        let results = item_results(&events, &at);
                        if results.len() == batch.len() {
                            sent.results.extend(batch.iter().copied().zip(results));
                        } else {
                            sent.trouble = Some("the chain reported on other calls than were sent".to_string());
                        }
                    }
                    Fate::Failed(reason) | Fate::Unknown(reason) => sent.trouble = Some(reason),
                }
            }
            if sent.trouble.is_some() {
                self.chain.drain(&signer.id()).await?;
            }
        }
        Ok(sent)
    }

    async fn pause(&mut self) {
        tokio::time::sleep(POLL).await;
    }
}

/// How the factors of a zone come about.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ZoneRules {
    /// How many sources publish a version.
    quorum: u32,
    /// Location factor where none was published.
    fallback: u32,
}

/// What is written for whoever wants to recompute it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CarbonExport {
    /// Genesis hash of the chain.
    pub genesis: String,
    /// The last block that was looked at.
    pub block: Block,
    /// Start of the time.
    pub from: String,
    /// End of the time.
    pub to: String,
    /// BLAKE2b-256 of the file that the factors are from.
    #[serde(serialize_with = "hexadecimal")]
    pub source_file_hash: [u8; 32],
    /// Meters and owners by device.
    pub devices: BTreeMap<String, Json>,
    /// How the factors of the zones come about.
    pub rules: BTreeMap<ZoneId, ZoneRules>,
    /// At which blocks the footprints were asked for.
    pub segments: Vec<Segment>,
    /// The factors.
    pub factors: Vec<FactorSet>,
    /// What happened to certificates.
    pub events: Vec<Recorded>,
    /// Footprints by owner.
    #[serde(rename = "footprints", serialize_with = "footprints")]
    pub owners: Vec<(String, [u8; 32], Footprint)>,
}

fn footprints<S: serde::Serializer>(
    owners: &[(String, [u8; 32], Footprint)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(owners.iter().map(|(name, account, footprint)| {
        let owner = format!("0x{}", hex::encode(account));
        json!({ "meter": name, "owner": owner, "hours": footprint.hours, "sums": footprint.sums() })
    }))
}

impl CarbonExport {
    /// Writes it as JSON.
    pub fn write(&self, file: impl std::io::Write) -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(file);
        serde_json::to_writer(&mut file, self)?;
        std::io::Write::flush(&mut file)
    }

    /// The same for people.
    pub fn report(&self) -> CarbonReport {
        CarbonReport::new(&self.owners, &self.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commitment_should_be_the_hash_of_the_documented_text() {
        let expected: [u8; 32] = BlakeTwo256::hash(b"uen-carbon/pepper/home-00").into();
        assert_eq!(commitment("pepper", "home-00"), expected);
        assert_ne!(commitment("pepper", "home-01"), expected);
        assert_ne!(commitment("salt", "home-00"), expected);
    }

    #[test]
    fn state_should_be_read_by_the_names_of_the_runtime() {
        let locked = Value::named_variant("Locked", [("price", Value::u128(7))]);
        assert_eq!(state_of(&locked), SliceState::Locked(7));
        assert_eq!(state_of(&Value::unnamed_variant("Active", [])), SliceState::Active);
        assert_eq!(state_of(&Value::unnamed_variant("Settling", [])), SliceState::Other);
        assert_eq!(state_of(&Value::u128(1)), SliceState::Other);
    }

    #[test]
    fn export_should_name_blocks_devices_and_owners() {
        let block = Block { number: 9, hash: H256([8; 32]), time: 7 };
        let export = CarbonExport {
            genesis: "0x01".to_string(),
            block: block.clone(),
            from: "a".to_string(),
            to: "b".to_string(),
            source_file_hash: [5; 32],
            devices: BTreeMap::from([("0x09".to_string(), json!({"meter": "home-00", "owner": "0x02"}))]),
            rules: BTreeMap::from([(1, ZoneRules { quorum: 3, fallback: 400_000 })]),
            segments: vec![Segment { from: 1, to: 2, block }],
            factors: vec![FactorSet { zone: 1, day: 2, version: 1, factors: vec![(3, None)], source_hash: [4; 32] }],
            events: Vec::new(),
            owners: vec![("home-00".to_string(), [2; 32], Footprint::default())],
        };
        let mut written = Vec::new();
        export.write(&mut written).expect("memory");
        let json: Json = serde_json::from_slice(&written).expect("JSON");
        assert_eq!(json["block"]["hash"], format!("0x{}", "08".repeat(32)));
        assert_eq!(json["footprints"][0]["owner"], format!("0x{}", "02".repeat(32)));
        assert_eq!(json["footprints"][0]["sums"]["locationBased"], "0");
        assert_eq!(json["factors"][0]["factors"], json!([[3, null]]));
        assert_eq!(json["rules"]["1"], json!({"quorum": 3, "fallback": 400_000}));
        assert_eq!(export.report().owners.len(), 1);
    }
}
