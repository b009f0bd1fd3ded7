//! Emission factors: who says what they are, what they come to, and how long they are kept. And officers.

use crate::{
    Agenda, Agendas, Config, DayFactors, Error, Event, Factor, FactorRulesOf, FactorSetRecord, Factors, HourFactors,
    LatestVersion, OfficerRole, Officers, Pallet, Rules, SubmissionRecord, Submissions,
};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use uen_primitives::{median, Day, Hour, UnixSeconds, ZoneId, HOURS_PER_DAY};

impl<T: Config> Pallet<T> {
    /// See [`Pallet::set_factor_rules`].
    pub(crate) fn do_set_factor_rules(zone: ZoneId, rules: FactorRulesOf<T>) -> DispatchResult {
        ensure!(rules.is_valid(), Error::<T>::OutOfBounds);
        Rules::<T>::insert(zone, rules.clone());
        Self::deposit_event(Event::FactorRulesSet { zone, rules });
        Ok(())
    }

    /// See [`Pallet::submit_factors`].
    pub(crate) fn do_submit_factors(
        source: T::AccountId,
        zone: ZoneId,
        day: Day,
        version: u32,
        factors: DayFactors,
        source_hash: H256,
    ) -> DispatchResult {
        let rules = Rules::<T>::get(zone).ok_or(Error::<T>::ZoneNotFound)?;
        ensure!(rules.sources.contains(&source), Error::<T>::NotSource);
        let is_whole_day = u32::try_from(factors.len()) == Ok(HOURS_PER_DAY);
        ensure!(is_whole_day && rules.allow(&factors), Error::<T>::InvalidFactors);
        ensure!(day <= Self::today().next() && !Self::is_past_retention(day), Error::<T>::OutsideWindow);
        ensure!(version.checked_sub(1) == Some(LatestVersion::<T>::get(day, zone)), Error::<T>::WrongVersion);
        ensure!(version <= T::MaxFactorVersions::get(), Error::<T>::MaxVersionsExceeded);
        let mut submitted = Self::standing_submissions(zone, day, &rules);
        // The rules may have changed since: if a quorum stands already, whoever is of it completes it by saying it again.
        let is_reached = u32::try_from(submitted.len()).is_ok_and(|count| count >= rules.quorum);
        ensure!(is_reached || !submitted.iter().any(|(other, _)| *other == source), Error::<T>::AlreadySubmitted);
        submitted.retain(|(other, _)| *other != source);

        Self::note_factors(day);
        let submission = SubmissionRecord { factors, source_hash };
        submitted.push((source.clone(), submission.clone()));
        if u32::try_from(submitted.len()).is_ok_and(|count| count < rules.quorum) {
            Submissions::<T>::insert((day, zone, &source), submission);
            Self::deposit_event(Event::FactorsSubmitted { zone, day, version, source });
        } else {
            Self::publish(zone, day, version, rules.quorum, submitted);
        }
        Ok(())
    }

    /// See [`Pallet::appoint_officer`].
    pub(crate) fn do_appoint_officer(role: OfficerRole, who: T::AccountId, until: UnixSeconds) -> DispatchResult {
        ensure!(until > Self::now(), Error::<T>::OutOfBounds);
        Officers::<T>::insert(role, &who, until);
        Self::deposit_event(Event::OfficerAppointed { role, who, until });
        Ok(())
    }

    /// See [`Pallet::dismiss_officer`].
    pub(crate) fn do_dismiss_officer(role: OfficerRole, who: T::AccountId) -> DispatchResult {
        ensure!(Officers::<T>::take(role, &who).is_some(), Error::<T>::OfficerNotFound);
        Self::deposit_event(Event::OfficerDismissed { role, who });
        Ok(())
    }

