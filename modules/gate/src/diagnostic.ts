import type { Params } from '@sluice/kernel';

/** Rules of gate.md §3 that this version applies. */
export const rules = [
  'R1',
  'R2',
  'R3',
  'R4',
  'R5',
  'R6',
  'R7',
  'R8',
  'R9',
  'R10',
  'R11',
  'R12',
  'R13',
  'R14',
  'R15',
  'R16',
  'R17',
  'R20',
] as const;

export type Rule = (typeof rules)[number];

/** Closed list: every code has its rule here and its wording in `wording.ts`. */
export const diagnosticRules = {
  'gate.syntax': 'R1',
  'gate.not-one-select': 'R1',
  'gate.clause-not-supported': 'R1',
  'gate.expression-not-supported': 'R1',
  'gate.text-too-long': 'R1',
  'gate.nested-too-deep': 'R1',
  'gate.too-many-columns': 'R1',
  'gate.list-too-long': 'R1',
  'gate.too-many-conditions': 'R1',
  'gate.too-many-supports': 'R1',
  'gate.set-operation': 'R1',
  'gate.union-columns': 'R1',
  'gate.union-too-long': 'R1',
  'gate.quantile-share': 'R2',
  'gate.quantile-bins': 'R2',
  'gate.quantile-form': 'R2',
  'gate.query-not-read': 'R1',
  'gate.derived-clause': 'R1',
  'gate.derived-name': 'R1',
  'gate.derived-outer-side': 'R6',
  'gate.per-entity-key': 'R6',
  'gate.per-entity-once': 'R1',
  'gate.per-entity-expression': 'R2',
  'gate.per-entity-bound': 'R9',
  'gate.per-entity-dimensions': 'R9',
  'gate.per-entity-several-keys': 'R7',
  'gate.case-label': 'R9',
  'gate.case-one-column': 'R9',
  'gate.pattern-not-prefix': 'R9',
  'gate.division-by-column': 'R2',
  'gate.division-by-zero': 'R2',
  'gate.measure-too-complex': 'R2',
  'gate.bounds-not-declared': 'R14',
  'gate.no-table': 'R1',
  'gate.star': 'R1',
  'gate.unknown-parameter': 'R1',
  'gate.parameter-placement': 'R1',
  'gate.parameter-domain-unknown': 'R9',
  'gate.parameter-type': 'R14',
  'gate.literal-type': 'R14',
  'gate.limit-not-constant': 'R15',
  'gate.function-not-allowed': 'R2',
  'gate.aggregate-argument': 'R2',
  'gate.aggregate-type': 'R2',
  'gate.unknown-table': 'R3',
  'gate.unknown-column': 'R3',
  'gate.rows-not-granted': 'R3',
  'gate.ambiguous-column': 'R1',
  'gate.use-not-granted': 'R3',
  'gate.row-level-result': 'R4',
  'gate.not-released-column': 'R15',
  'gate.entity-key-shown': 'R5',
  'gate.entity-key-compared': 'R5',
  'gate.join-not-on-key': 'R6',
  'gate.join-kind': 'R6',
  'gate.join-fan-out': 'R6',
  'gate.join-disconnected': 'R6',
  'gate.self-join': 'R6',
  'gate.level-not-declared': 'R9',
  'gate.bound-not-aligned': 'R9',
  'gate.not-a-dimension': 'R9',
  'gate.policy-unsafe': 'R11',
  'gate.dp-unit': 'R7',
  'gate.dp-rows': 'R7',
  'gate.dp-per-entity': 'R2',
  'gate.dp-aggregate': 'R2',
  'gate.dp-bounds': 'R14',
  'gate.grant-not-in-force': 'R20',
  'gate.purpose-differs': 'R20',
} as const satisfies Record<string, Rule>;

export type DiagnosticCode = keyof typeof diagnosticRules;

/** A place in the program text: 1-based line and column in characters, length in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A text that would pass where the refused one stands. */
export interface Replacement extends Place {
  readonly text: string;
}

/**
 * Why a program is refused, with its place. Depends on text, grant and catalogue only, never on data.
 * `params` hold names from the program, the grant and the catalogue, never a literal of the program or a value of data.
 */
export interface Diagnostic extends Place {
  readonly code: DiagnosticCode;
  readonly rule: Rule;
  readonly severity: 'error' | 'warning';
  readonly params: Params;
  readonly clause?: string;
  readonly replacement?: Replacement;
}
