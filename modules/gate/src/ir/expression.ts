import type { FieldType, Level } from '../grant-snapshot.ts';
import type { Relation } from './relation.ts';

export type ScalarType = FieldType;

/** A column of a scan, by the alias of the scan. */
export interface Column {
  readonly alias: string;
  readonly field: string;
  readonly type: ScalarType;
}

/** A value in the program: known, or a parameter whose domain is enumerated when the program is frozen. */
export type Operand =
  | { readonly operand: 'value'; readonly value: string | number | boolean }
  | { readonly operand: 'parameter'; readonly name: string };

/** CASE over one column whose conditions are declared cells of it: bins that a program makes of the catalogue's. */
export interface Choice {
  readonly name: 'choice';
  readonly kind: 'choice';
  readonly type: ScalarType;
  readonly branches: readonly { readonly when: Predicate; readonly label: string | number }[];
  readonly otherwise: string | number | null;
}

/** How coarsely a column is read: at a level of the catalogue, or at a choice made of its cells. */
export type Grain = Level | Choice;

/**
 * Predicates are total and read a column only at a declared level: `in` a list, inside a half-open range, or null.
 * So the rows that a predicate keeps are a union of cells of declared dimensions (R9).
 */
export type Predicate =
  | { readonly predicate: 'in'; readonly column: Column; readonly level: Grain; readonly values: readonly Operand[] }
  | {
      readonly predicate: 'range';
      readonly column: Column;
      readonly level: Level;
      readonly from: string | number | null;
      readonly below: string | number | null;
    }
  | { readonly predicate: 'is-null'; readonly column: Column }
  /** Whether a column has a value, or one other than zero: what a measure's support asks, never a program's condition. */
  | { readonly predicate: 'known'; readonly column: Column }
  /** Other than zero, or than the bound that is named. */
  | { readonly predicate: 'not-zero'; readonly column: Column; readonly than?: number }
  /** Rows of the entities whose figure lies in a half-open range, or (no bound at all) has a value. */
  | {
      readonly predicate: 'per-entity';
      readonly per: EntityLevel;
      readonly call: AggregateCall;
      readonly from: number | null;
      readonly below: number | null;
    }
  | { readonly predicate: 'not'; readonly input: Predicate }
  /** Unknown counts as false. */
  | { readonly predicate: 'is-true'; readonly input: Predicate }
  | { readonly predicate: 'and' | 'or'; readonly inputs: readonly Predicate[] };

export type AggregateFunction = 'count' | 'count-distinct' | 'sum' | 'avg' | 'variance' | 'stddev' | 'quantile';

export interface AggregateCall {
  readonly fn: AggregateFunction;
  /** Null for `count(*)`. */
  readonly argument: Column | null;
  /** Second factor of a measure `a * b`; the same column again for a square. */
  readonly times?: Column;
  readonly filter: Predicate | null;
  readonly type: ScalarType;
  /** Of a quantile: the share of rows at or below, and the declared bins that its value is given in. */
  readonly at?: { readonly share: number; readonly level: Level & { readonly kind: 'bin' } };
}

/** Rows grouped per entity, and by dimensions that the entity's rows have in common there. */
export interface EntityLevel {
  readonly relation: Relation;
  readonly key: Column;
  /** Physical column of the key. */
  readonly ordinal: string;
  readonly dimensions: readonly { readonly column: Column; readonly level: Grain }[];
}
