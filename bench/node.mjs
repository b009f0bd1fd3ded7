// Processes of uen-node: their log, their names in the network, and their end.
import { base58Encode } from '@polkadot/util-crypto';
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** What stands before an Ed25519 key in PKCS #8. */
export const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** And before its public key in a peer's name: an identity hash of a protobuf message. */
const PEER = Buffer.from('002408011220', 'hex');

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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

/** A node's key for the network, the same in every run, and the name that follows from it. */
export function networkKey(number) {
  const secret = Buffer.alloc(32, number);
  const pair = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(pair).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { secret: secret.toString('hex'), peer: base58Encode(Buffer.concat([PEER, publicKey])) };
}

/** A running node, whose log is appended to a file and given to `onLine`. It ends with this process at the latest. */
export class NodeProcess {
  constructor({ program, args, log, onLine = () => {} }) {
    this.log = log;
    this.isExpected = true;
    const out = createWriteStream(log, { flags: 'a' });
    const child = spawn(program, [...args, '--no-telemetry', '--no-mdns'].map(String), { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      out.write(`${line}\n`);
      onLine(line);
    });
    const read = new Promise((resolve) => lines.on('close', resolve));
    this.exited = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('exit', (code, signal) => resolve(code ?? signal));
    }).then(async (how) => {
      await read;
      out.end();
      process.off('exit', kill);
      this.ended = how;
      if (this.isExpected) return;
      console.error(`error: ${this.failure}`);
      process.exit(1);
    });
  }

  /** Why there is no node any more. */
  get failure() {
    return `the node ended with ${this.ended}; its log is ${this.log}`;
  }

  /** From now on, and until `stop`, its end is the end of everything. */
  expectToRun() {
    this.isExpected = false;
  }

  async stop() {
    this.isExpected = true;
    this.child.kill('SIGTERM');
    await this.exited;
  }
}
