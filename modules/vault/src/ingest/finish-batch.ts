import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError, type Reason } from '@sluice/kernel';
import { assignOrdinals, countEntities, type KeyTable } from './assign-ordinals.ts';
import { classify } from './classify.ts';
import type { TextEncoding } from './decode-text.ts';
import { findDuplicates } from './find-duplicates.ts';
import type { IngestInput } from './ingest-file.ts';
import { warning, type FaultCount, type IngestOutcome, type QualityFigures } from './outcome.ts';
import { ident, list, literal } from './quote-sql.ts';
import type { RecordRule, Rule } from './rules.ts';
import { bucketColumn, computeStatistics, ordinalColumn, type Run } from './statistics.ts';
import { failed, isClean, isFaulty, type StagePlan } from './stage-sql.ts';

export interface Malformed {
  readonly path: string;
  readonly rows: number;
}

/** What the first pass left: typed rows with their fault masks, and the records that never became rows. */
export interface StagedBatch {
  readonly format: 'csv' | 'parquet';
  readonly encoding?: TextEncoding;
  readonly plan: StagePlan;
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly blankLines: number;
  readonly malformed?: Malformed | undefined;
  /** Where ordinals and lines part ways; absent for Parquet, where line = row number. */
  readonly lineIndex?: string;
}

/** Segments are cut so that one fits easily into the memory-backed cache. */
const SEGMENT_BYTES = '128MB';

/**
 * Second pass over the staged rows. Creates in the session: `parts` (file, base), `lines` (ordinal, delta), `malformed`,
 * `excluded` (file, row, field, rule): rows that are clean by themselves but not beside the others.
 */
export async function finishBatch(run: Run, staged: StagedBatch, input: IngestInput): Promise<IngestOutcome> {
  await prepare(run, staged);
  const { plan } = staged;
  const total = staged.files.reduce((sum, f) => sum + f.rows, 0);
  const keys = await countEntities(run, plan);
  await findDuplicates(run, plan, input.mode === 'append' ? (input.previous?.segments ?? []) : []);
  const excluded = Number((await run('select count(*) from (select distinct file, r from excluded)'))[0]?.[0] ?? 0);
  await assignOrdinals(run, keys, input);
  const segments = total === 0 ? [] : await writeSegments(run, plan, keys, excluded > 0, input.workFolder);
  const good = segments.reduce((sum, s) => sum + s.rows, 0);
  const quarantined = await writeQuarantine(run, plan, input.workFolder);
  const records = total + (staged.malformed?.rows ?? 0);
  if (records !== good + quarantined)
    throw new DomainError('vault.count-mismatch', 'internal', { records, good, quarantined });
  const dictionaries = good === 0 ? [] : await writeDictionaries(run, keys, input.workFolder);
  const paths = [...(input.mode === 'append' ? (input.previous?.segments ?? []) : []), ...segments.map((s) => s.path)];
  return {
    format: staged.format,
    ...(staged.encoding ? { encoding: staged.encoding } : {}),
    rows: { records, good, quarantined, blankLines: staged.blankLines },
    faults: await countFaults(run, plan),
    warnings: total === 0 ? [] : [...(await classify(run, 'stage', plan.fields)), ...(await roundings(run, plan))],
    figures: await qualityFigures(run, plan, records),
    segments,
    ...(quarantined > 0 ? { quarantine: join(input.workFolder, 'quarantine.parquet') } : {}),
    dictionaries,
    ...(good > 0 ? { statistics: await computeStatistics(run, paths, plan.fields) } : {}),
  };
}

async function prepare(run: Run, staged: StagedBatch): Promise<void> {
  await run('create temp table parts (file varchar, base bigint)');
  let base = 0;
  for (const file of staged.files) {
    await run(`insert into parts values (${literal(file.path)}, ${base})`);
    base += file.rows;
  }
  const lines = staged.lineIndex
    ? `select * from read_csv(${literal(staged.lineIndex)}, auto_detect=false, header=false, delim=',', columns={'ordinal': 'BIGINT', 'delta': 'BIGINT'})`
    : 'select 0::bigint as ordinal, 1::bigint as delta';
  await run(`create temp table lines as ${lines}`);
  const malformed = staged.malformed
    ? `select * from read_csv(${literal(staged.malformed.path)}, auto_detect=false, header=false, delim=',', max_line_size=33554432, columns={'line': 'BIGINT', 'rule': 'VARCHAR', 'form': 'VARCHAR', 'content': 'VARCHAR'})`
    : "select 0::bigint as line, '' as rule, '' as form, '' as content where false";
  await run(`create temp table malformed as ${malformed}`);
  await run('create temp table excluded (file varchar, r bigint, field varchar, rule varchar)');
  if (staged.files.length > 0) {
    await run(
      `create temp view stage as select *, file_row_number as __row from read_parquet(${list(staged.files.map((f) => f.path))}, filename='__file', file_row_number=true)`,
    );
    return;
  }
  const empty = [
    ...staged.plan.fields.map((f) => `null as ${ident(f.name)}`),
    ...Array.from({ length: staged.plan.words }, (_, w) => `0::ubigint as __m${w}`),
  ];
  await run(
    `create temp view stage as select ${empty.join(', ')}, 0::ubigint as __n, ''::varchar as __raw, ''::varchar as __file, 0::bigint as __row where false`,
  );
}

