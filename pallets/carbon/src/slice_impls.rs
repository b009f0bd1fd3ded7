//! What happens to a slice: it is split, offered, sold, retired, and it ends.

use crate::{
    CertificatesOf, Claim, ClaimOf, Config, Coverage, Error, Event, HoldReason, IssuanceRecordOf, Issuances, Pallet, Purpose,
    Retirement, Retirements, SliceRecord, SliceRecordOf, SliceState, Slices, Source, Totals,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, Mutate, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
        Get,
    },
};
use sp_runtime::{
    traits::{EnsureAdd, EnsureMul, EnsureSub, Zero},
    TokenError,
};
use uen_primitives::{Balance, CertificateId, PricePerWh, Wh};

/// How a slice ends without having been claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// It was not used in time.
    Expired,
    /// The issuer withdrew it.
    Withdrawn,
}

impl<T: Config> Pallet<T> {
    /// See [`Pallet::split`].
    pub(crate) fn do_split(who: T::AccountId, id: CertificateId, quantity: u64) -> DispatchResult {
        let (mut issuance, slice) = Self::usable(&who, id)?;
        ensure!(quantity < slice.quantity(), Error::<T>::InvalidQuantity);
        let (into, mut front) = Self::take_front(id, &mut issuance, slice, quantity)?;
        front.deposit = Self::hold_deposit(&who)?;
        Self::insert_slice(into, front);
        Issuances::<T>::insert(id.issuance, issuance);
        Ok(())
    }

    /// See [`Pallet::offer`].
    pub(crate) fn do_offer(
        who: T::AccountId,
        id: CertificateId,
        quantity: u64,
        to: Option<T::AccountId>,
        price: PricePerWh,
    ) -> DispatchResult {
        let (mut issuance, slice) = Self::usable(&who, id)?;
        let state = match to.clone() {
            Some(to) => {
                ensure!(to != who, Error::<T>::AlreadyOwner);
                SliceState::Reserved { to, price }
            }
            None => {
                ensure!(price > 0, Error::<T>::OutOfBounds);
                SliceState::Locked { price }
            }
        };
        let (into, mut front) = Self::take_front(id, &mut issuance, slice, quantity)?;
        if into != id {
            front.deposit = Self::hold_deposit(&who)?;
        }
        Self::change_state(&mut issuance, &mut front, state)?;
        Self::insert_slice(into, front);
        Issuances::<T>::insert(id.issuance, issuance);
        Self::deposit_event(Event::Offered { certificate: into, to, price });
        Ok(())
    }

    /// See [`Pallet::withdraw_offer`]. Also of what expired: the offer is gone, and no more.
    pub(crate) fn do_withdraw_offer(who: T::AccountId, id: CertificateId) -> DispatchResult {
        let (mut issuance, mut slice) = Self::slice(id)?;
        let offered_to = match &slice.state {
            SliceState::Locked { .. } => None,
            SliceState::Reserved { to, .. } => Some(to),
            SliceState::Active | SliceState::Settling | SliceState::Retired(_) => return Err(Error::<T>::NotOffered.into()),
        };
        ensure!(slice.owner == who || offered_to == Some(&who), Error::<T>::NotOwner);
        Self::change_state(&mut issuance, &mut slice, SliceState::Active)?;
        Slices::<T>::insert(id.issuance, id.slice, slice);
        Issuances::<T>::insert(id.issuance, issuance);
        Self::deposit_event(Event::OfferWithdrawn { certificate: id });
        Ok(())
    }

