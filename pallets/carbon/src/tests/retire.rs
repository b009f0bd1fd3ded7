//! `retire`.

use super::projects::{registered, OWNER};
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;
use uen_primitives::{CertificateId, Day, DeviceKind, GreenDeliveries, Hour, Period, SavingCertificates, Wh, PERIODS_PER_DAY};

/// 10 kg of credits of account 1, of energy of the day before.
fn credits() -> CertificateId {
    let project = registered();
    let period = Period(PERIOD.0 - PERIODS_PER_DAY);
    add_device(8, OWNER, ZONE, DeviceKind::Wind);
    meter(8, period, 0, 0, 10_000_000);
    publish(ZONE, period.day(), 1_000, None);
    assert_ok!(Carbon::monitor(signed(OWNER), project, device(8), period, period));
    assert_ok!(Carbon::submit_report(signed(OWNER), project, H256::repeat_byte(9)));
    assert_ok!(Carbon::judge_report(signed(VERIFIER), project, 0, true));
    let issuance = NextIssuance::<Test>::get();
    assert_ok!(Carbon::issue_credits(signed(REGULATOR), project, 0));
    CertificateId { issuance, slice: 0 }
}

/// A saving of 100 Wh of account 1.
fn saving() -> CertificateId {
    add_device(9, 1, ZONE, DeviceKind::Consumption);
    let issuance = NextIssuance::<Test>::get();
    assert_ok!(<Carbon as SavingCertificates<u64>>::issue_saved(&1, &device(9), PERIOD, Wh(100)));
    CertificateId { issuance, slice: 0 }
}

fn purpose(purpose: Purpose) -> ClaimOf<Test> {
    Claim { purpose, ..claim(2) }
}

#[test]
fn retire_should_make_the_slice_the_record_of_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        events();
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(2)));
        assert_eq!(events(), vec![Event::Retired { certificate: id, owner: 1, claim: claim(2), first: 1, last: 100 }]);
        let state = SliceState::Retired(Retirement { claim: claim(2), at: START, factors: None });
        assert_eq!(record(id), SliceRecord { owner: 1, first: 1, last: 100, state, deposit: 0 });
        assert_eq!(issuance(id).totals, Totals { issued: 100, retired: 100, ..Default::default() });
        assert!(!CertificatesOf::<Test>::contains_key(1, id));
        assert!(Retirements::<Test>::contains_key(2, id));
        assert!(!Retirements::<Test>::contains_key(1, id));
        assert_eq!((balance(1), held(1)), (ENDOWMENT, 0));
    });
}

#[test]
fn retire_should_split_the_first_units_off_when_it_is_less_than_the_slice() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        events();
        assert_ok!(Carbon::retire(signed(1), id, 30, claim(1)));
        let into = slice(id, 1);
        let split = Event::Split { certificate: id, into, quantity: 30 };
        let retired = Event::Retired { certificate: into, owner: 1, claim: claim(1), first: 1, last: 30 };
        assert_eq!(events(), vec![split, retired]);
        let state = SliceState::Active;
        assert_eq!(record(id), SliceRecord { owner: 1, first: 31, last: 100, state, deposit: SLICE_DEPOSIT });
        assert_eq!(record(into).deposit, 0);
        assert_eq!(issuance(id).totals, Totals { issued: 100, active: 70, retired: 30, ..Default::default() });
        assert!(Retirements::<Test>::contains_key(1, into));
        assert!(CertificatesOf::<Test>::contains_key(1, id) && !CertificatesOf::<Test>::contains_key(1, into));
        assert_eq!(held(1), SLICE_DEPOSIT);
    });
}

#[test]
fn retire_should_split_without_a_further_deposit() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 1, EXISTENTIAL_DEPOSIT));
        assert_ok!(Carbon::retire(signed(1), id, 30, claim(1)));
        assert_eq!((balance(1), held(1)), (EXISTENTIAL_DEPOSIT, SLICE_DEPOSIT));
    });
}

