//! Settlement as arithmetic: vector C4, and what must hold for any delivery.

use crate::clearing::{clear, trades, LimitOrder};
use crate::settlement::{pay, share, shortfall, without, Shortfall, MIN_PENALTY_PERCENT, TOLERANCE_PERCENT};
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::ArithmeticError;
use uen_primitives::{Balance, CommunitySale, PricePerWh, Wh};

/// A million planck per Wh, the unit of the vectors.
const M: PricePerWh = 1_000_000;
/// The unit of the tables of amounts.
const BILLION: u128 = 1_000_000_000;

/// Clearing price of vector C1, on which C4 builds.
const PRICE: PricePerWh = 125 * M;
const FEE: PricePerWh = 10 * M;
/// What S2 holds for each Wh that it sold, in planck.
const DEPOSIT_RATE: PricePerWh = 100 * M;

/// What S2's shortfall of vector C4 comes to.
fn c4() -> Shortfall {
    shortfall(Wh(1000), Wh(820), PRICE, Some(220 * M), DEPOSIT_RATE).unwrap()
}

/// `part` of `amount` by the position of a trade of S2: 200 Wh to B1, then 800 Wh to B2.
fn of_s2(amount: u128) -> (u128, u128) {
    (share(amount, Wh(0), Wh(200), Wh(1000)).unwrap(), share(amount, Wh(200), Wh(800), Wh(1000)).unwrap())
}

#[test]
fn shortfall_should_be_penalised_as_in_vector_c4() {
    let expected = Shortfall { delivered: Wh(820), short: Wh(180), penalised: Wh(130), rate: 95 * M, penalty: 12_350_000_000 };
    assert_eq!(c4(), expected);
}

#[test]
fn delivery_should_be_shared_out_as_in_vector_c4() {
    assert_eq!(of_s2(c4().delivered.0.into()), (164, 656));
}

#[test]
fn compensation_should_be_shared_out_as_in_vector_c4() {
    assert_eq!(of_s2(c4().penalty), (2_470_000_000, 9_880_000_000));
}

#[test]
fn escrow_should_be_held_as_in_vector_c4() {
    let at_placement = |quantity, limit: PricePerWh| pay(quantity, limit + FEE);
    assert_eq!(at_placement(Wh(1200), 200 * M), 252 * BILLION);
    assert_eq!(at_placement(Wh(800), 160 * M), 136 * BILLION);
    let after_clearing = |quantity| pay(quantity, PRICE + FEE);
    assert_eq!(after_clearing(Wh(1200)), 162 * BILLION);
    assert_eq!(after_clearing(Wh(800)), 108 * BILLION);
}

#[test]
fn everybody_should_be_paid_as_in_vector_c4() {
    let Shortfall { delivered, penalty, .. } = c4();
    let (to_b1, to_b2) = of_s2(delivered.0.into());
    // B1 also takes all of S1's 1000 Wh.
    let b1 = Wh(1000 + to_b1 as u64);
    let b2 = Wh(to_b2 as u64);
    assert_eq!((pay(b1, PRICE), pay(b2, PRICE)), (145_500_000_000, 82_000_000_000));
    assert_eq!((pay(b1, FEE), pay(b2, FEE)), (11_640_000_000, 6_560_000_000));
    assert_eq!(162 * BILLION - pay(b1, PRICE + FEE), 4_860_000_000);
    assert_eq!(108 * BILLION - pay(b2, PRICE + FEE), 19_440_000_000);
    assert_eq!(pay(Wh(1000), PRICE), 125 * BILLION);
    assert_eq!(pay(delivered, PRICE), 102_500_000_000);
    assert_eq!(pay(delivered, PRICE) - penalty, 90_150_000_000);
    assert_eq!(pay(b1, FEE) + pay(b2, FEE), 18_200_000_000);
}

#[test]
fn vector_c4_should_follow_from_the_orders_of_vector_c1() {
    let order = |quantity, limit: PricePerWh| LimitOrder { quantity: Wh(quantity), limit: limit * M };
    let buys = [order(1200, 200), order(800, 160), order(1000, 110)];
    let sells = [order(1000, 60), order(1000, 100), order(900, 140)];
    let matched = clear(&buys, &sells).unwrap().unwrap();
    assert_eq!(matched.price, PRICE);
    let of_s2: Vec<_> = trades(&buys, &sells, &matched).unwrap().into_iter().filter(|trade| trade.sell == 1).collect();
    let mut before = Wh::ZERO;
    let mut shares = Vec::new();
    for trade in of_s2 {
        let delivered = share(820, before, trade.quantity, matched.sells[1]).unwrap();
        let compensation = share(c4().penalty, before, trade.quantity, matched.sells[1]).unwrap();
        shares.push((trade.buy, delivered, compensation));
        before = before.checked_add(trade.quantity).unwrap();
    }
    assert_eq!(shares, [(0, 164, 2_470_000_000), (1, 656, 9_880_000_000)]);
}

