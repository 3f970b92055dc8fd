import type { GrantedField, GrantedTable } from '../grant-snapshot.ts';
import type { Mask } from '../mask/mask.ts';
import { maskSql } from '../mask/print-mask.ts';
import { recordKeySql, type RecordKey } from '../perturb/record-key.ts';
import { dialects } from '../print/dialect.ts';
import { columnSql, createPrinter, quoted } from '../print/printer.ts';
import type { PrintedSql } from '../program-types.ts';

/** One column of a sample: its field, how it is shown, and whether it may tell people apart. */
export interface SampleColumn {
  readonly field: GrantedField;
  readonly mask: Mask;
  readonly quasi: boolean;
}

export interface SamplePlan {
  readonly table: GrantedTable;
  readonly columns: readonly SampleColumn[];
  /** Column whose values keep their shares, as it is shown; by position. */
  readonly stratum: number | null;
  readonly ordinal: string;
  /** Entities to be drawn. */
  readonly size: number;
  readonly k: number;
  /** Decides who is drawn. */
  readonly draw: RecordKey;
  readonly maskKey: Uint8Array;
  /** Decides where values move, per purpose. */
  readonly move: (purpose: string) => RecordKey;
}

/**
 * The sample's rows; rows in a class of fewer than k drawn entities are left out. What makes a row is shown jointly only as
 * far as k entities share it: each other value moves among the rows of its class, and identifiers move, together, among all
 * rows. So nobody's rows can be put together again, by a pseudonym or by the figures of a row, in one sample or across two;
 * how many rows a pseudonym has and what a class holds stay what they are.
 */
export function printSample(plan: SamplePlan): PrintedSql {
  const { names, from, params } = source(plan);
  const [c, g, i, n, r] = ['c', 'g', 'i', 'n', 'r'].map(quoted) as [string, string, string, string, string];
  const named = (wanted: (column: SampleColumn) => boolean): readonly string[] =>
    plan.columns.flatMap((column, at) => (wanted(column) ? [names[at] ?? ''] : []));
  const quasi = named((column) => column.quasi);
  const identifying = named((column) => !column.quasi && isIdentifier(column));
  const moving = named((column) => !column.quasi && !isIdentifier(column));
  const order = (salt: string): string => `${recordKeySql(i, plan.move(salt))}, ${i}`;
  const shown = `select ${names.join(', ')}, row_number() over (order by ${names.join(', ')}) as ${i}, ${quasi.length === 0 ? '1' : `dense_rank() over (order by ${quasi.join(', ')})`} as ${g} from ${from} where ${quoted('k')} >= ${plan.k}`;
  const frame = `select ${[...quasi, g].join(', ')}, row_number() over (partition by ${g} order by ${i}) as ${n}, row_number() over (order by ${i}) as ${r} from ${quoted('s')}`;
  const moved = moving.map(
    (name, at) =>
      `select ${lastly(plan, name)}, ${g}, row_number() over (partition by ${g} order by ${order(`column:${at}`)}) as ${n} from ${quoted('s')}`,
  );
  const people = `select ${[...identifying.map((name) => lastly(plan, name)), i].join(', ')}, row_number() over (order by ${order('identifiers')}) as ${r} from ${quoted('s')}`;
  const steps = [
    `${quoted('s')} as materialized (${shown})`,
    `${quoted('f')} as (${frame})`,
    ...moved.map((step, at) => `${quoted(`m${at}`)} as (${step})`),
    `${quoted('o')} as (${people})`,
  ];
  const joins = moved.map((_, at) => {
    const m = quoted(`m${at}`);
    return ` inner join ${m} on ${m}.${g} = ${quoted('f')}.${g} and ${m}.${n} = ${quoted('f')}.${n}`;
  });
  const whole = `(with ${steps.join(', ')} select ${names.join(', ')} from ${quoted('f')}${joins.join('')} inner join ${quoted('o')} on ${quoted('o')}.${r} = ${quoted('f')}.${r}) as ${c}`;
  return { sql: `select ${names.join(', ')} from ${whole} order by ${names.join(', ')}`, params };
}

/** A pseudonym costs most: it is made of the rows that are shown alone, at the end. */
const isPseudonym = ({ mask }: SampleColumn): boolean => mask.mask === 'token' || mask.mask === 'digits';

