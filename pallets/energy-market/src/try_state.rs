//! What must hold after every block.

use crate::{settlement::pay, *};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;
use uen_primitives::{Balance, CommunitySale, DeviceId, MarketId, OrderId, Period, PricePerWh, Product, Side, Wh};

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// The invariants of the pallet.
    ///
    /// # Errors
    /// Which one is broken.
    pub fn do_try_state() -> Check {
        Self::check_zones()?;
        Self::check_agenda()?;
        Self::check_periods()?;
        Self::check_orders()?;
        Self::check_commitments()?;
        Self::check_books()?;
        Self::check_held()?;
        Self::check_pot()?;
        Self::check_disputes()?;
        Self::check_sums()
    }

    /// The zones are a forest.
    fn check_zones() -> Check {
        ensure!(Zones::<T>::count() <= MAX_ZONES, "there are too many zones");
        let parents: BTreeSet<_> = ZoneParents::<T>::get().into_iter().collect();
        let known = Zones::<T>::iter().filter_map(|(zone, record)| Some((zone, record.parent?)));
        ensure!(known.collect::<BTreeSet<_>>() == parents, "a zone is not listed below its parent");
        for (_, zone) in Zones::<T>::iter() {
            let depth = match zone.parent {
                None => Some(0),
                Some(parent) => Zones::<T>::get(parent).and_then(|parent| parent.depth.checked_add(1)),
            };
            ensure!(depth == Some(zone.depth) && zone.depth <= MAX_ZONE_DEPTH, "a zone is not one below its parent");
        }
        Ok(())
    }

    /// No sweep overtakes the one that it follows, and each leaves behind what it should.
    fn check_agenda() -> Check {
        let Some(agenda) = Agendas::<T>::get() else {
            ensure!(Markets::<T>::iter_keys().next().is_none(), "there is a market and no agenda");
            return Ok(());
        };
        let sweeps = [agenda.prune, agenda.finalise, agenda.deadline, agenda.settle, agenda.release];
        let order = sweeps.map(|cursor| cursor.period).into_iter().chain([agenda.clear]);
        ensure!(order.is_sorted(), "a sweep overtook the one that it follows");
        for (period, _) in Periods::<T>::iter() {
            ensure!(period >= agenda.prune.period, "a period outlived its history");
        }
        for (period, device, commitment) in Commitments::<T>::iter() {
            let is_finalised = period < agenda.finalise.period
                || (period == agenda.finalise.period && agenda.finalise.last.is_some_and(|last| device <= last));
            ensure!(!is_finalised || commitment.disputes > 0, "a metering point was passed over and nobody disputes");
            let is_released = period < agenda.release.period;
            ensure!(!is_released || commitment.stage != CommitmentStage::Open, "a metering point was not released");
            let is_counted = period < agenda.deadline.period && commitment.offered > Wh::ZERO;
            ensure!(!is_counted || commitment.stage == CommitmentStage::Counted, "a metering point was not counted");
        }
        Ok(())
    }

    /// A period knows its markets, and how far they have come.
    fn check_periods() -> Check {
        let agenda = Agendas::<T>::get().unwrap_or_default();
        let mut known = BTreeSet::new();
        for (period, record) in Periods::<T>::iter() {
            let is_settled = period < agenda.deadline.period;
            ensure!(is_settled || record.settled_at.is_none(), "a period was settled before its turn");
            ensure!(record.markets.is_sorted() && !record.markets.is_empty(), "the markets of a period are out of order");
            for (number, key) in (0u32..).zip(&record.markets) {
                let depth = Zones::<T>::get(key.zone).map(|zone| zone.depth);
                ensure!(depth == MAX_ZONE_DEPTH.checked_sub(key.height), "a market clears in a turn that is not its own");
                let is_pruned = period == agenda.prune.period && number < agenda.prune.markets;
                let id = MarketId { period, zone: key.zone, product: key.product };
                let Some(market) = Markets::<T>::get(id) else {
                    ensure!(is_pruned, "a market of a period is missing");
                    continue;
                };
                ensure!(!is_pruned, "a market outlived its history");
                let is_open = market.stage == MarketStage::Open;
                ensure!(is_open == (number >= record.cleared), "markets were not cleared one after the other");
                ensure!(!is_open || period >= agenda.clear, "a market was passed over");
                known.insert(id);
            }
        }
        ensure!(Markets::<T>::iter_keys().all(|id| known.contains(&id)), "a market is in no period");
        for (period, zone, _) in ImbalancePrices::<T>::iter() {
            let has_market = |product| known.contains(&MarketId { period, zone, product });
            ensure!(has_market(Product::Green) || has_market(Product::Any), "there is a price without a market");
        }
        Ok(())
    }

    /// Every order has its market and its metering point, and the indices agree.
    fn check_orders() -> Check {
        let mut owners: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        let mut devices: BTreeMap<DeviceId, Balance> = BTreeMap::new();
        for (id, order) in Orders::<T>::iter() {
            ensure!(id < NextOrderId::<T>::get(), "an order has a number of the future");
            ensure!(Markets::<T>::contains_key(order.market), "there is an order without a market");
            let listed = Commitments::<T>::get(order.market.period, order.device);
            ensure!(listed.is_some_and(|point| point.orders.contains(&id)), "a metering point does not know its order");
            ensure!(OrdersOf::<T>::contains_key(&order.owner, id), "an owner does not know an order");
            add(&mut owners, order.owner, 1)?;
            add(&mut devices, order.device, 1)?;
        }
        let listed = sum(OrdersOf::<T>::iter_keys().map(|_| 1))?;
        ensure!(listed == sum(owners.values().copied())?, "an owner has an order that is not known");
        let counts = OrderCount::<T>::iter().map(|(owner, count)| (owner, count.into())).filter(|(_, count)| *count > 0);
        ensure!(counts.collect::<BTreeMap<_, _>>() == owners, "orders of an owner are not counted right");
        let counts = OpenOrders::<T>::iter().map(|(device, count)| (device, count.into())).filter(|(_, count)| *count > 0);
        ensure!(counts.collect::<BTreeMap<_, _>>() == devices, "positions of a device are not counted right");
        Ok(())
    }

    /// A metering point's sums are those of its orders.
    fn check_commitments() -> Check {
        for (period, device, point) in Commitments::<T>::iter() {
            let CommitmentRecord { stage, placed, ref orders, .. } = point;
            ensure!(point.green_delivered <= point.offered, "more was delivered as green than was sold");
            ensure!(placed <= MAX_ORDERS_PER_POINT, "more orders were placed for a metering point than may be");
            ensure!(orders.is_sorted() && orders.len() <= usize::try_from(placed).unwrap_or(0), "orders were not placed");
            let is_open = stage == CommitmentStage::Open;
            ensure!(is_open || !orders.is_empty(), "a metering point without orders was kept");
            let (mut offered, mut bid) = (0, 0);
            for id in orders {
                let order = Orders::<T>::get(id).ok_or("an order of a metering point is not known")?;
                ensure!(order.device == device && order.market.period == period, "an order is of another metering point");
                ensure!(is_open || order.settled.traded > Wh::ZERO, "an order without fills was kept");
                let quantity = if is_open { order.quantity } else { order.settled.traded };
                let side = if order.side == Side::Sell { &mut offered } else { &mut bid };
                *side = sum([*side, quantity.0.into()])?;
            }
            ensure!(offered == point.offered.0.into() && bid == point.bid.0.into(), "what a metering point trades is not right");
            let CommunitySale { energy, fees } = point.counted;
            ensure!(energy <= point.offered, "more was counted than sold");
            ensure!(energy > Wh::ZERO || fees == 0, "fees were counted for no energy");
            let paid = if Self::has_pages(period) { Self::fees_paid_for(&point)? } else { Balance::MAX };
            ensure!(fees <= paid, "more fees were counted than operators received");
        }
        Ok(())
    }

    /// Grid fees that operators received for what a metering point sold.
    fn fees_paid_for(point: &CommitmentRecord) -> Result<Balance, TryRuntimeError> {
        let mut paid = 0;
        for order in point.orders.iter().filter_map(Orders::<T>::get).filter(|order| order.side == Side::Sell) {
            for (market, index, offer) in Self::fills_of(&order) {
                paid = sum([paid, Self::fees_paid_in(market, index, &offer)?])?;
            }
        }
        Ok(paid)
    }

    /// Grid fees that operators received for the trades of an offer in one market.
    fn fees_paid_in(market: MarketId, index: u32, offer: &BookEntry) -> Result<Balance, TryRuntimeError> {
        let Some(delivery) = Deliveries::<T>::get(market, index) else { return Ok(0) };
        let mut paid = 0;
        for number in 0..delivery.paid_trades {
            let number = offer.first_trade.checked_add(number).ok_or("a number does not fit")?;
            let trade = Self::trade(market, number).ok_or("a trade is missing")?;
            paid = sum([paid, pay(delivery.part(trade.sold_before, trade.quantity)?, trade.fee)])?;
        }
        Ok(paid)
    }

    /// The books: everything that is traded has two sides, a price within both limits, and is no more than was ordered.
    fn check_books() -> Check {
        for (id, market) in Markets::<T>::iter() {
            let pages: u32 = sum32(Book::<T>::iter_prefix_values(id).map(|page| page.len()))?;
            if !Self::has_pages(id.period) {
                ensure!(pages <= market.entries, "a book has entries that the market does not know");
                continue;
            }
            ensure!(pages == market.entries, "a book is not as long as the market says");
            let book = Self::book(id, market.entries);
            let trades: Vec<TradeRecord> = (0..).map_while(|number| Self::trade(id, number)).collect();
            let unsettled = match market.stage {
                MarketStage::Cleared(clearing) => {
                    check_clearing(&clearing, &book, &trades)?;
                    sum32(book.iter().zip(0..).map(|(entry, index)| usize::from(Self::is_unsettled(id, index, entry))))?
                }
                MarketStage::Open | MarketStage::Cancelled => {
                    ensure!(book.iter().all(|entry| entry.filled == Wh::ZERO), "there are fills without clearing");
                    ensure!(trades.is_empty(), "there are trades without clearing");
                    0
                }
            };
            ensure!(unsettled == market.unsettled, "the offers to be settled are not counted right");
            let offers = book.iter().zip(0..).filter(|(entry, _)| entry.side == Side::Sell);
            let fees = offers.map(|(offer, index)| Self::fees_paid_in(id, index, offer)).collect::<Result<Vec<_>, _>>()?;
            ensure!(sum(fees)? == market.totals.fees, "the fees of trades are not those of their market");
            for (entry, index) in book.iter().zip(0..) {
                Self::check_entry(id, index, entry)?;
            }
        }
        Ok(())
    }

    /// An entry that is not cancelled is on the way of its order, and passes on what it leaves.
    fn check_entry(market: MarketId, index: u32, entry: &BookEntry) -> Check {
        if let Some(order) = Orders::<T>::get(entry.order) {
            let way = Self::fills_of(&order);
            ensure!(way.iter().any(|(at, i, _)| (*at, *i) == (market, index)), "an entry is not on the way of its order");
            ensure!(
                sum(way.iter().map(|(_, _, entry)| entry.filled.0.into()))? <= order.quantity.0.into(),
                "an order is overfilled"
            );
        }
        if let Some(position) = entry.cascaded_to {
            let next = Self::next_market(market, entry.side, entry.green).and_then(|next| Self::entry(next, position));
            let next = next.ok_or("an entry was passed on to nowhere")?;
            ensure!(next.order == entry.order && next.side == entry.side, "an entry was passed on as another");
            // It may be less, where the grid carries no more.
            ensure!(Some(next.quantity) <= entry.quantity.checked_sub(entry.filled), "an entry passed on more than it left");
            ensure!(entry.side == Side::Sell || next.limit <= entry.limit, "a bid pays more than its limit");
        }
        Ok(())
    }

    /// What is held for an order is what its open trades need.
    fn check_held() -> Check {
        let unpaid = Self::unpaid_purchases()?;
        let upheld = Disputes::<T>::iter_values().filter(|dispute| dispute.outcome == Some(DisputeOutcome::Upheld));
        let paid_back: BTreeSet<OrderId> = upheld.map(|dispute| dispute.sell_order).collect();
        for (id, order) in Orders::<T>::iter() {
            let market = Markets::<T>::get(order.market).ok_or("there is an order without a market")?;
            let point = Commitments::<T>::get(order.market.period, order.device).ok_or("an order has no metering point")?;
            let is_open = point.stage == CommitmentStage::Open;
            let held = match order.side {
                Side::Buy if is_open => sum([pay(order.quantity, order.limit), pay(order.quantity, market.fee)])?,
                Side::Buy => unpaid.get(&id).copied().unwrap_or_default(),
                Side::Sell => {
                    let deposit = if is_open { order.quantity } else { order.settled.traded };
                    pay(deposit, market.deposit_per_wh).checked_sub(order.settled.penalty).ok_or("a seller paid too much")?
                }
            };
            // What a ruling took from a deposit is not in the order.
            let is_explained = order.held == held || (order.held < held && paid_back.contains(&id));
            ensure!(is_explained, "what is held for an order is not what its trades need");
        }
        Ok(())
    }

    /// What bids need for the trades that are not paid.
    fn unpaid_purchases() -> Result<BTreeMap<OrderId, Balance>, TryRuntimeError> {
        let mut unpaid = BTreeMap::new();
        for (id, market) in Markets::<T>::iter().filter(|(id, _)| Self::has_pages(id.period)) {
            for (offer, index) in Self::book(id, market.entries).iter().zip(0..) {
                if !Self::is_unsettled(id, index, offer) {
                    continue;
                }
                let paid = Deliveries::<T>::get(id, index).map_or(0, |delivery| delivery.paid_trades);
                for number in (0..offer.trades).skip(usize::try_from(paid).unwrap_or(usize::MAX)) {
                    let number = offer.first_trade.checked_add(number).ok_or("a number does not fit")?;
                    let trade = Self::trade(id, number).ok_or("a trade is missing")?;
                    let bid = Self::entry(id, trade.buy).ok_or("a bid is missing")?.order;
                    let order = Orders::<T>::get(bid).ok_or("a buyer is missing")?;
                    let needed = Self::needed(&order, id, trade.quantity, market.price())?;
                    add(&mut unpaid, bid, needed)?;
                }
            }
        }
        Ok(unpaid)
    }

    /// All that is held for orders and disputes is in the pot, and whoever has an order has an account. There may be more: anybody can send
    /// it money.
    fn check_pot() -> Check {
        for owner in OrdersOf::<T>::iter_keys().map(|(owner, _)| owner) {
            ensure!(T::Currency::total_balance(&owner) > 0, "an owner of an order has no account");
        }
        let has = T::Currency::balance(&Self::account_id());
        ensure!(has >= Self::held()?, "there is less in the pot than is held");
        Ok(())
    }

    /// What is held for all orders and disputes.
    pub(crate) fn held() -> Result<Balance, TryRuntimeError> {
        let orders = Orders::<T>::iter_values().flat_map(|order| [order.held, order.storage_deposit]);
        sum(orders.chain(Self::open_bonds().map(|(_, bond)| bond)))
    }

    /// The bonds of disputes that are open, and whose they are.
    pub(crate) fn open_bonds() -> impl Iterator<Item = (T::AccountId, Balance)> {
        let open = Disputes::<T>::iter_values().filter(|dispute| dispute.outcome.is_none());
        open.map(|dispute| (dispute.buyer, dispute.bond))
    }

    /// Open disputes are in the queue, and their sellers' orders are kept.
    fn check_disputes() -> Check {
        let DisputeQueue { first, next } = DisputesQueue::<T>::get();
        ensure!(first <= next, "the queue of disputes ends before it begins");
        let queued: BTreeMap<u64, (MarketId, u32)> = DisputesByDeadline::<T>::iter().collect();
        ensure!(queued.keys().all(|number| (first..next).contains(number)), "a dispute is outside of the queue");
        let waiting: BTreeSet<(MarketId, u32)> = queued.values().copied().collect();
        let deadlines: Vec<_> = queued.values().filter_map(|(id, trade)| Disputes::<T>::get(id, trade)).collect();
        ensure!(deadlines.is_sorted_by_key(|dispute| dispute.deadline), "disputes are not queued by their deadlines");
        let mut open: BTreeMap<(Period, DeviceId), Balance> = BTreeMap::new();
        for (id, trade, dispute) in Disputes::<T>::iter() {
            ensure!(Markets::<T>::contains_key(id), "there is a dispute without a market");
            if dispute.outcome.is_some() {
                continue;
            }
            ensure!(waiting.contains(&(id, trade)), "a dispute has no deadline");
            let order = Orders::<T>::get(dispute.sell_order).ok_or("the order of a disputed sale is gone")?;
            add(&mut open, (id.period, order.device), 1)?;
        }
        for (id, trade, _) in Escalations::<T>::iter() {
            let is_open = Disputes::<T>::get(id, trade).is_some_and(|dispute| dispute.outcome.is_none());
            ensure!(is_open, "what an arbiter above is to decide is not open");
        }
        for (period, device, point) in Commitments::<T>::iter() {
            let disputes = open.get(&(period, device)).copied().unwrap_or_default();
            ensure!(disputes == point.disputes.into(), "the disputes of a metering point are not counted right");
        }
        Ok(())
    }

    /// What was settled adds up.
    fn check_sums() -> Check {
        let mut delivered: Balance = 0;
        for (id, index, delivery) in Deliveries::<T>::iter() {
            let offer = Self::entry(id, index).ok_or("a settlement outlived its book")?;
            ensure!(offer.side == Side::Sell && offer.filled == delivery.sold, "a settlement is of something else");
            ensure!(delivery.delivered <= delivery.sold, "more was delivered than sold");
            ensure!(delivery.paid_trades <= offer.trades, "a trade was paid twice");
            ensure!(delivery.counted_trades <= delivery.paid_trades, "a trade was counted before it was paid");
            delivered = sum([delivered, delivery.delivered.0.into()])?;
        }
        ensure!(delivered <= Delivered::<T>::get().0.into(), "more was delivered than the ledger says");
        for market in Markets::<T>::iter_values() {
            let MarketTotals { delivered, paid, .. } = market.totals;
            ensure!(pay(delivered, market.price()) == paid, "what was paid is not what was delivered at the price");
        }
        let (mut energy, mut fees) = (BTreeMap::new(), BTreeMap::new());
        for (period, device, point) in Commitments::<T>::iter() {
            if point.stage == CommitmentStage::Counted {
                add(&mut energy, (period.day(), device), point.counted.energy.0.into())?;
                add(&mut fees, (period.day(), device), point.counted.fees)?;
            }
        }
        for (((day, device), energy), fees) in energy.into_iter().zip(fees.into_values()) {
            let sold = CommunitySold::<T>::get(day, device);
            ensure!(energy <= sold.energy.0.into() && fees <= sold.fees, "what was counted is not in the day's sum");
        }
        let has_energy = |sold: CommunitySale| sold.energy > Wh::ZERO;
        ensure!(CommunitySold::<T>::iter_values().all(has_energy), "a day's sum of no energy was kept");
        Ok(())
    }

    /// Whether books and trades of a period are whole: it is too early to remove them.
    fn has_pages(period: Period) -> bool {
        let agenda = Agendas::<T>::get().unwrap_or_default();
        let finalised = agenda.finalise.period;
        let may_dispute = || Self::disputes_end(&agenda, period).is_none_or(|end| Self::now() < end);
        period > finalised || (period == finalised && may_dispute())
    }

    /// Whether an entry is a filled offer that is not wholly paid.
    fn is_unsettled(market: MarketId, index: u32, entry: &BookEntry) -> bool {
        let paid = Deliveries::<T>::get(market, index).map_or(0, |delivery| delivery.paid_trades);
        entry.side == Side::Sell && paid < entry.trades
    }
}

