//! Certificates, footprints and credits on the assembled runtime: issued from signed readings, sold, retired, and attacked.
#![allow(missing_docs)]

mod chain;

use chain::{
    account, dev,
    household::{next_period, open_meters, order, submit, Household, M},
    Chain,
};
use codec::Encode;
use frame_support::traits::{fungible::InspectHold, Get, InstanceFilter, IntegrityTest};
use pallet_carbon::{Call, Claim, DayFactors, Error, Event, HoldReason, HourFactors, Purpose, WeightInfo};
use sp_core::H256;
use sp_runtime::DispatchError;
use uen_primitives::{
    runtime_api::{CarbonCertificate, FootprintMethod, FootprintSums},
    Balance, CertificateId, Day, DeviceKind, Hour, Period, Product, Side, SignedReading, Wh,
};
use uen_runtime::{
    configs::{ProxyType, RuntimeBlockWeights},
    AccountId, AllPalletsWithSystem, Balances, Carbon, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
};

type Registry = pallet_device_registry::Error<Runtime>;

/// In µgCO2e/Wh.
const LOCATION: u32 = 380_000;
const RESIDUAL: u32 = 520_000;
/// Of the presets.
const FALLBACK: u32 = 400_000;

/// Bob with a roof and Charlie without, and an hour that begins after the gate of its first period is closed.
fn neighbours() -> (Chain, Household, Household, Hour) {
    let mut chain = Chain::new();
    let producer = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let consumer = Household::new(&mut chain, "//Charlie", 2, DeviceKind::Consumption, 1);
    let hour = Hour(next_period(&chain).hour().0 + 1);
    (chain, producer, consumer, hour)
}

/// Both are metered for all of `hour`: the roof gives 500 Wh a quarter, the neighbour takes 600.
fn measure(chain: &mut Chain, producer: &mut Household, consumer: &mut Household, hour: Hour) {
    if producer.meter.counter == 0 {
        open_meters(chain, &mut [producer, consumer], hour.first_period());
    }
    let genesis = chain.genesis_hash();
    let readings =
        (0..4).flat_map(|_| [producer.meter.next(&genesis, 0, 500, 500), consumer.meter.next(&genesis, 600, 0, 0)]).collect();
    submit(chain, hour.end(), readings);
}

/// A call in the next block; the pallet's events.
fn call(chain: &mut Chain, who: &Household, call: Call<Runtime>) -> Result<Vec<Event<Runtime>>, DispatchError> {
    call_by(chain, &who.owner, call)
}

fn call_by(
    chain: &mut Chain,
    signer: &sp_core::sr25519::Pair,
    call: Call<Runtime>,
) -> Result<Vec<Event<Runtime>>, DispatchError> {
    let (result, events) = chain.call_at(chain.now + 6, signer, call);
    result.map(|()| carbon_events(events))
}

fn carbon_events(events: Vec<RuntimeEvent>) -> Vec<Event<Runtime>> {
    events
        .into_iter()
        .filter_map(|event| match event {
            RuntimeEvent::Carbon(event) => Some(event),
            _ => None,
        })
        .collect()
}

fn id(issuance: u64, slice: u32) -> CertificateId {
    CertificateId { issuance, slice }
}

/// Identifier, first and last unit, and status of each.
fn owned(chain: &mut Chain, who: &AccountId) -> Vec<(CertificateId, u64, u64, String)> {
    let page = chain.ext.execute_with(|| Carbon::certificates_of(who.clone(), None, 100));
    let mut all: Vec<_> = page.items.into_iter().map(|item| (item.id, item.first, item.last, item.status)).collect();
    all.sort();
    all
}

fn certificate(chain: &mut Chain, id: CertificateId) -> CarbonCertificate<AccountId> {
    chain.ext.execute_with(|| Carbon::certificate(id)).expect("the certificate is there")
}

fn on_hold(chain: &mut Chain, who: &AccountId) -> Balance {
    chain.ext.execute_with(|| Balances::balance_on_hold(&RuntimeHoldReason::Carbon(HoldReason::Certificates), who))
}

fn slice_deposit() -> Balance {
    <Runtime as pallet_carbon::Config>::SliceDeposit::get()
}

fn claim(beneficiary: &AccountId, purpose: Purpose, day: Day) -> Claim<AccountId> {
    Claim { beneficiary: beneficiary.clone(), commitment: H256::repeat_byte(7), purpose, from: day, to: day }
}

