import type { AggregateCall } from '../ir/expression.ts';
import type { Check, DominanceCheck, EntityKey, NamedAggregate, Release, Support } from '../ir/relation.ts';
import type { PrintedSql } from '../program-types.ts';
import { cellKeySql, type RecordKey } from '../perturb/record-key.ts';
import { partBounds } from '../release/weigh-parts.ts';
import type { Dialect } from './dialect.ts';
import { levelColumn, levelSource, openScope } from './print-per-entity.ts';
import {
  argumentSql,
  columnSql,
  createPrinter,
  filterSql,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  rowCountSql,
  supportSql,
  type Printer,
} from './printer.ts';

/** What a column of the engine's answer holds. Column names are the printer's own: a letter and a number. */
export type ReleaseColumn =
  | { readonly kind: 'dimension'; readonly name: string }
  | { readonly kind: 'aggregate'; readonly name: string }
  /** Rows of the support whose key is known. */
  | { readonly kind: 'rows'; readonly support: string; readonly key: string | null }
  /** Entities of the support, where the first pass has one row for each. */
  | { readonly kind: 'counted'; readonly support: string }
  | { readonly kind: 'buckets'; readonly support: string; readonly key: string }
  /** Rows with a known key in exactly one of two supports. */
  | { readonly kind: 'difference'; readonly left: string; readonly right: string; readonly key: string | null }
  | { readonly kind: 'difference-buckets'; readonly left: string; readonly right: string; readonly key: string }
  /** Largest and total absolute value of an aggregate's argument. */
  | { readonly kind: 'least-bin' | 'most-bin'; readonly aggregate: string }
  | { readonly kind: 'largest'; readonly aggregate: string }
  | { readonly kind: 'total'; readonly aggregate: string }
  /** What entities have together whose bucket lies below a bound: of an argument, or rows. */
  | { readonly kind: 'part'; readonly aggregate: string; readonly key: string; readonly part: number }
  /** Of the values of a spread: least, largest and mean. */
  | { readonly kind: 'least' | 'most' | 'centre'; readonly aggregate: string }
  /** Sum of the record keys of the rows behind an aggregate, and how many they are. */
  | { readonly kind: 'cell-key' | 'contributors'; readonly aggregate: string };

export interface PrintedRelease extends PrintedSql {
  /** What is where in the answer; two of them may share one column of the engine's. */
  readonly columns: readonly (ReleaseColumn & { readonly at: number })[];
}

/** Identifies a key among the columns: complete keys share the plain row count. */
export const keyName = (key: EntityKey): string | null =>
  key.complete || key.ordinal === null ? null : `${key.alias}.${key.ordinal}`;

/** One statement that computes every cell with what its checks need in the first pass. */
export function printRelease(release: Release, dialect: Dialect, recordKey?: RecordKey): PrintedRelease {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const { per } = release.input;
  const scope = per ? openScope(per) : null;
  printer.scope = scope;
  const items: { readonly column: ReleaseColumn; readonly sql: string }[] = [];
  const seen = new Set<string>();
  const add = (column: ReleaseColumn, sql: () => string): void => {
    const key = JSON.stringify(column);
    if (seen.has(key)) return;
    seen.add(key);
    items.push({ column, sql: sql() });
  };
  for (const [i, dimension] of dimensions.entries())
    add({ kind: 'dimension', name: dimension.name }, () =>
      scope ? levelColumn(`k${i}`) : levelSql(printer, dimension.column, dimension.level),
    );
  for (const aggregate of release.input.aggregates)
    add({ kind: 'aggregate', name: aggregate.name }, () => aggregateSql(printer, aggregate.call));
  for (const support of release.supports)
    add({ kind: 'rows', support: support.name, key: null }, () => countRows(printer, '*', support));
  for (const check of release.checks) addCheck(printer, release, check, add);
  if (recordKey) addCellKeys(printer, release, recordKey, add);
  const source = scope ? levelSource(printer, scope, release.input) : relationSql(printer, release.input.input.input);
  const texts = [...new Set(items.map((item) => item.sql))];
  const list = texts.map((sql, i) => `${sql} as ${quoted(`c${i}`)}`).join(', ');
  const where = source.where === null ? '' : ` where ${source.where}`;
  const groups = dimensions.length === 0 ? '' : ` group by ${dimensions.map((_, i) => i + 1).join(', ')}`;
  return {
    sql: `select ${list} from ${source.from}${where}${groups}`,
    params: printer.params,
    columns: items.map((item) => ({ ...item.column, at: texts.indexOf(item.sql) })),
  };
}

