use super::*;
use crate::chain::{CertificateState, FormerKeyState, KeyState};
use proptest::prelude::*;
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_core::{ed25519, H256};
use std::collections::BTreeMap;
use uen_primitives::{DeviceSignature, Medium, Period, Registers, Wh};

const WINDOW: u64 = 86_400;

fn id(device: u8) -> DeviceId {
    DeviceId(H256([device; 32]))
}

fn sign(reading: Reading) -> SignedReading {
    signed_by(0, reading)
}

/// The key of the meter with this number that stands behind a device: the first one has 0.
fn key(number: u8) -> String {
    format!("key-{number}")
}

/// Signed by the meter with this number.
fn signed_by(number: u8, reading: Reading) -> SignedReading {
    let mut signature = [reading.device.0[0]; 64];
    signature[63] = number;
    SignedReading { reading, signature: DeviceSignature::Ed25519(ed25519::Signature::from_raw(signature)) }
}

/// Which meter signed.
fn signer(signed: &SignedReading) -> u8 {
    match &signed.signature {
        DeviceSignature::Ed25519(signature) => signature.0[63],
        _ => panic!("an Ed25519 signature"),
    }
}

/// Signed by the meter that is there when the reading ends.
fn sign_with(swaps: &[Swap], reading: Reading) -> SignedReading {
    let before = swaps.iter().filter(|swap| swap.device == reading.device && swap.at < reading.end).count();
    signed_by(u8::try_from(before).expect("few"), reading)
}

/// After the reading with a counter, the next meter takes the place of one.
fn swap(device: u8, counter: u64, number: u8) -> Swap {
    Swap { device: id(device), at: counter * 900, key: key(number) }
}

/// The plain reading with a counter, of one that begins at number 1.
fn plain(device: u8, counter: u64) -> Reading {
    Reading {
        device: id(device),
        counter,
        start: counter.max(2) * 900 - 900,
        end: counter * 900,
        medium: Medium::Electricity,
        registers: Registers { import: Wh(counter * 10), ..Default::default() },
        flags: Flags::NONE,
    }
}

/// The same when everything after number `before` is missing.
fn resuming(device: u8, counter: u64, before: u64) -> Reading {
    Reading { start: before * 900, flags: Flags::RESUME, ..plain(device, counter) }
}

fn entry_of(reading: Reading, state: State) -> Entry {
    Entry { name: format!("meter-{}", reading.device.0[0]), signed: sign(reading), state, sent_once: false }
}

fn entry(device: u8, counter: u64, state: State) -> Entry {
    entry_of(plain(device, counter), state)
}

fn device_state(counter: u64) -> DeviceState {
    let reading = plain(1, counter);
    DeviceState { last_counter: counter, last_end: Some(reading.end), registers: reading.registers, ..Default::default() }
}

fn key_state(number: u8) -> KeyState {
    KeyState { scheme: "ed25519".to_string(), public: key(number) }
}

fn intervals(counters: impl IntoIterator<Item = u64>) -> Vec<Interval> {
    counters.into_iter().map(|c| Interval { start: c * 900 - 900, end: c * 900 }).collect()
}

fn counters(batches: &[Vec<Entry>]) -> Vec<Vec<(u8, u64)>> {
    let keys =
        |batch: &Vec<Entry>| batch.iter().map(|e| (e.signed.reading.device.0[0], e.signed.reading.counter)).collect::<Vec<_>>();
    batches.iter().map(keys).collect()
}

#[test]
fn batches_should_hold_all_of_a_device_when_it_fits() {
    let due = [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2)].map(|(device, counter)| entry(device, counter, State::Pending));
    let batches = plan(due.to_vec(), 5, 16);
    assert_eq!(counters(&batches), [vec![(1, 1), (1, 2), (2, 1), (2, 2)], vec![(3, 1), (3, 2)]]);
    assert!(plan(Vec::new(), 64, 16).is_empty());
}

