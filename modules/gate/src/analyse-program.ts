import type { Params, Reason } from '@sluice/kernel';
import type { DiagnosticCode, Diagnostic, Place } from './diagnostic.ts';
import { makeDiagnostic } from './bind/bind-context.ts';
import type { BoundProgram } from './bind/bind-program.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { AggregateCall, Choice, Column, EntityLevel } from './ir/expression.ts';
import { canonical, ENTITY_ALIAS } from './ir/factories.ts';
import type { Reduce } from './ir/relation.ts';
import { levelText } from './level.ts';
import {
  columnKey,
  presenceOf,
  relationState,
  type ColumnState,
  type Presence,
  type RelationState,
} from './relation-state.ts';
import { permitsCount } from './uses.ts';

export interface Analysis {
  readonly state: RelationState;
  readonly diagnostics: readonly Diagnostic[];
}

const START: Place = { line: 1, column: 1, length: 1 };

/**
 * Checks every reference against its rights, wherever it stands (R3), and what an entity key may never do (R5).
 * Reads the tree, the grant and the catalogue's figures; never data.
 */
export function analyseProgram(snapshot: GrantSnapshot, program: BoundProgram): Analysis {
  const { reduce, places } = program;
  const state = relationState(snapshot, reduce.input.input);
  const diagnostics: Diagnostic[] = [];
  const say = (at: object, code: DiagnosticCode, params: Params): void => {
    diagnostics.push(makeDiagnostic(snapshot, code, places.get(at) ?? START, params));
  };
  checkSupports(reduce, say);
  for (const presence of [...state.presence, ...filtersOf(reduce)]) checkPresence(state, presence, say);
  for (const dimension of reduce.input.dimensions) checkDimension(state, dimension, say);
  for (const { call } of reduce.per?.aggregates ?? []) checkAggregate(state, call, say);
  for (const { call } of reduce.aggregates) checkAggregate(state, outerCall(reduce, call), say);
  if (reduce.per) checkLevel(state, reduce.per.level, say);
  return { state, diagnostics };
}

/** Most rows of a cell that are looked at by themselves; each two of them are compared. */
const MAX_SUPPORTS = 40;

function checkSupports(reduce: Reduce, say: Say): void {
  const calls = reduce.aggregates.map(({ call }) => call);
  const supports = new Set(
    calls.map(({ filter, argument, times }) => canonical({ filter, argument, times: times ?? null })),
  );
  const [first] = calls;
  if (first && supports.size > MAX_SUPPORTS) say(first, 'gate.too-many-supports', { most: MAX_SUPPORTS });
}

/** An aggregate over a figure per entity needs the rights of an aggregate over what the figure is made of. */
function outerCall(reduce: Reduce, call: AggregateCall): AggregateCall {
  const figure =
    call.argument?.alias === ENTITY_ALIAS
      ? reduce.per?.aggregates.find((item) => item.name === call.argument?.field)?.call
      : undefined;
  if (!figure) return call;
  const { argument } = figure;
  if (!argument || figure.fn === 'count' || figure.fn === 'count-distinct') return { ...call, argument: null };
  return figure.times ? { ...call, argument, times: figure.times } : { ...call, argument };
}

/** Per one entity only where the rows protect no other: of the others a figure per entity would no longer know (R7). */
function checkLevel(state: RelationState, level: EntityLevel, say: Say): void {
  const others = state.keys.filter((key) => key.ordinal !== level.ordinal || key.alias !== level.key.alias);
  if (others.length > 0)
    say(level.key, 'gate.per-entity-several-keys', { keys: [...new Set(others.map((key) => key.entity))] });
  for (const { column, level: grain } of level.dimensions)
    checkDimension(state, { name: '', column, level: grain, type: column.type }, say);
}

type Say = (at: object, code: DiagnosticCode, params: Params) => void;

/** Filters of aggregates decide rows as WHERE does. */
function filtersOf(reduce: Reduce): readonly Presence[] {
  return [...reduce.aggregates, ...(reduce.per?.aggregates ?? [])].flatMap(({ call }) =>
    call.filter ? presenceOf(call.filter) : [],
  );
}

function stateOf(state: RelationState, column: Column): ColumnState | undefined {
  return state.columns.get(columnKey(column));
}

