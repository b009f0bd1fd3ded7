// A node that is killed under load, and one that has lost its database: nothing that was finalised is lost, nothing counts twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2AsHex } from '@polkadot/util-crypto';
import { Meter, PERIOD } from './meter.mjs';
import { Node, REFUSED, UEN, accounts, binary, freePort, reasons, run, temporaryFolder } from './node.mjs';

const BLOCK_MS = 200;
// By how much each block moves the chain's clock, in seconds.
const STEP = 300;
// Long enough for several readings, and for a pool that is never empty.
const LOAD_MS = 3_000;
const SENDERS = 8;
// How long a block may take to the disk.
const WRITTEN_MS = 1_000;
const OUTDATED = { code: REFUSED.invalid, data: 'Transaction is outdated' };

let node;
let who;
let senders;
let meters;
let amount = UEN;
// All that was ever sent, in order: the bytes, and either who signed them and with which nonce, or whose reading it is.
const sent = [];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const folder = (base) => join(base, 'chains/uen-dev');

before(async () => {
  [node, who] = [
    await Node.start({
      args: ['--dev-block-time', String(BLOCK_MS), '--dev-seconds-per-block', String(STEP), '--dev-start', '2016-06-13T00:00:00Z', '--state-pruning', 'archive'],
    }),
    await accounts(),
  ];
  senders = Array.from({ length: SENDERS }, (_, index) => ({
    pair: who.from(`//Recovery//${index}`), sink: who.from(`//Recovery//${index}//sink`).address, nonce: 0,
  }));
  const endow = senders.map(({ pair }) => node.api.tx.balances.transferKeepAlive(pair.address, 100_000n * UEN));
  assert.equal((await node.send(node.api.tx.utility.batchAll(endow), who.alice)).error, null);
  meters = [11, 12].map((byte) => new Meter(node, byte));
  for (const [index, meter] of meters.entries()) {
    await meter.install(who, who.from(`//${['Bob', 'Charlie'][index]}`), { kind: 'Solar', zone: 1, permissions: 0b1001 });
  }
  const now = await node.now();
  for (const meter of meters) meter.end = now - (now % PERIOD);
});
after(() => node.stop('SIGKILL'));

/** Sends and keeps what was sent. */
async function send(bytes, effect) {
  sent.push({ hash: blake2AsHex(bytes), bytes, ...effect });
  await node.rpc('author_submitExtrinsic', bytes);
}

/** Signs without an end of validity, so that the same bytes can be sent again, and sends. */
async function transfer(sender, amount) {
  // Not signAsync, which fails without a node: a nonce would be used up that nothing has.
  const { genesisHash, runtimeVersion, registry } = node.api;
  const nonce = sender.nonce++;
  const signed = node.api.tx.balances.transferKeepAlive(sender.sink, amount).sign(sender.pair, {
    nonce, era: 0, genesisHash, blockHash: genesisHash, runtimeVersion, signedExtensions: registry.signedExtensions,
  });
  await send(signed.toHex(), { sender, nonce, amount });
}

/** The hashes of the extrinsics of a block. */
async function bodyOf(hash) {
  const { block } = await node.rpc('chain_getBlock', hash);
  return block.extrinsics.map((bytes) => blake2AsHex(bytes));
}

/** Transfers and readings without a pause, until a signal ends the node; returns the finalised blocks that a client saw meanwhile. */
async function loadAndEnd(signal) {
  const seen = [];
  const unsubscribe = await node.api.rpc.chain.subscribeFinalizedHeads((header) => {
    const block = { number: header.number.toNumber(), hash: header.hash.toHex(), body: [], at: Date.now() };
    seen.push(block);
    bodyOf(block.hash).then((body) => (block.body = body), () => {});
  });
  let alive = true;
  // What fails once the node is dead is what the test is about; before that, nothing may fail.
  const work = async (step) => {
    while (alive) {
      try {
        await step();
      } catch (error) {
        if (alive) throw error;
      }
    }
  };
  const load = Promise.all([
    ...senders.map((sender) =>
      work(async () => {
        amount += 1n;
        await transfer(sender, amount);
        await sleep(20);
      }),
    ),
    work(async () => {
      const now = await node.now();
      for (const meter of meters) {
        // A block later: the pool may still judge by the one before.
        if (meter.end + PERIOD + STEP > now) continue;
        const reading = meter.next(40, 10, 25);
        await send(node.batch([reading]), { meter, reading });
      }
      await sleep(50);
    }),
  ]);
  await Promise.race([load, sleep(LOAD_MS + Math.random() * BLOCK_MS)]);
  alive = false;
  node.child.kill(signal);
  const end = Date.now();
  await node.exited;
  await load.catch(() => {});
  await Promise.resolve(unsubscribe()).catch(() => {});
  await node.api.disconnect().catch(() => {});
  return { seen, end };
}

