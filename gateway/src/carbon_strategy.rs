//! What is done about the certificates of a day, from what the chain says of it: published, issued, offered, bought, retired. The next
//! steps follow from the chain's state alone, so that whoever is stopped and started again does nothing twice. Pure.

use std::collections::{BTreeMap, BTreeSet};
use uen_primitives::{CertificateId, Day, DeviceId, Hour, Period, PricePerWh, ZoneId, HOURS_PER_DAY, PERIODS_PER_HOUR};

/// Hours of the day in which half of what was generated is offered: when the sun may shine.
const DAYTIME: std::ops::RangeInclusive<u32> = 6..=20;
/// Less than so many Wh is not worth a transaction.
const LEAST: u64 = 50;
/// Most offers, most purchases and most retirements of a day's certificates.
pub const MOST_A_DAY: usize = 400;

/// Who publishes the factors of a zone, and how far they are with a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneFactors {
    /// The zone.
    pub zone: ZoneId,
    /// The latest version; 0 if there is none.
    pub latest: u32,
    /// Sources whose keys are at hand, in their order; whether each has said what the next version is.
    pub sources: Vec<(usize, bool)>,
}

/// A device that generates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generator {
    /// The device.
    pub device: DeviceId,
    /// Its owner, by position.
    pub owner: usize,
}

/// An issuance of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// Its number.
    pub id: u64,
    /// The device.
    pub device: DeviceId,
    /// First period.
    pub first: Period,
    /// Last period.
    pub last: Period,
    /// Grid area of production.
    pub zone: ZoneId,
    /// The number of its next slice.
    pub next_slice: u32,
}

impl Issuance {
    /// Whether it was issued because its owner asked for it, of more than a quarter of an hour: what comes with green sales is by the quarter.
    fn is_of_hour(&self) -> bool {
        self.last > self.first
    }
}

/// What can be done with a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceState {
    /// Anything.
    Active,
    /// It can be bought, for so much a Wh.
    Locked(PricePerWh),
    /// Nothing, now or ever.
    Other,
}

/// A slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Its number.
    pub id: CertificateId,
    /// Who owns it, by position; `None` if it is none of the owners.
    pub owner: Option<usize>,
    /// Its units.
    pub quantity: u64,
    /// What can be done with it.
    pub state: SliceState,
}

/// What somebody took from the grid that certificates can cover, and retired for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Measured as taken, in Wh.
    pub coverable: u64,
    /// Retired, in Wh.
    pub retired: u64,
}

impl Use {
    fn uncovered(&self) -> u64 {
        self.coverable.saturating_sub(self.retired)
    }
}

/// What the chain says of a day, at one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayState {
    /// By zone.
    pub factors: Vec<ZoneFactors>,
    /// Issuances of the day.
    pub issuances: Vec<Issuance>,
    /// Their slices.
    pub slices: Vec<Slice>,
    /// By owner, zone and hour.
    pub uses: BTreeMap<(usize, ZoneId, Hour), Use>,
}

/// Something to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A source says what the factors of a day are.
    Publish {
        /// The source, by position.
        source: usize,
        /// The zone.
        zone: ZoneId,
        /// The day.
        day: Day,
        /// The version.
        version: u32,
    },
    /// Certificates are issued.
    Issue {
        /// To whom.
        owner: usize,
        /// Of which device.
        device: DeviceId,
        /// First period.
        first: Period,
        /// Last period.
        last: Period,
    },
    /// The first units of a slice are offered to anybody.
    Offer {
        /// By whom.
        owner: usize,
        /// The slice.
        certificate: CertificateId,
        /// How much.
        quantity: u64,
        /// What a Wh costs.
        price: PricePerWh,
    },
    /// The first units of an offered slice are bought.
    Buy {
        /// By whom.
        owner: usize,
        /// The slice.
        certificate: CertificateId,
        /// How much.
        quantity: u64,
        /// What a Wh costs.
        price: PricePerWh,
    },
    /// The first units of a slice are retired.
    Retire {
        /// By and for whom.
        owner: usize,
        /// The slice.
        certificate: CertificateId,
        /// How much.
        quantity: u64,
    },
}

