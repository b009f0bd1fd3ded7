//! Tests, a file per call.

mod accept_transfer;
mod amend;
mod appoint_certifier;
mod attacks;
mod certifiable_energy;
mod certify;
mod correct;
mod delegate_key;
mod history;
mod invariants;
mod ledger;
mod metering_points;
mod object;
mod offer_transfer;
mod proof_size;
mod pruning;
mod queries;
mod register;
mod remove_certifier;
mod renew;
mod replace_meter;
mod report_equivocation;
mod resolution;
mod resume;
mod retire;
mod revoke;
mod rotate_key;
mod standstill;
mod submissions;
mod submit_closing_reading;
mod submit_readings;
mod suspend;

use crate::{mock::*, Error, Event, Nameplate};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, Percent};
use uen_primitives::*;

fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Take what was measured in the periods for certificates.
fn certify_energy(meter: &Meter, first: Period, last: Period) -> Result<CertifiedEnergy<AccountId>, DispatchError> {
    <DeviceRegistry as CertifiableEnergy<AccountId>>::certify(&meter.id(), first, last)
}