#[test]
fn batches_should_be_bounded_when_much_is_due() {
    let due = (1..=200).flat_map(|counter| (1..=100).map(move |device| entry(device, counter, State::Pending)));
    let batches = plan(due.collect(), 64, 16);
    assert_eq!(batches.len(), BATCHES_IN_FLIGHT);
    assert!(batches.iter().all(|batch| batch.len() == 64));
}

#[test]
fn resuming_reading_should_be_held_back_when_earlier_ones_are_in_flight() {
    let mut due = (1..=20).map(|counter| entry(1, counter, State::Pending)).collect::<Vec<_>>();
    due.push(entry_of(resuming(1, 23, 20), State::Pending));
    due.push(entry(2, 24, State::Pending));
    // What fits travels in one batch; the rest of the device, the one with RESUME included, waits for the next round.
    let batches = plan(due.clone(), 64, 16);
    assert_eq!(counters(&batches), [(1..=16).map(|c| (1, c)).chain([(2, 24)]).collect::<Vec<_>>()]);
    let next = plan(due.split_off(16), 64, 16);
    assert_eq!(counters(&next), [vec![(1, 17), (1, 18), (1, 19), (1, 20), (1, 23), (2, 24)]], "in order, in one batch");
}

#[test]
fn sent_reading_should_be_pending_again_when_the_chain_has_not_seen_it() {
    assert_eq!(state_on_chain(&entry(1, 3, State::Sent), Some(&device_state(2)), &[], None), Some(State::Pending));
    assert_eq!(state_on_chain(&entry(1, 3, State::Sent), None, &[], None), Some(State::Pending));
    assert_eq!(state_on_chain(&entry(1, 3, State::Pending), Some(&device_state(2)), &[], None), None);
}

#[test]
fn accepted_reading_should_be_pending_again_when_its_block_is_gone() {
    assert_eq!(state_on_chain(&entry(1, 3, State::Accepted), Some(&device_state(2)), &[], None), Some(State::Pending));
    assert_eq!(state_on_chain(&entry(1, 2, State::Accepted), Some(&device_state(2)), &[], None), None);
}

#[test]
fn sent_reading_should_be_accepted_when_it_is_the_last_one_on_chain() {
    assert_eq!(state_on_chain(&entry(1, 3, State::Sent), Some(&device_state(3)), &[], None), Some(State::Accepted));
    let other = DeviceState { registers: Registers::default(), ..device_state(3) };
    assert!(matches!(state_on_chain(&entry(1, 3, State::Sent), Some(&other), &[], None), Some(State::Rejected(_))));
}

#[test]
fn sent_reading_should_be_accepted_when_its_meter_was_replaced_right_after_it() {
    let former = |last_counter| vec![FormerKeyState { key: key_state(0), last_counter, replaced_at: 0 }];
    let replaced =
        |last_counter| DeviceState { registers: Registers::default(), former_keys: former(last_counter), ..device_state(3) };
    assert_eq!(state_on_chain(&entry(1, 3, State::Sent), Some(&replaced(3)), &[], None), Some(State::Accepted));
    assert!(matches!(state_on_chain(&entry(1, 3, State::Sent), Some(&replaced(2)), &[], None), Some(State::Rejected(_))));
}

#[test]
fn sent_reading_should_be_accepted_when_the_chain_has_its_interval() {
    let device = device_state(9);
    let found = |counter, known: &[Interval]| state_on_chain(&entry(1, counter, State::Sent), Some(&device), known, None);
    assert_eq!(found(7, &intervals([9, 8, 7, 6])), Some(State::Accepted));
    let gap = intervals([9, 8, 6]);
    assert!(matches!(found(7, &gap), Some(State::Rejected(_))));
    assert_eq!(found(1, &gap), Some(State::Accepted), "the opening reading has none");
}

#[test]
fn reading_should_be_accepted_when_the_chain_has_the_one_that_follows_it() {
    let (device, follower) = (device_state(9), plain(1, 8));
    let found = |state| state_on_chain(&entry(1, 7, state), Some(&device), &intervals([9, 8, 6]), Some(&follower));
    assert_eq!(found(State::Sent), Some(State::Accepted));
    assert_eq!(found(State::Rejected("NotActive".into())), Some(State::Accepted), "somebody else relayed it later");
    let resumed = resuming(1, 8, 6);
    let found = state_on_chain(&entry(1, 7, State::Sent), Some(&device), &intervals([9, 8, 6]), Some(&resumed));
    assert!(matches!(found, Some(State::Rejected(_))), "the device itself said that it is missing");
}

