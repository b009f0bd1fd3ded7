//! What is not used in time expires, and what was retired is removed when nobody asks any more.

use crate::{mock::*, tick_impls::Work, *};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use uen_primitives::{CertificateId, Day, GreenDeliveries, Hour, SavingCertificates, Wh};

/// The last day on which energy of [`DAY`] can be used.
const LAST: Day = Day(DAY.0 + VALIDITY);
/// The last day on which its retirements are kept.
const KEPT: Day = Day(LAST.0 + RETIREMENT_RETENTION);

fn expired(certificate: CertificateId, owner: u64, quantity: u64) -> Event<Test> {
    Event::Expired { certificate, owner, quantity }
}

/// Nothing is stored but the number of the next issuance and what comes with genesis.
fn assert_nothing_left() {
    let left = Issuances::<Test>::iter().count()
        + IssuancesOf::<Test>::iter().count()
        + Slices::<Test>::iter().count()
        + CertificatesOf::<Test>::iter().count()
        + Retirements::<Test>::iter().count()
        + Coverage::<Test>::iter().count()
        + Due::<Test>::iter().count()
        + Charged::<Test>::iter().count();
    assert_eq!(left, 0);
    assert_eq!(Agendas::<Test>::get().sweep, None);
}

#[test]
fn certificates_should_stay_when_it_is_their_last_day() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        advance_to(LAST);
        set_clock(LAST.end() - 1);
        idle_block(Weight::MAX);
        assert_eq!(record(id).quantity(), 100);
        assert_ok!(Carbon::retire(signed(1), id, 40, claim(1)));
        set_clock(LAST.end());
        assert_noop!(Carbon::retire(signed(1), id, 60, claim(1)), Error::<Test>::Expired);
    });
}

#[test]
fn certificates_should_expire_and_release_their_deposits_in_every_state() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::split(signed(1), id, 10));
        assert_ok!(Carbon::offer(signed(1), id, 20, None, 5));
        assert_ok!(Carbon::offer(signed(1), id, 30, Some(2), 5));
        assert_eq!(held(1), 4 * SLICE_DEPOSIT);
        advance_to(LAST);
        events();
        advance_to(LAST.next());
        assert_eq!(held(1), 0);
        let mut seen = events();
        assert_eq!(seen.pop(), Some(Event::IssuanceRemoved { issuance: id.issuance }));
        seen.sort_by_key(|event| format!("{event:?}"));
        let expected =
            [expired(id, 1, 40), expired(slice(id, 1), 1, 10), expired(slice(id, 2), 1, 20), expired(slice(id, 3), 1, 30)];
        assert_eq!(seen, expected);
        assert_nothing_left();
    });
}

#[test]
fn certificates_should_expire_when_they_wait_for_a_settlement_and_have_no_deposit() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, NOBODY, ZONE, uen_primitives::DeviceKind::Wind);
        meter(1, PERIOD, 0, 100, 100);
        Carbon::settled(&device(1), PERIOD, &2, Wh(30));
        let id = CertificateId { issuance: 0, slice: 0 };
        assert_eq!((record(id).state, record(id).deposit), (SliceState::Settling, 0));
        advance_to(LAST.next());
        assert_nothing_left();
        assert_eq!(held(2), 0);
    });
}

#[test]
fn savings_should_expire_and_can_be_issued_again_only_after_that() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, uen_primitives::DeviceKind::Consumption);
        assert_ok!(Carbon::issue_saved(&1, &device(1), PERIOD, Wh(50)));
        advance_to(LAST.next());
        assert_nothing_left();
        assert_noop!(Carbon::issue_saved(&1, &device(1), PERIOD, Wh(50)), Error::<Test>::Expired);
    });
}

