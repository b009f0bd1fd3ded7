#!/usr/bin/env bash
# Lints the runtime, its pallets and the node with clippy, the node with its default features: full node and collator, which the everyday build leaves out. So it
# is also what keeps them compiling. They are checked and not built, because code generation for the relay-chain client, and RocksDB's
# C++ with it, would take CI beyond its time; hence the folder of RocksDB's library, which nothing is linked against here. Sourced by
# test.sh, or run by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh
ensure_clippy
CARGO_TARGET_DIR="$(dirname "$CARGO_TARGET_DIR")/check/target" SKIP_WASM_BUILD=1 ROCKSDB_LIB_DIR=/usr/lib SNAPPY_LIB_DIR=/usr/lib \
    cargo clippy --locked -p uen-node --lib -- -D warnings
