// Asks a node a mix of questions, one every so many milliseconds whether or not the last one was answered, and times the answers from when
// each was due.
import { WsProvider } from '@polkadot/api';
import { parentPort, workerData } from 'node:worker_threads';

const { url, questions, perSecond } = workerData;
const provider = new WsProvider(url, 1000, {}, 60_000);
await provider.isReady;

const latencies = {};
let errors = 0;
let next = 0;
let open = 0;
let due = performance.now();

async function ask(at) {
  const { method, params } = questions[next++ % questions.length];
  open += 1;
  try {
    await provider.send(method, params, false);
    (latencies[method] ??= []).push(performance.now() - at);
  } catch {
    errors += 1;
  }
  open -= 1;
}

const timer = setInterval(() => {
  while (due <= performance.now()) {
    ask(due);
    due += 1000 / perSecond;
  }
}, 5);

parentPort.once('message', async () => {
  clearInterval(timer);
  const deadline = performance.now() + 30_000;
  while (open > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  parentPort.postMessage({ latencies, errors: errors + open });
});
