use super::*;
use proptest::prelude::*;
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_core::{ed25519, H256};
use std::collections::BTreeMap;
use uen_primitives::{DeviceSignature, Flags, Medium, Period, Reading, Registers, Wh};

const WINDOW: u64 = 86_400;

fn id(device: u8) -> DeviceId {
    DeviceId(H256([device; 32]))
}

fn signed(device: u8, counter: u64) -> SignedReading {
    let reading = Reading {
        device: id(device),
        counter,
        start: counter.max(2) * 900 - 900,
        end: counter * 900,
        medium: Medium::Electricity,
        registers: Registers { import: Wh(counter * 10), ..Default::default() },
        flags: Flags::NONE,
    };
    let signature = DeviceSignature::Ed25519(ed25519::Signature::from_raw([device; 64]));
    SignedReading { reading, signature }
}

fn entry(device: u8, counter: u64, state: State) -> Entry {
    Entry { name: format!("meter-{device}"), signed: signed(device, counter), state }
}

fn device_state(counter: u64) -> DeviceState {
    let SignedReading { reading, .. } = signed(1, counter);
    DeviceState { last_counter: counter, last_end: Some(reading.end), registers: reading.registers, ..Default::default() }
}

fn intervals(counters: impl IntoIterator<Item = u64>) -> Vec<Interval> {
    counters.into_iter().map(|c| Interval { start: c * 900 - 900, end: c * 900 }).collect()
}

#[test]
fn batches_should_keep_the_order_and_the_limit() {
    let due = (1..=150).map(|counter| entry(1, counter, State::Pending)).collect::<Vec<_>>();
    let batches = plan(due.clone(), 64);
    assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [64, 64, 22]);
    assert_eq!(batches.concat(), due);
    assert!(plan(Vec::new(), 64).is_empty());
}

#[test]
fn sent_reading_should_be_pending_again_when_the_chain_has_not_seen_it() {
    assert_eq!(verdict(&entry(1, 3, State::Sent), Some(&device_state(2)), &[]), Some(State::Pending));
    assert_eq!(verdict(&entry(1, 3, State::Sent), None, &[]), Some(State::Pending));
    assert_eq!(verdict(&entry(1, 3, State::Pending), Some(&device_state(2)), &[]), None);
}

#[test]
fn accepted_reading_should_be_pending_again_when_its_block_is_gone() {
    assert_eq!(verdict(&entry(1, 3, State::Accepted), Some(&device_state(2)), &[]), Some(State::Pending));
    assert_eq!(verdict(&entry(1, 2, State::Accepted), Some(&device_state(2)), &[]), None);
}

#[test]
fn sent_reading_should_be_accepted_when_it_is_the_last_one_on_chain() {
    assert_eq!(verdict(&entry(1, 3, State::Sent), Some(&device_state(3)), &[]), Some(State::Accepted));
    let other = DeviceState { registers: Registers::default(), ..device_state(3) };
    assert!(matches!(verdict(&entry(1, 3, State::Sent), Some(&other), &[]), Some(State::Rejected(_))));
}

#[test]
fn sent_reading_should_be_accepted_when_the_chain_has_its_interval() {
    let device = device_state(9);
    assert_eq!(verdict(&entry(1, 7, State::Sent), Some(&device), &intervals([9, 8, 7, 6])), Some(State::Accepted));
    let gap = intervals([9, 8, 6]);
    assert!(matches!(verdict(&entry(1, 7, State::Sent), Some(&device), &gap), Some(State::Rejected(_))));
    assert_eq!(verdict(&entry(1, 1, State::Sent), Some(&device), &gap), Some(State::Accepted), "the opening reading has none");
}

#[test]
fn rejected_reading_should_stay_rejected() {
    let rejected = State::Rejected("TooOld".into());
    assert_eq!(verdict(&entry(1, 3, rejected.clone()), Some(&device_state(9)), &[]), None);
    assert_eq!(verdict(&entry(1, 3, rejected), None, &[]), None);
}

