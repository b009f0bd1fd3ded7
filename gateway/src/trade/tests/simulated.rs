//! A chain in memory. It keeps the market's rules, makes and finalises blocks, and fails in every way that a node and a network can.

use crate::{
    chain::{Clock, Measured},
    error::{Error, Result},
    strategy::{Bounds, Meter, Order, Strategy},
    trade::{
        courier::{Found, Ledger, Outcome, Sight},
        journal::{Block, Transaction},
        trader::TradingChain,
    },
};
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::collections::{BTreeMap, BTreeSet};
use uen_primitives::{DeviceId, DeviceKind, Period, UnixSeconds, Wh, DAY_SECONDS};

pub const BOUNDS: Bounds = Bounds { min_quantity: Wh(50), max_price: 1 << 40, gate_closure: 300, horizon: 7 * DAY_SECONDS };
pub const STRATEGY: Strategy = Strategy { reference: 125_000_000, spread: 20, bounds: BOUNDS };
/// The first period that is measured.
pub const FIRST: u32 = 960;
/// Seconds by which a block moves the clock.
const STEP: u64 = 300;

pub fn id(device: u8) -> DeviceId {
    DeviceId(H256([device; 32]))
}

pub fn meter(device: u8) -> Meter {
    let (load_capacity_w, export_capacity_w) = (8_000, 8_000);
    Meter { name: format!("meter-{device}"), device: id(device), kind: DeviceKind::Solar, load_capacity_w, export_capacity_w }
}

/// What a device measures in a period: every third one nothing to speak of.
pub fn energy(device: u8, period: u32) -> Measured {
    let amount = if period.is_multiple_of(3) { 7 } else { 100 + u64::from(period % 1000) + u64::from(device) };
    let (import, export) = if device.is_multiple_of(2) { (amount, 0) } else { (0, amount) };
    Measured { period: Period(period), import: Wh(import), export: Wh(export) }
}

struct SimulatedBlock {
    hash: H256,
    now: UnixSeconds,
    transactions: Vec<H256>,
}

/// The chain, and what it does wrong.
pub struct Simulated {
    rng: StdRng,
    /// By number.
    blocks: Vec<SimulatedBlock>,
    finalised: u64,
    connections: u64,
    /// Sent and in no block yet.
    pool: Vec<H256>,
    /// All that was ever signed, with the owners.
    pub signed: Vec<(usize, Transaction)>,
    /// Their places in that list.
    places: BTreeMap<H256, usize>,
    /// How often each transaction was sent.
    pub sent: BTreeMap<H256, u64>,
    /// Orders by period and device.
    pub ordered: BTreeMap<(Period, DeviceId), Vec<Order>>,
    outcomes: BTreeMap<H256, Outcome>,
    nonces: BTreeMap<usize, u64>,
    /// How often something is ordered again.
    pub repeated: u64,
    /// How often anything was measured and read.
    pub reads: u64,
    /// How likely each thing goes wrong.
    pub trouble: f64,
    /// Whether the node forgets final blocks, too, when it is killed.
    pub is_alone: bool,
    /// How many blocks the final one is behind the best one.
    pub lag: u64,
    /// For how many blocks a transaction is valid.
    pub lifetime: u64,
    /// Orders with this quantity are refused.
    pub refused: Option<Wh>,
    /// Transactions of this owner always fail.
    pub failing: Option<usize>,
    /// How many of the next sendings are lost on the way.
    pub swallowed: u64,
    /// No block is made the next so many times that somebody waits for one.
    pub standing: u64,
    /// The same, from the first sending on.
    pub standing_after_sending: u64,
    /// The process of the trader is killed after so many more requests.
    pub killed_after: Option<u64>,
    /// The first block with a transaction is taken back, and the node forgets the transaction.
    pub forks_once: bool,
    /// The node's clock stands for good, and each wait takes a millisecond.
    pub is_dead: bool,
}

impl Simulated {
    pub fn new(seed: u64) -> Self {
        let genesis = SimulatedBlock { hash: H256::zero(), now: Period(FIRST).start(), transactions: Vec::new() };
        Self {
            rng: StdRng::seed_from_u64(seed),
            blocks: vec![genesis],
            finalised: 0,
            connections: 1,
            pool: Vec::new(),
            signed: Vec::new(),
            places: BTreeMap::new(),
            sent: BTreeMap::new(),
            ordered: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            nonces: BTreeMap::new(),
            repeated: 0,
            reads: 0,
            trouble: 0.0,
            is_alone: false,
            lag: 1,
            lifetime: 64,
            refused: None,
            failing: None,
            swallowed: 0,
            standing: 0,
            standing_after_sending: 0,
            killed_after: None,
            forks_once: false,
            is_dead: false,
        }
    }

