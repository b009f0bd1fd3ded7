//! How many meters can be read in a quarter hour, by how many are registered.
//!
//! The state of a chain with so many meters is written directly, entry by entry, into a trie in memory. On it one block is made natively: it
//! takes batches of readings, of meters drawn at random, until there is no room for another. Its proof is recorded, and what is not used of
//! the announced weight is given back, as in a node. So the proof of each size is measured, and none is extrapolated. Time is not measured.
//!
//! `cargo test --locked --workspace --no-default-features --test scale` does it with few meters. With `-- --ignored --nocapture` it takes
//! the numbers of meters from `UEN_SCALE_METERS` and writes JSON to the file `UEN_SCALE_REPORT`: see `scripts/bench.sh --only registered`.
#![allow(missing_docs)]

mod chain;

use chain::{nameplate, registers, Chain, Meter, PERIOD, START};
use codec::Encode;
use cumulus_client_parachain_inherent::MockValidationDataInherentDataProvider;
use cumulus_primitives_core::{
    relay_chain::{HeadData, MAX_POV_SIZE},
    ParaId,
};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    traits::{tokens::IdAmount, Get},
    weights::Weight,
};
use pallet_device_registry::{
    AccuracyClass, Authorisation, Certificates, Config, DayEntry, Days, DeviceCount, DeviceKeys, DeviceRecord, DeviceStatus,
    Devices, DevicesOf, Event, FreeShare, HoldReason, HourOfIntervals, IntervalRecord, Intervals, Issued, Ledger, MeterState,
    OldestDay, OpenDay, Suspensions,
};
use serde_json::{json, Value};
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilderV6;
use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot};
use sp_core::{ed25519, Blake2Hasher, Pair, H256};
use sp_inherents::{InherentData, InherentDataProvider};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Header as _, Digest, DigestItem, Percent};
use sp_trie::proof_size_extension::ProofSizeExt;
use std::{env, fs, time::Instant};
use uen_primitives::{
    DailyEnergy, Day, DeviceId, DeviceKey, DeviceKind, Flags, Hour, Period, Permissions, Quality, Reading, Registers, SiteSplit,
    Wh, PERIODS_PER_HOUR,
};
use uen_runtime::{
    genesis, AccountId, DeviceRegistry, Executive, Header, Runtime, RuntimeEvent, RuntimeHoldReason, System, UncheckedExtrinsic,
};

type Recorder = sp_trie::recorder::Recorder<Blake2Hasher>;
/// A key of the state and its value.
type Entry = (Vec<u8>, Vec<u8>);

/// Blocks of six seconds in a quarter hour.
const BLOCKS_PER_WINDOW: usize = 150;
/// Meters whose readings are signed: more than a block takes.
const MOST_READ: u32 = 16_384;
/// Meters whose entries are put into the trie at once.
const CHUNK: usize = 20_000;
/// The midnight around which all meters are read.
const MIDNIGHT: u64 = START + 86_400;
/// When the meters were opened: so long ago that their rings of history are full.
const OPENED: u64 = MIDNIGHT - 12 * 86_400;
/// The time of the measured block, when the first quarter hour after midnight is over.
const NOW: u64 = MIDNIGHT + PERIOD + 60;
/// Bytes of a block with its proof up to which a collator adds transactions, as the node has it.
const BLOCK_SIZE_LIMIT: usize = MAX_POV_SIZE as usize / 100 * 85;
/// Shares of a block for free readings, in per cent: all of it, and the default.
const SHARES: [u8; 2] = [100, 75];

/// Which quarter hour is read.
#[derive(Clone, Copy)]
enum Quarter {
    /// The third of an hour.
    Inside,
    /// The first of an hour: the hour before is closed.
    AfterHour,
    /// The first of a day: the hour and the day before are closed.
    AfterDay,
}

impl Quarter {
    const ALL: [Self; 3] = [Self::Inside, Self::AfterHour, Self::AfterDay];

    fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::AfterHour => "afterHour",
            Self::AfterDay => "afterDay",
        }
    }

    fn start(self) -> u64 {
        match self {
            Self::Inside => MIDNIGHT - 1_800,
            Self::AfterHour => MIDNIGHT - 3_600,
            Self::AfterDay => MIDNIGHT,
        }
    }
}

