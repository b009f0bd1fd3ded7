//! The assembled runtime as a chain: real blocks with real inherents and signed extrinsics, executed natively.
#![allow(dead_code, missing_docs)]

pub mod household;

use codec::Encode;
use cumulus_client_parachain_inherent::{MockValidationDataInherentDataProvider, MockXcmConfig};
use cumulus_pallet_parachain_system::{LastDmqMqcHead, LastHrmpMqcHeads};
use cumulus_primitives_core::{relay_chain::HeadData, ParaId};
use frame_support::{dispatch::GetDispatchInfo, genesis_builder_helper::build_state, traits::fungible::Inspect};
use pallet_device_registry::{AccuracyClass, Certificate, Nameplate};
use serde_json::Value;
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilderV6;
use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot};
use sp_core::{sr25519, Pair, H256};
use sp_inherents::InherentDataProvider;
use sp_io::TestExternalities;
use sp_runtime::{
    generic,
    traits::Header as _,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, Digest, DigestItem, DispatchError, Storage,
};
use uen_primitives::{
    Capacities, DeviceId, DeviceKey, DeviceKind, DeviceSignature, Flags, Medium, Permissions, ProofOfPossession, Reading,
    Registers, Resolution, SignedReading, Wh, ZoneId,
};
use uen_runtime::{
    constants::TOTAL_SUPPLY, genesis, AccountId, Balance, Balances, Carbon, DeviceRegistry, EnergyMarket, EnergyMining,
    Executive, Header, Nonce, ReclaimingExtension, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, System, TxExtension,
    UncheckedExtrinsic,
};

/// When the chains of these tests start: 2016-06-13T00:00:00Z.
pub const START: u64 = 1_465_776_000;
pub const PERIOD: u64 = 900;

/// A chain that makes a block when told to.
pub struct Chain {
    pub ext: TestExternalities,
    parent: Header,
    /// Unix seconds of the last block.
    pub now: u64,
    pub relay: Relay,
}

/// What the relay chain has for the next block beside the time.
#[derive(Default)]
pub struct Relay {
    /// Messages from itself, delivered once.
    pub downward: Vec<Vec<u8>>,
    /// Messages from siblings, delivered once.
    pub horizontal: Vec<(ParaId, Vec<u8>)>,
    /// Entries of its state that are proven with every block.
    pub state: Vec<(Vec<u8>, Vec<u8>)>,
}

fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}

/// The genesis state of a preset.
pub fn genesis_state(preset: &str) -> TestExternalities {
    let patch = genesis::get_preset(&preset.into()).expect("the preset exists");
    let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("the default is JSON");
    merge(&mut config, serde_json::from_slice(&patch).expect("the preset is JSON"));
    let mut ext = TestExternalities::default();
    ext.execute_with(|| build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes()).expect("the preset builds"));
    ext
}

impl Chain {
    /// The development chain at its genesis.
    pub fn new() -> Self {
        let mut ext = genesis_state(sp_genesis_builder::DEV_RUNTIME_PRESET);
        ext.commit_all().expect("the genesis is committed");
        let parent = Header::new(0, Default::default(), *ext.backend.root(), Default::default(), Default::default());
        Self { ext, parent, now: 0, relay: Relay::default() }
    }

    /// A chain of which `parent` is the last block, and `state` what that left.
    pub fn resume(state: Storage, parent: Header) -> Self {
        let slot =
            parent.digest().logs().iter().find_map(<DigestItem as CompatibleDigestItem<AuthoritySignature>>::as_aura_pre_digest);
        let now = slot.map_or(0, |slot| u64::from(slot) * 6);
        Self { ext: TestExternalities::new(state), parent, now, relay: Relay::default() }
    }

    pub fn genesis_hash(&mut self) -> H256 {
        self.ext.execute_with(|| System::block_hash(0))
    }

