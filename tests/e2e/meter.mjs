// Meters as their makers build them: the signed messages are written from the specification and not from the runtime's code.
import assert from 'node:assert/strict';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, ed25519PairFromSeed, ed25519Sign } from '@polkadot/util-crypto';

export const START = 1_465_776_000; // 2016-06-13T00:00:00Z
export const PERIOD = 900;
/** The flag of a reading before which others are missing. */
export const RESUME = 8;
/** The flag of a reading that sets the registers anew. */
export const OPENING = 16;
/** When the certificates of an installed meter expire, if nothing else is said. */
const VALID_UNTIL = START + 30 * 86_400;

export const u32 = (value) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

export const u64 = (value) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
};

/** The nameplate of a meter that takes 5 kW and, unless it only consumes, generates and gives 8 kW. */
export const stated = ({ kind, zone, load = 5000, generation = kind === 'Consumption' ? 0 : 8000, resolution = 'QuarterHour' }) => ({
  kind,
  medium: 'Electricity',
  capacities: { loadW: load, generationW: generation, exportW: generation, storage: kind === 'Storage' ? 10_000 : 0 },
  resolution,
  zone,
  metadataHash: `0x${'22'.repeat(32)}`,
});

/** A meter with an Ed25519 key, whose registers start at 1000, 500 and 800 Wh. */
export class Meter {
  constructor(node, byte, start = START) {
    this.node = node;
    this.pair = ed25519PairFromSeed(new Uint8Array(32).fill(byte));
    this.key = u8aConcat([0], this.pair.publicKey);
    this.id = blake2AsHex(this.key, 256);
    this.counter = 0;
    this.end = start;
    this.registers = [1000, 500, 800];
  }

  genesis() {
    return this.node.api.genesisHash.toU8a();
  }

  possession(owner) {
    const payload = u8aConcat(stringToU8a('UEN:possession:v1'), this.genesis(), owner.publicKey, this.key);
    return { Ed25519: u8aToHex(ed25519Sign(payload, this.pair)) };
  }

  /** What old and new keys sign, so that the key that `to` has follows the present one as the `number`-th change. */
  keyChange(to, number) {
    return u8aConcat(stringToU8a('UEN:key:v1'), this.genesis(), hexToU8a(this.id), u32(number), to.key);
  }

  /** `payload`, signed by the key in force. */
  sign(payload) {
    return { Ed25519: u8aToHex(ed25519Sign(payload, this.pair)) };
  }

  /** Goes on with the key of another meter, as after a rotation or a replacement. */
  adopt(other) {
    [this.pair, this.key] = [other.pair, other.key];
  }

  reading(start, end, registers, { counter = ++this.counter, pair = this.pair, flags = 0 } = {}) {
    const payload = u8aConcat(
      stringToU8a('UEN:reading:v1'), this.genesis(), hexToU8a(this.id), u64(counter), u64(start), u64(end), [1],
      ...registers.map(u64), [flags & 0xff, flags >> 8],
    );
    const [importWh, exportWh, generation] = registers;
    return {
      reading: { device: this.id, counter, start, end, medium: 'Electricity', registers: { import: importWh, export: exportWh, generation }, flags },
      signature: { Ed25519: u8aToHex(ed25519Sign(payload, pair)) },
    };
  }

  /** The reading that follows the last one, a quarter hour later if nothing else is said, with these increments of the registers. */
  next(imported, exported, generated, { start = this.end, end = start + PERIOD, flags } = {}) {
    const opening = this.counter === 0;
    if (!opening) {
      this.registers = [this.registers[0] + imported, this.registers[1] + exported, this.registers[2] + generated];
    }
    this.end = end;
    return this.reading(opening ? end : start, end, this.registers, { flags });
  }

  /** The call that registers the meter for `owner`. */
  registration(owner, nameplate) {
    return this.node.api.tx.deviceRegistry.register({ Ed25519: u8aToHex(this.pair.publicKey) }, stated(nameplate), this.possession(owner));
  }

  /** The calls that certify it, with the development certifiers who sign them. */
  certification(who, { permissions, validUntil = VALID_UNTIL, connection = this.id }) {
    return [
      [who.manufacturer, { TypeApproval: { validUntil } }],
      [who.metrology, { Metrology: { accuracyClass: 'B', validUntil } }],
      [who.regulator, { Authorisation: { permissions, connection, validUntil } }],
    ].map(([signer, certificate]) => [signer, this.node.api.tx.deviceRegistry.certify(this.id, certificate)]);
  }

  /** Registers the meter for `owner` and has the development certifiers certify it. */
  async install(who, owner, nameplate) {
    assert.equal((await this.node.send(this.registration(owner, nameplate), owner)).error, null);
    assert.equal((await this.node.rpc('uen_device', this.id)).status, 'pending');
    for (const [signer, call] of this.certification(who, nameplate)) assert.equal((await this.node.send(call, signer)).error, null);
  }
}
