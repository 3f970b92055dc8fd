import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { EngineValue } from '@sluice/engines';
import type { DomainAccess } from '../src/index.ts';

/** What a parser says that found nothing wrong: what printed statements name has tests of its own. */
const PARSED = '{"error":false,"statements":[{}]}';

/**
 * The same engine over the same rows, in this process and in memory: no sandbox and no second look at statements, so that
 * thousands of them take seconds. For comparing meanings only.
 * @param files of the epochs, by table
 */
export async function createBareDomain(
  files: Readonly<Record<string, string>>,
  epochs: Readonly<Record<string, readonly string[]>>,
) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const loading = await instance.connect();
  for (const [table, file] of Object.entries(files))
    await loading.run(`create table "in memory ${table}" as select * from read_parquet('${file}')`);
  loading.closeSync();
  const inMemory = (sql: string): string =>
    Object.entries(files).reduce(
      (text, [table, file]) => text.replaceAll(`read_parquet(['${file}'])`, `"in memory ${table}"`),
      sql,
    );
  const domain: DomainAccess = {
    open: async () => {
      const connection = await instance.connect();
      return {
        files: epochs,
        engine: {
          run: ({ sql, params = [] }) =>
            sql.startsWith('select json_serialize_sql')
              ? Promise.resolve({ columns: [], rows: [[PARSED]], truncated: false })
              : rowsOf(connection, inMemory(sql), params),
          stop: () => Promise.resolve(),
          close: () => Promise.resolve(),
        },
        close: () => Promise.resolve(connection.closeSync()),
      };
    },
  };
  return { domain, close: () => instance.closeSync() };
}

async function rowsOf(connection: DuckDBConnection, sql: string, params: readonly EngineValue[]) {
  const reader = await connection.runAndReadAll(written(sql, params));
  // Dates and decimals as text, as the worker gives them.
  const plain = (value: DuckDBValue): EngineValue =>
    typeof value === 'object' && value !== null ? value.toString() : (value ?? null);
  return { columns: [], rows: reader.getRows().map((row) => row.map(plain)), truncated: false };
}

/** With its values in the text, which are cast there: a third faster, because bound ones are planned for twice. */
const written = (sql: string, params: readonly EngineValue[]): string =>
  sql.replaceAll(/\$(\d+)/gu, (_, at: string) => {
    const value = params[Number(at) - 1] ?? null;
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  });
