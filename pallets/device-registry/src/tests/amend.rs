use super::*;
use crate::{Amendment, DeviceStatus, FormerZone, RejectReason};
use frame_support::traits::Get;
use sp_runtime::DispatchResult;

fn amend(by: AccountId, meter: &Meter, amendment: Amendment) -> DispatchResult {
    DeviceRegistry::amend(signed(by), meter.id(), amendment)
}

fn capacities() -> Capacities {
    nameplate(DeviceKind::Solar, Medium::Electricity).capacities
}

#[test]
fn nameplate_should_bound_readings_as_metrology_amends_it() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        // 2 kW for a quarter hour, and 5 % more, are 525 Wh.
        let amendment = Amendment::Nameplate {
            capacities: Capacities { load_w: 400, generation_w: 2_000, export_w: 800, storage: Wh(1) },
            resolution: Resolution::QuarterHour,
        };
        take_events();
        assert_ok!(amend(METROLOGIST, &meter, amendment));
        assert_eq!(take_events(), vec![Event::DeviceAmended { device: meter.id(), by: METROLOGIST, amendment }]);
        Now::set(&(NOON + PERIOD));
        for more in [(106, 0, 0), (0, 211, 525), (0, 0, 526)] {
            assert_rejected(meter.clone().measure(more.0, more.1, more.2), RejectReason::CapacityExceeded);
        }
        submit(vec![meter.measure(105, 210, 525)]);
        assert_eq!(meter.record().meter.counter, 2);
    });
}

#[test]
fn nameplate_should_not_be_amended_when_it_makes_no_sense_or_the_caller_is_no_metrologist() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let amendment = |capacities| Amendment::Nameplate { capacities, resolution: Resolution::QuarterHour };
        assert_noop!(amend(METROLOGIST, &meter, amendment(Capacities::default())), Error::<Test>::InvalidNameplate);
        for who in [ALICE, MANUFACTURER, REGULATOR] {
            assert_noop!(amend(who, &meter, amendment(capacities())), Error::<Test>::NotCertifier);
        }
        assert_noop!(amend(METROLOGIST, &Meter::new(2), amendment(capacities())), Error::<Test>::NotFound);
        assert_ok!(DeviceRegistry::retire(signed(ALICE), meter.id()));
        assert_noop!(amend(METROLOGIST, &meter, amendment(capacities())), Error::<Test>::InvalidStatus);
    });
}

#[test]
fn resolution_should_become_coarser_only_when_nothing_is_sold() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let amendment = |resolution| Amendment::Nameplate { capacities: capacities(), resolution };
        let is_tradeable = || DeviceRegistry::tradeable(&meter.id(), NOON + PERIOD);
        OpenDevices::set(&vec![meter.id()]);
        assert_noop!(amend(METROLOGIST, &meter, amendment(Resolution::HalfHour)), Error::<Test>::HasOpenPositions);
        OpenDevices::set(&Vec::new());
        assert_ok!(amend(METROLOGIST, &meter, amendment(Resolution::HalfHour)));
        assert_eq!(is_tradeable(), Err(NotTradeable::CoarseResolution));
        OpenDevices::set(&vec![meter.id()]);
        assert_ok!(amend(METROLOGIST, &meter, amendment(Resolution::QuarterHour)));
        OpenDevices::set(&Vec::new());
        assert!(is_tradeable().is_ok());
    });
}

#[test]
fn permissions_should_be_narrowed_at_once() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        assert!(DeviceRegistry::tradeable(&meter.id(), NOON + PERIOD).is_ok());
        assert_noop!(amend(METROLOGIST, &meter, Amendment::Permissions(Permissions::MONITOR)), Error::<Test>::NotCertifier);
        assert_noop!(amend(REGULATOR, &meter, Amendment::Permissions(Permissions(0))), Error::<Test>::InvalidCertificate);
        submit(vec![meter.measure(1, 2, 3)]);
        assert_ok!(amend(REGULATOR, &meter, Amendment::Permissions(Permissions::MONITOR)));
        assert_eq!(DeviceRegistry::tradeable(&meter.id(), NOON + PERIOD), Err(NotTradeable::NotAuthorised));
        let period = Period::of(NOON);
        assert_noop!(certify_energy(&meter, period, period), Error::<Test>::NotAuthorised);
        submit(vec![meter.measure(1, 2, 3)]);
        let day = DeviceRegistry::day(Day::of(NOON), meter.id()).expect("it measured");
        assert_eq!(
            (day.generation, day.mineable_shared, day.mineable_self_used),
            (Wh(6), Wh(2), Wh(1)),
            "the first reading mines"
        );
        assert_ok!(amend(REGULATOR, &meter, Amendment::Permissions(Permissions::ALL)));
        assert_eq!(certify_energy(&meter, period, period).expect("it may again").energy, Wh(3));
    });
}

#[test]
fn authorisation_should_be_of_whoever_amends_it() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let until = CERTIFIED_UNTIL - 1;
        assert_ok!(DeviceRegistry::appoint_certifier(
            RuntimeOrigin::root(),
            crate::CertifierRole::Regulator,
            BOB,
            Some(7),
            until
        ));
        assert_ok!(amend(BOB, &meter, Amendment::Connection(H256::zero())));
        let issued = meter.record().certificates.authorisation.expect("it is authorised");
        assert_eq!((issued.issuer, issued.valid_until, issued.content.connection), (3, until, H256::zero()));
        assert_eq!(issued.content.permissions, Permissions::ALL);
        // What a removed certifier issued is not put right: it is issued anew.
        assert_ok!(DeviceRegistry::remove_certifier(RuntimeOrigin::root(), crate::CertifierRole::Regulator, BOB));
        assert_noop!(amend(REGULATOR, &meter, Amendment::Connection(H256::zero())), Error::<Test>::IssuerRemoved);
        let pending = Meter::new(2);
        assert_ok!(pending.register(ALICE));
        assert_noop!(amend(REGULATOR, &pending, Amendment::Connection(H256::zero())), Error::<Test>::CertificateNotFound);
    });
}

