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
import type { Authenticated } from './sign-in.ts';

let database: TestDatabase;
let identity: Identity;
const clock = createTestClock();
const first = 'correct horse battery';

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
  await identity.setUp(body, { name: 'a', account: 'admin', password: first });
});
afterAll(() => database.close());

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );
const signIn = (password: string) => identity.signIn({ account: 'admin', password });
const change = (session: Authenticated, oldPassword: string, newPassword: string) =>
  identity.changePassword(session, { oldPassword, newPassword });

it('ORG-01 changes the own password only with the old one, ends the other sessions and enters that it happened', async () => {
  const here = await signIn(first);
  const elsewhere = await signIn(first);
  expect(await code(change(here.session, 'wrong', 'another horse battery'))).toBe('session.wrong-password');
  expect(await code(change(here.session, first, first))).toBe('password.unchanged');
  const { value, evidence } = await change(here.session, first, 'another horse battery');
  expect(value).toEqual({ sessionsEnded: 1 });
  expect(evidence).toHaveLength(1);
  expect(await identity.authenticate(here.token)).toBeDefined();
  expect(await identity.authenticate(elsewhere.token)).toBeUndefined();
  expect(await code(signIn(first))).toBe('session.wrong-credentials');
  expect(await code(signIn('another horse battery'))).toBe('done');
  const { rows } = await database.db.pool.query<{ text: string }>('select o::text as text from ledger.outbox o');
  const text = rows.map((row) => row.text).join('\n');
  expect(text).not.toContain('horse');
});

it('ORG-01 slows guesses of the old password within a session, and nobody’s signing in for them', async () => {
  const { session } = await signIn('another horse battery');
  const guesses = [];
  for (let n = 0; n < 6; n += 1) guesses.push(await code(change(session, `guess ${n}`, 'a third horse battery')));
  expect(guesses.at(-1)).toBe('session.slowed');
  expect(await code(change(session, 'another horse battery', 'a third horse battery'))).toBe('session.slowed');
  expect(await code(signIn('another horse battery'))).toBe('done');
});

it('lets one of two changes at the same moment win', async () => {
  clock.advance(16 * 60_000);
  const { session } = await signIn('another horse battery');
  const done = await Promise.all([
    code(change(session, 'another horse battery', 'a third horse battery')),
    code(change(session, 'another horse battery', 'a fourth horse battery')),
  ]);
  expect(done.filter((one) => one === 'done')).toHaveLength(1);
});
