//! Green sales: certificates travel to the buyer.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use uen_primitives::{CertificateId, Day, DeviceKind, GreenDeliveries, Period, Wh};

/// What the producer keeps, once all is settled.
const REST: CertificateId = CertificateId { issuance: 0, slice: 0 };

/// Account 1's photovoltaics generated so much in [`PERIOD`].
fn generated(quantity: u64) {
    add_device(1, 1, ZONE, DeviceKind::Solar);
    meter(1, PERIOD, 0, quantity, quantity);
    open_sale(1, PERIOD);
}

fn settled(buyer: u64, delivered: u64) {
    <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &buyer, Wh(delivered));
}

fn completed() {
    close_sale(1, PERIOD);
    <Carbon as GreenDeliveries<u64>>::completed(&device(1), PERIOD);
}

fn without(buyer: u64, quantity: u64, error: impl Into<DispatchError>) -> Event<Test> {
    Event::DeliveredWithout { device: device(1), period: PERIOD, buyer, quantity: Wh(quantity), error: error.into() }
}

#[test]
fn settled_should_issue_the_period_and_give_the_buyer_what_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        let source = Source::Generation { device: device(1), first: PERIOD, last: PERIOD, kind: DeviceKind::Solar };
        let sold = slice(REST, 1);
        let issued = Event::Issued { issuance: 0, source, producer: 1, quantity: 1_000 };
        assert_eq!(events(), vec![issued, Event::Delivered { certificate: sold, to: 2, quantity: 400 }]);
        let of = |owner, first, last, state| SliceRecord { owner, first, last, state, deposit: SLICE_DEPOSIT };
        assert_eq!(record(sold), of(2, 1, 400, SliceState::Active));
        assert_eq!(record(REST), of(1, 401, 1_000, SliceState::Settling));
        assert_eq!(issuance(REST).totals, Totals { issued: 1_000, active: 400, reserved: 600, ..Default::default() });
        assert_eq!(issuance(REST).producer, 1);
        assert!(CertificatesOf::<Test>::contains_key(2, sold) && CertificatesOf::<Test>::contains_key(1, REST));
        assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        assert_eq!((balance(2), held(2)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        assert!(is_taken(1, PERIOD));
    });
}

#[test]
fn settled_should_go_on_with_the_next_units() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        [(2, 400), (3, 100), (2, 50)].into_iter().for_each(|(buyer, quantity)| settled(buyer, quantity));
        let of = |n| (record(slice(REST, n)).owner, record(slice(REST, n)).first, record(slice(REST, n)).last);
        assert_eq!([0, 1, 2, 3].map(of), [(1, 551, 1_000), (2, 1, 400), (3, 401, 500), (2, 501, 550)]);
        assert_eq!(issuance(REST).totals, Totals { issued: 1_000, active: 550, reserved: 450, ..Default::default() });
        assert_eq!(NextIssuance::<Test>::get(), 1);
    });
}

#[test]
fn settled_should_leave_the_rest_to_nobody_until_all_is_settled() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        assert_noop!(Carbon::split(signed(1), REST, 10), Error::<Test>::NotActive);
        assert_noop!(Carbon::offer(signed(1), REST, 10, Some(3), 7), Error::<Test>::NotActive);
        assert_noop!(Carbon::accept(signed(3), REST, 10, 7), Error::<Test>::NotOffered);
        assert_noop!(Carbon::withdraw_offer(signed(1), REST), Error::<Test>::NotOffered);
        assert_noop!(Carbon::retire(signed(1), REST, 10, claim(1)), Error::<Test>::NotActive);
        assert_noop!(Carbon::withdraw(signed(ISSUER), REST), Error::<Test>::SaleUnsettled);
    });
}

#[test]
fn settled_should_let_the_buyer_use_the_certificate_at_once() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        assert_ok!(Carbon::retire(signed(2), slice(REST, 1), 400, claim(2)));
        assert_eq!(Coverage::<Test>::get((2, HOUR, ZONE)).retired, Wh(400));
    });
}

#[test]
fn settled_should_do_nothing_when_nothing_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 0);
        assert_eq!(events(), vec![]);
        assert!(!is_taken(1, PERIOD));
    });
}

#[test]
fn completed_should_leave_the_rest_to_the_producer() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        assert_noop!(Carbon::retire(signed(1), REST, 600, claim(1)), Error::<Test>::NotActive);
        completed();
        let state = SliceState::Active;
        let rest = SliceRecord { owner: 1, first: 401, last: 1_000, state, deposit: SLICE_DEPOSIT };
        assert_eq!(record(REST), rest);
        assert_eq!(issuance(REST).totals, Totals { issued: 1_000, active: 1_000, ..Default::default() });
        assert_ok!(Carbon::retire(signed(1), REST, 600, claim(1)));
    });
}

#[test]
fn completed_should_leave_nothing_when_all_was_sold() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        settled(3, 600);
        let of = |n| (record(slice(REST, n)).owner, record(slice(REST, n)).first, record(slice(REST, n)).last);
        assert_eq!([0, 1].map(of), [(3, 401, 1_000), (2, 1, 400)]);
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
        assert_eq!(CertificatesOf::<Test>::iter_prefix(1).count(), 0);
        completed();
        assert_eq!(record(REST).owner, 3);
        assert_eq!(issuance(REST).totals, Totals { issued: 1_000, active: 1_000, ..Default::default() });
    });
}

