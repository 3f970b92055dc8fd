import { createTransact } from '@sluice/database';
import { createApp, area, defaultRates } from '@sluice/http';
import { idParams, route, waitQuery } from '@sluice/contract';
import { createTestClock, createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIdempotencyStore, markClaim, sweepClaims } from './idempotency-store.ts';

let t: TestDatabase;
const clock = createTestClock();
beforeAll(async () => {
  t = await createTestDatabase();
});
afterAll(() => t.close());

const thing = (n: number): string => `thg_${String(n).padStart(26, '0')}`;

const routes = {
  make: route({
    name: 'make',
    method: 'POST',
    path: '/api/v1/things',
    access: 'session',
    summary: '',
    body: waitQuery,
    ok: idParams,
  }),
};

it('does one write once, though it is sent ten times at the same moment', async () => {
  const transact = createTransact(t.db, { clock, flushActs: async () => [], flushJobs: async () => undefined });
  let made = 0;
  const app = createApp<string, string>({
    areas: [
      area(routes, {
        make: async () => {
          await transact(async (tx) => {
            made += 1;
            await markClaim(tx);
          });
          return { id: thing(made) };
        },
      }),
    ],
    authenticate: { session: async () => 'someone', key: async () => undefined },
    principalOf: (actor) => actor ?? '',
    idempotency: createIdempotencyStore(t.db, clock),
    wording: () => undefined,
    limits: { jsonBytes: 1000, uploadBytes: 1000 },
    rates: defaultRates,
    secure: false,
    trustProxy: false,
    log: { answered: () => undefined, failed: () => undefined },
    onRefusal: () => undefined,
    nextRequestId: () => 'r',
  });
  const send = () =>
    app.request('/api/v1/things', {
      method: 'POST',
      headers: {
        authorization: 'Bearer t',
        'content-type': 'application/json',
        'idempotency-key': 'a-key-of-some-length',
      },
      body: '{}',
    });
  const answers = await Promise.all(Array.from({ length: 10 }, async () => send()));
  const statuses = answers.map((answer) => answer.status);
  expect(made).toBe(1);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
  expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
  expect(await (await send()).json()).toEqual({ id: thing(1) });
});

it('after a crash forgets requests without effect, keeps those with one, and drops what is older than a day', async () => {
  const store = createIdempotencyStore(t.db, clock);
  await t.db.pool.query('delete from http.idempotency');
  await store.claim('without-effect', 'd');
  await store.claim('with-effect', 'd');
  await t.db.pool.query(`update http.idempotency set effect_committed = true where id = 'with-effect'`);
  expect(await sweepClaims(t.db, clock)).toBe(1);
  expect(await store.claim('with-effect', 'd')).toMatchObject({ effectCommitted: true, status: undefined });
  clock.advance(25 * 3_600_000);
  expect(await sweepClaims(t.db, clock)).toBe(1);
});
