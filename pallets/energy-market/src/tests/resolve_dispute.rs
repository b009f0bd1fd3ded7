//! `resolve_dispute`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};
use uen_primitives::{Balance, MarketId, OrderId, Product, Side, Wh};

/// B2 with S2 in vector C1.
const TRADE: u32 = 2;
/// What vector C4 delivers of it.
const DELIVERED: u64 = 656;
/// The price of vector C1.
const PRICE: Balance = 125_000_000;
/// When it is too late to dispute.
const DISPUTES_END: u64 = PERIOD.0 as u64 * 900 + 900 + SETTLEMENT_DEADLINE + 1 + DISPUTE_WINDOW;

fn the_market() -> MarketId {
    market(CITY, Product::Any)
}

fn open_dispute() {
    let evidence = Evidence::Reading(Box::new(signed_reading(S2, 7, (PERIOD.start(), PERIOD.end()), 700)));
    assert_ok!(EnergyMarket::dispute(signed(B2.into()), the_market(), TRADE, evidence));
    events();
}

/// Vector C4 settled, and B2's dispute of what S2 delivered open; the orders of both.
fn disputed(test: impl FnOnce(OrderId, OrderId)) {
    ExtBuilder.build_and_execute(|| {
        let [_, buy, _, _, sell, _] = settle_c4();
        open_dispute();
        test(buy, sell);
    });
}

fn resolve(who: u64, ruling: Ruling) -> DispatchResult {
    EnergyMarket::resolve_dispute(signed(who), the_market(), TRADE, ruling)
}

fn uphold(delivered: u64) -> DispatchResult {
    resolve(ARBITER, Ruling::Upheld { delivered: Wh(delivered) })
}

fn resolved(outcome: DisputeOutcome, compensation: Balance, forfeited: Balance) -> Event<Test> {
    Event::DisputeResolved { market: the_market(), trade: TRADE, outcome, compensation, forfeited }
}

fn outcome() -> Option<DisputeOutcome> {
    Disputes::<Test>::get(the_market(), TRADE).unwrap().outcome
}

#[test]
fn resolve_dispute_should_have_the_seller_pay_back_when_it_is_upheld() {
    disputed(|buy, sell| {
        let (buyer, seller, left) = (balance(B2.into()), balance(S2.into()), order(sell).held);
        let (bought, sold) = (order(buy).settled, order(sell).settled);
        assert_ok!(uphold(600));
        let compensation = 56 * PRICE;
        assert_eq!(events(), vec![resolved(DisputeOutcome::Upheld, compensation, 0)]);
        assert_eq!(outcome(), Some(DisputeOutcome::Upheld));
        assert_eq!(balance(B2.into()), buyer + compensation + DISPUTE_BOND);
        assert_eq!(bonds(B2.into()), 0);
        assert_eq!(balance(S2.into()), seller);
        assert_eq!(order(sell).held, left - compensation);
        assert_eq!(held(S2.into(), Side::Sell), left - compensation);
        let less =
            |settled: Settled| Settled { delivered: Wh(settled.delivered.0 - 56), paid: settled.paid - compensation, ..settled };
        assert_eq!((order(buy).settled, order(sell).settled), (less(bought), less(sold)));
        assert_eq!((commitment(S2).disputes, commitment(S2).taken_back), (0, sale(56, CITY_FEE)));
    });
}

#[test]
fn resolve_dispute_should_give_the_bond_to_the_seller_when_it_is_rejected() {
    disputed(|buy, sell| {
        let (buyer, seller) = (balance(B2.into()), balance(S2.into()));
        let before = (order(buy), order(sell));
        assert_ok!(resolve(ARBITER, Ruling::Rejected));
        assert_eq!(events(), vec![resolved(DisputeOutcome::Rejected, 0, DISPUTE_BOND)]);
        assert_eq!(outcome(), Some(DisputeOutcome::Rejected));
        assert_eq!(balance(B2.into()), buyer);
        assert_eq!(bonds(B2.into()), 0);
        assert_eq!(balance(S2.into()), seller + DISPUTE_BOND);
        assert_eq!((order(buy), order(sell)), before);
        assert_eq!((commitment(S2).disputes, commitment(S2).taken_back), (0, sale(0, 0)));
    });
}

#[test]
fn resolve_dispute_should_be_possible_until_the_deadline() {
    disputed(|_, _| {
        let deadline = now() + ARBITRATION_PERIOD;
        set_clock(deadline + 1);
        assert_noop!(uphold(0), Error::<Test>::OutsideWindow);
        assert_noop!(resolve(ARBITER, Ruling::Rejected), Error::<Test>::OutsideWindow);
        set_clock(deadline);
        assert_ok!(uphold(0));
        assert_eq!(outcome(), Some(DisputeOutcome::Upheld));
    });
}