/** A column of the rows that are shown, as its mask shows it. */
function lastly(plan: SamplePlan, name: string): string {
  const at = Number(/\d+/.exec(name)?.[0]);
  const column = plan.columns[at];
  if (!column || !isPseudonym(column)) return name;
  const raw = { ...column.field, name: `c${at}` };
  return `${maskSql(createPrinter(dialects.duckdb), raw, 's', column.mask, plan.maskKey, '')} as ${name}`;
}

const isIdentifier = ({ field }: SampleColumn): boolean =>
  field.role === 'direct-identifier' || field.role === 'entity-key';

/** Rows drawn, rows shown, and how many values each quasi-identifier has among those drawn. */
export function printSampleFigures(plan: SamplePlan): PrintedSql {
  const { names, from, params } = source(plan);
  const distinct = plan.columns.flatMap((column, i) => (column.quasi ? [`count(distinct ${names[i] ?? ''})`] : []));
  const list = ['count(*)', `count(*) filter (where ${quoted('k')} >= ${plan.k})`, ...distinct].join(', ');
  return { sql: `select ${list} from ${from}`, params };
}

/**
 * Entities drawn by a keyed number, each stratum by its share; all their rows; each row with the number of drawn entities that
 * look like it in all quasi-identifiers.
 */
function source(plan: SamplePlan): {
  readonly names: readonly string[];
  readonly from: string;
  readonly params: PrintedSql['params'];
} {
  const { table, columns, stratum, ordinal, size } = plan;
  const printer = createPrinter(dialects.duckdb);
  const owner = columnSql({ alias: table.name, field: ordinal });
  const names = columns.map((_, i) => quoted(`c${i}`));
  const shown = columns.map((column, i) => {
    const mask: Mask = isPseudonym(column) ? { mask: 'keep' } : column.mask;
    return `${maskSql(printer, column.field, table.name, mask, plan.maskKey, owner)} as ${names[i] ?? ''}`;
  });
  const filters = (table.rows ?? []).map(
    (row) =>
      `${columnSql({ alias: table.name, field: row.field })} in (${row.in.map((item) => printer.value(item, fieldType(table, row.field))).join(', ')})`,
  );
  const where = [`${owner} is not null`, ...filters].join(' and ');
  const base = `select ${owner} as ${quoted('e')}, ${shown.join(', ')} from ${quoted(table.name)} where ${where}`;
  const layer = stratum === null ? "''" : `min(cast(${names[stratum] ?? "''"} as varchar))`;
  const entities = `select ${quoted('e')}, ${layer} as ${quoted('s')}, ${recordKeySql(quoted('e'), plan.draw)} as ${quoted('d')} from ${quoted('b')} group by ${quoted('e')}`;
  const ranked = `select ${quoted('e')}, row_number() over (partition by ${quoted('s')} order by ${quoted('d')}, ${quoted('e')}) as ${quoted('n')}, count(*) over (partition by ${quoted('s')}) as ${quoted('t')}, count(*) over () as ${quoted('a')} from (${entities})`;
  const chosen = `select ${quoted('e')} from (${ranked}) where ${quoted('n')} <= ceil(${size} * ${quoted('t')} / ${quoted('a')})`;
  const picked = `select * from ${quoted('b')} where ${quoted('e')} in (${chosen})`;
  const quasi = columns.flatMap((column, i) => (column.quasi ? [names[i] ?? ''] : []));
  const classes = quasi.length === 0 ? "''" : quasi.join(', ');
  const counted = `select ${classes}${quasi.length === 0 ? ` as ${quoted('z')}` : ''}, count(distinct ${quoted('e')}) as ${quoted('k')} from ${quoted('p')} group by all`;
  const on =
    quasi.length === 0
      ? 'true'
      : quasi.map((name) => `${quoted('p')}.${name} is not distinct from ${quoted('q')}.${name}`).join(' and ');
  const own = names.map((name) => `${quoted('p')}.${name}`).join(', ');
  const from = `(with ${quoted('b')} as materialized (${base}), ${quoted('p')} as materialized (${picked}), ${quoted('q')} as (${counted}) select ${own}, ${quoted('q')}.${quoted('k')} from ${quoted('p')} inner join ${quoted('q')} on ${on}) as ${quoted('r')}`;
  return { names, from, params: printer.params };
}

const fieldType = (table: GrantedTable, name: string): GrantedField['type'] =>
  table.fields.find((field) => field.name === name)?.type ?? 'text';
