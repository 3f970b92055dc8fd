import { applyPost } from '../src/apply-post.ts';
import type { AggregateCall, Column, EntityLevel, Grain, Predicate } from '../src/ir/expression.ts';
import type { DominanceCheck, EntityKey, Program, Relation, Release, Support } from '../src/ir/relation.ts';
import { cellStart } from '../src/level.ts';
import type { CellValue } from '../src/program-types.ts';

/** A row of a relation: values by `alias.column`, physical columns included. */
export type Row = ReadonlyMap<string, CellValue>;
export type Tables = ReadonlyMap<string, readonly Row[]>;

/**
 * What a program means, said the slow and obvious way: rows in arrays, entities in sets, every check exact. Shares no
 * code with printing, planning of tiers or the engine.
 */
export function interpret(program: Program, tables: Tables): readonly (readonly CellValue[])[] {
  world = { tables, figures: new Map() };
  const release = program.input;
  const rows = relationRows(release.input.input.input, tables);
  const groups = new Map<string, { key: readonly CellValue[]; rows: Row[] }>();
  for (const row of rows) {
    const key = release.input.input.dimensions.map((dimension) => atLevel(row, dimension.column, dimension.level));
    const group = groups.get(JSON.stringify(key)) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(JSON.stringify(key), group);
  }
  if (release.input.input.dimensions.length === 0 && groups.size === 0) groups.set('[]', { key: [], rows: [] });
  const all = [...groups.values()];
  const kept = all.filter(
    (group) =>
      mayLeave(release, group.rows) &&
      !singleClass(
        release,
        group.key,
        all.map((item) => item.key),
      ),
  );
  return applyPost(
    program,
    kept.map((group) => named(release, group.key, group.rows)),
  );
}

/** What conditions on entities are looked up in: set anew for each program. */
let world: { readonly tables: Tables; readonly figures: Map<string, ReadonlyMap<string, CellValue>> } = {
  tables: new Map(),
  figures: new Map(),
};

const entityOf = (level: EntityLevel, row: Row): string =>
  JSON.stringify([
    valueOf(row, { alias: level.key.alias, field: level.ordinal }),
    ...level.dimensions.map((dimension) => atLevel(row, dimension.column, dimension.level)),
  ]);

const identities = new WeakMap<object, string>();

/** Text of a node, made once: conditions ask for it in every row. */
function identityOf(node: object): string {
  const text = identities.get(node) ?? JSON.stringify(node);
  identities.set(node, text);
  return text;
}

/** The figure of each entity of a level. */
function figuresOf(level: EntityLevel, call: AggregateCall): ReadonlyMap<string, CellValue> {
  const id = `${identityOf(level)} ${identityOf(call)}`;
  const known = world.figures.get(id);
  if (known) return known;
  const groups = Map.groupBy(relationRows(level.relation, world.tables), (row) => entityOf(level, row));
  const figures = new Map([...groups].map(([entity, rows]) => [entity, aggregateOf(call, rows)] as const));
  world.figures.set(id, figures);
  return figures;
}

/** Above a level each entity is one row, with its figures beside what its rows share. */
function rowsToAggregate(release: Release, rows: readonly Row[]): readonly Row[] {
  const { per } = release.input;
  if (!per) return rows;
  return [...Map.groupBy(rows, (row) => entityOf(per.level, row))].map(([entity, [first = new Map()]]) => {
    const figures = per.aggregates.map(
      ({ name, call }) => [`@.${name}`, figuresOf(per.level, call).get(entity) ?? null] as const,
    );
    return new Map<string, CellValue>([...first, ...figures]);
  });
}

function named(release: Release, key: readonly CellValue[], rows: readonly Row[]): Row {
  const dimensions = release.input.input.dimensions.map((dimension, i) => [dimension.name, key[i] ?? null] as const);
  const aggregates = release.input.aggregates.map(
    (aggregate) => [aggregate.name, aggregateOf(aggregate.call, rowsToAggregate(release, rows))] as const,
  );
  return new Map<string, CellValue>([...dimensions, ...aggregates]);
}

function relationRows(relation: Relation, tables: Tables): readonly Row[] {
  switch (relation.node) {
    case 'scan':
      return tables.get(relation.table) ?? [];
    case 'filter':
      return relationRows(relation.input, tables).filter((row) => holds(relation.predicate, row) === true);
    case 'join': {
      const right = Map.groupBy(relationRows(relation.right, tables), (row) => valueOf(row, relation.on.right));
      return relationRows(relation.left, tables).flatMap((row) => {
        const key = valueOf(row, relation.on.left);
        const met = key === null ? [] : (right.get(key) ?? []);
        if (met.length === 0) return relation.kind === 'left' ? [row] : [];
        return met.map((other) => new Map([...row, ...other]));
      });
    }
  }
}

