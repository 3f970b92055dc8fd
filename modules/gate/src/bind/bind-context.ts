import type { Params } from '@sluice/kernel';
import {
  diagnosticRules,
  type Diagnostic,
  type DiagnosticCode,
  type Place,
  type Replacement,
  type Rule,
} from '../diagnostic.ts';
import type { GrantedField, GrantedTable, GrantSnapshot } from '../grant-snapshot.ts';
import type { SqlValue } from '../program-types.ts';
import type { ProgramText } from '../program-text.ts';
import type { Predicate } from '../ir/expression.ts';
import type { BoundAggregate, Release } from './bind-aggregate.ts';
import type { PerBinding } from './bind-per-entity.ts';
import { kindOf, locationOf } from './syntax.ts';

/** A table in scope: the name the program gave it, and what it is. */
export interface Source {
  readonly called: string;
  readonly table: GrantedTable;
}

export interface Binders {
  readonly condition: (context: BindContext, syntax: unknown) => Predicate | null;
  readonly equality: (context: BindContext, side: unknown, constant: unknown) => Predicate | null;
  readonly aggregate: (context: BindContext, syntax: unknown, release: Release) => BoundAggregate | null;
}

/** What binding one program needs; findings gather in `diagnostics`, places of tree nodes in `places`. */
export interface BindContext {
  readonly text: ProgramText;
  readonly snapshot: GrantSnapshot;
  /** Values by parameter name; `null` stands for an open parameter. */
  readonly parameters: ReadonlyMap<string, SqlValue | null>;
  readonly diagnostics: Diagnostic[];
  readonly places: WeakMap<object, Place>;
  readonly sources: Source[];
  /** Columns that USING merged into their left counterpart, as `table.column`: unqualified they are not ambiguous. */
  readonly merged: Set<string>;
  /** Columns that have a value in every row of the relation, as `table.column`. */
  readonly always: Set<string>;
  /** Binders that are needed below the files that have them: a dimension holds conditions, a level aggregates. */
  readonly binders: Binders;
  /** Atoms of conditions that the program may still have. */
  readonly conditions: { left: number };
  /** Conditions that stood beside the keys of inner joins: they mean the same in WHERE. */
  readonly besides: unknown[];
  /** The per-entity level, once its relation is bound. */
  per: PerBinding | null;
}

const clauseOf: Partial<Record<Rule, 'scope' | 'purpose' | 'disclosure'>> = {
  R3: 'scope',
  R4: 'disclosure',
  R5: 'disclosure',
  R6: 'disclosure',
  R7: 'disclosure',
  R9: 'disclosure',
  R20: 'purpose',
};

export function makeDiagnostic(
  snapshot: GrantSnapshot,
  code: DiagnosticCode,
  place: Place,
  params: Params = {},
  replacement?: Replacement,
): Diagnostic {
  const rule = diagnosticRules[code];
  const kind = clauseOf[rule];
  return Object.freeze({
    code,
    rule,
    severity: 'error',
    ...place,
    params,
    ...(kind ? { clause: snapshot.clauses[kind] } : {}),
    ...(replacement ? { replacement } : {}),
  });
}

export function placeOf(context: BindContext, syntax: unknown): Place {
  return context.text.placeOfByte(locationOf(syntax) ?? 0);
}

/** Findings of one program that are told: more help nobody, and each takes time to place. */
const MOST_FINDINGS = 30;

/** Notes a finding at a node of the syntax tree and returns null, so that a binder can `return report(…)`. */
export function report(
  context: BindContext,
  code: DiagnosticCode,
  syntax: unknown,
  params: Params = {},
  replacement?: string,
): null {
  if (context.diagnostics.length >= MOST_FINDINGS) return null;
  const place = placeOf(context, syntax);
  const kind = kindOf(syntax) ?? '';
  const whole = ['ColumnRef', 'FuncCall', 'A_Const'].includes(kind);
  const change =
    replacement === undefined || !whole
      ? undefined
      : { ...context.text.extentOfByte(locationOf(syntax) ?? 0), text: replacement };
  context.diagnostics.push(makeDiagnostic(context.snapshot, code, place, params, change));
  return null;
}

export interface FoundColumn {
  readonly source: Source;
  readonly field: GrantedField;
}

/** Columns in scope by that name, qualified or not. */
export function findColumns(context: BindContext, path: readonly string[]): readonly FoundColumn[] {
  const name = path.at(-1) ?? '';
  const owner = path.length > 1 ? path[0] : undefined;
  return context.sources
    .filter((source) =>
      owner === undefined ? !context.merged.has(`${source.called}.${name}`) : source.called === owner,
    )
    .flatMap((source) =>
      source.table.fields.filter((field) => field.name === name).map((field) => ({ source, field })),
    );
}
