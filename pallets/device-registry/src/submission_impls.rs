//! Readings on their way to the chain: authorised by their devices' signatures, or paid for by an account.

use crate::{
    acceptance::{advance, Context, Expected, Measurement},
    history_impls::Turned,
    Config, DeviceRecordOf, Devices, Error, Event, FreeShare, FreeWeight, Pallet, RejectReason, WeightInfo,
};
use alloc::{
    collections::{btree_map::BTreeMap, btree_set::BTreeSet},
    vec::Vec,
};
use codec::Encode;
use frame_support::{
    dispatch::{DispatchClass, DispatchResultWithPostInfo},
    ensure,
    pallet_prelude::{BoundedVec, TransactionSource, TransactionValidityError, TransactionValidityWithRefund, Weight},
    traits::Get,
};
use frame_system::Phase;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionTag, UnknownTransaction, ValidTransaction},
    SaturatedConversion,
};
use uen_primitives::{
    aligned, runtime_api::ReadingVerdict, DeviceId, Flags, Period, Reading, SignedReading, UnixSeconds, PERIOD_SECONDS,
};

/// Blocks after which a batch that was not included is checked anew by the pool, or forgotten.
const LONGEVITY: u64 = 256;
/// Distinguishes the tags of readings from those of other transactions.
const TAG: &[u8] = b"UEN:reading";

/// What a batch is, as far as its readings were looked at.
#[derive(frame_support::DefaultNoBound)]
struct Batch<Record> {
    /// The devices, as they are after the readings so far; `None` if a device is not known.
    devices: BTreeMap<DeviceId, Option<Record>>,
    /// Devices of which a reading was refused: what waits for that reading waits in vain.
    cut_off: BTreeSet<DeviceId>,
    /// How many readings can be taken at once.
    taken: u64,
    /// How many others can be taken once those before them are.
    waiting: u64,
    /// The first reason against a reading that is not a copy of what the chain has.
    refused: Option<RejectReason>,
    /// The readings that can be taken.
    provides: Vec<TransactionTag>,
    /// Readings before them that the chain does not have yet.
    requires: Vec<TransactionTag>,
}

impl<T: Config> Pallet<T> {
    /// Whether a batch may enter the pool or a block on the word of its devices.
    ///
    /// The pool takes it if at least half of its readings are new to the chain and acceptable, or wait for earlier ones of their devices,
    /// which are under way. A block takes it if any reading can be taken: somebody else may have submitted the others meanwhile. A reading
    /// with a wrong signature spoils the batch, since it cannot become wrong on the way.
    ///
    /// # Errors
    /// `ExhaustsResources` if free readings have had their share of the block; `BadProof` for a wrong signature; `Stale` if the chain has
    /// the readings already. For anything else it is unknown whether they can be taken one day, with [`RejectReason::index`]: a pool bans
    /// the bytes of what is invalid for half an hour, while a clock goes on and a certificate is renewed.
    pub(crate) fn authorize_readings(
        source: TransactionSource,
        readings: &BoundedVec<SignedReading, T::MaxBatch>,
    ) -> TransactionValidityWithRefund {
        // The pool looks at transactions of others' blocks, too, to learn what they provide.
        let is_looked_at = matches!(frame_system::Pallet::<T>::execution_phase(), Some(Phase::Initialization));
        let in_block = source == TransactionSource::InBlock && !is_looked_at;
        ensure!(Self::has_free_room(readings, in_block), InvalidTransaction::ExhaustsResources);
        let context = Self::context();
        let mut batch = Batch::<DeviceRecordOf<T>>::default();
        for signed in readings {
            Self::look_at(&context, &mut batch, signed, !in_block)?;
        }
        let total: u64 = readings.len().saturated_into();
        let Batch { taken, waiting, provides, requires, refused, .. } = batch;
        let useful = taken.saturating_add(waiting);
        let is_worth_it = if in_block { taken > 0 } else { useful > 0 && useful.saturating_mul(2) >= total };
        let unknown = |reason: RejectReason| UnknownTransaction::Custom(reason.index()).into();
        ensure!(is_worth_it, refused.map_or(TransactionValidityError::from(InvalidTransaction::Stale), unknown));
        // A part of a batch never displaces the whole. What waits does not count: of that, nobody knows whether it will be taken.
        let validity = ValidTransaction { priority: taken.max(1), requires, provides, longevity: LONGEVITY, propagate: true };
        Ok((validity, Weight::zero()))
    }

