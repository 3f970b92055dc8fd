import type { Place } from '../diagnostic.ts';
import type { AggregateCall, Predicate, ScalarType } from '../ir/expression.ts';
import type { Dimension, Post, PostExpression, Reduce, Relation } from '../ir/relation.ts';
import { mapInputs } from '../ir/traverse-post.ts';
import { levelType } from '../level.ts';
import { findColumns, report, type BindContext } from './bind-context.ts';
import { bindDimension, readDimension, type BoundDimension } from './bind-dimension.ts';
import { bindOutput, dimensionKey, type OutputScope, type TypedOutput } from './bind-output.ts';
import { isAggregateCall } from './aggregate-names.ts';
import { functionName, isColumn } from './bind-column.ts';
import { bindPredicate } from './bind-predicate.ts';
import { closePerEntity, filtered, openPerEntity, splitConditions } from './bind-per-entity.ts';
import { bindTables } from './bind-tables.ts';
import { flattenSelect, type PerSyntax } from './flatten-select.ts';
import { readConstant } from './bind-literal.ts';
import { aliasOf } from '../print/printer.ts';
import { descendants, field, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Most items of a select list. */
const MAX_COLUMNS = 64;

/** Most rows a program may ask for with LIMIT is what a result may have anyway. */
const SELECT_FIELDS = [
  'targetList',
  'fromClause',
  'whereClause',
  'groupClause',
  'havingClause',
  'sortClause',
  'limitCount',
  'limitOption',
  'distinctClause',
  'op',
];

/** A bound program: the reduction, and what is computed from its cells. */
export interface BoundProgram {
  readonly reduce: Reduce;
  readonly post: Omit<Post, 'node' | 'input'>;
  readonly places: WeakMap<object, Place>;
}

interface Target {
  readonly name: string;
  readonly syntax: unknown;
}

/** Binds one SELECT against the grant. Null when something was found; the findings are in the context. */
export function bindProgram(context: BindContext, program: Syntax): BoundProgram | null {
  if (program['op'] !== 'SETOP_NONE') return report(context, 'gate.set-operation', program['rarg']);
  const flat = flattenSelect(context, program);
  if (!flat) return null;
  const { select, per } = flat;
  const unexpected = unexpectedField(select, SELECT_FIELDS);
  if (unexpected)
    return report(context, 'gate.clause-not-supported', select[unexpected] ?? { SelectStmt: select }, {
      clause: unexpected,
    });
  const relation = bindTables(context, list(select['fromClause']));
  if (!relation) return null;
  noteRequired(context, relation);
  const targets = readTargets(context, select);
  if (!targets) return null;
  const source = bindConditions(context, select, per, relation);
  const dimensions = bindGroups(context, select, targets);
  const hasAggregate = targets.some((target) =>
    descendants(target.syntax, 'FuncCall').some((call) => isAggregateCall({ FuncCall: call })),
  );
  const rowLevel = dimensions.length === 0 && !hasAggregate;
  const scope: OutputScope = { dimensions, aggregates: new Map(), named: new Map(), rowLevel };
  const outputs = targets.map((target) => ({ name: target.name, output: bindOutput(context, scope, target.syntax) }));
  const post = bindPost(context, select, scope, outputs);
  if (!post || !source || context.diagnostics.length > 0) return null;
  if (rowLevel) return report(context, 'gate.row-level-result', targets[0]?.syntax);
  return assemble(context, source, scope, post);
}

/** The relation with the conditions on rows, then, if there is a per-entity level, with those on entities. */
function bindConditions(
  context: BindContext,
  select: Syntax,
  per: PerSyntax | null,
  relation: Relation,
): Relation | null {
  const where = select['whereClause'];
  const besides = context.besides.map(splitConditions);
  const own = per ? splitConditions(where) : { rows: [where], entities: [] };
  const parts = {
    rows: [...own.rows, ...besides.flatMap((item) => item.rows)],
    entities: [...own.entities, ...besides.flatMap((item) => item.entities)],
  };
  const bindAll = (items: readonly unknown[]): readonly Predicate[] | null => {
    const bound = items.filter((item) => item !== undefined).map((item) => bindPredicate(context, item));
    const good = bound.filter((item) => item !== null);
    return good.length === bound.length ? good : null;
  };
  const rows = bindAll(parts.rows);
  if (!rows) return null;
  const kept = filtered(relation, rows);
  if (!per) return kept;
  context.per = openPerEntity(context, per, kept);
  const entities = context.per && bindAll(parts.entities);
  return context.per && entities && filtered(context.per.level.relation, entities);
}

/** A required column of the spine has a value in every row; of a joined side it has not where nothing was met. */
function noteRequired(context: BindContext, relation: Relation): void {
  const spine = aliasOf(relation);
  const table = context.sources.find((source) => source.table.name === spine)?.table;
  for (const item of table?.fields ?? []) if (item.required) context.always.add(`${spine}.${item.name}`);
}

function readTargets(context: BindContext, select: Syntax): readonly Target[] | null {
  const items = list(select['targetList']);
  if (items.length === 0 || items.length > MAX_COLUMNS)
    return report(context, 'gate.too-many-columns', items[0], { most: MAX_COLUMNS });
  const used = new Set<string>();
  const targets: Target[] = [];
  for (const item of items) {
    const target = node(item, 'ResTarget');
    if (!target || unexpectedField(target, ['name', 'val', 'location']))
      return report(context, 'gate.clause-not-supported', item, { clause: 'target' });
    const base = typeof target['name'] === 'string' ? target['name'] : defaultName(target['val']);
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}_${n}`;
    used.add(name);
    targets.push({ name, syntax: target['val'] });
  }
  return targets;
}

/** The name PostgreSQL would give the column. */
function defaultName(syntax: unknown): string {
  const reference = node(syntax, 'ColumnRef');
  if (reference) return names(reference['fields']).at(-1) ?? 'column';
  const call = node(syntax, 'FuncCall');
  if (call) return functionName(call).split('.').at(-1) ?? 'column';
  const cast = node(syntax, 'TypeCast');
  return cast ? defaultName(cast['arg']) : 'column';
}

/** GROUP BY items: dimensions, select-list positions or names; DISTINCT makes every item a dimension. */
function bindGroups(context: BindContext, select: Syntax, targets: readonly Target[]): readonly BoundDimension[] {
  const distinct = list(select['distinctClause']);
  const groups = list(select['groupClause']);
  if (distinct.some((item) => Object.keys((item ?? {}) as Syntax).length > 0)) {
    report(context, 'gate.clause-not-supported', distinct, { clause: 'distinct on' });
    return [];
  }
  const items =
    groups.length > 0
      ? groups.map((item) => resolveGroup(context, item, targets))
      : distinct.length > 0
        ? targets.map((target) => target.syntax)
        : [];
  const seen = new Map<string, BoundDimension>();
  for (const item of items) {
    const dimension = bindGroup(context, item);
    if (dimension) seen.set(dimensionKey(dimension), dimension);
  }
  return [...seen.values()];
}

function resolveGroup(context: BindContext, item: unknown, targets: readonly Target[]): unknown {
  const constant = readConstant(context, item);
  if (constant && 'value' in constant && typeof constant.value === 'number')
    return targets[constant.value - 1]?.syntax ?? item;
  if (!isColumn(item)) return item;
  const name = names(node(item, 'ColumnRef')?.['fields']).join('.');
  const target = targets.find((candidate) => candidate.name === name);
  return target && findColumns(context, [name]).length === 0 ? target.syntax : item;
}

function bindGroup(context: BindContext, syntax: unknown): BoundDimension | null {
  const written = readDimension(context, syntax);
  if (written) {
    const dimension = bindDimension(context, written, syntax);
    if (dimension?.bound.field.role === 'entity-key')
      return report(context, 'gate.entity-key-shown', syntax, { column: dimension.bound.field.name });
    return dimension;
  }
  const kind = Object.keys((syntax ?? {}) as Syntax)[0] ?? '';
  if (kind === 'GroupingSet') return report(context, 'gate.clause-not-supported', syntax, { clause: 'grouping sets' });
  return (
    bindOutput(context, { dimensions: [], aggregates: new Map(), named: new Map(), rowLevel: false }, syntax) &&
    report(context, 'gate.expression-not-supported', syntax)
  );
}

interface UnnamedPost {
  readonly columns: readonly { readonly name: string; readonly type: ScalarType; readonly value: PostExpression }[];
  readonly having: PostExpression | null;
  readonly order: Post['order'];
  readonly limit: number | null;
}

function bindPost(
  context: BindContext,
  select: Syntax,
  scope: OutputScope,
  outputs: readonly { readonly name: string; readonly output: TypedOutput | null }[],
): UnnamedPost | null {
  const columns = outputs.flatMap(({ name, output }) =>
    output ? [{ name, type: output.type, value: output.value }] : [],
  );
  const having = select['havingClause'] ? bindOutput(context, scope, select['havingClause']) : null;
  if (having && having.type !== 'boolean')
    return report(context, 'gate.expression-not-supported', select['havingClause']);
  const named = new Map(outputs.flatMap(({ name, output }) => (output ? [[name, output] as const] : [])));
  const order = list(select['sortClause']).map((item) => bindSort(context, { ...scope, named }, outputs, item));
  const limit = bindLimit(context, select);
  if (columns.length !== outputs.length || order.includes(null) || limit === undefined) return null;
  return { columns, having: having?.value ?? null, order: order.filter((item) => item !== null), limit };
}

function bindSort(
  context: BindContext,
  scope: OutputScope,
  outputs: readonly { readonly output: TypedOutput | null }[],
  item: unknown,
): Post['order'][number] | null {
  const sort = node(item, 'SortBy');
  if (!sort || unexpectedField(sort, ['node', 'sortby_dir', 'sortby_nulls', 'location']))
    return report(context, 'gate.clause-not-supported', item, { clause: 'order by using' });
  const constant = readConstant(context, sort['node']);
  const position =
    constant && 'value' in constant && typeof constant.value === 'number'
      ? outputs[constant.value - 1]?.output
      : undefined;
  const by = position ?? bindOutput(context, scope, sort['node']);
  const descending = sort['sortby_dir'] === 'SORTBY_DESC';
  const nulls = sort['sortby_nulls'];
  return (
    by && {
      by: by.value,
      descending,
      nullsFirst: nulls === 'SORTBY_NULLS_FIRST' || (nulls === 'SORTBY_NULLS_DEFAULT' && descending),
    }
  );
}

/** A whole number or nothing; undefined after a finding. */
function bindLimit(context: BindContext, select: Syntax): number | null | undefined {
  const syntax = select['limitCount'];
  if (syntax === undefined) return null;
  const constant = readConstant(context, syntax);
  if (
    field(select, 'limitOption') === 'LIMIT_OPTION_COUNT' &&
    constant &&
    'value' in constant &&
    typeof constant.value === 'number' &&
    Number.isSafeInteger(constant.value) &&
    constant.value >= 0
  )
    return constant.value;
  report(context, 'gate.limit-not-constant', syntax);
  return undefined;
}

/** Gives dimensions and aggregates canonical names and order, so that spelling leaves no trace in the tree (R16). */
function assemble(context: BindContext, input: Relation, scope: OutputScope, post: UnnamedPost): BoundProgram | null {
  const names = new Map<string, string>();
  const dimensions = sortedEntries(scope.dimensions.map((item) => [dimensionKey(item), item] as const)).map(
    ([key, item], i): Dimension => {
      names.set(key, `d${i}`);
      return Object.freeze({
        name: `d${i}`,
        column: item.bound.column,
        level: item.level,
        type: levelType(item.bound.field.type, item.level),
      });
    },
  );
  const aggregates = sortedEntries<AggregateCall>([...scope.aggregates]).map(([key, call], i) => {
    names.set(key, `a${i}`);
    return Object.freeze({ name: `a${i}`, call });
  });
  const per = context.per && closePerEntity(context, context.per, dimensions);
  if (context.per && !per) return null;
  const map = Object.freeze({ node: 'map' as const, input, dimensions: Object.freeze(dimensions) });
  const rename = (value: PostExpression): PostExpression => renameOutputs(value, names);
  return {
    reduce: Object.freeze({
      node: 'reduce',
      input: map,
      ...(per ? { per } : {}),
      aggregates: Object.freeze(aggregates),
    }),
    post: {
      columns: post.columns.map((item) => ({ ...item, value: rename(item.value) })),
      having: post.having && rename(post.having),
      order: post.order.map((item) => ({ ...item, by: rename(item.by) })),
      limit: post.limit,
    },
    places: context.places,
  };
}

function sortedEntries<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function renameOutputs(value: PostExpression, names: ReadonlyMap<string, string>): PostExpression {
  if (value.post === 'output') return { post: 'output', name: names.get(value.name) ?? value.name };
  return mapInputs(value, (inner) => renameOutputs(inner, names));
}
