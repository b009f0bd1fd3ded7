// Staking and governance as validators, holders, the council and the committee see them, on a chain whose days take seconds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { u8aToHex } from '@polkadot/util';
import { Node, UEN, accounts } from './node.mjs';

const TOTAL = 1_000_000_000n * UEN;
const BOND = 100_000n * UEN;
const OPERATOR = 50_000n * UEN;
const NEW_BOND = 20_000n * UEN;
const DELEGATION = 100_000n * UEN;
const VOTER = 1_000n * UEN;
// The weight and length that a motion may have.
const WEIGHT = { refTime: 20_000_000_000, proofSize: 500_000 };
const LENGTH = 1_000;

let node;
let who;
let people;

before(async () => {
  // 906 s are 151 slots: with three validators as with four, each block is the next one's. 96 blocks are a day and so an era.
  const args = ['--dev-block-time', '200', '--dev-seconds-per-block', '906', '--dev-start', '2016-06-13T00:00:00Z'];
  [node, who] = [await Node.start({ args }), await accounts()];
  const from = (name) => who.from(`//${name}`);
  people = {
    alice: who.alice, bob: who.bob, charlie: from('Charlie'), dave: from('Dave'), eve: from('Eve'), ferdie: from('Ferdie'),
    holder: from('Alice//stash'), developer: from('Bob//stash'), newcomer: from('Charlie//stash'), rich: from('Dave//stash'),
    voter: who.fresh('voter'),
  };
});
after(() => node.stop());

const account = async (address) => (await node.api.query.system.account(address)).data;
const free = async (address) => (await account(address)).free.toBigInt();
const reserved = async (address) => (await account(address)).reserved.toBigInt();
const issuance = async () => (await node.api.query.balances.totalIssuance()).toBigInt();
const height = async () => (await node.api.rpc.chain.getHeader()).number.toNumber();
const stakers = () => node.api.query.validatorStaking;

/** Sends a call that has to succeed; returns its events' data by name. */
async function succeeds(call, signer) {
  const { error, events } = await node.send(call, signer);
  assert.equal(error, null, `${call.method.section}.${call.method.method}`);
  return Object.fromEntries(events.map(({ name, data }) => [name, data]));
}

/** Sends a call that has to fail with `expected`. */
async function fails(expected, call, signer) {
  assert.equal((await node.send(call, signer)).error, expected, `${call.method.section}.${call.method.method}`);
}

/** Waits until `condition` is true, at most for two minutes. */
async function until(condition, what) {
  for (const deadline = Date.now() + 120_000; !(await condition()); await sleep(100)) {
    assert.ok(Date.now() < deadline, `waited for ${what}`);
  }
}

const blocks = async (count) => {
  const target = (await height()) + count;
  await until(async () => (await height()) >= target, `block ${target}`);
};

/** Proposals wait for a multiple of twenty blocks: what has to happen before that is done after the last one. */
const earlyInLaunchPeriod = () => until(async () => [1, 2, 3, 4, 5].includes((await height()) % 20), 'the time after a launch');

const era = async () => (await stakers().currentEra()).index.toNumber();

/** Waits for the end of the era under way, and returns its number. */
async function endOfEra() {
  const ends = await era();
  await until(async () => (await era()) > ends, 'the end of the era');
  return ends;
}

/** Looks from block `first` on until an event comes, and returns the block's number and the event's data. */
async function event(name, first) {
  const { api } = node;
  for (let number = first; ; number++) {
    await until(async () => (await height()) >= number, name);
    assert.ok(number < first + 120, `no ${name} in 120 blocks`);
    const at = await api.at(await api.rpc.chain.getBlockHash(number));
    const found = (await at.query.system.events()).find(({ event }) => `${event.section}.${event.method}` === name);
    if (found) return { number, data: found.event.data };
  }
}

/** The name of the error in a dispatch's result, or null. */
function failure(result) {
  if (result.isOk) return null;
  const error = result.asErr;
  return error.isModule ? node.api.registry.findMetaError(error.asModule).name : error.type;
}

