//! Certifiers, and what they issue.

use crate::RejectReason;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, PalletError};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use uen_primitives::{Permissions, UnixSeconds, ZoneId};

/// Number of an appointment. It is never given twice, so revoking it revokes everything that was issued under it.
pub type CertifierIndex = u32;

/// What a certifier is appointed for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum CertifierRole {
    /// Approves types of devices.
    #[codec(index = 0)]
    Manufacturer,
    /// Verifies that a meter measures rightly, swaps meters, suspends and revokes devices.
    #[codec(index = 1)]
    Metrology,
    /// Authorises devices, suspends and revokes them.
    #[codec(index = 2)]
    Regulator,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CertifierRecord<AccountId> {
    /// Who was appointed.
    pub account: AccountId,
    /// For what.
    pub role: CertifierRole,
    /// For the devices of which zone, and of all zones below it; `None` for all.
    pub scope: Option<ZoneId>,
    /// Until when; no certificate outlives it.
    pub valid_until: UnixSeconds,
    /// Whether governance removed it, and so everything that it issued.
    pub revoked: bool,
}

/// Kinds of certificates. A device measures only while it holds a valid one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, PalletError)]
pub enum CertificateKind {
    /// The type of the device was approved.
    #[codec(index = 0)]
    TypeApproval,
    /// The device was verified.
    #[codec(index = 1)]
    Metrology,
    /// The regulator authorised the device.
    #[codec(index = 2)]
    Authorisation,
}

impl CertificateKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::TypeApproval, Self::Metrology, Self::Authorisation];

    /// Who issues it.
    pub fn issued_by(self) -> CertifierRole {
        match self {
            Self::TypeApproval => CertifierRole::Manufacturer,
            Self::Metrology => CertifierRole::Metrology,
            Self::Authorisation => CertifierRole::Regulator,
        }
    }

    /// Its name to users.
    pub fn name(self) -> &'static str {
        match self {
            Self::TypeApproval => "typeApproval",
            Self::Metrology => "metrology",
            Self::Authorisation => "authorisation",
        }
    }
}

/// Accuracy class of a meter (Directive 2014/32/EU, annex MI-003).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AccuracyClass {
    /// Class A.
    #[codec(index = 0)]
    A,
    /// Class B.
    #[codec(index = 1)]
    B,
    /// Class C, the most accurate.
    #[codec(index = 2)]
    C,
}

/// A certificate as its issuer states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Certificate {
    /// By the manufacturer.
    #[codec(index = 0)]
    TypeApproval {
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
    /// By a metrology body.
    #[codec(index = 1)]
    Metrology {
        /// How well the meter measures.
        accuracy_class: AccuracyClass,
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
    /// By the regulator.
    #[codec(index = 2)]
    Authorisation {
        /// What the device may take part in.
        permissions: Permissions,
        /// The regulator's commitment to the grid connection: the same for all devices behind one connection, and for no others.
        connection: H256,
        /// Valid for readings that end at or before this.
        valid_until: UnixSeconds,
    },
}

impl Certificate {
    /// Its kind.
    pub fn kind(&self) -> CertificateKind {
        match self {
            Self::TypeApproval { .. } => CertificateKind::TypeApproval,
            Self::Metrology { .. } => CertificateKind::Metrology,
            Self::Authorisation { .. } => CertificateKind::Authorisation,
        }
    }

    /// Until when it is meant to be valid; the issuer's own expiry caps it.
    pub fn valid_until(&self) -> UnixSeconds {
        match self {
            Self::TypeApproval { valid_until }
            | Self::Metrology { valid_until, .. }
            | Self::Authorisation { valid_until, .. } => *valid_until,
        }
    }

    /// Whether what it states makes sense.
    pub fn is_valid(&self) -> bool {
        match self {
            Self::Authorisation { permissions, .. } => permissions.is_valid(),
            Self::TypeApproval { .. } | Self::Metrology { .. } => true,
        }
    }
}

/// A certificate as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Issued<Content> {
    /// Under which appointment.
    pub issuer: CertifierIndex,
    /// Valid for readings that end at or before this.
    pub valid_until: UnixSeconds,
    /// What it states besides.
    pub content: Content,
}

/// What a regulator authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Authorisation {
    /// What the device may take part in.
    pub permissions: Permissions,
    /// The regulator's commitment to the grid connection.
    pub connection: H256,
}

/// The certificates of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Certificates {
    /// Type approval.
    pub type_approval: Option<Issued<()>>,
    /// Verification of the meter.
    pub metrology: Option<Issued<AccuracyClass>>,
    /// Authorisation by the regulator.
    pub authorisation: Option<Issued<Authorisation>>,
}

impl Certificates {
    /// Issuer and expiry of the certificate of a kind.
    pub fn get(&self, kind: CertificateKind) -> Option<Issued<()>> {
        fn bare<Content>(issued: &Issued<Content>) -> Issued<()> {
            Issued { issuer: issued.issuer, valid_until: issued.valid_until, content: () }
        }
        match kind {
            CertificateKind::TypeApproval => self.type_approval,
            CertificateKind::Metrology => self.metrology.as_ref().map(bare),
            CertificateKind::Authorisation => self.authorisation.as_ref().map(bare),
        }
    }

    /// Keep `certificate`, in place of any of its kind.
    pub fn set(&mut self, certificate: Certificate, issuer: CertifierIndex, valid_until: UnixSeconds) {
        match certificate {
            Certificate::TypeApproval { .. } => self.type_approval = Some(Issued { issuer, valid_until, content: () }),
            Certificate::Metrology { accuracy_class, .. } => {
                self.metrology = Some(Issued { issuer, valid_until, content: accuracy_class })
            }
            Certificate::Authorisation { permissions, connection, .. } => {
                self.authorisation = Some(Issued { issuer, valid_until, content: Authorisation { permissions, connection } })
            }
        }
    }

    /// Keep none of a kind.
    pub fn clear(&mut self, kind: CertificateKind) {
        match kind {
            CertificateKind::TypeApproval => self.type_approval = None,
            CertificateKind::Metrology => self.metrology = None,
            CertificateKind::Authorisation => self.authorisation = None,
        }
    }

    /// Whether there is one of each kind, valid or not.
    pub fn are_complete(&self) -> bool {
        CertificateKind::ALL.into_iter().all(|kind| self.get(kind).is_some())
    }

    /// What the device is authorised for; nothing without an authorisation.
    pub fn permissions(&self) -> Permissions {
        self.authorisation.map(|issued| issued.content.permissions).unwrap_or_default()
    }

    /// Whether all are valid at `at`. `revoked` is sorted.
    pub fn check(&self, at: UnixSeconds, revoked: &[CertifierIndex]) -> Result<(), RejectReason> {
        for kind in CertificateKind::ALL {
            let issued = self.get(kind).ok_or(RejectReason::CertificateMissing(kind))?;
            ensure!(revoked.binary_search(&issued.issuer).is_err(), RejectReason::CertificateRevoked(kind));
            ensure!(at <= issued.valid_until, RejectReason::CertificateExpired(kind));
        }
        Ok(())
    }
}
