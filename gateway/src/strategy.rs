//! What a meter's owner orders: the simplest expectation there is, that tomorrow is as today, at prices around a reference. Pure.

use crate::chain::Measured;
use serde::{Deserialize, Serialize};
use sp_runtime::traits::{BlakeTwo256, Hash};
use uen_primitives::{DeviceId, DeviceKind, Period, PricePerWh, Product, Side, UnixSeconds, Wh, PERIODS_PER_DAY, PERIOD_SECONDS};

/// Delivery periods whose orders are placed together: an hour's.
pub const PERIODS_PER_BATCH: usize = 4;
/// Orders are not left waiting for the rest of their batch when this many seconds are left until their gate closes.
const LAST_CALL: u64 = 7_200;
/// Orders are not placed any more when this many seconds are left: a transaction takes a few blocks.
const TOO_LATE: u64 = PERIOD_SECONDS;

/// What the market's rules allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Least quantity of an order.
    pub min_quantity: Wh,
    /// Highest limit.
    pub max_price: PricePerWh,
    /// How many seconds before a period its gate closes.
    pub gate_closure: u64,
    /// How many seconds before a period its markets open.
    pub horizon: u64,
}

/// A meter that trades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// Its name.
    pub name: String,
    /// Its identifier.
    pub device: DeviceId,
    /// What stands behind it.
    pub kind: DeviceKind,
    /// Most it can draw, in W.
    pub load_capacity_w: u32,
    /// Most it can give to the grid, in W.
    pub export_capacity_w: u32,
}

/// An order to be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// The metering point.
    pub device: DeviceId,
    /// When the energy is delivered.
    pub period: Period,
    /// What is traded.
    pub product: Product,
    /// Bid or offer.
    pub side: Side,
    /// How much.
    pub quantity: Wh,
    /// Worst price that is taken.
    pub limit: PricePerWh,
}

/// How limits are found, and what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// The price around which limits spread, in planck per Wh.
    pub reference: PricePerWh,
    /// How far they spread, in per cent of the reference.
    pub spread: u8,
    /// What the market allows.
    pub bounds: Bounds,
}

/// The same quarter hour a day later.
pub fn tomorrow(period: Period) -> Period {
    Period(period.0.saturating_add(PERIODS_PER_DAY))
}

/// Two numbers that differ from meter to meter and are always the same for one: a place among others from 0 to 1000, and a coin.
fn traits_of(meter: &str) -> (u64, bool) {
    let hash: [u8; 32] = BlakeTwo256::hash(meter.as_bytes()).into();
    let [first, second, third, ..] = hash;
    (u64::from(u16::from_le_bytes([first, second])) % 1001, third % 2 == 0)
}

/// Most that a capacity moves in a quarter hour.
fn most(capacity_w: u32) -> Wh {
    Wh(u64::from(capacity_w) / 4)
}

impl Strategy {
    /// A meter's limit: `reference × (1 + spread × (h − ¼))` for its bids and `reference × (1 − spread × (h − ¼))` for its offers, `h`
    /// from 0 to 1 by the meter's name. So bids lie around the reference price upwards and offers downwards, most of them cross, and
    /// some do not.
    pub fn limit(&self, meter: &str, side: Side) -> PricePerWh {
        let (place, _) = traits_of(meter);
        let deviation = i128::from(self.reference) * i128::from(self.spread) * (i128::from(place) * 4 - 1000) / (100 * 4000);
        let limit = match side {
            Side::Buy => i128::from(self.reference) + deviation,
            Side::Sell => i128::from(self.reference) - deviation,
        };
        PricePerWh::try_from(limit.max(1)).unwrap_or(PricePerWh::MAX).min(self.bounds.max_price)
    }

    /// What a meter trades: renewable energy is offered as green, and one in two buyers wants green.
    pub fn product(&self, meter: &Meter, side: Side) -> Product {
        let green = match side {
            Side::Sell => meter.kind.is_renewable(),
            Side::Buy => traits_of(&meter.name).1,
        };
        if green {
            Product::Green
        } else {
            Product::Any
        }
    }

