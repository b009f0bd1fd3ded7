//! `cancel_order`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use uen_primitives::{OpenPositions, Product, Side, Wh};

#[test]
fn cancel_order_should_release_everything_and_forget_the_order() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        for side in [Side::Buy, Side::Sell] {
            let id = place(1, side, Product::Any, 1_000, 100 * M);
            let index = order(id).index;
            events();
            assert_ok!(EnergyMarket::cancel_order(signed(1), id));
            assert_eq!(events(), vec![Event::OrderCancelled { order: id }]);
            assert_eq!(balance(1), ENDOWMENT);
            assert_eq!(Orders::<Test>::get(id), None);
            assert!(!OrdersOf::<Test>::contains_key(1, id));
            assert!(!OrderCount::<Test>::contains_key(1));
            assert!(!OpenOrders::<Test>::contains_key(device(1)));
            assert!(!<EnergyMarket as OpenPositions>::any(&device(1)));
            // Its place in the book stays, so that all others keep theirs.
            assert_eq!(EnergyMarket::entry(market(CITY, Product::Any), index).unwrap().quantity, Wh(0));
        }
        let commitment = commitment(1);
        assert_eq!((commitment.offered, commitment.bid, commitment.placed), (Wh(0), Wh(0), 2));
        assert!(commitment.orders.is_empty());
    });
}

#[test]
fn cancel_order_should_leave_the_other_orders_alone() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let ids = [100, 200, 300].map(|quantity| place(1, Side::Sell, Product::Any, quantity, M));
        assert_ok!(EnergyMarket::cancel_order(signed(1), ids[1]));
        assert_eq!(commitment(1).orders.to_vec(), vec![ids[0], ids[2]]);
        assert_eq!(commitment(1).offered, Wh(400));
        assert_eq!(OrderCount::<Test>::get(1), 2);
        assert_eq!(OpenOrders::<Test>::get(device(1)), 2);
        assert_eq!(held(1, Side::Sell), 400 * u128::from(DEPOSIT_PER_WH));
        assert_eq!(storage_deposits(1), 2 * ORDER_DEPOSIT);
        let quantities: Vec<_> = EnergyMarket::book(market(CITY, Product::Any), 3).iter().map(|e| e.quantity.0).collect();
        assert_eq!(quantities, vec![100, 0, 300]);
    });
}

#[test]
fn cancel_order_should_give_the_capacity_back() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let id = place(1, Side::Sell, Product::Any, 25_000, M);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::CapacityExceeded);
        assert_ok!(EnergyMarket::cancel_order(signed(1), id));
        assert_ok!(try_place(1, Side::Sell, Product::Any, 25_000, M));
    });
}

#[test]
fn cancel_order_should_keep_the_order_out_of_clearing() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, _, s1, ..] = place_c1();
        assert_ok!(EnergyMarket::cancel_order(signed(B1.into()), b1));
        assert_ok!(EnergyMarket::cancel_order(signed(S1.into()), s1));
        advance_to(PERIOD.start() - GATE_CLOSURE);
        // B2 800@160, B3 1000@110 against S2 1000@100, S3 900@140.
        let MarketStage::Cleared(clearing) = Markets::<Test>::get(market(CITY, Product::Any)).unwrap().stage else {
            panic!("it is cleared");
        };
        assert_eq!(clearing.volume, Wh(1_000));
        let book = EnergyMarket::book(market(CITY, Product::Any), 6);
        assert!(book.iter().filter(|entry| [b1, s1].contains(&entry.order)).all(|entry| entry.filled == Wh(0)));
        assert_eq!(balance(B1.into()), ENDOWMENT);
    });
}

#[test]
fn cancel_order_should_fail_when_the_order_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let id = place(1, Side::Sell, Product::Any, 100, M);
        assert_noop!(EnergyMarket::cancel_order(signed(1), id + 1), Error::<Test>::OrderNotFound);
        assert_ok!(EnergyMarket::cancel_order(signed(1), id));
        assert_noop!(EnergyMarket::cancel_order(signed(1), id), Error::<Test>::OrderNotFound);
    });
}

#[test]
fn cancel_order_should_fail_when_it_is_of_another() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let id = place(1, Side::Sell, Product::Any, 100, M);
        assert_noop!(EnergyMarket::cancel_order(signed(2), id), Error::<Test>::NoPermission);
        assert_noop!(EnergyMarket::cancel_order(signed(OPERATOR), id), Error::<Test>::NoPermission);
        assert_noop!(EnergyMarket::cancel_order(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
    });
}

#[test]
fn cancel_order_should_fail_when_the_gate_is_closed() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let [early, late] = [100, 200].map(|quantity| place(1, Side::Sell, Product::Any, quantity, M));
        set_clock(PERIOD.start() - GATE_CLOSURE - 1);
        assert_ok!(EnergyMarket::cancel_order(signed(1), early));
        for seconds in [PERIOD.start() - GATE_CLOSURE, PERIOD.start()] {
            set_clock(seconds);
            assert_noop!(EnergyMarket::cancel_order(signed(1), late), Error::<Test>::GateClosed);
        }
    });
}

#[test]
fn cancel_order_should_work_when_the_device_may_not_trade_any_more() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let id = place(1, Side::Sell, Product::Any, 100, M);
        suspend(1);
        assert_ok!(EnergyMarket::cancel_order(signed(1), id));
        assert_eq!(balance(1), ENDOWMENT);
    });
}
