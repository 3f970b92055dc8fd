import { isUnion } from './read-union.ts';
import { field, isSyntax, list, names, node, type Syntax } from './syntax.ts';

/** What a SELECT that only chooses columns of a derived table has. */
const CHOOSING = ['targetList', 'fromClause', 'sortClause', 'limitCount', 'limitOption', 'withClause', 'op'];

/**
 * `select b, a from (… union all …) u order by a limit 5`: a SELECT that only chooses, names, orders and cuts what a derived
 * union has is that union with its columns so chosen. Anything else is given back as it is.
 */
export function liftUnion(select: Syntax): Syntax {
  const [only, ...more] = list(select['fromClause']);
  const derived = node(only, 'RangeSubselect');
  const union = node(derived?.['subquery'], 'SelectStmt');
  const plain = Object.keys(select).every((name) => CHOOSING.includes(name));
  if (!derived || !union || !plain || more.length > 0 || isUnion(select) || !isUnion(union)) return select;
  const inner = ['sortClause', 'limitCount', 'withClause'].some((name) => union[name] !== undefined);
  const columns = columnsOf(union, derived);
  const chosen = inner || !columns ? null : chosenOf(select, columns, field(derived['alias'], 'aliasname'));
  const lifted = chosen && choose(union, chosen);
  if (!lifted) return select;
  const { withClause, sortClause, limitCount, limitOption } = select;
  return {
    ...lifted,
    ...(withClause === undefined ? {} : { withClause }),
    ...(sortClause === undefined ? {} : { sortClause }),
    ...(limitCount === undefined ? {} : { limitCount }),
    ...(limitOption === undefined ? {} : { limitOption }),
  };
}

interface Chosen {
  readonly at: number;
  readonly name: string;
}

/** Names of a union's columns: those of its first branch, or of the list behind the table's name. */
function columnsOf(union: Syntax, derived: Syntax): readonly string[] | null {
  const given = names(field(derived['alias'], 'colnames'));
  let first: Syntax = union;
  while (isUnion(first)) {
    const left = first['larg'];
    if (!isSyntax(left)) return null;
    first = left;
  }
  const own = list(first['targetList']).map((item) => nameOf(node(item, 'ResTarget')));
  const columns = own.map((name, i) => given[i] ?? name);
  return columns.includes('') || new Set(columns).size < columns.length ? null : columns;
}

/** As PostgreSQL names a column; empty where that is not plain. */
function nameOf(target: Syntax | undefined): string {
  if (typeof target?.['name'] === 'string') return target['name'];
  const path = names(node(target?.['val'], 'ColumnRef')?.['fields']);
  return path.at(-1) ?? names(node(target?.['val'], 'FuncCall')?.['funcname']).at(-1) ?? '';
}

function chosenOf(select: Syntax, columns: readonly string[], called: unknown): readonly Chosen[] | null {
  const found = list(select['targetList']).flatMap((item): readonly (Chosen | null)[] => {
    const target = node(item, 'ResTarget');
    const reference = node(target?.['val'], 'ColumnRef');
    const fields = list(reference?.['fields']);
    if (fields.length > 2 || (fields.length === 2 && names(fields)[0] !== called)) return [null];
    if (node(fields.at(-1), 'A_Star') !== undefined) return columns.map((name, at) => ({ at, name }));
    const name = names(fields).at(-1) ?? '';
    const at = columns.indexOf(name);
    return [at < 0 ? null : { at, name: typeof target?.['name'] === 'string' ? target['name'] : name }];
  });
  const good = found.filter((item) => item !== null);
  return good.length === found.length && good.length > 0 ? good : null;
}

/** The columns of every branch, in the order chosen and under the names chosen; null where that would say something else. */
function choose(select: Syntax, chosen: readonly Chosen[]): Syntax | null {
  if (isUnion(select)) {
    const [larg, rarg] = [select['larg'], select['rarg']].map((side) => (isSyntax(side) ? choose(side, chosen) : null));
    return larg && rarg ? { ...select, larg, rarg } : null;
  }
  const targets = list(select['targetList']).map((item) => node(item, 'ResTarget'));
  const picked = chosen.flatMap(({ at, name }) => (targets[at] ? [{ ResTarget: { ...targets[at], name } }] : []));
  const aliases = new Set<unknown>(targets.flatMap((target) => target?.['name'] ?? []));
  const groups = list(select['groupClause']).map((item) => atPlace(item, targets));
  const byAlias = groups.some((item) => {
    const path = names(node(item, 'ColumnRef')?.['fields']);
    return path.length === 1 && aliases.has(path[0]);
  });
  if (byAlias || picked.length < chosen.length || select['distinctClause'] !== undefined) return null;
  return { ...select, targetList: picked, ...(groups.length > 0 ? { groupClause: groups } : {}) };
}

/** What a place in the select list stands for: places move. */
function atPlace(item: unknown, targets: readonly (Syntax | undefined)[]): unknown {
  const place = field(field(node(item, 'A_Const'), 'ival'), 'ival');
  return typeof place === 'number' ? (targets[place - 1]?.['val'] ?? item) : item;
}
