import type { Diagnostic } from './diagnostic.ts';
import type { Program } from './ir/relation.ts';
import type { Reason } from '@sluice/kernel';
import type { GrantSnapshot, Level } from './grant-snapshot.ts';
import type { ScalarType } from './ir/expression.ts';

/** A value that a program may carry or a result may show. DATE and TIMESTAMP are ISO texts. */
export type SqlValue = string | number | boolean;
export type CellValue = SqlValue | null;

/** A parameter of a program. Without a value it stays open: only freezing can give such a program answers. */
export interface Parameter {
  readonly name: string;
  readonly value?: SqlValue;
}

/** SQL printed from the tree, its values bound as `$1`, `$2`, … */
export interface PrintedSql {
  readonly sql: string;
  readonly params: readonly CellValue[];
}

/** Where an output column comes from, how, and what protects it. */
export interface ColumnLineage {
  readonly name: string;
  readonly type: ScalarType;
  readonly sources: readonly {
    readonly table: string;
    readonly resourceId: string;
    readonly field: string;
    readonly how: string;
  }[];
  readonly protections: readonly Reason[];
}

export interface Accepted {
  readonly verdict: 'accepted';
  readonly ir: Program;
  readonly obligations: readonly Reason[];
  readonly lineage: readonly ColumnLineage[];
  readonly printed: { readonly duckdb: PrintedSql; readonly postgres: PrintedSql };
  /** Digest of the canonical tree up to `Release`, 64 hexadecimal digits; of UNION ALL over those of its branches. */
  readonly hash: string;
  /** UNION ALL: `ir` is the first branch only, and every branch is decided, released and recorded by itself. */
  readonly union?: UnionPlan;
}

/** Order of a union by one column of its result, from 0. */
export interface UnionOrder {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Released tables one below the other: what is known after a union is what is known after its branches. */
export interface UnionPlan {
  readonly branches: readonly Accepted[];
  readonly columns: readonly OutputColumn[];
  readonly order: readonly UnionOrder[];
  readonly limit: number | null;
}

export interface Refused {
  readonly verdict: 'refused';
  readonly diagnostics: readonly Diagnostic[];
}

export type Verdict = Accepted | Refused;

/** What the caller says of the moment and the purpose of the program (R20). */
export interface ProgramContext {
  readonly at: Date;
  readonly scenario?: string;
  readonly purpose?: string;
}

export interface OutputColumn {
  readonly name: string;
  readonly type: ScalarType;
}

/** A parameter of a frozen program with the values for which answers exist. */
export interface FrozenParameter {
  readonly name: string;
  readonly table: string;
  readonly field: string;
  readonly level: Level;
  readonly type: ScalarType;
  readonly values: readonly SqlValue[];
}

/** The answer of one combination of parameter values, in the order of the frozen parameters. */
export interface FrozenAnswer {
  readonly key: readonly SqlValue[];
  readonly rows: readonly (readonly CellValue[])[];
}

export interface FreezeParameter {
  readonly name: string;
  /** Values of the domain; without them the declared values of the dimension that the parameter is compared with. */
  readonly values?: readonly SqlValue[];
}

export interface ProgramInput {
  readonly snapshot: GrantSnapshot;
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  readonly scenario?: string;
  readonly purpose?: string;
}
