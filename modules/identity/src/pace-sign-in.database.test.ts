import { createPayloadMaster, createLedgerWriter } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIdentity, type Identity } from './identity.ts';
import type { Whence } from './pace-sign-in.ts';

let database: TestDatabase;
let identity: Identity;
const clock = createTestClock();
const password = 'correct horse battery';
const later = (minutes: number) => clock.advance(minutes * 60_000);

const at = (address: string, more: Partial<Whence> = {}): Whence => ({
  ...{ address, machine: false, browser: false },
  ...more,
});
const HOME = at('198.51.100.7');
const MACHINE = at('127.0.0.1', { machine: true });

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = createTestIds();
  const master = createPayloadMaster(createTestBytes(7)(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master });
  identity = createIdentity({
    ...{ db: database.db, transact, ids, sessionClock: clock },
    randomBytes: createTestBytes(5),
    passwordCost: { logN: 4, r: 8, p: 1 },
  });
  const body = { name: 'p', type: 'individual', level: 'city', jurisdiction: 'east', divisionCode: '320900' } as const;
  const { value } = await identity.setUp(body, { name: 'a', account: 'admin', password });
  const administrator = (await identity.signIn({ account: 'admin', password }, MACHINE)).session.actor;
  const memberships = [{ bodyId: value.body.id, role: 'developer', jurisdiction: 'east' }] as const;
  await identity.registerPerson(administrator, { name: 'o', account: 'owner', password, memberships });
});
afterAll(() => database.close());

interface Answer {
  readonly code: string;
  readonly wait: number;
}

async function answerTo(work: Promise<unknown>): Promise<Answer> {
  try {
    await work;
    return { code: 'done', wait: 0 };
  } catch (error) {
    const { code = 'failed', params } = error as { code?: string; params?: { retryAfterSeconds?: number } };
    return { code, wait: params?.retryAfterSeconds ?? 0 };
  }
}
const guess = (account: string, whence: Whence) => answerTo(identity.signIn({ account, password: 'wrong' }, whence));
const enter = (account: string, whence: Whence) => answerTo(identity.signIn({ account, password }, whence));
/** A botnet: each guess from another network. */
const stranger = (n: number) => at(`203.0.${n % 250}.${Math.floor(n / 250)}`);

it('CON-02 lets five wrong passwords of strangers pass in parallel and slows the sixth, for a name that is known or not', async () => {
  for (const account of ['owner', 'nobody-here']) {
    const tries = await Promise.all(Array.from({ length: 9 }, (_, n) => guess(account, stranger(n))));
    expect(tries.filter(({ code }) => code === 'session.wrong-credentials')).toHaveLength(5);
    const slowed = tries.filter(({ code }) => code === 'session.slowed').map(({ wait }) => wait);
    // Each is given a turn of its own, one wait after the other.
    expect(slowed.toSorted((a, b) => a - b)).toEqual([1, 3, 7, 15]);
  }
});

it('CON-02 a stranger cannot keep the owner out: not from a place that is known, nor from a browser, nor for long from a new one', async () => {
  later(24 * 60);
  expect((await enter('owner', HOME)).code).toBe('done');
  const { device } = await identity.signIn({ account: 'owner', password }, at('192.0.2.44', { browser: true }));
  for (let n = 0; n < 200; n += 1) {
    await guess('owner', stranger(n));
    later(0.02);
  }
  expect((await guess('owner', stranger(999))).code).toBe('session.slowed');
  expect((await enter('owner', HOME)).code).toBe('done');
  // The browser is known wherever it is carried.
  expect((await enter('owner', at('192.0.2.200', { browser: true, device }))).code).toBe('done');
  expect((await guess('owner', at('192.0.2.201', { browser: true, device: 'x'.repeat(43) }))).code).toBe(
    'session.slowed',
  );
});

it('CON-02 gives the owner a turn at a new place while one attacker asks without end', async () => {
  later(24 * 60);
  const attacker = at('203.0.113.5');
  const attack = async (minutes: number): Promise<void> => {
    for (let n = 0; n < minutes * 2; n += 1) {
      await guess('owner', attacker);
      later(0.5);
    }
  };
  await attack(60);
  const away = at('192.0.2.77');
  const first = await enter('owner', away);
  expect(first.code).toBe('session.slowed');
  expect(first.wait).toBeLessThanOrEqual(10 * 60);
  await attack(Math.ceil(first.wait / 60));
  expect((await enter('owner', away)).code).toBe('done');
});

