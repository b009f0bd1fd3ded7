#!/usr/bin/env python3
"""Recompute from the CSVs of the recorded week, to the planck, what energy mining pays: no chain, no dependencies.

Money is in planck (1 UEN = 10^12), energy in Wh, weights in per mille; all arithmetic is in exact integers and rounds down.
An era is a UTC day, era 0 the day of the first row. Eras, weights and rewards: pallets/energy-mining; periods and the split of
a site's energy: pallets/primitives (Period::ending_at, SiteSplit::of). What was sold in the community counts more, up to
the grid fees that were paid for it; how much that is follows from the orders in --chain, see recompute_market.py. --chain also
compares with what the chain says, in JSON:
  {"eras": [{"era": 0, "weightedEnergy": "...", "spend": "..."}, ...],
   "rewards": {ACCOUNT: {"meters": ["home-00", ...], "items": [{"era": 0, "reward": "..."}, ...]}, ...}}
"meters" are those the account owns, by default the one of its name; "items" may be the answer of uen_miningRewards. "market" and
"staking" are what `uen-gateway replay --export-chain` writes of them. Without a market nothing was sold. With "staking", every era's
share for stakers is recomputed, what was paid of it is followed into the pot of staking with the fees, and from there into its eras.
"""
import argparse, csv, json, sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import recompute_market

UEN, PERIOD, DAY = 10**12, 900, 86_400
R_0 = 540_000_000 * UEN  # all that is ever mined
L = 316_238_911_579_934  # of 10^18, what an era may spend: 1 − 2^(−1/2191.5), a half-life of six years
R_MAX = 10**9  # most that a weighted Wh earns
TECHNOLOGY = {"Prosumer": 1000, "Producer:Solar": 1000, "Producer:Wind": 1000, "Producer:Hydro": 800, "Consumer": 0}
STAKERS_OF_FEES = 80  # per cent
MINING = "0x" + b"modluen/mine".ljust(32, b"\0").hex()  # the account that energy mining pays from
CLAIM_ERAS = 84  # so many eras' rewards can be claimed; what nobody claimed returns to R later
SOLD, EXPORTED, USED_ON_SITE = 1000, 500, 250  # channels: sold in the community, given to the grid otherwise, used on site


def stakers_share(remaining):
    """What an era assigns to stakers: 15 % of its budget."""
    return remaining * L // 10**18 * 15 // 100


