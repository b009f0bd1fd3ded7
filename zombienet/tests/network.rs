//! One network, and what happens to it, in order. `scripts/zombienet.sh` builds what it needs, sets the variables and runs it.

use anyhow::{anyhow, ensure, Context, Result};
use serde_json::Value as Json;
use sp_crypto_hashing::blake2_256;
use std::{
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};
use subxt::{
    dynamic::Value,
    ext::{scale_decode::DecodeAsType, scale_value::ValueDef},
    rpcs::client::rpc_params,
};
use uen_network_tests::{
    chain::{advance, wait, Account, Call, Node, Until, UEN},
    meter::{Kind, Meter},
};
use zombienet_sdk::{LocalFileSystem, Network, NetworkConfig, NetworkConfigExt, NetworkNode};

/// UEN's identifier as a parachain.
const PARA_ID: u32 = 2836;
/// A session and a period of governance, in blocks.
const PERIOD: u64 = 20;
/// What a block may take, with every node on one small machine.
const BLOCK: Duration = Duration::from_secs(30);
/// A period of the market, in seconds.
const QUARTER_HOUR: u64 = 900;
/// How many seconds before its period a market's gate closes.
const GATE_CLOSURE: u64 = 300;
/// Between two readings of the meter that reports by itself: what it has to bring lasts for the rest of the test.
const REPORT_PAUSE: Duration = Duration::from_secs(20);
/// What is traded, in Wh.
const TRADED: u64 = 100;

/// Prints a step's result with the time since the start.
struct Progress(Instant);

impl Progress {
    fn say(&self, text: impl std::fmt::Display) {
        println!("[{:>5} s] {text}", self.0.elapsed().as_secs());
    }
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run scripts/zombienet.sh"))
}

/// The name of a stored variant.
fn variant(value: &Value) -> Option<String> {
    match &value.value {
        ValueDef::Variant(variant) => Some(variant.name.clone()),
        _ => None,
    }
}

async fn connect(network: &Network<LocalFileSystem>, name: &str) -> Result<Node> {
    let url = network.get_node(name)?.ws_uri().to_string();
    wait(&format!("{name} to answer"), Duration::from_secs(300), async || Ok(Some(Node::connect(name, &url).await?))).await
}

/// The process of a node of the native provider.
fn process_of(node: &NetworkNode) -> Result<u64> {
    fn find(value: &Json) -> Option<u64> {
        let map = value.as_object()?;
        let own = map.get("process_handle").and_then(|pid| pid.as_u64().or_else(|| pid.as_str()?.parse().ok()));
        own.or_else(|| map.values().find_map(find))
    }
    find(&serde_json::to_value(node)?).ok_or_else(|| anyhow!("{} has no process", node.name()))
}

/// The members of the session.
async fn members(node: &Node) -> Result<Vec<[u8; 32]>> {
    Ok(node.stored("Session", "Validators", ()).await?.unwrap_or_default())
}

/// Both nodes have the same final block, at `number` or later.
async fn agree(a: &Node, b: &Node) -> Result<u64> {
    let number = a.finalized().await?.min(b.finalized().await?);
    let (left, right) = (a.hash(number).await?, b.hash(number).await?);
    ensure!(left.is_some() && left == right, "{} and {} disagree about block {number}: {left:?}, {right:?}", a.name, b.name);
    Ok(number)
}

#[tokio::test(flavor = "multi_thread")]
async fn uen_should_live_under_a_relay_chain() -> Result<()> {
    let progress = Progress(Instant::now());
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("network.toml");
    let config = NetworkConfig::load_from_toml(&file.to_string_lossy())?;
    let network = config.spawn_native().await?;
    progress.say("two validators and three collators run");

    let outcome = steps(&network, &progress).await;
    if std::env::var("UEN_NETWORK_KEEP").is_ok() {
        for node in network.nodes() {
            println!("{}: {}", node.name(), node.ws_uri());
        }
        if let Err(e) = &outcome {
            println!("failed: {e:#}");
        }
        println!("the network stays up until this is interrupted");
        std::future::pending::<()>().await;
    }
    network.destroy().await?;
    outcome
}

