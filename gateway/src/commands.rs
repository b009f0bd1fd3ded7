//! The small commands: `keygen`, `register`, `certify`, `rotate-key`, `replace-meter`, `status`.

use crate::{
    account::{address, Account},
    calls::{
        Call, Certify as CertifyCall, Nameplate, Register as RegisterCall, ReplaceMeter as ReplaceMeterCall,
        RotateKey as RotateKeyCall,
    },
    chain::{Chain, DeviceState},
    cli::{passphrase, Certify, Global, Keygen, NewKey, Register, ReplaceMeter, RotateKey},
    console::Console,
    device_key::DevicePair,
    error::{Error, Outcome, Result},
    keystore::{self, DeviceEntry, KeyStore, NextKey},
    market::parse_address,
    outbox::Outbox,
    recording::{format_time, misfit},
    setup::{connection_of, permissions, prove, prove_change},
};
use serde_json::{json, Value};
use sp_core::H256;
use std::{fmt::Write, rc::Rc, str::FromStr};
use uen_primitives::{Capacities, DeviceId, DeviceKey, DeviceSignature, Wh};
use zeroize::Zeroizing;

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
    let (entry, pair) = KeyStore::open(&folder, &passphrase(global, false)?)?.load(&arguments.name)?;
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
    if let Some(reason) = misfit(nameplate.kind, &nameplate.capacities) {
        return Err(Error::Argument(format!("{reason} (--load-w, --generation-w, --export-w, --storage-wh)")));
    }
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
    let permissions = permissions(&arguments.permissions)?;
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    let Some(state) = chain.device(device).await? else {
        return Err(Error::Chain(format!("the chain knows no device {}: uen-gateway register", show(device))));
    };
    // Without a text, the device is alone behind its connection.
    let stays = || state.connection.filter(|_| arguments.renew).unwrap_or(device.0).0;
    let connection = arguments.connection.as_deref().map_or_else(stays, connection_of);
    let certificate = arguments.role.certificate(arguments.accuracy_class, permissions, connection, arguments.valid_until);
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

/// A device that gets another key.
struct Change {
    store: KeyStore,
    secret: Zeroizing<String>,
    /// The device with its key until now.
    entry: DeviceEntry,
    pair: DevicePair,
    chain: Chain,
    state: DeviceState,
}

/// The next key of a device.
type Next = (DeviceEntry, DevicePair);

impl Change {
    /// Looks at a device in the key store and on chain. If the chain has the next key already, since a command was interrupted, that is
    /// returned, too.
    async fn look(name: &str, global: &Global, console: &Rc<Console>) -> Result<(Self, Option<Next>)> {
        let secret = passphrase(global, false)?;
        let store = KeyStore::open(&global.keystore(), &secret)?;
        let (entry, pair) = store.load(name)?;
        let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
        let Some(state) = chain.device(entry.device_id).await? else {
            return Err(Error::Chain(format!("the chain knows no device {name}: uen-gateway register")));
        };
        let next = store.next(name)?.filter(|(next, _)| next.public_key == state.key.public);
        if next.is_none() && state.key.public != entry.public_key {
            return Err(Error::Chain(format!(
                "the chain has the key {} for {name}, and the key store {}; use the key store that has the former",
                state.key.public, entry.public_key
            )));
        }
        Ok((Self { store, secret, entry, pair, chain, state }, next))
    }

    /// Writes down the next key, unless that would lose readings.
    fn prepare(&self, new: &NewKey, global: &Global) -> Result<Next> {
        let name = &self.entry.name;
        let open = match Outbox::open_existing(&global.outbox())? {
            Some((outbox, genesis)) if genesis == self.chain.genesis() => outbox.counts(Some(&[self.entry.device_id]))?.open(),
            _ => 0,
        };
        if open > 0 && !new.lose_unsent {
            return Err(Error::Argument(format!(
                "the outbox has {open} open reading{} of {name}, signed by the key until now, which the chain will refuse: relay first \
                 (uen-gateway replay), or give up on them with --lose-unsent",
                if open == 1 { "" } else { "s" },
            )));
        }
        let scheme = match new.scheme {
            Some(scheme) => scheme,
            // What was prepared before.
            None => self.store.next(name)?.map_or(self.entry.scheme, |(next, _)| next.scheme),
        };
        let next = new.key_file.as_ref().map_or(NextKey::Made(scheme), |file| NextKey::File(file, &self.secret));
        Ok(self.store.prepare_next(name, next)?)
    }

