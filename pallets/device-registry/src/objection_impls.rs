//! Objections: what a device measured on a day is not mined or certified while somebody who is appointed for that objects to it, nor
//! afterwards if governance agrees.

use crate::{CertifierByIndex, Config, Days, Devices, Error, Event, Objection, Objections, Pallet, Released};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_core::H256;
use uen_primitives::{DailyEnergy, Day, DeviceId, EnergyUse, HOURS_PER_DAY};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_object(who: T::AccountId, device: DeviceId, day: Day, reason: H256) -> DispatchResult {
        let record = Devices::<T>::get(device).ok_or(Error::<T>::NotFound)?;
        let (_, by) = Self::ensure_supervisor(&who, &record)?;
        ensure!(!Objections::<T>::contains_key(device, day), Error::<T>::AlreadyObjected);
        ensure!(Days::<T>::contains_key(day, device), Error::<T>::NothingMeasured);
        ensure!(record.ledger.claim(EnergyUse::Mining).until <= day.start(), Error::<T>::AlreadyClaimed);
        let lapses_at = Self::now().saturating_add(T::DecisionPeriod::get());
        Objections::<T>::insert(device, day, Objection { by, reason, lapses_at, is_upheld: false, withheld: None });
        Self::deposit_event(Event::DayObjected { device, day, by: who, reason });
        Ok(())
    }

    pub(crate) fn do_decide_objection(device: DeviceId, day: Day, uphold: bool) -> DispatchResult {
        let objection = Objections::<T>::get(device, day).ok_or(Error::<T>::NoObjection)?;
        ensure!(!objection.is_upheld, Error::<T>::AlreadyDecided);
        if uphold {
            Objections::<T>::insert(device, day, Objection { is_upheld: true, withheld: None, ..objection });
        } else {
            Self::dismiss(device, day, objection);
        }
        Self::deposit_event(Event::ObjectionDecided { device, day, upheld: uphold });
        Ok(())
    }

    pub(crate) fn do_lapse_objection(device: DeviceId, day: Day) -> DispatchResult {
        let objection = Objections::<T>::get(device, day).ok_or(Error::<T>::NoObjection)?;
        if objection.is_upheld {
            // Nothing can be taken any more of what is no history.
            let history = Self::kept_hours().div_ceil(HOURS_PER_DAY);
            let newest = Day::of(Self::now()).0;
            ensure!(day.0.saturating_add(history).saturating_add(T::DayRetention::get()) < newest, Error::<T>::NotLapsed);
        } else {
            let is_late = Self::now() > objection.lapses_at;
            let is_void = CertifierByIndex::<T>::get(objection.by).is_none_or(|certifier| certifier.revoked);
            ensure!(is_late || is_void, Error::<T>::NotLapsed);
        }
        Self::dismiss(device, day, objection);
        Self::deposit_event(Event::ObjectionLapsed { device, day });
        Ok(())
    }

    /// Forget an objection. What was withheld for it is mined with the next era.
    fn dismiss(device: DeviceId, day: Day, objection: Objection<T::AccountId>) {
        Objections::<T>::remove(device, day);
        if let Some(energy) = objection.withheld {
            Released::<T>::insert(device, day, energy);
        }
    }

    /// Keep the energy of a day back, if somebody objects to it, and return whether somebody does. An upheld objection keeps nothing.
    pub(crate) fn withhold(device: DeviceId, day: Day, energy: &DailyEnergy<T::AccountId>) -> bool {
        let Some(objection) = Objections::<T>::get(device, day) else { return false };
        let withheld = (!objection.is_upheld).then(|| energy.clone());
        Objections::<T>::insert(device, day, Objection { withheld, ..objection });
        true
    }

    /// Whether nobody objects to what a device measured on a day.
    pub(crate) fn ensure_undisputed(device: DeviceId, day: Day) -> DispatchResult {
        ensure!(!Objections::<T>::contains_key(device, day), Error::<T>::Objected);
        Ok(())
    }

    /// At most `limit` days that were withheld for objections that came to nothing. They are forgotten.
    pub(crate) fn do_take_released(limit: u32) -> Vec<(DeviceId, Day, DailyEnergy<T::AccountId>)> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let released: Vec<_> = Released::<T>::iter().take(limit).collect();
        released.iter().for_each(|(device, day, _)| Released::<T>::remove(device, day));
        released
    }
}
