//! What happened on the market, to certificates and to stakers' money, read from the events of the chain's blocks after the fact: nothing
//! needs to be kept on the way, and a node that was restarted tells the same.

use crate::{
    carbon_history::{self, CarbonEvent},
    chain::{describe, Chain, Connection, Failure},
    error::Result,
    market::text,
    staking::{self, StakingEvent},
    transactions::name_of,
};
use futures::{StreamExt, TryStreamExt};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use subxt::{config::substrate::SubstrateConfig, dynamic::Value, events::Event, ext::scale_decode::DecodeAsType};
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

/// What moved in and out of holds of one reason on one account, in planck, as pallet-balances tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HoldSums {
    /// Put on hold.
    #[serde(serialize_with = "text")]
    pub held: u128,
    /// Released.
    #[serde(serialize_with = "text")]
    pub released: u128,
    /// Paid out of the hold to others.
    #[serde(serialize_with = "text")]
    pub sent: u128,
    /// Received out of others' holds.
    #[serde(serialize_with = "text")]
    pub received: u128,
}

/// Sums by reason and account.
pub type Holds = BTreeMap<String, BTreeMap<String, HoldSums>>;

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Hold {
    reason: Value,
    who: [u8; 32],
    amount: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Transfer {
    reason: Value,
    source: [u8; 32],
    dest: [u8; 32],
    amount: u128,
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
    Hold(String, [u8; 32], HoldSums),
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
    /// What the market held of whom.
    pub holds: Holds,
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
            Happened::Hold(reason, account, HoldSums { held, released, sent, received }) => {
                let account = format!("0x{}", hex::encode(account));
                let sums = self.holds.entry(reason).or_default().entry(account).or_default();
                sums.held = sums.held.saturating_add(held);
                sums.released = sums.released.saturating_add(released);
                sums.sent = sums.sent.saturating_add(sent);
                sums.received = sums.received.saturating_add(received);
            }
        }
    }
}

/// What an event says of the market or of certificates: nothing, something, or of two accounts.
fn notice(event: &Event<'_, SubstrateConfig>) -> std::result::Result<Vec<Happened>, Failure> {
    let market = |reason: &Value| {
        let name = name_of(reason);
        name.strip_prefix("EnergyMarket(").and_then(|rest| rest.strip_suffix(')')).map(str::to_string)
    };
    match (event.pallet_name(), event.event_name()) {
        ("EnergyMarket", name) if EVENTS.contains(&name) => {
            let RuntimeEvent::EnergyMarket(event) = event.decode_as().map_err(|e| describe(&e))?;
            Ok(vec![Happened::Market(event)])
        }
        ("Balances", name @ ("Held" | "Released" | "BurnedHeld")) => {
            let Hold { reason, who, amount } = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
            let sums = match name {
                "Held" => HoldSums { held: amount, ..HoldSums::default() },
                "Released" => HoldSums { released: amount, ..HoldSums::default() },
                _ => HoldSums { sent: amount, ..HoldSums::default() },
            };
            Ok(market(&reason).map(|reason| Happened::Hold(reason, who, sums)).into_iter().collect())
        }
        ("Balances", "TransferOnHold") => {
            let Transfer { reason, source, dest, amount } = event.decode_fields_unchecked_as().map_err(|e| describe(&e))?;
            let Some(reason) = market(&reason) else { return Ok(Vec::new()) };
            let sent = Happened::Hold(reason.clone(), source, HoldSums { sent: amount, ..HoldSums::default() });
            let received = Happened::Hold(reason, dest, HoldSums { received: amount, ..HoldSums::default() });
            Ok(vec![sent, received])
        }
        _ => Ok(carbon_history::notice(event)?.map(Happened::Carbon).into_iter().collect()),
    }
}

async fn read_block(
    connection: &Connection,
    number: u64,
    pot: Option<&[u8; 32]>,
) -> std::result::Result<(u64, Vec<Happened>), Failure> {
    let at = connection.at_number(number).await?;
    let events = at.events().fetch().await.map_err(|e| describe(&e))?;
    let mut happened = Vec::new();
    for event in events.iter() {
        let event = event.map_err(|e| describe(&e))?;
        happened.extend(notice(&event)?);
        if let Some(pot) = pot {
            happened.extend(staking::notice(&event, pot)?.map(Happened::Staking));
        }
    }
    Ok((number, happened))
}

impl Chain {
    /// What happened from the first block that is not before `since` to the block `best`. Fails if the node has forgotten these blocks.
    pub async fn history(&mut self, since: UnixSeconds, best: u64) -> Result<History> {
        let pot = self.staking_pot().await?;
        let mut next = self.first_block(since, best).await?;
        let console = self.console().clone();
        console.start("blocks read", best.saturating_sub(next).saturating_add(1));
        let first = next;
        let mut history = History { first, last: best, ..History::default() };
        while next <= best {
            let end = best.min(next.saturating_add(BLOCKS_PER_CHUNK - 1));
            let chunk = self.run(async |connection: &Connection| {
                let blocks = futures::stream::iter(next..=end).map(|number| read_block(connection, number, pot.as_ref()));
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
    fn holds_should_be_summed_by_reason_and_account() {
        let mut history = History::default();
        let held = |amount| HoldSums { held: amount, ..HoldSums::default() };
        history.add(1, Happened::Hold("Escrow".to_string(), [1; 32], held(5)));
        history.add(2, Happened::Hold("Escrow".to_string(), [1; 32], held(6)));
        history.add(2, Happened::Hold("Escrow".to_string(), [1; 32], HoldSums { sent: 4, ..HoldSums::default() }));
        history.add(2, Happened::Hold("OrderDeposit".to_string(), [1; 32], held(7)));
        let account = format!("0x{}", "01".repeat(32));
        assert_eq!(history.holds["Escrow"][&account], HoldSums { held: 11, released: 0, sent: 4, received: 0 });
        assert_eq!(history.holds["OrderDeposit"][&account].held, 7);
        assert!(history.events.is_empty());
    }
}
