//! A meter as its maker builds it: what it signs is written from the specification and not from the runtime's code.

use crate::chain::{Account, Call, Node, Until};
use anyhow::{ensure, Context, Result};
use serde_json::Value as Json;
use sp_core::{ed25519, Pair};
use sp_crypto_hashing::blake2_256;
use std::time::Duration;
use subxt::{dynamic::Value, rpcs::client::rpc_params};

/// Most that a consumer draws or a solar system generates, in W.
const CAPACITY_W: u32 = 5_000;
/// May mine, trade, be certified and be monitored.
const PERMISSIONS: u128 = 0b1111;
/// A period of the market, in seconds. A reading that ends another one than the reading before is free.
const QUARTER_HOUR: u64 = 900;
/// How long before now the first reading ends, in seconds: so many quarter hours are there to be brought in one after the other. The chain
/// takes readings of the last three days.
const BACKLOG: u64 = 22 * 3_600;
/// How long the chain's clock may take to the end of the next quarter hour.
const CLOCK_TIMEOUT: Duration = Duration::from_secs(QUARTER_HOUR + 240);
/// For how long its certificates are valid, in seconds.
const VALIDITY: u64 = 30 * 86_400;

/// What a meter measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A consumer.
    Consumption,
    /// A solar system.
    Solar,
}

/// A meter with an Ed25519 key, in zone 1.
pub struct Meter {
    pair: ed25519::Pair,
    kind: Kind,
    end: u64,
    import: u64,
    /// All that it signed, in the order of its counters, which begin with one.
    readings: Vec<Value>,
}

impl Meter {
    /// The meter of a seed.
    pub fn new(seed: [u8; 32], kind: Kind) -> Self {
        Self { pair: ed25519::Pair::from_seed(&seed), kind, end: 0, import: 1_000, readings: Vec::new() }
    }

    /// Its public key in SCALE.
    fn key(&self) -> Vec<u8> {
        [&[0][..], &self.pair.public().0].concat()
    }

    /// Its identifier.
    pub fn id(&self) -> [u8; 32] {
        blake2_256(&self.key())
    }

    /// How many readings it has signed.
    pub fn counter(&self) -> u64 {
        self.readings.len() as u64
    }

