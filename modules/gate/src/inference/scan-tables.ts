import type { AggregateCall, Column } from '../ir/expression.ts';
import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { printAtoms } from '../print/print-atoms.ts';
import { argumentSql, type Printer } from '../print/printer.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { classOf, readTables, type Policy, type ShownFamily, type Tables } from './read-tables.ts';
import type { SupportFamily } from '../release/support-family.ts';
import type { GuardFamily } from './withheld.ts';

/** Classes of rows that are told apart in one pass; of more, fewer tables are looked at together. */
const MOST_CLASSES = 150_000;

/** No bound: entities are added up inside the engine. */
const ALL_ENTITIES = 1_000_000_000_000;

const noKey: EntityKey = { entity: 'row', alias: '', ordinal: null, bucket: null, maxRows: 1, complete: true };

export interface TableScan {
  readonly shown: readonly ShownFamily[];
  readonly guarding: readonly GuardFamily[];
  readonly policy: Policy;
  readonly measures: readonly string[];
  readonly query: DomainQuery;
}

/** Reads in one pass what is known about some rows; null where they fall into too many classes. */
export async function scanTables({ shown, guarding, policy, measures, query }: TableScan): Promise<Tables | null> {
  const families = [...shown.map((item) => item.family), ...guarding];
  const also = (printer: Printer): readonly string[] =>
    measures.flatMap((measure) => [`sum(${sizeSql(printer, measure)})`, `max(${sizeSql(printer, measure)})`]);
  const scan = { families, key: noKey, sample: 1, where: null, most: MOST_CLASSES, also };
  const printed = printAtoms(scan, dialects.duckdb);
  if (!printed) return null;
  const result = await query(printed);
  return result.rows.length < MOST_CLASSES ? readTables(printed, shown, guarding, policy, measures, result) : null;
}

/** Absolute value of what a measure adds up, by the measure's name. */
export function sizeSql(printer: Printer, measure: string): string {
  const { argument, times } = JSON.parse(measure) as { readonly argument: Column; readonly times: Column | null };
  const call: AggregateCall = { fn: 'sum', argument, ...(times ? { times } : {}), filter: null, type: 'decimal' };
  return `abs(${argumentSql(printer, call)})`;
}

/**
 * The most that one entity has of a measure in each class, by the class's name; null where there is no key to tell
 * entities by. One pass, in which entities are added up first.
 */
export async function largestEntities(
  families: readonly SupportFamily[],
  key: EntityKey,
  measure: string,
  query: DomainQuery,
): Promise<ReadonlyMap<string, number> | null> {
  if (key.ordinal === null) return null;
  const also = (printer: Printer): readonly string[] => [`sum(${sizeSql(printer, measure)})`];
  const inner = printAtoms({ families, key, sample: 1, where: null, most: ALL_ENTITIES, also }, dialects.duckdb);
  if (!inner) return null;
  const columns = Array.from({ length: inner.figures }, (_, i) => `"c${i}"`);
  const classes = columns.slice(1);
  const groups = classes.map((_, i) => i + 2).join(', ');
  const sql = `select 0, ${classes.join(', ')}, max("x0") from (${inner.sql}) as "q"(${[...columns, '"n0"', '"x0"'].join(', ')}) group by ${groups} limit ${MOST_CLASSES}`;
  const { rows } = await query({ sql, params: inner.params });
  if (rows.length >= MOST_CLASSES) return null;
  return new Map(rows.map((row) => [classOf(inner, row), Number(row[inner.figures] ?? 0)]));
}
