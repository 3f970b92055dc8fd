import { report, type BindContext } from './bind-context.ts';
import { isAggregateCall, isGrouped } from './aggregate-names.ts';
import { readConstant } from './bind-literal.ts';
import type { FlatSelect, PerSyntax, Queries } from './flatten-select.ts';
import { PER_ENTITY } from './per-entity-names.ts';
import { field, isSyntax, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** What a name may mean at one place of FROM. */
export interface Scope {
  readonly called: string;
  /** Stands inside a derived table: its references are spelled out in full. */
  readonly inner: boolean;
  /** A derived table or named query that has been dissolved. */
  readonly dissolved: boolean;
  has(name: string): boolean;
  read(name: string, location: unknown): unknown;
  columns(): readonly string[];
}

export interface FlatFrom {
  readonly items: readonly unknown[];
  readonly scopes: readonly Scope[];
  readonly conditions: readonly unknown[];
  readonly per: PerSyntax | null;
  readonly changed: boolean;
}

/** What reading FROM takes; `flatten` does for a query inside what is done for the whole. */
export interface Reading {
  readonly context: BindContext;
  readonly flatten: (context: BindContext, select: Syntax, queries: Queries, prefix: string) => FlatSelect | null;
  readonly queries: Queries;
  readonly prefix: string;
}

const SEPARATOR = '\u0001';

/** Replaces derived tables and named queries in FROM by what they read. */
export function flattenFrom(reading: Reading, items: readonly unknown[]): FlatFrom | null {
  const parts = items.map((item) => flattenItem(reading, item));
  const good = parts.filter((part) => part !== null);
  return good.length === parts.length ? together(reading.context, good, items[0]) : null;
}

function together(context: BindContext, parts: readonly FlatFrom[], syntax: unknown): FlatFrom | null {
  const pers = parts.flatMap((part) => (part.per ? [part.per] : []));
  if (pers.length > 1) return report(context, 'gate.per-entity-once', syntax);
  return {
    items: parts.flatMap((part) => part.items),
    scopes: parts.flatMap((part) => part.scopes),
    conditions: parts.flatMap((part) => part.conditions),
    per: pers[0] ?? null,
    changed: parts.some((part) => part.changed),
  };
}

function flattenItem(reading: Reading, item: unknown): FlatFrom | null {
  const { context } = reading;
  const table = node(item, 'RangeVar');
  if (table) return flattenTable(reading, table, item);
  const derived = node(item, 'RangeSubselect');
  if (derived) {
    const alias = field(derived['alias'], 'aliasname');
    const query = node(derived['subquery'], 'SelectStmt');
    if (unexpectedField(derived, ['subquery', 'alias']) || !query || field(derived['alias'], 'colnames'))
      return report(context, 'gate.clause-not-supported', item, { clause: 'lateral' });
    return dissolve(reading, query, typeof alias === 'string' ? alias : '', item);
  }
  const join = node(item, 'JoinExpr');
  if (join) return flattenJoin(reading, join);
  return { items: [item], scopes: [], conditions: [], per: null, changed: false };
}

function flattenTable(reading: Reading, table: Syntax, item: unknown): FlatFrom | null {
  const { context, queries, prefix } = reading;
  const name = String(table['relname']);
  const alias = field(table['alias'], 'aliasname');
  const called = typeof alias === 'string' ? alias : name;
  const named = table['schemaname'] === undefined ? queries.byName.get(name) : undefined;
  if (named) {
    queries.read.add(name);
    return dissolve({ ...reading, queries: named.queries }, named.query as Syntax, called, item);
  }
  const fields = context.snapshot.tables.find((candidate) => candidate.name === name)?.fields ?? [];
  const full = `${prefix}${called}`;
  const scope: Scope = {
    called,
    inner: prefix !== '',
    dissolved: false,
    has: (column) => fields.some((candidate) => candidate.name === column),
    read: (column, location) => reference(prefix === '' ? [column] : [full, column], location),
    columns: () => fields.map((candidate) => candidate.name),
  };
  const shown = prefix === '' ? item : { RangeVar: { ...table, alias: { aliasname: full } } };
  // At the top a qualified reference keeps its owner.
  const top: Scope = { ...scope, read: (column, location) => reference([called, column], location) };
  return { items: [shown], scopes: [prefix === '' ? top : scope], conditions: [], per: null, changed: false };
}

const reference = (path: readonly string[], location: unknown): unknown => ({
  ColumnRef: { fields: path.map((sval) => ({ String: { sval } })), location },
});

function flattenJoin(reading: Reading, join: Syntax): FlatFrom | null {
  const { context } = reading;
  const left = flattenItem(reading, join['larg']);
  const right = flattenItem(reading, join['rarg']);
  if (!left || !right) return null;
  const both = together(context, [left, right], join['rarg']);
  if (!both) return null;
  const plain = right.conditions.length === 0 && !right.per && right.items.every((item) => node(item, 'RangeVar'));
  if (join['jointype'] !== 'JOIN_INNER' && !plain) return report(context, 'gate.derived-outer-side', join['rarg']);
  const [leftItem] = left.items;
  const [rightItem] = right.items;
  const using = new Set(names(join['usingClause']));
  const scopes = [
    ...left.scopes,
    ...right.scopes.map((scope) => ({
      ...scope,
      has: (name: string): boolean => !using.has(name) && scope.has(name),
    })),
  ];
  const quals = join['quals'] && both.changed ? spelledOut(context, both.scopes, join['quals']) : join['quals'];
  const keys = [...using].flatMap((name) =>
    both.scopes.filter((scope) => scope.dissolved && scope.has(name)).map((scope) => ({ name, scope })),
  );
  for (const { name, scope } of keys) {
    const path = names(node(scope.read(name, 0), 'ColumnRef')?.['fields']);
    if (path.at(-1) !== name) return report(context, 'gate.join-not-on-key', join['rarg']);
  }
  return {
    ...both,
    scopes,
    items: [{ JoinExpr: { ...join, larg: leftItem, rarg: rightItem, ...(quals ? { quals } : {}) } }],
  };
}

/** References of a join condition, each read where it comes from. */
function spelledOut(context: BindContext, scopes: readonly Scope[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => spelledOut(context, scopes, item));
  if (!isSyntax(value)) return value;
  const column = node(value, 'ColumnRef');
  if (!column)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelledOut(context, scopes, item)]));
  const path = names(column['fields']);
  const name = path.at(-1) ?? '';
  const found = scopes.filter((scope) => scope.has(name) && (path.length === 1 || scope.called === path[0]));
  const [only, more] = found;
  return only && !more ? only.read(name, column['location']) : value;
}

