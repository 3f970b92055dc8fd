import { DomainError } from '@sluice/kernel';
import type { PostgresqlSource } from '../read-postgresql.ts';
import type { Range, Reading } from '../reading.ts';
import { delimitedLine, inPieces } from '../write-delimited.ts';

/** A table or view of a database: what is asked of a source is the same whatever the database is. */
export type TableSource = PostgresqlSource;

/** What a server is given: one that does not keep to it is cut off, whatever it says. */
export interface TableLimits {
  readonly connectMs: number;
  /** For one question, and between two rows of an answer. */
  readonly statementMs: number;
}

export const TABLE_LIMITS: TableLimits = { connectMs: 10_000, statementMs: 3_600_000 };

export interface SourceColumn {
  readonly name: string;
  /** The database's own word for the type, in small letters. */
  readonly type: string;
}

/**
 * What the kinds of databases do differently. A session is one connection whose reads are of one moment where the database
 * can do that, and reads only.
 */
export interface TableSession {
  columnsOf(schema: string, table: string): Promise<readonly SourceColumn[]>;
  /** The first value of the first row as text. */
  value(sql: string, values: readonly string[]): Promise<string | null>;
  rows(sql: string, values: readonly string[]): AsyncIterable<readonly (string | null)[]>;
  quote(name: string): string;
  /** The column as text that says the same on every server: ISO dates, decimal points. */
  asText(column: SourceColumn): string;
  /** The nth value (from 1) as the column's own type: text would be compared as text, or as a rounded number. */
  bound(column: SourceColumn, nth: number): string;
  close(): Promise<void>;
}

/**
 * Reads a table through a session: its columns are looked at first, then its newest, its count and its rows.
 * @throws DomainError `connector.source-changed` (invalid, with the columns that are gone), `connector.source-failed`
 * (unavailable; never with the server's words)
 */
export async function readTable(session: TableSession, source: TableSource, range: Range): Promise<Reading> {
  try {
    const found = await session.columnsOf(source.schema, source.table);
    const known = new Map(found.map((column) => [column.name, column]));
    const chosen = columnsOf(known, source);
    const growing = source.growing === undefined ? undefined : known.get(source.growing);
    const relation = `${session.quote(source.schema)}.${session.quote(source.table)}`;
    const high =
      range.high ?? (growing && ((await session.value(newestOf(session, growing, relation), [])) ?? undefined));
    const { where, values } = growing
      ? between(session, growing, { low: range.low, high })
      : { where: '', values: [] as string[] };
    const records = Number((await session.value(`select count(*) from ${relation}${where}`, values)) ?? 0);
    const list = chosen.map((column) => session.asText(column)).join(', ');
    const rows = (): AsyncIterable<readonly (string | null)[]> =>
      session.rows(`select ${list} from ${relation}${where}`, values);
    return {
      records,
      isEmpty: records === 0,
      high,
      stream: inPieces(linesOf(source, rows)),
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw told(error);
  }
}

function columnsOf(known: ReadonlyMap<string, SourceColumn>, source: TableSource): readonly SourceColumn[] {
  const wanted = source.columns.map(({ column }) => column);
  const gone = [...wanted, ...(source.growing === undefined ? [] : [source.growing])].filter(
    (name) => !known.has(name),
  );
  if (gone.length > 0) throw new DomainError('connector.source-changed', 'invalid', { columns: gone });
  return wanted.flatMap((name) => known.get(name) ?? []);
}

const newestOf = (session: TableSession, growing: SourceColumn, relation: string): string =>
  `select ${session.asText(growing)} from ${relation} where ${session.quote(growing.name)} = ` +
  `(select max(${session.quote(growing.name)}) from ${relation})`;

function between(
  session: TableSession,
  growing: SourceColumn,
  { low, high }: Range,
): { where: string; values: string[] } {
  // A column without any value has no newest: there is nothing to take.
  if (high === undefined) return { where: ' where 1 = 0', values: [] };
  const key = session.quote(growing.name);
  const values = [...(low === undefined ? [] : [low]), high];
  const above = low === undefined ? '' : `${key} > ${session.bound(growing, 1)} and `;
  return { where: ` where ${above}${key} <= ${session.bound(growing, values.length)}`, values };
}

const LINES = 500;

async function* linesOf(
  { columns }: TableSource,
  rows: () => AsyncIterable<readonly (string | null)[]>,
): AsyncGenerator<string> {
  yield delimitedLine(columns.map(({ field }) => field));
  try {
    let lines: string[] = [];
    for await (const row of rows()) {
      if (lines.push(delimitedLine(row)) < LINES) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  } catch (error) {
    throw told(error);
  }
}

/** The first value of the first row; everything else is read and left. */
export async function firstValue(rows: AsyncIterable<readonly (string | null)[]>): Promise<string | null> {
  let first: string | null = null;
  for await (const [value] of rows) first ??= value ?? null;
  return first;
}

/** A driver's error without its words: they may quote data, and a hostile server writes them. */
export function told(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return new DomainError('connector.source-failed', 'unavailable', {
    reason: /^[\w-]{1,40}$/.test(code) ? code : 'unknown',
  });
}

/** @throws DomainError `connector.source-failed` with `timeout` when a promise takes longer; the session must then be closed. */
export async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DomainError('connector.source-failed', 'unavailable', { reason: 'timeout' })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
