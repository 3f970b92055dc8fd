import type { Reason } from '@sluice/kernel';
import { obligationReasons } from './analyse-program.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Column } from './ir/expression.ts';
import { ENTITY_ALIAS } from './ir/factories.ts';
import type { Program, Reduce } from './ir/relation.ts';
import { outputsOf } from './ir/traverse-post.ts';
import type { ColumnLineage } from './program-types.ts';
import { columnKey, type RelationState } from './relation-state.ts';

type Source = ColumnLineage['sources'][number];

/** For each output column: the source columns that reach it and how, and what protects it. */
export function describeLineage(
  snapshot: GrantSnapshot,
  state: RelationState,
  program: Program,
): readonly ColumnLineage[] {
  const reduce = program.input.input;
  const protections: readonly Reason[] = obligationReasons(snapshot, state);
  const presence = state.presence.map((item) =>
    describe(state, item.column, item.need === 'join' ? 'joins' : 'decides-rows'),
  );
  return program.columns.map((column) => {
    const direct = outputsOf(column.value).flatMap((name) => sourcesOf(state, reduce, name));
    return { name: column.name, type: column.type, sources: unique([...direct, ...presence]), protections };
  });
}

function sourcesOf(state: RelationState, reduce: Reduce, name: string): readonly Source[] {
  const dimension = reduce.input.dimensions.find((item) => item.name === name);
  if (dimension) return [describe(state, dimension.column, `group:${dimension.level.name}`)];
  const aggregate = reduce.aggregates.find((item) => item.name === name);
  if (!aggregate) return [];
  const { fn } = aggregate.call;
  const figure = reduce.per?.aggregates.find(
    (item) => aggregate.call.argument?.alias === ENTITY_ALIAS && item.name === aggregate.call.argument.field,
  )?.call;
  const { argument, times } = figure ?? aggregate.call;
  return argument
    ? [argument, ...(times ? [times] : [])].map((column) => describe(state, column, fn))
    : [{ table: state.spine.name, resourceId: state.spine.resourceId, field: '*', how: 'count' }];
}

function describe(state: RelationState, column: Column, how: string): Source {
  const table = state.columns.get(columnKey(column))?.table;
  return { table: column.alias, resourceId: table?.resourceId ?? '', field: column.field, how };
}

function unique(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((item) => [`${item.table}.${item.field}:${item.how}`, item])).values()];
}
