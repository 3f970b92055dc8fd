import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readNats } from './streams/read-nats.ts';
import { oracleBound, oracleText } from './tables/oracle-session.ts';
import { loadDmDriver, readDm } from './tables/read-dm.ts';
import { readMysql } from './tables/read-mysql.ts';
import { readOracle } from './tables/read-oracle.ts';
import { readSqlserver } from './tables/read-sqlserver.ts';
import type { TableSource } from './tables/table-session.ts';

const reach = { allowedHosts: ['127.0.0.1'] };
const limits = { connectMs: 300, statementMs: 300 };
const all = { low: undefined, high: undefined };
const servers: { close(): void }[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const table = (port: number, more: Partial<TableSource> = {}): TableSource => ({
  ...{ host: '127.0.0.1', port, database: 'city', user: 'agency', tls: false, schema: 'city', table: 'visits' },
  columns: [
    { column: 'nr', field: 'no' },
    { column: 'note', field: 'note' },
  ],
  ...more,
});

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const failureOf = (work: Promise<unknown>): Promise<{ code?: string; params?: Record<string, unknown> }> =>
  work.then(
    () => ({}),
    (error: { code: string; params: Record<string, unknown> }) => error,
  );

describe('MySQL, as a MariaDB said it (npm run test:sources -- --record)', () => {
  const file = new URL('../test/recorded/mariadb.json', import.meta.url);
  const { said, low } = JSON.parse(readFileSync(file, 'utf8')) as { said: readonly string[]; low: string };

  /** Says again what the server said, one answer to each message, and keeps what it was asked. */
  async function playBack(): Promise<{ readonly port: number; readonly asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      const answers = said.map((one) => Buffer.from(one, 'base64'));
      socket.write(answers.shift() ?? '');
      socket.on('data', (message) => {
        // Length, number and the word for a query stand before its text.
        if (message[4] === 3) asked.push(message.subarray(5).toString());
        socket.write(answers.shift() ?? '');
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, asked };
  }

  it('COL-08 reads count and rows in one snapshot that only reads, and goes on by the exact number', async () => {
    const { port, asked } = await playBack();
    const columns = ['nr', 'person', 'changed', 'amount', 'ok', 'raw', 'note'].map((name) => ({
      ...{ column: name, field: name },
    }));
    const source = table(port, { growing: 'nr', columns });
    const reading = await readMysql(source, 'secret', { low, high: undefined }, reach, limits);
    expect(reading).toMatchObject({ records: 2, isEmpty: false });
    const [head, first] = (await text(reading.stream)).split('\n');
    await reading.close();
    expect([head, first?.split(',')[0]]).toEqual(['nr,person,changed,amount,ok,raw,note', String(BigInt(low) + 1n)]);
    expect(asked).toContain('start transaction with consistent snapshot, read only');
    expect(asked.at(-1)).toContain(`\`nr\` > cast('${low}' as decimal(65, 20)) and \`nr\` <= cast`);
  });

  it('COL-08 names columns that are gone, and takes no name for a statement', async () => {
    const odd = { table: 'x`; drop table y; --', columns: [{ column: 'gone`', field: 'no' }] };
    const { port, asked } = await playBack();
    expect(await failureOf(readMysql(table(port, odd), '', all, reach, limits))).toMatchObject({
      code: 'connector.source-changed',
      params: { columns: ['gone`'] },
    });
    expect(asked.at(-1)).toContain("table_name = 'x`; drop table y; --'");
    const there = { table: odd.table, columns: [{ column: 'nr', field: 'no' }] };
    const next = await playBack();
    await failureOf(readMysql(table(next.port, there), '', all, reach, limits));
    expect(next.asked.at(-1)).toBe('select count(*) from `city`.`x``; drop table y; --`');
  });
});

describe('what speaks the language of Oracle', () => {
  it('COL-08 reads DM through the driver that the operator brought, and says which one is missing', async () => {
    const asked: (readonly [string, readonly string[]])[] = [];
    let rows = [
      ['1', 'x'],
      ['2', null],
    ];
    const connection = {
      execute: (sql: string, values: readonly string[]) => {
        asked.push([sql, values]);
        const found = sql.includes('all_tab_columns')
          ? [
              ['nr', 'NUMBER'],
              ['note', 'VARCHAR2'],
            ]
          : sql.includes('count(*)')
            ? [['2']]
            : /max\(/.test(sql)
              ? [['2']]
              : sql.startsWith('select')
                ? rows.splice(0)
                : [];
        return Promise.resolve({
          resultSet: { getRows: () => Promise.resolve(found), close: () => Promise.resolve() },
        });
      },
      close: () => Promise.resolve(),
    };
    let place = '';
    const load = () =>
      Promise.resolve({
        OUT_FORMAT_ARRAY: 4001,
        getConnection: ({ connectString }: { connectString: string }) => {
          place = connectString;
          return Promise.resolve(connection);
        },
      });
    const source = table(5236, { growing: 'nr', user: 'a@b' });
    const reading = await readDm(source, 'p:/@', { low: '0', high: undefined }, reach, { limits, load });
    expect(await text(reading.stream)).toBe('no,note\n1,x\n2,\n');
    expect(place).toMatch(/^dm:\/\/a%40b:p%3A%2F%40@127\.0\.0\.1:5236\?/);
    expect(asked[0]?.[0]).toBe('set transaction read only');
    expect(asked.at(-1)?.[1]).toEqual(['0', '2']);
    rows = [];
    expect(await failureOf(readDm(source, '', all, reach))).toMatchObject({
      code: 'connector.driver-missing',
      params: { driver: 'dmdb' },
    });
    await expect(loadDmDriver()).rejects.toMatchObject({ code: 'connector.driver-missing' });
  });

  it('COL-08 writes times in ISO and numbers with points, and compares them as what they are', () => {
    const column = (type: string) => ({ name: 'C', type });
    expect(oracleText(column('timestamp(6) with time zone'))).toContain('sys_extract_utc("C")');
    expect(oracleText(column('date'))).toBe(`to_char("C", 'YYYY-MM-DD"T"HH24:MI:SS')`);
    expect(oracleText(column('varchar2'))).toBe('"C"');
    expect(oracleBound(column('number'), 2)).toMatch(/^to_number\(:2,/);
    expect(() => oracleText({ name: 'a"b', type: 'date' })).toThrow(/source-changed/);
  });
});

describe('servers that mean no good', () => {
  type Talk = (socket: Socket) => void;
  const talks: readonly (readonly [string, Talk])[] = [
    ['says nothing', () => undefined],
    ['speaks of something else', (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\npassword hunter2\r\n')],
    ['hangs up', (socket) => void socket.destroy()],
    ['pours bytes', (socket) => void socket.write(Buffer.alloc(4_000_000, 0x5a))],
  ];
  type Read = (port: number) => Promise<unknown>;
  const kinds: readonly (readonly [string, Read])[] = [
    ['MySQL', (port) => readMysql(table(port), 'secret', all, reach, limits)],
    ['SQL Server', (port) => readSqlserver(table(port), 'secret', all, reach, limits)],
    ['Oracle', (port) => readOracle(table(port), 'secret', all, reach, limits)],
    [
      'NATS',
      (port) =>
        readNats(
          { host: '127.0.0.1', port, tls: false, stream: 's', subject: '>', columns: table(port).columns },
          'secret',
          all,
          { reach, limits: { connectMs: 300, messageMs: 700, maxMessages: 10 } },
        ),
    ],
  ];
  const cases = kinds.flatMap(([kind, read]) => talks.map(([what, talk]) => [kind, what, read, talk] as const));

  it.each(cases)('COL-08 a server of %s that %s is given up, without its words', async (_kind, _what, read, talk) => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      talk(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const failure = await failureOf(read((server.address() as AddressInfo).port));
    expect(failure.code).toBe('connector.source-failed');
    expect(JSON.stringify(failure.params)).not.toMatch(/hunter2|secret/);
  });

  it.each(kinds)('COL-08 a source of %s is not looked for on the machine itself', async (_kind, read) => {
    const port = 9;
    const there = await failureOf(read(port));
    expect(there.code).toBe('connector.source-failed');
    const source = table(port, { host: 'localhost' });
    const closed = { allowedHosts: [] };
    for (const one of [readMysql, readSqlserver, readOracle])
      expect((await failureOf(one(source, '', all, closed, limits))).code).toBe('connector.address-refused');
  });
});
