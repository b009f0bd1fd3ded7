//! Readings: recorded, closed by a certifier, or contradicting each other.

use crate::{
    acceptance::{advance, contradict, counted, Context, Expected, Measurement},
    history_impls::Turned,
    CertificateKind, CertifierRole, Config, DeviceRecordOf, DeviceStatus, Devices, Error, Event, HoldReason, MeterState, Pallet,
    RejectReason, RevokedCertifiers, Standstills,
};
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision, Restriction},
        Get,
    },
};
use sp_runtime::traits::Zero;
use uen_primitives::{
    aligned, Balance, DeviceId, DeviceKey, DeviceSignature, Flags, KeyChange, OpenPositions, Quality, Reading, Registers,
    SignedReading, UnixSeconds,
};

impl<T: Config> Pallet<T> {
    /// Whether `signed` would be accepted if it were submitted now, and in which quality.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn would_accept(signed: &SignedReading) -> Result<Quality, RejectReason> {
        let device = Devices::<T>::get(signed.reading.device).ok_or(RejectReason::UnknownDevice)?;
        Self::context().check(&device, signed, Expected::Free).map(|measurement| measurement.quality)
    }

    pub(crate) fn do_accept_transfer(who: T::AccountId, signed: SignedReading) -> DispatchResult {
        let device = signed.reading.device;
        Self::mutate_device(device, |record| {
            ensure!(record.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
            ensure!(!T::OpenPositions::any(&device), Error::<T>::HasOpenPositions);
            let measurement = Self::context().check(record, &signed, Expected::Handover).map_err(Error::<T>::from)?;
            Self::record(record, &signed.reading, &measurement);
            let from = record.owner.clone();
            Self::change_owner(device, record, who.clone())?;
            record.liable_from = signed.reading.counter;
            Self::deposit_event(Event::DeviceTransferred { device, from, to: who });
            Ok(())
        })
    }

    pub(crate) fn do_submit_closing_reading(
        by: T::AccountId,
        device: DeviceId,
        closing: Registers,
        opening: Registers,
        end: UnixSeconds,
    ) -> DispatchResult {
        Self::close_registers(&by, device, closing, opening, end, |_, _| Ok(()))
    }

    pub(crate) fn do_replace_meter(
        by: T::AccountId,
        device: DeviceId,
        [closing, opening]: [Registers; 2],
        end: UnixSeconds,
        key: DeviceKey,
        proof: DeviceSignature,
    ) -> DispatchResult {
        Self::close_registers(&by, device, closing, opening, end, |record, by| {
            let payload = KeyChange { device, number: record.keys.number, key }.signing_payload(&Self::genesis_hash());
            ensure!(key.verify(&payload, &proof), Error::<T>::BadSignature);
            Self::change_keys(device, record, key, None)?;
            // Both were of the meter. The owner, the grid connection and the permissions stay.
            record.certificates.clear(CertificateKind::TypeApproval);
            record.certificates.clear(CertificateKind::Metrology);
            Self::deposit_event(Event::MeterReplaced { device, by: by.clone(), key });
            Ok(())
        })
    }

    /// Close the registers of a meter and go on from others, by metrology; and from whatever else `change` puts in place.
    fn close_registers(
        by: &T::AccountId,
        device: DeviceId,
        closing: Registers,
        opening: Registers,
        end: UnixSeconds,
        change: impl FnOnce(&mut DeviceRecordOf<T>, &T::AccountId) -> DispatchResult,
    ) -> DispatchResult {
        let (_, certifier) = Self::ensure_certifier(CertifierRole::Metrology, by)?;
        Self::mutate_living(device, |record| {
            Self::ensure_in_scope(&certifier, record)?;
            let start = record.meter.last_end.ok_or(Error::<T>::NotOpened)?;
            ensure!(end >= start, Error::<T>::ReadingRejected(RejectReason::Overlap));
            let is_span = end == start || aligned(start) < aligned(end);
            ensure!(is_span, Error::<T>::ReadingRejected(RejectReason::EmptyInterval));
            Self::context().check_window(end).map_err(Error::<T>::from)?;
            let energy = counted(record, &closing, start, end).map_err(Error::<T>::from)?;
            if end > start {
                let quality = Quality::Manual;
                let measurement = Measurement { start, end, energy, quality, mineable: false, opening: false, extra: None };
                Self::credit(device, record, &measurement, Flags::MANUAL);
            }
            record.meter = MeterState { last_end: Some(end), registers: opening, credited: true, ..record.meter };
            let Registers { import, export, generation } = energy;
            Self::deposit_event(Event::RegistersReplaced { device, by: by.clone(), end, import, export, generation, opening });
            change(record, by)
        })
    }

    pub(crate) fn do_report_equivocation(reporter: T::AccountId, first: SignedReading, second: SignedReading) -> DispatchResult {
        let Reading { device, counter, .. } = first.reading;
        ensure!(contradict(&first.reading, &second.reading), Error::<T>::NotEquivocation);
        let slashed = Self::mutate_device(device, |record| {
            ensure!(record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
            // An owner who is quicker gets the deposit back, but what the device measured is not trusted any more.
            let is_retired = record.status == DeviceStatus::Retired;
            ensure!(is_retired || !record.deposit.is_zero(), Error::<T>::AlreadySlashed);
            // What was signed before the hand-over is the earlier owner's doing (attack 39).
            ensure!(counter > record.liable_from, Error::<T>::NotLiable);
            // Before its first reading its key has deceived nobody, and may have been registered by a proxy, which could so take of the
            // owner's deposits.
            ensure!(record.meter.last_end.is_some(), Error::<T>::NotOpened);
            // Nor does an owner answer for ever for a key that was replaced, perhaps because it was stolen.
            let former = Self::former_key(device, record, counter);
            ensure!(former.as_ref().is_none_or(Self::answers_for), Error::<T>::NotLiable);
            ensure!(Self::were_signed(record, former, &[&first, &second]), Error::<T>::BadSignature);
            let slashed = core::mem::take(&mut record.deposit);
            Self::slash(&record.owner, &reporter, slashed)?;
            record.status = if is_retired { DeviceStatus::Revoked } else { DeviceStatus::Suspended };
            Ok(slashed)
        })?;
        Self::deposit_event(Event::EquivocationReported { device, counter, reporter, slashed });
        Ok(())
    }

    /// What is the same for all readings of a batch.
    pub(crate) fn context() -> Context {
        Context {
            now: Self::now(),
            window: T::ReadingWindow::get(),
            standstills: Standstills::<T>::get().into_inner(),
            max_drift: T::MaxClockDrift::get(),
            extra_readings: T::ExtraReadings::get(),
            genesis_hash: Self::genesis_hash(),
            revoked: RevokedCertifiers::<T>::get().into_inner(),
        }
    }

    /// Note an accepted reading. All but the device's own record is written.
    pub(crate) fn record(record: &mut DeviceRecordOf<T>, reading: &Reading, measurement: &Measurement) -> Turned {
        let Reading { device, counter, flags, .. } = *reading;
        advance(record, reading, measurement);
        let turned = if measurement.opening { Turned::default() } else { Self::credit(device, record, measurement, flags) };
        let Measurement { start, end, energy: Registers { import, export, generation }, quality, .. } = *measurement;
        Self::deposit_event(Event::ReadingAccepted { device, counter, start, end, import, export, generation, quality });
        turned
    }

    /// Half of `amount` to the reporter, the rest to the fee destination.
    fn slash(owner: &T::AccountId, reporter: &T::AccountId, amount: Balance) -> DispatchResult {
        let reward = amount / 2;
        let rest = amount.saturating_sub(reward);
        for (to, share) in [(reporter, reward), (&T::FeeDestination::get(), rest)] {
            T::Currency::transfer_on_hold(
                &HoldReason::DeviceDeposit.into(),
                owner,
                to,
                share,
                Precision::Exact,
                Restriction::Free,
                Fortitude::Force,
            )?;
        }
        Ok(())
    }
}
