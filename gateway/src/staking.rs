//! Staking as the chain reports it: where it stands, and what came into its pot and was shared out, for whoever wants to recompute it.

use crate::{
    chain::{decimal, describe, Chain, Connection, Failure},
    error::Result,
    market::text,
    market_history::{hexadecimal, History},
    mining::MiningStatus,
    report::{format_uen, plural},
};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use subxt::{
    config::substrate::SubstrateConfig,
    events::Event,
    ext::scale_decode::{DecodeAsFields, DecodeAsType},
    rpcs::client::rpc_params,
};

/// The name of the staking pallet.
pub const STAKING: &str = "ValidatorStaking";

/// What the gateway needs of `uen_stakingStatus`, and writes as it was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingStatus {
    /// The era under way: so many were closed.
    pub era: u32,
    /// Everybody's stake, in planck.
    #[serde(deserialize_with = "decimal", serialize_with = "text")]
    pub total_stake: u128,
    /// Validators that stand for the next session.
    pub candidates: u32,
    /// Members of the session under way.
    pub session_members: u32,
    /// What came into the pot since the last era was closed.
    #[serde(deserialize_with = "decimal", serialize_with = "text")]
    pub era_fees: u128,
    /// Assigned to closed eras and not yet paid.
    #[serde(deserialize_with = "decimal", serialize_with = "text")]
    pub reserved: u128,
    /// Paid.
    #[serde(deserialize_with = "decimal", serialize_with = "text")]
    pub paid: u128,
}

impl StakingStatus {
    /// All that closed eras were assigned.
    pub fn assigned(&self) -> u128 {
        self.reserved.saturating_add(self.paid)
    }
}

/// An event that tells of stakers' money, in planck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all_fields = "camelCase")]
pub enum StakingEvent {
    /// Energy mining assigned something to stakers.
    #[serde(rename = "EnergyMining.EraClosed")]
    MiningEraClosed {
        era: u32,
        #[serde(serialize_with = "text")]
        staking: u128,
    },
    /// Energy mining paid it.
    #[serde(rename = "EnergyMining.StakingSharePaid")]
    StakingSharePaid {
        #[serde(serialize_with = "text")]
        amount: u128,
    },
    /// A fee, tip included: stakers get a share of it.
    #[serde(rename = "TransactionPayment.TransactionFeePaid")]
    FeePaid {
        #[serde(serialize_with = "text")]
        amount: u128,
    },
    /// Something came into the pot out of a fee.
    #[serde(rename = "Balances.Deposit")]
    Deposited {
        #[serde(serialize_with = "text")]
        amount: u128,
    },
    /// Something came into the pot from an account, or out of what was on hold of it.
    #[serde(rename = "Balances.Transfer")]
    Transferred {
        #[serde(serialize_with = "hexadecimal")]
        from: [u8; 32],
        #[serde(serialize_with = "text")]
        amount: u128,
    },
    /// An era of staking was closed.
    #[serde(rename = "ValidatorStaking.EraClosed")]
    EraClosed {
        era: u32,
        points: u32,
        #[serde(serialize_with = "text")]
        reward: u128,
    },
    /// A reward was paid.
    #[serde(rename = "ValidatorStaking.RewardClaimed")]
    RewardClaimed {
        #[serde(serialize_with = "text")]
        amount: u128,
    },
}

