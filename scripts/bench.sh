#!/usr/bin/env bash
# Measures the assembled node through its RPC, prints the figures and writes them to docs/benchmarks.md. Installs and builds what is missing.
set -euo pipefail

usage() {
    cat <<'USAGE'
Usage: scripts/bench.sh [OPTIONS]

Measures signed readings, orders, clearing, settlement and transfers a second within block limits, transfers of a bare runtime of the same
release beside them, proof bytes, import time, RPC latency under load and the growth of the database, and the proof of readings with a million
meters in the state. Prints the figures and writes them to docs/benchmarks.md. Takes about fifty minutes beyond building, in which the machine
should do nothing else. Ctrl-C ends it and all it started.

  --only PARTS    only these, separated by commas: readings, registered, market, transfers, bare; figures of the other parts are kept if
                  they were measured with the same node
  --minutes N     how long each load lasts once blocks are full (default: 2.5)
  --devices N     how many meters there are (default: 10000; at least 1024)
  --registered N  how many meters are in the state whose proof is measured, a list (default: 10000,100000,1000000; the last takes 8 GiB of
                  memory and ten minutes)
  --shares LIST   how much of what transactions may take of a block is for free readings, in per cent: readings are measured with each
                  (default: 100,75)
  --profile NAME  how the node is built:
                    measure   what the everyday build has compiled, and the node's own code as in a release (scripts/measure.toml): a few
                              minutes (default)
                    release   the release profile, a development node without the relay-chain client: more than an hour on two cores
                              the first time
  --node FILE     measure this uen-node instead of building one
  --report FILE   where the figures are written to (default: docs/benchmarks.md)
  --data DIR      where chains and logs are kept (default: ~/.local/share/uen-bench)
  -h, --help      this text
USAGE
}

only=readings,registered,market,transfers,bare minutes=2.5 devices=10000 registered=10000,100000,1000000 shares=100,75 profile=measure node=
report=docs/benchmarks.md
data="${XDG_DATA_HOME:-$HOME/.local/share}/uen-bench"
while [ $# -gt 0 ]; do
    case "$1" in
        --only | --minutes | --devices | --registered | --shares | --profile | --node | --report | --data)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            case "$1" in
                --only) only="$2" ;;
                --minutes) minutes="$2" ;;
                --devices) devices="$2" ;;
                --registered) registered="$2" ;;
                --shares) shares="$2" ;;
                --profile) profile="$2" ;;
                --node) node="$(realpath -m -- "$2")" ;;
                --report) report="$(realpath -m -- "$2")" ;;
                --data) data="$(realpath -m -- "$2")" ;;
            esac
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done
for part in ${only//,/ }; do
    case "$part" in
        readings | registered | market | transfers | bare) ;;
        *) echo "error: unknown part $part" >&2; exit 2 ;;
    esac
done
[[ "$minutes" =~ ^[0-9]+(\.[0-9]+)?$ && "$minutes" =~ [1-9] ]] || { echo "error: --minutes $minutes is no number above 0" >&2; exit 2; }
[[ "$devices" =~ ^[0-9]+$ ]] && [ "$devices" -ge 1024 ] || { echo "error: --devices $devices is less than 1024" >&2; exit 2; }
[[ "$registered" =~ ^[0-9]+(,[0-9]+)*$ ]] || { echo "error: --registered $registered is no list of numbers" >&2; exit 2; }
case "$profile" in measure | release) ;; *) echo "error: unknown profile $profile" >&2; exit 2 ;; esac
[ -z "$node" ] || [ -x "$node" ] || { echo "error: $node is no program" >&2; exit 2; }

# Not before: the paths of the options are those of the caller's folder.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh
ensure_test_programs

bin="$CARGO_TARGET_DIR/bench"
mkdir -p "$bin" "$data"

if [ -n "$node" ]; then
    build="a given uen-node"
else
    say "Building uen-node ($profile)"
    case "$profile" in
        release)
            cargo build --locked --release -p uen-node --no-default-features
            built=release
            build="release profile"
            ;;
        measure)
            cargo build --locked --workspace --no-default-features --bin uen-node --config scripts/measure.toml
            built=debug
            build="everyday profile with scripts/measure.toml"
            ;;
    esac
    # Under a name of its own: the next everyday build replaces the other.
    node="$bin/uen-node"
    cp --remove-destination "$CARGO_TARGET_DIR/$built/uen-node" "$node"
fi

bare=()
if [[ ",$only," == *,bare,* ]]; then
    say "Building the bare runtime"
    # Cargo keeps profiles by workspace: with UEN's, the Wasm builder is compiled already.
    awk '/^\[/ {keep = /^\[profile\.dev[].]/} keep' Cargo.toml >"$bin/profiles.toml"
    # What of UEN's runtime was compiled from the registry serves this one as well.
    wbuild="$CARGO_TARGET_DIR/debug/wbuild"
    if [ ! -d "$wbuild/uen-bare-runtime/target" ] && [ -d "$wbuild/uen-runtime/target" ]; then
        mkdir -p "$wbuild/uen-bare-runtime"
        cp -a "$wbuild/uen-runtime/target" "$wbuild/uen-bare-runtime/target"
    fi
    # The Wasm builder takes the versions from where this says.
    (WASM_BUILD_WORKSPACE_HINT="$PWD/bench/bare-runtime" && export WASM_BUILD_WORKSPACE_HINT &&
        cd bench/bare-wasm && cargo build --locked --config "$bin/profiles.toml")
    wasm="$wbuild/uen-bare-runtime/uen_bare_runtime.wasm"
    [ -s "$wasm" ] || fail "there is no $wasm"
    cp --remove-destination "$wasm" "$bin/bare.wasm"
    bare=(--bare-wasm "$bin/bare.wasm")
fi

scale=()
if [[ ",$only," == *,registered,* ]]; then
    say "Writing states with many meters, and proving blocks of readings on them"
    UEN_SCALE_METERS="$registered" UEN_SCALE_REPORT="$data/registered.json" \
        cargo test --locked --workspace --no-default-features --test scale -- --ignored --nocapture
    scale=(--registered "$data/registered.json")
fi

say "Installing the client"
(cd bench && npm ci --no-audit --no-fund --loglevel=error >/dev/null)

processor="$(lscpu | sed -n 's/^Model name: *//p' | head -n 1)"
memory="$(awk '/^MemTotal:/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)"
machine="${processor:-unknown processor}, $(nproc) cores, $memory of memory, $(uname -sr)"
revision="$(git rev-parse --short HEAD 2>/dev/null || echo 'no revision')"
[ -z "$(git status --porcelain -- node runtime pallets Cargo.lock 2>/dev/null)" ] || revision="$revision with changes"

say "Measuring; chains and logs are in $data"
exec node bench/main.mjs --node "$node" "${bare[@]}" "${scale[@]}" --data "$data" --report "$report" --machine "$machine" \
    --build "$build; $revision; $(rustc --version)" --only "$only" --devices "$devices" --shares "$shares" --minutes "$minutes"
