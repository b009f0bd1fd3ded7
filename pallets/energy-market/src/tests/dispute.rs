//! `dispute`, and what becomes of disputes that cryptography or time decides.

use crate::{mock::*, *};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};
use uen_primitives::{Balance, CommunitySale, MarketId, Period, PricePerWh, Product, Side, UnixSeconds, Wh, ZoneId};

/// The trades of vector C1: B1 with S1, B1 with S2, B2 with S2.
const TRADES: [u32; 3] = [0, 1, 2];
/// What vector C4 delivers of them.
const DELIVERED: [u64; 3] = [1_000, 164, 656];
/// The price of vector C1.
const PRICE: PricePerWh = 125 * M;
/// What is left of the deposit of S2 after its penalty.
const DEPOSIT_LEFT: Balance = 100_000_000_000 - 12_350_000_000;

fn the_market() -> MarketId {
    market(CITY, Product::Any)
}

fn span(period: Period) -> (UnixSeconds, UnixSeconds) {
    (period.start(), period.end())
}

/// A reading of a device over the period that speaks of another export.
fn reading(n: u8) -> Evidence {
    Evidence::Reading(Box::new(signed_reading(n, 7, span(PERIOD), 700)))
}

/// Two readings of a device with one counter.
fn equivocation(n: u8) -> Evidence {
    let first = Box::new(signed_reading(n, 7, span(PERIOD), 820));
    Evidence::Equivocation { first, second: Box::new(signed_reading(n, 7, span(PERIOD), 700)) }
}

fn dispute(n: u8, trade: u32, evidence: Evidence) -> DispatchResult {
    EnergyMarket::dispute(signed(n.into()), the_market(), trade, evidence)
}

#[test]
fn dispute_should_hold_the_bond_and_wait_for_the_arbiter_when_it_shows_a_reading() {
    ExtBuilder.build_and_execute(|| {
        let [_, b2, _, _, s2, _] = settle_c4();
        let evidence = reading(S2);
        let hash = H256(sp_io::hashing::blake2_256(&evidence.encode()));
        let before = balance(B2.into());
        events();
        assert_ok!(dispute(B2, TRADES[2], evidence));
        assert_eq!(bonds(B2.into()), DISPUTE_BOND);
        assert_eq!(balance(B2.into()), before - DISPUTE_BOND);
        let deadline = now() + ARBITRATION_PERIOD;
        let record = DisputeRecord {
            buyer: B2.into(),
            seller: S2.into(),
            buy_order: b2,
            sell_order: s2,
            delivered: Wh(DELIVERED[2]),
            fee: CITY_FEE,
            evidence: hash,
            bond: DISPUTE_BOND,
            deadline,
            outcome: None,
        };
        assert_eq!(Disputes::<Test>::get(the_market(), TRADES[2]), Some(record));
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue { first: 0, next: 1 });
        assert_eq!(DisputesByDeadline::<Test>::get(0), Some((the_market(), TRADES[2])));
        assert_eq!(commitment(S2).disputes, 1);
        let opened = Event::DisputeOpened {
            market: the_market(),
            trade: TRADES[2],
            buyer: B2.into(),
            seller: S2.into(),
            evidence: hash,
            deadline,
        };
        assert_eq!(events(), vec![opened]);
    });
}

#[test]
fn dispute_should_know_each_trades_share_when_a_seller_has_several() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        for (trade, (buyer, seller)) in TRADES.into_iter().zip([(B1, S1), (B1, S2), (B2, S2)]) {
            assert_ok!(dispute(buyer, trade, reading(seller)));
            let record = Disputes::<Test>::get(the_market(), trade).unwrap();
            assert_eq!(record.delivered, Wh(DELIVERED[trade as usize]));
            assert_eq!((record.buyer, record.seller), (buyer.into(), seller.into()));
        }
        assert_eq!(commitment(S2).disputes, 2);
    });
}