/** `members` of a body propose a motion and vote for it; what is returned closes it and says how its call ended. */
async function motion(body, members, call) {
  const tx = node.api.tx[body];
  const events = await succeeds(tx.propose(members.length, call, LENGTH), members[0]);
  const [, index, hash] = events[`${body}.Proposed`];
  await Promise.all(members.map((member) => succeeds(tx.vote(hash, index, true), member)));
  return async () => {
    const { error, events } = await node.send(tx.close(hash, index, WEIGHT, LENGTH), members[0]);
    assert.equal(error, null);
    return failure(events.find(({ name }) => name === `${body}.Executed`).raw.data[1]);
  };
}

const council = async (call) => (await motion('council', [people.alice, people.bob], call))();
const committee = async (call) => (await motion('technicalCommittee', [people.dave, people.eve], call))();

/** Notes the preimage of a call, as referenda refer to it. */
async function preimage(call) {
  const { api } = node;
  const hash = call.method.hash.toHex();
  if (!(await api.query.preimage.requestStatusFor(hash)).isSome) {
    const events = await succeeds(api.tx.preimage.notePreimage(call.method.toHex()), people.eve);
    assert.equal(events['preimage.Noted'][0], hash);
  }
  return { hash, proposal: { Lookup: { hash_: hash, len: call.method.encodedLength } } };
}

const vote = (index, aye, conviction, balance) =>
  node.api.tx.democracy.vote(index, { Standard: { vote: { aye, conviction }, balance } });

/** `energyMining.setParameters` with another cap. */
async function cap(maxReward) {
  const parameters = (await node.api.query.energyMining.parameters()).toJSON();
  return node.api.tx.energyMining.setParameters({ ...parameters, maxReward });
}
const capNow = async () => (await node.api.query.energyMining.parameters()).maxReward.toBigInt();

async function tally(index) {
  const { tally } = (await node.api.query.democracy.referendumInfoOf(index)).unwrap().asOngoing;
  return { ayes: tally.ayes.toBigInt(), nays: tally.nays.toBigInt(), turnout: tally.turnout.toBigInt() };
}

/** What the RPC says about staking is what is in the storage of the same block. */
async function compare() {
  const { api } = node;
  const at = (await api.rpc.chain.getBlockHash()).toHex();
  const { query } = await api.at(at);
  const staking = query.validatorStaking;
  const [status, { items, next }] = [await node.rpc('uen_stakingStatus', at), await node.rpc('uen_validators', null, 100, at)];
  const [era, pot, total] = [await staking.currentEra(), await staking.pot(), (await staking.totalStake()).toBigInt()];
  assert.deepEqual(
    [status.era, status.day, status.points, status.sessionStart, status.candidates, status.sessionMembers],
    [
      era.index.toNumber(), era.day.unwrap().toNumber(), era.points.toNumber(), (await staking.sessionStart()).toNumber(),
      (await staking.counterForCandidates()).toNumber(), (await query.session.validators()).length,
    ],
  );
  assert.deepEqual([status.totalStake, status.reserved, status.paid].map(BigInt), [total, pot.reserved.toBigInt(), pot.paid.toBigInt()]);
  assert.equal(next, null);
  assert.equal(items.length, (await staking.validators.keys()).length);
  assert.equal(items.reduce((sum, { stake }) => sum + BigInt(stake), 0n), total, 'all stake is some validator’s');
  for (const { account, ...item } of items) {
    const record = (await staking.validators(account)).unwrap();
    assert.deepEqual(
      [item.status, item.commissionPpm, item.delegators, item.lastAuthored, BigInt(item.stake), BigInt(item.ownStake)],
      [
        record.status.type.toLowerCase(), record.commission.toNumber() / 1_000, record.delegators.toNumber(),
        record.lastAuthored.toNumber(), record.stake.toBigInt(), record.ownStake.toBigInt(),
      ],
    );
  }
  let owed = 0n;
  for (const [key, staker] of await staking.stakers.entries()) {
    const address = key.args[0].toString();
    const [stake, power] = [await node.rpc('uen_stake', address, at), await node.rpc('uen_votingPower', address, at)];
    const { active, unbonding } = staker.unwrap();
    assert.equal(BigInt(stake.active), active.toBigInt());
    assert.equal(stake.delegations.reduce((sum, { amount }) => sum + BigInt(amount), 0n), active.toBigInt());
    assert.deepEqual(
      stake.unbonding.map(({ amount, until }) => [BigInt(amount), until]),
      unbonding.map(({ amount, until }) => [amount.toBigInt(), until.toNumber()]),
    );
    assert.deepEqual([power.power, power.electorate, power.locked], [stake.active, status.totalStake, stake.lockedByVotes]);
    const holds = (await query.balances.holds(address)).filter(({ id }) => id.isValidatorStaking);
    const held = holds.reduce((sum, { amount }) => sum + amount.toBigInt(), 0n);
    assert.equal(held, active.toBigInt() + unbonding.reduce((sum, { amount }) => sum + amount.toBigInt(), 0n), 'holds are stakes');
    owed += stake.delegations.reduce((sum, { reward }) => sum + BigInt(reward), 0n);
  }
  assert.ok(owed <= BigInt(status.reserved), 'the pot can pay everybody');
  assert.equal((await query.balances.totalIssuance()).toBigInt(), TOTAL);
  return { status, items, owed };
}