/// A registered meter: every other one has panels, the rest consume. Each has an owner of its own.
struct Device {
    key: DeviceKey,
    owner: AccountId,
    kind: DeviceKind,
}

impl Device {
    fn new(index: u32, public: ed25519::Public) -> Self {
        let kind = if index % 2 == 0 { DeviceKind::Solar } else { DeviceKind::Consumption };
        Self { key: DeviceKey::Ed25519(public), owner: blake2_256(&("owner", index).encode()).into(), kind }
    }

    fn id(&self) -> DeviceId {
        self.key.id()
    }

    /// What it counts in so many quarter hours.
    fn energy(&self, quarters: u64) -> Registers {
        match self.kind {
            DeviceKind::Solar => registers(0, 400 * quarters, 700 * quarters),
            _ => registers(250 * quarters, 0, 0),
        }
    }

    /// The meter that was read up to `end`.
    fn state(&self, end: u64) -> MeterState {
        let quarters = (end - OPENED) / PERIOD;
        let opening = registers(10_000, 5_000, 8_000);
        MeterState {
            counter: quarters + 1,
            last_end: Some(end),
            opened: OPENED,
            registers: opening.checked_add(&self.energy(quarters)).expect("the registers are small"),
            credited: true,
            ..Default::default()
        }
    }

    /// What it measured in `hour` up to `end`.
    fn hour(&self, hour: Hour, end: u64) -> HourOfIntervals {
        let first = hour.first_period().0;
        let energy = self.energy(1);
        let interval = |period: Period| IntervalRecord {
            period,
            start: period.start(),
            end: period.end(),
            energy,
            mineable_export: energy.export,
            mineable_generation: energy.generation,
            quality: Quality::Measured,
            flags: Flags::NONE,
            delivered: Wh::ZERO,
            certified: false,
        };
        let periods = (first..first + PERIODS_PER_HOUR).map(Period).filter(|period| period.end() <= end);
        HourOfIntervals::truncate_from(periods.map(interval).collect())
    }

    /// What it measured on `day` up to `end`.
    fn day(&self, day: Day, end: u64) -> DailyEnergy<AccountId> {
        let Registers { import, export, generation } = self.energy((end.min(day.end()) - day.start()) / PERIOD);
        let SiteSplit { shared, self_used, .. } = SiteSplit::of(generation, export);
        DailyEnergy {
            owner: self.owner.clone(),
            kind: self.kind,
            import,
            export,
            generation,
            mineable_shared: shared,
            mineable_self_used: self_used,
        }
    }

    /// Its record when it was read up to `end`.
    fn record(&self, end: u64) -> DeviceRecord<AccountId> {
        let valid_until = NOW + 365 * 86_400;
        let authorisation = Authorisation { permissions: Permissions::ALL, connection: self.id().0 };
        let last = Period::ending_at(end);
        DeviceRecord {
            keys: DeviceKeys::new(self.key),
            owner: self.owner.clone(),
            offered_to: None,
            nameplate: nameplate(self.kind, 1),
            former_zone: None,
            deposit: <Runtime as Config>::DeviceDeposit::get(),
            status: DeviceStatus::Active,
            suspensions: Suspensions::default(),
            liable_from: 0,
            certificates: Certificates {
                type_approval: Some(Issued { issuer: 0, valid_until, content: () }),
                metrology: Some(Issued { issuer: 1, valid_until, content: AccuracyClass::B }),
                authorisation: Some(Issued { issuer: 2, valid_until, content: authorisation }),
            },
            meter: self.state(end),
            ledger: Ledger { measured: self.energy((end - OPENED) / PERIOD), ..Default::default() },
            open_hour: self.hour(last.hour(), end),
            open_day: Some(OpenDay { day: last.day(), energy: self.day(last.day(), end) }),
        }
    }