async fn steps(network: &Network<LocalFileSystem>, progress: &Progress) -> Result<()> {
    let relay = connect(network, "one").await?;
    let alice = connect(network, "alice").await?;
    let bob = connect(network, "bob").await?;
    registration(&relay, &alice, progress).await?;
    discovery([&alice, &bob], progress).await?;
    finality(&relay, &alice, &bob, progress).await?;
    transfer(&alice, &bob, progress).await?;
    let mut meter = reading(&alice, progress).await?;
    let (orders, gate) = orders(&alice, &meter, progress).await?;
    restart(network, &alice, &bob, &mut meter, progress).await?;
    let bob = loss(network, &alice, &meter, progress).await?;
    let charlie = connect(network, "charlie").await?;
    candidate(&charlie, &alice, progress).await?;

    // From here on the meter reports by itself.
    let over = Arc::new(AtomicBool::new(false));
    let reports = tokio::spawn(report(alice.clone(), meter, over.clone()));
    let steps = async {
        rotation(&charlie, &alice, progress).await?;
        upgrade(&alice, &bob, progress).await
    };
    let outcome = steps.await;
    over.store(true, Ordering::Relaxed);
    let reports = reports.await?;
    let (before, after) = outcome?;
    readings_went_on(&alice, reports, before, after, progress).await?;
    traded(&alice, &bob, orders, gate, progress).await
}

/// The relay chain has UEN as a parachain, and its first block.
async fn registration(relay: &Node, alice: &Node, progress: &Progress) -> Result<()> {
    wait("the registration", Duration::from_secs(300), async || {
        let stage: Option<Value> = relay.stored("Paras", "ParaLifecycles", (PARA_ID,)).await?;
        let stage = stage.as_ref().and_then(variant);
        ensure!(stage.as_deref() == Some("Parachain"), "it is {stage:?}");
        Ok(Some(()))
    })
    .await?;
    let number = wait("the first block", Duration::from_secs(600), async || {
        let number = alice.number(None).await?;
        Ok((number > 0).then_some(number))
    })
    .await?;
    progress.say(format_args!("parachain {PARA_ID} is registered, and at block {number}"));
    Ok(())
}

/// The collators, who are not told of each other, are in touch.
async fn discovery(collators: [&Node; 2], progress: &Progress) -> Result<()> {
    for collator in collators {
        wait(&format!("{} to find another collator", collator.name), Duration::from_secs(300), async || {
            let health: Json = collator.request("system_health", rpc_params![]).await?;
            Ok(health["peers"].as_u64().filter(|peers| *peers > 0))
        })
        .await?;
    }
    progress.say("alice and bob found other collators through the relay chain");
    Ok(())
}

/// Blocks are made, included and final, and the collators agree about them.
async fn finality(relay: &Node, alice: &Node, bob: &Node, progress: &Progress) -> Result<()> {
    let (best, last) = advance(relay, 5, BLOCK * 10).await?;
    progress.say(format_args!("the relay chain is at block {best}, final {last}"));
    let started = Instant::now();
    let first = alice.finalized().await?;
    let (_, (best, last)) = tokio::try_join!(advance(bob, 10, BLOCK * 20), advance(alice, 10, BLOCK * 20))?;
    let pace = started.elapsed().as_secs_f64() / (last - first) as f64;
    let number = agree(alice, bob).await?;
    progress
        .say(format_args!("UEN is at block {best}, final {last}, {pace:.1} s a block; alice and bob agree about block {number}"));
    Ok(())
}

/// A transfer is included and final, and every node knows of it.
async fn transfer(alice: &Node, bob: &Node, progress: &Progress) -> Result<()> {
    let (from, to) = (Account::new("//Ferdie")?, Account::new("//Ferdie//savings")?);
    let amount = 5 * UEN;
    let call = Call::new("Balances", "transfer_keep_alive", [("dest", to.address()), ("value", Value::u128(amount))]);
    let included = alice.send(&from, &call, Until::Final).await?;
    wait("the transfer at bob", BLOCK * 5, async || {
        let balance = bob.balance(&to).await?;
        ensure!(balance == amount, "the balance is {balance}");
        Ok(Some(()))
    })
    .await?;
    progress.say(format_args!("a transfer of 5 UEN is final in {}", included.block));
    Ok(())
}

/// A meter is registered, certified and read.
async fn reading(alice: &Node, progress: &Progress) -> Result<Meter> {
    let mut meter = Meter::new([7; 32], Kind::Consumption);
    meter.install(alice, &Account::new("//Eve")?).await?;
    meter.report(alice, Until::Best).await?;
    let block = meter.report(alice, Until::Final).await?;
    progress.say(format_args!("a meter is certified, and its reading {} is final in {block}", meter.counter()));
    Ok(meter)
}

