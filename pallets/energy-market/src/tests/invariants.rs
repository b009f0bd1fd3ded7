//! The pallet as a whole: whatever people, meters and the clock do, and in whichever order.

use crate::{mock::*, *};
use frame_support::{assert_ok, weights::Weight, BoundedVec};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uen_primitives::{
    Balance, CommunitySale, DeviceKind, MarketId, Period, PricePerWh, Product, Side, Wh, ZoneId, PERIOD_SECONDS,
};

/// Devices 1 to 9, two of which have one owner, in three zones.
const DEVICES: [(u8, u64, ZoneId, DeviceKind); 9] = [
    (1, 1, QUARTER, DeviceKind::Solar),
    (2, 2, QUARTER, DeviceKind::Storage),
    (3, 3, QUARTER, DeviceKind::Fossil),
    (4, 1, QUARTER, DeviceKind::Consumption),
    (5, 5, DISTRICT, DeviceKind::Wind),
    (6, 6, DISTRICT, DeviceKind::Solar),
    (7, 7, DISTRICT, DeviceKind::Fossil),
    (8, 8, CITY, DeviceKind::Solar),
    (9, 9, CITY, DeviceKind::Hydro),
];

/// Everybody who can have money.
fn everybody() -> impl Iterator<Item = u64> {
    (1..=20).chain(OPERATOR..=CITY_ARBITER).chain([NOBODY])
}

fn money() -> Balance {
    everybody().map(balance).sum::<Balance>() + pot()
}

#[derive(Clone, Debug)]
enum Time {
    /// Until the next gate closes.
    Gate,
    /// Until the next period begins.
    Period,
    /// From a second to a halt of days.
    Seconds(u64),
}

#[derive(Clone, Debug)]
enum Action {
    Place {
        ahead: u32,
        device: u8,
        side: Side,
        product: Product,
        quantity: u64,
        limit: PricePerWh,
    },
    Cancel {
        back: u64,
    },
    Meter {
        back: u32,
        device: u8,
        import: u64,
        export: u64,
        generation: u64,
        is_complete: bool,
    },
    Price {
        back: u32,
        zone: ZoneId,
        source: usize,
        price: PricePerWh,
    },
    Settle {
        pick: usize,
    },
    Dispute {
        pick: usize,
        trade: u32,
        equivocation: bool,
    },
    Resolve {
        pick: usize,
        delivered: Option<u64>,
    },
    Zone {
        zone: ZoneId,
        fee: PricePerWh,
        deposit: PricePerWh,
        is_open: bool,
        capacity: u64,
    },
    /// Some time passes, and a block has room for so many steps.
    Pass {
        time: Time,
        steps: u64,
    },
    Advance {
        steps: u32,
    },
}

fn zone() -> impl Strategy<Value = ZoneId> {
    prop_oneof![Just(CITY), Just(DISTRICT), Just(QUARTER)]
}

fn place_action() -> impl Strategy<Value = Action> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let product = prop_oneof![Just(Product::Green), Just(Product::Any)];
    (0..3u32, 1..=9u8, side, product, 1..12_000u64, 0..60u64).prop_map(|(ahead, device, side, product, quantity, level)| {
        // Few price levels, so that there are ties; offers are a little cheaper.
        let limit = if side == Side::Buy { 20 + 5 * level } else { 3 * level } * M;
        Action::Place { ahead, device, side, product, quantity, limit }
    })
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        8 => Just(Time::Gate),
        6 => Just(Time::Period),
        6 => (1..PERIOD_SECONDS).prop_map(Time::Seconds),
        2 => (20_000..100_000u64).prop_map(Time::Seconds),
        1 => (100_000..1_000_000u64).prop_map(Time::Seconds),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let wh = || prop_oneof![Just(0u64), 1..12_000u64, 12_000..60_000u64];
    prop_oneof![
        30 => place_action(),
        2 => (0..12u64).prop_map(|back| Action::Cancel { back }),
        10 => (0..3u32, 1..=9u8, wh(), wh(), wh(), prop::bool::weighted(0.8)).prop_map(
            |(back, device, import, export, generation, is_complete)| {
                Action::Meter { back, device, import, export, generation, is_complete }
            }
        ),
        5 => (1..3u32, zone(), 0..3usize, 0..400u64)
            .prop_map(|(back, zone, source, price)| Action::Price { back, zone, source, price: price * M }),
        3 => (any::<usize>()).prop_map(|pick| Action::Settle { pick }),
        6 => (any::<usize>(), 0..3u32, prop::bool::weighted(0.3))
            .prop_map(|(pick, trade, equivocation)| Action::Dispute { pick, trade, equivocation }),
        2 => (any::<usize>(), prop::option::of(0..6_000u64)).prop_map(|(pick, delivered)| Action::Resolve { pick, delivered }),
        2 => (zone(), 0..30u64, 0..150u64, prop::bool::weighted(0.8), prop_oneof![Just(0), 1..12_000u64]).prop_map(
            |(zone, fee, deposit, is_open, capacity)| Action::Zone { zone, fee: fee * M, deposit: deposit * M, is_open, capacity }
        ),
        16 => (time(), prop_oneof![1 => 0..4u64, 3 => Just(1_000)]).prop_map(|(time, steps)| Action::Pass { time, steps }),
        1 => (0..6u32).prop_map(|steps| Action::Advance { steps }),
    ]
}

