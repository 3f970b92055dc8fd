import { identityRoutes, publicityRoutes } from '@sluice/contract';
import { expect, it } from 'vitest';
import { createAdmit, defaultRates } from './rate-limits.ts';

const codeOf = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'admitted',
    (error: { code: string }) => error.code,
  );

it('PLT-04 a stranger writes into what is public a few times an hour, whatever credential he makes up', async () => {
  const admit = createAdmit({ ...defaultRates, publicWrite: { requests: 2, seconds: 60 } });
  const [write] = Object.values(publicityRoutes).filter((one) => one.access === 'none' && one.method === 'POST');
  if (!write) throw new Error('no public route writes');
  const codes: string[] = [];
  for (const value of ['one', 'two', 'three'])
    codes.push(await codeOf(admit(write, { kind: 'token', value }, '192.0.2.7')));
  expect(codes).toEqual(['admitted', 'admitted', 'http.too-many-requests']);
  expect(await codeOf(admit(write, undefined, '192.0.2.8'))).toBe('admitted');
});

it('PLT-04 the addresses of one IPv6 network pay together', async () => {
  const admit = createAdmit({ ...defaultRates, signIn: { requests: 1, seconds: 60 } });
  expect(await codeOf(admit(identityRoutes.signIn, undefined, '2001:db8:1:2::1'))).toBe('admitted');
  expect(await codeOf(admit(identityRoutes.signIn, undefined, '2001:db8:1:2:a:b:c:d'))).toBe('http.too-many-requests');
  expect(await codeOf(admit(identityRoutes.signIn, undefined, '2001:db8:1:3::1'))).toBe('admitted');
});
