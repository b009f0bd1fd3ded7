//! Meters on the assembled runtime: registered, certified, read and mined through signed extrinsics, and attacked.
#![allow(missing_docs)]

mod chain;

use chain::{account, dev, nameplate, Chain, Meter, PERIOD, START};
use codec::Encode;
use frame_support::dispatch::DispatchClass;
use pallet_device_registry::{CertificateKind, CertifierRole, Error, Event, RejectReason};
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    DispatchError, FixedU128, Percent, Weight,
};
use uen_primitives::{DeviceKind, DeviceSignature, Flags, Permissions, Quality, SignedReading};
use uen_runtime::{
    constants::UEN, DeviceRegistry, EnergyMining, Runtime, RuntimeCall, RuntimeEvent, System, TransactionPayment,
    UncheckedExtrinsic,
};

type Call = pallet_device_registry::Call<Runtime>;

fn error(error: Error<Runtime>) -> Result<(), DispatchError> {
    Err(error.into())
}

/// Register a solar meter in zone 1.
fn register(chain: &mut Chain, owner: &sr25519::Pair, meter: &Meter) -> Result<(), DispatchError> {
    chain.register(owner, meter, DeviceKind::Solar, 1)
}

const YEAR: u64 = 365 * 86_400;

/// A chain with a certified, opened meter of Bob's, and the genesis hash.
fn opened(meter: &mut Meter) -> (Chain, H256) {
    let mut chain = Chain::new();
    register(&mut chain, &dev("//Bob"), meter).expect("Bob registers his meter");
    chain.certify(meter, START + YEAR, Permissions::MONITOR | Permissions::MINE);
    let genesis = chain.genesis_hash();
    let opening = meter.next(&genesis, 0, 0, 0);
    let events = submit(&mut chain, vec![opening]);
    assert!(matches!(events[..], [Event::ReadingAccepted { counter: 1, .. }]), "{events:?}");
    (chain, genesis)
}

/// The time of the next block, which has room.
fn next_block(chain: &mut Chain) -> u64 {
    if chain.begins_session() {
        chain.blocks(1);
    }
    chain.now + PERIOD
}

fn of_registry(events: Vec<RuntimeEvent>) -> Vec<Event<Runtime>> {
    let event = |event| match event {
        RuntimeEvent::DeviceRegistry(event) => Some(event),
        _ => None,
    };
    events.into_iter().filter_map(event).collect()
}

/// Submit readings without an account, in the next block; the registry's events.
fn submit(chain: &mut Chain, readings: Vec<SignedReading>) -> Vec<Event<Runtime>> {
    let (at, transaction) = (next_block(chain), chain.submission(readings));
    let (results, events) = chain.block_at(at, vec![transaction]);
    assert_eq!(results, [Ok(Ok(()))]);
    of_registry(events)
}

