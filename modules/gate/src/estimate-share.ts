import type { DimensionStatistics } from './grant-snapshot.ts';
import type { Grain, Predicate } from './ir/expression.ts';
import type { Relation } from './ir/relation.ts';
import { columnKey, type RelationState } from './relation-state.ts';

/** Share of rows that a condition keeps of which nothing is known. */
const UNKNOWN = 0.5;
/** Share of rows in which a value is missing. */
const MISSING = 0.05;

/**
 * About which share of the rows a relation's conditions keep, by the catalogue's figures: for choosing the cheapest proof,
 * never for a proof.
 */
export function estimateShare(state: RelationState, relation: Relation): number {
  switch (relation.node) {
    case 'scan':
      return 1;
    case 'filter':
      return estimateShare(state, relation.input) * shareOf(state, relation.predicate);
    case 'join':
      return estimateShare(state, relation.left);
  }
}

/** The same of one condition. */
export function shareOf(state: RelationState, predicate: Predicate): number {
  switch (predicate.predicate) {
    case 'and':
      return predicate.inputs.reduce((share, input) => share * shareOf(state, input), 1);
    case 'or':
      return Math.min(
        1,
        predicate.inputs.reduce((share, input) => share + shareOf(state, input), 0),
      );
    case 'not':
      return 1 - shareOf(state, predicate.input);
    case 'is-true':
      return shareOf(state, predicate.input);
    case 'in': {
      const known = statisticsOf(state, columnKey(predicate.column), predicate.level);
      if (!known) return UNKNOWN;
      const wanted = new Set(predicate.values.map((item) => (item.operand === 'value' ? item.value : null)));
      return (
        byRows(known, (value) => value !== null && wanted.has(value)) ??
        Math.min(1, wanted.size / Math.max(1, known.distinct))
      );
    }
    case 'range': {
      const { from, below } = predicate;
      const known = statisticsOf(state, columnKey(predicate.column), predicate.level);
      const inside = (value: string | number | boolean | null): boolean =>
        value !== null && (from === null || value >= from) && (below === null || value < below);
      return (known && byRows(known, inside)) ?? UNKNOWN;
    }
    case 'is-null':
      return MISSING;
    case 'known':
    case 'not-zero':
      return 1;
    case 'per-entity':
      return UNKNOWN;
  }
}

function statisticsOf(state: RelationState, column: string, level: Grain): DimensionStatistics | undefined {
  const found = state.columns.get(column);
  return found?.table.statistics.dimensions.find(
    (item) => item.field === found.field.name && item.level === level.name,
  );
}

/** Share of the rows whose value is wanted; undefined where the values are not listed. */
function byRows(
  { values }: DimensionStatistics,
  wanted: (value: string | number | boolean | null) => boolean,
): number | undefined {
  if (!values) return undefined;
  const all = values.reduce((sum, item) => sum + item.rows, 0);
  const kept = values.reduce((sum, item) => sum + (wanted(item.value) ? item.rows : 0), 0);
  return all === 0 ? undefined : kept / all;
}
