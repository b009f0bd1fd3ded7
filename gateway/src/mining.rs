//! Energy mining as the chain reports it: status, eras, rewards; waiting for eras to close, and claiming.

use crate::{
    account::{address, Account},
    calls::{Call, Claim},
    chain::{decimal, optional_decimal, Chain, Page, POLL},
    error::{Error, Result},
    recording::format_time,
    transactions::{failed_items, Fate},
};
use serde::{Deserialize, Serialize};
use sp_runtime::AccountId32;
use std::time::Instant;
use subxt::rpcs::client::rpc_params;
use uen_primitives::Day;

/// Most claims in a transaction.
const CLAIMS_PER_BATCH: usize = 50;

/// What has accumulated and waits, in planck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Pots {
    /// For stakers, who fetch it at the end of each of their eras.
    #[serde(deserialize_with = "decimal")]
    pub staking: u128,
    /// For green behaviour.
    #[serde(deserialize_with = "decimal")]
    pub behaviour: u128,
}

/// What the gateway needs of `uen_miningStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MiningStatus {
    /// The day that era 0 was.
    pub first_day: Option<u32>,
    /// The next era to be closed.
    pub next_to_close: u32,
    /// What was never assigned, in planck.
    #[serde(deserialize_with = "decimal")]
    pub remaining: u128,
    /// Assigned and not yet paid.
    #[serde(deserialize_with = "decimal")]
    pub reserved: u128,
    /// Paid, to miners and stakers.
    #[serde(deserialize_with = "decimal")]
    pub paid: u128,
    /// Part of what is reserved.
    pub pots: Pots,
}

impl MiningStatus {
    /// The era of a day; `None` before the chain's first day.
    pub fn era_of(&self, day: Day) -> Option<u32> {
        day.0.checked_sub(self.first_day?)
    }
}

/// An item of `uen_miningEras`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Era {
    /// The era.
    pub era: u32,
    /// Its day.
    pub day: u32,
    /// W.
    #[serde(deserialize_with = "decimal")]
    pub weighted_energy: u128,
    /// What its miners share, in planck.
    #[serde(deserialize_with = "decimal")]
    pub spend: u128,
}

/// An item of `uen_miningRewards`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reward {
    /// The era.
    pub era: u32,
    /// What the account contributed to W.
    #[serde(deserialize_with = "decimal")]
    pub weighted_energy: u128,
    /// In planck; `None` until the era is closed.
    #[serde(deserialize_with = "optional_decimal")]
    pub reward: Option<u128>,
    /// Whether it was paid.
    pub claimed: bool,
}

/// How claiming went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Claimed {
    /// Rewards paid.
    pub paid: usize,
    /// Claims that failed.
    pub failed: usize,
}

impl Chain {
    /// Where energy mining stands.
    pub async fn mining_status(&mut self) -> Result<MiningStatus> {
        self.request("uen_miningStatus", rpc_params![]).await
    }