#[test]
fn retire_should_cover_the_beneficiary_in_the_hour_and_zone() {
    ExtBuilder.build_and_execute(|| {
        add_device(2, 1, ZONE, DeviceKind::Biomass);
        add_device(3, 1, OTHER_ZONE, DeviceKind::Wind);
        let ids = [
            generate(1, PERIOD, 100),
            generate(2, Period(PERIOD.0 + 3), 50),
            generate(3, PERIOD, 7),
            generate(1, Period(PERIOD.0 + 4), 9),
        ];
        for purpose in [Purpose::Consumption, Purpose::Charging, Purpose::Compliance] {
            assert_ok!(Carbon::retire(signed(1), ids[0], 10, Claim { purpose, ..claim(2) }));
        }
        assert_ok!(Carbon::retire(signed(1), ids[1], 20, claim(2)));
        assert_ok!(Carbon::retire(signed(1), ids[2], 7, claim(2)));
        assert_ok!(Carbon::retire(signed(1), ids[3], 9, claim(2)));

        let emissions = 20 * u128::from(BIOMASS_FACTOR);
        let mixed = CoverageRecord { retired: Wh(50), carbon_free: Wh(30), emissions, retirements: 4 };
        assert_eq!(Coverage::<Test>::get((2, HOUR, ZONE)), mixed);
        let wind = CoverageRecord { retired: Wh(7), carbon_free: Wh(7), emissions: 0, retirements: 1 };
        assert_eq!(Coverage::<Test>::get((2, HOUR, OTHER_ZONE)), wind);
        let later = CoverageRecord { retired: Wh(9), carbon_free: Wh(9), emissions: 0, retirements: 1 };
        assert_eq!(Coverage::<Test>::get((2, Hour(HOUR.0 + 1), ZONE)), later);
        assert_eq!(Coverage::<Test>::iter_prefix((1,)).count(), 0);
    });
}

#[test]
fn retire_should_pin_the_latest_version_of_the_factors() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 300_000, None);
        let version = publish(ZONE, DAY, 310_000, None);
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 30, claim(2)));
        assert_ok!(Carbon::retire(signed(1), id, 30, claim(3)));
        let SliceState::Retired(retirement) = record(slice(id, 1)).state else { panic!("it is retired") };
        assert_eq!(retirement.factors, Some(version));
        let pins = |version| Factors::<Test>::get(DAY, (ZONE, version)).unwrap().pins;
        assert_eq!((pins(1), pins(2)), (0, 2));
    });
}

#[test]
fn retire_should_not_cover_consumption_when_it_is_of_credits_or_savings() {
    ExtBuilder.build_and_execute(|| {
        publish(ZONE, DAY, 300_000, None);
        for id in [credits(), saving()] {
            assert_ok!(Carbon::retire(signed(1), id, 10, purpose(Purpose::Compliance)));
            assert!(Retirements::<Test>::iter_key_prefix(2).any(|retired| retired.issuance == id.issuance));
        }
        assert_eq!(Coverage::<Test>::iter().count(), 0);
        assert_eq!(Factors::<Test>::get(DAY, (ZONE, 1)).unwrap().pins, 0);
    });
}

#[test]
fn retire_should_only_take_purposes_that_fit() {
    ExtBuilder.build_and_execute(|| {
        use Purpose::*;
        let ids = [generate(1, PERIOD, 100), saving(), credits()];
        let rows = [
            (Consumption, [true, false, false]),
            (Charging, [true, false, false]),
            (Compliance, [true, true, true]),
            (Compensation, [false, false, true]),
            (Storage(device(1)), [false, false, false]),
        ];
        for (of, fits) in rows {
            for (id, fits) in ids.into_iter().zip(fits) {
                if fits {
                    assert_ok!(Carbon::retire(signed(1), id, 1, purpose(of)));
                } else {
                    assert_noop!(Carbon::retire(signed(1), id, 1, purpose(of)), Error::<Test>::InvalidClaim);
                }
            }
        }
    });
}

