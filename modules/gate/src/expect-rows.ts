import { estimateShare, shareOf } from './estimate-share.ts';
import type { Predicate } from './ir/expression.ts';
import type { Reduce } from './ir/relation.ts';
import { columnKey, type RelationState } from './relation-state.ts';

/** Groups assumed for a dimension of which nothing is known. */
const UNKNOWN_GROUPS = 100;

/**
 * Rows expected in one group of a reduction, or of those that a filter leaves of it: for choosing the cheapest proof, never
 * for a proof.
 */
export function rowsExpected(state: RelationState, reduce: Reduce, filter: Predicate | null = null): number {
  return (
    rowsRead(state, reduce, filter) *
    reduce.input.dimensions.reduce((share, item) => share * shareOfGroup(state, item).mean, 1)
  );
}

/**
 * The same of the smallest group, where dimensions are independent; null where the values of one are not listed, or where a
 * condition leaves a share that is only guessed.
 */
export function leastExpected(state: RelationState, reduce: Reduce): number | null {
  if (estimateShare(state, reduce.input.input) < 1) return null;
  const shares = reduce.input.dimensions.map((dimension) => shareOfGroup(state, dimension).least);
  return shares.reduce<number | null>(
    (product, share) => (product === null || share === null ? null : product * share),
    rowsRead(state, reduce, null),
  );
}

const rowsRead = (state: RelationState, reduce: Reduce, filter: Predicate | null): number =>
  state.spine.statistics.rows * estimateShare(state, reduce.input.input) * (filter ? shareOf(state, filter) : 1);

/** Share of the rows in a group of one dimension: on average, and in its smallest. */
function shareOfGroup(
  state: RelationState,
  { column, level }: Reduce['input']['dimensions'][number],
): { readonly mean: number; readonly least: number | null } {
  if (level.kind === 'choice')
    return { mean: 1 / (level.branches.length + (level.otherwise === null ? 0 : 1)), least: null };
  const table = state.columns.get(columnKey(column))?.table;
  const known = table?.statistics.dimensions.find((item) => item.field === column.field && item.level === level.name);
  const values = table === state.spine ? (known?.values ?? []) : [];
  const all = values.reduce((sum, item) => sum + item.rows, 0);
  const least = all === 0 ? null : Math.min(...values.map((item) => item.rows)) / all;
  return { mean: 1 / Math.max(1, known?.distinct ?? UNKNOWN_GROUPS), least };
}
