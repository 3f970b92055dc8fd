import { describe, expect, it } from 'vitest';
import { answerWhileLoading, checkLoading, createCityLoading } from './city-loading.ts';

const page = (language: string, path = '/') =>
  new Request(`http://localhost${path}`, { headers: { accept: 'text/html', 'accept-language': language } });
const accounts = new Request('http://localhost/api/v1/session/demo-accounts');

describe('a server whose demo city is still loading', () => {
  it('is not ready, and says how far it has come, until everything is in', async () => {
    const loading = createCityLoading();
    const check = checkLoading(loading);
    await expect(check.run()).resolves.toBeUndefined();
    loading.begin();
    await expect(check.run()).rejects.toMatchObject({ code: 'server.city-loading', params: { percent: 0 } });
    loading.update('one', 30, 60);
    loading.update('other', 15, 60);
    await expect(check.run()).rejects.toMatchObject({ params: { percent: 37 } });
    loading.update('one', 60, 60);
    loading.update('other', 60, 60);
    // Whole only when whoever loads says so.
    await expect(check.run()).rejects.toMatchObject({ params: { percent: 99 } });
    loading.end();
    await expect(check.run()).resolves.toBeUndefined();
  });

  it('shows a page that says so in the language of who looks, and offers no accounts that are not there yet', async () => {
    const loading = createCityLoading();
    expect([answerWhileLoading(loading, page('en')), answerWhileLoading(loading, accounts)]).toEqual([
      undefined,
      undefined,
    ]);
    loading.begin();
    loading.update('one', 42, 100);
    const [en, zh] = [answerWhileLoading(loading, page('en-US')), answerWhileLoading(loading, page('zh-CN'))];
    expect([en?.status, zh?.status, en?.headers.get('retry-after')]).toEqual([503, 503, '2']);
    expect(await en?.text()).toContain('still loading (42 %)');
    expect(await zh?.text()).toContain('正在加载（42%）');
    const refused = answerWhileLoading(loading, accounts);
    expect(refused?.status).toBe(503);
    expect(await refused?.json()).toMatchObject({ code: 'server.city-loading', params: { percent: 42 } });
    // The loader itself works over the interface.
    expect(answerWhileLoading(loading, page('en', '/api/v1/resources'))).toBeUndefined();
    expect(answerWhileLoading(loading, page('en', '/readyz'))).toBeUndefined();
  });
});
