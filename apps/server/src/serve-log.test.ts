import { createApp, defaultRates } from '@sluice/http';
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