    /// A block whose time is `at`, with these extrinsics; what became of each, and the events.
    pub fn block_at(&mut self, at: u64, extrinsics: Vec<UncheckedExtrinsic>) -> (Vec<ApplyExtrinsicResult>, Vec<RuntimeEvent>) {
        let slot = at / 6;
        assert!(slot > self.now / 6, "time goes forward");
        let parent = self.parent.clone();
        let xcm_config = self.ext.execute_with(|| MockXcmConfig {
            starting_dmq_mqc_head: LastDmqMqcHead::<Runtime>::get().head(),
            starting_hrmp_mqc_heads: LastHrmpMqcHeads::<Runtime>::get().iter().map(|(id, chain)| (*id, chain.head())).collect(),
        });
        let relay = MockValidationDataInherentDataProvider::<()> {
            xcm_config,
            raw_downward_messages: std::mem::take(&mut self.relay.downward),
            raw_horizontal_messages: std::mem::take(&mut self.relay.horizontal),
            additional_key_values: Some(self.relay.state.clone()),
            current_para_block: parent.number + 1,
            para_id: ParaId::from(genesis::PARA_ID),
            current_para_block_head: Some(HeadData(parent.encode())),
            relay_offset: u32::try_from(slot).expect("the slot is of this century"),
            relay_blocks_per_para_block: 0,
            para_blocks_per_relay_epoch: 10,
            ..Default::default()
        };
        let timestamp = sp_timestamp::InherentDataProvider::new((slot * 6_000).into());
        let data = futures::executor::block_on(async {
            let mut data = timestamp.create_inherent_data().await.expect("the timestamp is provided");
            relay.provide_inherent_data(&mut data).await.expect("the relay data are provided");
            data
        });
        let digest = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(Slot::from(slot));
        let header =
            Header::new(parent.number + 1, Default::default(), Default::default(), parent.hash(), Digest { logs: vec![digest] });
        let (results, events, header) = self.ext.execute_with(|| {
            Executive::initialize_block(&header);
            for inherent in Runtime::inherent_extrinsics(data) {
                Executive::apply_extrinsic(inherent).expect("an inherent is valid").expect("an inherent succeeds");
            }
            let before = System::events().len();
            let results: Vec<_> = extrinsics.into_iter().map(Executive::apply_extrinsic).collect();
            let header = Executive::finalize_block();
            let events = System::events().into_iter().skip(before).map(|record| record.event).collect();
            (results, events, header)
        });
        self.ext.commit_all().expect("the block is committed");
        self.parent = header;
        self.now = slot * 6;
        self.check();
        (results, events)
    }

    /// The next block, a quarter hour later, with one call that must be included; its dispatch result and events.
    pub fn call(
        &mut self,
        signer: &sr25519::Pair,
        call: impl Into<RuntimeCall>,
    ) -> (Result<(), DispatchError>, Vec<RuntimeEvent>) {
        if self.begins_session() {
            self.blocks(1);
        }
        let at = if self.now == 0 { START } else { self.now + PERIOD };
        self.call_at(at, signer, call)
    }

    /// A block at `at` with one call.
    pub fn call_at(
        &mut self,
        at: u64,
        signer: &sr25519::Pair,
        call: impl Into<RuntimeCall>,
    ) -> (Result<(), DispatchError>, Vec<RuntimeEvent>) {
        let extrinsic = self.sign(signer, call);
        let (mut results, events) = self.block_at(at, vec![extrinsic]);
        (results.remove(0).expect("the extrinsic is valid"), events)
    }

    /// A block with `call` dispatched by root, as the scheduler does for an enacted referendum.
    pub fn root(&mut self, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
        self.dispatch(frame_system::RawOrigin::Root, call)
    }

    /// `count` blocks of a quarter hour each, and their events.
    pub fn blocks(&mut self, count: u32) -> Vec<RuntimeEvent> {
        let mut events = vec![];
        for _ in 0..count {
            self.block_at(if self.now == 0 { START } else { self.now + PERIOD }, vec![]);
            events.extend(self.events());
        }
        events
    }

    /// All events of the last block, those of its beginning too.
    pub fn events(&mut self) -> Vec<RuntimeEvent> {
        self.ext.execute_with(|| System::events().into_iter().map(|record| record.event).collect())
    }

    /// Whether a session begins with the next block, which has no room for anything else then.
    pub fn begins_session(&mut self) -> bool {
        use pallet_session::ShouldEndSession;
        let next = self.parent.number + 1;
        self.ext.execute_with(|| <Runtime as pallet_session::Config>::ShouldEndSession::should_end_session(next))
    }

