import { generateKeyPairSync, sign } from 'node:crypto';
import { aes256Gcm, utf8 } from '@sluice/crypto';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../decide.ts';
import { createIdentity, type Identity } from '../identity.ts';
import { bindToVerifier, showOnly, verifySdJwt, type HolderKey } from './sd-jwt.ts';
import { readStatus } from './status-list.ts';

let database: TestDatabase;
let identity: Identity;
let administrator: Actor;
let someone: Actor;
const clock = createTestClock();
const KEY = createTestBytes(3)(32);
const password = 'correct horse battery';
const ISSUER = 'https://data.example.cn';
const pair = generateKeyPairSync('ed25519');
const holder = pair.publicKey.export({ format: 'jwk' }) as unknown as HolderKey;

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = createTestIds();
  const master = createPayloadMaster(createTestBytes(7)(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master });
  identity = createIdentity({
    ...{ db: database.db, transact, ids, sessionClock: clock, randomBytes: createTestBytes(5) },
    passwordCost: { logN: 4, r: 8, p: 1 },
    secrets: {
      seal: (secret, id) => aes256Gcm.seal(KEY, secret, utf8(id)),
      open: (sealed, id) => aes256Gcm.open(KEY, sealed, utf8(id)),
    },
  });
  const body = { name: 'p', type: 'individual', level: 'city', jurisdiction: 'here', divisionCode: '320900' } as const;
  const { value } = await identity.setUp(body, { name: 'a', account: 'admin', password });
  administrator = (await identity.signIn({ account: 'admin', password })).session.actor;
  const memberships = [{ bodyId: value.body.id, role: 'developer', jurisdiction: 'here' }] as const;
  await identity.registerPerson(administrator, { name: '李四', account: 'other', password, memberships });
  someone = (await identity.signIn({ account: 'other', password })).session.actor;
});
afterAll(() => database.close());

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );

/** Somebody else's office: it has the platform's key and a list of states, and asks nobody. */
async function checkElsewhere(sdJwt: string): Promise<string> {
  const { issuers } = await identity.sealTrust();
  const to = { audience: 'https://office.example.cn', nonce: 'n', at: clock.now() };
  const wallet = { alg: 'EdDSA' as const, sign: (bytes: Uint8Array) => sign(null, bytes, pair.privateKey) };
  const shown = bindToVerifier(showOnly(sdJwt, ['role']), to, wallet);
  const found = verifySdJwt(
    shown,
    { ...to, issuerKey: issuers.intl ?? '', statusList: await identity.credentials.statusList(ISSUER) },
    readStatus,
  );
  return found.valid ? JSON.stringify(found.claims) : found.reason.code;
}

it('CON-03 SHR-07 a person carries away that he acts in a role, checked offline, until it is revoked or his role ends', async () => {
  const { credentials } = identity;
  expect(await code(credentials.statusList(ISSUER))).toBe('credential.none');
  const [first, second] = [
    await credentials.issue(someone, holder, ISSUER),
    await credentials.issue(someone, holder, ISSUER),
  ];
  expect(await checkElsewhere(first.value.sdJwt)).toContain('"role":"developer"');
  expect(await checkElsewhere(first.value.sdJwt)).not.toContain('李四');
  expect(await code(credentials.revoke(administrator, first.value.credential.id))).toBe('credential.unknown');
  expect((await credentials.revoke(someone, first.value.credential.id)).evidence).toHaveLength(1);
  expect(await checkElsewhere(first.value.sdJwt)).toBe('credential.revoked');
  expect(await checkElsewhere(second.value.sdJwt)).toContain('"role":"developer"');
  expect(await credentials.list(administrator)).toEqual([]);
  await identity.endMembership(administrator, someone.membership);
  expect(await checkElsewhere(second.value.sdJwt)).toBe('credential.revoked');
  expect(await code(credentials.issue(someone, holder, ISSUER))).toBe('session.no-membership');
  const { rows } = await database.db.pool.query('select * from identity.credential');
  expect(JSON.stringify(rows)).not.toMatch(/李四|eyJ/);
});
