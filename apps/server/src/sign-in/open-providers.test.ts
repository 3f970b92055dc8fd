import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider as RealProvider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProviders, siteOf } from './open-providers.ts';
import { readProviderSettings } from './read-provider-settings.ts';

const PUBLIC = 'https://data.example.cn';
const BACK = `${PUBLIC}/sign-in/returned`;
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterAll(() => {
  for (const server of servers) server.close();
});

/** A person in a browser: follows what the provider says and fills its forms, up to the way back. */
async function walk(start: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  let [url, body] = [start, undefined as URLSearchParams | undefined];
  for (let step = 0; step < 20 && !url.startsWith(BACK); step += 1) {
    const answer = await fetch(url, {
      ...{ redirect: 'manual', method: body ? 'POST' : 'GET', ...(body ? { body } : {}) },
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const one of answer.headers.getSetCookie()) {
      const [pair = ''] = one.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = answer.headers.get('location');
    const form = next ? undefined : /action="([^"]+)"/.exec(await answer.text())?.[1];
    body = form
      ? new URLSearchParams({ prompt: url.includes('consent') ? 'consent' : 'login', login, password: 'x' })
      : undefined;
    const page = form === undefined ? '' : form;
    url = new URL(next ?? page, url).href;
    if (form !== undefined && cookies.has('asked')) body = new URLSearchParams({ prompt: 'consent' });
    if (form !== undefined) cookies.set('asked', '1');
  }
  return new URL(url).search;
}

describe('OpenID Connect against a real provider', () => {
  let issuer = '';
  beforeAll(async () => {
    const server = createServer((request, response) => void callback(request, response));
    issuer = await listen(server);
    const provider = new RealProvider(issuer, {
      clients: [{ client_id: 'sluice', client_secret: 'a-secret-of-the-client', redirect_uris: [BACK] }],
      pkce: { required: () => true },
      cookies: { keys: ['k'] },
    });
    const callback = provider.callback();
  });
  const open = (clientSecret = 'a-secret-of-the-client') => {
    const settings = [{ kind: 'oidc', id: 'city', title: 'City', issuer, clientId: 'sluice', clientSecret }];
    return openProviders(readProviderSettings(JSON.stringify(settings)), PUBLIC)[0] ?? expect.fail('none');
  };

  it('CON-02 learns whom the provider vouches for, by code with PKCE, state and nonce', async () => {
    const provider = open();
    const { url, kept } = await provider.begin();
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    const returned = await walk(url, 'zhang');
    expect(await provider.finish(returned, kept)).toEqual({ issuer, subject: 'zhang' });
    await expect(provider.finish(returned, kept)).rejects.toThrow(/\w/);
  });

  it('takes no answer to another question, no other verifier, nonce or secret', async () => {
    const provider = open();
    for (const change of [{ state: 'x'.repeat(43) }, { nonce: 'x'.repeat(43) }, { verifier: 'x'.repeat(43) }]) {
      const { url, kept } = await provider.begin();
      const returned = await walk(url, 'li');
      await expect(provider.finish(returned, { ...kept, ...change })).rejects.toThrow(/\w/);
    }
    const wrong = open('another-secret-altogether');
    const { url, kept } = await wrong.begin();
    await expect(wrong.finish(await walk(url, 'li'), kept)).rejects.toThrow(/\w/);
  });
});

describe('CAS', () => {
  it('CON-02 asks the server whose the ticket is, and takes none for another state', async () => {
    const asked: URL[] = [];
    const server = await listen(
      createServer((request, response) => {
        const url = new URL(request.url ?? '', 'http://cas');
        asked.push(url);
        const right = url.searchParams.get('ticket') === 'ST-1';
        const answer = right
          ? { authenticationSuccess: { user: 'wang' } }
          : { authenticationFailure: { code: 'INVALID_TICKET' } };
        response.end(JSON.stringify({ serviceResponse: answer }));
      }),
    );
    const [provider] = openProviders([{ kind: 'cas', id: 'office', title: 'Office', server }], PUBLIC);
    if (!provider) return expect.fail('none');
    const { url, kept } = await provider.begin();
    const service = new URL(new URL(url).searchParams.get('service') ?? '');
    const state = service.searchParams.get('state') ?? '';
    const query = (ticket: string, own = state) => `?${new URLSearchParams({ state: own, ticket }).toString()}`;
    expect(await provider.finish(query('ST-1'), kept)).toEqual({ issuer: server, subject: 'wang' });
    expect(asked[0]?.searchParams.get('service')).toBe(service.href);
    await expect(provider.finish(query('ST-2'), kept)).rejects.toThrow(/\w/);
    await expect(provider.finish(query('ST-1', 'other'), kept)).rejects.toThrow(/\w/);
  });
});

it('takes a list of providers with nothing missing, nothing unknown, and no address in the clear', () => {
  const cas = { kind: 'cas', id: 'office', title: 'Office', server: 'https://cas.example.cn' };
  const read = (value: unknown) => () => readProviderSettings(JSON.stringify(value));
  expect(read([cas])()).toHaveLength(1);
  const wrong = [
    {},
    [{}],
    [{ ...cas, server: 'http://cas.example.cn' }],
    [{ ...cas, title: '' }],
    [{ ...cas, more: 1 }],
    [cas, cas],
  ];
  for (const one of wrong) expect(read(one)).toThrow('providers.malformed');
});

it('binds passkeys to the public address, or to this machine where there is none', () => {
  const site = siteOf(PUBLIC);
  expect([site.domain, site.accepts(PUBLIC), site.accepts('https://data.example.cn.evil.cn')]).toEqual([
    'data.example.cn',
    true,
    false,
  ]);
  const own = siteOf(undefined);
  expect(['http://localhost:4600', 'http://localhost.evil.cn', 'https://localhost'].map(own.accepts)).toEqual([
    true,
    false,
    false,
  ]);
});
