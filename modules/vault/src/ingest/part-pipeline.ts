import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entityKeys, type DecidedPlaceholders, type EntityKey } from './entity-keys.ts';
import type { IngestInput } from './ingest-file.ts';
import type { FaultCount, QualityFigures } from './outcome.ts';
import { ident, literal } from './quote-sql.ts';
import type { Rule } from './rules.ts';
import {
  bucketColumn,
  ordinalColumn,
  StatisticsTally,
  type CountedSegment,
  type EpochStatistics,
  type Run,
} from './statistics.ts';
import { failed, isClean, isFaulty, type StagePlan } from './stage-sql.ts';
import { UniqueValues } from './unique-values.ts';

/** A part whose rows were counted differently by the reader and the engine: nothing of it was taken. */
export class CountDiffers extends Error {}

export interface Segment {
  readonly path: string;
  readonly rows: number;
}

/** What all parts together came to. */
export interface PartTotals {
  readonly records: number;
  readonly good: number;
  readonly faults: readonly FaultCount[];
  readonly figures: Omit<QualityFigures, 'records' | 'requiredFields'>;
  readonly rounded: ReadonlyMap<string, number>;
  readonly segments: readonly Segment[];
  /** Parquet files with `ordinal`, `faults`, `form`, `record`: rows that are no good. */
  readonly quarantined: readonly string[];
  /** By field: some values of the first part, for the classification. */
  readonly sample: ReadonlyMap<string, readonly string[]>;
}

const SAMPLE = 2_000;
/** A column with more different values is written plain: making its dictionary costs more than it saves. */
const SEGMENT_FORMAT = '(format parquet, compression zstd, dictionary_size_limit 2000)';

/**
 * Carries a batch part by part through everything that has to be done with it: typed and checked once, numbered, written
 * as a segment, counted. What stays in the session grows with the number of entities, not with the rows.
 * Session tables: `part` (typed rows with fault masks, rowid = place in the part), `excluded` (r, field, rule): rows that
 * are clean by themselves but not beside the others.
 */
export class PartPipeline {
  readonly #run: Run;
  readonly #plan: StagePlan;
  readonly #input: IngestInput;
  readonly #keys: readonly EntityKey[];
  readonly #unique: UniqueValues;
  readonly #tally: StatisticsTally;
  readonly #faults = new Map<string, { field: string; rule: Rule; rows: number }>();
  readonly #rounded = new Map<string, number>();
  readonly #segments: Segment[] = [];
  readonly #quarantined: string[] = [];
  #sample: Map<string, readonly string[]> | undefined;
  #sealing: Promise<void> = Promise.resolve();
  #records = 0;
  #good = 0;
  #inaccurate = 0;
  #missing = 0;

  constructor(run: Run, plan: StagePlan, input: IngestInput, decided: DecidedPlaceholders | undefined) {
    this.#run = run;
    this.#plan = plan;
    this.#input = input;
    this.#keys = entityKeys(run, plan, { bucketKey: input.bucketKey, decided });
    this.#unique = new UniqueValues(run, plan);
    this.#tally = new StatisticsTally(run, plan.fields);
  }

  async begin(): Promise<void> {
    const { previous, mode, workFolder } = this.#input;
    await mkdir(join(workFolder, 'segments'), { recursive: true, mode: 0o700 });
    for (const key of this.#keys) await key.begin(previous?.dictionaries.find((d) => d.field === key.field));
    const continued = mode === 'append' ? (previous?.segments ?? []) : [];
    await this.#unique.begin(continued);
    await this.#tally.begin();
    for (const path of continued) await this.#tally.add(`read_parquet(${literal(path)})`);
  }

  /**
   * Takes a part, given as the staged select over it.
   * @throws CountDiffers when the engine read another number of records than the reader
   */
  async take(staged: string, records: number): Promise<void> {
    await this.#run(`create or replace temp table part as ${staged}`);
    const [counted = []] = await this.#run(
      `select count(*), count(*) filter (where ${isFaulty(this.#plan)}), count(*) filter (where __n <> 0) from part`,
    );
    const [rows, faulty, rounded] = counted.map(Number);
    if (rows !== records) throw new CountDiffers();
    if (records === 0) return;
    this.#sample ??= await this.#takeSample(records);
    if (faulty) await this.#countFaults();
    if (rounded) await this.#countRounded();
    const excluded = await this.#exclude();
    const good = records - (faulty ?? 0) - excluded;
    if (good > 0) await this.#writeSegment(good, excluded > 0);
    if ((faulty ?? 0) + excluded > 0) await this.#writeQuarantine();
    this.#records += records;
    this.#good += good;
  }

