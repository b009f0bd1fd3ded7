//! From the outbox to the chain: readings are sent when their time has come, in order, and are settled by what the chain says of
//! them. No account sends them and nobody pays: the devices' signatures are enough, and anybody may relay the same readings. Nothing
//! is lost and nothing is counted twice, whatever breaks in between, and whoever else relays:
//!
//! * The chain takes a device's readings one after the other. A device's readings travel in one batch at a time, in order, so that no
//!   batch has to wait for another, and a reading that says that something is missing before it (RESUME) cannot overtake what is
//!   under way. A new round starts only when the fate of all batches of the last one is known.
//! * If a fate is not known (the node went down, the transaction was dropped, this program was stopped), the outbox is compared with
//!   what the chain holds of each device. What the chain holds is accepted, whoever brought it there.
//! * A reading that the chain would refuse is rejected, and the next one says RESUME. It is signed anew for that, but only if it was
//!   never sent: two different readings with one counter would cost the device's deposit.
//! * The end is reached when the block of the last reading is final; what a fork has undone by then is sent again.
//! * What a meter measured before it is swapped is settled before the swap. What its successor measured waits until the chain has the
//!   successor's key and certificates.

use crate::{
    calls::{Call, SubmitReadings},
    chain::{Chain, Clock, Connection, DeviceState, Interval, Verdict, POLL},
    console::Console,
    error::{Error, Result},
    outbox::{Counts, Entry, Key, Outbox, State},
    recording::format_time,
    setup::lacking_certificates,
    transactions::{accepted_readings, send_general, Setback},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::{Duration, Instant},
};
use uen_primitives::{DeviceId, Flags, Reading, SignedReading, UnixSeconds};

/// Most batches of a round.
const BATCHES_IN_FLIGHT: usize = 16;
/// Most readings of a device in a round: four hours. If the chain refuses one of them, those behind it were sent in vain.
const READINGS_IN_FLIGHT: usize = 16;
/// How often a round that settles nothing is tried again.
const ATTEMPTS: u32 = 3;
/// How many blocks a batch that waits in the node's pool is waited for, if less cannot be sent: blocks may be full.
const PATIENCE_BLOCKS: u32 = 10;
/// How long a block is waited for.
const BLOCK_TIMEOUT: Duration = Duration::from_secs(60);
/// How long before a reading is too old it is not sent any more, in seconds: it would be refused on its way, and those that were sent behind
/// it would be given up.
const AGE_MARGIN: u64 = 3600;
/// The reason of readings that the gateway does not send because the chain would refuse them.
const TOO_OLD: &str = "TooOld (not sent)";
/// The reason of readings that the chain passed over.
const OVERTAKEN: &str = "CounterNotIncreasing: the chain already holds a later reading of the device";
/// The reason of readings that cannot follow the one before them any more.
const GIVEN_UP: &str = "CounterGap (given up)";
/// What that means.
const GIVEN_UP_ADVICE: &str =
    "The reading before is missing on the chain. What was sent already is not signed a second time: its \
     energy is part of the next reading, which says RESUME and counts as late.";
/// Reasons against a reading that pass, or that the chain's readings explain.
const PASSING: [&str; 4] = ["CounterNotIncreasing", "CounterGap", "Future", "QuotaExceeded"];

/// What became of a batch: the readings that the chain took of it, or why nobody knows yet.
pub type BatchFate = std::result::Result<Vec<Key>, Setback>;

/// A chain as the relay sees it.
pub trait ReadingChain {
    /// The clock of the best block.
    async fn clock(&mut self) -> Result<Clock>;
    /// Number of the last finalized block.
    async fn finalized(&mut self) -> Result<u64>;
    /// A device.
    async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceState>>;
    /// The spans of a device's readings since `since`, newest first.
    async fn intervals(&mut self, id: DeviceId, since: UnixSeconds) -> Result<Vec<Interval>>;
    /// Sends batches, each of which has its fate. `attempt` is another one if some of the readings were sent before.
    async fn submit(&mut self, batches: &[Vec<SignedReading>], attempt: u64) -> Result<Vec<BatchFate>>;
    /// What would become of a reading if it were submitted now.
    async fn would_accept(&mut self, signed: &SignedReading) -> Result<Verdict>;
    /// Waits a little for the next block.
    async fn pause(&mut self);
}

