//! What may be put on hold.

use crate::Balance;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::{Inspect, MutateHold},
        tokens::Fortitude,
    },
};
use sp_runtime::{ArithmeticError, TokenError};

/// Hold funds from which others may be paid.
///
/// A freeze, such as a vesting schedule, keeps an account's total from falling, and holds overlap it: without a further look whoever has
/// little that is not frozen could have it held again and again, and all that is frozen paid out. So what all holds of `payable`, of which
/// `reason` is one, can pay must leave what is frozen.
///
/// To be called inside of a storage layer, as calls are: what fails at the end was held before.
///
/// # Errors
/// [`TokenError::FundsUnavailable`] if not so much is free, [`TokenError::Frozen`] if it is, but the account's total, less what may be paid
/// to others, would not be what is frozen any more.
pub fn hold_payable<AccountId, C>(reason: C::Reason, who: &AccountId, amount: Balance, payable: &[C::Reason]) -> DispatchResult
where
    C: Inspect<AccountId, Balance = Balance> + MutateHold<AccountId>,
{
    if amount == 0 {
        return Ok(());
    }
    C::hold(&reason, who, amount)?;
    let held = payable.iter().try_fold(Balance::default(), |sum, reason| sum.checked_add(C::balance_on_hold(reason, who)));
    let held = held.ok_or(ArithmeticError::Overflow)?;
    ensure!(C::reducible_total_balance_on_hold(who, Fortitude::Polite) >= held, TokenError::Frozen);
    Ok(())
}
