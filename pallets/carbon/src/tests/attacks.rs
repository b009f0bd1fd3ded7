//! What somebody might try with certificates. The numbers are those of the list of attacks.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::TokenError;
use uen_primitives::{CertificateId, Day, DeviceKind, GreenDeliveries, Hour, Period, Wh};

/// 18: one kWh is certified once, however its periods are cut.
#[test]
fn double_certificate_should_fail_whatever_the_bundle() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        periods(HOUR).for_each(|period| meter(1, period, 0, 100, 100));
        let at = |n| Period(PERIOD.0 + n);
        assert_ok!(Carbon::issue(signed(1), device(1), at(1), at(2)));
        for (first, last) in [(0, 3), (0, 1), (1, 1), (2, 2), (2, 3), (1, 2)] {
            assert_noop!(Carbon::issue(signed(1), device(1), at(first), at(last)), TAKEN_BEFORE);
        }
        assert_ok!(Carbon::issue(signed(1), device(1), at(0), at(0)));
        assert_ok!(Carbon::issue(signed(1), device(1), at(3), at(3)));
        let issued: u64 = Issuances::<Test>::iter_values().map(|issuance| issuance.totals.issued).sum();
        assert_eq!(issued, 400);
    });
}

/// 18: not by selling it green either, before or after.
#[test]
fn double_certificate_should_fail_when_the_energy_is_sold_green() {
    ExtBuilder.build_and_execute(|| {
        let settled = |period| <Carbon as GreenDeliveries<u64>>::settled(&device(1), period, &2, Wh(60));
        generate(1, PERIOD, 100);
        settled(PERIOD);
        assert_eq!(CertificatesOf::<Test>::iter_prefix(2).count(), 0);

        let second = Period(PERIOD.0 + 1);
        meter(1, second, 0, 100, 100);
        open_sale(1, second);
        assert_noop!(try_issue(1, second), Error::<Test>::SaleUnsettled);
        settled(second);
        assert_noop!(try_issue(1, second), TAKEN_BEFORE);
        close_sale(1, second);
        <Carbon as GreenDeliveries<u64>>::completed(&device(1), second);
        assert_noop!(try_issue(1, second), TAKEN_BEFORE);
        let issued: u64 = Issuances::<Test>::iter_values().map(|issuance| issuance.totals.issued).sum();
        assert_eq!(issued, 200);
    });
}

/// 18: nor after the first was withdrawn, expired or forgotten.
#[test]
fn double_certificate_should_fail_when_the_first_is_gone() {
    ExtBuilder.build_and_execute(|| {
        let withdrawn = generate(1, PERIOD, 100);
        assert_ok!(Carbon::withdraw(signed(ISSUER), withdrawn));
        assert_noop!(try_issue(1, PERIOD), TAKEN_BEFORE);
        generate(2, PERIOD, 100);
        advance_to(Day(DAY.0 + VALIDITY + RETIREMENT_RETENTION + 2));
        assert_eq!(Issuances::<Test>::iter().count(), 0);
        for n in [1, 2] {
            assert_noop!(try_issue(n, PERIOD), TAKEN_BEFORE);
        }
    });
}

/// 16: a store is charged with uncertified energy, or gives back more than it was charged with.
#[test]
fn storage_should_reissue_no_more_than_was_retired_into_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        add_device(5, 1, ZONE, DeviceKind::Storage);
        meter(5, PERIOD, 1_000, 0, 0);
        assert_ok!(Carbon::store(signed(1), id, 100, device(5)));
        for n in 1..=20 {
            let period = Hour(HOUR.0 + n).first_period();
            meter(5, period, 0, 7, 0);
            let _ = Carbon::reissue(signed(1), device(5), period);
        }
        let is_of_storage = |record: &IssuanceRecordOf<Test>| matches!(record.source, Source::Storage { .. });
        let reissued: u64 = Issuances::<Test>::iter_values().filter(is_of_storage).map(|record| record.totals.issued).sum();
        assert!(reissued <= 80);
        assert!(!Stores::<Test>::contains_key(device(5)));
    });
}

