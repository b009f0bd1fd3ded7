use super::*;
use crate::strategy::Bounds;
use proptest::{
    prelude::{any, ProptestConfig},
    prop_assert, prop_assert_eq, proptest,
};
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_core::H256;
use uen_primitives::{DeviceKind, Wh, PERIODS_PER_DAY};

const BOUNDS: Bounds = Bounds { min_quantity: Wh(50), max_price: 1 << 40, gate_closure: 300, horizon: 7 * DAY_SECONDS };
const STRATEGY: Strategy = Strategy { reference: 125_000_000, spread: 20, bounds: BOUNDS };
/// The first period that is measured.
const FIRST: u32 = 960;
/// Seconds by which a block moves the clock.
const STEP: u64 = 300;

fn id(device: u8) -> DeviceId {
    DeviceId(H256([device; 32]))
}

fn meter(device: u8) -> Meter {
    let (load_capacity_w, export_capacity_w) = (8_000, 8_000);
    Meter { name: format!("meter-{device}"), device: id(device), kind: DeviceKind::Solar, load_capacity_w, export_capacity_w }
}

/// What a device measures in a period: every third one nothing to speak of.
fn energy(device: u8, period: u32) -> Measured {
    let amount = if period.is_multiple_of(3) { 7 } else { 100 + u64::from(period % 1000) + u64::from(device) };
    let (import, export) = if device.is_multiple_of(2) { (amount, 0) } else { (0, amount) };
    Measured { period: Period(period), import: Wh(import), export: Wh(export) }
}

/// A chain that keeps the market's rules, and fails in every way that a node can.
struct Simulated {
    rng: StdRng,
    trouble: f64,
    now: UnixSeconds,
    block: u64,
    connections: u64,
    /// Orders by period and device.
    ordered: BTreeMap<(Period, DeviceId), Vec<Order>>,
    /// Sent and in no block yet.
    pool: Vec<Vec<Order>>,
    /// Orders with this quantity are refused.
    refused: Option<Wh>,
    /// Batches of this owner always fail.
    failing: Option<usize>,
    /// How often something was ordered again.
    repeated: u64,
    batches: Vec<usize>,
    /// How often anything was measured and read.
    reads: u64,
}

impl Simulated {
    fn new(seed: u64, trouble: f64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            trouble,
            now: Period(FIRST).start(),
            block: 0,
            connections: 1,
            ordered: BTreeMap::new(),
            pool: Vec::new(),
            refused: None,
            failing: None,
            repeated: 0,
            batches: Vec::new(),
            reads: 0,
        }
    }

    fn in_trouble(&mut self) -> bool {
        self.trouble > 0.0 && self.rng.gen_bool(self.trouble)
    }

    fn judge(&mut self, orders: &[Order]) -> Vec<Option<String>> {
        let mut results = Vec::new();
        for order in orders {
            if STRATEGY.gate(order.period) <= self.now {
                results.push(Some("GateClosed".to_string()));
            } else if self.refused == Some(order.quantity) {
                results.push(Some("CapacityExceeded".to_string()));
            } else {
                let of_point = self.ordered.entry((order.period, order.device)).or_default();
                self.repeated += u64::from(of_point.iter().any(|known| known.side == order.side));
                of_point.push(*order);
                results.push(None);
            }
        }
        results
    }
}

impl TradingChain for Simulated {
    async fn clock(&mut self) -> Result<Clock> {
        Ok(Clock { block: self.block, now: self.now })
    }

    fn connections(&self) -> u64 {
        self.connections
    }

    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
        self.reads += 1;
        let number = device.0 .0[0];
        // Readings arrive ten minutes late.
        let periods = (FIRST..).map(Period).take_while(|period| period.end() + 600 <= self.now);
        Ok(periods.filter(|period| period.end() > since).map(|period| energy(number, period.0)).collect())
    }

    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
        Ok(periods.iter().copied().filter(|period| self.ordered.contains_key(&(*period, device))).collect())
    }

    async fn place(&mut self, batches: &[(usize, Vec<Order>)]) -> Result<Vec<BatchFate>> {
        let mut fates = Vec::new();
        for (owner, orders) in batches {
            self.batches.push(orders.len());
            if self.failing == Some(*owner) {
                fates.push(BatchFate::Failed("no funds".to_string()));
            } else if self.in_trouble() {
                // Perhaps it is lost, perhaps it is in a block sooner or later.
                if self.rng.gen_bool(0.7) {
                    self.pool.push(orders.clone());
                }
                fates.push(BatchFate::Unknown("the node is gone".to_string()));
            } else {
                fates.push(BatchFate::Placed(self.judge(orders)));
            }
        }
        Ok(fates)
    }

    async fn drain(&mut self, _: usize) -> Result<()> {
        for orders in std::mem::take(&mut self.pool) {
            self.judge(&orders);
        }
        Ok(())
    }

    async fn pause(&mut self) {
        self.block += 1;
        self.now += STEP;
        if self.in_trouble() {
            // The node was killed: the last orders are lost.
            self.connections += 1;
            let last = self.ordered.keys().next_back().copied();
            if let Some(last) = last {
                self.ordered.remove(&last);
            }
        }
    }
}

