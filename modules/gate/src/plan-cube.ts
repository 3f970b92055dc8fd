import { makeDiagnostic } from './bind/bind-context.ts';
import { coerce } from './bind/bind-literal.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';
import type { GrantSnapshot, Level } from './grant-snapshot.ts';
import type { Predicate } from './ir/expression.ts';
import { canonical, combine, oneOf, value } from './ir/factories.ts';
import type { Dimension, Program, Reduce, Relation } from './ir/relation.ts';
import { levelType } from './level.ts';
import { planRelease } from './plan-release.ts';
import type { FreezeParameter, FrozenParameter, SqlValue } from './program-types.ts';
import { relationState } from './relation-state.ts';

/** A program with open parameters as one reduction over all their values: the cube that is released jointly. */
export interface Cube {
  readonly program: Program;
  readonly parameters: readonly FrozenParameter[];
  /** Dimension of the reduction that carries each parameter, in the order of `parameters`. */
  readonly dimensions: readonly string[];
}

export type CubePlan =
  | { readonly ok: true; readonly cube: Cube }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

type Atom = Extract<Predicate, { predicate: 'in' }> & { readonly level: Level };

const START = { line: 1, column: 1, length: 1 };

/**
 * Rewrites filters `dimension = :parameter` into dimensions. A parameter may stand only there, alone and at the top of
 * the conjunction: then a call is one cell of the cube, and a look-up answers it.
 */
export function planCube(snapshot: GrantSnapshot, program: Program, wanted: readonly FreezeParameter[]): CubePlan {
  const reduce = program.input.input;
  const { relation, atoms } = splitParameters(reduce.input.input);
  const used = [...openParameters(relation), ...(reduce.per ? openParameters(reduce.per.level.relation) : [])];
  const problems: Diagnostic[] = [];
  const say = (code: DiagnosticCode, parameter: string): void => {
    problems.push(makeDiagnostic(snapshot, code, START, { parameter }));
  };
  const inAggregates = reduce.aggregates.flatMap(({ call }) => (call.filter ? parametersOf(call.filter) : []));
  for (const name of [...used, ...inAggregates]) say('gate.parameter-placement', name);
  for (const item of wanted)
    if (!atoms.has(item.name) && !used.includes(item.name)) say('gate.unknown-parameter', item.name);
  const parameters = wanted.flatMap((item): readonly FrozenParameter[] => {
    const atom = atoms.get(item.name);
    if (!atom) return [];
    const values = domainOf(snapshot, atom, item);
    if (!values) say('gate.parameter-domain-unknown', item.name);
    return values ? [describe(item.name, atom, values)] : [];
  });
  if (problems.length > 0) return { ok: false, diagnostics: problems };
  return { ok: true, cube: build(snapshot, program, relation, wanted, parameters) };
}

/** Takes `dimension = :parameter` out of the top-level conjunction. */
function splitParameters(relation: Relation): {
  readonly relation: Relation;
  readonly atoms: ReadonlyMap<string, Atom>;
} {
  if (relation.node !== 'filter') return { relation, atoms: new Map() };
  const parts = relation.predicate.predicate === 'and' ? relation.predicate.inputs : [relation.predicate];
  const atoms = new Map<string, Atom>();
  const rest = parts.filter((part) => {
    const [only] = part.predicate === 'in' ? part.values : [];
    if (part.predicate !== 'in' || part.values.length !== 1 || only?.operand !== 'parameter' || atoms.has(only.name))
      return true;
    const { level } = part;
    if (level.kind === 'choice') return true;
    atoms.set(only.name, { ...part, level });
    return false;
  });
  return {
    relation:
      rest.length === 0
        ? relation.input
        : Object.freeze({ node: 'filter', input: relation.input, predicate: combine('and', rest) }),
    atoms,
  };
}

function openParameters(relation: Relation): readonly string[] {
  if (relation.node === 'scan') return [];
  if (relation.node === 'join') return [...openParameters(relation.left), ...openParameters(relation.right)];
  return [...openParameters(relation.input), ...parametersOf(relation.predicate)];
}

function parametersOf(predicate: Predicate): readonly string[] {
  switch (predicate.predicate) {
    case 'in':
      return predicate.values.flatMap((item) => (item.operand === 'parameter' ? [item.name] : []));
    case 'range':
    case 'is-null':
    case 'known':
    case 'not-zero':
      return [];
    case 'per-entity':
      return [
        ...openParameters(predicate.per.relation),
        ...(predicate.call.filter ? parametersOf(predicate.call.filter) : []),
      ];
    case 'is-true':
    case 'not':
      return parametersOf(predicate.input);
    case 'and':
    case 'or':
      return predicate.inputs.flatMap(parametersOf);
  }
}

function domainOf(snapshot: GrantSnapshot, atom: Atom, wanted: FreezeParameter): readonly SqlValue[] | null {
  const type = levelType(atom.column.type, atom.level);
  if (wanted.values) {
    const typed = wanted.values.map((item) => coerce(item, type));
    return typed.includes(null) ? null : [...new Set(typed.filter((item) => item !== null))];
  }
  const table = snapshot.tables.find((item) => item.name === atom.column.alias);
  const known = table?.statistics.dimensions.find(
    (item) => item.field === atom.column.field && item.level === atom.level.name,
  );
  return known?.values?.flatMap((item) => (item.value === null ? [] : [item.value])) ?? null;
}

function describe(name: string, atom: Atom, values: readonly SqlValue[]): FrozenParameter {
  const { column, level } = atom;
  return { name, table: column.alias, field: column.field, level, type: levelType(column.type, level), values };
}

function build(
  snapshot: GrantSnapshot,
  program: Program,
  relation: Relation,
  wanted: readonly FreezeParameter[],
  parameters: readonly FrozenParameter[],
): Cube {
  const reduce = program.input.input;
  const dimensions: Dimension[] = [...reduce.input.dimensions];
  const carrying: string[] = [];
  let input = relation;
  for (const parameter of parameters) {
    const column = { alias: parameter.table, field: parameter.field, type: fieldType(snapshot, parameter) };
    const same = dimensions.find(
      (item) => canonical({ column: item.column, level: item.level }) === canonical({ column, level: parameter.level }),
    );
    const dimension =
      same ?? Object.freeze({ name: `p${carrying.length}`, column, level: parameter.level, type: parameter.type });
    if (!same) dimensions.push(dimension);
    carrying.push(dimension.name);
    if (wanted.some((item) => item.name === parameter.name && item.values)) {
      input = Object.freeze({
        node: 'filter',
        input,
        predicate: oneOf(column, parameter.level, parameter.values.map(value)),
      });
    }
  }
  const cubeReduce: Reduce = Object.freeze({
    ...reduce,
    input: Object.freeze({ node: 'map', input, dimensions: Object.freeze(dimensions) }),
  });
  const release = planRelease(snapshot, relationState(snapshot, input), cubeReduce);
  return { program: Object.freeze({ ...program, input: release }), parameters, dimensions: carrying };
}

function fieldType(snapshot: GrantSnapshot, parameter: FrozenParameter): FrozenParameter['type'] {
  const field = snapshot.tables
    .find((item) => item.name === parameter.table)
    ?.fields.find((item) => item.name === parameter.field);
  return field?.type ?? parameter.type;
}