/** What moves an aggregate: which rows are behind it, by a secret number of each entity. */
function addCellKeys(printer: Printer, release: Release, recordKey: RecordKey, add: Add): void {
  const key = release.checks.flatMap((check) => (check.check === 'entities' ? [check.key] : [])).find(hasOrdinal);
  if (!key) return;
  const owner = printer.scope ? levelColumn('e') : columnSql({ alias: key.alias, field: key.ordinal ?? '' });
  for (const { name, call } of release.input.aggregates) {
    const conditions = (): string =>
      filterSql(
        [
          ...(call.filter ? [predicateSql(printer, call.filter)] : []),
          ...[call.argument, call.times].flatMap((column) => (column ? [`${columnSql(column)} is not null`] : [])),
        ].join(' and ') || null,
      );
    add({ kind: 'cell-key', aggregate: name }, () => cellKeySql(owner, recordKey, conditions()));
    add({ kind: 'contributors', aggregate: name }, () => `count(*)${conditions()}`);
  }
}

const hasOrdinal = (key: EntityKey): boolean => key.ordinal !== null;

type Add = (column: ReleaseColumn, sql: () => string) => void;

function addCheck(printer: Printer, release: Release, check: Check, add: Add): void {
  switch (check.check) {
    case 'entities': {
      const support = supportNamed(release, check.support);
      add({ kind: 'rows', support: support.name, key: keyName(check.key) }, () => rowsSql(printer, support, check.key));
      if (check.tiers.includes('counted'))
        add({ kind: 'counted', support: support.name }, () => `count(*)${filterSql(supportSql(printer, support))}`);
      if (check.tiers.includes('buckets') && check.key.bucket !== null) {
        const mask = columnSql({ alias: check.key.alias, field: check.key.bucket });
        add({ kind: 'buckets', support: support.name, key: entityName(check.key) }, () =>
          printer.dialect.bucketCount(mask, filterSql(supportSql(printer, support))),
        );
      }
      return;
    }
    case 'difference': {
      const left = supportNamed(release, check.left);
      const right = supportNamed(release, check.right);
      if (check.buckets && check.key.bucket !== null) {
        const mask = columnSql({ alias: check.key.alias, field: check.key.bucket });
        const pair = { left: left.name, right: right.name, key: entityName(check.key) };
        add({ kind: 'difference-buckets', ...pair }, () =>
          printer.dialect.bucketCount(mask, filterSql(exactlyOne(printer, left, right))),
        );
      }
      const whole = left.filter === null && left.notNull === null;
      if (whole) return;
      add({ kind: 'difference', left: left.name, right: right.name, key: keyName(check.key) }, () =>
        differenceSql(printer, left, right, check.key),
      );
      return;
    }
    case 'dominance':
      addDominance(printer, release, check, add);
      return;
    case 'class':
    case 'repeats':
      return;
    case 'quantile':
      addQuantile(printer, release, check.aggregate, add);
  }
}

/** Outermost bins of the values: if they are one, the quantile says the bin of everybody. */
function addQuantile(printer: Printer, release: Release, name: string, add: Add): void {
  const { call } = aggregateNamed(release, name);
  const filter = (): string => filterSql(call.filter ? predicateSql(printer, call.filter) : null);
  add({ kind: 'least-bin', aggregate: name }, () => `min(${binSql(printer, call)})${filter()}`);
  add({ kind: 'most-bin', aggregate: name }, () => `max(${binSql(printer, call)})${filter()}`);
}

/** The bin that a quantile's value lies in. */
function binSql(printer: Printer, call: AggregateCall): string {
  return call.argument && call.at ? levelSql(printer, call.argument, call.at.level) : 'null';
}

export const entityName = (key: EntityKey): string => `${key.alias}.${key.ordinal ?? ''}`;

function addDominance(printer: Printer, release: Release, check: DominanceCheck, add: Add): void {
  const aggregate = aggregateNamed(release, check.aggregate);
  const { argument } = aggregate.call;
  if (aggregate.call.fn === 'count') {
    addParts(printer, check, supportSql(printer, supportNamed(release, check.support)), null, add);
    return;
  }
  if (!argument) return;
  const filter = (): string => filterSql(aggregate.call.filter ? predicateSql(printer, aggregate.call.filter) : null);
  const value = argumentSql(printer, aggregate.call);
  if (check.centred) {
    add({ kind: 'least', aggregate: aggregate.name }, () => `min(${value})${filter()}`);
    add({ kind: 'most', aggregate: aggregate.name }, () => `max(${value})${filter()}`);
    add({ kind: 'centre', aggregate: aggregate.name }, () => `avg(${value})${filter()}`);
    return;
  }
  const size = check.nonNegative ? value : `abs(${value})`;
  if (check.most === undefined) add({ kind: 'largest', aggregate: aggregate.name }, () => `max(${size})${filter()}`);
  add({ kind: 'total', aggregate: aggregate.name }, () => `sum(${size})${filter()}`);
  addParts(printer, check, aggregate.call.filter ? predicateSql(printer, aggregate.call.filter) : null, size, add);
}

