//! Why readings are refused, and what to do about it.

use crate::CertificateKind;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::PalletError;
use scale_info::TypeInfo;

/// Why a reading was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, PalletError)]
pub enum RejectReason {
    /// No device has this identifier.
    #[codec(index = 0)]
    UnknownDevice,
    /// The device is pending, suspended, revoked or retired.
    #[codec(index = 1)]
    NotActive,
    /// A flag is set that has no meaning.
    #[codec(index = 2)]
    UnknownFlags,
    /// A handover reading where a plain one is expected.
    #[codec(index = 3)]
    HandoverFlag,
    /// A plain reading where one for a handover is expected.
    #[codec(index = 4)]
    HandoverExpected,
    /// The device measures another medium.
    #[codec(index = 5)]
    WrongMedium,
    /// The counter is not above that of the last accepted reading.
    #[codec(index = 6)]
    CounterNotIncreasing,
    /// It ends before it starts; or, unless it opens the registers, it is so short that its ends count for the same time.
    #[codec(index = 7)]
    EmptyInterval,
    /// It starts before the end of the last accepted reading.
    #[codec(index = 8)]
    Overlap,
    /// It ends in the future, by more than clocks may drift.
    #[codec(index = 9)]
    Future,
    /// It ends before the reading window.
    #[codec(index = 10)]
    TooOld,
    /// A certificate was never issued.
    #[codec(index = 11)]
    CertificateMissing(CertificateKind),
    /// The issuer of a certificate was removed.
    #[codec(index = 12)]
    CertificateRevoked(CertificateKind),
    /// A certificate expired before the reading's end.
    #[codec(index = 13)]
    CertificateExpired(CertificateKind),
    /// The device is not authorised to have its readings recorded.
    #[codec(index = 14)]
    NotAuthorised,
    /// A register ran backwards.
    #[codec(index = 15)]
    RegisterDecreased,
    /// More was counted than the nameplate allows.
    #[codec(index = 16)]
    CapacityExceeded,
    /// The signature is not of the device over the reading on this chain.
    #[codec(index = 17)]
    BadSignature,
    /// The counter is not the one after that of the last accepted reading, and the device does not say that readings are missing.
    #[codec(index = 18)]
    CounterGap,
    /// It does not start where the last accepted reading ended, and the device does not say that something is missing between them.
    #[codec(index = 19)]
    StartGap,
    /// The registers cannot be set anew: energy was credited since they were opened.
    #[codec(index = 20)]
    AlreadyCredited,
    /// The device sent as many readings in this hour as are free.
    #[codec(index = 21)]
    QuotaExceeded,
    /// The device's key signs no readings, and delegated to none that does.
    #[codec(index = 22)]
    DelegationMissing,
    /// The key to which the device delegated signs no readings any more.
    #[codec(index = 23)]
    DelegationExpired,
}

impl RejectReason {
    /// Its codec index, by which the transaction pool names it.
    pub fn index(&self) -> u8 {
        self.encode().first().copied().unwrap_or_default()
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::UnknownDevice => "Register the device first, and compare the identifier: it is the hash of its first key.",
            Self::NotActive => "See uen_device: the device lacks certificates, is suspended, or came to its end.",
            Self::UnknownFlags => "Clear the flags that have no meaning.",
            Self::HandoverFlag => "Only accept_transfer takes a reading that hands the device over.",
            Self::HandoverExpected => "Let the device sign the reading with the flag HANDOVER.",
            Self::WrongMedium => "Read the medium that the device was registered for.",
            Self::CounterNotIncreasing => "The chain has this reading or a later one: ask uen_device for the last counter.",
            Self::EmptyInterval => "Read again a minute later: the span is shorter than what clocks may be off.",
            Self::Overlap => "Start the span where the last accepted reading ended: see lastEnd in uen_device.",
            Self::Future => "Set the meter's clock, or wait until the chain's clock has reached the reading.",
            Self::TooOld => "The reading is lost. Sign the next one with the flag RESUME.",
            Self::CertificateMissing(_) => "Have the certificate issued.",
            Self::CertificateRevoked(_) => "Have another certifier issue the certificate: this one was removed.",
            Self::CertificateExpired(_) => "Have the certificate renewed. What is not too old by then can be sent again.",
            Self::NotAuthorised => "Ask the regulator for the permission MONITOR.",
            Self::RegisterDecreased => {
                "Read the registers again. If the meter was swapped, have metrology close the old registers."
            }
            Self::CapacityExceeded => "Read the registers again. If they are right, the nameplate is too small.",
            Self::BadSignature => {
                "Sign with the device's key, over the hash of this chain's block 0. uen_device shows the key in force."
            }
            Self::CounterGap => "Send the readings before this one first. If they are lost, sign with the flag RESUME.",
            Self::StartGap => "Start where the last accepted reading ended. If time is missing, sign with the flag RESUME.",
            Self::AlreadyCredited => {
                "Sign without the flag OPENING. If the meter was swapped, have metrology close the old registers."
            }
            Self::DelegationMissing => "Have the device's P-256 key delegate to an Ed25519 key: see delegate_key.",
            Self::DelegationExpired => "Have the device's P-256 key sign another delegation: see delegate_key.",
            Self::QuotaExceeded => "Wait for the next quarter hour, or send the reading with submit_paid_readings.",
        }
    }
}
