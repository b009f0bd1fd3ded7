//! What is due, and in which order: steps of known weight, in the idle time of blocks or by anybody's call.
//!
//! Clearing comes first, as it alone has a time after which it is too late. A walk over metering points, a [`Sweep`], goes period by
//! period and never overtakes the one that it follows, so that each finds done what it builds on, however late all of them are.

use crate::{
    settlement_impls::{Effort, Progress},
    *,
};
use frame_support::{pallet_prelude::*, storage::with_storage_layer, weights::WeightMeter};
use sp_runtime::Weight;
use uen_primitives::{DeviceId, MarketId, MarketState, MeteringPoints, Period, UnixSeconds};

/// Pages of books and trades that one step removes, at most.
pub(crate) const MAX_PAGES_PER_STEP: u32 = 32;
/// Entries of the history that one step removes, at most.
pub(crate) const MAX_PRUNED_PER_STEP: u32 = 32;

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// All markets of a period are cleared or cancelled: go on to the next.
    PassCleared,
    /// Clear a market with so many entries.
    Clear(MarketId, u32),
    /// Cancel a market.
    Cancel(MarketId),
    /// Visit a metering point with so many orders.
    Visit(Sweep, Period, DeviceId, u32),
    /// Nothing of a period is left for a sweep: go on to the next.
    Pass(Sweep),
    /// The time of an arbiter is over: have that of the zone above decide the oldest dispute, or dismiss it.
    Lapse,
    /// Remove pages of a market's book and trades.
    RemovePages(MarketId),
    /// Remove history of a period: of a market, or after the last of them of a day.
    Prune(Period, Option<MarketId>),
}