function addParts(
  printer: Printer,
  check: DominanceCheck,
  condition: string | null,
  size: string | null,
  add: Add,
): void {
  const { aggregate, key, parts } = check;
  if (parts === undefined || key.bucket === null) return;
  for (const [part, sql] of partSums(printer, key, parts, condition, size).entries())
    add({ kind: 'part', aggregate, key: entityName(key), part }, () => sql);
}

/** What entities have together that lie below each bound of their buckets: a size, or rows where there is none. */
export function partSums(
  printer: Printer,
  key: EntityKey,
  parts: number,
  condition: string | null,
  size: string | null,
): readonly string[] {
  const mask = columnSql({ alias: key.alias, field: key.bucket ?? '' });
  return partBounds(parts).map((bound) => {
    const below = printer.dialect.bucketBelow(mask, bound);
    if (size === null && condition === null) return printer.dialect.countIf(below);
    const both = filterSql(condition === null ? below : `${condition} and ${below}`);
    return `${size === null ? 'count(*)' : `sum(${size})`}${both}`;
  });
}

/** Rows of a support with a known key: `count(*)` where no row lacks it. */
function rowsSql(printer: Printer, support: Support, key: EntityKey): string {
  return countRows(printer, countedSql(key), support);
}

const countedSql = (key: EntityKey): string =>
  keyName(key) === null ? '*' : columnSql({ alias: key.alias, field: key.ordinal ?? '' });

/** Rows of a support; a per-entity level has their number beside each entity, or the number of those that make a figure. */
function countRows(printer: Printer, counted: string, support: Support): string {
  const { scope } = printer;
  const { figure } = support;
  if (!scope) return `count(${counted})${filterSql(supportSql(printer, support))}`;
  if (!figure) return `sum(${levelColumn('n')})${filterSql(supportSql(printer, support))}`;
  const rows = rowCountSql(printer, scope, () => supportSql(printer, figure.rows) ?? 'true');
  return `sum(${rows})${filterSql(figure.entities ? predicateSql(printer, figure.entities) : null)}`;
}

function differenceSql(printer: Printer, left: Support, right: Support, key: EntityKey): string {
  const { scope } = printer;
  if (!scope) return `count(${countedSql(key)})${filterSql(exactlyOne(printer, left, right))}`;
  if (!left.figure && !right.figure) return `sum(${levelColumn('n')})${filterSql(exactlyOne(printer, left, right))}`;
  return `sum(${rowCountSql(printer, scope, () => exactlyOne(printer, left, right))})`;
}

/** True where a row is in exactly one of two supports; never unknown. */
export function exactlyOne(
  printer: Printer,
  left: Pick<Support, 'filter' | 'notNull'>,
  right: Pick<Support, 'filter' | 'notNull'>,
): string {
  const [one = null, other = null] = [left, right].map((support) => supportSql(printer, support));
  const { isTrue } = printer.dialect;
  if (one === null || other === null) return `(not ${isTrue(`(${one ?? other ?? 'true'})`)})`;
  return `${isTrue(`(${one})`)} <> ${isTrue(`(${other})`)}`;
}

export function aggregateSql(printer: Printer, call: AggregateCall): string {
  const filter = (): string => filterSql(call.filter ? predicateSql(printer, call.filter) : null);
  const argument = argumentSql(printer, call);
  switch (call.fn) {
    case 'count':
      return `count(${argument})${filter()}`;
    case 'count-distinct':
      return `count(distinct ${argument})${filter()}`;
    case 'sum':
      return `sum(${argument})${filter()}`;
    case 'avg':
      return `avg(${argument})${filter()}`;
    case 'quantile':
      return `percentile_disc(${call.at?.share ?? 0.5}) within group (order by ${binSql(printer, call)})${filter()}`;
    case 'variance':
      return `var_samp(${printer.dialect.toDouble(argument)})${filter()}`;
    case 'stddev':
      return `stddev_samp(${printer.dialect.toDouble(argument)})${filter()}`;
  }
}

export function supportNamed(release: Release, name: string): Support {
  const found = release.supports.find((item) => item.name === name);
  if (!found) throw new Error('a check names a support that the release lacks');
  return found;
}

export function aggregateNamed(release: Release, name: string): NamedAggregate {
  const found = release.input.aggregates.find((item) => item.name === name);
  if (!found) throw new Error('a check names an aggregate that the release lacks');
  return found;
}