/// A chain that keeps the rules of the registry, and fails in every way that a node can.
struct Simulated {
    rng: StdRng,
    trouble: f64,
    now: UnixSeconds,
    /// What was accepted, by device.
    accepted: BTreeMap<DeviceId, Vec<Reading>>,
    /// Sent and in no block yet.
    pool: Vec<Vec<SignedReading>>,
    /// Readings with these numbers are refused.
    refused: Vec<u64>,
    /// How often readings were refused for their counter: a fee each.
    repeated: u64,
    window: u64,
}

impl Simulated {
    fn new(seed: u64, trouble: f64) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        Self {
            rng,
            trouble,
            now: 0,
            accepted: BTreeMap::new(),
            pool: Vec::new(),
            refused: Vec::new(),
            repeated: 0,
            window: WINDOW,
        }
    }

    fn trouble(&mut self) -> bool {
        self.rng.gen_bool(self.trouble)
    }

    fn include(&mut self, batch: &[SignedReading]) -> Vec<ReadingResult> {
        let mut results = Vec::new();
        for SignedReading { reading, .. } in batch {
            let known = self.accepted.entry(reading.device).or_default();
            let last = known.last().map_or((0, 0), |last| (last.counter, last.end));
            let rejected = if reading.counter <= last.0 {
                self.repeated += 1;
                Some("CounterNotIncreasing".to_string())
            } else if reading.end > self.now + 120 {
                Some("Future".to_string())
            } else if self.refused.contains(&reading.counter) {
                Some("CapacityExceeded".to_string())
            } else {
                assert!(reading.start >= last.1 || known.is_empty(), "an overlap");
                known.push(reading.clone());
                None
            };
            results.push(ReadingResult { device: reading.device, counter: reading.counter, rejected });
        }
        results
    }

    fn block(&mut self) {
        self.now += 900;
        for batch in std::mem::take(&mut self.pool) {
            self.include(&batch);
        }
    }
}

impl ReadingChain for Simulated {
    async fn clock(&mut self) -> Result<Clock> {
        Ok(Clock { block: self.now / 900, now: self.now })
    }

    async fn finalized(&mut self) -> Result<u64> {
        Ok(self.now / 900)
    }

    async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceState>> {
        let last = self.accepted.get(&id).and_then(|known| known.last());
        Ok(Some(last.map_or_else(DeviceState::default, |last| DeviceState {
            last_counter: last.counter,
            last_end: Some(last.end),
            registers: last.registers,
            ..Default::default()
        })))
    }

    async fn intervals(&mut self, id: DeviceId, _: UnixSeconds) -> Result<Vec<Interval>> {
        let known = self.accepted.get(&id).map(Vec::as_slice).unwrap_or_default();
        Ok(known.windows(2).rev().map(|pair| Interval { start: pair[0].end, end: pair[1].end }).collect())
    }

    async fn submit(&mut self, batches: &[Vec<SignedReading>]) -> Result<Vec<BatchFate>> {
        let mut fates = Vec::new();
        for batch in batches {
            if self.trouble() {
                // Not taken; a gateway that does not stop here loses the order.
                fates.push(BatchFate::Unknown("connection reset".into()));
                return Ok(fates);
            }
            if !self.pool.is_empty() || self.trouble() {
                // Taken, and the connection broke: it lands later, unseen, and so do those behind it.
                self.pool.push(batch.clone());
                fates.push(BatchFate::Unknown("no answer".into()));
                continue;
            }
            fates.push(BatchFate::Judged(self.include(batch)));
        }
        self.now += 900;
        Ok(fates)
    }

    async fn drain(&mut self) -> Result<()> {
        if self.trouble() {
            // The node was stopped and its pool is empty: nothing of it lands.
            self.pool.clear();
        }
        self.block();
        Ok(())
    }

    async fn pause(&mut self) {
        self.block();
    }
}

struct Bench {
    _dir: tempfile::TempDir,
    outbox: Outbox,
    devices: Vec<DeviceId>,
}

fn bench(devices: u8, readings: u64) -> Bench {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut outbox = Outbox::open(&dir.path().join("outbox"), H256([1; 32])).expect("a new outbox");
    for device in 1..=devices {
        outbox.add_device(id(device), &format!("meter-{device}"), Period(0)).expect("written");
        outbox.add(&(1..=readings).map(|counter| signed(device, counter)).collect::<Vec<_>>()).expect("written");
    }
    Bench { _dir: dir, outbox, devices: (1..=devices).map(id).collect() }
}