    /// The new key, and the signature by which the old or the new one agrees to the change.
    fn proof(&self, signer: &DevicePair, next: &Next) -> (DeviceKey, DeviceSignature) {
        prove_change(signer, &next.1, &self.chain.genesis(), self.entry.device_id, self.state.key_number)
    }

    /// Has the next key take the place of the one until now in the key store, and says so.
    fn install(&self, (key, _): &Next, command: &str, result: &str, console: &Console) -> Result<Outcome> {
        let former = self.store.install_next(&self.entry.name)?;
        let text = format!(
            "{} {result}\ndevice      {}\npublic key  {} ({})\nthe key before is kept in {}",
            key.name,
            show(key.device_id),
            key.public_key,
            key.scheme,
            former.display()
        );
        let document = json!({ "event": "result", "command": command, "device": key, "formerKeyFile": former });
        console.result(&document, &text);
        Ok(Outcome::Complete)
    }
}

/// `rotate-key`.
pub async fn rotate_key(arguments: &RotateKey, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let owner = Account::from_uri(&arguments.owner, "--owner")?;
    let (mut change, on_chain) = Change::look(&arguments.name, global, console).await?;
    let (command, result) = ("rotate-key", "has another key");
    if let Some(next) = on_chain {
        return change.install(&next, command, result, console);
    }
    let known = parse_address(&change.state.owner)?;
    if known != owner.id() {
        return Err(Error::Argument(format!(
            "--owner is {}, and {} belongs to {}, who alone can rotate its key",
            owner.address(),
            arguments.name,
            address(&known)
        )));
    }
    let next = change.prepare(&arguments.new, global)?;
    let (device, (key, new_proof), (_, old_proof)) =
        (change.entry.device_id, change.proof(&next.1, &next), change.proof(&change.pair, &next));
    change
        .chain
        .transact_or_fail(&format!("rotating the key of {}", arguments.name), &owner, |at| {
            Call::encode(at, "DeviceRegistry", "rotate_key", RotateKeyCall::new(device, &key, [&old_proof, &new_proof]))
        })
        .await?;
    change.install(&next, command, result, console)
}

/// `replace-meter`.
pub async fn replace_meter(arguments: &ReplaceMeter, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let certifier = Account::from_uri(&arguments.suri, "--suri")?;
    let name = &arguments.name;
    let (mut change, on_chain) = Change::look(name, global, console).await?;
    let result = "has another meter; type approval and metrology are to be issued anew: uen-gateway certify";
    let (command, device) = ("replace-meter", change.entry.device_id);
    if let Some(next) = on_chain {
        return change.install(&next, command, result, console);
    }
    let Some(last_end) = change.state.last_end else {
        return Err(Error::Chain(format!("the chain has no reading of {name}: register the new meter as a device of its own")));
    };
    let end = arguments.end.unwrap_or(last_end);
    let window: Option<u64> = change.chain.constant("DeviceRegistry", "ReadingWindow").await?;
    let now = change.chain.clock().await?.now;
    if window.is_some_and(|window| end.saturating_add(window) < now) {
        return Err(Error::Argument(format!(
            "the meter of {name} cannot be replaced as of {}: that is longer ago than the chain takes readings. State with --end when it \
             was replaced, and with --closing what the old one showed",
            format_time(end)
        )));
    }
    let next = change.prepare(&arguments.new, global)?;
    let registers = [arguments.closing.unwrap_or(change.state.registers), arguments.opening];
    let (key, proof) = change.proof(&next.1, &next);
    change
        .chain
        .transact_or_fail(&format!("replacing the meter of {name}"), &certifier, |at| {
            Call::encode(at, "DeviceRegistry", "replace_meter", ReplaceMeterCall::new(device, registers, end, &key, &proof))
        })
        .await?;
    change.install(&next, command, result, console)
}

