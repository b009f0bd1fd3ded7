//! How what was delivered is paid and counted, metering point by metering point and trade by trade.

use crate::{
    payments::Payments,
    settlement::{pay, share, shortfall, without, Shortfall},
    *,
};
use alloc::{
    collections::{btree_map::Entry, BTreeMap},
    vec::Vec,
};
use frame_support::pallet_prelude::*;
use sp_runtime::{
    traits::{EnsureAdd, EnsureAddAssign, EnsureSubAssign},
    ArithmeticError,
};
use uen_primitives::{
    Balance, CommunitySale, CommunitySales, Day, DeviceId, GreenDeliveries, GreenSales, MarketId, MeteringPoints, OpenPositions,
    OrderId, Period, PricePerWh, Product, Side, Wh, ZoneId,
};

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// What it looked at and did.
    pub effort: Effort,
    /// Whether nothing is left of the metering point.
    pub is_done: bool,
}

/// What a step that pays or counts what a metering point sold looks at and does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effort {
    /// Orders of the metering point.
    pub orders: u32,
    /// Entries in the books that their offers passed.
    pub fills: u32,
    /// Sales of which it paid or counted a trade.
    pub sales: u32,
    /// Trades that it paid or counted.
    pub trades: u32,
    /// Lists of the fees of a bid's zone and those above that it looked up.
    pub fee_lists: u32,
}

impl Effort {
    /// What paying it weighs: every sale is weighed with an order, a fill and a list of fees of its own, every other order with a fill.
    pub fn weigh_settling(self, weight: impl Fn(u32, u32, u32, u32, u32) -> Weight) -> Weight {
        let Self { orders, fills, sales, trades, fee_lists } = self;
        let idle = orders.saturating_sub(sales);
        let lists = fee_lists.saturating_sub(sales);
        let further = trades.saturating_sub(sales).saturating_sub(lists);
        weight(idle, fills.saturating_sub(sales).saturating_sub(idle), sales, further, lists)
    }

    /// What counting it weighs: the same, but without fees.
    pub fn weigh_counting(self, weight: impl Fn(u32, u32, u32, u32) -> Weight) -> Weight {
        Self { fee_lists: 0, ..self }.weigh_settling(|orders, fills, sales, trades, _| weight(orders, fills, sales, trades))
    }

    /// The most that paying what so many orders sold can weigh: either all further trades have bids from zones of their own, or none has.
    pub fn most_settling(orders: u32, max_trades: u32, weight: impl Fn(u32, u32, u32, u32, u32) -> Weight) -> Weight {
        Self::most_counting(orders, max_trades, |orders, fills, sales, trades| {
            weight(orders, fills, sales, trades, 0).max(weight(orders, fills, sales, 0, trades))
        })
    }

    /// The most that counting it can weigh. As weights are linear, that is where as many orders and sales as there can be, or none, leave
    /// the rest to entries and trades.
    pub fn most_counting(orders: u32, max_trades: u32, weight: impl Fn(u32, u32, u32, u32) -> Weight) -> Weight {
        let fills = orders.saturating_mul(MAX_CASCADE);
        let mut most = Weight::zero();
        for idle in [0, orders] {
            let further = fills.saturating_sub(idle);
            for sales in [0, further.min(max_trades)] {
                most = most.max(weight(idle, further.saturating_sub(sales), sales, max_trades.saturating_sub(sales)));
            }
        }
        most
    }
}

/// Operators and their fees, each in planck per Wh.
type Fees<T> = Vec<(<T as frame_system::Config>::AccountId, PricePerWh)>;

/// A step that pays or counts.
struct Step<T: Config> {
    payments: Payments<T>,
    /// What bids from a zone pay to whom for each Wh bought in a market.
    fees: BTreeMap<(MarketId, ZoneId), Fees<T>>,
    /// Who was delivered how much green energy.
    green: Vec<(T::AccountId, Wh)>,
    effort: Effort,
    /// Trades that it may still take.
    left: u32,
}

