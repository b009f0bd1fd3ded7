#!/usr/bin/env bash
# From a clone to a traded, mined and certified week: installs what is missing, builds, runs a development chain in time lapse, replays
# the recorded week of twenty meters against it, trades for their owners, and looks after their certificates. Then keeps the node
# running for Polkadot.js. Steps already done are skipped.
set -euo pipefail

usage() {
    cat <<'EOF'
Usage: scripts/dev.sh [OPTIONS]

Builds UEN, runs a development chain in time lapse, replays the recorded week of 20 meters, trades for their owners, has certificates
issued, sold and retired, and prints what was mined, staked, traded, certified and emitted. The node keeps running until Ctrl-C.

  --node-only         run the node, replay and trade nothing
  --no-trade          replay, but do not trade
  --no-carbon         replay, but publish no emission factors and issue no certificates but those of green sales
  --data DIR          where chain, logs and the gateway's files are kept (default: ~/.local/share/uen-dev)
  --fresh             remove DIR first
  --port PORT         the node's RPC port (default: 9944)
  --block-time MS     real milliseconds between two blocks (default: 100)
  --block-seconds S   seconds by which a block moves the chain's clock, a multiple of 6 (default: 300; with more, markets that close
                      300 s before their quarter hour would be missed)
  --real-time         a chain that runs as fast as the clock on the wall; implies --node-only
  --exit              stop the node after the replay instead of keeping it running
  -h, --help          this text
EOF
}

node_only= no_trade= no_carbon= fresh= exit_after= real_time=
data="${XDG_DATA_HOME:-$HOME/.local/share}/uen-dev"
port=9944
block_time=100
block_seconds=300
while [ $# -gt 0 ]; do
    case "$1" in
        --node-only) node_only=1 ;;
        --no-trade) no_trade=1 ;;
        --no-carbon) no_carbon=1 ;;
        --fresh) fresh=1 ;;
        --exit) exit_after=1 ;;
        --real-time) real_time=1 node_only=1 ;;
        --data | --port | --block-time | --block-seconds)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            case "$1" in
                --data) data="$(realpath -m -- "$2")" ;;
                --port) port="$2" ;;
                --block-time) block_time="$2" ;;
                --block-seconds) block_seconds="$2" ;;
            esac
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

# Not before: the paths of the options are those of the caller's folder.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/toolchain.sh

say "Building the node and the gateway (the first time takes most of an hour on two cores, later seconds)"
source scripts/build.sh

[ -z "$fresh" ] || rm -rf "$data"
mkdir -p "$data"
log="$data/node.log"
if [ -n "$real_time" ]; then
    clock=(--dev-block-time 6000)
else
    clock=(--dev-block-time "$block_time" --dev-seconds-per-block "$block_seconds" --dev-start 2016-06-13T00:00:00Z)
fi

# The node would take another port without a word, and this script drive whatever is at this one.
! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is taken: stop what listens there, or choose another with --port"
say "Starting uen-node --dev on port $port, log in $log"
# The report is read from the events of all blocks, so the node keeps the states of all.
"$CARGO_TARGET_DIR/debug/uen-node" --dev --base-path "$data/chain" --state-pruning archive --rpc-port "$port" --rpc-cors all \
    "${clock[@]}" >>"$log" 2>&1 &
node=$! trade= carbon=
stop() {
    for process in $trade $carbon $node; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
}
trap stop EXIT
trap 'exit 130' INT TERM

ready=
for _ in $(seq 120); do
    kill -0 "$node" 2>/dev/null || { tail -n 20 "$log" >&2; fail "the node ended; its log is $log"; }
    if curl -s -o /dev/null -H 'content-type: application/json' \
        -d '{"jsonrpc":"2.0","id":1,"method":"system_health","params":[]}' "http://127.0.0.1:$port"; then
        ready=1
        break
    fi
    sleep 1
done
[ -n "$ready" ] || fail "the node does not answer on port $port after two minutes; its log is $log"

status=0
if [ -z "$node_only" ]; then
    gateway="$CARGO_TARGET_DIR/debug/uen-gateway"
    meters=(--dev-accounts --meters gateway/data/meters.csv --url "ws://127.0.0.1:$port")
    if [ -z "$no_trade" ]; then
        say "Trading for the meters' owners, log in $data/trade.log"
        "$gateway" trade "${meters[@]}" --journal "$data/trades" --until 2016-06-19 >"$data/trade.log" 2>&1 &
        trade=$!
    fi
    if [ -z "$no_carbon" ]; then
        say "Publishing illustrative emission factors and looking after certificates, log in $data/carbon.log"
        "$gateway" carbon "${meters[@]}" --factors gateway/data/illustrative_emission_factors.csv --from 2016-06-13 \
            --until 2016-06-19 --export "$data/carbon.json" >"$data/carbon.log" 2>&1 &
        carbon=$!
    fi
    say "Replaying the recorded week"
    # The keys of a recording are nobody's secret.
    UEN_GATEWAY_PASSPHRASE="${UEN_GATEWAY_PASSPHRASE:-recorded week}" "$gateway" replay "${meters[@]}" \
        --readings gateway/data/readings.csv --keystore "$data/keys" --outbox "$data/outbox.sqlite" --claim || status=$?
    if [ -n "$trade" ]; then
        # It ends with the last gate, days of the chain's clock before the replay does.
        wait "$trade" || {
            say "Not all orders could be placed; the last lines of $data/trade.log:"
            tail -n 5 "$data/trade.log" >&2
        }
        trade=
    fi
    if [ -n "$carbon" ]; then
        # It ends a day of the chain's clock after the week at the latest, before the replay does.
        wait "$carbon" || {
            code=$?
            # 3: something was refused, which the log and the table tell.
            [ "$code" = 3 ] || [ "$status" != 0 ] || status=$code
            say "Not all certificates could be looked after; the last lines of $data/carbon.log:"
            tail -n 5 "$data/carbon.log" >&2
        }
        carbon=
    fi
fi
[ -z "$exit_after" ] || exit "$status"

cat <<EOF

The node keeps running; Ctrl-C stops it. Look at the chain with Polkadot.js:
  https://polkadot.js.org/apps/?rpc=ws://127.0.0.1:$port
EOF
wait "$node"
