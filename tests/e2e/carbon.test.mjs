// Carbon as households, sources, verifiers and auditors see it: factors, footprints, certificates from the meter, credits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { Meter, PERIOD } from './meter.mjs';
import { Node, UEN, accounts, recorded } from './node.mjs';

const M = 1_000_000n; // 0.001 UEN/kWh, in planck per Wh
const HOUR = 3600;
const DAY = 86_400;
const FALLBACK = 400_000n; // of the development chain, in µgCO2e/Wh
const hash = (byte) => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;
let node;
let who;
let roof;
let home;
let start; // of the hour that is measured
let day;

const send = (call, signer) => node.send(call, signer);
const error = async (call, signer) => (await send(call, signer)).error;
const named = ({ events }, name) => events.find((event) => event.name === `carbon.${name}`)?.data;
const free = async ({ address }) => (await node.api.query.system.account(address)).data.free.toBigInt();
const until = (time) => node.until(time, who.alice);
const parse = (text) => {
  const [issuance, slice] = text.split('-').map(Number);
  return { issuance, slice };
};
const carbon = () => node.api.tx.carbon;
const issue = (first, last) => carbon().issue(roof.id, first, last);
const retire = (certificate, quantity, purpose = 'Consumption', from = day, to = day) =>
  carbon().retire(parse(certificate), quantity, { beneficiary: who.charlie.address, commitment: hash(7), purpose, from, to });
const footprint = (method, ...more) => node.rpc('uen_carbonFootprint', who.charlie.address, start, start + HOUR, method, ...more);
const submit = (version, location, residual) =>
  carbon().submitFactors(1, day, version, Array(24).fill({ location, residual }), hash(version));

/** The roof gives 2,000 Wh in every quarter of the hour, the home takes 600. */
async function measure(begin) {
  if (roof.counter === 0) {
    roof.end = home.end = begin - PERIOD;
    await until(begin);
    assert.equal(recorded(await node.submitReadings([roof.next(0, 0, 0), home.next(0, 0, 0)])), 2);
  }
  const readings = [0, 1, 2, 3].flatMap(() => [roof.next(0, 1900, 2000), home.next(600, 0, 0)]);
  await until(begin + HOUR);
  assert.equal(recorded(await node.submitReadings(readings)), 8);
}

before(async () => {
  node = await Node.start({
    args: ['--dev-instant-seal', '--dev-seconds-per-block', '150', '--dev-start', '2016-06-13T00:00:00Z'],
  });
  who = await accounts();
  for (const name of ['charlie', 'dave', 'eve', 'ferdie']) who[name] = who.from(`//${name[0].toUpperCase()}${name.slice(1)}`);
  who.verifier = who.from('//Alice//verifier');
  roof = new Meter(node, 31);
  home = new Meter(node, 32);
  await roof.install(who, who.bob, { kind: 'Solar', zone: 1, permissions: 0b1101 }); // monitor, certify, mine
  await home.install(who, who.charlie, { kind: 'Consumption', zone: 1, permissions: 0b0001, generation: 0 });
  start = (Math.floor((await node.now()) / HOUR) + 1) * HOUR;
  day = Math.floor(start / DAY);
});
after(() => node.stop());

test('a metered hour has a footprint at once, with the fallback where no factor is published', async () => {
  await measure(start);
  const location = await footprint('location');
  assert.deepEqual(location.hours, [{
    start, zone: 1, consumptionWh: 2400, coverableWh: 2400, quality: 'measured', locationFactor: 400_000, residualFactor: 400_000,
    isResidualMissing: true, version: null, retiredWh: 0, coveredWh: 0, carbonFreeWh: 0, emissions: String(2400n * FALLBACK),
  }]);
  assert.deepEqual(location.sums, {
    consumptionWh: 2400, coveredWh: 0, carbonFreeWh: 0, carbonFreePpm: 0,
    locationBased: String(2400n * FALLBACK), marketBased: String(2400n * FALLBACK),
  });
  assert.equal(location.next, null);
  assert.deepEqual(await node.rpc('uen_emissionFactors', 1, day, day), { items: [], next: null });
});

