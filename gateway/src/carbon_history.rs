//! What happened to certificates, as the chain's events tell it, and the sums for people.

use crate::{
    chain::{describe, Failure},
    footprint::{Footprint, Sums},
    market::text,
    market_history::hexadecimal,
    report::{align, format_kwh},
};
use serde::{Serialize, Serializer};
use serde_json::{json, Value};
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};
use subxt::{config::substrate::SubstrateConfig, events::Event, ext::scale_decode::DecodeAsType};

/// The pallet's events that are read.
const EVENTS: [&str; 12] = [
    "FactorsPublished",
    "Issued",
    "Split",
    "Offered",
    "OfferWithdrawn",
    "Transferred",
    "Delivered",
    "DeliveredWithout",
    "Retired",
    "Withdrawn",
    "Expired",
    "StepFailed",
];

/// A slice's number, written `issuance-slice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Number {
    /// The issuance.
    pub issuance: u64,
    /// The slice of it.
    pub slice: u32,
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.issuance, self.slice)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What stands behind an issuance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    Generation {
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        first: u32,
        last: u32,
    },
    Storage {
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        period: u32,
    },
    Saving {
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        period: u32,
    },
    Credit {
        project: u32,
        vintage: u16,
    },
}

/// Why units were retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    Consumption,
    Charging,
    Compliance,
    Compensation,
    Storage(#[serde(serialize_with = "hexadecimal")] [u8; 32]),
}

/// For whom and what for units were retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Claim {
    #[serde(serialize_with = "hexadecimal")]
    pub beneficiary: [u8; 32],
    #[serde(serialize_with = "hexadecimal")]
    pub commitment: [u8; 32],
    pub purpose: Purpose,
    pub from: u32,
    pub to: u32,
}

