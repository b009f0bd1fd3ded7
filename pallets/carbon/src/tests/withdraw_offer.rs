//! `withdraw_offer`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;
use uen_primitives::{CertificateId, Day};

#[test]
fn withdraw_offer_should_free_the_slice() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for to in [None, Some(2)] {
            assert_ok!(Carbon::offer(signed(1), id, 100, to, 7));
            events();
            assert_ok!(Carbon::withdraw_offer(signed(1), id));
            assert_eq!(events(), vec![Event::OfferWithdrawn { certificate: id }]);
            let state = SliceState::Active;
            assert_eq!(record(id), SliceRecord { owner: 1, first: 1, last: 100, state, deposit: SLICE_DEPOSIT });
            assert_eq!(issuance(id).totals, Totals { issued: 100, active: 100, ..Default::default() });
            assert_eq!((balance(1), held(1)), (ENDOWMENT - SLICE_DEPOSIT, SLICE_DEPOSIT));
        }
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
    });
}

#[test]
fn withdraw_offer_should_decline_it_when_signed_by_whom_it_was_made_to() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 30, Some(2), 7));
        let into = slice(id, 1);
        assert_ok!(Carbon::withdraw_offer(signed(2), into));
        assert_eq!((record(into).owner, record(into).state), (1, SliceState::Active));
        assert_noop!(Carbon::accept(signed(2), into, 30, 7), Error::<Test>::NotOffered);
    });
}

#[test]
fn withdraw_offer_should_free_what_expired_and_no_more() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 50, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 50, Some(2), 7));
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_ok!(Carbon::withdraw_offer(signed(1), slice(id, 1)));
        assert_ok!(Carbon::withdraw_offer(signed(2), id));
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 100, ..Default::default() });
        assert_noop!(Carbon::offer(signed(1), id, 50, None, 7), Error::<Test>::Expired);
        assert_noop!(Carbon::retire(signed(1), id, 50, claim(1)), Error::<Test>::Expired);
    });
}

#[test]
fn withdraw_offer_should_fail_when_it_is_not_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::withdraw_offer(signed(1), id), Error::<Test>::NotOffered);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
        assert_noop!(Carbon::withdraw_offer(signed(1), id), Error::<Test>::NotOffered);
    });
}

#[test]
fn withdraw_offer_should_fail_when_signed_by_somebody_else() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 50, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 50, Some(2), 7));
        for offered in [slice(id, 1), id] {
            assert_noop!(Carbon::withdraw_offer(signed(3), offered), Error::<Test>::NotOwner);
            assert_noop!(Carbon::withdraw_offer(RuntimeOrigin::root(), offered), DispatchError::BadOrigin);
        }
        assert_noop!(Carbon::withdraw_offer(signed(2), slice(id, 1)), Error::<Test>::NotOwner);
    });
}

#[test]
fn withdraw_offer_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::withdraw_offer(signed(1), unknown), Error::<Test>::NotFound);
    });
}
