//! What earlier releases stored is what this one expects, after the upgrade.

use crate::{
    migrations::v2::{reason_of, HoldsIntoPot},
    mock::*,
    *,
};
use frame_support::{
    assert_noop, assert_ok,
    migrations::{SteppedMigration, SteppedMigrationError},
    traits::{
        fungible::{InspectHold, Mutate, MutateHold},
        tokens::Preservation,
        GetStorageVersion, LockableCurrency, StorageVersion, WithdrawReasons,
    },
    weights::{Weight, WeightMeter},
};
use uen_primitives::{Balance, Period, Product, Side};

fn on_hold(who: u64) -> Balance {
    Balances::total_balance_on_hold(&who)
}

/// What is in the pot goes back on hold, as version 1 of the storage has it.
fn as_version_1() {
    let pot = EnergyMarket::account_id();
    let hold = |reason: HoldReason, who: u64, amount: Balance| {
        assert_ok!(Balances::transfer(&pot, &who, amount, Preservation::Expendable));
        assert_ok!(Balances::hold(&reason.into(), &who, amount));
    };
    for order in Orders::<Test>::iter_values() {
        hold(reason_of(order.side), order.owner, order.held);
        hold(HoldReason::OrderDeposit, order.owner, order.storage_deposit);
    }
    EnergyMarket::open_bonds().for_each(|(buyer, bond)| hold(HoldReason::DisputeBond, buyer, bond));
    for owner in OrderCount::<Test>::iter_keys() {
        System::dec_consumers(&owner);
    }
    System::dec_providers(&pot).unwrap();
    StorageVersion::new(1).put::<EnergyMarket>();
}

/// Orders of all six accounts, one of which has some in a later period, and a dispute.
fn before() {
    settle_c4();
    for _ in 0..3 {
        place_in(Period(PERIOD.0 + 200), B1, Side::Buy, Product::Any, 1_000, 100 * M);
    }
    assert_ok!(EnergyMarket::dispute(
        signed(B2.into()),
        market(CITY, Product::Any),
        2,
        Evidence::Reading(Box::new(signed_reading(S2, 1, (PERIOD.start(), PERIOD.end()), 820))),
    ));
}

/// So many orders and disputes in a block, until all are moved; how many blocks it took.
fn migrate(in_a_block: u64) -> u32 {
    let mut cursor = None;
    for blocks in 1.. {
        let limit = <() as WeightInfo>::move_into_pot().saturating_mul(in_a_block);
        cursor = HoldsIntoPot::<Test>::step(cursor, &mut WeightMeter::with_limit(limit)).unwrap();
        EnergyMarket::do_try_state().unwrap();
        assert_money_is_conserved();
        if cursor.is_none() {
            return blocks;
        }
    }
    unreachable!()
}

#[test]
fn holds_should_move_into_the_pot_whatever_a_block_has_room_for() {
    for in_a_block in [1, 2, 100] {
        ExtBuilder.build_and_execute(|| {
            before();
            let expected: Vec<_> = (1..=20).map(|who| (balance(who), System::consumers(&who))).collect();
            let held = pot();
            as_version_1();
            assert_eq!((pot(), (1..=20).map(on_hold).sum()), (0, held));

            let blocks = migrate(in_a_block);
            assert!(blocks > 1 || in_a_block == 100);
            assert_eq!(pot(), held);
            assert!((1..=20).all(|who| on_hold(who) == 0));
            // The consumer that a hold is, is gone; the one of whoever has orders is there.
            assert_eq!((1..=20).map(|who| (balance(who), System::consumers(&who))).collect::<Vec<_>>(), expected);
            assert_eq!(EnergyMarket::on_chain_storage_version(), 2);

            // All goes on: the dispute is dismissed, orders end.
            advance_to(finality() + ARBITRATION_PERIOD);
            assert_eq!((pot(), Orders::<Test>::iter().count()), (0, 0));
        });
    }
}

/// Its order came to an end and its account could be emptied, but for the bond.
#[test]
fn a_bond_should_move_when_its_owner_has_no_order_any_more() {
    ExtBuilder.build_and_execute(|| {
        before();
        advance_to(finality());
        assert_eq!((held(B2.into(), Side::Buy), storage_deposits(B2.into()), bonds(B2.into())), (0, 0, DISPUTE_BOND));
        let held = pot();
        as_version_1();
        migrate(1);
        assert_eq!((pot(), System::consumers(&B2.into())), (held, 0));
        let before = balance(B2.into());
        advance_to(finality() + ARBITRATION_PERIOD);
        assert_eq!((balance(B2.into()), pot()), (before + DISPUTE_BOND, 0));
    });
}

/// It was promised before it was frozen.
#[test]
fn what_is_frozen_should_move_too() {
    ExtBuilder.build_and_execute(|| {
        before();
        let held = pot();
        as_version_1();
        for who in 1..=20 {
            Balances::set_lock(*b"vesting ", &who, ENDOWMENT, WithdrawReasons::all());
        }
        migrate(100);
        assert_eq!(pot(), held);
    });
}

#[test]
fn the_migration_should_do_nothing_to_a_chain_that_has_the_version() {
    ExtBuilder.build_and_execute(|| {
        before();
        let (pot_before, balances) = (pot(), (1..=20).map(balance).collect::<Vec<_>>());
        assert_eq!(HoldsIntoPot::<Test>::step(None, &mut WeightMeter::with_limit(Weight::zero())), Ok(None));
        assert_eq!((pot(), (1..=20).map(balance).collect::<Vec<_>>()), (pot_before, balances));
    });
}

#[test]
fn the_migration_should_ask_for_the_weight_of_one_order() {
    ExtBuilder.build_and_execute(|| {
        before();
        as_version_1();
        let required = <() as WeightInfo>::move_into_pot();
        let short = required.saturating_sub(Weight::from_parts(1, 0));
        assert_noop!(
            HoldsIntoPot::<Test>::step(None, &mut WeightMeter::with_limit(short)).map_err(|error| match error {
                SteppedMigrationError::InsufficientWeight { required } => required,
                error => panic!("{error:?}"),
            }),
            required
        );
        migrate(1);
    });
}
