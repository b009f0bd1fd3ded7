//! What happened on the market, to certificates and to stakers' money, read from the events of the chain's blocks after the fact: nothing
//! needs to be kept on the way, and a node that was restarted tells the same.

use crate::{
    carbon_history::{self, CarbonEvent},
    chain::{describe, Chain, Connection, Failure},
    error::Result,
    market::text,
    staking::{self, HoldTransfer, StakingEvent, Transfer, STAKING},
};
use futures::{StreamExt, TryStreamExt};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use subxt::{config::substrate::SubstrateConfig, events::Event, ext::scale_decode::DecodeAsType};
use uen_primitives::UnixSeconds;

/// Blocks that are read at once.
const BLOCKS_IN_FLIGHT: usize = 16;
/// Blocks that are read again if the connection breaks.
const BLOCKS_PER_CHUNK: u64 = 256;
/// The market's events that tell of orders, energy and money.
const EVENTS: [&str; 15] = [
    "OrderPlaced",
    "OrderCancelled",
    "MarketCleared",
    "MarketCancelled",
    "OrderFilled",
    "OrderReleased",
    "DeliverySettled",
    "TradeSettled",
    "PaymentReturned",
    "CommunitySaleCounted",
    "OrderClosed",
    "ImbalancePriceSubmitted",
    "DisputeResolved",
    "ZoneUpdated",
    "StepFailed",
];

/// On which side of the book an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub enum OrderSide {
    /// A bid.
    Buy,
    /// An offer.
    Sell,
}

/// What is traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub enum Traded {
    /// Energy from renewable sources.
    Green,
    /// Any energy.
    Any,
}

/// A market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Market {
    /// When the energy is delivered.
    #[serde(serialize_with = "text")]
    pub period: u32,
    /// Where.
    #[serde(serialize_with = "text")]
    pub zone: u32,
    /// What.
    pub product: Traded,
}

/// What clearing found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Cleared {
    /// The uniform price.
    #[serde(serialize_with = "text")]
    pub price: u64,
    /// Lowest price that clears the market.
    #[serde(serialize_with = "text")]
    pub lowest: u64,
    /// Highest price that clears the market.
    #[serde(serialize_with = "text")]
    pub highest: u64,
    /// Energy traded.
    #[serde(serialize_with = "text")]
    pub volume: u64,
    /// Number of trades.
    #[serde(serialize_with = "text")]
    pub trades: u32,
}

/// What an order's trades came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Outcome {
    /// Energy traded.
    #[serde(serialize_with = "text")]
    pub traded: u64,
    /// Energy delivered.
    #[serde(serialize_with = "text")]
    pub delivered: u64,
    /// Paid for it.
    #[serde(serialize_with = "text")]
    pub paid: u128,
    /// Grid fees.
    #[serde(serialize_with = "text")]
    pub fees: u128,
    /// Penalty or compensation.
    #[serde(serialize_with = "text")]
    pub penalty: u128,
}

/// An event of the market: the fields are those of the pallet's. Energy in Wh, money in planck.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(tag = "event", rename_all_fields = "camelCase")]
pub enum MarketEvent {
    OrderPlaced {
        #[serde(serialize_with = "text")]
        order: u64,
        #[serde(serialize_with = "hexadecimal")]
        owner: [u8; 32],
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        market: Market,
        side: OrderSide,
        #[serde(serialize_with = "text")]
        quantity: u64,
        #[serde(serialize_with = "text")]
        limit: u64,
        #[serde(serialize_with = "text")]
        held: u128,
    },
    OrderCancelled {
        #[serde(serialize_with = "text")]
        order: u64,
    },
    MarketCleared {
        market: Market,
        #[serde(serialize_with = "text")]
        entries: u32,
        clearing: Cleared,
    },
    MarketCancelled {
        market: Market,
    },
    OrderFilled {
        #[serde(serialize_with = "text")]
        order: u64,
        market: Market,
        #[serde(serialize_with = "text")]
        quantity: u64,
        #[serde(serialize_with = "text")]
        price: u64,
    },
    OrderReleased {
        #[serde(serialize_with = "text")]
        order: u64,
        #[serde(serialize_with = "text")]
        traded: u64,
        #[serde(serialize_with = "text")]
        released: u128,
        #[serde(serialize_with = "text")]
        held: u128,
    },
    DeliverySettled {
        #[serde(serialize_with = "text")]
        order: u64,
        market: Market,
        #[serde(serialize_with = "text")]
        sold: u64,
        #[serde(serialize_with = "text")]
        delivered: u64,
        #[serde(serialize_with = "text")]
        penalty: u128,
    },
    TradeSettled {
        market: Market,
        #[serde(serialize_with = "text")]
        trade: u32,
        #[serde(serialize_with = "text")]
        buy_order: u64,
        #[serde(serialize_with = "text")]
        sell_order: u64,
        #[serde(serialize_with = "text")]
        quantity: u64,
        #[serde(serialize_with = "text")]
        delivered: u64,
        #[serde(serialize_with = "text")]
        paid: u128,
        #[serde(serialize_with = "text")]
        fees: u128,
        #[serde(serialize_with = "text")]
        refunded: u128,
        #[serde(serialize_with = "text")]
        penalty: u128,
    },
    PaymentReturned {
        #[serde(serialize_with = "hexadecimal")]
        payer: [u8; 32],
        #[serde(serialize_with = "hexadecimal")]
        payee: [u8; 32],
        #[serde(serialize_with = "text")]
        amount: u128,
    },
    CommunitySaleCounted {
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        #[serde(serialize_with = "text")]
        period: u32,
        #[serde(serialize_with = "text")]
        quantity: u64,
        #[serde(serialize_with = "text")]
        fees: u128,
    },
    OrderClosed {
        #[serde(serialize_with = "text")]
        order: u64,
        settled: Outcome,
    },
    ImbalancePriceSubmitted {
        #[serde(serialize_with = "text")]
        zone: u32,
        #[serde(serialize_with = "text")]
        period: u32,
        #[serde(serialize_with = "hexadecimal")]
        source: [u8; 32],
        #[serde(serialize_with = "text")]
        price: u64,
    },
    DisputeResolved {
        market: Market,
        #[serde(serialize_with = "text")]
        trade: u32,
        #[serde(serialize_with = "text")]
        compensation: u128,
    },
    ZoneUpdated {
        #[serde(serialize_with = "text")]
        zone: u32,
    },
    StepFailed {
        #[serde(serialize_with = "text")]
        period: u32,
    },
}

