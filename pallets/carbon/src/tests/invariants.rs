//! The pallet as a whole: whatever people, meters, officers and the clock do, and in whichever order.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Inspect, weights::Weight};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::traits::Dispatchable;
use uen_primitives::{
    runtime_api::FootprintMethod, Balance, CertificateId, Day, DeviceKind, GreenDeliveries, Hour, Period, PricePerWh, Quality,
    SavingCertificates, Wh, ZoneId, DAY_SECONDS, HOURS_PER_DAY, HOUR_SECONDS,
};

/// Devices 1 to 8 of accounts 1 to 4, in two zones. Account 20 is too poor for a deposit.
const DEVICES: [(u8, u64, ZoneId, DeviceKind); 8] = [
    (1, 1, ZONE, DeviceKind::Solar),
    (2, 2, ZONE, DeviceKind::Biomass),
    (3, 3, OTHER_ZONE, DeviceKind::Wind),
    (4, 1, ZONE, DeviceKind::Storage),
    (5, 2, ZONE, DeviceKind::Storage),
    (6, 4, ZONE, DeviceKind::Consumption),
    (7, 4, ZONE, DeviceKind::Fossil),
    (8, POOR, ZONE, DeviceKind::Solar),
];
const POOR: u64 = 30;

fn everybody() -> impl Iterator<Item = u64> {
    (1..=20).chain([POOR, NOBODY]).chain(SOURCES).chain([VERIFIER, REGULATOR, ISSUER])
}

fn money() -> Balance {
    everybody().map(|who| Balances::total_balance(&who)).sum()
}

/// Which of what is there, and how much of it.
#[derive(Clone, Copy, Debug)]
struct Part {
    pick: usize,
    /// In twelfths of the slice.
    share: u64,
}

#[derive(Clone, Debug)]
enum Action {
    Meter { n: u8, period: Period, energy: u64, quality: Quality },
    Issue { n: u8, first: Period, periods: u32 },
    Split { part: Part },
    Offer { part: Part, to: Option<u64>, price: PricePerWh },
    WithdrawOffer { part: Part, declines: bool },
    Accept { part: Part, who: u64 },
    Retire { part: Part, beneficiary: u64, purpose: Purpose },
    Withdraw { part: Part },
    Store { part: Part, store: u8 },
    Reissue { store: u8, period: Period },
    Deliver { n: u8, period: Period, buyer: u64, energy: u64 },
    Complete { n: u8, period: Period },
    Save { n: u8, period: Period, energy: u64 },
    Publish { zone: ZoneId, back: u32, source: usize, location: u32, residual: Option<u32> },
    Rules { quorum: u32, highest: u32 },
    Officer { role: OfficerRole, is_appointed: bool },
    Register { owner: u64 },
    Judge { project: u32, is_regulator: bool },
    Monitor { project: u32, n: u8, first: Period, periods: u32 },
    Submit { project: u32 },
    JudgeReport { project: u32, report: u32, is_right: bool },
    IssueCredits { project: u32, report: u32 },
    Cancel { project: u32 },
    Pass { seconds: u64, steps: u64 },
    Advance { steps: u32 },
}

/// Periods are counted back from now when they are used.
fn period() -> impl Strategy<Value = Period> {
    (0..12u32).prop_map(Period)
}

fn n() -> impl Strategy<Value = u8> {
    prop_oneof![6 => 1..=3u8, 1 => 1..=8u8]
}

fn who() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 1..=4u64, 1 => Just(POOR), 1 => Just(NOBODY)]
}

fn part() -> impl Strategy<Value = Part> {
    (any::<usize>(), 0..=13u64).prop_map(|(pick, share)| Part { pick, share })
}

fn purpose() -> impl Strategy<Value = Purpose> {
    prop_oneof![
        4 => Just(Purpose::Consumption),
        1 => Just(Purpose::Charging),
        1 => Just(Purpose::Compliance),
        1 => Just(Purpose::Compensation),
        1 => Just(Purpose::Storage(device(4))),
    ]
}

fn energy() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0u64), 1..20u64, 100..5_000_000u64]
}

