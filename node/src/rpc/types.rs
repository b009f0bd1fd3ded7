//! The JSON forms: amounts and other `u128` as decimal strings, identifiers as 0x-hex, names in camelCase. `docs/rpc.md` shows
//! each.

use serde::Serialize;
use sp_core::{crypto::Ss58Codec, H256};
use uen_primitives::{
    runtime_api::{DeviceInfo, IntervalInfo, MiningEra, MiningReward, MiningStatus, Page},
    DeviceKey, DeviceKind, Medium, Permissions, Quality, Registers,
};
use uen_runtime::{constants::SS58_PREFIX, AccountId};

/// A `u128` as a decimal string: JSON numbers lose digits beyond 2^53.
fn decimal<S: serde::Serializer>(value: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn optional_decimal<S: serde::Serializer>(value: &Option<u128>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

fn address(account: &AccountId) -> String {
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

/// A device's key.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyJson {
    scheme: &'static str,
    public: String,
}

impl From<DeviceKey> for KeyJson {
    fn from(key: DeviceKey) -> Self {
        let (scheme, public): (_, &[u8]) = match &key {
            DeviceKey::Ed25519(key) => ("ed25519", key.as_ref()),
            DeviceKey::Sr25519(key) => ("sr25519", key.as_ref()),
            DeviceKey::EcdsaSecp256k1(key) => ("ecdsaSecp256k1", key.as_ref()),
        };
        Self { scheme, public: format!("0x{}", hex::encode(public)) }
    }
}

/// A certificate of a device.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateJson {
    kind: String,
    issuer: String,
    valid_until: u64,
    revoked: bool,
}

/// `uen_device`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceJson {
    id: H256,
    key: KeyJson,
    owner: String,
    offered_to: Option<String>,
    kind: DeviceKind,
    medium: Medium,
    load_capacity_w: u32,
    generation_capacity_w: u32,
    zone: u32,
    status: String,
    permissions: Vec<&'static str>,
    certificates: Vec<CertificateJson>,
    last_counter: u64,
    last_end: Option<u64>,
    registers: Registers,
    #[serde(serialize_with = "decimal")]
    deposit: u128,
    metadata_hash: H256,
}

impl From<DeviceInfo<AccountId>> for DeviceJson {
    fn from(info: DeviceInfo<AccountId>) -> Self {
        const NAMES: [(Permissions, &str); 6] = [
            (Permissions::MONITOR, "monitor"),
            (Permissions::TRADE, "trade"),
            (Permissions::CERTIFY, "certify"),
            (Permissions::MINE, "mine"),
            (Permissions::DEMAND_RESPONSE, "demandResponse"),
            (Permissions::CHARGE, "charge"),
        ];
        Self {
            id: info.id.0,
            key: info.key.into(),
            owner: address(&info.owner),
            offered_to: info.offered_to.as_ref().map(address),
            kind: info.kind,
            medium: info.medium,
            load_capacity_w: info.load_capacity_w,
            generation_capacity_w: info.generation_capacity_w,
            zone: info.zone,
            status: info.status,
            permissions: NAMES.iter().filter(|(bit, _)| info.permissions.contains(*bit)).map(|(_, name)| *name).collect(),
            certificates: info
                .certificates
                .into_iter()
                .map(|certificate| CertificateJson {
                    kind: certificate.kind,
                    issuer: address(&certificate.issuer),
                    valid_until: certificate.valid_until,
                    revoked: certificate.revoked,
                })
                .collect(),
            last_counter: info.last_counter,
            last_end: info.last_end,
            registers: info.registers,
            deposit: info.deposit,
            metadata_hash: info.metadata_hash,
        }
    }
}

/// An item of `uen_deviceReadings`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalJson {
    start: u64,
    end: u64,
    import_wh: u64,
    export_wh: u64,
    generation_wh: u64,
    quality: Quality,
    flags: u16,
}

impl From<IntervalInfo> for IntervalJson {
    fn from(interval: IntervalInfo) -> Self {
        Self {
            start: interval.start,
            end: interval.end,
            import_wh: interval.import.0,
            export_wh: interval.export.0,
            generation_wh: interval.generation.0,
            quality: interval.quality,
            flags: interval.flags.0,
        }
    }
}
