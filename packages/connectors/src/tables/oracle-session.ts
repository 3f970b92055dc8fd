import { DomainError } from '@sluice/kernel';
import { firstValue, withinTime, type SourceColumn, type TableLimits, type TableSession } from './table-session.ts';

const FETCH_ROWS = 1_000;

interface ResultSet {
  getRows(rows: number): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** What the drivers of Oracle and of DM have in common. */
export interface OracleConnection {
  execute(
    sql: string,
    values: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly resultSet?: ResultSet | undefined }>;
  close(): Promise<void>;
}

/** A name in quotes cannot hold one. */
export function quoteName(name: string): string {
  if (/["\0]/.test(name)) throw new DomainError('connector.source-changed', 'invalid', { columns: [name] });
  return `"${name}"`;
}

export function oracleText({ name, type }: SourceColumn): string {
  const column = quoteName(name);
  if (type === 'date') return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
  if (/with(?: local)? time zone/.test(type))
    return `to_char(sys_extract_utc(${column}), 'YYYY-MM-DD"T"HH24:MI:SS.FF6"Z"')`;
  if (type.startsWith('timestamp')) return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.FF6')`;
  if (/number|float|dec|int|double/.test(type)) return `to_char(${column}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''. ''')`;
  if (type === 'raw') return `rawtohex(${column})`;
  return column;
}

export function oracleBound({ type }: SourceColumn, nth: number): string {
  if (/with(?: local)? time zone/.test(type))
    return `from_tz(to_timestamp(rtrim(:${nth}, 'Z'), 'YYYY-MM-DD"T"HH24:MI:SS.FF'), 'UTC')`;
  if (type === 'date') return `to_date(:${nth}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
  if (type.startsWith('timestamp')) return `to_timestamp(:${nth}, 'YYYY-MM-DD"T"HH24:MI:SS.FF')`;
  if (/number|float|dec|int|double/.test(type))
    return `to_number(:${nth}, '9999999999999999999999999999D9999999999', 'NLS_NUMERIC_CHARACTERS=''. ''')`;
  return `:${nth}`;
}

/** A session of Oracle or of what speaks its language; `options` are the driver's own for reading rows as arrays of text. */
export function oracleSession(
  connection: OracleConnection,
  options: Readonly<Record<string, unknown>>,
  limits: TableLimits,
): TableSession {
  const rows = (sql: string, values: readonly string[]) => rowsOf({ connection, options, limits }, sql, values);
  return {
    rows,
    value: (sql, values) => firstValue(rows(sql, values)),
    columnsOf: async (schema, table) => {
      const found: SourceColumn[] = [];
      const asked = 'select column_name, data_type from all_tab_columns where owner = :1 and table_name = :2';
      for await (const [name, type] of rows(asked, [schema, table]))
        found.push({ name: name ?? '', type: (type ?? '').toLowerCase() });
      return found;
    },
    quote: quoteName,
    asText: oracleText,
    bound: oracleBound,
    close: () => connection.close().catch(() => undefined),
  };
}

interface Line {
  readonly connection: OracleConnection;
  readonly options: Readonly<Record<string, unknown>>;
  readonly limits: TableLimits;
}

async function* rowsOf(
  { connection, options, limits }: Line,
  sql: string,
  values: readonly string[],
): AsyncGenerator<readonly (string | null)[]> {
  const { resultSet } = await withinTime(
    connection.execute(sql, [...values], { ...options, resultSet: true, fetchArraySize: FETCH_ROWS }),
    limits.statementMs,
  );
  if (!resultSet) return;
  try {
    for (;;) {
      const rows = await withinTime(resultSet.getRows(FETCH_ROWS), limits.statementMs);
      for (const row of rows)
        yield row.map((value) => (value === null || value === undefined ? null : String(value as string)));
      if (rows.length < FETCH_ROWS) return;
    }
  } finally {
    await resultSet.close().catch(() => undefined);
  }
}
