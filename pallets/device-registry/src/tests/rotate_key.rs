use super::*;
use crate::{FormerKey, FormerKeys, RejectReason, MAX_FORMER_KEYS};
use sp_runtime::DispatchResult;

/// What both keys sign.
fn change(meter: &Meter, to: &KeyPair) -> Vec<u8> {
    KeyChange { device: meter.id(), number: meter.record().keys.number, key: to.key() }.signing_payload(&genesis_hash())
}

fn rotate(who: AccountId, meter: &Meter, to: &KeyPair) -> DispatchResult {
    let payload = change(meter, to);
    DeviceRegistry::rotate_key(signed(who), meter.id(), to.key(), meter.pair.sign(&payload), to.sign(&payload))
}

/// The meter goes on with another key.
pub(super) fn rotated(meter: &mut Meter, to: KeyPair) {
    assert_ok!(rotate(meter.record().owner, meter, &to));
    meter.pair = to;
}

#[test]
fn rotated_key_should_sign_the_readings_that_follow_and_the_old_one_none() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 2, 3)]);
        let (id, old) = (meter.id(), meter.clone());
        take_events();
        rotated(&mut meter, KeyPair::ed(101));
        assert_eq!(take_events(), vec![Event::KeyRotated { device: id, key: meter.key() }]);
        let former = FormerKey { key: old.key(), last_counter: 2, replaced_at: Now::get() };
        assert_eq!(FormerKeys::<Test>::get(id).into_inner(), vec![former]);
        Now::set(&(Now::get() + PERIOD));
        assert_rejected(old.clone().measure(4, 5, 6), RejectReason::BadSignature);
        let events = submit(vec![meter.measure(4, 5, 6)]);
        assert!(matches!(events[..], [Event::ReadingAccepted { counter: 3, quality: Quality::Measured, .. }]));
        assert_eq!(meter.id(), id, "the identifier stays");
        let info = DeviceRegistry::device(id).expect("it is known");
        assert_eq!((info.key, info.key_number, info.former_keys.len()), (meter.key(), 1, 1));
    });
}

#[test]
fn key_should_not_be_rotated_when_either_proof_is_missing() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let to = KeyPair::ed(101);
        let payload = change(&meter, &to);
        let (old, new) = (meter.pair.sign(&payload), to.sign(&payload));
        let call = |old: &DeviceSignature, new: &DeviceSignature| {
            DeviceRegistry::rotate_key(signed(ALICE), meter.id(), to.key(), old.clone(), new.clone())
        };
        assert_noop!(call(&new, &new), Error::<Test>::BadSignature);
        assert_noop!(call(&old, &old), Error::<Test>::BadSignature);
        let other = KeyChange { device: Meter::new(2).id(), number: 0, key: to.key() }.signing_payload(&genesis_hash());
        assert_noop!(call(&meter.pair.sign(&other), &to.sign(&other)), Error::<Test>::BadSignature);
        assert_ok!(call(&old, &new));
    });
}

#[test]
fn key_should_not_be_rotated_by_another_or_to_itself_or_at_its_end() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert_noop!(rotate(BOB, &meter, &KeyPair::ed(101)), Error::<Test>::NotOwner);
        assert_noop!(rotate(ALICE, &meter, &meter.pair.clone()), Error::<Test>::SameKey);
        let unknown = Meter::new(2);
        let proof = unknown.pair.sign(b"");
        let call = |id| DeviceRegistry::rotate_key(signed(ALICE), id, unknown.key(), proof.clone(), proof.clone());
        assert_noop!(call(unknown.id()), Error::<Test>::NotFound);
        // What was signed for one change says nothing when the old key is in force again.
        let (first, second) = (meter.pair.clone(), KeyPair::ed(101));
        let payload = change(&meter, &second);
        let (old, new) = (first.sign(&payload), second.sign(&payload));
        rotated(&mut meter, second.clone());
        rotated(&mut meter, first);
        assert_noop!(DeviceRegistry::rotate_key(signed(ALICE), meter.id(), second.key(), old, new), Error::<Test>::BadSignature);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(rotate(ALICE, &meter, &second), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn key_should_not_be_kept_when_no_reading_of_it_was_recorded() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        rotated(&mut meter, KeyPair::ed(101));
        rotated(&mut meter, KeyPair::ed(102));
        assert_eq!(FormerKeys::<Test>::get(meter.id()).len(), 1);
        assert_eq!(meter.record().keys.number, 2);
    });
}

