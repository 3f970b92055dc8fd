import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateRoutes, identityRoutes, tradingRoutes } from '@sluice/contract';
import {
  ApiProblem,
  citySizes,
  createApiClient,
  DEMO_PASSWORD,
  demoJurisdictions,
  describeCity,
  generateCity,
  planCity,
  type ApiClient,
  type ScenarioResult,
} from '@sluice/demo';
import { servicesOf, type Role } from '@sluice/identity';
import { verifyBundle } from '@sluice/ledger/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes, crawl, type Met } from './crawl.ts';
import { plantMarkers } from './plant-markers.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;

let city: ServedCity;
const results: ScenarioResult[] = [];
const tokens = new Map<string, string>();
let citizenIds: string[] = [];

beforeAll(async () => {
  city = await serveCity();
  results.push(...demoJurisdictions.map((jurisdiction) => city.played(jurisdiction)));
  citizenIds = await readCitizenIds();
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

async function tokenOf(account: string): Promise<string> {
  const known = tokens.get(account);
  if (known !== undefined) return known;
  const password = account === city.administrator.account ? city.administrator.password : DEMO_PASSWORD;
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account, password, mode: 'token' },
  });
  tokens.set(account, token);
  return token;
}

const as = async (account: string): Promise<ApiClient> => createApiClient(city.url, await tokenOf(account));
const first = (): ScenarioResult => results[0] as ScenarioResult;
const seeds = (): string[] => results.flatMap(({ grantId, productId, entryId }) => [grantId, productId, entryId]);
const developerOf = (jurisdiction: string, place = 0): string =>
  city.accounts.filter((one) => one.role === 'developer' && one.jurisdiction === jurisdiction)[place]?.account ?? '';

/** Identity numbers of residents, as they stood in the files that the agencies delivered. */
async function readCitizenIds(): Promise<string[]> {
  const ids: string[] = [];
  for (const jurisdiction of demoJurisdictions) {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-delivered-'));
    const { residentsFile } = await generateCity(
      await planCity(jurisdiction, citySizes.small[jurisdiction] ?? { residents: 0, visits: 0 }),
      folder,
    );
    const found = readFileSync(residentsFile, 'latin1').matchAll(/\b\d{17}[\dX]\b/g);
    ids.push(
      ...[...found]
        .map(([id]) => id)
        .filter((_, i) => i % 97 === 0)
        .slice(0, 150),
    );
    rmSync(folder, { recursive: true, force: true });
  }
  return ids;
}

