//! States in which a call or a step has most to do, all of them in one hour and zone.

use crate::*;
use alloc::vec::Vec;
use frame_benchmarking::account;
use frame_support::{
    traits::{
        fungible::{Inspect, Mutate},
        Get,
    },
    BoundedVec,
};
use sp_core::H256;
use uen_primitives::{
    CertifiableEnergy, CertificateId, Day, DeviceId, DeviceKind, Hour, IssuanceId, MeteringSite, Period, ProjectId, Registers,
    UnixSeconds, Wh, ZoneId, HOURS_PER_DAY, PERIODS_PER_HOUR,
};

/// In 2027.
pub const DAY: Day = Day(20_833);
/// Noon of it.
const HOUR: Hour = Hour(DAY.0 * HOURS_PER_DAY + 12);
/// The first period of the hour.
pub const PERIOD: Period = Period(HOUR.0 * PERIODS_PER_HOUR);
/// The last one.
pub const LAST: Period = Period(PERIOD.0 + PERIODS_PER_HOUR - 1);
/// What a device generates, gives and takes in each period, and what is certified.
pub const QUANTITY: u64 = 1_000_000;
/// No chain has it at genesis, nor one with a higher number.
pub const ZONE: ZoneId = 1_000_000;

/// The hour is over, and [`ZONE`] has rules.
pub fn begin<T: Config>() {
    T::BenchmarkHelper::set_time(LAST.end());
    Rules::<T>::insert(ZONE, rules::<T>());
}

/// It is the day after.
pub fn set_day_after<T: Config>(day: Day) {
    T::BenchmarkHelper::set_time(day.end());
}

/// An account that can pay for everything here.
pub fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    let deposits = T::SliceDeposit::get().saturating_add(T::ProjectDeposit::get()).saturating_mul(100);
    let paid = T::Currency::minimum_balance().saturating_add(QUANTITY.into()).saturating_mul(100);
    T::Currency::set_balance(&who, deposits.saturating_add(paid));
    who
}

/// A source of factors.
pub fn source<T: Config>(index: u32) -> T::AccountId {
    account("source", index, 0)
}

/// Rules with as many sources as there can be, which all must agree.
pub fn rules<T: Config>() -> FactorRulesOf<T> {
    let sources: Vec<_> = (0..MAX_SOURCES).map(source::<T>).collect();
    let sources = BoundedVec::truncate_from(sources);
    FactorRules { sources, quorum: MAX_SOURCES, lowest: 0, highest: MAX_FACTOR, fallback: MAX_FACTOR }
}

/// What the `n`th source says. They fall, so that they must be sorted.
pub fn factors(n: u32) -> DayFactors {
    let factor = MAX_FACTOR.saturating_sub(n);
    let hours = (0..HOURS_PER_DAY).map(|_| HourFactors { location: factor, residual: Some(factor) });
    DayFactors::truncate_from(hours.collect())
}

/// What so many sources said of [`DAY`].
pub fn insert_submissions<T: Config>(zone: ZoneId, sources: u32) {
    for n in 0..sources {
        let submission = SubmissionRecord { factors: factors(n), source_hash: H256::zero() };
        Submissions::<T>::insert((DAY, zone, source::<T>(n)), submission);
    }
}

/// `version` of [`DAY`]'s factors.
pub fn insert_factors<T: Config>(zone: ZoneId, version: u32) {
    let set = FactorSetRecord { factors: factors(0), source_hash: H256::zero(), published_at: DAY.start(), pins: 0 };
    Factors::<T>::insert(DAY, (zone, version), set);
    LatestVersion::<T>::insert(DAY, zone, version);
}

/// Somebody who is appointed for ever.
pub fn officer<T: Config>(role: OfficerRole) -> T::AccountId {
    let who = account("officer", 0, 0);
    Officers::<T>::insert(role, &who, UnixSeconds::MAX);
    who
}

/// A device.
pub fn device() -> DeviceId {
    DeviceId(H256::repeat_byte(1))
}

