import type { GrantedField, GrantedTable, Level } from '../grant-snapshot.ts';
import { dialects } from '../print/dialect.ts';
import { columnSql, createPrinter, levelSql, quoted } from '../print/printer.ts';
import type { PrintedSql } from '../program-types.ts';
import { openDomain, type DomainRun } from '../run/run-release.ts';

/** Figures are told in whole steps: they are about data that nobody is granted yet. */
const STEP = 0.05;
const MOST_FIELDS = 12;

/** Fields that somebody asks for, of tables whose entities are of one kind. */
export interface UniquenessInput {
  readonly tables: readonly GrantedTable[];
  /** Kind of entity that the fields may single out. */
  readonly entity: string;
  readonly k: number;
}

export interface Uniqueness {
  readonly fields: readonly string[];
  /** Share of entities that no other looks like in all these fields together, and of those in groups below k; in steps. */
  readonly unique: number;
  readonly belowK: number;
  /** The same without one field each: what it adds. */
  readonly without: readonly { readonly field: string; readonly unique: number }[];
}

/**
 * What joining requested fields would do, told before they are granted (SEC-06): how many entities they single out together,
 * over all tables that share the key, at the finest declared levels. One pass for all, and one more for each field.
 * @throws DomainError `gate.not-completed` (unavailable)
 */
export async function measureUniqueness(run: DomainRun, input: UniquenessInput): Promise<Uniqueness> {
  const columns = input.tables.flatMap((table) =>
    keyOf(table, input.entity) === undefined
      ? []
      : table.fields.filter(isQuasi).flatMap((field) => ({ table, field, level: finest(field) })),
  );
  if (columns.length === 0) return { fields: [], unique: 0, belowK: 0, without: [] };
  const asked = columns.slice(0, MOST_FIELDS);
  const used = [...new Set(asked.map(({ table }) => table))];
  const names = new Map(used.map((table) => [table.name, table.epochId]));
  const known = used.flatMap((table) => [
    `${table.name}.${keyOf(table, input.entity) ?? ''}`,
    ...table.fields.map((field) => `${table.name}.${field.name}`),
  ]);
  const domain = await openDomain(run, names, [...known, ...SCRATCH]);
  const ask = async (chosen: readonly Requested[]): Promise<{ readonly unique: number; readonly belowK: number }> => {
    const { rows } = await domain.query(printUniqueness(chosen, input));
    const [all = 0, unique = 0, below = 0] = (rows[0] ?? []).map((value) => Number(value ?? 0));
    return { unique: inSteps(unique, all), belowK: inSteps(below, all) };
  };
  try {
    const together = await ask(asked);
    const without = [];
    for (const column of asked)
      without.push({
        field: nameOf(column),
        unique: asked.length === 1 ? 0 : (await ask(asked.filter((other) => other !== column))).unique,
      });
    return { fields: asked.map(nameOf), ...together, without };
  } finally {
    await domain.close();
  }
}

interface Requested {
  readonly table: GrantedTable;
  readonly field: GrantedField;
  readonly level: Level;
}

const nameOf = ({ table, field }: Requested): string => `${table.name}.${field.name}`;
const keyOf = (table: GrantedTable, entity: string): string | undefined =>
  table.statistics.entities.find((item) => item.entity === entity)?.field;
const isQuasi = (field: GrantedField): boolean =>
  field.role !== 'direct-identifier' &&
  field.role !== 'entity-key' &&
  (field.levels ?? []).length > 0 &&
  field.measure !== true;
const finest = (field: GrantedField): Level => field.levels?.[0] ?? { name: 'identity', kind: 'identity' };

/** Upwards: a small share is never told as none. */
const inSteps = (part: number, all: number): number =>
  all === 0 || part === 0 ? 0 : Math.min(1, Math.round(Math.ceil(part / all / STEP) * STEP * 100) / 100);

/** Columns that the statement makes itself. */
const SCRATCH = ['e', 'n', ...Array.from({ length: MOST_FIELDS }, (_, i) => `k${i}`)].flatMap((name) => [
  name,
  ...Array.from({ length: MOST_FIELDS }, (_, i) => `t${i}.${name}`),
]);

function printUniqueness(columns: readonly Requested[], { entity, k }: UniquenessInput): PrintedSql {
  const printer = createPrinter(dialects.duckdb);
  const tables = [...new Set(columns.map(({ table }) => table))];
  const parts = tables.map((table, i) => {
    const key = columnSql({ alias: table.name, field: keyOf(table, entity) ?? '' });
    const own = columns.flatMap((column, at) =>
      column.table === table
        ? [
            `min(${levelSql(printer, { alias: table.name, field: column.field.name, type: column.field.type }, column.level)}) as ${quoted(`k${at}`)}`,
          ]
        : [],
    );
    const sql = `(select ${key} as ${quoted('e')}, ${own.join(', ')} from ${quoted(table.name)} where ${key} is not null group by 1) as ${quoted(`t${i}`)}`;
    return i === 0 ? sql : `inner join ${sql} on ${quoted('t0')}.${quoted('e')} = ${quoted(`t${i}`)}.${quoted('e')}`;
  });
  const looks = columns.map((_, at) => quoted(`k${at}`)).join(', ');
  const classes = `select count(*) as ${quoted('n')} from ${parts.join(' ')} group by ${looks}`;
  const below = (most: number): string => `sum(case when ${quoted('n')} < ${most} then ${quoted('n')} else 0 end)`;
  return {
    sql: `select sum(${quoted('n')}), ${below(2)}, ${below(k)} from (${classes}) as ${quoted('r')}`,
    params: printer.params,
  };
}