/// The three sources agree on the factors of a day.
fn publish(chain: &mut Chain, day: Day) {
    let hours = vec![HourFactors { location: LOCATION, residual: Some(RESIDUAL) }; 24];
    let factors: DayFactors = hours.try_into().expect("a day has 24 hours");
    for (source, is_last) in [("//Dave", false), ("//Eve", false), ("//Ferdie", true)] {
        let submission =
            Call::submit_factors { zone: 1, day, version: 1, factors: factors.clone(), source_hash: H256::repeat_byte(1) };
        let events = call_by(chain, &dev(source), submission).expect("a source of the zone speaks");
        assert_eq!(matches!(events[..], [Event::FactorsPublished { version: 1, .. }]), is_last, "{events:?}");
    }
}

/// Both figures of an account in one hour, and the emissions that the rows of either method add up to.
fn footprint(chain: &mut Chain, who: &AccountId, hour: Hour) -> FootprintSums {
    let mut by = |method| chain.ext.execute_with(|| Carbon::footprint(who.clone(), hour, hour, method, None, None));
    let (location, market) = (by(FootprintMethod::Location), by(FootprintMethod::Market));
    assert_eq!(location.sums, market.sums);
    assert_eq!(location.hours.iter().map(|row| row.emissions).sum::<u128>(), location.sums.location_based);
    assert_eq!(market.hours.iter().map(|row| row.emissions).sum::<u128>(), market.sums.market_based);
    market.sums
}

#[test]
fn certificates_should_go_to_the_buyer_of_green_energy_when_its_sale_is_settled() {
    let (mut chain, mut producer, mut consumer, hour) = neighbours();
    let period = hour.first_period();
    order(&mut chain, &producer, period, Product::Green, Side::Sell, 1_000, 100 * M).expect("the offer is placed");
    order(&mut chain, &consumer, period, Product::Green, Side::Buy, 1_000, 150 * M).expect("the bid is placed");
    chain.block_at(period.start() - 300, vec![]);
    open_meters(&mut chain, &mut [&mut producer, &mut consumer], period);
    let genesis = chain.genesis_hash();
    let metered = vec![producer.meter.next(&genesis, 0, 820, 900), consumer.meter.next(&genesis, 500, 0, 0)];
    submit(&mut chain, period.end(), metered);
    // The buyer comes first.
    let early = Call::issue { device: producer.meter.id(), first: period, last: period };
    assert_eq!(call(&mut chain, &producer, early.clone()), Err(Error::<Runtime>::SaleUnsettled.into()));

    let (_, events) = chain.block_at(period.end() + 1_800, vec![]);
    let delivered = carbon_events(events);
    assert!(
        delivered.iter().any(|event| matches!(event, Event::Delivered { to, quantity: 820, .. } if *to == consumer.account())),
        "{delivered:?}"
    );
    let active = || String::from("active");
    assert_eq!(owned(&mut chain, &consumer.account()), [(id(0, 1), 1, 820, active())]);
    assert_eq!(
        owned(&mut chain, &producer.account()),
        [(id(0, 0), 821, 900, active())],
        "what was used on site is the producer's"
    );
    for who in [&producer, &consumer] {
        assert_eq!(on_hold(&mut chain, &who.account()), slice_deposit());
    }
    let bought = certificate(&mut chain, id(0, 1));
    assert_eq!(bought.issuance.device, Some(producer.meter.id()));
    assert_eq!((bought.issuance.first_period, bought.issuance.last_period), (Some(period), Some(period)));
    assert_eq!(bought.issuance.support.as_deref(), Some("energyMining"));

    // The rest of the hour is the producer's to issue, and the sold quarter is not issued again.
    let rest = (0..3).map(|_| producer.meter.next(&genesis, 0, 500, 500)).collect();
    submit(&mut chain, hour.end(), rest);
    let device = producer.meter.id();
    let last = Period(period.0 + 3);
    assert_eq!(call(&mut chain, &producer, early), Err(Registry::AlreadyClaimed.into()));
    let whole_hour = Call::issue { device, first: period, last };
    assert_eq!(call(&mut chain, &producer, whole_hour), Err(Registry::AlreadyClaimed.into()));
    let issued = call(&mut chain, &producer, Call::issue { device, first: Period(period.0 + 1), last });
    assert!(matches!(issued.as_deref(), Ok([Event::Issued { issuance: 1, quantity: 1_500, .. }])), "{issued:?}");
}

