//! The auction as arithmetic: vectors C1 to C3, and what must hold for any book.

use crate::clearing::{bounding, clear, trades, Bounding, LimitOrder, Matched, Trade, TOLERATED_PERCENT};
use crate::settlement::pay;
use proptest::prelude::*;
use sp_runtime::ArithmeticError;
use std::collections::BTreeSet;
use uen_primitives::{PricePerWh, Side, Wh};

/// A million planck per Wh, the unit of the vectors.
const M: PricePerWh = 1_000_000;

type Books = (Vec<LimitOrder>, Vec<LimitOrder>);

fn orders(orders: &[(u64, PricePerWh)]) -> Vec<LimitOrder> {
    orders.iter().map(|(quantity, limit)| LimitOrder { quantity: Wh(*quantity), limit: *limit }).collect()
}

fn wh(quantities: &[u64]) -> Vec<Wh> {
    quantities.iter().copied().map(Wh).collect()
}

fn matched(buys: &[LimitOrder], sells: &[LimitOrder]) -> Matched {
    clear(buys, sells).unwrap().unwrap()
}

fn traded(buys: &[LimitOrder], sells: &[LimitOrder]) -> Vec<(u32, u32, u64)> {
    let matched = matched(buys, sells);
    trades(buys, sells, &matched).unwrap().into_iter().map(|trade| (trade.buy, trade.sell, trade.quantity.0)).collect()
}

fn costs(fills: &[Wh], price: PricePerWh) -> Vec<u128> {
    fills.iter().map(|fill| pay(*fill, price)).collect()
}

fn c1() -> Books {
    (orders(&[(1200, 200 * M), (800, 160 * M), (1000, 110 * M)]), orders(&[(1000, 60 * M), (1000, 100 * M), (900, 140 * M)]))
}

fn c2() -> Books {
    (orders(&[(1500, 200 * M), (700, 150 * M), (500, 150 * M)]), orders(&[(1000, 50 * M), (1200, 120 * M), (800, 180 * M)]))
}

#[test]
fn clear_should_take_the_midpoint_as_in_vector_c1() {
    let (buys, sells) = c1();
    let matched = matched(&buys, &sells);
    assert_eq!(
        matched,
        Matched {
            price: 125 * M,
            lowest: 110 * M,
            highest: 140 * M,
            volume: Wh(2000),
            buys: wh(&[1200, 800, 0]),
            sells: wh(&[1000, 1000, 0]),
        }
    );
    assert_eq!(costs(&matched.buys, matched.price), [150_000_000_000, 100_000_000_000, 0]);
    assert_eq!(costs(&matched.sells, matched.price), [125_000_000_000, 125_000_000_000, 0]);
}

#[test]
fn trades_should_pair_orders_in_merit_order_as_in_vector_c1() {
    let (buys, sells) = c1();
    assert_eq!(traded(&buys, &sells), [(0, 0, 1000), (0, 1, 200), (1, 1, 800)]);
}

#[test]
fn clear_should_share_pro_rata_at_the_marginal_price_as_in_vector_c2() {
    let (buys, sells) = c2();
    let matched = matched(&buys, &sells);
    assert_eq!(matched.volume, Wh(2200));
    assert_eq!(matched.price, 150 * M);
    assert_eq!(matched.buys, wh(&[1500, 409, 291]));
    assert_eq!(matched.sells, wh(&[1000, 1200, 0]));
    assert_eq!(costs(&matched.buys, matched.price), [225_000_000_000, 61_350_000_000, 43_650_000_000]);
    assert_eq!(costs(&matched.sells, matched.price), [150_000_000_000, 180_000_000_000, 0]);
}

#[test]
fn price_should_move_only_for_more_than_two_per_cent_of_the_volume_as_in_vector_c15() {
    let interval = |bid: Option<(u64, PricePerWh)>, offer: Option<(u64, PricePerWh)>| {
        let (mut buys, mut sells) = c1();
        buys.extend(bid.map(|bid| orders(&[bid])).unwrap_or_default());
        sells.extend(offer.map(|offer| orders(&[offer])).unwrap_or_default());
        let matched = matched(&buys, &sells);
        assert_eq!(matched.volume, Wh(2000));
        (matched.lowest, matched.highest, matched.price)
    };
    let c1 = (110 * M, 140 * M, 125 * M);
    assert_eq!(interval(Some((10, 139 * M)), None), c1);
    assert_eq!(interval(Some((40, 139 * M)), None), c1);
    assert_eq!(interval(Some((41, 139 * M)), None), (139 * M, 140 * M, 139_500_000));
    assert_eq!(interval(None, Some((10, 111 * M))), c1);
    assert_eq!(interval(None, Some((41, 111 * M))), (110 * M, 111 * M, 110_500_000));
    let (buys, sells) = c2();
    let c2 = matched(&buys, &sells);
    assert_eq!((c2.lowest, c2.highest, c2.price), (150 * M, 150 * M, 150 * M));
}

