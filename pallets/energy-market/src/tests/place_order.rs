//! `place_order`.

use crate::{mock::*, *};
use codec::Encode;
use frame_support::{
    assert_noop, assert_ok,
    traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{DeviceKind, OpenPositions, Period, Product, Side, Wh};

/// What 100 kW are in a quarter of an hour.
const CAPACITY: u64 = 25_000;

#[test]
fn place_order_should_hold_price_and_fee_when_it_is_a_bid() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, DISTRICT);
        let id = place(1, Side::Buy, Product::Green, 1_200, 200 * M);
        let escrow = 1_200 * u128::from(200 * M + DISTRICT_FEE);
        assert_eq!(held(1, Side::Buy), escrow);
        assert_eq!(held(1, Side::Sell), 0);
        assert_eq!(storage_deposits(1), ORDER_DEPOSIT);
        assert_eq!(balance(1), ENDOWMENT - escrow - ORDER_DEPOSIT);
        let placed = Event::OrderPlaced {
            order: id,
            owner: 1,
            device: device(1),
            market: market(DISTRICT, Product::Green),
            side: Side::Buy,
            quantity: Wh(1_200),
            limit: 200 * M,
            held: escrow,
        };
        assert_eq!(events(), vec![placed]);
    });
}

#[test]
fn place_order_should_hold_the_deposit_when_it_is_an_offer() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, DISTRICT);
        let id = place(1, Side::Sell, Product::Green, 1_200, 60 * M);
        let deposit = 1_200 * u128::from(DEPOSIT_PER_WH);
        assert_eq!(held(1, Side::Sell), deposit);
        assert_eq!(held(1, Side::Buy), 0);
        assert_eq!(storage_deposits(1), ORDER_DEPOSIT);
        assert_eq!(order(id).held, deposit);
        assert_eq!(order(id).storage_deposit, ORDER_DEPOSIT);
    });
}

#[test]
fn place_order_should_hold_nothing_for_deliveries_when_the_zone_wants_no_deposit() {
    ExtBuilder.build_and_execute(|| {
        update_zone(CITY, |terms| terms.deposit_per_wh = 0);
        StorageDeposit::set(0);
        add_solar(1, CITY);
        let id = place(1, Side::Sell, Product::Any, 100, 60 * M);
        assert_eq!(order(id).held, 0);
        assert_eq!(balance(1), ENDOWMENT);
        assert_ok!(EnergyMarket::cancel_order(signed(1), id));
    });
}

#[test]
fn place_order_should_record_the_order_everywhere() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        place(1, Side::Sell, Product::Any, 500, 200 * M);
        let id = place(1, Side::Sell, Product::Any, 700, 210 * M);
        assert_eq!(id, 1);
        let expected = OrderRecord {
            owner: 1,
            device: device(1),
            market: market(CITY, Product::Any),
            index: 1,
            side: Side::Sell,
            quantity: Wh(700),
            limit: 210 * M,
            held: 700 * u128::from(DEPOSIT_PER_WH),
            storage_deposit: ORDER_DEPOSIT,
            settled: Settled::default(),
        };
        assert_eq!(order(id), expected);
        let entry = BookEntry {
            order: id,
            side: Side::Sell,
            green: true,
            quantity: Wh(700),
            limit: 210 * M,
            filled: Wh(0),
            first_trade: 0,
            trades: 0,
            cascaded_to: None,
        };
        assert_eq!(EnergyMarket::entry(expected.market, 1), Some(entry));
        assert_eq!(Markets::<Test>::get(expected.market).unwrap().entries, 2);
        assert_eq!(OrderCount::<Test>::get(1), 2);
        assert!(OrdersOf::<Test>::contains_key(1, id));
        assert_eq!(OpenOrders::<Test>::get(device(1)), 2);
        assert!(<EnergyMarket as OpenPositions>::any(&device(1)));
        let commitment = commitment(1);
        assert_eq!((commitment.offered, commitment.bid, commitment.placed), (Wh(1_200), Wh(0), 2));
        assert_eq!(commitment.orders.to_vec(), vec![0, 1]);
    });
}