/// What `status` says of a device on chain.
fn on_chain(state: &DeviceState) -> Value {
    json!({
        "status": state.status, "lastCounter": state.last_counter, "lastEnd": state.last_end, "resolution": state.resolution,
        "connection": state.connection, "key": state.key, "keyNumber": state.key_number, "formerKeys": state.former_keys,
    })
}

/// The same in words, a line each.
fn describe(state: &DeviceState) -> Vec<String> {
    let mut lines = vec![
        format!("a reading each {} minutes", state.resolution.seconds() / 60),
        match state.connection {
            Some(connection) => format!("grid connection {connection:?}"),
            None => "no grid connection yet".to_string(),
        },
        format!("key number {}, {}", state.key_number, state.key.public),
    ];
    let former = state.former_keys.iter();
    lines.extend(former.map(|former| {
        let at = format_time(former.replaced_at);
        format!("former key {}, up to reading {}, replaced at {at}", former.key.public, former.last_counter)
    }));
    lines
}

/// `status`. What can be said without a node is said even if there is none.
pub async fn status(global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let (entries, damaged) = keystore::list(&global.keystore())?;
    let outbox = Outbox::open_existing(&global.outbox())?;
    let counts = outbox.as_ref().map(|(outbox, _)| outbox.counts(None)).transpose()?.unwrap_or_default();
    let chain = Chain::connect(&global.url, std::time::Duration::ZERO, console.clone()).await;
    let mut text = String::new();
    let (mut devices, mut words) = (Vec::new(), Vec::new());
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
                let mut device = state.as_ref().map_or_else(|| json!({ "status": "unregistered" }), on_chain);
                if let Some(device) = device.as_object_mut() {
                    device.extend([
                        ("name".to_string(), json!(entry.name)),
                        ("device".to_string(), json!(entry.device_id)),
                        ("scheme".to_string(), json!(entry.scheme)),
                    ]);
                }
                devices.push(device);
                words.push(state.as_ref().map(describe).unwrap_or_default());
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
    words.resize(entries.len(), Vec::new());
    for ((entry, device), words) in entries.iter().zip(&devices).zip(&words) {
        let status = device.get("status").and_then(|status| status.as_str()).unwrap_or("not known");
        let counter = device.get("lastCounter").and_then(|counter| counter.as_u64());
        let last = counter.filter(|counter| *counter > 0).map_or_else(String::new, |counter| format!(", reading {counter}"));
        let _ = writeln!(text, "  {:<16} {}  {status}{last}", entry.name, show(entry.device_id));
        for line in words {
            let _ = writeln!(text, "  {:<16} {line}", "");
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{FormerKeyState, KeyState};
    use uen_primitives::Resolution;

    fn state() -> DeviceState {
        let key = |public: &str| KeyState { scheme: "ed25519".to_string(), public: public.to_string() };
        DeviceState {
            status: "active".to_string(),
            resolution: Resolution::HalfHour,
            connection: Some(H256([7; 32])),
            key: key("0x02"),
            key_number: 1,
            former_keys: vec![FormerKeyState { key: key("0x01"), last_counter: 9, replaced_at: 1_466_078_400 }],
            ..DeviceState::default()
        }
    }

    #[test]
    fn status_should_tell_of_resolution_connection_and_keys() {
        let lines = describe(&state());
        assert_eq!(lines[0], "a reading each 30 minutes");
        assert_eq!(lines[1], format!("grid connection 0x{}", "07".repeat(32)));
        assert_eq!(lines[2], "key number 1, 0x02");
        assert_eq!(lines[3], "former key 0x01, up to reading 9, replaced at 2016-06-16T12:00:00Z");
        assert_eq!(describe(&DeviceState::default())[1], "no grid connection yet");
        let json = on_chain(&state());
        assert_eq!((&json["resolution"], &json["keyNumber"]), (&json!("halfHour"), &json!(1)));
        assert_eq!(json["formerKeys"][0]["lastCounter"], 9);
    }
}
