import { route } from '@sluice/contract';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiProblem, createApiClient } from './client.ts';

const greet = route({
  name: 'greet',
  method: 'POST',
  path: '/api/v1/people/:id/greeting',
  access: 'session',
  summary: 'For this test',
  params: z.object({ id: z.string() }),
  query: z.object({ loud: z.boolean().optional() }),
  body: z.object({ word: z.string() }),
  ok: z.object({ said: z.string() }),
});

let server: Server | undefined;
afterEach(() => server?.close());

interface Seen {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly key: string | undefined;
}

/** Serves the given answers in turn and tells what was asked. */
async function serve(answers: readonly { status: number; headers?: Record<string, string>; body: unknown }[]) {
  const seen: Seen[] = [];
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const answer = answers[seen.length] ?? { status: 500, body: {} };
    seen.push({
      url: request.url ?? '',
      authorization: request.headers.authorization,
      key: request.headers['idempotency-key']?.toString(),
    });
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen };
}

const input = { params: { id: 'a/b' }, query: { loud: true }, body: { word: 'hi' } };
const said = { status: 200, body: { said: 'hi' } };

describe('the client of the public API', () => {
  it('fills path and query, carries the credential and an idempotency key', async () => {
    const { url, seen } = await serve([said]);
    expect(await createApiClient(url, 'secret').call(greet, input)).toEqual({ said: 'hi' });
    expect(seen[0]?.url).toBe('/api/v1/people/a%2Fb/greeting?loud=true');
    expect(seen[0]?.authorization).toBe('Bearer secret');
    expect(seen[0]?.key?.length).toBeGreaterThanOrEqual(16);
  });

  it('waits as long as a limited answer asks, then makes a new attempt: the refused one may have been entered', async () => {
    const later = { 'retry-after': '0' };
    const { url, seen } = await serve([
      { status: 429, headers: later, body: { code: 'http.too-many-requests' } },
      { status: 503, headers: later, body: { code: 'gate.not-completed' } },
      said,
    ]);
    expect(await createApiClient(url, 'secret').call(greet, input)).toEqual({ said: 'hi' });
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3);
  });

  it('keeps the key where nobody said what became of the attempt, and one that the caller chose', async () => {
    const later = { status: 503, headers: { 'retry-after': '0' } };
    const { url, seen } = await serve([
      { ...later, body: 'a proxy' },
      said,
      { ...later, body: { code: 'http.too-many-requests' } },
      said,
    ]);
    const client = createApiClient(url, 'secret');
    await client.call(greet, input);
    await client.call(greet, { ...input, idempotencyKey: 'chosen by the caller' });
    expect(seen[1]?.key).toBe(seen[0]?.key);
    expect(seen[3]?.key).toBe('chosen by the caller');
  });

  it('opens a session anew when the platform no longer knows it, once', async () => {
    const { url, seen } = await serve([
      { status: 401, body: { code: 'http.session-unknown' } },
      said,
      { status: 401, body: { code: 'http.session-unknown' } },
      { status: 401, body: { code: 'http.session-unknown' } },
    ]);
    const client = createApiClient(url, { current: async () => 'old', renew: async () => 'new' });
    expect(await client.call(greet, input)).toEqual({ said: 'hi' });
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
    await expect(client.call(greet, input)).rejects.toMatchObject({ status: 401, code: 'http.session-unknown' });
  });

  it('names the code of a problem, and an answer that breaks the contract', async () => {
    const { url } = await serve([
      { status: 403, body: { code: 'policy.no-power' } },
      { status: 200, body: { said: 7 } },
    ]);
    const client = createApiClient(url);
    await expect(client.call(greet, input)).rejects.toBeInstanceOf(ApiProblem);
    await expect(client.call(greet, input)).rejects.toMatchObject({ code: 'contract.answer-differs' });
  });
});
