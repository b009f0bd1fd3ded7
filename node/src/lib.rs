//! The node of the Urban Energy Network: a development chain with time lapse, a full node or a collator. The program is
//! [`command::run`]; tests use the parts.

// The SDK's errors are as large as they are.
#![allow(clippy::result_large_err)]

// A derive macro makes a type without documentation.
#[allow(missing_docs)]
pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod rpc;
pub mod service;
