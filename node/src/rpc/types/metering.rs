//! Devices and what they measured.

use super::{address, decimal};
use serde::Serialize;
use sp_core::H256;
use uen_primitives::{
    runtime_api::{DelegatedKey, DeviceInfo, DeviceProblem, DeviceQuality, FormerKeyInfo, IntervalInfo, ReadingVerdict},
    Capacities, DeviceKey, DeviceKind, Medium, Permissions, Quality, Registers, Resolution,
};
use uen_runtime::AccountId;

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
            DeviceKey::P256(key) => ("p256", key.as_ref()),
        };
        Self { scheme, public: format!("0x{}", hex::encode(public)) }
    }
}

/// The key to which a device delegated.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct DelegationJson {
    #[serde(flatten)]
    key: KeyJson,
    not_after: u64,
}

impl From<DelegatedKey> for DelegationJson {
    fn from(DelegatedKey { key, not_after }: DelegatedKey) -> Self {
        Self { key: key.into(), not_after }
    }
}

/// A key that signed readings of a device before.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct FormerKeyJson {
    #[serde(flatten)]
    key: KeyJson,
    last_counter: u64,
    replaced_at: u64,
}

impl From<FormerKeyInfo> for FormerKeyJson {
    fn from(FormerKeyInfo { key, last_counter, replaced_at }: FormerKeyInfo) -> Self {
        Self { key: key.into(), last_counter, replaced_at }
    }
}

/// A certificate of a device.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateJson {
    kind: String,
    issuer: String,
    /// The zone for which, with all below it, the issuer was appointed; null for all zones.
    scope: Option<u32>,
    valid_until: u64,
    revoked: bool,
}

/// What keeps a device from measuring, or from what it could do.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProblemJson {
    problem: String,
    advice: String,
}

impl From<DeviceProblem> for ProblemJson {
    fn from(DeviceProblem { problem, advice }: DeviceProblem) -> Self {
        Self { problem, advice }
    }
}

/// `uen_wouldAccept`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictJson {
    accepted: bool,
    quality: Option<Quality>,
    reason: Option<String>,
    advice: Option<String>,
}

impl From<ReadingVerdict> for VerdictJson {
    fn from(ReadingVerdict { quality, reason, advice }: ReadingVerdict) -> Self {
        Self { accepted: quality.is_some(), quality, reason, advice }
    }
}

/// `uen_device`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceJson {
    id: H256,
    key: KeyJson,
    delegation: Option<DelegationJson>,
    key_number: u32,
    former_keys: Vec<FormerKeyJson>,
    owner: String,
    offered_to: Option<String>,
    kind: DeviceKind,
    medium: Medium,
    capacities: Capacities,
    resolution: Resolution,
    zone: u32,
    connection: Option<H256>,
    status: String,
    permissions: Vec<&'static str>,
    certificates: Vec<CertificateJson>,
    last_counter: u64,
    last_end: Option<u64>,
    registers: Registers,
    extra_readings_left: u8,
    revoked_from: Option<u64>,
    problems: Vec<ProblemJson>,
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
            delegation: info.delegation.map(Into::into),
            key_number: info.key_number,
            former_keys: info.former_keys.into_iter().map(Into::into).collect(),
            owner: address(&info.owner),
            offered_to: info.offered_to.as_ref().map(address),
            kind: info.kind,
            medium: info.medium,
            capacities: info.capacities,
            resolution: info.resolution,
            zone: info.zone,
            connection: info.connection,
            status: info.status,
            permissions: NAMES.iter().filter(|(bit, _)| info.permissions.contains(*bit)).map(|(_, name)| *name).collect(),
            certificates: info
                .certificates
                .into_iter()
                .map(|certificate| CertificateJson {
                    kind: certificate.kind,
                    issuer: address(&certificate.issuer),
                    scope: certificate.scope,
                    valid_until: certificate.valid_until,
                    revoked: certificate.revoked,
                })
                .collect(),
            last_counter: info.last_counter,
            last_end: info.last_end,
            registers: info.registers,
            extra_readings_left: info.extra_readings_left,
            revoked_from: info.revoked_from,
            problems: info.problems.into_iter().map(Into::into).collect(),
            deposit: info.deposit,
            metadata_hash: info.metadata_hash,
        }
    }
}

/// `uen_deviceQuality`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QualityJson {
    from: u64,
    until: u64,
    periods: u32,
    measured: u32,
    late: u32,
    estimated: u32,
    manual: u32,
    missing: u32,
    completeness_ppm: u32,
    behind_seconds: u64,
}

impl From<DeviceQuality> for QualityJson {
    fn from(quality: DeviceQuality) -> Self {
        let DeviceQuality { from, until, periods, measured, late, estimated, manual, missing, completeness_ppm, behind_seconds } =
            quality;
        Self { from, until, periods, measured, late, estimated, manual, missing, completeness_ppm, behind_seconds }
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
