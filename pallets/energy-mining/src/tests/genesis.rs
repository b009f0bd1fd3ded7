//! Genesis and the first block.

use crate::{emission::LedgerRecord, mock::*, *};
use frame_support::{
    traits::{GetStorageVersion, Hooks, StorageVersion},
    weights::Weight,
};

#[test]
fn genesis_should_leave_the_whole_allocation_to_be_mined() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        assert_eq!(Ledger::<Test>::get(), LedgerRecord::new(ALLOCATION));
        assert_eq!(balance(EnergyMining::account_id()), ALLOCATION);
        assert_eq!(EnergyMining::on_chain_storage_version(), StorageVersion::new(1));
    });
}

#[test]
fn genesis_should_keep_the_account_alive() {
    ExtBuilder::default().build_and_execute(|| {
        // One reference for the balance, one from this pallet.
        assert_eq!(System::providers(&EnergyMining::account_id()), 2);
    });
}

#[test]
#[should_panic(expected = "exactly its allocation")]
fn genesis_should_fail_when_the_account_is_endowed_with_less() {
    ExtBuilder::default().endowment(ALLOCATION - 1).build();
}

/// What `RuntimeGenesisConfig::default()` builds: a chain on which nobody mines, and whose invariants say so.
#[test]
fn genesis_should_leave_nothing_to_be_mined_when_the_account_is_not_endowed() {
    ExtBuilder::default().endowment(0).build().execute_with(|| {
        meter(0, 1, ALICE, 1_000);
        close(0);
        assert_eq!(Ledger::<Test>::get(), LedgerRecord::default());
        assert_eq!(EnergyMining::do_try_state(), Err("remaining + reserved + paid is not the allocation".into()));
    });
}

#[test]
#[should_panic(expected = "exactly its allocation")]
fn genesis_should_fail_when_the_account_is_endowed_with_more() {
    ExtBuilder::default().endowment(ALLOCATION + 1).build();
}

#[test]
fn first_day_should_wait_when_there_is_no_clock() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        idle_block(Weight::MAX);
        assert_eq!(FirstDay::<Test>::get(), None);
        assert_eq!(EnergyMining::current_era(), None);
    });
}

#[test]
fn first_day_should_be_that_of_the_first_clock_and_stay() {
    ExtBuilder::default().not_started().build_and_execute(|| {
        set_clock(FIRST.end() - 1);
        idle_block(Weight::MAX);
        assert_eq!(FirstDay::<Test>::get(), Some(FIRST));
        set_clock(FIRST.end());
        idle_block(Weight::MAX);
        assert_eq!(FirstDay::<Test>::get(), Some(FIRST));
        assert_eq!(EnergyMining::current_era(), Some(1));
    });
}

#[test]
fn configuration_should_pass_the_integrity_test() {
    ExtBuilder::default().build_and_execute(|| {
        <EnergyMining as Hooks<_>>::integrity_test();
    });
}

#[test]
#[should_panic(expected = "nobody could ever claim")]
fn configuration_should_be_refused_when_no_era_can_be_claimed() {
    ExtBuilder::default().claim_eras(0).build_and_execute(<EnergyMining as Hooks<_>>::integrity_test);
}
