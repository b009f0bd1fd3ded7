//! Households with a meter, as they trade and are metered.

use super::{account, dev, Chain, Meter, PERIOD, START};
use pallet_energy_market::Call;
use sp_core::sr25519;
use sp_runtime::DispatchError;
use uen_primitives::{DeviceKind, Period, Permissions, PricePerWh, Product, Side, SignedReading, Wh};
use uen_runtime::{AccountId, Runtime, RuntimeEvent};

const YEAR: u64 = 365 * 86_400;

/// 0.001 UEN/kWh.
pub const M: PricePerWh = 1_000_000;

/// A certified meter and its owner.
pub struct Household {
    pub owner: sr25519::Pair,
    pub meter: Meter,
}

impl Household {
    pub fn new(chain: &mut Chain, uri: &str, seed: u8, kind: DeviceKind, zone: u32) -> Self {
        let (owner, meter) = (dev(uri), Meter::new(seed));
        chain.register(&owner, &meter, kind, zone).expect("the meter is registered");
        let permissions = Permissions::MONITOR | Permissions::MINE | Permissions::TRADE | Permissions::CERTIFY;
        chain.certify(&meter, START + YEAR, permissions);
        Self { owner, meter }
    }

    pub fn account(&self) -> AccountId {
        account(&self.owner)
    }
}

/// Place an order, in the next block.
pub fn order(
    chain: &mut Chain,
    household: &Household,
    period: Period,
    product: Product,
    side: Side,
    quantity: u64,
    limit: PricePerWh,
) -> Result<(), DispatchError> {
    let device = household.meter.id();
    let call = Call::<Runtime>::place_order { device, period, product, side, quantity: Wh(quantity), limit };
    chain.call_at(chain.now + 6, &household.owner, call).0
}

/// Submit readings in a block at `at`; its events.
pub fn submit(chain: &mut Chain, at: u64, readings: Vec<SignedReading>) -> Vec<RuntimeEvent> {
    let (results, events) = chain.block_at(at, vec![chain.submission(readings)]);
    assert_eq!(results, [Ok(Ok(()))]);
    events
}

/// The first period whose gate is not closed for a quarter of an hour.
pub fn next_period(chain: &Chain) -> Period {
    Period::of(chain.now + 2 * PERIOD)
}

/// The meters' opening readings, which end when `period` begins.
pub fn open_meters(chain: &mut Chain, households: &mut [&mut Household], period: Period) {
    let genesis = chain.genesis_hash();
    let readings = households
        .iter_mut()
        .map(|household| {
            household.meter.end = period.start() - PERIOD;
            household.meter.next(&genesis, 0, 0, 0)
        })
        .collect();
    submit(chain, period.start(), readings);
}
