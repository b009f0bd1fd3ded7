//! A chain of the previous release goes on with this one. `scripts/snapshot-release.sh` wrote what is in `fixtures`.
#![allow(missing_docs)]

mod chain;

use chain::{
    account, dev,
    household::{next_period, open_meters, order, submit, Household, M},
    Chain, START,
};
use codec::{Compact, Decode, DecodeAll, Encode};
use frame_metadata::{
    v14::{RuntimeMetadataV14, StorageEntryType},
    RuntimeMetadata,
};
use frame_support::{
    migrations::MultiStepMigrator,
    storage::storage_prefix,
    traits::{
        BeforeAllRuntimeMigrations, OnRuntimeUpgrade, PalletsInfoAccess, StorageVersion, STORAGE_VERSION_STORAGE_KEY_POSTFIX,
    },
};
use frame_system::LastRuntimeUpgrade;
use pallet_collective::Instance1 as CouncilInstance;
use pallet_democracy::ReferendumInfo;
use pallet_energy_market::{
    Agenda, Agendas, ClearingKey, EdgeCapacity, MarketRecord, MarketStage, Markets, Periods, SweepCursor, Zones, MAX_ZONE_DEPTH,
};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef};
use sp_core::hexdisplay::HexDisplay;
use sp_io::{
    hashing::{blake2_256, twox_128},
    TestExternalities,
};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    Storage,
};
use std::collections::{BTreeMap, BTreeSet};
use uen_primitives::{DeviceKind, MarketId, Period, Product, Side};
use uen_runtime::{
    configs::RuntimeBlockWeights, constants::UEN, AccountId, AllPalletsWithSystem, DeviceRegistry, EnergyMarket, Executive,
    Header, MultiBlockMigrations, Runtime, RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic, VERSION,
};

const USED: &[u8] = include_bytes!("fixtures/spec-4/dev-used.scale");
const GENESIS: &[u8] = include_bytes!("fixtures/spec-4/dev-genesis.scale");
const FIXTURES: [(&str, &[u8]); 2] = [("the genesis of dev", GENESIS), ("a chain that was used", USED)];
const SCHEMA: &str = include_str!("fixtures/spec-4/schema.txt");

/// Storage and enums of the previous release that a migration of this one encodes anew: the beginnings of their lines in the schema.
const MIGRATED: [&str; 2] = ["storage EnergyMarket.Zones ", "storage EnergyMarket.Periods "];

/// Items of the market that they write.
const WRITTEN: [&[u8]; 4] = [b"Zones", b"ZoneParents", b"Periods", STORAGE_VERSION_STORAGE_KEY_POSTFIX];

type State = BTreeMap<Vec<u8>, Vec<u8>>;

/// The chain as the previous release left it.
fn previous(fixture: &[u8]) -> Chain {
    let mut rest = fixture;
    let parent = Header::decode(&mut rest).expect("the fixture starts with a header");
    let entries = <Vec<(Compact<u32>, Vec<u8>, Vec<u8>)>>::decode_all(&mut rest).expect("the fixture ends with the state");
    let mut state = Storage::default();
    let mut key = vec![];
    for (Compact(shared), rest, value) in entries {
        key.truncate(usize::try_from(shared).expect("keys are short"));
        key.extend(rest);
        state.top.insert(key.clone(), value);
    }
    Chain::resume(state, parent)
}

/// The chain after the upgrade.
fn upgraded(fixture: &[u8]) -> Chain {
    let mut chain = previous(fixture);
    upgrade(&mut chain);
    chain
}

/// Blocks without transactions, until the upgrade is done.
fn upgrade(chain: &mut Chain) {
    while chain.ext.execute_with(|| storage_versions() != versions_in_code()) {
        chain.blocks(1);
    }
}

/// Whether a migration of this release may write under a key.
fn is_migrated(key: &[u8]) -> bool {
    key.starts_with(&twox_128(b"MultiBlockMigrations"))
        || WRITTEN.iter().any(|item| key.starts_with(&storage_prefix(b"EnergyMarket", item)))
}

/// The whole state, inside of externalities.
fn state() -> State {
    let mut state = State::new();
    let mut key = vec![];
    while let Some(next) = sp_io::storage::next_key(&key) {
        let value = sp_io::storage::get(&next).expect("the key is there");
        state.insert(next.clone(), value.to_vec());
        key = next;
    }
    state
}

