//! What the pot pays: noted payment by payment, and written once for each account at the end of a step.
//!
//! A payment between two accounts reads and writes some twenty entries, whatever it is part of. A seller, the operators of its zones and a
//! buyer of several trades are in many payments of one step. The events tell of each payment as if it were made by itself.

use crate::{Config, Event, Pallet};
use alloc::collections::BTreeMap;
use frame_support::{
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect, Mutate, Unbalanced},
        tokens::{Fortitude, Precision, Preservation, Provenance},
    },
};
use sp_runtime::{
    traits::{EnsureAddAssign, Zero},
    ArithmeticError, DispatchError,
};
use uen_primitives::Balance;

/// Payments out of the pot that are not made yet. What leaves it comes to what the payees get: every amount is noted on both sides.
pub(crate) struct Payments<T: Config> {
    pot: T::AccountId,
    /// What leaves the pot.
    debit: Balance,
    /// What comes to whose account.
    credits: BTreeMap<T::AccountId, Balance>,
}

impl<T: Config> Payments<T> {
    /// None yet.
    pub fn new() -> Self {
        Self { pot: Pallet::<T>::account_id(), debit: 0, credits: BTreeMap::new() }
    }

    /// Pay of what the payer put into the pot, and return what is going to arrive. If the payee cannot receive it, nothing does: the payer
    /// gets it back, so that neither the payment nor anything behind it is stuck.
    pub fn transfer(&mut self, payer: &T::AccountId, payee: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
        if amount.is_zero() {
            return Ok(0);
        }
        // Who receives anything can receive more: there is not more money than fits into an account.
        let is_known = self.credits.contains_key(payee);
        if !is_known && T::Currency::can_deposit(payee, amount, Provenance::Extant).into_result().is_err() {
            self.give_back(payer, amount)?;
            let (payer, payee) = (payer.clone(), payee.clone());
            Pallet::<T>::deposit_event(Event::PaymentReturned { payer, payee, amount });
            return Ok(0);
        }
        self.note(payee, amount)?;
        Ok(amount)
    }

    /// Pay somebody's own money back.
    pub fn give_back(&mut self, who: &T::AccountId, amount: Balance) -> DispatchResult {
        if !amount.is_zero() {
            self.note(who, amount)?;
        }
        Ok(())
    }

    /// Make all of them.
    ///
    /// # Errors
    /// If there is less in the pot than is to be paid, or somebody's account is gone. Neither happens while the books are in order.
    pub fn make(self) -> DispatchResult {
        if self.debit.is_zero() {
            return Ok(());
        }
        let (preservation, force) = (Preservation::Expendable, Fortitude::Polite);
        T::Currency::decrease_balance(&self.pot, self.debit, Precision::Exact, preservation, force)?;
        for (payee, amount) in self.credits {
            T::Currency::increase_balance(&payee, amount, Precision::Exact)?;
        }
        Ok(())
    }

    fn note(&mut self, payee: &T::AccountId, amount: Balance) -> Result<(), ArithmeticError> {
        self.debit.ensure_add_assign(amount)?;
        self.credits.entry(payee.clone()).or_default().ensure_add_assign(amount)?;
        T::Currency::done_transfer(&self.pot, payee, amount);
        Ok(())
    }
}
