import type { Duplex } from 'node:stream';
import type { Connection } from 'mysql2';
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

/** Bytes that may come before a row is whole; a server announces packets up to a gigabyte. */
const ROW_BYTES = 64 * 1024 * 1024;

const NUMBERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal']);
const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/**
 * Reads a table of MySQL or MariaDB in one consistent snapshot of InnoDB, values as the server prints them, times in UTC
 * where the column knows its zone (`timestamp`). The schema is the database of the table.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable)
 */
export async function readMysql(
  source: TableSource,
  password: string,
  range: Range,
  reach: Reach,
  limits: TableLimits = TABLE_LIMITS,
): Promise<Reading> {
  const address = await reachableAddress(source.host, reach);
  const { createConnection } = await import('mysql2');
  const connection = createConnection({
    host: address,
    port: source.port,
    database: source.database,
    user: source.user,
    password,
    ...(source.tls ? { ssl: { servername: source.host } as Record<string, unknown> } : {}),
    connectTimeout: limits.connectMs,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    // A server may ask its client for any file of its machine.
    flags: ['-LOCAL_FILES'],
    // One statement at a time, whatever a name holds.
    multipleStatements: false,
  });
  // A server that goes away between two statements is met at the next one.
  connection.on('error', () => undefined);
  const rowSeen = boundRows(connection);
  try {
    await withinTime(entered(connection), limits.connectMs);
    const session = sessionOf(connection, limits, rowSeen);
    await session
      .value("set session time_zone = '+00:00', session transaction_isolation = 'REPEATABLE-READ'", [])
      .catch(
        // MariaDB before 11 has another name for it, and the level by default.
        () => session.value("set session time_zone = '+00:00'", []),
      );
    await session.value('start transaction with consistent snapshot, read only', []);
    return await readTable(session, source, range);
  } catch (error) {
    connection.destroy();
    throw told(error);
  }
}

const entered = (connection: Connection): Promise<void> =>
  new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));

/** Cuts the line when no row comes out of so many bytes; the answer is called at every row. */
function boundRows(connection: Connection): () => void {
  const { stream } = connection as unknown as { readonly stream: Duplex };
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > ROW_BYTES) stream.destroy(Object.assign(new Error('answer too large'), { code: 'answer-too-large' }));
  });
  return () => {
    bytes = 0;
  };
}

function sessionOf(connection: Connection, limits: TableLimits, rowSeen: () => void): TableSession {
  const rows = (sql: string, values: readonly string[]) => rowsOf({ connection, limits, rowSeen }, sql, values);
  return {
    rows,
    value: (sql, values) => firstValue(rows(sql, values)),
    columnsOf: async (schema, table) => {
      const found: SourceColumn[] = [];
      const asked =
        'select column_name, data_type from information_schema.columns where table_schema = ? and table_name = ?';
      for await (const [name, type] of rows(asked, [schema, table]))
        found.push({ name: name ?? '', type: (type ?? '').toLowerCase() });
      return found;
    },
    quote,
    // The text protocol gives every value as the server prints it; bits and bytes alone have no text.
    asText: ({ name, type }) =>
      type === 'bit'
        ? `cast(${quote(name)} as unsigned)`
        : /blob|binary/.test(type)
          ? `hex(${quote(name)})`
          : quote(name),
    bound: ({ type }) =>
      NUMBERS.has(type) ? 'cast(? as decimal(65, 20))' : /date|time/.test(type) ? 'cast(? as datetime(6))' : '?',
    close: () => {
      connection.destroy();
      return Promise.resolve();
    },
  };
}

interface Line {
  readonly connection: Connection;
  readonly limits: TableLimits;
  readonly rowSeen: () => void;
}

async function* rowsOf(
  { connection, limits, rowSeen }: Line,
  sql: string,
  values: readonly string[],
): AsyncGenerator<readonly (string | null)[]> {
  const query = connection.query({
    sql,
    values: [...values],
    rowsAsArray: true,
    typeCast: (field) => field.string('utf8'),
  });
  const stream = query.stream({ highWaterMark: 500 });
  const next = stream[Symbol.asyncIterator]() as AsyncIterator<readonly (string | null)[] | object>;
  for (;;) {
    const { value, done } = await withinTime(next.next(), limits.statementMs);
    if (done === true) return;
    rowSeen();
    // What a statement without rows answers is no row.
    if (Array.isArray(value)) yield value as readonly (string | null)[];
  }
}