#[test]
fn retired_certificates_should_lower_the_market_based_footprint_and_not_the_location_based_one() {
    let (mut chain, mut producer, mut consumer, hour) = neighbours();
    measure(&mut chain, &mut producer, &mut consumer, hour);
    let (seller, buyer) = (producer.account(), consumer.account());
    let sums = footprint(&mut chain, &buyer, hour);
    assert_eq!((sums.consumption, sums.location_based), (Wh(2_400), 2_400 * u128::from(FALLBACK)), "nothing is published");
    assert_eq!(sums.market_based, sums.location_based, "nothing is retired, and no residual factor known");
    publish(&mut chain, hour.day());

    let issue = Call::issue { device: producer.meter.id(), first: hour.first_period(), last: Period(hour.first_period().0 + 3) };
    assert_eq!(call(&mut chain, &consumer, issue.clone()), Err(Error::<Runtime>::NotOwner.into()));
    call(&mut chain, &producer, issue.clone()).expect("the hour is issued");
    assert_eq!(call(&mut chain, &producer, issue), Err(Registry::AlreadyClaimed.into()));
    assert_eq!(on_hold(&mut chain, &seller), slice_deposit());

    let offer = Call::offer { certificate: id(0, 0), quantity: 1_500, to: None, price: 2 * M };
    call(&mut chain, &producer, offer).expect("1,500 of 2,000 are offered");
    assert_eq!(on_hold(&mut chain, &seller), 2 * slice_deposit());
    let dear = Call::accept { certificate: id(0, 1), quantity: 1_000, max_price: 2 * M - 1 };
    assert_eq!(call(&mut chain, &consumer, dear), Err(Error::<Runtime>::PriceExceeded.into()));
    let before = chain.free(&seller);
    let accept = Call::accept { certificate: id(0, 1), quantity: 1_000, max_price: 2 * M };
    call(&mut chain, &consumer, accept).expect("1,000 of 1,500 are bought");
    assert_eq!(
        chain.free(&seller) - before,
        1_000 * Balance::from(2 * M),
        "the seller has the price, and the rest still on offer"
    );
    assert_eq!((on_hold(&mut chain, &seller), on_hold(&mut chain, &buyer)), (2 * slice_deposit(), slice_deposit()));

    let unclaimed = footprint(&mut chain, &buyer, hour);
    assert_eq!(unclaimed.location_based, 2_400 * u128::from(LOCATION));
    assert_eq!(unclaimed.market_based, 2_400 * u128::from(RESIDUAL), "what is bought is not yet claimed");
    let retire = Call::retire { certificate: id(0, 2), quantity: 1_000, claim: claim(&buyer, Purpose::Consumption, hour.day()) };
    assert_eq!(call(&mut chain, &producer, retire.clone()), Err(Error::<Runtime>::NotOwner.into()));
    call(&mut chain, &consumer, retire.clone()).expect("they are retired");
    assert_eq!(call(&mut chain, &consumer, retire), Err(Error::<Runtime>::AlreadyRetired.into()));
    assert_eq!(on_hold(&mut chain, &buyer), 0);

    let claimed = footprint(&mut chain, &buyer, hour);
    assert_eq!(claimed.location_based, unclaimed.location_based, "a purchase never changes the location-based figure");
    assert_eq!(claimed.market_based, 1_400 * u128::from(RESIDUAL));
    assert_eq!((claimed.covered, claimed.carbon_free), (Wh(1_000), Wh(1_000)));
    let retired = certificate(&mut chain, id(0, 2));
    assert_eq!(retired.status, "claimed");
    assert_eq!(retired.retirement.expect("it is retired").factors, Some(1));
    let units = retired.issuance;
    assert_eq!((units.issued, units.active, units.locked, units.retired), (2_000, 500, 500, 1_000));
}

