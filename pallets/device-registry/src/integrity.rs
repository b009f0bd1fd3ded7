//! Relations between constants.

use crate::{Config, Pallet};
use frame_support::{dispatch::DispatchClass, pallet_prelude::Weight, traits::Get};
use uen_primitives::{DAY_SECONDS, PERIODS_PER_HOUR, PERIOD_SECONDS};

impl<T: Config> Pallet<T> {
    /// Whether the runtime's configuration makes sense; run by `integrity_test`, which may panic.
    pub(crate) fn check_config() {
        assert!(T::MaxBatch::get() > 0, "batches must be able to hold a reading");
        assert!(T::MaxDevicesPerOwner::get() > 0, "owners must be able to have a device");
        assert!(T::MaxRevokedCertifiers::get() > 0, "a certifier must be removable");
        assert!(T::MaxPrunedPerBlock::get() > 1, "pruning a day takes an entry and the step to the next day");
        assert!(T::DeviceDeposit::get() > 0, "a device without a deposit counts as slashed");
        assert!(T::RevocationPeriod::get() > 0, "who is revoked must have time to object");
        assert!(T::MaxClockDrift::get() < T::ReadingWindow::get(), "drift is small against the window");
        assert!(T::HistoryPeriods::get().is_multiple_of(PERIODS_PER_HOUR), "history is kept by the hour");
        let history = u64::from(T::HistoryPeriods::get()).saturating_mul(PERIOD_SECONDS);
        assert!(history >= T::ReadingWindow::get(), "whatever can be accepted must be readable");
        let retention = u64::from(T::DayRetention::get()).saturating_mul(DAY_SECONDS);
        assert!(retention > T::ReadingWindow::get(), "a day must be complete before it is pruned");
        let most = T::BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.unwrap_or(Weight::MAX);
        assert!(Self::weight_of_largest_batch().all_lte(most), "a full batch must fit into a block");
    }
}