/// A bid and an offer that meet, in the market whose gate closes next. Returns their numbers and when the gate closes.
async fn orders(alice: &Node, consumer: &Meter, progress: &Progress) -> Result<([u64; 2], u64)> {
    let (buyer, seller) = (Account::new("//Eve")?, Account::new("//Ferdie")?);
    let roof = Meter::new([8; 32], Kind::Solar);
    roof.install(alice, &seller).await?;
    let first: u64 = alice.stored("EnergyMarket", "NextOrderId", ()).await?.unwrap_or(0);
    // Not the one whose gate closes before both are in a block.
    let open = alice.now().await? + 6 * BLOCK.as_secs();
    let period = (open + GATE_CLOSURE) / QUARTER_HOUR + 1;
    alice.send(&buyer, &consumer.order(period, "Buy", TRADED, 200_000_000), Until::Best).await?;
    let included = alice.send(&seller, &roof.order(period, "Sell", TRADED, 100_000_000), Until::Final).await?;
    let gate = period * QUARTER_HOUR - GATE_CLOSURE;
    let left = gate.saturating_sub(alice.now().await?);
    progress.say(format_args!("a bid and an offer are final in {}; the gate closes in {left} s", included.block));
    Ok(([first, first + 1], gate))
}

/// The chain cleared the market and released the orders by itself, in what transactions left of blocks whose validators checked what of the
/// proof that took.
async fn traded(alice: &Node, bob: &Node, orders: [u64; 2], gate: u64, progress: &Progress) -> Result<()> {
    let left = gate.saturating_sub(alice.now().await?);
    for order in orders {
        wait(&format!("order {order} to be filled"), Duration::from_secs(left) + BLOCK * 10, async || {
            let settlement: Json = alice.request("uen_settlement", rpc_params![order]).await?;
            let filled = settlement["settled"]["tradedWh"].as_u64();
            ensure!(filled == Some(TRADED), "{filled:?} Wh were, at {} of the chain's clock", alice.now().await?);
            Ok(Some(()))
        })
        .await?;
    }
    advance(bob, 5, BLOCK * 10).await?;
    let number = agree(alice, bob).await?;
    progress.say(format_args!("{TRADED} Wh were traded, and the chain went on: alice and bob agree about block {number}"));
    Ok(())
}

/// Kills a node as a power cut does.
async fn kill(handle: &NetworkNode) -> Result<()> {
    let process = process_of(handle)?;
    let killed = tokio::process::Command::new("kill").args(["-9", &process.to_string()]).status().await?;
    ensure!(killed.success(), "process {process} of {} cannot be killed", handle.name());
    Ok(())
}

/// Bob, started again, has what was final when it was killed and what came after.
async fn catch_up(network: &Network<LocalFileSystem>, alice: &Node, left_at: u64, limit: Duration) -> Result<(Node, u64)> {
    network.get_node("bob")?.restart(None).await?;
    let bob = connect(network, "bob").await?;
    wait("bob to catch up", limit, async || {
        let (own, others) = (bob.finalized().await?, alice.finalized().await?);
        ensure!(own > left_at && own + 1 >= others, "bob is at {own}, alice at {others}");
        Ok(Some(()))
    })
    .await?;
    let number = agree(alice, &bob).await?;
    Ok((bob, number))
}

/// A collator is killed, the chain goes on without it, and it catches up.
async fn restart(
    network: &Network<LocalFileSystem>,
    alice: &Node,
    bob: &Node,
    meter: &mut Meter,
    progress: &Progress,
) -> Result<()> {
    kill(network.get_node("bob")?).await?;
    let left_at = alice.number(None).await?;
    progress.say(format_args!("bob was killed at about block {left_at}"));
    meter.report(alice, Until::Final).await?;
    let (best, last) = advance(alice, 5, BLOCK * 10).await?;
    ensure!(bob.number(None).await.is_err(), "bob still answers");
    progress.say(format_args!("without it UEN is at block {best}, final {last}, and took another reading"));

    let (_, number) = catch_up(network, alice, left_at, BLOCK * 10).await?;
    progress.say(format_args!("bob is back, and agrees about block {number}"));
    Ok(())
}

/// The databases of a node, of the chain and of the relay chain: all that is beside the keys. The chain's is ParityDB; the relay-chain
/// client's is what `polkadot` takes if it is not told.
fn databases(node: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for base in ["data", "relay-data"] {
        let chains = node.join(base).join("chains");
        for chain in std::fs::read_dir(&chains).with_context(|| format!("{}", chains.display()))? {
            for entry in std::fs::read_dir(chain?.path())? {
                let entry = entry?;
                if entry.file_name() != "keystore" && entry.file_name() != "network" {
                    found.push(entry.path());
                }
            }
        }
    }
    Ok(found)
}