test('three sources publish factors, of which the median counts, and past versions stay addressable', async () => {
  assert.equal(await error(submit(1, 380_000, 520_000), who.bob), 'NotSource');
  assert.equal(await error(submit(2, 380_000, 520_000), who.dave), 'WrongVersion');
  assert.equal(await error(submit(1, 5_000_001, null), who.dave), 'InvalidFactors');
  assert.ok(named(await send(submit(1, 380_000, 520_000), who.dave), 'FactorsSubmitted'));
  assert.equal(await error(submit(1, 380_000, 520_000), who.dave), 'AlreadySubmitted');
  assert.ok(named(await send(submit(1, 390_000, 540_000), who.eve), 'FactorsSubmitted'));
  assert.ok(named(await send(submit(1, 0, 510_000), who.ferdie), 'FactorsPublished'));
  assert.equal((await footprint('location')).sums.locationBased, String(2400n * 380_000n));
  assert.equal((await footprint('market')).sums.marketBased, String(2400n * 520_000n));
  await send(submit(2, 360_000, null), who.eve);
  await send(submit(2, 350_000, 500_000), who.ferdie);
  await send(submit(2, 5_000_000, 500_000), who.dave);
  const { items, next } = await node.rpc('uen_emissionFactors', 1, day, day);
  assert.equal(next, null);
  assert.deepEqual(items.map(({ version, isLatest }) => [version, isLatest]).sort(), [[1, false], [2, true]]);
  const second = items.find(({ version }) => version === 2);
  assert.deepEqual([second.zone, second.day, second.pins, second.hours.length], [1, day, 0, 24]);
  assert.deepEqual(second.hours[7], { location: 360_000, residual: null }, 'not all sources gave a residual factor');
  const [latest, pinned] = [await footprint('market'), await footprint('market', 1)];
  assert.deepEqual([latest.hours[0].version, latest.hours[0].isResidualMissing], [2, true]);
  assert.equal(latest.sums.marketBased, String(2400n * 360_000n), 'the location factor stands in, which the row says');
  assert.deepEqual([pinned.hours[0].version, pinned.sums.marketBased], [1, String(2400n * 520_000n)]);
});

test('the owner of a meter issues certificates of it without asking anybody, once', async () => {
  const first = start / PERIOD;
  assert.equal(await error(issue(first, first + 3), who.charlie), 'NotOwner');
  assert.equal(await error(issue(first, first + 4), who.bob), 'InvalidSpan');
  assert.equal(await error(carbon().issue(home.id, first, first), who.charlie), 'NotAuthorised');
  const issued = named(await send(issue(first, first + 1), who.bob), 'Issued');
  assert.deepEqual([issued[0], issued[3]], [0, 4000]);
  assert.equal(await error(issue(first, first + 1), who.bob), 'AlreadyClaimed');
  assert.equal(await error(issue(first, first + 3), who.bob), 'AlreadyClaimed');
  assert.equal(await error(issue(first + 2, first + 3), who.bob), null);
  const certificate = await node.rpc('uen_certificate', '0-0');
  assert.deepEqual(
    [certificate.owner, certificate.first, certificate.last, certificate.unit, certificate.status, certificate.serial],
    [who.bob.address, 1, 4000, 'wh', 'active', null],
  );
  assert.equal(certificate.retirement, null);
  const { units, issuedAt, expires, ...provenance } = certificate.issuance;
  assert.deepEqual(provenance, {
    issuance: 0, kind: 'generation', technology: 'solar', device: roof.id, firstPeriod: first, lastPeriod: first + 1, stored: null,
    project: null, vintage: null, producer: who.bob.address, zone: 1, emissionFactor: 0, support: 'energyMining',
  });
  assert.deepEqual(units, { issued: 4000, active: 4000, locked: 0, reserved: 0, retired: 0, expired: 0, withdrawn: 0 });
  assert.ok(issuedAt <= await node.now() && expires > issuedAt + 364 * DAY);
  // The readings that it was issued from.
  const readings = await node.rpc('uen_deviceReadings', roof.id, first + 1, 2);
  assert.equal(readings.items.reduce((sum, { generationWh }) => sum + generationWh, 0), 4000);
});

