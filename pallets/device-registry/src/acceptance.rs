//! Whether a reading is accepted and what it measured. Free of storage, so that a dry run and a batch judge alike.

use crate::{CertifierIndex, DeviceRecord, RejectReason};
use alloc::vec::Vec;
use frame_support::ensure;
use sp_core::H256;
use uen_primitives::{Flags, Period, Permissions, Quality, Reading, Registers, SignedReading, UnixSeconds, Wh};

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
    /// How far ahead a device's clock may be.
    pub max_drift: u64,
    /// Hash of block 0, which ties a signature to this chain.
    pub genesis_hash: H256,
    /// Removed certifiers, sorted.
    pub revoked: Vec<CertifierIndex>,
}

/// What a reading is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// To be recorded.
    Plain,
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
    /// Whether this is the device's first reading, which only sets the registers.
    pub opening: bool,
}

impl Context {
    /// Judge a reading. Cheap checks come first and the signature last; nothing is written before all have passed.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn check<AccountId>(
        &self,
        device: &DeviceRecord<AccountId>,
        signed: &SignedReading,
        expected: Expected,
    ) -> Result<Measurement, RejectReason> {
        let reading = &signed.reading;
        ensure!(device.status.may_measure(), RejectReason::NotActive);
        check_message(device, reading, expected)?;
        self.check_span(device.meter.last_end, reading)?;
        device.certificates.check(reading.end, &self.revoked)?;
        ensure!(device.certificates.permissions().contains(Permissions::MONITOR), RejectReason::NotAuthorised);
        let measurement = measure(device, reading)?;
        ensure!(device.has_signed(signed, &self.genesis_hash), RejectReason::BadSignature);
        Ok(measurement)
    }

    /// Whether registers read at `end` can be recorded now.
    ///
    /// # Errors
    /// `Future` or `TooOld`.
    pub fn check_window(&self, end: UnixSeconds) -> Result<(), RejectReason> {
        ensure!(end <= self.now.saturating_add(self.max_drift), RejectReason::Future);
        ensure!(end.saturating_add(self.window) >= self.now, RejectReason::TooOld);
        Ok(())
    }

    fn check_span(&self, last_end: Option<UnixSeconds>, reading: &Reading) -> Result<(), RejectReason> {
        match last_end {
            Some(last_end) => {
                ensure!(reading.start < reading.end, RejectReason::EmptyInterval);
                ensure!(reading.start >= last_end, RejectReason::Overlap);
            }
            None => ensure!(reading.start <= reading.end, RejectReason::EmptyInterval),
        }
        self.check_window(reading.end)
    }
}

/// Whether a device that signed both readings contradicts itself (attack 2): one counter, and not the same said. Without the
/// signatures, since a key may sign the same bytes twice, with different signatures even.
pub fn contradict(first: &Reading, second: &Reading) -> bool {
    first.device == second.device && first.counter == second.counter && first != second
}

fn check_message<AccountId>(device: &DeviceRecord<AccountId>, reading: &Reading, expected: Expected) -> Result<(), RejectReason> {
    ensure!(reading.flags.is_valid(), RejectReason::UnknownFlags);
    match (expected, reading.flags.contains(Flags::HANDOVER)) {
        (Expected::Plain, true) => return Err(RejectReason::HandoverFlag),
        (Expected::Handover, false) => return Err(RejectReason::HandoverExpected),
        (Expected::Plain, false) | (Expected::Handover, true) => {}
    }
    ensure!(reading.medium == device.nameplate.medium, RejectReason::WrongMedium);
    ensure!(reading.counter > device.meter.counter, RejectReason::CounterNotIncreasing);
    Ok(())
}

fn measure<AccountId>(device: &DeviceRecord<AccountId>, reading: &Reading) -> Result<Measurement, RejectReason> {
    let Some(last_end) = device.meter.last_end else {
        // Nothing is known of the time before, so nothing is credited.
        return Ok(Measurement {
            start: reading.start,
            end: reading.end,
            energy: Registers::default(),
            quality: Quality::Missing,
            mineable: false,
            opening: true,
        });
    };
    let energy = counted(device, &reading.registers, last_end, reading.end)?;
    let quality = quality_of(reading, last_end);
    let mineable = quality == Quality::Measured
        && device.nameplate.medium.is_energy()
        && device.certificates.permissions().contains(Permissions::MINE);
    Ok(Measurement { start: last_end, end: reading.end, energy, quality, mineable, opening: false })
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
    let (load, generation) = (device.nameplate.load_capacity_w, device.nameplate.generation_capacity_w);
    let possible = within_nameplate(energy.import, load, seconds)
        && within_nameplate(energy.export, generation, seconds)
        && within_nameplate(energy.generation, generation, seconds);
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

fn quality_of(reading: &Reading, last_end: UnixSeconds) -> Quality {
    let in_one_period = Period::of(reading.start) == Period::ending_at(reading.end);
    if reading.flags.contains(Flags::MANUAL) {
        Quality::Manual
    } else if reading.flags.contains(Flags::ESTIMATED) {
        Quality::Estimated
    } else if reading.start == last_end && in_one_period {
        Quality::Measured
    } else {
        // Energy of a gap, or of several periods, could be put into whichever period is dearest.
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
