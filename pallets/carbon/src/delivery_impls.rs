//! Certificates travel to the buyer of green energy with its delivery.

use crate::{Config, Error, Event, Issuances, IssuancesOf, Pallet, SliceState, Slices};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    storage::with_storage_layer,
};
use uen_primitives::{CertifiableEnergy, CertificateId, DeviceId, GreenDeliveries, Period, Wh};

impl<T: Config> GreenDeliveries<T::AccountId> for Pallet<T> {
    fn settled(device: &DeviceId, period: Period, buyer: &T::AccountId, delivered: Wh) {
        if delivered == Wh::ZERO {
            return;
        }
        let given = with_storage_layer(|| Self::deliver(device, period, buyer, delivered));
        let (given, error) = match given {
            Ok(given) => (given, Error::<T>::InvalidQuantity.into()),
            Err(error) => {
                // Or the producer could have it certified once what is in the way is gone.
                T::Meters::forfeit(device, period);
                (Wh::ZERO, error)
            }
        };
        let quantity = delivered.saturating_sub(given);
        if quantity > Wh::ZERO {
            let (device, buyer) = (*device, buyer.clone());
            Self::deposit_event(Event::DeliveredWithout { device, period, buyer, quantity, error });
        }
    }

    fn completed(device: &DeviceId, period: Period) {
        if let Some(id) = Self::slice_for_buyers(device, period) {
            // It can only fail if the books are out of order: then it stays as it is, until it expires.
            let _ = with_storage_layer(|| Self::release_rest(id));
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Give the buyer certificates of what was delivered, or what is left of them. Says how much.
    fn deliver(device: &DeviceId, period: Period, buyer: &T::AccountId, delivered: Wh) -> Result<Wh, DispatchError> {
        let id = match Self::slice_for_buyers(device, period) {
            Some(id) => id,
            None => Self::certify_sale(device, period)?,
        };
        let (mut issuance, slice) = Self::slice(id)?;
        ensure!(slice.state == SliceState::Settling, Error::<T>::NotActive);
        ensure!(!issuance.is_expired(Self::today()), Error::<T>::Expired);
        let quantity = delivered.0.min(slice.quantity());
        let (certificate, mut sold) = Self::cut_front(id, &mut issuance, slice, quantity)?;
        Self::change_state(&mut issuance, &mut sold, SliceState::Active)?;
        // The energy is paid: its certificates do not wait for who cannot pay for their storage.
        let deposit = Self::hold_deposit_if_possible(buyer);
        Self::hand_over(certificate, sold, buyer, deposit)?;
        Issuances::<T>::insert(id.issuance, issuance);
        Self::deposit_event(Event::Delivered { certificate, to: buyer.clone(), quantity });
        Ok(Wh(quantity))
    }

    /// The slice that the period's buyers are given certificates of, if any were issued.
    fn slice_for_buyers(device: &DeviceId, period: Period) -> Option<CertificateId> {
        IssuancesOf::<T>::get(device, (period, false)).map(|issuance| CertificateId { issuance, slice: 0 })
    }

    /// Certify the period, for its buyers first.
    fn certify_sale(device: &DeviceId, period: Period) -> Result<CertificateId, DispatchError> {
        let energy = T::Meters::certify(device, period, period)?;
        ensure!(energy.kind.is_renewable(), Error::<T>::NotCertifiable);
        Self::issue_generation(*device, period, period, energy, SliceState::Settling)
    }

    /// What no buyer got is the producer's, if anything is left.
    fn release_rest(id: CertificateId) -> DispatchResult {
        let (mut issuance, mut slice) = Self::slice(id)?;
        if slice.state != SliceState::Settling {
            return Ok(());
        }
        Self::change_state(&mut issuance, &mut slice, SliceState::Active)?;
        Slices::<T>::insert(id.issuance, id.slice, slice);
        Issuances::<T>::insert(id.issuance, issuance);
        Ok(())
    }
}
