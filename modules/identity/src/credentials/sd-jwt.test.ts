import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { suites } from '@sluice/crypto';
import { describe, expect, it } from 'vitest';
import { bindToVerifier, issueSdJwt, showOnly, verifySdJwt, type HolderKey, type Verifier } from './sd-jwt.ts';
import { readStatus, signStatusList } from './status-list.ts';

const at = new Date('2026-11-22T10:00:00Z');
const issuer = suites.intl.createSigner(suites.intl.generateKeyPair());
const other = suites.intl.createSigner(suites.intl.generateKeyPair());
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const holder = pair.publicKey.export({ format: 'jwk' }) as unknown as HolderKey;
const wallet = {
  alg: 'ES256' as const,
  sign: (bytes: Uint8Array) => sign('sha256', bytes, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
};
const LIST = 'https://data.example.cn/api/v1/credential-status';
const PLACE = 4_711;
let salts = 0;
const issue = (more: object = {}) =>
  issueSdJwt(
    {
      open: {
        ...{ iss: 'https://data.example.cn', vct: 'membership', nbf: 1_700_000_000, exp: 1_900_000_000 },
        ...{ status: { status_list: { idx: PLACE, uri: LIST } }, ...more },
      },
      closed: { role: 'operator', body: 'body_1', name: 'Zhang' },
      holder,
    },
    issuer,
    () => `salt-${(salts += 1)}`,
  );
const listOf = (revoked: readonly number[], signer = issuer, when = at) =>
  signStatusList({ address: LIST, places: 5_000, revoked, at: when }, signer);
const verifier = (more: Partial<Verifier> = {}): Verifier => ({
  ...{
    issuerKey: Buffer.from(issuer.publicKey).toString('base64url'),
    audience: 'https://office.example.cn',
    nonce: 'n-1',
    at,
  },
  ...{ statusList: listOf([PLACE - 1, PLACE + 1]), ...more },
});
const to = { audience: 'https://office.example.cn', nonce: 'n-1', at };
const show = (names: readonly string[], credential = issue()) =>
  bindToVerifier(showOnly(credential, names), to, wallet);
const faultOf = (shown: string, more: Partial<Verifier> = {}) => {
  const found = verifySdJwt(shown, verifier(more), readStatus);
  return found.valid ? 'none' : found.reason.code;
};

describe('a credential', () => {
  it('CON-03 shows the role alone, checked without asking anybody; the name and the body stay closed', () => {
    const shown = show(['role']);
    const found = verifySdJwt(shown, verifier(), readStatus);
    expect(found).toMatchObject({ valid: true, claims: { role: 'operator', vct: 'membership' } });
    expect(Buffer.from(shown.replaceAll(/[.~]/g, ''), 'base64url').toString('latin1')).not.toMatch(/Zhang|body_1/);
    const digestOfName = createHash('sha256').update('Zhang').digest('base64url');
    expect(shown).not.toContain(digestOfName);
  });

  it('CON-03 counts no more once its place is marked, and never where the list is old, forged or another', () => {
    expect(faultOf(show(['role']), { statusList: listOf([PLACE]) })).toBe('credential.revoked');
    expect(faultOf(show(['role']), { statusList: listOf([], other) })).toBe('credential.status-unknown');
    expect(faultOf(show(['role']), { statusList: listOf([], issuer, new Date('2026-11-20T10:00:00Z')) })).toBe(
      'credential.status-unknown',
    );
    const elsewhere = signStatusList({ address: `${LIST}-2`, places: 0, revoked: [], at }, issuer);
    expect(faultOf(show(['role']), { statusList: elsewhere })).toBe('credential.status-unknown');
    const beyond = issue({ status: { status_list: { idx: 9_999_999, uri: LIST } } });
    expect(faultOf(show(['role'], beyond))).toBe('credential.status-unknown');
  });

  it('is of no use to whoever it was shown to, nor later, nor without its holder’s key', () => {
    const shown = show(['role']);
    expect(faultOf(shown, { audience: 'https://another.example.cn' })).toBe('credential.not-bound');
    expect(faultOf(shown, { nonce: 'n-2' })).toBe('credential.not-bound');
    expect(faultOf(shown, { at: new Date(at.getTime() + 3_600_000) })).toBe('credential.not-bound');
    expect(faultOf(showOnly(issue(), ['role']))).toBe('credential.not-bound');
    const thief = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const stolen = {
      alg: 'ES256' as const,
      sign: (bytes: Uint8Array) => sign('sha256', bytes, { key: thief, dsaEncoding: 'ieee-p1363' }),
    };
    expect(faultOf(bindToVerifier(showOnly(issue(), ['role']), to, stolen))).toBe('credential.not-bound');
  });

  it('is refused from another issuer, out of its time, with a value that was put in, twice or taken from another', () => {
    expect(faultOf(show(['role']), { issuerKey: Buffer.from(other.publicKey).toString('base64url') })).toBe(
      'credential.other-issuer',
    );
    expect(faultOf(show(['role'], issue({ exp: 1_700_000_001 })))).toBe('credential.not-valid-now');
    const [token = ''] = issue().split('~');
    const added = Buffer.from(JSON.stringify(['s', 'role', 'data-authority'])).toString('base64url');
    expect(faultOf(bindToVerifier(`${token}~${added}~`, to, wallet))).toBe('credential.unknown-disclosure');
    const [own = '', role = ''] = showOnly(issue(), ['role']).split('~');
    expect(faultOf(bindToVerifier(`${own}~${role}~${role}~`, to, wallet))).toBe('credential.unknown-disclosure');
    expect(faultOf(bindToVerifier(`${token}~${role}~`, to, wallet))).toBe('credential.unknown-disclosure');
    for (const junk of [
      '',
      '~',
      'a.b.c~',
      `${own.replace(/^[^.]+/, Buffer.from('{"alg":"none","typ":"dc+sd-jwt"}').toString('base64url'))}~`,
    ])
      expect(['credential.malformed', 'credential.other-issuer']).toContain(faultOf(junk));
  });
});
