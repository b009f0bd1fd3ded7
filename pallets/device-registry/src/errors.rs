//! Why a call failed.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// No such device.
        NotFound,
        /// The device's key is known already.
        AlreadyExists,
        /// The nameplate allows for nothing, for a consumer that generates, stores or gives to the grid, or for a store that stores nothing.
        InvalidNameplate,
        /// The signature is not of the device over what it has to sign.
        BadSignature,
        /// The owner has as many devices as an owner can have.
        MaxDevicesExceeded,
        /// The caller does not own the device.
        NotOwner,
        /// The device's status does not allow for this.
        InvalidStatus,
        /// Somebody still expects energy or money of the device.
        HasOpenPositions,
        /// The device was not offered to the caller.
        NotOffered,
        /// The device is the caller's already.
        AlreadyOwner,
        /// The caller is not appointed for this.
        NotCertifier,
        /// The caller's appointment expired.
        CertifierExpired,
        /// The caller is not appointed for the zone of the device.
        NotInScope,
        /// The appointment is for another zone: remove the certifier, and appoint it anew.
        OtherScope,
        /// No revocation of the device was announced.
        NotRevoking,
        /// The revocation can still be taken back.
        RevocationNotFinal,
        /// The revocation cannot be taken back any more.
        RevocationFinal,
        /// What the certificate states makes no sense.
        InvalidCertificate,
        /// It would expire in the past.
        InvalidExpiry,
        /// It would not expire later than what it replaces.
        NotLater,
        /// The device has a valid certificate of this kind: renew it.
        AlreadyCertified,
        /// The device has no certificate of this kind to renew.
        CertificateNotFound,
        /// The device has had no opening reading: there are no registers to close, and nobody to be deceived.
        NotOpened,
        /// A batch needs a reading.
        EmptyBatch,
        /// The reading was refused.
        ReadingRejected(RejectReason),
        /// These two readings do not contradict each other.
        NotEquivocation,
        /// The owner does not answer for the readings: they were signed before the device was handed over, or by a key that was replaced
        /// long ago.
        NotLiable,
        /// A certificate of the device is by a certifier who was removed.
        IssuerRemoved,
        /// The device's deposit was slashed: a key that equivocated measures no more.
        AlreadySlashed,
        /// As many certifiers are removed as can be.
        MaxRevokedCertifiersExceeded,
        /// Some of this energy was used for this purpose before.
        AlreadyClaimed,
        /// The device measured nothing then that can be used for this, or it is no longer kept.
        NothingMeasured,
        /// The market and certificates use energy by the period, not by the day.
        NotByDay,
        /// More would be used than was ever measured: the ledger is out of order.
        Overdrawn,
        /// The periods are not of one hour, or in the wrong order.
        InvalidSpan,
        /// The device does not measure electricity.
        NotElectricity,
        /// The device is not authorised for this, or one of its certificates was not valid then or lost its issuer.
        NotAuthorised,
        /// The device's readings have not reached the end of the periods.
        NotComplete,
        /// The device has this key already.
        SameKey,
        /// The device's key signs readings itself: only a P-256 key delegates.
        NotDelegable,
        /// The device's keys changed so often lately that its owner still answers for as many former ones as can be kept: wait.
        MaxKeysExceeded,
        /// It is so already.
        Unchanged,
        /// The zone was amended before, and part of the kept history is still of the former one.
        TooSoon,
        /// Somebody objects to this day already.
        AlreadyObjected,
        /// Somebody objects to this day: governance has to decide first.
        Objected,
        /// Nobody objects to this day.
        NoObjection,
        /// Governance decided about this objection.
        AlreadyDecided,
        /// The objection still counts.
        NotLapsed,
        /// As many periods of the device's history are corrected as can be.
        MaxCorrectionsExceeded,
    }
}
