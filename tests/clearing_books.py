#!/usr/bin/env python3
"""Clear random books by the definition of the market's clearing, and compare with the pallet: no dependencies, no code in common.

pallets/energy-market/examples/clear_books.rs clears the same books with the pallet's code. Of every book the volume, the price
interval, the price, each order's fill and each trade are compared. At the first difference both results are printed.

The definition, with all arithmetic in exact integers (Wh, planck per Wh):
- Demand at a price is the sum of the bids at or above it, supply the sum of the offers at or below it. The volume Q is the largest
  that the smaller of both can be, over all prices.
- On each side the better limit goes first, until Q is used up. At the one limit at which not everything can be traded, each order gets
  floor(quantity x available / total) there, and the Wh left over go one each in the order of arrival.
- The worst bid and the worst offer that Q needs bound the price. Unfilled orders bound it, too, once they matter: the highest price at
  which more than 2 % of Q is left unfilled of the bids at or above it, and the lowest price at which more than 2 % of Q is left unfilled
  of the offers at or below it. The price is the middle of what these bounds leave, rounded down.
- In merit order, the Wh of the filled bids are numbered from 0 to Q - 1, and those of the filled offers. A trade is what a bid and an
  offer have in common.

Books are checked by themselves, too: splitting an order into two at the same limit, and another order of arrival, change neither volume
nor interval nor price; at each price of the interval, and at none beside it, nobody trades beyond a limit and at most 2 % of Q is left
unfilled of bids above, and of offers below the price; the Wh of fills and trades add up; vectors C1, C2, C3 and C15 of the design come
out as written.
"""
import argparse, random, subprocess, sys, tempfile, time
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

EPSILON = 2  # per cent of the volume that may be left unfilled without bounding the price
MAX_WH = 2**64 - 1  # largest volume that the chain can express
MAX_LIMIT = 2**64 - 1
OVERFLOW = "error Overflow"


class Cleared(NamedTuple):
    """What becomes of a book: fills by position, trades as (bid, offer, Wh)."""
    volume: int
    lowest: int
    highest: int
    price: int
    bought: list
    sold: list
    trades: list


class Curve:
    """How much of a side there is at a price or better: `sign` is 1 for offers, -1 for bids, so that less is always better."""

    def __init__(self, quantities, orders, sign):
        totals = defaultdict(int)
        for quantity, (_, limit) in zip(quantities, orders):
            if quantity:
                totals[sign * limit] += quantity
        self.sign, self.keys = sign, sorted(totals)
        self.sums = [0, *accumulate(totals[key] for key in self.keys)]

    def at(self, price):
        return self.sums[bisect_right(self.keys, self.sign * price)]

    def best_limit_with(self, enough):
        """The best limit at which `enough(sum)` holds, None if it nowhere does."""
        return next((self.sign * key for key, total in zip(self.keys, self.sums[1:]) if enough(total)), None)


def filled(orders, curve, volume):
    """What each order gets."""
    fills, levels = [0] * len(orders), defaultdict(list)
    for position, (quantity, limit) in enumerate(orders):
        if quantity:
            levels[limit].append(position)
    for limit, positions in levels.items():
        total = sum(orders[position][0] for position in positions)
        better = curve.at(limit) - total
        available = min(total, max(0, volume - better))
        for position in positions:
            fills[position] = orders[position][0] * available // total
        for position in positions[: available - sum(fills[position] for position in positions)]:
            fills[position] += 1
    return fills


def paired(bids, bought, offers, sold):
    """Who trades with whom: the Wh of a side are numbered in merit order, and cut where an order of either side ends."""
    def ends(orders, fills, sign):
        positions = sorted((p for p, fill in enumerate(fills) if fill), key=lambda p: (sign * orders[p][1], p))
        return positions, list(accumulate(fills[p] for p in positions))

    (buyers, buy_ends), (sellers, sell_ends) = ends(bids, bought, -1), ends(offers, sold, 1)
    cuts = sorted({0, *buy_ends, *sell_ends})
    return [(buyers[bisect_right(buy_ends, start)], sellers[bisect_right(sell_ends, start)], end - start)
            for start, end in zip(cuts, cuts[1:])]


