import { DomainError } from '@sluice/kernel';
import type { PrintedSql } from '../program-types.ts';

/** Every function that a printed statement may name, as DuckDB's parser calls them. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'count_star',
  'count',
  'sum',
  'avg',
  'max',
  'min',
  'quantile_disc',
  'percentile_disc',
  'var_samp',
  'stddev_samp',
  'abs',
  'floor',
  'left',
  'date_trunc',
  'bit_or',
  'bit_count',
  '+',
  '-',
  '*',
  '/',
  '%',
  'row_number',
]);

export interface Named {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

/** What a statement serialised by the engine's own parser names. */
export function namedIn(serialized: string): Named | null {
  const tree: unknown = JSON.parse(serialized);
  if (
    !isObject(tree) ||
    tree['error'] === true ||
    !Array.isArray(tree['statements']) ||
    tree['statements'].length !== 1
  )
    return null;
  const named = { tables: new Set<string>(), columns: new Set<string>(), functions: new Set<string>() };
  walk(tree['statements'][0], named);
  return named;
}

interface Collected {
  readonly tables: Set<string>;
  readonly columns: Set<string>;
  readonly functions: Set<string>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(value: unknown, named: Collected): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, named);
    return;
  }
  if (!isObject(value)) return;
  if (value['type'] === 'BASE_TABLE') named.tables.add(`${textOf(value['schema_name'])}${textOf(value['table_name'])}`);
  if (value['type'] === 'TABLE_FUNCTION' || value['type'] === 'SHOW_REF') named.functions.add(`table function`);
  if (value['type'] === 'COLUMN_REF' && Array.isArray(value['column_names']))
    named.columns.add(value['column_names'].map(textOf).join('.'));
  if (typeof value['function_name'] === 'string' && value['function_name'] !== '')
    named.functions.add(value['function_name']);
  for (const item of Object.values(value)) walk(item, named);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The engine's own parser must read from the printed text what the tree says: these tables, these columns, no function
 * beyond the closed list. A difference is a fault of the printer and stops the run.
 * @throws DomainError `gate.printed-differs` (internal)
 */
export function assertNamesOnly(serialized: string, tables: ReadonlySet<string>, columns: ReadonlySet<string>): void {
  const named = namedIn(serialized);
  const known = (column: string): boolean =>
    columns.has(column) || /^(?:[@gprsq]\.)?(?:[kcnextb]\d*|x[0-9a-f]{10})$/.test(column);
  const good =
    named !== null &&
    [...named.tables].every((table) => tables.has(table)) &&
    [...named.columns].every(known) &&
    [...named.functions].every((name) => FUNCTIONS.has(name));
  if (!good) throw new DomainError('gate.printed-differs', 'internal');
}

export const serializeStatement = (printed: PrintedSql): PrintedSql => ({
  sql: 'select json_serialize_sql(cast($1 as varchar))',
  params: [printed.sql],
});