impl<T: Config> Pallet<T> {
    /// Do as many steps as fit into `limit`, less the proof that is kept back, and return what they took.
    ///
    /// Where the proof is recorded, a step counts what it recorded. That can be more than its weight says: of the maps that a step reads
    /// again and again, benchmarks count only the one with the largest proof.
    pub(crate) fn do_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit.saturating_sub(Weight::from_parts(0, T::ProofKeptBack::get())));
        let mut recorded = T::RecordedProof::get();
        let look = T::WeightInfo::look();
        while meter.try_consume(look).is_ok() {
            let Some(work) = Self::next_work() else { break };
            if !meter.can_consume(Self::weight_of(work)) {
                break;
            }
            let weight = Self::do_work(work);
            meter.consume(weight);
            let before = core::mem::replace(&mut recorded, T::RecordedProof::get());
            if let (Some(before), Some(now)) = (before, recorded) {
                let estimated = look.saturating_add(weight).proof_size();
                let counted = proof_of_step(now.saturating_sub(before));
                if matches!(work, Work::Visit(..)) {
                    meter.reclaim_proof_size(estimated.saturating_sub(counted));
                }
                // What there was no room for is in the block all the same; nothing comes after it.
                let more = counted.saturating_sub(estimated).min(meter.remaining().proof_size());
                meter.consume(Weight::from_parts(0, more));
            }
        }
        meter.consumed()
    }

    /// Do at most `steps` steps.
    pub(crate) fn do_advance(steps: u32) -> DispatchResultWithPostInfo {
        let mut weight = T::WeightInfo::look();
        let mut work = Self::next_work().filter(|_| steps > 0);
        ensure!(work.is_some(), Error::<T>::NothingDue);
        for _ in 0..steps {
            let Some(step) = work else { break };
            weight.saturating_accrue(Self::do_work(step));
            weight.saturating_accrue(T::WeightInfo::look());
            work = Self::next_work();
        }
        Ok(Some(weight).into())
    }

    /// The most that `steps` steps take.
    pub(crate) fn advance_weight(steps: u32) -> Weight {
        let look = T::WeightInfo::look();
        Self::step_weight().saturating_add(look).saturating_mul(steps.into()).saturating_add(look)
    }

    /// The most that any step takes.
    pub(crate) fn step_weight() -> Weight {
        [
            Self::weight_of_clearing(T::MaxOrdersPerMarket::get()),
            T::WeightInfo::cancel_market(),
            T::WeightInfo::skip(),
            Self::weight_of_releasing(MAX_ORDERS_PER_POINT),
            Self::weight_of_settling(MAX_ORDERS_PER_POINT),
            Self::weight_of_counting(MAX_ORDERS_PER_POINT),
            T::WeightInfo::dismiss().max(T::WeightInfo::escalate()),
            Self::weight_of_finalising(MAX_ORDERS_PER_POINT),
            T::WeightInfo::remove_pages(MAX_PAGES_PER_STEP),
            T::WeightInfo::prune(MAX_PRUNED_PER_STEP).saturating_add(T::WeightInfo::dismiss()),
        ]
        .into_iter()
        .fold(Weight::zero(), |most, weight| most.max(weight))
    }

    /// The most that clearing a book of so many entries takes. It reads and writes whole pages.
    pub(crate) fn weight_of_clearing(entries: u32) -> Weight {
        T::WeightInfo::clear(entries.div_ceil(ENTRIES_PER_PAGE))
    }

    /// The most that settling a metering point with so many orders takes.
    pub(crate) fn weight_of_settling(orders: u32) -> Weight {
        Effort::most_settling(orders, T::MaxTradesPerStep::get(), T::WeightInfo::settle)
    }

    /// The most that counting what a metering point with so many orders sold takes.
    fn weight_of_counting(orders: u32) -> Weight {
        Effort::most_counting(orders, T::MaxTradesPerStep::get(), T::WeightInfo::count)
    }

    /// The most that releasing what the fills of so many orders do not need takes.
    pub(crate) fn weight_of_releasing(orders: u32) -> Weight {
        T::WeightInfo::release(orders, orders.saturating_mul(MAX_CASCADE))
    }

    /// The most that closing so many orders takes.
    fn weight_of_finalising(orders: u32) -> Weight {
        T::WeightInfo::finalise(orders, orders.saturating_mul(MAX_CASCADE.saturating_sub(1)))
    }

    /// The most that `work` takes, besides finding it.
    fn weight_of(work: Work) -> Weight {
        match work {
            // Finding it allows for writing the agenda.
            Work::PassCleared | Work::Pass(_) => Weight::zero(),
            Work::Clear(_, entries) => Self::weight_of_clearing(entries),
            Work::Cancel(_) => T::WeightInfo::cancel_market(),
            Work::Visit(Sweep::Release, _, _, orders) => Self::weight_of_releasing(orders),
            Work::Visit(Sweep::Settle, _, _, orders) => Self::weight_of_settling(orders).max(T::WeightInfo::skip()),
            Work::Visit(Sweep::Deadline, _, _, orders) => {
                Self::weight_of_settling(orders).max(Self::weight_of_counting(orders)).max(T::WeightInfo::skip())
            }
            Work::Visit(Sweep::Finalise | Sweep::Prune, _, _, orders) => Self::weight_of_finalising(orders),
            Work::Lapse => T::WeightInfo::dismiss().max(T::WeightInfo::escalate()),
            Work::RemovePages(_) => T::WeightInfo::remove_pages(MAX_PAGES_PER_STEP),
            Work::Prune(..) => T::WeightInfo::prune(MAX_PRUNED_PER_STEP).saturating_add(T::WeightInfo::dismiss()),
        }
    }

    /// What to do next, if anything is due.
    pub(crate) fn next_work() -> Option<Work> {
        let agenda = Agendas::<T>::get()?;
        let now = Self::now();
        Self::next_clearing(&agenda, now)
            .or_else(|| Self::next_visit(Sweep::Release, &agenda, now))
            .or_else(|| Self::next_visit(Sweep::Settle, &agenda, now))
            .or_else(|| Self::next_visit(Sweep::Deadline, &agenda, now))
            .or_else(|| Self::next_lapse(now))
            .or_else(|| Self::next_visit(Sweep::Finalise, &agenda, now))
            .or_else(|| Self::next_visit(Sweep::Prune, &agenda, now))
    }

    fn next_clearing(agenda: &Agenda, now: UnixSeconds) -> Option<Work> {
        let period = agenda.clear;
        if now < Self::gate_of(period) {
            return None;
        }
        let record = Periods::<T>::get(period);
        let Some(market) = record.market(period, record.cleared) else { return Some(Work::PassCleared) };
        if now >= period.start() {
            return Some(Work::Cancel(market));
        }
        Some(Work::Clear(market, Markets::<T>::get(market).map_or(0, |record| record.entries)))
    }

    fn next_visit(sweep: Sweep, agenda: &Agenda, now: UnixSeconds) -> Option<Work> {
        let SweepCursor { period, last, markets } = agenda.cursor(sweep);
        // Each follows another, and waits for its time.
        let (leader, due) = match sweep {
            Sweep::Release => (agenda.clear, 0),
            Sweep::Settle => (agenda.release.period, Self::settlement_due(period)),
            Sweep::Deadline => (agenda.settle.period, Self::settlement_deadline(period)),
            Sweep::Finalise => (agenda.deadline.period, Self::disputes_end(agenda, period)?),
            Sweep::Prune => (agenda.finalise.period, Self::history_end(agenda, period)),
        };
        if period >= leader || now < due {
            return None;
        }
        if sweep == Sweep::Prune {
            let market = Periods::<T>::get(period).market(period, markets);
            let is_over = market.is_none() && (!step_impls::ends_day(period) || !Self::is_day_left(period, last));
            return Some(if is_over { Work::Pass(sweep) } else { Work::Prune(period, market) });
        }
        if let Some((device, commitment)) = Self::next_commitment(period, last) {
            return Some(Work::Visit(sweep, period, device, commitment.order_count()));
        }
        let market = (sweep == Sweep::Finalise).then(|| Periods::<T>::get(period).market(period, markets)).flatten();
        Some(market.map_or(Work::Pass(sweep), Work::RemovePages))
    }

    fn next_lapse(now: UnixSeconds) -> Option<Work> {
        let DisputeQueue { first, next } = DisputesQueue::<T>::get();
        if first >= next {
            return None;
        }
        let dispute = DisputesByDeadline::<T>::get(first).and_then(|(market, trade)| Disputes::<T>::get(market, trade));
        // A place in the queue whose dispute is over is taken out at once.
        let is_due = dispute.is_none_or(|dispute| dispute.outcome.is_some() || now > dispute.deadline);
        is_due.then_some(Work::Lapse)
    }

    /// The metering point after `last` in a period.
    fn next_commitment(period: Period, last: Option<DeviceId>) -> Option<(DeviceId, CommitmentRecord)> {
        match last {
            None => Commitments::<T>::iter_prefix(period),
            Some(last) => Commitments::<T>::iter_prefix_from(period, Commitments::<T>::hashed_key_for(period, last)),
        }
        .next()
    }

    /// Whether anything is kept of what was sold on the day of `period`. All up to `last` is removed.
    fn is_day_left(period: Period, last: Option<DeviceId>) -> bool {
        Self::sold_after(period.day(), last).next().is_some()
    }

    /// Do a step, and return what it took.
    pub(crate) fn do_work(work: Work) -> Weight {
        let most = Self::weight_of(work);
        match work {
            Work::PassCleared => {
                Agendas::<T>::mutate_extant(|agenda| agenda.clear = after(agenda.clear));
                most
            }
            Work::Clear(market, _) => {
                if Self::attempt(market.period, None, || Self::clear_market(market)).is_none() {
                    Self::cancel_market(market);
                }
                Self::note_cleared(market.period);
                most
            }
            Work::Cancel(market) => {
                Self::cancel_market(market);
                Self::note_cleared(market.period);
                most
            }
            Work::Visit(sweep, period, device, orders) => {
                let (is_done, weight) = Self::visit(sweep, period, device, orders).unwrap_or((true, most));
                if is_done {
                    Self::move_cursor(sweep, |cursor| cursor.last = Some(device));
                }
                weight
            }
            Work::Pass(sweep) => {
                Self::pass(sweep);
                most
            }
            Work::Lapse => {
                let oldest = DisputesByDeadline::<T>::get(DisputesQueue::<T>::get().first);
                let period = oldest.map_or_else(Period::default, |(market, _)| market.period);
                if Self::attempt(period, None, Self::lapse).is_none() {
                    DisputesQueue::<T>::mutate(|queue| queue.first = queue.first.saturating_add(1));
                }
                most
            }
            Work::RemovePages(market) => {
                let pages = Self::remove_pages(market);
                if pages < MAX_PAGES_PER_STEP {
                    Self::move_cursor(Sweep::Finalise, |cursor| cursor.markets = cursor.markets.saturating_add(1));
                }
                T::WeightInfo::remove_pages(pages)
            }
            Work::Prune(period, market) => Self::prune(period, market),
        }
    }

    /// Visit a metering point with so many orders, and return whether nothing is left to do there, and the weight; `None` if that failed.
    fn visit(sweep: Sweep, period: Period, device: DeviceId, orders: u32) -> Option<(bool, Weight)> {
        Self::attempt(period, Some(device), || match sweep {
            Sweep::Release => Ok((true, T::WeightInfo::release(orders, Self::release(period, device)?))),
            Sweep::Settle => Self::settle_if_metered(period, device),
            Sweep::Deadline => Self::settle_or_count(period, device),
            Sweep::Finalise => {
                let further = Self::finalise(period, device)?;
                Ok((true, T::WeightInfo::finalise(orders, further)))
            }
            // Visits markets, not metering points.
            Sweep::Prune => Ok((true, Weight::zero())),
        })
    }

    /// Settle a metering point whose meter is in.
    fn settle_if_metered(period: Period, device: DeviceId) -> Result<(bool, Weight), DispatchError> {
        let is_to_settle = Commitments::<T>::get(period, device).is_some_and(|commitment| commitment.is_to_settle());
        if !is_to_settle || !T::Meters::metered(&device, period).is_complete {
            return Ok((true, T::WeightInfo::skip()));
        }
        let Progress { effort, is_done } = Self::settle_point(period, device, T::MaxTradesPerStep::get())?;
        Ok((is_done, effort.weigh_settling(T::WeightInfo::settle)))
    }

    /// At the deadline, settle a metering point with whatever was metered, and when that is done, count what it sold.
    fn settle_or_count(period: Period, device: DeviceId) -> Result<(bool, Weight), DispatchError> {
        let commitment = Commitments::<T>::get(period, device).unwrap_or_default();
        let most = T::MaxTradesPerStep::get();
        if commitment.is_to_settle() {
            let Progress { effort, .. } = Self::settle_point(period, device, most)?;
            return Ok((false, effort.weigh_settling(T::WeightInfo::settle)));
        }
        match commitment.stage {
            CommitmentStage::Settled => {
                let Progress { effort, is_done } = Self::count_point(period, device, most)?;
                Ok((is_done, effort.weigh_counting(T::WeightInfo::count)))
            }
            CommitmentStage::Open | CommitmentStage::Released | CommitmentStage::Counted => Ok((true, T::WeightInfo::skip())),
        }
    }

    /// Remove history of a period, and return what that took.
    fn prune(period: Period, market: Option<MarketId>) -> Weight {
        let Some(market) = market else {
            let last = Agendas::<T>::get().and_then(|agenda| agenda.prune.last);
            let devices = Self::prune_day(period, last);
            if let Some(last) = devices.last() {
                Self::move_cursor(Sweep::Prune, |cursor| cursor.last = Some(*last));
            }
            return T::WeightInfo::prune(devices.len().try_into().unwrap_or(MAX_PRUNED_PER_STEP));
        };
        if Self::dismiss_forgotten(market) {
            return T::WeightInfo::prune(MAX_PRUNED_PER_STEP).saturating_add(T::WeightInfo::dismiss());
        }
        let pruned = Self::prune_market(market);
        if pruned == MAX_PRUNED_PER_STEP {
            return T::WeightInfo::prune(pruned);
        }
        Self::move_cursor(Sweep::Prune, |cursor| cursor.markets = cursor.markets.saturating_add(1));
        T::WeightInfo::prune(pruned.saturating_add(1))
    }

    /// A sweep goes on to the next period. With the deadline's, everybody is settled; the last one leaves nothing behind.
    fn pass(sweep: Sweep) {
        let period = Agendas::<T>::get().unwrap_or_default().cursor(sweep).period;
        match sweep {
            Sweep::Deadline => Periods::<T>::mutate_extant(period, |record| record.settled_at = Some(Self::now())),
            Sweep::Prune => Periods::<T>::remove(period),
            Sweep::Release | Sweep::Settle | Sweep::Finalise => {}
        }
        Self::move_cursor(sweep, |cursor| *cursor = SweepCursor { period: after(cursor.period), last: None, markets: 0 });
    }

    fn move_cursor(sweep: Sweep, change: impl FnOnce(&mut SweepCursor)) {
        Agendas::<T>::mutate_extant(|agenda| change(agenda.cursor_mut(sweep)));
    }

    /// A market of a period is cleared or cancelled; after the last one the period is.
    fn note_cleared(period: Period) {
        Periods::<T>::mutate(period, |record| record.cleared = record.cleared.saturating_add(1));
    }

    /// Take a step wholly or not at all. One that fails is reported, and holds up nobody.
    pub(crate) fn attempt<R>(
        period: Period,
        device: Option<DeviceId>,
        step: impl FnOnce() -> Result<R, DispatchError>,
    ) -> Option<R> {
        with_storage_layer(step).map_err(|error| Self::deposit_event(Event::StepFailed { period, device, error })).ok()
    }

    /// Where a market stands. [`MarketState::Final`] leaves aside trades whose dispute is open.
    pub(crate) fn market_state(id: MarketId, record: &MarketRecord) -> MarketState {
        let now = Self::now();
        match record.stage {
            MarketStage::Open if now < Self::gate_of(id.period) => MarketState::Open,
            MarketStage::Open => MarketState::Closed,
            MarketStage::Cancelled => MarketState::Cancelled,
            MarketStage::Cleared(_) if id.period < Agendas::<T>::get().unwrap_or_default().finalise.period => MarketState::Final,
            MarketStage::Cleared(_) if now < id.period.start() => MarketState::Cleared,
            MarketStage::Cleared(_) if now < id.period.end() => MarketState::Delivering,
            MarketStage::Cleared(_) if record.unsettled > 0 => MarketState::Metering,
            MarketStage::Cleared(_) => MarketState::Settled,
        }
    }

    /// When the gate of a period's markets closes.
    pub(crate) fn gate_of(period: Period) -> UnixSeconds {
        period.start().saturating_sub(T::GateClosure::get())
    }

    /// When sellers whose meters are in are settled.
    pub(crate) fn settlement_due(period: Period) -> UnixSeconds {
        period.end().saturating_add(T::MeteringGrace::get())
    }

    /// When everybody is settled, metered or not. In the second before, the last readings can still come.
    pub(crate) fn settlement_deadline(period: Period) -> UnixSeconds {
        Self::metered_until(period).saturating_add(1)
    }

    /// When it is too late to dispute; `None` as long as not everybody is settled. It counts from settlement and not from the clock: the
    /// chain may be late (attack 43).
    pub(crate) fn disputes_end(agenda: &Agenda, period: Period) -> Option<UnixSeconds> {
        if period >= agenda.deadline.period {
            return None;
        }
        // Before storage version 5 it was not noted.
        let settled_at = Periods::<T>::get(period).settled_at.unwrap_or_else(|| Self::settlement_deadline(period));
        Some(settled_at.saturating_add(T::DisputeWindow::get()))
    }

    /// When markets, prices and disputes of a period are removed: not before every arbiter had the time to decide.
    fn history_end(agenda: &Agenda, period: Period) -> UnixSeconds {
        let decided = Self::disputes_end(agenda, period).unwrap_or_default().saturating_add(Self::longest_arbitration());
        period.end().saturating_add(T::HistoryRetention::get()).max(decided)
    }

    /// How long a dispute takes that goes through all zones.
    pub(crate) fn longest_arbitration() -> u64 {
        T::ArbitrationPeriod::get().saturating_mul(u64::from(MAX_ZONE_DEPTH).saturating_add(1))
    }

    /// Until when meters are waited for. A standstill of the chain does not count.
    fn metered_until(period: Period) -> UnixSeconds {
        let end = period.end();
        end.saturating_add(T::SettlementDeadline::get()).saturating_add(T::Meters::extension(end))
    }
}

