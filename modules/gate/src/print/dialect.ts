import type { Level } from '../grant-snapshot.ts';
import type { ScalarType } from '../ir/expression.ts';
import { duckdb } from './duckdb.ts';
import { postgres } from './postgres.ts';
import { trino } from './trino.ts';

/** Levels that an engine computes by a function of its own. */
export type PlainLevel = Exclude<Level, { kind: 'band' | 'map' }>;

/** What differs between engines. A capability that is not here does not exist. */
export interface Dialect {
  readonly name: 'duckdb' | 'postgres' | 'trino';
  cast(sql: string, type: ScalarType): string;
  level(column: string, type: ScalarType, level: PlainLevel): string;
  /** A column that is compared by order: texts by code point. */
  ordered(column: string, type: ScalarType): string;
  /** Number of distinct buckets among the masks of the rows that the filter leaves. */
  bucketCount(mask: string, filter: string): string;
  /** True where a mask's only bit lies below a power of two; each mask is below or not, in every statement alike. */
  bucketBelow(mask: string, bound: bigint): string;
  /** Rows for which a condition is true. */
  countIf(condition: string): string;
  toDouble(sql: string): string;
  prefix(column: string, length: number): string;
  /** True where the condition is; never unknown. */
  isTrue(condition: string): string;
}

export const dialects: { readonly duckdb: Dialect; readonly postgres: Dialect; readonly trino: Dialect } = {
  duckdb,
  postgres,
  trino,
};
