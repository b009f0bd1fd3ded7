use super::*;
use crate::{CertificateKind, DeviceStatus, RejectReason};
use sp_runtime::DispatchResult;

const LATER: UnixSeconds = NOON + 600;

/// Metrology closes `meter` at `end` with what it shows, and opens one with `pair` that shows nothing yet.
fn replace(by: AccountId, meter: &Meter, pair: &KeyPair, end: UnixSeconds) -> DispatchResult {
    let payload = KeyChange { device: meter.id(), number: meter.record().keys.number, key: pair.key() };
    let proof = pair.sign(&payload.signing_payload(&genesis_hash()));
    DeviceRegistry::replace_meter(signed(by), meter.id(), meter.registers, Registers::default(), end, pair.key(), proof)
}

#[test]
fn replaced_meter_should_go_on_under_the_same_identifier_when_it_is_certified() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 2, 3)]);
        let (id, old) = (meter.id(), meter.clone());
        let end = meter.last_end;
        take_events();
        let pair = KeyPair::ed(101);
        assert_ok!(replace(METROLOGIST, &meter, &pair, end));
        let (by, key, opening) = (METROLOGIST, pair.key(), Registers::default());
        let (import, export, generation) = (Wh(0), Wh(0), Wh(0));
        let closed = Event::RegistersReplaced { device: id, by, end, import, export, generation, opening };
        assert_eq!(take_events(), vec![closed, Event::MeterReplaced { device: id, by, key }]);
        (meter.pair, meter.registers) = (pair, opening);

        // The new meter was neither approved nor verified; the permissions are the metering point's.
        Now::set(&(end + PERIOD));
        let next = meter.measure(4, 5, 6);
        assert_rejected(next.clone(), RejectReason::CertificateMissing(CertificateKind::TypeApproval));
        assert_eq!(meter.record().certificates.permissions(), Permissions::ALL);
        let info = DeviceRegistry::device(id).expect("it is known");
        let problems = info.problems.iter().map(|problem| problem.problem.as_str()).collect::<Vec<_>>();
        assert_eq!(problems, ["The certificate typeApproval is missing.", "The certificate metrology is missing."]);
        let [(manufacturer, approval), (metrologist, verification), _] = certificates(CERTIFIED_UNTIL, Permissions::ALL);
        assert_ok!(DeviceRegistry::certify(signed(manufacturer), id, approval));
        assert_ok!(DeviceRegistry::certify(signed(metrologist), id, verification));

        assert_rejected(Meter { registers: opening, ..old }.measure(4, 5, 6), RejectReason::BadSignature);
        let events = submit(vec![next]);
        assert!(matches!(events[..], [Event::ReadingAccepted { counter: 3, quality: Quality::Measured, generation: Wh(6), .. }]));
        assert_eq!(meter.record().ledger.measured, wh(5, 7, 9), "nothing is lost and nothing counted twice");
    });
}

#[test]
fn replacing_a_meter_should_record_what_was_counted_since_the_last_reading_as_manual() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        Now::set(&LATER);
        meter.registers = meter.registers.checked_add(&wh(1, 2, 3)).expect("small");
        assert_ok!(replace(METROLOGIST, &meter, &KeyPair::ed(101), LATER));
        let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON)).expect("it is kept");
        assert_eq!((interval.quality, interval.energy), (Quality::Manual, wh(1, 2, 3)));
    });
}

#[test]
fn replacing_a_meter_should_keep_open_positions() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        OpenDevices::set(&vec![meter.id()]);
        assert_ok!(replace(METROLOGIST, &meter, &KeyPair::ed(101), NOON));
        OpenDevices::set(&Vec::new());
    });
}

#[test]
fn replacing_a_meter_should_fail_when_the_new_key_does_not_sign() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let (pair, other) = (KeyPair::ed(101), KeyPair::ed(102));
        let call = |payload: Vec<u8>, signer: &KeyPair| {
            let (key, zero) = (pair.key(), Registers::default());
            DeviceRegistry::replace_meter(
                signed(METROLOGIST),
                meter.id(),
                meter.registers,
                zero,
                NOON,
                key,
                signer.sign(&payload),
            )
        };
        let payload = |number| KeyChange { device: meter.id(), number, key: pair.key() }.signing_payload(&genesis_hash());
        assert_noop!(call(payload(0), &other), Error::<Test>::BadSignature);
        assert_noop!(call(payload(1), &pair), Error::<Test>::BadSignature);
        let possession = ProofOfPossession::signing_payload(&genesis_hash(), &ALICE, &pair.key());
        assert_noop!(call(possession, &pair), Error::<Test>::BadSignature);
        assert_ok!(call(payload(0), &pair));
    });
}

#[test]
fn replacing_a_meter_should_fail_when_the_caller_is_no_metrologist_or_there_is_nothing_to_close() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let pair = KeyPair::ed(101);
        for who in [ALICE, MANUFACTURER, REGULATOR] {
            assert_noop!(replace(who, &meter, &pair, NOON), Error::<Test>::NotCertifier);
        }
        assert_noop!(replace(METROLOGIST, &meter, &pair, NOON - 1), Error::<Test>::ReadingRejected(RejectReason::Overlap));
        let pending = Meter::new(2);
        assert_ok!(pending.register(ALICE));
        assert_noop!(replace(METROLOGIST, &pending, &pair, NOON), Error::<Test>::NotOpened);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(replace(METROLOGIST, &meter, &pair, NOON), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn replacing_a_meter_should_not_make_a_suspended_device_trusted() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
        assert_ok!(replace(METROLOGIST, &meter, &KeyPair::ed(101), NOON));
        assert_eq!(meter.status(), DeviceStatus::Suspended);
    });
}