/// What the meters said, so that they say it once.
type Exports = BTreeMap<(u8, Period), (u64, bool)>;

fn apply(action: Action, exports: &mut Exports) {
    let current = Period::of(now());
    let before = |back: u32| Period(current.0 - back);
    // What fails must leave nothing behind: the invariants say whether it did.
    match action {
        Action::Place { ahead, device, side, product, quantity, limit } => {
            let _ = try_place_in(Period(current.0 + 1 + ahead), device, side, product, quantity, limit);
        }
        Action::Cancel { back } => {
            let id = NextOrderId::<Test>::get().saturating_sub(back);
            if let Some(order) = Orders::<Test>::get(id) {
                let _ = EnergyMarket::cancel_order(signed(order.owner), id);
            }
        }
        Action::Meter { back, device, import, export, generation, is_complete } => {
            let key = (device, before(back));
            let is_final = exports.get(&key).is_some_and(|(_, is_complete)| *is_complete);
            if !is_final && now() < key.1.end() + SETTLEMENT_DEADLINE {
                // Registers only grow.
                let export = export.max(exports.get(&key).map_or(0, |(export, _)| *export));
                exports.insert(key, (export, is_complete));
                let meter = if is_complete { meter } else { meter_partly };
                meter(device, key.1, import, export, generation);
            }
        }
        Action::Price { back, zone, source, price } => {
            let _ = EnergyMarket::submit_imbalance_price(signed(SOURCES[source]), zone, before(back), price);
        }
        Action::Settle { pick } => {
            let points: Vec<_> = Commitments::<Test>::iter_keys().collect();
            if let Some((period, device)) = points.get(pick % points.len().max(1)) {
                let _ = EnergyMarket::settle(signed(NOBODY), *period, *device);
            }
        }
        Action::Dispute { pick, trade, equivocation } => {
            let sales: Vec<_> = Deliveries::<Test>::iter_keys().collect();
            if let Some((market, index)) = sales.get(pick % sales.len().max(1)) {
                let first = EnergyMarket::entry(*market, *index).map_or(0, |offer| offer.first_trade);
                dispute(*market, first + trade, equivocation);
            }
        }
        Action::Resolve { pick, delivered } => {
            let open: Vec<_> = Disputes::<Test>::iter().filter(|(.., dispute)| dispute.outcome.is_none()).collect();
            if let Some((id, trade, _)) = open.get(pick % open.len().max(1)) {
                let ruling = delivered.map_or(Ruling::Rejected, |delivered| Ruling::Upheld { delivered: Wh(delivered) });
                let arbiter = zone_terms(EnergyMarket::arbiters_zone(*id, *trade)).arbiter;
                let _ = EnergyMarket::resolve_dispute(signed(arbiter), *id, *trade, ruling);
            }
        }
        Action::Zone { zone, fee, deposit, is_open, capacity } => update_zone(zone, |terms| {
            terms.fee = fee;
            terms.deposit_per_wh = deposit;
            terms.is_open = is_open;
            terms.capacity = EdgeCapacity { export: Wh(capacity), import: Wh(capacity / 2) };
        }),
        Action::Pass { time, steps } => {
            set_clock(match time {
                Time::Gate => Period(Period::of(now() + GATE_CLOSURE).0 + 1).start() - GATE_CLOSURE,
                Time::Period => current.end(),
                Time::Seconds(seconds) => now() + seconds,
            });
            let limit = EnergyMarket::advance_weight(1).saturating_mul(steps);
            assert!(idle_block(limit).all_lte(limit));
        }
        Action::Advance { steps } => {
            let _ = EnergyMarket::advance(signed(NOBODY), steps).inspect(|done| {
                assert!(done.actual_weight.is_some_and(|used| used.all_lte(EnergyMarket::advance_weight(steps))));
            });
        }
    }
}