#[test]
fn rejected_reading_should_stay_rejected_when_the_chain_does_not_hold_it() {
    let rejected = State::Rejected("TooOld".into());
    assert_eq!(state_on_chain(&entry(1, 3, rejected.clone()), Some(&device_state(9)), &[], None), None);
    assert_eq!(state_on_chain(&entry(1, 3, rejected), None, &[], None), None);
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
    /// Readings of these devices with these numbers are refused.
    refused: Vec<(u8, u64)>,
    /// What strangers bring to the chain before anything else, once it was sent by the gateway: device and counter.
    strangers: Vec<(u8, u64)>,
    /// Whether the pool lets a batch wait for a reading that is refused, which never comes.
    waits: bool,
    /// Whether a stranger has copied all that is sent next into the pool.
    copied: bool,
    /// Every reading that was ever sent.
    seen: BTreeMap<Key, SignedReading>,
    /// How often batches were sent.
    rounds: u64,
    window: u64,
    /// The meter that stands behind a device, if the first one was swapped, and the last counter before that.
    meters: BTreeMap<DeviceId, (u8, u64)>,
    /// The swaps that were made.
    swaps: Vec<Swap>,
    /// In this round the node loses its last blocks: what is after these counters, and swaps.
    forgets: Option<(u64, u64)>,
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
            strangers: Vec::new(),
            waits: false,
            copied: false,
            seen: BTreeMap::new(),
            rounds: 0,
            window: WINDOW,
            meters: BTreeMap::new(),
            swaps: Vec::new(),
            forgets: None,
        }
    }

    fn swap(&mut self, swap: &Swap) {
        let last = self.accepted.get(&swap.device).and_then(|known| known.last()).expect("it was read");
        assert_eq!(last.end, swap.at, "everything before the swap is settled");
        let number = self.meters.get(&swap.device).map_or(1, |(number, _)| number + 1);
        assert_eq!(swap.key, key(number));
        self.meters.insert(swap.device, (number, last.counter));
        self.swaps.push(swap.clone());
    }

    fn forget(&mut self) {
        if let Some((_, counter)) = self.forgets.take_if(|(round, _)| *round == self.rounds) {
            self.accepted.values_mut().for_each(|known| known.retain(|reading| reading.counter <= counter));
            self.meters.retain(|_, (_, last)| *last < counter);
        }
    }

    fn trouble(&mut self) -> bool {
        self.rng.gen_bool(self.trouble)
    }

    /// Why a reading is not taken now.
    fn against(&self, signed: &SignedReading) -> Option<&'static str> {
        let reading = &signed.reading;
        let known = self.accepted.get(&reading.device).map(Vec::as_slice).unwrap_or_default();
        let last = known.last().map_or((0, None), |last| (last.counter, Some(last.end)));
        let resumes = reading.flags.contains(Flags::RESUME);
        if reading.counter <= last.0 {
            Some("CounterNotIncreasing")
        } else if self.meters.get(&reading.device).map_or(0, |(number, _)| *number) != signer(signed) {
            Some("BadSignature")
        } else if reading.end > self.now + 120 {
            Some("Future")
        } else if self.refused.contains(&(reading.device.0[0], reading.counter)) {
            Some("CapacityExceeded")
        } else if reading.counter != last.0 + 1 && !(resumes && last.1.is_none_or(|end| reading.start == end)) {
            Some("CounterGap")
        } else if last.1.is_some_and(|end| reading.start < end) {
            Some("Overlap")
        } else if !resumes && last.1.is_some_and(|end| reading.start != end) {
            Some("StartGap")
        } else if last.1.is_some() && reading.start >= reading.end {
            Some("EmptyInterval")
        } else {
            None
        }
    }

    /// Takes what can be taken of a batch; `None` if that is less than half.
    fn include(&mut self, batch: &[SignedReading]) -> Option<Vec<Key>> {
        let before = self.accepted.clone();
        let mut taken = Vec::new();
        for signed in batch {
            let reading = &signed.reading;
            if self.against(signed).is_none() {
                self.accepted.entry(reading.device).or_default().push(reading.clone());
                taken.push((reading.device, reading.counter));
            }
        }
        if taken.is_empty() || taken.len() * 2 < batch.len() {
            self.accepted = before;
            return None;
        }
        Some(taken)
    }

    /// Whether the pool lets a batch wait for a reading that is neither in it nor on the chain.
    fn waits_for_another(&self, batch: &[SignedReading]) -> bool {
        let mut last = BTreeMap::new();
        self.waits
            && batch.iter().any(|signed| {
                let reading = &signed.reading;
                let known = self.accepted.get(&reading.device).and_then(|known| known.last()).map_or(0, |last| last.counter);
                let last = last.entry(reading.device).or_insert(known);
                let is_in_order = reading.counter == *last + 1 || reading.flags.contains(Flags::RESUME);
                let counts = reading.counter > *last && self.against(signed) != Some("CapacityExceeded");
                if counts {
                    *last = reading.counter;
                }
                counts && !is_in_order
            })
    }

    fn block(&mut self) {
        self.now += 900;
        for batch in std::mem::take(&mut self.pool) {
            if self.waits_for_another(&batch) {
                self.pool.push(batch);
            } else {
                self.include(&batch);
            }
        }
    }

    /// Whoever sends two different readings with one counter loses a deposit, and a reading that resumes must not overtake.
    fn look_at(&mut self, batches: &[Vec<SignedReading>]) {
        for (number, batch) in batches.iter().enumerate() {
            for (place, signed) in batch.iter().enumerate() {
                let reading = &signed.reading;
                let known = self.seen.entry((reading.device, reading.counter)).or_insert_with(|| signed.clone());
                assert_eq!(known.reading, *reading, "two different readings with one counter");
                let is_earlier =
                    |other: &SignedReading| other.reading.device == reading.device && other.reading.counter < reading.counter;
                let in_front = batch.iter().take(place).filter(|other| is_earlier(other)).map(|other| other.reading.counter);
                let in_front = in_front.collect::<Vec<_>>();
                let elsewhere = batches.iter().enumerate().filter(|(other, _)| *other != number).flat_map(|(_, batch)| batch);
                let is_open = |other: &&SignedReading| is_earlier(other) && self.against(other).is_none();
                for other in elsewhere.chain(self.pool.iter().flatten()).filter(is_open) {
                    let resumes = reading.flags.contains(Flags::RESUME);
                    assert!(!resumes || in_front.contains(&other.reading.counter), "a reading overtakes an earlier one");
                }
            }
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
        let (number, swapped_at) = self.meters.get(&id).copied().unwrap_or_default();
        let former_keys =
            (0..number).map(|number| FormerKeyState { key: key_state(number), last_counter: swapped_at, replaced_at: 0 });
        let kinds = ["typeApproval", "metrology", "authorisation"];
        let certificate = |kind: &str| CertificateState { kind: kind.to_string(), valid_until: u64::MAX, revoked: false };
        Ok(Some(DeviceState {
            last_counter: last.map_or(0, |last| last.counter),
            last_end: last.map(|last| last.end),
            registers: last.filter(|last| last.counter != swapped_at).map(|last| last.registers).unwrap_or_default(),
            key: key_state(number),
            former_keys: former_keys.collect(),
            certificates: kinds.map(certificate).to_vec(),
            ..Default::default()
        }))
    }

    async fn intervals(&mut self, id: DeviceId, _: UnixSeconds) -> Result<Vec<Interval>> {
        let known = self.accepted.get(&id).map(Vec::as_slice).unwrap_or_default();
        Ok(known.windows(2).rev().map(|pair| Interval { start: pair[0].end, end: pair[1].end }).collect())
    }

    async fn submit(&mut self, batches: &[Vec<SignedReading>], _: u64) -> Result<Vec<BatchFate>> {
        self.rounds += 1;
        self.look_at(batches);
        self.forget();
        for (device, counter) in std::mem::take(&mut self.strangers) {
            // A stranger knows what was sent before, and cannot make the chain take it in another order.
            let seen = self.seen.get(&(id(device), counter)).cloned();
            if seen.and_then(|signed| self.include(&[signed])).is_none() {
                self.strangers.push((device, counter));
            }
        }
        let mut fates = Vec::new();
        for batch in batches {
            if self.trouble() {
                fates.push(Err(Setback::Lost("connection reset".into())));
            } else if self.trouble() {
                // Taken, and the connection broke: it lands later, unseen.
                self.pool.push(batch.clone());
                fates.push(Err(Setback::Lost("no answer".into())));
            } else if self.copied || self.waits_for_another(batch) || self.trouble() {
                self.pool.push(batch.clone());
                fates.push(Err(Setback::Waiting("Priority is too low (1014)".into())));
            } else {
                fates.push(self.include(batch).ok_or_else(|| Setback::Refused("Invalid Transaction (1010)".into())));
            }
        }
        self.copied = false;
        self.now += 900;
        Ok(fates)
    }

    async fn would_accept(&mut self, signed: &SignedReading) -> Result<Verdict> {
        let reason = self.against(signed).map(str::to_string);
        Ok(Verdict { advice: reason.as_ref().map(|_| "Do something about it.".to_string()), reason })
    }

    async fn pause(&mut self) {
        if self.trouble() {
            // The node was stopped and its pool is empty: nothing of it lands.
            self.pool.clear();
        }
        self.block();
    }
}

