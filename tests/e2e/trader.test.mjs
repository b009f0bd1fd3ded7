// The trader whose chain makes no blocks for a while, as in attack 59: it is killed and started again, and its node forgets its pool. Whatever
// it signed comes into a block once, and nothing is ordered twice.
//
// UEN_TRADER_PAUSE says for how many seconds no block is made (default: 15; 600 for the ten minutes of the attack).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { Meter, PERIOD } from './meter.mjs';
import { Node, accounts, binary, run, temporaryFolder } from './node.mjs';

const PAUSE_MS = Number(process.env.UEN_TRADER_PAUSE ?? 15) * 1_000;
const LAPSE = ['--dev-seconds-per-block', '300'];
/** Blocks come so far apart that none comes before the pause is over. */
const STANDING = ['--dev-block-time', String(10 * PAUSE_MS), ...LAPSE];
const MEASURED = 6;
const PERMISSIONS = 0b1011; // monitor, trade, mine
const folder = temporaryFolder();
const journals = join(folder, 'trades');
let node;
let who;
let meter;
let first;
let trader;
let since;

/** Starts the trader, as its user does. */
function trade() {
  const args = ['trade', '--owner', '//Bob', '--url', node.url, '--journal', journals, '--max-wait', '3600'];
  const child = spawn(binary('uen-gateway'), args, { env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (child.said += data));
  child.exited = new Promise((resolve) => child.on('exit', resolve)).finally(() => process.off('exit', kill));
  return child;
}

/** The transactions in the journal; none if there is no journal yet. */
function underWay() {
  let names = [];
  try {
    names = readdirSync(journals).filter((name) => name.endsWith('.json'));
  } catch {
    // It makes the folder when it starts.
  }
  return names.flatMap((name) => JSON.parse(readFileSync(join(journals, name), 'utf8')).transactions);
}

const pending = () => node.rpc('author_pendingExtrinsics');
const height = async () => Number((await node.rpc('chain_getHeader')).number);

/** Waits until something holds. */
async function eventually(what, holds) {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `${what}; the trader said:\n${trader?.said}`);
    await sleep(100);
  }
}

/** Ends the node and starts it again with other arguments: it forgets its pool. */
async function restart(args) {
  await node.stop();
  node.args = args;
  await node.launch();
}

before(async () => {
  node = await Node.start({ args: ['--dev-instant-seal', ...LAPSE, '--dev-start', '2016-06-13T00:00:00Z'] });
  who = await accounts();
  meter = new Meter(node, 31);
  await meter.install(who, who.bob, { kind: 'Solar', zone: 1, permissions: PERMISSIONS });
  const now = await node.now();
  meter.end = now - (now % PERIOD) - PERIOD;
  await node.submitReadings([meter.next(0, 0, 0)]);
  first = Math.floor(meter.end / PERIOD) + 96;
  await node.until(meter.end + MEASURED * PERIOD, who.alice);
  await node.submitReadings(Array.from({ length: MEASURED }, () => meter.next(0, 400, 500)));
  await restart(STANDING);
});
after(async () => {
  trader?.kill('SIGKILL');
  await node.stop();
});

test('while no block is made, the same bytes are sent again, and nothing else is signed', async () => {
  const before = await height();
  trader = trade();
  await eventually('a transaction waits for a block', async () => (await pending()).length === 1);
  since = Date.now();
  const [transaction, ...others] = underWay();
  assert.deepEqual(others, []);
  assert.deepEqual(transaction.orders.map(({ period, side }) => [period, side]), Array.from({ length: MEASURED }, (_, n) => [first + n, 'sell']));
  assert.deepEqual(await pending(), [transaction.bytes]);

  const second = await run(binary('uen-gateway'), ['trade', '--owner', '//Bob', '--url', node.url, '--journal', journals], {
    env: { ...process.env, HOME: folder },
  });
  assert.notEqual(second.code, 0);
  assert.match(second.stderr, /another trader.*uses it/);

  trader.kill('SIGKILL');
  await trader.exited;
  trader = trade();
  await sleep(PAUSE_MS / 3);
  assert.deepEqual([await pending(), underWay()], [[transaction.bytes], [transaction]]);

  // The node has forgotten it: only the journal has it.
  trader.kill('SIGKILL');
  await trader.exited;
  await restart(STANDING);
  assert.deepEqual(await pending(), []);
  trader = trade();
  await eventually('it is sent again', async () => (await pending()).length === 1);
  assert.deepEqual([await pending(), underWay()], [[transaction.bytes], [transaction]]);
  await sleep(Math.max(0, since + PAUSE_MS - Date.now()));
  assert.deepEqual([await pending(), underWay()], [[transaction.bytes], [transaction]]);
  assert.ok((await height()) - before <= 1, 'a block may come when the node starts');
});

test('when blocks come again, everything is ordered once', async () => {
  trader.kill('SIGKILL');
  await trader.exited;
  await restart(['--dev-block-time', '500', ...LAPSE]);
  trader = trade();
  await eventually('the journal is empty', () => underWay().length === 0);
  const periods = Array.from({ length: MEASURED }, (_, n) => first + n);
  const commitments = await Promise.all(periods.map((period) => node.api.query.energyMarket.commitments(period, meter.id)));
  assert.deepEqual(commitments.map((commitment) => commitment.unwrap().placed.toNumber()), periods.map(() => 1));
  const { items } = await node.rpc('uen_ordersOf', who.bob.address);
  assert.deepEqual(items.map(({ market, side, quantityWh }) => [market.period, side, quantityWh]).sort(), periods.map((period) => [period, 'sell', 400]));
});
