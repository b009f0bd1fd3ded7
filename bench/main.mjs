// The measurement: one part after the other on chains of its own, and the results as JSON, part by part. scripts/bench.sh runs it.
import { Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chain, NEVER, STATES_KEPT } from './chain.mjs';
import { DevelopmentKey, Encoder, random } from './keys.mjs';
import { PAUSE_MS, probe, mean, quantile, SLOT, summarise, sustain } from './load.mjs';
import { clearAndSettle, figures, happenings, ORDERS, orders } from './market.mjs';
import { Meters, PERIOD } from './meters.mjs';
import { validate } from './pool.mjs';
import { replay, sizeOf } from './replay.mjs';
import { PARTS, report } from './report.mjs';
import { writeSpecs } from './spec.mjs';

/** When the chain's clock starts. */
const START = '2016-06-13T00:00:00Z';
/** Questions a second while there is load. */
const QUESTIONS = 20;
/** Real milliseconds between blocks in which nothing is measured by the clock on the wall. */
const HASTE_MS = 20;
const STROLL_MS = 700;
/** How many more readings there are than a block would hold if each took what it announces. Most close neither hour nor day, and take half. */
const SURPLUS = 3;
/** What a transfer moves, in planck. */
const TRANSFER = 1_000_000_000n;

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    'bare-wasm': { type: 'string' },
    // What runtime/tests/scale.rs wrote.
    registered: { type: 'string' },
    data: { type: 'string' },
    report: { type: 'string' },
    machine: { type: 'string' },
    build: { type: 'string' },
    only: { type: 'string', default: PARTS.join() },
    devices: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '2.5' },
    // Free shares to measure readings with, in per cent of what transactions may use of a block. The first one's chain serves all other parts.
    shares: { type: 'string', default: '100,75' },
  },
});
const options = {
  devices: Number(values.devices), minutes: Number(values.minutes), parts: values.only.split(','), shares: values.shares.split(',').map(Number),
};
const unknown = options.parts.find((part) => !PARTS.includes(part));
if (unknown) throw new Error(`--only ${unknown}: the parts are ${PARTS.join(', ')}`);

if (!(options.minutes > 0)) throw new Error('--minutes must be more than 0');
const isShare = (share) => Number.isInteger(share) && share > 0 && share <= 100;
if (!options.shares.every(isShare)) throw new Error(`--shares ${values.shares}: shares are whole numbers from 1 to 100`);
if (new Set(options.shares).size < options.shares.length) throw new Error(`--shares ${values.shares} has one twice`);

// Nothing is left running: what is started ends with the process.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.on(signal, () => {
    console.error(`ended by ${signal}`);
    process.exit(code);
  });
}

const started = Date.now();
const say = (text) => console.error(`[${((Date.now() - started) / 60_000).toFixed(1)} min] ${text}`);

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
const development = (uri) => new DevelopmentKey(keyring.addFromUri(uri));
const meters = new Meters(options.devices);
mkdirSync(values.data, { recursive: true });
const wants = (part) => options.parts.includes(part);
// The other shares are for readings only.
const [share, ...otherShares] = wants('readings') ? options.shares : options.shares.slice(0, 1);
const specs = {
  uen: Object.fromEntries([share, ...otherShares].map((each) => [each, join(values.data, `uen-${each}.json`)])),
  bare: join(values.data, 'bare.json'),
};
say(`writing chain specifications with ${meters.accounts.length} accounts`);
writeSpecs({ program: values.node, accounts: meters.accounts, bareWasm: values['bare-wasm'], ...specs });

// Results of other parts are kept as long as they were measured with the same programs.
const programs = createHash('sha256').update(readFileSync(values.node)).digest('hex');
const resultsFile = join(values.data, 'results.json');
let results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
if (results.programs !== programs) results = { programs };
Object.assign(results, { machine: values.machine, build: values.build });
const save = (part, result) => {
  results[part] = { ...result, devices: options.devices, minutes: options.minutes, date: new Date().toISOString().slice(0, 10) };
  writeFileSync(resultsFile, JSON.stringify(results, null, 2));
};

function newChain(spec, name) {
  const folder = join(values.data, name);
  rmSync(folder, { recursive: true, force: true });
  return new Chain({ program: values.node, spec, folder });
}

const counter = (chain, section, method) => {
  const counts = new Map();
  return (block) => {
    if (!counts.has(block.number)) {
      counts.set(block.number, chain.eventsOf(block).filter(({ event }) => event.section === section && event.method === method).length);
    }
    return counts.get(block.number);
  };
};