#[test]
fn place_order_should_sort_the_markets_into_clearing_order_when_it_opens_them() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        add_consumer(2, QUARTER);
        add_consumer(3, DISTRICT);
        for (n, product) in [(1, Product::Any), (2, Product::Any), (3, Product::Any), (1, Product::Green), (2, Product::Green)] {
            place(n, Side::Buy, product, 100, 100 * M);
            place(n, Side::Buy, product, 100, 100 * M);
        }
        let markets: Vec<_> = Periods::<Test>::get(PERIOD).markets.iter().map(|key| (key.zone, key.product)).collect();
        let expected = vec![
            (QUARTER, Product::Green),
            (QUARTER, Product::Any),
            (DISTRICT, Product::Any),
            (CITY, Product::Green),
            (CITY, Product::Any),
        ];
        assert_eq!(markets, expected);
    });
}

#[test]
fn place_order_should_start_the_agenda_when_it_is_the_first() {
    ExtBuilder.build_and_execute(|| {
        assert_eq!(Agendas::<Test>::get(), None);
        add_consumer(1, CITY);
        place(1, Side::Buy, Product::Any, 100, 100 * M);
        let agenda = Agendas::<Test>::get().unwrap();
        let first = Period::of(now());
        assert_eq!(agenda.clear, first);
        for cursor in [agenda.release, agenda.settle, agenda.deadline, agenda.finalise, agenda.prune] {
            assert_eq!(cursor, SweepCursor { period: first, last: None, markets: 0 });
        }
        set_clock(now() + 900);
        place(1, Side::Buy, Product::Any, 100, 100 * M);
        assert_eq!(Agendas::<Test>::get(), Some(agenda));
    });
}

#[test]
fn place_order_should_mark_offers_green_only_when_the_device_is_renewable() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        add_fossil(2, CITY);
        place(1, Side::Sell, Product::Any, 100, 100 * M);
        place(2, Side::Sell, Product::Any, 100, 100 * M);
        add_solar(3, CITY);
        place(3, Side::Buy, Product::Any, 100, 90 * M);
        let green: Vec<_> = EnergyMarket::book(market(CITY, Product::Any), 3).iter().map(|entry| entry.green).collect();
        assert_eq!(green, vec![true, false, false]);
    });
}

#[test]
fn place_order_should_fail_when_green_energy_is_not_from_renewable_sources() {
    ExtBuilder.build_and_execute(|| {
        add_fossil(1, CITY);
        add_device(2, 2, CITY, DeviceKind::Storage, 100_000, 100_000);
        for n in [1, 2] {
            assert_noop!(try_place(n, Side::Sell, Product::Green, 100, M), Error::<Test>::NotRenewable);
            // They may buy it.
            assert_ok!(try_place(n, Side::Buy, Product::Green, 100, M));
        }
    });
}

#[test]
fn place_order_should_fail_when_the_quantity_is_too_small() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        for side in [Side::Buy, Side::Sell] {
            assert_noop!(try_place(1, side, Product::Any, MIN_QUANTITY - 1, M), Error::<Test>::QuantityTooSmall);
            assert_noop!(try_place(1, side, Product::Any, 0, M), Error::<Test>::QuantityTooSmall);
        }
        assert_ok!(try_place(1, Side::Sell, Product::Any, MIN_QUANTITY, M));
    });
}

#[test]
fn place_order_should_fail_when_the_limit_is_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        assert_noop!(try_place(1, Side::Buy, Product::Any, 100, 0), Error::<Test>::InvalidLimit);
        for side in [Side::Buy, Side::Sell] {
            assert_noop!(try_place(1, side, Product::Any, 100, MAX_PRICE + 1), Error::<Test>::InvalidLimit);
            assert_noop!(try_place(1, side, Product::Any, 100, u64::MAX), Error::<Test>::InvalidLimit);
        }
        add_consumer(2, CITY);
        assert_ok!(try_place(2, Side::Buy, Product::Any, 100, 1));
        assert_ok!(try_place(2, Side::Buy, Product::Any, 100, MAX_PRICE));
        assert_ok!(try_place(1, Side::Sell, Product::Any, 100, 0));
        assert_ok!(try_place(1, Side::Sell, Product::Any, 100, MAX_PRICE));
    });
}