/// What the runtime allows, and what the user wants.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most readings in a batch.
    pub batch: usize,
    /// How old a reading may be, in seconds.
    pub window: u64,
    /// How long to wait for a chain whose clock stands still.
    pub max_wait: Duration,
}

impl Limits {
    /// The earliest end of a reading that is sent.
    fn oldest(&self, now: UnixSeconds) -> UnixSeconds {
        now.saturating_sub(self.window.saturating_sub(AGE_MARGIN))
    }
}

/// Fills batches with the first `depth` due readings of each device, in their order. A device's readings are in one batch.
pub fn plan(due: Vec<Entry>, batch: usize, depth: usize) -> Vec<Vec<Entry>> {
    let batch = batch.max(1);
    let depth = depth.clamp(1, batch);
    let mut devices: Vec<Vec<Entry>> = Vec::new();
    let mut index = HashMap::new();
    for entry in due {
        let at = *index.entry(entry.signed.reading.device).or_insert(devices.len());
        match devices.get_mut(at) {
            Some(readings) if readings.len() < depth => readings.push(entry),
            Some(_) => {}
            None => devices.push(vec![entry]),
        }
    }
    let mut batches: Vec<Vec<Entry>> = Vec::new();
    for readings in devices {
        match batches.last_mut() {
            Some(last) if last.len().saturating_add(readings.len()) <= batch => last.extend(readings),
            _ => batches.push(readings),
        }
    }
    batches.truncate(BATCHES_IN_FLIGHT);
    batches
}

/// What an entry's state should be, given what the chain holds of its device; `None` if it is right. `intervals` reach back at
/// least to the entry's end, or as far as the chain remembers; `follower` is the next reading that the chain holds, if the outbox has it.
pub fn state_on_chain(
    entry: &Entry,
    device: Option<&DeviceState>,
    intervals: &[Interval],
    follower: Option<&Reading>,
) -> Option<State> {
    let reading = &entry.signed.reading;
    let last = device.map_or(0, |device| device.last_counter);
    if reading.counter > last {
        return match entry.state {
            // Accepted in a fork that is gone, or by a chain that was started anew.
            State::Sent | State::Accepted => Some(State::Pending),
            State::Pending | State::Rejected(_) => None,
        };
    }
    let is_last = reading.counter == last;
    let is_certain = if is_last {
        // A meter that replaced the one that signed it has registers of its own.
        let is_replaced = |device: &DeviceState| device.former_keys.last().is_some_and(|key| key.last_counter == last);
        device.is_some_and(|device| {
            device.last_end == Some(reading.end) && (device.registers == reading.registers || is_replaced(device))
        })
    } else {
        // A reading that does not say RESUME is taken after the one before it only.
        follower.is_some_and(|next| reading.counter.checked_add(1) == Some(next.counter) && !next.flags.contains(Flags::RESUME))
    };
    match entry.state {
        State::Accepted => None,
        // Somebody else relayed it after all.
        State::Rejected(_) => is_certain.then_some(State::Accepted),
        State::Pending | State::Sent => {
            // Beyond what the chain remembers the order of sending tells: what came after it was accepted.
            let remembered = intervals.last().is_some_and(|oldest| oldest.end <= reading.end);
            let is_likely = !is_last && (!remembered || intervals.iter().any(|interval| interval.end == reading.end));
            Some(if is_certain || is_likely { State::Accepted } else { State::Rejected(OVERTAKEN.to_string()) })
        }
    }
}

