//! How pallets see metered energy, and each other.

use crate::{Balance, Day, DeviceId, DeviceKind, Wh, ZoneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// How well an interval is known. Ordered from best to worst; intervals that are merged keep the worst.
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
pub enum Quality {
    /// Measured inside one delivery period, without a gap before it. Only this can be traded, certified or mined.
    #[codec(index = 0)]
    Measured,
    /// Measured, but over more than one delivery period or across a gap: counts for footprints only.
    #[codec(index = 1)]
    Late,
    /// The device substituted a value.
    #[codec(index = 2)]
    Estimated,
    /// A person entered the value.
    #[codec(index = 3)]
    Manual,
    /// Nothing is known of the interval.
    #[codec(index = 4)]
    Missing,
}

/// Where the generation and the export of one site in one period went (vector C8).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
pub struct SiteSplit {
    /// Generated and given to the grid.
    pub shared: Wh,
    /// Generated and used on site.
    pub self_used: Wh,
    /// Given to the grid without having been generated: a store emptying, or an error.
    pub ineligible: Wh,
}

impl SiteSplit {
    /// `shared = min(export, generation)`, the rest of each is used on site or ineligible.
    pub fn of(generation: Wh, export: Wh) -> Self {
        let shared = generation.min(export);
        Self { shared, self_used: generation.saturating_sub(shared), ineligible: export.saturating_sub(shared) }
    }
}

/// What a device measured on one day, in `Measured` quality only.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DailyEnergy<AccountId> {
    /// Who owned the device at the day's first accepted reading; the day's rewards are theirs.
    pub owner: AccountId,
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// Taken from the grid.
    pub import: Wh,
    /// Given to the grid.
    pub export: Wh,
    /// Generated.
    pub generation: Wh,
    /// Generated and shared, summed over the periods in which the device was authorised to mine.
    pub mineable_shared: Wh,
    /// Generated and used on site, summed over the periods in which the device was authorised to mine.
    pub mineable_self_used: Wh,
}

/// What metered energy can be used for, each at most once.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum EnergyUse {
    /// Delivered on the market.
    #[codec(index = 0)]
    Market,
    /// Certified, or turned into a carbon credit.
    #[codec(index = 1)]
    Certificate,
    /// Rewarded by energy mining.
    #[codec(index = 2)]
    Mining,
}

/// What became of the claim to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayClaim {
    /// Its energy is used.
    Taken,
    /// Somebody objects to it.
    Withheld,
}

/// The registry as its consumers see it: what was metered, and the one-kWh ledger.
pub trait MeteredEnergy<AccountId> {
    /// Whether no reading for `day` can be accepted any more.
    fn is_day_complete(day: Day) -> bool;

    /// The devices that measured something on `day`, at most `limit`, after `cursor`, in an order that does not change once the
    /// day is complete. Fewer than `limit` means that there are no more.
    fn day_page(day: Day, cursor: Option<DeviceId>, limit: u32) -> Vec<(DeviceId, DailyEnergy<AccountId>)>;

    /// Use everything that `device` measured on `day` for `purpose`: advances the pointer to the end of the day. If somebody objects to the
    /// day, it is withheld instead, until that is decided.
    ///
    /// # Errors
    /// If any of it was used for `purpose` before, or the device is not known.
    fn claim_day(device: &DeviceId, purpose: EnergyUse, day: Day) -> Result<DayClaim, DispatchError>;

    /// At most `limit` days that were withheld from mining for objections that came to nothing. Each is returned once.
    fn take_released(limit: u32) -> Vec<(DeviceId, Day, DailyEnergy<AccountId>)>;

    /// Prepare a device that measured `energy` on `day`, for benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn insert_day(device: DeviceId, day: Day, energy: DailyEnergy<AccountId>);
}

/// What a device sold to unrelated buyers on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CommunitySale {
    /// What was settled within the buyers' metered import: at most the device's shared energy, period by period.
    pub energy: Wh,
    /// Grid fees that the buyers paid for it, in planck. What comes back to a buyer does not count.
    pub fees: Balance,
}

/// What a device sold within the community, as the market settled it.
pub trait CommunitySales {
    /// What of `device` on `day` was settled to unrelated buyers.
    fn settled(device: &DeviceId, day: Day) -> CommunitySale;

    /// Whether all that was sold on `day` is counted: [`CommunitySales::settled`] is only less after it, if a dispute says so.
    fn is_counted(day: Day) -> bool;
}

/// No market yet: nothing was sold.
impl CommunitySales for () {
    fn settled(_: &DeviceId, _: Day) -> CommunitySale {
        CommunitySale::default()
    }

    fn is_counted(_: Day) -> bool {
        true
    }
}

/// Whether anybody still expects energy or money of a device. Such a device cannot change its owner or leave.
pub trait OpenPositions {
    /// Whether `device` has an open position.
    fn any(device: &DeviceId) -> bool;
}

/// Nothing opens positions yet.
impl OpenPositions for () {
    fn any(_: &DeviceId) -> bool {
        false
    }
}

/// How grid areas lie in each other.
pub trait ZoneTree {
    /// Whether `zone` is `area` or lies in it.
    fn is_within(zone: ZoneId, area: ZoneId) -> bool;

    /// Make a zone as deep in `area` as zones can lie, for benchmarks. Returns it.
    #[cfg(feature = "runtime-benchmarks")]
    fn insert_deepest_zone(area: ZoneId) -> ZoneId;
}

/// No tree: each zone lies in itself alone.
impl ZoneTree for () {
    fn is_within(zone: ZoneId, area: ZoneId) -> bool {
        zone == area
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_deepest_zone(area: ZoneId) -> ZoneId {
        area
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn site_split_should_match_vector_c8() {
        let split = |generation, export| SiteSplit::of(Wh(generation), Wh(export));
        assert_eq!(split(2000, 1500), SiteSplit { shared: Wh(1500), self_used: Wh(500), ineligible: Wh(0) });
        assert_eq!(split(0, 1800), SiteSplit { shared: Wh(0), self_used: Wh(0), ineligible: Wh(1800) });
        assert_eq!(split(500, 1800), SiteSplit { shared: Wh(500), self_used: Wh(0), ineligible: Wh(1300) });
    }

    proptest! {
        #[test]
        fn site_split_should_conserve_energy(generation in any::<u64>(), export in any::<u64>()) {
            let split = SiteSplit::of(Wh(generation), Wh(export));
            prop_assert_eq!(split.shared.checked_add(split.self_used), Some(Wh(generation)));
            prop_assert_eq!(split.shared.checked_add(split.ineligible), Some(Wh(export)));
        }
    }
}
