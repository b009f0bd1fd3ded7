//! The trader: orders are placed a day ahead, from what the chain says was measured. What was ordered is read from the chain, and what is
//! on its way there from the journals: stopped and started again, or cut off from its node, the trader goes on from there.

use super::courier::{Courier, Fate, Ledger, Outcome};
use crate::{
    chain::{Clock, Measured},
    console::Console,
    error::{Error, Result},
    recording::format_time,
    report::plural,
    strategy::{tomorrow, Meter, Order, Strategy, PERIODS_PER_BATCH},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use uen_primitives::{DeviceId, Period, Side, UnixSeconds, DAY_SECONDS, PERIOD_SECONDS};

/// How often the orders of some periods are tried.
const ATTEMPTS: u32 = 3;
/// Most orders in a transaction.
pub const ORDERS_PER_BATCH: usize = 48;

/// A chain with a market, as the trader sees it.
pub trait TradingChain: Ledger {
    /// The clock of the best block.
    async fn clock(&mut self) -> Result<Clock>;
    /// What a device measured in whole periods that ended after `since`, oldest first.
    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>>;
    /// For which of these periods orders were ever placed for the device.
    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>>;
    /// Waits a little for the next block.
    async fn pause(&mut self);
}

/// A metering point and what is known of it.
#[derive(Clone, Debug)]
pub struct Point {
    /// The meter.
    pub meter: Meter,
    /// Its owner, by position.
    pub owner: usize,
    /// Measured, and not known to be ordered for for good: by the period that orders will be for.
    waiting: BTreeMap<Period, Measured>,
    /// The end of the last period that was looked at.
    seen: UnixSeconds,
    /// Whether what is known is what the chain holds.
    is_certain: bool,
    /// Periods whose orders are counted in what was done; of them, a node may lose some again.
    counted: BTreeSet<Period>,
    /// Periods for which placing orders has failed too often.
    given_up: BTreeSet<Period>,
    /// How often placing has failed since it last succeeded.
    failures: u32,
}

impl Point {
    /// Nothing is known of it yet.
    pub fn new(meter: Meter, owner: usize) -> Self {
        Self {
            meter,
            owner,
            waiting: BTreeMap::new(),
            seen: 0,
            is_certain: false,
            counted: BTreeSet::new(),
            given_up: BTreeSet::new(),
            failures: 0,
        }
    }
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Orders that were placed.
    pub orders: u64,
    /// Energy offered, in Wh.
    pub offered: u64,
    /// Energy bid for, in Wh.
    pub bid: u64,
    /// Orders that the chain refused, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Periods of a meter for which no orders could be placed.
    pub missed: u64,
}

impl Done {
    fn count(&mut self, order: &Order) {
        self.orders += 1;
        match order.side {
            Side::Sell => self.offered += order.quantity.0,
            Side::Buy => self.bid += order.quantity.0,
        }
    }

    /// Orders that the chain refused.
    pub fn refused(&self) -> u64 {
        self.refused.values().sum()
    }
}

/// The trader.
pub struct Trader<'a, C> {
    /// The chain.
    pub chain: &'a mut C,
    /// Brings the owners' orders to the chain.
    pub courier: Courier,
    /// How orders are found.
    pub strategy: Strategy,
    /// The metering points.
    pub points: Vec<Point>,
    /// No period that ends after this is traded.
    pub until: Option<UnixSeconds>,
    /// How long to wait for a chain whose clock stands still.
    pub max_wait: Duration,
    /// Where progress is shown.
    pub console: &'a Console,
    /// What was done.
    pub done: Done,
}

/// Orders of a point that go together.
struct Batch {
    point: usize,
    orders: Vec<Order>,
}