/// What becomes of a single reading, which somebody pays for.
fn outcome(chain: &mut Chain, reading: SignedReading) -> Result<Quality, RejectReason> {
    let call = Call::submit_paid_readings { readings: vec![reading].try_into().expect("a batch holds one") };
    let (result, events) = chain.call(&dev("//Alice//gateway"), call);
    result.expect("a batch is dispatched");
    match of_registry(events).as_slice() {
        [Event::ReadingAccepted { quality, .. }] => Ok(*quality),
        [Event::ReadingRejected { reason, .. }] => Err(reason.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn readings_should_need_no_account_and_cost_nobody_anything() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let [gateway, owner] = ["//Alice//gateway", "//Bob"].map(|uri| account(&dev(uri)));
    let before = (chain.free(&gateway), chain.free(&owner));
    let readings = vec![meter.next(&genesis, 100, 0, 0), meter.next(&genesis, 0, 300, 400)];
    assert_eq!(submit(&mut chain, readings).len(), 2);
    assert_eq!((chain.free(&gateway), chain.free(&owner)), before);
    // Signed by an account, the call is none of a meter's.
    let readings = vec![meter.next(&genesis, 1, 0, 0)].try_into().expect("a batch holds one");
    assert_eq!(chain.call(&dev("//Bob"), Call::submit_readings { readings }).0, Err(DispatchError::BadOrigin));
}

#[test]
fn paid_readings_should_cost_the_ordinary_fee_whatever_becomes_of_them() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let gateway = account(&dev("//Alice//gateway"));
    let readings = vec![meter.next(&genesis, 1, 0, 0)];
    let before = chain.free(&gateway);
    assert_eq!(outcome(&mut chain, readings[0].clone()), Ok(Quality::Measured));
    let fee = before - chain.free(&gateway);
    assert!(fee > 0);
    assert_eq!(outcome(&mut chain, readings[0].clone()), Err(RejectReason::CounterNotIncreasing));
    assert!(before - chain.free(&gateway) >= fee * 3 / 2, "a refused reading is paid for, too");
}

/// Attack 34, as the audit tried it: a stranger sends the newest of four readings first, and then one of them alone.
#[test]
fn stranger_should_not_open_a_gap() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let readings: Vec<_> = (0..4).map(|_| meter.next(&genesis, 100, 0, 0)).collect();
    chain.blocks(4);
    let [newest, first, whole] =
        [&readings[3..], &readings[..1], &readings[..]].map(|readings| chain.submission(readings.to_vec()));
    let pooled = |chain: &mut Chain, transaction: &UncheckedExtrinsic| chain.pooled(transaction.clone()).expect("it may come");
    let waiting = pooled(&mut chain, &newest);
    assert_eq!((waiting.requires.len(), waiting.priority), (1, 1), "the newest waits for those before");
    let mine = pooled(&mut chain, &whole);
    assert!(mine.provides.contains(&waiting.provides[0]) && mine.priority > waiting.priority, "and gives way to the batch");
    let at = next_block(&mut chain);
    let (results, events) = chain.block_at(at, vec![newest, first, whole]);
    assert!(results[0].is_err(), "no block takes the newest first");
    assert_eq!(results[1..], [Ok(Ok(())), Ok(Ok(()))]);
    let accepted = of_registry(events).into_iter().map(|event| match event {
        Event::ReadingAccepted { counter, quality, .. } => (counter, quality),
        other => panic!("{other:?}"),
    });
    let measured: Vec<_> = (2..=5).map(|counter| (counter, Quality::Measured)).collect();
    assert_eq!(accepted.collect::<Vec<_>>(), measured);
}

/// Attack 35: a copy of a batch is in vain, whoever sends it, and costs nobody anything.
#[test]
fn copy_of_a_batch_should_be_in_vain() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let readings: Vec<_> = (0..4).map(|_| meter.next(&genesis, 100, 0, 0)).collect();
    chain.blocks(4);
    let (original, copy) = (chain.submission(readings.clone()), chain.submission(readings.into_iter().rev().collect()));
    let at = next_block(&mut chain);
    let (results, events) = chain.block_at(at, vec![original.clone(), copy, original]);
    assert_eq!(results[0], Ok(Ok(())));
    assert!(results[1].is_err() && results[2].is_err());
    assert_eq!(of_registry(events).len(), 4);
}

/// A chain with `count` meters of Bob's in zone 1 that may be read, all opened.
fn many(count: u8) -> (Chain, Vec<Meter>, H256) {
    let mut meters: Vec<_> = (1..=count).map(Meter::new).collect();
    let mut chain = Chain::new();
    for meter in &meters {
        register(&mut chain, &dev("//Bob"), meter).unwrap();
    }
    for meter in &meters {
        chain.certify(meter, START + YEAR, Permissions::MONITOR | Permissions::MINE);
    }
    let genesis = chain.genesis_hash();
    let now = chain.now;
    let open = |meter: &mut Meter| {
        meter.end = now - 24 * PERIOD;
        meter.next(&genesis, 0, 0, 0)
    };
    let opening: Vec<_> = meters.iter_mut().map(open).collect();
    assert_eq!(submit(&mut chain, opening).len(), usize::from(count));
    (chain, meters, genesis)
}

