#!/usr/bin/env bash
# Measures every call and hook of the runtime with the benchmarking tools of the same SDK release, and writes the weights to
# runtime/src/weights, where each file names the machine that measured it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'USAGE'
Usage: scripts/bench-weights.sh [OPTIONS] [PALLET...]

Measures the weights of the named pallets, or of all, and what an empty block and an empty transaction cost, and writes them to
runtime/src/weights. Installs and builds what is missing. What the everyday build has compiled serves the measurement too; the node's own
generic code is compiled as in a release (scripts/measure.toml), or it would call the runtime several times more slowly.

  --check         run each benchmark once to see that it works and that its result is right; write nothing
  --no-build      with what was built last
  --steps N       points on each range (default: 20)
  --repeat N      measurements of each point in a row (default: 2); then comes the next point
  --seconds N     how long to go round the points of a benchmark, at least (default: 10). The fastest measurement of each point counts: where
                  others use the machine too, it is as fast as it can be now and then (scripts/undisturbed.py)
  -h, --help      this text
USAGE
}

steps=20 repeat=2 seconds=10 check= build=1
pallets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --check) check=1 ;;
        --no-build) build= ;;
        --steps | --repeat | --seconds)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
        *) pallets+=("$1") ;;
    esac
    shift
done

source scripts/toolchain.sh
[ -n "$check" ] || command -v python3 >/dev/null || apt_install python3

# Kept apart: the next build replaces both.
bench="$CARGO_TARGET_DIR/bench-weights"
if [ -n "$build" ]; then
    say "Building the node with the benchmarking tools, and the runtime with its benchmarks"
    cargo build --locked --workspace --no-default-features --bin uen-node --features uen-node/runtime-benchmarks \
        --config scripts/measure.toml
    mkdir -p "$bench"
    cp --remove-destination "$CARGO_TARGET_DIR/debug/uen-node" "$bench/uen-node"
    cp "$CARGO_TARGET_DIR/debug/wbuild/uen-runtime/uen_runtime.wasm" "$bench/runtime.wasm"
fi
[ -x "$bench/uen-node" ] && [ -s "$bench/runtime.wasm" ] || fail "nothing was built yet: leave out --no-build"

weights=runtime/src/weights
measure() {
    "$bench/uen-node" benchmark pallet --runtime "$bench/runtime.wasm" --genesis-builder runtime "$@"
}

all=
if [ ${#pallets[@]} = 0 ]; then
    all=1
    list="$(measure --list=pallets --no-csv-header 2>"$bench/list.log")" || { tail -n 5 "$bench/list.log" >&2; fail "the node lists no pallets"; }
    mapfile -t pallets < <(sort -u <<<"$list")
    [ -n "$list" ] || fail "the runtime has no benchmarks"
fi

[ -n "$check" ] || mkdir -p "$weights"
failed=()
for pallet in "${pallets[@]}"; do
    log="$bench/$pallet.log"
    if [ -n "$check" ]; then
        say "Checking $pallet"
        measure --pallet "$pallet" --extrinsic '*' --steps 2 --repeat 1 --min-duration 0 >"$log" 2>&1 || failed+=("$pallet")
    else
        say "Measuring $pallet"
        results="$bench/$pallet.json" fastest="$bench/$pallet.fastest.json" times="$bench/times"
        mkdir -p "$times"
        {
            measure --pallet "$pallet" --extrinsic '*' --steps "$steps" --repeat "$repeat" --min-duration "$seconds" \
                --json-file "$results" --quiet --template scripts/weights.hbs --output "$weights" &&
                python3 scripts/undisturbed.py fastest "$results" >"$fastest" &&
                measure --json-input "$fastest" --quiet --template scripts/weights.hbs --output "$times" &&
                python3 scripts/undisturbed.py merge "$weights/$pallet.rs" "$times/$pallet.rs"
        } >"$log" 2>&1 || failed+=("$pallet")
    fi
done
for pallet in "${failed[@]}"; do
    tail -n 5 "$bench/$pallet.log" >&2
    printf 'error: %s\n' "a benchmark of $pallet fails; its log is $bench/$pallet.log" >&2
done

if [ -n "$all" ] && [ -z "$check" ]; then
    say "Measuring an empty block and an empty transaction"
    "$bench/uen-node" benchmark overhead --runtime "$bench/runtime.wasm" --genesis-builder runtime \
        --weight-path "$weights" >"$bench/overhead.log" 2>&1 || { tail -n 20 "$bench/overhead.log" >&2; fail "the overheads cannot be measured"; }
    # Names of hosts and folders are nobody's business.
    # And the runtime has these by way of the frame.
    sed -i -e '/^\/\/ Executed Command/,/^$/d' -e 's/HOSTNAME: `[^`]*`, //' -e 's/sp_core::parameter_types/frame_support::parameter_types/' \
        -e 's/sp_weights::/frame_support::weights::/' "$weights/block_weights.rs" "$weights/extrinsic_weights.rs"
fi
[ -n "$check" ] || cargo fmt -p uen-runtime
[ ${#failed[@]} = 0 ] || fail "not measured: ${failed[*]}"
say "Done"
