import { DuckDBDataChunk, type DuckDBConnection, VARCHAR, INTEGER } from '@duckdb/node-api';

type ColumnType = 'INTEGER' | 'VARCHAR';

/** Creates a table of the generator's database and fills it. `columns` maps names to types in order. */
export async function fillTable(
  db: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly (readonly (number | string)[])[],
): Promise<void> {
  const named = Object.entries(columns);
  await db.run(`create table ${table} (${named.map(([name, type]) => `${name} ${type}`).join(', ')})`);
  const appender = await db.createAppender(table);
  const types = named.map(([, type]) => (type === 'INTEGER' ? INTEGER : VARCHAR));
  for (let from = 0; from < rows.length; from += 2048) {
    const part = rows.slice(from, from + 2048);
    const chunk = DuckDBDataChunk.create(types, part.length);
    chunk.setRows(part.map((row) => [...row]));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