/// It measured [`QUANTITY`] in all registers and periods of the hour.
pub fn insert_device<T: Config>(owner: &T::AccountId, kind: DeviceKind) {
    let site = MeteringSite { owner: owner.clone(), zone: ZONE, kind, is_electricity: true };
    let energy = Wh(QUANTITY);
    T::Meters::insert_certifiable(device(), site, PERIOD, Registers { import: energy, export: energy, generation: energy });
}

/// Certificates of the hour, of another device.
pub fn insert_certificates<T: Config>(owner: &T::AccountId) -> CertificateId {
    let kind = DeviceKind::Biomass;
    let source = Source::Generation { device: DeviceId(H256::repeat_byte(2)), first: PERIOD, last: LAST, kind };
    Pallet::<T>::create_issuance(source, owner, ZONE, technology_factor(kind), true, QUANTITY, SliceState::Active)
        .expect("the owner was funded")
}

/// Certificates of the hour, of so many owners.
pub fn insert_slices<T: Config>(owners: u32) -> IssuanceId {
    let id = insert_certificates::<T>(&funded::<T>("owner", 0));
    for n in 1..owners {
        let buyer = funded::<T>("owner", n);
        let into = CertificateId { slice: n, ..id };
        Pallet::<T>::do_offer(funded::<T>("owner", 0), id, 1, Some(buyer.clone()), 0).expect("the owner was funded");
        Pallet::<T>::do_accept(buyer, into, 1, 0).expect("the buyer was funded");
    }
    id.issuance
}

/// Certificates of the hour that anybody can buy.
pub fn insert_offer<T: Config>(owner: &T::AccountId) -> CertificateId {
    let id = insert_certificates::<T>(owner);
    Pallet::<T>::do_offer(owner.clone(), id, QUANTITY, None, 1).expect("they are the owner's");
    id
}

/// A slice.
pub fn slice<T: Config>(id: CertificateId) -> Option<SliceRecordOf<T>> {
    Slices::<T>::get(id.issuance, id.slice)
}

/// Consumption of somebody.
pub fn claim<T: Config>() -> ClaimOf<T> {
    let beneficiary = account("beneficiary", 0, 0);
    Claim { beneficiary, commitment: H256::zero(), purpose: Purpose::Consumption, from: DAY, to: DAY }
}

/// The device holds some certified energy of the hour before.
pub fn insert_allocation<T: Config>() {
    let allocation = AllocationRecord {
        certificate: CertificateId { issuance: 0, slice: 0 },
        kind: DeviceKind::Biomass,
        emission_factor: BIOMASS_FACTOR,
        is_supported: true,
        hour: Hour(HOUR.0.saturating_sub(1)),
        left: Wh(QUANTITY / 2),
    };
    Allocations::<T>::insert(device(), 0, allocation);
    Stores::<T>::insert(device(), StoreRecord { first: 0, next: 1 });
}

/// The owner of [`insert_project`].
pub fn project_owner<T: Config>() -> T::AccountId {
    account("project", 0, 0)
}

/// A project in [`ZONE`].
pub fn insert_project<T: Config>(state: ProjectState) -> ProjectId {
    let project = NextProject::<T>::get();
    let owner = funded::<T>("project", 0);
    Pallet::<T>::do_register_project(owner, ZONE, H256::zero(), H256::zero(), DAY, DAY).expect("the owner was funded");
    Projects::<T>::mutate_extant(project, |record| record.state = state);
    project
}

/// Its first report, of ten tonnes.
pub fn insert_report<T: Config>(project: ProjectId, state: ReportState) {
    let report = ReportRecord {
        vintage: project_impls::calendar_year(DAY),
        first: PERIOD,
        last: LAST,
        energy: Wh(QUANTITY),
        avoided: 10_000_000_000_000,
        is_supported: true,
        evidence: H256::zero(),
        state,
        verifier: None,
    };
    Reports::<T>::insert(project, 0, report);
    Projects::<T>::mutate_extant(project, |record| record.reports = 1);
}