#[test]
fn place_order_should_fail_when_the_market_is_not_open() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let attempt = || try_place(1, Side::Sell, Product::Any, 100, M);
        set_clock(PERIOD.start() - HORIZON - 1);
        assert_noop!(attempt(), Error::<Test>::TooEarly);
        set_clock(PERIOD.start() - HORIZON);
        assert_ok!(attempt());
        set_clock(PERIOD.start() - GATE_CLOSURE - 1);
        assert_ok!(attempt());
        for late in [PERIOD.start() - GATE_CLOSURE, PERIOD.start(), PERIOD.end() + HORIZON] {
            set_clock(late);
            assert_noop!(attempt(), Error::<Test>::GateClosed);
        }
        assert_noop!(try_place_in(Period(0), 1, Side::Sell, Product::Any, 100, M), Error::<Test>::GateClosed);
        assert_noop!(try_place_in(Period(u32::MAX), 1, Side::Sell, Product::Any, 100, M), Error::<Test>::TooEarly);
    });
}

#[test]
fn place_order_should_fail_when_the_device_may_not_trade() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        suspend(1);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::DeviceNotEligible);
    });
}

#[test]
fn place_order_should_fail_when_the_device_is_of_another() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        let call = EnergyMarket::place_order(signed(2), device(1), PERIOD, Product::Any, Side::Sell, Wh(100), M);
        assert_noop!(call, Error::<Test>::DeviceNotEligible);
    });
}

#[test]
fn place_order_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let call = EnergyMarket::place_order(origin, device(1), PERIOD, Product::Any, Side::Sell, Wh(100), M);
            assert_noop!(call, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn place_order_should_fail_when_the_zone_of_the_device_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, 77);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::ZoneNotFound);
    });
}

#[test]
fn place_order_should_fail_when_the_nameplate_is_exceeded() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        add_consumer(2, CITY);
        for (n, side) in [(1, Side::Sell), (2, Side::Buy)] {
            assert_noop!(try_place(n, side, Product::Any, CAPACITY + 1, M), Error::<Test>::CapacityExceeded);
            place(n, side, Product::Any, CAPACITY - 10, M);
            // Whatever the product: it is one meter.
            assert_noop!(try_place(n, side, Product::Green, 11, M), Error::<Test>::CapacityExceeded);
            place(n, side, Product::Green, 10, M);
            assert_noop!(try_place(n, side, Product::Any, u64::MAX, M), Error::<Test>::CapacityExceeded);
        }
        place_in(Period(PERIOD.0 + 1), 1, Side::Sell, Product::Any, CAPACITY, M);
    });
}

/// What a metering point sold would say nothing of what it gives to the grid if it could buy as well.
#[test]
fn place_order_should_fail_when_there_are_orders_of_the_other_side() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        for (first, second) in [(Side::Buy, Side::Sell), (Side::Sell, Side::Buy)] {
            let id = place(1, first, Product::Any, 100, M);
            assert_noop!(try_place(1, second, Product::Any, 100, M), Error::<Test>::OtherSide);
            assert_noop!(try_place(1, second, Product::Green, 100, M), Error::<Test>::OtherSide);
            place(1, first, Product::Any, 100, M);
            place_in(Period(PERIOD.0 + 1), 1, second, Product::Any, 100, M);
            // Once they are cancelled, it may change sides.
            for id in [id, id + 1, id + 2] {
                assert_ok!(EnergyMarket::cancel_order(signed(1), id));
            }
        }
    });
}

#[test]
fn place_order_should_round_the_capacity_of_a_period_down() {
    ExtBuilder.build_and_execute(|| {
        add_device(1, 1, CITY, DeviceKind::Solar, 10_003, 8_003);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 2_001, M), Error::<Test>::CapacityExceeded);
        assert_ok!(try_place(1, Side::Sell, Product::Any, 2_000, M));
        let buy = |quantity| try_place_in(Period(PERIOD.0 + 1), 1, Side::Buy, Product::Any, quantity, M);
        assert_noop!(buy(2_501), Error::<Test>::CapacityExceeded);
        assert_ok!(buy(2_500));
    });
}

#[test]
fn place_order_should_fail_when_a_consumer_offers() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::CapacityExceeded);
    });
}

/// What is generated and used on site cannot be sold, and what comes out of a store can.
#[test]
fn place_order_should_bound_offers_by_what_the_device_can_give_to_the_grid() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        set_export_capacity(1, 40_000);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 10_001, M), Error::<Test>::CapacityExceeded);
        assert_ok!(try_place(1, Side::Sell, Product::Any, 10_000, M));
        assert_ok!(try_place_in(Period(PERIOD.0 + 1), 1, Side::Buy, Product::Any, CAPACITY, M));
        add_device(2, 2, CITY, DeviceKind::Storage, 100_000, 0);
        set_export_capacity(2, 40_000);
        assert_noop!(try_place(2, Side::Sell, Product::Any, 10_001, M), Error::<Test>::CapacityExceeded);
        assert_ok!(try_place(2, Side::Sell, Product::Any, 10_000, M));
    });
}