/** Who had the slot of a block, of the session's members before it. */
async function author(number) {
  const { api } = node;
  const [parent, hash] = [await api.rpc.chain.getBlockHash(number - 1), await api.rpc.chain.getBlockHash(number)];
  const { digest } = await api.rpc.chain.getHeader(hash);
  const [, bytes] = digest.logs.find((log) => log.isPreRuntime && log.asPreRuntime[0].isAura).asPreRuntime;
  const slot = bytes.toU8a(true).reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
  const members = await (await api.at(parent)).query.session.validators();
  return members[Number(slot % BigInt(members.length))].toString();
}

test('the genesis has three validators, who are the council, and a committee of those who delegate to them', async () => {
  const { alice, bob, charlie, dave, eve, ferdie } = people;
  await until(async () => (await height()) >= 2, 'the first blocks');
  const { status, items } = await compare();
  const addresses = (pairs) => pairs.map(({ address }) => address).sort();
  assert.deepEqual(items.map(({ account }) => account).sort(), addresses([alice, bob, charlie]));
  for (const { account, ...item } of items) {
    assert.deepEqual([item.status, item.inSession, item.invulnerable, item.commissionPpm], ['active', true, true, 50_000], account);
    assert.deepEqual([BigInt(item.ownStake), BigInt(item.stake), item.delegators], [BOND, BOND + OPERATOR, 2]);
  }
  assert.equal(BigInt(status.totalStake), 3n * (BOND + OPERATOR));
  const members = async (body) => (await node.api.query[body].members()).map(String).sort();
  assert.deepEqual(await members('council'), addresses([alice, bob, charlie]));
  assert.deepEqual(await members('technicalCommittee'), addresses([dave, eve, ferdie]));
  assert.deepEqual((await node.rpc('uen_stake', dave.address)).delegations.map(({ validator }) => validator), [alice.address]);
  assert.equal(node.api.tx.sudo, undefined, 'no key holds root');
});

test('an account becomes a validator with session keys and a stake of its own', async () => {
  const { tx } = node.api;
  const { newcomer, rich } = people;
  const register = (bond) => tx.validatorStaking.register(bond, 100_000_000);
  await fails('NoSessionKeys', register(NEW_BOND), newcomer);
  const { keys, proof } = await node.rpc('author_rotateKeysWithOwner', u8aToHex(newcomer.publicKey));
  await fails('InvalidProof', tx.session.setKeys(keys, proof), rich);
  await succeeds(tx.session.setKeys(keys, proof), newcomer);
  await fails('BelowMinimum', register(10_000n * UEN - 1n), newcomer);
  const events = await succeeds(register(NEW_BOND), newcomer);
  assert.deepEqual(events['validatorStaking.ValidatorRegistered'], [newcomer.address, 100_000_000]);
  assert.equal(BigInt(events['validatorStaking.Delegated'][2]), NEW_BOND);
  await fails('AlreadyValidator', register(NEW_BOND), newcomer);
  const { status } = await compare();
  assert.equal(status.candidates, 4);
  assert.equal(BigInt(status.totalStake), 3n * (BOND + OPERATOR) + NEW_BOND);
});