    /// Makes empty blocks until the clock is at `time`.
    pub fn wait_until(&mut self, time: UnixSeconds) {
        while self.now() < time {
            self.make_block();
        }
    }

    pub fn now(&self) -> UnixSeconds {
        self.blocks.last().expect("the genesis").now
    }

    pub fn best(&self) -> u64 {
        self.blocks.len() as u64 - 1
    }

    /// The blocks in which a transaction is.
    pub fn blocks_of(&self, hash: H256) -> usize {
        self.blocks.iter().filter(|block| block.transactions.contains(&hash)).count()
    }

    /// How many orders each transaction has.
    pub fn batches(&self) -> Vec<usize> {
        self.signed.iter().map(|(_, transaction)| transaction.orders.len()).collect()
    }

    /// Takes back blocks, down to the block `number`. The node forgets each of their transactions, or keeps it in its pool.
    pub fn take_back(&mut self, number: u64, is_forgetful: bool) {
        let lost = self.blocks.split_off(number as usize + 1);
        for hash in lost.into_iter().flat_map(|block| block.transactions) {
            if !is_forgetful && self.rng.gen_bool(0.5) {
                self.pool.push(hash);
            }
        }
        self.finalised = self.finalised.min(number);
        self.replay();
    }

    /// The node was killed, and starts again.
    pub fn restart_node(&mut self) {
        self.connections += 1;
        self.pool.clear();
        if self.is_alone {
            self.take_back(self.best().saturating_sub(self.lag + 2), true);
        }
    }

    fn in_trouble(&mut self) -> bool {
        self.trouble > 0.0 && self.rng.gen_bool(self.trouble)
    }

    fn transaction(&self, hash: H256) -> &(usize, Transaction) {
        self.places.get(&hash).and_then(|place| self.signed.get(*place)).expect("it was signed")
    }

    fn nonce_at(&self, owner: usize, number: u64) -> u64 {
        let blocks = self.blocks.iter().take(number as usize + 1);
        blocks.flat_map(|block| &block.transactions).filter(|hash| self.transaction(**hash).0 == owner).count() as u64
    }

    fn replay(&mut self) {
        (self.ordered, self.outcomes, self.nonces, self.repeated) = Default::default();
        let blocks = self.blocks.iter().map(|block| (block.now, block.transactions.clone())).collect::<Vec<_>>();
        for (now, transactions) in blocks {
            transactions.into_iter().for_each(|hash| self.execute(hash, now));
        }
    }

    fn execute(&mut self, hash: H256, now: UnixSeconds) {
        let (owner, transaction) = self.transaction(hash).clone();
        *self.nonces.entry(owner).or_default() += 1;
        let outcome = match self.failing == Some(owner) {
            true => Outcome::Failed("no funds".to_string()),
            false => Outcome::Judged(transaction.orders.iter().map(|order| self.judge(order, now)).collect()),
        };
        self.outcomes.insert(hash, outcome);
    }

    fn judge(&mut self, order: &Order, now: UnixSeconds) -> Option<String> {
        if STRATEGY.gate(order.period) <= now {
            return Some("GateClosed".to_string());
        }
        if self.refused == Some(order.quantity) {
            return Some("CapacityExceeded".to_string());
        }
        let of_point = self.ordered.entry((order.period, order.device)).or_default();
        self.repeated += u64::from(of_point.iter().any(|known| known.side == order.side));
        of_point.push(*order);
        None
    }

    fn make_block(&mut self) {
        let (number, now) = (self.blocks.len() as u64, self.now() + STEP);
        let mut block = SimulatedBlock { hash: H256(self.rng.gen()), now, transactions: Vec::new() };
        let is_full = self.in_trouble();
        for hash in std::mem::take(&mut self.pool) {
            let (owner, transaction) = self.transaction(hash).clone();
            let next = self.nonces.get(&owner).copied().unwrap_or_default();
            let birth = self.blocks.get(transaction.birth.number as usize).map(|block| block.hash);
            if transaction.nonce < next || number >= transaction.death || birth != Some(transaction.birth.hash) {
                continue;
            }
            if transaction.nonce > next || is_full {
                self.pool.push(hash);
                continue;
            }
            block.transactions.push(hash);
            self.execute(hash, now);
        }
        let takes_back = self.forks_once && !block.transactions.is_empty();
        self.blocks.push(block);
        if takes_back {
            self.forks_once = false;
            self.take_back(number - 1, true);
        }
        self.finalised = self.finalised.max(self.best().saturating_sub(self.lag));
    }

