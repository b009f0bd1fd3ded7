//! What the calls of validators and of governance do.

use crate::{rewards::ValidatorLedger, *};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{pallet_prelude::*, traits::ValidatorRegistration};
use sp_runtime::{traits::Zero, Perbill};
use uen_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// See [`Pallet::register`].
    pub(crate) fn do_register(who: T::AccountId, bond: Balance, commission: Perbill) -> DispatchResult {
        ensure!(!Validators::<T>::contains_key(&who), Error::<T>::AlreadyValidator);
        ensure!(T::SessionKeys::is_registered(&who), Error::<T>::NoSessionKeys);
        Self::insert_validator(who, bond, commission)
    }

    /// A new validator. Its session keys are not looked for: at genesis, those are not there yet.
    pub(crate) fn insert_validator(who: T::AccountId, bond: Balance, commission: Perbill) -> DispatchResult {
        ensure!(!Validators::<T>::contains_key(&who), Error::<T>::AlreadyValidator);
        ensure!(bond >= Parameters::<T>::get().min_validator_bond, Error::<T>::BelowMinimum);
        Self::ensure_place()?;
        let era = CurrentEra::<T>::get().index;
        let mut validator = ValidatorRecord {
            status: ValidatorStatus::Active,
            commission,
            next_commission: None,
            stake: Zero::zero(),
            own_stake: Zero::zero(),
            delegators: 0,
            last_authored: Zero::zero(),
            ledger: ValidatorLedger { era, ..Default::default() },
        };
        let mut delegation = Self::open_delegation(&who, &who, &mut validator)?;
        Self::hold(&who, bond)?;
        Self::add_stake(&who, &who, &mut validator, &mut delegation, bond)?;
        Self::store_delegation(&who, &who, validator, delegation);
        Candidates::<T>::insert(&who, ());
        Self::deposit_event(Event::ValidatorRegistered { validator: who.clone(), commission });
        Self::deposit_event(Event::Delegated { delegator: who.clone(), validator: who, amount: bond });
        Ok(())
    }

    /// See [`Pallet::set_commission`].
    pub(crate) fn do_set_commission(who: T::AccountId, commission: Perbill) -> DispatchResult {
        let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotValidator)?;
        Self::roll(&mut validator);
        let mut era = CurrentEra::<T>::get().index;
        if commission > validator.commission {
            ensure!(validator.next_commission.is_none(), Error::<T>::CommissionPending);
            era = era.saturating_add(T::CommissionNotice::get());
            validator.next_commission = Some(AnnouncedCommission { commission, era });
        } else {
            let changes = commission != validator.commission || validator.next_commission.is_some();
            ensure!(changes, Error::<T>::NoChange);
            validator.commission = commission;
            validator.next_commission = None;
        }
        Validators::<T>::insert(&who, validator);
        Self::deposit_event(Event::CommissionAnnounced { validator: who, commission, era });
        Ok(())
    }

    /// See [`Pallet::chill`].
    pub(crate) fn do_chill(who: T::AccountId) -> DispatchResult {
        let validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotValidator)?;
        ensure!(validator.status == ValidatorStatus::Active, Error::<T>::NoChange);
        Self::set_idle(who, validator, false);
        Ok(())
    }

    /// A validator that is active stands no more; whether because it was offline.
    pub(crate) fn set_idle(who: T::AccountId, mut validator: ValidatorRecordOf<T>, offline: bool) {
        validator.status = ValidatorStatus::Idle;
        Validators::<T>::insert(&who, validator);
        Candidates::<T>::remove(&who);
        Self::deposit_event(Event::ValidatorChilled { validator: who, offline });
    }

    /// See [`Pallet::activate`].
    pub(crate) fn do_activate(who: T::AccountId) -> DispatchResult {
        let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotValidator)?;
        match validator.status {
            ValidatorStatus::Active => return Err(Error::<T>::NoChange.into()),
            ValidatorStatus::Leaving => return Err(Error::<T>::Leaving.into()),
            ValidatorStatus::Idle => {}
        }
        ensure!(T::SessionKeys::is_registered(&who), Error::<T>::NoSessionKeys);
        ensure!(validator.own_stake >= Parameters::<T>::get().min_validator_bond, Error::<T>::BelowMinimum);
        Self::ensure_place()?;
        validator.status = ValidatorStatus::Active;
        Validators::<T>::insert(&who, validator);
        Candidates::<T>::insert(&who, ());
        Self::deposit_event(Event::ValidatorActivated { validator: who });
        Ok(())
    }

    /// See [`Pallet::deregister`].
    pub(crate) fn do_deregister(who: T::AccountId) -> DispatchResult {
        let status = Validators::<T>::get(&who).ok_or(Error::<T>::NotValidator)?.status;
        ensure!(status != ValidatorStatus::Leaving, Error::<T>::Leaving);
        let (mut validator, mut delegation) = Self::find(&who, &who)?;
        let amount = delegation.amount;
        let until = Self::unbond_stake(&who, &who, &mut validator, &mut delegation, amount)?;
        validator.status = ValidatorStatus::Leaving;
        Candidates::<T>::remove(&who);
        Self::deposit_event(Event::ValidatorDeregistered { validator: who.clone() });
        Self::deposit_event(Event::Unbonded { delegator: who.clone(), validator: who.clone(), amount, until });
        Self::store_delegation(&who, &who, validator, delegation);
        Ok(())
    }

    /// See [`Pallet::set_parameters`].
    pub(crate) fn do_set_parameters(parameters: StakingParameters) -> DispatchResult {
        ensure!(parameters.is_valid(), Error::<T>::InvalidParameters);
        Parameters::<T>::put(parameters);
        Self::deposit_event(Event::ParametersChanged { parameters });
        Ok(())
    }

    /// See [`Pallet::set_invulnerables`].
    pub(crate) fn do_set_invulnerables(invulnerables: Vec<T::AccountId>) -> DispatchResult {
        let bounded = BoundedVec::<_, T::MaxInvulnerables>::try_from(invulnerables.clone())
            .map_err(|_| Error::<T>::InvalidInvulnerables)?;
        let different: BTreeSet<_> = bounded.iter().collect();
        ensure!(different.len() == bounded.len(), Error::<T>::InvalidInvulnerables);
        ensure!(bounded.iter().all(T::SessionKeys::is_registered), Error::<T>::NoSessionKeys);
        Invulnerables::<T>::put(bounded);
        Self::deposit_event(Event::InvulnerablesChanged { invulnerables });
        Ok(())
    }

    /// Whether one more can stand.
    fn ensure_place() -> DispatchResult {
        ensure!(Candidates::<T>::count() < T::MaxCandidates::get(), Error::<T>::MaxCandidatesExceeded);
        Ok(())
    }
}
