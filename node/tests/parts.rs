//! The command line, the development clock, and the parameters and JSON forms of `uen_*`.

use clap::{CommandFactory, Parser};
use codec::{DecodeAll, Encode};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use uen_node::{
    cli::Cli,
    rpc::{
        types::{
            address, CarbonCertificateJson, DepthJson, DisputeJson, FactorSetJson, FootprintJson, MarketJson, OrderJson,
            PageJson, PreviewJson, PriceExplanationJson, ProjectJson, SettlementJson, StakeJson, StakingStatusJson, TradeJson,
            ValidatorJson, VotingPowerJson, ZoneJson,
        },
        uen::{account, certificate_id, devices, footprint_method, hour, hours, page_size, INVALID_PARAMS},
    },
    service::clock::{next_slot, TimeLapse},
};
use uen_primitives::{
    runtime_api::{
        market_v1, CarbonCertificate, CarbonFootprint, CarbonProject, CarbonReport, ClearingInfo, ClearingPreview,
        DelegationInfo, DepthLevel, DisputeInfo, FactorSetInfo, FillInfo, FootprintMethod, FootprintSums, HourFootprint,
        ImbalanceInfo, IssuanceInfo, MarketDepth, MarketInfo, MarketSums, OrderInfo, OrderSums, Page, PriceBound,
        PriceExplanation, RetirementInfo, SettlementInfo, StakeInfo, StakingStatus, TradeInfo, UnbondingInfo, ValidatorInfo,
        VotingPowerInfo, ZoneInfo, MAX_PAGE,
    },
    Balance, CertificateId, Day, DeviceId, Hour, MarketId, MarketState, OrderId, Period, Product, Quality, Side, Wh,
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

#[test]
fn price_explanation_should_be_written_as_documented() {
    let bound = |order, side, limit, filled, is_unfilled| PriceBound {
        order,
        side,
        limit,
        quantity: Wh(1_000),
        filled: Wh(filled),
        is_unfilled,
    };
    let explanation = PriceExplanation {
        price: 125,
        lowest: bound(4, Side::Sell, 110, 700, false),
        highest: bound(5, Side::Sell, 140, 0, true),
        volume: Wh(2_000),
        tolerated: Wh(40),
    };
    let expected = json!({
        "price": "125", "volumeWh": 2_000, "toleratedWh": 40,
        "lowest": {
            "limit": "110", "order": 4, "side": "sell", "quantityWh": 1_000, "filledWh": 700, "rule": "worstThatTrades"
        },
        "highest": {
            "limit": "140", "order": 5, "side": "sell", "quantityWh": 1_000, "filledWh": 0, "rule": "unfilledBeyondTolerance"
        },
    });
    assert_eq!(json_of(PriceExplanationJson::from(explanation)), expected);
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
        export_capacity: Wh(5_000),
        import_capacity: Wh(0),
    };
    let expected = json!({
        "zone": 2, "parent": 1, "depth": 1, "operator": operator_address, "arbiter": arbiter_address,
        "fee": "9007199254740993", "depositPerWh": "100",
        "imbalance": {
            "sources": [operator_address], "quorum": 1, "maxAge": 3_600, "lowest": "0", "highest": "9007199254740993"
        },
        "isOpen": true, "exportCapacityWh": 5_000, "importCapacityWh": null,
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
        arbiter_zone: 1,
        deadline: 1_466_121_600,
        outcome: Some("upheld".into()),
    };
    let mut expected = json!({
        "buyer": buyer_address, "seller": seller_address, "buyOrder": 0, "sellOrder": 4, "deliveredWh": 164,
        "evidence": format!("0x{}", "07".repeat(32)), "bond": "1000000000000", "arbiterZone": 1,
        "deadline": 1_466_121_600, "outcome": "upheld",
    });
    assert_eq!(json_of(DisputeJson::from(dispute.clone())), expected);
    expected["outcome"] = Value::Null;
    assert_eq!(json_of(DisputeJson::from(DisputeInfo { outcome: None, ..dispute })), expected);
}

/// Blocks of the fourth release are still asked.
#[test]
fn answers_of_an_older_runtime_should_be_read() {
    let (operator, arbiter) = (account_of(1).0, account_of(2).0);
    let imbalance = ImbalanceInfo { sources: vec![operator.clone()], quorum: 1, max_age: 3_600, lowest: 0, highest: 9 };
    let zone = ZoneInfo {
        id: 2,
        parent: Some(1),
        depth: 1,
        operator,
        arbiter,
        fee: 7,
        deposit_per_wh: 100,
        imbalance,
        is_open: true,
        export_capacity: Wh::ZERO,
        import_capacity: Wh::ZERO,
    };
    let encoded = zone.encode();
    let old = market_v1::ZoneInfo::decode_all(&mut &encoded[..encoded.len() - 16]).unwrap();
    assert_eq!(ZoneInfo::from(old), zone, "nothing was stated");

    let (buyer, seller) = (account_of(1).0, account_of(2).0);
    let before = (buyer.clone(), seller.clone(), 0 as OrderId, 4 as OrderId, Wh(164), H256::repeat_byte(7), 10 as Balance);
    let after = (1_466_121_600u64, None::<String>);
    let old = market_v1::DisputeInfo::decode_all(&mut &(before, after).encode()[..]).unwrap();
    let now = DisputeInfo {
        buyer,
        seller,
        buy_order: 0,
        sell_order: 4,
        delivered: Wh(164),
        evidence: H256::repeat_byte(7),
        bond: 10,
        arbiter_zone: 3,
        deadline: 1_466_121_600,
        outcome: None,
    };
    assert_eq!(old.decided_in(3), now, "the arbiter was that of the market's zone");
}

#[test]
fn span_should_be_whole_hours_in_order() {
    // 2016-06-13T12:00:00Z is hour 407172.
    assert_eq!(hours(1_465_819_200, 1_465_822_800).ok(), Some((Hour(407_172), Hour(407_172))), "the end is not part of it");
    assert_eq!(hours(1_465_819_200, 1_465_905_600).ok(), Some((Hour(407_172), Hour(407_195))));
    for (from, to) in [
        (1_465_819_201, 1_465_822_800),
        (1_465_819_200, 1_465_822_799),
        (1_465_819_200, 1_465_819_200),
        (1_465_822_800, 1_465_819_200),
        (0, 0),
        (0, u64::MAX),
    ] {
        assert_eq!(hours(from, to).map_err(|e| e.code()), Err(INVALID_PARAMS), "{from} {to}");
    }
    assert_eq!(
        hour("cursor", 1).map_err(|e| e.message().to_owned()),
        Err("cursor must be Unix seconds on the hour: 1 is not".into())
    );
}

#[test]
fn footprint_method_should_be_one_of_the_two() {
    assert_eq!(footprint_method("location").ok(), Some(FootprintMethod::Location));
    assert_eq!(footprint_method("market").ok(), Some(FootprintMethod::Market));
    assert_eq!(footprint_method("Market").map_err(|e| e.code()), Err(INVALID_PARAMS));
}

#[test]
fn certificate_should_be_read_as_its_two_numbers_and_in_no_other_way() {
    assert_eq!(certificate_id("12-3").ok(), Some(CertificateId { issuance: 12, slice: 3 }));
    assert_eq!(
        certificate_id("18446744073709551615-4294967295").ok(),
        Some(CertificateId { issuance: u64::MAX, slice: u32::MAX })
    );
    for bad in ["", "12", "-", "12-", "-3", "12-3-4", "+12-3", "012-3", "12-03", "12- 3", "0xc-3", "12-4294967296"] {
        assert_eq!(certificate_id(bad).map_err(|e| e.code()), Err(INVALID_PARAMS), "{bad}");
    }
}

#[test]
fn devices_should_be_no_more_than_one_answer_can_be_about() {
    let ids = |count: u32| (0..count).map(|n| H256::from_low_u64_be(n.into())).collect();
    assert_eq!(devices(ids(MAX_PAGE)).map(|devices| devices.len()).ok(), Some(100));
    assert_eq!(devices(ids(MAX_PAGE + 1)).map_err(|e| e.code()), Err(INVALID_PARAMS));
}

#[test]
fn footprint_should_be_written_as_documented() {
    let row = HourFootprint {
        hour: Hour(407_172),
        zone: 1,
        consumption: Wh(500),
        coverable: Wh(500),
        quality: Quality::Measured,
        location_factor: 420_000,
        residual_factor: 520_000,
        is_residual_missing: false,
        version: Some(2),
        retired: Wh(600),
        covered: Wh(500),
        carbon_free: Wh(500),
        emissions: u128::MAX,
    };
    // Vector C6.
    let sums = FootprintSums {
        consumption: Wh(3_200),
        covered: Wh(1_700),
        carbon_free: Wh(1_700),
        location_based: 1_231_000_000,
        market_based: 780_000_000,
    };
    let mut expected = json!({
        "hours": [{
            "start": 1_465_819_200, "zone": 1, "consumptionWh": 500, "coverableWh": 500, "quality": "measured", "locationFactor": 420_000,
            "residualFactor": 520_000, "isResidualMissing": false, "version": 2, "retiredWh": 600, "coveredWh": 500,
            "carbonFreeWh": 500, "emissions": "340282366920938463463374607431768211455",
        }],
        "sums": {
            "consumptionWh": 3_200, "coveredWh": 1_700, "carbonFreeWh": 1_700, "carbonFreePpm": 531_250,
            "locationBased": "1231000000", "marketBased": "780000000",
        },
        "next": 1_465_822_800,
    });
    let footprint = CarbonFootprint { hours: vec![row.clone()], sums, next: Some(Hour(407_173)) };
    assert_eq!(json_of(FootprintJson::from(footprint)), expected);
    expected["hours"][0]["version"] = Value::Null;
    expected["sums"] = json!({
        "consumptionWh": 0, "coveredWh": 0, "carbonFreeWh": 0, "carbonFreePpm": null, "locationBased": "0", "marketBased": "0",
    });
    expected["next"] = Value::Null;
    let nothing =
        CarbonFootprint { hours: vec![HourFootprint { version: None, ..row }], sums: FootprintSums::default(), next: None };
    assert_eq!(json_of(FootprintJson::from(nothing)), expected);
}

fn issuance(producer: AccountId) -> IssuanceInfo<AccountId> {
    IssuanceInfo {
        id: 12,
        kind: "generation".into(),
        technology: Some("solar".into()),
        device: Some(DeviceId(H256::repeat_byte(7))),
        first_period: Some(Period(1_628_688)),
        last_period: Some(Period(1_628_691)),
        stored: None,
        project: None,
        vintage: None,
        first_serial: None,
        producer,
        zone: 1,
        emission_factor: 0,
        support: Some("energyMining".into()),
        issued_at: 1_465_822_806,
        expires: Some(1_497_398_400),
        issued: 2_350,
        active: 1_750,
        locked: 0,
        reserved: 0,
        retired: 600,
        expired: 0,
        withdrawn: 0,
    }
}

#[test]
fn certificate_should_be_written_as_documented() {
    let ((producer, producer_address), (owner, owner_address)) = (account_of(1), account_of(2));
    let retirement = RetirementInfo {
        beneficiary: owner.clone(),
        commitment: H256::repeat_byte(8),
        purpose: "consumption".into(),
        store: None,
        from: Day(16_965),
        to: Day(16_971),
        at: 1_465_823_000,
        factors: Some(1),
    };
    let certificate = CarbonCertificate {
        id: CertificateId { issuance: 12, slice: 3 },
        owner,
        first: 1,
        last: 600,
        unit: "wh".into(),
        status: "claimed".into(),
        offered_to: None,
        price: None,
        deposit: 0,
        retirement: Some(retirement),
        issuance: issuance(producer),
    };
    let mut expected = json!({
        "certificate": "12-3", "serial": null, "owner": owner_address, "first": 1, "last": 600, "unit": "wh",
        "status": "claimed", "offeredTo": null, "price": null, "deposit": "0",
        "retirement": {
            "beneficiary": owner_address, "commitment": format!("0x{}", "08".repeat(32)), "purpose": "consumption",
            "store": null, "from": 16_965, "to": 16_971, "at": 1_465_823_000, "factors": 1,
        },
        "issuance": {
            "issuance": 12, "kind": "generation", "technology": "solar", "device": format!("0x{}", "07".repeat(32)),
            "firstPeriod": 1_628_688, "lastPeriod": 1_628_691, "stored": null, "project": null, "vintage": null,
            "producer": producer_address, "zone": 1, "emissionFactor": 0, "support": "energyMining",
            "issuedAt": 1_465_822_806, "expires": 1_497_398_400,
            "units": {
                "issued": 2_350, "active": 1_750, "locked": 0, "reserved": 0, "retired": 600, "expired": 0, "withdrawn": 0,
            },
        },
    });
    assert_eq!(json_of(CarbonCertificateJson::from(certificate.clone())), expected);
    let offered = CarbonCertificate {
        status: "locked".into(),
        price: Some(LARGE),
        deposit: 33_500_000_000,
        retirement: None,
        ..certificate
    };
    expected["status"] = json!("locked");
    expected["price"] = json!("9007199254740993");
    expected["deposit"] = json!("33500000000");
    expected["retirement"] = Value::Null;
    assert_eq!(json_of(CarbonCertificateJson::from(offered)), expected);
}

#[test]
fn credits_should_have_the_serial_of_their_project_and_vintage() {
    let (owner, _) = account_of(1);
    let origin = IssuanceInfo {
        kind: "credit".into(),
        project: Some(4),
        vintage: Some(2016),
        first_serial: Some(101),
        ..issuance(owner.clone())
    };
    let credits = CarbonCertificate {
        id: CertificateId { issuance: 12, slice: 0 },
        owner,
        first: 11,
        last: 20,
        unit: "kgCo2e".into(),
        status: "active".into(),
        offered_to: None,
        price: None,
        deposit: 0,
        retirement: None,
        issuance: origin,
    };
    assert_eq!(json_of(CarbonCertificateJson::from(credits))["serial"], json!("4-2016-111-120"));
}

#[test]
fn factors_should_be_written_as_documented() {
    let info = FactorSetInfo {
        zone: 1,
        day: Day(16_965),
        version: 2,
        is_latest: true,
        factors: vec![(420_000, Some(520_000)), (380_000, None)],
        source_hash: H256::repeat_byte(7),
        published_at: 1_465_776_600,
        pins: 3,
    };
    let expected = json!({
        "zone": 1, "day": 16_965, "version": 2, "isLatest": true,
        "hours": [ { "location": 420_000, "residual": 520_000 }, { "location": 380_000, "residual": null } ],
        "sourceHash": format!("0x{}", "07".repeat(32)), "publishedAt": 1_465_776_600, "pins": 3,
    });
    let page = PageJson::from_page(Page { items: vec![info], next: Some(Day(16_966)) }, FactorSetJson::from, |cursor| cursor);
    assert_eq!(json_of(page), json!({ "items": [expected], "next": 16_966 }));
}

#[test]
fn project_should_be_written_as_documented() {
    let ((owner, owner_address), (verifier, verifier_address)) = (account_of(1), account_of(2));
    let report = CarbonReport {
        number: 0,
        vintage: 2016,
        first: Period(1_628_688),
        last: Period(1_628_691),
        energy: Wh(8_000),
        avoided: u128::MAX,
        evidence: H256::repeat_byte(9),
        status: "issued".into(),
        issuance: Some(12),
        verifier: Some(verifier.clone()),
    };
    let project = CarbonProject {
        id: 4,
        owner,
        zone: 1,
        methodology: H256::repeat_byte(7),
        metadata: H256::repeat_byte(8),
        starts: Day(16_965),
        ends: Day(20_616),
        status: "registered".into(),
        verifier: Some(verifier),
        regulator: None,
        reports: vec![report],
    };
    let expected = json!({
        "project": 4, "owner": owner_address, "zone": 1, "methodology": format!("0x{}", "07".repeat(32)),
        "metadata": format!("0x{}", "08".repeat(32)), "starts": 16_965, "ends": 20_616, "status": "registered",
        "verifier": verifier_address, "regulator": null,
        "reports": [{
            "report": 0, "vintage": 2016, "firstPeriod": 1_628_688, "lastPeriod": 1_628_691, "energyWh": 8_000,
            "avoided": "340282366920938463463374607431768211455", "evidence": format!("0x{}", "09".repeat(32)),
            "status": "issued", "issuance": 12, "verifier": verifier_address,
        }],
    });
    assert_eq!(json_of(ProjectJson::from(project)), expected);
}

#[test]
fn staking_status_should_be_written_as_documented() {
    let status = StakingStatus {
        era: 3,
        day: Some(Day(16_968)),
        points: 96,
        session_start: 940,
        session_length: 20,
        total_stake: u128::MAX,
        candidates: 3,
        seats: 20,
        session_members: 2,
        era_fees: u128::from(LARGE),
        reserved: 5,
        paid: 6,
        last_era_reward: Some(u128::from(LARGE)),
        min_validator_bond: 10_000_000_000_000_000,
        min_delegation: 10_000_000_000_000,
        max_stake_share_ppm: 100_000,
        unbonding_blocks: 30,
    };
    let mut expected = json!({
        "era": 3, "day": 16_968, "points": 96, "sessionStart": 940, "sessionLength": 20,
        "totalStake": "340282366920938463463374607431768211455", "candidates": 3, "seats": 20, "sessionMembers": 2,
        "eraFees": "9007199254740993", "reserved": "5", "paid": "6", "lastEraReward": "9007199254740993",
        "minValidatorBond": "10000000000000000", "minDelegation": "10000000000000", "maxStakeSharePpm": 100_000,
        "unbondingBlocks": 30,
    });
    assert_eq!(json_of(StakingStatusJson::from(status.clone())), expected);
    expected["day"] = Value::Null;
    expected["lastEraReward"] = Value::Null;
    assert_eq!(json_of(StakingStatusJson::from(StakingStatus { day: None, last_era_reward: None, ..status })), expected);
}

#[test]
fn validators_should_be_written_as_a_page() {
    let (account, address_of_it) = account_of(1);
    let validator = ValidatorInfo {
        account: account.clone(),
        status: "active".into(),
        in_session: true,
        invulnerable: false,
        commission_ppm: 50_000,
        next_commission_ppm: Some((100_000, 10)),
        stake: u128::MAX,
        own_stake: u128::from(LARGE),
        delegators: 4,
        points: 32,
        commission_due: 7,
        last_authored: 958,
    };
    let mut expected = json!({
        "account": address_of_it, "status": "active", "inSession": true, "invulnerable": false, "commissionPpm": 50_000,
        "nextCommission": { "ppm": 100_000, "era": 10 }, "stake": "340282366920938463463374607431768211455",
        "ownStake": "9007199254740993", "delegators": 4, "points": 32, "commissionDue": "7", "lastAuthored": 958,
    });
    let page = Page { items: vec![validator.clone()], next: Some(account) };
    let written = json_of(PageJson::from_page(page, ValidatorJson::from, |cursor| address(&cursor)));
    assert_eq!(written, json!({ "items": [expected.clone()], "next": address_of_it }));
    expected["nextCommission"] = Value::Null;
    assert_eq!(json_of(ValidatorJson::from(ValidatorInfo { next_commission_ppm: None, ..validator })), expected);
}

#[test]
fn stake_should_be_written_as_documented() {
    let (validator, validator_address) = account_of(1);
    let stake = StakeInfo {
        active: u128::MAX,
        locked_by_votes: u128::from(LARGE),
        delegations: vec![DelegationInfo { validator, amount: u128::from(LARGE), reward: 8, compound: true }],
        unbonding: vec![UnbondingInfo { amount: u128::from(LARGE), until: 1_030 }],
    };
    let expected = json!({
        "active": "340282366920938463463374607431768211455", "lockedByVotes": "9007199254740993",
        "delegations": [ { "validator": validator_address, "amount": "9007199254740993", "reward": "8", "compound": true } ],
        "unbonding": [ { "amount": "9007199254740993", "until": 1_030 } ],
    });
    assert_eq!(json_of(StakeJson::from(stake)), expected);
    let nothing = StakeInfo { active: 0, locked_by_votes: 0, delegations: vec![], unbonding: vec![] };
    let expected = json!({ "active": "0", "lockedByVotes": "0", "delegations": [], "unbonding": [] });
    assert_eq!(json_of(StakeJson::from(nothing)), expected);
}

#[test]
fn voting_power_should_be_written_as_documented() {
    let (target, target_address) = account_of(1);
    let power = VotingPowerInfo {
        power: u128::from(LARGE),
        electorate: u128::MAX,
        locked: 9,
        delegated_to: Some(target),
        delegated_capital: 10,
        delegated_votes: 60,
    };
    let mut expected = json!({
        "power": "9007199254740993", "electorate": "340282366920938463463374607431768211455", "locked": "9",
        "delegatedTo": target_address, "delegated": { "capital": "10", "votes": "60" },
    });
    assert_eq!(json_of(VotingPowerJson::from(power.clone())), expected);
    expected["delegatedTo"] = Value::Null;
    assert_eq!(json_of(VotingPowerJson::from(VotingPowerInfo { delegated_to: None, ..power })), expected);
}
