//! Who is in a session, and who stands for the next no more.

use crate::{
    mock::*,
    session_impls::{select, CandidateView},
    *,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchClass, traits::Hooks, weights::Weight};
use pallet_session::SessionManager;
use proptest::prelude::*;
use sp_runtime::{Perbill, Permill};
use uen_primitives::Balance;

fn view(account: u64, stake: Balance, own_stake: Balance) -> CandidateView<u64> {
    CandidateView { account, stake, own_stake }
}

fn parameters(seats: u32, percent: u32) -> StakingParameters {
    StakingParameters { seats, max_stake_share: Permill::from_percent(percent), ..Default::default() }
}

fn mandatory_weight() -> Weight {
    *System::block_weight().get(DispatchClass::Mandatory)
}

/// A session of `members` begins in this block.
fn begin(members: &[u64]) {
    Members::set(&members.to_vec());
    ValidatorStaking::start_session(1);
    events();
}

fn status(who: u64) -> ValidatorStatus {
    validator(who).status
}

#[test]
fn select_should_take_those_with_the_most_stake() {
    let candidates = vec![view(1, 30, 1), view(2, 50, 1), view(3, 40, 1), view(4, 20, 1)];
    assert_eq!(select(candidates, vec![], 140, &parameters(2, 100)), vec![2, 3]);
}

#[test]
fn select_should_take_everybody_when_seats_are_left() {
    assert_eq!(select(vec![view(1, 30, 1), view(2, 50, 1)], vec![], 80, &parameters(20, 100)), vec![2, 1]);
}

#[test]
fn select_should_take_nobody_when_nobody_stands() {
    assert_eq!(select::<u64>(vec![], vec![], 0, &parameters(20, 10)), Vec::<u64>::new());
}

#[test]
fn select_should_prefer_own_stake_when_counted_stake_is_equal() {
    // 10 % of 1,000 count of either.
    let candidates = vec![view(1, 600, 10), view(2, 100, 11), view(3, 300, 9)];
    assert_eq!(select(candidates, vec![], 1_000, &parameters(2, 10)), vec![2, 1]);
}

#[test]
fn select_should_prefer_the_smaller_account_when_all_else_is_equal() {
    assert_eq!(select(vec![view(3, 5, 1), view(1, 5, 1), view(2, 5, 1)], vec![], 15, &parameters(2, 100)), vec![1, 2]);
}

#[test]
fn select_should_put_invulnerables_first_in_their_order() {
    let candidates = vec![view(1, 30, 1), view(2, 50, 1)];
    assert_eq!(select(candidates, vec![9, 7], 80, &parameters(1, 100)), vec![9, 7, 2]);
}

#[test]
fn select_should_leave_fewer_seats_to_others_when_an_invulnerable_has_one() {
    let candidates = vec![view(1, 30, 1), view(2, 50, 1), view(3, 40, 1)];
    assert_eq!(select(candidates, vec![2], 120, &parameters(2, 100)), vec![2, 3]);
}

#[test]
fn select_should_take_no_seat_for_an_invulnerable_with_too_little_stake() {
    let candidates = vec![view(1, 30, 1), view(2, 50, 1), view(3, 40, 1)];
    assert_eq!(select(candidates, vec![1], 120, &parameters(2, 100)), vec![1, 2, 3]);
}

fn candidates() -> impl Strategy<Value = Vec<CandidateView<u64>>> {
    // Few different amounts, so that many are equal.
    let amounts = prop_oneof![0..4u128, 0..=1_000u128, any::<u64>().prop_map(u128::from)];
    prop::collection::btree_map(0..200u64, (amounts.clone(), amounts), 0..60)
        .prop_map(|all| all.into_iter().map(|(account, (more, own))| view(account, own + more, own)).collect())
}