#[test]
fn clear_should_find_nothing_when_the_best_bid_is_below_the_best_offer() {
    assert_eq!(clear(&orders(&[(100, 50 * M)]), &orders(&[(100, 60 * M)])), Ok(None));
}

#[test]
fn clear_should_share_among_offers_when_two_tie() {
    let matched = matched(&orders(&[(100, 100 * M)]), &orders(&[(60, 100 * M), (60, 100 * M)]));
    assert_eq!(matched.sells, wh(&[50, 50]));
    assert_eq!(matched.price, 100 * M);
}

#[test]
fn clear_should_round_the_price_down_when_the_interval_has_no_middle() {
    let matched = matched(&orders(&[(10, 101)]), &orders(&[(10, 100)]));
    assert_eq!((matched.lowest, matched.price, matched.highest), (100, 100, 101));
}

#[test]
fn clear_should_find_nothing_when_a_side_is_empty_or_cancelled() {
    let order = orders(&[(10, 100)]);
    let cancelled = orders(&[(0, 100)]);
    assert_eq!(clear(&[], &[]), Ok(None));
    assert_eq!(clear(&order, &[]), Ok(None));
    assert_eq!(clear(&[], &order), Ok(None));
    assert_eq!(clear(&order, &cancelled), Ok(None));
    assert_eq!(clear(&cancelled, &order), Ok(None));
}

#[test]
fn clear_should_skip_cancelled_orders_and_keep_positions() {
    // Were the cancelled bid at 150 counted as not filled, the price would be 175.
    let buys = orders(&[(0, 300), (10, 200), (0, 150)]);
    let sells = orders(&[(0, 50), (10, 100)]);
    let matched = matched(&buys, &sells);
    assert_eq!((matched.lowest, matched.price, matched.highest), (100, 150, 200));
    assert_eq!(matched.buys, wh(&[0, 10, 0]));
    assert_eq!(matched.sells, wh(&[0, 10]));
    assert_eq!(traded(&buys, &sells), [(1, 1, 10)]);
}

#[test]
fn price_should_be_the_limit_of_the_bid_that_is_filled_in_part() {
    // The middle of the last pair, 150, would leave 5 Wh unfilled that are worth 200 to somebody.
    let matched = matched(&orders(&[(15, 200)]), &orders(&[(10, 100)]));
    assert_eq!((matched.lowest, matched.price, matched.highest), (200, 200, 200));
}

#[test]
fn price_should_be_the_limit_of_the_offer_that_is_filled_in_part() {
    let matched = matched(&orders(&[(10, 200)]), &orders(&[(15, 100)]));
    assert_eq!((matched.lowest, matched.price, matched.highest), (100, 100, 100));
}

#[test]
fn left_over_should_go_to_the_first_to_arrive_when_shares_are_rounded() {
    let matched = matched(&orders(&[(1, 100), (1, 100), (1, 100), (1, 100)]), &orders(&[(2, 100)]));
    assert_eq!(matched.buys, wh(&[1, 1, 0, 0]));
}

#[test]
fn pro_rata_should_apply_on_both_sides_when_both_have_a_shared_marginal_price() {
    // The walk fills the first bid at 90 and the first offer at 90; the ones that tie with them get their part of it.
    let buys = orders(&[(5, 100), (5, 90), (5, 90), (5, 80)]);
    let sells = orders(&[(6, 70), (4, 90), (4, 91)]);
    let matched = matched(&buys, &sells);
    assert_eq!(matched.volume, Wh(10));
    assert_eq!(matched.buys, wh(&[5, 3, 2, 0]));
    assert_eq!(matched.sells, wh(&[6, 4, 0]));
    assert_eq!((matched.lowest, matched.highest), (90, 90));
    assert_eq!(traded(&buys, &sells), [(0, 0, 5), (1, 0, 1), (1, 1, 2), (2, 1, 2)]);
}