#[test]
fn dispute_should_accept_a_reading_of_the_buyers_device() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        assert_ok!(dispute(B2, TRADES[2], reading(B2)));
    });
}

#[test]
fn dispute_should_decide_at_once_and_without_a_bond_when_the_seller_equivocated() {
    ExtBuilder.build_and_execute(|| {
        let [b1, _, _, _, s2, _] = settle_c4();
        let (buyer, seller) = (balance(B1.into()), balance(S2.into()));
        let (bought, sold) = (order(b1).settled, order(s2).settled);
        Bond::set(10 * ENDOWMENT);
        events();
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));

        let compensation = u128::from(DELIVERED[1]) * u128::from(PRICE);
        assert_eq!(balance(B1.into()), buyer + compensation);
        assert_eq!(balance(S2.into()), seller);
        assert_eq!(order(s2).held, DEPOSIT_LEFT - compensation);
        assert_eq!(held(S2.into(), Side::Sell), DEPOSIT_LEFT - compensation);
        assert_eq!(order(b1).settled.paid, bought.paid - compensation);
        assert_eq!(order(b1).settled.delivered, Wh(bought.delivered.0 - DELIVERED[1]));
        assert_eq!(order(s2).settled.paid, sold.paid - compensation);
        assert_eq!(order(s2).settled.delivered, Wh(sold.delivered.0 - DELIVERED[1]));
        assert_eq!(commitment(S2).disputes, 0);
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue::default());
        let record = Disputes::<Test>::get(the_market(), TRADES[1]).unwrap();
        assert_eq!((record.outcome, record.bond), (Some(DisputeOutcome::Upheld), 0));
        let events = events();
        assert!(matches!(events[0], Event::DisputeOpened { trade: 1, .. }));
        let resolved = Event::DisputeResolved {
            market: the_market(),
            trade: TRADES[1],
            outcome: DisputeOutcome::Upheld,
            compensation,
            forfeited: 0,
        };
        assert_eq!(events[1..], vec![resolved]);
    });
}

#[test]
fn dispute_should_take_no_more_than_what_is_left_of_the_deposit() {
    ExtBuilder.build_and_execute(|| {
        let [_, b2, _, _, s2, _] = settle_c4();
        let paid = order(b2).settled.paid;
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
        let left = order(s2).held;
        let owed = u128::from(DELIVERED[2]) * u128::from(PRICE);
        assert!(left < owed);
        assert_ok!(dispute(B2, TRADES[2], equivocation(S2)));
        assert_eq!(order(s2).held, 0);
        assert_eq!(held(S2.into(), Side::Sell), 0);
        assert_eq!(order(b2).settled.paid, paid - left);
        assert_eq!(order(b2).settled.delivered, Wh(0));
        // The deadline, mining and the end of the orders go on as ever.
        advance_to(deadline());
        advance_to(finality());
        assert_eq!(Commitments::<Test>::iter().count(), 0);
        assert_eq!(Orders::<Test>::iter().count(), 0);
    });
}

#[test]
fn dispute_should_keep_what_was_not_delivered_from_being_mined_when_it_is_upheld_before_the_count() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
        assert_eq!(commitment(S2).taken_back, sale(DELIVERED[1], CITY_FEE));
        advance_to(deadline());
        assert_eq!(commitment(S2).stage, CommitmentStage::Counted);
        assert_eq!(commitment(S2).counted, sale(DELIVERED[2], CITY_FEE));
        assert_eq!(sold(S2), sale(DELIVERED[2], CITY_FEE));
    });
}

#[test]
fn dispute_should_take_back_what_was_counted_for_mining_when_it_is_upheld_after_the_count() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        advance_to(deadline());
        assert_eq!(sold(S2), sale(820, CITY_FEE));
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
        let left = sale(DELIVERED[2], CITY_FEE);
        assert_eq!(sold(S2), left);
        assert_eq!((commitment(S2).counted, commitment(S2).taken_back), (left, CommunitySale::default()));
        assert_ok!(dispute(B2, TRADES[2], equivocation(S2)));
        assert_eq!(sold(S2), CommunitySale::default());
        assert!(!CommunitySold::<Test>::contains_key(PERIOD.day(), device(S2)));
    });
}