    /// Its entries when it was read up to `end`. Those of its history are of the slots and days to which the measured readings write: for
    /// all slots there is no memory. So that the other slots are in the trie, one device has a `full_ring`.
    fn entries(&self, end: u64, full_ring: bool) -> Vec<Entry> {
        let (id, owner) = (self.id(), &self.owner);
        let deposit = <Runtime as Config>::DeviceDeposit::get();
        let hold = IdAmount { id: RuntimeHoldReason::DeviceRegistry(HoldReason::DeviceDeposit), amount: deposit };
        let data = pallet_balances::AccountData { free: deposit, reserved: deposit, ..Default::default() };
        let account = frame_system::AccountInfo { nonce: 1u32, consumers: 1, providers: 1, sufficients: 0, data };
        let mut entries = vec![
            (Devices::<Runtime>::hashed_key_for(id), self.record(end).encode()),
            (DevicesOf::<Runtime>::hashed_key_for(owner, id), ().encode()),
            (DeviceCount::<Runtime>::hashed_key_for(owner), 1u32.encode()),
            (pallet_balances::Holds::<Runtime>::hashed_key_for(owner), vec![hold].encode()),
            (frame_system::Account::<Runtime>::hashed_key_for(owner), account.encode()),
        ];
        let open = Period::ending_at(end);
        let kept: u32 = <<Runtime as Config>::HistoryPeriods as Get<u32>>::get() / PERIODS_PER_HOUR;
        let ring = (open.hour().0 - kept..open.hour().0).map(Hour);
        let written = [Quarter::AfterHour, Quarter::AfterDay].map(|quarter| Hour::of(quarter.start() - 1).0 % kept);
        for hour in ring.filter(|hour| full_ring || written.contains(&(hour.0 % kept))) {
            entries.push((Intervals::<Runtime>::hashed_key_for(hour.0 % kept, id), self.hour(hour, end).encode()));
        }
        for day in [Day::of(MIDNIGHT - 1), Day::of(MIDNIGHT)].into_iter().filter(|day| *day <= open.day()) {
            let entry = if day == open.day() { DayEntry::Open } else { DayEntry::Closed(self.day(day, end)) };
            entries.push((Days::<Runtime>::hashed_key_for(day, id), entry.encode()));
        }
        entries
    }
}

/// Readings that travel together.
struct Batch {
    extrinsic: UncheckedExtrinsic,
    readings: Vec<Reading>,
}

/// What a block of readings took.
struct Measured {
    batches: usize,
    readings: usize,
    /// What kept it from taking more.
    bound: &'static str,
    /// Weight of its transactions.
    used: Weight,
    /// Proof that its transactions announced.
    announced: u64,
    /// The recorder's estimate of the proof when the readings began.
    before: usize,
    /// When they were recorded: what is counted.
    after: usize,
    /// When the block was finished: with what is needed to change entries that were not read.
    whole: usize,
    /// The block's proof as it goes to the relay chain, and the block without it.
    compact: usize,
    length: usize,
}

/// A chain with many meters.
struct Grid {
    chain: Chain,
    parent: Header,
    genesis: H256,
    /// The meters that are read in measured blocks, with their keys.
    read: Vec<(Device, ed25519::Pair)>,
    /// How many others there are.
    others: u32,
}

impl Grid {
    /// A development chain in its first block.
    fn new(meters: u32, most_read: u32) -> Self {
        let chain = Chain::new();
        let parent = Header::new(0, Default::default(), *chain.ext.backend.root(), Default::default(), Default::default());
        let number_read = meters.min(most_read);
        let read = |index: u32| {
            let pair = ed25519::Pair::from_seed(&blake2_256(&("meter", index).encode()));
            (Device::new(index, pair.public()), pair)
        };
        let mut grid = Self {
            chain,
            parent,
            genesis: H256::zero(),
            read: (0..number_read).map(read).collect(),
            others: meters - number_read,
        };
        let (genesis, header) = grid.block(NOW - 6, &Recorder::default(), || {
            OldestDay::<Runtime>::put(Day::of(MIDNIGHT - 1));
            System::block_hash(0)
        });
        grid.chain.ext.commit_all().expect("the block is committed");
        (grid.parent, grid.genesis) = (header, genesis);
        grid
    }

