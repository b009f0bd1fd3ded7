//! Readings: accepted, refused, closed by a certifier, or contradicting each other.

use crate::{
    acceptance::{contradict, counted, Context, Expected, Measurement},
    history_impls::Turned,
    CertifierRole, Config, DeviceRecordOf, DeviceStatus, Devices, Error, Event, HoldReason, MeterState, Pallet, RejectReason,
    RevokedCertifiers, WeightInfo,
};
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, Pays, PostDispatchInfo},
    ensure,
    pallet_prelude::{BoundedVec, DispatchResult, Weight},
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        tokens::{Fortitude, Precision, Preservation, Restriction},
        Get,
    },
};
use sp_runtime::{traits::Zero, ArithmeticError, SaturatedConversion};
use uen_primitives::{Balance, DeviceId, Flags, OpenPositions, Quality, Reading, Registers, SignedReading, UnixSeconds};

impl<T: Config> Pallet<T> {
    /// Whether `signed` would be accepted if it were submitted now, and in which quality.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn would_accept(signed: &SignedReading) -> Result<Quality, RejectReason> {
        let device = Devices::<T>::get(signed.reading.device).ok_or(RejectReason::UnknownDevice)?;
        Self::context().check(&device, signed, Expected::Plain).map(|measurement| measurement.quality)
    }

    /// The weight of so many readings, of which so many close an hour and so many turn to another day.
    pub(crate) fn weight_of_readings(readings: u32, hours: u32, days: u32) -> Weight {
        T::WeightInfo::submit_readings(readings)
            .saturating_add(T::WeightInfo::close_hours(hours))
            .saturating_add(T::WeightInfo::change_days(days))
    }

    pub(crate) fn do_submit_readings(
        relayer: T::AccountId,
        readings: BoundedVec<SignedReading, T::MaxBatch>,
    ) -> DispatchResultWithPostInfo {
        ensure!(!readings.is_empty(), Error::<T>::EmptyBatch);
        let fee = T::RejectedReadingFee::get();
        let count: Balance = readings.len().saturated_into();
        let most = fee.checked_mul(count).ok_or(ArithmeticError::Overflow)?;
        let available = T::Currency::reducible_balance(&relayer, Preservation::Preserve, Fortitude::Polite);
        ensure!(available >= most, Error::<T>::InsufficientBalance);

        let context = Self::context();
        let mut owed = Balance::zero();
        let (mut hours, mut days) = (0u32, 0u32);
        for signed in &readings {
            match Self::accept(&context, signed) {
                Ok(turned) => {
                    hours = hours.saturating_add(turned.hour.into());
                    days = days.saturating_add(turned.day.into());
                }
                Err(reason) => {
                    let Reading { device, counter, .. } = signed.reading;
                    Self::deposit_event(Event::ReadingRejected { device, counter, reason });
                    owed = owed.saturating_add(fee); // At most `most`.
                }
            }
        }
        if !owed.is_zero() {
            T::Currency::transfer(&relayer, &T::FeeDestination::get(), owed, Preservation::Preserve)?;
        }
        let weight = Self::weight_of_readings(readings.len().saturated_into(), hours, days);
        Ok(PostDispatchInfo { actual_weight: Some(weight), pays_fee: Pays::No })
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
        Self::ensure_certifier(CertifierRole::Metrology, &by)?;
        Self::mutate_living(device, |record| {
            let start = record.meter.last_end.ok_or(Error::<T>::NotOpened)?;
            ensure!(end >= start, Error::<T>::ReadingRejected(RejectReason::Overlap));
            Self::context().check_window(end).map_err(Error::<T>::from)?;
            let energy = counted(record, &closing, start, end).map_err(Error::<T>::from)?;
            if end > start {
                let quality = Quality::Manual;
                let measurement = Measurement { start, end, energy, quality, mineable: false, opening: false };
                Self::credit(device, record, &measurement, Flags::MANUAL);
            }
            record.meter = MeterState { last_end: Some(end), registers: opening, ..record.meter };
            let Registers { import, export, generation } = energy;
            Self::deposit_event(Event::RegistersReplaced { device, by, end, import, export, generation, opening });
            Ok(())
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
            // Before its first reading its key has deceived nobody, and may have been registered by a proxy, which could so take of the
            // owner's deposits.
            ensure!(record.meter.last_end.is_some(), Error::<T>::NotOpened);
            let genesis_hash = Self::genesis_hash();
            let are_signed = [&first, &second].into_iter().all(|signed| record.has_signed(signed, &genesis_hash));
            ensure!(are_signed, Error::<T>::BadSignature);
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
            max_drift: T::MaxClockDrift::get(),
            genesis_hash: Self::genesis_hash(),
            revoked: RevokedCertifiers::<T>::get().into_inner(),
        }
    }

    fn accept(context: &Context, signed: &SignedReading) -> Result<Turned, RejectReason> {
        let device = signed.reading.device;
        let mut record = Devices::<T>::get(device).ok_or(RejectReason::UnknownDevice)?;
        let measurement = context.check(&record, signed, Expected::Plain)?;
        let turned = Self::record(&mut record, &signed.reading, &measurement);
        Devices::<T>::insert(device, record);
        Ok(turned)
    }

    /// Note an accepted reading. All but the device's own record is written.
    fn record(record: &mut DeviceRecordOf<T>, reading: &Reading, measurement: &Measurement) -> Turned {
        let device = reading.device;
        let turned = if measurement.opening {
            record.status = DeviceStatus::Active;
            record.meter.opened = reading.end;
            Turned::default()
        } else {
            Self::credit(device, record, measurement, reading.flags)
        };
        let Reading { counter, end, registers, .. } = *reading;
        record.meter = MeterState { counter, last_end: Some(end), registers, ..record.meter };
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
