//! Benchmarks. The window is put into storage rather than waited for, since the clock of a benchmark shows 0.

use super::*;
use alloc::vec::Vec;
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Inspect, Mutate},
        EnsureOrigin, Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;
use uen_primitives::Balance;

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(event.into());
}

/// An endowed pot, its balance, and claims that never expire.
fn open_pot<T: Config>() -> Balance {
    let balance = T::Currency::minimum_balance().saturating_mul(1_000).max(1_000);
    T::Currency::set_balance(&Pallet::<T>::pot_account(), balance);
    Opened::<T>::put(ClaimWindow { from: 1, until: u64::MAX });
    balance
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Worst case: the claimant's account is new. The first leaf of a full tree has a sibling on every level.
    #[benchmark]
    fn claim(p: Linear<0, { T::MaxProof::get() }>) -> Result<(), BenchmarkError> {
        let total = open_pot::<T>();
        let (index, amount) = (0, T::Currency::minimum_balance().max(1));
        let caller: T::AccountId = whitelisted_caller();
        let account: T::AccountId = account("claimant", 0, 0);
        let siblings: Vec<H256> = (1..=p).map(|level| H256(sp_io::hashing::blake2_256(&level.encode()))).collect();
        let leaf = merkle::leaf_hash(index, &account, amount);
        let root = siblings.iter().fold(leaf, |node, sibling| merkle::node_hash(&node, sibling));
        List::<T>::put(ClaimList { root, leaves: 1u32.checked_shl(p).unwrap_or(u32::MAX), total });
        let proof = BoundedVec::try_from(siblings).map_err(|_| BenchmarkError::Stop("p is at most MaxProof"))?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), index, account.clone(), amount, proof);

        assert!(Pallet::<T>::is_claimed(index));
        assert_eq!(T::Currency::balance(&account), amount);
        assert_last_event::<T>(Event::Claimed { index, account, amount });
        Ok(())
    }

    /// Worst case: after the claims opened, so that the clock is read.
    #[benchmark]
    fn set_root() -> Result<(), BenchmarkError> {
        let total = open_pot::<T>();
        List::<T>::kill();
        let (root, leaves) = (H256::repeat_byte(1), T::MaxLeaves::get());
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, root, leaves, total);

        assert_eq!(List::<T>::get(), Some(ClaimList { root, leaves, total }));
        assert_last_event::<T>(Event::RootSet { root, leaves, total });
        Ok(())
    }

    /// Worst case: there is a rest.
    #[benchmark]
    fn expire() {
        let caller: T::AccountId = whitelisted_caller();
        let amount = open_pot::<T>();
        Opened::<T>::put(ClaimWindow { from: 0, until: 0 });
        let destination = T::ExpiryDestination::get();
        let before = T::Currency::balance(&destination);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller));

        assert_eq!(Returned::<T>::get(), Some(amount));
        assert_eq!(T::Currency::balance(&destination), before.saturating_add(amount));
        assert_last_event::<T>(Event::Expired { destination, amount });
    }

    /// The one time that [`Pallet::tick`] writes, with a clock that shows something.
    #[benchmark]
    fn open() {
        Opened::<T>::kill();

        #[block]
        {
            assert!(!Opened::<T>::exists());
            let now = Pallet::<T>::now().max(1);
            Pallet::<T>::open_at(now);
        }

        assert!(Opened::<T>::exists());
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