    fn request(&mut self) -> Result<()> {
        match &mut self.killed_after {
            Some(0) => {
                self.killed_after = None;
                Err(Error::Interrupted)
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Ledger for Simulated {
    fn connections(&self) -> u64 {
        self.connections
    }

    fn is_alone(&self) -> bool {
        self.is_alone
    }

    async fn sight(&mut self, owner: usize, transaction: &Transaction) -> Result<Sight> {
        self.request()?;
        Ok(Sight {
            finalised: self.finalised,
            finalised_nonce: self.nonce_at(owner, self.finalised),
            best: self.best(),
            best_nonce: self.nonces.get(&owner).copied().unwrap_or_default(),
            birth: self.blocks.get(transaction.birth.number as usize).map(|block| block.hash),
        })
    }

    async fn find(&mut self, transaction: &Transaction, last: u64) -> Result<Found> {
        self.request()?;
        if self.in_trouble() {
            return Ok(Found::Unclear("the node is busy".to_string()));
        }
        let span = transaction.birth.number + 1..=last.min(transaction.death - 1);
        let mut blocks = span.filter_map(|number| self.blocks.get(number as usize));
        if !blocks.any(|block| block.transactions.contains(&transaction.hash)) {
            return Ok(Found::Nowhere);
        }
        if self.in_trouble() {
            return Ok(Found::Here(Outcome::Untold("the node has forgotten it".to_string())));
        }
        Ok(Found::Here(self.outcomes.get(&transaction.hash).cloned().expect("it was executed")))
    }

    async fn sign(&mut self, owner: usize, orders: &[Order]) -> Result<Transaction> {
        self.request()?;
        let waiting = self.pool.iter().filter(|hash| self.transaction(**hash).0 == owner).count() as u64;
        let nonce = self.nonces.get(&owner).copied().unwrap_or_default() + waiting;
        let hash = self.blocks[self.finalised as usize].hash;
        let birth = Block { number: self.finalised, hash };
        // No two are the same.
        let bytes = BlakeTwo256::hash(format!("{owner} {nonce} {birth:?} {orders:?}").as_bytes()).0.to_vec();
        let transaction = Transaction::new(nonce, birth, self.lifetime, bytes, orders.to_vec());
        self.places.insert(transaction.hash, self.signed.len());
        self.signed.push((owner, transaction.clone()));
        Ok(transaction)
    }

    async fn send(&mut self, transaction: &Transaction) -> Result<Option<String>> {
        self.request()?;
        *self.sent.entry(transaction.hash).or_default() += 1;
        self.standing += std::mem::take(&mut self.standing_after_sending);
        if self.swallowed > 0 {
            self.swallowed -= 1;
            return Ok(None);
        }
        let (is_lost, is_unheard) = (self.in_trouble(), self.in_trouble());
        if !is_lost && !self.pool.contains(&transaction.hash) && self.blocks_of(transaction.hash) == 0 {
            self.pool.push(transaction.hash);
        }
        self.request()?;
        Ok(is_unheard.then(|| "the node is gone".to_string()))
    }
}

impl TradingChain for Simulated {
    async fn clock(&mut self) -> Result<Clock> {
        self.request()?;
        Ok(Clock { block: self.best(), now: self.now() })
    }

    async fn measured(&mut self, device: DeviceId, since: UnixSeconds) -> Result<Vec<Measured>> {
        self.request()?;
        self.reads += 1;
        let number = device.0 .0[0];
        // Readings arrive ten minutes late.
        let now = self.now();
        let periods = (FIRST..).map(Period).take_while(|period| period.end() + 600 <= now);
        Ok(periods.filter(|period| period.end() > since).map(|period| energy(number, period.0)).collect())
    }

    async fn ordered(&mut self, device: DeviceId, periods: &[Period]) -> Result<BTreeSet<Period>> {
        self.request()?;
        Ok(periods.iter().copied().filter(|period| self.ordered.contains_key(&(*period, device))).collect())
    }

    async fn pause(&mut self) {
        if self.is_dead {
            return tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        if self.standing > 0 {
            self.standing -= 1;
            return;
        }
        self.make_block();
        if self.in_trouble() {
            self.standing = self.rng.gen_range(1..40);
        }
        if self.in_trouble() {
            // Another fork turns out to be longer.
            let (kept, best) = (self.rng.gen_range(self.finalised..=self.best()), self.best());
            self.take_back(kept, false);
            while self.best() <= best {
                self.make_block();
            }
        }
        if self.in_trouble() {
            self.restart_node();
        }
    }
}
