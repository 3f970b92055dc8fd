import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { reachableAddress } from './reach-address.ts';
import { readPostgresql, type PostgresqlSource } from './read-postgresql.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that speaks as much of the protocol as it likes. */
async function hostile(talk: (socket: Socket, message: Buffer, nth: number) => void): Promise<PostgresqlSource> {
  const server = createServer((socket) => {
    sockets.push(socket);
    let nth = 0;
    socket.on('error', () => undefined);
    socket.on('data', (message) => talk(socket, message, (nth += 1)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, database: 'd', user: 'u', tls: false },
    ...{ schema: 'public', table: 't', columns: [{ column: 'a', field: 'a' }] },
  };
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const ready = message('Z', Buffer.from('I'));
const welcome = Buffer.concat([message('R', int(0)), ready]);
const failure = message('E', Buffer.from('SERROR\0CXX000\0Mpassword of the source is hunter2\0\0', 'latin1'));

const reach = { allowedHosts: ['127.0.0.1'] };
const limits = { connectMs: 700, statementMs: 700, answerBytes: 1_000_000 };
const read = async (source: PostgresqlSource): Promise<string> => {
  const reading = await readPostgresql(source, 'secret', { low: undefined, high: undefined }, reach, limits);
  for await (const piece of reading.stream) expect(piece.length).toBeGreaterThan(0);
  await reading.close?.();
  return 'read';
};

type Talk = (socket: Socket, message: Buffer, nth: number) => void;

const answer = (bytes: Buffer): Talk => {
  return (socket, _, nth) => {
    if (nth === 1) socket.write(welcome);
    else socket.write(bytes);
  };
};

/** Writes the same bytes for as long as somebody reads. */
const pour = (head: Buffer, again: Buffer): Talk => {
  return (socket, _, nth) => {
    if (nth === 1) {
      socket.write(welcome);
      return;
    }
    socket.write(head);
    const more = (): void => {
      let isRoom = true;
      while (isRoom && !socket.destroyed) isRoom = socket.write(again);
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  };
};

const oneColumn = message('T', Buffer.concat([Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18)]));
const oneRow = message('D', Buffer.concat([Buffer.from([0, 1]), int(10_000), Buffer.alloc(10_000, 0x61)]));

const cases: readonly (readonly [string, Talk])[] = [
  ['says nothing', () => undefined],
  ['answers with anything but the protocol', (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nhello')],
  ['hangs up in the middle', (socket) => void socket.destroy()],
  ['lets in and never answers a question', (socket, _, nth) => void (nth === 1 ? socket.write(welcome) : 0)],
  ['tells secrets in its error', answer(Buffer.concat([failure, ready]))],
  ['sends rows without end', pour(oneColumn, oneRow)],
  [
    'announces a message of a gigabyte',
    pour(Buffer.concat([Buffer.from('D'), int(1_000_000_000)]), Buffer.alloc(65_536)),
  ],
];

it.each(cases)('COL-08 a PostgreSQL server that %s is given up, without its words', async (_, talk) => {
  const source = await hostile(talk);
  const before = process.memoryUsage().rss;
  const error = await read(source).then(
    () => undefined,
    (one: unknown) => one as { code: string; params: Record<string, unknown> },
  );
  expect(error?.code).toBe('connector.source-failed');
  expect(JSON.stringify(error?.params)).not.toMatch(/hunter2|hello|password/);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

it.each([
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  'localhost',
  'localhost.',
  '[::1]',
  '[::ffff:7f00:1]',
  '::ffff:169.254.169.254',
  '0.0.0.0',
  '169.254.169.254',
  '100.100.100.200',
  'fe80::1',
  '[fd00:ec2::254]',
  '64:ff9b::7f00:1',
])('COL-08 the address %s, however it is written, leads nowhere', async (host) => {
  const code = await reachableAddress(host, { allowedHosts: [] }).then(
    () => 'reached',
    (error: { code: string }) => error.code,
  );
  expect(['connector.address-refused', 'connector.host-unknown']).toContain(code);
});

it('COL-08 what an address leads to is looked up once: whoever connects cannot be led elsewhere', async () => {
  expect(await reachableAddress('10.1.2.3', { allowedHosts: [] })).toBe('10.1.2.3');
  expect(await reachableAddress('localhost', { allowedHosts: ['localhost'] })).toMatch(/^(127\.0\.0\.1|::1)$/);
});
