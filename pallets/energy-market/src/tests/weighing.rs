//! What a block has room for.

use crate::{mock::*, settlement_impls::Effort, *};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
use proptest::prelude::*;
use uen_primitives::{Product, Side};

/// Two seconds, and the proof that the relay chain accepts.
const BLOCK: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, 10 * 1024 * 1024);

#[test]
fn clearing_should_take_less_than_a_quarter_of_a_block_when_the_book_has_4096_orders() {
    let weight = EnergyMarket::weight_of_clearing(4_096);
    assert!(weight.all_lt(BLOCK / 4), "{weight}");
}

#[test]
fn every_step_should_fit_into_a_transaction_when_books_have_4096_orders_and_steps_64_trades() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(4_096);
        MaxTradesPerStep::set(64);
        let weight = EnergyMarket::advance_weight(1);
        assert!(weight.all_lt(BLOCK / 4 * 3), "{weight}");
    });
}

#[test]
fn weights_should_grow_with_what_is_done() {
    type W = ();
    let settle = |[o, f, s, t, z]: [u32; 5]| W::settle(o, f, s, t, z);
    let count = |[o, f, s, t, _]: [u32; 5]| W::count(o, f, s, t);
    let one_more = |component: usize| core::array::from_fn(|n| if n == component { 2 } else { 1 });
    for component in 0..5 {
        assert!(settle(one_more(component)).all_gt(settle([1; 5])));
    }
    for component in 0..4 {
        assert!(count(one_more(component)).all_gt(count([1; 5])));
    }
    for weight in [W::release, W::finalise] {
        assert!(weight(2, 1).all_gt(weight(1, 1)));
        assert!(weight(1, 2).all_gt(weight(1, 1)));
    }
    assert!(W::clear(2).all_gt(W::clear(1)));
    assert!(EnergyMarket::weight_of_clearing(65).all_gt(EnergyMarket::weight_of_clearing(64)));
    assert!(W::remove_pages(2).all_gt(W::remove_pages(1)));
    assert!(W::prune(2).all_gt(W::prune(1)));
}

#[test]
fn trades_should_weigh_more_when_there_are_more_lists_of_fees_than_sales() {
    let effort = |fee_lists| Effort { orders: 2, fills: 4, sales: 1, trades: 3, fee_lists };
    let settling = |fee_lists| effort(fee_lists).weigh_settling(<() as WeightInfo>::settle);
    assert_eq!(settling(0), <() as WeightInfo>::settle(1, 2, 1, 2, 0));
    assert_eq!(settling(1), settling(0));
    assert_eq!(settling(2), <() as WeightInfo>::settle(1, 2, 1, 1, 1));
    assert_eq!(settling(3), <() as WeightInfo>::settle(1, 2, 1, 0, 2));
    assert_eq!(effort(3).weigh_counting(<() as WeightInfo>::count), <() as WeightInfo>::count(1, 2, 1, 2));
}

#[test]
fn step_should_count_the_lists_of_fees_that_it_looks_up() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, DISTRICT);
        add_consumer(2, DISTRICT);
        add_consumer(3, QUARTER);
        add_solar(11, CITY);
        for buyer in 1..=3 {
            place(buyer, Side::Buy, Product::Any, 100, 200 * M);
        }
        place(11, Side::Sell, Product::Any, 300, 100 * M);
        advance_to(gate());
        meter(11, PERIOD, 0, 300, 300);
        set_clock(grace_end());
        let progress = EnergyMarket::settle_point(PERIOD, device(11), 16).unwrap();
        assert!(progress.is_done);
        assert_eq!(progress.effort, Effort { orders: 1, fills: 1, sales: 1, trades: 3, fee_lists: 2 });
    });
}

/// What a step can look at and do for so many orders, if it takes so many trades at most.
fn effort(orders: u32, max_trades: u32) -> impl Strategy<Value = Effort> {
    (0..=orders, 0..=max_trades).prop_flat_map(move |(with_fills, trades)| {
        let fills = with_fills..=with_fills * MAX_CASCADE;
        fills.prop_flat_map(move |fills| {
            let least = u32::from(trades > 0 && fills > 0);
            let trades = if fills == 0 { 0 } else { trades };
            let sales = least..=fills.min(trades);
            (sales, 0..=trades).prop_map(move |(sales, fee_lists)| Effort { orders, fills, sales, trades, fee_lists })
        })
    })
}

proptest! {
    /// Whatever the weights are.
    #[test]
    fn no_step_should_weigh_more_than_the_room_that_is_kept_for_it(
        (effort, max_trades) in (0..=MAX_ORDERS_PER_POINT, 1u32..=64)
            .prop_flat_map(|(orders, trades)| (effort(orders, trades), Just(trades))),
        [base, order, entry, sale, trade, branch] in any::<[u16; 6]>(),
    ) {
        let settle = |o: u32, f: u32, s: u32, t: u32, z: u32| {
            let parts = [(o, order), (f, entry), (s, sale), (t, trade), (z, branch)];
            let sum: u64 = parts.into_iter().map(|(count, each)| u64::from(count) * u64::from(each)).sum();
            Weight::from_parts(sum + u64::from(base), sum)
        };
        let count = |o, f, s, t| settle(o, f, s, t, 0);
        prop_assert!(effort.weigh_settling(settle).all_lte(Effort::most_settling(effort.orders, max_trades, settle)));
        prop_assert!(effort.weigh_counting(count).all_lte(Effort::most_counting(effort.orders, max_trades, count)));
    }
}
