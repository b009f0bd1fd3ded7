//! Validators, stakes and rewards on the assembled runtime.
#![allow(missing_docs)]

mod chain;

use chain::{account, dev, Chain};
use codec::Encode;
use frame_support::traits::{fungible::InspectHold, InstanceFilter};
use pallet_validator_staking::{Call, Error, Event, HoldReason, ValidatorStatus};
use sp_core::{crypto::UncheckedInto, sr25519, Pair};
use sp_runtime::{DispatchError, Perbill};
use uen_runtime::{
    configs::{ProxyType, StakingPot},
    constants::{DAY, UEN},
    genesis::{OPERATOR_DELEGATION, VALIDATOR_BOND},
    AccountId, Balances, Runtime, RuntimeCall, RuntimeEvent, Session, SessionKeys, ValidatorStaking,
};

/// `who` publishes a key of its own for blocks.
fn set_keys(chain: &mut Chain, who: &sr25519::Pair) {
    // The statement that pallet-session wants signed by each session key: its owner, behind a tag.
    let statement = [b"POP_".as_slice(), account(who).encode().as_slice()].concat();
    let proof = (who.sign(&statement),).encode();
    let keys = SessionKeys { aura: who.public().0.unchecked_into() };
    chain.call(who, pallet_session::Call::<Runtime>::set_keys { keys, proof }).0.expect("the keys are set");
}

fn staked(chain: &mut Chain, who: &AccountId) -> u128 {
    chain.ext.execute_with(|| Balances::balance_on_hold(&HoldReason::Stake.into(), who))
}

fn members(chain: &mut Chain) -> Vec<AccountId> {
    chain.ext.execute_with(Session::validators)
}

fn claim(delegator: &AccountId, validator: &AccountId) -> Call<Runtime> {
    Call::claim { delegator: delegator.clone(), validator: validator.clone() }
}

#[test]
fn the_presets_should_start_with_staked_validators() {
    let mut chain = Chain::new();
    let alice = account(&dev("//Alice"));
    assert_eq!(staked(&mut chain, &alice), VALIDATOR_BOND);
    assert_eq!(staked(&mut chain, &account(&dev("//Dave"))), OPERATOR_DELEGATION);
    assert_eq!(members(&mut chain), ["//Alice", "//Bob", "//Charlie"].map(|uri| account(&dev(uri))));
    let status = chain.ext.execute_with(ValidatorStaking::staking_status);
    assert_eq!(status.total_stake, 3 * (VALIDATOR_BOND + OPERATOR_DELEGATION));
    assert_eq!((status.candidates, status.session_members), (3, 3));
}

#[test]
fn stakers_should_earn_fees_and_their_share_of_energy_mining_by_the_blocks_of_their_validator() {
    let mut chain = Chain::new();
    let (alice, dave) = (dev("//Alice"), dev("//Dave"));
    chain.blocks(1);
    // The first mining era is closed five days after its beginning; by then every block paid for.
    let mut events = vec![];
    for _ in 0..8 {
        let at = chain.now + DAY;
        let (result, _) = chain.call_at(at, &alice, frame_system::Call::<Runtime>::remark { remark: vec![] });
        result.expect("a remark succeeds");
        events.extend(chain.events());
    }
    // An era is closed in the block after its last day.
    events.extend(chain.blocks(1));
    let shares: u128 = events
        .iter()
        .filter_map(|event| match event {
            RuntimeEvent::EnergyMining(pallet_energy_mining::Event::StakingSharePaid { amount }) => Some(*amount),
            _ => None,
        })
        .sum();
    assert!(shares > 0, "energy mining pays stakers");
    let rewards: u128 = events
        .iter()
        .filter_map(|event| match event {
            RuntimeEvent::ValidatorStaking(Event::EraClosed { reward, .. }) => Some(*reward),
            _ => None,
        })
        .sum();
    assert!(rewards > shares, "fees come on top");
    let ledger = chain.ext.execute_with(pallet_energy_mining::Ledger::<Runtime>::get);
    assert_eq!(ledger.paid, shares);

    // At one block a day, Alice produced them all: slots of whole days fall to her. Dave's third of what is behind her is
    // 50,000 of 150,000 UEN.
    let (alice_id, dave_id) = (account(&alice), account(&dave));
    let mut paid = 0;
    for delegator in [&alice_id, &dave_id] {
        let (result, events) = chain.call(&dev("//Ferdie"), claim(delegator, &alice_id));
        result.expect("anybody may have a reward paid");
        let amount = events
            .iter()
            .find_map(|event| match event {
                RuntimeEvent::ValidatorStaking(Event::RewardClaimed { delegator: to, amount, .. }) if to == delegator => {
                    Some(*amount)
                }
                _ => None,
            })
            .expect("the reward is paid");
        if delegator == &dave_id {
            // 95 % are left by the commission.
            let exact = rewards / 100 * 95 / 3;
            assert!(exact.abs_diff(amount) < exact / 1_000_000, "{amount} is not {exact}");
        }
        paid += amount;
    }
    // What blocks did not divide by the stake: at most 150,000 UEN × the reward / 2^96.
    assert!(paid <= rewards && rewards - paid < 1_000_000, "{paid} of {rewards}");
    let (result, _) = chain.call(&dave, claim(&dave_id, &alice_id));
    assert_eq!(result, Err(Error::<Runtime>::NothingToClaim.into()));
    let pot = chain.ext.execute_with(pallet_validator_staking::Pot::<Runtime>::get);
    assert_eq!((pot.paid, pot.reserved), (paid, rewards - paid));
    assert!(chain.free(&StakingPot::get()) >= pot.reserved);
}

