//! Meters that are swapped while a recording is replayed: metrology closes the registers of the old one and puts another in its place,
//! which gets a type approval and a metrology certificate of its own. All with development accounts.

use crate::{
    account::Account,
    calls::{Call, ReplaceMeter},
    chain::{Chain, DeviceState, POLL},
    error::{Error, Result},
    keystore::{public_key, KeyStore, KeyStoreError, NextKey},
    recording::format_time,
    relay::Swap,
    setup::{self, missing, prove_change},
    transactions::Fate,
};
use uen_primitives::{Registers, UnixSeconds};

/// How often a swap is tried whose fate is not known.
const ATTEMPTS: u32 = 5;

/// The swaps of a meter, with the keys of those that take its place.
pub fn of_meter(meter: &setup::Meter) -> impl Iterator<Item = Swap> + '_ {
    let swap = |(at, pair): &(UnixSeconds, _)| Swap { device: meter.entry.device_id, at: *at, key: key_of(pair) };
    meter.successors.iter().map(swap)
}

fn key_of(pair: &crate::device_key::DevicePair) -> String {
    public_key(&pair.key())
}

/// Gives a meter the keys with which it signs on a chain where it has this state: the one in force, and those of its successors, which
/// take its place at these times.
///
/// # Errors
/// In words, if the chain has a key for it that the key store does not have.
pub fn key_meter(
    store: &KeyStore,
    meter: &mut setup::Meter,
    state: Option<&DeviceState>,
    swaps: impl Iterator<Item = UnixSeconds>,
) -> Result<(), String> {
    let name = meter.entry.name.clone();
    let in_store = |e: KeyStoreError| e.to_string();
    for (at, number) in swaps.zip(1..) {
        meter.successors.push((at, store.meter_key(&name, number).map_err(in_store)?));
    }
    // A chain that does not know it, registers it by its first key.
    if !meter.successors.is_empty() || (state.is_none() && meter.entry.key_number > 0) {
        meter.pair = store.load_number(&name, 0).map_err(in_store)?;
    }
    let Some(state) = state else { return Ok(()) };
    let mut keys = std::iter::once(key_of(&meter.pair)).chain(meter.successors.iter().map(|(_, pair)| key_of(pair)));
    let number = keys.position(|key| key == state.key.public).ok_or_else(|| {
        format!(
            "the chain has the key {} for it, which is not the one in the key store; if rotate-key or replace-meter was interrupted, \
             run it again",
            state.key.public
        )
    })?;
    match u32::try_from(number) {
        Ok(number) if number > 0 => install(store, &name, number).map_err(in_store),
        _ => Ok(()),
    }
}

/// Puts the key of the meter with `number` in the place of the one before, if it is not there yet.
fn install(store: &KeyStore, name: &str, number: u32) -> Result<(), KeyStoreError> {
    if store.load(name)?.0.key_number >= number {
        return Ok(());
    }
    store.prepare_next(name, NextKey::OfMeter(number))?;
    store.install_next(name).map(drop)
}

