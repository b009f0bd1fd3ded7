//! Certified energy goes into a store, and is reissued when the store gives it back.

use crate::{
    AllocationRecord, Allocations, Charged, Claim, Config, Error, Issuances, Pallet, Purpose, SliceState, Source, StoreRecord,
    Stores,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_core::H256;
use sp_runtime::{
    traits::{EnsureAdd, EnsureDiv, EnsureMul},
    ArithmeticError, DispatchError, Permill,
};
use uen_primitives::{CertifiableEnergy, CertificateId, DeviceId, DeviceKind, Hour, Period, Quality, Wh, ZoneId};

impl<T: Config> Pallet<T> {
    /// See [`Pallet::store`].
    pub(crate) fn do_store(who: T::AccountId, id: CertificateId, quantity: u64, device: DeviceId) -> DispatchResult {
        let (mut issuance, slice) = Self::usable(&who, id)?;
        let Source::Generation { kind, first, .. } = issuance.source else { return Err(Error::<T>::NotCertifiable.into()) };
        // Whatever is allocated can be reissued, so that none of it is in the way of the next.
        ensure!(reissuable(Wh(quantity), T::StorageEfficiency::get()) > Wh::ZERO, Error::<T>::InvalidQuantity);
        let (into, front) = Self::take_front(id, &mut issuance, slice, quantity)?;
        let hour = first.hour();
        Self::charge(&who, device, issuance.zone, hour, Wh(quantity))?;

        let claim = Claim {
            beneficiary: who,
            commitment: H256::zero(),
            purpose: Purpose::Storage(device),
            from: hour.day(),
            to: hour.day(),
        };
        Self::retire_slice(into, &mut issuance, front, claim)?;
        let allocation = AllocationRecord {
            certificate: into,
            kind,
            emission_factor: issuance.emission_factor,
            is_supported: issuance.is_supported,
            hour,
            left: Wh(quantity),
        };
        Issuances::<T>::insert(id.issuance, issuance);
        Stores::<T>::try_mutate(device, |store| {
            Allocations::<T>::insert(device, store.next, allocation);
            store.next = store.next.ensure_add(1)?;
            Ok(())
        })
    }

    /// See [`Pallet::reissue`].
    pub(crate) fn do_reissue(who: T::AccountId, device: DeviceId, period: Period) -> DispatchResult {
        let energy = T::Meters::certify(&device, period, period)?;
        ensure!(energy.owner == who, Error::<T>::NotOwner);
        ensure!(energy.kind == DeviceKind::Storage, Error::<T>::NotStore);
        let store = Stores::<T>::get(device);
        let allocation = Allocations::<T>::get(device, store.first).filter(|oldest| period.hour() > oldest.hour);
        let mut allocation = allocation.ok_or(Error::<T>::StoreEmpty)?;

        let efficiency = T::StorageEfficiency::get();
        let quantity = energy.energy.min(reissuable(allocation.left, efficiency));
        let used = charge_of(quantity, efficiency)?;
        allocation.left = allocation.left.checked_sub(used).ok_or(Error::<T>::Inconsistent)?;
        let CertificateId { issuance: stored, .. } = allocation.certificate;
        let AllocationRecord { kind, emission_factor, is_supported, .. } = allocation;
        if reissuable(allocation.left, efficiency) > Wh::ZERO {
            Allocations::<T>::insert(device, store.first, allocation);
        } else {
            Self::forget_oldest(device, store)?;
        }
        let source = Source::Storage { device, period, stored, kind };
        Self::create_issuance(source, &who, energy.zone, emission_factor, is_supported, quantity.0, SliceState::Active)?;
        Ok(())
    }

    /// Allocate so much of what `who`'s store was charged with in an hour.
    fn charge(who: &T::AccountId, device: DeviceId, zone: ZoneId, hour: Hour, quantity: Wh) -> DispatchResult {
        let site = T::Meters::site(&device, hour).ok_or(Error::<T>::NotStore)?;
        let is_store = site.is_electricity && site.kind == DeviceKind::Storage;
        ensure!(is_store && site.owner == *who && site.zone == zone, Error::<T>::NotStore);
        let (owner, charged) = T::Meters::consumption(&device, hour).ok_or(Error::<T>::ChargeExceeded)?;
        ensure!(owner == *who, Error::<T>::NotStore);
        let allocated = Charged::<T>::get(device, hour).checked_add(quantity).ok_or(Error::<T>::ChargeExceeded)?;
        let is_within = charged.quality == Quality::Measured && allocated <= charged.import;
        ensure!(is_within, Error::<T>::ChargeExceeded);
        Charged::<T>::insert(device, hour, allocated);
        Ok(())
    }

    /// Nothing can be reissued of the oldest allocation any more.
    fn forget_oldest(device: DeviceId, store: StoreRecord) -> Result<(), DispatchError> {
        Allocations::<T>::remove(device, store.first);
        let first = store.first.ensure_add(1)?;
        if first == store.next {
            Stores::<T>::remove(device);
        } else {
            Stores::<T>::insert(device, StoreRecord { first, ..store });
        }
        Ok(())
    }
}

/// What a store gives back of so much: `charged × efficiency`, rounded down.
pub(crate) fn reissuable(charged: Wh, efficiency: Permill) -> Wh {
    Wh(efficiency.mul_floor(charged.0))
}

/// What a store was charged with to give back so much: `reissued / efficiency`, rounded up. No more than what it is
/// [`reissuable`] of.
pub(crate) fn charge_of(reissued: Wh, efficiency: Permill) -> Result<Wh, DispatchError> {
    let parts = u128::from(efficiency.deconstruct());
    let one = u128::from(Permill::one().deconstruct());
    let charged = u128::from(reissued.0).ensure_mul(one)?.ensure_add(parts.saturating_sub(1))?.ensure_div(parts)?;
    Ok(Wh(u64::try_from(charged).map_err(|_| ArithmeticError::Overflow)?))
}
