//! What the meters traded: energy, money, fees and penalties, added up from the market's events. Pure.

use crate::{
    market_history::{MarketEvent, OrderSide, Recorded},
    report::{align, format_kwh, format_uen},
};
use serde_json::{json, Value};
use std::{collections::HashMap, fmt::Write};
use uen_primitives::{DeviceId, PricePerWh};

/// What a meter traded. Energy in Wh, money in planck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traded {
    /// Orders.
    pub orders: u64,
    /// Energy sold.
    pub sold: u64,
    /// Delivered of it.
    pub delivered: u64,
    /// Received for it.
    pub received: u128,
    /// Paid for what was not delivered.
    pub penalties: u128,
    /// Energy bought.
    pub bought: u64,
    /// Obtained of it.
    pub obtained: u64,
    /// Paid for it, without fees.
    pub paid: u128,
    /// Grid fees.
    pub fees: u128,
    /// Received for what was not obtained.
    pub compensation: u128,
    /// Sold to unrelated buyers, as energy mining counts it.
    pub community: u64,
}

impl Traded {
    fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.sold += other.sold;
        self.delivered += other.delivered;
        self.received += other.received;
        self.penalties += other.penalties;
        self.bought += other.bought;
        self.obtained += other.obtained;
        self.paid += other.paid;
        self.fees += other.fees;
        self.compensation += other.compensation;
        self.community += other.community;
    }
}

/// The report of a market.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarketReport {
    /// By meter, in the order of the meters.
    pub meters: Vec<(String, Traded)>,
    /// Everybody's trades, of other meters too.
    pub all: Traded,
    /// Markets that were cleared.
    pub cleared: u64,
    /// Of them, those in which something was traded.
    pub traded: u64,
    /// Markets that were cancelled.
    pub cancelled: u64,
    /// Orders that are not closed yet.
    pub open: u64,
    /// What a kWh from the grid is assumed to cost, in planck per Wh.
    pub tariff: PricePerWh,
}

impl MarketReport {
    /// Adds up events. `meters` are those that the table shows.
    pub fn new(meters: &[(String, DeviceId)], events: &[Recorded], tariff: PricePerWh) -> Self {
        let index: HashMap<[u8; 32], usize> = meters.iter().enumerate().map(|(index, (_, id))| (id.0 .0, index)).collect();
        let mut report = Self { tariff, ..Self::default() };
        report.meters = meters.iter().map(|(name, _)| (name.clone(), Traded::default())).collect();
        let mut orders: HashMap<u64, ([u8; 32], OrderSide)> = HashMap::new();
        for Recorded { event, .. } in events {
            match event {
                MarketEvent::OrderPlaced { order, device, side, .. } => {
                    orders.insert(*order, (*device, *side));
                    report.open += 1;
                    report.note(&index, device, Traded { orders: 1, ..Traded::default() });
                }
                MarketEvent::OrderCancelled { .. } | MarketEvent::OrderClosed { .. } => {
                    report.open = report.open.saturating_sub(1)
                }
                MarketEvent::OrderFilled { order, quantity, .. } => match orders.get(order) {
                    Some((device, OrderSide::Buy)) => {
                        report.note(&index, device, Traded { bought: *quantity, ..Traded::default() })
                    }
                    Some((device, OrderSide::Sell)) => {
                        report.note(&index, device, Traded { sold: *quantity, ..Traded::default() })
                    }
                    None => {}
                },
                MarketEvent::TradeSettled { buy_order, sell_order, delivered, paid, fees, penalty, .. } => {
                    if let Some((device, _)) = orders.get(buy_order) {
                        let bought = Traded {
                            obtained: *delivered,
                            paid: *paid,
                            fees: *fees,
                            compensation: *penalty,
                            ..Traded::default()
                        };
                        report.note(&index, device, bought);
                    }
                    if let Some((device, _)) = orders.get(sell_order) {
                        let sold = Traded { delivered: *delivered, received: *paid, penalties: *penalty, ..Traded::default() };
                        report.note(&index, device, sold);
                    }
                }
                MarketEvent::CommunitySaleCounted { device, quantity, .. } => {
                    report.note(&index, device, Traded { community: *quantity, ..Traded::default() });
                }
                MarketEvent::MarketCleared { clearing, .. } => {
                    report.cleared += 1;
                    report.traded += u64::from(clearing.volume > 0);
                }
                MarketEvent::MarketCancelled { .. } => report.cancelled += 1,
                MarketEvent::OrderReleased { .. }
                | MarketEvent::DeliverySettled { .. }
                | MarketEvent::PaymentReturned { .. }
                | MarketEvent::ImbalancePriceSubmitted { .. }
                | MarketEvent::DisputeResolved { .. }
                | MarketEvent::ZoneUpdated { .. }
                | MarketEvent::StepFailed { .. } => {}
            }
        }
        report
    }

