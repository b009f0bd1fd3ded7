//! What the registry stores, and the rules that need nothing but a record.

use crate::{keys::signs, Certificates, CertifierIndex, CertifierRole, DeviceKeys};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;
use uen_primitives::{
    aligned, Balance, Capacities, DailyEnergy, Day, DeviceId, DeviceKind, EnergyUse, Flags, Hour, Medium, Period, Permissions,
    Quality, Registers, Resolution, SignedReading, SiteSplit, UnixSeconds, Wh, ZoneId, PERIODS_PER_HOUR,
};

/// Where a device is in its life. That certificates expired is not a status: it is found when a reading is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DeviceStatus {
    /// Registered; a certificate is missing.
    #[codec(index = 0)]
    Pending,
    /// All certificates were issued; no reading yet.
    #[codec(index = 1)]
    Certified,
    /// Measures.
    #[codec(index = 2)]
    Active,
    /// Its readings are refused until those who suspended it, or governance, resume it. One that contradicted itself stays suspended.
    #[codec(index = 3)]
    Suspended,
    /// Ended by a certifier. The record stays, so that the key cannot come back.
    #[codec(index = 4)]
    Revoked,
    /// Ended by its owner. The record stays, so that the key cannot come back.
    #[codec(index = 5)]
    Retired,
}

impl DeviceStatus {
    /// Whether readings can be accepted.
    pub fn may_measure(self) -> bool {
        matches!(self, Self::Certified | Self::Active)
    }

    /// Whether nothing follows.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Revoked | Self::Retired)
    }

    /// Its name to users.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Certified => "certified",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Retired => "retired",
        }
    }
}

/// What an owner states of a device, and certifiers amend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Nameplate {
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// What is measured.
    pub medium: Medium,
    /// Most that it can do.
    pub capacities: Capacities,
    /// By which spans it measures.
    pub resolution: Resolution,
    /// Grid area.
    pub zone: ZoneId,
    /// BLAKE2b-256 of the metadata kept off chain.
    pub metadata_hash: H256,
}

impl Nameplate {
    /// Whether its capacities are those of its kind.
    pub fn is_valid(&self) -> bool {
        self.capacities.fit(self.kind)
    }
}

/// Where a device was before its zone was amended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FormerZone {
    /// Its zone.
    pub zone: ZoneId,
    /// The end of the last hour that counts there.
    pub until: UnixSeconds,
}

/// What certifiers put right in a device's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Amendment {
    /// Metrology amends the nameplate: readings are judged by it from now on.
    #[codec(index = 0)]
    Nameplate {
        /// Most that the device can do.
        capacities: Capacities,
        /// By which spans it measures.
        resolution: Resolution,
    },
    /// The regulator amends the zone, from the next full hour on.
    #[codec(index = 1)]
    Zone(ZoneId),
    /// The regulator amends its commitment to the grid connection.
    #[codec(index = 2)]
    Connection(H256),
    /// The regulator widens or narrows what the device may take part in, at once.
    #[codec(index = 3)]
    Permissions(Permissions),
}

impl Amendment {
    /// Who decides it.
    pub fn decided_by(&self) -> CertifierRole {
        match self {
            Self::Nameplate { .. } => CertifierRole::Metrology,
            Self::Zone(_) | Self::Connection(_) | Self::Permissions(_) => CertifierRole::Regulator,
        }
    }
}

/// What a device said last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MeterState {
    /// Counter of the last accepted reading; counters start at 1.
    pub counter: u64,
    /// End of the last accepted reading; `None` before the opening reading.
    pub last_end: Option<UnixSeconds>,
    /// End of the opening reading: nothing is known of the time before. Kept because a hole in the history does not tell whether
    /// it is a gap or lies before.
    pub opened: UnixSeconds,
    /// Registers at `last_end`.
    pub registers: Registers,
    /// Whether any energy was credited, so that the registers cannot be set anew.
    pub credited: bool,
    /// What it took of its quota.
    pub extra: ExtraReadings,
}

impl MeterState {
    /// The end of the last reading, or the boundary of periods that it counts for.
    pub fn reached(&self) -> Option<UnixSeconds> {
        self.last_end.map(aligned)
    }

    /// Whether the readings have reached `at`, so that none can change what was before.
    pub fn has_reached(&self, at: UnixSeconds) -> bool {
        self.reached().is_some_and(|end| end >= at)
    }
}

/// The readings that a device sent without a fee in an hour, besides those that ended a new period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ExtraReadings {
    /// The hour in which they end.
    pub hour: Hour,
    /// How many.
    pub count: u8,
}

impl ExtraReadings {
    /// How many were sent in `hour`.
    pub fn taken_in(&self, hour: Hour) -> u8 {
        if self.hour == hour {
            self.count
        } else {
            0
        }
    }
}

