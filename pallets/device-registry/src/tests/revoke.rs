use super::*;
use crate::{CertifierRole, DeviceStatus, DevicesOf, RejectReason};

const FINAL: UnixSeconds = NOON + 7 * DAY;

/// Revoke a device, and let that become final.
pub(super) fn revoke_finally(meter: &Meter) {
    assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
    Now::set(&(Now::get() + 7 * DAY));
    assert_ok!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()));
}

#[test]
fn revoke_should_suspend_at_once_and_end_the_device_after_a_week() {
    for (certifier, role) in [(METROLOGIST, CertifierRole::Metrology), (REGULATOR, CertifierRole::Regulator)] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            take_events();
            assert_ok!(DeviceRegistry::revoke(signed(certifier), meter.id()));
            let device = meter.id();
            assert_eq!(take_events(), vec![Event::DeviceRevocationAnnounced { device, by: certifier, final_at: FINAL }]);
            assert_eq!((meter.status(), held(ALICE)), (DeviceStatus::Suspended, DEPOSIT));
            let suspensions: Vec<_> = meter.record().suspensions.all().collect();
            assert_eq!(
                suspensions.iter().map(|(role, held)| (*role, held.revoked_from)).collect::<Vec<_>>(),
                [(role, Some(FINAL))]
            );
            let reading = meter.measure(1, 1, 1);
            Now::set(&reading.reading.end);
            assert_rejected(reading, RejectReason::NotActive);

            Now::set(&(FINAL - 1));
            assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), device), Error::<Test>::RevocationNotFinal);
            Now::set(&FINAL);
            assert_noop!(DeviceRegistry::resume(signed(certifier), device), Error::<Test>::RevocationFinal);
            take_events();
            assert_ok!(DeviceRegistry::finish_revocation(signed(STRANGER), device));
            assert_eq!(take_events(), vec![Event::DeviceRevoked { device }]);
            assert_eq!((meter.status(), meter.record().deposit, held(ALICE)), (DeviceStatus::Revoked, 0, 0));
            assert!(!DevicesOf::<Test>::contains_key(ALICE, device));
        });
    }
}

#[test]
fn revocation_should_be_taken_back_until_it_is_final() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        for origin in [signed(REGULATOR), RuntimeOrigin::root()] {
            assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
            assert_noop!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()), Error::<Test>::NotCertifier);
            assert_ok!(DeviceRegistry::resume(origin, meter.id()));
            assert_eq!((meter.status(), meter.record().suspensions.any()), (DeviceStatus::Active, false));
            assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()), Error::<Test>::NotRevoking);
        }
        assert_eq!(submit(vec![meter.measure(1, 1, 1)]).len(), 1);
    });
}

/// An owner who is quicker does not escape: what was measured is not trusted, and may be once the suspension is taken back.
#[test]
fn device_should_stay_distrusted_when_its_owner_retires_it() {
    execute(|| {
        let (mut meter, fresh) = (Meter::active(1, ALICE), Meter::new(2));
        submit(vec![meter.measure(0, 100, 100)]);
        assert_ok!(fresh.register(ALICE));
        let claim = |meter: &Meter| DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, Day::of(NOON));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), fresh.id()));
        assert_ok!(DeviceRegistry::retire(signed(ALICE), fresh.id()));
        // Before or after it, a certifier has the same say.
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
        assert_eq!((meter.status(), held(ALICE)), (DeviceStatus::Retired, 0));
        assert_noop!(claim(&meter), Error::<Test>::InvalidStatus);
        assert_ok!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()));
        hypothetically_ok(|| claim(&meter));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        Now::set(&(Now::get() + 7 * DAY));
        for meter in [&meter, &fresh] {
            assert_ok!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()));
            assert_eq!(meter.status(), DeviceStatus::Revoked);
            assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()), Error::<Test>::InvalidStatus);
            assert_noop!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
        }
        assert_noop!(claim(&meter), Error::<Test>::InvalidStatus);
        assert_noop!(fresh.register(ALICE), Error::<Test>::AlreadyExists);
    });
}

fn hypothetically_ok(call: impl FnOnce() -> Result<DayClaim, DispatchError>) {
    frame_support::hypothetically!({
        assert_ok!(call());
    });
}

/// Neither role undoes what the other decided.
#[test]
fn suspension_should_stay_when_the_other_role_takes_its_own_back() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_ok!(DeviceRegistry::revoke(signed(METROLOGIST), meter.id()));
        assert_ok!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()));
        assert_eq!(meter.status(), DeviceStatus::Suspended);
        assert_noop!(DeviceRegistry::resume(signed(METROLOGIST), meter.id()), Error::<Test>::NotCertifier);
        assert_ok!(DeviceRegistry::resume(signed(REGULATOR), meter.id()));
        assert_eq!(meter.status(), DeviceStatus::Active);
    });
}

#[test]
fn slashed_device_should_not_come_back_by_a_revocation_that_is_taken_back() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let reading = meter.next(PERIOD, wh(1, 2, 3));
        let other = Reading { registers: wh(7_000, 7_000, 7_000), ..reading.clone() };
        let (first, second) = (meter.sign(reading), meter.sign(other));
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), first, second));
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_noop!(DeviceRegistry::resume(signed(REGULATOR), meter.id()), Error::<Test>::AlreadySlashed);
        assert_noop!(DeviceRegistry::resume(RuntimeOrigin::root(), meter.id()), Error::<Test>::AlreadySlashed);
    });
}

/// A key that was stolen from a certifier ends no devices once governance removed the certifier.
#[test]
fn revocation_should_lapse_when_its_certifier_is_removed() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), CertifierRole::Regulator, REGULATOR));
        Now::set(&FINAL);
        assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()), Error::<Test>::NotRevoking);
        assert_ok!(DeviceRegistry::resume(RuntimeOrigin::root(), meter.id()));
    });
}

#[test]
fn revoked_key_should_not_come_back() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        revoke_finally(&meter);
        assert_noop!(meter.register(ALICE), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn revoke_should_work_when_positions_are_open_or_the_device_is_suspended() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        OpenDevices::set(&vec![meter.id()]);
        assert_ok!(DeviceRegistry::suspend(signed(METROLOGIST), meter.id()));
        revoke_finally(&meter);
        assert_eq!(meter.status(), DeviceStatus::Revoked);
    });
}

#[test]
fn revoke_should_fail_when_the_caller_is_no_supervisor() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        for who in [ALICE, MANUFACTURER] {
            assert_noop!(DeviceRegistry::revoke(signed(who), meter.id()), Error::<Test>::NotCertifier);
        }
    });
}

#[test]
fn revoke_should_fail_when_the_device_is_unknown_announced_or_at_its_end() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_noop!(DeviceRegistry::revoke(signed(REGULATOR), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), Meter::new(2).id()), Error::<Test>::NotFound);
        assert_noop!(DeviceRegistry::finish_revocation(RuntimeOrigin::none(), meter.id()), DispatchError::BadOrigin);
        assert_ok!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()));
        assert_noop!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
        Now::set(&FINAL);
        assert_ok!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()));
        assert_noop!(DeviceRegistry::revoke(signed(REGULATOR), meter.id()), Error::<Test>::InvalidStatus);
        assert_noop!(DeviceRegistry::finish_revocation(signed(STRANGER), meter.id()), Error::<Test>::InvalidStatus);
    });
}
