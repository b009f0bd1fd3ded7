//! Tests, one file per call, and those that go across.

mod activate;
mod attacks;
mod chill;
mod claim;
mod delegate;
mod deregister;
mod era;
mod genesis;
mod invariants;
mod queries;
mod rebond;
mod redelegate;
mod register;
mod reward_arithmetic;
mod session;
mod set_commission;
mod set_compounding;
mod set_invulnerables;
mod set_parameters;
mod unbond;
mod withdraw;