/// An offer's fill in one market.
#[derive(Clone, Copy, Debug)]
struct Sale {
    /// The seller's order.
    order: OrderId,
    /// Where it was filled.
    market: MarketId,
    /// Its position in the book.
    index: u32,
    /// Number of its first trade.
    first_trade: u32,
    /// How many trades it has.
    trades: u32,
    /// What was sold.
    sold: Wh,
}

impl<T: Config> Pallet<T> {
    /// Settle what a metering point sold, if that can be done yet.
    pub(crate) fn do_settle(period: Period, device: DeviceId) -> DispatchResultWithPostInfo {
        let commitment = Commitments::<T>::get(period, device).ok_or(Error::<T>::NothingToSettle)?;
        ensure!(Self::now() >= Self::settlement_due(period), Error::<T>::OutsideWindow);
        ensure!(commitment.is_to_settle(), Error::<T>::NothingToSettle);
        let is_due = Self::now() >= Self::settlement_deadline(period) || T::Meters::metered(&device, period).is_complete;
        ensure!(is_due, Error::<T>::NotMetered);
        let progress = Self::settle_point(period, device, T::MaxTradesPerStep::get())?;
        Ok(Some(progress.effort.weigh_settling(T::WeightInfo::settle)).into())
    }

    /// Pay at most `max_trades` of the trades in which a metering point sold, with what its meter says by now.
    ///
    /// # Errors
    /// Only if the books are out of order.
    pub(crate) fn settle_point(period: Period, device: DeviceId, max_trades: u32) -> Result<Progress, DispatchError> {
        let mut commitment = Commitments::<T>::get(period, device).ok_or(Error::<T>::NothingToSettle)?;
        let mut step = Step::<T>::new(&commitment, max_trades);
        let mut is_done = true;
        'all: for (id, mut order) in Self::offers_of(&commitment) {
            for sale in step.sales_of(id, &order) {
                is_done = Self::settle_sale(sale, &mut order, &mut commitment.green_delivered, &mut step)?;
                if !is_done {
                    Orders::<T>::insert(id, order);
                    break 'all;
                }
            }
            Orders::<T>::insert(id, order);
        }
        step.payments.make()?;
        // What was paid can be the deposit of a certificate.
        for (buyer, delivered) in step.green {
            T::GreenDeliveries::settled(&device, period, &buyer, delivered);
        }
        if is_done {
            commitment.stage = CommitmentStage::Settled;
            if commitment.green_delivered > Wh::ZERO {
                T::GreenDeliveries::completed(&device, period);
            }
        }
        Commitments::<T>::insert(period, device, commitment);
        Ok(Progress { effort: step.effort, is_done })
    }

    /// Pay the trades of a sale as long as the step may take any, and return whether all are paid.
    fn settle_sale(
        sale: Sale,
        order: &mut OrderRecordOf<T>,
        green_delivered: &mut Wh,
        step: &mut Step<T>,
    ) -> Result<bool, DispatchError> {
        let mut record = Markets::<T>::get(sale.market).ok_or(Error::<T>::MarketNotFound)?;
        let mut delivery = match Deliveries::<T>::get(sale.market, sale.index) {
            Some(delivery) => delivery,
            // The first trade follows at once.
            None if step.left == 0 => return Ok(false),
            None => Self::deliver(sale, order, &record, green_delivered)?,
        };
        let unpaid = step.take(sale.trades.saturating_sub(delivery.paid_trades));
        if unpaid > 0 {
            let first = sale.first_trade.ensure_add(delivery.paid_trades)?;
            let mut trades = Self::trades_from(sale.market, first);
            let mut fees = Vec::new();
            for number in first..first.ensure_add(unpaid)? {
                let trade = trades.next().ok_or(Error::<T>::TradeNotFound)?;
                fees.push(Self::settle_trade(sale, (number, trade), order, &mut delivery, &mut record, step)?);
            }
            // Operators receive a whole amount for each Wh, so that any part of a delivery knows its fees to the planck. It stands in the
            // trade: paying has read the page, and whoever counts or disputes the trade reads it anyway.
            Self::note_fees(sale.market, first, &fees);
            if delivery.paid_trades == sale.trades {
                record.unsettled.ensure_sub_assign(1)?;
            }
            Deliveries::<T>::insert(sale.market, sale.index, delivery);
            Markets::<T>::insert(sale.market, record);
        }
        Ok(delivery.paid_trades == sale.trades)
    }

    /// Take what a sale delivers from what the device exported, and see what the shortfall costs. Green is what was generated: what comes
    /// out of a store beside the panels is not (attack 16).
    fn deliver(
        sale: Sale,
        order: &OrderRecordOf<T>,
        record: &MarketRecord,
        green_delivered: &mut Wh,
    ) -> Result<DeliveryRecord, DispatchError> {
        let Sale { order: id, market, sold, .. } = sale;
        let is_green = market.product == Product::Green;
        let wanted = if is_green {
            let metered = T::Meters::metered(&order.device, market.period);
            // What is not metered to its end cannot be certified, and could be once it is: it is not green for this buyer.
            let green = if metered.is_complete { metered.green } else { Wh::ZERO };
            sold.min(green.saturating_sub(*green_delivered))
        } else {
            sold
        };
        let delivered = T::Meters::deliver(&order.device, market.period, wanted)?;
        if is_green {
            *green_delivered = green_delivered.checked_add(delivered).ok_or(ArithmeticError::Overflow)?;
        }
        let imbalance_price = Self::imbalance_price(market.zone, market.period);
        let deposit_rate = Self::deposit_rate(order)?;
        let Shortfall { delivered, penalty, .. } = shortfall(sold, delivered, record.price(), imbalance_price, deposit_rate)?;
        Delivered::<T>::try_mutate(|all| {
            *all = all.checked_add(delivered).ok_or(ArithmeticError::Overflow)?;
            Ok::<_, DispatchError>(())
        })?;
        Self::deposit_event(Event::DeliverySettled { order: id, market, sold, delivered, penalty });
        Ok(DeliveryRecord { sold, delivered, penalty, ..Default::default() })
    }

    /// Pay the next trade of a sale: the buyer pays for its part of the delivery and the grid fees, gets the rest of its money back, and
    /// its part of the penalty. Returns the grid fees that operators received for each delivered Wh, in planck.
    fn settle_trade(
        sale: Sale,
        (number, trade): (u32, TradeRecord),
        seller: &mut OrderRecordOf<T>,
        delivery: &mut DeliveryRecord,
        record: &mut MarketRecord,
        step: &mut Step<T>,
    ) -> Result<PricePerWh, DispatchError> {
        let Sale { order: sell_order, market, .. } = sale;
        let TradeRecord { quantity, sold_before, .. } = trade;
        let (buy_order, mut buyer) = Self::buyer(market, &trade)?;
        let delivered = delivery.part(sold_before, quantity)?;
        let undelivered = quantity.checked_sub(delivered).ok_or(ArithmeticError::Underflow)?;
        let penalty = share(delivery.penalty, sold_before, quantity, sale.sold)?;

        // Both have an order, and so an account: they can receive anything.
        let paid = pay(delivered, record.price());
        let Step { payments, fees: known_fees, effort, .. } = step;
        payments.transfer(&buyer.owner, &seller.owner, paid)?;
        let mut spent = pay(quantity, record.price());
        let mut refunded = pay(undelivered, record.price());
        let mut fees: Balance = 0;
        let mut fee_received: PricePerWh = 0;
        let levels = match known_fees.entry((market, buyer.market.zone)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                effort.fee_lists = effort.fee_lists.saturating_add(1);
                unknown.insert(Self::fees_of(buyer.market.zone, market)?)
            }
        };
        for (operator, fee) in levels {
            spent.ensure_add_assign(pay(quantity, *fee))?;
            refunded.ensure_add_assign(pay(undelivered, *fee))?;
            let received = payments.transfer(&buyer.owner, operator, pay(delivered, *fee))?;
            fees.ensure_add_assign(received)?;
            // An operator receives all of a fee or nothing, so that `fees` is always `delivered × fee_received`.
            if received > 0 {
                fee_received.ensure_add_assign(*fee)?;
            }
        }
        payments.give_back(&buyer.owner, refunded)?;
        payments.transfer(&seller.owner, &buyer.owner, penalty)?;
        if market.product == Product::Green && delivered > Wh::ZERO {
            step.green.push((buyer.owner.clone(), delivered));
        }

        buyer.held.ensure_sub_assign(spent)?;
        seller.held.ensure_sub_assign(penalty)?;
        buyer.settled.note(delivered, paid, fees, penalty)?;
        seller.settled.note(delivered, paid, 0, penalty)?;
        record.totals.note(delivered, paid, fees, penalty)?;
        delivery.paid_trades.ensure_add_assign(1)?;
        Orders::<T>::insert(buy_order, buyer);
        Self::deposit_event(Event::TradeSettled {
            market,
            trade: number,
            buy_order,
            sell_order,
            quantity,
            delivered,
            paid,
            fees,
            refunded,
            penalty,
        });
        Ok(fee_received)
    }

    /// Count at most `max_trades` of the trades in which a metering point sold, for energy mining: what unrelated buyers can have
    /// consumed, up to what the device shared, and the grid fees that they paid for it.
    ///
    /// # Errors
    /// Only if the books are out of order.
    pub(crate) fn count_point(period: Period, device: DeviceId, max_trades: u32) -> Result<Progress, DispatchError> {
        let mut commitment = Commitments::<T>::get(period, device).ok_or(Error::<T>::NothingToSettle)?;
        let shared = T::Meters::metered(&device, period).mineable_shared;
        let mut step = Step::<T>::new(&commitment, max_trades);
        let mut is_done = true;
        'all: for (id, order) in Self::offers_of(&commitment) {
            for sale in step.sales_of(id, &order) {
                is_done = Self::count_sale(sale, &order, shared, &mut commitment.counted, &mut step)?;
                if !is_done {
                    break 'all;
                }
            }
        }
        if is_done {
            commitment.stage = CommitmentStage::Counted;
            commitment.counted = without(commitment.counted, commitment.taken_back);
            Self::note_community_sale(period, device, commitment.counted)?;
        }
        Commitments::<T>::insert(period, device, commitment);
        Ok(Progress { effort: step.effort, is_done })
    }

    /// Add to what a device sold on the day of `period`.
    fn note_community_sale(period: Period, device: DeviceId, sale: CommunitySale) -> DispatchResult {
        let CommunitySale { energy, fees } = sale;
        if energy > Wh::ZERO {
            CommunitySold::<T>::try_mutate(period.day(), device, |sold| add_sale(sold, sale))?;
            Self::deposit_event(Event::CommunitySaleCounted { device, period, quantity: energy, fees });
        }
        Ok(())
    }

    /// Count the trades of a sale as long as the step may take any, and return whether all are counted.
    fn count_sale(
        sale: Sale,
        seller: &OrderRecordOf<T>,
        shared: Wh,
        counted: &mut CommunitySale,
        step: &mut Step<T>,
    ) -> Result<bool, DispatchError> {
        let mut delivery = Deliveries::<T>::get(sale.market, sale.index).ok_or(Error::<T>::NotSettled)?;
        let uncounted = step.take(sale.trades.saturating_sub(delivery.counted_trades));
        if uncounted > 0 {
            let mut trades = Self::trades_from(sale.market, sale.first_trade.ensure_add(delivery.counted_trades)?);
            for _ in 0..uncounted {
                let trade = trades.next().ok_or(Error::<T>::TradeNotFound)?;
                let (_, buyer) = Self::buyer(sale.market, &trade)?;
                let delivered = delivery.part(trade.sold_before, trade.quantity)?;
                let available = delivered.min(shared.saturating_sub(counted.energy));
                let energy = Self::match_import(sale.market.period, seller, &buyer, available)?;
                add_sale(counted, CommunitySale { energy, fees: pay(energy, trade.fee) })?;
                delivery.counted_trades.ensure_add_assign(1)?;
            }
            Deliveries::<T>::insert(sale.market, sale.index, delivery);
        }
        Ok(delivery.counted_trades == sale.trades)
    }

    /// Use up to `wanted` of what a buyer's device imported to explain a purchase, and return how much that was: nothing if buyer and
    /// seller may be in one hand, by owner or grid connection (attacks 15 and 48).
    fn match_import(
        period: Period,
        seller: &OrderRecordOf<T>,
        buyer: &OrderRecordOf<T>,
        wanted: Wh,
    ) -> Result<Wh, DispatchError> {
        if wanted == Wh::ZERO || T::Meters::related(&seller.device, &buyer.device) {
            return Ok(Wh::ZERO);
        }
        let mut commitment = Commitments::<T>::get(period, buyer.device).ok_or(Error::<T>::OrderNotFound)?;
        let import = T::Meters::metered(&buyer.device, period).import;
        let explained = wanted.min(import.saturating_sub(commitment.matched_import));
        commitment.matched_import = commitment.matched_import.checked_add(explained).ok_or(ArithmeticError::Overflow)?;
        Commitments::<T>::insert(period, buyer.device, commitment);
        Ok(explained)
    }

    /// The bid that a trade filled.
    fn buyer(market: MarketId, trade: &TradeRecord) -> Result<(OrderId, OrderRecordOf<T>), DispatchError> {
        let id = Self::entry(market, trade.buy).ok_or(Error::<T>::OrderNotFound)?.order;
        let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        Ok((id, order))
    }

    /// Who gets how much for each Wh that a bid placed in `origin` bought in `market`.
    fn fees_of(origin: ZoneId, market: MarketId) -> Result<Fees<T>, DispatchError> {
        let mut fees = Vec::new();
        for (zone, fee) in Self::fee_path(origin, market) {
            fees.push((Zones::<T>::get(zone).ok_or(Error::<T>::ZoneNotFound)?.terms.operator, fee));
        }
        Ok(fees)
    }

    /// The offers of a commitment, in the order of their numbers.
    fn offers_of(commitment: &CommitmentRecord) -> Vec<(OrderId, OrderRecordOf<T>)> {
        let orders = commitment.orders.iter().filter_map(|id| Some((*id, Orders::<T>::get(id)?)));
        orders.filter(|(_, order)| order.side == Side::Sell).collect()
    }

    /// The deposit for each Wh that an offer may sell, in planck: that of the market in which it was placed.
    pub(crate) fn deposit_rate(order: &OrderRecordOf<T>) -> Result<PricePerWh, DispatchError> {
        Ok(Markets::<T>::get(order.market).ok_or(Error::<T>::MarketNotFound)?.deposit_per_wh)
    }
}