/** Everything that lies in the data folder outside of the database and the files that were delivered. */
function filesBelow(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\/(demo|postgres)(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}

describe('the chain from a delivered file to a call', () => {
  it('ends with a verified bundle in every jurisdiction', () => {
    expect(results.map((result) => result.jurisdiction)).toEqual([...demoJurisdictions]);
    for (const result of results) {
      const report = verifyBundle(readFileSync(result.bundle));
      expect(result.rows).toBeGreaterThan(0);
      expect({ problems: report.problems, ok: report.ok }).toEqual({ problems: [], ok: true });
    }
  });

  it(
    'PLT-01 each role signs in once and reaches exactly the services of its role',
    async () => {
      const walked = new Set<string>();
      for (const { account, role } of city.accounts) {
        const session = await (await as(account)).call(identityRoutes.getSession);
        expect(session.active.role, account).toBe(role);
        expect(session.services, account).toEqual(servicesOf(role as Role));
        if (walked.has(role)) continue;
        walked.add(role);
        // The one login carries everywhere: no place of the platform asks for another.
        for (const route of allRoutes.filter(
          (one) => one.method === 'GET' && one.access === 'session' && !one.path.includes(':'),
        )) {
          const { status } = await fetch(`${city.url}${route.path}`, {
            headers: { authorization: `Bearer ${await tokenOf(account)}` },
          });
          expect([200, 400, 403], `${account} ${route.name}`).toContain(status);
        }
      }
    },
    SETUP_MS,
  );
});

describe('the one entry and the one gate', () => {
  it('answers nobody who is not signed in, on any route that asks for it', async () => {
    for (const route of allRoutes.filter((one) => one.access !== 'none')) {
      const path = route.path.replaceAll(/:\w+/g, 'res_00000000000000000000000000');
      const response = await fetch(`${city.url}${path}`, { method: route.method });
      expect(response.status, `${route.method} ${route.path}`).toBe(401);
    }
  });

  it(
    'PLT-07 yields no record of a source on any interface, to anyone',
    async () => {
      const ids = new Set(citizenIds);
      expect(ids.size).toBeGreaterThan(100);
      const roles = new Map(city.accounts.map((one) => [one.role, one.account]));
      const met: Met = { pairs: new Map(), shown: new Map() };
      // Those who see most come first: what opens nothing for them is of another kind.
      const most = [...roles].toSorted((a, b) => servicesOf(b[0] as Role).length - servicesOf(a[0] as Role).length);
      for (const account of [...most.map(([, one]) => one), city.administrator.account, undefined]) {
        const visited = await crawl(city.url, account === undefined ? undefined : await tokenOf(account), seeds(), met);
        expect(visited.filter((one) => one.status === 200).length).toBeGreaterThan(3);
        for (const { route, path, status, text } of visited) {
          expect(status, `${route} ${path}`).toBeLessThan(500);
          // Quarantine shows a source agency its own faulty rows, so that it can correct them; nobody else.
          if (/quarantine/i.test(route)) continue;
          expect(
            [...text.matchAll(/(?=(\d{17}[\dX]))/g)].filter(([, id = '']) => ids.has(id)),
            `${account ?? 'nobody'} ${path}`,
          ).toEqual([]);
        }
      }
    },
    SETUP_MS,
  );

  it('PLT-07 reproduces every passage of a run from the gate log, each with its decision, rule version and person', async () => {
    for (const { grantId, jurisdiction } of results) {
      const developer = await as(developerOf(jurisdiction));
      const { person } = await developer.call(identityRoutes.getSession);
      const { items } = await developer.call(gateRoutes.listQueries, { params: { id: grantId }, query: {} });
      expect(items.map(({ kind, verdict }) => `${kind} ${verdict}`).toSorted()).toEqual([
        'explain accepted',
        'freeze accepted',
        'freeze accepted',
        'query accepted',
        'query accepted',
        'query refused',
      ]);
      for (const passage of items) expect(passage).toMatchObject({ grantId, person: person.id });
      const entries = await entriesOf(
        items.map(({ id, kind, releaseId }) => (kind === 'freeze' ? `freeze:${releaseId}` : `query:${id}`)),
      );
      expect(entries).toHaveLength(items.length);
      for (const entry of entries) {
        expect(entry.ruleVersion).toMatch(/@\d/);
        expect(entry.actor).toMatchObject({ kind: 'person' });
      }
    }
  });
});

interface LoggedEntry {
  readonly ruleVersion: string;
  readonly actor: unknown;
  readonly type: string;
}

/** The entries of the ledger in the given streams. */
async function entriesOf(streams: readonly string[]): Promise<LoggedEntry[]> {
  const token = await tokenOf(developerOf(first().jurisdiction));
  const found: LoggedEntry[] = [];
  for (const stream of streams) {
    const response = await fetch(`${city.url}/api/v1/evidence/streams/${encodeURIComponent(stream)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const { items } = JSON.parse(text) as { items: LoggedEntry[] };
    found.push(...items.slice(0, 1));
  }
  return found;
}

describe('two developers of different bodies', () => {
  it('cannot tell one person by the difference of their answers, whoever asks first', async () => {
    for (const { jurisdiction, grantId, secondGrantId } of results) {
      const { scenario } = await describeCity(jurisdiction);
      const { target, resource } = scenario;
      const ask = async (account: string, id: string, more: string) => {
        const sql = `select district_code, count(*) as n from ${resource} where icd10_code = '${target.diagnosis}' ${more} group by district_code`;
        const answer = await (await as(account)).call(gateRoutes.runProgram, { params: { id }, body: { sql } });
        if (answer.verdict !== 'released') throw new Error(`a count per county: ${answer.verdict}`);
        return answer.rows.find(([district]) => district === target.district)?.[1] ?? undefined;
      };
      const butOne = `and not (district_code = '${target.district}' and sex = '${target.sex}' and visit_kind = '${target.kind}'
        and date_trunc('month', visit_date) = date '${target.month}')`;
      const second = developerOf(jurisdiction, 1);
      const all = await ask(second, secondGrantId, '');
      expect(all).toBeGreaterThan(10);
      expect(await ask(developerOf(jurisdiction), grantId, butOne), 'one person apart').toBeUndefined();
      const others = await (await as(second)).call(identityRoutes.getSession);
      const own = await (await as(developerOf(jurisdiction))).call(identityRoutes.getSession);
      expect(others.active.bodyId).not.toBe(own.active.bodyId);
      // Its honest twin: the question that is answered already gets that answer, whoever asks.
      expect(await ask(developerOf(jurisdiction), grantId, ''), 'the same question').toBe(all);
    }
  });
});

describe('a call that is sent again', () => {
  it('is answered again under its idempotency key, and charged once, however many arrive together', async () => {
    const account = city.accounts.find(
      (one) => one.role === 'buyer' && one.jurisdiction === first().jurisdiction,
    )?.account;
    const buyer = await as(account ?? '');
    const { productId, jurisdiction } = first();
    const { target } = (await describeCity(jurisdiction)).scenario;
    const order = await buyer.call(tradingRoutes.placeOrder, { query: {}, body: { productId, use: 'sent again' } });
    const issued = await buyer.call(tradingRoutes.createKey, { params: { id: order.data.id }, query: {} });
    const called = async (): Promise<number> => {
      const { items } = await buyer.call(tradingRoutes.listCalls, { query: { productId } });
      return items.filter((call) => call.orderId === order.data.id).length;
    };
    const send = (idempotencyKey: string) =>
      fetch(`${city.url}/api/v1/call/${productId}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${(issued.data as { key: string }).key}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ district: target.district, diagnosis: target.diagnosis }),
      });
    const before = await called();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('the-same-call-as-before')));
    const again = await send('the-same-call-as-before');
    const done = [...answers, again].filter(({ status }) => status === 200);
    // Those that arrived while the first was under way are told so; none is charged.
    expect([...answers, again].every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const ids = await Promise.all(done.map(async (answer) => ((await answer.json()) as { callId: string }).callId));
    expect(new Set(ids).size).toBe(1);
    expect(await called()).toBe(before + 1);
    expect((await send('another-call-altogether')).status).toBe(200);
    expect(await called()).toBe(before + 2);
  });
});

