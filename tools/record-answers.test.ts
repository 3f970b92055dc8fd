import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { recordAnswers, type Recorder } from './crash/record-answers.ts';

const entry = (letter: string): string => `ent_${letter.repeat(26)}`;
const answer = (letter: string): string => JSON.stringify({ evidence: [{ entryId: entry(letter) }] });

let server: Server | undefined;
let recorder: Recorder | undefined;
afterEach(() => {
  recorder?.close();
  server?.close();
});

/** A server that answers as its path says, and the recorder before it. */
async function open(): Promise<Recorder> {
  server = createServer((request, response) => {
    const [, how = '', letter = ''] = (request.url ?? '').split('/');
    const body = answer(letter);
    if (how === 'half') {
      response.writeHead(201, { 'content-length': String(body.length) });
      response.write(body.slice(0, -1));
      setTimeout(() => response.destroy(), 20);
      return;
    }
    request.resume().on('end', () => response.writeHead(Number(how)).end(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  recorder = await recordAnswers();
  recorder.forwardTo(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  return recorder;
}

it('the recorder of the crash test takes for acknowledged what a caller was told whole, of writes alone', async () => {
  const { url, acknowledged } = await open();
  const post = { method: 'POST', body: 'x'.repeat(100_000) };
  expect(await (await fetch(`${url}/201/a`, post)).text()).toBe(answer('a'));
  expect((await fetch(`${url}/409/b`, post)).status).toBe(409);
  await fetch(`${url}/200/c`);
  await expect(fetch(`${url}/half/d`, post).then(async (half) => half.text())).rejects.toThrow(
    /terminated|fetch failed/,
  );
  server?.close();
  server?.closeAllConnections();
  await expect(fetch(`${url}/201/e`, post)).rejects.toThrow('fetch failed');
  expect([...acknowledged]).toEqual([entry('a')]);
});