/// Whether a rejected entry is to be sent after all: because the chain was started `anew` and knows nothing of a device that it had
/// accepted readings of, or because it was not sent for its age and a chain with an earlier clock takes it.
fn is_revived(entry: &Entry, last_counter: u64, anew: bool, oldest: UnixSeconds) -> bool {
    let reading = &entry.signed.reading;
    match &entry.state {
        State::Rejected(reason) => anew || (reason == TOO_OLD && reading.counter > last_counter && reading.end >= oldest),
        State::Pending | State::Sent | State::Accepted => false,
    }
}

/// Whether the chain takes a reading after one with counter and end `before`, or as the first one.
fn follows(reading: &Reading, before: Option<(u64, UnixSeconds)>) -> bool {
    let resumes = reading.flags.contains(Flags::RESUME);
    match before {
        None => resumes || reading.counter == 1,
        // It names the one that it follows, by its counter or by its end.
        Some((counter, end)) if resumes => {
            reading.start == end || (counter.checked_add(1) == Some(reading.counter) && reading.start >= end)
        }
        Some((counter, end)) => counter.checked_add(1) == Some(reading.counter) && reading.start == end,
    }
}

/// A reading as it is taken when readings before it are missing.
fn resumed(reading: &Reading, before: Option<(u64, UnixSeconds)>) -> Reading {
    let start = match before {
        Some((counter, end)) if counter.checked_add(1) == Some(reading.counter) => reading.start.max(end),
        Some((_, end)) => end,
        None => reading.start,
    };
    Reading { start, flags: Flags(reading.flags.0 | Flags::RESUME.0), ..reading.clone() }
}

fn keys_of(entries: &[Entry]) -> Vec<Key> {
    entries.iter().map(Entry::key).collect()
}

/// How the rounds go.
struct Pace {
    /// Most readings of a device in a round: half after a batch was stuck, to find the reading that is to blame, and twice as many after a
    /// round in which none was.
    depth: usize,
    /// Rounds since the last one of which everything was taken.
    attempt: u64,
    /// Rounds in a row that settled nothing.
    failures: u32,
}

impl Pace {
    fn deeper(&self) -> usize {
        self.depth.saturating_mul(2).min(READINGS_IN_FLIGHT)
    }
}

/// Another meter takes the place of a device's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The device.
    pub device: DeviceId,
    /// After the reading that ends then.
    pub at: UnixSeconds,
    /// Public key of the new meter, in hex.
    pub key: String,
}

/// How far a device's swaps are.
enum Swapped<'a> {
    /// As far as they are due.
    Done,
    /// This one is due, and what was measured before it is settled.
    Due(&'a Swap),
    /// This one is due once what was measured before it is settled.
    Waiting(&'a Swap),
}

/// The relay: outbox and chain.
pub struct Relay<'a, C> {
    /// The chain.
    pub chain: &'a mut C,
    /// The outbox.
    pub outbox: &'a mut Outbox,
    /// The devices whose readings are relayed.
    pub devices: &'a [DeviceId],
    /// Signs a reading with its device's key; `None` if the key is not at hand.
    pub sign: &'a dyn Fn(Reading) -> Option<SignedReading>,
    /// What is allowed and wanted.
    pub limits: Limits,
    /// The meters that are swapped, in order of time.
    pub swaps: &'a [Swap],
    /// Where progress is shown.
    pub console: &'a Console,
}

impl<'a, C: ReadingChain> Relay<'a, C> {
    /// Relays until every reading is settled, and final. If a meter has to be swapped before that it returns the swap, and is to be called
    /// again after it.
    pub async fn run(&mut self) -> Result<Option<Swap>> {
        self.reconcile().await?;
        let counts = self.outbox.counts(Some(self.devices))?;
        self.console.start("readings", counts.total());
        let result = self.rounds().await;
        self.console.finish();
        result
    }

