//! What must hold after every block.

use crate::*;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use uen_primitives::{Balance, CertificateId, Day, DeviceId, Hour, IssuanceId, ProjectId, Wh, ZoneId, HOURS_PER_DAY};

type Check = Result<(), TryRuntimeError>;
/// Slices with their issuances.
type SlicesOfAll<T> = Vec<(CertificateId, IssuanceRecordOf<T>, SliceRecordOf<T>)>;

impl<T: Config> Pallet<T> {
    /// The invariants of the pallet.
    ///
    /// # Errors
    /// Which one is broken.
    pub fn do_try_state() -> Check {
        let mut slices: SlicesOfAll<T> = Vec::new();
        for (issuance, number, slice) in Slices::<T>::iter() {
            let record = Issuances::<T>::get(issuance).ok_or("there is a slice without an issuance")?;
            slices.push((CertificateId { issuance, slice: number }, record, slice));
        }
        Self::check_issuances()?;
        Self::check_due()?;
        Self::check_lists(&slices)?;
        Self::check_coverage(&slices)?;
        Self::check_factors(&slices)?;
        Self::check_stores(&slices)?;
        Self::check_projects()?;
        Self::check_credits()?;
        Self::check_holds(&slices)
    }

    /// What was issued is all somewhere, and nothing of it twice.
    fn check_issuances() -> Check {
        let swept = Agendas::<T>::get().sweep.filter(|sweep| sweep.last.is_some()).map(|sweep| sweep.issuance);
        let mut with_device: u32 = 0;
        for (id, issuance) in Issuances::<T>::iter() {
            ensure!(id < NextIssuance::<T>::get(), "an issuance has a number of the future");
            let Totals { issued, active, locked, reserved, retired, expired, withdrawn } = issuance.totals;
            let units = [active, locked, reserved, retired, expired, withdrawn];
            ensure!(issued > 0 && sum(units.map(Balance::from))? == issued.into(), "what was issued is not all somewhere");
            ensure!(issuance.emission_factor <= MAX_FACTOR, "a certificate emits more than can be");
            let is_credit = matches!(issuance.source, Source::Credit { .. });
            ensure!(issuance.expires.is_none() == is_credit, "all but credits expire");

            let counted = Self::check_slices(id, &issuance)?;
            let is_as_counted = [active, locked, reserved] == [counted.active, counted.locked, counted.reserved];
            // What was retired is removed step by step.
            let is_retired = counted.retired == retired || (counted.retired < retired && swept == Some(id));
            ensure!(is_as_counted && is_retired, "the slices of an issuance are not its totals");

            if let Some((device, period)) = issuance.source.device().zip(issuance.source.period()) {
                let key = (period, matches!(issuance.source, Source::Saving { .. }));
                ensure!(IssuancesOf::<T>::get(device, key) == Some(id), "a device does not know its issuance");
                with_device = with_device.checked_add(1).ok_or("a number does not fit")?;
            }
        }
        let known = u32::try_from(IssuancesOf::<T>::iter_keys().count()).map_err(|_| "a number does not fit")?;
        ensure!(known == with_device, "a device has an issuance that is not known");
        Ok(())
    }

    /// The slices of an issuance are disjoint parts of its range. Counts their units.
    fn check_slices(id: IssuanceId, issuance: &IssuanceRecordOf<T>) -> Result<Totals, TryRuntimeError> {
        let mut slices: Vec<_> = Slices::<T>::iter_prefix(id).collect();
        slices.sort_by_key(|(_, slice)| slice.first);
        let mut totals = Totals::default();
        let mut last = 0;
        for (number, slice) in slices {
            ensure!(number < issuance.next_slice, "a slice has a number of the future");
            ensure!(last < slice.first && slice.first <= slice.last, "slices share units, or have none");
            last = slice.last;
            let is_first = number == 0 && matches!(issuance.source, Source::Generation { .. });
            ensure!(is_first || slice.state != SliceState::Settling, "a slice waits for a sale that it is not of");
            let count = match slice.state {
                SliceState::Active => &mut totals.active,
                SliceState::Locked { .. } => &mut totals.locked,
                SliceState::Reserved { .. } | SliceState::Settling => &mut totals.reserved,
                SliceState::Retired(_) => &mut totals.retired,
            };
            *count = count.checked_add(slice.quantity()).ok_or("a sum does not fit")?;
        }
        ensure!(last <= issuance.totals.issued, "a slice is outside of what was issued");
        Ok(totals)
    }

