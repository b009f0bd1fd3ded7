//! What a meter needs before its first reading: a key, a registration, three certificates. Done for many meters at once, and only
//! what is missing; so it can be stopped anywhere and started again.

use crate::{
    account::Account,
    calls::{AccuracyClass, Call, Certificate, Certify, Nameplate, Register, Transfer},
    chain::{Chain, Connection, DeviceState, POLL},
    console::Console,
    device_key::DevicePair,
    error::{Error, Result},
    keystore::DeviceEntry,
    transactions::{send_all, Fate, Signed},
};
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    AccountId32,
};
use std::collections::BTreeMap;
use uen_primitives::{DeviceId, DeviceKey, DeviceSignature, KeyChange, Permissions, ProofOfPossession, UnixSeconds};

/// One UEN, in planck.
pub const UEN: u128 = 1_000_000_000_000;
/// What a development owner gets besides the device's deposit, for fees.
const OWNER_FUNDS: u128 = 10 * UEN;
/// The deposit if the runtime does not tell.
const FALLBACK_DEPOSIT: u128 = 10 * UEN;
/// Most calls in a batch.
const CALLS_PER_BATCH: usize = 50;
/// How often what is missing is looked for; each time something failed or is not known to have succeeded.
const ATTEMPTS: u32 = 5;
/// What the words that describe a grid connection are prefixed with before they are hashed.
const CONNECTION_DOMAIN: &[u8] = b"UEN:connection:";
/// Years for which development certificates are issued.
const CERTIFICATE_SECONDS: u64 = 20 * 365 * 86_400;

/// The kinds of certificates, and the development account that issues each.
const CERTIFIERS: [(&str, &str); 3] =
    [("typeApproval", "//manufacturer"), ("metrology", "//metrology"), ("authorisation", "//regulator")];

/// A meter with its key, and what its owner says of it.
pub struct Meter {
    /// Its entry in the key store.
    pub entry: DeviceEntry,
    /// Its key pair; of a meter that is swapped, the first one.
    pub pair: DevicePair,
    /// The key pairs of the meters that take its place after the readings that end then, in order of time.
    pub successors: Vec<(UnixSeconds, DevicePair)>,
    /// What its owner says of it.
    pub nameplate: Nameplate,
    /// The regulator's commitment to its grid connection.
    pub connection: [u8; 32],
}

impl Meter {
    /// The key pair that signs a reading that ends at `end`.
    pub fn pair_at(&self, end: UnixSeconds) -> &DevicePair {
        self.successors.iter().rfind(|(at, _)| *at < end).map_or(&self.pair, |(_, pair)| pair)
    }
}

/// The commitment to a grid connection that is described in words: the same for all devices behind it.
pub fn connection_of(text: &str) -> [u8; 32] {
    BlakeTwo256::hash(&[CONNECTION_DOMAIN, text.as_bytes()].concat()).0
}

/// The signature that shows that whoever registers a device for `owner` has it at hand.
pub fn prove(pair: &DevicePair, genesis: &H256, owner: &AccountId32) -> (DeviceKey, DeviceSignature) {
    let key = pair.key();
    let proof = pair.sign(&ProofOfPossession::signing_payload(genesis, owner, &key));
    (key, proof)
}

/// The key of `next`, and the signature by which `signer` agrees that it becomes the device's.
pub fn prove_change(
    signer: &DevicePair,
    next: &DevicePair,
    genesis: &H256,
    device: DeviceId,
    number: u32,
) -> (DeviceKey, DeviceSignature) {
    let key = next.key();
    let proof = signer.sign(&KeyChange { device, number, key }.signing_payload(genesis));
    (key, proof)
}

/// What a device on chain still needs for its readings to be accepted, in words; `None` if nothing.
pub fn missing(device: Option<&DeviceState>) -> Option<String> {
    match device {
        None => Some("it is not registered: uen-gateway register".to_string()),
        Some(device) => match device.status.as_str() {
            // One whose meter was replaced stays active.
            "pending" | "certified" | "active" => {
                let kinds = lacking_certificates(device);
                (!kinds.is_empty()).then(|| format!("it lacks certificates ({}): uen-gateway certify", kinds.join(", ")))
            }
            "expired" => Some("a certificate has expired or was revoked: uen-gateway certify".to_string()),
            other => Some(format!("it is {other}")),
        },
    }
}

