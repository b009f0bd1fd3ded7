// A real uen-node: its process, its log, its RPC, and what every block of it was.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, networkKey, NodeProcess, sleep } from './node.mjs';

/**
 * Pools are made larger than a block: what bounds a block shall not be the pool. The fork-aware pool drops transactions that come with a later
 * nonce than the next while a block is made, which is what a full load does all the time.
 */
export const POOL = ['--pool-type', 'single-state', '--pool-limit', '65536', '--pool-kbytes', '262144'];
/** States that are kept behind the finalised block, which on a development chain is the last. */
export const STATES_KEPT = 16;
/** Milliseconds between two blocks of a node that is to make none: a year. */
export const NEVER = 31_536_000_000;
/** Transactions of a block that the node itself makes: time and relay chain. */
const INHERENTS = 2;
const START_TIMEOUT_MS = 600_000;
const SEND_CONCURRENCY = 64;
/** How often a list is sent again when the pool lost some of it. */
const RESENDS = 4;

const PREPARED = /Prepared block for proposing at (\d+) \((\d+) ms\).*end: (\w+); extrinsics_count: (\d+)/;
const IMPORTED = /Imported #(\d+) /;
const KNOWN = /Highest known block at #(\d+)/;
const CREATED = /CreatedBlock \{ hash: (0x[0-9a-f]+),.*proof_size: (\d+) \}/;

/** A chain on disk, and the node that runs it while it does. */
export class Chain {
  constructor({ program, spec, folder }) {
    Object.assign(this, { program, spec, folder });
    this.base = join(folder, 'chain');
    mkdirSync(folder, { recursive: true });
    /** What is known of each block, by number. */
    this.blocks = new Map();
    /** Transactions sent, and of these how many are in blocks. */
    this.sent = 0;
    this.included = 0;
    this.rejected = 0;
    this.lost = 0;
    /** The last block that was made, and the last that is in the database. */
    this.last = 0;
    this.imported = 0;
    /** The best block that the database had when the node was last started. */
    this.kept = undefined;
    this.waiting = [];
  }

