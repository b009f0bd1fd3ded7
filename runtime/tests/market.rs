//! The energy market on the assembled runtime: offered, bid, cleared by the chain itself, metered, settled and mined, and attacked.
#![allow(missing_docs)]

mod chain;

use chain::{
    account, dev,
    household::{next_period, open_meters, order, submit, Household, M},
    Chain, START,
};
use frame_support::{traits::Get, weights::Weight};
use pallet_energy_market::{Error, Event, MarketStage, Markets, Orders, WeightInfo};
use sp_runtime::{DispatchError, TokenError};
use uen_primitives::{Balance, CommunitySale, Day, DeviceKind, Flags, MarketId, Period, PricePerWh, Product, Side, Wh};
use uen_runtime::{
    configs::RuntimeBlockWeights,
    constants::{HOUR, UEN},
    AccountId, EnergyMarket, EnergyMining, Runtime, RuntimeEvent, System,
};

type Registry = pallet_device_registry::Call<Runtime>;

fn market_events(events: Vec<RuntimeEvent>) -> Vec<Event<Runtime>> {
    events
        .into_iter()
        .filter_map(|event| match event {
            RuntimeEvent::EnergyMarket(event) => Some(event),
            _ => None,
        })
        .collect()
}

/// What the pot has for somebody's orders of a side, without their storage.
fn held(chain: &mut Chain, who: &AccountId, side: Side) -> Balance {
    let orders = chain.ext.execute_with(|| Orders::<Runtime>::iter_values().collect::<Vec<_>>());
    orders.iter().filter(|order| order.owner == *who && order.side == side).map(|order| order.held).sum()
}

fn pot(chain: &mut Chain) -> Balance {
    chain.free(&EnergyMarket::account_id())
}

fn price(chain: &mut Chain, market: MarketId) -> Option<(PricePerWh, Wh)> {
    chain.ext.execute_with(|| match Markets::<Runtime>::get(market)?.stage {
        MarketStage::Cleared(clearing) => Some((clearing.price, clearing.volume)),
        MarketStage::Open | MarketStage::Cancelled => None,
    })
}

#[test]
fn a_trade_should_be_cleared_settled_and_mined_by_the_chain_itself() {
    let mut chain = Chain::new();
    let mut seller = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let mut buyer = Household::new(&mut chain, "//Charlie", 2, DeviceKind::Consumption, 1);
    let period = next_period(&chain);
    let market = MarketId { period, zone: 1, product: Product::Green };
    order(&mut chain, &seller, period, Product::Green, Side::Sell, 1_000, 100 * M).expect("the offer is placed");
    order(&mut chain, &buyer, period, Product::Green, Side::Buy, 1_000, 150 * M).expect("the bid is placed");
    // 10 M a Wh is the district's fee.
    assert_eq!(held(&mut chain, &buyer.account(), Side::Buy), 1_000 * Balance::from(160 * M));
    assert_eq!(held(&mut chain, &seller.account(), Side::Sell), 1_000 * Balance::from(100 * M));

    let (_, events) = chain.block_at(period.start() - 300, vec![]);
    assert!(market_events(events).iter().any(|event| matches!(event, Event::MarketCleared { market: m, .. } if *m == market)));
    assert_eq!(price(&mut chain, market), Some((125 * M, Wh(1_000))));

    open_meters(&mut chain, &mut [&mut seller, &mut buyer], period);
    let genesis = chain.genesis_hash();
    let metered = vec![seller.meter.next(&genesis, 0, 820, 900), buyer.meter.next(&genesis, 500, 0, 0)];
    submit(&mut chain, period.end(), metered);
    let (grid, before) = (account(&dev("//Dave")), chain.free(&account(&dev("//Dave"))));
    chain.block_at(period.end() + 1_800, vec![]);

    // 820 of 1,000 Wh: 130 Wh beyond the tolerance cost a tenth of the price.
    let penalty = 130 * Balance::from(125 * M / 10);
    assert_eq!(held(&mut chain, &buyer.account(), Side::Buy), 0);
    assert_eq!(held(&mut chain, &seller.account(), Side::Sell), 1_000 * Balance::from(100 * M) - penalty);
    assert_eq!(chain.free(&grid) - before, 820 * Balance::from(10 * M));

    // The deposit comes back after the dispute window, which begins when all is settled, and what the buyer took is counted for mining.
    chain.skip_to(period.end() + 24 * HOUR + 6);
    chain.skip_to(period.end() + 36 * HOUR + 6);
    assert_eq!(held(&mut chain, &seller.account(), Side::Sell), 0);
    let sold = chain.ext.execute_with(|| pallet_energy_market::CommunitySold::<Runtime>::get(period.day(), seller.meter.id()));
    let fees = 500 * Balance::from(10 * M);
    assert_eq!(sold, CommunitySale { energy: Wh(500), fees }, "no more than the buyer's meter took in");
    chain.skip_to(Day::of(START).end() + 4 * 86_400 + 66);
    // The market catches up on the skipped days first.
    for _ in 0..3 {
        chain.block_at(chain.now + 6, vec![]);
    }
    let reward = chain.ext.execute_with(|| EnergyMining::mining_rewards(&seller.account(), None, 1).items.remove(0));
    // 820 Wh shared and 80 used on site. For the 500 that were sold in the community there is no more on top than the fees that were paid.
    let premium = fees * 1_000_000 / u128::from(1_000 * M);
    assert_eq!(reward.weighted_energy, 820 * 500_000 + 80 * 250_000 + premium);
}

