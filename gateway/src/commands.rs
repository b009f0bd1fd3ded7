//! The small commands: `keygen`, `register`, `certify`, `status`.

use crate::{
    account::{address, Account},
    calls::{Call, Certify as CertifyCall, Nameplate, Register as RegisterCall, ReplaceMeter as ReplaceMeterCall},
    chain::Chain,
    cli::{passphrase, Certify, Global, Keygen, Register, ReplaceMeter},
    console::Console,
    error::{Error, Outcome, Result},
    keystore::{self, KeyStore},
    outbox::Outbox,
    recording::format_time,
    setup::{permissions, prove},
};
use serde_json::json;
use sp_core::H256;
use std::{fmt::Write, rc::Rc, str::FromStr};
use uen_primitives::{Capacities, DeviceId, KeyChange, Registers, Wh};

/// An identifier as users see it.
fn show(id: DeviceId) -> String {
    format!("{:?}", id.0)
}

/// `keygen`.
pub fn keygen(arguments: &Keygen, global: &Global, console: &Console) -> Result<Outcome> {
    let folder = global.keystore();
    if !keystore::is_valid_name(&arguments.name) {
        return Err(keystore::KeyStoreError::BadName(arguments.name.clone()).into());
    }
    let secret = passphrase(global, !KeyStore::exists(&folder))?;
    let entry = KeyStore::open_or_create(&folder, &secret)?.generate(&arguments.name, arguments.scheme)?;
    let text = format!(
        "device      {}\nname        {}\npublic key  {} ({})",
        show(entry.device_id),
        entry.name,
        entry.public_key,
        entry.scheme
    );
    let document = json!({ "event": "result", "command": "keygen", "device": entry });
    console.result(&document, &text);
    Ok(Outcome::Complete)
}

/// `register`.
pub async fn register(arguments: &Register, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let owner = Account::from_uri(&arguments.owner, "--owner")?;
    let folder = global.keystore();
    let (entry, pair) = KeyStore::open(&folder, &*passphrase(global, false)?)?.load(&arguments.name)?;
    let metadata_hash = match &arguments.metadata {
        Some(path) => keystore::hash_metadata(&std::fs::read(path).map_err(Error::file(path))?).0,
        None => entry.metadata_hash().0,
    };
    let nameplate = Nameplate {
        kind: arguments.kind.into(),
        medium: arguments.medium.into(),
        capacities: Capacities {
            load_w: arguments.load_w,
            generation_w: arguments.generation_w,
            export_w: arguments.export_w.unwrap_or(arguments.generation_w),
            storage: Wh(arguments.storage_wh),
        },
        resolution: arguments.resolution.into(),
        zone: arguments.zone,
        metadata_hash,
    };
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    if let Some(device) = chain.device(entry.device_id).await? {
        return Err(Error::Chain(format!("{} is registered already, for {}; it is {}", entry.name, device.owner, device.status)));
    }
    let (key, proof) = prove(&pair, &chain.genesis(), &owner.id());
    chain
        .transact_or_fail(&format!("registering {}", entry.name), &owner, |at| {
            Call::encode(at, "DeviceRegistry", "register", RegisterCall::new(&key, &nameplate, &proof))
        })
        .await?;
    let text = format!("{} is registered as {} for {}", entry.name, show(entry.device_id), owner.address());
    let document = json!({
        "event": "result", "command": "register", "name": entry.name, "device": entry.device_id, "owner": owner.address(),
    });
    console.result(&document, &text);
    Ok(Outcome::Complete)
}

/// A device by its identifier, or by its name in the key store.
fn find_device(text: &str, global: &Global) -> Result<DeviceId> {
    if text.starts_with("0x") {
        let id = H256::from_str(text)
            .map_err(|_| Error::Argument(format!("--device {text:?} is not 0x and 64 hexadecimal digits")))?;
        return Ok(DeviceId(id));
    }
    let (entries, _) = keystore::list(&global.keystore())?;
    let found = entries.iter().find(|entry| entry.name == text).map(|entry| entry.device_id);
    found.ok_or_else(|| keystore::KeyStoreError::NotFound(text.to_string()).into())
}

/// `certify`.
pub async fn certify(arguments: &Certify, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let certifier = Account::from_uri(&arguments.suri, "--suri")?;
    let device = find_device(&arguments.device, global)?;
    // Without a text, the device is alone behind its connection.
    let connection = arguments.connection.as_ref().map_or(device.0 .0, |text| keystore::hash_metadata(text.as_bytes()).0);
    let permissions = permissions(&arguments.permissions)?;
    let certificate = arguments.role.certificate(arguments.accuracy_class, permissions, connection, arguments.valid_until);
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    if chain.device(device).await?.is_none() {
        return Err(Error::Chain(format!("the chain knows no device {}", show(device))));
    }
    let name = if arguments.renew { "renew" } else { "certify" };
    chain
        .transact_or_fail(&format!("certifying {}", show(device)), &certifier, |at| {
            Call::encode(at, "DeviceRegistry", name, CertifyCall::new(device, certificate.clone()))
        })
        .await?;
    let status = chain.device(device).await?.map(|device| device.status).unwrap_or_default();
    let text = format!("{} has its certificate by {}; it is {status}", show(device), address(&certifier.id()));
    let document = json!({
        "event": "result", "command": "certify", "device": device, "certifier": certifier.address(),
        "validUntil": arguments.valid_until, "status": status,
    });
    console.result(&document, &text);
    Ok(Outcome::Complete)
}