/// The buyer of a trade disputes it, with whatever evidence.
fn dispute(market: MarketId, number: u32, equivocation: bool) {
    let Some(trade) = EnergyMarket::trade(market, number) else { return };
    let owner = |index| {
        let order = Orders::<Test>::get(EnergyMarket::entry(market, index)?.order)?;
        Some((order.owner, order.device.0.as_bytes()[0]))
    };
    let (Some((buyer, _)), Some((_, n))) = (owner(trade.buy), owner(trade.sell)) else { return };
    let reading = |export| Box::new(signed_reading(n, 1, (market.period.start(), market.period.end()), export));
    let evidence = if equivocation {
        Evidence::Equivocation { first: reading(1), second: reading(2) }
    } else {
        Evidence::Reading(reading(1))
    };
    let _ = EnergyMarket::dispute(signed(buyer), market, number, evidence);
}

/// Certificates were told of what is settled as green, neither more nor less, and where it ends.
fn check_certificates() {
    let (mut delivered, mut completed) = (BTreeMap::new(), BTreeSet::new());
    for told in told() {
        match told {
            Told::Settled { device, period, delivered: quantity, .. } => {
                assert!(quantity > Wh::ZERO);
                assert!(!completed.contains(&(period, device)), "more was delivered after the end");
                *delivered.entry((period, device)).or_insert(0) += quantity.0;
            }
            Told::Completed { device, period } => {
                assert!(delivered.contains_key(&(period, device)), "nothing was delivered before the end");
                assert!(completed.insert((period, device)), "it ended twice");
            }
        }
    }
    for (period, device, point) in Commitments::<Test>::iter() {
        let of = delivered.get(&(period, device)).copied().unwrap_or_default();
        let is_settled = point.stage >= CommitmentStage::Settled;
        assert!(of <= point.green_delivered.0);
        assert!(!is_settled || of == point.green_delivered.0, "part of it was not told");
        assert_eq!(completed.contains(&(period, device)), is_settled && of > 0);
    }
    // Of older periods some markets may be removed already.
    let Some(kept) = Agendas::<Test>::get().map(|agenda| agenda.prune.period) else { return };
    let green = Markets::<Test>::iter().filter(|(market, _)| market.product == Product::Green && market.period > kept);
    let of_markets: u64 = green.map(|(_, record)| record.totals.delivered.0).sum();
    let of_points: u64 = delivered.iter().filter(|((period, _), _)| *period > kept).map(|(_, quantity)| *quantity).sum();
    assert_eq!(of_points, of_markets);
}

/// Everything is over, and nobody has anything left to wait for.
fn check_end(start: Balance, exports: &Exports) {
    for _ in 0..40 {
        advance_to(now() + 43_200);
        EnergyMarket::do_try_state().unwrap();
        check_certificates();
    }
    for who in everybody() {
        assert_eq!(all_held(who), 0, "{who} still waits for money");
    }
    assert_eq!(pot(), 0);
    assert_eq!(money(), start);
    assert_eq!(Balances::total_issuance(), start);
    let left = Orders::<Test>::iter().count()
        + OrdersOf::<Test>::iter().count()
        + OrderCount::<Test>::iter().count()
        + OpenOrders::<Test>::iter().count()
        + Commitments::<Test>::iter().count()
        + Book::<Test>::iter().count()
        + Trades::<Test>::iter().count()
        + Deliveries::<Test>::iter().count()
        + Disputes::<Test>::iter().count()
        + DisputesByDeadline::<Test>::iter().count()
        + Escalations::<Test>::iter().count()
        + ImbalancePrices::<Test>::iter().count()
        + Markets::<Test>::iter().count()
        + Periods::<Test>::iter().count()
        + CommunitySold::<Test>::iter().count();
    assert_eq!(left, 0);
    let mut delivered = 0;
    for ((n, period), (export, _)) in exports {
        assert!(used(*n, *period) <= *export, "more was delivered than exported");
        delivered += used(*n, *period);
    }
    assert_eq!(Delivered::<Test>::get(), Wh(delivered));
}

