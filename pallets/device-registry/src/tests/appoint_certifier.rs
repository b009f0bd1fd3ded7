use super::*;
use crate::{CertifierByIndex, CertifierRole, Certifiers};

const ROLE: CertifierRole = CertifierRole::Metrology;

#[test]
fn genesis_should_appoint_in_order() {
    execute(|| {
        assert_eq!(Certifiers::<Test>::get(CertifierRole::Manufacturer, MANUFACTURER), Some(0));
        assert_eq!(Certifiers::<Test>::get(CertifierRole::Regulator, REGULATOR), Some(2));
        let record = CertifierByIndex::<Test>::get(1).expect("it was appointed");
        assert_eq!((record.account, record.role, record.valid_until), (METROLOGIST, ROLE, APPOINTED_UNTIL));
    });
}

#[test]
#[should_panic(expected = "a certifier is listed twice for one role")]
fn genesis_should_refuse_when_a_certifier_is_listed_twice() {
    let twice = vec![(ROLE, BOB, None, APPOINTED_UNTIL), (ROLE, BOB, None, APPOINTED_UNTIL)];
    ExtBuilder::default().certifiers(twice).build();
}

#[test]
fn appoint_should_give_a_new_index() {
    execute(|| {
        take_events();
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), ROLE, BOB, None, NOON + 1));
        let expected = Event::CertifierAppointed { role: ROLE, account: BOB, scope: None, index: 3, valid_until: NOON + 1 };
        assert_eq!(take_events(), vec![expected]);
        assert_eq!(Certifiers::<Test>::get(ROLE, BOB), Some(3));
    });
}

#[test]
fn appoint_should_prolong_under_the_same_index_when_already_appointed() {
    execute(|| {
        let until = APPOINTED_UNTIL + 1;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST, None, until));
        assert_eq!(Certifiers::<Test>::get(ROLE, METROLOGIST), Some(1));
        assert_eq!(CertifierByIndex::<Test>::get(1).map(|record| record.valid_until), Some(until));
    });
}

#[test]
fn one_account_should_be_able_to_have_several_roles() {
    execute(|| {
        let role = CertifierRole::Regulator;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, METROLOGIST, None, APPOINTED_UNTIL));
        assert_eq!(Certifiers::<Test>::get(role, METROLOGIST), Some(3));
        assert_eq!(Certifiers::<Test>::get(ROLE, METROLOGIST), Some(1));
    });
}

#[test]
fn appoint_should_fail_when_it_does_not_end_later() {
    execute(|| {
        assert_noop!(
            DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), ROLE, METROLOGIST, None, APPOINTED_UNTIL),
            Error::<Test>::NotLater
        );
    });
}

#[test]
fn appoint_should_fail_when_it_ends_in_the_past() {
    execute(|| {
        assert_noop!(
            DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), ROLE, BOB, None, NOON),
            Error::<Test>::InvalidExpiry
        );
    });
}

#[test]
fn appoint_should_fail_when_the_origin_is_not_governance() {
    execute(|| {
        assert_noop!(
            DeviceRegistry::appoint_certifier(signed(METROLOGIST), ROLE, BOB, None, APPOINTED_UNTIL),
            DispatchError::BadOrigin
        );
    });
}
