//! Placing, cancelling and removing orders, and what is in the pot for them.

use crate::{
    payments::Payments, settlement::pay, BookEntry, CommitmentRecord, Commitments, Config, Error, Event, MarketRecord, Markets,
    NextOrderId, OpenOrders, OrderCount, OrderRecord, OrderRecordOf, Orders, OrdersOf, Pallet, Settled, Zones,
    MAX_ORDERS_PER_POINT,
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
        Get,
    },
};
use sp_runtime::{
    traits::{AccountIdConversion, EnsureAdd, Zero},
    ArithmeticError, TokenError,
};
use uen_primitives::{
    Balance, DeviceId, MarketId, MeteringPoint, MeteringPoints, NotTradeable, OrderId, Period, PricePerWh, Product, Side, Wh,
    PERIODS_PER_HOUR,
};

impl<T: Config> Pallet<T> {
    /// See [`Pallet::place_order`].
    pub(crate) fn do_place_order(
        owner: T::AccountId,
        device: DeviceId,
        period: Period,
        product: Product,
        side: Side,
        quantity: Wh,
        limit: PricePerWh,
    ) -> DispatchResult {
        ensure!(quantity >= T::MinQuantity::get(), Error::<T>::QuantityTooSmall);
        // An offer may be for nothing, a bid of nothing would never be met.
        let least = u64::from(side == Side::Buy);
        ensure!((least..=T::MaxPrice::get()).contains(&limit), Error::<T>::InvalidLimit);
        Self::ensure_open(period)?;
        let point = T::Meters::tradeable(&device, period.end()).map_err(|reason| match reason {
            NotTradeable::NotAuthorised => Error::<T>::DeviceNotEligible,
            NotTradeable::CoarseResolution => Error::<T>::CoarseResolution,
        })?;
        ensure!(point.owner == owner, Error::<T>::DeviceNotEligible);
        let is_renewable = point.kind.is_renewable();
        ensure!(product == Product::Any || side == Side::Buy || is_renewable, Error::<T>::NotRenewable);
        let zone = Zones::<T>::get(point.zone).ok_or(Error::<T>::ZoneNotFound)?;
        ensure!(zone.terms.is_open, Error::<T>::ZoneClosed);

        let id = Self::next_order()?;
        let market = MarketId { period, zone: point.zone, product };
        let mut record = Self::open_market(market, &zone)?;
        Self::commit(period, device, &point, id, side, quantity)?;
        let held = pay(quantity, rate(&record, side, limit)?);
        let storage_deposit = T::OrderDeposit::get();
        Self::take_in(&owner, held.ensure_add(storage_deposit)?)?;

        let index = record.entries;
        let green = side == Side::Sell && is_renewable;
        let entry =
            BookEntry { order: id, side, green, quantity, limit, filled: Wh::ZERO, first_trade: 0, trades: 0, cascaded_to: None };
        ensure!(Self::append(market, &mut record, &[entry]) == 1, Error::<T>::MaxOrdersPerMarketExceeded);
        Markets::<T>::insert(market, record);
        let settled = Settled::default();
        let order =
            OrderRecord { owner: owner.clone(), device, market, index, side, quantity, limit, held, storage_deposit, settled };
        Self::list(id, &order)?;
        Orders::<T>::insert(id, order);
        Self::deposit_event(Event::OrderPlaced { order: id, owner, device, market, side, quantity, limit, held });
        Ok(())
    }

    /// See [`Pallet::cancel_order`]. Writes one page of the book: the entry keeps its place and offers nothing any more.
    pub(crate) fn do_cancel_order(owner: T::AccountId, id: OrderId) -> DispatchResult {
        let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        ensure!(order.owner == owner, Error::<T>::NoPermission);
        ensure!(Self::now() < Self::gate_of(order.market.period), Error::<T>::GateClosed);
        Self::mutate_entry(order.market, order.index, |entry| entry.quantity = Wh::ZERO).ok_or(Error::<T>::OrderNotFound)?;
        Commitments::<T>::try_mutate(order.market.period, order.device, |commitment| {
            let commitment = commitment.as_mut().ok_or(Error::<T>::OrderNotFound)?;
            commitment.orders.retain(|listed| *listed != id);
            let total = commitment.total(order.side);
            *total = total.checked_sub(order.quantity).ok_or(ArithmeticError::Underflow)?;
            Ok::<(), DispatchError>(())
        })?;
        Self::remove_order(id, &order)?;
        Self::deposit_event(Event::OrderCancelled { order: id });
        Ok(())
    }

    /// Remove an order from all indices but its commitment, and give back everything that is in the pot for it.
    pub(crate) fn remove_order(id: OrderId, order: &OrderRecordOf<T>) -> DispatchResult {
        Self::give_back(&order.owner, order.held.ensure_add(order.storage_deposit)?)?;
        Orders::<T>::remove(id);
        OrdersOf::<T>::remove(&order.owner, id);
        OpenOrders::<T>::mutate_exists(order.device, one_less);
        OrderCount::<T>::mutate_exists(&order.owner, one_less);
        if !OrderCount::<T>::contains_key(&order.owner) {
            frame_system::Pallet::<T>::dec_consumers(&order.owner);
        }
        Ok(())
    }

    /// The account that has what is held for orders and disputes: nobody has a key to it, and all of it is somebody's, as orders and
    /// disputes say.
    ///
    /// It would not do to put it on hold in the accounts of its owners: a hold covers a freeze, so that what vests could leave an account
    /// by a trade.
    pub fn account_id() -> T::AccountId {
        T::PalletId::get().into_account_truncating()
    }