/// Add to what was sold.
fn add_sale(sold: &mut CommunitySale, more: CommunitySale) -> Result<(), ArithmeticError> {
    sold.energy = sold.energy.checked_add(more.energy).ok_or(ArithmeticError::Overflow)?;
    sold.fees.ensure_add_assign(more.fees)
}

impl<T: Config> Step<T> {
    fn new(commitment: &CommitmentRecord, max_trades: u32) -> Self {
        let effort = Effort { orders: commitment.order_count(), ..Effort::default() };
        Self { payments: Payments::new(), fees: BTreeMap::new(), green: Vec::new(), effort, left: max_trades }
    }

    /// What an offer sold, in the order of the markets that it passed.
    fn sales_of(&mut self, id: OrderId, order: &OrderRecordOf<T>) -> Vec<Sale> {
        let fills = Pallet::<T>::fills_of(order);
        self.effort.fills = self.effort.fills.saturating_add(fills.len().try_into().unwrap_or(MAX_CASCADE));
        let filled = fills.into_iter().filter(|(_, _, entry)| entry.filled > Wh::ZERO);
        let sale = |(market, index, entry): (MarketId, u32, BookEntry)| {
            let BookEntry { first_trade, trades, filled, .. } = entry;
            Sale { order: id, market, index, first_trade, trades, sold: filled }
        };
        filled.map(sale).collect()
    }

