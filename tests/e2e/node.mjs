// Starts a real uen-node on free ports and connects a real client to it.
import { ApiPromise, WsProvider, Keyring } from '@polkadot/api';
import { compactAddLength, u8aConcat, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/uen/target');
export const binary = (name) => join(target, 'debug', name);
export const UEN = 10n ** 12n;

// How long a pool may take to look at a new block.
const POOL_MS = 200;
/** What a pool says when it refuses a transaction, by its JSON-RPC code. */
export const REFUSED = { invalid: 1010, unknown: 1011, banned: 1012, known: 1013, tooLowPriority: 1014 };
// Format 5 and its version of extensions; then those with bytes of their own: for ever, no nonce, no tip, no hash of the metadata.
const GENERAL = [0x45, 0, 0, 0, 0, 0];

/** A folder that is removed at the end of the process. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'uen-e2e-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** How many readings a transaction had recorded. */
export const recorded = ({ events }) => events.filter(({ name }) => name === 'deviceRegistry.ReadingAccepted').length;

/** Why readings that an account paid for were refused, in their order. */
export const reasons = ({ events }) =>
  events.filter(({ name }) => name === 'deviceRegistry.ReadingRejected').map(({ raw }) => raw.data[2].type);

/** Runs a program to its end. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A running node: `url`, `api`, and what stops and restarts it. */
export class Node {
  constructor(basePath, args) {
    this.basePath = basePath;
    this.args = args;
    this.log = join(basePath, 'node.log');
  }

  /** Starts a development node on `basePath`. */
  static async start({ basePath = temporaryFolder(), args = ['--dev-instant-seal'] } = {}) {
    const node = new Node(basePath, args);
    await node.launch();
    return node;
  }

  async launch() {
    this.port = await freePort();
    this.url = `ws://127.0.0.1:${this.port}`;
    const out = openSync(this.log, 'a');
    const child = spawn(
      binary('uen-node'),
      ['--dev', '--base-path', this.basePath, '--rpc-port', this.port, '--no-prometheus', '--no-telemetry', '--port', await freePort(), ...this.args],
      { stdio: ['ignore', out, out] },
    );
    this.child = child;
    this.exited = new Promise((resolve) => child.on('exit', resolve));
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    this.exited.then(() => process.off('exit', kill));
    try {
      await this.connect();
    } catch (error) {
      // The runner would wait for it.
      kill();
      await this.exited;
      throw error;
    }
  }

  async connect() {
    await cryptoWaitReady();
    const deadline = Date.now() + 300_000;
    for (;;) {
      const { exitCode, signalCode } = this.child;
      if (exitCode !== null || signalCode !== null) {
        throw new Error(`the node ended with ${exitCode ?? signalCode}:\n${readFileSync(this.log, 'utf8').slice(-4000)}`);
      }
      const provider = new WsProvider(this.url, false);
      const attempt = async () => {
        await provider.connect();
        await new Promise((resolve, reject) => {
          provider.on('connected', resolve);
          provider.on('error', reject);
        });
        return ApiPromise.create({ provider, noInitWarn: true });
      };
      // A connection that was lost half-way is waited for without end.
      let timer;
      const tooLate = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer')), deadline - Date.now());
        this.exited.then(() => reject(new Error('the node ended')));
      });
      try {
        this.api = await Promise.race([attempt(), tooLate]);
        this.provider = provider;
        return;
      } catch (error) {
        await provider.disconnect().catch(() => {});
        if (Date.now() > deadline) throw new Error(`no connection to ${this.url}: ${error}`);
        await sleep(500);
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** Stops the node as an operator does. */
  async stop(signal = 'SIGTERM') {
    await this.api.disconnect();
    this.child.kill(signal);
    await this.exited;
  }

  /** A raw JSON-RPC call; a JSON-RPC error is thrown with its code and data. */
  async rpc(method, ...params) {
    const response = await fetch(this.url.replace('ws://', 'http://'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
    return result;
  }

  /** The best block that the database had when the node was last started: what comes after it is made anew. */
  kept() {
    const [, number] = readFileSync(this.log, 'utf8').match(/^[^]*Highest known block at #(\d+)/);
    return Number(number);
  }

  /** The chain's clock, in Unix seconds. */
  async now() {
    return (await this.api.query.timestamp.now()).toNumber() / 1000;
  }

  /** Makes blocks until the chain's clock shows `time`: with instant seal, blocks come with transactions. */
  async until(time, signer) {
    while ((await this.now()) < time) await this.send(this.api.tx.system.remark('0x'), signer);
    await this.settled();
  }

  /** Waits until the pool judges by the last block, which everybody else sees a moment before. */
  settled() {
    return sleep(POOL_MS);
  }

  /** Signs, sends and waits for the block; returns its events as `section.method` with data, and the dispatch error if any. */
  send(call, signer) {
    return new Promise((resolve, reject) => {
      call
        .signAndSend(signer, ({ status, events }) => {
          if (!status.isInBlock && !status.isFinalized) return;
          resolve(this.outcome((status.isInBlock ? status.asInBlock : status.asFinalized).toHex(), events));
        })
        .catch(reject);
    });
  }

  /** The bytes of a transaction that carries readings. No account signs it: a general transaction is its call and nothing else. */
  batch(readings) {
    const { method } = this.api.tx.deviceRegistry.submitReadings(readings);
    return u8aToHex(compactAddLength(u8aConcat(GENERAL, method.toU8a())));
  }

  /** Gives readings to the pool and does not wait for a block. A refusal is thrown, as by `rpc`. */
  handIn(readings) {
    return this.rpc('author_submitExtrinsic', this.batch(readings));
  }

  /** Sends readings and waits for the block; returns what `send` does. A refusal by the pool is thrown with its code and data. */
  submitReadings(readings) {
    const bytes = this.batch(readings);
    return new Promise((resolve, reject) => {
      const follow = (error, status) => {
        const block = status?.inBlock ?? status?.finalized;
        if (block) this.lookUp(block, bytes).then(resolve, reject);
        else if (error) reject(error);
        else if (status === 'invalid' || status === 'dropped' || status.usurped) reject(new Error(`the readings are ${JSON.stringify(status)}`));
      };
      this.provider.subscribe('author_extrinsicUpdate', 'author_submitAndWatchExtrinsic', [bytes], follow).catch(reject);
    });
  }

  /** What became of the transaction with these bytes in a block that has it. */
  async lookUp(block, bytes) {
    // The client would encode a general transaction otherwise than it came: its bytes and hash are those that the node has.
    const index = (await this.rpc('chain_getBlock', block)).block.extrinsics.indexOf(bytes);
    if (index < 0) throw new Error(`${block} has no such transaction`);
    const records = await (await this.api.at(block)).query.system.events();
    return this.outcome(block, records.filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eqn(index)));
  }

  /** What a transaction did, from the records of its events. */
  outcome(block, records) {
    const events = records.map(({ event }) => ({ name: `${event.section}.${event.method}`, data: event.data.toJSON(), raw: event }));
    const failed = events.find(({ name }) => name === 'system.ExtrinsicFailed');
    return { error: failed ? this.failure(failed.raw.data[0]) : null, block, events };
  }

  /** The name of a dispatch error. */
  failure(error) {
    if (error.isModule) return this.api.registry.findMetaError(error.asModule).name;
    return error.isToken ? error.asToken.type : error.toString();
  }

  /** What the node says would become of a reading. */
  wouldAccept(signed) {
    const [[reading]] = this.api.tx.deviceRegistry.submitReadings([signed]).method.args;
    return this.rpc('uen_wouldAccept', reading.toHex());
  }
}

/** The development accounts. */
export async function accounts() {
  await cryptoWaitReady();
  const keyring = new Keyring({ type: 'sr25519', ss58Format: 836 });
  const from = (uri) => keyring.addFromUri(uri);
  return {
    alice: from('//Alice'),
    bob: from('//Bob'),
    manufacturer: from('//Alice//manufacturer'),
    metrology: from('//Alice//metrology'),
    regulator: from('//Alice//regulator'),
    gateway: from('//Alice//gateway'),
    fresh: (name) => from(`//Fresh//${name}`),
    from,
  };
}
