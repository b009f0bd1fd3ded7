#!/usr/bin/env bash
# Measures every call and hook of the runtime with the benchmarking tools of the same SDK release, and writes the weights to
# runtime/src/weights. They hold for the machine that measured them, which each file names; configs/ says which are in force.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'USAGE'
Usage: scripts/bench-weights.sh [OPTIONS] [PALLET...]

Measures the weights of the named pallets, or of UEN's own, and writes them to runtime/src/weights. Installs and builds what is missing:
in the release profile, since the everyday build's node calls the runtime several times more slowly. The first build takes more than an
hour on two cores, as it has the relay-chain client.

  --all           every pallet of the runtime
  --check         run each benchmark once to see that it works and that its result is right; write nothing; in the everyday profile
  --steps N       points on each range (default: 20)
  --repeat N      measurements of each point (default: 10)
  -h, --help      this text
USAGE
}

steps=20 repeat=10 check= all=
pallets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --all) all=1 ;;
        --check) check=1 ;;
        --steps | --repeat)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            if [ "$1" = --steps ]; then steps="$2"; else repeat="$2"; fi
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
        *) pallets+=("$1") ;;
    esac
    shift
done

source scripts/toolchain.sh

say "Building the node with its relay-chain client, which brings the same tools, and the runtime with its benchmarks"
# A Wasm that only `benchmark storage` uses, which the node does not offer.
export SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD=1
if [ -n "$check" ]; then profile=dev built=debug; else profile=release built=release; fi
cargo build --locked --profile "$profile" -p uen-node --features runtime-benchmarks
# Kept apart: the next build replaces both.
bench="$CARGO_TARGET_DIR/bench-weights"
mkdir -p "$bench"
cp "$CARGO_TARGET_DIR/$built/uen-node" "$bench/uen-node"
cp "$CARGO_TARGET_DIR/$built/wbuild/uen-runtime/uen_runtime.wasm" "$bench/runtime.wasm"

measure() { "$bench/uen-node" benchmark pallet --runtime "$bench/runtime.wasm" --genesis-builder runtime "$@"; }

if [ -n "$all" ]; then
    mapfile -t pallets < <(measure --list=pallets --no-csv-header | sort -u)
elif [ ${#pallets[@]} = 0 ]; then
    pallets=(pallet_airdrop pallet_carbon pallet_device_registry pallet_energy_market pallet_energy_mining pallet_governance
        pallet_validator_staking)
fi

for pallet in "${pallets[@]}"; do
    if [ -n "$check" ]; then
        say "Checking $pallet"
        measure --pallet "$pallet" --extrinsic '*' --steps 2 --repeat 1 >"$bench/$pallet.log" 2>&1 ||
            { tail -n 20 "$bench/$pallet.log" >&2; fail "a benchmark of $pallet fails"; }
    else
        say "Measuring $pallet"
        measure --pallet "$pallet" --extrinsic '*' --steps "$steps" --repeat "$repeat" --output runtime/src/weights \
            >"$bench/$pallet.log" 2>&1 || { tail -n 20 "$bench/$pallet.log" >&2; fail "$pallet cannot be measured"; }
    fi
done
[ -n "$check" ] || cargo fmt -p uen-runtime
say "Done"
