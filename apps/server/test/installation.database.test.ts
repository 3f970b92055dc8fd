import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendarRoutes, identityRoutes, jurisdictionRoutes, type Answer } from '@sluice/contract';
import { ApiProblem, createApiClient, type ApiClient } from '@sluice/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../src/index.ts';
import { startClockAt } from './start-clock-at.ts';
import { asOwner } from './served-city.ts';

const SETUP_MS = 120_000;
const PASSWORD = 'a password of the test';

let server: RunningServer;
let folder: string;
let administrator: ApiClient;
let jurisdiction: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-installation-'));
  startClockAt(folder, new Date('2026-12-20T02:00:00Z'));
  server = await startServer({
    ...{ port: 0, host: '127.0.0.1', dataFolder: folder, controllableClock: true },
    ...{ secure: false, trustProxy: false, requireSandbox: false, durable: false },
  });
  const { account, password } = JSON.parse(readFileSync(join(folder, 'administrator.json'), 'utf8')) as {
    account: string;
    password: string;
  };
  administrator = await signedIn(account, password);
  const { items } = await administrator.call(jurisdictionRoutes.listJurisdictions);
  jurisdiction = items[0]?.id ?? '';
}, SETUP_MS);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}, SETUP_MS);

async function signedIn(account: string, password = PASSWORD): Promise<ApiClient> {
  const anyone = createApiClient(server.url);
  const { token } = await anyone.call(identityRoutes.signIn, { body: { account, password, mode: 'token' } });
  return anyone.as(token);
}

it('ORG-02 the administrator of a new installation stands in no jurisdiction: in the platform itself', async () => {
  const { active } = await administrator.call(identityRoutes.getSession);
  const { items } = await administrator.call(jurisdictionRoutes.listJurisdictions);
  expect(active).toMatchObject({ role: 'platform-administrator', jurisdiction: 'platform' });
  expect(items.map((one) => one.id)).not.toContain('platform');
});

let serial = 0;
async function personOf(role: 'data-authority' | 'inspection' | 'developer'): Promise<string> {
  serial += 1;
  const body = await administrator.call(identityRoutes.createBody, {
    query: {},
    body: { name: `b${serial}`, type: 'individual', level: 'city', jurisdiction, divisionCode: '320900' },
  } as never);
  const account = `${role}-${serial}`;
  await administrator.call(identityRoutes.createPerson, {
    body: {
      name: `p${serial}`,
      account,
      password: PASSWORD,
      memberships: [{ bodyId: (body as { data: { id: string } }).data.id, role, jurisdiction }],
    },
  });
  return account;
}

const problemOf = async (work: Promise<unknown>): Promise<{ status: number; code: string }> =>
  work.then(
    () => ({ status: 200, code: '' }),
    (error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      return { status: error.status, code: error.code };
    },
  );

describe('the calendar of an installation', () => {
  const load = (
    api: ApiClient,
    year: Answer<typeof calendarRoutes.readCalendar>['items'][number],
    more: string[] = [],
  ) =>
    api.call(calendarRoutes.loadCalendarYear, {
      params: { year: String(year.year) },
      body: { daysOff: [...year.daysOff, ...more], workingWeekends: year.workingWeekends, source: 'notice' },
    });

  it('is read by anyone, and entered by a data authority or the administrator only', async () => {
    const anyone = createApiClient(server.url);
    const calendar = await anyone.call(calendarRoutes.readCalendar);
    expect(calendar).toMatchObject({ publishedUntil: 2026, countedUntil: 2027 });
    const next = calendar.items.find(({ year }) => year === 2027);
    if (!next) throw new Error('no provisional year');
    expect(await problemOf(load(anyone, next))).toMatchObject({ status: 401 });
    expect(await problemOf(load(await signedIn(await personOf('developer')), next))).toEqual({
      status: 403,
      code: 'policy.no-power',
    });
    const [first] = next.daysOff;
    expect(await problemOf(load(administrator, next, [first ?? '']))).toEqual({
      status: 400,
      code: 'calendar.invalid-day',
    });
    const { data, evidence } = await load(administrator, next, ['2027-01-04']);
    expect(data).toMatchObject({ year: 2027, status: 'published', recounted: 0 });
    expect(evidence.length).toBeGreaterThanOrEqual(1);
    expect(await anyone.call(calendarRoutes.readCalendar)).toMatchObject({ publishedUntil: 2027, countedUntil: 2028 });
  });
});

