//! Vectors C1 to C4 with real orders, holds and payments.

use crate::{mock::*, *};
use uen_primitives::{Balance, MarketId, OrderId, PricePerWh, Product, Side, Wh};

/// The unit of the vectors' tables.
const BILLION: Balance = 1_000_000_000;

fn city() -> MarketId {
    market(CITY, Product::Any)
}

fn result() -> Clearing {
    clearing(city()).unwrap()
}

/// Register devices and place orders in the city; those that offer are given as negative quantities.
fn place_all(orders: &[(i64, PricePerWh)]) -> Vec<OrderId> {
    let place_one = |(n, (quantity, limit)): (u8, &(i64, PricePerWh))| {
        add_solar(n, CITY);
        let side = if *quantity < 0 { Side::Sell } else { Side::Buy };
        place(n, side, Product::Any, quantity.unsigned_abs(), *limit)
    };
    (1..).zip(orders).map(place_one).collect()
}

/// Clear, have every seller deliver everything, and settle.
fn clear_and_deliver() {
    advance_to(gate());
    (1..=20).for_each(|n| meter(n, PERIOD, 5_000, 5_000, 5_000));
    advance_to(grace_end());
}

fn paid(id: OrderId) -> Balance {
    order(id).settled.paid
}

#[test]
fn market_should_clear_as_in_vector_c1() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, b3, s1, s2, s3] = place_c1();
        clear_and_deliver();
        let expected = Clearing { price: 125 * M, lowest: 110 * M, highest: 140 * M, volume: Wh(2_000), trades: 3 };
        assert_eq!(result(), expected);
        assert_eq!([b1, b2, b3, s1, s2, s3].map(traded), [1_200, 800, 0, 1_000, 1_000, 0]);
        let trades: Vec<_> =
            (0..3).map(|n| EnergyMarket::trade(city(), n).unwrap()).map(|t| (t.buy, t.sell, t.quantity.0)).collect();
        assert_eq!(trades, [(0, 3, 1_000), (0, 4, 200), (1, 4, 800)]);
        assert_eq!([b1, b2, s1, s2].map(paid), [150 * BILLION, 100 * BILLION, 125 * BILLION, 125 * BILLION]);
    });
}

#[test]
fn market_should_share_pro_rata_as_in_vector_c2() {
    ExtBuilder.build_and_execute(|| {
        let orders =
            place_all(&[(1_500, 200 * M), (700, 150 * M), (500, 150 * M), (-1_000, 50 * M), (-1_200, 120 * M), (-800, 180 * M)]);
        clear_and_deliver();
        assert_eq!((result().volume, result().price), (Wh(2_200), 150 * M));
        assert_eq!(orders.iter().map(|id| traded(*id)).collect::<Vec<_>>(), [1_500, 409, 291, 1_000, 1_200, 0]);
        let amounts: Vec<_> = orders[..5].iter().map(|id| paid(*id)).collect();
        assert_eq!(amounts, [225 * BILLION, 61_350_000_000, 43_650_000_000, 150 * BILLION, 180 * BILLION]);
    });
}

#[test]
fn market_should_trade_nothing_when_bid_is_below_ask_as_in_vector_c3() {
    ExtBuilder.build_and_execute(|| {
        place_all(&[(100, 50 * M), (-100, 60 * M)]);
        clear_and_deliver();
        assert_eq!(result(), Clearing::default());
        assert_eq!(Orders::<Test>::iter().count(), 0);
    });
}

#[test]
fn market_should_split_equal_offers_as_in_vector_c3() {
    ExtBuilder.build_and_execute(|| {
        let orders = place_all(&[(100, 100 * M), (-60, 100 * M), (-60, 100 * M)]);
        clear_and_deliver();
        assert_eq!(orders.into_iter().map(traded).collect::<Vec<_>>(), [100, 50, 50]);
    });
}

#[test]
fn price_should_round_down_as_in_vector_c3() {
    ExtBuilder.build_and_execute(|| {
        place_all(&[(10, 101), (-10, 100)]);
        clear_and_deliver();
        assert_eq!((result().price, result().volume), (100, Wh(10)));
    });
}

/// The table, figure by figure.
#[test]
fn under_delivery_should_be_settled_as_in_vector_c4() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, _, s1, s2, _] = settle_c4();
        let mut sums = std::collections::BTreeMap::<OrderId, [Balance; 5]>::new();
        for event in events() {
            match event {
                Event::OrderPlaced { order, held, .. } if order == b1 => assert_eq!(held, 252 * BILLION),
                Event::OrderPlaced { order, held, .. } if order == b2 => assert_eq!(held, 136 * BILLION),
                Event::OrderReleased { order, held, .. } => sums.entry(order).or_default()[0] = held,
                Event::DeliverySettled { order, delivered, penalty, .. } if order == s2 => {
                    assert_eq!((delivered, penalty), (Wh(820), 12_350_000_000));
                }
                Event::TradeSettled { buy_order, sell_order, delivered, paid, fees, refunded, penalty, .. } => {
                    if sell_order == s2 {
                        assert_eq!(delivered, if buy_order == b1 { Wh(164) } else { Wh(656) });
                    }
                    let sums = sums.entry(buy_order).or_default();
                    for (sum, amount) in sums[1..].iter_mut().zip([paid, fees, refunded, penalty]) {
                        *sum += amount;
                    }
                }
                _ => (),
            }
        }
        //                       held            pays            fee             refund         compensation
        assert_eq!(sums[&b1], [162_000_000_000, 145_500_000_000, 11_640_000_000, 4_860_000_000, 2_470_000_000]);
        assert_eq!(sums[&b2], [108_000_000_000, 82_000_000_000, 6_560_000_000, 19_440_000_000, 9_880_000_000]);
        assert_eq!(
            order(b1).settled,
            Settled {
                traded: Wh(1_200),
                delivered: Wh(1_164),
                paid: 145_500_000_000,
                fees: 11_640_000_000,
                penalty: 2_470_000_000,
            }
        );
        assert_eq!(order(s1).settled.paid, 125 * BILLION);
        assert_eq!(order(s2).settled.paid - order(s2).settled.penalty, 90_150_000_000);
    });
}

/// The same in the accounts, when everything is over and nothing is held any more.
#[test]
fn accounts_should_differ_as_in_vector_c4() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        advance_to(finality());
        let gain = |who: u8| balance(who.into()) as i128 - ENDOWMENT as i128;
        assert_eq!(gain(B1), -(145_500_000_000 + 11_640_000_000 - 2_470_000_000));
        assert_eq!(gain(B2), -(82_000_000_000 + 6_560_000_000 - 9_880_000_000));
        assert_eq!(gain(S1), 125_000_000_000);
        assert_eq!(gain(S2), 90_150_000_000);
        assert_eq!([B3, S3].map(gain), [0, 0]);
        assert_eq!(balance(OPERATOR) - UEN, 18_200_000_000);
    });
}
