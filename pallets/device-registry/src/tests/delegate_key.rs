use super::*;
use crate::{Delegation, FormerKeys, RejectReason};
use sp_runtime::DispatchResult;

const NOT_AFTER: UnixSeconds = NOON + 3 * PERIOD;

fn delegate_until(meter: &Meter, to: &KeyPair, not_after: UnixSeconds) -> DispatchResult {
    let DeviceKey::Ed25519(session_key) = to.key() else { unreachable!("readings are signed by Ed25519") };
    let number = meter.record().keys.number;
    let delegation = KeyDelegation { device: meter.id(), number, session_key, not_after };
    let proof = meter.pair.sign(&delegation.signing_payload(&genesis_hash()));
    DeviceRegistry::delegate_key(signed(STRANGER), meter.id(), session_key, not_after, proof)
}

/// A certified meter with a secure element, and the same meter as its session key signs.
fn secure_element() -> (Meter, Meter) {
    let secure = Meter::with_pair(KeyPair::p256(1));
    assert_ok!(secure.register(ALICE));
    secure.certify(Permissions::ALL);
    let session = Meter { pair: KeyPair::ed(50), ..secure.clone() };
    (secure, session)
}

#[test]
fn delegated_key_should_sign_readings_until_its_end() {
    execute(|| {
        let (secure, mut session) = secure_element();
        let opening = session.clone().measure(0, 0, 0);
        Now::set(&opening.reading.end);
        assert_rejected(opening, RejectReason::DelegationMissing);
        let problems = DeviceRegistry::device(secure.id()).expect("it is known").problems;
        assert!(problems[0].problem.contains("delegated to none"), "{problems:?}");
        Now::set(&NOON);
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER));
        let DeviceKey::Ed25519(session_key) = session.key() else { panic!("the session key is one of Ed25519") };
        assert_eq!(secure.record().keys.delegation, Some(Delegation { session_key, not_after: NOT_AFTER }));
        session.open();
        for _ in 0..3 {
            let events = submit(vec![session.measure(1, 2, 3)]);
            assert!(matches!(events[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
        }
        let late = session.measure(1, 2, 3);
        Now::set(&late.reading.end);
        assert_rejected(late.clone(), RejectReason::DelegationExpired);
        // The next delegation takes the same key or another.
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER + DAY));
        let events = submit(vec![late]);
        assert!(matches!(events[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
    });
}

#[test]
fn secure_element_should_not_sign_readings_itself() {
    execute(|| {
        let (mut secure, session) = secure_element();
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER));
        let reading = secure.next(0, wh(0, 0, 0));
        assert_rejected(secure.sign(reading), RejectReason::BadSignature);
    });
}

#[test]
fn delegation_should_be_replaced_before_it_ends() {
    execute(|| {
        let (secure, mut session) = secure_element();
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER));
        session.open();
        take_events();
        let mut next = Meter { pair: KeyPair::ed(51), ..session.clone() };
        assert_ok!(delegate_until(&secure, &next.pair, NOT_AFTER + DAY));
        let DeviceKey::Ed25519(session_key) = next.key() else { panic!("the session key is one of Ed25519") };
        let expected = Event::KeyDelegated { device: secure.id(), session_key, not_after: NOT_AFTER + DAY };
        assert_eq!(take_events(), vec![expected]);
        Now::set(&(NOON + PERIOD));
        assert_rejected(session.clone().measure(1, 1, 1), RejectReason::BadSignature);
        submit(vec![next.measure(1, 1, 1)]);
        assert_eq!(
            FormerKeys::<Test>::get(secure.id()).into_iter().map(|former| former.key).collect::<Vec<_>>(),
            [session.key()]
        );
    });
}

#[test]
fn delegation_should_fail_when_it_is_repeated_or_not_signed_or_over() {
    execute(|| {
        let (secure, session) = secure_element();
        let DeviceKey::Ed25519(session_key) = session.key() else { panic!("the session key is one of Ed25519") };
        let delegation = KeyDelegation { device: secure.id(), number: 0, session_key, not_after: NOT_AFTER };
        let proof = secure.pair.sign(&delegation.signing_payload(&genesis_hash()));
        let call = |proof: &DeviceSignature, not_after| {
            DeviceRegistry::delegate_key(signed(STRANGER), secure.id(), session_key, not_after, proof.clone())
        };
        assert_noop!(call(&session.pair.sign(b""), NOT_AFTER), Error::<Test>::BadSignature);
        assert_noop!(call(&proof, NOT_AFTER + 1), Error::<Test>::BadSignature);
        assert_noop!(delegate_until(&secure, &session.pair, NOON), Error::<Test>::InvalidExpiry);
        assert_ok!(call(&proof, NOT_AFTER));
        assert_ok!(delegate_until(&secure, &KeyPair::ed(51), NOT_AFTER));
        // A session key that was replaced does not come back with what was signed for it.
        assert_noop!(call(&proof, NOT_AFTER), Error::<Test>::BadSignature);
        let other = Meter::active(2, ALICE);
        assert_noop!(delegate_until(&other, &session.pair, NOT_AFTER), Error::<Test>::NotDelegable);
        let retired = secure.id();
        assert_ok!(DeviceRegistry::retire(signed(ALICE), retired));
        assert_noop!(call(&proof, NOT_AFTER), Error::<Test>::NotFound);
    });
}

#[test]
fn rotating_a_secure_element_should_end_its_delegation() {
    execute(|| {
        let (mut secure, mut session) = secure_element();
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER));
        session.open();
        super::rotate_key::rotated(&mut secure, KeyPair::p256(2));
        assert_eq!((secure.record().keys.delegation, secure.record().keys.number), (None, 2));
        Now::set(&(NOON + PERIOD));
        assert_rejected(session.clone().measure(1, 1, 1), RejectReason::DelegationMissing);
        assert_ok!(delegate_until(&secure, &session.pair, NOT_AFTER));
        submit(vec![session.measure(1, 1, 1)]);
        assert_eq!(session.record().meter.counter, 2);
    });
}
