//! Invariants, checked after every test and by try-runtime.

use crate::{
    energy_of, CertifierByIndex, Certifiers, Config, Corrections, DayEntry, Days, DeviceCount, DeviceQueue, DeviceRecordOf,
    DeviceStatus, Devices, DevicesOf, EndedDevice, EndedDevices, EndedQueue, FormerKeys, Gaps, HoldReason, HourOfIntervals,
    Intervals, LastBlock, Ledger, Objections, OldestDay, Pallet, Released, RevokedCertifiers, Standstills,
};
use alloc::collections::btree_map::BTreeMap;
use frame_support::{
    ensure,
    traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;
use uen_primitives::{Balance, DailyEnergy, Day, DeviceId, EnergyUse, Hour, Period, Quality, Registers, Wh};

const USES: [EnergyUse; 3] = [EnergyUse::Market, EnergyUse::Certificate, EnergyUse::Mining];

/// What was taken of a device's kept intervals.
#[derive(Clone, Copy, Default)]
struct Taken {
    delivered: Wh,
    certified: Wh,
}

impl<T: Config> Pallet<T> {
    /// Everything that must hold between blocks.
    ///
    /// # Errors
    /// What does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_devices()?;
        for device in FormerKeys::<T>::iter_keys() {
            ensure!(Devices::<T>::contains_key(device), "keys are of a device that is not known");
        }
        Self::check_objections()?;
        Self::check_corrections()?;
        Self::check_standstills()?;
        Self::check_owners()?;
        Self::check_intervals()?;
        Self::check_gaps()?;
        Self::check_ended()?;
        Self::check_days()?;
        Self::check_certifiers()
    }

    /// Records are found under their key's hash, are listed exactly while they live, and no claim is ahead of what was measured.
    fn check_devices() -> Result<(), TryRuntimeError> {
        for (id, record) in Devices::<T>::iter() {
            ensure!(record.keys.number > 0 || record.keys.key.id() == id, "a device is not under the hash of its first key");
            Self::check_keys(id, &record)?;
            ensure!(record.nameplate.is_valid(), "a device has an invalid nameplate");
            let listed = DevicesOf::<T>::contains_key(&record.owner, id);
            ensure!(listed != record.status.is_terminal(), "a device is listed exactly while it lives");
            ensure!(!record.status.is_terminal() || record.deposit == 0, "a device kept its deposit beyond its end");
            let has_reason = record.suspensions.any() || record.deposit == 0;
            ensure!(record.status != DeviceStatus::Suspended || has_reason, "a device is suspended for no reason");
            let may_measure = record.status.may_measure() || record.status == DeviceStatus::Pending;
            ensure!(!may_measure || !has_reason, "a device goes on that is not trusted");
            ensure!(record.liable_from <= record.meter.counter, "an owner answers for no reading of its own");
            ensure!(record.offered_to.as_ref() != Some(&record.owner), "a device is offered to its owner");
            ensure!(record.meter.opened <= record.meter.last_end.unwrap_or(0), "a device was opened after its last reading");
            Self::check_ledger(&record)?;
        }
        Ok(())
    }

    /// Keys follow each other by counter, and only one that signs no readings delegates.
    fn check_keys(id: DeviceId, record: &DeviceRecordOf<T>) -> Result<(), TryRuntimeError> {
        let keys = &record.keys;
        ensure!(keys.from <= record.meter.counter, "a key is in force from a counter on that was not reached");
        ensure!(keys.delegation.is_none() || !keys.key.signs_readings(), "a key delegated that signs readings itself");
        let former = FormerKeys::<T>::get(id);
        ensure!(former.is_sorted_by(|one, next| one.last_counter < next.last_counter), "former keys are out of order");
        ensure!(former.iter().all(|key| key.key.signs_readings()), "a former key signed no readings");
        ensure!(former.last().is_none_or(|last| last.last_counter <= keys.from), "a former key signs what the present one does");
        ensure!(u32::try_from(former.len()).is_ok_and(|kept| kept <= keys.number), "more keys are kept than there were");
        Ok(())
    }

    fn check_ledger(record: &DeviceRecordOf<T>) -> Result<(), TryRuntimeError> {
        let measured_until = record.meter.reached().map_or(0, |end| Period::ending_at(end).day().end());
        for purpose in USES {
            let claim = record.ledger.claim(purpose);
            ensure!(claim.until <= measured_until, "a claim is ahead of the last reading's day");
            let most = Ledger::drawn(purpose, record.nameplate.kind, &record.ledger.measured);
            ensure!(claim.energy <= most, "more was used than was measured");
        }
        let until = record.ledger.certificate.until;
        ensure!(until <= record.meter.reached().unwrap_or(0), "a period was certified before it was over");
        Ok(())
    }

    /// The index is the devices, the count is the index, and the holds are the deposits.
    fn check_owners() -> Result<(), TryRuntimeError> {
        let mut owners: BTreeMap<T::AccountId, (u32, Balance)> = BTreeMap::new();
        for (owner, id, ()) in DevicesOf::<T>::iter() {
            let record = Devices::<T>::get(id).ok_or("a listed device is not known")?;
            ensure!(record.owner == owner, "a device is listed for another than its owner");
            let (count, deposits) = owners.entry(owner).or_default();
            *count = count.saturating_add(1);
            *deposits = deposits.saturating_add(record.deposit);
        }
        for (owner, (count, deposits)) in &owners {
            ensure!(*count <= T::MaxDevicesPerOwner::get(), "an owner has too many devices");
            ensure!(DeviceCount::<T>::get(owner) == *count, "an owner's devices are miscounted");
            let held = T::Currency::balance_on_hold(&HoldReason::DeviceDeposit.into(), owner);
            ensure!(held == *deposits, "an owner's hold is not the sum of its devices' deposits");
        }
        ensure!(DeviceCount::<T>::iter().count() == owners.len(), "devices are counted for somebody who has none");
        Ok(())
    }

    /// Intervals are where they are looked up, in order, nothing counts for mining, was delivered or certified that was not counted,
    /// and the ledger knows of everything that was delivered or certified.
    fn check_intervals() -> Result<(), TryRuntimeError> {
        let mut taken: BTreeMap<DeviceId, Taken> = BTreeMap::new();
        for (slot, device, hour) in Intervals::<T>::iter() {
            let record = Devices::<T>::get(device).ok_or("an interval is of a device that is not known")?;
            let first = hour.first().ok_or("an hour without intervals is kept")?;
            ensure!(slot == Self::slot_of(first.period.hour()), "an hour is in the wrong slot");
            let open = record.open_hour.first().ok_or("an hour was closed without opening another")?;
            ensure!(first.period.hour() < open.period.hour(), "an hour is kept that is still open");
            Self::check_hour(&hour)?;
            let sum = taken.entry(device).or_default();
            *sum = Self::taken_in(*sum, &record, &hour)?;
        }
        for (id, record) in Devices::<T>::iter() {
            Self::check_hour(&record.open_hour)?;
            let last = record.open_hour.last().map(|interval| interval.end);
            ensure!(last <= record.meter.reached(), "an interval ends after its device's last reading");
            let closed = taken.get(&id).copied().unwrap_or_default();
            let sum = Self::taken_in(closed, &record, &record.open_hour)?;
            ensure!(sum.delivered <= record.ledger.market.energy, "more was delivered than the ledger knows of");
            ensure!(sum.certified <= record.ledger.certificate.energy, "more was certified than the ledger knows of");
        }
        Ok(())
    }

    /// Gaps are of several hours each, in order, not measured, and over.
    fn check_gaps() -> Result<(), TryRuntimeError> {
        for (device, gaps) in Gaps::<T>::iter() {
            let record = Devices::<T>::get(device).ok_or("a gap is of a device that is not known")?;
            ensure!(!gaps.is_empty(), "no gaps are kept");
            ensure!(gaps.is_sorted_by(|one, next| one.end <= next.start), "gaps overlap");
            for gap in gaps {
                ensure!(Hour::of(gap.start) < Period::ending_at(gap.end).hour(), "a gap is of one hour");
                ensure!(gap.quality != Quality::Measured, "a gap was measured");
                ensure!(record.meter.has_reached(gap.end), "a gap ends after its device's last reading");
            }
        }
        Ok(())
    }

    /// What is withheld was taken out of the ledger, and once only; what is upheld withholds nothing.
    fn check_objections() -> Result<(), TryRuntimeError> {
        let mut kept: BTreeMap<DeviceId, Wh> = BTreeMap::new();
        let mut keep = |device: DeviceId, day: Day, energy: &DailyEnergy<T::AccountId>| {
            let record = Devices::<T>::get(device).ok_or("a day is withheld of a device that is not known")?;
            let claim = record.ledger.claim(EnergyUse::Mining);
            ensure!(claim.until >= day.end(), "a day is withheld that can be mined");
            let sum = kept.entry(device).or_default();
            let drawn = Ledger::drawn(EnergyUse::Mining, energy.kind, &energy_of(energy));
            *sum = sum.checked_add(drawn).ok_or("what is withheld overflows")?;
            ensure!(*sum <= claim.energy, "more is withheld than the ledger knows of");
            Ok::<(), TryRuntimeError>(())
        };
        for (device, day, objection) in Objections::<T>::iter() {
            ensure!(Devices::<T>::contains_key(device), "an objection is to a device that is not known");
            ensure!(!objection.is_upheld || objection.withheld.is_none(), "what is withheld for ever is kept");
            if let Some(energy) = &objection.withheld {
                keep(device, day, energy)?;
            }
        }
        Released::<T>::iter().try_for_each(|(device, day, energy)| keep(device, day, &energy))
    }

    /// Corrections are in order and of periods that are over.
    fn check_corrections() -> Result<(), TryRuntimeError> {
        for (device, corrections) in Corrections::<T>::iter() {
            let record = Devices::<T>::get(device).ok_or("a correction is of a device that is not known")?;
            ensure!(!corrections.is_empty(), "no corrections are kept");
            ensure!(corrections.is_sorted_by(|one, next| one.period < next.period), "corrections are out of order");
            let are_over = corrections.iter().all(|correction| record.meter.has_reached(correction.period.end()));
            ensure!(are_over, "a period was corrected before it was over");
        }
        Ok(())
    }

    /// Standstills are in order and over.
    fn check_standstills() -> Result<(), TryRuntimeError> {
        let standstills = Standstills::<T>::get();
        ensure!(standstills.iter().all(|standstill| standstill.from < standstill.until), "a standstill is empty");
        ensure!(standstills.is_sorted_by(|one, next| one.until <= next.from), "standstills overlap");
        let last = standstills.last().map(|standstill| standstill.until);
        ensure!(last <= LastBlock::<T>::get(), "a standstill ends in the future");
        Ok(())
    }

    /// The queue has devices that ended, each once and in the order of their ends, and hours of those that ended are of devices in it.
    fn check_ended() -> Result<(), TryRuntimeError> {
        let DeviceQueue { first, next } = EndedQueue::<T>::get();
        ensure!(first <= next, "the queue of devices that ended ends before it begins");
        let mut next_slots: BTreeMap<DeviceId, u32> = BTreeMap::new();
        let mut latest = Hour(0);
        for number in first..next {
            let EndedDevice { device, hour, next_slot } =
                EndedDevices::<T>::get(number).ok_or("a device that ended is missing in its queue")?;
            let record = Devices::<T>::get(device).ok_or("a device ended that is not known")?;
            ensure!(record.status.is_terminal(), "a device is in the queue of those that ended, and did not");
            ensure!(latest <= hour && hour <= Hour::of(Self::now()), "devices did not end in their order");
            ensure!(number == first || next_slot == 0, "a device is pruned before its turn");
            ensure!(next_slot < Self::kept_hours(), "a device stays that is pruned");
            ensure!(next_slots.insert(device, next_slot).is_none(), "a device ended twice");
            latest = hour;
        }
        ensure!(EndedDevices::<T>::iter_keys().count() == next_slots.len(), "a device is before or behind its queue");
        for (slot, device) in Intervals::<T>::iter_keys() {
            let ended = Devices::<T>::get(device).is_some_and(|record| record.status.is_terminal());
            let is_left = next_slots.get(&device).is_some_and(|next_slot| slot >= *next_slot);
            ensure!(!ended || is_left, "an hour of a device that ended stays");
        }
        for device in Gaps::<T>::iter_keys() {
            let ended = Devices::<T>::get(device).is_some_and(|record| record.status.is_terminal());
            ensure!(!ended || next_slots.contains_key(&device), "gaps of a device that ended stay");
        }
        Ok(())
    }

    /// `sum` and what was taken of an hour, none of which is ahead of its pointer. Only what was measured was certified.
    fn taken_in(sum: Taken, record: &DeviceRecordOf<T>, hour: &HourOfIntervals) -> Result<Taken, TryRuntimeError> {
        let Taken { mut delivered, mut certified } = sum;
        for interval in hour.iter().filter(|interval| interval.delivered > Wh::ZERO) {
            ensure!(interval.period.end() <= record.ledger.market.until, "a delivery is ahead of its pointer");
            delivered = delivered.checked_add(interval.delivered).ok_or("a device's deliveries overflow")?;
        }
        for interval in hour.iter().filter(|interval| interval.certified) {
            ensure!(interval.quality == Quality::Measured, "energy was certified that was not measured");
            ensure!(interval.period.end() <= record.ledger.certificate.until, "a certificate is ahead of its pointer");
            let energy = interval.certifiable(record.nameplate.kind);
            certified = certified.checked_add(energy).ok_or("a device's certificates overflow")?;
        }
        Ok(Taken { delivered, certified })
    }

    fn check_hour(hour: &HourOfIntervals) -> Result<(), TryRuntimeError> {
        ensure!(hour.is_sorted_by(|one, next| one.period < next.period), "an hour's intervals are out of order");
        for interval in hour {
            let first = hour.first().ok_or("an interval is not the first and no other is")?;
            ensure!(interval.period.hour() == first.period.hour(), "intervals of two hours are kept as one");
            ensure!(interval.start < interval.end, "an interval is empty");
            ensure!(Period::ending_at(interval.end) == interval.period, "an interval ends outside its period");
            ensure!(interval.mineable_export <= interval.energy.export, "export counts for mining without having been");
            ensure!(interval.mineable_generation <= interval.energy.generation, "generation counts without having been");
            ensure!(interval.delivered <= interval.energy.export, "more was delivered than given to the grid");
        }
        Ok(())
    }

    /// Days are kept for pruning, split what was generated, and are part of what the ledger measured.
    fn check_days() -> Result<(), TryRuntimeError> {
        let mut unused: BTreeMap<(DeviceId, u8), Wh> = BTreeMap::new();
        let mut kept: BTreeMap<DeviceId, Registers> = BTreeMap::new();
        for (day, id, entry) in Days::<T>::iter() {
            let record = Devices::<T>::get(id).ok_or("a day is of a device that is not known")?;
            let open = Self::open_energy(day, &record);
            ensure!(open.is_some() == (entry == DayEntry::Open), "a day is in its device's record exactly while it is open");
            let energy = Self::day(day, id).ok_or("the energy of a day is missing")?;
            ensure!(OldestDay::<T>::get().is_some_and(|oldest| oldest <= day), "a day is older than the oldest");
            ensure!(energy.mineable_shared <= energy.export, "more was shared than given to the grid");
            let split = energy.mineable_shared.checked_add(energy.mineable_self_used).ok_or("a split overflows")?;
            ensure!(split <= energy.generation, "more was shared and used on site than generated");
            let sum = kept.entry(id).or_default();
            *sum = sum.checked_add(&energy_of(&energy)).ok_or("a device's days overflow")?;
            for (index, purpose) in (0u8..).zip(USES) {
                if day.start() >= record.ledger.claim(purpose).until {
                    let drawn = Ledger::drawn(purpose, energy.kind, &energy_of(&energy));
                    let sum = unused.entry((id, index)).or_default();
                    *sum = sum.checked_add(drawn).ok_or("a device's days overflow")?;
                }
            }
        }
        for (id, sum) in kept {
            let record = Devices::<T>::get(id).ok_or("a day is of a device that is not known")?;
            let (ledger, kind) = (record.ledger, record.nameplate.kind);
            ensure!(ledger.measured.since(&sum).is_some(), "days hold more than was measured");
            for (index, purpose) in (0u8..).zip(USES) {
                let unused = unused.get(&(id, index)).copied().unwrap_or_default();
                let used = ledger.claim(purpose).energy.checked_add(unused).ok_or("a ledger overflows")?;
                ensure!(used <= Ledger::drawn(purpose, kind, &ledger.measured), "a Wh is left that was used before");
            }
        }
        Ok(())
    }

    /// Appointments are found by account exactly until they are revoked, and the list of the revoked is sorted.
    fn check_certifiers() -> Result<(), TryRuntimeError> {
        for (role, account, index) in Certifiers::<T>::iter() {
            let record = CertifierByIndex::<T>::get(index).ok_or("an appointment is not known")?;
            ensure!(record.role == role && record.account == account, "an appointment is somebody else's");
            ensure!(!record.revoked, "a revoked certifier is appointed");
        }
        let revoked = RevokedCertifiers::<T>::get();
        ensure!(revoked.is_sorted_by(|one, next| one < next), "revoked certifiers are not sorted");
        let oldest = Self::now().saturating_sub(T::ReadingWindow::get());
        for (index, record) in CertifierByIndex::<T>::iter() {
            let is_listed = revoked.binary_search(&index).is_ok();
            ensure!(record.revoked || !is_listed, "a certifier in force is listed as revoked");
            let matters = record.revoked && record.valid_until >= oldest;
            ensure!(is_listed || !matters, "a revoked certifier's certificates are not refused");
        }
        Ok(())
    }
}
