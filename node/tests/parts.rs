//! The command line, the development clock, and the parameters and JSON forms of `uen_*`.

use clap::{CommandFactory, Parser};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use uen_node::{
    cli::Cli,
    rpc::{
        types::{DepthJson, DisputeJson, MarketJson, OrderJson, PageJson, PreviewJson, SettlementJson, TradeJson, ZoneJson},
        uen::{account, page_size, INVALID_PARAMS},
    },
    service::clock::{next_slot, TimeLapse},
};
use uen_primitives::{
    runtime_api::{
        ClearingInfo, ClearingPreview, DepthLevel, DisputeInfo, FillInfo, ImbalanceInfo, MarketDepth, MarketInfo, MarketSums,
        OrderInfo, OrderSums, Page, SettlementInfo, TradeInfo, ZoneInfo, MAX_PAGE,
    },
    DeviceId, MarketId, MarketState, Period, Product, Side, Wh,
};
use uen_runtime::AccountId;

fn time_lapse(arguments: &[&str]) -> Result<Option<TimeLapse>, clap::Error> {
    let all = ["uen-node", "--dev"].iter().chain(arguments);
    Ok(Cli::try_parse_from(all)?.dev.time_lapse())
}

#[test]
fn command_line_should_be_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn start_should_be_read_as_rfc_3339_and_as_unix_seconds() {
    for start in ["2016-06-13T00:00:00Z", "2016-06-13T02:00:00+02:00", "1465776000"] {
        let lapse = time_lapse(&["--dev-seconds-per-block", "900", "--dev-start", start]).expect("the start is valid");
        assert_eq!(lapse, Some(TimeLapse { start: Some(1_465_776_000), seconds_per_block: 900 }));
    }
    for start in ["yesterday", "1960-01-01T00:00:00Z"] {
        assert!(time_lapse(&["--dev-seconds-per-block", "900", "--dev-start", start]).is_err(), "{start}");
    }
}

#[test]
fn step_should_be_refused_when_it_is_no_multiple_of_a_slot() {
    for step in ["0", "7", "-6", "quick"] {
        assert!(time_lapse(&["--dev-seconds-per-block", step]).is_err(), "{step}");
    }
}

#[test]
fn start_should_be_refused_when_there_is_no_time_lapse() {
    assert!(time_lapse(&["--dev-start", "1465776000"]).is_err());
    assert_eq!(time_lapse(&[]).expect("nothing is needed"), None);
}

const LAPSE: Option<TimeLapse> = Some(TimeLapse { start: Some(1_465_776_000), seconds_per_block: 900 });

#[test]
fn clock_should_start_where_it_is_told_and_step_from_there() {
    assert_eq!(next_slot(None, 1_800_000_000, LAPSE), 244_296_000);
    assert_eq!(next_slot(Some(244_296_000), 1_800_000_000, LAPSE), 244_296_150);
}

#[test]
fn clock_should_go_on_from_the_last_block_when_the_node_is_restarted() {
    assert_eq!(next_slot(Some(244_300_000), 1_800_000_000, LAPSE), 244_300_150);
}

#[test]
fn clock_should_follow_the_machine_and_never_stand_still_without_time_lapse() {
    assert_eq!(next_slot(None, 600, None), 100);
    assert_eq!(next_slot(Some(100), 660, None), 110);
    assert_eq!(next_slot(Some(110), 660, None), 111);
}

#[test]
fn account_should_be_read_as_address_and_as_hex_and_nothing_else() {
    let alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    let same = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let with_our_prefix = "cgPh8Vs7gMt8uQyjeeCD4NhuNNwswi238y8SecUBHpt5AxFJL";
    assert!(account(with_our_prefix).is_ok());
    assert_eq!(account(alice).ok(), account(same).ok());
    assert!(account(alice).is_ok());
    for bad in ["", "0x", "0xd435", "Alice", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX"] {
        assert_eq!(account(bad).map_err(|e| e.code()), Err(INVALID_PARAMS), "{bad}");
    }
}

#[test]
fn page_size_should_be_capped_and_not_zero() {
    assert_eq!(page_size(None).ok(), Some(MAX_PAGE));
    assert_eq!(page_size(Some(7)).ok(), Some(7));
    assert_eq!(page_size(Some(u32::MAX)).ok(), Some(MAX_PAGE));
    assert_eq!(page_size(Some(0)).map_err(|e| e.code()), Err(INVALID_PARAMS));
}