    /// Write the entries of all meters that are not read in measured blocks. They were read before, in the first quarter hour of the day.
    fn install_others(&mut self, say: &dyn Fn(&str)) {
        let first = u32::try_from(self.read.len()).expect("few meters are read");
        // Nobody knows their keys.
        let device = |index: u32| Device::new(index, ed25519::Public::from_raw(blake2_256(&("meter", index).encode())));
        let mut others: Vec<_> = (first..first + self.others).map(|index| (device(index).id(), index)).collect();
        // Neighbours in the trie are put into it at once.
        others.sort_unstable();
        for (number, chunk) in others.chunks(CHUNK).enumerate() {
            let entries = chunk.iter().flat_map(|(_, index)| device(*index).entries(MIDNIGHT + PERIOD, *index == first));
            self.chain.ext.batch_insert(entries.collect::<Vec<_>>());
            say(&format!("{} of {} other meters are written", number * CHUNK + chunk.len(), self.others));
        }
    }

    /// Write the entries of the meters whose next quarter hour is `quarter`, and sign their readings of it.
    fn prepare(&mut self, quarter: Quarter) -> Vec<Batch> {
        let end = quarter.start();
        let entries = self.read.iter().enumerate().flat_map(|(index, (device, _))| device.entries(end, index == 0));
        self.chain.ext.batch_insert(entries.collect::<Vec<_>>());
        let most = usize::try_from(<<Runtime as Config>::MaxBatch as Get<u32>>::get()).expect("a batch is small");
        let sign = |(device, pair): &(Device, ed25519::Pair)| {
            let MeterState { counter, registers, .. } = device.state(end);
            let mut meter = Meter { pair: pair.clone(), counter, end, registers };
            let Registers { import, export, generation } = device.energy(1);
            meter.next(&self.genesis, import.0, export.0, generation.0)
        };
        // In the order of their numbers: where they are in the trie, their hashes say.
        let batches = self.read.chunks(most).map(|meters| {
            let signed: Vec<_> = meters.iter().map(sign).collect();
            let readings = signed.iter().map(|signed| signed.reading.clone()).collect();
            Batch { extrinsic: self.chain.submission(signed), readings }
        });
        batches.collect()
    }

    /// Let free readings take `share` per cent of a block.
    fn set_free_share(&mut self, share: u8) {
        self.chain.ext.reset_overlay();
        self.chain.ext.execute_with(|| FreeShare::<Runtime>::put(Percent::from_percent(share)));
        self.chain.ext.commit_all().expect("the share is committed");
    }

    /// A block that takes `batches` until it is full. It stays in the overlay, until the next one is measured.
    fn measure(&mut self, batches: &[Batch], share: u8) -> Measured {
        self.set_free_share(share);
        let root = *self.chain.ext.backend.root();
        let recorder = Recorder::default();
        let (mut measured, _) = self.block(NOW, &recorder, || fill(&recorder, batches, share));
        measured.whole = recorder.estimate_encoded_size();
        let proof = recorder.drain_storage_proof();
        measured.compact = proof.to_compact_proof::<Blake2Hasher>(root).expect("the proof is sound").encoded_size();
        let taken = &batches[..measured.batches];
        self.chain.ext.execute_with(|| {
            let is_accepted = |event: &RuntimeEvent| matches!(event, RuntimeEvent::DeviceRegistry(Event::ReadingAccepted { .. }));
            let accepted = System::events().iter().filter(|record| is_accepted(&record.event)).count();
            assert_eq!(accepted, measured.readings, "all readings are accepted");
            for reading in taken.iter().flat_map(|batch| &batch.readings) {
                let meter = Devices::<Runtime>::get(reading.device).expect("the device is known").meter;
                assert_eq!((meter.counter, meter.last_end), (reading.counter, Some(reading.end)));
                assert_eq!(meter.registers, reading.registers);
            }
        });
        measured
    }

    /// The block at `at` after the last one that was committed: what `fill` returned, and its header.
    fn block<R>(&mut self, at: u64, recorder: &Recorder, fill: impl FnOnce() -> R) -> (R, Header) {
        let slot = Slot::from(at / 6);
        let digest = Digest { logs: vec![<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot)] };
        let header = Header::new(self.parent.number + 1, Default::default(), Default::default(), self.parent.hash(), digest);
        let inherents = inherents(&self.parent, slot);
        self.chain.ext.register_extension(ProofSizeExt::new(recorder.clone()));
        self.chain.ext.execute_with_recorder(recorder.clone(), || {
            Executive::initialize_block(&header);
            for inherent in Runtime::inherent_extrinsics(inherents) {
                Executive::apply_extrinsic(inherent).expect("an inherent is valid").expect("an inherent succeeds");
            }
            let filled = fill();
            (filled, Executive::finalize_block())
        })
    }
}