#[test]
fn resolve_dispute_should_fail_when_it_is_not_by_the_arbiter_of_the_zone() {
    disputed(|_, _| {
        update_zone(DISTRICT, |terms| terms.arbiter = 20);
        for who in [B2.into(), S2.into(), OPERATOR, 20] {
            assert_noop!(resolve(who, Ruling::Rejected), Error::<Test>::NoPermission);
        }
        let call = EnergyMarket::resolve_dispute(RuntimeOrigin::root(), the_market(), TRADE, Ruling::Rejected);
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn resolve_dispute_should_be_up_to_the_new_arbiter_when_governance_appoints_one() {
    disputed(|_, _| {
        update_zone(CITY, |terms| terms.arbiter = 20);
        assert_noop!(resolve(ARBITER, Ruling::Rejected), Error::<Test>::NoPermission);
        assert_ok!(resolve(20, Ruling::Rejected));
    });
}

#[test]
fn resolve_dispute_should_fail_when_there_is_none() {
    disputed(|_, _| {
        let call = EnergyMarket::resolve_dispute(signed(ARBITER), the_market(), 1, Ruling::Rejected);
        assert_noop!(call, Error::<Test>::DisputeNotFound);
    });
}

#[test]
fn resolve_dispute_should_fail_when_it_is_over() {
    disputed(|_, _| {
        assert_ok!(uphold(0));
        assert_noop!(resolve(ARBITER, Ruling::Rejected), Error::<Test>::DisputeNotFound);
        assert_noop!(uphold(0), Error::<Test>::DisputeNotFound);
    });
}

#[test]
fn resolve_dispute_should_fail_when_it_was_dismissed() {
    disputed(|_, _| {
        advance_to(now() + ARBITRATION_PERIOD + 1);
        assert_eq!(outcome(), Some(DisputeOutcome::Dismissed));
        assert_noop!(uphold(0), Error::<Test>::DisputeNotFound);
    });
}

#[test]
fn resolve_dispute_should_fail_when_the_ruling_takes_nothing_back() {
    disputed(|_, _| {
        for delivered in [DELIVERED, DELIVERED + 1, u64::MAX] {
            assert_noop!(uphold(delivered), Error::<Test>::InvalidRuling);
        }
        assert_ok!(uphold(DELIVERED - 1));
    });
}

#[test]
fn resolve_dispute_should_leave_nothing_for_the_deadline_to_dismiss() {
    disputed(|_, _| {
        assert_ok!(resolve(ARBITER, Ruling::Rejected));
        events();
        advance_to(now() + ARBITRATION_PERIOD + 1);
        assert_eq!(outcome(), Some(DisputeOutcome::Rejected));
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue { first: 1, next: 1 });
        assert_eq!(DisputesByDeadline::<Test>::iter().count(), 0);
        assert!(!events().iter().any(|event| matches!(event, Event::DisputeResolved { .. } | Event::StepFailed { .. })));
    });
}

/// The orders that nothing disputes end with the window; the seller's, whose deposit may be needed, with the ruling.
#[test]
fn resolve_dispute_should_close_the_sellers_order_when_the_window_is_over() {
    for (ruling, paid_back, forfeited) in
        [(Ruling::Upheld { delivered: Wh(600) }, 56 * PRICE, 0), (Ruling::Rejected, 0, DISPUTE_BOND)]
    {
        ExtBuilder.build_and_execute(|| {
            let [_, buy, _, _, sell, _] = settle_c4();
            advance_to(DISPUTES_END - 1);
            open_dispute();
            advance_to(DISPUTES_END);
            assert_eq!(Orders::<Test>::get(buy), None);
            let (buyer, left) = (balance(B2.into()), order(sell).held);
            let seller = balance(S2.into());
            events();

            assert_ok!(resolve(ARBITER, ruling));
            assert_eq!(balance(B2.into()), buyer + paid_back + DISPUTE_BOND - forfeited);
            assert_eq!(balance(S2.into()), seller + left - paid_back + forfeited + ORDER_DEPOSIT);
            assert_eq!(Orders::<Test>::get(sell), None);
            assert_eq!(Commitments::<Test>::iter().count(), 0);
            let events = events();
            assert!(matches!(events[0], Event::DisputeResolved { .. }));
            assert!(matches!(events[1], Event::OrderClosed { order, .. } if order == sell));
        });
    }
}

/// A dispute stays to be read, and its trade disputed, as long as the market's history.
#[test]
fn dispute_should_be_forgotten_with_its_market() {
    disputed(|_, _| {
        assert_ok!(uphold(0));
        for seconds in [DISPUTES_END, PERIOD.end() + HISTORY_RETENTION - 1] {
            advance_to(seconds);
            assert_eq!(outcome(), Some(DisputeOutcome::Upheld));
        }
        advance_to(PERIOD.end() + HISTORY_RETENTION);
        assert_eq!(Disputes::<Test>::iter().count(), 0);
    });
}