/// Attack 18.
#[test]
fn certificates_and_credits_should_exclude_each_other_when_they_are_of_the_same_energy() {
    let (mut chain, mut producer, mut consumer, hour) = neighbours();
    let next = Hour(hour.0 + 1);
    measure(&mut chain, &mut producer, &mut consumer, hour);
    measure(&mut chain, &mut producer, &mut consumer, next);
    publish(&mut chain, hour.day());
    let (verifier, regulator, device) = (dev("//Alice//verifier"), dev("//Alice//regulator"), producer.meter.id());
    let hashes = (H256::repeat_byte(1), H256::repeat_byte(2));
    let (starts, ends) = (hour.day(), Day(hour.day().0 + 3_650));
    let register = Call::register_project { zone: 1, methodology: hashes.0, metadata: hashes.1, starts, ends };
    call(&mut chain, &producer, register).expect("the project is described");
    call_by(&mut chain, &verifier, Call::validate_project { project: 0 }).expect("it is sound");
    let unasked = call_by(&mut chain, &verifier, Call::approve_project { project: 0 });
    assert_eq!(unasked, Err(Error::<Runtime>::NotOfficer.into()), "a verifier is no regulator");
    call_by(&mut chain, &regulator, Call::approve_project { project: 0 }).expect("it is registered");

    let of = |hour: Hour| (hour.first_period(), Period(hour.first_period().0 + 3));
    let monitor = |(first, last)| Call::monitor { project: 0, device, first, last };
    let issue = |(first, last)| Call::issue { device, first, last };
    call(&mut chain, &producer, monitor(of(hour))).expect("the first hour is the project's");
    call(&mut chain, &producer, issue(of(next))).expect("the second one is certified");
    for taken in [issue(of(hour)), monitor(of(next)), monitor(of(hour)), issue(of(next))] {
        assert_eq!(call(&mut chain, &producer, taken), Err(Registry::AlreadyClaimed.into()));
    }

    // 2,000 Wh × 380 mg/Wh are 760 g: less than a kg, which is what a credit is.
    call(&mut chain, &producer, Call::submit_report { project: 0, evidence: hashes.1 }).expect("the report is closed");
    call_by(&mut chain, &verifier, Call::judge_report { project: 0, report: 0, is_right: true }).expect("it is right");
    let credits = call_by(&mut chain, &regulator, Call::issue_credits { project: 0, report: 0 });
    assert_eq!(credits, Err(Error::<Runtime>::NothingToIssue.into()));
}

#[test]
fn credits_should_be_issued_of_what_was_measured_and_compensate_what_they_are_retired_for() {
    let (mut chain, mut producer, _, hour) = neighbours();
    publish(&mut chain, hour.day());
    let (verifier, regulator, device) = (dev("//Alice//verifier"), dev("//Alice//regulator"), producer.meter.id());
    open_meters(&mut chain, &mut [&mut producer], hour.first_period());
    let genesis = chain.genesis_hash();
    let readings: Vec<SignedReading> = (0..4).map(|_| producer.meter.next(&genesis, 0, 2_000, 2_000)).collect();
    submit(&mut chain, hour.end(), readings);
    let (methodology, metadata) = (H256::repeat_byte(1), H256::repeat_byte(2));
    let register = Call::register_project { zone: 1, methodology, metadata, starts: hour.day(), ends: hour.day() };
    call(&mut chain, &producer, register).expect("the project is described");
    call_by(&mut chain, &verifier, Call::validate_project { project: 0 }).expect("it is sound");
    call_by(&mut chain, &regulator, Call::approve_project { project: 0 }).expect("it is registered");
    let (first, last) = (hour.first_period(), Period(hour.first_period().0 + 3));
    call(&mut chain, &producer, Call::monitor { project: 0, device, first, last }).expect("it is monitored");
    call(&mut chain, &producer, Call::submit_report { project: 0, evidence: metadata }).expect("the report is closed");
    call_by(&mut chain, &verifier, Call::judge_report { project: 0, report: 0, is_right: true }).expect("it is right");
    call_by(&mut chain, &regulator, Call::issue_credits { project: 0, report: 0 }).expect("credits are issued");

    // 8,000 Wh × 380 mg/Wh are 3.04 kg.
    let credits = certificate(&mut chain, id(0, 0));
    assert_eq!((credits.owner, credits.first, credits.last), (producer.account(), 1, 3));
    assert_eq!((credits.unit.as_str(), credits.issuance.expires), ("kgCo2e", None));
    assert_eq!((credits.issuance.vintage, credits.issuance.first_serial), (Some(2016), Some(1)));
    let who = producer.account();
    let retire = |purpose| Call::retire { certificate: id(0, 0), quantity: 2, claim: claim(&who, purpose, hour.day()) };
    let consumed = call(&mut chain, &producer, retire(Purpose::Consumption));
    assert_eq!(consumed, Err(Error::<Runtime>::InvalidClaim.into()), "a credit is no energy");
    call(&mut chain, &producer, retire(Purpose::Compensation)).expect("they compensate");
    let retirements = chain.ext.execute_with(|| Carbon::retirements(who.clone(), None, 100)).items;
    assert_eq!(retirements.iter().map(|item| (item.first, item.last)).collect::<Vec<_>>(), [(1, 2)]);
}