/// The storage version that the state has for each pallet.
fn storage_versions() -> BTreeMap<&'static str, StorageVersion> {
    let infos = AllPalletsWithSystem::infos();
    let version = |name: &str| -> StorageVersion {
        let key = storage_prefix(name.as_bytes(), STORAGE_VERSION_STORAGE_KEY_POSTFIX);
        sp_io::storage::get(&key).map_or_else(Default::default, |bytes| Decode::decode(&mut &bytes[..]).expect("it is a version"))
    };
    infos.into_iter().map(|info| (info.name, version(info.name))).collect()
}

/// The storage version that each pallet's code has: what a state without anything is given.
fn versions_in_code() -> BTreeMap<&'static str, StorageVersion> {
    TestExternalities::new_empty().execute_with(|| {
        AllPalletsWithSystem::before_all_runtime_migrations();
        storage_versions()
    })
}

#[test]
fn an_upgrade_should_keep_all_that_was_stored_and_give_new_pallets_what_they_need() {
    for (name, fixture) in FIXTURES {
        let mut chain = previous(fixture);
        chain.ext.execute_with(|| {
            let last = LastRuntimeUpgrade::<Runtime>::get().expect("the genesis has a version");
            assert!(last.was_upgraded(&VERSION), "{name}: spec_version has to rise");
            // As the block does before it upgrades.
            System::reset_events();
            let before = state();
            let weight = Executive::execute_on_runtime_upgrade();
            // What the migrations told is the block's.
            System::reset_events();
            let after = state();
            let wealth_before = wealth();
            for (key, value) in before.iter().filter(|(key, _)| !is_migrated(key)) {
                assert_eq!(after.get(key), Some(value), "{name}: {}", HexDisplay::from(key));
            }
            // What is new belongs to pallets of which there was nothing.
            for key in after.keys().filter(|key| !before.contains_key(*key) && !is_migrated(key)) {
                let pallet = AllPalletsWithSystem::infos()
                    .into_iter()
                    .find(|pallet| key.starts_with(&twox_128(pallet.name.as_bytes())))
                    .unwrap_or_else(|| panic!("{name}: {} is no pallet's", HexDisplay::from(key)));
                let prefix = twox_128(pallet.name.as_bytes());
                assert!(!before.keys().any(|key| key.starts_with(&prefix)), "{name}: {} is not new", pallet.name);
            }
            let zones: Vec<_> = Zones::<Runtime>::iter_values().collect();
            assert_eq!(u32::try_from(zones.len()), Ok(Zones::<Runtime>::count()), "{name}");
            assert!(zones.iter().all(|zone| zone.terms.capacity == EdgeCapacity::default()), "{name}: nothing is stated");
            let quarter = RuntimeBlockWeights::get().max_block / 4;
            assert!(weight.all_lte(quarter), "{name}: {weight} is too much for one block");
            uen_runtime::migrations::Unreleased::on_runtime_upgrade();
            System::reset_events();
            assert_eq!(state(), after, "{name}: a second time changes nothing");

            assert!(MultiBlockMigrations::ongoing(), "{name}: there are steps");
            take_steps();
            assert_eq!(storage_versions(), versions_in_code(), "{name}");
            let done = state();
            for (key, value) in after.iter().filter(|(key, _)| !is_migrated(key) && !key.starts_with(&twox_128(b"System"))) {
                assert_eq!(done.get(key), Some(value), "{name}: {}", HexDisplay::from(key));
            }
            assert_eq!(wealth(), wealth_before, "{name}: what somebody has changed");
            EnergyMarket::do_try_state().expect("all that is held is in the pot");
            let pot = System::account(EnergyMarket::account_id()).data.free;
            assert_eq!(pot > 0, fixture == USED, "{name}: orders are open");
            DeviceRegistry::do_try_state().expect("the registry is in order");
        });
    }
}

/// Takes the steps of migrations that take more than a block, one block after the other.
fn take_steps() {
    for block in System::block_number() + 1.. {
        if !MultiBlockMigrations::ongoing() {
            break;
        }
        System::set_block_number(block);
        let weight = MultiBlockMigrations::step();
        assert!(weight.all_lte(<Runtime as pallet_migrations::Config>::MaxServiceWeight::get()));
    }
    System::reset_events();
}

