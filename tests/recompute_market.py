#!/usr/bin/env python3
"""Recompute from its orders and the CSVs of the recorded week, to the planck, what the energy market did: no dependencies.

`uen-gateway replay --export-chain FILE` writes what the chain says. Of that, only the orders (OrderPlaced, OrderCancelled), the
imbalance prices that sources named, the zones and the names of the devices are taken as given; what was metered comes from the CSV.
Everything else is computed here and compared: the price, volume and fills of every market, what each sale delivered and each trade
paid, fees, penalties and refunds, what went through the market's pot, and what counts as sold in the community for mining.

Rules, with all arithmetic in exact integers that round down (Wh, planck, planck per Wh; 1 UEN = 10^12):
- Per period, markets clear from the deepest zone up, in a zone green before any. The most that can be traded is, at one price: the
  middle of all prices at which what is left unfilled of better orders is at most 2 % of it on each side. At the price at which not all
  can be served, orders share pro rata, and what rounding leaves goes one Wh each by arrival.
- What is left goes on, all of it, as no book of the week is full and no zone states what the grid to the zone above carries: a green
  offer to any energy of its zone, everything then to the zone above, green offers to green first. A bid's limit loses the fee of each
  zone that it enters.
- A sale delivers what is left of the seller's metered export, by order number, then by market; a green one no more than is left of
  min(export, generation). Its trades share deliveries and penalties by cumulated quantity. Beyond 5 % missing, each Wh costs what
  imbalance energy cost more than its price, but at least 10 % of its price or of the deposit for it, whichever is more, and all together
  at most the deposit. Imbalance energy of a zone and period cost the median of what sources named, of an even number the lower of the
  two in the middle, if as many did as the zone's quorum; else it counts as nothing. Buyers pay price and the fees of all zones from
  their own to the market's for what was delivered, and get the rest back.
- Sold in the community: trade by trade what the buyer's metered import can explain if it is another owner's, up to what the seller both
  generated and exported; by device number, order number, market, trade. Each meter has a grid connection of its own. With it count the
  fees that were paid for so much of the trade.
"""
import argparse, csv, json, sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

UEN, PERIOD = 10**12, 900
TOLERANCE, PENALTY = 5, 10  # per cent of the energy, of the price or deposit
UNFILLED = 2  # per cent of the volume that may be left unfilled on a side though its limit is better than the price
GREEN_KINDS = {"Prosumer", "Producer:Solar", "Producer:Wind", "Producer:Hydro", "Producer:Geothermal", "Producer:Biomass"}


def share_out(orders, volume):
    """What each (quantity, limit) gets, the best limits first: `orders` are sorted by merit, equal limits by arrival."""
    fills, levels = [0] * len(orders), defaultdict(list)
    for number, (_, limit) in enumerate(orders):
        levels[limit].append(number)
    for numbers in levels.values():  # in the order of the first appearance: by merit
        total = sum(orders[n][0] for n in numbers)
        available = min(total, volume)
        for n in numbers:
            fills[n] = orders[n][0] * available // total
        for n in numbers[: available - sum(fills[n] for n in numbers)]:
            fills[n] += 1
        volume -= available
    return fills


def bound(side, fills, volume):
    """The best limit up to which more is left unfilled than may be, in a list; an empty one if there is none."""
    left = 0
    for (order, _), fill in zip(side, fills):  # by merit
        left += order[0] - fill
        if 100 * left > UNFILLED * volume:
            return [order[1]]
    return []


