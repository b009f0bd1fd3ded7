// Keys, signatures and transactions in SCALE, written by hand: everything is signed before the clock starts, by the hundred thousand.
import { compactToU8a, hexToU8a } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { PKCS8 } from './node.mjs';

export const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const u64 = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** An Ed25519 key that follows from its name, of a meter or of an account. */
export class Key {
  constructor(name) {
    const seed = createHash('sha256').update(`uen-bench ${name}`).digest();
    this.pair = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.pair).export({ format: 'der', type: 'spki' }).subarray(-32);
    this.nonce = 0;
  }

  sign(message) {
    return sign(null, message, this.pair);
  }

  /** As a `MultiSignature`. */
  multiSign(message) {
    return Buffer.concat([Buffer.of(0), this.sign(message)]);
  }
}

/** One of the development accounts, which have Sr25519 keys. */
export class DevelopmentKey {
  constructor(pair) {
    this.pair = pair;
    this.publicKey = Buffer.from(pair.publicKey);
    this.nonce = 0;
  }

  multiSign(message) {
    return Buffer.concat([Buffer.of(1), this.pair.sign(message)]);
  }
}

const EXTENSIONS = [
  'AuthorizeCall', 'CheckNonZeroSender', 'CheckSpecVersion', 'CheckTxVersion', 'CheckGenesis', 'CheckMortality', 'CheckNonce',
  'CheckWeight', 'ChargeTransactionPayment', 'CheckMetadataHash', 'StorageWeightReclaim',
];

/** Encodes transactions for the chain that `api` is connected to. */
export class Encoder {
  constructor(api) {
    const extensions = api.registry.signedExtensions.join();
    if (extensions !== EXTENSIONS.join()) throw new Error(`transactions of this chain carry something else: ${extensions}`);
    const genesis = hexToU8a(api.genesisHash.toHex());
    const { specVersion, transactionVersion } = api.runtimeVersion;
    this.api = api;
    this.genesis = Buffer.from(genesis);
    // Immortal, so the block that it is bound to is the first; no hash of the metadata.
    this.implicit = Buffer.concat([u32(specVersion.toNumber()), u32(transactionVersion.toNumber()), genesis, genesis, Buffer.of(0)]);
  }

  /** Pallet and call as two bytes. */
  index(pallet, call) {
    return Buffer.from(this.api.tx[pallet][call].callIndex);
  }

  /** `call`, signed by `key`, whose nonce it takes. */
  sign(key, call) {
    const extra = Buffer.concat([Buffer.of(0), compactToU8a(key.nonce++), Buffer.of(0, 0)]);
    const payload = Buffer.concat([call, extra, this.implicit]);
    const signature = key.multiSign(payload.length > 256 ? blake2AsU8a(payload) : payload);
    const body = Buffer.concat([Buffer.of(0x84, 0), key.publicKey, signature, extra, call]);
    return Buffer.concat([compactToU8a(body.length), body]);
  }

  /** `call` in a general transaction, which no account signs: it lives for ever and has neither nonce, tip nor hash of the metadata. */
  general(call) {
    const body = Buffer.concat([Buffer.of(0x45, 0, 0, 0, 0, 0), call]);
    return Buffer.concat([compactToU8a(body.length), body]);
  }

  /** Fails unless a call written by hand is what the chain's metadata makes of it. */
  check(bytes, call) {
    const expected = Buffer.from(call.method.toU8a());
    if (!expected.equals(bytes)) {
      throw new Error(`${call.method.section}.${call.method.method} is encoded otherwise: ${expected.toString('hex')}, not ${bytes.toString('hex')}`);
    }
    return bytes;
  }
}

/** The same numbers in every run (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return (from, to) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from + (((t ^ (t >>> 14)) >>> 0) % (to - from + 1));
  };
}
