// The energy market as households use it: look, offer, bid, cancel, have it cleared, be metered, be paid, dispute.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Meter, PERIOD } from './meter.mjs';
import { Node, UEN, accounts, recorded } from './node.mjs';

const M = 1_000_000n; // 0.001 UEN/kWh, in planck per Wh
const GATE = 300;
const PERMISSIONS = 0b1011; // monitor, trade, mine
let node;
let who;
let seller;
let buyer;
let period;
let market;
const orders = {};

// The keyless account of the pallet: what is held for orders is there.
const pot = () => {
  const address = new Uint8Array(32);
  address.set(Buffer.from('modl'));
  address.set(node.api.consts.energyMarket.palletId.toU8a(), 4);
  return { address };
};
const free = async ({ address }) => (await node.api.query.system.account(address)).data.free.toBigInt();
const until = (time) => node.until(time, who.alice);
const place = (owner, meter, side, quantity, limit, product = 'Green', at = period) =>
  node.send(node.api.tx.energyMarket.placeOrder(meter.id, at, product, side, quantity, limit), owner);
const placed = ({ events }) => events.find(({ name }) => name === 'energyMarket.OrderPlaced').data[0];

before(async () => {
  node = await Node.start({
    args: ['--dev-instant-seal', '--dev-seconds-per-block', '150', '--dev-start', '2016-06-13T00:00:00Z'],
  });
  who = await accounts();
  who.charlie = who.from('//Charlie');
  who.dave = who.from('//Dave');
  seller = new Meter(node, 21);
  buyer = new Meter(node, 22);
  await seller.install(who, who.bob, { kind: 'Solar', zone: 1, permissions: PERMISSIONS });
  await buyer.install(who, who.charlie, { kind: 'Consumption', zone: 1, permissions: PERMISSIONS, generation: 0 });
  period = Math.floor((await node.now()) / PERIOD) + 4;
  market = { period, zone: 1, product: 'green' };
  // Opening readings, as the period begins.
  seller.end = (period - 1) * PERIOD;
  buyer.end = (period - 1) * PERIOD;
});
after(() => node.stop());

test('the zones are a city with two districts, each with its fee', async () => {
  const { items, next } = await node.rpc('uen_zones');
  assert.equal(next, null);
  assert.deepEqual(items.map(({ zone, parent, fee, isOpen }) => [zone, parent, fee, isOpen]), [
    [0, null, '20000000', true],
    [1, 0, '10000000', true],
    [2, 0, '10000000', true],
  ]);
  assert.equal(items[1].operator, who.dave.address);
});

test('a market shows its depth, its fee and how it would clear before anybody signs', async () => {
  assert.equal(await node.rpc('uen_marketDepth', market), null, 'there is no market before its first order');
  orders.sell = placed(await place(who.bob, seller, 'Sell', 1000, 100n * M));
  orders.buy = placed(await place(who.charlie, buyer, 'Buy', 1000, 150n * M));
  const depth = await node.rpc('uen_marketDepth', market);
  assert.deepEqual(depth.bids, [{ limit: String(150n * M), quantityWh: 1000, orders: 1 }]);
  assert.deepEqual(depth.asks, [{ limit: String(100n * M), quantityWh: 1000, orders: 1 }]);
  assert.equal(depth.state, 'open');
  assert.equal(depth.fee, String(10n * M));
  assert.equal(depth.gateClosure, period * PERIOD - GATE);
  const preview = await node.rpc('uen_clearingPreview', market);
  assert.deepEqual([preview.price, preview.volumeWh, preview.fee], [String(125n * M), 1000, String(10n * M)]);
  const why = await node.rpc('uen_priceExplanation', market);
  assert.equal(why.price, String(125n * M));
  assert.deepEqual([why.lowest.order, why.highest.order, why.lowest.rule], [orders.sell, orders.buy, 'worstThatTrades']);
  const ofDay = await node.rpc('uen_ordersOfDay', buyer.id, Math.floor((period * PERIOD) / 86_400));
  assert.deepEqual(ofDay.map(({ order }) => order), [orders.buy]);
  const page = await node.rpc('uen_ordersOf', who.charlie.address);
  assert.deepEqual(page.items.map(({ order, side, held }) => [order, side, held]), [[orders.buy, 'buy', String(160_000n * M)]]);
});

test('an order that cannot be is refused with its reason, and costs no more than the fee', async () => {
  const before = await free(pot());
  assert.ok(before > 160_000n * M, 'the bid, the deposit for the offer, and for the storage of both');
  assert.equal((await place(who.charlie, buyer, 'Buy', 9, 150n * M)).error, 'QuantityTooSmall');
  assert.equal((await place(who.charlie, buyer, 'Buy', 251, 150n * M)).error, 'CapacityExceeded', '5 kW are 1,250 Wh in a quarter hour');
  assert.equal((await place(who.charlie, buyer, 'Buy', 10, 0)).error, 'InvalidLimit');
  assert.equal((await place(who.charlie, buyer, 'Sell', 10, M, 'Any')).error, 'OtherSide', 'it bids in the period');
  assert.equal((await place(who.charlie, buyer, 'Sell', 10, M, 'Green')).error, 'NotRenewable');
  assert.equal((await place(who.bob, buyer, 'Buy', 10, M)).error, 'DeviceNotEligible');
  assert.equal((await place(who.charlie, buyer, 'Buy', 10, M, 'Any', period - 4)).error, 'GateClosed');
  assert.equal((await place(who.charlie, buyer, 'Buy', 10, M, 'Any', period + 700)).error, 'TooEarly');
  assert.equal((await node.send(node.api.tx.energyMarket.cancelOrder(orders.sell), who.charlie)).error, 'NoPermission');
  assert.equal(await free(pot()), before);
});