test('certificates are split, offered and bought in parts, at once against the money', async () => {
  assert.equal(await error(carbon().split(parse('0-0'), 1000), who.charlie), 'NotOwner');
  assert.equal(await error(carbon().split(parse('0-0'), 4000), who.bob), 'InvalidQuantity');
  assert.equal(await error(carbon().split(parse('9-0'), 1), who.bob), 'NotFound');
  assert.deepEqual(named(await send(carbon().split(parse('0-0'), 3000), who.bob), 'Split'), [parse('0-0'), parse('0-1'), 3000]);
  const front = await node.rpc('uen_certificate', '0-1');
  assert.deepEqual([front.first, front.last, (await node.rpc('uen_certificate', '0-0')).first], [1, 3000, 3001]);

  assert.equal(await error(carbon().offer(parse('0-1'), 2000, null, 2n * M), who.charlie), 'NotOwner');
  assert.equal(await error(carbon().offer(parse('0-1'), 2000, null, 0), who.bob), 'OutOfBounds');
  assert.equal(await error(carbon().offer(parse('0-1'), 2000, null, 2n * M), who.bob), null);
  const offered = await node.rpc('uen_certificate', '0-2');
  assert.deepEqual([offered.status, offered.price, offered.last], ['locked', String(2n * M), 2000]);
  assert.equal(await error(carbon().split(parse('0-2'), 1), who.bob), 'NotActive');
  assert.equal(await error(retire('0-2', 1), who.bob), 'NotActive');
  assert.equal(await error(carbon().accept(parse('0-2'), 1500, 2n * M - 1n), who.charlie), 'PriceExceeded');
  assert.equal(await error(carbon().accept(parse('0-1'), 1, 2n * M), who.charlie), 'NotOffered');
  const before = await free(who.bob);
  const bought = named(await send(carbon().accept(parse('0-2'), 1500, 2n * M), who.charlie), 'Transferred');
  assert.deepEqual(bought.slice(0, 3), [parse('0-3'), who.bob.address, who.charlie.address]);
  assert.equal((await free(who.bob)) - before, 1500n * 2n * M);
  assert.equal((await node.rpc('uen_certificate', '0-3')).owner, who.charlie.address);
  assert.equal(await error(carbon().withdrawOffer(parse('0-2')), who.charlie), 'NotOwner');
  assert.equal(await error(carbon().withdrawOffer(parse('0-2')), who.bob), null);
});

test('a transfer needs both sides', async () => {
  assert.equal(await error(carbon().offer(parse('1-0'), 1000, who.charlie.address, 0), who.bob), null);
  const offer = await node.rpc('uen_certificate', '1-1');
  assert.deepEqual([offer.status, offer.offeredTo, offer.owner], ['reserved', who.charlie.address, who.bob.address]);
  assert.equal(await error(carbon().accept(parse('1-1'), 1000, 0), who.dave), 'NotOffered');
  assert.equal(await error(carbon().accept(parse('1-1'), 999, 0), who.charlie), 'NotDivisible');
  assert.equal(await error(carbon().accept(parse('1-1'), 1000, 0), who.charlie), null);
  assert.equal((await node.rpc('uen_certificate', '1-1')).owner, who.charlie.address);
});

test('certificates of an owner come in pages', async () => {
  const all = [];
  let cursor = null;
  do {
    const page = await node.rpc('uen_certificatesOf', who.bob.address, cursor, 2);
    assert.ok(page.items.length <= 2);
    all.push(...page.items.map(({ certificate }) => certificate));
    cursor = page.next;
  } while (cursor !== null);
  assert.deepEqual(all.sort(), ['0-0', '0-1', '0-2', '1-0']);
  const whole = await node.rpc('uen_certificatesOf', who.bob.address);
  assert.deepEqual([whole.items.map(({ certificate }) => certificate).sort(), whole.next], [all, null]);
  const units = whole.items.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  assert.equal(units, 8000 - 2500);
});

