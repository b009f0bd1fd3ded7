//! What happened to devices, readings and certifiers.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A device was registered.
        DeviceRegistered {
            /// The device.
            device: DeviceId,
            /// Its owner.
            owner: T::AccountId,
        },
        /// A device got a certificate of a kind that it did not have, or whose last one was void.
        CertificateIssued {
            /// The device.
            device: DeviceId,
            /// Which certificate.
            kind: CertificateKind,
            /// Under which appointment.
            issuer: CertifierIndex,
            /// Valid for readings that end at or before this.
            valid_until: UnixSeconds,
        },
        /// A certificate was replaced by one that is valid for longer.
        CertificateRenewed {
            /// The device.
            device: DeviceId,
            /// Which certificate.
            kind: CertificateKind,
            /// Under which appointment.
            issuer: CertifierIndex,
            /// Valid for readings that end at or before this.
            valid_until: UnixSeconds,
        },
        /// A certifier suspended a device.
        DeviceSuspended {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
        },
        /// A suspended device may go on. If its revocation was announced, that is taken back.
        DeviceResumed {
            /// The device.
            device: DeviceId,
            /// The certifier; `None` for governance.
            by: Option<T::AccountId>,
        },
        /// A certifier is going to end a device, which is suspended at once.
        DeviceRevocationAnnounced {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
            /// From when on this cannot be taken back.
            final_at: UnixSeconds,
        },
        /// A device came to its end, as a certifier had announced.
        DeviceRevoked {
            /// The device.
            device: DeviceId,
        },
        /// An owner ended a device.
        DeviceRetired {
            /// The device.
            device: DeviceId,
        },
        /// An owner offered a device to somebody, or withdrew the offer.
        TransferOffered {
            /// The device.
            device: DeviceId,
            /// To whom; `None` if the offer was withdrawn.
            to: Option<T::AccountId>,
        },
        /// A device changed its owner.
        DeviceTransferred {
            /// The device.
            device: DeviceId,
            /// The owner until now.
            from: T::AccountId,
            /// The owner from now on.
            to: T::AccountId,
        },
        /// A reading was recorded.
        ReadingAccepted {
            /// The device.
            device: DeviceId,
            /// The reading's counter.
            counter: u64,
            /// Start of the span over which the energy was counted: the end of the reading before.
            start: UnixSeconds,
            /// End of the span.
            end: UnixSeconds,
            /// Taken from the grid.
            import: Wh,
            /// Given to the grid.
            export: Wh,
            /// Generated.
            generation: Wh,
            /// How well it is known; `Missing` for the opening reading, which only sets the registers.
            quality: Quality,
        },
        /// A reading that was paid for was refused.
        ReadingRejected {
            /// The device that it names.
            device: DeviceId,
            /// The reading's counter.
            counter: u64,
            /// Why.
            reason: RejectReason,
        },
        /// A certifier closed the registers of a meter and opened others: the meter was swapped, or a register rolled over.
        RegistersReplaced {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
            /// When.
            end: UnixSeconds,
            /// Counted since the last reading: taken from the grid.
            import: Wh,
            /// Counted since the last reading: given to the grid.
            export: Wh,
            /// Counted since the last reading: generated.
            generation: Wh,
            /// The registers from now on.
            opening: Registers,
        },
        /// Another meter stands behind a metering point.
        MeterReplaced {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
            /// The new meter's key.
            key: DeviceKey,
        },
        /// A device got another key.
        KeyRotated {
            /// The device.
            device: DeviceId,
            /// Its key from now on.
            key: DeviceKey,
        },
        /// A device had another key sign readings for it.
        KeyDelegated {
            /// The device.
            device: DeviceId,
            /// The key that signs readings.
            session_key: ed25519::Public,
            /// It signs no reading that ends later.
            not_after: UnixSeconds,
        },
        /// A certifier put a device's record right.
        DeviceAmended {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
            /// What it changed.
            amendment: Amendment,
        },
        /// A certifier objects to what a device measured on a day.
        DayObjected {
            /// The device.
            device: DeviceId,
            /// The day.
            day: Day,
            /// The certifier.
            by: T::AccountId,
            /// BLAKE2b-256 of the reasons.
            reason: H256,
        },
        /// Governance decided about an objection.
        ObjectionDecided {
            /// The device.
            device: DeviceId,
            /// The day.
            day: Day,
            /// Whether it agreed.
            upheld: bool,
        },
        /// An objection counts no more.
        ObjectionLapsed {
            /// The device.
            device: DeviceId,
            /// The day.
            day: Day,
        },
        /// Metrology corrected what was recorded of a period, for consumption and reports.
        IntervalCorrected {
            /// The device.
            device: DeviceId,
            /// The certifier.
            by: T::AccountId,
            /// The period.
            period: Period,
            /// What was counted in it.
            energy: Registers,
            /// BLAKE2b-256 of the reasons.
            reason: H256,
        },
        /// A device was proven to have signed two readings with one counter. It is suspended and its deposit is gone.
        EquivocationReported {
            /// The device.
            device: DeviceId,
            /// The counter of both readings.
            counter: u64,
            /// Who proved it.
            reporter: T::AccountId,
            /// Half of this went to the reporter.
            slashed: Balance,
        },
        /// Governance appointed a certifier, or prolonged an appointment.
        CertifierAppointed {
            /// For what.
            role: CertifierRole,
            /// Whom.
            account: T::AccountId,
            /// For which zone and all below it; `None` for all.
            scope: Option<ZoneId>,
            /// Number of the appointment.
            index: CertifierIndex,
            /// Until when.
            valid_until: UnixSeconds,
        },
        /// Governance removed a certifier, and with it all certificates of this appointment.
        CertifierRemoved {
            /// For what it was appointed.
            role: CertifierRole,
            /// Who.
            account: T::AccountId,
            /// Number of the appointment.
            index: CertifierIndex,
        },
        /// Governance set how much of a block free readings may take.
        FreeShareSet {
            /// Of what normal transactions may take.
            share: Percent,
        },
    }
}