#[test]
fn dispute_should_leave_the_ledger_of_delivered_energy_alone() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let delivered = Delivered::<Test>::get();
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
        assert_eq!(Delivered::<Test>::get(), delivered);
        assert_eq!(used(S2, PERIOD), 820);
    });
}

#[test]
fn dispute_should_fail_when_the_trade_is_not_known() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        assert_noop!(dispute(B1, 3, reading(S1)), Error::<Test>::TradeNotFound);
        assert_noop!(dispute(B1, u32::MAX, reading(S1)), Error::<Test>::TradeNotFound);
        let elsewhere = market(CITY, Product::Green);
        let call = EnergyMarket::dispute(signed(B1.into()), elsewhere, 0, reading(S1));
        assert_noop!(call, Error::<Test>::TradeNotFound);
    });
}

#[test]
fn dispute_should_fail_when_it_is_not_by_the_buyer_of_the_trade() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        for who in [B1, S2, B3, 20] {
            assert_noop!(dispute(who, TRADES[2], reading(S2)), Error::<Test>::NoPermission);
        }
        let call = EnergyMarket::dispute(RuntimeOrigin::root(), the_market(), TRADES[2], reading(S2));
        assert_noop!(call, DispatchError::BadOrigin);
    });
}

#[test]
fn dispute_should_fail_when_the_seller_is_not_settled() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        assert_noop!(dispute(B1, TRADES[0], reading(S1)), Error::<Test>::TradeNotFound);
        advance_to(PERIOD.start() - GATE_CLOSURE);
        assert_noop!(dispute(B1, TRADES[0], reading(S1)), Error::<Test>::NotSettled);
        meter(S1, PERIOD, 0, 1_000, 1_000);
        advance_to(PERIOD.end() + METERING_GRACE);
        assert_noop!(dispute(B2, TRADES[2], reading(S2)), Error::<Test>::NotSettled);
        assert_ok!(dispute(B1, TRADES[0], reading(S1)));
    });
}

/// A ruling takes from the deposit, which the sales that are not settled may need for their penalties.
#[test]
fn dispute_should_fail_when_other_sales_of_the_seller_are_not_settled() {
    ExtBuilder.build_and_execute(|| {
        MaxTradesPerStep::set(1);
        place_c1();
        advance_to(PERIOD.start() - GATE_CLOSURE);
        meter(S2, PERIOD, 0, 820, 820);
        set_clock(PERIOD.end() + METERING_GRACE);
        assert_ok!(EnergyMarket::settle(signed(20), PERIOD, device(S2)));
        assert_eq!(Deliveries::<Test>::get(the_market(), 4).unwrap().paid_trades, 1);
        assert_noop!(dispute(B1, TRADES[1], equivocation(S2)), Error::<Test>::NotSettled);
        assert_ok!(EnergyMarket::settle(signed(20), PERIOD, device(S2)));
        idle_block(frame_support::weights::Weight::MAX);
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
    });
}

#[test]
fn dispute_should_fail_when_nothing_was_delivered() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(PERIOD.start() - GATE_CLOSURE);
        meter(S2, PERIOD, 0, 0, 0);
        advance_to(PERIOD.end() + METERING_GRACE);
        assert_noop!(dispute(B2, TRADES[2], equivocation(S2)), Error::<Test>::NothingDelivered);
    });
}

#[test]
fn dispute_should_fail_when_the_trade_was_disputed() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        assert_ok!(dispute(B2, TRADES[2], reading(S2)));
        assert_noop!(dispute(B2, TRADES[2], reading(S2)), Error::<Test>::AlreadyDisputed);
        // Not even by something better, nor once it is over: outcomes are final.
        assert_noop!(dispute(B2, TRADES[2], equivocation(S2)), Error::<Test>::AlreadyDisputed);
        assert_ok!(dispute(B1, TRADES[1], equivocation(S2)));
        assert_noop!(dispute(B1, TRADES[1], equivocation(S2)), Error::<Test>::AlreadyDisputed);
    });
}

