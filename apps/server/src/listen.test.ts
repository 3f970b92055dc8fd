import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listener } from './listen.ts';

const PATIENCE = { headersMs: 300, bodyMs: 500, checkMs: 50 };
let listener: Listener;

beforeAll(async () => {
  listener = await listen('127.0.0.1', 0, { patience: PATIENCE, takesFile: ({ url }) => url === '/files' });
  listener.serve(async (request) => new Response(await request.text()));
});
afterAll(() => listener.drain(0));

/** Sends text and waits until the other side ends the connection. @returns milliseconds, and what it said */
async function untilCut(
  text: string,
  trickle?: string,
  url = listener.url,
): Promise<{ milliseconds: number; said: string }> {
  const began = performance.now();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(text);
  const drip = trickle === undefined ? undefined : setInterval(() => socket.write(trickle), 40);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  clearInterval(drip);
  return { milliseconds: performance.now() - began, said };
}

const HEAD = 'POST / HTTP/1.1\r\nhost: localhost\r\n';
const FILE = HEAD.replace('POST /', 'POST /files');

describe('a caller that takes its time', () => {
  it('is cut off when it says nothing, or never comes to the end of its headers', async () => {
    const [silent, endless] = await Promise.all([untilCut(''), untilCut(HEAD, 'x: y\r\n')]);
    for (const { milliseconds } of [silent, endless]) expect(milliseconds).toBeLessThan(PATIENCE.headersMs + 2_000);
    expect(endless.said).toContain('408');
    expect(endless.said).toContain('http.request-timeout');
  });

  it('is cut off when a small body trickles in, whatever it says it is, though not while it delivers a file', async () => {
    const trickle = (type: string) => `content-type: ${type}\r\ncontent-length: 1000\r\n\r\n`;
    const json = untilCut(`${HEAD}${trickle('application/json')}`, ' ');
    const octets = untilCut(`${HEAD}${trickle('application/octet-stream')}`, ' ');
    const file = untilCut(`${FILE}connection: close\r\ncontent-length: 25\r\n\r\n`, '.');
    expect((await json).milliseconds).toBeLessThan(PATIENCE.bodyMs + 2_000);
    expect((await octets).milliseconds).toBeLessThan(PATIENCE.bodyMs + 2_000);
    const delivered = await file;
    expect(delivered.milliseconds).toBeGreaterThan(PATIENCE.bodyMs);
    expect(delivered.said).toContain('200 OK');
  });

  it('is cut off once it has its answer, though it still delivers a file', async () => {
    const refused = await listen('127.0.0.1', 0, { patience: PATIENCE, takesFile: () => true });
    refused.serve(() => new Response(null, { status: 401 }));
    const { milliseconds, said } = await untilCut(`${FILE}content-length: 1000\r\n\r\n`, '.', refused.url);
    await refused.drain(0);
    expect(said).toContain('401');
    expect(milliseconds).toBeLessThan(PATIENCE.headersMs + 2_000);
  });

  it('is cut off when it expects what nobody offers, and goes on sending', async () => {
    const { milliseconds, said } = await untilCut(`${HEAD}expect: meal\r\ncontent-length: 1000\r\n\r\n`, '.');
    expect(said).toContain('417');
    expect(milliseconds).toBeLessThan(PATIENCE.bodyMs + 2_000);
  });
});
