//! `carbon`: factors are published, certificates issued, sold and retired day by day, as the chain's clock goes on. What to do next
//! follows from the chain's state, so that nothing is kept here: stopped and started again, or cut off from its node, it looks at the
//! chain and goes on from there.

use crate::{
    account::Account,
    carbon_chain::{Keys, NodeCertificates},
    carbon_history::CarbonReport,
    carbon_strategy::{Counts, DayState, Step, Strategy},
    chain::{Chain, Clock},
    cli::{Carbon, Global},
    console::Console,
    emission_factors::FactorFile,
    error::{Error, Outcome, Result},
    recording::{self, format_time},
    report::plural,
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::{Duration, Instant},
};
use uen_primitives::{Day, UnixSeconds, DAY_SECONDS, HOUR_SECONDS};

/// A day's certificates are looked after from so many seconds after its end on: meters have reported, green sales are settled as a rule.
const START: u64 = HOUR_SECONDS;
/// What has to wait for meters and green sales is tried again after so many seconds.
const RETRY: u64 = HOUR_SECONDS;
/// The market settles everything within a day; then nothing is waited for any more.
const GIVE_UP: u64 = DAY_SECONDS + 2_700;
/// How often in a row sending may fail.
const ATTEMPTS: u32 = 10;

/// What the chain says where waiting helps.
const NOT_YET: [&str; 2] = ["SaleUnsettled", "NotComplete"];
/// What it says where there is nothing to do, or it was done before.
const DONE_BEFORE: [&str; 10] = [
    "NothingMeasured",
    "AlreadyClaimed",
    "AlreadyIssued",
    "AlreadySubmitted",
    "WrongVersion",
    "NotFound",
    "NotActive",
    "NotOffered",
    "NotOwner",
    "AlreadyRetired",
];

/// What became of some steps.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Steps that the chain judged: why each was refused, `None` if it was done.
    pub results: Vec<(Step, Option<String>)>,
    /// Why of others nothing is known.
    pub trouble: Option<String>,
}

/// A chain with certificates, as the keeper sees it.
pub trait CertificateChain {
    /// The clock of the best block.
    async fn clock(&mut self) -> Result<Clock>;
    /// Grows when the node may have lost its last blocks.
    fn connections(&self) -> u64;
    /// What the chain says of a day.
    async fn state(&mut self, day: Day) -> Result<DayState>;
    /// Does steps, which are all of one kind.
    async fn send(&mut self, steps: &[Step]) -> Result<Sent>;
    /// Waits a little for the next block.
    async fn pause(&mut self);
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Steps, by kind.
    pub steps: Counts,
    /// Steps that the chain refused, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Certificates that could not be issued in time.
    pub missed: usize,
}

/// A day that is looked after.
struct OpenDay {
    day: Day,
    /// Steps that need not be tried again.
    refused: BTreeSet<Step>,
    /// Steps that are tried again at `next_look`.
    waiting: BTreeSet<Step>,
    next_look: UnixSeconds,
    counts: Counts,
    is_done: bool,
}

/// Looks after the certificates of some days.
pub struct Keeper<'a, C> {
    chain: &'a mut C,
    strategy: Strategy,
    days: Vec<OpenDay>,
    max_wait: Duration,
    console: &'a Console,
    failures: u32,
    done: Done,
}

impl<'a, C: CertificateChain> Keeper<'a, C> {
    /// For the days from one to another.
    pub fn new(chain: &'a mut C, strategy: Strategy, days: (Day, Day), max_wait: Duration, console: &'a Console) -> Self {
        let open = |day| OpenDay {
            day: Day(day),
            refused: BTreeSet::new(),
            waiting: BTreeSet::new(),
            next_look: 0,
            counts: Counts::new(),
            is_done: false,
        };
        let days = (days.0 .0..=days.1 .0).map(open).collect();
        Self { chain, strategy, days, max_wait, console, failures: 0, done: Done::default() }
    }

    /// Goes on until all days are done.
    pub async fn run(mut self) -> Result<Done> {
        self.console.start("certificates", 0);
        let result = self.rounds().await;
        self.console.finish();
        result.map(|()| self.done)
    }

    async fn rounds(&mut self) -> Result<()> {
        let mut standing = (Clock::default(), Instant::now());
        let mut connections = self.chain.connections();
        while self.days.iter().any(|day| !day.is_done) {
            let clock = self.chain.clock().await?;
            if self.chain.connections() != connections {
                connections = self.chain.connections();
                self.reopen(clock.now);
            }
            if standing.0 != clock {
                standing = (clock, Instant::now());
            } else if standing.1.elapsed() > self.max_wait {
                let (at, waited) = (format_time(clock.now), self.max_wait.as_secs());
                return Err(Error::Chain(format!("the chain's clock has stood at {at} for {waited} s")));
            }
            let steps = self.done.steps.values().sum::<usize>();
            self.console
                .progress(u64::try_from(steps).unwrap_or(u64::MAX), &format!("steps; chain at {}", format_time(clock.now)));
            let mut is_busy = false;
            for index in 0..self.days.len() {
                is_busy |= self.look_after(index, clock.now).await?;
            }
            if !is_busy {
                self.chain.pause().await;
            }
        }
        Ok(())
    }

    /// The node may have forgotten what was done last: the days are looked at again.
    fn reopen(&mut self, now: UnixSeconds) {
        for day in self.days.iter_mut().filter(|day| day.day.end().saturating_add(GIVE_UP) > now) {
            (day.is_done, day.next_look) = (false, 0);
        }
    }

