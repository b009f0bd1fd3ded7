// Full markets: orders, what clearing them costs, and the settlement of their trades.
import { random, u32, u64 } from './keys.mjs';
import { mean, SLOT } from './load.mjs';
import { CAPACITY_W, DRIFT, PERIOD } from './meters.mjs';

/** The most orders of a market. */
export const MARKET = 4096;
/** The zones whose markets are filled. */
export const ZONES = [1, 2];
/** Orders of a period. */
export const ORDERS = MARKET * ZONES.length;
/** Seconds before a period at which its gate closes. */
const GATE = 300;
/** Periods whose sellers are metered, the last ones. The settlement of the first begins when the last ends: more cannot become due at once. */
const SETTLED_PERIODS = 3;
/** Seconds by which a block moves the clock while markets clear. */
const CLEARING_LAPSE = 60;
/** Most blocks that settlement may take. */
const SETTLEMENT_LIMIT = 400;
/** From a period's end to the settlement of those whose meters are in, in seconds. */
const GRACE = 1_800;
const M = 1_000_000;

/** Orders, one market after the other: as many bids as offers, and every bid above every offer. */
export function orders(encoder, meters, firstPeriod) {
  const call = encoder.index('energyMarket', 'placeOrder');
  const draw = random(4096);
  const zones = ZONES.map((zone) => meters.in(zone));
  let next = 0;
  return (count) => Array.from({ length: count }, () => {
    const period = firstPeriod + Math.floor(next / ORDERS);
    const zone = zones[Math.floor(next / MARKET) % ZONES.length];
    const meter = zone[next % zone.length];
    // All orders of a meter in a period together are within its nameplate.
    const most = Math.floor(CAPACITY_W / 4 / Math.ceil(MARKET / zone.length));
    const quantity = draw(Math.ceil(most / 10), most);
    const [side, limit] = meter.isProducer ? [1, draw(60 * M, 100 * M)] : [0, draw(110 * M, 160 * M)];
    const bytes = Buffer.concat([call, meter.id, u32(period), Buffer.of(1, side), u64(quantity), u64(limit)]);
    if (next === 0) {
      const sides = ['Buy', 'Sell'];
      encoder.check(bytes, encoder.api.tx.energyMarket.placeOrder(meter.hexId, period, 'Any', sides[side], quantity, limit));
    }
    next += 1;
    return { bytes: encoder.sign(meter.owner, bytes), undo: () => (meter.owner.nonce -= 1) };
  });
}

/**
 * Clears the markets and settles the trades of the last periods, with a chain that is stopped before and after. Each period's first market
 * is cleared by a transaction in the first block after its gate, so that the weight of that alone is known. When the sellers are metered,
 * the clock jumps to where the settlement of all these periods is due: it then has more to do than one block can.
 */
export async function clearAndSettle(chain, encoder, meters, { firstPeriod, periods, alice, blockTime, say }) {
  const lastPeriod = firstPeriod + periods - 1;
  const firstSettled = Math.max(firstPeriod, lastPeriod - SETTLED_PERIODS + 1);
  const sellers = ZONES.flatMap((zone) => meters.in(zone)).filter((meter) => meter.isProducer);
  const end = (period) => (period + 1) * PERIOD;

  await chain.start({ blockTime, lapse: CLEARING_LAPSE, withEvents: true });
  await chain.readNonces([alice]);
  const advance = Buffer.from(chain.api.tx.energyMarket.advance(1).method.toU8a());
  const first = chain.last + 1;
  say(`clearing ${periods * ZONES.length} markets`);
  for (let toAsk = firstPeriod, toMeter = firstSettled; toMeter <= lastPeriod; ) {
    while (toAsk <= lastPeriod && chain.clock + chain.lapse >= toAsk * PERIOD - GATE) {
      if (chain.clock < toAsk * PERIOD - GATE) chain.submit(encoder.sign(alice, advance));
      toAsk += 1;
    }
    if (chain.poolClock >= end(toMeter) - DRIFT) {
      meters.upTo(encoder, sellers, end(toMeter)).forEach((bytes) => chain.submit(bytes));
      toMeter += 1;
    }
    await chain.next();
  }
  await chain.drained();
  await chain.stop();

  const isSettled = async () => {
    for (let period = firstSettled; period <= lastPeriod; period++) {
      for (const zone of ZONES) {
        const market = await chain.rpc('uen_clearing', { period, zone, product: 'any' });
        if (market?.clearing && market.unsettled > 0) return false;
        if (!market?.clearing) throw new Error(`the market of period ${period} in zone ${zone} was not cleared`);
      }
    }
    return true;
  };
  say(`settling the trades of ${(lastPeriod - firstSettled + 1) * ZONES.length} of them`);
  const jump = end(lastPeriod) + GRACE - chain.clock;
  await chain.start({ blockTime, lapse: SLOT * Math.max(1, Math.ceil(jump / SLOT)), withEvents: true });
  const begun = chain.last;
  // The block after the last that settled is looked at, too.
  for (let isOver = false; !isOver; ) {
    isOver = await isSettled();
    await chain.next();
    if (chain.last > begun + SETTLEMENT_LIMIT) throw new Error(`the trades are not settled after ${SETTLEMENT_LIMIT} blocks`);
  }
  await chain.drained();
  await chain.stop();
  return { first, last: chain.last };
}