/// What everybody has, in their accounts and in the market's pot.
fn wealth() -> BTreeMap<AccountId, u128> {
    let pot = EnergyMarket::account_id();
    let mut wealth: BTreeMap<AccountId, u128> = frame_system::Account::<Runtime>::iter()
        .filter(|(who, _)| *who != pot)
        .map(|(who, account)| (who, account.data.free + account.data.reserved))
        .collect();
    for order in pallet_energy_market::Orders::<Runtime>::iter_values() {
        *wealth.entry(order.owner).or_default() += order.held + order.storage_deposit;
    }
    for dispute in pallet_energy_market::Disputes::<Runtime>::iter_values().filter(|dispute| dispute.outcome.is_none()) {
        *wealth.entry(dispute.buyer).or_default() += dispute.bond;
    }
    wealth
}

/// What the SDK checks with the feature `try-runtime`: all pallets' invariants and the decoding of all entries after the upgrade and after
/// its steps, and what migrations check themselves, those in steps around these and the others when they find nothing left to do.
#[cfg(feature = "try-runtime")]
#[test]
fn try_runtime_should_find_nothing() {
    use frame_support::traits::UpgradeCheckSelect;
    for (name, fixture) in FIXTURES {
        let upgrade = |checks| {
            Executive::try_runtime_upgrade(checks).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        };
        previous(fixture).ext.execute_with(|| {
            // That pallets whose migrations take steps have their version of before is an error to the check that comes with others.
            upgrade(UpgradeCheckSelect::TryState);
            take_steps();
            upgrade(UpgradeCheckSelect::All);
            take_steps();
        });
    }
}

#[test]
fn the_first_block_should_upgrade_once() {
    for (name, fixture) in FIXTURES {
        let mut chain = previous(fixture);
        // Chain::block_at checks the invariants of UEN's pallets and that nothing was minted.
        for _ in 0..2 {
            chain.blocks(1);
            chain.ext.execute_with(|| {
                let last = LastRuntimeUpgrade::<Runtime>::get().expect("the upgrade was noted");
                assert_eq!((last.spec_version.0, &last.spec_name), (VERSION.spec_version, &VERSION.spec_name), "{name}");
            });
        }
    }
}

fn referenda(chain: &mut Chain) -> Vec<(u32, bool)> {
    chain.ext.execute_with(|| {
        pallet_democracy::ReferendumInfoOf::<Runtime>::iter()
            .filter_map(|(index, info)| match info {
                ReferendumInfo::Finished { approved, .. } => Some((index, approved)),
                ReferendumInfo::Ongoing(_) => None,
            })
            .collect()
    })
}