struct Bench {
    _dir: tempfile::TempDir,
    outbox: Outbox,
    devices: Vec<DeviceId>,
    swaps: Vec<Swap>,
}

fn bench(devices: u8, readings: u64) -> Bench {
    swapping(devices, readings, Vec::new())
}

/// Devices whose meters are swapped on the way.
fn swapping(devices: u8, readings: u64, swaps: Vec<Swap>) -> Bench {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut outbox = Outbox::open(&dir.path().join("outbox"), H256([1; 32])).expect("a new outbox");
    for device in 1..=devices {
        outbox.add_device(id(device), &format!("meter-{device}"), Period(0)).expect("written");
        outbox
            .add(&(1..=readings).map(|counter| sign_with(&swaps, plain(device, counter))).collect::<Vec<_>>())
            .expect("written");
    }
    Bench { _dir: dir, outbox, devices: (1..=devices).map(id).collect(), swaps }
}

impl Bench {
    fn entry(&self, device: u8, counter: u64) -> Entry {
        self.outbox.get((id(device), counter)).expect("read").expect("there")
    }

    fn state(&self, device: u8, counter: u64) -> State {
        self.entry(device, counter).state
    }
}

async fn relay(chain: &mut Simulated, bench: &mut Bench) -> Result<Counts> {
    let limits = Limits { batch: 7, window: chain.window, max_wait: Duration::from_secs(5) };
    let Bench { outbox, devices, swaps, .. } = bench;
    let (console, sign) = (Console::silent(), |reading| Some(sign_with(swaps, reading)));
    let (devices, swaps) = (devices.as_slice(), swaps.as_slice());
    loop {
        let mut relay =
            Relay { chain: &mut *chain, outbox: &mut *outbox, devices, sign: &sign, limits, swaps, console: &console };
        let Some(swap) = relay.run().await? else { return Ok(outbox.counts(Some(devices))?) };
        chain.swap(&swap);
    }
}