/// What a collator puts into every block.
fn inherents(parent: &Header, slot: Slot) -> InherentData {
    let relay = MockValidationDataInherentDataProvider::<()> {
        current_para_block: parent.number + 1,
        para_id: ParaId::from(genesis::PARA_ID),
        current_para_block_head: Some(HeadData(parent.encode())),
        relay_offset: u32::try_from(*slot).expect("the slot is of this century"),
        relay_blocks_per_para_block: 0,
        para_blocks_per_relay_epoch: 10,
        ..Default::default()
    };
    let timestamp = sp_timestamp::InherentDataProvider::new((*slot * 6_000).into());
    futures::executor::block_on(async {
        let mut data = timestamp.create_inherent_data().await.expect("the timestamp is provided");
        relay.provide_inherent_data(&mut data).await.expect("the relay data are provided");
        data
    })
}

/// What normal transactions may take of a block.
fn normal_limit() -> Weight {
    let limits = <Runtime as frame_system::Config>::BlockWeights::get();
    limits.get(DispatchClass::Normal).max_total.expect("normal transactions have a limit")
}

/// Put `batches` into the block until one finds no room, as a collator does. What did not fit leaves nothing behind.
fn fill(recorder: &Recorder, batches: &[Batch], share: u8) -> Measured {
    let normal = || *System::block_weight().get(DispatchClass::Normal);
    let length = || frame_system::BlockSize::<Runtime>::get().map_or(0, |bytes| usize::try_from(bytes).expect("it is small"));
    let before = recorder.estimate_encoded_size();
    let (mut number, mut announced, mut bound) = (0, 0, "meters");
    for batch in batches {
        if recorder.estimate_encoded_size() + length() + batch.extrinsic.encoded_size() > BLOCK_SIZE_LIMIT {
            bound = "size";
            break;
        }
        let needed = batch.extrinsic.get_dispatch_info().total_weight();
        sp_io::storage::start_transaction();
        recorder.start_transaction();
        match Executive::apply_extrinsic(batch.extrinsic.clone()) {
            Ok(result) => {
                result.expect("readings are recorded");
                sp_io::storage::commit_transaction();
                recorder.commit_transaction().expect("it was started");
            }
            Err(error) => {
                assert!(error.exhausted_resources(), "{error:?}");
                sp_io::storage::rollback_transaction();
                recorder.rollback_transaction().expect("it was started");
                bound = bound_of(normal(), needed, share);
                break;
            }
        }
        number += 1;
        announced += needed.proof_size();
    }
    let readings = batches[..number].iter().map(|batch| batch.readings.len()).sum();
    let (used, after, length) = (normal(), recorder.estimate_encoded_size(), length());
    Measured { batches: number, readings, bound, used, announced, before, after, whole: 0, compact: 0, length }
}

/// Which limit leaves no room for `needed` in a block that holds `used`.
fn bound_of(used: Weight, needed: Weight, share: u8) -> &'static str {
    let share = Percent::from_percent(share);
    let (sum, limit) = (used.saturating_add(needed), normal_limit());
    let parts = [("refTime", sum.ref_time(), limit.ref_time()), ("proofSize", sum.proof_size(), limit.proof_size())];
    let exceeded = parts.into_iter().filter(|(_, sum, limit)| *sum > share.mul_floor(*limit));
    let ratio = |sum: u64, limit: u64| u128::from(sum) * 1_000_000 / u128::from(limit);
    exceeded.max_by_key(|(_, sum, limit)| ratio(*sum, *limit)).map_or("length", |(name, ..)| name)
}

/// Part of a whole.
fn part(value: u64, of: u64) -> f64 {
    value as f64 / of as f64
}

