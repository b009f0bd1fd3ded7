use super::*;
use crate::carbon_strategy::{Generator, Issuance, Slice, SliceState, Use};
use rand::{rngs::StdRng, Rng, SeedableRng};
use sp_core::H256;
use uen_primitives::{CertificateId, DeviceId, Hour, Period};

const DAYS: (Day, Day) = (Day(100), Day(102));
const ZONE: u32 = 1;
const PRICE: u64 = 2_000_000;
/// Seconds by which a block moves the clock.
const STEP: u64 = 300;

fn device() -> DeviceId {
    DeviceId(H256([1; 32]))
}

/// Owner 0 generates 1 kWh in each hour, owner 1 takes 300 Wh.
fn strategy() -> Strategy {
    Strategy { generators: vec![Generator { device: device(), owner: 0 }], owners: 2, price: PRICE }
}

/// A chain that keeps certificates, and fails as a node can.
struct Simulated {
    rng: StdRng,
    trouble: f64,
    clock: Clock,
    connections: u64,
    issuances: Vec<Issuance>,
    slices: BTreeMap<CertificateId, Slice>,
    retired: BTreeMap<Hour, u64>,
    /// Before this time nothing of the noon of the first day is certified: it was sold and is not settled.
    settled: UnixSeconds,
    sends: u64,
    is_broken: bool,
}

impl Simulated {
    fn new(seed: u64, trouble: f64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            trouble,
            clock: Clock { block: 1, now: DAYS.0.start() },
            connections: 1,
            issuances: Vec::new(),
            slices: BTreeMap::new(),
            retired: BTreeMap::new(),
            settled: 0,
            sends: 0,
            is_broken: false,
        }
    }

    fn noon() -> Hour {
        Hour(DAYS.0 .0 * 24 + 12)
    }

    fn split(&mut self, id: CertificateId, quantity: u64, owner: usize, state: SliceState) -> Option<String> {
        let Some(slice) = self.slices.get_mut(&id) else { return Some("NotFound".to_string()) };
        if quantity == 0 || quantity > slice.quantity {
            return Some("InvalidQuantity".to_string());
        }
        if quantity == slice.quantity {
            (slice.owner, slice.state) = (Some(owner), state);
            return None;
        }
        slice.quantity -= quantity;
        let issuance = self.issuances.iter_mut().find(|issuance| issuance.id == id.issuance)?;
        let into = CertificateId { issuance: id.issuance, slice: issuance.next_slice };
        issuance.next_slice += 1;
        self.slices.insert(into, Slice { id: into, owner: Some(owner), quantity, state });
        None
    }

    fn do_step(&mut self, step: Step) -> Option<String> {
        match step {
            Step::Publish { .. } => None,
            Step::Issue { first, last, .. } => {
                if self.issuances.iter().any(|known| known.first <= last && first <= known.last) {
                    return Some("AlreadyClaimed".to_string());
                }
                if first.hour() == Self::noon() && self.clock.now < self.settled {
                    return Some("SaleUnsettled".to_string());
                }
                if first.hour().of_day() == 3 {
                    return Some("NothingMeasured".to_string());
                }
                let id = CertificateId { issuance: u64::from(first.0), slice: 0 };
                self.issuances.push(Issuance { id: id.issuance, device: device(), first, last, zone: ZONE, next_slice: 1 });
                self.slices.insert(id, Slice { id, owner: Some(0), quantity: 1_000, state: SliceState::Active });
                None
            }
            Step::Offer { owner, certificate, quantity, price } => {
                self.split(certificate, quantity, owner, SliceState::Locked(price))
            }
            Step::Buy { owner, certificate, quantity, .. } => self.split(certificate, quantity, owner, SliceState::Active),
            Step::Retire { owner, certificate, quantity } => {
                let refused = self.split(certificate, quantity, owner, SliceState::Other);
                if refused.is_none() {
                    let hour = Period(u32::try_from(certificate.issuance).unwrap_or_default()).hour();
                    *self.retired.entry(hour).or_default() += quantity;
                }
                refused
            }
        }
    }
}

impl CertificateChain for Simulated {
    async fn clock(&mut self) -> Result<Clock> {
        Ok(self.clock)
    }

    fn connections(&self) -> u64 {
        self.connections
    }

