//! What was delivered is paid, once the meters are in.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use sp_runtime::DispatchError;
use uen_primitives::{Balance, MarketId, Product, Side, Wh};

/// The unit of the vectors' tables.
const BILLION: Balance = 1_000_000_000;

fn city() -> MarketId {
    market(CITY, Product::Any)
}

fn settle(n: u8) -> frame_support::dispatch::DispatchResultWithPostInfo {
    EnergyMarket::settle(signed(NOBODY), PERIOD, device(n))
}

/// Device 2 sold 1000 Wh to device 1 at 75 M, and metered so many.
fn sell_and_meter(export: u64) {
    add_consumer(1, CITY);
    add_solar(2, CITY);
    place(1, Side::Buy, Product::Any, 1_000, 100 * M);
    place(2, Side::Sell, Product::Any, 1_000, 50 * M);
    advance_to(gate());
    assert_eq!(clearing(city()).unwrap().price, 75 * M);
    meter(2, PERIOD, 0, export, export);
}

fn penalty() -> Balance {
    Markets::<Test>::get(city()).unwrap().totals.penalties
}

#[test]
fn sale_should_be_settled_by_itself_when_its_meter_is_in() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        advance_to(grace_end());
        assert_eq!(commitment(2).stage, CommitmentStage::Settled);
        assert_eq!(order(1).settled.paid, 75 * BILLION);
        assert_eq!(held(1, Side::Buy), 0);
        assert_eq!(balance(OPERATOR) - UEN, 10 * BILLION);
        let totals = MarketTotals { delivered: Wh(1_000), paid: 75 * BILLION, fees: 10 * BILLION, penalties: 0 };
        assert_eq!(Markets::<Test>::get(city()).unwrap().totals, totals);
        assert_eq!((Delivered::<Test>::get(), used(2, PERIOD)), (Wh(1_000), 1_000));
    });
}

#[test]
fn sale_should_not_be_settled_before_the_grace_is_over() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        advance_to(grace_end() - 1);
        assert_eq!(commitment(2).stage, CommitmentStage::Released);
        assert_noop!(settle(2), Error::<Test>::OutsideWindow);
    });
}

#[test]
fn settle_should_fail_when_the_meter_is_not_in() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        meter_partly(2, PERIOD, 0, 800, 800);
        advance_to(grace_end());
        assert_eq!(commitment(2).stage, CommitmentStage::Released);
        assert_noop!(settle(2), Error::<Test>::NotMetered);
    });
}

/// In that second the registry still accepts the last readings.
#[test]
fn settle_should_wait_for_the_second_after_the_last_reading_can_come() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        meter_partly(2, PERIOD, 0, 800, 800);
        advance_to(deadline() - 1);
        assert_noop!(settle(2), Error::<Test>::NotMetered);
        set_clock(deadline());
        assert_ok!(settle(2));
    });
}

#[test]
fn settle_should_succeed_for_anybody_when_the_meter_comes_late() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        meter_partly(2, PERIOD, 0, 800, 800);
        advance_to(grace_end());
        meter(2, PERIOD, 0, 1_000, 1_000);
        let weight = settle(2).unwrap().actual_weight.unwrap();
        assert_eq!(weight, <() as WeightInfo>::settle(0, 0, 1, 0, 0));
        assert_eq!(order(1).settled.delivered, Wh(1_000));
    });
}

#[test]
fn settle_should_fail_when_nothing_was_sold() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        meter(1, PERIOD, 1_000, 0, 0);
        set_clock(grace_end());
        assert_noop!(settle(1), Error::<Test>::NothingToSettle);
        assert_noop!(settle(9), Error::<Test>::NothingToSettle);
    });
}

#[test]
fn settle_should_fail_when_it_is_done() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        advance_to(grace_end());
        assert_noop!(settle(2), Error::<Test>::NothingToSettle);
    });
}

