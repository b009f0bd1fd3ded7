//! P-256 against published test vectors, against OpenSSL, and by its properties. `tests/vectors/README.md` says where each file
//! comes from.
#![allow(missing_docs)]

mod case;
mod cavp;
mod encoding;
mod openssl;
mod properties;
mod wycheproof;
