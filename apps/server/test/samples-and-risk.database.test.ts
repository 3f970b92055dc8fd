import { authorizationRoutes, gateRoutes, identityRoutes } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
const [home, elsewhere] = demoJurisdictions;

let city: ServedCity;
let grantId: string;
let table: string;

beforeAll(async () => {
  city = await serveCity();
  ({ grantId } = city.played(home));
  const developer = await as('developer');
  const grant = await developer.call(authorizationRoutes.readGrant, { params: { id: grantId } });
  table = grant.entries[0]?.name ?? expect.fail('the grant has no table');
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

async function as(role: string, jurisdiction: string = home): Promise<ApiClient> {
  const { account } =
    city.accounts.find((one) => one.jurisdiction === jurisdiction && one.role === role) ?? expect.fail(role);
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account, password: DEMO_PASSWORD, mode: 'token' },
  });
  return createApiClient(city.url, token);
}

const draw = (client: ApiClient, body: { seed: string; size?: number; table?: string }) =>
  client.call(gateRoutes.sampleTable, { params: { id: grantId }, body: { table, size: 40, ...body } });

it('ENV-03 a sample says what it is, is the same for the same seed, and has nobody in it who is alone', async () => {
  const developer = await as('developer');
  const first = await draw(developer, { seed: 'one' });
  expect(first.sample).toBe(true);
  expect(first.rows.length).toBeGreaterThan(0);
  expect(first.evidence.length).toBeGreaterThan(0);
  expect((await draw(developer, { seed: 'one' })).rows).toEqual(first.rows);
  expect((await draw(developer, { seed: 'two' })).rows).not.toEqual(first.rows);
  const columns = first.columns.flatMap((column, at) => (column.shown.startsWith('level') ? [at] : []));
  const looks = Map.groupBy(first.rows, (row) => JSON.stringify(columns.map((at) => row[at])));
  for (const rows of looks.values()) expect(rows.length).toBeGreaterThanOrEqual(first.k);
  const hidden = first.columns.flatMap((column, at) => (column.shown === 'suppress' ? [at] : []));
  for (const row of first.rows) for (const at of hidden) expect(row[at]).toBeNull();
});

it('ENV-03 a table that was not granted, and a grant of somebody else, give no sample', async () => {
  await expect(draw(await as('developer'), { seed: 'one', table: 'nothing_granted' })).rejects.toMatchObject({
    code: 'gate.unknown-table',
  });
  await expect(draw(await as('developer', elsewhere), { seed: 'one' })).rejects.toMatchObject({
    status: expect.any(Number),
  });
  await expect(draw(await as('buyer'), { seed: 'one' })).rejects.toMatchObject({ status: expect.any(Number) });
});

it('SEC-06 what requested fields single out together is told in whole steps to those who see the application', async () => {
  const developer = await as('developer');
  const { items } = await developer.call(authorizationRoutes.listApplications, { query: {} });
  const params = { id: items[0]?.id ?? expect.fail('no application') };
  const { risks } = await (await as('data-authority')).call(gateRoutes.readJoiningRisk, { params });
  expect(risks.length).toBeGreaterThan(0);
  for (const risk of risks) {
    expect(risk.fields.length).toBeGreaterThan(0);
    for (const share of [risk.unique, risk.belowK, ...risk.without.map((one) => one.unique)])
      expect(Math.round(share * 20) / 20).toBeCloseTo(share, 9);
    expect(risk.belowK).toBeGreaterThanOrEqual(risk.unique);
  }
  await expect((await as('buyer')).call(gateRoutes.readJoiningRisk, { params })).rejects.toMatchObject({
    status: expect.any(Number),
  });
});