test('a holder delegates, and can vote with as much', async () => {
  const { tx } = node.api;
  const { holder, newcomer } = people;
  const delegate = (validator, amount) => tx.validatorStaking.delegate(validator.address, amount);
  await fails('BelowMinimum', delegate(newcomer, UEN), holder);
  await fails('NotValidator', delegate(people.dave, DELEGATION), holder);
  await fails('InsufficientBalance', delegate(newcomer, 1_000_000n * UEN), holder);
  assert.equal((await node.rpc('uen_votingPower', holder.address)).power, '0');
  const before = await reserved(holder.address);
  const events = await succeeds(delegate(newcomer, DELEGATION), holder);
  const [delegator, validator, amount] = events['validatorStaking.Delegated'];
  assert.deepEqual([delegator, validator, BigInt(amount)], [holder.address, newcomer.address, DELEGATION]);
  assert.equal((await reserved(holder.address)) - before, DELEGATION, 'held, not spent');
  const power = await node.rpc('uen_votingPower', holder.address);
  assert.equal(BigInt(power.power), DELEGATION);
  assert.equal(BigInt(power.electorate), 3n * (BOND + OPERATOR) + NEW_BOND + DELEGATION);
  await compare();
});

test('what was staked today stays until tomorrow', async () => {
  const { tx } = node.api;
  const { alice, bob, voter } = people;
  await until(async () => (await stakers().currentEra()).points.toNumber() < 60, 'a day of which enough is left');
  await succeeds(tx.balances.transferKeepAlive(voter.address, VOTER + 10n * UEN), alice);
  await succeeds(tx.validatorStaking.delegate(bob.address, VOTER), voter);
  await fails('JoinedThisEra', tx.validatorStaking.unbond(bob.address, VOTER), voter);
  await fails('JoinedThisEra', tx.validatorStaking.redelegate(bob.address, alice.address, VOTER), voter);
  await compare();
  // Further down it is taken out.
  await endOfEra();
});

test('what governance decides is refused to everybody else, and a proposal below the threshold too', async () => {
  const { tx, query } = node.api;
  const { alice, holder, rich } = people;
  const calls = [
    await cap(2_000_000_000),
    tx.validatorStaking.setInvulnerables([]),
    tx.governance.setPeriods((await query.governance.periods()).toJSON()),
    tx.treasury.spend(null, UEN, alice.address, 1_000_000),
    tx.democracy.externalPropose({ Inline: '0x' }),
    tx.democracy.emergencyCancel(0),
    tx.system.setCode('0x'),
  ];
  for (const call of calls) await fails('BadOrigin', call, alice);
  // What the filter refuses, it refuses before anybody's origin is looked at.
  await fails('CallFiltered', tx.treasury.spend(null, UEN, alice.address, null), alice);
  await fails('CallFiltered', tx.treasury.spendLocal(UEN, alice.address), alice);
  // Without stake nobody chooses the council, or stands for it.
  await fails('UnableToPayBond', tx.elections.vote([alice.address], UEN), rich);
  await fails('InsufficientCandidateFunds', tx.elections.submitCandidacy(0), rich);
  const { proposal } = await preimage(calls[0]);
  await fails('ValueLow', tx.democracy.propose(proposal, 1_000n * UEN - 1n), holder);
});

