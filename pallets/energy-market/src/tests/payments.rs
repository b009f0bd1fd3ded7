//! Payments of a step come to what each payment by itself comes to.

use crate::{mock::*, payments::Payments, *};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_runtime::TokenError;
use uen_primitives::Balance;

/// What each of the first three accounts put into the pot.
const PAID_IN: Balance = UEN;

#[derive(Clone, Copy, Debug)]
enum Payment {
    Transfer { payer: u64, payee: u64, amount: Balance },
    GiveBack { payer: u64, amount: Balance },
}

use Payment::*;

impl Payment {
    /// Note it with others, and return what arrives.
    fn note(self, payments: &mut Payments<Test>) -> Balance {
        match self {
            Transfer { payer, payee, amount } => payments.transfer(&payer, &payee, amount),
            GiveBack { payer, amount } => payments.give_back(&payer, amount).map(|()| amount),
        }
        .unwrap()
    }

    /// Make it by itself, and return what arrives.
    fn make(self) -> Balance {
        match self {
            Transfer { payer, payee, amount } => EnergyMarket::pay_out(&payer, &payee, amount),
            GiveBack { payer, amount } => EnergyMarket::give_back(&payer, amount).map(|()| amount),
        }
        .unwrap()
    }
}

/// Money of everybody concerned.
fn accounts() -> Vec<Balance> {
    (1..=4).chain([NOBODY]).map(balance).chain([pot()]).collect()
}

/// What was told of payments.
fn told() -> Vec<RuntimeEvent> {
    let is_told = |event: &RuntimeEvent| {
        matches!(event, RuntimeEvent::EnergyMarket(_) | RuntimeEvent::Balances(pallet_balances::Event::Transfer { .. }))
    };
    System::events().into_iter().map(|record| record.event).filter(is_told).collect()
}

/// No order explains what is in the pot: the invariants do not hold here.
fn execute<R>(payments: impl FnOnce() -> R) -> R {
    ExtBuilder.build().execute_with(|| {
        for payer in 1..=3 {
            assert_ok!(EnergyMarket::take_in(&payer, PAID_IN));
        }
        System::reset_events();
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
        assert_ok!(payments.transfer(&1, &2, UEN / 4), UEN / 4);
        assert_ok!(payments.transfer(&1, &3, UEN / 2), UEN / 2);
        assert_ok!(payments.give_back(&1, UEN / 4));
        assert_eq!((balance(2), pot()), (ENDOWMENT - PAID_IN, 3 * PAID_IN));
        assert_ok!(payments.make());
        let start = ENDOWMENT - PAID_IN;
        assert_eq!((balance(1), balance(2), balance(3)), (start + UEN / 4, start + UEN / 4, start + UEN / 2));
        assert_eq!(pot(), 2 * PAID_IN);
    });
}

#[test]
fn payments_should_return_the_amount_when_the_payee_cannot_receive_it() {
    execute(|| {
        let amount = EXISTENTIAL_DEPOSIT - 1;
        assert_eq!(make(&[Transfer { payer: 1, payee: NOBODY, amount }]), [0]);
        assert_eq!((pot(), balance(1)), (3 * PAID_IN - amount, ENDOWMENT - PAID_IN + amount));
        assert_eq!(events(), vec![Event::PaymentReturned { payer: 1, payee: NOBODY, amount }]);
    });
}

#[test]
fn payments_should_create_the_payee_when_the_amount_is_enough() {
    execute(|| {
        assert_eq!(make(&[Transfer { payer: 1, payee: NOBODY, amount: EXISTENTIAL_DEPOSIT }]), [EXISTENTIAL_DEPOSIT]);
        assert_eq!(balance(NOBODY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn payments_should_fail_when_there_is_less_in_the_pot() {
    execute(|| {
        let mut payments = Payments::<Test>::new();
        assert_ok!(payments.transfer(&1, &2, 3 * PAID_IN));
        assert_ok!(payments.transfer(&1, &3, 1));
        assert_noop!(payments.make(), TokenError::FundsUnavailable);
    });
}

#[test]
fn payments_should_tell_and_do_nothing_when_there_are_none() {
    execute(|| {
        let before = accounts();
        make(&[Transfer { payer: 1, payee: NOBODY, amount: 0 }, GiveBack { payer: 1, amount: 0 }]);
        assert_eq!((accounts(), told()), (before, vec![]));
    });
}

fn payment() -> impl Strategy<Value = Payment> {
    // Forty of the largest are less than what one paid in.
    let amount = prop_oneof![Just(0), 1..EXISTENTIAL_DEPOSIT, Just(EXISTENTIAL_DEPOSIT), EXISTENTIAL_DEPOSIT..UEN / 40];
    let payee = prop_oneof![1..=4u64, Just(NOBODY)];
    (1..=3u64, prop::option::of(payee), amount).prop_map(|(payer, payee, amount)| match payee {
        Some(payee) => Transfer { payer, payee, amount },
        None => GiveBack { payer, amount },
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
