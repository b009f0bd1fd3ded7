//! What must hold after every block.

use crate::*;
use frame_support::{ensure, traits::fungible::Inspect, traits::Get};
use sp_runtime::TryRuntimeError;
use uen_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// The invariants of the pallet.
    ///
    /// # Errors
    /// Which one is broken.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_ledger()?;
        Self::check_eras()?;
        Self::check_miners()?;
        ensure!(Parameters::<T>::get().is_valid(), "parameters are out of their bounds");
        ensure!(
            FirstDay::<T>::exists() || (NextEra::<T>::get() == 0 && !Collection::<T>::exists()),
            "an era was begun before the first day"
        );
        Ok(())
    }

    /// Nothing is paid that was not allocated, and what is promised is there.
    fn check_ledger() -> Result<(), TryRuntimeError> {
        let ledger = Ledger::<T>::get();
        ensure!(ledger.total() == Some(T::Allocation::get()), "remaining + reserved + paid is not the allocation");
        let pots = sum([ledger.staking_pot, ledger.behaviour_pot])?;
        let unclaimed = sum(Eras::<T>::iter_values().map(|era| era.unclaimed))?;
        ensure!(sum([pots, unclaimed])? == ledger.reserved, "reserved is not what the pots and the eras hold");
        let owed = sum([ledger.remaining, ledger.reserved])?;
        ensure!(T::Currency::balance(&Self::account_id()) >= owed, "the account holds less than remaining + reserved");
        Ok(())
    }

    /// Closed eras are inside the window, and what their miners can still get is there.
    fn check_eras() -> Result<(), TryRuntimeError> {
        let next = NextEra::<T>::get();
        let oldest = next.saturating_sub(T::ClaimEras::get());
        ensure!((oldest..next).all(Eras::<T>::contains_key), "a closed era is missing");
        for (era, totals) in Eras::<T>::iter() {
            ensure!((oldest..next).contains(&era), "an era outlived its claims, or was closed before its time");
            let mut paid: Balance = 0;
            let mut due: Balance = 0;
            for miner in Miners::<T>::iter_prefix_values(era) {
                let reward = emission::reward(totals.spend, miner.weighted_energy, totals.weighted_energy)?;
                let side = if miner.claimed { &mut paid } else { &mut due };
                *side = sum([*side, reward])?;
            }
            ensure!(totals.spend.checked_sub(paid) == Some(totals.unclaimed), "unclaimed is not what was not paid");
            ensure!(due <= totals.unclaimed, "an era owes more than it has");
        }
        Ok(())
    }

    /// The weights of an era add up to its W, and nobody has one in an era that is over.
    fn check_miners() -> Result<(), TryRuntimeError> {
        let next = NextEra::<T>::get();
        let swept = Sweep::<T>::get().map(|sweep| sweep.era);
        for (era, _, miner) in Miners::<T>::iter() {
            ensure!(miner.weighted_energy > 0, "a miner did not mine");
            let known = Eras::<T>::contains_key(era)
                || (era == next && Collection::<T>::exists() && !miner.claimed)
                || Some(era) == swept;
            ensure!(known, "a miner's era is neither open for claims, nor being collected, nor being swept");
        }
        let weights = |era| sum(Miners::<T>::iter_prefix_values(era).map(|miner| miner.weighted_energy));
        for (era, totals) in Eras::<T>::iter() {
            ensure!(weights(era)? == totals.weighted_energy, "the weights of an era do not add up");
        }
        if let Some(collection) = Collection::<T>::get() {
            ensure!(weights(next)? == collection.weighted_energy, "the weights collected so far do not add up");
        }
        Ok(())
    }
}

fn sum(amounts: impl IntoIterator<Item = u128>) -> Result<u128, TryRuntimeError> {
    amounts.into_iter().try_fold(0u128, u128::checked_add).ok_or(TryRuntimeError::Other("a sum does not fit"))
}
