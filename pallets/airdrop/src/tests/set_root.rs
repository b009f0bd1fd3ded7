use super::*;
use crate::{ClaimList, Error, Event, CLAIM_PERIOD};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn set_root(list: &ClaimList) -> Result<(), DispatchError> {
    Airdrop::set_root(RuntimeOrigin::root(), list.root, list.leaves, list.total)
}

fn c12() -> ClaimList {
    list_of(&claims()).0
}

fn without_list() -> ExtBuilder {
    ExtBuilder::default().list(None)
}

#[test]
fn set_root_should_open_claims_when_genesis_had_no_list() {
    without_list().build_and_execute(|| {
        let ClaimList { root, leaves, total } = c12();
        assert_ok!(set_root(&c12()));
        System::assert_last_event(Event::RootSet { root, leaves, total }.into());
        assert_eq!(Airdrop::list(), Some(c12()));
        assert_ok!(relay_c12(0));
    });
}

#[test]
fn set_root_should_work_when_the_chain_has_no_clock_yet() {
    without_list().unopened().build_and_execute(|| {
        assert_ok!(set_root(&c12()));
    });
}

#[test]
fn set_root_should_accept_a_list_when_it_is_the_whole_pot() {
    without_list().pot(LIST_TOTAL).build_and_execute(|| {
        assert_ok!(set_root(&c12()));
    });
}

#[test]
fn set_root_should_fail_when_not_governance() {
    without_list().build_and_execute(|| {
        let ClaimList { root, leaves, total } = c12();
        assert_noop!(Airdrop::set_root(RuntimeOrigin::signed(RELAYER), root, leaves, total), DispatchError::BadOrigin);
    });
}

#[test]
fn set_root_should_fail_when_genesis_had_a_list() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(set_root(&c12()), Error::<Test>::RootAlreadySet);
    });
}

#[test]
fn set_root_should_fail_when_repeated() {
    without_list().build_and_execute(|| {
        assert_ok!(set_root(&c12()));
        let other = ClaimList { root: H256::repeat_byte(1), ..c12() };
        assert_noop!(set_root(&other), Error::<Test>::RootAlreadySet);
        assert_ok!(relay_c12(0));
        assert_noop!(set_root(&other), Error::<Test>::RootAlreadySet);
    });
}

#[test]
fn set_root_should_fail_when_the_list_exceeds_the_pot() {
    without_list().pot(LIST_TOTAL - 1).build_and_execute(|| {
        assert_noop!(set_root(&c12()), Error::<Test>::ExceedsPot);
    });
}

#[test]
fn set_root_should_fail_when_the_list_is_empty() {
    without_list().build_and_execute(|| {
        assert_noop!(set_root(&ClaimList { leaves: 0, ..c12() }), Error::<Test>::EmptyList);
        assert_noop!(set_root(&ClaimList { total: 0, ..c12() }), Error::<Test>::EmptyList);
    });
}

#[test]
fn set_root_should_fail_when_the_list_is_too_long() {
    without_list().build_and_execute(|| {
        assert_noop!(set_root(&ClaimList { leaves: MAX_LEAVES + 1, ..c12() }), Error::<Test>::MaxLeavesExceeded);
        assert_ok!(set_root(&ClaimList { leaves: MAX_LEAVES, ..c12() }));
    });
}

#[test]
fn set_root_should_fail_when_claims_expired() {
    without_list().build_and_execute(|| {
        run_block_at(START + CLAIM_PERIOD);
        assert_noop!(set_root(&c12()), Error::<Test>::Expired);
    });
}
