// The uen_* methods, as docs/rpc.md describes them: answers, pages, errors, and their state_call twins.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ed25519PairFromSeed } from '@polkadot/util-crypto';
import { Meter, PERIOD, START } from './meter.mjs';
import { Node, REFUSED, UEN, accounts, reasons, recorded } from './node.mjs';

let node;
let who;
let meter;

before(async () => {
  [node, who] = [
    await Node.start({ args: ['--dev-instant-seal', '--dev-seconds-per-block', '900', '--dev-start', '2016-06-13T00:00:00Z'] }),
    await accounts(),
  ];
  meter = new Meter(node, 7);
});
after(() => node.stop());

const rejects = async (code, method, ...params) =>
  assert.rejects(node.rpc(method, ...params), (error) => error.code === code, `${method} should fail with ${code}`);

const until = (time) => node.until(time, who.alice);

test('mining status starts with the whole allocation', async () => {
  const status = await node.rpc('uen_miningStatus');
  assert.equal(BigInt(status.remaining) + BigInt(status.reserved) + BigInt(status.paid), 540_000_000n * UEN);
  assert.equal(status.maxRewardPerWeightedKwh, '1000000000000');
  for (const share of ['energy', 'staking', 'behaviour']) assert.match(status.budgets[share], /^\d+$/);
});

test('unknown things are null or empty, and bad parameters are errors with stable codes', async () => {
  const unknown = `0x${'00'.repeat(32)}`;
  assert.equal(await node.rpc('uen_device', unknown), null);
  assert.deepEqual(await node.rpc('uen_deviceReadings', unknown), { items: [], next: null });
  assert.deepEqual(await node.rpc('uen_devicesOf', who.bob.address), { items: [], next: null });
  assert.deepEqual(await node.rpc('uen_miningRewards', who.bob.address), { items: [], next: null });
  await rejects(-32602, 'uen_device', '0x12');
  await rejects(-32602, 'uen_devicesOf', 'nobody');
  await rejects(-32602, 'uen_miningRewards', who.bob.address, null, 0);
  await rejects(8001, 'uen_miningStatus', `0x${'11'.repeat(32)}`);
});

test('a household registers its meter, authorities certify it, and its readings are kept', async () => {
  const owner = who.bob;
  await meter.install(who, owner, { kind: 'Solar', zone: 1, permissions: 0b1001 });
  assert.equal((await node.rpc('uen_device', meter.id)).status, 'certified');

  const readings = [meter.next(0, 0, 0), meter.next(100, 0, 0), meter.next(0, 300, 400), meter.next(50, 0, 20)];
  await until(meter.end);
  const outcome = await node.submitReadings(readings);
  assert.equal(recorded(outcome), 4);
  assert.ok(!outcome.events.some(({ name }) => name === 'transactionPayment.TransactionFeePaid'), 'readings cost nothing');

  const device = await node.rpc('uen_device', meter.id);
  assert.equal(device.status, 'active');
  assert.deepEqual(device.permissions, ['monitor', 'mine']);
  assert.equal(device.lastCounter, 4);
  assert.deepEqual(device.registers, { import: 1150, export: 800, generation: 1220 });
  const { items } = await node.rpc('uen_deviceReadings', meter.id);
  const energy = items.map(({ importWh, exportWh, generationWh, quality }) => [importWh, exportWh, generationWh, quality]);
  assert.deepEqual(energy.slice(0, 3), [[50, 0, 20, 'measured'], [0, 300, 400, 'measured'], [100, 0, 0, 'measured']]);
  const first = await node.rpc('uen_deviceReadings', meter.id, null, 2);
  assert.deepEqual(first.items, items.slice(0, 2));
  const second = await node.rpc('uen_deviceReadings', meter.id, first.next, 2);
  assert.deepEqual(second.items, items.slice(2, 4));
  assert.deepEqual(await node.rpc('uen_devicesOf', owner.address), { items: [meter.id], next: null });
});

