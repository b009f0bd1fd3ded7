//! The periods, for other pallets' configuration, and an origin that ends with one of them.

use crate::{Config, Periods};
use core::marker::PhantomData;
use frame_support::traits::{EnsureOrigin, Get};
use frame_system::pallet_prelude::BlockNumberFor;

/// Types that read the periods as they are now. What a pallet shows of them as a constant is what they were when its metadata was read.
macro_rules! periods {
    ($($(#[$attribute:meta])* $name:ident: $periods:ident => $value:expr;)*) => {
        $(
            $(#[$attribute])*
            pub struct $name<T>(PhantomData<T>);

            impl<T: Config> Get<BlockNumberFor<T>> for $name<T> {
                fn get() -> BlockNumberFor<T> {
                    let $periods = Periods::<T>::get();
                    $value
                }
            }
        )*
    };
}

periods! {
    /// Between two public referenda, in blocks.
    LaunchPeriod: periods => periods.launch;
    /// For which a referendum is voted on, in blocks.
    VotingPeriod: periods => periods.voting;
    /// For which one on the fast track is voted on at least, in blocks.
    FastTrackPeriod: periods => periods.fast_track;
    /// Between a referendum's end and its enactment, in blocks; also for which a vote with conviction 1 is locked.
    EnactmentPeriod: periods => periods.enactment;
    /// For which a vetoed proposal cannot come back, in blocks.
    CoolOffPeriod: periods => periods.cool_off;
    /// For which a council or committee votes on a motion, in blocks.
    MotionPeriod: periods => periods.motion;
    /// Between two elections of the council, in blocks.
    CouncilTerm: periods => periods.council_term;
    /// Between two payments of the treasury to bounties, in blocks.
    SpendingPeriod: periods => periods.spending;
    /// For which stake is unbonded, in blocks.
    UnbondingPeriod: periods => periods.unbonding;
    /// The longest time for which stake can stand behind a vote that is not enacted yet, in blocks.
    LongestVote: periods => periods.longest_vote();
}

/// Succeeds as `O` does before the block [`GovernancePeriods::emergency_until`](crate::GovernancePeriods::emergency_until), and never
/// from it on.
pub struct EnsureUntilSunset<T, O>(PhantomData<(T, O)>);

impl<T: Config, O> EnsureUntilSunset<T, O> {
    fn is_over() -> bool {
        frame_system::Pallet::<T>::block_number() >= Periods::<T>::get().emergency_until
    }
}

impl<T: Config, O: EnsureOrigin<T::RuntimeOrigin>> EnsureOrigin<T::RuntimeOrigin> for EnsureUntilSunset<T, O> {
    type Success = O::Success;

    fn try_origin(origin: T::RuntimeOrigin) -> Result<Self::Success, T::RuntimeOrigin> {
        if Self::is_over() {
            return Err(origin);
        }
        O::try_origin(origin)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<T::RuntimeOrigin, ()> {
        if Self::is_over() {
            return Err(());
        }
        O::try_successful_origin()
    }
}