/// Attack 36: free readings get their share of a block and no more, and neither keep transfers out nor make them dearer.
#[test]
fn flood_of_free_readings_should_leave_transfers_their_room_and_their_price() {
    let (mut chain, mut meters, genesis) = many(64);
    let multiplier = |chain: &mut Chain| chain.ext.execute_with(TransactionPayment::next_fee_multiplier);
    // Blocks with nothing that is paid for have the price fall: let it be above the least.
    chain.ext.execute_with(|| pallet_transaction_payment::NextFeeMultiplier::<Runtime>::put(FixedU128::from_u32(1)));
    // A share of which the readings of a test can take more.
    chain.root(Call::set_free_share { share: Percent::from_percent(20) }).unwrap();
    let batches: Vec<_> = (0..20)
        .map(|_| {
            let readings = meters.iter_mut().map(|meter| meter.next(&genesis, 10, 0, 0)).collect();
            chain.submission(readings)
        })
        .collect();
    let transfer = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(&dev("//Bob")).into(), value: UEN };
    let at = next_block(&mut chain);
    let senders = ["//Charlie", "//Dave", "//Eve", "//Ferdie"];
    let transfers: Vec<_> = senders.iter().map(|uri| chain.sign(&dev(uri), transfer.clone())).collect();
    let before = multiplier(&mut chain);
    // Whatever is paid for comes before free readings, also what is so heavy that few fit into a block.
    let mut priority = |transaction: &UncheckedExtrinsic| chain.pooled(transaction.clone()).expect("it is good").priority;
    let calls = vec![RuntimeCall::from(transfer.clone()); 500];
    let free = priority(&batches[0]);
    assert_eq!(free, 64);
    assert!(priority(&transfers[0]) > free);
    let heavy = chain.sign(&dev("//Alice"), pallet_utility::Call::<Runtime>::batch { calls });
    assert!(chain.pooled(heavy).expect("it is good").priority > free);
    let mut flood = batches.clone();
    flood.extend(transfers);
    let (results, _) = chain.block_at(at, flood);
    let (free, paid) = results.split_at(batches.len());
    assert!(paid.iter().all(|result| *result == Ok(Ok(()))), "all transfers get in");
    let taken = free.iter().take_while(|result| **result == Ok(Ok(()))).count();
    assert!((1..batches.len()).contains(&taken), "{taken} batches");
    let full = Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources));
    // What comes behind a batch that found no room waits for it.
    assert_eq!(free[taken], full);
    chain.ext.execute_with(|| {
        let limits = <Runtime as frame_system::Config>::BlockWeights::get();
        let normal = limits.get(DispatchClass::Normal).max_total.unwrap();
        let share = Weight::from_parts(normal.ref_time() / 5, normal.proof_size() / 5);
        let free = DeviceRegistry::free_weight();
        assert!(free.all_lte(share) && free.proof_size() > share.proof_size() / 2, "{free:?} of {share:?}");
        let all = *System::block_weight().get(DispatchClass::Normal);
        let transfers = all.saturating_sub(free);
        assert!(transfers.ref_time() > 0 && transfers.ref_time() < all.ref_time());
    });
    // As if there had been the transfers alone.
    let after = multiplier(&mut chain);
    assert!(after < before, "{after:?} after {before:?}");
    let transfers: Vec<_> = senders.iter().map(|uri| chain.sign(&dev(uri), transfer.clone())).collect();
    chain.ext.execute_with(|| pallet_transaction_payment::NextFeeMultiplier::<Runtime>::put(before));
    let at = next_block(&mut chain);
    chain.block_at(at, transfers);
    assert_eq!(multiplier(&mut chain), after);
}