// Readings of the next quarter hour: more than the nameplate allows for, and signed by another key.
function badReadings() {
  const [start, counter] = [meter.end, meter.counter + 1];
  const stranger = ed25519PairFromSeed(new Uint8Array(32).fill(9));
  return [
    meter.reading(start, start + PERIOD, [9_999_999, ...meter.registers.slice(1)], { counter }),
    meter.reading(start, start + PERIOD, meter.registers, { counter, pair: stranger }),
  ];
}

test('readings that cannot be taken are left out, the good ones beside them are kept, and nobody pays', async () => {
  const first = meter.next(10, 0, 0);
  const [inflated] = badReadings();
  const batch = [first, inflated, meter.next(10, 0, 0), first, meter.next(10, 0, 0)];
  await until(meter.end);
  const { error, events } = await node.submitReadings(batch);
  assert.equal(error, null);
  assert.deepEqual(events.map(({ name }) => name), [...Array(3).fill('deviceRegistry.ReadingAccepted'), 'system.ExtrinsicSuccess']);
  assert.equal((await node.rpc('uen_device', meter.id)).lastCounter, meter.counter);
});

test('a batch is refused by the pool with a reason if most of it cannot be taken, or a signature is wrong', async () => {
  const [inflated, forged] = badReadings();
  const { end, counter, registers } = meter;
  const known = meter.reading(end - PERIOD, end, registers, { counter: 2 });
  await until(end + 2 * PERIOD);
  const refused = (data, sent, code = REFUSED.unknown) => assert.rejects(sent, { code, data });
  await refused('Custom(16)', node.submitReadings([inflated]));
  await refused('Custom(16)', node.submitReadings([known, inflated]));
  await refused('Transaction is outdated', node.submitReadings([known]), REFUSED.invalid);
  await refused('Transaction has a bad signature', node.submitReadings([forged]), REFUSED.invalid);
  const good = meter.reading(end, end + PERIOD, registers, { counter: counter + 1 });
  const next = meter.reading(end + PERIOD, end + 2 * PERIOD, registers, { counter: counter + 2 });
  await refused('Transaction has a bad signature', node.handIn([good, { ...next, signature: good.signature }]), REFUSED.invalid);
});

test('who pays is told why a reading is refused, and pays what any transaction costs', async () => {
  const bad = badReadings();
  const good = meter.next(10, 0, 0);
  await until(meter.end);
  const balance = async () => (await node.api.query.system.account(who.gateway.address)).data.free.toBigInt();
  const before = await balance();
  const outcome = await node.send(node.api.tx.deviceRegistry.submitPaidReadings([...bad, good, good]), who.gateway);
  assert.equal(outcome.error, null);
  assert.deepEqual(reasons(outcome), ['CapacityExceeded', 'BadSignature', 'CounterNotIncreasing']);
  assert.equal(recorded(outcome), 1);
  const { data } = outcome.events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
  assert.equal(before - (await balance()), BigInt(data[1]));
  assert.ok(BigInt(data[1]) > 0n);
});

test('the state_call twins answer the same', async () => {
  const scale = await node.rpc('state_call', 'DeviceRegistryApi_device', meter.id);
  assert.ok(scale.startsWith(`0x01${meter.id.slice(2)}`), 'Some, then the identifier');
  const status = await node.rpc('state_call', 'EnergyMiningApi_mining_status', '0x');
  assert.ok(status.length > 100);
  const none = await node.rpc('state_call', 'DeviceRegistryApi_device', `0x${'00'.repeat(32)}`);
  assert.equal(none, '0x00');
});

