//! The attacks that this pallet owes a defence to, by their number in the design.

use super::*;
use crate::{CertificateKind, CertifierRole, Days, DeviceStatus, RejectReason};
use sp_core::{ecdsa, Pair};

/// An active meter and a reading that would be accepted now.
fn ready() -> (Meter, SignedReading) {
    let mut meter = Meter::active(1, ALICE);
    let reading = meter.measure(100, 200, 300);
    Now::set(&reading.reading.end);
    (meter, reading)
}

#[test]
fn a01_replay_should_be_refused_when_the_reading_was_accepted_before() {
    execute(|| {
        let (_, reading) = ready();
        relay(vec![reading.clone()]);
        assert_rejected(reading, RejectReason::CounterNotIncreasing);
    });
}

#[test]
fn a01_replay_should_be_refused_when_the_reading_is_from_another_chain() {
    execute(|| {
        let (meter, reading) = ready();
        let signature = meter.sign_bytes(&reading.reading.signing_payload(&H256([0xab; 32])));
        assert_rejected(SignedReading { signature, ..reading }, RejectReason::BadSignature);
    });
}

#[test]
fn a01_replay_should_be_refused_when_the_message_is_of_another_domain() {
    execute(|| {
        let (meter, reading) = ready();
        let untagged = reading.reading.signing_payload(&genesis_hash()).split_off(Reading::DOMAIN.len());
        let signature = meter.sign_bytes(&[b"UEN:reading:v2".as_slice(), &untagged].concat());
        assert_rejected(SignedReading { signature, ..reading.clone() }, RejectReason::BadSignature);
        let signature = meter.sign_bytes(&untagged);
        assert_rejected(SignedReading { signature, ..reading }, RejectReason::BadSignature);
    });
}

#[test]
fn a01_replay_should_be_refused_when_the_device_was_retired_and_registered_anew() {
    execute(|| {
        let (meter, reading) = ready();
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(meter.register(BOB), Error::<Test>::AlreadyExists);
        assert_rejected(reading, RejectReason::NotActive);
    });
}

#[test]
fn a02_two_readings_with_one_counter_should_cost_the_deposit() {
    execute(|| {
        let (meter, honest) = ready();
        let mut lie = honest.reading.clone();
        lie.registers.generation.0 += 500;
        let lie = meter.sign(lie);
        relay(vec![lie.clone()]);
        assert_rejected(honest.clone(), RejectReason::CounterNotIncreasing);
        assert_ok!(DeviceRegistry::report_equivocation(signed(STRANGER), honest, lie));
        assert_eq!((meter.status(), held(ALICE)), (DeviceStatus::Suspended, 0));
    });
}

