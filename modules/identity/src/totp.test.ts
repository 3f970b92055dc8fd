import { expect, it } from 'vitest';
import { base32, matchStep, otpauthUri, stepAt, totpCode } from './totp.ts';

const secret = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1_000);

it('CON-02 gives the codes of RFC 6238, appendix B', () => {
  const codes = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [seconds, code] of codes) expect(totpCode(secret, stepAt(at(seconds)))).toBe(code);
});

it('CON-02 takes a code a step early or late, once, and no wrong one', () => {
  const now = at(1_111_111_109);
  const step = stepAt(now);
  expect(matchStep(secret, '081804', now, 0)).toBe(step);
  expect(matchStep(secret, totpCode(secret, step + 1), now, 0)).toBe(step + 1);
  expect(matchStep(secret, totpCode(secret, step - 2), now, 0)).toBeUndefined();
  expect(matchStep(secret, '081804', now, step)).toBeUndefined();
  expect(matchStep(secret, '81804', now, 0)).toBeUndefined();
  expect(matchStep(secret, '000000', now, 0)).toBeUndefined();
});

it('writes the secret as RFC 4648 does', () => {
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))).toEqual([
    '',
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ]);
  expect(otpauthUri(Buffer.from('foobar'), 'a b', '数闸')).toBe(
    'otpauth://totp/%E6%95%B0%E9%97%B8:a%20b?secret=MZXW6YTBOI&issuer=%E6%95%B0%E9%97%B8',
  );
});
