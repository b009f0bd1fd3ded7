#!/usr/bin/env bash
# Makes the chain specifications of a local network: a relay chain with Alice and Bob as validators, which has UEN registered from
# its genesis, and UEN with Alice and Bob as collators.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: docker/specs.sh DIR

Writes DIR/uen.json and DIR/relay.json, unless both are there. Takes uen-node, built with the relay-chain client, polkadot and relay-spec
(zombienet/relay), and python3 from PATH.

  -h, --help    this text
TEXT
}

[ $# = 1 ] || { usage >&2; exit 2; }
case "$1" in
    -h | --help) usage; exit 0 ;;
    -*) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
esac
dir="$1"
if [ -s "$dir/uen.json" ] && [ -s "$dir/relay.json" ]; then
    echo "The specifications are there: $dir" >&2
    exit 0
fi
mkdir -p "$dir"
# Beside them: only there are they moved at once.
work="$(mktemp -d "$dir/.new.XXXXXX")"
trap 'rm -rf "$work"' EXIT

uen-node build-spec --chain local --disable-default-bootnode --raw >"$work/uen.json"
uen-node export-genesis-head --chain "$work/uen.json" --base-path "$work/base" >"$work/head"
uen-node export-genesis-wasm --chain "$work/uen.json" --base-path "$work/base" >"$work/code"
relay-spec >"$work/relay-plain.json"
# Not jq: that of Debian 12 makes floating-point numbers of amounts, which no node takes.
para="$(uen-node build-spec --chain local --disable-default-bootnode | python3 -c 'import json, sys
work = sys.argv[1]
genesis = lambda spec: spec["genesis"]["runtimeGenesis"]["patch"]
text = lambda name: open(f"{work}/{name}").read().strip()
para = genesis(json.load(sys.stdin))["parachainInfo"]["parachainId"]
relay = json.loads(text("relay-plain.json"))
genesis(relay).setdefault("paras", {})["paras"] = [[para, [text("head"), text("code"), True]]]
config = genesis(relay).setdefault("configuration", {}).setdefault("config", {})
config["async_backing_params"] = {"max_candidate_depth": 3, "allowed_ancestry_len": 2}
json.dump(relay, open(f"{work}/relay-uen.json", "w"))
print(para)' "$work")"
polkadot build-spec --chain "$work/relay-uen.json" --disable-default-bootnode --raw >"$work/relay.json"

# Whole or not at all: others wait for these files.
mv "$work/relay.json" "$dir/relay.json"
mv "$work/uen.json" "$dir/uen.json"
echo "Wrote $dir/uen.json and $dir/relay.json, in which parachain $para is registered" >&2