def clear(bids, offers):
    """Price interval, price, volume and fills for lists of (quantity, limit) in the order of arrival; None if nothing is traded."""
    bids, offers = [(b, n) for n, b in enumerate(bids) if b[0]], [(o, n) for n, o in enumerate(offers) if o[0]]
    bids.sort(key=lambda b: (-b[0][1], b[1]))
    offers.sort(key=lambda o: (o[0][1], o[1]))
    demand = lambda price: sum(b[0] for b, _ in bids if b[1] >= price)
    supply = lambda price: sum(o[0] for o, _ in offers if o[1] <= price)
    volume = max((min(demand(p), supply(p)) for p in {o[1] for o, _ in bids + offers}), default=0)
    if not volume:
        return None
    bought, sold = share_out([b for b, _ in bids], volume), share_out([o for o, _ in offers], volume)
    filled = lambda side, fills: [order[1] for (order, _), fill in zip(side, fills) if fill]
    lowest = max(filled(offers, sold) + bound(bids, bought, volume))
    highest = min(filled(bids, bought) + bound(offers, sold, volume))
    trades, i, j, left_i, left_j = [], 0, 0, bought[0], sold[0]
    while True:  # both sides in merit order
        quantity = min(left_i, left_j)
        if quantity:
            trades.append((bids[i][1], offers[j][1], quantity))
        left_i, left_j = left_i - quantity, left_j - quantity
        if not left_i:
            i += 1
            if i == len(bids):
                break
            left_i = bought[i]
        if not left_j:
            j += 1
            if j == len(offers):
                break
            left_j = sold[j]
    fills = ({n: f for (_, n), f in zip(bids, bought)}, {n: f for (_, n), f in zip(offers, sold)})
    return {"price": (lowest + highest) // 2, "lowest": lowest, "highest": highest, "volume": volume, "fills": fills, "trades": trades}


def penalty(sold, delivered, price, deposit_per_wh, imbalance=0):
    penalised = max(0, sold - delivered - sold * TOLERANCE // 100)
    rate = max(imbalance - price, max(price, deposit_per_wh) * PENALTY // 100)
    return min(penalised * rate, sold * deposit_per_wh)


def check_vectors():
    m = 10**6
    c1 = clear([(1200, 200 * m), (800, 160 * m), (1000, 110 * m)], [(1000, 60 * m), (1000, 100 * m), (900, 140 * m)])
    assert [c1[k] for k in ("volume", "lowest", "highest", "price")] == [2000, 110 * m, 140 * m, 125 * m]
    assert c1["trades"] == [(0, 0, 1000), (0, 1, 200), (1, 1, 800)]
    c2 = clear([(1500, 200 * m), (700, 150 * m), (500, 150 * m)], [(1000, 50 * m), (1200, 120 * m), (800, 180 * m)])
    assert (c2["volume"], c2["price"], c2["fills"][0]) == (2200, 150 * m, {0: 1500, 1: 409, 2: 291})
    assert clear([(9, 50 * m)], [(9, 60 * m)]) is None
    assert clear([(100, 100 * m)], [(60, 100 * m), (60, 100 * m)])["fills"][1] == {0: 50, 1: 50}
    assert clear([(10, 101)], [(10, 100)])["price"] == 100
    bids, offers = [(1200, 200 * m), (800, 160 * m), (1000, 110 * m)], [(1000, 60 * m), (1000, 100 * m), (900, 140 * m)]
    assert [clear([*bids, (wh, 139 * m)], offers)["price"] for wh in (10, 40, 41)] == [125 * m, 125 * m, 139_500_000]  # vector C15
    c4 = penalty(1000, 820, 125 * m, 100 * m)  # without an imbalance price: vector C4's 130 Wh at 10 %
    assert c4 == 130 * 12_500_000 and penalty(1000, 950, 125 * m, 100 * m) == 0
    assert penalty(1000, 820, 125 * m, 100 * m, 220 * m) == 12_350_000_000  # vector C4
    assert penalty(7500, 0, 0, 100 * m) == 71_250_000_000  # vector C16: supply that does not exist is not free at 0


def read_meters(meters_csv, readings_csv):
    """Kinds by meter, and import, export and generation by (period, meter) in Wh."""
    with open(meters_csv, newline="") as file:
        kinds = {row["meter"]: row["kind"] for row in csv.DictReader(file)}
    metered, last = {}, {}
    with open(readings_csv, newline="") as file:
        for row in csv.DictReader(file):
            meter, end = row["meter"], int(datetime.fromisoformat(row["period_end_utc"].replace("Z", "+00:00")).timestamp())
            period = (end - 1) // PERIOD
            registers = [int(row[name]) for name in ("import_wh", "export_wh", "generation_wh")]
            # A meter's first row opens its registers; an interval longer than its period is not known well enough.
            if meter in last and last[meter][0] >= period * PERIOD:
                sums = metered.setdefault((period, meter), [0, 0, 0])
                sums[:] = [a + b - c for a, b, c in zip(sums, registers, last[meter][1])]
            last[meter] = end, registers
    return kinds, metered


def market_of(said):
    return int(said["period"]), int(said["zone"]), said["product"]


class Order:
    def __init__(self, said, meter, kind):
        self.id, self.owner, self.device, self.meter = int(said["order"]), said["owner"], said["device"], meter
        self.market, self.side = market_of(said["market"]), said["side"]
        self.quantity, self.limit, self.held = int(said["quantity"]), int(said["limit"]), int(said["held"])
        self.green = self.side == "sell" and kind in GREEN_KINDS
        self.fills = []  # (market, quantity, price, [(trade number, other order, quantity)])
        self.traded = self.delivered = self.paid = self.fees = self.penalty = 0


class Entry:
    def __init__(self, order, quantity, limit):
        self.order, self.quantity, self.limit, self.filled = order, quantity, limit, 0


class Recomputation:
    """Everything that follows from orders and meters; keys and values are those of the chain's events."""

    def __init__(self, chain, kinds, metered):
        self.zones = {int(z["zone"]): z for z in chain["zones"]}
        self.fee = {id: int(z["fee"]) for id, z in self.zones.items()}
        self.parent = {id: z["parent"] for id, z in self.zones.items()}
        self.metered, self.orders, self.cancelled = metered, {}, set()
        self.cleared, self.filled, self.released, self.deliveries, self.trades, self.closed, self.community = ({} for _ in range(7))
        self.refused = {market_of(e["market"]) for e in chain["events"] if e["event"] == "MarketCancelled"}
        names = {device: said["meter"] for device, said in chain["devices"].items()}
        self.books, self.imbalance = defaultdict(list), defaultdict(dict)
        for event in chain["events"]:
            if event["event"] == "OrderPlaced":
                meter = names[event["device"]]
                order = Order(event, meter, kinds[meter])
                self.orders[order.id] = order
            elif event["event"] == "OrderCancelled":
                self.cancelled.add(int(event["order"]))
            elif event["event"] == "ImbalancePriceSubmitted":
                self.imbalance[int(event["period"]), int(event["zone"])][event["source"]] = int(event["price"])
        for order in self.orders.values():
            # A cancelled order keeps its place and offers nothing any more.
            self.books[order.market].append(Entry(order, 0 if order.id in self.cancelled else order.quantity, order.limit))
        self.clear_all()
        live = [order for order in self.orders.values() if order.id not in self.cancelled]
        for order in live:
            self.release(order)
        by_point = defaultdict(list)
        for order in sorted(live, key=lambda order: order.id):
            if order.side == "sell" and order.fills:
                by_point[order.market[0], order.device].append(order)
        matched = defaultdict(int)
        for (period, device), sales in sorted(by_point.items()):
            self.settle(period, sales)
            counted, fees = self.count(period, sales, matched)
            if counted:
                self.community[device, period] = counted, fees
        for order in live:
            self.closed[order.id] = (order.traded, order.delivered, order.paid, order.fees, order.penalty)

    def next_market(self, order, market):
        period, zone, product = market
        if order.side == "sell" and product == "green":
            return period, zone, "any"
        if self.parent[zone] is None:
            return None
        return period, self.parent[zone], "green" if order.green else product

    def clear_all(self):
        """Period by period, the deepest zones first, green before any."""
        by_period = defaultdict(set)
        for market in self.books:
            by_period[market[0]].add(market)
        for waiting in by_period.values():
            while waiting:
                market = min(waiting, key=lambda m: (-self.zones[m[1]]["depth"], m[1], m[2] != "green"))
                waiting.remove(market)
                if market not in self.refused:
                    waiting |= self.clear_market(market)

    def clear_market(self, market):
        """Returns the markets to which something went on."""
        book = self.books[market]
        of = lambda side: [(entry.quantity if entry.order.side == side else 0, entry.limit) for entry in book]
        found = clear(of("buy"), of("sell"))
        if found:
            numbered = defaultdict(list)
            for number, (buy, sell, quantity) in enumerate(found["trades"]):
                numbered[buy].append((number, book[sell].order, quantity))
                numbered[sell].append((number, book[buy].order, quantity))
            for fills in found["fills"]:
                for position, quantity in fills.items():
                    if quantity:
                        entry = book[position]
                        entry.filled = quantity
                        entry.order.fills.append((market, quantity, found["price"], numbered[position]))
                        self.filled[entry.order.id, market] = quantity, found["price"]
        result = found or {"price": 0, "lowest": 0, "highest": 0, "volume": 0, "trades": []}
        numbers = tuple(result[key] for key in ("price", "lowest", "highest", "volume"))
        self.cleared[market] = (len(book), *numbers, len(result["trades"]))
        reached = set()
        for entry in book:
            rest, target = entry.quantity - entry.filled, self.next_market(entry.order, market)
            if not rest or not target:
                continue
            climbs = target[1] != market[1]
            limit = entry.limit - self.fee[target[1]] if entry.order.side == "buy" and climbs else entry.limit
            if limit > 0 or entry.order.side == "sell":
                self.books[target].append(Entry(entry.order, rest, limit))
                reached.add(target)
        return reached

    def fee_path(self, order, market):
        zone, fees = order.market[1], []
        while True:
            fees.append((zone, self.fee[zone]))
            if zone == market[1]:
                return fees
            zone = self.parent[zone]

    def deposit(self, order):
        return int(self.zones[order.market[1]]["depositPerWh"])

    def imbalance_price(self, market):
        period, zone, _ = market
        prices = sorted(self.imbalance.get((period, zone), {}).values())
        return prices[(len(prices) - 1) // 2] if len(prices) >= self.zones[zone]["imbalance"]["quorum"] else 0

    def sources_that_named(self):
        """In how many zones and periods so many sources named a price."""
        return Counter(len(prices) for prices in self.imbalance.values())

    def release(self, order):
        if order.side == "buy":
            expected = order.quantity * (order.limit + self.fee[order.market[1]])
            needed = sum(q * (price + sum(fee for _, fee in self.fee_path(order, market))) for market, q, price, _ in order.fills)
        else:
            expected = order.quantity * self.deposit(order)
            needed = sum(q for _, q, _, _ in order.fills) * self.deposit(order)
        order.expected_hold, order.traded = expected, sum(q for _, q, _, _ in order.fills)
        self.released[order.id] = order.traded, expected - needed, needed

    def settle(self, period, sales):
        """All sales of one metering point in one period."""
        _, left, generation = self.metered.get((period, sales[0].meter), (0, 0, 0))
        green = min(left, generation)  # what a store beside the panels gives is not green
        for seller in sales:
            for market, sold, price, trades in seller.fills:
                delivered = min(sold, left, green) if market[2] == "green" else min(sold, left)
                left -= delivered
                green -= delivered if market[2] == "green" else 0
                due = penalty(sold, delivered, price, self.deposit(seller), self.imbalance_price(market))
                self.deliveries[seller.id, market] = sold, delivered, due
                before = 0
                for number, buyer, quantity in trades:
                    part = lambda total: total * (before + quantity) // sold - total * before // sold
                    fee = sum(fee for _, fee in self.fee_path(buyer, market))
                    got, fined = part(delivered), part(due)
                    before += quantity
                    paid, fees, refunded = got * price, got * fee, (quantity - got) * (price + fee)
                    self.trades[market, number] = buyer.id, seller.id, quantity, got, paid, fees, refunded, fined
                    for order in (buyer, seller):
                        order.delivered, order.paid, order.penalty = order.delivered + got, order.paid + paid, order.penalty + fined
                    buyer.fees += fees

    def count(self, period, sales, matched):
        _, export, generation = self.metered.get((period, sales[0].meter), (0, 0, 0))
        counted, counted_fees, shared = 0, 0, min(export, generation)
        for seller in sales:
            for market, _, _, trades in seller.fills:
                for number, buyer, _ in trades:
                    if buyer.owner == seller.owner or buyer.device == seller.device:
                        continue
                    bought = self.metered.get((period, buyer.meter), (0, 0, 0))[0] - matched[period, buyer.device]
                    got, _, fees = self.trades[market, number][3:6]
                    explained = min(got, shared - counted, bought)
                    matched[period, buyer.device] += explained
                    counted += explained
                    counted_fees += explained * fees // got if got else 0
        return counted, counted_fees

    def pot(self, chain):
        """What went into the market's pot and out of it, by account, once all orders are closed."""
        paid_in, gained = defaultdict(int), defaultdict(int)
        for order in self.orders.values():
            paid_in[order.owner] += order.held + int(chain["rules"]["orderDeposit"])
        for (market, _), (buy, sell, _, got, paid, fees, _, fined) in self.trades.items():
            buyer, seller = self.orders[buy], self.orders[sell]
            gained[buyer.owner] += fined - paid - fees
            gained[seller.owner] += paid - fined
            for zone, fee in self.fee_path(buyer, market):
                gained[self.zones[zone]["operator"]] += got * fee
        everybody = paid_in.keys() | gained.keys()
        return {who: (paid_in[who], paid_in[who] + gained[who]) for who in everybody if paid_in[who] or gained[who]}


def said_by(chain):
    """The chain's events as dictionaries with the keys and values of [`Recomputation`]."""
    said = {name: {} for name in ("cleared", "filled", "released", "deliveries", "trades", "closed", "community")}
    numbers = lambda event, *names: tuple(int(event[name]) for name in names)
    for e in chain["events"]:
        name = e["event"]
        if name == "MarketCleared":
            clearing = numbers(e["clearing"], "price", "lowest", "highest", "volume", "trades")
            said["cleared"][market_of(e["market"])] = (int(e["entries"]), *clearing)
        elif name == "OrderFilled":
            said["filled"][int(e["order"]), market_of(e["market"])] = numbers(e, "quantity", "price")
        elif name == "OrderReleased":
            said["released"][int(e["order"])] = numbers(e, "traded", "released", "held")
        elif name == "DeliverySettled":
            said["deliveries"][int(e["order"]), market_of(e["market"])] = numbers(e, "sold", "delivered", "penalty")
        elif name == "TradeSettled":
            names = "buyOrder", "sellOrder", "quantity", "delivered", "paid", "fees", "refunded", "penalty"
            said["trades"][market_of(e["market"]), int(e["trade"])] = numbers(e, *names)
        elif name == "OrderClosed":
            said["closed"][int(e["order"])] = numbers(e["settled"], "traded", "delivered", "paid", "fees", "penalty")
        elif name == "CommunitySaleCounted":
            said["community"][e["device"], int(e["period"])] = numbers(e, "quantity", "fees")
        elif name in ("ZoneUpdated", "StepFailed", "DisputeResolved", "PaymentReturned"):
            sys.exit(f"{name} in block {e['block']}: this recomputation is of a week without such events")
    return said


def differences(chain, computed):
    for name, by_key in said_by(chain).items():
        ours = getattr(computed, name)
        for key in ours.keys() | by_key.keys():
            yield f"{name} {key}", ours.get(key), by_key.get(key)
    for order in computed.orders.values():
        yield f"held for order {order.id}", getattr(order, "expected_hold", order.held), order.held
    moved = {who: (int(sums["paidIn"]), int(sums["paidOut"])) for who, sums in chain["pot"].items()}
    ours = computed.pot(chain)
    for who in moved.keys() | ours.keys():
        yield f"through the pot for {who}", ours.get(who), moved.get(who)
    yield "left in the pot", 0, sum(into - out for into, out in moved.values())


def check_conservation(computed):
    """What buyers paid is what sellers and operators received, all fines are compensations, and every bought Wh was sold."""
    total = lambda side, name: sum(getattr(order, name) for order in computed.orders.values() if order.side == side)
    for name in ("traded", "delivered", "paid", "penalty"):
        assert total("buy", name) == total("sell", name), name
    trades, refunded = computed.trades.values(), defaultdict(int)
    assert sum(t[4] for t in trades) == total("sell", "paid") and sum(t[5] for t in trades) == total("buy", "fees")
    for trade in trades:
        refunded[trade[0]] += trade[6]
    for order in computed.orders.values():
        if order.side == "buy" and order.id in computed.released:
            assert computed.released[order.id][2] == order.paid + order.fees + refunded[order.id], order.id


def print_totals(computed):
    print(f"{'zone':<6}{'product':<9}{'markets':>9}{'traded kWh':>13}{'UEN/kWh':>10}{'delivered kWh':>15}{'paid, UEN':>22}")
    delivered, paid = defaultdict(int), defaultdict(int)
    for (market, _), trade in computed.trades.items():
        delivered[market[1:]] += trade[3]
        paid[market[1:]] += trade[4]
    for key in sorted({market[1:] for market in computed.cleared}):
        markets = [c for market, c in computed.cleared.items() if market[1:] == key]
        volume = sum(c[4] for c in markets)
        price = paid[key] / delivered[key] / 10**9 if delivered[key] else 0
        print(f"{key[0]:<6}{key[1]:<9}{len(markets):>9}{volume / 1000:>13,.3f}{price:>10.4f}", end="")
        print(f"{delivered[key] / 1000:>15,.3f}{uen(paid[key]):>22}")
    trades = computed.trades.values()
    fees, fines = sum(t[5] for t in trades), sum(t[7] for t in trades)
    print(f"\n{len(computed.orders)} orders, {len(computed.cleared)} markets, {len(trades)} trades of "
          f"{sum(t[2] for t in trades)} Wh, of which {sum(t[3] for t in trades)} Wh were delivered")
    print(f"paid to sellers {uen(sum(t[4] for t in trades))} UEN, grid fees {uen(fees)} UEN, penalties {uen(fines)} UEN")
    named = computed.sources_that_named()
    print(f"imbalance prices of {sum(named.values())} zones and periods: "
          + (", ".join(f"{number} with {sources} sources" for sources, number in sorted(named.items(), reverse=True)) or "nobody named any"))
    print(f"sold in the community {sum(quantity for quantity, _ in computed.community.values())} Wh")


def uen(planck):
    return f"{planck // UEN:,}.{planck % UEN:012}"


def recompute(chain, meters_csv, readings_csv):
    """For the export of a chain, or None if nobody traded."""
    market = chain.get("market")
    return Recomputation(market, *read_meters(meters_csv, readings_csv)) if market else None


def main():
    data = Path(__file__).resolve().parent.parent / "gateway" / "data"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chain", metavar="FILE", required=True, help="written by uen-gateway replay --export-chain")
    parser.add_argument("--sources", metavar="N", type=int, default=0,
                        help="fail unless there are medians of N imbalance prices, of fewer, and too few for a median (default: whatever is)")
    parser.add_argument("--meters", default=data / "meters.csv", help="default: gateway/data/meters.csv")
    parser.add_argument("--readings", default=data / "readings.csv", help="default: gateway/data/readings.csv")
    arguments = parser.parse_args()
    check_vectors()
    chain = json.loads(Path(arguments.chain).read_text())
    computed = recompute(chain, arguments.meters, arguments.readings)
    if not computed or not computed.trades:
        sys.exit("nobody traded")
    found = [item for item in differences(chain["market"], computed) if item[1] != item[2]]
    for what, expected, said in sorted(found, key=str)[:50]:
        print(f"{what}: {expected}, the chain says {said}", file=sys.stderr)
    if found:
        sys.exit(f"{len(found)} differences")
    check_conservation(computed)
    named = computed.sources_that_named()
    missing = [number for number in range(1, arguments.sources + 1) if not named[number]]
    if missing:
        sys.exit(f"there is no zone and period in which {' or '.join(map(str, missing))} sources named an imbalance price")
    print_totals(computed)
    print("\nThe chain says the same of every market, order, delivery and trade; nothing is left in the pot.")


if __name__ == "__main__":
    main()