#[test]
fn what_was_begun_before_the_upgrade_should_be_finished_after_it() {
    let mut chain = upgraded(USED);
    let [alice, bob, eve, holder, worker, rich] =
        ["//Alice", "//Bob", "//Eve", "//Alice//stash", "//Bob//stash", "//Dave//stash"].map(dev);

    // A motion that nobody had voted for.
    let (hash, index) = chain.ext.execute_with(|| {
        let hash = pallet_collective::Proposals::<Runtime, CouncilInstance>::get()[0];
        // The last of all.
        (hash, pallet_collective::ProposalCount::<Runtime, CouncilInstance>::get() - 1)
    });
    type Council = pallet_collective::Call<Runtime, CouncilInstance>;
    for member in [&alice, &bob] {
        chain.call(member, Council::vote { proposal: hash, index, approve: true }).0.expect("a member votes");
    }
    let proposal_weight_bound = RuntimeBlockWeights::get().max_block / 4;
    let close = Council::close { proposal_hash: hash, index, proposal_weight_bound, length_bound: 1_000 };
    let (result, events) = chain.call(&eve, close);
    result.expect("the motion is closed");
    assert!(events.iter().any(|event| matches!(
        event,
        RuntimeEvent::Council(pallet_collective::Event::Executed { proposal_hash, .. }) if *proposal_hash == hash
    )));

    // The second of two claims of the airdrop.
    let other = pallet_airdrop::merkle::leaf_hash(0, &account(&worker), 500 * UEN);
    let proof = vec![other].try_into().expect("one sibling");
    let claim = pallet_airdrop::Call::<Runtime>::claim { index: 1, account: account(&eve), amount: 500 * UEN, proof };
    let before = chain.free(&account(&eve));
    chain.call(&alice, claim).0.expect("the claim is paid");
    assert_eq!(chain.free(&account(&eve)) - before, 500 * UEN);

    // A multisig that waits for a second signature.
    let (call_hash, timepoint) = chain.ext.execute_with(|| {
        let (_, hash, multisig) = pallet_multisig::Multisigs::<Runtime>::iter().next().expect("a multisig is open");
        (hash, multisig.when)
    });
    let mut others = vec![account(&alice), account(&eve)];
    others.sort();
    let cancel =
        pallet_multisig::Call::<Runtime>::cancel_as_multi { threshold: 2, other_signatories: others, timepoint, call_hash };
    chain.call(&rich, cancel).0.expect("its opener closes it");

    // A referendum passes, the next one starts; stake that was unbonding is free; eras of staking and of mining close.
    let finished = referenda(&mut chain).len();
    let mut events = chain.blocks(60);
    assert!(referenda(&mut chain).len() > finished);
    assert!(events.iter().any(|event| matches!(event, RuntimeEvent::Democracy(pallet_democracy::Event::Passed { .. }))));
    assert!(events
        .iter()
        .any(|event| matches!(event, RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { result: Ok(()), .. }))));
    assert!(events.iter().any(|event| matches!(event, RuntimeEvent::Democracy(pallet_democracy::Event::Started { .. }))));
    let delegator = account(&holder);
    let before = chain.free(&delegator);
    let withdraw = pallet_validator_staking::Call::<Runtime>::withdraw { delegator: delegator.clone() };
    chain.call(&bob, withdraw).0.expect("what was unbonded is free");
    assert_eq!(chain.free(&delegator) - before, 1_000 * UEN);
    for _ in 0..3 {
        chain.block_at(chain.now + 86_400, vec![]);
        events.extend(chain.events());
    }
    use pallet_energy_mining::Event as Mining;
    use pallet_validator_staking::Event as Staking;
    assert!(events.iter().any(|event| matches!(event, RuntimeEvent::ValidatorStaking(Staking::EraClosed { .. }))));
    assert!(events.iter().any(|event| matches!(event, RuntimeEvent::EnergyMining(Mining::EraClosed { .. }))));
}

#[test]
fn an_upgraded_chain_should_transfer_meter_trade_and_stake() {
    for (name, fixture) in FIXTURES {
        let mut chain = upgraded(fixture);
        // Until no referendum of the used chain is under way: where one starts or ends a block is full.
        chain.blocks(45);
        transfer_meter_trade_and_stake(&mut chain, name);
    }
}

fn transfer_meter_trade_and_stake(chain: &mut Chain, name: &str) {
    let (bob, ferdie) = (dev("//Bob"), account(&dev("//Ferdie")));
    let before = chain.free(&ferdie);
    let transfer = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: ferdie.clone().into(), value: UEN };
    chain.call(&bob, transfer).0.expect("a holder pays");
    assert_eq!(chain.free(&ferdie) - before, UEN, "{name}");
    let delegate = pallet_validator_staking::Call::<Runtime>::delegate { validator: account(&bob), amount: 100 * UEN };
    chain.call(&dev("//Eve"), delegate).0.expect("a holder stakes");

    let mut seller = Household::new(chain, "//Ferdie", 1, DeviceKind::Solar, 1);
    let mut buyer = Household::new(chain, "//Charlie", 2, DeviceKind::Consumption, 1);
    let period = next_period(chain);
    order(chain, &seller, period, Product::Green, Side::Sell, 1_000, 100 * M).expect("the offer is placed");
    order(chain, &buyer, period, Product::Green, Side::Buy, 1_000, 150 * M).expect("the bid is placed");
    let (_, events) = chain.block_at(period.start() - 300, vec![]);
    let market = MarketId { period, zone: 1, product: Product::Green };
    assert!(
        events.iter().any(|event| matches!(
            event,
            RuntimeEvent::EnergyMarket(pallet_energy_market::Event::MarketCleared { market: cleared, .. }) if *cleared == market
        )),
        "{name}"
    );
    open_meters(chain, &mut [&mut seller, &mut buyer], period);
    let genesis = chain.genesis_hash();
    let readings = vec![seller.meter.next(&genesis, 0, 1_000, 1_000), buyer.meter.next(&genesis, 1_000, 0, 0)];
    submit(chain, period.end(), readings);
    let grid = account(&dev("//Dave"));
    let before = chain.free(&grid);
    chain.block_at(period.end() + 1_800, vec![]);
    assert_eq!(chain.free(&grid) - before, 1_000 * u128::from(10 * M), "{name}: the grid is paid for what was delivered");
}

