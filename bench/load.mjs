// A load that keeps blocks full for minutes, and what came of it.
import { Worker } from 'node:worker_threads';
import { sleep } from './node.mjs';

/** Length of a slot in seconds. */
export const SLOT = 6;
/** Real milliseconds that the node pauses between two blocks: with the making of a block, about a slot. */
export const PAUSE_MS = 4_500;
/** Full blocks that are not counted, from which it is learnt how much must be signed. */
const WARM_BLOCKS = 2;
/** Parallel submissions. */
const CONCURRENCY = 64;
/** Most transactions that wait in the pool. */
const MOST_POOLED = 12_000;
/** Most blocks in which warming up must succeed. */
const WARM_LIMIT = 40;

/** Whether a limit, and not a lack of transactions, ended the block. */
export const isFull = (block) => block.end.startsWith('Hit');

/**
 * Keeps the pool filled with `produce`d transactions: first so many that blocks are seen to be full, then, when everything for the
 * measured time is signed, for `minutes`. Everything signed before is sent at that time only.
 *
 * `produce(count)` signs about so many, in order: `{ bytes, items?, due?, undo? }`. What is not sent in the end is undone, latest first. `items`
 * is how many readings, orders or transfers it holds, one if not said. `due` is the time of the chain's clock from which the pool takes it.
 * `surplus` is how many times as much is signed as the first full
 * blocks suggest. `isBoundary(sent)` says where to stop after the time is over.
 */
export async function sustain(chain, { name, warm, produce, minutes, surplus = 1.1, isBoundary = () => true, say }) {
  const queue = [];
  let position = 0;
  let bytes = 0;
  let items = 0;
  let target = warm;
  let isStopped = false;
  let stopAt = Infinity;
  const mayGo = () => position < Math.min(queue.length, stopAt) && (queue[position].due ?? 0) <= chain.poolClock;

  const feed = async () => {
    while (!isStopped) {
      if (chain.pooled < target && mayGo()) {
        const item = queue[position];
        queue[position] = undefined;
        position += 1;
        bytes += item.bytes.length;
        items += item.items ?? 1;
        await chain.submit(item.bytes);
      } else {
        await Promise.race([chain.next().then(() => {}), sleep(50)]);
      }
    }
  };
  const watch = (async () => {
    while (!isStopped) {
      const block = await Promise.race([chain.next(), sleep(20_000)]);
      if (!block) continue;
      // One and a half blocks: enough to fill one, and little for the author to try in vain when it is full. If it was not, the pool held
      // too little, or what is sent is not due yet.
      const wanted = isFull(block) ? block.signed * 1.5 : target * 1.5;
      target = Math.min(MOST_POOLED, Math.max(64, Math.ceil(wanted)));
    }
  })();

  queue.push(...produce(warm));
  const feeders = Array.from({ length: CONCURRENCY }, feed);

  const full = [];
  let more = warm;
  for (let i = 0; full.length < WARM_BLOCKS && i < WARM_LIMIT; i++) {
    const block = await chain.next();
    if (isFull(block)) full.push(block.signed);
    if (full.length === 0 && position === queue.length && i % 3 === 2) {
      queue.push(...produce(more));
      target = more;
      more *= 2;
    }
    if (full.length === 1 && position === queue.length) break;
  }
  if (full.length === 0) throw new Error(`${name}: no block was full`);
  const perBlock = Math.max(1, ...full);

  const seconds = minutes * 60;
  const count = Math.ceil(perBlock * (seconds / SLOT + 4) * surplus);
  say(`${name}: up to ${perBlock} transactions a block; signing ${count}`);
  for (let signed = 0; signed < count; ) {
    const part = produce(Math.min(500, count - signed));
    queue.push(...part);
    signed += Math.max(1, part.length);
    await sleep(0);
  }
  while (!isBoundary(queue.length)) queue.push(...produce(1));
  // The pool fills up again while one block is made, which is not counted.
  await chain.next();
  const first = (await chain.next()).number;
  say(`${name}: measuring for ${minutes} min from block ${first + 1}`);
  await sleep(seconds * 1000);
  const last = chain.last;
  const elapsed = (chain.block(last).at - chain.block(first).at) / 1000;
  for (stopAt = position; !isBoundary(stopAt); ) stopAt += 1;
  while (position < stopAt) await sleep(20);
  isStopped = true;
  await Promise.all(feeders);
  for (let i = queue.length - 1; i >= position; i--) queue[i].undo?.();
  await chain.drained();
  await watch;
  return { first: first + 1, last, elapsed, sent: position, items, bytesEach: bytes / position };
}

