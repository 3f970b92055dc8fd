import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { createEngine, type EngineSession } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import type { DomainAccess, GrantedField, GrantSnapshot } from '@sluice/gate';
import { computeStatistics, runner } from '@sluice/vault';
import type { GrantFile, LocalTable } from './gate-grant-file.ts';

const DEADLINE_MS = 600_000;

const sqlTypes = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

export interface LocalDomain {
  readonly snapshot: GrantSnapshot;
  readonly domain: DomainAccess;
  readonly isolation: string;
  close(): Promise<void>;
}

/**
 * Prepares each file as the vault would for the gate: typed columns, entity ordinals, buckets, statistics.
 * @throws DomainError `cli.file-missing` (not-found)
 */
export async function openLocalDomain(file: GrantFile): Promise<LocalDomain> {
  for (const table of file.tables) {
    await access(table.file, constants.R_OK).catch(() => {
      throw new DomainError('cli.file-missing', 'not-found', { file: table.file });
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-local-'));
  const engine = await createEngine();
  const prepared = new Map<string, string>();
  const tables = [];
  for (const table of file.tables) {
    // The history of a file is the history of its content: another content is another epoch.
    const epoch = `${table.name}-${(await digestOf(table.file)).slice(0, 16)}`;
    const at = join(folder, epoch);
    await mkdir(at);
    const session = await engine.open({ readOnly: [dirname(resolve(table.file))], writable: at });
    const path = join(at, 'rows.parquet');
    try {
      await prepare(session, table, path);
      const statistics = await computeStatistics(
        runner(session, DEADLINE_MS),
        [path],
        table.fields.map((field) => ({ grade: 3, ...field })) as never,
      );
      prepared.set(epoch, path);
      tables.push({
        name: table.name,
        title: table.name,
        resourceId: table.name,
        epochId: epoch,
        rows: table.rows,
        statistics,
        fields: table.fields,
      });
    } finally {
      await session.close();
    }
  }
  return {
    snapshot: { ...file.grant, tables },
    isolation: engine.isolation,
    domain: {
      open: async (epochs) => {
        const session = await engine.open({ readOnly: epochs.map((epoch) => join(folder, epoch)) });
        return {
          engine: session,
          files: Object.fromEntries(epochs.map((epoch) => [epoch, [prepared.get(epoch) ?? '']])),
          close: () => session.close(),
        };
      },
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(resolve(file))) hash.update(part as Buffer);
  return hash.digest('hex');
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function prepare(session: EngineSession, table: LocalTable, path: string): Promise<void> {
  const source = resolve(table.file);
  const read =
    extname(source) === '.parquet'
      ? `read_parquet(${literal(source)})`
      : `read_csv(${literal(source)}, header = true, all_varchar = true)`;
  const columns = table.fields.map(
    (field) => `try_cast(${quoted(field.name)} as ${sqlTypes[field.type]}) as ${quoted(field.name)}`,
  );
  const keys = table.fields.filter((field) => field.role === 'entity-key').flatMap(keyColumns);
  const rows = `select ${columns.join(', ')} from ${read}`;
  const sql = `copy (select ${['*', ...keys].join(', ')} from (${rows})) to ${literal(path)} (format parquet)`;
  await session.run({ sql }, { deadlineMs: DEADLINE_MS, maxRows: 1 });
}

function keyColumns(field: GrantedField): readonly string[] {
  const key = quoted(field.name);
  const ordinal = `case when ${key} is null then null else cast(dense_rank() over (order by ${key} nulls last) - 1 as uinteger) end as ${quoted(`__e_${field.name}`)}`;
  const bucket = `case when ${key} is null then null else cast(cast(1 as hugeint) << cast(hash(${key}) % 64 as integer) as ubigint) end as ${quoted(`__b_${field.name}`)}`;
  return [ordinal, bucket];
}