async function writeSegments(run: Run, plan: StagePlan, keys: readonly KeyTable[], excluding: boolean, folder: string) {
  const target = join(folder, 'segments');
  const columns = [
    ...plan.fields.map((f) => `s.${ident(f.name)}`),
    ...keys.flatMap((k) => [
      `${k.dictionary}.ord as ${ident(ordinalColumn(k.field))}`,
      `${k.dictionary}.mask as ${ident(bucketColumn(k.field))}`,
    ]),
  ];
  const joins = keys.map(
    (k) => `left join ${k.dictionary} on cast(s.${ident(k.field)} as varchar) = ${k.dictionary}.key`,
  );
  const anti = excluding ? 'anti join excluded x on s.__file = x.file and s.__row = x.r' : '';
  await run(
    `copy (select ${columns.join(', ')} from stage s ${joins.join(' ')} ${anti} where ${isClean(plan)}) to ${literal(target)} (format parquet, compression zstd, file_size_bytes '${SEGMENT_BYTES}')`,
  );
  const segments: { path: string; rows: number }[] = [];
  for (const name of (await readdir(target)).toSorted()) {
    const path = join(target, name);
    const rows = Number((await run(`select count(*) from read_parquet(${literal(path)})`))[0]?.[0] ?? 0);
    if (rows > 0) segments.push({ path, rows });
  }
  return segments;
}

/** One row for each record that is not in a segment: line, `field:rule` pairs, and the record as it came. */
async function writeQuarantine(run: Run, plan: StagePlan, folder: string): Promise<number> {
  const faults = plan.checks.map((c) => `case when ${failed(plan, c)} then ${literal(`${c.field}:${c.rule}`)} end`);
  const record = plan.fields.map((f) => `${literal(f.name)}: cast(s.${ident(f.name)} as varchar)`).join(', ');
  const sources = [
    `select p.base + s.__row + l.delta as line, ${faults.length === 0 ? "''" : `concat_ws(',', ${faults.join(', ')})`} as faults, 'fields' as form, s.__raw as record from stage s join parts p on s.__file = p.file asof join lines l on p.base + s.__row >= l.ordinal where ${isFaulty(plan)}`,
    `select p.base + s.__row + l.delta as line, x.faults, 'fields' as form, to_json({${record}})::varchar as record from stage s join (select file, r, string_agg(distinct field || ':' || rule, ',') as faults from excluded group by file, r) x on s.__file = x.file and s.__row = x.r join parts p on s.__file = p.file asof join lines l on p.base + s.__row >= l.ordinal`,
    "select line, ':' || rule as faults, form, case form when 'text' then decode(from_base64(content)) else content end as record from malformed",
  ];
  const [row] = await run(
    `copy (select * from (${sources.join(' union all ')}) order by line) to ${literal(join(folder, 'quarantine.parquet'))} (format parquet, compression zstd)`,
  );
  return Number(row?.[0] ?? 0);
}

async function writeDictionaries(run: Run, keys: readonly KeyTable[], folder: string) {
  const written: { field: string; path: string }[] = [];
  for (const [i, key] of keys.entries()) {
    const path = join(folder, `dictionary-${i}.parquet`);
    await run(
      `copy (select key, ord, mask from ${key.dictionary}) to ${literal(path)} (format parquet, compression zstd)`,
    );
    written.push({ field: key.field, path });
  }
  return written;
}

async function countFaults(run: Run, plan: StagePlan): Promise<readonly FaultCount[]> {
  const sums = plan.checks.map((c) => `count(*) filter (where ${failed(plan, c)})`);
  const [counts = []] =
    sums.length === 0 ? [[]] : await run(`select ${sums.join(', ')} from stage where ${isFaulty(plan)}`);
  const values = plan.checks.map((c, i): FaultCount => ({
    field: c.field,
    rule: c.rule,
    rows: Number(counts[i] ?? 0),
  }));
  const batch = (await run('select field, rule, count(*) from excluded group by 1, 2 order by 1, 2')).map(
    ([field, rule, n]): FaultCount => ({ field: String(field), rule: String(rule) as Rule, rows: Number(n) }),
  );
  const records = (await run('select rule, count(*) from malformed group by 1 order by 1')).map(
    ([rule, n]): FaultCount => ({ rule: String(rule) as RecordRule, rows: Number(n) }),
  );
  return [...records, ...values, ...batch].filter((f) => f.rows > 0);
}

async function qualityFigures(run: Run, plan: StagePlan, records: number): Promise<QualityFigures> {
  const required = plan.checks.filter((c) => c.rule === 'required');
  const others = plan.checks.filter((c) => c.rule !== 'required');
  const other = others.length === 0 ? 'false' : others.map((c) => failed(plan, c)).join(' or ');
  const missing =
    required.length === 0 ? '0' : required.map((c) => `count(*) filter (where ${failed(plan, c)})`).join(' + ');
  const [row = []] = await run(
    `select count(*) filter (where ${other}), ${missing}, (select count(*) from (select distinct file, r from excluded)), (select count(*) from malformed) from stage where ${isFaulty(plan)}`,
  );
  return {
    records,
    inaccurate: Number(row[0] ?? 0) + Number(row[2] ?? 0) + Number(row[3] ?? 0),
    missingRequired: Number(row[1] ?? 0),
    requiredFields: required.length,
  };
}

async function roundings(run: Run, plan: StagePlan): Promise<readonly Reason[]> {
  if (plan.rounded.length === 0) return [];
  const sums = plan.rounded.map((_, bit) => `count(*) filter (where (__n & ${2n ** BigInt(bit)}::ubigint) <> 0)`);
  const [row = []] = await run(`select ${sums.join(', ')} from stage where __n <> 0 and ${isClean(plan)}`);
  return plan.rounded.flatMap((field, i) =>
    Number(row[i] ?? 0) > 0 ? [warning('vault.rounded', { field, rows: Number(row[i]) })] : [],
  );
}