const MARKET: MarketId = MarketId { period: Period(1_628_640), zone: 1, product: Product::Any };

fn market_json() -> Value {
    json!({ "period": 1_628_640, "zone": 1, "product": "any" })
}

fn json_of(answer: impl serde::Serialize) -> Value {
    serde_json::to_value(answer).expect("JSON has room for every answer")
}

/// A number that a JSON number would round.
const LARGE: u64 = (1 << 53) + 1;

#[test]
fn market_should_be_read_from_its_json_form() {
    for (name, product) in [("green", Product::Green), ("any", Product::Any)] {
        let text = format!(r#"{{"zone":1,"period":1628640,"product":"{name}"}}"#);
        assert_eq!(serde_json::from_str::<MarketId>(&text).ok(), Some(MarketId { product, ..MARKET }));
    }
    for bad in [r#"{"zone":1,"period":1628640}"#, r#"{"zone":1,"period":-1,"product":"any"}"#, r#"[1,2]"#, "7"] {
        assert!(serde_json::from_str::<MarketId>(bad).is_err(), "{bad}");
    }
}

#[test]
fn market_should_be_written_as_documented() {
    let clearing = ClearingInfo { price: LARGE, lowest: 110, highest: 140, volume: Wh(2_000), trades: 3 };
    let info = MarketInfo {
        id: MARKET,
        state: MarketState::Delivering,
        fee: 10,
        deposit_per_wh: 100,
        entries: 6,
        gate_closure: 1_465_775_700,
        clearing: Some(clearing),
        unsettled: 2,
        totals: MarketSums { delivered: Wh(820), paid: u128::MAX, fees: 18, penalties: 12 },
    };
    let mut expected = json!({
        "market": market_json(), "state": "delivering", "fee": "10", "depositPerWh": "100", "entries": 6,
        "gateClosure": 1_465_775_700,
        "clearing": { "price": "9007199254740993", "lowest": "110", "highest": "140", "volumeWh": 2_000, "trades": 3 },
        "unsettled": 2,
        "totals": {
            "deliveredWh": 820, "paid": "340282366920938463463374607431768211455", "fees": "18", "penalties": "12"
        },
    });
    assert_eq!(json_of(MarketJson::from(info.clone())), expected);
    expected["clearing"] = Value::Null;
    assert_eq!(json_of(MarketJson::from(MarketInfo { clearing: None, ..info })), expected);
}

#[test]
fn depth_and_preview_should_be_written_as_documented() {
    let depth = MarketDepth {
        id: MARKET,
        state: MarketState::Open,
        fee: 10,
        deposit_per_wh: 100,
        gate_closure: 1_465_775_700,
        bids: vec![DepthLevel { limit: 200, quantity: Wh(1_200), orders: 2 }],
        asks: vec![],
        total_bids: Wh(1_200),
        total_asks: Wh(0),
    };
    let expected = json!({
        "market": market_json(), "state": "open", "fee": "10", "depositPerWh": "100", "gateClosure": 1_465_775_700,
        "bids": [ { "limit": "200", "quantityWh": 1_200, "orders": 2 } ], "asks": [], "totalBidsWh": 1_200, "totalAsksWh": 0,
    });
    assert_eq!(json_of(DepthJson::from(depth)), expected);
    let preview = ClearingPreview { price: 125, lowest: 110, highest: 140, volume: Wh(2_000), fee: LARGE };
    let expected = json!({ "price": "125", "lowest": "110", "highest": "140", "volumeWh": 2_000, "fee": "9007199254740993" });
    assert_eq!(json_of(PreviewJson::from(preview)), expected);
}

fn account_of(n: u8) -> (AccountId, String) {
    let account = AccountId::new([n; 32]);
    let address = account.to_ss58check_with_version(836u16.into());
    (account, address)
}

#[test]
fn settlement_should_be_written_as_documented() {
    let (owner, address) = account_of(1);
    let order = OrderInfo {
        id: 4,
        owner,
        device: DeviceId(H256::repeat_byte(7)),
        market: MARKET,
        side: Side::Sell,
        quantity: Wh(1_000),
        limit: LARGE,
        held: 87_650,
        storage_deposit: 20,
        settled: OrderSums { traded: Wh(1_000), delivered: Wh(820), paid: 102_500, fees: 0, penalty: 12_350 },
    };
    let waiting = FillInfo {
        market: MARKET,
        index: 4,
        quantity: Wh(1_000),
        filled: Wh(0),
        price: None,
        fees: 10,
        delivered: None,
        penalty: None,
    };
    let settled =
        FillInfo { price: Some(125), filled: Wh(1_000), delivered: Some(Wh(820)), penalty: Some(12_350), ..waiting.clone() };
    let mut expected = json!({
        "order": 4, "owner": address, "device": format!("0x{}", "07".repeat(32)), "market": market_json(), "side": "sell",
        "quantityWh": 1_000, "limit": "9007199254740993", "held": "87650", "storageDeposit": "20",
        "settled": { "tradedWh": 1_000, "deliveredWh": 820, "paid": "102500", "fees": "0", "penalty": "12350" },
    });
    assert_eq!(json_of(OrderJson::from(order.clone())), expected);
    expected["fills"] = json!([
        {
            "market": market_json(), "index": 4, "quantityWh": 1_000, "filledWh": 0, "price": null, "fees": "10",
            "deliveredWh": null, "penalty": null,
        },
        {
            "market": market_json(), "index": 4, "quantityWh": 1_000, "filledWh": 1_000, "price": "125", "fees": "10",
            "deliveredWh": 820, "penalty": "12350",
        },
    ]);
    assert_eq!(json_of(SettlementJson::from(SettlementInfo { order, fills: vec![waiting, settled] })), expected);
}

#[test]
fn trades_should_be_written_as_a_page() {
    let trade = TradeInfo { number: 1, buy_order: 2, sell_order: 3, quantity: Wh(4) };
    let page = PageJson::from_page(Page { items: vec![trade], next: Some(2) }, TradeJson::from, |cursor| cursor);
    let expected = json!({ "items": [ { "trade": 1, "buyOrder": 2, "sellOrder": 3, "quantityWh": 4 } ], "next": 2 });
    assert_eq!(json_of(page), expected);
}

#[test]
fn zone_should_be_written_as_documented() {
    let ((operator, operator_address), (arbiter, arbiter_address)) = (account_of(1), account_of(2));
    let zone = ZoneInfo {
        id: 2,
        parent: Some(1),
        depth: 1,
        operator: operator.clone(),
        arbiter,
        fee: LARGE,
        deposit_per_wh: 100,
        imbalance: ImbalanceInfo { sources: vec![operator], quorum: 1, max_age: 3_600, lowest: 0, highest: LARGE },
        is_open: true,
    };
    let expected = json!({
        "zone": 2, "parent": 1, "depth": 1, "operator": operator_address, "arbiter": arbiter_address,
        "fee": "9007199254740993", "depositPerWh": "100",
        "imbalance": {
            "sources": [operator_address], "quorum": 1, "maxAge": 3_600, "lowest": "0", "highest": "9007199254740993"
        },
        "isOpen": true,
    });
    assert_eq!(json_of(ZoneJson::from(zone)), expected);
}

#[test]
fn dispute_should_be_written_as_documented() {
    let ((buyer, buyer_address), (seller, seller_address)) = (account_of(1), account_of(2));
    let dispute = DisputeInfo {
        buyer,
        seller,
        buy_order: 0,
        sell_order: 4,
        delivered: Wh(164),
        evidence: H256::repeat_byte(7),
        bond: 1_000_000_000_000,
        deadline: 1_466_121_600,
        outcome: Some("upheld".into()),
    };
    let mut expected = json!({
        "buyer": buyer_address, "seller": seller_address, "buyOrder": 0, "sellOrder": 4, "deliveredWh": 164,
        "evidence": format!("0x{}", "07".repeat(32)), "bond": "1000000000000", "deadline": 1_466_121_600, "outcome": "upheld",
    });
    assert_eq!(json_of(DisputeJson::from(dispute.clone())), expected);
    expected["outcome"] = Value::Null;
    assert_eq!(json_of(DisputeJson::from(DisputeInfo { outcome: None, ..dispute })), expected);
}
