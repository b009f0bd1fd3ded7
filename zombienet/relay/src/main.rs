//! The relay chain's node, in the release of polkadot-sdk that UEN is built on. It has no built-in chain to run: `relay-spec` prints one.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(polkadot_cli::run()?)
}
