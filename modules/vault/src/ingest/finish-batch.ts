import { join } from 'node:path';
import { DomainError, type Reason } from '@sluice/kernel';
import { classify } from './classify.ts';
import type { TextEncoding } from './decode-text.ts';
import type { IngestInput } from './ingest-file.ts';
import { warning, type FaultCount, type IngestOutcome } from './outcome.ts';
import type { PartPipeline, PartTotals } from './part-pipeline.ts';
import { list, literal } from './quote-sql.ts';
import type { RecordRule } from './rules.ts';
import type { Run } from './statistics.ts';
import type { StagePlan } from './stage-sql.ts';

export interface Malformed {
  readonly path: string;
  readonly rows: number;
}

/** What reading left besides the parts: records that never became rows, and where places and lines part ways. */
export interface ReadRest {
  readonly format: 'csv' | 'parquet';
  readonly encoding?: TextEncoding;
  readonly blankLines: number;
  readonly malformed?: Malformed | undefined;
  /** Absent for Parquet, where line = row number. */
  readonly lineIndex?: string;
}

/** What the whole needs once all parts are through: one quarantine in the order of the file, dictionaries, statistics. */
export async function finishBatch(
  run: Run,
  plan: StagePlan,
  input: IngestInput,
  done: { readonly pipeline: PartPipeline; readonly totals: PartTotals; readonly rest: ReadRest },
): Promise<IngestOutcome> {
  const { pipeline, totals, rest } = done;
  const malformed = await countMalformed(run, rest.malformed);
  const quarantine = await writeQuarantine(run, totals.quarantined, rest, input.workFolder);
  const records = totals.records + (rest.malformed?.rows ?? 0);
  const { good } = totals;
  const quarantined = quarantine?.rows ?? 0;
  if (records !== good + quarantined)
    throw new DomainError('vault.count-mismatch', 'internal', { records, good, quarantined });
  return {
    format: rest.format,
    ...(rest.encoding ? { encoding: rest.encoding } : {}),
    rows: { records, good, quarantined, blankLines: rest.blankLines },
    faults: [...malformed, ...totals.faults],
    warnings: [...classify(totals.sample, plan.fields), ...roundings(totals)],
    figures: {
      records,
      inaccurate: totals.figures.inaccurate + (rest.malformed?.rows ?? 0),
      missingRequired: totals.figures.missingRequired,
      requiredFields: plan.fields.filter((field) => field.required).length,
    },
    segments: totals.segments,
    ...(quarantine ? { quarantine: quarantine.path } : {}),
    dictionaries: good === 0 ? [] : await pipeline.dictionaries(),
    ...(good > 0 ? { statistics: await pipeline.statistics() } : {}),
  };
}

const malformedRelation = (path: string): string =>
  `read_csv(${literal(path)}, auto_detect=false, header=false, delim=',', max_line_size=33554432, columns={'line': 'BIGINT', 'rule': 'VARCHAR', 'form': 'VARCHAR', 'content': 'VARCHAR'})`;

async function countMalformed(run: Run, malformed: Malformed | undefined): Promise<readonly FaultCount[]> {
  if (!malformed) return [];
  const rows = await run(`select rule, count(*) from ${malformedRelation(malformed.path)} group by 1 order by 1`);
  return rows.map(([rule, n]): FaultCount => ({ rule: String(rule) as RecordRule, rows: Number(n) }));
}

async function writeQuarantine(
  run: Run,
  parts: readonly string[],
  rest: ReadRest,
  folder: string,
): Promise<{ readonly path: string; readonly rows: number } | undefined> {
  if (parts.length === 0 && !rest.malformed) return undefined;
  const lines = rest.lineIndex
    ? `read_csv(${literal(rest.lineIndex)}, auto_detect=false, header=false, delim=',', columns={'ordinal': 'BIGINT', 'delta': 'BIGINT'})`
    : '(select 0::bigint as ordinal, 1::bigint as delta)';
  const sources = [
    ...(parts.length === 0
      ? []
      : [
          `select q.ordinal + l.delta as line, q.faults, q.form, q.record from read_parquet(${list(parts)}) q asof join ${lines} l on q.ordinal >= l.ordinal`,
        ]),
    ...(rest.malformed
      ? [
          `select line, ':' || rule as faults, form, case form when 'text' then decode(from_base64(content)) else content end as record from ${malformedRelation(rest.malformed.path)}`,
        ]
      : []),
  ];
  const path = join(folder, 'quarantine.parquet');
  const [row] = await run(
    `copy (select * from (${sources.join(' union all ')}) order by line) to ${literal(path)} (format parquet, compression zstd)`,
  );
  return { path, rows: Number(row?.[0] ?? 0) };
}

const roundings = (totals: PartTotals): readonly Reason[] =>
  [...totals.rounded].flatMap(([field, rows]) => (rows > 0 ? [warning('vault.rounded', { field, rows })] : []));