    /// `call` from any origin, as a motion or a referendum dispatches it.
    pub fn dispatch(
        &mut self,
        origin: impl Into<uen_runtime::RuntimeOrigin>,
        call: impl Into<RuntimeCall>,
    ) -> Result<(), DispatchError> {
        use sp_runtime::traits::Dispatchable;
        let (origin, call) = (origin.into(), call.into());
        let result = self.ext.execute_with(|| call.dispatch(origin));
        self.ext.commit_all().expect("the call is committed");
        self.check();
        result.map(|_| ()).map_err(|e| e.error)
    }

    /// Blocks of a day each until `at`.
    pub fn skip_to(&mut self, at: u64) {
        while self.now + 86_400 < at {
            self.block_at(self.now + 86_400, vec![]);
        }
        self.block_at(at, vec![]);
    }

    /// `call`, signed by `signer` with its next nonce.
    pub fn sign(&mut self, signer: &sr25519::Pair, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
        self.sign_after(signer, 0, call)
    }

    /// `call`, signed by `signer` with the nonce after so many transactions that are in no block yet.
    pub fn sign_after(&mut self, signer: &sr25519::Pair, ahead: Nonce, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
        let account = AccountId::from(signer.public());
        let call = call.into();
        let ext_genesis = self.parent.clone();
        self.ext.execute_with(|| {
            // Before the first block the genesis hash is not in the state yet.
            if System::block_number() == 0 {
                frame_system::BlockHash::<Runtime>::insert(0, ext_genesis.hash());
            }
            let extension = extension(System::account_nonce(&account) + ahead);
            let payload = generic::SignedPayload::new(call, extension).expect("the payload is complete");
            let signature = payload.using_encoded(|bytes| signer.sign(bytes));
            let (call, extension, _) = payload.deconstruct();
            UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
        })
    }

    /// Readings as they are sent without an account.
    pub fn submission(&self, readings: Vec<SignedReading>) -> UncheckedExtrinsic {
        let readings = readings.try_into().expect("few readings");
        let call = pallet_device_registry::Call::<Runtime>::submit_readings { readings };
        UncheckedExtrinsic::new_transaction(call.into(), extension(0))
    }

    /// What the transaction pool says of a transaction.
    pub fn pooled(&mut self, transaction: UncheckedExtrinsic) -> TransactionValidity {
        let parent = self.parent.hash();
        self.ext.execute_with(|| {
            frame_support::hypothetically!(Executive::validate_transaction(TransactionSource::External, transaction, parent))
        })
    }

    /// Register a meter that can take 5 kW and, unless it only consumes, give 8 kW.
    pub fn register(
        &mut self,
        owner: &sr25519::Pair,
        meter: &Meter,
        kind: DeviceKind,
        zone: ZoneId,
    ) -> Result<(), DispatchError> {
        // The genesis hash is known from the first block on.
        if self.now == 0 {
            self.block_at(START, vec![]);
        }
        let genesis = self.genesis_hash();
        let call = pallet_device_registry::Call::<Runtime>::register {
            key: meter.key(),
            nameplate: nameplate(kind, zone),
            proof: meter.possession(&genesis, &account(owner)),
        };
        self.call(owner, call).0
    }

    /// Have the development certifiers issue all certificates.
    pub fn certify(&mut self, meter: &Meter, valid_until: u64, permissions: Permissions) {
        let device = meter.id();
        for (uri, certificate) in [
            ("//Alice//manufacturer", Certificate::TypeApproval { valid_until }),
            ("//Alice//metrology", Certificate::Metrology { accuracy_class: AccuracyClass::B, valid_until }),
            ("//Alice//regulator", Certificate::Authorisation { permissions, connection: device.0, valid_until }),
        ] {
            let call = pallet_device_registry::Call::<Runtime>::certify { device, certificate };
            self.call(&dev(uri), call).0.expect("a certifier certifies");
        }
    }

