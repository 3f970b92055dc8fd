import type { GrantedTable } from '../grant-snapshot.ts';
import { oneOf, value, column } from '../ir/factories.ts';
import type { Predicate } from '../ir/expression.ts';
import type { Relation } from '../ir/relation.ts';
import type { BindContext } from './bind-context.ts';
import { makeDiagnostic } from './bind-context.ts';
import type { BoundColumn } from './bind-column.ts';

export interface JoinEdge {
  readonly kind: 'inner' | 'left';
  readonly left: BoundColumn;
  readonly right: BoundColumn;
}

/** Most rows of the table that one value of the column meets; infinite where nothing proves a bound. */
export function fanOut(table: GrantedTable, field: string): number {
  const key = table.statistics.entities.find((item) => item.field === field);
  if (key) return key.maxRows;
  const identity = table.statistics.dimensions.find((item) => item.field === field && item.level === 'identity');
  const unique = table.fields.some((item) => item.name === field && item.unique === true);
  return unique || identity?.distinct === table.statistics.rows ? 1 : Number.POSITIVE_INFINITY;
}

/** A table whose epoch has no entity key protects nobody: its rows are public facts about things. */
export const isPublic = (table: GrantedTable): boolean => table.statistics.entities.length === 0;

/**
 * Orders the joins so that the left-most table is the spine: every other side meets each row at most once (R6).
 * Inner joins may turn round; a left join keeps its outer side.
 */
export function buildJoins(context: BindContext, edges: readonly JoinEdge[]): Relation | null {
  for (const edge of edges) checkEdge(context, edge);
  const tables = context.sources.map((source) => source.table);
  const candidates = edges.some((edge) => edge.kind === 'left') ? tables.slice(0, 1) : tables;
  // Rows of the developer's own, real or invented, never stand for the entities behind an answer about others.
  const alone = tables.every((table) => table.own === true);
  for (const spine of candidates.filter((table) => alone || table.own !== true)) {
    const relation = joinFrom(context, spine, edges);
    if (relation) return relation;
  }
  const at = edges.at(-1);
  if (at)
    context.diagnostics.push(
      makeDiagnostic(
        context.snapshot,
        'gate.join-fan-out',
        context.places.get(at.right.column) ?? { line: 1, column: 1, length: 1 },
        { table: at.right.source.table.name, column: at.right.field.name },
      ),
    );
  return null;
}

function checkEdge(context: BindContext, edge: JoinEdge): void {
  const { left, right } = edge;
  const bothKeys =
    left.field.role === 'entity-key' &&
    right.field.role === 'entity-key' &&
    left.field.entity !== undefined &&
    left.field.entity === right.field.entity;
  const toPublic =
    isPublic(right.source.table) && right.field.role !== 'entity-key' && left.field.role !== 'direct-identifier';
  const place = context.places.get(right.column) ?? { line: 1, column: 1, length: 1 };
  if (!bothKeys && !toPublic) {
    context.diagnostics.push(
      makeDiagnostic(context.snapshot, 'gate.join-not-on-key', place, {
        left: left.field.name,
        right: right.field.name,
      }),
    );
  }
  const ownOutside = left.source.table.own === true && right.source.table.own !== true;
  if (edge.kind === 'left' && (ownOutside || (isPublic(left.source.table) && !isPublic(right.source.table)))) {
    context.diagnostics.push(makeDiagnostic(context.snapshot, 'gate.join-kind', place, { kind: 'left' }));
  }
}

function joinFrom(context: BindContext, spine: GrantedTable, edges: readonly JoinEdge[]): Relation | null {
  let relation = scanOf(spine);
  const reached = new Set([spine]);
  const left = new Set(edges);
  while (left.size > 0) {
    const next = [...left].find(
      (edge) => reached.has(edge.left.source.table) || (edge.kind === 'inner' && reached.has(edge.right.source.table)),
    );
    if (!next) return null;
    const [near, far] = reached.has(next.left.source.table) ? [next.left, next.right] : [next.right, next.left];
    if (fanOut(far.source.table, far.field.name) !== 1) return null;
    relation = Object.freeze({
      node: 'join',
      kind: next.kind,
      left: relation,
      right: scanOf(far.source.table),
      on: Object.freeze({ left: near.column, right: far.column }),
    });
    reached.add(far.source.table);
    left.delete(next);
  }
  return relation;
}

/** Reads one epoch; rows outside the grant are filtered here, below everything else. */
function scanOf(table: GrantedTable): Relation {
  const scan: Relation = Object.freeze({
    node: 'scan',
    alias: table.name,
    table: table.name,
    resourceId: table.resourceId,
    epochId: table.epochId,
  });
  return (table.rows ?? []).reduce<Relation>(
    (input, row) => Object.freeze({ node: 'filter', input, predicate: rowFilter(table, row.field, row.in) }),
    scan,
  );
}

function rowFilter(table: GrantedTable, name: string, values: readonly string[]): Predicate {
  const type = table.fields.find((item) => item.name === name)?.type ?? 'text';
  const typed = values.map((item) =>
    value(type === 'integer' || type === 'decimal' ? Number(item) : type === 'boolean' ? item === 'true' : item),
  );
  return oneOf(column(table.name, name, type), { name: 'identity', kind: 'identity' }, typed);
}