fn trade(chain: &mut Simulated, devices: &[u8], until: Period) -> Done {
    let console = Console::silent();
    let points = devices.iter().zip(0..).map(|(device, owner)| Point::new(meter(*device), owner)).collect();
    let max_wait = Duration::from_secs(60);
    let mut trader = Trader {
        chain,
        strategy: STRATEGY,
        points,
        until: Some(until.end()),
        max_wait,
        console: &console,
        done: Done::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(trader.run()).expect("it ends");
    trader.done
}

/// What should have been ordered for the periods after the first day up to `until`.
fn expected(devices: &[u8], until: Period) -> BTreeMap<(Period, DeviceId), Vec<Order>> {
    let mut all = BTreeMap::new();
    for device in devices {
        for period in FIRST..=until.0 - PERIODS_PER_DAY {
            let orders = STRATEGY.orders(&meter(*device), &energy(*device, period));
            if !orders.is_empty() {
                all.insert((tomorrow(Period(period)), id(*device)), orders);
            }
        }
    }
    all
}

const UNTIL: Period = Period(FIRST + 3 * PERIODS_PER_DAY);

#[test]
fn every_period_should_be_ordered_for_once_and_a_day_ahead() {
    let mut chain = Simulated::new(1, 0.0);
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!(chain.ordered, expected(&[1, 2], UNTIL));
    assert_eq!(chain.repeated, 0);
    let orders = chain.ordered.values().flatten().collect::<Vec<_>>();
    assert_eq!(done.orders, orders.len() as u64);
    let sum = |side| orders.iter().filter(|order| order.side == side).map(|order| order.quantity.0).sum::<u64>();
    assert_eq!((done.offered, done.bid), (sum(Side::Sell), sum(Side::Buy)));
    assert_eq!((done.refused(), done.missed), (0, 0));
}

#[test]
fn orders_should_be_placed_by_the_hour() {
    let mut chain = Simulated::new(1, 0.0);
    trade(&mut chain, &[1], UNTIL);
    assert!(chain.batches.iter().all(|orders| (2..=6).contains(orders)), "an hour's or two: {:?}", chain.batches);
    assert!(chain.reads < 8 * 24 * 2, "the chain is not asked without need: {}", chain.reads);
}

#[test]
fn nothing_should_be_ordered_twice_when_the_trader_is_started_again() {
    let mut chain = Simulated::new(1, 0.0);
    trade(&mut chain, &[1, 2], Period(FIRST + 2 * PERIODS_PER_DAY));
    // As if the first had been stopped before it ended: some orders are there and some are not.
    let half = chain.ordered.keys().nth(60).copied().expect("orders");
    chain.ordered.split_off(&half);
    chain.now -= DAY_SECONDS / 2;
    let started = chain.now;
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!((chain.repeated, done.missed), (0, 0));
    let in_time = |(period, _): &(Period, DeviceId)| !STRATEGY.is_too_late(*period, started);
    for key in expected(&[1, 2], UNTIL).keys().filter(|key| in_time(key)) {
        assert!(chain.ordered.contains_key(key), "{}", key.0);
    }
}

#[test]
fn trader_should_order_for_what_is_left_of_the_day_when_it_starts_late() {
    let mut chain = Simulated::new(1, 0.0);
    chain.now = Period(FIRST + PERIODS_PER_DAY + 40).start();
    let done = trade(&mut chain, &[1], UNTIL);
    let first = chain.ordered.keys().next().expect("orders").0;
    assert!(!STRATEGY.is_too_late(first, Period(FIRST + PERIODS_PER_DAY + 40).start()));
    assert!(first <= Period(FIRST + PERIODS_PER_DAY + 44), "{first}");
    assert_eq!(done.missed, 0, "what was too late before it started was not missed");
}

#[test]
fn refused_order_should_be_counted_and_not_placed_again() {
    let mut chain = Simulated::new(1, 0.0);
    let orders = expected(&[1], UNTIL);
    let refused = orders.values().next().expect("orders")[0].quantity;
    let count = orders.values().flatten().filter(|order| order.quantity == refused).count() as u64;
    chain.refused = Some(refused);
    let done = trade(&mut chain, &[1], UNTIL);
    assert_eq!(done.refused, BTreeMap::from([("CapacityExceeded".to_string(), count)]));
    assert_eq!(done.orders, orders.values().flatten().count() as u64 - count);
}

#[test]
fn others_should_trade_on_when_an_owner_cannot() {
    let mut chain = Simulated::new(1, 0.0);
    chain.failing = Some(0);
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!(chain.ordered, expected(&[2], UNTIL));
    assert_eq!(done.missed, expected(&[1], UNTIL).len() as u64, "each period of the owner is given up once");
}

#[test]
fn many_orders_should_be_split_into_batches() {
    let mut chain = Simulated::new(1, 0.0);
    // A day is measured before the trader starts: more than one batch can hold.
    chain.now = Period(FIRST + PERIODS_PER_DAY).start();
    trade(&mut chain, &[1], UNTIL);
    assert!(chain.batches.iter().all(|orders| *orders <= ORDERS_PER_BATCH), "{:?}", chain.batches);
    assert!(chain.batches.contains(&ORDERS_PER_BATCH), "{:?}", chain.batches);
}

#[test]
fn points_of_one_owner_should_share_a_batch() {
    let mut chain = Simulated::new(1, 0.0);
    let console = Console::silent();
    let points = vec![Point::new(meter(1), 0), Point::new(meter(2), 0)];
    let (until, max_wait) = (Some(UNTIL.end()), Duration::from_secs(60));
    let done = Done::default();
    let mut trader = Trader { chain: &mut chain, strategy: STRATEGY, points, until, max_wait, console: &console, done };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(trader.run()).expect("it ends");
    assert_eq!(chain.ordered, expected(&[1, 2], UNTIL));
    assert!(chain.batches.iter().all(|orders| *orders >= 4), "both points' hours: {:?}", chain.batches);
}

#[test]
fn trader_should_fail_clearly_when_the_clock_stands_still() {
    struct Standing(Simulated);
    impl TradingChain for Standing {
        async fn clock(&mut self) -> Result<Clock> {
            Ok(Clock { block: 1, now: 900 })
        }
        fn connections(&self) -> u64 {
            1
        }
        async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
            self.0.measured(device, since).await
        }
        async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
            self.0.ordered(device, periods).await
        }
        async fn place(&mut self, batches: &[(usize, Vec<Order>)]) -> Result<Vec<BatchFate>> {
            self.0.place(batches).await
        }
        async fn drain(&mut self, owner: usize) -> Result<()> {
            self.0.drain(owner).await
        }
        async fn pause(&mut self) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    let (console, mut chain) = (Console::silent(), Standing(Simulated::new(1, 0.0)));
    let (points, max_wait, done) = (vec![Point::new(meter(1), 0)], Duration::from_millis(20), Done::default());
    let mut trader = Trader { chain: &mut chain, strategy: STRATEGY, points, until: None, max_wait, console: &console, done };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let error = runtime.block_on(trader.run()).expect_err("it stands");
    assert!(error.to_string().contains("has stood at 1970-01-01T00:15:00Z"), "{error}");
}

