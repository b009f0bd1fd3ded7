// What a holder sees through a wallet: the token, its distribution, transfers, and a chain that outlives its node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { UEN, Node, accounts, binary, run } from './node.mjs';

const TOTAL = 1_000_000_000n * UEN;
let node;
let who;

before(async () => {
  [node, who] = [await Node.start({ args: ['--dev-instant-seal', '--dev-seconds-per-block', '900', '--dev-start', '2016-06-13T00:00:00Z', '--blocks-pruning', 'archive', '--state-pruning', 'archive'] }), await accounts()];
});
after(() => node.stop());

const free = async (address) => (await node.api.query.system.account(address)).data.free.toBigInt();
const issuance = async () => (await node.api.query.balances.totalIssuance()).toBigInt();

test('a wallet sees the token, its decimals and its address format', () => {
  assert.deepEqual(node.api.registry.chainTokens, ['UEN']);
  assert.deepEqual(node.api.registry.chainDecimals, [12]);
  assert.equal(node.api.registry.chainSS58, 836);
  assert.equal(node.api.consts.balances.existentialDeposit.toBigInt(), UEN / 100n);
});

test('the genesis distributes a thousand million UEN', async () => {
  assert.equal(await issuance(), TOTAL);
  const entries = await node.api.query.system.account.entries();
  const sum = entries.reduce((sum, [, { data }]) => sum + data.free.toBigInt() + data.reserved.toBigInt(), 0n);
  assert.equal(sum, TOTAL);
  const technology = who.from('//Technology').address;
  assert.equal(await free(technology), 60_000_000n * UEN);
  const [schedule] = (await node.api.query.vesting.vesting(technology)).unwrap();
  assert.equal(schedule.perBlock.toBigInt(), 3_802_570_537_683n);
});

test('a transfer arrives, its fee goes to stakers and the treasury, and nothing is minted or burnt', async () => {
  const to = who.fresh('transfer').address;
  const forStakers = async () => BigInt((await node.rpc('uen_stakingStatus')).eraFees);
  const [before, shared] = [await free(who.alice.address), await forStakers()];
  const { error, events } = await node.send(node.api.tx.balances.transferKeepAlive(to, 5n * UEN), who.alice);
  assert.equal(error, null);
  assert.equal(await free(to), 5n * UEN);
  const { data } = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
  const fee = BigInt(data[1]);
  assert.ok(fee > 0n && fee < UEN / 10n, `fee ${fee}`);
  assert.equal(await free(who.alice.address), before - 5n * UEN - fee);
  assert.equal(await forStakers(), shared + (fee * 80n) / 100n);
  const treasury = events.find(({ name, data }) => name === 'balances.Deposit' && BigInt(data[1]) === fee - (fee * 80n) / 100n);
  assert.ok(treasury, 'the rest goes to the treasury');
  assert.equal(await issuance(), TOTAL);
});

test('a transfer below the existential deposit is refused with the reason', async () => {
  const { error } = await node.send(node.api.tx.balances.transferKeepAlive(who.fresh('dust').address, 1n), who.alice);
  assert.equal(error, 'BelowMinimum');
});

test('a transaction that nobody signed for another account is refused', async () => {
  const call = node.api.tx.balances.forceTransfer(who.bob.address, who.alice.address, UEN);
  const { error } = await node.send(call, who.alice);
  assert.equal(error, 'BadOrigin');
});

test('the clock runs in time lapse and goes on after a restart', async () => {
  const now = async () => (await node.api.query.timestamp.now()).toNumber() / 1000;
  const before = await now();
  assert.equal((before - 1_465_776_000) % 900, 0);
  await node.send(node.api.tx.system.remark('0x01'), who.alice);
  assert.equal(await now(), before + 900);
  const number = (await node.api.rpc.chain.getHeader()).number.toNumber();
  await node.stop('SIGKILL');
  await node.launch();
  assert.ok((await node.api.rpc.chain.getHeader()).number.toNumber() >= number - 1, 'blocks survive a kill');
  await node.send(node.api.tx.system.remark('0x02'), who.alice);
  assert.equal((((await now()) - 1_465_776_000) / 900) + 1, (await node.api.rpc.chain.getHeader()).number.toNumber());
});

test('options that a chain has no use for are errors', async () => {
  const needless = [
    [['--dev', '--collator'], '--collator'],
    [['--dev', '--relay-chain-rpc-urls', 'ws://127.0.0.1:1'], '--relay-chain-rpc-urls'],
    [['--dev', '--', '--no-relay-option'], 'arguments for the relay chain'],
    [['--chain', 'local', '--dev-instant-seal'], '--dev-instant-seal'],
    [['--chain', 'local', '--dev-seconds-per-block', '300'], '--dev-seconds-per-block'],
  ];
  for (const [[chain, ...args], option] of needless) {
    const { code, stderr } = await run(binary('uen-node'), ['--tmp', chain, ...args]);
    assert.equal(code, 1, `${args}`);
    assert.match(stderr, new RegExp(`Error: Invalid input: ${option}.*development chain`), `${args}`);
  }
});
