import { aes256Gcm, utf8 } from '@sluice/crypto';
import { createPayloadMaster, createLedgerWriter } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SecretSealer } from './identity-context.ts';
import { createIdentity, type Identity } from './identity.ts';
import { stepAt, totpCode } from './totp.ts';

let database: TestDatabase;
let identity: Identity;
const clock = createTestClock();
const password = 'correct horse battery';
const KEY = createTestBytes(3)(32);
const secrets: SecretSealer = {
  seal: (secret, account) => aes256Gcm.seal(KEY, secret, utf8(account)),
  open: (sealed, account) => aes256Gcm.open(KEY, sealed, utf8(account)),
};
const START = clock.now();
const later = (minutes: number) => clock.set(new Date(START.getTime() + minutes * 60_000));

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = createTestIds();
  const master = createPayloadMaster(createTestBytes(7)(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master });
  identity = createIdentity({
    ...{ db: database.db, transact, ids, sessionClock: clock },
    randomBytes: createTestBytes(5),
    passwordCost: { logN: 4, r: 8, p: 1 },
    secrets,
    limits: { maxFailures: 50 },
    limitsOf: (jurisdiction) =>
      jurisdiction === 'strict' ? { idleMinutes: 10, absoluteHours: 1, minPasswordLength: 20 } : {},
  });
  const body = {
    name: 'p',
    type: 'individual',
    level: 'city',
    jurisdiction: 'strict',
    divisionCode: '320900',
  } as const;
  await identity.setUp(body, { name: 'a', account: 'admin', password });
});
afterAll(() => database.close());

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );
const signIn = (given?: string) => identity.signIn({ account: 'admin', password, code: given });

/** The secret as the authenticator keeps it, read from where the server does. */
async function codeNow(): Promise<string> {
  const { rows } = await database.db.pool.query<{ id: string; secret: string }>('select id, secret from identity.totp');
  const [kept] = rows;
  const secret = secrets.open(Buffer.from(kept?.secret.replace('sealed.', '') ?? '', 'base64url'), kept?.id ?? '');
  return totpCode(secret, stepAt(clock.now()));
}

it('CON-02 asks for a code of the authenticator once it is confirmed, and takes none twice', async () => {
  const { session } = await signIn();
  expect(await code(identity.confirmTotp(session, '123456'))).toBe('totp.not-begun');
  expect(await code(identity.beginTotp(session, 'wrong wrong wrong'))).toBe('session.wrong-password');
  const { uri } = await identity.beginTotp(session, password);
  expect(uri).toMatch(/^otpauth:\/\/totp\/Sluice:admin\?secret=[A-Z2-7]{32}&issuer=Sluice$/);
  expect(await code(signIn())).toBe('done');
  expect(await code(identity.confirmTotp(session, '000000'))).toBe('session.wrong-code');
  expect(await code(identity.confirmTotp(session, await codeNow()))).toBe('done');
  expect(await code(identity.beginTotp(session, password))).toBe('totp.set');
  expect(await code(signIn())).toBe('session.code-required');
  expect(await code(identity.signIn({ account: 'admin', password: 'wrong wrong wrong' }))).toBe(
    'session.wrong-credentials',
  );
  expect(await code(signIn(await codeNow()))).toBe('session.wrong-code');
  later(1);
  const both = await Promise.all([signIn(await codeNow()), signIn(await codeNow())].map(code));
  expect(both.toSorted()).toEqual(['done', 'session.wrong-code']);
});

it('CON-02 a right password that awaits its code is no wrong one: the network pays nothing for it', async () => {
  later(120);
  const office = { address: '192.0.2.50', machine: false, browser: false };
  const guess = (n: number) => code(identity.signIn({ account: `name-${n}`, password: 'wrong wrong' }, office));
  for (let n = 0; n < 29; n += 1) expect(await guess(n)).toBe('session.wrong-credentials');
  expect(await code(identity.signIn({ account: 'admin', password }, office))).toBe('session.code-required');
  expect([await guess(30), await guess(31)]).toEqual(['session.wrong-credentials', 'session.address-slowed']);
});

it('CON-02 keeps no secret that opens without the key, or for another account; one from before is sealed at its next code', async () => {
  const { rows } = await database.db.pool.query<{ id: string; secret: string }>('select id, secret from identity.totp');
  const [kept] = rows;
  expect(kept?.secret).toMatch(/^sealed\./);
  const sealed = Buffer.from(kept?.secret.slice(7) ?? '', 'base64url');
  expect(() => secrets.open(sealed, 'another')).toThrow('crypto.seal-broken');
  const plain = Buffer.from(secrets.open(sealed, kept?.id ?? '')).toString('base64url');
  await database.db.pool.query('update identity.totp set secret = $1', [plain]);
  later(1.5);
  await signIn(totpCode(Buffer.from(plain, 'base64url'), stepAt(clock.now())));
  const { rows: after } = await database.db.pool.query<{ secret: string }>('select secret from identity.totp');
  expect(after[0]?.secret).toMatch(/^sealed\./);
});

it('CON-02 lets it go with password and code only, and enters that it was set and taken away', async () => {
  later(2);
  const { session } = await signIn(await codeNow());
  expect(await code(identity.removeTotp(session, { password, code: await codeNow() }))).toBe('session.wrong-code');
  later(3);
  expect(await code(identity.removeTotp(session, { password, code: await codeNow() }))).toBe('done');
  expect(await code(signIn())).toBe('done');
  const { rows } = await database.db.pool.query<{ n: string }>(
    "select count(*) as n from ledger.outbox where convert_from(entry, 'UTF8') like '%second-factor-changed%'",
  );
  expect(Number(rows[0]?.n)).toBe(2);
});

it('ends sessions and measures passwords by the rules of the jurisdiction', async () => {
  later(100);
  const { token, session } = await signIn();
  expect(session.expiresAt.getTime() - clock.now().getTime()).toBe(3_600_000);
  later(109);
  expect(await identity.authenticate(token)).toBeDefined();
  later(120);
  expect(await identity.authenticate(token)).toBeUndefined();
  const change = { oldPassword: password, newPassword: 'nineteen characters' };
  expect(await code(identity.changePassword(session, change))).toBe('password.too-short');
});
