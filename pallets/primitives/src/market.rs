//! What is traded, where and when, and how the market sees the registry.

use crate::{Capacities, DeviceId, DeviceKind, Period, SignedReading, UnixSeconds, Wh, ZoneId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// What is bought: energy of known or of any origin.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Product {
    /// From renewable sources only. Clears first.
    #[codec(index = 0)]
    Green,
    /// From any source; offers that the green market left over join here.
    #[codec(index = 1)]
    Any,
}

/// On which side of the book an order stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// A bid.
    #[codec(index = 0)]
    Buy,
    /// An offer.
    #[codec(index = 1)]
    Sell,
}

/// A market: one product, in one zone, for one delivery period.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct MarketId {
    /// When the energy is delivered.
    pub period: Period,
    /// Where.
    pub zone: ZoneId,
    /// What.
    pub product: Product,
}

/// A number that no other order of the chain ever had.
pub type OrderId = u64;

/// Where a market stands. Between `Closed` and `Metering` only time passes.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum MarketState {
    /// Takes orders.
    #[codec(index = 0)]
    Open,
    /// The gate is closed; not cleared yet.
    #[codec(index = 1)]
    Closed,
    /// Price and fills are known; the period has not begun.
    #[codec(index = 2)]
    Cleared,
    /// The period runs.
    #[codec(index = 3)]
    Delivering,
    /// The period is over; some seller's meter is awaited, or not settled yet.
    #[codec(index = 4)]
    Metering,
    /// Every seller is settled; buyers may dispute.
    #[codec(index = 5)]
    Settled,
    /// Nothing changes any more.
    #[codec(index = 6)]
    Final,
    /// Not cleared before the period began: everything is refunded.
    #[codec(index = 7)]
    Cancelled,
}

/// A device as a metering point of the grid (EIC type Z, UN/CEFACT `MeteringPoint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteringPoint<AccountId> {
    /// Who owns the device.
    pub owner: AccountId,
    /// Grid area.
    pub zone: ZoneId,
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// Most that it can do.
    pub capacities: Capacities,
}

/// Why the energy of a device cannot be traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTradeable {
    /// The device is not known or not trusted, does not measure electricity, or may not trade then.
    NotAuthorised,
    /// It measures by longer spans than markets have.
    CoarseResolution,
}

/// What a device measured in one delivery period, in `Measured` quality only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeteredPeriod {
    /// Taken from the grid.
    pub import: Wh,
    /// Given to the grid.
    pub export: Wh,
    /// Generated and given to the grid: what can be delivered as green. The rest of the export came out of a store (attack 16).
    pub green: Wh,
    /// Generated and given to the grid while the device was authorised to mine: what can earn for being shared.
    pub mineable_shared: Wh,
    /// Whether the device's readings have reached the end of the period, so that none of them can change it.
    pub is_complete: bool,
}

/// The registry as the market sees it.
pub trait MeteringPoints<AccountId> {
    /// The device, if its energy may be traded until `end`: it measures electricity by quarter hours, is certified or active, authorised
    /// to trade, and its certificates are valid at `end`.
    ///
    /// # Errors
    /// Why it may not.
    fn tradeable(device: &DeviceId, end: UnixSeconds) -> Result<MeteringPoint<AccountId>, NotTradeable>;

    /// By how many seconds a deadline is later that began to run at `since`: as long as the chain stood still.
    fn extension(since: UnixSeconds) -> u64;

    /// Whether what one sells to the other may stay in one hand: they have one owner, or one grid connection, or it is not known that
    /// they have two. Such sales bring no premium (attack 48).
    fn related(one: &DeviceId, other: &DeviceId) -> bool;

    /// What the device measured in `period`. All zero if nothing was, or if the period is no longer kept.
    fn metered(device: &DeviceId, period: Period) -> MeteredPeriod;

    /// Use up to `wanted` of what the device exported in `period` for [`crate::EnergyUse::Market`], and return how much that was: what
    /// was measured less what was delivered before.
    ///
    /// # Errors
    /// If the ledger cannot be written, which only happens if it is out of order.
    fn deliver(device: &DeviceId, period: Period, wanted: Wh) -> Result<Wh, DispatchError>;

    /// Whether `reading` carries the device's signature on this chain.
    fn is_signed_by(device: &DeviceId, reading: &SignedReading) -> bool;

    /// Whether both readings are signed by the device, have one counter and differ: the device is not to be trusted (attack 2).
    fn is_equivocation(device: &DeviceId, first: &SignedReading, second: &SignedReading) -> bool;

    /// Prepare a device of `point` that may trade, for benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metering_point(device: DeviceId, point: MeteringPoint<AccountId>);

    /// Have a prepared device complete `period` with these registers, for benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn insert_metered(device: DeviceId, period: Period, energy: crate::Registers);

    /// A prepared device's signature over two readings of one counter, for benchmarks; the device must have been inserted by it.
    #[cfg(feature = "runtime-benchmarks")]
    fn equivocation(owner: AccountId, zone: ZoneId) -> (DeviceId, SignedReading, SignedReading);
}
