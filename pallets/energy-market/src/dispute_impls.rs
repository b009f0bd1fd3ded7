//! Disputes over single trades.

use crate::{
    settlement::{pay, without},
    Agendas, CommitmentStage, Commitments, CommunitySold, Config, Deliveries, DisputeOutcome, DisputeRecord, DisputeRecordOf,
    Disputes, DisputesByDeadline, DisputesQueue, Error, Escalations, Event, Evidence, Markets, OrderRecordOf, Orders, Pallet,
    Ruling, Settled, Zones, MAX_ZONE_DEPTH,
};
use codec::Encode;
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::Get,
};
use sp_core::H256;
use sp_runtime::{
    traits::{EnsureAddAssign, EnsureSubAssign},
    ArithmeticError,
};
use uen_primitives::{
    Balance, CommunitySale, DeviceId, MarketId, MeteringPoints, OrderId, Period, PricePerWh, SignedReading, Wh, ZoneId,
};

/// A trade that is settled, and who made it.
struct SettledTrade<T: Config> {
    buy_order: OrderId,
    buyer: OrderRecordOf<T>,
    sell_order: OrderId,
    seller: OrderRecordOf<T>,
    /// What was delivered of it.
    delivered: Wh,
    /// Grid fees that operators received for each Wh of that, in planck.
    fee: PricePerWh,
}

impl<T: Config> Pallet<T> {
    /// See [`Pallet::dispute`].
    ///
    /// The trade, two entries, two orders, a delivery and a commitment: nothing depends on how many others there are.
    pub(crate) fn do_dispute(who: T::AccountId, market: MarketId, trade: u32, evidence: Evidence) -> DispatchResult {
        let agenda = Agendas::<T>::get().ok_or(Error::<T>::TradeNotFound)?;
        let is_open = Self::disputes_end(&agenda, market.period).is_none_or(|end| Self::now() < end);
        ensure!(is_open, Error::<T>::OutsideWindow);
        ensure!(!Disputes::<T>::contains_key(market, trade), Error::<T>::AlreadyDisputed);
        let settled = Self::settled_trade(&who, market, trade)?;
        let is_decided = Self::ensure_evidence(market.period, &settled, &evidence)?;

        // What decides by itself needs no security against being frivolous.
        let bond = if is_decided { 0 } else { T::DisputeBond::get() };
        Self::take_in(&who, bond)?;
        let SettledTrade { buy_order, buyer, sell_order, seller, delivered, fee } = settled;
        let dispute = DisputeRecord {
            buyer: buyer.owner,
            seller: seller.owner,
            buy_order,
            sell_order,
            delivered,
            // The trade may be removed before the ruling.
            fee,
            evidence: H256(sp_io::hashing::blake2_256(&evidence.encode())),
            bond,
            deadline: Self::now().saturating_add(T::ArbitrationPeriod::get()),
            outcome: None,
        };
        Self::deposit_event(Event::DisputeOpened {
            market,
            trade,
            buyer: dispute.buyer.clone(),
            seller: dispute.seller.clone(),
            evidence: dispute.evidence,
            deadline: dispute.deadline,
        });
        Self::note_open(market.period, seller.device)?;
        if is_decided {
            return Self::uphold(market, trade, dispute, Wh::ZERO);
        }
        Self::enqueue(market, trade)?;
        Disputes::<T>::insert(market, trade, dispute);
        Ok(())
    }

    /// See [`Pallet::resolve_dispute`].
    pub(crate) fn do_resolve_dispute(arbiter: T::AccountId, market: MarketId, trade: u32, ruling: Ruling) -> DispatchResult {
        let dispute = Disputes::<T>::get(market, trade).filter(|dispute| dispute.outcome.is_none());
        let dispute = dispute.ok_or(Error::<T>::DisputeNotFound)?;
        let zone = Zones::<T>::get(Self::arbiters_zone(market, trade)).ok_or(Error::<T>::ZoneNotFound)?;
        ensure!(zone.terms.arbiter == arbiter, Error::<T>::NoPermission);
        // Whether a ruling counts must not depend on when the chain found the time to go on with the dispute.
        ensure!(Self::now() <= dispute.deadline, Error::<T>::OutsideWindow);
        match ruling {
            Ruling::Upheld { delivered } => {
                ensure!(delivered < dispute.delivered, Error::<T>::InvalidRuling);
                Self::uphold(market, trade, dispute, delivered)
            }
            Ruling::Rejected => {
                let forfeited = Self::pay_out(&dispute.buyer, &dispute.seller, dispute.bond)?;
                Self::close(market, trade, dispute, DisputeOutcome::Rejected, 0, forfeited)
            }
        }
    }

