// Three sources that say what imbalance energy cost, beside the replay of the recorded week: tests/replay.sh starts this.
//
// Usage: node imbalance-sources.mjs URL
//
// In the development presets the three grid operators are the sources of every zone. Each has another account speak for it, a proxy, so
// that it does not get in the way of what else the operator signs. The prices are made up: higher in the evening, different for each source
// and zone. The second source is silent in every fifth period and the third in every seventh, so that medians are of three prices, of two,
// and in every 35th period there is no quorum. What was submitted is in the chain's events: tests/recompute_market.py takes it from there.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const PERIOD = 900;
const M = 1_000_000;
/** Seconds after a period within which the presets take a price for it. */
const MAX_AGE = 1_800;
const SOURCES = [
  { name: '//Dave', offset: 0, silentEvery: Infinity },
  { name: '//Eve', offset: 4 * M, silentEvery: 5 },
  { name: '//Ferdie', offset: -3 * M, silentEvery: 7 },
];

/** What `source` says that imbalance energy cost, in planck per Wh. */
function price({ offset }, zone, period) {
  const quarter = period % 96;
  const evening = quarter >= 68 && quarter < 88 ? 80 * M : 0;
  return 150 * M + evening + ((period * 7_919 + zone * 104_729) % 60) * M + offset;
}

const [url] = process.argv.slice(2);
if (!url) throw new Error('usage: node imbalance-sources.mjs URL');
await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519' });
// Reconnects by itself when the node was killed.
const api = await ApiPromise.create({ provider: new WsProvider(url, 200), noInitWarn: true });
let submitted = 0;

process.on('SIGTERM', () => {
  console.log(`${submitted} imbalance prices were submitted`);
  process.exit(0);
});

/** Whoever speaks for a source is its proxy: also after a kill, with which the node may have forgotten it. */
async function appoint(operator, proxy) {
  const [proxies] = await api.query.proxy.proxies(operator.address);
  if (proxies.some(({ delegate }) => delegate.eq(proxy.address))) return;
  await api.tx.proxy.addProxy(proxy.address, 'Trading', 0).signAndSend(operator, { nonce: -1 });
}

/** A source: names a price for each period that ends, in the zones that had a market. */
async function speak(source) {
  const [operator, proxy] = [source.name, `${source.name}//stash`].map((uri) => keyring.addFromUri(uri));
  // The next period, and the proxy's next nonce; unknown at the start, and after a kill, with which the clock goes back.
  let next = null;
  let nonce = null;
  for (;;) {
    await sleep(40);
    try {
      await api.isReady;
      const now = (await api.query.timestamp.now()).toNumber() / 1_000;
      const ended = Math.floor(now / PERIOD) - 1;
      if (now === 0) continue;
      if (next === null || ended < next - 1) {
        await appoint(operator, proxy);
        [next, nonce] = [ended + 1, null];
      }
      next = Math.max(next, Math.ceil((now - MAX_AGE) / PERIOD));
      for (; next <= ended; next++) {
        if (next % source.silentEvery === 0) continue;
        const period = next;
        const { markets } = await api.query.energyMarket.periods(period);
        const zones = [...new Set(markets.map(({ zone }) => zone.toNumber()))];
        if (!zones.length) continue;
        const calls = zones.map((zone) =>
          api.tx.proxy.proxy(operator.address, null, api.tx.energyMarket.submitImbalancePrice(zone, period, price(source, zone, period))));
        nonce ??= (await api.rpc.system.accountNextIndex(proxy.address)).toNumber();
        await api.tx.utility.forceBatch(calls).signAndSend(proxy, { nonce });
        nonce += 1;
        submitted += calls.length;
      }
    } catch (error) {
      // The node is away, or has lost what a transaction builds upon.
      console.error(`${new Date().toISOString()} ${source.name}: ${error.message}`);
      nonce = null;
      await sleep(200);
    }
  }
}

await Promise.all(SOURCES.map(speak));
