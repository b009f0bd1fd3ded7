//! From the outbox to the chain: readings are sent when their time has come, in order, and are settled by what the chain says of
//! them. Nothing is lost and nothing is counted twice, whatever breaks in between:
//!
//! * A device's readings must reach the chain in order, or an earlier one would be refused for its counter. Batches are filled in
//!   order of time and sent with consecutive nonces of one account, so no batch can overtake another; and a new round starts only
//!   when the fate of all batches of the last one is known.
//! * If a fate is not known (the node went down, the transaction was dropped, this program was stopped), the gateway waits until
//!   the node's pool holds none of its transactions, and then compares the outbox with what the chain holds of each device.
//! * The end is reached when the block of the last reading is final; what a fork has undone by then is sent again.

use crate::{
    account::Account,
    calls::{Call, SubmitReadings},
    chain::{Chain, Clock, Connection, DeviceState, Interval, POLL},
    console::Console,
    error::{Error, Result},
    outbox::{Counts, Entry, Key, Outbox, State},
    recording::format_time,
    transactions::{reading_results, send_in_order, Fate, ReadingResult, Signed},
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use uen_primitives::{DeviceId, SignedReading, UnixSeconds};

/// Most batches of a round.
const BATCHES_IN_FLIGHT: usize = 16;
/// How often a batch that fails as a whole is tried.
const ATTEMPTS: u32 = 3;
/// The reason of readings that the gateway does not send because the chain would refuse them.
const TOO_OLD: &str = "TooOld (not sent)";

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchFate {
    /// It is in a block: what the chain said of each reading.
    Judged(Vec<ReadingResult>),
    /// The call as a whole failed; no reading was looked at.
    Failed(String),
    /// It is not known.
    Unknown(String),
}

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
    /// Sends batches in order. The answer is for as many of the first ones as were sent.
    async fn submit(&mut self, batches: &[Vec<SignedReading>]) -> Result<Vec<BatchFate>>;
    /// Waits until no sent batch can still reach a block, or for a minute.
    async fn drain(&mut self) -> Result<()>;
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

/// Fills batches in the order of the readings.
pub fn plan(due: Vec<Entry>, batch: usize) -> Vec<Vec<Entry>> {
    let mut batches = Vec::new();
    let mut due = due.into_iter().peekable();
    while due.peek().is_some() {
        batches.push(due.by_ref().take(batch.max(1)).collect());
    }
    batches
}

/// What an entry's state should be, given what the chain holds of its device; `None` if it is right. `intervals` reach back at
/// least to the entry's end, or as far as the chain remembers.
pub fn verdict(entry: &Entry, device: Option<&DeviceState>, intervals: &[Interval]) -> Option<State> {
    let reading = &entry.signed.reading;
    let last = device.map_or(0, |device| device.last_counter);
    if reading.counter > last {
        return match entry.state {
            // Accepted in a fork that is gone, or by a chain that was started anew.
            State::Sent | State::Accepted => Some(State::Pending),
            State::Pending | State::Rejected(_) => None,
        };
    }
    if !matches!(entry.state, State::Pending | State::Sent) {
        return None;
    }
    let accepted = if reading.counter == last {
        device.is_some_and(|device| device.last_end == Some(reading.end) && device.registers == reading.registers)
    } else {
        // Beyond what the chain remembers the order of sending tells: what came after it was accepted.
        let remembered = intervals.last().is_some_and(|oldest| oldest.end <= reading.end);
        !remembered || intervals.iter().any(|interval| interval.end == reading.end)
    };
    Some(if accepted {
        State::Accepted
    } else {
        State::Rejected("CounterNotIncreasing: the chain already holds a later reading of the device".to_string())
    })
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

/// The relay: outbox and chain.
pub struct Relay<'a, C> {
    /// The chain.
    pub chain: &'a mut C,
    /// The outbox.
    pub outbox: &'a mut Outbox,
    /// The devices whose readings are relayed.
    pub devices: &'a [DeviceId],
    /// What is allowed and wanted.
    pub limits: Limits,
    /// Where progress is shown.
    pub console: &'a Console,
}

impl<C: ReadingChain> Relay<'_, C> {
    /// Relays until every reading is settled, and final.
    pub async fn run(&mut self) -> Result<Counts> {
        self.chain.drain().await?;
        self.reconcile().await?;
        let counts = self.outbox.counts(Some(self.devices))?;
        self.console.start("readings", counts.total());
        let result = self.rounds().await;
        self.console.finish();
        result?;
        Ok(self.outbox.counts(Some(self.devices))?)
    }

    async fn rounds(&mut self) -> Result<()> {
        let mut failures = 0;
        let mut standing = (Clock::default(), Instant::now());
        loop {
            let clock = self.chain.clock().await?;
            let counts = self.show(clock)?;
            if counts.open() == 0 {
                if self.is_final(clock.block).await? {
                    return Ok(());
                }
                continue;
            }
            self.drop_too_old(clock.now)?;
            let most = BATCHES_IN_FLIGHT.saturating_mul(self.limits.batch);
            let due = self.outbox.due(self.devices, clock.now, most)?;
            if !due.is_empty() {
                standing = (clock, Instant::now());
                self.round(plan(due, self.limits.batch), &mut failures).await?;
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

    fn show(&self, clock: Clock) -> Result<Counts> {
        let counts = self.outbox.counts(Some(self.devices))?;
        let rejected = if counts.rejected == 0 { String::new() } else { format!(", {} rejected", counts.rejected) };
        self.console.progress(counts.accepted + counts.rejected, &format!("chain at {}{rejected}", format_time(clock.now)));
        Ok(counts)
    }

    /// Readings that the chain would refuse for their age are not sent: that would cost a fee each.
    fn drop_too_old(&mut self, now: UnixSeconds) -> Result<()> {
        let Some(oldest) = now.checked_sub(self.limits.window.saturating_add(1)) else { return Ok(()) };
        let mut changes = Vec::new();
        for entry in self.outbox.due(self.devices, oldest, usize::MAX)? {
            changes.push(self.reject(&entry, TOO_OLD.to_string()));
        }
        Ok(self.outbox.set(&changes)?)
    }

    fn reject(&self, entry: &Entry, reason: String) -> (Key, State) {
        let reading = &entry.signed.reading;
        self.console.rejected(&entry.name, &format_time(reading.end), reading.counter, &reason);
        (entry.key(), State::Rejected(reason))
    }

    /// Sends batches and settles what is known of them.
    async fn round(&mut self, batches: Vec<Vec<Entry>>, failures: &mut u32) -> Result<()> {
        let all = batches.iter().flatten().map(|entry| (entry.key(), State::Sent)).collect::<Vec<_>>();
        self.outbox.set(&all)?;
        let readings: Vec<Vec<SignedReading>> =
            batches.iter().map(|batch| batch.iter().map(|entry| entry.signed.clone()).collect()).collect();
        let fates = self.chain.submit(&readings).await?;
        let (mut unclear, mut failed) = (None, None);
        for (batch, fate) in batches.iter().zip(&fates) {
            match fate {
                BatchFate::Judged(results) => {
                    if !self.settle(batch, results)? {
                        unclear = Some("the chain reported on other readings than were sent".to_string());
                    }
                }
                BatchFate::Failed(reason) => failed = Some(reason.clone()),
                BatchFate::Unknown(reason) => unclear = Some(reason.clone()),
            }
        }
        if fates.len() < batches.len() && unclear.is_none() {
            unclear = Some("not all batches were taken".to_string());
        }
        if unclear.is_none() && failed.is_none() {
            *failures = 0;
            return Ok(());
        }
        self.chain.drain().await?;
        self.reconcile().await?;
        // A node that is down is waited for elsewhere; what arrives here again and again will not get better.
        *failures += 1;
        match failed.or(unclear) {
            Some(reason) if *failures >= ATTEMPTS => {
                Err(Error::Chain(format!("the chain does not take the readings ({ATTEMPTS} attempts): {reason}")))
            }
            Some(reason) => {
                self.console.warn(format!("a batch did not get through, it is sent again: {reason}"));
                self.chain.pause().await;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Puts down what the chain said of a batch. `false` if something about a reading is left to be found out.
    fn settle(&mut self, batch: &[Entry], results: &[ReadingResult]) -> Result<bool> {
        let results: HashMap<Key, &ReadingResult> = results.iter().map(|r| ((r.device, r.counter), r)).collect();
        let mut changes = Vec::with_capacity(batch.len());
        let mut clear = true;
        for entry in batch {
            match results.get(&entry.key()).map(|result| result.rejected.as_deref()) {
                Some(None) => changes.push((entry.key(), State::Accepted)),
                // It, or a later one, was accepted before: perhaps from this outbox.
                Some(Some("CounterNotIncreasing")) | None => clear = false,
                Some(Some(reason)) => changes.push(self.reject(entry, reason.to_string())),
            }
        }
        self.outbox.set(&changes)?;
        Ok(clear)
    }

    /// Compares the outbox with the chain, device by device.
    pub async fn reconcile(&mut self) -> Result<()> {
        let states = ["pending", "sent", "accepted", "rejected"];
        let oldest = self.chain.clock().await?.now.saturating_sub(self.limits.window);
        for id in self.outbox.devices_with(&states)? {
            if !self.devices.contains(&id) {
                continue;
            }
            let entries = self.outbox.of_device(id, &states)?;
            let device = self.chain.device(id).await?;
            let last = device.as_ref().map_or(0, |device| device.last_counter);
            let anew = last == 0 && entries.iter().any(|entry| entry.state == State::Accepted);
            let open =
                |entry: &&Entry| matches!(entry.state, State::Pending | State::Sent) && entry.signed.reading.counter < last;
            let intervals = match entries.iter().find(open) {
                Some(oldest) => self.chain.intervals(id, oldest.signed.reading.end).await?,
                None => Vec::new(),
            };
            let mut changes = Vec::new();
            for entry in &entries {
                match verdict(entry, device.as_ref(), &intervals) {
                    Some(State::Rejected(reason)) => changes.push(self.reject(entry, reason)),
                    Some(state) => changes.push((entry.key(), state)),
                    None if is_revived(entry, last, anew, oldest) => changes.push((entry.key(), State::Pending)),
                    None => {}
                }
            }
            self.outbox.set(&changes)?;
        }
        Ok(())
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

/// The chain behind a node, with the account that pays for what it refuses.
pub struct NodeChain<'a> {
    /// The chain.
    pub chain: &'a mut Chain,
    /// Whose transactions carry the readings.
    pub relayer: &'a Account,
}

impl ReadingChain for NodeChain<'_> {
    async fn clock(&mut self) -> Result<Clock> {
        self.chain.clock().await
    }

    async fn finalized(&mut self) -> Result<u64> {
        self.chain.finalized().await
    }

    async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceState>> {
        self.chain.device(id).await
    }

    async fn intervals(&mut self, id: DeviceId, since: UnixSeconds) -> Result<Vec<Interval>> {
        self.chain.intervals(id, since).await
    }

    async fn submit(&mut self, batches: &[Vec<SignedReading>]) -> Result<Vec<BatchFate>> {
        let account = self.relayer.id();
        let prepared = self
            .chain
            .run(async |connection: &Connection| Ok((connection.at_final().await?, connection.nonces(&account).await?.0)))
            .await;
        let (at, first) = prepared?;
        let mut list = Vec::with_capacity(batches.len());
        for (batch, nonce) in batches.iter().zip(first..) {
            let call = Call::encode(&at, "DeviceRegistry", "submit_readings", SubmitReadings::new(batch))?;
            list.push(Signed { call, signer: self.relayer, nonce });
        }
        let mut fates = Vec::with_capacity(list.len());
        for fate in send_in_order(&at, &list).await {
            fates.push(match fate {
                Fate::Succeeded(events) => reading_results(&events).map_or_else(BatchFate::Unknown, BatchFate::Judged),
                Fate::Failed(reason) => BatchFate::Failed(reason),
                Fate::Unknown(reason) => BatchFate::Unknown(reason),
            });
        }
        Ok(fates)
    }

    async fn drain(&mut self) -> Result<()> {
        self.chain.drain(&self.relayer.id()).await
    }

    async fn pause(&mut self) {
        tokio::time::sleep(POLL).await;
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