/// An event: the fields are those of the pallet's. Quantities in Wh, for credits in kg; money in planck.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(tag = "event", rename_all_fields = "camelCase")]
pub enum CarbonEvent {
    FactorsPublished {
        zone: u32,
        day: u32,
        version: u32,
        #[serde(serialize_with = "hexadecimal")]
        source_hash: [u8; 32],
    },
    Issued {
        #[serde(serialize_with = "text")]
        issuance: u64,
        source: Source,
        #[serde(serialize_with = "hexadecimal")]
        producer: [u8; 32],
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    Split {
        certificate: Number,
        into: Number,
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    Offered {
        certificate: Number,
        #[serde(serialize_with = "text")]
        price: u64,
    },
    OfferWithdrawn {
        certificate: Number,
    },
    Transferred {
        certificate: Number,
        #[serde(serialize_with = "hexadecimal")]
        from: [u8; 32],
        #[serde(serialize_with = "hexadecimal")]
        to: [u8; 32],
        #[serde(serialize_with = "text")]
        quantity: u64,
        #[serde(serialize_with = "text")]
        paid: u128,
    },
    Delivered {
        certificate: Number,
        #[serde(serialize_with = "hexadecimal")]
        to: [u8; 32],
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    DeliveredWithout {
        #[serde(serialize_with = "hexadecimal")]
        device: [u8; 32],
        period: u32,
        #[serde(serialize_with = "hexadecimal")]
        buyer: [u8; 32],
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    Retired {
        certificate: Number,
        #[serde(serialize_with = "hexadecimal")]
        owner: [u8; 32],
        claim: Claim,
        #[serde(serialize_with = "text")]
        first: u64,
        #[serde(serialize_with = "text")]
        last: u64,
    },
    Withdrawn {
        certificate: Number,
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    Expired {
        certificate: Number,
        #[serde(serialize_with = "text")]
        quantity: u64,
    },
    StepFailed {
        #[serde(serialize_with = "text")]
        issuance: u64,
    },
}

/// An event and the number of its block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The block.
    #[serde(serialize_with = "text")]
    pub block: u64,
    /// The event.
    #[serde(flatten)]
    pub event: CarbonEvent,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum RuntimeEvent {
    Carbon(CarbonEvent),
}

/// An event of the pallet, if it is one of those that are read.
pub fn notice(event: &Event<'_, SubstrateConfig>) -> std::result::Result<Option<CarbonEvent>, Failure> {
    if event.pallet_name() != "Carbon" || !EVENTS.contains(&event.event_name()) {
        return Ok(None);
    }
    let RuntimeEvent::Carbon(event) = event.decode_as().map_err(|e| describe(&e))?;
    Ok(Some(event))
}

/// What became of an owner's certificates. In Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Certificates {
    /// Issued for what the owner's devices generated.
    pub issued: u64,
    /// Of them, gone to buyers of green energy with its delivery.
    pub delivered: u64,
    /// Certificates that the owner sold otherwise.
    pub sold: u64,
    /// Certificates that the owner retired.
    pub retired: u64,
}

impl Certificates {
    fn add(&mut self, other: &Self) {
        self.issued += other.issued;
        self.delivered += other.delivered;
        self.sold += other.sold;
        self.retired += other.retired;
    }
}

/// Certificates and footprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarbonReport {
    /// By owner: a name, what became of the certificates, and the footprint.
    pub owners: Vec<(String, Certificates, Sums)>,
    /// Everybody's certificates, of other owners too.
    pub all: Certificates,
    /// Delivered with green sales that had no certificates.
    pub without: u64,
}

impl CarbonReport {
    /// Adds up events. `owners` are those that the table shows.
    pub fn new(owners: &[(String, [u8; 32], Footprint)], events: &[Recorded]) -> Self {
        let mut report = Self::default();
        let mut by_owner: BTreeMap<[u8; 32], Certificates> = BTreeMap::new();
        let mut note = |owner: [u8; 32], certificates: Certificates| {
            report.all.add(&certificates);
            by_owner.entry(owner).or_default().add(&certificates);
        };
        // Of issuances of energy: credits are counted in kg.
        let mut producers: HashMap<u64, [u8; 32]> = HashMap::new();
        for Recorded { event, .. } in events {
            match event {
                CarbonEvent::Issued { issuance, source, producer, quantity } if !matches!(source, Source::Credit { .. }) => {
                    producers.insert(*issuance, *producer);
                    note(*producer, Certificates { issued: *quantity, ..Certificates::default() });
                }
                CarbonEvent::Delivered { certificate, quantity, .. } => {
                    if let Some(producer) = producers.get(&certificate.issuance) {
                        note(*producer, Certificates { delivered: *quantity, ..Certificates::default() });
                    }
                }
                CarbonEvent::Transferred { certificate, from, quantity, paid, .. }
                    if *paid > 0 && producers.contains_key(&certificate.issuance) =>
                {
                    note(*from, Certificates { sold: *quantity, ..Certificates::default() });
                }
                CarbonEvent::Retired { certificate, owner, first, last, .. } if producers.contains_key(&certificate.issuance) => {
                    let retired = last.saturating_sub(*first).saturating_add(1);
                    note(*owner, Certificates { retired, ..Certificates::default() });
                }
                CarbonEvent::DeliveredWithout { quantity, .. } => report.without += quantity,
                _ => {}
            }
        }
        let certificates = |account: &[u8; 32]| by_owner.get(account).copied().unwrap_or_default();
        report.owners =
            owners.iter().map(|(name, account, footprint)| (name.clone(), certificates(account), footprint.sums())).collect();
        report
    }

    /// All footprints together.
    pub fn sums(&self) -> Sums {
        self.owners.iter().fold(Sums::default(), |all, (_, _, sums)| all.plus(sums))
    }

    /// As a table and some sentences.
    pub fn table(&self) -> String {
        let header = [
            "meter",
            "issued Wh",
            "with green sales",
            "sold Wh",
            "retired Wh",
            "from grid Wh",
            "kg by location",
            "kg by market",
            "carbon-free",
        ];
        let row = |name: &str, certificates: &Certificates, sums: &Sums| {
            let Certificates { issued, delivered, sold, retired } = *certificates;
            let mut row = vec![name.to_string()];
            row.extend([issued, delivered, sold, retired, sums.consumption].map(|wh| wh.to_string()));
            row.extend([sums.location_based, sums.market_based].map(|emissions| format_kg(emissions, 3)));
            row.push(format_share(sums));
            row
        };
        let mut rows = vec![header.map(str::to_string).to_vec()];
        rows.extend(self.owners.iter().map(|(name, certificates, sums)| row(name, certificates, sums)));
        rows.push(row("all", &self.all, &self.sums()));
        format!("{}\n{}", align(&rows), self.summary())
    }

    /// As some sentences.
    pub fn summary(&self) -> String {
        let Certificates { issued, delivered, sold, retired } = self.all;
        let sums = self.sums();
        let mut text = format!(
            "{} kWh certified; of the certificates {} kWh came with green sales, {} kWh were sold on their own, {} kWh retired.\n",
            format_kwh(issued),
            format_kwh(delivered),
            format_kwh(sold),
            format_kwh(retired),
        );
        // Writing to a string cannot fail, here and below.
        let _ = write!(
            text,
            "{} kWh from the grid: {} kg CO2e location-based, {} kg market-based, {} of it carbon-free by certificates of the same hour \
             and zone.",
            format_kwh(sums.consumption),
            format_kg(sums.location_based, 3),
            format_kg(sums.market_based, 3),
            format_share(&sums),
        );
        if self.without > 0 {
            let _ = write!(text, "\n{} kWh of green energy were delivered without certificates.", format_kwh(self.without));
        }
        text
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let of = |Certificates { issued, delivered, sold, retired }: &Certificates, sums: &Sums| {
            json!({
                "issuedWh": issued, "deliveredWithGreenSalesWh": delivered, "soldWh": sold, "retiredWh": retired, "footprint": sums,
            })
        };
        let owners =
            self.owners.iter().map(|(name, certificates, sums)| json!({ "meter": name, "carbon": of(certificates, sums) }));
        json!({
            "owners": owners.collect::<Vec<_>>(),
            "all": of(&self.all, &self.sums()),
            "deliveredWithoutCertificatesWh": self.without,
        })
    }
}

/// µgCO2e as kg, with the given number of decimals (at most nine); what is beyond is cut off.
pub fn format_kg(emissions: u128, decimals: u32) -> String {
    const KG: u128 = 1_000_000_000;
    let decimals = decimals.min(9);
    let fraction = emissions % KG / 10u128.pow(9 - decimals);
    match usize::try_from(decimals) {
        Ok(width) if width > 0 => format!("{}.{fraction:0width$}", emissions / KG),
        _ => (emissions / KG).to_string(),
    }
}

/// The carbon-free share of what was taken from the grid, in per cent.
fn format_share(sums: &Sums) -> String {
    let ppm = sums.carbon_free_ppm();
    format!("{}.{} %", ppm / 10_000, ppm % 10_000 / 1_000)
}

#[cfg(test)]
#[path = "carbon_history_tests.rs"]
mod tests;
