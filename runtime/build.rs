//! Builds the runtime's Wasm.

fn main() {
    #[cfg(feature = "std")]
    {
        let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
        #[cfg(feature = "metadata-hash")]
        let builder = builder.enable_metadata_hash("UEN", 12);
        #[cfg(feature = "wasm-benchmarks")]
        let builder = builder.enable_feature("runtime-benchmarks");
        builder.build();
    }
}
