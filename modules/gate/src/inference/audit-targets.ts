import { createClimber, type Climb } from './climb-polytope.ts';
import {
  buildSystem,
  splitSystem,
  type Component,
  type Equation,
  type LinearSystem,
  type Target,
} from './linear-system.ts';
import { freeMoves } from './move-freely.ts';

/** Largest table that is solved; of a larger part nothing is proven, so that nothing of it counts as safe. */
const MOST_ENTRIES = 4_000_000;
/** A point is believed when it is a whole multiple of one of these fractions, and then checked in whole numbers. */
const FRACTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 30, 36, 48, 60] as const;
const NEARLY = 1e-5;

/**
 * Which withheld cells an attacker can bound too tightly who has all equations, knows that rows are not negative, and that a
 * cell withheld as too small is small. A cell counts as safe only by two tables of its equations, found by the simplex
 * method and checked in whole numbers, that put it as far apart as it needs: rounding cannot make a cell look safe.
 * @returns positions of targets that are not proven safe
 */
export function auditTargets(
  rows: readonly number[],
  equations: readonly Equation[],
  targets: readonly Target[],
): readonly number[] {
  const system = buildSystem(rows, equations, targets);
  const safe = new Set<number>();
  for (const component of splitSystem(system)) for (const at of safeIn(system, component, targets)) safe.add(at);
  return targets.flatMap((_, i) => (safe.has(i) ? [] : [i]));
}

interface Interval {
  lo: number;
  hi: number;
}

function safeIn(system: LinearSystem, component: Component, targets: readonly Target[]): readonly number[] {
  const place = new Map(component.variables.map((variable, i) => [variable, i]));
  const local = (members: readonly number[]): readonly number[] =>
    members.flatMap((member) => (place.has(member) ? [place.get(member) ?? 0] : []));
  const truth = component.variables.map((variable) => system.rows[variable] ?? 0);
  const equations = component.equations.map(local);
  const own = component.targets.map((at) => {
    const members = system.targets[at] ?? [];
    const open = local(members);
    const known = members.reduce((sum, item) => sum + (place.has(item) ? 0 : (system.rows[item] ?? 0)), 0);
    const target = targets[at];
    const most = target?.most === null || target === undefined ? null : Math.max(0, target.most - known);
    return { at, open, most, need: target?.need ?? 1 };
  });
  const { free, coefficients } = freeMoves(truth.length, equations);
  const capped = own.filter((target) => target.most !== null);
  if (free === 0 || (truth.length + capped.length) * free > MOST_ENTRIES) return [];
  const slack = capped.map((target) => {
    const row = new Float64Array(free);
    for (const member of target.open) coefficients[member]?.forEach((value, j) => (row[j] = (row[j] ?? 0) - value));
    return row;
  });
  const total = (members: readonly number[], of: readonly number[]): number =>
    members.reduce((sum, member) => sum + (of[member] ?? 0), 0);
  const climber = createClimber({
    values: [...truth, ...capped.map((target) => Math.max(0, (target.most ?? 0) - total(target.open, truth)))],
    coefficients: [...coefficients, ...slack],
  });
  const intervals = own.map((target): Interval => ({ lo: total(target.open, truth), hi: total(target.open, truth) }));
  const learn = (climb: Climb, far: number): void => {
    const believed = certify(pointOf(climb, far), truth, equations, capped);
    if (!believed) return;
    own.forEach((target, i) => {
      const interval = intervals[i];
      if (!interval) return;
      const value = total(target.open, believed);
      interval.lo = Math.min(interval.lo, value);
      interval.hi = Math.max(interval.hi, value);
    });
  };
  own.forEach((target, i) => {
    const interval = intervals[i];
    if (!interval) return;
    for (const sign of [1, -1] as const) {
      if (interval.hi - interval.lo >= target.need) return;
      const climb = climber.climb(target.open, sign, (value) =>
        sign === 1 ? value - interval.lo >= target.need : interval.hi - value >= target.need,
      );
      if (climb) learn(climb, target.need);
    }
  });
  return own.flatMap((target, i) => {
    const { lo, hi } = intervals[i] ?? { lo: 0, hi: 0 };
    return hi - lo >= target.need ? [target.at] : [];
  });
}

function pointOf({ point, ray }: Climb, far: number): readonly number[] {
  return ray === null ? point : point.map((value, i) => value + 2 * far * (ray[i] ?? 0));
}

/** The point in exact fractions, if it truly solves everything; else null. */
function certify(
  point: readonly number[],
  truth: readonly number[],
  equations: readonly (readonly number[])[],
  capped: readonly { readonly open: readonly number[]; readonly most: number | null }[],
): readonly number[] | null {
  for (const fraction of FRACTIONS) {
    const whole = truth.map((_, i) => Math.round((point[i] ?? 0) * fraction));
    if (!whole.every((value, i) => Math.abs(value - (point[i] ?? 0) * fraction) < NEARLY * fraction)) continue;
    const total = (members: readonly number[], of: readonly number[]): number =>
      members.reduce((sum, member) => sum + (of[member] ?? 0), 0);
    const holds =
      whole.every((value) => value >= 0 && Number.isSafeInteger(value)) &&
      equations.every((members) => total(members, whole) === fraction * total(members, truth)) &&
      capped.every(({ open, most }) => most === null || total(open, whole) <= fraction * most);
    if (holds) return whole.map((value) => value / fraction);
  }
  return null;
}