#[test]
fn key_should_not_be_rotated_when_the_owner_still_answers_for_all_former_ones() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let seeds = 100u8..;
        for seed in seeds.take(MAX_FORMER_KEYS as usize) {
            rotated(&mut meter, KeyPair::ed(seed));
            submit(vec![meter.measure(1, 1, 1)]);
        }
        assert_noop!(rotate(ALICE, &meter, &KeyPair::ed(200)), Error::<Test>::MaxKeysExceeded);
        let first = FormerKeys::<Test>::get(meter.id())[0];
        Now::set(&(first.replaced_at + REVOCATION + 1));
        rotated(&mut meter, KeyPair::ed(200));
        let kept = FormerKeys::<Test>::get(meter.id());
        assert_eq!(kept.len(), MAX_FORMER_KEYS as usize);
        assert!(!kept.contains(&first));
    });
}

#[test]
fn equivocation_should_be_proven_by_the_key_that_was_in_force() {
    let report = |meter: &Meter, first: SignedReading, second: SignedReading| {
        assert_eq!(meter.record().owner, ALICE);
        DeviceRegistry::report_equivocation(signed(STRANGER), first, second)
    };
    // Two readings with the counter 2, by the first key; the device measured on with the second.
    let prepare = |ext: &dyn Fn(&Meter, SignedReading, SignedReading, KeyPair)| {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let mut twin = meter.clone();
            let (first, second) = (meter.measure(1, 2, 3), twin.measure(1, 2, 4));
            submit(vec![first.clone()]);
            let old = meter.pair.clone();
            rotated(&mut meter, KeyPair::ed(101));
            submit(vec![meter.measure(1, 2, 3)]);
            ext(&meter, first, second, old);
        })
    };
    prepare(&|meter, first, second, _| {
        assert_ok!(report(meter, first, second));
        assert_eq!(meter.status(), crate::DeviceStatus::Suspended);
    });
    // The old key says nothing of what the new one signs, nor the new one of what the old one signed.
    prepare(&|meter, first, second, old| {
        let by = |pair: &KeyPair, reading: &Reading| SignedReading {
            reading: reading.clone(),
            signature: pair.sign(&reading.signing_payload(&genesis_hash())),
        };
        let by_new = (by(&meter.pair, &first.reading), by(&meter.pair, &second.reading));
        assert_noop!(report(meter, by_new.0, by_new.1), Error::<Test>::BadSignature);
        let (one, two) = (Reading { counter: 3, ..first.reading }, Reading { counter: 3, ..second.reading });
        assert_noop!(report(meter, by(&old, &one), by(&old, &two)), Error::<Test>::BadSignature);
    });
    // A key that was stolen costs its owner nothing for ever.
    prepare(&|meter, first, second, _| {
        Now::set(&(Now::get() + REVOCATION + 1));
        assert_noop!(report(meter, first, second), Error::<Test>::NotLiable);
    });
}

/// The seller keeps a copy of the key. The buyer rotates it at once: what the seller signs later costs nobody anything.
#[test]
fn rotating_after_a_hand_over_should_end_what_the_seller_can_do() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let seller = meter.clone();
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        let reading = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, wh(1, 1, 1)) };
        Now::set(&reading.end);
        let handover = meter.sign(reading);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), handover));
        rotated(&mut meter, KeyPair::ed(101));
        let mut copies = [seller.clone(), seller];
        let [first, second] = [1, 2].map(|generation| {
            let copy = &mut copies[generation as usize - 1];
            copy.next(PERIOD, wh(1, 1, 1));
            copy.measure(1, 1, generation)
        });
        assert_noop!(DeviceRegistry::report_equivocation(signed(ALICE), first, second), Error::<Test>::BadSignature);
    });
}
