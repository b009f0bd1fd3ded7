use super::*;
use crate::footprint::{HourFootprint, Quality};

fn recorded(events: Vec<CarbonEvent>) -> Vec<Recorded> {
    events.into_iter().map(|event| Recorded { block: 1, event }).collect()
}

fn issued(issuance: u64, producer: u8, quantity: u64) -> CarbonEvent {
    let source = Source::Generation { device: [9; 32], first: 4, last: 7 };
    CarbonEvent::Issued { issuance, source, producer: [producer; 32], quantity }
}

const fn number(issuance: u64, slice: u32) -> Number {
    Number { issuance, slice }
}

/// 1 generates 2350 Wh: 500 go with a green sale, 300 are sold, 400 of all that retired.
fn week() -> Vec<Recorded> {
    let claim = Claim { beneficiary: [2; 32], commitment: [7; 32], purpose: Purpose::Consumption, from: 1, to: 2 };
    recorded(vec![
        issued(0, 1, 2_350),
        CarbonEvent::Delivered { certificate: number(0, 1), to: [2; 32], quantity: 500 },
        CarbonEvent::Transferred { certificate: number(0, 2), from: [1; 32], to: [2; 32], quantity: 300, paid: 600_000_000 },
        CarbonEvent::Transferred { certificate: number(0, 2), from: [2; 32], to: [3; 32], quantity: 300, paid: 0 },
        CarbonEvent::Retired { certificate: number(0, 1), owner: [2; 32], claim, first: 1, last: 400 },
        CarbonEvent::DeliveredWithout { device: [9; 32], period: 8, buyer: [2; 32], quantity: 100 },
        CarbonEvent::Issued {
            issuance: 1,
            source: Source::Credit { project: 0, vintage: 2016 },
            producer: [1; 32],
            quantity: 77,
        },
        CarbonEvent::Retired { certificate: number(1, 0), owner: [2; 32], claim, first: 1, last: 77 },
    ])
}

fn report() -> CarbonReport {
    let hour = HourFootprint {
        hour: 1,
        zone: 1,
        consumption: 800,
        coverable: 800,
        quality: Quality::Measured,
        location_factor: 420_000,
        residual_factor: 520_000,
        is_residual_missing: false,
        version: Some(1),
        retired: 400,
        covered: 400,
        carbon_free: 400,
        location_based: 336_000_000,
        market_based: 208_000_000,
    };
    let footprint = Footprint { hours: vec![hour], blocks: Vec::new() };
    let owners = [("home-00".to_string(), [1; 32], Footprint::default()), ("home-01".to_string(), [2; 32], footprint)];
    CarbonReport::new(&owners, &week())
}

#[test]
fn report_should_add_up_what_became_of_certificates_and_leave_out_credits() {
    let report = report();
    let (one, two) = (report.owners[0].1, report.owners[1].1);
    assert_eq!(one, Certificates { issued: 2_350, delivered: 500, sold: 300, retired: 0 });
    assert_eq!(two, Certificates { retired: 400, ..Certificates::default() });
    assert_eq!(report.all, Certificates { issued: 2_350, delivered: 500, sold: 300, retired: 400 });
    assert_eq!(report.without, 100);
}

#[test]
fn table_should_show_owners_and_sums() {
    let table = report().table();
    let lines = table.lines().collect::<Vec<_>>();
    assert!(lines[0].starts_with("meter    issued Wh  with green sales"), "{table}");
    let cells = |line: &str| line.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(cells(lines[2]), ["home-00", "2350", "500", "300", "0", "0", "0.000", "0.000", "0.0", "%"]);
    assert_eq!(cells(lines[3]), ["home-01", "0", "0", "0", "400", "800", "0.336", "0.208", "50.0", "%"]);
    assert!(table.contains("2.3 kWh certified; of the certificates 0.5 kWh came with green sales, 0.3 kWh were sold"), "{table}");
    assert!(table.contains("0.336 kg CO2e location-based, 0.208 kg market-based, 50.0 % of it carbon-free"), "{table}");
    assert!(table.ends_with("0.1 kWh of green energy were delivered without certificates."), "{table}");
}

#[test]
fn report_should_do_without_certificates_and_consumption() {
    let report = CarbonReport::new(&[], &[]);
    assert!(report.table().contains("0.0 % of it carbon-free"), "{}", report.table());
    assert_eq!(report.json()["all"]["issuedWh"], 0);
}

#[test]
fn json_should_have_emissions_as_decimal_text() {
    let json = report().json();
    assert_eq!(json["owners"][1]["carbon"]["footprint"]["marketBased"], "208000000");
    assert_eq!(json["all"]["soldWh"], 300);
}

#[test]
fn events_should_be_written_with_numbers_as_text_and_slices_by_name() {
    let written = serde_json::to_value(&week()[4]).expect("JSON");
    let expected = json!({
        "block": "1", "event": "Retired", "certificate": "0-1", "owner": format!("0x{}", "02".repeat(32)),
        "claim": {
            "beneficiary": format!("0x{}", "02".repeat(32)), "commitment": format!("0x{}", "07".repeat(32)),
            "purpose": "consumption", "from": 1, "to": 2,
        },
        "first": "1", "last": "400",
    });
    assert_eq!(written, expected);
    let written = serde_json::to_value(&week()[0]).expect("JSON");
    let source = json!({"kind": "generation", "device": format!("0x{}", "09".repeat(32)), "first": 4, "last": 7});
    assert_eq!((&written["source"], &written["quantity"]), (&source, &json!("2350")));
}

#[test]
fn emissions_should_be_cut_to_their_decimals() {
    assert_eq!(format_kg(1_231_999_999, 3), "1.231");
    assert_eq!(format_kg(1_231_999_999, 0), "1");
    assert_eq!(format_kg(7, 12), "0.000000007");
}
