// Uses a development chain for three of its days, and writes its state and that of the genesis presets as fixtures; called by
// snapshot-release.sh. The format is SCALE: a header, then the entries of the state in the order of their keys, each as the number of
// bytes that its key shares with the one before, the rest of the key, and the value. The runtime's code is left out. Beside them,
// schema.txt says how the release's storage and calls are encoded.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Node, UEN, accounts, binary, run, temporaryFolder } from '../tests/e2e/node.mjs';

const CODE = '0x3a636f6465';
// Meters of each kind, and their first quarter hours: more would not show more, but be larger.
const METERS = ['home-00', 'home-01', 'shop-00', 'solar-farm', 'hydro-mill'];
const READ_UNTIL = '2016-06-14T06:00:00Z';
const TRADED_UNTIL = '2016-06-14';
// Six hours after the end of the third day: three eras of energy mining wait to be closed.
const USED_UNTIL = Date.parse('2016-06-16T06:00:00Z') / 1000;
const WEIGHT = { refTime: 20_000_000_000, proofSize: 500_000 };
const LENGTH = 1_000;

const bytes = (hex) => Buffer.from(hex.slice(2), 'hex');

/** SCALE's compact form of a number below 2^30. */
function compact(value) {
  if (value < 1 << 6) return Buffer.from([value << 2]);
  const size = value < 1 << 14 ? 2 : 4;
  const encoded = Buffer.alloc(size);
  encoded.writeUIntLE(value * 4 + (size === 2 ? 1 : 2), 0, size);
  return encoded;
}

/** Writes a fixture: a header, and a state as pairs of hexadecimal keys and values. */
function write(file, header, state) {
  const entries = state.filter(([key]) => key !== CODE).map((pair) => pair.map(bytes));
  entries.sort(([left], [right]) => Buffer.compare(left, right));
  const parts = [header, compact(entries.length)];
  let before = Buffer.alloc(0);
  for (const [key, value] of entries) {
    let shared = 0;
    while (shared < key.length && key[shared] === before[shared]) shared++;
    parts.push(compact(shared), compact(key.length - shared), key.subarray(shared), compact(value.length), value);
    before = key;
  }
  const content = Buffer.concat(parts);
  writeFileSync(file, content);
  console.log(`${file}: ${entries.length} entries, ${content.length} bytes`);
}

