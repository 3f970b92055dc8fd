import { identityRoutes, tradingRoutes, type Route } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes } from './crawl.ts';
import { gatherThings } from './gather-things.ts';
import type { RefusalCase, Things } from './refusal-case.ts';
import { refusalCases } from './refusal-cases.ts';
import { sendTo, type Answered } from './send-to.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
const TEST_MS = 120_000;

let city: ServedCity;
let things: Things;
let accessKey: string;
const [home, elsewhere] = demoJurisdictions;
const tokens = new Map<string, string>();
const sessionRoutes = allRoutes.filter((route) => route.access === 'session');

beforeAll(async () => {
  city = await serveCity();
  const { grantId, productId, entryId } = city.played(home);
  ({ things, accessKey } = await gatherThings({ home, as }, grantId, productId, entryId));
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

async function tokenOf(account: string): Promise<string> {
  const known = tokens.get(account);
  if (known !== undefined) return known;
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account, password: DEMO_PASSWORD, mode: 'token' },
  });
  tokens.set(account, token);
  return token;
}

const accountsOf = (jurisdiction: string, role: string): string[] =>
  city.accounts.filter((one) => one.jurisdiction === jurisdiction && one.role === role).map(({ account }) => account);
const accountOf = (jurisdiction: string, role: string): string =>
  accountsOf(jurisdiction, role)[0] ?? expect.fail(`nobody in the city is ${role}`);
const as = async (role: string): Promise<ApiClient> => createApiClient(city.url, await tokenOf(accountOf(home, role)));

const send = (route: Route, one: RefusalCase, credential: string | undefined): Promise<Answered> =>
  sendTo(city.url, route, one.send(things), credential);

/** What is wrong with a refusal: it must say what it is, a problem answer with a code. */
function faultsOf(answer: Answered, statuses: readonly number[], who: string): string[] {
  if (statuses.includes(answer.status) && answer.code !== '') return [];
  return [`${who}: ${answer.status} ${answer.text.slice(0, 300)}`];
}

const caseOf = (route: Route): RefusalCase => refusalCases[route.name] ?? expect.fail(`no line for ${route.name}`);

/** Of those who hold the role, one whose body is not the one that the things belong to. */
async function rivalOf(role: string): Promise<string> {
  const developer = accountsOf(home, role)[0];
  for (const account of accountsOf(home, role)) {
    const { active } = await createApiClient(city.url, await tokenOf(account)).call(identityRoutes.getSession);
    if (role === 'source-agency' ? active.bodyId !== things.body : account !== developer) return account;
  }
  return expect.fail(`nobody else is ${role}`);
}

/** Who delivers for the body that the things belong to; nobody signs in oftener than must be, which is slowed. */
async function ownAgency(): Promise<string> {
  for (const account of accountsOf(home, 'source-agency')) {
    const { active } = await createApiClient(city.url, await tokenOf(account)).call(identityRoutes.getSession);
    if (active.bodyId === things.body) return account;
  }
  return expect.fail('nobody delivers for the body');
}

