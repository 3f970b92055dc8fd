import type { EngineSession, EngineValue } from '@sluice/engines';
import type { FieldDefinition } from '@sluice/catalogue';
import { levelSql } from './levels-sql.ts';
import { ident, list } from './quote-sql.ts';
import { engineType } from './rules.ts';

/** Facts on one entity key of one epoch. The gate's cheap proofs of "at least k entities" rest on `maxRows`. */
export interface EntityStatistics {
  readonly field: string;
  readonly entity: string;
  readonly entities: number;
  /** The bound m: most rows that one entity has. */
  readonly maxRows: number;
  readonly nullRows: number;
  /** Physical column of dense ordinals (UINTEGER), null where the key is null. */
  readonly ordinal: string;
  /** Physical column of one-bit bucket masks (UBIGINT), null where the key is null. */
  readonly bucket: string;
  /** Entities by number of rows, in powers of two: `atMost` 1, 2, 4, 8 … */
  readonly histogram: readonly { readonly atMost: number; readonly entities: number }[];
}

export interface DimensionValue {
  readonly value: string | number | boolean | null;
  readonly rows: number;
  /** Distinct entities by key field; only for small epochs, where counting them is cheap. */
  readonly entities?: Readonly<Record<string, number>>;
}

export interface DimensionStatistics {
  readonly field: string;
  readonly level: string;
  readonly distinct: number;
  /** All values of the level in order, or absent where there are more than `DOMAIN_LIMIT`. */
  readonly values?: readonly DimensionValue[];
}

export interface EpochStatistics {
  readonly rows: number;
  readonly entities: readonly EntityStatistics[];
  readonly dimensions: readonly DimensionStatistics[];
}

/** A dimension with more values than this is not enumerated: no product's parameter can range over it. */
export const DOMAIN_LIMIT = 5_000;
/** Up to this many rows, entities are counted for each value of each dimension. */
const ENTITY_COUNT_ROWS = 1_000_000;

export const ordinalColumn = (field: string): string => `__e_${field}`;
export const bucketColumn = (field: string): string => `__b_${field}`;
export const isEntityKey = (field: FieldDefinition): boolean => field.role === 'entity-key';

export type Run = (sql: string) => Promise<readonly (readonly EngineValue[])[]>;

/** Runs statements of the ingestion with its own limits. */
export function runner(session: EngineSession, deadlineMs: number): Run {
  return async (sql) => (await session.run({ sql }, { deadlineMs, maxRows: 100_000 })).rows;
}

/** What whoever wrote a segment knows of it without reading it again. */
export interface CountedSegment {
  readonly rows: number;
  /** Relation with the values of its rows. */
  readonly values: string;
  /** Select of ordinal and number of rows, for a key; the null ordinal for rows without one. */
  readonly entities: (field: string) => string;
}

/** Computes the statistics of an epoch from its plain segments. */
export async function computeStatistics(
  run: Run,
  segments: readonly string[],
  fields: readonly FieldDefinition[],
): Promise<EpochStatistics> {
  const tally = new StatisticsTally(run, fields);
  await tally.begin();
  for (const segment of segments) await tally.add(`read_parquet(${list([segment])})`);
  return tally.finish();
}

/**
 * Statistics that grow segment by segment, so that none has to be read again: rows per ordinal, rows per value of each
 * dimension, and for small epochs the pairs of both. Makes temporary tables in the session.
 */
export class StatisticsTally {
  readonly #run: Run;
  readonly #keys: readonly FieldDefinition[];
  readonly #dimensions: readonly FieldDefinition[];
  #rows = 0;
  #isSmall: boolean;

  constructor(run: Run, fields: readonly FieldDefinition[]) {
    this.#run = run;
    this.#keys = fields.filter(isEntityKey);
    this.#dimensions = fields.filter((field) => field.levels && field.levels.length > 0);
    this.#isSmall = this.#keys.length > 0 && this.#dimensions.length > 0;
  }

