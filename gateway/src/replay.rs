//! `replay`: recorded readings are signed and relayed as the chain's clock reaches them. Nothing is shifted in time.

use crate::{
    account::Account,
    calls::Nameplate,
    carbon_history::{CarbonReport, Recorded},
    chain::{Chain, DeviceState},
    cli::{passphrase, Global, Replay},
    console::Console,
    error::{Error, Outcome, Result},
    keystore::{self, KeyStore},
    market::{parse_address, Rules},
    market_history::History,
    market_report::MarketReport,
    outbox::{Added, Outbox, State},
    recording::{self, counter, format_time, Fault, FaultKind, Recording, Row},
    relay::{Limits, NodeChain, Relay},
    report::{Market, MeterReport, Report},
    setup::{self, missing},
    swaps,
};
use sp_runtime::AccountId32;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    rc::Rc,
};
use uen_primitives::{Day, DeviceId, Flags, Medium, Period, Reading, Resolution, UnixSeconds};

/// Markets open at most so many seconds before a period, and the first readings are of a day before: what happened on the market is
/// looked for from this long before the recording on.
const LOOK_BACK: u64 = 8 * 86_400;

/// The reading window if the runtime does not tell, in seconds.
const FALLBACK_WINDOW: u64 = 3 * 86_400;
/// The largest batch if the runtime does not tell.
const FALLBACK_BATCH: u32 = 64;
/// Readings signed and written down at once.
const READINGS_PER_WRITE: usize = 1024;

/// The meters that can be replayed, by their index in the recording.
type Ready = BTreeMap<usize, (setup::Meter, DeviceState)>;

/// One replay.
struct Session<'a> {
    arguments: &'a Replay,
    console: Rc<Console>,
    recording: Recording,
    readings_file: String,
    chain: Chain,
    /// Who pays the fees of claims.
    claimer: Option<Account>,
    window: u64,
}

/// Counter and end of a reading.
type Place = (u64, UnixSeconds);

/// How a meter's readings are numbered, and where they begin.
struct Series {
    /// The period that they are counted from.
    base: Period,
    /// Readings that chain and outbox know from before the rows of the file, and the row before.
    before: Vec<Place>,
}

impl Series {
    /// The latest reading before the one with `counter`.
    fn previous(&self, counter: u64) -> Option<Place> {
        self.before.iter().filter(|(earlier, _)| *earlier < counter).max().copied()
    }
}