#[test]
fn shortfall_should_cost_nothing_when_it_is_within_the_tolerance() {
    let settled = shortfall(Wh(1000), Wh(950), PRICE, Some(220 * M), DEPOSIT_RATE).unwrap();
    assert_eq!((settled.short, settled.penalised, settled.penalty), (Wh(50), Wh(0), 0));
    let settled = shortfall(Wh(1000), Wh(949), PRICE, Some(220 * M), DEPOSIT_RATE).unwrap();
    assert_eq!((settled.short, settled.penalised, settled.penalty), (Wh(51), Wh(1), 95_000_000));
}

#[test]
fn tolerance_should_be_rounded_down_when_it_is_not_whole() {
    // 5 % of 19 Wh is less than one.
    assert_eq!(shortfall(Wh(19), Wh(18), PRICE, None, DEPOSIT_RATE).unwrap().penalised, Wh(1));
}

#[test]
fn rate_should_be_the_floor_when_the_imbalance_price_is_missing() {
    assert_eq!(shortfall(Wh(1000), Wh(820), PRICE, None, DEPOSIT_RATE).unwrap().rate, 12_500_000);
}

#[test]
fn rate_should_be_the_floor_when_imbalance_energy_was_cheap() {
    let rate = |imbalance| shortfall(Wh(1000), Wh(820), PRICE, Some(imbalance), DEPOSIT_RATE).unwrap().rate;
    assert_eq!(rate(0), 12_500_000);
    assert_eq!(rate(PRICE), 12_500_000);
    assert_eq!(rate(PRICE + 12_500_000), 12_500_000);
    assert_eq!(rate(PRICE + 12_500_001), 12_500_001);
}

#[test]
fn supply_that_does_not_exist_should_cost_a_share_of_its_deposit_as_in_vector_c16() {
    let expected = Shortfall { delivered: Wh(0), short: Wh(7500), penalised: Wh(7125), rate: 10 * M, penalty: 71_250_000_000 };
    assert_eq!(shortfall(Wh(7500), Wh(0), 0, None, DEPOSIT_RATE).unwrap(), expected);
    let c4 = shortfall(Wh(1000), Wh(820), PRICE, None, DEPOSIT_RATE).unwrap();
    assert_eq!((c4.rate, c4.penalty), (12_500_000, 1_625_000_000));
}

#[test]
fn penalty_should_be_capped_when_the_deposit_is_less() {
    let settled = shortfall(Wh(1000), Wh(0), PRICE, Some(u64::MAX), DEPOSIT_RATE).unwrap();
    assert_eq!((settled.penalised, settled.penalty), (Wh(950), 100 * BILLION));
}

#[test]
fn delivery_should_be_capped_when_more_was_metered_than_sold() {
    let settled = shortfall(Wh(1000), Wh(1500), PRICE, Some(220 * M), DEPOSIT_RATE).unwrap();
    assert_eq!((settled.delivered, settled.short, settled.penalty), (Wh(1000), Wh(0), 0));
}

#[test]
fn shortfall_should_hold_the_largest_numbers() {
    let max = Wh(u64::MAX);
    let settled = shortfall(max, Wh(0), u64::MAX, Some(u64::MAX), u64::MAX).unwrap();
    assert_eq!(settled.penalty, u128::from(u64::MAX - u64::MAX / 20) * u128::from(u64::MAX / 10));
    assert_eq!(pay(max, u64::MAX), u128::from(u64::MAX) * u128::from(u64::MAX));
}

#[test]
fn share_should_fail_when_the_part_is_not_in_the_whole() {
    assert_eq!(share(1, Wh(0), Wh(0), Wh(0)), Err(ArithmeticError::DivisionByZero));
    assert_eq!(share(1, Wh(5), Wh(6), Wh(10)), Err(ArithmeticError::Overflow));
    assert_eq!(share(1, Wh(1), Wh(u64::MAX), Wh(u64::MAX)), Err(ArithmeticError::Overflow));
}

#[test]
fn share_should_be_everything_when_the_part_is_the_whole() {
    assert_eq!(share(u128::MAX, Wh(0), Wh(u64::MAX), Wh(u64::MAX)), Ok(u128::MAX));
    assert_eq!(share(u128::MAX, Wh(0), Wh(1), Wh(1)), Ok(u128::MAX));
}

/// Numbers of every magnitude, extremes included.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..100u64, any::<u64>(), Just(u64::MAX)]
}

