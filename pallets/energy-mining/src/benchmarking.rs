//! Benchmarks of the calls and of the steps.

use crate::{emission::LedgerRecord, *};
use frame_benchmarking::v2::*;
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        EnsureOrigin,
    },
};
use frame_system::RawOrigin;
use uen_primitives::{DailyEnergy, Day, DeviceId, DeviceKind, MeteredEnergy, Wh};

/// The day of era 0 in benchmarks: of any year in which meters are.
const FIRST_DAY: Day = Day(20_000);

fn fresh_collection() -> CollectionRecord {
    CollectionRecord { cursor: None, weighted_energy: 0, parameters: MiningParameters::default() }
}

/// Era `era` is being collected, and the account is endowed.
fn begin<T: Config>(era: u32) -> Day {
    FirstDay::<T>::put(FIRST_DAY);
    NextEra::<T>::put(era);
    Collection::<T>::put(fresh_collection());
    Ledger::<T>::put(LedgerRecord::new(T::Allocation::get()));
    T::Currency::set_balance(&Pallet::<T>::account_id(), T::Allocation::get());
    Day(FIRST_DAY.0.saturating_add(era))
}

/// `n` devices, each of another owner, so that each writes a record of its own.
fn insert_devices<T: Config>(n: u32, day: Day) {
    for i in 0..n {
        let energy = DailyEnergy {
            owner: account("miner", i, 0),
            kind: DeviceKind::Solar,
            import: Wh(1_000),
            export: Wh(4_000),
            generation: Wh(5_000),
            mineable_shared: Wh(4_000),
            mineable_self_used: Wh(1_000),
        };
        T::Meters::insert_day(DeviceId(sp_io::hashing::blake2_256(&i.to_le_bytes()).into()), day, energy);
    }
}

/// `n` miners of a closed era.
fn insert_miners<T: Config>(n: u32, era: u32) {
    for i in 0..n {
        let miner: T::AccountId = account("miner", i, 0);
        Miners::<T>::insert(era, miner, MinerRecord { weighted_energy: 1, claimed: false });
    }
}

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_parameters() -> Result<(), BenchmarkError> {
        let origin = T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let parameters = MiningParameters { max_reward: MAX_MAX_REWARD, ..Default::default() };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameters);

        assert_eq!(Parameters::<T>::get(), parameters);
        assert_last_event::<T>(Event::ParametersChanged { parameters });
        Ok(())
    }

    /// The miner's account is created by the payment.
    #[benchmark]
    fn claim() {
        begin::<T>(1);
        let miner: T::AccountId = account("miner", 0, 0);
        let amount = T::Currency::minimum_balance().max(1);
        Ledger::<T>::mutate(|ledger| {
            ledger.remaining = ledger.remaining.saturating_sub(amount);
            ledger.reserved = amount;
        });
        Eras::<T>::insert(0, EraRecord { weighted_energy: 1, spend: amount, unclaimed: amount });
        insert_miners::<T>(1, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), miner.clone(), 0);

        assert_eq!(T::Currency::balance(&miner), amount);
        assert_last_event::<T>(Event::RewardClaimed { era: 0, account: miner, amount });
    }

    /// The call with its cheapest step: an era without devices. What the steps take is measured below.
    #[benchmark]
    fn advance() {
        begin::<T>(0);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), 1);

        assert_eq!(NextEra::<T>::get(), 1);
    }

    /// No collection is under way, so the registry is asked; the answer does not change what it costs.
    #[benchmark]
    fn look() {
        begin::<T>(0);
        Collection::<T>::kill();
        let work;

        #[block]
        {
            work = Pallet::<T>::next_work();
        }

        assert!(!matches!(work, Some(tick_impls::Work::Sweep(_))));
    }

    #[benchmark]
    fn collect(n: Linear<0, { T::MaxDevicesPerStep::get() }>) {
        let day = begin::<T>(0);
        insert_devices::<T>(n, day);
        let mut collection = fresh_collection();
        let collected;

        #[block]
        {
            collected = Pallet::<T>::collect(0, day, &mut collection);
            Collection::<T>::put(collection);
        }

        assert_eq!(collected, n);
        assert_eq!(Miners::<T>::iter_prefix(0).count(), usize::try_from(n).unwrap_or_default());
    }

    /// Another era expires at the same time, with something left.
    #[benchmark]
    fn close() -> Result<(), BenchmarkError> {
        let era = T::ClaimEras::get();
        begin::<T>(era);
        Ledger::<T>::mutate(|ledger| {
            ledger.remaining = ledger.remaining.saturating_sub(1);
            ledger.reserved = 1;
        });
        Eras::<T>::insert(0, EraRecord { weighted_energy: 1, spend: 1, unclaimed: 1 });
        let collection = CollectionRecord { weighted_energy: u128::MAX, ..fresh_collection() };

        #[block]
        {
            Pallet::<T>::close(era, &collection)?;
        }

        assert_last_event::<T>(Event::EraExpired { era: 0, returned: 1 });
        assert!(Eras::<T>::contains_key(era));
        assert!(!Eras::<T>::contains_key(0));
        Ok(())
    }

    #[benchmark]
    fn sweep(n: Linear<0, { T::MaxDevicesPerStep::get() }>) {
        begin::<T>(0);
        insert_miners::<T>(n, 0);
        let swept;

        #[block]
        {
            swept = Pallet::<T>::sweep(SweepRecord { era: 0, last: None });
        }

        assert_eq!(swept, n);
        assert!(Miners::<T>::iter_prefix(0).next().is_none());
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
