//! Stake governs: referenda, council, committee and treasury on the assembled runtime.
#![allow(missing_docs)]

mod chain;

use chain::{account, dev, Chain, START};
use frame_support::traits::{fungible::InspectHold, Bounded, InstanceFilter, StorePreimage};
use frame_system::RawOrigin;
use pallet_collective::{Instance1, Instance2, RawOrigin as Members};
use pallet_democracy::{AccountVote, Call as Democracy, Conviction, Error, ReferendumInfo, ReferendumInfoOf, Vote};
use pallet_energy_mining::{Call as Mining, MiningParameters, Parameters};
use pallet_governance::{GovernancePeriods, Periods};
use pallet_validator_staking::{Call as Staking, Error as StakingError};
use sp_core::{sr25519, H256};
use sp_runtime::{traits::Hash, DispatchError};
use uen_runtime::{
    configs::{ProxyType, TreasuryAccount},
    constants::UEN,
    genesis::{OPERATOR_DELEGATION, VALIDATOR_BOND},
    AccountId, Balance, Balances, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Treasury,
};

type Proposal = Bounded<RuntimeCall, <Runtime as frame_system::Config>::Hashing>;

fn council(ayes: u32) -> RuntimeOrigin {
    Members::<AccountId, Instance1>::Members(ayes, 3).into()
}

fn committee(ayes: u32) -> RuntimeOrigin {
    Members::<AccountId, Instance2>::Members(ayes, 3).into()
}

/// Another cap for energy mining, as something to vote on.
fn other_parameters() -> MiningParameters {
    MiningParameters { max_reward: 2_000_000_000, ..Default::default() }
}

fn proposal(chain: &mut Chain, call: impl Into<RuntimeCall>) -> Proposal {
    let call = call.into();
    let bound = chain.ext.execute_with(|| Preimage::bound(call).expect("the call is small"));
    chain.ext.commit_all().expect("the preimage is committed");
    bound
}

fn aye(balance: Balance, conviction: Conviction) -> AccountVote<Balance> {
    AccountVote::Standard { vote: Vote { aye: true, conviction }, balance }
}

fn vote(ref_index: u32, vote: AccountVote<Balance>) -> Democracy<Runtime> {
    Democracy::vote { ref_index, vote }
}

/// Eve proposes `call`, and the chain goes on until it is voted on as referendum 0.
fn launch(chain: &mut Chain, call: impl Into<RuntimeCall>) {
    let proposal = proposal(chain, call);
    let propose = Democracy::<Runtime>::propose { proposal, value: 1_000 * UEN };
    chain.call(&dev("//Eve"), propose).0.expect("a holder proposes");
    for _ in 0..25 {
        let events = chain.blocks(1);
        if events.iter().any(|event| matches!(event, RuntimeEvent::Democracy(pallet_democracy::Event::Started { .. }))) {
            return;
        }
    }
    panic!("no referendum was launched");
}

fn tally(chain: &mut Chain, index: u32) -> pallet_democracy::Tally<Balance> {
    match chain.ext.execute_with(|| ReferendumInfoOf::<Runtime>::get(index)) {
        Some(ReferendumInfo::Ongoing(status)) => status.tally,
        other => panic!("{other:?}"),
    }
}

fn mining_cap(chain: &mut Chain) -> u64 {
    chain.ext.execute_with(|| Parameters::<Runtime>::get().max_reward)
}

