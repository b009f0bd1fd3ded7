#!/usr/bin/env bash
# Finds or installs what the build needs; sourced by the other scripts, or run by hand. After it, PATH has a compiler with the
# Wasm target, protoc, clang and wasm-opt, and CARGO_TARGET_DIR is set. What is there already takes no time.
#
# The compiler, in this order: Debian's with the Wasm target already built; the one on PATH if it has the target; the one on PATH
# after `rustup target add`; Debian's, whose target is built from its own sources.

uen_repo="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
uen_wasm_target=wasm32v1-none

# A dependency cache that outlives the clone. The last part must be "target": the Wasm builder finds the profile by it.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/uen/target}"

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
        fail "this needs root, and there is no sudo: $*"
    fi
}

uen_apt_updated=
apt_update() {
    [ -z "$uen_apt_updated" ] || return 0
    say "Updating the package lists"
    as_root apt-get update -qq >&2 || fail "apt-get update failed"
    uen_apt_updated=1
}

apt_install() {
    command -v apt-get >/dev/null || fail "please install the equivalent of these Debian packages: $*"
    apt_update
    say "Installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null ||
        fail "apt-get could not install: $*"
}

# Whether the rustc in folder $1 has the Wasm target.
has_wasm_target() {
    [ -x "$1/rustc" ] && [ -x "$1/cargo" ] || return 1
    local root
    root="$("$1/rustc" --print sysroot 2>/dev/null)" || return 1
    compgen -G "$root/lib/rustlib/$uen_wasm_target/lib/libcore-*.rlib" >/dev/null
}

# Debian's compiler, all its packages in one version: apt would mix bookworm's older ones with the security update's.
install_debian_rust() {
    local version=
    if command -v apt-get >/dev/null; then
        apt_update
        version="$(apt-cache policy rustc-web 2>/dev/null | awk '/Candidate:/ {print $2}')"
    fi
    [ -n "$version" ] && [ "$version" != "(none)" ] ||
        fail "no compiler with the target $uen_wasm_target: install rustup (https://rustup.rs) and run 'rustup target add $uen_wasm_target'"
    apt_install "rustc-web=$version" "cargo-web=$version" "rust-web-src=$version" "libstd-rust-web-dev=$version" \
        "rustfmt-web=$version" rust-web-llvm lld-22
}

# Debian ships the library's source instead of its Wasm build: build it once, with bitcode, which the runtime's LTO needs.
build_debian_wasm_target() {
    say "Building Rust's core library for $uen_wasm_target (once, about a minute)"
    local work root
    work="$(mktemp -d)"
    mkdir "$work/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
    printf '#![no_std]\n' >"$work/src/lib.rs"
    (cd "$work" && PATH="/usr/bin:$PATH" CARGO_TARGET_DIR="$work/target" RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" \
        /usr/bin/cargo build --quiet --release -Z build-std=core,alloc --target "$uen_wasm_target") ||
        fail "the core library for $uen_wasm_target does not build"
    root="$(/usr/bin/rustc --print sysroot)"
    as_root mkdir -p "$root/lib/rustlib/$uen_wasm_target/lib"
    as_root cp "$work/target/$uen_wasm_target/release/deps/"lib{core,alloc,compiler_builtins}-*.rlib \
        "$root/lib/rustlib/$uen_wasm_target/lib/"
    rm -rf "$work"
}

ensure_rust() {
    local on_path=
    on_path="$(dirname "$(command -v rustc 2>/dev/null || echo /nowhere/rustc)")"
    if has_wasm_target /usr/bin; then
        export PATH="/usr/bin:$PATH"
    elif has_wasm_target "$on_path"; then
        :
    elif command -v rustup >/dev/null && rustup target add "$uen_wasm_target" >/dev/null 2>&1 && has_wasm_target "$on_path"; then
        say "Added $uen_wasm_target with rustup"
    else
        install_debian_rust
        build_debian_wasm_target
        has_wasm_target /usr/bin || fail "the compiler still has no $uen_wasm_target"
        export PATH="/usr/bin:$PATH"
    fi
    if ! rustfmt --version >/dev/null 2>&1; then
        if [ "$(command -v rustc)" = /usr/bin/rustc ]; then
            apt_install "rustfmt-web=$(dpkg-query -W -f '${Version}' rustc-web)"
        else
            rustup component add rustfmt >/dev/null 2>&1 || fail "please install rustfmt"
        fi
    fi
    say "Using $(rustc --version) in $(dirname "$(command -v rustc)")"
}

ensure_programs() {
    local missing=()
    command -v gcc >/dev/null && command -v make >/dev/null || missing+=(build-essential)
    command -v protoc >/dev/null || missing+=(protobuf-compiler)
    command -v clang >/dev/null || missing+=(clang)
    # The compiler brings libclang.so.1, which the bindings of RocksDB do not look for.
    compgen -G "/usr/lib/llvm-*/lib/libclang.so" >/dev/null || [ -n "${LIBCLANG_PATH:-}" ] || missing+=(libclang-dev)
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    pkg-config --exists openssl 2>/dev/null || missing+=(libssl-dev)
    command -v wasm-opt >/dev/null || missing+=(binaryen)
    command -v git >/dev/null || missing+=(git)
    command -v curl >/dev/null || missing+=(curl)
    [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

ensure_clippy() {
    cargo clippy --version >/dev/null 2>&1 && return
    if [ "$(command -v rustc)" = /usr/bin/rustc ]; then
        apt_install "rust-web-clippy=$(dpkg-query -W -f '${Version}' rustc-web)"
    else
        rustup component add clippy >/dev/null 2>&1 || fail "please install clippy"
    fi
}

# Node.js and Python, for the tests that drive a real node as a wallet does and that recompute what it paid.
ensure_test_programs() {
    local missing=()
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' 2>/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    command -v python3 >/dev/null || missing+=(python3)
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

ensure_programs
ensure_rust