    /// Whether `who` is appointed for this, and the term is not over.
    pub(crate) fn ensure_officer(role: OfficerRole, who: &T::AccountId) -> DispatchResult {
        let is_in_office = Officers::<T>::get(role, who).is_some_and(|until| Self::now() < until);
        ensure!(is_in_office, Error::<T>::NotOfficer);
        Ok(())
    }

    /// The factors of an hour: of the latest version that is not above `version`, or the zone's fallback if there is none.
    pub(crate) fn factor(zone: ZoneId, hour: Hour, version: Option<u32>) -> Factor {
        let published = Self::factor_set(zone, hour.day(), version).and_then(|(version, set)| {
            let HourFactors { location, residual } = hour_of(&set.factors, hour.of_day())?;
            Some(Factor { location, residual, version: Some(version) })
        });
        published.unwrap_or_else(|| {
            let fallback = Rules::<T>::get(zone).map_or(0, |rules| rules.fallback);
            Factor { location: fallback, residual: None, version: None }
        })
    }

    /// Keep the latest version of a zone's and day's factors as long as a claim refers to it. Says which it is; `None` if there is none.
    pub(crate) fn pin(zone: ZoneId, day: Day) -> Option<u32> {
        let (version, set) = Self::factor_set(zone, day, None)?;
        // There are fewer Wh to be claimed in an hour than pins that can be counted.
        let pins = set.pins.saturating_add(1);
        Factors::<T>::insert(day, (zone, version), FactorSetRecord { pins, ..set });
        Some(version)
    }

    /// A claim that referred to the factors is gone. They go with the last one, if they are only kept for it.
    pub(crate) fn unpin(zone: ZoneId, day: Day, version: u32) {
        let is_gone = Factors::<T>::mutate_exists(day, (zone, version), |set| {
            if let Some(set) = set {
                set.pins = set.pins.saturating_sub(1);
            }
            // Nothing but what is pinned is kept past the retention.
            if set.as_ref().is_some_and(|set| set.pins == 0) && Self::is_past_retention(day) {
                *set = None;
            }
            set.is_none()
        });
        let latest = LatestVersion::<T>::get(day, zone);
        if is_gone && !(1..=latest).any(|version| Factors::<T>::contains_key(day, (zone, version))) {
            LatestVersion::<T>::remove(day, zone);
        }
    }

    /// Whether the factors of a day are only kept while a claim refers to them.
    pub(crate) fn is_past_retention(day: Day) -> bool {
        Self::today().0 > day.0.saturating_add(T::FactorRetention::get())
    }

    /// Remove the factors of the agenda's day that no claim refers to, and what was submitted and not published: look at no more than `max`
    /// of both, and go on to the next day when there is nothing left to look at. Says how many were looked at.
    ///
    /// The caller has made sure that the day [is past](Self::is_past_retention), and writes the agenda. `max` is not less than
    /// [`Config::MaxFactorVersions`].
    pub(crate) fn prune_factors(agenda: &mut Agenda, max: u32) -> u32 {
        let Some(day) = agenda.factors else { return 0 };
        let zones = match agenda.factors_zone {
            Some(zone) => LatestVersion::<T>::iter_prefix_from(day, LatestVersion::<T>::hashed_key_for(day, zone)),
            None => LatestVersion::<T>::iter_prefix(day),
        };
        let mut looked: u32 = 0;
        // The iterators find the next key after the last one, whether that is still there or not.
        for (zone, latest) in zones {
            let count = looked.saturating_add(latest);
            if count > max {
                return looked;
            }
            looked = count;
            Self::prune_zone(zone, day, latest);
            agenda.factors_zone = Some(zone);
        }
        for key in Submissions::<T>::iter_key_prefix((day,)) {
            if looked >= max {
                return looked;
            }
            looked = looked.saturating_add(1);
            let (zone, source) = key;
            Submissions::<T>::remove((day, zone, source));
        }
        agenda.factors = Some(day.next());
        agenda.factors_zone = None;
        looked
    }