  async begin(): Promise<void> {
    for (const [i] of this.#keys.entries())
      await this.#run(`create or replace temp table __entity_${i} (e uinteger, n bigint)`);
    for (const [i, field] of this.#dimensions.entries())
      await this.#run(`create or replace temp table __dimension_${i} (v ${engineType(field.type)}, n bigint)`);
    if (!this.#isSmall) return;
    const columns = [
      ...this.#dimensions.map((field, i) => `d${i} ${engineType(field.type)}`),
      ...this.#keys.map((_, i) => `e${i} uinteger`),
    ];
    await this.#run(`create or replace temp table __small (${columns.join(', ')})`);
  }

  /** Adds the rows of a segment, given as a relation with fields and ordinals, or with what is counted of it already. */
  async add(source: string, counted?: CountedSegment): Promise<void> {
    this.#rows += counted?.rows ?? Number((await this.#run(`select count(*) from ${source}`))[0]?.[0] ?? 0);
    for (const [i, { name }] of this.#keys.entries())
      await this.#run(
        `insert into __entity_${i} ${counted ? counted.entities(name) : `select ${ident(ordinalColumn(name))}, count(*) from ${source} group by 1`}`,
      );
    const values = counted?.values ?? source;
    for (const [i, { name }] of this.#dimensions.entries())
      await this.#run(`insert into __dimension_${i} select ${ident(name)}, count(*) from ${values} group by 1`);
    await this.#addSmall(source);
  }

  async #addSmall(source: string): Promise<void> {
    if (!this.#isSmall) return;
    if (this.#rows > ENTITY_COUNT_ROWS) {
      this.#isSmall = false;
      await this.#run('drop table __small');
      return;
    }
    const columns = [
      ...this.#dimensions.map(({ name }) => ident(name)),
      ...this.#keys.map(({ name }) => ident(ordinalColumn(name))),
    ];
    await this.#run(`insert into __small select ${columns.join(', ')} from ${source}`);
  }

  async finish(): Promise<EpochStatistics> {
    const entities: EntityStatistics[] = [];
    for (const [i, field] of this.#keys.entries()) entities.push(await this.#entity(i, field));
    const dimensions: DimensionStatistics[] = [];
    for (const [i, field] of this.#dimensions.entries()) dimensions.push(...(await this.#dimension(i, field)));
    return { rows: this.#rows, entities, dimensions };
  }

  async #entity(i: number, field: FieldDefinition): Promise<EntityStatistics> {
    const counts = await this.#run(
      `select b, count(*) filter (where e is not null), max(n) filter (where e is not null), sum(n) filter (where e is null)
       from (select e, n, case when e is null then -1 else ceil(log2(n))::integer end b from (select e, sum(n) n from __entity_${i} group by 1)) group by 1 order by 1`,
    );
    const known = counts.filter(([power]) => Number(power) >= 0);
    return {
      field: field.name,
      entity: field.entity ?? field.name,
      entities: known.reduce((sum, [, n]) => sum + Number(n), 0),
      maxRows: known.reduce((most, [, , n]) => Math.max(most, Number(n)), 0),
      nullRows: Number(counts.find(([power]) => Number(power) < 0)?.[3] ?? 0),
      ordinal: ordinalColumn(field.name),
      bucket: bucketColumn(field.name),
      histogram: known.map(([power, n]) => ({ atMost: 2 ** Number(power), entities: Number(n) })),
    };
  }

  /** Coarser levels are computed from the values of the column, not from the rows again. */
  async #dimension(i: number, field: FieldDefinition): Promise<readonly DimensionStatistics[]> {
    const found: DimensionStatistics[] = [];
    for (const level of field.levels ?? []) {
      const value = levelSql(level, 'v', field.type);
      const rows = await this.#run(
        `select ${value} l, sum(n), count(*) over () from __dimension_${i} group by 1 order by 1 nulls last limit ${DOMAIN_LIMIT + 1}`,
      );
      // count(*) over () is taken before the limit: the number of all values.
      const distinct = Number(rows[0]?.[2] ?? 0);
      const base = { field: field.name, level: level.name, distinct };
      if (distinct > DOMAIN_LIMIT) {
        found.push(base);
        continue;
      }
      const counts = await this.#entitiesOf(i, field, level);
      found.push({
        ...base,
        values: rows.map(([l, n]) => dimensionValue(l ?? null, Number(n), field, level.kind, counts)),
      });
    }
    return found;
  }

  async #entitiesOf(
    i: number,
    field: FieldDefinition,
    level: NonNullable<FieldDefinition['levels']>[number],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
    const counts = new Map<string, Map<string, number>>();
    if (!this.#isSmall) return counts;
    for (const [k, key] of this.#keys.entries()) {
      const counted = await this.#run(
        `select l, count(e) from (select distinct ${levelSql(level, `d${i}`, field.type)} l, e${k} e from __small) group by 1`,
      );
      counts.set(key.name, new Map(counted.map(([l, n]) => [String(l), Number(n)])));
    }
    return counts;
  }
}

function dimensionValue(
  value: EngineValue,
  rows: number,
  field: FieldDefinition,
  kind: string,
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): DimensionValue {
  const numeric = kind === 'bin' || (kind === 'identity' && (field.type === 'integer' || field.type === 'decimal'));
  const plain = value === null || typeof value === 'boolean' ? value : numeric ? Number(value) : String(value);
  if (counts.size === 0) return { value: plain, rows };
  return {
    value: plain,
    rows,
    entities: Object.fromEntries([...counts].map(([key, byValue]) => [key, byValue.get(String(value)) ?? 0])),
  };
}