    /// Look at the next reading of a batch.
    ///
    /// # Errors
    /// If it spoils the batch.
    fn look_at(
        context: &Context,
        batch: &mut Batch<DeviceRecordOf<T>>,
        signed: &SignedReading,
        may_wait: bool,
    ) -> Result<(), TransactionValidityError> {
        let reading = &signed.reading;
        let device = batch.devices.entry(reading.device).or_insert_with(|| Devices::<T>::get(reading.device));
        let may_wait = may_wait && !batch.cut_off.contains(&reading.device);
        let awaited = match device
            .as_mut()
            .ok_or(RejectReason::UnknownDevice)
            .and_then(|record| Self::place(context, record, signed, may_wait))
        {
            Ok(awaited) => awaited,
            Err(RejectReason::CounterNotIncreasing) => return Ok(()),
            Err(RejectReason::BadSignature) => return Err(InvalidTransaction::BadProof.into()),
            Err(reason) => {
                batch.refused.get_or_insert(reason);
                batch.cut_off.insert(reading.device);
                return Ok(());
            }
        };
        let sum = if awaited.is_some() { &mut batch.waiting } else { &mut batch.taken };
        *sum = sum.saturating_add(1);
        batch.requires.extend(awaited.map(|counter| tag(reading.device, counter)));
        batch.provides.push(tag(reading.device, reading.counter));
        Ok(())
    }

    /// Let a device go on from a reading, if that can be taken. Returns the counter of the reading before if that has to come first.
    ///
    /// # Errors
    /// The reason against it.
    fn place(
        context: &Context,
        record: &mut DeviceRecordOf<T>,
        signed: &SignedReading,
        may_wait: bool,
    ) -> Result<Option<u64>, RejectReason> {
        let reading = &signed.reading;
        match context.check(record, signed, Expected::Free) {
            Ok(measurement) => {
                advance(record, reading, &measurement);
                Ok(None)
            }
            Err(RejectReason::CounterGap) if may_wait && Self::can_wait(record, reading) => {
                context.judge_early(record, reading)?;
                ensure!(record.has_signed(signed, &context.genesis_hash), RejectReason::BadSignature);
                let meter = &mut record.meter;
                (meter.counter, meter.last_end, meter.registers) = (reading.counter, Some(reading.end), reading.registers);
                Ok(reading.counter.checked_sub(1))
            }
            Err(reason) => Err(reason),
        }
    }

    /// Whether a reading that does not follow the last one may wait for those between them. The window bounds how many these are, as each
    /// ends a period or is taken from the quota. One that says that readings are lost does not wait: it does not say for which.
    fn can_wait(record: &DeviceRecordOf<T>, reading: &Reading) -> bool {
        let quarters: UnixSeconds = T::ReadingWindow::get() / PERIOD_SECONDS;
        let is_near = reading.counter.saturating_sub(record.meter.counter) <= quarters.saturating_mul(2);
        is_near && !reading.flags.contains(Flags::RESUME)
    }

    /// Whether a batch fits into what is left of the share of a block that free readings have (attack 36); outside of a block, into the
    /// whole share.
    fn has_free_room(readings: &[SignedReading], in_block: bool) -> bool {
        let batch = Self::weight_of_authorization(readings).saturating_add(Self::weight_of_batch(readings));
        let limits = T::BlockWeights::get();
        let normal = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
        let share = FreeShare::<T>::get();
        let most = Weight::from_parts(share.mul_floor(normal.ref_time()), share.mul_floor(normal.proof_size()));
        let used = if in_block { Self::free_weight() } else { Weight::zero() };
        used.saturating_add(batch).all_lte(most)
    }

    /// What transactions that no account pays for have taken of this block.
    pub fn free_weight() -> Weight {
        let (block, weight) = FreeWeight::<T>::get();
        if block == frame_system::Pallet::<T>::block_number() {
            weight
        } else {
            Weight::zero()
        }
    }

    /// The most that authorising a batch can take.
    pub(crate) fn weight_of_authorization(readings: &[SignedReading]) -> Weight {
        T::WeightInfo::authorize_readings(readings.len().saturated_into())
    }

    /// The most that recording a batch can take.
    pub(crate) fn weight_of_batch(readings: &[SignedReading]) -> Weight {
        Self::weight_of_recording(readings.len().saturated_into(), TurnedCount::most(readings))
    }

    /// Recording authorised readings. The devices were read when these were authorised.
    fn weight_of_recording(count: u32, turned: TurnedCount) -> Weight {
        let recorded = T::WeightInfo::submit_readings(count).saturating_sub(T::DbWeight::get().reads(count.into()));
        Self::weight_of_turned(recorded, turned)
    }

    /// The most that recording a batch for a fee can take.
    pub(crate) fn weight_of_paid_batch(readings: &[SignedReading]) -> Weight {
        Self::weight_of_turned(T::WeightInfo::submit_paid_readings(readings.len().saturated_into()), TurnedCount::most(readings))
    }