#[test]
fn result_should_say_what_was_refused_and_missed() {
    let refused = BTreeMap::from([("GateClosed".to_string(), 3)]);
    let done = Done { orders: 12, offered: 1_234, bid: 567_890, refused, missed: 4 };
    let text = text(&done);
    assert!(text.starts_with("12 orders placed: 1.2 kWh offered, 567.8 kWh bid for."), "{text}");
    assert!(text.contains("3 refused: GateClosed.") && text.contains("4 quarter hours of a meter were missed."), "{text}");
    assert_eq!(document(&done, 2)["refused"]["GateClosed"], 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_should_be_lost_or_ordered_twice_whatever_the_node_does(seed in any::<u64>(), trouble in 0.01f64..0.2) {
        let mut chain = Simulated::new(seed, trouble);
        let done = trade(&mut chain, &[1, 2, 3], UNTIL);
        prop_assert_eq!(chain.repeated, 0);
        // Only what the node lost or refused to the end may be missing.
        let all = expected(&[1, 2, 3], UNTIL);
        prop_assert!(chain.ordered.iter().all(|(key, orders)| all.get(key) == Some(orders)));
        let found = chain.ordered.values().flatten().count() as u64;
        // Of the last attempt before orders were given up nothing is heard either: it may have succeeded.
        prop_assert!(done.orders + done.missed >= found, "{} counted, {} placed", done.orders, found);
        let missing = all.keys().filter(|key| !chain.ordered.contains_key(*key)).count() as u64;
        prop_assert!(missing <= done.missed + 12, "{} missing, {} known", missing, done.missed);
    }
}