#[test]
fn retirements_should_stay_when_the_rest_expires() {
    ExtBuilder.build_and_execute(|| {
        let version = publish(ZONE, DAY, 400_000, None);
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 40, claim(2)));
        advance_to(LAST.next());
        let totals = Totals { issued: 100, retired: 40, expired: 60, ..Default::default() };
        assert_eq!(issuance(id).totals, totals);
        assert_eq!(Due::<Test>::iter_keys().collect::<Vec<_>>(), vec![(KEPT, id.issuance)]);
        Carbon::do_try_state().unwrap();

        advance_to(KEPT);
        assert!(Retirements::<Test>::contains_key(2, slice(id, 1)));
        assert_eq!(Coverage::<Test>::get((2, HOUR, ZONE)).retired, Wh(40));
        // Factors outlive their own retention with the claim.
        assert!(KEPT.0 > DAY.0 + FACTOR_RETENTION);
        assert_eq!(Factors::<Test>::get(DAY, (ZONE, version)).unwrap().pins, 1);
        events();

        advance_to(KEPT.next());
        assert_eq!(events(), vec![Event::IssuanceRemoved { issuance: id.issuance }]);
        assert_nothing_left();
        assert_eq!(Factors::<Test>::iter().count() + LatestVersion::<Test>::iter().count(), 0);
    });
}

#[test]
fn coverage_should_shrink_by_what_is_removed_and_no_more() {
    ExtBuilder.build_and_execute(|| {
        let early = generate(1, PERIOD, 100);
        add_device(2, 1, ZONE, uen_primitives::DeviceKind::Biomass);
        meter(2, PERIOD, 0, 50, 50);
        let biomass = issue(2, PERIOD);
        for id in [early, biomass] {
            assert_ok!(Carbon::retire(signed(1), id, 50, claim(3)));
        }
        assert_eq!(Coverage::<Test>::get((3, HOUR, ZONE)).retirements, 2);
        advance_to(LAST.next());
        set_day(KEPT.next());
        // The day passes on, and one of the two is swept.
        while Issuances::<Test>::iter().count() == 2 {
            assert_ok!(Carbon::advance(signed(NOBODY), 1));
        }
        let left = Coverage::<Test>::get((3, HOUR, ZONE));
        let is_biomass_left = Issuances::<Test>::contains_key(biomass.issuance);
        let expected = if is_biomass_left {
            CoverageRecord { retired: Wh(50), carbon_free: Wh(0), emissions: 50 * 22_800, retirements: 1 }
        } else {
            CoverageRecord { retired: Wh(50), carbon_free: Wh(50), emissions: 0, retirements: 1 }
        };
        assert_eq!(left, expected);
        Carbon::do_try_state().unwrap();
        idle_block(Weight::MAX);
        assert_nothing_left();
    });
}

#[test]
fn storage_should_be_forgotten_with_what_was_retired_for_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        add_device(9, 1, ZONE, uen_primitives::DeviceKind::Storage);
        periods(HOUR).for_each(|period| meter(9, period, 25, 0, 0));
        assert_ok!(Carbon::store(signed(1), id, 80, device(9)));
        assert_eq!(Charged::<Test>::get(device(9), HOUR), Wh(80));
        advance_to(LAST.next());
        assert_eq!(Charged::<Test>::get(device(9), HOUR), Wh(80));
        advance_to(KEPT.next());
        assert_nothing_left();
        // What is left in the store can still be reissued.
        assert_eq!(Allocations::<Test>::get(device(9), 0).unwrap().left, Wh(80));
    });
}

#[test]
fn credits_should_never_expire() {
    // There is no project behind them, which the invariants would find.
    ExtBuilder.build().execute_with(|| {
        let source = Source::Credit { project: 0, vintage: 2024, first_serial: 1 };
        let id = Carbon::create_issuance(source, &1, ZONE, 0, false, 10, SliceState::Active).unwrap();
        assert_eq!((issuance(id).expires, Due::<Test>::iter().count()), (None, 0));
        advance_to(Day(KEPT.0 + 10_000));
        assert_eq!(record(id).quantity(), 10);
        assert_ok!(Carbon::split(signed(1), id, 5));
    });
}