describe('every route of the contract', () => {
  it('has its line in the table of refusals, and the table has no other', () => {
    expect(Object.keys(refusalCases).toSorted()).toEqual(allRoutes.map(({ name }) => name).toSorted());
    for (const [name, one] of Object.entries(refusalCases)) {
      expect([name, Boolean(one.open ?? one.foreign ?? one.wrong)]).toEqual([name, true]);
    }
  });

  it(
    'answers 401 to a stranger and to whoever invents a credential',
    async () => {
      const faults: string[] = [];
      for (const route of allRoutes.filter((one) => one.access !== 'none')) {
        faults.push(...faultsOf(await send(route, caseOf(route), undefined), [401], `nobody ${route.name}`));
        faults.push(
          ...faultsOf(await send(route, caseOf(route), 'invented-credential'), [401], `invented ${route.name}`),
        );
      }
      expect(faults).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'ORG-02 answers 403 with the reason to a role that lacks the power, and notes it in the security log',
    async () => {
      const faults: string[] = [];
      const codes = new Set<string>();
      for (const route of sessionRoutes) {
        for (const role of caseOf(route).wrong ?? []) {
          const answer = await send(route, caseOf(route), await tokenOf(accountOf(home, role)));
          faults.push(...faultsOf(answer, [403], `${role} ${route.name}`));
          codes.add(`${route.name} ${answer.code}`);
        }
      }
      expect(codes.size).toBeGreaterThan(60);
      await expect.poll(() => missingInSecurityLog(codes), { timeout: 20_000, interval: 500 }).toEqual([]);
      expect(faults).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'keeps what belongs to one body from another of the same role in the same city',
    async () => {
      const faults: string[] = [];
      for (const route of sessionRoutes) {
        const { rival } = caseOf(route);
        if (rival !== undefined)
          faults.push(
            ...faultsOf(
              await send(route, caseOf(route), await tokenOf(await rivalOf(rival))),
              [403, 404],
              `${rival} ${route.name}`,
            ),
          );
      }
      expect(faults).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'JUR-01 keeps one city from the same role of another: refused, or an answer in which nothing of it stands',
    async () => {
      const faults: string[] = [];
      const ids = Object.values(things).filter((one) => /^[a-z]+_[0-9a-z]{26}$/.test(one));
      for (const route of sessionRoutes) {
        const { foreign } = caseOf(route);
        if (foreign === undefined) continue;
        const answer = await send(route, caseOf(route), await tokenOf(accountOf(elsewhere, foreign)));
        if (answer.status !== 200) faults.push(...faultsOf(answer, [403, 404], `${foreign} ${route.name}`));
        else
          expect([route.name, [...ids, `"${home}"`].filter((id) => answer.text.includes(id))]).toEqual([
            route.name,
            [],
          ]);
      }
      expect(faults).toEqual([]);
    },
    TEST_MS,
  );
});

describe('bad input', () => {
  const NUL = String.fromCodePoint(0);
  const withText = (text: string) =>
    [
      ['GET', `/api/v1/resources?q=${encodeURIComponent(text)}`],
      ['GET', `/api/v1/products?q=${encodeURIComponent(text)}`],
      ['GET', `/api/v1/development-catalogue?q=${encodeURIComponent(text)}`],
      ['GET', `/api/v1/evidence/entries?subject=${encodeURIComponent(text)}`],
      ['GET', `/api/v1/evidence/streams/${encodeURIComponent(text)}`],
      ['POST', `/api/v1/grants/${things.grant}/queries`, { sql: text }],
      [
        'POST',
        `/api/v1/grants/${things.grant}/queries`,
        { sql: 'select count(*) from t where a = :a', parameters: { a: text } },
      ],
      ['POST', '/api/v1/session', { account: text, password: text, mode: 'token' }],
      ['POST', '/api/v1/orders', { productId: things.product, use: text }],
    ] as const;

  it(
    'gets an answer with a code, never a failure of ours',
    async () => {
      const token = await tokenOf(accountOf(home, 'developer'));
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const texts = [
        NUL,
        `a${NUL}b`,
        "'; drop table x; --",
        '%_\\',
        '../../etc/passwd',
        '\u{1F600}',
        'not '.repeat(4_500),
        '('.repeat(9_000),
      ];
      for (const text of texts) {
        for (const [method, path, body] of withText(text)) {
          const response = await fetch(`${city.url}${path}`, {
            method,
            headers,
            ...(body ? { body: JSON.stringify(body) } : {}),
          });
          const answer = await response.text();
          expect([path.slice(0, 60), response.status < 500], answer.slice(0, 200)).toEqual([path.slice(0, 60), true]);
          if (response.status >= 400) expect(response.headers.get('content-type')).toBe('application/problem+json');
        }
      }
      for (const body of [
        '{',
        '[]',
        'null',
        '"x"',
        '1e999',
        `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
        '{"sql":"\\ud800"}',
      ]) {
        const response = await fetch(`${city.url}/api/v1/grants/${things.grant}/queries`, {
          method: 'POST',
          headers,
          body,
        });
        expect([body.slice(0, 20), response.status]).toEqual([body.slice(0, 20), 400]);
        expect(response.headers.get('content-type')).toBe('application/problem+json');
      }
    },
    TEST_MS,
  );
});

describe('a credential', () => {
  const call = allRoutes.find(({ name }) => name === 'callProduct') as Route;
  const orders = allRoutes.find(({ name }) => name === 'listOrders') as Route;

  it('of one kind opens nothing that asks for the other, and a key only the product it was sold for', async () => {
    const faults: string[] = [];
    faults.push(
      ...faultsOf(await send(call, caseOf(call), await tokenOf(accountOf(home, 'buyer'))), [401], 'session for a call'),
    );
    faults.push(...faultsOf(await send(orders, caseOf(orders), accessKey), [401], 'key for a session'));
    const other = { send: () => ({ params: { id: `prd_${'0'.repeat(26)}` }, body: {} }) };
    faults.push(...faultsOf(await send(call, other, accessKey), [403], 'key for another product'));
    expect(faults).toEqual([]);
  });

  it('PRD-12 stops opening a product the moment it is delisted, and sells no more of it', async () => {
    const faults: string[] = [];
    const operator = await as('operator');
    const delisting = { ground: 'policy-change', reason: 'refusals', deliveredCopies: 'none' } as const;
    await operator.call(tradingRoutes.delistProduct, { params: { id: things.product }, query: {}, body: delisting });
    const stopped = await send(call, caseOf(call), accessKey);
    faults.push(...faultsOf(stopped, [422], 'call of a delisted product'));
    expect(stopped.code).toBe('trading.service-stopped');
    const order = (await as('buyer')).call(tradingRoutes.placeOrder, {
      query: {},
      body: { productId: things.product, use: 'refusals' },
    });
    await expect(order).rejects.toMatchObject({ status: 422, code: 'trading.service-stopped' });
    expect(faults).toEqual([]);
  });

  it(
    'ends: a session that was signed out or has run out is answered 401 on every route',
    async () => {
      const faults: string[] = [];
      const out = createApiClient(city.url);
      const account = accountOf(home, 'data-authority');
      const { token = '' } = await out.call(identityRoutes.signIn, {
        body: { account, password: DEMO_PASSWORD, mode: 'token' },
      });
      await out.as(token).call(identityRoutes.signOut);
      const running = await tokenOf(account);
      await city.asOwner((client) =>
        client.query("update identity.session set expires_at = now() - interval '1 minute'"),
      );
      for (const route of sessionRoutes) {
        faults.push(...faultsOf(await send(route, caseOf(route), token), [401], `signed out ${route.name}`));
        faults.push(...faultsOf(await send(route, caseOf(route), running), [401], `run out ${route.name}`));
      }
      tokens.clear();
      expect(faults).toEqual([]);
    },
    TEST_MS,
  );
});

/** Refusals of the given routes and codes that the security log does not hold. */
async function missingInSecurityLog(codes: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await city.asOwner((client) =>
    client.query<{ line: string }>("select distinct route || ' ' || code as line from ledger.refusal"),
  );
  const held = new Set(rows.map(({ line }) => line));
  return [...codes].filter((line) => !held.has(line));
}

it('COL-08 PLT-04 an upload that broke off leaves its idempotency key as it was: the whole file is taken under it', async () => {
  const headers = {
    authorization: `Bearer ${await tokenOf(await ownAgency())}`,
    'idempotency-key': 'broken-off-00000001',
    'content-type': 'text/csv',
  };
  const url = `${city.url}/api/v1/resources/${things.resource}/batches?filename=broken.csv&mode=append`;
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from('a,b\n')),
    pull: (controller) => controller.error(new Error('the line broke')),
  });
  await expect(fetch(url, { method: 'POST', headers, body: broken, duplex: 'half' } as RequestInit)).rejects.toThrow(
    'fetch failed',
  );
  const whole = () => fetch(url, { method: 'POST', headers, body: 'a,b\n1,2\n' });
  let answer = await whole();
  // The server may still be at the end of the first one.
  for (let tries = 0; tries < 50 && answer.status === 409; tries += 1) {
    expect(await answer.json()).toMatchObject({ code: 'http.idempotency-in-progress' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await whole();
  }
  expect(answer.status).toBe(202);
  expect(answer.headers.get('idempotency-replayed')).toBeNull();
});