test('a referendum of stake changes a parameter of energy mining', async (t) => {
  const { tx, query } = node.api;
  const { alice, bob, charlie, eve, holder, newcomer, rich } = people;
  const { hash, proposal } = await preimage(await cap(2_000_000_000));
  const start = await height();
  assert.equal(await capNow(), 1_000_000_000n);

  await t.test('it is proposed with a deposit, and seconded with another', async () => {
    const before = [await reserved(holder.address), await reserved(eve.address)];
    await earlyInLaunchPeriod();
    const events = await succeeds(tx.democracy.propose(proposal, 1_000n * UEN), holder);
    assert.deepEqual([events['democracy.Proposed'][0], BigInt(events['democracy.Proposed'][1])], [0, 1_000n * UEN]);
    const [[, queued, proposer]] = await query.democracy.publicProps();
    assert.deepEqual([queued.asLookup.hash_.toHex(), proposer.toString()], [hash, holder.address]);
    await succeeds(tx.democracy.second(0), eve);
    assert.equal((await reserved(eve.address)) - before[1], 1_000n * UEN);
    await event('democracy.Started', start);
    assert.deepEqual([await reserved(holder.address), await reserved(eve.address)], before, 'deposits come back when the vote starts');
  });

  await t.test('stake votes, each planck once, also by delegation with conviction', async () => {
    // All in one block or two: the vote takes twenty.
    await Promise.all([
      fails('InsufficientFunds', vote(0, true, 'None', 1n), rich),
      succeeds(vote(0, true, 'Locked1x', BOND), alice),
      succeeds(vote(0, true, 'None', BOND), bob),
      succeeds(vote(0, false, 'Locked1x', BOND), charlie),
      succeeds(tx.democracy.delegate(bob.address, 'Locked2x', DELEGATION), holder),
      fails('InsufficientFunds', vote(0, true, 'None', OPERATOR + 1n), eve),
    ]);
    const expected = { ayes: BOND + BOND / 10n + 2n * DELEGATION, nays: BOND, turnout: 3n * BOND + DELEGATION };
    assert.deepEqual(await tally(0), expected);
    await Promise.all([
      succeeds(vote(0, true, 'None', BOND), bob),
      fails('AlreadyDelegating', vote(0, true, 'None', DELEGATION), holder),
    ]);
    assert.deepEqual(await tally(0), expected, 'who votes again changes the vote');
    await fails('LockedByVotes', tx.validatorStaking.unbond(newcomer.address, DELEGATION), holder);
    const power = await node.rpc('uen_votingPower', bob.address);
    assert.deepEqual([BigInt(power.locked), power.delegatedTo], [BOND, null]);
    assert.deepEqual(Object.values(power.delegated).map(BigInt), [DELEGATION, 2n * DELEGATION]);
    assert.equal((await node.rpc('uen_votingPower', holder.address)).delegatedTo, bob.address);
  });

  await t.test('it passes and is enacted after the delay', async () => {
    const passed = await event('democracy.Passed', start);
    assert.equal(passed.data[0].toNumber(), 0);
    assert.equal(await capNow(), 1_000_000_000n, 'not yet');
    const enacted = await event('scheduler.Dispatched', passed.number);
    assert.equal(enacted.number - passed.number, 5);
    assert.equal(failure(enacted.data[2]), null);
    assert.equal(await capNow(), 2_000_000_000n);
    assert.equal((await node.rpc('uen_miningStatus')).maxRewardPerWeightedKwh, '2000000000000');
  });
});

test('stake stays where it votes until the conviction has passed', async () => {
  const { tx } = node.api;
  const { holder, newcomer } = people;
  const unbond = tx.validatorStaking.unbond(newcomer.address, DELEGATION / 2n);
  await succeeds(tx.democracy.undelegate(), holder);
  await succeeds(tx.democracy.unlock(holder.address), holder);
  await fails('LockedByVotes', unbond, holder);
  await blocks(11);
  await succeeds(tx.democracy.unlock(holder.address), holder);
  const { 'validatorStaking.Unbonded': unbonded } = await succeeds(unbond, holder);
  assert.equal(BigInt(unbonded[2]), DELEGATION / 2n);
  await fails('NothingToWithdraw', tx.validatorStaking.withdraw(holder.address), holder);
  await succeeds(tx.validatorStaking.rebond(newcomer.address, DELEGATION / 2n), holder);
  await compare();
});

test('what was unbonded can neither be staked, nor vote, nor be sent until it is withdrawn', async () => {
  const { tx } = node.api;
  const { alice, bob, voter } = people;
  // Another referendum, on which the stake votes.
  const start = await height();
  const { proposal } = await preimage(tx.system.remark('0x01'));
  await succeeds(tx.democracy.propose(proposal, 1_000n * UEN), people.eve);
  const index = (await event('democracy.Started', start)).data[0].toNumber();
  await succeeds(vote(index, true, 'None', VOTER), voter);
  assert.equal((await tally(index)).turnout, VOTER);
  const unbond = tx.validatorStaking.unbond(bob.address, VOTER);
  await fails('LockedByVotes', unbond, voter);
  await succeeds(tx.democracy.removeVote(index), voter);
  assert.equal((await tally(index)).turnout, 0n);
  await succeeds(tx.democracy.unlock(voter.address), voter);
  const { 'validatorStaking.Unbonded': unbonded } = await succeeds(unbond, voter);

  await fails('InsufficientFunds', vote(index, true, 'None', 1n), voter);
  await fails('InsufficientBalance', tx.validatorStaking.delegate(alice.address, VOTER), voter);
  await fails('FundsUnavailable', tx.balances.transferKeepAlive(who.fresh('accomplice').address, VOTER), voter);
  await fails('NothingToWithdraw', tx.validatorStaking.withdraw(voter.address), voter);
  assert.equal((await node.rpc('uen_votingPower', voter.address)).power, '0');
  await until(async () => (await height()) >= unbonded[3], 'the end of unbonding');
  assert.ok((await node.api.query.democracy.referendumInfoOf(index)).unwrap().isFinished, 'the vote is long over');
  const before = await free(voter.address);
  const { 'validatorStaking.Withdrawn': withdrawn } = await succeeds(tx.validatorStaking.withdraw(voter.address), alice);
  assert.equal(BigInt(withdrawn[1]), VOTER);
  assert.equal((await free(voter.address)) - before, VOTER);
  const { active, unbonding } = await node.rpc('uen_stake', voter.address);
  assert.deepEqual([active, unbonding], ['0', []]);
});