/** A derived table as what it reads: its columns by name, its conditions, and its grouping if it groups per entity. */
function dissolve(reading: Reading, query: Syntax, called: string, syntax: unknown): FlatFrom | null {
  const { context, flatten, queries, prefix } = reading;
  const clause = [
    'sortClause',
    'limitCount',
    'limitOffset',
    'valuesLists',
    'windowClause',
    'lockingClause',
    'intoClause',
  ]
    .concat(query['op'] === 'SETOP_NONE' ? [] : ['op'])
    .find((name) => query[name] !== undefined);
  if (clause) return report(context, 'gate.derived-clause', syntax, { clause });
  const flat = flatten(context, query, queries, `${prefix}${called}${SEPARATOR}`);
  if (!flat) return null;
  const { select } = flat;
  if (list(select['fromClause']).length !== 1) return report(context, 'gate.join-kind', syntax, { kind: 'cross' });
  const targets = new Map<string, unknown>();
  for (const item of list(select['targetList'])) {
    const target = node(item, 'ResTarget');
    const name = target?.['name'] ?? nameOf(target?.['val']);
    if (typeof name !== 'string' || targets.has(name)) return report(context, 'gate.derived-name', item);
    targets.set(name, target?.['val']);
  }
  const grouped = isGrouped(select) ? group(context, flat.select, targets, flat.per, syntax) : null;
  if (isGrouped(select) && !grouped) return null;
  const columns = grouped?.columns ?? targets;
  const conditions = [...(select['whereClause'] ? [select['whereClause']] : []), ...(grouped?.conditions ?? [])];
  const scope: Scope = {
    called,
    inner: prefix !== '',
    dissolved: true,
    has: (name) => columns.has(name),
    read: (name) => columns.get(name),
    columns: () => [...columns.keys()],
  };
  return {
    items: list(select['fromClause']),
    scopes: [scope],
    conditions,
    per: grouped?.per ?? flat.per,
    changed: true,
  };
}

function nameOf(syntax: unknown): string | undefined {
  return names(node(syntax, 'FuncCall')?.['funcname']).at(-1);
}

interface Grouped {
  readonly per: PerSyntax;
  readonly columns: ReadonlyMap<string, unknown>;
  readonly conditions: readonly unknown[];
}

/** A derived table that groups: per entity, or not at all; which of its groups is the entity is seen when it is bound. */
function group(
  context: BindContext,
  select: Syntax,
  targets: ReadonlyMap<string, unknown>,
  below: PerSyntax | null,
  syntax: unknown,
): Grouped | null {
  if (below) return report(context, 'gate.per-entity-once', syntax);
  const aggregates = new Map<string, unknown>();
  const columns = new Map<string, unknown>();
  const plain: unknown[] = [];
  for (const [name, value] of targets) {
    if (isAggregateCall(value)) {
      aggregates.set(name, value);
      columns.set(name, reference([PER_ENTITY, name], field(node(value, 'FuncCall'), 'location')));
    } else {
      plain.push(value);
      columns.set(name, value);
    }
  }
  const listed = list(select['groupClause']).map((item) => groupItem(context, item, targets));
  const groups = listed.length > 0 ? listed : plain;
  if (groups.length === 0) return report(context, 'gate.per-entity-key', syntax);
  const written = new Set(groups.map(withoutPlaces));
  const stray = plain.find((item) => !written.has(withoutPlaces(item)));
  if (stray !== undefined) return report(context, 'gate.per-entity-expression', stray);
  const having = select['havingClause'];
  const conditions = having ? [withoutAggregates(having, aggregates)] : [];
  return { per: { groups, aggregates }, columns, conditions };
}

function groupItem(context: BindContext, item: unknown, targets: ReadonlyMap<string, unknown>): unknown {
  const constant = readConstant(context, item);
  if (constant && 'value' in constant && typeof constant.value === 'number')
    return [...targets.values()][constant.value - 1] ?? item;
  const path = names(node(item, 'ColumnRef')?.['fields']);
  return path.length === 1 ? (targets.get(path[0] ?? '') ?? item) : item;
}

const withoutPlaces = (syntax: unknown): string =>
  JSON.stringify(syntax, (key, value: unknown) => (key === 'location' ? undefined : value));

/** Aggregates in HAVING become columns of the level, so that HAVING is a condition on entities like any other. */
function withoutAggregates(value: unknown, aggregates: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutAggregates(item, aggregates));
  if (!isSyntax(value)) return value;
  if (isAggregateCall(value)) {
    const name = `${PER_ENTITY}${aggregates.size}`;
    aggregates.set(name, value);
    return reference([PER_ENTITY, name], field(node(value, 'FuncCall'), 'location'));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutAggregates(item, aggregates)]));
}