    /// Take the oldest dispute out of the queue. If it is still open, the arbiter of a zone above decides it; where there is none, it is
    /// dismissed. The caller looked whether that is due.
    pub(crate) fn lapse() -> DispatchResult {
        let oldest = DisputesQueue::<T>::try_mutate(|queue| {
            let oldest = DisputesByDeadline::<T>::take(queue.first);
            queue.first.ensure_add_assign(1)?;
            Ok::<_, ArithmeticError>(oldest)
        })?;
        let Some((market, trade)) = oldest else { return Ok(()) };
        let open = Disputes::<T>::get(market, trade).filter(|dispute| dispute.outcome.is_none());
        let Some(dispute) = open else { return Ok(()) };
        match Self::next_arbiters_zone(Self::arbiters_zone(market, trade)) {
            Some(zone) => Self::escalate(market, trade, dispute, zone),
            None => Self::dismiss(market, trade, dispute),
        }
    }

    /// The arbiter of `zone` decides from now on.
    fn escalate(market: MarketId, trade: u32, dispute: DisputeRecordOf<T>, zone: ZoneId) -> DispatchResult {
        let deadline = Self::now().saturating_add(T::ArbitrationPeriod::get());
        Escalations::<T>::insert(market, trade, zone);
        Self::enqueue(market, trade)?;
        Disputes::<T>::insert(market, trade, DisputeRecord { deadline, ..dispute });
        Self::deposit_event(Event::DisputeEscalated { market, trade, zone, deadline });
        Ok(())
    }

    /// Nobody decided: the settlement stands, and the bond goes back.
    pub(crate) fn dismiss(market: MarketId, trade: u32, dispute: DisputeRecordOf<T>) -> DispatchResult {
        Self::give_back(&dispute.buyer, dispute.bond)?;
        Self::close(market, trade, dispute, DisputeOutcome::Dismissed, 0, 0)
    }

    /// The zone whose arbiter decides a dispute.
    pub(crate) fn arbiters_zone(market: MarketId, trade: u32) -> ZoneId {
        Escalations::<T>::get(market, trade).unwrap_or(market.zone)
    }

    /// The nearest zone above with an arbiter of its own.
    fn next_arbiters_zone(zone: ZoneId) -> Option<ZoneId> {
        let mut record = Zones::<T>::get(zone)?;
        let arbiter = record.terms.arbiter;
        for _ in 0..MAX_ZONE_DEPTH {
            let above = record.parent?;
            record = Zones::<T>::get(above)?;
            if record.terms.arbiter != arbiter {
                return Some(above);
            }
        }
        None
    }

    fn enqueue(market: MarketId, trade: u32) -> DispatchResult {
        DisputesQueue::<T>::try_mutate(|queue| {
            DisputesByDeadline::<T>::insert(queue.next, (market, trade));
            queue.next.ensure_add_assign(1)?;
            Ok(())
        })
    }

    /// The trade, if `who` is its buyer and something was paid for it.
    ///
    /// All that the seller sold in the period must be settled, not this trade alone: a ruling takes from the deposit, which other sales
    /// may still need for their penalties.
    fn settled_trade(who: &T::AccountId, market: MarketId, number: u32) -> Result<SettledTrade<T>, DispatchError> {
        let trade = Self::trade(market, number).ok_or(Error::<T>::TradeNotFound)?;
        let bid = Self::entry(market, trade.buy).ok_or(Error::<T>::TradeNotFound)?;
        let offer = Self::entry(market, trade.sell).ok_or(Error::<T>::TradeNotFound)?;
        let buyer = Orders::<T>::get(bid.order).ok_or(Error::<T>::TradeNotFound)?;
        let seller = Orders::<T>::get(offer.order).ok_or(Error::<T>::TradeNotFound)?;
        ensure!(buyer.owner == *who, Error::<T>::NoPermission);
        let commitment = Commitments::<T>::get(market.period, seller.device).ok_or(Error::<T>::NotSettled)?;
        ensure!(commitment.stage >= CommitmentStage::Settled, Error::<T>::NotSettled);
        let delivery = Deliveries::<T>::get(market, trade.sell).ok_or(Error::<T>::NotSettled)?;
        let delivered = delivery.part(trade.sold_before, trade.quantity)?;
        ensure!(delivered > Wh::ZERO, Error::<T>::NothingDelivered);
        Ok(SettledTrade { buy_order: bid.order, buyer, sell_order: offer.order, seller, delivered, fee: trade.fee })
    }

    /// Whether the evidence decides by itself.
    ///
    /// # Errors
    /// [`Error::InvalidEvidence`] if it is none.
    fn ensure_evidence(period: Period, trade: &SettledTrade<T>, evidence: &Evidence) -> Result<bool, Error<T>> {
        let (is_valid, is_decided) = match evidence {
            Evidence::Equivocation { first, second } => {
                let is_about = overlaps(first, period) || overlaps(second, period);
                (is_about && T::Meters::is_equivocation(&trade.seller.device, first, second), true)
            }
            Evidence::Reading(reading) => {
                let device = reading.reading.device;
                let is_of_party = device == trade.seller.device || device == trade.buyer.device;
                (is_of_party && overlaps(reading, period) && T::Meters::is_signed_by(&device, reading), false)
            }
        };
        ensure!(is_valid, Error::<T>::InvalidEvidence);
        Ok(is_decided)
    }

