//! The first periods, and what other pallets read of them.

use crate::{mock::*, *};
use frame_support::traits::{Get, Hooks};

#[test]
fn periods_should_be_initial_when_genesis_is_silent() {
    ExtBuilder::default().build_and_execute(|| assert_eq!(Periods::<Test>::get(), PERIODS));
}

#[test]
fn periods_should_be_those_of_genesis_when_it_has_some() {
    // Shorter than a change could make them.
    let short = GovernancePeriods { voting: 3, fast_track: 1, enactment: 1, unbonding: 4, ..PERIODS };
    ExtBuilder::default().periods(short).build_and_execute(|| assert_eq!(Periods::<Test>::get(), short));
}

#[test]
#[should_panic(expected = "the periods of governance contradict each other")]
fn genesis_should_panic_when_its_periods_contradict_each_other() {
    ExtBuilder::default().periods(GovernancePeriods { unbonding: 24, ..PERIODS }).build();
}

#[test]
fn types_should_read_the_period_they_are_named_after() {
    ExtBuilder::default().build_and_execute(|| {
        let read: [u64; 10] = [
            LaunchPeriod::<Test>::get(),
            VotingPeriod::<Test>::get(),
            FastTrackPeriod::<Test>::get(),
            EnactmentPeriod::<Test>::get(),
            CoolOffPeriod::<Test>::get(),
            MotionPeriod::<Test>::get(),
            CouncilTerm::<Test>::get(),
            SpendingPeriod::<Test>::get(),
            UnbondingPeriod::<Test>::get(),
            LongestVote::<Test>::get(),
        ];
        assert_eq!(read, [15, 20, 4, 5, 22, 50, 200, 25, 30, 20 + 5]);
    });
}

#[test]
fn types_should_read_the_new_period_when_it_changed() {
    ExtBuilder::default().build_and_execute(|| {
        Governance::set_periods(RuntimeOrigin::root(), GovernancePeriods { voting: 21, ..PERIODS }).unwrap();
        assert_eq!(VotingPeriod::<Test>::get(), 21);
        assert_eq!(LongestVote::<Test>::get(), 26);
    });
}

#[test]
fn longest_vote_should_saturate_when_its_parts_are_endless() {
    assert_eq!(GovernancePeriods { voting: u64::MAX, ..PERIODS }.longest_vote(), u64::MAX);
}

#[test]
fn integrity_should_hold_when_the_initial_periods_are_at_the_minima() {
    let least = GovernancePeriods { voting: MIN_VOTING, fast_track: 1, enactment: MIN_ENACTMENT, unbonding: 13, ..PERIODS };
    ExtBuilder::default().initial(least).build_and_execute(Governance::integrity_test);
}

#[test]
#[should_panic(expected = "the first periods contradict each other")]
fn integrity_should_break_when_stake_is_unbonded_before_its_votes_are_enacted() {
    let early = GovernancePeriods { unbonding: 24, ..PERIODS };
    ExtBuilder::default().initial(early).build().execute_with(Governance::integrity_test);
}

#[test]
#[should_panic(expected = "the first periods are shorter than a change could make them")]
fn integrity_should_break_when_initial_votes_are_too_short() {
    let short = GovernancePeriods { voting: MIN_VOTING - 1, ..PERIODS };
    ExtBuilder::default().initial(short).build().execute_with(Governance::integrity_test);
}

#[test]
#[should_panic(expected = "the first periods are shorter than a change could make them")]
fn integrity_should_break_when_initial_enactment_is_too_soon() {
    let soon = GovernancePeriods { fast_track: 1, enactment: MIN_ENACTMENT - 1, ..PERIODS };
    ExtBuilder::default().initial(soon).build().execute_with(Governance::integrity_test);
}