/** The genesis of a preset, which no chain has to run for. */
async function genesis(folder, chain) {
  const node = async (...args) => {
    const { code, stdout, stderr } = await run(binary('uen-node'), [...args, '--chain', chain]);
    if (code !== 0) throw new Error(`uen-node ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  const { top, childrenDefault } = JSON.parse(await node('build-spec', '--raw')).genesis.raw;
  if (Object.keys(childrenDefault).length > 0) throw new Error('the fixtures hold no child tries');
  write(join(folder, `${chain}-genesis.scale`), bytes(await node('export-genesis-head')), Object.entries(top));
}

/** The state of a running chain at its last finalized block. */
async function snapshot(node, file) {
  const at = await node.rpc('chain_getFinalizedHead');
  const header = await node.api.rpc.chain.getHeader(at);
  const state = [];
  for (let last = null; ; ) {
    const keys = (await node.rpc('state_getKeysPaged', '0x', 500, last, at)).filter((key) => key !== CODE);
    if (keys.length === 0) break;
    const [{ changes }] = await node.rpc('state_queryStorageAt', keys, at);
    state.push(...changes);
    last = keys.at(-1);
  }
  write(file, Buffer.from(header.toU8a()), state);
  console.log(`of block ${header.number}`);
}

/** How a type is encoded, whatever its parts are called. The runtime's own enums grow with its pallets, and are named instead. */
function describe(types, id, within = []) {
  if (within.includes(id)) return '^';
  const { path, def } = types[id].type;
  const of = (part) => describe(types, part, [...within, id]);
  const fields = (list) => `{${list.map(({ type }) => of(type)).join(',')}}`;
  const [[kind, value]] = Object.entries(def);
  if (kind === 'variant' && path[0] === 'uen_runtime') return path.join('::');
  if (kind === 'variant') return `[${byIndex(value.variants).map((variant) => `${variant.index}${fields(variant.fields)}`).join('')}]`;
  if (kind === 'composite') return fields(value.fields);
  if (kind === 'tuple') return `(${value.map(of).join(',')})`;
  if (kind === 'sequence') return `*${of(value.type)}`;
  if (kind === 'array') return `${value.len}*${of(value.type)}`;
  if (kind === 'compact') return `~${of(value.type)}`;
  if (kind === 'primitive') return value.toLowerCase();
  throw new Error(`nobody knows how a ${kind} is encoded`);
}

const byIndex = (variants) => [...variants].sort((left, right) => left.index - right.index);

/** Writes how the runtime's storage and calls are encoded, a line for each entry and call. upgrade.rs reads it. */
async function schema(node, file) {
  const { api } = node;
  const metadata = api.createType('Metadata', await node.rpc('state_getMetadata')).asV14;
  const { types } = metadata.lookup.toJSON();
  const print = (text) => api.registry.hash(Buffer.from(text)).toHex().slice(2, 18);
  const type = (id) => print(describe(types, id));
  const fields = (list) => print(`{${list.map((field) => describe(types, field.type)).join(',')}}`);
  const { specVersion, transactionVersion } = api.runtimeVersion;
  const lines = [`version ${specVersion} ${transactionVersion}`];
  for (const pallet of metadata.pallets) {
    if (pallet.storage.isSome) {
      const { prefix, items } = pallet.storage.unwrap();
      for (const { name, modifier, type: entry } of items) {
        const map = entry.isMap ? entry.asMap : null;
        const hashers = map ? map.hashers.map((hasher) => hasher.type.replaceAll('_', '')).join('+') : 'Plain';
        const [key, value] = map ? [type(map.key.toNumber()), map.value] : ['-', entry.asPlain];
        lines.push(`storage ${prefix}.${name} ${modifier.type} ${hashers} ${key} ${type(value.toNumber())}`);
      }
    }
    if (pallet.calls.isSome) {
      for (const { index, name, fields: parts } of byIndex(types[pallet.calls.unwrap().type.toNumber()].type.def.variant.variants)) {
        lines.push(`call ${pallet.index}.${index} ${pallet.name}.${name} ${fields(parts)}`);
      }
    }
  }
  for (const { type: { path, def } } of types) {
    if (!def.variant || path[0] !== 'uen_runtime') continue;
    // Calls have lines of their own; events and errors grow.
    const opaque = ['RuntimeCall', 'RuntimeEvent', 'RuntimeError'].includes(path.at(-1));
    for (const { index, name, fields: parts } of byIndex(def.variant.variants)) {
      lines.push(`enum ${path.join('::')} ${index} ${name} ${opaque ? '-' : fields(parts)}`);
    }
  }
  metadata.extrinsic.signedExtensions.forEach(({ identifier, type: extra, additionalSigned }, index) => {
    lines.push(`extension ${index} ${identifier} ${type(extra.toNumber())} ${type(additionalSigned.toNumber())}`);
  });
  for (const { name, type: part } of types[metadata.extrinsic.type.toNumber()].type.params) {
    if (name === 'Address' || name === 'Signature') lines.push(`extrinsic ${name} ${type(part)}`);
  }
  writeFileSync(file, lines.join('\n') + '\n');
  console.log(`${file}: ${lines.length} lines`);
}

/** Sends a call that has to succeed; returns its events' data by name. */
async function succeeds(node, call, signer) {
  const { error, events } = await node.send(call, signer);
  if (error !== null) throw new Error(`${call.method.section}.${call.method.method}: ${error}`);
  return Object.fromEntries(events.map(({ name, data }) => [name, data]));
}

/** Waits until `condition` holds. */
async function until(condition, what, seconds = 900) {
  for (const deadline = Date.now() + seconds * 1000; !(await condition()); await sleep(100)) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
  }
}

/** Meters are read, their owners trade, and certificates are issued. Returns what waits for the end. */
function meters(node, folder) {
  const select = (file, keep) => {
    const [head, ...lines] = readFileSync(join('gateway/data', file), 'utf8').trim().split('\n');
    writeFileSync(join(folder, file), [head, ...lines.filter((line) => keep(line.split(',')))].join('\n') + '\n');
    return join(folder, file);
  };
  const files = ['--meters', select('meters.csv', ([meter]) => METERS.includes(meter))];
  const readings = select('readings.csv', ([end, meter]) => METERS.includes(meter) && end <= READ_UNTIL);
  const env = { ...process.env, UEN_GATEWAY_PASSPHRASE: 'recorded week' };
  const common = ['--dev-accounts', ...files, '--url', node.url];
  const gateway = async (...args) => {
    const { code, stdout, stderr } = await run(binary('uen-gateway'), args, { env });
    // 3: something was refused.
    if (code !== 0 && code !== 3) throw new Error(`uen-gateway ${args[0]} ended with ${code}:\n${stdout}${stderr}`);
  };
  const day = TRADED_UNTIL;
  return Promise.all([
    gateway(
      'replay', ...common, '--readings', readings, '--keystore', join(folder, 'keys'), '--outbox', join(folder, 'outbox.sqlite'),
      '--no-wait',
    ),
    gateway('trade', ...common, '--until', day),
    gateway('carbon', ...common, '--factors', 'gateway/data/illustrative_emission_factors.csv', '--from', '2016-06-13', '--until', day),
  ]);
}

/** Holders, validators, the council and the committee do what they can, and leave much of it undone. */
class People {
  constructor(node, who) {
    Object.assign(this, { node, tx: node.api.tx, query: node.api.query });
    const from = (name) => who.from(`//${name}`);
    Object.assign(this, {
      alice: who.alice, bob: who.bob, charlie: from('Charlie'), dave: from('Dave'), eve: from('Eve'), ferdie: from('Ferdie'),
      holder: from('Alice//stash'), worker: from('Bob//stash'), newcomer: from('Charlie//stash'), rich: from('Dave//stash'),
    });
  }

  does(signer, call) {
    return succeeds(this.node, call, signer);
  }

  async height() {
    return (await this.node.api.rpc.chain.getHeader()).number.toNumber();
  }

  async council(call) {
    const { council } = this.tx;
    const proposed = await this.does(this.alice, council.propose(2, call, LENGTH));
    const [, index, hash] = proposed['council.Proposed'];
    await this.does(this.alice, council.vote(hash, index, true));
    await this.does(this.bob, council.vote(hash, index, true));
    const closed = await this.does(this.alice, council.close(hash, index, WEIGHT, LENGTH));
    if (closed['council.Executed'][1].err) throw new Error(`the motion failed: ${JSON.stringify(closed['council.Executed'])}`);
  }

  async stake() {
    const { session, validatorStaking, elections } = this.tx;
    const { node, newcomer, holder, rich, alice, bob, charlie } = this;
    const owner = `0x${Buffer.from(newcomer.publicKey).toString('hex')}`;
    const { keys, proof } = await node.rpc('author_rotateKeysWithOwner', owner);
    await this.does(newcomer, session.setKeys(keys, proof));
    await this.does(newcomer, validatorStaking.register(20_000n * UEN, 100_000_000));
    await this.does(holder, validatorStaking.delegate(newcomer.address, 100_000n * UEN));
    await this.does(holder, validatorStaking.setCompounding(newcomer.address, true));
    await this.does(rich, validatorStaking.delegate(bob.address, 50_000n * UEN));
    await this.does(holder, elections.vote([alice.address, charlie.address], 50_000n * UEN));
    await this.does(rich, elections.submitCandidacy(3));
  }

  /** Proposes a referendum, and waits until it is voted on. */
  async referendum(call, signer) {
    const { preimage, democracy } = this.tx;
    const [hash, len] = [call.method.hash.toHex(), call.method.encodedLength];
    await this.does(signer, preimage.notePreimage(call.method.toHex()));
    const index = (await this.query.democracy.referendumCount()).toNumber();
    await this.does(signer, democracy.propose({ Lookup: { hash_: hash, len } }, 1_000n * UEN));
    await until(async () => (await this.query.democracy.referendumCount()).toNumber() > index, 'a referendum');
    return index;
  }

  async vote(index) {
    const vote = (aye, conviction, balance) =>
      this.tx.democracy.vote(index, { Standard: { vote: { aye, conviction }, balance: balance * UEN } });
    await Promise.all([
      this.does(this.alice, vote(true, 'Locked1x', 100_000n)), this.does(this.bob, vote(true, 'Locked3x', 100_000n)),
      this.does(this.charlie, vote(false, 'None', 50_000n)),
    ]);
  }

  /** A parameter of energy mining is changed, and the airdrop's list is set and claimed by one of two. */
  async decide() {
    const { airdrop, energyMining, utility, democracy } = this.tx;
    const { api } = this.node;
    const hash = (tag, ...parts) => api.registry.hash(Buffer.concat([Buffer.from([tag]), ...parts]));
    const leaves = [this.worker, this.eve].map((account, index) =>
      hash(0, api.createType('u32', index).toU8a(), account.publicKey, api.createType('u128', 500n * UEN).toU8a()),
    );
    const parameters = (await this.query.energyMining.parameters()).toJSON();
    const call = utility.batchAll([
      energyMining.setParameters({ ...parameters, maxReward: 2_000_000_000 }),
      airdrop.setRoot(hash(1, ...leaves).toHex(), 2, 1_000n * UEN),
    ]);
    await this.does(this.rich, democracy.delegate(this.bob.address, 'Locked2x', 50_000n * UEN));
    await this.vote(await this.referendum(call, this.holder));
    await until(async () => (await this.query.airdrop.list()).isSome, 'the airdrop’s list');
    await this.does(this.alice, airdrop.claim(0, this.worker.address, 500n * UEN, [leaves[1].toHex()]));
  }

  async treasury() {
    const { treasury, bounties, childBounties, tips } = this.tx;
    const { eve, ferdie, alice, worker } = this;
    const id = (await this.query.bounties.bountyCount()).toNumber();
    await this.does(eve, bounties.proposeBounty(8_000n * UEN, 'An open-source dashboard'));
    await this.council(bounties.approveBounty(id));
    await until(async () => (await this.query.bounties.bounties(id)).unwrap().status.isFunded, 'the bounty');
    await this.council(bounties.proposeCurator(id, ferdie.address, 400n * UEN));
    await this.does(ferdie, bounties.acceptCurator(id));
    await this.does(ferdie, childBounties.addChildBounty(id, 3_000n * UEN, 'First milestone'));
    await this.does(eve, bounties.proposeBounty(1_000n * UEN, 'A translation'));
    await this.does(alice, tips.tipNew('Helps newcomers', worker.address, 100n * UEN));
    await this.council(treasury.spend(null, 5_000n * UEN, worker.address, (await this.height()) + 2_000));
  }

  async accountsDo() {
    const { balances, multisig, proxy, vesting, preimage, system } = this.tx;
    const { node, holder, worker, rich, eve, alice } = this;
    const transfer = balances.transferKeepAlive(worker.address, UEN);
    const others = [alice, eve].map(({ address }) => address).sort((left, right) => {
      const key = (address) => Buffer.from(node.api.createType('AccountId', address).toU8a());
      return Buffer.compare(key(left), key(right));
    });
    await this.does(rich, multisig.approveAsMulti(2, others, null, transfer.method.hash.toHex(), WEIGHT));
    await this.does(holder, proxy.addProxy(worker.address, 'Staking', 0));
    await this.does(holder, proxy.addProxy(alice.address, 'NonTransfer', 100));
    await this.does(alice, proxy.announce(holder.address, transfer.method.hash.toHex()));
    const startingBlock = (await this.query.parachainSystem.lastRelayChainBlockNumber()).toNumber();
    const schedule = { locked: 1_000n * UEN, perBlock: UEN / 10n, startingBlock };
    await this.does(holder, vesting.vestedTransfer(worker.address, schedule));
    await this.does(rich, preimage.notePreimage(system.remark('0x00').method.toHex()));
  }

  /** What is under way when the state is kept: unbonding, votes, proposals, a motion. */
  async begin() {
    const { validatorStaking, democracy, technicalCommittee, council, system } = this.tx;
    const { alice, dave, holder, newcomer, rich, ferdie } = this;
    await this.does(holder, validatorStaking.unbond(newcomer.address, 1_000n * UEN));
    await this.does(ferdie, validatorStaking.claim(ferdie.address, this.charlie.address));
    const ongoing = await this.referendum(system.remark('0x01'), rich);
    await this.does(holder, democracy.propose({ Inline: system.remark('0x02').method.toHex() }, 1_000n * UEN));
    await this.does(alice, council.propose(2, system.remark('0x03'), LENGTH));
    await this.does(dave, technicalCommittee.propose(2, system.remark('0x04'), LENGTH));
    await this.vote(ongoing);
  }
}

async function main() {
  const work = temporaryFolder();
  const node = await Node.start({
    basePath: work,
    // The gateway reads in past states what became of its certificates.
    args: [
      '--dev-block-time', '150', '--dev-seconds-per-block', '300', '--dev-start', '2016-06-13T00:00:00Z', '--state-pruning', 'archive',
    ],
  });
  const version = node.api.runtimeVersion.specVersion.toNumber();
  const folder = process.argv[2] ?? join('runtime/tests/fixtures', `spec-${version}`);
  mkdirSync(folder, { recursive: true });
  const metered = meters(node, work);
  const people = new People(node, await accounts());
  const governed = (async () => {
    for (const part of ['stake', 'accountsDo', 'decide', 'treasury']) {
      await people[part]();
      console.log(`${part}: done at block ${await people.height()}`);
    }
  })();
  await Promise.all([metered, governed]);
  await until(async () => (await node.now()) >= USED_UNTIL, 'the third day');
  await people.begin();
  await snapshot(node, join(folder, 'dev-used.scale'));
  await schema(node, join(folder, 'schema.txt'));
  await node.stop();
  // The everyday node plays a relay chain for this preset only.
  await genesis(folder, 'dev');
}

await main();
process.exit(0);
