import { authorizationRoutes, clockRoutes, gateRoutes, identityRoutes, socialDataRoutes } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf, listOfMembers, memberList } from './bring-in-list.ts';
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
  return signIn({ account, password: DEMO_PASSWORD });
}

async function signIn(who: { readonly account: string; readonly password: string }): Promise<ApiClient> {
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account: who.account, password: who.password, mode: 'token' },
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

it('SOC-03 SOC-04 a list comes in by its digest alone, joins under its grant, and is out of every program when its approval is withdrawn', async () => {
  const [developer, operator] = [await as('developer'), await as('operator')];
  const list = await listOfMembers(home, 1_000);
  const applied = await developer.call(socialDataRoutes.applySocialData, {
    body: memberList(grantId, 'members', digestOf(list)),
  });
  const params = { id: applied.data.id };
  const send = (body: Uint8Array<ArrayBuffer>) =>
    developer.call(socialDataRoutes.importSocialData, { params, query: { filename: 'members.csv' }, body });
  await expect(send(list)).rejects.toMatchObject({ code: 'social.wrong-state' });
  await operator.call(socialDataRoutes.decideSocialData, { params, body: { outcome: 'agree' } });
  await developer.call(socialDataRoutes.compileSocialData, { params, body: { summary: 'members by class' } });
  await operator.call(socialDataRoutes.publishSocialData, { params });
  await expect(send(list.slice(0, -2))).rejects.toMatchObject({ code: 'vault.digest-differs' });
  const { reports } = await operator.call(socialDataRoutes.readSocialData, { params });
  expect(reports.map((one) => one.code)).toEqual(['social.wrong-state', 'vault.digest-differs']);
  const { data } = await send(list);
  expect(data).toMatchObject({ state: 'imported', rows: 1_040 });

  const grant = await developer.call(authorizationRoutes.readGrant, { params: { id: grantId } });
  const people = grant.entries.find((one) => one.fields.some((field) => field.role === 'entity-key'));
  const key = people?.fields.find((field) => field.role === 'entity-key')?.name ?? expect.fail('no key');
  const joined = `members m join ${people?.name} p on p.${key} = m.member`;
  const ask = (sql: string) => developer.call(gateRoutes.explainProgram, { params: { id: grantId }, body: { sql } });
  const sql = `select m.class, count(*) as n from ${joined} group by m.class`;
  expect(await ask(sql)).toMatchObject({ verdict: 'accepted' });
  // Those who are on the list alone stand behind no answer, and nobody of it is named.
  for (const refused of [
    `select m.class, count(*) from members m left join ${people?.name} p on p.${key} = m.member group by 1`,
    `select count(*) from ${joined} where m.member = 'stranger-1'`,
  ])
    expect(await ask(refused)).toMatchObject({ verdict: 'refused' });

  await operator.call(socialDataRoutes.withdrawSocialData, { params, body: { reasons: ['asked for by its owner'] } });
  expect(await ask(sql)).toMatchObject({ verdict: 'refused' });
  const administrator = await signIn(city.administrator);
  const later = async () => {
    await administrator.call(clockRoutes.moveClock, { body: { advanceDays: 1 } });
    return (await developer.call(socialDataRoutes.readSocialData, { params })).state;
  };
  expect(await later()).toBe('leaving');
  // Back to its owner as it came, in any order of its records; then its keys go.
  const back = await new Response(
    (await developer.call(socialDataRoutes.takeBackSocialData, { params })) as ReadableStream<Uint8Array>,
  ).text();
  expect(back.split('\n').toSorted()).toEqual(new TextDecoder().decode(list).split('\n').toSorted());
  expect(await later()).toBe('removed');
}, 60_000);