/// Attack 1.
#[test]
fn reading_should_be_refused_when_it_is_replayed_or_of_another_chain() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let reading = meter.next(&genesis, 100, 0, 0);
    assert_eq!(outcome(&mut chain, reading.clone()), Ok(Quality::Measured));
    assert_eq!(outcome(&mut chain, reading), Err(RejectReason::CounterNotIncreasing));
    let foreign = meter.sign(&H256::repeat_byte(1), meter.peek(1, 0, 0));
    assert_eq!(outcome(&mut chain, foreign), Err(RejectReason::BadSignature));
    let mut payload = b"UEN:reading:v2".to_vec();
    payload.extend_from_slice(&meter.peek(1, 0, 0).signing_payload(&genesis)[14..]);
    let wrong_domain =
        SignedReading { reading: meter.peek(1, 0, 0), signature: DeviceSignature::Ed25519(meter.pair.sign(&payload)) };
    assert_eq!(outcome(&mut chain, wrong_domain), Err(RejectReason::BadSignature));
}

/// Attack 2.
#[test]
fn device_should_be_suspended_and_slashed_when_it_equivocates() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let first = meter.sign(&genesis, meter.peek(100, 0, 0));
    let second = meter.sign(&genesis, meter.peek(200, 0, 0));
    let reporter = dev("//Charlie");
    let before = chain.free(&account(&reporter));
    let report = Call::report_equivocation { first: first.clone(), second: second.clone() };
    chain.call(&reporter, report.clone()).0.unwrap();
    assert!(chain.free(&account(&reporter)) > before, "half of the deposit is worth the fee");
    assert_eq!(outcome(&mut chain, first), Err(RejectReason::NotActive));
    assert_eq!(chain.call(&reporter, report).0, error(Error::AlreadySlashed));
    let resume = Call::resume { device: meter.id() };
    assert!(chain.call(&dev("//Alice//metrology"), resume).0.is_err());
}

/// Attack 3.
#[test]
fn readings_should_be_refused_when_the_device_or_its_certifier_was_revoked() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let certifier = account(&dev("//Alice//metrology"));
    let remove = Call::remove_certifier { role: CertifierRole::Metrology, account: certifier };
    assert_eq!(chain.call(&dev("//Alice"), remove.clone()).0, Err(DispatchError::BadOrigin));
    chain.root(remove).unwrap();
    let reading = meter.sign(&genesis, meter.peek(1, 0, 0));
    assert_eq!(outcome(&mut chain, reading.clone()), Err(RejectReason::CertificateRevoked(CertificateKind::Metrology)));
    chain.call(&dev("//Alice//regulator"), Call::revoke { device: meter.id() }).0.unwrap();
    assert_eq!(outcome(&mut chain, reading), Err(RejectReason::NotActive));
}

/// Attack 4.
#[test]
fn reading_should_be_refused_when_it_exceeds_the_nameplate() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    // 8 kW for a quarter hour and five per cent: 2,100 Wh.
    let too_much = meter.sign(&genesis, meter.peek(0, 0, 2_101));
    assert_eq!(outcome(&mut chain, too_much), Err(RejectReason::CapacityExceeded));
    let all = meter.next(&genesis, 0, 2_100, 2_100);
    assert_eq!(outcome(&mut chain, all), Ok(Quality::Measured));
}

/// Attack 5.
#[test]
fn reading_should_be_refused_when_a_certificate_expired_before_its_end() {
    let mut meter = Meter::new(1);
    let mut chain = Chain::new();
    register(&mut chain, &dev("//Bob"), &meter).unwrap();
    chain.certify(&meter, START + 6 * PERIOD, Permissions::MONITOR);
    let genesis = chain.genesis_hash();
    chain.block_at(START + 8 * PERIOD, vec![]);
    for _ in 0..6 {
        let reading = meter.next(&genesis, 1, 0, 0);
        assert!(outcome(&mut chain, reading).is_ok(), "it was read before the expiry, and came after it");
    }
    let late = meter.sign(&genesis, meter.peek(1, 0, 0));
    assert!(matches!(outcome(&mut chain, late), Err(RejectReason::CertificateExpired(_))));
}