describe('an installation that has started', () => {
  it('is ready, with its first checkpoint public', async () => {
    const ready = await fetch(`${server.url}/readyz`);
    expect(await ready.json()).toMatchObject({ status: 'ready' });
    expect((await fetch(`${server.url}/log/checkpoint`)).status).toBe(200);
  });

  it('PLT-01 answers a wrong password with its own code and words, in the language of who asks', async () => {
    const answer = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'zh-CN' },
      body: JSON.stringify({ account: 'nobody', password: 'not the password', mode: 'token' }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: 'session.wrong-credentials',
      title: 'Account or password is wrong.',
      detail: '账户或口令不正确。',
    });
  });
});

describe('the own password', () => {
  it('is changed over the interface with the old one, and the other sessions end', async () => {
    const account = await personOf('developer');
    const [here, elsewhere] = [await signedIn(account), await signedIn(account)];
    const change = (api: ApiClient, oldPassword: string, newPassword: string) =>
      problemOf(api.call(identityRoutes.changePassword, { body: { oldPassword, newPassword } }));
    expect(await change(createApiClient(server.url), PASSWORD, 'another password 1')).toMatchObject({ status: 401 });
    expect(await change(here, 'not the password', 'another password 1')).toEqual({
      status: 403,
      code: 'session.wrong-password',
    });
    expect(await change(here, PASSWORD, 'short')).toMatchObject({ status: 400 });
    expect(await change(here, PASSWORD, 'another password 1')).toMatchObject({ status: 200 });
    expect(await problemOf(elsewhere.call(identityRoutes.getSession))).toMatchObject({ status: 401 });
    expect(await problemOf(here.call(identityRoutes.getSession))).toMatchObject({ status: 200 });
    expect(await problemOf(signedIn(account))).toMatchObject({ status: 401 });
    expect(await problemOf(signedIn(account, 'another password 1'))).toMatchObject({ status: 200 });
  });
});

describe('wrong passwords', () => {
  /** What came through a proxy is a stranger's, from wherever it was sent. */
  const tryFrom = (account: string, password: string, more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sluice-request': '1', ...more },
      body: JSON.stringify({ account, password, mode: 'cookie' }),
    });
  const away = { 'x-forwarded-for': '203.0.113.9' };

  it('CON-02 of strangers are answered 429 with the seconds to wait; the owner’s browser and the machine itself go on', async () => {
    const account = await personOf('developer');
    const first = await tryFrom(account, PASSWORD, away);
    expect(first.status).toBe(201);
    const cookies = first.headers.getSetCookie();
    const device = cookies.find((one) => one.startsWith('sluice_device=')) ?? expect.fail('no mark of the browser');
    expect(device).toMatch(/HttpOnly; SameSite=Strict; Expires=/);
    const kept = { ...away, cookie: device.split(';')[0] ?? '' };
    // The same address is known by now: as many again, and then the others of it wait.
    const statuses = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await tryFrom(account, 'guessed wrong', away)).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    const slowed = await tryFrom(account, PASSWORD, away);
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await slowed.json()).toMatchObject({ code: 'session.slowed' });
    expect((await tryFrom(account, PASSWORD, kept)).status).toBe(201);
    expect((await tryFrom(account, PASSWORD)).status).toBe(201);
  });

  it('CON-02 stand in the security log by code and number, without account, address or password', async () => {
    const rows = () =>
      asOwner(folder, async (client) => {
        const found = await client.query<{ text: string; code: string; principal: string | null }>(
          "select r::text as text, code, principal from ledger.refusal r where route = 'signIn'",
        );
        return found.rows;
      });
    await expect
      .poll(async () => (await rows()).map(({ code }) => code), { timeout: 10_000 })
      .toContain('session.slowed');
    const held = await rows();
    expect(held.map(({ code }) => code)).toContain('session.wrong-credentials');
    expect(held.every(({ principal }) => principal === null)).toBe(true);
    for (const told of ['203.0.113', '127.0.0.1', 'developer-', 'guessed wrong'])
      expect(held.map(({ text }) => text).join('\n')).not.toContain(told);
  });
});