    /// Closed eras, oldest first.
    pub async fn mining_eras(&mut self) -> Result<Vec<Era>> {
        let mut eras = Vec::new();
        let mut cursor: Option<u32> = None;
        loop {
            let page: Page<Era, u32> = self.request("uen_miningEras", rpc_params![cursor]).await?;
            eras.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                eras.sort_by_key(|era| era.era);
                return Ok(eras);
            }
        }
    }

    /// What an account earned, oldest era first.
    pub async fn mining_rewards(&mut self, account: &AccountId32) -> Result<Vec<Reward>> {
        let mut rewards = Vec::new();
        let mut cursor: Option<u32> = None;
        loop {
            let page: Page<Reward, u32> = self.request("uen_miningRewards", rpc_params![address(account), cursor]).await?;
            rewards.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                rewards.sort_by_key(|reward| reward.era);
                return Ok(rewards);
            }
        }
    }

    /// Waits until the eras of the days up to `last` are closed. `false` if the chain's clock stood still for too long.
    pub async fn wait_for_eras(&mut self, last: Day) -> Result<bool> {
        let status = self.mining_status().await?;
        let Some(era) = status.era_of(last).filter(|era| status.next_to_close <= *era) else { return Ok(true) };
        let console = self.console().clone();
        let from = status.next_to_close;
        console.start("eras closed", u64::from(era - from) + 1);
        let mut standing = (self.clock().await?, Instant::now());
        let closed = loop {
            let status = self.mining_status().await?;
            let clock = self.clock().await?;
            console
                .progress(u64::from(status.next_to_close.saturating_sub(from)), &format!("chain at {}", format_time(clock.now)));
            if status.next_to_close > era {
                break true;
            }
            if standing.0 != clock {
                standing = (clock, Instant::now());
            } else if standing.1.elapsed() > self.max_wait() {
                break false;
            }
            tokio::time::sleep(POLL).await;
        };
        console.finish();
        Ok(closed)
    }

    /// Claims everything that the accounts have earned and not been paid. Anybody can claim for anybody; `signer` pays the fees.
    pub async fn claim_rewards(&mut self, accounts: &[AccountId32], signer: &Account) -> Result<Claimed> {
        let mut due = Vec::new();
        for account in accounts {
            let rewards = self.mining_rewards(account).await?;
            let open = rewards.into_iter().filter(|reward| !reward.claimed && reward.reward.is_some_and(|amount| amount > 0));
            due.extend(open.map(|reward| (account.clone(), reward.era)));
        }
        let mut claimed = Claimed::default();
        for chunk in due.chunks(CLAIMS_PER_BATCH) {
            let fate = self
                .transact(signer, |at| {
                    let calls =
                        chunk.iter().map(|(account, era)| Call::encode(at, "EnergyMining", "claim", Claim::new(account, *era)));
                    Call::batch(at, "force_batch", calls.collect::<Result<_>>()?)
                })
                .await?;
            match fate {
                Fate::Succeeded(events) => {
                    let failed = failed_items(&events);
                    claimed.failed += failed;
                    claimed.paid += chunk.len().saturating_sub(failed);
                }
                Fate::Failed(reason) => return Err(Error::Chain(format!("claiming rewards: {reason}"))),
                // Claiming again does no harm: what was paid is refused.
                Fate::Unknown(reason) => return Err(Error::Chain(format!("claiming rewards: {reason}; try again"))),
            }
        }
        Ok(claimed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_should_be_read_and_give_the_era_of_a_day() {
        let text = r#"{"era": 3, "firstDay": 100, "nextToClose": 1, "remaining": "540000000000000000000", "reserved": "0",
            "paid": "0", "pots": {"staking": "7", "behaviour": "8"}, "budgets": {"energy": "1", "staking": "2", "behaviour": "3"},
            "maxRewardPerWeightedKwh": "1"}"#;
        let status: MiningStatus = serde_json::from_str(text).expect("the documented form");
        assert_eq!(status.remaining, 540_000_000 * 10u128.pow(12));
        assert_eq!(status.pots, Pots { staking: 7, behaviour: 8 });
        assert_eq!(status.era_of(Day(102)), Some(2));
        assert_eq!(status.era_of(Day(99)), None);
        assert_eq!(MiningStatus { first_day: None, ..status }.era_of(Day(102)), None);
    }

    #[test]
    fn reward_should_be_read_when_its_era_is_open_and_when_it_is_closed() {
        let text = r#"[{"era": 1, "weightedEnergy": "5", "reward": null, "claimed": false},
            {"era": 0, "weightedEnergy": "7", "reward": "8", "claimed": true}]"#;
        let rewards: Vec<Reward> = serde_json::from_str(text).expect("the documented form");
        assert_eq!((rewards[0].reward, rewards[1].reward), (None, Some(8)));
        let era: Era = serde_json::from_str(r#"{"era": 1, "day": 2, "weightedEnergy": "3", "spend": "4", "unclaimed": "5"}"#)
            .expect("the documented form");
        assert_eq!((era.day, era.weighted_energy, era.spend), (2, 3, 4));
    }
}