/// An event and the number of its block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The block.
    #[serde(serialize_with = "text")]
    pub block: u64,
    /// The event.
    #[serde(flatten)]
    pub event: StakingEvent,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct MiningEraClosed {
    era: u32,
    staking: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct EraClosed {
    era: u32,
    points: u32,
    reward: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Amount {
    amount: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Fee {
    actual_fee: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Deposit {
    who: [u8; 32],
    amount: u128,
}

/// `Balances.Transfer`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Transfer {
    /// Who paid.
    pub from: [u8; 32],
    /// Who was paid.
    pub to: [u8; 32],
    /// In planck.
    pub amount: u128,
}

/// `Balances.TransferOnHold`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct HoldTransfer {
    /// Of what was on hold of whom.
    pub source: [u8; 32],
    /// Who was paid.
    pub dest: [u8; 32],
    /// In planck.
    pub amount: u128,
}

fn fields<T: DecodeAsFields>(event: &Event<'_, SubstrateConfig>) -> std::result::Result<T, Failure> {
    event.decode_fields_unchecked_as().map_err(|e| describe(&e))
}

/// What an event says of stakers' money; `None` if nothing.
pub fn notice(event: &Event<'_, SubstrateConfig>, pot: &[u8; 32]) -> std::result::Result<Option<StakingEvent>, Failure> {
    let found = match (event.pallet_name(), event.event_name()) {
        ("EnergyMining", "EraClosed") => {
            let MiningEraClosed { era, staking } = fields(event)?;
            StakingEvent::MiningEraClosed { era, staking }
        }
        ("EnergyMining", "StakingSharePaid") => StakingEvent::StakingSharePaid { amount: fields::<Amount>(event)?.amount },
        ("ValidatorStaking", "EraClosed") => {
            let EraClosed { era, points, reward } = fields(event)?;
            StakingEvent::EraClosed { era, points, reward }
        }
        ("ValidatorStaking", "RewardClaimed") => StakingEvent::RewardClaimed { amount: fields::<Amount>(event)?.amount },
        ("TransactionPayment", "TransactionFeePaid") => match fields::<Fee>(event)?.actual_fee {
            0 => return Ok(None),
            amount => StakingEvent::FeePaid { amount },
        },
        ("Balances", "Deposit") => match fields::<Deposit>(event)? {
            Deposit { who, amount } if who == *pot => StakingEvent::Deposited { amount },
            _ => return Ok(None),
        },
        ("Balances", "Transfer") => match fields::<Transfer>(event)? {
            Transfer { from, to, amount } if to == *pot => StakingEvent::Transferred { from, amount },
            _ => return Ok(None),
        },
        ("Balances", "TransferOnHold") => match fields::<HoldTransfer>(event)? {
            HoldTransfer { source, dest, amount } if dest == *pot => StakingEvent::Transferred { from: source, amount },
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(found))
}

/// Staking, and energy mining beside it, at one block.
#[derive(Clone, Debug)]
pub struct Staking {
    /// The block.
    pub block: u64,
    /// Where staking stands.
    pub status: StakingStatus,
    /// Where energy mining stands.
    pub mining: MiningStatus,
    /// The first block whose events are known, and the events up to `block`; `None` if the node could not tell.
    pub events: Option<(u64, Vec<Recorded>)>,
}

impl Staking {
    /// In a few sentences.
    pub fn summary(&self) -> String {
        let StakingStatus { era, total_stake, candidates, session_members, paid, .. } = self.status;
        let eras = usize::try_from(era).unwrap_or(usize::MAX);
        format!(
            "{session_members} validators in session, of {candidates} candidates; {} UEN staked. {era} era{} of staking closed: {} UEN \
             assigned, {} paid.",
            format_uen(total_stake, 3),
            plural(eras),
            format_uen(self.status.assigned(), 6),
            format_uen(paid, 6),
        )
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "sessionMembers": self.status.session_members,
            "candidates": self.status.candidates,
            "totalStake": self.status.total_stake.to_string(),
            "closedEras": self.status.era,
            "assigned": self.status.assigned().to_string(),
            "paid": self.status.paid.to_string(),
        })
    }

    /// For whoever wants to recompute it.
    pub fn export(&self) -> Option<StakingExport<'_>> {
        let (first, events) = self.events.as_ref()?;
        let mining = json!({
            "nextToClose": self.mining.next_to_close,
            "remaining": self.mining.remaining.to_string(),
            "reserved": self.mining.reserved.to_string(),
            "paid": self.mining.paid.to_string(),
            "stakingPot": self.mining.pots.staking.to_string(),
        });
        Some(StakingExport { from: *first, to: self.block, status: &self.status, mining, events })
    }
}

