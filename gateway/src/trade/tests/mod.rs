mod journal;
mod outages;
mod simulated;
mod trading;

use super::{
    courier::Courier,
    journal::Journal,
    trader::{Done, Point, Trader},
};
use crate::{
    console::Console,
    error::{Error, Result},
    strategy::{tomorrow, Order},
};
use simulated::{energy, id, meter, Simulated, FIRST, STRATEGY};
use sp_core::H256;
use std::{collections::BTreeMap, path::Path, time::Duration};
use uen_primitives::{DeviceId, Period, PERIODS_PER_DAY};

/// The last period that is traded.
const UNTIL: Period = Period(FIRST + 3 * PERIODS_PER_DAY);

/// A folder for journals, in memory if there is such a place: they are written to disk thousands of times.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

/// The journal of an owner of the simulated chain.
fn journal(folder: &Path, owner: usize) -> Result<Journal> {
    Ok(Journal::open(folder, H256::zero(), &format!("owner-{owner}"), 64)?)
}

/// Trades for devices with their owners, until it ends or the process is killed.
fn trade_for(
    chain: &mut Simulated,
    folder: &Path,
    points: &[(u8, usize)],
    until: Option<Period>,
    max_wait: Duration,
) -> (Done, Result<()>) {
    let console = Console::silent();
    let owners = points.iter().map(|(_, owner)| owner + 1).max().unwrap_or_default();
    let journals = (0..owners).map(|owner| journal(folder, owner)).collect::<Result<Vec<_>>>();
    let mut trader = Trader {
        chain,
        courier: Courier::new(journals.expect("journals that can be used")),
        strategy: STRATEGY,
        points: points.iter().map(|(device, owner)| Point::new(meter(*device), *owner)).collect(),
        until: until.map(Period::end),
        max_wait,
        console: &console,
        done: Done::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let result = runtime.block_on(trader.run());
    (trader.done, result)
}

/// Trades for devices, each with an owner of its own, with journals in `folder`.
fn trade_in(chain: &mut Simulated, folder: &Path, devices: &[u8], until: Period) -> (Done, Result<()>) {
    let points = devices.iter().copied().zip(0..).collect::<Vec<_>>();
    trade_for(chain, folder, &points, Some(until), Duration::from_secs(60))
}

/// As [`trade_in`], to the end, with new journals.
fn trade(chain: &mut Simulated, devices: &[u8], until: Period) -> Done {
    let folder = folder();
    let (done, result) = trade_in(chain, folder.path(), devices, until);
    result.expect("it ends");
    done
}

/// As [`trade_in`]; whenever the process is killed, it is started again, and `after_kill` may have it killed again. How often that was.
fn trade_on(
    chain: &mut Simulated,
    folder: &Path,
    devices: &[u8],
    until: Period,
    mut after_kill: impl FnMut(&mut Simulated),
) -> u64 {
    for kills in 0.. {
        match trade_in(chain, folder, devices, until).1 {
            Ok(()) => return kills,
            Err(Error::Interrupted) => after_kill(chain),
            Err(error) => panic!("{error}"),
        }
    }
    0
}

/// What should have been ordered for the periods after the first day up to `until`.
fn expected(devices: &[u8], until: Period) -> BTreeMap<(Period, DeviceId), Vec<Order>> {
    let mut all = BTreeMap::new();
    for device in devices {
        for period in FIRST..=until.0 - PERIODS_PER_DAY {
            if let Some(order) = STRATEGY.order(&meter(*device), &energy(*device, period)) {
                all.insert((tomorrow(Period(period)), id(*device)), vec![order]);
            }
        }
    }
    all
}
