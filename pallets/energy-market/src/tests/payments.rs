//! Payments of a step come to what each payment by itself comes to.

use crate::{mock::*, payments::Payments, step_impls::hold_of, *};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_runtime::TokenError;
use uen_primitives::{Balance, Side};

/// What every payer has on each hold.
const HELD: Balance = UEN;

#[derive(Clone, Copy, Debug)]
enum Payment {
    Transfer { side: Side, payer: u64, payee: u64, amount: Balance },
    Release { side: Side, payer: u64, amount: Balance },
}

use Payment::*;

impl Payment {
    /// Note it with others, and return what arrives.
    fn note(self, payments: &mut Payments<Test>) -> Balance {
        match self {
            Transfer { side, payer, payee, amount } => payments.transfer(side, &payer, &payee, amount),
            Release { side, payer, amount } => payments.release(side, &payer, amount).map(|()| amount),
        }
        .unwrap()
    }

    /// Make it by itself, and return what arrives.
    fn make(self) -> Balance {
        match self {
            Transfer { side, payer, payee, amount } => EnergyMarket::transfer_held(hold_of(side), &payer, &payee, amount),
            Release { side, payer, amount } => EnergyMarket::release_held(hold_of(side), &payer, amount).map(|()| amount),
        }
        .unwrap()
    }
}

fn hold_all() {
    for payer in 1..=3 {
        for side in [Side::Buy, Side::Sell] {
            assert_ok!(EnergyMarket::hold(hold_of(side), &payer, HELD));
        }
    }
    System::reset_events();
}

/// Free and held money of everybody concerned.
fn accounts() -> Vec<[Balance; 3]> {
    let account = |who| [balance(who), held(who, HoldReason::Escrow), held(who, HoldReason::DeliveryDeposit)];
    (1..=4).chain([NOBODY]).map(account).collect()
}

/// What was told of payments.
fn told() -> Vec<RuntimeEvent> {
    let is_told = |event: &RuntimeEvent| {
        matches!(
            event,
            RuntimeEvent::EnergyMarket(_)
                | RuntimeEvent::Balances(pallet_balances::Event::TransferOnHold { .. } | pallet_balances::Event::Released { .. })
        )
    };
    System::events().into_iter().map(|record| record.event).filter(is_told).collect()
}

/// Holds of tests that belong to no order: the invariants do not hold here.
fn execute<R>(payments: impl FnOnce() -> R) -> R {
    ExtBuilder.build().execute_with(|| {
        hold_all();
        let result = payments();
        assert_money_is_conserved();
        result
    })
}

/// Make them together, and return what arrives of each.
fn make(payments: &[Payment]) -> Vec<Balance> {
    let mut all = Payments::new();
    let arrived = payments.iter().map(|payment| payment.note(&mut all)).collect();
    assert_ok!(all.make());
    arrived
}

#[test]
fn payments_should_be_made_at_the_end() {
    execute(|| {
        let mut payments = Payments::<Test>::new();
        assert_ok!(payments.transfer(Side::Buy, &1, &2, UEN / 4), UEN / 4);
        assert_ok!(payments.transfer(Side::Buy, &1, &3, UEN / 2), UEN / 2);
        assert_ok!(payments.release(Side::Buy, &1, UEN / 4));
        assert_eq!((balance(2), held(1, HoldReason::Escrow)), (ENDOWMENT - 2 * HELD, HELD));
        assert_ok!(payments.make());
        assert_eq!((balance(1), held(1, HoldReason::Escrow)), (ENDOWMENT - 2 * HELD + UEN / 4, 0));
        assert_eq!((balance(2), balance(3)), (ENDOWMENT - 2 * HELD + UEN / 4, ENDOWMENT - 2 * HELD + UEN / 2));
        assert_eq!(held(1, HoldReason::DeliveryDeposit), HELD);
    });
}

#[test]
fn payments_should_return_the_amount_when_the_payee_cannot_receive_it() {
    execute(|| {
        let amount = EXISTENTIAL_DEPOSIT - 1;
        assert_eq!(make(&[Transfer { side: Side::Buy, payer: 1, payee: NOBODY, amount }]), [0]);
        assert_eq!((held(1, HoldReason::Escrow), balance(1)), (HELD - amount, ENDOWMENT - 2 * HELD + amount));
        assert_eq!(events(), vec![Event::PaymentReturned { payer: 1, payee: NOBODY, amount }]);
    });
}

#[test]
fn payments_should_fail_when_less_is_held() {
    execute(|| {
        let mut payments = Payments::<Test>::new();
        assert_ok!(payments.transfer(Side::Buy, &1, &2, HELD));
        assert_ok!(payments.transfer(Side::Buy, &1, &3, 1));
        assert_noop!(payments.make(), TokenError::FundsUnavailable);
    });
}

#[test]
fn payments_should_tell_and_do_nothing_when_there_are_none() {
    execute(|| {
        let before = accounts();
        make(&[
            Transfer { side: Side::Buy, payer: 1, payee: NOBODY, amount: 0 },
            Release { side: Side::Sell, payer: 1, amount: 0 },
        ]);
        assert_eq!((accounts(), told()), (before, vec![]));
    });
}

fn payment() -> impl Strategy<Value = Payment> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    // Forty of the largest are less than what is held.
    let amount = prop_oneof![Just(0), 1..EXISTENTIAL_DEPOSIT, Just(EXISTENTIAL_DEPOSIT), EXISTENTIAL_DEPOSIT..UEN / 40];
    let payee = prop_oneof![1..=4u64, Just(NOBODY)];
    (side, 1..=3u64, prop::option::of(payee), amount).prop_map(|(side, payer, payee, amount)| match payee {
        Some(payee) => Transfer { side, payer, payee, amount },
        None => Release { side, payer, amount },
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn payments_together_should_come_to_the_same_as_one_by_one(payments in prop::collection::vec(payment(), 0..40)) {
        let together = execute(|| {
            let arrived = make(&payments);
            (arrived, accounts(), told())
        });
        let one_by_one = execute(|| {
            let arrived: Vec<_> = payments.iter().map(|payment| payment.make()).collect();
            (arrived, accounts(), told())
        });
        prop_assert_eq!(together, one_by_one);
    }
}