  /** Waits for the last segment to be sealed. Placeholders by field where the parts have to be taken again with them. */
  async finish(): Promise<{ readonly totals: PartTotals; readonly again?: DecidedPlaceholders }> {
    await this.#sealing;
    const again = new Map<string, readonly string[]>();
    for (const key of this.#keys) {
      const revised = await key.revise();
      if (revised) again.set(key.field, revised);
    }
    const figures = { inaccurate: this.#inaccurate, missingRequired: this.#missing };
    const totals: PartTotals = {
      records: this.#records,
      good: this.#good,
      faults: this.#faultCounts(),
      figures,
      rounded: this.#rounded,
      segments: this.#segments,
      quarantined: this.#quarantined,
      sample: this.#sample ?? new Map(),
    };
    return again.size > 0 ? { totals, again } : { totals };
  }

  async dictionaries(): Promise<{ readonly field: string; readonly path: string }[]> {
    const written = [];
    for (const [i, key] of this.#keys.entries())
      written.push(await key.writeDictionary(join(this.#input.workFolder, `dictionary-${i}.parquet`)));
    return written;
  }

  statistics(): Promise<EpochStatistics> {
    return this.#tally.finish();
  }

  /** In the order in which a record is checked; what needs the others comes last. */
  #faultCounts(): readonly FaultCount[] {
    const order = new Map(this.#plan.checks.map((check, at) => [`${check.field}:${check.rule}`, at]));
    const last = this.#plan.checks.length;
    const place = (fault: { field: string; rule: string }): number => order.get(`${fault.field}:${fault.rule}`) ?? last;
    return [...this.#faults.values()].toSorted(
      (a, b) => place(a) - place(b) || (`${a.field}:${a.rule}` < `${b.field}:${b.rule}` ? -1 : 1),
    );
  }

  #fault(field: string, rule: Rule, rows: number): void {
    const name = `${field}:${rule}`;
    const known = this.#faults.get(name);
    if (known) known.rows += rows;
    else if (rows > 0) this.#faults.set(name, { field, rule, rows });
  }

  /** Rows from all over the part, since a file's first rows are often not like the others. */
  async #takeSample(records: number): Promise<Map<string, readonly string[]>> {
    const texts = this.#plan.fields.filter((f) => f.type === 'text' || f.type === 'integer');
    if (texts.length === 0) return new Map();
    const step = Math.max(1, Math.floor(records / SAMPLE));
    const columns = texts.map((f) => `cast(${ident(f.name)} as varchar)`).join(', ');
    const rows = await this.#run(`select ${columns} from part where rowid % ${step} = 0 limit ${SAMPLE}`);
    return new Map(
      texts.map((f, at) => [
        f.name,
        rows.flatMap((row) => (row[at] === null || row[at] === undefined ? [] : [String(row[at])])),
      ]),
    );
  }

  async #countFaults(): Promise<void> {
    const plan = this.#plan;
    const sums = plan.checks.map((c) => `count(*) filter (where ${failed(plan, c)})`);
    const others = plan.checks.filter((c) => c.rule !== 'required').map((c) => failed(plan, c));
    const inaccurate = others.length === 0 ? '0' : `count(*) filter (where ${others.join(' or ')})`;
    const [row = []] = await this.#run(`select ${[...sums, inaccurate].join(', ')} from part where ${isFaulty(plan)}`);
    for (const [i, check] of plan.checks.entries()) {
      this.#fault(check.field, check.rule, Number(row[i] ?? 0));
      if (check.rule === 'required') this.#missing += Number(row[i] ?? 0);
    }
    this.#inaccurate += Number(row[plan.checks.length] ?? 0);
  }

  async #countRounded(): Promise<void> {
    const { rounded } = this.#plan;
    const sums = rounded.map((_, bit) => `count(*) filter (where (__n & ${2n ** BigInt(bit)}::ubigint) <> 0)`);
    const [row = []] = await this.#run(`select ${sums.join(', ')} from part where __n <> 0 and ${isClean(this.#plan)}`);
    for (const [i, field] of rounded.entries())
      this.#rounded.set(field, (this.#rounded.get(field) ?? 0) + Number(row[i] ?? 0));
  }

  /** Number of rows that are clean by themselves and still no good. */
  async #exclude(): Promise<number> {
    await this.#run('create or replace temp table excluded (r bigint, field varchar, rule varchar)');
    let isAny = false;
    for (const key of this.#keys) isAny = (await key.take()) || isAny;
    isAny = (await this.#unique.take()) || isAny;
    if (!isAny) return 0;
    for (const [field, rule, rows] of await this.#run('select field, rule, count(*) from excluded group by 1, 2'))
      this.#fault(String(field), String(rule) as Rule, Number(rows));
    const distinct = Number((await this.#run('select count(distinct r) from excluded'))[0]?.[0] ?? 0);
    this.#inaccurate += distinct;
    return distinct;
  }

  async #writeSegment(rows: number, excluding: boolean): Promise<void> {
    const path = join(this.#input.workFolder, 'segments', `segment-${this.#segments.length}.parquet`);
    const columns = [
      ...this.#plan.fields.map((f) => `s.${ident(f.name)}`),
      ...this.#keys.flatMap((k) => [
        `${k.map}.ord as ${ident(ordinalColumn(k.field))}`,
        `${k.map}.mask as ${ident(bucketColumn(k.field))}`,
      ]),
    ];
    const joins = this.#keys.map((k) => `left join ${k.map} on cast(s.${ident(k.field)} as varchar) = ${k.map}.key`);
    const anti = excluding ? 'anti join excluded x on s.rowid = x.r' : '';
    await this.#run(
      `copy (select ${columns.join(', ')} from part s ${joins.join(' ')} ${anti} where ${isClean(this.#plan)}) to ${literal(path)} ${SEGMENT_FORMAT}`,
    );
    await this.#tally.add(`read_parquet(${literal(path)})`, excluding ? undefined : this.#countedOf(rows));
    const segment = { path, rows };
    this.#segments.push(segment);
    await this.#seal(segment);
  }

  /** Nothing was taken out: what the part and its keys say is true of the segment, and it need not be read again. */
  #countedOf(rows: number): CountedSegment {
    const clean = isClean(this.#plan);
    return {
      rows,
      values: `(from part where ${clean})`,
      entities: (field) => {
        const map = this.#keys.find((key) => key.field === field)?.map ?? '';
        return `select ord, n from ${map} union all select null, count(*) from part where ${clean} and ${ident(field)} is null having count(*) > 0`;
      },
    };
  }

  /** One segment is being sealed while the next one is being made; no more, so that memory stays flat. */
  async #seal(segment: Segment): Promise<void> {
    const { sink } = this.#input;
    if (!sink) return;
    await this.#sealing;
    this.#sealing = sink.take(segment).then(() => rm(segment.path));
    // Its failure is met at the next await; without this line it would end the process first.
    this.#sealing.catch(() => undefined);
  }

  /** One row for each record that is not in a segment: place in the file, `field:rule` pairs, the record as it came. */
  async #writeQuarantine(): Promise<void> {
    const plan = this.#plan;
    const path = join(this.#input.workFolder, 'stage', `quarantined-${this.#quarantined.length}.parquet`);
    const faults = plan.checks.map((c) => `case when ${failed(plan, c)} then ${literal(`${c.field}:${c.rule}`)} end`);
    const record = plan.fields.map((f) => `${literal(f.name)}: cast(s.${ident(f.name)} as varchar)`).join(', ');
    const place = `${this.#records}::bigint + s.rowid`;
    await this.#run(
      `copy (
         select ${place} as ordinal, ${faults.length === 0 ? "''" : `concat_ws(',', ${faults.join(', ')})`} as faults, 'fields' as form, s.__raw as record from part s where ${isFaulty(plan)}
         union all
         select ${place} as ordinal, x.faults, 'fields' as form, to_json({${record}})::varchar as record from part s
         join (select r, string_agg(distinct field || ':' || rule, ',') as faults from excluded group by r) x on s.rowid = x.r
       ) to ${literal(path)} (format parquet, compression zstd)`,
    );
    this.#quarantined.push(path);
  }
}
