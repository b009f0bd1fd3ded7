//! `trade`: orders are placed a day ahead, from what the chain says was measured. What was ordered is on the chain too, so that nothing
//! is kept here: stopped and started again, or cut off from its node, the trader looks at the chain and goes on from there.

use crate::{
    account::Account,
    chain::{Chain, Clock, Measured},
    cli::{Global, Trade},
    console::Console,
    error::{Error, Outcome, Result},
    market::NodeMarket,
    recording::{self, format_time},
    report::{format_kwh, plural},
    strategy::{tomorrow, Meter, Order, Strategy, PERIODS_PER_BATCH},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::{Duration, Instant},
};
use uen_primitives::{DeviceId, Period, Side, UnixSeconds, DAY_SECONDS, PERIOD_SECONDS};

/// How often the orders of some periods are tried.
const ATTEMPTS: u32 = 3;
/// Most orders that an owner places at once.
const ORDERS_PER_BATCH: usize = 48;

/// What became of a batch of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchFate {
    /// It is in a block: why each of its orders was refused, `None` if it was placed.
    Placed(Vec<Option<String>>),
    /// The batch as a whole failed; no order was looked at.
    Failed(String),
    /// It is not known.
    Unknown(String),
}

/// A chain with a market, as the trader sees it.
pub trait TradingChain {
    /// The clock of the best block.
    async fn clock(&mut self) -> Result<Clock>;
    /// Grows when the node may have lost its last blocks.
    fn connections(&self) -> u64;
    /// What a device measured in whole periods that ended after `since`, oldest first.
    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>>;
    /// For which of these periods orders were ever placed for the device.
    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>>;
    /// Places orders, a batch for each of these owners.
    async fn place(&mut self, batches: &[(usize, Vec<Order>)]) -> Result<Vec<BatchFate>>;
    /// Waits until no sent batch of an owner can still reach a block, or for a minute.
    async fn drain(&mut self, owner: usize) -> Result<()>;
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
    /// Measured, and not ordered for yet: by the period that orders will be for.
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

    fn refused(&self) -> u64 {
        self.refused.values().sum()
    }
}

/// The trader.
pub struct Trader<'a, C> {
    /// The chain.
    pub chain: &'a mut C,
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

/// Periods of a point whose orders go together.
struct Batch {
    point: usize,
    periods: Vec<Period>,
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
                return Err(Error::Chain(format!("the chain's clock has stood at {at} for {waited} s")));
            }
            self.show(clock);
            if self.is_over(clock.now) {
                return Ok(());
            }
            for index in 0..self.points.len() {
                self.look(index, clock.now).await?;
            }
            let batches = self.plan(clock.now);
            if batches.is_empty() || !self.place(batches).await? {
                self.chain.pause().await;
            }
        }
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

    /// Finds out what a point has measured since it was last looked at; if what is known of it is not certain, in the last day, and what
    /// was ordered for it.
    async fn look(&mut self, index: usize, now: UnixSeconds) -> Result<()> {
        let Some(point) = self.points.get(index) else { return Ok(()) };
        let (device, is_certain) = (point.meter.device, point.is_certain);
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
            let periods = waiting.keys().copied().collect::<Vec<_>>();
            let ordered = self.chain.ordered(device, &periods).await?;
            waiting.retain(|period, _| !ordered.contains(period));
            self.count_found(index, &ordered);
        }
        let Some(point) = self.points.get_mut(index) else { return Ok(()) };
        if !is_certain {
            point.waiting.clear();
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
                self.strategy.orders(&point.meter, measured).iter().for_each(|order| self.done.count(order));
            }
        }
    }

    /// What is to be ordered now.
    fn plan(&mut self, now: UnixSeconds) -> Vec<Batch> {
        let mut batches = Vec::new();
        for (index, point) in self.points.iter_mut().enumerate() {
            let before = point.waiting.len();
            let strategy = self.strategy;
            point.waiting.retain(|period, measured| {
                !strategy.is_too_late(*period, now) || strategy.orders(&point.meter, measured).is_empty()
            });
            self.done.missed += u64::try_from(before - point.waiting.len()).unwrap_or(u64::MAX);
            let waiting = point.waiting.keys().copied().collect::<Vec<_>>();
            let mut batch = Batch { point: index, periods: Vec::new(), orders: Vec::new() };
            for period in waiting.iter().take(strategy.due(&waiting, now)) {
                let Some(measured) = point.waiting.get(period) else { continue };
                let orders = strategy.orders(&point.meter, measured);
                if batch.orders.len() + orders.len() > ORDERS_PER_BATCH {
                    break;
                }
                if orders.is_empty() {
                    point.waiting.remove(period);
                    continue;
                }
                batch.periods.push(*period);
                batch.orders.extend(orders);
            }
            if !batch.orders.is_empty() {
                batches.push(batch);
            }
        }
        batches
    }

    /// Places orders: of each owner those of as many points as fit into one batch, the rest is planned again. `false` if some did not get
    /// through.
    async fn place(&mut self, batches: Vec<Batch>) -> Result<bool> {
        let mut is_well = true;
        let mut by_owner: BTreeMap<usize, Vec<Batch>> = BTreeMap::new();
        for batch in batches {
            let Some(point) = self.points.get(batch.point) else { continue };
            let of_owner = by_owner.entry(point.owner).or_default();
            if of_owner.iter().map(|batch| batch.orders.len()).sum::<usize>() + batch.orders.len() <= ORDERS_PER_BATCH {
                of_owner.push(batch);
            }
        }
        let all = |batches: &[Batch]| batches.iter().flat_map(|batch| batch.orders.iter().copied()).collect::<Vec<_>>();
        let sent = by_owner.iter().map(|(owner, batches)| (*owner, all(batches))).collect::<Vec<_>>();
        let fates = self.chain.place(&sent).await?;
        let fates = fates.into_iter().map(Some).chain(std::iter::repeat(None));
        for ((owner, batches), fate) in by_owner.into_iter().zip(fates) {
            match fate.unwrap_or_else(|| BatchFate::Unknown("it was not sent".to_string())) {
                BatchFate::Placed(results) => self.settle(&batches, results),
                BatchFate::Failed(reason) | BatchFate::Unknown(reason) => {
                    is_well = false;
                    self.chain.drain(owner).await?;
                    self.recover(&batches, &reason);
                }
            }
        }
        Ok(is_well)
    }

    /// The chain has judged these orders. A refused one would be refused again: none is placed twice.
    fn settle(&mut self, batches: &[Batch], results: Vec<Option<String>>) {
        let mut results = results.into_iter();
        for batch in batches {
            let Some(point) = self.points.get_mut(batch.point) else { continue };
            for (order, result) in batch.orders.iter().zip(results.by_ref()) {
                match result {
                    Some(reason) => {
                        self.console.warn(format!("an order for {} was refused: {reason}", format_time(order.period.start())));
                        *self.done.refused.entry(reason).or_default() += 1;
                    }
                    None if point.counted.contains(&order.period) => {}
                    None => self.done.count(order),
                }
            }
            point.counted.extend(&batch.periods);
            point.failures = 0;
            point.waiting.retain(|period, _| !batch.periods.contains(period));
        }
    }

    /// It is not known what became of these orders, or they did not get through: the chain is looked at before they are placed again.
    fn recover(&mut self, batches: &[Batch], reason: &str) {
        for batch in batches {
            let Some(point) = self.points.get_mut(batch.point) else { continue };
            point.failures += 1;
            if point.failures < ATTEMPTS {
                point.is_certain = false;
                self.console.warn(format!("{}: orders did not get through, looking again: {reason}", point.meter.name));
            } else {
                point.failures = 0;
                point.waiting.retain(|period, _| !batch.periods.contains(period));
                point.given_up.extend(&batch.periods);
                self.done.missed += u64::try_from(batch.periods.len()).unwrap_or(u64::MAX);
                self.console.warn(format!("{}: orders are given up after {ATTEMPTS} attempts: {reason}", point.meter.name));
            }
        }
    }
}

