import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, EngineSession } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { checkDefinition } from './check-definition.ts';
import { finishBatch, type Malformed, type StagedBatch } from './finish-batch.ts';
import type { IngestOutcome, KeyDictionary } from './outcome.ts';
import { ident, literal } from './quote-sql.ts';
import { readDelimited, type DelimitedSummary, type TextPart } from './read-delimited.ts';
import { matchColumns, type Header } from './read-header.ts';
import { stageSql, textRelation, type SourceColumn, type StagePlan, type StageSql } from './stage-sql.ts';
import { runner, type Run } from './statistics.ts';

/** The epoch that an appended batch continues, plain and readable by the engine. */
export interface PreviousEpoch {
  readonly folders: readonly string[];
  readonly segments: readonly string[];
  readonly dictionaries: readonly KeyDictionary[];
}

export interface IngestInput {
  readonly format: 'csv' | 'parquet';
  /** Bytes of the file, for delimited text. Parquet is read where it lies: `parquetPath`. */
  readonly source?: AsyncIterable<Uint8Array>;
  readonly parquetPath?: string;
  readonly fields: readonly FieldDefinition[];
  readonly mode: 'full' | 'append';
  /** The last epoch, if any: ordinals go on from it in both modes; its rows count only when appending. */
  readonly previous?: PreviousEpoch;
  /** Key of the entity buckets: the same everywhere, so that one entity has one bucket in all tables. */
  readonly bucketKey: Uint8Array;
  /** An empty, private, memory-backed folder. What it holds afterwards is plain data: the caller seals and wipes. */
  readonly workFolder: string;
  readonly partBytes?: number;
  readonly deadlineMs?: number;
  readonly onBytes?: (bytes: number) => void;
  /** Records that were typed and checked. */
  readonly onRows?: (rows: number) => void;
  /** The file is read to its end; what is left needs the whole of it. */
  readonly onRead?: () => void;
}

/** Text that is checked at once. Bounds memory; smaller ones cost more statements. */
const PART_BYTES = 64 * 1024 * 1024;
/** One statement over one part or one pass over the staged batch. */
const STATEMENT_DEADLINE_MS = 1_800_000;

/**
 * Reads a file once, types and checks every record, then adds what needs the whole: uniqueness, ordinals, buckets,
 * statistics. Good rows become Parquet segments, all others stand in the quarantine file with line, field and rule.
 * @throws DomainError `vault.*` (invalid) where the file as a whole is refused: see `readHeader` and `readDelimited`,
 * `vault.parquet-unreadable`, and `checkDefinition`; `vault.count-mismatch` (internal) when rows in ≠ good + quarantined.
 */
export async function ingestFile(engine: Engine, input: IngestInput): Promise<IngestOutcome> {
  await mkdir(join(input.workFolder, 'stage'), { mode: 0o700 });
  const session = await engine.open({ readOnly: input.previous?.folders ?? [], writable: input.workFolder });
  try {
    const run = runner(session, input.deadlineMs ?? STATEMENT_DEADLINE_MS);
    await checkDefinition(run, input.fields);
    const staged = input.format === 'csv' ? await stageText(run, input) : await stageParquet(session, run, input);
    input.onRead?.();
    return await finishBatch(run, staged, input);
  } finally {
    await session.close();
  }
}

async function stageText(run: Run, input: IngestInput): Promise<StagedBatch> {
  if (!input.source) throw new DomainError('vault.file-empty', 'invalid');
  const files: { path: string; rows: number }[] = [];
  let header: Header | undefined;
  let sql: StageSql | undefined;
  const summary = await readDelimited({
    source: input.source,
    fields: input.fields,
    folder: join(input.workFolder, 'stage'),
    partBytes: input.partBytes ?? PART_BYTES,
    onHeader: (found) => {
      header = found;
      sql = stageSql(sourceColumns(found, input.fields));
    },
    onPart: async (part) => {
      if (!header || !sql) throw new DomainError('vault.count-mismatch', 'internal');
      const path = join(input.workFolder, 'stage', `staged-${files.length}.parquet`);
      await stagePart(run, sql, part, header, path);
      files.push({ path, rows: part.records });
      input.onRows?.(part.records);
      await rm(part.path);
    },
    onBytes: input.onBytes ?? (() => undefined),
  });
  const plan: StagePlan = (sql ?? stageSql(sourceColumns(summary.header, input.fields))).plan;
  return {
    format: 'csv',
    encoding: summary.encoding,
    plan,
    files,
    blankLines: summary.blankLines,
    malformed: malformedOf(summary),
    lineIndex: summary.lineIndex,
  };
}

const malformedOf = (summary: DelimitedSummary): Malformed | undefined =>
  summary.malformed === 0 ? undefined : { path: summary.malformedFile, rows: summary.malformed };

function sourceColumns(header: Header, fields: readonly FieldDefinition[]): readonly SourceColumn[] {
  return fields.map((field) => {
    const at = header.columns.indexOf(field);
    return { field, expression: at < 0 ? undefined : `c${at}` };
  });
}

/** The reader's own count and the engine's must agree; where quotes hide line ends, one thread reads them rightly. */
async function stagePart(run: Run, sql: StageSql, part: TextPart, header: Header, path: string): Promise<void> {
  for (const parallel of part.multiLine ? [false] : [true, false]) {
    const relation = textRelation(part.path, header.delimiter, header.columns.length, parallel);
    const [row] = await run(`copy (${sql.over(relation)}) to ${literal(path)} (format parquet, compression snappy)`);
    if (Number(row?.[0]) === part.records) return;
    await rm(path);
  }
  throw new DomainError('vault.count-mismatch', 'internal', { records: part.records });
}

async function stageParquet(session: EngineSession, run: Run, input: IngestInput): Promise<StagedBatch> {
  const source = input.parquetPath ?? '';
  const relation = `read_parquet(${literal(source)})`;
  const described = await describe(session, relation);
  const { columns } = matchColumns(
    described.map((c) => c.name),
    input.fields,
  );
  const sql = stageSql(
    input.fields.map((field) => {
      const column = described[columns.indexOf(field)];
      return column
        ? { field, expression: ident(column.name), sourceType: column.type }
        : { field, expression: undefined };
    }),
  );
  const path = join(input.workFolder, 'stage', 'staged-0.parquet');
  const [row] = await run(`copy (${sql.over(relation)}) to ${literal(path)} (format parquet, compression snappy)`);
  input.onBytes?.((await stat(source)).size);
  input.onRows?.(Number(row?.[0] ?? 0));
  return { format: 'parquet', plan: sql.plan, files: [{ path, rows: Number(row?.[0] ?? 0) }], blankLines: 0 };
}

async function describe(
  session: EngineSession,
  relation: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  try {
    return (await session.run({ sql: `select * from ${relation} limit 0` }, { deadlineMs: 60_000, maxRows: 1 }))
      .columns;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'engine.failed')
      throw new DomainError('vault.parquet-unreadable', 'invalid');
    throw error;
  }
}