fn certificates() -> impl Strategy<Value = Action> {
    let quality = prop_oneof![8 => Just(Quality::Measured), 1 => Just(Quality::Late), 1 => Just(Quality::Missing)];
    prop_oneof![
        8 => (1..=8u8, period(), energy(), quality)
            .prop_map(|(n, period, energy, quality)| Action::Meter { n, period, energy, quality }),
        12 => (n(), period(), 1..=4u32).prop_map(|(n, first, periods)| Action::Issue { n, first, periods }),
        6 => part().prop_map(|part| Action::Split { part }),
        6 => (part(), prop::option::of(who()), 0..3_000_000u64).prop_map(|(part, to, price)| Action::Offer { part, to, price }),
        2 => (part(), any::<bool>()).prop_map(|(part, declines)| Action::WithdrawOffer { part, declines }),
        8 => (part(), who()).prop_map(|(part, who)| Action::Accept { part, who }),
        10 => (part(), who(), purpose()).prop_map(|(part, beneficiary, purpose)| Action::Retire { part, beneficiary, purpose }),
        1 => part().prop_map(|part| Action::Withdraw { part }),
        8 => (part(), 4..=5u8).prop_map(|(part, store)| Action::Store { part, store }),
        4 => (4..=5u8, period()).prop_map(|(store, period)| Action::Reissue { store, period }),
        6 => (n(), period(), who(), energy())
            .prop_map(|(n, period, buyer, energy)| Action::Deliver { n, period, buyer, energy }),
        3 => (n(), period()).prop_map(|(n, period)| Action::Complete { n, period }),
        1 => (n(), period(), energy()).prop_map(|(n, period, energy)| Action::Save { n, period, energy }),
    ]
}