/// A vesting schedule overlaps what is on hold: were it that, one order after the other could pay all of it to a seller who is a friend.
#[test]
fn what_is_vesting_should_not_leave_by_orders() {
    let mut chain = Chain::new();
    // Who has no stake, with which a schedule could overlap instead.
    let buyer = Household::new(&mut chain, "//Alice//stash", 1, DeviceKind::Consumption, 1);
    let liquid = 200 * UEN;
    let rest = chain.free(&buyer.account()) - liquid;
    let transfer = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(&dev("//Eve")).into(), value: rest };
    chain.call(&buyer.owner, transfer).0.expect("the rest goes");
    let schedule = pallet_vesting::VestingInfo::new(10_000 * UEN, UEN, u32::MAX / 2);
    let grant = pallet_vesting::Call::<Runtime>::vested_transfer { target: buyer.account().into(), schedule };
    chain.call(&dev("//Eve"), grant).0.expect("a grant is made");
    let period = next_period(&chain);
    let mut bid = || order(&mut chain, &buyer, period, Product::Any, Side::Buy, 60, 1_000_000 * M - 10 * M);
    for _ in 0..3 {
        bid().expect("60 UEN are free");
    }
    assert_eq!(bid(), Err(TokenError::Frozen.into()));
    assert_eq!(held(&mut chain, &buyer.account(), Side::Buy), 180 * UEN);
    // Nor can what is free be sent away because so much is in the pot: the account has what vests, the deposit of its device included.
    let vesting = 10_000 * UEN;
    let own = |chain: &mut Chain| {
        let data = chain.ext.execute_with(|| System::account(buyer.account()).data);
        data.free + data.reserved
    };
    let send = |chain: &mut Chain, value| {
        let call = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(&dev("//Eve")).into(), value };
        chain.call(&buyer.owner, call).0
    };
    let left = own(&mut chain) - vesting;
    assert_eq!(send(&mut chain, left), Err(TokenError::Frozen.into()), "there are fees");
    send(&mut chain, left - UEN).expect("this is free");
    assert!(own(&mut chain) >= vesting);
}

#[test]
fn energy_should_go_to_another_district_for_the_citys_fee_when_its_own_does_not_want_it() {
    let mut chain = Chain::new();
    let seller = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let buyer = Household::new(&mut chain, "//Charlie", 2, DeviceKind::Consumption, 2);
    let period = next_period(&chain);
    order(&mut chain, &seller, period, Product::Green, Side::Sell, 1_000, 100 * M).expect("the offer is placed");
    order(&mut chain, &buyer, period, Product::Any, Side::Buy, 1_000, 150 * M).expect("the bid is placed");
    chain.block_at(period.start() - 300, vec![]);
    chain.block_at(period.start() - 294, vec![]);
    assert_eq!(price(&mut chain, MarketId { period, zone: 1, product: Product::Green }), Some((0, Wh(0))));
    // The bid is 130 M in the city: its limit less the city's fee of 20 M. The green offer joins the city's market for any energy.
    assert_eq!(price(&mut chain, MarketId { period, zone: 0, product: Product::Any }), Some((115 * M, Wh(1_000))));
    assert_eq!(
        held(&mut chain, &buyer.account(), Side::Buy),
        1_000 * Balance::from((115 + 10 + 20) * M),
        "price, district's fee and city's fee"
    );
}

/// Attack 31.
#[test]
fn a_device_should_not_change_hands_when_it_has_sold_energy() {
    let mut chain = Chain::new();
    let mut seller = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let period = next_period(&chain);
    open_meters(&mut chain, &mut [&mut seller], period);
    let later = Period(period.0 + 2);
    order(&mut chain, &seller, later, Product::Any, Side::Sell, 1_000, M).expect("the offer is placed");
    let offer = Registry::offer_transfer { device: seller.meter.id(), to: Some(account(&dev("//Charlie"))) };
    chain.call_at(chain.now + 6, &seller.owner, offer).0.expect("the device is offered");
    let genesis = chain.genesis_hash();
    let mut handover = seller.meter.peek(0, 0, 0);
    handover.flags = Flags::HANDOVER;
    let accept = Registry::accept_transfer { reading: seller.meter.sign(&genesis, handover) };
    let refused = Err(pallet_device_registry::Error::<Runtime>::HasOpenPositions.into());
    assert_eq!(chain.call_at(period.end(), &dev("//Charlie"), accept).0, refused);
}