#[tokio::test]
async fn readings_should_all_be_accepted_when_nothing_goes_wrong() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(3, 40));
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 120, ..Default::default() });
    assert!(chain.accepted.values().all(|readings| readings.len() == 40));
    assert!(chain.accepted.values().flatten().all(|reading| reading.flags == Flags::NONE), "nothing was signed again");
}

#[tokio::test]
async fn next_reading_should_resume_when_one_in_the_middle_is_refused() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![(1, 5), (1, 6), (2, 5), (2, 6)];
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 36, rejected: 4, ..Default::default() });
    assert_eq!(bench.state(1, 5), State::Rejected("CapacityExceeded".into()));
    assert_eq!(bench.state(2, 6), State::Rejected("CapacityExceeded".into()));
    let resumed = &chain.accepted[&id(1)][4];
    assert_eq!((resumed.counter, resumed.start, resumed.flags), (7, 4 * 900, Flags::RESUME));
    assert_eq!(chain.accepted[&id(1)][5], plain(1, 8), "the one after it is plain again");
}

#[tokio::test]
async fn sent_readings_should_be_given_up_and_never_signed_again_when_one_before_them_is_refused() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 20));
    // All are due at once; the first seven travel in one batch.
    (chain.now, chain.refused) = (20 * 900, vec![(1, 5)]);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 17, rejected: 3, ..Default::default() });
    for counter in [6, 7] {
        assert_eq!(bench.state(1, counter), State::Rejected(GIVEN_UP.into()));
        assert_eq!(bench.entry(1, counter).signed.reading, plain(1, counter), "what was sent is not signed again");
    }
    let resumed = &chain.accepted[&id(1)][4];
    assert_eq!((resumed.counter, resumed.start, resumed.flags), (8, 4 * 900, Flags::RESUME));
    assert!(
        !chain.seen.values().any(|SignedReading { reading, .. }| reading.counter == 8 && reading.flags == Flags::NONE),
        "it was sent once"
    );
}

