//! What a block has room for.

use crate::{mock::*, *};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};

/// Two seconds, and half of the proof that the relay chain accepts.
const BLOCK: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, 5 * 1024 * 1024);

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
    assert!(W::settle(2).all_gt(W::settle(1)));
    assert!(W::clear(2).all_gt(W::clear(1)));
    assert!(EnergyMarket::weight_of_clearing(65).all_gt(EnergyMarket::weight_of_clearing(64)));
    assert!(W::release(2).all_gt(W::release(1)));
    assert!(W::count(2).all_gt(W::count(1)));
    assert!(W::finalise(2).all_gt(W::finalise(1)));
    assert!(W::remove_pages(2).all_gt(W::remove_pages(1)));
    assert!(W::prune(2).all_gt(W::prune(1)));
}