fn as_u64(number: usize) -> u64 {
    u64::try_from(number).expect("usize has 64 bits")
}

/// A block of readings as the report has it. `empty` is the same block without readings.
fn figures(quarter: Quarter, share: u8, measured: &Measured, empty: &Measured) -> Value {
    let readings = as_u64(measured.readings);
    let each = |bytes: u64| part(bytes, readings);
    let limit = normal_limit();
    json!({
        "quarter": quarter.name(),
        "share": share,
        "readings": readings,
        "perWindow": measured.readings * BLOCKS_PER_WINDOW,
        "bound": measured.bound,
        "utilisation": {
            "refTime": part(measured.used.ref_time(), limit.ref_time()),
            "proofSize": part(measured.used.proof_size(), limit.proof_size()),
        },
        "refTimeEach": each(measured.used.ref_time()),
        "announcedEach": each(measured.announced),
        "countedEach": each(as_u64(measured.after - measured.before)),
        "recordedEach": each(as_u64(measured.whole - empty.whole)),
        "lengthEach": each(as_u64(measured.length - empty.length)),
        "recorded": measured.whole,
        "compact": measured.compact,
        "length": measured.length,
        "pov": part(as_u64(measured.compact + measured.length), u64::from(MAX_POV_SIZE)),
    })
}

/// Most memory that this process ever had, in MiB, if Linux says so.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1_024)
}

/// Readings of few meters are accepted, take no more proof than they announce, and leave a state that holds.
#[test]
fn readings_should_prove_no_more_than_they_announce() {
    let mut grid = Grid::new(2_000, 1_024);
    grid.install_others(&|_| ());
    for quarter in Quarter::ALL {
        let batches = grid.prepare(quarter);
        let empty = grid.measure(&[], 100);
        let measured = grid.measure(&batches, 100);
        let name = quarter.name();
        assert_eq!((measured.readings, measured.bound), (1_024, "meters"), "{name}");
        assert!(measured.used.all_lte(normal_limit()), "{name}: {:?}", measured.used);
        assert!(as_u64(measured.after - measured.before) <= measured.announced, "{name}: counted");
        assert!(as_u64(measured.whole - empty.whole) <= measured.announced, "{name}: recorded");
        let later = measured.whole - measured.after;
        assert!(later <= empty.whole - empty.after, "{name}: {later} bytes are recorded only when the root is computed");
        let state = grid.chain.ext.execute_with(DeviceRegistry::do_try_state);
        assert_eq!(state, Ok(()), "{name}");
    }
}

#[test]
#[ignore = "takes minutes and gigabytes: scripts/bench.sh --only registered"]
fn readings_by_registered_meters() {
    let sizes = env::var("UEN_SCALE_METERS").unwrap_or_else(|_| "10000,100000,1000000".into());
    let sizes: Vec<u32> =
        sizes.split(',').map(|size| size.trim().parse().expect("UEN_SCALE_METERS has numbers, separated by commas")).collect();
    let report = env::var("UEN_SCALE_REPORT").ok();
    let mut rows = Vec::new();
    for meters in sizes {
        let started = Instant::now();
        let say = |text: &str| eprintln!("[{:>4} s] {meters} meters: {text}", started.elapsed().as_secs());
        let mut grid = Grid::new(meters, MOST_READ);
        grid.install_others(&say);
        let build_seconds = started.elapsed().as_secs();
        let mut blocks = Vec::new();
        for quarter in Quarter::ALL {
            let batches = grid.prepare(quarter);
            let empty = grid.measure(&[], 100);
            for share in SHARES {
                let measured = grid.measure(&batches, share);
                let row = figures(quarter, share, &measured, &empty);
                say(&row.to_string());
                blocks.push(row);
            }
        }
        rows.push(json!({
            "meters": meters,
            "read": grid.read.len(),
            "buildSeconds": build_seconds,
            "seconds": started.elapsed().as_secs(),
            "peakMemoryMiB": peak_memory(),
            "blocks": blocks,
        }));
        if let Some(report) = &report {
            let text = serde_json::to_string_pretty(&json!({ "sizes": rows })).expect("the figures are JSON");
            fs::write(report, text).expect("the report is writable");
        }
    }
}