/// A chain with so many periods in which a market is open, and one that is settled, as the previous release encoded them.
fn with_periods(count: u32) -> Chain {
    let mut chain = previous(GENESIS);
    chain.ext.execute_with(|| {
        let insert = |period: Period, stage: MarketStage, cleared: u32| {
            let market = MarketId { period, zone: 1, product: Product::Any };
            let record = MarketRecord { fee: 0, deposit_per_wh: 0, entries: 0, stage, unsettled: 0, totals: Default::default() };
            Markets::<Runtime>::insert(market, record);
            let keys = vec![ClearingKey { height: MAX_ZONE_DEPTH - 1, zone: market.zone, product: market.product }];
            sp_io::storage::set(&Periods::<Runtime>::hashed_key_for(period), &(keys, cleared).encode());
        };
        let now = Period::of(START);
        (0..count).for_each(|n| insert(Period(now.0 + 100_000 + n), MarketStage::Open, 0));
        let settled = Period(now.0 - 200);
        insert(settled, MarketStage::Cancelled, 1);
        let at = |period| SweepCursor { period, last: None, markets: 0 };
        let clear = Period(now.0 - 100);
        Agendas::<Runtime>::put(Agenda {
            clear,
            release: at(clear),
            settle: at(clear),
            deadline: at(clear),
            finalise: at(settled),
            prune: at(settled),
        });
    });
    chain.ext.commit_all().expect("the periods are committed");
    chain
}

/// How many transactions, each of a hundred transfers, the next block takes.
fn full_block(chain: &mut Chain) -> usize {
    let dest = account(&dev("//Ferdie")).into();
    let transfer = RuntimeCall::from(pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1 });
    let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![transfer; 100] };
    let batches = (0..80).map(|ahead| chain.sign_after(&dev("//Bob"), ahead, batch.clone())).collect();
    let (results, _) = chain.block_at(chain.now + 6, batches);
    let taken = results.iter().take_while(|result| **result == Ok(Ok(()))).count();
    let full = Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources));
    assert_eq!(results.get(taken), Some(&full), "{taken} transactions do not fill it");
    taken
}

/// The step at which migrations stand; `None` if they are over.
fn cursor(chain: &mut Chain) -> Option<Vec<u8>> {
    chain.ext.execute_with(|| pallet_migrations::Cursor::<Runtime>::get().map(|cursor| cursor.encode()))
}

/// A chain with more entries than many blocks move does not stand still meanwhile, nor take fewer transactions.
#[test]
fn an_upgrade_should_go_on_beside_full_blocks() {
    let mut chain = with_periods(2_000);
    transfer_meter_trade_and_stake(&mut chain, "steps are taken");
    let before = cursor(&mut chain);
    assert!(before.is_some(), "there are steps left");
    while chain.begins_session() {
        chain.blocks(1);
    }
    let taken = full_block(&mut chain);
    let after = cursor(&mut chain);
    assert!(after.is_some() && after != before, "a full block takes steps");

    // The next release comes before the steps of this are done.
    chain.ext.execute_with(Executive::execute_on_runtime_upgrade);
    chain.ext.commit_all().expect("the upgrade is committed");
    assert!(cursor(&mut chain).is_some_and(|cursor| Some(cursor) != after), "they are taken from the first on");
    upgrade(&mut chain);
    chain.blocks(1);
    assert_eq!(cursor(&mut chain), None);
    chain.ext.execute_with(|| {
        let settled = Agendas::<Runtime>::get().expect("orders were placed").deadline.period;
        for period in Periods::<Runtime>::iter_keys() {
            let record = Periods::<Runtime>::get(period);
            let stored = sp_io::storage::get(&Periods::<Runtime>::hashed_key_for(period)).expect("the period is there");
            assert_eq!(stored, record.encode(), "{period:?} is not moved");
            assert_eq!(record.settled_at.is_some(), period < settled, "{period:?}");
        }
        assert!(Periods::<Runtime>::iter_keys().any(|period| period < settled));
    });
    while chain.begins_session() {
        chain.blocks(1);
    }
    assert_eq!(full_block(&mut chain), taken, "no transaction had to wait for a step");
}

