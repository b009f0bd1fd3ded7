// Readings travel without an account: what gateways, strangers and spammers can do with them, and what they cannot.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ed25519PairFromSeed } from '@polkadot/util-crypto';
import { Meter, OPENING, PERIOD, RESUME } from './meter.mjs';
import { Node, REFUSED, UEN, accounts, reasons, recorded } from './node.mjs';

const HOUR = 3600;
const SOLAR = { kind: 'Solar', zone: 1, permissions: 0b1001 }; // monitor, mine
const OUTDATED = { code: REFUSED.invalid, data: 'Transaction is outdated' };
// Longer than a node that seals at once takes to seal what waits.
const SEAL_MS = 1_500;

let node;
let who;

const start = async (secondsPerBlock) => {
  node = await Node.start({
    args: ['--dev-instant-seal', '--dev-seconds-per-block', String(secondsPerBlock), '--dev-start', '2016-06-13T00:00:00Z'],
  });
  who = await accounts();
};
const until = (time) => node.until(time, who.alice);
const height = async () => (await node.api.rpc.chain.getHeader()).number.toNumber();
const device = (meter) => node.rpc('uen_device', meter.id);
const lastHour = async () => {
  const now = await node.now();
  return now - (now % HOUR);
};

/** A certified meter that opened at the last full hour. */
async function opened(byte) {
  const meter = new Meter(node, byte);
  await meter.install(who, who.bob, SOLAR);
  assert.equal(recorded(await node.submitReadings([meter.next(0, 0, 0, { end: await lastHour() })])), 1);
  return meter;
}

/** The next four quarter hours of a meter, which are over when this returns. */
async function fourOf(meter) {
  const readings = [meter.next(100, 0, 0), meter.next(0, 300, 400), meter.next(50, 0, 20), meter.next(0, 10, 30)];
  await until(meter.end);
  return readings;
}
const FOUR = [[0, 10, 30, 'measured'], [50, 0, 20, 'measured'], [0, 300, 400, 'measured'], [100, 0, 0, 'measured']];

/** What a meter measured, the newest first. */
async function measured(meter) {
  const { items } = await node.rpc('uen_deviceReadings', meter.id);
  return items.map(({ importWh, exportWh, generationWh, quality }) => [importWh, exportWh, generationWh, quality]);
}

/** What everybody has. */
async function balances() {
  const entries = await node.api.query.system.account.entries();
  return Object.fromEntries(entries.map(([{ args: [account] }, { data }]) => [account.toString(), data.toJSON()]));
}

/** The events of the blocks from `first` on, with their blocks' numbers. */
async function eventsFrom(first) {
  const found = [];
  for (let number = first, last = await height(); number <= last; number++) {
    const at = await node.api.at(await node.api.rpc.chain.getBlockHash(number));
    for (const { event } of await at.query.system.events()) {
      found.push({ number, name: `${event.section}.${event.method}`, data: event.data });
    }
  }
  return found;
}

/** The counters of a meter's readings in the order in which the blocks from `first` on recorded them. */
async function counters(meter, first) {
  const events = await eventsFrom(first);
  const own = events.filter(({ name, data }) => name === 'deviceRegistry.ReadingAccepted' && data[0].toHex() === meter.id);
  return own.map(({ data }) => data[1].toNumber());
}

/** What a gateway does: it sends batches, again and again, until the chain has all their readings, whoever brought them there. */
async function deliver(meter, batches) {
  let held = batches;
  for (const deadline = Date.now() + 30_000; held.length > 0; ) {
    assert.ok(Date.now() < deadline, `a gateway still holds ${held.flat().length} readings`);
    await Promise.all(held.map((batch) => node.handIn(batch).catch(({ code, message }) => {
      assert.ok(Object.values(REFUSED).includes(code), `${code}: ${message}`);
    })));
    await sleep(SEAL_MS);
    const { lastCounter } = await device(meter);
    held = held.map((batch) => batch.filter(({ reading }) => reading.counter > lastCounter)).filter((batch) => batch.length > 0);
  }
}