/// Attack 40: a meter of half hours or hours says nothing of a quarter hour.
#[test]
fn place_order_should_fail_when_the_device_measures_by_longer_spans() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        make_coarse(1);
        for side in [Side::Buy, Side::Sell] {
            assert_noop!(try_place(1, side, Product::Any, 100, M), Error::<Test>::CoarseResolution);
        }
        suspend(1);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::DeviceNotEligible);
    });
}

/// Indices of errors are part of what others decode.
#[test]
fn errors_should_keep_their_indices() {
    let index = |error: Error<Test>| error.encode()[0];
    assert_eq!(index(Error::ZoneNotFound), 0);
    assert_eq!(index(Error::NothingDelivered), 31);
    assert_eq!(index(Error::CoarseResolution), 32);
}

#[test]
fn place_order_should_fail_when_too_many_were_placed_for_the_device_even_if_cancelled() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        for _ in 0..MAX_ORDERS_PER_POINT {
            let id = place(1, Side::Sell, Product::Any, 100, M);
            assert_ok!(EnergyMarket::cancel_order(signed(1), id));
        }
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::MaxOrdersPerPointExceeded);
        assert_noop!(try_place(1, Side::Buy, Product::Green, 100, M), Error::<Test>::MaxOrdersPerPointExceeded);
        assert_ok!(try_place_in(Period(PERIOD.0 + 1), 1, Side::Sell, Product::Any, 100, M));
    });
}

#[test]
fn place_order_should_fail_when_the_owner_has_too_many() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerOwner::set(2);
        add_device(1, 1, CITY, DeviceKind::Solar, 100_000, 100_000);
        add_device(2, 1, CITY, DeviceKind::Solar, 100_000, 100_000);
        let first = place(1, Side::Sell, Product::Any, 100, M);
        place(2, Side::Sell, Product::Any, 100, M);
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::MaxOrdersPerOwnerExceeded);
        assert_ok!(EnergyMarket::cancel_order(signed(1), first));
        assert_ok!(try_place(1, Side::Sell, Product::Any, 100, M));
    });
}

#[test]
fn place_order_should_fail_when_the_book_is_full_even_of_cancelled_orders() {
    ExtBuilder.build_and_execute(|| {
        MaxOrdersPerMarket::set(2);
        add_solar(1, CITY);
        let first = place(1, Side::Sell, Product::Any, 100, M);
        place(1, Side::Sell, Product::Any, 100, M);
        assert_ok!(EnergyMarket::cancel_order(signed(1), first));
        assert_noop!(try_place(1, Side::Sell, Product::Any, 100, M), Error::<Test>::MaxOrdersPerMarketExceeded);
        assert_ok!(try_place(1, Side::Sell, Product::Green, 100, M));
    });
}

#[test]
fn place_order_should_fail_when_the_owner_cannot_pay() {
    ExtBuilder.build_and_execute(|| {
        add_solar(NOBODY as u8, CITY);
        assert_noop!(try_place(NOBODY as u8, Side::Sell, Product::Any, 100, M), TokenError::FundsUnavailable);
        // 25 kWh at 9.99 UEN/kWh are 249.75 UEN: four of them leave too little for a fifth.
        for n in 1..=5 {
            add_device(n, 1, CITY, DeviceKind::Consumption, 100_000, 0);
        }
        for n in 1..=3 {
            place(n, Side::Buy, Product::Any, CAPACITY, MAX_PRICE - 10 * M);
        }
        let rest = balance(1) - EXISTENTIAL_DEPOSIT - ORDER_DEPOSIT;
        let most = rest / u128::from(MAX_PRICE);
        assert_noop!(try_place(4, Side::Buy, Product::Any, most as u64 + 1, MAX_PRICE - CITY_FEE), TokenError::FundsUnavailable);
        assert_ok!(try_place(4, Side::Buy, Product::Any, most as u64, MAX_PRICE - CITY_FEE));
    });
}

