//! The life of a device and its certificates.

use crate::{
    Certificate, CertificateKind, CertifierByIndex, CertifierIndex, CertifierRecord, CertifierRole, Certifiers, Config,
    DeviceCount, DeviceKeys, DeviceRecord, DeviceRecordOf, DeviceStatus, Devices, DevicesOf, Error, Event, HoldReason,
    HourOfIntervals, Ledger, MeterState, Nameplate, NextCertifierIndex, Pallet, RevokedCertifiers, Suspension, Suspensions,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::{
        fungible::{InspectHold, MutateHold},
        tokens::{Fortitude, Precision},
        Get, UnixTime,
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{traits::Zero, TokenError};
use uen_primitives::{
    Balance, DeviceId, DeviceKey, DeviceSignature, OpenPositions, ProofOfPossession, UnixSeconds, ZoneId, ZoneTree,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register(
        owner: T::AccountId,
        key: DeviceKey,
        nameplate: Nameplate,
        proof: DeviceSignature,
    ) -> DispatchResult {
        ensure!(nameplate.is_valid(), Error::<T>::InvalidNameplate);
        let device = key.id();
        ensure!(!Devices::<T>::contains_key(device), Error::<T>::AlreadyExists);
        let payload = ProofOfPossession::signing_payload(&Self::genesis_hash(), &owner, &key);
        ensure!(key.verify(&payload, &proof), Error::<T>::BadSignature);
        let deposit = T::DeviceDeposit::get();
        let record = DeviceRecord {
            keys: DeviceKeys::new(key),
            owner: owner.clone(),
            offered_to: None,
            nameplate,
            former_zone: None,
            deposit,
            status: DeviceStatus::Pending,
            suspensions: Suspensions::default(),
            liable_from: 0,
            certificates: Default::default(),
            meter: MeterState::default(),
            ledger: Ledger::default(),
            open_hour: HourOfIntervals::default(),
            open_day: None,
        };
        Self::list(&owner, device)?;
        Self::hold_deposit(&owner, deposit)?;
        Devices::<T>::insert(device, record);
        Self::deposit_event(Event::DeviceRegistered { device, owner });
        Ok(())
    }

    pub(crate) fn do_certify(who: T::AccountId, device: DeviceId, certificate: Certificate) -> DispatchResult {
        let (issuer, certifier, valid_until) = Self::may_issue(&who, &certificate)?;
        let kind = certificate.kind();
        Self::mutate_living(device, |record| {
            Self::ensure_in_scope(&certifier, record)?;
            let held = record.certificates.get(kind);
            let is_void = held.is_none_or(|held| held.valid_until < Self::now() || Self::is_revoked(held.issuer));
            ensure!(is_void, Error::<T>::AlreadyCertified);
            record.certificates.set(certificate, issuer, valid_until);
            if record.status == DeviceStatus::Pending {
                record.status = record.natural_status();
            }
            Ok(())
        })?;
        Self::deposit_event(Event::CertificateIssued { device, kind, issuer, valid_until });
        Ok(())
    }

    pub(crate) fn do_renew(who: T::AccountId, device: DeviceId, certificate: Certificate) -> DispatchResult {
        let (issuer, certifier, valid_until) = Self::may_issue(&who, &certificate)?;
        let kind = certificate.kind();
        Self::mutate_living(device, |record| {
            Self::ensure_in_scope(&certifier, record)?;
            let held = record.certificates.get(kind).ok_or(Error::<T>::CertificateNotFound)?;
            ensure!(valid_until > held.valid_until, Error::<T>::NotLater);
            record.certificates.set(certificate, issuer, valid_until);
            Ok(())
        })?;
        Self::deposit_event(Event::CertificateRenewed { device, kind, issuer, valid_until });
        Ok(())
    }

    pub(crate) fn do_suspend(by: T::AccountId, device: DeviceId) -> DispatchResult {
        Self::do_suspend_until(&by, device, None)?;
        Self::deposit_event(Event::DeviceSuspended { device, by });
        Ok(())
    }

    pub(crate) fn do_revoke(by: T::AccountId, device: DeviceId) -> DispatchResult {
        let final_at = Self::now().saturating_add(T::RevocationPeriod::get());
        Self::do_suspend_until(&by, device, Some(final_at))?;
        Self::deposit_event(Event::DeviceRevocationAnnounced { device, by, final_at });
        Ok(())
    }

    /// Note that the role of `who` suspends a device, and when it revokes it. What another role decided stays.
    fn do_suspend_until(who: &T::AccountId, device: DeviceId, revoked_from: Option<UnixSeconds>) -> DispatchResult {
        Self::mutate_device(device, |record| {
            ensure!(record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
            let (role, by) = Self::ensure_supervisor(who, record)?;
            let is_new = record.suspensions.of(role).is_none_or(|held| held.revoked_from.is_none() && revoked_from.is_some());
            ensure!(is_new, Error::<T>::InvalidStatus);
            record.suspensions.set(role, Some(Suspension { by, revoked_from }));
            if !record.status.is_terminal() {
                record.status = DeviceStatus::Suspended;
            }
            Ok(())
        })
    }

    /// `by` is `None` for governance, which takes back what either role decided.
    pub(crate) fn do_resume(by: Option<T::AccountId>, device: DeviceId) -> DispatchResult {
        Self::mutate_device(device, |record| {
            ensure!(record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
            ensure!(!Self::is_slashed(record), Error::<T>::AlreadySlashed);
            let mut result = Err(Error::<T>::InvalidStatus.into());
            for (role, suspension) in record.suspensions.all() {
                match Self::may_take_back(by.as_ref(), record, role, &suspension) {
                    Ok(()) => {
                        record.suspensions.set(role, None);
                        result = Ok(());
                    }
                    // That the other role holds on hinders nobody.
                    Err(error) => result = result.or(Err(error)),
                }
            }
            if record.status == DeviceStatus::Suspended && !record.suspensions.any() {
                record.status = record.natural_status();
            }
            result
        })?;
        Self::deposit_event(Event::DeviceResumed { device, by });
        Ok(())
    }

    /// Whether somebody, `None` for governance, may take back what a role decided.
    fn may_take_back(
        by: Option<&T::AccountId>,
        record: &DeviceRecordOf<T>,
        role: CertifierRole,
        suspension: &Suspension,
    ) -> DispatchResult {
        if let Some(by) = by {
            let (_, certifier) = Self::ensure_certifier(role, by)?;
            Self::ensure_in_scope(&certifier, record)?;
        }
        ensure!(Self::final_at(suspension).is_none_or(|from| from > Self::now()), Error::<T>::RevocationFinal);
        Ok(())
    }

    /// When a revocation is final, if one was announced. What a removed certifier announced lapses, as what it issued does.
    fn final_at(suspension: &Suspension) -> Option<UnixSeconds> {
        suspension.revoked_from.filter(|_| !Self::is_revoked(suspension.by))
    }

    pub(crate) fn do_finish_revocation(device: DeviceId) -> DispatchResult {
        Self::mutate_device(device, |record| {
            ensure!(record.status != DeviceStatus::Revoked, Error::<T>::InvalidStatus);
            let announced = record.suspensions.all().filter_map(|(_, suspension)| Self::final_at(&suspension));
            let final_at = announced.min().ok_or(Error::<T>::NotRevoking)?;
            ensure!(Self::now() >= final_at, Error::<T>::RevocationNotFinal);
            if record.status.is_terminal() {
                record.status = DeviceStatus::Revoked;
                return Ok(());
            }
            Self::end(device, record, DeviceStatus::Revoked)
        })?;
        Self::deposit_event(Event::DeviceRevoked { device });
        Ok(())
    }

    pub(crate) fn do_retire(who: T::AccountId, device: DeviceId) -> DispatchResult {
        let mut record = Devices::<T>::get(device).ok_or(Error::<T>::NotFound)?;
        ensure!(record.owner == who, Error::<T>::NotOwner);
        ensure!(!record.status.is_terminal(), Error::<T>::InvalidStatus);
        ensure!(!T::OpenPositions::any(&device), Error::<T>::HasOpenPositions);
        // A device that contradicted itself is not trusted for being retired. Nor is one that a certifier suspended: that stays in its record.
        let status = if Self::is_slashed(&record) { DeviceStatus::Revoked } else { DeviceStatus::Retired };
        Self::end(device, &mut record, status)?;
        if record.meter.last_end.is_some() || record.suspensions.any() {
            Devices::<T>::insert(device, record);
        } else {
            // Nothing of it was ever accepted, so nothing can be replayed: the deposit paid for all there was.
            Devices::<T>::remove(device);
        }
        Self::deposit_event(Event::DeviceRetired { device });
        Ok(())
    }

    pub(crate) fn do_offer_transfer(who: T::AccountId, device: DeviceId, to: Option<T::AccountId>) -> DispatchResult {
        Self::mutate_device(device, |record| {
            ensure!(record.owner == who, Error::<T>::NotOwner);
            ensure!(!record.status.is_terminal(), Error::<T>::InvalidStatus);
            ensure!(to.as_ref() != Some(&who), Error::<T>::AlreadyOwner);
            record.offered_to = to.clone();
            Ok(())
        })?;
        Self::deposit_event(Event::TransferOffered { device, to });
        Ok(())
    }

    pub(crate) fn do_appoint_certifier(
        role: CertifierRole,
        account: T::AccountId,
        scope: Option<ZoneId>,
        valid_until: UnixSeconds,
    ) -> DispatchResult {
        ensure!(valid_until > Self::now(), Error::<T>::InvalidExpiry);
        let index = match Certifiers::<T>::get(role, &account) {
            Some(index) => {
                CertifierByIndex::<T>::try_mutate(index, |stored| {
                    let record = stored.as_mut().ok_or(Error::<T>::NotCertifier)?;
                    ensure!(scope == record.scope, Error::<T>::OtherScope);
                    ensure!(valid_until > record.valid_until, Error::<T>::NotLater);
                    record.valid_until = valid_until;
                    Ok::<(), Error<T>>(())
                })?;
                index
            }
            None => Self::insert_certifier(role, account.clone(), scope, valid_until),
        };
        Self::deposit_event(Event::CertifierAppointed { role, account, scope, index, valid_until });
        Ok(())
    }

    pub(crate) fn do_remove_certifier(role: CertifierRole, account: T::AccountId) -> DispatchResult {
        let index = Certifiers::<T>::take(role, &account).ok_or(Error::<T>::NotCertifier)?;
        CertifierByIndex::<T>::mutate(index, |stored| {
            if let Some(record) = stored {
                record.revoked = true;
            }
        });
        let oldest = Self::oldest_reading();
        RevokedCertifiers::<T>::try_mutate(|revoked| {
            // Certificates end with the appointment: once no reading of that time is accepted, they are void by themselves.
            revoked.retain(|index| CertifierByIndex::<T>::get(index).is_some_and(|record| record.valid_until >= oldest));
            let at = revoked.binary_search(&index).unwrap_or_else(|at| at);
            revoked.try_insert(at, index).map_err(|_| Error::<T>::MaxRevokedCertifiersExceeded)
        })?;
        Self::deposit_event(Event::CertifierRemoved { role, account, index });
        Ok(())
    }

    /// Appoint under a new index.
    pub(crate) fn insert_certifier(
        role: CertifierRole,
        account: T::AccountId,
        scope: Option<ZoneId>,
        valid_until: UnixSeconds,
    ) -> CertifierIndex {
        let index = NextCertifierIndex::<T>::mutate(|next| {
            let index = *next;
            // Governance cannot make four billion appointments.
            *next = index.saturating_add(1);
            index
        });
        Certifiers::<T>::insert(role, &account, index);
        CertifierByIndex::<T>::insert(index, CertifierRecord { account, role, scope, valid_until, revoked: false });
        index
    }

    /// The appointment of `who` for `role`, if it is in force.
    pub(crate) fn ensure_certifier(
        role: CertifierRole,
        who: &T::AccountId,
    ) -> Result<(CertifierIndex, CertifierRecord<T::AccountId>), Error<T>> {
        let index = Certifiers::<T>::get(role, who).ok_or(Error::<T>::NotCertifier)?;
        let record = CertifierByIndex::<T>::get(index).ok_or(Error::<T>::NotCertifier)?;
        ensure!(record.valid_until >= Self::now(), Error::<T>::CertifierExpired);
        Ok((index, record))
    }

    /// Hand a device's deposit and listing from its owner to another.
    pub(crate) fn change_owner(device: DeviceId, record: &mut DeviceRecordOf<T>, to: T::AccountId) -> DispatchResult {
        let deposit = T::DeviceDeposit::get();
        Self::list(&to, device)?;
        Self::hold_deposit(&to, deposit)?;
        Self::unlist(&record.owner, device);
        T::Currency::release(&HoldReason::DeviceDeposit.into(), &record.owner, record.deposit, Precision::Exact)?;
        record.deposit = deposit;
        record.offered_to = None;
        record.owner = to;
        Ok(())
    }

    /// All of it may go to others: what is frozen, such as what vests, must be there besides. A freeze overlaps holds, so that this is asked
    /// of all deposits of an owner together. What becomes of the rest of the account later is nobody's to ask: see the README's limits.
    ///
    /// # Errors
    /// [`TokenError::FundsUnavailable`] if not so much is free, [`TokenError::Frozen`] if it is, but the account's total without its
    /// deposits would be less than what is frozen.
    fn hold_deposit(owner: &T::AccountId, deposit: Balance) -> DispatchResult {
        let reason = HoldReason::DeviceDeposit.into();
        T::Currency::hold(&reason, owner, deposit)?;
        let deposits = T::Currency::balance_on_hold(&reason, owner);
        ensure!(T::Currency::reducible_total_balance_on_hold(owner, Fortitude::Polite) >= deposits, TokenError::Frozen);
        Ok(())
    }

    /// Change a device that is known.
    pub(crate) fn mutate_device<R>(
        device: DeviceId,
        change: impl FnOnce(&mut DeviceRecordOf<T>) -> Result<R, DispatchError>,
    ) -> Result<R, DispatchError> {
        Devices::<T>::try_mutate(device, |stored| change(stored.as_mut().ok_or(Error::<T>::NotFound)?))
    }

    /// Change a device that is not at its end.
    pub(crate) fn mutate_living<R>(
        device: DeviceId,
        change: impl FnOnce(&mut DeviceRecordOf<T>) -> Result<R, DispatchError>,
    ) -> Result<R, DispatchError> {
        Self::mutate_device(device, |record| {
            ensure!(!record.status.is_terminal(), Error::<T>::InvalidStatus);
            change(record)
        })
    }

    /// The block's time in seconds.
    pub(crate) fn now() -> UnixSeconds {
        T::UnixTime::now().as_secs()
    }

    /// Hash of block 0. Unlike those of other blocks it is never pruned.
    pub(crate) fn genesis_hash() -> H256 {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
    }

    /// Under which appointment `who` may issue `certificate`, and until when it is valid.
    fn may_issue(
        who: &T::AccountId,
        certificate: &Certificate,
    ) -> Result<(CertifierIndex, CertifierRecord<T::AccountId>, UnixSeconds), DispatchError> {
        ensure!(certificate.is_valid(), Error::<T>::InvalidCertificate);
        let (issuer, certifier) = Self::ensure_certifier(CertificateKind::issued_by(certificate.kind()), who)?;
        let valid_until = certificate.valid_until().min(certifier.valid_until);
        ensure!(valid_until > Self::now(), Error::<T>::InvalidExpiry);
        Ok((issuer, certifier, valid_until))
    }

    /// Whether a certifier was appointed for the zone of a device (attack 38).
    pub(crate) fn ensure_in_scope(certifier: &CertifierRecord<T::AccountId>, device: &DeviceRecordOf<T>) -> DispatchResult {
        ensure!(Self::covers(certifier, device.nameplate.zone), Error::<T>::NotInScope);
        Ok(())
    }

    /// Whether a certifier was appointed for a zone.
    pub(crate) fn covers(certifier: &CertifierRecord<T::AccountId>, zone: ZoneId) -> bool {
        certifier.scope.is_none_or(|scope| T::Zones::is_within(zone, scope))
    }

    /// The role in which `who` may suspend and revoke a device, and the appointment.
    pub(crate) fn ensure_supervisor(
        who: &T::AccountId,
        device: &DeviceRecordOf<T>,
    ) -> Result<(CertifierRole, CertifierIndex), DispatchError> {
        let as_role = |role| {
            let (index, certifier) = Self::ensure_certifier(role, who)?;
            Self::ensure_in_scope(&certifier, device).map(|()| (role, index))
        };
        as_role(CertifierRole::Metrology).or_else(|_| as_role(CertifierRole::Regulator))
    }

    /// Whether a device contradicted itself while it was its owner's: the deposit is gone, and it is not at its end.
    pub(crate) fn is_slashed(device: &DeviceRecordOf<T>) -> bool {
        device.status == DeviceStatus::Suspended && device.deposit.is_zero()
    }

    pub(crate) fn is_revoked(issuer: CertifierIndex) -> bool {
        CertifierByIndex::<T>::get(issuer).is_none_or(|record| record.revoked)
    }

    /// Release the deposit, take the device from its owner's list, and have its hours pruned when they are history.
    fn end(device: DeviceId, record: &mut DeviceRecordOf<T>, status: DeviceStatus) -> DispatchResult {
        T::Currency::release(&HoldReason::DeviceDeposit.into(), &record.owner, record.deposit, Precision::Exact)?;
        Self::unlist(&record.owner, device);
        record.deposit = Zero::zero();
        record.offered_to = None;
        record.status = status;
        if record.meter.last_end.is_some() {
            Self::note_end(device);
        }
        Ok(())
    }

    fn list(owner: &T::AccountId, device: DeviceId) -> Result<(), Error<T>> {
        DeviceCount::<T>::try_mutate(owner, |count| {
            ensure!(*count < T::MaxDevicesPerOwner::get(), Error::<T>::MaxDevicesExceeded);
            *count = count.saturating_add(1);
            Ok::<(), Error<T>>(())
        })?;
        DevicesOf::<T>::insert(owner, device, ());
        Ok(())
    }

    fn unlist(owner: &T::AccountId, device: DeviceId) {
        DevicesOf::<T>::remove(owner, device);
        DeviceCount::<T>::mutate_exists(owner, |count| {
            *count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0)
        });
    }
}
