//! Energy mining.

use super::{decimal, optional_decimal};
use serde::Serialize;
use uen_primitives::runtime_api::{MiningEra, MiningReward, MiningStatus};

/// `uen_miningStatus`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MiningStatusJson {
    era: Option<u32>,
    first_day: Option<u32>,
    next_to_close: u32,
    #[serde(serialize_with = "decimal")]
    remaining: u128,
    #[serde(serialize_with = "decimal")]
    reserved: u128,
    #[serde(serialize_with = "decimal")]
    paid: u128,
    pots: SharesJson,
    budgets: BudgetsJson,
    #[serde(serialize_with = "decimal")]
    max_reward_per_weighted_kwh: u128,
}

/// What waits for stakers and for green behaviour.
#[derive(Clone, Serialize)]
struct SharesJson {
    #[serde(serialize_with = "decimal")]
    staking: u128,
    #[serde(serialize_with = "decimal")]
    behaviour: u128,
}

/// The three budgets of an era.
#[derive(Clone, Serialize)]
struct BudgetsJson {
    #[serde(serialize_with = "decimal")]
    energy: u128,
    #[serde(serialize_with = "decimal")]
    staking: u128,
    #[serde(serialize_with = "decimal")]
    behaviour: u128,
}

impl From<MiningStatus> for MiningStatusJson {
    fn from(status: MiningStatus) -> Self {
        Self {
            era: status.era,
            first_day: status.first_day.map(|day| day.0),
            next_to_close: status.next_to_close,
            remaining: status.remaining,
            reserved: status.reserved,
            paid: status.paid,
            pots: SharesJson { staking: status.staking_pot, behaviour: status.behaviour_pot },
            budgets: BudgetsJson {
                energy: status.energy_budget,
                staking: status.staking_budget,
                behaviour: status.behaviour_budget,
            },
            max_reward_per_weighted_kwh: status.max_reward_per_weighted_kwh,
        }
    }
}

/// An item of `uen_miningRewards`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MiningRewardJson {
    era: u32,
    #[serde(serialize_with = "decimal")]
    weighted_energy: u128,
    #[serde(serialize_with = "optional_decimal")]
    reward: Option<u128>,
    claimed: bool,
}

impl From<MiningReward> for MiningRewardJson {
    fn from(MiningReward { era, weighted_energy, reward, claimed }: MiningReward) -> Self {
        Self { era, weighted_energy, reward, claimed }
    }
}

/// An item of `uen_miningEras`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MiningEraJson {
    era: u32,
    day: u32,
    #[serde(serialize_with = "decimal")]
    weighted_energy: u128,
    #[serde(serialize_with = "decimal")]
    spend: u128,
    #[serde(serialize_with = "decimal")]
    unclaimed: u128,
}

impl From<MiningEra> for MiningEraJson {
    fn from(MiningEra { era, day, weighted_energy, spend, unclaimed }: MiningEra) -> Self {
        Self { era, day: day.0, weighted_energy, spend, unclaimed }
    }
}