    /// How many of its readings a node's best block has.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn known(&self, node: &Node) -> Result<u64> {
        let device: Json = node.request("uen_device", rpc_params![format!("0x{}", hex::encode(self.id()))]).await?;
        Ok(device["lastCounter"].as_u64().unwrap_or(0))
    }

    fn sign(&self, payload: &[u8]) -> Value {
        Value::unnamed_variant("Ed25519", [Value::from_bytes(self.pair.sign(payload).0)])
    }

    /// Registers it for `owner`, and has the certifiers of the presets certify it.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn install(&self, node: &Node, owner: &Account) -> Result<()> {
        let proof = [b"UEN:possession:v1", &node.genesis()[..], &owner.id(), &self.key()].concat();
        let number = |value: u32| Value::u128(value.into());
        let (kind, load, generation) = match self.kind {
            Kind::Consumption => ("Consumption", CAPACITY_W, 0),
            Kind::Solar => ("Solar", 0, CAPACITY_W),
        };
        let capacities = [
            ("load_w", number(load)),
            ("generation_w", number(generation)),
            ("export_w", number(generation)),
            ("storage", number(0)),
        ];
        let nameplate = [
            ("kind", Value::unnamed_variant(kind, [])),
            ("medium", Value::unnamed_variant("Electricity", [])),
            ("capacities", Value::named_composite(capacities)),
            ("resolution", Value::unnamed_variant("QuarterHour", [])),
            ("zone", number(1)),
            ("metadata_hash", Value::from_bytes([0x22; 32])),
        ];
        let register = Call::new(
            "DeviceRegistry",
            "register",
            [
                ("key", Value::unnamed_variant("Ed25519", [Value::from_bytes(self.pair.public().0)])),
                ("nameplate", Value::named_composite(nameplate)),
                ("proof", self.sign(&proof)),
            ],
        );
        node.send(owner, &register, Until::Best).await?;
        let valid_until = ("valid_until", Value::u128((node.now().await? + VALIDITY).into()));
        let class = Value::unnamed_variant("B", []);
        let certificates = [
            ("//Alice//manufacturer", Value::named_variant("TypeApproval", [valid_until.clone()])),
            ("//Alice//metrology", Value::named_variant("Metrology", [("accuracy_class", class), valid_until.clone()])),
            (
                "//Alice//regulator",
                Value::named_variant(
                    "Authorisation",
                    [("permissions", Value::u128(PERMISSIONS)), ("connection", Value::from_bytes(self.id())), valid_until],
                ),
            ),
        ];
        for (certifier, certificate) in certificates {
            let certify =
                Call::new("DeviceRegistry", "certify", [("device", Value::from_bytes(self.id())), ("certificate", certificate)]);
            node.send(&Account::new(certifier)?, &certify, Until::Best).await?;
        }
        Ok(())
    }

    /// An order for it in the market of a quarter hour, of whatever source, for `wh` at the `limit` in planck per Wh.
    pub fn order(&self, period: u64, side: &str, wh: u64, limit: u128) -> Call {
        let number = |value: u64| Value::u128(value.into());
        Call::new(
            "EnergyMarket",
            "place_order",
            [
                ("device", Value::from_bytes(self.id())),
                ("period", number(period)),
                ("product", Value::unnamed_variant("Any", [])),
                ("side", Value::unnamed_variant(side, [])),
                ("quantity", number(wh)),
                ("limit", Value::u128(limit)),
            ],
        )
    }

    /// When the next reading ends, at `now` on the chain's clock.
    fn next_end(&self, now: u64) -> u64 {
        if self.readings.is_empty() {
            now.saturating_sub(BACKLOG) / QUARTER_HOUR * QUARTER_HOUR
        } else {
            self.end + QUARTER_HOUR
        }
    }

    /// Signs a reading that ends at `end`: the first one opens the registers, each further one adds a Wh.
    fn read(&mut self, genesis: [u8; 32], end: u64) {
        let is_first = self.readings.is_empty();
        let start = if is_first { end } else { self.end };
        self.import += u64::from(!is_first);
        self.end = end;
        let counter = self.counter() + 1;
        let registers = [self.import, 0, 0];
        let mut payload = [b"UEN:reading:v1", &genesis[..], &self.id()].concat();
        for number in [counter, start, end] {
            payload.extend(number.to_le_bytes());
        }
        // Electricity.
        payload.push(1);
        for number in registers {
            payload.extend(number.to_le_bytes());
        }
        // No flags.
        payload.extend([0, 0]);
        let number = |value: u64| Value::u128(value.into());
        let registers = [("import", number(self.import)), ("export", number(0)), ("generation", number(0))];
        let reading = Value::named_composite([
            ("device", Value::from_bytes(self.id())),
            ("counter", number(counter)),
            ("start", number(start)),
            ("end", number(end)),
            ("medium", Value::unnamed_variant("Electricity", [])),
            ("registers", Value::named_composite(registers)),
            ("flags", number(0)),
        ]);
        let signed = Value::named_composite([("reading", reading), ("signature", self.sign(&payload))]);
        self.readings.push(signed);
    }

    /// Waits until the chain's clock has come to the end of the next reading, and returns that end. Its future can be spawned, which that of
    /// [`crate::chain::wait`] cannot.
    async fn due(&self, node: &Node) -> Result<u64> {
        loop {
            let now = node.now().await?;
            let end = self.next_end(now);
            if end <= now {
                return Ok(end);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Reads once more and sends what the node does not have: a reading, and those before it that were lost with a block. Returns the block
    /// that took it down.
    ///
    /// # Errors
    /// If the clock stands still, the transaction is in no block, or the chain does not accept the reading.
    pub async fn report(&mut self, node: &Node, until: Until) -> Result<String> {
        let end = tokio::time::timeout(CLOCK_TIMEOUT, self.due(node)).await.context("the chain's clock stands still")??;
        self.read(node.genesis(), end);
        let known = usize::try_from(self.known(node).await?)?;
        let missing = self.readings.iter().skip(known).cloned();
        let batch = Call::new("DeviceRegistry", "submit_readings", [("readings", Value::unnamed_composite(missing))]);
        let included = node.send_general(&batch, until).await?;
        let accepted = included.has("DeviceRegistry", "ReadingAccepted");
        ensure!(accepted, "the chain did not accept reading {} in {}", self.counter(), included.block);
        Ok(included.block)
    }
}