/// The owners, each with the name of its meter if that is known.
fn owners(arguments: &Trade, console: &Console) -> Result<Vec<(Account, Option<String>)>> {
    if let (false, Some(uri)) = (arguments.dev_accounts, &arguments.owner) {
        return Ok(vec![(Account::from_uri(uri, "--owner")?, None)]);
    }
    let path = arguments.meters.as_ref().ok_or_else(|| Error::Argument("--dev-accounts needs --meters".to_string()))?;
    let text = std::fs::read(path).map_err(Error::file(path))?;
    let (meters, faults) = recording::read_meters((&path.display().to_string(), &text)).map_err(Error::Input)?;
    faults.iter().for_each(|fault| console.fault(fault));
    let owner = |meter: recording::Meter| Ok((Account::development(&format!("//{}", meter.name))?, Some(meter.name)));
    meters.into_iter().map(owner).collect()
}

/// Runs the command.
pub async fn run(arguments: &Trade, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let owners = owners(arguments, console)?;
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    let rules = chain.market_rules().await?.ok_or_else(|| Error::Chain("this chain has no energy market".to_string()))?;
    let strategy = Strategy { reference: arguments.reference_price, spread: arguments.spread, bounds: rules.bounds };
    let mut market = NodeMarket::new(chain, owners);
    let points = market.find_points(&global.keystore(), arguments.dev_accounts).await?;
    let count = points.len();
    console.note(format!("trading for {count} meter{}", plural(count)));
    if arguments.dev_accounts {
        market.endow().await?;
    }
    let mut trader = Trader {
        chain: &mut market,
        strategy,
        points,
        until: arguments.until,
        max_wait: global.max_wait(),
        console: console.as_ref(),
        done: Done::default(),
    };
    trader.run().await?;
    let done = trader.done;
    console.result(&document(&done, count), &text(&done));
    Ok(if done.refused.is_empty() && done.missed == 0 { Outcome::Complete } else { Outcome::WithFaults })
}

fn document(done: &Done, meters: usize) -> serde_json::Value {
    json!({
        "event": "result",
        "command": "trade",
        "meters": meters,
        "orders": done.orders,
        "offeredWh": done.offered,
        "bidWh": done.bid,
        "refused": done.refused,
        "missedPeriods": done.missed,
    })
}

fn text(done: &Done) -> String {
    let (offered, bid) = (format_kwh(done.offered), format_kwh(done.bid));
    let mut text = format!("{} orders placed: {offered} kWh offered, {bid} kWh bid for.", done.orders);
    for (reason, count) in &done.refused {
        text.push_str(&format!("\n{count} refused: {reason}."));
    }
    if done.missed > 0 {
        text.push_str(&format!("\n{} quarter hours of a meter were missed.", done.missed));
    }
    text
}

#[cfg(test)]
#[path = "trade_tests.rs"]
mod tests;
