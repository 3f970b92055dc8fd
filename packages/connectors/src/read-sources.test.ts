import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readDropFolder } from './folders/read-drop-folder.ts';
import { readHttp, type HttpSource } from './read-http.ts';
import { isForbiddenAddress } from './reach-address.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/records`;
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const columns = [
  { column: 'id', field: 'no' },
  { column: 'person.name', field: 'name' },
];
const reach = { allowedHosts: ['127.0.0.1'] };
const limits = { maxAnswerBytes: 10_000, maxPages: 10, timeoutMs: 1_000, tries: 3, pause: () => Promise.resolve() };
const source = (url: string, more: Partial<HttpSource> = {}): HttpSource => ({
  url,
  items: 'data.rows',
  total: 'data.total',
  paging: { kind: 'page', parameter: 'page', first: 1 },
  columns,
  header: 'x-key',
  ...more,
});
const people = Array.from({ length: 5 }, (_, id) => ({ id, person: { name: `n${id}` } }));

describe('an interface with pages', () => {
  it("COL-08 reads all pages with the secret in its header, asks a failed page again, and takes the source's count", async () => {
    let asked = 0;
    const url = await serve((request, answer) => {
      asked += 1;
      if (request.headers['x-key'] !== 'secret' || asked === 2) {
        answer.writeHead(asked === 2 ? 503 : 401).end();
        return;
      }
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
      answer.end(JSON.stringify({ data: { total: 5, rows: people.slice((page - 1) * 2, page * 2) } }));
    });
    const reading = await readHttp(source(url), 'secret', reach, limits);
    expect(reading).toMatchObject({ records: 5, isEmpty: false });
    expect(await text(reading.stream)).toBe('no,name\n0,n0\n1,n1\n2,n2\n3,n3\n4,n4\n');
  });

  it('COL-08 refuses redirects, endless and huge answers, and what is no longer the same', async () => {
    const answering = (body: string, status = 200, headers = {}) =>
      serve((_, answer) => void answer.writeHead(status, headers).end(body));
    const cursor = { paging: { kind: 'cursor', parameter: 'after', next: 'next' } } as const;
    const cases: readonly (readonly [string, string, Partial<HttpSource>])[] = [
      ['status-302', await answering('', 302, { location: 'http://169.254.169.254/' }), {}],
      ['endless', await answering(JSON.stringify({ data: { rows: people }, next: 'same' })), cursor],
      ['too-large', await answering(JSON.stringify({ data: { rows: [{ id: 'x'.repeat(20_000) }] } })), {}],
      ['no-json', await answering('<html>'), {}],
    ];
    for (const [reason, url, more] of cases)
      await expect(
        readHttp(source(url, more), '', reach, limits).then((reading) => text(reading.stream)),
      ).rejects.toMatchObject({ code: 'connector.source-failed', params: { reason } });
    const changed = await answering(JSON.stringify({ rows: [] }));
    await expect(readHttp(source(changed), '', reach, limits)).rejects.toMatchObject({
      code: 'connector.source-changed',
    });
  });

  it("COL-08 does not reach into the machine itself, its link or the clouds' secrets", async () => {
    const url = await serve((_, answer) => void answer.end('{}'));
    for (const target of [url, 'http://localhost/', 'http://[::1]/', 'http://169.254.169.254/', 'file:///etc/passwd'])
      await expect(readHttp(source(target), '', { allowedHosts: [] }, limits)).rejects.toMatchObject({
        code: 'connector.address-refused',
      });
    expect(['127.1.2.3', '::ffff:127.0.0.1', '::ffff:7f00:1', 'fe80::1', '0.0.0.0'].every(isForbiddenAddress)).toBe(
      true,
    );
    expect(['10.1.2.3', '192.168.0.5', '59.255.1.1', 'fd12::1'].some(isForbiddenAddress)).toBe(false);
  });
});

describe('a drop folder', () => {
  it('COL-08 takes each settled file once, oldest first, follows no link and leaves the root alone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-drop-'));
    const folder = join(root, 'agency');
    mkdirSync(folder);
    const put = (name: string, seconds: number) => {
      writeFileSync(join(folder, name), `${name}\n`);
      utimesSync(join(folder, name), seconds, seconds);
    };
    put('b.csv', 1_000);
    put('a.csv', 2_000);
    put('c.csv.part', 500);
    put('late.csv', 9_999);
    symlinkSync('/etc/hostname', join(folder, 'link.csv'));
    const read = (low?: string, high?: string) =>
      readDropFolder({ folder: 'agency' }, { low, high }, { root, now: new Date(10_000_000) });
    const first = await read();
    expect([first.filename, await text(first.stream)]).toEqual(['b.csv', 'b.csv\n']);
    const second = await read(first.high);
    expect(second.filename).toBe('a.csv');
    // After a crash the same file is meant, whatever came in the meantime.
    expect((await read(undefined, second.high)).filename).toBe('a.csv');
    expect((await read(second.high)).isEmpty).toBe(true);
    for (const outside of ['..', 'agency/../..', '/etc'])
      await expect(
        readDropFolder({ folder: outside }, { low: undefined, high: undefined }, { root, now: new Date() }),
      ).rejects.toMatchObject({ code: 'connector.folder-refused' });
    rmSync(root, { recursive: true });
  });
});