fn add_devices() {
    for (n, owner, zone, kind) in DEVICES {
        add_device(n, owner, zone, kind, 100_000, 100_000);
    }
    // Two neighbours behind one connection, and one of whom nobody knows it.
    connect(5, 6);
    disconnect(3);
    for zone in [CITY, DISTRICT, QUARTER] {
        set_sources(zone, &SOURCES, 2);
    }
    update_zone(CITY, |terms| terms.arbiter = CITY_ARBITER);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn invariants_should_hold_after_every_action(
        actions in prop::collection::vec(action(), 1..240),
        trades_per_step in 1..5u32,
        entries in 4..40u32,
    ) {
        ExtBuilder.build_and_execute(|| {
            MaxTradesPerStep::set(trades_per_step);
            MaxOrdersPerMarket::set(entries);
            add_devices();
            let (start, mut exports) = (money(), Exports::new());
            for action in actions {
                apply(action, &mut exports);
                EnergyMarket::do_try_state().unwrap();
                check_certificates();
                assert_eq!(money(), start);
            }
            check_end(start, &exports);
        });
    }
}

/// Three days of a neighbourhood: everybody bids and offers for every quarter hour, meters come in late, some never.
#[test]
fn invariants_should_hold_over_days_of_ordinary_life() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerOwner::set(1_000);
        add_devices();
        let (start, mut exports) = (money(), Exports::new());
        for n in 0..288u32 {
            let period = Period(PERIOD.0 + n);
            set_clock(period.start() - 2_000);
            idle_block(Weight::MAX);
            for (device, ..) in DEVICES {
                let draw = (u64::from(n) * 31 + u64::from(device) * 17) % 97;
                let (side, limit) = if device % 2 == 1 { (Side::Sell, 20 + draw / 2) } else { (Side::Buy, 60 + draw) };
                assert_ok!(try_place_in(period, device, side, Product::Any, 500 + 10 * draw, limit * M));
            }
            advance_to(period.start() - GATE_CLOSURE);
            for (device, ..) in DEVICES {
                let draw = (u64::from(n) * 13 + u64::from(device) * 7) % 11;
                let export = 200 + 150 * draw;
                if draw > 0 {
                    exports.insert((device, period), (export, true));
                    meter(device, period, 400 + 50 * draw, export, export);
                }
            }
            if n % 8 == 0 {
                EnergyMarket::do_try_state().unwrap();
                check_certificates();
                System::reset_events();
            }
        }
        assert!(Delivered::<Test>::get() > Wh(100_000));
        assert!(CommunitySold::<Test>::iter().count() > 0);
        check_end(start, &exports);
    });
}

/// Governance changes fees, deposits and openness while orders of all zones are on their way.
#[test]
fn invariants_should_hold_when_zones_change_meanwhile() {
    ExtBuilder.build_and_execute(|| {
        add_devices();
        let (start, mut exports) = (money(), Exports::new());
        let change = |zone, fee: u64, deposit: u64, is_open| {
            let action = Action::Zone { zone, fee: fee * M, deposit: deposit * M, is_open, capacity: 0 };
            apply(action, &mut Exports::new());
            EnergyMarket::do_try_state().unwrap();
        };
        place(4, Side::Buy, Product::Any, 3_000, 100 * M);
        place(1, Side::Sell, Product::Green, 1_000, 30 * M);
        change(QUARTER, 30, 7, true);
        change(DISTRICT, 1, 300, true);
        place(2, Side::Buy, Product::Green, 500, 90 * M);
        place(9, Side::Sell, Product::Any, 1_500, 40 * M);
        change(CITY, 0, 0, true);
        place(8, Side::Sell, Product::Any, 1_500, 45 * M);
        change(QUARTER, 0, 0, false);
        advance_to(gate());
        change(CITY, 25, 200, false);
        change(DISTRICT, 25, 1, false);
        for n in 1..=9 {
            exports.insert((n, PERIOD), (900, true));
            meter(n, PERIOD, 2_000, 900, 900);
        }
        advance_to(grace_end());
        assert!(Delivered::<Test>::get() > Wh(2_000));
        assert!(told().iter().any(|told| told.delivered_to(2) > 0));
        change(QUARTER, 2, 100, true);
        check_end(start, &exports);
    });
}