    /// How many of a sale's trades that are left it takes.
    fn take(&mut self, trades: u32) -> u32 {
        let taken = trades.min(self.left);
        self.left = self.left.saturating_sub(taken);
        self.effort.trades = self.effort.trades.saturating_add(taken);
        self.effort.sales = self.effort.sales.saturating_add(taken.min(1));
        taken
    }
}

impl DeliveryRecord {
    /// What was delivered in a trade of `quantity` when `sold_before` was sold in those before it. See [`share`].
    pub(crate) fn part(&self, sold_before: Wh, quantity: Wh) -> Result<Wh, ArithmeticError> {
        let part = share(self.delivered.0.into(), sold_before, quantity, self.sold)?;
        part.try_into().map(Wh).map_err(|_| ArithmeticError::Overflow)
    }
}

impl CommitmentRecord {
    /// How many orders it has.
    pub(crate) fn order_count(&self) -> u32 {
        self.orders.len().try_into().unwrap_or(MAX_ORDERS_PER_POINT)
    }

    /// Whether it sold anything that is not settled.
    pub(crate) fn is_to_settle(&self) -> bool {
        self.stage == CommitmentStage::Released && self.offered > Wh::ZERO
    }
}

impl MarketRecord {
    /// The uniform price, in planck per Wh; 0 if nothing was traded.
    pub(crate) fn price(&self) -> PricePerWh {
        match self.stage {
            MarketStage::Cleared(clearing) => clearing.price,
            MarketStage::Open | MarketStage::Cancelled => 0,
        }
    }
}

