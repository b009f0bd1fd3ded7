//! The end of the committee's power to cancel.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::EnsureOrigin};
use pallet_democracy::ReferendumInfoOf;
use sp_runtime::DispatchError::BadOrigin;

fn committee() -> RuntimeOrigin {
    RuntimeOrigin::signed(COMMITTEE)
}

#[test]
fn committee_should_cancel_when_the_sunset_is_to_come() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(SUNSET - 1);
        let referendum = start_referendum();
        assert_ok!(Democracy::emergency_cancel(committee(), referendum));
        assert!(ReferendumInfoOf::<Test>::get(referendum).is_none());
    });
}

#[test]
fn committee_should_not_cancel_when_the_sunset_has_come() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(SUNSET);
        let referendum = start_referendum();
        assert_noop!(Democracy::emergency_cancel(committee(), referendum), BadOrigin);
        System::set_block_number(SUNSET + 1);
        assert_noop!(Democracy::emergency_cancel(committee(), referendum), BadOrigin);
    });
}

#[test]
fn root_should_cancel_when_the_sunset_has_come() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(SUNSET);
        let referendum = start_referendum();
        assert_ok!(Democracy::emergency_cancel(RuntimeOrigin::root(), referendum));
    });
}

#[test]
fn others_should_not_cancel_when_the_sunset_is_to_come() {
    ExtBuilder::default().build_and_execute(|| {
        let referendum = start_referendum();
        assert_noop!(Democracy::emergency_cancel(RuntimeOrigin::signed(ALICE), referendum), BadOrigin);
    });
}

#[test]
fn committee_should_cancel_again_when_a_referendum_moves_the_sunset() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(SUNSET);
        let referendum = start_referendum();
        let later = GovernancePeriods { emergency_until: SUNSET + 1, ..PERIODS };
        assert_ok!(Governance::set_periods(RuntimeOrigin::root(), later));
        assert_ok!(Democracy::emergency_cancel(committee(), referendum));
    });
}

#[test]
fn origin_should_come_back_when_it_is_refused() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(SUNSET);
        let origin = Emergency::try_origin(committee()).unwrap_err();
        assert_eq!(origin.caller, committee().caller);
    });
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn successful_origin_should_succeed_when_there_is_one() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Emergency::ensure_origin(Emergency::try_successful_origin().unwrap()));
        System::set_block_number(SUNSET);
        assert!(Emergency::try_successful_origin().is_err());
    });
}