/// A whole of parts, not nothing, that fits into a `Wh`.
fn parts() -> impl Strategy<Value = Vec<u64>> {
    let small = prop::collection::vec(0..20u64, 1..20);
    let large = prop::collection::vec(0..=u64::MAX / 20, 1..20);
    prop_oneof![small, large].prop_filter("a whole of nothing", |parts| parts.iter().any(|part| *part > 0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn shares_should_add_up_and_be_pro_rata(total in prop_oneof![0..1000u128, any::<u128>(), Just(u128::MAX)], parts in parts()) {
        let whole = parts.iter().sum::<u64>();
        let mut before = 0u64;
        let mut sum = 0u128;
        for part in parts {
            let got = share(total, Wh(before), Wh(part), Wh(whole)).unwrap();
            let exact = U256::from(total) * U256::from(part);
            let whole = U256::from(whole);
            prop_assert!(U256::from(got) * whole < exact + whole, "not a whole planck more than pro rata");
            prop_assert!(exact < (U256::from(got) + 1) * whole, "not a whole planck less than pro rata");
            before += part;
            sum = sum.checked_add(got).unwrap();
            prop_assert_eq!(U256::from(sum), U256::from(total) * U256::from(before) / whole);
        }
        prop_assert_eq!(sum, total);
    }

    /// What a buyer is credited as delivered never exceeds the trade.
    #[test]
    fn delivery_of_a_trade_should_not_exceed_it(parts in parts(), permille in 0..=1000u64) {
        let sold = parts.iter().sum::<u64>();
        let delivered = (u128::from(sold) * u128::from(permille) / 1000) as u64;
        let mut before = 0u64;
        for part in parts {
            prop_assert!(share(delivered.into(), Wh(before), Wh(part), Wh(sold)).unwrap() <= part.into());
            before += part;
        }
    }

    #[test]
    fn shortfall_should_follow_the_formula(
        sold in number(),
        metered in number(),
        price in number(),
        imbalance in prop::option::of(number()),
        deposit_rate in number(),
    ) {
        let found = shortfall(Wh(sold), Wh(metered), price, imbalance, deposit_rate).unwrap();
        let delivered = i128::from(sold.min(metered));
        let short = i128::from(sold) - delivered;
        let penalised = (short - i128::from(sold) * i128::from(TOLERANCE_PERCENT) / 100).max(0);
        let excess = imbalance.map_or(0, |imbalance| i128::from(imbalance) - i128::from(price));
        let floor = i128::from(price.max(deposit_rate)) * i128::from(MIN_PENALTY_PERCENT) / 100;
        let rate = excess.max(floor);
        prop_assert_eq!(i128::from(found.delivered.0), delivered);
        prop_assert_eq!(i128::from(found.short.0), short);
        prop_assert_eq!(i128::from(found.penalised.0), penalised);
        prop_assert_eq!(i128::from(found.rate), rate);
        prop_assert_eq!(found.penalty, (penalised as u128 * rate as u128).min(u128::from(sold) * u128::from(deposit_rate)));
    }
}

fn sale(energy: u64, fees: Balance) -> CommunitySale {
    CommunitySale { energy: Wh(energy), fees }
}

#[test]
fn sale_should_lose_what_is_taken_and_no_more_than_it_has() {
    assert_eq!(without(sale(10, 70), sale(3, 21)), sale(7, 49));
    assert_eq!(without(sale(10, 70), sale(3, 71)), sale(7, 0));
    assert_eq!(without(sale(10, 70), sale(11, 7)), sale(0, 0));
    assert_eq!(without(sale(10, 70), sale(10, 7)), sale(0, 0), "there are no fees without energy");
    assert_eq!(without(sale(0, 0), sale(u64::MAX, u128::MAX)), sale(0, 0));
}

proptest! {
    /// Trades of which some Wh were delivered, some of those counted, and some rulings say that less was delivered: no more fees are left
    /// than were paid for what was delivered and counted.
    #[test]
    fn fees_that_are_left_should_be_those_of_what_was_delivered(
        trades in prop::collection::vec((0..1_000u64, 0..1_000u64, 0..1_000u64, 0..1_000u64), 1..12),
    ) {
        let (mut left, mut delivered_fees) = (sale(0, 0), 0);
        for (delivered, counted, _, fee) in &trades {
            let counted = counted.min(delivered);
            left = sale(left.energy.0 + counted, left.fees + pay(Wh(*counted), *fee));
        }
        for (delivered, counted, ruled, fee) in &trades {
            let counted = *counted.min(delivered);
            let ruled = *ruled.min(delivered);
            let energy = Wh(delivered - ruled).min(left.energy);
            left = without(left, CommunitySale { energy, fees: pay(energy, *fee) });
            delivered_fees += pay(Wh(counted.min(ruled)), *fee);
        }
        prop_assert!(left.fees <= delivered_fees);
    }
}
