//! Whether a reading is accepted and what it measured. Free of storage, so that the pool, a block and a dry run judge alike.

use crate::{
    standstill_impls::standstill_since, CertifierIndex, DeviceRecord, DeviceStatus, ExtraReadings, MeterState, RejectReason,
    Standstill,
};
use alloc::vec::Vec;
use frame_support::ensure;
use sp_core::H256;
use uen_primitives::{
    aligned, Capacities, Flags, Hour, Period, Permissions, Quality, Reading, Registers, Resolution, SignedReading, UnixSeconds,
    Wh,
};

/// 5 % above the nameplate, for the meter's error and for reading it a little early or late.
const NAMEPLATE_TOLERANCE_PERCENT: u128 = 105;
/// Seconds in an hour times 100 %, so that the bound is compared without dividing.
const PERCENT_SECONDS_PER_HOUR: u128 = 360_000;

/// What is the same for all readings of a batch, read once.
pub struct Context {
    /// The block's time.
    pub now: UnixSeconds,
    /// How old a reading may be.
    pub window: u64,
    /// When the chain stood still: that does not count against anybody.
    pub standstills: Vec<Standstill>,
    /// How far ahead a device's clock may be.
    pub max_drift: u64,
    /// How many readings of an hour are free besides those that end a new period.
    pub extra_readings: u8,
    /// Hash of block 0, which ties a signature to this chain.
    pub genesis_hash: H256,
    /// Removed certifiers, sorted.
    pub revoked: Vec<CertifierIndex>,
}

/// What a reading is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// To be recorded without a fee, within the device's quota.
    Free,
    /// To be recorded for a fee.
    Paid,
    /// To hand the device over as well.
    Handover,
}

/// What an accepted reading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// Start of the span over which `energy` was counted.
    pub start: UnixSeconds,
    /// End of the span.
    pub end: UnixSeconds,
    /// What was counted.
    pub energy: Registers,
    /// How well it is known.
    pub quality: Quality,
    /// Whether it counts for mining.
    pub mineable: bool,
    /// Whether it only sets the registers.
    pub opening: bool,
    /// The device's quota after it; `None` if the reading takes nothing of that.
    pub extra: Option<ExtraReadings>,
}