#[test]
fn dispute_should_fail_when_the_window_is_over() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        advance_to(deadline());
        let end = finality();
        set_clock(end);
        assert_noop!(dispute(B2, TRADES[2], reading(S2)), Error::<Test>::OutsideWindow);
        set_clock(end - 1);
        assert_ok!(dispute(B2, TRADES[2], reading(S2)));
        advance_to(end);
        assert_noop!(dispute(B1, TRADES[1], reading(S2)), Error::<Test>::OutsideWindow);
    });
}

#[test]
fn dispute_should_fail_when_the_reading_is_no_evidence() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let (start, end) = span(PERIOD);
        let of = |span| signed_reading(S2, 7, span, 700);
        for reading in [
            forged(of((start, end))),
            signed_reading(S1, 7, (start, end), 700),
            signed_reading(B1, 7, (start, end), 700),
            of((start - 900, start)),
            of((end, end + 900)),
        ] {
            let evidence = Evidence::Reading(Box::new(reading));
            assert_noop!(dispute(B2, TRADES[2], evidence), Error::<Test>::InvalidEvidence);
        }
        assert_ok!(dispute(B2, TRADES[2], Evidence::Reading(Box::new(of((start - 900, start + 1))))));
    });
}

#[test]
fn dispute_should_fail_when_the_readings_do_not_contradict_each_other_about_the_period() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let (start, end) = span(PERIOD);
        let of = |counter, span, export| signed_reading(S2, counter, span, export);
        let (before, after) = ((start - 900, start), (end, end + 900));
        for (first, second) in [
            (of(7, (start, end), 820), of(7, (start, end), 820)),
            (of(7, (start, end), 820), of(8, (start, end), 700)),
            (of(7, (start, end), 820), forged(of(7, (start, end), 700))),
            (of(7, before, 820), of(7, before, 700)),
            (of(7, before, 820), of(7, after, 700)),
            (signed_reading(B2, 7, (start, end), 1), signed_reading(B2, 7, (start, end), 2)),
            (of(7, (start, end), 820), signed_reading(S1, 7, (start, end), 700)),
        ] {
            let evidence = Evidence::Equivocation { first: Box::new(first), second: Box::new(second) };
            assert_noop!(dispute(B2, TRADES[2], evidence), Error::<Test>::InvalidEvidence);
        }
        // One of them is enough to concern the period.
        let evidence = Evidence::Equivocation { first: Box::new(of(7, before, 820)), second: Box::new(of(7, (start, end), 700)) };
        assert_ok!(dispute(B2, TRADES[2], evidence));
    });
}

#[test]
fn dispute_should_fail_when_the_buyer_cannot_hold_the_bond() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        Bond::set(ENDOWMENT);
        assert_noop!(dispute(B2, TRADES[2], reading(S2)), TokenError::FundsUnavailable);
    });
}