def clear(bids, offers):
    """Clears lists of (Wh, limit) in the order of arrival; None if nothing is traded."""
    wanted = Curve([wh for wh, _ in bids], bids, -1)
    offered = Curve([wh for wh, _ in offers], offers, 1)
    prices = {limit for _, limit in bids} | {limit for _, limit in offers}
    volume = max((min(wanted.at(price), offered.at(price)) for price in prices), default=0)
    if not volume:
        return None
    bought, sold = filled(bids, wanted, volume), filled(offers, offered, volume)
    needed = lambda total: total >= volume
    much = lambda unfilled: unfilled * 100 > EPSILON * volume
    unfilled_bids, unfilled_offers = unfilled_curve(bids, bought, -1), unfilled_curve(offers, sold, 1)
    known = lambda *limits: [limit for limit in limits if limit is not None]
    lowest = max(known(offered.best_limit_with(needed), unfilled_bids.best_limit_with(much)))
    highest = min(known(wanted.best_limit_with(needed), unfilled_offers.best_limit_with(much)))
    price = lowest + (highest - lowest) // 2
    return Cleared(volume, lowest, highest, price, bought, sold, paired(bids, bought, offers, sold))


def unfilled_curve(orders, fills, sign):
    return Curve([wh - fill for (wh, _), fill in zip(orders, fills)], orders, sign)


def clears(bids, offers, cleared, price, epsilon=EPSILON):
    """Whether nobody trades beyond a limit at this price, and no more than `epsilon` % of the volume is left of better orders."""
    for orders, fills, sign in ((bids, cleared.bought, -1), (offers, cleared.sold, 1)):
        better = 0
        for (quantity, limit), fill in zip(orders, fills):
            if sign * limit < sign * price:
                better += quantity - fill
            elif fill and limit != price:
                return False
        if better * 100 > epsilon * cleared.volume:
            return False
    return True


def check(bids, offers, cleared):
    """What must hold of any result."""
    for orders, fills in ((bids, cleared.bought), (offers, cleared.sold)):
        assert sum(fills) == cleared.volume, "the fills of a side are not the volume"
        assert all(0 <= fill <= quantity for (quantity, _), fill in zip(orders, fills)), "an order is filled beyond its quantity"
    for price, expected in ((cleared.price, True), (cleared.lowest, True), (cleared.highest, True), (cleared.lowest - 1, False),
                            (cleared.highest + 1, False)):
        assert clears(bids, offers, cleared, price) == expected, f"the market {'does not clear' if expected else 'clears'} at {price}"
    by_bid, by_offer = Counter(), Counter()
    for bid, offer, quantity in cleared.trades:
        assert quantity > 0, "a trade is empty"
        by_bid[bid] += quantity
        by_offer[offer] += quantity
    assert by_bid == Counter({p: fill for p, fill in enumerate(cleared.bought) if fill}), "trades are not what bids get"
    assert by_offer == Counter({p: fill for p, fill in enumerate(cleared.sold) if fill}), "trades are not what offers give"
    assert len(cleared.trades) <= len(by_bid) + len(by_offer) - 1, "there are more trades than orders need"
    assert cleared.lowest <= cleared.price <= cleared.highest, "the price is outside of its interval"


# Books: pairs of bids and offers, each a list of (Wh, limit).