describe('where each transaction has its block', () => {
  before(() => start(900));
  after(() => node.stop());

  test('two gateways read one meter: each reading is recorded once, and nobody pays', async () => {
    const meter = await opened(1);
    const readings = await fourOf(meter);
    const [money, first] = [await balances(), (await height()) + 1];
    await Promise.all([deliver(meter, [readings]), deliver(meter, [readings.slice(0, 2), readings.slice(2)])]);
    assert.deepEqual(await counters(meter, first), [2, 3, 4, 5]);
    assert.deepEqual((await measured(meter)).slice(0, 4), FOUR);
    assert.deepEqual(await balances(), money);
  });

  test('a stranger who brings the newest of four readings first takes nothing from the other three', async () => {
    const meter = await opened(2);
    const readings = await fourOf(meter);
    const newest = readings.slice(-1);
    const before = await height();
    await node.handIn(newest);
    await sleep(SEAL_MS);
    assert.equal(await height(), before, 'no block takes it');
    assert.equal((await device(meter)).lastCounter, 1);
    await assert.rejects(node.handIn(newest), { code: REFUSED.known }, 'it waits in the pool');
    assert.equal(recorded(await node.submitReadings(readings)), 4);
    assert.deepEqual((await measured(meter)).slice(0, 4), FOUR);
    await sleep(SEAL_MS);
    assert.deepEqual(await counters(meter, before + 1), [2, 3, 4, 5], 'the stranger’s copy came into no block');
  });

  test('a stranger who brings the first of four readings does the meter’s own gateway a favour', async () => {
    const meter = await opened(3);
    const readings = await fourOf(meter);
    const first = (await height()) + 1;
    assert.equal(recorded(await node.submitReadings(readings.slice(0, 1))), 1);
    const outcome = await node.submitReadings(readings);
    assert.equal(recorded(outcome), 3);
    assert.deepEqual(reasons(outcome), [], 'what the chain has already is passed over');
    assert.deepEqual(await counters(meter, first), [2, 3, 4, 5]);
    assert.deepEqual((await measured(meter)).slice(0, 4), FOUR);
  });

  test('a spammer with readings that the chain has is refused, makes no block, and costs nobody anything', async () => {
    const meter = await opened(4);
    const readings = await fourOf(meter);
    assert.equal(recorded(await node.submitReadings(readings)), 4);
    await node.settled();
    const [money, before] = [await balances(), await height()];
    for (const [index, reading] of readings.entries()) {
      await assert.rejects(node.submitReadings([reading]), OUTDATED);
      await assert.rejects(node.handIn([...readings.slice(index), ...readings]), OUTDATED);
    }
    await sleep(SEAL_MS);
    assert.equal(await height(), before);
    assert.deepEqual(await balances(), money);
  });

  test('after a gap only the meter can say that it goes on, and the energy of the whole gap is late', async () => {
    const meter = await opened(5);
    const hour = meter.end;
    const measuredOne = meter.next(100, 0, 0);
    await until(hour + 3 * PERIOD);
    assert.equal(recorded(await node.submitReadings([measuredOne])), 1);
    const gap = { start: hour + 2 * PERIOD, end: hour + 3 * PERIOD };
    const unmarked = meter.reading(gap.start, gap.end, meter.registers, { counter: meter.counter + 1 });
    await assert.rejects(node.submitReadings([unmarked]), { code: REFUSED.unknown, data: 'Custom(19)' });
    const resumed = meter.next(60, 0, 0, { ...gap, flags: RESUME });
    const { events } = await node.submitReadings([resumed]);
    const { data } = events.find(({ name }) => name === 'deviceRegistry.ReadingAccepted');
    assert.deepEqual(data, [meter.id, 3, hour + PERIOD, hour + 3 * PERIOD, 60, 0, 0, 'Late']);
    const { items: [late] } = await node.rpc('uen_deviceReadings', meter.id);
    assert.deepEqual([late.start, late.end, late.importWh, late.quality], [hour + PERIOD, hour + 3 * PERIOD, 60, 'late']);
    const next = meter.next(70, 0, 0);
    await until(meter.end);
    assert.equal(recorded(await node.submitReadings([next])), 1);
    assert.deepEqual((await measured(meter))[0], [70, 0, 0, 'measured'], 'from then on it measures as before');
  });

  test('four readings an hour are free besides those that end a quarter hour, and any more are paid for', async () => {
    const meter = await opened(6);
    const hour = meter.end;
    const every = (seconds) => meter.next(1, 2, 3, { end: hour + seconds });
    const free = [900, 1080, 1200, 1320, 1440, 1560].map(every);
    const fifth = every(1680);
    await until(hour + 1980);
    assert.equal(recorded(await node.submitReadings(free)), 6);
    assert.equal((await device(meter)).extraReadingsLeft, 0);
    await node.settled();
    await assert.rejects(node.submitReadings([fifth]), { code: REFUSED.unknown, data: 'Custom(21)' });
    assert.equal((await node.wouldAccept(fifth)).reason, 'QuotaExceeded');
    const paid = await node.send(node.api.tx.deviceRegistry.submitPaidReadings([fifth]), who.gateway);
    assert.equal(recorded(paid), 1);
    assert.ok(paid.events.some(({ name }) => name === 'transactionPayment.TransactionFeePaid'));
    assert.deepEqual(await measured(meter), [[6, 12, 18, 'measured'], [1, 2, 3, 'measured']]);
    await node.settled();
    assert.equal(recorded(await node.submitReadings([every(1980)])), 1, 'the next quarter hour has its reading again');
  });

  test('the node says what is wrong with a reading and what to do, before anybody sends it', async () => {
    const meter = await opened(7);
    const good = meter.next(10, 0, 0);
    await until(meter.end + 2 * PERIOD);
    assert.deepEqual(await node.wouldAccept(good), { accepted: true, quality: 'measured', reason: null, advice: null });
    assert.equal(recorded(await node.submitReadings([good])), 1);

    const { end, registers } = meter;
    const counter = meter.counter + 1;
    const [imported, exported, generated] = registers;
    const reading = (from, to, options, counts = registers) => meter.reading(from, to, counts, { counter, ...options });
    const ahead = (await node.now()) + HOUR;
    const stranger = ed25519PairFromSeed(new Uint8Array(32).fill(99));
    const wrong = {
      CounterNotIncreasing: good,
      CounterGap: reading(end, end + PERIOD, { counter: counter + 1 }),
      StartGap: reading(end + PERIOD, end + 2 * PERIOD),
      Overlap: reading(end - 300, end + PERIOD),
      EmptyInterval: reading(end, end + 30),
      Future: reading(end, ahead),
      UnknownFlags: reading(end, end + PERIOD, { flags: 1 << 9 }),
      AlreadyCredited: reading(end, end + PERIOD, { flags: OPENING }),
      RegisterDecreased: reading(end, end + PERIOD, {}, [imported - 1, exported, generated]),
      CapacityExceeded: reading(end, end + PERIOD, {}, [imported, exported, generated + 2_101]),
      BadSignature: reading(end, end + PERIOD, { pair: stranger }),
      UnknownDevice: new Meter(node, 8).next(0, 0, 0, { end }),
    };
    for (const [reason, signed] of Object.entries(wrong)) {
      const { advice, ...verdict } = await node.wouldAccept(signed);
      assert.deepEqual(verdict, { accepted: false, quality: null, reason });
      assert.match(advice, /\w+ \w+/, `${reason} comes with advice`);
    }
    assert.equal((await device(meter)).lastCounter, counter - 1, 'asking changes nothing');
    await assert.rejects(node.rpc('uen_wouldAccept', '0x1234'), { code: -32602 });
  });
});

