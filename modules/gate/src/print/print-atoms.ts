import type { EngineValue } from '@sluice/engines';
import type { Predicate } from '../ir/expression.ts';
import type { Dimension, EntityKey, Join } from '../ir/relation.ts';
import { canonical } from '../ir/factories.ts';
import type { CellValue, PrintedSql } from '../program-types.ts';
import { toCellValue } from '../release/cells.ts';
import { commonSides, spineRows, type SupportFamily } from '../release/support-family.ts';
import type { Dialect } from './dialect.ts';
import {
  columnSql,
  createPrinter,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  supportSql,
  type Printer,
} from './printer.ts';

/** One cell of one family with its factor in a combination of released counts. */
export interface Term {
  readonly family: number;
  readonly key: readonly CellValue[];
  readonly factor: number;
}

/** Some values of a dimension: rows with others are left out. */
export interface Kept {
  readonly dimension: Dimension;
  readonly values: readonly CellValue[];
}

export interface AtomScan {
  readonly families: readonly SupportFamily[];
  readonly key: EntityKey;
  /** One entity of so many is looked at. */
  readonly sample: number;
  /** Only rows on which one of these combinations is not zero; null for all. */
  readonly where: readonly (readonly Term[])[] | null;
  /** Only rows with these values. */
  readonly kept?: readonly Kept[];
  /** Only rows with one of these combinations of values, as such a scan gave them: memberships first, then dimensions. */
  readonly told?: readonly (readonly EngineValue[])[];
  readonly most: number;
  /** Aggregates of each class, printed after its number of rows. */
  readonly also?: (printer: Printer) => readonly string[];
}

/** What is where in the answer: the entity, packed memberships, dimensions by text, at last the number of rows. */
export interface PrintedAtoms extends PrintedSql {
  readonly masks: number;
  /** Position of the number of rows, and after it of what was asked also. */
  readonly figures: number;
  readonly dimensions: ReadonlyMap<string, number>;
}

/** Memberships in one packed number: their sum stays exact in a double. */
export const PACKED = 48;

export const dimensionId = ({ column, level }: Pick<Dimension, 'column' | 'level'>): string =>
  canonical({ column, level });

/** Whether all families are about rows of one table, joined in ways that do not contradict. */
export function canScanTogether(families: readonly SupportFamily[]): boolean {
  return sidesOf(families) !== null;
}

function sidesOf(families: readonly SupportFamily[]): readonly Join[] | null {
  const [first, ...others] = families.map((family) => spineRows(family.relation));
  if (!first) return null;
  let sides: readonly Join[] = commonSides(first, first) ?? [];
  for (const rows of others) {
    if (canonical(rows.spine) !== canonical(first.spine)) return null;
    const joined = commonSides({ ...first, sides }, rows);
    if (!joined) return null;
    sides = joined;
  }
  return sides;
}

/**
 * Rows of entities in classes that no released answer tells apart: what each class belongs to and how many rows it has.
 * One pass; columns that several families share are computed once.
 */
export function printAtoms(scan: AtomScan, dialect: Dialect): PrintedAtoms | null {
  const sides = sidesOf(scan.families);
  const [first] = scan.families;
  if (!sides || !first) return null;
  const printer = createPrinter(dialect);
  const from = [quoted(spineRows(first.relation).spine.table), ...sides.map((side) => joinSql(printer, side))].join('');
  const members = scan.families.map((family) => memberSql(printer, family));
  const dimensions = new Map<string, Dimension>();
  for (const family of scan.families)
    for (const dimension of family.dimensions) dimensions.set(dimensionId(dimension), dimension);
  const masks = packed(members);
  const owner = scan.key.ordinal === null ? null : columnSql({ alias: scan.key.alias, field: scan.key.ordinal });
  const columns = [
    owner ?? '0',
    ...masks,
    ...[...dimensions.values()].map((dimension) => levelSql(printer, dimension.column, dimension.level)),
  ];
  const conditions = [
    ...(owner === null || scan.sample === 1 ? [] : [`${spread(owner, scan.sample)} = 0`]),
    ...(scan.kept ?? []).map((one) => keptSql(printer, one)),
    ...(scan.told ? [toldSql(printer, [...dimensions.values()], masks.length, scan.told)] : []),
    whereSql(printer, scan, members),
  ];
  const groups = columns.map((_, i) => i + 1).join(', ');
  const figures = ['count(*)', ...(scan.also?.(printer) ?? [])].join(', ');
  return {
    sql: `select ${columns.join(', ')}, ${figures} from ${from} where ${conditions.join(' and ')} group by ${groups} limit ${scan.most}`,
    params: printer.params,
    masks: masks.length,
    figures: columns.length,
    dimensions: new Map([...dimensions.keys()].map((id, i) => [id, 1 + masks.length + i])),
  };
}

