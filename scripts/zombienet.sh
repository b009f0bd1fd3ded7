#!/usr/bin/env bash
# Runs UEN under a relay chain: two validators, three collators, and what zombienet/tests/network.rs does to them. Installs what is
# missing and builds everything itself, the relay chain too: nothing is downloaded but sources from the package registry.
set -euo pipefail

usage() {
    cat <<'USAGE'
Usage: scripts/zombienet.sh [OPTIONS]

Builds the relay chain's node and workers, uen-node with its relay-chain client, and a runtime of the next version; then starts two
validators and three collators on this machine and passes the tests of zombienet/tests/network.rs on them.

  --build-only  build, and write the chain specifications, but run nothing
  --keep        leave the network running after the tests, until Ctrl-C
  --data DIR    where specifications, databases and logs are kept (default: ~/.local/share/uen-zombienet)
  -h, --help    this text
USAGE
}

build_only= keep=
data="${XDG_DATA_HOME:-$HOME/.local/share}/uen-zombienet"
while [ $# -gt 0 ]; do
    case "$1" in
        --build-only) build_only=1 ;;
        --keep) keep=1 ;;
        --data)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            data="$(realpath -m -- "$2")"
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

started=$SECONDS
step() { say "[$(((SECONDS - started) / 60)) min] $*"; }

# Not before: the paths of the options are those of the caller's folder.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh
ensure_test_programs
out="$CARGO_TARGET_DIR/zombienet"
bin="$out/bin"
mkdir -p "$bin" "$data"
data="$(cd "$data" && pwd)"

# Cargo keeps profiles by workspace. Those of zombienet/ are not of UEN's, but compile with UEN's profiles, or nothing would be shared.
profiles="$out/profiles.toml"
awk '/^\[/ {keep = /^\[profile\.dev[].]/} keep' Cargo.toml >"$profiles"

# Installs a built program under a name of its own: the everyday build writes another uen-node in the same place.
keep_program() { cp --remove-destination "$CARGO_TARGET_DIR/debug/$1" "$bin/$1"; }

step "Building uen-node with its relay-chain client"
cargo build --locked -p uen-node
keep_program uen-node

step "Building the relay chain's node, its workers and its runtime"
(cd zombienet/relay && cargo build --locked --config "$profiles")
for program in polkadot polkadot-prepare-worker polkadot-execute-worker relay-spec; do keep_program "$program"; done

step "Building the next runtime"
# A copy of the sources in which only the version differs. The runtime has another name in it, or its Wasm would be written over UEN's.
next="$out/next"
mkdir -p "$next"
rm -rf "$next/Cargo.toml" "$next/Cargo.lock" "$next/pallets" "$next/runtime" "$next/wasm-opt"
cp -r --preserve=timestamps Cargo.toml Cargo.lock pallets runtime wasm-opt "$next"
version="$(sed -n 's/^    spec_version: \([0-9]*\),$/\1/p' runtime/src/lib.rs)"
[ -n "$version" ] || fail "runtime/src/lib.rs has no spec_version"
sed -i "s/^    spec_version: $version,\$/    spec_version: $((version + 1)),/" "$next/runtime/src/lib.rs"
sed -i 's/^name = "uen-runtime"$/name = "uen-runtime-next"/' "$next/runtime/Cargo.toml"
sed -i '/^members = \[$/,/^]$/ {/^    "/ {/"pallets\/\|"runtime"/!d}}' "$next/Cargo.toml"
# Not newer than what they are copies of, or the next run would build them again.
for file in Cargo.toml runtime/Cargo.toml runtime/src/lib.rs; do touch -r "$file" "$next/$file"; done
# What of the runtime in use was compiled from the registry serves this one as well.
wbuild="$CARGO_TARGET_DIR/debug/wbuild"
if [ ! -d "$wbuild/uen-runtime-next/target" ] && [ -d "$wbuild/uen-runtime/target" ]; then
    mkdir -p "$wbuild/uen-runtime-next"
    cp -a "$wbuild/uen-runtime/target" "$wbuild/uen-runtime-next/target"
fi
# In a build for debugging, Wasm is not compacted unless it is asked for.
(cd zombienet/next-runtime && WASM_BUILD_TYPE=release WASM_BUILD_WORKSPACE_HINT="$next" \
    UEN_NEXT_RUNTIME="$next/runtime/Cargo.toml" cargo build --locked --config "$profiles")
next_runtime="$wbuild/uen-runtime-next/uen_runtime_next.compact.compressed.wasm"
[ -s "$next_runtime" ] || fail "there is no $next_runtime"

step "Building the tests"
(cd zombienet && cargo test --locked --no-run --config "$profiles")

step "Writing the chain specifications"
export PATH="$bin:$PATH"
relay-spec >"$data/relay-plain.json"
# The preset with shorter sessions.
uen-node build-spec --chain local --disable-default-bootnode 2>/dev/null |
    python3 -c 'import json, sys
spec = json.load(sys.stdin)
spec["genesis"]["runtimeGenesis"]["patch"]["validatorStaking"]["sessionLength"] = 20
json.dump(spec, sys.stdout)' >"$data/uen-plain.json"
uen-node build-spec --chain "$data/uen-plain.json" --raw --disable-default-bootnode 2>/dev/null >"$data/uen.json"

if [ -n "$build_only" ]; then
    step "Built: $bin, and the chain specifications in $data"
    exit 0
fi

step "Running the tests; the nodes' logs are $data/nodes/*/*.log"
rm -rf "$data/nodes"
export UEN_NETWORK_DIR="$data" UEN_NEXT_RUNTIME_WASM="$next_runtime"
[ -z "$keep" ] || export UEN_NETWORK_KEEP=1
(cd zombienet && cargo test --locked --config "$profiles" --test network -- --nocapture 2>&1) | tee "$data/test.log" ||
    fail "the tests failed: see $data/test.log and $data/nodes/*/*.log"
step "UEN lived under a relay chain; what happened is in $data/test.log"
