// A recorded chain, imported by a second node that syncs it from the first: how long each block takes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { NEVER, STATES_KEPT } from './chain.mjs';
import { freePort, networkKey, NodeProcess, sleep } from './node.mjs';

/** Milliseconds between two looks at the metrics. Blocks that are imported between two looks get the mean of them. */
const LOOK_MS = 25;
/** Milliseconds without a block after which something is wrong. */
const PATIENCE_MS = 300_000;
const IMPORTS = /^substrate_block_verification_and_import_time_(sum|count)(?:\{[^}]*\})? (\S+)$/gm;

/** Bytes that a folder takes on disk. */
export function sizeOf(folder) {
  const { stdout, status } = spawnSync('du', ['-s', '-B1', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`du of ${folder} failed`);
  return Number(stdout.split('\t')[0]);
}

/** How many blocks a node has imported, and the milliseconds that this took; `null` if it does not answer yet. */
async function imports(port) {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text(), () => null);
  if (text === null) return null;
  const found = Object.fromEntries([...text.matchAll(IMPORTS)].map(([, name, value]) => [name, Number(value)]));
  return { count: found.count ?? 0, ms: (found.sum ?? 0) * 1000 };
}

/**
 * Lets a second node sync a stopped chain up to block `last`. Returns how long it took to verify, execute and store each block, in
 * milliseconds by block number, as the node itself measures it.
 */
export async function replay({ program, spec, base, folder, last, say }) {
  const copy = join(folder, 'replayed');
  rmSync(copy, { recursive: true, force: true });
  const keys = [networkKey(1), networkKey(2)];
  const ports = [await freePort(), await freePort()];
  const node = (own, other, path, pruning, more) => new NodeProcess({
    program,
    args: [
      '--chain', spec, '--dev-block-time', NEVER, '--base-path', path, '--state-pruning', pruning, '--node-key', keys[own].secret,
      '--listen-addr', `/ip4/127.0.0.1/tcp/${ports[own]}`, '--reserved-nodes', `/ip4/127.0.0.1/tcp/${ports[other]}/p2p/${keys[other].peer}`, ...more,
    ],
    log: join(folder, `replay-${own}.log`),
  });
  say(`importing ${last} blocks into an empty database`);
  const metrics = await freePort();
  const nodes = [
    node(0, 1, base, STATES_KEPT, ['--no-prometheus', '--rpc-port', await freePort()]),
    node(1, 0, copy, 'archive', ['--prometheus-port', metrics, '--rpc-port', await freePort()]),
  ];
  nodes.forEach((each) => each.expectToRun());

  const importMs = new Map();
  let before = { count: 0, ms: 0 };
  for (let since = Date.now(); before.count < last; ) {
    await sleep(LOOK_MS);
    const now = await imports(metrics);
    if (now && now.count > before.count) {
      const each = (now.ms - before.ms) / (now.count - before.count);
      for (let number = before.count + 1; number <= now.count; number++) importMs.set(number, each);
      before = now;
      since = Date.now();
    }
    if (Date.now() - since > PATIENCE_MS) throw new Error(`the second node stays at block ${before.count}; its log is ${nodes[1].log}`);
  }
  await Promise.all(nodes.map((each) => each.stop()));
  rmSync(copy, { recursive: true });
  return importMs;
}