#[test]
fn a_validator_should_join_by_stake_and_leave_with_it() {
    let mut chain = Chain::new();
    let (ferdie, dave) = (dev("//Ferdie"), dev("//Dave"));
    let ferdie_id = account(&ferdie);
    let register = Call::<Runtime>::register { bond: 10_000 * UEN, commission: Perbill::from_percent(10) };
    assert_eq!(chain.call(&ferdie, register.clone()).0, Err(Error::<Runtime>::NoSessionKeys.into()));
    set_keys(&mut chain, &ferdie);
    chain.call(&ferdie, register).0.expect("a validator registers");
    chain.call(&dave, Call::delegate { validator: ferdie_id.clone(), amount: 50_000 * UEN }).0.expect("a holder delegates");
    // One session to plan, one until what was planned begins.
    chain.blocks(150);
    assert!(members(&mut chain).contains(&ferdie_id));

    chain.call(&ferdie, Call::deregister {}).0.expect("a validator leaves");
    chain.blocks(150);
    assert!(!members(&mut chain).contains(&ferdie_id));
    chain.call(&ferdie, Call::withdraw { delegator: ferdie_id.clone() }).0.expect("what was unbonded is free");
    // Dave's delegation is his to move.
    let bob = account(&dev("//Bob"));
    let call = Call::redelegate { from: ferdie_id.clone(), to: bob, amount: 50_000 * UEN };
    chain.call(&dave, call).0.expect("stake moves");
    assert_eq!(staked(&mut chain, &account(&dave)), OPERATOR_DELEGATION + 50_000 * UEN);
}

#[test]
fn a_validator_that_produces_nothing_should_be_chilled() {
    let mut chain = Chain::new();
    let ferdie = dev("//Ferdie");
    set_keys(&mut chain, &ferdie);
    let register = Call::<Runtime>::register { bond: 10_000 * UEN, commission: Perbill::zero() };
    chain.call(&ferdie, register).0.expect("a validator registers");
    // Of four members, every fourth slot falls to the last of them: Ferdie, who misses his.
    let mut slot = chain.now / 6;
    let mut chilled = vec![];
    for _ in 0..300 {
        slot += if slot % 4 == 2 { 2 } else { 1 };
        chain.block_at(slot * 6, vec![]);
        chilled.extend(chain.events().into_iter().filter_map(|event| match event {
            RuntimeEvent::ValidatorStaking(Event::ValidatorChilled { validator, offline }) => Some((validator, offline)),
            _ => None,
        }));
    }
    assert_eq!(chilled, [(account(&ferdie), true)], "those that are invulnerable are spared");
    let record = chain.ext.execute_with(|| pallet_validator_staking::Validators::<Runtime>::get(account(&ferdie)));
    assert_eq!(record.map(|record| record.status), Some(ValidatorStatus::Idle));
    assert_eq!(members(&mut chain).len(), 3);
}

/// A collator can build two valid blocks in its slot.
#[test]
fn only_the_first_block_of_a_slot_should_be_a_point() {
    use pallet_authorship::EventHandler;
    use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot};
    use sp_runtime::DigestItem;
    let mut chain = Chain::new();
    chain.blocks(1);
    let alice = account(&dev("//Alice"));
    let points = || pallet_validator_staking::CurrentEra::<Runtime>::get().points;
    chain.ext.execute_with(|| {
        let before = points();
        let last = u64::from(pallet_aura::CurrentSlot::<Runtime>::get());
        for (slot, expected) in [(last, before), (last + 1, before + 1)] {
            let digest = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(Slot::from(slot));
            let next = uen_runtime::System::block_number() + 1;
            uen_runtime::System::initialize(&next, &Default::default(), &sp_runtime::Digest { logs: vec![digest] });
            <Runtime as pallet_authorship::Config>::EventHandler::note_author(alice.clone());
            assert_eq!(points(), expected);
        }
    });
}

#[test]
fn staked_tokens_should_not_be_spent() {
    let mut chain = Chain::new();
    let eve = dev("//Eve");
    let all = chain.free(&account(&eve));
    let bob = account(&dev("//Bob"));
    chain.call(&eve, Call::delegate { validator: bob.clone(), amount: all - 1_000 * UEN }).0.expect("a holder delegates");
    let transfer = pallet_balances::Call::<Runtime>::transfer_allow_death { dest: bob.into(), value: 1_001 * UEN };
    let (result, _) = chain.call(&eve, transfer);
    assert!(matches!(result, Err(DispatchError::Token(_))), "{result:?}");
}

#[test]
fn a_staking_proxy_should_stake_and_not_transfer() {
    let bob = account(&dev("//Bob"));
    let allows = |proxy: ProxyType, call: RuntimeCall| proxy.filter(&call);
    let delegate = RuntimeCall::from(Call::<Runtime>::delegate { validator: bob.clone(), amount: UEN });
    let transfer =
        RuntimeCall::from(pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: bob.clone().into(), value: 1 });
    let vote = RuntimeCall::from(pallet_democracy::Call::<Runtime>::undelegate {});
    assert!(allows(ProxyType::Staking, delegate.clone()) && allows(ProxyType::NonTransfer, delegate.clone()));
    assert!(!allows(ProxyType::Staking, transfer) && !allows(ProxyType::Staking, vote.clone()));
    assert!(allows(ProxyType::Governance, vote) && !allows(ProxyType::Governance, delegate));
    assert!(allows(ProxyType::Claim, RuntimeCall::from(claim(&bob, &bob))));
}

#[test]
fn sessions_should_follow_the_genesis_and_not_the_default() {
    let mut chain = Chain::new();
    chain.blocks(73);
    let (index, length) =
        chain.ext.execute_with(|| (Session::current_index(), pallet_validator_staking::SessionLength::<Runtime>::get()));
    assert_eq!((index, length), (1, 72));
}