/// 16: a store cannot certify as a generator what it gives back.
#[test]
fn storage_should_not_be_certified_as_generation() {
    ExtBuilder.build_and_execute(|| {
        add_device(5, 1, ZONE, DeviceKind::Storage);
        meter(5, PERIOD, 0, 100, 100);
        assert_noop!(try_issue(5, PERIOD), Error::<Test>::NotCertifiable);
        <Carbon as GreenDeliveries<u64>>::settled(&device(5), PERIOD, &2, Wh(60));
        assert_eq!(Issuances::<Test>::iter().count(), 0);
    });
}

/// A seller who raises the price, or sells the first units to somebody else, between offer and acceptance.
#[test]
fn buyer_should_never_pay_more_or_get_less_than_agreed() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 10));
        assert_ok!(Carbon::withdraw_offer(signed(1), id));
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 1_000));
        assert_noop!(Carbon::accept(signed(2), id, 100, 10), Error::<Test>::PriceExceeded);
        assert_ok!(Carbon::accept(signed(3), id, 40, 1_000));
        assert_noop!(Carbon::accept(signed(2), id, 100, 1_000), Error::<Test>::InvalidQuantity);
        assert_eq!((balance(2), held(2)), (ENDOWMENT, 0));
    });
}

/// A seller who retires, or offers to two, what is sold.
#[test]
fn seller_should_not_use_twice_what_is_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 100, Some(2), 10));
        assert_noop!(Carbon::offer(signed(1), id, 100, Some(3), 10), Error::<Test>::NotActive);
        assert_noop!(Carbon::retire(signed(1), id, 100, claim(1)), Error::<Test>::NotActive);
        assert_noop!(Carbon::split(signed(1), id, 50), Error::<Test>::NotActive);
        assert_ok!(Carbon::accept(signed(2), id, 100, 10));
        assert_noop!(Carbon::retire(signed(1), id, 100, claim(1)), Error::<Test>::NotOwner);
        assert_noop!(Carbon::offer(signed(1), id, 100, None, 10), Error::<Test>::NotOwner);
        assert_noop!(Carbon::withdraw_offer(signed(1), id), Error::<Test>::NotOffered);
    });
}

/// 33: dust cannot be sold to or by an account below the existential deposit, and no call leaves an owner without its deposit.
#[test]
fn account_below_the_existential_deposit_should_get_a_clear_error() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 100, None, 1));
        assert_noop!(Carbon::accept(signed(NOBODY), id, 1, 1), TokenError::FundsUnavailable);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), NOBODY, EXISTENTIAL_DEPOSIT));
        assert_noop!(Carbon::accept(signed(NOBODY), id, 1, 1), TokenError::FundsUnavailable);
        assert_eq!(balance(NOBODY), EXISTENTIAL_DEPOSIT);
    });
}

/// Many slices cost many deposits, all of which come back.
#[test]
fn storage_growth_should_be_paid_by_deposits_until_it_ends() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for _ in 0..50 {
            assert_ok!(Carbon::split(signed(1), id, 1));
        }
        assert_eq!(held(1), 51 * SLICE_DEPOSIT);
        for n in 1..=50 {
            assert_ok!(Carbon::retire(signed(1), slice(id, n), 1, claim(1)));
        }
        assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        advance_to(Day(DAY.0 + VALIDITY + 1));
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_eq!(issuance(id).totals, Totals { issued: 100, retired: 50, expired: 50, ..Default::default() });
    });
}

/// A certificate of another issuance with the same number of slice is another certificate.
#[test]
fn slices_of_two_issuances_should_not_be_mixed_up() {
    ExtBuilder.build_and_execute(|| {
        let (first, second) = (generate(1, PERIOD, 100), generate(2, PERIOD, 50));
        assert_ok!(Carbon::split(signed(1), first, 10));
        assert_ok!(Carbon::split(signed(2), second, 10));
        assert_noop!(Carbon::retire(signed(1), slice(second, 1), 10, claim(1)), Error::<Test>::NotOwner);
        assert_ok!(Carbon::retire(signed(2), slice(second, 1), 10, claim(2)));
        assert_eq!(record(slice(first, 1)).state, SliceState::Active);
        assert_eq!(issuance(CertificateId { issuance: 0, slice: 1 }).totals.retired, 0);
    });
}