    /// Remove the versions to which no claim refers.
    fn prune_zone(zone: ZoneId, day: Day, latest: u32) {
        let mut is_kept = false;
        for version in 1..=latest {
            Factors::<T>::mutate_exists(day, (zone, version), |set| {
                *set = set.take().filter(|set| set.pins > 0);
                is_kept |= set.is_some();
            });
        }
        if !is_kept {
            LatestVersion::<T>::remove(day, zone);
        }
    }

    /// The latest version that is not above `version`, and is kept.
    fn factor_set(zone: ZoneId, day: Day, version: Option<u32>) -> Option<(u32, FactorSetRecord)> {
        let latest = LatestVersion::<T>::get(day, zone);
        let highest = version.map_or(latest, |version| version.min(latest));
        (1..=highest).rev().find_map(|version| Some((version, Factors::<T>::get(day, (zone, version))?)))
    }

    /// What was submitted for the next version and still counts. The rest is removed: what accounts submitted that are no sources any more,
    /// and what is not within the bounds any more. So there are never more than [`MAX_SOURCES`](crate::MAX_SOURCES).
    fn standing_submissions(zone: ZoneId, day: Day, rules: &FactorRulesOf<T>) -> Vec<(T::AccountId, SubmissionRecord)> {
        let all = Submissions::<T>::iter_prefix((day, zone)).collect::<Vec<_>>().into_iter();
        let (standing, stale): (Vec<_>, Vec<_>) = all.partition(|(source, submission)| {
            let is_source = rules.sources.contains(source);
            is_source && rules.allow(&submission.factors)
        });
        for (source, _) in stale {
            Submissions::<T>::remove((day, zone, source));
        }
        standing
    }

    /// There is something to be pruned of `day` once it is past.
    fn note_factors(day: Day) {
        let agenda = Agendas::<T>::get();
        if agenda.factors.is_none_or(|first| day < first) {
            Agendas::<T>::put(Agenda { factors: Some(day), factors_zone: None, ..agenda });
        }
    }

    /// Publish the medians of what was submitted.
    fn publish(zone: ZoneId, day: Day, version: u32, quorum: u32, mut submitted: Vec<(T::AccountId, SubmissionRecord)>) {
        submitted.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut hashes = Vec::new();
        let mut factors = Vec::new();
        for (source, submission) in submitted {
            Submissions::<T>::remove((day, zone, source));
            hashes.extend_from_slice(submission.source_hash.as_bytes());
            factors.push(submission.factors);
        }
        let source_hash = H256(blake2_256(&hashes));
        let set = FactorSetRecord { factors: medians(&factors, quorum), source_hash, published_at: Self::now(), pins: 0 };
        Factors::<T>::insert(day, (zone, version), set);
        LatestVersion::<T>::insert(day, zone, version);
        Self::deposit_event(Event::FactorsPublished { zone, day, version, source_hash });
    }
}

/// Hour by hour, the median of what was submitted; of the residual factors, if a quorum gave one.
fn medians(submitted: &[DayFactors], quorum: u32) -> DayFactors {
    let of_hour = |hour| {
        let given = || submitted.iter().filter_map(move |factors| hour_of(factors, hour));
        let mut locations: Vec<_> = given().map(|factors| factors.location).collect();
        let mut residuals: Vec<_> = given().filter_map(|factors| factors.residual).collect();
        let has_quorum = u32::try_from(residuals.len()).is_ok_and(|count| count >= quorum);
        let residual = if has_quorum { median(&mut residuals) } else { None };
        // Nothing is published of nothing.
        HourFactors { location: median(&mut locations).unwrap_or_default(), residual }
    };
    DayFactors::truncate_from((0..HOURS_PER_DAY).map(of_hour).collect())
}

/// The factors of an hour of the day.
fn hour_of(factors: &DayFactors, hour: u32) -> Option<HourFactors> {
    usize::try_from(hour).ok().and_then(|hour| factors.get(hour)).copied()
}