it('CON-02 bounds guesses of one account to a few an hour, however many networks guess', async () => {
  later(48 * 60);
  const passed = { first: 0, second: 0 };
  for (const hour of ['first', 'second'] as const)
    for (let n = 0; n < 240; n += 1) {
      if ((await guess('owner', stranger(n % 120))).code === 'session.wrong-credentials') passed[hour] += 1;
      later(0.25);
    }
  expect(passed.first).toBeLessThanOrEqual(25);
  expect(passed.second).toBeLessThanOrEqual(13);
});

it('CON-02 says of a wrong password from a network that is shared what it says of a name that is not there', async () => {
  later(48 * 60);
  expect((await enter('owner', HOME)).code).toBe('done');
  for (const account of ['owner', 'nobody-there']) for (let n = 0; n < 8; n += 1) await guess(account, stranger(n));
  const [known, unknown] = [await guess('owner', HOME), await guess('nobody-there', HOME)];
  expect(known).toEqual(unknown);
  expect(known.code).toBe('session.slowed');
  expect((await enter('owner', HOME)).code).toBe('done');
});

it('CON-02 leaves no further row behind for each name that a network tries which pays already', async () => {
  later(48 * 60);
  const count = async () =>
    Number(
      (await database.db.pool.query<{ n: string }>('select count(*) as n from identity.sign_in_failure')).rows[0]?.n,
    );
  for (let n = 0; n < 30; n += 1) await guess(`first-${n}`, at('192.0.2.150'));
  const before = await count();
  for (let n = 0; n < 20; n += 1)
    expect((await guess(`second-${n}`, at('192.0.2.150'))).code).toBe('session.address-slowed');
  expect(await count()).toBe(before);
});

it('CON-02 bounds what one network guesses over all accounts, and lets the known browser in from it', async () => {
  later(48 * 60);
  const { device } = await identity.signIn({ account: 'owner', password }, at('192.0.2.1', { browser: true }));
  const office = at('192.0.2.9');
  const codes = [];
  for (let n = 0; n < 33; n += 1) codes.push(await guess(`name-${n}`, office));
  expect(codes.filter(({ code }) => code === 'session.wrong-credentials')).toHaveLength(30);
  expect(codes.at(-1)).toEqual({ code: 'session.address-slowed', wait: 120 });
  expect((await enter('owner', office)).code).toBe('session.address-slowed');
  expect((await enter('owner', { ...office, browser: true, device })).code).toBe('done');
  later(2);
  expect((await enter('owner', office)).code).toBe('done');
});

it('CON-02 lets the administrator in from the machine itself, whatever comes over the network', async () => {
  later(24 * 60);
  for (let n = 0; n < 100; n += 1) await guess('admin', stranger(n));
  expect((await enter('admin', at('192.0.2.3'))).code).toBe('session.slowed');
  expect((await enter('admin', MACHINE)).code).toBe('done');
  // A proxy on the machine that nobody trusts: its address is the machine's, and whoever comes through it a stranger.
  expect((await enter('owner', at('127.0.0.1'))).code).toBe('done');
  for (let n = 0; n < 7; n += 1) await guess('owner', at('127.0.0.1'));
  expect((await enter('owner', at('127.0.0.1'))).code).toBe('session.slowed');
  expect((await enter('owner', MACHINE)).code).toBe('done');
  // Who guesses on the machine waits there like everybody.
  for (let n = 0; n < 6; n += 1) await guess('admin', MACHINE);
  expect((await enter('admin', MACHINE)).code).toBe('session.slowed');
  later(1);
  expect((await enter('admin', MACHINE)).code).toBe('done');
});

it('CON-02 keeps neither name nor address of whoever tried, and forgets places after their time', async () => {
  const { rows } = await database.db.pool.query<{ text: string }>(
    'select f::text as text from identity.sign_in_failure f union all select k::text from identity.known_place k',
  );
  const text = rows.map((row) => row.text).join('\n');
  expect(rows.length).toBeGreaterThan(5);
  for (const told of ['owner', 'admin', '192.0.2', '198.51', '203.0.', '127.0.0.1']) expect(text).not.toContain(told);
  later(91 * 24 * 60);
  await enter('owner', HOME);
  const left = await database.db.pool.query('select id from identity.known_place');
  expect(left.rows).toHaveLength(1);
});