    fn note(&mut self, index: &HashMap<[u8; 32], usize>, device: &[u8; 32], traded: Traded) {
        self.all.add(&traded);
        if let Some((_, of_meter)) = index.get(device).and_then(|index| self.meters.get_mut(*index)) {
            of_meter.add(&traded);
        }
    }

    /// What all delivered energy would have cost from the grid, in planck.
    fn grid_cost(&self) -> u128 {
        u128::from(self.all.delivered) * u128::from(self.tariff)
    }

    /// What buyers paid less than the grid's price, fees included; the other way round if it is negative.
    fn saved(&self) -> (bool, u128) {
        let cost = self.all.paid + self.all.fees;
        (cost <= self.grid_cost(), self.grid_cost().abs_diff(cost))
    }

    /// Average price of what was delivered, in planck per Wh; rounded down.
    fn average(&self) -> u128 {
        self.all.paid.checked_div(u128::from(self.all.delivered)).unwrap_or_default()
    }

    /// As a table and some sentences.
    pub fn table(&self) -> String {
        let header = [
            "meter",
            "sold Wh",
            "delivered",
            "UEN received",
            "penalties",
            "bought Wh",
            "obtained",
            "UEN paid",
            "grid fees",
            "compensation",
        ];
        let row = |name: &str, traded: &Traded| {
            let wh = |amount: u64| amount.to_string();
            let uen = |amount: u128| format_uen(amount, 3);
            vec![
                name.to_string(),
                wh(traded.sold),
                wh(traded.delivered),
                uen(traded.received),
                uen(traded.penalties),
                wh(traded.bought),
                wh(traded.obtained),
                uen(traded.paid),
                uen(traded.fees),
                uen(traded.compensation),
            ]
        };
        let mut rows = vec![header.map(str::to_string).to_vec()];
        rows.extend(self.meters.iter().map(|(name, traded)| row(name, traded)));
        rows.push(row("all", &self.all));
        format!("{}\n{}", align(&rows), self.summary())
    }

