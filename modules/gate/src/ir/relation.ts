import type { ReleaseMode } from '../privacy/release-mode.ts';
import type { AggregateCall, Column, EntityLevel, Grain, Predicate, ScalarType } from './expression.ts';

/** Reads one epoch of one granted table under an alias that is unique in the program. */
export interface Scan {
  readonly node: 'scan';
  readonly alias: string;
  readonly table: string;
  readonly resourceId: string;
  readonly epochId: string;
}

export interface Filter {
  readonly node: 'filter';
  readonly input: Relation;
  readonly predicate: Predicate;
}

/**
 * Equi-join on declared keys. After binding, the left-most scan is the spine: each of its rows meets at most one row of
 * every other side, so that a row of the join belongs to one row of the spine.
 */
export interface Join {
  readonly node: 'join';
  readonly kind: 'inner' | 'left';
  readonly left: Relation;
  readonly right: Relation;
  readonly on: { readonly left: Column; readonly right: Column };
}

/** A dimension of a reduction: a column at one of its declared levels, under an output name. */
export interface Dimension {
  readonly name: string;
  readonly column: Column;
  readonly level: Grain;
  readonly type: ScalarType;
}

/** Names the dimensions and the aggregates' arguments; nothing else passes on. */
export interface MapNode {
  readonly node: 'map';
  readonly input: Relation;
  readonly dimensions: readonly Dimension[];
}

/** The disclosing reduction. Its rows are cells; `aggregates` may be empty (SELECT DISTINCT). */
export interface Reduce {
  readonly node: 'reduce';
  readonly input: MapNode;
  /**
   * One figure per entity first: `aggregates` then read its columns, under the alias `@`. Dimensions are those of the
   * level, so that each entity counts once in a cell, and the rows behind a cell stay rows of the relation.
   */
  readonly per?: { readonly level: EntityLevel; readonly aggregates: readonly NamedAggregate[] };
  readonly aggregates: readonly NamedAggregate[];
}

export interface NamedAggregate {
  readonly name: string;
  readonly call: AggregateCall;
}

export type Relation = Scan | Filter | Join;

/** Rows of the support of a cell or of one aggregate in it. */
export interface Support {
  readonly name: string;
  /** Rows counted: all of the cell, or those that a filter and a not-null argument leave. */
  readonly filter: Predicate | null;
  readonly notNull: Column | null;
  /** Only checked, shown by nothing: no part of the history. */
  readonly hidden?: true;
  /**
   * Above a per-entity level, where a figure is made of some rows of an entity: which rows those are, and of which
   * entities. Both together are `filter` and `notNull`.
   */
  readonly figure?: {
    readonly rows: { readonly filter: Predicate | null; readonly notNull: Column | null };
    readonly entities: Predicate | null;
  };
}

/** One key of the relation that stands for an entity whose number is counted. */
export interface EntityKey {
  readonly entity: string;
  readonly alias: string;
  /** Physical columns of the key, or null where each row of the spine is its own entity. */
  readonly ordinal: string | null;
  readonly bucket: string | null;
  /** Proven bound m on rows per entity in this relation. */
  readonly maxRows: number;
  /** No row of the relation has a null key. */
  readonly complete: boolean;
}

export interface EntityCheck {
  readonly check: 'entities';
  readonly support: string;
  readonly key: EntityKey;
  /** `counted`: the first pass has one row per entity, and so counts them exactly. */
  readonly tiers: readonly ('rows' | 'buckets' | 'exact' | 'counted')[];
}

/**
 * Rows in exactly one of two supports of a cell: no entity or at least k (the complement of a support within its cell
 * among them).
 */
export interface DifferenceCheck {
  readonly check: 'difference';
  readonly left: string;
  readonly right: string;
  readonly key: EntityKey;
  /** That nobody is between the two tells too: who asks chose by a filter whom to look for. */
  readonly emptyIsDisclosive: boolean;
  /** Few rows are expected to be left for the row bound: buckets are counted in the first pass. */
  readonly buckets?: true;
}