const over = (importMs, { first, last }) => {
  const list = [];
  for (let number = first; number <= last; number++) if (importMs.has(number)) list.push(importMs.get(number));
  return { blocks: list.length, mean: mean(list), p50: quantile(list, 0.5), most: Math.max(...list) };
};

/** How many transactions like this one a block has room for, by the weight that they announce and their length. */
async function room(chain, bytes) {
  const { weight } = await chain.rpc('payment_queryInfo', `0x${bytes.toString('hex')}`);
  const limits = chain.limits();
  return Math.min(limits.refTime / weight.ref_time, limits.length / bytes.length);
}

/** Readings of all `meters`, which may use `share` per cent of what transactions may use of a block. */
async function readings(chain, encoder, meters, share) {
  const [batch] = meters.quarterHours(encoder)(1);
  batch.undo();
  const perBlock = ((await room(chain, batch.bytes)) * share) / 100;
  // The chain's clock moves so far with each block that there are more readings of a quarter hour than the block takes. What is left
  // over waits, for less than the day in which the registry accepts it.
  const lapse = SLOT * Math.ceil((SURPLUS * PERIOD * perBlock) / meters.groups.length / SLOT);
  const name = `readings, free share ${share} %`;
  say(`${name}: there is room for about ${Math.floor(perBlock * batch.items)}; the clock moves by ${lapse} s with each`);
  await chain.stop();
  const before = { size: sizeOf(chain.base), number: chain.last };
  await chain.start({ blockTime: PAUSE_MS, lapse, withEvents: true });
  const draw = random(1);
  const sample = Array.from({ length: 400 }, () => meters.all[draw(0, meters.all.length - 1)]);
  const account = (meter) => chain.api.query.system.account.key(meter.owner.publicKey);
  const questions = sample.flatMap((meter) => [
    { method: 'chain_getHeader', params: [] },
    { method: 'state_getStorage', params: [account(meter)] },
    { method: 'uen_device', params: [meter.hexId] },
    { method: 'uen_deviceReadings', params: [meter.hexId] },
  ]);
  const stopProbe = probe(chain.url, questions, QUESTIONS);
  const load = await sustain(chain, {
    name, warm: Math.ceil(2 * perBlock), produce: meters.quarterHours(encoder), minutes: options.minutes, surplus: SURPLUS, say,
  });
  const latency = await stopProbe();
  await chain.stop();
  const last = chain.last;
  const accepted = counter(chain, 'deviceRegistry', 'ReadingAccepted');
  const summary = summarise(chain, load, accepted);
  let all = 0;
  for (let number = before.number + 1; number <= last; number++) {
    const block = chain.blocks.get(number);
    if (block?.events) all += accepted(block);
  }
  const missing = load.items - all;
  if (missing) say(`${missing} readings of ${load.items} were not recorded`);
  return { share, load, lapse, summary, latency, missing, all, growth: sizeOf(chain.base) - before.size, statesKept: STATES_KEPT };
}

/** How fast the pool validates the next reading of each meter, on a chain that is stopped before and after. */
async function validation(chain, encoder, meters, lapse) {
  await chain.start({ blockTime: NEVER, lapse });
  const list = meters.quarterHours(encoder)(meters.groups.length);
  if (list.some(({ due }) => due > chain.poolClock)) throw new Error('the next readings are not due yet');
  const count = list.reduce((sum, { items }) => sum + items, 0);
  say(`pool: validating ${count} readings`);
  const seconds = await validate(chain.url, list.map(({ bytes }) => bytes));
  // The pool forgets them when the node stops.
  list.reverse().forEach(({ undo }) => undo());
  await chain.stop();
  return { readings: count, batches: list.length, seconds, perSecond: count / seconds };
}

async function market(chain, encoder) {
  await chain.start({ blockTime: PAUSE_MS, lapse: 60, withEvents: true });
  await chain.readNonces(meters.all.map((meter) => meter.owner));
  // The first gate closes when the orders of its period are long placed: warming up, measuring and coming to a market's end.
  const blocks = Math.ceil((options.minutes * 60) / SLOT) + 40;
  const firstPeriod = Math.ceil((chain.clock + blocks * chain.lapse) / PERIOD) + 1;
  const depth = [1, 2].map((zone) => ({ method: 'uen_marketDepth', params: [{ period: firstPeriod, zone, product: 'any' }] }));
  const own = meters.in(1).slice(0, 200).map((meter) => keyring.encodeAddress(meter.owner.publicKey));
  const questions = own.flatMap((address) => [
    { method: 'chain_getHeader', params: [] }, { method: 'uen_ordersOf', params: [address] }, ...depth,
  ]);
  const stopProbe = probe(chain.url, questions, QUESTIONS);
  const produce = orders(encoder, meters, firstPeriod);
  const isBoundary = (sent) => sent % ORDERS === 0;
  const load = await sustain(chain, { name: 'orders', warm: 3_000, produce, minutes: options.minutes, isBoundary, say });
  const latency = await stopProbe();
  const placed = counter(chain, 'energyMarket', 'OrderPlaced');
  const summary = summarise(chain, load, placed);
  await chain.stop();
  const alice = development('//Alice');
  const periods = Math.floor(load.sent / ORDERS);
  const span = await clearAndSettle(chain, encoder, meters, { firstPeriod, periods, alice, blockTime: STROLL_MS, say });
  const list = happenings(chain, span);
  return { load, list, summary, latency, limits: chain.limits(), periods };
}

