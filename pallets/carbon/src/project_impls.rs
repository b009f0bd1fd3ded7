//! Carbon projects: described, validated, registered; and their reports: monitored, verified, and credits issued.

use crate::{
    technology_factor, Config, Error, Event, HoldReason, NextProject, OfficerRole, Pallet, ProjectRecord, ProjectRecordOf,
    ProjectState, Projects, ReportRecord, ReportRecordOf, ReportState, Reports, Rules, Serials, SliceState, Source,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::{fungible::MutateHold, tokens::Precision, Get},
};
use sp_core::H256;
use sp_runtime::{
    traits::{EnsureAdd, EnsureMul, Zero},
    ArithmeticError,
};
use uen_primitives::{Balance, Day, DeviceId, Period, ProjectId, Wh, ZoneId};

/// µg in a kg.
const UG_PER_KG: u128 = 1_000_000_000;

impl<T: Config> Pallet<T> {
    /// See [`Pallet::register_project`].
    pub(crate) fn do_register_project(
        owner: T::AccountId,
        zone: ZoneId,
        methodology: H256,
        metadata: H256,
        starts: Day,
        ends: Day,
    ) -> DispatchResult {
        ensure!(Rules::<T>::contains_key(zone), Error::<T>::ZoneNotFound);
        ensure!(starts <= ends, Error::<T>::OutOfBounds);
        let project = NextProject::<T>::try_mutate(|next| {
            let project = *next;
            *next = project.ensure_add(1)?;
            Ok::<_, ArithmeticError>(project)
        })?;
        let record = ProjectRecord {
            owner: owner.clone(),
            zone,
            methodology,
            metadata,
            starts,
            ends,
            state: ProjectState::Draft,
            verifier: None,
            regulator: None,
            reports: 0,
            remainder: 0,
            deposit: Self::hold_for_project(&owner, T::ProjectDeposit::get())?,
        };
        Projects::<T>::insert(project, record);
        Self::deposit_event(Event::ProjectRegistered { project, owner });
        Ok(())
    }

    /// See [`Pallet::validate_project`].
    pub(crate) fn do_validate_project(who: T::AccountId, project: ProjectId) -> DispatchResult {
        let mut record = Self::project_to_judge(OfficerRole::Verifier, &who, project)?;
        ensure!(record.state == ProjectState::Draft, Error::<T>::WrongState);
        record.state = ProjectState::Validated;
        record.verifier = Some(who.clone());
        Self::advance_project(project, record, who);
        Ok(())
    }

    /// See [`Pallet::approve_project`].
    pub(crate) fn do_approve_project(who: T::AccountId, project: ProjectId) -> DispatchResult {
        let mut record = Self::project_to_judge(OfficerRole::Regulator, &who, project)?;
        ensure!(record.state == ProjectState::Validated, Error::<T>::WrongState);
        record.state = ProjectState::Registered;
        record.regulator = Some(who.clone());
        Self::advance_project(project, record, who);
        Ok(())
    }

    /// See [`Pallet::monitor`].
    pub(crate) fn do_monitor(
        who: T::AccountId,
        project: ProjectId,
        device: DeviceId,
        first: Period,
        last: Period,
    ) -> DispatchResult {
        let mut record = Self::own_project(&who, project)?;
        ensure!(record.state == ProjectState::Registered, Error::<T>::WrongState);
        let certified = Self::certify_own(&who, device, first, last)?;
        let day = first.day();
        let is_inside = (record.starts..=record.ends).contains(&day) && certified.zone == record.zone;
        ensure!(is_inside, Error::<T>::OutsideProject);

        let version = Self::pin(record.zone, day).ok_or(Error::<T>::FactorMissing)?;
        let baseline = Self::factor(record.zone, first.hour(), Some(version)).location;
        // What emits more than the grid avoids nothing. It is not deducted either: the owner need not have reported the hour.
        let difference = baseline.saturating_sub(technology_factor(certified.kind));
        let energy = certified.energy;
        let avoided = u128::from(energy.0).ensure_mul(difference.into())?;

        let (number, report) = match Self::open_report(project, &record) {
            Some(open) => open,
            None => (record.reports, Self::begin_report(&mut record, calendar_year(day), first, last)?),
        };
        ensure!(report.vintage == calendar_year(day), Error::<T>::OutsideProject);
        let report = ReportRecord {
            first: report.first.min(first),
            last: report.last.max(last),
            energy: Wh(report.energy.0.ensure_add(energy.0)?),
            avoided: report.avoided.ensure_add(avoided)?,
            is_supported: report.is_supported || certified.is_supported,
            ..report
        };
        Reports::<T>::insert(project, number, report);
        Projects::<T>::insert(project, record);
        Self::deposit_event(Event::Monitored { project, report: number, device, first, last, energy, avoided });
        Ok(())
    }

