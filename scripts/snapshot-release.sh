#!/usr/bin/env bash
# Keeps the state of a release, so that the next one can be tested to upgrade it: of the genesis of the preset dev, and of a development
# chain that was used for three days. runtime/tests/upgrade.rs reads what this writes.
set -euo pipefail

usage() {
    cat <<'EOF2'
Usage: scripts/snapshot-release.sh [OPTIONS]

Writes runtime/tests/fixtures/spec-N, where N is the spec_version of the node's runtime: the genesis state of the preset dev,
and the state of a development chain on which meters were read and traded, certificates were issued, stake voted, and much was left
unfinished. Takes about seven minutes on two cores, and as much as they have: run nothing beside it.

  --bin DIR     folder with the release's uen-node and uen-gateway (default: the everyday build, which is made if needed)
  --out DIR     write this folder instead
  -h, --help    this text
EOF2
}

bin= out=
while [ $# -gt 0 ]; do
    case "$1" in
        --bin | --out)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
            value="$(realpath -m -- "$2")"
            if [ "$1" = --bin ]; then bin="$value"; else out="$value"; fi
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
ensure_test_programs
if [ -z "$bin" ]; then
    say "Building the node and the gateway"
    source scripts/build.sh
    bin="$CARGO_TARGET_DIR/debug"
fi
for program in uen-node uen-gateway; do
    [ -x "$bin/$program" ] || fail "there is no $program in $bin"
done
[ -e tests/e2e/node_modules ] || (cd tests/e2e && npm ci --silent --no-audit --no-fund)

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# Where the tests' helpers look for programs.
ln -s "$(cd "$bin" && pwd)" "$work/debug"
say "Using a development chain, and keeping its state"
CARGO_TARGET_DIR="$work" node scripts/snapshot-release.mjs ${out:+"$out"}
