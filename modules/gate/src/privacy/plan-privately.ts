import { makeDiagnostic } from '../bind/bind-context.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import type { Column, Predicate } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { EntityKey, Release } from '../ir/relation.ts';
import { decimalFraction, divide, fraction, multiply, type Fraction } from './fraction.ts';
import type { PrivateMode } from './release-mode.ts';

/** Steps in which the range of a measure is counted: noise is whole numbers of them. */
const STEPS = 6;
const START = { line: 1, column: 1, length: 1 };

/** One noisy figure of every cell: how many rows, how many entities, or a clamped sum in whole steps. */
export interface Figure {
  readonly figure: 'rows' | 'entities' | 'sum';
  readonly filter: Predicate | null;
  readonly argument: Column | null;
  readonly range: { readonly least: number; readonly most: number; readonly step: number } | null;
  /** Most that one entity can change the figures of all cells together, squared (L2) and plain (L1). */
  readonly sensitivity: { readonly squared: Fraction; readonly plain: Fraction };
}

/** What a release measures, and how each aggregate is made of it. */
export interface PrivatePlan {
  readonly mode: PrivateMode;
  readonly key: EntityKey;
  /** The first says whether a cell is shown at all. */
  readonly figures: readonly Figure[];
  readonly aggregates: readonly {
    readonly name: string;
    readonly fn: 'figure' | 'mean';
    readonly of: readonly number[];
  }[];
}

export type PrivatePlanning =
  | { readonly ok: true; readonly plan: PrivatePlan }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads a release as noisy figures. What it costs and what it may be depends on text, grant and catalogue alone. */
export function planPrivately(snapshot: GrantSnapshot, release: Release, mode: PrivateMode): PrivatePlanning {
  const problems: Diagnostic[] = [];
  const say = (code: DiagnosticCode, params: Readonly<Record<string, string | number>>): void =>
    void problems.push(makeDiagnostic(snapshot, code, START, params));
  const keys = release.checks.flatMap((check) => (check.check === 'entities' ? [check.key] : []));
  const key = keys.find((item) => item.entity === mode.unit && item.ordinal !== null);
  if (!key) say('gate.dp-unit', { unit: mode.unit });
  else if (key.maxRows > mode.rowsPerEntity) say('gate.dp-rows', { most: mode.rowsPerEntity });
  if (release.input.per) {
    say('gate.dp-per-entity', {});
    return { ok: false, diagnostics: problems };
  }
  const figures: Figure[] = [];
  const place = (figure: Figure): number => {
    const known = figures.findIndex((item) => sameFigure(item, figure));
    return known === -1 ? figures.push(figure) - 1 : known;
  };
  const rows = mode.rowsPerEntity;
  place(countOf(rows, null, null));
  const aggregates = release.input.aggregates.flatMap(({ name, call }): PrivatePlan['aggregates'] => {
    const { fn, argument, times, filter } = call;
    if (fn === 'count') return [{ name, fn: 'figure', of: [place(countOf(rows, filter, argument))] }];
    const isUnit = argument && key && isKey(snapshot, key, argument);
    if (fn === 'count-distinct' && isUnit) return [{ name, fn: 'figure', of: [place(entitiesOf(rows, filter))] }];
    const range = argument && !times ? rangeOf(snapshot, argument) : null;
    if ((fn !== 'sum' && fn !== 'avg') || !argument) say('gate.dp-aggregate', { aggregate: fn });
    else if (!range) say('gate.dp-bounds', { column: `${argument.alias}.${argument.field}` });
    else {
      const sum = place(sumOf(rows, filter, argument, range));
      return [
        fn === 'sum'
          ? { name, fn: 'figure', of: [sum] }
          : { name, fn: 'mean', of: [sum, place(countOf(rows, filter, argument))] },
      ];
    }
    return [];
  });
  if (!key || problems.length > 0) return { ok: false, diagnostics: problems };
  return { ok: true, plan: { mode, key, figures, aggregates } };
}

/** Noise of a figure: σ² of the Gaussian, or the scale of the Laplace, that its share of the price pays for. */
export function noiseOf(plan: PrivatePlan, figure: Figure): { readonly variance: Fraction; readonly scale: Fraction } {
  const share = divide(decimalFraction(plan.mode.perQuery), fraction(BigInt(plan.figures.length)));
  const variance = divide(figure.sensitivity.squared, multiply(fraction(2n), share));
  // ε-DP is ε²/2-zCDP: with ε = √(2ρ), rounded down, so that the noise is never too small.
  const epsilon = decimalFraction(Math.floor(Math.sqrt((2 * Number(share.n)) / Number(share.d)) * 1e6) / 1e6);
  return { variance, scale: divide(figure.sensitivity.plain, epsilon) };
}

const sameFigure = (a: Figure, b: Figure): boolean =>
  a.figure === b.figure &&
  canonical({ filter: a.filter, argument: a.argument }) === canonical({ filter: b.filter, argument: b.argument });

function countOf(rows: number, filter: Predicate | null, argument: Column | null): Figure {
  return { figure: 'rows', filter, argument, range: null, sensitivity: scaled(rows, 1) };
}

/** An entity counts once in each of at most as many cells as it has rows. */
function entitiesOf(rows: number, filter: Predicate | null): Figure {
  const sensitivity = { squared: fraction(BigInt(rows)), plain: fraction(BigInt(rows)) };
  return { figure: 'entities', filter, argument: null, range: null, sensitivity };
}

function sumOf(rows: number, filter: Predicate | null, argument: Column, range: NonNullable<Figure['range']>): Figure {
  const most = Math.max(Math.abs(range.least), Math.abs(range.most));
  return { figure: 'sum', filter, argument, range, sensitivity: scaled(rows, Math.ceil(most / range.step)) };
}

/** All rows of an entity in one cell change it most. */
function scaled(rows: number, each: number): Figure['sensitivity'] {
  const most = BigInt(rows) * BigInt(each);
  return { squared: fraction(most * most), plain: fraction(most) };
}

function rangeOf(snapshot: GrantSnapshot, { alias, field, type }: Column): Figure['range'] {
  const declared = snapshot.tables.find((table) => table.name === alias)?.fields.find((item) => item.name === field);
  if (typeof declared?.min !== 'number' || typeof declared.max !== 'number') return null;
  const { min: least, max: most } = declared;
  const size = Math.max(Math.abs(least), Math.abs(most));
  if (size === 0) return null;
  const step = type === 'integer' ? 1 : 10 ** (Math.ceil(Math.log10(size)) - STEPS);
  return { least, most, step };
}

function isKey(snapshot: GrantSnapshot, key: EntityKey, { alias, field }: Column): boolean {
  const table = snapshot.tables.find((item) => item.name === alias);
  return table?.statistics.entities.some((item) => item.field === field && item.entity === key.entity) ?? false;
}
