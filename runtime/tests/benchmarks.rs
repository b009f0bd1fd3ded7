//! No call without a benchmark: its weight would be a guess for ever.
#![allow(missing_docs)]

use frame_support::traits::{GetCallMetadata, PalletsInfoAccess};
use std::{
    fs,
    path::{Path, PathBuf},
};
use uen_runtime::{AllPalletsWithSystem, RuntimeCall};

/// UEN's own pallets and where they are.
const OWN: [(&str, &str); 7] = [
    ("Airdrop", "airdrop"),
    ("Carbon", "carbon"),
    ("DeviceRegistry", "device-registry"),
    ("EnergyMarket", "energy-market"),
    ("EnergyMining", "energy-mining"),
    ("Governance", "governance"),
    ("ValidatorStaking", "staking"),
];

/// Pallets whose release's weights are kept, for the reason that runtime/src/benchmarks.rs gives.
const RELEASE_WEIGHTS: [&str; 4] = ["Council", "Democracy", "PolkadotXcm", "TechnicalCommittee"];

/// Calls that do what a hook would do later, and weigh what the benchmarks of the hook's steps say.
const STEPS: [&str; 2] = ["Carbon.advance", "EnergyMarket.advance"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of the functions that follow `#[benchmark…]` in these files and folders.
fn benchmarks_in(path: &Path, names: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("the folder is readable") {
            benchmarks_in(&entry.expect("the entry is readable").path(), names);
        }
    } else if path.is_file() {
        let text = fs::read_to_string(path).expect("the file is readable");
        for part in text.split("#[benchmark").skip(1).filter(|part| part.starts_with([']', '('])) {
            let name = part.split("fn ").nth(1).and_then(|rest| rest.split(['(', '<']).next());
            names.push(name.expect("a function follows").to_string());
        }
    }
}

#[test]
fn calls_of_our_pallets_should_have_benchmarks_of_their_names() {
    let mut missing = Vec::new();
    for (pallet, folder) in OWN {
        let source = root().join("pallets").join(folder).join("src");
        let mut names = Vec::new();
        benchmarks_in(&source.join("benchmarking.rs"), &mut names);
        benchmarks_in(&source.join("benchmarking"), &mut names);
        assert!(!names.is_empty(), "{pallet} has benchmarks");
        let calls = RuntimeCall::get_call_names(pallet);
        missing
            .extend(calls.iter().filter(|call| !names.iter().any(|name| name == *call)).map(|call| format!("{pallet}.{call}")));
    }
    assert_eq!(missing, STEPS);
}

#[test]
fn pallets_with_calls_should_be_benchmarked_by_the_runtime() {
    let listed = fs::read_to_string(root().join("runtime/src/benchmarks.rs")).expect("the list is readable");
    let infos = AllPalletsWithSystem::infos();
    let mut missing: Vec<_> = RuntimeCall::get_module_names()
        .iter()
        .filter(|name| !RuntimeCall::get_call_names(name).is_empty())
        .filter(|name| {
            let info = infos.iter().find(|info| info.name == **name).expect("the pallet is in the runtime");
            !listed.contains(&format!("[{}, ", info.module_name))
        })
        .copied()
        .collect();
    missing.sort();
    assert_eq!(missing, RELEASE_WEIGHTS);
}