#[test]
fn a_referendum_should_change_energy_mining_when_stake_approves() {
    let mut chain = Chain::new();
    launch(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    let (alice, dave) = (dev("//Alice"), dev("//Dave"));
    chain.call(&alice, vote(0, aye(VALIDATOR_BOND, Conviction::Locked1x))).0.expect("stake votes");
    let delegate = Democracy::<Runtime>::delegate {
        to: account(&alice).into(),
        conviction: Conviction::Locked2x,
        balance: OPERATOR_DELEGATION,
    };
    chain.call(&dave, delegate).0.expect("a vote is delegated");
    let tally = tally(&mut chain, 0);
    assert_eq!(
        (tally.ayes, tally.nays, tally.turnout),
        (VALIDATOR_BOND + 2 * OPERATOR_DELEGATION, 0, VALIDATOR_BOND + OPERATOR_DELEGATION)
    );
    assert_eq!(mining_cap(&mut chain), 1_000_000_000);
    chain.blocks(20 + 5 + 1);
    assert_eq!(mining_cap(&mut chain), 2_000_000_000);
}

#[test]
fn votes_should_be_refused_without_stake_and_counted_once() {
    let mut chain = Chain::new();
    launch(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    let (bob, poor) = (dev("//Bob"), dev("//Alice//stash"));
    // A million UEN, none of it staked.
    assert!(chain.free(&account(&poor)) > 999_999 * UEN);
    let (result, _) = chain.call(&poor, vote(0, aye(1, Conviction::None)));
    assert_eq!(result, Err(Error::<Runtime>::InsufficientFunds.into()));
    chain.call(&bob, vote(0, aye(VALIDATOR_BOND, Conviction::Locked1x))).0.expect("stake votes");
    chain.call(&bob, vote(0, aye(VALIDATOR_BOND, Conviction::Locked1x))).0.expect("a vote is replaced");
    assert_eq!(tally(&mut chain, 0).ayes, VALIDATOR_BOND);
    let (result, _) = chain.call(&bob, vote(0, aye(VALIDATOR_BOND + 1, Conviction::Locked1x)));
    assert_eq!(result, Err(Error::<Runtime>::InsufficientFunds.into()));
    let propose =
        Democracy::propose { proposal: proposal(&mut chain, frame_system::Call::remark { remark: vec![] }), value: UEN };
    assert_eq!(chain.call(&bob, propose).0, Err(Error::<Runtime>::ValueLow.into()));
}

/// Attack 26.
#[test]
fn stake_should_not_vote_be_unbonded_and_vote_again() {
    let mut chain = Chain::new();
    launch(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    let (ferdie, charlie) = (dev("//Ferdie"), account(&dev("//Charlie")));
    let ferdie_id = account(&ferdie);
    chain.call(&ferdie, vote(0, aye(OPERATOR_DELEGATION, Conviction::None))).0.expect("stake votes");
    let unbond = Staking::<Runtime>::unbond { validator: charlie.clone(), amount: OPERATOR_DELEGATION };
    assert_eq!(chain.call(&ferdie, unbond.clone()).0, Err(StakingError::<Runtime>::LockedByVotes.into()));

    chain.call(&ferdie, Democracy::<Runtime>::remove_vote { index: 0 }).0.expect("a vote is removed");
    chain.call(&ferdie, Democracy::<Runtime>::unlock { target: ferdie_id.clone().into() }).0.expect("its lock ends");
    assert_eq!(tally(&mut chain, 0).turnout, 0);
    chain.call(&ferdie, unbond).0.expect("stake is unbonded");
    let (result, _) = chain.call(&ferdie, vote(0, aye(1, Conviction::None)));
    assert_eq!(result, Err(Error::<Runtime>::InsufficientFunds.into()));
    let withdraw = Staking::<Runtime>::withdraw { delegator: ferdie_id.clone() };
    assert_eq!(chain.call(&ferdie, withdraw.clone()).0, Err(StakingError::<Runtime>::NothingToWithdraw.into()));
    // By the time that it is free, the referendum is enacted or forgotten.
    chain.blocks(30);
    let over = chain.ext.execute_with(|| ReferendumInfoOf::<Runtime>::get(0));
    assert!(matches!(over, Some(ReferendumInfo::Finished { .. })), "{over:?}");
    chain.call(&ferdie, withdraw).0.expect("what was unbonded is free");
}

#[test]
fn council_and_committee_should_table_and_hasten_a_referendum_and_not_decide_it() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let call = proposal(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    let majority = Democracy::<Runtime>::external_propose_majority { proposal: call.clone() };
    assert_eq!(chain.dispatch(council(1), majority.clone()), Err(DispatchError::BadOrigin));
    chain.dispatch(council(2), majority).expect("two of three are two thirds");
    let fast = |voting_period, delay| Democracy::<Runtime>::fast_track { proposal_hash: call.hash(), voting_period, delay };
    assert_eq!(chain.dispatch(committee(1), fast(5, 5)), Err(DispatchError::BadOrigin));
    assert_eq!(chain.dispatch(committee(3), fast(4, 5)), Err(DispatchError::BadOrigin), "nothing is voted on in no time");
    let filtered: Result<(), DispatchError> = Err(frame_system::Error::<Runtime>::CallFiltered.into());
    assert_eq!(chain.dispatch(committee(3), fast(5, 4)), filtered, "time to notice what was decided");
    assert_eq!(chain.dispatch(committee(3), fast(21, 5)), filtered, "hastened, not buried");
    assert_eq!(chain.dispatch(committee(3), fast(5, 6)), filtered);
    chain.dispatch(committee(2), fast(5, 5)).expect("the committee hastens");
    chain.blocks(15);
    assert_eq!(mining_cap(&mut chain), 1_000_000_000, "nobody voted");
}

/// Attack 27.
#[test]
fn the_committee_should_cancel_a_referendum_once_and_not_after_the_sunset() {
    let mut chain = Chain::new();
    launch(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    let cancel = |ref_index| Democracy::<Runtime>::emergency_cancel { ref_index };
    assert_eq!(chain.dispatch(committee(1), cancel(0)), Err(DispatchError::BadOrigin));
    assert_eq!(chain.dispatch(council(3), cancel(0)), Err(DispatchError::BadOrigin));
    chain.dispatch(committee(2), cancel(0)).expect("the committee cancels");
    launch(&mut chain, Mining::set_parameters { parameters: other_parameters() });
    assert_eq!(chain.dispatch(committee(2), cancel(1)), Err(Error::<Runtime>::AlreadyCanceled.into()));

    let parameters = MiningParameters { max_reward: 3_000_000_000, ..Default::default() };
    launch(&mut chain, Mining::set_parameters { parameters });
    chain.ext.execute_with(|| {
        let periods = Periods::<Runtime>::get();
        Periods::<Runtime>::put(GovernancePeriods { emergency_until: 1, ..periods });
    });
    assert_eq!(chain.dispatch(committee(3), cancel(2)), Err(DispatchError::BadOrigin));
}

#[test]
fn the_delay_before_enactment_should_not_be_abolished() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let production = <Runtime as pallet_governance::Config>::InitialPeriods::get();
    let change = |periods| pallet_governance::Call::<Runtime>::set_periods { periods };
    let hasty = GovernancePeriods { fast_track: 1, enactment: 1, ..production };
    assert_eq!(chain.root(change(hasty)), Err(pallet_governance::Error::<Runtime>::BelowMinimum.into()));
    let contradictory = GovernancePeriods { unbonding: production.voting, ..production };
    assert_eq!(chain.root(change(contradictory)), Err(pallet_governance::Error::<Runtime>::InvalidPeriods.into()));
    chain.root(change(production)).expect("the periods change");
}

/// Launch, vote and enactment of the development chain: within them a spend can be voided.
const TIME_TO_VOID: u32 = 20 + 20 + 5;

fn spend_from(amount: Balance, valid_from: Option<u32>) -> pallet_treasury::Call<Runtime> {
    let beneficiary = account(&dev("//Bob//stash")).into();
    pallet_treasury::Call::spend { asset_kind: Box::new(()), amount, beneficiary: Box::new(beneficiary), valid_from }
}

fn spend(amount: Balance) -> pallet_treasury::Call<Runtime> {
    spend_from(amount, Some(1 + TIME_TO_VOID))
}

#[test]
fn the_council_should_spend_small_sums_only() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let denied: Result<(), DispatchError> = Err(pallet_treasury::Error::<Runtime>::InsufficientPermission.into());
    assert_eq!(chain.dispatch(RawOrigin::Signed(account(&dev("//Alice"))), spend(1)), Err(DispatchError::BadOrigin));
    let half = Members::<AccountId, Instance1>::Members(4, 7);
    assert_eq!(chain.dispatch(half.clone(), spend(10_000 * UEN + 1)), denied);
    chain.dispatch(half, spend(10_000 * UEN)).expect("most of the council grants it");
    assert_eq!(chain.dispatch(council(2), spend(100_000 * UEN + 1)), denied);
    chain.dispatch(council(2), spend(100_000 * UEN)).expect("two thirds of the council grant it");
    let filtered: Result<(), DispatchError> = Err(frame_system::Error::<Runtime>::CallFiltered.into());
    assert_eq!(chain.dispatch(council(3), spend_from(UEN, None)), filtered, "stake must be able to void it");
    assert_eq!(chain.dispatch(council(3), spend_from(UEN, Some(TIME_TO_VOID))), filtered);
    let beneficiary = account(&dev("//Bob//stash")).into();
    let local = pallet_treasury::Call::<Runtime>::spend_local { amount: UEN, beneficiary };
    assert_eq!(chain.dispatch(council(3), local), filtered);
    chain.root(pallet_treasury::Call::void_spend { index: 1 }).expect("a referendum voids it");

    let two = account(&dev("//Bob//stash"));
    let before = chain.free(&two);
    let payout = pallet_treasury::Call::<Runtime>::payout { index: 0 };
    let early = Err(pallet_treasury::Error::<Runtime>::EarlyPayout.into());
    assert_eq!(chain.call(&dev("//Ferdie"), payout.clone()).0, early);
    chain.blocks(TIME_TO_VOID);
    chain.call(&dev("//Ferdie"), payout).0.expect("anybody has it paid");
    assert_eq!(chain.free(&two), before + 10_000 * UEN);
}

/// A trap of pallet-treasury: what it cannot settle it mints. [`Chain::check`] compares the issuance after every block.
#[test]
fn the_treasury_should_not_pay_out_what_is_not_vested() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let unlocked = chain.ext.execute_with(Treasury::pot);
    assert!(unlocked < 11_000_000 * UEN, "of 100 million, 90 vest over 48 months: {unlocked}");
    chain.root(spend_from(50_000_000 * UEN, None)).expect("a referendum may promise it");
    let (result, _) = chain.call(&dev("//Ferdie"), pallet_treasury::Call::<Runtime>::payout { index: 0 });
    assert_eq!(result, Err(pallet_treasury::Error::<Runtime>::PayoutError.into()));

    let two = account(&dev("//Bob//stash"));
    let local = pallet_treasury::Call::<Runtime>::spend_local { amount: 50_000_000 * UEN, beneficiary: two.clone().into() };
    chain.root(local).expect("the older way to promise it");
    let before = chain.free(&two);
    chain.blocks(25);
    assert_eq!(chain.free(&two), before);
    assert!(chain.free(&TreasuryAccount::get()) > 99_000_000 * UEN);
}

fn next_block(chain: &mut Chain, signer: &sr25519::Pair, call: impl Into<RuntimeCall>) {
    let (result, _) = chain.call(signer, call);
    result.expect("the call succeeds");
}

#[test]
fn a_bounty_should_be_paid_by_milestone() {
    let mut chain = Chain::new();
    let (eve, ferdie, developer) = (dev("//Eve"), dev("//Ferdie"), account(&dev("//Bob//stash")));
    let (bounty_id, parent_bounty_id, child_bounty_id) = (0, 0, 0);
    let description = b"An open-source dashboard".to_vec();
    next_block(&mut chain, &eve, pallet_bounties::Call::propose_bounty { value: 8_000 * UEN, description: description.clone() });
    let approve = pallet_bounties::Call::<Runtime>::approve_bounty { bounty_id };
    assert_eq!(chain.dispatch(committee(3), approve.clone()), Err(DispatchError::BadOrigin));
    chain.dispatch(council(2), approve).expect("the council approves");
    chain.blocks(20);
    let curator = account(&ferdie);
    let propose = pallet_bounties::Call::propose_curator { bounty_id, curator: curator.clone().into(), fee: 400 * UEN };
    chain.dispatch(council(2), propose).expect("the council proposes a curator");
    next_block(&mut chain, &ferdie, pallet_bounties::Call::accept_curator { bounty_id });

    let before = chain.free(&developer);
    let add = pallet_child_bounties::Call::add_child_bounty { parent_bounty_id, value: 3_000 * UEN, description };
    next_block(&mut chain, &ferdie, add);
    let propose = pallet_child_bounties::Call::propose_curator {
        parent_bounty_id,
        child_bounty_id,
        curator: curator.clone().into(),
        fee: 0,
    };
    next_block(&mut chain, &ferdie, propose);
    next_block(&mut chain, &ferdie, pallet_child_bounties::Call::accept_curator { parent_bounty_id, child_bounty_id });
    let beneficiary = developer.clone().into();
    let award = pallet_child_bounties::Call::award_child_bounty { parent_bounty_id, child_bounty_id, beneficiary };
    next_block(&mut chain, &ferdie, award);
    let claim = pallet_child_bounties::Call::<Runtime>::claim_child_bounty { parent_bounty_id, child_bounty_id };
    assert!(chain.call(&eve, claim.clone()).0.is_err(), "the time to object is not over");
    chain.blocks(5);
    next_block(&mut chain, &eve, claim);
    assert_eq!(chain.free(&developer), before + 3_000 * UEN, "the first milestone");

    next_block(&mut chain, &ferdie, pallet_bounties::Call::award_bounty { bounty_id, beneficiary: developer.clone().into() });
    chain.blocks(5);
    next_block(&mut chain, &eve, pallet_bounties::Call::claim_bounty { bounty_id });
    assert_eq!(chain.free(&developer), before + 7_600 * UEN, "all but the curator's fee");
}

#[test]
fn the_council_should_tip_active_members() {
    let mut chain = Chain::new();
    let active = account(&dev("//Bob//stash"));
    chain.blocks(1);
    let before = chain.free(&active);
    let reason = b"Answers newcomers' questions".to_vec();
    let tip_new = pallet_tips::Call::tip_new { reason: reason.clone(), who: active.clone().into(), tip_value: 100 * UEN };
    let (result, _) = chain.call(&dev("//Eve"), tip_new.clone());
    assert_eq!(result, Err(DispatchError::BadOrigin), "only members of the council tip");
    next_block(&mut chain, &dev("//Alice"), tip_new);
    let hash: H256 = <Runtime as frame_system::Config>::Hashing::hash_of(&(
        <Runtime as frame_system::Config>::Hashing::hash(&reason),
        active.clone(),
    ));
    next_block(&mut chain, &dev("//Bob"), pallet_tips::Call::tip { hash, tip_value: 60 * UEN });
    chain.blocks(6);
    next_block(&mut chain, &dev("//Eve"), pallet_tips::Call::close_tip { hash });
    let tipped = chain.free(&active) - before;
    assert!(tipped == 60 * UEN || tipped == 100 * UEN, "the median of two: {tipped}");
}

#[test]
fn stake_should_elect_the_council() {
    let mut chain = Chain::new();
    let (two, eve) = (dev("//Bob//stash"), dev("//Eve"));
    next_block(&mut chain, &two, Staking::delegate { validator: account(&dev("//Bob")), amount: 1_000 * UEN });
    next_block(&mut chain, &two, pallet_elections_phragmen::Call::submit_candidacy { candidate_count: 0 });
    next_block(&mut chain, &eve, pallet_elections_phragmen::Call::vote { votes: vec![account(&two)], value: 1_000_000 * UEN });
    let weight = chain.ext.execute_with(|| pallet_elections_phragmen::Voting::<Runtime>::get(account(&eve)).stake);
    assert_eq!(weight, OPERATOR_DELEGATION, "no more than the stake counts");
    let unbond = Staking::<Runtime>::unbond { validator: account(&dev("//Bob")), amount: OPERATOR_DELEGATION };
    assert_eq!(chain.call(&eve, unbond).0, Err(StakingError::<Runtime>::LockedByVotes.into()));
    chain.blocks(200);
    let members = chain.ext.execute_with(pallet_collective::Members::<Runtime, Instance1>::get);
    assert!(members.contains(&account(&two)), "{members:?}");
    assert_eq!(members.len(), 4, "the first members voted for themselves");
}

#[test]
fn voters_without_stake_should_not_crowd_out_the_election() {
    let mut chain = Chain::new();
    // A million UEN, none of it staked.
    let rich = dev("//Alice//stash");
    let candidacy = pallet_elections_phragmen::Call::<Runtime>::submit_candidacy { candidate_count: 0 };
    let denied = pallet_elections_phragmen::Error::<Runtime>::InsufficientCandidateFunds;
    assert_eq!(chain.call(&rich, candidacy).0, Err(denied.into()));
    let vote = pallet_elections_phragmen::Call::<Runtime>::vote { votes: vec![account(&dev("//Bob"))], value: 1_000 * UEN };
    let denied = pallet_elections_phragmen::Error::<Runtime>::UnableToPayBond;
    assert_eq!(chain.call(&rich, vote).0, Err(denied.into()));
}

/// Whoever says that it votes with one UEN of them.
#[test]
fn stake_that_a_voter_must_have_should_stay_with_the_vote() {
    let mut chain = Chain::new();
    let (voter, validator) = (dev("//Alice//stash"), account(&dev("//Bob")));
    let delegate = Staking::<Runtime>::delegate { validator: validator.clone(), amount: 1_500 * UEN };
    chain.call(&voter, delegate).0.expect("stake is delegated");
    let vote = pallet_elections_phragmen::Call::<Runtime>::vote { votes: vec![account(&dev("//Charlie"))], value: UEN };
    chain.call(&voter, vote).0.expect("the voter has stake");
    chain.skip_to(chain.now + 2 * 86_400);
    let unbond = |amount| Staking::<Runtime>::unbond { validator: validator.clone(), amount };
    assert_eq!(chain.call(&voter, unbond(501 * UEN)).0, Err(StakingError::<Runtime>::LockedByVotes.into()));
    chain.call(&voter, unbond(500 * UEN)).0.expect("the vote does not need it");
    chain.call(&voter, pallet_elections_phragmen::Call::<Runtime>::remove_voter {}).0.expect("a voter goes");
    chain.call(&voter, unbond(1_000 * UEN)).0.expect("nothing needs it");
}

#[test]
fn a_referendum_should_remove_a_member_of_the_council_for_good() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let (alice, bob) = (account(&dev("//Alice")), account(&dev("//Bob")));
    let set = pallet_collective::Call::<Runtime, Instance1>::set_members { new_members: vec![], prime: None, old_count: 3 };
    assert_eq!(chain.root(set), Err(DispatchError::BadOrigin), "the election would undo it");
    let remove = pallet_elections_phragmen::Call::<Runtime>::remove_member {
        who: alice.clone().into(),
        slash_bond: false,
        rerun_election: false,
    };
    chain.root(remove).expect("a referendum removes a member");
    let renounce = pallet_elections_phragmen::Call::<Runtime>::renounce_candidacy {
        renouncing: pallet_elections_phragmen::Renouncing::Member,
    };
    chain.call(&dev("//Bob"), renounce).0.expect("a member goes");
    let members = chain.ext.execute_with(pallet_collective::Members::<Runtime, Instance1>::get);
    assert!(!members.contains(&alice) && !members.contains(&bob) && members.len() == 1, "{members:?}");
}