async function transfers(chain, name) {
  const encoder = new Encoder(chain.api);
  const senders = meters.all.map((meter) => meter.owner);
  await chain.readNonces(senders);
  const call = encoder.index('balances', 'transferKeepAlive');
  const amount = Buffer.from(chain.api.registry.createType('Compact<u128>', TRANSFER).toU8a());
  let next = 0;
  const produce = (count) => Array.from({ length: count }, () => {
    const [from, to] = [senders[next % senders.length], senders[(next + 1) % senders.length]];
    next += 1;
    const bytes = encoder.sign(from, Buffer.concat([call, Buffer.of(0), to.publicKey, amount]));
    return { bytes, undo: () => (from.nonce -= 1) };
  });
  const load = await sustain(chain, { name, warm: 6_000, produce, minutes: options.minutes, say });
  await chain.stop();
  return { load, summary: summarise(chain, load, (block) => block.signed) };
}

/** Those of a chain that begins: their nonces are 0. */
const certifiers = () => ({
  manufacturer: development('//Alice//manufacturer'),
  metrology: development('//Alice//metrology'),
  regulator: development('//Alice//regulator'),
});

/** A chain of UEN's that has begun, with this free share. */
async function begin(each) {
  const chain = newChain(specs.uen[each], `uen-${each}`);
  say(`starting UEN with a free share of ${each} %`);
  await chain.start({ blockTime: HASTE_MS, lapse: SLOT, from: START });
  return { chain, encoder: new Encoder(chain.api) };
}

const importOf = (chain) => replay({ program: values.node, spec: chain.spec, base: chain.base, folder: chain.folder, last: chain.last, say });

if (wants('readings') || wants('market') || wants('transfers')) {
  const { chain, encoder } = await begin(share);
  const done = {};
  if (wants('readings') || wants('market')) await meters.install(chain, encoder, certifiers(), say);
  if (wants('readings')) {
    done.readings = await readings(chain, encoder, meters, share);
    done.pool = await validation(chain, encoder, meters, done.readings.lapse);
  } else {
    await chain.stop();
  }
  if (wants('market')) done.market = await market(chain, encoder);
  if (wants('transfers')) {
    await chain.start({ blockTime: PAUSE_MS, lapse: SLOT });
    done.transfers = await transfers(chain, 'transfers');
  }
  const importMs = await importOf(chain);
  if (done.market) {
    const { load, list, limits, ...rest } = done.market;
    save('market', { ...rest, importMs: over(importMs, load), figures: figures(list, limits, importMs) });
  }
  if (done.transfers) {
    const { load, summary } = done.transfers;
    save('transfers', { summary, importMs: over(importMs, load) });
  }
  if (done.readings) {
    const rowOf = ({ load, ...rest }, times) => ({ ...rest, importMs: over(times, load) });
    const rows = [rowOf(done.readings, importMs)];
    save('readings', { rows, pool: done.pool });
    for (const each of otherShares) {
      const other = await begin(each);
      const others = new Meters(options.devices);
      await others.install(other.chain, other.encoder, certifiers(), say);
      const measured = await readings(other.chain, other.encoder, others, each);
      rows.push(rowOf(measured, await importOf(other.chain)));
      save('readings', { rows, pool: done.pool });
    }
  }
}

if (wants('registered')) save('registered', JSON.parse(readFileSync(values.registered, 'utf8')));

if (wants('bare')) {
  if (!values['bare-wasm']) throw new Error('--bare-wasm says which runtime');
  const chain = newChain(specs.bare, 'bare');
  say('starting the bare runtime');
  await chain.start({ blockTime: PAUSE_MS, lapse: SLOT, from: START });
  const { load, summary } = await transfers(chain, 'transfers of the bare runtime');
  const importMs = await importOf(chain);
  save('bare', { summary, importMs: over(importMs, load) });
}

const text = report(results);
writeFileSync(values.report, text);
process.stdout.write(text);
say(`written to ${values.report}`);
process.exit(0);
