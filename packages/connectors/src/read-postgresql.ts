import { DomainError } from '@sluice/kernel';
import pg from 'pg';
import type { Range, Reading } from './reading.ts';
import { reachableAddress, type Reach } from './reach-address.ts';
import { delimitedLine, inPieces } from './write-delimited.ts';

export interface PostgresqlSource {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly tls: boolean;
  /** Schema and table or view; names as the source has them. */
  readonly schema: string;
  readonly table: string;
  /** Columns to read, and the names that the text gets; the definition's field names. */
  readonly columns: readonly { readonly column: string; readonly field: string }[];
  /** Column of an ever growing key or time stamp: each run reads what is above the last. */
  readonly growing?: string | undefined;
}

const CONNECT_MS = 10_000;
const STATEMENT_MS = 3_600_000;
const FETCH_ROWS = 5_000;

const ident = (name: string): string => pg.escapeIdentifier(name);
/** Values as the server prints them: nothing is turned into JavaScript's types and back. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * Reads a table of PostgreSQL, or of what speaks its protocol (KingbaseES, openGauss), in one read-only snapshot: count
 * and rows are of the same moment, and a change of the source meanwhile is seen in neither.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid, with the columns that are gone),
 * `connector.host-unknown`, `connector.source-failed` (unavailable; never with the server's words)
 */
export async function readPostgresql(
  source: PostgresqlSource,
  password: string,
  range: Range,
  reach: Reach,
): Promise<Reading> {
  const address = await reachableAddress(source.host, reach);
  const client = new pg.Client({
    host: address,
    port: source.port,
    database: source.database,
    user: source.user,
    password,
    ssl: source.tls ? { servername: source.host } : false,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'sluice',
  });
  // A server that goes away between two statements is met at the next one.
  client.on('error', () => undefined);
  const close = (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    return { ...(await openSnapshot(client, source, range)), close };
  } catch (error) {
    await close();
    throw told(error);
  }
}

async function openSnapshot(
  client: pg.Client,
  source: PostgresqlSource,
  range: Range,
): Promise<Omit<Reading, 'close'>> {
  await client.query('begin isolation level repeatable read read only');
  await client.query("set local datestyle to 'iso'; set local timezone to 'UTC'; set local extra_float_digits to 1");
  await assertColumns(client, source);
  const relation = `${ident(source.schema)}.${ident(source.table)}`;
  const high = range.high ?? (await newest(client, source, relation));
  const { where, values } = conditionOf(source, { low: range.low, high });
  const counted = await client.query<{ n: string }>({
    text: `select count(*) as n from ${relation}${where}`,
    values,
    types: asText,
  });
  const records = Number(counted.rows[0]?.n ?? 0);
  return {
    records,
    isEmpty: records === 0,
    high,
    stream: inPieces(linesOf(client, source, `${relation}${where}`, values)),
  };
}

async function assertColumns(client: pg.Client, { schema, table, columns, growing }: PostgresqlSource): Promise<void> {
  const found = await client.query<{ column_name: string }>(
    'select column_name from information_schema.columns where table_schema = $1 and table_name = $2',
    [schema, table],
  );
  const known = new Set(found.rows.map((row) => row.column_name));
  const gone = [...columns.map(({ column }) => column), ...(growing === undefined ? [] : [growing])].filter(
    (column) => !known.has(column),
  );
  if (gone.length > 0) throw new DomainError('connector.source-changed', 'invalid', { columns: gone });
}

async function newest(client: pg.Client, source: PostgresqlSource, relation: string): Promise<string | undefined> {
  if (source.growing === undefined) return undefined;
  const { rows } = await client.query<{ high: string | null }>({
    text: `select max(${ident(source.growing)})::text as high from ${relation}`,
    types: asText,
  });
  return rows[0]?.high ?? undefined;
}

function conditionOf({ growing }: PostgresqlSource, { low, high }: Range): { where: string; values: string[] } {
  if (growing === undefined) return { where: '', values: [] };
  const key = ident(growing);
  const values = [low, high].filter((value) => value !== undefined);
  const conditions = [
    ...(low === undefined ? [] : [`${key} > $1`]),
    ...(high === undefined ? ['false'] : [`${key} <= $${values.length}`]),
  ];
  return { where: ` where ${conditions.join(' and ')}`, values };
}

async function* linesOf(
  client: pg.Client,
  { columns }: PostgresqlSource,
  from: string,
  values: string[],
): AsyncGenerator<string> {
  yield delimitedLine(columns.map(({ field }) => field));
  try {
    const list = columns.map(({ column }) => `${ident(column)}::text`).join(', ');
    await client.query(`declare reading no scroll cursor for select ${list} from ${from}`, values);
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({
        text: `fetch ${FETCH_ROWS} from reading`,
        rowMode: 'array',
        types: asText,
      });
      if (rows.length > 0) yield rows.map(delimitedLine).join('');
      if (rows.length < FETCH_ROWS) break;
    }
    await client.query('commit');
  } catch (error) {
    throw told(error);
  }
}

const told = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return new DomainError('connector.source-failed', 'unavailable', {
    reason: /^[\w-]{1,30}$/.test(code) ? code : 'unknown',
  });
};