/// Swaps a meter, unless the chain has it swapped already, and has its successor certified.
pub async fn perform(chain: &mut Chain, store: &KeyStore, meter: &setup::Meter, swap: &Swap) -> Result<()> {
    let (name, console) = (&meter.entry.name, chain.console().clone());
    let number = meter.successors.iter().take_while(|(at, _)| *at <= swap.at).count();
    let successor = number.checked_sub(1).and_then(|index| meter.successors.get(index));
    let Some((_, pair)) = successor else { return Ok(()) };
    let metrology = Account::development("//metrology")?;
    for _ in 0..ATTEMPTS {
        let state = chain.device(swap.device).await?;
        let read = state.as_ref().and_then(|state| Some((state, state.last_end?)));
        let Some((state, last_end)) = read else {
            return Err(Error::Chain(format!("{name} cannot be swapped: the chain has no reading of it")));
        };
        if state.key.public == swap.key {
            let states = setup::with_development_accounts(chain, std::slice::from_ref(meter)).await?;
            return match missing(states.get(&swap.device).and_then(Option::as_ref)) {
                Some(reason) => Err(Error::Chain(format!("the new meter of {name} is not ready: {reason}"))),
                None => Ok(install(store, name, u32::try_from(number).unwrap_or(u32::MAX))?),
            };
        }
        if last_end != swap.at {
            console.warn(format!(
                "{name} is swapped after its reading of {}: the chain does not have the one of {}, and what was counted between them is \
                 lost",
                format_time(last_end),
                format_time(swap.at)
            ));
        }
        console.note(format!("swapping the meter of {name}, as of {}", format_time(last_end)));
        let (key, proof) = prove_change(pair, pair, &chain.genesis(), swap.device, state.key_number);
        let registers = [state.registers, Registers::default()];
        let fate = chain.transact(&metrology, |at| {
            let call = ReplaceMeter::new(swap.device, registers, last_end, &key, &proof);
            Call::encode(at, "DeviceRegistry", "replace_meter", call)
        });
        match fate.await? {
            Fate::Succeeded(_) => {}
            Fate::Failed(reason) => return Err(Error::Chain(format!("swapping the meter of {name}: {reason}"))),
            Fate::Unknown(reason) => {
                console.warn(format!("swapping the meter of {name}: {reason}; looking again"));
                if chain.check().await {
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }
    Err(Error::Chain(format!("the meter of {name} could not be swapped in {ATTEMPTS} attempts; run the same command again")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calls::Nameplate, chain::KeyState, device_key::Scheme, keystore::KdfCost};
    use uen_primitives::{Capacities, DeviceKind, Medium, Resolution};

    fn store() -> (tempfile::TempDir, KeyStore) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cost = KdfCost { memory_kib: 8, iterations: 1, parallelism: 1 };
        let store = KeyStore::create(&dir.path().join("keys"), "p", cost).expect("a store");
        store.generate("a", Scheme::Ed25519).expect("a device");
        (dir, store)
    }

    fn meter(store: &KeyStore) -> setup::Meter {
        let (entry, pair) = store.load("a").expect("the device");
        let nameplate = Nameplate {
            kind: DeviceKind::Consumption,
            medium: Medium::Electricity,
            capacities: Capacities::default(),
            resolution: Resolution::QuarterHour,
            zone: 1,
            metadata_hash: [0; 32],
        };
        setup::Meter { entry, pair, nameplate, connection: [0; 32], successors: Vec::new() }
    }

    fn on_chain(public: &str) -> DeviceState {
        let key = KeyState { scheme: "ed25519".to_string(), public: public.to_string() };
        DeviceState { key, ..DeviceState::default() }
    }

    #[test]
    fn readings_should_be_signed_by_the_meter_that_was_there_when_they_ended() {
        let (_dir, store) = store();
        let mut meter = meter(&store);
        key_meter(&store, &mut meter, None, [900, 2700].into_iter()).expect("keys");
        let keys = [0, 1, 2].map(|number| store.meter_key("a", number).expect("a key").key());
        let at = |end| meter.pair_at(end).key();
        assert_eq!([at(900), at(1800), at(2700), at(3600)], [keys[0], keys[1], keys[1], keys[2]]);
        let swaps = of_meter(&meter).map(|swap| (swap.at, swap.key)).collect::<Vec<_>>();
        assert_eq!(swaps, [(900, public_key(&keys[1])), (2700, public_key(&keys[2]))]);
    }

    #[test]
    fn key_file_should_follow_the_chain_when_the_swap_was_interrupted() {
        let (_dir, store) = store();
        let second = key_of(&store.meter_key("a", 1).expect("a key"));
        for _ in 0..2 {
            let mut meter = meter(&store);
            key_meter(&store, &mut meter, Some(&on_chain(&second)), [900].into_iter()).expect("keys");
            assert_eq!(meter.pair.key().id(), meter.entry.device_id, "earlier readings are signed by the first key");
            let (entry, pair) = store.load("a").expect("the device");
            assert_eq!((entry.key_number, key_of(&pair)), (1, second.clone()));
            assert_eq!(entry.device_id, meter.entry.device_id);
        }
    }

    #[test]
    fn device_should_be_registered_by_its_first_key_when_the_chain_was_started_anew() {
        let (_dir, store) = store();
        install(&store, "a", 1).expect("installed");
        let mut meter = meter(&store);
        assert_ne!(meter.pair.key().id(), meter.entry.device_id);
        key_meter(&store, &mut meter, None, std::iter::empty()).expect("keys");
        assert_eq!(meter.pair.key().id(), meter.entry.device_id);
    }

    #[test]
    fn meter_should_not_sign_when_the_chain_has_another_key() {
        let (_dir, store) = store();
        for swaps in [vec![], vec![900]] {
            let mut meter = meter(&store);
            let reason = key_meter(&store, &mut meter, Some(&on_chain("0x07")), swaps.into_iter()).expect_err("refused");
            assert!(reason.contains("0x07") && reason.contains("run it again"), "{reason}");
        }
    }
}
