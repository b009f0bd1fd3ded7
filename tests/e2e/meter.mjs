// Meters as their makers build them: the signed messages are written from the specification and not from the runtime's code.
import assert from 'node:assert/strict';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, ed25519PairFromSeed, ed25519Sign } from '@polkadot/util-crypto';

export const START = 1_465_776_000; // 2016-06-13T00:00:00Z
export const PERIOD = 900;

const u64 = (value) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
};

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

  reading(start, end, registers, { counter = ++this.counter, pair = this.pair } = {}) {
    const payload = u8aConcat(
      stringToU8a('UEN:reading:v1'), this.genesis(), hexToU8a(this.id), u64(counter), u64(start), u64(end), [1],
      ...registers.map(u64), [0, 0],
    );
    const [importWh, exportWh, generation] = registers;
    return {
      reading: { device: this.id, counter, start, end, medium: 'Electricity', registers: { import: importWh, export: exportWh, generation }, flags: 0 },
      signature: { Ed25519: u8aToHex(ed25519Sign(payload, pair)) },
    };
  }

  // The next quarter hour, with these increments of the registers.
  next(imported, exported, generated) {
    const start = this.end;
    const opening = this.counter === 0;
    if (!opening) {
      this.registers = [this.registers[0] + imported, this.registers[1] + exported, this.registers[2] + generated];
    }
    this.end = start + PERIOD;
    return this.reading(opening ? this.end : start, this.end, this.registers);
  }

  /** Registers the meter for `owner` and has the development certifiers certify it. */
  async install(who, owner, { kind, zone, permissions, load = 5000, generation = 8000, validUntil = START + 30 * 86_400 }) {
    const { tx } = this.node.api;
    const register = tx.deviceRegistry.register(
      { Ed25519: u8aToHex(this.pair.publicKey) }, kind, 'Electricity', load, generation, zone, `0x${'22'.repeat(32)}`, this.possession(owner),
    );
    assert.equal((await this.node.send(register, owner)).error, null);
    assert.equal((await this.node.rpc('uen_device', this.id)).status, 'pending');
    for (const [signer, certificate] of [
      [who.manufacturer, { TypeApproval: { validUntil } }],
      [who.metrology, { Metrology: { accuracyClass: 'B', validUntil } }],
      [who.regulator, { Authorisation: { permissions, validUntil } }],
    ]) {
      assert.equal((await this.node.send(tx.deviceRegistry.certify(this.id, certificate), signer)).error, null);
    }
  }
}