    /// The order for the quarter hour a day after one that was measured: an offer of what was given to the grid, a bid for what was
    /// taken, whichever is more: a metering point is on one side of a period. None if that is less than an order must be; no more than the
    /// nameplate allows.
    pub fn order(&self, meter: &Meter, measured: &Measured) -> Option<Order> {
        let order = |side, quantity: Wh, capacity_w| Order {
            device: meter.device,
            period: tomorrow(measured.period),
            product: self.product(meter, side),
            side,
            quantity: quantity.min(most(capacity_w)),
            limit: self.limit(&meter.name, side),
        };
        let offer = order(Side::Sell, measured.export, meter.export_capacity_w);
        let bid = order(Side::Buy, measured.import, meter.load_capacity_w);
        let least = self.bounds.min_quantity.max(Wh(1));
        let order = if measured.export > measured.import { offer } else { bid };
        (order.quantity >= least).then_some(order)
    }

    /// When the gate of a period closes.
    pub fn gate(&self, period: Period) -> UnixSeconds {
        period.start().saturating_sub(self.bounds.gate_closure)
    }

    /// Whether orders for a period can still be placed, or not yet because its markets are not open.
    pub fn is_too_late(&self, period: Period, now: UnixSeconds) -> bool {
        self.gate(period) <= now.saturating_add(TOO_LATE)
    }