/// Energy of which only the span is known in which it was counted, because readings are missing or a certifier closed the registers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Gap {
    /// Start of the span.
    pub start: UnixSeconds,
    /// End of the span.
    pub end: UnixSeconds,
    /// What was counted in it.
    pub energy: Registers,
    /// How well that is known: never [`Quality::Measured`].
    pub quality: Quality,
    /// What the device said of the reading that ended the gap.
    pub flags: Flags,
}

impl Gap {
    /// Whether part of it lies in `hour`.
    pub fn overlaps(&self, hour: Hour) -> bool {
        self.start < hour.end() && self.end > hour.start()
    }

    /// The import that counts for `hour`: the share of its seconds (vector C17). The shares of all hours add up to the import, as each
    /// is the difference of what was rounded down at its two ends.
    pub fn import_in(&self, hour: Hour) -> Wh {
        let until = |at: UnixSeconds| {
            let seconds = u128::from(at.clamp(self.start, self.end).saturating_sub(self.start));
            let length = u128::from(self.end.saturating_sub(self.start));
            let share = u128::from(self.energy.import.0).saturating_mul(seconds).checked_div(length);
            // At most the import, which is 64 bits.
            Wh(share.and_then(|share| u64::try_from(share).ok()).unwrap_or_default())
        };
        until(hour.end()).saturating_sub(until(hour.start()))
    }
}

/// A time in which the chain stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Standstill {
    /// The clock of the last block before.
    pub from: UnixSeconds,
    /// The clock of the first block after.
    pub until: UnixSeconds,
}

/// That a certifier objects to what a device measured on a day.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Objection<AccountId> {
    /// Under which appointment.
    pub by: CertifierIndex,
    /// BLAKE2b-256 of the reasons, which are kept off chain.
    pub reason: H256,
    /// After this it comes to nothing, unless governance decided.
    pub lapses_at: UnixSeconds,
    /// Whether governance agreed.
    pub is_upheld: bool,
    /// What mining would have taken of the day, if it came to it before governance decided.
    pub withheld: Option<DailyEnergy<AccountId>>,
}

/// What metrology found to be right in place of what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Correction {
    /// The period.
    pub period: Period,
    /// What was counted in it.
    pub energy: Registers,
    /// BLAKE2b-256 of the reasons, which are kept off chain.
    pub reason: H256,
}

/// That a certifier suspended a device. One of the same role can take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Suspension {
    /// Under which appointment.
    pub by: CertifierIndex,
    /// When the device is revoked; `None` if it is only suspended.
    pub revoked_from: Option<UnixSeconds>,
}

/// By whom a device is suspended: each role for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Suspensions {
    /// By metrology.
    pub metrology: Option<Suspension>,
    /// By the regulator.
    pub regulator: Option<Suspension>,
}

impl Suspensions {
    /// The roles that can suspend a device.
    pub const ROLES: [CertifierRole; 2] = [CertifierRole::Metrology, CertifierRole::Regulator];

    /// What certifiers of a role decided.
    pub fn of(&self, role: CertifierRole) -> Option<Suspension> {
        match role {
            CertifierRole::Manufacturer => None,
            CertifierRole::Metrology => self.metrology,
            CertifierRole::Regulator => self.regulator,
        }
    }

    /// Note what certifiers of a role decided; nothing for a role that cannot suspend.
    pub fn set(&mut self, role: CertifierRole, decided: Option<Suspension>) {
        match role {
            CertifierRole::Manufacturer => {}
            CertifierRole::Metrology => self.metrology = decided,
            CertifierRole::Regulator => self.regulator = decided,
        }
    }

    /// All that there are, with the roles.
    pub fn all(&self) -> impl Iterator<Item = (CertifierRole, Suspension)> + use<> {
        let held = *self;
        Self::ROLES.into_iter().filter_map(move |role| Some((role, held.of(role)?)))
    }

    /// Whether any role suspended the device.
    pub fn any(&self) -> bool {
        self.all().next().is_some()
    }
}

/// How far a use of energy has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Claim {
    /// Where the latest use ended; it only moves forward. For mining, which takes whole days, energy measured before this was used,
    /// or can never be. The market and certificates take periods in any order, and note in each what they took: see
    /// [`IntervalRecord::delivered`] and [`IntervalRecord::certified`].
    pub until: UnixSeconds,
    /// How much was used.
    pub energy: Wh,
}

impl Claim {
    /// Note that `taken` was used in `period`. `None`, and nothing changes, if more than `most` would be used in all.
    fn take(&mut self, period: Period, taken: Wh, most: Wh) -> Option<()> {
        self.energy = self.energy.checked_add(taken).filter(|used| *used <= most)?;
        self.until = self.until.max(period.end());
        Some(())
    }
}