const valueOf = (row: Row, column: Pick<Column, 'alias' | 'field'>): CellValue => row.get(nameOf(column)) ?? null;

/** Names of columns, made once: every condition asks for them in every row. */
const columnNames = new Map<string, Map<string, string>>();

function nameOf({ alias, field }: Pick<Column, 'alias' | 'field'>): string {
  const known = columnNames.get(alias)?.get(field);
  if (known !== undefined) return known;
  const name = `${alias}.${field}`;
  columnNames.set(alias, (columnNames.get(alias) ?? new Map<string, string>()).set(field, name));
  return name;
}

function atLevel(row: Row, column: Column, level: Grain): CellValue {
  if (level.kind === 'choice')
    return level.branches.find(({ when }) => holds(when, row) === true)?.label ?? level.otherwise;
  const value = valueOf(row, column);
  if (level.kind === 'band')
    return [...level.bands].reverse().find((band) => value !== null && value >= band.from)?.label ?? null;
  if (level.kind === 'map') {
    const read = value === null ? null : Array.from(String(value)).slice(0, level.length).join('');
    return level.groups.find((group) => read !== null && group.values.includes(read))?.label ?? null;
  }
  if (value === null || level.kind === 'identity' || typeof value === 'boolean') return value;
  return level.kind === 'prefix'
    ? Array.from(String(value)).slice(0, level.length).join('')
    : cellStart(level, column.type, value);
}

/** SQL's three values. */
function holds(predicate: Predicate, row: Row): boolean | null {
  switch (predicate.predicate) {
    case 'in': {
      const value = atLevel(row, predicate.column, predicate.level);
      return value === null ? null : predicate.values.some((item) => item.operand === 'value' && item.value === value);
    }
    case 'range': {
      const value =
        predicate.level.kind === 'band'
          ? valueOf(row, predicate.column)
          : atLevel(row, predicate.column, predicate.level);
      if (value === null) return null;
      return (
        (predicate.from === null || value >= predicate.from) && (predicate.below === null || value < predicate.below)
      );
    }
    case 'is-null':
      return valueOf(row, predicate.column) === null;
    case 'known':
      return valueOf(row, predicate.column) !== null;
    case 'not-zero': {
      const value = valueOf(row, predicate.column);
      return value === null ? null : value !== (predicate.than ?? 0);
    }
    case 'per-entity': {
      const value = figuresOf(predicate.per, predicate.call).get(entityOf(predicate.per, row)) ?? null;
      if (predicate.from === null && predicate.below === null) return value !== null;
      if (value === null) return null;
      return (
        (predicate.from === null || Number(value) >= predicate.from) &&
        (predicate.below === null || Number(value) < predicate.below)
      );
    }
    case 'is-true':
      return holds(predicate.input, row) === true;
    case 'not': {
      const inner = holds(predicate.input, row);
      return inner === null ? null : !inner;
    }
    case 'and':
    case 'or': {
      const values = predicate.inputs.map((input) => holds(input, row));
      const decisive = predicate.predicate === 'or';
      if (values.includes(decisive)) return decisive;
      return values.includes(null) ? null : !decisive;
    }
  }
}

function supportRows(support: Pick<Support, 'filter' | 'notNull'>, rows: readonly Row[]): readonly Row[] {
  return rows.filter(
    (row) =>
      (support.filter === null || holds(support.filter, row) === true) &&
      (support.notNull === null || valueOf(row, support.notNull) !== null),
  );
}

function aggregateOf(call: AggregateCall, all: readonly Row[]): CellValue {
  const rows = contributing(call, all);
  if (call.fn === 'count') return rows.length;
  const values = rows.map((row) => contribution(call, row));
  if (call.fn === 'count-distinct') return new Set(values).size;
  if (values.length === 0) return null;
  const numbers = values.map(Number);
  if (call.fn === 'quantile') {
    const bins = binsOf(call, rows);
    return bins[Math.ceil((call.at?.share ?? 0) * bins.length) - 1] ?? null;
  }
  const sum = numbers.reduce((total, number) => total + number, 0);
  const mean = sum / numbers.length;
  const variance = numbers.reduce((total, number) => total + (number - mean) ** 2, 0) / (numbers.length - 1);
  return { sum, avg: mean, variance, stddev: Math.sqrt(variance) }[call.fn];
}

/** Rows that an aggregate reads: its filter true, none of its columns null. */
function contributing(call: AggregateCall, all: readonly Row[]): readonly Row[] {
  return supportRows({ filter: call.filter, notNull: call.argument }, all).filter(
    (row) => call.times === undefined || valueOf(row, call.times) !== null,
  );
}

