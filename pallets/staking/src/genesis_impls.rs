//! Stakes of the first block.

use crate::*;
use alloc::collections::BTreeSet;
use frame_support::{
    traits::{fungible::Inspect, Get},
    BoundedVec,
};
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
    /// Write what the genesis says. What it says wrong stops the chain before it exists.
    ///
    /// Session keys are not asked for: the session pallet's genesis, which writes them, is built after this one and composes the first
    /// sessions itself. Whoever has none is not in them.
    ///
    /// # Panics
    /// If the configuration is wrong; the message says what is.
    pub(crate) fn build_genesis(config: &GenesisConfig<T>) {
        let pot = Self::account_id();
        // The pot may run dry; its account stays.
        frame_system::Pallet::<T>::inc_providers(&pot);
        let parameters = config.parameters.unwrap_or_default();
        assert!(parameters.is_valid(), "the staking parameters of the genesis are out of their bounds");
        Parameters::<T>::put(parameters);
        if let Some(length) = config.session_length {
            assert!(!length.is_zero(), "a session of the genesis must have blocks");
            SessionLength::<T>::put(length);
        }
        assert!(
            config.validators.is_empty() || T::Currency::balance(&pot) >= T::Currency::minimum_balance(),
            "the genesis must give the staking pot {pot:?} the existential deposit"
        );
        for (who, bond, commission) in &config.validators {
            if let Err(error) = Self::insert_validator(who.clone(), *bond, *commission) {
                panic!("{who:?} cannot be a validator with {bond} planck at genesis: {error:?}");
            }
        }
        for (delegator, validator, amount) in &config.delegations {
            if let Err(error) = Self::do_delegate(delegator.clone(), validator.clone(), *amount) {
                panic!("{delegator:?} cannot stake {amount} planck for {validator:?} at genesis: {error:?}");
            }
            // Nobody could have come for the next block alone.
            Delegations::<T>::mutate(delegator, validator, |delegation| {
                if let Some(delegation) = delegation {
                    delegation.fresh = 0;
                }
            });
        }
        let different: BTreeSet<_> = config.invulnerables.iter().collect();
        assert!(different.len() == config.invulnerables.len(), "the genesis names an invulnerable twice");
        match BoundedVec::try_from(config.invulnerables.clone()) {
            Ok(invulnerables) => Invulnerables::<T>::put(invulnerables),
            Err(_) => panic!("the genesis has more than {} invulnerables", T::MaxInvulnerables::get()),
        }
    }
}