/// What is written of staking: its events are too many for a [`Value`].
#[derive(Serialize)]
pub struct StakingExport<'a> {
    #[serde(serialize_with = "text")]
    from: u64,
    #[serde(serialize_with = "text")]
    to: u64,
    status: &'a StakingStatus,
    mining: Value,
    events: &'a [Recorded],
}

impl Chain {
    /// Staking at the last block of `history`, whose events of it are taken out, or at the best block; `None` if the chain has none.
    pub async fn staking(&mut self, history: Option<&mut History>) -> Result<Option<Staking>> {
        if self.pot_of(STAKING).await?.is_none() {
            return Ok(None);
        }
        let (block, events) = match history {
            Some(history) => (history.last, Some((history.first, std::mem::take(&mut history.staking)))),
            None => (self.clock().await?.block, None),
        };
        let at = self.run(async |connection: &Connection| connection.hash_of(block).await).await?;
        let status = self.request("uen_stakingStatus", rpc_params![at]).await?;
        let mining = self.request("uen_miningStatus", rpc_params![at]).await?;
        Ok(Some(Staking { block, status, mining, events }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mining::Pots;

    const UEN: u128 = 1_000_000_000_000;

    fn staking() -> Staking {
        let text = r#"{ "era": 1, "day": 16966, "points": 9, "sessionStart": 940, "sessionLength": 20,
            "totalStake": "450000000000000000", "candidates": 4, "seats": 20, "sessionMembers": 3, "eraFees": "7",
            "reserved": "1500000000000", "paid": "500000000000", "lastEraReward": "2000000000000",
            "minValidatorBond": "1", "minDelegation": "1", "maxStakeSharePpm": 100000, "unbondingBlocks": 30 }"#;
        let pots = Pots { staking: 3, behaviour: 4 };
        Staking {
            block: 9,
            status: serde_json::from_str(text).expect("the documented form"),
            mining: MiningStatus { first_day: Some(1), next_to_close: 2, remaining: 5, reserved: 6, paid: 7, pots },
            events: None,
        }
    }

    #[test]
    fn status_should_be_read_and_told() {
        let staking = staking();
        assert_eq!(staking.status.assigned(), 2 * UEN);
        assert_eq!(
            staking.summary(),
            "3 validators in session, of 4 candidates; 450000.000 UEN staked. 1 era of staking closed: 2.000000 UEN assigned, \
             0.500000 paid."
        );
        assert_eq!(staking.json()["assigned"], "2000000000000");
        assert_eq!(staking.json()["candidates"], 4);
        assert!(staking.export().is_none(), "nothing is known of what happened");
    }

    #[test]
    fn export_should_have_amounts_as_text_and_events_by_their_pallets_names() {
        let event = |event| Recorded { block: 3, event };
        let events = vec![
            event(StakingEvent::MiningEraClosed { era: 0, staking: u128::MAX }),
            event(StakingEvent::Transferred { from: [1; 32], amount: 2 }),
            event(StakingEvent::EraClosed { era: 0, points: 288, reward: 5 }),
        ];
        let staking = Staking { events: Some((1, events)), ..staking() };
        let written = serde_json::to_value(staking.export().expect("events")).expect("JSON");
        let expected = json!({
            "from": "1", "to": "9",
            "status": {
                "era": 1, "totalStake": "450000000000000000", "candidates": 4, "sessionMembers": 3, "eraFees": "7",
                "reserved": "1500000000000", "paid": "500000000000",
            },
            "mining": { "nextToClose": 2, "remaining": "5", "reserved": "6", "paid": "7", "stakingPot": "3" },
            "events": [
                { "block": "3", "event": "EnergyMining.EraClosed", "era": 0, "staking": u128::MAX.to_string() },
                { "block": "3", "event": "Balances.Transfer", "from": format!("0x{}", "01".repeat(32)), "amount": "2" },
                { "block": "3", "event": "ValidatorStaking.EraClosed", "era": 0, "points": 288, "reward": "5" },
            ],
        });
        assert_eq!(written, expected);
    }
}
