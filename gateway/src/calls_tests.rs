use super::*;
use codec::Encode;
use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};
use sp_core::{ecdsa, ed25519, sr25519, ConstU32, Pair, H256};
use uen_primitives::{DeviceId, Flags, Period, Product, Side, Wh};

/// Encodes `value` for the chain's type `T`, found by its description as metadata has it.
fn encode_for<T: TypeInfo + 'static>(value: &impl EncodeAsType) -> Vec<u8> {
    let mut registry = Registry::new();
    let id = registry.register_type(&meta_type::<T>()).id;
    let types: PortableRegistry = registry.into();
    value.encode_as_type(id, &types).expect("the shapes match")
}

fn signed(signature: DeviceSignature) -> SignedReading {
    let reading = uen_primitives::Reading {
        device: DeviceId(H256([7; 32])),
        counter: 1,
        start: 900,
        end: 1800,
        medium: Medium::Electricity,
        registers: uen_primitives::Registers { import: Wh(1), export: Wh(u64::MAX), generation: Wh(3) },
        flags: Flags::NONE,
    };
    SignedReading { reading, signature }
}

#[test]
fn reading_should_be_encoded_as_the_chain_encodes_it() {
    for signature in [
        DeviceSignature::Ed25519(ed25519::Pair::from_seed(&[1; 32]).sign(b"m")),
        DeviceSignature::Sr25519(sr25519::Pair::from_seed(&[1; 32]).sign(b"m")),
        DeviceSignature::EcdsaSecp256k1(ecdsa::Pair::from_seed(&[1; 32]).sign(b"m")),
    ] {
        let signed = signed(signature);
        assert_eq!(encode_for::<SignedReading>(&Signed::from(&signed)), signed.encode());
    }
}

#[test]
fn batch_of_readings_should_be_encoded_as_a_bounded_vector() {
    type Readings = sp_core::bounded::BoundedVec<SignedReading, ConstU32<64>>;
    let one = signed(DeviceSignature::Ed25519(ed25519::Pair::from_seed(&[1; 32]).sign(b"m")));
    let two = vec![one.clone(), one];
    assert_eq!(encode_for::<Readings>(&SubmitReadings::new(&two).readings), two.encode());
}

#[test]
fn keys_kinds_and_media_should_be_encoded_as_the_chain_encodes_them() {
    for key in [
        DeviceKey::Ed25519(ed25519::Pair::from_seed(&[1; 32]).public()),
        DeviceKey::Sr25519(sr25519::Pair::from_seed(&[1; 32]).public()),
        DeviceKey::EcdsaSecp256k1(ecdsa::Pair::from_seed(&[1; 32]).public()),
        DeviceKey::P256(uen_primitives::P256Public([2; 33])),
    ] {
        assert_eq!(encode_for::<DeviceKey>(&Key::from(&key)), key.encode());
    }
    for kind in [DeviceKind::Consumption, DeviceKind::Solar, DeviceKind::Hydro, DeviceKind::WasteHeat] {
        assert_eq!(encode_for::<DeviceKind>(&variant_of(kind)), kind.encode());
    }
    assert_eq!(encode_for::<Medium>(&variant_of(Medium::Electricity)), Medium::Electricity.encode());
    assert_eq!(encode_for::<H256>(&[7u8; 32]), H256([7; 32]).encode());
    assert_eq!(encode_for::<AccountId32>(&[7u8; 32]), [7u8; 32]);
}

#[test]
fn permissions_should_be_encoded_as_their_bits() {
    assert_eq!(encode_for::<Permissions>(&Permissions::ALL.0), Permissions::ALL.encode());
}

#[test]
fn nameplate_should_be_encoded_as_the_chain_encodes_it() {
    #[derive(Encode, TypeInfo)]
    struct Chains {
        kind: DeviceKind,
        medium: Medium,
        capacities: Capacities,
        resolution: Resolution,
        zone: u32,
        metadata_hash: H256,
    }
    let capacities = Capacities { load_w: 1, generation_w: 2, export_w: 3, storage: Wh(4) };
    let key = DeviceKey::Ed25519(ed25519::Pair::from_seed(&[1; 32]).public());
    let proof = DeviceSignature::Ed25519(ed25519::Pair::from_seed(&[1; 32]).sign(b"m"));
    for resolution in [Resolution::QuarterHour, Resolution::HalfHour, Resolution::Hour] {
        let (kind, medium, zone) = (DeviceKind::Storage, Medium::Electricity, 7);
        let nameplate = Nameplate { kind, medium, capacities, resolution, zone, metadata_hash: [9; 32] };
        let chains = Chains { kind, medium, capacities, resolution, zone, metadata_hash: H256([9; 32]) };
        assert_eq!(encode_for::<Chains>(&Register::new(&key, &nameplate, &proof).nameplate), chains.encode());
    }
}

#[test]
fn changes_of_keys_should_be_encoded_as_the_chain_encodes_them() {
    #[derive(Encode, TypeInfo)]
    struct Rotates {
        device: DeviceId,
        key: DeviceKey,
        old_proof: DeviceSignature,
        new_proof: DeviceSignature,
    }
    #[derive(Encode, TypeInfo)]
    struct Replaces {
        device: DeviceId,
        closing: uen_primitives::Registers,
        opening: uen_primitives::Registers,
        end: u64,
        key: DeviceKey,
        proof: DeviceSignature,
    }
    let device = DeviceId(H256([7; 32]));
    let key = DeviceKey::Ed25519(ed25519::Pair::from_seed(&[1; 32]).public());
    let old_proof = DeviceSignature::Sr25519(sr25519::Pair::from_seed(&[2; 32]).sign(b"m"));
    let new_proof = DeviceSignature::Ed25519(ed25519::Pair::from_seed(&[1; 32]).sign(b"m"));
    let call = RotateKey::new(device, &key, [&old_proof, &new_proof]);
    let rotates = Rotates { device, key, old_proof, new_proof: new_proof.clone() };
    assert_eq!(encode_for::<Rotates>(&call), rotates.encode());
    let closing = uen_primitives::Registers { import: Wh(1), export: Wh(2), generation: Wh(3) };
    let opening = uen_primitives::Registers::default();
    let call = ReplaceMeter::new(device, [closing, opening], 900, &key, &new_proof);
    let replaces = Replaces { device, closing, opening, end: 900, key, proof: new_proof };
    assert_eq!(encode_for::<Replaces>(&call), replaces.encode());
}

#[test]
fn order_should_be_encoded_as_the_chain_encodes_it() {
    #[derive(Encode, TypeInfo)]
    struct Chains {
        device: DeviceId,
        period: Period,
        product: Product,
        side: Side,
        quantity: Wh,
        limit: u64,
    }
    let device = DeviceId(H256([7; 32]));
    for (product, side) in [(Product::Green, Side::Sell), (Product::Any, Side::Buy)] {
        let (period, quantity, limit) = (Period(1_628_640), Wh(1_250), 125_000_000);
        let order = Order { device, period, product, side, quantity, limit };
        let chains = Chains { device, period, product, side, quantity, limit };
        assert_eq!(encode_for::<Chains>(&PlaceOrder::from(&order)), chains.encode());
    }
}

#[test]
fn value_should_not_encode_when_the_chain_has_no_such_variant() {
    let mut registry = Registry::new();
    let id = registry.register_type(&meta_type::<DeviceKind>()).id;
    let types: PortableRegistry = registry.into();
    assert!(Value::<()>::unnamed_variant("Fusion", []).encode_as_type(id, &types).is_err());
}