/** What happened in each block of clearing and settlement. */
export function happenings(chain, { first, last }) {
  const list = [];
  for (let number = first; number <= last; number++) {
    const block = chain.blocks.get(number);
    if (!block?.events) continue;
    const counts = {};
    const cleared = [];
    const weights = new Map();
    const advanced = new Set();
    for (const { phase, event } of chain.eventsOf(block)) {
      const name = `${event.section}.${event.method}`;
      counts[name] = (counts[name] ?? 0) + 1;
      const index = phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : null;
      if (name === 'energyMarket.MarketCleared') {
        const [, entries, clearing] = event.data;
        cleared.push({ entries: entries.toNumber(), trades: clearing.trades.toNumber(), index });
        if (index !== null) advanced.add(index);
      }
      if (name === 'system.ExtrinsicSuccess' && index !== null) weights.set(index, event.data[0].weight);
    }
    const { normal, mandatory } = chain.weightOf(block);
    const byHand = cleared.filter(({ index }) => index !== null).map(({ entries, trades, index }) => {
      const { refTime, proofSize } = weights.get(index);
      return { entries, trades, refTime: Number(refTime.toBigInt()), proofSize: Number(proofSize.toBigInt()), witness: block.proofBytes };
    });
    list.push({ number, counts, cleared, byHand, normal, mandatory, authoringMs: block.authoringMs, witness: block.proofBytes });
  }
  return list;
}

const only = (list, ...names) => list.filter(({ counts }) => {
  const seen = ['energyMarket.TradeSettled', 'energyMarket.OrderReleased', 'energyMarket.MarketCleared', 'deviceRegistry.ReadingAccepted'];
  return seen.every((name) => (counts[name] > 0) === names.includes(name));
});

/** The figures of clearing and settlement. `importMs` are real times by block number. */
export function figures(list, limits, importMs) {
  const time = (block) => importMs.get(block.number) ?? NaN;
  const known = (blocks) => blocks.filter((block) => Number.isFinite(time(block)));
  const count = (blocks, name) => blocks.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
  const total = (blocks) => blocks.reduce((sum, block) => sum + time(block), 0);
  // Those after which the same went on: they had more to do than they could.
  const full = (blocks) => blocks.filter(({ number }) => blocks.some((block) => block.number === number + 1));
  // Without any event, a block may still have visited metering points in vain: those weigh more than the lightest ones.
  const least = Math.min(...list.map(({ mandatory }) => mandatory.refTime));
  const empty = known(only(list)).filter(({ mandatory }) => mandatory.refTime <= least * 1.2);
  const emptyMs = empty.length ? total(empty) / empty.length : 0;
  const perItem = (blocks, name) => (total(blocks) - emptyMs * blocks.length) / count(blocks, name);

  const isFull = ({ entries }) => entries === MARKET;
  const markets = list.flatMap(({ cleared }) => cleared).filter(isFull);
  const clearing = known(list.filter(({ cleared, counts }) => (
    cleared.some(isFull) && !counts['energyMarket.TradeSettled'] && !counts['deviceRegistry.ReadingAccepted']
  )));
  const byHand = list.flatMap((block) => block.byHand).filter(isFull);

  const settling = full(only(list, 'energyMarket.TradeSettled'));
  const trades = count(settling, 'energyMarket.TradeSettled');
  const used = (pick) => mean(settling.map(pick));
  return {
    markets: markets.length,
    clearedInOneBlock: Math.max(0, ...list.map((block) => block.cleared.filter(isFull).length)),
    tradesPerMarket: markets.length ? mean(markets.map(({ trades: each }) => each)) : NaN,
    clearing: byHand.length > 0 && {
      count: byHand.length,
      refTime: mean(byHand.map(({ refTime }) => refTime)) / limits.block.refTime,
      proofSize: mean(byHand.map(({ proofSize }) => proofSize)) / limits.block.proofSize,
    },
    clearBlockMs: clearing.length ? total(clearing) / clearing.length : NaN,
    clearReleased: clearing.length ? count(clearing, 'energyMarket.OrderReleased') / clearing.length : NaN,
    clearWitness: clearing.length ? mean(clearing.map(({ witness }) => witness)) : NaN,
    settlement: settling.length > 0 && {
      blocks: settling.length,
      trades,
      perBlock: trades / settling.length,
      perSecond: trades / settling.length / SLOT,
      refTime: used(({ mandatory }) => mandatory.refTime) / limits.block.refTime,
      proofSize: used(({ mandatory }) => mandatory.proofSize) / limits.block.proofSize,
      witnessEach: settling.reduce((sum, { witness }) => sum + witness, 0) / trades,
      importBlockMs: known(settling).length ? total(known(settling)) / known(settling).length : NaN,
      importMsEach: perItem(known(settling), 'energyMarket.TradeSettled'),
      authoringMsEach: settling.reduce((sum, { authoringMs }) => sum + authoringMs, 0) / trades,
    },
  };
}