test('members of a session take turns by slot', async () => {
  const { newcomer } = people;
  const members = async () => (await node.api.query.session.validators()).map(String);
  await until(async () => (await members()).includes(newcomer.address), 'the newcomer’s first session');
  await blocks(9);
  const last = await height();
  const numbers = Array.from({ length: 8 }, (_, index) => last - 7 + index);
  const authors = await Promise.all(numbers.map(author));
  assert.equal(new Set(authors).size, 4, `${authors}`);
  const at = (await node.api.rpc.chain.getBlockHash(last)).toHex();
  const { items } = await node.rpc('uen_validators', null, 100, at);
  for (const { account, lastAuthored } of items) assert.equal(lastAuthored, numbers[authors.lastIndexOf(account)], account);
});

test('days end, eras close, and what they earned can be claimed by anybody for anybody', async () => {
  const { tx } = node.api;
  const { alice, holder, newcomer } = people;
  const { points, reward } = (await stakers().eras(await endOfEra())).unwrap();
  assert.ok(points.toNumber() >= 94 && points.toNumber() <= 97, `${points} blocks in a day`);
  assert.ok(reward.toBigInt() > 0n);
  const { status, owed } = await compare();
  assert.equal(BigInt(status.lastEraReward), reward.toBigInt());
  assert.ok(BigInt(status.reserved) - owed < UEN / 1_000n, 'all of it is somebody’s, but for rounding');

  const [{ reward: due }] = (await node.rpc('uen_stake', holder.address)).delegations;
  assert.ok(BigInt(due) > 0n);
  const before = await free(holder.address);
  const claim = tx.validatorStaking.claim(holder.address, newcomer.address);
  const { 'validatorStaking.RewardClaimed': claimed } = await succeeds(claim, alice);
  assert.deepEqual([claimed[0], claimed[1], BigInt(claimed[2]), claimed[3]], [holder.address, newcomer.address, BigInt(due), false]);
  assert.equal((await free(holder.address)) - before, BigInt(due));
  await fails('NothingToClaim', claim, alice);

  // The validator has its commission besides what its own stake earned.
  const { items } = await node.rpc('uen_validators');
  const { commissionDue } = items.find(({ account }) => account === newcomer.address);
  assert.ok(BigInt(commissionDue) > 0n);
  const own = await succeeds(tx.validatorStaking.claim(newcomer.address, newcomer.address), alice);
  const total = BigInt(own['validatorStaking.RewardClaimed'][2]);
  assert.ok(total > BigInt(commissionDue));
  // Of each block, a tenth is commission, and the rest is shared by stake: 20,000 and 100,000. What is rounded down is 2^-39 of it.
  const rounded = BigInt(commissionDue) * 9n - (BigInt(due) + total - BigInt(commissionDue));
  assert.ok(rounded > -100n && rounded < UEN / 1_000_000n, `${rounded} planck are nobody's`);
  assert.equal(await issuance(), TOTAL);
});

test('a reward can be added to the stake', async () => {
  const { tx } = node.api;
  const { alice, dave } = people;
  await succeeds(tx.validatorStaking.setCompounding(alice.address, true), dave);
  await fails('NoChange', tx.validatorStaking.setCompounding(alice.address, true), dave);
  const [before] = (await node.rpc('uen_stake', dave.address)).delegations;
  assert.equal(before.compound, true);
  const balance = await free(dave.address);
  const { 'validatorStaking.RewardClaimed': claimed } = await succeeds(tx.validatorStaking.claim(dave.address, alice.address), alice);
  assert.deepEqual([BigInt(claimed[2]), claimed[3]], [BigInt(before.reward), true]);
  assert.equal(await free(dave.address), balance);
  const [after] = (await node.rpc('uen_stake', dave.address)).delegations;
  assert.equal(BigInt(after.amount), BigInt(before.amount) + BigInt(before.reward));
  assert.equal((await node.rpc('uen_votingPower', dave.address)).power, after.amount, 'it votes too');
  await compare();
});