#[test]
fn clear_should_fail_when_the_volume_does_not_fit() {
    let buys = orders(&[(u64::MAX, u64::MAX), (1, u64::MAX)]);
    let sells = orders(&[(u64::MAX, 0), (1, 0)]);
    assert_eq!(clear(&buys, &sells), Err(ArithmeticError::Overflow));
}

#[test]
fn clear_should_not_overflow_when_only_one_side_does() {
    let buys = orders(&[(u64::MAX, u64::MAX), (u64::MAX, u64::MAX)]);
    let sells = orders(&[(u64::MAX, 0)]);
    let matched = matched(&buys, &sells);
    assert_eq!(matched.volume, Wh(u64::MAX));
    assert_eq!((matched.lowest, matched.price, matched.highest), (u64::MAX, u64::MAX, u64::MAX));
    assert_eq!(matched.buys, wh(&[u64::MAX / 2 + 1, u64::MAX / 2]));
}

/// Orders so alike that most of them tie.
fn crowded() -> impl Strategy<Value = Vec<LimitOrder>> {
    prop::collection::vec((0u64..20, 0u64..10), 0..24).prop_map(|list| orders(&list))
}

/// Orders of any size, limits few or many, extremes often.
fn wild() -> impl Strategy<Value = Vec<LimitOrder>> {
    let number = || prop_oneof![Just(0), Just(1), Just(u64::MAX - 1), Just(u64::MAX), 0..10u64, any::<u64>()];
    prop::collection::vec((number(), number()), 0..12).prop_map(|list| orders(&list))
}

/// What a household trades: up to 30 kWh in a period, at up to 1 UEN/kWh.
fn usual() -> impl Strategy<Value = Vec<LimitOrder>> {
    prop::collection::vec((1u64..30_000, 0u64..1000 * M), 0..60).prop_map(|list| orders(&list))
}

fn books() -> impl Strategy<Value = Books> {
    prop_oneof![4 => (crowded(), crowded()), 2 => (wild(), wild()), 1 => (usual(), usual())]
}

fn total<'a>(fills: impl IntoIterator<Item = &'a Wh>) -> u128 {
    fills.into_iter().map(|fill| u128::from(fill.0)).sum()
}

fn quantity_of(orders: &[LimitOrder], chosen: impl Fn(PricePerWh) -> bool) -> u128 {
    total(orders.iter().filter(|order| chosen(order.limit)).map(|order| &order.quantity))
}

/// The largest volume of any one price. Only limits need to be tried: between two of them nothing changes.
fn best_volume((buys, sells): &Books) -> u128 {
    let volume = |price| quantity_of(buys, |limit| limit >= price).min(quantity_of(sells, |limit| limit <= price));
    buys.iter().chain(sells).map(|order| volume(order.limit)).max().unwrap_or(0)
}

/// Whether `volume` can be traded at `price` so that nobody trades outside of a limit, and of what has a better one no more stays unfilled
/// than is tolerated.
fn is_clearing((buys, sells): &Books, price: PricePerWh, volume: u128) -> bool {
    let is_tolerated = |better: u128| better.saturating_sub(volume) * 100 <= volume * TOLERATED_PERCENT;
    is_tolerated(quantity_of(buys, |limit| limit > price))
        && volume <= quantity_of(buys, |limit| limit >= price)
        && is_tolerated(quantity_of(sells, |limit| limit < price))
        && volume <= quantity_of(sells, |limit| limit <= price)
}

/// The books if they clear, and what was found.
fn cleared(books: Books) -> Option<(Books, Matched)> {
    let matched = clear(&books.0, &books.1).ok().flatten()?;
    Some((books, matched))
}

/// Books that clear.
fn cleared_books() -> impl Strategy<Value = (Books, Matched)> {
    books().prop_filter_map("nothing to trade", cleared)
}

/// The same orders in two orders of arrival.
fn shuffled_books() -> impl Strategy<Value = (Books, Books)> {
    books().prop_flat_map(|books| {
        let shuffled = (Just(books.0.clone()).prop_shuffle(), Just(books.1.clone()).prop_shuffle());
        (Just(books), shuffled)
    })
}

