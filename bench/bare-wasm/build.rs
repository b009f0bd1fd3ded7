//! Builds the Wasm of `../bare-runtime`; nothing of it is compiled for this machine.

fn main() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../bare-runtime/Cargo.toml");
    // The builder compares paths as Cargo writes them.
    let manifest = std::fs::canonicalize(manifest).expect("the bare runtime has a Cargo.toml; qed");
    let project =
        substrate_wasm_builder::WasmBuilder::new().with_project(manifest).expect("it is called Cargo.toml and exists; qed");
    project.import_memory().export_heap_base().build();
}
