// Thousands of meters: registered, certified, opened, and reading.
import { compactToU8a } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { Key, random, u32, u64 } from './keys.mjs';

export const PERIOD = 900;
/** The registry's most readings in a batch. */
export const BATCH = 64;
/** How far ahead of the block's time a reading may end, in seconds. */
export const DRIFT = 120;
/** What a producer's plant and a consumer's connection are made for, in W. */
export const CAPACITY_W = 10_000;
const VALID_UNTIL = 2_000_000_000;
/** The codec index of the resolution of all meters. */
const QUARTER_HOUR = 15;
/** Calls in a batch of certifiers. */
const CERTIFICATES = 50;
const POSSESSION = Buffer.from('UEN:possession:v1');
const READING = Buffer.from('UEN:reading:v1');

/** `template` with `to` in place of `from`, which is as long, wherever it stands. */
function replaced(template, from, to) {
  const bytes = Buffer.from(template);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + to.length)) to.copy(bytes, at);
  return bytes;
}

/** A meter with its owner: every other one has panels, the rest consume. */
class Meter {
  constructor(index, zone) {
    this.key = new Key(`meter ${index}`);
    this.owner = new Key(`owner ${index}`);
    this.isProducer = index % 2 === 0;
    this.zone = zone;
    this.encodedKey = Buffer.concat([Buffer.of(0), this.key.publicKey]);
    this.id = Buffer.from(blake2AsU8a(this.encodedKey));
    this.state = { counter: 0, end: 0, registers: [1_000_000, 0, 0] };
  }

  get hexId() {
    return `0x${this.id.toString('hex')}`;
  }
}

