// Chain specifications: UEN's development chain with money for everybody who takes part, and the bare runtime's with the same.
import { encodeAddress } from '@polkadot/util-crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** What everybody who takes part has, in planck: 1,000 UEN. */
const ENDOWMENT = 1_000_000_000_000_000n;
/** Blocks in a session, as on a chain that is not for development. */
const SESSION = 3_600;
const SS58 = 42;

/** JSON with integers of any size, which JavaScript's has not. */
const parse = (text) => JSON.parse(text.replace(/([[:,]\s*)(\d{16,})(?=\s*[,\]}])/g, '$1"@$2"'));
const print = (value) => JSON.stringify(value).replace(/"@(\d+)"/g, '$1');

/** Writes chain specifications into the files given: into `uen[share]` that of UEN with this free share, in per cent. */
export function writeSpecs({ program, accounts, uen, bare, bareWasm }) {
  const buildSpec = (...args) => {
    const { stdout, status, stderr } = spawnSync(program, ['build-spec', '--disable-default-bootnode', '--chain', ...args], {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`build-spec failed: ${stderr.slice(-2000)}`);
    return stdout;
  };
  // The genesis is computed once here, and not at each start.
  const write = (file, value) => {
    writeFileSync(file, print(value));
    writeFileSync(file, buildSpec(file, '--raw'));
  };
  const endowed = accounts.map((key) => [encodeAddress(key.publicKey, SS58), `@${ENDOWMENT}`]);
  const spec = parse(buildSpec('dev'));
  const genesis = spec.genesis.runtimeGenesis.patch;
  const [[first, amount]] = genesis.balances.balances;
  const rest = BigInt(String(amount).replace('@', '')) - ENDOWMENT * BigInt(accounts.length);
  genesis.balances.balances = [[first, `@${rest}`], ...genesis.balances.balances.slice(1), ...endowed];
  genesis.validatorStaking.sessionLength = SESSION;
  Object.assign(spec, { name: 'UEN benchmark', id: 'uen-bench' });
  for (const [share, file] of Object.entries(uen)) {
    genesis.deviceRegistry.freeShare = Number(share);
    write(file, spec);
  }
  if (!bareWasm) return;
  Object.assign(spec, { name: 'Bare benchmark', id: 'bare-bench', protocolId: 'bare' });
  spec.genesis.runtimeGenesis = {
    code: `0x${readFileSync(bareWasm).toString('hex')}`,
    patch: {
      balances: { balances: [[first, `@${ENDOWMENT}`], ...endowed] },
      parachainInfo: { parachainId: 2836 },
      aura: { authorities: [first] },
    },
  };
  write(bare, spec);
}
