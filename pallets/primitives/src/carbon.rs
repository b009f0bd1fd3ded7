//! How carbon accounting sees the registry and the market, and how the market sees certificates.

use crate::{DeviceId, DeviceKind, Hour, Period, Quality, Wh, ZoneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// The number of an issuance of certificates or credits; no other of the chain ever has it.
pub type IssuanceId = u64;

/// The number of a carbon project; no other of the chain ever has it.
pub type ProjectId = u32;

/// A slice of an issuance: every certificate that somebody owns has its own number, and keeps that of its issuance.
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
pub struct CertificateId {
    /// The issuance.
    pub issuance: IssuanceId,
    /// The slice of it.
    pub slice: u32,
}

/// Where and what a device measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteringSite<AccountId> {
    /// Who owns it now.
    pub owner: AccountId,
    /// Grid area in that hour.
    pub zone: ZoneId,
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// Whether it measures electricity.
    pub is_electricity: bool,
}

/// Energy that was taken out of the registry's ledger for certificates or credits, so that nobody can take it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifiedEnergy<AccountId> {
    /// Who owned the device on the day: whose certificates these are.
    pub owner: AccountId,
    /// Grid area.
    pub zone: ZoneId,
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// What was generated; of a store, what it gave to the grid. Never zero.
    pub energy: Wh,
    /// Whether the device was authorised to mine while it measured any of it: mining rewards are a support scheme.
    pub is_supported: bool,
}

/// What a device took from the grid in an hour, of any quality: what was counted over several hours counts in each with its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourlyConsumption {
    /// Grid area in that hour.
    pub zone: ZoneId,
    /// Taken from the grid.
    pub import: Wh,
    /// What of it was `Measured`. Certificates cover nothing else: of a gap nobody knows in which of its hours the energy was used.
    pub coverable: Wh,
    /// The worst quality of the hour's intervals and of what was counted over several hours; `Missing` if the readings have not reached its end.
    pub quality: Quality,
}

/// The registry as carbon accounting sees it.
pub trait CertifiableEnergy<AccountId> {
    /// The device, if it is known, as it was in `hour`.
    fn site(device: &DeviceId, hour: Hour) -> Option<MeteringSite<AccountId>>;

    /// Devices of an account, at most `limit`, after `cursor`.
    fn devices_of(owner: &AccountId, cursor: Option<DeviceId>, limit: u32) -> Vec<DeviceId>;

    /// What a device of electricity took from the grid in `hour`, and who owned it on that day; `None` if nothing is known (any more).
    fn consumption(device: &DeviceId, hour: Hour) -> Option<(AccountId, HourlyConsumption)>;

    /// Take all that the device measured in the periods from `first` to `last`, which are of one hour, for certificates or credits: what
    /// was generated, or what a store gave to the grid. Intervals that are not `Measured` do not count.
    ///
    /// # Errors
    /// If the device is not known or not trusted now, does not measure electricity, was not authorised to certify at the end of `last`, has not measured up
    /// to there; if the periods are not of one hour or no longer kept; if any of it was taken before; if it is nothing.
    fn certify(device: &DeviceId, first: Period, last: Period) -> Result<CertifiedEnergy<AccountId>, DispatchError>;

    /// Take what the device measured in a period that is metered to its end, so that nobody can: it was sold as green without
    /// certificates. Nothing happens if it was taken before, or is nothing.
    fn forfeit(device: &DeviceId, period: Period);

    /// Prepare a device of `site` that may certify, and have it complete the hour that contains `period` with these registers counted in
    /// each of its periods, for benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn insert_certifiable(device: DeviceId, site: MeteringSite<AccountId>, period: Period, energy: crate::Registers);
}

/// The market as carbon accounting sees it.
pub trait GreenSales {
    /// Whether energy of the device in the period is offered or sold and not settled: its certificates may go to a buyer yet. Costs one
    /// read.
    fn is_open(device: &DeviceId, period: Period) -> bool;
}

/// No market: nothing is sold.
impl GreenSales for () {
    fn is_open(_: &DeviceId, _: Period) -> bool {
        false
    }
}

/// Certificates as the market sees them: those of green energy travel to its buyer. What cannot be certified travels without; settlement
/// never waits for a certificate.
pub trait GreenDeliveries<AccountId> {
    /// `delivered` of what the device generated in the period was settled to `buyer`. Called once a trade, before [`Self::completed`].
    fn settled(device: &DeviceId, period: Period, buyer: &AccountId, delivered: Wh);

    /// All green energy of the device in the period is settled.
    fn completed(device: &DeviceId, period: Period);
}

/// Certificates as demand response will see them: saved energy is a certificate of its own type.
pub trait SavingCertificates<AccountId> {
    /// Issue a certificate of `saved` energy to `owner`, for a device in a period whose saving was verified.
    ///
    /// # Errors
    /// If nothing was saved, a certificate of the same saving exists, or the owner cannot pay for its storage.
    fn issue_saved(owner: &AccountId, device: &DeviceId, period: Period, saved: Wh) -> Result<(), DispatchError>;
}

/// No certificates.
impl<AccountId> GreenDeliveries<AccountId> for () {
    fn settled(_: &DeviceId, _: Period, _: &AccountId, _: Wh) {}

    fn completed(_: &DeviceId, _: Period) {}
}