test('an order can be cancelled until the gate closes, and everything held for it comes back', async () => {
  const extra = placed(await place(who.bob, seller, 'Sell', 200, 120n * M));
  assert.equal((await node.rpc('uen_settlement', extra)).quantityWh, 200);
  assert.equal((await node.send(node.api.tx.energyMarket.cancelOrder(extra), who.bob)).error, null);
  assert.equal(await node.rpc('uen_settlement', extra), null);
  assert.equal((await node.rpc('uen_marketDepth', market)).totalAsksWh, 1000);
});

test('the market clears by itself once its gate is closed', async () => {
  await until(period * PERIOD - GATE);
  assert.equal((await node.send(node.api.tx.energyMarket.cancelOrder(orders.sell), who.bob)).error, 'GateClosed');
  const cleared = await node.rpc('uen_clearing', market);
  assert.deepEqual(
    [cleared.clearing.price, cleared.clearing.lowest, cleared.clearing.highest, cleared.clearing.volumeWh],
    [String(125n * M), String(100n * M), String(150n * M), 1000],
  );
  const { items } = await node.rpc('uen_trades', market);
  assert.deepEqual(items, [{ trade: 0, buyOrder: orders.buy, sellOrder: orders.sell, quantityWh: 1000 }]);
  const listed = await node.rpc('uen_markets', 1, period - 10, period + 10);
  assert.deepEqual(listed.items.map(({ market, state }) => [market, state]), [[market, cleared.state]]);
});

test('signed meters settle it: the delivered part is paid, the rest refunded, and the shortfall costs', async () => {
  await until(period * PERIOD);
  const bobBefore = await free(who.bob);
  const gridBefore = await free(who.dave);
  const opening = [seller.next(0, 0, 0), buyer.next(0, 0, 0)];
  assert.equal(recorded(await node.submitReadings(opening)), 2);
  await until((period + 1) * PERIOD);
  const metered = [seller.next(0, 820, 900), buyer.next(1000, 0, 0)];
  assert.equal(recorded(await node.submitReadings(metered)), 2);
  await until((period + 1) * PERIOD + 1800);
  // Beyond the tolerance of 50 Wh, 130 Wh at a tenth of the price.
  const penalty = 130n * 125n * M / 10n;
  const sold = await node.rpc('uen_settlement', orders.sell);
  assert.deepEqual(sold.settled, {
    tradedWh: 1000, deliveredWh: 820, paid: String(820n * 125n * M), fees: '0', penalty: String(penalty),
  });
  const bought = await node.rpc('uen_settlement', orders.buy);
  assert.deepEqual(bought.settled, {
    tradedWh: 1000, deliveredWh: 820, paid: String(820n * 125n * M), fees: String(820n * 10n * M), penalty: String(penalty),
  });
  assert.equal(bought.held, '0');
  assert.equal((await free(who.bob)) - bobBefore, 820n * 125n * M);
  assert.equal((await free(who.dave)) - gridBefore, 820n * 10n * M);
  assert.equal((await node.rpc('uen_clearing', market)).state, 'settled');
});

test('a buyer disputes with a bond and a signed reading, and the arbiter decides for good', async () => {
  const reading = buyer.reading(period * PERIOD, (period + 1) * PERIOD, [5000, 0, 0]);
  const dispute = (evidence) => node.api.tx.energyMarket.dispute(market, 0, evidence);
  assert.equal((await node.send(dispute({ Reading: reading }), who.alice)).error, 'NoPermission');
  const forged = { ...reading, signature: seller.reading(0, 1, [0, 0, 0]).signature };
  assert.equal((await node.send(dispute({ Reading: forged }), who.charlie)).error, 'InvalidEvidence');
  assert.equal((await node.send(dispute({ Reading: reading }), who.charlie)).error, null);
  assert.equal((await node.send(dispute({ Reading: reading }), who.charlie)).error, 'AlreadyDisputed');
  assert.equal((await node.rpc('uen_dispute', market, 0)).bond, String(10n * UEN));
  const ruling = node.api.tx.energyMarket.resolveDispute(market, 0, 'Rejected');
  assert.equal((await node.send(ruling, who.charlie)).error, 'NoPermission');
  const before = await free(who.bob);
  assert.equal((await node.send(ruling, who.regulator)).error, null);
  assert.equal((await free(who.bob)) - before, 10n * UEN, 'the loser pays');
  assert.equal((await node.rpc('uen_dispute', market, 0)).outcome, 'rejected');
  assert.equal((await node.send(ruling, who.regulator)).error, 'DisputeNotFound');
});

test('unknown markets and orders are null, and bad parameters are errors with stable codes', async () => {
  const nowhere = { period, zone: 99, product: 'any' };
  for (const method of ['uen_marketDepth', 'uen_clearingPreview', 'uen_clearing']) assert.equal(await node.rpc(method, nowhere), null);
  assert.equal(await node.rpc('uen_settlement', 999_999), null);
  assert.equal(await node.rpc('uen_dispute', nowhere, 0), null);
  assert.deepEqual(await node.rpc('uen_trades', nowhere), { items: [], next: null });
  assert.deepEqual(await node.rpc('uen_ordersOf', who.fresh('nobody').address), { items: [], next: null });
  const fails = (method, ...params) => assert.rejects(node.rpc(method, ...params), (error) => error.code === -32602, method);
  await fails('uen_marketDepth', { period, zone: 1, product: 'brown' });
  await fails('uen_ordersOf', 'nobody');
  await fails('uen_markets', 1, 0, 1, null, 0);
});
