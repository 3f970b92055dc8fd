import { createApp, defaultRates } from '@sluice/http';
import { isDomainError } from '@sluice/kernel';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { serveLog } from './serve-log.ts';
import { wording } from './wording.ts';

function logged() {
  const app = createApp({
    areas: [],
    authenticate: { session: async () => undefined, key: async () => undefined },
    principalOf: () => '',
    idempotency: undefined as never,
    wording,
    limits: { jsonBytes: 1000, uploadBytes: 1000 },
    rates: defaultRates,
    secure: false,
    trustProxy: false,
    log: { answered: () => undefined, failed: () => undefined },
    onRefusal: () => undefined,
    nextRequestId: () => 'req_1',
  });
  serveLog(app as unknown as Hono, {
    readLogFile: async (name) => (name === 'checkpoint' ? Buffer.from('signed') : null),
  });
  return app;
}

describe('the public files of the log', () => {
  it('answer a problem with a code where there is none', async () => {
    const app = logged();
    for (const path of ['/log/tile/0/x999/000', '/log/nothing', '/log/']) {
      const response = await app.request(path, { headers: { 'accept-language': 'zh-CN' } });
      expect(response.headers.get('content-type'), path).toContain('application/problem+json');
      expect(await response.json(), path).toMatchObject({
        status: 404,
        code: 'log.file-unknown',
        detail: '日志中没有该文件。',
      });
    }
    expect(await (await app.request('/log/checkpoint')).text()).toBe('signed');
  });
});

const files: Readonly<Record<string, string>> = {
  checkpoint: 'example.org/log\n1\n…\n',
  policy: 'quorum none\n',
  'tile/0/000.p/1': 'x'.repeat(32),
  'timestamp.tsr': 'token',
};

function start(): Hono {
  const app = new Hono();
  app.onError((error, c) => c.text('', isDomainError(error) && error.kind === 'not-found' ? 404 : 500));
  serveLog(app, { readLogFile: async (path) => (path in files ? Buffer.from(files[path] ?? '') : null) });
  return app;
}

describe('the public log', () => {
  it('is cached for ever where it never changes, and asked for again where it does', async () => {
    const app = start();
    const tile = await app.request('/log/tile/0/000.p/1');
    expect([tile.headers.get('cache-control'), tile.headers.get('content-type')]).toEqual([
      'public, max-age=31536000, immutable',
      'application/octet-stream',
    ]);
    const checkpoint = await app.request('/log/checkpoint');
    expect([checkpoint.headers.get('cache-control'), checkpoint.headers.get('content-type')]).toEqual([
      'no-cache',
      'text/plain; charset=utf-8',
    ]);
    expect(await (await app.request('/log/keys')).text()).toBe('quorum none\n');
    expect((await app.request('/log/timestamp.tsr')).headers.get('content-type')).toBe('application/timestamp-reply');
    expect((await app.request('/log/tile/0/001')).status).toBe(404);
  });

  it('sends nothing again to who has it', async () => {
    const app = start();
    const etag = (await app.request('/log/checkpoint')).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await app.request('/log/checkpoint', { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const other = await app.request('/log/checkpoint', { headers: { 'if-none-match': '"x"' } });
    expect(other.status).toBe(200);
  });

  it('answers HEAD with the headers alone, and pages of other places', async () => {
    const head = await start().request('/log/tile/0/000.p/1', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect(head.headers.get('access-control-allow-origin')).toBe('*');
  });
});
