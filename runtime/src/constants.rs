//! Units of money, time and capacity.

use crate::{Balance, BlockNumber};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};

/// One UEN, in planck.
pub const UEN: Balance = 1_000_000_000_000;
/// A thousandth of a UEN.
pub const MILLI_UEN: Balance = UEN / 1_000;
/// A millionth of a UEN.
pub const MICRO_UEN: Balance = UEN / 1_000_000;
/// Decimals of the token.
pub const DECIMALS: u8 = 12;
/// All UEN that will ever be: nothing is minted after genesis.
pub const TOTAL_SUPPLY: Balance = 1_000_000_000 * UEN;

/// Least balance of an account. One hundredth of a UEN is what 40 Wh of solar energy used on site earn at the first cap of
/// energy mining, so that a meter's first sunny quarter hour opens its owner's account, while a million dust accounts would
/// tie up 10,000 UEN.
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_UEN;

/// Address prefix: 836 spells UEN on a telephone keypad.
pub const SS58_PREFIX: u16 = 836;

/// A relay-chain slot, and our own, in milliseconds.
pub const SLOT_MILLISECONDS: u64 = 6_000;
/// The same as a const-generic parameter of the consensus hook.
pub const RELAY_CHAIN_SLOT_MILLISECONDS: u32 = 6_000;
/// Parachain blocks per relay-chain slot.
pub const BLOCKS_PER_RELAY_SLOT: u32 = 1;
/// Blocks that may be built before the first of them is included.
pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = 3;

/// Seconds in an hour of the chain's clock.
pub const HOUR: u64 = 3_600;
/// Seconds in a day of the chain's clock.
pub const DAY: u64 = 24 * HOUR;

/// Blocks in a minute at full speed.
pub const MINUTES: BlockNumber = 10;
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;
/// Twelve months of relay-chain blocks: 365.25 days of 6 s.
pub const RELAY_BLOCKS_PER_YEAR: BlockNumber = 5_259_600;

/// Weight of a block: two seconds of computation, and the proof that the relay chain accepts.
pub const MAXIMUM_BLOCK_WEIGHT: Weight =
    Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), cumulus_primitives_core::relay_chain::MAX_POV_SIZE as u64);

/// Deposit for `items` storage entries of `bytes` in all: 10 mUEN an entry and 10 µUEN a byte.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
    items as Balance * 10 * MILLI_UEN + bytes as Balance * 10 * MICRO_UEN
}