/// Kinds of certificates that a device was never issued, or that became void with its meter.
pub fn lacking_certificates(device: &DeviceState) -> Vec<&'static str> {
    let has = |kind: &str| device.certificates.iter().any(|c| c.kind == kind);
    CERTIFIERS.iter().map(|(kind, _)| *kind).filter(|kind| !has(kind)).collect()
}

/// Kinds of certificates that a device does not hold, or not at `now`.
fn missing_certificates(device: &DeviceState, now: UnixSeconds) -> Vec<&'static str> {
    let holds = |kind: &str| device.certificates.iter().any(|c| c.kind == kind && !c.revoked && c.valid_until >= now);
    CERTIFIERS.iter().map(|(kind, _)| *kind).filter(|kind| !holds(kind)).collect()
}

fn certificate(kind: &str, connection: [u8; 32], valid_until: UnixSeconds) -> Certificate {
    match kind {
        "typeApproval" => Certificate::TypeApproval { valid_until },
        "metrology" => Certificate::Metrology { accuracy_class: AccuracyClass::B, valid_until },
        _ => Certificate::authorisation(Permissions::ALL, connection, valid_until),
    }
}

/// The states of devices on chain.
pub async fn states(
    chain: &mut Chain,
    ids: impl IntoIterator<Item = DeviceId>,
) -> Result<BTreeMap<DeviceId, Option<DeviceState>>> {
    let mut states = BTreeMap::new();
    for id in ids {
        states.insert(id, chain.device(id).await?);
    }
    Ok(states)
}

