#!/usr/bin/env bash
# Replays the recorded week against a real node in time lapse, trades for the meters' owners and looks after their certificates beside
# it, and compares what the chain traded, mined, certified and emitted with independent recomputations from the CSV, to the planck, the Wh
# and the µg. Three sources say what imbalance energy cost. On the way the node is killed and restarted twice: no reading, order or
# certificate may be lost or counted twice.
# In the middle of the week a household gets another meter, whose registers begin at 0: the recomputations know nothing of it.
#
# Usage: tests/replay.sh [FOLDER]
# FOLDER, if given, keeps what the chain said (chain.json, carbon.json); scripts/draw-market.py draws from it.
set -euo pipefail
keep="${1:+$(mkdir -p "$1" && cd "$1" && pwd)}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/uen/target}/debug"
work="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
node= gateway= trade= carbon= sources=

start_node() {
    "$bin/uen-node" --dev --base-path "$work/chain" --rpc-port "$port" --port 0 --no-prometheus --no-telemetry \
        --state-pruning archive --dev-block-time 80 --dev-seconds-per-block 300 --dev-start 2016-06-13T00:00:00Z >>"$work/node.log" 2>&1 &
    node=$!
}
finish() {
    local status=$?
    for process in $sources $trade $carbon $gateway $node; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    [ "$status" = 0 ] || {
        echo "the last lines of the node, the trader, the keeper of certificates, and the sources of imbalance prices:" >&2
        tail -n 30 "$work/node.log" "$work/trade.log" "$work/carbon.log" "$work/sources.log" >&2
    }
    [ -z "$keep" ] || cp "$work"/*.json "$keep" 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

[ -d tests/e2e/node_modules ] || (cd tests/e2e && npm ci --no-audit --no-fund --loglevel=error)
start_node
common=(--dev-accounts --meters gateway/data/meters.csv --url "ws://127.0.0.1:$port")
UEN_GATEWAY_PASSPHRASE=test "$bin/uen-gateway" replay "${common[@]}" --readings gateway/data/readings.csv --swaps gateway/data/swaps.csv \
    --keystore "$work/keys" --outbox "$work/outbox.sqlite" --export-chain "$work/chain.json" &
gateway=$!
"$bin/uen-gateway" trade "${common[@]}" --journal "$work/trades" --until 2016-06-19 >"$work/trade.log" 2>&1 &
trade=$!
"$bin/uen-gateway" carbon "${common[@]}" --factors gateway/data/illustrative_emission_factors.csv --from 2016-06-13 --until 2016-06-19 \
    --export "$work/carbon.json" >"$work/carbon.log" 2>&1 &
carbon=$!
node tests/e2e/imbalance-sources.mjs "ws://127.0.0.1:$port" >"$work/sources.log" 2>&1 &
sources=$!

for time in first second; do
    sleep 60
    for process in $gateway $trade $carbon $sources; do
        kill -0 "$process" 2>/dev/null || wait "$process"
    done
    kill -9 "$node"
    wait "$node" 2>/dev/null || true
    echo "the node was killed for the $time time, and starts again"
    start_node
done

wait "$gateway"
gateway=
# Its status is 3 if an order was refused: one that waited while the node was down may find its gate closed.
wait "$trade" || [ $? = 3 ]
trade=
wait "$carbon" || [ $? = 3 ]
carbon=
kill "$sources"
wait "$sources" || true
sources=
tail -n 3 "$work/trade.log" "$work/carbon.log" "$work/sources.log"
"$bin/uen-gateway" footprint --owner shop-00 --owner home-00 --from 2016-06-13 --to 2016-06-19 --out "$work/report" \
    --url "ws://127.0.0.1:$port"
python3 tests/recompute_market.py --chain "$work/chain.json" --sources 3
python3 tests/recompute_mining.py --chain "$work/chain.json"
python3 tests/recompute_carbon.py --chain "$work/carbon.json" --market "$work/chain.json" --report "$work/report"