/// Writes bytes as 0x-hex.
pub fn hexadecimal<S: Serializer>(bytes: &[u8; 32], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("0x{}", hex::encode(bytes)))
}

/// What an account paid into the market's pot and got out of it, in planck, as pallet-balances tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PotSums {
    /// Paid in, for orders and disputes.
    #[serde(serialize_with = "text")]
    pub paid_in: u128,
    /// Paid out: what it got back, and what others paid it.
    #[serde(serialize_with = "text")]
    pub paid_out: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum RuntimeEvent {
    EnergyMarket(MarketEvent),
}

/// Something that happened.
enum Happened {
    Market(MarketEvent),
    Carbon(CarbonEvent),
    Staking(StakingEvent),
    Pot([u8; 32], PotSums),
}

/// An event and the number of its block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The block.
    #[serde(serialize_with = "text")]
    pub block: u64,
    /// The event.
    #[serde(flatten)]
    pub event: MarketEvent,
}

/// What happened in some blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The market's events.
    pub events: Vec<Recorded>,
    /// What went into the market's pot and out of it, by account.
    pub pot: BTreeMap<String, PotSums>,
    /// What happened to certificates; written apart.
    #[serde(skip)]
    pub carbon: Vec<carbon_history::Recorded>,
    /// What happened to stakers' money; written apart.
    #[serde(skip)]
    pub staking: Vec<staking::Recorded>,
    /// The first block that was read.
    #[serde(skip)]
    pub first: u64,
    /// The last block that was read.
    #[serde(skip)]
    pub last: u64,
}

impl History {
    fn add(&mut self, block: u64, happened: Happened) {
        match happened {
            Happened::Market(event) => self.events.push(Recorded { block, event }),
            Happened::Carbon(event) => self.carbon.push(carbon_history::Recorded { block, event }),
            Happened::Staking(event) => self.staking.push(staking::Recorded { block, event }),
            Happened::Pot(account, PotSums { paid_in, paid_out }) => {
                let sums = self.pot.entry(format!("0x{}", hex::encode(account))).or_default();
                sums.paid_in = sums.paid_in.saturating_add(paid_in);
                sums.paid_out = sums.paid_out.saturating_add(paid_out);
            }
        }
    }
}

/// Accounts without a key whose payments are looked at; `None` where the chain has none.
#[derive(Clone, Copy, Debug)]
struct Pots {
    market: Option<[u8; 32]>,
    staking: Option<[u8; 32]>,
}

/// What an event says of the market or of certificates; `None` if nothing.
fn notice(event: &Event<'_, SubstrateConfig>, pot: Option<[u8; 32]>) -> std::result::Result<Option<Happened>, Failure> {
    match (event.pallet_name(), event.event_name()) {
        ("EnergyMarket", name) if EVENTS.contains(&name) => {
            let RuntimeEvent::EnergyMarket(event) = event.decode_as().map_err(|e| describe(&e))?;
            Ok(Some(Happened::Market(event)))
        }
        ("Balances", "Transfer") => {
            let Transfer { from, to, amount } = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
            Ok(match pot {
                Some(pot) if to == pot => Some(Happened::Pot(from, PotSums { paid_in: amount, paid_out: 0 })),
                Some(pot) if from == pot => Some(Happened::Pot(to, PotSums { paid_in: 0, paid_out: amount })),
                _ => None,
            })
        }
        // As an upgrade moved what was on hold before.
        ("Balances", "TransferOnHold") => {
            let HoldTransfer { source, dest, amount } = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
            Ok((pot == Some(dest)).then_some(Happened::Pot(source, PotSums { paid_in: amount, paid_out: 0 })))
        }
        _ => Ok(carbon_history::notice(event)?.map(Happened::Carbon)),
    }
}

