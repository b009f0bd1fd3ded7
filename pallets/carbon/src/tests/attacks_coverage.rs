//! Attack 19: to retire more than one consumes, elsewhere, at another time or twice, and to look better for it.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use uen_primitives::{
    runtime_api::{FootprintMethod, FootprintSums},
    DeviceKind, Hour, Wh,
};

const CONSUMER: u64 = 5;
const LOCATION: u32 = 400_000;
const RESIDUAL: u32 = 500_000;
const NEXT: Hour = Hour(HOUR.0 + 1);

/// Draws 1 kWh in each of two hours.
fn set_up() {
    set_clock(NEXT.end());
    publish(ZONE, DAY, LOCATION, Some(RESIDUAL));
    add_device(5, CONSUMER, ZONE, DeviceKind::Consumption);
    for hour in [HOUR, NEXT] {
        meter(5, hour.first_period(), 1_000, 0, 0);
    }
}

fn sums(who: u64) -> FootprintSums {
    Carbon::footprint(who, HOUR, NEXT, FootprintMethod::Market, None, None).sums
}

fn retire_for(who: u64, n: u8, hour: Hour, quantity: u64) {
    let id = generate(n, hour.first_period(), quantity);
    assert_ok!(Carbon::retire(signed(n.into()), id, quantity, claim(who)));
}

/// The market-based figure, if so much of the two hours is not covered.
fn uncovered(energy: u64) -> u128 {
    u128::from(energy) * u128::from(RESIDUAL)
}

#[test]
fn attack_19_retiring_more_than_was_drawn_should_cover_no_more_than_that() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        retire_for(CONSUMER, 1, HOUR, 5_000);
        let sums = sums(CONSUMER);
        assert_eq!((sums.covered, sums.carbon_free), (Wh(1_000), Wh(1_000)));
        assert_eq!(sums.market_based, uncovered(1_000));
        assert_eq!(sums.location_based, 2_000 * u128::from(LOCATION));
    });
}

#[test]
fn attack_19_what_one_hour_has_too_much_should_not_cover_another() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        retire_for(CONSUMER, 1, HOUR, 1_500);
        retire_for(CONSUMER, 2, NEXT, 200);
        assert_eq!((sums(CONSUMER).covered, sums(CONSUMER).market_based), (Wh(1_200), uncovered(800)));
    });
}

#[test]
fn attack_19_energy_of_another_zone_should_cover_nothing() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        add_device(1, 1, OTHER_ZONE, DeviceKind::Solar);
        retire_for(CONSUMER, 1, HOUR, 1_000);
        assert_eq!((sums(CONSUMER).covered, sums(CONSUMER).market_based), (Wh(0), uncovered(2_000)));
    });
}

#[test]
fn attack_19_one_certificate_should_not_cover_two_accounts() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        add_device(6, 6, ZONE, DeviceKind::Consumption);
        meter(6, PERIOD, 1_000, 0, 0);
        let id = generate(1, PERIOD, 1_000);
        assert_ok!(Carbon::retire(signed(1), id, 1_000, claim(CONSUMER)));
        assert_noop!(Carbon::retire(signed(1), id, 1_000, claim(6)), Error::<Test>::AlreadyRetired);
        assert_eq!((sums(CONSUMER).covered, sums(6).covered), (Wh(1_000), Wh(0)));
    });
}

#[test]
fn attack_19_energy_that_went_into_a_store_should_cover_nothing_until_it_comes_out() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        add_device(9, 1, ZONE, DeviceKind::Storage);
        meter(9, PERIOD, 800, 0, 0);
        assert_ok!(Carbon::store(signed(1), generate(1, PERIOD, 800), 800, device(9)));
        // The store itself draws from the grid, and its owner does not cover that by storing.
        assert_eq!((sums(1).consumption, sums(1).covered), (Wh(800), Wh(0)));
        let period = NEXT.first_period();
        meter(9, period, 0, 800, 0);
        assert_ok!(Carbon::reissue(signed(1), device(9), period));
        let reissued = uen_primitives::CertificateId { issuance: 1, slice: 0 };
        assert_eq!(record(reissued).quantity(), 640);
        assert_ok!(Carbon::retire(signed(1), reissued, 640, claim(CONSUMER)));
        assert_eq!((sums(CONSUMER).covered, sums(CONSUMER).market_based), (Wh(640), uncovered(1_360)));
    });
}

#[test]
fn attack_19_retiring_what_emits_for_somebody_should_not_displace_clean_energy() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        add_device(2, 2, ZONE, DeviceKind::Biomass);
        retire_for(CONSUMER, 2, HOUR, 1_000);
        let with_biomass = sums(CONSUMER).market_based;
        assert_eq!(with_biomass, uncovered(1_000) + 1_000 * u128::from(BIOMASS_FACTOR));
        // What is free of carbon covers first, and leaves nothing of the hour to the biomass.
        retire_for(CONSUMER, 1, HOUR, 1_000);
        assert_eq!(sums(CONSUMER).market_based, uncovered(1_000));
        assert_eq!(sums(CONSUMER).carbon_free, Wh(1_000));
    });
}

#[test]
fn attack_19_credits_and_savings_should_cover_nothing() {
    ExtBuilder.build_and_execute(|| {
        set_up();
        assert_ok!(<Carbon as uen_primitives::SavingCertificates<u64>>::issue_saved(&CONSUMER, &device(5), PERIOD, Wh(1_000)));
        let id = uen_primitives::CertificateId { issuance: 0, slice: 0 };
        assert_noop!(Carbon::retire(signed(CONSUMER), id, 1_000, claim(CONSUMER)), Error::<Test>::InvalidClaim);
        let compliance = Claim { purpose: Purpose::Compliance, ..claim(CONSUMER) };
        assert_ok!(Carbon::retire(signed(CONSUMER), id, 1_000, compliance));
        assert_eq!((sums(CONSUMER).covered, sums(CONSUMER).market_based), (Wh(0), uncovered(2_000)));
    });
}