#[test]
fn a03_extracted_key_should_be_worthless_once_the_device_is_revoked() {
    execute(|| {
        let (meter, reading) = ready();
        assert_ok!(DeviceRegistry::revoke(signed(METROLOGIST), meter.id()));
        assert_rejected(reading, RejectReason::NotActive);
        assert_noop!(meter.register(STRANGER), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn a03_device_should_need_its_own_key_when_another_one_is_certified() {
    execute(|| {
        let (_, reading) = ready();
        let clone = Meter::new(2);
        assert_rejected(clone.sign(reading.reading.clone()), RejectReason::BadSignature);
        let mut renamed = reading.reading;
        renamed.device = clone.id();
        assert_rejected(clone.sign(renamed), RejectReason::UnknownDevice);
    });
}

#[test]
fn a03_certificates_should_be_void_at_once_when_their_issuer_is_removed() {
    for (role, account, kind) in [
        (CertifierRole::Manufacturer, MANUFACTURER, CertificateKind::TypeApproval),
        (CertifierRole::Metrology, METROLOGIST, CertificateKind::Metrology),
        (CertifierRole::Regulator, REGULATOR, CertificateKind::Authorisation),
    ] {
        execute(|| {
            let (_, reading) = ready();
            assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), role, account));
            assert_rejected(reading, RejectReason::CertificateRevoked(kind));
        });
    }
}

#[test]
fn a04_register_should_not_grow_faster_than_the_nameplate_allows() {
    execute(|| {
        let (meter, reading) = ready();
        for inflate in [
            (|registers: &mut Registers| registers.import.0 += 1_000_000) as fn(&mut Registers),
            |registers| registers.export.0 += 1_000_000,
            |registers| registers.generation.0 = u64::MAX,
        ] {
            let mut inflated = reading.reading.clone();
            inflate(&mut inflated.registers);
            assert_rejected(meter.sign(inflated), RejectReason::CapacityExceeded);
        }
    });
}

#[test]
fn a04_consumer_should_not_generate() {
    execute(|| {
        let mut meter = Meter::new(1);
        assert_ok!(meter.register_as(ALICE, DeviceKind::Consumption, Medium::Electricity));
        meter.certify(Permissions::ALL);
        meter.open();
        let reading = meter.measure(100, 0, 1);
        Now::set(&reading.reading.end);
        assert_rejected(reading, RejectReason::CapacityExceeded);
    });
}

#[test]
fn a04_opening_reading_should_not_be_credited_however_high_the_registers_are() {
    execute(|| {
        let mut meter = Meter::new(1);
        meter.registers = wh(u64::MAX, u64::MAX, u64::MAX);
        let meter = meter.activate(ALICE);
        assert_eq!(meter.record().ledger.measured, Registers::default());
        assert!(!Days::<Test>::contains_key(Day::of(NOON), meter.id()));
    });
}

#[test]
fn a05_certificates_should_count_at_the_end_of_the_reading() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // Right up to the expiry, though it is submitted after it; a second later no more.
        let gap = meter.next(CERTIFIED_UNTIL - NOON - PERIOD, wh(0, 0, 0));
        submit(vec![meter.sign(gap)]);
        let last = meter.measure(1, 1, 1);
        let expired = meter.next(1, wh(0, 0, 0));
        let expired = meter.sign(expired);
        Now::set(&(CERTIFIED_UNTIL + 3_600));
        assert!(matches!(relay(vec![last])[..], [Event::ReadingAccepted { .. }]));
        assert_rejected(expired, RejectReason::CertificateExpired(CertificateKind::TypeApproval));
    });
}

#[test]
fn a05_each_certificate_should_count() {
    for expiring in 0..3 {
        execute(|| {
            let mut meter = Meter::new(1);
            assert_ok!(meter.register(ALICE));
            let long = certificates(CERTIFIED_UNTIL, Permissions::ALL);
            let short = certificates(NOON + 60, Permissions::ALL);
            for index in 0..3 {
                let (certifier, certificate) = if index == expiring { short[index] } else { long[index] };
                assert_ok!(DeviceRegistry::certify(signed(certifier), meter.id(), certificate));
            }
            meter.open();
            let reading = meter.measure(1, 1, 1);
            Now::set(&reading.reading.end);
            assert_rejected(reading, RejectReason::CertificateExpired(CertificateKind::ALL[expiring]));
        });
    }
}

#[test]
fn a06_reading_should_be_refused_when_it_is_older_than_the_window() {
    execute(|| {
        let (_, reading) = ready();
        let end = reading.reading.end;
        Now::set(&(end + DAY + 1));
        assert_rejected(reading.clone(), RejectReason::TooOld);
        Now::set(&(end + DAY));
        assert!(matches!(relay(vec![reading])[..], [Event::ReadingAccepted { .. }]));
    });
}

#[test]
fn a06_reading_should_be_refused_when_it_ends_beyond_the_drift() {
    execute(|| {
        let (_, reading) = ready();
        let end = reading.reading.end;
        Now::set(&(end - 121));
        assert_rejected(reading.clone(), RejectReason::Future);
        Now::set(&(end - 120));
        assert!(matches!(relay(vec![reading])[..], [Event::ReadingAccepted { .. }]));
    });
}

#[test]
fn a06_reading_should_be_refused_when_it_overlaps_the_last() {
    execute(|| {
        let (mut meter, reading) = ready();
        relay(vec![reading]);
        let mut again = meter.next(PERIOD, wh(1, 1, 1));
        again.start -= 1;
        Now::set(&again.end);
        assert_rejected(meter.sign(again), RejectReason::Overlap);
    });
}

