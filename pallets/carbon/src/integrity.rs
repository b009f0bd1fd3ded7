//! Relations between constants.

use crate::{Config, Pallet, WeightInfo};
use frame_support::{dispatch::DispatchClass, pallet_prelude::Weight, traits::Get};
use sp_runtime::Permill;

impl<T: Config> Pallet<T> {
    /// Whether the runtime's configuration makes sense; run by `integrity_test`, which may panic.
    pub(crate) fn check_integrity() {
        let (validity, retention) = (T::Validity::get(), T::RetirementRetention::get());
        assert!(validity > 0, "a certificate must be of use to somebody");
        // A day says which of its two sweeps an issuance is due for.
        assert!(retention > 0, "what was retired must outlive what expired");
        assert!(validity.checked_add(retention).is_some(), "days must add up");
        assert!(T::FactorRetention::get() >= validity, "a claim must find the factors of its day");
        assert!(T::MaxFactorVersions::get() > 0, "there must be a version of the factors");
        // Or a zone with all its versions would never fit into a step.
        assert!(T::MaxItemsPerStep::get() >= T::MaxFactorVersions::get(), "a step must be able to look at a zone's factors");
        assert!(T::StorageEfficiency::get() > Permill::zero(), "a store must give something back");

        let weights = T::BlockWeights::get();
        let most = weights.get(DispatchClass::Normal).max_extrinsic.unwrap_or(Weight::MAX);
        assert!(Self::advance_weight(1).all_lte(most), "anybody must be able to do what is due");
        assert!(T::WeightInfo::submit_factors().all_lte(most), "sources must be able to publish");
    }
}