proptest! {
    #[test]
    fn select_should_choose_the_best_whatever_their_order(
        (given, shuffled) in candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        invulnerables in prop::collection::btree_set(0..220u64, 0..6).prop_map(|all| Vec::from_iter(all)).prop_shuffle(),
        seats in 1..=MAX_SEATS,
        share in 10_000..=1_000_000u32,
        delegated_elsewhere in 0..10_000u128,
    ) {
        let parameters = StakingParameters { seats, max_stake_share: Permill::from_parts(share), ..Default::default() };
        let total = given.iter().map(|candidate| candidate.stake).sum::<u128>() + delegated_elsewhere;
        let members = select(given.clone(), invulnerables.clone(), total, &parameters);
        prop_assert_eq!(&select(shuffled, invulnerables.clone(), total, &parameters), &members);

        // The reference: whoever has less than `seats` before it.
        let most = total * u128::from(share) / 1_000_000;
        let is_before = |one: &CandidateView<u64>, other: &CandidateView<u64>| {
            let (counted, than) = (one.stake.min(most), other.stake.min(most));
            counted > than
                || (counted == than
                    && (one.own_stake > other.own_stake || (one.own_stake == other.own_stake && one.account < other.account)))
        };
        let is_best = |one: &CandidateView<u64>| given.iter().filter(|other| is_before(other, one)).count() < seats as usize;
        let expected: Vec<u64> = given
            .iter()
            .filter(|candidate| is_best(candidate) && !invulnerables.contains(&candidate.account))
            .map(|candidate| candidate.account)
            .collect();
        let (first, rest) = members.split_at(invulnerables.len());
        prop_assert_eq!(first, &invulnerables[..]);
        let mut sorted = rest.to_vec();
        sorted.sort();
        prop_assert_eq!(sorted, expected);
        prop_assert!(members.len() <= seats as usize + invulnerables.len());
        let different: std::collections::BTreeSet<_> = members.iter().collect();
        prop_assert_eq!(different.len(), members.len());
    }

    #[test]
    fn select_should_keep_a_member_that_gets_more_stake(
        given in candidates(),
        seats in 1..20u32,
        share in 1..=100u32,
        which in any::<prop::sample::Index>(),
        more in 0..1_000u128,
    ) {
        let total = given.iter().map(|candidate| candidate.stake).sum::<u128>();
        let members = select(given.clone(), vec![], total, &parameters(seats, share));
        prop_assume!(!members.is_empty());
        let member = *which.get(&members);
        let mut given = given;
        let candidate = given.iter_mut().find(|candidate| candidate.account == member).unwrap();
        // Of its own: what others delegate raises what counts of those above the share, too.
        candidate.stake += more;
        candidate.own_stake += more;
        prop_assert!(select(given, vec![], total, &parameters(seats, share)).contains(&member));
    }
}

#[test]
fn new_session_should_take_candidates_by_their_stake() {
    ExtBuilder::default()
        .validators(vec![(ALICE, BOND, Perbill::zero()), (BOB, 2 * BOND, Perbill::zero()), (CHARLIE, BOND, Perbill::zero())])
        .delegations(vec![(DAVE, ALICE, 2 * BOND)])
        .parameters(parameters(2, 100))
        .build_and_execute(|| {
            assert_eq!(ValidatorStaking::new_session(3), Some(vec![ALICE, BOB]));
            assert_eq!(events(), vec![Event::SessionPlanned { session: 3, members: 2 }]);
        });
}

#[test]
fn new_session_should_follow_stake_that_moves() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, BOND)]).parameters(parameters(1, 100)).build_and_execute(|| {
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![ALICE]));
        assert_ok!(ValidatorStaking::redelegate(signed(DAVE), ALICE, BOB, BOND));
        assert_eq!(ValidatorStaking::new_session(2), Some(vec![BOB]));
    });
}

#[test]
fn new_session_should_leave_out_who_is_idle() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![BOB]));
    });
}

#[test]
fn new_session_should_leave_out_who_leaves() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![BOB]));
    });
}

#[test]
fn new_session_should_leave_out_who_has_no_keys() {
    ExtBuilder::default().build_and_execute(|| {
        remove_keys(BOB);
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![ALICE]));
        set_keys(BOB);
        assert_eq!(ValidatorStaking::new_session(2), Some(vec![ALICE, BOB]));
    });
}