/// Positions in the order in which they first occur, each as often as its run is interrupted.
fn runs(positions: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut runs: Vec<u32> = positions.collect();
    runs.dedup();
    runs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn volume_should_be_the_largest_of_any_price(books in books()) {
        let best = best_volume(&books);
        match clear(&books.0, &books.1) {
            Ok(Some(matched)) => prop_assert_eq!(u128::from(matched.volume.0), best),
            Ok(None) => prop_assert_eq!(best, 0),
            Err(error) => {
                prop_assert_eq!(error, ArithmeticError::Overflow);
                prop_assert!(best > u128::from(u64::MAX), "the only thing that may not fit is the volume");
            }
        }
    }

    #[test]
    fn price_interval_should_be_all_prices_that_clear((books, matched) in cleared_books()) {
        let volume = matched.volume.0.into();
        prop_assert!(matched.lowest <= matched.price && matched.price <= matched.highest);
        prop_assert_eq!(matched.price, matched.lowest + (matched.highest - matched.lowest) / 2);
        for price in [matched.lowest, matched.price, matched.highest] {
            prop_assert!(is_clearing(&books, price, volume), "{} is in the interval", price);
        }
        for price in [matched.lowest.checked_sub(1), matched.highest.checked_add(1)].into_iter().flatten() {
            prop_assert!(!is_clearing(&books, price, volume), "{} is not in the interval", price);
        }
    }

    #[test]
    fn interval_should_be_the_limits_of_two_orders((books, matched) in cleared_books()) {
        let (lowest, highest) = bounding(&books.0, &books.1, &matched).unwrap();
        for (bound, limit) in [(lowest, matched.lowest), (highest, matched.highest)] {
            let Bounding { side, position, is_unfilled } = bound;
            let (orders, fills) = if side == Side::Buy { (&books.0, &matched.buys) } else { (&books.1, &matched.sells) };
            prop_assert_eq!(orders[position].limit, limit);
            if is_unfilled {
                prop_assert!(fills[position] < orders[position].quantity);
            } else {
                prop_assert!(fills[position] > Wh::ZERO);
            }
        }
        // What is left unfilled of bids keeps the price up, of offers down.
        prop_assert_eq!(lowest.is_unfilled, lowest.side == Side::Buy);
        prop_assert_eq!(highest.is_unfilled, highest.side == Side::Sell);
    }

    #[test]
    fn orders_should_be_filled_within_quantity_and_limit((books, matched) in cleared_books()) {
        prop_assert_eq!(matched.buys.len(), books.0.len());
        prop_assert_eq!(matched.sells.len(), books.1.len());
        let last_bid = books.0.iter().zip(&matched.buys).filter(|(_, fill)| **fill > Wh::ZERO).map(|(order, _)| order.limit).min();
        let last_offer = books.1.iter().zip(&matched.sells).filter(|(_, fill)| **fill > Wh::ZERO).map(|(order, _)| order.limit).max();
        for (order, fill) in books.0.iter().zip(&matched.buys) {
            prop_assert!(*fill <= order.quantity);
            prop_assert!(*fill == Wh::ZERO || order.limit >= matched.highest);
            prop_assert!(*fill == order.quantity || Some(order.limit) <= last_bid, "a worse bid was filled");
        }
        for (order, fill) in books.1.iter().zip(&matched.sells) {
            prop_assert!(*fill <= order.quantity);
            prop_assert!(*fill == Wh::ZERO || order.limit <= matched.lowest);
            prop_assert!(*fill == order.quantity || Some(order.limit) >= last_offer, "a worse offer was filled");
        }
    }

    #[test]
    fn splitting_an_order_should_change_neither_volume_nor_price(
        (books, matched) in cleared_books(),
        which in any::<prop::sample::Index>(),
        part in 0..=1000u64,
    ) {
        let (mut buys, mut sells) = books;
        let position = which.index(buys.len() + sells.len());
        let buyers = buys.len();
        let side = if position < buyers { &mut buys } else { &mut sells };
        let order = &mut side[if position < buyers { position } else { position - buyers }];
        let first = (u128::from(order.quantity.0) * u128::from(part) / 1000) as u64;
        let second = LimitOrder { quantity: Wh(order.quantity.0 - first), limit: order.limit };
        order.quantity = Wh(first);
        side.push(second);
        let split = clear(&buys, &sells).unwrap().unwrap();
        prop_assert_eq!(
            (split.volume, split.lowest, split.highest, split.price),
            (matched.volume, matched.lowest, matched.highest, matched.price)
        );
    }

    #[test]
    fn energy_should_be_conserved((books, matched) in cleared_books()) {
        let volume = u128::from(matched.volume.0);
        prop_assert!(volume > 0);
        prop_assert_eq!(total(&matched.buys), volume);
        prop_assert_eq!(total(&matched.sells), volume);
        let trades = trades(&books.0, &books.1, &matched).unwrap();
        prop_assert_eq!(total(trades.iter().map(|trade| &trade.quantity)), volume);
    }

    /// Within one Wh of the proportion, and orders of one price and quantity differ by arrival only, by one Wh at most.
    #[test]
    fn orders_of_one_price_should_share_pro_rata((books, matched) in cleared_books()) {
        for (orders, fills) in [(&books.0, &matched.buys), (&books.1, &matched.sells)] {
            for level in orders.iter().map(|order| order.limit).collect::<BTreeSet<_>>() {
                let of_level: Vec<_> = orders.iter().zip(fills).filter(|(order, _)| order.limit == level).collect();
                let offered = total(of_level.iter().map(|(order, _)| &order.quantity));
                let filled = total(of_level.iter().map(|(_, fill)| *fill));
                let floors = of_level.iter().map(|(order, _)| u128::from(order.quantity.0) * filled / offered.max(1));
                let left_over = (filled - floors.clone().sum::<u128>()) as usize;
                let mut expected: Vec<u128> = floors.collect();
                let shares = of_level.iter().zip(&mut expected).filter(|((order, _), _)| order.quantity > Wh::ZERO);
                shares.take(left_over).for_each(|(_, share)| *share += 1);
                let found: Vec<u128> = of_level.iter().map(|(_, fill)| fill.0.into()).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn trades_should_add_up_to_the_fills((books, matched) in cleared_books()) {
        let mut buys = vec![Wh::ZERO; books.0.len()];
        let mut sells = vec![Wh::ZERO; books.1.len()];
        for Trade { buy, sell, quantity } in trades(&books.0, &books.1, &matched).unwrap() {
            prop_assert!(quantity > Wh::ZERO);
            buys[buy as usize].0 += quantity.0;
            sells[sell as usize].0 += quantity.0;
        }
        prop_assert_eq!(buys, matched.buys);
        prop_assert_eq!(sells, matched.sells);
    }

    #[test]
    fn trades_should_follow_merit_and_be_few((books, matched) in cleared_books()) {
        let trades = trades(&books.0, &books.1, &matched).unwrap();
        let filled = |fills: &[Wh]| fills.iter().filter(|fill| **fill > Wh::ZERO).count();
        prop_assert!(trades.len() < filled(&matched.buys) + filled(&matched.sells));

        // In merit order without repetition: no order's trades are interrupted by those of another.
        let buys = runs(trades.iter().map(|trade| trade.buy));
        let sells = runs(trades.iter().map(|trade| trade.sell));
        let bid = |position: u32| (std::cmp::Reverse(books.0[position as usize].limit), position);
        let offer = |position: u32| (books.1[position as usize].limit, position);
        prop_assert!(buys.windows(2).all(|pair| bid(pair[0]) < bid(pair[1])));
        prop_assert!(sells.windows(2).all(|pair| offer(pair[0]) < offer(pair[1])));
    }

    #[test]
    fn price_and_volume_should_not_depend_on_arrival((books, shuffled) in shuffled_books()) {
        let found = |(buys, sells): &Books| {
            clear(buys, sells).map(|matched| matched.map(|found| (found.price, found.lowest, found.highest, found.volume)))
        };
        prop_assert_eq!(found(&books), found(&shuffled));
    }

    #[test]
    fn cancelled_orders_should_change_nothing_for_the_others(books in books()) {
        let live = |orders: &[LimitOrder]| -> Vec<LimitOrder> {
            orders.iter().copied().filter(|order| order.quantity > Wh::ZERO).collect()
        };
        let live_fills = |orders: &[LimitOrder], fills: &[Wh]| -> Vec<Wh> {
            orders.iter().zip(fills).filter(|(order, _)| order.quantity > Wh::ZERO).map(|(_, fill)| *fill).collect()
        };
        let without = clear(&live(&books.0), &live(&books.1));
        let with = clear(&books.0, &books.1).map(|matched| {
            matched.map(|found| Matched {
                buys: live_fills(&books.0, &found.buys),
                sells: live_fills(&books.1, &found.sells),
                ..found
            })
        });
        prop_assert_eq!(with, without);
    }
}
