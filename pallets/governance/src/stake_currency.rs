//! Stake, as pallets see it that weigh votes by balance.

use crate::forward::{forward, forward_currency, forward_reservable};
use core::marker::PhantomData;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        BalanceStatus, ConstU128, Currency, ExistenceRequirement, Get, LockIdentifier, LockableCurrency, ReservableCurrency,
        SignedImbalance, WithdrawReasons,
    },
};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{Balance, VotingPower};

/// The currency `C`, in which an account's balance is its power to vote according to `P`, and the issuance is everybody's.
///
/// A pallet that lets nobody vote with more than a free balance, and measures turnout by the issuance, thereby does so by stake.
/// Deposits are reserved from the real balance. Locks are set on it, where they overlap what is on hold as stake: a vote costs nothing
/// that the account could otherwise use, and whoever lets stake go asks for the locks first
/// ([`VotingLock`](uen_primitives::VotingLock)).
///
/// Only who has `M` in power can reserve, so that a deposit can ask for stake as well.
///
/// With `runtime-benchmarks`, whoever gets balance out of nothing gets as much power too, since benchmarks of such pallets endow their
/// voters so.
pub struct StakeCurrency<C, P, M = ConstU128<0>>(PhantomData<(C, P, M)>);

impl<AccountId, C, P, M> Currency<AccountId> for StakeCurrency<C, P, M>
where
    C: Currency<AccountId, Balance = Balance>,
    P: VotingPower<AccountId>,
{
    forward_currency!();

    fn total_balance(who: &AccountId) -> Self::Balance {
        P::power(who)
    }

    fn free_balance(who: &AccountId) -> Self::Balance {
        P::power(who)
    }

    fn total_issuance() -> Self::Balance {
        P::total()
    }

    fn active_issuance() -> Self::Balance {
        P::total()
    }

    fn deposit_creating(who: &AccountId, value: Self::Balance) -> Self::PositiveImbalance {
        #[cfg(feature = "runtime-benchmarks")]
        P::set_power(who, P::power(who).saturating_add(value));
        C::deposit_creating(who, value)
    }

    fn make_free_balance_be(who: &AccountId, balance: Self::Balance) -> SignedImbalance<Self::Balance, Self::PositiveImbalance> {
        // Before the balance, which giving the power may have changed.
        #[cfg(feature = "runtime-benchmarks")]
        P::set_power(who, balance);
        C::make_free_balance_be(who, balance)
    }
}

impl<AccountId, C, P, M> ReservableCurrency<AccountId> for StakeCurrency<C, P, M>
where
    C: ReservableCurrency<AccountId, Balance = Balance>,
    P: VotingPower<AccountId>,
    M: Get<Balance>,
{
    forward_reservable!();

    fn can_reserve(who: &AccountId, value: Self::Balance) -> bool {
        P::power(who) >= M::get() && C::can_reserve(who, value)
    }

    fn reserve(who: &AccountId, value: Self::Balance) -> DispatchResult {
        ensure!(P::power(who) >= M::get(), TokenError::FundsUnavailable);
        C::reserve(who, value)
    }
}

impl<AccountId, C, P, M> LockableCurrency<AccountId> for StakeCurrency<C, P, M>
where
    C: LockableCurrency<AccountId, Balance = Balance>,
    P: VotingPower<AccountId>,
{
    type Moment = C::Moment;
    type MaxLocks = C::MaxLocks;

    forward! { LockableCurrency<AccountId> =>
        fn set_lock(id: LockIdentifier, who: &AccountId, amount: Self::Balance, reasons: WithdrawReasons);
        fn extend_lock(id: LockIdentifier, who: &AccountId, amount: Self::Balance, reasons: WithdrawReasons);
        fn remove_lock(id: LockIdentifier, who: &AccountId);
    }
}