#[test]
fn points_should_be_related_by_owner_by_connection_and_when_nothing_is_known() {
    execute(|| {
        let (one, other) = (Meter::active(1, ALICE), Meter::active(2, BOB));
        let related = |one: &Meter, other: &Meter| {
            let both = [(one, other), (other, one)].map(|(one, other)| DeviceRegistry::related(&one.id(), &other.id()));
            assert_eq!(both[0], both[1]);
            both[0]
        };
        assert!(!related(&one, &other));
        assert!(related(&one, &one));
        assert!(related(&one, &Meter::active(3, ALICE)), "they have one owner");
        let connection = one.record().connection().expect("it is authorised");
        assert_ok!(amend(REGULATOR, &other, Amendment::Connection(connection)));
        assert!(related(&one, &other), "they have one connection");
        let pending = Meter::new(4);
        assert!(related(&one, &pending), "it is not registered");
        assert_ok!(pending.register(BOB));
        assert!(related(&one, &pending), "nobody said where it is connected");
    });
}

#[test]
fn zone_should_change_with_the_next_hour_and_the_past_stay_where_it_was() {
    execute(|| {
        let mut meter = Meter::active(1, ALICE);
        submit(vec![meter.measure(1, 2, 3)]);
        let until = NOON + 3_600;
        assert_ok!(amend(REGULATOR, &meter, Amendment::Zone(8)));
        assert_eq!(meter.record().former_zone, Some(FormerZone { zone: 7, until }));
        let zone_of = |end| DeviceRegistry::tradeable(&meter.id(), end).expect("it may trade").zone;
        assert_eq!((zone_of(until), zone_of(until + PERIOD)), (7, 8));
        let site = |hour| DeviceRegistry::site(&meter.id(), hour).expect("it is known").zone;
        assert_eq!((site(Hour::of(NOON)), site(Hour::of(until))), (7, 8));
        let period = Period::of(NOON);
        assert_eq!(certify_energy(&meter, period, period).expect("it is certifiable").zone, 7);
        for _ in 0..4 {
            submit(vec![meter.measure(1, 2, 3)]);
        }
        let period = Period::of(until);
        assert_eq!(certify_energy(&meter, period, period).expect("it is certifiable").zone, 8);
    });
}

#[test]
fn zone_should_not_be_amended_when_something_stands_against_it() {
    execute(|| {
        let meter = Meter::active(1, ALICE);
        let role = crate::CertifierRole::Regulator;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, BOB, Some(7), CERTIFIED_UNTIL));
        assert_noop!(amend(BOB, &meter, Amendment::Zone(8)), Error::<Test>::NotInScope);
        assert_noop!(amend(METROLOGIST, &meter, Amendment::Zone(8)), Error::<Test>::NotCertifier);
        assert_noop!(amend(BOB, &meter, Amendment::Zone(7)), Error::<Test>::Unchanged);
        OpenDevices::set(&vec![meter.id()]);
        assert_noop!(amend(BOB, &meter, Amendment::Zone(70)), Error::<Test>::HasOpenPositions);
        OpenDevices::set(&Vec::new());
        assert_ok!(amend(BOB, &meter, Amendment::Zone(70)));
        let until = NOON + 3_600;
        let kept: u32 = <Test as crate::Config>::HistoryPeriods::get();
        let kept = u64::from(kept) * PERIOD;
        Now::set(&(until + kept));
        assert_noop!(amend(BOB, &meter, Amendment::Zone(7)), Error::<Test>::TooSoon);
        Now::set(&(until + kept + 1));
        assert_ok!(amend(BOB, &meter, Amendment::Zone(7)));
    });
}

#[test]
fn certificates_should_be_void_in_a_zone_for_which_their_issuers_are_not_appointed() {
    execute(|| {
        let meter = Meter::new(1);
        assert_ok!(meter.register(ALICE));
        let role = crate::CertifierRole::Metrology;
        assert_ok!(DeviceRegistry::appoint_certifier(RuntimeOrigin::root(), role, BOB, Some(7), CERTIFIED_UNTIL));
        let [(manufacturer, approval), (_, verification), (regulator, authorisation)] =
            certificates(CERTIFIED_UNTIL, Permissions::ALL);
        for (by, certificate) in [(manufacturer, approval), (BOB, verification), (regulator, authorisation)] {
            assert_ok!(DeviceRegistry::certify(signed(by), meter.id(), certificate));
        }
        assert_eq!(meter.status(), DeviceStatus::Certified);
        assert_ok!(amend(REGULATOR, &meter, Amendment::Zone(8)));
        assert_eq!(meter.record().certificates.get(crate::CertificateKind::Metrology), None);
        assert_eq!(meter.status(), DeviceStatus::Pending);
        assert_ok!(DeviceRegistry::certify(signed(METROLOGIST), meter.id(), verification));
        assert_eq!(meter.status(), DeviceStatus::Certified);
    });
}