/// Registers and certifies meters with development accounts: each gets an owner of its own, `//Alice//NAME`, endowed by
/// `//Alice`. Returns the states on chain; a meter for which it did not work has a state that says so.
pub async fn with_development_accounts(chain: &mut Chain, meters: &[Meter]) -> Result<BTreeMap<DeviceId, Option<DeviceState>>> {
    let mut attempt = 1;
    loop {
        let states = states(chain, meters.iter().map(|meter| meter.entry.device_id)).await?;
        let state = |meter: &Meter| states.get(&meter.entry.device_id).and_then(Option::as_ref);
        let unregistered = meters.iter().filter(|meter| state(meter).is_none()).collect::<Vec<_>>();
        let uncertified = meters.iter().any(|meter| missing(state(meter)).is_some());
        if !uncertified || attempt > ATTEMPTS {
            return Ok(states);
        }
        let console = chain.console().clone();
        let outcome = if unregistered.is_empty() {
            certify(chain, meters, &states, &console).await?
        } else {
            console.note(format!("registering {} device{}", unregistered.len(), if unregistered.len() == 1 { "" } else { "s" }));
            register(chain, &unregistered).await?
        };
        match outcome {
            Progress::Made => {}
            // Suspended, revoked or retired devices cannot be helped.
            Progress::NothingToDo => return Ok(states),
            Progress::Trouble(reason) => {
                console.warn(format!("setting up devices: {reason}; looking again"));
                attempt += 1;
                if chain.check().await {
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }
}

enum Progress {
    Made,
    NothingToDo,
    Trouble(String),
}

impl Progress {
    fn of(fates: Vec<Fate>) -> Self {
        let trouble = fates.into_iter().find_map(|fate| match fate {
            Fate::Succeeded(_) => None,
            Fate::Failed(reason) | Fate::Unknown(reason) => Some(reason),
        });
        trouble.map_or(Self::Made, Self::Trouble)
    }
}

async fn register(chain: &mut Chain, meters: &[&Meter]) -> Result<Progress> {
    let deposit = chain.constant("DeviceRegistry", "DeviceDeposit").await?.unwrap_or(FALLBACK_DEPOSIT);
    let owners =
        meters.iter().map(|meter| Account::development(&format!("//{}", meter.entry.name))).collect::<Result<Vec<_>>>()?;
    let wanted = deposit.saturating_add(OWNER_FUNDS);
    let mut transfers = Vec::new();
    for owner in &owners {
        let balance = chain.balance(&owner.id()).await?;
        if balance < wanted {
            transfers.push(Transfer::new(&owner.id(), wanted - balance));
        }
    }
    if !transfers.is_empty() {
        let funder = Account::development("")?;
        let fate = chain
            .transact(&funder, |at| {
                let transfers = transfers.iter().cloned();
                let calls = transfers.map(|transfer| Call::encode(at, "Balances", "transfer_keep_alive", transfer));
                Call::batch(at, "batch_all", calls.collect::<Result<_>>()?)
            })
            .await?;
        if let trouble @ Progress::Trouble(_) = Progress::of(vec![fate]) {
            return Ok(trouble);
        }
    }
    let genesis = chain.genesis();
    let (at, nonces) = prepare(chain, &owners).await?;
    let mut list = Vec::with_capacity(meters.len());
    for ((meter, signer), nonce) in meters.iter().zip(&owners).zip(nonces) {
        let (key, proof) = prove(&meter.pair, &genesis, &signer.id());
        let call = Call::encode(&at, "DeviceRegistry", "register", Register::new(&key, &meter.nameplate, &proof))?;
        list.push(Signed { call, signer, nonce });
    }
    Ok(Progress::of(send_all(&at, &list).await))
}

async fn certify(
    chain: &mut Chain,
    meters: &[Meter],
    states: &BTreeMap<DeviceId, Option<DeviceState>>,
    console: &Console,
) -> Result<Progress> {
    let now = chain.clock().await?.now;
    let valid_until = now.saturating_add(CERTIFICATE_SECONDS);
    let can_be_helped = |device: &DeviceState| matches!(device.status.as_str(), "pending" | "certified" | "active" | "expired");
    let mut wanted: BTreeMap<&str, Vec<&Meter>> = BTreeMap::new();
    for meter in meters {
        let state = states.get(&meter.entry.device_id).and_then(Option::as_ref);
        let Some(device) = state.filter(|device| can_be_helped(device)) else { continue };
        for kind in missing_certificates(device, now) {
            wanted.entry(kind).or_default().push(meter);
        }
    }
    if wanted.is_empty() {
        return Ok(Progress::NothingToDo);
    }
    let count = wanted.values().map(Vec::len).sum::<usize>();
    console.note(format!("issuing {count} certificate{}", if count == 1 { "" } else { "s" }));
    let mut signers = Vec::new();
    let mut work = Vec::new();
    for (kind, path) in CERTIFIERS {
        if let Some(meters) = wanted.get(kind) {
            // One batch at a time for each certifier: the next one is due when this function is called again.
            work.push((kind, meters.iter().take(CALLS_PER_BATCH).copied().collect::<Vec<_>>()));
            signers.push(Account::development(path)?);
        }
    }
    let (at, nonces) = prepare(chain, &signers).await?;
    let mut list = Vec::with_capacity(work.len());
    for (((kind, meters), signer), nonce) in work.into_iter().zip(&signers).zip(nonces) {
        let calls = meters.into_iter().map(|meter| {
            let certificate = certificate(kind, meter.connection, valid_until);
            Call::encode(&at, "DeviceRegistry", "certify", Certify::new(meter.entry.device_id, certificate))
        });
        let call = Call::batch(&at, "batch_all", calls.collect::<Result<_>>()?)?;
        list.push(Signed { call, signer, nonce });
    }
    Ok(Progress::of(send_all(&at, &list).await))
}

/// A block to build transactions on, and the next nonce of each signer.
pub async fn prepare(
    chain: &mut Chain,
    signers: &[Account],
) -> Result<(subxt::client::OnlineClientAtBlock<subxt::config::substrate::SubstrateConfig>, Vec<u64>)> {
    chain
        .run(async |connection: &Connection| {
            let mut nonces = Vec::with_capacity(signers.len());
            for signer in signers {
                nonces.push(connection.nonces(&signer.id()).await?.0);
            }
            Ok((connection.at_final().await?, nonces))
        })
        .await
}

/// A certifier's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Approves types of devices.
    Manufacturer,
    /// Verifies that a meter measures rightly.
    Metrology,
    /// Authorises a device.
    Regulator,
}

impl Role {
    /// The certificate that the role issues.
    pub fn certificate(
        self,
        class: AccuracyClass,
        permissions: Permissions,
        connection: [u8; 32],
        valid_until: UnixSeconds,
    ) -> Certificate {
        match self {
            Self::Manufacturer => Certificate::TypeApproval { valid_until },
            Self::Metrology => Certificate::Metrology { accuracy_class: class, valid_until },
            Self::Regulator => Certificate::authorisation(permissions, connection, valid_until),
        }
    }
}

/// Reads permissions from their names.
pub fn permissions(names: &[String]) -> Result<Permissions> {
    let mut all = Permissions::default();
    for name in names {
        all = all
            | match name.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
                "all" => Permissions::ALL,
                "monitor" => Permissions::MONITOR,
                "trade" => Permissions::TRADE,
                "certify" => Permissions::CERTIFY,
                "mine" => Permissions::MINE,
                "demandresponse" => Permissions::DEMAND_RESPONSE,
                "charge" => Permissions::CHARGE,
                _ => {
                    return Err(Error::Argument(format!(
                        "--permissions {name:?}: the permissions are all, monitor, trade, certify, mine, demand-response, charge"
                    )))
                }
            };
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::CertificateState;

    fn device(status: &str, certificates: &[(&str, u64, bool)]) -> DeviceState {
        let certificates = certificates
            .iter()
            .map(|(kind, valid_until, revoked)| CertificateState {
                kind: kind.to_string(),
                valid_until: *valid_until,
                revoked: *revoked,
            })
            .collect();
        DeviceState { status: status.to_string(), certificates, ..Default::default() }
    }

    #[test]
    fn missing_should_say_what_a_device_needs() {
        assert!(missing(None).expect("something").contains("not registered"));
        let pending = device("pending", &[("metrology", 9, false)]);
        assert!(missing(Some(&pending)).expect("something").contains("typeApproval, authorisation"));
        assert!(missing(Some(&device("suspended", &[]))).expect("something").contains("suspended"));
        let all = [("typeApproval", 9, false), ("metrology", 9, false), ("authorisation", 9, false)];
        assert_eq!(missing(Some(&device("certified", &all))), None);
        assert_eq!(missing(Some(&device("active", &all))), None);
        let replaced = device("active", &all[2..]);
        assert!(missing(Some(&replaced)).expect("something").contains("typeApproval, metrology"), "its meter was replaced");
    }

    #[test]
    fn connection_should_be_the_hash_of_the_prefixed_words() {
        assert_eq!(connection_of("house 7"), BlakeTwo256::hash(b"UEN:connection:house 7").0);
        assert_ne!(connection_of("house 7"), connection_of("house 8"));
    }

    #[test]
    fn certificate_should_be_missing_when_it_expired_or_was_revoked() {
        let device = device("expired", &[("typeApproval", 9, false), ("metrology", 20, true), ("authorisation", 20, false)]);
        assert_eq!(missing_certificates(&device, 10), ["typeApproval", "metrology"]);
    }

    #[test]
    fn permissions_should_be_read_by_name() {
        let read = |names: &[&str]| permissions(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read(&["monitor", "mine"]).ok(), Some(Permissions::MONITOR | Permissions::MINE));
        assert_eq!(read(&["demand-response"]).ok(), Some(Permissions::DEMAND_RESPONSE));
        assert_eq!(read(&["ALL"]).ok(), Some(Permissions::ALL));
        assert!(read(&["fly"]).is_err());
    }

    #[test]
    fn proof_should_be_of_the_device_for_the_owner_on_the_chain() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cost = crate::keystore::KdfCost { memory_kib: 8, iterations: 1, parallelism: 1 };
        let store = crate::keystore::KeyStore::create(dir.path(), "p", cost).expect("a store");
        store.generate("a", crate::device_key::Scheme::Ecdsa).expect("a device");
        let (entry, pair) = store.load("a").expect("the device");
        let owner = Account::development("//a").expect("an account").id();
        let (key, proof) = prove(&pair, &H256([1; 32]), &owner);
        assert_eq!(key.id(), entry.device_id);
        assert!(key.verify(&ProofOfPossession::signing_payload(&H256([1; 32]), &owner, &key), &proof));
        assert!(!key.verify(&ProofOfPossession::signing_payload(&H256([2; 32]), &owner, &key), &proof));
    }
}
