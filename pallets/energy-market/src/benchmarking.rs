//! Benchmarks of the calls and of the steps.
//!
//! Every entry lies on a full page of its own, zones have as many sources as they can, and periods as many markets. Where orders are not
//! counted, a metering point has as many offers as there can be, which passed all markets that they can.

mod fixtures;

pub use fixtures::insert_zones_below;

use crate::{
    tick_impls::{Work, MAX_PAGES_PER_STEP, MAX_PRUNED_PER_STEP},
    *,
};
use alloc::boxed::Box;
use fixtures::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Inspect, EnsureOrigin, Get};
use frame_system::RawOrigin;
use uen_primitives::{MeteringPoints, Period, Product, Side, UnixSeconds, Wh};

/// Sets the chain's clock.
pub trait BenchmarkHelper {
    /// From now on it is `now`.
    fn set_time(now: UnixSeconds);
}

fn set_time<T: Config>(now: UnixSeconds) {
    T::BenchmarkHelper::set_time(now);
}

/// The gate of the period is about to close.
fn set_time_before_gate<T: Config>() {
    set_time::<T>(Pallet::<T>::gate_of(PERIOD).saturating_sub(1));
}

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(<T as frame_system::Config>::RuntimeEvent::from(event));
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// At the deepest level.
    #[benchmark]
    fn create_zone() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        create_zones::<T>(MAX_ZONE_DEPTH);
        let zone = zone_at(MAX_ZONE_DEPTH);
        let parent = Some(zone_at(MAX_ZONE_DEPTH.saturating_sub(1)));
        let terms = terms::<T>(zone);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, zone, parent, terms.clone());

        assert_eq!(Zones::<T>::get(zone).map(|record| record.depth), Some(MAX_ZONE_DEPTH));
        assert_last_event::<T>(Event::ZoneCreated { zone, parent, terms });
        Ok(())
    }

    #[benchmark]
    fn update_zone() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        create_all_zones::<T>();
        let zone = zone_at(MAX_ZONE_DEPTH);
        let terms = ZoneTerms { is_open: false, ..terms::<T>(zone) };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, zone, terms.clone());

        assert_eq!(Zones::<T>::get(zone).map(|record| record.terms), Some(terms.clone()));
        assert_last_event::<T>(Event::ZoneUpdated { zone, terms });
        Ok(())
    }

    /// Opens the last market that the period has room for, and starts the agenda; the last order that the device may place. A book
    /// that is there already costs less: its page is written all the same, and the list of markets is not.
    #[benchmark]
    fn place_order() {
        create_all_zones::<T>();
        list_markets::<T>(MAX_MARKETS_PER_PERIOD.saturating_sub(1));
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_device::<T>(id, owner.clone());
        let placed = MAX_ORDERS_PER_POINT.saturating_sub(1);
        insert_commitment::<T>(id, placed, CommitmentStage::Open);
        NextOrderId::<T>::put(u64::from(placed));
        Agendas::<T>::kill();
        set_time_before_gate::<T>();
        let quantity = T::MinQuantity::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), id, PERIOD, Product::Green, Side::Sell, quantity, price::<T>());

        let market = market(MAX_ZONE_DEPTH, Product::Green);
        assert!(Orders::<T>::contains_key(u64::from(placed)));
        assert!(OrdersOf::<T>::contains_key(&owner, u64::from(placed)));
        assert_eq!(Pallet::<T>::entry(market, 0).map(|entry| entry.quantity), Some(quantity));
        assert!(Agendas::<T>::exists());
    }

    /// The order is on a full page, and of a device with as many orders as it can have.
    #[benchmark]
    fn cancel_order() {
        create_all_zones::<T>();
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_device::<T>(id, owner.clone());
        insert_offers::<T>(&owner, id, MAX_ORDERS_PER_POINT, false);
        insert_commitment::<T>(id, MAX_ORDERS_PER_POINT, CommitmentStage::Open);
        set_time_before_gate::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), 0);

        assert!(!Orders::<T>::contains_key(0));
        assert_eq!(Pallet::<T>::entry(market(MAX_ZONE_DEPTH, Product::Green), 0).map(|entry| entry.quantity), Some(Wh::ZERO));
        assert_last_event::<T>(Event::OrderCancelled { order: 0 });
    }

    /// All other sources have submitted theirs, and there is only the second of two markets that are looked for.
    #[benchmark]
    fn submit_imbalance_price() {
        create_all_zones::<T>();
        open_market::<T>(last_market());
        let zone = zone_at(0);
        let others = MAX_SOURCES.saturating_sub(1);
        insert_imbalance_prices::<T>(zone, others);
        set_time::<T>(PERIOD.end());
        let source = source::<T>(others, zone);

        #[extrinsic_call]
        _(RawOrigin::Signed(source.clone()), zone, PERIOD, 1);

        assert!(ImbalancePrices::<T>::get(PERIOD, zone).contains(&(source.clone(), 1)));
        assert_last_event::<T>(Event::ImbalancePriceSubmitted { zone, period: PERIOD, source, price: 1 });
    }

    /// Two signatures are checked, and the seller pays back at once what was counted for mining.
    #[benchmark]
    fn dispute() {
        set_time::<T>(PERIOD.start());
        let owner = funded::<T>("owner", 0);
        let (id, first, second) = T::Meters::equivocation(owner.clone(), zone_at(MAX_ZONE_DEPTH));
        insert_disputable::<T>(&owner, id);
        set_time::<T>(Pallet::<T>::settlement_deadline(PERIOD));
        let evidence = Evidence::Equivocation { first: Box::new(first), second: Box::new(second) };

        #[extrinsic_call]
        _(RawOrigin::Signed(buyer::<T>(0)), last_green_market(), 0, evidence);

        assert_eq!(outcome::<T>(), Some(DisputeOutcome::Upheld));
        assert_eq!(CommunitySold::<T>::get(PERIOD.day(), id), community_sale::<T>(1));
    }

    /// The seller pays back, and its orders are closed, which were kept for this dispute.
    #[benchmark]
    fn resolve_dispute() {
        let owner = funded::<T>("owner", 0);
        insert_late_dispute::<T>(&owner, device(0));
        set_time::<T>(Pallet::<T>::settlement_deadline(PERIOD).saturating_add(T::DisputeWindow::get()));
        let arbiter = terms::<T>(zone_at(0)).arbiter;

        #[extrinsic_call]
        _(RawOrigin::Signed(arbiter), last_green_market(), 0, Ruling::Upheld { delivered: Wh::ZERO });

        assert_eq!(outcome::<T>(), Some(DisputeOutcome::Upheld));
        assert_eq!(OrderCount::<T>::get(&owner), 0);
        assert!(!Commitments::<T>::contains_key(PERIOD, device(0)));
    }

    /// Every trade has a buyer of its own, who pays the fees of one of the deepest zones and all above up to the market's; no two of the
    /// last `z` buyers are in one zone. Half was delivered, so that every trade also has a refund and a penalty.
    #[benchmark]
    fn settle(
        o: Linear<0, { MAX_ORDERS_PER_POINT.saturating_sub(MAX_SALES) }>,
        f: Linear<0, { MAX_CASCADE.saturating_sub(1) }>,
        s: Linear<1, { MAX_SALES }>,
        t: Linear<0, MAX_FURTHER_TRADES>,
        z: Linear<0, MAX_BRANCHES>,
    ) {
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_device::<T>(id, owner.clone());
        insert_sales::<T>(&owner, id, Sales { offers: o, fills: f, sales: s, trades: t, branches: z });
        insert_export::<T>(id, times(Wh(QUANTITY.0 / 2), s.saturating_add(t).saturating_add(z)));
        (0..=MAX_ZONE_DEPTH).for_each(|depth| insert_imbalance_prices::<T>(zone_at(depth), MAX_SOURCES));
        set_time::<T>(Pallet::<T>::settlement_deadline(PERIOD));

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), PERIOD, id);

        let paid = Deliveries::<T>::get(last_green_market(), 0).map(|delivery| delivery.paid_trades);
        assert_eq!(paid, Some(t.saturating_add(z).saturating_add(1)));
        assert_eq!(Commitments::<T>::get(PERIOD, id).map(|commitment| commitment.stage), Some(CommitmentStage::Settled));
        for zone in (0..z).flat_map(|branch| (1..=MAX_ZONE_DEPTH).map(move |depth| branch_zone(branch, depth))) {
            let operator = Zones::<T>::get(zone).map(|record| record.terms.operator);
            assert!(operator.is_some_and(|operator| T::Currency::balance(&operator) > endowment::<T>()));
        }
    }

    /// A seller whose meter is not in.
    #[benchmark]
    fn skip() {
        create_cleared_markets::<T>();
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_device::<T>(id, owner);
        insert_commitment::<T>(id, MAX_ORDERS_PER_POINT, CommitmentStage::Released);
        set_time::<T>(Pallet::<T>::settlement_due(PERIOD));

        #[block]
        {
            Pallet::<T>::do_work(Work::Visit(Sweep::Settle, PERIOD, id, MAX_ORDERS_PER_POINT));
        }

        assert_eq!(Commitments::<T>::get(PERIOD, id).map(|commitment| commitment.stage), Some(CommitmentStage::Released));
        assert_eq!(Agendas::<T>::get().and_then(|agenda| agenda.settle.last), Some(id));
    }

    /// The last of the walks that may be due, with a dispute that is not, and the step that it finds: on to the next period, which takes
    /// the list of markets away.
    #[benchmark]
    fn look() {
        let owner = funded::<T>("owner", 0);
        insert_late_dispute::<T>(&owner, device(0));
        CommunitySold::<T>::remove(PERIOD.day(), device(0));
        let now = PERIOD.end().saturating_add(T::HistoryRetention::get());
        let open = Disputes::<T>::get(last_green_market(), 0);
        Disputes::<T>::set(last_green_market(), 0, open.map(|open| DisputeRecord { deadline: now, ..open }));
        // All other walks are ahead of what is due.
        put_agenda::<T>(Period(Period::of(now.saturating_add(T::GateClosure::get())).0.saturating_add(2)));
        Agendas::<T>::mutate_extant(|agenda| {
            agenda.prune = SweepCursor { period: PERIOD, last: None, markets: MAX_MARKETS_PER_PERIOD };
        });
        set_time::<T>(now);
        let work;

        #[block]
        {
            work = Pallet::<T>::next_work();
            if let Some(work) = work {
                Pallet::<T>::do_work(work);
            }
        }

        assert_eq!(work, Some(Work::Pass(Sweep::Prune)));
        assert!(!Periods::<T>::contains_key(PERIOD));
    }

    /// The most trades that a book can have, and half of it goes on to a market that it opens.
    #[benchmark]
    fn clear(p: Linear<0, { T::MaxOrdersPerMarket::get().div_ceil(ENTRIES_PER_PAGE) }>) {
        let n = p.saturating_mul(ENTRIES_PER_PAGE).min(T::MaxOrdersPerMarket::get());
        create_all_zones::<T>();
        list_markets::<T>(MAX_MARKETS_PER_PERIOD.saturating_sub(1));
        put_agenda::<T>(PERIOD);
        let id = market(MAX_ZONE_DEPTH, Product::Green);
        let mut record = open_market::<T>(id);
        Pallet::<T>::append(id, &mut record, &full_book::<T>(n));
        Markets::<T>::insert(id, record);
        set_time::<T>(Pallet::<T>::gate_of(PERIOD));

        #[block]
        {
            Pallet::<T>::do_work(Work::Clear(id, n));
        }

        let stage = Markets::<T>::get(id).map(|record| record.stage);
        assert!(matches!(stage, Some(MarketStage::Cleared(clearing)) if clearing.trades == n.saturating_sub(1)));
        let above = market(MAX_ZONE_DEPTH.saturating_sub(1), Product::Green);
        // One bid alone is not traded, and goes on too.
        assert_eq!(Markets::<T>::get(above).map_or(0, |record| record.entries), n.div_ceil(2));
        assert_eq!(Periods::<T>::get(PERIOD).cleared, 1);
    }

    #[benchmark]
    fn cancel_market() {
        list_markets::<T>(MAX_MARKETS_PER_PERIOD);
        let id = last_market();
        open_market::<T>(id);

        #[block]
        {
            Pallet::<T>::do_work(Work::Cancel(id));
        }

        assert_eq!(Markets::<T>::get(id).map(|record| record.stage), Some(MarketStage::Cancelled));
        assert_last_event::<T>(Event::MarketCancelled { market: id });
    }

    /// Offers that nobody took, which costs more than if they were filled: they are removed. What was filled is a bid, which costs more than
    /// an offer: its need comes to a fee in every zone below.
    #[benchmark]
    fn release(
        o: Linear<1, { MAX_ORDERS_PER_POINT.saturating_sub(1) }>,
        f: Linear<1, { u32::from(MAX_ZONE_DEPTH).saturating_add(1) }>,
    ) {
        create_cleared_markets::<T>();
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_filled_bid::<T>(&owner, id, 0, f);
        let orders = o.saturating_add(1);
        (1..orders).for_each(|number| insert_offer::<T>(&owner, id, number, &way(1), false));
        insert_commitment::<T>(id, orders, CommitmentStage::Open);

        #[block]
        {
            Pallet::<T>::do_work(Work::Visit(Sweep::Release, PERIOD, id, orders));
        }

        assert_eq!(OrderCount::<T>::get(&owner), 1);
        assert_eq!(Orders::<T>::get(0).map(|order| order.settled.traded), Some(times(QUANTITY, f)));
        assert_eq!(Commitments::<T>::get(PERIOD, id).map(|commitment| commitment.stage), Some(CommitmentStage::Released));
    }

    /// Every trade has a buyer of its own, who is not related to the seller and imported what it bought.
    #[benchmark]
    fn count(
        o: Linear<0, { MAX_ORDERS_PER_POINT.saturating_sub(MAX_SALES) }>,
        f: Linear<0, { MAX_CASCADE.saturating_sub(1) }>,
        s: Linear<1, { MAX_SALES }>,
        t: Linear<0, MAX_FURTHER_TRADES>,
    ) {
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_device::<T>(id, owner.clone());
        insert_sales::<T>(&owner, id, Sales { offers: o, fills: f, sales: s, trades: t, branches: 0 });
        let trades = s.saturating_add(t);
        insert_export::<T>(id, times(QUANTITY, trades));
        insert_imports::<T>(trades);
        for sale in 0..s {
            let paid_trades = if sale == 0 { t.saturating_add(1) } else { 1 };
            let sold = times(QUANTITY, paid_trades);
            let delivery = DeliveryRecord { sold, delivered: sold, penalty: 0, paid_trades, counted_trades: 0 };
            Deliveries::<T>::insert(green_market(sale), sale.saturating_mul(ENTRIES_PER_PAGE), delivery);
        }
        edit_commitment::<T>(id, |commitment| commitment.stage = CommitmentStage::Settled);
        set_time::<T>(Pallet::<T>::settlement_deadline(PERIOD));

        #[block]
        {
            Pallet::<T>::do_work(Work::Visit(Sweep::Deadline, PERIOD, id, o.saturating_add(s)));
        }

        assert_eq!(Commitments::<T>::get(PERIOD, id).map(|commitment| commitment.stage), Some(CommitmentStage::Counted));
        assert_eq!(CommunitySold::<T>::get(PERIOD.day(), id), community_sale::<T>(trades));
    }

    /// Offers that were filled, the first one in every market of its way.
    #[benchmark]
    fn finalise(o: Linear<1, { MAX_ORDERS_PER_POINT }>, f: Linear<0, { MAX_CASCADE.saturating_sub(1) }>) {
        create_cleared_markets::<T>();
        let owner = funded::<T>("owner", 0);
        let id = device(0);
        insert_offer::<T>(&owner, id, 0, &way(f.saturating_add(1)), true);
        (1..o).for_each(|number| insert_offer::<T>(&owner, id, number, &way(1), true));
        insert_commitment::<T>(id, o, CommitmentStage::Counted);

        #[block]
        {
            Pallet::<T>::do_work(Work::Visit(Sweep::Finalise, PERIOD, id, o));
        }

        assert_eq!(OrderCount::<T>::get(&owner), 0);
        assert!(!Deliveries::<T>::contains_key(last_green_market(), 0));
        assert!(!Commitments::<T>::contains_key(PERIOD, id));
    }

    /// Half of them of the book, half of the trades.
    #[benchmark]
    fn remove_pages(p: Linear<0, { MAX_PAGES_PER_STEP }>) {
        list_markets::<T>(MAX_MARKETS_PER_PERIOD);
        put_agenda::<T>(PERIOD);
        let id = last_market();
        insert_pages::<T>(id, p);

        #[block]
        {
            Pallet::<T>::do_work(Work::RemovePages(id));
        }

        assert_eq!(Book::<T>::iter_key_prefix(id).count(), 0);
        assert_eq!(Trades::<T>::iter_key_prefix(id).count(), 0);
    }

    /// A market whose trades were disputed.
    #[benchmark]
    fn prune(m: Linear<1, { MAX_PRUNED_PER_STEP }>) {
        let owner = funded::<T>("owner", 0);
        insert_late_dispute::<T>(&owner, device(0));
        let id = last_green_market();
        insert_imbalance_prices::<T>(zone_at(0), MAX_SOURCES);
        let disputed = Disputes::<T>::take(id, 0).expect("inserted above");
        for trade in 1..m {
            Disputes::<T>::insert(id, trade, disputed.clone());
        }

        #[block]
        {
            Pallet::<T>::do_work(Work::Prune(PERIOD, Some(id)));
        }

        assert_eq!(Disputes::<T>::iter_key_prefix(id).count(), 0);
        assert!(!Markets::<T>::contains_key(id));
    }

    /// The orders are closed that were kept for this dispute.
    #[benchmark]
    fn dismiss() {
        let owner = funded::<T>("owner", 0);
        insert_late_dispute::<T>(&owner, device(0));

        #[block]
        {
            Pallet::<T>::do_work(Work::Lapse);
        }

        assert_eq!(outcome::<T>(), Some(DisputeOutcome::Dismissed));
        assert_eq!(OrderCount::<T>::get(&owner), 0);
        assert!(!DisputesByDeadline::<T>::contains_key(0));
    }

    /// Of the deepest zone, all above which have one arbiter but the last.
    #[benchmark]
    fn escalate() {
        insert_deepest_dispute::<T>(&funded::<T>("owner", 0), device(0));

        #[block]
        {
            Pallet::<T>::do_work(Work::Lapse);
        }

        let deepest = market(MAX_ZONE_DEPTH, Product::Green);
        assert_eq!(Escalations::<T>::get(deepest, 0), Some(zone_at(0)));
        assert_eq!(DisputesByDeadline::<T>::get(1), Some((deepest, 0)));
    }

    /// With as many markets as it can have. The walk at the deadline is over it.
    #[benchmark]
    fn migrate_period() {
        list_markets::<T>(MAX_MARKETS_PER_PERIOD);
        put_agenda::<T>(NEXT);
        set_time::<T>(PERIOD.end());
        let last;

        #[block]
        {
            last = migrations::v5::next::<T>(None);
        }

        assert_eq!(last, Some(PERIOD));
        assert_eq!(Periods::<T>::get(PERIOD).settled_at, Some(Pallet::<T>::settlement_deadline(PERIOD)));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