/// Proof that the relaying of a reading takes, in bytes, after the producer had the hour before certified, or said something.
fn proof_of_a_reading(is_certified: bool) -> usize {
    use frame_support::dispatch::RawOrigin;
    use sp_runtime::traits::Dispatchable;
    let (mut chain, mut producer, mut consumer, hour) = neighbours();
    measure(&mut chain, &mut producer, &mut consumer, hour);
    chain.block_at(hour.end() + 900, vec![]);
    let (first, last) = (hour.first_period(), Period(hour.first_period().0 + 3));
    let issue: RuntimeCall = Call::<Runtime>::issue { device: producer.meter.id(), first, last }.into();
    let remark: RuntimeCall = frame_system::Call::<Runtime>::remark { remark: vec![] }.into();
    let (result, _) = chain.call_at(chain.now + 6, &producer.owner, if is_certified { issue } else { remark });
    result.expect("it is done");
    // What is dispatched outside of a block adds to the last one's events, which are part of the proof then: of none.
    chain.block_at(chain.now + 6, vec![]);

    let (id, reading) = (producer.meter.id(), producer.meter.next(&chain.genesis_hash(), 0, 500, 500));
    let counter = reading.reading.counter;
    let readings = vec![reading].try_into().expect("it is one");
    let relay = RuntimeCall::from(pallet_device_registry::Call::<Runtime>::submit_readings { readings });
    let origin = RawOrigin::Authorized.into();
    let (accepted, proof) = chain.ext.execute_and_prove(|| {
        relay.dispatch(origin).expect("the batch is dispatched");
        pallet_device_registry::Devices::<Runtime>::get(id).map(|record| record.meter.counter)
    });
    assert_eq!(accepted, Some(counter), "the reading is accepted");
    proof.encode().len()
}

#[test]
fn relaying_readings_should_cost_no_more_when_certificates_are_issued_of_them() {
    let (before, after) = (proof_of_a_reading(false), proof_of_a_reading(true));
    println!("proof of a reading: {before} bytes, with certificates of the hour before {after} bytes");
    // On so small a chain a node of the trie that was one more leaf may have become a branch; a read more would be an entry of 600 bytes.
    assert!(after <= before + 300, "{after} bytes, {before} before");
}

#[test]
fn a_trading_proxy_should_sell_and_retire_certificates_and_not_buy_them() {
    let who = account(&dev("//Bob"));
    let certificate = id(0, 0);
    let (device, period) = (uen_primitives::DeviceId(H256::zero()), Period(0));
    let claim = claim(&who, Purpose::Consumption, Day(0));
    let worth_money = [
        Call::offer { certificate, quantity: 1, to: Some(who.clone()), price: 0 },
        Call::retire { certificate, quantity: 1, claim },
    ];
    let harmless = [
        Call::issue { device, first: period, last: period },
        Call::split { certificate, quantity: 1 },
        Call::withdraw_offer { certificate },
    ];
    let allows = |proxy: ProxyType, call: &Call<Runtime>| proxy.filter(&RuntimeCall::Carbon(call.clone()));
    for call in worth_money.iter().chain(&harmless) {
        assert!(allows(ProxyType::Trading, call), "{call:?}");
        assert!(!allows(ProxyType::Metering, call), "{call:?}");
        assert!(!allows(ProxyType::Claim, call), "{call:?}");
    }
    let accept = Call::accept { certificate, quantity: 1, max_price: 1 };
    assert!(!allows(ProxyType::Trading, &accept) && !allows(ProxyType::NonTransfer, &accept));
    assert!(!allows(ProxyType::Trading, &Call::issue_credits { project: 0, report: 0 }));
    assert!(worth_money.iter().all(|call| !allows(ProxyType::NonTransfer, call)));
    assert!(harmless.iter().all(|call| allows(ProxyType::NonTransfer, call)));
}

#[test]
fn the_constants_of_all_pallets_should_fit_together() {
    sp_io::TestExternalities::default().execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn a_clean_up_step_should_take_no_more_than_a_quarter_of_a_block() {
    type Weights = <Runtime as pallet_carbon::Config>::WeightInfo;
    let most: u32 = <Runtime as pallet_carbon::Config>::MaxItemsPerStep::get();
    let quarter = RuntimeBlockWeights::get().max_block.saturating_div(4);
    for weight in [Weights::sweep(most), Weights::prune_factors(most)] {
        assert!(weight.all_lte(quarter), "{weight:?} of {quarter:?}");
    }
}