/// A member who fills the table keeps the others from it.
#[test]
fn motions_should_cost_twice_as_much_each_when_many_are_on_the_table() {
    let mut chain = Chain::new();
    let (bob, bob_id) = (dev("//Bob"), account(&dev("//Bob")));
    let motion = |n: u8| RuntimeCall::from(frame_system::Call::<Runtime>::remark { remark: vec![n] });
    let propose = |n| {
        let proposal = Box::new(motion(n));
        pallet_collective::Call::<Runtime, Instance1>::propose { threshold: 2, proposal, length_bound: 100 }
    };
    let reason = RuntimeHoldReason::Council(pallet_collective::HoldReason::ProposalSubmission);
    for n in 0..16 {
        chain.call_at(chain.now.max(START) + 6, &bob, propose(n)).0.expect("a member moves");
        let held = chain.ext.execute_with(|| Balances::balance_on_hold(&reason, &bob_id));
        let further = u32::from(n).saturating_sub(9);
        assert_eq!(held, 10 * UEN * ((1 << further) - 1), "{further} beyond those that are free");
    }
    // The next would cost 640 UEN, the fiftieth 5 million million.
    chain.blocks(51);
    let proposal_hash = <Runtime as frame_system::Config>::Hashing::hash_of(&motion(15));
    let release = pallet_collective::Call::<Runtime, Instance1>::release_proposal_cost { proposal_hash };
    let active = pallet_collective::Error::<Runtime, Instance1>::ProposalActive;
    assert_eq!(chain.call(&bob, release.clone()).0, Err(active.into()));
    let close = pallet_collective::Call::<Runtime, Instance1>::close {
        proposal_hash,
        index: 15,
        proposal_weight_bound: frame_support::weights::Weight::from_parts(1_000_000_000, 100_000),
        length_bound: 100,
    };
    chain.call(&bob, close).0.expect("its time is over");
    chain.call(&bob, release).0.expect("it is off the table");
    let held = chain.ext.execute_with(|| Balances::balance_on_hold(&reason, &bob_id));
    assert_eq!(held, 10 * UEN * 31);
}

