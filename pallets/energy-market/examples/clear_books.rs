//! Clears the books on standard input, for `tests/clearing_books.py` to compare with a clearing of its own.
//!
//! A line is a book: `b:QUANTITY@LIMIT,.. s:QUANTITY@LIMIT,..`, the bids and the offers in the order of their arrival, in Wh and
//! planck per Wh. For each, one line is written:
//!
//! - `-` if nothing is traded;
//! - `error` and its name if clearing fails;
//! - else `v:VOLUME i:LOWEST-HIGHEST p:PRICE b:FILL,.. s:FILL,.. t:BID>OFFER:QUANTITY,..`, bids and offers by position.

use pallet_energy_market::clearing::{clear, trades, LimitOrder};
use std::{
    error::Error,
    io::{stdin, stdout, BufRead, BufWriter, Write},
};
use uen_primitives::Wh;

/// The orders of a side: what follows `b:` or `s:`.
fn side(text: Option<&str>, prefix: &str) -> Result<Vec<LimitOrder>, Box<dyn Error>> {
    let orders = text.and_then(|text| text.strip_prefix(prefix)).ok_or("a side is missing")?;
    let order = |text: &str| -> Result<LimitOrder, Box<dyn Error>> {
        let (quantity, limit) = text.split_once('@').ok_or("an order is QUANTITY@LIMIT")?;
        Ok(LimitOrder { quantity: Wh(quantity.parse()?), limit: limit.parse()? })
    };
    orders.split(',').filter(|text| !text.is_empty()).map(order).collect()
}

/// Quantities, with commas between them.
fn list(quantities: &[Wh]) -> String {
    quantities.iter().map(|quantity| quantity.0.to_string()).collect::<Vec<_>>().join(",")
}

/// What becomes of a book.
fn result(line: &str) -> Result<String, Box<dyn Error>> {
    let mut sides = line.split(' ');
    let (buys, sells) = (side(sides.next(), "b:")?, side(sides.next(), "s:")?);
    let matched = match clear(&buys, &sells) {
        Ok(Some(matched)) => matched,
        Ok(None) => return Ok("-".to_string()),
        Err(error) => return Ok(format!("error {error:?}")),
    };
    let trades = match trades(&buys, &sells, &matched) {
        Ok(trades) => trades,
        Err(error) => return Ok(format!("error {error:?}")),
    };
    let trades: Vec<_> = trades.iter().map(|trade| format!("{}>{}:{}", trade.buy, trade.sell, trade.quantity.0)).collect();
    Ok(format!(
        "v:{} i:{}-{} p:{} b:{} s:{} t:{}",
        matched.volume.0,
        matched.lowest,
        matched.highest,
        matched.price,
        list(&matched.buys),
        list(&matched.sells),
        trades.join(","),
    ))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = BufWriter::new(stdout().lock());
    for (number, line) in stdin().lock().lines().enumerate() {
        let line = line?;
        let result = result(&line).map_err(|error| format!("line {}, {line}: {error}", number.saturating_add(1)))?;
        writeln!(output, "{result}")?;
    }
    Ok(output.flush()?)
}
