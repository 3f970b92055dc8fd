import { createHash, createHmac } from 'node:crypto';
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type FileEntry, type SFTPWrapper } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readS3, type S3Source } from './folders/read-s3.ts';
import { readSftp, type SftpSource } from './folders/read-sftp.ts';

const now = new Date('2026-05-01T00:00:00Z');
const reach = { allowedHosts: ['127.0.0.1'] };
const all = { low: undefined, high: undefined };

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'read',
    (error: { code: string; params: { reason?: string } }) => error.params.reason ?? error.code,
  );

describe('a folder over SFTP', () => {
  const { STATUS_CODE } = ssh2.utils.sftp;
  const pem = ssh2.utils.generateKeyPairSync('ed25519').private;
  const key = ssh2.utils.parseKey(pem);
  if (key instanceof Error) throw key;
  const hostKey = `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
  /** Name, seconds, contents and kind (a regular file unless said). */
  const files: readonly (readonly [string, number, string, number?])[] = [
    ['b.csv', 1_000, 'no\n1\n'],
    ['a.csv', 2_000, 'no\n2\n'],
    ['c.csv.part', 500, 'no'],
    ['link.csv', 100, 'no\n9\n', 0o120777],
    ['../evil.csv', 100, 'no\n9\n'],
    ['late.csv', now.getTime() / 1_000, 'no\n3\n'],
  ];
  let server: ssh2.Server;
  let source: SftpSource;

  function serveFiles(sftp: SFTPWrapper): void {
    let isListed = false;
    const opened: string[] = [];
    sftp.on('OPENDIR', (id, path) => {
      if (path === '/out') sftp.handle(id, Buffer.from('dir'));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    });
    sftp.on('READDIR', (id) => {
      if (isListed) {
        sftp.status(id, STATUS_CODE.EOF);
        return;
      }
      isListed = true;
      const names: FileEntry[] = files.map(([filename, mtime, body, mode = 0o100644]) => ({
        filename,
        longname: filename,
        attrs: { mode, uid: 0, gid: 0, size: body.length, atime: mtime, mtime },
      }));
      sftp.name(id, names);
    });
    sftp.on('CLOSE', (id) => {
      sftp.status(id, STATUS_CODE.OK);
    });
    sftp.on('OPEN', (id, path) => {
      sftp.handle(id, Buffer.from(String(opened.push(path) - 1)));
    });
    sftp.on('READ', (id, handle, offset, length) => {
      const found = files.find(([name]) => `/out/${name}` === opened[Number(handle.toString())]);
      const piece = Buffer.from(found?.[2] ?? '').subarray(offset, offset + length);
      if (piece.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, piece);
    });
  }

  beforeAll(async () => {
    server = new ssh2.Server({ hostKeys: [pem] }, (client: Connection) => {
      client.on('error', () => undefined);
      client.on('authentication', (asked) => {
        const isRight = asked.method === 'password' && asked.username === 'agency' && asked.password === 'secret';
        return isRight ? asked.accept() : asked.reject(['password']);
      });
      client.on('ready', () => {
        client.on('session', (accept) => accept().on('sftp', (open) => serveFiles(open())));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    source = { host: '127.0.0.1', port, user: 'agency', hostKey, folder: '/out' };
  });
  afterAll(() => void server.close());

  it('COL-08 takes each settled file once, oldest first, and neither links nor names that lead elsewhere', async () => {
    const read = async (low?: string, high?: string) => {
      const reading = await readSftp(source, 'secret', { low, high }, { reach, now });
      const body = await text(reading.stream);
      await reading.close();
      return { ...reading, body };
    };
    const first = await read();
    expect([first.filename, first.body, first.isEmpty]).toEqual(['b.csv', 'no\n1\n', false]);
    const second = await read(first.high);
    expect([second.filename, second.body]).toEqual(['a.csv', 'no\n2\n']);
    expect((await read(undefined, second.high)).filename).toBe('a.csv');
    expect((await read(second.high)).isEmpty).toBe(true);
  });

  it('COL-08 trusts no server but the one whose key was named, and none without the secret', async () => {
    const ask = (more: Partial<SftpSource>, secret = 'secret', known = reach) =>
      reasonOf(readSftp({ ...source, ...more }, secret, all, { reach: known, now }));
    expect(await ask({ hostKey: `SHA256:${Buffer.alloc(32).toString('base64')}` })).toBe('host-key-changed');
    expect(await ask({ hostKey: '' })).toBe('host-key-changed');
    expect(await ask({}, 'wrong')).toBe('client-authentication');
    expect(await ask({ folder: '/elsewhere' })).toBe('folder-unreadable');
    expect(await ask({}, 'secret', { allowedHosts: [] })).toBe('connector.address-refused');
  });
});

describe('a bucket over S3', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  const hmac = (key: string | Buffer, value: string): Buffer => createHmac('sha256', key).update(value).digest();

  /** The signature as the protocol's paper says, made anew from what arrived. */
  function isSigned(request: IncomingMessage, secret: string): boolean {
    const found =
      /Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
        request.headers.authorization ?? '',
      );
    if (!found) return false;
    const [, , day = '', region = '', names = '', signature] = found;
    const url = new URL(request.url ?? '', 'http://x');
    const query = [...url.searchParams]
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .toSorted()
      .join('&');
    const headers = names.split(';').map((name) => `${name}:${String(request.headers[name])}\n`);
    const body = String(request.headers['x-amz-content-sha256'] ?? createHash('sha256').update('').digest('hex'));
    const asked = [request.method, url.pathname, query, headers.join(''), names, body].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const digest = createHash('sha256').update(asked).digest('hex');
    const text = ['AWS4-HMAC-SHA256', String(request.headers['x-amz-date']), scope, digest].join('\n');
    const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secret}`, day), region));
    return hmac(key, text).toString('hex') === signature;
  }

  const object = (name: string, changed: string) =>
    `<Contents><Key>${name}</Key><LastModified>${changed}</LastModified><ETag>&quot;${name.length}&quot;</ETag></Contents>`;

  async function serve(list: (page: string | null) => string): Promise<S3Source> {
    const server = createHttp((request, answer) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (!isSigned(request, 'half')) return void answer.writeHead(403).end('<Error>half</Error>');
      if (url.searchParams.has('list-type')) return void answer.end(list(url.searchParams.get('continuation-token')));
      if (request.headers['if-match'] === undefined) return void answer.writeHead(412).end();
      return void answer.end(`of ${decodeURIComponent(url.pathname)}`);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { endpoint, region: 'cn-east-1', bucket: 'out', prefix: 'visits/', accessKey: 'agency' };
  }

  const page = (inside: string) => `<?xml version="1.0"?><ListBucketResult>${inside}</ListBucketResult>`;

  it('COL-08 lists all pages signed, and takes each object once, oldest first, by its tag', async () => {
    const source = await serve((token) =>
      token === null
        ? page(
            `<NextContinuationToken>two</NextContinuationToken>${object('visits/', '2026-01-01T00:00:00Z')}` +
              object('visits/七月 a&amp;b.csv', '2026-03-01T00:00:00.5Z'),
          )
        : page(object('visits/old.csv', '2026-02-01T00:00:00Z') + object('visits/new.csv', '2026-04-30T23:59:59Z')),
    );
    const read = (low?: string) => readS3(source, 'half', { low, high: undefined }, { reach, now });
    const first = await read();
    expect([first.filename, await text(first.stream)]).toEqual(['old.csv', 'of /out/visits/old.csv']);
    const second = await read(first.high);
    expect([second.filename, await text(second.stream)]).toEqual(['七月 a&b.csv', 'of /out/visits/七月 a&b.csv']);
    expect((await read(second.high)).isEmpty).toBe(true);
  });

  it('COL-08 gives up on a wrong key, lists without end, and what is no list', async () => {
    const good = await serve(() => page(''));
    expect(await reasonOf(readS3(good, 'other', all, { reach, now }))).toBe('status-403');
    expect(await reasonOf(readS3(good, 'half', all, { reach: { allowedHosts: [] }, now }))).toBe(
      'connector.address-refused',
    );
    const endless = await serve(() => page('<NextContinuationToken>same</NextContinuationToken>'));
    expect(await reasonOf(readS3(endless, 'half', all, { reach, now }))).toBe('endless');
    const html = await serve(() => '<html><body>moved</body></html>');
    expect(await reasonOf(readS3(html, 'half', all, { reach, now }))).toBe('connector.source-changed');
    const large = await serve(() => page('x'.repeat(2_000)));
    const limits = { timeoutMs: 500, maxListBytes: 1_000, maxPages: 3 };
    expect(await reasonOf(readS3(large, 'half', all, { reach, now, limits }))).toBe('too-large');
  });
});
