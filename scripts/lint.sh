#!/usr/bin/env bash
# Lints the runtime, its pallets and the node with clippy, the node with its default features: full node and collator, which the
# everyday build leaves out. So it is also what keeps them compiling. They are checked and not built, because code generation for the
# relay-chain client, and RocksDB's C++ with it, would take CI beyond its time; hence the folder of RocksDB's library, which nothing is
# linked against here. Sourced by test.sh, or run by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh
ensure_clippy
# Clippy's lints against `as` fire in what derives generate; this looks at what is written.
sources="$(find pallets/*/src -name '*.rs' ! -path '*/tests/*' ! -path '*/benchmarking*' ! -name mock.rs ! -name fixtures.rs)"
# shellcheck disable=SC2086 # no path has a space
written="$(awk '/^mod tests \{/ {nextfile} /[^a-z]as [ui](8|16|32|64|128|size)[^0-9a-z]/ {print FILENAME ":" FNR ": " $0}' $sources)"
[ -z "$written" ] || fail "pallets convert numbers with try_from, not with \`as\`:
$written"
CARGO_TARGET_DIR="$(dirname "$CARGO_TARGET_DIR")/check/target" SKIP_WASM_BUILD=1 ROCKSDB_LIB_DIR=/usr/lib SNAPPY_LIB_DIR=/usr/lib \
    cargo clippy --locked -p uen-node --lib -- -D warnings
