//! Rococo's runtime. Only its Wasm is compiled: for this machine there is nothing but that Wasm, embedded.
#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
pub use rococo_runtime::*;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
