//! What the runtime API answers, and what an account votes with.

use crate::{mock::*, *};
use frame_support::assert_ok;
use pallet_session::SessionManager;
use sp_runtime::Perbill;
use uen_primitives::{
    runtime_api::{DelegationInfo, Page, StakeInfo, StakingStatus, UnbondingInfo, ValidatorInfo, MAX_PAGE},
    Balance, VotingPower,
};

/// Everybody in one page.
fn all() -> Vec<ValidatorInfo<u64>> {
    let page = ValidatorStaking::validators_page(None, MAX_PAGE);
    assert_eq!(page.next, None);
    page.items
}

fn info(who: u64) -> ValidatorInfo<u64> {
    all().into_iter().find(|validator| validator.account == who).unwrap()
}

/// Rewards are rounded down, by no more than this in these tests.
fn assert_nearly(actual: Balance, expected: Balance) {
    assert!(actual <= expected && expected - actual <= 3, "{actual} is not {expected}");
}

/// Five validators.
fn five() -> ExtBuilder {
    ExtBuilder::default().validators((1..=5).map(|who| (who, BOND, Perbill::zero())).collect())
}

#[test]
fn status_should_tell_where_staking_stands() {
    ExtBuilder::default().session_length(30).build_and_execute(|| {
        blocks(ALICE, 1);
        blocks(BOB, 3);
        close_era_with(8 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(BOB), BOB, BOB));
        ValidatorStaking::start_session(3);
        let start = System::block_number() as u32;
        blocks(ALICE, 2);
        fees(UEN);
        Members::set(&vec![ALICE, BOB, EVE]);
        let paid = Pot::<Test>::get().paid;
        assert_nearly(paid, 6 * UEN);
        assert_eq!(
            ValidatorStaking::staking_status(),
            StakingStatus {
                era: 1,
                day: Some(day_of(1)),
                points: 2,
                session_start: start,
                session_length: 30,
                total_stake: 2 * BOND,
                candidates: 2,
                seats: 20,
                session_members: 3,
                era_fees: UEN,
                reserved: 8 * UEN - paid,
                paid,
                last_era_reward: Some(8 * UEN),
                min_validator_bond: BOND,
                min_delegation: LEAST,
                max_stake_share_ppm: 100_000,
                unbonding_blocks: 20,
            }
        );
    });
}

#[test]
fn status_should_have_no_day_when_there_was_no_first_block() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        let status = ValidatorStaking::staking_status();
        assert_eq!((status.era, status.day, status.points, status.last_era_reward), (0, None, 0, None));
        assert_eq!((status.total_stake, status.candidates), (2 * BOND, 2));
    });
}

#[test]
fn status_should_have_no_fees_when_the_pot_is_empty() {
    ExtBuilder::default().validators(Vec::new()).pot(0).build_and_execute(|| {
        let status = ValidatorStaking::staking_status();
        assert_eq!((status.era_fees, status.reserved, status.paid), (0, 0, 0));
    });
}

#[test]
fn validator_should_be_shown_as_it_is() {
    let delegations = vec![(CHARLIE, ALICE, BOND), (DAVE, ALICE, LEAST)];
    ExtBuilder::default().delegations(delegations).invulnerables(vec![ALICE]).build_and_execute(|| {
        Members::set(&vec![ALICE]);
        blocks(ALICE, 2);
        let last = System::block_number() as u32;
        blocks(BOB, 1);
        assert_eq!(
            info(ALICE),
            ValidatorInfo {
                account: ALICE,
                status: "active".into(),
                in_session: true,
                invulnerable: true,
                commission_ppm: 100_000,
                next_commission_ppm: None,
                stake: 2 * BOND + LEAST,
                own_stake: BOND,
                delegators: 3,
                points: 2,
                commission_due: 0,
                last_authored: last,
            }
        );
        let bob = info(BOB);
        assert_eq!((bob.in_session, bob.invulnerable, bob.commission_ppm, bob.points), (false, false, 0, 1));
    });
}

#[test]
fn validator_should_be_shown_in_the_era_under_way_when_it_was_last_looked_at_before() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(ALICE, 3);
        close_era_with(10 * UEN);
        assert_eq!(validator(ALICE).ledger.points, 3);
        let alice = info(ALICE);
        assert_eq!(alice.points, 0);
        assert_nearly(alice.commission_due, UEN);
    });
}

#[test]
fn validator_should_show_no_commission_when_it_was_claimed() {
    ExtBuilder::default().build_and_execute(|| {
        blocks(ALICE, 3);
        close_era_with(10 * UEN);
        assert_ok!(ValidatorStaking::claim(signed(BOB), ALICE, ALICE));
        assert_eq!(info(ALICE).commission_due, 0);
    });
}

