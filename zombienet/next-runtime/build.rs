//! Builds the Wasm of the runtime whose `Cargo.toml` the variable `UEN_NEXT_RUNTIME` names: scripts/zombienet.sh makes a copy of UEN's
//! sources in which the runtime's version is one higher.

fn main() {
    println!("cargo:rerun-if-env-changed=UEN_NEXT_RUNTIME");
    let manifest = std::env::var("UEN_NEXT_RUNTIME").expect("UEN_NEXT_RUNTIME is not set: run scripts/zombienet.sh");
    let project = substrate_wasm_builder::WasmBuilder::new().with_project(manifest).expect("UEN_NEXT_RUNTIME is a Cargo.toml");
    project.import_memory().export_heap_base().build();
}
