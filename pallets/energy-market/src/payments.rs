//! What a step pays: noted trade by trade, and written once for each account at its end.
//!
//! A payment between two accounts reads and writes some twenty entries, whatever it is part of. A seller, the operators of its zones and a
//! buyer of several trades are in many payments of one step. The events tell of each payment as if it were made by itself.

use crate::{step_impls::hold_of, Config, Event, Pallet};
use alloc::collections::{btree_map::Entry, BTreeMap};
use frame_support::{
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect, MutateHold, Unbalanced, UnbalancedHold},
        tokens::{Precision, Provenance},
    },
};
use sp_runtime::{
    traits::{EnsureAddAssign, Zero},
    ArithmeticError, DispatchError,
};
use uen_primitives::{Balance, Side};

/// Payments from holds that are not made yet. What leaves the holds comes to what the payees get: every amount is noted on both sides.
pub(crate) struct Payments<T: Config> {
    /// What leaves the escrows of buyers and the delivery deposits of sellers.
    debits: BTreeMap<(Side, T::AccountId), Balance>,
    /// What becomes free in whose account.
    credits: BTreeMap<T::AccountId, Balance>,
}

impl<T: Config> Payments<T> {
    /// None yet.
    pub fn new() -> Self {
        Self { debits: BTreeMap::new(), credits: BTreeMap::new() }
    }

    /// Pay from what is held for the payer's order of a side, and return what is going to arrive. If the payee cannot receive it, nothing
    /// does: it is released to the payer, so that neither the payment nor anything behind it is stuck.
    pub fn transfer(
        &mut self,
        side: Side,
        payer: &T::AccountId,
        payee: &T::AccountId,
        amount: Balance,
    ) -> Result<Balance, DispatchError> {
        if amount.is_zero() {
            return Ok(0);
        }
        // Who receives anything can receive more: there is not more money than fits into an account.
        let is_known = self.credits.contains_key(payee);
        if !is_known && T::Currency::can_deposit(payee, amount, Provenance::Extant).into_result().is_err() {
            let (payer, payee) = (payer.clone(), payee.clone());
            self.release(side, &payer, amount)?;
            Pallet::<T>::deposit_event(Event::PaymentReturned { payer, payee, amount });
            return Ok(0);
        }
        self.note(side, payer, payee, amount)?;
        T::Currency::done_transfer_on_hold(&hold_of(side).into(), payer, payee, amount);
        Ok(amount)
    }

    /// Release to whom it is held for.
    pub fn release(&mut self, side: Side, who: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount.is_zero() {
            return Ok(());
        }
        self.note(side, who, who, amount)?;
        T::Currency::done_release(&hold_of(side).into(), who, amount);
        Ok(())
    }

    /// Make all of them.
    ///
    /// # Errors
    /// If less is held than is to be paid.
    pub fn make(self) -> DispatchResult {
        for ((side, payer), amount) in self.debits {
            T::Currency::decrease_balance_on_hold(&hold_of(side).into(), &payer, amount, Precision::Exact)?;
        }
        for (payee, amount) in self.credits {
            T::Currency::increase_balance(&payee, amount, Precision::Exact)?;
        }
        Ok(())
    }

    fn note(&mut self, side: Side, payer: &T::AccountId, payee: &T::AccountId, amount: Balance) -> Result<(), ArithmeticError> {
        raise(self.debits.entry((side, payer.clone())), amount)?;
        raise(self.credits.entry(payee.clone()), amount)
    }
}

fn raise<K: Ord>(entry: Entry<K, Balance>, amount: Balance) -> Result<(), ArithmeticError> {
    entry.or_default().ensure_add_assign(amount)
}
