//! The few calls that `substrate-wasm-builder` makes of the `wasm-opt` crate, carried out by the `wasm-opt` program of an
//! installed binaryen (Debian package `binaryen`).
//!
//! The crate of that name compiles all of Binaryen's C++, 13 minutes of two cores, and is used here to strip one section of
//! one file. The workspace's `[patch.crates-io]` puts this in its place.
//!
//! `SignextLowering` needs no work: the runtime is compiled for `wasm32v1-none`, which has no sign-extension opcodes, and
//! [`OptimizationOptions::run`] has binaryen validate just that (`--mvp-features`), so a module with such opcodes fails the
//! build instead of reaching a chain.
#![deny(missing_docs)]

use std::{fmt, io, path::Path, process::Command};

/// A pass over the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Drop the DWARF sections.
    StripDwarf,
    /// Replace sign-extension opcodes by MVP code; here, insist that there are none.
    SignextLowering,
}

/// What to do with a module.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
    strip_dwarf: bool,
    debug_info: bool,
}

impl OptimizationOptions {
    /// Change nothing but what the added passes change.
    pub fn new_opt_level_0() -> Self {
        Self::default()
    }

    /// Run `pass`.
    pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
        self.strip_dwarf |= pass == Pass::StripDwarf;
        self
    }

    /// Accept MVP modules only, which is what [`Self::run`] always does.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self
    }

    /// Keep the names section.
    pub fn debug_info(&mut self, value: bool) -> &mut Self {
        self.debug_info = value;
        self
    }

    /// Read `infile`, run the passes, write `outfile`, which may be the same file.
    ///
    /// # Errors
    /// If the program is missing, or refuses the module.
    pub fn run(&self, infile: impl AsRef<Path>, outfile: impl AsRef<Path>) -> Result<(), Error> {
        let mut command = Command::new("wasm-opt");
        command.arg("--mvp-features").arg("-O0");
        if self.debug_info {
            command.arg("--debuginfo");
        }
        if self.strip_dwarf {
            command.arg("--strip-dwarf");
        }
        let output = command
            .arg(infile.as_ref())
            .arg("--output")
            .arg(outfile.as_ref())
            .output()
            .map_err(Error::Start)?;
        if output.status.success() {
            return Ok(());
        }
        Err(Error::Failed(String::from_utf8_lossy(&output.stderr).into_owned()))
    }
}

/// Why [`OptimizationOptions::run`] failed.
#[derive(Debug)]
pub enum Error {
    /// The program could not be started.
    Start(io::Error),
    /// The program ended with this message.
    Failed(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(e) => write!(f, "wasm-opt does not start ({e}): install binaryen"),
            Self::Failed(message) => write!(f, "wasm-opt failed: {message}"),
        }
    }
}

impl std::error::Error for Error {}
