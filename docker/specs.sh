#!/usr/bin/env bash
# Makes the chain specifications of a local network: a relay chain with Alice and Bob as validators, which has UEN registered from
# its genesis, and UEN with Alice and Bob as collators.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: docker/specs.sh DIR

Writes DIR/uen.json and DIR/relay.json, unless both are there. Takes uen-node, built with the relay-chain client, polkadot and relay-spec
(zombienet/relay), and jq from PATH.

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
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

uen-node build-spec --chain local --disable-default-bootnode --raw >"$work/uen.json"
uen-node export-genesis-head --chain "$work/uen.json" --base-path "$work/base" >"$work/head"
uen-node export-genesis-wasm --chain "$work/uen.json" --base-path "$work/base" >"$work/code"
para="$(uen-node build-spec --chain local --disable-default-bootnode | jq -e '.genesis.runtimeGenesis.patch.parachainInfo.parachainId')"

relay-spec >"$work/relay-plain.json"
jq --argjson para "$para" --rawfile head "$work/head" --rawfile code "$work/code" '
    .genesis.runtimeGenesis.patch.paras.paras = [[$para, [($head | rtrimstr("\n")), ($code | rtrimstr("\n")), true]]]
    | .genesis.runtimeGenesis.patch.configuration.config.async_backing_params = {max_candidate_depth: 3, allowed_ancestry_len: 2}
' "$work/relay-plain.json" >"$work/relay-uen.json"
polkadot build-spec --chain "$work/relay-uen.json" --disable-default-bootnode --raw >"$work/relay.json"

# Whole or not at all: others wait for these files.
mv "$work/relay.json" "$dir/relay.json"
mv "$work/uen.json" "$dir/uen.json"
echo "Wrote $dir/uen.json and $dir/relay.json, in which parachain $para is registered" >&2