#[test]
fn sweep_should_go_on_where_it_stopped_when_there_is_more_than_a_step() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 1_000);
        for _ in 0..20 {
            assert_ok!(Carbon::split(signed(1), id, 10));
        }
        assert_ok!(Carbon::retire(signed(1), id, 10, claim(1)));
        set_day(LAST.next());
        let step = |left| {
            assert_ok!(Carbon::advance(signed(NOBODY), 1));
            Carbon::do_try_state().unwrap();
            assert_eq!(CertificatesOf::<Test>::iter().count(), left);
        };
        // The one that is retired is looked at once, whenever that is.
        assert_ok!(Carbon::advance(signed(NOBODY), 1));
        assert!(matches!(Agendas::<Test>::get().sweep, Some(SweepRecord { last: Some(_), .. })));
        let first = CertificatesOf::<Test>::iter().count();
        assert!(first == 13 || first == 14);
        // Nobody makes slices of it behind the sweep.
        let (_, left, ()) = CertificatesOf::<Test>::iter().next().unwrap();
        assert_noop!(Carbon::split(signed(1), left, 5), Error::<Test>::Expired);
        assert_ok!(Carbon::advance(signed(NOBODY), 1));
        step(0);
        assert!(matches!(Agendas::<Test>::get().sweep, Some(SweepRecord { last: None, .. })));
        assert_eq!(issuance(id).totals, Totals { issued: 1_000, retired: 10, expired: 990, ..Default::default() });
        // The day is passed, and nothing is left to do until the retirement goes.
        step(0);
        assert_noop!(Carbon::advance(signed(NOBODY), 1), Error::<Test>::NothingDue);
    });
}

#[test]
fn removal_should_go_on_where_it_stopped_when_there_is_more_than_a_step() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 1_000);
        for _ in 0..20 {
            assert_ok!(Carbon::retire(signed(1), id, 10, claim(1)));
        }
        advance_to(LAST.next());
        set_day(KEPT.next());
        while Agendas::<Test>::get().due < Some(KEPT) {
            assert_ok!(Carbon::advance(signed(NOBODY), 100));
        }
        while Issuances::<Test>::contains_key(id.issuance) {
            assert_ok!(Carbon::advance(signed(NOBODY), 1));
            Carbon::do_try_state().unwrap();
            let left = u32::try_from(Retirements::<Test>::iter().count()).unwrap();
            assert_eq!(Coverage::<Test>::get((1, HOUR, ZONE)).retirements, left);
        }
        assert_nothing_left();
    });
}

#[test]
fn both_sweeps_should_run_when_the_chain_stood_still_for_years() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 40, claim(1)));
        let later = generate(1, Hour(HOUR.0 + 24).first_period(), 100);
        set_day(Day(KEPT.0 + 400));
        idle_block(Weight::MAX);
        assert_nothing_left();
        assert!(events().contains(&expired(later, 1, 100)));
        assert_eq!(held(1), 0);
    });
}

#[test]
fn blocks_should_do_no_more_than_they_have_room_for() {
    ExtBuilder.build_and_execute(|| {
        let ids: Vec<_> = (1..=5).map(|n| generate(n, PERIOD, 100)).collect();
        set_day(LAST.next());
        let look = <() as WeightInfo>::look();
        assert_eq!(idle_block(Weight::zero()), Weight::zero());
        assert_eq!(idle_block(look), look);
        assert_eq!(Issuances::<Test>::iter().count(), ids.len());
        // A step is only begun if there is room for the most that it could take.
        let room = Carbon::advance_weight(1);
        let used = idle_block(room);
        assert!(used.all_lte(room));
        assert_eq!(Issuances::<Test>::iter().count(), ids.len() - 1);
        idle_block(Weight::MAX);
        assert_nothing_left();
    });
}

/// What a block removed stays in its state's way until it is over: each walk over it takes a look into the trie for each of it.
#[test]
fn sweep_should_not_walk_over_what_it_removed() {
    let mut ext = ExtBuilder.build();
    ext.execute_with(|| (1..=20).for_each(|n| assert_eq!(generate(n, PERIOD, 100).slice, 0)));
    ext.commit_all().expect("the changes are sound");
    ext.execute_with(|| {
        set_day(LAST.next());
        let due: Vec<_> = Due::<Test>::iter_key_prefix(LAST).collect();
        let expired = || {
            let id = |event| match event {
                Event::Expired { certificate, .. } => Some(certificate.issuance),
                _ => None,
            };
            events().into_iter().filter_map(id).collect::<Vec<_>>()
        };
        expired();
        // The day that it is after, too.
        while Carbon::next_work().is_some() {
            let last = Agendas::<Test>::get().sweep.map(|sweep| sweep.issuance);
            if let Some(Work::Sweep(_, next)) = Carbon::next_work() {
                let place = |id| due.iter().position(|due| *due == id).unwrap();
                assert_eq!(place(next), last.map_or(0, |last| place(last) + 1));
            }
            assert_ok!(Carbon::advance(signed(NOBODY), 1));
        }
        assert_eq!(expired(), due);
        assert_nothing_left();
    });
}