    /// See [`Pallet::submit_report`].
    pub(crate) fn do_submit_report(who: T::AccountId, project: ProjectId, evidence: H256) -> DispatchResult {
        let record = Self::own_project(&who, project)?;
        let (number, report) = Self::open_report(project, &record).ok_or(Error::<T>::WrongState)?;
        let report = ReportRecord { evidence, state: ReportState::Submitted, ..report };
        Self::advance_report(project, number, report);
        Ok(())
    }

    /// See [`Pallet::judge_report`].
    pub(crate) fn do_judge_report(who: T::AccountId, project: ProjectId, number: u32, is_right: bool) -> DispatchResult {
        let (_, report) = Self::report_to_judge(OfficerRole::Verifier, &who, project, number)?;
        ensure!(report.state == ReportState::Submitted, Error::<T>::WrongState);
        let state = if is_right { ReportState::Verified } else { ReportState::Rejected };
        Self::advance_report(project, number, ReportRecord { state, verifier: Some(who), ..report });
        Ok(())
    }

    /// See [`Pallet::issue_credits`].
    pub(crate) fn do_issue_credits(who: T::AccountId, project: ProjectId, number: u32) -> DispatchResult {
        let (record, report) = Self::report_to_judge(OfficerRole::Regulator, &who, project, number)?;
        ensure!(report.state == ReportState::Verified, Error::<T>::WrongState);
        let avoided = report.avoided.ensure_add(record.remainder)?;
        let quantity = u64::try_from(avoided / UG_PER_KG).map_err(|_| ArithmeticError::Overflow)?;
        ensure!(quantity > 0, Error::<T>::NothingToIssue);

        let vintage = report.vintage;
        let first_serial = Serials::<T>::try_mutate(project, vintage, |issued| {
            let first = issued.ensure_add(1)?;
            *issued = issued.ensure_add(quantity)?;
            Ok::<_, ArithmeticError>(first)
        })?;
        let source = Source::Credit { project, vintage, first_serial };
        let is_supported = report.is_supported;
        let credits = Self::create_issuance(source, &record.owner, record.zone, 0, is_supported, quantity, SliceState::Active)?;
        Projects::<T>::insert(project, ProjectRecord { remainder: avoided % UG_PER_KG, ..record });
        let state = ReportState::Issued(credits.issuance);
        Self::advance_report(project, number, ReportRecord { state, ..report });
        Ok(())
    }

    /// See [`Pallet::cancel_project`].
    pub(crate) fn do_cancel_project(who: T::AccountId, project: ProjectId) -> DispatchResult {
        let record = Self::own_project(&who, project)?;
        ensure!(record.reports == 0, Error::<T>::WrongState);
        if !record.deposit.is_zero() {
            T::Currency::release(&HoldReason::Project.into(), &who, record.deposit, Precision::Exact)?;
        }
        Projects::<T>::remove(project);
        Self::deposit_event(Event::ProjectCancelled { project });
        Ok(())
    }

    /// A project of `who`.
    fn own_project(who: &T::AccountId, project: ProjectId) -> Result<ProjectRecordOf<T>, DispatchError> {
        let record = Projects::<T>::get(project).ok_or(Error::<T>::ProjectNotFound)?;
        ensure!(record.owner == *who, Error::<T>::NotOwner);
        Ok(record)
    }