    fn summary(&self) -> String {
        let Traded { orders, sold, delivered, penalties, fees, community, .. } = self.all;
        let share = (delivered * 100).checked_div(sold).unwrap_or_default();
        let mut text = format!(
            "{} kWh traded by {orders} orders in {} of {} cleared markets, {} kWh ({share} %) delivered, for {} UEN/kWh on average.\n",
            format_kwh(sold),
            self.traded,
            self.cleared,
            format_kwh(delivered),
            format_price(self.average()),
        );
        let (is_saved, saved) = self.saved();
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            text,
            "At a grid tariff of {} UEN/kWh, which is an assumption (--grid-tariff), buyers {} {} UEN, grid fees of {} UEN included.",
            format_price(u128::from(self.tariff)),
            if is_saved { "saved" } else { "paid more by" },
            format_uen(saved, 3),
            format_uen(fees, 3),
        );
        let _ = write!(
            text,
            "Sellers paid their buyers {} UEN for {} kWh that they sold and did not deliver. {} kWh count as sold in the community.",
            format_uen(penalties, 3),
            format_kwh(sold.saturating_sub(delivered)),
            format_kwh(community),
        );
        if self.cancelled > 0 {
            let count = usize::try_from(self.cancelled).unwrap_or(usize::MAX);
            let _ =
                write!(text, "\n{count} market{} not cleared in time and cancelled.", if count == 1 { " was" } else { "s were" });
        }
        if self.open > 0 {
            let count = usize::try_from(self.open).unwrap_or(usize::MAX);
            let _ = write!(text, "\n{count} order{} still open.", if count == 1 { " is" } else { "s are" });
        }
        text
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let of = |traded: &Traded| {
            json!({
                "orders": traded.orders,
                "soldWh": traded.sold,
                "deliveredWh": traded.delivered,
                "received": traded.received.to_string(),
                "penalties": traded.penalties.to_string(),
                "boughtWh": traded.bought,
                "obtainedWh": traded.obtained,
                "paid": traded.paid.to_string(),
                "fees": traded.fees.to_string(),
                "compensation": traded.compensation.to_string(),
                "communityWh": traded.community,
            })
        };
        let (is_saved, saved) = self.saved();
        json!({
            "meters": self.meters.iter().map(|(name, traded)| json!({ "meter": name, "traded": of(traded) })).collect::<Vec<_>>(),
            "all": of(&self.all),
            "clearedMarkets": self.cleared,
            "tradedMarkets": self.traded,
            "cancelledMarkets": self.cancelled,
            "openOrders": self.open,
            "averagePricePerWh": self.average().to_string(),
            "gridTariffPerWh": self.tariff.to_string(),
            "saved": format!("{}{saved}", if is_saved { "" } else { "-" }),
        })
    }
}

/// Planck per Wh as UEN per kWh, with four decimals; what is beyond is cut off.
fn format_price(planck_per_wh: u128) -> String {
    format_uen(planck_per_wh.saturating_mul(1_000), 4)
}

