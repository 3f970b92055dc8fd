import type { Duplex } from 'node:stream';
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

/** What a server is given: one that does not keep to it is cut off, whatever it says. */
export interface PostgresqlLimits {
  readonly connectMs: number;
  readonly statementMs: number;
  /** Bytes of one answer; so many rows are fetched at once, and a server may send more than was asked for. */
  readonly answerBytes: number;
}

const LIMITS: PostgresqlLimits = { connectMs: 10_000, statementMs: 3_600_000, answerBytes: 256 * 1024 * 1024 };
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
  limits: PostgresqlLimits = LIMITS,
): Promise<Reading> {
  const address = await reachableAddress(source.host, reach);
  const client = new pg.Client({
    host: address,
    port: source.port,
    database: source.database,
    user: source.user,
    password,
    ssl: source.tls ? { servername: source.host } : false,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    // The server's own limit is its word; this one is kept here.
    query_timeout: limits.statementMs,
    application_name: 'sluice',
  });
  // A server that goes away between two statements is met at the next one.
  client.on('error', () => undefined);
  const close = (): Promise<void> => client.end().catch(() => undefined);
  boundAnswers(client, limits.answerBytes);
  try {
    await client.connect();
    return { ...(await openSnapshot(client, source, range)), close };
  } catch (error) {
    await close();
    throw told(error);
  }
}

/** Cuts the line when one answer grows beyond its limit: the driver would keep all of it in memory. */
function boundAnswers(client: pg.Client, most: number): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > most) stream.destroy(Object.assign(new Error('answer too large'), { code: 'answer-too-large' }));
  });
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown;
  client.query = ((...args: readonly unknown[]) => {
    bytes = 0;
    return query(...args);
  }) as typeof client.query;
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