/// Attack 6.
#[test]
fn reading_should_be_refused_when_it_is_from_the_future_or_too_old_or_overlaps() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let mut future = meter.peek(1, 0, 0);
    // The next block is a quarter hour ahead.
    future.end = chain.now + PERIOD + 121;
    let future = meter.sign(&genesis, future);
    assert_eq!(outcome(&mut chain, future), Err(RejectReason::Future));
    let mut overlap = meter.peek(1, 0, 0);
    overlap.start -= 1;
    let overlap = meter.sign(&genesis, overlap);
    assert_eq!(outcome(&mut chain, overlap), Err(RejectReason::Overlap));
    let old = meter.sign(&genesis, meter.peek(1, 0, 0));
    chain.block_at(old.reading.end + 3 * 86_400, vec![]);
    assert_eq!(outcome(&mut chain, old), Err(RejectReason::TooOld));
}

/// Attack 7.
#[test]
fn energy_of_a_gap_should_not_be_mined() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let mut after_gap = meter.peek(0, 1_000, 1_000);
    after_gap.flags = Flags::RESUME;
    after_gap.start += 4 * PERIOD;
    after_gap.end += 4 * PERIOD;
    chain.block_at(after_gap.end, vec![]);
    let after_gap = meter.sign(&genesis, after_gap);
    assert_eq!(outcome(&mut chain, after_gap), Ok(Quality::Late));
    chain.skip_to(START + 6 * 86_400);
    chain.ext.execute_with(|| {
        let eras = EnergyMining::mining_eras(None, 10).items;
        assert!(!eras.is_empty());
        assert!(eras.iter().all(|era| era.weighted_energy == 0 && era.spend == 0), "{eras:?}");
    });
}

/// Attack 10, on the runtime: the mirror image of an ECDSA signature is refused.
#[test]
fn device_should_not_be_registered_with_a_malleated_signature() {
    let mut chain = Chain::new();
    chain.block_at(START, vec![]);
    let genesis = chain.genesis_hash();
    let pair = sp_core::ecdsa::Pair::from_seed(&[3; 32]);
    let key = uen_primitives::DeviceKey::EcdsaSecp256k1(pair.public());
    let owner = dev("//Bob");
    let payload = uen_primitives::ProofOfPossession::signing_payload(&genesis, &account(&owner), &key);
    let good = pair.sign(&payload);
    let mut mirrored = good;
    let order =
        sp_core::U256::from_big_endian(&hex_literal::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
    let s = order - sp_core::U256::from_big_endian(&good.0[32..64]);
    mirrored.0[32..64].copy_from_slice(&s.to_big_endian());
    mirrored.0[64] ^= 1;
    let call = |signature| Call::register {
        key,
        nameplate: nameplate(DeviceKind::Consumption, 1),
        proof: DeviceSignature::EcdsaSecp256k1(signature),
    };
    assert_eq!(chain.call(&owner, call(mirrored)).0, error(Error::BadSignature));
    chain.call(&owner, call(good)).0.unwrap();
}

#[test]
fn device_should_change_hands_in_two_steps_with_a_signed_handover() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let (bob, charlie) = (dev("//Bob"), dev("//Charlie"));
    let mut handover = meter.peek(10, 0, 0);
    handover.flags = Flags::HANDOVER;
    let accept = Call::accept_transfer { reading: meter.sign(&genesis, handover) };
    assert_eq!(chain.call(&charlie, accept.clone()).0, error(Error::NotOffered));
    let offer = Call::offer_transfer { device: meter.id(), to: Some(account(&charlie)) };
    assert_eq!(chain.call(&charlie, offer.clone()).0, error(Error::NotOwner));
    chain.call(&bob, offer).0.unwrap();
    chain.call(&charlie, accept).0.unwrap();
    let owner = chain.ext.execute_with(|| DeviceRegistry::device(meter.id()).unwrap().owner);
    assert_eq!(owner, account(&charlie));
}

