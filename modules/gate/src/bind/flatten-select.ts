import { report, type BindContext } from './bind-context.ts';
import { flattenFrom, type Scope } from './flatten-from.ts';
import { PER_ENTITY } from './per-entity-names.ts';
import { list, names, node, type Syntax } from './syntax.ts';

/** One level of grouping below the last: what it groups by, and what it computes, by name. */
export interface PerSyntax {
  readonly groups: readonly unknown[];
  readonly aggregates: Map<string, unknown>;
}

export interface FlatSelect {
  readonly select: Syntax;
  readonly per: PerSyntax | null;
}

/** Named queries in reach, and which of them were read. */
export interface Queries {
  readonly byName: ReadonlyMap<string, { readonly query: unknown; readonly queries: Queries }>;
  readonly read: Set<string>;
  /** Nodes that copying may still make: names that stand for names double in size. */
  readonly budget: { left: number; said?: true };
}

const MAX_NODES = 20_000;
/** Of reading one query, in nodes. */
const QUERY_COST = 50;

export const noQueries = (): Queries => ({ byName: new Map(), read: new Set(), budget: { left: MAX_NODES } });

/**
 * Dissolves derived tables and named queries: their columns are put where they are read, their conditions among those of
 * the whole. What remains is one SELECT over granted tables, so every rule sees what really is read.
 * @param prefix distinguishes the tables of inner queries; empty for the program itself
 */
export function flattenSelect(
  context: BindContext,
  select: Syntax,
  outer: Queries = noQueries(),
  prefix = '',
): FlatSelect | null {
  // Names that stand for names may double what they stand for: each query that is read again costs something.
  outer.budget.left -= QUERY_COST;
  if (isSpent(context, outer, { SelectStmt: select })) return null;
  const queries = readQueries(context, select, outer);
  const from = queries && flattenFrom({ context, flatten: flattenSelect, queries, prefix }, list(select['fromClause']));
  if (!from || !queries) return null;
  const flat = from.changed || prefix !== '' || select['withClause'] ? rewrite(context, select, from, queries) : select;
  const { withClause: _named, ...rest } = flat ?? {};
  const unread = [...queries.byName.keys()].filter((name) => !outer.byName.has(name) && !queries.read.has(name));
  if (unread.length > 0) return report(context, 'gate.query-not-read', select['withClause'], { queries: unread });
  return flat && { select: rest, per: from.per };
}

function readQueries(context: BindContext, select: Syntax, outer: Queries): Queries | null {
  const clause = select['withClause'] as Syntax | undefined;
  if (!clause) return outer;
  if (clause['recursive']) return report(context, 'gate.clause-not-supported', clause, { clause: 'with recursive' });
  const byName = new Map(outer.byName);
  const queries: Queries = { byName, read: new Set(), budget: outer.budget };
  for (const item of list(clause['ctes'])) {
    const named = node(item, 'CommonTableExpr');
    const query = node(named?.['ctequery'], 'SelectStmt');
    if (!named || !query || named['aliascolnames'])
      return report(context, 'gate.clause-not-supported', item, { clause: 'with' });
    const known: Queries = { byName: new Map(byName), read: queries.read, budget: outer.budget };
    byName.set(String(named['ctename']), { query, queries: known });
  }
  return queries;
}

interface From {
  readonly items: readonly unknown[];
  readonly scopes: readonly Scope[];
  readonly conditions: readonly unknown[];
  readonly per: PerSyntax | null;
}