/** In which blocks of the node's chain each extrinsic is. */
async function chain() {
  const head = await node.api.rpc.chain.getHeader(await node.api.rpc.chain.getFinalizedHead());
  const where = new Map();
  for (let number = 1; number <= head.number.toNumber(); number++) {
    for (const hash of await bodyOf((await node.api.rpc.chain.getBlockHash(number)).toHex())) {
      where.set(hash, [...(where.get(hash) ?? []), number]);
    }
  }
  return { head, where };
}

/** Whether balances, nonces and registers are what the blocks up to `head` say. */
async function consistent({ head, where }) {
  const at = await node.api.at(head.hash);
  const included = sent.filter(({ hash }) => where.has(hash));
  for (const { hash } of included) assert.equal(where.get(hash).length, 1, 'a transaction is in one block');
  for (const { pair, sink } of senders) {
    const own = included.filter(({ sender }) => sender?.pair === pair);
    assert.equal((await at.query.system.account(pair.address)).nonce.toNumber(), own.length);
    assert.equal((await at.query.system.account(sink)).data.free.toBigInt(), own.reduce((sum, { amount }) => sum + amount, 0n));
  }
  for (const meter of meters) {
    const counter = included.filter((transaction) => transaction.meter === meter).length;
    assert.equal((await node.rpc('uen_device', meter.id, head.hash.toHex())).lastCounter, counter);
  }
  assert.equal((await at.query.balances.totalIssuance()).toBigInt(), 1_000_000_000n * UEN);
  return included;
}

/** Checks what is left after a kill, sends everything again, and checks what that changed. Returns what the kill has cost. */
async function recover({ seen, end }) {
  assert.ok(seen.length >= 3, 'there was a chain to kill');
  const written = seen.findLast(({ at }) => at < end - WRITTEN_MS);
  assert.ok(written, 'it had time to be written');
  const found = await chain();
  const last = seen.at(-1);
  // The database writes behind: what was finalised in the instant of the kill may not have reached the disk. Then a restarted node makes
  // other blocks of these numbers.
  const kept = node.kept();
  assert.ok(kept >= written.number, `finalised #${last.number}, a while before #${written.number}, kept #${kept}`);
  for (const { number, hash, body } of seen.filter(({ number }) => number <= kept)) {
    assert.equal((await node.api.rpc.chain.getBlockHash(number)).toHex(), hash);
    for (const extrinsic of body) assert.ok(found.where.get(extrinsic).includes(number));
  }
  const included = await consistent(found);
  const lost = sent.length - included.length;

  // The clock went back to the last block that was kept. What a meter said after that waits for its time to come again.
  const latest = Math.max(...meters.map(({ end }) => end)) + STEP;
  while ((await node.now()) < latest) await sleep(BLOCK_MS);
  for (const { hash, bytes } of sent) {
    const again = node.rpc('author_submitExtrinsic', bytes);
    if (found.where.has(hash)) await assert.rejects(again, OUTDATED, 'what is in a block is refused');
    else await again;
  }
  const deadline = Date.now() + 60_000;
  for (let missing = sent; missing.length > 0; ) {
    assert.ok(Date.now() < deadline, `the chain goes on, and takes what was lost: ${missing.length} are missing`);
    await sleep(5 * BLOCK_MS);
    const reached = new Map();
    for (const sender of senders) reached.set(sender, (await node.api.query.system.account(sender.pair.address)).nonce.toNumber());
    for (const meter of meters) reached.set(meter, (await node.rpc('uen_device', meter.id)).lastCounter);
    missing = sent.filter(({ sender, nonce, meter, reading }) =>
      meter ? reading.reading.counter > reached.get(meter) : nonce >= reached.get(sender));
    // What a pool took can be gone from it before it is in a block: what the SDK's pool gets while it moves from one block to the next,
    // it may forget. Only a block is a promise; until then a client sends again, as the gateway does. Some are in a block since nonces
    // and counters were read.
    for (const { bytes } of missing) {
      const again = node.rpc('author_submitExtrinsic', bytes);
      await again.catch(({ code }) => assert.ok([REFUSED.invalid, REFUSED.banned, REFUSED.known].includes(code), `code ${code}`));
    }
  }
  await sleep(2 * BLOCK_MS);
  const healed = await chain();
  assert.ok(healed.head.number.toNumber() > found.head.number.toNumber());
  assert.equal((await consistent(healed)).length, sent.length, 'everything took effect, once');
  return { finalised: last.number, kept, sent: sent.length, lost };
}

