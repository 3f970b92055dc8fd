import { route } from '@sluice/contract';
import { DomainError } from '@sluice/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Refusal } from './api-options.ts';
import { createApp } from './create-app.ts';
import { area, type Handlers } from './handler-types.ts';
import type { IdempotencyRow, IdempotencyStore } from './idempotency.ts';
import { defaultRates, type Rates } from './rate-limits.ts';

const routes = {
  signIn: route({
    name: 'signIn',
    method: 'POST',
    path: '/api/v1/session',
    access: 'none',
    summary: '',
    body: z.object({ account: z.string() }),
    ok: z.object({}),
    status: 201,
  }),
  read: route({
    name: 'read',
    method: 'GET',
    path: '/api/v1/things/:id',
    access: 'session',
    summary: '',
    params: z.object({ id: z.string().max(5) }),
    query: z.object({ n: z.coerce.number().int().max(9).optional() }),
    ok: z.object({ id: z.string(), n: z.number().optional() }),
  }),
  make: route({
    name: 'make',
    method: 'POST',
    path: '/api/v1/things',
    access: 'session',
    summary: '',
    body: z.object({ name: z.string().min(2), price: z.string().regex(/^\d+$/) }),
    ok: z.object({ count: z.number() }),
    status: 201,
  }),
  upload: route({
    name: 'upload',
    method: 'POST',
    path: '/api/v1/files',
    access: 'session',
    summary: '',
    accepts: 'bytes',
    ok: z.object({ bytes: z.number() }),
  }),
  download: route({
    name: 'download',
    method: 'GET',
    path: '/api/v1/files',
    access: 'none',
    summary: '',
    answers: { media: 'text/csv' },
  }),
  call: route({
    name: 'call',
    method: 'POST',
    path: '/api/v1/call',
    access: 'key',
    summary: '',
    body: z.object({ year: z.number().int() }),
    ok: z.object({ key: z.string() }),
  }),
  off: route({
    name: 'off',
    method: 'GET',
    path: '/api/v1/off',
    access: 'none',
    summary: '',
    ok: z.object({ a: z.string() }),
  }),
  leave: route({ name: 'leave', method: 'DELETE', path: '/api/v1/leave', access: 'session', summary: '', status: 204 }),
  refuse: route({
    name: 'refuse',
    method: 'GET',
    path: '/api/v1/refuse',
    access: 'session',
    summary: '',
    ok: z.object({}),
  }),
  crash: route({ name: 'crash', method: 'GET', path: '/api/v1/crash', access: 'none', summary: '', ok: z.object({}) }),
};

let made = 0;
const handlers: Handlers<typeof routes, string, string> = {
  signIn: async (c) => (c.setSession('token-1', new Date('2030-01-01T00:00:00Z')), {}),
  read: async (c) =>
    ({
      id: c.input.params.id,
      ...(c.input.query.n === undefined ? {} : { n: c.input.query.n }),
      secret: 'not in the contract',
    }) as never,
  make: async (c) => {
    if (c.input.body.name === 'bad') throw new DomainError('thing.refused', 'conflict', { name: 'x' });
    return { count: (made += 1) };
  },
  upload: async (c) => {
    let bytes = 0;
    for await (const chunk of c.input.body) bytes += chunk.byteLength;
    return { bytes };
  },
  download: async (c) => (c.setHeader('content-disposition', 'attachment'), new TextEncoder().encode('a,b\n')),
  call: async (c) => ({ key: c.actor }),
  off: async () => ({ a: 7 }) as never,
  leave: async () => void (made += 1) as undefined,
  refuse: async () => {
    throw new DomainError('policy.role-lacks-act', 'forbidden', { act: 'x' });
  },
  crash: async () => {
    throw new Error('connection to 10.0.0.1 with password hunter2 failed');
  },
};

function memoryStore(): IdempotencyStore & { rows: Map<string, IdempotencyRow> } {
  const rows = new Map<string, IdempotencyRow>();
  return {
    rows,
    claim: async (id, requestDigest) => {
      const before = rows.get(id);
      if (!before) rows.set(id, { requestDigest, effectCommitted: false, status: undefined, sealedAnswer: undefined });
      return before;
    },
    keepAnswer: async (id, status, sealedAnswer) => {
      rows.set(id, { ...(rows.get(id) as IdempotencyRow), status, sealedAnswer });
    },
    release: async (id) => !rows.get(id)?.effectCommitted && rows.delete(id),
  };
}

const refusals: Refusal[] = [];
const logged: unknown[] = [];
let store = memoryStore();