/// What a step that recorded so many bytes adds to the block's proof. A quarter more allows for what is recorded only when the block's storage
/// root is computed: a node beside each entry that was removed, and the way to each that was inserted unread. In exchange, the proof leaves out
/// the hashes of the nodes that it has. What is more than that all the same, [`Config::ProofKeptBack`] is for.
fn proof_of_step(recorded: u64) -> u64 {
    recorded.saturating_add(recorded / 4)
}

/// The next period. Saturates in the year 124 000.
fn after(period: Period) -> Period {
    Period(period.0.saturating_add(1))
}

impl PeriodRecord {
    /// The `number`-th of its markets.
    fn market(&self, period: Period, number: u32) -> Option<MarketId> {
        let ClearingKey { zone, product, .. } = *self.markets.get(usize::try_from(number).ok()?)?;
        Some(MarketId { period, zone, product })
    }
}

impl Agenda {
    fn cursor(&self, sweep: Sweep) -> SweepCursor {
        match sweep {
            Sweep::Release => self.release,
            Sweep::Settle => self.settle,
            Sweep::Deadline => self.deadline,
            Sweep::Finalise => self.finalise,
            Sweep::Prune => self.prune,
        }
    }

    fn cursor_mut(&mut self, sweep: Sweep) -> &mut SweepCursor {
        match sweep {
            Sweep::Release => &mut self.release,
            Sweep::Settle => &mut self.settle,
            Sweep::Deadline => &mut self.deadline,
            Sweep::Finalise => &mut self.finalise,
            Sweep::Prune => &mut self.prune,
        }
    }
}