const SAMPLE_FACTOR = 2_246_822_519;
const TWO_32 = 4_294_967_296;

/**
 * Spreads dense ordinals evenly over so many parts. Not by remainder: a property may go with the number's last digits, as
 * sex does in an identity number.
 */
function spread(owner: string, parts: number): string {
  return `floor((cast(${owner} as bigint) * ${SAMPLE_FACTOR}) % ${TWO_32} * ${parts} / ${TWO_32})`;
}

function packed(members: readonly string[]): readonly string[] {
  const masks: string[] = [];
  for (let from = 0; from < members.length; from += PACKED) {
    const bits = members
      .slice(from, from + PACKED)
      .map((member, i) => (member === 'true' ? String(2 ** i) : `(case when ${member} then ${2 ** i} else 0 end)`));
    masks.push(bits.join(' + '));
  }
  return masks;
}

function whereSql(printer: Printer, scan: AtomScan, members: readonly string[]): string {
  if (scan.where === null) return 'true';
  return anyOf(
    scan.where.map((terms) => {
      const [only] = terms;
      if (terms.length === 1 && only) return inCell(printer, scan, members, only);
      const sum = terms.map(
        (term) => `(case when ${inCell(printer, scan, members, term)} then ${term.factor} else 0 end)`,
      );
      return `((${balanced(sum, ' + ')}) <> 0)`;
    }),
  );
}

function keptSql(printer: Printer, { dimension: { column, level, type }, values }: Kept): string {
  const list = values.map((value) => (value === null ? 'null' : printer.value(value, type)));
  return `${levelSql(printer, column, level)} in (${list.join(', ')})`;
}

function toldSql(
  printer: Printer,
  dimensions: readonly Dimension[],
  masks: number,
  told: readonly (readonly EngineValue[])[],
): string {
  if (dimensions.length === 0) return 'true';
  const names = new Map(told.map((values) => [values.slice(masks).map(String).join('\u0000'), values.slice(masks)]));
  const rows = [...names.values()].map((values) => {
    const parts = dimensions.map(({ column, level, type }, i) => {
      const sql = levelSql(printer, column, level);
      const value = toCellValue(values[i] ?? null, type);
      return value === null ? `${sql} is null` : `(${sql} = ${printer.value(value, type)}) is true`;
    });
    return `(${parts.join(' and ')})`;
  });
  return anyOf(rows);
}

function anyOf(conditions: readonly string[]): string {
  const distinct = [...new Set(conditions)];
  return distinct.includes('true') || distinct.length === 0 ? 'true' : `(${balanced(distinct, ' or ')})`;
}

/** Many parts as a tree: the engine reads no chain of more than a thousand. */
function balanced(parts: readonly string[], operator: string): string {
  if (parts.length <= 2) return parts.join(operator);
  const half = Math.ceil(parts.length / 2);
  return [parts.slice(0, half), parts.slice(half)].map((side) => `(${balanced(side, operator)})`).join(operator);
}

function inCell(printer: Printer, scan: AtomScan, members: readonly string[], term: Term): string {
  const parts = (scan.families[term.family]?.dimensions ?? []).map((dimension, i) => {
    const value = term.key[i] ?? null;
    const sql = levelSql(printer, dimension.column, dimension.level);
    return value === null ? `${sql} is null` : `(${sql} = ${printer.value(value, dimension.type)}) is true`;
  });
  return `(${[members[term.family] ?? 'true', ...parts].join(' and ')})`;
}

/** Whether a row is in the family; never unknown. */
function memberSql(printer: Printer, family: SupportFamily): string {
  const conditions: readonly Predicate[] = spineRows(family.relation).conditions;
  const parts = conditions.map((item) => predicateSql(printer, item));
  const support = supportSql(printer, family);
  const all = [...parts, ...(support === null ? [] : [support])];
  return all.length === 0 ? 'true' : `((${all.join(' and ')}) is true)`;
}

function joinSql(printer: Printer, side: Join): string {
  const on = `${columnSql(side.on.left)} = ${columnSql(side.on.right)}`;
  if (side.right.node === 'scan') return ` left join ${quoted(side.right.table)} on ${on}`;
  const inner = relationSql(printer, side.right);
  const alias = spineRows(side.right).spine.alias;
  const where = inner.where === null ? '' : ` where ${inner.where}`;
  return ` left join (select * from ${inner.from}${where}) as ${quoted(alias)} on ${on}`;
}
