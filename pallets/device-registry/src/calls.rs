//! The calls. What they do is in the modules named `…_impls`.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Register a device.
        ///
        /// Origin: signed, by the owner, who gets `DeviceDeposit` put on hold.
        ///
        /// `proof` is the device's signature over [`uen_primitives::ProofOfPossession`] for this owner on this chain. The
        /// capacities bound every later reading. A P-256 key delegates to one that signs readings: see [`Pallet::delegate_key`].
        ///
        /// Errors: `InvalidNameplate`, `AlreadyExists`, `BadSignature`, `MaxDevicesExceeded`, or that of the hold.
        ///
        /// Events: `DeviceRegistered`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register().saturating_add(Pallet::<T>::weight_of_proofs(&[proof])))]
        pub fn register(origin: OriginFor<T>, key: DeviceKey, nameplate: Nameplate, proof: DeviceSignature) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_register(owner, key, nameplate, proof)
        }

        /// Issue a certificate to a device that has none of its kind, or whose last one expired or lost its issuer.
        ///
        /// Origin: signed, by a certifier appointed for this kind and the device's zone. The certificate ends with the appointment at the latest. The
        /// third kind makes a pending device a certified one.
        ///
        /// Errors: `InvalidCertificate`, `NotCertifier`, `CertifierExpired`, `InvalidExpiry`, `NotFound`, `InvalidStatus`, `NotInScope`,
        /// `AlreadyCertified`.
        ///
        /// Events: `CertificateIssued`.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::certify())]
        pub fn certify(origin: OriginFor<T>, device: DeviceId, certificate: Certificate) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_certify(who, device, certificate)
        }

        /// Replace a certificate by one of the same kind that ends later.
        ///
        /// Origin: signed, by a certifier appointed for this kind and the device's zone, not necessarily the one who issued it.
        ///
        /// Errors: `InvalidCertificate`, `NotCertifier`, `CertifierExpired`, `InvalidExpiry`, `NotFound`, `InvalidStatus`, `NotInScope`,
        /// `CertificateNotFound`, `NotLater`.
        ///
        /// Events: `CertificateRenewed`.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::renew())]
        pub fn renew(origin: OriginFor<T>, device: DeviceId, certificate: Certificate) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_renew(who, device, certificate)
        }

        /// Refuse a device's readings, and let nothing be taken of what it measured, until it is resumed. Of one that its owner retired,
        /// too, nothing is taken then.
        ///
        /// Origin: signed, by a metrology or regulator certifier of the device's zone.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if this role suspended it before or it is
        /// revoked.
        ///
        /// Events: `DeviceSuspended`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::suspend())]
        pub fn suspend(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_suspend(who, device)
        }

        /// Take back that a device was suspended, or that its revocation was announced. It goes on where it was, unless the other role
        /// suspended it, too.
        ///
        /// Origin: `GovernanceOrigin`, for both roles; or signed by a certifier of the device's zone with the role of the one who suspended
        /// it.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if the role did not suspend it,
        /// `RevocationFinal`, `AlreadySlashed` if it equivocated.
        ///
        /// Events: `DeviceResumed`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::resume())]
        pub fn resume(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let by = match T::GovernanceOrigin::try_origin(origin) {
                Ok(_) => None,
                Err(origin) => Some(ensure_signed(origin)?),
            };
            Self::do_resume(by, device)
        }

        /// Announce the end of a device, which is suspended at once. After `RevocationPeriod` it is final.
        ///
        /// Origin: signed, by a metrology or regulator certifier of the device's zone.
        ///
        /// Until it is final, [`Pallet::resume`] takes it back.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if it is revoked, or this role announced
        /// it before.
        ///
        /// Events: `DeviceRevocationAnnounced`.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::revoke())]
        pub fn revoke(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_revoke(who, device)
        }

        /// End a device for good and get the deposit back.
        ///
        /// Origin: signed, by the owner.
        ///
        /// The record of a device that measured stays, so that its readings cannot be replayed under a new registration; one
        /// that never measured and that nobody suspended is deleted.
        ///
        /// Errors: `NotFound`, `NotOwner`, `InvalidStatus` if it is at its end, `HasOpenPositions`.
        ///
        /// Events: `DeviceRetired`.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::retire())]
        pub fn retire(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_retire(who, device)
        }

        /// Offer a device to another account, which has to accept it, or withdraw the offer.
        ///
        /// Origin: signed, by the owner.
        ///
        /// Errors: `NotFound`, `NotOwner`, `InvalidStatus` if it is at its end, `AlreadyOwner`.
        ///
        /// Events: `TransferOffered`.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::offer_transfer())]
        pub fn offer_transfer(origin: OriginFor<T>, device: DeviceId, to: Option<T::AccountId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_offer_transfer(who, device, to)
        }

        /// Take over a device that was offered.
        ///
        /// Origin: signed, by whom it was offered to, who gets `DeviceDeposit` put on hold; the owner's is released.
        ///
        /// `reading` carries the flag `HANDOVER` and is judged and recorded like any other: what it closes belongs to the owner
        /// until now, and so do the rewards of a day on which they measured first.
        ///
        /// Errors: `NotFound`, `NotOffered`, `HasOpenPositions`, `ReadingRejected`, `MaxDevicesExceeded`, or that of the hold.
        ///
        /// Events: `ReadingAccepted`, `DeviceTransferred`.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::accept_transfer().saturating_add(T::WeightInfo::note_gaps(1)))]
        pub fn accept_transfer(origin: OriginFor<T>, reading: SignedReading) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_transfer(who, reading)
        }

        /// Submit readings of any devices. No account is needed and nothing is paid.
        ///
        /// Origin: a general transaction, authorised by the signatures of the devices. The pool takes it if at least half of its readings are
        /// new and can be accepted, a block if any can; the others are skipped. Free readings have a share of each block, [`FreeShare`], and
        /// each device has a quota: the readings that end a new delivery period, and `ExtraReadings` others an hour.
        ///
        /// The weight allows for each reading to do the most that it can; what none did, is given back to the block.
        ///
        /// Errors: none in a block. A transaction that cannot be taken is refused by the pool: `BadProof` for a signature that is not the
        /// device's, `Stale` if the chain has the readings; for anything else it is unknown whether they can be taken one day, with the
        /// codec index of the [`RejectReason`] as `Custom`.
        ///
        /// Events: `ReadingAccepted` for each reading that was taken.
        #[pallet::call_index(9)]
        #[pallet::weight(Pallet::<T>::weight_of_batch(readings))]
        #[pallet::weight_of_authorize(Pallet::<T>::weight_of_authorization(readings))]
        #[pallet::authorize(Pallet::<T>::authorize_readings)]
        pub fn submit_readings(
            origin: OriginFor<T>,
            readings: BoundedVec<SignedReading, T::MaxBatch>,
        ) -> DispatchResultWithPostInfo {
            ensure_authorized(origin)?;
            Self::do_submit_readings(readings)
        }

        /// Close a meter's registers at `end` and go on from others: a register rolled over. The meter stays; for another one, see
        /// [`Pallet::replace_meter`].
        ///
        /// Origin: signed, by a metrology certifier of the device's zone.
        ///
        /// What was counted since the last reading is recorded in quality `Manual`: it counts for footprints only. The device's
        /// next reading starts at or after `end`.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotFound`, `NotInScope`, `InvalidStatus` if it is at its end, `NotOpened`, or
        /// `ReadingRejected` with `Overlap`, `EmptyInterval`, `Future`, `TooOld`, `RegisterDecreased` or `CapacityExceeded`.
        ///
        /// Events: `RegistersReplaced`.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::submit_closing_reading().saturating_add(T::WeightInfo::note_gaps(1)))]
        pub fn submit_closing_reading(
            origin: OriginFor<T>,
            device: DeviceId,
            closing: Registers,
            opening: Registers,
            end: UnixSeconds,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_submit_closing_reading(who, device, closing, opening, end)
        }

        /// Prove that a device signed two different readings with one counter.
        ///
        /// Origin: signed, by anyone, who gets half of the device's deposit; the other half goes to `FeeDestination`. The device
        /// is suspended and cannot be resumed, or revoked if its owner retired it, which left no deposit. What it measured and nobody
        /// used yet mines and certifies nothing.
        ///
        /// Errors: `NotEquivocation`, `NotFound`, `InvalidStatus` if it is revoked, `AlreadySlashed`, `NotOpened` if no reading of it
        /// was accepted yet, `NotLiable` if they were signed before the device was handed over, `BadSignature`, or that of the transfer.
        ///
        /// Events: `EquivocationReported`.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::report_equivocation())]
        pub fn report_equivocation(origin: OriginFor<T>, first: SignedReading, second: SignedReading) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_report_equivocation(who, first, second)
        }

        /// Appoint a certifier for the devices of a zone and of all zones below it, or of all zones, until `valid_until`; or prolong its
        /// appointment.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Errors: `InvalidExpiry`; `NotLater` and `OtherScope`: to shorten an appointment or to change its zone, remove the certifier.
        ///
        /// Events: `CertifierAppointed`.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::appoint_certifier())]
        pub fn appoint_certifier(
            origin: OriginFor<T>,
            role: CertifierRole,
            account: T::AccountId,
            scope: Option<ZoneId>,
            valid_until: UnixSeconds,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_appoint_certifier(role, account, scope, valid_until)
        }

        /// Remove a certifier. All certificates of this appointment are void at once.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Errors: `NotCertifier`, `MaxRevokedCertifiersExceeded`.
        ///
        /// Events: `CertifierRemoved`.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::remove_certifier(T::MaxRevokedCertifiers::get()))]
        pub fn remove_certifier(origin: OriginFor<T>, role: CertifierRole, account: T::AccountId) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_remove_certifier(role, account)
        }

        /// Submit readings of any devices for the ordinary fee: those, too, that exceed the quota of their device.
        ///
        /// Origin: signed, by anyone: a reading is proven by its device's signature.
        ///
        /// Each reading is judged for itself and in order; its result is an event.
        ///
        /// Errors: `EmptyBatch`.
        ///
        /// Events: `ReadingAccepted` or `ReadingRejected` for each reading.
        #[pallet::call_index(14)]
        #[pallet::weight(Pallet::<T>::weight_of_paid_batch(readings))]
        pub fn submit_paid_readings(
            origin: OriginFor<T>,
            readings: BoundedVec<SignedReading, T::MaxBatch>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_submit_paid_readings(readings)
        }

        /// Set how much of what normal transactions may take of a block is for free readings at most.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Events: `FreeShareSet`.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::set_free_share())]
        pub fn set_free_share(origin: OriginFor<T>, share: Percent) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            FreeShare::<T>::put(share);
            Self::deposit_event(Event::FreeShareSet { share });
            Ok(())
        }

        /// End a device whose revocation is final. Its key cannot come back, and nothing can be taken any more of what it measured.
        ///
        /// Origin: signed, by anyone.
        ///
        /// The deposit goes back to the owner: only a proven equivocation costs it, never somebody's decision.
        ///
        /// A revocation lapses with the appointment of who announced it, if governance removes that.
        ///
        /// Errors: `NotFound`, `InvalidStatus` if it is revoked, `NotRevoking`, `RevocationNotFinal`.
        ///
        /// Events: `DeviceRevoked`.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::finish_revocation())]
        pub fn finish_revocation(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_finish_revocation(device)
        }

        /// Put another meter behind a metering point. Its identifier, owner, history, orders and certificates stay.
        ///
        /// Origin: signed, by a metrology certifier of the device's zone.
        ///
        /// The registers of the old meter are closed as in [`Pallet::submit_closing_reading`]. `proof` is the new key's signature over
        /// [`uen_primitives::KeyChange`]. Type approval and metrology were of the old meter: they have to be issued anew before readings
        /// are accepted. What the old meter signed and was not recorded is lost: submit it first.
        ///
        /// Errors: those of [`Pallet::submit_closing_reading`], `BadSignature`, `MaxKeysExceeded`.
        ///
        /// Events: `RegistersReplaced`, `MeterReplaced`.
        #[pallet::call_index(17)]
        #[pallet::weight(
            T::WeightInfo::replace_meter()
                .saturating_add(T::WeightInfo::note_gaps(1))
                .saturating_add(Pallet::<T>::weight_of_proofs(&[proof]))
        )]
        pub fn replace_meter(
            origin: OriginFor<T>,
            device: DeviceId,
            closing: Registers,
            opening: Registers,
            end: UnixSeconds,
            key: DeviceKey,
            proof: DeviceSignature,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_replace_meter(who, device, [closing, opening], end, key, proof)
        }

        /// Give a device another key. The meter stays, and so does everything else.
        ///
        /// Origin: signed, by the owner.
        ///
        /// Both proofs are signatures over [`uen_primitives::KeyChange`], one by the device's key until now, the other by the new one. What
        /// the old key signed and was not recorded is lost: submit it first.
        ///
        /// Errors: `NotFound`, `InvalidStatus` if it is at its end, `NotOwner`, `SameKey`, `BadSignature`, `MaxKeysExceeded`.
        ///
        /// Events: `KeyRotated`.
        #[pallet::call_index(18)]
        #[pallet::weight(T::WeightInfo::rotate_key().saturating_add(Pallet::<T>::weight_of_proofs(&[old_proof, new_proof])))]
        pub fn rotate_key(
            origin: OriginFor<T>,
            device: DeviceId,
            key: DeviceKey,
            old_proof: DeviceSignature,
            new_proof: DeviceSignature,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_rotate_key(who, device, key, old_proof, new_proof)
        }

        /// Have an Ed25519 key sign readings for a device whose key is a P-256 key, until `not_after`; or replace such a delegation.
        ///
        /// Origin: signed, by anyone: `proof` is the device's signature over [`uen_primitives::KeyDelegation`].
        ///
        /// Errors: `NotFound`, `InvalidStatus` if it is at its end, `NotDelegable`, `InvalidExpiry`, `BadSignature`, `MaxKeysExceeded`.
        ///
        /// Events: `KeyDelegated`.
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::delegate_key())]
        pub fn delegate_key(
            origin: OriginFor<T>,
            device: DeviceId,
            session_key: ed25519::Public,
            not_after: UnixSeconds,
            proof: DeviceSignature,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_delegate_key(device, session_key, not_after, proof)
        }

        /// Put a device's nameplate, zone, grid connection or permissions right.
        ///
        /// Origin: signed, by a certifier of the device's zone: for the nameplate of metrology, for all others of the regulator. For another
        /// zone it has to be appointed there, too.
        ///
        /// All but the zone change at once. What was sold before permissions were narrowed is still delivered and settled; nothing more is
        /// sold, certified or mined. The zone changes with the next full hour. Certificates of issuers who were not appointed for the new
        /// zone are void, and what was measured before stays in the old zone.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotInScope`, `NotFound`, `InvalidStatus` if it is at its end, `InvalidNameplate`;
        /// `HasOpenPositions` for another zone or a coarser resolution; `Unchanged`, and `TooSoon` if the zone was amended within the kept
        /// history; `CertificateNotFound` and `IssuerRemoved` without an authorisation in force, `InvalidCertificate`.
        ///
        /// Events: `DeviceAmended`.
        #[pallet::call_index(20)]
        #[pallet::weight(T::WeightInfo::amend())]
        pub fn amend(origin: OriginFor<T>, device: DeviceId, amendment: Amendment) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_amend(who, device, amendment)
        }

        /// Object to what a device measured on a day, before it is mined. Until this is decided it is neither mined nor certified.
        ///
        /// Origin: signed, by a metrology or regulator certifier of the device's zone. `reason` is the BLAKE2b-256 hash of the reasons, which
        /// are kept off chain.
        ///
        /// Errors: `NotFound`, `NotCertifier`, `CertifierExpired`, `NotInScope`, `AlreadyObjected`, `NothingMeasured` if the device has no
        /// measured energy of the day (any more), `AlreadyClaimed` if it is mined.
        ///
        /// Events: `DayObjected`.
        #[pallet::call_index(21)]
        #[pallet::weight(T::WeightInfo::object())]
        pub fn object(origin: OriginFor<T>, device: DeviceId, day: Day, reason: H256) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_object(who, device, day, reason)
        }

        /// Decide about an objection. If it is upheld, the day is never mined and nothing more of it certified. Else it is as if nobody had
        /// objected: what mining passed over meanwhile it takes with the next era.
        ///
        /// Origin: `GovernanceOrigin`.
        ///
        /// Errors: `NoObjection`, `AlreadyDecided`.
        ///
        /// Events: `ObjectionDecided`.
        #[pallet::call_index(22)]
        #[pallet::weight(T::WeightInfo::decide_objection())]
        pub fn decide_objection(origin: OriginFor<T>, device: DeviceId, day: Day, uphold: bool) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_decide_objection(device, day, uphold)
        }

        /// Forget an objection about which governance did not decide in `DecisionPeriod`, or whose certifier it removed; or one that was upheld,
        /// once the day is no history any more.
        ///
        /// Origin: signed, by anyone.
        ///
        /// Errors: `NoObjection`, `NotLapsed`.
        ///
        /// Events: `ObjectionLapsed`.
        #[pallet::call_index(23)]
        #[pallet::weight(T::WeightInfo::lapse_objection())]
        pub fn lapse_objection(origin: OriginFor<T>, device: DeviceId, day: Day) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_lapse_objection(device, day)
        }

        /// Put what was right in place of what a device measured in a period that is kept. It counts for consumption and in reports. What was
        /// paid, mined or certified stays, and so does what can be.
        ///
        /// Origin: signed, by a metrology certifier of the device's zone. `reason` is the BLAKE2b-256 hash of the reasons, which are kept off
        /// chain.
        ///
        /// Errors: `NotCertifier`, `CertifierExpired`, `NotFound`, `NotInScope`, `NotComplete` if readings can still change the period,
        /// `NothingMeasured` if it has no interval (any more), `MaxCorrectionsExceeded`.
        ///
        /// Events: `IntervalCorrected`.
        #[pallet::call_index(24)]
        #[pallet::weight(T::WeightInfo::correct())]
        pub fn correct(
            origin: OriginFor<T>,
            device: DeviceId,
            period: Period,
            energy: Registers,
            reason: H256,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_correct(who, device, period, energy, reason)
        }
    }
}