/// Reads a price in UEN per kWh, such as 0.125, as planck per Wh.
pub fn parse_price(text: &str) -> Result<PricePerWh, String> {
    let wrong = || format!("{text:?} is not a price in UEN per kWh like 0.125, with at most nine decimals");
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) || decimals.len() > 9 {
        return Err(wrong());
    }
    // Nine decimals of a UEN per kWh are planck per Wh.
    format!("{whole}{decimals:0<9}").parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market_history::{Cleared, Market, Outcome, Traded as Product};
    use sp_core::H256;

    const MARKET: Market = Market { period: 1, zone: 1, product: Product::Any };

    fn recorded(events: Vec<MarketEvent>) -> Vec<Recorded> {
        events.into_iter().map(|event| Recorded { block: 1, event }).collect()
    }

    fn placed(order: u64, device: u8, side: OrderSide) -> MarketEvent {
        let (owner, device) = ([0; 32], [device; 32]);
        MarketEvent::OrderPlaced { order, owner, device, market: MARKET, side, quantity: 2_000, limit: 1, held: 0 }
    }

    fn cleared(volume: u64) -> MarketEvent {
        MarketEvent::MarketCleared { market: MARKET, entries: 2, clearing: Cleared { volume, ..Cleared::default() } }
    }

    fn filled(order: u64) -> MarketEvent {
        MarketEvent::OrderFilled { order, market: MARKET, quantity: 2_000, price: 125_000_000 }
    }

    /// A sells 2 kWh to B and delivers 1.6 of it.
    fn week() -> Vec<Recorded> {
        recorded(vec![
            placed(1, 1, OrderSide::Sell),
            placed(2, 2, OrderSide::Buy),
            placed(3, 3, OrderSide::Buy),
            cleared(2_000),
            cleared(0),
            filled(1),
            filled(2),
            MarketEvent::OrderClosed { order: 3, settled: Outcome::default() },
            MarketEvent::TradeSettled {
                market: MARKET,
                trade: 0,
                buy_order: 2,
                sell_order: 1,
                quantity: 2_000,
                delivered: 1_600,
                paid: 200_000_000_000,
                fees: 16_000_000_000,
                refunded: 54_000_000_000,
                penalty: 4_000_000_000,
            },
            MarketEvent::CommunitySaleCounted { device: [1; 32], period: 1, quantity: 1_500, fees: 15_000 },
        ])
    }

    fn report() -> MarketReport {
        let meters = [("home-00", 1u8), ("shop-00", 2)].map(|(name, id)| (name.to_string(), DeviceId(H256([id; 32]))));
        MarketReport::new(&meters, &week(), 300_000_000)
    }

    #[test]
    fn report_should_add_up_what_each_meter_traded() {
        let report = report();
        let seller = Traded {
            orders: 1,
            sold: 2_000,
            delivered: 1_600,
            received: 200_000_000_000,
            penalties: 4_000_000_000,
            community: 1_500,
            ..Traded::default()
        };
        let buyer = Traded {
            orders: 1,
            bought: 2_000,
            obtained: 1_600,
            paid: 200_000_000_000,
            fees: 16_000_000_000,
            compensation: 4_000_000_000,
            ..Traded::default()
        };
        assert_eq!(report.meters, [("home-00".to_string(), seller), ("shop-00".to_string(), buyer)]);
        assert_eq!((report.cleared, report.traded, report.cancelled, report.open), (2, 1, 0, 2));
        assert_eq!(report.all.orders, 3, "other meters' orders count too");
    }

    #[test]
    fn table_should_show_meters_and_sums() {
        let table = report().table();
        let lines = table.lines().collect::<Vec<_>>();
        assert!(lines[0].starts_with("meter    sold Wh  delivered  UEN received"), "{table}");
        assert_eq!(
            lines[2].split_whitespace().collect::<Vec<_>>(),
            ["home-00", "2000", "1600", "0.200", "0.004", "0", "0", "0.000", "0.000", "0.000"]
        );
        assert_eq!(
            lines[3].split_whitespace().collect::<Vec<_>>(),
            ["shop-00", "0", "0", "0.000", "0.000", "2000", "1600", "0.200", "0.016", "0.004"]
        );
        assert!(
            table.contains("2.0 kWh traded by 3 orders in 1 of 2 cleared markets, 1.6 kWh (80 %) delivered, for 0.1250"),
            "{table}"
        );
        // 1.6 kWh at 0.30 UEN less 0.2 and 0.016 UEN.
        assert!(table.contains("At a grid tariff of 0.3000 UEN/kWh, which is an assumption"), "{table}");
        assert!(table.contains("buyers saved 0.264 UEN, grid fees of 0.016 UEN included."), "{table}");
        assert!(table.contains("0.004 UEN for 0.4 kWh that they sold and did not deliver. 1.5 kWh count as"), "{table}");
        assert!(table.ends_with("2 orders are still open."), "{table}");
    }

    #[test]
    fn saving_should_be_negative_when_the_grid_is_cheaper() {
        let report = MarketReport { tariff: 100_000_000, ..report() };
        assert_eq!(report.saved(), (false, 56_000_000_000));
        assert_eq!(report.json()["saved"], "-56000000000");
        assert!(report.table().contains("buyers paid more by 0.056 UEN"));
    }

    #[test]
    fn json_should_have_amounts_as_decimal_text() {
        let json = report().json();
        assert_eq!(json["meters"][0]["traded"]["received"], "200000000000");
        assert_eq!(json["meters"][1]["traded"]["boughtWh"], 2_000);
        assert_eq!(json["averagePricePerWh"], "125000000");
        assert_eq!(json["saved"], "264000000000");
    }

    #[test]
    fn report_should_do_without_any_trade() {
        let report = MarketReport::new(&[], &[], 300_000_000);
        assert!(report.table().contains("0.0 kWh (0 %) delivered, for 0.0000 UEN/kWh"), "{}", report.table());
    }

    #[test]
    fn price_should_be_read_to_the_planck() {
        assert_eq!(parse_price("0.125"), Ok(125_000_000));
        assert_eq!(parse_price("0.000000001"), Ok(1));
        assert_eq!(parse_price("3"), Ok(3_000_000_000));
        assert_eq!(parse_price("0.30"), Ok(300_000_000));
        for text in ["", ".", ".5", "-1", "1e3", "0.0000000001", "1,5", "99999999999999999999"] {
            assert!(parse_price(text).is_err(), "{text}");
        }
    }
}