M = 10**6
C1 = [(1200, 200 * M), (800, 160 * M), (1000, 110 * M)], [(1000, 60 * M), (1000, 100 * M), (900, 140 * M)]
C2 = [(1500, 200 * M), (700, 150 * M), (500, 150 * M)], [(1000, 50 * M), (1200, 120 * M), (800, 180 * M)]
VECTORS = {
    "C1": (*C1, "v:2000 i:110000000-140000000 p:125000000 b:1200,800,0 s:1000,1000,0 t:0>0:1000,0>1:200,1>1:800"),
    "C2": (*C2, "v:2200 i:150000000-150000000 p:150000000 b:1500,409,291 s:1000,1200,0 t:0>0:1000,0>1:500,1>1:409,2>1:291"),
    "C3, no price": ([(9, 50 * M)], [(9, 60 * M)], "-"),
    "C3, half each": ([(100, 100 * M)], [(60, 100 * M)] * 2, f"v:100 i:{100 * M}-{100 * M} p:{100 * M} b:100 s:50,50 t:0>0:50,0>1:50"),
    "C3, rounded down": ([(10, 101)], [(10, 100)], "v:10 i:100-101 p:100 b:10 s:10 t:0>0:10"),
    **{f"C15, {side} {wh}@{limit}M": (
        C1[0] + [(wh, limit * M)] * (side == "bid"), C1[1] + [(wh, limit * M)] * (side == "ask"),
        f"v:2000 i:{low * M}-{140 * M} p:{price} b:1200,800,0{',0' * (side == 'bid')} s:1000,1000,0{',0' * (side == 'ask')} "
        "t:0>0:1000,0>1:200,1>1:800")
       for side, wh, limit, low, price in (("bid", 10, 139, 110, 125 * M), ("bid", 40, 139, 110, 125 * M),
                                           ("bid", 41, 139, 139, 139_500_000), ("ask", 10, 111, 110, 125 * M))},
}


def ties(r):
    """Few orders at few limits."""
    limits = r.choice((r.sample(range(6), r.randint(1, 4)), range(r.randint(1, 8)), [100 * M + n for n in range(4)]))
    most = r.choice((3, 10, 100))
    side = lambda: [(r.randint(0, most), r.choice(limits)) for _ in range(r.randint(0, 6))]
    return side(), side()


