#!/usr/bin/env python3
"""Recompute from the CSVs of the recorded week, to the Wh and the µg, certificates and footprints: no dependencies.

`uen-gateway carbon --export FILE` writes what the chain says. Of that, only the published factors, the names of the devices and who
offered, bought and retired which certificates are taken as given; what was metered comes from the CSV. Everything else is computed here
and compared: what was issued for each device and hour, the range of every slice, what buyers paid, and the footprint of every owner,
zone and hour by both methods.

Rules, with all arithmetic in exact integers (Wh, µgCO2e/Wh, µgCO2e):
- Everything that was generated is certified once: the issuances of a device and hour have no period in common and add up to what the
  meter counted, each its own periods. Sun, wind and water emit nothing.
- An issuance of n Wh is the range [1, n]. A split takes the first units and gives them the issuance's next number; slices never overlap
  and always make up the range. What is retired never moves again.
- Consumption is what the owner's meters took from the grid. Retirements cover it in the same hour and zone, as far as it was measured:
  covered = min(retired, coverable). In the recorded week no reading is missing, so that all of it is coverable. Location-based:
  consumption × location factor. Market-based: (consumption − covered) × residual factor + the certificates' emissions. The latest
  version of a day's factors counts; the location factor stands in for a missing residual one.
- The factors of each day are the lower medians of what a quorum of sources said: the file, and for the second source the file with a
  hundredth added in even hours and taken off in odd ones.
With --market also what came with green energy is compared: buyers got certificates of all that was delivered to them in green markets.
With --report the tables of `uen-gateway footprint` are compared too.
"""
import argparse, csv, json, sys
from collections import defaultdict
from datetime import datetime, timezone
from hashlib import blake2b
from pathlib import Path

PERIOD, HOUR, KG = 900, 3_600, 10**9
FACTOR_OF = {"Prosumer": 0, "Producer:Solar": 0, "Producer:Wind": 0, "Producer:Hydro": 0}  # direct emissions, µgCO2e/Wh


def seconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def moment(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_meters(meters_csv, readings_csv):
    """Kind and zone by meter; generation by (meter, period), and by (meter, hour) import and what certificates can cover of it, in Wh."""
    with open(meters_csv, newline="") as file:
        meters = {row["meter"]: (row["kind"], int(row["zone"])) for row in csv.DictReader(file)}
    generation, imports, coverable, last = defaultdict(int), defaultdict(int), defaultdict(int), {}
    with open(readings_csv, newline="") as file:
        for row in csv.DictReader(file):
            meter, end = row["meter"], seconds(row["period_end_utc"])
            period = (end - 1) // PERIOD  # an interval belongs to the period that ends when it ends
            registers = int(row["import_wh"]), int(row["generation_wh"])
            if meter in last:
                taken = registers[0] - last[meter][1]
                imports[meter, period // 4] += taken
                # An interval longer than its period is not known well enough to be certified or covered.
                if last[meter][0] >= period * PERIOD:
                    coverable[meter, period // 4] += taken
                    generation[meter, period] += registers[1] - last[meter][2]
            last[meter] = end, *registers
    return meters, generation, imports, coverable


class Slice:
    def __init__(self, first, last, owner, price=None):
        self.first, self.last, self.owner, self.price, self.retired = first, last, owner, price, False

    def size(self):
        return self.last - self.first + 1


class Books:
    """Certificates as they follow from the events. Everything that cannot be is an error."""

    def __init__(self, chain, meters, generation):
        self.devices = {device: (said["meter"], said["owner"]) for device, said in chain["devices"].items()}
        self.meters, self.generation = meters, generation
        self.issuances = {}  # number: (meter, first period, last period, units)
        self.slices = defaultdict(dict)
        self.certified = {}  # (meter, period): issuance
        self.coverage = defaultdict(lambda: [0, 0, 0])  # (owner, hour, zone): retired, carbon free, emissions
        self.retirements = defaultdict(dict)  # beneficiary: {slice: units}
        self.published, self.green = set(), defaultdict(int)
        self.delivered = self.without = self.sold = self.retired = self.paid = 0
        for event in chain["events"]:
            name = event["event"]
            handler = getattr(self, "on_" + name, None)
            if handler is None:
                sys.exit(f"{name} in block {event['block']}: this recomputation is of a week without such events")
            try:
                handler(event)
            except (AssertionError, KeyError) as error:
                sys.exit(f"{name} in block {event['block']} cannot be: {error!r}: {event}")

    def slice(self, number):
        issuance, slice = map(int, number.split("-"))
        return self.slices[issuance][slice]

    def take(self, number, into, quantity):
        """The first units of a slice become one of their own, with the issuance's next number."""
        rest, (issuance, slice) = self.slice(number), map(int, into.split("-"))
        assert issuance == int(number.split("-")[0]) and slice == len(self.slices[issuance]), "the next number"
        assert 0 < quantity < rest.size() and not rest.retired, "less than there is"
        new = self.slices[issuance][slice] = Slice(rest.first, rest.first + quantity - 1, rest.owner, rest.price)
        rest.first += quantity
        return new

    def on_FactorsPublished(self, e):
        self.published.add((e["zone"], e["day"], e["version"]))

    def on_Issued(self, e):
        source, number, quantity = e["source"], int(e["issuance"]), int(e["quantity"])
        assert source["kind"] == "generation", "of generation"
        meter, owner = self.devices[source["device"]]
        first, last = source["first"], source["last"]
        assert first <= last and first // 4 == last // 4, "of one hour"
        assert owner == e["producer"], "for the owner"
        for period in range(first, last + 1):
            if self.generation[meter, period]:
                assert (meter, period) not in self.certified, "not certified before"
                self.certified[meter, period] = number
        assert quantity == sum(self.generation[meter, period] for period in range(first, last + 1)) > 0, "what was metered"
        self.issuances[number] = meter, first, last, quantity
        self.slices[number][0] = Slice(1, quantity, owner)

    def on_Split(self, e):
        self.take(e["certificate"], e["into"], int(e["quantity"]))

    def on_Delivered(self, e):
        issuance, number = map(int, e["certificate"].split("-"))
        quantity, known = int(e["quantity"]), self.slices[issuance].get(number)
        # Of what is left, all or the first units go to the buyer.
        slice = known if known else self.take(f"{issuance}-0", e["certificate"], quantity)
        assert slice.size() == quantity and slice.owner == self.devices_owner(issuance), "the producer's"
        slice.owner = e["to"]
        self.delivered += quantity
        meter, first, last, _ = self.issuances[issuance]
        assert first == last, "of one period"
        self.green[meter, first, e["to"]] += quantity

    def devices_owner(self, issuance):
        meter = self.issuances[issuance][0]
        return next(owner for name, owner in self.devices.values() if name == meter)

    def on_DeliveredWithout(self, e):
        meter, _ = self.devices[e["device"]]
        self.green[meter, e["period"], e["buyer"]] += int(e["quantity"])
        self.without += int(e["quantity"])

    def on_Offered(self, e):
        slice = self.slice(e["certificate"])
        assert not slice.retired and slice.price is None, "free"
        slice.price = int(e["price"])

    def on_OfferWithdrawn(self, e):
        self.slice(e["certificate"]).price = None

    def on_Transferred(self, e):
        slice, quantity = self.slice(e["certificate"]), int(e["quantity"])
        assert slice.owner == e["from"] and slice.size() == quantity and not slice.retired, "all of the seller's"
        assert int(e["paid"]) == quantity * slice.price, "paid in full"
        slice.owner, slice.price = e["to"], None
        self.paid += int(e["paid"])
        self.sold += quantity if int(e["paid"]) else 0

    def on_Retired(self, e):
        slice, issuance = self.slice(e["certificate"]), int(e["certificate"].split("-")[0])
        meter, first, last, _ = self.issuances[issuance]
        claim, quantity = e["claim"], slice.size()
        assert (slice.first, slice.last, slice.owner) == (int(e["first"]), int(e["last"]), e["owner"]), "the owner's"
        assert not slice.retired and slice.price is None, "free"
        assert claim["from"] <= first * PERIOD // 86_400 <= claim["to"] and claim["purpose"] == "consumption", "a claim"
        slice.retired = True
        kind, zone = self.meters[meter]
        covered = self.coverage[claim["beneficiary"], first // 4, zone]
        covered[:] = map(sum, zip(covered, (quantity, quantity if not FACTOR_OF[kind] else 0, quantity * FACTOR_OF[kind])))
        self.retirements[claim["beneficiary"]][e["certificate"]] = quantity
        self.retired += quantity

    def check(self, first_hour, last_hour):
        """Everything was certified once, and every range is whole."""
        by_hour, generated = defaultdict(int), defaultdict(int)
        for meter, first, _, quantity in self.issuances.values():
            by_hour[meter, first // 4] += quantity
        for (meter, period), energy in self.generation.items():
            if energy and first_hour <= period // 4 <= last_hour:
                generated[meter, period // 4] += energy
        for key in by_hour.keys() | generated.keys():
            yield f"issued to {key[0]} in {moment(key[1] * HOUR)}", generated.get(key, 0), by_hour.get(key, 0)
        for number, (_, _, _, quantity) in self.issuances.items():
            ranges = sorted((slice.first, slice.last) for slice in self.slices[number].values())
            starts = [1] + [last + 1 for _, last in ranges]
            yield f"ranges of issuance {number}", starts, [first for first, _ in ranges] + [quantity + 1]


def deviating(hour, factor):
    return factor + factor // 100 if hour % 2 == 0 else factor - factor // 100


def check_factors(chain, books, file):
    """Published versions are in the export, and are the lower medians of what the sources said."""
    said = {(f["zone"], f["day"], f["version"]): f["factors"] for f in chain["factors"]}
    yield "published factors", books.published, set(said)
    text = Path(file).read_bytes()
    yield "hash of the factors' file", "0x" + blake2b(text, digest_size=32).hexdigest(), chain["sourceFileHash"]
    rows = [tuple(map(int, row)) for row in list(csv.reader(text.decode().splitlines()))[1:]]
    for key, factors in said.items():
        quorum = chain["rules"][str(key[0])]["quorum"]
        median = lambda hour, factor: sorted([factor, deviating(hour, factor), *[factor] * quorum][:quorum])[(quorum - 1) // 2]
        yield f"factors of {key}", [[median(hour, factor) for factor in of_hour] for hour, *of_hour in rows], factors


def footprint(chain, books, imports, coverable, owner):
    """By hour and zone: what the chain is to say of an owner."""
    factors = {}
    for said in sorted(chain["factors"], key=lambda f: f["version"]):
        factors[said["zone"], said["day"]] = said["version"], said["factors"]
    consumption, most = defaultdict(int), defaultdict(int)
    for meter, of in books.devices.values():
        if of == owner:
            for (name, hour), energy in imports.items():
                if name == meter:
                    consumption[hour, books.meters[meter][1]] += energy
                    most[hour, books.meters[meter][1]] += coverable[name, hour]
    covered_by = {(hour, zone): sums for (who, hour, zone), sums in books.coverage.items() if who == owner}
    rows = []
    for hour, zone in sorted(consumption.keys() | covered_by.keys()):
        taken, (retired, free, emissions) = consumption.get((hour, zone), 0), covered_by.get((hour, zone), (0, 0, 0))
        if not taken and not retired:
            continue
        version, of_day = factors.get((zone, hour // 24), (None, None))
        location, residual = of_day[hour % 24] if of_day else (chain["rules"][str(zone)]["fallback"], None)
        covered = min(most[hour, zone], retired)
        missing, residual = residual is None, location if residual is None else residual
        clean = min(covered, free)
        certificates = -(-emissions * (covered - clean) // (retired - free)) if retired > free else 0
        rows.append({
            "hour": hour, "zone": zone, "consumption": taken, "coverable": most[hour, zone], "quality": "measured",
            "locationFactor": location, "residualFactor": residual, "isResidualMissing": missing, "version": version,
            "retired": retired, "covered": covered,
            "carbonFree": clean, "locationBased": str(taken * location),
            "marketBased": str((taken - covered) * residual + certificates),
        })
    return rows


def sums_of(rows):
    names = "consumption", "covered", "carbonFree", "locationBased", "marketBased"
    sums = {name: sum(int(row[name]) for row in rows) for name in names}
    return {name: str(sum_) if name.endswith("Based") else sum_ for name, sum_ in sums.items()}


def check_footprints(chain, computed):
    for said in chain["footprints"]:
        rows, name = computed[said["owner"]], said["meter"]
        theirs, ours = ({(row["hour"], row["zone"]): row for row in of} for of in (said["hours"], rows))
        for key in theirs.keys() | ours.keys():
            yield f"footprint of {name} in {moment(key[0] * HOUR)}, zone {key[1]}", ours.get(key), theirs.get(key)
        yield f"sums of {name}", sums_of(rows), said["sums"]


def check_market(books, market):
    """Buyers in green markets got certificates of all that was delivered to them."""
    orders, green = {}, defaultdict(int)
    for e in market["events"]:
        if e["event"] == "OrderPlaced":
            orders[e["order"]] = e["owner"], e["device"]
        elif e["event"] == "TradeSettled" and e["market"]["product"] == "green" and int(e["delivered"]):
            (buyer, _), (_, device) = orders[e["buyOrder"]], orders[e["sellOrder"]]
            green[books.devices[device][0], int(e["market"]["period"]), buyer] += int(e["delivered"])
    for key in green.keys() | books.green.keys():
        yield f"delivered as green by {key}", green.get(key, 0), books.green.get(key, 0)


def check_report(folder, chain, books, computed):
    """The auditor's tables hold the same."""
    owners = {said["meter"]: said["owner"] for said in chain["footprints"]}
    with open(folder / "footprint.csv", newline="") as file:
        table = list(csv.DictReader(file))
    names = {row["account"] for row in table}
    yield "accounts of the report", True, bool(names) and names <= owners.keys()
    columns = {
        "hour_utc": lambda r: moment(r["hour"] * HOUR), "zone": "zone", "consumption_wh": "consumption", "coverable_wh": "coverable",
        "quality": "quality",
        "location_factor_ug_per_wh": "locationFactor", "residual_factor_ug_per_wh": "residualFactor",
        "residual_missing": lambda r: str(r["isResidualMissing"]).lower(), "factor_version": lambda r: r["version"] or "",
        "retired_wh": "retired", "covered_wh": "covered", "carbon_free_wh": "carbonFree", "location_based_ug": "locationBased",
        "market_based_ug": "marketBased",
    }
    value = lambda row, of: str(of(row) if callable(of) else row[of])
    for name in names:
        ours = [{column: value(row, of) for column, of in columns.items()} for row in computed[owners[name]]]
        theirs = [{column: row[column] for column in columns} for row in table if row["account"] == name]
        yield f"hours of {name} in the report", ours, theirs
    with open(folder / "retirements.csv", newline="") as file:
        retired = {row["id"]: int(row["quantity"]) for row in csv.DictReader(file)}
    yield "retirements of the report", {id: q for name in names for id, q in books.retirements[owners[name]].items()}, retired
    document = json.loads((folder / "footprint.json").read_text())
    yield "genesis of the report", chain["genesis"], document["genesis"]
    yield "sums of the report", sums_of([row for name in names for row in computed[owners[name]]]), document["sums"]


def print_totals(books, computed, names):
    print(f"{'owner':<12}{'from grid Wh':>14}{'covered Wh':>12}{'kg by location':>18}{'kg by market':>18}")
    everything = []
    kg = lambda micrograms: f"{int(micrograms) // KG:,}.{int(micrograms) % KG:09}"
    for owner, rows in computed.items():
        sums = sums_of(rows)
        everything += rows
        if rows:
            print(f"{names[owner]:<12}{sums['consumption']:>14,}{sums['covered']:>12,}", end="")
            print(f"{kg(sums['locationBased']):>18}{kg(sums['marketBased']):>18}")
    sums = sums_of(everything)
    issued = sum(quantity for _, _, _, quantity in books.issuances.values())
    print(f"\n{issued} Wh certified in {len(books.issuances)} issuances, {books.delivered} Wh delivered with green energy, {books.sold} Wh "
          f"sold, {books.retired} Wh retired")
    if books.without:
        print(f"{books.without} Wh of green energy were delivered without certificates")
    print(f"location-based {kg(sums['locationBased'])} kg, market-based {kg(sums['marketBased'])} kg, "
          f"carbon-free {sums['carbonFree'] * 10**6 // max(1, sums['consumption'])} ppm of {sums['consumption']} Wh")


def main():
    data = Path(__file__).resolve().parent.parent / "gateway" / "data"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chain", metavar="FILE", required=True, help="written by uen-gateway carbon --export")
    parser.add_argument("--market", metavar="FILE", help="written by uen-gateway replay --export-chain")
    parser.add_argument("--report", metavar="DIR", type=Path, help="written by uen-gateway footprint --owner NAME ...")
    parser.add_argument("--meters", default=data / "meters.csv", help="default: gateway/data/meters.csv")
    parser.add_argument("--readings", default=data / "readings.csv", help="default: gateway/data/readings.csv")
    parser.add_argument("--factors", default=data / "illustrative_emission_factors.csv", help="what the sources said")
    arguments = parser.parse_args()
    chain = json.loads(Path(arguments.chain).read_text())
    meters, generation, imports, coverable = read_meters(arguments.meters, arguments.readings)
    books = Books(chain, meters, generation)
    # A week in which nothing of this happened would agree with anything.
    for what in "issuances", "published", "sold", "retired":
        if not getattr(books, what):
            sys.exit(f"there are no {what} to compare")
    names = {said["owner"]: said["meter"] for said in chain["footprints"]}
    computed = {owner: footprint(chain, books, imports, coverable, owner) for owner in names}
    checks = list(books.check(seconds(chain["from"]) // HOUR, seconds(chain["to"]) // HOUR - 1))
    checks += check_factors(chain, books, arguments.factors)
    checks += check_footprints(chain, computed)
    if arguments.market:
        market = json.loads(Path(arguments.market).read_text()).get("market")
        if not market or not books.delivered:
            sys.exit("no green energy of a market came with certificates")
        checks += check_market(books, market)
    if arguments.report:
        checks += check_report(arguments.report, chain, books, computed)
    found = [item for item in checks if item[1] != item[2]]
    for what, expected, said in found[:50]:
        print(f"{what}: {expected}, the chain says {said}", file=sys.stderr)
    if found:
        sys.exit(f"{len(found)} differences")
    print_totals(books, computed, names)
    print(f"\nThe chain says the same in {len(checks)} comparisons.")


if __name__ == "__main__":
    main()