#[tokio::test]
async fn reading_should_be_found_when_the_batch_is_refused_for_one_behind_the_first() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 7));
    // Two of seven could be taken: the chain wants at least half.
    (chain.now, chain.refused) = (7 * 900, vec![(1, 3)]);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 2, rejected: 5, ..Default::default() });
    assert_eq!(bench.state(1, 3), State::Rejected("CapacityExceeded".into()));
}

#[tokio::test]
async fn reading_should_be_found_when_the_batch_waits_in_the_pool_for_one_that_is_refused() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 12));
    (chain.now, chain.refused, chain.waits) = (12 * 900, vec![(1, 3)], true);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 7, rejected: 5, ..Default::default() }, "3 is refused, 4 to 7 were sent behind it");
    assert_eq!(bench.state(1, 3), State::Rejected("CapacityExceeded".into()));
    assert_eq!(chain.accepted[&id(1)][2].counter, 8);
}

#[tokio::test]
async fn device_should_not_suffer_when_the_others_in_its_batch_are_refused() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(3, 2));
    (chain.now, chain.refused) = (2 * 900, vec![(1, 1), (1, 2), (2, 1), (2, 2)]);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 2, rejected: 4, ..Default::default() });
    assert_eq!(chain.accepted[&id(3)], [plain(3, 1), plain(3, 2)]);
}

#[tokio::test]
async fn nothing_should_be_lost_when_a_stranger_relays_the_newest_reading() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.strangers = vec![(1, 20), (2, 7)];
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 40, ..Default::default() });
    assert!(chain.accepted.values().all(|readings| readings.len() == 20));
}

#[tokio::test]
async fn nothing_should_be_lost_when_a_stranger_relays_a_part_of_the_batch() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 14));
    // Of the first batch one reading is left out as stale, of the second one more than half: it is refused.
    (chain.now, chain.strangers) = (14 * 900, vec![(1, 1), (1, 8), (1, 9), (1, 10), (1, 11)]);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 14, ..Default::default() });
    assert_eq!(chain.accepted[&id(1)], (1..=14).map(|counter| plain(1, counter)).collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_should_be_lost_when_a_stranger_has_copied_the_batch() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 3));
    (chain.now, chain.copied) = (3 * 900, true);
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 6, ..Default::default() });
    assert_eq!(chain.rounds, 1, "what waits in the pool is waited for");
}

#[tokio::test]
async fn reading_should_be_accepted_when_it_was_rejected_and_a_stranger_relayed_it_later() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 3));
    chain.refused = vec![(1, 3)];
    assert_eq!(relay(&mut chain, &mut bench).await.expect("done").rejected, 1);
    chain.refused.clear();
    assert!(chain.include(&[sign(plain(1, 3))]).is_some());
    assert_eq!(relay(&mut chain, &mut bench).await.expect("done"), Counts { accepted: 3, ..Default::default() });
}