/// Another's account has no filter.
#[test]
fn a_proxy_that_moves_no_money_should_not_act_for_another_account() {
    let call = RuntimeCall::from(pallet_balances::Call::<Runtime>::transfer_all {
        dest: account(&dev("//Eve")).into(),
        keep_alive: false,
    });
    let real = account(&dev("//Bob"));
    let other_signatories = vec![real.clone()];
    let calls = [
        pallet_proxy::Call::<Runtime>::proxy { real: real.clone().into(), force_proxy_type: None, call: Box::new(call.clone()) }
            .into(),
        pallet_proxy::Call::<Runtime>::proxy_announced {
            delegate: real.clone().into(),
            real: real.into(),
            force_proxy_type: None,
            call: Box::new(call.clone()),
        }
        .into(),
        pallet_multisig::Call::<Runtime>::as_multi_threshold_1 { other_signatories, call: Box::new(call) }.into(),
    ];
    for call in calls {
        for proxy in [ProxyType::NonTransfer, ProxyType::Trading, ProxyType::Staking, ProxyType::Governance, ProxyType::Claim] {
            let call: &RuntimeCall = &call;
            assert!(!proxy.filter(call), "{proxy:?} {call:?}");
        }
    }
}

#[test]
fn a_motion_should_need_ayes_and_not_sleepers() {
    let mut chain = Chain::new();
    let remark = RuntimeCall::from(frame_system::Call::<Runtime>::remark { remark: vec![] });
    let hash = <Runtime as frame_system::Config>::Hashing::hash_of(&remark);
    let propose =
        pallet_collective::Call::<Runtime, Instance1>::propose { threshold: 2, proposal: Box::new(remark), length_bound: 100 };
    chain.call(&dev("//Alice"), propose).0.expect("a member moves");
    let aye = pallet_collective::Call::<Runtime, Instance1>::vote { proposal: hash, index: 0, approve: true };
    chain.call(&dev("//Alice"), aye).0.expect("a member votes");
    chain.blocks(51);
    let close = pallet_collective::Call::<Runtime, Instance1>::close {
        proposal_hash: hash,
        index: 0,
        proposal_weight_bound: frame_support::weights::Weight::from_parts(1_000_000_000, 100_000),
        length_bound: 100,
    };
    let (result, events) = chain.call(&dev("//Eve"), close);
    result.expect("anybody closes it");
    let disapproved = |event: &RuntimeEvent| matches!(event, RuntimeEvent::Council(pallet_collective::Event::Disapproved { .. }));
    assert!(events.iter().any(disapproved), "{events:?}");
}