#[test]
fn settle_should_fail_when_the_market_is_not_cleared() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        assert_noop!(settle(S1), Error::<Test>::OutsideWindow);
        set_clock(grace_end());
        assert_noop!(settle(S1), Error::<Test>::NothingToSettle);
    });
}

/// Two trades of S2, one a call.
#[test]
fn settle_should_go_on_where_it_ended_when_there_are_more_trades_than_a_step_pays() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        meter(S2, PERIOD, 0, 820, 820);
        set_clock(grace_end());
        MaxTradesPerStep::set(1);
        let delivery = || Deliveries::<Test>::get(city(), 4).unwrap();
        assert_ok!(settle(S2));
        assert_eq!((delivery().paid_trades, commitment(S2).stage), (1, CommitmentStage::Released));
        assert_eq!(Markets::<Test>::get(city()).unwrap().unsettled, 2);
        EnergyMarket::do_try_state().unwrap();
        assert_ok!(settle(S2));
        assert_eq!((delivery().paid_trades, commitment(S2).stage), (2, CommitmentStage::Settled));
        assert_eq!(Markets::<Test>::get(city()).unwrap().unsettled, 1);
        assert_eq!(Delivered::<Test>::get(), Wh(820));
        assert_noop!(settle(S2), Error::<Test>::NothingToSettle);
    });
}

#[test]
fn blocks_should_go_on_where_they_ended_when_there_are_more_trades_than_a_step_pays() {
    ExtBuilder.build_and_execute(|| {
        MaxTradesPerStep::set(1);
        let [b1, b2, ..] = settle_c4();
        assert_eq!((order(b1).settled.delivered, order(b2).settled.delivered), (Wh(1_164), Wh(656)));
        assert_eq!((order(b1).held, order(b2).held), (0, 0));
    });
}

#[test]
fn shortfall_should_cost_nothing_inside_the_tolerance() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(950);
        advance_to(grace_end());
        assert_eq!(penalty(), 0);
        assert_eq!(order(1).settled.paid, 950 * Balance::from(75 * M));
    });
}

#[test]
fn shortfall_should_cost_a_tenth_of_the_price_when_imbalance_has_none() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(850);
        advance_to(grace_end());
        assert_eq!(penalty(), 100 * Balance::from(DEPOSIT_PER_WH / 10));
    });
}

/// Penalty, refund and fee go where they should, in money.
#[test]
fn shortfall_should_move_money_from_seller_to_buyer() {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 2);
        sell_and_meter(0);
        set_clock(PERIOD.end());
        for (source, price) in SOURCES.into_iter().zip([90 * M, 1_000 * M, 95 * M]) {
            assert_ok!(EnergyMarket::submit_imbalance_price(signed(source), CITY, PERIOD, price));
        }
        advance_to(finality());
        // 1000 Wh short, 50 tolerated, the median 95 M less the price of 75 M.
        let penalty = 950 * Balance::from(20 * M);
        assert_eq!((balance(1) - ENDOWMENT, ENDOWMENT - balance(2)), (penalty, penalty));
        assert_eq!(balance(OPERATOR), UEN);
    });
}

#[test]
fn shortfall_should_cost_no_more_than_the_deposit() {
    ExtBuilder.build_and_execute(|| {
        set_sources(CITY, &SOURCES, 1);
        sell_and_meter(0);
        set_clock(PERIOD.end());
        assert_ok!(EnergyMarket::submit_imbalance_price(signed(SOURCES[0]), CITY, PERIOD, MAX_PRICE));
        advance_to(grace_end());
        assert_eq!(penalty(), 1_000 * Balance::from(DEPOSIT_PER_WH));
        assert_eq!(order(0).settled.penalty, penalty());
        assert_eq!(held(2, Side::Sell), 0);
    });
}

#[test]
fn settle_should_change_nothing_when_the_registry_refuses() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(1_000);
        set_clock(gate());
        break_ledger(2);
        set_clock(grace_end());
        assert_noop!(settle(2), DispatchError::Unavailable);
    });
}