#[test]
fn disputes_should_be_dismissed_in_turn_when_nobody_decides_them() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let (first, second) = (balance(B1.into()), balance(B2.into()));
        assert_ok!(dispute(B1, TRADES[1], reading(S2)));
        let deadline = now() + ARBITRATION_PERIOD;
        set_clock(now() + 10);
        assert_ok!(dispute(B2, TRADES[2], reading(S2)));
        advance_to(deadline);
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue { first: 0, next: 2 });

        events();
        advance_to(deadline + 1);
        let dismissed = |trade| Event::DisputeResolved {
            market: the_market(),
            trade,
            outcome: DisputeOutcome::Dismissed,
            compensation: 0,
            forfeited: 0,
        };
        assert!(events().contains(&dismissed(TRADES[1])));
        assert_eq!(DisputesQueue::<Test>::get(), DisputeQueue { first: 1, next: 2 });
        assert_eq!(bonds(B1.into()), 0);
        assert_eq!(bonds(B2.into()), DISPUTE_BOND);
        // The sweep came by long ago, and left the seller's order for the disputes.
        assert_eq!(commitment(S2).disputes, 1);

        advance_to(deadline + 11);
        assert!(events().contains(&dismissed(TRADES[2])));
        assert_eq!(DisputesByDeadline::<Test>::iter().count(), 0);
        assert_eq!(bonds(B2.into()), 0);
        assert_eq!(Commitments::<Test>::get(PERIOD, device(S2)), None);
        assert_eq!(OrderCount::<Test>::get(u64::from(S2)), 0);
        assert_eq!(balance(S2.into()) + 12_350_000_000, ENDOWMENT + 102_500_000_000);
        // Storage deposits are back, too.
        assert_eq!(balance(B1.into()), first + ORDER_DEPOSIT);
        assert_eq!(balance(B2.into()), second + ORDER_DEPOSIT);
    });
}

/// Attack 43: where the chain is late, the time to dispute does not run before anything is settled.
#[test]
fn window_should_count_from_settlement_when_the_chain_is_late() {
    ExtBuilder.build_and_execute(|| {
        place_c1();
        advance_to(gate());
        meter(S1, PERIOD, 0, 1_000, 1_000);
        meter(S2, PERIOD, 0, 1_000, 1_000);
        // No block has room for a step until long after what would be the end by the clock.
        let late = finality() + 100_000;
        set_clock(late);
        assert_ok!(EnergyMarket::settle(signed(NOBODY), PERIOD, device(S1)));
        assert_ok!(dispute(B1, TRADES[0], reading(S1)));
        advance_to(late + 10);
        assert_eq!(Periods::<Test>::get(PERIOD).settled_at, Some(late + 10));
        advance_to(late + 10 + DISPUTE_WINDOW - 1);
        assert_ok!(dispute(B2, TRADES[2], reading(S2)));
        advance_to(late + 10 + DISPUTE_WINDOW);
        assert_noop!(dispute(B1, TRADES[1], reading(S2)), Error::<Test>::OutsideWindow);
    });
}

/// The only trade of `zone` is disputed. Of three zones in each other the city has an arbiter of its own, and the two others share one.
fn dispute_in(zone: ZoneId) -> MarketId {
    update_zone(CITY, |terms| terms.arbiter = CITY_ARBITER);
    add_consumer(1, zone);
    add_solar(2, zone);
    place(1, Side::Buy, Product::Any, 1_000, 100 * M);
    place(2, Side::Sell, Product::Any, 1_000, 50 * M);
    advance_to(gate());
    meter(2, PERIOD, 0, 1_000, 1_000);
    advance_to(grace_end());
    let market = market(zone, Product::Any);
    let evidence = Evidence::Reading(Box::new(signed_reading(2, 1, (PERIOD.start(), PERIOD.end()), 900)));
    assert_ok!(EnergyMarket::dispute(signed(1), market, 0, evidence));
    market
}

#[test]
fn dispute_should_go_to_the_next_arbiter_above_when_nobody_decides_it() {
    ExtBuilder.build_and_execute(|| {
        let market = dispute_in(QUARTER);
        let resolve = |arbiter| EnergyMarket::resolve_dispute(signed(arbiter), market, 0, Ruling::Upheld { delivered: Wh(900) });
        assert_noop!(resolve(CITY_ARBITER), Error::<Test>::NoPermission);

        let deadline = now() + ARBITRATION_PERIOD;
        events();
        advance_to(deadline + 1);
        let next = deadline + 1 + ARBITRATION_PERIOD;
        assert!(events().contains(&Event::DisputeEscalated { market, trade: 0, zone: CITY, deadline: next }));
        assert_eq!(EnergyMarket::dispute_info(market, 0).map(|info| (info.arbiter_zone, info.deadline)), Some((CITY, next)));
        assert_eq!(bonds(1), DISPUTE_BOND);
        assert_noop!(resolve(ARBITER), Error::<Test>::NoPermission);
        assert_ok!(resolve(CITY_ARBITER));
        assert_eq!(Escalations::<Test>::iter().count(), 0);
        assert_eq!(bonds(1), 0);
    });
}