#[test]
fn what_only_referenda_decide_should_be_refused_to_everybody_else() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let calls: Vec<RuntimeCall> = vec![
        Mining::set_parameters { parameters: other_parameters() }.into(),
        Staking::set_parameters { parameters: Default::default() }.into(),
        Staking::set_invulnerables { invulnerables: vec![] }.into(),
        frame_system::Call::set_code { code: vec![] }.into(),
        pallet_balances::Call::force_set_balance { who: account(&dev("//Alice")).into(), new_free: 0 }.into(),
        pallet_collective::Call::<Runtime, Instance1>::set_members { new_members: vec![], prime: None, old_count: 3 }.into(),
        Democracy::cancel_referendum { ref_index: 0 }.into(),
        pallet_preimage::Call::request_preimage { hash: H256::zero() }.into(),
    ];
    let origins: [RuntimeOrigin; 4] =
        [RuntimeOrigin::signed(account(&dev("//Alice"))), council(3), committee(3), RuntimeOrigin::none()];
    for call in calls {
        for origin in &origins {
            assert_eq!(chain.dispatch(origin.clone(), call.clone()), Err(DispatchError::BadOrigin), "{call:?}");
        }
    }
    assert_eq!(chain.ext.execute_with(Balances::total_issuance), uen_runtime::constants::TOTAL_SUPPLY);
}
