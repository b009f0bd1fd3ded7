//! What the runtime API answers.

use crate::{
    emission::{self, Budget},
    *,
};
use alloc::vec::Vec;
use frame_support::traits::{Get, UnixTime};
use uen_primitives::{
    runtime_api::{MiningEra, MiningReward, MiningStatus, Page, MAX_PAGE},
    Balance, Day,
};

impl<T: Config> Pallet<T> {
    /// What has accumulated for stakers, in planck.
    pub fn staking_pot() -> Balance {
        Ledger::<T>::get().staking_pot
    }

    /// What has accumulated for green behaviour, in planck.
    pub fn behaviour_pot() -> Balance {
        Ledger::<T>::get().behaviour_pot
    }

    /// The era that is being mined; `None` before the first block.
    pub fn current_era() -> Option<u32> {
        let first = FirstDay::<T>::get()?;
        Day::of(T::UnixTime::now().as_secs()).0.checked_sub(first.0)
    }

    /// Where energy mining stands.
    pub fn mining_status() -> MiningStatus {
        let ledger = Ledger::<T>::get();
        let budget = Budget::of(ledger.remaining);
        let per_wh = Balance::from(Parameters::<T>::get().max_reward);
        MiningStatus {
            era: Self::current_era(),
            first_day: FirstDay::<T>::get(),
            next_to_close: NextEra::<T>::get(),
            remaining: ledger.remaining,
            reserved: ledger.reserved,
            paid: ledger.paid,
            staking_pot: ledger.staking_pot,
            behaviour_pot: ledger.behaviour_pot,
            energy_budget: budget.energy,
            staking_budget: budget.staking,
            behaviour_budget: budget.behaviour,
            // 64 bits times 1000.
            max_reward_per_weighted_kwh: per_wh.saturating_mul(1_000),
        }
    }

    /// What `account` earned, newest era first, down to the oldest that can be claimed. An era that is being collected has no
    /// reward yet. `cursor` is the first era of the page.
    pub fn mining_rewards(account: &T::AccountId, cursor: Option<u32>, limit: u32) -> Page<MiningReward, u32> {
        let next = NextEra::<T>::get();
        let newest = if Collection::<T>::exists() { Some(next) } else { next.checked_sub(1) };
        Self::page(newest, cursor, limit, |era| {
            let miner = Miners::<T>::get(era, account)?;
            let reward = Eras::<T>::get(era)
                .and_then(|totals| emission::reward(totals.spend, miner.weighted_energy, totals.weighted_energy).ok());
            Some(MiningReward { era, weighted_energy: miner.weighted_energy, reward, claimed: miner.claimed })
        })
    }

    /// Closed eras whose rewards can be claimed, newest first. `cursor` is the first era of the page.
    pub fn mining_eras(cursor: Option<u32>, limit: u32) -> Page<MiningEra, u32> {
        Self::page(NextEra::<T>::get().checked_sub(1), cursor, limit, |era| {
            let EraRecord { weighted_energy, spend, unclaimed } = Eras::<T>::get(era)?;
            Some(MiningEra { era, day: Self::day_of(era)?, weighted_energy, spend, unclaimed })
        })
    }

    /// Walk from `cursor`, or from `newest`, down to the oldest era that can be claimed: as many lookups as there are such eras.
    fn page<Item>(newest: Option<u32>, cursor: Option<u32>, limit: u32, item: impl Fn(u32) -> Option<Item>) -> Page<Item, u32> {
        let mut page = Page { items: Vec::new(), next: None };
        let Some(newest) = newest else { return page };
        let limit = usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX);
        let oldest = NextEra::<T>::get().saturating_sub(T::ClaimEras::get());
        for era in (oldest..=cursor.map_or(newest, |cursor| cursor.min(newest))).rev() {
            let Some(item) = item(era) else { continue };
            if page.items.len() >= limit {
                page.next = Some(era);
                break;
            }
            page.items.push(item);
        }
        page
    }
}