function contribution(call: AggregateCall, row: Row): CellValue {
  if (!call.argument) return 1;
  const value = valueOf(row, call.argument);
  return call.times ? Number(value) * Number(valueOf(row, call.times)) : value;
}

/** Values at the bins of a quantile, ascending. */
function binsOf(call: AggregateCall, rows: readonly Row[]): readonly number[] {
  return rows
    .map((row) => (call.argument && call.at ? Number(atLevel(row, call.argument, call.at.level)) : 0))
    .toSorted((a, b) => a - b);
}

function entities(rows: readonly Row[], key: EntityKey): number {
  if (key.ordinal === null) return rows.length;
  return new Set(
    rows.map((row) => valueOf(row, { alias: key.alias, field: key.ordinal ?? '' })).filter((item) => item !== null),
  ).size;
}

function mayLeave(release: Release, rows: readonly Row[]): boolean {
  const support = (name: string): readonly Row[] =>
    supportRows(release.supports.find((item) => item.name === name) ?? { filter: null, notNull: null }, rows);
  return release.checks.every((check) => {
    if (check.check === 'entities') return entities(support(check.support), check.key) >= release.k;
    if (check.check === 'difference') {
      const [left, right] = [new Set(support(check.left)), new Set(support(check.right))];
      const apart = rows.filter((row) => left.has(row) !== right.has(row));
      return apart.length === 0 ? !check.emptyIsDisclosive : entities(apart, check.key) >= release.k;
    }
    if (check.check === 'quantile') {
      const call = release.input.aggregates.find((item) => item.name === check.aggregate)?.call;
      const read = call ? contributing(call, rows) : [];
      const bins = call ? binsOf(call, read) : [];
      const sides = call?.at ? [call.at.share, 1 - call.at.share] : [0];
      // Withheld by how many rows there are, not by how many people: the gate does not look closer here.
      const enough = sides.every((side) => Math.floor(side * read.length) > (release.k - 1) * check.key.maxRows);
      return enough && bins[0] !== bins.at(-1);
    }
    if (check.check === 'repeats') {
      const owners = support(check.support).map((row) =>
        valueOf(row, { alias: check.key.alias, field: check.key.ordinal ?? '' }),
      );
      const each = Map.groupBy(
        owners.filter((owner) => owner !== null),
        (owner) => owner,
      );
      return [...each.values()].filter((own) => own.length > 1).length >= release.k;
    }
    return check.check === 'class' || noneDominates(release, check, rows);
  });
}

function noneDominates(release: Release, check: DominanceCheck, all: readonly Row[]): boolean {
  const call = release.input.aggregates.find((item) => item.name === check.aggregate)?.call;
  if (!call) return false;
  const { key } = check;
  const read = contributing(call, rowsToAggregate(release, all));
  const values = read.map((row) => (call.fn === 'count' ? 1 : Number(contribution(call, row))));
  const sum = (items: readonly number[]): number => items.reduce((total, item) => total + item, 0);
  const mean = sum(values) / values.length;
  const sizes = values.map((value) => (check.centred ? (value - mean) ** 2 : Math.abs(value)));
  if (call.fn !== 'count' && sizes.every((size) => size === 0)) return false;
  const most = check.most ?? Math.max(...sizes);
  // What everybody has is the value of everybody.
  const short = most * sizes.length - sum(sizes);
  if (call.fn !== 'count' && !check.centred && !check.alike && short <= 0) return false;
  // So few are below the largest whole number that their number is about them.
  const whole = call.argument?.type === 'integer' && !call.times && check.nonNegative && check.most === undefined;
  if (call.fn !== 'count' && !check.centred && !release.input.per && whole && short < release.k) return false;
  const totals = new Map<CellValue, number>();
  read.forEach((row, i) => {
    const owner = key.ordinal === null ? i : valueOf(row, { alias: key.alias, field: key.ordinal });
    totals.set(owner, (totals.get(owner) ?? 0) + (sizes[i] ?? 0));
  });
  const sorted = [...totals.values()].toSorted((a, b) => b - a);
  const { p, n, share } = release.dominance;
  return sum(sorted.slice(2)) >= p * (sorted[0] ?? 0) && sum(sorted.slice(0, n)) <= share * sum(sorted);
}

function singleClass(release: Release, key: readonly CellValue[], all: readonly (readonly CellValue[])[]): boolean {
  return release.checks.some((check) => {
    if (check.check !== 'class') return false;
    const at = release.input.input.dimensions.findIndex((dimension) => dimension.name === check.dimension);
    const without = (item: readonly CellValue[]): string => JSON.stringify(item.filter((_, i) => i !== at));
    return all.filter((item) => without(item) === without(key)).length === 1;
  });
}