test('the council tables, the committee hastens or cancels once, and stake decides', async () => {
  const { tx, query } = node.api;
  const { alice, bob, dave, eve } = people;
  const { hash, proposal } = await preimage(await cap(3_000_000_000));
  const table = tx.democracy.externalProposeMajority(proposal);
  const hasten = (voting, delay) => tx.democracy.fastTrack(hash, voting, delay);
  const next = async () => (await query.democracy.referendumCount()).toNumber();
  // Motions are made ready first: what the council tabled is launched at a multiple of twenty blocks even if nobody hastens it.
  const launch = async () => {
    const [tabled, hastened] = [
      await motion('council', [alice, bob], table), await motion('technicalCommittee', [dave, eve], hasten(20, 5)),
    ];
    await earlyInLaunchPeriod();
    assert.equal(await tabled(), null);
    assert.equal((await query.democracy.nextExternal()).unwrap()[1].type, 'SimpleMajority');
    const index = await next();
    assert.equal(await hastened(), null);
    assert.equal(await next(), index + 1);
    return index;
  };
  assert.equal(await committee(hasten(4, 5)), 'BadOrigin', 'not faster than the fast track');
  assert.equal(await committee(hasten(5, 4)), 'CallFiltered', 'nor enacted before anybody notices');
  assert.equal(await committee(hasten(5, 6)), 'CallFiltered', 'nor postponed');
  assert.equal(await committee(hasten(21, 5)), 'CallFiltered', 'nor voted on for ever');
  assert.equal(await committee(table), 'BadOrigin', 'the committee tables nothing');

  // So are those to cancel it.
  const cancel = async (body, members) => motion(body, members, tx.democracy.emergencyCancel(await next()));
  const [byCouncil, byCommittee] = [await cancel('council', [alice, bob]), await cancel('technicalCommittee', [dave, eve])];
  const first = await launch();
  assert.equal(await byCouncil(), 'BadOrigin');
  assert.equal(await byCommittee(), null);
  assert.equal((await query.democracy.referendumInfoOf(first)).isNone, true);
  const again = await cancel('technicalCommittee', [dave, eve]);
  const second = await launch();
  await succeeds(vote(second, true, 'None', BOND), bob);
  assert.equal(await again(), 'AlreadyCanceled');
  const { number } = await event('democracy.Passed', await height());
  await event('scheduler.Dispatched', number);
  assert.equal(await capNow(), 3_000_000_000n);
});

test('a member of the committee vetoes a proposal of the council for a while', async () => {
  const { tx, query } = node.api;
  const { hash, proposal } = await preimage(tx.system.remark('0x02'));
  const tabled = await motion('council', [people.alice, people.bob], tx.democracy.externalPropose(proposal));
  const veto = tx.technicalCommittee.execute(tx.democracy.vetoExternal(hash), LENGTH);
  await earlyInLaunchPeriod();
  assert.equal(await tabled(), null);
  const { events } = await node.send(veto, people.dave);
  assert.ok(events.some(({ name }) => name === 'democracy.Vetoed'));
  assert.equal((await query.democracy.nextExternal()).isNone, true);
  assert.equal(await council(tx.democracy.externalPropose(proposal)), 'ProposalBlacklisted');
});