def edges(r):
    """A volume of which 2 % are whole Wh, and small orders that are not needed for it, together about as much."""
    epsilon = r.randint(1, 6) if r.random() < 0.95 else r.randint(MAX_WH // 101, MAX_WH // 50)
    volume = 50 * epsilon
    small = lambda: r.choice((1, epsilon - 1, epsilon, epsilon + 1, (epsilon + 1) // 2, r.randint(0, 3 * epsilon)))

    def side(limits, unneeded):
        cuts = sorted(r.randint(0, volume) for _ in range(r.randint(0, 2)))
        traded = [(end - start, r.choice(limits)) for start, end in zip([0, *cuts], [*cuts, volume])]
        orders = traded + [(small(), r.choice(unneeded)) for _ in range(r.randint(0, 3))]
        r.shuffle(orders)
        return orders

    base = r.choice((0, 0, 100 * M))
    at = lambda *offsets: [base + offset for offset in offsets]
    # Bids that trade from above, offers that trade from below; between them those that are not needed, which may meet or not.
    return side(at(9, 10, 10, 12), at(3, 4, 5, 6, 9)), side(at(0, 1, 1, 3), at(3, 5, 6, 7, 8))


def spread(r):
    """As in a real market: limits that hardly tie, or by cents."""
    step = r.choice((1, 10 * M))
    side = lambda: [(r.randint(10, 30_000), r.randrange(0, 400 * M, step)) for _ in range(r.randint(1, 6))]
    return side(), side()


def extremes(r):
    """At the ends of the numbers."""
    limits = r.sample((0, 0, 1, 2, MAX_LIMIT // 2, MAX_LIMIT - 1, MAX_LIMIT, r.randint(0, MAX_LIMIT)), r.randint(2, 5))
    mixed = lambda: r.choice((0, 1, MAX_WH // 4, r.randint(0, MAX_WH // 4), r.randint(0, MAX_WH // 4), r.randint(0, 100)))
    quantity, count = r.choice(((mixed, (0, 6)), (mixed, (0, 6)), (lambda: MAX_WH // 4, (3, 7))))
    side = lambda: [(quantity(), r.choice(limits)) for _ in range(r.randint(*count))]
    return side(), side()


def large(r):
    """Hundreds of orders."""
    limits = r.choice((1, 5, 50, 1000 * M))
    most = r.choice((5, 1000, 30_000))
    side = lambda: [(r.randint(0, most), r.randrange(limits)) for _ in range(r.randint(50, 300))]
    return side(), side()


KINDS = {ties: 400, edges: 350, spread: 150, extremes: 95, large: 5}


def twin(r, bids, offers):
    """The same book with one order split into two, and another order of arrival; None if no order can be split."""
    sides = [list(bids), list(offers)]
    splittable = [(side, position) for side in (0, 1) for position, (wh, _) in enumerate(sides[side]) if wh > 1]
    if not splittable:
        return None
    side, position = r.choice(splittable)
    wh, limit = sides[side][position]
    part = r.randint(1, wh - 1)
    sides[side][position] = part, limit
    sides[side].append((wh - part, limit))
    for orders in sides:
        r.shuffle(orders)
    return sides


def count(counts, bids, offers, cleared):
    """Notes what a book tries out."""
    counts["books, twins among them"] += 1
    counts["of hundreds of orders"] += len(bids) + len(offers) >= 100
    counts["with a cancelled order"] += any(not wh for wh, _ in bids + offers)
    counts["without a trade"] += cleared is None
    counts["with a volume beyond 64 bits"] += cleared is not None and cleared.volume > MAX_WH
    counts["with trades"] += cleared is not None and cleared.volume <= MAX_WH
    if cleared is None or cleared.volume > MAX_WH:
        return
    volume, lowest, highest = cleared.volume, cleared.lowest, cleared.highest
    counts["with more than 2^64 / 4 Wh traded"] += volume > MAX_WH // 4
    counts["at price 0"] += cleared.price == 0
    counts["with a single price"] += lowest == highest
    counts["with a price that is rounded down"] += (highest - lowest) % 2
    counts["whose interval is wider as a small rest does not bound it"] += not all(
        clears(bids, offers, cleared, price, epsilon=0) for price in (lowest, highest))
    bounded = edge = beyond = together = False
    for orders, fills, sign, limit in ((bids, cleared.bought, -1, lowest), (offers, cleared.sold, 1, highest)):
        rationed = defaultdict(list)
        for (wh, order_limit), fill in zip(orders, fills):
            if wh:
                rationed[order_limit].append((wh, fill))
        shared = [level for level in rationed.values() if len(level) > 1 and 0 < sum(f for _, f in level) < sum(wh for wh, _ in level)]
        counts["sides with several orders at one limit"] += any(len(level) > 1 for level in rationed.values())
        counts["sides that share pro rata"] += bool(shared)
        counts["sides that share pro rata with Wh left over"] += any(
            wh * sum(f for _, f in level) % sum(w for w, _ in level) for level in shared for wh, _ in level)
        curve = unfilled_curve(orders, fills, sign)
        levels = [after - before for before, after in zip(curve.sums, curve.sums[1:])]
        key = sign * limit
        worst_filled = max(sign * order_limit for (_, order_limit), fill in zip(orders, fills) if fill)
        bounded |= key in curve.keys and key != worst_filled
        edge |= any(total * 100 == EPSILON * volume for total in curve.sums[1:])
        beyond |= any((total - 1) * 100 <= EPSILON * volume < total * 100 for total in curve.sums[1:])
        together |= curve.sums[-1] * 100 > EPSILON * volume >= 100 * max(levels, default=0)
    counts["bounded by an unfilled rest of more than 2 %"] += bounded
    counts["with an unfilled rest of exactly 2 %"] += edge
    counts["with an unfilled rest of the first Wh beyond 2 %"] += beyond
    counts["with unfilled rests that are more than 2 % only together"] += together


def book_line(bids, offers):
    text = lambda orders: ",".join(f"{wh}@{limit}" for wh, limit in orders)
    return f"b:{text(bids)} s:{text(offers)}"


def result_line(cleared):
    if cleared is None:
        return "-"
    if cleared.volume > MAX_WH:
        return OVERFLOW
    text = lambda fills: ",".join(map(str, fills))
    trades = ",".join(f"{bid}>{offer}:{wh}" for bid, offer, wh in cleared.trades)
    return (f"v:{cleared.volume} i:{cleared.lowest}-{cleared.highest} p:{cleared.price} "
            f"b:{text(cleared.bought)} s:{text(cleared.sold)} t:{trades}")


def prices(cleared):
    return cleared and cleared[:4]


def write_books(books, seed, book_file, result_file):
    """Writes random books and their results, and counts what they try out."""
    counts, r, started = Counter(), random.Random(seed), time.monotonic()
    kinds, weights = zip(*KINDS.items())

    def write(bids, offers):
        cleared = clear(bids, offers)
        line = book_line(bids, offers)
        try:
            if cleared:
                check(bids, offers, cleared)
        except AssertionError as broken:
            sys.exit(f"this program's own clearing is wrong, {broken}:\n  book   {line}\n  result {result_line(cleared)}")
        print(line, file=book_file)
        print(result_line(cleared), file=result_file)
        count(counts, bids, offers, cleared)
        return cleared

    for name, (bids, offers, expected) in VECTORS.items():
        result = result_line(write(bids, offers))
        if result != expected:
            sys.exit(f"vector {name}:\n  expected {expected}\n  computed {result}")
    for number in range(1, books + 1):
        bids, offers = r.choices(kinds, weights)[0](r)
        cleared = write(bids, offers)
        twins = twin(r, bids, offers)
        if twins and prices(write(*twins)) != prices(cleared):
            sys.exit(f"splitting an order changes the price:\n  {book_line(bids, offers)}\n  {book_line(*twins)}")
        if number % 20_000 == 0:
            print(f"{number:,} books cleared by definition, {time.monotonic() - started:.0f} s", flush=True)
    return counts


FIELDS = {"v": "volume", "i": "interval", "p": "price", "b": "fills of bids", "s": "fills of offers", "t": "trades"}


def compare(book_file, expected_file, said_file):
    """Returns how many books agree; ends the program at the first that does not."""
    agree = 0
    for book, expected, said in zip(book_file, expected_file, said_file):
        if expected != said:
            parts = [dict(part.partition(":")[::2] for part in line.split()) for line in (expected, said)]
            differ = [name for key, name in FIELDS.items() if parts[0].get(key) != parts[1].get(key)]
            sys.exit(f"book {agree + 1} differs in {', '.join(differ) or 'its result'}:\n  book          {book}"
                     f"  by definition {expected}  the pallet    {said}")
        agree += 1
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", metavar="PATH", required=True,
                        help="the example clear_books of pallet-energy-market, which scripts/build.sh builds with everything else")
    parser.add_argument("--books", metavar="N", type=int, default=100_000,
                        help="random books, each cleared once more with an order split (default: 100000)")
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="of the random books (default: 1)")
    arguments = parser.parse_args()
    if not Path(arguments.program).is_file():
        sys.exit(f"{arguments.program} is missing: build it with cargo build --example clear_books, see scripts/build.sh")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        book_path, expected_path, said_path = (Path(folder, name) for name in ("books", "expected", "said"))
        with open(book_path, "w") as book_file, open(expected_path, "w") as expected_file:
            counts = write_books(arguments.books, arguments.seed, book_file, expected_file)
        with open(book_path) as book_file, open(said_path, "w") as said_file:
            done = subprocess.run([arguments.program], stdin=book_file, stdout=said_file)
        with open(book_path) as book_file, open(expected_path) as expected_file, open(said_path) as said_file:
            agree = compare(book_file, expected_file, said_file)
        if done.returncode or agree != counts["books, twins among them"]:
            sys.exit(f"{arguments.program} ended with {done.returncode} after {agree} books")
    for what, number in counts.items():
        print(f"{number:>9,} {what}")
    untried = [what for what, number in counts.items() if not number]
    if untried and arguments.books >= 1_000:
        sys.exit(f"the books do not try out: {', '.join(untried)}")
    print(f"The pallet clears all of them alike; {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    main()