#[test]
fn a07_energy_of_a_gap_should_not_be_measured_in_the_period_that_ends_it() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // An hour is kept back; its energy then appears in one quarter of an hour.
        meter.next(3_600, wh(0, 0, 4_000));
        let dump = meter.resume(PERIOD, wh(0, 0, 500));
        let events = submit(vec![dump]);
        let [Event::ReadingAccepted { start, generation, quality, .. }] = events[..] else { panic!("{events:?}") };
        assert_eq!((start, generation, quality), (NOON, Wh(4_500), Quality::Late));
        assert!(!Days::<Test>::contains_key(Day::of(NOON), meter.id()));
        assert_eq!(meter.record().ledger.measured, Registers::default());
        // From there on it measures again.
        let events = submit(vec![meter.measure(0, 0, 500)]);
        assert!(matches!(events[..], [Event::ReadingAccepted { quality: Quality::Measured, .. }]));
    });
}

#[test]
fn a07_gap_should_be_measured_when_the_missing_readings_arrive_in_time() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let readings: Vec<_> = (0..5).map(|_| meter.measure(0, 0, 1_000)).collect();
        Now::set(&(meter.last_end + DAY / 2));
        relay(readings);
        let day = DeviceRegistry::day(Day::of(NOON), meter.id()).expect("it measured");
        assert_eq!(day.generation, Wh(5_000));
    });
}

#[test]
fn a07_kept_back_reading_should_be_refused_after_the_gap_was_closed() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let kept_back = meter.measure(0, 0, 1_000);
        let later = meter.resume(PERIOD, wh(0, 0, 1_000));
        submit(vec![later]);
        assert_rejected(kept_back, RejectReason::CounterNotIncreasing);
    });
}

#[test]
fn a07_energy_of_a_gap_should_not_be_certified() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        meter.next(3_600, wh(0, 0, 4_000));
        submit(vec![meter.resume(PERIOD, wh(0, 0, 500))]);
        let period = Period::ending_at(meter.last_end);
        assert_noop!(certify_energy(&meter, period, period), Error::<Test>::NothingMeasured);
    });
}

#[test]
fn a10_mirrored_ecdsa_signature_should_be_refused() {
    const ORDER: [u8; 32] = hex_literal::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    execute(|| {
        let mut meter = Meter::with_pair(KeyPair::Ec(ecdsa::Pair::from_seed(&[3; 32]))).activate(ALICE);
        let good = meter.measure(1, 1, 1);
        Now::set(&good.reading.end);
        let DeviceSignature::EcdsaSecp256k1(mut signature) = good.signature.clone() else { panic!("an ECDSA meter") };
        let mut borrow = 0i16;
        for i in (0..32).rev() {
            let digit = i16::from(ORDER[i]) - i16::from(signature.0[32 + i]) - borrow;
            borrow = i16::from(digit < 0);
            signature.0[32 + i] = digit.rem_euclid(256) as u8;
        }
        signature.0[64] ^= 1;
        let mirrored = SignedReading { signature: DeviceSignature::EcdsaSecp256k1(signature), ..good.clone() };
        assert_rejected(mirrored.clone(), RejectReason::BadSignature);
        assert!(matches!(relay(vec![good.clone()])[..], [Event::ReadingAccepted { .. }]));
        // What was accepted is known by device and counter, not by the bytes of a signature.
        assert_rejected(mirrored, RejectReason::CounterNotIncreasing);
        assert_rejected(good, RejectReason::CounterNotIncreasing);
    });
}

/// Attack 17: forward and spot, or two zones: whoever comes second gets what the first left.
#[test]
fn a17_wh_should_be_delivered_once_when_it_was_sold_twice() {
    execute(|| {
        let (meter, reading) = ready();
        let period = Period::ending_at(reading.reading.end);
        relay(vec![reading]);
        let deliver = |wanted| DeviceRegistry::deliver(&meter.id(), period, Wh(wanted));
        assert_eq!((deliver(200), deliver(200)), (Ok(Wh(200)), Ok(Wh::ZERO)));
        assert_eq!(meter.record().ledger.market.energy, Wh(200));
    });
}

#[test]
fn a17_wh_should_not_be_delivered_again_when_the_device_changed_its_owner() {
    execute(|| {
        let (mut meter, reading) = ready();
        let period = Period::ending_at(reading.reading.end);
        relay(vec![reading]);
        assert_eq!(DeviceRegistry::deliver(&meter.id(), period, Wh(150)), Ok(Wh(150)));
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        let handover = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, wh(0, 0, 0)) };
        Now::set(&handover.end);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), meter.sign(handover)));
        assert_eq!(DeviceRegistry::deliver(&meter.id(), period, Wh(200)), Ok(Wh(50)));
    });
}