/// A collator loses its databases, and has everything again from the others. Its keys are elsewhere.
async fn loss(network: &Network<LocalFileSystem>, alice: &Node, meter: &Meter, progress: &Progress) -> Result<Node> {
    kill(network.get_node("bob")?).await?;
    let left_at = alice.number(None).await?;
    let lost = databases(&PathBuf::from(variable("UEN_NETWORK_DIR")?).join("nodes/bob"))?;
    ensure!(lost.len() == 2, "bob has the databases {lost:?}");
    for database in &lost {
        std::fs::remove_dir_all(database)?;
    }
    progress.say(format_args!("bob was killed at about block {left_at}, and its databases are gone"));

    let (bob, number) = catch_up(network, alice, left_at, BLOCK * 20).await?;
    let known = meter.known(&bob).await?;
    ensure!(known == meter.counter(), "bob has readings up to {known}, and the chain took {}", meter.counter());
    progress.say(format_args!("bob has all blocks again, agrees about block {number}, and has reading {known}"));
    Ok(bob)
}

/// Charlie, whose collator is in no session, stakes and stands for the next ones.
async fn candidate(charlie: &Node, alice: &Node, progress: &Progress) -> Result<()> {
    let account = Account::new("//Charlie")?;
    ensure!(!members(alice).await?.contains(&account.id()), "charlie is in the session already");
    let keys: Json =
        charlie.request("author_rotateKeysWithOwner", rpc_params![format!("0x{}", hex::encode(account.id()))]).await?;
    let bytes = |name: &str| -> Result<Value> {
        let text = keys[name].as_str().ok_or_else(|| anyhow!("no {name} in {keys}"))?;
        Ok(Value::from_bytes(hex::decode(text.trim_start_matches("0x"))?))
    };
    let set_keys = Call::new("Session", "set_keys", [("keys", bytes("keys")?), ("proof", bytes("proof")?)]);
    alice.send(&account, &set_keys, Until::Best).await?;
    let register = [("bond", Value::u128(20_000 * UEN)), ("commission", Value::u128(100_000_000))];
    alice.send(&account, &Call::new("ValidatorStaking", "register", register), Until::Final).await?;
    progress.say("charlie staked 20,000 UEN and is a candidate");
    Ok(())
}

/// A session comes in which Charlie makes blocks.
async fn rotation(charlie: &Node, alice: &Node, progress: &Progress) -> Result<()> {
    #[derive(DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Validator {
        last_authored: u32,
    }
    let account = Account::new("//Charlie")?.id();
    wait("a session with charlie", BLOCK * 3 * PERIOD as u32, async || {
        Ok(members(alice).await?.contains(&account).then_some(()))
    })
    .await?;
    let session = members(alice).await?.len();
    progress.say(format_args!("a session of {session} members has begun, charlie is one by stake"));
    let number = wait("a block of charlie's", BLOCK * PERIOD as u32, async || {
        let record: Option<Validator> = alice.stored("ValidatorStaking", "Validators", (account,)).await?;
        let number = record.map_or(0, |record| record.last_authored);
        Ok((number > 0).then_some(number))
    })
    .await?;
    agree(alice, charlie).await?;
    progress.say(format_args!("charlie made block {number}"));
    Ok(())
}

/// A reading that is in a block.
struct Accepted {
    block: String,
    /// Version of the runtime that took it down.
    version: u64,
}

impl Accepted {
    /// The meter's next one.
    async fn next(alice: &Node, meter: &mut Meter, until: Until) -> Result<Self> {
        let block = meter.report(alice, until).await?;
        let version = alice.spec_version(Some(&block)).await?;
        Ok(Self { block, version })
    }
}

/// What a meter reported.
struct Reports {
    meter: Meter,
    accepted: Vec<Accepted>,
    failures: Vec<String>,
}

/// Reports readings until told to stop.
async fn report(alice: Node, mut meter: Meter, over: Arc<AtomicBool>) -> Result<Reports> {
    let (mut accepted, mut failures) = (Vec::new(), Vec::new());
    while !over.load(Ordering::Relaxed) {
        match Accepted::next(&alice, &mut meter, Until::Best).await {
            Ok(reading) => accepted.push(reading),
            Err(e) => failures.push(format!("{e:#}")),
        }
        tokio::time::sleep(REPORT_PAUSE).await;
    }
    Ok(Reports { meter, accepted, failures })
}

