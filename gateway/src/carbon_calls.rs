//! The calls about carbon, and calls for somebody else. As [`crate::calls`]: matched by name against the chain's metadata.

use crate::{
    calls::{address, variant, Call, Raw},
    emission_factors::HourFactors,
    error::Result,
};
use sp_runtime::AccountId32;
use subxt::{
    client::{ClientAtBlock, OfflineClientAtBlockT},
    config::substrate::SubstrateConfig,
    dynamic::Value,
    ext::scale_encode::EncodeAsType,
    utils,
};
use uen_primitives::{CertificateId, Day, DeviceId, Period, PricePerWh};

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Hour {
    location: u32,
    residual: Option<u32>,
}

/// `Carbon.submit_factors`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SubmitFactors {
    zone: u32,
    day: u32,
    version: u32,
    factors: Vec<Hour>,
    source_hash: [u8; 32],
}

impl SubmitFactors {
    /// What the factors of a day are.
    pub fn new(zone: u32, day: Day, version: u32, factors: &[HourFactors], source_hash: [u8; 32]) -> Self {
        let hour = |hour: &HourFactors| Hour { location: hour.location, residual: Some(hour.residual) };
        Self { zone, day: day.0, version, factors: factors.iter().map(hour).collect(), source_hash }
    }
}

/// `Carbon.issue`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Issue {
    device: [u8; 32],
    first: u32,
    last: u32,
}

impl Issue {
    /// Of what a device generated from one period to another of the same hour.
    pub fn new(device: DeviceId, first: Period, last: Period) -> Self {
        Self { device: device.0 .0, first: first.0, last: last.0 }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Certificate {
    issuance: u64,
    slice: u32,
}

impl From<CertificateId> for Certificate {
    fn from(CertificateId { issuance, slice }: CertificateId) -> Self {
        Self { issuance, slice }
    }
}

/// `Carbon.offer`, to anybody.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Offer {
    certificate: Certificate,
    quantity: u64,
    to: Option<[u8; 32]>,
    price: u64,
}

impl Offer {
    /// The first units of a slice, for a price in planck each.
    pub fn new(certificate: CertificateId, quantity: u64, price: PricePerWh) -> Self {
        Self { certificate: certificate.into(), quantity, to: None, price }
    }
}

/// `Carbon.accept`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Accept {
    certificate: Certificate,
    quantity: u64,
    max_price: u64,
}

impl Accept {
    /// The first units of a slice on offer, for no more than a price in planck each.
    pub fn new(certificate: CertificateId, quantity: u64, max_price: PricePerWh) -> Self {
        Self { certificate: certificate.into(), quantity, max_price }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Claim {
    beneficiary: [u8; 32],
    commitment: [u8; 32],
    purpose: Value,
    from: u32,
    to: u32,
}

/// `Carbon.retire`, for the consumption of electricity.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Retire {
    certificate: Certificate,
    quantity: u64,
    claim: Claim,
}

impl Retire {
    /// The first units of a slice, for what `beneficiary` consumed; reported on for the days from one to another.
    pub fn new(
        certificate: CertificateId,
        quantity: u64,
        beneficiary: &AccountId32,
        commitment: [u8; 32],
        days: (Day, Day),
    ) -> Self {
        let (from, to) = (days.0 .0, days.1 .0);
        let claim = Claim { beneficiary: *beneficiary.as_ref(), commitment, purpose: variant("Consumption"), from, to };
        Self { certificate: certificate.into(), quantity, claim }
    }
}

/// `Proxy.add_proxy`: lets somebody act for the signer in everything, from now on.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct AddProxy {
    delegate: utils::MultiAddress<utils::AccountId32, ()>,
    proxy_type: Value,
    delay: u32,
}

