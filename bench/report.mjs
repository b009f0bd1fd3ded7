// docs/benchmarks.md, out of what was measured and nothing else.
import { POOL } from './chain.mjs';

export const PARTS = ['readings', 'registered', 'market', 'transfers', 'bare'];

const number = (value, digits = 0) => (Number.isFinite(value) ? value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }) : '—');
const percent = (share) => `${number(share * 100, share < 0.1 ? 1 : 0)} %`;
const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

const BOUNDS = {
  refTime: 'computation (`ref_time`)',
  proofSize: 'proof size',
  length: 'length',
  deadline: 'the machine: time to make the block',
  load: 'the machine: pool and RPC',
};
/** The limit of which most was used. */
const nearest = ({ refTime, proofSize }) => BOUNDS[refTime >= proofSize ? 'refTime' : 'proofSize'];
/** Computation of a block, in milliseconds. */
const BLOCK_MS = 2_000;
const ENDS = {
  HitBlockWeightLimit: 'no further transaction fitted the weight limits',
  HitBlockSizeLimit: 'no further transaction fitted the length limit',
  HitDeadline: 'the author ran out of time',
  NoMoreTransactions: 'the pool had no more transactions that could be in the block',
};
const reasons = ({ ends }) => ends.map((end) => ENDS[end] ?? end).join('; ');

const goal = (value, isMet) => `${value}: ${isMet ? 'met' : '**missed**'}`;

/** Readings of which a block takes no more than a share. */
const readingsIn = ({ share }) => `signed readings, free share ${share} %`;

function goals({ readings, market }) {
  const rows = [];
  for (const row of readings?.rows.filter(({ share }) => share === 100) ?? []) {
    const { perSecond, bound } = row.summary;
    rows.push([readingsIn(row), '≥ 1,900 a second', goal(`${number(perSecond)} a second`, perSecond >= 1_900), BOUNDS[bound]]);
  }
  const clearing = market?.figures.clearing;
  if (clearing) {
    const share = `${percent(clearing.refTime)} of its computation, ${percent(clearing.proofSize)} of its proof`;
    rows.push(['clearing 4,096 orders', '≤ 25 % of a block', goal(share, Math.max(clearing.refTime, clearing.proofSize) <= 0.25), nearest(clearing)]);
  }
  const settlement = market?.figures.settlement;
  if (Number.isFinite(settlement?.importMsEach)) {
    rows.push(['a settled trade', '≤ 0.15 ms', goal(`${number(settlement.importMsEach, 3)} ms`, settlement.importMsEach <= 0.15), nearest(settlement)]);
  }
  return rows.length ? `## Goals\n\n${table(['what', 'goal', 'measured', 'bound by'], rows)}\n` : '';
}

