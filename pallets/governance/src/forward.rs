//! What both adapters pass on to the currency `C` as it is.
//!
//! Bodies that the traits have by default are passed on too: a currency that has a better one keeps it.

/// Functions of the trait `$trait` that do what `C` does.
macro_rules! forward {
    ($trait:path => $(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            fn $name($($argument: $type),*) $(-> $result)? {
                <C as $trait>::$name($($argument),*)
            }
        )*
    };
}

/// `Currency<AccountId>`, except for how much there is and for what creates balance out of nothing.
macro_rules! forward_currency {
    () => {
        type Balance = <C as Currency<AccountId>>::Balance;
        type PositiveImbalance = <C as Currency<AccountId>>::PositiveImbalance;
        type NegativeImbalance = <C as Currency<AccountId>>::NegativeImbalance;

        $crate::forward::forward! { Currency<AccountId> =>
            fn can_slash(who: &AccountId, value: Self::Balance) -> bool;
            fn deactivate(amount: Self::Balance);
            fn reactivate(amount: Self::Balance);
            fn minimum_balance() -> Self::Balance;
            fn burn(amount: Self::Balance) -> Self::PositiveImbalance;
            fn issue(amount: Self::Balance) -> Self::NegativeImbalance;
            fn pair(amount: Self::Balance) -> (Self::PositiveImbalance, Self::NegativeImbalance);
            fn ensure_can_withdraw(
                who: &AccountId,
                amount: Self::Balance,
                reasons: WithdrawReasons,
                new_balance: Self::Balance
            ) -> DispatchResult;
            fn transfer(
                source: &AccountId,
                destination: &AccountId,
                value: Self::Balance,
                existence: ExistenceRequirement
            ) -> DispatchResult;
            fn slash(who: &AccountId, value: Self::Balance) -> (Self::NegativeImbalance, Self::Balance);
            fn deposit_into_existing(
                who: &AccountId,
                value: Self::Balance
            ) -> Result<Self::PositiveImbalance, DispatchError>;
            fn resolve_into_existing(
                who: &AccountId,
                value: Self::NegativeImbalance
            ) -> Result<(), Self::NegativeImbalance>;
            fn resolve_creating(who: &AccountId, value: Self::NegativeImbalance);
            fn withdraw(
                who: &AccountId,
                value: Self::Balance,
                reasons: WithdrawReasons,
                liveness: ExistenceRequirement
            ) -> Result<Self::NegativeImbalance, DispatchError>;
            fn settle(
                who: &AccountId,
                value: Self::PositiveImbalance,
                reasons: WithdrawReasons,
                liveness: ExistenceRequirement
            ) -> Result<(), Self::PositiveImbalance>;
        }
    };
}

/// `ReservableCurrency<AccountId>`, except for who can reserve.
macro_rules! forward_reservable {
    () => {
        $crate::forward::forward! { ReservableCurrency<AccountId> =>
            fn slash_reserved(who: &AccountId, value: Self::Balance) -> (Self::NegativeImbalance, Self::Balance);
            fn reserved_balance(who: &AccountId) -> Self::Balance;
            fn unreserve(who: &AccountId, value: Self::Balance) -> Self::Balance;
            fn repatriate_reserved(
                slashed: &AccountId,
                beneficiary: &AccountId,
                value: Self::Balance,
                status: BalanceStatus
            ) -> Result<Self::Balance, DispatchError>;
        }
    };
}

pub(crate) use {forward, forward_currency, forward_reservable};