/// Runs the command.
pub async fn run(arguments: &Replay, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let recording = load(arguments)?;
    for fault in &recording.faults {
        console.fault(fault);
    }
    for notice in &recording.notices {
        console.notice(notice);
    }
    if recording.rows.is_empty() {
        return Err(Error::Input(format!("{}: there is no usable row", arguments.readings.display())));
    }
    let claimer = match &arguments.claimer {
        _ if !arguments.claim => None,
        Some(uri) => Some(Account::from_uri(uri, "--claimer")?),
        None if arguments.dev_accounts => Some(Account::development("//gateway")?),
        None => return Err(Error::Argument("--claim needs --claimer, the account that pays the fees of claiming".to_string())),
    };
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    let window = chain.constant("DeviceRegistry", "ReadingWindow").await?.unwrap_or(FALLBACK_WINDOW);
    let mut outbox = Outbox::open(&global.outbox(), chain.genesis())?;
    let readings_file = file_name(&arguments.readings);
    let mut session = Session { arguments, console: console.clone(), recording, readings_file, chain, claimer, window };
    session.check_age(&outbox, &global.keystore()).await?;
    let store = session.open_store(global)?;
    let ready = session.prepare_meters(&store).await?;
    session.sign(&ready, &mut outbox)?;
    session.relay(&ready, &store, &mut outbox).await?;
    session.conclude(&ready, &outbox).await
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn load(arguments: &Replay) -> Result<Recording> {
    let meters = std::fs::read(&arguments.meters).map_err(Error::file(&arguments.meters))?;
    let readings = std::fs::read(&arguments.readings).map_err(Error::file(&arguments.readings))?;
    let now = u64::try_from(chrono::Utc::now().timestamp()).unwrap_or_default();
    let names = (file_name(&arguments.meters), file_name(&arguments.readings));
    let mut recording = recording::read((&names.0, &meters), (&names.1, &readings), now).map_err(Error::Input)?;
    if let Some(path) = &arguments.swaps {
        let swaps = std::fs::read(path).map_err(Error::file(path))?;
        recording.swap((&file_name(path), &swaps)).map_err(Error::Input)?;
    }
    Ok(recording)
}

/// How many of the readings that are still to be sent the chain would refuse for their age, and the end of the newest of them.
fn too_old(open: &[UnixSeconds], window: u64, now: UnixSeconds) -> (usize, Option<UnixSeconds>) {
    let old = open.iter().filter(|end| end.saturating_add(window) < now);
    (old.clone().count(), old.max().copied())
}

impl Session<'_> {
    /// Says so, before anything is made or sent, if the chain's clock is past the readings.
    async fn check_age(&mut self, outbox: &Outbox, keystore: &Path) -> Result<()> {
        let (entries, _) = keystore::list(keystore)?;
        let mut known = HashMap::new();
        for entry in &entries {
            if let Some(base) = outbox.base(entry.device_id)? {
                let last = self.chain.device(entry.device_id).await?.map_or(0, |device| device.last_counter);
                known.insert(entry.name.as_str(), (entry.device_id, base, last));
            }
        }
        let mut open = Vec::new();
        for row in &self.recording.rows {
            let meter = self.recording.meters.get(row.meter).and_then(|meter| known.get(meter.name.as_str()));
            let settled = match meter.and_then(|(id, base, last)| Some((*id, counter(*base, row.end)?, *last))) {
                // What is settled on a chain that was started anew since is not settled.
                Some((id, counter, last)) if last > 0 => {
                    outbox.get((id, counter))?.is_some_and(|entry| !matches!(entry.state, State::Pending | State::Sent))
                }
                _ => false,
            };
            if !settled {
                open.push(row.end);
            }
        }
        let now = self.chain.clock().await?.now;
        let (old, newest) = too_old(&open, self.window, now);
        let Some(newest) = newest else { return Ok(()) };
        let hours = self.window / 3600;
        if old < open.len() {
            self.console.warn(format!(
                "{old} of {} readings are older than the {hours} hours that the chain takes (its clock is at {}); they will be \
                 counted as rejected",
                open.len(),
                format_time(now)
            ));
            return Ok(());
        }
        Err(Error::TooOld(format!(
            "all {old} readings are too old for this chain: its clock is at {}, it takes readings of the last {hours} hours, and the \
             newest one ended at {}. Nothing was sent. A recorded week needs a chain whose clock runs through that week: \
             uen-node --dev --dev-start {} --dev-seconds-per-block 900",
            format_time(now),
            format_time(newest),
            self.recording.rows.first().map_or_else(String::new, |row| format_time(Day::of(row.end).start())),
        )))
    }

    fn add_fault(&mut self, file: &str, line: Option<u64>, meter: &str, kind: FaultKind, message: String) {
        let fault = Fault { file: file.to_string(), line, meter: Some(meter.to_string()), kind, message };
        self.console.fault(&fault);
        self.recording.faults.push(fault);
    }

    fn open_store(&self, global: &Global) -> Result<KeyStore> {
        let folder = global.keystore();
        let secret = passphrase(global, !KeyStore::exists(&folder))?;
        let store = if self.arguments.dev_accounts {
            KeyStore::open_or_create(&folder, &secret)
        } else {
            KeyStore::open(&folder, &secret)
        };
        Ok(store?)
    }

    /// Loads or makes keys, registers and certifies if asked to, and leaves out what is not ready.
    async fn prepare_meters(&mut self, store: &KeyStore) -> Result<Ready> {
        let file = file_name(&self.arguments.meters);
        let mut meters = Vec::new();
        for (index, meter) in self.recording.meters.clone().into_iter().enumerate() {
            let loaded = match store.load(&meter.name) {
                Err(keystore::KeyStoreError::NotFound(_)) if self.arguments.dev_accounts => {
                    store.generate(&meter.name, self.arguments.scheme).and_then(|_| store.load(&meter.name))
                }
                loaded => loaded,
            };
            match loaded {
                Ok((entry, pair)) => {
                    let nameplate = Nameplate {
                        kind: meter.kind,
                        medium: Medium::Electricity,
                        capacities: meter.capacities,
                        resolution: Resolution::QuarterHour,
                        zone: meter.zone,
                        metadata_hash: entry.metadata_hash().0,
                    };
                    let state = self.chain.device(entry.device_id).await?;
                    let connection = setup::connection_of(&meter.connection);
                    let mut ready = setup::Meter { entry, pair, successors: Vec::new(), nameplate, connection };
                    match swaps::key_meter(store, &mut ready, state.as_ref(), self.recording.swaps_of(index)) {
                        Ok(()) => meters.push((index, ready)),
                        Err(reason) => self.add_fault(&file, None, &meter.name, FaultKind::Device, reason),
                    }
                }
                Err(error) => self.add_fault(&file, None, &meter.name, FaultKind::Device, error.to_string()),
            }
        }
        let (indices, meters): (Vec<_>, Vec<_>) = meters.into_iter().unzip();
        let mut states = if self.arguments.dev_accounts {
            setup::with_development_accounts(&mut self.chain, &meters).await?
        } else {
            setup::states(&mut self.chain, meters.iter().map(|meter| meter.entry.device_id)).await?
        };
        let mut ready = BTreeMap::new();
        for (index, meter) in indices.into_iter().zip(meters) {
            let state = states.remove(&meter.entry.device_id).flatten();
            match (missing(state.as_ref()), state) {
                (None, Some(state)) => {
                    ready.insert(index, (meter, state));
                }
                // An expired certificate may still cover some of the readings: that is for the chain to say.
                (Some(_), Some(state)) if state.status == "expired" => {
                    self.console.warn(format!("{}: a certificate has expired or was revoked", meter.entry.name));
                    ready.insert(index, (meter, state));
                }
                (reason, _) => {
                    let reason = reason.unwrap_or_else(|| "it is not on the chain".to_string());
                    let message = format!("{reason}; its readings are left out");
                    self.add_fault(&file, None, &meter.entry.name, FaultKind::Device, message);
                }
            }
        }
        if ready.is_empty() {
            return Err(Error::Input(
                "no meter is ready to measure; with --dev-accounts a development chain's are made ready".to_string(),
            ));
        }
        Ok(ready)
    }

    /// Signs every row that is not in the outbox yet.
    fn sign(&mut self, ready: &Ready, outbox: &mut Outbox) -> Result<()> {
        let mut series = HashMap::new();
        for (index, (meter, state)) in ready {
            let id = meter.entry.device_id;
            let known = outbox.base(id)?;
            let first = self.recording.rows.iter().find(|row| row.meter == *index);
            let Some(base) = known.or_else(|| first_period(state, first)) else { continue };
            outbox.add_device(id, &meter.entry.name, base)?;
            let mut before = Vec::from_iter(state.last_end.map(|end| (state.last_counter, end)));
            if let Some(counter) = first.and_then(|row| counter(base, row.end)) {
                before.extend(outbox.last_before((id, counter))?.map(|reading| (reading.counter, reading.end)));
            }
            series.insert(*index, Series { base, before });
        }
        let rows = std::mem::take(&mut self.recording.rows);
        for chunk in rows.chunks(READINGS_PER_WRITE) {
            let (mut signed, mut origins) = (Vec::new(), Vec::new());
            for row in chunk {
                let Some((meter, _)) = ready.get(&row.meter) else { continue };
                let Some(series) = series.get_mut(&row.meter) else { continue };
                match counter(series.base, row.end) {
                    Some(counter) => {
                        let reading = reading_of(meter.entry.device_id, row, counter, series.previous(counter));
                        series.before.retain(|(known, _)| *known > counter);
                        series.before.push((counter, row.end));
                        signed.push(meter.pair_at(row.end).sign_reading(reading, &self.chain.genesis()));
                        origins.push((row, meter));
                    }
                    None => self.already_signed(row, meter, "it is before the first reading that the meter has signed"),
                }
            }
            let outcome = outbox.add(&signed)?;
            for ((row, meter), added) in origins.into_iter().zip(outcome) {
                if added == Added::Conflict {
                    self.already_signed(
                        row,
                        meter,
                        "the meter has signed another reading for this quarter hour; it signs no second",
                    );
                }
            }
        }
        self.recording.rows = rows;
        Ok(())
    }

    fn already_signed(&mut self, row: &Row, meter: &setup::Meter, message: &str) {
        let file = self.readings_file.clone();
        let message = format!("{}: {message}", format_time(row.end));
        self.add_fault(&file, Some(row.line), &meter.entry.name, FaultKind::AlreadySigned, message);
    }

    /// Relays what is in the outbox, and swaps meters when their time has come.
    async fn relay(&mut self, ready: &Ready, store: &KeyStore, outbox: &mut Outbox) -> Result<()> {
        let batch: u32 = self.chain.constant("DeviceRegistry", "MaxBatch").await?.unwrap_or(FALLBACK_BATCH);
        let limits =
            Limits { batch: usize::try_from(batch).unwrap_or(usize::MAX), window: self.window, max_wait: self.chain.max_wait() };
        let (console, genesis) = (self.console.clone(), self.chain.genesis());
        let meters = ready.values().map(|(meter, _)| (meter.entry.device_id, meter)).collect::<HashMap<_, _>>();
        let devices = meters.keys().copied().collect::<Vec<_>>();
        let mut swaps = meters.values().flat_map(|meter| swaps::of_meter(meter)).collect::<Vec<_>>();
        swaps.sort_by_key(|swap| (swap.at, swap.device));
        let sign = |reading: Reading| Some(meters.get(&reading.device)?.pair_at(reading.end).sign_reading(reading, &genesis));
        loop {
            let mut chain = NodeChain(&mut self.chain);
            let mut relay =
                Relay { chain: &mut chain, outbox, devices: &devices, sign: &sign, limits, swaps: &swaps, console: &console };
            let Some(swap) = relay.run().await? else { return Ok(()) };
            if let Some(meter) = meters.get(&swap.device) {
                swaps::perform(&mut self.chain, store, meter, &swap).await?;
            }
        }
    }

    /// Waits for the eras, claims, and reports.
    async fn conclude(&mut self, ready: &Ready, outbox: &Outbox) -> Result<Outcome> {
        let last = self.recording.rows.iter().map(|row| Period::ending_at(row.end).day()).max();
        let mut all_closed = true;
        if let Some(last) = last.filter(|_| !self.arguments.no_wait) {
            all_closed = self.chain.wait_for_eras(last).await?;
            if !all_closed {
                self.console.warn("the chain's clock stands still; not all eras of the replayed days are closed");
            }
        }
        let mut meters = Vec::new();
        let mut owners: BTreeMap<String, AccountId32> = BTreeMap::new();
        for (meter, state) in ready.values() {
            let id = meter.entry.device_id;
            let owner = parse_address(&state.owner)?;
            let mut report = MeterReport {
                meter: meter.entry.name.clone(),
                device: id,
                owner: state.owner.clone(),
                rejected: outbox.counts(Some(&[id]))?.rejected,
                ..Default::default()
            };
            report.measured(&outbox.accepted(id)?);
            owners.insert(state.owner.clone(), owner);
            meters.push(report);
        }
        let claimed = match &self.claimer {
            Some(claimer) => {
                let accounts = owners.values().cloned().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
                Some(self.chain.claim_rewards(&accounts, claimer).await?)
            }
            None => None,
        };
        let mut rewards = BTreeMap::new();
        for (address, account) in &owners {
            rewards.insert(address.clone(), self.chain.mining_rewards(account).await?);
        }
        let mut history = self.history().await?;
        let staking = self.chain.staking(history.as_mut().map(|(_, history)| history)).await?;
        let (market, carbon) = match history {
            Some((rules, mut history)) => {
                let events = std::mem::take(&mut history.carbon);
                (self.market(&meters, rules, history).await?, self.carbon(&meters, &events).await?)
            }
            None => (None, None),
        };
        let report = Report {
            meters,
            rewards,
            market,
            carbon,
            staking,
            eras: self.chain.mining_eras().await?,
            status: self.chain.mining_status().await?,
            claimed,
            faults: self.recording.faults.len(),
            genesis: format!("{:?}", self.chain.genesis()),
        };
        if let Some(path) = &self.arguments.export_chain {
            let written = std::fs::File::create(path).and_then(|file| report.write_export(file));
            written.map_err(Error::file(path))?;
        }
        self.console.result(&report.json(), &report.table());
        let rejected = report.meters.iter().any(|meter| meter.rejected > 0);
        let failed_claims = claimed.is_some_and(|claimed| claimed.failed > 0);
        let faults = rejected || failed_claims || !all_closed || !self.recording.faults.is_empty();
        Ok(if faults { Outcome::WithFaults } else { Outcome::Complete })
    }

    /// What happened on the market and to certificates, once all of it is settled; `None` if the chain has no market, or the node cannot
    /// tell.
    async fn history(&mut self) -> Result<Option<(Rules, History)>> {
        let Some(rules) = self.chain.market_rules().await? else { return Ok(None) };
        let (Some(first), Some(last)) = (self.recording.rows.first(), self.recording.rows.last()) else { return Ok(None) };
        let (since, last) = (first.end.saturating_sub(LOOK_BACK), Period::ending_at(last.end));
        if !self.arguments.no_wait && !self.chain.wait_for_market(last, &rules).await? {
            self.console.warn("not everything that was traded is settled yet");
        }
        let best = self.chain.clock().await?.block;
        match self.chain.history(since, best).await {
            Ok(history) => Ok(Some((rules, history))),
            // A node that prunes cannot tell.
            Err(Error::Chain(reason)) => {
                self.console.warn(format!("what happened on the market and to certificates cannot be told: {reason}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What happened on the market; `None` if nobody traded.
    async fn market(&mut self, meters: &[MeterReport], rules: Rules, history: History) -> Result<Option<Market>> {
        if history.events.is_empty() {
            return Ok(None);
        }
        let names = meters.iter().map(|meter| (meter.meter.clone(), meter.device)).collect::<Vec<_>>();
        let report = MarketReport::new(&names, &history.events, self.arguments.grid_tariff);
        let mut zones = self.chain.zones().await?;
        for zone in &mut zones {
            // Events have accounts as bytes.
            zone.operator = format!("0x{}", hex::encode::<[u8; 32]>(parse_address(&zone.operator)?.into()));
        }
        Ok(Some(Market { rules, zones, history, report }))
    }

    /// What became of certificates, and what the owners emitted; `None` if there were none, or the node cannot tell.
    async fn carbon(&mut self, meters: &[MeterReport], events: &[Recorded]) -> Result<Option<CarbonReport>> {
        let (Some(first), Some(last)) = (self.recording.rows.first(), self.recording.rows.last()) else { return Ok(None) };
        if events.is_empty() || !self.chain.has_carbon().await? {
            return Ok(None);
        }
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut order = Vec::new();
        for meter in meters {
            let of_owner = names.entry(&meter.owner).or_default();
            if of_owner.is_empty() {
                order.push(meter.owner.as_str());
            }
            of_owner.push(&meter.meter);
        }
        let hours = (Period::ending_at(first.end).hour(), Period::ending_at(last.end).hour());
        let footprints = async {
            let block = self.chain.block(None).await?;
            let segments = self.chain.segments(hours, &block, false).await?;
            let mut owners = Vec::new();
            for owner in order {
                let (account, name) = (parse_address(owner)?, names.get(owner).map(|names| names.join(", ")));
                let footprint = self.chain.footprint(&account, &segments, None).await?;
                owners.push((name.unwrap_or_default(), account.into(), footprint));
            }
            Ok::<_, Error>(owners)
        };
        match footprints.await {
            Ok(owners) => Ok(Some(CarbonReport::new(&owners, events))),
            Err(Error::Chain(reason) | Error::Input(reason)) => {
                self.console.warn(format!("what was emitted cannot be told: {reason}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// What a meter signs of a row: it goes on from the reading before, and says RESUME if that is not the one of the quarter hour before.
fn reading_of(device: DeviceId, row: &Row, counter: u64, previous: Option<Place>) -> Reading {
    let before = previous.map_or(0, |(before, _)| before);
    let mut flags = if before.checked_add(1) == Some(counter) { Flags::NONE } else { Flags::RESUME };
    if row.reopens {
        flags.0 |= Flags::OPENING.0;
    }
    Reading {
        device,
        counter,
        start: previous.map_or(row.start, |(_, end)| end),
        end: row.end,
        medium: Medium::Electricity,
        registers: row.registers,
        flags,
    }
}

/// The period that a device's readings are counted from, if this outbox does not know the device: so that the chain's last reading
/// has the counter that it has, or the file's first row has 1.
fn first_period(state: &DeviceState, first: Option<&Row>) -> Option<Period> {
    if let Some(last_end) = state.last_end {
        let last = u64::from(Period::of(last_end).0);
        return Some(Period(u32::try_from(last.checked_sub(state.last_counter)?).ok()?));
    }
    first.map(|row| Period(Period::of(row.end).0.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uen_primitives::Registers;

    fn row(end: UnixSeconds) -> Row {
        Row { meter: 0, line: 2, start: end, end, registers: Registers::default(), reopens: false }
    }

    #[test]
    fn reading_should_be_plain_when_it_follows_the_one_before() {
        let opening = reading_of(DeviceId::default(), &row(900), 1, None);
        assert_eq!((opening.start, opening.end, opening.flags), (900, 900, Flags::NONE));
        let second = reading_of(DeviceId::default(), &row(1800), 2, Some((1, 900)));
        assert_eq!((second.start, second.end, second.flags), (900, 1800, Flags::NONE));
    }

    #[test]
    fn reading_should_say_resume_when_rows_before_it_are_missing() {
        let later = reading_of(DeviceId::default(), &row(3600), 4, Some((2, 1800)));
        assert_eq!((later.start, later.end, later.flags), (1800, 3600, Flags::RESUME));
        assert_eq!(reading_of(DeviceId::default(), &row(3600), 4, None).flags, Flags::RESUME, "it is the first and not number 1");
    }

    #[test]
    fn reading_should_say_opening_when_the_row_opens_the_registers_anew() {
        let row = Row { reopens: true, ..row(1800) };
        assert_eq!(reading_of(DeviceId::default(), &row, 2, Some((1, 900))).flags, Flags::OPENING);
    }

    #[test]
    fn reading_should_go_on_from_the_chain_when_the_outbox_was_lost() {
        // The chain has readings up to number 7; the file begins before that, and lacks number 8.
        let mut series = Series { base: Period(0), before: vec![(7, 6300)] };
        assert_eq!(series.previous(6), None);
        series.before.push((6, 5400));
        assert_eq!(series.previous(7), Some((6, 5400)));
        assert_eq!(series.previous(9), Some((7, 6300)));
        let resumed = reading_of(DeviceId::default(), &row(8100), 9, series.previous(9));
        assert_eq!((resumed.start, resumed.flags), (6300, Flags::RESUME));
        let next = reading_of(DeviceId::default(), &row(7200), 8, series.previous(8));
        assert_eq!((next.start, next.flags), (6300, Flags::NONE), "nothing is missing");
    }

    #[test]
    fn counting_should_start_at_the_first_row_when_the_device_is_new() {
        let base = first_period(&DeviceState::default(), Some(&row(9_000))).expect("a row");
        assert_eq!(counter(base, 9_000), Some(1));
        assert_eq!(first_period(&DeviceState::default(), None), None);
    }

    #[test]
    fn counting_should_go_on_from_the_chain_when_the_outbox_is_new() {
        let state = DeviceState { last_counter: 7, last_end: Some(90_000), ..Default::default() };
        let base = first_period(&state, Some(&row(90_900))).expect("a history");
        assert_eq!(counter(base, 90_000), Some(7));
        assert_eq!(counter(base, 90_900), Some(8));
    }

    #[test]
    fn age_should_be_that_of_readings_that_are_still_to_be_sent() {
        assert_eq!(too_old(&[100, 200, 300], 50, 200), (1, Some(100)));
        assert_eq!(too_old(&[100, 200], 50, 1000), (2, Some(200)));
        assert_eq!(too_old(&[100, 200], 50, 0), (0, None), "before the first block");
        assert_eq!(too_old(&[], 50, 1000), (0, None));
    }
}