    /// See [`Pallet::accept`].
    pub(crate) fn do_accept(who: T::AccountId, id: CertificateId, quantity: u64, max_price: PricePerWh) -> DispatchResult {
        let (mut issuance, slice) = Self::slice(id)?;
        let (price, is_divisible) = match &slice.state {
            SliceState::Locked { price } => (*price, true),
            SliceState::Reserved { to, price } if *to == who => (*price, false),
            _ => return Err(Error::<T>::NotOffered.into()),
        };
        ensure!(!issuance.is_expired(Self::today()), Error::<T>::Expired);
        ensure!(slice.owner != who, Error::<T>::AlreadyOwner);
        ensure!((1..=slice.quantity()).contains(&quantity), Error::<T>::InvalidQuantity);
        ensure!(is_divisible || quantity == slice.quantity(), Error::<T>::NotDivisible);
        ensure!(price <= max_price, Error::<T>::PriceExceeded);

        let from = slice.owner.clone();
        let (into, mut sold) = Self::take_front(id, &mut issuance, slice, quantity)?;
        let paid = Balance::from(quantity).ensure_mul(price.into())?;
        Self::pay(&who, &from, paid)?;
        let deposit = Self::hold_deposit(&who)?;
        Self::change_state(&mut issuance, &mut sold, SliceState::Active)?;
        Self::hand_over(into, sold, &who, deposit)?;
        Issuances::<T>::insert(id.issuance, issuance);
        Self::deposit_event(Event::Transferred { certificate: into, from, to: who, quantity, paid });
        Ok(())
    }

    /// See [`Pallet::retire`].
    pub(crate) fn do_retire(who: T::AccountId, id: CertificateId, quantity: u64, claim: ClaimOf<T>) -> DispatchResult {
        let (mut issuance, slice) = Self::usable(&who, id)?;
        ensure!(is_valid_claim(&issuance.source, &claim), Error::<T>::InvalidClaim);
        let (into, front) = Self::take_front(id, &mut issuance, slice, quantity)?;
        Self::retire_slice(into, &mut issuance, front, claim)?;
        Issuances::<T>::insert(id.issuance, issuance);
        Ok(())
    }

    /// See [`Pallet::withdraw`].
    pub(crate) fn do_withdraw(id: CertificateId) -> DispatchResult {
        let (mut issuance, slice) = Self::slice(id)?;
        match slice.state {
            SliceState::Retired(_) => return Err(Error::<T>::AlreadyRetired.into()),
            SliceState::Settling => return Err(Error::<T>::SaleUnsettled.into()),
            SliceState::Active | SliceState::Locked { .. } | SliceState::Reserved { .. } => (),
        }
        Self::close_slice(id, &mut issuance, slice, Closing::Withdrawn)?;
        Issuances::<T>::insert(id.issuance, issuance);
        Ok(())
    }

    /// A slice and its issuance.
    pub(crate) fn slice(id: CertificateId) -> Result<(IssuanceRecordOf<T>, SliceRecordOf<T>), DispatchError> {
        let issuance = Issuances::<T>::get(id.issuance).ok_or(Error::<T>::NotFound)?;
        let slice = Slices::<T>::get(id.issuance, id.slice).ok_or(Error::<T>::NotFound)?;
        Ok((issuance, slice))
    }

    /// A slice that `who` can do anything with, and its issuance.
    pub(crate) fn usable(
        who: &T::AccountId,
        id: CertificateId,
    ) -> Result<(IssuanceRecordOf<T>, SliceRecordOf<T>), DispatchError> {
        let (issuance, slice) = Self::slice(id)?;
        ensure!(slice.owner == *who, Error::<T>::NotOwner);
        match slice.state {
            SliceState::Active => (),
            SliceState::Retired(_) => return Err(Error::<T>::AlreadyRetired.into()),
            SliceState::Locked { .. } | SliceState::Reserved { .. } | SliceState::Settling => {
                return Err(Error::<T>::NotActive.into());
            }
        }
        ensure!(!issuance.is_expired(Self::today()), Error::<T>::Expired);
        Ok((issuance, slice))
    }

    /// The first units of a slice as one of their own, or the slice itself if it is all of it; says so if it was split. See
    /// [`Self::cut_front`].
    pub(crate) fn take_front(
        id: CertificateId,
        issuance: &mut IssuanceRecordOf<T>,
        slice: SliceRecordOf<T>,
        quantity: u64,
    ) -> Result<(CertificateId, SliceRecordOf<T>), DispatchError> {
        let (into, front) = Self::cut_front(id, issuance, slice, quantity)?;
        if into != id {
            Self::deposit_event(Event::Split { certificate: id, into, quantity });
        }
        Ok((into, front))
    }

