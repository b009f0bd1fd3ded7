//! The distribution of the 1,000 million UEN, in each preset.
#![allow(missing_docs)]

mod chain;

use chain::{account, dev, genesis_state, Chain, START};
use frame_support::traits::{fungible::Inspect, VestingSchedule};
use sp_core::Pair;
use sp_runtime::traits::AccountIdConversion;
use uen_runtime::{
    configs::{AirdropPalletId, EnergyMiningPalletId, StakingPot, TreasuryAccount},
    constants::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY, UEN},
    genesis, AccountId, Balances, Runtime, Vesting,
};

#[test]
fn presets_should_distribute_the_whole_supply_exactly() {
    for preset in genesis::preset_names() {
        genesis_state(preset.as_ref()).execute_with(|| {
            assert_eq!(TOTAL_SUPPLY, 10u128.pow(21));
            assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY, "{preset}");
            let sum: u128 = frame_system::Account::<Runtime>::iter_values().map(|a| a.data.free + a.data.reserved).sum();
            assert_eq!(sum, TOTAL_SUPPLY, "{preset}");
            let balance = |account: AccountId| <Balances as Inspect<_>>::total_balance(&account);
            assert_eq!(balance(AirdropPalletId::get().into_account_truncating()), 100_000_000 * UEN);
            assert_eq!(balance(EnergyMiningPalletId::get().into_account_truncating()), 540_000_000 * UEN);
            assert_eq!(balance(genesis::TECHNOLOGY_HOLDER.into()), 60_000_000 * UEN);
            assert_eq!(balance(TreasuryAccount::get()) + balance(StakingPot::get()), 100_000_000 * UEN);
        });
    }
}

#[test]
fn only_the_ico_and_a_tenth_of_the_community_should_be_liquid_at_genesis() {
    genesis_state("development").execute_with(|| {
        let technology = AccountId::from(genesis::TECHNOLOGY_HOLDER);
        assert_eq!(Balances::usable_balance(&technology), 0);
        assert_eq!(Balances::usable_balance(TreasuryAccount::get()), 10_000_000 * UEN - EXISTENTIAL_DEPOSIT);
        let pots: [AccountId; 3] = [
            AirdropPalletId::get().into_account_truncating(),
            EnergyMiningPalletId::get().into_account_truncating(),
            StakingPot::get(),
        ];
        let liquid: u128 = frame_system::Account::<Runtime>::iter_keys()
            .filter(|account| !pots.contains(account) && *account != TreasuryAccount::get() && *account != technology)
            .map(|account| <Balances as Inspect<_>>::total_balance(&account))
            .sum();
        // What the first validators stake of it is on hold by their own will.
        assert_eq!(liquid, 200_000_000 * UEN);
    });
}

/// Vector C11.
#[test]
fn vesting_should_release_per_relay_block_what_the_vectors_say() {
    genesis_state("development").execute_with(|| {
        let technology = &pallet_vesting::Vesting::<Runtime>::get(AccountId::from(genesis::TECHNOLOGY_HOLDER)).unwrap()[0];
        assert_eq!(technology.locked(), 60_000_000 * UEN);
        assert_eq!(technology.per_block(), 3_802_570_537_683);
        assert_eq!(technology.locked() - technology.per_block() * u128::from(genesis::TECHNOLOGY_VESTING), 7_479_600);
        assert_eq!(technology.starting_block(), genesis::DEVELOPMENT_VESTING_START + genesis::TECHNOLOGY_CLIFF);
        let community = &pallet_vesting::Vesting::<Runtime>::get(TreasuryAccount::get()).unwrap()[0];
        assert_eq!(community.locked(), 90_000_000 * UEN);
        assert_eq!(community.per_block(), 4_277_891_854_893);
        assert_eq!(community.locked() - community.per_block() * u128::from(genesis::COMMUNITY_VESTING), 19_108_800);
        assert_eq!(community.starting_block(), genesis::DEVELOPMENT_VESTING_START);
    });
}

#[test]
fn vesting_should_follow_the_relay_chain_and_stay_locked_through_the_cliff() {
    let mut chain = Chain::new();
    let alice = dev("//Alice");
    let technology = AccountId::from(genesis::TECHNOLOGY_HOLDER);
    let vest = |target: &AccountId| pallet_vesting::Call::<Runtime>::vest_other { target: target.clone().into() };
    let year = 31_557_600;

    chain.call_at(START + year, &alice, vest(&technology)).0.unwrap();
    chain.call_at(START + year + 6, &alice, vest(&TreasuryAccount::get())).0.unwrap();
    chain.ext.execute_with(|| {
        assert_eq!(
            Vesting::vesting_balance(&technology),
            Some(60_000_000 * UEN - 3_802_570_537_683),
            "one block after the cliff"
        );
        assert_eq!(Balances::usable_balance(&technology), 0, "the last vest was at the cliff's end");
        let released = 4_277_891_854_893 * (u128::from(genesis::COMMUNITY_VESTING) / 4 + 1);
        let treasury = TreasuryAccount::get();
        let fees = <Balances as Inspect<_>>::total_balance(&treasury) - (100_000_000 * UEN - EXISTENTIAL_DEPOSIT);
        assert_eq!(Balances::usable_balance(&treasury), 10_000_000 * UEN - EXISTENTIAL_DEPOSIT + released + fees);
    });

    chain.call_at(START + 4 * year + 12, &alice, vest(&technology)).0.unwrap();
    chain.ext.execute_with(|| assert_eq!(Balances::usable_balance(&technology), 60_000_000 * UEN));
}

#[test]
fn well_known_keys_should_be_what_their_names_derive() {
    for (uri, key) in [
        ("//Alice//manufacturer", genesis::MANUFACTURER),
        ("//Alice//metrology", genesis::METROLOGY),
        ("//Alice//regulator", genesis::REGULATOR),
        ("//Alice//verifier", genesis::VERIFIER),
        ("//Alice//gateway", genesis::GATEWAY),
        ("//Technology", genesis::TECHNOLOGY_HOLDER),
    ] {
        assert_eq!(dev(uri).public().0, key, "{uri}");
    }
}

#[test]
fn fees_should_reach_stakers_and_the_treasury_when_a_transaction_pays() {
    let mut chain = Chain::new();
    let (bob, ferdie) = (dev("//Bob"), account(&dev("//Ferdie")));
    let before = chain.free(&account(&bob));
    let transfer = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: ferdie.into(), value: UEN };
    let treasury = chain.free(&TreasuryAccount::get());
    chain.call(&bob, transfer).0.unwrap();
    let fee = before - UEN - chain.free(&account(&bob));
    assert!(fee > 0 && fee < UEN / 10, "{fee}");
    let stakers = fee * 80 / 100;
    assert_eq!(chain.free(&StakingPot::get()), EXISTENTIAL_DEPOSIT + stakers);
    assert_eq!(chain.free(&TreasuryAccount::get()), treasury + fee - stakers);
}

#[test]
fn nobody_should_be_root() {
    let mut chain = Chain::new();
    let alice = dev("//Alice");
    let call = pallet_balances::Call::<Runtime>::force_set_balance { who: account(&alice).into(), new_free: TOTAL_SUPPLY };
    assert_eq!(chain.call(&alice, call).0, Err(sp_runtime::DispatchError::BadOrigin));
    let code = frame_system::Call::<Runtime>::set_code { code: vec![] };
    assert_eq!(chain.call(&alice, code).0, Err(sp_runtime::DispatchError::BadOrigin));
}
