//! The JSON forms: amounts, prices and other `u128` as decimal strings, identifiers as 0x-hex, names in camelCase. `docs/rpc.md` shows
//! each.

mod carbon;
mod market;
mod metering;
mod mining;
mod staking;

pub use carbon::{certificate_text, CarbonCertificateJson, FactorSetJson, FootprintJson, ProjectJson};
pub use market::{
    DepthJson, DisputeJson, MarketJson, OrderJson, PreviewJson, PriceExplanationJson, SettlementJson, TradeJson, ZoneJson,
};
pub use metering::{DeviceJson, IntervalJson, QualityJson, VerdictJson};
pub use mining::{MiningEraJson, MiningRewardJson, MiningStatusJson};
pub use staking::{StakeJson, StakingStatusJson, ValidatorJson, VotingPowerJson};

use serde::{Serialize, Serializer};
use sp_core::crypto::Ss58Codec;
use std::fmt::Display;
use uen_primitives::runtime_api::Page;
use uen_runtime::{constants::SS58_PREFIX, AccountId};

/// A price or an amount as a decimal string: JSON numbers lose digits beyond 2^53.
fn decimal<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn optional_decimal<S: Serializer>(value: &Option<impl Display>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// An account as clients name it.
pub fn address(account: &AccountId) -> String {
    account.to_ss58check_with_version(SS58_PREFIX.into())
}

/// A page.
#[derive(Clone, Serialize)]
pub struct PageJson<Item: Clone, Cursor: Clone> {
    /// The items.
    pub items: Vec<Item>,
    /// Cursor of the next page; null if this is the last.
    pub next: Option<Cursor>,
}

impl<Item: Clone, Cursor: Clone> PageJson<Item, Cursor> {
    /// Convert the items and the cursor.
    pub fn from_page<A, B>(page: Page<A, B>, item: impl Fn(A) -> Item, cursor: impl Fn(B) -> Cursor) -> Self {
        Self { items: page.items.into_iter().map(item).collect(), next: page.next.map(cursor) }
    }
}