    async fn rounds(&mut self) -> Result<Option<Swap>> {
        let mut pace = Pace { depth: READINGS_IN_FLIGHT, attempt: 0, failures: 0 };
        let mut standing = (Clock::default(), Instant::now());
        loop {
            let clock = self.chain.clock().await?;
            let counts = self.show(clock)?;
            let mut held_back = Vec::new();
            for device in self.swapping(clock.now) {
                match self.swapped(device, clock.now).await? {
                    Swapped::Done => {}
                    Swapped::Due(swap) => return Ok(Some(swap.clone())),
                    Swapped::Waiting(swap) => held_back.push((swap.device, swap.at)),
                }
            }
            if counts.open() == 0 {
                if self.is_final(clock.block).await? {
                    return Ok(None);
                }
                continue;
            }
            self.drop_too_old(clock.now).await?;
            let mut due = self.outbox.due(self.devices, clock.now)?;
            let waits = |entry: &Entry| {
                let Reading { device, end, .. } = entry.signed.reading;
                held_back.iter().any(|(held, at)| *held == device && end > *at)
            };
            due.retain(|entry| !waits(entry));
            if !due.is_empty() {
                standing = (clock, Instant::now());
                self.round(plan(due, self.limits.batch, pace.depth), &mut pace).await?;
                continue;
            }
            if standing.0 != clock {
                standing = (clock, Instant::now());
            } else if standing.1.elapsed() > self.limits.max_wait {
                return Err(Error::Chain(format!(
                    "the chain's clock has stood at {} for {} s; the next reading is due at {}",
                    format_time(clock.now),
                    self.limits.max_wait.as_secs(),
                    self.outbox.next_end()?.map_or_else(String::new, format_time),
                )));
            }
            self.chain.pause().await;
        }
    }

    /// The devices that were swapped by `now`, or should have been.
    fn swapping(&self, now: UnixSeconds) -> BTreeSet<DeviceId> {
        self.swaps.iter().filter(|swap| swap.at <= now).map(|swap| swap.device).collect()
    }