/// The one-kWh ledger of a device: nothing is used twice for the same purpose, in O(1). Mining, which takes days, advances its
/// pointer; the market and certificates note in each interval what they took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ledger {
    /// All energy ever measured in quality `Measured`.
    pub measured: Registers,
    /// Delivered on the market: export.
    pub market: Claim,
    /// Certified or turned into credits: generation, of a store export.
    pub certificate: Claim,
    /// Rewarded by mining: generation.
    pub mining: Claim,
}

impl Ledger {
    /// The claim of a use.
    pub fn claim(&self, purpose: EnergyUse) -> &Claim {
        match purpose {
            EnergyUse::Market => &self.market,
            EnergyUse::Certificate => &self.certificate,
            EnergyUse::Mining => &self.mining,
        }
    }

    /// Of the `energy` of a device of `kind`, what `purpose` draws on. A store generates nothing: what it gives to the grid is
    /// certified anew.
    pub fn drawn(purpose: EnergyUse, kind: DeviceKind, energy: &Registers) -> Wh {
        match (purpose, kind) {
            (EnergyUse::Market, _) | (EnergyUse::Certificate, DeviceKind::Storage) => energy.export,
            (EnergyUse::Certificate | EnergyUse::Mining, _) => energy.generation,
        }
    }

    /// Use `drawn`, which is all that `purpose` draws on of `day`. `None`, and nothing changes, if any of it was used before, or if
    /// the use is not one of days.
    pub fn advance(&mut self, purpose: EnergyUse, day: Day, drawn: Wh) -> Option<()> {
        let claim = match purpose {
            // The day would use again what was taken of its periods.
            EnergyUse::Market | EnergyUse::Certificate => return None,
            EnergyUse::Mining => &mut self.mining,
        };
        if claim.until > day.start() {
            return None;
        }
        claim.energy = claim.energy.checked_add(drawn)?;
        claim.until = day.end();
        Some(())
    }

    /// Note that the market used `taken` of what was exported in `period`. `None`, and nothing changes, if that would be more than
    /// was ever measured.
    pub fn deliver(&mut self, period: Period, taken: Wh) -> Option<()> {
        self.market.take(period, taken, self.measured.export)
    }

    /// Note that `taken` of what a device of `kind` measured up to the end of `period` was certified. `None`, and nothing changes,
    /// if that would be more than was ever measured.
    pub fn certify(&mut self, kind: DeviceKind, period: Period, taken: Wh) -> Option<()> {
        let most = Self::drawn(EnergyUse::Certificate, kind, &self.measured);
        self.certificate.take(period, taken, most)
    }
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeviceRecord<AccountId> {
    /// Its keys. Its identifier is the hash of the first one.
    pub keys: DeviceKeys,
    /// Its owner.
    pub owner: AccountId,
    /// Whom the owner offers it to.
    pub offered_to: Option<AccountId>,
    /// What its owner states of it.
    pub nameplate: Nameplate,
    /// Where it was before its zone was amended the last time.
    pub former_zone: Option<FormerZone>,
    /// What the owner has on hold for it; zero after a slash and at the end of its life.
    pub deposit: Balance,
    /// Where it is in its life.
    pub status: DeviceStatus,
    /// Which certifiers do not trust it.
    pub suspensions: Suspensions,
    /// Its owner answers for readings with larger counters than this: that of the reading with which it was handed over.
    pub liable_from: u64,
    /// Its certificates.
    pub certificates: Certificates,
    /// What it said last.
    pub meter: MeterState,
    /// What it measured, and what that was used for.
    pub ledger: Ledger,
    /// The intervals of the hour of its last reading. Kept here, so that most readings touch this entry only.
    pub open_hour: HourOfIntervals,
    /// The day of its last measured reading. Kept here for the same reason.
    pub open_day: Option<OpenDay<AccountId>>,
}

impl<AccountId> DeviceRecord<AccountId> {
    /// The status that follows from what it has: the one that it is resumed to.
    pub fn natural_status(&self) -> DeviceStatus {
        match (self.meter.last_end, self.certificates.are_complete()) {
            (Some(_), _) => DeviceStatus::Active,
            (None, true) => DeviceStatus::Certified,
            (None, false) => DeviceStatus::Pending,
        }
    }

    /// Whether `signed` carries the signature of the key in force, on the chain of this block 0.
    pub fn has_signed(&self, signed: &SignedReading, genesis_hash: &H256) -> bool {
        self.keys.signing_key().is_some_and(|key| signs(&key, signed, genesis_hash))
    }

    /// Its zone for what ends at `end`.
    pub fn zone_at(&self, end: UnixSeconds) -> ZoneId {
        self.former_zone.filter(|former| end <= former.until).map_or(self.nameplate.zone, |former| former.zone)
    }