function throughput(results) {
  const { readings } = results;
  const parts = [
    ...(readings?.rows ?? []).map((row) => [readingsIn(row), row]),
    ['orders placed', results.market], ['transfers', results.transfers], ['transfers, bare runtime', results.bare],
  ].filter(([, result]) => result);
  if (!parts.length) return '';
  const rows = parts.map(([name, { summary: s }]) => [
    name, number(s.perSecond), number(s.perBlock.mean), number(s.wallClock.perSecond), `${s.full} of ${s.blocks}`, BOUNDS[s.bound],
  ]);
  const costs = parts.map(([name, { summary: s, importMs }]) => [
    name, number(s.proofEach), number(s.witnessEach), number(s.lengthEach), number(s.refTimeEach / 1e6, 1), number((importMs.mean * 1000) / s.perBlock.mean, 1),
    number(s.authoringMsEach * 1000, 1),
  ]);
  const used = parts.map(([name, { summary: s }]) => [name, percent(s.utilisation.refTime), percent(s.utilisation.proofSize), percent(s.utilisation.length), reasons(s)]);
  const blocks = parts.map(([name, { summary: s, importMs }]) => [
    name, number(importMs.mean), number(importMs.p50), number(importMs.most), percent(importMs.mean / BLOCK_MS), number(s.authoringMs.mean),
    number(s.authoringMs.most),
  ]);
  if (readings) rows.push(['pool validation, readings', number(readings.pool.perSecond), '—', '—', '—', 'the machine: pool and RPC']);
  const pool = readings
    ? `\nReadings come without an account and are free. *Free share* is the most that they may use of what transactions may use of a block, a
parameter of the chain, 75 % by default. *Pool validation* is what the node's pool takes of ${number(readings.pool.readings)} readings in ${number(readings.pool.batches)} batches,
sent over many connections while no block is made: ${number(readings.pool.perSecond / readings.rows[0].summary.perSecond, 1)} times what blocks hold with a free share of ${readings.rows[0].share} %.\n`
    : '';
  const { transfers, bare } = results;
  const beside = transfers && bare
    ? `\nUEN's blocks hold ${percent(transfers.summary.perSecond / bare.summary.perSecond)} of the transfers that the bare runtime's do. The bare runtime has the same block limits and
transaction extensions, and nothing but accounts, fees, clock and blocks; its weights are the SDK's.\n`
    : '';
  return `## Throughput

What full blocks hold, one every six seconds. By the clock on the wall, the development node pauses 4.5 s after each block, so that its
blocks are not just six seconds apart; that column is what it really did.

${table(['', 'a second', 'a block', 'a second, wall', 'full blocks', 'bound by'], rows)}
${pool}
Transactions may use 75 % of a block's computation and proof, and 3.5 MiB of its length. Of that was used, on average:

${table(['', 'computation', 'proof', 'length', 'why blocks ended'], used)}
${beside}
## Cost of each

*Proof* is what the block counts for each, beyond the transaction's own bytes: new trie nodes as the node recorded them. *Witness* is the
recorded proof of whole blocks, hooks included, divided by what was in them. *Weight* is what transactions were charged, *import* and
*authoring* real time of the whole block divided by what was in it; authoring includes transactions that were tried in vain when the block
was full.

${table(['', 'proof, B', 'witness, B', 'length, B', 'weight, µs', 'import, µs', 'authoring, µs'], costs)}

## Block import

Verification, execution and the write to the database, of the same blocks in a second node that syncs them, as that node measures it
(\`substrate_block_verification_and_import_time\`). It records the proof, as a parachain's full node does. A block's computation is two seconds.

${table(['blocks full of', 'import ms, mean', 'median', 'most', 'mean, of 2 s', 'authoring ms, mean', 'most'], blocks)}
`;
}

const QUARTERS = { inside: 'within an hour', afterHour: 'the first of an hour', afterDay: 'the first of a day' };

/** How many meters can be read in a quarter hour, by how many there are. */
function registered({ registered: measured }) {
  if (!measured) return '';
  const rows = measured.sizes.flatMap(({ meters, blocks }) => blocks.map((block) => [
    number(meters), QUARTERS[block.quarter], `${block.share} %`, number(block.readings), `**${number(block.perWindow)}**`, number(block.recordedEach),
    percent(block.pov), BOUNDS[block.bound],
  ]));
  const largest = measured.sizes.at(-1);
  return `## Meters in a window

How many meters a chain reads in each quarter hour, when so many are registered. The state is written directly, all entries of all meters, and
a block is made on it natively that takes batches of 64 readings until it is full, of meters drawn from all of them; its proof is recorded and
compacted. Nothing is extrapolated but the window: 150 blocks of six seconds. Weight is as announced, less the proof that was not needed; time
is not measured here. The first readings of an hour close the hour before and those of a day the day before, which writes more; a day has 72,
23 and 1 such quarter hours. *Proof* is what a reading adds to the recorded proof of the block; *of what a block may have* is the compact proof
with the block itself, as they go to the relay chain.

${table(['registered', 'quarter hour', 'free share', 'readings a block', 'meters a window', 'proof of one, B', 'of what a block may have', 'bound by'], rows)}

${number(largest.meters)} meters took ${number(largest.peakMemoryMiB / 1024, 1)} GiB of memory and ${number(largest.seconds / 60, 0)} minutes (\`scripts/bench.sh --only registered\`).
`;
}

