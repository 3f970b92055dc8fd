import { route } from '@sluice/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from './create-app.ts';
import { area } from './handler-types.ts';
import { defaultRates } from './rate-limits.ts';

const routes = {
  read: route({
    ...{ name: 'read', method: 'GET', path: '/api/v1/things', access: 'session' },
    summary: '',
    ok: z.object({}),
  }),
};

const appOf = (read: () => Promise<Record<string, never>>, requests = 1_000) =>
  createApp<string, string>({
    areas: [area(routes, { read })],
    authenticate: { session: async (token) => (token === 'good' ? 'person-1' : undefined), key: async () => undefined },
    principalOf: () => '',
    wording: () => undefined,
    limits: { jsonBytes: 200, uploadBytes: 1000 },
    rates: { ...defaultRates, address: { requests, seconds: 60 } },
    ...{ secure: false, trustProxy: false },
    log: { answered: () => undefined, failed: () => undefined },
    onRefusal: () => undefined,
    nextRequestId: () => 'req_1',
  });

const ask = (app: ReturnType<typeof appOf>, token: string) =>
  app.request('/api/v1/things', { headers: { authorization: `Bearer ${token}` } });

it('PLT-04 credentials that somebody makes up count as requests of a stranger; those of a session do not', async () => {
  const app = appOf(async () => ({}), 2);
  const statuses: number[] = [];
  for (const token of ['good', 'good', 'good', 'one', 'two', 'three', 'good'])
    statuses.push((await ask(app, token)).status);
  expect(statuses).toEqual([200, 200, 200, 401, 401, 429, 200]);
});

it('names a full disk, which is nobody’s mistake and passes', async () => {
  const answer = await ask(
    appOf(async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }),
    'good',
  );
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'http.disk-full' }]);
});
