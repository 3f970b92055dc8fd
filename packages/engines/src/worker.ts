/**
 * The engine's worker: one DuckDB in one operating-system process, started inside the sandbox by `start-worker.ts`.
 * It speaks over the inherited channel only; what the engine says in words never leaves by any other field than `text`.
 */
import { DuckDBInstance, StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { sizeOf, toEngineValue } from './convert-values.ts';
import type { EngineValue } from './engine.ts';
import { isPlainSelect } from './inspect-statement.ts';
import type { FailureReason, FromWorker, ToWorker, WorkerSettings } from './worker-protocol.ts';

/** An answer larger than this is a mistake of the caller: results for the world are small, bulk goes to files. */
const MAX_RESULT_BYTES = 64 * 1024 * 1024;

const REASONS: readonly (readonly [string, FailureReason])[] = [
  ['Out of Memory Error', 'memory'],
  ['Conversion Error', 'conversion'],
  ['Out of Range Error', 'range'],
  ['Binder Error', 'binder'],
  ['Catalog Error', 'catalog'],
  ['Parser Error', 'parser'],
  ['Permission Error', 'permission'],
  ['IO Error', 'io'],
  ['Invalid Input Error', 'input'],
  ['Invalid Error', 'input'],
  ['Constraint Error', 'constraint'],
];

const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

let instance: DuckDBInstance | undefined;
let connection: DuckDBConnection | undefined;
let writes = false;

async function initialise(settings: WorkerSettings): Promise<FromWorker> {
  writes = settings.writable !== null;
  instance = await DuckDBInstance.create(':memory:', {
    threads: String(settings.threads),
    memory_limit: `${Math.floor(settings.memoryBytes / 1_000_000)}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  connection = await instance.connect();
  const folders = [...settings.readOnly, ...(settings.writable === null ? [] : [settings.writable])].map((f) =>
    textLiteral(asFolder(f)),
  );
  await connection.run(`set allowed_directories=[${folders.join(',')}]`);
  await connection.run(`set temp_directory=${textLiteral(settings.spillFolder)}`);
  await connection.run(`set max_temp_directory_size='${Math.floor(settings.spillBytes / 1_000_000)}MB'`);
  await connection.run("set timezone='UTC'");
  // The order matters: after these two nothing above can be changed, by us or by anyone.
  await connection.run('set enable_external_access=false');
  await connection.run('set lock_configuration=true');
  return { kind: 'ready' };
}

/** A fresh connection between two sessions: prepared statements, temporary objects and transactions are gone. */
async function reset(): Promise<FromWorker> {
  connection?.closeSync();
  connection = await instance?.connect();
  return { kind: 'ready' };
}

async function isAllowed(on: DuckDBConnection, sql: string): Promise<boolean> {
  const reader = await on.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
  const value = reader.getRows()[0]?.[0];
  return typeof value === 'string' && isPlainSelect(value);
}

function bind(prepared: DuckDBPreparedStatement, params: readonly EngineValue[]): void {
  for (const [index, value] of params.entries()) {
    const at = index + 1;
    if (value === null) prepared.bindNull(at);
    else if (typeof value === 'string') prepared.bindVarchar(at, value);
    else if (typeof value === 'boolean') prepared.bindBoolean(at, value);
    else if (typeof value === 'bigint') prepared.bindHugeInt(at, value);
    else if (Number.isSafeInteger(value)) prepared.bindBigInt(at, BigInt(value));
    else prepared.bindDouble(at, value);
  }
}

async function run(sql: string, params: readonly EngineValue[], maxRows: number): Promise<FromWorker> {
  if (!connection) return { kind: 'refused' };
  if (!writes && !(await isAllowed(connection, sql))) return { kind: 'refused' };
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) return { kind: 'refused' };
  const prepared = await statements.prepare(0);
  try {
    if (!writes && prepared.statementType !== StatementType.SELECT) return { kind: 'refused' };
    bind(prepared, params);
    return await fetch(prepared, maxRows);
  } finally {
    prepared.destroySync();
  }
}

async function fetch(prepared: DuckDBPreparedStatement, maxRows: number): Promise<FromWorker> {
  const result = await prepared.stream();
  const columns = result.columnNames().map((name, i) => ({ name, type: result.columnType(i).toString() }));
  const rows: EngineValue[][] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { kind: 'rows', columns, rows, truncated: false };
    const room = Math.min(chunk.rowCount, maxRows - rows.length);
    const vectors = columns.map((_, i) => chunk.getColumnVector(i));
    for (let r = 0; r < room; r += 1) {
      const row = vectors.map((vector) => toEngineValue(vector.getItem(r)));
      for (const value of row) bytes += sizeOf(value);
      rows.push(row);
    }
    if (bytes > MAX_RESULT_BYTES) return { kind: 'too-large' };
    if (room < chunk.rowCount) return { kind: 'rows', columns, rows, truncated: true };
  }
}

function failure(error: unknown): FromWorker {
  const text = error instanceof Error ? error.message : String(error);
  const found = REASONS.find(([start]) => text.startsWith(start));
  return { kind: 'failed', reason: found?.[1] ?? 'other', text };
}

async function answer(message: ToWorker): Promise<FromWorker> {
  switch (message.op) {
    case 'init':
      return initialise(message.settings);
    case 'reset':
      return reset();
    case 'run':
      return run(message.sql, message.params, message.maxRows);
  }
}

process.on('message', (message: ToWorker) => {
  answer(message)
    .catch(failure)
    .then((reply) => process.send?.(reply))
    .catch(() => process.exit(1));
});
process.on('disconnect', () => process.exit(0));