#[test]
fn completed_should_not_touch_what_the_buyer_of_the_last_units_does() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 1_000);
        assert_ok!(Carbon::offer(signed(2), REST, 1_000, None, 7));
        completed();
        assert_eq!(record(REST).state, SliceState::Locked { price: 7 });
        assert_eq!(issuance(REST).totals, Totals { issued: 1_000, locked: 1_000, ..Default::default() });
        completed();
        assert_ok!(Carbon::withdraw(signed(ISSUER), REST));
        completed();
    });
}

#[test]
fn completed_should_do_nothing_when_nothing_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        completed();
        assert_eq!(events(), vec![]);
        // All of it is the producer's, to be issued when wanted.
        issue(1, PERIOD);
        completed();
        assert_eq!(record(REST).state, SliceState::Active);
    });
}

#[test]
fn settled_should_deliver_without_a_deposit_when_nobody_can_pay_it() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, NOBODY, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 1_000, 1_000);
        settled(98, 400);
        completed();
        let of = |n| (record(slice(REST, n)).owner, record(slice(REST, n)).deposit);
        assert_eq!([0, 1].map(of), [(NOBODY, 0), (98, 0)]);
        assert_eq!((balance(98), held(98), balance(NOBODY), held(NOBODY)), (0, 0, 0, 0));
        assert_ok!(Carbon::retire(signed(98), slice(REST, 1), 400, claim(98)));
        assert_ok!(Carbon::withdraw(signed(ISSUER), REST));
    });
}

#[test]
fn settled_should_give_what_there_is_when_it_is_less_than_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        generated(1_000);
        settled(2, 400);
        events();
        settled(3, 700);
        let delivered = Event::Delivered { certificate: REST, to: 3, quantity: 600 };
        assert_eq!(events(), vec![delivered, without(3, 100, Error::<Test>::InvalidQuantity)]);
        // The last units are gone.
        settled(4, 10);
        assert_eq!(events(), vec![without(4, 10, Error::<Test>::NotActive)]);
    });
}

#[test]
fn settled_should_deliver_without_when_the_registry_refuses() {
    ExtBuilder.build_and_execute(|| {
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, UNKNOWN_DEVICE)]);
        add_device(1, 1, ZONE, DeviceKind::Solar);
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, NOTHING_MEASURED)]);
        completed();
        assert_eq!(events(), vec![]);
        assert!(!is_taken(1, PERIOD));
        assert_eq!(Issuances::<Test>::iter().count(), 0);
    });
}

#[test]
fn settled_should_deliver_without_when_the_hour_was_certified_before() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        periods(HOUR).for_each(|period| meter(1, period, 0, 100, 100));
        assert_ok!(Carbon::issue(signed(1), device(1), PERIOD, Period(PERIOD.0 + 3)));
        events();
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, Error::<Test>::NotActive)]);
        let second = Period(PERIOD.0 + 1);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), second, &2, Wh(10));
        let (device, quantity) = (device(1), Wh(10));
        let refused = Event::DeliveredWithout { device, period: second, buyer: 2, quantity, error: TAKEN_BEFORE };
        assert_eq!(events(), vec![refused]);
        assert_eq!(issuance(REST).totals, Totals { issued: 400, active: 400, ..Default::default() });
    });
}

/// Attack 18: the producer does not keep the certificates of what was sold as green without them.
#[test]
fn settled_should_only_forfeit_the_energy_when_it_is_not_certifiable() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Fossil);
        meter(1, PERIOD, 0, 100, 100);
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, Error::<Test>::NotCertifiable)]);
        assert!(is_taken(1, PERIOD));
        assert_eq!(NextIssuance::<Test>::get(), 0);
    });
}

#[test]
fn settled_should_deliver_without_when_it_expired() {
    ExtBuilder.build_and_execute(|| {
        generated(100);
        set_clock(Day(DAY.0 + VALIDITY).end());
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, Error::<Test>::Expired)]);
        assert_eq!(Issuances::<Test>::iter().count(), 0);
    });
    ExtBuilder.build_and_execute(|| {
        generated(100);
        settled(2, 10);
        events();
        set_clock(Day(DAY.0 + VALIDITY).end());
        settled(2, 10);
        assert_eq!(events(), vec![without(2, 10, Error::<Test>::Expired)]);
        assert_eq!(issuance(REST).next_slice, 2);
    });
}

#[test]
fn settled_should_do_the_same_when_the_producer_buys() {
    ExtBuilder.build_and_execute(|| {
        generated(100);
        settled(1, 40);
        settled(1, 60);
        completed();
        assert_eq!(issuance(REST).totals, Totals { issued: 100, active: 100, ..Default::default() });
        assert_eq!((balance(1), held(1)), (ENDOWMENT - 2 * SLICE_DEPOSIT, 2 * SLICE_DEPOSIT));
        assert_eq!(CertificatesOf::<Test>::iter_prefix(1).count(), 2);
    });
}