#[test]
fn a18_wh_should_not_be_certified_again_when_it_is_grouped_otherwise() {
    let quarters = |hour: Hour| (0..4).map(move |offset| Period(hour.first_period().0 + offset));
    for is_hour_first in [true, false] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let readings = (0..4).map(|_| meter.measure(0, 0, 500)).collect();
            submit(readings);
            let hour = Hour::of(NOON);
            let whole = |meter: &Meter| certify_energy(meter, hour.first_period(), Period(hour.first_period().0 + 3));
            if is_hour_first {
                assert_ok!(whole(&meter));
                for quarter in quarters(hour) {
                    assert_noop!(certify_energy(&meter, quarter, quarter), Error::<Test>::AlreadyClaimed);
                }
            } else {
                for quarter in quarters(hour) {
                    assert_ok!(certify_energy(&meter, quarter, quarter));
                    assert_noop!(whole(&meter), Error::<Test>::AlreadyClaimed);
                }
            }
            assert_noop!(whole(&meter), Error::<Test>::AlreadyClaimed);
            assert_eq!(meter.record().ledger.certificate.energy, Wh(2_000));
        });
    }
}

#[test]
fn a18_wh_should_not_be_certified_again_when_the_device_changed_its_owner() {
    execute(|| {
        let (mut meter, reading) = ready();
        let period = Period::ending_at(reading.reading.end);
        relay(vec![reading]);
        assert_ok!(certify_energy(&meter, period, period));
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        let handover = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, wh(0, 0, 0)) };
        Now::set(&handover.end);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), meter.sign(handover)));
        assert_noop!(certify_energy(&meter, period, period), Error::<Test>::AlreadyClaimed);
    });
}

/// Attack 31: the offer alone moves nothing, nor does a reading alone.
#[test]
fn a31_hand_over_should_take_the_offer_and_the_device() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let handover = Reading { flags: Flags::HANDOVER, ..meter.next(PERIOD, wh(1, 1, 1)) };
        let handover = meter.sign(handover);
        Now::set(&handover.reading.end);
        assert_noop!(DeviceRegistry::accept_transfer(signed(BOB), handover.clone()), Error::<Test>::NotOffered);
        assert_rejected(handover.clone(), RejectReason::HandoverFlag);
        assert_ok!(DeviceRegistry::offer_transfer(signed(ALICE), meter.id(), Some(BOB)));
        assert_eq!(meter.record().owner, ALICE);
        assert_ok!(DeviceRegistry::accept_transfer(signed(BOB), handover));
        assert_eq!(meter.record().owner, BOB);
    });
}

/// Nobody but the device says that readings are missing: the newest of a backlog, relayed first, opens no gap.
#[test]
fn a34_stranger_should_not_open_a_gap_by_relaying_the_newest_reading_first() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        let backlog: Vec<_> = (0..4).map(|_| meter.measure(0, 0, 1_000)).collect();
        Now::set(&meter.last_end);
        for index in 1..4 {
            assert_rejected(backlog[index].clone(), RejectReason::CounterGap);
        }
        let events = relay(backlog);
        let is_measured = |event: &Event<Test>| matches!(event, Event::ReadingAccepted { quality: Quality::Measured, .. });
        assert_eq!(events.iter().filter(|event| is_measured(event)).count(), 4);
    });
}

