import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, EngineSession } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { checkDefinition } from './check-definition.ts';
import type { DecidedPlaceholders } from './entity-keys.ts';
import { finishBatch, type Malformed, type ReadRest } from './finish-batch.ts';
import type { IngestOutcome, KeyDictionary } from './outcome.ts';
import { CountDiffers, PartPipeline, type Segment } from './part-pipeline.ts';
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
  /** Opens the bytes of the file, for delimited text; a second time where the first pass has to be done again. Parquet is read where it lies: `parquetPath`. */
  readonly source?: AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);
  readonly parquetPath?: string;
  readonly fields: readonly FieldDefinition[];
  readonly mode: 'full' | 'append';
  /** The last epoch, if any: ordinals go on from it in both modes; its rows count only when appending. */
  readonly previous?: PreviousEpoch;
  /** Key of the entity buckets: the same everywhere, so that one entity has one bucket in all tables. */
  readonly bucketKey: Uint8Array;
  /** An empty, private, memory-backed folder. What it holds afterwards is plain data: the caller seals and wipes. */
  readonly workFolder: string;
  /** Takes each segment as soon as it is written, and owns it then; without it they stay in the work folder. */
  readonly sink?: SegmentSink;
  readonly partBytes?: number;
  readonly deadlineMs?: number;
  /** Gives the work up: reading ends with the signal's reason, a running statement with its worker. */
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  /** Records that were typed and checked. */
  readonly onRows?: (rows: number) => void;
  /** The file is read to its end; what is left needs the whole of it. */
  readonly onRead?: () => void;
}

export interface SegmentSink {
  take(segment: Segment): Promise<void>;
  /** Drops all that was taken: the file is read again. */
  discard(): Promise<void>;
}

/** Text that is checked at once. Bounds memory; smaller ones cost more statements. */
const PART_BYTES = 128 * 1024 * 1024;
/** One statement over one part or one pass over the staged batch. */
const STATEMENT_DEADLINE_MS = 1_800_000;

/**
 * Reads a file once, part by part: types and checks every record, numbers entities, writes segments, counts for the
 * statistics. Good rows become Parquet segments, all others stand in the quarantine file with line, field and rule.
 * @throws DomainError `vault.*` (invalid) where the file as a whole is refused: see `readHeader` and `readDelimited`,
 * `vault.parquet-unreadable`, and `checkDefinition`; `vault.count-mismatch` (internal) when rows in ≠ good + quarantined.
 */
export async function ingestFile(engine: Engine, input: IngestInput): Promise<IngestOutcome> {
  const session = await engine.open({ readOnly: input.previous?.folders ?? [], writable: input.workFolder });
  const giveUp = (): void => void session.stop().catch(() => undefined);
  input.signal?.addEventListener('abort', giveUp);
  try {
    input.signal?.throwIfAborted();
    const run = runner(session, input.deadlineMs ?? STATEMENT_DEADLINE_MS);
    await checkDefinition(run, input.fields);
    const first = await readOnce(session, run, input, undefined);
    if ('outcome' in first) return first.outcome;
    // Only the whole file could tell who stands for nobody: the parts are taken again with that known.
    await input.sink?.discard();
    const second = await readOnce(session, run, input, first.again);
    if ('outcome' in second) return second.outcome;
    throw new DomainError('vault.count-mismatch', 'internal');
  } finally {
    input.signal?.removeEventListener('abort', giveUp);
    await session.close();
  }
}

type ReadOnce = { readonly outcome: IngestOutcome } | { readonly again: DecidedPlaceholders };

async function readOnce(
  session: EngineSession,
  run: Run,
  input: IngestInput,
  decided: DecidedPlaceholders | undefined,
): Promise<ReadOnce> {
  for (const name of ['stage', 'segments']) {
    await rm(join(input.workFolder, name), { recursive: true, force: true });
    await mkdir(join(input.workFolder, name), { mode: 0o700 });
  }
  const { pipeline, plan, rest } =
    input.format === 'csv' ? await readText(run, input, decided) : await readParquet(session, run, input, decided);
  input.onRead?.();
  const { totals, again } = await pipeline.finish();
  if (again) return { again };
  return { outcome: await finishBatch(run, plan, input, { pipeline, totals, rest }) };
}

interface Read {
  readonly pipeline: PartPipeline;
  readonly plan: StagePlan;
  readonly rest: ReadRest;
}

async function readText(run: Run, input: IngestInput, decided: DecidedPlaceholders | undefined): Promise<Read> {
  if (!input.source) throw new DomainError('vault.file-empty', 'invalid');
  let open: { readonly header: Header; readonly sql: StageSql; readonly pipeline: PartPipeline } | undefined;
  const openWith = async (header: Header) => {
    const sql = stageSql(sourceColumns(header, input.fields));
    const pipeline = new PartPipeline(run, sql.plan, input, decided);
    await pipeline.begin();
    return { header, sql, pipeline };
  };
  const summary = await readDelimited({
    source: typeof input.source === 'function' ? input.source() : input.source,
    fields: input.fields,
    folder: join(input.workFolder, 'stage'),
    partBytes: input.partBytes ?? PART_BYTES,
    onPart: async (part, header) => {
      open ??= await openWith(header);
      await takePart(open.pipeline, open.sql, part, header);
      input.onRows?.(part.records);
      await rm(part.path);
    },
    onBytes: (bytes) => {
      input.signal?.throwIfAborted();
      input.onBytes?.(bytes);
    },
  });
  const { pipeline, sql } = open ?? (await openWith(summary.header));
  return {
    pipeline,
    plan: sql.plan,
    rest: {
      format: 'csv',
      encoding: summary.encoding,
      blankLines: summary.blankLines,
      malformed: malformedOf(summary),
      lineIndex: summary.lineIndex,
    },
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
async function takePart(pipeline: PartPipeline, sql: StageSql, part: TextPart, header: Header): Promise<void> {
  for (const parallel of part.multiLine ? [false] : [true, false]) {
    const relation = textRelation(part.path, header.delimiter, header.columns.length, parallel);
    try {
      await pipeline.take(sql.over(relation), part.records);
      return;
    } catch (error) {
      if (!(error instanceof CountDiffers)) throw error;
    }
  }
  throw new DomainError('vault.count-mismatch', 'internal', { records: part.records });
}

/** Rows of Parquet that are checked at once. */
const PARQUET_ROWS = 1_000_000;

async function readParquet(
  session: EngineSession,
  run: Run,
  input: IngestInput,
  decided: DecidedPlaceholders | undefined,
): Promise<Read> {
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
  const pipeline = new PartPipeline(run, sql.plan, input, decided);
  await pipeline.begin();
  const total = Number((await run(`select count(*) from ${relation}`))[0]?.[0] ?? 0);
  const { size } = await stat(source);
  for (let from = 0; from < total; from += PARQUET_ROWS) {
    const rows = Math.min(PARQUET_ROWS, total - from);
    await pipeline.take(sql.over(`(from ${relation} limit ${rows} offset ${from})`), rows);
    input.onBytes?.(Math.round((size * rows) / total));
    input.onRows?.(rows);
  }
  return { pipeline, plan: sql.plan, rest: { format: 'parquet', blankLines: 0 } };
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