    /// Whatever expires is due on one day, and nothing else is.
    fn check_due() -> Check {
        let agenda = Agendas::<T>::get();
        let mut due: BTreeMap<IssuanceId, Day> = BTreeMap::new();
        for (day, id) in Due::<T>::iter_keys() {
            ensure!(agenda.due.is_some_and(|first| first <= day), "an issuance was passed over");
            ensure!(due.insert(id, day).is_none(), "an issuance is due on two days");
            let issuance = Issuances::<T>::get(id).ok_or("what is due is not there")?;
            let expires = issuance.expires.ok_or("what does not expire is due")?;
            ensure!(expires <= day, "an issuance is due before it expires");
            ensure!(expires == day || issuance.live() == 0, "what expired is still in use");
        }
        for (id, issuance) in Issuances::<T>::iter() {
            ensure!(issuance.expires.is_some() == due.contains_key(&id), "what expires is never due");
        }
        if let Some(SweepRecord { issuance, last }) = agenda.sweep {
            let is_due = due.get(&issuance).copied() == agenda.due;
            ensure!(is_due == last.is_some(), "what is swept is not what is due");
        }
        Ok(())
    }

    /// The lists of owners and beneficiaries are those of their slices.
    fn check_lists(slices: &SlicesOfAll<T>) -> Check {
        let (mut live, mut retired) = (BTreeSet::new(), BTreeSet::new());
        for (id, _, slice) in slices {
            match &slice.state {
                SliceState::Retired(retirement) => {
                    ensure!(slice.deposit == 0, "a deposit outlived its slice");
                    retired.insert((retirement.claim.beneficiary.clone(), *id));
                }
                _ => {
                    live.insert((slice.owner.clone(), *id));
                }
            }
        }
        ensure!(CertificatesOf::<T>::iter_keys().collect::<BTreeSet<_>>() == live, "a list of certificates is not right");
        ensure!(Retirements::<T>::iter_keys().collect::<BTreeSet<_>>() == retired, "a list of retirements is not right");
        Ok(())
    }

    /// What is covered is what was retired for it.
    fn check_coverage(slices: &SlicesOfAll<T>) -> Check {
        let mut coverage: BTreeMap<(T::AccountId, Hour, ZoneId), CoverageRecord> = BTreeMap::new();
        for (_, issuance, slice) in slices {
            let SliceState::Retired(retirement) = &slice.state else { continue };
            let is_cover = issuance.source.covers() && retirement.claim.purpose.covers();
            let Some(hour) = issuance.source.hour().filter(|_| is_cover) else { continue };
            let record = coverage.entry((retirement.claim.beneficiary.clone(), hour, issuance.zone)).or_default();
            let quantity = Wh(slice.quantity());
            let carbon_free = if issuance.emission_factor == 0 { quantity } else { Wh::ZERO };
            let emissions = Balance::from(quantity.0).checked_mul(issuance.emission_factor.into()).ok_or("a sum does not fit")?;
            *record = CoverageRecord {
                retired: record.retired.checked_add(quantity).ok_or("a sum does not fit")?,
                carbon_free: record.carbon_free.checked_add(carbon_free).ok_or("a sum does not fit")?,
                emissions: sum([record.emissions, emissions])?,
                retirements: record.retirements.checked_add(1).ok_or("a number does not fit")?,
            };
        }
        ensure!(Coverage::<T>::iter().collect::<BTreeMap<_, _>>() == coverage, "what is covered is not what was retired");
        Ok(())
    }