/// A certifier of one zone has no say in another, and one of a zone has a say in all below it.
#[test]
fn a38_certifier_should_have_no_say_outside_of_its_zone() {
    let role = CertifierRole::Regulator;
    let until = APPOINTED_UNTIL;
    for (scope, is_in_scope) in [(Some(7), true), (Some(70), false), (Some(8), false), (None, true)] {
        execute(|| {
            let meter = Meter::active(1, ALICE);
            assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, STRANGER, scope, until));
            let expected = |is_ok: bool| if is_ok { Ok(()) } else { Err(Error::<Test>::NotInScope.into()) };
            let renewed = crate::Certificate::Authorisation {
                permissions: Permissions::ALL,
                connection: H256::zero(),
                valid_until: CERTIFIED_UNTIL + 1,
            };
            assert_eq!(DeviceRegistry::renew(signed(STRANGER), meter.id(), renewed), expected(is_in_scope));
            assert_eq!(DeviceRegistry::suspend(signed(STRANGER), meter.id()), expected(is_in_scope));
            if !is_in_scope {
                assert_ok!(DeviceRegistry::suspend(signed(REGULATOR), meter.id()));
            }
            assert_eq!(DeviceRegistry::resume(signed(STRANGER), meter.id()), expected(is_in_scope));
            if !is_in_scope {
                assert_ok!(DeviceRegistry::resume(signed(REGULATOR), meter.id()));
            }
            assert_eq!(DeviceRegistry::revoke(signed(STRANGER), meter.id()), expected(is_in_scope));
        });
    }
    // The device is in zone 70, which lies in zone 7.
    execute(|| {
        let meter = Meter::new(1);
        let stated = nameplate(DeviceKind::Solar, Medium::Electricity);
        assert_ok!(meter.register_with(ALICE, Nameplate { zone: 70, ..stated }));
        for (account, scope, result) in [(BOB, 71, Err(Error::<Test>::NotInScope.into())), (STRANGER, 7, Ok(()))] {
            assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, account, Some(scope), until));
            let certificate = crate::Certificate::Authorisation {
                permissions: Permissions::ALL,
                connection: H256::zero(),
                valid_until: CERTIFIED_UNTIL,
            };
            assert_eq!(DeviceRegistry::certify(signed(account), meter.id(), certificate), result);
        }
    });
}

/// Clocks are a little off: a reading within a minute of the boundary counts as one at the boundary, one a second later does not.
#[test]
fn a40_reading_should_be_measured_when_its_ends_are_within_a_minute_of_the_boundary() {
    for offset in [-60i64, -1, 0, 1, 60, 61, -61] {
        execute(|| {
            let mut meter = Meter::active(1, ALICE);
            let mut read = |seconds: i64| {
                let reading = meter.next(seconds.try_into().expect("it goes forward"), wh(1, 200, 300));
                let events = submit(vec![meter.sign(reading)]);
                let [Event::ReadingAccepted { quality, .. }] = events[..] else { panic!("{events:?}") };
                quality
            };
            let period = i64::try_from(PERIOD).expect("it is short");
            let (first, second) = (read(period + offset), read(period));
            let is_aligned = offset.abs() <= 60;
            let expected = |is_measured| if is_measured { Quality::Measured } else { Quality::Late };
            // Too early, the first is still within its period.
            assert_eq!((first, second), (expected(offset <= 60), expected(is_aligned)), "{offset}");
            let interval = DeviceRegistry::interval(meter.id(), Period::of(NOON)).map(|interval| interval.energy);
            assert_eq!(interval, (offset <= 60).then(|| wh(1, 200, 300)), "{offset}");
            if is_aligned {
                // The period is over for whoever asks, although the clock was early.
                let period = Period::of(NOON);
                assert!(meter.record().meter.has_reached(Period(period.0 + 1).end()));
                assert_ok!(certify_energy(&meter, period, Period(period.0 + 1)));
            }
        });
    }
}

/// A meter that shows 0 and then its register is opened anew, as long as nothing was credited.
#[test]
fn a41_register_of_a_lifetime_should_not_become_one_hours_consumption() {
    execute(|| {
        let mut meter = Meter::new(1);
        meter.registers = Registers::default();
        assert_ok!(meter.register(ALICE));
        meter.certify(Permissions::ALL);
        meter.open();
        submit(vec![meter.measure(0, 0, 0)]);
        let leap = meter.next(PERIOD, wh(12_345_678, 0, 0));
        Now::set(&leap.end);
        assert_rejected(meter.sign(leap.clone()), RejectReason::CapacityExceeded);
        let opening = meter.sign(Reading { flags: Flags::OPENING, ..leap });
        assert_eq!(relay(vec![opening]).len(), 1);
        let record = meter.record();
        assert_eq!((record.meter.opened, record.meter.credited), (meter.last_end, false));
        assert_eq!(record.ledger.measured, Registers::default());
        assert_eq!(submit(vec![meter.measure(100, 0, 0)]).len(), 1);
        assert_eq!(meter.record().ledger.measured, wh(100, 0, 0));
        // Energy was credited: now only metrology sets other registers.
        let again = Reading { flags: Flags::OPENING, ..meter.next(PERIOD, wh(1, 0, 0)) };
        Now::set(&again.end);
        assert_rejected(meter.sign(again), RejectReason::AlreadyCredited);
    });
}
