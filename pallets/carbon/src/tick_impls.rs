//! What is due: steps of known weight, in the idle time of blocks or by anybody's call.
//!
//! An issuance is swept twice: on the day after it expired what is live of it goes, and [`Config::RetirementRetention`] days later what was
//! retired. After it expired nobody can make slices of it any more, so that a sweep meets all of them, however many steps it takes.

use crate::{slice_impls::Closing, *};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, storage::with_storage_layer, weights::WeightMeter};
use sp_runtime::Weight;
use uen_primitives::{CertificateId, Day, IssuanceId, Wh};

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Nothing is due on a day any more: go on to the next.
    PassDue(Day),
    /// Look at slices of an issuance that is due on a day.
    Sweep(Day, IssuanceId),
    /// Look at factors of the agenda's day.
    PruneFactors,
}

impl<T: Config> Pallet<T> {
    /// Do as many steps as fit into `limit`, and return what they took.
    pub(crate) fn do_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        while meter.try_consume(T::WeightInfo::look()).is_ok() {
            let Some(work) = Self::next_work() else { break };
            if !meter.can_consume(Self::weight_of(work)) {
                break;
            }
            meter.consume(Self::do_work(work));
        }
        meter.consumed()
    }

    /// Do at most `steps` steps.
    pub(crate) fn do_advance(steps: u32) -> DispatchResultWithPostInfo {
        let mut weight = T::WeightInfo::look();
        let mut work = Self::next_work().filter(|_| steps > 0);
        ensure!(work.is_some(), Error::<T>::NothingDue);
        for _ in 0..steps {
            let Some(step) = work else { break };
            weight.saturating_accrue(Self::do_work(step));
            weight.saturating_accrue(T::WeightInfo::look());
            work = Self::next_work();
        }
        Ok(Some(weight).into())
    }

    /// The most that `steps` steps take.
    pub(crate) fn advance_weight(steps: u32) -> Weight {
        let look = T::WeightInfo::look();
        Self::step_weight().saturating_add(look).saturating_mul(steps.into()).saturating_add(look)
    }

    /// The most that any step takes.
    pub(crate) fn step_weight() -> Weight {
        let most = T::MaxItemsPerStep::get();
        T::WeightInfo::sweep(most).max(T::WeightInfo::prune_factors(most))
    }

    /// The most that `work` takes, besides finding it.
    fn weight_of(work: Work) -> Weight {
        match work {
            // Finding it allows for writing the agenda.
            Work::PassDue(_) => Weight::zero(),
            Work::Sweep(..) => T::WeightInfo::sweep(T::MaxItemsPerStep::get()),
            Work::PruneFactors => T::WeightInfo::prune_factors(T::MaxItemsPerStep::get()),
        }
    }

    /// What to do next, if anything is due.
    pub(crate) fn next_work() -> Option<Work> {
        let agenda = Agendas::<T>::get();
        if let Some(day) = agenda.due.filter(|day| Self::today() > *day) {
            let issuance = match agenda.sweep {
                Some(SweepRecord { issuance, last: Some(_) }) => Some(issuance),
                // What was removed before it need not be walked over again: until the block is over, each of it takes a look into the trie.
                Some(SweepRecord { issuance, last: None }) => {
                    Due::<T>::iter_key_prefix_from(day, Due::<T>::hashed_key_for(day, issuance)).next()
                }
                None => Due::<T>::iter_key_prefix(day).next(),
            };
            return Some(issuance.map_or(Work::PassDue(day), |issuance| Work::Sweep(day, issuance)));
        }
        agenda.factors.filter(|day| Self::is_past_retention(*day)).map(|_| Work::PruneFactors)
    }

    /// Do a step, and return what it took.
    pub(crate) fn do_work(work: Work) -> Weight {
        match work {
            Work::PassDue(day) => {
                Agendas::<T>::mutate(|agenda| {
                    agenda.due = Some(day.next());
                    agenda.sweep = None;
                });
                Self::weight_of(work)
            }
            Work::Sweep(day, issuance) => T::WeightInfo::sweep(Self::sweep(day, issuance)),
            Work::PruneFactors => {
                let mut agenda = Agendas::<T>::get();
                let looked = Self::prune_factors(&mut agenda, T::MaxItemsPerStep::get());
                Agendas::<T>::put(agenda);
                T::WeightInfo::prune_factors(looked)
            }
        }
    }

    /// Look at the next slices of an issuance that is due on `day`, and return how many that were.
    fn sweep(day: Day, id: IssuanceId) -> u32 {
        let Some(mut issuance) = Issuances::<T>::get(id) else {
            Self::report_failure(id, Error::<T>::Inconsistent.into());
            Self::end_sweep(day, id, None);
            return 0;
        };
        let is_removal = issuance.expires != Some(day);
        let mut last = Agendas::<T>::get().sweep.and_then(|sweep| sweep.last);
        let slices = match last {
            Some(last) => Slices::<T>::iter_prefix_from(id, Slices::<T>::hashed_key_for(id, last)),
            None => Slices::<T>::iter_prefix(id),
        };
        let most = T::MaxItemsPerStep::get();
        let batch: Vec<_> = slices.take(usize::try_from(most).unwrap_or(usize::MAX)).collect();
        let mut looked: u32 = 0;
        for (number, slice) in batch {
            looked = looked.saturating_add(1);
            last = Some(number);
            let slice_id = CertificateId { issuance: id, slice: number };
            let swept = with_storage_layer::<_, DispatchError, _>(|| {
                let mut issuance = issuance.clone();
                Self::sweep_slice(slice_id, &mut issuance, slice, is_removal)?;
                Ok(issuance)
            });
            match swept {
                Ok(swept) => issuance = swept,
                Err(error) => Self::report_failure(id, error),
            }
        }
        Issuances::<T>::insert(id, &issuance);
        if looked == most {
            Agendas::<T>::mutate(|agenda| agenda.sweep = Some(SweepRecord { issuance: id, last }));
        } else {
            Self::end_sweep(day, id, Some((issuance, is_removal)));
        }
        looked
    }

    /// A live slice expires; what was retired is removed if its time has come.
    fn sweep_slice(
        id: CertificateId,
        issuance: &mut IssuanceRecordOf<T>,
        slice: SliceRecordOf<T>,
        is_removal: bool,
    ) -> DispatchResult {
        let quantity = slice.quantity();
        let SliceState::Retired(Retirement { claim, factors, .. }) = slice.state else {
            return Self::close_slice(id, issuance, slice, Closing::Expired);
        };
        if !is_removal {
            return Ok(());
        }
        Slices::<T>::remove(id.issuance, id.slice);
        Retirements::<T>::remove(&claim.beneficiary, id);
        let Some(hour) = issuance.source.hour() else { return Ok(()) };
        if let Purpose::Storage(store) = claim.purpose {
            // All that could be stored in that hour has expired: nobody asks any more how much was.
            Charged::<T>::remove(store, hour);
        }
        if let Some(version) = factors {
            Self::unpin(issuance.zone, hour.day(), version);
        }
        if issuance.source.covers() && claim.purpose.covers() {
            Coverage::<T>::try_mutate_exists((&claim.beneficiary, hour, issuance.zone), |coverage| {
                let covered = coverage.ok_or(Error::<T>::Inconsistent)?;
                let rest = less(covered, quantity, issuance.emission_factor).ok_or(Error::<T>::Inconsistent)?;
                *coverage = Some(rest).filter(|rest| rest.retirements > 0);
                Ok::<(), Error<T>>(())
            })?;
        }
        Ok(())
    }

    /// All slices of an issuance were looked at. It goes if nothing is left of it; what was retired waits for its removal.
    fn end_sweep(day: Day, id: IssuanceId, swept: Option<(IssuanceRecordOf<T>, bool)>) {
        Due::<T>::remove(day, id);
        Agendas::<T>::mutate(|agenda| agenda.sweep = Some(SweepRecord { issuance: id, last: None }));
        let Some((issuance, is_removal)) = swept else { return };
        if Slices::<T>::iter_key_prefix(id).next().is_none() {
            if let Some((device, period)) = issuance.source.device().zip(issuance.source.period()) {
                IssuancesOf::<T>::remove(device, (period, matches!(issuance.source, Source::Saving { .. })));
            }
            Issuances::<T>::remove(id);
            Self::deposit_event(Event::IssuanceRemoved { issuance: id });
        } else if !is_removal {
            Due::<T>::insert(Day(day.0.saturating_add(T::RetirementRetention::get())), id, ());
        }
    }

    fn report_failure(issuance: IssuanceId, error: DispatchError) {
        Self::deposit_event(Event::StepFailed { issuance, error });
    }
}

/// What is left to cover when a retirement is gone.
fn less(coverage: CoverageRecord, quantity: u64, emission_factor: u32) -> Option<CoverageRecord> {
    let emissions = u128::from(quantity).checked_mul(emission_factor.into())?;
    let carbon_free = if emission_factor == 0 { quantity } else { 0 };
    Some(CoverageRecord {
        retired: coverage.retired.checked_sub(Wh(quantity))?,
        carbon_free: coverage.carbon_free.checked_sub(Wh(carbon_free))?,
        emissions: coverage.emissions.checked_sub(emissions)?,
        retirements: coverage.retirements.checked_sub(1)?,
    })
}