#[test]
fn advance_should_return_what_it_did_not_use() {
    ExtBuilder.build_and_execute(|| {
        generate(1, PERIOD, 100);
        set_day(LAST.next());
        let used = Carbon::advance(signed(NOBODY), 50).unwrap().actual_weight.unwrap();
        let look = <() as WeightInfo>::look();
        assert_eq!(Carbon::next_work(), None);
        // The days up to its last, that day with one slice and when it is passed.
        assert_eq!(used, <() as WeightInfo>::sweep(1).saturating_add(look.saturating_mul(3)));
    });
}

#[test]
fn advance_should_fail_when_nothing_is_due() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Carbon::advance(signed(1), 1), Error::<Test>::NothingDue);
        generate(1, PERIOD, 100);
        publish(ZONE, DAY, 1, None);
        assert_noop!(Carbon::advance(signed(1), 1), Error::<Test>::NothingDue);
        set_day(LAST.next());
        assert_noop!(Carbon::advance(signed(1), 0), Error::<Test>::NothingDue);
        assert_noop!(Carbon::advance(RuntimeOrigin::root(), 1), sp_runtime::DispatchError::BadOrigin);
        assert_ok!(Carbon::advance(signed(1), 1));
    });
}

#[test]
fn factors_should_be_pruned_in_idle_time_when_they_are_old() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 1, None);
        let next = DAY.next();
        set_day(next);
        publish(ZONE, next, 2, None);
        let last = Day(DAY.0 + FACTOR_RETENTION);
        advance_to(last);
        assert!(LatestVersion::<Test>::contains_key(DAY, ZONE));
        set_day(last.next());
        assert_eq!(Carbon::next_work(), Some(Work::PruneFactors));
        idle_block(Weight::MAX);
        assert!(!LatestVersion::<Test>::contains_key(DAY, ZONE));
        assert!(LatestVersion::<Test>::contains_key(next, ZONE));
        assert_eq!(Carbon::next_work(), None);
    });
}

#[test]
fn step_should_be_reported_and_go_on_when_the_books_are_out_of_order() {
    ExtBuilder.build().execute_with(|| {
        let broken = generate(1, PERIOD, 100);
        let whole = generate(2, PERIOD, 100);
        assert_ok!(Carbon::split(signed(1), broken, 10));
        Slices::<Test>::mutate(broken.issuance, 1, |slice| slice.as_mut().unwrap().deposit = 5 * ENDOWMENT);
        set_day(LAST.next());
        events();
        idle_block(Weight::MAX);
        let seen = events();
        let failed = |event: &&Event<Test>| matches!(event, Event::StepFailed { issuance, .. } if *issuance == broken.issuance);
        assert_eq!(seen.iter().filter(failed).count(), 1);
        // All but that slice is gone.
        assert!(seen.contains(&expired(broken, 1, 90)) && seen.contains(&expired(whole, 2, 100)));
        assert_eq!(Slices::<Test>::iter().count(), 1);
        assert_eq!(issuance(broken).totals, Totals { issued: 100, active: 10, expired: 90, ..Default::default() });
    });
}

#[test]
fn step_should_be_reported_when_an_issuance_is_missing() {
    ExtBuilder.build_and_execute(|| {
        Due::<Test>::insert(DAY, 7, ());
        Agendas::<Test>::mutate(|agenda| agenda.due = Some(DAY));
        set_day(DAY.next());
        idle_block(Weight::MAX);
        assert_eq!(events(), vec![Event::StepFailed { issuance: 7, error: Error::<Test>::Inconsistent.into() }]);
        assert_eq!(Due::<Test>::iter().count(), 0);
    });
}
