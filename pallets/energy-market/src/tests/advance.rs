//! What is due is done in idle time, as far as there is any, or by anybody.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::{assert_noop, weights::Weight};
use uen_primitives::{MarketId, Period, Product, Side, Wh};

fn advance(steps: u32) -> frame_support::dispatch::DispatchResultWithPostInfo {
    EnergyMarket::advance(signed(NOBODY), steps)
}

fn city(period: Period) -> MarketId {
    MarketId { period, zone: CITY, product: Product::Any }
}

fn look() -> Weight {
    <() as WeightInfo>::look()
}

#[test]
fn advance_should_fail_before_the_first_order() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(advance(1), Error::<Test>::NothingDue);
    });
}

#[test]
fn advance_should_fail_when_nothing_is_due() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        idle_block(Weight::MAX);
        assert_noop!(advance(9), Error::<Test>::NothingDue);
    });
}

#[test]
fn advance_should_fail_for_no_steps() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        assert_noop!(advance(0), Error::<Test>::NothingDue);
    });
}

/// Nobody needs the chain's goodwill: blocks without any idle time, and one who pays for the call.
#[test]
fn advance_should_do_everything_that_is_due() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        idle_block(Weight::zero());
        while advance(1).is_ok() {}
        assert_eq!(clearing(market(CITY, Product::Any)).unwrap().volume, Wh(2_000));
        assert_eq!(commitment(B1).stage, CommitmentStage::Released);
        meter(S1, PERIOD, 0, 1_000, 1_000);
        set_clock(grace_end());
        while advance(5).is_ok() {}
        assert_eq!(commitment(S1).stage, CommitmentStage::Settled);
        set_clock(deadline());
        while advance(100).is_ok() {}
        set_clock(finality());
        while advance(100).is_ok() {}
        assert_eq!(Orders::<Test>::iter().count(), 0);
    });
}

#[test]
fn advance_should_do_so_many_steps_and_give_back_the_rest_of_the_weight() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        // The periods that passed before the first market's.
        let passed = advance(3).unwrap().actual_weight.unwrap();
        assert_eq!(Agendas::<Test>::get().unwrap().clear, Period(PERIOD.0 - 1));
        assert_eq!(passed, look().saturating_mul(4));
        step_until(|work| matches!(work, Work::Clear(..)));
        let cleared = advance(1).unwrap().actual_weight.unwrap();
        assert_eq!(cleared, look().saturating_mul(2).saturating_add(<() as WeightInfo>::clear(1)));
        assert!(cleared.all_lte(EnergyMarket::advance_weight(1)));
    });
}

#[test]
fn block_should_do_nothing_when_it_has_no_room() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        assert_eq!(idle_block(look().saturating_sub(Weight::from_parts(0, 1))), Weight::zero());
        assert_eq!(Agendas::<Test>::get().unwrap().clear, Period::of(START));
    });
}

#[test]
fn blocks_should_do_all_in_parts_when_each_has_little_room() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        let limit = EnergyMarket::advance_weight(1);
        for seconds in [gate(), grace_end(), deadline(), finality()] {
            set_clock(seconds);
            loop {
                let used = idle_block(limit);
                assert!(used.all_lte(limit));
                if used == look() {
                    break;
                }
            }
        }
        assert_eq!(Orders::<Test>::iter().count(), 0);
    });
}

/// Metering points that a block releases before which six wait, if it has so much proof beyond what is kept for the first.
fn released(recorded_by_each: Option<u64>, further_proof: u64) -> usize {
    let mut released = 0;
    ExtBuilder.build_and_execute(|| {
        place_c1();
        set_clock(gate());
        step_until(|work| matches!(work, Work::Visit(..)));
        ProofPerStep::set(recorded_by_each);
        let first = look().saturating_add(EnergyMarket::weight_of_releasing(1)).proof_size();
        idle_block(Weight::from_parts(u64::MAX, first + further_proof));
        released = 6 - Commitments::<Test>::iter().filter(|(_, _, commitment)| commitment.stage == CommitmentStage::Open).count();
    });
    released
}

#[test]
fn block_should_have_room_for_more_when_visits_record_less_than_they_may() {
    // Each counts a quarter more than it recorded.
    assert_eq!(released(Some(1_000), 5 * 1_250), 6);
    assert_eq!(released(Some(1_000), 5 * 1_250 - 1), 5);
    assert_eq!(released(Some(0), 0), 6);
}

#[test]
fn block_should_go_by_estimates_when_nothing_records() {
    let visit = look().saturating_add(<() as WeightInfo>::release(1, 1)).proof_size();
    assert_eq!(released(None, 2 * visit), 3);
    assert_eq!(released(None, 2 * visit - 1), 2);
}

#[test]
fn block_should_have_room_for_less_when_visits_record_more_than_was_estimated() {
    let visit = look().saturating_add(<() as WeightInfo>::release(1, 1)).proof_size();
    let counted = visit + visit / 4;
    assert_eq!(released(Some(visit), 2 * counted), 3);
    assert_eq!(released(Some(visit), 2 * counted - 1), 2);
    assert_eq!(released(Some(u64::MAX / 8), 5 * visit), 1);
}

#[test]
fn block_should_leave_alone_the_proof_that_is_kept_back() {
    ProofKeptBack::set(1_000);
    let all = 5 * 1_250 + 1_000;
    assert_eq!(released(Some(1_000), all), 6);
    assert_eq!(released(Some(1_000), all - 1), 5);
    ProofKeptBack::set(u64::MAX);
    assert_eq!(released(Some(1_000), all), 0);
}

#[test]
fn idle_block_should_only_look_when_nothing_is_due() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        idle_block(Weight::MAX);
        assert_eq!(idle_block(Weight::MAX), look());
    });
}

/// A clearing that is due is done before anything of earlier periods, which can wait.
#[test]
fn clearing_should_come_first() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        let next = Period(PERIOD.0 + 10);
        place_in(next, B1, Side::Buy, Product::Any, 100, 100 * M);
        (1..10).for_each(|n| advance_to(Period(PERIOD.0 + n).start() - GATE_CLOSURE));
        set_clock(next.start() - GATE_CLOSURE);
        assert_eq!(step_until(|work| *work != Work::PassCleared), Work::Clear(city(next), 1));
    });
}

/// After a halt of two weeks the chain catches up in one block if it has room, empty periods and all. What it settled then can be disputed.
#[test]
fn chain_should_catch_up_when_it_stood_still() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        block_at(gate() + 14 * 86_400);
        let Agenda { clear, release, settle, deadline, finalise, prune } = Agendas::<Test>::get().unwrap();
        let now = Period::of(now());
        assert_eq!((clear, release.period), (Period(now.0 + 2), Period(now.0 + 2)));
        assert_eq!((settle.period, deadline.period), (Period(now.0 - 1), Period(now.0 - 96)));
        assert_eq!((finalise.period, prune.period), (PERIOD, PERIOD));
        block_at(gate() + 14 * 86_400 + DISPUTE_WINDOW);
        assert_eq!(Orders::<Test>::iter().count(), 0);
        // And goes on as before.
        let next = Period(now.0 + 96 + 4);
        place_in(next, B1, Side::Buy, Product::Any, 100, 100 * M);
        place_in(next, S1, Side::Sell, Product::Any, 100, 50 * M);
        advance_to(next.start() - GATE_CLOSURE);
        assert_eq!(clearing(city(next)).unwrap().volume, Wh(100));
    });
}