describe('where blocks come at their own pace', () => {
  const BLOCK_MS = 4_000;
  // The meters of the flood, what each brings at once, a quarter hour a reading, and how many are registered in one transaction.
  const CROWD = 160;
  const QUARTERS = 60;
  const BATCH = 40;
  const SENDERS = 20;
  const TRANSFERS_EACH = 5;
  // Fees rise while blocks are fuller than this share of what transactions may use.
  const TARGET = 0.25;
  // In how many blocks everything that was sent has to be.
  const PATIENCE_BLOCKS = 12;
  let pair;
  let crowd;
  let senders;

  async function succeeds(call, signer) {
    assert.equal((await node.send(call, signer)).error, null, `${call.method.section}.${call.method.method}`);
  }

  /** Registers, certifies and opens the crowd. Returns when they opened. */
  async function installCrowd() {
    const { tx } = node.api;
    for (let from = 0; from < crowd.length; from += BATCH) {
      const some = crowd.slice(from, from + BATCH);
      await succeeds(tx.utility.batchAll(some.map((meter) => meter.registration(who.bob, SOLAR))), who.bob);
      const certification = some.map((meter) => meter.certification(who, SOLAR));
      for (const kind of [0, 1, 2]) {
        const [[signer]] = certification.map((of) => of[kind]);
        await succeeds(tx.utility.batchAll(certification.map((of) => of[kind][1])), signer);
      }
    }
    const end = await lastHour();
    for (let from = 0; from < crowd.length; from += BATCH) {
      const openings = crowd.slice(from, from + BATCH).map((meter) => meter.next(0, 0, 0, { end }));
      assert.equal(recorded(await node.submitReadings(openings)), openings.length);
    }
    return end;
  }

  /** Waits for the next block, and until the pool judges by it. */
  async function nextBlock() {
    for (const before = await height(); (await height()) === before; ) await sleep(50);
    await node.settled();
  }

  /** Transfers of each sender, signed. */
  function transfers(to) {
    const { genesisHash, runtimeVersion, registry } = node.api;
    return senders.flatMap((sender) => Array.from({ length: TRANSFERS_EACH }, (_, nonce) => {
      const options = { nonce, era: 0, genesisHash, blockHash: genesisHash, runtimeVersion, signedExtensions: registry.signedExtensions };
      return node.api.tx.balances.transferKeepAlive(to, UEN).sign(sender, options).toHex();
    }));
  }

  before(async () => {
    await start(900);
    const { tx } = node.api;
    senders = Array.from({ length: SENDERS }, (_, index) => who.from(`//Submission//${index}`));
    await succeeds(tx.utility.batchAll(senders.map(({ address }) => tx.balances.transferKeepAlive(address, 100n * UEN))), who.alice);
    crowd = Array.from({ length: CROWD }, (_, index) => new Meter(node, 10 + index));
    const begin = await installCrowd();
    pair = [await opened(1), await opened(2)];
    await until(begin + QUARTERS * PERIOD);
    await node.stop();
    node.args = ['--dev-block-time', String(BLOCK_MS), '--dev-seconds-per-block', '60'];
    await node.launch();
  });
  after(() => node.stop());

  test('a copy of a batch that waits is refused, whole, in part or in another order', async () => {
    const [one, other] = await Promise.all(pair.map(fourOf));
    await nextBlock();
    const before = await height();
    await node.handIn([...one, ...other]);
    await assert.rejects(node.handIn([...one, ...other]), { code: REFUSED.known });
    const copies = [
      [...other, ...one], one, other.slice(0, 1), one.slice(-1),
      [one[0], other[0], one[1], other[1], one[2], other[2], one[3], other[3]],
    ];
    for (const copy of copies) await assert.rejects(node.handIn(copy), { code: REFUSED.tooLowPriority });
    assert.equal(await height(), before, 'no block came in between');
    await nextBlock();
    for (const meter of pair) {
      assert.deepEqual(await counters(meter, before + 1), [2, 3, 4, 5]);
      assert.deepEqual((await measured(meter)).slice(0, 4), FOUR);
    }
  });

  test('a flood of free readings leaves room for transfers, and makes nothing dearer', async () => {
    const sink = who.fresh('sink').address;
    const flood = crowd.map((meter) => node.batch(Array.from({ length: QUARTERS }, () => meter.next(0, 100, 150))));
    const sent = [...flood, ...transfers(sink)];
    await nextBlock();
    const before = await height();
    await Promise.all(sent.map((bytes) => node.provider.send('author_submitExtrinsic', [bytes], false)));

    const isRecorded = async ({ id }) => (await node.provider.send('uen_device', [id], false)).lastCounter === QUARTERS + 1;
    const isOver = async () => (await Promise.all(crowd.map(isRecorded))).every(Boolean);
    while (!(await isOver())) {
      assert.ok((await height()) < before + PATIENCE_BLOCKS, 'the flood is recorded');
      await sleep(1_000);
    }
    const events = await eventsFrom(before + 1);
    const transferred = events.filter(({ name, data }) => name === 'balances.Transfer' && data[1].toString() === sink);
    const flooded = events.filter(({ name }) => name === 'deviceRegistry.ReadingAccepted').map(({ number }) => number);
    assert.equal(transferred.length, SENDERS * TRANSFERS_EACH);
    assert.equal(flooded.length, CROWD * QUARTERS);
    assert.ok(transferred.every(({ number }) => number <= before + 3), 'transfers do not wait until the flood is over');

    const { maxTotal } = node.api.consts.system.blockWeights.perClass.normal;
    const at = async (number) => (await node.api.at(await node.api.rpc.chain.getBlockHash(number))).query;
    const multiplier = async (number) => (await (await at(number)).transactionPayment.nextFeeMultiplier()).toBigInt();
    const fullness = async (number) => {
      const { normal } = await (await at(number)).system.blockWeight();
      return Number(normal.refTime.toBigInt()) / Number(maxTotal.unwrap().refTime.toBigInt());
    };
    const blocks = [...new Set(flooded)];
    assert.ok(Math.max(...(await Promise.all(blocks.map(fullness)))) > TARGET, 'that much, if it were paid for, would make fees rise');
    for (const number of blocks) assert.ok((await multiplier(number)) <= (await multiplier(number - 1)), `fees rose in block ${number}`);
  });
});
