//! What is ordered, and when.

use super::{
    expected, folder,
    simulated::{Simulated, FIRST, STRATEGY},
    trade, trade_for, Done, UNTIL,
};
use crate::trade::{document, text, trader::ORDERS_PER_BATCH};
use std::{collections::BTreeMap, time::Duration};
use uen_primitives::{DeviceId, Period, Side, PERIODS_PER_DAY};

#[test]
fn every_period_should_be_ordered_for_once_and_a_day_ahead() {
    let mut chain = Simulated::new(1);
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!(chain.ordered, expected(&[1, 2], UNTIL));
    assert_eq!(chain.repeated, 0);
    let orders = chain.ordered.values().flatten().collect::<Vec<_>>();
    assert_eq!(done.orders, orders.len() as u64);
    let sum = |side| orders.iter().filter(|order| order.side == side).map(|order| order.quantity.0).sum::<u64>();
    assert_eq!((done.offered, done.bid), (sum(Side::Sell), sum(Side::Buy)));
    assert_eq!((done.refused(), done.missed), (0, 0));
}

#[test]
fn orders_should_be_placed_by_the_hour() {
    let mut chain = Simulated::new(1);
    trade(&mut chain, &[1], UNTIL);
    let batches = chain.batches();
    assert!(batches.iter().all(|orders| (2..=6).contains(orders)), "an hour's or two: {batches:?}");
    assert!(chain.reads < 8 * 24 * 2, "the chain is not asked without need: {}", chain.reads);
}

#[test]
fn nothing_should_be_ordered_twice_when_the_trader_is_started_again() {
    let mut chain = Simulated::new(1);
    trade(&mut chain, &[1, 2], Period(FIRST + 2 * PERIODS_PER_DAY));
    // As if the first had been stopped before it ended, and its journal were lost: some orders are there and some are not.
    let started = chain.now() - 86_400 / 2;
    chain.take_back((started - Period(FIRST).start()) / 300, true);
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!((chain.repeated, done.missed), (0, 0));
    let in_time = |(period, _): &(Period, DeviceId)| !STRATEGY.is_too_late(*period, started);
    for key in expected(&[1, 2], UNTIL).keys().filter(|key| in_time(key)) {
        assert!(chain.ordered.contains_key(key), "{}", key.0);
    }
}

#[test]
fn trader_should_order_for_what_is_left_of_the_day_when_it_starts_late() {
    let mut chain = Simulated::new(1);
    chain.wait_until(Period(FIRST + PERIODS_PER_DAY + 40).start());
    let done = trade(&mut chain, &[1], UNTIL);
    let first = chain.ordered.keys().next().expect("orders").0;
    assert!(!STRATEGY.is_too_late(first, Period(FIRST + PERIODS_PER_DAY + 40).start()));
    assert!(first <= Period(FIRST + PERIODS_PER_DAY + 44), "{first}");
    assert_eq!(done.missed, 0, "what was too late before it started was not missed");
}

#[test]
fn refused_order_should_be_counted_and_not_placed_again() {
    let mut chain = Simulated::new(1);
    let orders = expected(&[1], UNTIL);
    let refused = orders.values().next().expect("orders")[0].quantity;
    let count = orders.values().flatten().filter(|order| order.quantity == refused).count() as u64;
    chain.refused = Some(refused);
    let done = trade(&mut chain, &[1], UNTIL);
    assert_eq!(done.refused, BTreeMap::from([("CapacityExceeded".to_string(), count)]));
    assert_eq!(done.orders, orders.values().flatten().count() as u64 - count);
}

#[test]
fn others_should_trade_on_when_an_owner_cannot() {
    let mut chain = Simulated::new(1);
    chain.failing = Some(0);
    let done = trade(&mut chain, &[1, 2], UNTIL);
    assert_eq!(chain.ordered, expected(&[2], UNTIL));
    assert_eq!(done.missed, expected(&[1], UNTIL).len() as u64, "each period of the owner is given up once");
}

#[test]
fn many_orders_should_be_split_into_batches() {
    let mut chain = Simulated::new(1);
    // A day is measured before the trader starts: more than one batch can hold.
    chain.wait_until(Period(FIRST + PERIODS_PER_DAY).start());
    trade(&mut chain, &[1], UNTIL);
    let batches = chain.batches();
    assert!(batches.iter().all(|orders| *orders <= ORDERS_PER_BATCH), "{batches:?}");
    assert!(batches.contains(&ORDERS_PER_BATCH), "{batches:?}");
}

#[test]
fn points_of_one_owner_should_share_a_batch() {
    let mut chain = Simulated::new(1);
    let folder = folder();
    let (_, result) = trade_for(&mut chain, folder.path(), &[(1, 0), (2, 0)], Some(UNTIL), Duration::from_secs(60));
    result.expect("it ends");
    assert_eq!(chain.ordered, expected(&[1, 2], UNTIL));
    let batches = chain.batches();
    assert!(batches.iter().all(|orders| *orders >= 4), "both points' hours: {batches:?}");
}

#[test]
fn trader_should_fail_clearly_when_the_clock_stands_still() {
    let mut chain = Simulated::new(1);
    chain.is_dead = true;
    let folder = folder();
    let (_, result) = trade_for(&mut chain, folder.path(), &[(1, 0)], None, Duration::from_millis(20));
    let error = result.expect_err("it stands").to_string();
    assert!(error.contains("has stood at 1970-01-11T00:00:00Z") && error.contains("the same command goes on"), "{error}");
}

#[test]
fn trader_should_say_what_is_left_in_the_journal_when_the_clock_stands_still() {
    let mut chain = Simulated::new(1);
    chain.wait_until(Period(FIRST + 8).start());
    chain.is_dead = true;
    let folder = folder();
    let (_, result) = trade_for(&mut chain, folder.path(), &[(1, 0)], None, Duration::from_millis(20));
    let error = result.expect_err("it stands").to_string();
    assert!(error.contains("1 transaction under way are in the journal"), "{error}");
}

#[test]
fn result_should_say_what_was_refused_and_missed() {
    let refused = BTreeMap::from([("GateClosed".to_string(), 3)]);
    let done = Done { orders: 12, offered: 1_234, bid: 567_890, refused, missed: 4 };
    let text = text(&done);
    assert!(text.starts_with("12 orders placed: 1.2 kWh offered, 567.8 kWh bid for."), "{text}");
    assert!(text.contains("3 refused: GateClosed.") && text.contains("4 quarter hours of a meter were missed."), "{text}");
    assert_eq!(document(&done, 2)["refused"]["GateClosed"], 3);
}