function marketFigures({ market }) {
  if (!market) return '';
  const { figures: f } = market;
  const rows = [
    ['orders cleared in a market and block', number(f.markets ? 4096 : NaN)],
    ['full markets cleared in all', number(f.markets)],
    ['most full markets cleared in one block', number(f.clearedInOneBlock)],
    ['trades of a full market, mean', number(f.tradesPerMarket)],
  ];
  if (f.clearing) {
    rows.push(
      [`weight of clearing one, of a block's computation (${f.clearing.count} measured)`, percent(f.clearing.refTime)],
      ["and of a block's proof", percent(f.clearing.proofSize)],
      ['full markets for which a block has room, by that weight', number(Math.floor(1 / Math.max(f.clearing.refTime, f.clearing.proofSize)))],
      ['bound by', nearest(f.clearing)],
    );
  }
  rows.push(
    ['import of a block that cleared, ms', number(f.clearBlockMs)],
    ['recorded proof of a block that cleared, kB', number(f.clearWitness / 1000)],
    ['orders that such a block released besides', number(f.clearReleased)],
  );
  const s = f.settlement;
  const settled = s
    ? `Of ${number(s.trades)} trades, in ${s.blocks} blocks that did nothing else and had more to do than they could:

${table(['', ''], [
    ['trades settled a second, a block each six seconds', number(s.perSecond)],
    ['trades settled a block', number(s.perBlock)],
    ["used of a block's computation", percent(s.refTime)],
    ["used of a block's proof", percent(s.proofSize)],
    ['bound by', nearest(s)],
    ['real time of one, ms (import)', number(s.importMsEach, 3)],
    ['real time of one, ms (authoring)', number(s.authoringMsEach, 3)],
    ['import of such a block, ms', number(s.importBlockMs)],
    ['recorded proof of one, B', number(s.witnessEach)],
  ])}

Settlement is work of the chain's own, in what transactions leave of a block. A step is taken
if there is room for the most that its metering point's orders can come to, and charged for what it looked at and did, and the proof that it
recorded.

[What it takes](market.md#what-settling-takes), by a profile, is in the document about the market.`
    : 'No trades were settled in blocks that had more to do than they could: there is no figure.';
  return `## Clearing and settlement

Markets of 4,096 orders, half of them bids, all of which meet. The weight is that of a call of \`advance(1)\` that cleared one, as benchmarks in
the runtime's Wasm measured it. A block that clears goes on to release what the fills do not need, as far as it has room: its import and its
proof are of both.

${table(['', ''], rows)}

### Settlement

${settled}
`;
}

function latency({ readings, market }) {
  const list = [['readings', readings?.rows[0]], ['orders', market]].filter(([, result]) => result?.latency);
  if (!list.length) return '';
  const rows = list.flatMap(([load, { latency: l }]) => l.rows.map((row) => [load, row.method === 'all' ? '**all**' : `\`${row.method}\``, number(row.count), number(row.p50, 1), number(row.p99, 1), number(row.most)]));
  const errors = list.reduce((sum, [, { latency: l }]) => sum + l.errors, 0);
  return `## RPC latency under load

${list[0][1].latency.perSecond} questions a second from another thread, while the blocks were full; each timed from when it was due.${errors ? ` ${errors} were not answered.` : ''}

${table(['load', 'method', 'asked', 'p50, ms', 'p99, ms', 'most, ms'], rows)}
`;
}

function database({ readings }) {
  if (!readings) return '';
  const { devices, rows: [{ growth, all, missing, statesKept }] } = readings;
  const lost = missing ? ` (${number(missing)} more were sent and not recorded)` : '';
  return `## Database

ParityDB on disk grew by ${number(growth / all)} MB for each million readings, measured with ${number(all)} readings of ${number(devices)} meters${lost}: all
bodies, and the states of the last ${statesKept} blocks.
`;
}

/** By how much the clock moved, for each share. */
const lapses = ({ rows }) => rows.map(({ lapse }) => number(lapse)).join(' and ');

export function report(results) {
  const parts = PARTS.filter((part) => results[part]);
  const first = results[parts[0]];
  const missing = PARTS.filter((part) => !results[part]);
  const conditions = parts
    .map((part) => `${part}${part === 'registered' ? '' : ` for ${results[part].minutes} min`}, ${results[part].date}`)
    .join('; ');
  return [
    '# Benchmarks\n',
    `Measured by \`./scripts/bench.sh\`, which writes this file. Everything went through the RPC of a real \`uen-node\` on a development chain whose
blocks have the parachain's limits; the load was signed before the clock started and came from the same machine.\n`,
    table(['', ''], [
      ['machine', results.machine],
      ['build', results.build],
      ['measured', conditions],
      ['transaction pool', `\`${POOL.join(' ')}\`, so that a block always finds enough to take`],
      ['meters', `${number(first?.devices)} with Ed25519 keys, each with an owner of its own`],
      ...(results.readings ? [["chain's clock", `moved by ${lapses(results.readings)} s with each block while readings were measured, so that all meters' readings of a quarter hour were more than a block takes`]] : []),
    ]) + '\n',
    missing.length ? `Not measured in this run: ${missing.join(', ')}.\n` : '',
    goals(results),
    throughput(results),
    registered(results),
    marketFigures(results),
    latency(results),
    database(results),
  ].filter(Boolean).join('\n');
}
