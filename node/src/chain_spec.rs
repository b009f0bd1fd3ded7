//! Chain specifications: from the runtime's presets, or from a file.

use sc_chain_spec::{ChainSpecExtension, ChainSpecGroup, ChainType, Properties};
use serde::{Deserialize, Serialize};
use uen_runtime::constants::{DECIMALS, SS58_PREFIX};

/// A chain specification of UEN.
pub type ChainSpec = sc_service::GenericChainSpec<Extensions>;

/// What a chain specification says besides the genesis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ChainSpecGroup, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
    /// The relay chain that secures the chain.
    pub relay_chain: String,
}

/// How wallets show the token.
fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), "UEN".into());
    properties.insert("tokenDecimals".into(), DECIMALS.into());
    properties.insert("ss58Format".into(), SS58_PREFIX.into());
    properties
}

fn from_preset(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
    let wasm = uen_runtime::WASM_BINARY.ok_or("this node was built without the runtime's Wasm (SKIP_WASM_BUILD)")?;
    Ok(ChainSpec::builder(wasm, Extensions { relay_chain: "rococo-local".into() })
        .with_name(name)
        .with_id(id)
        .with_protocol_id("uen")
        .with_chain_type(chain_type)
        .with_properties(properties())
        .with_genesis_config_preset_name(preset)
        .build())
}

/// The specification that `--chain ID` names.
///
/// # Errors
/// If it names neither a built-in chain nor a readable file.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    Ok(Box::new(match id {
        "" | "dev" | "development" => {
            from_preset("UEN Development", "uen-dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)?
        }
        "local" => {
            from_preset("UEN Local Testnet", "uen-local", ChainType::Local, sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)?
        }
        path => ChainSpec::from_json_file(path.into())?,
    }))
}