#[test]
fn validator_should_show_a_commission_that_was_announced() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::from_percent(25)));
        let alice = info(ALICE);
        assert_eq!((alice.commission_ppm, alice.next_commission_ppm), (100_000, Some((250_000, COMMISSION_NOTICE))));
    });
}

#[test]
fn validator_should_show_the_announced_commission_as_its_own_when_its_era_has_come() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::set_commission(signed(ALICE), Perbill::from_percent(25)));
        for _ in 0..COMMISSION_NOTICE {
            next_block(BOB);
            close_era();
        }
        let alice = info(ALICE);
        assert_eq!((alice.commission_ppm, alice.next_commission_ppm), (250_000, None));
    });
}

#[test]
fn validator_should_be_idle_when_it_does_not_stand() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ValidatorStaking::chill(signed(ALICE)));
        assert_eq!(info(ALICE).status, "idle");
        assert_eq!(info(BOB).status, "active");
        assert_eq!(ValidatorStaking::staking_status().candidates, 1);
    });
}

#[test]
fn validator_should_be_leaving_when_delegators_have_not_left_it() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, LEAST)]).build_and_execute(|| {
        assert_ok!(ValidatorStaking::deregister(signed(ALICE)));
        let alice = info(ALICE);
        assert_eq!((alice.status.as_str(), alice.stake, alice.own_stake), ("leaving", LEAST, 0));
    });
}

#[test]
fn validators_should_come_page_by_page() {
    five().build_and_execute(|| {
        let mut cursor = None;
        let mut accounts = Vec::new();
        for (items, is_last) in [(2, false), (2, false), (1, true)] {
            let page = ValidatorStaking::validators_page(cursor, 2);
            assert_eq!((page.items.len(), page.next.is_none()), (items, is_last));
            accounts.extend(page.items.into_iter().map(|validator| validator.account));
            cursor = page.next;
        }
        accounts.sort();
        assert_eq!(accounts, vec![1, 2, 3, 4, 5]);
    });
}

#[test]
fn validators_should_end_when_the_last_page_is_full() {
    five().build_and_execute(|| {
        let page = ValidatorStaking::validators_page(None, 5);
        assert_eq!((page.items.len(), page.next), (5, None));
    });
}

#[test]
fn validators_should_come_one_by_one_when_the_limit_is_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        let page = ValidatorStaking::validators_page(None, 0);
        assert_eq!(page.items.len(), 1);
        assert_eq!(page.next, Some(page.items[0].account));
    });
}

#[test]
fn validators_should_be_no_more_than_a_page_when_the_limit_is_higher() {
    ExtBuilder::default().build().execute_with(|| {
        let record = validator(ALICE);
        for who in 0..u64::from(MAX_PAGE) {
            Validators::<Test>::insert(1_000 + who, record.clone());
        }
        let page = ValidatorStaking::validators_page(None, u32::MAX);
        assert_eq!(page.items.len(), MAX_PAGE as usize);
        assert_eq!(ValidatorStaking::validators_page(page.next, u32::MAX).items.len(), 2);
    });
}

#[test]
fn validators_should_go_on_when_the_one_of_the_cursor_is_gone() {
    five().build_and_execute(|| {
        let first = ValidatorStaking::validators_page(None, 1);
        let gone = first.items[0].account;
        assert_ok!(ValidatorStaking::deregister(signed(gone)));
        assert!(!Validators::<Test>::contains_key(gone));
        let rest = ValidatorStaking::validators_page(first.next, 10);
        assert_eq!((rest.items.len(), rest.next), (4, None));
        assert!(rest.items.iter().all(|validator| validator.account != gone));
    });
}

#[test]
fn validators_should_be_none_when_there_are_none() {
    ExtBuilder::default().validators(Vec::new()).build_and_execute(|| {
        assert_eq!(ValidatorStaking::validators_page(None, 10), Page { items: Vec::new(), next: None });
    });
}

#[test]
fn stake_should_show_what_is_delegated_unbonding_and_locked() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, BOND), (CHARLIE, BOB, LEAST)]).build_and_execute(|| {
        lock_votes(CHARLIE, UEN);
        assert_ok!(ValidatorStaking::unbond(signed(CHARLIE), ALICE, 3 * UEN));
        run_to_block(5);
        assert_ok!(ValidatorStaking::unbond(signed(CHARLIE), ALICE, UEN));
        assert_ok!(ValidatorStaking::set_compounding(signed(CHARLIE), BOB, true));
        let mut stake = ValidatorStaking::stake_of(CHARLIE);
        stake.delegations.sort_by_key(|delegation| delegation.validator);
        assert_eq!(
            stake,
            StakeInfo {
                active: BOND + LEAST - 4 * UEN,
                locked_by_votes: UEN,
                delegations: vec![
                    DelegationInfo { validator: ALICE, amount: BOND - 4 * UEN, reward: 0, compound: false },
                    DelegationInfo { validator: BOB, amount: LEAST, reward: 0, compound: true },
                ],
                unbonding: vec![UnbondingInfo { amount: 3 * UEN, until: 21 }, UnbondingInfo { amount: UEN, until: 25 }],
            }
        );
    });
}