/// A referendum authorises the next runtime, anybody brings its code, and the relay chain lets it in. Returns the versions.
async fn upgrade(alice: &Node, bob: &Node, progress: &Progress) -> Result<(u64, u64)> {
    #[derive(DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Authorized {
        code_hash: [u8; 32],
    }
    let before = alice.spec_version(None).await?;
    let code = std::fs::read(variable("UEN_NEXT_RUNTIME_WASM")?).context("the next runtime")?;
    let hash = blake2_256(&code);

    let proposer = Account::new("//Eve")?;
    let authorize = alice.encode(&Call::new("System", "authorize_upgrade", [("code_hash", Value::from_bytes(hash))])).await?;
    let lookup = [("hash", Value::from_bytes(blake2_256(&authorize))), ("len", Value::u128(authorize.len() as u128))];
    let note = Call::new("Preimage", "note_preimage", [("bytes", Value::from_bytes(&authorize))]);
    alice.send(&proposer, &note, Until::Best).await?;
    let propose = [("proposal", Value::named_variant("Lookup", lookup)), ("value", Value::u128(1_000 * UEN))];
    let index: u32 = alice.stored("Democracy", "ReferendumCount", ()).await?.unwrap_or(0);
    alice.send(&proposer, &Call::new("Democracy", "propose", propose), Until::Best).await?;
    wait("the referendum to begin", BLOCK * 2 * PERIOD as u32, async || {
        let count: u32 = alice.stored("Democracy", "ReferendumCount", ()).await?.unwrap_or(0);
        Ok((count > index).then_some(()))
    })
    .await?;
    progress.say(format_args!("referendum {index} is about the code 0x{}", hex::encode(hash)));

    // Aye, standing by it as long as it takes to carry it out.
    for (voter, stake) in [("//Alice", 100_000), ("//Bob", 100_000), ("//Dave", 50_000)] {
        let vote = [("vote", Value::u128(0x81)), ("balance", Value::u128(stake * UEN))];
        let vote = [("ref_index", Value::u128(index.into())), ("vote", Value::named_variant("Standard", vote))];
        alice.send(&Account::new(voter)?, &Call::new("Democracy", "vote", vote), Until::Best).await?;
    }
    wait("the referendum to be carried out", BLOCK * 2 * PERIOD as u32, async || {
        let authorized: Option<Authorized> = alice.stored("System", "AuthorizedUpgrade", ()).await?;
        Ok(authorized.filter(|upgrade| upgrade.code_hash == hash))
    })
    .await?;
    progress.say("it was voted for and carried out: the code is authorised");

    let apply = Call::new("System", "apply_authorized_upgrade", [("code", Value::from_bytes(&code))]);
    let included = alice.send(&Account::new("//Ferdie")?, &apply, Until::Best).await?;
    ensure!(included.has("ParachainSystem", "ValidationFunctionStored"), "the code is not on its way: {}", included.block);
    progress.say(format_args!("the relay chain has the code, by {}", included.block));
    let after = wait("the runtime to change", BLOCK * 4 * PERIOD as u32, async || {
        let version = bob.spec_version(None).await?;
        Ok((version > before).then_some(version))
    })
    .await?;
    let (best, last) = advance(bob, 5, BLOCK * 10).await?;
    progress.say(format_args!("the runtime is {after}, it was {before}; UEN is at block {best}, final {last}"));
    Ok((before, after))
}

/// Readings were taken down by both runtimes, and none is missing of those in blocks that are final. A best block may still be replaced by
/// another, as is usual when a session of the relay chain begins.
async fn readings_went_on(alice: &Node, reports: Result<Reports>, before: u64, after: u64, progress: &Progress) -> Result<()> {
    let Reports { mut meter, mut accepted, failures } = reports?;
    for failure in &failures {
        progress.say(format_args!("a reading failed: {failure}"));
    }
    let final_one =
        wait("a last reading to be final", BLOCK * 10, async || Accepted::next(alice, &mut meter, Until::Final).await.map(Some));
    accepted.push(final_one.await?);
    let mut lasting = Vec::new();
    let mut replaced = 0;
    for Accepted { block, version } in accepted {
        let number = alice.number(Some(&block)).await?;
        if alice.hash(number).await?.as_deref() == Some(block.as_str()) {
            lasting.push(version);
        } else {
            replaced += 1;
        }
    }
    let by = |version: u64| lasting.iter().filter(|taken_by| **taken_by == version).count();
    let (old, new) = (by(before), by(after));
    ensure!(old > 0 && new > 0, "{old} readings by runtime {before}, {new} by {after}");
    let last = meter.counter();
    let known = meter.known(alice).await?;
    ensure!(known == last, "the chain has readings up to {known}, and took {last}");
    let failed = failures.len();
    progress.say(format_args!(
        "readings went on: {old} by runtime {before}, {new} by {after}; {replaced} in blocks that were replaced, {failed} failed"
    ));
    Ok(())
}
