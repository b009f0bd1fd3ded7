//! What certifiers put right in a device's record: its nameplate, zone, grid connection and permissions.

use crate::{
    Amendment, Authorisation, CertificateKind, CertifierByIndex, CertifierIndex, CertifierRecord, Config, DeviceRecordOf,
    DeviceStatus, Error, Event, FormerZone, Pallet,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use uen_primitives::{Capacities, DeviceId, Hour, OpenPositions, Resolution, ZoneId, PERIOD_SECONDS};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_amend(by: T::AccountId, device: DeviceId, amendment: Amendment) -> DispatchResult {
        let (issuer, certifier) = Self::ensure_certifier(amendment.decided_by(), &by)?;
        Self::mutate_living(device, |record| {
            Self::ensure_in_scope(&certifier, record)?;
            match amendment {
                Amendment::Nameplate { capacities, resolution } => Self::amend_nameplate(device, record, capacities, resolution),
                Amendment::Zone(zone) => Self::amend_zone(device, record, &certifier, zone),
                Amendment::Connection(connection) => {
                    Self::amend_authorisation(record, issuer, &certifier, |authorised| authorised.connection = connection)
                }
                Amendment::Permissions(permissions) => {
                    ensure!(permissions.is_valid(), Error::<T>::InvalidCertificate);
                    Self::amend_authorisation(record, issuer, &certifier, |authorised| authorised.permissions = permissions)
                }
            }
        })?;
        Self::deposit_event(Event::DeviceAmended { device, by, amendment });
        Ok(())
    }

    fn amend_nameplate(
        device: DeviceId,
        record: &mut DeviceRecordOf<T>,
        capacities: Capacities,
        resolution: Resolution,
    ) -> DispatchResult {
        // What it sold is settled by the quarter hours that it measures.
        let stays_tradeable = resolution <= record.nameplate.resolution;
        ensure!(stays_tradeable || !T::OpenPositions::any(&device), Error::<T>::HasOpenPositions);
        record.nameplate.capacities = capacities;
        record.nameplate.resolution = resolution;
        ensure!(record.nameplate.is_valid(), Error::<T>::InvalidNameplate);
        Ok(())
    }

    /// From the next full hour on the device counts in another zone. Certificates stay only if their issuers were appointed for that, too.
    fn amend_zone(
        device: DeviceId,
        record: &mut DeviceRecordOf<T>,
        certifier: &CertifierRecord<T::AccountId>,
        zone: ZoneId,
    ) -> DispatchResult {
        ensure!(zone != record.nameplate.zone, Error::<T>::Unchanged);
        ensure!(Self::covers(certifier, zone), Error::<T>::NotInScope);
        ensure!(!T::OpenPositions::any(&device), Error::<T>::HasOpenPositions);
        let now = Self::now();
        let kept = u64::from(T::HistoryPeriods::get()).saturating_mul(PERIOD_SECONDS);
        // One former zone is kept: before another follows, none of the history may be of it.
        let is_history = record.former_zone.is_none_or(|former| former.until.saturating_add(kept) < now);
        ensure!(is_history, Error::<T>::TooSoon);
        record.former_zone = Some(FormerZone { zone: record.nameplate.zone, until: Hour::of(now).end() });
        record.nameplate.zone = zone;
        for kind in CertificateKind::ALL {
            let issuer = record.certificates.get(kind).and_then(|issued| CertifierByIndex::<T>::get(issued.issuer));
            if !issuer.is_some_and(|issuer| Self::covers(&issuer, zone)) {
                record.certificates.clear(kind);
            }
        }
        if record.status == DeviceStatus::Certified {
            record.status = record.natural_status();
        }
        Ok(())
    }

    /// Who amends an authorisation stands for it from now on.
    fn amend_authorisation(
        record: &mut DeviceRecordOf<T>,
        issuer: CertifierIndex,
        certifier: &CertifierRecord<T::AccountId>,
        change: impl FnOnce(&mut Authorisation),
    ) -> DispatchResult {
        let issued = record.certificates.authorisation.as_mut().ok_or(Error::<T>::CertificateNotFound)?;
        ensure!(!Self::is_revoked(issued.issuer), Error::<T>::IssuerRemoved);
        change(&mut issued.content);
        issued.issuer = issuer;
        issued.valid_until = issued.valid_until.min(certifier.valid_until);
        Ok(())
    }
}
