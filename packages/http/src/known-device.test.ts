import { route } from '@sluice/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from './create-app.ts';
import { area } from './handler-types.ts';
import { defaultRates } from './rate-limits.ts';

const routes = {
  signIn: route({
    ...{ name: 'signIn', method: 'POST', path: '/api/v1/session', access: 'none' },
    summary: '',
    body: z.object({}),
    ok: z.object({}),
  }),
};

/** Says of a request where it came from, by the mark that it sets. */
const app = (secure: boolean) =>
  createApp<string, string>({
    areas: [
      area(routes, {
        signIn: async (c) => {
          c.setDevice(c.device ?? (c.local ? 'l' : 's').repeat(43), new Date('2030-01-01T00:00:00Z'));
          return {};
        },
      }),
    ],
    authenticate: { session: async () => undefined, key: async () => undefined },
    principalOf: () => '',
    wording: () => undefined,
    limits: { jsonBytes: 200, uploadBytes: 1000 },
    rates: defaultRates,
    ...{ secure, trustProxy: false },
    log: { answered: () => undefined, failed: () => undefined },
    onRefusal: () => undefined,
    nextRequestId: () => 'req_1',
  });

async function marked(headers: Record<string, string>, remoteAddress: string, secure = false): Promise<string> {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' };
  const answer = await app(secure).request('/api/v1/session', sent, { incoming: { socket: { remoteAddress } } });
  return answer.headers.getSetCookie()[0] ?? '';
}

it('CON-02 marks a browser apart from its session, out of reach of scripts, and on https only there', async () => {
  const known = 'k'.repeat(43);
  expect(await marked({}, '127.0.0.1')).toMatch(/^sluice_device=l{43}; Path=\/; HttpOnly; SameSite=Strict/);
  expect(await marked({}, '::1', true)).toMatch(/^__Host-sluice_device=l{43}; .*; Secure$/);
  expect(await marked({ cookie: `a=b; sluice_device=${known}` }, '203.0.113.9')).toMatch(/=k{43}/);
  expect(await marked({ cookie: `sluice_device=${known}` }, '203.0.113.9', true)).toMatch(/=s{43}/);
  expect(await marked({ cookie: 'sluice_device=not-one-of-ours' }, '203.0.113.9')).toMatch(/=s{43}/);
});

it('CON-02 knows who sits at the machine itself from whoever comes over a network or through a proxy on it', async () => {
  expect(await marked({}, '::ffff:127.0.0.1')).toMatch(/=l{43}/);
  expect(await marked({}, '203.0.113.9')).toMatch(/=s{43}/);
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    expect(await marked({ [name]: '127.0.0.1' }, '127.0.0.1')).toMatch(/=s{43}/);
});