test('retiring lowers the market-based footprint and never the location-based one, and is done once', async () => {
  const before = await footprint('location', 1);
  assert.equal(await error(retire('0-3', 1500), who.bob), 'NotOwner');
  assert.equal(await error(retire('0-1', 1000), who.charlie), 'NotOwner');
  assert.equal(await error(retire('0-3', 1500, 'Compensation'), who.charlie), 'InvalidClaim');
  assert.equal(await error(retire('0-3', 1500, 'Consumption', day + 1, day + 2), who.charlie), 'InvalidClaim');
  assert.equal(await error(retire('0-3', 1501), who.charlie), 'InvalidQuantity');
  assert.equal(named(await send(retire('0-3', 1200), who.charlie), 'Retired')[0].slice, 4);
  assert.equal(await error(retire('0-4', 1200), who.charlie), 'AlreadyRetired');
  assert.equal(await error(carbon().offer(parse('0-4'), 1200, null, M), who.charlie), 'AlreadyRetired');

  const [location, market] = [await footprint('location', 1), await footprint('market', 1)];
  assert.equal(location.sums.locationBased, before.sums.locationBased);
  assert.equal(location.hours[0].emissions, before.hours[0].emissions);
  assert.equal(market.sums.marketBased, String(1200n * 520_000n));
  assert.deepEqual([market.sums.coveredWh, market.sums.carbonFreeWh, market.sums.carbonFreePpm], [1200, 1200, 500_000]);

  const retired = await node.rpc('uen_certificate', '0-4');
  assert.deepEqual([retired.status, retired.deposit], ['claimed', '0']);
  const { at, ...claim } = retired.retirement;
  assert.deepEqual(claim, {
    beneficiary: who.charlie.address, commitment: hash(7), purpose: 'consumption', store: null, from: day, to: day, factors: 2,
  });
  const { items } = await node.rpc('uen_emissionFactors', 1, day, day);
  assert.equal(items.find(({ version }) => version === 2).pins, 1, 'the factors stay as long as the claim does');
});

test('more than was consumed can be retired and covers nothing', async () => {
  assert.equal(await error(retire('0-3', 300), who.charlie), null);
  assert.equal(await error(retire('1-1', 1000), who.charlie), null);
  const { sums, hours } = await footprint('market', 1);
  assert.deepEqual([hours[0].retiredWh, sums.coveredWh, sums.marketBased, sums.carbonFreePpm], [2500, 2400, '0', 1_000_000]);
  assert.equal(sums.locationBased, String(2400n * 380_000n));
  const first = await node.rpc('uen_retirements', who.charlie.address, null, 2);
  const second = await node.rpc('uen_retirements', who.charlie.address, first.next, 2);
  assert.deepEqual([...first.items, ...second.items].map(({ certificate }) => certificate).sort(), ['0-3', '0-4', '1-1']);
  assert.equal(second.next, null);
});

test('devices have a footprint of their own, and certificates do not count for it', async () => {
  const devices = [roof.id, home.id];
  const { sums, hours } = await node.rpc('uen_carbonFootprintOfDevices', devices, start, start + HOUR, 1);
  assert.deepEqual([sums.consumptionWh, sums.coveredWh], [2400, 0]);
  assert.equal(sums.locationBased, String(2400n * 380_000n));
  assert.equal(hours[0].locationFactor, 380_000);
});

