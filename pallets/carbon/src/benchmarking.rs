//! Benchmarks of the calls and of the steps.
//!
//! Zones have as many sources as they can, energy is of a whole hour, deposits are held and released, and every account is another one.
//! A slice that is retired, sold or withdrawn is one that was not split: releasing its deposit costs more than writing what would be left.

mod fixtures;

use crate::{tick_impls::Work, *};
use fixtures::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use frame_system::RawOrigin;
use sp_core::H256;
use uen_primitives::{CertificateId, DeviceKind, UnixSeconds, Wh};

/// Sets the chain's clock.
pub trait BenchmarkHelper {
    /// From now on it is `now`.
    fn set_time(now: UnixSeconds);
}

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_factor_rules() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let rules = rules::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, ZONE, rules.clone());

        assert_eq!(Rules::<T>::get(ZONE), Some(rules.clone()));
        assert_last_event::<T>(Event::FactorRulesSet { zone: ZONE, rules });
        Ok(())
    }

    /// The last of as many sources as there can be, which all must speak: their medians are published, as the last version that there can
    /// be, and the agenda begins with this day.
    #[benchmark]
    fn submit_factors() {
        begin::<T>();
        let version = T::MaxFactorVersions::get();
        LatestVersion::<T>::insert(DAY, ZONE, version.saturating_sub(1));
        let last = MAX_SOURCES.saturating_sub(1);
        insert_submissions::<T>(ZONE, last);
        Agendas::<T>::kill();
        let (factors, source_hash) = (factors(last), H256::zero());

        #[extrinsic_call]
        _(RawOrigin::Signed(source::<T>(last)), ZONE, DAY, version, factors, source_hash);

        assert!(Factors::<T>::contains_key(DAY, (ZONE, version)));
        assert_eq!(LatestVersion::<T>::get(DAY, ZONE), version);
        assert_eq!(Submissions::<T>::iter_key_prefix((DAY, ZONE)).count(), 0);
        assert_eq!(Agendas::<T>::get().factors, Some(DAY));
    }

    #[benchmark]
    fn appoint_officer() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let (role, who, until) = (OfficerRole::Verifier, whitelisted_caller::<T::AccountId>(), UnixSeconds::MAX);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, role, who.clone(), until);

        assert_eq!(Officers::<T>::get(role, &who), Some(until));
        assert_last_event::<T>(Event::OfficerAppointed { role, who, until });
        Ok(())
    }

    #[benchmark]
    fn dismiss_officer() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let role = OfficerRole::Verifier;
        let who = officer::<T>(role);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, role, who.clone());

        assert!(!Officers::<T>::contains_key(role, &who));
        assert_last_event::<T>(Event::OfficerDismissed { role, who });
        Ok(())
    }

    /// A whole hour; the first issuance, with which the agenda begins.
    #[benchmark]
    fn issue() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        insert_device::<T>(&owner, DeviceKind::Biomass);
        Agendas::<T>::kill();
        let issuance = NextIssuance::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), device(), PERIOD, LAST);

        let quantity = Issuances::<T>::get(issuance).map(|record| record.totals.active);
        assert_eq!(quantity, Some(QUANTITY.saturating_mul(4)));
        assert!(CertificatesOf::<T>::contains_key(&owner, CertificateId { issuance, slice: 0 }));
        assert!(Agendas::<T>::get().due.is_some());
    }

    #[benchmark]
    fn split() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_certificates::<T>(&owner);
        let into = CertificateId { slice: 1, ..id };

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), id, 1);

        assert_eq!(slice::<T>(id).map(|slice| slice.first), Some(2));
        assert_eq!(slice::<T>(into).map(|slice| slice.quantity()), Some(1));
        assert!(CertificatesOf::<T>::contains_key(&owner, into));
    }

    /// A part of it, so that it is split.
    #[benchmark]
    fn offer() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_certificates::<T>(&owner);
        let to = Some(funded::<T>("buyer", 0));
        let certificate = CertificateId { slice: 1, ..id };

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), id, 1, to.clone(), 1);

        assert!(matches!(slice::<T>(certificate), Some(SliceRecord { state: SliceState::Reserved { .. }, .. })));
        assert_last_event::<T>(Event::Offered { certificate, to, price: 1 });
    }

    #[benchmark]
    fn withdraw_offer() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_offer::<T>(&owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), id);

        assert_eq!(slice::<T>(id).map(|slice| slice.state), Some(SliceState::Active));
        assert_last_event::<T>(Event::OfferWithdrawn { certificate: id });
    }

    /// All of it: the seller is paid, and gets the deposit back.
    #[benchmark]
    fn accept() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let buyer = funded::<T>("buyer", 0);
        let id = insert_offer::<T>(&owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(buyer.clone()), id, QUANTITY, 1);

        assert_eq!(slice::<T>(id).map(|slice| slice.owner), Some(buyer.clone()));
        assert!(!CertificatesOf::<T>::contains_key(&owner, id));
        let paid = QUANTITY.into();
        assert_last_event::<T>(Event::Transferred { certificate: id, from: owner, to: buyer, quantity: QUANTITY, paid });
    }

    /// All of it, for somebody else's consumption, with the last version of the factors that there can be.
    #[benchmark]
    fn retire() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_certificates::<T>(&owner);
        insert_factors::<T>(ZONE, T::MaxFactorVersions::get());
        let claim = claim::<T>();
        let beneficiary = claim.beneficiary.clone();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), id, QUANTITY, claim);

        assert!(Retirements::<T>::contains_key(&beneficiary, id));
        assert_eq!(Coverage::<T>::get((&beneficiary, PERIOD.hour(), ZONE)).retired, Wh(QUANTITY));
        assert_eq!(Factors::<T>::get(DAY, (ZONE, T::MaxFactorVersions::get())).map(|set| set.pins), Some(1));
    }

    #[benchmark]
    fn withdraw() -> Result<(), BenchmarkError> {
        let origin = T::IssuerOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_offer::<T>(&owner);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id);

        assert_eq!(slice::<T>(id), None);
        assert_last_event::<T>(Event::Withdrawn { certificate: id, owner, quantity: QUANTITY });
        Ok(())
    }

    /// All of it, into a store that holds something of the same hour.
    #[benchmark]
    fn store() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let id = insert_certificates::<T>(&owner);
        insert_device::<T>(&owner, DeviceKind::Storage);
        insert_allocation::<T>();
        Charged::<T>::insert(device(), PERIOD.hour(), Wh(1));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), id, QUANTITY, device());

        assert!(Retirements::<T>::contains_key(&owner, id));
        assert_eq!(Allocations::<T>::get(device(), 1).map(|allocation| allocation.left), Some(Wh(QUANTITY)));
        assert_eq!(Charged::<T>::get(device(), PERIOD.hour()), Wh(QUANTITY.saturating_add(1)));
    }

    /// What empties the store, whose records go; the first issuance, with which the agenda begins.
    #[benchmark]
    fn reissue() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        insert_device::<T>(&owner, DeviceKind::Storage);
        insert_allocation::<T>();
        Agendas::<T>::kill();
        let issuance = NextIssuance::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), device(), PERIOD);

        assert!(CertificatesOf::<T>::contains_key(&owner, CertificateId { issuance, slice: 0 }));
        assert!(!Allocations::<T>::contains_key(device(), 0));
        assert!(!Stores::<T>::contains_key(device()));
    }

    #[benchmark]
    fn register_project() {
        begin::<T>();
        let owner = funded::<T>("owner", 0);
        let project = NextProject::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), ZONE, H256::zero(), H256::zero(), DAY, DAY);

        assert_eq!(Projects::<T>::get(project).map(|record| record.state), Some(ProjectState::Draft));
        assert_last_event::<T>(Event::ProjectRegistered { project, owner });
    }

    #[benchmark]
    fn validate_project() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Draft);
        let officer = officer::<T>(OfficerRole::Verifier);

        #[extrinsic_call]
        _(RawOrigin::Signed(officer.clone()), project);

        assert_eq!(Projects::<T>::get(project).and_then(|record| record.verifier), Some(officer.clone()));
        assert_last_event::<T>(Event::ProjectAdvanced { project, state: ProjectState::Validated, officer });
    }

    #[benchmark]
    fn approve_project() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Validated);
        let officer = officer::<T>(OfficerRole::Regulator);

        #[extrinsic_call]
        _(RawOrigin::Signed(officer.clone()), project);

        assert_eq!(Projects::<T>::get(project).and_then(|record| record.regulator), Some(officer.clone()));
        assert_last_event::<T>(Event::ProjectAdvanced { project, state: ProjectState::Registered, officer });
    }

    /// A whole hour. The last report is closed, so that one is begun and its deposit is held.
    #[benchmark]
    fn monitor() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Registered);
        insert_report::<T>(project, ReportState::Submitted);
        insert_factors::<T>(ZONE, T::MaxFactorVersions::get());
        let owner = project_owner::<T>();
        insert_device::<T>(&owner, DeviceKind::Biomass);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), project, device(), PERIOD, LAST);

        assert_eq!(Reports::<T>::get(project, 1).map(|report| report.energy), Some(Wh(QUANTITY.saturating_mul(4))));
        assert_eq!(Factors::<T>::get(DAY, (ZONE, T::MaxFactorVersions::get())).map(|set| set.pins), Some(1));
    }

    #[benchmark]
    fn submit_report() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Registered);
        insert_report::<T>(project, ReportState::Monitored);

        #[extrinsic_call]
        _(RawOrigin::Signed(project_owner::<T>()), project, H256::zero());

        assert_last_event::<T>(Event::ReportAdvanced { project, report: 0, state: ReportState::Submitted });
    }

    #[benchmark]
    fn judge_report() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Registered);
        insert_report::<T>(project, ReportState::Submitted);
        let officer = officer::<T>(OfficerRole::Verifier);

        #[extrinsic_call]
        _(RawOrigin::Signed(officer.clone()), project, 0, true);

        assert_eq!(Reports::<T>::get(project, 0).and_then(|report| report.verifier), Some(officer));
        assert_last_event::<T>(Event::ReportAdvanced { project, report: 0, state: ReportState::Verified });
    }

    #[benchmark]
    fn issue_credits() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Registered);
        insert_report::<T>(project, ReportState::Verified);
        let officer = officer::<T>(OfficerRole::Regulator);
        let issuance = NextIssuance::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(officer), project, 0);

        assert!(CertificatesOf::<T>::contains_key(project_owner::<T>(), CertificateId { issuance, slice: 0 }));
        assert_last_event::<T>(Event::ReportAdvanced { project, report: 0, state: ReportState::Issued(issuance) });
    }

    #[benchmark]
    fn cancel_project() {
        begin::<T>();
        let project = insert_project::<T>(ProjectState::Registered);

        #[extrinsic_call]
        _(RawOrigin::Signed(project_owner::<T>()), project);

        assert!(!Projects::<T>::contains_key(project));
        assert_last_event::<T>(Event::ProjectCancelled { project });
    }

    /// A day of which nothing is due any more, and the step that it finds: on to the next.
    #[benchmark]
    fn look() {
        begin::<T>();
        Agendas::<T>::put(Agenda { due: Some(DAY), ..Agenda::default() });
        set_day_after::<T>(DAY);
        let work;

        #[block]
        {
            work = Pallet::<T>::next_work();
            if let Some(work) = work {
                Pallet::<T>::do_work(work);
            }
        }

        assert_eq!(work, Some(Work::PassDue(DAY)));
        assert_eq!(Agendas::<T>::get().due, Some(DAY.next()));
    }

    /// They expire, each with another owner, who gets the deposit back: more than to remove what was retired, for which nothing is held.
    /// They are all, so that the issuance goes too, unless it takes another step to see that.
    #[benchmark]
    fn sweep(s: Linear<1, { T::MaxItemsPerStep::get() }>) {
        begin::<T>();
        let id = insert_slices::<T>(s);
        let record = Issuances::<T>::get(id).expect("it was inserted");
        let due = record.expires.expect("it is of energy");
        set_day_after::<T>(due);

        #[block]
        {
            Pallet::<T>::do_work(Work::Sweep(due, id));
        }

        assert_eq!(Slices::<T>::iter_key_prefix(id).count(), 0);
        assert_eq!(Issuances::<T>::contains_key(id), s == T::MaxItemsPerStep::get());
    }

    /// Each of another zone, whose number of versions goes with it: more than to remove what was only submitted.
    #[benchmark]
    fn prune_factors(f: Linear<0, { T::MaxItemsPerStep::get() }>) {
        begin::<T>();
        for n in 0..f {
            insert_factors::<T>(ZONE.saturating_add(n), 1);
        }
        Agendas::<T>::put(Agenda { factors: Some(DAY), ..Agenda::default() });

        #[block]
        {
            Pallet::<T>::do_work(Work::PruneFactors);
        }

        assert_eq!(LatestVersion::<T>::iter_key_prefix(DAY).count(), 0);
        assert_eq!(Factors::<T>::iter_key_prefix(DAY).count(), 0);
        assert_eq!(Agendas::<T>::get().factors, Some(DAY.next()));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
