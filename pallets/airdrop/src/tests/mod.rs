//! One file a call, the invariants, and the attacks of the design.

mod attacks;
mod claim;
mod expire;
mod genesis;
mod invariants;
mod open;
mod set_root;

use crate::mock::*;
use frame_support::pallet_prelude::DispatchResultWithPostInfo;
use sp_core::H256;
use sp_runtime::AccountId32;

/// Relay claim `index` of `claims` with its `proof`.
fn relay(index: u32, claims: &[(AccountId32, u128)], proof: &[H256]) -> DispatchResultWithPostInfo {
    let (account, amount) = claims[index as usize].clone();
    Airdrop::claim(RuntimeOrigin::signed(RELAYER), index, account, amount, bounded(proof))
}

/// Relay claim `index` of vector C12.
fn relay_c12(index: u32) -> DispatchResultWithPostInfo {
    let (_, proofs) = list_of(&claims());
    relay(index, &claims(), &proofs[index as usize])
}

fn pot_balance() -> u128 {
    Balances::free_balance(Airdrop::pot_account())
}
