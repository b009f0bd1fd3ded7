//! The calls that the gateway makes. They are matched by name against the metadata of the connected chain: a runtime upgrade that
//! moves a pallet, a call or a field changes nothing here, one that renames or retypes a field is a clear error and never a wrong
//! transaction.

use crate::{
    error::{Error, Result},
    strategy::Order,
};
use sp_runtime::AccountId32;
use subxt::{
    client::{ClientAtBlock, OfflineClientAtBlockT},
    config::substrate::SubstrateConfig,
    dynamic::Value,
    ext::{
        scale_encode::{self, EncodeAsFields, EncodeAsType, FieldIter},
        scale_type_resolver::TypeResolver,
    },
    transactions::Payload,
    utils,
};
use uen_primitives::{
    Capacities, DeviceKey, DeviceKind, DeviceSignature, Medium, Permissions, Resolution, SignedReading, UnixSeconds,
};

/// A call in SCALE, complete with the indices of pallet and call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pallet: &'static str,
    name: &'static str,
    /// Without the two indices.
    arguments: Raw,
    /// With them: what a batch contains.
    bytes: Raw,
}

/// Bytes that are SCALE already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw(Vec<u8>);

impl EncodeAsType for Raw {
    fn encode_as_type_to<R: TypeResolver>(
        &self,
        _: R::TypeId,
        _: &R,
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl EncodeAsFields for Raw {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _: &mut dyn FieldIter<'_, R::TypeId>,
        _: &R,
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Payload for Call {
    type CallData = Raw;

    fn pallet_name(&self) -> &str {
        self.pallet
    }

    fn call_name(&self) -> &str {
        self.name
    }

    fn call_data(&self) -> &Raw {
        &self.arguments
    }
}

impl Call {
    /// Encodes a call as the chain wants it at a block.
    pub fn encode<Client: OfflineClientAtBlockT<SubstrateConfig>>(
        at: &ClientAtBlock<SubstrateConfig, Client>,
        pallet: &'static str,
        name: &'static str,
        arguments: impl EncodeAsFields,
    ) -> Result<Self> {
        let mismatch = |e: &dyn std::fmt::Display| {
            Error::Chain(format!("the chain's {pallet}.{name} is not the one that this gateway knows: {e}"))
        };
        let call = subxt::dynamic::transaction(pallet, name, arguments);
        let bytes = at.transactions().call_data(&call).map_err(|e| mismatch(&e))?;
        let arguments = Raw(bytes.get(2..).ok_or_else(|| mismatch(&"no indices"))?.to_vec());
        Ok(Self { pallet, name, arguments, bytes: Raw(bytes) })
    }

    /// Several calls in one: `batch_all`, all or none, or `force_batch`, each for itself.
    pub fn batch<Client: OfflineClientAtBlockT<SubstrateConfig>>(
        at: &ClientAtBlock<SubstrateConfig, Client>,
        name: &'static str,
        calls: Vec<Self>,
    ) -> Result<Self> {
        let calls = calls.into_iter().map(|call| call.bytes).collect();
        Self::encode(at, "Utility", name, Batch { calls })
    }

    /// The call as other calls contain it.
    pub fn into_bytes(self) -> Raw {
        self.bytes
    }
}

/// A variant without fields, by name.
pub fn variant(name: impl std::fmt::Display) -> Value {
    Value::unnamed_variant(name.to_string(), [])
}

/// As [`variant`], of a value of an enumeration of this workspace.
fn variant_of(value: impl std::fmt::Debug) -> Value {
    variant(format_args!("{value:?}"))
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Batch {
    calls: Vec<Raw>,
}

/// An account as calls name it.
pub fn address(account: &AccountId32) -> utils::MultiAddress<utils::AccountId32, ()> {
    let id: &[u8; 32] = account.as_ref();
    utils::MultiAddress::Id(utils::AccountId32(*id))
}

/// `Balances.transfer_keep_alive`.
#[derive(Clone, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Transfer {
    dest: utils::MultiAddress<utils::AccountId32, ()>,
    value: u128,
}

impl Transfer {
    /// `value` planck for `to`.
    pub fn new(to: &AccountId32, value: u128) -> Self {
        Self { dest: address(to), value }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Key {
    Ed25519([u8; 32]),
    Sr25519([u8; 32]),
    EcdsaSecp256k1([u8; 33]),
    P256([u8; 33]),
}

impl From<&DeviceKey> for Key {
    fn from(key: &DeviceKey) -> Self {
        match key {
            DeviceKey::Ed25519(key) => Self::Ed25519(key.0),
            DeviceKey::Sr25519(key) => Self::Sr25519(key.0),
            DeviceKey::EcdsaSecp256k1(key) => Self::EcdsaSecp256k1(key.0),
            DeviceKey::P256(key) => Self::P256(key.0),
        }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Signature {
    Ed25519([u8; 64]),
    Sr25519([u8; 64]),
    EcdsaSecp256k1([u8; 65]),
    P256([u8; 64]),
}

impl From<&DeviceSignature> for Signature {
    fn from(signature: &DeviceSignature) -> Self {
        match signature {
            DeviceSignature::Ed25519(signature) => Self::Ed25519(signature.0),
            DeviceSignature::Sr25519(signature) => Self::Sr25519(signature.0),
            DeviceSignature::EcdsaSecp256k1(signature) => Self::EcdsaSecp256k1(signature.0),
            DeviceSignature::P256(signature) => Self::P256(signature.0),
        }
    }
}

/// What an owner states of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nameplate {
    /// What stands behind the meter.
    pub kind: DeviceKind,
    /// What is measured.
    pub medium: Medium,
    /// Most it can do.
    pub capacities: Capacities,
    /// By which spans it measures.
    pub resolution: Resolution,
    /// Grid area.
    pub zone: u32,
    /// BLAKE2b-256 of the metadata kept off chain.
    pub metadata_hash: [u8; 32],
}

/// `DeviceRegistry.register`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Register {
    key: Key,
    nameplate: Stated,
    proof: Signature,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Stated {
    kind: Value,
    medium: Value,
    capacities: StatedCapacities,
    resolution: Value,
    zone: u32,
    metadata_hash: [u8; 32],
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct StatedCapacities {
    load_w: u32,
    generation_w: u32,
    export_w: u32,
    storage: u64,
}

impl Register {
    /// A device with its proof of possession.
    pub fn new(key: &DeviceKey, nameplate: &Nameplate, proof: &DeviceSignature) -> Self {
        let Capacities { load_w, generation_w, export_w, storage } = nameplate.capacities;
        let nameplate = Stated {
            kind: variant_of(nameplate.kind),
            medium: variant_of(nameplate.medium),
            capacities: StatedCapacities { load_w, generation_w, export_w, storage: storage.0 },
            resolution: variant_of(nameplate.resolution),
            zone: nameplate.zone,
            metadata_hash: nameplate.metadata_hash,
        };
        Self { key: key.into(), nameplate, proof: proof.into() }
    }
}

/// Accuracy class of a meter (Directive 2014/32/EU, annex MI-003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EncodeAsType, clap::ValueEnum)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[clap(rename_all = "UPPER")]
pub enum AccuracyClass {
    /// Class A.
    A,
    /// Class B.
    B,
    /// Class C, the most accurate.
    C,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Certificate {
    /// By the manufacturer.
    TypeApproval {
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
    /// By a metrology body.
    Metrology {
        /// How well the meter measures.
        accuracy_class: AccuracyClass,
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
    /// By the regulator.
    Authorisation {
        /// What the device may take part in.
        permissions: u8,
        /// The regulator's commitment to the grid connection.
        connection: [u8; 32],
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
}

impl Certificate {
    /// An authorisation.
    pub fn authorisation(permissions: Permissions, connection: [u8; 32], valid_until: UnixSeconds) -> Self {
        Self::Authorisation { permissions: permissions.0, connection, valid_until }
    }
}

/// `DeviceRegistry.certify`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Certify {
    device: [u8; 32],
    certificate: Certificate,
}

impl Certify {
    /// `certificate` for `device`.
    pub fn new(device: uen_primitives::DeviceId, certificate: Certificate) -> Self {
        Self { device: device.0 .0, certificate }
    }
}

/// `DeviceRegistry.replace_meter`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ReplaceMeter {
    device: [u8; 32],
    closing: Registers,
    opening: Registers,
    end: u64,
    key: Key,
    proof: Signature,
}

impl ReplaceMeter {
    /// The meter of `device` is closed at `end`, and goes on as one with another key.
    pub fn new(
        device: uen_primitives::DeviceId,
        [closing, opening]: [uen_primitives::Registers; 2],
        end: UnixSeconds,
        key: &DeviceKey,
        proof: &DeviceSignature,
    ) -> Self {
        let (closing, opening) = (closing.into(), opening.into());
        Self { device: device.0 .0, closing, opening, end, key: key.into(), proof: proof.into() }
    }
}

/// `DeviceRegistry.rotate_key`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RotateKey {
    device: [u8; 32],
    key: Key,
    old_proof: Signature,
    new_proof: Signature,
}

impl RotateKey {
    /// `device` gets `key`, for which the old and the new key sign.
    pub fn new(device: uen_primitives::DeviceId, key: &DeviceKey, [old_proof, new_proof]: [&DeviceSignature; 2]) -> Self {
        Self { device: device.0 .0, key: key.into(), old_proof: old_proof.into(), new_proof: new_proof.into() }
    }
}

impl From<uen_primitives::Registers> for Registers {
    fn from(registers: uen_primitives::Registers) -> Self {
        Self { import: registers.import.0, export: registers.export.0, generation: registers.generation.0 }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Registers {
    import: u64,
    export: u64,
    generation: u64,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Reading {
    device: [u8; 32],
    counter: u64,
    start: u64,
    end: u64,
    medium: Value,
    registers: Registers,
    flags: u16,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Signed {
    reading: Reading,
    signature: Signature,
}

impl From<&SignedReading> for Signed {
    fn from(SignedReading { reading, signature }: &SignedReading) -> Self {
        Self {
            reading: Reading {
                device: reading.device.0 .0,
                counter: reading.counter,
                start: reading.start,
                end: reading.end,
                medium: variant_of(reading.medium),
                registers: reading.registers.into(),
                flags: reading.flags.0,
            },
            signature: signature.into(),
        }
    }
}

/// `DeviceRegistry.submit_readings`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SubmitReadings {
    readings: Vec<Signed>,
}

impl SubmitReadings {
    /// Readings in the order in which they are to be judged.
    pub fn new<'a>(readings: impl IntoIterator<Item = &'a SignedReading>) -> Self {
        Self { readings: readings.into_iter().map(Into::into).collect() }
    }
}

/// `EnergyMining.claim`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Claim {
    account: [u8; 32],
    era: u32,
}

impl Claim {
    /// What `account` earned in `era`.
    pub fn new(account: &AccountId32, era: u32) -> Self {
        Self { account: *account.as_ref(), era }
    }
}

/// `EnergyMarket.place_order`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct PlaceOrder {
    device: [u8; 32],
    period: u32,
    product: Value,
    side: Value,
    quantity: u64,
    limit: u64,
}

impl From<&Order> for PlaceOrder {
    fn from(order: &Order) -> Self {
        Self {
            device: order.device.0 .0,
            period: order.period.0,
            product: variant_of(order.product),
            side: variant_of(order.side),
            quantity: order.quantity.0,
            limit: order.limit,
        }
    }
}

#[cfg(test)]
#[path = "calls_tests.rs"]
mod tests;
