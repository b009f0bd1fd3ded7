#!/usr/bin/env python3
"""Draw the pictures of docs/market.md. Needs Python 3.9 or later, and nothing else.

market-curves.svg: the bids and offers of one market of the recorded week, with the interval of prices and the price. The orders are those
that the chain says in FILE. The price is computed again from them by tests/clearing_books.py; nothing is drawn if the chain said another.
market-day.svg: what happens when to one delivery period. The durations are those of runtime/src/configs/energy.rs. Those that FILE has
must be the same.

FILE is chain.json of a replay of the week. Node and gateway have to be built for it, as scripts/test.sh does; it takes 6 to 9 minutes:

    tests/replay.sh /tmp/replay
    scripts/draw-market.py --chain /tmp/replay/chain.json

Without FILE only market-day.svg is drawn. The same market gives the same bytes.
"""
import argparse, json, math, re, sys
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests"))
import clearing_books, recompute_market

PERIOD = 900
UEN_PER_KWH = 10**9  # planck per Wh
EPSILON = clearing_books.EPSILON
LINE = 17  # height of a line of text
RULES = ["horizon", "gateClosure", "meteringGrace", "settlementDeadline", "disputeWindow", "historyRetention"]
LIGHT = {"paper": "#ffffff", "ink": "#1f2328", "faint": "#59636e", "grid": "#e4e7eb",
         "bid": "#0a5cad", "offer": "#b54a00", "price": "#1a7f37",
         "a": "#cfe3f7", "b": "#ffd8a8", "c": "#c5ebc9", "d": "#fbe7a1", "e": "#e2d5f5", "f": "#dfe3e8"}
DARK = {"paper": "#0d1117", "ink": "#e6edf3", "faint": "#9aa4af", "grid": "#252b33",
        "bid": "#6cb6ff", "offer": "#ff9f5a", "price": "#57c96f",
        "a": "#173a5e", "b": "#6b3d0c", "c": "#1d5128", "d": "#5a4a0c", "e": "#45306b", "f": "#30363d"}


