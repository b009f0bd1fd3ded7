#!/usr/bin/env bash
# Replays the recorded week against a real node in time lapse and compares what the chain mined with an independent recomputation
# from the CSV, to the planck. On the way the node is killed and restarted: no reading may be lost or counted twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/uen/target}/debug"
work="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
node= gateway=

start_node() {
    "$bin/uen-node" --dev --base-path "$work/chain" --rpc-port "$port" --port 0 --no-prometheus --no-telemetry \
        --dev-block-time 250 --dev-seconds-per-block 900 --dev-start 2016-06-13T00:00:00Z >>"$work/node.log" 2>&1 &
    node=$!
}
finish() {
    local status=$?
    for process in $gateway $node; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    [ "$status" = 0 ] || { echo "the node's last lines:" >&2; tail -n 30 "$work/node.log" >&2; }
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

start_node
UEN_GATEWAY_PASSPHRASE=test "$bin/uen-gateway" replay --dev-accounts --meters gateway/data/meters.csv \
    --readings gateway/data/readings.csv --url "ws://127.0.0.1:$port" --keystore "$work/keys" --outbox "$work/outbox.sqlite" \
    --export-chain "$work/chain.json" &
gateway=$!

sleep 60
kill -0 "$gateway" 2>/dev/null || wait "$gateway"
kill -9 "$node"
wait "$node" 2>/dev/null || true
echo "the node was killed after a minute, and starts again"
start_node

wait "$gateway"
gateway=
python3 tests/recompute_mining.py --chain "$work/chain.json"