function checkPresence(state: RelationState, presence: Presence, say: Say): void {
  const { column, need } = presence;
  const found = stateOf(state, column);
  if (!found) return;
  const { role } = found.field;
  if (need !== 'join' && need !== 'count' && role === 'entity-key')
    return say(column, 'gate.entity-key-compared', { column: column.field });
  if (!permits(found, need))
    say(column, 'gate.use-not-granted', { column: column.field, use: need, granted: usable(found) });
}

function permits({ uses }: ColumnState, need: string): boolean {
  if (need === 'count') return permitsCount(uses);
  return need === 'filter' ? [...uses].some((use) => use.startsWith('filter:')) : uses.has(need);
}

function checkDimension(state: RelationState, dimension: Reduce['input']['dimensions'][number], say: Say): void {
  const { column, level } = dimension;
  const found = stateOf(state, column);
  if (!found) return;
  if (found.field.role === 'entity-key') return say(column, 'gate.entity-key-shown', { column: column.field });
  if (level.kind === 'choice') return checkChoice(state, level, say);
  if (!found.uses.has(`group:${level.name}`)) {
    const levels = (found.field.levels ?? [])
      .filter((item) => found.uses.has(`group:${item.name}`))
      .map((item) => levelText(column.field, item));
    say(column, 'gate.use-not-granted', {
      column: column.field,
      use: `group:${level.name}`,
      granted: usable(found),
      ...(levels.length > 0 ? { levels } : {}),
    });
  }
}

/** A bin of a program's own shows cells of the levels it is made of: those must be open to grouping. */
function checkChoice(state: RelationState, choice: Choice, say: Say): void {
  for (const { column, need } of choice.branches.flatMap(({ when }) => presenceOf(when))) {
    const found = stateOf(state, column);
    if (!found) continue;
    if (found.field.role === 'entity-key') say(column, 'gate.entity-key-shown', { column: column.field });
    const wanted = need.replace('filter', 'group');
    const granted =
      wanted === 'group' ? [...found.uses].some((use) => use.startsWith('group:')) : found.uses.has(wanted);
    if (!granted) say(column, 'gate.use-not-granted', { column: column.field, use: wanted, granted: usable(found) });
  }
}

const usable = (found: ColumnState): readonly string[] => [...found.uses].toSorted();

const NUMBERS = new Set(['integer', 'decimal']);

const NEEDS = {
  count: 'count',
  'count-distinct': 'count-distinct',
  sum: 'sum',
  avg: 'sum',
  variance: 'moment2',
  stddev: 'moment2',
  quantile: 'quantile',
} as const satisfies Record<AggregateCall['fn'], string>;

function checkAggregate(state: RelationState, call: AggregateCall, say: Say): void {
  const { argument, times, fn } = call;
  if (!argument) return;
  const square = times !== undefined && columnKey(times) === columnKey(argument);
  for (const factor of times && !square ? [argument, times] : [argument])
    checkFactor(state, factor, square ? 'moment2' : NEEDS[fn], say, call);
  if (!times) return;
  for (const factor of [argument, times]) {
    const field = stateOf(state, factor)?.field;
    if (field && (typeof field.min !== 'number' || typeof field.max !== 'number'))
      say(factor, 'gate.bounds-not-declared', { column: factor.field });
  }
}

function checkFactor(state: RelationState, factor: Column, need: string, say: Say, call: AggregateCall): void {
  const found = stateOf(state, factor);
  if (!found) return;
  if (!permits(found, need))
    say(factor, 'gate.use-not-granted', { column: factor.field, use: need, granted: usable(found) });
  if (need !== 'count' && need !== 'count-distinct' && !NUMBERS.has(factor.type))
    say(call, 'gate.aggregate-type', { column: factor.field, type: factor.type });
}

/** How the state of protection is said to people: one reason per obligation. */
export function obligationReasons(snapshot: GrantSnapshot, state: RelationState): readonly Reason[] {
  const clause = snapshot.clauses.disclosure;
  const { k, dominance } = snapshot;
  const keys = state.keys.length > 0 ? state.keys.map((key) => key.entity) : ['row'];
  return [
    ...[...new Set(keys)].map((entity): Reason => ({ code: 'gate.least-entities', params: { k, entity }, clause })),
    {
      code: 'gate.no-dominance',
      params: { percent: dominance.p * 100, n: dominance.n, share: dominance.share },
      clause,
    },
    { code: 'gate.no-small-difference', params: { k }, clause },
  ];
}