    /// How far the swaps of a device are that come before `now`. A node that was killed may have forgotten some.
    async fn swapped(&mut self, id: DeviceId, now: UnixSeconds) -> Result<Swapped<'a>> {
        let state = self.chain.device(id).await?;
        let swaps = self.swaps;
        let due = swaps.iter().filter(|swap| swap.device == id && swap.at <= now).collect::<Vec<_>>();
        let is_installed = |swap: &&Swap| state.as_ref().is_some_and(|state| state.key.public == swap.key);
        let next = match (due.iter().rposition(is_installed), &state) {
            // The new meter is there, and may lack certificates.
            (Some(last), Some(state)) => due.get(last + usize::from(lacking_certificates(state).is_empty())),
            _ => due.first(),
        };
        let Some(swap) = next else { return Ok(Swapped::Done) };
        let open = self.outbox.of_device(id, &["pending", "sent"])?;
        let is_settled = open.iter().all(|entry| entry.signed.reading.end > swap.at);
        Ok(if is_settled { Swapped::Due(swap) } else { Swapped::Waiting(swap) })
    }

    fn show(&self, clock: Clock) -> Result<Counts> {
        let counts = self.outbox.counts(Some(self.devices))?;
        let rejected = if counts.rejected == 0 { String::new() } else { format!(", {} rejected", counts.rejected) };
        self.console.progress(counts.accepted + counts.rejected, &format!("chain at {}{rejected}", format_time(clock.now)));
        Ok(counts)
    }

    /// Readings that the chain would refuse for their age are not sent.
    async fn drop_too_old(&mut self, now: UnixSeconds) -> Result<()> {
        let oldest = self.limits.oldest(now);
        let Some(before) = oldest.checked_sub(1) else { return Ok(()) };
        let mut old: BTreeMap<DeviceId, Vec<Entry>> = BTreeMap::new();
        for entry in self.outbox.due(self.devices, before)? {
            old.entry(entry.signed.reading.device).or_default().push(entry);
        }
        for (id, entries) in old {
            self.reject(&entries, TOO_OLD, None)?;
            self.reconcile_device(id, oldest).await?;
        }
        Ok(())
    }

    /// Rejects readings of a device, and says so.
    fn reject(&mut self, entries: &[Entry], reason: &str, advice: Option<&str>) -> Result<()> {
        let Some(first) = entries.first() else { return Ok(()) };
        let readings = entries.iter().map(|entry| (entry.signed.reading.end, entry.signed.reading.counter)).collect::<Vec<_>>();
        self.console.rejected(&first.name, &readings, reason, advice);
        let changes = entries.iter().map(|entry| (entry.key(), State::Rejected(reason.to_string()))).collect::<Vec<_>>();
        Ok(self.outbox.set(&changes)?)
    }

    /// Sends batches and settles what is known of them.
    async fn round(&mut self, batches: Vec<Vec<Entry>>, pace: &mut Pace) -> Result<()> {
        let all = batches.iter().flatten().map(|entry| (entry.key(), State::Sent)).collect::<Vec<_>>();
        self.outbox.set(&all)?;
        let before = self.settled()?;
        let readings: Vec<Vec<SignedReading>> =
            batches.iter().map(|batch| batch.iter().map(|entry| entry.signed.clone()).collect()).collect();
        let fates = self.chain.submit(&readings, pace.attempt).await?;
        let (mut unsettled, mut stuck) = (Vec::new(), Vec::new());
        let (mut waiting, mut lost, mut trouble) = (false, false, None);
        for (batch, fate) in batches.into_iter().zip(fates) {
            let (batch, reason) = match fate {
                Ok(taken) => (self.accept(batch, taken)?, None),
                Err(Setback::Refused(reason)) => {
                    stuck.push(keys_of(&batch));
                    (batch, Some(reason))
                }
                Err(Setback::Waiting(reason)) => {
                    waiting = true;
                    stuck.push(keys_of(&batch));
                    (batch, Some(reason))
                }
                Err(Setback::Lost(reason)) => {
                    lost = true;
                    (batch, Some(reason))
                }
            };
            unsettled.extend(batch);
            trouble = reason.or(trouble);
        }
        if unsettled.is_empty() {
            *pace = Pace { depth: pace.deeper(), attempt: 0, failures: 0 };
            return Ok(());
        }
        pace.attempt = pace.attempt.wrapping_add(1);
        if waiting {
            self.wait_for_pool(before, if pace.depth > 1 { 1 } else { PATIENCE_BLOCKS }).await?;
        } else if lost {
            self.next_block().await?;
        }
        self.reconcile().await?;
        self.judge(&unsettled).await?;
        // A batch is refused, or waits for ever, for a reading behind the first ones: less is sent at once, to find it.
        let mut is_hidden = false;
        for keys in &stuck {
            is_hidden |= self.open(keys)?.len() == keys.len();
        }
        if is_hidden && pace.depth > 1 {
            pace.depth = pace.depth.div_ceil(2);
            return Ok(());
        }
        if self.settled()? > before {
            pace.failures = 0;
            if stuck.is_empty() {
                pace.depth = pace.deeper();
            }
            return Ok(());
        }
        // A node that is down is waited for elsewhere; what arrives here again and again will not get better.
        pace.failures = pace.failures.saturating_add(1);
        let reason = trouble.unwrap_or_else(|| "the chain left out readings that it would accept".to_string());
        if pace.failures >= ATTEMPTS {
            return Err(Error::Chain(format!("the chain does not take the readings ({ATTEMPTS} attempts): {reason}")));
        }
        self.console.warn(format!("a batch did not get through, it is sent again: {reason}"));
        self.next_block().await
    }

    /// Puts down what the chain took of a batch, and returns the rest: somebody else may have relayed it, or it is refused.
    fn accept(&mut self, batch: Vec<Entry>, taken: Vec<Key>) -> Result<Vec<Entry>> {
        let taken = taken.into_iter().collect::<HashSet<_>>();
        let (accepted, rest): (Vec<_>, Vec<_>) = batch.into_iter().partition(|entry| taken.contains(&entry.key()));
        let changes = accepted.iter().map(|entry| (entry.key(), State::Accepted)).collect::<Vec<_>>();
        self.outbox.set(&changes)?;
        Ok(rest)
    }

    /// How many readings are settled.
    fn settled(&self) -> Result<u64> {
        let counts = self.outbox.counts(Some(self.devices))?;
        Ok(counts.accepted.saturating_add(counts.rejected))
    }

    /// Those of the readings that are still open.
    fn open(&self, keys: &[Key]) -> Result<Vec<Entry>> {
        let mut open = Vec::new();
        for key in keys {
            open.extend(self.outbox.get(*key)?.filter(|entry| matches!(entry.state, State::Pending | State::Sent)));
        }
        Ok(open)
    }

    /// Waits for the next block, if it comes.
    async fn next_block(&mut self) -> Result<()> {
        let (block, started) = (self.chain.clock().await?.block, Instant::now());
        while self.chain.clock().await?.block == block && started.elapsed() < BLOCK_TIMEOUT {
            self.chain.pause().await;
        }
        Ok(())
    }

    /// Waits until something of what waits in the node's pool is settled.
    async fn wait_for_pool(&mut self, before: u64, blocks: u32) -> Result<()> {
        for _ in 0..blocks {
            self.next_block().await?;
            self.reconcile().await?;
            if self.settled()? > before {
                break;
            }
        }
        Ok(())
    }

    /// Asks the chain about readings that were sent and are still open: about the first one of each device, since it judges by what it
    /// holds. What it would refuse for good is rejected.
    async fn judge(&mut self, sent: &[Entry]) -> Result<()> {
        let mut asked = HashSet::new();
        for entry in self.open(&keys_of(sent))? {
            let id = entry.signed.reading.device;
            if !asked.insert(id) {
                continue;
            }
            let Verdict { reason, advice } = self.chain.would_accept(&entry.signed).await?;
            let Some(reason) = reason.filter(|reason| !PASSING.contains(&reason.as_str())) else { continue };
            // A node that was killed may have forgotten the meter that signed it.
            if !matches!(self.swapped(id, entry.signed.reading.end.saturating_sub(1)).await?, Swapped::Done) {
                continue;
            }
            self.reject(&[entry], &reason, advice.as_deref())?;
            let oldest = self.oldest().await?;
            self.reconcile_device(id, oldest).await?;
        }
        Ok(())
    }

    /// The earliest end of a reading that is sent now.
    async fn oldest(&mut self) -> Result<UnixSeconds> {
        Ok(self.limits.oldest(self.chain.clock().await?.now))
    }

    /// Compares the outbox with the chain, device by device.
    pub async fn reconcile(&mut self) -> Result<()> {
        let oldest = self.oldest().await?;
        for id in self.outbox.devices_with(&["pending", "sent", "accepted", "rejected"])? {
            if self.devices.contains(&id) {
                self.reconcile_device(id, oldest).await?;
            }
        }
        Ok(())
    }

    async fn reconcile_device(&mut self, id: DeviceId, oldest: UnixSeconds) -> Result<()> {
        let entries = self.outbox.of_device(id, &["pending", "sent", "accepted", "rejected"])?;
        let device = self.chain.device(id).await?;
        let last = device.as_ref().map_or(0, |device| device.last_counter);
        let anew = last == 0 && entries.iter().any(|entry| entry.state == State::Accepted);
        let is_open = |entry: &&Entry| matches!(entry.state, State::Pending | State::Sent) && entry.signed.reading.counter < last;
        let intervals = match entries.iter().find(is_open) {
            Some(oldest) => self.chain.intervals(id, oldest.signed.reading.end).await?,
            None => Vec::new(),
        };
        let (mut changes, mut overtaken, mut follower) = (Vec::new(), Vec::new(), None);
        let mut next: Option<&Reading> = None;
        for entry in entries.iter().rev() {
            let reading = &entry.signed.reading;
            // What comes after it names an earlier one as the one that it follows: a rejected reading would be in its way.
            let is_passed = next.is_some_and(|next| next.start < reading.end);
            let found = state_on_chain(entry, device.as_ref(), &intervals, follower);
            if reading.counter <= last && *found.as_ref().unwrap_or(&entry.state) == State::Accepted {
                follower = Some(reading);
            }
            match found {
                Some(State::Rejected(_)) => overtaken.push(entry.clone()),
                Some(state) => changes.push((entry.key(), state)),
                None if !is_passed && is_revived(entry, last, anew, oldest) => changes.push((entry.key(), State::Pending)),
                None => {}
            }
            if !matches!(entry.state, State::Rejected(_)) {
                next = Some(reading);
            }
        }
        self.outbox.set(&changes)?;
        overtaken.reverse();
        self.reject(&overtaken, OVERTAKEN, None)?;
        self.mend(id, device.as_ref())
    }

    /// Makes each open reading of a device one that the chain takes after the one before it: what was never sent is signed anew and says
    /// RESUME, the rest is given up.
    fn mend(&mut self, id: DeviceId, device: Option<&DeviceState>) -> Result<()> {
        let mut before = device.and_then(|device| Some((device.last_counter, device.last_end?)));
        let mut given_up = Vec::new();
        for entry in self.outbox.of_device(id, &["pending", "sent"])? {
            let reading = &entry.signed.reading;
            if follows(reading, before) || self.sign_again(&entry, resumed(reading, before))? {
                before = Some((reading.counter, reading.end));
            } else {
                given_up.push(entry);
            }
        }
        self.reject(&given_up, GIVEN_UP, Some(GIVEN_UP_ADVICE))
    }

    /// Signs another reading in the place of one that was never sent. `false` if it was, or the key is not at hand.
    fn sign_again(&self, entry: &Entry, reading: Reading) -> Result<bool> {
        if entry.sent_once {
            return Ok(false);
        }
        match (self.sign)(reading) {
            Some(signed) => Ok(self.outbox.replace(&signed)?),
            None => Ok(false),
        }
    }

    /// Waits for `block` to be final. `false` if there is something to send again.
    async fn is_final(&mut self, block: u64) -> Result<bool> {
        let mut standing = (0, Instant::now());
        loop {
            let finalized = self.chain.finalized().await?;
            if finalized >= block {
                self.reconcile().await?;
                return Ok(self.outbox.counts(Some(self.devices))?.open() == 0);
            }
            if standing.0 != finalized {
                standing = (finalized, Instant::now());
            } else if standing.1.elapsed() > self.limits.max_wait {
                self.console.warn("the chain does not finalize its blocks; the readings are in the best chain");
                return Ok(true);
            }
            self.chain.pause().await;
        }
    }
}