async fn relay(chain: &mut Simulated, bench: &mut Bench) -> Result<Counts> {
    let limits = Limits { batch: 7, window: chain.window, max_wait: Duration::from_secs(5) };
    let console = Console::silent();
    Relay { chain, outbox: &mut bench.outbox, devices: &bench.devices, limits, console: &console }.run().await
}

#[tokio::test]
async fn readings_should_all_be_accepted_when_nothing_goes_wrong() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(3, 40));
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 120, ..Default::default() });
    assert!(chain.accepted.values().all(|readings| readings.len() == 40));
    assert_eq!(chain.repeated, 0);
}

#[tokio::test]
async fn rejected_reading_should_be_settled_and_the_rest_go_on() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![5, 6];
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 36, rejected: 4, ..Default::default() });
    let entry = bench.outbox.get((id(1), 5)).expect("read").expect("there");
    assert_eq!(entry.state, State::Rejected("CapacityExceeded".into()));
}

#[tokio::test]
async fn readings_should_not_be_sent_when_they_are_too_old() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 100));
    // At the first round, after a block: readings 1 to 4 ended before the window.
    chain.now = WINDOW + 4 * 900;
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts.rejected, 4);
    assert_eq!(counts.accepted, 96);
    assert_eq!(chain.accepted[&id(1)][0].counter, 5);
}

#[tokio::test]
async fn readings_should_be_sent_again_when_the_chain_was_started_anew() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![5];
    relay(&mut chain, &mut bench).await.expect("done");
    let mut fresh = Simulated::new(0, 0.0);
    let counts = relay(&mut fresh, &mut bench).await.expect("done");
    assert_eq!(counts.accepted, 40, "those too that the other chain had rejected");
}

#[tokio::test]
async fn rejected_readings_should_not_be_sent_again_when_the_chain_is_the_same() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![5];
    relay(&mut chain, &mut bench).await.expect("done");
    chain.refused.clear();
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts.rejected, 2);
    assert_eq!(chain.repeated, 0);
}

#[tokio::test]
async fn readings_not_sent_for_their_age_should_be_sent_when_a_chain_takes_them() {
    let (mut late, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    late.now = 10 * WINDOW;
    assert_eq!(relay(&mut late, &mut bench).await.expect("done").rejected, 40);
    let mut chain = Simulated::new(0, 0.0);
    assert_eq!(relay(&mut chain, &mut bench).await.expect("done").accepted, 40);
}

#[tokio::test]
async fn relay_should_give_up_when_the_chain_refuses_every_batch() {
    let (mut chain, mut bench) = (Simulated::new(0, 1.0), bench(1, 5));
    let error = relay(&mut chain, &mut bench).await.err().expect("given up");
    assert!(error.to_string().contains("does not take the readings"), "{error}");
    assert_eq!(bench.outbox.counts(None).expect("read"), Counts { pending: 5, ..Default::default() });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happens to connections, pools and this program, the chain ends with every reading once and in order.
    #[test]
    fn readings_should_survive_trouble(seed: u64, trouble in 0.0f64..0.4, devices in 1u8..5, readings in 1u64..40) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let (mut chain, mut bench) = (Simulated::new(seed, trouble), bench(devices, readings));
            // Trouble takes time, and it is not age that is tried here.
            chain.window = u64::MAX / 2;
            // Each failure is a stopped gateway; the next one goes on with the same outbox.
            let mut counts = None;
            for _ in 0..200 {
                if let Ok(done) = relay(&mut chain, &mut bench).await {
                    counts = Some(done);
                    break;
                }
            }
            let total = u64::from(devices) * readings;
            prop_assert_eq!(counts, Some(Counts { accepted: total, ..Default::default() }));
            for known in chain.accepted.values() {
                prop_assert_eq!(known.iter().map(|r| r.counter).collect::<Vec<_>>(), (1..=readings).collect::<Vec<_>>());
            }
            Ok(())
        })?;
    }
}
