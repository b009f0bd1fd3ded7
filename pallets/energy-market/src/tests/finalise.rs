//! When nobody can object any more, deposits go back, and after a while nothing is left.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::assert_ok;
use uen_primitives::{CommunitySales, MarketId, MarketState, OpenPositions, Period, Product, Side, Wh};

fn city() -> MarketId {
    market(CITY, Product::Any)
}

/// When the history of [`PERIOD`] goes.
fn forgotten() -> u64 {
    PERIOD.end() + HISTORY_RETENTION
}

/// B1 disputes its trade with S1, the first one.
fn dispute() {
    let reading = Box::new(signed_reading(S1, 7, (PERIOD.start(), PERIOD.end()), 10));
    assert_ok!(EnergyMarket::dispute(signed(B1.into()), city(), 0, Evidence::Reading(reading)));
}

#[test]
fn orders_should_be_closed_when_the_dispute_window_is_over() {
    ExtBuilder.build_and_execute(|| {
        let [b1, b2, _, s1, s2, _] = settle_c4();
        let settled = order(s2).settled;
        advance_to(finality() - 1);
        assert_eq!(Orders::<Test>::iter().count(), 4);
        advance_to(finality());
        let events = events();
        assert!(events.contains(&Event::OrderClosed { order: s2, settled }));
        for id in [b1, b2, s1, s2] {
            assert!(!Orders::<Test>::contains_key(id));
        }
        assert_eq!(Commitments::<Test>::iter().count(), 0);
        for n in [B1, B2, S1, S2] {
            assert!(!EnergyMarket::any(&device(n)));
            assert_eq!(all_held(n.into()), 0);
        }
    });
}

#[test]
fn book_and_trades_should_be_removed_and_the_result_kept() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let before = clearing(city()).unwrap();
        advance_to(finality());
        assert_eq!(Book::<Test>::iter().count() + Trades::<Test>::iter().count() + Deliveries::<Test>::iter().count(), 0);
        assert_eq!(clearing(city()), Some(before));
        let record = Markets::<Test>::get(city()).unwrap();
        assert_eq!(EnergyMarket::market_state(city(), &record), MarketState::Final);
        assert_eq!(ImbalancePrices::<Test>::iter().count(), 1);
    });
}

/// More pages than a step removes: two sides of 20 pages of a book, none of which has a fill.
#[test]
fn pages_should_be_removed_step_by_step() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(4_096);
        place_c1();
        let entry = EnergyMarket::entry(city(), 0).unwrap();
        let cancelled = BookEntry { quantity: Wh(0), ..entry };
        let mut record = Markets::<Test>::get(city()).unwrap();
        EnergyMarket::append(city(), &mut record, &vec![cancelled; 40 * 64]);
        Markets::<Test>::insert(city(), record);
        advance_to(gate());
        advance_to(finality() - 1);
        set_clock(finality());
        step_until(|work| matches!(work, Work::RemovePages(_)));
        let pages = || Book::<Test>::iter_prefix(city()).count() + Trades::<Test>::iter_prefix(city()).count();
        assert_eq!(pages(), 42);
        EnergyMarket::do_work(Work::RemovePages(city()));
        assert_eq!(pages(), 10);
        assert_eq!(EnergyMarket::next_work(), Some(Work::RemovePages(city())));
        EnergyMarket::do_work(Work::RemovePages(city()));
        assert_eq!(pages(), 0);
        assert_ne!(EnergyMarket::next_work(), Some(Work::RemovePages(city())));
    });
}

#[test]
fn sellers_orders_should_stay_while_a_dispute_is_open() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, _, s1, s2, _] = settle_c4();
        advance_to(finality() - 1);
        dispute();
        advance_to(finality());
        assert!(Orders::<Test>::contains_key(s1));
        assert!(!Orders::<Test>::contains_key(s2) && !Orders::<Test>::contains_key(b1));
        assert_eq!(Book::<Test>::iter().count(), 0);
        assert!(EnergyMarket::any(&device(S1)));
    });
}

#[test]
fn sellers_orders_should_be_closed_when_the_last_dispute_is_decided() {
    ExtBuilder.build_and_execute(|| {
        let [.., s1, _, _] = settle_c4();
        advance_to(finality() - 1);
        dispute();
        advance_to(finality());
        let upheld = Ruling::Upheld { delivered: Wh(400) };
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), city(), 0, upheld));
        assert!(!Orders::<Test>::contains_key(s1));
        assert_eq!(Commitments::<Test>::iter().count(), 0);
        // 1000 Wh were paid, 600 are paid back.
        assert_eq!(balance(S1.into()), ENDOWMENT + 400 * u128::from(125 * M));
    });
}

#[test]
fn sellers_orders_should_be_closed_when_the_last_dispute_is_dismissed() {
    ExtBuilder.build_and_execute(|| {
        let [.., s1, _, _] = settle_c4();
        advance_to(finality() - 1);
        dispute();
        advance_to(finality() - 1 + ARBITRATION_PERIOD);
        assert!(Orders::<Test>::contains_key(s1));
        advance_to(finality() + ARBITRATION_PERIOD);
        assert!(!Orders::<Test>::contains_key(s1));
        assert_eq!(balance(S1.into()), ENDOWMENT + 1_000 * u128::from(125 * M));
    });
}

#[test]
fn orders_should_be_closed_in_their_turn_when_a_dispute_ended_before() {
    ExtBuilder.build_and_execute(|| {
        let [.., s1, _, _] = settle_c4();
        dispute();
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), city(), 0, Ruling::Rejected));
        assert!(Orders::<Test>::contains_key(s1), "others may still dispute");
        advance_to(finality());
        assert!(!Orders::<Test>::contains_key(s1));
    });
}