    async fn state(&mut self, day: Day) -> Result<DayState> {
        let issuances = self.issuances.iter().filter(|issuance| issuance.first.day() == day).copied().collect::<Vec<_>>();
        let slices = self.slices.values().filter(|slice| issuances.iter().any(|known| known.id == slice.id.issuance)).copied();
        let hours = (day.0 * 24..day.0 * 24 + 24).map(Hour);
        let used = |hour| Use { coverable: 300, retired: self.retired.get(&hour).copied().unwrap_or_default() };
        let uses = hours.map(|hour| ((1, ZONE, hour), used(hour))).collect();
        Ok(DayState { factors: Vec::new(), slices: slices.collect(), issuances, uses })
    }

    async fn send(&mut self, steps: &[Step]) -> Result<Sent> {
        self.sends += 1;
        if self.is_broken {
            return Ok(Sent { results: Vec::new(), trouble: Some("no funds".to_string()) });
        }
        if self.trouble > 0.0 && self.rng.gen_bool(self.trouble) {
            // Perhaps it is lost, perhaps it is done and nobody heard of it.
            if self.rng.gen_bool(0.5) {
                for step in steps {
                    self.do_step(*step);
                }
            }
            self.connections += u64::from(self.rng.gen_bool(0.5));
            return Ok(Sent { results: Vec::new(), trouble: Some("the node is gone".to_string()) });
        }
        // As many as fit.
        let results = steps.iter().take(20).map(|step| (*step, self.do_step(*step))).collect();
        Ok(Sent { results, trouble: None })
    }

    async fn pause(&mut self) {
        self.clock.block += 1;
        self.clock.now += STEP;
    }
}

async fn keep(chain: &mut Simulated) -> Result<Done> {
    let console = Console::silent();
    Keeper::new(chain, strategy(), DAYS, Duration::from_secs(60), &console).run().await
}

/// 23 hours of three days; half of the 15 daytime ones is offered, of which 300 Wh each are bought and retired.
fn check(chain: &Simulated) {
    assert_eq!(chain.issuances.len(), 3 * 23);
    let sum = chain.slices.values().map(|slice| slice.quantity).sum::<u64>();
    assert_eq!(sum, 3 * 23 * 1_000, "nothing is lost");
    assert_eq!(chain.retired.values().sum::<u64>(), 3 * 15 * 300);
    let locked = chain.slices.values().filter(|slice| slice.state == SliceState::Locked(PRICE));
    assert_eq!(locked.map(|slice| slice.quantity).sum::<u64>(), 3 * 15 * 200);
}

#[tokio::test]
async fn keeper_should_certify_sell_and_retire_every_day() {
    let mut chain = Simulated::new(1, 0.0);
    let done = keep(&mut chain).await.expect("done");
    check(&chain);
    assert_eq!(done.steps, Counts::from([("issued", 69), ("offered", 45), ("bought", 45), ("retired", 45)]));
    assert_eq!((done.refused.len(), done.missed), (0, 0), "an hour without generation is no fault");
}

#[tokio::test]
async fn keeper_should_do_nothing_when_all_was_done_before() {
    let mut chain = Simulated::new(1, 0.0);
    keep(&mut chain).await.expect("done");
    let done = keep(&mut chain).await.expect("done again");
    check(&chain);
    assert_eq!(done, Done::default());
}

#[tokio::test]
async fn keeper_should_do_everything_once_when_the_node_fails() {
    for seed in 0..20 {
        let mut chain = Simulated::new(seed, 0.3);
        keep(&mut chain).await.expect("done");
        check(&chain);
    }
}

#[tokio::test]
async fn keeper_should_wait_when_green_sales_are_not_settled() {
    let mut chain = Simulated::new(1, 0.0);
    chain.settled = DAYS.0.end() + 10 * HOUR_SECONDS;
    let done = keep(&mut chain).await.expect("done");
    check(&chain);
    assert_eq!(done.missed, 0);
}

#[tokio::test]
async fn keeper_should_give_up_when_a_green_sale_is_never_settled() {
    let mut chain = Simulated::new(1, 0.0);
    chain.settled = UnixSeconds::MAX;
    let done = keep(&mut chain).await.expect("done");
    assert_eq!((done.missed, chain.issuances.len()), (1, 3 * 23 - 1));
}

#[tokio::test]
async fn keeper_should_end_when_nothing_ever_gets_through() {
    let mut chain = Simulated::new(1, 0.0);
    chain.is_broken = true;
    let error = keep(&mut chain).await.expect_err("nothing gets through");
    assert!(error.to_string().contains("no funds"), "{error}");
    assert_eq!(chain.sends, u64::from(ATTEMPTS));
}