    /// What must hold after every block.
    pub fn check(&mut self) {
        self.ext.execute_with(|| {
            assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY, "nothing is minted or burnt");
            DeviceRegistry::do_try_state().expect("the device registry is consistent");
            EnergyMarket::do_try_state().expect("the energy market is consistent");
            EnergyMining::do_try_state().expect("energy mining is consistent");
            Carbon::do_try_state().expect("carbon accounting is consistent");
            let ledger: u64 =
                pallet_device_registry::Devices::<Runtime>::iter_values().map(|device| device.ledger.market.energy.0).sum();
            assert_eq!(pallet_energy_market::Delivered::<Runtime>::get(), Wh(ledger), "the market and the ledger agree");
            uen_runtime::Airdrop::do_try_state().expect("the airdrop is consistent");
            uen_runtime::Governance::do_try_state().expect("governance is consistent");
            uen_runtime::ValidatorStaking::do_try_state().expect("staking is consistent");
        });
    }

    pub fn free(&mut self, who: &AccountId) -> Balance {
        self.ext.execute_with(|| Balances::balance(who))
    }
}

/// What a transaction carries besides its call.
fn extension(nonce: Nonce) -> TxExtension {
    let reclaiming: ReclaimingExtension = (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(generic::Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
    )
        .into();
    reclaiming.into()
}

/// A development account.
pub fn dev(uri: &str) -> sr25519::Pair {
    sr25519::Pair::from_string(uri, None).expect("the URI is valid")
}

pub fn account(pair: &sr25519::Pair) -> AccountId {
    pair.public().into()
}

/// A meter with its key.
pub struct Meter {
    pub pair: sp_core::ed25519::Pair,
    pub counter: u64,
    pub end: u64,
    pub registers: Registers,
}

impl Meter {
    pub fn new(seed: u8) -> Self {
        Self {
            pair: sp_core::ed25519::Pair::from_seed(&[seed; 32]),
            counter: 0,
            end: START,
            registers: registers(10_000, 5_000, 8_000),
        }
    }

    pub fn key(&self) -> DeviceKey {
        DeviceKey::Ed25519(self.pair.public())
    }

    pub fn id(&self) -> DeviceId {
        self.key().id()
    }

    pub fn possession(&self, genesis_hash: &H256, owner: &AccountId) -> DeviceSignature {
        DeviceSignature::Ed25519(self.pair.sign(&ProofOfPossession::signing_payload(genesis_hash, owner, &self.key())))
    }

    pub fn sign(&self, genesis_hash: &H256, reading: Reading) -> SignedReading {
        let signature = DeviceSignature::Ed25519(self.pair.sign(&reading.signing_payload(genesis_hash)));
        SignedReading { reading, signature }
    }

    /// A reading as it would be next, without moving the meter.
    pub fn peek(&self, import: u64, export: u64, generation: u64) -> Reading {
        let delta = registers(import, export, generation);
        let opening = self.counter == 0;
        Reading {
            device: self.id(),
            counter: self.counter + 1,
            start: if opening { self.end + PERIOD } else { self.end },
            end: self.end + PERIOD,
            medium: Medium::Electricity,
            registers: if opening {
                self.registers
            } else {
                self.registers.checked_add(&delta).expect("the registers are small")
            },
            flags: Flags::NONE,
        }
    }

    /// The next quarter hour.
    pub fn next(&mut self, genesis_hash: &H256, import: u64, export: u64, generation: u64) -> SignedReading {
        let reading = self.peek(import, export, generation);
        self.counter = reading.counter;
        self.end = reading.end;
        self.registers = reading.registers;
        self.sign(genesis_hash, reading)
    }
}

/// What the tests' devices state: 5 kW of load, and 8 kW of generation unless they only consume.
pub fn nameplate(kind: DeviceKind, zone: ZoneId) -> Nameplate {
    let given = if kind == DeviceKind::Consumption { 0 } else { 8_000 };
    let storage = Wh(if kind == DeviceKind::Storage { 10_000 } else { 0 });
    let capacities = Capacities { load_w: 5_000, generation_w: given, export_w: given, storage };
    let (medium, resolution, metadata_hash) = (Medium::Electricity, Resolution::QuarterHour, H256::zero());
    Nameplate { kind, medium, capacities, resolution, zone, metadata_hash }
}

pub fn registers(import: u64, export: u64, generation: u64) -> Registers {
    Registers { import: Wh(import), export: Wh(export), generation: Wh(generation) }
}

/// The weight of a call.
pub fn weight(call: &RuntimeCall) -> frame_support::weights::Weight {
    call.get_dispatch_info().call_weight
}
