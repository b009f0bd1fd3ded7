//! What stakes, rewards and votes know of each other.

use crate::Balance;
use sp_runtime::DispatchError;

/// Where stakers' rewards come from besides fees.
pub trait StakingRewards<AccountId> {
    /// Pay all that has accumulated for stakers to `destination`, and return how much it was, in planck.
    ///
    /// # Errors
    /// If the source's books are out of order. Nothing is paid then.
    fn pay_out(destination: &AccountId) -> Result<Balance, DispatchError>;
}

/// Fees are all there is.
impl<AccountId> StakingRewards<AccountId> for () {
    fn pay_out(_: &AccountId) -> Result<Balance, DispatchError> {
        Ok(0)
    }
}

/// Stake that stands behind votes, and therefore stays where it is.
pub trait VotingLock<AccountId> {
    /// How much of the account's stake its votes, its delegated votes and the convictions of past ones need, in planck.
    fn locked(who: &AccountId) -> Balance;
}

/// Nobody votes.
impl<AccountId> VotingLock<AccountId> for () {
    fn locked(_: &AccountId) -> Balance {
        0
    }
}

/// Stake as the power to vote: what is on hold for validators, and not being unbonded.
pub trait VotingPower<AccountId> {
    /// The account's power, in planck.
    fn power(who: &AccountId) -> Balance;

    /// Everybody's power: the electorate, in planck.
    fn total() -> Balance;

    /// Give the account at least this much power, for benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_power(who: &AccountId, power: Balance);
}
