//! `trade`: the command. See [`trader`] for what is ordered when, [`courier`] for how that comes to the chain exactly once, and [`journal`]
//! for what is kept on disk.

mod courier;
mod journal;
mod node;
mod trader;

pub use journal::JournalError;

use crate::{
    account::Account,
    chain::Chain,
    cli::{Global, Trade},
    console::Console,
    error::{Error, Outcome, Result},
    recording,
    report::{format_kwh, plural},
    strategy::Strategy,
    transactions::LIFETIME_BLOCKS,
};
use courier::Courier;
use journal::Journal;
use node::NodeMarket;
use serde_json::json;
use std::rc::Rc;
use trader::{Done, Trader};

/// The owners, each with the name of its meter if that is known.
fn owners(arguments: &Trade, console: &Console) -> Result<Vec<(Account, Option<String>)>> {
    if let (false, Some(uri)) = (arguments.dev_accounts, &arguments.owner) {
        return Ok(vec![(Account::from_uri(uri, "--owner")?, None)]);
    }
    let path = arguments.meters.as_ref().ok_or_else(|| Error::Argument("--dev-accounts needs --meters".to_string()))?;
    let text = std::fs::read(path).map_err(Error::file(path))?;
    let (meters, faults) = recording::read_meters((&path.display().to_string(), &text)).map_err(Error::Input)?;
    faults.iter().for_each(|fault| console.fault(fault));
    let owner = |meter: recording::Meter| Ok((Account::development(&format!("//{}", meter.name))?, Some(meter.name)));
    meters.into_iter().map(owner).collect()
}

/// Runs the command.
pub async fn run(arguments: &Trade, global: &Global, console: &Rc<Console>) -> Result<Outcome> {
    let owners = owners(arguments, console)?;
    let mut chain = Chain::connect(&global.url, global.max_wait(), console.clone()).await?;
    let rules = chain.market_rules().await?.ok_or_else(|| Error::Chain("this chain has no energy market".to_string()))?;
    let strategy = Strategy { reference: arguments.reference_price, spread: arguments.spread, bounds: rules.bounds };
    let journals =
        owners.iter().map(|(owner, _)| Journal::open(&arguments.journal(), chain.genesis(), &owner.address(), LIFETIME_BLOCKS));
    let courier = Courier::new(journals.collect::<std::result::Result<_, _>>()?);
    if courier.under_way() > 0 {
        let count = courier.under_way();
        console.note(format!("{count} transaction{} of the last time may still be under way", plural(count)));
    }
    let mut market = NodeMarket::new(chain, owners).await?;
    let points = market.find_points(&global.keystore(), arguments.dev_accounts).await?;
    let count = points.len();
    console.note(format!("trading for {count} meter{}", plural(count)));
    if arguments.dev_accounts {
        market.endow().await?;
    }
    let mut trader = Trader {
        chain: &mut market,
        courier,
        strategy,
        points,
        until: arguments.until,
        max_wait: global.max_wait(),
        console: console.as_ref(),
        done: Done::default(),
    };
    trader.run().await?;
    let done = trader.done;
    console.result(&document(&done, count), &text(&done));
    Ok(if done.refused.is_empty() && done.missed == 0 { Outcome::Complete } else { Outcome::WithFaults })
}

fn document(done: &Done, meters: usize) -> serde_json::Value {
    json!({
        "event": "result",
        "command": "trade",
        "meters": meters,
        "orders": done.orders,
        "offeredWh": done.offered,
        "bidWh": done.bid,
        "refused": done.refused,
        "missedPeriods": done.missed,
    })
}

fn text(done: &Done) -> String {
    let (offered, bid) = (format_kwh(done.offered), format_kwh(done.bid));
    let mut text = format!("{} orders placed: {offered} kWh offered, {bid} kWh bid for.", done.orders);
    for (reason, count) in &done.refused {
        text.push_str(&format!("\n{count} refused: {reason}."));
    }
    if done.missed > 0 {
        text.push_str(&format!("\n{} quarter hours of a meter were missed.", done.missed));
    }
    text
}

#[cfg(test)]
mod tests;