#[test]
fn new_session_should_leave_out_who_has_too_little_of_its_own() {
    ExtBuilder::default().delegations(vec![(DAVE, ALICE, 20 * BOND)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::delegate(signed(BOB), BOB, 1));
        let parameters = StakingParameters { min_validator_bond: BOND + 1, ..Parameters::<Test>::get() };
        assert_ok!(ValidatorStaking::set_parameters(RuntimeOrigin::root(), parameters));
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![BOB]));
    });
}

#[test]
fn new_session_should_put_invulnerables_with_keys_first() {
    ExtBuilder::default().invulnerables(vec![EVE, BOB, FERDIE]).build_and_execute(|| {
        remove_keys(EVE);
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![BOB, FERDIE, ALICE]));
    });
}

#[test]
fn new_session_should_take_invulnerables_that_never_staked() {
    ExtBuilder::default().validators(vec![]).invulnerables(vec![EVE]).build_and_execute(|| {
        assert_eq!(ValidatorStaking::new_session(1), Some(vec![EVE]));
    });
}

#[test]
fn new_session_should_leave_the_old_members_when_there_is_nobody() {
    ExtBuilder::default().build_and_execute(|| {
        for who in [ALICE, BOB] {
            remove_keys(who);
        }
        events();
        assert_eq!(ValidatorStaking::new_session(1), None);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn new_session_should_register_its_weight() {
    ExtBuilder::default().build_and_execute(|| {
        let before = mandatory_weight();
        ValidatorStaking::new_session(1);
        assert_eq!(mandatory_weight(), before + <() as WeightInfo>::new_session(2));
    });
}

#[test]
fn new_session_genesis_should_choose_likewise_and_cost_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let before = mandatory_weight();
        assert_eq!(ValidatorStaking::new_session_genesis(0), Some(vec![ALICE, BOB]));
        assert_eq!(mandatory_weight(), before);
    });
}

#[test]
fn start_session_should_note_its_first_block() {
    ExtBuilder::default().build_and_execute(|| {
        run_to_block(17);
        ValidatorStaking::start_session(2);
        assert_eq!(SessionStart::<Test>::get(), 17);
    });
}

#[test]
fn end_session_should_chill_who_produced_no_block() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        blocks(ALICE, 2 * MIN_BLOCKS_PER_MEMBER);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![Event::ValidatorChilled { validator: BOB, offline: true }]);
        assert_eq!((status(ALICE), status(BOB)), (ValidatorStatus::Active, ValidatorStatus::Idle));
        assert!(!Candidates::<Test>::contains_key(BOB));
        assert_eq!(ValidatorStaking::new_session(3), Some(vec![ALICE]));
    });
}

#[test]
fn end_session_should_take_no_stake_of_who_is_chilled() {
    ExtBuilder::default().delegations(vec![(DAVE, BOB, BOND)]).build_and_execute(|| {
        begin(&[ALICE, BOB]);
        let (record, total) = (validator(BOB), TotalStake::<Test>::get());
        blocks(ALICE, 2 * MIN_BLOCKS_PER_MEMBER);
        ValidatorStaking::end_session(1);
        assert_eq!(validator(BOB), ValidatorRecord { status: ValidatorStatus::Idle, ..record });
        assert_eq!((held(BOB), held(DAVE), TotalStake::<Test>::get()), (BOND, BOND, total));
    });
}

#[test]
fn end_session_should_let_the_chilled_stand_again() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        blocks(ALICE, 2 * MIN_BLOCKS_PER_MEMBER);
        ValidatorStaking::end_session(1);
        assert_ok!(ValidatorStaking::activate(signed(BOB)));
        assert_eq!(ValidatorStaking::new_session(3), Some(vec![ALICE, BOB]));
    });
}