#[tokio::test]
async fn readings_should_be_settled_when_the_gateway_was_restarted_between_sending_and_settling() {
    for has_landed in [true, false] {
        let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 5));
        chain.now = 5 * 900;
        let sent = (1..=5).map(|counter| ((id(1), counter), State::Sent)).collect::<Vec<_>>();
        bench.outbox.set(&sent).expect("written");
        let batch = (1..=5).map(|counter| sign(plain(1, counter))).collect::<Vec<_>>();
        if has_landed {
            chain.include(&batch);
        } else {
            chain.pool.push(batch);
        }
        let counts = relay(&mut chain, &mut bench).await.expect("done");
        assert_eq!(counts, Counts { accepted: 5, ..Default::default() });
        assert_eq!(chain.rounds, u64::from(!has_landed), "what has landed is not sent again");
        assert!((1..=5).all(|counter| bench.entry(1, counter).sent_once));
    }
}

#[tokio::test]
async fn resuming_reading_should_wait_when_earlier_ones_are_in_the_pool() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 7));
    bench.outbox.add(&[sign(resuming(1, 9, 7)), sign(plain(1, 10))]).expect("written");
    (chain.now, chain.copied) = (10 * 900, true);
    // The batch of the first round waits in the pool; the simulated chain makes sure that nothing overtakes it.
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!((counts, chain.rounds), (Counts { accepted: 9, ..Default::default() }, 2));
    assert_eq!(chain.accepted[&id(1)].iter().map(|r| r.counter).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 9, 10]);
}

#[tokio::test]
async fn readings_should_not_be_sent_when_they_are_too_old() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(1, 100));
    // Readings 1 to 3 ended before the window, and 4 to 7 would be too old within an hour.
    chain.now = WINDOW + 4 * 900;
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!(counts, Counts { accepted: 93, rejected: 7, ..Default::default() });
    assert!((1..=7).all(|counter| !bench.entry(1, counter).sent_once));
    let first = &chain.accepted[&id(1)][0];
    assert_eq!((first.counter, first.flags), (8, Flags::RESUME), "the device says that something is missing");
}

#[tokio::test]
async fn readings_should_be_sent_again_when_the_chain_was_started_anew() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![(1, 5), (2, 5)];
    relay(&mut chain, &mut bench).await.expect("done");
    let mut fresh = Simulated::new(0, 0.0);
    let counts = relay(&mut fresh, &mut bench).await.expect("done");
    // All but those that the other chain had rejected: the readings after them were signed to follow those before.
    assert_eq!((counts.accepted, counts.rejected), (38, 2));
}

#[tokio::test]
async fn rejected_readings_should_not_be_sent_again_when_the_chain_is_the_same() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), bench(2, 20));
    chain.refused = vec![(1, 5), (2, 5)];
    relay(&mut chain, &mut bench).await.expect("done");
    chain.refused.clear();
    let rounds = chain.rounds;
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!((counts.rejected, chain.rounds), (2, rounds));
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
async fn relay_should_give_up_when_nothing_gets_through() {
    let (mut chain, mut bench) = (Simulated::new(0, 1.0), bench(1, 5));
    let error = relay(&mut chain, &mut bench).await.expect_err("given up");
    assert!(error.to_string().contains("does not take the readings"), "{error}");
    assert_eq!(bench.outbox.counts(None).expect("read"), Counts { pending: 5, ..Default::default() });
}

#[tokio::test]
async fn readings_should_wait_for_the_swap_when_another_meter_signs_them() {
    let swaps = vec![swap(1, 10, 1), swap(2, 20, 1), swap(1, 30, 2)];
    for now in [0, 40 * 900] {
        let (mut chain, mut bench) = (Simulated::new(0, 0.0), swapping(3, 40, swaps.clone()));
        chain.now = now;
        let counts = relay(&mut chain, &mut bench).await.expect("done");
        assert_eq!(counts, Counts { accepted: 120, ..Default::default() });
        assert_eq!(chain.swaps.len(), 3);
        assert!(chain.accepted.values().flatten().all(|reading| reading.flags == Flags::NONE), "nothing is missing");
    }
}