impl Step {
    /// What kind of step it is, for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Publish { .. } => "published",
            Self::Issue { .. } => "issued",
            Self::Offer { .. } => "offered",
            Self::Buy { .. } => "bought",
            Self::Retire { .. } => "retired",
        }
    }
}

/// How often something was done for a day, by [`Step::kind`].
pub type Counts = BTreeMap<&'static str, usize>;

/// What of the day's periods has no certificate yet, hour by hour: runs of periods.
fn uncertified(day: Day, device: DeviceId, issuances: &[Issuance]) -> Vec<(Period, Period)> {
    let of_device = issuances.iter().filter(|issuance| issuance.device == device).collect::<Vec<_>>();
    let is_certified = |period: &Period| of_device.iter().any(|issuance| (issuance.first..=issuance.last).contains(period));
    let mut runs: Vec<(Period, Period)> = Vec::new();
    for hour in (0..HOURS_PER_DAY).map(|hour| Hour(day.0.saturating_mul(HOURS_PER_DAY).saturating_add(hour))) {
        let first = hour.first_period().0;
        let periods = (first..first.saturating_add(PERIODS_PER_HOUR)).map(Period);
        for period in periods.filter(|period| !is_certified(period)) {
            match runs.last_mut().filter(|(_, last)| last.hour() == hour && last.0.saturating_add(1) == period.0) {
                Some((_, last)) => *last = period,
                None => runs.push((period, period)),
            }
        }
    }
    runs
}

/// How the owners behave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Who generates.
    pub generators: Vec<Generator>,
    /// How many owners there are.
    pub owners: usize,
    /// What a Wh is offered for.
    pub price: PricePerWh,
}

/// Finds the steps of one kind.
type Find = fn(&Strategy, Day, &DayState) -> Vec<Step>;

impl Strategy {
    /// What is to be done next about `day`: the first of publishing, issuing, offering, buying and retiring that has anything to do.
    /// Nothing that was `refused` for good; `done` bounds how much is done a day.
    pub fn next(&self, day: Day, state: &DayState, refused: &BTreeSet<Step>, done: &Counts) -> Vec<Step> {
        let kinds: [Find; 5] = [Self::publish, Self::issue, Self::offer, Self::buy, Self::retire];
        for find in kinds {
            let mut steps = find(self, day, state);
            steps.retain(|step| !refused.contains(step));
            let Some(first) = steps.first() else { continue };
            if !matches!(first, Step::Publish { .. } | Step::Issue { .. }) {
                steps.truncate(MOST_A_DAY.saturating_sub(done.get(first.kind()).copied().unwrap_or_default()));
            }
            if !steps.is_empty() {
                return steps;
            }
        }
        Vec::new()
    }

    /// One source after the other says what the factors are, until there is a version.
    fn publish(&self, day: Day, state: &DayState) -> Vec<Step> {
        let open = state.factors.iter().filter(|zone| zone.latest == 0);
        open.filter_map(|zone| {
            let (source, _) = zone.sources.iter().find(|(_, has_spoken)| !has_spoken)?;
            Some(Step::Publish { source: *source, zone: zone.zone, day, version: 1 })
        })
        .collect()
    }

    /// Everything that was generated is certified: whole hours, or what green sales left of them.
    fn issue(&self, day: Day, state: &DayState) -> Vec<Step> {
        let of_generator = |Generator { device, owner }: &Generator| {
            let (device, owner) = (*device, *owner);
            uncertified(day, device, &state.issuances).into_iter().map(move |(first, last)| Step::Issue {
                owner,
                device,
                first,
                last,
            })
        };
        self.generators.iter().flat_map(of_generator).collect()
    }

    /// Half of each daytime hour that was certified for its owner and that nothing was taken from yet.
    fn offer(&self, _: Day, state: &DayState) -> Vec<Step> {
        let slices: BTreeMap<CertificateId, &Slice> = state.slices.iter().map(|slice| (slice.id, slice)).collect();
        let untouched = state.issuances.iter().filter(|issuance| {
            issuance.is_of_hour() && issuance.next_slice == 1 && DAYTIME.contains(&issuance.first.hour().of_day())
        });
        untouched
            .filter_map(|issuance| {
                let generator = self.generators.iter().find(|generator| generator.device == issuance.device)?;
                let slice = slices.get(&CertificateId { issuance: issuance.id, slice: 0 })?;
                let quantity = slice.quantity / 2;
                let is_wanted = slice.state == SliceState::Active && slice.owner == Some(generator.owner) && quantity >= LEAST;
                is_wanted.then_some(Step::Offer { owner: generator.owner, certificate: slice.id, quantity, price: self.price })
            })
            .collect()
    }