test('a project gets credits of what it measured, and no certificates besides', async () => {
  const [first, last] = [start / PERIOD + 4, start / PERIOD + 7];
  await measure(start + HOUR);
  assert.equal(await error(carbon().registerProject(1, hash(1), hash(2), day, day + 3650), who.bob), null);
  assert.equal(await error(carbon().approveProject(0), who.regulator), 'WrongState');
  assert.equal(await error(carbon().validateProject(0), who.regulator), 'NotOfficer');
  assert.equal(await error(carbon().validateProject(0), who.verifier), null);
  assert.equal(await error(carbon().approveProject(0), who.regulator), null);
  assert.equal(await error(carbon().monitor(0, roof.id, first - 4, first - 1), who.bob), 'AlreadyClaimed');
  assert.equal(await error(carbon().monitor(0, roof.id, first, last), who.bob), null);
  assert.equal(await error(issue(first, last), who.bob), 'AlreadyClaimed');
  assert.equal(await error(carbon().submitReport(0, hash(3)), who.bob), null);
  assert.equal(await error(carbon().issueCredits(0, 0), who.regulator), 'WrongState');
  assert.equal(await error(carbon().judgeReport(0, 0, true), who.verifier), null);
  assert.equal(await error(carbon().issueCredits(0, 0), who.regulator), null);

  const { items, next } = await node.rpc('uen_carbonProjects');
  assert.deepEqual([items.length, next], [1, null]);
  const [{ reports: [report], ...project }] = items;
  assert.deepEqual(project, {
    project: 0, owner: who.bob.address, zone: 1, methodology: hash(1), metadata: hash(2), starts: day, ends: day + 3650,
    status: 'registered', verifier: who.verifier.address, regulator: who.regulator.address,
  });
  // 8,000 Wh at 360 g/kWh, of the latest version: 2.88 kg.
  assert.deepEqual(report, {
    report: 0, vintage: 2016, firstPeriod: first, lastPeriod: last, energyWh: 8000, avoided: String(8000n * 360_000n),
    evidence: hash(3), status: 'issued', issuance: 2, verifier: who.verifier.address,
  });
  const credits = await node.rpc('uen_certificate', '2-0');
  assert.deepEqual([credits.serial, credits.unit, credits.issuance.expires], ['0-2016-1-2', 'kgCo2e', null]);
  assert.equal(await error(retire('2-0', 1), who.bob), 'InvalidClaim');
  assert.equal(await error(retire('2-0', 1, 'Compensation'), who.bob), null);
  assert.equal((await node.rpc('uen_certificate', '2-1')).serial, '0-2016-1-1');
  assert.equal((await node.rpc('uen_certificate', '2-0')).serial, '0-2016-2-2');
});

test('the state_call twins answer the same', async () => {
  const scale = ([type, value]) => node.api.createType(type, value).toU8a();
  const twin = (method, ...values) => node.rpc('state_call', `CarbonApi_${method}`, u8aToHex(u8aConcat(...values.map(scale))));
  assert.match(await twin('certificate', ['u64', 0], ['u32', 4]), /^0x0100000000000000000400/, 'Some, then the identifier');
  assert.equal(await twin('certificate', ['u64', 99], ['u32', 0]), '0x00');
  const hour = start / HOUR;
  const answer = await twin(
    'footprint', ['AccountId', who.charlie.address], ['u32', hour], ['u32', hour], ['u8', 1], ['Option<u32>', 1], ['Option<u32>', null],
  );
  assert.equal(answer.slice(2, 4), '04', 'one row');
  assert.equal(answer.slice(4, 12), node.api.createType('u32', hour).toHex(true).slice(2));
  assert.ok((await twin('carbon_projects', ['Option<u32>', null], ['u32', 10])).startsWith('0x0400000000'));
});

test('unknown things are null or empty, and bad parameters are errors with stable codes', async () => {
  const nobody = who.fresh('nobody').address;
  assert.equal(await node.rpc('uen_certificate', '99-0'), null);
  assert.deepEqual(await node.rpc('uen_certificatesOf', nobody), { items: [], next: null });
  assert.deepEqual(await node.rpc('uen_retirements', nobody), { items: [], next: null });
  assert.deepEqual((await node.rpc('uen_carbonFootprint', nobody, start, start + HOUR, 'market')).hours, []);
  const fails = (message, method, ...params) =>
    assert.rejects(node.rpc(method, ...params), (error) => error.code === -32602 && message.test(error.message), `${method} ${params}`);
  await fails(/on the hour/, 'uen_carbonFootprint', nobody, start + 1, start + HOUR, 'market');
  await fails(/on the hour/, 'uen_carbonFootprint', nobody, start, start + HOUR, 'market', null, 7);
  await fails(/must be after/, 'uen_carbonFootprint', nobody, start, start, 'market');
  await fails(/"location" or "market"/, 'uen_carbonFootprint', nobody, start, start + HOUR, 'both');
  await fails(/100 at most/, 'uen_carbonFootprintOfDevices', Array(101).fill(roof.id), start, start + HOUR);
  await fails(/not a certificate/, 'uen_certificate', '0');
  await fails(/not a certificate/, 'uen_certificatesOf', nobody, 'first');
  await fails(/SS58/, 'uen_retirements', 'nobody');
  assert.equal((await node.api.query.balances.totalIssuance()).toBigInt(), 1_000_000_000n * UEN, 'nothing is minted or burnt');
});