#[tokio::test]
async fn meter_should_be_swapped_when_it_has_no_reading_after_that() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), swapping(1, 10, vec![swap(1, 10, 1)]));
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!((counts.accepted, chain.swaps.len()), (10, 1));
}

#[tokio::test]
async fn meter_should_be_swapped_again_when_the_node_forgot_it() {
    // Round 13 is one of those after the swap.
    for (round, counter) in [(13, 8), (13, 10), (12, 10)] {
        let (mut chain, mut bench) = (Simulated::new(0, 0.0), swapping(2, 20, vec![swap(1, 10, 1)]));
        chain.forgets = Some((round, counter));
        let counts = relay(&mut chain, &mut bench).await.expect("done");
        assert_eq!(counts, Counts { accepted: 40, ..Default::default() }, "{round}, {counter}");
        assert_eq!((chain.forgets, chain.swaps.len()), (None, 2), "{round}, {counter}");
    }
}

#[tokio::test]
async fn last_reading_of_a_meter_should_be_accepted_when_its_fate_is_not_known_and_it_was_swapped() {
    let (mut chain, mut bench) = (Simulated::new(0, 0.0), swapping(1, 12, vec![swap(1, 10, 1)]));
    chain.now = 10 * 900;
    chain.accepted.insert(id(1), (1..=10).map(|counter| plain(1, counter)).collect());
    chain.swap(&swap(1, 10, 1));
    let counts = relay(&mut chain, &mut bench).await.expect("done");
    assert_eq!((counts.accepted, chain.swaps.len()), (12, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happens to connections, pools and this program, and whoever else relays, the chain ends with every reading once and in
    /// order.
    #[test]
    fn readings_should_all_be_accepted_when_there_is_trouble(
        seed: u64,
        trouble in 0.0f64..0.4,
        devices in 1u8..5,
        readings in 1u64..40,
        strangers in proptest::collection::vec((1u8..5, 1u64..40), 0..4),
        swapped in proptest::option::of(1u64..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let swaps = swapped.filter(|counter| *counter <= readings).map(|counter| swap(1, counter, 1));
            let swaps = Vec::from_iter(swaps);
            let (mut chain, mut bench) = (Simulated::new(seed, trouble), swapping(devices, readings, swaps));
            // Trouble takes time, and it is not age that is tried here.
            chain.window = u64::MAX / 2;
            chain.strangers = strangers;
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
                prop_assert_eq!(known, &(1..=readings).map(|c| plain(known[0].device.0[0], c)).collect::<Vec<_>>());
            }
            Ok(())
        })?;
    }

    /// Whatever the chain refuses, every reading is settled, none is signed a second time once it was sent, and the outbox knows exactly
    /// what the chain holds.
    #[test]
    fn readings_should_all_be_settled_when_some_are_refused(
        seed: u64,
        trouble in 0.0f64..0.3,
        refused in proptest::collection::vec((1u8..3, 1u64..40), 0..6),
        ahead in 0u64..40,
        waits: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let (mut chain, mut bench) = (Simulated::new(seed, trouble), bench(2, 40));
            chain.window = u64::MAX / 2;
            (chain.now, chain.refused, chain.waits) = (ahead * 900, refused, waits);
            let mut counts = None;
            for _ in 0..200 {
                if let Ok(done) = relay(&mut chain, &mut bench).await {
                    counts = Some(done);
                    break;
                }
            }
            prop_assert_eq!(counts.map(|counts| (counts.open(), counts.total())), Some((0, 80)));
            for (device, known) in &chain.accepted {
                prop_assert!(known.windows(2).all(|pair| pair[0].counter < pair[1].counter));
                let held = bench.outbox.accepted(*device).expect("read");
                prop_assert_eq!(&held, known, "the outbox knows what the chain holds");
            }
            Ok(())
        })?;
    }
}