/// `replace-meter`.
pub async fn replace_meter(arguments: &ReplaceMeter, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let certifier = Account::from_uri(&arguments.suri, "--suri")?;
    let (entry, pair) = KeyStore::open(&global.keystore(), &*passphrase(global, false)?)?.load(&arguments.name)?;
    let device = entry.device_id;
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    let state = chain.device(device).await?;
    let read = state.and_then(|state| Some((state.last_end?, state)));
    let Some((last_end, state)) = read else {
        return Err(Error::Chain(format!("{} was never read: register another device for the new meter", entry.name)));
    };
    let closing = arguments.closing.as_deref().map_or(state.registers, registers);
    let (opening, end) = (registers(&arguments.opening), arguments.end.unwrap_or(last_end));
    let change = KeyChange { device, number: state.key_number, key: pair.key() };
    let proof = pair.sign(&change.signing_payload(&chain.genesis()));
    chain
        .transact_or_fail(&format!("replacing the meter of {}", entry.name), &certifier, |at| {
            let call = ReplaceMeterCall::new(device, [closing, opening], end, &change.key, &proof);
            Call::encode(at, "DeviceRegistry", "replace_meter", call)
        })
        .await?;
    let text = format!(
        "{} has another meter since {}; type approval and metrology are to be issued anew: uen-gateway certify",
        entry.name,
        format_time(end)
    );
    let document = json!({
        "event": "result", "command": "replace-meter", "name": entry.name, "device": device, "end": end,
        "closing": closing, "opening": opening,
    });
    console.result(&document, &text);
    Ok(Outcome::Complete)
}

/// Import, export and generation, of which the command line has all three.
fn registers(values: &[u64]) -> Registers {
    let register = |index| Wh(values.get(index).copied().unwrap_or_default());
    Registers { import: register(0), export: register(1), generation: register(2) }
}

/// `status`. What can be said without a node is said even if there is none.
pub async fn status(global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let (entries, damaged) = keystore::list(&global.keystore())?;
    let outbox = Outbox::open_existing(&global.outbox())?;
    let counts = outbox.as_ref().map(|(outbox, _)| outbox.counts(None)).transpose()?.unwrap_or_default();
    let chain = Chain::connect(&global.url, std::time::Duration::ZERO, console.clone()).await;
    let mut text = String::new();
    let mut devices = Vec::new();
    let (connection, failure) = match chain {
        Ok(mut chain) => {
            let (clock, finalized) = (chain.clock().await?, chain.finalized().await?);
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(
                text,
                "node     {}, best block {}, finalized {finalized}\nclock    {}",
                global.url,
                clock.block,
                format_time(clock.now)
            );
            for entry in &entries {
                let state = chain.device(entry.device_id).await?;
                devices.push(json!({
                    "name": entry.name, "device": entry.device_id, "scheme": entry.scheme,
                    "status": state.as_ref().map_or("unregistered", |state| state.status.as_str()),
                    "lastCounter": state.as_ref().map(|state| state.last_counter),
                    "lastEnd": state.as_ref().and_then(|state| state.last_end),
                }));
            }
            let connection = json!({
                "url": global.url, "genesis": chain.genesis(), "bestBlock": clock.block, "finalizedBlock": finalized,
                "time": clock.now,
            });
            (connection, None)
        }
        Err(error) => {
            let _ = writeln!(text, "node     {error}");
            for entry in &entries {
                devices.push(json!({ "name": entry.name, "device": entry.device_id, "scheme": entry.scheme }));
            }
            (json!({ "url": global.url, "error": error.to_string() }), Some(error))
        }
    };
    let _ = writeln!(
        text,
        "outbox   {}: {} pending, {} sent, {} accepted, {} rejected",
        global.outbox().display(),
        counts.pending,
        counts.sent,
        counts.accepted,
        counts.rejected
    );
    let _ = writeln!(text, "devices  {} in {}", entries.len(), global.keystore().display());
    for (entry, device) in entries.iter().zip(&devices) {
        let status = device.get("status").and_then(|status| status.as_str()).unwrap_or("not known");
        let counter = device.get("lastCounter").and_then(|counter| counter.as_u64());
        let last = counter.filter(|counter| *counter > 0).map_or_else(String::new, |counter| format!(", reading {counter}"));
        let _ = writeln!(text, "  {:<16} {}  {status}{last}", entry.name, show(entry.device_id));
    }
    for error in &damaged {
        console.warn(error.to_string());
    }
    let document = json!({
        "event": "result", "command": "status", "node": connection, "outbox": counts, "devices": devices,
        "damaged": damaged.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    console.result(&document, &text);
    match failure {
        // Nothing in the outbox and no node: still a failure, since nothing can be relayed.
        Some(error) => Err(error),
        None if damaged.is_empty() => Ok(Outcome::Complete),
        None => Ok(Outcome::WithFaults),
    }
}
