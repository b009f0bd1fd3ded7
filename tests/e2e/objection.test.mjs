// A certifier objects to what a meter measured on a day. A block is six hours, so that the time to decide, 28 days, is over soon.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Meter, PERIOD, START } from './meter.mjs';
import { Node, accounts, recorded } from './node.mjs';

const HOUR = 3600;
const DAY = 86_400;
const YEAR = 365 * DAY;
/** What the meter gave and generated in each of the four quarter hours, in Wh. */
const QUARTER = [300, 400];
const WEIGHT = 4 * 1000 * (300 * 500 + 100 * 250); // solar; shared, used on site

let node;
let who;
let meter;
let day;
let tx;

before(async () => {
  node = await Node.start({
    args: ['--dev-instant-seal', '--dev-seconds-per-block', String(6 * HOUR), '--dev-start', '2016-06-13T00:00:00Z'],
  });
  who = await accounts();
  tx = node.api.tx.deviceRegistry;
  meter = new Meter(node, 71);
  await meter.install(who, who.bob, { kind: 'Solar', zone: 1, permissions: 0b1111, validUntil: START + YEAR });
  // The last hour of a day that is over.
  await node.until(START + 2 * DAY, who.alice);
  day = Math.floor((await node.now()) / DAY) - 1;
  meter.end = (day + 1) * DAY - HOUR;
  const readings = [meter.next(0, 0, 0, { end: meter.end }), ...[1, 2, 3, 4].map(() => meter.next(0, ...QUARTER))];
  assert.equal(recorded(await node.submitReadings(readings)), readings.length);
});
after(() => node.stop());

const send = async (call, signer) => (await node.send(call, signer)).error;
const issue = () => {
  const first = ((day + 1) * DAY - HOUR) / PERIOD;
  return send(node.api.tx.carbon.issue(meter.id, first, first + 3), who.bob);
};
const lapse = () => send(tx.lapseObjection(meter.id, day), who.alice);
const mined = async () => (await node.rpc('uen_miningRewards', who.bob.address)).items;
/** Makes blocks until energy mining has closed so many eras. */
async function closed(eras) {
  const status = () => node.rpc('uen_miningStatus');
  for (let { nextToClose } = await status(); nextToClose < eras; { nextToClose } = await status()) {
    await node.until((await node.now()) + 1, who.alice);
  }
}

test('those who supervise a meter object to a day, once, and governance alone decides', async () => {
  const object = (signer, of = day) => send(tx.object(meter.id, of, `0x${'33'.repeat(32)}`), signer);
  assert.equal(await object(who.bob), 'NotCertifier');
  assert.equal(await object(who.regulator, day + 1), 'NothingMeasured');
  assert.equal(await object(who.regulator), null);
  assert.equal(await object(who.metrology), 'AlreadyObjected');
  assert.equal(await send(tx.decideObjection(meter.id, day, true), who.regulator), 'BadOrigin');
  assert.equal(await lapse(), 'NotLapsed');
});

test('the energy of the day is neither certified nor mined', async () => {
  assert.equal(await issue(), 'Objected');
  const { firstDay } = await node.rpc('uen_miningStatus');
  await closed(day - firstDay + 1);
  assert.deepEqual(await mined(), []);
});

test('an objection about which nobody decided lapses, and the energy is mined with the next era', async () => {
  await node.until(START + 31 * DAY, who.alice);
  const { nextToClose } = await node.rpc('uen_miningStatus');
  assert.equal(await lapse(), null);
  assert.equal(await lapse(), 'NoObjection');
  // The block of the first one may have closed an era before.
  await closed(nextToClose + 2);
  const [{ era, weightedEnergy }, ...others] = await mined();
  assert.deepEqual([weightedEnergy, others], [String(WEIGHT), []]);
  assert.ok(era >= nextToClose, `era ${era}`);
});
