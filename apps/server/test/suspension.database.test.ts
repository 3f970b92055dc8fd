import { identityRoutes, operationRoutes, tradingRoutes } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatherThings } from './gather-things.ts';
import type { Things } from './refusal-case.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
/** What is asked for: from the act on, nothing is handed out any more after so long. */
const CLOSED_WITHIN_MS = 5_000;
const [home] = demoJurisdictions;

let city: ServedCity;
let things: Things;
let accessKey: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  city = await serveCity();
  const { grantId, productId, entryId } = city.played(home);
  ({ things, accessKey } = await gatherThings({ home, as }, grantId, productId, entryId));
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

const accountOf = (role: string): string =>
  city.accounts.find((one) => one.jurisdiction === home && one.role === role)?.account ?? '';

async function as(role: string): Promise<ApiClient> {
  const account = accountOf(role);
  const known = tokens.get(account);
  const { token = '' } =
    known === undefined
      ? await createApiClient(city.url).call(identityRoutes.signIn, {
          body: { account, password: DEMO_PASSWORD, mode: 'token' },
        })
      : { token: known };
  tokens.set(account, token);
  return createApiClient(city.url, token);
}

/** Ways by which something of a grant gets out. */
const doors: Readonly<Record<string, () => Promise<Response>>> = {
  query: async () => send(`/api/v1/grants/${things.grant}/queries`, 'developer', { sql: await countOf() }),
  sample: async () =>
    send(`/api/v1/grants/${things.grant}/samples`, 'developer', { table: await tableOf(), size: 10, seed: '1' }),
  freeze: () => send(`/api/v1/products/${things.product}/freeze`, 'developer', {}),
  call: () =>
    fetch(`${city.url}/api/v1/call/${things.product}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessKey}`, 'content-type': 'application/json' },
      body: '{}',
    }),
  'new order': () => send('/api/v1/orders', 'buyer', { productId: things.product, use: 'again' }),
};

async function send(path: string, role: string, body: unknown): Promise<Response> {
  await as(role);
  return fetch(`${city.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.get(accountOf(role)) ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
}

async function tableOf(): Promise<string> {
  const response = await fetch(`${city.url}/api/v1/grants/${things.grant}`, {
    headers: { authorization: `Bearer ${tokens.get(accountOf('data-authority')) ?? ''}` },
  });
  return ((await response.json()) as { entries: { name: string }[] }).entries[0]?.name ?? '';
}
const countOf = async (): Promise<string> => `select count(*) as n from ${await tableOf()}`;

/** Of each door what it answered last as open, counted from the act in milliseconds, and what it says now. */
async function closeAndMeasure(act: () => Promise<unknown>): Promise<Record<string, { openFor: number; now: number }>> {
  let done = false;
  let acted = Number.POSITIVE_INFINITY;
  const lastOpen = new Map<string, number>();
  const loops = Object.entries(doors).map(async ([door, knock]) => {
    while (!done) {
      const response = await knock();
      await response.arrayBuffer();
      // Refused for what it asks, and not because it is closed: still open.
      if (response.status < 400 || response.status === 429) lastOpen.set(door, performance.now());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  acted = performance.now();
  await act();
  await new Promise((resolve) => setTimeout(resolve, CLOSED_WITHIN_MS + 1_000));
  done = true;
  await Promise.all(loops);
  const measured: Record<string, { openFor: number; now: number }> = {};
  for (const [door, knock] of Object.entries(doors))
    measured[door] = { openFor: Math.max(0, (lastOpen.get(door) ?? 0) - acted), now: (await knock()).status };
  return measured;
}

it('INC-03 a suspended grant closes query, sample, freezing, call and order within 5 seconds, and they open again with it', async () => {
  const regulator = await as('security-regulator');
  const params = { id: things.grant };
  expect((await doors['query']?.())?.status).toBe(200);
  expect((await doors['call']?.())?.status).toBe(200);
  const measured = await closeAndMeasure(() =>
    regulator.call(operationRoutes.suspendGrant, { params, body: { ground: 'an incident' } }),
  );
  for (const [door, { openFor, now }] of Object.entries(measured)) {
    expect([door, openFor < CLOSED_WITHIN_MS]).toEqual([door, true]);
    expect([door, now >= 400]).toEqual([door, true]);
  }
  process.stdout.write(`INC-03 open after the act, in ms: ${JSON.stringify(measured)}\n`);
  await regulator.call(operationRoutes.resumeGrant, { params, body: { ground: 'cleared' } });
  expect((await doors['query']?.())?.status).toBe(200);
  const operator = await as('operator');
  await operator.call(tradingRoutes.resumeProduct, {
    params: { id: things.product },
    query: {},
    body: { reason: 'cleared' },
  });
  expect((await doors['call']?.())?.status).toBe(200);
}, 120_000);

it('SVN-05 SVN-06 a developer’s exit closes every access within 5 seconds: queries, calls, and its own acts on the platform', async () => {
  const developer = await as('developer');
  const { active } = await developer.call(identityRoutes.getSession);
  const operator = await as('operator');
  const body = { kind: 'exit' as const, ground: 'breach' as const, reasons: ['data was handed on'] };
  const measured = await closeAndMeasure(() =>
    operator.call(operationRoutes.measureDeveloper, { params: { developer: active.bodyId }, body }),
  );
  for (const [door, { openFor, now }] of Object.entries(measured)) {
    expect([door, openFor < CLOSED_WITHIN_MS]).toEqual([door, true]);
    expect([door, now >= 400]).toEqual([door, true]);
  }
  process.stdout.write(`SVN-05 open after the act, in ms: ${JSON.stringify(measured)}\n`);
  const draft = await send('/api/v1/applications', 'developer', { jurisdiction: home, contents: {} });
  expect([draft.status, ((await draft.json()) as { code: string }).code]).toEqual([403, 'developer.exited']);
  const view = await operator.call(operationRoutes.readDeveloper, { params: { developer: active.bodyId } });
  expect(view).toMatchObject({ standing: 'developer.exited', measures: [{ kind: 'exit', ground: 'breach' }] });
}, 120_000);

it('PLT-06 AUT-11 nobody gets data past the platform, nor another city’s: no route hands it out, and no entry of it can be asked for', async () => {
  const [, elsewhere] = demoJurisdictions;
  const other = city.accounts.find((one) => one.jurisdiction === elsewhere && one.role === 'developer')?.account ?? '';
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account: other, password: DEMO_PASSWORD, mode: 'token' },
  });
  const asked = await fetch(`${city.url}/api/v1/applications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      jurisdiction: elsewhere,
      contents: { entries: [{ resourceId: things.resource, fields: ['a'] }] },
    }),
  });
  expect([asked.status, ((await asked.json()) as { code: string }).code]).toEqual([400, 'application.unlisted-entry']);
});