    /// The seller delivered only so much: it pays back the rest, as far as its deposit goes.
    ///
    /// What was delivered stays used in the registry and in [`crate::Delivered`]: nobody shall sell these Wh again. They just do not count
    /// as a community sale, and neither do the grid fees paid for them, which operators keep.
    fn uphold(market: MarketId, trade: u32, dispute: DisputeRecordOf<T>, delivered: Wh) -> DispatchResult {
        let short = dispute.delivered.checked_sub(delivered).ok_or(ArithmeticError::Underflow)?;
        let price = Markets::<T>::get(market).ok_or(Error::<T>::MarketNotFound)?.price();
        let mut seller = Orders::<T>::get(dispute.sell_order).ok_or(Error::<T>::OrderNotFound)?;
        let owed = pay(short, price).min(seller.held);
        // First, since the buyer may have no account any more.
        Self::give_back(&dispute.buyer, dispute.bond)?;
        let arrived = Self::pay_out(&dispute.seller, &dispute.buyer, owed)?;
        seller.held.ensure_sub_assign(owed)?;
        seller.settled.take_back(short, arrived);
        let device = seller.device;
        Orders::<T>::insert(dispute.sell_order, seller);
        // The buyer's order may have come to its end before the ruling.
        Orders::<T>::mutate_extant(dispute.buy_order, |buyer| buyer.settled.take_back(short, arrived));
        if dispute.buyer != dispute.seller {
            Self::uncount(market.period, device, short, dispute.fee);
        }
        Self::close(market, trade, dispute, DisputeOutcome::Upheld, arrived, 0)
    }

    /// Do not count `short` of what a device sold for mining, nor the `fee` paid for each Wh of it: take both from what was counted, or
    /// from what is going to be. See [`without`].
    ///
    /// Whether the buyer shares a grid connection with the seller is not asked: that may not be what it was when the sale was counted.
    /// A sale that did not count is then taken from others that did. So it is never too little, and who did not deliver bears it.
    fn uncount(period: Period, device: DeviceId, short: Wh, fee: PricePerWh) {
        let Some(mut commitment) = Commitments::<T>::get(period, device) else { return };
        if commitment.stage == CommitmentStage::Counted {
            let before = commitment.counted;
            let energy = short.min(before.energy);
            let left = without(before, CommunitySale { energy, fees: pay(energy, fee) });
            let fees = before.fees.saturating_sub(left.fees);
            commitment.counted = left;
            CommunitySold::<T>::mutate_exists(period.day(), device, |sold| {
                let left = sold.map(|sold| without(sold, CommunitySale { energy, fees }));
                *sold = left.filter(|left| left.energy > Wh::ZERO);
            });
        } else {
            // At most what was sold and paid, each trade being disputed once, and so it fits.
            let CommunitySale { energy, fees } = &mut commitment.taken_back;
            *energy = Wh(energy.0.saturating_add(short.0));
            *fees = fees.saturating_add(pay(short, fee));
        }
        Commitments::<T>::insert(period, device, commitment);
    }

    /// One more dispute is open over what a device sold.
    fn note_open(period: Period, device: DeviceId) -> DispatchResult {
        Commitments::<T>::try_mutate(period, device, |commitment| {
            commitment.as_mut().ok_or(Error::<T>::NotSettled)?.disputes.ensure_add_assign(1)?;
            Ok::<(), DispatchError>(())
        })
    }

    /// A dispute is over; if it was all that kept the seller's orders, they are, too.
    fn close(
        market: MarketId,
        trade: u32,
        mut dispute: DisputeRecordOf<T>,
        outcome: DisputeOutcome,
        compensation: Balance,
        forfeited: Balance,
    ) -> DispatchResult {
        let device = Orders::<T>::get(dispute.sell_order).ok_or(Error::<T>::OrderNotFound)?.device;
        dispute.outcome = Some(outcome);
        Escalations::<T>::remove(market, trade);
        Disputes::<T>::insert(market, trade, dispute);
        Self::deposit_event(Event::DisputeResolved { market, trade, outcome, compensation, forfeited });
        Commitments::<T>::try_mutate(market.period, device, |commitment| {
            commitment.as_mut().ok_or(Error::<T>::OrderNotFound)?.disputes.ensure_sub_assign(1)?;
            Ok::<(), DispatchError>(())
        })?;
        Self::finalise_late(market.period, device)
    }
}

impl Settled {
    /// Less was delivered, and something paid back. Saturating: what was paid back may include what other disputes paid.
    fn take_back(&mut self, short: Wh, paid_back: Balance) {
        self.delivered = self.delivered.saturating_sub(short);
        self.paid = self.paid.saturating_sub(paid_back);
    }
}

/// Whether a reading says anything of a period.
fn overlaps(reading: &SignedReading, period: Period) -> bool {
    reading.reading.start < period.end() && reading.reading.end > period.start()
}
