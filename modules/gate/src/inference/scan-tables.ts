import type { AggregateCall, Column } from '../ir/expression.ts';
import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { printAtoms } from '../print/print-atoms.ts';
import { argumentSql, type Printer } from '../print/printer.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { readTables, type Policy, type ShownFamily, type Tables } from './read-tables.ts';
import type { GuardFamily } from './withheld.ts';

/** Classes of rows that are told apart in one pass; of more, fewer tables are looked at together. */
const MOST_CLASSES = 60_000;

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
