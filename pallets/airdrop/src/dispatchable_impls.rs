//! What the calls do.

use crate::{merkle, types, ClaimList, Claimed, Config, Error, Event, List, Opened, Pallet, Returned, Totals};
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
        Get, UnixTime,
    },
};
use sp_core::H256;
use sp_runtime::ArithmeticError;
use uen_primitives::{Balance, UnixSeconds};

impl<T: Config> Pallet<T> {
    /// The chain's clock.
    pub(crate) fn now() -> UnixSeconds {
        T::UnixTime::now().as_secs()
    }

    /// What the pot can pay: not what others locked on its account.
    pub(crate) fn pot() -> Balance {
        T::Currency::reducible_balance(&Self::pot_account(), Preservation::Expendable, Fortitude::Polite)
    }

    pub(crate) fn do_claim(index: u32, account: T::AccountId, amount: Balance, proof: &[H256]) -> DispatchResult {
        let list = Self::open_list()?;
        let leaf = merkle::leaf_hash(index, &account, amount);
        ensure!(merkle::verify(&list.root, list.leaves, index, leaf, proof), Error::<T>::InvalidProof);
        Self::mark_claimed(index)?;
        // As long as a claim is open, the pot holds at least the existential deposit: no claim can turn another's into dust.
        ensure!(amount >= T::Currency::minimum_balance(), Error::<T>::BelowMinimum);
        let totals = Totals::<T>::get().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
        ensure!(totals.amount <= list.total, Error::<T>::ExceedsTotal);
        Totals::<T>::put(totals);
        T::Currency::transfer(&Self::pot_account(), &account, amount, Preservation::Expendable)?;
        Self::deposit_event(Event::Claimed { index, account, amount });
        Ok(())
    }

    pub(crate) fn do_set_root(list: ClaimList) -> DispatchResult {
        ensure!(!List::<T>::exists(), Error::<T>::RootAlreadySet);
        ensure!(Opened::<T>::get().is_none_or(|window| Self::now() < window.until), Error::<T>::Expired);
        list.validate::<T>()?;
        ensure!(list.total <= Self::pot(), Error::<T>::ExceedsPot);
        List::<T>::put(&list);
        let ClaimList { root, leaves, total } = list;
        Self::deposit_event(Event::RootSet { root, leaves, total });
        Ok(())
    }

    pub(crate) fn do_expire() -> DispatchResult {
        let window = Opened::<T>::get().ok_or(Error::<T>::NotOpen)?;
        ensure!(Self::now() >= window.until, Error::<T>::NotExpired);
        ensure!(!Returned::<T>::exists(), Error::<T>::AlreadyReturned);
        let (destination, amount) = (T::ExpiryDestination::get(), Self::pot());
        if amount > 0 {
            T::Currency::transfer(&Self::pot_account(), &destination, amount, Preservation::Expendable)?;
        }
        Returned::<T>::put(amount);
        Self::deposit_event(Event::Expired { destination, amount });
        Ok(())
    }

    /// The list, if claims are possible now.
    fn open_list() -> Result<ClaimList, Error<T>> {
        let window = Opened::<T>::get().ok_or(Error::<T>::NotOpen)?;
        ensure!(Self::now() < window.until, Error::<T>::Expired);
        List::<T>::get().ok_or(Error::<T>::NotOpen)
    }

    /// Set the bit of claim `index`, which must not be set.
    fn mark_claimed(index: u32) -> DispatchResult {
        let (word, bit) = types::position(index);
        Claimed::<T>::try_mutate(word, |bits| {
            ensure!(*bits & bit == 0, Error::<T>::AlreadyClaimed);
            *bits |= bit;
            Ok(())
        })
    }
}
