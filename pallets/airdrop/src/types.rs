//! The list, its window and what was paid.

use crate::{Config, Error};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, traits::Get};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use uen_primitives::{Balance, UnixSeconds};

/// How long claims are possible, in seconds: twelve months of 365 days.
pub const CLAIM_PERIOD: UnixSeconds = 31_536_000;

/// Who may claim how much, as [`crate::merkle`] commits to it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimList {
    /// Root of the Merkle tree.
    pub root: H256,
    /// Number of claims.
    pub leaves: u32,
    /// Sum of the claims, in planck.
    pub total: Balance,
}

impl ClaimList {
    /// Whether it is a list at all, of a length that can be handled.
    pub fn validate<T: Config>(&self) -> Result<(), Error<T>> {
        ensure!(self.leaves > 0 && self.total > 0, Error::<T>::EmptyList);
        ensure!(self.leaves <= T::MaxLeaves::get(), Error::<T>::MaxLeavesExceeded);
        Ok(())
    }
}

/// When claims are possible. Both ends are kept, so that an upgrade that changes [`CLAIM_PERIOD`] moves no promised deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClaimWindow {
    /// The first second.
    pub from: UnixSeconds,
    /// The first second that is too late.
    pub until: UnixSeconds,
}

/// What was paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ClaimTotals {
    /// Number of claims.
    pub claims: u32,
    /// Their sum, in planck.
    pub amount: Balance,
}

impl ClaimTotals {
    /// With one more claim; `None` on overflow.
    pub fn checked_add(self, amount: Balance) -> Option<Self> {
        Some(Self { claims: self.claims.checked_add(1)?, amount: self.amount.checked_add(amount)? })
    }
}

/// Where the bit of claim `index` is: the key of its word, and the word with only this bit set.
pub(crate) fn position(index: u32) -> (u32, u64) {
    (index / 64, 1u64.rotate_left(index % 64))
}
