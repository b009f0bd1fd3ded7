//! Metering points over their life: keys, meters, amendments, objections, and a chain that stands still.
#![allow(missing_docs)]

mod chain;

use chain::{
    account, dev,
    household::{next_period, order, submit, Household, M},
    nameplate, Chain,
};
use frame_support::dispatch::GetDispatchInfo;
use pallet_device_registry::{AccuracyClass, Amendment, Certificate, Error, StandstillAfter, Standstills};
use sp_core::{ed25519, Pair, H256};
use sp_runtime::DispatchError;
use uen_primitives::{
    Day, DeviceKey, DeviceKind, DeviceSignature, Hour, KeyChange, P256Public, P256Signature, Period, Permissions, Product,
    Registers, Resolution, Side,
};
use uen_runtime::{DeviceRegistry, EnergyMining, Runtime};

type Call = pallet_device_registry::Call<Runtime>;
type Market = pallet_energy_market::Error<Runtime>;

/// A reading of the meter one period later, submitted in a block at its end.
fn measure(chain: &mut Chain, household: &mut Household, [import, export, generation]: [u64; 3]) {
    let genesis = chain.genesis_hash();
    let reading = household.meter.next(&genesis, import, export, generation);
    let at = reading.reading.end.max(chain.now + 6);
    submit(chain, at, vec![reading]);
}

/// A solar household of Bob's that was opened.
fn solar(chain: &mut Chain) -> Household {
    let mut household = Household::new(chain, "//Bob", 1, DeviceKind::Solar, 1);
    let period = next_period(chain);
    chain::household::open_meters(chain, &mut [&mut household], period);
    household
}

#[test]
fn meter_should_be_replaced_while_its_owner_trades() {
    let mut chain = Chain::new();
    let mut household = solar(&mut chain);
    measure(&mut chain, &mut household, [0, 100, 200]);
    let device = household.meter.id();
    let later = next_period(&chain);
    order(&mut chain, &household, later, Product::Any, Side::Sell, 1_000, M).expect("the offer is placed");

    let genesis = chain.genesis_hash();
    let (closing, end) = chain.ext.execute_with(|| {
        let info = DeviceRegistry::device(device).expect("it is known");
        (info.registers, info.last_end.expect("it was read"))
    });
    let pair = ed25519::Pair::from_seed(&[77; 32]);
    let key = DeviceKey::Ed25519(pair.public());
    let proof = DeviceSignature::Ed25519(pair.sign(&KeyChange { device, number: 0, key }.signing_payload(&genesis)));
    let replace = Call::replace_meter { device, closing, opening: Registers::default(), end, key, proof };
    chain.call(&dev("//Alice//metrology"), replace).0.expect("metrology replaces the meter");
    let trade = |chain: &mut Chain, household: &Household| {
        let period = next_period(chain);
        order(chain, household, period, Product::Any, Side::Sell, 1_000, M)
    };
    assert_eq!(trade(&mut chain, &household), Err(Market::DeviceNotEligible.into()), "the new meter is not verified");
    let valid_until = chain.now + 86_400;
    for (by, certificate) in [
        ("//Alice//manufacturer", Certificate::TypeApproval { valid_until }),
        ("//Alice//metrology", Certificate::Metrology { accuracy_class: AccuracyClass::B, valid_until }),
    ] {
        chain.call(&dev(by), Call::certify { device, certificate }).0.expect("a certifier certifies");
    }
    trade(&mut chain, &household).expect("the offer is placed");
    let info = chain.ext.execute_with(|| DeviceRegistry::device(device)).expect("it is known");
    assert_eq!((info.id, info.key, info.key_number, info.former_keys.len()), (device, key, 1, 1));
}

#[test]
fn amendments_should_bind_the_market_at_once() {
    let mut chain = Chain::new();
    let household = solar(&mut chain);
    let device = household.meter.id();
    let sell = |chain: &mut Chain, quantity| {
        let period = next_period(chain);
        order(chain, &household, period, Product::Any, Side::Sell, quantity, M)
    };
    let amend = |chain: &mut Chain, by, amendment| {
        chain.call(&dev(by), Call::amend { device, amendment }).0.expect("a certifier amends");
    };
    // 8 kW for a quarter hour are 2 kWh; half of it is 1 kWh.
    sell(&mut chain, 2_000).expect("the offer is placed");
    let half = |resolution| {
        let capacities = uen_primitives::Capacities { export_w: 4_000, ..nameplate(DeviceKind::Solar, 1).capacities };
        Amendment::Nameplate { capacities, resolution }
    };
    amend(&mut chain, "//Alice//metrology", half(Resolution::QuarterHour));
    assert!(sell(&mut chain, 1_001).is_err());
    sell(&mut chain, 1_000).expect("the offer is placed");
    amend(&mut chain, "//Alice//regulator", Amendment::Permissions(Permissions::MONITOR));
    assert_eq!(sell(&mut chain, 100), Err(Market::DeviceNotEligible.into()));
    amend(&mut chain, "//Alice//regulator", Amendment::Permissions(Permissions::ALL));
    // What is offered is still expected.
    let later = Period(next_period(&chain).0 + 20);
    order(&mut chain, &household, later, Product::Any, Side::Sell, 500, M).expect("the offer is placed");
    let coarse = Call::amend { device, amendment: half(Resolution::Hour) };
    let refused = Err(Error::<Runtime>::HasOpenPositions.into());
    assert_eq!(chain.call(&dev("//Alice//metrology"), coarse.clone()).0, refused);
    chain.skip_to(chain.now + 3 * 86_400);
    chain.blocks(3);
    chain.call(&dev("//Alice//metrology"), coarse).0.expect("nothing is expected any more");
    assert_eq!(sell(&mut chain, 100), Err(Market::CoarseResolution.into()));
}