    /// The most that authorising and recording any batch can take.
    pub(crate) fn weight_of_largest_batch() -> Weight {
        let count = T::MaxBatch::get();
        let turned = TurnedCount { hours: count, days: count, gaps: count };
        let recorded = Self::weight_of_recording(count, turned);
        let paid = Self::weight_of_turned(T::WeightInfo::submit_paid_readings(count), turned);
        T::WeightInfo::authorize_readings(count).saturating_add(recorded).max(paid)
    }

    /// `base`, and what readings had written to entries of their own.
    fn weight_of_turned(base: Weight, turned: TurnedCount) -> Weight {
        base.saturating_add(T::WeightInfo::close_hours(turned.hours))
            .saturating_add(T::WeightInfo::change_days(turned.days))
            .saturating_add(T::WeightInfo::note_gaps(turned.gaps))
    }

    /// Record the readings of a batch that [`Self::authorize_readings`] let in: all that can be taken. Their signatures were checked there,
    /// and nothing has changed since. Only governance can give the origin otherwise, which could replace the code as well.
    pub(crate) fn do_submit_readings(readings: BoundedVec<SignedReading, T::MaxBatch>) -> DispatchResultWithPostInfo {
        let context = Self::context();
        let mut turned = TurnedCount::default();
        for SignedReading { reading, .. } in &readings {
            // What cannot be taken is skipped.
            if let Ok(did) = Self::record_if(reading, |record| context.judge(record, reading, Expected::Free)) {
                turned = turned.plus(did);
            }
        }
        Ok(Some(Self::weight_of_recording(readings.len().saturated_into(), turned)).into())
    }

    /// Record the readings of a batch whose submitter pays for all of them, those that are refused included.
    pub(crate) fn do_submit_paid_readings(readings: BoundedVec<SignedReading, T::MaxBatch>) -> DispatchResultWithPostInfo {
        ensure!(!readings.is_empty(), Error::<T>::EmptyBatch);
        let context = Self::context();
        let mut turned = TurnedCount::default();
        for signed in &readings {
            let Reading { device, counter, .. } = signed.reading;
            match Self::record_if(&signed.reading, |record| context.check(record, signed, Expected::Paid)) {
                Ok(did) => turned = turned.plus(did),
                Err(reason) => Self::deposit_event(Event::ReadingRejected { device, counter, reason }),
            }
        }
        Ok(Some(Self::weight_of_turned(T::WeightInfo::submit_paid_readings(readings.len().saturated_into()), turned)).into())
    }

    /// Record a reading if `judge` has nothing against it. Otherwise nothing changes.
    ///
    /// # Errors
    /// The reason against it.
    fn record_if(
        reading: &Reading,
        judge: impl FnOnce(&DeviceRecordOf<T>) -> Result<Measurement, RejectReason>,
    ) -> Result<Turned, RejectReason> {
        Devices::<T>::try_mutate(reading.device, |stored| {
            let record = stored.as_mut().ok_or(RejectReason::UnknownDevice)?;
            let measurement = judge(record)?;
            Ok(Self::record(record, reading, &measurement))
        })
    }

    /// What would become of a reading if it were submitted now without an account: what `uen_wouldAccept` answers.
    pub fn verdict(signed: &SignedReading) -> ReadingVerdict {
        match Self::would_accept(signed) {
            Ok(quality) => ReadingVerdict { quality: Some(quality), reason: None, advice: None },
            Err(reason) => {
                ReadingVerdict { quality: None, reason: Some(alloc::format!("{reason:?}")), advice: Some(reason.advice().into()) }
            }
        }
    }
}

/// How many readings closed an hour, changed a day, and noted a gap.
#[derive(Clone, Copy, Default)]
struct TurnedCount {
    hours: u32,
    days: u32,
    gaps: u32,
}

impl TurnedCount {
    /// Another reading, which did so much.
    fn plus(self, did: Turned) -> Self {
        let more = |sum: u32, did: bool| sum.saturating_add(did.into());
        Self { hours: more(self.hours, did.hour), days: more(self.days, did.day), gaps: more(self.gaps, did.gap) }
    }

    /// The most that the readings of a batch can do. Only one that says that something is missing, or that spans more than an hour itself,
    /// can note a gap.
    fn most(readings: &[SignedReading]) -> Self {
        let spans_hours = |SignedReading { reading, .. }: &SignedReading| {
            let (start, end) = (Period::of(aligned(reading.start)), Period::ending_at(aligned(reading.end)));
            reading.flags.contains(Flags::RESUME) || start.hour() != end.hour()
        };
        let turned = |signed| Turned { hour: true, day: true, gap: spans_hours(signed) };
        readings.iter().map(turned).fold(Self::default(), Self::plus)
    }
}

/// How the pool knows a reading: by its device and counter, not by its bytes, since a signature can be replaced (attacks 10, 35).
pub(crate) fn tag(device: DeviceId, counter: u64) -> TransactionTag {
    (TAG, device, counter).encode()
}