export interface DominanceCheck {
  readonly check: 'dominance';
  readonly support: string;
  readonly aggregate: string;
  readonly key: EntityKey;
  /** The catalogue's range proves that the argument has no negative values. */
  readonly nonNegative: boolean;
  /**
   * No value is larger than this, by the declared range. Where it likely proves enough, the first pass does not look for
   * the largest; where it does not after all, one more pass does.
   */
  readonly most?: number;
  /**
   * Entities are dealt out to so many parts by their buckets, and the first pass adds up each: where groups are too small
   * for the busiest entity of the epoch to prove anything, no entity has more than its part.
   */
  readonly parts?: number;
  /**
   * What is weighed are squares of distances from the cell's mean: a spread is made of these, and one value far off makes
   * nearly all of it long before it makes much of a sum.
   */
  readonly centred?: true;
  /** Above a per-entity level: the support whose entities have a value each. */
  readonly entities?: string;
  /** That all values are alike is known from the epoch's figures: with one row for each entity all counts are one. */
  readonly alike?: true;
}

/** Of the values of a sensitive dimension, a group that has only one is withheld. */
export interface ClassCheck {
  readonly check: 'class';
  readonly dimension: string;
}

/** Of a quantile: at least k entities at or below its bin and at or above it, and not all values in one bin. */
export interface QuantileCheck {
  readonly check: 'quantile';
  readonly aggregate: string;
  readonly support: string;
  readonly key: EntityKey;
}

/**
 * Of a number of entities: beside the number of rows it tells how many came more than once, so that at least k of them
 * have several rows.
 */
export interface RepeatCheck {
  readonly check: 'repeats';
  readonly aggregate: string;
  readonly support: string;
  readonly key: EntityKey;
}

export type Check = EntityCheck | DifferenceCheck | DominanceCheck | ClassCheck | QuantileCheck | RepeatCheck;

/** What must hold before a cell leaves: the obligations that the declassifiers emitted. */
export interface Release {
  readonly node: 'release';
  readonly input: Reduce;
  readonly k: number;
  readonly dominance: { readonly p: number; readonly n: number; readonly share: number };
  /** How wide the interval stays in which a withheld cell may be guessed, as a share of what "small" leaves open. */
  readonly inference: { readonly width: number };
  readonly mode?: ReleaseMode;
  readonly supports: readonly Support[];
  readonly checks: readonly Check[];
}

export type PostFunction = 'coalesce' | 'nullif' | 'abs' | 'ceil' | 'floor' | 'greatest' | 'least' | 'concat';

/** What is computed from released columns only. */
export type PostExpression =
  | { readonly post: 'output'; readonly name: string }
  | { readonly post: 'literal'; readonly value: string | number | boolean | null }
  | {
      readonly post: 'arithmetic';
      readonly op: '+' | '-' | '*' | '/' | 'integer-divide';
      readonly left: PostExpression;
      readonly right: PostExpression;
    }
  | { readonly post: 'to-decimal' | 'to-text'; readonly input: PostExpression }
  | { readonly post: 'call'; readonly fn: PostFunction; readonly inputs: readonly PostExpression[] }
  | {
      readonly post: 'case';
      readonly branches: readonly { readonly when: PostExpression; readonly result: PostExpression }[];
      readonly otherwise: PostExpression;
    }
  | { readonly post: 'round'; readonly input: PostExpression; readonly digits: number }
  | {
      readonly post: 'compare';
      readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly left: PostExpression;
      readonly right: PostExpression;
    }
  | { readonly post: 'is-null'; readonly input: PostExpression }
  | { readonly post: 'not'; readonly input: PostExpression }
  | { readonly post: 'and' | 'or'; readonly inputs: readonly PostExpression[] };

export interface Post {
  readonly node: 'post';
  readonly input: Release;
  readonly columns: readonly { readonly name: string; readonly type: ScalarType; readonly value: PostExpression }[];
  readonly having: PostExpression | null;
  readonly order: readonly {
    readonly by: PostExpression;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
  readonly limit: number | null;
}

/** A whole program. The canonical hash covers it up to `Release`. */
export type Program = Post;
