import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityRoutes, type Route } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions } from '@sluice/demo';
import { acts, actRule, matrix, roles, type Act, type Role } from '@sluice/identity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allRoutes } from './crawl.ts';
import { probes, unreached, withoutActs } from './matrix-probes.ts';
import { refusalCases } from './refusal-cases.ts';
import { gatherThings } from './gather-things.ts';
import type { Things } from './refusal-case.ts';
import { sendTo } from './send-to.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
const [home] = demoJurisdictions;
const PASSWORD = 'matrix-password-1';

let city: ServedCity;
let things: Things;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  city = await serveCity();
  const { grantId, productId, entryId } = city.played(home);
  const as = async (role: string) => createApiClient(city.url, await signIn(accountOf(role), DEMO_PASSWORD));
  ({ things } = await gatherThings({ home, as }, grantId, productId, entryId));
  for (const role of roles) tokens.set(role, await tokenFor(role));
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

const accountOf = (role: string): string =>
  city.accounts.find((one) => one.jurisdiction === home && one.role === role)?.account ?? '';

async function signIn(account: string, password: string): Promise<string> {
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account, password, mode: 'token' },
  });
  return token;
}

/** Somebody in the role: of the demo where it has one, entered by the administrator otherwise. */
async function tokenFor(role: Role): Promise<string> {
  if (role === 'platform-administrator') return signIn(city.administrator.account, city.administrator.password);
  const known = accountOf(role);
  if (known !== '') return signIn(known, DEMO_PASSWORD);
  const administrator = createApiClient(city.url, await tokenFor('platform-administrator'));
  const { items } = await administrator.call(identityRoutes.listBodies, { query: { jurisdiction: home } });
  const body = items.find((one) => one.type === 'state-organ') ?? expect.fail('no organ of state in the city');
  await administrator.call(identityRoutes.createPerson, {
    body: {
      ...{ name: role, account: `matrix.${role}`, password: PASSWORD },
      memberships: [{ bodyId: body.id, role, jurisdiction: home }],
    },
  });
  return signIn(`matrix.${role}`, PASSWORD);
}

/** What the answer says of the power alone: another refusal comes after it. */
const POWERLESS = new Set(['policy.no-power', 'policy.not-this-role', 'policy.other-jurisdiction', 'policy.own-case']);

it('ORG-02 PLT-08 walks the matrix cell by cell: whoever has the letter is not told that he lacks it, everybody else is refused and noted', async () => {
  const faults: string[] = [];
  const refused = new Set<string>();
  let cells = 0;
  for (const [act, routeName] of Object.entries(probes) as [Act, string][]) {
    const route = allRoutes.find((one) => one.name === routeName) ?? expect.fail(`no route ${routeName}`);
    const rule = actRule(act);
    // Who lacks the power first: whoever has it may change what is asked about.
    const ordered = roles.toSorted((a, b) => Number(mayDo(rule, a)) - Number(mayDo(rule, b)));
    for (const role of ordered) {
      const answer = await send(route, role);
      cells += 1;
      const power = mayDo(rule, role);
      const lacks = answer.status === 403 && POWERLESS.has(answer.code);
      if (power && lacks) faults.push(`${role} ${act} (${routeName}): refused with ${answer.code}`);
      if (!power && answer.status < 400) faults.push(`${role} ${act} (${routeName}): ${answer.status}`);
      if (!power && answer.status !== 403 && answer.status !== 404)
        faults.push(`${role} ${act} (${routeName}): ${answer.status} ${answer.code}`);
      if (!power && lacks) refused.add(`${routeName} ${answer.code}`);
    }
  }
  expect(faults).toEqual([]);
  expect(cells).toBe(Object.keys(probes).length * roles.length);
  await expect.poll(() => missing(refused), { timeout: 20_000, interval: 500 }).toEqual([]);
}, 300_000);

const send = async (route: Route, role: Role) => {
  const one = refusalCases[route.name] ?? expect.fail(`no line for ${route.name}`);
  return sendTo(city.url, route, one.send(things), tokens.get(role));
};

/** The letter in the cell, or any letter where sight is asked for; and the roles that a clause names alone. */
function mayDo(rule: ReturnType<typeof actRule>, role: Role): boolean {
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

it('ORG-02 has a probe for every act that a route asks about, and says which objects of the matrix no act reaches yet', () => {
  const unprobed = Object.keys(acts).filter((act) => !(act in probes));
  expect(unprobed.toSorted()).toEqual(unreached.toSorted());
  const objects = new Set(Object.values(acts).map((rule) => rule.object));
  expect([...matrix.keys()].filter((object) => !objects.has(object)).toSorted()).toEqual(withoutActs.toSorted());
  const table = readFileSync(join(import.meta.dirname, '../../../modules/identity/src/matrix-table.ts'), 'utf8');
  expect(table.split('\n').filter((line) => line.includes('|')).length - 1).toBe(matrix.size - 1);
});