/// A day to which somebody objects is not mined. Once governance says that it was right, it is mined with the next era.
#[test]
fn objected_day_should_be_mined_after_governance_dismissed_the_objection() {
    let mut chain = Chain::new();
    let mut household = solar(&mut chain);
    measure(&mut chain, &mut household, [0, 100, 200]);
    let (device, day) = (household.meter.id(), Day::of(chain.now));
    let object = Call::object { device, day, reason: H256::zero() };
    chain.call(&dev("//Alice//regulator"), object).0.expect("the regulator objects");
    let rewards = |chain: &mut Chain| {
        let items = chain.ext.execute_with(|| EnergyMining::mining_rewards(&account(&dev("//Bob")), None, 10).items);
        items.into_iter().filter(|item| item.weighted_energy > 0).map(|item| (item.era, item.weighted_energy)).collect::<Vec<_>>()
    };
    let pass = |chain: &mut Chain, at| {
        chain.skip_to(at);
        for _ in 0..4 {
            chain.block_at(chain.now + 6, vec![]);
        }
    };
    pass(&mut chain, day.end() + 4 * 86_400 + 66);
    assert_eq!(rewards(&mut chain), []);
    let uphold = false;
    chain.root(Call::decide_objection { device, day, uphold }).expect("governance decides");
    pass(&mut chain, day.end() + 5 * 86_400 + 66);
    // 100 Wh exported and 100 Wh used on site.
    assert_eq!(rewards(&mut chain), [(1, 100 * 500_000 + 100 * 250_000)]);
}

/// The clock's inherent tells the registry, which lets readings come as much later.
#[test]
fn standstill_should_extend_the_reading_window() {
    let mut chain = Chain::new();
    let mut household = solar(&mut chain);
    chain.ext.execute_with(|| StandstillAfter::<Runtime>::put(600));
    let genesis = chain.genesis_hash();
    let reading = household.meter.next(&genesis, 1, 2, 3);
    let end = reading.reading.end;
    chain.block_at(end, vec![]);
    let stood_still = 3 * 86_400 + 3_600;
    let at = end + stood_still;
    let events = submit(&mut chain, at, vec![reading]);
    assert!(format!("{events:?}").contains("quality: Measured"), "{events:?}");
    let standstills = chain.ext.execute_with(|| Standstills::<Runtime>::get());
    assert_eq!(standstills.last().map(|last| last.until - last.from), Some(stood_still));
    let consumed = chain.ext.execute_with(|| {
        use uen_primitives::CertifiableEnergy;
        DeviceRegistry::consumption(&household.meter.id(), Hour::of(end - 1))
    });
    assert_eq!(consumed.map(|(_, consumed)| consumed.import.0), Some(1));
}

/// A P-256 key is dear to check, and only whoever has one pays for that.
#[test]
fn proofs_of_p256_keys_should_be_weighed() {
    let proof = |is_p256| match is_p256 {
        true => DeviceSignature::P256(P256Signature([0; 64])),
        false => DeviceSignature::Ed25519(ed25519::Signature::from_raw([0; 64])),
    };
    let key = DeviceKey::P256(P256Public([2; 33]));
    let weight = |is_p256| {
        let call = Call::register { key, nameplate: nameplate(DeviceKind::Solar, 1), proof: proof(is_p256) };
        call.get_dispatch_info().call_weight
    };
    let check = <Runtime as pallet_device_registry::Config>::WeightInfo::verify_p256();
    use pallet_device_registry::WeightInfo;
    assert_eq!(weight(true), weight(false).saturating_add(check));
    // A point that is not on the curve is no key.
    let mut chain = Chain::new();
    chain.blocks(1);
    let call = Call::register { key, nameplate: nameplate(DeviceKind::Solar, 1), proof: proof(true) };
    let refused: Result<(), DispatchError> = Err(Error::<Runtime>::BadSignature.into());
    assert_eq!(chain.call(&dev("//Bob"), call).0, refused);
}
