//! What always holds.

use crate::{Claimed, Config, List, Opened, Pallet, Returned, Totals};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Check all invariants.
    ///
    /// # Errors
    /// The first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_state_claims()?;
        Self::try_state_pot()?;
        Self::try_state_expiry()
    }

    /// A bit for each claim that was paid, none for others.
    fn try_state_claims() -> Result<(), TryRuntimeError> {
        let leaves = List::<T>::get().map_or(0, |list| list.leaves);
        let mut claims = 0u32;
        for (word, bits) in Claimed::<T>::iter() {
            ensure!(bits != 0, "an empty word is stored");
            let highest = u64::from(word).saturating_mul(64).saturating_add(u64::from(bits.ilog2()));
            ensure!(highest < u64::from(leaves), "a claim was paid that is not on the list");
            claims = claims.saturating_add(bits.count_ones());
        }
        ensure!(claims == Totals::<T>::get().claims, "the bitmap and the number of claims differ");
        Ok(())
    }

    /// The pot can pay what is left of the list. What the list's claims leave of its total below the existential deposit is dust
    /// and nobody's, since no claim is that small.
    fn try_state_pot() -> Result<(), TryRuntimeError> {
        ensure!(frame_system::Pallet::<T>::providers(&Self::pot_account()) > 0, "the pot's account can be reaped");
        let Some(list) = List::<T>::get() else { return Ok(()) };
        list.validate::<T>()?;
        let paid = Totals::<T>::get().amount;
        let open = list.total.checked_sub(paid).ok_or("more was paid than is on the list")?;
        let covered = Self::pot() >= open || open < T::Currency::minimum_balance();
        ensure!(covered || Returned::<T>::exists(), "the pot cannot pay what is left of the list");
        Ok(())
    }

    /// The rest was not handed on before the claims expired, and nothing happened before they opened.
    fn try_state_expiry() -> Result<(), TryRuntimeError> {
        match Opened::<T>::get() {
            Some(window) => {
                ensure!(window.from > 0 && window.from <= window.until, "the window is not one");
                ensure!(!Returned::<T>::exists() || Self::now() >= window.until, "the rest was handed on too early");
            }
            None => ensure!(!Returned::<T>::exists() && Totals::<T>::get().claims == 0, "claims were paid before they opened"),
        }
        Ok(())
    }
}
