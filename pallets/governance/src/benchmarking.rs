//! Benchmarks of the calls.

use crate::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{EnsureOrigin, Get};
use sp_runtime::traits::{One, Saturating};

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Whatever the periods are: they have a fixed size, and are written unread.
    #[benchmark]
    fn set_periods() -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let mut periods = T::InitialPeriods::get();
        periods.emergency_until = periods.emergency_until.saturating_add(One::one());

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, periods);

        assert_eq!(Periods::<T>::get(), periods);
        let event = Event::<T>::PeriodsChanged { periods };
        frame_system::Pallet::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