#[test]
fn anybody_should_apply_the_code_that_was_authorised_and_no_other() {
    let mut chain = Chain::new();
    chain.blocks(1);
    let code = b"the next release".to_vec();
    let apply = |code: &[u8]| {
        let call = RuntimeCall::from(frame_system::Call::<Runtime>::apply_authorized_upgrade { code: code.to_vec() });
        UncheckedExtrinsic::new_bare(call)
    };
    let at = chain.now + 6;
    let (results, _) = chain.block_at(at, vec![apply(&code)]);
    assert!(results[0].is_err(), "nothing is authorised");

    let authorize =
        |code: &[u8]| frame_system::Call::<Runtime>::authorize_upgrade_without_checks { code_hash: BlakeTwo256::hash(code) };
    let (result, _) = chain.call(&dev("//Alice"), authorize(&code));
    assert_eq!(result, Err(sp_runtime::DispatchError::BadOrigin));
    chain.root(authorize(&code)).expect("a referendum authorises");
    let at = chain.now + 6;
    let (results, _) = chain.block_at(at, vec![apply(b"another")]);
    assert!(results[0].is_err(), "another code has another hash");
    let at = chain.now + 6;
    let (results, events) = chain.block_at(at, vec![apply(&code)]);
    assert_eq!(results, [Ok(Ok(()))]);
    use cumulus_pallet_parachain_system::Event::ValidationFunctionStored;
    assert!(events.contains(&RuntimeEvent::ParachainSystem(ValidationFunctionStored)), "{events:?}");
    chain.ext.execute_with(|| {
        assert_eq!(cumulus_pallet_parachain_system::PendingValidationCode::<Runtime>::get(), code);
        assert!(System::authorized_upgrade().is_none(), "once");
    });
}

/// How a type is encoded, whatever its parts are called, as the script that wrote the schema describes it.
fn describe(types: &PortableRegistry, id: u32, within: &mut Vec<u32>) -> String {
    if within.contains(&id) {
        return "^".into();
    }
    let ty = types.resolve(id).expect("the registry is closed");
    let path = &ty.path.segments;
    within.push(id);
    let description = match &ty.type_def {
        TypeDef::Variant(_) if path.first().is_some_and(|name| *name == "uen_runtime") => path.join("::"),
        TypeDef::Variant(def) => {
            let mut variants: Vec<_> = def.variants.iter().collect();
            variants.sort_by_key(|variant| variant.index);
            let variants: String = variants
                .into_iter()
                .map(|variant| format!("{}{}", variant.index, describe_fields(types, &variant.fields, within)))
                .collect();
            format!("[{variants}]")
        }
        TypeDef::Composite(def) => describe_fields(types, &def.fields, within),
        TypeDef::Tuple(def) => {
            let parts: Vec<_> = def.fields.iter().map(|part| describe(types, part.id, within)).collect();
            format!("({})", parts.join(","))
        }
        TypeDef::Sequence(def) => format!("*{}", describe(types, def.type_param.id, within)),
        TypeDef::Array(def) => format!("{}*{}", def.len, describe(types, def.type_param.id, within)),
        TypeDef::Compact(def) => format!("~{}", describe(types, def.type_param.id, within)),
        TypeDef::Primitive(primitive) => format!("{primitive:?}").to_lowercase(),
        TypeDef::BitSequence(_) => panic!("nobody knows how a bit sequence is encoded"),
    };
    within.pop();
    description
}

fn describe_fields(types: &PortableRegistry, fields: &[Field<PortableForm>], within: &mut Vec<u32>) -> String {
    let parts: Vec<_> = fields.iter().map(|field| describe(types, field.ty.id, within)).collect();
    format!("{{{}}}", parts.join(","))
}

fn print(description: &str) -> String {
    let hash = blake2_256(description.as_bytes());
    HexDisplay::from(&&hash[..8]).to_string()
}