#[test]
fn dispute_should_be_dismissed_when_no_arbiter_above_decides_it_either() {
    ExtBuilder.build_and_execute(|| {
        let market = dispute_in(DISTRICT);
        advance_to(now() + ARBITRATION_PERIOD + 1);
        assert_eq!(EnergyMarket::dispute_info(market, 0).unwrap().outcome, None);
        advance_to(now() + ARBITRATION_PERIOD + 1);
        assert_eq!(EnergyMarket::dispute_info(market, 0).unwrap().outcome.as_deref(), Some("dismissed"));
        assert_eq!((bonds(1), Escalations::<Test>::iter().count()), (0, 0));
        assert_eq!(DisputesByDeadline::<Test>::iter().count(), 0);
    });
}

/// Attack 25: what is frivolous costs its bond, and holds up nobody but the seller's deposit until the deadline.
#[test]
fn disputes_should_leave_other_orders_alone_while_they_are_open() {
    ExtBuilder.build_and_execute(|| {
        settle_c4();
        let end = finality();
        advance_to(end - 1);
        assert_ok!(dispute(B2, TRADES[2], reading(S2)));
        advance_to(end);
        let left: Vec<_> = Commitments::<Test>::iter().map(|(_, device, _)| device).collect();
        assert_eq!(left, vec![device(S2)]);
        assert_eq!(held(S2.into(), Side::Sell), DEPOSIT_LEFT);
        assert_eq!(held(S1.into(), Side::Sell), 0);
    });
}

/// One who trades with itself has nothing counted for it, and so nothing to be taken off.
#[test]
fn dispute_should_leave_the_count_alone_when_buyer_and_seller_are_one() {
    ExtBuilder.build_and_execute(|| {
        add_solar(1, CITY);
        add_consumer(2, CITY);
        add_device(3, 1, CITY, uen_primitives::DeviceKind::Consumption, 100_000, 0);
        let own = place(3, Side::Buy, Product::Any, 1_000, 200 * M);
        place(2, Side::Buy, Product::Any, 1_000, 150 * M);
        place(1, Side::Sell, Product::Any, 2_000, 50 * M);
        advance_to(PERIOD.start() - GATE_CLOSURE);
        [2, 3].into_iter().for_each(|n| meter(n, PERIOD, 5_000, 0, 0));
        meter(1, PERIOD, 0, 2_000, 2_000);
        advance_to(deadline());
        assert_eq!(commitment(1).counted, sale(1_000, CITY_FEE));
        let before = balance(1) + held(1, Side::Sell);
        assert_ok!(dispute(1, 0, equivocation(1)));
        assert_eq!(Disputes::<Test>::get(the_market(), 0).unwrap().buy_order, own);
        assert_eq!(commitment(1).counted, sale(1_000, CITY_FEE));
        assert_eq!(balance(1) + held(1, Side::Sell), before);
    });
}

/// A seller in the city with a buyer there and one in the quarter, who pays more fees; both imported what they bought.
fn two_ways() {
    add_solar(1, CITY);
    add_consumer(2, CITY);
    add_consumer(3, QUARTER);
    place(2, Side::Buy, Product::Any, 1_000, 200 * M);
    place(3, Side::Buy, Product::Any, 1_000, 200 * M);
    place(1, Side::Sell, Product::Any, 2_000, 50 * M);
    advance_to(PERIOD.start() - GATE_CLOSURE);
    [2, 3].into_iter().for_each(|n| meter(n, PERIOD, 1_000, 0, 0));
    meter(1, PERIOD, 0, 2_000, 2_000);
    advance_to(PERIOD.end() + METERING_GRACE);
}

