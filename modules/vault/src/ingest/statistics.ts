import type { EngineSession, EngineValue } from '@sluice/engines';
import type { FieldDefinition } from '@sluice/catalogue';
import { levelSql } from './levels-sql.ts';
import { ident, list } from './quote-sql.ts';

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
const ENTITY_COUNT_ROWS = 3_000_000;

export const ordinalColumn = (field: string): string => `__e_${field}`;
export const bucketColumn = (field: string): string => `__b_${field}`;
export const isEntityKey = (field: FieldDefinition): boolean => field.role === 'entity-key';

export type Run = (sql: string) => Promise<readonly (readonly EngineValue[])[]>;

/** Runs statements of the ingestion with its own limits. */
export function runner(session: EngineSession, deadlineMs: number): Run {
  return async (sql) => (await session.run({ sql }, { deadlineMs, maxRows: 100_000 })).rows;
}

/** Computes the statistics of an epoch from its plain segments. */
export async function computeStatistics(
  run: Run,
  segments: readonly string[],
  fields: readonly FieldDefinition[],
): Promise<EpochStatistics> {
  const source = `read_parquet(${list(segments)})`;
  const rows = Number((await run(`select count(*) from ${source}`))[0]?.[0] ?? 0);
  const keys = fields.filter(isEntityKey);
  const entities: EntityStatistics[] = [];
  for (const field of keys) entities.push(await entityStatistics(run, source, field));
  const counted = rows <= ENTITY_COUNT_ROWS ? keys.map((k) => k.name) : [];
  const dimensions: DimensionStatistics[] = [];
  for (const field of fields)
    if (field.levels && field.levels.length > 0)
      dimensions.push(...(await dimensionStatistics(run, source, field, counted)));
  return { rows, entities, dimensions };
}

async function entityStatistics(run: Run, source: string, field: FieldDefinition): Promise<EntityStatistics> {
  const ordinal = ordinalColumn(field.name);
  const counts = await run(
    `select b, count(*) filter (where e is not null), max(n) filter (where e is not null), sum(n) filter (where e is null)
     from (select e, n, case when e is null then -1 else ceil(log2(n))::integer end b from (select ${ident(ordinal)} e, count(*) n from ${source} group by 1)) group by 1 order by 1`,
  );
  const known = counts.filter(([power]) => Number(power) >= 0);
  return {
    field: field.name,
    entity: field.entity ?? field.name,
    entities: known.reduce((sum, [, n]) => sum + Number(n), 0),
    maxRows: known.reduce((most, [, , n]) => Math.max(most, Number(n)), 0),
    nullRows: Number(counts.find(([power]) => Number(power) < 0)?.[3] ?? 0),
    ordinal,
    bucket: bucketColumn(field.name),
    histogram: known.map(([power, n]) => ({ atMost: 2 ** Number(power), entities: Number(n) })),
  };
}

/** Groups the column once; coarser levels are computed from its values, not from the rows again. */
async function dimensionStatistics(
  run: Run,
  source: string,
  field: FieldDefinition,
  keys: readonly string[],
): Promise<readonly DimensionStatistics[]> {
  await run(
    `create or replace temp table __dimension as select ${ident(field.name)} v, count(*) n from ${source} group by 1`,
  );
  const found: DimensionStatistics[] = [];
  for (const level of field.levels ?? []) {
    const value = levelSql(level, 'v', field.type);
    const distinct = Number(
      (await run(`select count(*) from (select distinct ${value} from __dimension)`))[0]?.[0] ?? 0,
    );
    const base = { field: field.name, level: level.name, distinct };
    if (distinct > DOMAIN_LIMIT) {
      found.push(base);
      continue;
    }
    const rows = await run(`select ${value} l, sum(n) from __dimension group by 1 order by 1 nulls last`);
    const counts = new Map<string, Map<string, number>>();
    for (const key of keys) {
      const counted = await run(
        `select ${levelSql(level, ident(field.name), field.type)} l, count(distinct ${ident(ordinalColumn(key))}) from ${source} group by 1`,
      );
      counts.set(key, new Map(counted.map(([l, n]) => [String(l), Number(n)])));
    }
    found.push({
      ...base,
      values: rows.map(([l, n]) => dimensionValue(l ?? null, Number(n), field, level.kind, counts)),
    });
  }
  await run('drop table __dimension');
  return found;
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
