//! What the tests of the network need: a node to talk to, and a meter.

pub mod chain;
pub mod meter;