/// What that buyer's trade pays for each Wh.
fn fee_of(n: u8) -> PricePerWh {
    if n == 2 {
        CITY_FEE
    } else {
        CITY_FEE + DISTRICT_FEE + QUARTER_FEE
    }
}

/// The number of that buyer's trade.
fn trade_of(n: u8) -> u32 {
    let at = |number| EnergyMarket::entry(the_market(), EnergyMarket::trade(the_market(), number)?.buy);
    (0..2).find(|number| at(*number).is_some_and(|bid| order(bid.order).device == device(n))).expect("it has one")
}

/// The arbiter says that the buyer's trade delivered only so much.
fn rule(n: u8, delivered: u64) {
    let number = trade_of(n);
    assert_ok!(dispute(n, number, reading(1)));
    let ruling = Ruling::Upheld { delivered: Wh(delivered) };
    assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), the_market(), number, ruling));
}

/// Whether a dispute is decided before or after the count, its fees go as its energy does.
#[test]
fn dispute_should_take_back_the_fees_of_its_own_trade() {
    for (disputed, other) in [(2, 3), (3, 2)] {
        for is_counted in [false, true] {
            for delivered in [0, 1, 400, 999] {
                ExtBuilder.build_and_execute(|| {
                    two_ways();
                    if is_counted {
                        advance_to(deadline());
                    }
                    rule(disputed, delivered);
                    advance_to(deadline());
                    let (kept, whole) = (sale(delivered, fee_of(disputed)), sale(1_000, fee_of(other)));
                    let expected = CommunitySale { energy: Wh(delivered + 1_000), fees: kept.fees + whole.fees };
                    assert_eq!((sold(1), commitment(1).counted), (expected, expected));
                });
            }
        }
    }
}

#[test]
fn dispute_should_take_back_all_fees_when_no_energy_is_left() {
    for is_counted in [false, true] {
        ExtBuilder.build_and_execute(|| {
            two_ways();
            // Nothing that was sold to the quarter counts, and what it paid does not either.
            meter(3, PERIOD, 0, 0, 0);
            if is_counted {
                advance_to(deadline());
                assert_eq!(sold(1), sale(1_000, CITY_FEE));
            }
            rule(2, 0);
            advance_to(deadline());
            assert_eq!((sold(1), commitment(1).counted), (CommunitySale::default(), CommunitySale::default()));
            assert!(!CommunitySold::<Test>::contains_key(PERIOD.day(), device(1)));
        });
    }
}

/// What did not count is taken from what did: it errs against a seller who did not deliver.
#[test]
fn dispute_should_take_from_other_sales_when_its_own_did_not_count() {
    for is_counted in [false, true] {
        ExtBuilder.build_and_execute(|| {
            two_ways();
            connect(3, 1);
            if is_counted {
                advance_to(deadline());
                assert_eq!(sold(1), sale(1_000, CITY_FEE));
            }
            rule(3, 900);
            advance_to(deadline());
            let fees = sale(1_000, CITY_FEE).fees - sale(100, fee_of(3)).fees;
            assert_eq!(sold(1), CommunitySale { energy: Wh(900), fees });
        });
    }
}

/// The trade is gone by then; the dispute knows what it paid.
#[test]
fn dispute_should_take_back_fees_when_it_is_decided_after_the_window() {
    ExtBuilder.build_and_execute(|| {
        two_ways();
        let number = trade_of(3);
        let end = finality();
        advance_to(end - 1);
        assert_ok!(dispute(3, number, reading(1)));
        advance_to(end);
        assert_eq!(Trades::<Test>::iter().count(), 0);
        assert_ok!(EnergyMarket::resolve_dispute(signed(ARBITER), the_market(), number, Ruling::Upheld { delivered: Wh(0) }));
        assert_eq!(sold(1), sale(1_000, CITY_FEE));
    });
}
