//! What of a balance is not locked, as a treasury has to see it.

use crate::forward::{forward_currency, forward_reservable};
use core::marker::PhantomData;
use frame_support::{
    dispatch::DispatchResult,
    traits::{
        fungible,
        tokens::{Fortitude::Polite, Preservation::Expendable},
        BalanceStatus, Currency, ExistenceRequirement, ReservableCurrency, SignedImbalance, WithdrawReasons,
    },
};
use sp_runtime::{traits::Saturating, DispatchError};

/// The currency `C`, in which the free balance is what of it is not locked.
///
/// It closes a trap of pallet-treasury. That one takes its whole free balance for its pot, creates what it grants in the beneficiaries'
/// accounts, and only then withdraws the sum of it from its own. When part of the balance is still locked by vesting, the withdrawal can
/// fail; the grants stay, and what was to be withdrawn is added to the issuance: unvested money is spent by minting as much. With this
/// currency the pot is what the withdrawal can take, and what does not fit into it waits.
///
/// For the same reason [`Currency::make_free_balance_be`] leaves alone what is locked: the treasury's genesis sets a pot that seems to
/// have less than the existential deposit to just that, which would have destroyed a balance that is locked as a whole.
///
/// It is for keyless accounts, which have no reserves and no holds: of the others' locks, what overlaps a hold counts as unlocked here,
/// but not for [`Currency::withdraw`].
pub struct UnlockedCurrency<C>(PhantomData<C>);

impl<AccountId, C> Currency<AccountId> for UnlockedCurrency<C>
where
    C: Currency<AccountId> + fungible::Inspect<AccountId, Balance = <C as Currency<AccountId>>::Balance>,
{
    forward_currency!();

    fn total_balance(who: &AccountId) -> Self::Balance {
        <C as Currency<AccountId>>::total_balance(who)
    }

    fn free_balance(who: &AccountId) -> Self::Balance {
        C::reducible_balance(who, Expendable, Polite)
    }

    fn total_issuance() -> Self::Balance {
        <C as Currency<AccountId>>::total_issuance()
    }

    fn active_issuance() -> Self::Balance {
        <C as Currency<AccountId>>::active_issuance()
    }

    fn deposit_creating(who: &AccountId, value: Self::Balance) -> Self::PositiveImbalance {
        C::deposit_creating(who, value)
    }

    fn make_free_balance_be(who: &AccountId, balance: Self::Balance) -> SignedImbalance<Self::Balance, Self::PositiveImbalance> {
        let locked = C::free_balance(who).saturating_sub(Self::free_balance(who));
        C::make_free_balance_be(who, balance.saturating_add(locked))
    }
}

impl<AccountId, C> ReservableCurrency<AccountId> for UnlockedCurrency<C>
where
    C: ReservableCurrency<AccountId> + fungible::Inspect<AccountId, Balance = <C as Currency<AccountId>>::Balance>,
{
    forward_reservable!();

    fn can_reserve(who: &AccountId, value: Self::Balance) -> bool {
        C::can_reserve(who, value)
    }

    fn reserve(who: &AccountId, value: Self::Balance) -> DispatchResult {
        C::reserve(who, value)
    }
}
