import type { Column } from '../ir/expression.ts';
import { column } from '../ir/factories.ts';
import type { Relation } from '../ir/relation.ts';
import { findColumns, placeOf, report, type BindContext } from './bind-context.ts';
import { bindColumn, isColumn, type BoundColumn } from './bind-column.ts';
import { buildJoins, type JoinEdge } from './build-joins.ts';
import { field, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Binds FROM: one granted table, or several joined on declared keys (R6). Fills the scope. */
export function bindTables(context: BindContext, from: readonly unknown[]): Relation | null {
  const [first, second] = from;
  if (first === undefined) return report(context, 'gate.no-table', first);
  if (second !== undefined) return report(context, 'gate.join-kind', second, { kind: 'cross' });
  const edges: JoinEdge[] = [];
  if (!bindItem(context, first, edges)) return null;
  return buildJoins(context, edges);
}

function bindItem(context: BindContext, syntax: unknown, edges: JoinEdge[]): boolean {
  const table = node(syntax, 'RangeVar');
  if (table) return bindTable(context, table, syntax);
  const join = node(syntax, 'JoinExpr');
  if (join) return bindJoin(context, join, syntax, edges);
  const kind = syntax === undefined ? '' : (Object.keys(syntax as Syntax)[0] ?? '');
  report(context, 'gate.clause-not-supported', syntax, { clause: kind });
  return false;
}

function bindTable(context: BindContext, range: Syntax, syntax: unknown): boolean {
  const unknown = unexpectedField(range, ['relname', 'inh', 'relpersistence', 'alias', 'location']);
  const name = String(range['relname']);
  const table = unknown ? undefined : context.snapshot.tables.find((item) => item.name === name);
  if (!table || range['inh'] !== true) {
    report(context, 'gate.unknown-table', syntax, {
      table: name.slice(0, 64),
      granted: context.snapshot.tables.map((item) => item.name),
    });
    return false;
  }
  if (context.sources.some((source) => source.table === table)) {
    report(context, 'gate.self-join', syntax, { table: name });
    return false;
  }
  const alias = field(range['alias'], 'aliasname');
  context.sources.push({ called: typeof alias === 'string' ? alias : name, table });
  return true;
}

function bindJoin(context: BindContext, join: Syntax, syntax: unknown, edges: JoinEdge[]): boolean {
  const unknown = unexpectedField(join, ['jointype', 'larg', 'rarg', 'quals', 'usingClause']);
  const kind = join['jointype'] === 'JOIN_INNER' ? 'inner' : join['jointype'] === 'JOIN_LEFT' ? 'left' : null;
  const leftBound = bindItem(context, join['larg'], edges);
  const before = context.sources.length;
  const rightBound = bindItem(context, join['rarg'], edges);
  if (!leftBound || !rightBound) return false;
  const several = context.sources.length !== before + 1;
  if (unknown || !kind || (several && kind === 'left')) {
    report(context, 'gate.join-kind', join['rarg'] ?? syntax, { kind: unknown ?? String(join['jointype']) });
    return false;
  }
  const keyed = kind === 'inner' ? withoutConditions(context, join) : join;
  const condition = keyed['usingClause'] ? usingColumns(context, keyed) : onColumns(context, keyed);
  const added = new Set(context.sources.slice(before));
  if (!condition) return false;
  const [a, b] = condition;
  const [left, other] = added.has(a.source) ? [b, a] : [a, b];
  if (!added.has(other.source) || added.has(left.source)) {
    report(context, 'gate.join-not-on-key', join['quals'] ?? join['rarg'], {});
    return false;
  }
  edges.push({ kind, left, right: other });
  return true;
}

/** `on a.k = b.k and …`: of an inner join, what is no pair of columns filters rows. */
function withoutConditions(context: BindContext, join: Syntax): Syntax {
  const both = node(join['quals'], 'BoolExpr');
  if (both?.['boolop'] !== 'AND_EXPR') return join;
  const parts = list(both['args']);
  const pairs = parts.filter((part) => {
    const equal = node(part, 'A_Expr');
    return isColumn(equal?.['lexpr']) && isColumn(equal?.['rexpr']);
  });
  const [pair, more] = pairs;
  if (!pair || more) return join;
  context.besides.push(...parts.filter((part) => part !== pair));
  return { ...join, quals: pair };
}

function onColumns(context: BindContext, join: Syntax): readonly [BoundColumn, BoundColumn] | null {
  const equal = node(join['quals'], 'A_Expr');
  if (!join['quals']) return report(context, 'gate.join-kind', join['rarg'], { kind: 'cross' });
  if (!equal || equal['kind'] !== 'AEXPR_OP' || names(equal['name'])[0] !== '=')
    return report(context, 'gate.join-not-on-key', join['quals']);
  const left = bindColumn(context, equal['lexpr']);
  const right = bindColumn(context, equal['rexpr']);
  return left && right ? [left, right] : null;
}

function usingColumns(context: BindContext, join: Syntax): readonly [BoundColumn, BoundColumn] | null {
  const using = names(join['usingClause']);
  const found = using.length === 1 ? findColumns(context, using) : [];
  const right = found.find((item) => item.source === context.sources.at(-1));
  const left = found.filter((item) => item !== right);
  const [only] = left;
  if (!right || !only || left.length !== 1) return report(context, 'gate.join-not-on-key', join['rarg']);
  context.merged.add(`${right.source.called}.${right.field.name}`);
  const place = placeOf(context, join['rarg']);
  const bound = (item: typeof right): BoundColumn => {
    const made: Column = column(item.source.table.name, item.field.name, item.field.type);
    context.places.set(made, place);
    return { ...item, column: made };
  };
  return [bound(only), bound(right)];
}