/// Whatever keeps arbiters from deciding, and the queue from dismissing: what is removed is dismissed before, and nothing stays held.
#[test]
fn open_dispute_should_be_dismissed_when_its_market_is_removed() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        dispute();
        // The queue has lost it.
        DisputesByDeadline::<Test>::remove(0);
        DisputesQueue::<Test>::put(DisputeQueue { first: 1, next: 1 });
        advance_to(forgotten() - 1);
        assert_eq!(bonds(B1.into()), DISPUTE_BOND);
        set_clock(forgotten());
        step_until(|work| matches!(work, Work::Prune(PERIOD, Some(_))));
        let weight = EnergyMarket::do_work(EnergyMarket::next_work().unwrap());
        assert_eq!(weight, <() as WeightInfo>::prune(32).saturating_add(<() as WeightInfo>::dismiss()));
        assert_eq!((bonds(B1.into()), Disputes::<Test>::iter().count()), (0, 0));
        assert!(Markets::<Test>::contains_key(city()));
        block_at(forgotten());
        assert!(!Markets::<Test>::contains_key(city()));
    });
}

/// A dispute that cannot be dismissed holds up none behind it.
#[test]
fn failed_dismissal_should_be_reported_and_passed_over() {
    ExtBuilder.build().execute_with(|| {
        settle_c4();
        dispute();
        Orders::<Test>::remove(3);
        advance_to(now() + ARBITRATION_PERIOD + 1);
        let error = Error::<Test>::OrderNotFound.into();
        assert!(events().contains(&Event::StepFailed { period: PERIOD, device: None, error }));
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue { first: 1, next: 1 });
        assert!(!Orders::<Test>::contains_key(4));
    });
}

#[test]
fn history_should_be_removed_when_it_was_kept_long_enough() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        dispute();
        advance_to(forgotten() - 1);
        assert!(Markets::<Test>::contains_key(city()) && Periods::<Test>::contains_key(PERIOD));
        assert_eq!(Disputes::<Test>::iter().count(), 1);
        advance_to(forgotten());
        assert_eq!(Markets::<Test>::iter().count() + Periods::<Test>::iter().count(), 0);
        assert_eq!(Disputes::<Test>::iter().count() + ImbalancePrices::<Test>::iter().count(), 0);
    });
}

#[test]
fn community_sales_should_be_kept_until_the_history_of_their_day_is_removed() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let day = PERIOD.day();
        advance_to(day.end() + HISTORY_RETENTION - 1);
        assert_eq!(EnergyMarket::settled(&device(S2), day), sale(820, CITY_FEE));
        advance_to(day.end() + HISTORY_RETENTION);
        assert_eq!(CommunitySold::<Test>::iter().count(), 0);
    });
}

/// 40 devices sold on a day, and a step removes 32 entries.
#[test]
fn community_sales_should_be_removed_step_by_step() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let day = PERIOD.day();
        (100..140).for_each(|n| CommunitySold::<Test>::insert(day, device(n), sale(1, 0)));
        advance_to(day.end() + HISTORY_RETENTION - 1);
        set_clock(day.end() + HISTORY_RETENTION);
        step_until(|work| matches!(work, Work::Prune(..)));
        let last = Period(PERIOD.0 / 96 * 96 + 95);
        assert_eq!(EnergyMarket::next_work(), Some(Work::Prune(last, None)));
        EnergyMarket::do_work(Work::Prune(last, None));
        assert_eq!(CommunitySold::<Test>::iter().count(), 10);
        EnergyMarket::do_work(Work::Prune(last, None));
        assert_eq!(CommunitySold::<Test>::iter().count(), 0);
    });
}

/// 40 trades of a market were disputed, and a step removes 32 entries.
#[test]
fn disputes_should_be_removed_step_by_step() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        dispute();
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), city(), 0, Ruling::Rejected));
        let record = Disputes::<Test>::get(city(), 0).unwrap();
        (1..40).for_each(|trade| Disputes::<Test>::insert(city(), trade, record.clone()));
        advance_to(forgotten() - 1);
        set_clock(forgotten());
        let prune = step_until(|work| matches!(work, Work::Prune(PERIOD, _)));
        EnergyMarket::do_work(prune);
        assert_eq!(Disputes::<Test>::iter().count(), 8);
        assert!(Markets::<Test>::contains_key(city()));
        EnergyMarket::do_work(prune);
        assert_eq!(Disputes::<Test>::iter().count(), 0);
        assert!(!Markets::<Test>::contains_key(city()));
    });
}

#[test]
fn nothing_should_be_left_of_a_market_but_what_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        add_consumer(5, QUARTER);
        add_solar(6, QUARTER);
        let next = Period(PERIOD.0 + 3);
        place_in(next, 5, Side::Buy, Product::Green, 100, 100 * M);
        place_in(next, 6, Side::Sell, Product::Green, 300, 100 * M);
        advance_to(next.start() - GATE_CLOSURE);
        advance_to(next.end() + SETTLEMENT_DEADLINE + 1);
        advance_to(PERIOD.day().end() + HISTORY_RETENTION + 86_400);
        let kept = [
            Markets::<Test>::iter().count(),
            Periods::<Test>::iter().count(),
            Book::<Test>::iter().count(),
            Trades::<Test>::iter().count(),
            Orders::<Test>::iter().count(),
            OrdersOf::<Test>::iter().count(),
            OrderCount::<Test>::iter().count(),
            OpenOrders::<Test>::iter().count(),
            Commitments::<Test>::iter().count(),
            Deliveries::<Test>::iter().count(),
            ImbalancePrices::<Test>::iter().count(),
            CommunitySold::<Test>::iter().count(),
        ];
        assert_eq!(kept, [0; 12]);
        assert_eq!(Delivered::<Test>::get(), Wh(1_820));
    });
}