/// Change what was counted of S1.
fn change_count(change: impl FnOnce(&mut CommunitySale)) {
    Commitments::<Test>::mutate(PERIOD, device(S1), |point| change(&mut point.as_mut().unwrap().counted));
}

#[test]
fn try_state_should_fail_when_the_books_are_out_of_order() {
    let city = || market(CITY, Product::Any);
    let broken: Vec<Box<dyn Fn()>> = vec![
        Box::new(|| Orders::<Test>::mutate_extant(0, |order| order.held += 1)),
        Box::new(|| Orders::<Test>::mutate_extant(0, |order| order.storage_deposit += 1)),
        Box::new(|| Orders::<Test>::remove(0)),
        Box::new(|| OrderCount::<Test>::insert(1, 2)),
        Box::new(|| OpenOrders::<Test>::insert(device(9), 1)),
        Box::new(|| OrdersOf::<Test>::insert(9, 0, ())),
        Box::new(|| NextOrderId::<Test>::put(1)),
        Box::new(|| Commitments::<Test>::remove(PERIOD, device(B1))),
        Box::new(|| Commitments::<Test>::mutate(PERIOD, device(S1), |point| point.as_mut().unwrap().offered.0 += 1)),
        Box::new(|| Commitments::<Test>::mutate(PERIOD, device(S1), |point| point.as_mut().unwrap().disputes += 1)),
        Box::new(move || Markets::<Test>::remove(city())),
        Box::new(move || Markets::<Test>::mutate_extant(city(), |record| record.unsettled += 1)),
        Box::new(move || Markets::<Test>::mutate_extant(city(), |record| record.entries += 1)),
        Box::new(move || Markets::<Test>::mutate_extant(city(), |record| record.totals.paid += 1)),
        Box::new(move || EnergyMarket::mutate_entry(city(), 0, |entry| entry.filled.0 += 1).unwrap()),
        Box::new(move || EnergyMarket::mutate_entry(city(), 0, |entry| entry.limit = M).unwrap()),
        Box::new(move || EnergyMarket::mutate_entry(city(), 0, |entry| entry.cascaded_to = Some(0)).unwrap()),
        Box::new(move || Trades::<Test>::remove(city(), 0)),
        Box::new(move || Deliveries::<Test>::remove(city(), 4)),
        Box::new(|| Delivered::<Test>::put(Wh(0))),
        Box::new(move || EnergyMarket::note_fees(city(), 0, &[CITY_FEE + 1])),
        Box::new(|| CommunitySold::<Test>::insert(PERIOD.day(), device(9), sale(0, 1))),
        Box::new(|| change_count(|counted| counted.energy = Wh(1_001))),
        Box::new(|| change_count(|counted| counted.fees = 1)),
        Box::new(|| change_count(|counted| counted.fees = sale(1_000, CITY_FEE).fees + 1)),
        Box::new(|| {
            advance_to(deadline());
            CommunitySold::<Test>::insert(PERIOD.day(), device(S1), sale(999, CITY_FEE + 1));
        }),
        Box::new(|| {
            advance_to(deadline());
            CommunitySold::<Test>::insert(PERIOD.day(), device(S1), sale(1_000, CITY_FEE - 1));
        }),
        Box::new(|| Agendas::<Test>::mutate_extant(|agenda| agenda.prune.period.0 += 10)),
        Box::new(|| Periods::<Test>::remove(PERIOD)),
        Box::new(|| Periods::<Test>::mutate(PERIOD, |record| record.cleared = 0)),
        Box::new(|| ImbalancePrices::<Test>::insert(Period(7), CITY, BoundedVec::default())),
        Box::new(|| DisputesQueue::<Test>::put(DisputeQueue { first: 1, next: 0 })),
        Box::new(|| Zones::<Test>::mutate(QUARTER, |zone| zone.as_mut().unwrap().depth = 1)),
        Box::new(|| ZoneParents::<Test>::kill()),
        Box::new(|| Periods::<Test>::mutate(PERIOD, |record| record.settled_at = Some(now()))),
        Box::new(move || Escalations::<Test>::insert(city(), 0, CITY)),
    ];
    for break_it in broken {
        ExtBuilder.build().execute_with(|| {
            settle_c4();
            EnergyMarket::do_try_state().unwrap();
            break_it();
            assert!(EnergyMarket::do_try_state().is_err());
        });
    }
}