class Picture:
    """An SVG of lines, boxes and texts, in colours for light and dark surroundings."""

    def __init__(self, width, height, name, description):
        rules = lambda colours: "".join(f".{name}{{fill:{colour}}}.s-{name}{{stroke:{colour}}}" for name, colour in colours.items())
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
            f"<title>{escape(name)}</title>",
            f"<desc>{escape(description)}</desc>",
            f"<style>text{{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}}.bold{{font-weight:700}}path{{fill:none}}"
            f"{rules(LIGHT)}@media(prefers-color-scheme:dark){{{rules(DARK)}}}</style>",
        ]
        self.box(0, 0, width, height, "paper")

    def box(self, x, y, width, height, kind, extra=""):
        self.lines.append(f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{extra}/>')

    def path(self, points, kind, width=1, dash=""):
        corners = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        self.lines.append(f'<path class="s-{kind}" d="M{corners}" stroke-width="{width}"{dash}/>')

    def text(self, x, y, lines, kind="ink", anchor="start", extra=""):
        for number, line in enumerate(lines.split("\n")):
            place = f'x="{x:.1f}" y="{y + LINE * number:.1f}" text-anchor="{anchor}"{extra}'
            self.lines.append(f'<text class="{kind}" {place}>{escape(line)}</text>')

    def write(self, path):
        path.write_text("\n".join([*self.lines, "</svg>", ""]), encoding="utf-8")
        print(f"{path}: {path.stat().st_size / 1000:.1f} kB")


# The curves of a market.


class Market:
    """A market of the export, its book, and its clearing computed from that."""

    def __init__(self, key, book, said):
        self.key, self.said = key, said
        side = lambda name: [(entry.quantity, entry.limit) for entry in book if entry.order.side == name and entry.quantity]
        self.bids, self.offers = side("buy"), side("sell")
        self.entries, self.cleared = len(book), clearing_books.clear(self.bids, self.offers)

    def faults(self):
        """What differs from what the chain said."""
        computed = dict(zip(("volume", "lowest", "highest", "price"), self.cleared[:4] if self.cleared else (0,) * 4))
        computed["trades"], computed["entries"] = len(self.cleared.trades) if self.cleared else 0, self.entries
        return [f"{name} {value}, the chain says {self.said[name]}" for name, value in computed.items() if value != self.said[name]]

    def interest(self):
        """How much there is to see: orders of like size, an interval that is more than a line, a rest that is too small to bound it."""
        if not self.cleared:
            return 0

        def different(orders):  # how many orders of equal size are as varied
            total = sum(wh for wh, _ in orders)
            return math.exp(-sum(wh / total * math.log(wh / total) for wh, _ in orders))

        limits, (_, lowest, highest) = [limit for _, limit in self.bids + self.offers], self.cleared[:3]
        if highest - lowest < (max(limits) - min(limits)) / 20:
            return 0
        strict = all(clearing_books.clears(self.bids, self.offers, self.cleared, price, epsilon=0) for price in (lowest, highest))
        return different(self.bids) * different(self.offers) * (1 if strict else 2)

    def unfilled(self, limit, side):
        """How much is left of the orders of a side at this limit or better."""
        orders, fills, sign = (self.bids, self.cleared.bought, -1) if side == "bids" else (self.offers, self.cleared.sold, 1)
        return sum(wh - fill for (wh, order_limit), fill in zip(orders, fills) if sign * order_limit <= sign * limit)

    def reason(self, limit, last_traded, name, side, direction):
        """Why the interval ends at this limit."""
        if limit == last_traded:
            return f"the {name} that trades"
        left, volume = self.unfilled(limit, side), self.cleared.volume
        return f"{side} {direction} to here leave {left:,} Wh\nunfilled: {share(left, volume)} of what is\ntraded, more than {EPSILON} %"

    def small_rest(self):
        """What is left of orders that are better than the price."""
        lines = [f"{left:,} Wh of {side} the price stay\nunfilled: {share(left, self.cleared.volume)}, not more than {EPSILON} %"
                 for side, left in (("bids above", self.unfilled(self.cleared.price + 1, "bids")),
                                    ("offers below", self.unfilled(self.cleared.price - 1, "offers"))) if left]
        return "\n".join(lines)


def share(part, whole):
    return f"{100 * part / whole:.1f} %"


def uen(planck):
    return f"{planck / UEN_PER_KWH:.4f}"


def markets_of(chain, meters, readings):
    computed = recompute_market.recompute(chain, meters, readings)
    if not computed:
        sys.exit("the export has no market")
    said = {}
    for event in chain["market"]["events"]:
        if event["event"] == "MarketCleared":
            numbers = {name: int(event["clearing"][name]) for name in ("price", "lowest", "highest", "volume", "trades")}
            said[recompute_market.market_of(event["market"])] = {**numbers, "entries": int(event["entries"])}
    return [Market(key, computed.books[key], numbers) for key, numbers in sorted(said.items())]


def title(key):
    period, zone, product = key
    start = datetime.fromtimestamp(period * PERIOD, timezone.utc)
    end = start + timedelta(seconds=PERIOD)
    energy = "Green energy" if product == "green" else "Any energy"
    return f"{energy} in zone {zone}, {start:%A} {start.day} {start:%B %Y}, {start:%H:%M} to {end:%H:%M} UTC"


def steps(orders, sign, end):
    """The corners of a side's curve in Wh and planck per Wh, the best limit first; it ends at the limit `end`."""
    ranked = sorted(((limit, wh) for wh, limit in orders), key=lambda order: sign * order[0])
    sums = list(accumulate(wh for _, wh in ranked))
    corners = [(x, limit) for (limit, _), *ends in zip(ranked, [0, *sums], sums) for x in ends]
    return [*corners, (sums[-1], end)]


def ticks(low, high, about):
    """Round numbers between both."""
    rough = (high - low) / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def spread_out(labels, gap, bottom):
    """Moves labels (top, lines) down until none overlaps the one above, and up again until the last is above the bottom."""
    placed, free = [], -math.inf
    for top, lines in labels:
        placed.append(max(top, free))
        free = placed[-1] + LINE * lines + gap
    for number, (_, lines) in reversed(list(enumerate(labels))):
        placed[number] = min(placed[number], bottom - LINE * lines)
        bottom = placed[number] - gap
    return placed


def draw_curves(market, path):
    cleared, limits = market.cleared, [limit for _, limit in market.bids + market.offers]
    margin = (max(limits) - min(limits)) // 10
    bottom, top = max(0, min(limits) - margin), max(limits) + margin
    total = 1.04 * max(sum(wh for wh, _ in side) for side in (market.bids, market.offers))
    left, right, upper, lower = 76, 590, 112, 432
    x = lambda wh: left + (right - left) * wh / total
    y = lambda planck: lower - (lower - upper) * (planck - bottom) / (top - bottom)
    summary = (f"{cleared.volume:,} Wh are traded at {uen(cleared.price)} UEN/kWh; every price from {uen(cleared.lowest)} to "
               f"{uen(cleared.highest)} would clear the market")
    picture = Picture(860, 482, title(market.key), f"Step curves of {len(market.bids)} bids and {len(market.offers)} offers. {summary}.")
    picture.text(16, 26, title(market.key), "ink bold")
    picture.text(16, 45, summary, "faint")
    for place, kind, name, number in ((16, "bid", "bids, highest limit first", len(market.bids)),
                                      (250, "offer", "offers, lowest limit first", len(market.offers))):
        picture.path([(place, 66), (place + 26, 66)], kind, 3)
        picture.text(place + 34, 70, f"{number} {name}")
    for planck in ticks(bottom, top, 7):
        picture.path([(left, y(planck)), (right, y(planck))], "grid")
        picture.text(left - 8, y(planck) + 4, f"{planck / UEN_PER_KWH:.4f}", "faint", "end")
    for wh in ticks(0, total, 6):
        picture.path([(x(wh), lower), (x(wh), lower + 5)], "faint")
        picture.text(x(wh), lower + 20, f"{wh:,.0f}", "faint", "middle")
    picture.box(left, y(cleared.highest), right - left, y(cleared.lowest) - y(cleared.highest), "price", ' opacity="0.16"')
    picture.path([(left, upper), (left, lower), (right, lower)], "faint")
    picture.text((left + right) / 2, lower + 42, "energy, Wh", anchor="middle")
    picture.text(18, (upper + lower) / 2, "limit, UEN/kWh", anchor="middle", extra=f' transform="rotate(-90 18 {(upper + lower) / 2:.1f})"')
    picture.path([(x(cleared.volume), upper - 6), (x(cleared.volume), lower)], "faint", 1.2, "2 3")
    picture.text(x(cleared.volume), upper - 12, f"traded: {cleared.volume:,} Wh", "faint", "middle")
    picture.path([(left, y(cleared.price)), (right, y(cleared.price))], "price", 1.6, "7 4")
    for orders, sign, end, kind in ((market.bids, -1, bottom, "bid"), (market.offers, 1, top, "offer")):
        picture.path([(x(wh), y(limit)) for wh, limit in steps(orders, sign, end)], kind, 2.5)
    last_bid = min(limit for (_, limit), fill in zip(market.bids, cleared.bought) if fill)
    last_offer = max(limit for (_, limit), fill in zip(market.offers, cleared.sold) if fill)
    labels = [
        (cleared.highest, "ink", f"highest: {uen(cleared.highest)} UEN/kWh",
         market.reason(cleared.highest, last_bid, "lowest bid", "offers", "up")),
        (cleared.price, "price", f"price: {uen(cleared.price)} UEN/kWh", "the middle"),
        (cleared.lowest, "ink", f"lowest: {uen(cleared.lowest)} UEN/kWh",
         market.reason(cleared.lowest, last_offer, "highest offer", "bids", "down")),
    ]
    rest = market.small_rest()
    heights = [(y(limit) - 8, 2 + reason.count("\n")) for limit, _, _, reason in labels] + [(lower, 1 + rest.count("\n"))]
    *tops, last = spread_out(heights, 8, lower + 4)
    for (limit, kind, name, reason), at in zip(labels, tops):
        leader = [(right + 2, y(limit)), (right + 14, at + 8), (right + 20, at + 8)]
        picture.path(leader, "price" if kind == "price" else "faint")
        picture.text(right + 26, at + 12, name, f"{kind} bold" if kind == "price" else kind)
        picture.text(right + 26, at + 12 + LINE, reason, "faint")
    picture.text(right + 26, last + 12, rest, "faint")
    picture.write(path)


# The day of a delivery period.


def rules_of_runtime():
    """The durations that the runtime is configured with, in seconds."""
    path = ROOT / "runtime" / "src" / "configs" / "energy.rs"
    market = path.read_text().partition("impl pallet_energy_market::Config for Runtime {")[2].partition("\n}")[0]
    units, rules = {"HOUR": 3_600, "DAY": 86_400}, {}
    for name in RULES:
        found = re.search(rf"type {name[0].upper()}{name[1:]} = ConstU64<\{{?([\w *]+)\}}?>;", market)
        if not found:
            sys.exit(f"{path} does not say {name} as this script expects it")
        rules[name] = math.prod(units.get(factor) or int(factor.replace("_", "")) for factor in found[1].replace(" ", "").split("*"))
    return rules


def check_rules(rules, chain):
    for name, said in (chain.get("market") or {}).get("rules", {}).items():
        if name in rules and rules[name] != int(said):
            sys.exit(f"{name} is {rules[name]} s in the runtime's source, {said} s on the chain of the export")


def words(seconds):
    """A duration, as `8 days 12 h`."""
    days, rest = divmod(seconds, 86_400) if seconds > 86_400 else (0, seconds)
    parts = ((days, "days" if days > 1 else "day"), (rest // 3_600, "h"), (rest % 3_600 // 60, "min"), (rest % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def draw_day(rules, path):
    closes, grace, deadline = rules["gateClosure"], rules["meteringGrace"], rules["settlementDeadline"]
    final, removed = deadline + rules["disputeWindow"], rules["historyRetention"]
    # Seconds after the start of the period, how that is said, what happens.
    events = [
        (-rules["horizon"], f"{words(rules['horizon'])} before the start", "orders can be placed\nand cancelled"),
        (-closes, f"{words(closes)} before the start", "the gate closes, markets clear;\nwhat is not traded is free again"),
        (0, "the start", "delivery begins; what is not\ncleared by now is cancelled"),
        (PERIOD, "the end", "meters send the last\nreading of the period"),
        (PERIOD + grace, f"{words(grace)} after the end", "sellers whose meters\nhave reported are settled"),
        (PERIOD + deadline, f"{words(deadline)} after the end", "deadline: the others are settled;\nwithout a reading, at 0"),
        (PERIOD + final, f"{words(final)} after the end", "deposits are free; orders\nand trades are removed"),
        (PERIOD + removed, f"{words(removed)} after the end", "the market and its\nprice are removed"),
    ]
    phases = [("a", "orders"), ("b", "clearing"), ("c", "delivery"), ("d", "readings"), ("d", "settlement"), ("e", "disputes"),
              ("f", "final")]
    times = [seconds for seconds, _, _ in events]
    if times != sorted(set(times)):
        sys.exit("the durations are not in the usual order: change this script")
    start = datetime(2016, 6, 13, 12, tzinfo=timezone.utc)
    name = f"A delivery period and its markets: Monday {start:%H:%M} to {start + timedelta(seconds=PERIOD):%H:%M} UTC"
    picture = Picture(860, 312, name, "; ".join(f"{when}: {what}" for _, when, what in events).replace("\n", " ") + ".")
    picture.text(16, 26, name, "ink bold")
    note = f"Buyers have {words(rules['disputeWindow'])} to dispute, from when the last seller is settled: later if the chain is late."
    picture.text(16, 45, f"Not to scale. {note}", "faint")
    place, width, upper, lower = lambda number: 92 + 97 * number, 97, 161, 209
    for number, (kind, phase) in enumerate(phases):
        picture.box(place(number) + 1, upper, width - 2, lower - upper, kind)
        picture.text(place(number) + width / 2, upper + 20, phase, "ink", "middle")
        picture.text(place(number) + width / 2, upper + 38, words(times[number + 1] - times[number]).replace("days", "d"), "ink", "middle",
                     ' style="font-size:11px"')
    for number, (seconds, when, what) in enumerate(events):
        clock = start + timedelta(seconds=seconds)
        x, above = place(number), number % 2 == 0
        picture.path([(x, upper - 12 if above else lower + 12), (x, lower if above else upper)], "faint", 1.4)
        top = 83 if above else lower + 28
        picture.text(x, top, when, "ink bold", "middle")
        picture.text(x, top + LINE, f"{clock:%a} {clock.day} {clock:%b}, {clock:%H:%M}", "faint", "middle")
        picture.text(x, top + 2 * LINE, what, "ink", "middle")
    picture.write(path)


def main():
    data = ROOT / "gateway" / "data"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chain", metavar="FILE", help="chain.json of tests/replay.sh: what uen-gateway replay --export-chain writes")
    parser.add_argument("--out", metavar="FOLDER", type=Path, default=ROOT / "docs" / "images", help="default: docs/images")
    parser.add_argument("--market", metavar="PERIOD/ZONE/PRODUCT",
                        help="the market to draw, as 1629149/2/green (default: the one of the week with the most to see)")
    parser.add_argument("--meters", default=data / "meters.csv", help="default: gateway/data/meters.csv")
    parser.add_argument("--readings", default=data / "readings.csv", help="default: gateway/data/readings.csv")
    arguments = parser.parse_args()
    rules = rules_of_runtime()
    chain = json.loads(Path(arguments.chain).read_text()) if arguments.chain else None
    if chain:
        check_rules(rules, chain)
    arguments.out.mkdir(parents=True, exist_ok=True)
    draw_day(rules, arguments.out / "market-day.svg")
    if not chain:
        print("without --chain there is no market to draw")
        return
    markets = markets_of(chain, arguments.meters, arguments.readings)
    faults = [f"market {'/'.join(map(str, market.key))}: {fault}" for market in markets for fault in market.faults()]
    if faults:
        sys.exit("\n".join([*faults[:10], f"{len(faults)} differences to what the chain says: no market is drawn"]))
    print(f"{len(markets)} markets of the chain, each cleared again with the same result")
    if arguments.market:
        markets = [market for market in markets if "/".join(map(str, market.key)) == arguments.market]
    market = max(markets, key=Market.interest, default=None)
    if not market or not market.cleared:
        sys.exit("there is no such market, or nothing was traded in it")
    draw_curves(market, arguments.out / "market-curves.svg")


if __name__ == "__main__":
    main()
