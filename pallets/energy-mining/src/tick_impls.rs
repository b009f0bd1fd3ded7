//! How eras are closed: step by step, each of a size that is known before it is taken.
//!
//! A step collects one page of devices, the last one of an era closes it; or it removes some records of an era that expired.

use crate::*;
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, storage::with_storage_layer, traits::UnixTime, weights::WeightMeter, DebugNoBound};
use sp_runtime::{
    traits::{EnsureAdd, EnsureAddAssign, Zero},
    ArithmeticError, Weight,
};
use uen_primitives::{CommunitySales, DailyEnergy, Day, DayClaim, DeviceId, EnergyUse, MeteredEnergy, DAY_SECONDS};

/// The next step.
#[derive(DebugNoBound)]
pub(crate) enum Work<T: Config> {
    /// Remove records of an expired era.
    Sweep(SweepRecordOf<T>),
    /// Collect devices, and close the era after the last.
    Collect {
        /// The era.
        era: u32,
        /// Its day.
        day: Day,
        /// Progress with it.
        collection: CollectionRecord,
    },
}

impl<T: Config> Pallet<T> {
    /// Do as many steps as fit into `limit`, and return what they took.
    pub(crate) fn do_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        while meter.try_consume(T::WeightInfo::look()).is_ok() {
            Self::note_first_day();
            let Some(work) = Self::next_work() else { break };
            if !meter.can_consume(Self::weight_of(&work)) {
                break;
            }
            match Self::do_work(work) {
                Ok(used) => meter.consume(used),
                Err(error) => {
                    // Only books that are out of order get here; trying again at once cannot help.
                    frame_support::defensive!("a step of energy mining failed", error);
                    break;
                }
            }
        }
        meter.consumed()
    }

    /// Era 0 begins with the first block that has a clock.
    fn note_first_day() {
        if FirstDay::<T>::exists() {
            return;
        }
        let now = T::UnixTime::now();
        if !now.is_zero() {
            FirstDay::<T>::put(Day::of(now.as_secs()));
        }
    }

    /// What to do next, if anything is due. Cleaning up comes first, so that never more than one expired era is left.
    pub(crate) fn next_work() -> Option<Work<T>> {
        if let Some(sweep) = Sweep::<T>::get() {
            return Some(Work::Sweep(sweep));
        }
        let era = NextEra::<T>::get();
        let day = Self::day_of(era)?;
        if let Some(collection) = Collection::<T>::get() {
            return Some(Work::Collect { era, day, collection });
        }
        // After a halt of the chain, the market may still have to count what was sold.
        (Self::is_settled(day) && T::CommunitySales::is_counted(day)).then(|| Work::Collect {
            era,
            day,
            collection: CollectionRecord { cursor: None, weighted_energy: 0, parameters: Parameters::<T>::get() },
        })
    }

    /// The day of `era`; `None` before the first block.
    pub(crate) fn day_of(era: u32) -> Option<Day> {
        FirstDay::<T>::get()?.0.checked_add(era).map(Day)
    }

    /// Whether no reading of `day` can be accepted any more, and the time to object to one has passed since. Days become complete
    /// one after the other, so that `n` days have passed since when the `n`-th day after is complete.
    fn is_settled(day: Day) -> bool {
        let challenge_days = T::ChallengeWindow::get().div_ceil(DAY_SECONDS);
        let witness = u64::from(day.0).checked_add(challenge_days).and_then(|day| u32::try_from(day).ok());
        witness.is_some_and(|day| T::Meters::is_day_complete(Day(day)))
    }

    /// The most that any step takes.
    pub(crate) fn step_weight() -> Weight {
        Self::collect_weight().max(Self::sweep_weight())
    }

    fn collect_weight() -> Weight {
        T::WeightInfo::collect(T::MaxDevicesPerStep::get()).saturating_add(T::WeightInfo::close())
    }

    fn sweep_weight() -> Weight {
        T::WeightInfo::sweep(T::MaxDevicesPerStep::get())
    }

    /// The most that `work` takes.
    fn weight_of(work: &Work<T>) -> Weight {
        match work {
            Work::Sweep(_) => Self::sweep_weight(),
            Work::Collect { .. } => Self::collect_weight(),
        }
    }

    /// Do one step, wholly or not at all, and return what it took.
    pub(crate) fn do_work(work: Work<T>) -> Result<Weight, DispatchError> {
        with_storage_layer(|| match work {
            Work::Sweep(sweep) => Ok(T::WeightInfo::sweep(Self::sweep(sweep))),
            Work::Collect { era, day, mut collection } => {
                let collected = Self::collect(era, day, &mut collection);
                let weight = T::WeightInfo::collect(collected);
                if collected < T::MaxDevicesPerStep::get() {
                    Self::close(era, &collection)?;
                    Ok(weight.saturating_add(T::WeightInfo::close()))
                } else {
                    Collection::<T>::put(collection);
                    Ok(weight)
                }
            }
        })
    }

    /// Collect one page of devices, and return how many they were. Days of earlier eras come first, to which somebody objected in vain.
    pub(crate) fn collect(era: u32, day: Day, collection: &mut CollectionRecord) -> u32 {
        let most = T::MaxDevicesPerStep::get();
        let released = T::Meters::take_released(most);
        let left = most.saturating_sub(u32::try_from(released.len()).unwrap_or(u32::MAX));
        let page = if left == 0 { Vec::new() } else { T::Meters::day_page(day, collection.cursor, left) };
        let collected = most.saturating_sub(left).saturating_add(u32::try_from(page.len()).unwrap_or(u32::MAX));
        if let Some((device, _)) = page.last() {
            collection.cursor = Some(*device);
        }
        let released = released.into_iter().map(|(device, day, energy)| (device, day, energy, true));
        let page = page.into_iter().map(|(device, energy)| (device, day, energy, false));
        for (device, day, energy, is_released) in released.chain(page) {
            // A layer of its own: a device that is refused leaves nothing behind and holds up nobody.
            match with_storage_layer(|| Self::collect_device(era, day, device, energy, is_released, collection)) {
                Ok(weighted_energy) => collection.weighted_energy = weighted_energy,
                Err(error) => Self::deposit_event(Event::DeviceSkipped { era, device, error }),
            }
        }
        collected
    }

    /// Use up what a device generated on `day`, and return W with it. What `is_released` was used up and withheld in an earlier era.
    fn collect_device(
        era: u32,
        day: Day,
        device: DeviceId,
        energy: DailyEnergy<T::AccountId>,
        is_released: bool,
        collection: &CollectionRecord,
    ) -> Result<u128, DispatchError> {
        let sale = T::CommunitySales::settled(&device, day);
        let weight = collection.parameters.weighted_energy(&energy, sale).total();
        if is_released {
            Self::deposit_event(Event::DeviceReleased { era, device, day });
        } else if weight.is_zero() {
            return Ok(collection.weighted_energy);
        } else if T::Meters::claim_day(&device, EnergyUse::Mining, day)? == DayClaim::Withheld {
            Self::deposit_event(Event::DeviceWithheld { era, device });
            return Ok(collection.weighted_energy);
        }
        let total = collection.weighted_energy.ensure_add(weight)?;
        Miners::<T>::try_mutate(era, &energy.owner, |miner| {
            miner.get_or_insert_default().weighted_energy.ensure_add_assign(weight)
        })?;
        Ok(total)
    }

    /// Assign the budget of an era whose devices were all collected, and let the era expire that has had its time.
    pub(crate) fn close(era: u32, collection: &CollectionRecord) -> DispatchResult {
        let CollectionRecord { weighted_energy, parameters, .. } = *collection;
        let next = era.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        let mut ledger = Ledger::<T>::get();
        let assigned = ledger.close_era(weighted_energy, parameters.max_reward)?;
        let emission::Assigned { spend, staking, behaviour } = assigned;
        Eras::<T>::insert(era, EraRecord { weighted_energy, spend, unclaimed: spend });
        Collection::<T>::kill();
        NextEra::<T>::put(next);
        Self::deposit_event(Event::EraClosed { era, weighted_energy, spend, staking, behaviour });

        if let Some(expired) = era.checked_sub(T::ClaimEras::get()) {
            if let Some(record) = Eras::<T>::take(expired) {
                ledger.give_back(record.unclaimed)?;
                Sweep::<T>::put(SweepRecord { era: expired, last: None });
                Self::deposit_event(Event::EraExpired { era: expired, returned: record.unclaimed });
            }
        }
        Ledger::<T>::put(ledger);
        Ok(())
    }

    /// Remove some records of an expired era, and return how many they were.
    pub(crate) fn sweep(sweep: SweepRecordOf<T>) -> u32 {
        let SweepRecord { era, last } = sweep;
        let keys = match &last {
            None => Miners::<T>::iter_key_prefix(era),
            Some(account) => Miners::<T>::iter_key_prefix_from(era, Miners::<T>::hashed_key_for(era, account)),
        };
        let limit = T::MaxDevicesPerStep::get();
        let accounts: Vec<T::AccountId> = keys.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
        accounts.iter().for_each(|account| Miners::<T>::remove(era, account));
        let swept = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        if swept < limit {
            Sweep::<T>::kill();
        } else {
            Sweep::<T>::put(SweepRecord { era, last: accounts.into_iter().next_back() });
        }
        swept
    }
}