function rewrite(context: BindContext, select: Syntax, from: From, queries: Queries): Syntax | null {
  const before = context.diagnostics.length;
  const change = (value: unknown): unknown => substitute(context, from.scopes, value, queries);
  const targets = list(select['targetList']).flatMap((item) => changeTarget(context, item, from.scopes, change));
  const named = new Set(targets.map((item) => node(item, 'ResTarget')?.['name']));
  const sorts = list(select['sortClause']).map((item) => {
    const sort = node(item, 'SortBy');
    const path = names(node(sort?.['node'], 'ColumnRef')?.['fields']);
    return path.length === 1 && named.has(path[0]) ? item : change(item);
  });
  const changeGroup = (item: unknown): unknown => {
    const path = names(node(item, 'ColumnRef')?.['fields']);
    const [name = ''] = path;
    return path.length === 1 && named.has(name) && !from.scopes.some((scope) => scope.has(name)) ? item : change(item);
  };
  const conditions = [...(select['whereClause'] ? [change(select['whereClause'])] : []), ...from.conditions];
  const flat: Syntax = {
    ...select,
    fromClause: from.items,
    targetList: targets,
    ...(conditions.length === 0 ? {} : { whereClause: allOf(conditions) }),
    ...(select['groupClause'] ? { groupClause: list(select['groupClause']).map(changeGroup) } : {}),
    ...(select['havingClause'] ? { havingClause: change(select['havingClause']) } : {}),
    ...(select['sortClause'] ? { sortClause: sorts } : {}),
  };
  return context.diagnostics.length > before ? null : flat;
}

function allOf(conditions: readonly unknown[]): unknown {
  return conditions.length === 1 ? conditions[0] : { BoolExpr: { boolop: 'AND_EXPR', args: conditions } };
}

/** A column keeps its name though something else is put in its place; `*` of an inner query becomes its columns. */
function changeTarget(
  context: BindContext,
  item: unknown,
  scopes: readonly Scope[],
  change: (value: unknown) => unknown,
): readonly unknown[] {
  const target = node(item, 'ResTarget');
  const reference = node(target?.['val'], 'ColumnRef');
  const path = names(reference?.['fields']);
  const [only, more] = scopes;
  if (reference && path.length === 1 && path[0] === '' && only && !more && only.inner)
    return only.columns().map((name) => ({ ResTarget: { name, val: only.read(name, reference['location']) } }));
  if (!target || !reference || target['name'] !== undefined || path.includes('')) return [change(item)];
  return [{ ResTarget: { ...target, name: path.at(-1), val: change(target['val']) } }];
}

function substitute(context: BindContext, scopes: readonly Scope[], value: unknown, queries: Queries): unknown {
  if (isSpent(context, queries, value)) return value;
  if (Array.isArray(value)) return value.map((item) => substitute(context, scopes, item, queries));
  if (typeof value !== 'object' || value === null) return value;
  queries.budget.left -= 1;
  const reference = node(value, 'ColumnRef');
  if (reference) return resolve(context, scopes, reference, queries);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, substitute(context, scopes, item, queries)]),
  );
}

/** Says once that names stand for too much. */
function isSpent(context: BindContext, { budget }: Queries, syntax: unknown): boolean {
  if (budget.left >= 0) return false;
  if (!budget.said) report(context, 'gate.nested-too-deep', syntax);
  budget.said = true;
  return true;
}

function resolve(context: BindContext, scopes: readonly Scope[], reference: Syntax, queries: Queries): unknown {
  const path = names(reference['fields']);
  const [first = '', second] = path;
  const original = { ColumnRef: reference };
  if (path.includes('') || path.length > 2 || first === PER_ENTITY) return original;
  const name = second ?? first;
  const found = scopes.filter((scope) => (second === undefined ? scope.has(name) : scope.called === first));
  const [scope, more] = found;
  if (!scope || !scope.has(name)) {
    report(context, 'gate.unknown-column', original, { column: path.join('.').slice(0, 64) });
    return original;
  }
  if (more) {
    if (found.some((item) => item.dissolved)) report(context, 'gate.ambiguous-column', original, { column: name });
    return original;
  }
  const put = scope.read(name, reference['location']);
  queries.budget.left -= sizeOf(put);
  return put;
}

function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, item) => sum + sizeOf(item), 1);
}