    /// Everybody buys what is on offer from others in the zone and hour of their consumption, up to what neither retirements nor
    /// certificates at hand cover. Who comes first changes with the hour.
    fn buy(&self, _: Day, state: &DayState) -> Vec<Step> {
        let sites: BTreeMap<u64, &Issuance> = state.issuances.iter().map(|issuance| (issuance.id, issuance)).collect();
        let mut wanted: BTreeMap<(usize, ZoneId, Hour), u64> =
            state.uses.iter().map(|(key, used)| (*key, used.uncovered())).collect();
        for (slice, owner) in self.at_hand(state) {
            let Some(issuance) = sites.get(&slice.id.issuance) else { continue };
            if let Some(wanted) = wanted.get_mut(&(owner, issuance.zone, issuance.first.hour())) {
                *wanted = wanted.saturating_sub(slice.quantity);
            }
        }
        let mut steps = Vec::new();
        for slice in &state.slices {
            let SliceState::Locked(price) = slice.state else { continue };
            let Some(issuance) = sites.get(&slice.id.issuance).filter(|_| price <= self.price) else { continue };
            let hour = issuance.first.hour();
            let start = usize::try_from(hour.0).unwrap_or_default();
            let mut left = slice.quantity;
            for owner in (0..self.owners).map(|place| (place + start) % self.owners) {
                if slice.owner == Some(owner) || left == 0 {
                    continue;
                }
                let Some(wanted) = wanted.get_mut(&(owner, issuance.zone, hour)) else { continue };
                let quantity = left.min(*wanted);
                if quantity >= LEAST.min(left) && quantity > 0 {
                    left -= quantity;
                    *wanted -= quantity;
                    steps.push(Step::Buy { owner, certificate: slice.id, quantity, price });
                }
            }
        }
        steps
    }

    /// Slices that somebody else than the producer can use, the largest first.
    fn at_hand<'a>(&self, state: &'a DayState) -> Vec<(&'a Slice, usize)> {
        let devices: BTreeMap<u64, DeviceId> = state.issuances.iter().map(|issuance| (issuance.id, issuance.device)).collect();
        let producer = |slice: &Slice| {
            let device = devices.get(&slice.id.issuance)?;
            self.generators.iter().find(|generator| generator.device == *device).map(|generator| generator.owner)
        };
        let active = state.slices.iter().filter(|slice| slice.state == SliceState::Active);
        let mut found = active
            .filter_map(|slice| Some((slice, slice.owner?)))
            .filter(|(slice, owner)| producer(slice) != Some(*owner))
            .collect::<Vec<_>>();
        found.sort_by_key(|(slice, _)| (std::cmp::Reverse(slice.quantity), slice.id));
        found
    }

    /// Everybody retires what they bought and what came with green energy, as far as it covers anything: in the zone and hour of their
    /// consumption, and no more than that.
    fn retire(&self, _: Day, state: &DayState) -> Vec<Step> {
        let sites: BTreeMap<u64, &Issuance> = state.issuances.iter().map(|issuance| (issuance.id, issuance)).collect();
        let mut uncovered: BTreeMap<(usize, ZoneId, Hour), u64> =
            state.uses.iter().map(|(key, used)| (*key, used.uncovered())).collect();
        let mut steps = Vec::new();
        for (slice, owner) in self.at_hand(state) {
            let Some(issuance) = sites.get(&slice.id.issuance) else { continue };
            let Some(left) = uncovered.get_mut(&(owner, issuance.zone, issuance.first.hour())) else { continue };
            let quantity = slice.quantity.min(*left);
            if quantity >= LEAST.min(slice.quantity) && quantity > 0 {
                *left -= quantity;
                steps.push(Step::Retire { owner, certificate: slice.id, quantity });
            }
        }
        steps
    }
}

#[cfg(test)]
#[path = "carbon_strategy_tests.rs"]
mod tests;