def close_era(remaining, total_weight):
    """The era's spend on energy, and what then remains of R: behaviour gets as much as staking."""
    budget = remaining * L // 10**18
    staking = behaviour = stakers_share(remaining)
    spend = min(budget - staking - behaviour, total_weight * R_MAX // 10**6)
    return spend, remaining - spend - staking - behaviour


def reward(spend, weight, total_weight):
    """A miner's share of the spend; what rounding leaves stays in the pot."""
    return spend * weight // total_weight if total_weight else 0


def check_vector_c19():
    solar = weight(1000, 1000, 0, 1000, 10_000_000_000)
    assert close_era(R_0, solar)[0] == 510_000_000_000


def check_vector_c5():
    weights = 40_000_000 * 1000 * 1000, 25_000_000 * 1000 * 500, 30_000_000 * 700 * 1000
    cap_binds = 73_500 * UEN, R_0 - 73_500 * UEN - 2 * 25_615_351_837_974_654
    assert close_era(R_0, sum(weights)) == cap_binds
    assert [reward(cap_binds[0], w, sum(weights)) // UEN for w in weights] == [40_000, 12_500, 21_000]
    budget_binds = 119_538_308_577_215_052, R_0 - 170_769_012_253_164_360
    assert close_era(R_0, 100 * sum(weights)) == budget_binds
    shares = [65_054_861_810_729_280, 20_329_644_315_852_900, 34_153_802_450_632_872]
    assert [reward(budget_binds[0], w, sum(weights)) for w in weights] == shares
    remaining = R_0
    for _ in range(4_383):
        remaining = close_era(remaining, 10**30)[1]
    assert round((R_0 - remaining) / UEN) == 405_000_000


def read(meters_csv, readings_csv, chain):
    """Kinds by meter, and by era and meter [generated Wh, exported Wh, Wh used on site, Wh sold in the community, weighted energy]."""
    with open(meters_csv, newline="") as file:
        kinds = {row["meter"]: row["kind"] for row in csv.DictReader(file)}
    last, periods, first_day = {}, defaultdict(lambda: [0, 0]), None
    with open(readings_csv, newline="") as file:
        for row in csv.DictReader(file):
            meter, end = row["meter"], int(datetime.fromisoformat(row["period_end_utc"].replace("Z", "+00:00")).timestamp())
            period = (end - 1) // PERIOD  # an interval belongs to the period that ends when it ends
            first_day = period * PERIOD // DAY if first_day is None else first_day
            export, generation = int(row["export_wh"]), int(row["generation_wh"])
            # A meter's first row opens its registers; an interval longer than its period is not known well enough.
            if meter in last and last[meter][0] >= period * PERIOD:
                periods[period, meter][0] += export - last[meter][1]
                periods[period, meter][1] += generation - last[meter][2]
            last[meter] = end, export, generation
    eras = defaultdict(lambda: {meter: [0, 0, 0, 0, 0] for meter in kinds})
    era_of = lambda period: eras[period * PERIOD // DAY - first_day]
    for (period, meter), (export, generation) in periods.items():
        shared = min(export, generation)  # vector C8
        of_meter = era_of(period)[meter]
        of_meter[:3] = map(sum, zip(of_meter, (generation, shared, generation - shared)))
    fees = defaultdict(int)
    for meter, period, sold, paid in community_sales(meters_csv, readings_csv, chain):
        era_of(period)[meter][3] += sold
        fees[period * PERIOD // DAY - first_day, meter] += paid
    for era, meters in eras.items():
        for meter, of_meter in meters.items():
            _, shared, used, sold, _ = of_meter
            of_meter[3] = sold = min(sold, shared)
            of_meter[4] = weight(TECHNOLOGY[kinds[meter]], shared, used, sold, fees[era, meter])
    return kinds, eras


def weight(technology, shared, used, sold, fees):
    """What a meter's day counts. The premium for what was sold in the community brings no more than the fees that were paid for it."""
    premium = min(technology * (SOLD - EXPORTED) * sold, fees * 10**6 // R_MAX)
    return technology * (EXPORTED * shared + USED_ON_SITE * used) + premium


def community_sales(meters_csv, readings_csv, chain):
    """Meter, period, Wh sold to unrelated buyers, and the fees that they paid for it, if there was a market."""
    market = recompute_market.recompute(chain, meters_csv, readings_csv) if chain else None
    for (device, period), (sold, fees) in market.community.items() if market else ():
        yield chain["market"]["devices"][device]["meter"], period, sold, fees


def mine(eras):
    """Close the eras in their order, those without energy too."""
    remaining = R_0
    for era in range(max(eras) + 1):
        weights = {meter: quantities[4] for meter, quantities in eras[era].items()}
        total = sum(weights.values())
        staking = stakers_share(remaining)
        spend, remaining = close_era(remaining, total)
        meters = {meter: {"weightedEnergy": w, "reward": reward(spend, w, total)} for meter, w in weights.items()}
        yield {"era": era, "weightedEnergy": total, "spend": spend, "staking": staking, "remaining": remaining, "meters": meters}


def differences(result, chain):
    said = {item["era"]: item for item in chain["eras"]}
    for era in result:
        for key in ("weightedEnergy", "spend"):
            yield f"era {era['era']}, {key}", era[key], said.get(era["era"], {}).get(key)
        for account, of_account in chain.get("rewards", {}).items():  # the meters of an account are summed, then rounded
            weight = sum(era["meters"][meter]["weightedEnergy"] for meter in of_account.get("meters", [account]))
            rewards = {item["era"]: item["reward"] for item in of_account["items"]}
            yield f"era {era['era']}, {account}", reward(era["spend"], weight, era["weightedEnergy"]), rewards.get(era["era"], 0)


class Stakers:
    """What the chain's events tell of stakers' money. `found` are triples: what, as it must be, as the chain says."""

    def __init__(self, result, staking):
        self.found, self.rewards, self.assigned, self.paid, self.claimed = [], [], 0, 0, 0
        self.fees, self.deposits = 0, 0
        self.mining_eras, self.remaining, waiting, last = 0, R_0, 0, None
        if staking["from"] != "1":
            self.check("the first block whose events are known", "1", staking["from"])
        for event in staking["events"]:
            kind, amount = event["event"], int(event.get("amount", 0))
            if kind == "EnergyMining.EraClosed":
                self.close_mining_era(result, event)
            elif kind == "EnergyMining.StakingSharePaid":
                # It came by the transfer before, from the account of energy mining.
                came = last["amount"] if last and last.get("from") == MINING else 0
                self.check(f"block {event['block']}, the share that came", event["amount"], came)
                self.paid += amount
            elif kind == "TransactionPayment.TransactionFeePaid":
                self.fees += amount * STAKERS_OF_FEES // 100
            elif kind == "ValidatorStaking.EraClosed":
                self.check("the era of staking that is closed next", len(self.rewards), event["era"])
                self.check(f"era {event['era']} of staking, reward", waiting, event["reward"])
                self.rewards.append(int(event["reward"]))
                waiting = 0
            elif kind == "ValidatorStaking.RewardClaimed":
                self.claimed += amount
            elif kind == "Balances.Deposit":
                self.deposits += amount
                waiting += amount
            elif kind == "Balances.Transfer":
                waiting += amount
            last = event
        self.compare(staking, waiting)

    def check(self, what, expected, said):
        self.found.append((what, expected, said))

    def close_mining_era(self, result, event):
        """After the recorded week nothing is mined; stakers get their share all the same."""
        era = event["era"]
        self.check("the era of mining that is closed next", self.mining_eras, era)
        self.check(f"era {era}, share of stakers", stakers_share(self.remaining), event["staking"])
        weight = result[era]["weightedEnergy"] if era < len(result) else 0
        self.remaining = close_era(self.remaining, weight)[1]
        self.mining_eras += 1
        self.assigned += int(event["staking"])

    def compare(self, staking, waiting):
        mining, status = staking["mining"], staking["status"]
        self.check("eras of mining that are closed", self.mining_eras, mining["nextToClose"])
        self.check("remaining + reserved + paid", R_0, sum(int(mining[part]) for part in ("remaining", "reserved", "paid")))
        if self.mining_eras <= CLAIM_ERAS:
            self.check("remaining of R", self.remaining, mining["remaining"])
        self.check("paid to stakers and waiting for them", self.assigned, self.paid + int(mining["stakingPot"]))
        self.check("eras of staking that are closed", len(self.rewards), status["era"])
        self.check("rewards of staking, reserved and paid", sum(self.rewards), int(status["reserved"]) + int(status["paid"]))
        self.check("rewards of staking, paid", self.claimed, status["paid"])
        self.check("what waits for the era under way", waiting, status["eraFees"])
        self.check("the share of fees", self.fees, self.deposits)
        # Nothing else came into the pot, and nothing is missing.
        self.check("rewards of staking and what waits", self.paid + self.fees, sum(self.rewards) + waiting)

    def print(self):
        print(f"\nassigned to stakers by {self.mining_eras} eras: {uen(self.assigned)} UEN, of which {uen(self.paid)} UEN were paid")
        print(f"fees for stakers: {uen(self.fees)} UEN; shared out by {len(self.rewards)} eras of "
              f"staking: {uen(sum(self.rewards))} UEN")


def print_tables(kinds, eras, result):
    print(f"{'era':<4}{'weighted Wh':>16}{'mined, UEN':>22}{'remaining of R, UEN':>32}")
    for era in result:
        weighted = f"{era['weightedEnergy'] / 10**6:,.2f}"
        print(f"{era['era']:<4}{weighted:>16}{uen(era['spend']):>22}{uen(era['remaining']):>32}")
    print(f"\n{'meter':<12}{'kind':<16}{'generated, Wh':>14}{'exported':>12}{'sold':>12}{'used on site':>14}{'mined, UEN':>22}")
    for meter, kind in kinds.items():
        generation, exported, used, sold = (sum(eras[era["era"]][meter][i] for era in result) for i in range(4))
        mined = uen(sum(era["meters"][meter]["reward"] for era in result))
        print(f"{meter:<12}{kind:<16}{generation:>14,}{exported:>12,}{sold:>12,}{used:>14,}{mined:>22}")


def uen(planck):
    return f"{planck // UEN:,}.{planck % UEN:012}"


def as_text(value):
    return {k: v if k == "era" else as_text(v) for k, v in value.items()} if isinstance(value, dict) else str(value)


def main():
    data = Path(__file__).resolve().parent.parent / "gateway" / "data"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meters", default=data / "meters.csv", help="default: gateway/data/meters.csv")
    parser.add_argument("--readings", default=data / "readings.csv", help="default: gateway/data/readings.csv")
    parser.add_argument("--chain", metavar="FILE", help="compare; any differences are listed and the exit status is 1")
    parser.add_argument("--json", action="store_true", help="for machines, quantities as decimal strings")
    arguments = parser.parse_args()
    check_vector_c5()
    check_vector_c19()
    chain = json.loads(Path(arguments.chain).read_text()) if arguments.chain else None
    kinds, eras = read(arguments.meters, arguments.readings, chain)
    result = list(mine(eras))
    print(json.dumps(list(map(as_text, result)), indent=2)) if arguments.json else print_tables(kinds, eras, result)
    stakers = Stakers(result, chain["staking"]) if chain and "staking" in chain else None
    if stakers and not arguments.json:
        stakers.print()
    compared = [*differences(result, chain), *(stakers.found if stakers else [])] if chain else []
    found = [item for item in compared if str(item[1]) != str(item[2])]
    for what, expected, said in found:
        print(f"{what}: {expected}, the chain says {said}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