    /// The regulator's commitment to its grid connection, if it was authorised.
    pub fn connection(&self) -> Option<H256> {
        self.certificates.authorisation.map(|issued| issued.content.connection)
    }
}

/// What a device measured in one delivery period. Readings of the same period are merged.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct IntervalRecord {
    /// The period in which the readings end.
    pub period: Period,
    /// Start of the span; before the period if there was a gap.
    pub start: UnixSeconds,
    /// End of the span.
    pub end: UnixSeconds,
    /// What was counted in the span.
    pub energy: Registers,
    /// Export of it that counts for mining.
    pub mineable_export: Wh,
    /// Generation of it that counts for mining.
    pub mineable_generation: Wh,
    /// The worst quality of its readings.
    pub quality: Quality,
    /// What the device said of the last reading.
    pub flags: Flags,
    /// Export of it that the market used, so that no Wh is delivered twice (attack 17). The ledger's pointer alone could not tell:
    /// markets settle as their meters come, not in the order of their periods, and a pointer that only moves forward would lose
    /// what an earlier period can still deliver.
    pub delivered: Wh,
    /// Whether its energy was taken for certificates or credits, all of it, so that no Wh is certified twice (attack 18). As for
    /// `delivered`, the pointer alone could not tell: what was sold as green is certified when it settles, and so in the order in
    /// which meters report. Taken only when its period is over: no reading can change it after that.
    pub certified: bool,
}

impl IntervalRecord {
    /// Nothing counted yet.
    pub fn empty(period: Period, start: UnixSeconds) -> Self {
        Self {
            period,
            start,
            end: start,
            energy: Registers::default(),
            mineable_export: Wh::ZERO,
            mineable_generation: Wh::ZERO,
            quality: Quality::Measured,
            flags: Flags::NONE,
            delivered: Wh::ZERO,
            certified: false,
        }
    }

    /// What the market can still use of it. Nothing once a reading made it worse than `Measured`; what was delivered before stays.
    pub fn deliverable(&self) -> Wh {
        match self.quality {
            Quality::Measured => self.energy.export.saturating_sub(self.delivered),
            Quality::Late | Quality::Estimated | Quality::Manual | Quality::Missing => Wh::ZERO,
        }
    }

    /// What of it can be certified, if it was not yet, for a device of `kind`. Only what was `Measured` can be (attack 7).
    pub fn certifiable(&self, kind: DeviceKind) -> Wh {
        match self.quality {
            Quality::Measured => Ledger::drawn(EnergyUse::Certificate, kind, &self.energy),
            Quality::Late | Quality::Estimated | Quality::Manual | Quality::Missing => Wh::ZERO,
        }
    }

    /// Whether the device, which is of `kind`, was authorised to mine while it measured any of what can be certified.
    pub fn is_supported(&self, kind: DeviceKind) -> bool {
        let mineable = Registers { import: Wh::ZERO, export: self.mineable_export, generation: self.mineable_generation };
        Ledger::drawn(EnergyUse::Certificate, kind, &mineable) > Wh::ZERO
    }

    /// Where the energy that counts for mining went.
    pub fn mineable_split(&self) -> SiteSplit {
        SiteSplit::of(self.mineable_generation, self.mineable_export)
    }
}

/// The intervals of an hour, in order. They share a storage entry.
pub type HourOfIntervals = BoundedVec<IntervalRecord, ConstU32<PERIODS_PER_HOUR>>;

/// A day on which a device still measures.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OpenDay<AccountId> {
    /// Which day.
    pub day: Day,
    /// What was measured until now.
    pub energy: DailyEnergy<AccountId>,
}

impl<AccountId> OpenDay<AccountId> {
    /// A day on which nothing was measured yet.
    pub fn empty(day: Day, owner: AccountId, kind: DeviceKind) -> Self {
        let energy = DailyEnergy {
            owner,
            kind,
            import: Wh::ZERO,
            export: Wh::ZERO,
            generation: Wh::ZERO,
            mineable_shared: Wh::ZERO,
            mineable_self_used: Wh::ZERO,
        };
        Self { day, energy }
    }
}

/// Where the energy of a device's day is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DayEntry<AccountId> {
    /// In the device's record, until the device measures on another day.
    #[codec(index = 0)]
    Open,
    /// Here.
    #[codec(index = 1)]
    Closed(DailyEnergy<AccountId>),
}

/// The measured energy of a day as registers.
pub fn energy_of<AccountId>(day: &DailyEnergy<AccountId>) -> Registers {
    Registers { import: day.import, export: day.export, generation: day.generation }
}

/// A device that came to its end, and whose hours are still kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EndedDevice {
    /// The device.
    pub device: DeviceId,
    /// The hour in which it ended.
    pub hour: Hour,
    /// The ring's slots below this were emptied.
    pub next_slot: u32,
}

/// Which of [`crate::EndedDevices`] are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeviceQueue {
    /// The one that ended first.
    pub first: u64,
    /// The number of the next one.
    pub next: u64,
}