describe('the record of the domain', () => {
  const SQL = `select count(*) as n from no_such_table -- ${'x'.repeat(8)}`;

  it('ENV-04 holds each act with person, grant, command and verdict, and the acts of a session are those performed', async () => {
    const { grantId, jurisdiction } = first();
    const developer = await as(developerOf(jurisdiction));
    const before = (await developer.call(gateRoutes.listQueries, { params: { id: grantId }, query: {} })).total;
    const answer = await developer.call(gateRoutes.runProgram, { params: { id: grantId }, body: { sql: SQL } });
    expect(answer.verdict).toBe('refused');
    const { items, total } = await developer.call(gateRoutes.listQueries, { params: { id: grantId }, query: {} });
    expect(total).toBe(before + 1);
    const record = items.find((one) => one.id === answer.decisionId);
    expect(record).toMatchObject({
      grantId,
      kind: 'query',
      verdict: 'refused',
      textDigest: createHash('sha256').update(SQL).digest('hex'),
    });
  });

  it('ENV-04 lets no act happen that cannot be recorded', async () => {
    const { grantId, jurisdiction } = first();
    const developer = await as(developerOf(jurisdiction));
    const before = (await developer.call(gateRoutes.listQueries, { params: { id: grantId }, query: {} })).total;
    await city.asOwner((client) => client.query('revoke insert on ledger.outbox from sluice_owner'));
    try {
      const refused = developer.call(gateRoutes.runProgram, { params: { id: grantId }, body: { sql: SQL } });
      await expect(refused).rejects.toBeInstanceOf(ApiProblem);
      await expect(refused).rejects.toMatchObject({ status: 500 });
    } finally {
      await city.asOwner((client) => client.query('grant insert on ledger.outbox to sluice_owner'));
    }
    expect((await developer.call(gateRoutes.listQueries, { params: { id: grantId }, query: {} })).total).toBe(before);
  });
});

describe('nothing that a person, a data set or a credential contains', () => {
  it(
    'stands in a log, a row of the database, a file of the ledger or any other file',
    async () => {
      const buyer = city.accounts.find((one) => one.role === 'buyer') ?? { account: '', jurisdiction: '' };
      const api = await as(buyer.account);
      const order = await api
        .call(tradingRoutes.placeOrder, { query: {}, body: { productId: first().productId, use: 'test' } })
        .catch(() => undefined);
      const issued = order && (await api.call(tradingRoutes.createKey, { params: { id: order.data.id }, query: {} }));
      const secrets = [DEMO_PASSWORD, ...tokens.values(), ...(issued ? [(issued.data as { key: string }).key] : [])];
      const markers = [...citizenIds, ...secrets.filter((secret) => secret.length > 8)];
      const holds = (text: string): string[] => markers.filter((marker) => text.includes(marker));

      const [marker = ''] = citizenIds;
      const token = await tokenOf(developerOf(first().jurisdiction));
      for (const planted of [marker, tokens.get(buyer.account) ?? '']) {
        for (const { what, status, text, headers } of await plantMarkers(city.url, token, first().grantId, planted)) {
          expect(status, what).toBeGreaterThanOrEqual(200);
          expect(status, what).toBeLessThan(500);
          expect(holds(text), what).toEqual([]);
          expect(holds(headers), what).toEqual([]);
        }
      }
      // Refusals are written to the database in batches.
      await new Promise((resolve) => setTimeout(resolve, 3_000));

      const files = filesBelow(city.folder);
      expect(files.some(({ path }) => path.endsWith('logs/server.log'))).toBe(true);
      expect(files.some(({ path }) => path.includes('/ledger/'))).toBe(true);
      for (const { path, text } of files) expect(holds(text), path).toEqual([]);

      await city.asOwner(async (client) => {
        const tables = await client.query<{ name: string }>(
          `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'jobs')`,
        );
        expect(tables.rows.length).toBeGreaterThan(20);
        for (const { name } of tables.rows) {
          const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
          for (const { text } of rows) expect(holds(text), name).toEqual([]);
        }
      });
    },
    SETUP_MS,
  );
});