impl Context {
    /// Judge a reading, its signature last: nothing is written before all checks have passed.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn check<AccountId>(
        &self,
        device: &DeviceRecord<AccountId>,
        signed: &SignedReading,
        expected: Expected,
    ) -> Result<Measurement, RejectReason> {
        let measurement = self.judge(device, &signed.reading, expected)?;
        ensure!(device.has_signed(signed, &self.genesis_hash), RejectReason::BadSignature);
        Ok(measurement)
    }

    /// Judge a reading but for its signature.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn judge<AccountId>(
        &self,
        device: &DeviceRecord<AccountId>,
        reading: &Reading,
        expected: Expected,
    ) -> Result<Measurement, RejectReason> {
        self.check_device(device, reading, expected)?;
        check_sequence(&device.meter, reading)?;
        let measurement = measure(device, reading)?;
        let extra = match expected {
            Expected::Free => self.quota_after(device, reading.end)?,
            Expected::Paid | Expected::Handover => None,
        };
        Ok(Measurement { extra, ..measurement })
    }

    /// Judge a reading of which those before may be under way, but for its signature: all that can be said without them.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn judge_early<AccountId>(&self, device: &DeviceRecord<AccountId>, reading: &Reading) -> Result<(), RejectReason> {
        self.check_device(device, reading, Expected::Free)?;
        ensure!(reading.start <= reading.end, RejectReason::EmptyInterval);
        ensure!(device.meter.last_end.is_none_or(|last| last <= reading.start), RejectReason::Overlap);
        Ok(())
    }

    /// Whether registers read at `end` can be recorded now.
    ///
    /// # Errors
    /// `Future` or `TooOld`.
    pub fn check_window(&self, end: UnixSeconds) -> Result<(), RejectReason> {
        ensure!(end <= self.now.saturating_add(self.max_drift), RejectReason::Future);
        let window = self.window.saturating_add(standstill_since(&self.standstills, end));
        ensure!(end.saturating_add(window) >= self.now, RejectReason::TooOld);
        Ok(())
    }

    /// What needs no knowledge of the readings before.
    fn check_device<AccountId>(
        &self,
        device: &DeviceRecord<AccountId>,
        reading: &Reading,
        expected: Expected,
    ) -> Result<(), RejectReason> {
        ensure!(device.status.may_measure(), RejectReason::NotActive);
        ensure!(reading.flags.is_valid(), RejectReason::UnknownFlags);
        match (expected, reading.flags.contains(Flags::HANDOVER)) {
            (Expected::Free | Expected::Paid, true) => return Err(RejectReason::HandoverFlag),
            (Expected::Handover, false) => return Err(RejectReason::HandoverExpected),
            (Expected::Free | Expected::Paid, false) | (Expected::Handover, true) => {}
        }
        ensure!(reading.medium == device.nameplate.medium, RejectReason::WrongMedium);
        ensure!(reading.counter > device.meter.counter, RejectReason::CounterNotIncreasing);
        self.check_window(reading.end)?;
        device.keys.check(reading.end)?;
        device.certificates.check(reading.end, &self.revoked)?;
        ensure!(device.certificates.permissions().contains(Permissions::MONITOR), RejectReason::NotAuthorised);
        Ok(())
    }

    /// The quota of a device after a reading that ends at `end`; `None` if it ends a new span of the device's resolution, which takes
    /// nothing of the quota.
    fn quota_after<AccountId>(
        &self,
        device: &DeviceRecord<AccountId>,
        end: UnixSeconds,
    ) -> Result<Option<ExtraReadings>, RejectReason> {
        let meter = &device.meter;
        let span = |at| Period::ending_at(aligned(at)).0.checked_div(device.nameplate.resolution.periods());
        if meter.last_end.is_none_or(|last| span(last) < span(end)) {
            return Ok(None);
        }
        let hour = Hour::of(end);
        let taken = meter.extra.taken_in(hour);
        ensure!(taken < self.extra_readings, RejectReason::QuotaExceeded);
        Ok(Some(ExtraReadings { hour, count: taken.saturating_add(1) }))
    }
}

/// Go on from an accepted reading: all that later readings are judged by.
pub fn advance<AccountId>(device: &mut DeviceRecord<AccountId>, reading: &Reading, measurement: &Measurement) {
    let Measurement { opening, energy, extra, .. } = *measurement;
    let before = device.meter;
    if opening {
        device.status = DeviceStatus::Active;
    }
    device.meter = MeterState {
        counter: reading.counter,
        last_end: Some(reading.end),
        opened: if opening { reading.end } else { before.opened },
        registers: reading.registers,
        credited: before.credited || energy != Registers::default(),
        extra: extra.unwrap_or(before.extra),
    };
}

/// Whether a device that signed both readings contradicts itself (attack 2): one counter, and not the same said. Without the
/// signatures, since a key may sign the same bytes twice, with different signatures even.
pub fn contradict(first: &Reading, second: &Reading) -> bool {
    first.device == second.device && first.counter == second.counter && first != second
}

/// Whether the reading follows the last one, or the device says that something is missing between them (attack 34). Even then it names
/// the reading that it follows: by the counter before its own if time is missing, or by its start, where that ended, if readings are
/// lost. Else a stranger could have it overtake readings that are not.
fn check_sequence(meter: &MeterState, reading: &Reading) -> Result<(), RejectReason> {
    let resumes = reading.flags.contains(Flags::RESUME);
    let is_next = Some(reading.counter) == meter.counter.checked_add(1);
    let names_last = meter.last_end.is_none_or(|last| last == reading.start);
    ensure!(is_next || (resumes && names_last), RejectReason::CounterGap);
    let opens = meter.last_end.is_none() || reading.flags.contains(Flags::OPENING);
    let is_span = if opens { reading.start <= reading.end } else { aligned(reading.start) < aligned(reading.end) };
    ensure!(is_span, RejectReason::EmptyInterval);
    if let Some(last) = meter.last_end {
        ensure!(reading.start >= last, RejectReason::Overlap);
        ensure!(resumes || reading.start == last, RejectReason::StartGap);
        ensure!(!opens || !meter.credited, RejectReason::AlreadyCredited);
    }
    Ok(())
}