/// How this runtime's storage and calls are encoded, in lines like those of the schema.
fn schema() -> BTreeSet<String> {
    // Constants of some pallets are read from the state.
    let metadata = TestExternalities::new_empty().execute_with(Runtime::metadata);
    let RuntimeMetadata::V14(metadata) = metadata.1 else { panic!("the metadata are of another version") };
    let RuntimeMetadataV14 { types, pallets, extrinsic, .. } = metadata;
    let ty = |id: u32| print(&describe(&types, id, &mut vec![]));
    let fields = |fields: &[Field<PortableForm>]| print(&describe_fields(&types, fields, &mut vec![]));
    let mut lines = BTreeSet::new();
    for pallet in pallets {
        if let Some(storage) = pallet.storage {
            for entry in storage.entries {
                let (hashers, key, value) = match entry.ty {
                    StorageEntryType::Plain(value) => ("Plain".into(), "-".into(), value),
                    StorageEntryType::Map { hashers, key, value } => {
                        let hashers: Vec<_> = hashers.iter().map(|hasher| format!("{hasher:?}").replace('_', "")).collect();
                        (hashers.join("+"), ty(key.id), value)
                    }
                };
                let value = ty(value.id);
                lines.insert(format!("storage {}.{} {:?} {hashers} {key} {value}", storage.prefix, entry.name, entry.modifier));
            }
        }
        if let Some(calls) = pallet.calls {
            let TypeDef::Variant(def) = &types.resolve(calls.ty.id).expect("the registry is closed").type_def else {
                panic!("calls are an enum")
            };
            for call in &def.variants {
                let name = format!("{}.{} {}.{}", pallet.index, call.index, pallet.name, call.name);
                lines.insert(format!("call {name} {}", fields(&call.fields)));
            }
        }
    }
    for ty in &types.types {
        let path = &ty.ty.path.segments;
        let TypeDef::Variant(def) = &ty.ty.type_def else { continue };
        let (Some(first), Some(last)) = (path.first(), path.last()) else { continue };
        if first != "uen_runtime" {
            continue;
        }
        let opaque = ["RuntimeCall", "RuntimeEvent", "RuntimeError"].contains(&last.as_str());
        for variant in &def.variants {
            let fields = if opaque { "-".into() } else { fields(&variant.fields) };
            lines.insert(format!("enum {} {} {} {fields}", path.join("::"), variant.index, variant.name));
        }
    }
    for (index, extension) in extrinsic.signed_extensions.iter().enumerate() {
        let (extra, implicit) = (ty(extension.ty.id), ty(extension.additional_signed.id));
        lines.insert(format!("extension {index} {} {extra} {implicit}", extension.identifier));
    }
    for part in &types.resolve(extrinsic.ty.id).expect("the registry is closed").type_params {
        if let ("Address" | "Signature", Some(id)) = (part.name.as_str(), part.ty.as_ref()) {
            lines.insert(format!("extrinsic {} {}", part.name, ty(id.id)));
        }
    }
    lines
}

/// The lines of the previous schema that this runtime lacks, of these kinds.
fn lost(kinds: &[&str]) -> Vec<&'static str> {
    let now = schema();
    let of_kind = |line: &&str| kinds.contains(&line.split(' ').next().unwrap_or_default());
    SCHEMA.lines().filter(of_kind).filter(|line| !now.contains(*line)).collect()
}

#[test]
fn what_is_stored_should_be_encoded_as_before_or_migrated() {
    let lost: Vec<_> =
        lost(&["storage", "enum"]).into_iter().filter(|line| !MIGRATED.iter().any(|start| line.starts_with(start))).collect();
    assert!(lost.is_empty(), "nobody can read any more what these were:\n{}", lost.join("\n"));
}

#[test]
fn calls_should_be_encoded_as_before_or_the_transaction_version_rise() {
    let version = SCHEMA.lines().next().and_then(|line| line.strip_prefix("version ")).expect("the schema has a version");
    let (spec, transaction) = version.split_once(' ').expect("the schema has two versions");
    let [spec, transaction]: [u32; 2] = [spec, transaction].map(|number| number.parse().expect("a number"));
    assert!(VERSION.spec_version > spec, "the fixtures are of the release before");
    let lost = lost(&["call", "extension", "extrinsic"]);
    if lost.is_empty() {
        assert_eq!(VERSION.transaction_version, transaction, "hardware wallets need no new metadata");
    } else {
        assert!(VERSION.transaction_version > transaction, "who signs these signs something else:\n{}", lost.join("\n"));
    }
}