fn factors_and_projects() -> impl Strategy<Value = Action> {
    let location = || 0..1_000_000u32;
    let zone = prop_oneof![6 => Just(ZONE), 1 => Just(OTHER_ZONE)];
    let role = prop_oneof![Just(OfficerRole::Verifier), Just(OfficerRole::Regulator)];
    let project = || 0..3u32;
    prop_oneof![
        12 => (zone, 0..3u32, 0..3usize, location(), prop::option::of(location())).prop_map(
            |(zone, back, source, location, residual)| Action::Publish { zone, back, source, location, residual }
        ),
        1 => (1..=3u32, location()).prop_map(|(quorum, highest)| Action::Rules { quorum, highest }),
        1 => (role, prop::bool::weighted(0.7)).prop_map(|(role, is_appointed)| Action::Officer { role, is_appointed }),
        3 => (1..=2u64).prop_map(|owner| Action::Register { owner }),
        8 => (project(), any::<bool>()).prop_map(|(project, is_regulator)| Action::Judge { project, is_regulator }),
        10 => (project(), n(), period(), 1..=4u32)
            .prop_map(|(project, n, first, periods)| Action::Monitor { project, n, first, periods }),
        5 => project().prop_map(|project| Action::Submit { project }),
        5 => (project(), 0..3u32, prop::bool::weighted(0.8))
            .prop_map(|(project, report, is_right)| Action::JudgeReport { project, report, is_right }),
        5 => (project(), 0..3u32).prop_map(|(project, report)| Action::IssueCredits { project, report }),
        1 => project().prop_map(|project| Action::Cancel { project }),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let seconds = prop_oneof![6 => 1..2 * HOUR_SECONDS, 3 => HOUR_SECONDS..2 * DAY_SECONDS, 1 => DAY_SECONDS..20 * DAY_SECONDS];
    prop_oneof![
        14 => certificates(),
        6 => factors_and_projects(),
        3 => (seconds, prop_oneof![1 => 0..3u64, 2 => Just(1_000)]).prop_map(|(seconds, steps)| Action::Pass { seconds, steps }),
        1 => (0..4u32).prop_map(|steps| Action::Advance { steps }),
    ]
}

/// As the chain does it: what fails leaves nothing behind.
fn dispatch(origin: RuntimeOrigin, call: Call<Test>) {
    let _ = RuntimeCall::Carbon(call).dispatch(origin);
}

/// A slice of those that are there, and how many of its units.
fn pick(part: Part) -> Option<(CertificateId, SliceRecordOf<Test>, u64)> {
    let slices: Vec<_> = Slices::<Test>::iter().collect();
    let (issuance, number, slice) = slices.get(part.pick % slices.len().max(1))?.clone();
    let quantity = slice.quantity() * part.share / 12;
    Some((CertificateId { issuance, slice: number }, slice, quantity))
}

fn apply(action: Action) {
    let before = |back: Period| Period(Period::of(now()).0 - 1 - back.0);
    // As many as there are until the hour ends.
    let until = |first: Period, periods: u32| Period((first.0 + periods - 1).min(first.hour().first_period().0 + 3));
    let owner = |n: u8| DEVICES.iter().find(|(device, ..)| *device == n).map_or(NOBODY, |(_, owner, ..)| *owner);
    match action {
        Action::Meter { n, period, energy, quality } => {
            // A meter does not change what was certified.
            if !is_taken(n, before(period)) {
                meter_as(quality, n, before(period), energy, energy, energy);
            }
        }
        Action::Issue { n, first, periods } => {
            let (first, device) = (before(first), device(n));
            dispatch(signed(owner(n)), Call::issue { device, first, last: until(first, periods) });
        }
        Action::Publish { zone, back, source, location, residual } => {
            let day = Day(Day::of(now()).0 - back);
            let version = LatestVersion::<Test>::get(day, zone) + 1;
            let factors = DayFactors::truncate_from(vec![HourFactors { location, residual }; HOURS_PER_DAY as usize]);
            let call = Call::submit_factors { zone, day, version, factors, source_hash: H256::zero() };
            dispatch(signed(SOURCES[source]), call);
        }
        Action::Rules { quorum, highest } => {
            let sources = SOURCES.to_vec().try_into().unwrap();
            let rules = FactorRules { sources, quorum, lowest: 0, highest, fallback: highest / 2 };
            dispatch(RuntimeOrigin::root(), Call::set_factor_rules { zone: ZONE, rules });
        }
        Action::Officer { role, is_appointed } => {
            let who = if role == OfficerRole::Verifier { VERIFIER } else { REGULATOR };
            let until = now() + 30 * DAY_SECONDS;
            let call =
                if is_appointed { Call::appoint_officer { role, who, until } } else { Call::dismiss_officer { role, who } };
            dispatch(RuntimeOrigin::root(), call);
        }
        Action::Deliver { n, period, buyer, energy } => Carbon::settled(&device(n), before(period), &buyer, Wh(energy)),
        Action::Complete { n, period } => Carbon::completed(&device(n), before(period)),
        Action::Save { n, period, energy } => {
            let _ = Carbon::issue_saved(&owner(n), &device(n), before(period), Wh(energy));
        }
        Action::Reissue { store, period } => {
            dispatch(signed(owner(store)), Call::reissue { device: device(store), period: before(period) });
        }
        Action::Register { owner } => {
            let (starts, ends) = (DAY, Day(DAY.0 + 60));
            let (methodology, metadata) = (H256::zero(), H256::zero());
            dispatch(signed(owner), Call::register_project { zone: ZONE, methodology, metadata, starts, ends });
        }
        Action::Judge { project, is_regulator: true } => dispatch(signed(REGULATOR), Call::approve_project { project }),
        Action::Judge { project, is_regulator: false } => dispatch(signed(VERIFIER), Call::validate_project { project }),
        Action::Monitor { project, n, first, periods } => {
            let (first, device) = (before(first), device(n));
            dispatch(signed(owner(n)), Call::monitor { project, device, first, last: until(first, periods) });
        }
        Action::Submit { project } => {
            let owner = Projects::<Test>::get(project).map_or(NOBODY, |project| project.owner);
            dispatch(signed(owner), Call::submit_report { project, evidence: H256::zero() });
        }
        Action::JudgeReport { project, report, is_right } => {
            dispatch(signed(VERIFIER), Call::judge_report { project, report, is_right });
        }
        Action::IssueCredits { project, report } => dispatch(signed(REGULATOR), Call::issue_credits { project, report }),
        Action::Cancel { project } => dispatch(signed(1 + u64::from(project % 2)), Call::cancel_project { project }),
        Action::Pass { seconds, steps } => {
            set_clock(now() + seconds);
            let limit = Carbon::advance_weight(1).saturating_mul(steps);
            assert!(idle_block(limit).all_lte(limit));
        }
        Action::Advance { steps } => {
            let _ = Carbon::advance(signed(NOBODY), steps).inspect(|done| {
                assert!(done.actual_weight.is_some_and(|used| used.all_lte(Carbon::advance_weight(steps))));
            });
        }
        Action::Split { .. }
        | Action::Offer { .. }
        | Action::WithdrawOffer { .. }
        | Action::Accept { .. }
        | Action::Retire { .. }
        | Action::Withdraw { .. }
        | Action::Store { .. } => apply_to_slice(action),
    }
}

fn apply_to_slice(action: Action) {
    let (Action::Split { part }
    | Action::Offer { part, .. }
    | Action::WithdrawOffer { part, .. }
    | Action::Accept { part, .. }
    | Action::Retire { part, .. }
    | Action::Withdraw { part }
    | Action::Store { part, .. }) = action
    else {
        return;
    };
    let Some((certificate, slice, quantity)) = pick(part) else { return };
    let owner = signed(slice.owner);
    match action {
        Action::Split { .. } => dispatch(owner, Call::split { certificate, quantity }),
        Action::Offer { to, price, .. } => dispatch(owner, Call::offer { certificate, quantity, to, price }),
        Action::WithdrawOffer { declines, .. } => {
            let offered_to = match slice.state {
                SliceState::Reserved { to, .. } if declines => Some(to),
                _ => None,
            };
            dispatch(offered_to.map_or(owner, signed), Call::withdraw_offer { certificate });
        }
        Action::Accept { who, .. } => {
            let (who, quantity) = match slice.state {
                SliceState::Reserved { to, .. } => (to, slice.last - slice.first + 1),
                _ => (who, quantity),
            };
            dispatch(signed(who), Call::accept { certificate, quantity, max_price: 2_000_000 });
        }
        Action::Retire { beneficiary, purpose, .. } => {
            let hour = Issuances::<Test>::get(certificate.issuance).and_then(|issuance| issuance.source.hour());
            let day = hour.map_or(DAY, Hour::day);
            let claim = Claim { beneficiary, commitment: H256::zero(), purpose, from: day, to: day };
            dispatch(owner, Call::retire { certificate, quantity, claim });
        }
        Action::Withdraw { .. } => dispatch(signed(ISSUER), Call::withdraw { certificate }),
        Action::Store { store, .. } => dispatch(owner, Call::store { certificate, quantity, device: device(store) }),
        _ => (),
    }
}

/// Short terms, so that whole lives fit into a test.
fn set_up() {
    Validity::set(3);
    RetirementRetention::set(5);
    FactorRetention::set(6);
    MaxItemsPerStep::set(4);
    for (n, owner, zone, kind) in DEVICES {
        add_device(n, owner, zone, kind);
    }
}

/// Both figures of everybody are what they must be, whatever was retired.
fn check_footprints() {
    let to = Hour::of(now());
    for who in everybody() {
        let page = |method| Carbon::footprint(who, Hour(to.0 - 100), to, method, None, None);
        let (location, market) = (page(FootprintMethod::Location), page(FootprintMethod::Market));
        assert_eq!(location.sums, market.sums);
        for (at, by) in location.hours.iter().zip(&market.hours) {
            assert_eq!(at.emissions, u128::from(at.consumption.0) * u128::from(at.location_factor));
            assert!(by.covered <= by.consumption && by.covered <= by.retired && by.carbon_free <= by.covered);
            let worst = by.residual_factor.max(BIOMASS_FACTOR);
            assert!(by.emissions <= u128::from(by.consumption.0) * u128::from(worst) + 1);
        }
    }
}

/// All that expires is gone, and nobody has anything left to wait for but for credits and projects.
fn check_end(start: Balance) {
    advance_to(Day(Day::of(now()).0 + 5));
    Carbon::do_try_state().unwrap();
    advance_to(Day(Day::of(now()).0 + 20));
    Carbon::do_try_state().unwrap();
    assert!(Issuances::<Test>::iter_values().all(|issuance| matches!(issuance.source, Source::Credit { .. })));
    let left = IssuancesOf::<Test>::iter().count()
        + Coverage::<Test>::iter().count()
        + Due::<Test>::iter().count()
        + Charged::<Test>::iter().count()
        + Submissions::<Test>::iter().count();
    assert_eq!(left, 0);
    // Only reports keep old factors.
    assert!(Reports::<Test>::iter().next().is_some() || Factors::<Test>::iter().next().is_none());
    let credits = Slices::<Test>::iter().filter(|(.., slice)| !matches!(slice.state, SliceState::Retired(_))).count();
    let held: Balance = everybody().map(held).sum();
    assert_eq!(held, credits as Balance * SLICE_DEPOSIT);
    assert_eq!(money(), start);
    assert_eq!(Balances::total_issuance(), start);
    assert_eq!(Carbon::next_work(), None);
}

fn poor() {
    assert_ok!(<Balances as frame_support::traits::fungible::Mutate<u64>>::mint_into(&POOR, 2 * EXISTENTIAL_DEPOSIT));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn invariants_should_hold_after_any_actions(actions in prop::collection::vec(action(), 1..120)) {
        ExtBuilder.build().execute_with(|| {
            set_up();
            poor();
            let start = money();
            for action in actions {
                let said = format!("{action:?}");
                apply(action);
                Carbon::do_try_state().unwrap_or_else(|error| panic!("{error:?} after {said}"));
                assert_eq!(money(), start);
                let failed = |event: &Event<Test>| matches!(event, Event::StepFailed { .. });
                assert!(!events().iter().any(failed));
            }
            check_footprints();
            check_end(start);
        });
    }
}

/// A month of three producers whose energy is sold, stored, retired and credited every day.
#[test]
fn invariants_should_hold_for_a_month() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        let start = money();
        let project = super::projects::registered();
        for day in 0..30 {
            let day = Day(DAY.0 + day);
            set_day(day);
            publish(ZONE, day, 300_000 + day.0 % 7 * 10_000, Some(500_000));
            let noon = Hour::of(now());
            for quarter in periods(Hour(noon.0 - 1)) {
                for n in [1, 2, 4, 6] {
                    meter(n, quarter, 250, 0, 10_000);
                }
                let solar = issue(1, quarter);
                let claim = Claim { from: day, to: day, ..claim(4) };
                assert_ok!(Carbon::store(signed(1), solar, 200, device(4)));
                assert_ok!(Carbon::retire(signed(1), solar, 300, claim));
                assert_ok!(Carbon::offer(signed(1), solar, 5_000, None, 1_000));
                assert_ok!(Carbon::accept(signed(3), slice(solar, 3), 2_000, 1_000));
                Carbon::settled(&device(2), quarter, &4, Wh(4_000));
                Carbon::completed(&device(2), quarter);
            }
            let (first, last) = (noon.first_period(), Period(noon.first_period().0 + 3));
            for quarter in periods(noon) {
                meter(1, quarter, 0, 0, 1_000_000);
                meter(4, quarter, 0, 900, 0);
            }
            if day.0 % 3 == 0 {
                assert_ok!(Carbon::monitor(signed(1), project, device(1), first, last));
                assert_ok!(Carbon::submit_report(signed(1), project, H256::zero()));
                let report = Projects::<Test>::get(project).unwrap().reports - 1;
                assert_ok!(Carbon::judge_report(signed(VERIFIER), project, report, true));
                assert_ok!(Carbon::issue_credits(signed(REGULATOR), project, report));
            }
            assert_ok!(Carbon::reissue(signed(1), device(4), first));
            idle_block(Weight::MAX);
            Carbon::do_try_state().unwrap();
        }
        // Of the last two days: older retirements may be gone.
        let to = Hour::of(now());
        let sums = Carbon::footprint(4, Hour(to.0 - 40), to, FootprintMethod::Market, None, None).sums;
        assert_eq!((sums.consumption, sums.covered, sums.market_based), (Wh(2_000), Wh(2_000), 0));
        assert!(Issuances::<Test>::iter().count() > 20);
        check_end(start);
        assert!(Serials::<Test>::get(project, 2024) > 1_000);
    });
}

