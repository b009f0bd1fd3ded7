#!/usr/bin/env bash
# Type-checks the node with its default features, the full node and collator: what the everyday build leaves out. Sourced by test.sh,
# or run by hand. It is checked and not built, because code generation for the relay-chain client, and RocksDB's C++ with it, would
# take CI beyond its time; hence the folder of RocksDB's library, which nothing is linked against here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh
CARGO_TARGET_DIR="$(dirname "$CARGO_TARGET_DIR")/check/target" SKIP_WASM_BUILD=1 ROCKSDB_LIB_DIR=/usr/lib SNAPPY_LIB_DIR=/usr/lib \
    cargo check --locked -p uen-node --lib