    /// Give the pot an account that is one whatever it has: to be done once. Else who makes others depend on it, as the first unit of some
    /// asset does that anybody can send, would keep its last payment from being made.
    pub(crate) fn open_pot() {
        frame_system::Pallet::<T>::inc_providers(&Self::account_id());
    }

    /// Put somebody's money into the pot. Its account goes on, and keeps what is frozen.
    ///
    /// # Errors
    /// [`TokenError::FundsUnavailable`] if there is not so much, [`TokenError::Frozen`] if there is, but not free.
    pub(crate) fn take_in(who: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount.is_zero() {
            return Ok(());
        }
        // The token would call the existential deposit frozen, of an account that must go on.
        let has = |force| T::Currency::reducible_balance(who, Preservation::Preserve, force);
        ensure!(has(Fortitude::Force) >= amount, TokenError::FundsUnavailable);
        ensure!(has(Fortitude::Polite) >= amount, TokenError::Frozen);
        T::Currency::transfer(who, &Self::account_id(), amount, Preservation::Preserve).map(|_| ())
    }

    /// Pay somebody's own money back. See [`Payments::give_back`].
    pub(crate) fn give_back(who: &T::AccountId, amount: Balance) -> DispatchResult {
        let mut payments = Payments::<T>::new();
        payments.give_back(who, amount)?;
        payments.make()
    }

    /// Pay somebody of another's money in the pot. See [`Payments::transfer`].
    pub(crate) fn pay_out(payer: &T::AccountId, payee: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
        let mut payments = Payments::<T>::new();
        let arrived = payments.transfer(payer, payee, amount)?;
        payments.make()?;
        Ok(arrived)
    }

    /// Whether a period's markets take orders now.
    fn ensure_open(period: Period) -> DispatchResult {
        let opening = period.start().saturating_sub(T::Horizon::get());
        ensure!(Self::now() >= opening, Error::<T>::TooEarly);
        ensure!(Self::now() < Self::gate_of(period), Error::<T>::GateClosed);
        Ok(())
    }

    fn next_order() -> Result<OrderId, ArithmeticError> {
        NextOrderId::<T>::try_mutate(|next| {
            let id = *next;
            *next = id.ensure_add(1)?;
            Ok(id)
        })
    }

    /// Note an order with its metering point's others of the period, if the nameplate allows it beside them (attacks 12 and 13).
    fn commit(
        period: Period,
        device: DeviceId,
        point: &MeteringPoint<T::AccountId>,
        order: OrderId,
        side: Side,
        quantity: Wh,
    ) -> DispatchResult {
        let watts = match side {
            Side::Buy => point.capacities.load_w,
            Side::Sell => point.capacities.export_w,
        };
        // A device of so many W moves so many Wh in an hour.
        let capacity = Wh(u64::from(watts / PERIODS_PER_HOUR));
        let mut commitment = Commitments::<T>::get(period, device).unwrap_or_default();
        ensure!(commitment.placed < MAX_ORDERS_PER_POINT, Error::<T>::MaxOrdersPerPointExceeded);
        let other_side = match side {
            Side::Buy => commitment.offered,
            Side::Sell => commitment.bid,
        };
        ensure!(other_side == Wh::ZERO, Error::<T>::OtherSide);
        let total = commitment.total(side);
        *total = total.checked_add(quantity).filter(|total| *total <= capacity).ok_or(Error::<T>::CapacityExceeded)?;
        commitment.placed = commitment.placed.ensure_add(1)?;
        commitment.orders.try_push(order).map_err(|_| Error::<T>::MaxOrdersPerPointExceeded)?;
        Commitments::<T>::insert(period, device, commitment);
        Ok(())
    }

    /// Count an order with its owner and its metering point. While an owner has any, its account cannot be emptied, so that it can be paid
    /// whatever is left of them.
    fn list(id: OrderId, order: &OrderRecordOf<T>) -> DispatchResult {
        OrderCount::<T>::try_mutate(&order.owner, |count| {
            ensure!(*count < T::MaxOrdersPerOwner::get(), Error::<T>::MaxOrdersPerOwnerExceeded);
            if count.is_zero() {
                frame_system::Pallet::<T>::inc_consumers(&order.owner)?;
            }
            *count = count.ensure_add(1)?;
            Ok::<(), DispatchError>(())
        })?;
        OpenOrders::<T>::try_mutate(order.device, |count| {
            *count = count.ensure_add(1)?;
            Ok::<(), ArithmeticError>(())
        })?;
        OrdersOf::<T>::insert(&order.owner, id, ());
        Ok(())
    }
}

impl CommitmentRecord {
    /// What its orders of a side come to.
    fn total(&mut self, side: Side) -> &mut Wh {
        match side {
            Side::Buy => &mut self.bid,
            Side::Sell => &mut self.offered,
        }
    }
}

/// What an order has in the pot for each Wh, in planck: the most that it can come to.
fn rate(market: &MarketRecord, side: Side, limit: PricePerWh) -> Result<PricePerWh, ArithmeticError> {
    match side {
        Side::Buy => limit.ensure_add(market.fee),
        Side::Sell => Ok(market.deposit_per_wh),
    }
}

/// A count without one; an entry of none is removed.
fn one_less(count: &mut Option<u32>) {
    *count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
}
