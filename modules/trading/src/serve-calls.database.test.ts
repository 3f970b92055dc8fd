import { sql } from 'kysely';
import { failAt } from '@sluice/testkit';
import { fen } from '@sluice/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buyer, createTradingWorld, developer, market, operator, type TradingWorld } from './trading-world.ts';
import type { CallGateway } from './serve-calls.ts';

let world: TradingWorld;
let gateway: CallGateway;

beforeAll(async () => {
  world = await createTradingWorld();
  gateway = world.newGateway();
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

const code = (expected: string) => expect.objectContaining({ code: expected });

async function entriesOf(callId: string) {
  const { rows } = await sql<{ entry: Buffer }>`
    select o.entry from ledger.row_state r join ledger.guarded g on g.no = r.table_no join ledger.outbox o on o.entry_id = r.entry_id
    where g.table_name = 'trading.call' and r.id = ${callId}`.execute(world.db.q);
  return rows.map(
    (row) =>
      JSON.parse(row.entry.toString('utf8')) as {
        id: string;
        type: string;
        stream: string;
        subjects: { kind: string; id: string; rel: string }[];
      },
  );
}

const callsOf = async (orderId: string): Promise<number> => (await world.trading.usage(world.db, buyer, orderId)).calls;

describe('a call', () => {
  it('PLT-07 is a look-up, metered and entered before it is answered, with what it used', async () => {
    const { product, order, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    const answer = await gateway.call(holder, { district: '320902' });
    expect(answer).toMatchObject({
      productId: product.id,
      releaseId: 'prl_1',
      rows: '[[140],[150],[160]]',
      price: '1.37',
      evidence: { streamSeq: expect.any(Number) as number },
    });
    const [entry, ...others] = await entriesOf(answer.callId);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      type: 'trading.called',
      stream: expect.stringMatching(/^gateway:test-[01]:2026-03-02T01$/) as string,
    });
    expect(entry?.subjects).toEqual([
      { kind: 'call', id: answer.callId, rel: 'about' },
      { kind: 'product', id: product.id, rel: 'uses' },
      { kind: 'order', id: order.id, rel: 'uses' },
      { kind: 'freeze', id: 'rel_1', rel: 'uses' },
    ]);
  });

  it('answers a combination without released rows like one whose rows are withheld', async () => {
    const { product, key } = await world.sold();
    const answer = await gateway.call(await gateway.authenticate(key.key, product.id), { district: '320904' });
    expect(answer).toMatchObject({ rows: '[]', price: '1.37' });
  });

  it('refuses parameters outside the released domain and meters nothing', async () => {
    const { product, order, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    await expect(gateway.call(holder, { district: '999999' })).rejects.toThrow(code('trading.outside-domain'));
    await expect(gateway.call(holder, {})).rejects.toThrow(code('trading.missing-parameter'));
    await expect(gateway.call(holder, { district: '320902', sql: 'x' })).rejects.toThrow(
      code('trading.unknown-parameter'),
    );
    expect(await callsOf(order.id)).toBe(0);
  });

  it('PRI-01 costs what the price says, to the cent, by call and by row', async () => {
    const { product, order, key } = await world.sold({ ...market, amount: fen(33n), unit: 'row' });
    const holder = await gateway.authenticate(key.key, product.id);
    for (const district of ['320902', '320903', '320904']) await gateway.call(holder, { district });
    expect(await world.trading.usage(world.db, buyer, order.id)).toMatchObject({
      calls: 3,
      rows: 4,
      cost: '1.32',
      days: [{ date: '2026-03-02', cost: '1.32' }],
    });
  });

  it('commits many calls at once in groups: each has its own row and stands in an entry, with others of its key only', async () => {
    const { product, order, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    const answers = await Promise.all(Array.from({ length: 800 }, () => gateway.call(holder, { district: '320903' })));
    expect(new Set(answers.map((one) => one.callId)).size).toBe(800);
    const entries = Map.groupBy(answers, (one) => one.evidence.entryId);
    expect(entries.size).toBeLessThan(200);
    for (const [entryId, some] of entries) {
      const [entry] = await entriesOf(some[0]?.callId ?? '');
      expect(entry?.id).toBe(entryId);
      const named = entry?.subjects.filter((one) => one.kind === 'call').map((one) => one.id);
      expect(named?.toSorted()).toEqual(some.map((one) => one.callId).toSorted());
    }
    expect(await callsOf(order.id)).toBe(800);
    expect(await world.trading.usage(world.db, buyer, order.id)).toMatchObject({ cost: '1096.00' });
  });
});

describe('calls of two buyers in one commit', () => {
  it('never share an entry', async () => {
    const one = await world.sold();
    const other = await world.sold();
    const holders = [
      await gateway.authenticate(one.key.key, one.product.id),
      await gateway.authenticate(other.key.key, other.product.id),
    ] as const;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => gateway.call(holders[i % 2 ? 1 : 0], { district: '320903' })),
    );
    const [mine, theirs] = [0, 1].map(
      (side) => new Set(answers.filter((_, i) => i % 2 === side).map((a) => a.evidence.entryId)),
    );
    expect([...(mine ?? [])].filter((id) => theirs?.has(id))).toEqual([]);
  });
});

describe('keys', () => {
  it('keeps only a digest, and knows neither a wrong key nor one of another product', async () => {
    const one = await world.sold();
    const other = await world.sold();
    const { rows } = await sql<{
      text: string;
    }>`select row_to_json(k)::text as text from trading.api_key k where id = ${one.key.id}`.execute(world.db.q);
    expect(rows[0]?.text).not.toContain(one.key.key.slice(-20));
    await expect(gateway.authenticate(`${one.key.key.slice(0, -1)}!`, one.product.id)).rejects.toThrow(
      code('trading.key-unknown'),
    );
    const wrong = one.key.key.slice(0, -1) + (one.key.key.endsWith('A') ? 'B' : 'A');
    await expect(gateway.authenticate(wrong, one.product.id)).rejects.toThrow(code('trading.key-unknown'));
    await expect(gateway.authenticate(one.key.key, other.product.id)).rejects.toThrow(
      code('trading.key-for-another-product'),
    );
  });

  it('stops a revoked key at once, also in a gateway that was told nothing', async () => {
    const { product, order, key } = await world.sold();
    const second = await world.trading.issueKey(buyer, order.id);
    const holder = await gateway.authenticate(key.key, product.id);
    await gateway.call(holder, { district: '320903' });
    await world.trading.revokeKey(buyer, order.id, key.id);
    await expect(gateway.call(holder, { district: '320903' })).rejects.toThrow(code('trading.key-unknown'));
    await expect(gateway.authenticate(key.key, product.id)).rejects.toThrow(code('trading.key-unknown'));
    await gateway.call(await gateway.authenticate(second.value.key, product.id), { district: '320903' });
    expect(await callsOf(order.id)).toBe(2);
  });

  it('gives keys only to the buyer of the order', async () => {
    const { order } = await world.sold();
    await expect(world.trading.issueKey({ ...buyer, body: 'bod_else' }, order.id)).rejects.toThrow(
      code('trading.not-your-order'),
    );
    await expect(world.trading.issueKey(developer, order.id)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('stopping', () => {
  it('PRD-12 fails calls with the reason from the commit of the delisting on, tells buyers and marks the catalogue', async () => {
    const { product, order, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    await gateway.call(holder, { district: '320902' });
    await world.transact((tx) =>
      world.trading.stopListing(tx, operator, product.id, { to: 'delisted', ground: 'regulator-order' }),
    );
    // Nobody told this gateway: it notices by the version of the listing.
    await expect(gateway.call(holder, { district: '320902' })).rejects.toMatchObject({
      code: 'trading.service-stopped',
      params: { state: 'delisted', ground: 'regulator-order' },
    });
    const { items } = await world.trading.orders(world.db, buyer);
    expect(items.find((one) => one.id === order.id)).toMatchObject({
      serviceState: 'delisted',
      notices: [{ kind: 'delisting', ground: 'regulator-order' }],
    });
    expect(await world.trading.listing(world.db, product.id)).toMatchObject({
      state: 'delisted',
      ground: 'regulator-order',
    });
    await expect(world.trading.placeOrder(buyer, { productId: product.id, use: 'x' })).rejects.toThrow(
      code('trading.service-stopped'),
    );
  });

  it('PRD-12 never answers a call after the delisting, whatever runs at the same time', async () => {
    const { product, order, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    let stopped = false;
    let late = 0;
    let answered = 0;
    const caller = async (): Promise<void> => {
      for (let i = 0; i < 40; i += 1) {
        const before = stopped;
        const ok = await gateway.call(holder, { district: '320903' }).then(
          () => true,
          () => false,
        );
        if (ok) answered += 1;
        if (ok && before) late += 1;
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    const stop = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await world.transact((tx) =>
        world.trading.stopListing(tx, operator, product.id, { to: 'delisted', ground: 'incident' }),
      );
      stopped = true;
    };
    await Promise.all([...callers, stop()]);
    expect(late).toBe(0);
    expect(answered).toBeLessThan(320);
    expect(await callsOf(order.id)).toBe(answered);
  });

  it('PRD-12 stops at the end of the grant by the clock alone, and resumes a suspension', async () => {
    const { product, key } = await world.sold(market, { closesAt: new Date(world.clock.now().getTime() + 60_000) });
    const holder = await gateway.authenticate(key.key, product.id);
    await world.transact((tx) =>
      world.trading.stopListing(tx, operator, product.id, { to: 'suspended', ground: 'incident' }),
    );
    await expect(gateway.call(holder, { district: '320902' })).rejects.toMatchObject({
      params: { state: 'suspended', ground: 'incident' },
    });
    await world.transact((tx) => world.trading.resumeListing(tx, operator, product.id));
    gateway.invalidate(product.id);
    await gateway.call(holder, { district: '320902' });
    world.clock.advance(60_000);
    await expect(gateway.call(holder, { district: '320902' })).rejects.toMatchObject({
      code: 'trading.service-stopped',
      params: { ground: 'grant-ended' },
    });
  });

  it('serves the answers of a new edition from its commit on', async () => {
    const { product, key } = await world.sold();
    const holder = await gateway.authenticate(key.key, product.id);
    expect(await gateway.call(holder, { district: '320902' })).toMatchObject({ releaseId: 'prl_1' });
    await world.transact((tx) => world.trading.changeEdition(tx, developer, product.id, 'prl_2'));
    expect(await gateway.call(holder, { district: '320902' })).toMatchObject({ releaseId: 'prl_2' });
  });
});

describe('failure', () => {
  it('answers nothing where the entry could not be committed', async () => {
    const failing = { commit: false };
    const own = world.newGateway(undefined, failing);
    const { product, order, key } = await world.sold();
    const holder = await own.authenticate(key.key, product.id);
    failing.commit = true;
    await expect(own.call(holder, { district: '320902' })).rejects.toMatchObject({
      code: 'trading.not-recorded',
      kind: 'unavailable',
    });
    failing.commit = false;
    await own.call(holder, { district: '320902' });
    expect(await callsOf(order.id)).toBe(1);
    await own.close();
  });

  it('has recorded a call whose answer was lost between commit and answer', async () => {
    const own = world.newGateway(failAt('committed'));
    const { product, order, key } = await world.sold();
    const holder = await own.authenticate(key.key, product.id);
    await expect(own.call(holder, { district: '320902' })).rejects.toThrow('crash point committed');
    expect(await callsOf(order.id)).toBe(1);
    await own.close();
  });

  it('refuses calls once it is closed', async () => {
    const own = world.newGateway();
    const { product, key } = await world.sold();
    const holder = await own.authenticate(key.key, product.id);
    await own.close();
    await expect(own.call(holder, { district: '320902' })).rejects.toThrow(code('trading.gateway-closed'));
  });
});
