import { createHash } from 'node:crypto';
import { aes256Gcm, utf8 } from '@sluice/crypto';
import type { Transact } from '@sluice/database';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../decide.ts';
import { createIdentity, type Identity } from '../identity.ts';
import { checkStatement, type SealedStatement, type SealTrust } from './sealed-statement.ts';

let database: TestDatabase;
let identity: Identity;
let transact: Transact;
const clock = createTestClock();
const KEY = createTestBytes(3)(32);
const signer: Actor = {
  ...{ person: 'person_1', body: 'body_1', bodyType: 'firm', role: 'operator', jurisdiction: 'here', membership: 'm' },
};
const other: Actor = { ...signer, person: 'person_2', body: 'body_2' };
const digest = createHash('sha256').update('an agreement').digest('hex');
const purpose = 'agreement:trial';

beforeAll(async () => {
  database = await createTestDatabase();
  const ids = createTestIds();
  ({ transact } = createLedgerWriter({
    ...{ db: database.db, clock, ids, master: createPayloadMaster(createTestBytes(7)(32)) },
  }));
  identity = createIdentity({
    ...{ db: database.db, transact, ids, sessionClock: clock, randomBytes: createTestBytes(5) },
    secrets: {
      seal: (secret, id) => aes256Gcm.seal(KEY, secret, utf8(id)),
      open: (sealed, id) => aes256Gcm.open(KEY, sealed, utf8(id)),
    },
  });
});
afterAll(() => database.close());

const sign = async (by = signer) => (await transact((tx) => identity.signWithSeals(tx, by, { digest, purpose }))).value;
const trust = async (): Promise<SealTrust> => {
  const { issuers, revoked } = await identity.sealTrust();
  return { issuers, revoked: new Map(revoked.map(({ seal, at }) => [seal, at])) };
};
const faultOf = async (statement: SealedStatement, expected = { digest, purpose }) =>
  checkStatement(statement, expected, await trust())?.code;
/** The same text with its first character another one. */
const turned = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

describe.each(['intl', 'gm'] as const)('signatures and seals of the suite %s', (suite) => {
  it('SHR-07 sign what is agreed, for the person and for the body, once they were made', async () => {
    const before = (await sign()).filter((one) => one.certificate.suite === suite);
    expect(before).toEqual([]);
    await identity.issueSeal(signer, { owner: 'person', suite });
    await identity.issueSeal(signer, { owner: 'body', suite });
    await expect(identity.issueSeal(signer, { owner: 'body', suite })).rejects.toMatchObject({ code: 'seal.issued' });
    const made = (await sign()).filter((one) => one.certificate.suite === suite);
    expect(made.map((one) => [one.certificate.ownerKind, one.certificate.owner])).toEqual([
      ['person', 'person_1'],
      ['body', 'body_1'],
    ]);
    for (const one of made) expect(await faultOf(one)).toBeUndefined();
    expect(await sign(other)).toEqual([]);
  });

  it('SHR-02 tell offline any byte that was changed: of content, purpose, time, key, certificate, signature', async () => {
    const [one] = (await sign()).filter((made) => made.certificate.suite === suite);
    const statement = one ?? expect.fail('nothing was signed');
    const { certificate } = statement;
    const withCertificate = (change: object) => ({ ...statement, certificate: { ...certificate, ...change } });
    expect(await faultOf(statement, { digest: turned(digest), purpose })).toBe('seal.other-content');
    expect(await faultOf(statement, { digest, purpose: 'agreement:other' })).toBe('seal.other-purpose');
    const moved = { ...statement, digest: turned(digest) };
    expect(await faultOf(moved, { digest: moved.digest, purpose })).toBe('seal.signature-broken');
    expect(await faultOf({ ...statement, signature: turned(statement.signature) })).toBe('seal.signature-broken');
    expect(await faultOf({ ...statement, at: '2026-01-01T00:00:00.000Z' })).toBe('seal.signature-broken');
    expect(await faultOf(withCertificate({ owner: 'person_9' }))).toBe('seal.certificate-broken');
    expect(await faultOf(withCertificate({ validUntil: '2099-01-01T00:00:00.000Z' }))).toBe('seal.certificate-broken');
    expect(await faultOf(withCertificate({ signature: turned(certificate.signature) }))).toBe(
      'seal.certificate-broken',
    );
    expect(checkStatement(statement, { digest, purpose }, { issuers: {} })?.code).toBe('seal.unknown-issuer');
  });

  it('SHR-07 sign nothing more once revoked; what was signed before stands, what claims to be later does not', async () => {
    const [before] = (await sign()).filter((made) => made.certificate.suite === suite);
    const statement = before ?? expect.fail('nothing was signed');
    clock.set(new Date(clock.now().getTime() + 60_000));
    const { seal } = statement.certificate;
    await expect(identity.revokeSeal(other, seal, 'lost')).rejects.toMatchObject({ code: 'seal.not-found' });
    await identity.revokeSeal(signer, seal, 'the phone was lost');
    expect(await faultOf(statement)).toBeUndefined();
    expect((await sign()).map((one) => one.certificate.seal)).not.toContain(seal);
    const later = checkStatement(
      statement,
      { digest, purpose },
      {
        ...(await trust()),
        revoked: new Map([[seal, statement.at]]),
      },
    );
    expect(later?.code).toBe('seal.revoked');
  });
});

it('SHR-07 keeps no private key that opens without the platform’s own', async () => {
  const { rows } = await database.db.pool.query<{ id: string; sealed: string }>(
    'select id, sealed from identity.seal_key',
  );
  expect(rows.length).toBeGreaterThan(3);
  for (const { id, sealed } of rows) {
    const bytes = Buffer.from(sealed, 'base64url');
    expect(aes256Gcm.open(KEY, bytes, utf8(id)).length).toBeGreaterThan(32);
    expect(() => aes256Gcm.open(createTestBytes(4)(32), bytes, utf8(id))).toThrow('crypto.seal-broken');
  }
});