    /// Factors are whole and valid; those that are referred to are kept, and old ones only for that.
    fn check_factors(slices: &SlicesOfAll<T>) -> Check {
        ensure!(Rules::<T>::iter_values().all(|rules| rules.is_valid()), "the rules of a zone are out of bounds");
        let mut pins: BTreeMap<(Day, ZoneId, u32), u32> = BTreeMap::new();
        for (_, issuance, slice) in slices {
            let SliceState::Retired(Retirement { factors: Some(version), .. }) = slice.state else { continue };
            let hour = issuance.source.hour().ok_or("what has no hour has factors")?;
            let count = pins.entry((hour.day(), issuance.zone, version)).or_default();
            *count = count.checked_add(1).ok_or("a number does not fit")?;
        }
        let first = Agendas::<T>::get().factors;
        let has_reports = Reports::<T>::iter_keys().next().is_some();
        let mut days = BTreeSet::new();
        for (day, (zone, version), set) in Factors::<T>::iter() {
            ensure!(u32::try_from(set.factors.len()) == Ok(HOURS_PER_DAY), "a day's factors are not whole");
            ensure!((1..=LatestVersion::<T>::get(day, zone)).contains(&version), "a version of the factors is not known");
            let claims = pins.remove(&(day, zone, version)).unwrap_or(0);
            // Reports keep their factors for good, and do not say which.
            ensure!(claims == set.pins || (claims < set.pins && has_reports), "claims on factors are not counted right");
            let is_kept = first.is_some_and(|first| first <= day) || set.pins > 0;
            ensure!(is_kept, "factors were passed over");
            days.insert((day, zone));
        }
        ensure!(pins.is_empty(), "the factors of a claim are gone");
        ensure!(LatestVersion::<T>::iter_keys().collect::<BTreeSet<_>>() == days, "factors are numbered and not there");
        for (day, _, _) in Submissions::<T>::iter_keys() {
            ensure!(first.is_some_and(|first| first <= day), "what was submitted was passed over");
        }
        Ok(())
    }

    /// Stores hold what was retired into them, and no more.
    fn check_stores(slices: &SlicesOfAll<T>) -> Check {
        let mut charged: BTreeMap<(DeviceId, Hour), Balance> = BTreeMap::new();
        for (_, issuance, slice) in slices {
            let SliceState::Retired(Retirement { claim: Claim { purpose: Purpose::Storage(store), .. }, .. }) = slice.state
            else {
                continue;
            };
            let hour = issuance.source.hour().ok_or("what has no hour was stored")?;
            add(&mut charged, (store, hour), slice.quantity().into())?;
        }
        for (store, hour, quantity) in Charged::<T>::iter() {
            // While what was stored in an hour is removed the sum is gone before the last of it.
            ensure!(charged.get(&(store, hour)) == Some(&quantity.0.into()), "what a store was charged with is not right");
        }
        for (store, StoreRecord { first, next }) in Stores::<T>::iter() {
            ensure!(first < next, "a store without allocations was kept");
            for number in first..next {
                ensure!(Allocations::<T>::contains_key(store, number), "an allocation is missing");
            }
        }
        for (store, number, allocation) in Allocations::<T>::iter() {
            let StoreRecord { first, next } = Stores::<T>::get(store);
            ensure!((first..next).contains(&number), "an allocation is outside of its store");
            let AllocationRecord { certificate, left, .. } = allocation;
            ensure!(left > Wh::ZERO, "an allocation of nothing was kept");
            if let Some(slice) = Slices::<T>::get(certificate.issuance, certificate.slice) {
                let quantity = slice.quantity();
                let is_stored = matches!(slice.state, SliceState::Retired(r) if r.claim.purpose == Purpose::Storage(store));
                ensure!(is_stored, "what a store holds was not retired for it");
                ensure!(left.0 <= quantity, "a store holds more than was retired for it");
            }
        }
        Ok(())
    }