test('the treasury pays a developer by milestones', async () => {
  const { tx, query } = node.api;
  const { eve, ferdie, developer, alice } = people;
  const id = (await query.bounties.bountyCount()).toNumber();
  await succeeds(tx.bounties.proposeBounty(8_000n * UEN, 'An open-source dashboard'), eve);
  assert.equal(await committee(tx.bounties.approveBounty(id)), 'BadOrigin');
  const start = await height();
  assert.equal(await council(tx.bounties.approveBounty(id)), null);
  await event('bounties.BountyBecameActive', start);
  assert.equal(await council(tx.bounties.proposeCurator(id, ferdie.address, 400n * UEN)), null);
  const bonded = await reserved(ferdie.address);
  await succeeds(tx.bounties.acceptCurator(id), ferdie);
  assert.equal((await reserved(ferdie.address)) - bonded, 200n * UEN, 'a curator answers with half the fee');

  const before = await free(developer.address);
  const added = await succeeds(tx.childBounties.addChildBounty(id, 3_000n * UEN, 'First milestone'), ferdie);
  const child = added['childBounties.Added'][1];
  await succeeds(tx.childBounties.proposeCurator(id, child, ferdie.address, 0), ferdie);
  await succeeds(tx.childBounties.acceptCurator(id, child), ferdie);
  await succeeds(tx.childBounties.awardChildBounty(id, child, developer.address), ferdie);
  const claimChild = tx.childBounties.claimChildBounty(id, child);
  await fails('Premature', claimChild, alice);
  await blocks(5);
  const { 'childBounties.Claimed': milestone } = await succeeds(claimChild, alice);
  assert.equal(BigInt(milestone[2]), 3_000n * UEN);
  assert.equal((await free(developer.address)) - before, 3_000n * UEN);

  await succeeds(tx.bounties.awardBounty(id, developer.address), ferdie);
  await fails('Premature', tx.bounties.claimBounty(id), alice);
  await blocks(5);
  await succeeds(tx.bounties.claimBounty(id), alice);
  assert.equal((await free(developer.address)) - before, 7_600n * UEN, 'all but the curator’s fee');
  assert.equal(await issuance(), TOTAL);
});

test('the council spends small sums, once stake could have objected', async () => {
  const { tx, query } = node.api;
  const { eve, developer } = people;
  const spend = (amount, validFrom) => tx.treasury.spend(null, amount, developer.address, validFrom);
  assert.equal(await council(spend(100_000n * UEN, null)), 'CallFiltered');
  assert.equal(await council(spend(100_000n * UEN, (await height()) + 45)), 'CallFiltered');
  assert.equal(await council(tx.treasury.spendLocal(UEN, developer.address)), 'CallFiltered');
  assert.equal(await council(spend(100_000n * UEN + 1n, 1_000_000)), 'InsufficientPermission');
  assert.equal(await committee(spend(UEN, 1_000_000)), 'BadOrigin');
  const index = (await query.treasury.spendCount()).toNumber();
  // Twenty blocks until a launch, as many to vote, five until it is enacted; and those that the motion takes.
  const validFrom = (await height()) + 45 + 15;
  assert.equal(await council(spend(100_000n * UEN, validFrom)), null);
  await fails('EarlyPayout', tx.treasury.payout(index), eve);
  await until(async () => (await height()) >= validFrom, 'the time of payment');
  const before = await free(developer.address);
  await succeeds(tx.treasury.payout(index), eve);
  assert.equal((await free(developer.address)) - before, 100_000n * UEN);
  assert.equal(await issuance(), TOTAL);
});

test('the council tips those who help', async () => {
  const { tx } = node.api;
  const { alice, bob, eve, developer } = people;
  await fails('BadOrigin', tx.tips.tipNew('Helps newcomers', developer.address, 100n * UEN), eve);
  const before = await free(developer.address);
  const { 'tips.NewTip': [hash] } = await succeeds(tx.tips.tipNew('Helps newcomers', developer.address, 100n * UEN), alice);
  await fails('StillOpen', tx.tips.closeTip(hash), eve);
  await succeeds(tx.tips.tip(hash, 60n * UEN), bob);
  await fails('Premature', tx.tips.closeTip(hash), eve);
  await blocks(6);
  const { 'tips.TipClosed': closed } = await succeeds(tx.tips.closeTip(hash), eve);
  assert.equal(BigInt(closed[2]), 100n * UEN, 'the upper median');
  assert.equal((await free(developer.address)) - before, 100n * UEN);
});

test('after all that, the books are in order and nothing was minted or burnt', async () => {
  const { status } = await compare();
  assert.ok(BigInt(status.paid) > 0n);
  assert.equal(await issuance(), TOTAL);
  const entries = await node.api.query.system.account.entries();
  const sum = entries.reduce((sum, [, { data }]) => sum + data.free.toBigInt() + data.reserved.toBigInt(), 0n);
  assert.equal(sum, TOTAL);
});
