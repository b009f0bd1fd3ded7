use super::*;
use crate::ClaimList;
use frame_support::traits::{Hooks, StorageVersion};

#[test]
fn genesis_should_keep_the_pot_alive_when_it_is_emptied() {
    ExtBuilder::default().pot(LIST_TOTAL).build_and_execute(|| {
        assert_eq!(System::providers(&Airdrop::pot_account()), 2);
        (0..LEAVES).for_each(|index| assert!(relay_c12(index).is_ok()));
        assert_eq!(System::providers(&Airdrop::pot_account()), 1);
    });
}

#[test]
fn genesis_should_start_with_storage_version_1() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(StorageVersion::get::<Airdrop>(), StorageVersion::new(1));
    });
}

#[test]
fn genesis_should_set_the_root_of_vector_c12() {
    ExtBuilder::default().build_and_execute(|| {
        let root = H256(hex_literal::hex!("d7b0d2da8be13b6cf57d7ba6c2f9752e55b005d75743e691fdd5f4dd3541184d"));
        assert_eq!(Airdrop::list(), Some(ClaimList { root, leaves: LEAVES, total: LIST_TOTAL }));
    });
}

#[test]
#[should_panic = "exceeds its pot"]
fn genesis_should_panic_when_the_list_exceeds_the_pot() {
    ExtBuilder::default().pot(LIST_TOTAL - 1).build();
}

#[test]
#[should_panic = "empty or longer than MaxLeaves"]
fn genesis_should_panic_when_the_list_is_empty() {
    let (list, _) = list_of(&claims());
    ExtBuilder::default().list(Some(ClaimList { leaves: 0, ..list })).build();
}

#[test]
fn constants_should_fit_together() {
    <Airdrop as Hooks<u64>>::integrity_test();
}