    /// Projects are where their officers brought them, and have their reports.
    fn check_projects() -> Check {
        let mut reports: Balance = 0;
        for (id, project) in Projects::<T>::iter() {
            ensure!(id < NextProject::<T>::get(), "a project has a number of the future");
            let expected = match project.state {
                ProjectState::Draft => (false, false),
                ProjectState::Validated => (true, false),
                ProjectState::Registered => (true, true),
            };
            ensure!((project.verifier.is_some(), project.regulator.is_some()) == expected, "nobody brought a project there");
            ensure!(project.reports == 0 || project.state == ProjectState::Registered, "a project reported too early");
            ensure!(project.starts <= project.ends, "a project ends before it starts");
            for number in 0..project.reports {
                let report = Reports::<T>::get(id, number).ok_or("a report is missing")?;
                let is_open = report.state == ReportState::Monitored;
                ensure!(!is_open || number.checked_add(1) == Some(project.reports), "an open report is not the last one");
                ensure!(report.first <= report.last, "a report ends before it begins");
            }
            reports = sum([reports, project.reports.into()])?;
        }
        ensure!(sum(Reports::<T>::iter_keys().map(|_| 1))? == reports, "there is a report without a project");
        Ok(())
    }

    /// Credits are of a report that was found right, and numbered without gaps.
    fn check_credits() -> Check {
        let mut issued = BTreeSet::new();
        for (project, _, report) in Reports::<T>::iter() {
            if let ReportState::Issued(issuance) = report.state {
                ensure!(issued.insert(issuance), "credits are of two reports");
                let source = Issuances::<T>::get(issuance).map(|issuance| issuance.source);
                let is_of_it = matches!(source, Some(Source::Credit { project: p, vintage, .. }) if (p, vintage) == (project, report.vintage));
                ensure!(is_of_it, "a report has credits of another");
            }
        }
        let mut ranges: BTreeMap<(ProjectId, u16), Vec<(u64, u64)>> = BTreeMap::new();
        for (id, issuance) in Issuances::<T>::iter() {
            let Source::Credit { project, vintage, first_serial } = issuance.source else { continue };
            ensure!(issued.contains(&id), "there are credits without a report");
            ranges.entry((project, vintage)).or_default().push((first_serial, issuance.totals.issued));
        }
        let mut numbered = BTreeMap::new();
        for (key, mut ranges) in ranges {
            ranges.sort_unstable();
            let mut last: u64 = 0;
            for (first, quantity) in ranges {
                ensure!(last.checked_add(1) == Some(first), "serial numbers are not without gaps");
                last = last.checked_add(quantity).ok_or("a sum does not fit")?;
            }
            numbered.insert(key, last);
        }
        let serials = Serials::<T>::iter().map(|(project, vintage, last)| ((project, vintage), last));
        ensure!(serials.collect::<BTreeMap<_, _>>() == numbered, "serial numbers are not those that were issued");
        Ok(())
    }

    /// Every hold is explained by slices and projects, and nothing else is held.
    fn check_holds(slices: &SlicesOfAll<T>) -> Check {
        let (mut certificates, mut projects) = (BTreeMap::new(), BTreeMap::new());
        for (_, _, slice) in slices.iter().filter(|(.., slice)| slice.deposit > 0) {
            add(&mut certificates, slice.owner.clone(), slice.deposit)?;
        }
        for project in Projects::<T>::iter_values().filter(|project| project.deposit > 0) {
            add(&mut projects, project.owner, project.deposit)?;
        }
        let people: BTreeSet<T::AccountId> = frame_system::Account::<T>::iter_keys().collect();
        for (reason, explained) in [(HoldReason::Certificates, certificates), (HoldReason::Project, projects)] {
            ensure!(explained.keys().all(|owner| people.contains(owner)), "who owns something has no account");
            for who in &people {
                let held = T::Currency::balance_on_hold(&reason.into(), who);
                ensure!(
                    explained.get(who).copied().unwrap_or_default() == held,
                    "a hold is not what slices and projects explain"
                );
            }
        }
        Ok(())
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Balance>, key: K, amount: Balance) -> Check {
    let entry = sums.entry(key).or_default();
    *entry = sum([*entry, amount])?;
    Ok(())
}

fn sum(amounts: impl IntoIterator<Item = Balance>) -> Result<Balance, TryRuntimeError> {
    amounts.into_iter().try_fold(0, Balance::checked_add).ok_or(TryRuntimeError::Other("a sum does not fit"))
}