/// What is held may be paid to others: funds that are still vesting would leave by way of an order.
#[test]
fn place_order_should_fail_when_the_funds_are_frozen() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        Balances::set_lock(*b"vesting ", &1, ENDOWMENT, WithdrawReasons::all());
        for side in [Side::Buy, Side::Sell] {
            assert_noop!(try_place(1, side, Product::Any, 1_000, 100 * M), TokenError::Frozen);
        }
        Balances::set_lock(*b"vesting ", &1, ENDOWMENT - UEN, WithdrawReasons::all());
        assert_ok!(try_place(1, Side::Buy, Product::Any, 1_000, 100 * M));
        assert_ok!(try_place_in(Period(PERIOD.0 + 1), 1, Side::Sell, Product::Any, 1_000, 100 * M));
    });
}

/// A freeze overlaps holds: each order by itself leaves what is frozen, and all together they must, too.
#[test]
fn orders_should_not_hold_more_together_than_is_not_frozen() {
    ExtBuilder.build_and_execute(|| {
        add_consumer(1, CITY);
        let each = 1_000 * u128::from(100 * M + CITY_FEE);
        Balances::set_lock(*b"vesting ", &1, ENDOWMENT - 5 * each / 2, WithdrawReasons::all());
        place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        let second = place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        assert_noop!(try_place(1, Side::Buy, Product::Any, 1_000, 100 * M), TokenError::Frozen);
        assert_ok!(EnergyMarket::cancel_order(signed(1), second));
        place(1, Side::Buy, Product::Any, 1_000, 100 * M);
        // What is on hold for stake or storage leaves to nobody: a lock on all of it, as votes have it, takes nothing from what is free.
        Balances::set_lock(*b"vesting ", &1, ENDOWMENT / 2, WithdrawReasons::all());
        place(1, Side::Buy, Product::Any, 1_000, 100 * M);
    });
}

#[test]
fn place_order_should_append_to_a_new_page_when_the_last_is_full() {
    ExtBuilder.build_and_execute(|| {
        let entries = ENTRIES_PER_PAGE + 3;
        for n in 0..entries {
            let n = (n / MAX_ORDERS_PER_POINT) as u8 + 1;
            add_solar(n, CITY);
            place(n, Side::Sell, Product::Any, 100, M);
        }
        let id = market(CITY, Product::Any);
        assert_eq!(Book::<Test>::get(id, 0).len(), ENTRIES_PER_PAGE as usize);
        assert_eq!(Book::<Test>::get(id, 1).len(), 3);
        let book = EnergyMarket::book(id, entries);
        assert!(book.iter().map(|entry| entry.order).eq(0..u64::from(entries)));
        assert_eq!(EnergyMarket::entry(id, ENTRIES_PER_PAGE), book.get(ENTRIES_PER_PAGE as usize).copied());
        assert_eq!(EnergyMarket::entry(id, entries), None);
        EnergyMarket::put_book(id, &book);
        assert_eq!(EnergyMarket::book(id, entries), book);
    });
}

/// The compact proof, in bytes, of placing and cancelling an order in a book that has so many entries before.
fn proof_beside(entries: u32) -> usize {
    let id = market(CITY, Product::Any);
    let mut ext = ExtBuilder.build();
    ext.execute_with(|| {
        MaxOrdersPerMarket::set(8_192);
        add_solar(1, CITY);
        place(1, Side::Sell, Product::Any, 100, M);
        let entry = EnergyMarket::entry(id, 0).unwrap();
        let mut record = Markets::<Test>::get(id).unwrap();
        let others = vec![entry; entries as usize - 1];
        assert_eq!(EnergyMarket::append(id, &mut record, &others), entries - 1);
        Markets::<Test>::insert(id, record);
    });
    ext.commit_all().expect("the changes are sound");
    let root = *ext.backend.root();
    let ((), proof) = ext.execute_and_prove(|| {
        let order = place(1, Side::Sell, Product::Any, 100, M);
        assert_ok!(EnergyMarket::cancel_order(signed(1), order));
        sp_io::storage::root(sp_runtime::StateVersion::V1);
    });
    proof.to_compact_proof::<sp_runtime::traits::BlakeTwo256>(root).expect("the proof is sound").encoded_size()
}

/// Only the path to the page gets longer, by a branch of the trie; no more of the book is read.
#[test]
fn placing_and_cancelling_should_need_the_same_proof_when_the_book_is_large() {
    let [small, large] = [ENTRIES_PER_PAGE / 2, 4_000 + ENTRIES_PER_PAGE / 2].map(proof_beside);
    assert!(large < small + 600, "{small} B, {large} B");
}