    /// Which of the periods that orders wait for, in order of time, are to be ordered for now: all whose markets are open, once they
    /// make a batch or the first one's gate is about to close.
    pub fn due(&self, waiting: &[Period], now: UnixSeconds) -> usize {
        let is_open = |period: &&Period| period.start() <= now.saturating_add(self.bounds.horizon);
        let open = waiting.iter().take_while(is_open).count();
        let is_urgent = waiting.first().is_some_and(|first| self.gate(*first) <= now.saturating_add(LAST_CALL));
        if open >= PERIODS_PER_BATCH || is_urgent {
            open
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::any, prop_assert, proptest};
    use sp_core::H256;
    use std::collections::BTreeSet;

    const BOUNDS: Bounds = Bounds { min_quantity: Wh(50), max_price: 10_000_000_000, gate_closure: 300, horizon: 7 * 86_400 };
    const STRATEGY: Strategy = Strategy { reference: 125_000_000, spread: 20, bounds: BOUNDS };

    fn meter(name: &str, kind: DeviceKind) -> Meter {
        Meter { name: name.to_string(), device: DeviceId(H256([1; 32])), kind, load_capacity_w: 4_000, export_capacity_w: 8_000 }
    }

    fn names() -> Vec<String> {
        (0..40).map(|n| format!("home-{n:02}")).collect()
    }

    #[test]
    fn orders_should_be_for_what_was_measured_a_day_before() {
        let solar = meter("home-00", DeviceKind::Solar);
        let order = |import, export| {
            let order = STRATEGY.order(&solar, &Measured { period: Period(1000), import: Wh(import), export: Wh(export) });
            let order = order.expect("an offer or a bid");
            (order.side, order.quantity, order.period)
        };
        assert_eq!(order(70, 700), (Side::Sell, Wh(700), Period(1096)));
        assert_eq!(order(700, 70), (Side::Buy, Wh(700), Period(1096)));
    }

    #[test]
    fn orders_should_leave_out_what_is_less_than_an_order_must_be() {
        let solar = meter("home-00", DeviceKind::Solar);
        let measured = |import, export| Measured { period: Period(1000), import: Wh(import), export: Wh(export) };
        assert_eq!(STRATEGY.order(&solar, &measured(49, 0)), None);
        assert!(STRATEGY.order(&solar, &measured(50, 49)).is_some());
        let without_least = Strategy { bounds: Bounds { min_quantity: Wh(0), ..BOUNDS }, ..STRATEGY };
        assert_eq!(without_least.order(&solar, &measured(0, 0)), None, "nothing is never ordered");
    }

    #[test]
    fn orders_should_stay_within_the_nameplate() {
        let solar = meter("home-00", DeviceKind::Solar);
        let ordered = |import, export| {
            let order = STRATEGY.order(&solar, &Measured { period: Period(0), import: Wh(import), export: Wh(export) });
            order.map(|order| order.quantity)
        };
        assert_eq!(ordered(1_040, 2_090), Some(Wh(2_000)));
        assert_eq!(ordered(1_040, 0), Some(Wh(1_000)));
    }

    #[test]
    fn offers_should_be_green_when_the_energy_is_renewable() {
        assert_eq!(STRATEGY.product(&meter("a", DeviceKind::Hydro), Side::Sell), Product::Green);
        assert_eq!(STRATEGY.product(&meter("a", DeviceKind::Storage), Side::Sell), Product::Any);
    }

    #[test]
    fn about_every_second_buyer_should_want_green() {
        let green = |name: &String| STRATEGY.product(&meter(name, DeviceKind::Consumption), Side::Buy) == Product::Green;
        let count = names().iter().filter(|name| green(name)).count();
        assert!((12..=28).contains(&count), "{count} of 40");
    }

    #[test]
    fn limits_should_spread_and_mostly_cross() {
        let limits = |side| names().iter().map(|name| STRATEGY.limit(name, side)).collect::<Vec<_>>();
        let (bids, offers) = (limits(Side::Buy), limits(Side::Sell));
        assert!(bids.iter().all(|bid| (118_750_000..=143_750_000).contains(bid)), "{bids:?}");
        assert!(offers.iter().all(|offer| (106_250_000..=131_250_000).contains(offer)), "{offers:?}");
        assert!(bids.iter().collect::<BTreeSet<_>>().len() > 30, "they differ from meter to meter");
        let pairs = bids.iter().flat_map(|bid| offers.iter().map(move |offer| bid >= offer));
        let crossing = pairs.filter(|cross| *cross).count();
        assert!((1_000..1_600).contains(&crossing), "{crossing} of 1600");
    }

    #[test]
    fn limits_should_stay_within_what_the_market_allows() {
        let dear = Strategy { reference: u64::MAX, ..STRATEGY };
        assert_eq!(dear.limit("a", Side::Buy), BOUNDS.max_price);
        let free = Strategy { reference: 0, ..STRATEGY };
        assert_eq!(free.limit("a", Side::Buy), 1, "a bid of nothing is none");
        let flat = Strategy { spread: 0, ..STRATEGY };
        assert_eq!((flat.limit("a", Side::Buy), flat.limit("a", Side::Sell)), (125_000_000, 125_000_000));
    }

    #[test]
    fn periods_should_be_due_when_they_make_a_batch() {
        let periods = |count: u32| (1096..1096 + count).map(Period).collect::<Vec<_>>();
        let now = Period(1000).end();
        assert_eq!(STRATEGY.due(&periods(3), now), 0);
        assert_eq!(STRATEGY.due(&periods(4), now), 4);
        assert_eq!(STRATEGY.due(&periods(9), now), 9);
        assert_eq!(STRATEGY.due(&[], now), 0);
    }

    #[test]
    fn periods_should_be_due_when_the_gate_is_about_to_close() {
        let waiting = [Period(1096)];
        assert_eq!(STRATEGY.due(&waiting, Period(1096).start() - 300 - 7_201), 0);
        assert_eq!(STRATEGY.due(&waiting, Period(1096).start() - 300 - 7_200), 1);
    }

    #[test]
    fn periods_should_not_be_due_before_their_markets_open() {
        let early = Strategy { bounds: Bounds { horizon: 3_600, ..BOUNDS }, ..STRATEGY };
        let waiting = [1096, 1097, 1098, 1099, 1100].map(Period);
        assert_eq!(early.due(&waiting, Period(1096).start() - 3_600), 1, "urgent, and the only one that is open");
        assert_eq!(early.due(&waiting, Period(1096).start() - 3_601), 0);
    }

    #[test]
    fn period_should_be_too_late_a_quarter_hour_before_its_gate_closes() {
        assert!(!STRATEGY.is_too_late(Period(1000), Period(1000).start() - 300 - 901));
        assert!(STRATEGY.is_too_late(Period(1000), Period(1000).start() - 300 - 900));
    }

    proptest! {
        #[test]
        fn orders_should_never_exceed_what_the_market_allows(
            import in any::<u64>(), export in any::<u64>(), reference in any::<u64>(), spread in any::<u8>(), name in "[a-z]{1,9}",
        ) {
            let strategy = Strategy { reference, spread, ..STRATEGY };
            let meter = meter(&name, DeviceKind::Wind);
            if let Some(order) = strategy.order(&meter, &Measured { period: Period(7), import: Wh(import), export: Wh(export) }) {
                prop_assert!(order.quantity >= BOUNDS.min_quantity && order.quantity <= Wh(2_000));
                prop_assert!(order.limit >= 1 && order.limit <= BOUNDS.max_price);
            }
        }
    }
}