impl AddProxy {
    /// Lets `delegate`.
    pub fn new(delegate: &AccountId32) -> Self {
        Self { delegate: address(delegate), proxy_type: variant("Any"), delay: 0 }
    }
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Proxied {
    real: utils::MultiAddress<utils::AccountId32, ()>,
    force_proxy_type: Option<u8>,
    call: Raw,
}

impl Call {
    /// The call, made for an account whose proxy the signer is.
    pub fn on_behalf<Client: OfflineClientAtBlockT<SubstrateConfig>>(
        self,
        at: &ClientAtBlock<SubstrateConfig, Client>,
        of: &AccountId32,
    ) -> Result<Self> {
        let proxied = Proxied { real: address(of), force_proxy_type: None, call: self.into_bytes() };
        Self::encode(at, "Proxy", "proxy", proxied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;
    use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};
    use sp_core::H256;

    /// Encodes `value` for the chain's type `T`, found by its description as metadata has it.
    fn encode_for<T: TypeInfo + 'static>(value: &impl EncodeAsType) -> Vec<u8> {
        let mut registry = Registry::new();
        let id = registry.register_type(&meta_type::<T>()).id;
        let types: PortableRegistry = registry.into();
        value.encode_as_type(id, &types).expect("the shapes match")
    }

    const CERTIFICATE: CertificateId = CertificateId { issuance: 7, slice: 3 };

    #[test]
    fn factors_should_be_encoded_as_the_chain_encodes_them() {
        #[derive(Encode, TypeInfo)]
        struct Factors {
            location: u32,
            residual: Option<u32>,
        }
        #[derive(Encode, TypeInfo)]
        struct Chains {
            zone: u32,
            day: Day,
            version: u32,
            factors: Vec<Factors>,
            source_hash: H256,
        }
        let call = SubmitFactors::new(1, Day(16_965), 2, &[HourFactors { location: 3, residual: 4 }], [5; 32]);
        let factors = vec![Factors { location: 3, residual: Some(4) }];
        let chains = Chains { zone: 1, day: Day(16_965), version: 2, factors, source_hash: H256([5; 32]) };
        assert_eq!(encode_for::<Chains>(&call), chains.encode());
    }

    #[test]
    fn issue_should_be_encoded_as_the_chain_encodes_it() {
        #[derive(Encode, TypeInfo)]
        struct Chains {
            device: DeviceId,
            first: Period,
            last: Period,
        }
        let device = DeviceId(H256([9; 32]));
        let chains = Chains { device, first: Period(4), last: Period(7) };
        assert_eq!(encode_for::<Chains>(&Issue::new(device, Period(4), Period(7))), chains.encode());
    }

    #[test]
    fn offer_and_acceptance_should_be_encoded_as_the_chain_encodes_them() {
        #[derive(Encode, TypeInfo)]
        struct ChainsOffer {
            certificate: CertificateId,
            quantity: u64,
            to: Option<[u8; 32]>,
            price: u64,
        }
        #[derive(Encode, TypeInfo)]
        struct ChainsAccept {
            certificate: CertificateId,
            quantity: u64,
            max_price: u64,
        }
        let offer = ChainsOffer { certificate: CERTIFICATE, quantity: 5, to: None, price: 6 };
        assert_eq!(encode_for::<ChainsOffer>(&Offer::new(CERTIFICATE, 5, 6)), offer.encode());
        let accept = ChainsAccept { certificate: CERTIFICATE, quantity: 5, max_price: 6 };
        assert_eq!(encode_for::<ChainsAccept>(&Accept::new(CERTIFICATE, 5, 6)), accept.encode());
    }

    #[test]
    fn retirement_should_be_encoded_as_the_chain_encodes_it() {
        #[derive(Encode, TypeInfo)]
        enum Purpose {
            Consumption,
            #[allow(dead_code)]
            Storage(DeviceId),
        }
        #[derive(Encode, TypeInfo)]
        struct Claim {
            beneficiary: [u8; 32],
            commitment: H256,
            purpose: Purpose,
            from: Day,
            to: Day,
        }
        #[derive(Encode, TypeInfo)]
        struct Chains {
            certificate: CertificateId,
            quantity: u64,
            claim: Claim,
        }
        let claim =
            Claim { beneficiary: [1; 32], commitment: H256([2; 32]), purpose: Purpose::Consumption, from: Day(3), to: Day(4) };
        let chains = Chains { certificate: CERTIFICATE, quantity: 8, claim };
        let call = Retire::new(CERTIFICATE, 8, &AccountId32::new([1; 32]), [2; 32], (Day(3), Day(4)));
        assert_eq!(encode_for::<Chains>(&call), chains.encode());
    }
}