/// A seller whose ledger is out of order holds up nobody, and everybody gets back what was held.
#[test]
fn failed_settlement_should_be_reported_and_passed_over() {
    ExtBuilder.build().execute_with(|| {
        break_ledger(S2);
        let [b1, _, _, s1, ..] = settle_c4();
        let error = DispatchError::Unavailable;
        assert!(events().contains(&Event::StepFailed { period: PERIOD, device: Some(device(S2)), error }));
        assert_eq!(used(S2, PERIOD), 0);
        assert_eq!(order(s1).settled.delivered, Wh(1_000));
        assert_eq!(order(b1).held, 200 * Balance::from(135 * M));
        advance_to(finality());
        assert_eq!(Orders::<Test>::iter().count(), 0);
        assert_eq!((balance(B2.into()), balance(S2.into())), (ENDOWMENT, ENDOWMENT));
        let traded = 1_000 * Balance::from(135 * M);
        assert_eq!(balance(B1.into()), ENDOWMENT - traded);
    });
}

/// An operator's account that is gone cannot take less than an account must hold; the rest of the trade goes on.
#[test]
fn fee_should_stay_with_the_buyer_when_the_operator_cannot_receive_it() {
    ExtBuilder.build_and_execute(|| {
        update_zone(CITY, |terms| {
            terms.operator = NOBODY;
            terms.fee = 1_000;
        });
        sell_and_meter(1_000);
        advance_to(grace_end());
        let amount = 1_000_000;
        let events = events();
        assert!(events.contains(&Event::PaymentReturned { payer: 1, payee: NOBODY, amount }));
        // What nobody got is in no sum.
        let settled = |event: &Event<Test>| match event {
            Event::TradeSettled { paid, fees, refunded, .. } => Some((*paid, *fees, *refunded)),
            _ => None,
        };
        assert_eq!(events.iter().filter_map(settled).collect::<Vec<_>>(), vec![(75 * BILLION, 0, 0)]);
        assert_eq!(order(0).settled.fees, 0);
        assert_eq!(Markets::<Test>::get(city()).unwrap().totals.fees, 0);
        assert_eq!(balance(1) + ORDER_DEPOSIT, ENDOWMENT - 75 * BILLION);
        assert_eq!(order(0).held, 0);
    });
}

/// Whoever spent everything else still pays, and still receives.
#[test]
fn settlement_should_not_need_free_balance() {
    ExtBuilder.build_and_execute(|| {
        sell_and_meter(500);
        Balances::set_balance(&1, EXISTENTIAL_DEPOSIT);
        Balances::set_balance(&2, EXISTENTIAL_DEPOSIT);
        advance_to(grace_end());
        assert_eq!(commitment(2).stage, CommitmentStage::Settled);
        assert_eq!(balance(2), EXISTENTIAL_DEPOSIT + 500 * Balance::from(75 * M));
    });
}

/// Attack 16: what a store beside the panels gives is energy, but it is not green.
#[test]
fn green_sale_should_deliver_no_more_than_was_generated() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_consumer(3, CITY);
        add_solar(2, CITY);
        place(1, Side::Buy, Product::Green, 600, 100 * M);
        place(3, Side::Buy, Product::Any, 400, 100 * M);
        // The offer sells 600 Wh as green, and goes on to the market for any energy with the rest.
        place(2, Side::Sell, Product::Green, 1_000, 50 * M);
        advance_to(gate());
        meter(2, PERIOD, 0, 1_000, 500);
        advance_to(grace_end());
        let delivered = |product| Markets::<Test>::get(market(CITY, product)).unwrap().totals.delivered;
        assert_eq!(delivered(Product::Green), Wh(500));
        assert_eq!(delivered(Product::Any), Wh(400));
        assert_eq!(commitment(2).green_delivered, Wh(500));
        assert_eq!(used(2, PERIOD), 900);
    });
}