/// Fills and trades of a market are one, and inside of everybody's limits.
fn check_clearing(clearing: &Clearing, book: &[BookEntry], trades: &[TradeRecord]) -> Check {
    let Clearing { price, lowest, highest, volume, .. } = *clearing;
    ensure!(lowest <= price && price <= highest, "a price is outside of its interval");
    for side in [Side::Buy, Side::Sell] {
        let filled = sum(book.iter().filter(|entry| entry.side == side).map(|entry| entry.filled.0.into()))?;
        ensure!(filled == volume.0.into(), "a side does not trade the volume");
    }
    ensure!(trades.len() == usize::try_from(clearing.trades).unwrap_or(usize::MAX), "trades are missing");
    let mut traded: BTreeMap<u32, (u32, Balance)> = BTreeMap::new();
    for (trade, number) in trades.iter().zip(0u32..) {
        ensure!(trade.quantity > Wh::ZERO, "a trade of nothing");
        for (position, side) in [(trade.buy, Side::Buy), (trade.sell, Side::Sell)] {
            let entry = usize::try_from(position).ok().and_then(|position| book.get(position));
            let entry = entry.filter(|entry| entry.side == side).ok_or("a trade without an order")?;
            let (count, quantity) = traded.entry(position).or_default();
            ensure!(side == Side::Buy || *quantity == trade.sold_before.0.into(), "what was sold before a trade is not right");
            ensure!(entry.first_trade.checked_add(*count) == Some(number), "trades of an order do not follow each other");
            *count = count.checked_add(1).ok_or("a number does not fit")?;
            *quantity = sum([*quantity, trade.quantity.0.into()])?;
        }
    }
    for (entry, position) in book.iter().zip(0u32..) {
        let within = |limit: PricePerWh| match entry.side {
            Side::Buy => price <= limit,
            Side::Sell => price >= limit,
        };
        ensure!(entry.filled <= entry.quantity, "an order got more than it asked for");
        ensure!(entry.filled == Wh::ZERO || within(entry.limit), "an order was filled outside of its limit");
        let (count, quantity) = traded.get(&position).copied().unwrap_or_default();
        ensure!(count == entry.trades && quantity == entry.filled.0.into(), "the trades of an order are not its fill");
    }
    Ok(())
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Balance>, key: K, amount: Balance) -> Check {
    let entry = sums.entry(key).or_default();
    *entry = sum([*entry, amount])?;
    Ok(())
}

fn sum(amounts: impl IntoIterator<Item = Balance>) -> Result<Balance, TryRuntimeError> {
    amounts.into_iter().try_fold(0, Balance::checked_add).ok_or(TryRuntimeError::Other("a sum does not fit"))
}

fn sum32(amounts: impl IntoIterator<Item = usize>) -> Result<u32, TryRuntimeError> {
    let total = amounts.into_iter().try_fold(0usize, usize::checked_add);
    total.and_then(|total| u32::try_from(total).ok()).ok_or(TryRuntimeError::Other("a sum does not fit"))
}