#[test]
fn a_sunny_day_should_be_paid_from_the_540_million_and_claimed_once() {
    let mut meter = Meter::new(1);
    let (mut chain, genesis) = opened(&mut meter);
    let readings = (0..8).map(|_| meter.next(&genesis, 0, 300, 400)).collect();
    chain.block_at(START + 12 * PERIOD, vec![]);
    assert_eq!(submit(&mut chain, readings).len(), 8);
    chain.skip_to(START + 5 * 86_400 + 600);
    chain.skip_to(START + 5 * 86_400 + 1_200);
    let owner = account(&dev("//Bob"));
    let weighted = 8 * (300 * 1000 * 500 + 100 * 1000 * 250);
    let before = chain.free(&owner);
    chain.ext.execute_with(|| {
        let rewards = EnergyMining::mining_rewards(&owner, None, 10).items;
        assert_eq!(rewards[0].weighted_energy, weighted);
        assert_eq!(rewards[0].reward, Some(weighted * 1_000));
        let status = EnergyMining::mining_status();
        assert_eq!(status.remaining + status.reserved + status.paid, 540_000_000 * UEN);
    });
    let claim = pallet_energy_mining::Call::<Runtime>::claim { account: owner.clone(), era: 0 };
    chain.call(&dev("//Dave"), claim.clone()).0.unwrap();
    assert_eq!(chain.free(&owner) - before, weighted * 1_000);
    let again = chain.call(&dev("//Dave"), claim).0;
    assert_eq!(again, Err(pallet_energy_mining::Error::<Runtime>::AlreadyClaimed.into()));
}

/// The figure stands in the device registry's README: what accepting a reading adds to a block's proof, with a city's district of
/// devices in the state.
#[test]
fn proof_of_a_reading_should_be_bounded() {
    let (mut chain, mut meters, genesis) = many(64);
    let batch: Vec<_> = meters.iter_mut().map(|meter| meter.next(&genesis, 10, 0, 0)).collect();
    let one = Call::submit_readings { readings: batch[..1].to_vec().try_into().unwrap() };
    let all = Call::submit_readings { readings: batch.try_into().unwrap() };
    let mut proof = |call: Call| {
        use frame_support::dispatch::RawOrigin;
        use sp_runtime::traits::Dispatchable;
        let (result, proof) = chain.ext.execute_and_prove(|| RuntimeCall::from(call).dispatch(RawOrigin::Authorized.into()));
        result.expect("the batch is dispatched");
        proof.encode().len()
    };
    let (one, all) = (proof(one), proof(all));
    let each = (all - one) / 63;
    println!("proof of a batch of 1: {one} bytes; of 64: {all} bytes; {each} bytes a further reading");
    assert!(each <= 1_024, "{each} bytes");
}

#[test]
fn a_full_batch_should_fit_into_a_block() {
    let mut meter = Meter::new(1);
    let genesis = H256::zero();
    let readings: Vec<_> = (0..64).map(|_| meter.next(&genesis, 1, 0, 0)).collect();
    let call = RuntimeCall::from(Call::submit_readings { readings: readings.try_into().unwrap() });
    let authorising = frame_support::traits::Authorize::weight_of_authorize(&call);
    let limits = <Runtime as frame_system::Config>::BlockWeights::get();
    let limit: Weight = limits.get(frame_support::dispatch::DispatchClass::Normal).max_extrinsic.unwrap();
    assert!((chain::weight(&call) + authorising).all_lte(limit));
}