/// Attack 15: who sells to himself pays the grid's fee and earns no more than for exporting.
#[test]
fn sales_to_oneself_should_not_count_as_sold_in_the_community() {
    let mut chain = Chain::new();
    let mut roof = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let mut cellar = Household::new(&mut chain, "//Bob", 2, DeviceKind::Consumption, 1);
    let period = next_period(&chain);
    order(&mut chain, &roof, period, Product::Any, Side::Sell, 1_000, M).expect("the offer is placed");
    order(&mut chain, &cellar, period, Product::Any, Side::Buy, 1_000, M).expect("the bid is placed");
    chain.block_at(period.start() - 300, vec![]);
    open_meters(&mut chain, &mut [&mut roof, &mut cellar], period);
    let genesis = chain.genesis_hash();
    let metered = vec![roof.meter.next(&genesis, 0, 1_000, 1_000), cellar.meter.next(&genesis, 1_000, 0, 0)];
    submit(&mut chain, period.end(), metered);
    chain.skip_to(period.end() + 36 * HOUR + 6);
    let sold = chain.ext.execute_with(|| pallet_energy_market::CommunitySold::<Runtime>::get(period.day(), roof.meter.id()));
    assert_eq!(sold, CommunitySale::default());
}

/// Attack 24: nobody can hold anybody's money back by not clearing a market.
#[test]
fn everything_should_be_refunded_when_the_chain_stood_still_over_the_gate() {
    let mut chain = Chain::new();
    let seller = Household::new(&mut chain, "//Bob", 1, DeviceKind::Solar, 1);
    let buyer = Household::new(&mut chain, "//Charlie", 2, DeviceKind::Consumption, 1);
    let period = next_period(&chain);
    order(&mut chain, &seller, period, Product::Any, Side::Sell, 1_000, M).expect("the offer is placed");
    order(&mut chain, &buyer, period, Product::Any, Side::Buy, 1_000, 2 * M).expect("the bid is placed");
    chain.block_at(period.start(), vec![]);
    chain.block_at(period.start() + 6, vec![]);
    assert_eq!(pot(&mut chain), 0);
}

/// Attack 11.
#[test]
fn an_order_should_be_refused_when_its_owner_cannot_pay_for_all_of_it() {
    let mut chain = Chain::new();
    let buyer = Household::new(&mut chain, "//Charlie", 2, DeviceKind::Consumption, 1);
    let spare = chain.free(&buyer.account()) - 100 * UEN;
    let away = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: account(&dev("//Bob")).into(), value: spare };
    chain.call_at(chain.now + 6, &buyer.owner, away).0.expect("the money is sent away");
    let period = next_period(&chain);
    // 1,000 Wh at 0.1 UEN/Wh, which is all there is, and the grid's fee.
    let too_much = order(&mut chain, &buyer, period, Product::Any, Side::Buy, 1_000, 100_000 * M);
    assert_eq!(too_much, Err(DispatchError::Token(TokenError::FundsUnavailable)));
    let capacity = order(&mut chain, &buyer, period, Product::Any, Side::Buy, 1_251, M);
    assert_eq!(capacity, Err(Error::<Runtime>::CapacityExceeded.into()));
    assert_eq!(pot(&mut chain), 0);
}

#[test]
fn clearing_a_full_market_should_take_no_more_than_a_quarter_of_a_block() {
    use pallet_energy_market::{WeightInfo, ENTRIES_PER_PAGE};
    let most: u32 = <Runtime as pallet_energy_market::Config>::MaxOrdersPerMarket::get();
    assert_eq!(most, 4_096);
    let clear: Weight = <Runtime as pallet_energy_market::Config>::WeightInfo::clear(most.div_ceil(ENTRIES_PER_PAGE));
    let block = RuntimeBlockWeights::get().max_block;
    println!("clearing {most} orders: {clear:?} of {block:?}");
    assert!(clear.all_lte(block.saturating_div(4)), "{clear:?} of {block:?}");
}

/// A part that a noisy measurement lost would be done for nothing.
#[test]
fn measured_weights_should_grow_with_what_a_step_does() {
    type Weights = <Runtime as pallet_energy_market::Config>::WeightInfo;
    let settle = |[o, f, s, t, z]: [u32; 5]| Weights::settle(o, f, s, t, z);
    let count = |[o, f, s, t, _]: [u32; 5]| Weights::count(o, f, s, t);
    let one_more = |component: usize| std::array::from_fn(|n| if n == component { 2 } else { 1 });
    for component in 0..5 {
        let more = settle(one_more(component)) - settle([1; 5]);
        assert!(more.all_gt(Weight::zero()), "settling, component {component}: {more}");
    }
    for component in 0..4 {
        let more = count(one_more(component)) - count([1; 5]);
        assert!(more.all_gt(Weight::zero()), "counting, component {component}: {more}");
    }
    // A trade beside whose bid's zone no other has one takes the list of its fees, too.
    assert!(Weights::settle(0, 0, 1, 0, 1).all_gt(Weights::settle(0, 0, 1, 1, 0)));
}