/// The chain behind a node.
pub struct NodeChain<'a>(pub &'a mut Chain);

impl ReadingChain for NodeChain<'_> {
    async fn clock(&mut self) -> Result<Clock> {
        self.0.clock().await
    }

    async fn finalized(&mut self) -> Result<u64> {
        self.0.finalized().await
    }

    async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceState>> {
        self.0.device(id).await
    }

    async fn intervals(&mut self, id: DeviceId, since: UnixSeconds) -> Result<Vec<Interval>> {
        self.0.intervals(id, since).await
    }

    async fn submit(&mut self, batches: &[Vec<SignedReading>], attempt: u64) -> Result<Vec<BatchFate>> {
        let at = self.0.run(async |connection: &Connection| connection.at_best().await).await?;
        let calls = batches
            .iter()
            .map(|batch| Call::encode(&at, "DeviceRegistry", "submit_readings", SubmitReadings::new(batch)))
            .collect::<Result<Vec<_>>>()?;
        let fates = send_general(&at, &calls, attempt).await.into_iter();
        Ok(fates.map(|fate| fate.and_then(|events| accepted_readings(&events).map_err(Setback::Lost))).collect())
    }

    async fn would_accept(&mut self, signed: &SignedReading) -> Result<Verdict> {
        self.0.would_accept(signed).await
    }

    async fn pause(&mut self) {
        tokio::time::sleep(POLL).await;
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