/** Numbers in order of size, and the one that `share` of them do not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the blocks of a load were. `items(block)` is how many readings, orders or transfers a block had. */
export function summarise(chain, { first, last, elapsed, bytesEach }, items) {
  const limits = chain.limits();
  const blocks = [];
  for (let number = first; number <= last; number++) {
    const block = chain.blocks.get(number);
    if (!block?.weight) continue;
    const weight = chain.weightOf(block);
    const count = items(block);
    const length = block.signed * bytesEach;
    blocks.push({
      number,
      count,
      isFull: isFull(block),
      end: block.end,
      authoringMs: block.authoringMs,
      witness: block.proofBytes,
      length,
      normal: weight.normal,
      mandatory: weight.mandatory,
    });
  }
  const used = (pick) => mean(blocks.map(pick));
  const counts = blocks.map((block) => block.count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const utilisation = {
    refTime: used((block) => block.normal.refTime) / limits.refTime,
    proofSize: used((block) => block.normal.proofSize) / limits.proofSize,
    length: used((block) => block.length) / limits.length,
  };
  const [nearest] = Object.entries(utilisation).sort(([, a], [, b]) => b - a)[0];
  const share = (end) => blocks.filter((block) => block.end === end).length / blocks.length;
  return {
    blocks: blocks.length,
    full: blocks.filter((block) => block.isFull).length,
    ends: [...new Set(blocks.map((block) => block.end))],
    first,
    last,
    total,
    perBlock: { mean: mean(counts), least: Math.min(...counts), most: Math.max(...counts) },
    perSecond: mean(counts) / SLOT,
    wallClock: { seconds: elapsed, perSecond: total / elapsed },
    utilisation,
    bound: share('HitDeadline') > 0.5 ? 'deadline' : share('NoMoreTransactions') > 0.5 ? 'load' : nearest,
    refTimeEach: used((block) => block.normal.refTime) / mean(counts),
    // What the block counts is the proof and the transaction's own bytes.
    proofEach: (used((block) => block.normal.proofSize) - used((block) => block.length)) / mean(counts),
    lengthEach: used((block) => block.length) / mean(counts),
    witnessEach: used((block) => block.witness) / mean(counts),
    authoringMs: { mean: used((block) => block.authoringMs), most: Math.max(...blocks.map((block) => block.authoringMs)) },
    authoringMsEach: used((block) => block.authoringMs) / mean(counts),
  };
}

/** Asks questions at a fixed rate in a thread of its own, so that nothing here delays an answer. Returns what stops it. */
export function probe(url, questions, perSecond) {
  const worker = new Worker(new URL('./latency.mjs', import.meta.url), { workerData: { url, questions, perSecond } });
  const failed = new Promise((_, reject) => worker.on('error', reject));
  failed.catch(() => {});
  return async () => {
    const answer = new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage('stop');
    const samples = await Promise.race([answer, failed]);
    await worker.terminate();
    const row = (method, values) => ({ method, count: values.length, p50: quantile(values, 0.5), p99: quantile(values, 0.99), most: Math.max(...values) });
    const all = Object.values(samples.latencies).flat();
    return { perSecond, errors: samples.errors, rows: [...Object.entries(samples.latencies).map(([method, values]) => row(method, values)), row('all', all)] };
  };
}
