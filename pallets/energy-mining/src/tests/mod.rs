//! Tests, one file per call, and those that go across.

mod advance;
mod attacks;
mod claim;
mod emission;
mod genesis;
mod invariants;
mod on_idle;
mod queries;
mod set_parameters;
mod staking_share;
mod vectors;
mod weighing;