/// What is shown as a reward is what claiming it then pays.
fn assert_claim_pays_what_is_shown(who: u64, nearly: Balance) {
    let shown = ValidatorStaking::stake_of(who).delegations[0].reward;
    assert_nearly(shown, nearly);
    let before = balance(who);
    assert_ok!(ValidatorStaking::claim(signed(who), who, ALICE));
    assert_eq!(balance(who) - before, shown);
    assert_eq!(ValidatorStaking::stake_of(who).delegations[0].reward, 0);
}

#[test]
fn stake_should_show_the_reward_that_can_be_claimed() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, BOND)]).build_and_execute(|| {
        blocks(ALICE, 4);
        close_era_with(10 * UEN);
        blocks(ALICE, 1);
        close_era_with(10 * UEN);
        assert_claim_pays_what_is_shown(CHARLIE, 9 * UEN);
    });
}

#[test]
fn stake_should_show_the_commission_with_the_reward_of_a_validator() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, BOND)]).build_and_execute(|| {
        blocks(ALICE, 4);
        close_era_with(10 * UEN);
        assert_claim_pays_what_is_shown(ALICE, UEN + 45 * UEN / 10);
    });
}

#[test]
fn stake_should_show_no_reward_when_the_era_is_under_way() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, BOND)]).build_and_execute(|| {
        blocks(ALICE, 4);
        fees(10 * UEN);
        assert_eq!(ValidatorStaking::stake_of(CHARLIE).delegations[0].reward, 0);
    });
}

#[test]
fn stake_should_be_nothing_when_nothing_is_staked() {
    ExtBuilder::default().build_and_execute(|| {
        let stake = ValidatorStaking::stake_of(NOBODY);
        assert_eq!((stake.active, stake.locked_by_votes), (0, 0));
        assert!(stake.delegations.is_empty() && stake.unbonding.is_empty());
    });
}

#[test]
fn power_should_be_active_stake_alone() {
    ExtBuilder::default().delegations(vec![(CHARLIE, ALICE, BOND), (CHARLIE, BOB, BOND)]).build_and_execute(|| {
        assert_eq!(ValidatorStaking::power(&CHARLIE), 2 * BOND);
        assert_ok!(ValidatorStaking::unbond(signed(CHARLIE), ALICE, UEN));
        assert_eq!(ValidatorStaking::power(&CHARLIE), 2 * BOND - UEN);
        assert_eq!(ValidatorStaking::power(&NOBODY), 0);
        assert_eq!(<ValidatorStaking as VotingPower<u64>>::total(), 4 * BOND - UEN);
    });
}

#[cfg(feature = "runtime-benchmarks")]
mod set_power {
    use super::*;

    #[test]
    fn set_power_should_stake_for_a_validator_when_there_is_one() {
        ExtBuilder::default().build_and_execute(|| {
            ValidatorStaking::set_power(&NOBODY, BOND);
            assert_eq!(ValidatorStaking::power(&NOBODY), BOND);
            assert_eq!(all().len(), 2);
        });
    }

    #[test]
    fn set_power_should_register_a_validator_when_there_is_none() {
        ExtBuilder::default().validators(Vec::new()).build_and_execute(|| {
            ValidatorStaking::set_power(&NOBODY, BOND);
            assert_eq!(ValidatorStaking::power(&NOBODY), BOND);
            assert_eq!(all().len(), 1);
        });
    }

    #[test]
    fn set_power_should_add_to_a_delegation_when_there_is_one() {
        ExtBuilder::default().delegations(vec![(CHARLIE, BOB, BOND)]).build_and_execute(|| {
            ValidatorStaking::set_power(&CHARLIE, 3 * BOND);
            assert_eq!(delegation(CHARLIE, BOB).amount, 3 * BOND);
            assert_eq!(staker(CHARLIE).delegations, 1);
        });
    }

    #[test]
    fn set_power_should_change_nothing_when_there_is_enough() {
        ExtBuilder::default().delegations(vec![(CHARLIE, BOB, BOND)]).build_and_execute(|| {
            ValidatorStaking::set_power(&CHARLIE, BOND);
            assert_eq!(ValidatorStaking::power(&CHARLIE), BOND);
        });
    }

    #[test]
    fn set_power_should_stake_the_least_when_less_is_wanted() {
        ExtBuilder::default().build_and_execute(|| {
            ValidatorStaking::set_power(&NOBODY, 1);
            assert_eq!(ValidatorStaking::power(&NOBODY), LEAST);
        });
    }
}