fn measure<AccountId>(device: &DeviceRecord<AccountId>, reading: &Reading) -> Result<Measurement, RejectReason> {
    let last_end = device.meter.last_end.filter(|_| !reading.flags.contains(Flags::OPENING));
    let Some(last_end) = last_end else {
        // Nothing is known of the time before, so nothing is credited.
        return Ok(Measurement {
            start: reading.start,
            end: reading.end,
            energy: Registers::default(),
            quality: Quality::Missing,
            mineable: false,
            opening: true,
            extra: None,
        });
    };
    let energy = counted(device, &reading.registers, last_end, reading.end)?;
    let quality = quality_of(reading, last_end, device.nameplate.resolution);
    let mineable = quality == Quality::Measured
        && device.nameplate.medium.is_energy()
        && device.certificates.permissions().contains(Permissions::MINE);
    Ok(Measurement { start: last_end, end: reading.end, energy, quality, mineable, opening: false, extra: None })
}

/// What was counted since the last reading, which is all of `last_end..end`: energy that fell into a gap is not lost.
///
/// # Errors
/// `RegisterDecreased`, or `CapacityExceeded` if the nameplate does not allow for so much.
pub fn counted<AccountId>(
    device: &DeviceRecord<AccountId>,
    registers: &Registers,
    last_end: UnixSeconds,
    end: UnixSeconds,
) -> Result<Registers, RejectReason> {
    let energy = registers.since(&device.meter.registers).ok_or(RejectReason::RegisterDecreased)?;
    let seconds = end.saturating_sub(last_end);
    let Capacities { load_w, generation_w, export_w, .. } = device.nameplate.capacities;
    let possible = within_nameplate(energy.import, load_w, seconds)
        && within_nameplate(energy.export, export_w, seconds)
        && within_nameplate(energy.generation, generation_w, seconds);
    ensure!(possible, RejectReason::CapacityExceeded);
    Ok(energy)
}

/// `energy ≤ capacity_w × seconds / 3600 × 105 %`, exactly.
fn within_nameplate(energy: Wh, capacity_w: u32, seconds: u64) -> bool {
    // 64 + 19 bits against 32 + 64 + 7: no product can saturate.
    let counted = u128::from(energy.0).saturating_mul(PERCENT_SECONDS_PER_HOUR);
    let most = u128::from(capacity_w).saturating_mul(u128::from(seconds)).saturating_mul(NAMEPLATE_TOLERANCE_PERCENT);
    counted <= most
}

fn quality_of(reading: &Reading, last_end: UnixSeconds, resolution: Resolution) -> Quality {
    let (start, end) = (aligned(reading.start), aligned(reading.end));
    let is_of_resolution = start.is_multiple_of(resolution.seconds()) && end == start.saturating_add(resolution.seconds());
    let in_one_span = is_of_resolution || Period::of(start) == Period::ending_at(end);
    if reading.flags.contains(Flags::MANUAL) {
        Quality::Manual
    } else if reading.flags.contains(Flags::ESTIMATED) {
        Quality::Estimated
    } else if reading.start == last_end && in_one_span {
        Quality::Measured
    } else {
        // Energy of a gap, or of other spans than the device's, could be put into whichever period is dearest.
        Quality::Late
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nameplate_should_bound_energy_at_105_percent() {
        // 1 kW for 15 minutes is 250 Wh; 5 % more is 262.5 Wh.
        assert!(within_nameplate(Wh(262), 1000, 900));
        assert!(!within_nameplate(Wh(263), 1000, 900));
        assert!(within_nameplate(Wh::ZERO, 0, 900));
        assert!(!within_nameplate(Wh(1), 0, 900));
    }

    proptest! {
        #[test]
        fn nameplate_bound_should_be_the_formula(energy: u64, capacity: u32, seconds in 0u64..100_000_000_000) {
            let exact = sp_core::U256::from(energy) * 3600 * 100 <= sp_core::U256::from(capacity) * seconds * 105;
            prop_assert_eq!(within_nameplate(Wh(energy), capacity, seconds), exact);
        }
    }
}