    /// The first units of a slice as one of their own, with its owner and state and without a deposit, or the slice itself if it is all of
    /// it. Writes the rest of a slice that was split; what is returned is the caller's to write, and the issuance.
    pub(crate) fn cut_front(
        id: CertificateId,
        issuance: &mut IssuanceRecordOf<T>,
        slice: SliceRecordOf<T>,
        quantity: u64,
    ) -> Result<(CertificateId, SliceRecordOf<T>), DispatchError> {
        ensure!((1..=slice.quantity()).contains(&quantity), Error::<T>::InvalidQuantity);
        if quantity == slice.quantity() {
            return Ok((id, slice));
        }
        let rest = slice.first.ensure_add(quantity)?;
        let front = SliceRecord { last: rest.ensure_sub(1)?, deposit: 0, ..slice.clone() };
        let into = CertificateId { issuance: id.issuance, slice: issuance.next_slice };
        issuance.next_slice = issuance.next_slice.ensure_add(1)?;
        Slices::<T>::insert(id.issuance, id.slice, SliceRecord { first: rest, ..slice });
        Ok((into, front))
    }

    /// Give a slice another state, and count its units there. Writes neither.
    pub(crate) fn change_state(
        issuance: &mut IssuanceRecordOf<T>,
        slice: &mut SliceRecordOf<T>,
        state: SliceState<T::AccountId>,
    ) -> DispatchResult {
        let quantity = slice.quantity();
        Self::take_units(&mut issuance.totals, &slice.state, quantity)?;
        let count = counter(&mut issuance.totals, &state);
        *count = count.ensure_add(quantity)?;
        slice.state = state;
        Ok(())
    }

    /// Write a slice as `to`'s: the deposit of who owned it is released, and `deposit` is held for it now.
    pub(crate) fn hand_over(id: CertificateId, slice: SliceRecordOf<T>, to: &T::AccountId, deposit: Balance) -> DispatchResult {
        Self::release_deposit(&slice.owner, slice.deposit)?;
        CertificatesOf::<T>::remove(&slice.owner, id);
        Self::insert_slice(id, SliceRecord { owner: to.clone(), deposit, ..slice });
        Ok(())
    }

    /// Retire a slice: it becomes the record of it. Writes all but the issuance.
    pub(crate) fn retire_slice(
        id: CertificateId,
        issuance: &mut IssuanceRecordOf<T>,
        mut slice: SliceRecordOf<T>,
        claim: ClaimOf<T>,
    ) -> DispatchResult {
        let quantity = slice.quantity();
        Self::release_deposit(&slice.owner, slice.deposit)?;
        slice.deposit = 0;
        CertificatesOf::<T>::remove(&slice.owner, id);
        Retirements::<T>::insert(&claim.beneficiary, id, ());
        let hour = issuance.source.hour().filter(|_| issuance.source.covers() && claim.purpose.covers());
        let mut factors = None;
        if let Some(hour) = hour {
            factors = Self::pin(issuance.zone, hour.day());
            Coverage::<T>::try_mutate((&claim.beneficiary, hour, issuance.zone), |coverage| {
                let emissions = u128::from(quantity).ensure_mul(issuance.emission_factor.into())?;
                coverage.retired = Wh(coverage.retired.0.ensure_add(quantity)?);
                if issuance.emission_factor.is_zero() {
                    coverage.carbon_free = Wh(coverage.carbon_free.0.ensure_add(quantity)?);
                }
                coverage.emissions = coverage.emissions.ensure_add(emissions)?;
                coverage.retirements = coverage.retirements.ensure_add(1)?;
                Ok::<(), DispatchError>(())
            })?;
        }
        let retirement = Retirement { claim: claim.clone(), at: Self::now(), factors };
        Self::change_state(issuance, &mut slice, SliceState::Retired(retirement))?;
        let SliceRecord { owner, first, last, .. } = slice.clone();
        Slices::<T>::insert(id.issuance, id.slice, slice);
        Self::deposit_event(Event::Retired { certificate: id, owner, claim, first, last });
        Ok(())
    }

