//! Issuing certificates and credits.

use crate::{
    technology_factor, Agendas, CertificatesOf, Config, Due, Error, Event, IssuanceRecord, Issuances, IssuancesOf, NextIssuance,
    Pallet, SliceRecord, SliceState, Slices, Source, Totals,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    storage::with_storage_layer,
    traits::{Get, UnixTime},
};
use sp_runtime::{traits::EnsureAdd, ArithmeticError};
use uen_primitives::{
    CertifiableEnergy, CertificateId, CertifiedEnergy, Day, DeviceId, GreenSales, IssuanceId, Period, SavingCertificates,
    UnixSeconds, Wh, ZoneId,
};

impl<T: Config> Pallet<T> {
    /// The chain's clock.
    pub(crate) fn now() -> UnixSeconds {
        T::UnixTime::now().as_secs()
    }

    /// The day of [`Self::now`].
    pub(crate) fn today() -> Day {
        Day::of(Self::now())
    }

    /// See [`Pallet::issue`].
    pub(crate) fn do_issue(who: T::AccountId, device: DeviceId, first: Period, last: Period) -> DispatchResult {
        let energy = Self::certify_own(&who, device, first, last)?;
        Self::issue_generation(device, first, last, energy, SliceState::Active)?;
        Ok(())
    }

    /// Take what a renewable device of `who` generated in periods of one hour out of the ledger, if none of it may still go to a buyer.
    pub(crate) fn certify_own(
        who: &T::AccountId,
        device: DeviceId,
        first: Period,
        last: Period,
    ) -> Result<CertifiedEnergy<T::AccountId>, DispatchError> {
        let energy = T::Meters::certify(&device, first, last)?;
        ensure!(energy.owner == *who, Error::<T>::NotOwner);
        ensure!(energy.kind.is_renewable(), Error::<T>::NotCertifiable);
        // They are of one hour, or the registry would have refused: no more than four.
        let is_open = (first.0..=last.0).any(|period| T::GreenSales::is_open(&device, Period(period)));
        ensure!(!is_open, Error::<T>::SaleUnsettled);
        Ok(energy)
    }

    /// Issue certificates of certified energy to its owner.
    pub(crate) fn issue_generation(
        device: DeviceId,
        first: Period,
        last: Period,
        energy: CertifiedEnergy<T::AccountId>,
        state: SliceState<T::AccountId>,
    ) -> Result<CertificateId, DispatchError> {
        let CertifiedEnergy { owner, zone, kind, energy, is_supported } = energy;
        let source = Source::Generation { device, first, last, kind };
        Self::create_issuance(source, &owner, zone, technology_factor(kind), is_supported, energy.0, state)
    }

    /// Issue `quantity` units to `producer`, as slice 0 in `state`: active, or settling.
    ///
    /// A green sale is settled whether or not the producer can pay for the storage of what is left of it; otherwise the deposit is held.
    pub(crate) fn create_issuance(
        source: Source,
        producer: &T::AccountId,
        zone: ZoneId,
        emission_factor: u32,
        is_supported: bool,
        quantity: u64,
        state: SliceState<T::AccountId>,
    ) -> Result<CertificateId, DispatchError> {
        ensure!(quantity > 0, Error::<T>::InvalidQuantity);
        let expires = source.period().map(|period| Day(period.day().0.saturating_add(T::Validity::get())));
        ensure!(expires.is_none_or(|day| Self::today() <= day), Error::<T>::Expired);

        let issuance = Self::next_issuance()?;
        if let Some((device, period)) = source.device().zip(source.period()) {
            let key = (period, matches!(source, Source::Saving { .. }));
            ensure!(!IssuancesOf::<T>::contains_key(device, key), Error::<T>::AlreadyIssued);
            IssuancesOf::<T>::insert(device, key, issuance);
        }
        if let Some(day) = expires {
            Due::<T>::insert(day, issuance, ());
            Agendas::<T>::mutate(|agenda| agenda.due = Some(agenda.due.map_or(day, |due| due.min(day))));
        }
        let deposit = match state {
            SliceState::Settling => Self::hold_deposit_if_possible(producer),
            _ => Self::hold_deposit(producer)?,
        };
        let (active, reserved) = match state {
            SliceState::Settling => (0, quantity),
            _ => (quantity, 0),
        };
        let id = CertificateId { issuance, slice: 0 };
        Slices::<T>::insert(issuance, 0, SliceRecord { owner: producer.clone(), first: 1, last: quantity, state, deposit });
        CertificatesOf::<T>::insert(producer, id, ());
        let record = IssuanceRecord {
            source,
            producer: producer.clone(),
            zone,
            emission_factor,
            is_supported,
            issued_at: Self::now(),
            expires,
            totals: Totals { issued: quantity, active, reserved, ..Default::default() },
            next_slice: 1,
        };
        Issuances::<T>::insert(issuance, record);
        Self::deposit_event(Event::Issued { issuance, source, producer: producer.clone(), quantity });
        Ok(id)
    }

    fn next_issuance() -> Result<IssuanceId, ArithmeticError> {
        NextIssuance::<T>::try_mutate(|next| {
            let id = *next;
            *next = id.ensure_add(1)?;
            Ok(id)
        })
    }
}

impl<T: Config> SavingCertificates<T::AccountId> for Pallet<T> {
    fn issue_saved(owner: &T::AccountId, device: &DeviceId, period: Period, saved: Wh) -> Result<(), DispatchError> {
        // Whoever calls may go on without the certificate: nothing of it must stay then.
        with_storage_layer(|| {
            let site = T::Meters::site(device, period.hour()).ok_or(Error::<T>::NotCertifiable)?;
            let source = Source::Saving { device: *device, period };
            Self::create_issuance(source, owner, site.zone, 0, false, saved.0, SliceState::Active)?;
            Ok(())
        })
    }
}
