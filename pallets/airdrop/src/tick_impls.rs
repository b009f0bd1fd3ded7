//! What happens without a call: the claims open.

use crate::{ClaimWindow, Config, Event, Opened, Pallet, WeightInfo, CLAIM_PERIOD};
use frame_support::{traits::Get, weights::Weight};
use uen_primitives::UnixSeconds;

impl<T: Config> Pallet<T> {
    /// Weight of [`Self::tick`], known before the block's calls: one look at [`Opened`] here and one there, ever after.
    pub(crate) fn tick_weight() -> Weight {
        if Opened::<T>::exists() {
            T::DbWeight::get().reads(2)
        } else {
            T::WeightInfo::open()
        }
    }

    /// Open the claims if they are not and the chain has a clock.
    pub(crate) fn tick() {
        if !Opened::<T>::exists() {
            Self::open_at(Self::now());
        }
    }

    /// Open the claims. A chain whose clock shows 0 has none yet.
    pub(crate) fn open_at(from: UnixSeconds) {
        if from > 0 {
            let until = from.saturating_add(CLAIM_PERIOD);
            Opened::<T>::put(ClaimWindow { from, until });
            Self::deposit_event(Event::Opened { from, until });
        }
    }
}
