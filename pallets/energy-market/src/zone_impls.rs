//! Zones, and what imbalance energy costs in them.

use crate::{
    Config, Error, Event, ImbalancePrices, ImbalanceRules, Markets, Pallet, ZoneParents, ZoneRecord, ZoneTermsOf, Zones,
    MAX_ZONES, MAX_ZONE_DEPTH,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use uen_primitives::{median, MarketId, Period, PricePerWh, Product, ZoneId, ZoneTree};

impl<T: Config> ZoneTree for Pallet<T> {
    fn is_within(zone: ZoneId, area: ZoneId) -> bool {
        let parent = |zone: &ZoneId| Zones::<T>::get(zone).and_then(|record| record.parent);
        let levels = usize::from(MAX_ZONE_DEPTH).saturating_add(1);
        core::iter::successors(Some(zone), parent).take(levels).any(|zone| zone == area)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn insert_deepest_zone(area: ZoneId) -> ZoneId {
        crate::benchmarking::insert_zones_below::<T>(area)
    }
}

impl<T: Config> Pallet<T> {
    /// See [`Pallet::create_zone`].
    pub(crate) fn do_create_zone(zone: ZoneId, parent: Option<ZoneId>, terms: ZoneTermsOf<T>) -> DispatchResult {
        ensure!(!Zones::<T>::contains_key(zone), Error::<T>::ZoneAlreadyExists);
        ensure!(Zones::<T>::count() < MAX_ZONES, Error::<T>::MaxZonesExceeded);
        let depth = match parent {
            Some(parent) => Zones::<T>::get(parent).ok_or(Error::<T>::ZoneNotFound)?.depth.saturating_add(1),
            None => 0,
        };
        ensure!(depth <= MAX_ZONE_DEPTH, Error::<T>::MaxDepthExceeded);
        Self::ensure_valid(&terms)?;
        if let Some(parent) = parent {
            ZoneParents::<T>::try_mutate(|parents| parents.try_push((zone, parent))).map_err(|_| Error::<T>::MaxZonesExceeded)?;
        }
        Zones::<T>::insert(zone, ZoneRecord { parent, depth, terms: terms.clone() });
        Self::deposit_event(Event::ZoneCreated { zone, parent, terms });
        Ok(())
    }

    /// See [`Pallet::update_zone`].
    pub(crate) fn do_update_zone(zone: ZoneId, terms: ZoneTermsOf<T>) -> DispatchResult {
        let mut record = Zones::<T>::get(zone).ok_or(Error::<T>::ZoneNotFound)?;
        Self::ensure_valid(&terms)?;
        record.terms = terms.clone();
        Zones::<T>::insert(zone, record);
        Self::deposit_event(Event::ZoneUpdated { zone, terms });
        Ok(())
    }

    /// See [`Pallet::submit_imbalance_price`].
    pub(crate) fn do_submit_imbalance_price(
        source: T::AccountId,
        zone: ZoneId,
        period: Period,
        price: PricePerWh,
    ) -> DispatchResult {
        let rules = Zones::<T>::get(zone).ok_or(Error::<T>::ZoneNotFound)?.terms.imbalance;
        ensure!(rules.sources.contains(&source), Error::<T>::NoPermission);
        ensure!((rules.lowest..=rules.highest).contains(&price), Error::<T>::PriceOutOfBounds);
        // Half open, and no later than settlement begins: no penalty changes while sellers are settled.
        let fresh = period.end()..period.end().saturating_add(rules.max_age.into());
        ensure!(fresh.contains(&Self::now()), Error::<T>::OutsideWindow);
        let is_traded = [Product::Green, Product::Any]
            .into_iter()
            .any(|product| Markets::<T>::contains_key(MarketId { period, zone, product }));
        ensure!(is_traded, Error::<T>::MarketNotFound);
        ImbalancePrices::<T>::try_mutate(period, zone, |prices| {
            ensure!(!prices.iter().any(|(account, _)| *account == source), Error::<T>::AlreadySubmitted);
            // What others submitted before they were replaced does not count any more; so there is always room.
            prices.retain(|(account, _)| rules.sources.contains(account));
            prices.try_push((source.clone(), price)).map_err(|_| Error::<T>::AlreadySubmitted)
        })?;
        Self::deposit_event(Event::ImbalancePriceSubmitted { zone, period, source, price });
        Ok(())
    }

    /// What imbalance energy cost in a zone and period: the median, once the quorum of those who are sources now has submitted.
    pub(crate) fn imbalance_price(zone: ZoneId, period: Period) -> Option<PricePerWh> {
        let ImbalanceRules { sources, quorum, .. } = Zones::<T>::get(zone)?.terms.imbalance;
        let submitted = ImbalancePrices::<T>::get(period, zone).into_iter();
        let mut prices: Vec<_> = submitted.filter(|(source, _)| sources.contains(source)).map(|(_, price)| price).collect();
        let has_quorum = u32::try_from(prices.len()).is_ok_and(|count| count >= quorum);
        if has_quorum {
            median(&mut prices)
        } else {
            None
        }
    }

    /// See [`Error::InvalidTerms`].
    fn ensure_valid(terms: &ZoneTermsOf<T>) -> Result<(), Error<T>> {
        let ImbalanceRules { sources, quorum, max_age, lowest, highest } = &terms.imbalance;
        let most = T::MaxPrice::get();
        let distinct = sources.iter().map(codec::Encode::encode).collect::<BTreeSet<_>>().len();
        let can_have_quorum = *quorum >= 1 && usize::try_from(*quorum).is_ok_and(|quorum| quorum <= sources.len().max(1));
        let is_valid = can_have_quorum
            && distinct == sources.len()
            && lowest <= highest
            && [terms.fee, terms.deposit_per_wh, *highest].into_iter().all(|price| price <= most)
            && u64::from(*max_age) <= T::MeteringGrace::get();
        ensure!(is_valid, Error::<T>::InvalidTerms);
        Ok(())
    }
}
