//! Prints the specification of the relay chain: Rococo's preset for local networks, not yet raw, for tools to edit.

use polkadot_service::chain_spec::{Extensions, GenericChainSpec};
use sc_chain_spec::ChainType;

fn main() -> Result<(), String> {
    let wasm = uen_relay_runtime::WASM_BINARY.ok_or("built without the runtime's Wasm (SKIP_WASM_BUILD)")?;
    let spec = GenericChainSpec::builder(wasm, Extensions::default())
        .with_name("UEN test relay chain")
        .with_id("rococo_uen_test")
        .with_protocol_id("uenrelay")
        .with_chain_type(ChainType::Local)
        .with_genesis_config_preset_name("local_testnet")
        .build();
    println!("{}", spec.as_json(false)?);
    Ok(())
}