impl Settled {
    /// Add a trade.
    fn note(&mut self, delivered: Wh, paid: Balance, fees: Balance, penalty: Balance) -> Result<(), ArithmeticError> {
        self.delivered = self.delivered.checked_add(delivered).ok_or(ArithmeticError::Overflow)?;
        self.paid.ensure_add_assign(paid)?;
        self.fees.ensure_add_assign(fees)?;
        self.penalty.ensure_add_assign(penalty)
    }
}

impl MarketTotals {
    /// Add a trade.
    fn note(&mut self, delivered: Wh, paid: Balance, fees: Balance, penalty: Balance) -> Result<(), ArithmeticError> {
        self.delivered = self.delivered.checked_add(delivered).ok_or(ArithmeticError::Overflow)?;
        self.paid.ensure_add_assign(paid)?;
        self.fees.ensure_add_assign(fees)?;
        self.penalties.ensure_add_assign(penalty)
    }
}

impl<T: Config> CommunitySales for Pallet<T> {
    fn settled(device: &DeviceId, day: Day) -> CommunitySale {
        CommunitySold::<T>::get(day, device)
    }

    fn is_counted(day: Day) -> bool {
        // Without an agenda there never was an order.
        Agendas::<T>::get().is_none_or(|agenda| agenda.deadline.period.start() >= day.end())
    }
}

impl<T: Config> GreenSales for Pallet<T> {
    fn is_open(device: &DeviceId, period: Period) -> bool {
        // Whether its offers were filled as green is not asked: that would read the books, for a wait that ends with settlement anyway.
        Commitments::<T>::get(period, device)
            .is_some_and(|commitment| commitment.stage < CommitmentStage::Settled && commitment.offered > Wh::ZERO)
    }
}

impl<T: Config> OpenPositions for Pallet<T> {
    fn any(device: &DeviceId) -> bool {
        OpenOrders::<T>::get(device) > 0
    }
}