function start(rates: Partial<Rates> = {}, secure = false) {
  return createApp<string, string>({
    areas: [area(routes, handlers)],
    authenticate: {
      session: async (token) => (token === 'good' ? 'person-1' : undefined),
      key: async (key) => (key === 'key-1' ? 'buyer-1' : undefined),
    },
    principalOf: (actor) => actor ?? '',
    idempotency: store,
    wording: (code, _params, language) =>
      code === 'thing.refused' ? (language === 'en' ? 'Refused.' : '已拒绝。') : undefined,
    limits: { jsonBytes: 200, uploadBytes: 1000 },
    rates: { ...defaultRates, ...rates },
    secure,
    trustProxy: false,
    log: { answered: (it) => logged.push(it), failed: ({ code }) => logged.push(code) },
    onRefusal: (refusal) => refusals.push(refusal),
    nextRequestId: () => 'req_1',
  });
}

const bearer = { authorization: 'Bearer good' };
const json = { 'content-type': 'application/json', ...bearer };
const post = (body: unknown, headers: Record<string, string> = json) => ({
  method: 'POST',
  headers,
  body: JSON.stringify(body),
});

beforeEach(() => {
  refusals.length = 0;
  logged.length = 0;
  made = 0;
  store = memoryStore();
});

describe('an answer', () => {
  it('holds what the contract names and nothing else', async () => {
    const answer = await start().request('/api/v1/things/abc?n=3', { headers: bearer });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ id: 'abc', n: 3 });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('that does not fit the contract is a failure of ours, not a lie', async () => {
    const answer = await start().request('/api/v1/off');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 'http.answer-off-contract' });
  });

  it('streams bytes both ways', async () => {
    const app = start();
    const up = await app.request('/api/v1/files', { method: 'POST', headers: bearer, body: new Uint8Array(900) });
    expect(await up.json()).toEqual({ bytes: 900 });
    const down = await app.request('/api/v1/files');
    expect(down.headers.get('content-type')).toBe('text/csv');
    expect(await down.text()).toBe('a,b\n');
  });
});

describe('a problem answer (RFC 9457)', () => {
  it('says code, status and request id, and where each fault lies, without repeating what was sent', async () => {
    const answer = await start().request('/api/v1/things', post({ name: 'x', price: 'marker-4711' }));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      type: 'urn:sluice:problem:http.input-invalid',
      code: 'http.input-invalid',
      requestId: 'req_1',
      issues: [{ path: 'body.name' }, { path: 'body.price' }],
    });
    expect(text).not.toContain('4711');
  });

  it('speaks the language of the caller', async () => {
    const answer = await start().request(
      '/api/v1/things',
      post({ name: 'bad', price: '1' }, { ...json, 'accept-language': 'zh-CN,en' }),
    );
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ title: 'Refused.', detail: '已拒绝。', params: { name: 'x' } });
  });

  it('tells nothing of a failure that is not ours to explain', async () => {
    const answer = await start().request('/api/v1/crash');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/hunter2|10\.0\.0\.1/);
  });

  it.each([
    ['GET', '/api/v1/nothing', 404, 'http.no-such-route'],
    ['DELETE', '/api/v1/things', 405, 'http.method-not-allowed'],
  ])('answers %s %s with %i', async (method, path, status, code) => {
    const answer = await start().request(path, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('refuses text that no database holds, wherever it stands, however deep', async () => {
    const app = start();
    const send = (body: string) => app.request('/api/v1/things', { method: 'POST', headers: json, body });
    const answers = [
      await send('{"name":"a\\u0000b","price":"1"}'),
      await send('{"name":"a\\ud800b","price":"1"}'),
      await send('{"name":"ab","price":"1","more":[[["\\udfff"]]]}'),
      await app.request('/api/v1/things/a%00', { headers: bearer }),
      await app.request('/api/v1/things/abc?n=%00', { headers: bearer }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'http.input-invalid', issues: [{ code: 'input.not-text' }] });
    }
    expect((await send('{"name":"\\ud83d\\ude00!","price":"1"}')).status).toBe(201);
  });

  it('refuses malformed JSON, another media type and a body beyond the limit', async () => {
    const app = start();
    const bad = await app.request('/api/v1/things', { method: 'POST', headers: json, body: '{' });
    const media = await app.request('/api/v1/things', {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'text/plain' },
      body: '{}',
    });
    const long = await app.request('/api/v1/things', {
      method: 'POST',
      headers: { ...json, 'content-length': '5000' },
      body: 'x'.repeat(5000),
    });
    const stream = await app.request('/api/v1/files', { method: 'POST', headers: bearer, body: new Uint8Array(2000) });
    expect([bad.status, media.status, long.status, stream.status]).toEqual([400, 415, 413, 413]);
  });
});

