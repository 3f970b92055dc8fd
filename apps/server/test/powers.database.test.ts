import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  authorizationRoutes,
  holderRoutes,
  identityRoutes,
  operationRoutes,
  tradingRoutes,
  type Route,
} from '@sluice/contract';
import { createApiClient, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { acts, actRule, matrix, PLATFORM, roles, type Act, type Role } from '@sluice/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes } from './crawl.ts';
import { gatherThings } from './gather-things.ts';
import { closeAndMeasure, CLOSED_WITHIN_MS, doorsOf, type Closing } from './knock-on-doors.ts';
import { besides, dear, probes, unreached, withoutActs } from './matrix-probes.ts';
import type { Things } from './refusal-case.ts';
import { refusalCases } from './refusal-cases.ts';
import { sendTo } from './send-to.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
const TEST_MS = 120_000;
const PASSWORD = 'matrix-password-1';
/** The matrix is walked in one city, access closed in the other: neither is in the way of the other. */
const [closed, walked] = demoJurisdictions;

let city: ServedCity;
const tokens = new Map<string, string>();

beforeAll(async () => {
  city = await serveCity();
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

const accountOf = (jurisdiction: string, role: string): string =>
  city.accounts.find((one) => one.jurisdiction === jurisdiction && one.role === role)?.account ?? '';

/** A session of somebody in a role, made past the door: signing in is dear on purpose, and is tested elsewhere. */
async function tokenIn(jurisdiction: string, role: string): Promise<string> {
  const key = `${jurisdiction} ${role}`;
  const known = tokens.get(key);
  if (known !== undefined) return known;
  const token = randomBytes(32).toString('base64url');
  const { rowCount } = await city.asOwner((client) =>
    client.query(
      `insert into identity.session (id, token_digest, person_id, membership_id, created_at, seen_at, expires_at)
       select 'session_' || $3, $3, m.person_id, m.id, now(), now(), now() + interval '1 hour'
       from identity.membership m left join identity.account a on a.person_id = m.person_id
       where m.jurisdiction = $1 and m.role = $2 and m.state = 'active' order by a.account <> $4, m.id limit 1`,
      [jurisdiction, role, createHash('sha256').update(token).digest('hex'), accountOf(jurisdiction, role)],
    ),
  );
  if (rowCount !== 1) return expect.fail(`nobody in ${jurisdiction} is ${role}`);
  tokens.set(key, token);
  return token;
}

const as = async (jurisdiction: string, role: string): Promise<ApiClient> =>
  createApiClient(city.url, await tokenIn(jurisdiction, role));

async function thingsOf(jurisdiction: (typeof demoJurisdictions)[number]) {
  const { grantId, productId, entryId } = city.played(jurisdiction);
  const home = { home: jurisdiction, as: (role: string) => as(jurisdiction, role) };
  return gatherThings(home, grantId, productId, entryId);
}

describe('access under a grant', () => {
  let things: Things;
  let doors: ReturnType<typeof doorsOf>;

  beforeAll(async () => {
    const gathered = await thingsOf(closed);
    ({ things } = gathered);
    const developer = await as(closed, 'developer');
    const { entries } = await developer.call(authorizationRoutes.readGrant, { params: { id: things.grant } });
    const tokenOf = (role: string): string => tokens.get(`${closed} ${role}`) ?? expect.fail(role);
    const { parameters: asked } = await developer.call(tradingRoutes.getCatalogueProduct, {
      params: { id: things.product },
    });
    const parameters = Object.fromEntries(asked.map(({ name, values }) => [name, values[0]]));
    doors = doorsOf(
      city.url,
      things,
      { accessKey: gathered.accessKey, table: entries[0]?.name ?? '', parameters },
      tokenOf,
    );
  }, SETUP_MS);

  function expectClosed(measured: Readonly<Record<string, Closing>>): void {
    process.stdout.write(`open after the act, in ms: ${JSON.stringify(measured)}\n`);
    const late = Object.entries(measured).filter(([, { openFor, now }]) => openFor > CLOSED_WITHIN_MS || now < 400);
    expect(late).toEqual([]);
  }
  const statusOf = async (door: string): Promise<number | undefined> => (await doors[door]?.())?.status;

  it(
    'INC-03 is closed within 5 seconds of a suspension (query, sample, freezing, call, order), and opens again with it',
    async () => {
      const regulator = await as(closed, 'security-regulator');
      const params = { id: things.grant };
      expect([await statusOf('query'), await statusOf('call')]).toEqual([200, 200]);
      expectClosed(
        await closeAndMeasure(doors, () =>
          regulator.call(operationRoutes.suspendGrant, { params, body: { ground: 'an incident' } }),
        ),
      );
      await regulator.call(operationRoutes.resumeGrant, { params, body: { ground: 'cleared' } });
      expect(await statusOf('query')).toBe(200);
      const anybody = createApiClient(city.url);
      const { state, ground } = await anybody.call(tradingRoutes.getCatalogueProduct, {
        params: { id: things.product },
      });
      expect([state, ground]).toEqual(['suspended', 'grant-suspended']);
      expect((await anybody.call(tradingRoutes.listCatalogueProducts, { query: {} })).items.length).toBeGreaterThan(0);
      const operator = await as(closed, 'operator');
      const product = { params: { id: things.product }, query: {}, body: { reason: 'cleared' } };
      await operator.call(tradingRoutes.resumeProduct, product);
      expect(await statusOf('call')).toBe(200);
    },
    TEST_MS,
  );

  it('AUT-12 SEC-01 of a product it is shown who holds which right on what basis, and who answers at each stage', async () => {
    const params = { id: things.product };
    const authority = await as(closed, 'data-authority');
    const { sources, developer } = await authority.call(holderRoutes.readProductHolders, { params });
    expect(sources.length).toBeGreaterThan(0);
    for (const { rights, responsible, vacant } of sources) {
      expect(new Set(rights.map(({ right }) => right))).toEqual(new Set(['holding', 'operation', 'use']));
      expect(rights.find(({ right, holder }) => right === 'use' && holder === developer)).toMatchObject({
        basis: { kind: 'grant' },
        until: expect.any(String),
      });
      expect(rights.filter(({ beyond }) => beyond)).toEqual([]);
      expect(rights.every(({ holderName }) => holderName !== '')).toBe(true);
      expect(vacant).toEqual([]);
      expect([...new Set(responsible.map(({ stage }) => stage))]).toEqual(['build', 'manage', 'operate', 'use']);
      expect(responsible.every(({ people }) => people.length > 0 && people.every(({ name }) => name))).toBe(true);
    }
    // People of other bodies are not named to a firm.
    const firm = await as(closed, 'developer');
    const seen = await firm.call(holderRoutes.readResourceHolders, { params: { id: sources[0]?.id ?? '' } });
    const named = seen.responsible.filter(({ people }) => people.some(({ name }) => name !== undefined));
    expect(named.map(({ stage }) => stage)).toEqual(['use']);
  });

  it('PLT-06 AUT-11 reaches no data of another city: an entry of it cannot be asked for', async () => {
    const stranger = await as(walked, 'developer');
    const entries = [{ resourceId: things.resource, fields: ['a'] }];
    await expect(
      stranger.call(authorizationRoutes.createApplication, {
        body: { jurisdiction: walked, contents: { entries } },
      } as never),
    ).rejects.toMatchObject({ status: 400, code: 'application.unlisted-entry' });
  });

  it(
    'SVN-05 SVN-06 is closed within 5 seconds of its developer’s exit: queries, calls, and its own acts on the platform',
    async () => {
      const developer = await as(closed, 'developer');
      const { active } = await developer.call(identityRoutes.getSession);
      const operator = await as(closed, 'operator');
      const params = { developer: active.bodyId };
      const body = { kind: 'exit' as const, ground: 'breach' as const, reasons: ['data was handed on'] };
      expectClosed(
        await closeAndMeasure(doors, () => operator.call(operationRoutes.measureDeveloper, { params, body })),
      );
      await expect(
        developer.call(authorizationRoutes.createApplication, { body: { jurisdiction: closed, contents: {} } }),
      ).rejects.toMatchObject({ status: 403, code: 'developer.exited' });
      const view = await operator.call(operationRoutes.readDeveloper, { params });
      expect(view).toMatchObject({ standing: 'developer.exited', measures: [{ kind: 'exit', ground: 'breach' }] });
    },
    TEST_MS,
  );
});

describe('the permission matrix', () => {
  let things: Things;

  beforeAll(async () => {
    ({ things } = await thingsOf(walked));
  }, SETUP_MS);

  /** Somebody in each role: of the demo where it has one; one person holds all the others, entered by the administrator. */
  async function people(): Promise<ReadonlyMap<Role, string>> {
    const administrator = createApiClient(city.url, await tokenIn(PLATFORM, 'platform-administrator'));
    const { items } = await administrator.call(identityRoutes.listBodies, { query: { jurisdiction: walked } });
    const body = items.find((one) => one.type === 'state-organ') ?? expect.fail('no organ of state in the city');
    const lacking = roles.filter((role) => role !== 'platform-administrator' && accountOf(walked, role) === '');
    const memberships = lacking.map((role) => ({ bodyId: body.id, role, jurisdiction: walked }));
    await administrator.call(identityRoutes.createPerson, {
      body: { name: 'the others', account: 'matrix.others', password: PASSWORD, memberships },
    });
    const found = new Map<Role, string>();
    for (const role of roles)
      found.set(role, await tokenIn(role === 'platform-administrator' ? PLATFORM : walked, role));
    return found;
  }

  /** What the answer says of the power alone: another refusal comes after it. */
  const POWERLESS = new Set(['policy.no-power', 'policy.not-this-role', 'policy.other-jurisdiction']);

  const send = (route: Route, token: string) =>
    sendTo(city.url, route, (refusalCases[route.name] ?? expect.fail(`no line for ${route.name}`)).send(things), token);

  it(
    'ORG-02 PLT-08 is walked cell by cell: whoever has the letter is not told that he lacks it, everybody else is refused and noted',
    async () => {
      const everybody = await people();
      const faults: string[] = [];
      const refused = new Set<string>();
      let cells = 0;
      const walk = async (act: Act, route: Route, role: Role): Promise<void> => {
        const { status, code } = await send(route, everybody.get(role) ?? '');
        const lacks = status === 403 && POWERLESS.has(code);
        const power = mayDo(act, role);
        cells += 1;
        if (power ? lacks : status !== 403 && status !== 404)
          faults.push(`${role} ${act} (${route.name}): ${status} ${code}`);
        if (!power && lacks) refused.add(`${route.name} ${code}`);
      };
      for (const [act, name] of Object.entries(probes) as [Act, string][]) {
        const route = allRoutes.find((one) => one.name === name) ?? expect.fail(`no route ${name}`);
        // Who lacks the power changes nothing; whoever has it may change what is asked about, and comes after.
        await Promise.all(roles.filter((role) => !mayDo(act, role)).map((role) => walk(act, route, role)));
        for (const role of roles.filter((one) => mayDo(act, one)).slice(0, dear[act])) await walk(act, route, role);
      }
      expect(faults).toEqual([]);
      expect(cells).toBeGreaterThan((Object.keys(probes).length - Object.keys(dear).length) * roles.length);
      await expect.poll(() => missing(refused), { timeout: 10_000, interval: 500 }).toEqual([]);
    },
    TEST_MS,
  );

  /** The letter in the cell, or any letter where sight is asked for; and the roles that a clause names alone. */
  function mayDo(act: Act, role: Role): boolean {
    if (besides[act]?.includes(role)) return true;
    const rule = actRule(act);
    const letters = matrix.get(rule.object)?.get(role)?.letters ?? [];
    const has = letters.includes(rule.letter) || (rule.letter === 'v' && letters.length > 0);
    return has && (rule.only === undefined || rule.only.includes(role));
  }

  async function missing(lines: ReadonlySet<string>): Promise<string[]> {
    const { rows } = await city.asOwner((client) =>
      client.query<{ line: string }>("select distinct route || ' ' || code as line from ledger.refusal"),
    );
    const held = new Set(rows.map(({ line }) => line));
    return [...lines].filter((line) => !held.has(line));
  }

  it('ORG-02 has a probe for every act that a route asks about, and says which objects of it no act reaches yet', () => {
    const unprobed = Object.keys(acts).filter((act) => !(act in probes));
    expect(unprobed.toSorted()).toEqual(unreached.toSorted());
    const objects = new Set(Object.values(acts).map((rule) => rule.object));
    expect([...matrix.keys()].filter((object) => !objects.has(object)).toSorted()).toEqual(withoutActs.toSorted());
    const table = readFileSync(join(import.meta.dirname, '../../../modules/identity/src/matrix-table.ts'), 'utf8');
    expect(table.split('\n').filter((line) => line.includes('|')).length - 1).toBe(matrix.size - 1);
  });
});