  /** Starts the node: a block `blockTime` real milliseconds after the last one, moving the chain's clock by `lapse` seconds. */
  async start({ blockTime, lapse, from, withEvents = false }) {
    this.lapse = lapse;
    this.withEvents = withEvents;
    const before = this.imported;
    this.kept = undefined;
    this.port = await freePort();
    this.node = new NodeProcess({
      program: this.program,
      args: [
        '--alice', '--chain', this.spec, '--dev-block-time', blockTime, '--dev-seconds-per-block', lapse, ...(from ? ['--dev-start', from] : []),
        '--base-path', this.base, '--state-pruning', STATES_KEPT, '--rpc-port', this.port, '--port', await freePort(),
        // An authority on a chain that is not built in does not make itself a key for the network.
        '--node-key', networkKey(1).secret, '--no-prometheus', '--rpc-max-response-size', 64, ...POOL,
      ],
      log: join(this.folder, 'node.log'),
      onLine: (line) => this.read(line),
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      if (this.node.ended !== undefined) throw new Error(this.node.failure);
      if (Date.now() > deadline) throw new Error(`the node does not answer; its log is ${this.node.log}`);
      try {
        await this.rpc('system_health');
        break;
      } catch {
        await sleep(250);
      }
    }
    if (this.kept < before) throw new Error(`the node had #${before} when it was stopped, and has #${this.kept} now: its log is ${this.node.log}`);
    this.node.expectToRun();
    this.url = `ws://127.0.0.1:${this.port}`;
    this.provider = new WsProvider(this.url, 1000, {}, 120_000);
    this.api = await ApiPromise.create({ provider: this.provider, noInitWarn: true });
    this.keys = {
      weight: this.api.query.system.blockWeight.key(),
      events: this.api.query.system.events.key(),
      now: this.api.query.timestamp.now.key(),
    };
    let header;
    do {
      header = await this.api.rpc.chain.getHeader();
    } while (header.number.toNumber() === 0 && (await sleep(50)) === undefined);
    const at = await this.api.at(header.hash);
    this.known = { number: header.number.toNumber(), time: (await at.query.timestamp.now()).toNumber() / 1000 };
    this.last = Math.max(this.last, this.known.number);
    this.imported = Math.max(this.imported, this.known.number);
    this.unsubscribe = await this.api.rpc.chain.subscribeNewHeads((header) => this.note(header).catch(() => {}));
  }

  /** Stops the node. What was sent must be in blocks: a block that is not in the database by then is made anew by the next start. */
  async stop() {
    this.unsubscribe();
    await this.api.disconnect();
    await this.node.stop();
    this.last = this.imported;
  }

  async rpc(method, ...params) {
    const response = await fetch(`http://127.0.0.1:${this.port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  block(number) {
    if (!this.blocks.has(number)) this.blocks.set(number, { number });
    return this.blocks.get(number);
  }

  read(line) {
    const prepared = PREPARED.exec(line);
    if (prepared) {
      const [number, ms, , count] = [1, 2, 3, 4].map((i) => Number(prepared[i]));
      const block = Object.assign(this.block(number), { authoringMs: ms, end: prepared[3], signed: count - INHERENTS, at: Date.now() });
      this.last = number;
      this.included += block.signed;
      this.waiting.splice(0).forEach((resolve) => resolve(block));
    }
    const known = KNOWN.exec(line);
    if (known) this.kept = Number(known[1]);
    const imported = IMPORTED.exec(line);
    if (imported) this.imported = Number(imported[1]);
    const created = CREATED.exec(line);
    if (created) this.block(this.last).proofBytes = Number(created[2]);
  }

  /** The next block that is made. */
  next() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Notes what a block weighs, and what happened in it, before its state is pruned. */
  async note(header) {
    const number = header.number.toNumber();
    const hash = header.hash.toHex();
    const keys = [this.keys.weight, ...(this.withEvents ? [this.keys.events] : [])];
    const [weight, events] = await Promise.all(keys.map((key) => this.provider.send('state_getStorage', [key, hash], false)));
    Object.assign(this.block(number), { hash, weight, events });
  }

  send(bytes) {
    return this.provider.send('author_submitExtrinsic', [`0x${bytes.toString('hex')}`], false);
  }

  /** Sends a transaction; a refusal is counted, and the first one told. */
  async submit(bytes) {
    this.sent += 1;
    try {
      await this.send(bytes);
    } catch (error) {
      this.rejected += 1;
      this.included += 1;
      if (this.rejected === 1) console.error(`a transaction was refused: ${error.message}`);
    }
  }

  /** What was sent and is in no block yet. */
  get pooled() {
    return this.sent - this.included;
  }

  /** Sends all of `list`, keeping no more than `limit` in the pool, and waits until everything is in blocks. What the pool loses is sent again. */
  async flush(list, limit = 4_000) {
    let next = 0;
    const worker = async () => {
      while (next < list.length) {
        if (this.pooled >= limit) await this.next();
        else await this.submit(list[next++]);
      }
    };
    await Promise.all(Array.from({ length: SEND_CONCURRENCY }, worker));
    for (let round = 0; round < RESENDS && (await this.remaining()) > 0; round++) {
      console.error(`${this.pooled} of ${list.length} transactions came into no block and are sent again`);
      // The pool refuses those that are in blocks, or that it still has.
      for (const bytes of list) await this.send(bytes).catch(() => {});
    }
    await this.drained();
  }

  /** Waits until everything is in blocks, or nothing was in any of eight in a row. How many are in none. */
  async remaining() {
    for (let empty = 0; this.pooled > 0 && empty < 8; ) {
      const block = await Promise.race([this.next(), sleep(60_000)]);
      if (!block) throw new Error(`no block for a minute; the node's log is ${this.node.log}`);
      empty = block.signed > 0 ? 0 : empty + 1;
    }
    return this.pooled;
  }

  /** Waits until everything is in imported blocks. What is in none by then, the pool has lost: that is told and counted. */
  async drained() {
    const lost = await this.remaining();
    if (lost > 0) {
      console.error(`${lost} transactions came into no block`);
      this.lost += lost;
      this.included = this.sent;
    }
    for (const number = this.last; this.imported < number; ) await sleep(10);
  }

  /** The chain's clock at the last block that was made, in Unix seconds: each block moves it by the same step. */
  get clock() {
    return this.timeOf(this.last);
  }

  /** The chain's clock by which the pool judges: that of the best block in the database. */
  get poolClock() {
    return this.timeOf(this.imported);
  }

  timeOf(number) {
    return this.known.time + (number - this.known.number) * this.lapse;
  }

  /** The next nonce of each key. */
  async readNonces(keys) {
    for (let from = 0; from < keys.length; from += 1000) {
      const part = keys.slice(from, from + 1000);
      const accounts = await this.api.query.system.account.multi(part.map((key) => key.publicKey));
      part.forEach((key, i) => (key.nonce = accounts[i].nonce.toNumber()));
    }
  }

  /** The block's weight by class, decoded. */
  weightOf(block) {
    const decoded = this.api.registry.createType('FrameSupportDispatchPerDispatchClassWeight', block.weight);
    const plain = ({ refTime, proofSize }) => ({ refTime: Number(refTime.toBigInt()), proofSize: Number(proofSize.toBigInt()) });
    return { normal: plain(decoded.normal), operational: plain(decoded.operational), mandatory: plain(decoded.mandatory) };
  }

  /** The block's events, decoded. */
  eventsOf(block) {
    return block.events ? this.api.registry.createType('Vec<FrameSystemEventRecord>', block.events) : [];
  }

  /** The limits of a block for normal transactions, and of the whole block. */
  limits() {
    const { maxBlock, perClass } = this.api.consts.system.blockWeights;
    const { refTime, proofSize } = perClass.normal.maxTotal.unwrap();
    const length = this.api.consts.system.blockLength;
    return {
      refTime: Number(refTime.toBigInt()),
      proofSize: Number(proofSize.toBigInt()),
      length: length.max.normal.toNumber(),
      block: { refTime: Number(maxBlock.refTime.toBigInt()), proofSize: Number(maxBlock.proofSize.toBigInt()) },
    };
  }
}