test('killed under load, a node has all that was finalised, and what was lost can be sent again', async (t) => {
  const load = await loadAndEnd('SIGKILL');
  await node.launch();
  t.diagnostic(JSON.stringify(await recover(load)));
});

test('after another kill, the database is lost, and a backup of its blocks brings back the same chain', async (t) => {
  const load = await loadAndEnd('SIGKILL');
  // A copy of a killed node's database is as good as the database.
  const snapshot = temporaryFolder();
  assert.equal((await run('cp', ['-a', '--sparse=always', `${node.basePath}/.`, snapshot])).code, 0);
  const backup = join(temporaryFolder(), 'blocks');
  const exported = await run(binary('uen-node'), ['export-blocks', '--dev', '--base-path', snapshot, '--binary', backup]);
  assert.equal(exported.code, 0, exported.stderr);
  writeFileSync(join(folder(snapshot), 'paritydb/full/metadata'), 'damaged');
  const damaged = await run(binary('uen-node'), ['--dev', '--base-path', snapshot, '--no-prometheus', '--rpc-port', String(await freePort())]);
  assert.equal(damaged.code, 1);
  assert.match(damaged.stderr, /Error: Backend error: Corruption: Bad metadata/);

  const purged = await run(binary('uen-node'), ['purge-chain', '--dev', '--base-path', node.basePath, '-y']);
  assert.equal(purged.code, 0, purged.stderr);
  assert.deepEqual(readdirSync(folder(node.basePath)).sort(), ['keystore', 'network'], 'keys outlive the database');
  const imported = await run(binary('uen-node'), ['import-blocks', '--dev', '--base-path', node.basePath, '--binary', '--state-pruning', 'archive', backup]);
  assert.equal(imported.code, 0, imported.stderr);

  await node.launch();
  // The same hashes, so the same state roots; `recover` reads the state itself.
  t.diagnostic(JSON.stringify(await recover(load)));
  const second = await run(binary('uen-node'), ['--dev', '--base-path', node.basePath, '--no-prometheus', '--rpc-port', String(await freePort())]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Database file is in use/);
});

test('stopped under load, a node has every block', async (t) => {
  const load = await loadAndEnd('SIGTERM');
  assert.equal(node.child.exitCode, 0);
  await node.launch();
  const last = load.seen.at(-1);
  assert.ok(node.kept() >= last.number, `finalised #${last.number}, kept #${node.kept()}`);
  t.diagnostic(JSON.stringify(await recover(load)));
});

test('readings that were counted are refused when a gateway sends them again', async () => {
  const [meter] = meters;
  const readings = sent.filter((transaction) => transaction.meter === meter).map(({ reading }) => reading);
  const before = await node.rpc('uen_device', meter.id);
  assert.deepEqual(before.registers, { import: meter.registers[0], export: meter.registers[1], generation: meter.registers[2] });
  const copies = readings.slice(-3);
  await assert.rejects(node.submitReadings(copies), OUTDATED);
  const outcome = await node.send(node.api.tx.deviceRegistry.submitPaidReadings(copies), who.gateway);
  assert.deepEqual(reasons(outcome), ['CounterNotIncreasing', 'CounterNotIncreasing', 'CounterNotIncreasing']);
  assert.deepEqual(await node.rpc('uen_device', meter.id), before);
});