    /// Remove a slice that was not retired: its deposit is released, its units are counted as `closing` says. Writes all but the issuance.
    pub(crate) fn close_slice(
        id: CertificateId,
        issuance: &mut IssuanceRecordOf<T>,
        slice: SliceRecordOf<T>,
        closing: Closing,
    ) -> DispatchResult {
        let quantity = slice.quantity();
        Self::take_units(&mut issuance.totals, &slice.state, quantity)?;
        let SliceRecord { owner, deposit, .. } = slice;
        Self::release_deposit(&owner, deposit)?;
        Slices::<T>::remove(id.issuance, id.slice);
        CertificatesOf::<T>::remove(&owner, id);
        let (count, event) = match closing {
            Closing::Expired => (&mut issuance.totals.expired, Event::Expired { certificate: id, owner, quantity }),
            Closing::Withdrawn => (&mut issuance.totals.withdrawn, Event::Withdrawn { certificate: id, owner, quantity }),
        };
        *count = count.ensure_add(quantity)?;
        Self::deposit_event(event);
        Ok(())
    }

    /// Hold the deposit of a slice, and return how much it is.
    pub(crate) fn hold_deposit(who: &T::AccountId) -> Result<Balance, DispatchError> {
        let deposit = T::SliceDeposit::get();
        if !deposit.is_zero() {
            T::Currency::hold(&HoldReason::Certificates.into(), who, deposit)?;
        }
        Ok(deposit)
    }

    /// The same, or nothing if it cannot be held.
    pub(crate) fn hold_deposit_if_possible(who: &T::AccountId) -> Balance {
        with_storage_layer(|| Self::hold_deposit(who)).unwrap_or(0)
    }

    /// Write a slice that is not retired, and list it with its owner.
    fn insert_slice(id: CertificateId, slice: SliceRecordOf<T>) {
        CertificatesOf::<T>::insert(&slice.owner, id, ());
        Slices::<T>::insert(id.issuance, id.slice, slice);
    }

    fn release_deposit(who: &T::AccountId, deposit: Balance) -> DispatchResult {
        if deposit.is_zero() {
            return Ok(());
        }
        T::Currency::release(&HoldReason::Certificates.into(), who, deposit, Precision::Exact).map(|_| ())
    }

    /// Pay what is free: neither on hold, nor under a freeze or a vesting schedule, nor what keeps the account alive. A payee without an
    /// account can only be paid what makes one.
    fn pay(payer: &T::AccountId, payee: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount.is_zero() {
            return Ok(());
        }
        let free = T::Currency::reducible_balance(payer, Preservation::Preserve, Fortitude::Polite);
        ensure!(free >= amount, TokenError::FundsUnavailable);
        T::Currency::transfer(payer, payee, amount, Preservation::Preserve).map(|_| ())
    }

    fn take_units(totals: &mut Totals, state: &SliceState<T::AccountId>, quantity: u64) -> DispatchResult {
        let count = counter(totals, state);
        *count = count.checked_sub(quantity).ok_or(Error::<T>::Inconsistent)?;
        Ok(())
    }
}

/// Where the units of a slice in that state are counted.
fn counter<'a, AccountId>(totals: &'a mut Totals, state: &SliceState<AccountId>) -> &'a mut u64 {
    match state {
        SliceState::Active => &mut totals.active,
        SliceState::Locked { .. } => &mut totals.locked,
        SliceState::Reserved { .. } | SliceState::Settling => &mut totals.reserved,
        SliceState::Retired(_) => &mut totals.retired,
    }
}

/// Whether somebody can claim that, of these units.
fn is_valid_claim<AccountId>(source: &Source, claim: &Claim<AccountId>) -> bool {
    let fits = match claim.purpose {
        Purpose::Consumption | Purpose::Charging => source.covers(),
        Purpose::Compliance => true,
        Purpose::Compensation => matches!(source, Source::Credit { .. }),
        Purpose::Storage(_) => false,
    };
    let span = claim.from..=claim.to;
    fits && !span.is_empty() && source.hour().is_none_or(|hour| span.contains(&hour.day()))
}