    /// Does what is to be done next about a day. `false` if that is nothing.
    async fn look_after(&mut self, index: usize, now: UnixSeconds) -> Result<bool> {
        let Some(open) = self.days.get(index) else { return Ok(false) };
        if open.is_done || now < open.day.end().saturating_add(START).max(open.next_look) {
            return Ok(false);
        }
        let state = self.chain.state(open.day).await?;
        let skipped = open.refused.union(&open.waiting).copied().collect();
        let steps = self.strategy.next(open.day, &state, &skipped, &open.counts);
        if steps.is_empty() {
            self.rest(index, now);
            return Ok(false);
        }
        let Sent { results, trouble } = self.chain.send(&steps).await?;
        if !results.is_empty() {
            self.failures = 0;
        }
        for (step, refused) in results {
            self.settle(index, step, refused);
        }
        if let Some(reason) = trouble {
            self.failures += 1;
            if self.failures >= ATTEMPTS {
                return Err(Error::Chain(format!("transactions did not get through {ATTEMPTS} times: {reason}")));
            }
            self.console.warn(format!("a transaction did not get through, looking again: {reason}"));
        }
        Ok(true)
    }

    /// Nothing can be done about a day now.
    fn rest(&mut self, index: usize, now: UnixSeconds) {
        let Some(open) = self.days.get_mut(index) else { return };
        if open.waiting.is_empty() {
            open.is_done = true;
        } else if now < open.day.end().saturating_add(GIVE_UP) {
            open.waiting.clear();
            open.next_look = now.saturating_add(RETRY);
        } else {
            let count = open.waiting.len();
            self.done.missed += count;
            self.console.warn(format!(
                "{count} certificate{} of {} could not be issued in time",
                plural(count),
                format_time(open.day.start())
            ));
            open.refused.append(&mut open.waiting);
            open.is_done = true;
        }
    }

    fn settle(&mut self, index: usize, step: Step, refused: Option<String>) {
        let Some(open) = self.days.get_mut(index) else { return };
        match refused {
            None => {
                *open.counts.entry(step.kind()).or_default() += 1;
                *self.done.steps.entry(step.kind()).or_default() += 1;
            }
            Some(reason) if NOT_YET.contains(&reason.as_str()) => {
                open.waiting.insert(step);
            }
            Some(reason) => {
                open.refused.insert(step);
                if !DONE_BEFORE.contains(&reason.as_str()) {
                    self.console.warn(format!("of {}, {step:?} was refused: {reason}", format_time(open.day.start())));
                    *self.done.refused.entry(reason).or_default() += 1;
                }
            }
        }
    }
}

/// Runs the command.
pub async fn run(arguments: &Carbon, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    if arguments.from > arguments.until {
        return Err(Error::Argument("--from is after --until".to_string()));
    }
    let text = std::fs::read(&arguments.meters).map_err(Error::file(&arguments.meters))?;
    let (meters, faults) = recording::read_meters((&arguments.meters.display().to_string(), &text)).map_err(Error::Input)?;
    faults.iter().for_each(|fault| console.fault(fault));
    let text = std::fs::read(&arguments.factors).map_err(Error::file(&arguments.factors))?;
    let factors = FactorFile::read(&arguments.factors.display().to_string(), &text).map_err(Error::Input)?;
    let sources = arguments.source.iter().map(|uri| Account::from_uri(uri, "--source")).collect::<Result<Vec<_>>>()?;
    let days = (arguments.from, arguments.until);
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    if !chain.has_carbon().await? {
        return Err(Error::Chain("this chain keeps no carbon accounts".to_string()));
    }
    let keys = Keys { sources, factors, salt: arguments.salt.clone(), days };
    let mut node = NodeCertificates::new(chain, &meters, keys)?;
    let generators = node.find_generators().await?;
    node.appoint_agent().await?;
    let count = meters.len();
    console.note(format!("certificates for {count} meter{}, {} of which generate", plural(count), generators.len()));
    let strategy = Strategy { generators, owners: count, price: arguments.price };
    let done = Keeper::new(&mut node, strategy, days, global.max_wait(), console.as_ref()).run().await?;
    let export = node.export().await?;
    if let Some(path) = &arguments.export {
        let written = std::fs::File::create(path).and_then(|file| export.write(file));
        written.map_err(Error::file(path))?;
    }
    let report = export.report();
    let document = json!({
        "event": "result",
        "command": "carbon",
        "steps": done.steps,
        "refused": done.refused,
        "missedCertificates": done.missed,
        "block": export.block,
        "carbon": report.json(),
    });
    console.result(&document, &format!("{}{}", report.table(), show(&done, &report)));
    let is_well = done.refused.is_empty() && done.missed == 0 && faults.is_empty();
    Ok(if is_well { Outcome::Complete } else { Outcome::WithFaults })
}

fn show(done: &Done, report: &CarbonReport) -> String {
    let mut text = String::new();
    for (reason, count) in &done.refused {
        text.push_str(&format!("\n{count} refused: {reason}."));
    }
    if done.missed > 0 {
        text.push_str(&format!("\n{} certificate{} could not be issued in time.", done.missed, plural(done.missed)));
    }
    if report.all.issued == 0 {
        text.push_str("\nNothing was certified: do the meters generate, and were their readings relayed?");
    }
    text
}

#[cfg(test)]
#[path = "carbon_tests.rs"]
mod tests;
