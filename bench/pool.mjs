// What the transaction pool validates of what it does not know, while the node makes no block.
import { WsProvider } from '@polkadot/api';

const CONNECTIONS = 8;
/** Questions of a connection that wait for their answer at the same time. */
const IN_FLIGHT = 8;

/** Sends each transaction once, from many connections. The seconds from the first question to the last answer. */
export async function validate(url, transactions) {
  const list = transactions.map((bytes) => `0x${bytes.toString('hex')}`);
  const providers = Array.from({ length: CONNECTIONS }, () => new WsProvider(url, 1000, {}, 120_000));
  await Promise.all(providers.map((provider) => provider.isReady));
  let next = 0;
  const worker = async (provider) => {
    while (next < list.length) await provider.send('author_submitExtrinsic', [list[next++]], false);
  };
  const started = performance.now();
  await Promise.all(providers.flatMap((provider) => Array.from({ length: IN_FLIGHT }, () => worker(provider))));
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(providers.map((provider) => provider.disconnect()));
  return seconds;
}