#[test]
fn try_state_should_fail_when_the_books_are_out_of_order() {
    let id = |issuance, slice| CertificateId { issuance, slice };
    let totals = |change: fn(&mut Totals)| {
        Issuances::<Test>::mutate(0, |issuance| change(&mut issuance.as_mut().unwrap().totals));
    };
    let slice = |number: u32, change: fn(&mut SliceRecordOf<Test>)| {
        Slices::<Test>::mutate(0, number, |slice| change(slice.as_mut().unwrap()));
    };
    let broken: Vec<Box<dyn Fn()>> = vec![
        Box::new(move || totals(|totals| totals.issued += 1)),
        Box::new(move || totals(|totals| (totals.active, totals.locked) = (totals.active - 1, totals.locked + 1))),
        Box::new(move || totals(|totals| (totals.retired, totals.expired) = (totals.retired - 1, totals.expired + 1))),
        Box::new(move || slice(0, |slice| slice.first -= 1)),
        Box::new(move || slice(0, |slice| slice.last += 1)),
        Box::new(move || slice(1, |slice| slice.first = slice.last + 1)),
        Box::new(move || slice(0, |slice| slice.owner = 2)),
        Box::new(move || slice(0, |slice| slice.deposit += 1)),
        Box::new(move || slice(1, |slice| slice.deposit += 1)),
        Box::new(|| Slices::<Test>::remove(0, 0)),
        Box::new(|| Issuances::<Test>::remove(0)),
        Box::new(|| NextIssuance::<Test>::put(0)),
        Box::new(|| Issuances::<Test>::mutate(0, |issuance| issuance.as_mut().unwrap().next_slice = 1)),
        Box::new(|| Issuances::<Test>::mutate(0, |issuance| issuance.as_mut().unwrap().expires = None)),
        Box::new(|| IssuancesOf::<Test>::remove(device(1), (PERIOD, false))),
        Box::new(|| IssuancesOf::<Test>::insert(device(9), (PERIOD, false), 0)),
        Box::new(move || CertificatesOf::<Test>::remove(1, id(0, 0))),
        Box::new(move || CertificatesOf::<Test>::insert(2, id(0, 0), ())),
        Box::new(move || Retirements::<Test>::remove(3, id(0, 1))),
        Box::new(move || Retirements::<Test>::insert(3, id(0, 0), ())),
        Box::new(|| Coverage::<Test>::remove((3, HOUR, ZONE))),
        Box::new(|| Coverage::<Test>::mutate((3, HOUR, ZONE), |coverage| coverage.emissions += 1)),
        Box::new(|| Due::<Test>::remove(Day(DAY.0 + VALIDITY), 0)),
        Box::new(|| Due::<Test>::insert(Day(DAY.0 + VALIDITY + 1), 0, ())),
        Box::new(|| Agendas::<Test>::mutate(|agenda| agenda.due = Some(Day(DAY.0 + VALIDITY + 1)))),
        Box::new(|| Agendas::<Test>::mutate(|agenda| agenda.sweep = Some(SweepRecord { issuance: 9, last: Some(0) }))),
        Box::new(|| Agendas::<Test>::mutate(|agenda| agenda.factors = Some(DAY))),
        Box::new(|| Factors::<Test>::remove(DAY, (ZONE, 1))),
        Box::new(|| Factors::<Test>::mutate(DAY, (ZONE, 1), |set| set.as_mut().unwrap().pins = 0)),
        Box::new(|| LatestVersion::<Test>::insert(DAY, OTHER_ZONE, 1)),
        Box::new(|| Rules::<Test>::mutate(ZONE, |rules| rules.as_mut().unwrap().quorum = 0)),
        Box::new(|| Charged::<Test>::mutate(device(4), HOUR, |charged| charged.0 += 1)),
        Box::new(|| Allocations::<Test>::remove(device(4), 0)),
        Box::new(|| Allocations::<Test>::mutate(device(4), 0, |allocation| allocation.as_mut().unwrap().left.0 += 1)),
        Box::new(|| Stores::<Test>::remove(device(4))),
        Box::new(|| Stores::<Test>::insert(device(4), StoreRecord { first: 0, next: 2 })),
        Box::new(|| Reports::<Test>::remove(0, 0)),
        Box::new(|| Projects::<Test>::mutate(0, |project| project.as_mut().unwrap().reports = 2)),
        Box::new(|| Projects::<Test>::mutate(0, |project| project.as_mut().unwrap().verifier = None)),
        Box::new(|| Projects::<Test>::mutate(0, |project| project.as_mut().unwrap().deposit += 1)),
        Box::new(|| NextProject::<Test>::put(0)),
        Box::new(|| Serials::<Test>::insert(0, 2024, 1)),
    ];
    for (number, break_it) in broken.into_iter().enumerate() {
        ExtBuilder.build().execute_with(|| {
            publish(ZONE, Day(DAY.0 - 1), 1, None);
            publish(ZONE, DAY, 1_000_000, None);
            let solar = generate(1, PERIOD, 100);
            assert_ok!(Carbon::retire(signed(1), solar, 30, claim(3)));
            add_device(4, 1, ZONE, DeviceKind::Storage);
            meter(4, PERIOD, 50, 0, 0);
            assert_ok!(Carbon::store(signed(1), solar, 20, device(4)));
            let project = super::projects::registered();
            let later = Hour(HOUR.0 + 1).first_period();
            meter(1, later, 0, 2_000, 2_000);
            assert_ok!(Carbon::monitor(signed(1), project, device(1), later, later));
            assert_ok!(Carbon::submit_report(signed(1), project, H256::zero()));
            assert_ok!(Carbon::judge_report(signed(VERIFIER), project, 0, true));
            assert_ok!(Carbon::issue_credits(signed(REGULATOR), project, 0));
            Carbon::do_try_state().unwrap();
            break_it();
            assert!(Carbon::do_try_state().is_err(), "number {number} was not found");
        });
    }
}