    /// A project that `who` may judge.
    fn project_to_judge(role: OfficerRole, who: &T::AccountId, project: ProjectId) -> Result<ProjectRecordOf<T>, DispatchError> {
        Self::ensure_officer(role, who)?;
        let record = Projects::<T>::get(project).ok_or(Error::<T>::ProjectNotFound)?;
        ensure!(record.owner != *who, Error::<T>::ConflictOfInterest);
        Ok(record)
    }

    /// A report that `who` may judge, and its project.
    fn report_to_judge(
        role: OfficerRole,
        who: &T::AccountId,
        project: ProjectId,
        number: u32,
    ) -> Result<(ProjectRecordOf<T>, ReportRecordOf<T>), DispatchError> {
        let record = Self::project_to_judge(role, who, project)?;
        let report = Reports::<T>::get(project, number).ok_or(Error::<T>::ReportNotFound)?;
        Ok((record, report))
    }

    /// The report that hours are added to, if one is open: it is the last one.
    fn open_report(project: ProjectId, record: &ProjectRecordOf<T>) -> Option<(u32, ReportRecordOf<T>)> {
        let number = record.reports.checked_sub(1)?;
        let report = Reports::<T>::get(project, number)?;
        (report.state == ReportState::Monitored).then_some((number, report))
    }

    /// Begin a report, and hold the deposit for it. The caller writes it, and the project.
    fn begin_report(
        record: &mut ProjectRecordOf<T>,
        vintage: u16,
        first: Period,
        last: Period,
    ) -> Result<ReportRecordOf<T>, DispatchError> {
        let deposit = Self::hold_for_project(&record.owner, T::SliceDeposit::get())?;
        record.deposit = record.deposit.ensure_add(deposit)?;
        record.reports = record.reports.ensure_add(1)?;
        Ok(ReportRecord {
            vintage,
            first,
            last,
            energy: Wh::ZERO,
            avoided: 0,
            is_supported: false,
            evidence: H256::zero(),
            state: ReportState::Monitored,
            verifier: None,
        })
    }

    fn advance_project(project: ProjectId, record: ProjectRecordOf<T>, officer: T::AccountId) {
        Self::deposit_event(Event::ProjectAdvanced { project, state: record.state, officer });
        Projects::<T>::insert(project, record);
    }

    fn advance_report(project: ProjectId, number: u32, report: ReportRecordOf<T>) {
        Self::deposit_event(Event::ReportAdvanced { project, report: number, state: report.state });
        Reports::<T>::insert(project, number, report);
    }

    /// Hold a deposit for the storage of a project, and return how much it is.
    fn hold_for_project(who: &T::AccountId, deposit: Balance) -> Result<Balance, DispatchError> {
        if !deposit.is_zero() {
            T::Currency::hold(&HoldReason::Project.into(), who, deposit)?;
        }
        Ok(deposit)
    }
}

/// The year of the Gregorian calendar in which a day lies. Saturates at the last year of a `u16`.
pub(crate) fn calendar_year(day: Day) -> u16 {
    const COMMON_YEAR: u32 = 365;
    const FOUR_YEARS: u32 = 4 * COMMON_YEAR + 1;
    const CENTURY: u32 = 25 * FOUR_YEARS - 1;
    const FOUR_CENTURIES: u32 = 4 * CENTURY + 1;
    // Spans are counted from the year 1601 on: then the leap day is the last day of its span, and whoever is on it is still in the last of
    // the four years, or centuries.
    const FROM_1601_TO_1970: u32 = 369 * COMMON_YEAR + 89;

    let days = day.0.saturating_add(FROM_1601_TO_1970);
    let of_cycle = days % FOUR_CENTURIES;
    let centuries = (of_cycle / CENTURY).min(3);
    let of_century = of_cycle.saturating_sub(centuries.saturating_mul(CENTURY));
    let of_four_years = of_century % FOUR_YEARS;
    let years = [
        (days / FOUR_CENTURIES).saturating_mul(400),
        centuries.saturating_mul(100),
        (of_century / FOUR_YEARS).saturating_mul(4),
        (of_four_years / COMMON_YEAR).min(3),
    ];
    let year = years.into_iter().fold(1_601, u32::saturating_add);
    u16::try_from(year).unwrap_or(u16::MAX)
}
