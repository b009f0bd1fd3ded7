//! Tests.

mod attacks;
mod periods;
mod set_periods;
mod stake_currency;
mod sunset;
mod unlocked_currency;
mod voting;
