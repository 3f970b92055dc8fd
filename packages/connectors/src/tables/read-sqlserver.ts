import { connect } from 'node:net';
import type * as Tedious from 'tedious';
import { handOver } from '../hand-over.ts';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import {
  firstValue,
  readTable,
  TABLE_LIMITS,
  told,
  withinTime,
  type SourceColumn,
  type TableLimits,
  type TableSession,
  type TableSource,
} from './table-session.ts';

type Driver = typeof Tedious;
type Connection = Tedious.Connection;

const NUMBERS = new Set(['tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money', 'smallmoney']);
const AHEAD = 1_000;

const quote = (name: string): string => `[${name.replaceAll(']', ']]')}]`;

/** ISO 8601, all digits of money and of floating numbers, bytes as hexadecimal digits. */
function asText({ name, type }: SourceColumn): string {
  const column = quote(name);
  if (type === 'datetimeoffset') return `convert(nvarchar(40), ${column} at time zone 'UTC', 127)`;
  if (/date|time/.test(type)) return `convert(nvarchar(40), ${column}, 126)`;
  if (type === 'money' || type === 'smallmoney') return `convert(nvarchar(60), ${column}, 2)`;
  if (type === 'float' || type === 'real') return `convert(nvarchar(60), ${column}, 3)`;
  if (/binary|image|timestamp/.test(type)) return `convert(nvarchar(max), convert(varbinary(max), ${column}), 2)`;
  return `convert(nvarchar(max), ${column})`;
}

/**
 * Reads a table of SQL Server. Count and rows are of one moment where the database allows snapshots
 * (`ALLOW_SNAPSHOT_ISOLATION`); elsewhere what changes between the two shows in the reconciliation.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable)
 */
export async function readSqlserver(
  source: TableSource,
  password: string,
  range: Range,
  reach: Reach,
  limits: TableLimits = TABLE_LIMITS,
): Promise<Reading> {
  const address = await reachableAddress(source.host, reach);
  const tedious = await import('tedious');
  const connection = new tedious.Connection({
    server: source.host,
    authentication: { type: 'default', options: { userName: source.user, password } },
    options: {
      port: source.port,
      database: source.database,
      encrypt: source.tls,
      trustServerCertificate: false,
      connectTimeout: limits.connectMs,
      requestTimeout: limits.statementMs,
      readOnlyIntent: true,
      useUTC: true,
      appName: 'sluice',
      // To the address that was looked at, whatever the name leads to by now.
      connector: () => reached(address, source.port),
    },
  });
  connection.on('error', () => undefined);
  try {
    await withinTime(entered(connection), limits.connectMs);
    const session = sessionOf(connection, tedious, limits);
    await session.value('set transaction isolation level snapshot; begin transaction; select 1', []);
    return await readTable(session, source, range);
  } catch (error) {
    connection.close();
    throw told(error);
  }
}

function reached(address: string, port: number): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

const entered = (connection: Connection): Promise<void> =>
  new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));

function sessionOf(connection: Connection, driver: Driver, limits: TableLimits): TableSession {
  const rows = (sql: string, values: readonly string[]) => rowsOf({ connection, driver, limits }, sql, values);
  return {
    rows,
    value: (sql, values) => firstValue(rows(sql, values)),
    columnsOf: async (schema, table) => {
      const found: SourceColumn[] = [];
      const asked =
        'select column_name, data_type from information_schema.columns where table_schema = @p1 and table_name = @p2';
      for await (const [name, type] of rows(asked, [schema, table]))
        found.push({ name: name ?? '', type: (type ?? '').toLowerCase() });
      return found;
    },
    quote,
    asText,
    bound: ({ type }, nth) =>
      NUMBERS.has(type)
        ? `convert(decimal(38, 10), @p${nth})`
        : type === 'datetimeoffset'
          ? `convert(datetimeoffset(7), @p${nth}, 127)`
          : /date|time/.test(type)
            ? `convert(datetime2(7), @p${nth}, 126)`
            : `@p${nth}`,
    close: () => {
      connection.close();
      return Promise.resolve();
    },
  };
}

interface Line {
  readonly connection: Connection;
  readonly driver: Driver;
  readonly limits: TableLimits;
}

async function* rowsOf(
  { connection, driver, limits }: Line,
  sql: string,
  values: readonly string[],
): AsyncGenerator<readonly (string | null)[]> {
  yield* handOver<readonly (string | null)[]>(async (put) => {
    const done = Promise.withResolvers<void>();
    const request = new driver.Request(sql, (error) => (error ? done.reject(error) : done.resolve()));
    for (const [at, value] of values.entries()) request.addParameter(`p${at + 1}`, driver.TYPES.NVarChar, value);
    request.on('row', (columns: readonly { readonly value: unknown }[]) => {
      request.pause();
      put(columns.map(({ value }) => (value === null || value === undefined ? null : String(value as string | number))))
        .then(() => request.resume())
        .catch(done.reject);
    });
    connection.execSql(request);
    await withinTime(done.promise, limits.statementMs);
  }, AHEAD);
}
