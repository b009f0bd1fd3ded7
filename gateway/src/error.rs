//! What can go wrong, in words for the person who runs the gateway, and in a stable kind for machines.

use std::path::{Path, PathBuf};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The input as a whole is of no use: single bad lines are faults, not errors.
    #[error("{0}")]
    Input(String),
    /// An argument, or a combination of arguments, makes no sense.
    #[error("{0}")]
    Argument(String),
    /// The key store cannot be opened or does not hold what is asked for.
    #[error(transparent)]
    KeyStore(#[from] crate::keystore::KeyStoreError),
    /// The outbox cannot be used.
    #[error(transparent)]
    Outbox(#[from] crate::outbox::OutboxError),
    /// The journal of an account that trades cannot be used.
    #[error(transparent)]
    Journal(#[from] crate::trade::JournalError),
    /// The node did not answer for as long as the user was willing to wait.
    #[error("the node at {url} does not answer (waited {waited_seconds} s): {reason}")]
    NodeDown {
        /// Its address.
        url: String,
        /// How long it was tried.
        waited_seconds: u64,
        /// The last failure.
        reason: String,
    },
    /// The node answered, and the answer is no.
    #[error("{0}")]
    Chain(String),
    /// The chain's clock is past everything that was to be sent.
    #[error("{0}")]
    TooOld(String),
    /// The user pressed Ctrl-C.
    #[error("stopped; nothing is lost, the same command goes on from here")]
    Interrupted,
}

impl Error {
    /// Names the file that an operation failed on.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }

    /// Stable name of the kind of error, for `--json`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Input(_) => "input",
            Self::Argument(_) => "argument",
            Self::KeyStore(_) => "keyStore",
            Self::Outbox(_) => "outbox",
            Self::Journal(_) => "journal",
            Self::NodeDown { .. } => "nodeDown",
            Self::Chain(_) => "chain",
            Self::TooOld(_) => "tooOld",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Result of the gateway's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything went well.
    Complete,
    /// It ran to its end, but some readings were rejected or orders refused, lines of the input were bad, or eras could not be waited
    /// for.
    WithFaults,
}

impl Outcome {
    /// The process's exit status.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::WithFaults => 3,
        }
    }
}
