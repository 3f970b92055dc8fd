import type { UnionOrder } from '../program-types.ts';
import { report, type BindContext } from './bind-context.ts';
import { readConstant } from './bind-literal.ts';
import { isColumn } from './bind-column.ts';
import { descendants, field, isSyntax, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Most branches of one program: each is a release of its own. */
const MAX_BRANCHES = 8;

/** What PostgreSQL hangs on the node that joins the branches. */
const UNION_FIELDS = ['op', 'all', 'larg', 'rarg', 'sortClause', 'limitCount', 'limitOption', 'withClause'];

/** Branches of UNION ALL, each a SELECT with the named queries that it reads, and how the whole is ordered and cut. */
export interface WrittenUnion {
  readonly branches: readonly Syntax[];
  readonly sorts: readonly unknown[];
  readonly limit: number | null;
}

export const isUnion = (select: Syntax): boolean => select['op'] !== 'SETOP_NONE';

/**
 * Takes a program of several SELECTs apart. Only UNION ALL: INTERSECT and EXCEPT would compare released rows, UNION would
 * drop some, and neither says more than the rows do. Null after a finding.
 */
export function readUnion(context: BindContext, program: Syntax): WrittenUnion | null {
  const unexpected = unexpectedField(program, UNION_FIELDS);
  if (unexpected) return report(context, 'gate.clause-not-supported', program[unexpected], { clause: unexpected });
  const branches: Syntax[] = [];
  if (!collect(context, program, true, branches)) return null;
  if (branches.length > MAX_BRANCHES)
    return report(context, 'gate.union-too-long', branches[MAX_BRANCHES], { most: MAX_BRANCHES });
  const limit = readLimit(context, program);
  const named = limit === undefined ? null : withNamedQueries(context, program, branches);
  return named && { branches: named, sorts: list(program['sortClause']), limit: limit ?? null };
}

/** Branches from left to right; a branch in parentheses may have an order and a limit of its own. */
function collect(context: BindContext, select: Syntax, top: boolean, into: Syntax[]): boolean {
  if (!isUnion(select)) {
    into.push(select);
    return true;
  }
  const cut = !top && ['sortClause', 'limitCount', 'withClause'].some((name) => select[name] !== undefined);
  if (select['op'] !== 'SETOP_UNION' || select['all'] !== true || cut) {
    report(context, 'gate.set-operation', select['rarg']);
    return false;
  }
  const sides = [select['larg'], select['rarg']].filter(isSyntax);
  return sides.length === 2 && sides.every((side) => collect(context, side, false, into));
}

function readLimit(context: BindContext, program: Syntax): number | null | undefined {
  const syntax = program['limitCount'];
  if (syntax === undefined) return null;
  const constant = readConstant(context, syntax);
  const value = constant && 'value' in constant ? constant.value : null;
  if (program['limitOption'] === 'LIMIT_OPTION_COUNT' && typeof value === 'number' && Number.isSafeInteger(value))
    if (value >= 0) return value;
  report(context, 'gate.limit-not-constant', syntax);
  return undefined;
}

/** Each branch gets those named queries of the whole that it reads, directly or through another. */
function withNamedQueries(context: BindContext, program: Syntax, branches: readonly Syntax[]): Syntax[] | null {
  const clause = program['withClause'];
  if (!isSyntax(clause)) return [...branches];
  const queries = list(clause['ctes']).map((item) => ({
    name: String(field(node(item, 'CommonTableExpr'), 'ctename')),
    item,
  }));
  const read = new Set<string>();
  const made = branches.map((branch) => {
    const reached = new Set<string>();
    const open: unknown[] = [branch];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const tables = new Set(descendants(at, 'RangeVar').map((table) => table['relname']));
      for (const { name, item } of queries) {
        if (!tables.has(name) || reached.has(name)) continue;
        reached.add(name);
        open.push(item);
      }
    }
    for (const name of reached) read.add(name);
    const own = list(field(branch['withClause'], 'ctes'));
    const ctes = [...queries.filter(({ name }) => reached.has(name)).map(({ item }) => item), ...own];
    return ctes.length === 0 ? branch : { ...branch, withClause: { ...clause, ctes } };
  });
  const unread = queries.filter(({ name }) => !read.has(name)).map(({ name }) => name);
  return unread.length > 0 ? report(context, 'gate.query-not-read', clause, { queries: unread }) : made;
}

/** ORDER BY of the whole: columns of the result by name or place, as in PostgreSQL. */
export function bindUnionOrder(
  context: BindContext,
  sorts: readonly unknown[],
  columns: readonly string[],
): readonly UnionOrder[] | null {
  const bound = sorts.map((item): UnionOrder | null => {
    const sort = node(item, 'SortBy');
    const constant = readConstant(context, sort?.['node']);
    const place = constant && 'value' in constant && typeof constant.value === 'number' ? constant.value - 1 : -1;
    const path = isColumn(sort?.['node']) ? names(node(sort?.['node'], 'ColumnRef')?.['fields']) : [];
    const column = path.length === 1 ? columns.indexOf(path[0] ?? '') : place;
    if (
      !sort ||
      columns[column] === undefined ||
      unexpectedField(sort, ['node', 'sortby_dir', 'sortby_nulls', 'location'])
    )
      return report(context, 'gate.clause-not-supported', item, { clause: 'order by' });
    const descending = sort['sortby_dir'] === 'SORTBY_DESC';
    const nulls = sort['sortby_nulls'];
    const nullsFirst = nulls === 'SORTBY_NULLS_FIRST' || (nulls === 'SORTBY_NULLS_DEFAULT' && descending);
    return { column, descending, nullsFirst };
  });
  const good = bound.filter((item) => item !== null);
  return good.length === bound.length ? good : null;
}
