// A metering point over its life: its keys, its meters, and what certifiers put right. P-256 keys and their signatures are OpenSSL's.
import assert from 'node:assert/strict';
import { createECDH, createPrivateKey, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { Meter, PERIOD, RESUME, stated, u32, u64 } from './meter.mjs';
import { Node, UEN, accounts, recorded } from './node.mjs';

const HOUR = 3600;
const ALL = { kind: 'Solar', zone: 1, permissions: 0b1111 }; // monitor, trade, certify, mine
/** The amendment after which a meter with the nameplate `ALL` is read every hour. */
const HOURLY = { Nameplate: { capacities: stated(ALL).capacities, resolution: 'Hour' } };
const VALID_UNTIL = 1_465_776_000 + 30 * 86_400;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

let node;
let who;
let tx;

before(async () => {
  node = await Node.start({
    args: ['--dev-instant-seal', '--dev-seconds-per-block', '60', '--dev-start', '2016-06-13T00:00:00Z'],
  });
  who = await accounts();
  tx = node.api.tx.deviceRegistry;
});
after(() => node.stop());

const device = (meter) => node.rpc('uen_device', meter.id);
const send = async (call, signer) => (await node.send(call, signer)).error;
/** Lets the chain's clock reach the meter's last reading. */
const reach = (meter) => node.until(meter.end, who.alice);
const measured = async (meter) => {
  const { items } = await node.rpc('uen_deviceReadings', meter.id);
  return items.map(({ importWh, exportWh, generationWh, quality }) => [importWh, exportWh, generationWh, quality]);
};
async function takes(reading) {
  assert.equal(recorded(await node.submitReadings([reading])), 1);
}
async function refuses(reading, reason) {
  const { accepted, reason: found, advice } = await node.wouldAccept(reading);
  assert.deepEqual([accepted, found], [false, reason]);
  assert.ok(advice.length > 20, advice);
  await assert.rejects(node.submitReadings([reading]));
  await node.settled();
}
/** A certified meter of Bob's that opened at the last full hour. */
async function opened(byte) {
  const meter = new Meter(node, byte);
  await meter.install(who, who.bob, ALL);
  const now = await node.now();
  await takes(meter.next(0, 0, 0, { end: now - (now % HOUR) }));
  return meter;
}
async function sell(meter, quantity) {
  const period = Math.floor((await node.now()) / PERIOD) + 4;
  return send(node.api.tx.energyMarket.placeOrder(meter.id, period, 'Any', 'Sell', quantity, UEN / 10_000n), who.bob);
}

test('a rotated key signs what follows, and the old one nothing', async () => {
  const meter = await opened(61);
  const old = new Meter(node, 61);
  const next = new Meter(node, 161);
  const payload = meter.keyChange(next, (await device(meter)).keyNumber);
  const rotate = (oldProof, newProof, signer = who.bob) =>
    send(tx.rotateKey(meter.id, { Ed25519: u8aToHex(next.pair.publicKey) }, oldProof, newProof), signer);
  assert.equal(await rotate(meter.sign(payload), meter.sign(payload)), 'BadSignature');
  assert.equal(await rotate(meter.sign(payload), next.sign(payload), who.alice), 'NotOwner');
  assert.equal(await rotate(meter.sign(payload), next.sign(payload)), null);
  meter.adopt(next);
  const signed = meter.next(1, 2, 3);
  await reach(meter);
  await refuses(meter.reading(signed.reading.start, signed.reading.end, meter.registers, { counter: meter.counter, pair: old.pair }), 'BadSignature');
  await takes(signed);
  const { id, key, keyNumber, formerKeys, lastCounter } = await device(meter);
  assert.deepEqual([id, key.public, keyNumber, lastCounter], [meter.id, u8aToHex(next.pair.publicKey), 1, 2]);
  assert.deepEqual(formerKeys.map(({ scheme, public: shown, lastCounter: last }) => [scheme, shown, last]), [
    ['ed25519', u8aToHex(old.pair.publicKey), 1],
  ]);
});

test('another meter goes on at the same metering point once it is certified', async () => {
  const meter = await opened(62);
  const old = new Meter(node, 62);
  const signed = meter.next(10, 20, 30);
  await reach(meter);
  await takes(signed);
  const next = new Meter(node, 162);
  const [importWh, exportWh, generation] = meter.registers;
  const proof = next.sign(meter.keyChange(next, 0));
  const replace = (signer) => send(tx.replaceMeter(
    meter.id, { import: importWh, export: exportWh, generation }, { import: 0, export: 0, generation: 0 }, meter.end,
    { Ed25519: u8aToHex(next.pair.publicKey) }, proof,
  ), signer);
  assert.equal(await replace(who.bob), 'NotCertifier');
  assert.equal(await replace(who.metrology), null);
  meter.adopt(next);
  meter.registers = [0, 0, 0];
  assert.deepEqual((await device(meter)).problems.map(({ problem }) => problem), [
    'The certificate typeApproval is missing.', 'The certificate metrology is missing.',
  ]);
  const after = meter.next(1, 2, 3);
  await reach(meter);
  await refuses(after, 'CertificateMissing(TypeApproval)');
  for (const [signer, certificate] of [
    [who.manufacturer, { TypeApproval: { validUntil: VALID_UNTIL } }],
    [who.metrology, { Metrology: { accuracyClass: 'B', validUntil: VALID_UNTIL } }],
  ]) assert.equal(await send(tx.certify(meter.id, certificate), signer), null);
  await refuses(meter.reading(after.reading.start, meter.end, meter.registers, { counter: meter.counter, pair: old.pair }), 'BadSignature');
  await takes(after);
  assert.deepEqual(await measured(meter), [[1, 2, 3, 'measured'], [10, 20, 30, 'measured']]);
  const { id, key, owner, permissions, formerKeys } = await device(meter);
  assert.deepEqual([id, key.public, owner], [old.id, u8aToHex(next.pair.publicKey), who.bob.address]);
  assert.deepEqual(permissions, ['monitor', 'trade', 'certify', 'mine'], 'the authorisation is of the metering point');
  assert.deepEqual(formerKeys.map((former) => [former.public, former.lastCounter]), [[u8aToHex(old.pair.publicKey), 2]]);
});

/** A secure element with a P-256 key. */
class SecureElement {
  constructor(byte) {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.alloc(32, byte));
    const [public_, d] = [ecdh.getPublicKey(), ecdh.getPrivateKey()];
    const jwk = { kty: 'EC', crv: 'P-256', x: public_.subarray(1, 33).toString('base64url'), y: public_.subarray(33).toString('base64url'), d: d.toString('base64url') };
    this.private = createPrivateKey({ key: jwk, format: 'jwk' });
    this.public = ecdh.getPublicKey(null, 'compressed');
    this.key = u8aConcat([3], this.public);
    this.id = blake2AsHex(this.key, 256);
  }

  /** A signature with a low `s`; with the other `s` if asked for. */
  sign(payload, high = false) {
    const signature = sign('sha256', payload, { key: this.private, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(u8aToHex(signature.subarray(32)));
    if ((s > ORDER / 2n) !== high) signature.set(hexToU8a(`0x${(ORDER - s).toString(16).padStart(64, '0')}`), 32);
    return { P256: u8aToHex(signature) };
  }
}

test('a secure element registers, and delegates to keys that sign readings until another one does or the stated end', async () => {
  const secure = new SecureElement(63);
  const meter = new Meter(node, 163);
  meter.id = secure.id;
  const possession = u8aConcat(stringToU8a('UEN:possession:v1'), meter.genesis(), who.bob.publicKey, secure.key);
  const register = (proof) => send(tx.register({ P256: u8aToHex(secure.public) }, stated(ALL), proof), who.bob);
  assert.equal(await register(secure.sign(possession, true)), 'BadSignature', 'the mirror image of a signature');
  assert.equal(await register(secure.sign(possession)), null);
  for (const [signer, call] of meter.certification(who, ALL)) assert.equal(await send(call, signer), null);

  const delegate = async (to, notAfter, number) => {
    const payload = u8aConcat(
      stringToU8a('UEN:delegation:v1'), meter.genesis(), hexToU8a(secure.id), u32(number), to.pair.publicKey, u64(notAfter),
    );
    return send(tx.delegateKey(secure.id, to.pair.publicKey, notAfter, secure.sign(payload)), who.alice);
  };
  const now = await node.now();
  const hour = now - (now % HOUR);
  const opening = meter.next(0, 0, 0, { end: hour });
  // Not sent: a pool may keep what it cannot judge, and bring it as soon as it can.
  assert.equal((await node.wouldAccept(opening)).reason, 'DelegationMissing');
  const first = new Meter(node, 163);
  const second = new Meter(node, 164);
  const third = new Meter(node, 165);
  const end = hour + 2 * HOUR;
  assert.equal(await delegate(first, end + HOUR, 0), null);
  await takes(opening);
  assert.deepEqual((await device(meter)).delegation, { scheme: 'ed25519', public: u8aToHex(first.pair.publicKey), notAfter: end + HOUR });
  // The second key takes over before the first one's end: what that one still signs is worth nothing.
  assert.equal(await delegate(second, end, 0), 'BadSignature', 'each delegation has its number');
  assert.equal(await delegate(second, end, 1), null);
  const early = meter.next(1, 2, 3);
  await reach(meter);
  await refuses(early, 'BadSignature');
  const again = ({ reading: { start, end: last, counter, registers } }, { pair }) =>
    meter.reading(start, last, Object.values(registers), { counter, pair });
  await takes(again(early, second));
  const until = [];
  while (meter.end < end) until.push(again(meter.next(1, 2, 3), second));
  const late = again(meter.next(1, 2, 3), second);
  await reach(meter);
  assert.equal(recorded(await node.submitReadings(until)), until.length);
  await refuses(late, 'DelegationExpired');
  assert.equal(await delegate(third, end + HOUR, 2), null);
  await takes(again(late, third));
  const { key, keyNumber, formerKeys } = await device(meter);
  assert.deepEqual([key.scheme, key.public, keyNumber], ['p256', u8aToHex(secure.public), 3]);
  assert.deepEqual(formerKeys.map((former) => former.public), [first, second].map(({ pair }) => u8aToHex(pair.publicKey)));
});

test('certifiers put a record right, and the market follows at once', async () => {
  const meter = await opened(65);
  const amend = (amendment, signer) => send(tx.amend(meter.id, amendment), signer);
  assert.equal(await sell(meter, 100), null);
  assert.equal(await amend({ Permissions: 0b0001 }, who.metrology), 'NotCertifier');
  assert.equal(await amend({ Permissions: 0b0001 }, who.regulator), null);
  assert.equal(await sell(meter, 100), 'DeviceNotEligible');
  assert.equal(await amend({ Permissions: 0b1111 }, who.regulator), null);
  assert.equal(await amend(HOURLY, who.metrology), 'HasOpenPositions');
});

test('a meter that metrology has read every hour measures four even quarter hours, and does not trade', async () => {
  const meter = new Meter(node, 66);
  await meter.install(who, who.bob, ALL);
  assert.equal(await send(tx.amend(meter.id, HOURLY), who.bob), 'NotCertifier');
  assert.equal(await send(tx.amend(meter.id, HOURLY), who.metrology), null);
  assert.equal((await device(meter)).resolution, 'hour');
  const now = await node.now();
  const hour = now - (now % HOUR);
  await takes(meter.next(0, 0, 0, { end: hour + 30 - HOUR }));
  assert.equal(await sell(meter, 100), 'CoarseResolution');
  const signed = meter.next(1003, 0, 0, { end: hour + 20 });
  await reach(meter);
  await takes(signed);
  assert.deepEqual((await measured(meter)).map(([wh, , , quality]) => [wh, quality]), [
    [253, 'measured'], [250, 'measured'], [250, 'measured'], [250, 'measured'],
  ]);
});

test('the quality of a history counts every quarter hour, and metrology corrects one', async () => {
  const meter = await opened(67);
  const first = meter.end;
  const start = meter.next(7, 0, 0);
  const gap = meter.next(80, 0, 0, { end: meter.end + 8 * PERIOD, flags: RESUME });
  await reach(meter);
  assert.equal(recorded(await node.submitReadings([start, gap])), 2);
  await node.until(first + 10 * PERIOD, who.alice);
  const { from, periods, measured: counted, late, missing } = await node.rpc('uen_deviceQuality', meter.id);
  assert.deepEqual([from, counted, late, missing], [first, 1, 8, periods - 9]);
  assert.equal(await node.rpc('uen_deviceQuality', `0x${'00'.repeat(32)}`), null);
  const reason = `0x${'33'.repeat(32)}`;
  const correct = (signer) => send(tx.correct(meter.id, Math.floor(first / PERIOD), { import: 9, export: 0, generation: 0 }, reason), signer);
  assert.equal(await correct(who.regulator), 'NotCertifier');
  assert.equal(await correct(who.metrology), null);
  assert.deepEqual(await measured(meter), [[80, 0, 0, 'late'], [9, 0, 0, 'measured']]);
});