impl<C: TradingChain> Trader<'_, C> {
    /// Trades until it is told to end.
    pub async fn run(&mut self) -> Result<()> {
        self.console.start("orders placed", 0);
        let result = self.rounds().await;
        self.console.finish();
        result
    }

    async fn rounds(&mut self) -> Result<()> {
        let mut standing = (Clock::default(), Instant::now());
        let mut connections = self.chain.connections();
        let mut over: Option<Instant> = None;
        loop {
            let clock = self.chain.clock().await?;
            if self.chain.connections() != connections {
                connections = self.chain.connections();
                self.points.iter_mut().for_each(|point| point.is_certain = false);
            }
            if standing.0 != clock {
                standing = (clock, Instant::now());
            } else if standing.1.elapsed() > self.max_wait {
                let (at, waited) = (format_time(clock.now), self.max_wait.as_secs());
                return Err(self.stopped(&format!("the chain's clock has stood at {at} for {waited} s")));
            }
            self.show(clock);
            let has_news = self.follow().await?;
            if self.is_over(clock.now) {
                if self.courier.under_way() == 0 {
                    return Ok(());
                }
                if over.get_or_insert_with(Instant::now).elapsed() > self.max_wait {
                    let waited = self.max_wait.as_secs();
                    return Err(self.stopped(&format!("the last orders have not become final for {waited} s")));
                }
            } else {
                for index in 0..self.points.len() {
                    self.look(index, clock.now).await?;
                }
                let batches = self.plan(clock.now);
                self.place(batches).await?;
            }
            if !has_news {
                self.chain.pause().await;
            }
        }
    }

    /// Why the trader ends, and what that means for the orders.
    fn stopped(&self, reason: &str) -> Error {
        let advice = match self.courier.under_way() {
            0 => "nothing is under way".to_string(),
            count => format!("{count} transaction{} under way are in the journal", plural(count)),
        };
        Error::Chain(format!("{reason}; {advice}, and the same command goes on from here"))
    }

    /// Looks what became of the transactions that are under way. Whether the fate of any is final now.
    async fn follow(&mut self) -> Result<bool> {
        let mut has_news = false;
        let owners = self.courier.owners();
        for owner in (0..owners).filter(|owner| !self.courier.is_free(*owner)).collect::<Vec<_>>() {
            for (transaction, fate) in self.courier.follow(self.chain, self.console, owner).await? {
                has_news = true;
                match fate {
                    Fate::Final(Outcome::Judged(results)) => self.settle(&transaction.orders, results),
                    Fate::Final(Outcome::Failed(reason)) | Fate::Void(reason) => self.recover(&transaction.orders, &reason),
                    Fate::Final(Outcome::Untold(reason)) => self.doubt(&transaction.orders, &reason),
                }
            }
        }
        Ok(has_news)
    }

    fn show(&self, clock: Clock) {
        let refused = match self.done.refused() {
            0 => String::new(),
            count => format!(", {count} refused"),
        };
        self.console.progress(self.done.orders, &format!("chain at {}{refused}", format_time(clock.now)));
    }

    /// Whether a period is one of those that are traded.
    fn is_wanted(&self, period: Period) -> bool {
        self.until.is_none_or(|until| period.end() <= until)
    }

    /// Whether the last gate has closed.
    fn is_over(&self, now: UnixSeconds) -> bool {
        let last = self.until.map(|until| until.saturating_sub(PERIOD_SECONDS + self.strategy.bounds.gate_closure));
        last.is_some_and(|last| last <= now)
    }

    /// Finds out what a point has measured since it was last looked at, or in the last day if what is known of it is not certain, and what
    /// of that was not ordered for yet.
    async fn look(&mut self, index: usize, now: UnixSeconds) -> Result<()> {
        let Some(point) = self.points.get(index) else { return Ok(()) };
        let (device, owner, is_certain) = (point.meter.device, point.owner, point.is_certain);
        let batch_seconds = u64::try_from(PERIODS_PER_BATCH).unwrap_or(u64::MAX).saturating_mul(PERIOD_SECONDS);
        if is_certain && now < point.seen.saturating_add(batch_seconds) {
            return Ok(());
        }
        let since = if is_certain { point.seen } else { now.saturating_sub(DAY_SECONDS) };
        let measured = self.chain.measured(device, since).await?;
        let seen = measured.last().map_or(since, |last| last.period.end());
        let mut waiting: BTreeMap<Period, Measured> =
            measured.into_iter().map(|measured| (tomorrow(measured.period), measured)).collect();
        waiting.retain(|period, _| self.is_wanted(*period));
        if !is_certain {
            // What was too late before anybody looked was not missed.
            let Some(point) = self.points.get(index) else { return Ok(()) };
            waiting.retain(|period, _| !self.strategy.is_too_late(*period, now) || point.waiting.contains_key(period));
        }
        // What the best block has of orders that are under way is not final: they wait for their fate. Of the rest, something may be ordered
        // already: by the owner, or by this trader before its node forgot the last blocks, with their readings.
        let under_way = self.courier.periods(owner, device);
        let periods = waiting.keys().filter(|period| !under_way.contains(period)).copied().collect::<Vec<_>>();
        let ordered = self.chain.ordered(device, &periods).await?;
        waiting.retain(|period, _| !ordered.contains(period));
        self.count_found(index, &ordered);
        let Some(point) = self.points.get_mut(index) else { return Ok(()) };
        if !is_certain {
            point.waiting.retain(|period, _| under_way.contains(period));
        }
        waiting.retain(|period, _| !point.given_up.contains(period));
        point.waiting.append(&mut waiting);
        (point.seen, point.is_certain) = (seen, true);
        Ok(())
    }

    /// Counts orders that were sent, of which nothing was heard, and which are there.
    fn count_found(&mut self, index: usize, ordered: &BTreeSet<Period>) {
        let Some(point) = self.points.get_mut(index) else { return };
        for (period, measured) in &point.waiting {
            if ordered.contains(period) && point.counted.insert(*period) {
                self.strategy.order(&point.meter, measured).iter().for_each(|order| self.done.count(order));
            }
        }
    }

    /// What is to be ordered now: nothing for an owner of whom something is under way.
    fn plan(&mut self, now: UnixSeconds) -> Vec<Batch> {
        let mut batches = Vec::new();
        for (index, point) in self.points.iter_mut().enumerate() {
            let strategy = self.strategy;
            let under_way = self.courier.periods(point.owner, point.meter.device);
            let before = point.waiting.len();
            point.waiting.retain(|period, measured| {
                under_way.contains(period)
                    || !strategy.is_too_late(*period, now)
                    || strategy.order(&point.meter, measured).is_none()
            });
            self.done.missed += u64::try_from(before - point.waiting.len()).unwrap_or(u64::MAX);
            if !self.courier.is_free(point.owner) {
                continue;
            }
            let waiting = point.waiting.keys().copied().collect::<Vec<_>>();
            let mut batch = Batch { point: index, orders: Vec::new() };
            for period in waiting.iter().take(strategy.due(&waiting, now)) {
                let Some(measured) = point.waiting.get(period) else { continue };
                let Some(order) = strategy.order(&point.meter, measured) else {
                    point.waiting.remove(period);
                    continue;
                };
                if batch.orders.len() >= ORDERS_PER_BATCH {
                    break;
                }
                batch.orders.push(order);
            }
            if !batch.orders.is_empty() {
                batches.push(batch);
            }
        }
        batches
    }

    /// Places orders: of each owner those of as many points as fit into one transaction, the rest is planned again.
    async fn place(&mut self, batches: Vec<Batch>) -> Result<()> {
        let mut by_owner: BTreeMap<usize, Vec<Order>> = BTreeMap::new();
        for batch in batches {
            let Some(point) = self.points.get(batch.point) else { continue };
            let of_owner = by_owner.entry(point.owner).or_default();
            if of_owner.len() + batch.orders.len() <= ORDERS_PER_BATCH {
                of_owner.extend(batch.orders);
            }
        }
        for (owner, orders) in by_owner {
            self.courier.order(self.chain, self.console, owner, &orders).await?;
        }
        Ok(())
    }

    /// The chain has judged these orders for good. A refused one would be refused again: none is placed twice.
    fn settle(&mut self, orders: &[Order], results: Vec<Option<String>>) {
        for (order, result) in orders.iter().zip(results) {
            let point = self.points.iter_mut().find(|point| point.meter.device == order.device);
            let is_counted = point.is_some_and(|point| {
                point.failures = 0;
                point.waiting.remove(&order.period);
                !point.counted.insert(order.period)
            });
            match result {
                Some(reason) => {
                    self.console.warn(format!("an order for {} was refused: {reason}", format_time(order.period.start())));
                    *self.done.refused.entry(reason).or_default() += 1;
                }
                None if is_counted => {}
                None => self.done.count(order),
            }
        }
    }

    /// These orders are not placed and never will be by the transaction that held them: the chain is looked at before they are placed by
    /// another one.
    fn recover(&mut self, orders: &[Order], reason: &str) {
        for (index, periods) in self.periods_of(orders) {
            let Some(point) = self.points.get_mut(index) else { continue };
            point.failures += 1;
            if point.failures < ATTEMPTS {
                point.is_certain = false;
                self.console.warn(format!("{}: orders did not get through, looking again: {reason}", point.meter.name));
            } else {
                point.failures = 0;
                point.waiting.retain(|period, _| !periods.contains(period));
                point.given_up.extend(&periods);
                self.done.missed += u64::try_from(periods.len()).unwrap_or(u64::MAX);
                self.console.warn(format!("{}: orders are given up after {ATTEMPTS} attempts: {reason}", point.meter.name));
            }
        }
    }

    /// These orders were judged for good, and the node does not tell how: what is there is read from the chain's state.
    fn doubt(&mut self, orders: &[Order], reason: &str) {
        for (index, _) in self.periods_of(orders) {
            let Some(point) = self.points.get_mut(index) else { continue };
            point.is_certain = false;
            self.console.warn(format!("{}: looking which orders were placed: {reason}", point.meter.name));
        }
    }

    /// The points of orders, and for which periods each has some.
    fn periods_of(&self, orders: &[Order]) -> BTreeMap<usize, BTreeSet<Period>> {
        let mut found: BTreeMap<usize, BTreeSet<Period>> = BTreeMap::new();
        for order in orders {
            if let Some(index) = self.points.iter().position(|point| point.meter.device == order.device) {
                found.entry(index).or_default().insert(order.period);
            }
        }
        found
    }
}