async fn read_block(connection: &Connection, number: u64, pots: Pots) -> std::result::Result<(u64, Vec<Happened>), Failure> {
    let at = connection.at_number(number).await?;
    let events = at.events().fetch().await.map_err(|e| describe(&e))?;
    let mut happened = Vec::new();
    for event in events.iter() {
        let event = event.map_err(|e| describe(&e))?;
        happened.extend(notice(&event, pots.market)?);
        if let Some(pot) = &pots.staking {
            happened.extend(staking::notice(&event, pot)?.map(Happened::Staking));
        }
    }
    Ok((number, happened))
}

impl Chain {
    /// What happened from the first block that is not before `since` to the block `best`. Fails if the node has forgotten these blocks.
    pub async fn history(&mut self, since: UnixSeconds, best: u64) -> Result<History> {
        let pots = Pots { market: self.pot_of("EnergyMarket").await?, staking: self.pot_of(STAKING).await? };
        let mut next = self.first_block(since, best).await?;
        let console = self.console().clone();
        console.start("blocks read", best.saturating_sub(next).saturating_add(1));
        let first = next;
        let mut history = History { first, last: best, ..History::default() };
        while next <= best {
            let end = best.min(next.saturating_add(BLOCKS_PER_CHUNK - 1));
            let chunk = self.run(async |connection: &Connection| {
                let blocks = futures::stream::iter(next..=end).map(|number| read_block(connection, number, pots));
                blocks.buffered(BLOCKS_IN_FLIGHT).try_collect::<Vec<_>>().await
            });
            for (block, happened) in chunk.await? {
                happened.into_iter().for_each(|happened| history.add(block, happened));
            }
            next = end.saturating_add(1);
            console.progress(next.saturating_sub(first), "for what happened on the market and to certificates");
        }
        console.finish();
        Ok(history)
    }

    /// The first block up to `best` whose time is not before `since`, by bisection; the one after it if there is none.
    pub async fn first_block(&mut self, since: UnixSeconds, best: u64) -> Result<u64> {
        let (mut low, mut high) = (1, best.saturating_add(1));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.run(async |connection: &Connection| connection.time_of(middle).await).await? < since {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn event_should_be_written_with_numbers_as_text() {
        let market = Market { period: 1_628_640, zone: 2, product: Traded::Green };
        let event = MarketEvent::OrderPlaced {
            order: 7,
            owner: [1; 32],
            device: [2; 32],
            market,
            side: OrderSide::Sell,
            quantity: 1_250,
            limit: 125_000_000,
            held: u128::MAX,
        };
        let written = serde_json::to_value(Recorded { block: 9, event }).expect("JSON");
        let expected = json!({
            "block": "9", "event": "OrderPlaced", "order": "7", "owner": format!("0x{}", "01".repeat(32)),
            "device": format!("0x{}", "02".repeat(32)),
            "market": {"period": "1628640", "zone": "2", "product": "green"}, "side": "sell", "quantity": "1250",
            "limit": "125000000", "held": "340282366920938463463374607431768211455",
        });
        assert_eq!(written, expected);
        let settled = MarketEvent::TradeSettled {
            market,
            trade: 0,
            buy_order: 1,
            sell_order: 2,
            quantity: 3,
            delivered: 3,
            paid: 4,
            fees: 5,
            refunded: 0,
            penalty: 0,
        };
        assert_eq!(serde_json::to_value(settled).expect("JSON")["buyOrder"], "1");
    }

    #[test]
    fn what_goes_through_the_pot_should_be_summed_by_account() {
        let mut history = History::default();
        let paid_in = |amount| PotSums { paid_in: amount, paid_out: 0 };
        history.add(1, Happened::Pot([1; 32], paid_in(5)));
        history.add(2, Happened::Pot([1; 32], paid_in(6)));
        history.add(2, Happened::Pot([1; 32], PotSums { paid_in: 0, paid_out: 4 }));
        history.add(2, Happened::Pot([2; 32], paid_in(7)));
        let written = serde_json::to_value(&history).expect("JSON");
        let (one, two) = (format!("0x{}", "01".repeat(32)), format!("0x{}", "02".repeat(32)));
        let expected = json!({one: {"paidIn": "11", "paidOut": "4"}, two: {"paidIn": "7", "paidOut": "0"}});
        assert_eq!(written, json!({"events": [], "pot": expected}));
    }
}