#[test]
fn retire_should_fail_when_the_reporting_period_does_not_contain_the_day_of_production() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        let (before, after) = (Day(DAY.0 - 1), DAY.next());
        for (from, to) in [(after, after), (before, before), (after, before), (DAY, before), (after, DAY)] {
            let claim = Claim { from, to, ..claim(2) };
            assert_noop!(Carbon::retire(signed(1), id, 1, claim), Error::<Test>::InvalidClaim);
        }
        for (from, to) in [(before, after), (DAY, after), (before, DAY), (DAY, DAY), (Day(0), Day(u32::MAX))] {
            assert_ok!(Carbon::retire(signed(1), id, 1, Claim { from, to, ..claim(2) }));
        }
    });
}

#[test]
fn retire_should_take_any_reporting_period_that_is_one_of_credits() {
    ExtBuilder.build_and_execute(|| {
        let id = credits();
        let of = |from, to| Claim { from, to, ..purpose(Purpose::Compensation) };
        assert_ok!(Carbon::retire(signed(1), id, 1, of(Day(1), Day(1))));
        assert_noop!(Carbon::retire(signed(1), id, 1, of(Day(2), Day(1))), Error::<Test>::InvalidClaim);
    });
}

#[test]
fn retire_should_keep_the_commitment_as_it_is() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        let claim = Claim { commitment: H256::repeat_byte(7), from: Day(DAY.0 - 10), to: DAY, ..claim(2) };
        assert_ok!(Carbon::retire(signed(1), id, 100, claim.clone()));
        let SliceState::Retired(retirement) = record(id).state else { panic!("it is retired") };
        assert_eq!(retirement.claim, claim);
    });
}

#[test]
fn retire_should_fail_when_it_is_nothing_or_more_than_there_is() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        for quantity in [0, 101, u64::MAX] {
            assert_noop!(Carbon::retire(signed(1), id, quantity, claim(1)), Error::<Test>::InvalidQuantity);
        }
    });
}

#[test]
fn retire_should_fail_when_there_is_no_such_slice() {
    ExtBuilder.build_and_execute(|| {
        let unknown = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::retire(signed(1), unknown, 1, claim(1)), Error::<Test>::NotFound);
    });
}

#[test]
fn retire_should_fail_when_the_signer_does_not_own_it() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_noop!(Carbon::retire(signed(2), id, 1, claim(2)), Error::<Test>::NotOwner);
        assert_noop!(Carbon::retire(RuntimeOrigin::root(), id, 1, claim(2)), DispatchError::BadOrigin);
    });
}

#[test]
fn retire_should_fail_when_it_is_offered() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::offer(signed(1), id, 50, None, 7));
        assert_ok!(Carbon::offer(signed(1), id, 50, Some(2), 7));
        for offered in [slice(id, 1), id] {
            assert_noop!(Carbon::retire(signed(1), offered, 1, claim(1)), Error::<Test>::NotActive);
        }
        assert_noop!(Carbon::retire(signed(2), id, 1, claim(2)), Error::<Test>::NotOwner);
    });
}

#[test]
fn retire_should_fail_when_it_waits_for_the_settlement_of_a_green_sale() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, ZONE, DeviceKind::Solar);
        meter(1, PERIOD, 0, 100, 100);
        <Carbon as GreenDeliveries<u64>>::settled(&device(1), PERIOD, &2, Wh(40));
        let id = CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::retire(signed(1), id, 60, claim(1)), Error::<Test>::NotActive);
    });
}

#[test]
fn retire_should_fail_when_it_was_retired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        assert_ok!(Carbon::retire(signed(1), id, 100, claim(1)));
        assert_noop!(Carbon::retire(signed(1), id, 100, claim(1)), Error::<Test>::AlreadyRetired);
    });
}

#[test]
fn retire_should_fail_when_it_expired() {
    ExtBuilder.build_and_execute(|| {
        let id = generate(1, PERIOD, 100);
        set_clock(Day(DAY.0 + VALIDITY).end() - 1);
        assert_ok!(Carbon::retire(signed(1), id, 1, claim(1)));
        set_clock(Day(DAY.0 + VALIDITY).end());
        assert_noop!(Carbon::retire(signed(1), id, 1, claim(1)), Error::<Test>::Expired);
    });
}
