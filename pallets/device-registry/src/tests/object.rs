use super::*;
use crate::{Objections, Released};
use sp_runtime::DispatchResult;

const REASON: H256 = H256([3; 32]);
const DECISION: u64 = 28 * DAY;

fn today() -> Day {
    Day::of(NOON)
}

fn object(by: AccountId, meter: &Meter) -> DispatchResult {
    DeviceRegistry::object(signed(by), meter.id(), today(), REASON)
}

fn decide(meter: &Meter, uphold: bool) -> DispatchResult {
    DeviceRegistry::decide_objection(RuntimeOrigin::root(), meter.id(), today(), uphold)
}

fn lapse(meter: &Meter) -> DispatchResult {
    DeviceRegistry::lapse_objection(signed(STRANGER), meter.id(), today())
}

fn mine(meter: &Meter) -> Result<DayClaim, DispatchError> {
    DeviceRegistry::claim_day(&meter.id(), EnergyUse::Mining, today())
}

fn released() -> Vec<(DeviceId, Day, Wh)> {
    let taken = <DeviceRegistry as MeteredEnergy<AccountId>>::take_released(10);
    taken.into_iter().map(|(device, day, energy)| (device, day, energy.generation)).collect()
}

fn measured() -> Meter {
    let mut meter = Meter::active(1, ALICE);
    submit(vec![meter.measure(1, 2, 3)]);
    meter
}

#[test]
fn objected_day_should_be_neither_mined_nor_certified_until_it_is_decided() {
    execute(|| {
        let meter = measured();
        take_events();
        assert_ok!(object(METROLOGIST, &meter));
        let (device, day) = (meter.id(), today());
        assert_eq!(take_events(), vec![Event::DayObjected { device, day, by: METROLOGIST, reason: REASON }]);
        let period = Period::of(NOON);
        assert_noop!(certify_energy(&meter, period, period), Error::<Test>::Objected);
        assert_eq!(mine(&meter), Ok(DayClaim::Withheld));
        assert_noop!(mine(&meter), Error::<Test>::AlreadyClaimed);
        assert_eq!(released(), []);
        // Footprints and the market do not wait.
        assert_eq!(DeviceRegistry::consumption(&device, Hour::of(NOON)).expect("it is known").1.import, Wh(1));
        assert_eq!(DeviceRegistry::deliver(&device, period, Wh(1)), Ok(Wh(1)));
        take_events();
        assert_ok!(decide(&meter, false));
        assert_eq!(take_events(), vec![Event::ObjectionDecided { device, day, upheld: false }]);
        assert_eq!(Released::<Test>::iter().count(), 1);
        assert_eq!(released(), [(device, day, Wh(3))]);
        assert_eq!(released(), [], "it is taken once");
        assert_eq!(certify_energy(&meter, period, period).expect("nobody objects").energy, Wh(3));
    });
}

#[test]
fn dismissed_objection_should_leave_the_day_to_be_mined_when_that_has_not_come() {
    execute(|| {
        let meter = measured();
        assert_ok!(object(REGULATOR, &meter));
        assert_ok!(decide(&meter, false));
        assert_eq!(released(), []);
        assert_eq!(mine(&meter), Ok(DayClaim::Taken));
        assert_noop!(object(REGULATOR, &meter), Error::<Test>::AlreadyClaimed);
    });
}

#[test]
fn upheld_objection_should_keep_the_day_from_ever_being_mined_or_certified() {
    for mined_first in [true, false] {
        execute(|| {
            let meter = measured();
            assert_ok!(object(REGULATOR, &meter));
            if mined_first {
                assert_eq!(mine(&meter), Ok(DayClaim::Withheld));
            }
            assert_ok!(decide(&meter, true));
            assert_noop!(decide(&meter, false), Error::<Test>::AlreadyDecided);
            if !mined_first {
                assert_eq!(mine(&meter), Ok(DayClaim::Withheld));
            }
            assert_eq!(released(), []);
            let period = Period::of(NOON);
            assert_noop!(certify_energy(&meter, period, period), Error::<Test>::Objected);
            assert_noop!(lapse(&meter), Error::<Test>::NotLapsed);
            // Once nothing of it is left, nothing has to be kept from anybody.
            Now::set(&(NOON + 100 * DAY));
            assert_ok!(lapse(&meter));
            assert_eq!((Objections::<Test>::iter().count(), released()), (0, vec![]));
        });
    }
}

#[test]
fn objection_should_lapse_when_nobody_decides_or_the_certifier_is_removed() {
    execute(|| {
        let meter = measured();
        assert_noop!(lapse(&meter), Error::<Test>::NoObjection);
        assert_ok!(object(REGULATOR, &meter));
        assert_eq!(mine(&meter), Ok(DayClaim::Withheld));
        Now::set(&(Now::get() + DECISION));
        assert_noop!(lapse(&meter), Error::<Test>::NotLapsed);
        Now::set(&(Now::get() + 1));
        take_events();
        assert_ok!(lapse(&meter));
        assert_eq!(take_events(), vec![Event::ObjectionLapsed { device: meter.id(), day: today() }]);
        assert_eq!(released(), [(meter.id(), today(), Wh(3))]);
    });
    execute(|| {
        let meter = measured();
        assert_ok!(object(REGULATOR, &meter));
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), crate::CertifierRole::Regulator, REGULATOR));
        assert_ok!(lapse(&meter));
        assert_eq!(Objections::<Test>::iter().count(), 0);
    });
}

#[test]
fn objection_should_fail_when_the_caller_may_not_or_there_is_nothing_to_object_to() {
    execute(|| {
        let meter = measured();
        for who in [ALICE, MANUFACTURER] {
            assert_noop!(object(who, &meter), Error::<Test>::NotCertifier);
        }
        let role = crate::CertifierRole::Regulator;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, BOB, Some(8), CERTIFIED_UNTIL));
        assert_noop!(object(BOB, &meter), Error::<Test>::NotInScope);
        assert_noop!(object(REGULATOR, &Meter::new(2)), Error::<Test>::NotFound);
        let tomorrow = DeviceRegistry::object(signed(REGULATOR), meter.id(), today().next(), REASON);
        assert_noop!(tomorrow, Error::<Test>::NothingMeasured);
        assert_ok!(object(REGULATOR, &meter));
        assert_noop!(object(METROLOGIST, &meter), Error::<Test>::AlreadyObjected);
        let decided = DeviceRegistry::decide_objection(signed(REGULATOR), meter.id(), today(), true);
        assert_noop!(decided, DispatchError::BadOrigin);
        assert_noop!(decide(&Meter::new(2), true), Error::<Test>::NoObjection);
    });
}