/** All meters of a chain, and the groups whose readings travel together. */
export class Meters {
  constructor(count) {
    // Zones 1 and 2 have the same number of producers and consumers, at most as many as fill a market with an order each.
    const perZone = Math.min(4096, Math.floor(count / 4) * 2);
    this.all = Array.from({ length: count }, (_, i) => new Meter(i, i < perZone ? 1 : i < 2 * perZone ? 2 : 0));
    this.groups = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => this.all.slice(i * BATCH, (i + 1) * BATCH));
    this.random = random(2016);
  }

  /** Everybody who needs money at genesis. */
  get accounts() {
    return this.all.map((meter) => meter.owner);
  }

  in(zone) {
    return this.all.filter((meter) => meter.zone === zone);
  }

  /** Registers, certifies and opens all of them. */
  async install(chain, encoder, certifiers, say) {
    const { tx } = chain.api;
    const register = encoder.index('deviceRegistry', 'register');
    const registrations = this.all.map((meter) => {
      const proof = meter.key.sign(Buffer.concat([POSSESSION, encoder.genesis, meter.owner.publicKey, meter.encodedKey]));
      const [kind, load, generation] = meter.isProducer ? [1, 5_000, CAPACITY_W] : [0, CAPACITY_W, 0];
      const capacities = Buffer.concat([u32(load), u32(generation), u32(generation), u64(0)]);
      const call = Buffer.concat([
        register, meter.encodedKey, Buffer.of(kind, 1), capacities, Buffer.of(QUARTER_HOUR), u32(meter.zone), Buffer.alloc(32, 0x22),
        Buffer.of(0), proof,
      ]);
      return { meter, call, proof };
    });
    const [{ meter, call, proof }] = registrations;
    const capacities = { loadW: 5_000, generationW: CAPACITY_W, exportW: CAPACITY_W, storage: 0 };
    encoder.check(call, tx.deviceRegistry.register({ Ed25519: meter.key.publicKey }, {
      kind: 'Solar', medium: 'Electricity', capacities, resolution: 'QuarterHour', zone: meter.zone, metadataHash: Buffer.alloc(32, 0x22),
    }, { Ed25519: proof }));
    say(`registering ${this.all.length} meters, each by its owner`);
    await chain.flush(registrations.map(({ meter: { owner }, call: bytes }) => encoder.sign(owner, bytes)));

    say('certifying them');
    const batchAll = encoder.index('utility', 'batchAll');
    const certificates = [
      [certifiers.manufacturer, { TypeApproval: { validUntil: VALID_UNTIL } }],
      [certifiers.metrology, { Metrology: { accuracyClass: 'B', validUntil: VALID_UNTIL } }],
      // Each meter has a grid connection of its own, which stands where the identifier does.
      [certifiers.regulator, { Authorisation: { permissions: 0b11_1111, connection: meter.hexId, validUntil: VALID_UNTIL } }],
    ];
    const batches = [];
    for (const [key, certificate] of certificates) {
      const template = Buffer.from(tx.deviceRegistry.certify(meter.hexId, certificate).method.toU8a());
      for (let from = 0; from < this.all.length; from += CERTIFICATES) {
        const calls = this.all.slice(from, from + CERTIFICATES).map(({ id }) => replaced(template, meter.id, id));
        batches.push(encoder.sign(key, Buffer.concat([batchAll, compactToU8a(calls.length), ...calls])));
      }
    }
    await chain.flush(batches);

    say('opening them');
    const end = Math.floor(chain.clock / PERIOD) * PERIOD;
    await chain.flush(this.groups.map((group) => this.batch(encoder, group.map((each) => this.reading(encoder, each, end, end)))));
    for (const each of [this.all[0], this.all.at(-1)]) {
      const { status } = await chain.rpc('uen_device', each.hexId);
      if (status !== 'active') throw new Error(`a meter is ${status} after its opening reading`);
    }
  }

  /** A reading of `meter`, signed; its registers count on from the last. A reading of no length opens. */
  reading(encoder, meter, start, end, share = 1) {
    const last = meter.state;
    const counter = last.counter + 1;
    let registers = last.registers;
    if (start < end) {
      const most = (CAPACITY_W / 4) * share;
      const used = this.random(20, 200);
      const [imported, generated] = meter.isProducer ? [0, this.random(Math.floor(most / 2), most)] : [this.random(Math.floor(most / 4), most), 0];
      const exported = Math.max(0, generated - used);
      registers = [registers[0] + imported, registers[1] + exported, registers[2] + generated];
    }
    meter.state = { counter, end, registers };
    const body = Buffer.concat([meter.id, u64(counter), u64(start), u64(end), Buffer.of(1), ...registers.map(u64), Buffer.of(0, 0)]);
    const signature = meter.key.sign(Buffer.concat([READING, encoder.genesis, body]));
    return Buffer.concat([body, Buffer.of(0), signature]);
  }

  /** Readings in a transaction of their own, which no account signs. */
  batch(encoder, readings) {
    return encoder.general(Buffer.concat([encoder.index('deviceRegistry', 'submitReadings'), compactToU8a(readings.length), ...readings]));
  }

  /** The next quarter hours of all meters, for a load: one group after the other, the first one that is behind at first. */
  quarterHours(encoder) {
    const endOf = ([meter]) => meter.state.end;
    return (count) => Array.from({ length: count }, () => {
      const group = this.groups.reduce((behind, other) => (endOf(other) < endOf(behind) ? other : behind));
      const [start, end] = [endOf(group), endOf(group) + PERIOD];
      const before = group.map((meter) => meter.state);
      const bytes = this.batch(encoder, group.map((meter) => this.reading(encoder, meter, start, end)));
      return { bytes, items: group.length, due: end - DRIFT, undo: () => group.forEach((meter, i) => (meter.state = before[i])) };
    });
  }

  /** Readings of some meters up to `end`. Longer than the last quarter hour, another reading comes before it, in the same transaction. */
  upTo(encoder, meters, end) {
    const start = end - PERIOD;
    const size = meters.some((meter) => meter.state.end < start) ? BATCH / 2 : BATCH;
    const list = [];
    for (let from = 0; from < meters.length; from += size) {
      const readings = meters.slice(from, from + size).flatMap((meter) => {
        const earlier = meter.state.end < start ? [this.reading(encoder, meter, meter.state.end, start, 0.1)] : [];
        return [...earlier, this.reading(encoder, meter, start, end)];
      });
      list.push(this.batch(encoder, readings));
    }
    return list;
  }
}