describe('who may', () => {
  it('answers 401 without a session and with one that is unknown, and reports both', async () => {
    const app = start();
    const none = await app.request('/api/v1/things/abc');
    const wrong = await app.request('/api/v1/things/abc', { headers: { authorization: 'Bearer no' } });
    expect([none.status, wrong.status]).toEqual([401, 401]);
    expect(refusals.map((refusal) => refusal.code)).toEqual(['http.session-required', 'http.session-unknown']);
  });

  it('ORG-02 answers 403 with the reason and reports every refusal', async () => {
    const answer = await start().request('/api/v1/refuse', { headers: bearer });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'policy.role-lacks-act', params: { act: 'x' } });
    expect(refusals).toMatchObject([{ code: 'policy.role-lacks-act', route: 'refuse' }]);
  });

  it('takes no session where a key is asked for, and no key where a session is', async () => {
    const app = start();
    const withSession = await app.request(
      '/api/v1/call',
      post({ year: 2025 }, { ...json, cookie: 'sluice_session=good' }),
    );
    const withKey = await app.request('/api/v1/things/abc', { headers: { authorization: 'Bearer key-1' } });
    const right = await app.request('/api/v1/call', post({ year: 2025 }, { ...json, authorization: 'Bearer key-1' }));
    const wrongBody = await app.request(
      '/api/v1/call',
      post({ year: 'x' }, { ...json, authorization: 'Bearer key-1' }),
    );
    expect([withSession.status, withKey.status, right.status, wrongBody.status]).toEqual([401, 401, 200, 400]);
  });

  it('refuses a write carried by a cookie without the header that only our pages send', async () => {
    const app = start();
    const cookie = { 'content-type': 'application/json', cookie: 'sluice_session=good' };
    const forged = await app.request('/api/v1/things', post({ name: 'ab', price: '1' }, cookie));
    const ours = await app.request(
      '/api/v1/things',
      post({ name: 'ab', price: '1' }, { ...cookie, 'sluice-request': '1' }),
    );
    expect([forged.status, ours.status]).toEqual([403, 201]);
  });

  it('keeps the session where scripts cannot read it, and on https only there', async () => {
    const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"account":"a"}' };
    const plain = (await start().request('/api/v1/session', body)).headers.get('set-cookie');
    const secure = (await start({}, true).request('/api/v1/session', body)).headers.get('set-cookie');
    expect(plain).toMatch(/^sluice_session=token-1; Path=\/; HttpOnly; SameSite=Lax/);
    expect(secure).toMatch(/^__Host-sluice_session=.*; Secure$/);
  });

  it('limits the rate of an address, a session and of guesses at passwords', async () => {
    const app = start({ session: { requests: 2, seconds: 60 }, signIn: { requests: 1, seconds: 60 } });
    const guess = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"account":"a"}' };
    const codes: number[] = [];
    for (let i = 0; i < 3; i += 1) codes.push((await app.request('/api/v1/things/abc', { headers: bearer })).status);
    for (let i = 0; i < 2; i += 1) codes.push((await app.request('/api/v1/session', guess)).status);
    expect(codes).toEqual([200, 200, 429, 201, 429]);
    expect((await app.request('/api/v1/session', guess)).headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('a write with an idempotency key', () => {
  const withKey = (key: string, body: unknown) => post(body, { ...json, 'idempotency-key': key });
  const key = '0193f3a2-7c11-7000-8000-000000000001';

  it('is done once, and its answer given again', async () => {
    const app = start();
    const first = await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    const second = await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(made).toBe(1);
  });

  it('is answered and repeated without a body where it has none', async () => {
    const app = start();
    const request = { method: 'DELETE', headers: { ...bearer, 'idempotency-key': key } };
    const answers = [await app.request('/api/v1/leave', request), await app.request('/api/v1/leave', request)];
    expect([...answers.map(({ status }) => status), made]).toEqual([204, 204, 1]);
  });

  it('refuses the same key for something else', async () => {
    const app = start();
    await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    const other = await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '2' }));
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'http.idempotency-key-reused' });
  });

  it('keeps neither the key nor the answer readable', async () => {
    await start().request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    const kept =
      JSON.stringify([...store.rows]) +
      [...store.rows.values()].map((row) => Buffer.from(row.sealedAnswer ?? []).toString('latin1')).join('');
    expect(kept).not.toContain(key);
    expect(kept).not.toContain('count');
  });

  it('may be tried again after a failure, which had no effect', async () => {
    const app = start();
    const bad = await app.request('/api/v1/things', withKey(key, { name: 'bad', price: '1' }));
    expect(bad.status).toBe(409);
    expect(store.rows.size).toBe(0);
  });

  it('says that the effect stands when only the answer was lost', async () => {
    const app = start();
    await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    const [id, row] = [...store.rows][0] ?? [];
    store.rows.set(id ?? '', {
      ...(row as IdempotencyRow),
      effectCommitted: true,
      status: undefined,
      sealedAnswer: undefined,
    });
    const again = await app.request('/api/v1/things', withKey(key, { name: 'ab', price: '1' }));
    expect(await again.json()).toMatchObject({ status: 409, code: 'http.idempotency-effect-stands' });
  });
});

it('logs route, status and time of a request, and nothing that was in it', async () => {
  await start().request('/api/v1/things/abc?n=3', { headers: bearer });
  expect(logged).toMatchObject([{ requestId: 'req_1', route: 'read', access: 'session', status: 200 }]);
  expect(JSON.stringify(logged)).not.toMatch(/abc|good|person/);
});
