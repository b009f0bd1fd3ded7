// Starts a real uen-node on free ports and connects a real client to it.
import { ApiPromise, WsProvider, Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/uen/target');
export const binary = (name) => join(target, 'debug', name);
export const UEN = 10n ** 12n;

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
        return;
      } catch (error) {
        await provider.disconnect().catch(() => {});
        if (Date.now() > deadline) throw new Error(`no connection to ${this.url}: ${error}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
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

  /** A raw JSON-RPC call; a JSON-RPC error is thrown with its code. */
  async rpc(method, ...params) {
    const response = await fetch(this.url.replace('ws://', 'http://'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
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
  }

  /** Signs, sends and waits for the block; returns its events as `section.method` with data, and the dispatch error if any. */
  send(call, signer) {
    return new Promise((resolve, reject) => {
      call
        .signAndSend(signer, ({ status, events, dispatchError }) => {
          if (!status.isInBlock && !status.isFinalized) return;
          let error = null;
          if (dispatchError?.isModule) error = this.api.registry.findMetaError(dispatchError.asModule).name;
          else if (dispatchError?.isToken) error = dispatchError.asToken.type;
        else if (dispatchError) error = dispatchError.toString();
          resolve({
            error,
            block: (status.isInBlock ? status.asInBlock : status.asFinalized).toHex(),
            events: events.map(({ event }) => ({ name: `${event.section}.${event.method}`, data: event.data.toJSON(), raw: event })),
          });
        })
        .catch(reject);
    });
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