#[test]
fn end_session_should_keep_who_produced_one_block() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        next_block(BOB);
        blocks(ALICE, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn end_session_should_keep_who_produced_the_block_that_began_it() {
    ExtBuilder::default().build_and_execute(|| {
        next_block(BOB);
        begin(&[ALICE, BOB]);
        blocks(ALICE, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(status(BOB), ValidatorStatus::Active);
    });
}

#[test]
fn end_session_should_chill_who_produced_blocks_in_the_session_before_only() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(BOB, 50);
        next_block(ALICE);
        begin(&[ALICE, BOB]);
        blocks(ALICE, 2 * MIN_BLOCKS_PER_MEMBER);
        ValidatorStaking::end_session(1);
        assert_eq!(status(BOB), ValidatorStatus::Idle);
    });
}

#[test]
fn end_session_should_chill_nobody_when_the_session_was_too_short() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        blocks(ALICE, 2 * MIN_BLOCKS_PER_MEMBER - 1);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn end_session_should_keep_invulnerables() {
    ExtBuilder::default().invulnerables(vec![BOB]).build_and_execute(|| {
        begin(&[BOB, ALICE]);
        blocks(ALICE, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![]);
        assert_eq!(status(BOB), ValidatorStatus::Active);
    });
}

#[test]
fn end_session_should_keep_the_last_candidate() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        blocks(NOBODY, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![Event::ValidatorChilled { validator: ALICE, offline: true }]);
        assert_eq!(Candidates::<Test>::iter_keys().collect::<Vec<_>>(), vec![BOB]);
    });
}

/// Whoever takes turns has none if every second slot is lost.
#[test]
fn end_session_should_keep_all_when_half_of_them_are_missing() {
    let bond = |who| (who, BOND, Perbill::zero());
    ExtBuilder::default().validators([ALICE, BOB, CHARLIE, DAVE].map(bond).to_vec()).build_and_execute(|| {
        begin(&[ALICE, BOB, CHARLIE, DAVE]);
        blocks(ALICE, 100);
        blocks(CHARLIE, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![]);
        assert_eq!(Candidates::<Test>::count(), 4);
    });
}

#[test]
fn end_session_should_pass_over_candidates_that_are_no_members() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE]);
        blocks(ALICE, 100);
        ValidatorStaking::end_session(1);
        assert_eq!(status(BOB), ValidatorStatus::Active);
    });
}

#[test]
fn end_session_should_pass_over_who_is_idle_or_leaves() {
    let bond = |who| (who, BOND, Perbill::zero());
    ExtBuilder::default().validators([ALICE, BOB, CHARLIE, DAVE].map(bond).to_vec()).build_and_execute(|| {
        next_block(CHARLIE);
        next_block(ALICE);
        begin(&[ALICE, BOB, CHARLIE]);
        assert_ok!(ValidatorStaking::chill(signed(BOB)));
        assert_ok!(ValidatorStaking::deregister(signed(CHARLIE)));
        blocks(ALICE, 100);
        events();
        ValidatorStaking::end_session(1);
        assert_eq!(events(), vec![]);
        assert_eq!((status(BOB), status(CHARLIE)), (ValidatorStatus::Idle, ValidatorStatus::Leaving));
    });
}

#[test]
fn end_session_should_register_its_weight() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB, NOBODY]);
        let before = mandatory_weight();
        ValidatorStaking::end_session(1);
        assert_eq!(mandatory_weight(), before + <() as WeightInfo>::end_session(3));
    });
}

#[test]
fn chilled_validator_should_not_stand_when_it_has_no_keys() {
    ExtBuilder::default().build_and_execute(|| {
        begin(&[ALICE, BOB]);
        blocks(ALICE, 100);
        ValidatorStaking::end_session(1);
        remove_keys(BOB);
        assert_noop!(ValidatorStaking::activate(signed(BOB)), Error::<Test>::NoSessionKeys);
    });
}

#[test]
fn configuration_should_pass_the_integrity_test() {
    ExtBuilder::default().build_and_execute(|| {
        <ValidatorStaking as Hooks<u64>>::integrity_test();
    });
}
