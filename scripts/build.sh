# Builds everything that is built every day, in one profile and one set of features; sourced by dev.sh and test.sh after
# toolchain.sh. The relay-chain client is left out: a development chain has no relay chain.
#
# Tests are built with it: their dependencies would otherwise be built twice, with other features.
cargo build --locked --workspace --all-targets --no-default-features