test('a day of sun is mined, closed without anybody asking, and claimed once', async () => {
  // The day is complete three days and a minute after its end, and closes after another day of challenges.
  await until(START + 5 * 86_400 + 3 * PERIOD);
  const page = await node.rpc('uen_miningRewards', who.bob.address);
  const era = page.items.find(({ era }) => era === 0);
  // Shared: min(300, 400) = 300 exported; used on site: 100 + 20. Solar 1000, export 500, on site 250 per mille.
  assert.equal(era.weightedEnergy, String(300 * 1000 * 500 + 120 * 1000 * 250));
  assert.equal(era.reward, String((300 * 1000 * 500 + 120 * 1000 * 250) * 1000));
  assert.equal(era.claimed, false);
  const before = (await node.api.query.system.account(who.bob.address)).data.free.toBigInt();
  const claim = () => node.send(node.api.tx.energyMining.claim(who.bob.address, 0), who.alice);
  assert.equal((await claim()).error, null);
  const after = (await node.api.query.system.account(who.bob.address)).data.free.toBigInt();
  assert.equal(after - before, BigInt(era.reward));
  assert.equal((await claim()).error, 'AlreadyClaimed');
  assert.equal((await node.rpc('uen_miningRewards', who.bob.address)).items.find(({ era }) => era === 0).claimed, true);
  const status = await node.rpc('uen_miningStatus');
  assert.equal(BigInt(status.remaining) + BigInt(status.reserved) + BigInt(status.paid), 540_000_000n * UEN);
  // What stakers fetched is paid too.
  const stakers = await node.rpc('uen_stakingStatus');
  assert.ok(BigInt(status.paid) >= BigInt(era.reward));
  assert.ok(BigInt(status.paid) <= BigInt(era.reward) + BigInt(stakers.reserved) + BigInt(stakers.paid));
  assert.equal((await node.api.query.balances.totalIssuance()).toBigInt(), 1_000_000_000n * UEN);
});

test('staking has its validators, stakes and votes, page by page', async () => {
  const status = await node.rpc('uen_stakingStatus');
  assert.equal(status.candidates, 3);
  assert.equal(status.sessionMembers, 3);
  assert.equal(status.era, 5, 'five days are over');
  assert.match(status.lastEraReward, /^\d+$/);
  const { items, next } = await node.rpc('uen_validators');
  assert.equal(next, null);
  assert.ok(items.every(({ status, inSession, nextCommission }) => status === 'active' && inSession && nextCommission === null));
  assert.equal(items.reduce((sum, { stake }) => sum + BigInt(stake), 0n), BigInt(status.totalStake));
  assert.equal(items.reduce((sum, { points }) => sum + points, 0), status.points);
  const first = await node.rpc('uen_validators', null, 2);
  assert.deepEqual(first.items, items.slice(0, 2));
  assert.deepEqual(await node.rpc('uen_validators', first.next, 2), { items: items.slice(2), next: null });

  const author = items.find(({ points }) => points > 0);
  const stake = await node.rpc('uen_stake', author.account);
  assert.equal(stake.active, author.ownStake);
  assert.deepEqual(stake.unbonding, []);
  const [{ validator, amount, reward, compound }] = stake.delegations;
  assert.deepEqual([validator, amount, compound], [author.account, author.ownStake, false]);
  assert.ok(BigInt(reward) > BigInt(author.commissionDue), 'fees were shared out');
  const power = await node.rpc('uen_votingPower', author.account);
  assert.deepEqual(power, {
    power: stake.active, electorate: status.totalStake, locked: stake.lockedByVotes, delegatedTo: null,
    delegated: { capital: '0', votes: '0' },
  });

  const nothing = { active: '0', lockedByVotes: '0', delegations: [], unbonding: [] };
  assert.deepEqual(await node.rpc('uen_stake', who.fresh('nobody').address), nothing);
  await rejects(-32602, 'uen_stake', 'nobody');
  await rejects(-32602, 'uen_validators', 'nobody');
  await rejects(-32602, 'uen_validators', null, 0);
  await rejects(8001, 'uen_stakingStatus', `0x${'11'.repeat(32)}`);
  const twin = await node.rpc('state_call', 'StakingApi_staking_status', '0x');
  assert.ok(twin.startsWith('0x05000000'), 'the era comes first');
});
